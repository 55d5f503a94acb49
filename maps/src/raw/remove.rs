//! Deletions, one by one and all at once.

use super::group::{DELETED, EMPTY, Group, WIDTH};
use super::{Port, RawMap, grow, none};

impl RawMap {
    /// Removes a key's entry, if there is one.
    ///
    /// # Errors
    /// The key has no hash.
    ///
    /// # Safety
    /// `key` is the address of a key of the map.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// let key = 7u64;
    /// unsafe {
    ///     map.assign64(&mut port, key);
    ///     let Ok(()) = map.delete(&mut port, (&raw const key).cast());
    /// }
    /// assert!(map.is_empty());
    /// ```
    pub unsafe fn delete<P: Port>(&self, port: &mut P, key: *const u8) -> Result<(), P::Error> {
        // SAFETY: by contract.
        unsafe {
            let h = self.hash(port, key)?;
            let (slot, index) = self.find_any(port, h, key);
            if !slot.is_null() {
                self.remove(port, h, slot, index);
            }
        }
        Ok(())
    }

    unsafe fn remove<P: Port>(&self, port: &mut P, hash: u32, slot: *mut u8, index: usize) {
        let e = self.entry(hash);
        // SAFETY: by contract a full slot of that table.
        unsafe {
            if !self.slot.noscan() && port.is_marking() {
                self.shade_slot(port, slot);
            }
            self.slot.zero(slot);
            let byte = e.ctrl.get().add(index);
            let group = Group::load(e.ctrl.get().add(index & !(WIDTH - 1)));
            // A search that came past this group when it was full must still go on.
            let empty = group.has_empty() || e.mask.get() == 0;
            *byte = if empty { EMPTY } else { DELETED };
            e.tail().sub(empty);
        }
        self.count.set(self.count.get() - 1);
        if self.is_empty() {
            self.emptied(port);
        } else if self.shift.get() != 32 && e.tail().full() <= e.slots() / 8 {
            self.shrink(port, hash);
        }
    }

    /// The last entry was deleted: deleted slots need not be passed any more, and a large map begins small again.
    #[inline(never)]
    fn emptied<P: Port>(&self, port: &mut P) {
        if self.shift.get() != 32 {
            // Whatever comes now is new to iterators, and need not be produced.
            self.clears.set(self.clears.get().wrapping_add(1));
            return self.forget(port);
        }
        let tail = self.one.tail();
        let all = grow::capacity(self.one.slots());
        if tail.left() != all {
            // SAFETY: all control bytes of a table without entries.
            unsafe {
                self.one.ctrl.get().write_bytes(EMPTY, self.one.slots());
            }
            tail.set(all, 0);
        }
    }

    /// Marks what a full slot refers to, which is about to be overwritten.
    unsafe fn shade_slot<P: Port>(&self, port: &mut P, slot: *mut u8) {
        // SAFETY: by contract a full slot.
        unsafe {
            let (key, elem) = (self.slot.key(slot), self.slot.elem(slot));
            if self.slot.key_indirect() {
                port.shade(key);
            } else {
                port.shade_key(key);
            }
            if self.slot.elem_indirect() {
                port.shade(elem);
            } else {
                port.shade_elem(elem);
            }
        }
    }

    /// Removes all entries. Iterators end. The tables of a large map are given back.
    ///
    /// # Safety
    /// The port is the map's.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// unsafe {
    ///     map.assign64(&mut port, 7);
    ///     map.clear(&mut port);
    /// }
    /// assert!(map.is_empty());
    /// ```
    pub unsafe fn clear<P: Port>(&self, port: &mut P) {
        let e = &self.one;
        if self.is_empty() && self.shift.get() == 32 {
            return;
        }
        self.count.set(0);
        self.clears.set(self.clears.get().wrapping_add(1));
        if self.shift.get() == 32 && (self.slot.noscan() || !port.is_marking()) {
            let n = e.slots();
            // SAFETY: the slots and control bytes of the table.
            unsafe {
                let bytes = n * self.slot.stride();
                e.ctrl.get().sub(bytes).write_bytes(0, bytes + n);
            }
            e.tail().set(grow::capacity(n), 0);
        } else {
            self.forget(port);
        }
        self.seed.set(port.random() as u32);
    }

    /// Drops the directory and all tables.
    fn forget<P: Port>(&self, port: &mut P) {
        // The collector marks the old tables as they were.
        if port.is_marking() {
            port.shade(self.dir.get().cast());
            port.shade(self.one.ctrl.get());
        }
        self.one.set(none(), WIDTH);
        self.shift.set(32);
        self.dir.set(&raw const self.one);
        self.hint.set(0);
    }
}

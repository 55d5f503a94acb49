//! Growth: a table is replaced or split.

use super::group::{Group, WIDTH, tag};
use super::{Entry, KeyKind, Port, RawMap, Tail, none};
use core::cell::Cell;

/// Tables of so many slots are split, as a power of two.
const MAX_BITS: u8 = 10;
/// The same where keys are long, or a hash has to fetch what the key refers to: a cache miss for each entry is most of what a split takes.
const MAX_BITS_ELSEWHERE: u8 = 9;
/// Directories have at most so many entries, as a power of two.
const MAX_DEPTH: u32 = 18;

/// How many slots of a table may be used: seven eighths, so that searches end; all of a single group.
pub(super) const fn capacity(slots: usize) -> usize {
    if slots == WIDTH { WIDTH } else { slots / 8 * 7 }
}

/// Slots for so many entries, as a power of two.
pub(super) fn hint_bits(entries: usize) -> u8 {
    let most = MAX_BITS as u32 + MAX_DEPTH;
    let slots = entries.min(1 << most).div_ceil(7) * 8;
    match entries {
        0..=WIDTH => 3,
        _ => slots.next_power_of_two().trailing_zeros().min(most) as u8,
    }
}

impl RawMap {
    /// Tables of so many slots are split, as a power of two.
    pub(super) fn max_bits(&self) -> u8 {
        match self.slot.kind {
            KeyKind::Word32 | KeyKind::Word64 => MAX_BITS,
            KeyKind::Str | KeyKind::Bytes | KeyKind::Other => MAX_BITS_ELSEWHERE,
        }
    }

    /// Leading bits of a hash that index the directory.
    pub(super) fn depth(&self) -> u32 {
        32 - u32::from(self.shift.get())
    }

    /// Leading bits that the keys of an entry's table share.
    pub(super) fn depth_of(&self, e: &Entry) -> u32 {
        e.depth_in(self.shift.get())
    }

    /// Does one step towards a free slot in the table for a hash; false without memory.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn make_room<P: Port>(&self, port: &mut P, hash: u32) -> bool {
        let e = self.entry(hash);
        let max_bits = self.max_bits();
        if e.is_none() {
            let bits = self.hint.get();
            if bits > max_bits && self.depth() == 0 {
                let depth = u32::from(bits - max_bits).min(MAX_DEPTH);
                return self.new_directory(port, depth);
            }
            return self.replace(port, hash, 1 << bits.min(max_bits));
        }
        let (slots, used) = (e.slots(), e.tail().full());
        // Less than half is in use: the rest was deleted.
        if used <= capacity(slots) / 4 {
            return self.replace(port, hash, slots / 2);
        }
        if used <= capacity(slots) / 2 {
            return self.replace(port, hash, slots);
        }
        if slots < 1 << max_bits {
            return self.replace(port, hash, slots * 2);
        }
        if e.tail().depth() < self.depth() {
            return self.split(port, hash);
        }
        // Hashes that fall together are no reason for a large directory.
        let spread = self.len() >> (max_bits - 3) >> self.depth() != 0;
        if self.depth() < MAX_DEPTH && spread {
            self.new_directory(port, self.depth() + 1)
        } else {
            self.replace(port, hash, slots * 2)
        }
    }

    /// A larger directory of the same tables.
    fn new_directory<P: Port>(&self, port: &mut P, depth: u32) -> bool {
        let new = port.directory(1 << depth).cast::<Entry>();
        if new.is_null() {
            return false;
        }
        let old = self.dir.get();
        let by = depth - self.depth();
        for n in 0..1 << depth {
            // SAFETY: entries of the new and of the old directory.
            unsafe {
                let from = &*old.add(n >> by);
                new.add(n).write(Entry {
                    ctrl: Cell::new(from.ctrl.get()),
                    mask: Cell::new(from.mask.get()),
                });
            }
        }
        if port.is_marking() {
            // What was copied must not be hidden in the new one, which counts as scanned.
            port.shade(old.cast());
            port.shade(self.one.ctrl.get());
        }
        self.dir.set(new);
        self.shift.set((32 - depth) as u8);
        // No longer used; it must not keep a table.
        self.one.set(none(), WIDTH);
        true
    }

    /// Memory for an empty table: its control bytes, or null.
    pub(super) fn new_table<P: Port>(&self, port: &mut P, slots: usize, depth: u32) -> *mut u8 {
        let mut at = self.take_spare(port, slots);
        if at.is_null() {
            at = port.table(&self.slot, slots, slots + size_of::<Tail>());
        }
        if at.is_null() {
            return at;
        }
        let ctrl = at.wrapping_add(slots * self.slot.stride());
        let e = Entry {
            ctrl: Cell::new(ctrl),
            mask: Cell::new(slots - WIDTH),
        };
        e.tail().set(capacity(slots), depth);
        ctrl
    }

    /// Lets all directory entries of a hash's table that begin with `depth` bits of the hash refer to another table.
    pub(super) fn set_table(&self, hash: u32, depth: u32, ctrl: *mut u8, slots: usize) {
        let n = 1usize << (self.depth() - depth);
        let first = (u64::from(hash) >> self.shift.get()) as usize & !(n - 1);
        for i in first..first + n {
            // SAFETY: the invariant of directories.
            unsafe { &*self.dir.get().add(i) }.set(ctrl, slots);
        }
    }

    /// Moves the entries of a hash's table to one of another size.
    pub(super) fn replace<P: Port>(&self, port: &mut P, hash: u32, slots: usize) -> bool {
        let e = self.entry(hash);
        let slots = slots.max(WIDTH);
        let depth = self.depth_of(e);
        let ctrl = self.new_table(port, slots, depth);
        if ctrl.is_null() {
            return false;
        }
        self.move_all(port, e, 0, [ctrl; 2], slots);
        self.set_table(hash, depth, ctrl, slots);
        true
    }

    /// Splits a hash's table by the next bit of the hash.
    fn split<P: Port>(&self, port: &mut P, hash: u32) -> bool {
        let e = self.entry(hash);
        let (slots, depth) = (e.slots(), e.tail().depth());
        let zero = self.new_table(port, slots, depth + 1);
        if zero.is_null() {
            return false;
        }
        let one = self.new_table(port, slots, depth + 1);
        if one.is_null() {
            self.keep_spare(zero.wrapping_sub(slots * self.slot.stride()), slots);
            return false;
        }
        let bit = 1 << (31 - depth);
        self.move_all(port, e, bit, [zero, one], slots);
        self.set_table(hash & !bit, depth + 1, zero, slots);
        self.set_table(hash | bit, depth + 1, one, slots);
        true
    }

    /// Copies the entries of a table that is about to be replaced into new ones of `slots` slots each, the second for
    /// hashes that have `bit`.
    ///
    /// During marking the old table is shaded: it stays as it is, so that everything in it will be marked, whatever
    /// happens to the copies.
    pub(super) fn move_all<P: Port>(
        &self,
        port: &mut P,
        e: &Entry,
        bit: u32,
        to: [*mut u8; 2],
        slots: usize,
    ) {
        if port.is_marking() {
            port.shade(e.ctrl.get());
        }
        let mut moved = [0; 2];
        for at in (0..e.slots()).step_by(WIDTH) {
            // SAFETY: a group of the table.
            let mut full = unsafe { Group::load(e.ctrl.get().add(at)) }.full();
            while let Some(i) = full.first() {
                full = full.rest();
                let slot = self.slot.at(e.ctrl.get(), at + i);
                // SAFETY: a full slot, and a new table with room for all of them.
                unsafe {
                    let h = self.hash_again(port, slot);
                    let which = usize::from(h & bit != 0);
                    let ctrl = to[which];
                    let free = free_slot(ctrl, slots, h);
                    super::slot::copy(self.slot.at(ctrl, free), slot, self.slot.stride());
                    *ctrl.add(free) = tag(h);
                    moved[which] += 1;
                }
            }
        }
        for (ctrl, n) in to.into_iter().zip(moved) {
            // SAFETY: a new table.
            let tail = unsafe { &*ctrl.add(slots).cast::<Tail>() };
            tail.add(n, n);
        }
    }

    /// Hash of a key that is in the map.
    #[inline(always)]
    unsafe fn hash_again<P: Port>(&self, port: &mut P, slot: *mut u8) -> u32 {
        // SAFETY: by contract a full slot.
        unsafe {
            let key = self.slot.key(slot);
            if self.slot.kind == KeyKind::Other && !port.reflexive() && !port.equal(key, key) {
                return port.random() as u32;
            }
            // It had one when it was inserted.
            self.hash(port, key).unwrap_or(0)
        }
    }
}

/// The first empty slot for a hash in a table without deleted ones.
#[inline(always)]
unsafe fn free_slot(ctrl: *mut u8, slots: usize, hash: u32) -> usize {
    let mask = slots - WIDTH;
    let (mut at, mut step) = ((hash >> 4) as usize & mask, 0);
    loop {
        // SAFETY: a group of the table, which has room.
        if let Some(i) = unsafe { Group::load(ctrl.add(at)) }.free().first() {
            return at + i;
        }
        step += WIDTH;
        at = (at + step) & mask;
    }
}

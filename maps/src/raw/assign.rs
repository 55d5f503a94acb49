//! Assignments: everything that needs memory gets it before anything changes.

use super::{KeyKind, Port, RawMap, slot};
use crate::hash::{hash_bytes, hash_word, same_bytes};
use core::ptr::null_mut;

impl RawMap {
    /// The element's address for a key of [`KeyKind::Word32`], which is inserted if absent; null without memory.
    ///
    /// # Safety
    /// The map is of that kind.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word32);
    /// // m[7]++
    /// unsafe { *map.assign32(&mut port, 7).cast::<u64>() += 1 };
    /// assert_eq!(map.len(), 1);
    /// ```
    #[inline]
    pub unsafe fn assign32<P: Port>(&self, port: &mut P, key: u32) -> *mut u8 {
        let h = hash_word(port.secret(), u64::from(key), self.seed.get());
        // SAFETY: keys are four bytes.
        unsafe {
            let slot = self.assign_plain(port, h, |p| p.cast::<u32>().read_unaligned() == key);
            if slot.is_null() {
                return slot;
            }
            slot.cast::<u32>().write_unaligned(key);
            self.slot.elem(slot)
        }
    }

    /// The element's address for a key of [`KeyKind::Word64`], which is inserted if absent; null without memory.
    ///
    /// # Safety
    /// The map is of that kind.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// // m[7]++
    /// unsafe { *map.assign64(&mut port, 7).cast::<u64>() += 1 };
    /// assert_eq!(map.len(), 1);
    /// ```
    #[inline]
    pub unsafe fn assign64<P: Port>(&self, port: &mut P, key: u64) -> *mut u8 {
        let h = hash_word(port.secret(), key, self.seed.get());
        // SAFETY: keys are eight bytes.
        unsafe {
            let slot = self.assign_plain(port, h, |p| p.cast::<u64>().read_unaligned() == key);
            if slot.is_null() {
                return slot;
            }
            slot.cast::<u64>().write_unaligned(key);
            self.slot.elem(slot)
        }
    }

    /// The element's address for a key of [`KeyKind::Str`], which is inserted if absent; null without memory.
    ///
    /// # Safety
    /// The map is of that kind.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Str);
    /// // The map keeps the address: the bytes stay where they are.
    /// unsafe { *map.assign_str(&mut port, b"seven").cast::<u64>() += 1 };
    /// assert_eq!(map.len(), 1);
    /// ```
    #[inline]
    pub unsafe fn assign_str<P: Port>(&self, port: &mut P, key: &[u8]) -> *mut u8 {
        let h = hash_bytes(port.secret(), key, self.seed.get());
        // SAFETY: keys are strings.
        unsafe {
            let slot = self.assign_plain(port, h, |p| same_bytes(slot::str_at(p), key));
            if slot.is_null() {
                return slot;
            }
            let words = slot.cast::<(*const u8, usize)>();
            if port.is_marking() {
                port.shade((*words).0);
                port.shade(key.as_ptr());
            }
            // An equal key is replaced too: the old one may be part of a much longer string.
            words.write((key.as_ptr(), key.len()));
            self.slot.elem(slot)
        }
    }

    /// The slot for a key, in use but without its key if it is new; null without memory.
    #[inline(always)]
    unsafe fn assign_plain<P: Port>(
        &self,
        port: &mut P,
        hash: u32,
        eq: impl Fn(*const u8) -> bool,
    ) -> *mut u8 {
        // SAFETY: by contract.
        unsafe {
            loop {
                let place = self.find_or_free(hash, &eq);
                if place.free.is_null() {
                    if !place.slot.is_null() || !self.make_room(port, hash) {
                        return place.slot;
                    }
                    continue;
                }
                if self.slot.is_indirect() {
                    // Only elements are: keys of these kinds are small.
                    let elem = port.elem();
                    if elem.is_null() {
                        return elem;
                    }
                    self.slot.set_elem(place.slot, elem);
                }
                self.occupy(hash, place.free);
                return place.slot;
            }
        }
    }

    /// The element's address for a key of any kind, which is inserted if absent; null without memory.
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
    /// let (map, key) = (port.map(KeyKind::Other), 7u64);
    /// unsafe {
    ///     let Ok(elem) = map.assign(&mut port, (&raw const key).cast());
    ///     elem.cast::<u64>().write(42);
    /// }
    /// assert_eq!(map.len(), 1);
    /// ```
    pub unsafe fn assign<P: Port>(
        &self,
        port: &mut P,
        key: *const u8,
    ) -> Result<*mut u8, P::Error> {
        // SAFETY: by contract, and the kinds are as their functions want them.
        unsafe {
            match self.slot.kind {
                KeyKind::Word32 => Ok(self.assign32(port, key.cast::<u32>().read_unaligned())),
                KeyKind::Word64 => Ok(self.assign64(port, key.cast::<u64>().read_unaligned())),
                KeyKind::Str => Ok(self.assign_str(port, slot::str_at(key))),
                KeyKind::Bytes | KeyKind::Other => self.assign_other(port, key),
            }
        }
    }

    unsafe fn assign_other<P: Port>(
        &self,
        port: &mut P,
        key: *const u8,
    ) -> Result<*mut u8, P::Error> {
        // SAFETY: by contract.
        unsafe {
            let mut h = self.hash(port, key)?;
            let other = self.slot.kind == KeyKind::Other;
            let reflexive = !other || port.reflexive();
            if !reflexive && !port.equal(key, key) {
                // Nobody will ever find it: spread such keys out.
                h = port.random() as u32;
            }
            loop {
                let place = self.find_or_free(h, |slot| self.equal(port, slot, key));
                if place.free.is_null() {
                    if place.slot.is_null() {
                        if self.make_room(port, h) {
                            continue;
                        }
                        return Ok(null_mut());
                    }
                    if !reflexive {
                        // Zero and minus zero are equal but not the same.
                        self.store_key(port, place.slot, key);
                    }
                    return Ok(self.slot.elem(place.slot));
                }
                if self.slot.is_indirect() && !self.fill_indirect(port, place.slot) {
                    return Ok(null_mut());
                }
                self.occupy(h, place.free);
                self.store_key(port, place.slot, key);
                return Ok(self.slot.elem(place.slot));
            }
        }
    }

    /// Gives a free slot the objects that it needs.
    unsafe fn fill_indirect<P: Port>(&self, port: &mut P, slot: *mut u8) -> bool {
        let mut key = null_mut();
        if self.slot.key_indirect() {
            key = self.take_spare(port, 0);
            if key.is_null() {
                key = port.key();
            }
            if key.is_null() {
                return false;
            }
        }
        // SAFETY: by contract a slot of the map.
        unsafe {
            if self.slot.elem_indirect() {
                let elem = port.elem();
                if elem.is_null() {
                    self.keep_spare(key, 0);
                    return false;
                }
                self.slot.set_elem(slot, elem);
            }
            if !key.is_null() {
                self.slot.set_key(slot, key);
            }
        }
        true
    }

    unsafe fn store_key<P: Port>(&self, port: &mut P, slot: *mut u8, key: *const u8) {
        // SAFETY: by contract a key, and a slot in use.
        unsafe {
            let to = self.slot.key(slot);
            if port.is_marking() {
                port.shade_key(to);
                port.shade_key(key);
            }
            slot::copy(to, key, self.slot.key_size());
        }
    }

    pub(super) fn take_spare<P: Port>(&self, port: &mut P, slots: usize) -> *mut u8 {
        if self.spare_kind.get() != spare_kind(slots) {
            return null_mut();
        }
        let object = self.spare.replace(null_mut());
        if !object.is_null() && port.is_marking() {
            // It may go to where the collector has been.
            port.shade(object);
        }
        object
    }

    pub(super) fn keep_spare(&self, object: *mut u8, slots: usize) {
        self.spare.set(object);
        self.spare_kind.set(spare_kind(slots));
    }
}

/// A table of so many slots, or a key.
fn spare_kind(slots: usize) -> u8 {
    slots.trailing_zeros() as u8
}

//! The type-erased map.
//!
//! # Layout
//! A *table* is one object: slots, from the last to the first, then one control byte for each slot ([`group`]), then
//! how much room is left and the table's depth. A [`Directory`](Entry) entry points to the control bytes, from which
//! slots are counted backwards; so a collector sees a repeated element followed by a tail without pointers.
//!
//! The directory is indexed by the leading bits of the hash. A map of up to 1024 slots has one entry, in the header
//! itself, which at first refers to a static table without room. A full table is replaced by one of twice the size;
//! one of 1024 slots is split in two by the next bit of the hash (Fagin's extendible hashing), so that no insertion
//! moves more than about 900 entries. A table that is replaced is never written again, and whoever reads it keeps it.
//!
//! # Invariants
//! - `dir` points to `1 << (32 - shift)` entries, an entry to a live table or the static one; entries of one table are
//!   adjacent, `1 << (32 - shift - depth)` of them, and its keys are those whose hashes begin with their common prefix.
//! - Every table of more than one group has an empty slot, which ends searches.
//! - Slots that are not full are zero.

mod group;
mod grow;
mod iter;
mod port;
mod slot;

pub use iter::RawIter;
pub use port::{KeyKind, Port, Shape};
pub use slot::Slot;

use crate::hash::{hash_bytes, hash_word};
use core::cell::Cell;
use core::ptr::null_mut;
use group::{DELETED, EMPTY, Group, WIDTH, tag};

/// A directory entry: a table.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its control bytes.
    ctrl: Cell<*mut u8>,
    /// Control bytes of all groups but one.
    mask: Cell<usize>,
}

/// The table of a map without any: one group without entries and without room.
static NONE: [u64; 2] = [0; 2];

fn none() -> *mut u8 {
    (&raw const NONE).cast_mut().cast()
}

/// What follows a table's control bytes.
#[repr(C)]
struct Tail {
    /// Empty slots that may be used before the table has to grow.
    left: Cell<u32>,
    /// Leading bits of the hash that all its keys share.
    depth: Cell<u32>,
}

impl Entry {
    /// Number of slots.
    #[inline(always)]
    fn slots(&self) -> usize {
        self.mask.get() + WIDTH
    }

    #[inline(always)]
    fn tail(&self) -> &Tail {
        // SAFETY: it follows the control bytes, aligned to eight.
        unsafe { &*self.ctrl.get().add(self.slots()).cast::<Tail>() }
    }

    #[inline(always)]
    fn is_none(&self) -> bool {
        core::ptr::eq(self.ctrl.get(), none())
    }
}

/// A type-erased Go map.
///
/// It lies in memory of the runtime, at a fixed address; word 0 is the number of entries. All operations take the
/// runtime's [`Port`], which must be the same (or know the same types) throughout the life of the map. Addresses of
/// elements are valid until the next assignment, deletion or clear.
#[repr(C)]
#[derive(Debug)]
pub struct RawMap {
    count: Cell<u32>,
    seed: Cell<u32>,
    dir: Cell<*const Entry>,
    one: Entry,
    /// An object that an operation got before it ran out of memory, for when it is tried again.
    spare: Cell<*mut u8>,
    /// What kind of object: 0 a key, else a table of that many slots.
    spare_slots: Cell<usize>,
    /// How often it was cleared.
    clears: Cell<u32>,
    slot: Slot,
    /// Hashes are shifted by this to index the directory.
    shift: Cell<u8>,
    /// Slots wanted from the start, as a power of two.
    hint: Cell<u8>,
}

/// Where a key is, or is to be put.
struct Place {
    slot: *mut u8,
    /// Its control byte if it is free, else null.
    free: *mut u8,
}

impl RawMap {
    /// Where the header has pointers, in bytes from its start.
    pub const POINTERS: [usize; 3] = [
        core::mem::offset_of!(RawMap, dir),
        core::mem::offset_of!(RawMap, one) + core::mem::offset_of!(Entry, ctrl),
        core::mem::offset_of!(RawMap, spare),
    ];

    /// Makes an empty map in a block of its size. Memory for about `hint` entries is taken when they are assigned.
    ///
    /// # Safety
    /// `at` is aligned for a `RawMap`, writable, and stays where it is.
    pub unsafe fn init_in(at: *mut u8, shape: &Shape, hint: usize, seed: u32) -> *mut RawMap {
        let map = at.cast::<RawMap>();
        // SAFETY: by contract.
        unsafe {
            map.write(RawMap {
                count: Cell::new(0),
                seed: Cell::new(seed),
                dir: Cell::new(&raw const (*map).one),
                one: Entry {
                    ctrl: Cell::new(none()),
                    mask: Cell::new(0),
                },
                spare: Cell::new(null_mut()),
                spare_slots: Cell::new(0),
                clears: Cell::new(0),
                slot: Slot::new(shape),
                shift: Cell::new(32),
                hint: Cell::new(grow::hint_bits(hint)),
            });
        }
        map
    }

    /// Number of entries.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.count.get() as usize
    }

    /// Whether there are no entries.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.count.get() == 0
    }

    /// The table for a hash.
    #[inline(always)]
    fn entry(&self, hash: u32) -> &Entry {
        // SAFETY: the type's invariant.
        unsafe {
            &*self
                .dir
                .get()
                .add((u64::from(hash) >> self.shift.get()) as usize)
        }
    }

    /// The slot of a key, or null.
    #[inline(always)]
    unsafe fn find(&self, hash: u32, eq: impl Fn(*const u8) -> bool) -> *mut u8 {
        let e = self.entry(hash);
        let (ctrl, mask) = (e.ctrl.get(), e.mask.get());
        let (mut at, mut step) = ((hash >> 4) as usize & mask, 0);
        loop {
            // SAFETY: groups are multiples of eight up to the mask.
            let g = unsafe { Group::load(ctrl.add(at)) };
            let mut hits = g.with_tag(tag(hash));
            while let Some(i) = hits.first() {
                let slot = self.slot.at(ctrl, at + i);
                if eq(slot) {
                    return slot;
                }
                hits = hits.rest();
            }
            if g.has_empty() || mask == 0 {
                return null_mut();
            }
            step += WIDTH;
            at = (at + step) & mask;
        }
    }

    /// The slot of a key, or one that it may be put into; null when there is no room.
    #[inline(always)]
    unsafe fn find_or_free(&self, hash: u32, eq: impl Fn(*const u8) -> bool) -> Place {
        let e = self.entry(hash);
        let (ctrl, mask) = (e.ctrl.get(), e.mask.get());
        let (mut at, mut step) = ((hash >> 4) as usize & mask, 0);
        let mut free = usize::MAX;
        loop {
            // SAFETY: as in `find`.
            let g = unsafe { Group::load(ctrl.add(at)) };
            let mut hits = g.with_tag(tag(hash));
            while let Some(i) = hits.first() {
                let slot = self.slot.at(ctrl, at + i);
                if eq(slot) {
                    return Place {
                        slot,
                        free: null_mut(),
                    };
                }
                hits = hits.rest();
            }
            if free == usize::MAX
                && let Some(i) = g.free().first()
            {
                free = at + i;
            }
            if g.has_empty() || mask == 0 {
                break;
            }
            step += WIDTH;
            at = (at + step) & mask;
        }
        let nothing = Place {
            slot: null_mut(),
            free: null_mut(),
        };
        if free == usize::MAX {
            return nothing;
        }
        let byte = ctrl.wrapping_add(free);
        // SAFETY: a control byte of the table.
        if unsafe { *byte } == EMPTY && e.tail().left.get() == 0 {
            return nothing;
        }
        Place {
            slot: self.slot.at(ctrl, free),
            free: byte,
        }
    }

    /// Takes a free slot of the hash's table into use.
    #[inline(always)]
    unsafe fn occupy(&self, hash: u32, free: *mut u8) {
        // SAFETY: by contract a control byte of that table.
        unsafe {
            if *free == EMPTY {
                let left = &self.entry(hash).tail().left;
                left.set(left.get() - 1);
            }
            *free = tag(hash);
        }
        self.count.set(self.count.get() + 1);
    }

    /// The element's address for a key of [`KeyKind::Word32`], or null.
    ///
    /// # Safety
    /// The map is of that kind.
    #[inline]
    pub unsafe fn get32(&self, key: u32) -> *mut u8 {
        let h = hash_word(u64::from(key), self.seed.get());
        // SAFETY: keys are four bytes.
        self.slot
            .elem_or_null(unsafe { self.find(h, |p| p.cast::<u32>().read_unaligned() == key) })
    }

    /// The element's address for a key of [`KeyKind::Word64`], or null.
    ///
    /// # Safety
    /// The map is of that kind.
    #[inline]
    pub unsafe fn get64(&self, key: u64) -> *mut u8 {
        let h = hash_word(key, self.seed.get());
        // SAFETY: keys are eight bytes.
        self.slot
            .elem_or_null(unsafe { self.find(h, |p| p.cast::<u64>().read_unaligned() == key) })
    }

    /// The element's address for a key of [`KeyKind::Str`], or null.
    ///
    /// # Safety
    /// The map is of that kind.
    #[inline]
    pub unsafe fn get_str(&self, key: &[u8]) -> *mut u8 {
        if self.is_empty() {
            return null_mut();
        }
        let h = hash_bytes(key, self.seed.get());
        // SAFETY: keys are strings.
        self.slot
            .elem_or_null(unsafe { self.find(h, |p| slot::str_at(p) == key) })
    }

    /// Key and element addresses for a key of any kind, or null.
    ///
    /// # Errors
    /// The key has no hash.
    ///
    /// # Safety
    /// `key` is the address of a key of the map.
    pub unsafe fn get<P: Port>(&self, port: &P, key: *const u8) -> Result<*mut u8, P::Error> {
        // SAFETY: by contract.
        unsafe {
            let h = self.hash(port, key)?;
            Ok(self.slot.elem_or_null(self.find_any(port, h, key)))
        }
    }

    /// Hash of a key of any kind.
    unsafe fn hash<P: Port>(&self, port: &P, key: *const u8) -> Result<u32, P::Error> {
        let seed = self.seed.get();
        // SAFETY: by contract a key of the map.
        unsafe {
            match self.slot.kind {
                KeyKind::Word32 => Ok(hash_word(key.cast::<u32>().read_unaligned().into(), seed)),
                KeyKind::Word64 => Ok(hash_word(key.cast::<u64>().read_unaligned(), seed)),
                KeyKind::Str => Ok(hash_bytes(slot::str_at(key), seed)),
                KeyKind::Other => port.hash(key, seed),
            }
        }
    }

    /// Compares a slot's key with another.
    #[inline(always)]
    unsafe fn equal<P: Port>(&self, port: &P, slot: *const u8, key: *const u8) -> bool {
        // SAFETY: by contract keys of the map.
        unsafe {
            match self.slot.kind {
                KeyKind::Word32 => {
                    slot.cast::<u32>().read_unaligned() == key.cast::<u32>().read_unaligned()
                }
                KeyKind::Word64 => {
                    slot.cast::<u64>().read_unaligned() == key.cast::<u64>().read_unaligned()
                }
                KeyKind::Str => slot::str_at(slot) == slot::str_at(key),
                KeyKind::Other => port.equal(self.slot.key(slot.cast_mut()), key),
            }
        }
    }

    #[inline(never)]
    unsafe fn find_any<P: Port>(&self, port: &P, hash: u32, key: *const u8) -> *mut u8 {
        // SAFETY: by contract.
        unsafe { self.find(hash, |slot| self.equal(port, slot, key)) }
    }

    /// The element's address for a key of [`KeyKind::Word32`], which is inserted if absent; null without memory.
    ///
    /// # Safety
    /// The map is of that kind.
    #[inline]
    pub unsafe fn assign32<P: Port>(&self, port: &mut P, key: u32) -> *mut u8 {
        let h = hash_word(u64::from(key), self.seed.get());
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
    #[inline]
    pub unsafe fn assign64<P: Port>(&self, port: &mut P, key: u64) -> *mut u8 {
        let h = hash_word(key, self.seed.get());
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
    #[inline]
    pub unsafe fn assign_str<P: Port>(&self, port: &mut P, key: &[u8]) -> *mut u8 {
        let h = hash_bytes(key, self.seed.get());
        // SAFETY: keys are strings.
        unsafe {
            let slot = self.assign_plain(port, h, |p| slot::str_at(p) == key);
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
                KeyKind::Other => self.assign_other(port, key),
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
            if !port.reflexive() && !port.equal(key, key) {
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
                    if !port.reflexive() {
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

    fn take_spare<P: Port>(&self, port: &mut P, slots: usize) -> *mut u8 {
        if self.spare_slots.get() != slots {
            return null_mut();
        }
        let object = self.spare.replace(null_mut());
        if !object.is_null() && port.is_marking() {
            // It may go to where the collector has been.
            port.shade(object);
        }
        object
    }

    fn keep_spare(&self, object: *mut u8, slots: usize) {
        self.spare.set(object);
        self.spare_slots.set(slots);
    }

    /// Removes a key's entry, if there is one.
    ///
    /// # Errors
    /// The key has no hash.
    ///
    /// # Safety
    /// `key` is the address of a key of the map.
    pub unsafe fn delete<P: Port>(&self, port: &mut P, key: *const u8) -> Result<(), P::Error> {
        // SAFETY: by contract.
        unsafe {
            let h = self.hash(port, key)?;
            let slot = self.find_any(port, h, key);
            if !slot.is_null() {
                self.remove(port, h, slot);
            }
        }
        Ok(())
    }

    unsafe fn remove<P: Port>(&self, port: &mut P, hash: u32, slot: *mut u8) {
        let e = self.entry(hash);
        // SAFETY: by contract a full slot of that table.
        unsafe {
            if port.is_marking() && !self.slot.noscan() {
                self.shade_slot(port, slot);
            }
            self.slot.zero(slot);
            let index = self.slot.index(e.ctrl.get(), slot);
            let byte = e.ctrl.get().add(index);
            let group = Group::load(e.ctrl.get().add(index & !(WIDTH - 1)));
            // A search that came past this group when it was full must still go on.
            if group.has_empty() || e.mask.get() == 0 {
                *byte = EMPTY;
                e.tail().left.set(e.tail().left.get() + 1);
            } else {
                *byte = DELETED;
            }
        }
        self.count.set(self.count.get() - 1);
        if self.is_empty() && self.shift.get() == 32 {
            let tail = e.tail();
            if tail.left.get() as usize != grow::capacity(e.slots()) {
                // SAFETY: all control bytes of a table without entries.
                unsafe { e.ctrl.get().write_bytes(EMPTY, e.slots()) };
                tail.left.set(grow::capacity(e.slots()) as u32);
            }
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

    /// Removes all entries. Iterators end.
    ///
    /// # Safety
    /// The port is the map's.
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
            e.tail().left.set(grow::capacity(n) as u32);
        } else {
            // The collector marks the old tables as they were.
            if port.is_marking() {
                port.shade(self.dir.get().cast());
                port.shade(e.ctrl.get());
            }
            e.ctrl.set(none());
            e.mask.set(0);
            self.shift.set(32);
            self.dir.set(&raw const self.one);
        }
        self.seed.set(port.random() as u32);
    }
}

#[cfg(target_pointer_width = "32")]
static_assertions::const_assert!(size_of::<RawMap>() <= 48);

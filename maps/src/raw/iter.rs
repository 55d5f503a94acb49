//! Iteration that survives whatever happens to the map.
//!
//! An iterator goes through the space of hashes, from a random table on, one table after the other. It keeps to the
//! table that it began with, even when the map has replaced or split it: then it looks each key up in the map, and
//! takes the element from there or skips the key if it was deleted. Tables do not merge, so the range of hashes that a
//! table covered when the iterator came to it says where to go on.
//!
//! Only a map that was left with few entries puts all of them into one table. Then the directory that the iterator saw last
//! leads on: nobody writes to it any more, and each entry that has been there all the time is in one of its tables.

use super::group::{Group, WIDTH};
use super::{Entry, KeyKind, Port, RawMap};
use core::ptr::null_mut;

/// An iterator's state: eight pointers that a collector visits (most are null), then eight words without pointers on
/// 32-bit targets.
///
/// A zeroed one has no map. It must be [started](RawIter::start).
///
/// ```
/// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
/// # use leaking::Leaking;
/// use burrow_maps::raw::KeyKind;
///
/// let mut port = Leaking::new();
/// let map = port.map(KeyKind::Word64);
/// let mut it = burrow_maps::raw::RawIter::new();
/// unsafe {
///     (0..100).for_each(|k| map.assign64(&mut port, k).cast::<u64>().write(k));
///     // for k, v := range m { sum += v; delete(m, k) }
///     let mut sum = 0;
///     it.start(&mut port, map, core::ptr::null());
///     while !it.key().is_null() {
///         sum += it.elem().cast::<u64>().read();
///         let Ok(()) = map.delete(&mut port, it.key());
///         it.next(&mut port);
///     }
///     assert_eq!((sum, map.len()), (4950, 0));
/// }
/// ```
#[repr(C)]
#[derive(Debug)]
pub struct RawIter {
    key: *mut u8,
    elem: *mut u8,
    map: *const RawMap,
    /// Control bytes of the current table.
    ctrl: *mut u8,
    /// For the runtime.
    context: *const u8,
    /// The map's directory when the current table was taken from it.
    dir: *const Entry,
    unused: [*mut u8; 2],
    /// Slots of the table.
    slots: u32,
    /// Slots of it that were passed.
    passed: u32,
    /// Where in each table it starts.
    offset: u32,
    /// How often the map had been cleared.
    clears: u32,
    /// Hash at which the first table began.
    origin: u32,
    /// Hashes covered by the tables before the current one.
    covered: u32,
    /// How often the map had given up its directory.
    merges: u32,
    /// Leading bits of the hash that the current table's keys share.
    depth: u8,
    /// Hashes are shifted by this to index the directory.
    shift: u8,
}

#[cfg(target_pointer_width = "32")]
static_assertions::const_assert_eq!(size_of::<RawIter>(), 64);

impl RawIter {
    /// An iterator without map.
    ///
    /// ```
    /// assert!(burrow_maps::raw::RawIter::new().map().is_null());
    /// ```
    pub const fn new() -> RawIter {
        RawIter {
            key: null_mut(),
            elem: null_mut(),
            map: core::ptr::null(),
            ctrl: null_mut(),
            context: core::ptr::null(),
            dir: core::ptr::null(),
            unused: [null_mut(); 2],
            slots: 0,
            passed: 0,
            offset: 0,
            clears: 0,
            origin: 0,
            covered: 0,
            merges: 0,
            depth: 0,
            shift: 0,
        }
    }

    /// Address of the current key, null at the end.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// let mut it = burrow_maps::raw::RawIter::new();
    /// unsafe {
    ///     map.assign64(&mut port, 7).cast::<u64>().write(42);
    ///     it.start(&mut port, map, core::ptr::null());
    ///     assert!(it.key().cast::<u64>().read() == 7);
    /// }
    /// ```
    #[inline]
    pub fn key(&self) -> *mut u8 {
        self.key
    }

    /// Address of the current element.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// let mut it = burrow_maps::raw::RawIter::new();
    /// unsafe {
    ///     map.assign64(&mut port, 7).cast::<u64>().write(42);
    ///     it.start(&mut port, map, core::ptr::null());
    ///     assert!(it.elem().cast::<u64>().read() == 42);
    /// }
    /// ```
    #[inline]
    pub fn elem(&self) -> *mut u8 {
        self.elem
    }

    /// The map, null if there is none.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// let mut it = burrow_maps::raw::RawIter::new();
    /// unsafe { it.start(&mut port, map, core::ptr::null()) };
    /// assert_eq!(it.map(), core::ptr::from_ref(map));
    /// ```
    #[inline]
    pub fn map(&self) -> *const RawMap {
        self.map
    }

    /// What [`start`](RawIter::start) was given.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// let mut it = burrow_maps::raw::RawIter::new();
    /// // Such as the map's type.
    /// let context = "map[int64]int64".as_ptr();
    /// unsafe { it.start(&mut port, map, context) };
    /// assert_eq!(it.context(), context);
    /// ```
    #[inline]
    pub fn context(&self) -> *const u8 {
        self.context
    }

    /// Addresses of or in the objects that the iterator keeps; some may be null.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// let mut it = burrow_maps::raw::RawIter::new();
    /// unsafe { it.start(&mut port, map, core::ptr::null()) };
    /// assert!(it.pointers().contains(&core::ptr::from_ref(map).cast()));
    /// ```
    #[inline]
    pub fn pointers(&self) -> [*const u8; 5] {
        [
            self.key,
            self.elem,
            self.ctrl,
            self.map.cast(),
            self.dir.cast(),
        ]
    }

    /// Begins to iterate over a map, and goes to the first entry; a null map has none. `context` is kept for the
    /// runtime, among the pointers.
    ///
    /// # Safety
    /// A map of the port, or null. It stays alive as long as the iterator is used.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// let mut it = burrow_maps::raw::RawIter::new();
    /// unsafe {
    ///     map.assign64(&mut port, 7);
    ///     it.start(&mut port, map, core::ptr::null());
    /// }
    /// assert!(!it.key().is_null());
    /// ```
    pub unsafe fn start<P: Port>(&mut self, port: &mut P, map: *const RawMap, context: *const u8) {
        *self = RawIter::new();
        self.map = map;
        self.context = context;
        // SAFETY: by contract.
        unsafe {
            let Some(map) = map.as_ref().filter(|m| !m.is_empty()) else {
                return;
            };
            let random = port.random();
            self.offset = random as u32;
            self.clears = map.clears.get();
            self.merges = map.merges.get();
            let hash = (random >> 32) as u32;
            let e = map.entry(hash);
            // The first hash of that table.
            self.origin = hash & !(range(map.depth_of(e)) - 1) as u32;
            self.enter(map);
            self.next(port);
        }
    }

    /// Begins with the table at the current position.
    fn enter(&mut self, map: &RawMap) {
        if self.merges == map.merges.get() {
            self.dir = map.dir.get();
            self.shift = map.shift.get();
        }
        let at = self.origin.wrapping_add(self.covered);
        // SAFETY: the directory is kept, and has an entry for each hash.
        let e = unsafe { &*self.dir.add((u64::from(at) >> self.shift) as usize) };
        self.ctrl = e.ctrl.get();
        self.slots = e.slots() as u32;
        self.depth = e.depth_in(self.shift) as u8;
        self.passed = 0;
    }

    /// Goes to the next entry.
    ///
    /// # Safety
    /// The iterator was started with this port, and the map is alive.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// let mut it = burrow_maps::raw::RawIter::new();
    /// unsafe {
    ///     map.assign64(&mut port, 7);
    ///     it.start(&mut port, map, core::ptr::null());
    ///     it.next(&mut port);
    /// }
    /// assert!(it.key().is_null(), "there was one entry");
    /// ```
    pub unsafe fn next<P: Port>(&mut self, port: &mut P) {
        // SAFETY: by contract.
        let map = unsafe { self.map.as_ref() };
        if let Some(map) = map
            && self.clears == map.clears.get()
            && self.slots != 0
        {
            loop {
                if self.passed >= self.slots {
                    let covered = u64::from(self.covered) + range(self.depth.into());
                    if covered > u64::from(u32::MAX) {
                        break;
                    }
                    self.covered = covered as u32;
                    self.enter(map);
                }
                let at = (self.passed.wrapping_add(self.offset) & (self.slots - 1)) as usize;
                let in_group = at % WIDTH;
                // SAFETY: a group of a table that the iterator keeps alive.
                let full = unsafe { Group::load(self.ctrl.add(at - in_group)) }.full();
                let Some(i) = full.from(in_group).first() else {
                    self.passed += (WIDTH - in_group) as u32;
                    continue;
                };
                self.passed += (i - in_group) as u32 + 1;
                // The last group is the first one again, up to where it began.
                if self.passed > self.slots {
                    continue;
                }
                let slot = map.slot.at(self.ctrl, at - in_group + i);
                // SAFETY: a full slot.
                if unsafe { self.produce(port, map, slot) } {
                    return;
                }
            }
        }
        self.key = null_mut();
        self.elem = null_mut();
        self.slots = 0;
    }

    /// Takes a slot's entry as the current one, if it still is in the map.
    #[inline(always)]
    unsafe fn produce<P: Port>(&mut self, port: &mut P, map: &RawMap, slot: *mut u8) -> bool {
        let mut slot = slot;
        let current = map.entry(self.origin.wrapping_add(self.covered)).ctrl.get();
        // SAFETY: by contract a full slot.
        unsafe {
            if !core::ptr::eq(current, self.ctrl) {
                slot = still_there(port, map, slot);
                if slot.is_null() {
                    return false;
                }
            }
            self.key = map.slot.key(slot);
            self.elem = map.slot.elem(slot);
        }
        true
    }
}

impl Default for RawIter {
    fn default() -> RawIter {
        RawIter::new()
    }
}

/// Number of hashes that share so many leading bits.
fn range(depth: u32) -> u64 {
    1 << (32 - depth)
}

/// Where the map now has the entry of a slot of a table that was replaced.
#[inline(never)]
unsafe fn still_there<P: Port>(port: &mut P, map: &RawMap, slot: *mut u8) -> *mut u8 {
    // SAFETY: by contract a slot that was full when its table was replaced.
    unsafe {
        let key = map.slot.key(slot);
        if map.slot.kind == KeyKind::Other && !port.reflexive() && !port.equal(key, key) {
            // It can be neither deleted nor assigned to, only cleared: it is as it was.
            return slot;
        }
        match map.hash(port, key) {
            Ok(h) => map.find_any(port, h, key).0,
            Err(_) => null_mut(),
        }
    }
}

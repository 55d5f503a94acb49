//! The type-erased map.
//!
//! # Layout
//! A *table* is one object: slots, from the last to the first, then one control byte for each slot (`group.rs`), then
//! one word of numbers about it. A directory entry points to the control bytes, from which
//! slots are counted backwards; so a collector sees a repeated element followed by a tail without pointers.
//!
//! The directory is indexed by the leading bits of the hash. A map of up to 1024 slots has one entry, in the header
//! itself, which at first refers to a static table without room. A full table is replaced by one of twice the size;
//! one of 1024 slots (512 where keys are not numbers) is split in two by the next bit of the hash (Fagin's extendible
//! hashing), so that no insertion moves more than about 900 entries. What deletions leave unused is given back likewise, table by table
//! (`shrink.rs`). A table or directory that is replaced is never written again, and whoever reads it keeps it.
//!
//! # Invariants
//! - `dir` points to `1 << (32 - shift)` entries, an entry to a live table or the static one; entries of one table are
//!   adjacent, `1 << (32 - shift - depth)` of them, and its keys are those whose hashes begin with their common prefix.
//! - Every table of more than one group has an empty slot, which ends searches.
//! - Slots that are not full are zero.

mod access;
mod assign;
mod group;
mod grow;
mod iter;
mod port;
mod remove;
mod shrink;
mod slot;

pub use iter::RawIter;
pub use port::{KeyKind, Port, Shape};
pub use slot::Slot;

use crate::flag::Flag;
use crate::hash::{hash_bytes, hash_word, same_bytes};
use core::cell::Cell;
use core::ptr::null_mut;
use group::{EMPTY, Group, WIDTH, tag};

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

/// What follows a table's control bytes, in one word, so that an assignment changes it at once: empty slots that may be used before the
/// table has to grow (32 bits), leading bits of the hash that all its keys share (5), and entries (27).
#[repr(C)]
struct Tail(Cell<u64>);

impl Tail {
    const DEPTH: u32 = 32;
    const FULL: u32 = 37;

    /// Of a table without entries.
    #[inline(always)]
    fn set(&self, left: usize, depth: u32) {
        self.0.set(left as u64 | u64::from(depth) << Self::DEPTH);
    }

    #[inline(always)]
    fn left(&self) -> usize {
        self.0.get() as u32 as usize
    }

    #[inline(always)]
    fn depth(&self) -> u32 {
        (self.0.get() >> Self::DEPTH) as u32 & 31
    }

    #[inline(always)]
    fn full(&self) -> usize {
        (self.0.get() >> Self::FULL) as usize
    }

    /// So many slots were taken into use, of which so many were empty (not deleted).
    #[inline(always)]
    fn add(&self, full: usize, empty: usize) {
        let change = ((full as u64) << Self::FULL).wrapping_sub(empty as u64);
        self.0.set(self.0.get().wrapping_add(change));
    }

    /// An entry was removed, and its slot is empty now (not deleted).
    #[inline(always)]
    fn sub(&self, empty: bool) {
        let change = (1 << Self::FULL) - u64::from(empty);
        self.0.set(self.0.get().wrapping_sub(change));
    }
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

    /// Leading bits of the hash that its table's keys share, in a directory that hashes are shifted by this for.
    fn depth_in(&self, shift: u8) -> u32 {
        if self.is_none() {
            32 - u32::from(shift)
        } else {
            self.tail().depth()
        }
    }

    fn set(&self, ctrl: *mut u8, slots: usize) {
        self.ctrl.set(ctrl);
        self.mask.set(slots - WIDTH);
    }
}

/// A type-erased Go map.
///
/// It lies in memory of the runtime, at a fixed address; word 0 is the number of entries. All operations take the
/// runtime's [`Port`], which must be the same (or know the same types) throughout the life of the map. Addresses of
/// elements are valid until the next assignment, deletion or clear.
///
/// ```
/// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
/// # use leaking::Leaking;
/// use burrow_maps::raw::KeyKind;
///
/// let mut port = Leaking::new();
/// let map = port.map(KeyKind::Word64);
/// unsafe {
///     // for k := range 1000 { m[k] = k * k }
///     for k in 0..1000 {
///         map.assign64(&mut port, k).cast::<u64>().write(k * k);
///     }
///     // v := m[30]
///     use burrow_maps::raw::Port as _;
///     assert_eq!(map.get64(port.secret(), 30).cast::<u64>().read(), 900);
/// }
/// assert_eq!(map.len(), 1000);
/// ```
#[repr(C)]
#[derive(Debug)]
pub struct RawMap {
    count: Cell<u32>,
    seed: Cell<u32>,
    dir: Cell<*const Entry>,
    one: Entry,
    /// An object that an operation got before it ran out of memory, for when it is tried again.
    spare: Cell<*mut u8>,
    /// How often it was cleared.
    clears: Cell<u32>,
    /// How often its directory was given up although there were entries.
    merges: Cell<u32>,
    slot: Slot,
    /// Hashes are shifted by this to index the directory.
    shift: Cell<u8>,
    /// Slots wanted from the start, as a power of two.
    hint: Cell<u8>,
    /// What kind of object the spare one is: a key, or a table of how many slots, as a power of two.
    spare_kind: Cell<u8>,
    flag: Flag,
}

/// Where a key is, or is to be put.
struct Place {
    slot: *mut u8,
    /// Its control byte if it is free, else null.
    free: *mut u8,
}

impl RawMap {
    /// Where the header has pointers, in bytes from its start.
    ///
    /// ```
    /// use burrow_maps::raw::RawMap;
    ///
    /// // A collector scans these words of a header.
    /// assert!(RawMap::POINTERS.iter().all(|at| at % size_of::<usize>() == 0));
    /// ```
    pub const POINTERS: [usize; 3] = [
        core::mem::offset_of!(RawMap, dir),
        core::mem::offset_of!(RawMap, one) + core::mem::offset_of!(Entry, ctrl),
        core::mem::offset_of!(RawMap, spare),
    ];

    /// Makes an empty map in a block of its size. Memory for about `hint` entries is taken when they are assigned.
    ///
    /// # Safety
    /// `at` is aligned for a `RawMap`, writable, and stays where it is.
    ///
    /// ```
    /// use burrow_maps::raw::{KeyKind, RawMap, Shape};
    /// use core::mem::MaybeUninit;
    ///
    /// // map[uint64]uint64, in memory of one's own.
    /// let mut header = MaybeUninit::<RawMap>::uninit();
    /// let shape = Shape {
    ///     kind: KeyKind::Word64,
    ///     key_size: 8,
    ///     key_align: 8,
    ///     elem_size: 8,
    ///     elem_align: 8,
    ///     noscan: true,
    /// };
    /// let map = unsafe { &*RawMap::init_in(header.as_mut_ptr().cast(), &shape, 100, 7) };
    /// assert!(map.is_empty());
    /// ```
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
                clears: Cell::new(0),
                merges: Cell::new(0),
                slot: Slot::new(shape),
                shift: Cell::new(32),
                hint: Cell::new(grow::hint_bits(hint)),
                spare_kind: Cell::new(0),
                flag: Flag::new(),
            });
        }
        map
    }

    /// Number of entries.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// unsafe { map.assign64(&mut port, 7) };
    /// assert_eq!(map.len(), 1);
    /// ```
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.count.get() as usize
    }

    /// Whether there are no entries.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// assert!(map.is_empty());
    /// ```
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.count.get() == 0
    }

    /// Whether somebody uses the map: for runtimes with several threads, who ask around each operation. Nothing here does.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// map.flag().begin_write().unwrap();
    /// unsafe { map.assign64(&mut port, 7) };
    /// // Another thread, which has not waited for it:
    /// assert!(map.flag().begin_read().is_err());
    /// map.flag().end_write();
    /// ```
    #[inline(always)]
    pub fn flag(&self) -> &Flag {
        &self.flag
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

    /// The slot of a key in the hash's table, or null, and its index.
    #[inline(always)]
    unsafe fn find(
        &self,
        e: &Entry,
        hash: u32,
        eq: impl Fn(*const u8) -> bool,
    ) -> (*mut u8, usize) {
        let (ctrl, mask) = (e.ctrl.get(), e.mask.get());
        let (mut at, mut step) = ((hash >> 4) as usize & mask, 0);
        loop {
            // SAFETY: groups are multiples of eight up to the mask.
            let g = unsafe { Group::load(ctrl.add(at)) };
            let mut hits = g.with_tag(tag(hash));
            while let Some(i) = hits.first() {
                let slot = self.slot.at(ctrl, at + i);
                if eq(slot) {
                    return (slot, at + i);
                }
                hits = hits.rest();
            }
            if g.has_empty() || mask == 0 {
                return (null_mut(), 0);
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
        if unsafe { *byte } == EMPTY && e.tail().left() == 0 {
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
            let empty = usize::from(*free == EMPTY);
            self.entry(hash).tail().add(1, empty);
            *free = tag(hash);
        }
        self.count.set(self.count.get() + 1);
    }

    /// Hash of a key of any kind.
    #[inline]
    unsafe fn hash<P: Port>(&self, port: &P, key: *const u8) -> Result<u32, P::Error> {
        let (secret, seed) = (port.secret(), self.seed.get());
        // SAFETY: by contract a key of the map.
        unsafe {
            Ok(match self.slot.kind {
                KeyKind::Word32 => {
                    hash_word(secret, key.cast::<u32>().read_unaligned().into(), seed)
                }
                KeyKind::Word64 => hash_word(secret, key.cast::<u64>().read_unaligned(), seed),
                KeyKind::Str => hash_bytes(secret, slot::str_at(key), seed),
                KeyKind::Bytes => hash_bytes(secret, self.slot.bytes(key), seed),
                KeyKind::Other => return port.hash(key, seed),
            })
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
                KeyKind::Str => same_bytes(slot::str_at(slot), slot::str_at(key)),
                KeyKind::Bytes => {
                    let there = self.slot.key(slot.cast_mut());
                    same_bytes(self.slot.bytes(there), self.slot.bytes(key))
                }
                KeyKind::Other => port.equal(self.slot.key(slot.cast_mut()), key),
            }
        }
    }

    #[inline(never)]
    unsafe fn find_any<P: Port>(&self, port: &P, hash: u32, key: *const u8) -> (*mut u8, usize) {
        // SAFETY: by contract.
        unsafe { self.find(self.entry(hash), hash, |slot| self.equal(port, slot, key)) }
    }
}

#[cfg(target_pointer_width = "32")]
static_assertions::const_assert!(size_of::<RawMap>() <= 48);

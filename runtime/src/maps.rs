//! Maps: `burrow-maps`' type-erased map, with its tables as objects of the collector.
//!
//! A map's header is an object too; its first word is the number of entries, which compiled code reads. Whatever an
//! assignment has to allocate it allocates before it changes anything, so that it can be made again after a collection.

use crate::alg::{self, Equal};
use crate::heap::{self, HEAP, local};
use crate::m::M;
use crate::panics::{self, Kind};
use crate::print::slice;
use crate::proc;
use crate::races;
use crate::types::{Type, flag, kind};
use burrow_gc::Layout;
use burrow_maps::hash::Secret;
use burrow_maps::raw::{KeyKind, Port, RawIter, RawMap, Shape, Slot};
use core::ptr::null_mut;

/// What a map needs of the runtime, for one call.
struct Maps<'a> {
    m: &'a mut M,
    fp: *mut u8,
    key: &'static Type,
    elem: &'static Type,
    /// The call has allocated something.
    allocated: bool,
    /// The call cannot be made again, and does without memory.
    never_again: bool,
}

fn key_type(typ: &Type) -> &'static Type {
    // SAFETY: the descriptor of a map type has its key's there.
    unsafe { &*(typ.extra[0] as *const Type) }
}

impl<'a> Maps<'a> {
    #[inline]
    fn new(m: &'a mut M, fp: *mut u8, typ: &'static Type) -> Maps<'a> {
        let key = key_type(typ);
        Maps {
            m,
            fp,
            key,
            elem: typ.elem.unwrap_or(key),
            allocated: false,
            never_again: false,
        }
    }

    fn alloc(&mut self, size: usize, layout: &Layout) -> *mut u8 {
        if self.never_again {
            return heap::alloc_now(self.m, size, layout);
        }
        let first = !core::mem::replace(&mut self.allocated, true);
        heap::alloc_in_call(self.m, self.fp, size, layout, first)
    }
}

/// Pointers of a key or element in a slot.
fn mask(typ: &Type, indirect: bool, offset: usize) -> u64 {
    let bits = if indirect { 1 } else { typ.ptrs as u64 };
    if indirect || typ.ptr_words != 0 {
        bits << (offset / size_of::<usize>())
    } else {
        0
    }
}

// SAFETY: objects of the collector are as wanted; generated functions do not touch maps.
unsafe impl Port for Maps<'_> {
    type Error = &'static Type;

    fn table(&mut self, slot: &Slot, slots: usize, tail: usize) -> *mut u8 {
        let layout = if slot.noscan() {
            Layout::NOSCAN
        } else {
            // Both are at most 32 words where they are inline, so a mask describes a slot.
            let key = mask(self.key, slot.key_indirect(), 0);
            let elem = mask(self.elem, slot.elem_indirect(), slot.elem_offset());
            Layout::mask(slot.stride() / size_of::<usize>(), key | elem).repeat(slots)
        };
        self.alloc(slots * slot.stride() + tail, &layout)
    }

    fn directory(&mut self, n: usize) -> *mut u8 {
        self.alloc(n * 2 * size_of::<usize>(), &Layout::mask(2, 1).repeat(n))
    }

    fn key(&mut self) -> *mut u8 {
        self.alloc(self.key.size, &heap::layout(self.key))
    }

    fn elem(&mut self) -> *mut u8 {
        self.alloc(self.elem.size, &heap::layout(self.elem))
    }

    fn secret(&self) -> &Secret {
        alg::secret()
    }

    unsafe fn hash(&self, key: *const u8, seed: u32) -> Result<u32, &'static Type> {
        // SAFETY: by contract.
        unsafe { alg::hash(self.key, key, seed) }
    }

    unsafe fn equal(&self, p: *const u8, q: *const u8) -> bool {
        // SAFETY: by contract.
        unsafe { alg::equal(self.key, p, q) == Equal::Yes }
    }

    fn reflexive(&self) -> bool {
        self.key.flags & flag::PLAIN != 0
    }

    fn random(&mut self) -> u64 {
        proc::random()
    }

    fn is_marking(&self) -> bool {
        HEAP.is_marking()
    }

    fn shade(&mut self, object: *const u8) {
        heap::shade(object as usize);
    }

    unsafe fn shade_key(&mut self, key: *const u8) {
        shade_value(self.key, key);
    }

    unsafe fn shade_elem(&mut self, elem: *const u8) {
        shade_value(self.elem, elem);
    }
}

fn shade_value(typ: &Type, at: *const u8) {
    if typ.flags & flag::NOSCAN == 0 {
        // SAFETY: a value of the type.
        unsafe { HEAP.scan_block(&mut local().marker, at as usize, &heap::layout(typ)) };
    }
}

fn key_kind(key: &Type) -> KeyKind {
    match key.size {
        _ if key.kind == kind::STRING => KeyKind::Str,
        4 if key.flags & flag::PLAIN != 0 => KeyKind::Word32,
        8 if key.flags & flag::PLAIN != 0 => KeyKind::Word64,
        _ if key.flags & flag::PLAIN != 0 => KeyKind::Bytes,
        _ => KeyKind::Other,
    }
}

/// Where the pointers are in a map's header.
const HEADER: u64 = {
    let mut mask = 0;
    let mut n = 0;
    while n < RawMap::POINTERS.len() {
        mask |= 1 << (RawMap::POINTERS[n] / size_of::<usize>());
        n += 1;
    }
    mask
};

#[unsafe(no_mangle)]
extern "C" fn burrow_map_make(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    hint: i64,
) -> *mut RawMap {
    const WORDS: usize = size_of::<RawMap>() / size_of::<usize>();
    let at = heap::alloc(
        m,
        fp,
        size_of::<RawMap>(),
        &const { Layout::mask(WORDS, HEADER) },
    );
    if at.is_null() {
        return null_mut();
    }
    alg::make_secret();
    let maps = Maps::new(m, fp, typ);
    let shape = Shape {
        kind: key_kind(maps.key),
        key_size: maps.key.size,
        key_align: maps.key.align.into(),
        elem_size: maps.elem.size,
        elem_align: maps.elem.align.into(),
        noscan: maps.key.flags & maps.elem.flags & flag::NOSCAN != 0,
    };
    // Absurd hints are none, as in Go.
    let hint = usize::try_from(hint).unwrap_or(0);
    let hint = if hint > 1 << 26 { 0 } else { hint };
    // SAFETY: a new object of that size.
    unsafe { RawMap::init_in(at, &shape, hint, proc::random() as u32) }
}

fn unhashable(m: &mut M, fp: *mut u8, typ: &'static Type) {
    panics::raise(m, fp, Kind::Unhashable, core::ptr::from_ref(typ) as i64, 0);
}

/// The same where a key is looked for: Go's maps say it in other words when they are empty.
fn unhashable_in(m: &mut M, fp: *mut u8, map: Option<&RawMap>, typ: &'static Type) {
    let kind = if map.is_none_or(RawMap::is_empty) {
        Kind::UnhashableInEmpty
    } else {
        Kind::Unhashable
    };
    panics::raise(m, fp, kind, core::ptr::from_ref(typ) as i64, 0);
}

/// Raises the panic for a key that no map, not even an empty one, can be asked for.
unsafe fn check(m: &mut M, fp: *mut u8, typ: &Type, key: *const u8) {
    // SAFETY: a key of the map type.
    if let Err(bad) = unsafe { alg::hash(key_type(typ), key, 0) } {
        unhashable_in(m, fp, None, bad);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_access(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: *const u8,
) -> *mut u8 {
    // SAFETY: a map of the type, and a key.
    unsafe {
        let Some(map) = map else {
            check(m, fp, typ, key);
            return null_mut();
        };
        let found = races::read(map, || map.get(&Maps::new(m, fp, typ), key));
        match found {
            Ok(Ok(elem)) => return elem,
            Ok(Err(bad)) => unhashable_in(m, fp, Some(map), bad),
            Err(conflict) => races::report(m, fp, conflict),
        }
        null_mut()
    }
}

/// A lookup that needs nothing of the runtime, and cannot park.
#[inline(always)]
fn look(m: &M, map: Option<&RawMap>, get: impl FnOnce(&RawMap) -> *mut u8) -> *mut u8 {
    let Some(map) = map else {
        return null_mut();
    };
    match races::read(map, || get(map)) {
        Ok(elem) => elem,
        Err(conflict) => races::report_at_once(m, conflict),
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_access32(
    m: &mut M,
    _typ: &'static Type,
    map: Option<&RawMap>,
    key: u32,
) -> *mut u8 {
    // SAFETY: a map with such keys.
    look(m, map, |map| unsafe { map.get32(alg::secret(), key) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_access64(
    m: &mut M,
    _typ: &'static Type,
    map: Option<&RawMap>,
    key: u64,
) -> *mut u8 {
    // SAFETY: a map with such keys.
    look(m, map, |map| unsafe { map.get64(alg::secret(), key) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_access_str(
    m: &mut M,
    _typ: &'static Type,
    map: Option<&RawMap>,
    key: *const u8,
    len: usize,
) -> *mut u8 {
    // SAFETY: a map with such keys, and a string.
    look(m, map, |map| unsafe {
        map.get_str(alg::secret(), slice(key, len))
    })
}

/// An assignment whose key has a hash for sure.
#[inline(always)]
fn change(
    m: &mut M,
    fp: *mut u8,
    map: Option<&RawMap>,
    assign: impl FnOnce(&mut M, &RawMap) -> *mut u8,
) -> *mut u8 {
    let Some(map) = map else {
        return nil_map(m, fp);
    };
    let assigned = races::write(map, || assign(m, map));
    match assigned {
        Ok(elem) => elem,
        Err(conflict) => {
            races::report(m, fp, conflict);
            null_mut()
        }
    }
}

fn nil_map(m: &mut M, fp: *mut u8) -> *mut u8 {
    panics::raise(m, fp, Kind::NilMap, 0, 0);
    null_mut()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_assign(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: *const u8,
) -> *mut u8 {
    let Some(map) = map else {
        return nil_map(m, fp);
    };
    // SAFETY: a map of the type, and a key.
    let assigned = races::write(map, || unsafe {
        map.assign(&mut Maps::new(m, fp, typ), key)
    });
    match assigned {
        Ok(Ok(elem)) => return elem,
        Ok(Err(bad)) => unhashable(m, fp, bad),
        Err(conflict) => races::report(m, fp, conflict),
    }
    null_mut()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_assign32(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: u32,
) -> *mut u8 {
    // SAFETY: a map with such keys.
    change(m, fp, map, |m, map| unsafe {
        map.assign32(&mut Maps::new(m, fp, typ), key)
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_assign64(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: u64,
) -> *mut u8 {
    // SAFETY: a map with such keys.
    change(m, fp, map, |m, map| unsafe {
        map.assign64(&mut Maps::new(m, fp, typ), key)
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_assign_str(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: *const u8,
    len: usize,
) -> *mut u8 {
    // SAFETY: a map with such keys, and a string.
    change(m, fp, map, |m, map| unsafe {
        map.assign_str(&mut Maps::new(m, fp, typ), slice(key, len))
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_delete(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: *const u8,
) {
    // SAFETY: a map of the type, and a key.
    unsafe {
        let Some(map) = map else {
            return check(m, fp, typ, key);
        };
        let deleted = races::write(map, || {
            let mut maps = Maps::new(m, fp, typ);
            maps.never_again = true;
            map.delete(&mut maps, key)
        });
        match deleted {
            Ok(Ok(())) => {}
            Ok(Err(bad)) => unhashable_in(m, fp, Some(map), bad),
            Err(conflict) => races::report(m, fp, conflict),
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_clear(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
) {
    if let Some(map) = map {
        // SAFETY: a map of the type.
        let cleared = races::write(map, || unsafe { map.clear(&mut Maps::new(m, fp, typ)) });
        if let Err(conflict) = cleared {
            races::report(m, fp, conflict);
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn burrow_map_len(_m: &mut M, map: Option<&RawMap>) -> usize {
    map.map_or(0, RawMap::len)
}

/// Marks what an iterator refers to: it may be in an object that was scanned already.
fn shade_iterator(it: &RawIter) {
    if HEAP.is_marking() {
        for at in it.pointers() {
            heap::shade(at as usize);
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_iter_init(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: *const RawMap,
    it: *mut RawIter,
) {
    // SAFETY: a map of the type or nil, which the iterator keeps, and room for an iterator.
    unsafe {
        it.write(RawIter::new());
        let context = core::ptr::from_ref(typ).cast();
        let Some(seen) = map.as_ref() else {
            return;
        };
        let start = || (*it).start(&mut Maps::new(m, fp, typ), map, context);
        if races::read(seen, start).is_err() {
            return races::report_iteration(m, fp);
        }
        shade_iterator(&*it);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_iter_next(m: &mut M, fp: *mut u8, it: &mut RawIter) {
    shade_iterator(it);
    // SAFETY: the map's type is what `burrow_map_iter_init` left there.
    unsafe {
        let Some(map) = it.map().as_ref() else {
            return;
        };
        let typ = &*it.context().cast::<Type>();
        let next = || it.next(&mut Maps::new(m, fp, typ));
        if races::read(map, next).is_err() {
            return races::report_iteration(m, fp);
        }
    }
    shade_iterator(it);
}

#[unsafe(export_name = "internal/reflectlite.maplen")]
extern "C" fn reflect_len(_m: &mut M, map: Option<&RawMap>) -> i64 {
    map.map_or(0, |map| map.len() as i64)
}

#[unsafe(export_name = "internal/reflectlite.mapiterinit")]
unsafe extern "C" fn reflect_iter_init(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: *const RawMap,
    it: *mut RawIter,
) {
    // SAFETY: passed on.
    unsafe { burrow_map_iter_init(m, fp, typ, map, it) };
}

#[unsafe(export_name = "internal/reflectlite.mapiternext")]
unsafe extern "C" fn reflect_iter_next(m: &mut M, fp: *mut u8, it: &mut RawIter) {
    // SAFETY: passed on.
    unsafe { burrow_map_iter_next(m, fp, it) };
}

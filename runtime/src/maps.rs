//! Maps: `RawMap` of `burrow-maps`, in objects of the heap.

use crate::alg::{self, Equal};
use crate::heap::{self, HEAP, local};
use crate::m::M;
use crate::panics::{self, Kind};
use crate::print::slice;
use crate::proc;
use crate::types::{Type, flag, kind};
use burrow_gc::Layout;
use burrow_maps::raw::{KeyKind, Port, RawIter, RawMap, Shape, Slot};
use core::ptr::null_mut;

/// A map type, and where to park when memory is short.
struct Maps<'a> {
    m: &'a mut M,
    fp: *mut u8,
    key: &'static Type,
    elem: &'static Type,
}

fn parts(typ: &'static Type) -> (&'static Type, &'static Type) {
    let Some(elem) = typ.elem else {
        crate::fatal::throw("map type without element")
    };
    // SAFETY: a map type's descriptor names its key type.
    (unsafe { &*(typ.extra[0] as *const Type) }, elem)
}

/// How the compiler and the runtime agree to treat keys of a type.
fn key_kind(key: &Type) -> KeyKind {
    match key.kind {
        kind::INT32 | kind::UINT32 | kind::UINTPTR => KeyKind::Word32,
        kind::INT | kind::INT64 | kind::UINT | kind::UINT64 => KeyKind::Word64,
        kind::STRING => KeyKind::Str,
        _ => KeyKind::Other,
    }
}

/// Words of a value that are pointers, of a type of at most 64 words.
fn mask(typ: &Type) -> u64 {
    if typ.ptr_words <= 32 {
        return typ.ptrs as u64;
    }
    (0..typ.ptr_words).fold(0, |mask, w| {
        // SAFETY: a bitmap of so many bits, static.
        let byte = unsafe { *(typ.ptrs as *const u8).add(w / 8) };
        mask | u64::from(byte >> (w % 8) & 1) << w
    })
}

impl<'a> Maps<'a> {
    fn new(m: &'a mut M, fp: *mut u8, typ: &'static Type) -> Maps<'a> {
        let (key, elem) = parts(typ);
        Maps { m, fp, key, elem }
    }

    unsafe fn shade_value(typ: &Type, at: *const u8) {
        if typ.flags & flag::NOSCAN == 0 {
            // SAFETY: by contract a value of the type.
            unsafe { HEAP.scan_block(&mut local().marker, at as usize, &heap::layout(typ)) };
        }
    }
}

// SAFETY: memory comes from the collected heap, zeroed; hashes and equality are those of the types.
unsafe impl Port for Maps<'_> {
    type Error = &'static Type;

    fn table(&mut self, slot: &Slot, slots: usize, tail: usize) -> *mut u8 {
        let stride = slot.stride();
        let key = if slot.key_indirect() { 1 } else { mask(self.key) };
        let elem = if slot.elem_indirect() { 1 } else { mask(self.elem) };
        let pattern = key | elem.checked_shl((slot.elem_offset() / 4) as u32).unwrap_or(0);
        let layout = if pattern == 0 {
            Layout::NOSCAN
        } else {
            Layout::mask(stride / 4, pattern).repeat(slots)
        };
        heap::alloc(self.m, self.fp, slots * stride + tail, &layout)
    }

    fn directory(&mut self, n: usize) -> *mut u8 {
        heap::alloc(self.m, self.fp, n * 8, &Layout::mask(2, 1).repeat(n))
    }

    fn key(&mut self) -> *mut u8 {
        heap::new_object(self.m, self.fp, self.key)
    }

    fn elem(&mut self) -> *mut u8 {
        heap::new_object(self.m, self.fp, self.elem)
    }

    unsafe fn hash(&self, key: *const u8, seed: u32) -> Result<u32, &'static Type> {
        // SAFETY: by contract.
        unsafe { alg::hash(self.key, key, seed) }
    }

    unsafe fn equal(&self, p: *const u8, q: *const u8) -> bool {
        // SAFETY: by contract. What could be hashed can be compared.
        unsafe { alg::equal(self.key, p, q) == Equal::Yes }
    }

    fn reflexive(&self) -> bool {
        self.key.flags & flag::PLAIN != 0 || self.key.kind == kind::STRING
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
        // SAFETY: by contract.
        unsafe { Self::shade_value(self.key, key) };
    }

    unsafe fn shade_elem(&mut self, elem: *const u8) {
        // SAFETY: by contract.
        unsafe { Self::shade_value(self.elem, elem) };
    }
}

#[unsafe(no_mangle)]
extern "C" fn burrow_map_make(m: &mut M, fp: *mut u8, typ: &'static Type, hint: i64) -> *mut RawMap {
    let (key, elem) = parts(typ);
    let pointers = RawMap::POINTERS.iter().fold(0, |mask, at| mask | 1 << (at / 4));
    let size = size_of::<RawMap>();
    let at = heap::alloc(m, fp, size, &Layout::mask(size / 4, pointers));
    if at.is_null() {
        return null_mut();
    }
    let shape = Shape {
        kind: key_kind(key),
        key_size: key.size,
        key_align: usize::from(key.align),
        elem_size: elem.size,
        elem_align: usize::from(elem.align),
        noscan: key.flags & elem.flags & flag::NOSCAN != 0,
    };
    // Absurd hints are ignored, as Go does.
    let hint = usize::try_from(hint).unwrap_or(0);
    let hint = if hint > 1 << 26 { 0 } else { hint };
    // SAFETY: a new object of that size.
    unsafe { RawMap::init_in(at, &shape, hint, proc::random() as u32) }
}

fn unhashable(m: &mut M, fp: *mut u8, typ: &'static Type) {
    panics::raise(m, fp, Kind::Unhashable, core::ptr::from_ref(typ) as i64, 0);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_access(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: *const u8,
) -> *mut u8 {
    let port = Maps::new(m, fp, typ);
    // SAFETY: a map of the type and the address of a key.
    let found = unsafe {
        match map {
            Some(map) => map.get(&port, key),
            // An unhashable key panics in a nil map, too.
            None => port.hash(key, 0).map(|_| null_mut()),
        }
    };
    match found {
        Ok(elem) => elem,
        Err(bad) => {
            unhashable(m, fp, bad);
            null_mut()
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_access32(_m: &mut M, _typ: &'static Type, map: Option<&RawMap>, key: u32) -> *mut u8 {
    // SAFETY: a map with such keys.
    map.map_or(null_mut(), |map| unsafe { map.get32(key) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_access64(_m: &mut M, _typ: &'static Type, map: Option<&RawMap>, key: u64) -> *mut u8 {
    // SAFETY: a map with such keys.
    map.map_or(null_mut(), |map| unsafe { map.get64(key) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_access_str(
    _m: &mut M,
    _typ: &'static Type,
    map: Option<&RawMap>,
    p: *const u8,
    n: usize,
) -> *mut u8 {
    // SAFETY: a map with such keys, and a string.
    map.map_or(null_mut(), |map| unsafe { map.get_str(slice(p, n)) })
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
    let Some(map) = map else { return nil_map(m, fp) };
    // SAFETY: a map of the type and the address of a key.
    match unsafe { map.assign(&mut Maps::new(m, fp, typ), key) } {
        Ok(elem) => elem,
        Err(bad) => {
            unhashable(m, fp, bad);
            null_mut()
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_assign32(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: u32,
) -> *mut u8 {
    let Some(map) = map else { return nil_map(m, fp) };
    // SAFETY: a map with such keys.
    unsafe { map.assign32(&mut Maps::new(m, fp, typ), key) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_assign64(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: u64,
) -> *mut u8 {
    let Some(map) = map else { return nil_map(m, fp) };
    // SAFETY: a map with such keys.
    unsafe { map.assign64(&mut Maps::new(m, fp, typ), key) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_assign_str(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    p: *const u8,
    n: usize,
) -> *mut u8 {
    let Some(map) = map else { return nil_map(m, fp) };
    // SAFETY: a map with such keys, and a string.
    unsafe { map.assign_str(&mut Maps::new(m, fp, typ), slice(p, n)) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_delete(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: Option<&RawMap>,
    key: *const u8,
) {
    let mut port = Maps::new(m, fp, typ);
    // SAFETY: a map of the type and the address of a key.
    let deleted = unsafe {
        match map {
            Some(map) => map.delete(&mut port, key),
            None => port.hash(key, 0).map(|_| ()),
        }
    };
    if let Err(bad) = deleted {
        unhashable(m, fp, bad);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_clear(m: &mut M, fp: *mut u8, typ: &'static Type, map: Option<&RawMap>) {
    if let Some(map) = map {
        // SAFETY: a map of the type.
        unsafe { map.clear(&mut Maps::new(m, fp, typ)) };
    }
}

#[unsafe(no_mangle)]
extern "C" fn burrow_map_len(_m: &mut M, map: Option<&RawMap>) -> usize {
    map.map_or(0, RawMap::len)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_iter_init(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    map: *const RawMap,
    it: &mut RawIter,
) {
    // SAFETY: a map of the type or nil; the iterator's frame keeps both alive.
    unsafe { it.start(&mut Maps::new(m, fp, typ), map, core::ptr::from_ref(typ).cast()) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_map_iter_next(m: &mut M, fp: *mut u8, it: &mut RawIter) {
    // SAFETY: the type was given when the iterator was started.
    let typ = unsafe { &*it.context().cast::<Type>() };
    // SAFETY: as above.
    unsafe { it.next(&mut Maps::new(m, fp, typ)) };
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
    it: &mut RawIter,
) {
    // SAFETY: passed on.
    unsafe { burrow_map_iter_init(m, fp, typ, map, it) };
}

#[unsafe(export_name = "internal/reflectlite.mapiternext")]
unsafe extern "C" fn reflect_iter_next(m: &mut M, fp: *mut u8, it: &mut RawIter) {
    // SAFETY: passed on.
    unsafe { burrow_map_iter_next(m, fp, it) };
}

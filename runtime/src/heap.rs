//! The heap: allocation as compiled code asks for it, write barriers, typed copies.

use crate::collect::{self, Assist};
use crate::debug;
use crate::fuel;
use crate::gcenv;
use crate::m::{M, Suspend};
use crate::panics::{self, Kind};
use crate::roots::{self, GoRoots};
use crate::sync::{Hook, Locked, PerM, THREADS, per_m};
use crate::types::{Type, flag};
use burrow_gc::{Collector, Heap, Layout, Poll, WasmMemory};
use core::alloc::GlobalAlloc;
use core::ptr::{NonNull, null_mut};

/// The heap of the program.
pub static HEAP: Heap<WasmMemory> = Heap::new(WasmMemory::new());

static LOCAL: PerM<Collector<GoRoots>> = per_m!(Collector::new(GoRoots));

/// What the calling M has of the heap.
#[inline(always)]
pub fn local() -> &'static mut Collector<GoRoots> {
    LOCAL.get()
}

/// What M number `id` has of it: the calling one, or one that is stopped.
#[inline(always)]
pub fn local_of(id: usize) -> &'static mut Collector<GoRoots> {
    LOCAL.of(id)
}

/// The same for the M that is at hand.
#[inline(always)]
fn local_to(m: &M) -> &'static mut Collector<GoRoots> {
    LOCAL.of(if THREADS { m.id as usize } else { 0 })
}

#[unsafe(no_mangle)]
static BURROW_ZERO: u64 = 0;

/// Where all objects of size zero are.
pub fn zero_object() -> *mut u8 {
    (&raw const BURROW_ZERO).cast_mut().cast()
}

/// Where the pointers are in a value of a type.
#[inline]
pub fn layout(typ: &Type) -> Layout {
    if typ.ptr_words <= 32 {
        Layout::mask(typ.ptr_words, typ.ptrs as u64)
    } else {
        // SAFETY: static data of the compiler, with no bit beyond the words.
        unsafe { Layout::bitmap(typ.ptr_words, typ.ptrs as *const u8) }
    }
}

/// Where the pointers are in an array of a type.
fn array_layout(typ: &Type, n: usize) -> Layout {
    if typ.flags & flag::NOSCAN != 0 || n == 0 {
        return Layout::NOSCAN;
    }
    if typ.ptr_words <= 32 {
        return layout(typ).array(typ.size / 4, n);
    }
    // SAFETY: static data of the compiler; bitmaps cover whole values.
    unsafe { Layout::bitmap(typ.size / 4, typ.ptrs as *const u8).repeat(n) }
}

/// Where the pointers are in an object of `n` values of a type behind `skip` words without pointers.
///
/// Up to 64 words are described exactly by a mask. Beyond that the bitmap is made once for the type and the number, and
/// kept: programs make few kinds of large channels.
pub fn layout_after(skip: usize, typ: &Type, n: usize) -> Layout {
    let each = typ.size / 4;
    let words = skip + each * n;
    let is_pointer = |w: usize| {
        if typ.ptr_words <= 32 {
            w < 32 && typ.ptrs >> w & 1 != 0
        } else {
            // SAFETY: static data of the compiler covers all words of the type.
            unsafe { *(typ.ptrs as *const u8).add(w / 8) >> (w % 8) & 1 != 0 }
        }
    };
    if words <= 64 {
        let mask = (0..each * n)
            .filter(|w| is_pointer(w % each))
            .fold(0u64, |mask, w| mask | 1 << (skip + w));
        return Layout::mask(words, mask);
    }
    static KEPT: Locked<*mut Kept> = Locked::new(null_mut());
    KEPT.with(|kept| {
        let mut next = *kept;
        // SAFETY: entries are never given back.
        while let Some(k) = unsafe { next.as_ref() } {
            if core::ptr::eq(k.typ, typ) && k.words == words {
                // SAFETY: the bitmap follows the entry.
                return unsafe { Layout::bitmap(words, (k as *const Kept).add(1).cast()) };
            }
            next = k.next;
        }
        let at = sys_alloc_zeroed(size_of::<Kept>() + words.div_ceil(8)).cast::<Kept>();
        // SAFETY: new memory of that size.
        unsafe {
            at.write(Kept {
                next: *kept,
                typ,
                words,
            });
            let bits = at.add(1).cast::<u8>();
            for w in (0..each * n).filter(|w| is_pointer(w % each)) {
                *bits.add((skip + w) / 8) |= 1 << ((skip + w) % 8);
            }
            *kept = at;
            Layout::bitmap(words, bits)
        }
    })
}

/// A bitmap that was made at run time, which follows it.
struct Kept {
    next: *mut Kept,
    typ: *const Type,
    words: usize,
}

/// What a slow path costs at least, as so many bytes do.
const REFILL: usize = 4 << 10;
/// Spans swept on a slow path when a cycle is due and not all is swept.
const SWEEP: usize = 1024;

/// What the slow path of an allocation came to.
enum Slow {
    Go,
    Collect,
    /// The slice is over.
    Preempt,
}

/// Does the collector's share of work that is due on this allocation.
fn slow(m: &M) -> Slow {
    match HEAP.poll() {
        Poll::Nothing if debug::flags().gcstress && collect::stress(m) => Slow::Collect,
        Poll::Nothing => Slow::Go,
        // What a start would otherwise do with the world stopped.
        Poll::Start if !HEAP.sweep_step(SWEEP) => Slow::Go,
        Poll::Start => {
            collect::want();
            Slow::Collect
        }
        Poll::Assist(debt) => match collect::assist(m, debt) {
            Assist::Done => Slow::Go,
            Assist::Last => Slow::Collect,
            Assist::Owes(rest) => {
                HEAP.owe(rest);
                Slow::Preempt
            }
        },
    }
}

/// What a profile of the heap does on the slow path of allocation: before an object is allocated, when it may want the call to be made
/// again, and after it.
#[derive(Clone, Copy, Debug)]
pub struct Profiler {
    /// Before: true if the call is to be made again. The flag: it is the first allocation of its call.
    pub before: fn(&mut M, *mut u8, usize, &Layout, bool) -> bool,
    /// After.
    pub after: fn(&mut M, NonNull<u8>, usize, &Layout),
}

static PROFILER: Hook<Profiler> = Hook::new();

/// Has allocations sampled.
pub fn profile_with(profiler: Profiler) {
    PROFILER.set(profiler);
}

/// Allocates, or asks for a collection: null then.
#[inline]
pub fn alloc(m: &mut M, fp: *mut u8, size: usize, layout: &Layout) -> *mut u8 {
    alloc_in_call(m, fp, size, layout, true)
}

/// The same for runtime calls that may allocate more than once; `first`: nothing yet.
#[inline]
pub fn alloc_in_call(m: &mut M, fp: *mut u8, size: usize, layout: &Layout, first: bool) -> *mut u8 {
    match local_to(m).cache.alloc(size, layout) {
        Some(p) => p.as_ptr(),
        None => alloc_slow(m, fp, size, layout, first),
    }
}

#[cold]
#[inline(never)]
fn alloc_slow(m: &mut M, fp: *mut u8, size: usize, layout: &Layout, first: bool) -> *mut u8 {
    if size == 0 {
        return zero_object();
    }
    gcenv::read();
    collect::enable();
    // A loop that allocates polls after some turns only, and counts them anew whenever it was parked.
    if m.fuel <= 0 {
        fuel::spent(m, fp);
        if m.suspended != 0 {
            return null_mut();
        }
    }
    let profiler = PROFILER.get();
    if let Some(profiler) = profiler
        && (profiler.before)(m, fp, size, layout, first)
    {
        return null_mut();
    }
    match slow(m) {
        Slow::Go => {}
        Slow::Collect => {
            collect::request(m, fp);
            return null_mut();
        }
        Slow::Preempt => {
            m.suspend(fp, Suspend::Preempt);
            return null_mut();
        }
    }
    match HEAP.alloc_slow(&mut local().cache, size, layout) {
        Some(p) => {
            fuel::bytes(m, size + REFILL);
            collect::succeeded();
            if let Some(profiler) = profiler {
                (profiler.after)(m, p, size, layout);
            }
            if debug::flags().gcstress {
                collect::stress_on();
            }
            // Sweeping for it may have found objects with finalizers.
            if HEAP.take_queued() {
                collect::after();
            }
            p.as_ptr()
        }
        None => {
            collect::exhausted(m, fp);
            null_mut()
        }
    }
}

/// Allocates if there is memory without a collection; otherwise null. For a little that lets go of more.
pub fn alloc_now(m: &M, size: usize, layout: &Layout) -> *mut u8 {
    let cache = &mut local_to(m).cache;
    let found = cache
        .alloc(size, layout)
        .or_else(|| HEAP.alloc_slow(cache, size, layout));
    found.map_or(null_mut(), NonNull::as_ptr)
}

/// Allocates an object without pointers, or asks for a collection: null then.
#[inline]
pub fn alloc_noscan(m: &mut M, fp: *mut u8, size: usize) -> *mut u8 {
    match local_to(m).cache.alloc_noscan(size) {
        Some(p) => p.as_ptr(),
        None => alloc_slow(m, fp, size, &Layout::NOSCAN, true),
    }
}

/// The size that an allocation of so many bytes really has.
pub fn rounded(size: usize) -> usize {
    burrow_gc::round_up_size(size)
}

/// Allocates a value of a type, or asks for a collection: null then.
#[inline]
pub fn new_object(m: &mut M, fp: *mut u8, typ: &'static Type) -> *mut u8 {
    if typ.ptr_words <= 32 && typ.ptr_words != 0 {
        if let Some(p) = local_to(m).cache.alloc_mask(typ.size, typ.ptrs as u64) {
            return p.as_ptr();
        }
    } else if typ.ptr_words == 0 {
        return alloc_noscan(m, fp, typ.size);
    }
    alloc(m, fp, typ.size, &layout(typ))
}

#[unsafe(no_mangle)]
extern "C" fn burrow_new(m: &mut M, fp: *mut u8, typ: &'static Type) -> *mut u8 {
    new_object(m, fp, typ)
}

#[unsafe(no_mangle)]
extern "C" fn burrow_new_noscan(m: &mut M, fp: *mut u8, size: usize) -> *mut u8 {
    alloc_noscan(m, fp, size)
}

/// Bytes of an array, if it can exist.
fn array_bytes(typ: &Type, n: i64) -> Option<usize> {
    usize::try_from(n)
        .ok()?
        .checked_mul(typ.size)
        .filter(|&b| b <= i32::MAX as usize)
}

#[unsafe(no_mangle)]
extern "C" fn burrow_make_slice(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    len: i64,
    cap: i64,
) -> *mut u8 {
    let bytes = match array_bytes(typ, cap) {
        Some(bytes) if (0..=cap).contains(&len) && cap <= i64::from(i32::MAX) => bytes,
        _ => {
            let kind = if array_bytes(typ, len).is_none_or(|_| len > i64::from(i32::MAX)) {
                Kind::MakeSliceLen
            } else {
                Kind::MakeSliceCap
            };
            panics::raise(m, fp, kind, 0, 0);
            return null_mut();
        }
    };
    alloc(m, fp, bytes, &array_layout(typ, cap as usize))
}

/// Go's rule for how slices grow.
fn grown_cap(old: usize, needed: usize) -> usize {
    const THRESHOLD: usize = 256;
    if needed > old.saturating_mul(2) {
        return needed;
    }
    if old < THRESHOLD {
        return old * 2;
    }
    let mut cap = old;
    while cap < needed {
        cap = cap.saturating_add((cap + 3 * THRESHOLD) >> 2);
    }
    cap
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_grow_slice(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    old: *const u8,
    len: usize,
    cap: usize,
    needed: i64,
) -> u64 {
    let raise = |m: &mut M| {
        panics::raise(m, fp, Kind::GrowSlice, 0, 0);
        0
    };
    if array_bytes(typ, needed).is_none() || needed > i64::from(i32::MAX) {
        return raise(m);
    }
    if typ.size == 0 {
        return crate::strings::pair(zero_object() as usize, needed as usize);
    }
    let wanted = grown_cap(cap, needed as usize);
    let Some(bytes) = wanted
        .checked_mul(typ.size)
        .filter(|&b| b <= i32::MAX as usize)
    else {
        return raise(m);
    };
    let bytes = rounded(bytes);
    let cap = bytes / typ.size;
    let at = alloc(m, fp, bytes, &array_layout(typ, cap));
    if at.is_null() {
        return 0;
    }
    // The old array's pointers are copied into a black object: what is reachable through it now must be shaded.
    if m.barrier != 0 && typ.flags & flag::NOSCAN == 0 {
        shade_block(old, &array_layout(typ, len));
    }
    // SAFETY: len values fit into the new array.
    unsafe { crate::strings::burrow_copy(at, old, len * typ.size) };
    crate::strings::pair(at as usize, cap)
}

/// Shades every pointer in a block.
fn shade_block(at: *const u8, layout: &Layout) {
    // SAFETY: a block of the program, with this layout.
    unsafe { HEAP.scan_block(&mut local().marker, at as usize, layout) };
}

/// Shades the target of a pointer while marking.
#[inline]
pub fn shade(pointer: usize) {
    if HEAP.is_marking() && pointer != 0 {
        HEAP.shade(&mut local().marker, pointer);
    }
}

/// Records a pointer write, before it happens.
#[inline]
pub fn barrier(old: usize, new: usize) {
    let local = local();
    if local.barrier.write(old, new) {
        HEAP.flush_barrier(&mut local.barrier, &mut local.marker);
    }
}

/// The same for writes of the runtime itself.
#[inline]
pub fn barrier_if_marking(old: usize, new: usize) {
    if HEAP.is_marking() {
        barrier(old, new);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_write_barrier(m: &mut M, slot: *const usize, new: usize) {
    // Atomic operations call it at any time (see `compiler/src/ir/build/atomic.rs`).
    if THREADS && !HEAP.is_marking() {
        return;
    }
    // SAFETY: the slot about to be written.
    let old = unsafe { *slot };
    roots::overwritten(m, slot, old);
    barrier(old, new);
}

/// Before n values are overwritten by others: shades what goes and what comes.
fn bulk_barrier(m: &M, typ: &Type, dst: *const u8, src: *const u8, n: usize) {
    if m.barrier != 0 && typ.flags & flag::NOSCAN == 0 {
        let layout = array_layout(typ, n);
        roots::overwritten_block(m, dst, n * typ.size);
        shade_block(dst, &layout);
        if !src.is_null() {
            shade_block(src, &layout);
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_typed_copy(
    m: &mut M,
    typ: &'static Type,
    dst: *mut u8,
    src: *const u8,
) {
    // SAFETY: passed on.
    unsafe { typed_copy(m, typ, dst, src) };
}

/// Copies a value with barriers.
///
/// # Safety
/// `dst` and `src` are values of the type.
pub unsafe fn typed_copy(m: &mut M, typ: &Type, dst: *mut u8, src: *const u8) {
    bulk_barrier(m, typ, dst, src, 1);
    // SAFETY: two values of the type.
    unsafe { core::ptr::copy(src, dst, typ.size) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_typed_copy_n(
    m: &mut M,
    typ: &'static Type,
    dst: *mut u8,
    src: *const u8,
    n: usize,
) {
    if n != 0 {
        bulk_barrier(m, typ, dst, src, n);
        // SAFETY: n values of the type each.
        unsafe { crate::strings::burrow_copy(dst, src, n * typ.size) };
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_typed_zero_n(m: &mut M, typ: &'static Type, dst: *mut u8, n: usize) {
    if n != 0 {
        bulk_barrier(m, typ, dst, core::ptr::null(), n);
        // SAFETY: n values of the type.
        unsafe { crate::strings::burrow_zero(dst, n * typ.size) };
    }
}

/// Manual memory for the runtime's own needs.
pub fn sys_alloc(size: usize) -> Option<*mut u8> {
    HEAP.sys_alloc(size, 8).map(NonNull::as_ptr)
}

/// The same, zeroed; ends the program when there is none.
pub fn sys_alloc_zeroed(size: usize) -> *mut u8 {
    let Some(at) = sys_alloc(size) else {
        crate::fatal::out_of_memory()
    };
    // SAFETY: a new block of that size.
    unsafe { at.write_bytes(0, size) };
    at
}

/// Gives manual memory back.
pub fn sys_free(at: *mut u8, size: usize) {
    if let Some(at) = NonNull::new(at) {
        // SAFETY: it came from `sys_alloc` with this size.
        unsafe { HEAP.sys_free(at, size, 8) };
    }
}

struct Global32;

#[global_allocator]
static GLOBAL: Global32 = Global32;

// SAFETY: the heap's manual blocks are as asked for and their own.
unsafe impl GlobalAlloc for Global32 {
    unsafe fn alloc(&self, layout: core::alloc::Layout) -> *mut u8 {
        HEAP.sys_alloc(layout.size(), layout.align())
            .map_or(null_mut(), NonNull::as_ptr)
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: core::alloc::Layout) {
        if let Some(at) = NonNull::new(at) {
            // SAFETY: by contract from `alloc`.
            unsafe { HEAP.sys_free(at, layout.size(), layout.align()) };
        }
    }
}

//! Goroutines' stacks: where they come from, growing, shrinking, moving, and pushing frames on them.

use crate::collect;
use crate::debug;
use crate::fatal;
use crate::g::G;
use crate::heap;
use crate::m::{M, Outcome, RED_ZONE};
use crate::sync::{Global, PerM, per_m};
use burrow_stacks::{
    ENTRY_MAX, Frame, FuncInfo, GrowError, Relocation, Stack, StackCache, StackMemory, StackPool,
    StartSize,
};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};

/// The least size of a stack, and that of new goroutines' until the first collection: then they get what those that were
/// scanned use in the mean.
const START: usize = 256;
/// The most that a new goroutine gets.
const START_MAX: usize = 32 << 10;
/// Go's limit, also of its own wasm port.
const MAX: usize = 1_000_000_000;

/// A stack with more in use is not shrunk, since copying it is a pause: half a millisecond at most.
const SHRINKABLE: usize = 512 << 10;

struct Pages;

impl StackMemory for Pages {
    fn map(&self, bytes: usize) -> Option<NonNull<u8>> {
        heap::HEAP.alloc_pages(bytes / burrow_gc::PAGE_SIZE)
    }

    unsafe fn unmap(&self, at: NonNull<u8>, bytes: usize) {
        // SAFETY: by contract from `map`.
        unsafe { heap::HEAP.free_pages(at, bytes / burrow_gc::PAGE_SIZE) };
    }
}

static POOL: StackPool<Pages> = StackPool::new(Pages);
static CACHE: PerM<StackCache> = per_m!(StackCache::new());
static START_SIZE: StartSize = StartSize::new(START);
/// The least size, unless it is [`START`].
static LEAST: Global<usize> = Global::new(START);
static LIMIT: AtomicUsize = AtomicUsize::new(MAX);

/// A new stack with room for `need` bytes.
pub fn take(need: usize) -> Option<Stack> {
    let size = (need + burrow_stacks::CHUNK_HEADER)
        .max(START_SIZE.get())
        .next_power_of_two();
    CACHE.get().take(&POOL, size)
}

/// Gives a stack back.
pub fn give(stack: &mut Stack) {
    let hi = stack.base();
    // SAFETY: an empty stack at the same place; it is never used.
    let old = core::mem::replace(stack, unsafe { Stack::from_raw(hi, 0) });
    // SAFETY: it came from the pool and its goroutine is over.
    unsafe { CACHE.get().give(&POOL, old) };
}

/// Sets the limit of a stack's size; returns the old one.
pub fn set_limit(bytes: usize) -> usize {
    let old = LIMIT.load(Ordering::Relaxed);
    LIMIT.store(bytes, Ordering::Relaxed);
    old
}

/// Makes sure that a goroutine with all frames parked has room for `need` more bytes. If its stack moved for that, the
/// caller adjusts what points into it besides the frames.
#[must_use]
fn reserve(
    m: &mut M,
    g: &mut G,
    need: usize,
    no_memory: impl FnOnce(&mut M),
) -> Option<Relocation> {
    let fp = g.fp;
    let room = (fp as usize).saturating_sub(g.stack.guard(RED_ZONE));
    let relocation = if room >= need {
        if !debug::flags().park || !debug::may_move(g.stack.used(fp)) {
            return None;
        }
        // To another stack of the same size, to find whoever keeps an address.
        let size = g.stack.size().next_power_of_two();
        // SAFETY: the frames are parked and the stack came from the pool.
        unsafe { CACHE.get().replace(&POOL, &mut g.stack, fp, size) }?
    } else {
        let mut result = grow(g, need);
        if let Err(GrowError::OutOfMemory) = result {
            no_memory(m);
            result = grow(g, need);
        }
        match result {
            Ok(relocation) => relocation,
            Err(GrowError::Overflow) => fatal::stack_overflow(m, g, LIMIT.load(Ordering::Relaxed)),
            Err(GrowError::OutOfMemory) => fatal::out_of_memory(),
        }
    };
    moved(g, &relocation);
    Some(relocation)
}

fn grow(g: &mut G, need: usize) -> Result<Relocation, GrowError> {
    let (fp, max) = (g.fp, LIMIT.load(Ordering::Relaxed));
    // SAFETY: the frames are parked and the stack came from the pool.
    unsafe {
        CACHE
            .get()
            .grow(&POOL, &mut g.stack, fp, need, RED_ZONE, max)
    }
}

/// Takes note of where a goroutine's frames are now.
fn moved(g: &mut G, relocation: &Relocation) {
    let left = relocation
        .old_range()
        .end
        .wrapping_sub(g.unscanned as usize);
    g.fp = relocation.fp();
    g.unscanned = g.stack.base().wrapping_sub(left);
}

/// Stacks have so many bytes at first, and at least, a power of two: for comparing sizes.
pub fn start_with(bytes: usize) {
    *LEAST.get() = bytes;
    START_SIZE.note(bytes - RED_ZONE);
    settle();
}

/// A stack was scanned in a collection.
pub fn scanned(g: &G) {
    START_SIZE.note(g.stack.used(g.fp));
}

/// A collection is over: new stacks get the size that suits those that were scanned.
pub fn settle() {
    START_SIZE.settle(RED_ZONE, *LEAST.get(), START_MAX);
}

/// Gives half of a stack back that is mostly unused.
pub fn shrink(g: &mut G) {
    let fp = g.fp;
    if g.stack.used(fp) > SHRINKABLE {
        return;
    }
    // SAFETY: as in `reserve`.
    let relocation = unsafe {
        CACHE
            .get()
            .shrink(&POOL, &mut g.stack, fp, RED_ZONE, *LEAST.get())
    };
    if let Some(relocation) = relocation {
        moved(g, &relocation);
        g.panics.adjust(relocation.old_range(), relocation.delta());
    }
}

/// Pushes a frame, parked at its entry, below the innermost one. Its argument is one word, a pointer. The caller adjusts
/// the goroutine's panics if the stack moved.
#[must_use]
pub fn push(m: &mut M, g: &mut G, info: &'static FuncInfo, arg: usize) -> Option<Relocation> {
    let size = info.frame_size as usize;
    let relocation = reserve(m, g, size, |_| {});
    let arg = relocation.as_ref().map_or(arg, |r| r.address(arg));
    g.fp = g.fp.wrapping_sub(size);
    // SAFETY: `reserve` made room.
    unsafe {
        Frame::write_header(g.fp, info, 0);
        g.fp.add(8).cast::<usize>().write(arg);
    }
    relocation
}

/// Lays the frame of a function that was refused at its entry: its record is in `m`.
pub fn enter(m: &mut M, g: &mut G) -> Option<Outcome> {
    let record = m.entry.as_mut_ptr().cast::<u8>();
    // SAFETY: the refused function stored its record before it asked.
    let info = unsafe { Frame::at(record).info() };
    let size = info.frame_size as usize;
    let no_memory = |m: &mut M| collect::before_giving_up(m, record);
    if let Some(relocation) = reserve(m, g, size, no_memory) {
        g.panics.adjust(relocation.old_range(), relocation.delta());
        // The arguments may point into the stack that moved.
        // SAFETY: the record's pointers are its own.
        unsafe { relocation.entry(record) };
    }
    g.fp = g.fp.wrapping_sub(size);
    let bytes = info.entry_size().min(ENTRY_MAX);
    // SAFETY: `reserve` made room for the frame, of which the record is the beginning.
    unsafe { core::ptr::copy_nonoverlapping(record, g.fp, bytes) };
    None
}

//! Goroutines' stacks: where they come from, growing, shrinking, moving, and pushing frames on them.

use crate::collect;
use crate::debug;
use crate::fatal;
use crate::g::G;
use crate::heap;
use crate::m::{M, Outcome, RED_ZONE};
use crate::sync::Global;
use burrow_stacks::{
    ENTRY_MAX, Frame, FuncInfo, GrowError, Relocation, Stack, StackCache, StackMemory, StackPool,
};
use core::ptr::NonNull;

/// Size of a new goroutine's stack.
pub const START: usize = 256;
/// Go's limit, also of its own wasm port.
const MAX: usize = 1_000_000_000;

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
static CACHE: Global<StackCache> = Global::new(StackCache::new());
static LIMIT: Global<usize> = Global::new(MAX);

/// A new stack with room for `need` bytes.
pub fn take(need: usize) -> Option<Stack> {
    let size = (need + burrow_stacks::CHUNK_HEADER)
        .max(START)
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
    core::mem::replace(LIMIT.get(), bytes)
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
            Err(GrowError::Overflow) => fatal::stack_overflow(m, g, *LIMIT.get()),
            Err(GrowError::OutOfMemory) => fatal::out_of_memory(),
        }
    };
    g.fp = relocation.fp();
    Some(relocation)
}

fn grow(g: &mut G, need: usize) -> Result<Relocation, GrowError> {
    let (fp, max) = (g.fp, *LIMIT.get());
    // SAFETY: the frames are parked and the stack came from the pool.
    unsafe {
        CACHE
            .get()
            .grow(&POOL, &mut g.stack, fp, need, RED_ZONE, max)
    }
}

/// Gives half of a stack back that is mostly unused.
pub fn shrink(g: &mut G) {
    let fp = g.fp;
    // SAFETY: as in `reserve`.
    let relocation = unsafe { CACHE.get().shrink(&POOL, &mut g.stack, fp, RED_ZONE, START) };
    if let Some(relocation) = relocation {
        g.fp = relocation.fp();
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

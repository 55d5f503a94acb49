//! Goroutines' stacks: where they come from, growing, shrinking, moving, and pushing frames on them.

use crate::debug;
use crate::fatal;
use crate::g::G;
use crate::heap;
use crate::m::{M, RED_ZONE};
use crate::sync::Global;
use burrow_stacks::{
    ENTRY_MAX, Frame, FuncInfo, GrowError, Relocation, Stack, StackCache, StackMemory, StackPool,
};
use core::ptr::NonNull;

/// Size of a new goroutine's stack.
pub const START: usize = 256;
/// Go's limit on 32-bit hosts.
const MAX: usize = 250_000_000;

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

/// Makes sure that a goroutine with all frames parked has room for `need` more bytes.
pub fn reserve(m: &mut M, g: &mut G, need: usize) {
    if g.fp as usize >= g.stack.guard(RED_ZONE) + need {
        if debug::flags().park {
            move_frames(g);
        }
        return;
    }
    let fp = g.fp;
    // SAFETY: the frames are parked and the stack came from the pool.
    match unsafe {
        CACHE
            .get()
            .grow(&POOL, &mut g.stack, fp, need, RED_ZONE, *LIMIT.get())
    } {
        Ok(relocation) => adjust(g, &relocation),
        Err(GrowError::Overflow) => fatal::stack_overflow(m, g, *LIMIT.get()),
        Err(GrowError::OutOfMemory) => fatal::out_of_memory(),
    }
}

/// Moves the frames to another stack of the same size, to find whoever keeps an address.
pub fn move_frames(g: &mut G) {
    let (fp, size) = (g.fp, g.stack.size().next_power_of_two());
    // SAFETY: as in `reserve`.
    if let Some(relocation) = unsafe { CACHE.get().replace(&POOL, &mut g.stack, fp, size) } {
        adjust(g, &relocation);
    }
}

/// Gives half of a stack back that is mostly unused.
pub fn shrink(g: &mut G) {
    let fp = g.fp;
    // SAFETY: as in `reserve`.
    if let Some(relocation) =
        unsafe { CACHE.get().shrink(&POOL, &mut g.stack, fp, RED_ZONE, START) }
    {
        adjust(g, &relocation);
    }
}

/// Adjusts what points into the stack besides its frames.
fn adjust(g: &mut G, relocation: &Relocation) {
    g.fp = relocation.fp();
    g.panics.adjust(relocation.old_range(), relocation.delta());
}

/// Pushes a frame, parked at its entry, below the innermost one. Its argument is one word.
pub fn push(m: &mut M, g: &mut G, info: &'static FuncInfo, arg: usize) -> *mut u8 {
    let size = info.frame_size as usize;
    reserve(m, g, size);
    g.fp = g.fp.wrapping_sub(size);
    // SAFETY: `reserve` made room.
    unsafe {
        Frame::write_header(g.fp, info, 0);
        g.fp.add(8).cast::<usize>().write(arg);
    }
    g.fp
}

/// Lays the frame of a function that was refused at its entry: its record is in `m`.
pub fn enter(m: &mut M, g: &mut G) {
    let record = m.entry.as_mut_ptr().cast::<u8>();
    // SAFETY: the refused function stored its record before it asked.
    let info = unsafe { Frame::at(record).info() };
    let size = info.frame_size as usize;
    if g.fp as usize >= g.stack.guard(RED_ZONE) + size && !debug::flags().park {
        g.fp = g.fp.wrapping_sub(size);
    } else {
        // The arguments may point into the stack that moves: they move along as part of a frame.
        let (old, delta) = (g.stack.base() as usize, g.stack.size());
        reserve(m, g, size);
        let new = g.stack.base() as usize;
        if new != old {
            let range = old - delta..old;
            // SAFETY: the record's pointers are its own.
            unsafe {
                burrow_stacks::for_each_entry_pointer(record, |slot| {
                    if range.contains(&*slot) {
                        *slot = (*slot).wrapping_add(new.wrapping_sub(old));
                    }
                });
            }
        }
        g.fp = g.fp.wrapping_sub(size);
    }
    let bytes = info.entry_size().min(ENTRY_MAX);
    // SAFETY: `reserve` made room for the frame, of which the record is the beginning.
    unsafe { core::ptr::copy_nonoverlapping(record, g.fp, bytes) };
}

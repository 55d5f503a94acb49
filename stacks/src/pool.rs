//! Where stacks come from: a pool for the program, and a cache for each processor.
//!
//! Stacks have power-of-two sizes (*orders*) from 256 bytes. The small ones are carved from *chunks* of 8 KiB; a chunk's
//! header lies at its start and shortens its first stack. A chunk is found from a stack's address by rounding down, and
//! goes back to memory when all of its stacks are free, except for one kept for each order. Larger stacks come from
//! memory one by one; those above 16 KiB may have any number of whole chunks, so that the last one before a limit can use
//! all of it, and so that one can still grow a little when there is no memory to double it. Caches make the common case, a goroutine that ends and another that starts, free of locks; they
//! hold at most [`CACHE_BYTES`] of each order, and exchange half of that with the pool at a time.

use core::ptr::{NonNull, null_mut};

use static_assertions::const_assert;

use crate::stack::{GrowError, Relocation, Stack, grown_size, modest_size, shrunk_size};
use crate::sync::{AtomicUsize, Mutex, Ordering, const_new};

/// Size and alignment of the memory that a pool asks for is a multiple of this.
pub const CHUNK: usize = 8 << 10;
/// Bytes that the first stack of a chunk is shorter than the others.
pub const CHUNK_HEADER: usize = size_of::<Chunk>().next_multiple_of(16);
/// The smallest stack.
pub const MIN_STACK: usize = 256;
/// What a cache holds of each order at most, in bytes.
pub const CACHE_BYTES: usize = 32 << 10;
/// Orders carved from chunks: 256 bytes to 4 KiB.
const CHUNK_ORDERS: usize = 5;
/// Orders kept in caches: 256 bytes to 16 KiB.
const CACHE_ORDERS: usize = 7;

const_assert!(CHUNK_HEADER < MIN_STACK / 2);
const_assert!(MIN_STACK << (CHUNK_ORDERS - 1) == CHUNK / 2);

/// Where a pool gets memory: a port that the pool's user owns.
pub trait StackMemory {
    /// Returns `bytes` writable bytes aligned to [`CHUNK`]; `bytes` is a multiple of it. `None` when there is no memory.
    fn map(&self, bytes: usize) -> Option<NonNull<u8>>;

    /// Takes back what [`map`](Self::map) returned.
    ///
    /// # Safety
    /// `at` must come from a `map` of as many bytes, and nobody may use it any more.
    unsafe fn unmap(&self, at: NonNull<u8>, bytes: usize);
}

/// A free stack: its last bytes link it to the next one.
struct Free {
    next: *mut Free,
}

/// The header of 8 KiB from which stacks of one order are carved.
///
/// Invariant: it lies at a multiple of [`CHUNK`]; `free` links `returned` of its stacks, `fresh` more at its end were
/// never used, and the rest are out. It is in its order's list exactly while a stack is free, and only accessed under
/// the pool's lock.
struct Chunk {
    next: *mut Chunk,
    prev: *mut Chunk,
    free: *mut Free,
    returned: u16,
    fresh: u16,
    order: u16,
}

struct Orders {
    /// The chunks of each order that have a free stack.
    partial: [*mut Chunk; CHUNK_ORDERS],
    /// How many of them have all stacks free.
    empty: [u16; CHUNK_ORDERS],
}

// SAFETY: the chunks belong to the pool that holds this behind its lock.
unsafe impl Send for Orders {}

/// Bytes of a stack of an order.
const fn order_size(order: usize) -> usize {
    MIN_STACK << order
}

/// The smallest order with at least `size` bytes.
fn order_of(size: usize) -> usize {
    (size.max(MIN_STACK) - 1).ilog2() as usize + 1 - MIN_STACK.ilog2() as usize
}

/// The program's stacks.
pub struct StackPool<M> {
    memory: M,
    orders: Mutex<Orders>,
    mapped: AtomicUsize,
    grown: AtomicUsize,
    shrunk: AtomicUsize,
    copied: AtomicUsize,
}

/// What a pool has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolStats {
    /// Bytes that the pool holds now, free stacks included.
    pub mapped: usize,
    /// Stacks replaced by larger ones.
    pub grown: usize,
    /// Stacks replaced by smaller ones.
    pub shrunk: usize,
    /// Bytes of frames copied by that; wraps around.
    pub copied: usize,
}

impl<M> core::fmt::Debug for StackPool<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("StackPool")
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

impl<M> StackPool<M> {
    const_new! {
        /// An empty pool over `memory`.
        pub fn new(memory: M) -> Self {
            StackPool {
                memory,
                orders: Mutex::new(Orders { partial: [null_mut(); CHUNK_ORDERS], empty: [0; CHUNK_ORDERS] }),
                mapped: AtomicUsize::new(0),
                grown: AtomicUsize::new(0),
                shrunk: AtomicUsize::new(0),
                copied: AtomicUsize::new(0),
            }
        }
    }

    /// What it has done so far.
    pub fn stats(&self) -> PoolStats {
        PoolStats {
            mapped: self.mapped.load(Ordering::Relaxed),
            grown: self.grown.load(Ordering::Relaxed),
            shrunk: self.shrunk.load(Ordering::Relaxed),
            copied: self.copied.load(Ordering::Relaxed),
        }
    }

    /// The port.
    pub const fn memory(&self) -> &M {
        &self.memory
    }
}

impl<M: StackMemory> StackPool<M> {
    /// A stack of at least `size` bytes less [`CHUNK_HEADER`], rounded up to an order, above 16 KiB to whole chunks; `None`
    /// when there is no memory.
    pub fn take(&self, size: usize) -> Option<Stack> {
        // No object is larger than that, and the address space of 32-bit hosts has hardly more.
        if size > isize::MAX as usize - CHUNK {
            return None;
        }
        let order = order_of(size);
        if order >= CHUNK_ORDERS {
            let bytes = match order < CACHE_ORDERS {
                true => order_size(order),
                false => size.next_multiple_of(CHUNK),
            };
            let lo = self.map(bytes)?;
            // SAFETY: fresh memory.
            return Some(unsafe { Stack::from_raw(lo.as_ptr(), bytes) });
        }
        let mut orders = self.orders.lock();
        let mut chunk = orders.partial[order];
        #[cfg(mutant = "pool_pick_unlocked")]
        {
            drop(orders);
            orders = self.orders.lock();
        }
        if chunk.is_null() {
            chunk = self.new_chunk(&mut orders, order)?;
        }
        // SAFETY: a chunk in a list has a free stack, and the lock is held.
        Some(unsafe { orders.take_from(chunk) })
    }

    /// Takes a stack back.
    ///
    /// # Safety
    /// It must come from this pool (or a cache over it), and nothing may use its memory any more.
    pub unsafe fn give(&self, stack: Stack) {
        let order = order_of(stack.size());
        if order >= CHUNK_ORDERS {
            // SAFETY: such stacks were mapped one by one.
            unsafe { self.unmap(stack.limit(), stack.size()) };
            return;
        }
        // SAFETY: it was carved from a chunk of this pool.
        let unused = unsafe { self.orders.lock().give_back(stack) };
        if let Some(chunk) = unused {
            // SAFETY: all of its stacks are free, and no list has it any more.
            unsafe { self.unmap(chunk.as_ptr().cast(), CHUNK) };
        }
    }

    fn new_chunk(&self, orders: &mut Orders, order: usize) -> Option<*mut Chunk> {
        let chunk = self.map(CHUNK)?.as_ptr().cast::<Chunk>();
        let fresh = (CHUNK / order_size(order)) as u16;
        let order16 = order as u16;
        // SAFETY: fresh memory, aligned to CHUNK.
        unsafe {
            chunk.write(Chunk {
                next: null_mut(),
                prev: null_mut(),
                free: null_mut(),
                returned: 0,
                fresh,
                order: order16,
            });
            orders.link(chunk);
        }
        orders.empty[order] += 1;
        Some(chunk)
    }

    fn map(&self, bytes: usize) -> Option<NonNull<u8>> {
        let at = self.memory.map(bytes)?;
        self.mapped.fetch_add(bytes, Ordering::Relaxed);
        Some(at)
    }

    /// # Safety
    /// As for [`StackMemory::unmap`].
    unsafe fn unmap(&self, at: *mut u8, bytes: usize) {
        self.mapped.fetch_sub(bytes, Ordering::Relaxed);
        if let Some(at) = NonNull::new(at) {
            // SAFETY: passed on.
            unsafe { self.memory.unmap(at, bytes) };
        }
    }
}

impl Orders {
    /// Puts a chunk at the head of its list.
    ///
    /// # Safety
    /// It must be a chunk of this pool that is in no list.
    unsafe fn link(&mut self, chunk: *mut Chunk) {
        // SAFETY: passed on; chunks in lists are valid.
        unsafe {
            let head = &mut self.partial[(*chunk).order as usize];
            (*chunk).next = *head;
            (*chunk).prev = null_mut();
            if let Some(next) = head.as_mut() {
                next.prev = chunk;
            }
            *head = chunk;
        }
    }

    /// Takes a chunk out of its list.
    ///
    /// # Safety
    /// It must be a chunk of this pool that is in its list.
    unsafe fn unlink(&mut self, chunk: *mut Chunk) {
        // SAFETY: passed on; chunks in lists are valid.
        unsafe {
            let Chunk {
                next, prev, order, ..
            } = *chunk;
            if let Some(next) = next.as_mut() {
                next.prev = prev;
            }
            match prev.as_mut() {
                Some(prev) => prev.next = next,
                None => self.partial[order as usize] = next,
            }
        }
    }

    /// # Safety
    /// `chunk` must be in its list.
    unsafe fn take_from(&mut self, chunk: *mut Chunk) -> Stack {
        // SAFETY: a chunk in its list has a free stack (Chunk's invariant).
        unsafe {
            let c = &mut *chunk;
            let size = order_size(c.order as usize);
            if c.is_unused() {
                self.empty[c.order as usize] -= 1;
            }
            let hi = if let Some(free) = c.free.as_mut() {
                c.free = free.next;
                c.returned -= 1;
                (&raw mut *free).add(1).cast::<u8>()
            } else {
                let hi = chunk.cast::<u8>().add(c.fresh as usize * size);
                c.fresh -= 1;
                hi
            };
            if c.returned + c.fresh == 0 {
                self.unlink(chunk);
            }
            stack_below(hi, size)
        }
    }

    /// Returns the stack's chunk when it is to be unmapped.
    ///
    /// # Safety
    /// The stack must have been carved from a chunk of this pool.
    unsafe fn give_back(&mut self, stack: Stack) -> Option<NonNull<Chunk>> {
        let lo = stack.limit();
        // SAFETY: a stack lies in its chunk, whose header is at a multiple of CHUNK; the stack's last bytes are free.
        unsafe {
            let chunk = lo.sub(lo as usize % CHUNK).cast::<Chunk>();
            let c = &mut *chunk;
            if c.returned + c.fresh == 0 {
                self.link(chunk);
            }
            let free = stack.base().cast::<Free>().sub(1);
            free.write(Free { next: c.free });
            c.free = free;
            c.returned += 1;
            if c.is_unused() {
                let empty = &mut self.empty[c.order as usize];
                if *empty > 0 {
                    self.unlink(chunk);
                    return NonNull::new(chunk);
                }
                *empty += 1;
            }
        }
        None
    }
}

impl Chunk {
    fn is_unused(&self) -> bool {
        (self.returned + self.fresh) as usize == CHUNK / order_size(self.order as usize)
    }
}

/// The stack of `size` bytes below `hi`, less the chunk's header if it is the first of a chunk.
///
/// # Safety
/// The bytes must be a free stack.
unsafe fn stack_below(hi: *mut u8, size: usize) -> Stack {
    // SAFETY: passed on.
    unsafe {
        let lo = hi.sub(size);
        let header = if size < CHUNK && (lo as usize).is_multiple_of(CHUNK) {
            CHUNK_HEADER
        } else {
            0
        };
        Stack::from_raw(lo.add(header), size - header)
    }
}

/// One processor's free stacks. Only its owner may use it, so it takes no lock until it is empty or full.
///
/// Invariant: each list links `count` free stacks of its order that came from the cache's pool.
#[derive(Debug)]
pub struct StackCache {
    lists: [(*mut Free, usize); CACHE_ORDERS],
}

// SAFETY: the free stacks belong to the cache.
unsafe impl Send for StackCache {}

impl Default for StackCache {
    fn default() -> Self {
        Self::new()
    }
}

impl StackCache {
    /// An empty cache.
    pub const fn new() -> Self {
        StackCache {
            lists: [(null_mut(), 0); CACHE_ORDERS],
        }
    }

    /// As [`StackPool::take`].
    pub fn take<M: StackMemory>(&mut self, pool: &StackPool<M>, size: usize) -> Option<Stack> {
        let order = order_of(size);
        if order >= CACHE_ORDERS {
            return pool.take(size);
        }
        if let Some(stack) = self.pop(order) {
            return Some(stack);
        }
        // Chunked orders are fetched several at a time; one that fails is the next caller's problem.
        if order < CHUNK_ORDERS {
            for _ in 1..CACHE_BYTES / 2 / order_size(order) {
                let Some(stack) = pool.take(size) else { break };
                self.push(order, stack);
            }
        }
        pool.take(size).or_else(|| self.pop(order))
    }

    /// As [`StackPool::give`].
    ///
    /// # Safety
    /// As for [`StackPool::give`]; a cache is used with one pool.
    pub unsafe fn give<M: StackMemory>(&mut self, pool: &StackPool<M>, stack: Stack) {
        let order = order_of(stack.size());
        if order >= CACHE_ORDERS {
            // SAFETY: passed on.
            return unsafe { pool.give(stack) };
        }
        let most = CACHE_BYTES / order_size(order);
        if self.lists[order].1 >= most {
            self.shed(pool, order, most / 2);
        }
        self.push(order, stack);
    }

    /// Gives everything back to the pool: for a processor that goes idle, and at the end of a collection.
    pub fn flush<M: StackMemory>(&mut self, pool: &StackPool<M>) {
        for order in 0..CACHE_ORDERS {
            self.shed(pool, order, 0);
        }
    }

    /// Replaces `stack` by one with room for `need` more bytes above its red zone. `fp` is the innermost parked frame.
    ///
    /// # Errors
    /// When the new size would exceed `max`, or when there is no memory; then nothing changed.
    ///
    /// # Safety
    /// The frames of `stack` must be parked and the caller's alone, and the stack must come from `pool`. Afterwards the
    /// caller adjusts whatever else points into the old stack.
    pub unsafe fn grow<M: StackMemory>(
        &mut self,
        pool: &StackPool<M>,
        stack: &mut Stack,
        fp: *mut u8,
        need: usize,
        red_zone: usize,
        max: usize,
    ) -> Result<Relocation, GrowError> {
        let (old, used) = (stack.size(), stack.used(fp));
        let size = grown_size(old, used, need, red_zone, max)?;
        // SAFETY: passed on; both sizes hold what is in use.
        let mut relocation = unsafe { self.replace(pool, stack, fp, size) };
        if relocation.is_none()
            && let Some(modest) = modest_size(used, need, red_zone)
            && (old + 1..size).contains(&modest)
        {
            // SAFETY: as above.
            relocation = unsafe { self.replace(pool, stack, fp, modest) };
        }
        let relocation = relocation.ok_or(GrowError::OutOfMemory)?;
        pool.grown.fetch_add(1, Ordering::Relaxed);
        Ok(relocation)
    }

    /// Replaces `stack` by one of half its size when less than a quarter is in use and the half is at least `min`.
    /// `None`: nothing changed.
    ///
    /// # Safety
    /// As for [`grow`](Self::grow).
    pub unsafe fn shrink<M: StackMemory>(
        &mut self,
        pool: &StackPool<M>,
        stack: &mut Stack,
        fp: *mut u8,
        red_zone: usize,
        min: usize,
    ) -> Option<Relocation> {
        let size = shrunk_size(stack.size(), stack.used(fp), red_zone, min)?;
        // SAFETY: passed on; the new size holds what is in use.
        let relocation = unsafe { self.replace(pool, stack, fp, size) }?;
        pool.shrunk.fetch_add(1, Ordering::Relaxed);
        Some(relocation)
    }

    /// Moves `stack` to other memory of at least `size` bytes less [`CHUNK_HEADER`]. `None`: there is no memory.
    ///
    /// # Panics
    /// When the frames do not fit.
    ///
    /// # Safety
    /// As for [`grow`](Self::grow).
    pub unsafe fn replace<M: StackMemory>(
        &mut self,
        pool: &StackPool<M>,
        stack: &mut Stack,
        fp: *mut u8,
        size: usize,
    ) -> Option<Relocation> {
        let new = self.take(pool, size)?;
        pool.copied.fetch_add(stack.used(fp), Ordering::Relaxed);
        // SAFETY: passed on. The old memory is not used any more: the copy is what counts.
        unsafe {
            let relocation = stack.copy_to(&new, fp);
            self.give(pool, core::mem::replace(stack, new));
            Some(relocation)
        }
    }

    fn push(&mut self, order: usize, stack: Stack) {
        let (head, count) = &mut self.lists[order];
        // SAFETY: the stack's last bytes are free.
        unsafe {
            let free = stack.base().cast::<Free>().sub(1);
            free.write(Free { next: *head });
            *head = free;
        }
        *count += 1;
    }

    fn pop(&mut self, order: usize) -> Option<Stack> {
        let (head, count) = &mut self.lists[order];
        // SAFETY: the list links free stacks of this order (the type's invariant).
        unsafe {
            let free = head.as_mut()?;
            *head = free.next;
            *count -= 1;
            Some(stack_below(
                (&raw mut *free).add(1).cast(),
                order_size(order),
            ))
        }
    }

    /// Gives stacks back to the pool until `keep` are left.
    fn shed<M: StackMemory>(&mut self, pool: &StackPool<M>, order: usize, keep: usize) {
        while self.lists[order].1 > keep
            && let Some(stack) = self.pop(order)
        {
            // SAFETY: the cache's stacks came from the pool.
            unsafe { pool.give(stack) };
        }
    }
}

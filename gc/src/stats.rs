//! Counters.

use crate::heap::Heap;
use crate::memory::Memory;
use crate::sync::{AtomicU64, Ordering, constructor};

/// Counted by the core as it goes: in steps of windows and spans, never by object.
pub(crate) struct Counters {
    mallocs: AtomicU64,
    malloc_bytes: AtomicU64,
    frees: AtomicU64,
    free_bytes: AtomicU64,
    tiny: AtomicU64,
    cycles: AtomicU64,
}

impl Counters {
    constructor! {
        pub(crate) fn new() -> Counters {
            Counters {
                mallocs: AtomicU64::new(0),
                malloc_bytes: AtomicU64::new(0),
                frees: AtomicU64::new(0),
                free_bytes: AtomicU64::new(0),
                tiny: AtomicU64::new(0),
                cycles: AtomicU64::new(0),
            }
        }
    }

    pub(crate) fn add_mallocs(&self, n: usize, bytes: usize) {
        self.mallocs.fetch_add(n as u64, Ordering::Relaxed);
        self.malloc_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn sub_mallocs(&self, n: usize, bytes: usize) {
        self.mallocs.fetch_sub(n as u64, Ordering::Relaxed);
        self.malloc_bytes.fetch_sub(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn add_frees(&self, n: usize, bytes: usize) {
        self.frees.fetch_add(n as u64, Ordering::Relaxed);
        self.free_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn add_cycle(&self) {
        self.cycles.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn add_tiny(&self, n: usize) {
        self.tiny.fetch_add(n as u64, Ordering::Relaxed);
    }
}

/// What a heap has done and holds, as Go's `runtime.MemStats` has it. Exact when all caches are flushed; otherwise
/// objects that caches have claimed count as allocated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Objects allocated so far, those in tiny blocks one by one.
    pub mallocs: u64,
    /// Objects freed by sweeping so far; those in tiny blocks count as freed when they are allocated.
    pub frees: u64,
    /// Bytes allocated so far.
    pub total_alloc: u64,
    /// Bytes of objects that are reachable or not yet swept.
    pub heap_alloc: u64,
    /// Bytes obtained from the memory port.
    pub sys: u64,
    /// Bytes of pages that hold objects.
    pub heap_inuse: u64,
    /// Bytes of free pages.
    pub heap_idle: u64,
    /// Bytes of free pages that were given back to the host.
    pub heap_released: u64,
    /// Bytes in manual use: metadata, stacks, the embedder's own.
    pub other_sys: u64,
    /// The heap size at which the next cycle is to end.
    pub next_gc: u64,
    /// Completed cycles.
    pub num_gc: u64,
}

impl<M: Memory> Heap<M> {
    /// Reads the counters.
    pub fn stats(&self) -> Stats {
        let c = &self.counters;
        let get = |a: &AtomicU64| a.load(Ordering::Relaxed);
        let tiny = get(&c.tiny);
        let pages = self.pages.lock();
        let bytes = |pages: usize| (pages << crate::class::PAGE_SHIFT) as u64;
        Stats {
            mallocs: get(&c.mallocs) + tiny,
            frees: get(&c.frees) + tiny,
            total_alloc: get(&c.malloc_bytes),
            heap_alloc: get(&c.malloc_bytes) - get(&c.free_bytes),
            sys: pages.mapped as u64,
            heap_inuse: bytes(pages.heap_pages),
            heap_idle: bytes(pages.free),
            heap_released: pages.released as u64,
            other_sys: pages.sys.bytes as u64,
            next_gc: self.pacer.goal() as u64,
            num_gc: get(&c.cycles),
        }
    }
}

//! Counters.

use crate::cache::SPAN_CLASSES;
use crate::class::class_size;
use crate::heap::Heap;
use crate::memory::Memory;
use crate::sync::{AtomicU64, Ordering, constructor, repeat};

/// Size classes that have counters.
const CLASSES: usize = SPAN_CLASSES / 2;

/// Counted by the core as it goes: in steps of windows and spans, never by object. Bytes follow from the numbers of
/// objects of each size class; only large ones are counted by byte.
pub(crate) struct Counters {
    mallocs: [AtomicU64; CLASSES],
    frees: [AtomicU64; CLASSES],
    large_malloced: AtomicU64,
    large_freed: AtomicU64,
    tiny: AtomicU64,
    cycles: AtomicU64,
}

impl Counters {
    constructor! {
        pub(crate) fn new() -> Counters {
            Counters {
                mallocs: repeat!(AtomicU64::new(0), CLASSES),
                frees: repeat!(AtomicU64::new(0), CLASSES),
                large_malloced: AtomicU64::new(0),
                large_freed: AtomicU64::new(0),
                tiny: AtomicU64::new(0),
                cycles: AtomicU64::new(0),
            }
        }
    }

    /// `n` objects of a span class are allocated.
    pub(crate) fn add_mallocs(&self, class: usize, n: usize) {
        self.mallocs[class / 2].fetch_add(n as u64, Ordering::Relaxed);
    }

    pub(crate) fn sub_mallocs(&self, class: usize, n: usize) {
        self.mallocs[class / 2].fetch_sub(n as u64, Ordering::Relaxed);
    }

    pub(crate) fn add_large(&self, bytes: usize) {
        self.add_mallocs(0, 1);
        self.large_malloced
            .fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// `n` objects of a span class and of `elem` bytes are freed.
    pub(crate) fn add_frees(&self, class: usize, n: usize, elem: usize) {
        self.frees[class / 2].fetch_add(n as u64, Ordering::Relaxed);
        if class < 2 {
            self.large_freed.fetch_add(elem as u64, Ordering::Relaxed);
        }
    }

    pub(crate) fn add_cycle(&self) {
        self.cycles.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn cycles(&self) -> u64 {
        self.cycles.load(Ordering::Relaxed)
    }

    pub(crate) fn add_tiny(&self, n: usize) {
        self.tiny.fetch_add(n as u64, Ordering::Relaxed);
    }
}

/// Objects and bytes of all classes.
fn sum(counts: &[AtomicU64; CLASSES], large: &AtomicU64) -> (u64, u64) {
    let large = (
        counts[0].load(Ordering::Relaxed),
        large.load(Ordering::Relaxed),
    );
    (1..CLASSES).fold(large, |(objects, bytes), class| {
        let n = counts[class].load(Ordering::Relaxed);
        (objects + n, bytes + n * class_size(class) as u64)
    })
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
        let tiny = c.tiny.load(Ordering::Relaxed);
        let (mallocs, malloc_bytes) = sum(&c.mallocs, &c.large_malloced);
        let (frees, free_bytes) = sum(&c.frees, &c.large_freed);
        let pages = self.pages.lock();
        let bytes = |pages: usize| (pages << crate::class::PAGE_SHIFT) as u64;
        Stats {
            mallocs: mallocs + tiny,
            frees: frees + tiny,
            total_alloc: malloc_bytes,
            heap_alloc: malloc_bytes - free_bytes,
            sys: pages.mapped as u64,
            heap_inuse: bytes(pages.heap_pages),
            heap_idle: bytes(pages.free),
            heap_released: pages.released as u64,
            other_sys: pages.sys.bytes as u64,
            next_gc: self.pacer.goal() as u64,
            num_gc: c.cycles(),
        }
    }

    /// Completed cycles.
    pub fn num_gc(&self) -> u64 {
        self.counters.cycles()
    }

    /// Objects of a size class (0: large ones) allocated and freed so far; a tiny block counts as one.
    ///
    /// # Panics
    /// If there is no such class.
    pub fn class_stats(&self, class: usize) -> (u64, u64) {
        let get = |counts: &[AtomicU64; CLASSES]| counts[class].load(Ordering::Relaxed);
        (get(&self.counters.mallocs), get(&self.counters.frees))
    }
}

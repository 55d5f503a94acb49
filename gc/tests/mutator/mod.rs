//! A heap with one mutator, for benchmarks and tests of pacing. Not every user uses all of it.
#![allow(dead_code, unreachable_pub)]

use burrow_gc::{Barrier, Cache, Heap, Layout, Marker, Poll, Progress, SystemMemory};

pub const WORD: usize = size_of::<usize>();

/// A heap with one mutator, driven as a single-threaded runtime drives it.
pub struct Mutator {
    /// The heap.
    pub heap: Box<Heap<SystemMemory>>,
    pub cache: Cache,
    pub barrier: Barrier,
    pub marker: Marker,
    /// Addresses that are alive: its stack.
    pub roots: Vec<usize>,
    /// The most that one slice of marking scanned.
    pub longest: usize,
}

impl Mutator {
    pub fn new(reserve: usize) -> Mutator {
        Mutator {
            heap: Box::new(Heap::new(SystemMemory::new(reserve))),
            cache: Cache::new(),
            barrier: Barrier::new(),
            marker: Marker::new(),
            roots: Vec::new(),
            longest: 0,
        }
    }

    #[inline]
    pub fn alloc(&mut self, size: usize, layout: &Layout) -> usize {
        match self.cache.alloc(size, layout) {
            Some(p) => p.as_ptr().expose_provenance(),
            None => self.slow(size, layout),
        }
    }

    #[cold]
    #[inline(never)]
    fn slow(&mut self, size: usize, layout: &Layout) -> usize {
        match self.heap.poll() {
            Poll::Nothing => {}
            Poll::Start => {
                self.heap.flush(&mut self.cache);
                self.heap.start_cycle(&mut self.marker);
                for root in &self.roots {
                    self.heap.shade(&mut self.marker, *root);
                }
            }
            Poll::Assist(debt) => {
                self.longest = self.longest.max(debt);
                if self.heap.mark_step(&mut self.marker, debt) == Progress::Idle {
                    self.heap
                        .drain(&mut self.cache, &mut self.barrier, &mut self.marker);
                }
            }
        }
        let p = self
            .heap
            .alloc_slow(&mut self.cache, size, layout)
            .expect("memory");
        p.as_ptr().expose_provenance()
    }

    #[inline]
    pub fn store(&mut self, at: usize, value: usize) {
        let p = core::ptr::with_exposed_provenance_mut::<usize>(at);
        // SAFETY: the benchmarks store into live objects of their own.
        unsafe {
            if self.heap.is_marking() && self.barrier.write(*p, value) {
                self.heap.flush_barrier(&mut self.barrier, &mut self.marker);
            }
            *p = value;
        }
    }
}

pub fn load(at: usize) -> usize {
    // SAFETY: the benchmarks load from live objects of their own.
    unsafe { *core::ptr::with_exposed_provenance::<usize>(at) }
}

/// A tree of nodes of two pointers, built bottom up.
pub fn tree(m: &mut Mutator, depth: usize) -> usize {
    let node = const { Layout::mask(2, 0b11) };
    if depth == 0 {
        return m.alloc(2 * WORD, &node);
    }
    for _ in 0..2 {
        let child = tree(m, depth - 1);
        m.roots.push(child);
    }
    let n = m.alloc(2 * WORD, &node);
    for at in [n + WORD, n] {
        let child = m.roots.pop().expect("pushed above");
        m.store(at, child);
    }
    n
}

/// Nodes of a tree.
pub fn count(node: usize) -> usize {
    if load(node) == 0 {
        1
    } else {
        1 + count(load(node)) + count(load(node + WORD))
    }
}

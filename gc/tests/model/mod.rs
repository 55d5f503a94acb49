//! The real heap in a model. Not every model uses all of this.
#![allow(dead_code)]

use burrow_gc::model::switch_point;
use burrow_gc::{Barrier, Cache, FixedMemory, Heap, Layout, Marker, Progress};

pub(crate) const WORD: usize = size_of::<usize>();
/// One pointer.
pub(crate) const NODE: Layout = Layout::mask(1, 1);

/// A heap in memory that outlives the model's run.
pub(crate) struct World {
    pub(crate) heap: Heap<FixedMemory>,
    memory: *mut [u64],
}

// SAFETY: the memory is the heap's, which is Sync.
unsafe impl Send for World {}
// SAFETY: as for Send.
unsafe impl Sync for World {}

impl Drop for World {
    fn drop(&mut self) {
        // SAFETY: made from a box; the heap does not touch its memory when dropped.
        drop(unsafe { Box::from_raw(self.memory) });
    }
}

impl World {
    pub(crate) fn new() -> World {
        let memory = Box::into_raw(vec![0_u64; 16 << 10].into_boxed_slice());
        // SAFETY: freed when the world is dropped.
        let port = unsafe { FixedMemory::new(memory.cast(), 128 << 10) };
        World {
            heap: Heap::new(port),
            memory,
        }
    }

    pub(crate) fn node(&self, cache: &mut Cache, next: usize) -> usize {
        let p = self.heap.alloc(cache, WORD, &NODE).unwrap();
        let p = p.as_ptr().expose_provenance();
        self.word(p)
            .store(next, core::sync::atomic::Ordering::Relaxed);
        p
    }

    pub(crate) fn word(&self, at: usize) -> &core::sync::atomic::AtomicUsize {
        // SAFETY: a word of a live object, only used atomically.
        unsafe { &*core::ptr::with_exposed_provenance(at) }
    }

    pub(crate) fn load(&self, at: usize) -> usize {
        switch_point();
        self.word(at).load(core::sync::atomic::Ordering::Relaxed)
    }

    /// A pointer write, as compiled code does it.
    pub(crate) fn store(&self, barrier: &mut Barrier, at: usize, value: usize) {
        barrier.write(self.load(at), value);
        switch_point();
        self.word(at)
            .store(value, core::sync::atomic::Ordering::Relaxed);
    }

    /// The write itself, behind its barrier.
    pub(crate) fn clear(&self, at: usize) {
        switch_point();
        self.word(at)
            .store(0, core::sync::atomic::Ordering::Relaxed);
    }

    pub(crate) fn mark(&self, m: &mut Marker) {
        while self.heap.mark_step(m, 1) == Progress::More {}
        self.heap.flush_marker(m);
    }

    /// Stops the world and ends the cycle.
    pub(crate) fn finish(&self, cache: &mut Cache, barrier: &mut Barrier) {
        self.heap.drain(cache, barrier, &mut Marker::new());
        while !self.heap.sweep_step(100) {}
        assert_eq!(self.heap.verify(), Ok(()));
    }

    pub(crate) fn is_there(&self, at: usize) -> bool {
        self.heap.find_object(at).is_some()
    }
}

pub(crate) fn explore(f: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.max_branches = 20_000;
    builder.check(f);
}

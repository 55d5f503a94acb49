//! Collections for a heap with one mutator, in slices beside it.

use core::ptr::NonNull;

use crate::barrier::Barrier;
use crate::cache::Cache;
use crate::cycle::Poll;
use crate::heap::Heap;
use crate::layout::Layout;
use crate::mark::{Marker, Progress};
use crate::memory::Memory;

/// Where reachability begins: the port through which a heap learns of globals, stacks and handles.
///
/// What counts is what the roots were when [`start`](Roots::start) was called. So whoever reports some of them later
/// makes sure that until then they are only changed through the write barrier, or reports a part before the mutator
/// can touch it (a stack: the frames that run first, the others before they are returned to).
pub trait Roots<M: Memory> {
    /// A cycle starts; the mutator is stopped.
    fn start(&mut self, heap: &Heap<M>, m: &mut Marker);

    /// Reports some more roots, by [`Heap::shade`] or [`Heap::scan_block`], until the marker's [effort](Marker::effort) reaches
    /// `budget`; true once all have been reported.
    fn report(&mut self, heap: &Heap<M>, m: &mut Marker, budget: usize) -> bool;
}

/// Reports everything at once.
impl<M: Memory, F: FnMut(&Heap<M>, &mut Marker)> Roots<M> for F {
    fn start(&mut self, heap: &Heap<M>, m: &mut Marker) {
        self(heap, m);
    }

    fn report(&mut self, _heap: &Heap<M>, _m: &mut Marker, _budget: usize) -> bool {
        true
    }
}

/// The one mutator of a heap and its roots: what it takes to collect, composed.
///
/// ```
/// use burrow_gc::{Collector, FixedMemory, Heap, Layout, Marker};
///
/// let memory = Box::leak(vec![0_u8; 1 << 20].into_boxed_slice());
/// let heap = Heap::new(FixedMemory::from_static(memory));
/// // Without a limit the first cycle would come at 4 MiB.
/// heap.set_memory_limit(1 << 20);
/// let live = core::cell::Cell::new(0_usize);
/// let roots = |heap: &Heap<FixedMemory>, m: &mut Marker| heap.shade(m, live.get());
/// let mut collector = Collector::new(roots);
///
/// for n in 0..100_000_usize {
///     // All that is alive is in the roots: the moment for the collector to do its share.
///     collector.safepoint(&heap);
///     let p = collector.alloc(&heap, 64, &Layout::NOSCAN).expect("memory");
///     if n == 5000 {
///         live.set(p.as_ptr().expose_provenance());
///     }
/// }
/// collector.collect(&heap);
/// assert_eq!(heap.stats().heap_alloc, 64);
/// ```
#[derive(Debug)]
pub struct Collector<R> {
    /// Claimed objects.
    pub cache: Cache,
    /// Pointer writes that are not shaded yet.
    pub barrier: Barrier,
    /// Grey objects.
    pub marker: Marker,
    /// The roots.
    pub roots: R,
    reported: bool,
}

/// Spans swept at a time before a cycle may start.
const SWEEP: usize = 1024;

impl<R> Collector<R> {
    /// With these roots; nothing is running.
    pub const fn new(roots: R) -> Collector<R> {
        Collector {
            cache: Cache::new(),
            barrier: Barrier::new(),
            marker: Marker::new(),
            roots,
            reported: false,
        }
    }

    /// As [`Heap::alloc`]; collects nothing.
    #[inline]
    pub fn alloc<M: Memory>(
        &mut self,
        heap: &Heap<M>,
        size: usize,
        layout: &Layout,
    ) -> Option<NonNull<u8>> {
        heap.alloc(&mut self.cache, size, layout)
    }

    /// The write barrier: to be called before each write of a pointer into an object.
    #[inline]
    pub fn write<M: Memory>(&mut self, heap: &Heap<M>, old: usize, new: usize) {
        if heap.is_marking() && self.barrier.write(old, new) {
            heap.flush_barrier(&mut self.barrier, &mut self.marker);
        }
    }

    /// Starts a cycle. All that is alive is in the roots.
    pub fn start<M: Memory>(&mut self, heap: &Heap<M>)
    where
        R: Roots<M>,
    {
        heap.flush(&mut self.cache);
        heap.start_cycle(&mut self.marker);
        self.roots.start(heap, &mut self.marker);
        self.reported = false;
    }

    /// Reports roots and marks until about `budget` bytes are scanned. `Idle`: the cycle can be finished.
    pub fn work<M: Memory>(&mut self, heap: &Heap<M>, budget: usize) -> Progress
    where
        R: Roots<M>,
    {
        let m = &mut self.marker;
        heap.flush_barrier(&mut self.barrier, m);
        if !self.reported {
            self.reported = self.roots.report(heap, m, budget);
            if !self.reported {
                heap.settle(m);
                return Progress::More;
            }
        }
        heap.mark_step(m, budget)
    }

    /// Marks what is left and ends the cycle. All that is alive is in the roots, or marked.
    pub fn finish<M: Memory>(&mut self, heap: &Heap<M>)
    where
        R: Roots<M>,
    {
        while self.work(heap, usize::MAX) == Progress::More {}
        heap.drain(&mut self.cache, &mut self.barrier, &mut self.marker);
    }

    /// Does what the pacer asks for. All that is alive is in the roots.
    #[inline]
    pub fn safepoint<M: Memory>(&mut self, heap: &Heap<M>)
    where
        R: Roots<M>,
    {
        match heap.poll() {
            Poll::Nothing => {}
            Poll::Start if !heap.sweep_step(SWEEP) => {}
            Poll::Start => self.start(heap),
            Poll::Assist(debt) => {
                if self.work(heap, debt) == Progress::Idle {
                    self.finish(heap);
                }
            }
        }
    }

    /// A whole collection, swept. All that is alive is in the roots.
    pub fn collect<M: Memory>(&mut self, heap: &Heap<M>)
    where
        R: Roots<M>,
    {
        if heap.is_marking() {
            self.finish(heap);
        }
        self.start(heap);
        self.finish(heap);
        while !heap.sweep_step(SWEEP) {}
    }
}

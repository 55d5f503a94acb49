//! The phases of a collection.
//!
//! ```text
//!            start_cycle                finish_cycle
//!   idle ------------------> marking ----------------> idle, sweeping as it goes
//!            (world stopped)          (world stopped)
//! ```
//!
//! 1. `start_cycle`: all is swept, the barrier goes on. From here on new objects are black.
//! 2. The embedder reports roots: globals, then each stack once. A stack that has been reported is black: nothing
//!    is written into it that was not in it or in a register of its goroutine, except through the barrier.
//! 3. `mark_step` by any number of markers, in slices, beside the mutators.
//! 4. When all markers are idle the embedder stops the world, flushes barriers, markers and caches, and calls
//!    `finish_cycle`, which refuses if the flushing has brought up new work.
//! 5. Sweeping is lazy.

use crate::Barrier;
use crate::cache::Cache;
use crate::heap::{Heap, PHASE_IDLE, PHASE_MARK};
use crate::mark::{Marker, Progress};
use crate::memory::Memory;
use crate::sync::Ordering;
use crate::work::SPECIALS;

/// What the collector wants of an allocating thread; see [`Heap::poll`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poll {
    /// Nothing.
    Nothing,
    /// The heap has reached its trigger: a cycle should start.
    Start,
    /// Marking lags behind allocation by this many bytes.
    Assist(usize),
}

impl<M: Memory> Heap<M> {
    /// What the collector wants now; to be asked on the slow path of allocation.
    pub fn poll(&self) -> Poll {
        if self.is_marking() {
            match self.pacer.debt() {
                0 => Poll::Nothing,
                debt => Poll::Assist(debt),
            }
        } else if self.pacer.triggered() {
            Poll::Start
        } else {
            Poll::Nothing
        }
    }

    /// An assist was cut short by so many bytes: they are asked for again, by the next [`poll`](Heap::poll) of any thread.
    /// A debt that is small enough to be done at once is asked for again in any case.
    pub fn owe(&self, bytes: usize) {
        self.pacer.owe(bytes);
    }

    /// Turns marking on. The world is stopped, all caches are flushed, and no cycle is running.
    ///
    /// Sweeps what is left of the last cycle; to keep that out of the pause, call
    /// [`sweep_step`](Heap::sweep_step) until it is done before stopping the world. The
    /// marker receives (the first of) what specials keep alive.
    ///
    /// # Panics
    /// If a cache still owns spans, or a cycle is running.
    pub fn start_cycle(&self, m: &mut Marker) {
        assert!(!self.is_marking(), "cycle started twice");
        assert!(
            self.cached.load(Ordering::Relaxed) == 0,
            "cycle started with a cache not flushed"
        );
        while !self.sweep_step(usize::MAX) {}
        self.pacer.start();
        self.phase.store(PHASE_MARK, Ordering::Relaxed);
        if let Some(hooks) = *self.hooks.lock() {
            (hooks.start)(self);
            if (hooks.roots)(self, m) {
                self.work.set_other(SPECIALS);
            }
        }
    }

    /// Ends marking, if there is nothing left to mark: false if there is. The world is stopped, and all caches,
    /// barriers and markers are flushed.
    ///
    /// # Panics
    /// If a cache still owns spans, or no cycle is running.
    pub fn finish_cycle(&self) -> bool {
        assert!(self.is_marking(), "cycle finished twice");
        assert!(
            self.cached.load(Ordering::Relaxed) == 0,
            "cycle finished with a cache not flushed"
        );
        if cfg!(not(mutant = "finish_with_work"))
            && (!self.work.is_empty() || self.work.has_other())
        {
            return false;
        }
        self.phase.store(PHASE_IDLE, Ordering::Relaxed);
        self.sweep.fetch_add(1, Ordering::Relaxed);
        let mut classes = 0;
        for (class, central) in self.central.iter().enumerate() {
            let central = &mut *central.lock();
            central.unswept.take_all(&mut central.partial);
            central.unswept.take_all(&mut central.full);
            if central.unswept.first().is_some() {
                classes = class + 1;
            }
        }
        self.unswept.store(classes, Ordering::Relaxed);
        let pages = self.pages.lock();
        self.pacer.finish(pages.heap_pages, pages.sys.bytes);
        self.counters.add_cycle();
        true
    }

    /// A whole collection in one go, for a heap with a single mutator: finishes the cycle that is running, if any,
    /// then runs one from start to end. `roots` reports the roots.
    pub fn collect(
        &self,
        cache: &mut Cache,
        barrier: &mut Barrier,
        m: &mut Marker,
        mut roots: impl FnMut(&Heap<M>, &mut Marker),
    ) {
        if self.is_marking() {
            self.drain(cache, barrier, m);
        }
        self.flush(cache);
        self.start_cycle(m);
        roots(self, m);
        self.drain(cache, barrier, m);
    }

    /// Marks to the end and finishes the running cycle, whose roots have been reported; single mutator.
    pub fn drain(&self, cache: &mut Cache, barrier: &mut Barrier, m: &mut Marker) {
        self.flush(cache);
        loop {
            self.flush_barrier(barrier, m);
            while self.mark_step(m, usize::MAX) == Progress::More {}
            if self.finish_cycle() {
                return;
            }
        }
    }

    /// Sets GOGC: growth of the heap between two cycles in percent, or `None` for off; returns the old setting.
    pub fn set_gc_percent(&self, percent: Option<u32>) -> Option<u32> {
        self.pacer.set_percent(percent)
    }

    /// Whether the heap's growth starts cycles: GOGC is not off.
    pub fn is_enabled(&self) -> bool {
        self.pacer.percent().is_some()
    }

    /// Sets the soft limit for all memory in use, in bytes (`usize::MAX`: none); returns the old one.
    pub fn set_memory_limit(&self, bytes: usize) -> usize {
        self.pacer.set_limit(bytes)
    }

    /// The soft memory limit.
    pub fn memory_limit(&self) -> usize {
        self.pacer.limit()
    }

    /// Tells the pacer how many bytes of roots there are.
    pub fn set_root_bytes(&self, bytes: usize) {
        self.pacer.set_roots(bytes);
    }

    /// Tells the pacer for how many nanoseconds the collector (marking, sweeping, pauses) and the program have used a
    /// processor since the last call. Only a heap with a memory limit needs to be told: its collector is kept from taking
    /// more than half of the time, at the price of exceeding the limit.
    pub fn account(&self, collector: u64, program: u64) {
        self.pacer.account(collector, program);
    }

    /// The goal of the last cycle: the size at which the heap should have been when it ended.
    pub fn last_goal(&self) -> usize {
        self.pacer.last().0
    }

    /// Bytes of objects when the last cycle ended, and how many of them it found alive.
    pub fn last_cycle(&self) -> (usize, usize) {
        let (_, end, live) = self.pacer.last();
        (end, live)
    }

    /// Whether the collector has had its half of the time, so that the heap may grow past the memory limit, by half.
    pub fn is_capped(&self) -> bool {
        self.pacer.is_capped()
    }

    /// Bytes of objects: live at the last cycle, and allocated since.
    pub fn heap_bytes(&self) -> usize {
        self.pacer.live()
    }

    /// Offers free runs of at least `min_pages` pages to the memory port.
    pub fn release_free_pages(&self, min_pages: usize) {
        self.pages.lock().release(&self.memory, min_pages.max(1));
    }

    /// Whether all spans have been swept since the last cycle.
    pub fn is_swept(&self) -> bool {
        self.unswept.load(Ordering::Relaxed) == 0
    }
}

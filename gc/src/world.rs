//! Collections beside several mutators, on hosts with threads.
//!
//! A [`World`] is a heap and those who use it: [`Mutator`]s, one for each thread that allocates, and threads that do nothing but collect
//! ([`World::background`]). All mark: mutators in proportion to what they allocate; background threads for a quarter of the time that mutators
//! run, all the time when none does, and they sweep. What one has marked the others need not: all pay into the pacer's one account. Without a
//! background thread the mutators do everything.
//!
//! The world is stopped for the two changes of phase, by whoever finds that one is due:
//!
//! ```text
//!   mutator:   running ──── safepoint, or Mutator::outside ───► outside ──── no stopper ───► running
//!   stopper:   says that it wants to stop ──► running == 0, and no other is at it: stopped ──► lets go
//! ```
//!
//! Invariant: what a mutator has (`Local`) is touched by its thread while that counts as running, and otherwise by the one stopper
//! that has stopped the world.
//!
//! The state lies behind the crate's own lock, held for a few instructions; the host's primitives only put threads to sleep (`Bell`).
//! So ThreadSanitizer, which does not see into the standard library, sees what is synchronised by what.

use core::ptr::NonNull;
use core::time::Duration;
use std::boxed::Box;
use std::time::Instant;
use std::vec::Vec;

use crate::barrier::Barrier;
use crate::cache::Cache;
use crate::cycle::Poll;
use crate::heap::Heap;
use crate::layout::Layout;
use crate::mark::{Marker, Progress};
use crate::memory::Memory;
use crate::sync::{AtomicUsize, Condvar, Lock, Mutex, Ordering, constructor};

/// Bytes marked at a time by a background thread.
const SLICE: usize = 64 << 10;
/// Spans swept at a time.
const SWEEP: usize = 64;
/// Bytes marked while the world is stopped: if more turn out to be left, the cycle goes on.
const LAST: usize = 64 << 10;
/// How long a background thread waits for others that still mark.
const WAIT: Duration = Duration::from_micros(50);

/// What a mutator has.
struct Local {
    cache: Cache,
    barrier: Barrier,
    marker: Marker,
    roots: Vec<usize>,
}

/// Where a mutator's local is.
#[derive(Clone, Copy, PartialEq, Eq)]
struct LocalRef(NonNull<Local>);

// SAFETY: who may touch it is the module's invariant.
unsafe impl Send for LocalRef {}

struct State {
    /// All mutators; elsewhere while the world is stopped.
    mutators: Vec<LocalRef>,
    /// Those that may be touching the heap.
    running: usize,
    /// Somebody has stopped the world.
    stopped: bool,
    /// Background threads.
    background: usize,
    /// Background threads are to return.
    over: bool,
}

/// Puts threads to sleep until something changes.
struct Bell {
    /// How often it has rung.
    rung: AtomicUsize,
    lock: Mutex<()>,
    changed: Condvar,
}

impl Bell {
    constructor! {
        fn new() -> Bell {
            Bell { rung: AtomicUsize::new(0), lock: Mutex::new(()), changed: Condvar::new() }
        }
    }

    /// To be asked before one looks whether there is a reason to wait.
    fn rung(&self) -> usize {
        self.rung.load(Ordering::Acquire)
    }

    fn ring(&self) {
        let lock = self.lock.lock();
        self.rung.fetch_add(1, Ordering::Release);
        drop(lock);
        self.changed.notify_all();
    }

    /// Waits until it has rung again.
    fn wait(&self, rung: usize) {
        // Nothing can go wrong while it is held, so it is never poisoned.
        let mut lock = self.lock.lock();
        while self.rung() == rung {
            lock = lock.and_then(|held| self.changed.wait(held));
        }
    }
}

/// A heap, its mutators, and threads that collect; see the module's text.
///
/// `globals` reports roots that belong to no mutator ([`Heap::shade`]); it is called with the world stopped, and must not panic. They are written like objects, with
/// [`Mutator::write`].
///
/// ```
/// use burrow_gc::{Layout, SystemMemory, World};
/// use std::sync::Arc;
///
/// let world = Arc::new(World::new(SystemMemory::new(64 << 20), |_, _| ()));
/// let collector = Arc::clone(&world);
/// let background = std::thread::spawn(move || collector.background());
/// let threads = [1_usize, 2].map(|n| {
///     let world = Arc::clone(&world);
///     std::thread::spawn(move || {
///         let mut mutator = world.mutator();
///         let kept = mutator.alloc(16, &Layout::NOSCAN).expect("memory");
///         // SAFETY: 16 bytes of ours.
///         unsafe { kept.as_ptr().cast::<usize>().write(n) };
///         mutator.roots().push(kept.as_ptr().expose_provenance());
///         for _ in 0..1_000_000 {
///             mutator.alloc(32, &Layout::mask(1, 1)).expect("memory");
///         }
///         // SAFETY: it has been among the roots.
///         assert_eq!(unsafe { kept.as_ptr().cast::<usize>().read() }, n);
///     })
/// });
/// threads.into_iter().for_each(|thread| thread.join().unwrap());
/// world.end();
/// background.join().unwrap();
/// assert!(world.heap().num_gc() > 0);
/// ```
pub struct World<M: Memory, R> {
    heap: Heap<M>,
    globals: R,
    /// How many want the world to be stopped.
    stoppers: AtomicUsize,
    /// How many are in the middle of marking.
    markers: AtomicUsize,
    state: Lock<State>,
    /// Rings when the state, the number of stoppers or the phase changes.
    bell: Bell,
}

// SAFETY: a heap is `Sync`, mutators' locals are touched as the module's invariant says, and `globals` is called by one thread at a time.
unsafe impl<M: Memory + Sync, R: Send> Sync for World<M, R> {}

impl<M: Memory, R> core::fmt::Debug for World<M, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("World")
    }
}

impl<M: Memory, R: Fn(&Heap<M>, &mut Marker)> World<M, R> {
    constructor! {
        /// A world without mutators.
        pub fn new(memory: M, globals: R) -> World<M, R> {
            World {
                heap: Heap::new(memory),
                globals,
                stoppers: AtomicUsize::new(0),
                markers: AtomicUsize::new(0),
                state: Lock::new(State {
                    mutators: Vec::new(),
                    running: 0,
                    stopped: false,
                    background: 0,
                    over: false,
                }),
                bell: Bell::new(),
            }
        }
    }

    /// The heap: to set it, and to ask it. Its phases are the world's.
    pub fn heap(&self) -> &Heap<M> {
        &self.heap
    }

    /// Makes the calling thread a mutator.
    pub fn mutator(&self) -> Mutator<'_, M, R> {
        let local = Box::new(Local {
            cache: Cache::new(),
            barrier: Barrier::new(),
            marker: Marker::new(),
            roots: Vec::new(),
        });
        let local = LocalRef(NonNull::from(Box::leak(local)));
        self.enter();
        // Running, so that nobody has stopped the world.
        self.state.lock().mutators.push(local);
        Mutator { world: self, local }
    }

    /// Waits until something is there.
    fn wait<T>(&self, mut find: impl FnMut(&mut State) -> Option<T>) -> T {
        loop {
            let rung = self.bell.rung();
            let found = find(&mut self.state.lock());
            match found {
                Some(found) => return found,
                None => self.bell.wait(rung),
            }
        }
    }

    /// One more mutator runs, once nobody stops the world.
    fn enter(&self) {
        self.wait(|state| {
            (self.stoppers.load(Ordering::Relaxed) == 0 && !state.stopped)
                .then(|| state.running += 1)
        });
    }

    fn leave(&self) {
        self.state.lock().running -= 1;
        self.bell.ring();
    }

    /// Runs `f` with the world stopped. The caller does not count as running.
    fn stopped<T>(&self, f: impl FnOnce(&[LocalRef]) -> T) -> T {
        self.stoppers.fetch_add(1, Ordering::Relaxed);
        let mutators = self.wait(|state| {
            let running = state.running != 0 && cfg!(not(mutant = "stop_without_waiting"));
            if running || state.stopped {
                return None;
            }
            state.stopped = true;
            Some(core::mem::take(&mut state.mutators))
        });
        let result = f(&mutators);
        {
            let mut state = self.state.lock();
            state.mutators = mutators;
            state.stopped = false;
        }
        self.stoppers.fetch_sub(1, Ordering::Relaxed);
        self.bell.ring();
        result
    }

    fn flush(&self, mutators: &[LocalRef]) {
        for local in mutators {
            // SAFETY: the world is stopped.
            let local = unsafe { &mut *local.0.as_ptr() };
            if self.heap.is_marking() {
                self.heap
                    .flush_barrier(&mut local.barrier, &mut local.marker);
                self.heap.flush_marker(&mut local.marker);
            }
            self.heap.flush(&mut local.cache);
        }
    }

    /// Starts a cycle if there is none, and if one is due or `forced`.
    fn start(&self, forced: bool) {
        self.stopped(|mutators| {
            if self.heap.is_marking() || !forced && self.heap.poll() != Poll::Start {
                return;
            }
            self.flush(mutators);
            let mut marker = Marker::new();
            self.heap.start_cycle(&mut marker);
            (self.globals)(&self.heap, &mut marker);
            let mut words = 0;
            for local in mutators {
                // SAFETY: the world is stopped.
                let roots = unsafe { &(*local.0.as_ptr()).roots };
                words += roots.len();
                for &root in roots {
                    self.heap.shade(&mut marker, root);
                }
            }
            self.heap.set_root_bytes(words * size_of::<usize>());
            self.heap.flush_marker(&mut marker);
        });
    }

    /// Ends the cycle if little is left to mark, or in any case.
    fn finish(&self, all: bool) {
        self.stopped(|mutators| {
            if !self.heap.is_marking() {
                return;
            }
            self.flush(mutators);
            let mut marker = Marker::new();
            loop {
                let budget = if all { usize::MAX } else { LAST };
                let progress = self.heap.mark_step(&mut marker, budget);
                self.heap.flush_marker(&mut marker);
                let done = progress == Progress::Idle && self.heap.finish_cycle();
                if done || !all {
                    return;
                }
            }
        });
    }

    /// Marks, counted among `markers`. `Idle`: nobody has anything left. `None`: only others have. What is grey is in the heap's queue
    /// afterwards.
    fn mark(&self, marker: &mut Marker, budget: usize) -> Option<Progress> {
        let progress = self.heap.mark_step(marker, budget);
        self.heap.flush_marker(marker);
        let others = self.markers.fetch_sub(1, Ordering::AcqRel) - 1;
        (progress == Progress::More || others == 0).then_some(progress)
    }

    /// Collects until [`end`](World::end): a quarter of the time that mutators run, divided among all who call this, and all the time while
    /// none runs. One such thread for every four processors is what Go has.
    pub fn background(&self) {
        let mut marker = Marker::new();
        self.state.lock().background += 1;
        loop {
            let rung = self.bell.rung();
            let (running, threads) = {
                let mut state = self.state.lock();
                if state.over {
                    state.background -= 1;
                    return;
                }
                (state.running as u32, state.background as u32)
            };
            if !self.heap.is_marking() {
                if self.heap.sweep_step(SWEEP) {
                    self.bell.wait(rung);
                } else {
                    std::thread::yield_now();
                }
                continue;
            }
            // While it marks it counts as running: nobody ends the cycle in the middle.
            self.enter();
            self.markers.fetch_add(1, Ordering::AcqRel);
            let began = Instant::now();
            let left = self.mark(&mut marker, SLICE);
            let took = began.elapsed();
            self.leave();
            match left {
                Some(Progress::Idle) => self.finish(false),
                Some(Progress::More) if running == 0 => {}
                // A share of running / 4 / threads.
                Some(Progress::More) => {
                    std::thread::sleep(took * (4 * threads).saturating_sub(running) / running);
                }
                None => std::thread::sleep(WAIT),
            }
        }
    }

    /// Lets the background threads return.
    pub fn end(&self) {
        self.state.lock().over = true;
        self.bell.ring();
    }
}

/// A thread's part of a world. All that is alive for it at a safepoint is in its [`roots`](Mutator::roots), or is reachable from there;
/// every call of [`alloc`](Mutator::alloc) is a safepoint.
pub struct Mutator<'w, M: Memory, R: Fn(&Heap<M>, &mut Marker)> {
    world: &'w World<M, R>,
    local: LocalRef,
}

impl<M: Memory, R: Fn(&Heap<M>, &mut Marker)> core::fmt::Debug for Mutator<'_, M, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Mutator")
    }
}

impl<M: Memory, R: Fn(&Heap<M>, &mut Marker)> Mutator<'_, M, R> {
    #[inline(always)]
    fn local(&mut self) -> &mut Local {
        // SAFETY: it is ours while we run.
        unsafe { self.local.0.as_mut() }
    }

    /// Addresses that are alive for this thread: its stack.
    #[inline]
    pub fn roots(&mut self) -> &mut Vec<usize> {
        &mut self.local().roots
    }

    /// As [`Heap::alloc`]; a safepoint. When memory is exhausted there is a whole collection before this gives up.
    #[inline]
    pub fn alloc(&mut self, size: usize, layout: &Layout) -> Option<NonNull<u8>> {
        match self.local().cache.alloc(size, layout) {
            Some(p) => Some(p),
            None => self.alloc_slow(size, layout),
        }
    }

    #[cold]
    #[inline(never)]
    fn alloc_slow(&mut self, size: usize, layout: &Layout) -> Option<NonNull<u8>> {
        self.safepoint();
        self.pay();
        let heap = &self.world.heap;
        let found = heap.alloc_slow(&mut self.local().cache, size, layout);
        if found.is_some() {
            return found;
        }
        self.collect();
        heap.alloc_slow(&mut self.local().cache, size, layout)
    }

    /// Does this thread's share of what the collector wants.
    fn pay(&mut self) {
        let world = self.world;
        match world.heap.poll() {
            Poll::Nothing => {}
            // What a start would otherwise do with the world stopped.
            Poll::Start if !world.heap.sweep_step(SWEEP) => {}
            Poll::Start => self.outside(|| world.start(false)),
            Poll::Assist(debt) => {
                world.markers.fetch_add(1, Ordering::AcqRel);
                let local = self.local();
                world
                    .heap
                    .flush_barrier(&mut local.barrier, &mut local.marker);
                if world.mark(&mut local.marker, debt) == Some(Progress::Idle) {
                    self.outside(|| world.finish(false));
                }
            }
        }
    }

    /// The write barrier: to be called before `new` takes the place of `old` in an object or a global root.
    #[inline]
    pub fn write(&mut self, old: usize, new: usize) {
        let world = self.world;
        if world.heap.is_marking() {
            let local = self.local();
            if local.barrier.write(old, new) {
                world
                    .heap
                    .flush_barrier(&mut local.barrier, &mut local.marker);
            }
        }
    }

    /// Lets the world be stopped here.
    #[inline]
    pub fn safepoint(&mut self) {
        if self.world.stoppers.load(Ordering::Relaxed) != 0 {
            self.outside(|| ());
        }
    }

    /// Runs something that may take long and touches no object; collections go on meanwhile.
    pub fn outside<T>(&mut self, f: impl FnOnce() -> T) -> T {
        self.world.leave();
        let result = f();
        self.world.enter();
        result
    }

    /// A whole collection, swept; a safepoint.
    pub fn collect(&mut self) {
        let world = self.world;
        self.outside(|| {
            world.finish(true);
            world.start(true);
            world.finish(true);
            while !world.heap.sweep_step(SWEEP) {}
        });
    }
}

impl<M: Memory, R: Fn(&Heap<M>, &mut Marker)> Drop for Mutator<'_, M, R> {
    fn drop(&mut self) {
        let (world, local) = (self.world, self.local);
        world.state.lock().mutators.retain(|l| *l != local);
        // SAFETY: it is ours while we run, and nobody knows it any more.
        let mut local = unsafe { Box::from_raw(local.0.as_ptr()) };
        if world.heap.is_marking() {
            world
                .heap
                .flush_barrier(&mut local.barrier, &mut local.marker);
            world.heap.flush_marker(&mut local.marker);
        }
        world.heap.flush(&mut local.cache);
        world.leave();
    }
}

//! The one place that names where atomics, cells, locks and threads come from: `core` and `std`, or `loom` or `shuttle`
//! in a model.
//!
//! [`Lock`] has `lock` and `unlock` instead of a guard because a select holds many locks at once and lets them
//! go in a loop. On wasm32 without atomics there is one thread, nothing interrupts a channel operation, and the
//! lock compiles to nothing.

#[cfg(not(any(loom, shuttle)))]
pub(crate) use core::hint::spin_loop;
#[cfg(not(any(loom, shuttle)))]
pub(crate) use core::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
#[cfg(loom)]
pub(crate) use loom::{
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
};
#[cfg(shuttle)]
pub(crate) use shuttle::{
    hint::spin_loop,
    sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
};

/// Threads that can park; a model's threads know no time.
#[cfg(all(loom, feature = "std"))]
pub(crate) use loom::thread;
#[cfg(all(shuttle, feature = "std"))]
pub(crate) use shuttle::thread;
#[cfg(all(not(any(loom, shuttle)), feature = "std"))]
pub(crate) use std::thread;

/// Parks the thread for a while; false when `deadline` has passed.
#[cfg(all(not(any(loom, shuttle)), feature = "std"))]
pub(crate) fn park_until(deadline: Option<std::time::Instant>) -> bool {
    let Some(deadline) = deadline else {
        thread::park();
        return true;
    };
    let left = deadline.saturating_duration_since(std::time::Instant::now());
    if left.is_zero() {
        return false;
    }
    thread::park_timeout(left);
    true
}

/// In a model a timeout is over whenever the scheduler comes to it.
#[cfg(all(any(loom, shuttle), feature = "std"))]
pub(crate) fn park_until(deadline: Option<std::time::Instant>) -> bool {
    if deadline.is_none() {
        thread::park();
    }
    deadline.is_none()
}

/// A seed for the random order of a select; that threads may get the same one does no harm.
#[cfg(all(not(any(loom, shuttle)), feature = "alloc", not(feature = "std")))]
pub(crate) fn seed() -> u32 {
    static SEED: AtomicU32 = AtomicU32::new(1);
    let seed = SEED.load(Ordering::Relaxed).wrapping_add(0x9E37_79B9);
    SEED.store(seed, Ordering::Relaxed);
    seed
}

/// A seed for the random order of a select. Each thread has its own sequence, so that they share no cache line.
#[cfg(all(not(any(loom, shuttle)), feature = "std"))]
pub(crate) fn seed() -> u32 {
    use core::cell::Cell;
    std::thread_local! {
        static SEED: Cell<u32> = const { Cell::new(0) };
    }
    SEED.with(|seed| {
        let mut next = seed.get();
        if next == 0 {
            // Its address tells threads apart.
            next = (&raw const *seed).addr() as u32;
        }
        next = next.wrapping_add(0x9E37_79B9);
        seed.set(next);
        next
    })
}

/// A model has one order.
#[cfg(all(any(loom, shuttle), feature = "alloc"))]
pub(crate) fn seed() -> u32 {
    1
}

/// Whether the target has a single thread for sure, so that no lock is ever contended.
pub(crate) const ONE_THREAD: bool =
    cfg!(all(target_arch = "wasm32", not(target_feature = "atomics")));

/// What two threads write in turn is apart by so many bytes: a cache line and the one that is fetched with it. Only threads of
/// the operating system pay for it, for a runtime has many small channels.
pub(crate) const APART: usize = if cfg!(feature = "std") { 128 } else { 8 };

/// How many bytes to put after a `T` for that.
pub(crate) const fn apart<T>() -> usize {
    size_of::<T>().next_multiple_of(APART) - size_of::<T>()
}

/// How a thread passes the time until another has done what it waits for: it spins for longer and longer, then it lets others run,
/// and then it had better sleep. Where threads cannot be yielded it spins on.
#[cfg(not(any(loom, shuttle)))]
pub(crate) struct Backoff(u32);

#[cfg(not(any(loom, shuttle)))]
impl Backoff {
    /// So many rounds spin, for 1, 2, 4 ... turns.
    const SPINS: u32 = 2;
    /// So many rounds more let other threads run.
    #[cfg(feature = "std")]
    const YIELDS: u32 = 256;
    /// So many of these pass before a select joins the queues of its channels, which costs it two locks each and its partners
    /// two more.
    #[cfg(feature = "std")]
    const LOOKS: u32 = 6;

    #[inline]
    pub(crate) const fn new() -> Self {
        Backoff(0)
    }

    /// One round of waiting for somebody who is in the middle of a few instructions.
    #[inline]
    pub(crate) fn snooze(&mut self) {
        if self.0 < Self::SPINS {
            for _ in 0..1u32 << self.0 {
                spin_loop();
            }
            self.0 += 1;
            return;
        }
        #[cfg(feature = "std")]
        {
            self.0 += 1;
            thread::yield_now();
        }
        #[cfg(not(feature = "std"))]
        spin_loop();
    }

    /// Whether sleeping is better than another round.
    #[cfg(feature = "std")]
    #[inline]
    pub(crate) fn is_over(&self) -> bool {
        self.0 >= Self::SPINS + Self::YIELDS
    }

    /// Whether so few rounds were waited that it is better to look again than to join queues.
    #[cfg(feature = "std")]
    #[inline]
    pub(crate) fn is_early(&self) -> bool {
        self.0 < Self::SPINS + Self::LOOKS
    }
}

/// In a model each round is one step of the scheduler, and nobody waits before sleeping.
#[cfg(any(loom, shuttle))]
pub(crate) struct Backoff;

#[cfg(any(loom, shuttle))]
#[cfg_attr(
    not(feature = "alloc"),
    expect(dead_code, reason = "only typed channels wait")
)]
impl Backoff {
    pub(crate) const fn new() -> Self {
        Backoff
    }

    pub(crate) fn snooze(&mut self) {
        spin_loop();
    }

    #[cfg(feature = "std")]
    pub(crate) fn is_over(&self) -> bool {
        true
    }

    #[cfg(feature = "std")]
    pub(crate) fn is_early(&self) -> bool {
        false
    }
}

/// A lock without a guard, held for a few instructions. `spin`'s would spin for a whole time slice when the holder is
/// preempted; this one yields, where threads can.
#[cfg(not(any(loom, shuttle)))]
pub(crate) struct Lock([AtomicBool; if ONE_THREAD { 0 } else { 1 }]);

#[cfg(not(any(loom, shuttle)))]
impl Lock {
    pub(crate) const fn new() -> Self {
        Lock([const { AtomicBool::new(false) }; _])
    }

    #[inline]
    pub(crate) fn lock(&self) {
        if let [held] = &self.0[..]
            && held.swap(true, Ordering::Acquire)
        {
            Self::contended(held);
        }
    }

    #[cold]
    fn contended(held: &AtomicBool) {
        let mut backoff = Backoff::new();
        loop {
            while held.load(Ordering::Relaxed) {
                backoff.snooze();
            }
            if !held.swap(true, Ordering::Acquire) {
                return;
            }
        }
    }

    /// # Safety
    /// The caller holds the lock.
    #[inline]
    pub(crate) unsafe fn unlock(&self) {
        if let [held] = &self.0[..] {
            held.store(false, Ordering::Release);
        }
    }
}

/// A cell whose accesses a model checks for races; here it is `core`'s.
#[cfg(not(loom))]
#[repr(transparent)]
pub(crate) struct RaceCell<T>(core::cell::UnsafeCell<T>);

#[cfg(not(loom))]
impl<T> RaceCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        RaceCell(core::cell::UnsafeCell::new(value))
    }

    #[inline(always)]
    pub(crate) fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        f(self.0.get())
    }

    #[inline(always)]
    pub(crate) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        f(self.0.get())
    }
}

#[cfg(loom)]
pub(crate) use loom::cell::UnsafeCell as RaceCell;

#[cfg(any(loom, shuttle))]
pub(crate) use self::model::Lock;

#[cfg(any(loom, shuttle))]
mod model {
    use core::cell::UnsafeCell;

    #[cfg(loom)]
    use loom::sync::{Mutex, MutexGuard};
    #[cfg(shuttle)]
    use shuttle::sync::{Mutex, MutexGuard};

    /// The model's mutex, so that a waiting thread blocks in the model instead of spinning through its branches.
    pub(crate) struct Lock {
        mutex: Mutex<()>,
        guard: UnsafeCell<Option<MutexGuard<'static, ()>>>,
    }

    impl Lock {
        pub(crate) fn new() -> Self {
            Lock {
                mutex: Mutex::new(()),
                guard: UnsafeCell::new(None),
            }
        }

        pub(crate) fn lock(&self) {
            let guard = self.mutex.lock().unwrap();
            // SAFETY: the guard never outlives `self`, which owns the mutex, and is only touched by the holder.
            unsafe {
                *self.guard.get() = Some(core::mem::transmute::<
                    MutexGuard<'_, ()>,
                    MutexGuard<'static, ()>,
                >(guard));
            }
        }

        pub(crate) unsafe fn unlock(&self) {
            // SAFETY: the caller holds the lock, so nobody else touches the guard.
            let guard = unsafe { (*self.guard.get()).take() };
            drop(guard);
        }
    }
}

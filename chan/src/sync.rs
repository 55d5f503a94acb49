//! The one place that names where atomics, cells and locks come from: `core` and `spin`, or `loom` in a model.
//!
//! [`Lock`] has `lock` and `unlock` instead of a guard because a select holds many locks at once and lets them
//! go in a loop. On wasm32 without atomics there is one thread, nothing interrupts a channel operation, and the
//! lock compiles to nothing.

#[cfg(all(not(loom), feature = "alloc"))]
pub(crate) use core::sync::atomic::fence;
#[cfg(not(loom))]
pub(crate) use core::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
#[cfg(all(loom, feature = "alloc"))]
pub(crate) use loom::sync::atomic::fence;
#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

/// A seed for the random order of a select; that threads may get the same one does no harm.
#[cfg(all(not(loom), feature = "alloc"))]
pub(crate) fn seed() -> u32 {
    static SEED: AtomicU32 = AtomicU32::new(1);
    let seed = SEED.load(Ordering::Relaxed).wrapping_add(0x9E37_79B9);
    SEED.store(seed, Ordering::Relaxed);
    seed
}

/// A model has one order.
#[cfg(all(loom, feature = "alloc"))]
pub(crate) fn seed() -> u32 {
    1
}

/// Whether the target has a single thread for sure, so that no lock is ever contended.
pub(crate) const ONE_THREAD: bool =
    cfg!(all(target_arch = "wasm32", not(target_feature = "atomics")));

/// A lock without a guard.
#[cfg(not(loom))]
pub(crate) struct Lock(spin::mutex::SpinMutex<()>);

#[cfg(not(loom))]
impl Lock {
    pub(crate) const fn new() -> Self {
        Lock(spin::mutex::SpinMutex::new(()))
    }

    #[inline]
    pub(crate) fn lock(&self) {
        if !ONE_THREAD {
            core::mem::forget(self.0.lock());
        }
    }

    /// # Safety
    /// The caller holds the lock.
    #[inline]
    pub(crate) unsafe fn unlock(&self) {
        if !ONE_THREAD {
            // SAFETY: by contract the lock is held by this caller, who forgot the guard in `lock`.
            unsafe { self.0.force_unlock() }
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
pub(crate) use self::model::{Lock, RaceCell};

#[cfg(loom)]
mod model {
    extern crate std;
    use std::cell::UnsafeCell;

    pub(crate) use loom::cell::UnsafeCell as RaceCell;
    use loom::sync::{Mutex, MutexGuard};

    /// loom's mutex, so that a waiting thread blocks in the model instead of spinning through its branches.
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

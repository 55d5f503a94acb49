//! The one place that names where atomics, cells and locks come from: `core` and `spin`, or `loom` or `shuttle` in a model.
//!
//! On wasm32 without atomics there is one thread and nothing interrupts the scheduler: atomics are plain words
//! there, and the lock compiles to nothing.

#[cfg(not(any(loom, shuttle)))]
pub(crate) use core::hint::spin_loop;
#[cfg(not(any(loom, shuttle)))]
pub(crate) use core::sync::atomic::{
    AtomicI64, AtomicPtr, AtomicU32, AtomicUsize, Ordering, fence,
};
#[cfg(loom)]
pub(crate) use loom::hint::spin_loop;
#[cfg(loom)]
pub(crate) use loom::sync::atomic::{
    AtomicI64, AtomicPtr, AtomicU32, AtomicUsize, Ordering, fence,
};

#[cfg(shuttle)]
pub(crate) use shuttle::hint::spin_loop;
#[cfg(shuttle)]
pub(crate) use shuttle::sync::atomic::{
    AtomicI64, AtomicPtr, AtomicU32, AtomicUsize, Ordering, fence,
};

/// A function that is `const`, but for models: a model's atomics cannot be made at compile time.
macro_rules! const_unless_loom {
    ($(#[$attribute:meta])* $vis:vis fn $name:ident() -> $result:ty $body:block) => {
        #[cfg(not(any(loom, shuttle)))]
        $(#[$attribute])*
        $vis const fn $name() -> $result $body

        #[cfg(any(loom, shuttle))]
        $(#[$attribute])*
        $vis fn $name() -> $result $body
    };
}
pub(crate) use const_unless_loom;

#[cfg(not(any(loom, shuttle)))]
/// Whether the target has a single thread for sure, so that no lock is ever contended.
pub(crate) const ONE_THREAD: bool =
    cfg!(all(target_arch = "wasm32", not(target_feature = "atomics")));

/// A value behind a lock, for cold and short sections.
#[cfg(not(any(loom, shuttle)))]
pub(crate) struct Lock<T>(spin::mutex::SpinMutex<T>);

#[cfg(not(any(loom, shuttle)))]
impl<T> Lock<T> {
    pub(crate) const fn new(value: T) -> Self {
        Lock(spin::mutex::SpinMutex::new(value))
    }

    /// Runs `f` with the lock held. `f` must not come back here.
    #[inline]
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        if ONE_THREAD {
            // SAFETY: there is one thread, and no critical section enters itself again.
            return f(unsafe { &mut *self.0.as_mut_ptr() });
        }
        f(&mut self.0.lock())
    }
}

/// A model's mutex, so that a waiting thread blocks in the model instead of spinning through its branches.
#[cfg(any(loom, shuttle))]
pub(crate) struct Lock<T>(Mutex<T>);

#[cfg(loom)]
use loom::sync::Mutex;
#[cfg(shuttle)]
use shuttle::sync::Mutex;

#[cfg(any(loom, shuttle))]
impl<T> Lock<T> {
    pub(crate) fn new(value: T) -> Self {
        Lock(Mutex::new(value))
    }

    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        f(&mut self.0.lock().unwrap())
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

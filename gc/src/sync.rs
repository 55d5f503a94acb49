//! The one place that knows where atomics and locks come from.
//!
//! Everything that takes part in a protocol between threads is named here: `core` and `spin` in a normal build,
//! `loom` under `cfg(loom)`. Loom's types have no `const` constructors, so [`constructor!`] and [`repeat!`] hide
//! that difference too.
//!
//! Side tables (mark bits, allocation bits, pointer bits) lie in raw memory, where a loom cell cannot be overlaid.
//! They are reached only through [`Bits`](crate::bits::Bits), whose cells are [`Word`]s: `core` atomics in both
//! builds, but under `cfg(loom)` each access is also a point where the model may switch threads, so a model
//! explores every interleaving of them (as sequentially consistent cells).

#[cfg(not(loom))]
mod imp {
    pub(crate) use core::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};
    #[cfg(any(not(target_arch = "wasm32"), target_feature = "atomics"))]
    pub(crate) use spin::mutex::SpinMutex as Lock;
    #[cfg(feature = "std")]
    pub(crate) use std::sync::{Condvar, Mutex};

    /// The lock of a module that has one thread: nothing. Each critical section is a few statements of this crate
    /// that take no other lock of the same kind, so a second holder cannot exist.
    #[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
    pub(crate) struct Lock<T>(core::cell::UnsafeCell<T>);

    #[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
    impl<T> Lock<T> {
        pub(crate) const fn new(value: T) -> Self {
            Lock(core::cell::UnsafeCell::new(value))
        }

        #[inline(always)]
        pub(crate) fn lock(&self) -> Guard<'_, T> {
            // SAFETY: there is no other thread, and this one does not lock what it has locked.
            Guard(unsafe { &mut *self.0.get() })
        }
    }

    /// What a lock protects, while it is held.
    #[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
    pub(crate) struct Guard<'a, T>(&'a mut T);

    #[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
    impl<T> core::ops::Deref for Guard<'_, T> {
        type Target = T;

        #[inline(always)]
        fn deref(&self) -> &T {
            self.0
        }
    }

    #[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
    impl<T> core::ops::DerefMut for Guard<'_, T> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut T {
            self.0
        }
    }

    /// Nothing to do outside a model.
    #[inline(always)]
    pub fn switch_point() {}

    /// Defines a constructor that is `const` outside models.
    macro_rules! constructor {
        ($(#[$m:meta])* $v:vis fn $n:ident($($a:ident: $t:ty),*) -> $r:ty $b:block) => {
            $(#[$m])* $v const fn $n($($a: $t),*) -> $r $b
        };
    }

    /// An array of one expression repeated.
    macro_rules! repeat {
        ($e:expr, $n:expr) => {
            [const { $e }; $n]
        };
    }
    pub(crate) use {constructor, repeat};
}

#[cfg(loom)]
mod imp {
    pub(crate) use loom::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};
    #[cfg(feature = "std")]
    pub(crate) use loom::sync::{Condvar, Mutex};

    /// Loom's mutex with the interface of `spin`'s.
    #[derive(Debug)]
    pub(crate) struct Lock<T>(loom::sync::Mutex<T>);

    impl<T> Lock<T> {
        pub(crate) fn new(value: T) -> Self {
            Lock(loom::sync::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> loom::sync::MutexGuard<'_, T> {
            match self.0.lock() {
                Ok(guard) => guard,
                Err(_) => panic!("poisoned lock"),
            }
        }
    }

    /// Lets the model switch threads before an access to raw memory.
    pub fn switch_point() {
        loom::lazy_static! {
            static ref CLOCK: loom::sync::atomic::AtomicUsize = loom::sync::atomic::AtomicUsize::new(0);
        }
        // A write, or loom would see no conflict between two threads and try one order only.
        CLOCK.fetch_add(1, Ordering::Relaxed);
    }

    macro_rules! constructor {
        ($(#[$m:meta])* $v:vis fn $n:ident($($a:ident: $t:ty),*) -> $r:ty $b:block) => {
            $(#[$m])* $v fn $n($($a: $t),*) -> $r $b
        };
    }

    macro_rules! repeat {
        ($e:expr, $n:expr) => {
            core::array::from_fn::<_, { $n }, _>(|_| $e)
        };
    }
    pub(crate) use {constructor, repeat};
}

pub use imp::switch_point;
pub(crate) use imp::*;

/// One 64-bit cell of a side table.
#[derive(Default)]
#[repr(transparent)]
pub(crate) struct Word(core::sync::atomic::AtomicU64);

impl Word {
    #[inline(always)]
    pub(crate) fn load(&self) -> u64 {
        switch_point();
        self.0.load(core::sync::atomic::Ordering::Relaxed)
    }

    #[inline(always)]
    pub(crate) fn store(&self, bits: u64) {
        switch_point();
        self.0.store(bits, core::sync::atomic::Ordering::Relaxed);
    }

    #[inline(always)]
    pub(crate) fn fetch_or(&self, bits: u64) -> u64 {
        switch_point();
        self.0.fetch_or(bits, core::sync::atomic::Ordering::Relaxed)
    }

    #[inline(always)]
    pub(crate) fn fetch_and(&self, bits: u64) -> u64 {
        switch_point();
        self.0
            .fetch_and(bits, core::sync::atomic::Ordering::Relaxed)
    }
}

/// A word of a structure in raw memory that publishes others: read with acquire, written with release.
#[derive(Default)]
#[repr(transparent)]
pub(crate) struct Gate(core::sync::atomic::AtomicUsize);

impl Gate {
    #[inline(always)]
    pub(crate) fn load(&self) -> usize {
        switch_point();
        self.0.load(core::sync::atomic::Ordering::Acquire)
    }

    #[inline(always)]
    pub(crate) fn store(&self, value: usize) {
        switch_point();
        self.0.store(value, core::sync::atomic::Ordering::Release);
    }
}

//! A lock that is that of Drepper's "Futexes Are Tricky": 0 free, 1 held, 2 held and somebody may sleep. Its holder may
//! lose the processor, so who waits spins for a moment only.

use super::Futex;
use super::sync::{AtomicU32, Ordering, const_unless_loom};
use core::marker::PhantomData;

/// A lock.
#[derive(Debug)]
pub struct Lock<F>(AtomicU32, PhantomData<fn() -> F>);

/// A lock that is held.
#[derive(Debug)]
pub struct Held<'a, F: Futex>(&'a Lock<F>);

/// Rounds of spinning before sleeping.
const SPINS: u32 = if cfg!(loom) { 1 } else { 64 };

impl<F: Futex> Lock<F> {
    const_unless_loom! {
        /// A lock that is free.
        pub fn new() -> Lock<F> {
            Lock(AtomicU32::new(0), PhantomData)
        }
    }

    /// Takes it.
    #[inline(always)]
    pub fn lock(&self) -> Held<'_, F> {
        let taken = self
            .0
            .compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed);
        if taken.is_err() {
            self.contended();
        }
        Held(self)
    }

    #[cold]
    #[inline(never)]
    fn contended(&self) {
        for _ in 0..SPINS {
            if self.0.load(Ordering::Relaxed) == 0
                && self
                    .0
                    .compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed)
                    .is_ok()
            {
                return;
            }
            core::hint::spin_loop();
        }
        // Whoever had to wait leaves 2 behind: others may still sleep.
        let held = if cfg!(mutant = "waiter_leaves_1") {
            1
        } else {
            2
        };
        while self.0.swap(held, Ordering::Acquire) != 0 {
            F::wait(&self.0, held, -1);
        }
    }
}

impl<F: Futex> Default for Lock<F> {
    fn default() -> Lock<F> {
        Lock::new()
    }
}

impl<F: Futex> Drop for Held<'_, F> {
    #[inline(always)]
    fn drop(&mut self) {
        let word = &self.0.0;
        if word.swap(0, Ordering::Release) == 2 {
            F::notify(word, 1);
        }
    }
}

//! Waiting for a word of shared memory, and a lock on top of it. Only in modules with several threads.
//!
//! The lock is that of Drepper's "Futexes Are Tricky": 0 free, 1 held, 2 held and somebody may sleep. Its holder may lose
//! the processor, so who waits spins for a moment only.

use core::sync::atomic::{AtomicU32, Ordering};

unsafe extern "C" {
    /// `memory.atomic.wait32` and `memory.atomic.notify`: the compiler's (`compiler/src/wasm/threads.rs`).
    fn burrow_wait(word: *const AtomicU32, expected: u32, nanoseconds: i64) -> u32;
    fn burrow_notify(word: *const AtomicU32, count: u32) -> u32;
}

/// Sleeps while the word has this value, for so many nanoseconds at most (negative: for ever).
pub fn wait(word: &AtomicU32, expected: u32, nanoseconds: i64) {
    // SAFETY: an aligned word of shared memory.
    unsafe { burrow_wait(word, expected, nanoseconds) };
}

/// Wakes so many of those who sleep on the word.
pub fn notify(word: &AtomicU32, count: u32) {
    // SAFETY: as above.
    unsafe { burrow_notify(word, count) };
}

/// A lock.
#[derive(Debug)]
pub struct Lock(AtomicU32);

/// A lock that is held.
#[derive(Debug)]
pub struct Held<'a>(&'a AtomicU32);

/// Rounds of spinning before sleeping.
const SPINS: u32 = 64;

impl Lock {
    /// A lock that is free.
    pub const fn new() -> Lock {
        Lock(AtomicU32::new(0))
    }

    /// Takes it.
    #[inline(always)]
    pub fn lock(&self) -> Held<'_> {
        let taken = self
            .0
            .compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed);
        if taken.is_err() {
            self.contended();
        }
        Held(&self.0)
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
        while self.0.swap(2, Ordering::Acquire) != 0 {
            wait(&self.0, 2, -1);
        }
    }
}

impl Default for Lock {
    fn default() -> Lock {
        Lock::new()
    }
}

impl Drop for Held<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.0.swap(0, Ordering::Release) == 2 {
            notify(self.0, 1);
        }
    }
}

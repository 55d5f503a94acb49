//! Waiting for a word of shared memory. Only in modules with several threads.

use crate::protocols::{AtomicU32, Futex, lock};
use core::sync::atomic::Ordering;

unsafe extern "C" {
    /// `memory.atomic.wait32` and `memory.atomic.notify`: the compiler's (`compiler/src/wasm/threads.rs`).
    fn burrow_wait(word: *const AtomicU32, expected: u32, nanoseconds: i64) -> u32;
    fn burrow_notify(word: *const AtomicU32, count: u32) -> u32;
}

/// Shared memory.
#[derive(Debug)]
pub struct Host;

impl Futex for Host {
    fn wait(word: &AtomicU32, expected: u32, nanoseconds: i64) {
        // SAFETY: an aligned word of shared memory.
        unsafe { burrow_wait(word, expected, nanoseconds) };
    }

    fn notify(word: &AtomicU32, count: u32) {
        // SAFETY: as above.
        unsafe { burrow_notify(word, count) };
    }
}

/// A lock.
pub type Lock = lock::Lock<Host>;

/// Where one thread sleeps until others wake it: 1 when it was woken and does not sleep yet.
#[derive(Debug)]
pub struct Bed(AtomicU32);

impl Bed {
    /// Nobody was woken.
    pub const fn new() -> Bed {
        Bed(AtomicU32::new(0))
    }

    /// Sleeps, for so many nanoseconds at most (negative: for ever), unless it was woken already.
    pub fn sleep(&self, nanoseconds: i64) {
        if self.is_awake() {
            return;
        }
        Host::wait(&self.0, 0, nanoseconds);
        self.0.store(0, Ordering::Relaxed);
    }

    /// Whether it was woken since it slept last. Takes note of that.
    pub fn is_awake(&self) -> bool {
        self.0.swap(0, Ordering::Acquire) != 0
    }

    /// Wakes it.
    pub fn wake(&self) {
        self.0.store(1, Ordering::Release);
        Host::notify(&self.0, 1);
    }
}

impl Default for Bed {
    fn default() -> Bed {
        Bed::new()
    }
}

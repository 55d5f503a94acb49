//! The size of new stacks, adapted to what running ones use.

use crate::pool::MIN_STACK;
use crate::sync::{AtomicUsize, Ordering, const_new};

/// The starting size of stacks: the power of two below what the stacks scanned in the last collection need in the mean, so
/// that a program whose goroutines all go deep does not grow each of them step by step. One of mean use grows once at
/// most, and none starts with more than it is likely to need.
#[derive(Debug)]
pub struct StartSize {
    size: AtomicUsize,
    used: AtomicUsize,
    scanned: AtomicUsize,
}

impl StartSize {
    const_new! {
        /// Starts with `size`.
        pub fn new(size: usize) -> Self {
            StartSize { size: AtomicUsize::new(size), used: AtomicUsize::new(0), scanned: AtomicUsize::new(0) }
        }
    }

    /// The size for a new stack.
    #[inline]
    pub fn get(&self) -> usize {
        self.size.load(Ordering::Relaxed)
    }

    /// Takes note of a scanned stack.
    pub fn note(&self, used: usize) {
        self.used.fetch_add(used, Ordering::Relaxed);
        self.scanned.fetch_add(1, Ordering::Relaxed);
    }

    /// At the end of a collection: sets the size for mean use and `red_zone`, between `min` and `max`, and forgets what
    /// was noted. Nothing changes when no stack was scanned.
    pub fn settle(&self, red_zone: usize, min: usize, max: usize) {
        let scanned = self.scanned.swap(0, Ordering::Relaxed);
        let used = self.used.swap(0, Ordering::Relaxed);
        if let Some(mean) = used.checked_div(scanned) {
            let size = 1 << (mean + red_zone).max(1).ilog2();
            self.size
                .store(size.clamp(min.max(MIN_STACK), max), Ordering::Relaxed);
        }
    }
}

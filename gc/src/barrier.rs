//! The write barrier's buffer.

/// A P's buffer of the hybrid write barrier.
///
/// While [`Heap::is_marking`](crate::Heap::is_marking), every write of a pointer into the heap (or into a global)
/// records the pointer that is overwritten, which keeps alive what was reachable when marking began (Yuasa), and
/// the pointer that is written, which might otherwise hide in an object that is already scanned (Dijkstra).
/// Recording needs no lock; the buffer is shaded when it is full and before marking ends.
pub struct Barrier {
    n: usize,
    items: [usize; Barrier::LEN],
}

impl core::fmt::Debug for Barrier {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Barrier")
    }
}

impl Default for Barrier {
    fn default() -> Self {
        Barrier::new()
    }
}

impl Barrier {
    // One write fills it in models.
    const LEN: usize = if cfg!(loom) { 2 } else { 128 };

    /// An empty buffer.
    pub const fn new() -> Barrier {
        Barrier {
            n: 0,
            items: [0; Barrier::LEN],
        }
    }

    /// Records one pointer write, to be called before it; true if the buffer must now be flushed
    /// ([`Heap::flush_barrier`](crate::Heap::flush_barrier)).
    #[inline]
    pub fn write(&mut self, old: usize, new: usize) -> bool {
        // Always room for two: the buffer is flushed when there no longer is.
        let n = self.n & (Barrier::LEN - 2);
        self.items[n] = if cfg!(mutant = "no_deletion_barrier") {
            0
        } else {
            old
        };
        self.items[n + 1] = if cfg!(mutant = "no_insertion_barrier") {
            0
        } else {
            new
        };
        self.n = n + 2;
        cfg!(not(mutant = "barrier_overrun")) && self.n == Barrier::LEN
    }

    /// Whether nothing is recorded.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Takes the recorded pointers.
    pub(crate) fn take(&mut self) -> &[usize] {
        let n = core::mem::take(&mut self.n);
        &self.items[..n]
    }
}

//! The list of objects to scan: full buffers shared by all markers, and two buffers that each marker has.

use core::ptr::NonNull;

use crate::class::{PAGE_SIZE, WORD};
use crate::sync::{AtomicUsize, Lock, Ordering, constructor};

/// Items of a buffer; few in models, so that buffers are handed over.
const ITEMS: usize = if cfg!(loom) {
    1
} else {
    (PAGE_SIZE - 2 * WORD) / WORD
};

/// A page of addresses.
///
/// Invariant: a buffer is owned by one marker or by the queue; the first `n` items are set.
#[repr(C)]
pub(crate) struct Buffer {
    next: Option<BufferRef>,
    n: usize,
    items: [usize; ITEMS],
}

static_assertions::const_assert!(size_of::<Buffer>() <= PAGE_SIZE);

/// A buffer that its holder owns.
pub(crate) struct BufferRef(NonNull<Buffer>);

// SAFETY: ownership of a buffer may pass between threads.
unsafe impl Send for BufferRef {}

impl BufferRef {
    /// Makes an empty buffer of a page.
    ///
    /// # Safety
    /// `page` is the exposed address of a page that nobody uses.
    pub(crate) unsafe fn create(page: usize) -> BufferRef {
        let p = core::ptr::with_exposed_provenance_mut::<Buffer>(page);
        // SAFETY: by the contract; the items need no value.
        unsafe {
            (&raw mut (*p).next).write(None);
            (&raw mut (*p).n).write(0);
            BufferRef(NonNull::new_unchecked(p))
        }
    }

    /// The page, which the caller owns now.
    pub(crate) fn into_page(self) -> usize {
        self.0.as_ptr().expose_provenance()
    }

    /// False if the buffer is full.
    #[inline(always)]
    pub(crate) fn push(&mut self, item: usize) -> bool {
        let p = self.0.as_ptr();
        // SAFETY: the buffer is ours, and `n` is checked.
        unsafe {
            let n = (*p).n;
            if n == ITEMS {
                return false;
            }
            (&raw mut (*p).items).cast::<usize>().add(n).write(item);
            (*p).n = n + 1;
        }
        true
    }

    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Option<usize> {
        let p = self.0.as_ptr();
        // SAFETY: the buffer is ours, and items below `n` are set.
        unsafe {
            let n = (*p).n;
            if n == 0 {
                return None;
            }
            (*p).n = n - 1;
            Some((&raw const (*p).items).cast::<usize>().add(n - 1).read())
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        // SAFETY: the buffer is ours.
        unsafe { (*self.0.as_ptr()).n == 0 }
    }

    fn next(&mut self) -> &mut Option<BufferRef> {
        // SAFETY: the buffer is ours.
        unsafe { &mut (*self.0.as_ptr()).next }
    }
}

/// Buffers with work that no marker has.
pub(crate) struct WorkQueue {
    full: Lock<Option<BufferRef>>,
    /// Kinds of work that are in no buffer: [`RESCAN`], [`SPECIALS`].
    other: AtomicUsize,
}

impl WorkQueue {
    constructor! {
        pub(crate) fn new() -> WorkQueue {
            WorkQueue { full: Lock::new(None), other: AtomicUsize::new(0) }
        }
    }

    pub(crate) fn give(&self, mut buffer: BufferRef) {
        let mut full = self.full.lock();
        #[cfg(not(mutant = "work_dropped"))]
        {
            *buffer.next() = full.take();
        }
        *full = Some(buffer);
    }

    pub(crate) fn take(&self) -> Option<BufferRef> {
        let mut full = self.full.lock();
        let mut buffer = full.take()?;
        *full = buffer.next().take();
        Some(buffer)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.full.lock().is_none()
    }

    /// Notes that there is work of a kind that is in no buffer.
    pub(crate) fn set_other(&self, kind: usize) {
        self.other.fetch_or(kind, Ordering::Relaxed);
    }

    pub(crate) fn has_other(&self) -> bool {
        self.other.load(Ordering::Relaxed) != 0
    }

    /// Takes all notes of other work; the caller does it, or notes it again.
    pub(crate) fn take_other(&self) -> usize {
        if self.has_other() {
            self.other.swap(0, Ordering::Relaxed)
        } else {
            0
        }
    }
}

/// Some span has to be scanned again: there was no memory for a buffer.
pub(crate) const RESCAN: usize = 1;
/// Specials have to be visited.
pub(crate) const SPECIALS: usize = 2;

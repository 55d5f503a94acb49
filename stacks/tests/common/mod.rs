//! What the tests share: memory from the host's allocator.

use core::alloc::Layout;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::alloc::{alloc, dealloc};

use burrow_stacks::{CHUNK, StackMemory};

/// The host's allocator. It counts what is out, spoils what comes back, and can be told to refuse.
#[derive(Debug, Default)]
pub(crate) struct HostMemory {
    pub(crate) out: AtomicUsize,
    pub(crate) limit: Option<usize>,
}

impl StackMemory for HostMemory {
    fn map(&self, bytes: usize) -> Option<NonNull<u8>> {
        assert!(bytes > 0 && bytes.is_multiple_of(CHUNK));
        if self
            .limit
            .is_some_and(|l| self.out.load(Ordering::Relaxed) + bytes > l)
        {
            return None;
        }
        self.out.fetch_add(bytes, Ordering::Relaxed);
        // SAFETY: the size is not zero.
        let at =
            NonNull::new(unsafe { alloc(Layout::from_size_align(bytes, CHUNK).unwrap()) }).unwrap();
        // SAFETY: fresh memory of that size. Stacks need not be zeroed, so it is not.
        unsafe { at.write_bytes(0xA5, bytes) };
        Some(at)
    }

    unsafe fn unmap(&self, at: NonNull<u8>, bytes: usize) {
        self.out.fetch_sub(bytes, Ordering::Relaxed);
        // SAFETY: the caller says that it came from `map`.
        unsafe {
            at.write_bytes(0xDD, bytes);
            dealloc(at.as_ptr(), Layout::from_size_align(bytes, CHUNK).unwrap());
        }
    }
}

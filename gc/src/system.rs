//! The memory port for hosts with a standard library.

use core::sync::atomic::{AtomicUsize, Ordering};

use crate::class::PAGE_SIZE;
use crate::memory::{Memory, Region};

/// System memory: a range of addresses reserved at first use, of which the host provides pages as they are touched.
///
/// On Linux pages that the heap gives back ([`Heap::release_free_pages`](crate::Heap::release_free_pages)) return to the
/// system; elsewhere they stay.
#[derive(Debug)]
pub struct SystemMemory {
    start: AtomicUsize,
    next: AtomicUsize,
    reserve: usize,
}

impl SystemMemory {
    /// At most `reserve` bytes of memory (rounded up to pages).
    pub const fn new(reserve: usize) -> SystemMemory {
        let reserve = reserve.next_multiple_of(PAGE_SIZE);
        SystemMemory {
            start: AtomicUsize::new(0),
            next: AtomicUsize::new(0),
            reserve,
        }
    }

    /// Bytes that are asked of the system: a page more, to align the first one.
    fn bytes(&self) -> usize {
        self.reserve + PAGE_SIZE
    }
}

/// Reserves addresses that read as zero, without memory behind them yet.
#[cfg(target_os = "linux")]
fn reserve(bytes: usize) -> Option<*mut u8> {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    let access = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: a new mapping, wherever the system likes.
    let at = unsafe { libc::mmap(core::ptr::null_mut(), bytes, access, flags, -1, 0) };
    (at != libc::MAP_FAILED).then_some(at.cast())
}

/// Gives a reservation back.
///
/// # Safety
/// It came from [`reserve`] with this size and is not used any more.
#[cfg(target_os = "linux")]
unsafe fn give_back(at: *mut u8, bytes: usize) {
    // SAFETY: by the contract.
    unsafe { libc::munmap(at.cast(), bytes) };
}

// Not aligned to pages: that would keep the allocator from asking the host for zero pages.
#[cfg(not(target_os = "linux"))]
fn layout(bytes: usize) -> Option<core::alloc::Layout> {
    core::alloc::Layout::from_size_align(bytes, 16).ok()
}

/// A block of the system allocator, which hands out large ones as the host does: untouched.
#[cfg(not(target_os = "linux"))]
fn reserve(bytes: usize) -> Option<*mut u8> {
    // SAFETY: the layout has a size above zero.
    let at = unsafe { std::alloc::alloc_zeroed(layout(bytes)?) };
    (!at.is_null()).then_some(at)
}

/// Gives a reservation back.
///
/// # Safety
/// It came from [`reserve`] with this size and is not used any more.
#[cfg(not(target_os = "linux"))]
unsafe fn give_back(at: *mut u8, bytes: usize) {
    if let Some(layout) = layout(bytes) {
        // SAFETY: by the contract.
        unsafe { std::alloc::dealloc(at, layout) };
    }
}

// SAFETY: regions are cut off the front of one reservation, which reads as zero.
unsafe impl Memory for SystemMemory {
    fn total(&self) -> Option<usize> {
        Some(self.reserve)
    }

    fn grow(&self, bytes: usize) -> Option<Region> {
        // Only the page heap calls this, under its lock.
        if self.start.load(Ordering::Relaxed) == 0 {
            let start = reserve(self.bytes())?.expose_provenance();
            self.start.store(start, Ordering::Relaxed);
            self.next
                .store(start.next_multiple_of(PAGE_SIZE), Ordering::Relaxed);
        }
        let start = self.next.load(Ordering::Relaxed);
        let end = start.checked_add(bytes)?;
        if end > self.start.load(Ordering::Relaxed) + self.bytes() {
            return None;
        }
        self.next.store(end, Ordering::Relaxed);
        Some(Region { start, len: bytes })
    }

    #[cfg(target_os = "linux")]
    unsafe fn release(&self, region: Region) -> bool {
        // Pages of the host may be larger than ours: then it says so and nothing happens.
        let at = core::ptr::with_exposed_provenance_mut(region.start);
        // SAFETY: pages of our own private and anonymous mapping, which hold nothing.
        unsafe { libc::madvise(at, region.len, libc::MADV_DONTNEED) == 0 }
    }
}

impl Drop for SystemMemory {
    fn drop(&mut self) {
        let start = self.start.load(Ordering::Relaxed);
        if start != 0 {
            let at = core::ptr::with_exposed_provenance_mut(start);
            // SAFETY: reserved by `grow`; the heap that used it goes with it.
            unsafe { give_back(at, self.bytes()) };
        }
    }
}

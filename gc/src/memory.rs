//! The port through which the heap gets its memory, and three adapters.

use crate::class::PAGE_SIZE;
// Plain bookkeeping under the page heap's lock, no part of any protocol: no need to model it.
use core::sync::atomic::{AtomicUsize, Ordering};

/// Bytes in address order that a [`Memory`] handed over.
#[derive(Clone, Copy, Debug)]
pub struct Region {
    /// Address of the first byte.
    pub start: usize,
    /// Bytes from there on.
    pub len: usize,
}

/// Where a heap's memory comes from.
///
/// # Safety
/// Every region that `grow` returns is readable, writable and zero, belongs to the heap from then on, lies above
/// all regions returned before, and below the first one's start plus 32 GiB. Addresses have exposed provenance.
pub unsafe trait Memory {
    /// Provides at least `bytes` more bytes (the heap asks for multiples of [`PAGE_SIZE`] and can use only whole
    /// aligned pages of what it gets), or `None` if there are none.
    fn grow(&self, bytes: usize) -> Option<Region>;

    /// How many bytes there are in all, if that is known: what a heap that is to live within them takes for its
    /// [limit](crate::Heap::set_memory_limit).
    fn total(&self) -> Option<usize> {
        None
    }

    /// Gives pages of the heap that hold nothing back to the host; they stay addressable. True if they now read
    /// as zero, false if nothing happened.
    ///
    /// # Safety
    /// The pages lie in regions of this memory and hold no data that anybody reads again.
    unsafe fn release(&self, region: Region) -> bool {
        let _ = region;
        false
    }
}

/// Memory of a fixed size that the caller owns, for hosts without an allocator and for tests.
#[derive(Debug)]
pub struct FixedMemory {
    next: AtomicUsize,
    end: usize,
    len: usize,
}

impl FixedMemory {
    /// Uses `len` bytes from `start` on.
    ///
    /// # Safety
    /// The bytes are valid for reads and writes as long as the heap lives, and nobody else uses them.
    pub unsafe fn new(start: *mut u8, len: usize) -> FixedMemory {
        let start = start.expose_provenance();
        FixedMemory {
            next: AtomicUsize::new(start),
            end: start + len,
            len,
        }
    }

    /// Uses a static array.
    pub fn from_static(bytes: &'static mut [u8]) -> FixedMemory {
        // SAFETY: the borrow is exclusive and lasts for ever.
        unsafe { FixedMemory::new(bytes.as_mut_ptr(), bytes.len()) }
    }
}

// SAFETY: regions are cut off the front of memory that is the heap's alone, and zeroed here.
unsafe impl Memory for FixedMemory {
    fn total(&self) -> Option<usize> {
        Some(self.len)
    }

    fn grow(&self, bytes: usize) -> Option<Region> {
        // Only the page heap calls this, under its lock.
        let start = self
            .next
            .load(Ordering::Relaxed)
            .checked_next_multiple_of(PAGE_SIZE)?;
        let end = start.checked_add(bytes)?;
        if end > self.end {
            return None;
        }
        self.next.store(end, Ordering::Relaxed);
        // SAFETY: within the caller's memory, handed over to nobody yet.
        unsafe { core::ptr::with_exposed_provenance_mut::<u8>(start).write_bytes(0, bytes) };
        Some(Region { start, len: bytes })
    }
}

/// The linear memory of a wasm32 module, grown by `memory.grow`.
#[cfg(target_arch = "wasm32")]
#[derive(Debug)]
pub struct WasmMemory {
    next: AtomicUsize,
}

#[cfg(target_arch = "wasm32")]
impl WasmMemory {
    /// Bytes of a page of linear memory.
    const WASM_PAGE: usize = 64 << 10;

    /// Memory that begins where [`set_base`](WasmMemory::set_base) says, or else where linear memory ends at the
    /// time of the first use.
    pub const fn new() -> WasmMemory {
        WasmMemory {
            next: AtomicUsize::new(0),
        }
    }

    /// Says where the heap begins: what the module already owns from there on is used before it grows.
    ///
    /// # Safety
    /// Called before the heap's first use; linear memory from `base` on is zero and used by nobody else.
    pub unsafe fn set_base(&self, base: usize) {
        self.next.store(base, Ordering::Relaxed);
    }

    /// Grows linear memory to all that its declaration and the host allow, for modules with several threads: before there is
    /// a second one. What is not touched costs address space only.
    ///
    /// In V8 (bugs 529880019 and 533026477) a thread learns late that another one has grown their memory. Until then
    /// `memory.copy`, `memory.fill` and, in baseline code, atomic instructions trap at what is new.
    pub fn reserve(&self) {
        // Each power of two at most once: that comes to any number of pages.
        for bit in (0..16).rev() {
            core::arch::wasm32::memory_grow(0, 1 << bit);
        }
    }
}

#[cfg(target_arch = "wasm32")]
impl Default for WasmMemory {
    fn default() -> Self {
        WasmMemory::new()
    }
}

// SAFETY: regions begin where the last one ended or above (at the old end of linear memory), and fresh linear
// memory is zero; what lies between base and the first end is the caller's promise.
#[cfg(target_arch = "wasm32")]
unsafe impl Memory for WasmMemory {
    #[inline(never)]
    fn grow(&self, bytes: usize) -> Option<Region> {
        use core::arch::wasm32::{memory_grow, memory_size};
        let end = memory_size(0).saturating_mul(Self::WASM_PAGE);
        let next = match self.next.load(Ordering::Relaxed) {
            0 => end,
            next => next.checked_next_multiple_of(PAGE_SIZE)?,
        };
        let wanted = next
            .checked_add(bytes)?
            .checked_next_multiple_of(Self::WASM_PAGE)?;
        let Some(missing @ 1..) = wanted.checked_sub(end) else {
            // The module has it already.
            self.next.store(wanted, Ordering::Relaxed);
            return Some(Region {
                start: next,
                len: wanted - next,
            });
        };
        let old = memory_grow(0, missing / Self::WASM_PAGE);
        if old == usize::MAX {
            return None;
        }
        // If somebody else has grown the memory, what we own ends there and a new region begins at the old end.
        let old = old * Self::WASM_PAGE;
        let start = if old == end { next } else { old };
        let end = old + missing;
        self.next.store(end, Ordering::Relaxed);
        Some(Region {
            start,
            len: end - start,
        })
    }
}

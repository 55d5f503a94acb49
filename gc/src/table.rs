//! The page table: from any address to the span it may lie in.

use crate::class::PAGE_SHIFT;
use crate::span::{Span, SpanRef};
use crate::sync::{AtomicUsize, Ordering, constructor};
use core::sync::atomic::AtomicPtr;

// A chunk of the table serves 4 MiB on 32-bit targets (all of the address space in 1024 chunks) and 16 MiB on
// 64-bit ones (32 GiB from the first region on in 2048).
#[cfg(not(target_pointer_width = "64"))]
mod size {
    pub(super) const CHUNKS: usize = 1024;
    pub(super) const CHUNK_PAGES: usize = 512;
}
#[cfg(target_pointer_width = "64")]
mod size {
    pub(super) const CHUNKS: usize = if cfg!(loom) { 2 } else { 2048 };
    pub(super) const CHUNK_PAGES: usize = 2048;
}
use size::*;

/// Bytes of address space that one chunk serves.
pub(crate) const CHUNK_SPAN: usize = CHUNK_PAGES << PAGE_SHIFT;

// Entries lie in raw memory, and models do not race on the table: no need of the shim's atomics.
type Chunk = [Entry; CHUNK_PAGES];
type Entry = AtomicPtr<Span>;

/// Bytes of a chunk.
pub(crate) const CHUNK_BYTES: usize = size_of::<Chunk>();

/// Entries are exact for each page of a span with objects, and for the first and last page of a free run; they are
/// null at the first and last page of a run in manual use. All others may be stale: whoever looks an address up
/// compares it with the span's range.
///
/// Invariant: a chunk, once set, stays and is valid for ever.
pub(crate) struct PageTable {
    origin: AtomicUsize,
    /// All regions lie between these.
    low: AtomicUsize,
    high: AtomicUsize,
    chunks: [AtomicPtr<Chunk>; CHUNKS],
}

impl PageTable {
    constructor! {
        pub(crate) fn new() -> PageTable {
            PageTable {
                origin: AtomicUsize::new(0),
                low: AtomicUsize::new(0),
                high: AtomicUsize::new(0),
                chunks: [const { AtomicPtr::new(core::ptr::null_mut()) }; CHUNKS],
            }
        }
    }

    /// Takes note of a new region; the first one fixes the address at which the table begins.
    pub(crate) fn extend(&self, start: usize, end: usize) {
        if self.low.load(Ordering::Relaxed) == 0 {
            self.low.store(start, Ordering::Relaxed);
            self.origin
                .store(start & !(CHUNK_SPAN - 1), Ordering::Relaxed);
        }
        self.high.store(end, Ordering::Relaxed);
    }

    /// The addresses between which all regions lie.
    pub(crate) fn bounds(&self) -> (usize, usize) {
        (
            self.low.load(Ordering::Relaxed),
            self.high.load(Ordering::Relaxed),
        )
    }

    /// Calls `f` with every span that has objects.
    pub(crate) fn each_span(&self, mut f: impl FnMut(SpanRef)) {
        let (mut at, high) = self.bounds();
        while at < high {
            match self.find(at) {
                Some((s, 0)) => {
                    f(s);
                    at += s.pages.get() << PAGE_SHIFT;
                }
                _ => at += 1 << PAGE_SHIFT,
            }
        }
    }

    #[inline(always)]
    fn page(&self, addr: usize) -> usize {
        // On 32-bit targets the table begins at address 0.
        let origin = if cfg!(target_pointer_width = "64") {
            self.origin.load(Ordering::Relaxed)
        } else {
            0
        };
        addr.wrapping_sub(origin) >> PAGE_SHIFT
    }

    #[inline(always)]
    fn entry(&self, page: usize) -> Option<&Entry> {
        let chunk = self.chunks.get(page / CHUNK_PAGES)?.load(Ordering::Acquire);
        if chunk.is_null() {
            return None;
        }
        // SAFETY: the invariant of `PageTable`.
        Some(unsafe { &(*chunk)[page % CHUNK_PAGES] })
    }

    /// What the table says about an address; possibly stale.
    #[inline(always)]
    pub(crate) fn get(&self, addr: usize) -> Option<SpanRef> {
        SpanRef::from_ptr(self.entry(self.page(addr))?.load(Ordering::Acquire))
    }

    /// The span in whose objects an address lies.
    #[inline(always)]
    pub(crate) fn find(&self, addr: usize) -> Option<(SpanRef, usize)> {
        let span = self.get(addr)?;
        let limit = span.limit();
        let offset = addr.wrapping_sub(span.base.get());
        if offset < limit {
            Some((span, offset))
        } else {
            None
        }
    }

    /// Sets the entries of `n` pages from `start` on; their chunks exist.
    pub(crate) fn set(&self, start: usize, n: usize, span: Option<SpanRef>) {
        let p = span.map_or(core::ptr::null_mut(), SpanRef::as_ptr);
        let first = self.page(start);
        for page in first..first + n {
            if let Some(e) = self.entry(page) {
                e.store(p, Ordering::Release);
            }
        }
    }

    /// Sets the entries of the first and the last page of a run.
    #[inline(never)]
    pub(crate) fn set_ends(&self, start: usize, n: usize, span: Option<SpanRef>) {
        self.set(start, 1, span);
        self.set(start + ((n - 1) << PAGE_SHIFT), 1, span);
    }

    /// Calls `f` for each chunk that a region needs and the table lacks; `f` provides zeroed memory.
    ///
    /// False if the region is out of the table's reach or `f` provides nothing.
    pub(crate) fn cover(
        &self,
        start: usize,
        len: usize,
        mut f: impl FnMut() -> Option<usize>,
    ) -> bool {
        let (mut c, last) = (
            self.page(start) / CHUNK_PAGES,
            self.page(start + len - 1) / CHUNK_PAGES,
        );
        if last >= CHUNKS {
            return false;
        }
        while c <= last {
            if self.chunks[c].load(Ordering::Relaxed).is_null() {
                let Some(at) = f() else { return false };
                self.chunks[c].store(
                    core::ptr::with_exposed_provenance_mut(at),
                    Ordering::Release,
                );
            }
            c += 1;
        }
        true
    }
}

//! The page heap: one owner of all memory, from which spans, stacks and metadata take runs of pages.
//!
//! Free runs are spans in bins by length (1 to 63 pages, and one bin for all longer ones); the smallest bin that
//! fits serves a request from its front. The page table's entries at both ends of a free run find its neighbours
//! when it grows together with them.
//!
//! Pages from `frontier` on were never handed out and are still zero.

use crate::class::{CLASSES, PAGE_SHIFT, PAGE_SIZE};
use crate::memory::{Memory, Region};
use crate::span::{Span, SpanRef};
use crate::sys::Sys;
use crate::table::{CHUNK_BYTES, CHUNK_SPAN, PageTable};

const BINS: usize = 64;

/// The least that the heap grows by: a page of wasm memory.
const MIN_GROWTH: usize = 64 << 10;
/// The most that it grows by ahead of need.
const MAX_GROWTH: usize = 1 << 20;

pub(crate) struct Pages {
    bins: [Option<SpanRef>; BINS],
    /// Bit `i`: bin `i` is not empty.
    filled: u64,
    /// Spans that describe nothing.
    pool: Option<SpanRef>,
    frontier: usize,
    pub(crate) sys: Sys,
    /// Bytes obtained from the memory port.
    pub(crate) mapped: usize,
    /// Pages in free runs.
    pub(crate) free: usize,
    /// Pages of spans with objects.
    pub(crate) heap_pages: usize,
    /// Bytes of free pages given back to the host.
    pub(crate) released: usize,
}

// SAFETY: spans and the blocks of `sys` are reached only through this structure's lock.
unsafe impl Send for Pages {}

impl Pages {
    pub(crate) const fn new() -> Pages {
        Pages {
            bins: [None; BINS],
            filled: 0,
            pool: None,
            frontier: 0,
            sys: Sys::new(),
            mapped: 0,
            free: 0,
            heap_pages: 0,
            released: 0,
        }
    }

    fn bin(pages: usize) -> usize {
        pages.min(BINS) - 1
    }

    #[inline(never)]
    fn link(&mut self, table: &PageTable, s: SpanRef, base: usize, pages: usize, released: bool) {
        let b = Self::bin(pages);
        s.base.set(base);
        s.pages.set(pages);
        s.is_free.set(true);
        s.released.set(released);
        if released {
            self.released += pages << PAGE_SHIFT;
        }
        s.prev.set(None);
        s.next.set(self.bins[b]);
        if let Some(next) = self.bins[b] {
            next.prev.set(Some(s));
        }
        self.bins[b] = Some(s);
        self.filled |= 1 << b;
        self.free += pages;
        table.set_ends(base, pages, Some(s));
    }

    #[inline(never)]
    fn unlink(&mut self, s: SpanRef) {
        let b = Self::bin(s.pages.get());
        match s.prev.get() {
            Some(prev) => prev.next.set(s.next.get()),
            None => self.bins[b] = s.next.get(),
        }
        if let Some(next) = s.next.get() {
            next.prev.set(s.prev.get());
        }
        if self.bins[b].is_none() {
            self.filled &= !(1 << b);
        }
        s.is_free.set(false);
        if s.released.get() {
            self.released -= s.pages.get() << PAGE_SHIFT;
        }
        self.free -= s.pages.get();
    }

    /// The best free run of at least `n` pages.
    fn best(&self, n: usize) -> Option<SpanRef> {
        let b = (self.filled & (u64::MAX << Self::bin(n))).trailing_zeros() as usize;
        if b < BINS - 1 {
            return self.bins[b];
        }
        let (mut best, mut s) = (None::<SpanRef>, self.bins[BINS - 1]);
        while let Some(run) = s {
            // The shortest, and of those the lowest, so that the end of memory stays whole.
            let key = |r: SpanRef| (r.pages.get(), r.base.get());
            if run.pages.get() >= n && best.is_none_or(|b| key(run) < key(b)) {
                best = Some(run);
            }
            s = run.next.get();
        }
        best
    }

    /// Takes `n` pages; true with them if they are zero. Their page table entries are null at both ends.
    pub(crate) fn take(&mut self, table: &PageTable, n: usize) -> Option<(usize, bool)> {
        let run = self.best(n)?;
        let (base, pages, released) = (run.base.get(), run.pages.get(), run.released.get());
        self.unlink(run);
        if pages > n {
            self.link(table, run, base + (n << PAGE_SHIFT), pages - n, released);
        } else {
            self.spare(run);
        }
        table.set_ends(base, n, None);
        let zero = released || base >= self.frontier;
        self.frontier = self.frontier.max(base + (n << PAGE_SHIFT));
        Some((base, zero))
    }

    /// Returns a run of pages, which nobody uses any more.
    pub(crate) fn put(&mut self, table: &PageTable, mut base: usize, mut n: usize) {
        let free = |s: &SpanRef| s.is_free.get();
        let mut own = None;
        if let Some(before) = table.get(base - PAGE_SIZE).filter(free) {
            self.unlink(before);
            base = before.base.get();
            n += before.pages.get();
            own = Some(before);
        }
        if let Some(after) = table.get(base + (n << PAGE_SHIFT)).filter(free) {
            self.unlink(after);
            n += after.pages.get();
            match own {
                None => own = Some(after),
                Some(_) => self.spare(after),
            }
        }
        match own.or_else(|| self.spare_span(table)) {
            // A run joined of several is whole again: what the host took of it is not remembered.
            Some(own) => self.link(table, own, base, n, false),
            None => {
                // Not even memory for one span: the run provides it.
                self.sys.adopt(base, PAGE_SIZE);
                table.set_ends(base, 1, None);
                if n > 1 {
                    self.put(table, base + PAGE_SIZE, n - 1);
                }
            }
        }
    }

    /// Grows memory so that `n` pages in a row are free.
    pub(crate) fn grow(&mut self, table: &PageTable, memory: &impl Memory, n: usize) -> bool {
        let need = n << PAGE_SHIFT;
        // Room for the chunks of the page table that the region may need.
        let Some(need) = need.checked_add(((need / CHUNK_SPAN) + 2) * CHUNK_BYTES) else {
            return false;
        };
        let need = need.next_multiple_of(PAGE_SIZE);
        let ahead = (self.mapped / 8)
            .clamp(MIN_GROWTH, MAX_GROWTH)
            .next_multiple_of(MIN_GROWTH);
        let wish = need.next_multiple_of(MIN_GROWTH).max(ahead);
        let Some(Region { start, len }) = memory.grow(wish).or_else(|| memory.grow(need)) else {
            return false;
        };
        let (mut at, end) = (
            start.next_multiple_of(PAGE_SIZE),
            (start + len) & !(PAGE_SIZE - 1),
        );
        if at >= end {
            return false;
        }
        self.mapped += end - at;
        table.extend(at, end);
        let sys = &mut self.sys;
        let covered = table.cover(at, end - at, || {
            let chunk = match sys.carve(CHUNK_BYTES) {
                Some(chunk) => chunk,
                None => {
                    let bytes = CHUNK_BYTES.next_multiple_of(PAGE_SIZE);
                    if end - at < bytes {
                        return None;
                    }
                    sys.adopt(at, bytes);
                    at += bytes;
                    sys.carve(CHUNK_BYTES)?
                }
            };
            // SAFETY: the block was just cut off memory of ours.
            unsafe {
                core::ptr::with_exposed_provenance_mut::<u8>(chunk).write_bytes(0, CHUNK_BYTES)
            };
            Some(chunk)
        });
        if !covered {
            // Out of the table's reach: the region is of no use.
            self.mapped -= end - at;
            return false;
        }
        if at < end {
            self.put(table, at, (end - at) >> PAGE_SHIFT);
        }
        true
    }

    pub(crate) fn spare(&mut self, s: SpanRef) {
        s.next.set(self.pool);
        self.pool = Some(s);
    }

    /// A span that describes nothing yet.
    fn spare_span(&mut self, table: &PageTable) -> Option<SpanRef> {
        self.pooled_span().or_else(|| {
            let at = self.sys_alloc(table, size_of::<Span>(), 8)?;
            // SAFETY: a fresh block that is never freed.
            Some(unsafe { SpanRef::create(at) })
        })
    }

    pub(crate) fn pooled_span(&mut self) -> Option<SpanRef> {
        let s = self.pool?;
        self.pool = s.next.get();
        Some(s)
    }

    /// A block of metadata memory or of the runtime's own; not zeroed.
    pub(crate) fn sys_alloc(
        &mut self,
        table: &PageTable,
        size: usize,
        align: usize,
    ) -> Option<usize> {
        let Some(class) = Sys::class(size, align) else {
            let n = size.div_ceil(PAGE_SIZE);
            let (at, _) = self.take(table, n)?;
            self.sys.bytes += n << PAGE_SHIFT;
            return Some(at);
        };
        if let Some(block) = self.sys.alloc(class) {
            return Some(block);
        }
        let (at, n) = match self.take(table, Sys::CHUNK_PAGES) {
            Some((at, _)) => (at, Sys::CHUNK_PAGES),
            None => (self.take(table, 1)?.0, 1),
        };
        self.sys.adopt(at, n << PAGE_SHIFT);
        self.sys.alloc(class)
    }

    pub(crate) fn sys_free(&mut self, table: &PageTable, at: usize, size: usize, align: usize) {
        match Sys::class(size, align) {
            Some(class) => self.sys.free(at, class),
            None => {
                let n = size.div_ceil(PAGE_SIZE);
                self.sys.bytes -= n << PAGE_SHIFT;
                self.put(table, at, n);
            }
        }
    }

    /// Offers every free run of at least `min` pages to the host, unless it has taken it already.
    pub(crate) fn release(&mut self, memory: &impl Memory, min: usize) {
        for b in Self::bin(min)..BINS {
            let mut s = self.bins[b];
            while let Some(run) = s {
                s = run.next.get();
                if run.released.get() {
                    continue;
                }
                let region = Region {
                    start: run.base.get(),
                    len: run.pages.get() << PAGE_SHIFT,
                };
                // SAFETY: the pages are in no use.
                if unsafe { memory.release(region) } {
                    run.released.set(true);
                    self.released += region.len;
                }
            }
        }
    }

    /// Checks the free runs; their pages, if all is well.
    pub(crate) fn check(&self, table: &PageTable) -> Option<usize> {
        let (mut pages, mut released) = (0, 0);
        for b in 0..BINS {
            if self.bins[b].is_some() != (self.filled >> b & 1 != 0) {
                return None;
            }
            let mut s = self.bins[b];
            while let Some(run) = s {
                let (base, n) = (run.base.get(), run.pages.get());
                let last = base + ((n - 1) << PAGE_SHIFT);
                let apart = |s: Option<SpanRef>| s.is_none_or(|s| !s.is_free.get());
                if Self::bin(n) != b
                    || table.get(base) != Some(run)
                    || table.get(last) != Some(run)
                    || run.limit() != 0
                    || !run.is_free.get()
                    || !apart(table.get(base - PAGE_SIZE))
                    || !apart(table.get(last + PAGE_SIZE))
                {
                    return None;
                }
                pages += n;
                if run.released.get() {
                    released += n << PAGE_SHIFT;
                }
                s = run.next.get();
            }
        }
        (pages == self.free && released == self.released).then_some(pages)
    }
}

static_assertions::const_assert!(Sys::CHUNK_PAGES < BINS && CLASSES < 256);

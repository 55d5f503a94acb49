//! Marking.
//!
//! An object is *white* (no mark bit), *grey* (marked, its address in a work buffer) or *black* (marked and
//! scanned). Shading makes a white object grey; scanning a grey one shades what it points to. Objects without
//! pointers go from white to black at once, and so do objects allocated while marking is on.
//!
//! Work lists are stacks, so that what is near in memory is scanned soon; but what comes off the top has just been found, and is in no cache. So it
//! waits in a short ring until some others have been scanned, while the processor fetches it.
//!
//! When no page can be had for a work buffer, a few addresses are kept in the marker itself. Beyond them the span of the object is
//! flagged instead, and all marked objects of flagged spans are scanned again when the buffers are empty. Without those few a list whose
//! nodes lie in the wrong order took a pass over the heap for each node.

use crate::class::WORD;
use crate::heap::Heap;
use crate::layout::Layout;
use crate::memory::Memory;
use crate::span::SpanRef;
use crate::sync::switch_point;
use crate::work::{BufferRef, RESCAN, SPECIALS};

/// Bytes of a long object that are scanned at a time: each pointer may lead to something that is not cached (with 128 KiB an array of
/// 32-bit pointers made slices of 2 ms).
pub(crate) const OBLET: usize = 512 * WORD;

/// Grey objects that have left the buffers and wait for the processor to have them in its cache.
const AHEAD: usize = if cfg!(loom) { 1 } else { 8 };

/// What one marker (a P, or a worker) holds: two buffers of grey objects, and those that are scanned next.
///
/// It must be flushed ([`Heap::flush_marker`]) before the cycle is finished and before it is dropped.
#[derive(Default)]
pub struct Marker {
    current: Option<BufferRef>,
    other: Option<BufferRef>,
    /// A ring, with 0 where there is none, and the place of the next.
    ahead: [usize; AHEAD],
    next: usize,
    /// Bytes of objects marked and of words scanned, not yet told to the pacer.
    marked: usize,
    scanned: usize,
    /// Pointers into the heap that were followed.
    followed: usize,
    /// Grey objects for which there was no buffer.
    few: [usize; FEW],
    fews: usize,
}

/// So many grey objects need no buffer.
const FEW: usize = 32;

/// What following a pointer costs beside scanning, in bytes: it may touch the page table, a span, two bitmaps and the object, none
/// of which need be cached.
const FOLLOW: usize = 16;

impl core::fmt::Debug for Marker {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Marker")
    }
}

impl Marker {
    /// A marker without work.
    pub const fn new() -> Marker {
        Marker {
            current: None,
            other: None,
            ahead: [0; AHEAD],
            next: 0,
            marked: 0,
            scanned: 0,
            followed: 0,
            few: [0; FEW],
            fews: 0,
        }
    }

    /// What this marker has done since it last told the pacer, which every step of marking does at its end, as the number of bytes
    /// that could have been scanned in the time: what
    /// a report of roots compares its budget with.
    #[inline]
    pub fn effort(&self) -> usize {
        self.scanned + self.followed * FOLLOW
    }

    /// Counts bytes of roots that were scanned word by word, with [`Heap::shade`].
    pub fn count(&mut self, bytes: usize) {
        self.scanned += bytes;
    }
}

/// How a marking step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The budget is spent; there is more to do.
    More,
    /// Neither this marker nor the queue has work. When all markers and barriers are flushed and this is still so,
    /// marking is complete.
    Idle,
}

/// Has the processor fetch the beginning of an object that will be scanned soon.
#[inline(always)]
fn fetch(at: usize) {
    let p = core::ptr::with_exposed_provenance_mut::<usize>(at);
    #[cfg(target_arch = "x86_64")]
    {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a hint, for any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(p.cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    // A load that nobody waits for.
    // SAFETY: a word of an object; mutators may write it now.
    unsafe {
        core::sync::atomic::AtomicUsize::from_ptr(p).load(core::sync::atomic::Ordering::Relaxed);
    }
}

impl<M: Memory> Heap<M> {
    /// Marks the object in which an address lies, if there is one; for roots and pointers in registers.
    #[inline(never)]
    pub fn shade(&self, m: &mut Marker, addr: usize) {
        self.grey(m, addr);
    }

    #[inline(always)]
    fn grey(&self, m: &mut Marker, addr: usize) {
        let Some((s, offset)) = self.table.find(addr) else {
            return;
        };
        m.followed += 1;
        let i = s.index(offset);
        // A stale pointer to an object that is not allocated is no reason to keep it.
        if !s.allocs().get(i) || !s.marks().set(i) {
            return;
        }
        let elem = s.elem.get();
        m.marked += elem;
        if !s.noscan() {
            self.push(m, s, s.base.get() + i * elem);
        }
    }

    #[inline(always)]
    fn push(&self, m: &mut Marker, s: SpanRef, item: usize) {
        if let Some(b) = &mut m.current
            && b.push(item)
        {
            return;
        }
        self.push_slow(m, s, item);
    }

    #[cold]
    #[inline(never)]
    fn push_slow(&self, m: &mut Marker, s: SpanRef, item: usize) {
        core::mem::swap(&mut m.current, &mut m.other);
        if let Some(b) = &mut m.current
            && b.push(item)
        {
            return;
        }
        if let Some(mut b) = self.new_buffer() {
            b.push(item);
            if let Some(full) = m.current.replace(b) {
                self.work.give(full);
            }
            return;
        }
        match m.few.get_mut(m.fews) {
            Some(few) => {
                *few = item;
                m.fews += 1;
            }
            None => self.scan_again(s),
        }
    }

    /// Has all marked objects of a span scanned once more.
    fn scan_again(&self, s: SpanRef) {
        s.rescan.set(true);
        self.work.set_other(RESCAN);
    }

    fn new_buffer(&self) -> Option<BufferRef> {
        let page = self.alloc_pages(1)?;
        // SAFETY: the page is fresh and ours.
        Some(unsafe { BufferRef::create(page.as_ptr().expose_provenance()) })
    }

    fn free_buffer(&self, buffer: BufferRef) {
        let page = core::ptr::with_exposed_provenance_mut(buffer.into_page());
        if let Some(page) = core::ptr::NonNull::new(page) {
            // SAFETY: buffers are pages of `new_buffer`, and this one was its holder's.
            unsafe { self.free_pages(page, 1) };
        }
    }

    /// The next grey object to scan. It has been fetched while others were scanned.
    #[inline(always)]
    fn next(&self, m: &mut Marker) -> Option<usize> {
        while let Some(new) = self.pop(m) {
            fetch(new);
            let at = m.next;
            m.next = (at + 1) % AHEAD;
            let item = core::mem::replace(&mut m.ahead[at], new);
            if item != 0 {
                return Some(item);
            }
        }
        self.last(m)
    }

    /// The next one when there are no more behind it.
    #[cold]
    #[inline(never)]
    fn last(&self, m: &mut Marker) -> Option<usize> {
        for _ in 0..AHEAD {
            let at = m.next;
            m.next = (at + 1) % AHEAD;
            let item = core::mem::take(&mut m.ahead[at]);
            if item != 0 {
                return Some(item);
            }
        }
        None
    }

    #[inline(always)]
    fn pop(&self, m: &mut Marker) -> Option<usize> {
        if let Some(b) = &mut m.current
            && let Some(item) = b.pop()
        {
            return Some(item);
        }
        self.pop_slow(m)
    }

    #[cold]
    #[inline(never)]
    fn pop_slow(&self, m: &mut Marker) -> Option<usize> {
        core::mem::swap(&mut m.current, &mut m.other);
        if let Some(b) = &mut m.current
            && let Some(item) = b.pop()
        {
            return Some(item);
        }
        if m.fews != 0 {
            m.fews -= 1;
            return Some(m.few[m.fews]);
        }
        let mut b = self.work.take()?;
        let item = b.pop();
        if let Some(empty) = m.current.replace(b) {
            self.free_buffer(empty);
        }
        item
    }

    /// Marks until the [effort](Marker::effort) reaches `budget` or nothing is left to do.
    ///
    /// A step exceeds its budget by no more than 512 words and what they point to take, or one small object with a finalizer. Only without
    /// memory for lists of grey objects it goes on for as long as it takes.
    #[inline(never)]
    pub fn mark_step(&self, m: &mut Marker, budget: usize) -> Progress {
        let progress = loop {
            if m.effort() >= budget {
                break Progress::More;
            }
            match self.next(m) {
                Some(item) => self.scan(m, item),
                None => match self.work.take_other() {
                    0 => break Progress::Idle,
                    kinds => self.other_work(m, kinds),
                },
            }
        };
        self.settle(m);
        if progress == Progress::Idle {
            self.flush_marker(m);
        }
        progress
    }

    /// Hands a marker's work to the queue.
    #[inline(never)]
    pub fn flush_marker(&self, m: &mut Marker) {
        while let Some(item) = self.last(m) {
            if let Some(s) = self.table.get(item) {
                self.push_slow(m, s, item);
            }
        }
        for b in [m.current.take(), m.other.take()].into_iter().flatten() {
            if b.is_empty() {
                self.free_buffer(b)
            } else {
                self.work.give(b)
            }
        }
        for i in 0..core::mem::take(&mut m.fews) {
            if let Some((s, _)) = self.table.find(m.few[i]) {
                self.scan_again(s);
            }
        }
        self.settle(m);
    }

    /// Tells the pacer what a marker has done.
    pub(crate) fn settle(&self, m: &mut Marker) {
        self.pacer.add_marked(
            core::mem::take(&mut m.marked),
            core::mem::take(&mut m.scanned),
        );
        m.followed = 0;
    }

    /// Scans a grey object, or one oblet of a long one.
    #[inline]
    fn scan(&self, m: &mut Marker, item: usize) {
        // Exact, for it is known to lie in an object, and spans with objects stay while marking is on.
        let Some(s) = self.table.get(item) else {
            return;
        };
        let elem = s.elem.get();
        if elem > OBLET {
            return self.scan_long(m, s, item - s.base.get());
        }
        self.scan_small(m, s, item, elem);
    }

    /// Scans bytes of a span of small objects.
    #[inline(always)]
    fn scan_small(&self, m: &mut Marker, s: SpanRef, at: usize, bytes: usize) {
        m.scanned += bytes;
        let Some(bits) = s.pointers() else {
            return self.scan_words(m, at, s.uniform.load());
        };
        let (words, first) = (bytes / WORD, (at - s.base.get()) / WORD);
        let mut w = 0;
        while w < words {
            let n = (words - w).min(64);
            self.scan_words(m, at + w * WORD, bits.field(first + w, n));
            w += n;
        }
    }

    #[cold]
    #[inline(never)]
    fn scan_long(&self, m: &mut Marker, s: SpanRef, offset: usize) {
        if self.scan_oblet(m, s, offset) {
            self.push(m, s, s.base.get() + offset + OBLET);
        }
    }

    /// Scans one oblet of an object that is longer; true if more follow.
    fn scan_oblet(&self, m: &mut Marker, s: SpanRef, offset: usize) -> bool {
        if !s.is_large() {
            let elem = s.elem.get();
            let end = (s.index(offset) + 1) * elem;
            let n = (end - offset).min(OBLET);
            self.scan_small(m, s, s.base.get() + offset, n);
            return offset + n < end;
        }
        // SAFETY: objects in spans of this class have a layout from their creation on.
        let layout = unsafe { s.large_layout().read() };
        let base = s.base.get();
        let end = layout.words() * WORD;
        let to = end.min(offset + OBLET);
        m.scanned += to.saturating_sub(offset);
        self.scan_range(m, base, &layout, offset / WORD, to / WORD);
        to < end
    }

    fn scan_range(&self, m: &mut Marker, base: usize, layout: &Layout, from: usize, to: usize) {
        let mut w = from;
        while let (n @ 1.., bits) = layout.chunk(w, to) {
            self.scan_some(m, base + w * WORD, bits);
            w += n;
        }
    }

    /// [`scan_words`](Heap::scan_words), where a call does not matter.
    #[inline(never)]
    fn scan_some(&self, m: &mut Marker, at: usize, bits: u64) {
        self.scan_words(m, at, bits);
    }

    /// Shades what up to 64 words from `at` on point to, those with a bit.
    #[inline(always)]
    fn scan_words(&self, m: &mut Marker, at: usize, mut bits: u64) {
        while bits != 0 {
            let p = at + bits.trailing_zeros() as usize * WORD;
            bits &= bits - 1;
            switch_point();
            // SAFETY: a word of an object or of a block that the embedder vouches for; mutators may write it now.
            let word = unsafe {
                let p = core::ptr::with_exposed_provenance_mut::<usize>(p);
                core::sync::atomic::AtomicUsize::from_ptr(p)
                    .load(core::sync::atomic::Ordering::Relaxed)
            };
            if word != 0 {
                self.grey(m, word);
            }
        }
    }

    /// Scans all marked objects of spans flagged for want of a work buffer.
    #[cold]
    #[inline(never)]
    fn rescan(&self, m: &mut Marker) {
        self.table.each_span(|s| {
            if !s.rescan.replace(false) {
                return;
            }
            for i in 0..s.nelems.get() as usize {
                // A large one that is not marked has a finalizer.
                if s.is_large() || s.marks().get(i) {
                    self.scan_object(m, s, i);
                    // There may be no room for more.
                    while let Some(item) = self.pop(m) {
                        self.scan(m, item);
                    }
                }
            }
        });
    }

    #[cold]
    fn other_work(&self, m: &mut Marker, kinds: usize) {
        if kinds & RESCAN != 0 {
            self.rescan(m);
        }
        let hooks = *self.hooks.lock();
        if kinds & SPECIALS != 0
            && let Some(hooks) = hooks
            && (hooks.roots)(self, m)
        {
            self.work.set_other(SPECIALS);
        }
    }

    /// Scans an object, whether it is marked or not: all of a small one, and of a large one the beginning, with the rest put down as work.
    #[cold]
    pub(crate) fn scan_object(&self, m: &mut Marker, s: SpanRef, i: usize) {
        if s.noscan() {
            return;
        }
        if s.is_large() {
            return self.scan_long(m, s, 0);
        }
        let elem = s.elem.get();
        self.scan_small(m, s, s.base.get() + i * elem, elem);
    }

    /// Scans a block outside the heap, precisely: globals, frames, other roots.
    ///
    /// # Safety
    /// The words that `layout` describes from `start` on are readable, and either whole pointers or not pointers at all
    /// (a word that is no address of an object is ignored).
    pub unsafe fn scan_block(&self, m: &mut Marker, start: usize, layout: &Layout) {
        self.scan_range(m, start, layout, 0, usize::MAX);
        m.scanned += layout.words() * WORD;
    }

    /// Scans `words` words from `start` on as if each were a pointer.
    ///
    /// # Safety
    /// The words are readable.
    pub unsafe fn scan_conservatively(&self, m: &mut Marker, start: usize, words: usize) {
        let mut w = 0;
        while w < words {
            let n = (words - w).min(64);
            self.scan_some(m, start + w * WORD, u64::MAX >> (64 - n));
            w += n;
        }
        m.scanned += words * WORD;
    }

    /// Shades what a write barrier has recorded.
    pub fn flush_barrier(&self, barrier: &mut crate::Barrier, m: &mut Marker) {
        for &addr in barrier.take() {
            if addr != 0 {
                self.shade(m, addr);
            }
        }
    }
}

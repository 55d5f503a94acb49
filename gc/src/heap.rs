//! The heap: allocation off the fast path, and the operations that others compose.

use core::ptr::NonNull;

use crate::cache::{Cache, SPAN_CLASSES, TINY, TINY_CLASS};
use crate::class::{MAX_SMALL, PAGE_SHIFT, PAGE_SIZE, WORD, class_pages, size_class};
use crate::layout::Layout;
use crate::mark::Marker;
use crate::memory::Memory;
use crate::pacer::Pacer;
use crate::pages::Pages;
use crate::span::{Span, SpanList, SpanRef, bitmap_bytes, is_uniform, table_bytes};
use crate::specials::Specials;
use crate::stats::Counters;
use crate::sync::{AtomicU32, AtomicUsize, Lock, Ordering, constructor, fence, repeat};
use crate::table::PageTable;
use crate::work::WorkQueue;

/// The spans of one span class that no cache owns.
pub(crate) struct Central {
    /// Swept, some object free.
    pub(crate) partial: SpanList,
    /// Swept, no object free.
    pub(crate) full: SpanList,
    /// Not yet swept since the last mark phase.
    pub(crate) unswept: SpanList,
}

/// Neither marking nor sweeping needs anything of the mutator.
pub(crate) const PHASE_IDLE: u32 = 0;
/// Marking: the write barrier is on and new objects are black.
pub(crate) const PHASE_MARK: u32 = 1;

/// Spans swept in search of a free object before a fresh span is taken, so that a refill takes bounded time in a heap
/// that is full of what is alive.
const SWEEP_TRIES: usize = 64;

/// Spans swept in search of free pages before memory grows: below half a millisecond.
const SWEEP_BEFORE_GROWTH: usize = 1024;

/// Where objects of size zero are.
static ZERO: u64 = 0;

/// A garbage-collected heap.
///
/// All methods take `&self`; a heap is meant to be a `static`. Methods that change the phase
/// ([`start_cycle`](Heap::start_cycle), [`finish_cycle`](Heap::finish_cycle)) must be called with all other users
/// of the heap stopped.
pub struct Heap<M: Memory> {
    pub(crate) memory: M,
    pub(crate) table: PageTable,
    pub(crate) pages: Lock<Pages>,
    pub(crate) central: [Lock<Central>; SPAN_CLASSES],
    pub(crate) phase: AtomicU32,
    /// Number of the current sweep.
    pub(crate) sweep: AtomicU32,
    /// Span classes that may still have unswept spans: those below.
    pub(crate) unswept: AtomicUsize,
    /// Spans that caches own.
    pub(crate) cached: AtomicUsize,
    pub(crate) work: WorkQueue,
    pub(crate) pacer: Pacer,
    pub(crate) counters: Counters,
    /// What to call for finalizers and the like, once there are any.
    pub(crate) hooks: Lock<Option<Hooks<M>>>,
    pub(crate) specials: Lock<Specials>,
    /// Not 0: finalizers or cleanups have been queued since this was last looked at.
    pub(crate) queued: AtomicU32,
}

/// How the core reaches the parts that a program may not have linked.
pub(crate) struct Hooks<M: Memory> {
    /// A cycle starts.
    pub(crate) start: fn(&Heap<M>),
    /// Marks what some specials keep alive; false once all have been visited in this cycle.
    pub(crate) roots: fn(&Heap<M>, &mut Marker) -> bool,
    /// Deals with the specials of a span about to be swept.
    pub(crate) sweep: fn(&Heap<M>, SpanRef),
}

impl<M: Memory> Clone for Hooks<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Memory> Copy for Hooks<M> {}

// SAFETY: raw pointers in the heap's parts are reached under its locks or by the protocol described at `Span`.
unsafe impl<M: Memory + Sync> Sync for Heap<M> {}

impl<M: Memory> core::fmt::Debug for Heap<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Heap")
    }
}

impl<M: Memory> Heap<M> {
    constructor! {
        /// A heap that takes its memory from `memory`, when it first needs some.
        ///
        /// All of its fields begin as zero (unless the memory port's do not), so that a `static` heap adds nothing to
        /// a module's data.
        pub fn new(memory: M) -> Heap<M> {
            Heap {
                memory,
                table: PageTable::new(),
                pages: Lock::new(Pages::new()),
                central: repeat!(
                    Lock::new(Central { partial: SpanList::EMPTY, full: SpanList::EMPTY, unswept: SpanList::EMPTY }),
                    SPAN_CLASSES
                ),
                phase: AtomicU32::new(PHASE_IDLE),
                sweep: AtomicU32::new(0),
                unswept: AtomicUsize::new(0),
                cached: AtomicUsize::new(0),
                work: WorkQueue::new(),
                pacer: Pacer::new(),
                counters: Counters::new(),
                hooks: Lock::new(None),
                specials: Lock::new(Specials::EMPTY),
                queued: AtomicU32::new(0),
            }
        }
    }

    /// The heap's memory port.
    pub fn memory(&self) -> &M {
        &self.memory
    }

    /// Whether marking is on: writes of pointers need the [`Barrier`](crate::Barrier).
    #[inline(always)]
    pub fn is_marking(&self) -> bool {
        self.phase.load(Ordering::Relaxed) == PHASE_MARK
    }

    /// Whether finalizers or cleanups have been queued since this was last asked; cheap enough for the slow path of
    /// every allocation. They are queued when their spans are swept, some time after a cycle has ended.
    #[inline]
    pub fn take_queued(&self) -> bool {
        self.queued.load(Ordering::Relaxed) != 0 && self.queued.swap(0, Ordering::Relaxed) != 0
    }

    /// Allocates `size` zeroed bytes, aligned to 8 if `size` is a multiple of 8 (and to a page above [`MAX_SMALL`]).
    ///
    /// `layout` must not describe words beyond `size`. `None` means that memory is exhausted and nothing happened:
    /// collect, then try again; if a full collection did not help, there is no memory.
    #[inline]
    pub fn alloc(&self, cache: &mut Cache, size: usize, layout: &Layout) -> Option<NonNull<u8>> {
        match cache.alloc(size, layout) {
            Some(p) => Some(p),
            None => self.alloc_slow(cache, size, layout),
        }
    }

    /// [`alloc`](Heap::alloc) after [`Cache::alloc`] has found nothing: claims more objects, sweeps, or grows memory.
    #[cold]
    #[inline(never)]
    pub fn alloc_slow(
        &self,
        cache: &mut Cache,
        size: usize,
        layout: &Layout,
    ) -> Option<NonNull<u8>> {
        if size > MAX_SMALL {
            return self.alloc_large(size, layout);
        }
        if size == 0 {
            return Some(NonNull::from(&ZERO).cast());
        }
        if layout.is_noscan() && size < TINY {
            let (_, block) = self.take_small(cache, TINY_CLASS)?;
            cache.start_tiny(block, size);
            return Some(block);
        }
        let class = size_class(size) * 2 + layout.is_noscan() as usize;
        if layout.is_noscan() {
            return self.take_small(cache, class).map(|(_, p)| p);
        }
        if cache.slots[class].free == 0 {
            self.refill(cache, class)?;
        }
        let slot = &mut cache.slots[class];
        if slot.pointers.is_none()
            && let Some(mask) = layout.whole_mask()
            && slot.mask != mask
        {
            self.mix(slot, mask)?;
        }
        let (i, p) = cache.take(class)?;
        let slot = &cache.slots[class];
        if !slot.pointers.is_none() {
            let words = slot.elem / WORD;
            layout.expand(slot.pointers, i * words, words);
        }
        Some(p)
    }

    /// Makes a span without a pointer bitmap ready for an object with another mask than those that it has.
    #[cold]
    #[inline(never)]
    fn mix(&self, slot: &mut crate::cache::Slot, mask: u64) -> Option<()> {
        let s = slot.span?;
        if slot.mask == 0 {
            s.uniform.store(mask);
            slot.mask = mask;
            return Some(());
        }
        let bitmap = self.block(bitmap_bytes(s.pages.get()), 8)?;
        // SAFETY: the block is ours and becomes the span's, which this cache owns.
        unsafe { s.set_pointers(bitmap) };
        slot.set_window(s);
        Some(())
    }

    #[inline(never)]
    fn take_small(&self, cache: &mut Cache, class: usize) -> Option<(usize, NonNull<u8>)> {
        match cache.take(class) {
            Some(taken) => Some(taken),
            None => {
                self.refill(cache, class)?;
                cache.take(class)
            }
        }
    }

    /// Claims the next window for a slot that has none left.
    fn refill(&self, cache: &mut Cache, class: usize) -> Option<()> {
        let slot = &mut cache.slots[class];
        if slot.held != 0 {
            slot.free = core::mem::take(&mut slot.held);
            return Some(());
        }
        if let Some(s) = slot.span {
            if self.claim(slot, s) {
                return Some(());
            }
            slot.span = None;
            self.cached.fetch_sub(1, Ordering::Relaxed);
            self.central[class].lock().full.push(s);
        }
        self.sweep_in_proportion();
        let s = self.obtain(class)?;
        slot.span = Some(s);
        slot.elem = s.elem.get();
        slot.window = usize::MAX;
        self.cached.fetch_add(1, Ordering::Relaxed);
        self.claim(slot, s).then_some(())
    }

    /// Claims the objects of the next window of `s` that has a free one.
    #[inline(never)]
    fn claim(&self, slot: &mut crate::cache::Slot, s: SpanRef) -> bool {
        let class = s.class.get() as usize;
        let words = s.words.get() as usize;
        let mut w = slot.window.wrapping_add(1);
        let allocs = s.allocs();
        let free = loop {
            if w >= words {
                return false;
            }
            let free = !allocs.word(w).load() & s.valid(w);
            if free != 0 {
                break free;
            }
            w += 1;
        };
        let elem = slot.elem;
        slot.window = w;
        slot.free = free;
        slot.set_window(s);
        if self.is_marking() {
            s.marks().word(w).fetch_or(free);
        }
        if s.dirty.get() {
            zero_objects(slot.base, elem, free);
        }
        allocs.word(w).fetch_or(free);
        let n = free.count_ones();
        s.free.set(s.free.get() - n);
        self.pacer.add_live(n as usize * elem);
        self.counters.add_mallocs(class, n as usize);
        // Objects are seen zeroed by whoever sees their address (single allocations have no fence).
        fence(Ordering::Release);
        true
    }

    /// A swept span of a class with a free object, owned by the caller.
    #[inline(never)]
    fn obtain(&self, class: usize) -> Option<SpanRef> {
        if let Some(s) = self.central[class].lock().partial.pop() {
            return Some(s);
        }
        for _ in 0..SWEEP_TRIES {
            #[cfg(mutant = "sweep_unowned")]
            if let Some(s) = { self.central[class].lock().unswept.first() } {
                self.sweep_span(s);
            }
            let Some(s) = self.central[class].lock().unswept.pop() else {
                break;
            };
            self.sweep_span(s);
            if s.free.get() > 0 {
                return Some(s);
            }
            self.central[class].lock().full.push(s);
        }
        self.new_span(class, class_pages(class / 2))
    }

    /// A fresh span.
    fn new_span(&self, class: usize, n: usize) -> Option<SpanRef> {
        let nelems = match class / 2 {
            0 => 1,
            c => n * PAGE_SIZE / crate::class::class_size(c),
        };
        let bytes = table_bytes(class, n, nelems);
        let (base, zero) = self.take_pages(n)?;
        let Some((s, tables)) = self.span_parts(bytes) else {
            self.pages.lock().put(&self.table, base, n);
            return None;
        };
        // SAFETY: the block is ours, and becomes the span's.
        unsafe {
            core::ptr::with_exposed_provenance_mut::<u8>(tables).write_bytes(0, bytes);
            s.format(base, n, class as u8, tables);
        }
        s.dirty.set(!zero);
        s.swept.set(self.sweep.load(Ordering::Relaxed));
        let mut pages = self.pages.lock();
        self.table.set(base, n, Some(s));
        pages.heap_pages += n;
        Some(s)
    }

    /// A span that describes nothing yet, and `bytes` for its tables.
    fn span_parts(&self, bytes: usize) -> Option<(SpanRef, usize)> {
        let tables = self.block(bytes, 8)?;
        let pooled = self.pages.lock().pooled_span();
        let span = pooled.or_else(|| {
            let at = self.block(size_of::<Span>(), 8)?;
            // SAFETY: a fresh block that is never freed.
            Some(unsafe { SpanRef::create(at) })
        });
        if span.is_none() {
            self.pages.lock().sys_free(&self.table, tables, bytes, 8);
        }
        span.map(|s| (s, tables))
    }

    /// Takes a span's pages back. Nobody refers to its objects.
    pub(crate) fn free_span(&self, s: SpanRef) {
        let (base, n, class) = (s.base.get(), s.pages.get(), s.class.get() as usize);
        let bytes = table_bytes(class, n, s.nelems.get() as usize);
        let mut pages = self.pages.lock();
        if is_uniform(class)
            && let Some(bitmap) = s.pointers()
        {
            pages.sys_free(&self.table, bitmap.addr(), bitmap_bytes(n), 8);
        }
        let tables = s.unformat();
        pages.sys_free(&self.table, tables, bytes, 8);
        pages.heap_pages -= n;
        self.table.set_ends(base, n, None);
        pages.spare(s);
        pages.put(&self.table, base, n);
    }

    #[cold]
    fn alloc_large(&self, size: usize, layout: &Layout) -> Option<NonNull<u8>> {
        let n = size.checked_next_multiple_of(PAGE_SIZE)? >> PAGE_SHIFT;
        self.sweep_in_proportion();
        let class = layout.is_noscan() as usize;
        let s = self.new_span(class, n)?;
        let at = core::ptr::with_exposed_provenance_mut::<u8>(s.base.get());
        if s.dirty.get() {
            // SAFETY: the span's pages are ours.
            unsafe { at.write_bytes(0, n << PAGE_SHIFT) };
        }
        if !layout.is_noscan() {
            // SAFETY: the tables of a span of class 0 end with room for a layout.
            unsafe { s.large_layout().write(*layout) };
        }
        s.free.set(0);
        s.allocs().set(0);
        if self.is_marking() {
            s.marks().set(0);
        }
        self.pacer.add_live(n << PAGE_SHIFT);
        self.counters.add_large(n << PAGE_SHIFT);
        fence(Ordering::Release);
        self.central[class].lock().full.push(s);
        NonNull::new(at)
    }

    /// Gives back everything that a cache has claimed and not handed out.
    pub fn flush(&self, cache: &mut Cache) {
        for (class, slot) in cache.slots.iter_mut().enumerate() {
            let Some(s) = slot.span.take() else { continue };
            #[cfg(mutant = "flush_after_push")]
            self.central[class].lock().partial.push(s);
            slot.free |= core::mem::take(&mut slot.held);
            if slot.free != 0 {
                if self.is_marking() {
                    s.marks().word(slot.window).fetch_and(!slot.free);
                }
                s.allocs().word(slot.window).fetch_and(!slot.free);
                let n = slot.free.count_ones();
                s.free.set(s.free.get() + n);
                self.pacer.sub_live(n as usize * slot.elem);
                self.counters.sub_mallocs(class, n as usize);
                slot.free = 0;
            }
            self.cached.fetch_sub(1, Ordering::Relaxed);
            #[cfg(mutant = "flush_after_push")]
            continue;
            let mut central = self.central[class].lock();
            if s.free.get() > 0 {
                central.partial.push(s)
            } else {
                central.full.push(s)
            }
        }
        self.counters.add_tiny(cache.end_tiny());
    }

    /// Takes a run of pages: from the free ones, by sweeping, or by growing memory.
    #[inline(never)]
    pub(crate) fn take_pages(&self, n: usize) -> Option<(usize, bool)> {
        let mut tries = SWEEP_BEFORE_GROWTH / SWEEP_TRIES;
        loop {
            let run = self.pages.lock().take(&self.table, n);
            if run.is_some() {
                return run;
            }
            // A part of what is not swept, then memory grows; if it cannot, all the rest.
            let swept = self.sweep_step(SWEEP_TRIES);
            tries = tries.saturating_sub(1);
            if !swept && tries != 0 {
                continue;
            }
            let grown = self.pages.lock().grow(&self.table, &self.memory, n);
            if !grown && swept {
                return self.pages.lock().take(&self.table, n);
            }
        }
    }

    /// Allocates `n` pages outside the collected heap, not zeroed: the caller frees them, and reports pointers in
    /// them as roots.
    pub fn alloc_pages(&self, n: usize) -> Option<NonNull<u8>> {
        let (at, _) = self.take_pages(n)?;
        self.pages.lock().sys.bytes += n << PAGE_SHIFT;
        NonNull::new(core::ptr::with_exposed_provenance_mut(at))
    }

    /// Frees pages of [`alloc_pages`](Heap::alloc_pages).
    ///
    /// # Safety
    /// `at` came from `alloc_pages(n)` of this heap and is not used any more.
    pub unsafe fn free_pages(&self, at: NonNull<u8>, n: usize) {
        let mut pages = self.pages.lock();
        pages.sys.bytes -= n << PAGE_SHIFT;
        pages.put(&self.table, at.as_ptr().expose_provenance(), n);
    }

    /// Allocates a block outside the collected heap, not zeroed; `align` is a power of two up to [`PAGE_SIZE`].
    ///
    /// Fit to serve as Rust's global allocator.
    pub fn sys_alloc(&self, size: usize, align: usize) -> Option<NonNull<u8>> {
        NonNull::new(core::ptr::with_exposed_provenance_mut(
            self.block(size, align)?,
        ))
    }

    #[inline(never)]
    fn block(&self, size: usize, align: usize) -> Option<usize> {
        loop {
            let block = self.pages.lock().sys_alloc(&self.table, size, align);
            if block.is_some() {
                return block;
            }
            // Makes sure of a run that is long enough, and leaves it to the block allocator.
            let n = size.div_ceil(PAGE_SIZE).max(1);
            let (run, _) = self.take_pages(n)?;
            self.pages.lock().put(&self.table, run, n);
        }
    }

    /// Frees a block of [`sys_alloc`](Heap::sys_alloc).
    ///
    /// # Safety
    /// `at` came from `sys_alloc(size, align)` of this heap and is not used any more.
    pub unsafe fn sys_free(&self, at: NonNull<u8>, size: usize, align: usize) {
        self.pages
            .lock()
            .sys_free(&self.table, at.as_ptr().expose_provenance(), size, align);
    }

    /// The object in which an address lies: its first address and its size. `None` if there is none.
    pub fn find_object(&self, addr: usize) -> Option<(NonNull<u8>, usize)> {
        let (s, offset) = self.table.find(addr)?;
        let i = s.index(offset);
        if !s.allocs().get(i) {
            return None;
        }
        let elem = s.elem.get();
        let at = core::ptr::with_exposed_provenance_mut(s.base.get() + i * elem);
        NonNull::new(at).map(|p| (p, elem))
    }

    /// Whether the small object in which `from` lies has a pointer into the object in which `to` lies.
    pub fn points_to(&self, from: usize, to: usize) -> bool {
        let (Some((s, offset)), Some((to, size))) = (self.table.find(from), self.find_object(to))
        else {
            return false;
        };
        if s.noscan() || s.is_large() {
            return false;
        }
        let (first, words) = (s.index(offset) * s.elem.get() / WORD, s.elem.get() / WORD);
        (0..words).any(|w| {
            let is_pointer = match s.pointers() {
                None => s.uniform.load() >> w & 1 != 0,
                Some(bits) => bits.get(first + w),
            };
            let at = s.base.get() + (first + w) * WORD;
            // SAFETY: a word of an object, which mutators may write now.
            let word = || unsafe {
                core::sync::atomic::AtomicUsize::from_ptr(core::ptr::with_exposed_provenance_mut(
                    at,
                ))
                .load(core::sync::atomic::Ordering::Relaxed)
            };
            is_pointer && word().wrapping_sub(to.addr().get()) < size
        })
    }
}

/// Zeroes the objects of a window whose bits are set.
fn zero_objects(base: usize, elem: usize, mut free: u64) {
    let mut at = base;
    while free != 0 {
        let skip = free.trailing_zeros();
        at += skip as usize * elem;
        let run = (free >> skip).trailing_ones();
        let len = run as usize * elem;
        // SAFETY: free objects of a span that the caller owns.
        unsafe { zero(at, len) };
        at += len;
        free = free.checked_shr(skip + run).unwrap_or(0);
    }
}

/// Zeroes a multiple of 8 bytes.
///
/// # Safety
/// `len` bytes from the exposed address `at` on are the caller's, and aligned to 8.
unsafe fn zero(at: usize, len: usize) {
    if len > 256 {
        // SAFETY: by the contract.
        unsafe { core::ptr::with_exposed_provenance_mut::<u8>(at).write_bytes(0, len) };
        return;
    }
    for i in 0..len / 8 {
        // Volatile, or the loop becomes a call for a few words.
        // SAFETY: by the contract.
        unsafe {
            core::ptr::with_exposed_provenance_mut::<u64>(at)
                .add(i)
                .write_volatile(0)
        };
    }
}

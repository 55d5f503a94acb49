//! The per-P cache: allocation without a lock.
//!
//! For each span class a cache owns at most one span, and of that span one *window*: 64 objects of the allocation
//! bitmap, claimed at once. Loading a window sets the allocation bits of its free objects, zeroes them and, while
//! marking is on, marks them; handing one out is then only a matter of taking the lowest bit of a word. What is
//! left of a window when the cache is flushed is given back.

use core::ptr::NonNull;

use crate::bits::Bits;
use crate::class::{CLASSES, MAX_SMALL, WORD, size_class};
use crate::layout::Layout;
use crate::span::SpanRef;

/// Span classes: size class times two, plus one without pointers. Models have objects of up to 24 bytes.
pub(crate) const SPAN_CLASSES: usize = if cfg!(loom) { 4 } else { CLASSES } * 2;

/// Objects without pointers below this size share blocks of this size.
pub(crate) const TINY: usize = 16;
pub(crate) const TINY_CLASS: usize = 2 * 2 + 1;

#[repr(C)]
pub(crate) struct Slot {
    /// Claimed and not yet handed out.
    pub(crate) free: u64,
    /// Claimed too, but only taken on the slow path: the first of them is to be sampled.
    pub(crate) held: u64,
    /// Address of the window's first object.
    pub(crate) base: usize,
    /// Bytes of an object.
    pub(crate) elem: usize,
    /// The pointers of every object of the span, or 0 if it has none yet or a bitmap.
    pub(crate) mask: u64,
    /// Pointer bits of the window, from a word boundary on, if the span has a bitmap.
    pub(crate) pointers: Bits,
    pub(crate) span: Option<SpanRef>,
    /// Index of the window in the allocation bitmap.
    pub(crate) window: usize,
}

impl Slot {
    const EMPTY: Slot = Slot {
        free: 0,
        held: 0,
        base: 0,
        elem: 0,
        mask: 0,
        pointers: Bits::NONE,
        span: None,
        window: 0,
    };

    /// Takes over how the span says where pointers are, for the current window.
    pub(crate) fn set_window(&mut self, s: SpanRef) {
        self.base = s.base.get() + self.window * 64 * self.elem;
        match s.pointers() {
            None => (self.mask, self.pointers) = (s.uniform.load(), Bits::NONE),
            Some(bits) => {
                (self.mask, self.pointers) = (0, bits.skip(self.window * self.elem / WORD))
            }
        }
    }
}

/// A P's allocation cache.
///
/// One thread at a time uses it, always with the same heap. It must be flushed
/// ([`Heap::flush`](crate::Heap::flush)) before each phase change and before it is dropped.
pub struct Cache {
    pub(crate) slots: [Slot; SPAN_CLASSES],
    /// The rest of the current tiny block: from here to there.
    tiny: usize,
    tiny_end: usize,
    /// Tiny objects handed out beyond the first of their block.
    tiny_allocs: usize,
}

impl core::fmt::Debug for Cache {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Cache")
    }
}

impl Default for Cache {
    fn default() -> Self {
        Cache::new()
    }
}

/// Alignment, less one, that an object of a size may rely on within a tiny block.
static TINY_ALIGN: [u8; TINY] = {
    let (mut align, mut size) = ([0; TINY], 1);
    while size < TINY {
        align[size] = match size & size.wrapping_neg() {
            // Twelve bytes may hold a 64-bit word that 32-bit targets want aligned for atomic access.
            _ if size == 12 => 7,
            of_size => of_size as u8 - 1,
        };
        size += 1;
    }
    align
};

impl Cache {
    /// An empty cache.
    pub const fn new() -> Cache {
        Cache {
            slots: [const { Slot::EMPTY }; SPAN_CLASSES],
            tiny: 0,
            tiny_end: 0,
            tiny_allocs: 0,
        }
    }

    /// Allocates from what the cache has claimed, zeroed; `None` says to call [`Heap::alloc`](crate::Heap::alloc).
    ///
    /// `layout` must not describe words beyond `size`.
    #[inline]
    pub fn alloc(&mut self, size: usize, layout: &Layout) -> Option<NonNull<u8>> {
        if layout.is_noscan() {
            return self.alloc_noscan(size);
        }
        self.alloc_mask(size, layout.whole_mask()?)
    }

    /// As [`alloc`](Cache::alloc), for an object without pointers.
    #[inline]
    pub fn alloc_noscan(&mut self, size: usize) -> Option<NonNull<u8>> {
        if size < TINY {
            return self.alloc_tiny(size);
        }
        if size > MAX_SMALL {
            return None;
        }
        self.take(size_class(size) * 2 + 1).map(|(_, p)| p)
    }

    /// As [`alloc`](Cache::alloc), for an object whose pointers are the bits of `mask`; `None` too for an object of
    /// more than 64 words.
    #[inline]
    pub fn alloc_mask(&mut self, size: usize, mask: u64) -> Option<NonNull<u8>> {
        if size.wrapping_sub(1) >= 64 * WORD {
            return None;
        }
        let class = size_class(size) * 2;
        if self.slots[class].mask == mask && mask != 0 {
            return self.take(class).map(|(_, p)| p);
        }
        self.alloc_mixed(class, mask)
    }

    /// From a span with a pointer bitmap.
    fn alloc_mixed(&mut self, class: usize, mask: u64) -> Option<NonNull<u8>> {
        if self.slots[class].pointers.is_none() {
            return None;
        }
        let (i, p) = self.take(class)?;
        let slot = &self.slots[class];
        // 64 words are a size class, so nothing is rounded up beyond the mask's width.
        let words = slot.elem / WORD;
        slot.pointers.set_field(i * words, words, mask);
        Some(p)
    }

    /// Takes the next claimed object of a span class, and says which one it is in the window.
    #[inline]
    pub(crate) fn take(&mut self, class: usize) -> Option<(usize, NonNull<u8>)> {
        let slot = &mut self.slots[class];
        if slot.free == 0 {
            return None;
        }
        let i = slot.free.trailing_zeros() as usize;
        slot.free &= slot.free - 1;
        NonNull::new(core::ptr::with_exposed_provenance_mut(
            slot.base + i * slot.elem,
        ))
        .map(|p| (i, p))
    }

    /// For `size` below [`TINY`].
    #[inline]
    fn alloc_tiny(&mut self, size: usize) -> Option<NonNull<u8>> {
        let align = TINY_ALIGN[size] as usize;
        let p = (self.tiny + align) & !align;
        if p + size > self.tiny_end || size == 0 {
            return self.alloc_tiny_block(size);
        }
        self.tiny = p + size;
        self.tiny_allocs += 1;
        NonNull::new(core::ptr::with_exposed_provenance_mut(p))
    }

    /// Begins a new block.
    #[inline(never)]
    fn alloc_tiny_block(&mut self, size: usize) -> Option<NonNull<u8>> {
        if size == 0 {
            return None;
        }
        let (_, block) = self.take(TINY_CLASS)?;
        self.start_tiny(block, size);
        Some(block)
    }

    /// Makes a new block of [`TINY`] bytes the current one if more of it is left once `size` bytes are taken.
    pub(crate) fn start_tiny(&mut self, block: NonNull<u8>, size: usize) {
        let block = block.as_ptr().expose_provenance();
        if TINY - size > self.tiny_end - self.tiny {
            (self.tiny, self.tiny_end) = (block + size, block + TINY);
        }
    }

    /// Leaves the current block as it is, and tells how many objects had a part of a block that had begun.
    pub(crate) fn end_tiny(&mut self) -> usize {
        (self.tiny, self.tiny_end) = (0, 0);
        core::mem::take(&mut self.tiny_allocs)
    }
}

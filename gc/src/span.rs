//! Spans: runs of pages with objects of one size, or free.

use core::cell::Cell;
use core::ops::Deref;

use crate::bits::Bits;
use crate::class::{PAGE_SIZE, WORD, class_size, reciprocal};
use crate::layout::Layout;
use crate::specials::SpecialRef;
use crate::sync::{Gate, Word};

/// What is known of a run of pages. There is nothing inside the pages but objects.
///
/// States and who may touch a span in each:
/// - *spare*: in the pool of the page heap; *free*: a run in a bin of the page heap. Under the page heap's lock.
/// - *swept*, in a central list: under that list's lock. *Cached*: by the owner of the cache. *Being swept*: by
///   whoever took it from the list of unswept spans.
///
/// Markers read spans without a lock. They may find a span that is no longer (or not yet) about the address they
/// look up, since page table entries of freed pages go stale; so they read `limit` first (acquire), which is 0 in
/// the first two states and stored last (release) when a span gets objects; while marking is on no span loses it.
#[derive(Default)]
pub(crate) struct Span {
    /// Bytes from `base` on that belong to objects.
    limit: Gate,
    /// Address of the first page.
    pub(crate) base: Cell<usize>,
    pub(crate) pages: Cell<usize>,
    /// Bytes of an object.
    pub(crate) elem: Cell<usize>,
    /// `offset * magic >> 32` is an object's index; 0 in a span of one large object.
    pub(crate) magic: Cell<u32>,
    pub(crate) nelems: Cell<u32>,
    /// Free objects that no cache has claimed.
    pub(crate) free: Cell<u32>,
    /// Class times two, plus one for objects without pointers.
    pub(crate) class: Cell<u8>,
    /// 64-bit words of the allocation bitmap, and of the mark bitmap.
    pub(crate) words: Cell<u8>,
    /// Free objects may hold old data.
    pub(crate) dirty: Cell<bool>,
    pub(crate) is_free: Cell<bool>,
    /// A free run all of whose pages the host has taken back: they read as zero.
    pub(crate) released: Cell<bool>,
    /// Some marked object still has to be scanned, but there was no memory to remember which.
    pub(crate) rescan: Cell<bool>,
    /// Number of the sweep that this span has been through.
    pub(crate) swept: Cell<u32>,
    /// Allocation bitmap, then mark bitmap, then what else there is from the beginning.
    tables: Cell<Tables>,
    /// Address of the pointer bitmap; 0 as long as all objects have the pointers of `uniform`.
    pointers: Gate,
    /// One bit for each word of an object, the same for all; 0: there was no object yet.
    pub(crate) uniform: Word,
    /// First of the specials of objects in this span, in order of offset.
    pub(crate) specials: Cell<Option<SpecialRef>>,
    pub(crate) next: Cell<Option<SpanRef>>,
    pub(crate) prev: Cell<Option<SpanRef>>,
}

#[derive(Clone, Copy)]
struct Tables(Bits);

impl Default for Tables {
    fn default() -> Self {
        Tables(Bits::NONE)
    }
}

/// Bytes of a span on 32-bit targets.
#[cfg(any(test, target_pointer_width = "32"))]
const SPAN_32: usize = 72;
#[cfg(target_pointer_width = "32")]
static_assertions::const_assert!(size_of::<Span>() <= SPAN_32);

/// A span. Spans are carved from metadata memory and recycled only as spans, so a reference never dangles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpanRef(core::ptr::NonNull<Span>);

// SAFETY: who may touch which field of a span when is the protocol described at `Span`.
unsafe impl Send for SpanRef {}

impl Deref for SpanRef {
    type Target = Span;

    #[inline(always)]
    fn deref(&self) -> &Span {
        // SAFETY: the invariant of `SpanRef`.
        unsafe { self.0.as_ref() }
    }
}

impl SpanRef {
    /// Makes a span in fresh metadata memory.
    ///
    /// # Safety
    /// `at` is the exposed address of a block, aligned and large enough for a span, that is never used otherwise again.
    pub(crate) unsafe fn create(at: usize) -> SpanRef {
        let at = core::ptr::with_exposed_provenance_mut::<Span>(at);
        // SAFETY: by the contract.
        unsafe {
            at.write(Span::default());
            SpanRef(core::ptr::NonNull::new_unchecked(at))
        }
    }

    /// The span of a page table entry.
    #[inline(always)]
    pub(crate) fn from_ptr(p: *mut Span) -> Option<SpanRef> {
        core::ptr::NonNull::new(p).map(SpanRef)
    }

    #[inline(always)]
    pub(crate) fn as_ptr(self) -> *mut Span {
        self.0.as_ptr()
    }
}

/// Whether spans of a class begin without a pointer bitmap, in the hope that all their objects have the same mask.
pub(crate) fn is_uniform(class: usize) -> bool {
    class & 1 == 0 && class >= 2 && class_size(class / 2) <= 64 * WORD
}

/// Bytes of the pointer bitmap of a span.
pub(crate) fn bitmap_bytes(pages: usize) -> usize {
    (pages * PAGE_SIZE / WORD).div_ceil(64) * 8
}

/// Bytes of the tables that a span has from the beginning.
pub(crate) fn table_bytes(class: usize, pages: usize, nelems: usize) -> usize {
    let bitmaps = nelems.div_ceil(64) * 16;
    match class {
        0 => bitmaps + size_of::<Layout>(),
        _ if class & 1 == 1 || is_uniform(class) => bitmaps,
        _ => bitmaps + bitmap_bytes(pages),
    }
}

impl Span {
    /// Gives objects to a run of pages.
    ///
    /// # Safety
    /// `tables` is the exposed address of [`table_bytes`] zero bytes that belong to this span until it is freed.
    pub(crate) unsafe fn format(&self, base: usize, pages: usize, class: u8, tables: usize) {
        let (elem, nelems, magic) = match class >> 1 {
            0 => (pages * PAGE_SIZE, 1, 0),
            c => {
                let size = class_size(c as usize);
                (size, pages * PAGE_SIZE / size, reciprocal(size))
            }
        };
        self.base.set(base);
        self.pages.set(pages);
        self.elem.set(elem);
        self.magic.set(magic);
        self.nelems.set(nelems as u32);
        self.free.set(nelems as u32);
        self.class.set(class);
        self.words.set(nelems.div_ceil(64) as u8);
        self.is_free.set(false);
        self.rescan.set(false);
        self.specials.set(None);
        // SAFETY: by the contract.
        self.tables.set(Tables(unsafe { Bits::at(tables) }));
        self.uniform.store(0);
        let mixed = class >= 2 && class & 1 == 0 && !is_uniform(class as usize);
        self.pointers
            .store(if mixed { self.after_marks().addr() } else { 0 });
        self.limit.store(nelems * elem);
    }

    /// Takes the objects away: nobody finds them any more.
    pub(crate) fn unformat(&self) -> usize {
        self.limit.store(0);
        self.tables.get().0.addr()
    }

    #[inline(always)]
    pub(crate) fn limit(&self) -> usize {
        self.limit.load()
    }

    #[inline(always)]
    pub(crate) fn noscan(&self) -> bool {
        self.class.get() & 1 != 0
    }

    #[inline(always)]
    pub(crate) fn is_large(&self) -> bool {
        self.class.get() < 2
    }

    /// One bit for each object: allocated, or claimed by a cache.
    #[inline(always)]
    pub(crate) fn allocs(&self) -> Bits {
        self.tables.get().0
    }

    /// One bit for each object: reached in this cycle.
    #[inline(always)]
    pub(crate) fn marks(&self) -> Bits {
        self.allocs().skip(self.words.get() as usize)
    }

    fn after_marks(&self) -> Bits {
        self.allocs().skip(2 * self.words.get() as usize)
    }

    /// One bit for each word of a span of small objects with pointers; none if all objects have the same.
    #[inline(always)]
    pub(crate) fn pointers(&self) -> Option<Bits> {
        match self.pointers.load() {
            0 => None,
            // SAFETY: stored by `format` or `set_pointers`.
            at => Some(unsafe { Bits::at(at) }),
        }
    }

    /// Gives a span of a uniform class a pointer bitmap, which says the same of all objects.
    ///
    /// # Safety
    /// `at` is the exposed address of [`bitmap_bytes`] bytes that belong to this span until it is freed; the caller
    /// owns the span.
    #[cold]
    pub(crate) unsafe fn set_pointers(&self, at: usize) {
        let (words, mask) = (self.elem.get() / WORD, self.uniform.load());
        // SAFETY: by the contract.
        let bits = unsafe { Bits::at(at) };
        for w in 0..bitmap_bytes(self.pages.get()) / 8 {
            bits.word(w).store(0);
        }
        for i in 0..self.nelems.get() as usize {
            bits.set_field(i * words, words, mask);
        }
        self.pointers.store(at);
    }

    /// Where the layout of a large object with pointers is kept.
    pub(crate) fn large_layout(&self) -> *mut Layout {
        core::ptr::with_exposed_provenance_mut(self.after_marks().addr())
    }

    /// Objects of allocation word `w` that exist.
    #[inline]
    pub(crate) fn valid(&self, w: usize) -> u64 {
        match self.nelems.get() as usize - w * 64 {
            n if n < 64 => (1 << n) - 1,
            _ => u64::MAX,
        }
    }

    /// Index of the object at an offset below `limit`.
    #[inline(always)]
    pub(crate) fn index(&self, offset: usize) -> usize {
        // A span of small objects is far below 4 GiB; for a large one `magic` is 0.
        ((offset as u32 as u64 * self.magic.get() as u64) >> 32) as usize
    }
}

/// A list of spans, linked through `next`.
#[derive(Default)]
pub(crate) struct SpanList {
    first: Option<SpanRef>,
    last: Option<SpanRef>,
}

impl SpanList {
    pub(crate) const EMPTY: SpanList = SpanList {
        first: None,
        last: None,
    };

    pub(crate) fn push(&mut self, s: SpanRef) {
        s.next.set(self.first);
        if self.first.is_none() {
            self.last = Some(s);
        }
        self.first = Some(s);
    }

    pub(crate) fn pop(&mut self) -> Option<SpanRef> {
        let s = self.first?;
        self.first = s.next.get();
        Some(s)
    }

    /// Moves all of `other` to the front.
    pub(crate) fn take_all(&mut self, other: &mut SpanList) {
        if let (Some(first), Some(last)) = (other.first.take(), other.last) {
            last.next.set(self.first);
            if self.first.is_none() {
                self.last = Some(last);
            }
            self.first = Some(first);
        }
    }

    pub(crate) fn first(&self) -> Option<SpanRef> {
        self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::{CLASSES, class_pages, round_up_size};
    extern crate std;

    /// Percent of a span's bytes that everything known about it takes, page table entries included.
    fn overhead(class: usize, word: usize, span: usize, bitmap: bool) -> f64 {
        let bytes = class_pages(class) * PAGE_SIZE;
        let nelems = bytes / class_size(class);
        let pointers = if bitmap {
            (bytes / word).div_ceil(64) * 8
        } else {
            0
        };
        // A bitmap that comes later is a block of its own.
        let marks = nelems.div_ceil(64) * 16;
        let tables = round_up_size(marks) + round_up_size(pointers);
        let entries = class_pages(class) * word;
        (tables + round_up_size(span) + entries) as f64 * 100.0 / bytes as f64
    }

    #[test]
    fn side_tables_are_small() {
        // On wasm32: 8 words of pointers and sizes, 16 of other fields; see the assertion at `Span`.
        let spans = [(4, SPAN_32), (8, size_of::<Span>())];
        std::println!("class: no pointers, one mask, mixed masks (32-bit); the same (64-bit)");
        for class in 1..CLASSES {
            let mut row = [[0.0; 3]; 2];
            for (row, (word, span)) in row.iter_mut().zip(spans) {
                let uniform = class_size(class) <= 64 * word;
                *row = [false, !uniform, true].map(|bitmap| overhead(class, word, span, bitmap));
                // Up to the size of a mask an object's pointers cost something only where masks differ.
                assert!(row[2] <= 8.0, "{row:?}");
                assert!(row[0] <= 5.0 && (!uniform || row[1] <= 5.0), "{row:?}");
            }
            std::println!("{:6}: {:.1?} {:.1?}", class_size(class), row[0], row[1]);
        }
    }
}

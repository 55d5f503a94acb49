//! Manual memory by size class, for metadata and for the runtime's own needs.
//!
//! Blocks are cut off one piece of memory and go back to a list for their class, never to the page heap: whoever
//! needs much of one size for a short time takes whole pages instead.

use crate::class::{CLASSES, WORD, class_size, size_class};

pub(crate) struct Sys {
    /// The piece that blocks are cut off.
    next: usize,
    end: usize,
    /// Free blocks of each class, linked through their first word.
    free: [usize; CLASSES],
    /// Bytes of pages that are in manual use.
    pub(crate) bytes: usize,
}

impl Sys {
    /// Larger blocks are runs of pages.
    pub(crate) const MAX: usize = 4096;
    /// Pages taken at a time.
    pub(crate) const CHUNK_PAGES: usize = 2;

    pub(crate) const fn new() -> Sys {
        Sys {
            next: 0,
            end: 0,
            free: [0; CLASSES],
            bytes: 0,
        }
    }

    /// The class of a block, or `None` if it gets whole pages. A block is aligned to the largest power of two that
    /// divides its class's size.
    pub(crate) fn class(size: usize, align: usize) -> Option<usize> {
        let size = size.max(WORD);
        if size > Self::MAX || align > Self::MAX {
            return None;
        }
        let class = size_class((size + align - 1) & !(align - 1));
        if align <= class_size(class) & class_size(class).wrapping_neg() {
            return Some(class);
        }
        Some(size_class(size.max(align).next_power_of_two()))
    }

    /// A free block, or one cut off the current piece.
    pub(crate) fn alloc(&mut self, class: usize) -> Option<usize> {
        let block = self.free[class];
        if block == 0 {
            return self.carve(class_size(class));
        }
        // SAFETY: a free block holds the link, and is this list's alone.
        self.free[class] = unsafe { core::ptr::with_exposed_provenance::<usize>(block).read() };
        Some(block)
    }

    pub(crate) fn free(&mut self, block: usize, class: usize) {
        // SAFETY: the block was given back, so it is ours; it is at least a word long and aligned.
        unsafe { core::ptr::with_exposed_provenance_mut::<usize>(block).write(self.free[class]) };
        self.free[class] = block;
    }

    /// Cuts a block off the current piece.
    #[inline(never)]
    pub(crate) fn carve(&mut self, size: usize) -> Option<usize> {
        // Blocks of a class are aligned to what their size allows; larger ones are tables of words.
        let align = if size > Self::MAX {
            WORD
        } else {
            size & size.wrapping_neg()
        };
        let at = (self.next + align - 1) & !(align - 1);
        if self.next == 0 || at + size > self.end {
            return None;
        }
        self.recycle(self.next, at);
        self.next = at + size;
        Some(at)
    }

    /// Makes pages the current piece.
    pub(crate) fn adopt(&mut self, start: usize, len: usize) {
        self.bytes += len;
        if self.end == start {
            self.end += len;
            return;
        }
        self.recycle(self.next, self.end);
        (self.next, self.end) = (start, start + len);
    }

    /// Keeps what lies unused between two addresses as free blocks.
    fn recycle(&mut self, mut from: usize, to: usize) {
        while to - from >= 8 {
            // The largest power of two that fits and to which `from` is aligned.
            let fit = 1 << (to - from).ilog2();
            let size = fit.min(from & from.wrapping_neg()).min(Self::MAX);
            self.free(from, size_class(size));
            from += size;
        }
    }
}

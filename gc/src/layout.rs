//! Where the pointers are in an object.

use crate::bits::Bits;

/// Which words of an object hold pointers.
///
/// An object is a pattern that repeats, followed by bytes without pointers. Patterns up to 64 words are a mask,
/// longer ones a bitmap in static memory (bit `i & 7` of byte `i >> 3` for word `i`). The representation is fixed
/// (`repr(C)`), so that a compiler can emit layouts as data:
///
/// | field | meaning |
/// | --- | --- |
/// | `mask` | the pattern if its pointers lie in the first 64 words |
/// | `bitmap` | the pattern if it is longer, else null |
/// | `period` | words of the pattern; at least 1 |
/// | `words` | words from the start of the object that the repeated pattern covers; 0: no pointers |
///
/// An object whose `words` are at most 64 always has one whole `mask` of them, however it was composed.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Layout {
    mask: u64,
    bitmap: *const u8,
    period: u32,
    words: usize,
}

// SAFETY: `bitmap` points to memory that never changes (the contract of `Layout::bitmap`).
unsafe impl Send for Layout {}
// SAFETY: as for Send.
unsafe impl Sync for Layout {}

impl Layout {
    /// No pointers.
    pub const NOSCAN: Layout = Layout {
        mask: 0,
        bitmap: core::ptr::null(),
        period: 1,
        words: 0,
    };

    /// One element of `words` (at most 64) words; bit `i` of `mask` says that word `i` is a pointer.
    pub const fn mask(words: usize, mask: u64) -> Layout {
        assert!(words <= 64 && (words == 64 || mask >> words == 0));
        if mask == 0 {
            return Layout::NOSCAN;
        }
        Layout {
            mask,
            bitmap: core::ptr::null(),
            period: words as u32,
            words,
        }
    }

    /// One element of any size, described by a bitmap.
    ///
    /// # Safety
    /// `bitmap` points to `words.div_ceil(8)` bytes that are never changed or freed, with no bit set from `words` on.
    pub const unsafe fn bitmap(words: usize, bitmap: *const u8) -> Layout {
        if words > 64 {
            return Layout {
                mask: 0,
                bitmap,
                period: words as u32,
                words,
            };
        }
        let (mut mask, mut i) = (0, 0);
        while i < words.div_ceil(8) {
            // SAFETY: within the bitmap, by the contract.
            mask |= (unsafe { *bitmap.add(i) } as u64) << (i * 8);
            i += 1;
        }
        Layout::mask(words, mask)
    }

    /// `count` such elements in a row; what follows them in the object has no pointers.
    ///
    /// Only one level: a repeated layout is not repeated again.
    pub const fn repeat(self, count: usize) -> Layout {
        self.array(self.words, count)
    }

    /// `count` such elements, each `stride` words after the one before it: as [`repeat`](Layout::repeat), for elements
    /// that go on without pointers after the words that the layout describes.
    ///
    /// # Panics
    /// If the stride is less than the element's words, or more while the element is described by a bitmap of more than
    /// 64 words (which then has to cover the whole stride).
    pub const fn array(self, stride: usize, count: usize) -> Layout {
        if self.words == 0 || count == 0 {
            return Layout::NOSCAN;
        }
        assert!(stride == self.words || stride > self.words && self.bitmap.is_null());
        let words = stride * (count - 1) + self.words;
        if !self.bitmap.is_null() || count == 1 {
            return Layout { words, ..self };
        }
        // As many elements in the mask as fit, so that scanning goes by 64 words even for an array of pointers.
        let fit = match stride {
            _ if words <= 64 => count,
            ..=64 => 64 / stride,
            _ => 1,
        };
        let (mut mask, mut i) = (0, 0);
        while i < fit {
            mask |= self.mask << (i * stride);
            i += 1;
        }
        let period = if words <= 64 { words } else { fit * stride };
        Layout {
            mask,
            bitmap: core::ptr::null(),
            period: period as u32,
            words,
        }
    }

    /// Whether there is no pointer at all.
    #[inline]
    pub const fn is_noscan(&self) -> bool {
        self.words == 0
    }

    /// Words from the start of the object after which there is no pointer.
    #[inline]
    pub const fn words(&self) -> usize {
        self.words
    }

    /// The mask of the whole object if it has at most 64 words with pointers.
    #[inline]
    pub(crate) const fn whole_mask(&self) -> Option<u64> {
        if self.words <= 64 && self.bitmap.is_null() {
            Some(self.mask)
        } else {
            None
        }
    }

    /// The pointer bits of up to 64 words from word `from` on, and how many words these are; 0 from word `to` on.
    #[inline(never)]
    pub(crate) fn chunk(&self, from: usize, to: usize) -> (usize, u64) {
        let to = to.min(self.words);
        if from >= to {
            return (0, 0);
        }
        let period = self.period as usize;
        let at = if from < period {
            from
        } else {
            from % period.max(1)
        };
        let (bits, n) = if self.bitmap.is_null() {
            (if at < 64 { self.mask >> at } else { 0 }, 64)
        } else {
            // SAFETY: `at` is below `period`, the words that the bitmap describes.
            (
                unsafe { *self.bitmap.add(at >> 3) } as u64 >> (at & 7),
                8 - (at & 7),
            )
        };
        let n = n.min(period - at).min(to - from);
        (n, bits & (u64::MAX >> (64 - n)))
    }

    /// Writes the pointer bits of an object of `size_words` words into a bitmap, from bit `at` on.
    #[inline(never)]
    pub(crate) fn expand(&self, bits: Bits, at: usize, size_words: usize) {
        let mut w = 0;
        while w < size_words {
            let (n, mask) = match self.chunk(w, size_words) {
                (0, _) => ((size_words - w).min(64), 0),
                chunk => chunk,
            };
            bits.set_field(at + w, n, mask);
            w += n;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::vec::Vec;

    fn pointers(l: &Layout, from: usize, to: usize) -> Vec<usize> {
        let (mut v, mut w) = (Vec::new(), from);
        while let (n @ 1.., bits) = l.chunk(w, to) {
            v.extend((w..w + n).filter(|i| bits >> (i - w) & 1 != 0));
            w += n;
        }
        v
    }

    #[test]
    fn patterns_repeat_and_end() {
        let l = Layout::mask(3, 0b101).repeat(50);
        let want: Vec<_> = (0..150).filter(|w| w % 3 != 1).collect();
        assert_eq!(pointers(&l, 0, 1000), want);
        assert_eq!(
            pointers(&l, 70, 80),
            want.iter()
                .copied()
                .filter(|w| (70..80).contains(w))
                .collect::<Vec<_>>()
        );
        assert!(Layout::mask(2, 0).repeat(9).is_noscan());
        assert_eq!(Layout::mask(2, 0b10).repeat(3).whole_mask(), Some(0b101010));
    }

    #[test]
    fn elements_may_be_longer_than_their_pointers() {
        for (words, mask, stride, count) in [
            (1, 1, 3, 22),
            (2, 0b10, 76, 5),
            (64, 1 << 63, 65, 3),
            (1, 1, 64, 2),
        ] {
            let l = Layout::mask(words, mask).array(stride, count);
            let p = mask.trailing_zeros() as usize;
            let want: Vec<_> = (0..count).map(|i| i * stride + p).collect();
            assert_eq!(pointers(&l, 0, 10_000), want);
            assert_eq!(pointers(&l, p + 1, 10_000), want[1..]);
            assert_eq!(l.words(), stride * (count - 1) + words);
        }
        assert_eq!(
            Layout::mask(1, 1)
                .array(3, 22)
                .whole_mask()
                .map(u64::count_ones),
            Some(22)
        );
    }

    #[test]
    fn bitmaps_are_read_bit_by_bit() {
        static MAP: [u8; 13] = [0x81, 0, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x08];
        // SAFETY: 13 static bytes describe 100 words.
        let l = unsafe { Layout::bitmap(100, MAP.as_ptr()) }.repeat(2);
        let one = [0, 7, 16, 17, 18, 19, 20, 21, 22, 23, 99];
        let want: Vec<_> = one
            .iter()
            .copied()
            .chain(one.iter().map(|w| w + 100))
            .collect();
        assert_eq!(pointers(&l, 0, 200), want);
        assert_eq!(pointers(&l, 98, 108), [99, 100, 107]);
        // SAFETY: 8 static bytes describe 60 words.
        let short = unsafe { Layout::bitmap(24, MAP.as_ptr()) };
        assert_eq!(short.whole_mask(), Some(0xff0081));
    }
}

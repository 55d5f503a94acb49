//! The accessor of side tables: bitmaps in raw memory, one bit for each object or word.

use crate::sync::Word;

/// A bitmap somewhere in metadata memory.
///
/// Invariant: `0` points to at least as many 64-bit words as its user's indices reach; side tables are carved with
/// their span and outlive every use of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bits(*const Word);

// SAFETY: the bitmap is accessed atomically.
unsafe impl Send for Bits {}

impl Bits {
    pub(crate) const NONE: Bits = Bits(core::ptr::null());

    /// A bitmap at an address.
    ///
    /// # Safety
    /// `at` is 8-aligned and starts a block that no one uses otherwise while the bitmap is used.
    #[inline]
    pub(crate) unsafe fn at(at: usize) -> Bits {
        Bits(core::ptr::with_exposed_provenance(at))
    }

    #[inline(always)]
    pub(crate) fn is_none(self) -> bool {
        self.0.is_null()
    }

    #[inline]
    pub(crate) fn addr(self) -> usize {
        self.0.expose_provenance()
    }

    /// The bitmap that starts `words` words further.
    #[inline]
    pub(crate) fn skip(self, words: usize) -> Bits {
        Bits(self.0.wrapping_add(words))
    }

    #[inline]
    pub(crate) fn word(&self, i: usize) -> &Word {
        // SAFETY: the invariant of `Bits`.
        unsafe { &*self.0.add(i) }
    }

    #[inline]
    pub(crate) fn get(self, i: usize) -> bool {
        self.word(i >> 6).load() >> (i & 63) & 1 != 0
    }

    /// Sets a bit; true if it was clear.
    #[inline]
    pub(crate) fn set(self, i: usize) -> bool {
        let (word, bit) = (self.word(i >> 6), 1 << (i & 63));
        if cfg!(mutant = "torn_mark") {
            let old = word.load();
            word.store(old | bit);
            return old & bit == 0;
        }
        word.load() & bit == 0 && word.fetch_or(bit) & bit == 0
    }

    /// `n` (1 ..= 64) bits from bit `at` on.
    #[inline]
    pub(crate) fn field(self, at: usize, n: usize) -> u64 {
        let (w, sh) = (at >> 6, at & 63);
        let mut bits = self.word(w).load() >> sh;
        if sh + n > 64 {
            bits |= self.word(w + 1).load() << (64 - sh);
        }
        bits & (u64::MAX >> (64 - n))
    }

    /// Replaces `n` (1 ..= 64) bits from bit `at` on; only one thread may do so in one bitmap.
    #[inline]
    pub(crate) fn set_field(self, at: usize, n: usize, bits: u64) {
        let (w, sh) = (at >> 6, at & 63);
        let ones = u64::MAX >> (64 - n);
        let word = self.word(w);
        word.store(word.load() & !(ones << sh) | bits << sh);
        if sh + n > 64 {
            let word = self.word(w + 1);
            word.store(word.load() & !(ones >> (64 - sh)) | bits >> (64 - sh));
        }
    }
}

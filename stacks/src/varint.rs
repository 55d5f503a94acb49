//! Unsigned LEB128 numbers, read from static data.

/// A cursor over bytes emitted by the builder.
///
/// Invariant: `at` points into one encoded table, at a boundary between two of its fields, and every read asks for a
/// field that the table's format puts there. So a read never leaves the table.
#[derive(Clone, Copy)]
pub(crate) struct Cursor {
    at: *const u8,
}

impl Cursor {
    /// # Safety
    /// `at` must point to a field of a well-formed table, which outlives the cursor.
    pub(crate) const unsafe fn new(at: *const u8) -> Self {
        Cursor { at }
    }

    pub(crate) const fn as_ptr(self) -> *const u8 {
        self.at
    }

    /// # Safety
    /// The next `bytes` bytes must belong to the table.
    #[inline]
    pub(crate) unsafe fn skip(&mut self, bytes: usize) {
        // SAFETY: the caller says that the bytes belong to the table.
        self.at = unsafe { self.at.add(bytes) };
    }

    /// # Safety
    /// The next field must be a byte.
    #[inline]
    pub(crate) unsafe fn byte(&mut self) -> u8 {
        // SAFETY: the caller says that this byte is part of the table, so the one after it is at most its end.
        unsafe {
            let b = *self.at;
            self.at = self.at.add(1);
            b
        }
    }

    /// # Safety
    /// The next field must be a number.
    #[inline]
    pub(crate) unsafe fn number(&mut self) -> u32 {
        // SAFETY: a number has at least one byte.
        let b = unsafe { self.byte() };
        if b < 0x80 {
            return b as u32;
        }
        // SAFETY: the high bit says that the number goes on.
        unsafe { self.number_rest(b) }
    }

    #[cold]
    unsafe fn number_rest(&mut self, first: u8) -> u32 {
        let mut value = (first & 0x7f) as u32;
        let mut shift = 7;
        loop {
            // SAFETY: the previous byte's high bit says that the number goes on.
            let b = unsafe { self.byte() };
            value |= ((b & 0x7f) as u32) << shift;
            if b < 0x80 || shift > 21 {
                return value;
            }
            shift += 7;
        }
    }

    /// # Safety
    /// The next field must be a string: a number of bytes, then that many bytes of UTF-8.
    pub(crate) unsafe fn string<'a>(&mut self) -> &'a str {
        // SAFETY: the format puts a length, then so many bytes of a `str`, here; tables are never written again.
        unsafe {
            let len = self.number() as usize;
            let bytes = core::slice::from_raw_parts(self.at, len);
            self.at = self.at.add(len);
            core::str::from_utf8_unchecked(bytes)
        }
    }
}

/// The signed number that [`zigzag`] folded.
pub(crate) const fn unzigzag(n: u32) -> i32 {
    (n >> 1) as i32 ^ -((n & 1) as i32)
}

/// Folds small numbers of either sign into small unsigned ones.
#[cfg(feature = "build")]
pub(crate) const fn zigzag(n: i32) -> u32 {
    ((n << 1) ^ (n >> 31)) as u32
}

#[cfg(feature = "build")]
pub(crate) fn push(out: &mut alloc::vec::Vec<u8>, mut n: u32) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

#[cfg(feature = "build")]
pub(crate) fn push_str(out: &mut alloc::vec::Vec<u8>, s: &str) {
    push(out, s.len() as u32);
    out.extend_from_slice(s.as_bytes());
}

#[cfg(all(test, feature = "build"))]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive() {
        for n in [
            0,
            1,
            127,
            128,
            300,
            16383,
            16384,
            1 << 21,
            (1 << 28) - 1,
            1 << 28,
            u32::MAX,
        ] {
            let mut out = alloc::vec::Vec::new();
            push(&mut out, n);
            // SAFETY: the bytes hold one number.
            let mut c = unsafe { Cursor::new(out.as_ptr()) };
            // SAFETY: as above.
            assert_eq!(unsafe { c.number() }, n);
            assert_eq!(c.as_ptr() as usize - out.as_ptr() as usize, out.len());
        }
        for n in [0, 1, -1, 5, -700, i32::MAX, i32::MIN] {
            assert_eq!(unzigzag(zigzag(n)), n);
        }
    }
}

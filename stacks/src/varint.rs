//! Numbers in static data: unsigned LEB128 where size counts (names and lines), and *short numbers* where decoding has to
//! be quick and small (pointer maps): one byte, or 255 and four bytes, little-endian.

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
    /// The next field must be a short number.
    #[inline]
    pub(crate) unsafe fn short(&mut self) -> usize {
        // SAFETY: a short number has one byte, or five if the first one says so.
        unsafe {
            let b = self.byte();
            if b != u8::MAX {
                return b as usize;
            }
            let long = self.at.cast::<[u8; 4]>().read();
            self.at = self.at.add(4);
            u32::from_le_bytes(long) as usize
        }
    }

    /// # Safety
    /// The next field must be a LEB128 number.
    pub(crate) unsafe fn number(&mut self) -> u32 {
        let (mut value, mut shift) = (0, 0);
        loop {
            // SAFETY: a number has at least one byte, and goes on after each byte whose high bit is set.
            let b = unsafe { self.byte() };
            value |= ((b & 0x7f) as u32) << shift;
            shift += 7;
            if b < 0x80 || shift > 28 {
                return value;
            }
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
pub(crate) fn push_short(out: &mut alloc::vec::Vec<u8>, n: u32) {
    if n < u8::MAX as u32 {
        out.push(n as u8);
    } else {
        out.push(u8::MAX);
        out.extend_from_slice(&n.to_le_bytes());
    }
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
            push_short(&mut out, n);
            // SAFETY: the bytes hold two numbers.
            let mut c = unsafe { Cursor::new(out.as_ptr()) };
            // SAFETY: as above.
            assert_eq!(unsafe { (c.number(), c.short()) }, (n, n as usize));
            assert_eq!(c.as_ptr() as usize - out.as_ptr() as usize, out.len());
        }
        for n in [0, 1, -1, 5, -700, i32::MAX, i32::MIN] {
            assert_eq!(unzigzag(zigzag(n)), n);
        }
    }
}

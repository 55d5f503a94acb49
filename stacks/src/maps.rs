//! Pointer maps: for each resume point of a function, exactly which words of its frame hold pointers.
//!
//! ```text
//! table    = head:n                  stride << 2 | objects << 1 | wide
//!            extra:n                 1 + bytes from the body to `extras`; 0 = there are none
//!            [ bitmaps:n             number of distinct bitmaps                        if stride > 0
//!              bitmap * bitmaps      `stride` bytes each
//!              index * points ]      number of each point's bitmap; u8, or u16 if wide; left out if bitmaps = 1
//!            [ extras ]
//! extras   = results                 only if any result is a pointer or there are objects
//!            [ first:n count:n object * count ]                                        if objects
//! results  = words:n bitmap          pointer words of the result record
//! object   = offset:n elements:n words:n bitmap
//! n        = one byte, or 255 and four bytes
//! ```
//!
//! Bit `i` of a point's bitmap stands for word `i` after the frame's header. From bit `first` on, bits stand for *stack
//! objects* instead: a set bit says that the function's code may still use the object as it is; others are live only while a
//! live pointer leads to them ([`Reached`](crate::Reached)). An object's pointers are given once, by the pattern of one
//! element. At point 0 no object is initialised, at all others every one is. A frame without pointers costs two bytes, and a visit of it reads one or two. Offsets count words, so one
//! encoding serves targets of every word size.

use crate::func::{HEADER_WORDS, WORD};
use crate::varint::Cursor;

const WIDE: usize = 1;
const OBJECTS: usize = 2;

/// A view of a function's encoded pointer maps.
///
/// Invariant: `at` points to a well-formed table that outlives the view.
#[derive(Clone, Copy, Debug)]
pub struct MapTable {
    at: *const u8,
}

/// The parts of a table that a visit needs, parsed once a frame.
struct Parsed {
    /// The point's bitmap.
    bitmap: *const u8,
    stride: usize,
    /// The extras, or null.
    extras: *const u8,
    objects: bool,
}

impl MapTable {
    /// A view of the table at `at`.
    ///
    /// # Safety
    /// `at` must be the start of a table encoded by this crate's builder, which outlives the view.
    #[inline]
    pub const unsafe fn new(at: *const u8) -> Self {
        MapTable { at }
    }

    /// # Safety
    /// `point` must be a resume point of the function.
    #[inline]
    unsafe fn parse(self, point: usize) -> Parsed {
        // SAFETY: reads fields in the order of the module's grammar; `point` is inside the index.
        unsafe {
            let mut c = Cursor::new(self.at);
            let head = c.short();
            let extra = c.short();
            let stride = head >> 2;
            let mut p = Parsed {
                bitmap: self.at,
                stride,
                extras: core::ptr::null(),
                objects: head & OBJECTS != 0,
            };
            let mut start = c.as_ptr();
            if stride > 0 {
                let bitmaps = c.short();
                start = c.as_ptr();
                let index = start.add(bitmaps * stride);
                let map = if bitmaps == 1 {
                    0
                } else if head & WIDE == 0 {
                    *index.add(point) as usize
                } else {
                    u16::from_le_bytes(index.cast::<[u8; 2]>().add(point).read()) as usize
                };
                p.bitmap = start.add(map * stride);
            }
            if extra > 0 {
                p.extras = start.add(extra - 1);
            }
            p
        }
    }

    /// Calls `visit` with the offset in words from `fp` of each word that may hold a pointer at `point`: slots in ascending
    /// order, then the contents of all stack objects, live or not.
    ///
    /// # Safety
    /// `point` must be a resume point of the function.
    #[inline]
    pub unsafe fn for_each(self, point: usize, mut visit: impl FnMut(usize)) {
        // SAFETY: passed on.
        if let Some(objects) = unsafe { self.for_each_slot(point, &mut visit) } {
            #[cfg(mutant = "move_skips_dead_objects")]
            let objects = objects.filter(|object| object.live);
            objects.for_each(|object| object.for_each(&mut visit));
        }
    }

    /// Calls `visit` with the offset in words from `fp` of each slot that holds a pointer at `point`, in ascending order;
    /// returns the function's stack objects, if they are initialised.
    ///
    /// # Safety
    /// `point` must be a resume point of the function.
    #[inline]
    pub(crate) unsafe fn for_each_slot(
        self,
        point: usize,
        mut visit: impl FnMut(usize),
    ) -> Option<Objects> {
        // SAFETY: passed on.
        let p = unsafe { self.parse(point) };
        let objects = (p.objects && point > 0).then(|| {
            // SAFETY: the table has objects, so it has extras.
            unsafe { Objects::new(p.extras, p.bitmap, p.stride) }
        });
        let first = objects.as_ref().map_or(usize::MAX, |o| o.bit);
        let mut base = 0;
        let mut at = p.bitmap;
        let mut left = p.stride;
        while left > 0 {
            // SAFETY: `left` bytes of the bitmap are still to be read.
            let (mut bits, step) = unsafe {
                if left >= 4 {
                    (u32::from_le_bytes(at.cast::<[u8; 4]>().read()), 4)
                } else {
                    (*at as u32, 1)
                }
            };
            while bits != 0 {
                let bit = base + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if bit >= first {
                    return objects;
                }
                visit(HEADER_WORDS + bit);
            }
            base += step * 8;
            // SAFETY: `step` bytes were read.
            at = unsafe { at.add(step) };
            left -= step;
        }
        objects
    }

    /// Calls `visit` with the offset in words of each word of the function's result record that holds a pointer.
    #[inline]
    pub fn for_each_result(self, mut visit: impl FnMut(usize)) {
        // SAFETY: every function has point 0; the extras begin with the results.
        unsafe {
            let p = self.parse(0);
            if p.extras.is_null() {
                return;
            }
            let mut c = Cursor::new(p.extras);
            let words = c.short();
            each_bit(c.as_ptr(), words, &mut visit);
        }
    }
}

/// Calls `visit` for each set bit among the first `bits` of the bitmap at `map`.
///
/// # Safety
/// `map` must have that many bits, rounded up to bytes.
unsafe fn each_bit(map: *const u8, bits: usize, mut visit: impl FnMut(usize)) {
    for bit in 0..bits {
        // SAFETY: `bit` is one of the bitmap's bits.
        if unsafe { *map.add(bit / 8) } >> (bit % 8) & 1 != 0 {
            visit(bit);
        }
    }
}

/// A stack object.
#[derive(Clone, Copy)]
pub(crate) struct Object {
    /// Words from `fp`.
    offset: usize,
    elements: usize,
    /// Words of an element, and their bitmap.
    words: usize,
    map: *const u8,
    /// The function's code may still use it.
    pub(crate) live: bool,
}

impl Object {
    /// Addresses of its first byte and behind its last one.
    pub(crate) fn range(&self, fp: *mut u8) -> (usize, usize) {
        let start = fp as usize + self.offset * WORD;
        (start, start + self.elements * self.words * WORD)
    }

    /// Calls `visit` with the offset in words from `fp` of each of its pointers. Few frames have objects, so there is one
    /// copy of the code.
    #[inline(never)]
    pub(crate) fn for_each(&self, visit: &mut dyn FnMut(usize)) {
        let mut base = self.offset;
        for _ in 0..self.elements {
            // SAFETY: the pattern has `words` bits.
            unsafe { each_bit(self.map, self.words, |w| visit(base + w)) };
            base += self.words;
        }
    }
}

/// The stack objects of a frame at a point.
///
/// Invariant: `at` is before `left` objects, the bits of which in `bitmap` begin with `bit`; the bitmap has `bits` bits.
#[derive(Clone)]
pub(crate) struct Objects {
    at: Cursor,
    left: usize,
    bitmap: *const u8,
    bits: usize,
    bit: usize,
}

impl Objects {
    /// # Safety
    /// `extras` must be the extras of a table with objects, `bitmap` one of its bitmaps, of `stride` bytes.
    unsafe fn new(extras: *const u8, bitmap: *const u8, stride: usize) -> Self {
        // SAFETY: results, then first, count and the objects.
        unsafe {
            let mut c = Cursor::new(extras);
            let words = c.short();
            c.skip(words.div_ceil(8));
            let bit = c.short();
            let left = c.short();
            Objects {
                at: c,
                left,
                bitmap,
                bits: stride * 8,
                bit,
            }
        }
    }
}

impl Iterator for Objects {
    type Item = Object;

    fn next(&mut self) -> Option<Object> {
        self.left = self.left.checked_sub(1)?;
        let bit = self.bit;
        self.bit += 1;
        // SAFETY: the type's invariant. Bits that are left out at a bitmap's end are not set.
        unsafe {
            let live = bit < self.bits && *self.bitmap.add(bit / 8) >> (bit % 8) & 1 != 0;
            let c = &mut self.at;
            let (offset, elements, words, map) = (c.short(), c.short(), c.short(), c.as_ptr());
            c.skip(words.div_ceil(8));
            Some(Object {
                offset,
                elements,
                words,
                map,
                live,
            })
        }
    }
}

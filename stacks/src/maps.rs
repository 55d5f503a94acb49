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
//! objects* instead: a set bit says that the function itself still uses the object. Without it the object is alive only if something
//! that is alive points to it ([`Reached`](crate::Reached)). Its pointers are given once by the pattern of one element. A frame without pointers costs two bytes, and a visit of it reads one or two. Offsets count words, so one
//! encoding serves targets of every word size.

use crate::func::HEADER_WORDS;
use crate::varint::Cursor;
use core::ops::Range;

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

impl Parsed {
    /// Calls `visit` with each bit that is set in the point's bitmap.
    ///
    /// # Safety
    /// It was parsed from a table.
    #[inline(always)]
    unsafe fn for_each_bit(&self, mut visit: impl FnMut(usize)) {
        let (mut base, mut at, mut left) = (0, self.bitmap, self.stride);
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
                visit(base + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
            base += step * 8;
            // SAFETY: `step` bytes were read.
            at = unsafe { at.add(step) };
            left -= step;
        }
    }
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
    /// order, then, but at the entry, the contents of all stack objects, used or not.
    ///
    /// # Safety
    /// `point` must be a resume point of the function.
    #[inline]
    pub unsafe fn for_each(self, point: usize, mut visit: impl FnMut(usize)) {
        // SAFETY: passed on.
        unsafe {
            let p = self.parse(point);
            let objects = Objects::of(&p);
            p.for_each_bit(|bit| {
                if bit < objects.first {
                    visit(HEADER_WORDS + bit);
                }
            });
            if point != 0 {
                objects.for_each(|_, object| object.for_each_pointer(&mut visit));
            }
        }
    }

    /// Calls `pointer` with the offset in words from `fp` of each word that holds a pointer at `point`: slots, the contents
    /// of stack objects that the function still uses, and of those of which `is_reached` says so, given their words. That is
    /// asked again after each object that was visited.
    ///
    /// # Safety
    /// `point` must be a resume point of the function.
    #[inline]
    pub unsafe fn trace<T>(
        self,
        point: usize,
        state: &mut T,
        mut pointer: impl FnMut(&mut T, usize),
        is_reached: impl Fn(&T, Range<usize>) -> bool,
    ) {
        // SAFETY: passed on.
        unsafe {
            let p = self.parse(point);
            let objects = Objects::of(&p);
            let mut used = 0_u64;
            p.for_each_bit(|bit| match bit.checked_sub(objects.first) {
                None => pointer(state, HEADER_WORDS + bit),
                Some(object) => used |= 1_u64.checked_shl(object as u32).unwrap_or(0),
            });
            if point != 0 && p.objects {
                objects.trace(used, state, &mut pointer, &is_reached);
            }
        }
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
unsafe fn each_bit(map: *const u8, bits: usize, visit: &mut impl FnMut(usize)) {
    for bit in 0..bits {
        // SAFETY: `bit` is one of the bitmap's bits.
        if unsafe { *map.add(bit / 8) } >> (bit % 8) & 1 != 0 {
            visit(bit);
        }
    }
}

/// The stack objects of a frame.
struct Objects {
    /// The bit of the first object.
    first: usize,
    count: usize,
    at: Option<Cursor>,
}

/// One of them.
struct Object {
    offset: usize,
    elements: usize,
    /// Of an element.
    words: usize,
    /// Of an element.
    pattern: *const u8,
}

impl Object {
    /// # Safety
    /// It was read from a table.
    unsafe fn for_each_pointer(&self, visit: &mut impl FnMut(usize)) {
        let mut base = self.offset;
        for _ in 0..self.elements {
            // SAFETY: the pattern has so many bits.
            unsafe { each_bit(self.pattern, self.words, &mut |w| visit(base + w)) };
            base += self.words;
        }
    }
}

impl Objects {
    /// # Safety
    /// `p` was parsed from a table.
    #[inline]
    unsafe fn of(p: &Parsed) -> Self {
        let mut objects = Objects {
            first: usize::MAX,
            count: 0,
            at: None,
        };
        if p.objects {
            // SAFETY: the extras are results, then first, count and the objects.
            unsafe {
                let mut c = Cursor::new(p.extras);
                let words = c.short();
                c.skip(words.div_ceil(8));
                objects.first = c.short();
                objects.count = c.short();
                objects.at = Some(c);
            }
        }
        objects
    }

    /// Calls `visit` with each object and its number.
    ///
    /// # Safety
    /// The table is still there.
    unsafe fn for_each(&self, mut visit: impl FnMut(usize, &Object)) {
        let Some(mut c) = self.at else { return };
        for n in 0..self.count {
            // SAFETY: the next fields are an object, of which there are `count`.
            let object = unsafe {
                let (offset, elements, words) = (c.short(), c.short(), c.short());
                let pattern = c.as_ptr();
                c.skip(words.div_ceil(8));
                Object {
                    offset,
                    elements,
                    words,
                    pattern,
                }
            };
            visit(n, &object);
        }
    }

    /// Visits the objects that are used or reached; those of a frame with more than 64, from there on, always. Few frames have any,
    /// so it stays out of the loop over slots.
    ///
    /// # Safety
    /// The table is still there.
    #[inline(never)]
    unsafe fn trace<T>(
        &self,
        used: u64,
        state: &mut T,
        pointer: &mut impl FnMut(&mut T, usize),
        is_reached: &impl Fn(&T, Range<usize>) -> bool,
    ) {
        let mut done = 0_u64;
        for round in 0.. {
            let before = done;
            // SAFETY: passed on.
            unsafe {
                self.for_each(|n, object| {
                    let bit = 1_u64.checked_shl(n as u32).unwrap_or(0);
                    let words = object.offset..object.offset + object.elements * object.words;
                    let due = match bit {
                        0 => round == 0,
                        _ => done & bit == 0 && (used & bit != 0 || is_reached(state, words)),
                    };
                    if due {
                        done |= bit;
                        object.for_each_pointer(&mut |at| pointer(state, at));
                    }
                });
            }
            if done == before {
                return;
            }
        }
    }
}

//! Size classes: which sizes small objects are rounded up to, and how many pages a span of each class has.
//!
//! The table is computed at compile time. Sizes grow by a step that itself grows (8, then 16, then an eighth of the
//! last power of two, at most 256); a span has as many pages as keep the unused tail within an eighth; neighbouring
//! sizes of which the same number fits in a span are one class; and a class above 1 KiB is widened (in steps of
//! 128) while the same number still fits. These are the rules Go chose, so a slice that grows by rounding up to a
//! class has the capacities Go programs print.

/// Bytes of a page, the unit of the page heap.
pub const PAGE_SIZE: usize = 1 << PAGE_SHIFT;
pub(crate) const PAGE_SHIFT: u32 = 13;

/// The largest object that is allocated from a size class; a larger one has a span of its own.
pub const MAX_SMALL: usize = 32 << 10;

/// Number of size classes; class 0 stands for large objects.
pub const CLASSES: usize = 68;

/// Bytes of a machine word, the unit of pointer bitmaps.
pub(crate) const WORD: usize = size_of::<usize>();

struct Table {
    size: [u16; CLASSES],
    pages: [u8; CLASSES],
}

/// Bytes of the smallest span whose unused tail is at most an eighth.
const fn span_bytes(size: usize) -> usize {
    let mut bytes = PAGE_SIZE;
    while bytes % size > bytes / 8 {
        bytes += PAGE_SIZE;
    }
    bytes
}

const fn build() -> Table {
    let mut t = Table {
        size: [0; CLASSES],
        pages: [0; CLASSES],
    };
    let (mut n, mut size, mut step) = (0, 8, 8);
    while size <= MAX_SMALL {
        if size.is_power_of_two() {
            step = match size {
                2048.. => 256,
                128.. => size / 8,
                32.. => 16,
                _ => 8,
            };
        }
        let bytes = span_bytes(size);
        let same = n > 0
            && t.pages[n] as usize * PAGE_SIZE == bytes
            && bytes / t.size[n] as usize == bytes / size;
        if !same {
            n += 1;
        }
        t.size[n] = size as u16;
        t.pages[n] = (bytes / PAGE_SIZE) as u8;
        size += step;
    }
    assert!(n + 1 == CLASSES);
    let mut c = 1;
    while c < CLASSES {
        let bytes = t.pages[c] as usize * PAGE_SIZE;
        let widest = (bytes / (bytes / t.size[c] as usize)) & !127;
        if t.size[c] > 1024 && widest > t.size[c] as usize {
            t.size[c] = widest as u16;
        }
        c += 1;
    }
    t
}

const TABLE: Table = build();
static SIZE: [u16; CLASSES] = TABLE.size;
static PAGES: [u8; CLASSES] = TABLE.pages;

// Class by size: in steps of 8 up to 1 KiB, of 128 above.
const FINE: usize = 1024;
const FINE_LEN: usize = FINE / 8 + 1;
const COARSE_LEN: usize = (MAX_SMALL - FINE) / 128 + 1;

const fn lookup<const N: usize>(from: usize, step: usize) -> [u8; N] {
    let mut out = [0; N];
    let (mut i, mut c) = (0, 1);
    while i < N {
        while (TABLE.size[c] as usize) < from + i * step {
            c += 1;
        }
        out[i] = c as u8;
        i += 1;
    }
    out
}

static BY_8: [u8; FINE_LEN] = lookup(0, 8);
static BY_128: [u8; COARSE_LEN] = lookup(FINE, 128);

/// The size class of a small size (1 ..= [`MAX_SMALL`]).
#[inline]
pub const fn size_class(size: usize) -> usize {
    if size <= FINE {
        BY_8[size.div_ceil(8)] as usize
    } else {
        BY_128[(size - FINE).div_ceil(128)] as usize
    }
}

/// Bytes of an object of a size class (1 .. [`CLASSES`]).
#[inline]
pub const fn class_size(class: usize) -> usize {
    SIZE[class] as usize
}

/// Pages of a span of a size class.
pub const fn class_pages(class: usize) -> usize {
    PAGES[class] as usize
}

/// Bytes that an allocation of `size` really occupies: its class, or whole pages.
pub const fn round_up_size(size: usize) -> usize {
    if size == 0 {
        0
    } else if size <= MAX_SMALL {
        class_size(size_class(size))
    } else {
        match size.checked_next_multiple_of(PAGE_SIZE) {
            Some(rounded) => rounded,
            None => size,
        }
    }
}

/// `offset / size` by multiplication, for offsets within a span: `offset * reciprocal(size) >> 32`.
///
/// Exact because `offset * size < 2^32` for every class: the rounding error of the reciprocal, below one, adds
/// less than `1 / size` to the quotient.
pub(crate) const fn reciprocal(size: usize) -> u32 {
    (u32::MAX / size as u32) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_fits_its_class_and_not_the_one_below() {
        for size in 1..=MAX_SMALL {
            let c = size_class(size);
            assert!(
                class_size(c) >= size && (c == 1 || class_size(c - 1) < size),
                "{size}"
            );
            assert_eq!(class_size(c) % 8, 0);
        }
    }

    #[test]
    fn go_slice_capacities() {
        // What a growing []int passes through above 512 elements in Go.
        for bytes in [6784, 10240, 13568, 18432, 24576, 27264] {
            assert_eq!(round_up_size(bytes), bytes);
        }
        assert_eq!(round_up_size(33), 48);
        assert_eq!(round_up_size(32769), 5 * PAGE_SIZE);
    }

    #[test]
    fn reciprocal_divides_exactly() {
        for c in 1..CLASSES {
            let (size, bytes) = (class_size(c), class_pages(c) * PAGE_SIZE);
            for off in 0..bytes {
                assert_eq!(
                    ((off as u64 * reciprocal(size) as u64) >> 32) as usize,
                    off / size
                );
            }
        }
    }
}

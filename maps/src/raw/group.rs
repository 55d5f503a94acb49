//! Eight control bytes, looked at together in one word.
//!
//! | byte | meaning |
//! | --- | --- |
//! | `0` | empty: memory that was only zeroed is an empty table |
//! | `0x40` | deleted: a search goes on behind it |
//! | `0x80 \| tag` | full; the tag is seven bits of the hash |

/// Slots of a group.
pub(super) const WIDTH: usize = 8;
/// A slot that was never used since its table was made.
pub(super) const EMPTY: u8 = 0;
/// A slot whose entry was deleted when the whole group was in use.
pub(super) const DELETED: u8 = 0x40;

const HIGH: u64 = 0x8080_8080_8080_8080;
const LOW: u64 = 0x0101_0101_0101_0101;

/// The control byte of an entry with this hash.
#[inline(always)]
pub(super) const fn tag(hash: u32) -> u8 {
    0x80 | hash as u8
}

/// A group's control bytes, the first one lowest.
#[derive(Clone, Copy)]
pub(super) struct Group(u64);

impl Group {
    /// Reads the group that starts here.
    ///
    /// # Safety
    /// Eight readable bytes.
    #[inline(always)]
    pub(super) unsafe fn load(at: *const u8) -> Group {
        // SAFETY: by contract; groups lie at multiples of eight.
        Group(u64::from_le(unsafe { at.cast::<u64>().read() }))
    }

    /// Slots with this tag, and perhaps a full one right behind such a slot whose tag differs in the last bit.
    #[inline(always)]
    pub(super) const fn with_tag(self, tag: u8) -> Slots {
        let x = self.0 ^ (LOW * tag as u64);
        Slots(x.wrapping_sub(LOW) & !x & HIGH)
    }

    /// Full slots.
    #[inline(always)]
    pub(super) const fn full(self) -> Slots {
        Slots(self.0 & HIGH)
    }

    /// Slots that an entry may be put into.
    #[inline(always)]
    pub(super) const fn free(self) -> Slots {
        Slots(!self.0 & HIGH)
    }

    /// Whether a search ends here.
    #[inline(always)]
    pub(super) const fn has_empty(self) -> bool {
        !(self.0 | self.0 << 1) & HIGH != 0
    }
}

/// A set of slots of a group.
#[derive(Clone, Copy)]
pub(super) struct Slots(u64);

impl Slots {
    /// The first one.
    #[inline(always)]
    pub(super) const fn first(self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        Some(self.0.trailing_zeros() as usize / 8)
    }

    /// Without the first one.
    #[inline(always)]
    pub(super) const fn rest(self) -> Slots {
        Slots(self.0 & self.0.wrapping_sub(1))
    }

    /// Without those below `n` (below eight).
    #[inline(always)]
    pub(super) const fn from(self, n: usize) -> Slots {
        Slots(self.0 & u64::MAX << (n * 8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::vec::Vec;

    fn all(mut s: Slots) -> Vec<usize> {
        let mut v = Vec::new();
        while let Some(i) = s.first() {
            v.push(i);
            s = s.rest();
        }
        v
    }

    #[test]
    fn masks_are_exact() {
        let bytes = [
            EMPTY,
            DELETED,
            tag(5),
            tag(9),
            tag(0x7f),
            EMPTY,
            tag(5),
            DELETED,
        ];
        let g = Group(u64::from_le_bytes(bytes));
        assert_eq!(all(g.with_tag(tag(5))), [2, 6]);
        assert_eq!(all(g.full()), [2, 3, 4, 6]);
        assert_eq!(all(g.free()), [0, 1, 5, 7]);
        assert_eq!(all(g.full().from(3)), [3, 4, 6]);
        assert!(g.has_empty());
        let used = [
            DELETED,
            tag(1),
            DELETED,
            tag(0),
            tag(0x7f),
            tag(0x3f),
            DELETED,
            tag(2),
        ];
        assert!(!Group(u64::from_le_bytes(used)).has_empty());
    }

    #[test]
    fn a_tag_never_matches_a_free_slot() {
        for t in 0..=0x7f {
            for before in [EMPTY, DELETED, tag(t), tag(t ^ 1)] {
                let g = Group(u64::from_le_bytes([
                    before, EMPTY, before, DELETED, 0, 0, 0, 0,
                ]));
                for i in all(g.with_tag(tag(t))) {
                    assert!(matches!(i, 0 | 2), "{t} {before} {i}");
                }
            }
        }
    }
}

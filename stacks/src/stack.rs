//! One stack: where it lies, and moving its frames to another.

use crate::frame::{Frame, Frames, for_each_entry_pointer, for_each_result_pointer};
use crate::func::FuncInfo;
use crate::pool::{CHUNK, CHUNK_HEADER};

/// The memory of one stack. Frames are pushed from [`base`](Self::base) downwards.
///
/// Invariant: `lo..hi` is writable memory that belongs to this value alone, and `hi` is a multiple of
/// [`FRAME_ALIGN`](crate::FRAME_ALIGN). Whoever got it from a pool gives it back there; dropping it leaks the memory.
#[derive(Debug)]
#[must_use = "a stack that is dropped is leaked"]
pub struct Stack {
    lo: *mut u8,
    hi: *mut u8,
}

// SAFETY: it owns its memory (the type's invariant).
unsafe impl Send for Stack {}

impl Stack {
    /// A stack in the `size` bytes from `lo`.
    ///
    /// # Safety
    /// They must be writable, and belong to the stack alone from now on; their end must be a multiple of
    /// [`FRAME_ALIGN`](crate::FRAME_ALIGN).
    pub const unsafe fn from_raw(lo: *mut u8, size: usize) -> Self {
        // SAFETY: the bytes belong together.
        let hi = unsafe { lo.add(size) };
        Stack { lo, hi }
    }

    /// The lowest address.
    #[inline]
    pub const fn limit(&self) -> *mut u8 {
        self.lo
    }

    /// The address behind the highest byte: `fp` while the stack is empty.
    #[inline]
    pub const fn base(&self) -> *mut u8 {
        self.hi
    }

    /// Bytes of the stack.
    #[inline]
    pub fn size(&self) -> usize {
        self.hi as usize - self.lo as usize
    }

    /// Bytes in use when the innermost frame is at `fp`.
    #[inline]
    pub fn used(&self, fp: *const u8) -> usize {
        self.hi as usize - fp as usize
    }

    /// The address below which a function with a check at its entry may not put its frame: functions without a check
    /// use at most `red_zone` bytes below that.
    #[inline]
    pub fn guard(&self, red_zone: usize) -> usize {
        self.lo as usize + red_zone
    }

    /// Whether an address lies in the stack.
    #[inline]
    pub fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.lo as usize) < self.size()
    }

    /// The parked frames, the innermost of which is at `fp`.
    ///
    /// # Safety
    /// As for [`Frames::new`].
    #[inline]
    pub unsafe fn frames(&self, fp: *mut u8) -> Frames {
        // SAFETY: passed on.
        unsafe { Frames::new(fp, self.hi) }
    }

    /// Copies the parked frames to `to`, keeping their distance from the base, and adjusts every mapped slot that points
    /// into this stack. The copy is the only one that may be used afterwards. Whatever else points into this stack is
    /// adjusted by the caller with what is returned.
    ///
    /// # Panics
    /// When the frames do not fit.
    ///
    /// # Safety
    /// As for [`Frames::new`]; `to` must hold no frames.
    pub unsafe fn copy_to(&self, to: &Stack, fp: *mut u8) -> Relocation {
        let used = self.used(fp);
        assert!(used <= to.size(), "stack copied to one that is too small");
        let relocation = Relocation {
            lo: self.lo as usize,
            size: self.size(),
            delta: (to.hi as usize).wrapping_sub(self.hi as usize),
            // SAFETY: `used` bytes lie between the limit and the base of `to`.
            fp: unsafe { to.hi.sub(used) },
        };
        // SAFETY: `used` bytes at `fp` belong to this stack, as many at the new address to the other.
        unsafe {
            core::ptr::copy_nonoverlapping(fp, relocation.fp, used);
            for frame in Frames::new(relocation.fp, to.hi) {
                relocation.frame(frame);
            }
        }
        relocation
    }
}

/// How the addresses of a stack changed when it was moved.
#[derive(Clone, Copy, Debug)]
pub struct Relocation {
    lo: usize,
    size: usize,
    delta: usize,
    fp: *mut u8,
}

impl Relocation {
    /// The new address of the innermost frame.
    #[inline]
    pub const fn fp(&self) -> *mut u8 {
        self.fp
    }

    /// What is added (with wrapping) to an address in the old stack.
    #[inline]
    pub const fn delta(&self) -> usize {
        self.delta
    }

    /// The addresses of the old stack.
    pub const fn old_range(&self) -> core::ops::Range<usize> {
        self.lo..self.lo + self.size
    }

    /// The new value of a word that may be an address in the old stack.
    #[inline]
    pub const fn address(&self, value: usize) -> usize {
        #[cfg(mutant = "move_adjusts_the_base")]
        let value = value - (value == self.lo + self.size) as usize;
        if value.wrapping_sub(self.lo) < self.size {
            value.wrapping_add(self.delta)
        } else {
            value
        }
    }

    /// Adjusts a word that holds a pointer.
    ///
    /// # Safety
    /// `slot` must be valid, and nobody else's meanwhile.
    #[inline]
    pub unsafe fn slot(&self, slot: *mut usize) {
        // SAFETY: passed on. Most pointers do not point into the stack, and are not written.
        unsafe {
            let old = *slot;
            if old.wrapping_sub(self.lo) < self.size {
                *slot = old.wrapping_add(self.delta);
            }
        }
    }

    /// Adjusts `words` words that are all pointers.
    ///
    /// # Safety
    /// As for [`Relocation::slot`], for each of them.
    pub unsafe fn slots(&self, first: *mut usize, words: usize) {
        for at in 0..words {
            // SAFETY: passed on.
            unsafe { self.slot(first.add(at)) };
        }
    }

    /// Adjusts an entry record.
    ///
    /// # Safety
    /// As for [`for_each_entry_pointer`].
    pub unsafe fn entry(&self, record: *mut u8) {
        // SAFETY: passed on.
        unsafe { for_each_entry_pointer(record, |slot| self.slot(slot)) }
    }

    /// Adjusts the results of a call of `info`.
    ///
    /// # Safety
    /// As for [`for_each_result_pointer`].
    pub unsafe fn results(&self, info: &FuncInfo, record: *mut usize) {
        // SAFETY: passed on.
        unsafe { for_each_result_pointer(info, record, |slot| self.slot(slot)) }
    }

    fn frame(&self, frame: Frame) {
        // SAFETY: the visited words belong to the frame.
        frame.for_each_pointer(|slot| unsafe { self.slot(slot) });
    }
}

/// The size of a stack that has room for `need` more bytes above its red zone: the present size doubled until it fits, or
/// what `max` has of whole [`CHUNK`]s where doubling leads beyond it.
///
/// # Errors
/// [`GrowError::Overflow`] when that would be more than `max`.
pub fn grown_size(
    size: usize,
    used: usize,
    need: usize,
    red_zone: usize,
    max: usize,
) -> Result<usize, GrowError> {
    let wanted = wanted(used, need, red_zone).ok_or(GrowError::Overflow)?;
    let doubled = size.max(1).next_power_of_two().checked_mul(2);
    let fitting = wanted.checked_next_power_of_two();
    let last = max & !(CHUNK - 1);
    match (doubled, fitting) {
        (Some(d), Some(f)) if d.max(f) <= max => Ok(d.max(f)),
        _ if wanted <= last && size < last => Ok(last),
        _ => Err(GrowError::Overflow),
    }
}

/// The size to grow to when there is no memory for [`grown_size`]: an eighth more than is wanted now.
pub(crate) fn modest_size(used: usize, need: usize, red_zone: usize) -> Option<usize> {
    let wanted = wanted(used, need, red_zone)?;
    wanted
        .checked_add(wanted / 8)?
        .checked_next_multiple_of(CHUNK)
}

fn wanted(used: usize, need: usize, red_zone: usize) -> Option<usize> {
    used.checked_add(need)?.checked_add(red_zone + CHUNK_HEADER)
}

/// The size to which a stack should shrink: half, when less than a quarter is in use and the half is at least `min`.
pub fn shrunk_size(size: usize, used: usize, red_zone: usize, min: usize) -> Option<usize> {
    let half = size.next_power_of_two() / 2;
    let fits = used.saturating_add(red_zone + CHUNK_HEADER) <= half;
    (half >= min && used < size / 4 && fits).then_some(half)
}

/// Why a stack could not grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrowError {
    /// It would exceed its limit.
    Overflow,
    /// There is no memory.
    OutOfMemory,
}

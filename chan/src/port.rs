//! What a channel needs from outside: a way to wake somebody, and a way to copy elements.

use core::mem::MaybeUninit;

/// Wakes parked parties. The crate calls it with no channel locked.
pub trait Park {
    /// Makes the party that parked under `token` run again. Called exactly once for each operation that
    /// returned `Parked`, possibly before the party has finished going to sleep: the wake-up must not be lost.
    fn ready(&self, token: usize);
}

/// Copies elements where a collector may have to know.
///
/// `meta` is the word given to [`RawChan::init_in`](crate::RawChan::init_in): a runtime puts its element
/// descriptor there. Copies inside the memory of the calling goroutine do not come here.
///
/// # Safety
/// `copy` must copy `size` bytes; `clear` must make the slot hold no reference any more (zeroing it does).
pub unsafe trait ElemOps {
    /// Copies one element into a channel's buffer or between two goroutines. With a collector that marks
    /// concurrently this shades the pointers copied: neither the source nor the target is scanned again for sure.
    ///
    /// # Safety
    /// `src` is readable and `dst` writable for `size` bytes; they do not overlap; `size` is not 0.
    unsafe fn copy(&self, meta: usize, dst: *mut u8, src: *const u8, size: usize);

    /// Takes an element's bytes out of a buffer slot, after it was copied to the receiver: the deletion barrier.
    ///
    /// # Safety
    /// `dst` is writable for `size` bytes; `size` is not 0.
    unsafe fn clear(&self, meta: usize, dst: *mut u8, size: usize);
}

/// Elements that no collector looks at: plain copies, slots left as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

// SAFETY: `copy` copies all bytes; nothing looks for references in a slot, so none has to be removed.
unsafe impl ElemOps for Plain {
    #[inline]
    unsafe fn copy(&self, _meta: usize, dst: *mut u8, src: *const u8, size: usize) {
        // SAFETY: as promised by the caller.
        unsafe { copy_bytes(dst, src, size) }
    }

    #[inline]
    unsafe fn clear(&self, _meta: usize, _dst: *mut u8, _size: usize) {}
}

/// Copies `size` bytes; the sizes that channels mostly carry without a call.
///
/// # Safety
/// `src` is readable and `dst` writable for `size` bytes, and they do not overlap.
#[inline]
pub unsafe fn copy_bytes(dst: *mut u8, src: *const u8, size: usize) {
    // SAFETY: the accesses stay inside the `size` bytes that the caller vouches for; they are unaligned ones.
    unsafe {
        match size {
            8 => copy_as::<u64>(dst, src),
            4 => copy_as::<u32>(dst, src),
            0 => {}
            16 => copy_as::<[u64; 2]>(dst, src),
            1 => copy_as::<u8>(dst, src),
            _ => core::ptr::copy_nonoverlapping(src, dst, size),
        }
    }
}

/// Copies a `W`, of which some bytes may be padding.
///
/// # Safety
/// As for [`copy_bytes`] with the size of `W`.
#[inline(always)]
unsafe fn copy_as<W: Copy>(dst: *mut u8, src: *const u8) {
    // SAFETY: by contract.
    unsafe {
        let bytes = src.cast::<MaybeUninit<W>>().read_unaligned();
        dst.cast::<MaybeUninit<W>>().write_unaligned(bytes);
    }
}

/// Zeroes `size` bytes; the sizes that channels mostly carry without a call.
///
/// # Safety
/// `dst` is writable for `size` bytes.
#[inline]
pub unsafe fn zero_bytes(dst: *mut u8, size: usize) {
    // SAFETY: the accesses stay inside the `size` bytes that the caller vouches for; they are unaligned ones.
    unsafe {
        match size {
            8 => dst.cast::<u64>().write_unaligned(0),
            4 => dst.cast::<u32>().write_unaligned(0),
            0 => {}
            _ => core::ptr::write_bytes(dst, 0, size),
        }
    }
}

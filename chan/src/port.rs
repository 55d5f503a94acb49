//! What a channel needs from outside: a way to wake somebody, and a way to copy elements.

use core::mem::MaybeUninit;

/// Wakes parked parties. The crate calls it with no channel locked.
///
/// ```
/// use burrow_chan::Park;
/// use std::{collections::HashMap, sync::Mutex, thread::Thread};
///
/// /// Parties are threads, and their tokens numbers.
/// struct Threads(Mutex<HashMap<usize, Thread>>);
/// impl Park for Threads {
///     fn ready(&self, token: usize) {
///         self.0.lock().unwrap()[&token].unpark();
///     }
/// }
///
/// let me = Threads(Mutex::new([(7, std::thread::current())].into()));
/// me.ready(7);
/// std::thread::park(); // returns at once
/// ```
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
///
/// ```
/// use burrow_chan::{ElemOps, copy_bytes, zero_bytes};
///
/// /// A collector that wants to know each pointer that moves.
/// struct Collector;
/// impl Collector {
///     fn shade(&self, _pointer: usize) {}
/// }
/// // SAFETY: `copy` copies all, `clear` zeroes.
/// unsafe impl ElemOps for Collector {
///     unsafe fn copy(&self, _meta: usize, dst: *mut u8, src: *const u8, size: usize) {
///         // SAFETY: elements are pointers, as the channel's maker says with `meta`.
///         unsafe {
///             self.shade(src.cast::<usize>().read_unaligned());
///             copy_bytes(dst, src, size);
///         }
///     }
///     unsafe fn clear(&self, _meta: usize, dst: *mut u8, size: usize) {
///         // SAFETY: as above.
///         unsafe { zero_bytes(dst, size) }
///     }
/// }
/// ```
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
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// let (ch, woken, v) = (leaked_chan(8, 1), Woken::default(), 5u64);
/// let sent = unsafe { RawChan::try_send(ch, (&raw const v).cast(), &burrow_chan::Plain, &woken) };
/// assert_eq!(sent, burrow_chan::TrySend::Sent);
/// ```
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
///
/// ```
/// let (src, mut dst) = ([1u8, 2, 3], [0u8; 3]);
/// unsafe { burrow_chan::copy_bytes(dst.as_mut_ptr(), src.as_ptr(), 3) };
/// assert_eq!(dst, [1, 2, 3]);
/// ```
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
///
/// ```
/// let mut bytes = [1u8, 2, 3];
/// unsafe { burrow_chan::zero_bytes(bytes.as_mut_ptr(), 2) };
/// assert_eq!(bytes, [0, 0, 3]);
/// ```
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

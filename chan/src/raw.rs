//! The channel itself, without element types: a header and a ring of slots in one piece of memory that the
//! caller owns, such as a collector's object.
//!
//! State: open or closed; a ring that holds some of `cap` elements; a queue of receivers, which is empty unless the ring
//! is empty; a queue of senders, which is empty unless the ring is full. [`crate::ring`] tells which locks guard it; what is
//! counted and `closed` are also read without, where an answer that was right a moment ago will do.
//!
//! Every operation is an attempt under a lock. It either completes, perhaps together with a waiter that it
//! took out of a queue, or finds that it has to wait. Waiters are woken after all locks have been let go.

use crate::error::ChanPanic;
use crate::outcome::{RecvStart, SendStart, TryRecv, TrySend};
use crate::port::{ElemOps, Park, copy_bytes};
use crate::ring::Side;
use crate::select::Dir;
use crate::sync::{AtomicBool, ONE_THREAD, Ordering, apart};
use crate::waiter::{Queue, Waiter};
use core::ptr::null;
use static_assertions::const_assert;

/// The largest element that Go allows in a channel, plus one.
///
/// ```
/// use burrow_chan::{ELEM_LIMIT, RawChan};
///
/// assert!(RawChan::layout(ELEM_LIMIT - 1, 0).is_ok());
/// assert!(RawChan::layout(ELEM_LIMIT, 0).is_err());
/// ```
pub const ELEM_LIMIT: usize = 1 << 16;

/// What one attempt under the lock came to. A waiter that it completed is to be woken without the lock.
pub(crate) enum Attempt {
    Done(*mut Waiter),
    Closed,
    Blocked,
}

/// A Go channel of elements of one size, in memory of the caller: header and ring in one piece.
///
/// ```
/// use burrow_chan::RawChan;
///
/// // In memory of one's own, here for two elements of four bytes.
/// let mut memory = vec![0u64; RawChan::layout(4, 2).unwrap() / 8];
/// let ch = unsafe { &*RawChan::init_in(memory.as_mut_ptr().cast(), 4, 2, 0) };
/// assert_eq!((ch.len(), ch.cap(), ch.elem_size()), (0, 2, 4));
/// ```
#[repr(C)]
pub struct RawChan {
    pub(crate) closed: AtomicBool,
    elem_size: u16,
    pub(crate) cap: usize,
    meta: usize,
    _apart: [u8; apart::<(usize, usize, usize)>()],
    pub(crate) senders: Side,
    _apart_too: [u8; apart::<Side>()],
    pub(crate) receivers: Side,
}

// A runtime allocates one of these for each channel.
const_assert!(
    cfg!(any(loom, shuttle, feature = "std"))
        || RawChan::BUFFER_OFFSET <= if ONE_THREAD { 12 } else { 16 } * size_of::<*const u8>()
);
const_assert!(align_of::<RawChan>() <= 8);

impl RawChan {
    /// Where the ring begins, in bytes from the channel's address: `cap` elements of `elem_size` bytes, one after
    /// the other. Only the ring holds references; every word before it is a number, the address of a waiter
    /// (which belongs to the parked party, not to the channel) or the caller's meta word.
    ///
    /// ```
    /// use burrow_chan::RawChan;
    ///
    /// // A map of the references in a channel of 16 elements begins there.
    /// assert_eq!(RawChan::layout(8, 16), Ok(RawChan::BUFFER_OFFSET + 8 * 16));
    /// ```
    pub const BUFFER_OFFSET: usize = size_of::<RawChan>().next_multiple_of(8);

    /// The size in bytes, at alignment 8, of a channel for `cap` elements of `elem_size` bytes.
    ///
    /// # Errors
    /// [`ChanPanic::SizeOutOfRange`] when `cap` is negative, or it or the sum does not fit into an `isize`.
    ///
    /// ```
    /// use burrow_chan::{ChanPanic, RawChan};
    ///
    /// assert_eq!(RawChan::layout(8, -1), Err(ChanPanic::SizeOutOfRange));
    /// ```
    pub fn layout(elem_size: usize, cap: i64) -> Result<usize, ChanPanic> {
        const LIMIT: usize = isize::MAX as usize;
        usize::try_from(cap)
            .ok()
            .and_then(|cap| cap.checked_mul(elem_size))
            .and_then(|ring| ring.checked_add(Self::BUFFER_OFFSET))
            .filter(|&size| elem_size < ELEM_LIMIT && size <= LIMIT && cap <= LIMIT as i64)
            .ok_or(ChanPanic::SizeOutOfRange)
    }

    /// Makes an open, empty channel at `at`. There is nothing to drop: the memory is simply given up, at a time
    /// when no party is parked at it. `meta` is handed to the [`ElemOps`].
    ///
    /// # Safety
    /// `at` is aligned to 8 and valid for [`RawChan::layout`]`(elem_size, cap)` bytes, which are zero where the
    /// [`ElemOps`] care for the former content of a slot.
    ///
    /// ```
    /// use burrow_chan::RawChan;
    ///
    /// let mut memory = vec![0u64; RawChan::layout(8, 3).unwrap() / 8];
    /// let ch = unsafe { &*RawChan::init_in(memory.as_mut_ptr().cast(), 8, 3, 42) };
    /// assert_eq!((ch.cap(), ch.meta()), (3, 42));
    /// ```
    pub unsafe fn init_in(at: *mut u8, elem_size: usize, cap: usize, meta: usize) -> *mut RawChan {
        let chan = at.cast::<RawChan>();
        // SAFETY: the caller vouches for the memory.
        unsafe {
            chan.write(RawChan {
                closed: AtomicBool::new(false),
                elem_size: elem_size as u16,
                cap,
                meta,
                _apart: [0; _],
                senders: Side::new(),
                _apart_too: [0; _],
                receivers: Side::new(),
            });
        }
        chan
    }

    /// The size of an element in bytes.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// assert_eq!(leaked_chan(12, 1).elem_size(), 12);
    /// ```
    #[inline]
    #[must_use]
    pub fn elem_size(&self) -> usize {
        self.elem_size as usize
    }

    /// The word given to [`RawChan::init_in`].
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// assert_eq!(leaked_chan(8, 1).meta(), 0);
    /// ```
    #[inline]
    #[must_use]
    pub fn meta(&self) -> usize {
        self.meta
    }

    /// Changes the meta word.
    ///
    /// # Safety
    /// `at` is a channel that nobody else knows yet, and its [`ElemOps`] take the new word.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// let ch = core::ptr::from_ref(leaked_chan(8, 1)).cast_mut();
    /// unsafe { RawChan::set_meta(ch, 42) };
    /// assert_eq!(unsafe { (*ch).meta() }, 42);
    /// ```
    pub unsafe fn set_meta(at: *mut RawChan, meta: usize) {
        // SAFETY: by contract.
        unsafe { (*at).meta = meta };
    }

    /// Go's `cap`.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// assert_eq!(leaked_chan(8, 3).cap(), 3);
    /// ```
    #[inline]
    #[must_use]
    pub fn cap(&self) -> usize {
        self.cap
    }

    /// Whether the ring holds no element. An unbuffered channel always is empty.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// assert!(leaked_chan(8, 3).is_empty());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the channel was closed.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// let ch = leaked_chan(8, 0);
    /// assert!(!ch.is_closed());
    /// unsafe { RawChan::close(ch, &Woken::default()) }.unwrap();
    /// assert!(ch.is_closed());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Whether an attempt would not block now.
    ///
    /// # Safety
    /// The channel is locked.
    #[inline]
    pub(crate) unsafe fn can_proceed(&self, dir: Dir) -> bool {
        let (side, ready) = match dir {
            Dir::Send => (&self.senders, !self.was_full()),
            Dir::Recv => (&self.receivers, !self.was_empty()),
        };
        // SAFETY: the channel is locked.
        let first = |q: *mut Queue| unsafe { (*q).first() };
        ready || !side.partners.with_mut(first).is_null() || self.closed.load(Ordering::Relaxed)
    }

    /// Whether an attempt would block now, where that can be told without locks: where there is only one thread. A waiter whose
    /// select is over counts as one that waits; the attempt finds out.
    #[inline(always)]
    pub(crate) fn surely_blocks(&self, dir: Dir) -> bool {
        if !ONE_THREAD {
            return false;
        }
        let (side, blocked) = match dir {
            Dir::Send => (&self.senders, self.was_full()),
            Dir::Recv => (&self.receivers, self.was_empty()),
        };
        // SAFETY: nobody else is there who could change the queue.
        let alone = side.partners.with(|q| unsafe { (*q).is_empty() });
        blocked && alone && !self.is_closed()
    }

    /// Begins `ch <- *src`. When it answers `Parked`, the waiter holds a copy of the value and must stay where
    /// it is until the party was woken and has called [`RawChan::finish_send`].
    ///
    /// `ch` is null for a nil channel: it parks for ever.
    ///
    /// # Safety
    /// `ch` is null or a channel that stays alive until the operation is over; `src` is readable for its element
    /// size; `waiter` is idle and valid.
    ///
    /// # Panics
    /// When it has to park and the element does not fit into the waiter.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::{ChanPanic, Plain, SendStart};
    ///
    /// let (ch, w, woken, v) = (leaked_chan(8, 0), leaked_waiter(1), Woken::default(), 5u64);
    /// unsafe {
    ///     let start = RawChan::start_send(ch, (&raw const v).cast(), w, &Plain, &woken);
    ///     assert_eq!(start, SendStart::Parked);
    ///     RawChan::close(ch, &woken).unwrap();
    ///     assert_eq!(woken.take(), [1]);
    ///     assert_eq!(RawChan::finish_send(w), Err(ChanPanic::SendOnClosed));
    /// }
    /// ```
    #[inline]
    pub unsafe fn start_send<O: ElemOps, P: Park>(
        ch: *const RawChan,
        src: *const u8,
        waiter: *mut Waiter,
        ops: &O,
        park: &P,
    ) -> SendStart {
        // SAFETY: by contract.
        unsafe { Self::start_send_with(ch, src, || waiter, ops, park) }
    }

    /// As [`RawChan::start_send`]; the waiter is only made when it is needed. `make` is called with the channel locked,
    /// so it must not come back here.
    ///
    /// # Safety
    /// As for [`RawChan::start_send`].
    ///
    /// # Panics
    /// As [`RawChan::start_send`].
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::{Plain, SendStart};
    ///
    /// let (ch, woken, v) = (leaked_chan(8, 1), Woken::default(), 5u64);
    /// let none_needed = || unreachable!("there is room");
    /// let src = (&raw const v).cast();
    /// let start = unsafe { RawChan::start_send_with(ch, src, none_needed, &Plain, &woken) };
    /// assert_eq!(start, SendStart::Ready);
    /// ```
    #[inline(always)]
    pub unsafe fn start_send_with<O: ElemOps, P: Park>(
        ch: *const RawChan,
        src: *const u8,
        make: impl FnOnce() -> *mut Waiter,
        ops: &O,
        park: &P,
    ) -> SendStart {
        if ch.is_null() {
            return SendStart::Parked;
        }
        // SAFETY: by contract; the lock is held where it is needed.
        unsafe {
            let chan = &*ch;
            let attempt = chan.send_or(src, ops, || chan.enqueue_send(make(), src, 0, null()));
            match attempt {
                Attempt::Done(woken) => {
                    wake(woken, park);
                    SendStart::Ready
                }
                Attempt::Closed => SendStart::Closed,
                Attempt::Blocked => SendStart::Parked,
            }
        }
    }

    /// Ends a send that was parked and woken.
    ///
    /// # Errors
    /// [`ChanPanic::SendOnClosed`] when the channel was closed meanwhile; the value went nowhere.
    ///
    /// # Safety
    /// `start_send` answered `Parked` for this waiter on a channel that is not nil, and `ready` was called.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::{Plain, TryRecv};
    ///
    /// let (ch, w, woken, v) = (leaked_chan(8, 0), leaked_waiter(1), Woken::default(), 5u64);
    /// unsafe {
    ///     RawChan::start_send(ch, (&raw const v).cast(), w, &Plain, &woken);
    ///     let mut got = 0u64;
    ///     let taken = RawChan::try_recv(ch, (&raw mut got).cast(), &Plain, &woken);
    ///     assert_eq!((taken, got, woken.take()), (TryRecv::Value, 5, vec![1]));
    ///     assert!(RawChan::finish_send(w).is_ok());
    /// }
    /// ```
    #[inline]
    pub unsafe fn finish_send(waiter: *mut Waiter) -> Result<(), ChanPanic> {
        // SAFETY: the waiter was completed, so it is the caller's again; its channel is alive until we return.
        unsafe {
            (*waiter).end();
            if (*waiter).success.with(|s| *s) {
                Ok(())
            } else {
                Err(ChanPanic::SendOnClosed)
            }
        }
    }

    /// Begins `*dst = <-ch`; `dst` may be null when the value is not wanted. When it answers `Parked`, `dst` is
    /// not remembered: [`RawChan::finish_recv`] takes it anew.
    ///
    /// `ch` is null for a nil channel: it parks for ever.
    ///
    /// # Safety
    /// `ch` is null or a channel that stays alive until the operation is over; `dst` is null or writable for its
    /// element size and belongs to the calling party; `waiter` is idle and valid.
    ///
    /// # Panics
    /// When it has to park and the element does not fit into the waiter.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::{Plain, RecvStart};
    ///
    /// let (ch, w, woken, mut v) = (leaked_chan(8, 0), leaked_waiter(1), Woken::default(), 0u64);
    /// let start = unsafe { RawChan::start_recv(ch, (&raw mut v).cast(), w, &Plain, &woken) };
    /// assert_eq!(start, RecvStart::Parked);
    /// ```
    #[inline]
    pub unsafe fn start_recv<O: ElemOps, P: Park>(
        ch: *const RawChan,
        dst: *mut u8,
        waiter: *mut Waiter,
        ops: &O,
        park: &P,
    ) -> RecvStart {
        // SAFETY: by contract.
        unsafe { Self::start_recv_with(ch, dst, || waiter, ops, park) }
    }

    /// As [`RawChan::start_recv`]; the waiter is only made when it is needed. `make` is called with the channel locked,
    /// so it must not come back here.
    ///
    /// # Safety
    /// As for [`RawChan::start_recv`].
    ///
    /// # Panics
    /// As [`RawChan::start_recv`].
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::{Plain, RecvStart};
    ///
    /// let (ch, woken, mut v) = (leaked_chan(8, 0), Woken::default(), 0u64);
    /// let dst = (&raw mut v).cast();
    /// let start = unsafe { RawChan::start_recv_with(ch, dst, || leaked_waiter(1), &Plain, &woken) };
    /// assert_eq!(start, RecvStart::Parked);
    /// ```
    #[inline(always)]
    pub unsafe fn start_recv_with<O: ElemOps, P: Park>(
        ch: *const RawChan,
        dst: *mut u8,
        make: impl FnOnce() -> *mut Waiter,
        ops: &O,
        park: &P,
    ) -> RecvStart {
        if ch.is_null() {
            return RecvStart::Parked;
        }
        // SAFETY: by contract; the lock is held where it is needed.
        unsafe {
            let chan = &*ch;
            let attempt = chan.recv_or(dst, ops, || chan.enqueue_recv(make(), 0, null()));
            match attempt {
                Attempt::Done(woken) => {
                    wake(woken, park);
                    RecvStart::Ready { ok: true }
                }
                Attempt::Closed => RecvStart::Ready { ok: false },
                Attempt::Blocked => RecvStart::Parked,
            }
        }
    }

    /// Ends a receive that was parked and woken: stores the value, or the zero value when the channel was closed,
    /// and tells which.
    ///
    /// # Safety
    /// `start_recv` answered `Parked` for this waiter on a channel that is not nil, and `ready` was called;
    /// `dst` is null or writable for the element size and belongs to the calling party.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::Plain;
    ///
    /// let (ch, w, woken, mut v) = (leaked_chan(8, 0), leaked_waiter(1), Woken::default(), 5u64);
    /// unsafe {
    ///     RawChan::start_recv(ch, core::ptr::null_mut(), w, &Plain, &woken);
    ///     RawChan::try_send(ch, (&raw const v).cast(), &Plain, &woken);
    ///     v = 0;
    ///     assert!(RawChan::finish_recv(w, (&raw mut v).cast()));
    /// }
    /// assert_eq!((v, woken.take()), (5, vec![1]));
    /// ```
    #[inline]
    pub unsafe fn finish_recv(waiter: *mut Waiter, dst: *mut u8) -> bool {
        // SAFETY: the waiter was completed, so it is the caller's again; its channel is alive until we return.
        unsafe {
            if !dst.is_null() && dst != (*waiter).elem() {
                let size = (*(*waiter).started).elem_size();
                copy_bytes(dst, (*waiter).elem(), size);
            }
            (*waiter).end();
            (*waiter).success.with(|s| *s)
        }
    }

    /// `select { case ch <- *src: default: }`.
    ///
    /// # Safety
    /// As for [`RawChan::start_send`].
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::{Plain, TrySend};
    ///
    /// let (ch, v) = (leaked_chan(8, 0), 5u64);
    /// let sent = unsafe { RawChan::try_send(ch, (&raw const v).cast(), &Plain, &Woken::default()) };
    /// assert_eq!(sent, TrySend::Full, "nobody receives");
    /// ```
    #[inline]
    pub unsafe fn try_send<O: ElemOps, P: Park>(
        ch: *const RawChan,
        src: *const u8,
        ops: &O,
        park: &P,
    ) -> TrySend {
        if ch.is_null() {
            return TrySend::Full;
        }
        // SAFETY: by contract; the lock is held where it is needed.
        unsafe {
            let chan = &*ch;
            // A full ring has no receiver waiting, and it was open at a moment when it was full or before.
            let full = chan.cap != 0 && !chan.is_closed() && chan.was_full();
            if full || chan.surely_blocks(Dir::Send) {
                return TrySend::Full;
            }
            let attempt = chan.send_or(src, ops, || {});
            match attempt {
                Attempt::Done(woken) => {
                    wake(woken, park);
                    TrySend::Sent
                }
                Attempt::Closed => TrySend::Closed,
                Attempt::Blocked => TrySend::Full,
            }
        }
    }

    /// `select { case *dst, ok = <-ch: default: }`.
    ///
    /// # Safety
    /// As for [`RawChan::start_recv`].
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::{Plain, TryRecv};
    ///
    /// let (ch, mut v) = (leaked_chan(8, 0), 5u64);
    /// let got = unsafe { RawChan::try_recv(ch, (&raw mut v).cast(), &Plain, &Woken::default()) };
    /// assert_eq!(got, TryRecv::Empty);
    /// ```
    #[inline]
    pub unsafe fn try_recv<O: ElemOps, P: Park>(
        ch: *const RawChan,
        dst: *mut u8,
        ops: &O,
        park: &P,
    ) -> TryRecv {
        if ch.is_null() {
            return TryRecv::Empty;
        }
        // SAFETY: by contract; the lock is held where it is needed.
        unsafe {
            let chan = &*ch;
            // In this order: an open channel that is empty afterwards was open when it was empty.
            let empty = chan.cap != 0 && chan.was_empty() && !chan.is_closed();
            if empty || chan.surely_blocks(Dir::Recv) {
                return TryRecv::Empty;
            }
            let attempt = chan.recv_or(dst, ops, || {});
            match attempt {
                Attempt::Done(woken) => {
                    wake(woken, park);
                    TryRecv::Value
                }
                Attempt::Closed => TryRecv::Closed,
                Attempt::Blocked => TryRecv::Empty,
            }
        }
    }
}

impl core::fmt::Debug for RawChan {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("RawChan").finish_non_exhaustive()
    }
}

/// Wakes the owner of a completed waiter, which is not touched afterwards.
///
/// # Safety
/// `waiter` is null or was popped by the caller and is filled in.
#[inline]
pub(crate) unsafe fn wake<P: Park>(waiter: *mut Waiter, park: &P) {
    if !waiter.is_null() {
        // SAFETY: it is ours until `ready` is called.
        park.ready(unsafe { (*waiter).token() });
    }
}

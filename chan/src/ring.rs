//! The ring of a channel, and its two locks.
//!
//! Each side has a lock, counts the elements that it has moved, and keeps the slot of its next move. As long as the ring is
//! neither at its edge nor has anybody waiting, a sender needs the senders' lock alone and a receiver the receivers', and
//! the two only meet in the counts: a slot is written before `sent` says so (release) and left before `received` does.
//! Everything else needs both locks, the senders' first. So:
//!
//! - `sent` and the senders' slot change under the senders' lock, `received` and the receivers' slot under theirs;
//! - the queues of waiting parties and `closed` change under both, and may be read under either;
//! - receivers wait only while the ring is empty, senders only while it is full.
//!
//! An unbuffered channel has nothing that one side could do alone: there the senders' lock stands for both.

use crate::port::{ElemOps, copy_bytes, zero_bytes};
use crate::raw::{Attempt, RawChan};
use crate::sync::{AtomicUsize, Lock, ONE_THREAD, Ordering, RaceCell};
use crate::waiter::{PUT_BACK, Queue, Selection, Waiter};
use core::ptr::{null, null_mut};

/// Whether a side remembers what it has seen of the other, so as not to fetch that line with each move.
const SEEN: usize = if ONE_THREAD { 0 } else { 1 };

/// What one side of a channel owns.
#[repr(C)]
pub(crate) struct Side {
    pub(crate) lock: Lock,
    /// How many elements this side has moved in all; wraps.
    moved: AtomicUsize,
    /// The slot of the next move.
    next: RaceCell<usize>,
    /// The other side's `moved` when it was last looked at.
    seen: RaceCell<[usize; SEEN]>,
    /// The parties of the other side that wait for this one.
    pub(crate) partners: RaceCell<Queue>,
}

impl Side {
    pub(crate) fn new() -> Self {
        Side {
            lock: Lock::new(),
            moved: AtomicUsize::new(0),
            next: RaceCell::new(0),
            seen: RaceCell::new([0; SEEN]),
            partners: RaceCell::new(Queue::new()),
        }
    }

    /// Takes out the first partner that still waits; see [`Queue::pop`].
    ///
    /// # Safety
    /// The channel is locked.
    #[inline(always)]
    pub(crate) unsafe fn pop_partner(&self) -> *mut Waiter {
        // SAFETY: by contract.
        self.partners.with_mut(|q| unsafe { (*q).pop() })
    }

    /// Whether nobody waits for this side.
    ///
    /// # Safety
    /// The lock of either side is held.
    #[inline(always)]
    unsafe fn is_alone(&self) -> bool {
        // SAFETY: the queue changes under both locks only.
        self.partners.with(|q| unsafe { (*q).is_empty() })
    }

    /// Whether `enough` of the other side's moves, as far as they must be known.
    ///
    /// # Safety
    /// The lock of this side is held.
    #[inline(always)]
    unsafe fn sees(&self, other: &Side, enough: impl Fn(usize) -> bool) -> bool {
        self.seen.with_mut(|seen| {
            // SAFETY: the cell belongs to the holder of this side's lock.
            let Some(seen) = (unsafe { (*seen).first_mut() }) else {
                return enough(other.moved.load(Ordering::Relaxed));
            };
            if enough(*seen) {
                return true;
            }
            *seen = other.moved.load(Ordering::Acquire);
            enough(*seen)
        })
    }

    /// Forgets what was seen, for the other side takes a move back.
    ///
    /// # Safety
    /// The channel is locked.
    unsafe fn look_again(&self, other: &Side) {
        self.seen.with_mut(|seen| {
            // SAFETY: by contract.
            if let Some(seen) = unsafe { (*seen).first_mut() } {
                *seen = other.moved.load(Ordering::Relaxed);
            }
        });
    }

    /// Says that the element at the next slot was moved.
    ///
    /// # Safety
    /// The lock of this side is held.
    #[inline(always)]
    unsafe fn advance(&self, moved: usize, cap: usize) {
        // SAFETY: the cell belongs to the holder of this side's lock.
        self.next.with_mut(|next| unsafe {
            let after = *next + 1;
            *next = if after == cap { 0 } else { after };
        });
        #[cfg(not(mutant = "move_told_early"))]
        let order = Ordering::Release;
        #[cfg(mutant = "move_told_early")]
        let order = Ordering::Relaxed;
        self.moved.store(moved.wrapping_add(1), order);
    }

    /// Takes the last move back.
    ///
    /// # Safety
    /// The channel is locked.
    unsafe fn retreat(&self, cap: usize) {
        // SAFETY: by contract.
        self.next.with_mut(|next| unsafe {
            *next = if *next == 0 { cap } else { *next } - 1;
        });
        let moved = self.moved.load(Ordering::Relaxed);
        self.moved.store(moved.wrapping_sub(1), Ordering::Relaxed);
    }
}

impl RawChan {
    /// Go's `len`: how many elements are in the ring.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// let (ch, v) = (leaked_chan(8, 2), 5u64);
    /// unsafe { RawChan::try_send(ch, (&raw const v).cast(), &burrow_chan::Plain, &Woken::default()) };
    /// assert_eq!(ch.len(), 1);
    /// ```
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        let mut sent = self.senders.moved.load(Ordering::Acquire);
        loop {
            let received = self.receivers.moved.load(Ordering::Acquire);
            let again = if ONE_THREAD {
                sent
            } else {
                self.senders.moved.load(Ordering::Acquire)
            };
            // Both belong to one moment. While a value is put back, a full ring counts one more.
            if again == sent {
                return sent.wrapping_sub(received).min(self.cap);
            }
            sent = again;
        }
    }

    /// Whether the ring held no element at a moment of this call.
    #[inline]
    pub(crate) fn was_empty(&self) -> bool {
        // In this order: as nothing was received later than is known here, what was sent until then had been received.
        let received = self.receivers.moved.load(Ordering::Acquire);
        self.senders.moved.load(Ordering::Acquire) == received
    }

    /// Whether the ring had no room at a moment of this call.
    #[inline]
    pub(crate) fn was_full(&self) -> bool {
        let sent = self.senders.moved.load(Ordering::Acquire);
        let received = self.receivers.moved.load(Ordering::Acquire);
        sent.wrapping_sub(received) as isize >= self.cap as isize
    }

    /// Calls `f` with the address of each element in the ring, oldest first.
    ///
    /// # Safety
    /// Nobody else uses the channel meanwhile.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// let (ch, woken) = (leaked_chan(8, 2), Woken::default());
    /// let mut found = vec![];
    /// unsafe {
    ///     for v in [5u64, 6] {
    ///         RawChan::try_send(ch, (&raw const v).cast(), &burrow_chan::Plain, &woken);
    ///     }
    ///     ch.for_each_buffered(|at| found.push(at.cast::<u64>().read()));
    /// }
    /// assert_eq!(found, [5, 6]);
    /// ```
    pub unsafe fn for_each_buffered(&self, mut f: impl FnMut(*mut u8)) {
        // SAFETY: the caller has the channel to itself.
        let mut slot = self.receivers.next.with(|next| unsafe { *next });
        for _ in 0..self.len() {
            f(self.slot(slot));
            slot = if slot + 1 == self.cap { 0 } else { slot + 1 };
        }
    }

    #[inline]
    fn slot(&self, index: usize) -> *mut u8 {
        let base = (&raw const *self).cast::<u8>().cast_mut();
        // The ring belongs to the same allocation as the header; `index` is below `cap`.
        base.wrapping_add(Self::BUFFER_OFFSET + index * self.elem_size())
    }

    /// Locks the whole channel.
    #[inline(always)]
    pub(crate) fn lock(&self) {
        self.senders.lock.lock();
        if !ONE_THREAD && self.cap != 0 {
            self.receivers.lock.lock();
        }
    }

    /// # Safety
    /// The caller has locked the whole channel.
    #[inline(always)]
    pub(crate) unsafe fn unlock(&self) {
        // SAFETY: by contract.
        unsafe {
            if !ONE_THREAD && self.cap != 0 {
                self.receivers.lock.unlock();
            }
            self.senders.lock.unlock();
        }
    }

    /// Puts `src` into the ring if there is room.
    ///
    /// # Safety
    /// The senders' lock is held, the channel is open or `src` was sent before, nobody waits to receive; `src` is readable
    /// for `elem_size` bytes.
    #[inline(always)]
    unsafe fn push<O: ElemOps>(&self, src: *const u8, ops: &O) -> bool {
        let side = &self.senders;
        let sent = side.moved.load(Ordering::Relaxed);
        // SAFETY: by contract; a slot that is free is the senders'.
        unsafe {
            let room = |received| sent.wrapping_sub(received) < self.cap;
            if !side.sees(&self.receivers, room) {
                return false;
            }
            let size = self.elem_size();
            if size != 0 {
                let slot = self.slot(side.next.with(|next| *next));
                ops.copy(self.meta(), slot, src, size);
            }
            side.advance(sent, self.cap);
        }
        true
    }

    /// Takes the oldest element out of the ring if there is one.
    ///
    /// # Safety
    /// The receivers' lock is held; `dst` is null or writable for `elem_size` bytes and belongs to the caller.
    #[inline(always)]
    unsafe fn pop<O: ElemOps>(&self, dst: *mut u8, ops: &O) -> bool {
        let side = &self.receivers;
        let received = side.moved.load(Ordering::Relaxed);
        // SAFETY: by contract; a slot that is full is the receivers'.
        unsafe {
            if !side.sees(&self.senders, |sent| sent != received) {
                return false;
            }
            let size = self.elem_size();
            if size != 0 {
                let slot = self.slot(side.next.with(|next| *next));
                if !dst.is_null() {
                    copy_bytes(dst, slot, size);
                }
                ops.clear(self.meta(), slot, size);
            }
            side.advance(received, self.cap);
        }
        true
    }

    /// Sends `src`, or calls `wait` with the channel locked when that has to wait.
    ///
    /// # Safety
    /// `src` is readable for `elem_size` bytes; `wait` does not come back here.
    #[inline(always)]
    pub(crate) unsafe fn send_or<O: ElemOps>(
        &self,
        src: *const u8,
        ops: &O,
        wait: impl FnOnce(),
    ) -> Attempt {
        // SAFETY: by contract; the locks are held where they are needed.
        unsafe {
            self.senders.lock.lock();
            if !ONE_THREAD && self.cap != 0 {
                let alone = !self.closed.load(Ordering::Relaxed) && self.senders.is_alone();
                if alone && self.push(src, ops) {
                    self.senders.lock.unlock();
                    return Attempt::Done(null_mut());
                }
                self.receivers.lock.lock();
            }
            let attempt = self.attempt_send(src, ops);
            if let Attempt::Blocked = attempt {
                #[cfg(mutant = "enqueue_after_unlock")]
                {
                    self.unlock();
                    self.lock();
                }
                wait();
            }
            self.unlock();
            attempt
        }
    }

    /// Receives into `dst`, or calls `wait` with the channel locked when that has to wait.
    ///
    /// # Safety
    /// `dst` is null or writable for `elem_size` bytes and belongs to the caller; `wait` does not come back here.
    #[inline(always)]
    pub(crate) unsafe fn recv_or<O: ElemOps>(
        &self,
        dst: *mut u8,
        ops: &O,
        wait: impl FnOnce(),
    ) -> Attempt {
        // SAFETY: by contract; the locks are held where they are needed.
        unsafe {
            if !ONE_THREAD && self.cap != 0 {
                self.receivers.lock.lock();
                #[cfg(not(mutant = "recv_forgets_senders"))]
                let alone = self.receivers.is_alone();
                #[cfg(mutant = "recv_forgets_senders")]
                let alone = true;
                let done = alone && self.pop(dst, ops);
                self.receivers.lock.unlock();
                if done {
                    return Attempt::Done(null_mut());
                }
            }
            self.lock();
            #[cfg(not(mutant = "recv_trusts_first_look"))]
            let attempt = self.attempt_recv(dst, ops);
            #[cfg(mutant = "recv_trusts_first_look")]
            let attempt = if self.cap != 0
                && !self.closed.load(Ordering::Relaxed)
                && self.receivers.is_alone()
            {
                Attempt::Blocked
            } else {
                self.attempt_recv(dst, ops)
            };
            if let Attempt::Blocked = attempt {
                #[cfg(mutant = "enqueue_after_unlock")]
                {
                    self.unlock();
                    self.lock();
                }
                wait();
            }
            self.unlock();
            attempt
        }
    }

    /// One attempt to send `src`.
    ///
    /// # Safety
    /// The channel is locked; `src` is readable for `elem_size` bytes.
    #[inline(always)]
    pub(crate) unsafe fn attempt_send<O: ElemOps>(&self, src: *const u8, ops: &O) -> Attempt {
        if self.closed.load(Ordering::Relaxed) {
            return Attempt::Closed;
        }
        // SAFETY: by contract; a popped waiter is ours and has room for `size` bytes.
        unsafe {
            let waiter = self.senders.pop_partner();
            if waiter.is_null() {
                return if self.push(src, ops) {
                    Attempt::Done(waiter)
                } else {
                    Attempt::Blocked
                };
            }
            self.fill(waiter, src, ops);
            Attempt::Done(waiter)
        }
    }

    /// One attempt to receive into `dst`, which may be null.
    ///
    /// # Safety
    /// The channel is locked; `dst` is null or writable for `elem_size` bytes and belongs to the caller.
    #[inline(always)]
    pub(crate) unsafe fn attempt_recv<O: ElemOps>(&self, dst: *mut u8, ops: &O) -> Attempt {
        // SAFETY: by contract; a popped waiter is ours.
        unsafe {
            if self.pop(dst, ops) {
                let waiter = self.receivers.pop_partner();
                if !waiter.is_null() {
                    // It waited because the ring was full: the slot that has become free is its.
                    let pushed = self.push((*waiter).elem(), ops);
                    debug_assert!(pushed);
                    (*waiter).success.with_mut(|s| *s = true);
                }
                return Attempt::Done(waiter);
            }
            let size = self.elem_size();
            let copy = !dst.is_null() && size != 0;
            let waiter = self.receivers.pop_partner();
            if waiter.is_null() {
                if !self.closed.load(Ordering::Relaxed) {
                    return Attempt::Blocked;
                }
                if copy {
                    zero_bytes(dst, size);
                }
                return Attempt::Closed;
            }
            if copy {
                ops.copy(self.meta(), dst, (*waiter).elem(), size);
            }
            (*waiter).success.with_mut(|s| *s = true);
            Attempt::Done(waiter)
        }
    }

    /// Puts a waiter with the value `src` into the queue of senders.
    ///
    /// # Safety
    /// The channel is locked; `waiter` is idle, valid and stays where it is until it is finished.
    #[inline]
    pub(crate) unsafe fn enqueue_send(
        &self,
        waiter: *mut Waiter,
        src: *const u8,
        index: u32,
        select: *const Selection,
    ) {
        // SAFETY: the waiter is the caller's until it is in the queue; `begin` checks its room.
        unsafe {
            (*waiter).begin(self, index, select);
            // The value may lie in the waiter already.
            if src != (*waiter).elem() {
                copy_bytes((*waiter).elem(), src, self.elem_size());
            }
            let queue = &self.receivers.partners;
            queue.with_mut(|q| (*q).push(waiter, self));
        }
    }

    /// Puts a waiter into the queue of receivers. Its element is zero already, as a closed channel would give it.
    ///
    /// # Safety
    /// As for [`Self::enqueue_send`].
    #[inline]
    pub(crate) unsafe fn enqueue_recv(
        &self,
        waiter: *mut Waiter,
        index: u32,
        select: *const Selection,
    ) {
        // SAFETY: the waiter is the caller's until it is in the queue; `begin` checks its room.
        unsafe {
            (*waiter).begin(self, index, select);
            zero_bytes((*waiter).elem(), self.elem_size());
            let queue = &self.senders.partners;
            queue.with_mut(|q| (*q).push(waiter, self));
        }
    }

    /// Gives `src` to a receiver that waited.
    ///
    /// # Safety
    /// `waiter` was popped by the caller; `src` is readable for `elem_size` bytes.
    #[inline(always)]
    unsafe fn fill<O: ElemOps>(&self, waiter: *mut Waiter, src: *const u8, ops: &O) {
        let size = self.elem_size();
        // SAFETY: the waiter is ours until it is woken, and has room.
        unsafe {
            if size != 0 {
                ops.copy(self.meta(), (*waiter).elem(), src, size);
            }
            (*waiter).success.with_mut(|s| *s = true);
        }
    }

    /// Puts a value that was received before all that is in the channel; see [`RawChan::put_back`]. Answers with the receiver that
    /// has got it, with `spare` when that is queued, or with null.
    ///
    /// # Safety
    /// The channel is locked; `src` is readable for `elem_size` bytes; `spare` is idle and valid.
    pub(crate) unsafe fn put_back_locked<O: ElemOps>(
        &self,
        src: *const u8,
        spare: *mut Waiter,
        ops: &O,
    ) -> *mut Waiter {
        let size = self.elem_size();
        let (senders, receivers) = (&self.senders, &self.receivers);
        // SAFETY: by contract; a popped waiter is ours; slots and waiters have room for `size` bytes.
        unsafe {
            let waiter = senders.pop_partner();
            if !waiter.is_null() {
                self.fill(waiter, src, ops);
                return waiter;
            }
            let full = self.len() == self.cap;
            if self.cap == 0 {
                (*spare).begin(self, PUT_BACK, null());
                copy_bytes((*spare).elem(), src, size);
            } else {
                // The slot before the oldest element; in a full ring it is that of the newest, which moves to the waiter.
                receivers.retreat(self.cap);
                let slot = self.slot(receivers.next.with(|next| *next));
                if full {
                    (*spare).begin(self, PUT_BACK, null());
                    copy_bytes((*spare).elem(), slot, size);
                    senders.retreat(self.cap);
                }
                if size != 0 {
                    ops.copy(self.meta(), slot, src, size);
                }
                senders.look_again(receivers);
                receivers.look_again(senders);
                if !full {
                    return null_mut();
                }
            }
            receivers
                .partners
                .with_mut(|q| (*q).push_front(spare, self));
            spare
        }
    }
}

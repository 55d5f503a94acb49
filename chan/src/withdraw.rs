//! What takes parties out of the queues without serving them: close, cancel, and the return of a value whose receiver
//! has gone away.

use crate::error::ChanPanic;
use crate::port::{ElemOps, Park};
use crate::raw::{RawChan, wake};
use crate::sync::Ordering;
use crate::waiter::{PUT_BACK, Queue, Waiter};
use core::ptr::null_mut;

impl RawChan {
    /// Takes `waiter` out of either queue; false when it stands in none.
    ///
    /// # Safety
    /// `waiter` was started at this channel, as a sender or not as `send` says, and is the caller's.
    pub(crate) unsafe fn dequeue(&self, waiter: *mut Waiter, send: bool) -> bool {
        let counterpart = if send { &self.receivers } else { &self.senders };
        self.lock();
        // SAFETY: the channel is locked; the waiter can only be in the queue of its direction.
        unsafe {
            let removed = counterpart.partners.with_mut(|q| (*q).remove(waiter));
            self.unlock();
            removed
        }
    }

    /// Gives up a parked send (`send`) or receive, for a timeout or a dropped future. True: it never happened,
    /// and the waiter is idle again with its element still in it. False: it is completed, `ready` was or will be
    /// called, and the party has to wait for that and finish it.
    ///
    /// # Safety
    /// `ch` is null or the channel at which `waiter` was parked; the operation is not finished yet.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::{Plain, TryRecv};
    ///
    /// let (ch, w, woken, v) = (leaked_chan(8, 0), leaked_waiter(1), Woken::default(), 5u64);
    /// unsafe {
    ///     RawChan::start_send(ch, (&raw const v).cast(), w, &Plain, &woken);
    ///     assert!(RawChan::cancel(ch, w, true));
    ///     let got = RawChan::try_recv(ch, core::ptr::null_mut(), &Plain, &woken);
    ///     assert_eq!(got, TryRecv::Empty);
    /// }
    /// ```
    pub unsafe fn cancel(ch: *const RawChan, waiter: *mut Waiter, send: bool) -> bool {
        if ch.is_null() {
            return true;
        }
        // SAFETY: by contract.
        unsafe {
            let removed = (*ch).dequeue(waiter, send);
            if removed {
                (*waiter).end();
            }
            removed
        }
    }

    /// Go's `close`: wakes every party that waits; receivers get the zero value, senders the panic.
    ///
    /// # Errors
    /// [`ChanPanic::CloseOfNil`] and [`ChanPanic::CloseOfClosed`].
    ///
    /// # Safety
    /// `ch` is null or a channel that is alive.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::ChanPanic;
    ///
    /// let (ch, woken) = (leaked_chan(8, 0), Woken::default());
    /// unsafe {
    ///     assert!(RawChan::close(ch, &woken).is_ok());
    ///     assert_eq!(RawChan::close(ch, &woken), Err(ChanPanic::CloseOfClosed));
    ///     assert_eq!(RawChan::close(core::ptr::null(), &woken), Err(ChanPanic::CloseOfNil));
    /// }
    /// ```
    pub unsafe fn close<P: Park>(ch: *const RawChan, park: &P) -> Result<(), ChanPanic> {
        if ch.is_null() {
            return Err(ChanPanic::CloseOfNil);
        }
        // SAFETY: by contract; the lock is held where it is needed; popped waiters are ours until `ready`.
        unsafe {
            let chan = &*ch;
            chan.lock();
            if chan.closed.load(Ordering::Relaxed) {
                chan.unlock();
                return Err(ChanPanic::CloseOfClosed);
            }
            #[cfg(not(mutant = "close_marks_last"))]
            chan.closed.store(true, Ordering::Release);
            // All are popped under the lock, kept in a list through their links, and woken without it. Values that
            // were put back have been sent: they stay.
            let mut first: *mut Waiter = null_mut();
            let mut link: *mut Waiter = null_mut();
            let mut stay = Queue::new();
            loop {
                let mut waiter = chan.senders.pop_partner();
                if waiter.is_null() {
                    waiter = chan.receivers.pop_partner();
                }
                if waiter.is_null() {
                    break;
                }
                #[cfg(not(mutant = "close_drops_put_back"))]
                if (*waiter).index == PUT_BACK {
                    stay.push(waiter, chan);
                    continue;
                }
                (*waiter).success.with_mut(|s| *s = false);
                (*waiter).links.with_mut(|l| (*l).next = null_mut());
                if link.is_null() {
                    first = waiter;
                } else {
                    (*link).links.with_mut(|l| (*l).next = waiter);
                }
                link = waiter;
            }
            chan.receivers.partners.with_mut(|q| *q = stay);
            chan.unlock();
            #[cfg(mutant = "close_marks_last")]
            chan.closed.store(true, Ordering::Release);
            while !first.is_null() {
                let waiter = first;
                first = (*waiter).links.with(|l| (*l).next);
                park.ready((*waiter).token());
            }
        }
        Ok(())
    }

    /// Returns a value to the front of the channel, for a party that was served but will never run: a dropped future.
    /// The value goes to the first receiver that waits, into the ring as its oldest element or, where there is no room,
    /// into the waiter `spare`, which then stands before all senders, outlives `close`, and counts in neither `len` nor
    /// `cap`. True: `spare` is queued and stays until `ready` is called with its token. False: it is idle.
    ///
    /// # Safety
    /// `ch` is a channel that is alive; `src` is a value that was received from it; `spare` is idle, valid and has
    /// room for it.
    ///
    /// ```
    /// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
    /// # use {burrow_chan::RawChan, leaked::*};
    /// use burrow_chan::Plain;
    ///
    /// let (ch, w, woken, mut v) = (leaked_chan(8, 0), leaked_waiter(1), Woken::default(), 5u64);
    /// unsafe {
    ///     assert!(RawChan::put_back(ch, (&raw const v).cast(), w, &Plain, &woken));
    ///     v = 0;
    ///     RawChan::try_recv(ch, (&raw mut v).cast(), &Plain, &woken);
    /// }
    /// assert_eq!((v, woken.take()), (5, vec![1]));
    /// ```
    pub unsafe fn put_back<O: ElemOps, P: Park>(
        ch: *const RawChan,
        src: *const u8,
        spare: *mut Waiter,
        ops: &O,
        park: &P,
    ) -> bool {
        // SAFETY: by contract; the lock is held where it is needed, and a popped waiter is ours.
        unsafe {
            let chan = &*ch;
            chan.lock();
            let waiter = chan.put_back_locked(src, spare, ops);
            chan.unlock();
            if waiter == spare {
                return true;
            }
            wake(waiter, park);
            false
        }
    }
}

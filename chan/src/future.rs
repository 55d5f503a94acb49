//! Futures as parties. They run on any executor.
//!
//! **Dropping a future loses no value.** A send that was not received yet is taken back, and its value dropped with
//! the future. A receive that was served but not polled since returns its value to the front of the channel, where the
//! next receiver finds it, even after a close; see [`RawChan::put_back`].

use crate::outcome::{RecvStart, SendStart};
use crate::port::Plain;
use crate::raw::RawChan;
use crate::signal::{Handle, Signal, Signals};
use crate::spare::put_back;
use crate::typed::{Receiver, SendError, Sender};
use crate::waiter::Waiter;
use core::fmt;
use core::future::Future;
use core::marker::{PhantomData, PhantomPinned};
use core::mem::MaybeUninit;
use core::pin::Pin;
use core::ptr::null_mut;
use core::task::{Context, Poll, Waker};

impl Handle for Waker {
    fn wake(self) {
        Waker::wake(self);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Not polled yet. A send has its value.
    New,
    /// The waiter is queued, or was completed.
    Parked,
    /// The value is where it belongs.
    Over,
}

/// One operation: what lies in a future. It is pinned from the first poll on.
pub(crate) struct Op<T> {
    stage: Stage,
    signal: Signal<Waker>,
    waiter: Waiter,
    value: MaybeUninit<T>,
    _pinned: PhantomPinned,
}

impl<T> Op<T> {
    fn new(value: MaybeUninit<T>) -> Self {
        Op {
            stage: Stage::New,
            signal: Signal::new(),
            waiter: Waiter::new(0, null_mut(), 0),
            value,
            _pinned: PhantomPinned,
        }
    }

    /// An operation that is over.
    #[cfg(feature = "stream")]
    pub(crate) fn idle() -> Self {
        Op {
            stage: Stage::Over,
            ..Op::new(MaybeUninit::uninit())
        }
    }

    pub(crate) fn recv() -> Self {
        Op::new(MaybeUninit::uninit())
    }

    pub(crate) fn send(value: T) -> Self {
        Op::new(MaybeUninit::new(value))
    }

    #[cfg(feature = "stream")]
    pub(crate) fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    /// Readies the waiter, whose element is the value's own place.
    fn place(&mut self) -> (*mut u8, *mut Waiter) {
        let at = self.value.as_mut_ptr().cast();
        self.waiter.set_token(self.signal.token());
        self.waiter.set_buffer(at, size_of::<T>());
        (at, &raw mut self.waiter)
    }

    /// Whether a parked operation was completed; otherwise `cx` is woken when it is.
    fn is_done(&self, cx: &mut Context<'_>) -> bool {
        self.signal.is_done() || !self.signal.arm(cx.waker().clone())
    }

    /// # Safety
    /// `ch` is null or stays alive until the operation is over; it is the same in each call.
    pub(crate) unsafe fn poll_recv(
        self: Pin<&mut Self>,
        ch: *const RawChan,
        cx: &mut Context<'_>,
    ) -> Poll<Option<T>> {
        // SAFETY: nothing is moved out of the pinned operation but its value, when it is over. While it is
        // parked, value, waiter and signal stay where they are, and `drop` waits for whoever uses them.
        unsafe {
            let this = self.get_unchecked_mut();
            let ok = match this.stage {
                Stage::New => {
                    let (at, waiter) = this.place();
                    match RawChan::start_recv(ch, at, waiter, &Plain, &Signals) {
                        RecvStart::Ready { ok } => ok,
                        RecvStart::Parked => {
                            this.stage = Stage::Parked;
                            if !this.is_done(cx) {
                                return Poll::Pending;
                            }
                            RawChan::finish_recv(&raw mut this.waiter, null_mut())
                        }
                    }
                }
                Stage::Parked => {
                    if !this.is_done(cx) {
                        return Poll::Pending;
                    }
                    RawChan::finish_recv(&raw mut this.waiter, null_mut())
                }
                Stage::Over => panic!("a future was polled after its end"),
            };
            this.stage = Stage::Over;
            Poll::Ready(ok.then(|| this.value.assume_init_read()))
        }
    }

    /// # Safety
    /// As for [`Op::poll_recv`].
    pub(crate) unsafe fn poll_send(
        self: Pin<&mut Self>,
        ch: *const RawChan,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<T>>> {
        // SAFETY: as in `poll_recv`; the value is ours again when it was not sent.
        unsafe {
            let this = self.get_unchecked_mut();
            let sent = match this.stage {
                Stage::New => {
                    let (at, waiter) = this.place();
                    match RawChan::start_send(ch, at, waiter, &Plain, &Signals) {
                        SendStart::Ready => true,
                        SendStart::Closed => false,
                        SendStart::Parked => {
                            this.stage = Stage::Parked;
                            if !this.is_done(cx) {
                                return Poll::Pending;
                            }
                            RawChan::finish_send(&raw mut this.waiter).is_ok()
                        }
                    }
                }
                Stage::Parked => {
                    if !this.is_done(cx) {
                        return Poll::Pending;
                    }
                    RawChan::finish_send(&raw mut this.waiter).is_ok()
                }
                Stage::Over => panic!("a future was polled after its end"),
            };
            this.stage = Stage::Over;
            Poll::Ready(if sent {
                Ok(())
            } else {
                Err(SendError(this.value.assume_init_read()))
            })
        }
    }

    /// Ends a receive that may be parked.
    ///
    /// # Safety
    /// As for [`Op::poll_recv`]; it is a receive, and pinned if it was polled.
    pub(crate) unsafe fn abandon_recv(&mut self, ch: *const RawChan) {
        if core::mem::replace(&mut self.stage, Stage::Over) != Stage::Parked {
            return;
        }
        let waiter = &raw mut self.waiter;
        // SAFETY: the waiter is parked at the channel; after `settle` it is ours, and so is the value if there is one.
        unsafe {
            if RawChan::cancel(ch, waiter, false) {
                return;
            }
            self.signal.settle();
            if RawChan::finish_recv(waiter, null_mut()) {
                #[cfg(not(mutant = "dropped_future_keeps_value"))]
                put_back(ch, self.value.as_ptr().cast());
            }
        }
    }

    /// Ends a send that may be parked; a value that was not sent is dropped.
    ///
    /// # Safety
    /// As for [`Op::poll_recv`]; it is a send, and pinned if it was polled.
    pub(crate) unsafe fn abandon_send(&mut self, ch: *const RawChan) {
        let waiter = &raw mut self.waiter;
        // SAFETY: the waiter is parked at the channel; after `settle` it is ours. The value is ours unless sent.
        unsafe {
            let unsent = match core::mem::replace(&mut self.stage, Stage::Over) {
                Stage::New => true,
                Stage::Over => false,
                Stage::Parked if RawChan::cancel(ch, waiter, true) => true,
                Stage::Parked => {
                    self.signal.settle();
                    RawChan::finish_send(waiter).is_err()
                }
            };
            if unsent {
                self.value.assume_init_drop();
            }
        }
    }
}

/// The future of [`Sender::send_async`].
///
/// ```
/// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
/// # let mut cx = Context::from_waker(Waker::noop());
///
/// let (tx, rx) = burrow_chan::channel(0);
/// let mut send = pin!(tx.send_async(7));
/// assert!(send.as_mut().poll(&mut cx).is_pending());
/// assert_eq!(rx.try_recv(), Ok(7));
/// assert_eq!(send.poll(&mut cx), Poll::Ready(Ok(())));
/// ```
#[must_use = "futures do nothing unless polled"]
pub struct SendFuture<'c, T> {
    chan: *const RawChan,
    op: Op<T>,
    handle: PhantomData<&'c Sender<T>>,
}

/// The future of [`Receiver::recv_async`].
///
/// ```
/// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
/// # let mut cx = Context::from_waker(Waker::noop());
///
/// let (tx, rx) = burrow_chan::channel(0);
/// {
///     let mut recv = pin!(rx.recv_async());
///     assert!(recv.as_mut().poll(&mut cx).is_pending());
///     tx.try_send(7).unwrap();
/// }
/// // It was dropped with the value in it, which is not lost.
/// assert_eq!(rx.try_recv(), Ok(7));
/// # let _ = Poll::Ready(());
/// ```
#[must_use = "futures do nothing unless polled"]
pub struct RecvFuture<'c, T> {
    chan: *const RawChan,
    op: Op<T>,
    handle: PhantomData<&'c Receiver<T>>,
}

// SAFETY: a future only moves values of `T`; what it shares with other threads is locked or atomic.
unsafe impl<T: Send> Send for SendFuture<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for RecvFuture<'_, T> {}

impl<T> Sender<T> {
    /// Sends, waiting for room or for a receiver. Dropping the future takes the value back if nobody has received it.
    ///
    /// The result is an error with the value when the channel is closed before it was sent.
    ///
    /// ```
    /// # fn block_on<F: Future>(f: F) -> F::Output {
    /// #     let mut f = std::pin::pin!(f);
    /// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     loop { if let std::task::Poll::Ready(v) = f.as_mut().poll(&mut cx) { return v } }
    /// # }
    /// let (tx, rx) = burrow_chan::channel(1);
    /// block_on(async {
    ///     tx.send_async("hello").await.unwrap();
    ///     assert_eq!(rx.recv_async().await, Some("hello"));
    /// });
    /// ```
    pub fn send_async(&self, value: T) -> SendFuture<'_, T> {
        SendFuture {
            chan: self.raw(),
            op: Op::send(value),
            handle: PhantomData,
        }
    }
}

impl<T> Receiver<T> {
    /// Receives, waiting for a value; `None` when the channel is closed and drained. Dropping the future loses no
    /// value: one that it was given already goes back to the front of the channel.
    ///
    /// ```
    /// # fn block_on<F: Future>(f: F) -> F::Output {
    /// #     let mut f = std::pin::pin!(f);
    /// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     loop { if let std::task::Poll::Ready(v) = f.as_mut().poll(&mut cx) { return v } }
    /// # }
    /// let (tx, rx) = burrow_chan::channel(2);
    /// tx.try_send(1).unwrap();
    /// tx.close().unwrap();
    /// block_on(async {
    ///     assert_eq!(rx.recv_async().await, Some(1));
    ///     assert_eq!(rx.recv_async().await, None);
    /// });
    /// ```
    pub fn recv_async(&self) -> RecvFuture<'_, T> {
        RecvFuture {
            chan: self.raw(),
            op: Op::recv(),
            handle: PhantomData,
        }
    }
}

impl<T> Future for SendFuture<'_, T> {
    type Output = Result<(), SendError<T>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let chan = self.chan;
        // SAFETY: the operation is pinned with us; the handle that we borrow keeps the channel alive.
        unsafe {
            self.map_unchecked_mut(|this| &mut this.op)
                .poll_send(chan, cx)
        }
    }
}

impl<T> Future for RecvFuture<'_, T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let chan = self.chan;
        // SAFETY: as in `SendFuture`.
        unsafe {
            self.map_unchecked_mut(|this| &mut this.op)
                .poll_recv(chan, cx)
        }
    }
}

impl<T> Drop for SendFuture<'_, T> {
    fn drop(&mut self) {
        // SAFETY: the handle that we borrow keeps the channel alive.
        unsafe { self.op.abandon_send(self.chan) }
    }
}

impl<T> Drop for RecvFuture<'_, T> {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { self.op.abandon_recv(self.chan) }
    }
}

impl<T> fmt::Debug for SendFuture<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendFuture").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for RecvFuture<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvFuture").finish_non_exhaustive()
    }
}

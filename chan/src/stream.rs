//! `Stream` and `Sink` over the operations of [`crate::future`]. Each has one operation in a box, so that it may be moved.

use crate::future::Op;
use crate::typed::{Receiver, SendError, Sender};
use alloc::boxed::Box;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use futures_core::Stream;
use futures_sink::Sink;

/// The values of a channel until it is closed and drained; see [`Receiver::into_stream`].
///
/// ```
/// let (tx, rx) = burrow_chan::channel::<i32>(0);
/// let values: burrow_chan::RecvStream<i32> = rx.into_stream();
/// # drop((tx, values));
/// ```
pub struct RecvStream<T> {
    receiver: Receiver<T>,
    op: Pin<Box<Op<T>>>,
}

/// A channel as a place to put values; see [`Sender::into_sink`].
///
/// ```
/// let (tx, rx) = burrow_chan::channel::<i32>(0);
/// let sink: burrow_chan::SendSink<i32> = tx.into_sink();
/// # drop((rx, sink));
/// ```
pub struct SendSink<T> {
    /// `None` after `poll_close`.
    sender: Option<Sender<T>>,
    op: Pin<Box<Op<T>>>,
}

// SAFETY: as for the futures of the same operations.
unsafe impl<T: Send> Send for RecvStream<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for SendSink<T> {}

impl<T> Receiver<T> {
    /// A `Stream` of the values until the channel is closed and drained. A value that it was given but not polled for
    /// is returned to the channel when it is dropped.
    ///
    /// ```
    /// use futures_core::Stream;
    /// use std::{pin::Pin, task::{Context, Poll, Waker}};
    ///
    /// let (tx, rx) = burrow_chan::channel(1);
    /// let mut values = rx.into_stream();
    /// let mut cx = Context::from_waker(Waker::noop());
    /// assert!(Pin::new(&mut values).poll_next(&mut cx).is_pending());
    /// tx.try_send(1).unwrap();
    /// assert_eq!(Pin::new(&mut values).poll_next(&mut cx), Poll::Ready(Some(1)));
    /// ```
    pub fn into_stream(self) -> RecvStream<T> {
        RecvStream {
            receiver: self,
            op: Box::pin(Op::recv()),
        }
    }
}

impl<T> Sender<T> {
    /// A `Sink` for values. Closing it gives its sender up, and closes the channel if that would: with
    /// [`closing_channel`](crate::closing_channel) and as the last one.
    ///
    /// ```
    /// use futures_sink::Sink;
    /// use std::{pin::Pin, task::{Context, Waker}};
    ///
    /// let (tx, rx) = burrow_chan::closing_channel(1);
    /// let mut sink = tx.into_sink();
    /// let mut cx = Context::from_waker(Waker::noop());
    /// assert!(Pin::new(&mut sink).poll_ready(&mut cx).is_ready());
    /// Pin::new(&mut sink).start_send(1).unwrap();
    /// assert!(Pin::new(&mut sink).poll_close(&mut cx).is_ready());
    /// assert_eq!(rx.try_recv(), Ok(1));
    /// assert!(rx.is_closed());
    /// ```
    pub fn into_sink(self) -> SendSink<T> {
        SendSink {
            sender: Some(self),
            op: Box::pin(Op::idle()),
        }
    }
}

impl<T> Stream for RecvStream<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let chan = self.receiver.raw();
        // SAFETY: our receiver keeps the channel alive.
        let value = ready!(unsafe { self.op.as_mut().poll_recv(chan, cx) });
        self.op.set(Op::recv());
        Poll::Ready(value)
    }
}

impl<T> SendSink<T> {
    /// Waits until what was put here last has been sent.
    fn poll_sent(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        if self.op.is_over() {
            return Poll::Ready(Ok(()));
        }
        let Some(sender) = &self.sender else {
            return Poll::Ready(Ok(()));
        };
        // SAFETY: our sender keeps the channel alive.
        unsafe { self.op.as_mut().poll_send(sender.raw(), cx) }
    }
}

impl<T> Sink<T> for SendSink<T> {
    type Error = SendError<T>;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        self.get_mut().poll_sent(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, value: T) -> Result<(), SendError<T>> {
        if self.sender.is_none() {
            return Err(SendError(value));
        }
        assert!(self.op.is_over(), "start_send without poll_ready");
        self.op.set(Op::send(value));
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        self.get_mut().poll_sent(cx)
    }

    fn poll_close(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<T>>> {
        ready!(self.poll_sent(cx))?;
        self.sender = None;
        Poll::Ready(Ok(()))
    }
}

impl<T> Drop for RecvStream<T> {
    fn drop(&mut self) {
        let chan = self.receiver.raw();
        // SAFETY: our receiver keeps the channel alive; the operation is not moved.
        unsafe { self.op.as_mut().get_unchecked_mut().abandon_recv(chan) }
    }
}

impl<T> Drop for SendSink<T> {
    fn drop(&mut self) {
        if let Some(sender) = &self.sender {
            let chan = sender.raw();
            // SAFETY: our sender keeps the channel alive; the operation is not moved.
            unsafe { self.op.as_mut().get_unchecked_mut().abandon_send(chan) }
        }
    }
}

impl<T> fmt::Debug for RecvStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvStream").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for SendSink<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendSink").finish_non_exhaustive()
    }
}

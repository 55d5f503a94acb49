//! Threads as parties: operations that block.
//!
//! A thread that has to wait joins the queue at once, so that its counterpart serves it whatever it does then. It watches
//! its own signal meanwhile: for a moment by spinning, then by letting other threads run again and again, and only then
//! does it park. Waking a thread takes the system far longer than a message takes to come, and two threads that park after
//! too short a time never find out of it, since each has always gone to sleep before the other is awake.

use crate::outcome::{RecvStart, SendStart, TryRecv, TrySend};
use crate::port::Plain;
use crate::raw::RawChan;
use crate::signal::{Handle, Signal, Signals};
use crate::sync::{Backoff, park_until, thread};
use crate::typed::{Receiver, SendError, Sender, TryRecvError, TrySendError};
use crate::waiter::Waiter;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::time::Duration;
use std::time::Instant;
use thread::Thread;

impl Handle for Thread {
    fn wake(self) {
        self.unpark();
    }
}

/// A thread that waits for one operation.
pub(crate) type ThreadSignal = Signal<Thread>;

impl ThreadSignal {
    /// Waits until woken, or until `deadline` has passed: false.
    pub(crate) fn wait(&self, deadline: Option<Instant>) -> bool {
        let mut backoff = Backoff::new();
        while !backoff.is_over() {
            if self.is_done() {
                return true;
            }
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                break;
            }
            backoff.snooze();
        }
        if !self.arm(thread::current()) {
            return true;
        }
        while !self.is_done() {
            if !park_until(deadline) {
                return false;
            }
        }
        true
    }
}

/// When a timeout ends; `None` for one too long to express.
pub(crate) fn after(timeout: Duration) -> Option<Instant> {
    Instant::now().checked_add(timeout)
}

impl<T> Sender<T> {
    /// Sends, waiting for room or for a receiver. On a nil channel it waits for ever.
    ///
    /// # Errors
    /// The value, when the channel is closed before it was sent; Go panics there.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(0);
    /// let sender = std::thread::spawn(move || tx.send(42));
    /// assert_eq!(rx.recv(), Some(42));
    /// assert!(sender.join().unwrap().is_ok());
    /// ```
    #[inline]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.send_until(value, None)
            .map_err(|e| SendError(e.into_inner()))
    }

    /// Sends, waiting no longer than `timeout`.
    ///
    /// # Errors
    /// The value, when it could not be sent in that time or the channel is closed.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let (tx, _rx) = burrow_chan::channel(0);
    /// let late = tx.send_timeout("hello", Duration::from_millis(1)).unwrap_err();
    /// assert_eq!(late.into_inner(), "hello");
    /// ```
    pub fn send_timeout(&self, value: T, timeout: Duration) -> Result<(), TrySendError<T>> {
        self.send_until(value, after(timeout))
    }

    #[inline]
    fn send_until(&self, value: T, deadline: Option<Instant>) -> Result<(), TrySendError<T>> {
        let mut value = ManuallyDrop::new(value);
        let src = (&raw mut *value).cast::<u8>();
        let ch = self.raw();
        // SAFETY: the value stays where it is until the operation is over.
        match unsafe { send_parked(ch, src, size_of::<T>(), deadline) } {
            TrySend::Sent => Ok(()),
            TrySend::Full => Err(TrySendError::Full(ManuallyDrop::into_inner(value))),
            TrySend::Closed => Err(TrySendError::Closed(ManuallyDrop::into_inner(value))),
        }
    }
}

/// Sends the `size` bytes at `value`, which serve as the waiter's element.
///
/// # Safety
/// `ch` is null or alive; `value` is an element of it that nobody else uses.
#[inline]
unsafe fn send_parked(
    ch: *const RawChan,
    value: *mut u8,
    size: usize,
    deadline: Option<Instant>,
) -> TrySend {
    let signal = ThreadSignal::new();
    let mut waiter = MaybeUninit::<Waiter>::uninit();
    let waiter = waiter.as_mut_ptr();
    let make = || {
        // SAFETY: this is where it lies.
        unsafe { waiter.write(Waiter::new(signal.token(), value, size)) };
        waiter
    };
    // SAFETY: channel, value, waiter and signal stay until the operation is over: it is waited for or cancelled.
    unsafe {
        match RawChan::start_send_with(ch, value, make, &Plain, &Signals) {
            SendStart::Ready => return TrySend::Sent,
            SendStart::Closed => return TrySend::Closed,
            SendStart::Parked => {}
        }
        if !signal.wait(deadline) {
            if RawChan::cancel(ch, waiter, true) {
                return TrySend::Full;
            }
            signal.wait(None);
        }
        match RawChan::finish_send(waiter) {
            Ok(()) => TrySend::Sent,
            Err(_) => TrySend::Closed,
        }
    }
}

impl<T> Receiver<T> {
    /// Receives, waiting for a value. `None`: the channel is closed and drained. On a nil channel it waits for ever.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(1);
    /// tx.send(1).unwrap();
    /// tx.close().unwrap();
    /// assert_eq!(rx.recv(), Some(1));
    /// assert_eq!(rx.recv(), None);
    /// ```
    #[inline]
    pub fn recv(&self) -> Option<T> {
        self.recv_until(None).ok()
    }

    /// Receives, waiting no longer than `timeout`.
    ///
    /// # Errors
    /// Whether nothing came in that time, or nothing will come any more.
    ///
    /// ```
    /// use burrow_chan::{TryRecvError, channel};
    /// use std::time::Duration;
    ///
    /// let (_tx, rx) = channel::<i32>(0);
    /// assert_eq!(rx.recv_timeout(Duration::from_millis(1)), Err(TryRecvError::Empty));
    /// ```
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, TryRecvError> {
        self.recv_until(after(timeout))
    }

    #[inline]
    fn recv_until(&self, deadline: Option<Instant>) -> Result<T, TryRecvError> {
        let mut value = MaybeUninit::<T>::uninit();
        let dst = value.as_mut_ptr().cast();
        let ch = self.raw();
        // SAFETY: there is room for a value, which is ours after `Value`.
        unsafe {
            match recv_parked(ch, dst, size_of::<T>(), deadline) {
                TryRecv::Value => Ok(value.assume_init()),
                TryRecv::Closed => Err(TryRecvError::Closed),
                TryRecv::Empty => Err(TryRecvError::Empty),
            }
        }
    }

    /// Receives until the channel is closed and drained, as `for v := range ch` does.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(0);
    /// std::thread::spawn(move || {
    ///     (1..=4).for_each(|i| tx.send(i).unwrap());
    ///     tx.close()
    /// });
    /// assert_eq!(rx.iter().product::<i32>(), 24);
    /// ```
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self }
    }
}

/// Receives into the `size` bytes at `value`, which serve as the waiter's element.
///
/// # Safety
/// `ch` is null or alive; `value` is room for an element of it that nobody else uses.
#[inline]
unsafe fn recv_parked(
    ch: *const RawChan,
    value: *mut u8,
    size: usize,
    deadline: Option<Instant>,
) -> TryRecv {
    let signal = ThreadSignal::new();
    let mut waiter = MaybeUninit::<Waiter>::uninit();
    let waiter = waiter.as_mut_ptr();
    let make = || {
        // SAFETY: this is where it lies.
        unsafe { waiter.write(Waiter::new(signal.token(), value, size)) };
        waiter
    };
    // SAFETY: channel, room, waiter and signal stay until the operation is over: it is waited for or cancelled.
    unsafe {
        let ok = match RawChan::start_recv_with(ch, value, make, &Plain, &Signals) {
            RecvStart::Ready { ok } => ok,
            RecvStart::Parked => {
                if !signal.wait(deadline) {
                    if RawChan::cancel(ch, waiter, false) {
                        return TryRecv::Empty;
                    }
                    signal.wait(None);
                }
                RawChan::finish_recv(waiter, value)
            }
        };
        if ok { TryRecv::Value } else { TryRecv::Closed }
    }
}

/// Receives until the channel is closed and drained.
///
/// ```
/// let (tx, rx) = burrow_chan::channel(2);
/// tx.send(1).unwrap();
/// tx.close().unwrap();
/// for v in &rx {
///     assert_eq!(v, 1);
/// }
/// ```
#[derive(Debug)]
pub struct Iter<'r, T> {
    receiver: &'r Receiver<T>,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.recv()
    }
}

impl<'r, T> IntoIterator for &'r Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'r, T>;

    fn into_iter(self) -> Iter<'r, T> {
        self.iter()
    }
}

/// As [`Iter`], and owns the receiver.
///
/// ```
/// let (tx, rx) = burrow_chan::channel(2);
/// tx.send(1).unwrap();
/// tx.close().unwrap();
/// let values: Vec<i32> = rx.into_iter().collect();
/// assert_eq!(values, [1]);
/// ```
#[derive(Debug)]
pub struct IntoIter<T> {
    receiver: Receiver<T>,
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.recv()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { receiver: self }
    }
}

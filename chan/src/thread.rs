//! Threads as parties: operations that block.

extern crate std;

use crate::port::Plain;
use crate::raw::{RawChan, RecvStart, SendStart};
use crate::signal::{Signal, Signals};
use crate::sync::{AtomicBool, Ordering};
use crate::typed::{Receiver, SendError, Sender, TryRecvError, TrySendError};
use crate::waiter::Waiter;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::time::Duration;
use std::thread::{self, Thread};
use std::time::Instant;

/// A thread that waits for one operation.
#[repr(C)]
pub(crate) struct ThreadSignal {
    signal: Signal,
    done: AtomicBool,
    thread: Thread,
}

impl ThreadSignal {
    pub(crate) fn new() -> Self {
        ThreadSignal {
            signal: Signal { wake: Self::wake },
            done: AtomicBool::new(false),
            thread: thread::current(),
        }
    }

    pub(crate) fn token(&self) -> usize {
        (&raw const self.signal).expose_provenance()
    }

    /// # Safety
    /// `signal` is the first part of a `ThreadSignal` whose thread waits.
    unsafe fn wake(signal: *const Signal) {
        // SAFETY: by contract; after `done` is set the thread may go on, so its handle is taken before.
        unsafe {
            let this = signal.cast::<ThreadSignal>();
            let thread = (*this).thread.clone();
            (*this).done.store(true, Ordering::Release);
            thread.unpark();
        }
    }

    /// Waits until woken, or until `deadline` has passed: false.
    pub(crate) fn wait(&self, deadline: Option<Instant>) -> bool {
        while !self.done.load(Ordering::Acquire) {
            match deadline {
                None => thread::park(),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return false;
                    }
                    thread::park_timeout(left);
                }
            }
        }
        true
    }
}

/// When a timeout ends; `None` for one too long to express.
fn after(timeout: Duration) -> Option<Instant> {
    Instant::now().checked_add(timeout)
}

impl<T> Sender<T> {
    /// Sends, waiting for room or for a receiver.
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
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.send_until(value, None)
            .map_err(|e| SendError(e.into_inner()))
    }

    /// Sends, waiting no longer than `timeout`.
    ///
    /// # Errors
    /// The value, when it could not be sent in that time or the channel is closed.
    pub fn send_timeout(&self, value: T, timeout: Duration) -> Result<(), TrySendError<T>> {
        self.send_until(value, after(timeout))
    }

    fn send_until(&self, value: T, deadline: Option<Instant>) -> Result<(), TrySendError<T>> {
        let signal = ThreadSignal::new();
        let value = ManuallyDrop::new(value);
        let mut held = MaybeUninit::<T>::uninit();
        let mut waiter = Waiter::new(signal.token(), held.as_mut_ptr().cast(), size_of::<T>());
        let src = (&raw const *value).cast::<u8>();
        let (waiter, ch) = (&raw mut waiter, self.raw());
        // SAFETY: channel, value, waiter and signal stay until the operation is over: it is waited for or cancelled.
        unsafe {
            match RawChan::start_send(ch, src, waiter, &Plain, &Signals) {
                SendStart::Ready => return Ok(()),
                SendStart::Closed => {}
                SendStart::Parked => {
                    if !signal.wait(deadline) {
                        if RawChan::cancel(ch, waiter, true) {
                            return Err(TrySendError::Full(ManuallyDrop::into_inner(value)));
                        }
                        signal.wait(None);
                    }
                    if RawChan::finish_send(waiter).is_ok() {
                        return Ok(());
                    }
                }
            }
        }
        Err(TrySendError::Closed(ManuallyDrop::into_inner(value)))
    }
}

impl<T> Receiver<T> {
    /// Receives, waiting for a value. `None`: the channel is closed and drained.
    pub fn recv(&self) -> Option<T> {
        self.recv_until(None).ok()
    }

    /// Receives, waiting no longer than `timeout`.
    ///
    /// # Errors
    /// Whether nothing came in that time, or nothing will come any more.
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, TryRecvError> {
        self.recv_until(after(timeout))
    }

    fn recv_until(&self, deadline: Option<Instant>) -> Result<T, TryRecvError> {
        let signal = ThreadSignal::new();
        let mut value = MaybeUninit::<T>::uninit();
        let mut held = MaybeUninit::<T>::uninit();
        let mut waiter = Waiter::new(signal.token(), held.as_mut_ptr().cast(), size_of::<T>());
        let (waiter, ch, dst) = (&raw mut waiter, self.raw(), value.as_mut_ptr().cast());
        // SAFETY: channel, waiter and signal stay until the operation is over: it is waited for or cancelled. When
        // `ok`, the bytes are those of a value that is ours.
        unsafe {
            let ok = match RawChan::start_recv(ch, dst, waiter, &Plain, &Signals) {
                RecvStart::Ready { ok } => ok,
                RecvStart::Parked => {
                    if !signal.wait(deadline) {
                        if RawChan::cancel(ch, waiter, false) {
                            return Err(TryRecvError::Empty);
                        }
                        signal.wait(None);
                    }
                    RawChan::finish_recv(waiter, dst)
                }
            };
            if ok {
                Ok(value.assume_init())
            } else {
                Err(TryRecvError::Closed)
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

/// Receives until the channel is closed and drained.
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

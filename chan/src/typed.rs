//! Channels of Rust values: what does not block.
//!
//! Values move through the type-erased layer as bytes. A value in the ring belongs to the channel; a value in a
//! waiter, or on its way back to a caller whose operation did not happen, belongs to that caller.

use crate::error::ChanPanic;
use crate::outcome::{TryRecv, TrySend};
use crate::port::Plain;
use crate::raw::RawChan;
use crate::signal::Signals;
use crate::sync::{APART, AtomicUsize, Ordering};
use alloc::alloc::{alloc_zeroed, dealloc, handle_alloc_error};
use alloc::boxed::Box;
use core::alloc::Layout;
use core::fmt;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::{NonNull, null};

/// A channel of `cap` places, 0 for an unbuffered one, with Go's rules: it is closed by [`Sender::close`] and by
/// nothing else. When all senders are gone without that, receivers wait for ever, as in Go.
///
/// # Panics
/// When a value is 64 KiB or larger, or the ring does not fit into memory ([`ChanPanic::SizeOutOfRange`]).
///
/// ```
/// let (tx, rx) = burrow_chan::channel(2);
/// tx.try_send("one").unwrap();
/// tx.try_send("two").unwrap();
/// tx.close().unwrap();
/// assert_eq!(rx.try_recv(), Ok("one"));
/// assert_eq!(rx.try_recv(), Ok("two"));
/// assert!(rx.try_recv().unwrap_err().is_closed());
/// ```
#[must_use]
pub fn channel<T>(cap: usize) -> (Sender<T>, Receiver<T>) {
    Shared::pair(cap, false)
}

/// As [`channel`], and it is also closed when its last sender or its last receiver is dropped, as Rust's own
/// channels are.
///
/// # Panics
/// As [`channel`] does.
///
/// ```
/// let (tx, rx) = burrow_chan::closing_channel::<i32>(0);
/// drop(tx);
/// assert!(rx.try_recv().unwrap_err().is_closed());
/// ```
#[must_use]
pub fn closing_channel<T>(cap: usize) -> (Sender<T>, Receiver<T>) {
    Shared::pair(cap, true)
}

/// What all handles of a channel share.
struct Shared<T> {
    raw: *mut RawChan,
    senders: AtomicUsize,
    receivers: AtomicUsize,
    /// Senders and receivers together.
    handles: AtomicUsize,
    closing: bool,
    values: core::marker::PhantomData<T>,
}

fn layout<T>(cap: usize) -> Option<Layout> {
    let size = RawChan::layout(size_of::<T>(), i64::try_from(cap).ok()?).ok()?;
    Layout::from_size_align(size, APART).ok()
}

impl<T> Shared<T> {
    fn pair(cap: usize, closing: bool) -> (Sender<T>, Receiver<T>) {
        let Some(layout) = layout::<T>(cap) else {
            panic!("makechan: size out of range");
        };
        // SAFETY: the layout is not empty, for it has the header; the memory fits it and is zero.
        let raw = unsafe {
            let at = alloc_zeroed(layout);
            if at.is_null() {
                handle_alloc_error(layout);
            }
            RawChan::init_in(at, size_of::<T>(), cap, 0)
        };
        let shared = NonNull::from(Box::leak(Box::new(Shared::<T> {
            raw,
            senders: AtomicUsize::new(1),
            receivers: AtomicUsize::new(1),
            handles: AtomicUsize::new(2),
            closing,
            values: core::marker::PhantomData,
        })));
        (
            Sender {
                shared: Some(shared),
            },
            Receiver {
                shared: Some(shared),
            },
        )
    }

    /// Gives up one handle of its side; the last of all frees the channel.
    ///
    /// # Safety
    /// `shared` is alive and one of the handles counted in `side` is given up by this call.
    unsafe fn leave(shared: NonNull<Self>, side: fn(&Self) -> &AtomicUsize) {
        // SAFETY: alive as long as our handle is counted.
        let this = unsafe { shared.as_ref() };
        if side(this).fetch_sub(1, Ordering::Relaxed) == 1 && this.closing {
            // SAFETY: the channel is alive. Closed already is as good.
            let _ = unsafe { RawChan::close(this.raw, &Signals) };
        }
        if this.handles.fetch_sub(1, Ordering::AcqRel) == 1 {
            // SAFETY: no handle is left, so nobody uses the channel; the values in the ring are ours to drop, and
            // header and box were made by `pair`.
            unsafe {
                let mut value = MaybeUninit::<T>::uninit();
                while let TryRecv::Value =
                    RawChan::try_recv(this.raw, value.as_mut_ptr().cast(), &Plain, &Signals)
                {
                    value.assume_init_drop();
                }
                let cap = (*this.raw).cap();
                this.raw.drop_in_place();
                if let Some(layout) = layout::<T>(cap) {
                    dealloc(this.raw.cast(), layout);
                }
                drop(Box::from_raw(shared.as_ptr()));
            }
        }
    }
}

/// Defines one side of a channel: its counting, and what both sides have.
macro_rules! side {
    ($side:ident, $count:ident) => {
        // SAFETY: handles only move values of `T` from thread to thread; the channel is locked for that.
        unsafe impl<T: Send> Send for $side<T> {}
        // SAFETY: as above.
        unsafe impl<T: Send> Sync for $side<T> {}

        impl<T> Clone for $side<T> {
            fn clone(&self) -> Self {
                if let Some(shared) = &self.shared {
                    // SAFETY: alive as long as this handle is.
                    let shared = unsafe { shared.as_ref() };
                    shared.$count.fetch_add(1, Ordering::Relaxed);
                    shared.handles.fetch_add(1, Ordering::Relaxed);
                }
                $side {
                    shared: self.shared,
                }
            }
        }

        impl<T> Drop for $side<T> {
            fn drop(&mut self) {
                if let Some(shared) = self.shared {
                    // SAFETY: this handle is counted, and gone after this.
                    unsafe { Shared::leave(shared, |s| &s.$count) }
                }
            }
        }

        impl<T> fmt::Debug for $side<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($side)).finish_non_exhaustive()
            }
        }

        impl<T> $side<T> {
            /// The side of a nil channel: every operation on it waits for ever, and its case in a select is never
            /// chosen.
            ///
            /// ```
            /// let (tx, rx) = (burrow_chan::Sender::never(), burrow_chan::Receiver::<i32>::never());
            /// assert!(tx.try_send(1).is_err());
            /// assert!(!rx.is_closed() && rx.try_recv().is_err());
            /// ```
            #[must_use]
            pub const fn never() -> Self {
                $side { shared: None }
            }

            /// The channel itself; null for a nil one.
            ///
            /// ```
            /// let (tx, rx) = burrow_chan::channel::<i32>(1);
            /// assert_eq!(tx.raw(), rx.raw());
            /// assert!(burrow_chan::Sender::<i32>::never().raw().is_null());
            /// ```
            #[inline]
            #[must_use]
            pub fn raw(&self) -> *const RawChan {
                match &self.shared {
                    // SAFETY: alive as long as this handle is.
                    Some(shared) => unsafe { shared.as_ref().raw },
                    None => null(),
                }
            }

            fn with<R>(&self, f: impl FnOnce(&RawChan) -> R) -> Option<R> {
                // SAFETY: null, or alive as long as this handle is.
                unsafe { self.raw().as_ref() }.map(f)
            }

            /// How many values are in the ring; 0 for an unbuffered or nil channel.
            ///
            /// ```
            /// let (tx, rx) = burrow_chan::channel(2);
            /// tx.try_send(1).unwrap();
            /// assert_eq!((tx.len(), rx.len()), (1, 1));
            /// ```
            #[must_use]
            pub fn len(&self) -> usize {
                self.with(RawChan::len).unwrap_or(0)
            }

            /// Whether no value is in the ring.
            ///
            /// ```
            /// let (tx, rx) = burrow_chan::channel::<i32>(2);
            /// assert!(tx.is_empty() && rx.is_empty());
            /// ```
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// How many values the ring can hold; 0 for an unbuffered or nil channel.
            ///
            /// ```
            /// let (tx, rx) = burrow_chan::channel::<i32>(2);
            /// assert_eq!((tx.cap(), rx.cap()), (2, 2));
            /// ```
            #[must_use]
            pub fn cap(&self) -> usize {
                self.with(RawChan::cap).unwrap_or(0)
            }

            /// Whether the channel was closed.
            ///
            /// ```
            /// let (tx, rx) = burrow_chan::channel::<i32>(2);
            /// rx.close().unwrap();
            /// assert!(tx.is_closed());
            /// ```
            #[must_use]
            pub fn is_closed(&self) -> bool {
                self.with(RawChan::is_closed).unwrap_or(false)
            }

            /// Closes the channel: receivers get what is in the ring and then nothing; senders get their values back.
            ///
            /// # Errors
            /// [`ChanPanic::CloseOfClosed`] and [`ChanPanic::CloseOfNil`], where Go panics.
            ///
            /// ```
            /// let (tx, _rx) = burrow_chan::channel::<i32>(0);
            /// assert!(tx.close().is_ok());
            /// assert_eq!(tx.close().unwrap_err().message(), "close of closed channel");
            /// ```
            pub fn close(&self) -> Result<(), ChanPanic> {
                // SAFETY: null, or alive as long as this handle is.
                unsafe { RawChan::close(self.raw(), &Signals) }
            }
        }
    };
}

/// The side that sends. Clone it to send from several places.
///
/// ```
/// let (tx, rx) = burrow_chan::channel(2);
/// for tx in [tx.clone(), tx] {
///     tx.try_send("hello").unwrap();
/// }
/// assert_eq!(rx.try_iter().count(), 2);
/// ```
pub struct Sender<T> {
    shared: Option<NonNull<Shared<T>>>,
}

/// The side that receives. Clone it to receive in several places; each value is received once.
///
/// ```
/// let (tx, rx) = burrow_chan::channel(2);
/// let other = rx.clone();
/// tx.try_send(1).unwrap();
/// tx.try_send(2).unwrap();
/// assert_eq!((rx.try_recv(), other.try_recv()), (Ok(1), Ok(2)));
/// ```
pub struct Receiver<T> {
    shared: Option<NonNull<Shared<T>>>,
}

side!(Sender, senders);
side!(Receiver, receivers);

impl<T> Sender<T> {
    /// Whether a receiver is left. A nil channel has none.
    pub(crate) fn has_receivers(&self) -> bool {
        // SAFETY: alive as long as this handle is.
        self.shared
            .is_some_and(|s| unsafe { s.as_ref() }.receivers.load(Ordering::Relaxed) != 0)
    }

    /// Sends if that is possible without waiting: there is room, or a receiver waits.
    ///
    /// # Errors
    /// The value, when the channel is full or closed.
    ///
    /// ```
    /// let (tx, _rx) = burrow_chan::channel(1);
    /// assert!(tx.try_send(1).is_ok());
    /// assert_eq!(tx.try_send(2).unwrap_err().into_inner(), 2);
    /// ```
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        let value = ManuallyDrop::new(value);
        let src = (&raw const *value).cast::<u8>();
        // SAFETY: the channel is null or alive; `src` is a value, which is the channel's or receiver's once sent.
        let sent = unsafe { RawChan::try_send(self.raw(), src, &Plain, &Signals) };
        match sent {
            TrySend::Sent => Ok(()),
            TrySend::Full => Err(TrySendError::Full(ManuallyDrop::into_inner(value))),
            TrySend::Closed => Err(TrySendError::Closed(ManuallyDrop::into_inner(value))),
        }
    }
}

impl<T> Receiver<T> {
    /// Receives if that is possible without waiting.
    ///
    /// # Errors
    /// Whether there is nothing now, or nothing any more.
    ///
    /// ```
    /// use burrow_chan::{TryRecvError, channel};
    ///
    /// let (tx, rx) = channel(1);
    /// assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    /// tx.try_send(1).unwrap();
    /// assert_eq!(rx.try_recv(), Ok(1));
    /// ```
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let mut value = MaybeUninit::<T>::uninit();
        // SAFETY: the channel is null or alive; after `Value` the bytes are those of a value that is ours.
        unsafe {
            match RawChan::try_recv(self.raw(), value.as_mut_ptr().cast(), &Plain, &Signals) {
                TryRecv::Value => Ok(value.assume_init()),
                TryRecv::Empty => Err(TryRecvError::Empty),
                TryRecv::Closed => Err(TryRecvError::Closed),
            }
        }
    }

    /// Receives what can be received without waiting, again and again.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(3);
    /// (1..=3).for_each(|i| tx.try_send(i).unwrap());
    /// assert_eq!(rx.try_iter().sum::<i32>(), 6);
    /// ```
    pub fn try_iter(&self) -> impl Iterator<Item = T> {
        core::iter::from_fn(|| self.try_recv().ok())
    }
}

/// A value that was not sent because the channel is closed; Go panics there ([`ChanPanic::SendOnClosed`]).
///
/// ```
/// # #[cfg(feature = "std")] {
/// let (tx, _rx) = burrow_chan::channel(1);
/// tx.close().unwrap();
/// let error = tx.send("hello").unwrap_err();
/// assert_eq!((error.0, error.to_string()), ("hello", "send on closed channel".into()));
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SendError<T>(pub T);

/// A value that was not sent.
///
/// ```
/// use burrow_chan::{TrySendError, channel};
///
/// let (tx, _rx) = channel(0);
/// assert_eq!(tx.try_send(1), Err(TrySendError::Full(1)));
/// tx.close().unwrap();
/// assert_eq!(tx.try_send(1), Err(TrySendError::Closed(1)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TrySendError<T> {
    /// It would have to wait.
    Full(T),
    /// The channel is closed; Go panics there ([`ChanPanic::SendOnClosed`]).
    Closed(T),
}

impl<T> TrySendError<T> {
    /// The value.
    ///
    /// ```
    /// assert_eq!(burrow_chan::TrySendError::Full(1).into_inner(), 1);
    /// ```
    pub fn into_inner(self) -> T {
        match self {
            TrySendError::Full(value) | TrySendError::Closed(value) => value,
        }
    }

    /// Whether the channel is closed.
    ///
    /// ```
    /// assert!(burrow_chan::TrySendError::Closed(1).is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        matches!(self, TrySendError::Closed(_))
    }
}

/// Why nothing was received.
///
/// ```
/// let (tx, rx) = burrow_chan::channel::<i32>(0);
/// tx.close().unwrap();
/// assert_eq!(rx.try_recv().unwrap_err().to_string(), "receive from closed channel");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryRecvError {
    /// There is nothing, and it would have to wait.
    Empty,
    /// The channel is closed and drained.
    Closed,
}

impl TryRecvError {
    /// Whether the channel is closed.
    ///
    /// ```
    /// assert!(!burrow_chan::TryRecvError::Empty.is_closed());
    /// ```
    #[must_use]
    pub fn is_closed(self) -> bool {
        self == TryRecvError::Closed
    }
}

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SendError(..)")
    }
}

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ChanPanic::SendOnClosed.message())
    }
}

impl<T> core::error::Error for SendError<T> {}

impl<T> fmt::Debug for TrySendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TrySendError::Full(_) => "Full(..)",
            TrySendError::Closed(_) => "Closed(..)",
        })
    }
}

impl<T> fmt::Display for TrySendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TrySendError::Full(_) => "send on full channel",
            TrySendError::Closed(_) => ChanPanic::SendOnClosed.message(),
        })
    }
}

impl<T> core::error::Error for TrySendError<T> {}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TryRecvError::Empty => "receive from empty channel",
            TryRecvError::Closed => "receive from closed channel",
        })
    }
}

impl core::error::Error for TryRecvError {}

//! What operations come to.

/// What `start_send` came to.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Plain, SendStart};
///
/// let (ch, w, woken, v) = (leaked_chan(8, 1), leaked_waiter(1), Woken::default(), 5u64);
/// let mut send = || unsafe { RawChan::start_send(ch, (&raw const v).cast(), w, &Plain, &woken) };
/// assert_eq!(send(), SendStart::Ready);
/// assert_eq!(send(), SendStart::Parked);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendStart {
    /// The value is in the channel or with its receiver.
    Ready,
    /// The waiter owns the value; `ready` will be called, then `finish_send` tells the outcome. On a nil channel
    /// `ready` is never called.
    Parked,
    /// The channel is closed: [`ChanPanic::SendOnClosed`](crate::ChanPanic::SendOnClosed).
    Closed,
}

/// What `start_recv` came to.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Plain, RecvStart};
///
/// let (ch, w, woken, mut v) = (leaked_chan(8, 1), leaked_waiter(1), Woken::default(), 5u64);
/// unsafe { RawChan::close(ch, &woken) }.unwrap();
/// let start = unsafe { RawChan::start_recv(ch, (&raw mut v).cast(), w, &Plain, &woken) };
/// assert_eq!((start, v), (RecvStart::Ready { ok: false }, 0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecvStart {
    /// `ok`: a value was received; otherwise the channel is closed and drained, and the zero value was stored.
    Ready {
        /// Whether the value was sent, as in `v, ok := <-c`.
        ok: bool,
    },
    /// `ready` will be called, then `finish_recv` gives the value. On a nil channel `ready` is never called.
    Parked,
}

/// What `try_send` came to.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Plain, TrySend};
///
/// let (ch, woken, v) = (leaked_chan(8, 1), Woken::default(), 5u64);
/// let send = || unsafe { RawChan::try_send(ch, (&raw const v).cast(), &Plain, &woken) };
/// assert_eq!((send(), send()), (TrySend::Sent, TrySend::Full));
/// unsafe { RawChan::close(ch, &woken) }.unwrap();
/// assert_eq!(send(), TrySend::Closed);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrySend {
    /// The value is in the channel or with its receiver.
    Sent,
    /// It would have to wait.
    Full,
    /// The channel is closed: [`ChanPanic::SendOnClosed`](crate::ChanPanic::SendOnClosed).
    Closed,
}

/// What `try_recv` came to.
///
/// ```
/// # mod leaked { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaked.rs")); }
/// # use {burrow_chan::RawChan, leaked::*};
/// use burrow_chan::{Plain, TryRecv};
///
/// let (ch, woken, mut v) = (leaked_chan(8, 1), Woken::default(), 5u64);
/// let mut recv = || unsafe { RawChan::try_recv(ch, (&raw mut v).cast(), &Plain, &woken) };
/// assert_eq!(recv(), TryRecv::Empty);
/// unsafe { RawChan::close(ch, &woken) }.unwrap();
/// assert_eq!(recv(), TryRecv::Closed);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryRecv {
    /// A value was received.
    Value,
    /// The channel is closed and drained; the zero value was stored.
    Closed,
    /// It would have to wait.
    Empty,
}

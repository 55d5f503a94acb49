//! What Go calls a run-time panic, as a value.

/// An operation that Go answers with a panic.
///
/// ```
/// use burrow_chan::{ChanPanic, Sender};
///
/// let nil = Sender::<i32>::never();
/// assert_eq!(nil.close(), Err(ChanPanic::CloseOfNil));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChanPanic {
    /// `make(chan T, n)` with `n` negative or too large.
    SizeOutOfRange,
    /// A send on a closed channel, or one that was waiting when the channel was closed.
    SendOnClosed,
    /// `close` of a channel that is closed already.
    CloseOfClosed,
    /// `close` of a nil channel.
    CloseOfNil,
}

impl ChanPanic {
    /// Go's own message.
    ///
    /// ```
    /// assert_eq!(burrow_chan::ChanPanic::SendOnClosed.message(), "send on closed channel");
    /// ```
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            ChanPanic::SizeOutOfRange => "makechan: size out of range",
            ChanPanic::SendOnClosed => "send on closed channel",
            ChanPanic::CloseOfClosed => "close of closed channel",
            ChanPanic::CloseOfNil => "close of nil channel",
        }
    }
}

impl core::fmt::Display for ChanPanic {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for ChanPanic {}

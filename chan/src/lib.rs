//! Go's channels, exactly, without a standard library.
//!
//! # The problem
//!
//! Go programs lean on details that no channel for Rust has all of: an unbuffered channel is a meeting of two parties;
//! waiting parties are served in the order they came; `close` wakes everybody, drains, and then yields zero values;
//! sending on a closed channel and closing twice are errors of their own; a nil channel waits for ever, which switches
//! a case of a select off; and `select` mixes sends and receives over any number of channels, fairly, and leaves
//! nothing behind where it did not choose. A runtime for Go needs one thing more: who waits must be able to move its
//! stack meanwhile.
//!
//! # The mechanism
//!
//! One layer without element types does all of it. A [`RawChan`] is a header and a ring in memory that somebody else
//! owns, such as a collector's object. Operations have two phases: `start_*` completes at once or parks a [`Waiter`];
//! whoever completes the waiter calls [`Park::ready`]; then `finish_*` takes the result. So threads, futures,
//! goroutines and models drive the same code. **A waiter owns its element**: a value to be sent is copied into it before
//! parking and a received one is copied out of it afterwards, so a channel never holds an address into a stack.
//! Copies between goroutines and into rings go through [`ElemOps`], where a concurrent collector has its write barrier.
//! [`start_select`] locks all its channels in the order of their addresses, tries the cases in random order, and parks
//! one waiter for each; the first to come claims the [`Selection`].
//!
//! On top of it, for Rust values: [`channel`], [`Sender`], [`Receiver`], [`select!`] and [`Select`], with `try_` operations,
//! with the feature `std` those that block a thread, and with `async` futures.
//!
//! # Example
//!
//! ```
//! use burrow_chan::{Receiver, channel, select};
//!
//! let (tx, rx) = channel(1);
//! tx.try_send("hello").unwrap();
//! let off = Receiver::<i32>::never(); // a nil channel
//! let got = select! {
//!     recv(rx) -> v => v,
//!     recv(off) -> _ => None,
//!     default => None,
//! };
//! assert_eq!(got, Some("hello"));
//! tx.close().unwrap();
//! assert!(rx.try_recv().unwrap_err().is_closed());
//! ```
//!
//! The layer below, as a runtime uses it: two goroutines that meet.
//!
//! ```
//! use burrow_chan::{InlineWaiter, Park, Plain, RawChan, RecvStart, SendStart};
//! use core::{cell::Cell, mem::MaybeUninit};
//!
//! /// A scheduler that remembers whom to run.
//! struct Sched(Cell<usize>);
//! impl Park for Sched {
//!     fn ready(&self, goroutine: usize) {
//!         self.0.set(goroutine);
//!     }
//! }
//!
//! let sched = Sched(Cell::new(0));
//! let mut memory = vec![0u64; RawChan::layout(8, 0).unwrap() / 8];
//! let mut waiter = MaybeUninit::<InlineWaiter<1>>::uninit();
//! let (value, mut got) = (42u64, 0u64);
//! // SAFETY: all of it outlives both operations.
//! unsafe {
//!     let ch = RawChan::init_in(memory.as_mut_ptr().cast(), 8, 0, 0);
//!     let w = InlineWaiter::init_at(waiter.as_mut_ptr(), 7);
//!     // Goroutine 7 sends, and parks with the value in its waiter.
//!     let start = RawChan::start_send(ch, (&raw const value).cast(), w, &Plain, &sched);
//!     assert_eq!(start, SendStart::Parked);
//!     // Another one receives: 7 is ready.
//!     let mut other = MaybeUninit::<InlineWaiter<1>>::uninit();
//!     let o = InlineWaiter::init_at(other.as_mut_ptr(), 8);
//!     let start = RawChan::start_recv(ch, (&raw mut got).cast(), o, &Plain, &sched);
//!     assert_eq!((start, got, sched.0.get()), (RecvStart::Ready { ok: true }, 42, 7));
//!     assert!(RawChan::finish_send(w).is_ok());
//! }
//! ```
//!
//! # Features
//!
//! - `alloc` (default): typed channels. Without it only the type-erased layer, which never allocates.
//! - `std`: operations that block threads, and a clock with a thread.
//! - `async`: futures of sends and receives, and selects of them; any executor.
//! - `stream`: `Stream` and `Sink` of the `futures` crates.
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "alloc")]
#[doc(hidden)]
pub mod arms;
#[cfg(feature = "alloc")]
mod clock;
#[cfg(feature = "alloc")]
mod dynamic;
mod error;
#[cfg(feature = "async")]
mod future;
mod outcome;
mod port;
mod raw;
mod ring;
mod select;
#[cfg(feature = "alloc")]
mod selecting;
#[cfg(feature = "alloc")]
mod signal;
#[cfg(feature = "async")]
mod spare;
#[cfg(feature = "stream")]
mod stream;
mod sync;
#[cfg(feature = "std")]
mod thread;
#[cfg(feature = "std")]
mod thread_clock;
#[cfg(feature = "alloc")]
mod typed;
mod waiter;
mod withdraw;

#[cfg(feature = "alloc")]
pub use clock::{Clock, Timer, after, tick};
#[cfg(feature = "async")]
pub use dynamic::SelectAsync;
#[cfg(feature = "alloc")]
pub use dynamic::{Select, Selected};
pub use error::ChanPanic;
#[cfg(feature = "async")]
pub use future::{RecvFuture, SendFuture};
pub use outcome::{RecvStart, SendStart, TryRecv, TrySend};
pub use port::{ElemOps, Park, Plain, copy_bytes, zero_bytes};
pub use raw::{ELEM_LIMIT, RawChan};
pub use select::{
    AsCase, CASE_LIMIT, Case, Dir, Rng, SelectStart, cancel_select, finish_select, scratch,
    start_select, surely_blocks, try_select,
};
#[cfg(feature = "stream")]
pub use stream::{RecvStream, SendSink};
#[cfg(feature = "std")]
pub use thread::{IntoIter, Iter};
#[cfg(feature = "std")]
pub use thread_clock::ThreadClock;
#[cfg(feature = "alloc")]
pub use typed::{
    Receiver, SendError, Sender, TryRecvError, TrySendError, channel, closing_channel,
};
pub use waiter::{INLINE_MAX, InlineWaiter, Selection, Waiter};

/// The README's examples run.
#[cfg(all(doctest, feature = "std"))]
#[doc = include_str!("../README.md")]
struct Readme;

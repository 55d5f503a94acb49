//! Go's defer, panic, recover and Goexit, as a state machine over a port.
//!
//! # The problem
//!
//! In Go a panic does not unwind the stack. It runs the deferred calls of the frames it passes *on top of* the frame that
//! panicked, so that a trace still shows where it began, and so that a deferred call may panic in turn, recover, or end the
//! goroutine, with the first panic still in progress below it. Only when one of them recovers are frames dropped, and the
//! function whose deferred call it was returns to its caller as if nothing had happened. `recover` works only in a function
//! that the panic called directly. A Goexit runs deferred calls as a panic does, cannot be recovered, and survives the
//! recovery of a panic that passed it.
//!
//! # The mechanism
//!
//! [`PanicState`] is one word for each goroutine: a list of the panics and Goexits in progress. While it runs, all frames
//! are parked; it sees them through [`Frames`], a port that can walk frames, unlink a frame's newest pending deferred call
//! (from an open-coded mask, a record on the stack or on the heap, as you keep them), push a call inside the innermost frame,
//! and cut the stack. Each of its methods does a little and says with a [`Step`] what its driver does next:
//!
//! | step | the driver |
//! | --- | --- |
//! | [`Call`](Step::Call) | runs the helper frame that was pushed; when its call has returned, [`PanicState::next`] |
//! | [`Recovered`](Step::Recovered) | runs the innermost frame, which stands at its exit point |
//! | [`Report`](Step::Report) | prints [`PanicState::report`] and ends the program |
//! | [`PrintFailed`](Step::PrintFailed) | ends the program: an `Error` method panicked while the report was made |
//! | [`Exit`](Step::Exit) | ends the goroutine |
//!
//! Frames may move while deferred calls run ([`PanicState::adjust`]), and values are roots
//! ([`PanicState::for_each_value`]).
//!
//! For Rust code there are [`defer!`] and, with `alloc`, [`with_defers`], in which a deferred call can recover; with `std`
//! [`catching`] does that for Rust's own panics.
//!
//! # Example
//!
//! Frames that are numbers, each with one deferred call; the one of frame 2 recovers.
//!
//! ```
//! use burrow_defer_panic::{Frames, PanicState, Record, Step};
//! use core::ptr::NonNull;
//!
//! /// How many frames there are, and which have something deferred. Inner frames have smaller names.
//! struct Stack { depth: usize, pending: Vec<bool> }
//!
//! impl Frames for Stack {
//!     type Value = &'static str;
//!     type Closure = usize;
//!     fn innermost(&self) -> usize { 100 - self.depth }
//!     fn caller(&self, frame: usize) -> Option<usize> { (frame < 99).then_some(frame + 1) }
//!     fn pop_defer(&mut self, frame: usize) -> Option<usize> {
//!         let depth = 100 - frame;
//!         let pending = self.pending.get_mut(depth)?;
//!         core::mem::take(pending).then_some(depth)
//!     }
//!     fn push_call(&mut self, _: usize) -> usize { self.depth += 1; self.innermost() }
//!     fn cut(&mut self, frame: usize) { self.depth = 100 - frame; }
//!     fn cut_to_exit(&mut self, frame: usize) { self.depth = 100 - frame; }
//!     fn push_text_call(&mut self, _: &'static str) -> Option<usize> { None }
//!     fn take_text(&mut self) -> &'static str { unreachable!() }
//!     fn new_record(&mut self) -> NonNull<Record<&'static str>> { Record::boxed() }
//!     fn free_record(&mut self, record: NonNull<Record<&'static str>>) {
//!         // SAFETY: it came from `new_record`.
//!         unsafe { Record::free_boxed(record) }
//!     }
//! }
//!
//! let mut stack = Stack { depth: 4, pending: vec![false, true, true, true, false] };
//! let mut panics = PanicState::new();
//! assert_eq!(panics.panic(&mut stack, "oh"), Step::Call); // frame 3's, called inside frame 4
//! assert_eq!(stack.depth, 5);
//! assert_eq!(panics.next(&mut stack), Step::Call); // frame 2's
//! let helper = stack.innermost();
//! assert_eq!(panics.recover(helper), Some("oh"));
//! assert_eq!(panics.next(&mut stack), Step::Recovered);
//! assert_eq!(stack.depth, 2); // which returns to frame 1
//! ```
#![no_std]
#![cfg_attr(not(feature = "std"), allow(rustdoc::broken_intra_doc_links))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod frames;
mod machine;
mod record;
mod report;
mod scope;

pub use frames::Frames;
pub use machine::{PanicState, Step};
pub use record::Record;
pub use report::{Line, Report};
pub use scope::*;

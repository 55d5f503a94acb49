//! The port: what the machine needs of a stack.

use core::ops::Range;
use core::ptr::NonNull;

use crate::record::Record;

/// A goroutine's stack of frames, all of them parked while the machine runs.
///
/// A frame is named by a `usize` that is larger for outer frames than for inner ones, as an address is on a stack that
/// grows down. It keeps its name until it is left, except that a stack which moves tells the machine
/// ([`PanicState::adjust`](crate::PanicState::adjust)).
pub trait Frames {
    /// What a panic carries. Equality tells whether a recovered value was raised again, so it compares identity, not
    /// contents.
    type Value: Copy + PartialEq;
    /// A deferred call, its arguments bound: in Go a `func()`. It may be nil: calling it then panics, in the frame that
    /// [`push_call`](Self::push_call) made.
    type Closure;

    /// The innermost frame.
    fn innermost(&self) -> usize;

    /// The frame that called `frame`; `None` for the outermost.
    fn caller(&self, frame: usize) -> Option<usize>;

    /// Unlinks the newest deferred call that is pending in `frame`, in whatever form it is kept, and returns it. Once
    /// unlinked, nobody runs it but the machine.
    fn pop_defer(&mut self, frame: usize) -> Option<Self::Closure>;

    /// Pushes a *helper frame* below the innermost frame, which will call `closure` and then, instead of returning to the
    /// frame above, have [`PanicState::next`](crate::PanicState::next) called. Returns its name.
    fn push_call(&mut self, closure: Self::Closure) -> usize;

    /// If the last push moved the stack, the old names of its frames and what was added to them, with wrapping. The machine
    /// asks after each push, and adjusts what it knows.
    fn moved(&mut self) -> Option<(Range<usize>, usize)> {
        None
    }

    /// Drops the frames inside `frame`, which becomes the innermost and stays parked where it is.
    fn cut(&mut self, frame: usize);

    /// Drops the frames inside `frame` and makes it go on at its exit point, where it runs the deferred calls that it has
    /// left and returns the results it has set.
    fn cut_to_exit(&mut self, frame: usize);

    /// If showing `value` needs the program's own code (in Go the methods `Error` and `String`), pushes a helper frame
    /// that calls it, as [`push_call`](Self::push_call) does, and returns its name.
    fn push_text_call(&mut self, value: Self::Value) -> Option<usize>;

    /// The text that the helper frame of the last [`push_text_call`](Self::push_text_call) produced, as a value that needs
    /// no code to be shown.
    fn take_text(&mut self) -> Self::Value;

    /// Memory for a panic record. Where there is none, this ends the program: a panic cannot fail.
    fn new_record(&mut self) -> NonNull<Record<Self::Value>>;

    /// Takes back what [`new_record`](Self::new_record) returned.
    fn free_record(&mut self, record: NonNull<Record<Self::Value>>);
}

//! The phases of a collection where there is one thread.

use crate::heap::{HEAP, local};
use burrow_gc::Progress;

/// Starts a cycle.
pub fn start() {
    local().start(&HEAP);
    crate::m::current().barrier = 1;
}

/// What is left to mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Left {
    /// Something.
    More,
    /// Only what other Ms are marking now.
    Elsewhere,
    /// Nothing: the cycle can be finished.
    Nothing,
}

/// Reports roots and marks.
pub fn work(budget: usize) -> Left {
    match local().work(&HEAP, budget) {
        Progress::Idle => Left::Nothing,
        Progress::More => Left::More,
    }
}

/// Marks what is left, and ends the cycle.
pub fn finish(_all: bool) -> bool {
    local().finish(&HEAP);
    crate::m::current().barrier = 0;
    true
}

/// Gives back what is claimed of spans.
pub fn flush() {
    HEAP.flush(&mut local().cache);
}

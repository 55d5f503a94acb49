//! The phases of a collection where there is one thread.

use crate::heap::{HEAP, local};
use burrow_gc::Progress;

/// Starts a cycle.
pub fn start() {
    local().start(&HEAP);
    crate::m::current().barrier = 1;
}

/// Reports roots and marks; true when nothing is left.
pub fn work(budget: usize) -> bool {
    local().work(&HEAP, budget) == Progress::Idle
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

//! A pointer field cannot be changed behind the collector's back.

use burrow_gc::trace;
use burrow_gc::typed::Gc;
use core::cell::Cell;

trace! {
    struct Node<'gc> {
        next: Cell<Option<Gc<'gc, Node<'gc>>>>,
    }
}

fn main() {}

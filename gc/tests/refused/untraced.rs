//! A field that owns memory outside the heap would never be freed.

use burrow_gc::trace;

trace! {
    struct Names<'gc> {
        first: burrow_gc::typed::Slot<'gc, Names<'gc>>,
        all: Vec<String>,
    }
}

fn main() {}

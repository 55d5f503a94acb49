//! An object is never borrowed mutably, so that its slots cannot be replaced.

use burrow_gc::trace;
use burrow_gc::typed::{Gc, Slot};

trace! {
    struct Node<'gc> {
        next: Slot<'gc, Node<'gc>>,
    }
}

fn swap<'gc>(a: Gc<'gc, Node<'gc>>, b: Gc<'gc, Node<'gc>>) {
    core::mem::swap(&mut a.next, &mut b.next);
}

fn main() {}

//! An object of one store cannot point to one of another.

use burrow_gc::FixedMemory;
use burrow_gc::trace;
use burrow_gc::typed::{Slot, Store};

trace! {
    struct Node<'gc> {
        next: Slot<'gc, Node<'gc>>,
    }
}

fn main() {
    let store = || Store::new(FixedMemory::from_static(Box::leak(Box::new([0; 1 << 16]))));
    let (one, two) = (store(), store());
    one.enter(|a| {
        two.enter(|b| {
            let from = a.alloc(Node { next: Slot::empty() }).unwrap();
            let to = b.alloc(Node { next: Slot::empty() }).unwrap();
            from.next.set(a, Some(to));
        })
    });
}

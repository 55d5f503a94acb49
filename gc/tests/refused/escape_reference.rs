//! Nor does a reference into an object.

use burrow_gc::FixedMemory;
use burrow_gc::typed::{Gc, Store};

fn main() {
    let store = Store::new(FixedMemory::from_static(Box::leak(Box::new([0; 1 << 16]))));
    let number: &u64 = store.enter(|cx| Gc::inner(cx.alloc(1_u64).unwrap()));
    println!("{number}");
}

//! Nor by way of a variable outside.

use burrow_gc::FixedMemory;
use burrow_gc::typed::Store;

fn main() {
    let store = Store::new(FixedMemory::from_static(Box::leak(Box::new([0; 1 << 16]))));
    let mut kept = None;
    store.enter(|cx| kept = Some(cx.alloc(1_u64).unwrap()));
}

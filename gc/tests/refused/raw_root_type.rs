//! A root yields the type it was made of.

use burrow_gc::FixedMemory;
use burrow_gc::typed::{Root, Store};

fn main() {
    let store = Store::new(FixedMemory::from_static(Box::leak(Box::new([0; 1 << 16]))));
    let root: Root<u64> = store.enter(|cx| cx.root(cx.alloc(1_u32).unwrap()).unwrap());
    drop(root);
}

//! A pointer does not leave its session.

use burrow_gc::FixedMemory;
use burrow_gc::typed::Store;

fn main() {
    let store = Store::new(FixedMemory::from_static(Box::leak(Box::new([0; 1 << 16]))));
    let number = store.enter(|cx| cx.alloc(1_u64).unwrap());
    println!("{}", *number);
}

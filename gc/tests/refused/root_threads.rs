//! So do its roots.

use burrow_gc::FixedMemory;
use burrow_gc::typed::Store;

fn main() {
    let store = Store::new(FixedMemory::from_static(Box::leak(Box::new([0; 1 << 16]))));
    let root = store.enter(|cx| cx.root(cx.alloc(1_u64).unwrap()).unwrap());
    std::thread::spawn(move || drop(root));
}

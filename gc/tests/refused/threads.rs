//! A store belongs to one thread.

use burrow_gc::FixedMemory;
use burrow_gc::typed::Store;

fn main() {
    let store = Store::new(FixedMemory::from_static(Box::leak(Box::new([0; 1 << 16]))));
    std::thread::spawn(move || store.collect());
}

//! Objects are not dropped, so they cannot have a destructor.

use burrow_gc::trace;
use burrow_gc::typed::Slot;

trace! {
    struct File<'gc> {
        next: Slot<'gc, File<'gc>>,
        descriptor: i32,
    }
}

impl Drop for File<'_> {
    fn drop(&mut self) {}
}

fn main() {}

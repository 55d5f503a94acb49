//! The check mode of the heap, for programs that import `runtime/checkheap`.

use crate::collect;
use crate::fatal;
use crate::heap::{HEAP, local};
use crate::m::M;

#[unsafe(export_name = "runtime/checkheap.enable")]
extern "C" fn enable(_m: &mut M) {
    collect::check_with(check);
}

fn check(marked: bool) {
    if marked {
        ensure(HEAP.verify_marks());
    }
    HEAP.flush(&mut local().cache);
    ensure(HEAP.verify());
}

fn ensure(ok: Result<(), &'static str>) {
    if let Err(what) = ok {
        fatal::throw(what);
    }
}

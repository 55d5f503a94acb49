//! The check mode of the heap, for programs that import `runtime/checkheap`.

use crate::collect;
use crate::fatal;
use crate::heap::HEAP;
use crate::m::M;
use crate::phases;

#[unsafe(export_name = "runtime/checkheap.enable")]
extern "C" fn enable(_m: &mut M) {
    collect::check_with(check);
}

fn check(marked: bool) {
    if marked {
        ensure(HEAP.verify_marks());
    }
    phases::flush();
    ensure(HEAP.verify());
}

fn ensure(ok: Result<(), &'static str>) {
    if let Err(what) = ok {
        fatal::throw(what);
    }
}

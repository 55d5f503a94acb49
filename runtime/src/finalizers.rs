//! Finalizers: the queue between the collector and the goroutine that runs them.

use crate::collect;
use crate::found::Waiting;
use crate::g::Wait;
use crate::heap::{HEAP, local};
use crate::iface;
use crate::m::M;
use crate::types::Type;
use burrow_gc::SpecialError;

/// Bytes of a block of tiny objects.
const TINY: usize = 16;

/// The goroutine that runs finalizers, while it waits for one.
static WAITING: Waiting = Waiting::new();

#[unsafe(export_name = "runtime.setfinalizer")]
extern "C" fn set_finalizer(m: &mut M, fp: *mut u8, obj: usize, f: usize) -> u32 {
    collect::after_cycle(wake);
    let marker = &mut local().marker;
    if f == 0 {
        HEAP.remove_finalizer(marker, obj);
        return 0;
    }
    match HEAP.find_object(obj) {
        // Tiny objects share a block.
        Some((base, size)) if base.as_ptr() as usize != obj && size != TINY => return 1,
        _ => {}
    }
    match HEAP.set_finalizer(marker, obj, f) {
        Err(SpecialError::Memory) => {
            collect::exhausted(m, fp);
            0
        }
        Err(SpecialError::Exists) => 2,
        // Static data and objects of size zero are never freed: their finalizer never runs.
        Err(SpecialError::NotInHeap) | Ok(()) => 0,
    }
}

/// The table of methods with which a type implements an interface type, or null.
#[unsafe(export_name = "runtime.finalizeritab")]
extern "C" fn itab(_m: &mut M, inter: &'static Type, typ: &'static Type) -> usize {
    iface::itab(inter, typ).map_or(0, |itab| itab as usize)
}

/// Takes the next object whose finalizer is to run, or waits and answers 0: then it is to be asked again.
#[unsafe(export_name = "runtime.nextfinalizer")]
unsafe extern "C" fn next_finalizer(m: &mut M, fp: *mut u8, obj: *mut usize, f: *mut usize) -> u32 {
    let next = WAITING.next(m, fp, Wait::FinalizerWait, || {
        HEAP.next_finalizer(&mut local().marker)
    });
    if let Some((addr, token)) = next {
        // SAFETY: two pointers in the caller's frame.
        unsafe {
            obj.write(addr);
            f.write(token);
        }
        return 1;
    }
    0
}

/// There may be finalizers to run.
fn wake() {
    WAITING.wake();
}

//! Cleanups and weak pointers: what `runtime.AddCleanup` and package weak need.

use crate::collect;
use crate::found::Waiting;
use crate::g::Wait;
use crate::heap::{HEAP, local};
use crate::m::M;
use burrow_gc::{CleanupId, SpecialError};
use core::ptr::NonNull;

/// Bytes of a block that tiny objects share.
const TINY: usize = 16;

/// The goroutine that runs cleanups, while it waits for one.
static WAITING: Waiting = Waiting::new();

/// Has the closure `f` called some time after the object is freed. `id` names it for [`stop`]: zero if that never is.
#[unsafe(export_name = "runtime.addcleanup")]
unsafe extern "C" fn add(m: &mut M, fp: *mut u8, obj: usize, f: usize, id: *mut [usize; 2]) {
    collect::after_cycle_too(wake);
    let number = match HEAP.add_cleanup(&mut local().marker, obj, f) {
        Ok(number) => number.into_raw(),
        Err(SpecialError::Memory) => return collect::exhausted(m, fp),
        // Static data is never freed.
        Err(_) => (0, 0),
    };
    // SAFETY: two words of the caller's.
    unsafe { id.write([number.0, number.1]) };
}

#[unsafe(export_name = "runtime.stopcleanup")]
extern "C" fn stop(_m: &mut M, addr: usize, id: usize) {
    HEAP.cancel_cleanup(CleanupId::from_raw(addr, id));
}

/// 1: `addr` lies in the object at `obj`, with nobody else. 2: the object in which `addr` lies points there.
#[unsafe(export_name = "runtime.within")]
extern "C" fn within(_m: &mut M, obj: usize, addr: usize) -> u32 {
    let base = |addr| HEAP.find_object(addr).map(|(base, _)| base);
    let Some((at, size)) = HEAP.find_object(obj) else {
        return 0;
    };
    if base(addr) == Some(at) {
        u32::from(size != TINY)
    } else {
        2 * u32::from(HEAP.points_to(addr, obj))
    }
}

/// Takes the next cleanup that is to run, or waits and answers 0: then it is to be asked again.
#[unsafe(export_name = "runtime.nextcleanup")]
unsafe extern "C" fn next(m: &mut M, fp: *mut u8, f: *mut usize) -> u32 {
    let next = WAITING.next(m, fp, Wait::CleanupWait, || {
        HEAP.next_cleanup(&mut local().marker)
    });
    if let Some(token) = next {
        // SAFETY: a pointer of the caller's.
        unsafe { f.write(token) };
        return 1;
    }
    0
}

/// There may be cleanups to run.
fn wake() {
    WAITING.wake();
}

/// The handle that stands for an address in weak pointers; the address itself if what is there is never freed.
#[unsafe(export_name = "weak.handle")]
extern "C" fn handle(m: &mut M, fp: *mut u8, addr: usize) -> usize {
    let local = local();
    match HEAP.weak_handle(&mut local.cache, &mut local.marker, addr) {
        Ok(handle) => handle.as_ptr() as usize,
        Err(SpecialError::Memory) => {
            collect::exhausted(m, fp);
            0
        }
        Err(_) => addr,
    }
}

/// The address that a handle stands for, or null if what was there is gone.
#[unsafe(export_name = "weak.upgrade")]
extern "C" fn upgrade(_m: &mut M, handle: usize) -> usize {
    let Some(at) = NonNull::new(handle as *mut u8) else {
        return 0;
    };
    if HEAP.find_object(handle).is_none() {
        // Static data.
        return handle;
    }
    // SAFETY: an object of the heap in a weak pointer is a handle, which the weak pointer keeps alive.
    unsafe { HEAP.upgrade(&mut local().marker, at) }.unwrap_or(0)
}

//! Cleanups and weak pointers: what `runtime.AddCleanup` and package weak need.

use crate::collect;
use crate::g::{G, Wait};
use crate::heap::{HEAP, local};
use crate::m::{M, Suspend};
use crate::proc;
use crate::sync::Locked;
use burrow_gc::{CleanupId, SpecialError};
use core::ptr::{NonNull, null_mut};

/// Bytes of a block that tiny objects share.
const TINY: usize = 16;

/// The goroutine that runs cleanups, while it waits for one.
static WAITING: Locked<*mut G> = Locked::new(null_mut());

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
    // Under the lock: whoever queues one afterwards finds the goroutine waiting.
    let next = WAITING.with(|waiting| {
        let next = HEAP.next_cleanup(&mut local().marker);
        if next.is_none() {
            *waiting = m.g;
        }
        next
    });
    if let Some(token) = next {
        // SAFETY: a pointer of the caller's.
        unsafe { f.write(token) };
        return 1;
    }
    // SAFETY: the goroutine that runs.
    unsafe {
        (*m.g).wait = Wait::CleanupWait;
        (*m.g).result = 0;
    }
    m.suspend(fp, Suspend::Park);
    0
}

/// There may be cleanups to run.
fn wake() {
    let g = WAITING.with(|waiting| core::mem::replace(waiting, null_mut()));
    if !g.is_null() {
        proc::worker().ready(proc::task(g), false);
    }
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

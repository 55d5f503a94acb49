//! What `runtime.ReadMemStats` and `runtime/debug` tell and set.

use crate::gcstats::{self, PAUSES};
use crate::heap::{HEAP, local};
use crate::m::M;
use crate::proc;

/// Numbers in the order in which `std/runtime/memstats.go` takes them.
#[unsafe(export_name = "runtime.readmemstats")]
unsafe extern "C" fn read(_m: &mut M, out: *mut [u64; 18]) {
    // So that what is claimed and not handed out does not count as allocated.
    HEAP.flush(&mut local().cache);
    let stats = HEAP.stats();
    let (total, began, last, paused, forced) =
        gcstats::times(|t| (t.total, t.began, t.last, t.paused, t.forced));
    let stacks = proc::stacks() as u64;
    let lived = gcstats::now().saturating_sub(began).max(1);
    // Parts of a million, to leave floating-point numbers to Go.
    let share = total.saturating_mul(1_000_000) / lived;
    // SAFETY: an array of the caller's.
    unsafe {
        out.write([
            stats.heap_alloc,
            stats.total_alloc,
            stats.sys,
            stats.mallocs,
            stats.frees,
            stats.heap_inuse,
            stats.heap_idle,
            stats.heap_released,
            stacks.min(stats.other_sys),
            stats.other_sys,
            stats.next_gc,
            last,
            paused,
            stats.num_gc,
            u64::from(forced),
            share,
            size_of::<burrow_gc::Cache>() as u64,
            u64::from(HEAP.is_enabled()),
        ]);
    }
}

/// Objects of a size class: their size, how many were allocated and freed.
#[unsafe(export_name = "runtime.readclass")]
unsafe extern "C" fn read_class(_m: &mut M, class: u32, out: *mut [u64; 3]) {
    let (mallocs, frees) = HEAP.class_stats(class as usize);
    let size = burrow_gc::class_size(class as usize) as u64;
    // SAFETY: an array of the caller's.
    unsafe { out.write([size, mallocs, frees]) };
}

/// The last pauses and when they ended; that of cycle `n` at `(n - 1) % 256`.
#[unsafe(export_name = "runtime.readpauses")]
unsafe extern "C" fn read_pauses(_m: &mut M, pauses: *mut [u64; PAUSES], ends: *mut [u64; PAUSES]) {
    // SAFETY: two arrays of the caller's.
    gcstats::times(|times| unsafe {
        pauses.write(times.pauses);
        ends.write(times.ends);
    });
}

#[unsafe(export_name = "runtime/debug.setGCPercent")]
extern "C" fn set_gc_percent(_m: &mut M, percent: i32) -> i32 {
    HEAP.set_gc_percent(u32::try_from(percent).ok())
        .map_or(-1, |old| old as i32)
}

#[unsafe(export_name = "runtime/debug.setMemoryLimit")]
extern "C" fn set_memory_limit(_m: &mut M, limit: i64) -> i64 {
    let old = match usize::try_from(limit) {
        Ok(limit) => HEAP.set_memory_limit(limit),
        // More than there can be: none.
        Err(_) if limit >= 0 => HEAP.set_memory_limit(usize::MAX),
        Err(_) => HEAP.memory_limit(),
    };
    if old == usize::MAX {
        i64::MAX
    } else {
        old as i64
    }
}

#[unsafe(export_name = "runtime/debug.releaseMemory")]
extern "C" fn release_memory(_m: &mut M) {
    HEAP.release_free_pages(1);
}

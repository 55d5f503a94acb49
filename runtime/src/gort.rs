//! What package runtime offers to Go programs.

use crate::collect;
use crate::debug;
use crate::fatal;
use crate::m::{M, Suspend};
use crate::proc;

#[unsafe(export_name = "runtime.Gosched")]
extern "C" fn gosched(m: &mut M, fp: *mut u8) {
    if debug::flags().park || !proc::worker().is_alone() {
        m.suspend(fp, Suspend::Yield);
    }
}

#[unsafe(export_name = "runtime.NumGoroutine")]
extern "C" fn num_goroutine(_m: &mut M) -> i64 {
    proc::count() as i64
}

#[unsafe(export_name = "runtime.LockOSThread")]
extern "C" fn lock_os_thread(m: &mut M) {
    // SAFETY: the goroutine that runs.
    let locks = unsafe { &mut (*m.g).thread_locks };
    *locks = locks.saturating_add(1);
    if *locks == 1 {
        // Where there can be no other thread, this one goes on to run all.
        proc::worker().wire();
    }
}

#[unsafe(export_name = "runtime.UnlockOSThread")]
extern "C" fn unlock_os_thread(m: &mut M) {
    // SAFETY: as above.
    let locks = unsafe { &mut (*m.g).thread_locks };
    if *locks == 1 {
        proc::worker().unwire();
    }
    *locks = locks.saturating_sub(1);
}

/// Where it is called, its operand is still alive.
#[unsafe(export_name = "runtime.keepalive")]
extern "C" fn keep_alive(_m: &mut M, _pointer: usize) {}

/// How many goroutines run at a time.
#[unsafe(export_name = "runtime.NumCPU")]
extern "C" fn num_cpu(_m: &mut M) -> i64 {
    proc::procs() as i64
}

#[unsafe(export_name = "runtime.gctarget")]
extern "C" fn gc_target(_m: &mut M) -> u32 {
    collect::target()
}

#[unsafe(export_name = "runtime.gcstep")]
extern "C" fn gc_step(m: &mut M, fp: *mut u8, target: u32) -> u32 {
    u32::from(collect::step(m, fp, target))
}

#[unsafe(export_name = "runtime.fatalerror")]
extern "C" fn fatalerror(m: &mut M, fp: *mut u8, text: *const u8, len: usize) {
    fatal::request(m, fp, text, len);
}

#[unsafe(export_name = "runtime.gosystem")]
extern "C" fn gosystem(m: &mut M, fp: *mut u8, closure: usize) {
    let creator = proc::Creator::NONE;
    if proc::spawn(crate::link::info().gostart, closure, true, creator).is_none() {
        collect::exhausted(m, fp);
    }
}

#[unsafe(export_name = "runtime/debug.setMaxStack")]
extern "C" fn set_max_stack(_m: &mut M, bytes: i64) -> i64 {
    // What no address space has is no limit.
    let bytes = usize::try_from(bytes.max(0)).unwrap_or(usize::MAX);
    crate::stack::set_limit(bytes) as i64
}

/// How many collections there were: what package sync drops pooled values by.
#[unsafe(export_name = "sync.runtime_cycle")]
extern "C" fn cycle(_m: &mut M) -> u32 {
    crate::heap::HEAP.num_gc() as u32
}

//! Coroutines, for `iter.Pull`: two goroutines, of which one runs while the other waits in a word of theirs. They hand over to
//! each other without the scheduler's queues.
//!
//! ```text
//! caller: announce ─► go iterator ─► wait … hand_over ─────────► …        runs on when ready
//!                                     ▲          │       ▲                      ▲
//! iterator:                 … hand_over          └─ … hand_over … and ends: ready
//! ```

use crate::fatal;
use crate::g::{G, Wait};
use crate::m::{M, Outcome, Suspend};
use crate::proc;
use core::ptr::null_mut;

/// The running goroutine is the one that waits, or is about to.
#[unsafe(export_name = "iter.announce")]
unsafe extern "C" fn announce(m: &mut M, other: *mut *mut G) {
    // SAFETY: a word of a Go object. Goroutines lie in manual memory, so it is no pointer to the collector.
    unsafe { *other = m.g };
}

/// Waits for the other one, which was just started.
#[unsafe(export_name = "iter.wait")]
extern "C" fn wait(m: &mut M, fp: *mut u8) {
    waits(m);
    m.suspend(fp, Suspend::Park);
}

/// Waits, and lets the other one go on.
#[unsafe(export_name = "iter.handOver")]
unsafe extern "C" fn hand_over(m: &mut M, fp: *mut u8, other: *mut *mut G) {
    waits(m);
    // SAFETY: as above. Who waits there is nowhere else.
    m.next = unsafe { other.replace(m.g) };
    m.suspend_for(fp, Suspend::HandOver, |m, _| {
        if !proc::worker().hand_over(proc::task(m.next)) {
            m.next = null_mut();
        }
        Some(Outcome::Queued)
    });
}

/// Waits for nobody: what a switch costs without the scheduler.
#[unsafe(export_name = "burrow/bench.Park")]
extern "C" fn park(m: &mut M, fp: *mut u8) {
    m.suspend_in_vain(fp, Suspend::HandOver);
}

/// The running goroutine ends, and the other one goes on.
#[unsafe(export_name = "iter.ready")]
unsafe extern "C" fn ready(_m: &mut M, other: *mut *mut G) {
    // SAFETY: as above.
    proc::worker().ready(proc::task(unsafe { *other }), true);
}

fn waits(m: &mut M) {
    fatal::can_deadlock();
    // SAFETY: the goroutine that runs.
    unsafe { (*m.g).wait = Wait::Coroutine };
}

//! Maps that several threads use at once, which Go programs must not do without a lock: as in Go, whoever notices ends the
//! program. A module with one thread has none of this.
//!
//! Nothing is ordered by it. A lookup that meets a change may read anything before it notices; but tables stay where they are
//! until the M comes to a safepoint, so what it reads is memory, and what it found is thrown away.

use crate::fatal;
use crate::m::M;
use crate::sync::THREADS;
use burrow_maps::flag::Conflict;
use burrow_maps::raw::RawMap;

/// A change of a map.
#[inline(always)]
pub fn write<R>(map: &RawMap, change: impl FnOnce() -> R) -> Result<R, Conflict> {
    if THREADS {
        map.flag().begin_write()?;
    }
    let result = change();
    if THREADS {
        map.flag().end_write();
    }
    Ok(result)
}

/// A lookup, or a turn of an iteration.
#[inline(always)]
pub fn read<R>(map: &RawMap, look: impl FnOnce() -> R) -> Result<R, Conflict> {
    if !THREADS {
        return Ok(look());
    }
    let reading = map.flag().begin_read()?;
    let result = look();
    map.flag().end_read(reading)?;
    Ok(result)
}

fn text(conflict: Conflict) -> &'static str {
    match conflict {
        Conflict::Writes => "concurrent map writes",
        Conflict::ReadAndWrite => "concurrent map read and map write",
    }
}

/// Ends the program, once its frames are parked for the trace.
#[cold]
#[inline(never)]
pub fn report(m: &mut M, fp: *mut u8, conflict: Conflict) {
    request(m, fp, text(conflict));
}

/// The same for an iteration.
#[cold]
#[inline(never)]
pub fn report_iteration(m: &mut M, fp: *mut u8) {
    request(m, fp, "concurrent map iteration and map write");
}

fn request(m: &mut M, fp: *mut u8, message: &'static str) {
    fatal::request(m, fp, message.as_ptr(), message.len());
}

/// The same from a call that cannot park frames.
#[cold]
#[inline(never)]
pub fn report_at_once(m: &M, conflict: Conflict) -> ! {
    fatal::running(m, text(conflict))
}

//! Stopping the world: in a module with several threads, nobody else runs while a phase of a collection changes or a
//! crash is reported.
//!
//! An M is *in* the world except while it sleeps, or makes a call that may block. One word counts those that are in,
//! and has a bit for a stop:
//!
//! ```text
//!   enter: waits until no stop is wanted, then counts itself in
//!   leave: counts itself out; the last one wakes who stops
//!   stop:  sets the bit, waits until only the caller is in
//! ```
//!
//! An M that is in leaves at its safepoints: before it takes a goroutine, and after a function was refused at its entry
//! or a loop was stopped at a poll ([`check`]). There all frames of its goroutine are parked, and neither its entry nor
//! its result record is in use. To make compiled code come to a safepoint, the stopper poisons the guards of the other
//! Ms, again and again until all are out: whoever sets a guard at the same time need not be fenced against.

use crate::futex;
use crate::m::M;
use crate::sync::MS;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering};

const STOP: u32 = 1 << 31;
/// Between two poisonings, in nanoseconds.
const PATIENCE: i64 = 50_000;

static WORLD: AtomicU32 = AtomicU32::new(0);
/// Number of the M for which the world is stopped, plus one.
static STOPPER: AtomicU32 = AtomicU32::new(0);
/// All Ms that were ever started.
static ALL: [AtomicPtr<M>; MS] = [const { AtomicPtr::new(null_mut()) }; MS];

/// Makes an M known, before it runs.
pub fn register(m: *mut M, id: usize) {
    if let Some(place) = ALL.get(id) {
        place.store(m, Ordering::Release);
    }
}

/// Visits all Ms but the calling one, which are stopped.
pub fn for_each_other(mut visit: impl FnMut(*mut M)) {
    let own: *const M = crate::m::current();
    for m in &ALL {
        let m = m.load(Ordering::Acquire);
        if !m.is_null() && !core::ptr::eq(m, own) {
            visit(m);
        }
    }
}

/// The calling M begins to run Go code.
pub fn enter() {
    loop {
        let seen = WORLD.load(Ordering::Acquire);
        if seen & STOP != 0 {
            futex::wait(&WORLD, seen, -1);
        } else if WORLD
            .compare_exchange(seen, seen + 1, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
        {
            return;
        }
    }
}

/// The calling M touches nothing of the heap from here on.
pub fn leave() {
    if WORLD.fetch_sub(1, Ordering::AcqRel) & STOP != 0 {
        futex::notify(&WORLD, u32::MAX);
    }
}

/// Whether somebody wants the world to stop.
#[inline(always)]
pub fn is_stopping() -> bool {
    WORLD.load(Ordering::Relaxed) & STOP != 0
}

/// A safepoint: stops here if somebody wants that.
#[inline(always)]
pub fn check() {
    if is_stopping() {
        pause();
    }
}

#[cold]
#[inline(never)]
fn pause() {
    if STOPPER.load(Ordering::Relaxed) != crate::m::current().id + 1 {
        leave();
        enter();
    }
}

/// Stops the world; the caller is at a safepoint. False when it has stopped it before.
pub fn stop() -> bool {
    let own = crate::m::current().id + 1;
    if STOPPER.load(Ordering::Relaxed) == own {
        return false;
    }
    while WORLD.fetch_or(STOP, Ordering::AcqRel) & STOP != 0 {
        // Somebody else was first.
        leave();
        enter();
    }
    STOPPER.store(own, Ordering::Relaxed);
    loop {
        let seen = WORLD.load(Ordering::Acquire);
        if seen == STOP | 1 {
            return true;
        }
        for_each_other(poison);
        futex::wait(&WORLD, seen, PATIENCE);
    }
}

/// Lets the others go on.
pub fn start() {
    STOPPER.store(0, Ordering::Relaxed);
    WORLD.fetch_and(!STOP, Ordering::AcqRel);
    futex::notify(&WORLD, u32::MAX);
}

fn poison(m: *mut M) {
    // SAFETY: Ms are never given back; the guard is a word.
    let guard = unsafe { AtomicUsize::from_ptr(&raw mut (*m).guard) };
    guard.store(usize::MAX, Ordering::Release);
}

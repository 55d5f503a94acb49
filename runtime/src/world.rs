//! The stopped world of a module with several threads: [`crate::protocols::world`] with this runtime's Ms.

use crate::futex::Host;
use crate::m::M;
use crate::protocols::world::World;
use crate::sync::MS;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

static WORLD: World<Host> = World::new();
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
    WORLD.enter();
}

/// The calling M touches nothing of the heap from here on.
pub fn leave() {
    WORLD.leave();
}

/// Whether somebody wants the world to stop.
#[inline(always)]
pub fn is_stopping() -> bool {
    WORLD.is_stopping()
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
    WORLD.pause(crate::m::current().id);
}

/// Stops the world; the caller is at a safepoint. False when it has stopped it before.
pub fn stop() -> bool {
    WORLD.stop(crate::m::current().id, || for_each_other(poison))
}

/// Lets the others go on.
pub fn start() {
    WORLD.start();
}

fn poison(m: *mut M) {
    // SAFETY: Ms are never given back; the guard is a word.
    let guard = unsafe { AtomicUsize::from_ptr(&raw mut (*m).guard) };
    guard.store(usize::MAX, Ordering::Release);
}

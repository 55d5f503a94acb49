//! Calls of the host that may block, in a module with several threads.
//!
//! They are made with all frames parked, and the M outside of the world: nobody who stops it waits for the call, the
//! goroutine's stack can be scanned (but is not moved), and the monitor gives the M's P to another one when the call takes
//! long. What the call was given counts as roots meanwhile, since the host still fills a buffer that the program may
//! have forgotten.

use crate::g::{G, Wait};
use crate::io;
use crate::m::{M, Outcome, Suspend};
use crate::monitor;
use crate::proc;
use crate::sync::{PerM, per_m};
use crate::world;

/// Words that a call has of parameters.
const WORDS: usize = 8;

/// What was called for and is made as soon as all frames are parked.
static CALL: PerM<[u64; WORDS]> = per_m!([0; WORDS]);

/// The result of a function of the ABI's class Block that may block its thread.
pub fn call<F: Copy + FnOnce() -> u32>(m: &mut M, fp: *mut u8, f: F) -> u32 {
    const { assert!(size_of::<F>() <= size_of::<[u64; WORDS]>() && align_of::<F>() <= 8) };
    // SAFETY: room for it, as asserted.
    unsafe { CALL.get().as_mut_ptr().cast::<F>().write(f) };
    io::prepare();
    monitor::prepare();
    m.suspend_for(fp, Suspend::Host, make::<F>);
    0
}

fn make<F: Copy + FnOnce() -> u32>(m: &mut M, g: &mut G) -> Option<Outcome> {
    let words = *CALL.get();
    // SAFETY: what `call` has put there.
    let f = unsafe { words.as_ptr().cast::<F>().read() };
    g.host_call = words.as_ptr().cast();
    g.wait = Wait::Syscall;
    let worker = proc::worker();
    worker.enter_blocking();
    world::leave();
    let result = f();
    world::enter();
    crate::fuel::slept();
    g.host_call = core::ptr::null();
    g.wait = Wait::None;
    g.wait_since = 0;
    g.result = u64::from(result);
    m.result[0] = g.result;
    if worker.exit_blocking() {
        None
    } else {
        Some(Outcome::Queued)
    }
}

/// Visits the words that a goroutine's call was given: some may be addresses.
pub fn for_each_root(g: &G, mut visit: impl FnMut(usize)) {
    if g.host_call.is_null() {
        return;
    }
    for i in 0..WORDS * size_of::<u64>() / size_of::<usize>() {
        // SAFETY: the words of `make`, which waits for the world.
        visit(unsafe { *g.host_call.add(i) });
    }
}

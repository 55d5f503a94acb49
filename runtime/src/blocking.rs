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
use core::sync::atomic::Ordering;

/// Words that a call has of parameters.
const WORDS: usize = 8;
/// So many of them are addresses.
const ADDRESSES: usize = 2;

/// What was called for and is made as soon as all frames are parked.
#[derive(Clone, Copy, Debug)]
struct Call {
    f: [u64; WORDS],
    addresses: [usize; ADDRESSES],
}

static CALL: PerM<Call> = per_m!(Call {
    f: [0; WORDS],
    addresses: [0; ADDRESSES],
});

/// The result of a function of the ABI's class Block that may block its thread. It uses what lies at these addresses.
pub fn call<F: Copy + FnOnce() -> u32>(m: &mut M, fp: *mut u8, addresses: &[usize], f: F) -> u32 {
    const { assert!(size_of::<F>() <= size_of::<[u64; WORDS]>() && align_of::<F>() <= 8) };
    let call = CALL.get();
    call.addresses = [0; ADDRESSES];
    let used = addresses.iter().filter(|&&at| at != 0);
    for (place, at) in call.addresses.iter_mut().zip(used) {
        *place = *at;
    }
    // SAFETY: room for it, as asserted.
    unsafe { call.f.as_mut_ptr().cast::<F>().write(f) };
    io::prepare();
    monitor::prepare();
    m.suspend_for(fp, Suspend::Host, make::<F>);
    0
}

fn make<F: Copy + FnOnce() -> u32>(m: &mut M, g: &mut G) -> Option<Outcome> {
    let call = *CALL.get();
    // SAFETY: what `call` has put there.
    let f = unsafe { call.f.as_ptr().cast::<F>().read() };
    let addresses = call.addresses.as_ptr().cast_mut();
    g.host_call.store(addresses, Ordering::Relaxed);
    g.wait = Wait::Syscall;
    let worker = proc::worker();
    worker.enter_blocking();
    world::leave();
    let result = f();
    world::enter();
    crate::fuel::slept();
    // Another M may be scanning the goroutine until `exit_blocking` has it back, and would move its stack if it did not wait.
    g.host_call.store(core::ptr::null_mut(), Ordering::Relaxed);
    g.result = u64::from(result);
    if !worker.exit_blocking() {
        return Some(Outcome::Queued);
    }
    g.wait = Wait::None;
    g.wait_since = 0;
    m.result[0] = g.result;
    None
}

/// What a parameter is to the collector.
pub trait Parameter: Copy {
    /// The address, or 0 for what is none.
    fn address(self) -> usize;
}

impl<T> Parameter for *const T {
    fn address(self) -> usize {
        self as usize
    }
}

impl<T> Parameter for *mut T {
    fn address(self) -> usize {
        self as usize
    }
}

impl Parameter for u32 {
    fn address(self) -> usize {
        0
    }
}

impl Parameter for usize {
    fn address(self) -> usize {
        0
    }
}

impl Parameter for u64 {
    fn address(self) -> usize {
        0
    }
}

impl Parameter for i64 {
    fn address(self) -> usize {
        0
    }
}

/// Visits the addresses that a goroutine's call was given.
pub fn for_each_root(g: &G, mut visit: impl FnMut(usize)) {
    let addresses = g.host_call.load(Ordering::Relaxed);
    if addresses.is_null() {
        return;
    }
    for i in 0..ADDRESSES {
        // SAFETY: the addresses of `make`, which does not return before it has the goroutine back, or while the world is stopped.
        visit(unsafe { *addresses.add(i) });
    }
}

//! Fuel: how a module without threads notices that a goroutine has run for long enough.
//!
//! Compiled code takes fuel in loops and recursion; when it is used up the clock is read. How much fuel is given is
//! measured: as much as lasted for about a millisecond.

use crate::debug;
use crate::m::{FUEL, M, Suspend};
use crate::proc;
use crate::sync::{Global, Hook};
use burrow_sched::Machine;

/// Aim for the time between two looks at the clock, in nanoseconds.
const INTERVAL: i64 = 1_000_000;
const MAX: i32 = 1 << 22;
const MIN: i32 = 8;

struct Meter {
    /// When fuel was given the last time.
    given_at: i64,
    amount: i32,
}

static METER: Global<Meter> = Global::new(Meter {
    given_at: 0,
    amount: FUEL,
});

/// Called with the time that goroutines have run.
pub type Share = fn(&mut M, *mut u8, u64);

static SHARE: Hook<Share> = Hook::new();

/// Has the collector get its share of the time.
pub fn share_with(share: Share) {
    SHARE.set(share);
}

/// The module was idle: that was no work of the fuel.
pub fn slept() {
    METER.get().given_at = 0;
}

/// Reads the clock, gives new fuel, and asks the goroutine to yield when its slice is over.
pub fn spent(m: &mut M, fp: *mut u8) {
    let now = proc::worker().scheduler().machine().now();
    let meter = METER.get();
    let elapsed = now - core::mem::replace(&mut meter.given_at, now);
    if elapsed < INTERVAL / 2 {
        meter.amount = (meter.amount.saturating_mul(2)).min(MAX);
    } else if elapsed > INTERVAL * 2 {
        // Other goroutines may have run meanwhile, so that too little is measured at worst.
        let scaled = i64::from(meter.amount) * INTERVAL / elapsed;
        meter.amount = (scaled as i32).max(meter.amount / 8).max(MIN);
    }
    m.fuel = meter.amount;
    if debug::park_once() {
        return m.suspend(fp, Suspend::Preempt);
    }
    if m.barrier != 0
        && let Some(share) = SHARE.get()
    {
        share(m, fp, elapsed.max(0) as u64);
        METER.get().given_at = proc::worker().scheduler().machine().now();
    }
    if proc::worker().tick() && m.suspended == 0 {
        m.suspend(fp, Suspend::Preempt);
    }
}

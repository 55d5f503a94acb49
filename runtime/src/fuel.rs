//! Fuel: how a module without threads notices that a goroutine has run for long enough.
//!
//! Compiled code takes fuel in loops and recursion; when it is used up the clock is read. How much fuel is given is
//! measured: as much as lasted for about a fifth of a millisecond, so that a slice of 10 ms ends in time even when what
//! comes next is fifty times as slow for the same fuel. A goroutine that begins to run gets little, since it may be
//! slower still than the one before.

use crate::debug;
use crate::m::{FUEL, M, Suspend};
use crate::proc;
use crate::sync::{Global, Hook, PerM, THREADS, per_m};
use burrow_sched::Machine;

/// Aim for the time between two looks at the clock, in nanoseconds.
const INTERVAL: i64 = 200_000;
/// Loops take 256 at a time: however fast they were, some of their turns later the clock is read.
const MAX: i32 = 1 << 16;
const MIN: i32 = 8;

struct Meter {
    /// When fuel was given the last time; 0 when it is not known how long it lasted.
    given_at: i64,
    amount: i32,
}

static METER: PerM<Meter> = per_m!(Meter {
    given_at: 0,
    amount: FUEL,
});

/// Called with the time that goroutines have run.
pub type Share = fn(&mut M, *mut u8, u64);

static SHARE: Hook<Share> = Hook::new();

/// Called with the time when the clock was read, and the nanoseconds for which goroutines have run since it was read before.
pub type Watch = fn(&mut M, *mut u8, i64, u64);

static WATCH: [Hook<Watch>; 3] = [const { Hook::new() }; 3];

/// Whether a goroutine's slices end when there is no other, too.
static ALWAYS: Global<bool> = Global::new(false);

/// Has all slices end, since the host wants its turn, too.
pub fn yield_always() {
    *ALWAYS.get() = true;
}

/// Has the collector see to what happens at long intervals.
pub fn watch_with(watch: Watch) {
    WATCH[0].set(watch);
}

/// Has the scheduler's trace be printed.
pub fn trace_with(trace: Watch) {
    WATCH[1].set(trace);
}

/// Has the processor's time be sampled.
pub fn profile_with(watch: Watch) {
    WATCH[2].set(watch);
}

/// Has the collector get its share of the time.
pub fn share_with(share: Share) {
    SHARE.set(share);
}

/// The module was idle: that was no work of the fuel.
pub fn slept() {
    METER.get().given_at = 0;
}

/// A goroutine begins to run.
#[inline]
pub fn begin(m: &mut M) {
    // What is left of little is not made more, so that goroutines that run for a moment each read the clock, too.
    if m.fuel > FUEL {
        m.fuel = FUEL;
        *METER.get() = Meter {
            given_at: 0,
            amount: FUEL,
        };
    }
}

/// Takes fuel for work of the runtime's on so many bytes at once.
pub fn bytes(m: &mut M, n: usize) {
    m.fuel = m.fuel.saturating_sub((n >> 6) as i32);
}

/// Whether the running goroutine's slice is over, and somebody else wants a turn. A goroutine that is alone is not sent to the resume
/// bodies of its functions for nothing.
pub fn is_slice_over(m: &M) -> bool {
    let worker = proc::worker();
    worker.tick() && (m.barrier != 0 || *ALWAYS.get() || !worker.alone())
}

/// Reads the clock, gives new fuel, and asks the goroutine to yield when its slice is over.
pub fn spent(m: &mut M, fp: *mut u8) {
    if THREADS && m.fuel > 0 {
        // It was the guard: somebody wants the world to stop, or did. The M looks once the frames are parked, and the goroutine
        // goes on with its slice: behind all that can run it might wait for long.
        return m.suspend_for(fp, Suspend::Grow, |_, _| None);
    }
    let now = proc::worker().scheduler().machine().now();
    let meter = METER.get();
    let given_at = core::mem::replace(&mut meter.given_at, now);
    let elapsed = now - given_at;
    if given_at == 0 {
        // The next time will tell.
    } else if elapsed < INTERVAL / 2 {
        meter.amount = (meter.amount.saturating_mul(2)).min(MAX);
    } else if elapsed > INTERVAL * 2 {
        // Other goroutines may have run meanwhile, so that too little is measured at worst.
        let scaled = i64::from(meter.amount) * INTERVAL / elapsed;
        meter.amount = (scaled as i32).max(MIN);
    }
    m.fuel = meter.amount;
    if debug::park_once() {
        return m.suspend(fp, Suspend::Preempt);
    }
    // Before the collector's share, which may ask for frames to be parked: in a program with one collection after the other that
    // would be each time.
    if is_slice_over(m) {
        return m.suspend(fp, Suspend::Preempt);
    }
    if m.barrier != 0
        && let Some(share) = SHARE.get()
    {
        share(m, fp, elapsed.max(0) as u64);
        METER.get().given_at = proc::worker().scheduler().machine().now();
    }
    let ran = if given_at == 0 {
        0
    } else {
        elapsed.max(0) as u64
    };
    for watch in WATCH.iter().filter_map(Hook::get) {
        watch(m, fp, now, ran);
    }
}

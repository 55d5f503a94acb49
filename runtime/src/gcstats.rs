//! How long collections took: for `runtime.MemStats`, for the cap on the collector's time, and for `GODEBUG=gctrace=1`.

use crate::gcenv;
use crate::heap::HEAP;
use crate::print::{text, uint};
use crate::roots;
use crate::sync::Locked;
use crate::wasi;

/// Pauses that are remembered.
pub const PAUSES: usize = 256;

/// On whose time marking is done.
#[derive(Clone, Copy, Debug)]
pub enum Share {
    /// Of who allocates.
    Assist,
    /// A quarter of the time that goroutines run.
    Background,
    /// Nobody's.
    Idle,
}

/// Times in nanoseconds, of a monotonic clock where they are points in time.
#[derive(Debug)]
pub struct Times {
    /// When the program began.
    pub began: u64,
    /// The collector's time so far.
    pub total: u64,
    /// The part of it for which the world was stopped.
    pub paused: u64,
    /// When the last cycle ended, by the host's calendar.
    pub last: u64,
    /// Cycles that were asked for.
    pub forced: u32,
    /// The last pauses and when they ended; that of cycle `n` at `(n - 1) % PAUSES`.
    pub pauses: [u64; PAUSES],
    /// By the host's calendar.
    pub ends: [u64; PAUSES],
    /// When the collector last had its part.
    until: u64,
    cycle: Cycle,
}

impl Times {
    /// When the collector last had something to do, or the program began.
    pub fn collected(&self) -> u64 {
        self.until.max(self.began)
    }
}

/// The cycle that is running.
#[derive(Debug)]
struct Cycle {
    forced: bool,
    starts: u64,
    started: u64,
    ends: u64,
    /// By [`Share`].
    shares: [u64; 3],
    /// Bytes of objects at its start.
    heap: usize,
}

static TIMES: Locked<Times> = Locked::new(Times {
    began: 0,
    total: 0,
    paused: 0,
    last: 0,
    forced: 0,
    pauses: [0; PAUSES],
    ends: [0; PAUSES],
    until: 0,
    cycle: Cycle {
        forced: false,
        starts: 0,
        started: 0,
        ends: 0,
        shares: [0; 3],
        heap: 0,
    },
});

/// What is known.
pub fn times<R>(f: impl FnOnce(&Times) -> R) -> R {
    TIMES.with(|times| f(times))
}

/// The time.
pub fn now() -> u64 {
    wasi::monotonic()
}

/// The program begins.
pub fn begin() {
    TIMES.with(|times| times.began = now());
}

/// The collector has had the time between two points.
fn had(times: &mut Times, began: u64, ended: u64) {
    let (took, before) = (ended.saturating_sub(began), times.until.max(times.began));
    times.until = ended;
    times.total += took;
    HEAP.account(took, began.saturating_sub(before));
}

/// Marking took the time between two points.
pub fn took(share: Share, began: u64, ended: u64) {
    TIMES.with(|times| {
        times.cycle.shares[share as usize] += ended.saturating_sub(began);
        had(times, began, ended);
    });
}

/// The world is stopped for a cycle.
pub fn cycle_starts(forced: bool) {
    TIMES.with(|times| {
        times.forced += u32::from(forced);
        times.cycle = Cycle {
            forced,
            starts: now(),
            started: 0,
            ends: 0,
            shares: [0; 3],
            heap: HEAP.heap_bytes(),
        };
    });
}

/// The world goes on.
pub fn cycle_started() {
    TIMES.with(|times| {
        let cycle = &mut times.cycle;
        cycle.started = now();
        let (began, ended) = (cycle.starts, cycle.started);
        had(times, began, ended);
    });
}

/// The world is stopped for the end of a cycle.
pub fn cycle_ends() {
    TIMES.with(|times| times.cycle.ends = now());
}

/// The world goes on.
pub fn cycle_ended() {
    TIMES.with(|times| {
        let (now, wall) = (now(), wasi::wall_time());
        let cycle = &times.cycle;
        let (ends, pauses) = (
            cycle.ends,
            [cycle.started - cycle.starts, now.saturating_sub(cycle.ends)],
        );
        had(times, ends, now);
        let (n, pause) = (HEAP.num_gc(), pauses[0] + pauses[1]);
        times.paused += pause;
        times.last = wall;
        let slot = (n as usize).wrapping_sub(1) % PAUSES;
        times.pauses[slot] = pause;
        times.ends[slot] = wall;
        if gcenv::is_traced() {
            trace(times, n, pauses);
        }
    });
}

/// One line in Go's format.
fn trace(times: &Times, n: u64, pauses: [u64; 2]) {
    let cycle = &times.cycle;
    let lived = times.until.saturating_sub(times.began);
    let mib = |bytes: usize| uint((bytes >> 20) as u64);
    text("gc ");
    uint(n);
    text(" @");
    decimal(lived / 1_000_000, 3);
    text("s ");
    uint(times.total * 100 / lived.max(1));
    text("%: ");
    milliseconds(pauses[0]);
    text("+");
    milliseconds(cycle.ends.saturating_sub(cycle.started));
    text("+");
    milliseconds(pauses[1]);
    text(" ms clock, ");
    milliseconds(pauses[0]);
    for (before, ns) in ["+", "/", "/"].into_iter().zip(cycle.shares) {
        text(before);
        milliseconds(ns);
    }
    text("+");
    milliseconds(pauses[1]);
    text(" ms cpu, ");
    mib(cycle.heap);
    text("->");
    let (at_end, live) = HEAP.last_cycle();
    mib(at_end);
    text("->");
    mib(live);
    text(" MB, ");
    mib(HEAP.last_goal());
    text(" MB goal, ");
    let globals = crate::link::roots().words * size_of::<usize>();
    mib(roots::bytes().saturating_sub(globals));
    text(" MB stacks, ");
    mib(globals);
    text(" MB globals, ");
    uint(crate::proc::procs() as u64);
    text(" P");
    if cycle.forced {
        text(" (forced)");
    }
    text("\n");
}

/// Prints nanoseconds as milliseconds: whole ones from 10 on, two digits below.
fn milliseconds(ns: u64) {
    if ns >= 10_000_000 {
        return uint(ns / 1_000_000);
    }
    let (mut n, mut places) = (ns / 1000, 3);
    if n == 0 {
        return uint(0);
    }
    while n >= 100 {
        n /= 10;
        places -= 1;
    }
    decimal(n, places);
}

/// Prints a number with so many decimal places.
fn decimal(n: u64, places: u32) {
    let one = 10_u64.pow(places);
    uint(n / one);
    if places == 0 {
        return;
    }
    text(".");
    let rest = n % one;
    let mut next = one / 10;
    while next > rest && next > 1 {
        text("0");
        next /= 10;
    }
    uint(rest);
}

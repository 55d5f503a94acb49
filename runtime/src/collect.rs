//! Collections: when they start and end.
//!
//! The world of a single-threaded module is stopped whenever frames are parked for [`Suspend::Collect`]; with several threads
//! the M that is there stops the others ([`crate::world`]). Both phase changes happen there, or while no goroutine of the M's runs.
//! What the phases are made of differs between the two, see `phases.rs` and `phases_threads.rs`. In between, roots are reported and objects marked in slices: on the slow
//! paths of allocation, in proportion to what is allocated; for a quarter of the time that goroutines run; and when
//! there is nothing else to do.
//!
//! [`Suspend::Collect`]: crate::m::Suspend::Collect

use crate::debug;
use crate::fatal;
use crate::fuel;
use crate::g::G;
use crate::gcstats::{self, Share};
use crate::heap::{HEAP, local};
use crate::m::{M, Outcome, Suspend};
use crate::phases::{self, Left};
use crate::roots;
use crate::stack;
use crate::sync::{Hook, PerM, per_m};
use crate::trampoline;
use crate::world;
use burrow_gc::Marker;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// What is wanted, and what is known: each by itself, so that any M may say so at any time.
struct State {
    /// Memory is exhausted: a full collection is wanted.
    full: AtomicBool,
    /// A cycle is wanted. Another M may have had it when the one that wants it has parked its frames.
    start: AtomicBool,
    /// The next cycle was asked for by the program or a debug mode.
    forced: AtomicBool,
    /// Marking has nothing left to do: the cycle can be finished.
    ready: AtomicBool,
    /// With gcstress: how many slow paths there were.
    turn: AtomicU32,
}

static STATE: State = State {
    full: AtomicBool::new(false),
    start: AtomicBool::new(false),
    forced: AtomicBool::new(false),
    ready: AtomicBool::new(false),
    turn: AtomicU32::new(0),
};

/// There was a full collection for want of memory, and no allocation of this M succeeded since.
static TRIED: PerM<bool> = per_m!(false);

fn set(flag: &AtomicBool, to: bool) {
    flag.store(to, Ordering::Relaxed);
}

/// Takes a flag; the world is stopped.
fn take(flag: &AtomicBool) -> bool {
    let was = flag.load(Ordering::Relaxed);
    set(flag, false);
    was
}

/// A cycle is wanted.
pub fn want() {
    set(&STATE.start, true);
}

/// Bytes marked at a time where the clock is looked at in between: a tenth of a millisecond, or a few if nothing is cached.
const SLICE: usize = 32 << 10;
/// Spans swept at a time.
const SWEEP: usize = 256;
/// The longest that is marked at a stretch, in nanoseconds.
const LONGEST: u64 = 500_000;

/// What a part of the runtime that may not be linked adds to the roots.
pub type RootHook = fn(&mut Marker);

static ROOTS: Hook<RootHook> = Hook::new();
/// Called after each cycle, when objects that died are known.
static AFTER: Hook<fn()> = Hook::new();

/// Adds the roots of timers.
pub fn add_roots(hook: RootHook) {
    ROOTS.set(hook);
}

static AFTER_TOO: Hook<fn()> = Hook::new();

/// Has a function called after each cycle: there may be finalizers to run.
pub fn after_cycle(hook: fn()) {
    AFTER.set(hook);
}

/// The same for cleanups.
pub fn after_cycle_too(hook: fn()) {
    AFTER_TOO.set(hook);
}

/// Has the collector take part in everything: there are objects, or will be.
#[inline]
pub fn enable() {
    EMERGENCY.set(emergency);
    fuel::share_with(background);
    fuel::watch_with(watch);
    trampoline::share_with(roots::before_resume, idle, next_forced);
}

/// Asks for whatever the collector has to do with all frames parked.
pub fn request(m: &mut M, fp: *mut u8) {
    enable();
    m.suspend_for(fp, Suspend::Collect, safepoint);
}

/// Memory is exhausted: asks for a full collection, or ends the program if there just was one.
#[cold]
pub fn exhausted(m: &mut M, fp: *mut u8) {
    if *TRIED.get() {
        let message = "out of memory";
        return fatal::request(m, fp, message.as_ptr(), message.len());
    }
    set(&STATE.full, true);
    request(m, fp);
}

/// The number of completed cycles at which a collection that is asked for now is over.
pub fn target() -> u32 {
    (HEAP.num_gc() as u32).wrapping_add(1 + u32::from(HEAP.is_marking()))
}

/// Does a slice of what is left until so many cycles are complete and all is swept; true when that is so. It may ask for
/// frames to be parked, and is called again then.
pub fn step(m: &mut M, fp: *mut u8, target: u32) -> bool {
    if (HEAP.num_gc() as u32).wrapping_sub(target) as i32 >= 0 || !HEAP.is_marking() {
        if !HEAP.sweep_step(SWEEP) {
            return false;
        }
        if HEAP.take_queued() {
            after();
        }
        if (HEAP.num_gc() as u32).wrapping_sub(target) as i32 >= 0 {
            return true;
        }
        set(&STATE.forced, true);
        want();
        request(m, fp);
    } else if mark_for(LONGEST, Share::Assist) == Left::Nothing {
        request(m, fp);
    }
    false
}

/// An allocation succeeded on the slow path.
pub fn succeeded() {
    *TRIED.get() = false;
}

/// With gcstress: whether to collect now. The call that is made again afterwards goes through.
///
/// Of eight turns the first collects at once. The third starts a cycle, which goes on beside the program, with barriers, until the
/// seventh ends it, unless the goroutine's slice is over.
pub fn stress(m: &M) -> bool {
    let turn = STATE.turn.load(Ordering::Relaxed);
    STATE.turn.store(turn.wrapping_add(1), Ordering::Relaxed);
    match turn % 8 {
        // Large heaps are collected less often, so that their programs end, too.
        0 | 2 if !debug::may_collect(HEAP.heap_bytes() + roots::bytes()) => false,
        0 => {
            set(&STATE.full, true);
            set(&STATE.forced, true);
            true
        }
        2 if HEAP.is_marking() => false,
        2 => {
            want();
            true
        }
        4 | 5 => HEAP.is_marking() && matches!(assist(m, 64), Assist::Last),
        6 => HEAP.is_marking() && matches!(assist(m, usize::MAX), Assist::Last),
        _ => false,
    }
}

/// With gcstress: the next allocation is to take the slow path too. Long programs are spared after a while.
pub fn stress_on() {
    let turn = STATE.turn.load(Ordering::Relaxed);
    if turn < 1 << 14 || turn % 16 < 8 {
        HEAP.flush(&mut local().cache);
    }
}

/// What an assist came to.
#[derive(Clone, Copy, Debug)]
pub enum Assist {
    /// All was marked that was asked for, or could be.
    Done,
    /// Marking is complete, and the world must stop to finish the cycle.
    Last,
    /// The goroutine's slice ended before so much of it.
    Owes(usize),
}

/// Marks in proportion to what is allocated, until the goroutine's slice is over: for a large object that can be megabytes.
#[inline(never)]
pub fn assist(m: &M, debt: usize) -> Assist {
    let began = gcstats::now();
    let mut rest = debt;
    let assist = loop {
        let part = rest.min(SLICE);
        rest -= part;
        match mark(part) {
            Left::Nothing => break Assist::Last,
            Left::More if rest != 0 && !fuel::is_slice_over(m) => {}
            Left::More if rest != 0 => break Assist::Owes(rest),
            _ => break Assist::Done,
        }
    };
    gcstats::took(Share::Assist, began, gcstats::now());
    assist
}

/// Reports roots and marks; tells what is left.
fn mark(budget: usize) -> Left {
    let left = phases::work(budget);
    set(&STATE.ready, left == Left::Nothing);
    left
}

/// Marks for about so many nanoseconds, as long as there is something to mark here; tells what is left.
fn mark_for(time: u64, share: Share) -> Left {
    let began = gcstats::now();
    loop {
        let left = mark(SLICE);
        let now = gcstats::now();
        if left != Left::More || now.saturating_sub(began) >= time {
            gcstats::took(share, began, now);
            return left;
        }
    }
}

/// Goroutines have run for so many nanoseconds: the collector has as much time as makes that three quarters, or half where it may have no
/// more than that in all, and nobody assists.
fn background(m: &mut M, fp: *mut u8, ran: u64) {
    let time = if HEAP.is_capped() { ran } else { ran / 3 };
    if HEAP.is_marking() && mark_for(time.min(LONGEST), Share::Background) == Left::Nothing {
        request(m, fp);
    }
}

/// Without a cycle for so long, in nanoseconds, there is one in any case: two minutes, as in Go.
const PERIOD: u64 = 120_000_000_000;
/// The same with the debug mode for that.
const QUICK: u64 = 20_000_000;

/// When there is a cycle in any case, in nanoseconds of the clock; nobody sleeps for longer.
fn next_forced() -> u64 {
    if HEAP.is_marking() || !HEAP.is_enabled() {
        return u64::MAX;
    }
    let period = match debug::flags().forcegc {
        true => QUICK,
        false => PERIOD,
    };
    gcstats::times(|times| times.collected()) + period
}

/// Starts the cycle that there is in any case.
fn watch(m: &mut M, fp: *mut u8, now: i64, _elapsed: u64) {
    if m.suspended == 0 && next_forced() < now as u64 {
        want();
        request(m, fp);
    }
}

/// No goroutine can run for so many nanoseconds, and all are parked. True: the collector did something.
fn idle(_m: &mut M, time: u64) -> bool {
    if HEAP.is_marking() {
        let left = mark_for(time.min(LONGEST), Share::Idle);
        if left == Left::Nothing {
            let stopped = world::stop();
            if HEAP.is_marking() {
                finish(false);
            }
            resume_world(stopped);
        }
        // What others mark is no reason to stay awake.
        return left != Left::Elsewhere;
    }
    if HEAP.is_swept() {
        if next_forced() >= gcstats::now() {
            return false;
        }
        let stopped = world::stop();
        if !HEAP.is_marking() {
            start();
        }
        resume_world(stopped);
        return true;
    }
    if HEAP.sweep_step(SWEEP) && HEAP.take_queued() {
        after();
    }
    true
}

/// All frames are parked: starts a cycle, or finishes one.
fn safepoint(_m: &mut M, _g: &mut G) -> Option<Outcome> {
    let stopped = world::stop();
    if take(&STATE.full) {
        *TRIED.get() = !STATE.forced.load(Ordering::Relaxed);
        full();
    } else if !HEAP.is_marking() {
        if take(&STATE.start) {
            start();
        }
    } else if take(&STATE.ready) {
        finish(false);
    }
    resume_world(stopped);
    None
}

fn resume_world(stopped: bool) {
    if stopped {
        world::start();
    }
}

static EMERGENCY: Hook<fn(&mut M, *mut u8)> = Hook::new();

/// There is no memory for a goroutine's stack, all of whose frames are parked: collects if there is anything to collect.
/// `record` is its entry record, which is a root as its frames are, and may point into them.
pub fn before_giving_up(m: &mut M, record: *mut u8) {
    if let Some(collect) = EMERGENCY.get() {
        collect(m, record);
    }
}

fn emergency(m: &mut M, record: *mut u8) {
    let stopped = world::stop();
    if HEAP.is_marking() {
        finish(true);
    }
    // Nothing would adjust the record if its stack moved.
    roots::may_shrink(false);
    start();
    roots::entry_record(m, record);
    finish(true);
    roots::may_shrink(true);
    while !HEAP.sweep_step(SWEEP) {}
    after();
    resume_world(stopped);
}

/// A whole collection.
fn full() {
    if HEAP.is_marking() {
        finish(true);
    }
    start();
    finish(true);
    while !HEAP.sweep_step(SWEEP) {}
    check(false);
    after();
}

fn start() {
    set(&STATE.start, false);
    gcstats::cycle_starts(take(&STATE.forced));
    phases::start();
    if let Some(roots) = ROOTS.get() {
        roots(&mut local().marker);
    }
    set(&STATE.ready, false);
    gcstats::cycle_started();
    check(false);
}

/// Ends a cycle. It may go on where other Ms had something left to mark, unless `all` is to be marked now.
fn finish(all: bool) {
    gcstats::cycle_ends();
    // The next goal counts them.
    HEAP.set_root_bytes(roots::bytes());
    if !phases::finish(all) {
        return;
    }
    gcstats::cycle_ended();
    check(true);
    stack::settle();
    after();
}

/// Looks whether every invariant of the heap holds, and of marking if that is over.
static CHECK: Hook<fn(bool)> = Hook::new();

/// Has the heap checked after each phase.
pub fn check_with(check: fn(bool)) {
    CHECK.set(check);
}

fn check(marked: bool) {
    if let Some(check) = CHECK.get() {
        check(marked);
    }
}

/// Tells that finalizers may be waiting.
pub fn after() {
    for hook in [AFTER.get(), AFTER_TOO.get()].into_iter().flatten() {
        hook();
    }
}

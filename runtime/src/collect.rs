//! Collections: when they start and end.
//!
//! The world of a single-threaded module is stopped whenever frames are parked for [`Suspend::Collect`]; both phase
//! changes happen there, or while no goroutine runs. In between, roots are reported and objects marked in slices: on the slow
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
use crate::roots;
use crate::stack;
use crate::sync::{Global, Hook};
use crate::trampoline;
use burrow_gc::{Marker, Progress};

struct State {
    /// Memory is exhausted: a full collection is wanted.
    full: bool,
    /// The next cycle was asked for by the program or a debug mode.
    forced: bool,
    /// There was a full collection for want of memory, and no allocation succeeded since.
    tried: bool,
    /// Marking has nothing left to do: the cycle can be finished.
    ready: bool,
    /// With gcstress: how many slow paths there were.
    turn: u32,
}

static STATE: Global<State> = Global::new(State {
    full: false,
    forced: false,
    tried: false,
    ready: false,
    turn: 0,
});

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

/// Asks for whatever the collector has to do with all frames parked.
pub fn request(m: &mut M, fp: *mut u8) {
    EMERGENCY.set(emergency);
    fuel::share_with(background);
    trampoline::share_with(roots::before_resume, idle);
    m.suspend_for(fp, Suspend::Collect, safepoint);
}

/// Memory is exhausted: asks for a full collection, or ends the program if there just was one.
#[cold]
pub fn exhausted(m: &mut M, fp: *mut u8) {
    let state = STATE.get();
    if state.tried {
        let message = "out of memory";
        return fatal::request(m, fp, message.as_ptr(), message.len());
    }
    state.full = true;
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
        STATE.get().forced = true;
        request(m, fp);
    } else if mark_for(LONGEST, Share::Assist) {
        request(m, fp);
    }
    false
}

/// An allocation succeeded on the slow path.
pub fn succeeded() {
    STATE.get().tried = false;
}

/// With gcstress: whether to collect now. The call that is made again afterwards goes through.
///
/// Of eight turns the first collects at once. The third starts a cycle, which goes on beside the program, with barriers, until the
/// seventh ends it.
pub fn stress() -> bool {
    let state = STATE.get();
    let turn = state.turn % 8;
    state.turn = state.turn.wrapping_add(1);
    match turn {
        // Large heaps are collected less often, so that their programs end, too.
        0 | 2 if !debug::may_collect(HEAP.heap_bytes() + roots::bytes()) => false,
        0 => {
            state.full = true;
            state.forced = true;
            true
        }
        2 => !HEAP.is_marking(),
        4 | 5 => HEAP.is_marking() && !assist(64),
        6 => HEAP.is_marking() && !assist(usize::MAX),
        _ => false,
    }
}

/// With gcstress: the next allocation is to take the slow path too. Long programs are spared after a while.
pub fn stress_on() {
    let turn = STATE.get().turn;
    if turn < 1 << 14 || turn % 16 < 8 {
        HEAP.flush(&mut local().cache);
    }
}

/// Marks in proportion to what is allocated. False: marking is complete, and the world must stop to finish the cycle.
pub fn assist(debt: usize) -> bool {
    let began = gcstats::now();
    let done = mark(debt);
    gcstats::took(Share::Assist, began, gcstats::now());
    !done
}

/// Reports roots and marks; true when nothing is left.
fn mark(budget: usize) -> bool {
    let done = local().work(&HEAP, budget) == Progress::Idle;
    STATE.get().ready = done;
    done
}

/// Marks for about so many nanoseconds; true when nothing is left.
fn mark_for(time: u64, share: Share) -> bool {
    let began = gcstats::now();
    loop {
        let done = mark(SLICE);
        let now = gcstats::now();
        if done || now.saturating_sub(began) >= time {
            gcstats::took(share, began, now);
            return done;
        }
    }
}

/// Goroutines have run for so many nanoseconds: the collector has as much time as makes that three quarters.
fn background(m: &mut M, fp: *mut u8, ran: u64) {
    if HEAP.is_marking() && mark_for((ran / 3).min(LONGEST), Share::Background) {
        request(m, fp);
    }
}

/// No goroutine can run for so many nanoseconds, and all are parked. True: the collector did something.
fn idle(m: &mut M, time: u64) -> bool {
    if HEAP.is_marking() {
        if mark_for(time.min(LONGEST), Share::Idle) {
            finish(m);
        }
        return true;
    }
    if HEAP.is_swept() {
        return false;
    }
    if HEAP.sweep_step(SWEEP) && HEAP.take_queued() {
        after();
    }
    true
}

/// All frames are parked: starts a cycle, or finishes one.
fn safepoint(m: &mut M, _g: &mut G) -> Option<Outcome> {
    let state = STATE.get();
    if core::mem::take(&mut state.full) {
        state.tried = !state.forced;
        full(m);
    } else if !HEAP.is_marking() {
        start(m);
    } else if core::mem::take(&mut state.ready) {
        finish(m);
    }
    None
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
    if HEAP.is_marking() {
        finish(m);
    }
    // Nothing would adjust the record if its stack moved.
    roots::may_shrink(false);
    start(m);
    roots::entry_record(m, record);
    finish(m);
    roots::may_shrink(true);
    while !HEAP.sweep_step(SWEEP) {}
    after();
}

/// A whole collection.
fn full(m: &mut M) {
    if HEAP.is_marking() {
        finish(m);
    }
    start(m);
    finish(m);
    while !HEAP.sweep_step(SWEEP) {}
    check(false);
    after();
}

fn start(m: &mut M) {
    let forced = core::mem::take(&mut STATE.get().forced);
    gcstats::cycle_starts(forced);
    local().start(&HEAP);
    m.barrier = 1;
    if let Some(roots) = ROOTS.get() {
        roots(&mut local().marker);
    }
    STATE.get().ready = false;
    gcstats::cycle_started();
    check(false);
}

fn finish(m: &mut M) {
    gcstats::cycle_ends();
    local().finish(&HEAP);
    m.barrier = 0;
    HEAP.set_root_bytes(roots::bytes());
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

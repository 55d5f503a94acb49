//! Collections: when they start and end, and what the roots are.
//!
//! The world of a single-threaded module is stopped whenever frames are parked for [`Suspend::Collect`]; both phase
//! changes happen there. In between, marking is done in slices on the slow paths of allocation.
//!
//! [`Suspend::Collect`]: crate::m::Suspend::Collect

use crate::debug;
use crate::fatal;
use crate::g::{G, Wait};
use crate::heap::{HEAP, local};
use crate::link;
use crate::m::{M, Outcome, Suspend};
use crate::panics;
use crate::proc;
use crate::stack;
use crate::sync::{Global, Hook};
use crate::wasi;
use burrow_gc::{Layout, Marker, Progress};

struct State {
    /// Memory is exhausted: a full collection is wanted.
    full: bool,
    /// It was asked for by the program or a debug mode, not for want of memory.
    forced: bool,
    /// The program asked for it.
    by_program: bool,
    /// There was one, and no allocation succeeded since.
    tried: bool,
    /// Marking has nothing left to do: the cycle can be finished.
    ready: bool,
    /// With gcstress: how many slow paths there were.
    turn: u32,
    /// Stacks may shrink, and so move.
    shrink: bool,
    /// Bytes of roots at the last cycle.
    roots: usize,
}

static STATE: Global<State> = Global::new(State {
    full: false,
    forced: false,
    by_program: false,
    tried: false,
    ready: false,
    turn: 0,
    shrink: true,
    roots: 0,
});

/// What a part of the runtime that may not be linked adds to the roots.
pub type RootHook = fn(&mut Marker);

static ROOTS: Hook<RootHook> = Hook::new();
/// Called after each cycle, when objects that died are known.
static AFTER: Hook<fn()> = Hook::new();

/// Adds the roots of timers.
pub fn add_roots(hook: RootHook) {
    ROOTS.set(hook);
}

/// Has a function called after each cycle.
pub fn after_cycle(hook: fn()) {
    AFTER.set(hook);
}

/// Asks for whatever the collector has to do with all frames parked.
pub fn request(m: &mut M, fp: *mut u8) {
    EMERGENCY.set(emergency);
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

/// Asks for a full collection.
pub fn force(m: &mut M, fp: *mut u8) {
    let state = STATE.get();
    state.full = true;
    state.forced = true;
    state.by_program = true;
    request(m, fp);
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
        0 | 2 if !debug::may_collect(HEAP.heap_bytes() + state.roots) => false,
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
    let local = local();
    HEAP.flush_barrier(&mut local.barrier, &mut local.marker);
    let done = HEAP.mark_step(&mut local.marker, debt) == Progress::Idle;
    STATE.get().ready = done;
    !done
}

/// All frames are parked: starts a cycle, or finishes one.
fn safepoint(m: &mut M, _g: &mut G) -> Option<Outcome> {
    let state = STATE.get();
    if core::mem::take(&mut state.full) {
        state.tried = !core::mem::take(&mut state.forced);
        let by_program = core::mem::take(&mut state.by_program);
        full(m);
        // A goroutine that does nothing but collect uses no fuel: others get their turn here.
        if by_program {
            return Some(Outcome::Yielded);
        }
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
    STATE.get().shrink = false;
    start(m);
    STATE.get().shrink = true;
    let marker = &mut local().marker;
    // SAFETY: the record was stored by the function that was refused, and nobody else reads it now.
    unsafe {
        burrow_stacks::for_each_entry_pointer(record, |slot| HEAP.shade(marker, *slot));
    }
    finish(m);
    while !HEAP.sweep_step(64) {}
    after();
}

/// A whole collection.
fn full(m: &mut M) {
    if HEAP.is_marking() {
        finish(m);
    }
    start(m);
    finish(m);
    while !HEAP.sweep_step(64) {}
    after();
}

fn start(m: &mut M) {
    let local = local();
    HEAP.flush(&mut local.cache);
    HEAP.start_cycle(&mut local.marker);
    m.barrier = 1;
    let mut bytes = globals(&mut local.marker);
    proc::for_each(|g| bytes += goroutine(g, &mut local.marker));
    if let Some(roots) = ROOTS.get() {
        roots(&mut local.marker);
    }
    HEAP.set_root_bytes(bytes);
    STATE.get().roots = bytes;
}

fn finish(m: &mut M) {
    let local = local();
    HEAP.drain(&mut local.cache, &mut local.barrier, &mut local.marker);
    m.barrier = 0;
    stack::settle();
    after();
}

/// Tells that finalizers may be waiting.
pub fn after() {
    if let Some(hook) = AFTER.get() {
        hook();
    }
}

/// Marks from the package variables.
fn globals(marker: &mut Marker) -> usize {
    let roots = link::roots();
    // SAFETY: the linker's table.
    unsafe {
        let layout = Layout::bitmap(roots.words, roots.mask);
        HEAP.scan_block(marker, roots.start as usize, &layout);
    }
    roots.words * size_of::<usize>()
}

/// Marks from a goroutine, all of whose frames are parked. Its stack shrinks if it is mostly unused.
fn goroutine(g: &mut G, marker: &mut Marker) -> usize {
    if STATE.get().shrink {
        stack::shrink(g);
    }
    stack::scanned(g);
    // SAFETY: parked frames of this goroutine.
    for frame in unsafe { g.stack.frames(g.fp) } {
        // SAFETY: the map names words of the frame.
        frame.for_each_pointer(|slot| HEAP.shade(marker, unsafe { *slot }));
    }
    if g.wait != Wait::None && g.wait_since == 0 {
        g.wait_since = wasi::monotonic();
    }
    panics::for_each_root(g, |pointer| HEAP.shade(marker, pointer));
    crate::chans::for_each_root(g, marker);
    g.stack.used(g.fp)
}

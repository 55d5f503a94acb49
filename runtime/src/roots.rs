//! The roots: package variables and goroutines, reported in slices.
//!
//! Package variables are written through the barrier, so when they are looked at does not matter. Stacks are not: a frame
//! has to be reported before it runs again, for what it then loads or drops nobody would know of. Only the innermost
//! frames of a goroutine run at any time and the trampoline enters the others one by one, so a stack is reported from
//! the inside out: [`before_resume`] makes sure of the frame that is entered next (and of some more), [`Roots::report`] goes
//! through the rest when there is time. What lies further in than `unscanned` is black.
//!
//! A goroutine that was woken is reported before it runs at all: what was left with its waiter it fetches without further ado.
//! A callee reaches its callers' frames only by pointers, through the barrier; an element moves between goroutines shaded
//! (`chans`), and so does the closure of a deferred call (`panics`).

use crate::chans;
use crate::g::{G, Wait};
use crate::heap::{HEAP, local};
use crate::link;
use crate::m::M;
use crate::panics;
use crate::proc;
use crate::stack;
use crate::sync::Global;
use crate::wasi;
use burrow_gc::{Heap, Layout, Marker, Roots, WasmMemory};
use burrow_stacks::{Frame, Reached};
use core::ptr::null_mut;

/// Words of package variables that are reported at a time.
const WORDS: usize = 8 << 10;
/// Bytes of frames that are reported when one of them is to run.
const AHEAD: usize = 16 << 10;

struct State {
    /// Number of the cycle.
    cycle: u32,
    /// Words of package variables reported.
    words: usize,
    /// The goroutine that is next, and null at the end.
    next: *mut G,
    /// Bytes of roots in this cycle so far, and in the last one.
    bytes: usize,
    last: usize,
    /// Stacks must stay where they are.
    fixed: bool,
}

static STATE: Global<State> = Global::new(State {
    cycle: 0,
    words: 0,
    next: null_mut(),
    bytes: 0,
    last: 0,
    fixed: false,
});

/// The roots of the program.
#[derive(Debug)]
pub struct GoRoots;

impl Roots<WasmMemory> for GoRoots {
    fn start(&mut self, _heap: &Heap<WasmMemory>, _m: &mut Marker) {
        let state = STATE.get();
        state.cycle = state.cycle.wrapping_add(1);
        state.words = 0;
        state.last = core::mem::take(&mut state.bytes);
        state.next = proc::first();
    }

    fn report(&mut self, _heap: &Heap<WasmMemory>, m: &mut Marker, budget: usize) -> bool {
        while m.effort() < budget {
            if globals(m) {
                continue;
            }
            // SAFETY: null or a goroutine that is alive.
            let Some(g) = (unsafe { STATE.get().next.as_mut() }) else {
                return true;
            };
            if goroutine(g, m, budget) {
                STATE.get().next = g.next;
            }
        }
        false
    }
}

/// Bytes of roots: in the last cycle, or in this one if they are more already.
pub fn bytes() -> usize {
    let state = STATE.get();
    state.last.max(state.bytes)
}

/// The cycle in which a new goroutine needs no reporting.
pub fn cycle() -> u32 {
    STATE.get().cycle
}

/// A goroutine is about to leave the list of all.
pub fn forget(g: *mut G) {
    let state = STATE.get();
    if state.next == g {
        // SAFETY: it is still in the list.
        state.next = unsafe { (*g).next };
    }
}

/// Whether stacks may shrink, and so move.
pub fn may_shrink(may: bool) {
    STATE.get().fixed = !may;
}

/// Reports some package variables; false if all have been.
fn globals(m: &mut Marker) -> bool {
    let (roots, state) = (link::roots(), STATE.get());
    let from = state.words;
    if from >= roots.words {
        return false;
    }
    state.words = (from + WORDS).min(roots.words);
    let n = state.words - from;
    state.bytes += n * size_of::<usize>();
    // SAFETY: a part of the linker's table; chunks begin at whole bytes of the bitmap.
    unsafe {
        let layout = Layout::bitmap(n, roots.mask.add(from / 8));
        HEAP.scan_block(m, roots.start.add(from) as usize, &layout);
    }
    true
}

/// Reports frames of a goroutine, all of them parked or the rest of one that runs; true when that was all.
fn goroutine(g: &mut G, m: &mut Marker, budget: usize) -> bool {
    let state = STATE.get();
    if g.scan_cycle != state.cycle {
        g.scan_cycle = state.cycle;
        if !state.fixed {
            stack::shrink(g);
        }
        stack::scanned(g);
        g.unscanned = g.fp;
        if g.wait != Wait::None && g.wait_since == 0 {
            g.wait_since = wasi::monotonic();
        }
        panics::for_each_root(g, |pointer| HEAP.shade(m, pointer));
        chans::for_each_root(g, m);
    }
    let base = g.stack.base();
    let mut fp = g.unscanned;
    // Pointers to stack objects are known only if all frames further in are looked at now, and none lie elsewhere.
    let mut reached = match fp == g.fp && !state.fixed && !g.panics.is_active() {
        true => Reached::new(base),
        false => Reached::everything(base),
    };
    while fp < base && m.effort() < budget {
        // SAFETY: a parked frame of this goroutine.
        let frame = unsafe { Frame::at(fp) };
        reached.visit(frame, |pointer| HEAP.shade(m, pointer));
        fp = frame.caller();
        let bytes = fp as usize - g.unscanned as usize;
        g.unscanned = fp;
        m.count(bytes);
        state.bytes += bytes;
    }
    fp >= base
}

/// A goroutine's innermost frame is about to run, while marking is on.
pub fn before_resume(_m: &mut M, g: &mut G) {
    let marker = &mut local().marker;
    if g.scan_cycle == STATE.get().cycle {
        if g.unscanned > g.fp {
            return;
        }
        // Frames between may have been dropped by a panic.
        g.unscanned = g.fp;
    }
    let budget = marker.effort() + AHEAD;
    goroutine(g, marker, budget);
}

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
//!
//! A stack object is only live while a live pointer leads to it, or its function's code does. Those that lead to frames that
//! are still to be reported are noted with the goroutine ([`G::reached`]). The last pointer to an object may lie in another
//! one of such a frame, and be loaded and overwritten by a callee before its turn comes: so the barrier notes what it is told
//! of addresses in the running goroutine's stack ([`overwritten`], [`overwritten_block`]).

use crate::blocking;
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
use burrow_stacks::Frame;
use core::ptr::null_mut;

/// Words of package variables that are reported at a time, each of which may lead to something that is not cached.
const WORDS: usize = 512;
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

/// Begins with a goroutine, all of whose frames are parked: what else belongs to it.
fn begin(g: &mut G, m: &mut Marker) {
    let state = STATE.get();
    g.scan_cycle = state.cycle;
    if !state.fixed && g.wait != Wait::Syscall {
        stack::shrink(g);
    }
    stack::scanned(g);
    g.unscanned = g.fp;
    g.reached.clear();
    if g.wait != Wait::None && g.wait_since == 0 {
        g.wait_since = wasi::monotonic();
    }
    panics::for_each_root(g, |pointer| HEAP.shade(m, pointer));
    chans::for_each_root(g, m);
    blocking::for_each_root(g, |word| HEAP.shade(m, word));
}

/// Reports frames of a goroutine, all of them parked or the rest of one that runs; true when that was all.
fn goroutine(g: &mut G, m: &mut Marker, budget: usize) -> bool {
    let state = STATE.get();
    if g.scan_cycle != state.cycle {
        begin(g, m);
    }
    let base = g.stack.base();
    let mut fp = g.unscanned;
    while fp < base && m.effort() < budget {
        // SAFETY: a parked frame of this goroutine.
        let frame = unsafe { Frame::at(fp) };
        // SAFETY: the visited words belong to the frame.
        let shade = |slot: *mut usize| HEAP.shade(m, unsafe { *slot });
        g.reached.visit(frame, base, shade);
        fp = frame.caller();
        let bytes = fp as usize - g.unscanned as usize;
        g.unscanned = fp;
        m.count(bytes);
        state.bytes += bytes;
    }
    if fp < base {
        return false;
    }
    g.reached.clear();
    true
}

/// Reports the goroutine that was refused at an entry, all of whose frames are parked: first its record, which is further in
/// than all of them. Nobody adjusts the record, so the stack must not move.
pub fn entry_record(m: &mut M, record: *mut u8) {
    // SAFETY: it was running.
    let g = unsafe { &mut *m.g };
    let marker = &mut local().marker;
    begin(g, marker);
    let (fp, base) = (g.fp, g.stack.base());
    // SAFETY: the record was stored by the function that was refused, and nobody else reads it now.
    unsafe {
        burrow_stacks::for_each_entry_pointer(record, |slot| {
            HEAP.shade(marker, *slot);
            g.reached.note(*slot, fp, base);
        });
    }
    // Where a cycle begins with all stacks, nobody else would look at it again.
    goroutine(g, marker, usize::MAX);
}

/// The running goroutine is about to overwrite a pointer, while marking is on.
#[inline]
pub fn overwritten(m: &M, slot: *const usize, old: usize) {
    // SAFETY: it runs, if one does.
    let Some(g) = (unsafe { m.g.as_mut() }) else {
        return;
    };
    let (from, base) = (g.unscanned, g.stack.base());
    // Objects point outwards, or to others of their frame.
    if (from..base).contains(&slot.cast_mut().cast()) {
        g.reached.note(old, from, base);
    }
}

/// The same for all pointers in so many bytes. Words that are none do no harm.
pub fn overwritten_block(m: &M, at: *const u8, bytes: usize) {
    // SAFETY: as above.
    let Some(g) = (unsafe { m.g.as_ref() }) else {
        return;
    };
    if !(g.unscanned..g.stack.base()).contains(&at.cast_mut()) {
        return;
    }
    for n in 0..bytes / size_of::<usize>() {
        // SAFETY: a word of the block.
        let slot = unsafe { at.cast::<usize>().add(n) };
        // SAFETY: as above.
        overwritten(m, slot, unsafe { *slot });
    }
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
        g.reached.forget_below(g.fp, g.stack.base());
    }
    let budget = marker.effort() + AHEAD;
    goroutine(g, marker, budget);
}

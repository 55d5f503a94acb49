//! The roots: package variables and goroutines, reported in slices.
//!
//! Package variables are written through the barrier, so when they are looked at does not matter. Stacks are not: a frame
//! has to be reported before it runs again, for what it then loads or drops nobody would know of. Only the innermost
//! frames of a goroutine run at any time and the trampoline enters the others one by one, so a stack is reported from
//! the inside out: [`before_resume`] makes sure of the frame that is entered next (and of some more), the rest is gone
//! through when there is time: [`Roots::report`], with several threads `scan.rs`. What lies further in than `unscanned` is black.
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
use crate::sync::{Global, Locked};
use crate::wasi;
#[cfg(not(target_feature = "atomics"))]
use burrow_gc::{Heap, Roots, WasmMemory};
use burrow_gc::{Layout, Marker};
use burrow_stacks::Frame;
use core::sync::atomic::{AtomicUsize, Ordering};

/// Words of package variables that are reported at a time, each of which may lead to something that is not cached.
const WORDS: usize = 512;
/// Bytes of frames that are reported when one of them is to run.
const AHEAD: usize = 16 << 10;

/// What changes only while the world is stopped.
struct State {
    /// Number of the cycle.
    cycle: u32,
    /// When it began, roughly, in nanoseconds of the monotonic clock.
    began: u64,
    /// Bytes of roots in the last cycle.
    last: usize,
    /// Stacks must stay where they are.
    fixed: bool,
}

static STATE: Global<State> = Global::new(State {
    cycle: 0,
    began: 0,
    last: 0,
    fixed: false,
});

/// Words of package variables reported, or being reported.
static VARIABLES: Locked<usize> = Locked::new(0);
/// Bytes of roots in this cycle so far.
static BYTES: AtomicUsize = AtomicUsize::new(0);

fn count(bytes: usize) {
    BYTES.fetch_add(bytes, Ordering::Relaxed);
}

/// The roots of the program.
#[derive(Debug)]
pub struct GoRoots;

/// A cycle starts: all is still to be reported.
pub fn start() {
    let state = STATE.get();
    state.cycle = state.cycle.wrapping_add(1);
    state.began = wasi::monotonic();
    state.last = BYTES.swap(0, Ordering::Relaxed);
    VARIABLES.with(|words| *words = 0);
    proc::with_cursor(|cursor, first| {
        cursor.next = first;
        cursor.missed = false;
    });
}

#[cfg(not(target_feature = "atomics"))]
impl Roots<WasmMemory> for GoRoots {
    fn start(&mut self, _heap: &Heap<WasmMemory>, _m: &mut Marker) {
        start();
    }

    fn report(&mut self, _heap: &Heap<WasmMemory>, m: &mut Marker, budget: usize) -> bool {
        while m.effort() < budget {
            if variables(m) {
                continue;
            }
            // SAFETY: null or a goroutine that is alive.
            let Some(g) = (unsafe { proc::with_cursor(|cursor, _| cursor.next).as_mut() }) else {
                return true;
            };
            if goroutine(g, m, budget) {
                proc::with_cursor(|cursor, _| cursor.next = g.next);
            }
        }
        false
    }
}

/// Bytes of roots: in the last cycle, or in this one if they are more already.
pub fn bytes() -> usize {
    STATE.get().last.max(BYTES.load(Ordering::Relaxed))
}

/// The cycle in which a new goroutine needs no reporting.
pub fn cycle() -> u32 {
    STATE.get().cycle
}

/// Whether stacks may shrink, and so move.
pub fn may_shrink(may: bool) {
    STATE.get().fixed = !may;
}

/// Reports some package variables; false if all have been.
pub fn variables(m: &mut Marker) -> bool {
    let roots = link::roots();
    let (from, to) = VARIABLES.with(|words| {
        let from = *words;
        *words = (from + WORDS).min(roots.words);
        (from, *words)
    });
    let n = to - from;
    if n == 0 {
        return false;
    }
    count(n * size_of::<usize>());
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
        g.wait_since = state.began;
    }
    panics::for_each_root(g, |pointer| HEAP.shade(m, pointer));
    if !g.labels.is_null() {
        HEAP.shade(m, g.labels as usize);
    }
    chans::for_each_root(g, m);
    blocking::for_each_root(g, |word| HEAP.shade(m, word));
}

/// Reports frames of a goroutine, all of them parked or the rest of one that runs; true when that was all. The caller owns
/// the goroutine.
pub fn goroutine(g: &mut G, m: &mut Marker, budget: usize) -> bool {
    let cycle = cycle();
    if g.scan_cycle != cycle {
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
        count(bytes);
    }
    if fp < base {
        return false;
    }
    g.reached.clear();
    #[cfg(target_feature = "atomics")]
    g.black_in.store(cycle, Ordering::Relaxed);
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

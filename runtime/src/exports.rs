//! Functions of the program that its host calls (`//go:wasmexport`).
//!
//! A call runs on a goroutine of its own, and all others run meanwhile, until it is done. What they need of time, the clock and
//! events, they wait for here; the host waits for the call. Calls do not nest: a function of the host is called
//! below live frames, which nobody could park.

use crate::fatal;
use crate::fuel;
use crate::link;
use crate::m::M;
use crate::print;
use crate::proc;
use crate::start::{self, burrow_m0};
use crate::sync::Global;
use crate::trampoline::{self, Turn};
use burrow_sched::FOREVER;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The packages are not initialised.
    Fresh,
    /// Nothing runs.
    Ready,
    /// Goroutines run.
    Busy,
}

static STATE: Global<State> = Global::new(State::Fresh);

/// Initialises the packages of a module without `_start`.
#[unsafe(no_mangle)]
extern "C" fn _initialize() {
    if *STATE.get() != State::Fresh {
        return;
    }
    start::begin();
    *STATE.get() = State::Busy;
    trampoline::run(burrow_m0.get());
    rest();
}

/// Starts a goroutine with this closure and runs all until the flag is set.
#[unsafe(no_mangle)]
extern "C" fn burrow_export(_m: &mut M, closure: usize, done: *const u32) {
    match *STATE.get() {
        State::Fresh => fatal::throw("wasmexport function called before runtime initialization"),
        State::Busy => fatal::throw("wasmexport function called by a function of the host"),
        State::Ready => *STATE.get() = State::Busy,
    }
    if proc::spawn(link::info().gostart, closure, false, proc::Creator::NONE).is_none() {
        fatal::out_of_memory();
    }
    // Known to the optimiser, unlike the parameter.
    let m = burrow_m0.get();
    // SAFETY: a static word of the program.
    while unsafe { done.read_volatile() } == 0 {
        match trampoline::turn(m) {
            Turn::Ran => {}
            Turn::Idle(FOREVER) | Turn::Over => fatal::deadlock(),
            Turn::Idle(deadline) => {
                if !trampoline::collects(m, deadline) {
                    proc::worker().sleep(deadline);
                }
            }
        }
    }
    rest();
}

fn rest() {
    print::flush();
    fuel::slept();
    *STATE.get() = State::Ready;
}

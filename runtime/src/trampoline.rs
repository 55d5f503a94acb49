//! The trampoline: runs goroutines, one parked frame after the other.
//!
//! ```text
//!            ┌──────────────── frame returned: the next one outwards ───────────────┐
//!            ▼                                                                       │
//!   resume the innermost frame ──► it returned ─────────────────────────────────────┘
//!            ▲                └──► frames were parked: deal with the reason
//!            └────────────────────────── Grow, Collect, Panic: go on with this goroutine
//!                                        Park, Yield, Preempt, Exit: the scheduler's turn
//!                                        HandOver: another goroutine's, at once
//! ```

use crate::debug;
use crate::depth;
use crate::fatal;
use crate::fuel;
use crate::g::{G, Wait};
use crate::m::{M, Outcome, RED_ZONE, Suspend};
use crate::panics;
use crate::proc;
use crate::stack;
use crate::sync::{Hook, THREADS};
use crate::world;
use burrow_sched::{FOREVER, Machine, Next};
use burrow_stacks::{Frame, FuncInfo};
use core::ptr::null_mut;

/// What the collector does here: before a frame runs while marking is on, and when no goroutine can run, for so many
/// nanoseconds.
type BeforeResume = fn(&mut M, &mut G);
type Idle = fn(&mut M, u64) -> bool;
/// When the collector wants to be asked again at the latest, on the clock of the machine.
type Until = fn() -> u64;

static BEFORE_RESUME: Hook<BeforeResume> = Hook::new();
static IDLE: Hook<Idle> = Hook::new();
static UNTIL: Hook<Until> = Hook::new();

/// Has the collector take part.
pub fn share_with(before_resume: BeforeResume, idle: Idle, until: Until) {
    BEFORE_RESUME.set(before_resume);
    IDLE.set(idle);
    UNTIL.set(until);
}

/// What a turn came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// A goroutine ran.
    Ran,
    /// There is nothing to run before this time.
    Idle(i64),
    /// The program is over.
    Over,
}

/// Runs goroutines until the program is over.
pub fn run(m: &mut M) {
    loop {
        match turn(m) {
            Turn::Ran => {}
            Turn::Idle(deadline) => {
                if !THREADS && deadline == FOREVER {
                    fatal::deadlock();
                }
                if !collects(m, deadline) {
                    let until = UNTIL.get().map_or(u64::MAX, |until| until());
                    let until = i64::try_from(until).unwrap_or(FOREVER);
                    proc::worker().sleep(deadline.min(until));
                }
            }
            Turn::Over => return,
        }
    }
}

/// Has the collector use the time until then; false when it does not want any.
pub fn collects(m: &mut M, until: i64) -> bool {
    let now = proc::worker().scheduler().machine().now();
    let idle = IDLE.get().filter(|_| until > now);
    idle.is_some_and(|idle| idle(m, (until - now) as u64))
}

/// Runs one goroutine. It is a function of its own because V8 compiles well what is called often, not a loop that is
/// entered once.
#[inline(never)]
pub fn turn(m: &mut M) -> Turn {
    world::check();
    let worker = proc::worker();
    match worker.schedule() {
        Next::Run(task) => {
            let mut g = proc::of_task(task);
            while !g.is_null() {
                // SAFETY: the scheduler handed it to us alone.
                let outcome = execute(m, unsafe { &mut *g });
                m.g = null_mut();
                match outcome {
                    Outcome::Parked => worker.parked(),
                    Outcome::Yielded => worker.yielded(),
                    Outcome::Exited => proc::retire(g),
                    Outcome::Queued => {}
                    Outcome::Done => return Turn::Over,
                }
                g = core::mem::replace(&mut m.next, null_mut());
            }
            Turn::Ran
        }
        Next::Idle { deadline } => Turn::Idle(deadline),
        Next::Deadlock => fatal::deadlock(),
        // Only asked for where there are several threads, and never.
        Next::Stopped => Turn::Over,
    }
}

/// Runs a goroutine until it parks, yields or ends.
fn execute(m: &mut M, g: &mut G) -> Outcome {
    m.g = g;
    // Before it forgets why it waited: an element may have been left with its waiter.
    before_running(m, g);
    g.wait = Wait::None;
    g.wait_since = 0;
    if let Some(finish) = g.finish.take() {
        finish(m, g);
    }
    m.result[0] = g.result;
    fuel::begin(m);
    frames(m, g)
}

/// Runs a goroutine's frames, the innermost one first, until the scheduler or the end has its turn.
///
/// It is a function of its own, with little that is live across the call of a frame, so that all of it is in registers. What
/// it needs of the stack it loads anew where a handler may have moved it.
#[inline(never)]
fn frames(m: &mut M, g: &mut G) -> Outcome {
    loop {
        while m.suspended != 0 {
            let refused = m.suspended == Suspend::Grow as u32;
            if let Some(outcome) = m.take_suspended(g) {
                return outcome;
            }
            if THREADS && refused {
                // Neither record is in use now: after a function that was refused, or at a loop's poll.
                world::check();
                if debug::flags().yields && proc::random() & 3 == 0 {
                    return Outcome::Yielded;
                }
            }
        }
        // It may move the stack.
        before_running(m, g);
        let fp = g.fp;
        if fp >= g.stack.base() {
            return if g.id == 1 {
                Outcome::Done
            } else {
                Outcome::Exited
            };
        }
        m.guard = guard(fp, g.stack.guard(RED_ZONE));
        // SAFETY: a parked frame of this goroutine.
        let info = unsafe { Frame::at(fp).info() };
        enter(m, fp, info);
        if m.suspended != 0 {
            g.fp = m.fp;
            continue;
        }
        g.fp = fp.wrapping_add(info.frame_size as usize);
        if g.panics.is_active() {
            panics::frame_returned(m, g, fp, info);
        }
    }
}

/// Enters a frame, again and again while it parks in vain (and no marking wants to look at it).
///
/// That its address is the same again is foreseen as a branch: so the next turn does not wait for an address that has just
/// gone through memory, by way of all that a call through a table loads.
#[inline(always)]
fn enter(m: &mut M, fp: *mut u8, info: &'static FuncInfo) {
    // SAFETY: the linker put the table index of the function's resume body there.
    let entry: extern "C" fn(*mut u8) = unsafe { core::mem::transmute(info.resume as usize) };
    loop {
        entry(fp);
        if m.suspended == 0 || m.fp != fp || m.barrier != 0 || !m.take_vain() {
            return;
        }
    }
}

/// The guard for a frame that is entered from here: the stack's, or what the engine's own stack allows.
#[inline(always)]
fn guard(fp: *mut u8, limit: usize) -> usize {
    let live = depth::most_live();
    if world::is_stopping() || THREADS && debug::flags().yields && proc::random() & 7 == 0 {
        usize::MAX
    } else if (fp as isize).wrapping_sub(limit as isize) > live as isize {
        fp as usize - live
    } else {
        limit
    }
}

/// While marking is on: reports what is about to run as roots.
#[inline(always)]
fn before_running(m: &mut M, g: &mut G) {
    if m.barrier != 0
        && let Some(before_resume) = BEFORE_RESUME.get()
    {
        before_resume(m, g);
    }
}

/// A function was refused at its entry; its record is in `m`.
#[unsafe(no_mangle)]
extern "C" fn burrow_refuse(m: &mut M, fp_caller: *mut u8) {
    m.suspend_for(fp_caller, Suspend::Grow, stack::enter);
}

/// Fuel is used up: looks at the clock.
#[unsafe(no_mangle)]
extern "C" fn burrow_poll(m: &mut M, fp: *mut u8) {
    fuel::spent(m, fp);
}

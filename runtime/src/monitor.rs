//! The monitor, Go's sysmon: a thread that takes Ps from calls that block. It is started with the first such call when there
//! is anybody to have the P, and rests while no P is in a call: a program that waits uses no time.
//!
//! Long goroutines it need not look for: they look at the clock themselves ([`crate::fuel`]).

use crate::futex::Bed;
use crate::proc;
use crate::threads::{self, Role};
use crate::world;
use burrow_sched::{FOREVER, Monitor, RETAKE};
use core::sync::atomic::{AtomicBool, Ordering};

/// So many rounds follow each other quickly before pauses get longer.
const QUICK: u32 = 50;
/// The longest pause, in nanoseconds.
const LONGEST: i64 = 10_000_000;

static STARTED: AtomicBool = AtomicBool::new(false);
static BED: Bed = Bed::new();

/// Starts it if it is needed. The caller is in the world.
#[inline]
pub fn prepare() {
    if !STARTED.load(Ordering::Relaxed) {
        start();
    }
}

#[cold]
fn start() {
    let scheduler = proc::worker().scheduler();
    let others = scheduler.tasks() > 1 || scheduler.deadline() != FOREVER;
    if others && !STARTED.swap(true, Ordering::Relaxed) {
        // Without it a P waits for the end of the call.
        threads::spawn(Role::Monitor);
    }
}

/// Ends its rest.
pub fn wake() {
    BED.wake();
}

/// The thread's work, for ever.
pub fn serve() {
    let mut memory = Monitor::default();
    let (mut quiet, mut pause) = (0, RETAKE);
    loop {
        world::enter();
        let scheduler = proc::scheduler();
        let active = scheduler.monitor(&mut memory, |_| {});
        world::leave();
        if active {
            (quiet, pause) = (0, RETAKE);
        } else {
            quiet += 1;
            if quiet > QUICK {
                pause = (pause * 2).min(LONGEST);
            }
        }
        if pause == LONGEST && scheduler.monitor_rests() {
            BED.sleep(-1);
            (quiet, pause) = (0, RETAKE);
        } else {
            BED.sleep(pause);
        }
    }
}

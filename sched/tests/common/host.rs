//! A machine for models, of loom and of shuttle: its Ms are threads that attach themselves, its clock is moved by hand and by
//! who sleeps until a time.

use core::sync::atomic::{AtomicI64, Ordering};
#[cfg(loom)]
use loom::sync::{Condvar, Mutex};
#[cfg(shuttle)]
use shuttle::sync::{Condvar, Mutex};

/// Where the monitor sleeps.
pub(crate) const MONITOR: usize = 4;

pub(crate) struct Host {
    awake: Mutex<[bool; MONITOR + 1]>,
    changed: Condvar,
    /// Not one of the model's: it is set at one point and nothing depends on who sees it.
    pub(crate) now: AtomicI64,
}

impl Host {
    pub(crate) fn new(now: i64) -> Self {
        Host {
            awake: Mutex::new([false; MONITOR + 1]),
            changed: Condvar::new(),
            now: AtomicI64::new(now),
        }
    }
}

impl burrow_sched::Machine for Host {
    const PARALLEL: bool = true;

    fn now(&self) -> i64 {
        self.now.load(Ordering::Relaxed)
    }

    /// With a deadline the clock is moved there; without one it waits to be woken.
    fn sleep(&self, id: usize, deadline: i64) {
        if deadline != burrow_sched::FOREVER {
            self.now.fetch_max(deadline, Ordering::Relaxed);
            return;
        }
        let mut awake = self.awake.lock().unwrap();
        while !awake[id] {
            awake = self.changed.wait(awake).unwrap();
        }
        awake[id] = false;
    }

    fn wake(&self, id: usize) {
        self.awake.lock().unwrap()[id] = true;
        self.changed.notify_all();
    }

    fn start(&self) -> bool {
        false
    }

    fn wake_monitor(&self) {
        self.wake(MONITOR);
    }
}

//! A machine for models: its Ms are loom threads that attach themselves, its clock is moved by hand.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicI64, Ordering};
use loom::sync::{Condvar, Mutex};
use std::sync::Arc;

use burrow_sched::{Task, TaskHeader};

/// Where the monitor sleeps.
pub(crate) const MONITOR: usize = 3;

pub(crate) struct Host {
    awake: Mutex<[bool; 4]>,
    changed: Condvar,
    /// Not one of loom's: a model sets it at one point and does not depend on who sees it.
    pub(crate) now: AtomicI64,
}

impl Host {
    pub(crate) fn new(now: i64) -> Self {
        Host {
            awake: Mutex::new([false; 4]),
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

/// Explores a model with so many preemptions at most.
pub(crate) fn model(preemptions: usize, f: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 50_000;
    builder.check(f);
}

/// A task whose header stays as long as the model runs.
#[derive(Clone)]
pub(crate) struct Owned(Arc<TaskHeader>);

impl Owned {
    pub(crate) fn new() -> Self {
        Owned(Arc::new(TaskHeader::new()))
    }

    pub(crate) fn task(&self) -> Task {
        // SAFETY: whoever has the task has its record too.
        unsafe { Task::from_raw(NonNull::from(&*self.0)) }
    }
}

/// An event that threads wait for outside of the scheduler.
#[derive(Clone)]
pub(crate) struct Event(Arc<(Mutex<bool>, Condvar)>);

impl Event {
    pub(crate) fn new() -> Self {
        Event(Arc::new((Mutex::new(false), Condvar::new())))
    }

    pub(crate) fn set(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    pub(crate) fn wait(&self) {
        let mut set = self.0.0.lock().unwrap();
        while !*set {
            set = self.0.1.wait(set).unwrap();
        }
    }
}

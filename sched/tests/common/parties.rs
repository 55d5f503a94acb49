//! What loom's models are made of besides: tasks, events, and how they are explored.

use burrow_sched::{Task, TaskHeader};
use core::ptr::NonNull;
use loom::sync::{Condvar, Mutex};
use std::sync::Arc;

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

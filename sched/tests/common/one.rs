//! A machine with one thread and a clock that only moves when told.

use burrow_sched::Machine;
use core::cell::{Cell, RefCell};

#[derive(Default)]
pub(crate) struct Host {
    pub(crate) now: Cell<i64>,
    /// The deadlines of all sleeps.
    pub(crate) slept: RefCell<Vec<i64>>,
}

impl Host {
    /// Time passes.
    pub(crate) fn pass(&self, time: i64) {
        self.now.set(self.now.get() + time);
    }
}

impl Machine for Host {
    const PARALLEL: bool = false;

    fn now(&self) -> i64 {
        self.now.get()
    }

    fn sleep(&self, _id: usize, deadline: i64) {
        self.slept.borrow_mut().push(deadline);
        self.now.set(deadline);
    }

    fn wake(&self, _id: usize) {}

    fn start(&self) -> bool {
        false
    }
}

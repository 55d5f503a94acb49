//! Tasks that only one M may run, and that M nothing else: Go's LockOSThread.
//!
//! While a wired task waits, its M has no P and sleeps. Whoever takes the task out of a queue hands its own P to that M
//! and looks for another one. That may happen before the M is asleep, even before it has given up the P that it had:
//! it looks for a P that was given to it when it has none any more.
//!
//! There always is an M to which nothing is wired, or wired tasks that wait would never be found.

use crate::heap::NEVER;
use crate::machine::Machine;
use crate::p::P;
use crate::scheduler::{Next, Worker};
use crate::sync::{Ordering, fence};
use crate::task::Task;

/// A task and its M.
pub(crate) struct Wired {
    task: Task,
    pub(crate) m: usize,
    /// The M sleeps until it is given a P, or is about to.
    pub(crate) waits: bool,
}

impl<M: Machine> Worker<'_, M> {
    /// Wires the current task to this M, until [`Worker::unwire`] or the task's end: no other runs it, and this one runs
    /// nothing else. False where there is no other M to run the other tasks; then nothing is changed.
    pub fn wire(&self) -> bool {
        let Some(task) = self.current.get() else {
            return false;
        };
        if !M::PARALLEL || self.wired.get() {
            return M::PARALLEL;
        }
        let sched = self.sched;
        let (spare, can_start) = sched.idle.lists.with(|lists| {
            let spare = lists.attached() > lists.wired.len() + 1;
            if spare {
                self.enter(lists, task);
            }
            (spare, lists.can_start())
        });
        if !spare {
            if !can_start || !sched.machine.start() {
                return false;
            }
            sched.idle.lists.with(|lists| self.enter(lists, task));
        }
        task.set_wired(true);
        self.wired.set(true);
        true
    }

    fn enter(&self, lists: &mut crate::idle::Lists, task: Task) {
        let (m, waits) = (self.id, false);
        lists.wired.push(Wired { task, m, waits });
    }

    /// Undoes [`Worker::wire`].
    pub fn unwire(&self) {
        if !self.wired.replace(false) {
            return;
        }
        let lists = &self.sched.idle.lists;
        lists.with(|lists| lists.wired.retain(|w| w.m != self.id));
        if let Some(task) = self.current.get() {
            task.set_wired(false);
        }
    }

    /// The wired task does not run now: gives up the P. It is `ready` when it would run again at once.
    #[cold]
    pub(crate) fn leave_wired(&self, task: Task, ready: bool) {
        let sched = self.sched;
        let p = self.p.take();
        if let Some(p) = p
            && ready
            && !sched.has_work()
        {
            // Nobody else has a use for it.
            return sched.idle.lists.with(|lists| {
                if let Some(given) = lists.given.get_mut(self.id) {
                    *given = p.id + 1;
                }
            });
        }
        if ready {
            sched.global.push(task);
        }
        if let Some(p) = p {
            sched.hand_off(p, sched.has_work() || sched.deadline() != NEVER);
        }
    }

    /// Hands the P to the M that alone may run `task`.
    #[cold]
    pub(crate) fn hand_to_its_m(&self, p: &P, task: Task) {
        self.p.set(None);
        let m = self.sched.idle.lists.with(|lists| {
            let wired = lists.wired.iter_mut().find(|w| w.task == task)?;
            wired.waits = false;
            if cfg!(mutant = "wired_never_given") {
                return Some(wired.m);
            }
            *lists.given.get_mut(wired.m)? = p.id + 1;
            Some(wired.m)
        });
        if let Some(m) = m {
            self.sched.machine.wake(m);
        }
        self.stop_spinning();
    }

    /// Has no P: runs the wired task if one was given for it, or sleeps.
    pub(crate) fn await_turn(&self) -> Next {
        let sched = self.sched;
        let (given, task, all) = sched.idle.lists.with(|lists| {
            let given = lists.given.get_mut(self.id).map_or(0, core::mem::take);
            let mut task = None;
            for wired in lists.wired.iter_mut().filter(|w| w.m == self.id) {
                wired.waits = given == 0;
                task = Some(wired.task);
            }
            (given, task, lists.all_sleep())
        });
        if let Some(task) = task
            && let Some(p) = sched.ps.get((given as usize).wrapping_sub(1))
        {
            self.p.set(Some(p));
            task.run_wired();
            self.begin(p, task);
            return Next::Run(task);
        }
        fence(Ordering::SeqCst);
        let deadline = NEVER;
        if sched.has_work() {
            sched.wake_one();
        } else if sched.is_stopped() {
            return Next::Stopped;
        } else if all && sched.is_deadlock() {
            return Next::Deadlock;
        }
        Next::Idle { deadline }
    }
}

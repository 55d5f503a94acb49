//! What becomes of tasks that yield.
//!
//! They stand behind all others that can run. With one P that is the end of its ring or, while tasks wait in the global queue,
//! of that one. Several Ps would use that queue for each turn then, and hand tasks, and the cache lines of their records, to
//! each other. So there are *rounds*: what a P has taken into its ring has some turns there, and then all of it goes to the
//! end of the global queue at once. All tasks have turns alike.

use crate::machine::Machine;
use crate::p::P;
use crate::scheduler::Worker;
use crate::sync::Ordering;
use crate::task::Task;

/// How many turns tasks that yield have in one ring, while others wait in the global queue: with more, what was preempted waits longer.
const TURNS: u32 = 2;

impl<M: Machine> Worker<'_, M> {
    /// Tasks were taken from others into the ring, which was empty. A *round* lasts until each could have [`TURNS`] turns. So long
    /// what yields may stand behind them in the ring, although tasks wait in the global queue; then the ring is
    /// [shared](Self::share).
    #[inline]
    pub(crate) fn begin_round(&self, p: &P) {
        if M::PARALLEL {
            let n = TURNS * (p.ring.len() as u32 + 1);
            self.round.set(self.begun.get().wrapping_add(n));
        }
    }

    /// Whether the round is over.
    #[inline]
    fn round_over(&self) -> bool {
        !M::PARALLEL || self.begun.get().wrapping_sub(self.round.get()) as i32 >= 0
    }

    /// Puts a task that yields into the global queue, and before it what stands in the ring if the round is over.
    fn share(&self, task: Task, round_over: bool) {
        let ring = match self.p.get() {
            Some(p) if M::PARALLEL && round_over => p.ring.take_all(),
            _ => None,
        };
        match ring {
            Some((first, last, n)) => {
                last.header().next.store(task.as_ptr(), Ordering::Relaxed);
                self.sched.global.push_list(first, task, n as usize + 1);
            }
            None => self.sched.global.push(task),
        }
        self.sched.wake_one();
    }

    /// The current task lets all others run (Go's Gosched), or was preempted: it stands behind the others of its P, or goes to
    /// the global queue.
    #[inline]
    pub fn yielded(&self) {
        if let Some(task) = self.current.take() {
            task.yielded(M::PARALLEL);
            if M::PARALLEL && self.wired.get() {
                return self.leave_wired(task, true);
            }
            // Behind all that can run, so not into the ring while tasks wait in the global queue. Where there are several Ps,
            // that queue is where they share: what was preempted goes there, every 61st that yields, and rings after a round.
            let share = M::PARALLEL && (self.over.replace(false) || self.poll.get() == 1);
            let few = if M::PARALLEL { self.sched.procs() } else { 0 };
            let round_over = self.sched.global.len() > few && self.round_over();
            if !share
                && !round_over
                && let Some(p) = self.p.get()
                && p.ring.push(task)
            {
                // Nobody has to be woken: as many tasks wait as before, and the ring does not look empty between this push and
                // the pop that follows.
                return;
            }
            self.share(task, round_over);
        }
    }
}

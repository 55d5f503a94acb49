//! What the scheduler is doing, for people: each number by itself, at about the same time.

use crate::machine::Machine;
use crate::scheduler::Scheduler;
use crate::sync::Ordering;

/// A look at a [`Scheduler`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Ps that no M holds.
    pub idle_procs: usize,
    /// Ms that are attached.
    pub ms: usize,
    /// Ms that look for work.
    pub spinning: usize,
    /// Ms that sleep, or are about to.
    pub idle_ms: usize,
    /// Tasks in the queue that all share.
    pub global: usize,
}

impl<M: Machine> Scheduler<M> {
    /// Counts Ps, Ms and the tasks that all share.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let idle = &self.idle;
        let (ms, idle_ms) = idle.count(M::PARALLEL);
        Stats {
            idle_procs: idle.idle_procs(),
            ms,
            spinning: idle.spinning(),
            idle_ms,
            global: self.global.len(),
        }
    }

    /// Tasks in the ring of P number `p`, and how often it has scheduled (which is only counted on parallel machines).
    #[must_use]
    pub fn proc_stats(&self, p: usize) -> (usize, u32) {
        self.ps
            .get(p)
            .map_or((0, 0), |p| (p.ring.len(), p.tick.load(Ordering::Relaxed)))
    }
}

//! Calls that may block the thread they run on.
//!
//! A P's status says who may use it: `HELD` by an M, or `LENT` while its M is in a blocking call. The M that comes back
//! takes it by a CAS from `LENT` to `HELD`; a monitor that finds the call to last too long takes it by a CAS from
//! `LENT` to `HELD` on behalf of another M. One of the two wins. An M that lost looks for an idle P, and if there is
//! none queues its task for the others and goes idle.
//!
//! **The monitor rests** when no P is lent, and then costs nothing. Who rests: say so, fence, look at all Ps. Who lends a
//! P: lend it, fence, look whether the monitor rests, and wake it. So either the one sees the P or the other the rest.

use crate::heap::NEVER;
use crate::machine::Machine;
use crate::p::P;
use crate::scheduler::{SLICE, Scheduler, Worker};
use crate::sync::{Ordering, fence};
use alloc::vec::Vec;

pub(crate) const HELD: u32 = 0;
const LENT: u32 = 1;

/// How long a call blocks before a monitor takes its P, in nanoseconds: the shortest pause between two calls of
/// [`Scheduler::monitor`].
pub const RETAKE: i64 = 20_000;

/// What the monitor saw of a P when it last looked.
#[derive(Clone, Copy, Debug)]
struct Seen {
    tick: u32,
    status: u32,
    since: i64,
}

/// The memory of a thread that calls [`Scheduler::monitor`].
#[derive(Debug, Default)]
pub struct Monitor {
    seen: Vec<Seen>,
}

impl<M: Machine> Worker<'_, M> {
    /// The current task is about to make a call that may block. Its frames are stored; it may be scanned but not moved.
    pub fn enter_blocking(&self) {
        if let Some(task) = self.current.get() {
            task.enter_blocking(M::PARALLEL);
        }
        if M::PARALLEL
            && let Some(p) = self.p.get()
        {
            p.status.store(LENT, Ordering::Release);
            #[cfg(not(mutant = "lend_without_fence"))]
            fence(Ordering::SeqCst);
            let rests = &self.sched.monitor_rests;
            if rests.load(Ordering::Relaxed) != 0 && rests.swap(0, Ordering::AcqRel) != 0 {
                self.sched.machine.wake_monitor();
            }
        }
    }

    /// The call is over. True: go on with the task. False: the P was taken meanwhile and there is no other; the task is
    /// queued, and this M has to schedule.
    pub fn exit_blocking(&self) -> bool {
        let Some(task) = self.current.get() else {
            return true;
        };
        task.exit_blocking(M::PARALLEL);
        if !M::PARALLEL {
            return true;
        }
        let Some(p) = self.p.get() else { return true };
        if p.take_back() {
            return true;
        }
        self.p.set(self.sched.acquire_p());
        if self.p.get().is_some() {
            return true;
        }
        self.current.set(None);
        task.yielded(true);
        self.sched.global.push(task);
        self.sched.wake_one();
        false
    }
}

impl P {
    /// Takes the P out of a blocking call.
    fn take_back(&self) -> bool {
        #[cfg(mutant = "retake_without_cas")]
        {
            let lent = self.status.load(Ordering::Acquire) == LENT;
            self.status.store(HELD, Ordering::Release);
            lent
        }
        #[cfg(not(mutant = "retake_without_cas"))]
        self.status
            .compare_exchange(LENT, HELD, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
    }
}

impl<M: Machine> Scheduler<M> {
    /// One round of Go's sysmon, for a thread of its own that calls it again and again with pauses of [`RETAKE`] and
    /// more. Takes Ps from calls that have blocked over a whole pause, and gives them to other Ms if there is work;
    /// calls `preempt` with each P that has run one task for longer than a slice; sees to timers that are overdue.
    /// Returns whether it found anything to do, so that the caller can make longer pauses when there is nothing.
    pub fn monitor(&self, memory: &mut Monitor, mut preempt: impl FnMut(usize)) -> bool {
        let now = self.machine.now();
        let unknown = Seen {
            tick: 0,
            status: u32::MAX,
            since: now,
        };
        memory.seen.resize(self.ps.len(), unknown);
        let mut active = false;
        for (p, seen) in self.ps.iter().zip(&mut memory.seen) {
            let status = p.status.load(Ordering::Acquire);
            let tick = p.tick.load(Ordering::Relaxed);
            if (tick, status) != (seen.tick, seen.status) {
                *seen = Seen {
                    tick,
                    status,
                    since: now,
                };
                continue;
            }
            if status == LENT {
                let since = now - seen.since;
                // What others could not use yet is left where it is for a while.
                let wanted = !p.ring.is_empty()
                    || p.first.load(Ordering::Acquire) != NEVER
                    || self.idle.idle_procs() + self.idle.spinning() == 0;
                if since >= if wanted { RETAKE } else { SLICE } && p.take_back() {
                    active = true;
                    self.hand_off(p, !p.ring.is_empty());
                }
            } else if now - seen.since >= SLICE {
                seen.since = now;
                preempt(p.id as usize);
            }
        }
        if self.deadline() < now {
            active |= self.wake_overdue();
        }
        active
    }

    /// The monitor found nothing to do for a while. True: it may rest, without calling [`Scheduler::monitor`], until
    /// [`Machine::wake_monitor`] is called.
    pub fn monitor_rests(&self) -> bool {
        self.monitor_rests.store(1, Ordering::Relaxed);
        fence(Ordering::SeqCst);
        let lent = |p: &P| p.status.load(Ordering::Relaxed) == LENT;
        // If the mark is gone a call to wake it is under way, which its next rest must not miss.
        let lent = self.ps.iter().any(lent);
        !lent || self.monitor_rests.swap(0, Ordering::AcqRel) == 0
    }
}

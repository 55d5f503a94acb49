//! Idle Ps and Ms, and how work and Ms find each other. Only on parallel machines.
//!
//! An M *spins* when it holds a P and looks for work that it has not got. **Wake one**: whoever queues a task makes
//! sure that some M spins, if a P is idle: nobody spins and a P is idle → count one spinning M, and give it the P. An
//! M that finds work stops spinning and then wakes one in turn, so that as many run as there is work for, and only
//! one at a time is on its way. At most half of the busy Ps' number spin.
//!
//! **No wake-up is lost.** Who queues: put the task, fence, look at the count of spinning Ms and of idle Ps. Who goes
//! idle: put the P, count itself out of the spinning, enter the list of sleepers, fence, look at all queues. So either
//! the one sees that nobody is looking, or the other sees the task, and then wakes one as if it had queued it. A host
//! may refuse to start an M: then the one who asked looks for Ms that have gone to sleep meanwhile.
//!
//! **Timers.** Of the idle Ms one, the *keeper*, sleeps until the first deadline of all; the others sleep without.
//! Who sets a timer that is due earlier wakes it. An M that goes idle while the keeper sleeps too long does as well.

use crate::heap::NEVER;
use crate::machine::Machine;
use crate::p::P;
use crate::scheduler::{Next, Scheduler, Worker};
use crate::sync::{AtomicI64, AtomicU32, Lock, Ordering, fence};
use crate::wired::Wired;
use alloc::vec::Vec;

/// There is no keeper to be woken.
const NO_KEEPER: i64 = i64::MIN;

pub(crate) struct Lists {
    /// Ps that nobody holds.
    ps: Vec<u32>,
    /// Ms that sleep or are about to.
    ms: Vec<usize>,
    /// For each M the P that was given to it while it slept, plus one.
    pub(crate) given: Vec<u32>,
    /// Ps for Ms that are being started.
    assigned: Vec<u32>,
    /// Numbers that no M has.
    free: Vec<usize>,
    keeper: Option<usize>,
    /// Tasks that are wired to an M.
    pub(crate) wired: Vec<Wired>,
}

impl Lists {
    /// Ms that are attached.
    pub(crate) fn attached(&self) -> usize {
        self.given.len() - self.free.len()
    }

    /// Whether another M can be started.
    pub(crate) fn can_start(&self) -> bool {
        self.free.len() > self.assigned.len()
    }

    /// Whether all Ms sleep, or are about to.
    pub(crate) fn all_sleep(&self) -> bool {
        let waiting = self.wired.iter().filter(|w| w.waits).count();
        self.ms.len() + waiting == self.attached() && self.assigned.is_empty()
    }

    /// Takes M `id` off the list of the sleeping.
    fn rouse(&mut self, id: usize, keeper_until: &AtomicI64) {
        if let Some(i) = self.ms.iter().position(|&m| m == id) {
            self.ms.swap_remove(i);
        }
        if self.keeper == Some(id) {
            self.keeper = None;
            keeper_until.store(NO_KEEPER, Ordering::Relaxed);
        }
    }
}

#[cfg_attr(
    any(not(target_arch = "wasm32"), target_feature = "atomics"),
    repr(align(128))
)]
pub(crate) struct Idle {
    pub(crate) lists: Lock<Lists>,
    /// The length of `lists.ps`, to be read without the lock.
    ps: AtomicU32,
    /// How many Ms spin, or are on their way to.
    spinning: AtomicU32,
    /// Until when the keeper sleeps, or [`NO_KEEPER`].
    keeper_until: AtomicI64,
}

/// How to get another M going.
enum Start {
    Wake(usize),
    New(u32),
}

impl Idle {
    /// With all Ps idle. On a machine that is not parallel the lists stay empty, and the count says whether its only
    /// P is taken.
    pub(crate) fn new(parallel: bool, procs: usize, ms: usize) -> Self {
        let mut lists = Lists {
            ps: Vec::new(),
            ms: Vec::new(),
            given: Vec::new(),
            assigned: Vec::new(),
            free: Vec::new(),
            keeper: None,
            wired: Vec::new(),
        };
        if parallel {
            lists.ps = (0..procs as u32).rev().collect();
            lists.given = (0..ms).map(|_| 0).collect();
            lists.free = (0..ms).rev().collect();
        }
        Idle {
            ps: AtomicU32::new(procs as u32),
            lists: Lock::new(lists),
            spinning: AtomicU32::new(0),
            keeper_until: AtomicI64::new(NO_KEEPER),
        }
    }

    /// Attached Ms, and those of them that sleep.
    pub(crate) fn count(&self, parallel: bool) -> (usize, usize) {
        if !parallel {
            return (1, 0);
        }
        self.lists.with(|lists| (lists.attached(), lists.ms.len()))
    }

    pub(crate) fn idle_procs(&self) -> usize {
        self.ps.load(Ordering::Relaxed) as usize
    }

    pub(crate) fn spinning(&self) -> usize {
        self.spinning.load(Ordering::Relaxed) as usize
    }

    fn take_p(&self, lists: &mut Lists) -> Option<u32> {
        let p = lists.ps.pop()?;
        self.ps.store(lists.ps.len() as u32, Ordering::Relaxed);
        Some(p)
    }

    fn put_p(&self, lists: &mut Lists, p: u32) {
        lists.ps.push(p);
        self.ps.store(lists.ps.len() as u32, Ordering::Relaxed);
    }
}

impl<M: Machine> Scheduler<M> {
    /// A number, a P and whether it has to spin, for a new M.
    pub(crate) fn attach(&self) -> Option<(usize, Option<&P>, bool)> {
        if !M::PARALLEL {
            let free = self.idle.ps.swap(0, Ordering::Relaxed) != 0;
            return free.then(|| (0, self.ps.first(), false));
        }
        self.idle.lists.with(|lists| {
            let id = lists.free.pop()?;
            let (p, spinning) = match lists.assigned.pop() {
                Some(p) => (Some(p), true),
                None => (self.idle.take_p(lists), false),
            };
            Some((id, p.and_then(|p| self.ps.get(p as usize)), spinning))
        })
    }

    /// Makes sure that somebody looks for the task that was just queued.
    #[inline]
    pub(crate) fn wake_one(&self) {
        if M::PARALLEL {
            self.wake_one_parallel();
        }
    }

    fn wake_one_parallel(&self) {
        #[cfg(not(mutant = "wake_without_fence"))]
        fence(Ordering::SeqCst);
        let idle = &self.idle;
        if idle.ps.load(Ordering::Relaxed) == 0
            || idle.spinning.load(Ordering::Relaxed) != 0
            || idle
                .spinning
                .compare_exchange(0, 1, Ordering::AcqRel, Ordering::Relaxed)
                .is_err()
        {
            return;
        }
        self.start_spinning_m();
    }

    /// Gets an M going that spins and has been counted.
    pub(crate) fn start_spinning_m(&self) {
        let idle = &self.idle;
        let start = idle.lists.with(|lists| {
            let start = match idle.take_p(lists) {
                Some(p) => self.give(lists, p),
                None => None,
            };
            if start.is_none() {
                // Under the lock: an M that enters the list after us has to see that nobody spins.
                idle.spinning.fetch_sub(1, Ordering::AcqRel);
            }
            start
        });
        if let Some(start) = start {
            self.launch(start);
        }
    }

    /// Gives `p` to an idle M or to one that is to be started; puts it back when there can be none.
    fn give(&self, lists: &mut Lists, p: u32) -> Option<Start> {
        if let Some(&id) = lists.ms.last() {
            lists.rouse(id, &self.idle.keeper_until);
            if let Some(given) = lists.given.get_mut(id) {
                *given = p + 1;
            }
            return Some(Start::Wake(id));
        }
        if lists.can_start() {
            lists.assigned.push(p);
            return Some(Start::New(p));
        }
        self.idle.put_p(lists, p);
        None
    }

    fn launch(&self, start: Start) {
        let p = match start {
            Start::Wake(id) => return self.machine.wake(id),
            Start::New(p) => p,
        };
        if self.machine.start() {
            return;
        }
        let idle = &self.idle;
        let sleeper = idle.lists.with(|lists| {
            if let Some(i) = lists.assigned.iter().position(|&a| a == p) {
                // Otherwise an M that came by itself has it, and is the one that was counted.
                lists.assigned.swap_remove(i);
                idle.put_p(lists, p);
                idle.spinning.fetch_sub(1, Ordering::AcqRel);
            }
            !lists.ms.is_empty()
        });
        // An M that went idle while we were counted as spinning relied on us.
        if sleeper {
            self.wake_one_parallel();
        }
    }

    /// Takes any idle P.
    pub(crate) fn acquire_p(&self) -> Option<&P> {
        let p = self.idle.lists.with(|lists| self.idle.take_p(lists))?;
        self.ps.get(p as usize)
    }

    /// Gives up a P: to an M that spins, when `busy`, or to the idle ones.
    pub(crate) fn hand_off(&self, p: &P, busy: bool) {
        let idle = &self.idle;
        let start = idle.lists.with(|lists| {
            if busy {
                idle.spinning.fetch_add(1, Ordering::AcqRel);
                let start = self.give(lists, p.id);
                if start.is_none() {
                    idle.spinning.fetch_sub(1, Ordering::AcqRel);
                }
                start
            } else {
                idle.put_p(lists, p.id);
                None
            }
        });
        match start {
            Some(start) => self.launch(start),
            None => self.wake_if_work(),
        }
    }

    /// After a P has become idle: sees to work and timers that nobody may have been told of.
    fn wake_if_work(&self) {
        fence(Ordering::SeqCst);
        if self.has_work() {
            self.wake_one_parallel();
        }
        if self.deadline() < self.idle.keeper_until.load(Ordering::Relaxed) {
            self.wake_keeper();
        }
    }

    /// Whether any queue holds a task.
    pub(crate) fn has_work(&self) -> bool {
        self.global.len() != 0 || self.ps.iter().any(|p| !p.ring.is_empty())
    }

    /// Whether nothing can ever run again. Ms leave the list of the sleeping before they look at timers or queues, and enter it
    /// when they have done with them, so while all are in it nothing changes. Looked at one after the other, a timer could go off in
    /// between, on an M that was still asleep before.
    pub(crate) fn is_deadlock(&self) -> bool {
        #[cfg(mutant = "deadlock_in_parts")]
        return !self.held() && self.deadline() == NEVER;
        #[cfg(not(mutant = "deadlock_in_parts"))]
        self.idle.lists.with(|lists| {
            lists.all_sleep() && !self.has_work() && self.deadline() == NEVER && !self.held()
        })
    }

    /// A timer of `p` was set for `when`: wakes the keeper if it would sleep longer.
    pub(crate) fn timer_set(&self, p: &P, when: i64) {
        if p.first.load(Ordering::Relaxed) < when {
            return;
        }
        fence(Ordering::SeqCst);
        if when < self.idle.keeper_until.load(Ordering::Relaxed) {
            self.wake_keeper();
        }
    }

    /// Gets an M going because a timer is overdue, if a P is idle; true when it did.
    pub(crate) fn wake_overdue(&self) -> bool {
        let idle = &self.idle;
        if idle.ps.load(Ordering::Relaxed) == 0 {
            return false;
        }
        idle.spinning.fetch_add(1, Ordering::AcqRel);
        self.start_spinning_m();
        true
    }

    /// Wakes every M that sleeps.
    pub(crate) fn wake_all(&self) {
        let sleeping = self.idle.lists.with(|lists| {
            let waiting = lists.wired.iter().filter(|w| w.waits).map(|w| w.m);
            lists.ms.iter().copied().chain(waiting).collect::<Vec<_>>()
        });
        for id in sleeping {
            self.machine.wake(id);
        }
    }

    fn wake_keeper(&self) {
        if let Some(id) = self.idle.lists.with(|lists| lists.keeper) {
            self.machine.wake(id);
        }
    }
}

impl<M: Machine> Worker<'_, M> {
    fn random(&self) -> u32 {
        let mut x = self.rng.get();
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        self.rng.set(x);
        x
    }

    fn start_spinning(&self) {
        self.spinning.set(true);
        self.sched.idle.spinning.fetch_add(1, Ordering::AcqRel);
    }

    /// Found work: lets another M look for more.
    #[inline]
    pub(crate) fn stop_spinning(&self) {
        if self.spinning.replace(false) {
            self.sched.idle.spinning.fetch_sub(1, Ordering::AcqRel);
            self.sched.wake_one();
        }
    }

    /// Looks at other Ps; then gives up the P and goes idle. `None`: look at the own queues again.
    pub(crate) fn find_elsewhere(&self, p: &P) -> Option<Next> {
        let sched = self.sched;
        let idle = &sched.idle;
        if !self.spinning.get() {
            let busy = sched.ps.len() as u32 - idle.ps.load(Ordering::Relaxed);
            if 2 * idle.spinning.load(Ordering::Relaxed) < busy {
                self.start_spinning();
            }
        }
        if self.spinning.get() {
            if let Some(task) = self.steal(p) {
                return Some(Next::Run(task));
            }
            if self.p.get().is_none() || !p.ring.is_empty() {
                return None;
            }
        }
        self.current.set(None);
        self.p.set(None);
        idle.lists.with(|lists| idle.put_p(lists, p.id));
        if self.spinning.replace(false) {
            idle.spinning.fetch_sub(1, Ordering::AcqRel);
        }
        Some(self.go_idle())
    }

    /// Four rounds over the other Ps in random order; the last also runs their timers and takes their `next`.
    fn steal(&self, p: &P) -> Option<crate::Task> {
        let ps = &self.sched.ps;
        let n = ps.len() as u32;
        for round in 0..4 {
            let last = round == 3;
            let random = self.random();
            let start = (random >> 1) % n;
            for i in 0..n {
                let i = if random & 1 == 0 { i } else { n - 1 - i };
                let Some(other) = ps.get(((start + i) % n) as usize) else {
                    continue;
                };
                if other.id == p.id {
                    continue;
                }
                if last && other.first.load(Ordering::Acquire) != NEVER {
                    self.run_timers(other, self.sched.machine.now());
                    if !p.ring.is_empty() {
                        return None;
                    }
                }
                if let Some(task) = other.ring.steal_into(&p.ring, last) {
                    self.begin_round(p);
                    let task = self.run(p, task, true);
                    if task.is_some() || self.p.get().is_none() {
                        return task;
                    }
                }
            }
        }
        None
    }

    /// After a sleep: takes the P that was given to this M, or an idle one when a timer is due. False: stay idle.
    pub(crate) fn leave_idle(&self) -> bool {
        let sched = self.sched;
        let idle = &sched.idle;
        let due = sched.deadline() <= sched.machine.now();
        let p = idle.lists.with(|lists| {
            let given = lists.given.get_mut(self.id).map_or(0, core::mem::take);
            if given != 0 {
                // The one who gave it has counted this M as spinning.
                self.spinning.set(true);
                return Some(given - 1);
            }
            if !due && sched.global.len() == 0 {
                return None;
            }
            let p = idle.take_p(lists)?;
            lists.rouse(self.id, &idle.keeper_until);
            self.start_spinning();
            Some(p)
        });
        self.p.set(p.and_then(|p| sched.ps.get(p as usize)));
        p.is_some()
    }

    /// Joins the sleeping Ms, if this one is not among them already, and says until when to sleep.
    pub(crate) fn go_idle(&self) -> Next {
        let sched = self.sched;
        let idle = &sched.idle;
        let (keeper, all, ps) = idle.lists.with(|lists| {
            if lists.given.get(self.id).is_some_and(|&p| p != 0) {
                return (false, false, 0);
            }
            if !lists.ms.contains(&self.id) {
                lists.ms.push(self.id);
            }
            let keeper = *lists.keeper.get_or_insert(self.id) == self.id;
            (keeper, lists.all_sleep(), lists.ps.len())
        });
        let deadline = if keeper {
            // Until the deadline is known, whoever sets a timer wakes us.
            idle.keeper_until.store(NEVER, Ordering::Relaxed);
            #[cfg(not(mutant = "keeper_without_fence"))]
            fence(Ordering::SeqCst);
            // With no P to be had, timers belong to Ps that are busy; whoever gives one up wakes the keeper.
            let deadline = if ps == 0 { NEVER } else { sched.deadline() };
            idle.keeper_until.store(deadline, Ordering::Relaxed);
            deadline
        } else {
            fence(Ordering::SeqCst);
            if sched.deadline() < idle.keeper_until.load(Ordering::Relaxed) {
                sched.wake_keeper();
            }
            NEVER
        };
        // The second half of the protocol: from here on whoever queues a task sees that this M sleeps.
        #[cfg(not(mutant = "idle_without_recheck"))]
        if sched.has_work() {
            sched.wake_one();
            return Next::Idle { deadline };
        }
        #[cfg(not(mutant = "stop_without_recheck"))]
        if sched.is_stopped() {
            return Next::Stopped;
        }
        if all && sched.is_deadlock() {
            return Next::Deadlock;
        }
        Next::Idle { deadline }
    }
}

impl<M: Machine> Drop for Worker<'_, M> {
    /// Detaches the M; its P goes to others.
    fn drop(&mut self) {
        let sched = self.sched;
        if !M::PARALLEL {
            return sched.idle.ps.store(1, Ordering::Relaxed);
        }
        if self.spinning.replace(false) {
            sched.idle.spinning.fetch_sub(1, Ordering::AcqRel);
        }
        self.unwire();
        let p = self.p.take();
        let given = sched.idle.lists.with(|lists| {
            let given = lists.given.get_mut(self.id).map_or(0, core::mem::take);
            lists.rouse(self.id, &sched.idle.keeper_until);
            lists.free.push(self.id);
            given
        });
        if given != 0 {
            sched.idle.spinning.fetch_sub(1, Ordering::AcqRel);
        }
        let given = sched.ps.get((given as usize).wrapping_sub(1));
        for p in [p, given].into_iter().flatten() {
            sched.hand_off(p, !p.ring.is_empty());
        }
    }
}

//! The scheduler and its workers: which task runs next.
//!
//! An M makes a [`Worker`] and loops: [`Worker::schedule`] → resume the task → tell what became of it
//! ([`parked`](Worker::parked), [`yielded`](Worker::yielded), [`exited`](Worker::exited)) → again. The order is Go's:
//! the task that was made ready last (`next`), then the P's own ring, then the global queue, then other Ps' rings.
//! Every 61st time the global queue comes first; as in Go, only tasks that begin a slice count.
//!
//! **Slices.** A task that comes from the ring begins a slice of [`SLICE`]; one that comes from `next` inherits what
//! is left. The clock is not read for that: [`Worker::tick`] reads it when a runtime's fuel has run out, and the
//! first reading in a slice begins it. When `next` alone has been used for a whole round of 61 and the slice is over,
//! its task goes to the end of the global queue, so that two tasks that wake each other do not starve the rest.

use crate::global::GlobalQueue;
use crate::heap::NEVER;
use crate::idle::Idle;
use crate::machine::Machine;
use crate::p::{P, POLL};
use crate::sync::{AtomicU32, AtomicUsize, Ordering, fence};
use crate::task::{Claim, Readied, Task};
use crate::timer::{Action, Setting, Timer};
use alloc::boxed::Box;
use core::cell::Cell;

/// How long a task runs before it has to let others run, in nanoseconds.
pub const SLICE: i64 = 10_000_000;

/// No deadline.
pub const FOREVER: i64 = NEVER;

/// What an M is to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Resume this task, which is Running now.
    Run(Task),
    /// There is nothing to run before `deadline` ([`FOREVER`]: unless somebody outside makes a task ready).
    /// Call [`Worker::sleep`] or return to the host, then schedule again.
    Idle {
        /// When the first timer is due, on the machine's clock.
        deadline: i64,
    },
    /// As `Idle`, but no timer is set, no M runs, and nothing outside was announced ([`Scheduler::hold`]) that could
    /// make a task ready: all that is left waits for ever. With [`Scheduler::tasks`] 0 there is nothing left at all.
    Deadlock,
    /// [`Scheduler::stop`] was called, and this M has nothing to run.
    Stopped,
}

/// Run queues, timers and idle lists for all Ms of a program.
pub struct Scheduler<M: Machine> {
    pub(crate) machine: M,
    pub(crate) ps: Box<[P]>,
    pub(crate) global: GlobalQueue,
    pub(crate) idle: Idle,
    external: AtomicUsize,
    stopped: AtomicU32,
    /// Nonzero while nobody calls `monitor`, and who does wants to be told when a P is lent.
    pub(crate) monitor_rests: AtomicU32,
}

impl<M: Machine> core::fmt::Debug for Scheduler<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scheduler").finish_non_exhaustive()
    }
}

impl<M: Machine> Scheduler<M> {
    /// A scheduler of `procs` Ps (Go's GOMAXPROCS; at least 1, and 1 on a machine that is not parallel) for up to
    /// `ms` Ms at a time.
    #[must_use]
    pub fn new(machine: M, procs: usize, ms: usize) -> Self {
        let procs = if M::PARALLEL { procs.max(1) } else { 1 };
        let ms = if M::PARALLEL { ms.max(1) } else { 1 };
        Scheduler {
            machine,
            ps: (0..procs).map(|id| P::new(id as u32)).collect(),
            global: GlobalQueue::new(),
            idle: Idle::new(M::PARALLEL, procs, ms),
            external: AtomicUsize::new(0),
            stopped: AtomicU32::new(0),
            monitor_rests: AtomicU32::new(0),
        }
    }

    /// The machine.
    pub fn machine(&self) -> &M {
        &self.machine
    }

    /// How many Ps there are.
    pub fn procs(&self) -> usize {
        self.ps.len()
    }

    /// How many tasks were spawned and are not over.
    pub fn tasks(&self) -> usize {
        // First all that ended, then all that were spawned: so no task is counted as ended but not as spawned, and 0 means
        // that there was a moment without any.
        let ended = self
            .ps
            .iter()
            .fold(0usize, |sum, p| sum.wrapping_add(p.ended()));
        let spawned = self
            .ps
            .iter()
            .fold(0usize, |sum, p| sum.wrapping_add(p.spawned()));
        spawned.wrapping_sub(ended)
    }

    /// Announces something outside that may make a task ready, such as a poll or a callback of the host; until
    /// [`Scheduler::release`] there is no deadlock.
    pub fn hold(&self) {
        self.external.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes back one [`Scheduler::hold`].
    pub fn release(&self) {
        self.external.fetch_sub(1, Ordering::Relaxed);
    }

    /// Wakes all Ms, and lets those that have nothing to run know that they are not needed any more.
    pub fn stop(&self) {
        self.stopped.store(1, Ordering::Relaxed);
        if M::PARALLEL {
            fence(Ordering::SeqCst);
            self.wake_all();
        }
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) != 0
    }

    /// Whether something was announced by [`Scheduler::hold`].
    pub(crate) fn held(&self) -> bool {
        self.external.load(Ordering::Relaxed) != 0
    }

    /// Makes a parked task ready from outside of any worker: a foreign thread, or a host's callback.
    pub fn ready_remote(&self, task: Task) {
        if task.make_ready(M::PARALLEL) == Readied::Queue {
            self.global.push(task);
            self.wake_one();
        }
    }

    /// Queues a task, without a worker, that [`Task::try_own`] was used on.
    pub fn disown(&self, task: Task) {
        if task.disown() {
            self.global.push(task);
            self.wake_one();
        }
    }

    /// Stops `timer`; true when it was set. See [`Timer`] for what holds after that.
    pub fn stop_timer(&self, timer: &Timer) -> bool {
        let was_set = loop {
            let home = timer.home.load(Ordering::Acquire);
            let Some(p) = self.ps.get((home as usize).wrapping_sub(1)) else {
                break false;
            };
            if p.stop_timer(timer, home).is_some() {
                break true;
            }
        };
        if M::PARALLEL {
            timer.settle();
        }
        was_set
    }

    /// Sets `timer` from outside of any worker; as [`Worker::set_timer`].
    ///
    /// # Safety
    /// As for [`Worker::set_timer`].
    pub unsafe fn set_timer(&self, timer: &Timer, setting: Setting) -> bool {
        // SAFETY: by contract.
        unsafe { self.set_timer_on(None, timer, setting) }
    }

    /// Sets `timer`, on `own` if it is not set anywhere.
    ///
    /// # Safety
    /// As for [`Worker::set_timer`].
    unsafe fn set_timer_on(&self, own: Option<&P>, timer: &Timer, setting: Setting) -> bool {
        let (was_set, p) = loop {
            let home = timer.home.load(Ordering::Acquire);
            let at = match home {
                0 => own.or(self.ps.first()),
                home => self.ps.get(home as usize - 1),
            };
            let Some(p) = at else { return false };
            if let Some(was_set) = p.set_timer(timer, home, setting) {
                break (was_set, p);
            }
        };
        if M::PARALLEL {
            timer.settle();
            self.timer_set(p, setting.when);
        }
        was_set
    }

    /// Adds a new task from outside of any worker.
    pub fn spawn_remote(&self, task: Task) {
        if let Some(p) = self.ps.first() {
            p.count_remote();
        }
        task.spawned();
        self.global.push(task);
        self.wake_one();
    }

    /// When the first of all timers is due, or [`FOREVER`].
    pub fn deadline(&self) -> i64 {
        let firsts = self.ps.iter().map(|p| p.first.load(Ordering::Acquire));
        firsts.min().unwrap_or(NEVER)
    }

    /// Calls `f` with every timer that is set, for a collector that has to find what their actions refer to.
    pub fn for_each_timer(&self, mut f: impl FnMut(*const Timer)) {
        for p in &self.ps {
            p.timers.with(|heap| heap.for_each(&mut f));
        }
    }

    /// Attaches the calling M. `cx` is a word for timer functions. `None`: there are as many Ms as there may be.
    pub fn worker(&self, cx: usize) -> Option<Worker<'_, M>> {
        let (id, p, spinning) = self.attach()?;
        Some(Worker {
            sched: self,
            id,
            cx: Cell::new(cx),
            p: Cell::new(p),
            poll: Cell::new(POLL),
            begun: Cell::new(1),
            polled: Cell::new(0),
            looked: Cell::new(0),
            round: Cell::new(0),
            slice: Cell::new(0),
            over: Cell::new(false),
            current: Cell::new(None),
            spinning: Cell::new(spinning),
            wired: Cell::new(false),
            rng: Cell::new(0x9E37_79B9 ^ (id as u32 + 1)),
        })
    }
}

/// An M's part of the scheduler. It belongs to one thread.
pub struct Worker<'s, M: Machine> {
    pub(crate) sched: &'s Scheduler<M>,
    pub(crate) id: usize,
    cx: Cell<usize>,
    /// The P, unless this M is idle or its P was taken during a blocking call.
    pub(crate) p: Cell<Option<&'s P>>,
    /// Schedules left until the next poll.
    pub(crate) poll: Cell<u32>,
    /// How many tasks that did not come from `next` were run.
    pub(crate) begun: Cell<u32>,
    /// So many at the last poll.
    polled: Cell<u32>,
    /// So many when the global queue was last looked at.
    looked: Cell<u32>,
    /// So many when the round is over: see [`Worker::begin_round`].
    pub(crate) round: Cell<u32>,
    /// When the slice began, or 0: at the next reading of the clock.
    slice: Cell<i64>,
    /// The current task's slice is over.
    pub(crate) over: Cell<bool>,
    pub(crate) current: Cell<Option<Task>>,
    pub(crate) spinning: Cell<bool>,
    pub(crate) rng: Cell<u32>,
    /// The task that runs, or ran last, is wired to this M.
    pub(crate) wired: Cell<bool>,
}

impl<M: Machine> core::fmt::Debug for Worker<'_, M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Worker")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl<'s, M: Machine> Worker<'s, M> {
    /// The scheduler.
    pub fn scheduler(&self) -> &'s Scheduler<M> {
        self.sched
    }

    /// The M's number, below the `ms` of [`Scheduler::new`].
    pub fn id(&self) -> usize {
        self.id
    }

    /// The number of the P, unless this M has none at the moment.
    pub fn p(&self) -> Option<usize> {
        self.p.get().map(|p| p.id as usize)
    }

    /// Changes the word that timer functions are given.
    pub fn set_cx(&self, cx: usize) {
        self.cx.set(cx);
    }

    /// The task that runs.
    #[inline]
    pub fn current(&self) -> Option<Task> {
        self.current.get()
    }

    /// What to do next. Takes a task from the queues, runs timers that are due.
    #[inline]
    pub fn schedule(&self) -> Next {
        let left = self.poll.get().wrapping_sub(1);
        self.poll.set(left);
        if left != 0
            && let Some(p) = self.p.get()
            && let Some(task) = self.pick(p)
        {
            return Next::Run(task);
        }
        self.find()
    }

    /// Takes a task from what the P has of its own.
    #[inline]
    pub(crate) fn pick(&self, p: &P) -> Option<Task> {
        if let Some(task) = p.ring.take_next(M::PARALLEL) {
            return self.run(p, task, false);
        }
        let task = p.ring.pop(M::PARALLEL)?;
        self.run(p, task, true)
    }

    /// Makes a task that came out of a queue the current one; `None` when it is owned by somebody else just now, or
    /// wired to another M. In the latter case that one has the P now.
    #[inline]
    pub(crate) fn run(&self, p: &P, task: Task, fresh: bool) -> Option<Task> {
        let claim = task.run(M::PARALLEL);
        if M::PARALLEL {
            if claim != Claim::Ours {
                if claim == Claim::Wired {
                    self.hand_to_its_m(p, task);
                }
                return None;
            }
            self.stop_spinning();
        }
        if fresh {
            self.begin(p, task);
        } else {
            self.count(p);
            self.current.set(Some(task));
        }
        Some(task)
    }

    /// A task runs, with a slice of its own.
    #[inline]
    pub(crate) fn begin(&self, p: &P, task: Task) {
        self.count(p);
        self.begun.set(self.begun.get().wrapping_add(1));
        self.slice.set(0);
        self.current.set(Some(task));
    }

    /// Counts, for whoever watches that the P makes progress.
    #[inline]
    fn count(&self, p: &P) {
        if M::PARALLEL {
            let tick = p.tick.load(Ordering::Relaxed).wrapping_add(1);
            p.tick.store(tick, Ordering::Relaxed);
        }
    }

    /// The long way: polls, other queues, other Ps, then idleness.
    #[cold]
    #[inline(never)]
    fn find(&self) -> Next {
        loop {
            let polled = self.poll.replace(POLL) == 0;
            let Some(p) = self.p.get() else {
                if !M::PARALLEL {
                    return self.nothing();
                }
                if self.wired.get() {
                    return self.await_turn();
                }
                if self.leave_idle() {
                    continue;
                }
                return self.go_idle();
            };
            let set = p.first.load(Ordering::Acquire) != NEVER;
            let mut look = false;
            let mut hog = false;
            if polled {
                let begun = self.begun.get();
                hog = self.polled.replace(begun) == begun
                    && !(p.ring.is_queue_empty() && self.sched.global.len() == 0);
                look = begun.wrapping_sub(self.looked.get()) >= POLL;
                if look {
                    self.looked.set(begun);
                }
            }
            if set || hog {
                let now = self.sched.machine.now();
                self.run_timers(p, now);
                if hog && self.slice_over(now) {
                    self.demote_next(p);
                }
            }
            // A task that is wired to another M takes the P along.
            let lost = || self.p.get().is_none();
            if look && let Some(task) = self.take_global(p, 1) {
                return Next::Run(task);
            }
            if lost() {
                continue;
            }
            if let Some(task) = self.pick(p) {
                return Next::Run(task);
            }
            if lost() {
                continue;
            }
            if let Some(task) = self.take_global(p, usize::MAX) {
                return Next::Run(task);
            }
            if lost() {
                continue;
            }
            // Tasks owned by a scanner are passed over; there may be others behind them.
            if !p.ring.is_empty() || self.sched.global.len() != 0 {
                continue;
            }
            if M::PARALLEL {
                match self.find_elsewhere(p) {
                    Some(next) => return next,
                    None => continue,
                }
            }
            return self.nothing();
        }
    }

    /// In one thread: idle or deadlocked.
    fn nothing(&self) -> Next {
        self.current.set(None);
        if self.sched.is_stopped() {
            return Next::Stopped;
        }
        let deadline = self.sched.deadline();
        if deadline == NEVER && !self.sched.held() {
            return Next::Deadlock;
        }
        Next::Idle { deadline }
    }

    /// Takes a fair share, of at most `max`, from the global queue: one to run, the others into the ring.
    pub(crate) fn take_global(&self, p: &P, max: usize) -> Option<Task> {
        let len = self.sched.global.len();
        if len == 0 {
            return None;
        }
        let share = (len / self.sched.ps.len() + 1)
            .min(max)
            .min(crate::ring::RING / 2);
        let mut first = None;
        self.sched.global.pop_batch(share, |task| {
            if first.is_none() {
                first = Some(task);
            } else if !p.ring.push(task) {
                // Cannot happen: the ring is empty whenever more than one is taken.
                debug_assert!(false);
            }
        });
        let first = first?;
        if max > 1 {
            self.begin_round(p);
        }
        self.run(p, first, true)
    }

    /// Runs the timers of `p` that are due.
    pub(crate) fn run_timers(&self, p: &P, now: i64) {
        while p.first.load(Ordering::Acquire) <= now {
            let Some(due) = p.take_due(now) else {
                return;
            };
            match due.action {
                Action::Ready(task) => self.ready(task, true),
                Action::Call { f, arg, seq } => f(self.cx.get(), arg, seq, due.late),
            }
            if !due.note.is_null() {
                // SAFETY: a synchronous timer stays valid until it was stopped, which waits for us.
                unsafe { (*due.note).end() };
            }
        }
    }

    /// Whether the slice that is under way is over at `now`; begins it when the clock was not read in it yet.
    fn slice_over(&self, now: i64) -> bool {
        let begun = self.slice.get();
        if begun == 0 {
            self.slice.set(now.max(1));
            return false;
        }
        now - begun >= SLICE
    }

    /// Sends the task that was to run next to the end of the global queue, as one that was preempted.
    fn demote_next(&self, p: &P) {
        if let Some(task) = p.ring.take_next(M::PARALLEL) {
            self.sched.global.push(task);
        }
        self.slice.set(0);
    }

    /// Reads the clock for the running task: true when it should be preempted, because its slice is over. When a
    /// timer is due, the next `schedule` runs it.
    pub fn tick(&self) -> bool {
        let now = self.sched.machine.now();
        if let Some(p) = self.p.get()
            && p.first.load(Ordering::Acquire) <= now
        {
            self.poll.set(1);
        }
        let over = self.slice_over(now);
        if M::PARALLEL {
            self.over.set(over);
        }
        over
    }

    /// Whether the running task may go on although its slice is over, since in this thread, the only one, nothing else could
    /// run: begins another slice for it.
    pub fn alone(&self) -> bool {
        let now = self.sched.machine.now();
        let alone = !M::PARALLEL
            && self.sched.global.len() == 0
            && !self.sched.is_stopped()
            && self
                .p
                .get()
                .is_some_and(|p| p.ring.is_empty() && p.first.load(Ordering::Acquire) > now);
        if alone {
            self.slice.set(now.max(1));
        }
        alone
    }

    /// Appends to the ring, or to the global queue with half of a full ring.
    #[inline(never)]
    pub(crate) fn push(&self, p: &P, task: Task) {
        while !p.ring.push(task) {
            if let Some((first, last, n)) = p.ring.take_half() {
                last.header().next.store(task.as_ptr(), Ordering::Relaxed);
                self.sched.global.push_list(first, task, n as usize + 1);
                return;
            }
        }
    }

    /// Queues a runnable task on the P.
    #[inline]
    fn queue(&self, task: Task, next: bool) {
        let Some(p) = self.p.get() else {
            self.sched.global.push(task);
            return;
        };
        let task = if next {
            match p.ring.replace_next(M::PARALLEL, task) {
                None => return,
                Some(old) => old,
            }
        } else {
            task
        };
        self.push(p, task);
    }

    /// Adds a new task; it runs next.
    #[inline]
    pub fn spawn(&self, task: Task) {
        if let Some(p) = self.p.get() {
            p.count_spawned();
        }
        task.spawned();
        self.queue(task, true);
        self.sched.wake_one();
    }

    /// Makes a task ready that is parked or about to park: `next` to run before all others of this P, else at the end
    /// of its ring. Does nothing when it is ready already.
    #[inline]
    pub fn ready(&self, task: Task, next: bool) {
        if task.make_ready(M::PARALLEL) == Readied::Queue {
            self.queue(task, next);
            self.sched.wake_one();
        }
    }

    /// The current task has stored its last frame and waits; when it was made ready meanwhile, it is runnable again.
    #[inline]
    pub fn parked(&self) {
        if let Some(task) = self.current.take() {
            let ready = !task.parked(M::PARALLEL);
            if M::PARALLEL && self.wired.get() {
                self.leave_wired(task, ready);
            } else if ready {
                self.queue(task, true);
            }
        }
    }

    /// The current task waits and `to`, which waits as well, goes on in its place: true when `to` is the current one now, false
    /// when it is only the next. What is left of the slice and of the turns until the next poll is theirs together.
    #[inline]
    pub fn hand_over(&self, to: Task) -> bool {
        self.parked();
        let left = self.poll.get().wrapping_sub(1);
        if M::PARALLEL || left == 0 || !to.take_over() {
            self.ready(to, true);
            return false;
        }
        self.poll.set(left);
        self.current.set(Some(to));
        true
    }

    /// Whether the current task, if it yielded, would be the one to run next, and there is nothing else to look after:
    /// then it need not. Counts as a turn.
    #[inline]
    pub fn is_alone(&self) -> bool {
        let left = self.poll.get().wrapping_sub(1);
        let alone = !M::PARALLEL
            && left != 0
            && self.sched.global.len() == 0
            && self.p.get().is_some_and(|p| p.ring.is_empty());
        if alone {
            self.poll.set(left);
        }
        alone
    }

    /// The current task is over. Nobody refers to it any more when this returns.
    #[inline]
    pub fn exited(&self) {
        if M::PARALLEL && self.wired.get() {
            self.unwire();
        }
        if let Some(task) = self.current.take() {
            task.exited();
            if let Some(p) = self.p.get() {
                p.count_ended();
            }
        }
    }

    /// Lets a task go that [`Task::try_own`] was used on, and queues it if somebody wanted to meanwhile.
    pub fn disown(&self, task: Task) {
        if task.disown() {
            self.queue(task, false);
            self.sched.wake_one();
        }
    }

    /// Sets `timer` (Go's add and reset); true when it was set before. See [`Timer`] for what holds after that.
    ///
    /// # Safety
    /// The timer stays valid and in place until it was stopped or, when it is not periodic, its action was begun
    /// (ended, when it is synchronous). A task that its action makes ready stays valid as long.
    pub unsafe fn set_timer(&self, timer: &Timer, setting: Setting) -> bool {
        // SAFETY: by contract.
        unsafe { self.sched.set_timer_on(self.p.get(), timer, setting) }
    }

    /// Sleeps after [`Next::Idle`], until the deadline or until there may be something to run.
    pub fn sleep(&self, deadline: i64) {
        self.sched.machine.sleep(self.id, deadline);
    }
}

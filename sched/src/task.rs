//! Tasks: anything that can be resumed. A runtime embeds a [`TaskHeader`] at the start of its own record (its G),
//! and the scheduler handles the address and nothing else.
//!
//! ```text
//!            spawn              schedule               exited
//!   Dead ───────────▶ Runnable ──────────▶ Running ───────────▶ Dead
//!                      ▲   ▲ ▲   yielded     │  │
//!                      │   │ └───────────────┤  │ ready
//!                ready │   │ parked          │  ▼
//!                      │   └──────────── Notified
//!                   Waiting ◀────────────────┘ parked
//! ```
//!
//! **Parking is not instant.** From the moment a task's waiter can be seen by others until its last frame is
//! stored, it still is Running. `ready` in that time only marks it Notified; [`parked`](crate::Scheduler::parked),
//! called when the last frame is stored, moves it to Waiting by one CAS, or, when that fails, makes it runnable.
//!
//! **Owning.** Whoever looks at or moves the stack of a task that does not run owns it meanwhile: Waiting, Runnable
//! and Blocking tasks are taken by a CAS that sets a bit. A scheduler or `ready` that meets the bit leaves
//! a mark and goes away; the owner queues the task when it lets go and finds the mark. Nobody waits for an owner
//! except a blocking call that returns, and an M that is given the task that is wired to it.
//!
//! **Wired.** A bit says that only one M may run the task ([`Worker::wire`](crate::Worker::wire)); it stays with the task
//! through all states. No transition expects it, so only the slow paths know of it.

use crate::sync::{AtomicPtr, AtomicU32, Ordering, const_unless_loom, spin_loop};
use core::ptr::{NonNull, null_mut};
use static_assertions::const_assert;

const DEAD: u32 = 0;
const RUNNABLE: u32 = 1;
const RUNNING: u32 = 2;
const NOTIFIED: u32 = 3;
const WAITING: u32 = 4;
const BLOCKING: u32 = 5;
const STATE: u32 = 7;
/// Somebody owns the task's stack.
const OWNED: u32 = 8;
/// Somebody wanted to queue or run the task while it was owned.
const WANTED: u32 = 16;
/// One M alone may run the task.
const WIRED: u32 = 32;

/// What a task is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// Not spawned yet, or over.
    Dead,
    /// In a run queue.
    Runnable,
    /// On an M, perhaps on its way to park.
    Running,
    /// Running, and made ready before it has parked.
    Notified,
    /// Parked.
    Waiting,
    /// In a call that may block its thread.
    Blocking,
}

/// The scheduler's part of a task. It must be the first field of a `repr(C)` record and must not move.
#[repr(C)]
pub struct TaskHeader {
    /// The next task in a linked queue; belongs to whoever holds the task there.
    pub(crate) next: AtomicPtr<TaskHeader>,
    state: AtomicU32,
}

// It is in every goroutine.
const_assert!(cfg!(any(loom, shuttle)) || size_of::<TaskHeader>() <= 2 * size_of::<*const u8>());

impl Default for TaskHeader {
    fn default() -> Self {
        Self::new()
    }
}

impl TaskHeader {
    const_unless_loom! {
        /// A task that is dead, which is also: not spawned yet.
        #[must_use]
        pub fn new() -> Self {
            TaskHeader {
                next: AtomicPtr::new(null_mut()),
                state: AtomicU32::new(DEAD),
            }
        }
    }
}

impl core::fmt::Debug for TaskHeader {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("TaskHeader").finish_non_exhaustive()
    }
}

/// What `ready` has to do after it has changed a task's state.
#[derive(PartialEq, Eq)]
pub(crate) enum Readied {
    /// Queue it: it is runnable now.
    Queue,
    /// Nothing: whoever is parking or owning the task sees the mark.
    Marked,
}

/// Whether a task that came out of a queue may be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It is Running now.
    Ours,
    /// Somebody owns it, and will queue it.
    Owned,
    /// It is another M's.
    Wired,
}

/// The address of a task that stays alive: until it is dead and in no queue.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Task(NonNull<TaskHeader>);

// SAFETY: a task is handed from thread to thread by the scheduler; the address itself says nothing.
unsafe impl Send for Task {}
// SAFETY: as above; all that is reached through it without further `unsafe` is atomic.
unsafe impl Sync for Task {}

impl core::fmt::Debug for Task {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Task").field(&self.0).finish()
    }
}

impl Task {
    /// The task whose header is at `header`.
    ///
    /// # Safety
    /// The header stays valid and in place as long as the scheduler, or anybody who may call `ready`, knows it.
    #[inline]
    #[must_use]
    pub const unsafe fn from_raw(header: NonNull<TaskHeader>) -> Self {
        Task(header)
    }

    /// The address of the header, and so of the record that begins with it.
    #[inline]
    #[must_use]
    pub const fn as_ptr(self) -> *mut TaskHeader {
        self.0.as_ptr()
    }

    /// The address as a number, to be used as a token; [`Task::from_token`] turns it back.
    #[inline]
    #[must_use]
    pub fn token(self) -> usize {
        self.0.as_ptr().expose_provenance()
    }

    /// The task of a token.
    ///
    /// # Safety
    /// `token` came from [`Task::token`] of a task that is still alive.
    #[inline]
    #[must_use]
    pub unsafe fn from_token(token: usize) -> Self {
        // SAFETY: by contract it is the address of a header, so not null.
        Task(unsafe { NonNull::new_unchecked(core::ptr::with_exposed_provenance_mut(token)) })
    }

    #[inline]
    pub(crate) fn header(&self) -> &TaskHeader {
        // SAFETY: the promise of `from_raw`.
        unsafe { self.0.as_ref() }
    }

    #[inline]
    fn word(&self) -> &AtomicU32 {
        &self.header().state
    }

    /// One CAS; where there is one thread for sure, which is known when compiling, a load and a store.
    #[inline(always)]
    fn change_if(&self, parallel: bool, from: u32, to: u32) -> Result<u32, u32> {
        if !parallel {
            let seen = self.word().load(Ordering::Relaxed);
            if seen != from {
                return Err(seen);
            }
            self.word().store(to, Ordering::Relaxed);
            return Ok(seen);
        }
        self.change(from, to)
    }

    #[inline]
    fn change(&self, from: u32, to: u32) -> Result<u32, u32> {
        self.word()
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire)
    }

    /// What the task is doing at this moment.
    #[must_use]
    pub fn state(self) -> TaskState {
        match self.word().load(Ordering::Acquire) & STATE {
            RUNNABLE => TaskState::Runnable,
            RUNNING => TaskState::Running,
            NOTIFIED => TaskState::Notified,
            WAITING => TaskState::Waiting,
            BLOCKING => TaskState::Blocking,
            _ => TaskState::Dead,
        }
    }

    /// Dead → Runnable.
    #[inline]
    pub(crate) fn spawned(self) {
        debug_assert!(self.state() == TaskState::Dead);
        self.word().store(RUNNABLE, Ordering::Release);
    }

    /// Runnable → Running, unless it is owned, and then it is its owner's to queue, or wired.
    #[inline]
    pub(crate) fn run(self, parallel: bool) -> Claim {
        if !parallel {
            self.word().store(RUNNING, Ordering::Relaxed);
            return Claim::Ours;
        }
        match self.change(RUNNABLE, RUNNING) {
            Ok(_) => Claim::Ours,
            Err(seen) => self.run_slow(seen),
        }
    }

    #[cold]
    fn run_slow(self, mut seen: u32) -> Claim {
        loop {
            let (to, answer) = match seen {
                s if s & OWNED != 0 => (s | WANTED, Claim::Owned),
                s if s & WIRED != 0 => return Claim::Wired,
                RUNNABLE => (RUNNING, Claim::Ours),
                // In no queue is one that is not Runnable.
                _ => {
                    debug_assert!(false);
                    return Claim::Owned;
                }
            };
            match self.change(seen, to) {
                Ok(_) => return answer,
                Err(now) => seen = now,
            }
        }
    }

    /// Runnable → Running of a wired task, by its M, after a scan that is under way.
    pub(crate) fn run_wired(self) {
        while self.change(RUNNABLE | WIRED, RUNNING | WIRED).is_err() {
            spin_loop();
        }
    }

    /// Wires the task that runs, or no longer.
    pub(crate) fn set_wired(self, wired: bool) {
        // `ready` may mark it at the same time.
        if wired {
            self.word().fetch_or(WIRED, Ordering::Relaxed);
        } else {
            self.word().fetch_and(!WIRED, Ordering::Relaxed);
        }
    }

    /// The bit of a wired task, as its M or whoever has it in a queue sees it.
    #[inline]
    fn wired(self, parallel: bool) -> u32 {
        if !parallel {
            return 0;
        }
        self.word().load(Ordering::Relaxed) & WIRED
    }

    /// Waiting → Runnable, or Running → Notified.
    #[inline]
    pub(crate) fn make_ready(self, parallel: bool) -> Readied {
        #[cfg(mutant = "ready_ignores_parking")]
        if self.word().load(Ordering::Acquire) == RUNNING {
            return Readied::Marked;
        }
        match self.change_if(parallel, WAITING, RUNNABLE) {
            Ok(_) => Readied::Queue,
            Err(seen) => self.make_ready_slow(seen),
        }
    }

    /// Running → Notified, by the task itself.
    #[cfg(feature = "async")]
    #[inline]
    pub(crate) fn notify(self) {
        if self.change(RUNNING, NOTIFIED).is_err() {
            self.make_ready(true);
        }
    }

    #[cold]
    fn make_ready_slow(self, mut seen: u32) -> Readied {
        loop {
            let wired = seen & WIRED;
            let (to, answer) = match seen & !WIRED {
                WAITING => (RUNNABLE | wired, Readied::Queue),
                RUNNING => (NOTIFIED | wired, Readied::Marked),
                s if s == WAITING | OWNED => (seen | WANTED, Readied::Marked),
                // Ready already: one wake-up is enough for both.
                _ => return Readied::Marked,
            };
            match self.change(seen, to) {
                Ok(_) => return answer,
                Err(now) => seen = now,
            }
        }
    }

    /// Running → Waiting; false when it was made ready meanwhile, and then it is Runnable.
    #[inline]
    pub(crate) fn parked(self, parallel: bool) -> bool {
        #[cfg(mutant = "parked_without_cas")]
        {
            let seen = self.word().load(Ordering::Acquire);
            if seen == RUNNING {
                self.word().store(WAITING, Ordering::Release);
                return true;
            }
        }
        if self.change_if(parallel, RUNNING, WAITING).is_ok() {
            return true;
        }
        let wired = self.wired(parallel);
        if wired != 0 && self.change(RUNNING | WIRED, WAITING | WIRED).is_ok() {
            return true;
        }
        self.word().store(RUNNABLE | wired, Ordering::Release);
        false
    }

    /// Waiting → Running, where there is one thread; false when it does not wait.
    #[inline]
    pub(crate) fn take_over(self) -> bool {
        self.change_if(false, WAITING, RUNNING).is_ok()
    }

    /// Running → Runnable.
    #[inline]
    pub(crate) fn yielded(self, parallel: bool) {
        let wired = if cfg!(mutant = "yield_unwires") {
            0
        } else {
            self.wired(parallel)
        };
        self.word().store(RUNNABLE | wired, Ordering::Release);
    }

    /// Running → Dead.
    #[inline]
    pub(crate) fn exited(self) {
        self.word().store(DEAD, Ordering::Release);
    }

    /// Running → Blocking.
    #[inline]
    pub(crate) fn enter_blocking(self, parallel: bool) {
        self.word()
            .store(BLOCKING | self.wired(parallel), Ordering::Release);
    }

    /// Blocking → Running, after a scan that is under way.
    #[inline]
    pub(crate) fn exit_blocking(self, parallel: bool) {
        let wired = self.wired(parallel);
        while self.change(BLOCKING | wired, RUNNING | wired).is_err() {
            spin_loop();
        }
    }

    /// Takes ownership of a task that does not run, to scan or move its stack (a Blocking one only to scan it).
    /// `None`: it is running, dead or owned by somebody else.
    #[must_use]
    pub fn try_own(self) -> Option<TaskState> {
        let seen = self.word().load(Ordering::Acquire);
        if !matches!(seen & !WIRED, WAITING | RUNNABLE | BLOCKING) {
            return None;
        }
        self.change(seen, seen | OWNED).ok()?;
        Some(match seen & STATE {
            WAITING => TaskState::Waiting,
            RUNNABLE => TaskState::Runnable,
            _ => TaskState::Blocking,
        })
    }

    /// Gives up ownership; true when the task is Runnable now and has to be queued by the caller.
    #[must_use]
    pub(crate) fn disown(self) -> bool {
        let mut seen = self.word().load(Ordering::Relaxed);
        loop {
            let to = if seen & WANTED != 0 {
                RUNNABLE | seen & WIRED
            } else {
                seen & (STATE | WIRED)
            };
            #[cfg(mutant = "disown_without_cas")]
            {
                self.word().store(to, Ordering::Release);
                return seen & WANTED != 0;
            }
            #[cfg(not(mutant = "disown_without_cas"))]
            match self.change(seen, to) {
                Ok(_) => return seen & WANTED != 0,
                Err(now) => seen = now,
            }
        }
    }
}

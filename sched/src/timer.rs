//! Timers: something that the scheduler does at a time.
//!
//! A timer lives in its user's memory and is in at most one P's heap. `home` says in which; its other fields belong
//! to whoever holds the lock of that heap. Out of any heap nobody touches them: the way in is to hold a heap's lock
//! and win the CAS of `home` from none to that heap. So any number of threads may start and stop the same timer.
//!
//! A due timer is taken out (or set to its next period) under the lock, and its action is done after that without
//! the lock. For a timer that is *synchronous*, `stop` and `reset` wait for an action that is under way on another M,
//! so that nothing of the former setting happens after they return: Go's rule, since 1.23, for timers with a channel.

use crate::sync::{AtomicU32, Ordering, RaceCell, spin_loop};
use crate::task::Task;

/// A timer's function: `cx` is the word of the worker that runs it, `arg` and `seq` are the timer's, `late` tells
/// how many nanoseconds after its time it runs. It runs on the M's own stack, between tasks, and must not block.
pub type TimerFn = fn(cx: usize, arg: usize, seq: usize, late: i64);

/// What a timer does when its time has come.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// Makes a task ready that is parked or about to park. The timer may be freed as soon as the task runs.
    Ready(Task),
    /// Calls a function.
    Call {
        /// The function.
        f: TimerFn,
        /// Its argument.
        arg: usize,
        /// A number that the function can compare, to tell settings apart.
        seq: usize,
    },
}

/// When and what.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The time, on the machine's clock.
    pub when: i64,
    /// For a ticker: nanoseconds from one time to the next. Otherwise 0.
    pub period: i64,
    /// What to do.
    pub action: Action,
}

struct Inner {
    setting: Option<Setting>,
    pos: u32,
}

/// A timer. It must not move or go away while it is set.
pub struct Timer {
    /// 0, or the number of the P in whose heap this is, plus one.
    pub(crate) home: AtomicU32,
    /// How many Ms are in this timer's action; kept for synchronous ones only.
    firing: AtomicU32,
    synchronous: bool,
    inner: RaceCell<Inner>,
}

// SAFETY: `inner` is guarded as the module says; the rest is atomic or constant.
unsafe impl Send for Timer {}
// SAFETY: as above.
unsafe impl Sync for Timer {}

impl Default for Timer {
    fn default() -> Self {
        Self::new(false)
    }
}

impl Timer {
    /// A timer that is not set. For a `synchronous` one, stopping and setting wait for an action that is under way on
    /// another M; its action must not do that to the timer itself.
    #[must_use]
    pub fn new(synchronous: bool) -> Self {
        Timer {
            home: AtomicU32::new(0),
            firing: AtomicU32::new(0),
            synchronous,
            inner: RaceCell::new(Inner {
                setting: None,
                pos: 0,
            }),
        }
    }

    /// Whether the timer is set. Another thread may change that at any moment.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.home.load(Ordering::Acquire) != 0
    }

    /// The setting.
    ///
    /// # Safety
    /// Nobody sets or stops the timer meanwhile, and it cannot fire: as in a stopped world.
    #[must_use]
    pub unsafe fn setting(&self) -> Option<Setting> {
        // SAFETY: by contract.
        self.inner.with(|inner| unsafe { (*inner).setting })
    }

    /// # Safety
    /// The caller holds the lock of the timer's heap.
    #[inline]
    pub(crate) unsafe fn set_position(&self, pos: usize) {
        // SAFETY: by contract.
        self.inner
            .with_mut(|inner| unsafe { (*inner).pos = pos as u32 });
    }

    /// # Safety
    /// The caller holds the lock of the timer's heap.
    pub(crate) unsafe fn position(&self) -> usize {
        // SAFETY: by contract.
        self.inner.with(|inner| unsafe { (*inner).pos as usize })
    }

    /// # Safety
    /// The caller holds the lock of the timer's heap.
    pub(crate) unsafe fn set(&self, setting: Option<Setting>) {
        // SAFETY: by contract.
        self.inner
            .with_mut(|inner| unsafe { (*inner).setting = setting });
    }

    /// Notes that an action begins; false when nobody has to know.
    pub(crate) fn begin(&self) -> bool {
        if self.synchronous {
            self.firing.fetch_add(1, Ordering::Relaxed);
        }
        self.synchronous
    }

    /// The action that began is over.
    pub(crate) fn end(&self) {
        self.firing.fetch_sub(1, Ordering::Release);
    }

    /// Waits for actions that other Ms have begun.
    pub(crate) fn settle(&self) {
        #[cfg(not(mutant = "stop_without_settle"))]
        while self.synchronous && self.firing.load(Ordering::Acquire) != 0 {
            spin_loop();
        }
    }
}

impl core::fmt::Debug for Timer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Timer")
            .field("set", &self.is_set())
            .finish_non_exhaustive()
    }
}

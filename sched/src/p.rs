//! A P: the right to run tasks, with what belongs to it.

use crate::blocking::HELD;
use crate::heap::{NEVER, TimerHeap};
use crate::ring::Ring;
use crate::sync::{AtomicI64, AtomicU32, AtomicUsize, Lock, Ordering};
use crate::timer::{Action, Setting, Timer};

/// How many times a P has scheduled between two looks at the global queue, the timers and the clock. Prime, and the
/// same as Go's, so that patterns in programs do not run in step with it.
pub(crate) const POLL: u32 = 61;

#[cfg_attr(
    any(not(target_arch = "wasm32"), target_feature = "atomics"),
    repr(align(128))
)]
pub(crate) struct P {
    pub(crate) id: u32,
    pub(crate) ring: Ring,
    pub(crate) timers: Lock<TimerHeap>,
    /// The deadline of the first timer, written under the lock of `timers`.
    pub(crate) first: AtomicI64,
    /// Tasks spawned and tasks ended on this P; written by the M that holds it.
    spawned: AtomicUsize,
    ended: AtomicUsize,
    /// Tasks spawned by nobody who holds a P.
    remote: AtomicUsize,
    /// Counts schedules, for whoever watches that the P makes progress.
    pub(crate) tick: AtomicU32,
    /// Whether its M is in a blocking call: see `blocking`.
    pub(crate) status: AtomicU32,
}

/// One more, by the only thread that writes.
#[inline]
fn bump(counter: &AtomicUsize) {
    let next = counter.load(Ordering::Relaxed).wrapping_add(1);
    // Release: who counts this one also counts all that was done before.
    counter.store(next, Ordering::Release);
}

/// What a due timer has to do, and since when.
pub(crate) struct Due {
    pub(crate) action: Action,
    pub(crate) late: i64,
    /// The timer, when the end of its action has to be noted.
    pub(crate) note: *const Timer,
}

impl P {
    pub(crate) fn new(id: u32) -> Self {
        P {
            id,
            ring: Ring::new(),
            timers: Lock::new(TimerHeap::new()),
            first: AtomicI64::new(NEVER),
            spawned: AtomicUsize::new(0),
            ended: AtomicUsize::new(0),
            remote: AtomicUsize::new(0),
            tick: AtomicU32::new(0),
            status: AtomicU32::new(HELD),
        }
    }

    #[inline]
    pub(crate) fn count_spawned(&self) {
        bump(&self.spawned);
    }

    #[inline]
    pub(crate) fn count_ended(&self) {
        bump(&self.ended);
    }

    pub(crate) fn count_remote(&self) {
        self.remote.fetch_add(1, Ordering::Release);
    }

    /// How many tasks have ended on this P.
    pub(crate) fn ended(&self) -> usize {
        self.ended.load(Ordering::Acquire)
    }

    /// How many tasks were spawned on this P, or by nobody who holds one.
    pub(crate) fn spawned(&self) -> usize {
        let own = self.spawned.load(Ordering::Acquire);
        own.wrapping_add(self.remote.load(Ordering::Acquire))
    }

    /// Takes the first timer that is due at `now`.
    pub(crate) fn take_due(&self, now: i64) -> Option<Due> {
        self.timers.with(|heap| {
            let (when, at) = heap.first()?;
            if when > now {
                return None;
            }
            // SAFETY: a timer in the heap is valid, and its fields are ours under the lock.
            let due = unsafe {
                let timer = &*at;
                let setting = timer.setting()?;
                if setting.period > 0 {
                    let next = when + setting.period * (1 + (now - when) / setting.period);
                    timer.set(Some(Setting {
                        when: next,
                        ..setting
                    }));
                    heap.update(timer.position(), next);
                } else {
                    heap.remove(timer.position());
                    timer.set(None);
                }
                let note = if timer.begin() { at } else { core::ptr::null() };
                if setting.period <= 0 {
                    timer.home.store(0, Ordering::Release);
                }
                Due {
                    action: setting.action,
                    late: now - when,
                    note,
                }
            };
            self.first.store(heap.deadline(), Ordering::Release);
            Some(due)
        })
    }

    /// Sets `timer` if its home is `home` (0: none), which must be this P or none; `None` if it is not any more.
    /// True when it was set before.
    pub(crate) fn set_timer(&self, timer: &Timer, home: u32, setting: Setting) -> Option<bool> {
        self.timers.with(|heap| {
            // SAFETY: under the lock of its home, or of the heap that has just won it, the timer's fields are ours;
            // the caller of `Worker::set_timer` keeps it valid while it is set.
            unsafe {
                if home == 0 {
                    #[cfg(mutant = "set_timer_without_cas")]
                    timer.home.store(self.id + 1, Ordering::Release);
                    #[cfg(not(mutant = "set_timer_without_cas"))]
                    timer
                        .home
                        .compare_exchange(0, self.id + 1, Ordering::AcqRel, Ordering::Relaxed)
                        .ok()?;
                    timer.set(Some(setting));
                    heap.push(timer, setting.when);
                } else {
                    if timer.home.load(Ordering::Acquire) != home {
                        return None;
                    }
                    timer.set(Some(setting));
                    heap.update(timer.position(), setting.when);
                }
            }
            self.first.store(heap.deadline(), Ordering::Release);
            Some(home != 0)
        })
    }

    /// Takes `timer` out of this P's heap; `None` if it has another home than `home` meanwhile.
    pub(crate) fn stop_timer(&self, timer: &Timer, home: u32) -> Option<()> {
        self.timers.with(|heap| {
            if timer.home.load(Ordering::Acquire) != home {
                return None;
            }
            // SAFETY: under the lock of its home the timer's fields are ours.
            unsafe {
                heap.remove(timer.position());
                timer.set(None);
            }
            timer.home.store(0, Ordering::Release);
            self.first.store(heap.deadline(), Ordering::Release);
            Some(())
        })
    }
}

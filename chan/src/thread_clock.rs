//! The operating system's clock: one thread for all timers, started with the first.

use crate::clock::{Clock, Timer};
use alloc::collections::BinaryHeap;
use core::cmp::Ordering;
use core::time::Duration;
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Instant;

/// A [`Clock`] for programs with threads. Its first timer starts a thread, which serves all others too.
///
/// ```
/// use burrow_chan::{ThreadClock, after, channel, select};
/// use std::time::Duration;
///
/// let (_tx, rx) = channel::<i32>(0);
/// let late = after(&ThreadClock, Duration::from_millis(2));
/// let timed_out = select! {
///     recv(rx) -> _ => false,
///     recv(late) -> _ => true,
/// };
/// assert!(timed_out);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct ThreadClock;

/// A timer in the heap, which has the latest first.
struct Entry(Duration, Timer);

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.cmp(&self.0)
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Entry {}

struct Timers {
    epoch: Instant,
    heap: Mutex<BinaryHeap<Entry>>,
    changed: Condvar,
}

fn timers() -> &'static Timers {
    static TIMERS: OnceLock<Timers> = OnceLock::new();
    static THREAD: OnceLock<()> = OnceLock::new();
    let timers = TIMERS.get_or_init(|| Timers {
        epoch: Instant::now(),
        heap: Mutex::new(BinaryHeap::new()),
        changed: Condvar::new(),
    });
    THREAD.get_or_init(|| {
        thread::spawn(|| timers.serve());
    });
    timers
}

impl Timers {
    fn serve(&self) {
        let mut heap = self.heap.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let now = self.epoch.elapsed();
            let wait = match heap.peek() {
                Some(first) => first.0.saturating_sub(now),
                None => Duration::MAX,
            };
            if !wait.is_zero() {
                let waited = self.changed.wait_timeout(heap, wait);
                heap = waited.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            if let Some(Entry(_, mut timer)) = heap.pop()
                && let Some(next) = timer.fire(now)
            {
                heap.push(Entry(next, timer));
            }
        }
    }
}

impl Clock for ThreadClock {
    fn now(&self) -> Duration {
        timers().epoch.elapsed()
    }

    fn schedule(&self, at: Duration, timer: Timer) {
        let timers = timers();
        let mut heap = timers.heap.lock().unwrap_or_else(PoisonError::into_inner);
        heap.push(Entry(at, timer));
        timers.changed.notify_one();
    }
}

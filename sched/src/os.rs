//! Machines of the operating system.

use crate::machine::Machine;
use alloc::boxed::Box;
use core::time::Duration;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

fn nanoseconds(since: Instant) -> i64 {
    i64::try_from(since.elapsed().as_nanos()).unwrap_or(i64::MAX)
}

/// The calling thread alone. Nobody else may use its scheduler.
///
/// ```
/// use burrow_sched::{Machine, Next, OneThread, Scheduler};
///
/// let sched = Scheduler::new(OneThread::default(), 1, 1);
/// let worker = sched.worker(0).unwrap();
/// // There is one M only, and without tasks and timers nothing will ever happen.
/// assert!(sched.worker(0).is_none());
/// assert_eq!(worker.schedule(), Next::Deadlock);
/// // With something announced from outside it waits for that, until a time or for a while.
/// sched.hold();
/// assert!(matches!(worker.schedule(), Next::Idle { .. }));
/// let began = sched.machine().now();
/// worker.sleep(began + 2_000_000);
/// assert!(sched.machine().now() >= began + 2_000_000);
/// ```
#[derive(Debug)]
pub struct OneThread {
    began: Instant,
}

impl Default for OneThread {
    fn default() -> Self {
        OneThread {
            began: Instant::now(),
        }
    }
}

impl Machine for OneThread {
    const PARALLEL: bool = false;

    fn now(&self) -> i64 {
        nanoseconds(self.began)
    }

    /// Sleeps until `deadline`. Without one it returns after a while, so that its caller can look at what it waits for.
    fn sleep(&self, _id: usize, deadline: i64) {
        let left = deadline.saturating_sub(self.now()).clamp(0, 100_000_000);
        thread::sleep(Duration::from_nanos(left as u64));
    }

    fn wake(&self, _id: usize) {}

    fn start(&self) -> bool {
        false
    }
}

#[derive(Debug, Default)]
struct Bed {
    awake: Mutex<bool>,
    changed: Condvar,
}

/// Threads that their creator starts: each makes its own worker.
///
/// ```
/// use burrow_sched::{Next, Scheduler, Task, TaskHeader, Threads};
/// use core::ptr::NonNull;
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// // Two run at a time, on up to three threads.
/// let sched = Scheduler::new(Threads::new(3), 2, 3);
/// let headers: Vec<_> = (0..100).map(|_| TaskHeader::new()).collect();
/// for header in &headers {
///     // SAFETY: the headers stay until all tasks are over.
///     sched.spawn_remote(unsafe { Task::from_raw(NonNull::from(header)) });
/// }
/// let ran = AtomicUsize::new(0);
/// std::thread::scope(|s| {
///     for _ in 0..3 {
///         s.spawn(|| {
///             let worker = sched.worker(0).unwrap();
///             loop {
///                 match worker.schedule() {
///                     Next::Run(_) => {
///                         ran.fetch_add(1, Ordering::Relaxed);
///                         worker.exited();
///                     }
///                     Next::Idle { deadline } => worker.sleep(deadline),
///                     // All sleep, and no task is left: the others are told.
///                     Next::Deadlock => sched.stop(),
///                     Next::Stopped => break,
///                 }
///             }
///         });
///     }
/// });
/// assert_eq!((ran.into_inner(), sched.tasks()), (100, 0));
/// ```
#[derive(Debug)]
pub struct Threads {
    began: Instant,
    beds: Box<[Bed]>,
}

impl Threads {
    /// For up to `ms` threads at a time.
    #[must_use]
    pub fn new(ms: usize) -> Self {
        Threads {
            began: Instant::now(),
            beds: (0..ms).map(|_| Bed::default()).collect(),
        }
    }
}

impl Machine for Threads {
    const PARALLEL: bool = true;

    fn now(&self) -> i64 {
        nanoseconds(self.began)
    }

    fn sleep(&self, id: usize, deadline: i64) {
        let Some(bed) = self.beds.get(id) else { return };
        let mut awake = bed.awake.lock().unwrap_or_else(PoisonError::into_inner);
        while !*awake {
            let left = deadline.saturating_sub(self.now());
            if left <= 0 {
                return;
            }
            awake = if deadline == crate::FOREVER {
                bed.changed
                    .wait(awake)
                    .unwrap_or_else(PoisonError::into_inner)
            } else {
                let left = Duration::from_nanos(left as u64);
                let waited = bed.changed.wait_timeout(awake, left);
                waited.unwrap_or_else(PoisonError::into_inner).0
            };
        }
        *awake = false;
    }

    fn wake(&self, id: usize) {
        if let Some(bed) = self.beds.get(id) {
            *bed.awake.lock().unwrap_or_else(PoisonError::into_inner) = true;
            bed.changed.notify_one();
        }
    }

    /// Never starts one by itself.
    fn start(&self) -> bool {
        false
    }
}

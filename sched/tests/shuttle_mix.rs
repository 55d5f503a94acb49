//! Random schedules of more Ms and tasks than loom can take; `cargo xtask loom` runs them too.
//! shuttle takes all atomics for sequentially consistent, so it complements the models in size and not in ordering.
#![cfg(shuttle)]

#[path = "common/host.rs"]
mod host;

use burrow_sched::{Monitor, Next, RETAKE, Scheduler, Task, TaskHeader, Worker};
use core::cell::Cell;
use core::ptr::NonNull;
use host::Host;
use shuttle::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use shuttle::{check_random, thread};
use std::sync::Arc;

/// What a task does, one after the other.
#[derive(Clone, Copy)]
enum Act {
    Spawn(usize),
    Yield,
    /// Waits for a token of its own.
    Take,
    /// Gives one to another task.
    Give(usize),
    /// Makes a call that blocks until the monitor has looked twice.
    Block,
    Wire,
    Unwire,
}

use Act::*;

/// Between them: all ways to become ready, from others of the same M and of others, before and after parking.
const TASKS: [&[Act]; 5] = [
    &[
        Spawn(1),
        Spawn(2),
        Give(1),
        Spawn(3),
        Yield,
        Take,
        Give(4),
        Take,
    ],
    &[Spawn(4), Take, Yield, Give(2), Yield, Give(0)],
    &[Wire, Yield, Take, Give(3), Unwire, Yield, Give(0)],
    &[Yield, Block, Take, Wire, Block, Yield],
    &[Take, Block, Yield],
];

#[repr(C)]
struct G {
    header: TaskHeader,
    /// Of `TASKS`; only who runs the task goes on in it.
    number: usize,
    at: Cell<usize>,
    tokens: AtomicUsize,
    running: AtomicBool,
}

struct Shared {
    sched: Scheduler<Host>,
    gs: Vec<G>,
    rounds: AtomicUsize,
    over: AtomicBool,
}

// SAFETY: the cells belong to whoever runs the task.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Shared {
    fn task(&self, n: usize) -> Task {
        // SAFETY: the records stay as long as the model runs.
        unsafe { Task::from_raw(NonNull::from(&self.gs[n]).cast()) }
    }

    /// Runs a task until it gives the M back.
    fn resume(&self, w: &Worker<'_, Host>, g: &G) {
        assert!(!g.running.swap(true, Ordering::Relaxed), "it runs twice");
        let stop = || assert!(g.running.swap(false, Ordering::Relaxed));
        while let Some(&act) = TASKS[g.number].get(g.at.get()) {
            if let Take = act {
                // Whoever gives the token then makes it ready.
                let take = |n: usize| n.checked_sub(1);
                let relaxed = Ordering::Relaxed;
                if g.tokens.fetch_update(relaxed, relaxed, take).is_err() {
                    stop();
                    return w.parked();
                }
            }
            g.at.set(g.at.get() + 1);
            match act {
                Spawn(n) => w.spawn(self.task(n)),
                Yield => {
                    stop();
                    return w.yielded();
                }
                Take => {}
                Give(n) => {
                    self.gs[n].tokens.fetch_add(1, Ordering::Relaxed);
                    w.ready(self.task(n), n % 2 == 0);
                }
                Block => {
                    let until = self.rounds.load(Ordering::Relaxed) + 2;
                    w.enter_blocking();
                    while self.rounds.load(Ordering::Relaxed) < until {
                        thread::yield_now();
                    }
                    stop();
                    if !w.exit_blocking() {
                        return;
                    }
                    assert!(!g.running.swap(true, Ordering::Relaxed), "it runs twice");
                }
                Wire => assert!(w.wire()),
                Unwire => w.unwire(),
            }
        }
        stop();
        w.exited();
        if self.sched.tasks() == 0 {
            self.sched.stop();
        }
    }

    fn work(&self) {
        let w = self.sched.worker(0).unwrap();
        loop {
            match w.schedule() {
                Next::Run(task) => {
                    // SAFETY: all tasks are `G`s, in `gs`.
                    self.resume(&w, unsafe { &*task.as_ptr().cast::<G>() });
                }
                Next::Idle { deadline } => w.sleep(deadline),
                Next::Stopped => return,
                Next::Deadlock => panic!("deadlock of {}", self.sched.tasks()),
            }
        }
    }

    fn watch(&self) {
        let mut memory = Monitor::default();
        while !self.over.load(Ordering::Relaxed) {
            self.sched.monitor(&mut memory, |_| {});
            self.sched
                .machine()
                .now
                .fetch_add(RETAKE, Ordering::Relaxed);
            self.rounds.fetch_add(1, Ordering::Relaxed);
            thread::yield_now();
        }
    }
}

fn mix() {
    let g = |number| G {
        header: TaskHeader::new(),
        number,
        at: Cell::new(0),
        tokens: AtomicUsize::new(0),
        running: AtomicBool::new(false),
    };
    let shared = Arc::new(Shared {
        sched: Scheduler::new(Host::new(0), 2, 4),
        gs: (0..TASKS.len()).map(g).collect(),
        rounds: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    });
    shared.sched.hold();
    shared.sched.spawn_remote(shared.task(0));
    let ms: Vec<_> = (0..4)
        .map(|_| {
            let shared = shared.clone();
            thread::spawn(move || shared.work())
        })
        .collect();
    let monitor = {
        let shared = shared.clone();
        thread::spawn(move || shared.watch())
    };
    for m in ms {
        m.join().unwrap();
    }
    shared.over.store(true, Ordering::Relaxed);
    monitor.join().unwrap();
    for (g, acts) in shared.gs.iter().zip(TASKS) {
        assert_eq!(g.at.get(), acts.len());
    }
}

/// Five tasks that spawn, yield, park, block and are wired, on four Ms with two Ps, and a monitor: each runs to its end, on one M
/// at a time, and no M sleeps for ever. 4000 schedules at random.
///
/// Mutant: ready_ignores_parking
/// Mutant: idle_without_recheck
/// Mutant: retake_without_cas
/// Mutant: stop_without_recheck
#[test]
fn tasks_of_all_kinds() {
    check_random(mix, 4000);
}

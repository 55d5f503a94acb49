//! Tasks that are wired to their thread, with threads of the operating system.

use burrow_sched::{Machine as _, Next, Scheduler, Task, TaskHeader, Threads, Worker};
use core::cell::Cell;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Barrier;
use std::thread::{self, ThreadId};

const TASKS: usize = 12;
const TURNS: usize = 400;
/// Each so manyth is wired.
const EACH: usize = 4;

#[repr(C)]
struct G {
    header: TaskHeader,
    number: usize,
    /// Touched by the M that runs the task.
    turns: Cell<usize>,
    home: Cell<Option<ThreadId>>,
}

/// A task's turn; `thread` is the number of the task that is wired to this thread.
fn turn(w: &Worker<'_, Threads>, g: &G, thread: &Cell<Option<usize>>, wired: &AtomicUsize) {
    let here = thread::current().id();
    let own = thread.get() == Some(g.number);
    assert!(thread.get().is_none() || own, "runs besides what is wired");
    let n = g.turns.get() + 1;
    g.turns.set(n);
    if let Some(home) = g.home.get() {
        assert_eq!(home, here, "runs elsewhere");
    }
    match n % 100 {
        10 if g.number % EACH == 0 && w.wire() => {
            wired.fetch_add(1, Ordering::Relaxed);
            thread.set(Some(g.number));
            g.home.set(Some(here));
        }
        70 if own => {
            w.unwire();
            thread.set(None);
            g.home.set(None);
        }
        _ => {}
    }
}

fn run(sched: &Scheduler<Threads>, wired: &AtomicUsize, all: &Barrier) {
    let w = sched.worker(0).unwrap();
    all.wait();
    let thread = Cell::new(None);
    loop {
        match w.schedule() {
            Next::Run(task) => {
                // SAFETY: all tasks are `G`s, and this one is ours while it runs.
                let g = unsafe { &*task.as_ptr().cast::<G>() };
                turn(&w, g, &thread, wired);
                if g.turns.get() == TURNS {
                    thread.set(None);
                    w.exited();
                    if sched.tasks() == 0 {
                        sched.stop();
                    }
                } else if g.turns.get() % 3 == 0 {
                    // Ready before it has parked, or after.
                    sched.ready_remote(task);
                    w.parked();
                } else {
                    w.yielded();
                }
            }
            Next::Idle { deadline } => w.sleep(deadline),
            Next::Stopped => return,
            Next::Deadlock => panic!("deadlock"),
        }
    }
}

/// While a task is wired it runs on one thread, and nothing else does there; all end, with more wired tasks than there are
/// Ps.
#[test]
fn wired_tasks_keep_their_thread() {
    let (sched, wired) = (Scheduler::new(Threads::new(6), 2, 6), AtomicUsize::new(0));
    assert!(sched.machine().now() >= 0);
    let gs: Vec<G> = (0..TASKS)
        .map(|number| G {
            header: TaskHeader::new(),
            number,
            turns: Cell::new(0),
            home: Cell::new(None),
        })
        .collect();
    for g in &gs {
        // SAFETY: the records stay until all tasks are over.
        sched.spawn_remote(unsafe { Task::from_raw(NonNull::from(g).cast()) });
    }
    sched.hold();
    let all = Barrier::new(6);
    thread::scope(|s| {
        for _ in 0..6 {
            s.spawn(|| run(&sched, &wired, &all));
        }
    });
    assert_eq!(sched.tasks(), 0);
    assert_eq!(wired.load(Ordering::Relaxed), TASKS / EACH * TURNS / 100);
}

/// Where there is one M only, nothing is wired.
#[test]
fn nobody_is_wired_to_the_only_m() {
    let sched = Scheduler::new(Threads::new(1), 1, 1);
    let w = sched.worker(0).unwrap();
    let header = TaskHeader::new();
    assert!(!w.wire());
    // SAFETY: it is over before the header goes.
    w.spawn(unsafe { Task::from_raw(NonNull::from(&header)) });
    assert!(matches!(w.schedule(), Next::Run(_)));
    assert!(!w.wire());
    w.exited();
    assert_eq!(w.schedule(), Next::Deadlock);
}

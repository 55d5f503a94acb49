//! Models of Ms that end, of tasks wired to one, and of the monitor at rest.
#![cfg(loom)]

#[path = "common/host.rs"]
mod host;
#[path = "common/parties.rs"]
mod parties;

use burrow_sched::*;
use host::{Host, MONITOR};
use loom::sync::atomic::{AtomicUsize, Ordering};
use parties::{Event, Owned, model};
use std::sync::Arc;

/// `stop` while tasks are queued and an M is going to sleep: all tasks run, once each, and both Ms end. One that sleeps
/// for ever is a deadlock of the model. Bounds: 2 Ms, 2 Ps, 2 tasks, 2 preemptions.
///
/// Mutant: stop_without_recheck
#[test]
fn shutdown_with_work_queued() {
    model(2, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 2, 2));
        let (a, b) = (Owned::new(), Owned::new());
        let ran = Arc::new(AtomicUsize::new(0));
        sched.hold();
        let work = {
            let (sched, ran) = (sched.clone(), ran.clone());
            move |w: Worker<'_, Host>| loop {
                match w.schedule() {
                    Next::Run(_) => {
                        ran.fetch_add(1, Ordering::Relaxed);
                        w.exited();
                    }
                    Next::Idle { deadline } => w.sleep(deadline),
                    Next::Stopped => break,
                    Next::Deadlock => panic!("deadlock of {}", sched.tasks()),
                }
            }
        };
        let other = {
            let (sched, work) = (sched.clone(), work.clone());
            loom::thread::spawn(move || work(sched.worker(0).unwrap()))
        };
        let w = sched.worker(0).unwrap();
        w.spawn(a.task());
        w.spawn(b.task());
        sched.stop();
        work(w);
        other.join().unwrap();
        assert_eq!(ran.load(Ordering::Relaxed), 2);
        assert_eq!(sched.tasks(), 0);
    });
}

/// A wired task yields to another one: only its M runs it again, whoever takes it out of the queue, and even before that
/// M sleeps; the other task runs elsewhere. Bounds: 2 Ms, 2 Ps, 2 tasks, 2 preemptions.
///
/// Mutant: yield_unwires
#[test]
fn wired_task_runs_on_its_m() {
    model(2, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 2, 2));
        let (a, b) = (Owned::new(), Owned::new());
        let there = Event::new();
        sched.hold();
        let w = sched.worker(0).unwrap();
        w.spawn(a.task());
        assert_eq!(w.schedule(), Next::Run(a.task()));
        let other = {
            let (sched, there, b) = (sched.clone(), there.clone(), b.clone());
            loom::thread::spawn(move || {
                let w = sched.worker(0).unwrap();
                there.set();
                loop {
                    match w.schedule() {
                        Next::Run(t) => {
                            assert_eq!(t, b.task(), "another M runs a wired task");
                            w.exited();
                        }
                        Next::Idle { deadline } => w.sleep(deadline),
                        Next::Stopped => break,
                        Next::Deadlock => panic!("deadlock"),
                    }
                }
            })
        };
        there.wait();
        assert!(w.wire());
        w.spawn(b.task());
        w.yielded();
        loop {
            match w.schedule() {
                Next::Run(t) => {
                    assert_eq!(t, a.task(), "an M runs besides what is wired to it");
                    break;
                }
                Next::Idle { deadline } => w.sleep(deadline),
                Next::Stopped | Next::Deadlock => panic!("deadlock"),
            }
        }
        w.exited();
        while sched.tasks() != 0 {
            loom::thread::yield_now();
        }
        sched.stop();
        other.join().unwrap();
    });
}

/// A wired task parks and is made ready by the other M's task, at any moment.
/// Bounds: 2 Ms, 2 Ps, 2 tasks, 2 preemptions.
///
/// Mutant: wired_never_given
#[test]
fn wired_task_is_made_ready() {
    model(2, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 2, 2));
        let a = Owned::new();
        let (there, waits) = (Event::new(), Event::new());
        sched.hold();
        let other = {
            let (sched, there, a) = (sched.clone(), there.clone(), a.clone());
            let waits = waits.clone();
            loom::thread::spawn(move || {
                let w = sched.worker(0).unwrap();
                there.set();
                waits.wait();
                w.ready(a.task(), true);
                loop {
                    match w.schedule() {
                        Next::Run(_) => panic!("another M runs a wired task"),
                        Next::Idle { deadline } => w.sleep(deadline),
                        Next::Stopped => break,
                        Next::Deadlock => panic!("deadlock"),
                    }
                }
            })
        };
        let w = sched.worker(0).unwrap();
        there.wait();
        w.spawn(a.task());
        assert_eq!(w.schedule(), Next::Run(a.task()));
        assert!(w.wire());
        waits.set();
        w.parked();
        loop {
            match w.schedule() {
                Next::Run(_) => break,
                Next::Idle { deadline } => w.sleep(deadline),
                Next::Stopped | Next::Deadlock => panic!("deadlock"),
            }
        }
        w.exited();
        sched.stop();
        other.join().unwrap();
    });
}

/// A call begins while the monitor goes to rest, and ends only when a task has run that waits for the caller's P: the
/// monitor sees the call or is woken. Bounds: 1 M, 1 P, 2 tasks, 3 preemptions.
///
/// Mutant: lend_without_fence
#[test]
fn monitor_rests_against_blocking_call() {
    model(3, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 1, 2));
        let (a, b) = (Owned::new(), Owned::new());
        let ran = Event::new();
        let w = sched.worker(0).unwrap();
        w.spawn(b.task());
        w.spawn(a.task());
        assert_eq!(w.schedule(), Next::Run(a.task()));
        let monitor = {
            let (sched, ran) = (sched.clone(), ran.clone());
            loom::thread::spawn(move || {
                while sched.monitor_rests() {
                    sched.machine().sleep(MONITOR, FOREVER);
                }
                let mut memory = Monitor::default();
                sched.monitor(&mut memory, |_| {});
                let later = core::sync::atomic::Ordering::Relaxed;
                sched.machine().now.store(RETAKE, later);
                sched.monitor(&mut memory, |_| {});
                let w = sched.worker(0).unwrap();
                assert_eq!(w.schedule(), Next::Run(b.task()));
                ran.set();
                w.exited();
            })
        };
        w.enter_blocking();
        ran.wait();
        if !w.exit_blocking() {
            while let Next::Idle { deadline } = w.schedule() {
                w.sleep(deadline);
            }
            assert_eq!(w.current(), Some(a.task()));
        }
        w.exited();
        monitor.join().unwrap();
    });
}

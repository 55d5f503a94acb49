//! Models of the scheduler with two Ms: parking, idleness, timers, blocking calls.
#![cfg(loom)]

#[path = "common/host.rs"]
mod host;
#[path = "common/parties.rs"]
mod parties;

use burrow_sched::*;
use host::Host;
use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use parties::{Event, Owned, model};
use std::sync::Arc;

/// A task parks while another M makes it ready: it runs again, whenever `ready` comes. A lost wake-up is a deadlock of
/// the model. Bounds: 2 Ms with a P each, 1 parking task, 2 preemptions.
///
/// Mutant: ready_ignores_parking
/// Mutant: parked_without_cas
/// Mutant: idle_without_recheck
#[test]
fn park_against_ready() {
    model(2, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 2, 2));
        let t = Owned::new();
        let waiting = Arc::new(AtomicBool::new(false));
        sched.hold();
        let waker = {
            let (sched, t, waiting) = (sched.clone(), t.clone(), waiting.clone());
            loom::thread::spawn(move || {
                while !waiting.load(Ordering::Acquire) {
                    loom::thread::yield_now();
                }
                sched.ready_remote(t.task());
            })
        };
        let w = sched.worker(0).unwrap();
        w.spawn(t.task());
        assert_eq!(w.schedule(), Next::Run(t.task()));
        // The waiter can be seen before the frames are stored.
        waiting.store(true, Ordering::Release);
        w.parked();
        loop {
            match w.schedule() {
                Next::Run(_) => break,
                Next::Idle { deadline } => w.sleep(deadline),
                Next::Deadlock | Next::Stopped => panic!("deadlock"),
            }
        }
        w.exited();
        waker.join().unwrap();
    });
}

/// An M runs a task that makes another one ready and then holds its P until that one has run: some other M must come
/// and take it. A ready task that waits while a P idles for ever is a deadlock of the model.
/// Bounds: 2 Ms, 2 Ps, 2 tasks, 2 preemptions.
///
/// Mutant: idle_without_recheck
/// Mutant: wake_without_fence
#[test]
fn a_ready_task_finds_an_idle_p() {
    model(2, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 2, 2));
        let (b, ran) = (Owned::new(), Event::new());
        sched.hold();
        let first = sched.worker(0).unwrap();
        let other = {
            let (sched, ran, b) = (sched.clone(), ran.clone(), b.clone());
            loom::thread::spawn(move || {
                let w = sched.worker(0).unwrap();
                loop {
                    match w.schedule() {
                        Next::Run(t) => {
                            assert_eq!(t, b.task());
                            ran.set();
                            w.exited();
                            break;
                        }
                        Next::Idle { deadline } => w.sleep(deadline),
                        Next::Deadlock | Next::Stopped => panic!("deadlock"),
                    }
                }
            })
        };
        first.spawn(b.task());
        ran.wait();
        other.join().unwrap();
        assert_eq!(sched.tasks(), 0);
    });
}

/// A timer is set while the only M goes idle: it sleeps no longer than until the timer, or is woken to see it. An M that
/// sleeps without a deadline is a deadlock of the model. Bounds: 1 M, 1 timer set from outside, 3 preemptions.
///
/// Mutant: keeper_without_fence
#[test]
fn set_timer_against_idle() {
    model(3, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 1, 1));
        let (t, timer) = (Owned::new(), Arc::new(Timer::new(false)));
        sched.hold();
        let w = sched.worker(0).unwrap();
        w.spawn(t.task());
        assert_eq!(w.schedule(), Next::Run(t.task()));
        w.parked();
        let other = {
            let (sched, t, timer) = (sched.clone(), t.clone(), timer.clone());
            loom::thread::spawn(move || {
                let setting = Setting {
                    when: 50,
                    period: 0,
                    action: Action::Ready(t.task()),
                };
                // SAFETY: the threads of the model keep the timer.
                unsafe { sched.set_timer(&timer, setting) };
            })
        };
        loop {
            match w.schedule() {
                Next::Run(_) => break,
                Next::Idle { deadline } => w.sleep(deadline),
                Next::Deadlock | Next::Stopped => panic!("deadlock"),
            }
        }
        w.exited();
        other.join().unwrap();
    });
}

/// A timer goes off on one M while another one goes idle: only when all is over there is nothing left. An M that takes what the
/// timer made ready for a deadlock fails. Bounds: 2 Ms, 2 Ps, 1 task, 2 preemptions.
///
/// Mutant: deadlock_in_parts
#[test]
fn a_timer_that_goes_off_is_no_deadlock() {
    fn serve(w: &Worker<'_, Host>) {
        loop {
            match w.schedule() {
                Next::Run(_) => w.exited(),
                Next::Idle { deadline } => w.sleep(deadline),
                Next::Deadlock => {
                    assert_eq!(w.scheduler().tasks(), 0, "it can still run");
                    w.scheduler().stop();
                }
                Next::Stopped => break,
            }
        }
    }
    model(2, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 2, 2));
        let (t, timer) = (Owned::new(), Timer::new(false));
        let w = sched.worker(0).unwrap();
        w.spawn(t.task());
        assert_eq!(w.schedule(), Next::Run(t.task()));
        let setting = Setting {
            when: 50,
            period: 0,
            action: Action::Ready(t.task()),
        };
        // SAFETY: the timer stays until both are over.
        unsafe { w.set_timer(&timer, setting) };
        w.parked();
        let other = {
            let sched = sched.clone();
            loom::thread::spawn(move || serve(&sched.worker(0).unwrap()))
        };
        serve(&w);
        other.join().unwrap();
    });
}

/// Counts one in a cell that only one party may use at a time.
fn bump(cell: &UnsafeCell<usize>) {
    // SAFETY: loom finds an access that is not alone.
    cell.with_mut(|v| unsafe { *v += 1 });
}

/// What the timer's action in `stop_against_fire` writes to.
struct Target {
    value: UnsafeCell<usize>,
    fired: AtomicUsize,
}

fn fire(_cx: usize, arg: usize, _seq: usize, _late: i64) {
    let target = core::ptr::with_exposed_provenance::<Target>(arg);
    // SAFETY: the model keeps the target until no timer refers to it.
    let target = unsafe { &*target };
    bump(&target.value);
    target.fired.fetch_add(1, Ordering::Relaxed);
}

/// After `stop` of a synchronous timer its action is neither under way nor still to come; and `stop` tells whether it
/// was in time. Bounds: 2 Ms, 1 timer, 3 preemptions.
///
/// Mutant: stop_without_settle
#[test]
fn stop_against_fire() {
    model(3, || {
        let sched = Arc::new(Scheduler::new(Host::new(100), 2, 2));
        let target = Arc::new(Target {
            value: UnsafeCell::new(0),
            fired: AtomicUsize::new(0),
        });
        let timer = Arc::new(Timer::new(true));
        let w = sched.worker(0).unwrap();
        let setting = Setting {
            when: 50,
            period: 0,
            action: Action::Call {
                f: fire,
                arg: (&raw const *target).expose_provenance(),
                seq: 0,
            },
        };
        // SAFETY: the threads of the model keep the timer.
        unsafe { w.set_timer(&timer, setting) };
        let stopper = {
            let (sched, target, timer) = (sched.clone(), target.clone(), timer.clone());
            loom::thread::spawn(move || {
                let stopped = sched.stop_timer(&timer);
                // SAFETY: loom finds an access that is not alone.
                let before = target.value.with(|v| unsafe { *v });
                assert_eq!(before, usize::from(!stopped));
            })
        };
        let _ = w.schedule();
        stopper.join().unwrap();
        assert!(!timer.is_set());
    });
}

/// Two threads set the same timer, from none: it is in one heap, once, and one of them hears that it was set before.
/// Bounds: 2 Ms with a P each, 1 timer, 3 preemptions.
///
/// Mutant: set_timer_without_cas
#[test]
fn set_against_set() {
    model(3, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 2, 2));
        let timer = Arc::new(Timer::new(false));
        let t = Owned::new();
        let setting = |when| Setting {
            when,
            period: 0,
            action: Action::Ready(t.task()),
        };
        let w = sched.worker(0).unwrap();
        let other = {
            let (sched, timer, setting) = (sched.clone(), timer.clone(), setting(70));
            loom::thread::spawn(move || {
                let w = sched.worker(0).unwrap();
                // SAFETY: the threads of the model keep the timer.
                unsafe { w.set_timer(&timer, setting) }
            })
        };
        // SAFETY: as above.
        let mine = unsafe { w.set_timer(&timer, setting(80)) };
        let theirs = other.join().unwrap();
        assert!(mine != theirs);
        let mut found = 0;
        sched.for_each_timer(|_| found += 1);
        assert_eq!(found, 1);
        assert!(sched.stop_timer(&timer));
        assert_eq!(sched.deadline(), FOREVER);
    });
}

/// A blocking call returns while a monitor takes its P for another M that has work: never two Ms with one P, and both
/// tasks run. Bounds: 2 Ms, 1 P, 2 tasks, a monitor of 2 rounds, 2 preemptions.
///
/// Mutant: retake_without_cas
#[test]
fn blocking_call_against_retake() {
    model(2, || {
        let sched = Arc::new(Scheduler::new(Host::new(0), 1, 2));
        let (a, b) = (Owned::new(), Owned::new());
        // What may only be touched with the P.
        let p_cell = Arc::new(UnsafeCell::new(0usize));
        let w = sched.worker(0).unwrap();
        w.spawn(b.task());
        w.spawn(a.task());
        assert_eq!(w.schedule(), Next::Run(a.task()));
        w.enter_blocking();
        let monitor = {
            let (sched, p_cell) = (sched.clone(), p_cell.clone());
            loom::thread::spawn(move || {
                // The P was lent all the time since this memory was made, and longer than it takes.
                let mut memory = Monitor::default();
                sched.monitor(&mut memory, |_| {});
                sched
                    .machine()
                    .now
                    .store(RETAKE, core::sync::atomic::Ordering::Relaxed);
                sched.monitor(&mut memory, |_| {});
                let w = sched.worker(0).unwrap();
                if w.p().is_some() {
                    bump(&p_cell);
                }
                drop(w);
            })
        };
        if w.exit_blocking() {
            bump(&p_cell);
        }
        drop(w);
        monitor.join().unwrap();
    });
}

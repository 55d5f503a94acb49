//! Models of what the threads of a module agree on by words of shared memory: the lock, the stopped world, and calls that
//! one thread makes for the others.
#![cfg(loom)]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the modules are the runtime's own, by path"
)]

#[path = "../src/protocols/mod.rs"]
mod protocols;

use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use loom::sync::{Condvar, Mutex};
use protocols::errand::Errands;
use protocols::lock::Lock;
use protocols::world::World;
use protocols::{AtomicU32, Futex};
use std::sync::Arc;

loom::lazy_static! {
    static ref SLEEPERS: (Mutex<()>, Condvar) = (Mutex::new(()), Condvar::new());
}

/// Sleeping on words, in the model. Time is not in it: who sleeps with a limit may wake at once.
struct Model;

impl Futex for Model {
    fn wait(word: &AtomicU32, expected: u32, nanoseconds: i64) {
        if nanoseconds >= 0 {
            return loom::thread::yield_now();
        }
        let mut held = SLEEPERS.0.lock().unwrap();
        while word.load(Ordering::Acquire) == expected {
            held = SLEEPERS.1.wait(held).unwrap();
        }
    }

    /// The word may be gone already.
    fn notify(_word: &AtomicU32, _count: u32) {
        let _held = SLEEPERS.0.lock().unwrap();
        SLEEPERS.1.notify_all();
    }
}

fn model(preemptions: usize, f: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 20_000;
    builder.check(f);
}

/// Counts one in a cell that only one party may use at a time.
fn bump(cell: &UnsafeCell<usize>) {
    // SAFETY: loom finds an access that is not alone.
    cell.with_mut(|v| unsafe { *v += 1 });
}

/// Three threads take the lock: one has it at a time, and who sleeps for it is woken, which otherwise is a deadlock of the
/// model. Bounds: 3 threads, once each, 3 preemptions.
///
/// Mutant: waiter_leaves_1
#[test]
fn lock_excludes_and_wakes() {
    model(3, || {
        let shared = Arc::new((Lock::<Model>::new(), UnsafeCell::new(0)));
        let take = |shared: &(Lock<Model>, UnsafeCell<usize>)| {
            let _held = shared.0.lock();
            bump(&shared.1);
        };
        let others: Vec<_> = (0..2)
            .map(|_| {
                let shared = shared.clone();
                loom::thread::spawn(move || take(&shared))
            })
            .collect();
        take(&shared);
        for other in others {
            other.join().unwrap();
        }
        // SAFETY: they are over.
        assert_eq!(shared.1.with(|v| unsafe { *v }), 3);
    });
}

/// An M comes back from a call that blocked while another one stops the world: the one who stops is alone, and the other
/// gets in afterwards. Bounds: 2 Ms, one stop, two calls, 3 preemptions.
///
/// Mutant: enter_without_cas
/// Mutant: start_without_notify
#[test]
fn stop_against_blocking_call() {
    model(3, || {
        let shared = Arc::new((World::<Model>::new(), UnsafeCell::new(0)));
        let other = {
            let shared = shared.clone();
            loom::thread::spawn(move || {
                for _ in 0..2 {
                    shared.0.enter();
                    bump(&shared.1);
                    // The call.
                    shared.0.leave();
                }
            })
        };
        // Outside as well, so that it does not use the cell before it has stopped the other.
        shared.0.enter();
        assert!(shared.0.stop(7, || {}));
        assert!(!shared.0.stop(7, || {}));
        bump(&shared.1);
        shared.0.start();
        shared.0.leave();
        other.join().unwrap();
        // SAFETY: it is over.
        assert_eq!(shared.1.with(|v| unsafe { *v }), 3);
    });
}

/// Two Ms want the world stopped: one after the other gets it.
/// Bounds: 2 Ms, 3 preemptions.
///
/// Mutant: start_without_notify
#[test]
fn stop_against_stop() {
    model(3, || {
        let shared = Arc::new((World::<Model>::new(), UnsafeCell::new(0)));
        let stop = |shared: &(World<Model>, UnsafeCell<usize>), own| {
            shared.0.enter();
            assert!(shared.0.stop(own, || {}));
            bump(&shared.1);
            shared.0.start();
            shared.0.leave();
        };
        let other = {
            let shared = shared.clone();
            loom::thread::spawn(move || stop(&shared, 1))
        };
        stop(&shared, 0);
        other.join().unwrap();
    });
}

/// An M sets its guard, as at each resume, and loops until it finds it poisoned, while another one stops the world: no
/// request is lost, and the M stops as often as it is asked to. Bounds: 2 Ms, one stop, 3 preemptions; the guard is set
/// anew once.
///
/// Mutant: poison_once
#[test]
fn request_against_guard_update() {
    const POISON: usize = usize::MAX;
    model(3, || {
        let world = Arc::new(World::<Model>::new());
        let guard = Arc::new(AtomicUsize::new(0));
        let stopped = Arc::new(AtomicBool::new(false));
        let inside = Arc::new(AtomicBool::new(false));
        let other = {
            let (world, guard, stopped) = (world.clone(), guard.clone(), stopped.clone());
            let inside = inside.clone();
            loom::thread::spawn(move || {
                world.enter();
                inside.store(true, Ordering::Release);
                // Resumes a frame.
                guard.store(64, Ordering::Relaxed);
                // The frame's loop, which polls.
                while guard.load(Ordering::Relaxed) != POISON {
                    loom::thread::yield_now();
                }
                world.pause(1);
                assert!(stopped.load(Ordering::Relaxed));
                world.leave();
            })
        };
        while !inside.load(Ordering::Acquire) {
            loom::thread::yield_now();
        }
        world.enter();
        assert!(world.stop(0, || guard.store(POISON, Ordering::Release)));
        stopped.store(true, Ordering::Relaxed);
        world.start();
        world.leave();
        other.join().unwrap();
    });
}

/// Two Ms have a call made by the thread for that: each gets the result of its own, and no call is slept through.
/// Bounds: 3 threads, a call each, 2 preemptions.
///
/// Mutant: sleeps_on_the_latest
#[test]
fn errands_are_run() {
    model(2, || {
        let errands = Arc::new(Errands::<Model>::new());
        // What only that thread touches.
        let own = Arc::new(UnsafeCell::new(0));
        let made = Arc::new(AtomicUsize::new(0));
        let server = {
            let (errands, made) = (errands.clone(), made.clone());
            loom::thread::spawn(move || errands.serve(|| made.load(Ordering::Relaxed) < 2))
        };
        let call = |errands: &Errands<Model>, own: &UnsafeCell<usize>, made: &AtomicUsize, n| {
            let result = errands.call(|| {
                bump(own);
                made.fetch_add(1, Ordering::Relaxed);
                n + 1
            });
            assert_eq!(result, n + 1);
        };
        let other = {
            let (errands, own, made) = (errands.clone(), own.clone(), made.clone());
            loom::thread::spawn(move || call(&errands, &own, &made, 10))
        };
        call(&errands, &own, &made, 20);
        other.join().unwrap();
        server.join().unwrap();
    });
}

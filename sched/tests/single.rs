//! One thread: order, slices, timers, states, idleness and deadlock.

#[path = "common/one.rs"]
mod one;

use burrow_sched::*;
use core::cell::RefCell;
use core::ptr::NonNull;
use one::Host;

/// A scheduler, and its only worker.
fn start() -> (&'static Scheduler<Host>, Worker<'static, Host>) {
    let s: &Scheduler<Host> = Box::leak(Box::new(Scheduler::new(Host::default(), 1, 1)));
    (s, s.worker(0).unwrap())
}

fn task() -> Task {
    let header = Box::leak(Box::new(TaskHeader::new()));
    // SAFETY: it is leaked.
    unsafe { Task::from_raw(NonNull::from(header)) }
}

/// Three tasks, of which the first runs next and the others stand in line, the last one first.
fn three(w: &Worker<'_, Host>) -> [Task; 3] {
    let ts = [task(), task(), task()];
    ts.iter().rev().for_each(|&t| w.spawn(t));
    ts
}

/// Sets a timer that outlives the scheduler of its test.
fn set(w: &Worker<'_, Host>, timer: &Timer, setting: Setting) -> bool {
    // SAFETY: it stays valid and in place until nothing can fire it.
    unsafe { w.set_timer(timer, setting) }
}

#[track_caller]
fn run(w: &Worker<'_, Host>) -> Task {
    match w.schedule() {
        Next::Run(t) => t,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_last_spawned_runs_first_then_the_others_in_order() {
    let (s, w) = start();
    let ts = [task(), task(), task(), task()];
    for t in ts {
        w.spawn(t);
    }
    assert_eq!(s.tasks(), 4);
    let mut order = vec![];
    while let Next::Run(t) = w.schedule() {
        assert_eq!(t.state(), TaskState::Running);
        order.push(t);
        w.exited();
    }
    assert_eq!(order, [ts[3], ts[0], ts[1], ts[2]]);
    assert_eq!(s.tasks(), 0);
    assert_eq!(w.schedule(), Next::Deadlock);
}

#[test]
fn ready_before_parked_is_not_lost() {
    let (s, w) = start();
    let t = task();
    w.spawn(t);
    assert_eq!(run(&w), t);
    w.ready(t, true);
    assert_eq!(t.state(), TaskState::Notified);
    w.ready(t, true);
    w.parked();
    assert_eq!(t.state(), TaskState::Runnable);
    assert_eq!(run(&w), t);
    w.parked();
    assert_eq!(t.state(), TaskState::Waiting);
    assert_eq!(w.schedule(), Next::Deadlock);
    s.hold();
    assert_eq!(w.schedule(), Next::Idle { deadline: FOREVER });
    s.ready_remote(t);
    s.release();
    assert_eq!(run(&w), t);
}

#[test]
fn a_yielding_task_lets_all_others_run_first() {
    let (_, w) = start();
    let ts: Vec<Task> = (0..600).map(|_| task()).collect();
    for &t in &ts {
        w.spawn(t);
    }
    // More than fit into the ring: the rest went to the global queue. Everybody runs once before anybody runs twice,
    // give or take the polls of the global queue.
    let mut runs = std::collections::HashMap::new();
    for _ in 0..600 * 20 {
        let t = run(&w);
        *runs.entry(t).or_insert(0) += 1;
        w.yielded();
    }
    assert_eq!(runs.len(), 600);
    assert!(runs.values().all(|n| (1..=60).contains(n)), "{runs:?}");
}

#[test]
fn two_tasks_that_wake_each_other_do_not_starve_a_third() {
    let (s, w) = start();
    let [a, b, c] = three(&w);
    let mut ran = 0;
    for _ in 0..200_000 {
        s.machine().pass(1000);
        let t = run(&w);
        if t == c {
            ran += 1;
            w.parked();
            continue;
        }
        if c.state() == TaskState::Waiting {
            w.ready(c, false);
        }
        let other = if t == a { b } else { a };
        w.ready(other, true);
        w.parked();
    }
    // 200 ms in slices of 10 ms.
    assert!((10..=40).contains(&ran), "{ran}");
}

#[test]
fn tasks_that_hand_over_do_not_starve_a_third() {
    let (s, w) = start();
    let [a, b, c] = three(&w);
    // The last one is next, the others stand in line.
    for t in [a, c] {
        assert_eq!(run(&w), t);
        w.parked();
    }
    assert_eq!(run(&w), b);
    let (mut current, mut other, mut direct, mut ran) = (b, a, 0, 0);
    for _ in 0..200_000 {
        s.machine().pass(1000);
        if c.state() == TaskState::Waiting {
            w.ready(c, false);
        }
        direct += usize::from(w.hand_over(other));
        (current, other) = (other, current);
        while w.current() != Some(current) {
            let t = run(&w);
            if t == c {
                ran += 1;
                w.parked();
            }
        }
        assert_eq!(current.state(), TaskState::Running);
        assert_eq!(other.state(), TaskState::Waiting);
    }
    // 200 ms in slices of 10 ms.
    assert!((10..=40).contains(&ran), "{ran}");
    // All but one in 61.
    assert!((190_000..200_000).contains(&direct), "{direct}");
}

#[test]
fn a_task_that_waits_no_more_is_not_handed_over_to() {
    let (_, w) = start();
    let (a, b) = (task(), task());
    w.spawn(b);
    w.spawn(a);
    assert_eq!(run(&w), a);
    // b is runnable: it is next, but not at once.
    assert!(!w.hand_over(b));
    assert_eq!(a.state(), TaskState::Waiting);
    assert_eq!(run(&w), b);
}

#[test]
fn a_task_alone_need_not_yield() {
    let (_, w) = start();
    let (a, b) = (task(), task());
    w.spawn(a);
    assert_eq!(run(&w), a);
    // But it does each 61st time, so that timers are looked at.
    let alone = (0..1000).filter(|_| {
        let alone = w.is_alone();
        if !alone {
            w.yielded();
            assert_eq!(run(&w), a);
        }
        alone
    });
    assert_eq!(alone.count(), 1000 - 1000 / 61);
    w.spawn(b);
    assert!(!w.is_alone());
    w.yielded();
    assert_eq!(run(&w), b);
    assert!(!w.is_alone());
}

#[test]
fn two_tasks_that_wake_each_other_have_slices_as_long_as_one_that_computes() {
    let (s, w) = start();
    let [a, b, hog] = three(&w);
    let pass = |time| s.machine().pass(time);
    let (mut pair, mut hogged) = (0, 0);
    while s.machine().now.get() < 100 * SLICE {
        let t = run(&w);
        if t == hog {
            // Preempted at the end of its slice.
            pass(SLICE);
            hogged += SLICE;
            w.yielded();
            continue;
        }
        pass(1000);
        pair += 1000;
        w.ready(if t == a { b } else { a }, true);
        w.parked();
    }
    assert!(
        (hogged * 2 / 3..hogged * 3 / 2).contains(&pair),
        "{pair} {hogged}"
    );
}

#[test]
fn a_slice_lasts_ten_milliseconds_from_the_first_reading() {
    let (s, w) = start();
    w.spawn(task());
    run(&w);
    s.machine().now.set(5);
    assert!(!w.tick());
    s.machine().now.set(SLICE);
    assert!(!w.tick());
    s.machine().now.set(SLICE + 5);
    assert!(w.tick());
    w.yielded();
    run(&w);
    // It came from the ring, so it has a slice of its own.
    assert!(!w.tick());
}

#[test]
fn a_task_that_is_alone_goes_on() {
    let (s, w) = start();
    w.spawn(task());
    run(&w);
    s.machine().now.set(5);
    assert!(!w.tick());
    s.machine().now.set(SLICE + 5);
    assert!(w.tick());
    assert!(w.alone());
    // It has another slice.
    assert!(!w.tick());
    w.spawn(task());
    s.machine().now.set(2 * SLICE + 5);
    assert!(w.tick());
    assert!(!w.alone());
}

thread_local! {
    static FIRED: RefCell<Vec<(usize, usize, usize, i64)>> = const { RefCell::new(vec![]) };
}

fn record(cx: usize, arg: usize, seq: usize, late: i64) {
    FIRED.with_borrow_mut(|f| f.push((cx, arg, seq, late)));
}

fn call(when: i64, period: i64, arg: usize) -> Setting {
    Setting {
        when,
        period,
        action: Action::Call {
            f: record,
            arg,
            seq: 10 * arg,
        },
    }
}

#[test]
fn timers_fire_in_order_and_sleep_is_exact() {
    let (s, w) = start();
    w.set_cx(7);
    let timers: Vec<Timer> = (0..5).map(|_| Timer::new(true)).collect();
    for (i, t) in timers.iter().enumerate() {
        assert!(!set(&w, t, call(100 - 10 * i as i64, 0, i)));
    }
    assert!(s.stop_timer(&timers[2]));
    assert!(!s.stop_timer(&timers[2]));
    assert!(set(&w, &timers[4], call(95, 0, 4)));
    let mut all = 0;
    // SAFETY: timers that are set are valid.
    s.for_each_timer(|t| all += usize::from(unsafe { (*t).setting() }.is_some()));
    assert_eq!(all, 4);
    while let Next::Idle { deadline } = w.schedule() {
        w.sleep(deadline);
    }
    assert_eq!(*s.machine().slept.borrow(), [70, 90, 95, 100]);
    let fired: Vec<_> = FIRED.take();
    assert_eq!(
        fired,
        [(7, 3, 30, 0), (7, 1, 10, 0), (7, 4, 40, 0), (7, 0, 0, 0)]
    );
    assert!(timers.iter().all(|t| !t.is_set()));
}

#[test]
fn a_ticker_keeps_its_beat_and_skips_what_it_missed() {
    let (s, w) = start();
    let t = Timer::new(true);
    set(&w, &t, call(100, 100, 1));
    for now in [100, 250, 610] {
        s.machine().now.set(now);
        w.schedule();
    }
    let late: Vec<i64> = FIRED.take().iter().map(|f| f.3).collect();
    assert_eq!(late, [0, 50, 310]);
    assert_eq!(s.deadline(), 700);
    assert!(s.stop_timer(&t));
    assert_eq!(s.deadline(), FOREVER);
}

#[test]
fn a_sleeping_task_is_made_ready() {
    let (_, w) = start();
    let (t, timer) = (task(), Timer::default());
    w.spawn(t);
    run(&w);
    let setting = Setting {
        when: 500,
        period: 0,
        action: Action::Ready(t),
    };
    set(&w, &timer, setting);
    w.parked();
    assert_eq!(w.schedule(), Next::Idle { deadline: 500 });
    w.sleep(500);
    assert_eq!(run(&w), t);
}

#[test]
fn a_busy_program_runs_timers_too() {
    let (s, w) = start();
    let timer = Timer::default();
    set(&w, &timer, call(1000, 0, 3));
    w.spawn(task());
    w.spawn(task());
    s.machine().now.set(2000);
    for _ in 0..100 {
        run(&w);
        w.yielded();
    }
    assert_eq!(FIRED.take().len(), 1);
    set(&w, &timer, call(3000, 0, 3));
    run(&w);
    s.machine().now.set(4000);
    w.tick();
    w.yielded();
    run(&w);
    assert_eq!(FIRED.take().len(), 1);
}

#[test]
fn an_owned_task_is_not_run_until_it_is_let_go() {
    let (_, w) = start();
    let t = task();
    w.spawn(t);
    run(&w);
    assert_eq!(t.try_own(), None);
    w.parked();
    assert_eq!(t.try_own(), Some(TaskState::Waiting));
    assert_eq!(t.try_own(), None);
    w.ready(t, false);
    assert_eq!(w.schedule(), Next::Deadlock);
    w.disown(t);
    assert_eq!(run(&w), t);
    w.enter_blocking();
    assert_eq!(t.try_own(), Some(TaskState::Blocking));
    w.disown(t);
    assert!(w.exit_blocking());
    assert_eq!(t.state(), TaskState::Running);
}

//! The executor with real threads, and with one: every task runs to its end, whoever wakes it.

use burrow_sched::{
    Executor, FOREVER, Machine, Next, OneThread, SLICE, Scheduler, Stalled, Task, TaskHeader,
    Threads, yield_now,
};
use core::future::poll_fn;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use core::task::{Context, Poll};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Runs an executor on `n` threads.
fn run(exec: &Executor<Threads>, n: usize) -> Vec<Result<(), Stalled>> {
    std::thread::scope(|s| {
        let threads: Vec<_> = (0..n).map(|_| s.spawn(|| exec.run())).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

#[test]
fn many_tasks_that_spawn_and_yield() {
    for _ in 0..20 {
        let exec = Executor::new(Threads::new(4), 4, 4);
        let count = Arc::new(AtomicUsize::new(0));
        for _ in 0..50 {
            let (inner, count) = (exec.clone(), count.clone());
            exec.spawn(async move {
                let children: Vec<_> = (0..20)
                    .map(|i| {
                        let count = count.clone();
                        inner.spawn(async move {
                            for _ in 0..i {
                                yield_now().await;
                            }
                            count.fetch_add(1, Ordering::Relaxed);
                            i
                        })
                    })
                    .collect();
                let mut sum = 0;
                for child in children {
                    sum += child.await;
                }
                assert_eq!(sum, 190);
            });
        }
        assert!(run(&exec, 4).iter().all(|r| r.is_ok()));
        assert_eq!(count.load(Ordering::Relaxed), 1000);
        assert_eq!(exec.scheduler().tasks(), 0);
    }
}

/// A machine of two Ms, both on this thread, whose clock is moved by hand.
struct Both(AtomicI64);

impl Machine for Both {
    const PARALLEL: bool = true;

    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    fn sleep(&self, _id: usize, _deadline: i64) {}

    fn wake(&self, _id: usize) {}

    fn start(&self) -> bool {
        false
    }
}

/// Two Ps share what yields all the time, or what is preempted, however many of them the one has at first.
#[test]
fn all_that_yield_have_turns_alike() {
    for preempted in [false, true] {
        let sched = Scheduler::new(Both(AtomicI64::new(1)), 2, 2);
        let headers: Vec<_> = (0..5).map(|_| TaskHeader::new()).collect();
        let ws = [sched.worker(0).unwrap(), sched.worker(0).unwrap()];
        for header in &headers {
            // SAFETY: the headers stay as long as the scheduler is used.
            ws[0].spawn(unsafe { Task::from_raw(NonNull::from(header)) });
        }
        let mut turns = HashMap::new();
        for n in 0..20_000 {
            let w = &ws[n % 2];
            let Next::Run(task) = w.schedule() else {
                continue;
            };
            *turns.entry(task).or_insert(0) += 1;
            if preempted {
                assert!(!w.tick());
                sched.machine().0.fetch_add(SLICE, Ordering::Relaxed);
                assert!(w.tick());
            }
            w.yielded();
        }
        let (least, most) = (turns.values().min(), turns.values().max());
        assert_eq!(turns.len(), 5);
        assert!(
            most.unwrap() * 2 < least.unwrap() * 3,
            "{preempted}: {turns:?}"
        );
    }
}

/// More tasks than rings hold have turns alike, too, and none waits for long; what is left runs when the others are over.
#[test]
fn many_that_yield_have_turns_alike() {
    const TASKS: usize = 2000;
    let sched = Scheduler::new(Both(AtomicI64::new(1)), 2, 2);
    let headers: Vec<_> = (0..TASKS).map(|_| TaskHeader::new()).collect();
    let ws = [sched.worker(0).unwrap(), sched.worker(0).unwrap()];
    for header in &headers {
        // SAFETY: the headers stay as long as the scheduler is used.
        ws[0].spawn(unsafe { Task::from_raw(NonNull::from(header)) });
    }
    let mut turns = HashMap::new();
    let mut longest = 0;
    for n in 0..100 * TASKS {
        let w = &ws[n % 2];
        let Next::Run(task) = w.schedule() else {
            continue;
        };
        let (count, last) = turns.entry(task).or_insert((0, n));
        longest = longest.max(n - *last);
        (*count, *last) = (*count + 1, n);
        w.yielded();
    }
    let (least, most) = (turns.values().min(), turns.values().max());
    let ((least, _), (most, _)) = (least.unwrap(), most.unwrap());
    assert_eq!(turns.len(), TASKS);
    assert!(most * 2 < least * 3, "{least} to {most}");
    assert!(longest < 6 * TASKS, "{longest}");
    while sched.tasks() != 0 {
        for w in &ws {
            if let Next::Run(_) = w.schedule() {
                w.exited();
            }
        }
    }
}

/// Whoever goes last frees a future's record: the future, its handle, or a waker that is kept.
#[test]
fn records_are_freed_once() {
    let kept = Arc::new(());
    let wakers = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..100 {
        let exec = Executor::new(Threads::new(2), 2, 2);
        let spawn = |keep: bool| {
            let (result, wakers) = (kept.clone(), wakers.clone());
            exec.spawn(async move {
                yield_now().await;
                if keep {
                    let own = |cx: &mut Context<'_>| Poll::Ready(cx.waker().clone());
                    let waker = poll_fn(own).await;
                    wakers.lock().unwrap().push(waker);
                }
                result
            })
        };
        drop(spawn(false));
        drop(spawn(true));
        let (first, second, third) = (spawn(false), spawn(false), spawn(true));
        drop(exec.spawn(async move { drop(first.await) }));
        assert!(run(&exec, 2).iter().all(|r| r.is_ok()));
        drop(second);
        assert!(third.take().is_some());
        drop((third, exec));
        for waker in wakers.lock().unwrap().drain(..) {
            waker.wake_by_ref();
        }
        assert_eq!(Arc::strong_count(&kept), 1);
    }
}

#[test]
fn sleepers_wake_in_time_on_any_thread() {
    let exec = Executor::new(Threads::new(3), 3, 3);
    let handles: Vec<_> = (0..60)
        .map(|i| {
            let inner = exec.clone();
            exec.spawn(async move {
                let machine = inner.scheduler().clone();
                let when = machine.machine().now() + i * 300_000;
                inner.sleep_until(when).await;
                machine.machine().now() - when
            })
        })
        .collect();
    assert!(run(&exec, 3).iter().all(|r| r.is_ok()));
    for handle in handles {
        let late = handle.take().unwrap();
        assert!((0..500_000_000).contains(&late), "{late}");
    }
    assert_eq!(exec.scheduler().deadline(), FOREVER);
}

#[test]
fn a_chain_of_wakes_across_threads() {
    let exec = Executor::new(Threads::new(2), 2, 2);
    let mut last = exec.spawn(async { 0usize });
    for _ in 0..5000 {
        last = exec.spawn(async move { last.await + 1 });
    }
    assert!(run(&exec, 2).iter().all(|r| r.is_ok()));
    assert_eq!(last.take(), Some(5000));
}

#[test]
fn tasks_that_nobody_can_wake_are_reported() {
    let exec = Executor::new(Threads::new(2), 2, 2);
    exec.spawn(core::future::pending::<()>());
    exec.spawn(async {});
    assert_eq!(run(&exec, 2), [Err(Stalled(1)), Err(Stalled(1))]);
    let exec = Executor::new(OneThread::default(), 1, 1);
    exec.spawn(core::future::pending::<()>());
    assert_eq!(exec.run(), Err(Stalled(1)));
}

#[test]
fn one_thread_sleeps_and_yields() {
    let exec = Executor::new(OneThread::default(), 1, 1);
    let inner = exec.clone();
    let handle = exec.spawn(async move {
        let begin = inner.scheduler().machine().now();
        yield_now().await;
        inner.sleep_until(begin + 3_000_000).await;
        inner.scheduler().machine().now() - begin
    });
    assert_eq!(exec.run(), Ok(()));
    assert!(handle.take().unwrap() >= 3_000_000);
}

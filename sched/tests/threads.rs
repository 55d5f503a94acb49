//! The executor with real threads, and with one: every task runs to its end, whoever wakes it.

use burrow_sched::{Executor, FOREVER, Machine, OneThread, Stalled, Threads, yield_now};
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

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

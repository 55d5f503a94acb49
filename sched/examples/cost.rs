//! What scheduling costs in one thread: `cargo run --release --example cost`.

use burrow_sched::{Machine, Next, Scheduler, Task, TaskHeader, Worker};
use core::ptr::NonNull;
use std::time::Instant;

struct Host(Instant);

impl Machine for Host {
    const PARALLEL: bool = false;

    fn now(&self) -> i64 {
        self.0.elapsed().as_nanos() as i64
    }

    fn sleep(&self, _id: usize, _deadline: i64) {}

    fn wake(&self, _id: usize) {}

    fn start(&self) -> bool {
        false
    }
}

fn task() -> Task {
    let header = Box::leak(Box::new(TaskHeader::new()));
    // SAFETY: the header is leaked, so it stays.
    unsafe { Task::from_raw(NonNull::from(header)) }
}

fn measure(what: &str, n: u32, mut f: impl FnMut()) {
    let start = Instant::now();
    for _ in 0..n {
        f();
    }
    println!(
        "{what}: {:.1} ns",
        start.elapsed().as_nanos() as f64 / f64::from(n)
    );
}

fn run(w: &Worker<'_, Host>) -> Task {
    match w.schedule() {
        Next::Run(t) => t,
        _ => panic!("nothing to run"),
    }
}

fn main() {
    let sched = Scheduler::new(Host(Instant::now()), 1, 1);
    let w = sched.worker(0).expect("the first worker");
    const N: u32 = 20_000_000;

    let t = task();
    measure("spawn, schedule, exit", N, || {
        w.spawn(t);
        run(&w);
        w.exited();
    });

    let (a, b) = (task(), task());
    w.spawn(a);
    w.spawn(b);
    measure("ready another, park, schedule it", N, || {
        let other = if w.current() == Some(a) { b } else { a };
        w.ready(other, true);
        w.parked();
        run(&w);
    });
    for _ in 0..100 {
        w.spawn(task());
    }
    measure("yield among 100 tasks", N, || {
        w.yielded();
        run(&w);
    });
}

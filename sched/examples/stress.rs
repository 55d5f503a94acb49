//! The executor and its scheduler under stress, for a race detector too. Without one:
//! `cargo run --release -p burrow-sched --features std,async --example stress`. With ThreadSanitizer (with a standard
//! library that is not instrumented, so threads are plain ones: what scoped threads share would be reported):
//!
//! ```text
//! RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer" \
//!     cargo run --target x86_64-unknown-linux-gnu -p burrow-sched --features std,async --example stress
//! ```

use burrow_sched::{Executor, Machine, Monitor, RETAKE, yield_now};
use core::pin::Pin;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

const THREADS: usize = 4;

/// Threads that sleep by looking again and again: a race detector does not see what locks of an uninstrumented library do.
struct Sleepless {
    began: Instant,
    awake: [AtomicBool; THREADS],
}

impl Machine for Sleepless {
    const PARALLEL: bool = true;

    fn now(&self) -> i64 {
        self.began.elapsed().as_nanos() as i64
    }

    fn sleep(&self, id: usize, deadline: i64) {
        while !self.awake[id].swap(false, Ordering::Acquire) && self.now() < deadline {
            thread::yield_now();
        }
    }

    fn wake(&self, id: usize) {
        self.awake[id].store(true, Ordering::Release);
    }

    fn start(&self) -> bool {
        false
    }
}

type Exec = Executor<Sleepless>;

type Sum = Pin<Box<dyn Future<Output = Box<u64>> + Send>>;

/// A tree of tasks, each of which waits for its children and adds up their values, on the heap: a lost synchronisation is a
/// race on their bytes.
fn tree(exec: Exec, depth: u32, done: Arc<AtomicU64>) -> Sum {
    Box::pin(async move {
        if depth == 0 {
            yield_now().await;
            done.fetch_add(1, Ordering::Relaxed);
            return Box::new(1);
        }
        let children: Vec<_> = (0..3)
            .map(|_| exec.spawn(tree(exec.clone(), depth - 1, done.clone())))
            .collect();
        if depth == 2 {
            let now = exec.scheduler().machine().now();
            exec.sleep_until(now + 50_000).await;
        }
        let mut sum = Box::new(0);
        for child in children {
            *sum += *child.await;
        }
        sum
    })
}

fn main() {
    let rounds: u64 = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(20);
    for round in 0..rounds {
        let machine = Sleepless {
            began: Instant::now(),
            awake: [const { AtomicBool::new(false) }; THREADS],
        };
        let exec = Executor::new(machine, 2, THREADS);
        let done = Arc::new(AtomicU64::new(0));
        let root = exec.spawn(tree(exec.clone(), 6, done.clone()));
        let over = Arc::new(AtomicBool::new(false));
        let monitor = {
            let (exec, over) = (exec.clone(), over.clone());
            thread::spawn(move || {
                let mut memory = Monitor::default();
                while !over.load(Ordering::Relaxed) {
                    exec.scheduler().monitor(&mut memory, |_| {});
                    thread::sleep(Duration::from_nanos(RETAKE as u64));
                }
            })
        };
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                let exec = exec.clone();
                thread::spawn(move || exec.run())
            })
            .collect();
        for thread in threads {
            thread.join().expect("no panic").expect("all tasks end");
        }
        over.store(true, Ordering::Relaxed);
        monitor.join().expect("no panic");
        assert_eq!(root.take().as_deref(), Some(&3u64.pow(6)));
        assert_eq!(done.load(Ordering::Relaxed), 3u64.pow(6));
        if round + 1 == rounds {
            println!(
                "{rounds} rounds of {} tasks, each once",
                (3u64.pow(7) - 1) / 2
            );
        }
    }
}

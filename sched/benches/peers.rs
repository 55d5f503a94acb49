//! tokio's set of benchmarks for its runtime with several threads, and st3's of an executor, on the executor of this crate and on tokio's, each with two.
//!
//! `cargo bench -p burrow-sched --features std,async --bench peers [-- --rounds N] [--row NAME] [--peer NAME]` prints one line for each row and
//! peer: `row peer nanoseconds`, of a task, a yield or an exchange. The peers take turns; the least of all rounds counts.
//! `cargo xtask bench sched` runs it, with Go beside it.

#![allow(missing_docs, reason = "a program")]

use burrow_sched::{Executor, Threads};
use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::oneshot;

const THREADS: usize = 2;

/// An executor, from within one of its tasks.
trait Peer: Clone + Send + Sync + 'static {
    const NAME: &str;
    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static);
    fn yield_now() -> impl Future<Output = ()> + Send;
    /// Runs a future as a task and waits for it.
    fn run<F: Future<Output = ()> + Send + 'static>(root: impl FnOnce(Self) -> F);
}

#[derive(Clone)]
struct Burrow(Executor<Threads>);

impl Peer for Burrow {
    const NAME: &str = "burrow";

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        drop(self.0.spawn(future));
    }

    fn yield_now() -> impl Future<Output = ()> + Send {
        burrow_sched::yield_now()
    }

    fn run<F: Future<Output = ()> + Send + 'static>(root: impl FnOnce(Self) -> F) {
        let exec = Executor::new(Threads::new(THREADS), THREADS, THREADS);
        drop(exec.spawn(root(Burrow(exec.clone()))));
        std::thread::scope(|s| {
            for _ in 1..THREADS {
                s.spawn(|| exec.run());
            }
            exec.run().expect("all end");
        });
    }
}

#[derive(Clone)]
struct Tokio;

impl Peer for Tokio {
    const NAME: &str = "tokio";

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        drop(tokio::spawn(future));
    }

    fn yield_now() -> impl Future<Output = ()> + Send {
        tokio::task::yield_now()
    }

    fn run<F: Future<Output = ()> + Send + 'static>(root: impl FnOnce(Self) -> F) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .build()
            .expect("threads");
        runtime.block_on(async { tokio::spawn(root(Tokio)).await.expect("it ends") });
    }
}

/// Says when the last of `n` parties has come.
#[derive(Clone)]
struct Countdown(Arc<(AtomicUsize, std::sync::Mutex<Option<oneshot::Sender<()>>>)>);

impl Countdown {
    fn new(n: usize) -> (Self, oneshot::Receiver<()>) {
        let (done, wait) = oneshot::channel();
        let shared = (AtomicUsize::new(n), std::sync::Mutex::new(Some(done)));
        (Countdown(Arc::new(shared)), wait)
    }

    fn come(&self) {
        if self.0.0.fetch_sub(1, Ordering::AcqRel) == 1 {
            let done = self.0.1.lock().expect("not poisoned").take();
            done.expect("only the last").send(()).expect("waited for");
        }
    }
}

async fn spawn_many<P: Peer>(exec: P, n: usize) {
    let (count, all) = Countdown::new(n);
    for _ in 0..n {
        let count = count.clone();
        exec.spawn(async move { count.come() });
    }
    all.await.expect("the last says so");
}

async fn yield_many<P: Peer>(exec: P, n: usize) {
    const TASKS: usize = 200;
    let (count, all) = Countdown::new(TASKS);
    for _ in 0..TASKS {
        let count = count.clone();
        exec.spawn(async move {
            for _ in 0..n / TASKS {
                P::yield_now().await;
            }
            count.come();
        });
    }
    all.await.expect("the last says so");
}

async fn ping_pong<P: Peer>(exec: P, n: usize) {
    let (count, all) = Countdown::new(n);
    for _ in 0..n {
        let (count, inner) = (count.clone(), exec.clone());
        exec.spawn(async move {
            let ((ping, pinged), (pong, ponged)) = (oneshot::channel(), oneshot::channel());
            inner.spawn(async move {
                pinged.await.expect("a ping");
                pong.send(()).expect("waited for");
            });
            ping.send(()).expect("waited for");
            ponged.await.expect("a pong");
            count.come();
        });
    }
    all.await.expect("the last says so");
}

fn chain<P: Peer>(exec: P, n: usize, count: Countdown) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        if n == 0 {
            return count.come();
        }
        let next = chain(exec.clone(), n - 1, count);
        exec.spawn(next);
    })
}

async fn chained_spawn<P: Peer>(exec: P, n: usize) {
    let (count, last) = Countdown::new(1);
    exec.spawn(chain(exec.clone(), n, count));
    last.await.expect("the last says so");
}

/// As st3 measures queues: for each of four workers some tasks, 1 to 256, each of which is queued again 1 to 100 times.
/// The numbers are random, and the same for all.
async fn executor<P: Peer>(exec: P, n: usize) {
    const WORKERS: usize = 4;
    let mut x = 0x2545_f491_4f6c_dd1du64;
    let mut random = move |max: u64| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        (x >> 20) % max + 1
    };
    let mut plan: Vec<Vec<u64>> = Vec::new();
    // So many workers' loads as make about `n` turns.
    let mut turns = 0;
    while turns < n as u64 || !plan.len().is_multiple_of(WORKERS) {
        let load: Vec<u64> = (0..random(256)).map(|_| random(100)).collect();
        turns += load.iter().sum::<u64>();
        plan.push(load);
    }
    let (count, all) = Countdown::new(plan.iter().map(Vec::len).sum());
    for load in plan {
        let (count, inner) = (count.clone(), exec.clone());
        exec.spawn(async move {
            for again in load {
                let count = count.clone();
                inner.spawn(async move {
                    for _ in 0..again {
                        P::yield_now().await;
                    }
                    count.come();
                });
            }
        });
    }
    all.await.expect("the last says so");
}

/// How often a row does its thing.
const ROWS: [(&str, usize); 5] = [
    ("spawn_many", 10_000),
    ("yield_many", 200_000),
    ("ping_pong", 1000),
    ("chained_spawn", 1000),
    ("executor", 100_000),
];

fn measure<P: Peer>(row: &'static str, n: usize) -> f64 {
    const TURNS: u32 = 5;
    let (told, tell) = std::sync::mpsc::channel();
    P::run(move |exec| async move {
        let mut best = f64::INFINITY;
        for _ in 0..TURNS {
            let began = Instant::now();
            let exec = exec.clone();
            match row {
                "spawn_many" => spawn_many(exec, n).await,
                "yield_many" => yield_many(exec, n).await,
                "ping_pong" => ping_pong(exec, n).await,
                "executor" => executor(exec, n).await,
                _ => chained_spawn(exec, n).await,
            }
            best = best.min(began.elapsed().as_nanos() as f64 / n as f64);
        }
        told.send(best).expect("waited for");
    });
    tell.recv().expect("it was told")
}

fn main() {
    let (mut only, mut peer, mut rounds) = (None, None, 3);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--rounds" => rounds = args.next().and_then(|n| n.parse().ok()).expect("a number"),
            "--row" => only = args.next(),
            "--peer" => peer = args.next(),
            // From `cargo bench`.
            _ => {}
        }
    }
    for (row, n) in ROWS {
        if only.as_ref().is_some_and(|only| only != row) {
            continue;
        }
        let asked = |name| peer.as_ref().is_none_or(|peer| peer == name);
        let (mut ours, mut theirs) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..rounds {
            if asked(Burrow::NAME) {
                ours = ours.min(measure::<Burrow>(row, n));
            }
            if asked(Tokio::NAME) {
                theirs = theirs.min(measure::<Tokio>(row, n));
            }
        }
        for (name, best) in [(Burrow::NAME, ours), (Tokio::NAME, theirs)] {
            if asked(name) {
                println!("{row} {name} {best:.1}");
            }
        }
    }
}

//! crossbeam-channel's set of benchmarks, against crossbeam-channel, flume and kanal.
//!
//! `cargo bench -p burrow-chan --features std --bench peers [-- --messages N] [--rounds N] [--row NAME] [--peer NAME]` prints one line for each row and peer:
//! `row peer nanoseconds-per-message`. The peers take turns in each row. `cargo xtask bench chan` runs it several times, with Go beside it.

#![allow(missing_docs, reason = "a program")]

use core::hint::black_box;
use std::thread;
use std::time::Instant;

/// Threads on the side that has several.
const THREADS: usize = 4;

/// A channel of some crate, with what the benchmarks do to it.
trait Peer {
    const NAME: &str;
    /// Whether it has selects.
    const SELECTS: bool = true;
    /// Whether a select that sends can meet one that receives.
    const MEETS: bool = true;
    type Tx: Clone + Send;
    type Rx: Clone + Send;
    fn new(cap: usize) -> (Self::Tx, Self::Rx);
    fn send(tx: &Self::Tx, value: u64);
    fn recv(rx: &Self::Rx) -> u64;
    /// Receives `n` values from any of `rx`.
    fn select_recv(rx: &[Self::Rx], n: usize);
    /// Sends `n` values to any of `tx`.
    fn select_send(tx: &[Self::Tx], n: usize);
}

struct Burrow;

impl Peer for Burrow {
    const NAME: &str = "burrow";
    type Tx = burrow_chan::Sender<u64>;
    type Rx = burrow_chan::Receiver<u64>;

    fn new(cap: usize) -> (Self::Tx, Self::Rx) {
        burrow_chan::channel(cap)
    }

    #[inline]
    fn send(tx: &Self::Tx, value: u64) {
        tx.send(value).expect("open");
    }

    #[inline]
    fn recv(rx: &Self::Rx) -> u64 {
        rx.recv().expect("open")
    }

    fn select_recv(rx: &[Self::Rx], n: usize) {
        let [a, b, c, d] = rx else {
            unreachable!("four channels")
        };
        for _ in 0..n {
            black_box(burrow_chan::select! {
                recv(a) -> v => v,
                recv(b) -> v => v,
                recv(c) -> v => v,
                recv(d) -> v => v,
            });
        }
    }

    fn select_send(tx: &[Self::Tx], n: usize) {
        let [a, b, c, d] = tx else {
            unreachable!("four channels")
        };
        for i in 0..n as u64 {
            burrow_chan::select! {
                send(a, i) -> r => r.expect("open"),
                send(b, i) -> r => r.expect("open"),
                send(c, i) -> r => r.expect("open"),
                send(d, i) -> r => r.expect("open"),
            }
        }
    }
}

struct Crossbeam;

impl Peer for Crossbeam {
    const NAME: &str = "crossbeam";
    type Tx = crossbeam_channel::Sender<u64>;
    type Rx = crossbeam_channel::Receiver<u64>;

    fn new(cap: usize) -> (Self::Tx, Self::Rx) {
        crossbeam_channel::bounded(cap)
    }

    #[inline]
    fn send(tx: &Self::Tx, value: u64) {
        tx.send(value).expect("open");
    }

    #[inline]
    fn recv(rx: &Self::Rx) -> u64 {
        rx.recv().expect("open")
    }

    fn select_recv(rx: &[Self::Rx], n: usize) {
        let [a, b, c, d] = rx else {
            unreachable!("four channels")
        };
        for _ in 0..n {
            black_box(crossbeam_channel::select! {
                recv(a) -> v => v,
                recv(b) -> v => v,
                recv(c) -> v => v,
                recv(d) -> v => v,
            })
            .expect("open");
        }
    }

    fn select_send(tx: &[Self::Tx], n: usize) {
        let [a, b, c, d] = tx else {
            unreachable!("four channels")
        };
        for i in 0..n as u64 {
            crossbeam_channel::select! {
                send(a, i) -> r => r.expect("open"),
                send(b, i) -> r => r.expect("open"),
                send(c, i) -> r => r.expect("open"),
                send(d, i) -> r => r.expect("open"),
            }
        }
    }
}

struct Flume;

impl Peer for Flume {
    const NAME: &str = "flume";
    // All parties were seen to sleep for ever.
    const MEETS: bool = false;
    type Tx = flume::Sender<u64>;
    type Rx = flume::Receiver<u64>;

    fn new(cap: usize) -> (Self::Tx, Self::Rx) {
        flume::bounded(cap)
    }

    #[inline]
    fn send(tx: &Self::Tx, value: u64) {
        tx.send(value).expect("open");
    }

    #[inline]
    fn recv(rx: &Self::Rx) -> u64 {
        rx.recv().expect("open")
    }

    fn select_recv(rx: &[Self::Rx], n: usize) {
        for _ in 0..n {
            let mut selector = flume::Selector::new();
            for rx in rx {
                selector = selector.recv(rx, |v| v);
            }
            black_box(selector.wait()).expect("open");
        }
    }

    fn select_send(tx: &[Self::Tx], n: usize) {
        for i in 0..n as u64 {
            let mut selector = flume::Selector::new();
            for tx in tx {
                selector = selector.send(tx, i, |r| r);
            }
            selector.wait().expect("open");
        }
    }
}

struct Kanal;

impl Peer for Kanal {
    const NAME: &str = "kanal";
    const SELECTS: bool = false;
    type Tx = kanal::Sender<u64>;
    type Rx = kanal::Receiver<u64>;

    fn new(cap: usize) -> (Self::Tx, Self::Rx) {
        kanal::bounded(cap)
    }

    #[inline]
    fn send(tx: &Self::Tx, value: u64) {
        tx.send(value).expect("open");
    }

    #[inline]
    fn recv(rx: &Self::Rx) -> u64 {
        rx.recv().expect("open")
    }

    fn select_recv(_: &[Self::Rx], _: usize) {}

    fn select_send(_: &[Self::Tx], _: usize) {}
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Seq,
    Spsc,
    Mpsc,
    Mpmc,
    SelectRx,
    SelectBoth,
}

const SHAPES: [(Shape, &str); 6] = [
    (Shape::Seq, "seq"),
    (Shape::Spsc, "spsc"),
    (Shape::Mpsc, "mpsc"),
    (Shape::Mpmc, "mpmc"),
    (Shape::SelectRx, "select_rx"),
    (Shape::SelectBoth, "select_both"),
];

fn run<P: Peer>(shape: Shape, cap: usize, messages: usize) {
    let each = messages / THREADS;
    let send = |tx: &P::Tx, n: usize| (0..n as u64).for_each(|i| P::send(tx, i));
    let recv = |rx: &P::Rx, n: usize| (0..n).for_each(|_| _ = black_box(P::recv(rx)));
    match shape {
        Shape::Seq => {
            let (tx, rx) = P::new(cap);
            send(&tx, messages);
            recv(&rx, messages);
        }
        Shape::Spsc => {
            let (tx, rx) = P::new(cap);
            thread::scope(|s| {
                s.spawn(move || send(&tx, messages));
                recv(&rx, messages);
            });
        }
        Shape::Mpsc | Shape::Mpmc => {
            let (tx, rx) = P::new(cap);
            thread::scope(|s| {
                for _ in 0..THREADS {
                    let tx = tx.clone();
                    s.spawn(move || send(&tx, each));
                }
                if shape == Shape::Mpsc {
                    return recv(&rx, each * THREADS);
                }
                for _ in 0..THREADS {
                    let rx = rx.clone();
                    s.spawn(move || recv(&rx, each));
                }
            });
        }
        Shape::SelectRx | Shape::SelectBoth => {
            let (txs, rxs): (Vec<_>, Vec<_>) = (0..THREADS).map(|_| P::new(cap)).unzip();
            thread::scope(|s| {
                if shape == Shape::SelectRx {
                    for tx in &txs {
                        let tx = tx.clone();
                        s.spawn(move || send(&tx, each));
                    }
                    return P::select_recv(&rxs, each * THREADS);
                }
                for _ in 0..THREADS {
                    let (txs, rxs) = (txs.clone(), rxs.clone());
                    s.spawn(move || P::select_send(&txs, each));
                    s.spawn(move || P::select_recv(&rxs, each));
                }
            });
        }
    }
}

fn measure<P: Peer>(shape: Shape, cap: usize, messages: usize) -> Option<f64> {
    if !P::SELECTS && matches!(shape, Shape::SelectRx | Shape::SelectBoth) {
        return None;
    }
    if !P::MEETS && shape == Shape::SelectBoth {
        return None;
    }
    let began = Instant::now();
    run::<P>(shape, cap, messages);
    Some(began.elapsed().as_nanos() as f64 / messages as f64)
}

fn main() {
    let (mut messages, mut only, mut alone, mut rounds) = (100_000, None, None, 3);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--messages" => messages = args.next().and_then(|n| n.parse().ok()).expect("a number"),
            "--rounds" => rounds = args.next().and_then(|n| n.parse().ok()).expect("a number"),
            "--row" => only = args.next(),
            "--peer" => alone = args.next(),
            // From `cargo bench`.
            _ => {}
        }
    }
    type Measure = fn(Shape, usize, usize) -> Option<f64>;
    let peers: [(&str, Measure); 4] = [
        (Burrow::NAME, measure::<Burrow>),
        (Crossbeam::NAME, measure::<Crossbeam>),
        (Flume::NAME, measure::<Flume>),
        (Kanal::NAME, measure::<Kanal>),
    ];
    for (label, cap) in [("0", 0), ("1", 1), ("n", messages)] {
        for (shape, name) in SHAPES {
            let row = format!("{name}_{label}");
            if (shape == Shape::Seq && cap != messages) || only.as_ref().is_some_and(|o| *o != row)
            {
                continue;
            }
            let mut best = [f64::INFINITY; 4];
            for _ in 0..rounds {
                for ((peer, measure), best) in peers.iter().zip(&mut best) {
                    if alone.as_ref().is_some_and(|alone| alone != peer) {
                        continue;
                    }
                    if let Some(ns) = measure(shape, cap, messages) {
                        *best = best.min(ns);
                    }
                }
            }
            for ((peer, _), best) in peers.iter().zip(best).filter(|(_, b)| b.is_finite()) {
                println!("{row} {peer} {best:.1}");
            }
        }
    }
}

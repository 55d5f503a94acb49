//! Conservation and order under stress, for a race detector too. Without one:
//! `cargo run --release -p burrow-chan --features std,async --example stress`. With ThreadSanitizer (with
//! a standard library that is not instrumented, so threads are plain ones: what scoped threads share would be reported):
//!
//! ```text
//! RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer" \
//!     cargo run --target x86_64-unknown-linux-gnu -p burrow-chan --features std,async --example stress
//! ```

use burrow_chan::{Receiver, Select, Sender, channel, select};
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::thread;

/// Senders and receivers each.
const THREADS: u64 = 4;

/// A value on the heap: a lost synchronisation is a race on its bytes.
type Value = Box<(u64, u64)>;

fn send(tx: &Sender<Value>, id: u64, n: u64) {
    for i in 0..n {
        let mut value = Box::new((id, i));
        // All ways to send.
        match i % 4 {
            0 => select! { send(tx, value) -> sent => sent.expect("open") },
            1 => {
                while let Err(late) = tx.send_timeout(value, Duration::from_micros(20)) {
                    value = late.into_inner();
                }
            }
            _ => tx.send(value).expect("open"),
        }
    }
}

/// Receives until the channel is closed, and drops pending futures on the way.
fn receive(rx: &Receiver<Value>, way: u64) -> Vec<(u64, u64)> {
    let mut got = vec![];
    let (_open, never) = channel::<Value>(0);
    loop {
        let value = match (way + got.len() as u64) % 4 {
            0 => rx.recv(),
            1 => select! {
                recv(never) -> v => v,
                recv(rx) -> v => v,
            },
            2 => {
                let mut select = Select::new();
                select.recv(rx);
                select.select().recv(rx)
            }
            _ => 'value: {
                {
                    let mut future = pin!(rx.recv_async());
                    let mut cx = Context::from_waker(Waker::noop());
                    let polled = future.as_mut().poll(&mut cx);
                    if let Poll::Ready(value) = polled {
                        break 'value value;
                    }
                    thread::yield_now();
                }
                rx.recv()
            }
        };
        match value {
            Some(value) => got.push(*value),
            None => return got,
        }
    }
}

fn main() {
    let n: u64 = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(5000);
    for cap in [0, 1, 16] {
        let (tx, rx) = channel(cap);
        let mut all = {
            let senders: Vec<_> = (0..THREADS)
                .map(|id| {
                    let tx = tx.clone();
                    thread::spawn(move || send(&tx, id, n))
                })
                .collect();
            let receivers: Vec<_> = (0..THREADS)
                .map(|way| {
                    let rx = rx.clone();
                    thread::spawn(move || receive(&rx, way))
                })
                .collect();
            senders
                .into_iter()
                .for_each(|t| t.join().expect("a sender"));
            tx.close().expect("open");
            let got = receivers.into_iter().map(|t| t.join().expect("a receiver"));
            got.flatten().collect::<Vec<_>>()
        };
        all.sort_unstable();
        let want = (0..THREADS).flat_map(|id| (0..n).map(move |i| (id, i)));
        assert!(all.into_iter().eq(want), "lost, invented or twice");

        // One to one, values stay in order whatever the receiver does but drop futures.
        let (tx, rx) = channel(cap);
        let sender = thread::spawn(move || send(&tx, 0, n));
        for i in 0..n {
            let value = match i % 3 {
                0 => rx.recv(),
                1 => select! { recv(rx) -> v => v },
                _ => loop {
                    if let Ok(v) = rx.recv_timeout(Duration::from_micros(20)) {
                        break Some(v);
                    }
                },
            };
            assert_eq!(value.map(|v| v.1), Some(i));
        }
        sender.join().expect("a sender");
        println!(
            "capacity {cap}: {} values, each once; {n} in order",
            THREADS * n
        );
    }
}

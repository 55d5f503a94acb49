//! Models of the typed layer: threads that park, futures that are woken and dropped. A lost wake-up is a deadlock of the
//! model; a value that is lost, received twice or leaked fails its count.
#![cfg(loom)]

use burrow_chan::{Receiver, Sender, channel, select_async};
use core::future::Future;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use loom::sync::Arc;
use loom::thread;
use std::task::Wake;

fn model(preemptions: usize, f: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 20_000;
    builder.check(f);
}

/// Wakes a thread of the model.
struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

fn waker() -> Waker {
    Waker::from(std::sync::Arc::new(Unpark(thread::current())))
}

fn poll<F: Future>(f: Pin<&mut F>) -> Poll<F::Output> {
    f.poll(&mut Context::from_waker(&waker()))
}

fn block_on<F: Future>(f: F) -> F::Output {
    let mut f = pin!(f);
    loop {
        match poll(f.as_mut()) {
            Poll::Ready(v) => return v,
            Poll::Pending => thread::park(),
        }
    }
}

/// Threads meet at an unbuffered channel, each parking when it comes first.
/// Bounds: 2 threads, 2 values, 3 preemptions.
///
/// Mutant: arm_without_cas
#[test]
fn threads_park_and_are_woken() {
    model(3, || {
        let (tx, rx) = channel(0);
        let sender = thread::spawn(move || {
            tx.send(1).unwrap();
            tx.send(2).unwrap();
        });
        assert_eq!(rx.recv(), Some(1));
        assert_eq!(rx.recv(), Some(2));
        sender.join().unwrap();
    });
}

/// A future is polled again, with another waker, while a thread completes it.
/// Bounds: 2 threads, 3 preemptions.
///
/// Mutant: arm_without_cas
#[test]
fn a_future_is_polled_while_it_is_woken() {
    model(3, || {
        let (tx, rx) = channel(0);
        let sender = thread::spawn(move || tx.send(1).unwrap());
        let mut recv = pin!(rx.recv_async());
        if poll(recv.as_mut()).is_pending() {
            assert_eq!(block_on(recv), Some(1));
        }
        drop(sender.join());
    });
}

/// Receives one value in each of two ways: a future that is polled once and dropped, then the thread.
fn drop_then_receive(rx: &Receiver<Arc<()>>) -> u32 {
    let mut got = 0;
    {
        let mut recv = pin!(rx.recv_async());
        if let Poll::Ready(Some(_)) = poll(recv.as_mut()) {
            got += 1;
        }
    }
    got
}

/// A pending receive is dropped while a thread sends: the next receiver gets the value, and nothing is leaked.
/// Bounds: 2 threads, capacities 0 and 1, 3 preemptions.
///
/// Mutant: dropped_future_keeps_value
/// Mutant: cancel_says_removed
#[test]
fn a_dropped_receive_loses_no_value() {
    for cap in [0, 1] {
        model(3, move || {
            let (tx, rx) = channel(cap);
            let sender = thread::spawn(move || tx.send(Arc::new(())).unwrap());
            if drop_then_receive(&rx) == 0 {
                assert!(rx.recv().is_some());
            }
            sender.join().unwrap();
            assert!(rx.try_recv().is_err(), "received twice");
        });
    }
}

/// The same, with a close after the send: what was put back outlives the close.
/// Bounds: 2 threads, 3 preemptions.
///
/// Mutant: close_drops_put_back
#[test]
fn what_was_put_back_outlives_close() {
    model(3, || {
        let (tx, rx) = channel(0);
        let sender = thread::spawn(move || {
            tx.send(Arc::new(())).unwrap();
            tx.close().unwrap();
        });
        if drop_then_receive(&rx) == 0 {
            assert!(rx.recv().is_some());
        }
        assert!(rx.recv().is_none());
        sender.join().unwrap();
    });
}

/// A pending send is dropped while a thread receives: either it was received, or the value is dropped with the future
/// and the receiver finds nothing. Bounds: 2 threads, 3 preemptions.
///
/// Mutant: cancel_says_removed
#[test]
fn a_dropped_send_is_sent_or_not() {
    model(3, || {
        let (tx, rx) = channel(0);
        let receiver = thread::spawn(move || rx.try_recv().ok());
        let value = Arc::new(());
        {
            let mut send = pin!(tx.send_async(value.clone()));
            let _ = poll(send.as_mut());
        }
        let got = receiver.join().unwrap();
        let alive = 1 + usize::from(got.is_some());
        assert_eq!(Arc::strong_count(&value), alive);
    });
}

fn send_some(tx: Sender<u32>, value: u32) -> thread::JoinHandle<bool> {
    thread::spawn(move || tx.try_send(value).is_ok())
}

/// A pending select of two receives is dropped while a thread sends to each: as many values are in the channels as were
/// sent. Bounds: 3 threads, 2 channels, 2 preemptions.
///
/// Mutant: select_claim_without_cas
#[test]
fn a_dropped_select_loses_no_value() {
    model(2, || {
        let ((tx_a, rx_a), (tx_b, rx_b)) = (channel(0), channel(0));
        let mut selected = false;
        let senders;
        {
            let mut select = pin!(async {
                select_async! {
                    recv(rx_a) -> v => assert_eq!(v, Some(1)),
                    recv(rx_b) -> v => assert_eq!(v, Some(2)),
                }
            });
            assert!(poll(select.as_mut()).is_pending());
            senders = [send_some(tx_a, 1), send_some(tx_b, 2)];
            if poll(select.as_mut()).is_ready() {
                selected = true;
            }
        }
        let sent: u32 = senders.map(|s| u32::from(s.join().unwrap())).iter().sum();
        let left = u32::from(rx_a.try_recv().is_ok()) + u32::from(rx_b.try_recv().is_ok());
        assert_eq!(u32::from(selected) + left, sent);
        assert!(sent <= 1, "one select was completed twice");
    });
}

//! The typed layer with threads: every value arrives once, in order, and is dropped once.
#![cfg(feature = "std")]

use burrow_chan::*;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use core::time::Duration;
use std::sync::Arc;
use std::thread;

/// Counts how many of it are alive.
struct Counted(Arc<AtomicUsize>, usize);

impl Counted {
    fn new(alive: &Arc<AtomicUsize>, value: usize) -> Self {
        alive.fetch_add(1, Relaxed);
        Counted(alive.clone(), value)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[test]
fn values_arrive_once_and_in_order() {
    for cap in [0, 1, 7] {
        let (tx, rx) = channel(cap);
        let senders: Vec<_> = (0..3)
            .map(|id| {
                let tx = tx.clone();
                thread::spawn(move || (0..500).for_each(|i| tx.send((id, i)).unwrap()))
            })
            .collect();
        let receivers: Vec<_> = (0..2)
            .map(|_| {
                let rx = rx.clone();
                thread::spawn(move || rx.iter().collect::<Vec<(usize, usize)>>())
            })
            .collect();
        senders.into_iter().for_each(|t| t.join().unwrap());
        tx.close().unwrap();
        let mut all = vec![];
        for receiver in receivers {
            let got = receiver.join().unwrap();
            for id in 0..3 {
                let of_one: Vec<_> = got.iter().filter(|v| v.0 == id).collect();
                assert!(of_one.is_sorted(), "out of order");
            }
            all.extend(got);
        }
        all.sort_unstable();
        let expected: Vec<_> = (0..3)
            .flat_map(|id| (0..500).map(move |i| (id, i)))
            .collect();
        assert_eq!(all, expected);
    }
}

#[test]
fn every_value_is_dropped_once() {
    let alive = Arc::new(AtomicUsize::new(0));
    {
        let (tx, rx) = channel(3);
        for i in 0..3 {
            assert!(tx.try_send(Counted::new(&alive, i)).is_ok());
        }
        assert!(tx.try_send(Counted::new(&alive, 9)).is_err());
        assert_eq!(rx.try_recv().map(|v| v.1), Ok(0));
        assert_eq!(alive.load(Relaxed), 2);
        assert!(
            tx.send_timeout(Counted::new(&alive, 3), Duration::from_millis(1))
                .is_ok()
        );
        let late = tx.send_timeout(Counted::new(&alive, 4), Duration::from_millis(1));
        assert!(matches!(&late, Err(TrySendError::Full(v)) if v.1 == 4));
        select! {
            send(tx, Counted::new(&alive, 5)) => panic!("it is full"),
            default => {}
        }
        drop(late);
        assert_eq!(alive.load(Relaxed), 3);
        rx.close().unwrap();
        assert!(tx.send(Counted::new(&alive, 6)).is_err());
        assert_eq!(rx.recv().map(|v| v.1), Some(1));
    }
    assert_eq!(alive.load(Relaxed), 0);
}

#[test]
fn timeouts_leave_nothing_behind() {
    let (tx, rx) = channel(0);
    let short = Duration::from_millis(2);
    assert_eq!(rx.recv_timeout(short), Err(TryRecvError::Empty));
    assert_eq!(tx.send_timeout(1, short), Err(TrySendError::Full(1)));
    assert_eq!(tx.try_send(2), Err(TrySendError::Full(2)));
    let other = Receiver::<i32>::never();
    let took = select! {
        recv(rx) -> v => v,
        recv(other) -> _ => panic!("nil"),
        default(short) => None,
    };
    assert_eq!(took, None);
    assert_eq!(tx.try_send(3), Err(TrySendError::Full(3)));
    assert!(rx.try_recv().is_err());
}

#[test]
fn dropping_closes_only_where_asked() {
    let (tx, rx) = channel::<u8>(1);
    drop(tx);
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    let (tx, rx) = closing_channel::<u8>(1);
    let second = tx.clone();
    tx.try_send(1).unwrap();
    drop(tx);
    assert!(!rx.is_closed());
    drop(second);
    assert_eq!(rx.into_iter().collect::<Vec<_>>(), [1]);
    let (tx, rx) = closing_channel::<u8>(0);
    let sender = thread::spawn(move || tx.send(1));
    thread::sleep(Duration::from_millis(2));
    drop(rx);
    assert_eq!(sender.join().unwrap(), Err(SendError(1)));
}

#[test]
fn two_selects_exchange_values() {
    let (a_tx, a_rx) = channel(0);
    let (b_tx, b_rx) = channel(0);
    let other = {
        let (a_rx, b_tx) = (a_rx.clone(), b_tx.clone());
        thread::spawn(move || {
            let (mut sent, mut received) = (0, 0);
            for i in 0..2000 {
                select! {
                    recv(a_rx) -> v => { assert!(v.is_some()); received += 1 }
                    send(b_tx, i) -> r => { r.unwrap(); sent += 1 }
                }
            }
            (sent, received)
        })
    };
    let (mut sent, mut received) = (0, 0);
    for i in 0..2000 {
        select! {
            send(a_tx, i) => sent += 1,
            recv(b_rx) -> v => { assert!(v.is_some()); received += 1; }
        }
    }
    assert_eq!(other.join().unwrap(), (received, sent));
    assert!(sent > 0 && received > 0);
}

#[test]
fn close_wakes_a_select() {
    let (tx, rx) = channel::<u8>(0);
    let (full, _keep) = channel::<u8>(0);
    let waiting = thread::spawn(move || {
        select! {
            recv(rx) -> v => v.is_none(),
            send(full, 1) => false,
        }
    });
    thread::sleep(Duration::from_millis(2));
    tx.close().unwrap();
    assert!(waiting.join().unwrap());
    let result = select! { send(tx, 7) -> r => r };
    assert_eq!(result, Err(SendError(7)));
}

#[test]
fn values_of_no_size_and_of_great_size() {
    let (tx, rx) = channel::<()>(isize::MAX as usize);
    tx.try_send(()).unwrap();
    assert_eq!((rx.len(), rx.try_recv()), (1, Ok(())));
    let (tx, rx) = channel::<[u128; 1000]>(0);
    let sender = thread::spawn(move || tx.send([7; 1000]).is_ok());
    assert_eq!(rx.recv(), Some([7; 1000]));
    assert!(sender.join().unwrap());
}

#[test]
fn ring_and_elements_have_limits() {
    for too_large in [
        std::panic::catch_unwind(|| drop(channel::<u64>(usize::MAX))),
        std::panic::catch_unwind(|| drop(channel::<[u8; ELEM_LIMIT]>(0))),
    ] {
        let message = too_large.unwrap_err();
        assert_eq!(message.downcast_ref(), Some(&"makechan: size out of range"));
    }
    let (tx, rx) = channel(1);
    tx.send([3u8; ELEM_LIMIT - 1]).unwrap();
    assert_eq!(rx.recv(), Some([3; ELEM_LIMIT - 1]));
}

#[test]
fn a_select_of_the_most_cases() {
    let (tx, rx) = channel(1);
    let (_quiet, never) = channel::<i32>(1);
    let mut select = Select::new();
    for _ in 1..CASE_LIMIT {
        select.recv(&never);
    }
    let last = select.recv(&rx);
    assert_eq!(last, CASE_LIMIT - 1);
    assert!(select.try_select().is_none());
    let sender = thread::spawn(move || tx.send(5));
    let done = select.select();
    assert_eq!((done.index(), done.recv(&rx)), (last, Some(5)));
    sender.join().unwrap().unwrap();
}

#[test]
fn a_dynamic_select_owns_its_values() {
    let alive = Arc::new(AtomicUsize::new(0));
    let ((tx, rx), (full, _kept)) = (channel(1), channel(0));
    let mut select = Select::new();
    let (a, b) = (
        select.send(&tx, Counted::new(&alive, 1)),
        select.send(&full, Counted::new(&alive, 2)),
    );
    let c = select.recv(&rx);
    assert_eq!(select.select().index(), a);
    assert_eq!(alive.load(Relaxed), 2);
    // The value that nobody takes is dropped with the next select.
    assert_eq!(select.select().index(), c);
    assert!(select.select_timeout(Duration::from_millis(1)).is_none());
    assert_eq!(alive.load(Relaxed), 1);
    full.close().unwrap();
    let done = select.select();
    assert_eq!(done.index(), b);
    let SendError(value) = done.sent(&full).unwrap_err();
    assert_eq!(value.1, 2);
    drop(value);
    select.resend(a, &tx, Counted::new(&alive, 3));
    drop(select);
    assert_eq!(alive.load(Relaxed), 0);
}

#[test]
fn slow_receivers_miss_ticks() {
    let ticks = tick(&ThreadClock, Duration::from_millis(2));
    let first = ticks.recv().unwrap();
    thread::sleep(Duration::from_millis(20));
    assert_eq!(ticks.len(), 1);
    assert!(ticks.recv().unwrap() > first);
    let late = after(&ThreadClock, Duration::from_millis(3));
    let now = ThreadClock.now();
    assert!(late.recv().unwrap() >= now);
}

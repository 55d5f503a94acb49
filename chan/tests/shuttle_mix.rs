//! Random schedules of more parties than loom can take; `cargo xtask loom` runs them too.
//! shuttle takes all atomics for sequentially consistent, so it complements the models in size and not in ordering.
#![cfg(shuttle)]

use burrow_chan::{channel, closing_channel, select};
use core::time::Duration;
use shuttle::{check_pct, check_random, thread};

/// Three senders and three receivers at one channel: each value arrives once, and those of one sender in order.
fn conserve(cap: usize) {
    let (tx, rx) = closing_channel(cap);
    let senders: Vec<_> = (0..3)
        .map(|id| {
            let tx = tx.clone();
            thread::spawn(move || (0..3).for_each(|i| tx.send((id, i)).unwrap()))
        })
        .collect();
    drop(tx);
    let receivers: Vec<_> = (0..3)
        .map(|_| {
            let rx = rx.clone();
            thread::spawn(move || rx.iter().collect::<Vec<(u32, u32)>>())
        })
        .collect();
    senders.into_iter().for_each(|t| t.join().unwrap());
    let mut all = vec![];
    for receiver in receivers {
        let got = receiver.join().unwrap();
        for id in 0..3 {
            assert!(got.iter().filter(|v| v.0 == id).is_sorted(), "out of order");
        }
        all.extend(got);
    }
    all.sort_unstable();
    let want: Vec<_> = (0..3).flat_map(|id| (0..3).map(move |i| (id, i))).collect();
    assert_eq!(all, want);
}

/// Capacities 0 to 2; 3000 schedules each at random, and 3000 with at most 3 changes of priority.
///
/// Mutant: enqueue_after_unlock
/// Mutant: recv_trusts_first_look
#[test]
fn many_parties_at_one_channel() {
    for cap in [0, 1, 2] {
        check_random(move || conserve(cap), 3000);
        check_pct(move || conserve(cap), 3000, 3);
    }
}

/// Four threads select over two channels, each to send on one and to receive on the other: as many values are received
/// as were sent, and nobody waits for ever.
fn exchange() {
    let ((tx_a, rx_a), (tx_b, rx_b)) = (channel(0), channel(0));
    let threads: Vec<_> = (0..4)
        .map(|id| {
            let (tx_a, rx_a) = (tx_a.clone(), rx_a.clone());
            let (tx_b, rx_b) = (tx_b.clone(), rx_b.clone());
            thread::spawn(move || {
                let (mut sent, mut received) = (0, 0);
                for _ in 0..2 {
                    // Even threads send on a, odd ones on b.
                    let (tx, rx) = if id % 2 == 0 {
                        (&tx_a, &rx_b)
                    } else {
                        (&tx_b, &rx_a)
                    };
                    select! {
                        send(tx, id) => sent += 1,
                        recv(rx) -> v => { assert_eq!(v.unwrap() % 2, 1 - id % 2); received += 1 }
                        default(Duration::ZERO) => {}
                    }
                }
                (sent, received)
            })
        })
        .collect();
    let (mut sent, mut received) = (0, 0);
    for thread in threads {
        let (s, r) = thread.join().unwrap();
        sent += s;
        received += r;
    }
    assert_eq!(sent, received);
    assert!(
        rx_a.try_recv().is_err() && rx_b.try_recv().is_err(),
        "a loser left a trace"
    );
}

/// 10 000 schedules of each kind.
///
/// Mutant: select_claim_without_cas
#[test]
fn many_selects_over_two_channels() {
    check_random(exchange, 10_000);
    check_pct(exchange, 10_000, 3);
}

/// Receivers and a select wait when the channel is closed: all of them learn it. 5000 schedules of each kind.
///
/// Mutant: close_marks_last
#[test]
fn close_wakes_everyone() {
    let run = || {
        let (tx, rx) = channel::<u32>(0);
        let waiting: Vec<_> = (0..4)
            .map(|id| {
                let rx = rx.clone();
                thread::spawn(move || {
                    if id % 2 == 0 {
                        return rx.recv();
                    }
                    let (_open, other) = channel::<u32>(0);
                    select! {
                        recv(rx) -> v => v,
                        recv(other) -> v => v,
                    }
                })
            })
            .collect();
        tx.close().unwrap();
        for thread in waiting {
            assert_eq!(thread.join().unwrap(), None);
        }
    };
    check_random(run, 5000);
    check_pct(run, 5000, 3);
}

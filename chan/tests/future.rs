//! Futures: whom they wake, and that dropping them loses no value.
#![cfg(feature = "async")]

use burrow_chan::*;
use core::future::Future;
use core::pin::{Pin, pin};
use core::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use core::task::{Context, Poll, Waker};
use std::sync::Arc;
use std::task::Wake;

#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

fn poll<F: Future>(f: Pin<&mut F>, count: &Arc<Count>) -> Poll<F::Output> {
    f.poll(&mut Context::from_waker(&Waker::from(count.clone())))
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[test]
fn the_last_waker_is_woken_once() {
    let (tx, rx) = channel(0);
    let (old, new) = (Arc::<Count>::default(), Arc::<Count>::default());
    let mut recv = pin!(rx.recv_async());
    assert!(poll(recv.as_mut(), &old).is_pending());
    assert!(poll(recv.as_mut(), &new).is_pending());
    assert!(tx.try_send(1).is_ok());
    assert_eq!((old.0.load(SeqCst), new.0.load(SeqCst)), (0, 1));
    assert!(tx.try_send(2).is_err(), "nobody waits any more");
    assert_eq!(poll(recv.as_mut(), &old), Poll::Ready(Some(1)));
}

#[test]
fn a_dropped_receive_returns_its_value() {
    let count = Arc::default();
    for cap in [0, 1, 2] {
        let (tx, rx) = channel(cap);
        {
            let mut first = Box::pin(rx.recv_async());
            let mut second = Box::pin(rx.recv_async());
            assert!(poll(first.as_mut(), &count).is_pending());
            assert!(poll(second.as_mut(), &count).is_pending());
            tx.try_send(vec![1]).unwrap();
            tx.try_send(vec![2]).unwrap();
            for i in 0..cap {
                tx.try_send(vec![3 + i]).unwrap();
            }
            // The later one first, so that the earlier value comes before it.
            drop(second);
            drop(first);
        }
        assert_eq!(rx.len(), cap);
        assert!(
            tx.try_send(vec![9]).is_err(),
            "returned values leave no room"
        );
        tx.close().unwrap();
        for i in 1..=2 + cap {
            assert_eq!(rx.try_recv(), Ok(vec![i]), "cap {cap}");
        }
        assert!(rx.try_recv().unwrap_err().is_closed());
    }
}

#[test]
fn a_returned_value_goes_to_who_waits() {
    let count = Arc::default();
    let (tx, rx) = channel(0);
    let mut first = Box::pin(rx.recv_async());
    let mut second = Box::pin(rx.recv_async());
    assert!(poll(first.as_mut(), &count).is_pending());
    assert!(poll(second.as_mut(), &count).is_pending());
    tx.try_send(String::from("only")).unwrap();
    drop(first);
    assert_eq!(
        poll(second.as_mut(), &count),
        Poll::Ready(Some("only".into()))
    );
}

#[test]
fn returned_values_are_dropped_with_their_channel() {
    let (count, value) = (Arc::default(), Arc::new(()));
    let (tx, rx) = channel(0);
    let mut recv = Box::pin(rx.recv_async());
    assert!(poll(recv.as_mut(), &count).is_pending());
    tx.try_send(value.clone()).unwrap();
    drop(recv);
    assert_eq!(Arc::strong_count(&value), 2);
    drop((tx, rx));
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn a_dropped_send_leaves_no_trace() {
    let (count, value) = (Arc::default(), Arc::new(()));
    let (tx, rx) = channel(0);
    drop(tx.send_async(value.clone()));
    let mut send = Box::pin(is_send(tx.send_async(value.clone())));
    assert!(poll(send.as_mut(), &count).is_pending());
    drop(send);
    assert!(rx.try_recv().is_err());
    assert_eq!(Arc::strong_count(&value), 1);
    // One that was received is not dropped again.
    let mut send = Box::pin(tx.send_async(value.clone()));
    assert!(poll(send.as_mut(), &count).is_pending());
    let got = rx.try_recv().unwrap();
    drop(send);
    drop(got);
    assert_eq!(Arc::strong_count(&value), 1);
    // One that met a close is.
    let mut send = Box::pin(tx.send_async(value.clone()));
    assert!(poll(send.as_mut(), &count).is_pending());
    tx.close().unwrap();
    drop(send);
    assert_eq!(Arc::strong_count(&value), 1);
    assert!(matches!(
        poll(pin!(tx.send_async(value.clone())), &count),
        Poll::Ready(Err(SendError(_)))
    ));
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn a_dropped_select_loses_no_value() {
    let count = Arc::default();
    let ((tx_a, rx_a), (tx_b, rx_b)) = (channel(0), channel(0));
    let value = Arc::new(());
    let select = || {
        is_send(async {
            select_async! {
                recv(rx_a) -> v => v.is_some(),
                send(tx_b, value.clone()) -> sent => sent.is_ok(),
            }
        })
    };
    // Nothing happened.
    let mut pending = Box::pin(select());
    assert!(poll(pending.as_mut(), &count).is_pending());
    drop(pending);
    assert_eq!(Arc::strong_count(&value), 1);
    assert!(tx_a.try_send(1).is_err() && rx_b.try_recv().is_err());
    // It had received: the value goes back.
    let mut pending = Box::pin(select());
    assert!(poll(pending.as_mut(), &count).is_pending());
    tx_a.try_send(7).unwrap();
    drop(pending);
    assert_eq!(rx_a.try_recv(), Ok(7));
    // It had sent: the value is the receiver's.
    let mut pending = Box::pin(select());
    assert!(poll(pending.as_mut(), &count).is_pending());
    let got = rx_b.try_recv().unwrap();
    drop(pending);
    assert_eq!(Arc::strong_count(&value), 2);
    drop(got);
    // It is woken and proceeds.
    let mut pending = Box::pin(select());
    assert!(poll(pending.as_mut(), &count).is_pending());
    tx_a.try_send(8).unwrap();
    assert_eq!(poll(pending.as_mut(), &count), Poll::Ready(true));
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn a_leaked_select_is_withdrawn() {
    let count = Arc::default();
    let ((tx_a, rx_a), (tx_b, rx_b)) = (channel(0), channel(0));
    let value = Arc::new(());
    let mut select = Select::new();
    let (a, b) = (select.recv(&rx_a), select.send(&tx_b, value.clone()));
    let mut future = Box::pin(is_send(select.select_async()));
    assert!(poll(future.as_mut(), &count).is_pending());
    core::mem::forget(future);
    tx_a.try_send(1).unwrap();
    // What it was given is in the channel again.
    let done = select.try_select().unwrap();
    assert_eq!((done.index(), done.recv(&rx_a)), (a, Some(1)));
    {
        let mut future = pin!(select.select_async());
        assert!(poll(future.as_mut(), &count).is_pending());
        drop(rx_b.try_recv().unwrap());
        let Poll::Ready(done) = poll(future.as_mut(), &count) else {
            panic!("it was served");
        };
        assert_eq!((done.index(), done.sent(&tx_b).is_ok()), (b, true));
    }
    assert!(select.try_select().is_none());
    select.resend(b, &tx_b, value.clone());
    drop(select);
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn nil_channels_are_pending_for_ever() {
    let count = Arc::<Count>::default();
    let mut recv = Box::pin(Receiver::<i32>::never());
    assert!(poll(pin!(recv.as_mut().recv_async()), &count).is_pending());
    assert!(poll(pin!(Sender::never().send_async(1)), &count).is_pending());
}

#[cfg(feature = "stream")]
#[test]
fn streams_and_sinks() {
    use futures_core::Stream;
    use futures_sink::Sink;

    let waker = Waker::noop();
    let mut cx = Context::from_waker(waker);
    let (tx, rx) = closing_channel(0);
    let (mut sink, mut stream) = (is_send(tx.into_sink()), is_send(rx.clone().into_stream()));
    let mut next = |stream: &mut RecvStream<i32>| Pin::new(stream).poll_next(&mut cx);
    assert!(next(&mut stream).is_pending());
    let mut cx = Context::from_waker(waker);
    assert!(Pin::new(&mut sink).poll_ready(&mut cx).is_ready());
    Pin::new(&mut sink).start_send(1).unwrap();
    assert!(Pin::new(&mut sink).poll_flush(&mut cx).is_ready());
    Pin::new(&mut sink).start_send(2).unwrap();
    assert!(Pin::new(&mut sink).poll_flush(&mut cx).is_pending());
    assert!(Pin::new(&mut sink).poll_close(&mut cx).is_pending());
    assert_eq!(next(&mut stream), Poll::Ready(Some(1)));
    assert_eq!(next(&mut stream), Poll::Ready(Some(2)));
    assert!(Pin::new(&mut sink).poll_close(&mut cx).is_ready());
    assert!(Pin::new(&mut sink).start_send(3).is_err());
    assert_eq!(next(&mut stream), Poll::Ready(None));
    // A stream that is dropped returns its value.
    let (tx, rx) = channel(0);
    let mut stream = rx.clone().into_stream();
    assert!(next(&mut stream).is_pending());
    tx.try_send(4).unwrap();
    drop(stream);
    assert_eq!(rx.try_recv(), Ok(4));
}

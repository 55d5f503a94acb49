//! What channel operations cost in one thread: `cargo run --release --example cost`.

use burrow_chan::{InlineWaiter, Park, Plain, RawChan, Waiter, channel, select};
use core::mem::MaybeUninit;
use std::time::Instant;

/// Wakes nobody: the example knows who is ready.
struct Nobody;

impl Park for Nobody {
    fn ready(&self, token: usize) {
        core::hint::black_box(token);
    }
}

fn measure(what: &str, mut f: impl FnMut()) {
    const N: u32 = 10_000_000;
    let start = Instant::now();
    for _ in 0..N {
        f();
    }
    println!(
        "{what}: {:.1} ns",
        start.elapsed().as_nanos() as f64 / f64::from(N)
    );
}

fn chan(cap: usize) -> *mut RawChan {
    let words = RawChan::layout(8, cap as i64).expect("a small channel") / 8;
    let memory = vec![0u64; words].leak();
    // SAFETY: the memory has the size asked for and is leaked.
    unsafe { RawChan::init_in(memory.as_mut_ptr().cast(), 8, cap, 0) }
}

fn waiter(token: usize) -> *mut Waiter {
    let memory = Box::leak(Box::new(MaybeUninit::<InlineWaiter<1>>::uninit()));
    // SAFETY: the memory is leaked.
    unsafe { InlineWaiter::init_at(memory.as_mut_ptr(), token) }
}

fn main() {
    let (mut v, mut got) = (1u64, 0u64);
    let (src, dst) = ((&raw mut v).cast::<u8>(), (&raw mut got).cast::<u8>());
    let (ch, w) = (chan(0), waiter(1));
    // SAFETY: channels and waiters are leaked; the values are locals of this function.
    unsafe {
        measure("hand-off to a parked receiver", || {
            RawChan::start_recv(ch, dst, w, &Plain, &Nobody);
            RawChan::start_send(ch, src, w, &Plain, &Nobody);
            RawChan::finish_recv(w, dst);
        });
        let ch = chan(64);
        measure("buffered send and receive", || {
            RawChan::start_send(ch, src, w, &Plain, &Nobody);
            RawChan::start_recv(ch, dst, w, &Plain, &Nobody);
        });
    }
    let (_tx, rx) = channel::<u64>(1);
    measure("select of one receive with default, nothing there", || {
        select! {
            recv(rx) -> v => assert!(v.is_none()),
            default => {}
        }
    });
    let (tx, rx) = channel::<u64>(1);
    measure("try_send and try_recv", || {
        assert!(tx.try_send(1).is_ok());
        assert_eq!(rx.try_recv(), Ok(1));
    });
}

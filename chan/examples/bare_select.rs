//! Channels without a standard library: what does not block, a select, a list of cases, and futures that meet.
//!
//! `cargo run -p burrow-chan --features async --example bare_select` runs it here, `cargo xtask test` also as a wasm module under
//! node.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::vec::Vec;
use burrow_chan::{Receiver, Select, Sender, channel, select};
use core::pin::pin;
use core::task::{Context, Poll, Waker};

/// Two futures that meet a hundred times, polled in turn: the sum of what was handed over, and whether both ended.
fn meet() -> (u64, bool) {
    let (tx, rx) = channel(0);
    let mut sender = pin!(async {
        for i in 0..100u64 {
            tx.send_async(i).await.ok();
        }
        tx.close().is_ok()
    });
    let mut receiver = pin!(async {
        let mut sum = 0;
        while let Some(i) = rx.recv_async().await {
            sum += i;
        }
        sum
    });
    let mut cx = Context::from_waker(Waker::noop());
    let (mut sum, mut closed) = (None, None);
    for _ in 0..1000 {
        if closed.is_none()
            && let Poll::Ready(ok) = sender.as_mut().poll(&mut cx)
        {
            closed = Some(ok);
        }
        if sum.is_none()
            && let Poll::Ready(all) = receiver.as_mut().poll(&mut cx)
        {
            sum = Some(all);
        }
    }
    (sum.unwrap_or(0), closed == Some(true))
}

/// Takes what is there from a list of channels.
fn drain(channels: &[(Sender<usize>, Receiver<usize>)]) -> usize {
    let mut cases = Select::new();
    for (_, rx) in channels {
        cases.recv(rx);
    }
    let mut sum = 0;
    while let Some(selected) = cases.try_select() {
        let index = selected.index();
        sum += selected.recv(&channels[index].1).unwrap_or(0);
    }
    sum
}

/// 0: all is well.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
extern "C" fn run() -> u32 {
    let (tx, rx) = channel(1);
    let nil = Receiver::<i32>::never();
    for (sent, want) in [(Some(7), 7), (None, -1)] {
        if let Some(value) = sent
            && (tx.try_send(value).is_err() || tx.try_send(value).is_ok())
        {
            return 1;
        }
        let got = select! {
            recv(nil) -> _ => return 2,
            recv(rx) -> v => v.unwrap_or(-2),
            default => -1,
        };
        if got != want {
            return 3;
        }
    }
    let channels: Vec<_> = (0..20).map(|_| channel(2)).collect();
    for (i, (tx, _)) in channels.iter().enumerate() {
        if tx.try_send(i).is_err() {
            return 4;
        }
    }
    if drain(&channels) != 190 {
        return 5;
    }
    if meet() == (4950, true) { 0 } else { 6 }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    assert_eq!(run(), 0);
}

/// What a module brings itself: memory, here never given back, and an end for panics.
#[cfg(target_arch = "wasm32")]
mod host {
    use core::alloc::{GlobalAlloc, Layout};
    use core::arch::wasm32::{memory_grow, unreachable};
    use core::sync::atomic::{AtomicUsize, Ordering};

    /// Where new memory ends, and how much of it is free.
    struct Pages(AtomicUsize, AtomicUsize);

    // SAFETY: parts of pages that are new, each given out once.
    unsafe impl GlobalAlloc for Pages {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            const PAGE: usize = 1 << 16;
            const ALIGN: usize = 128;
            if layout.align() > ALIGN {
                return core::ptr::null_mut();
            }
            let bytes = layout.size().next_multiple_of(ALIGN);
            let mut end = self.0.load(Ordering::Relaxed);
            let mut free = self.1.load(Ordering::Relaxed);
            if free < bytes {
                let pages = bytes.div_ceil(PAGE);
                let grown = memory_grow(0, pages);
                if grown == usize::MAX {
                    return core::ptr::null_mut();
                }
                (end, free) = ((grown + pages) * PAGE, pages * PAGE);
            }
            self.0.store(end, Ordering::Relaxed);
            self.1.store(free - bytes, Ordering::Relaxed);
            (end - free) as *mut u8
        }

        unsafe fn dealloc(&self, _at: *mut u8, _layout: Layout) {}
    }

    #[global_allocator]
    static PAGES: Pages = Pages(AtomicUsize::new(0), AtomicUsize::new(0));

    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        unreachable()
    }
}

//! The executor without a standard library: futures that yield, wait for each other and sleep, on one thread.
//!
//! `cargo run -p burrow-sched --features async --example bare_futures` runs it here, `cargo xtask test` also as a wasm module
//! under node.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::sync::Arc;
use alloc::vec::Vec;
use burrow_sched::{Executor, Machine, Stalled, yield_now};
use core::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

/// A host with one thread, whose clock goes on only while it sleeps.
#[derive(Default)]
struct Host(AtomicI64);

impl Machine for Host {
    const PARALLEL: bool = false;

    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    fn sleep(&self, _id: usize, deadline: i64) {
        self.0.fetch_max(deadline, Ordering::Relaxed);
    }

    fn wake(&self, _id: usize) {}

    fn start(&self) -> bool {
        false
    }
}

/// 0: all is well.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
extern "C" fn run() -> u32 {
    let exec = Executor::new(Host::default(), 1, 1);
    let turns = Arc::new(AtomicUsize::new(0));
    let parts: Vec<_> = (0..100u64)
        .map(|i| {
            let (inner, turns) = (exec.clone(), turns.clone());
            exec.spawn(async move {
                for _ in 0..10 {
                    turns.fetch_add(1, Ordering::Relaxed);
                    yield_now().await;
                }
                // The later, the earlier they are made.
                inner.sleep_until(1000 - i as i64).await;
                i
            })
        })
        .collect();
    let inner = exec.clone();
    let total = exec.spawn(async move {
        let mut sum = 0;
        for part in parts {
            sum += part.await;
        }
        (sum, inner.scheduler().machine().now())
    });
    if exec.run().is_err() {
        return 1;
    }
    if total.take() != Some((4950, 1000)) || turns.load(Ordering::Relaxed) != 1000 {
        return 2;
    }
    // What nobody can wake is noticed.
    exec.spawn(core::future::pending::<()>());
    match exec.run() {
        Err(Stalled(1)) => 0,
        _ => 3,
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    assert_eq!(run(), 0);
}

/// Memory that is never given back.
#[cfg(target_arch = "wasm32")]
mod memory {
    use core::alloc::{GlobalAlloc, Layout};
    use core::sync::atomic::{AtomicUsize, Ordering};

    const SIZE: usize = 4 << 20;

    struct Bump(core::cell::UnsafeCell<[u8; SIZE]>, AtomicUsize);

    // SAFETY: there is one thread, and parts that were given out do not overlap.
    unsafe impl Sync for Bump {}

    // SAFETY: aligned parts of the array, each given out once.
    unsafe impl GlobalAlloc for Bump {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            let base = self.0.get() as usize;
            let at = (base + self.1.load(Ordering::Relaxed)).next_multiple_of(layout.align());
            let end = at - base + layout.size();
            if end > SIZE {
                return core::ptr::null_mut();
            }
            self.1.store(end, Ordering::Relaxed);
            at as *mut u8
        }

        unsafe fn dealloc(&self, _at: *mut u8, _layout: Layout) {}
    }

    #[global_allocator]
    static BUMP: Bump = Bump(core::cell::UnsafeCell::new([0; SIZE]), AtomicUsize::new(0));

    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}

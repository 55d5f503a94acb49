//! A map without a standard library that is changed while it is iterated over, grows and shrinks.
//!
//! `cargo run -p burrow-maps --example bare_typed` runs it here, `cargo xtask test` also as a wasm module under node.
#![cfg_attr(target_arch = "wasm32", no_std)]

use burrow_maps::GoMap;

/// 0: all is well.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
extern "C" fn run() -> u32 {
    const N: u32 = 20_000;
    let mut squares: GoMap<u32, u64> = (0..N).map(|n| (n, u64::from(n).pow(2))).collect();
    // Every other entry is deleted and comes back under another key, in the middle of an iteration.
    let (mut cursor, mut seen) = (squares.cursor(), 0);
    while let Some((&n, _)) = cursor.next(&mut squares) {
        if n < N {
            seen += 1;
            if n % 2 == 0 {
                squares.remove(&n);
                squares.insert(n + N, 0);
            }
        }
    }
    if (seen, squares.len()) != (N, N as usize) {
        return 1;
    }
    for n in 0..2 * N {
        if n != 9 {
            squares.remove(&n);
        }
    }
    match squares.iter().next() {
        Some((9, 81)) if squares.len() == 1 => 0,
        _ => 2,
    }
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

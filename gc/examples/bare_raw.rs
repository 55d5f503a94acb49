//! The raw layer where there is nothing: no standard library, no allocator, memory that ends.
//!
//! A list is kept while garbage is made until memory is exhausted, which is an answer and no trap; a collection makes room
//! again. `cargo run -p burrow-gc --example bare_raw` runs it here, `cargo xtask test` also as a wasm module under node.
#![cfg_attr(target_arch = "wasm32", no_std)]

use burrow_gc::{Collector, Heap, Layout, Marker};

const WORD: usize = size_of::<usize>();
/// A pointer to the next node, then a number.
const NODE: Layout = Layout::mask(2, 0b01);

#[cfg(target_arch = "wasm32")]
type Memory = burrow_gc::WasmMemory;
#[cfg(target_arch = "wasm32")]
static HEAP: Heap<Memory> = Heap::new(burrow_gc::WasmMemory::new());

#[cfg(not(target_arch = "wasm32"))]
type Memory = burrow_gc::FixedMemory;

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let bytes = Box::leak(vec![0_u8; 16 << 20].into_boxed_slice());
    let heap = Heap::new(burrow_gc::FixedMemory::from_static(bytes));
    assert_eq!(run_in(&heap), 0);
}

/// 0: all is well.
#[cfg(target_arch = "wasm32")]
#[unsafe(no_mangle)]
extern "C" fn run() -> u32 {
    run_in(&HEAP)
}

fn run_in(heap: &Heap<Memory>) -> u32 {
    let head = core::cell::Cell::new(0_usize);
    let roots = |heap: &Heap<Memory>, m: &mut Marker| heap.shade(m, head.get());
    let mut collector = Collector::new(roots);
    // Nobody collects before memory is exhausted.
    heap.set_gc_percent(None);
    let mut exhausted = 0;
    for n in 0..3_000_000_usize {
        let p = match collector.alloc(heap, 2 * WORD, &NODE) {
            Some(p) => p,
            None => {
                exhausted += 1;
                collector.collect(heap);
                match collector.alloc(heap, 2 * WORD, &NODE) {
                    Some(p) => p,
                    None => return 1,
                }
            }
        };
        // SAFETY: a fresh object of two words; marking is off between collections.
        unsafe { *p.as_ptr().cast::<[usize; 2]>() = [head.get(), n] };
        if n % 100 == 0 {
            head.set(p.as_ptr().expose_provenance());
        }
    }
    // Every hundredth is alive, as it was made.
    let (mut at, mut n) = (head.get(), 3_000_000);
    while at != 0 {
        n -= 100;
        // SAFETY: a node that is alive.
        let [next, number] = unsafe { *core::ptr::with_exposed_provenance::<[usize; 2]>(at) };
        if number != n || heap.find_object(at + WORD).is_none() {
            return 2;
        }
        at = next;
    }
    collector.collect(heap);
    let stats = heap.stats();
    match heap.verify() {
        _ if n != 0 => 3,
        _ if exhausted == 0 => 4,
        _ if stats.heap_alloc as usize != 30_000 * 2 * WORD => 5,
        Err(_) => 6,
        // More than there ever can be.
        Ok(()) if collector.alloc(heap, 1 << 30, &NODE).is_some() => 7,
        Ok(()) => 0,
    }
}

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

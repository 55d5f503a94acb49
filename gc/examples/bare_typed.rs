//! The safe layer without a standard library: a search tree that is changed for a long time, its old nodes collected.
//!
//! `cargo run -p burrow-gc --example bare_typed` runs it here, `cargo xtask test` also as a wasm module under node, where the
//! global allocator, which the roots need, takes its memory from a heap of its own.
#![cfg_attr(target_arch = "wasm32", no_std)]

use burrow_gc::trace;
use burrow_gc::typed::{Cx, Gc, OutOfMemory, Root, Slot, Store};
use core::cell::Cell;

trace! {
    /// A node of a search tree.
    struct Node<'gc> {
        left: Slot<'gc, Node<'gc>>,
        right: Slot<'gc, Node<'gc>>,
        key: Cell<u32>,
    }
}

#[cfg(target_arch = "wasm32")]
type Memory = burrow_gc::WasmMemory;
#[cfg(not(target_arch = "wasm32"))]
type Memory = burrow_gc::FixedMemory;

fn node<'gc>(cx: &Cx<'gc, Memory>, key: u32) -> Result<Gc<'gc, Node<'gc>>, OutOfMemory> {
    cx.alloc(Node {
        left: Slot::empty(),
        right: Slot::empty(),
        key: Cell::new(key),
    })
}

fn insert<'gc>(
    cx: &Cx<'gc, Memory>,
    mut at: Gc<'gc, Node<'gc>>,
    key: u32,
) -> Result<(), OutOfMemory> {
    loop {
        let node_ = Gc::inner(at);
        let slot = if key < node_.key.get() {
            &node_.left
        } else {
            &node_.right
        };
        match slot.get() {
            Some(next) => at = next,
            None => {
                slot.set(cx, Some(node(cx, key)?));
                return Ok(());
            }
        }
    }
}

fn count<'gc>(at: Option<Gc<'gc, Node<'gc>>>) -> u32 {
    at.map_or(0, |at| 1 + count(at.left.get()) + count(at.right.get()))
}

/// 0: all is well.
fn run_in(store: &Store<Memory>) -> Result<u32, OutOfMemory> {
    let tree: Root<Node<'static>> = store.enter(|cx| cx.root(node(cx, 1 << 30)?))?;
    let mut x = 1_u32;
    for n in 0..500_000 {
        x = x.wrapping_mul(1664525).wrapping_add(1013904223);
        store.enter(|cx| {
            if n % 1000 == 0 {
                // The old tree is garbage.
                tree.set(cx, node(cx, 1 << 30)?);
            }
            insert(cx, tree.get(cx), x >> 1)
        })?;
    }
    let nodes = store.enter(|cx| count(Some(tree.get(cx))));
    store.collect();
    let stats = store.heap().stats();
    Ok(match () {
        () if nodes != 1001 => 1,
        () if stats.num_gc < 2 => 2,
        () if stats.heap_alloc as usize
            != 1001 * burrow_gc::round_up_size(size_of::<Node<'_>>()) =>
        {
            3
        }
        () if store.verify().is_err() => 4,
        () => 0,
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let bytes = Box::leak(vec![0_u8; 8 << 20].into_boxed_slice());
    let store = Store::new(burrow_gc::FixedMemory::from_static(bytes));
    assert_eq!(run_in(&store), Ok(0));
}

#[cfg(target_arch = "wasm32")]
mod bare {
    use super::{Memory, Store, run_in};
    use burrow_gc::Heap;
    use core::alloc::{GlobalAlloc, Layout};

    #[unsafe(no_mangle)]
    extern "C" fn run() -> u32 {
        run_in(&Store::new(Memory::new())).unwrap_or(99)
    }

    struct Manual(Heap<Memory>);

    #[global_allocator]
    static MANUAL: Manual = Manual(Heap::new(Memory::new()));

    // SAFETY: the heap's manual blocks are as asked for and their own. Both heaps grow the same memory, each what is new.
    unsafe impl GlobalAlloc for Manual {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            let block = self.0.sys_alloc(layout.size(), layout.align());
            block.map_or(core::ptr::null_mut(), |p| p.as_ptr())
        }

        unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
            if let Some(at) = core::ptr::NonNull::new(at) {
                // SAFETY: by contract from `alloc`.
                unsafe { self.0.sys_free(at, layout.size(), layout.align()) };
            }
        }
    }

    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}

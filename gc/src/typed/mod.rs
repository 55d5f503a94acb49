//! The safe layer: garbage-collected data structures for Rust programs.
//!
//! A [`Store`] is a heap with one mutator. [`Store::enter`] opens a *session*, in which objects are made, read and changed
//! through [`Gc`] pointers that are as cheap as references: nothing is freed while a session lasts, so they need no
//! counting and no rooting. Between two sessions only what a [`Root`] leads to is alive, and that is when cycles begin and
//! end; marking itself goes on in slices, in sessions too, in proportion to what they allocate.
//!
//! ```
//! use burrow_gc::typed::{Root, Slot, Store};
//! use burrow_gc::{FixedMemory, trace};
//! use core::cell::Cell;
//!
//! trace! {
//!     /// An element of a queue.
//!     struct Node<'gc> {
//!         next: Slot<'gc, Node<'gc>>,
//!         value: Cell<u64>,
//!     }
//! }
//!
//! let memory = Box::leak(vec![0_u8; 1 << 20].into_boxed_slice());
//! let store = Store::new(FixedMemory::from_static(memory));
//!
//! let head: Root<Node<'static>> = store.enter(|cx| {
//!     let node = cx.alloc(Node { next: Slot::empty(), value: Cell::new(0) })?;
//!     cx.root(node)
//! })?;
//! for n in 1..100_000 {
//!     // Each session makes a node and forgets the one before: 1.6 MB in a heap of 1 MiB.
//!     store.enter(|cx| {
//!         let node = cx.alloc(Node { next: Slot::empty(), value: Cell::new(n) })?;
//!         let old = head.get(cx);
//!         node.next.set(cx, old.next.get());
//!         old.next.set(cx, Some(node));
//!         node.next.set(cx, None);
//!         Ok::<_, burrow_gc::typed::OutOfMemory>(())
//!     })?;
//! }
//! let last = store.enter(|cx| head.get(cx).next.get().map(|node| node.value.get()));
//! assert_eq!(last, Some(99_999));
//! # Ok::<(), burrow_gc::typed::OutOfMemory>(())
//! ```
//!
//! What the types refuse: a pointer that leaves its session or enters another store, a pointer field that is written
//! without the barrier, a type with a destructor (use a [finalizer](Cx::set_finalizer)) or one the collector cannot see
//! through, and objects shared between threads.

mod cx;
mod pointer;
mod root;
mod special;
mod store;
mod trace;

pub use cx::Cx;
pub use pointer::{Gc, GcSlice, Slot, Weak};
pub use root::Root;
pub use store::Store;
pub use trace::{Plain, Trace};

#[doc(hidden)]
pub use trace::{NoDrop, place};

/// There is no memory, until a collection finds some: leave the session, and do it again in another one, which collects
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

impl core::fmt::Display for OutOfMemory {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the garbage-collected heap is out of memory")
    }
}

impl core::error::Error for OutOfMemory {}

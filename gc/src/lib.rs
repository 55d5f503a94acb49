//! A garbage-collected heap for compilers, runtimes and interpreters, on hosts as bare as a WebAssembly module.
//!
//! # The problem
//!
//! A language like Go has pointers into the middle of objects, objects that must not move, and programs that
//! notice pauses. Its collector has to find the object behind any address, know exactly which words are pointers,
//! and do its work in small slices beside the program, with several threads or with one. And nothing in an object
//! may belong to the collector: a `[2]int64` is 16 bytes.
//!
//! # The mechanism
//!
//! - Memory is cut into *pages* of 8 KiB, runs of which become *spans* of objects of one [size class](size_class). A
//!   page table leads from any address to its span, a multiplication to the object. All that is known about objects
//!   (allocated, marked, which words are pointers) lies in bitmaps beside the span: **no headers**.
//! - A [`Cache`] (one for each P, or thread) claims 64 objects of a span at a time; [`Heap::alloc`] then takes the next
//!   one by counting the trailing zeros of a word, without a lock. Memory comes zeroed.
//! - Marking ([`Marker`], [`Heap::mark_step`]) is incremental or concurrent, protected by a hybrid write [`Barrier`];
//!   objects allocated meanwhile are black. Sweeping is lazy: a span is swept when somebody wants to allocate from it.
//! - A pacer aims at a heap of (live + roots) × (1 + GOGC/100); [`Heap::poll`] says what it wants.
//! - The same page heap serves manual memory ([`Heap::alloc_pages`], [`Heap::sys_alloc`]), so that one party grows a
//!   module's memory. Where pages come from is a [port](Memory).
//!
//! # Example
//!
//! A list in a heap of one megabyte, collected:
//!
//! ```
//! use burrow_gc::{Barrier, Cache, FixedMemory, Heap, Layout, Marker};
//!
//! let mut array = vec![0_u8; 1 << 20];
//! // SAFETY: the array is not used otherwise while the heap lives.
//! let heap = Heap::new(unsafe { FixedMemory::new(array.as_mut_ptr(), array.len()) });
//! let (mut cache, mut barrier, mut marker) = (Cache::new(), Barrier::new(), Marker::new());
//!
//! // A node: a pointer to the next node, then a number.
//! let node = Layout::mask(2, 0b01);
//! let size = 2 * size_of::<usize>();
//! let mut head: *mut [usize; 2] = core::ptr::null_mut();
//! for n in 0..1000 {
//!     let at = heap.alloc(&mut cache, size, &node).expect("memory").as_ptr().cast::<[usize; 2]>();
//!     // SAFETY: a fresh object of two words. No barrier is needed: marking is off.
//!     unsafe { *at = [head.expose_provenance(), n] };
//!     head = at;
//! }
//!
//! // SAFETY: the list is alive. Its head is forgotten, and the tenth node is the root.
//! let tenth = unsafe { (0..9).fold(head, |node, _| (*node)[0] as *mut [usize; 2]) };
//! heap.collect(&mut cache, &mut barrier, &mut marker, |heap, m| heap.shade(m, tenth.addr()));
//! while !heap.sweep_step(100) {}
//! assert_eq!(heap.stats().frees, 9);
//! assert_eq!(heap.stats().heap_alloc as usize, 991 * size);
//! ```
//!
//! # Several threads
//!
//! A heap is `Sync`. Each thread has its own cache, barrier and marker. The embedder stops the world for
//! [`Heap::start_cycle`] and [`Heap::finish_cycle`]; everything else may run at any time. With the feature `std` a
//! `World` is such an embedder.
#![no_std]

#[cfg(feature = "typed")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod barrier;
mod bits;
mod cache;
mod class;
mod cycle;
mod heap;
mod layout;
mod mark;
mod memory;
mod pacer;
mod pages;
mod sample;
mod single;
mod span;
mod specials;
mod stats;
mod sweep;
mod sync;
mod sys;
#[cfg(feature = "std")]
mod system;
mod table;
#[cfg(feature = "typed")]
pub mod typed;
mod verify;
mod work;
#[cfg(feature = "std")]
mod world;

pub use barrier::Barrier;
pub use cache::Cache;
pub use class::{
    CLASSES, MAX_SMALL, PAGE_SIZE, class_pages, class_size, round_up_size, size_class,
};
pub use cycle::Poll;
pub use heap::Heap;
pub use layout::Layout;
pub use mark::{Marker, Progress};
#[cfg(target_arch = "wasm32")]
pub use memory::WasmMemory;
pub use memory::{FixedMemory, Memory, Region};
pub use single::{Collector, Roots};
pub use specials::{CleanupId, SpecialError};
pub use stats::Stats;
#[cfg(feature = "std")]
pub use system::SystemMemory;
#[cfg(feature = "std")]
pub use world::{Mutator, World};

/// The README's examples run.
#[cfg(all(doctest, feature = "typed"))]
#[doc = include_str!("../README.md")]
struct Readme;

/// For this crate's models.
#[doc(hidden)]
pub mod model {
    pub use crate::sync::switch_point;
}

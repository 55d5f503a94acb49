//! Growable, movable stacks with exact pointer maps.
//!
//! # The problem
//!
//! A runtime with many cheap threads of control cannot give each a stack for the worst case. It starts small, and when a
//! stack is full, moves its frames to a larger one. Then every pointer into the old stack is wrong: the runtime has to find
//! each of them, and only them. The collector has the same question: which words of a stack are pointers? And where the
//! machine hides its own stack, as WebAssembly does, both can only be answered for frames that lie in memory.
//!
//! # The mechanism
//!
//! A frame is *parked* when it lies in memory with everything that is live stored in it. It begins with the address of a
//! static [`FuncInfo`] and the number of the *resume point* at which its function goes on. The FuncInfo knows the frame's
//! size, so frames can be walked; its [`MapTable`] lists for each resume point exactly which words are pointers; and
//! [`Meta`] has names and lines for traces. A compiler encodes these tables with [`build`]; they are compact (a frame without
//! pointers costs two bytes), are decoded without allocation, and serve 32- and 64-bit targets.
//!
//! On that stand [`Frames`] (walking), [`Scan`] (visiting, which can pause in the middle of a deep stack), [`Stack::copy_to`]
//! (moving) with its [`Relocation`] for whatever else points into a stack, and [`StackPool`] with a [`StackCache`] for each
//! processor, which grow and shrink stacks.
//!
//! What runs on a stack, how a function is entered, and where memory comes from are the user's: the crate knows nothing of
//! wasm, of goroutines or of a collector.
//!
//! # Example
//!
//! One frame that holds a pointer to its own variable is moved to a larger stack.
//!
//! ```
//! use burrow_stacks::build::{FuncInfoBuilder, Target};
//! use burrow_stacks::{Frame, FuncInfo, HEADER, Stack, WORD};
//!
//! // A frame with two slots: a number, and a pointer, live at point 1.
//! let size = HEADER + 2 * WORD;
//! let mut b = FuncInfoBuilder::new(Target::HOST, "main.f", 0, size as u32);
//! b.point(1, &[]);
//! b.point(2, &[(HEADER + WORD) as u32]);
//! let e = b.finish();
//! let info: &'static FuncInfo = Box::leak(Box::new(FuncInfo {
//!     frame_size: e.frame_size,
//!     resume: 0,
//!     maps: e.maps.leak().as_ptr(),
//!     meta: e.meta.leak().as_ptr(),
//!     defer: core::ptr::null(),
//!     flags_entry: e.flags_entry,
//! }));
//!
//! let (mut small, mut large) = ([0u64; 8], [0u64; 16]);
//! // SAFETY: the arrays outlive the stacks; one parked frame is made at the base of the first.
//! unsafe {
//!     let old = Stack::from_raw(small.as_mut_ptr().cast(), 64);
//!     let new = Stack::from_raw(large.as_mut_ptr().cast(), 128);
//!     let fp = old.base().sub(size);
//!     Frame::write_header(fp, info, 1);
//!     let slots = fp.add(HEADER).cast::<usize>();
//!     slots.write(42);
//!     slots.add(1).write(slots as usize); // &number
//!
//!     let moved = old.copy_to(&new, fp);
//!     let frame = new.frames(moved.fp()).next().unwrap();
//!     assert_eq!(frame.meta().unwrap().positions(frame.point()).next().unwrap().line, 2);
//!     let mut seen = vec![];
//!     frame.for_each_pointer(|slot| seen.push(*slot as *const usize));
//!     assert!(seen.len() == 1 && new.contains(seen[0] as usize));
//!     assert_eq!(*seen[0], 42);
//! }
//! ```
#![no_std]
#![cfg_attr(not(feature = "build"), allow(rustdoc::broken_intra_doc_links))]

#[cfg(any(test, feature = "build"))]
extern crate alloc;

mod adapt;
#[cfg(feature = "build")]
pub mod build;
mod frame;
mod func;
mod maps;
mod meta;
mod pool;
mod reached;
mod stack;
mod sync;
mod varint;

pub use adapt::StartSize;
pub use frame::{Frame, Frames, Scan, for_each_entry_pointer, for_each_result_pointer};
pub use func::{
    DeferInfo, DeferRecord, ENTRY_MAX, FRAME_ALIGN, FuncFlags, FuncInfo, HEADER, HEADER_WORDS,
    WORD, layout32,
};
pub use maps::MapTable;
pub use meta::{Files, Meta, Position, Positions};
pub use pool::{
    CACHE_BYTES, CHUNK, CHUNK_HEADER, MIN_STACK, PoolStats, StackCache, StackMemory, StackPool,
};
pub use reached::Reached;
pub use stack::{GrowError, Relocation, Stack, grown_size, shrunk_size};

//! Growable, movable stacks.
#![no_std]

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
pub use stack::{GrowError, Relocation, Stack, grown_size, shrunk_size};

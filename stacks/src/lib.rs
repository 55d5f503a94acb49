//! Growable, movable stacks.
#![no_std]

#[cfg(any(test, feature = "build"))]
extern crate alloc;

#[cfg(feature = "build")]
pub mod build;
mod func;
mod maps;
mod meta;
mod varint;

pub use func::{
    DeferInfo, DeferRecord, ENTRY_MAX, FRAME_ALIGN, FuncFlags, FuncInfo, HEADER, HEADER_WORDS,
    WORD, layout32,
};
pub use maps::MapTable;
pub use meta::{Files, Meta, Position, Positions};

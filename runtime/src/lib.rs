//! The Burrow runtime: the facet crates composed into what compiled Go calls on wasm32.
//!
//! Compiled code keeps its frames in wasm locals while it runs; whenever somebody has to see them it parks them in
//! linear memory and returns to the [`trampoline`], which deals with the reason and resumes the innermost frame
//! (`docs/abi.md`). Each module here plugs one crate's ports together with the rest.
//!
//! The crate is empty on other targets.
#![no_std]
#![cfg(target_arch = "wasm32")]
// Goroutines and Go values are reached by addresses throughout; docs/abi.md says what holds of each.
#![allow(clippy::not_unsafe_ptr_arg_deref)]

pub mod alg;
pub mod callers;
pub mod chans;
pub mod collect;
pub mod debug;
pub mod fatal;
pub mod files;
pub mod finalizers;
pub mod fuel;
pub mod g;
pub mod gort;
pub mod heap;
pub mod iface;
pub mod link;
pub mod m;
pub mod maps;
pub mod os;
pub mod panics;
pub mod print;
pub mod proc;
pub mod reflect;
pub mod sema;
mod shortest;
pub mod stack;
pub mod start;
pub mod strings;
pub mod sync;
pub mod time;
pub mod trace;
pub mod trampoline;
pub mod types;
pub mod wasi;

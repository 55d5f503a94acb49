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
#[cfg(target_feature = "atomics")]
pub mod blocking;
#[cfg(not(target_feature = "atomics"))]
#[path = "blocking_one.rs"]
pub mod blocking;
pub mod callers;
pub mod chans;
pub mod checkheap;
pub mod cleanups;
pub mod collect;
pub mod coro;
pub mod debug;
pub mod depth;
#[cfg(not(target_feature = "atomics"))]
pub mod eventloop;
#[cfg(not(target_feature = "atomics"))]
pub mod exports;
pub mod fatal;
pub mod files;
pub mod finalizers;
pub mod found;
pub mod fuel;
#[cfg(target_feature = "atomics")]
pub mod futex;
pub mod g;
pub mod gcenv;
pub mod gcstats;
pub mod gort;
pub mod gprof;
pub mod heap;
#[cfg(not(target_feature = "atomics"))]
pub mod host;
pub mod iface;
#[cfg(target_feature = "atomics")]
pub mod io;
#[cfg(not(target_feature = "atomics"))]
#[path = "io_one.rs"]
pub mod io;
pub mod link;
pub mod m;
pub mod maps;
pub mod memstats;
#[cfg(target_feature = "atomics")]
pub mod monitor;
pub mod mprof;
pub mod os;
pub mod panics;
#[cfg(target_feature = "atomics")]
#[path = "phases_threads.rs"]
pub mod phases;
#[cfg(not(target_feature = "atomics"))]
pub mod phases;
pub mod print;
pub mod proc;
#[cfg(target_feature = "atomics")]
pub mod protocols;
pub mod races;
pub mod reflect;
pub mod roots;
#[cfg(target_feature = "atomics")]
pub mod scan;
pub mod schedtrace;
pub mod sema;
mod shortest;
pub mod stack;
pub mod start;
pub mod strings;
pub mod sync;
#[cfg(target_feature = "atomics")]
pub mod threads;
pub mod time;
pub mod trace;
pub mod trampoline;
pub mod types;
pub mod wasi;
#[cfg(target_feature = "atomics")]
pub mod world;
#[cfg(not(target_feature = "atomics"))]
#[path = "world_one.rs"]
pub mod world;

//! Compiles Go to WebAssembly and links it with the Burrow runtime.
//!
//! Stages, each a folder: [`syntax`] (text to trees), [`types`] (the checker), `ir` (SSA built from typed trees), `opt`
//! (optimisation and the analyses that classify functions), `wasm` (frames, bodies, stack maps), `link` (one module).

// The lint serves the crates that go into the runtime; a compiler has std.
#![allow(clippy::std_instead_of_core, clippy::alloc_instead_of_core)]

pub mod diag;
pub mod driver;
#[cfg(feature = "engine")]
pub mod engine;
pub mod ir;
pub mod link;
pub mod listing;
pub mod loader;
pub mod object;
pub mod opt;
pub mod report;
pub mod stdlib;
pub mod syntax;
pub mod types;
pub mod wasm;

//! The runtime inside the compiler.

use anyhow::{Result, ensure};

static RUNTIME: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runtime.wasm"));
static THREADS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runtime-threads.wasm"));

fn embedded(object: &'static [u8]) -> Result<&'static [u8]> {
    ensure!(
        !object.is_empty(),
        "this compiler was built without the runtime; run `cargo xtask setup` and build it again"
    );
    Ok(object)
}

/// The relocatable object that `build.rs` embedded.
pub fn runtime() -> Result<&'static [u8]> {
    embedded(RUNTIME)
}

/// The same for modules with several threads.
pub fn runtime_threads() -> Result<&'static [u8]> {
    embedded(THREADS)
}

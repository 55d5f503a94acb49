//! The runtime inside the compiler.

use anyhow::{Result, ensure};

static RUNTIME: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runtime.wasm"));

/// The relocatable object that `build.rs` embedded.
pub fn runtime() -> Result<&'static [u8]> {
    ensure!(
        !RUNTIME.is_empty(),
        "this compiler was built without the runtime; run `cargo xtask setup` and build it again"
    );
    Ok(RUNTIME)
}

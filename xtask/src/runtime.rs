//! Building the runtime and the compiler that carries it.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::context::{Context, cargo, run, say, write_if_changed};
use crate::setup;
use crate::toolchain::{Toolchain, WASM};

/// The linker writes a relocatable object: every function and static by itself, all relocations kept,
/// undefined symbols (the program's and our linker's) left undefined. See `compiler/src/link`.
const LINK: &str = "-Clink-arg=-r -Clink-arg=--no-gc-sections -Clink-arg=--allow-undefined";

/// Builds `runtime/` for wasm32 and puts the object where the compiler embeds it from.
pub(crate) fn build_runtime(context: &Context, toolchain: &Toolchain) -> Result<PathBuf> {
    let folder = context.cache().join("wasm");
    let object = context.runtime_object();
    let mut command = toolchain.build()?;
    if object.exists() {
        command.arg("--quiet");
    } else {
        say("building the runtime for wasm32");
    }
    run(command
        .args(["--package", "burrow-runtime", "--profile", "wasm"])
        .current_dir(&context.root)
        .env("CARGO_TARGET_DIR", &folder)
        .env("RUSTFLAGS", LINK))?;
    let built = folder.join(WASM).join("wasm/burrow_runtime.wasm");
    let bytes = std::fs::read(&built).with_context(|| format!("no {}", built.display()))?;
    write_if_changed(&object, &bytes)?;
    Ok(object)
}

/// Builds everything that `burrow` is made of, and returns it.
pub(crate) fn build_compiler(context: &Context) -> Result<PathBuf> {
    let toolchain = setup::toolchain(context)?;
    build_runtime(context, &toolchain)?;
    let burrow = context.burrow();
    let mut command = cargo();
    command
        .args(["build", "--release", "--package", "burrow-compiler"])
        .current_dir(&context.root);
    if burrow.exists() {
        command.arg("--quiet");
    } else {
        say("building the compiler and the engine (some minutes, once)");
    }
    run(&mut command)?;
    Ok(burrow)
}

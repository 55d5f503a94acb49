//! Building the runtime and the compiler that carries it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::context::{Context, cargo, run, say, write_if_changed};
use crate::setup;
use crate::toolchain::{Toolchain, WASM};

/// The linker writes a relocatable object: every function and static by itself, all relocations kept,
/// undefined symbols (the program's and our linker's) left undefined. See `compiler/src/link`.
const LINK: &str = "-Clink-arg=-r -Clink-arg=--no-gc-sections -Clink-arg=--allow-undefined";

/// What several threads need of the code. All of it is one module for the code generator (`lto`), which then writes atomic
/// instructions also for what comes from `core`, so that the libraries of the target do, though they are built without.
const THREADS: &str = "-Ctarget-feature=+atomics,+bulk-memory";

/// Builds `runtime/` for wasm32, once for one thread and once for several, and puts the objects where the compiler embeds
/// them from.
pub(crate) fn build_runtime(context: &Context, toolchain: &Toolchain) -> Result<PathBuf> {
    let object = context.runtime_object();
    let flags = format!("{LINK} {THREADS}");
    build_object(
        context,
        toolchain,
        "wasm-threads",
        &flags,
        &context.threads_object(),
    )?;
    build_object(context, toolchain, "wasm", LINK, &object)?;
    Ok(object)
}

fn build_object(
    context: &Context,
    toolchain: &Toolchain,
    folder: &str,
    flags: &str,
    object: &Path,
) -> Result<()> {
    let folder = context.cache().join(folder);
    let mut command = toolchain.build()?;
    if object.exists() {
        command.arg("--quiet");
    } else {
        say("building the runtime for wasm32");
    }
    if flags.contains(THREADS) {
        // Otherwise target features that are not stable yet are no conditions for code.
        command.env("RUSTC_BOOTSTRAP", "1");
    }
    run(command
        .args(["--package", "burrow-runtime", "--profile", "wasm"])
        .current_dir(&context.root)
        .env("CARGO_TARGET_DIR", &folder)
        .env("RUSTFLAGS", flags))?;
    let built = folder.join(WASM).join("wasm/burrow_runtime.wasm");
    let bytes = std::fs::read(&built).with_context(|| format!("no {}", built.display()))?;
    write_if_changed(object, &bytes)
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

//! The examples `bare_*.rs` of the crates, built for wasm32 without a standard library and run under node.
//!
//! Each exports `run`, which answers 0 when all is well. They are built as packages of their own that depend on their
//! crate alone, since development dependencies need what wasm32 does not have.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::context::{Context, cargo, exists, output, run, say};
use crate::setup;
use crate::toolchain::{Toolchain, WASM};

/// Modules may have so many bytes of memory, so that running out of it is tested too.
const MEMORY: usize = 16 << 20;

const RUN: &str = "const f = process.argv[1]; WebAssembly.instantiate(require('fs').readFileSync(f)).then(m => {
    const r = m.instance.exports.run(); if (r !== 0) { console.error('run answers ' + r); process.exit(1) } })";

/// Builds and runs all, and returns how many passed and failed.
pub(crate) fn test(context: &Context) -> Result<(u32, u32)> {
    if !exists("node") {
        say("node is not there: the wasm32 examples are built, and not run");
    }
    let toolchain = setup::toolchain(context)?;
    let (mut passed, mut failed) = (0, 0);
    for (member, example) in find(&context.root)? {
        let ok = match try_one(context, &toolchain, &member, &example) {
            Ok(()) => true,
            Err(error) => {
                say(format_args!("{error:#}"));
                false
            }
        };
        let verdict = if ok { "ok" } else { "FAILED" };
        println!("wasm32 {member}/{} ... {verdict}", name(&example));
        *(if ok { &mut passed } else { &mut failed }) += 1;
    }
    Ok((passed, failed))
}

fn name(example: &Path) -> String {
    let stem = example.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// The features of its crate that an example requires.
fn features(root: &Path, member: &str, example: &str) -> Result<Vec<String>> {
    let json =
        output(
            cargo()
                .current_dir(root)
                .args(["metadata", "--no-deps", "--format-version", "1"]),
        )?;
    let json: serde_json::Value = serde_json::from_str(&json)?;
    let crate_name = format!("burrow-{member}");
    let packages = json["packages"].as_array().into_iter().flatten();
    let own = packages.filter(|p| p["name"] == crate_name);
    let mut targets = own.flat_map(|p| p["targets"].as_array().into_iter().flatten());
    let target = targets.find(|t| t["name"] == example);
    let features = target
        .and_then(|t| t["required-features"].as_array())
        .into_iter()
        .flatten();
    Ok(features
        .filter_map(|f| f.as_str().map(str::to_owned))
        .collect())
}

/// Folder of the member, path of the example.
fn find(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for member in fs::read_dir(root)?.flatten() {
        let examples = fs::read_dir(member.path().join("examples"));
        for file in examples.into_iter().flatten().flatten() {
            let path = file.path();
            if name(&path).starts_with("bare_") && path.extension().is_some_and(|e| e == "rs") {
                found.push((member.file_name().to_string_lossy().into_owned(), path));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn try_one(context: &Context, toolchain: &Toolchain, member: &str, example: &Path) -> Result<()> {
    let (root, cache) = (&context.root, context.cache().join("bare"));
    let package = cache.join(format!("{member}-{}", name(example)));
    fs::create_dir_all(&package)?;
    let features = features(root, member, &name(example))?;
    let manifest = format!(
        "[package]\nname = \"{}\"\nedition = \"2024\"\n\n[lib]\npath = {example:?}\n\n[dependencies]\nburrow-{member} = {{ path = {:?}, default-features = false, features = {features:?} }}\n\n\
         [profile.release]\npanic = \"abort\"\n\n[workspace]\n",
        name(example),
        root.join(member)
    );
    fs::write(package.join("Cargo.toml"), manifest)?;
    // The same versions.
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock"))?;
    run(toolchain
        .build()?
        .args(["--quiet", "--release"])
        .arg("--")
        .arg(format!("-Clink-arg=--max-memory={MEMORY}"))
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", &cache))?;
    let module = cache
        .join(WASM)
        .join(format!("release/{}.wasm", name(example)));
    if exists("node") {
        output(Command::new("node").args(["-e", RUN, "--"]).arg(&module))
            .with_context(|| format!("{} failed", module.display()))?;
    }
    Ok(())
}

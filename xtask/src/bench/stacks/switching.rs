//! What a switch costs without a compiler: written by hand, and with the engine's own stacks.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use crate::bench::measure::{Bench, Way};
use crate::context::{cargo, output, run, say};
use crate::exec::Host;
use crate::floor;

/// Park and resume of a shallow frame, in a module written by hand.
pub(super) fn by_hand(bench: &mut Bench<'_>) -> Result<Value> {
    let file = bench.folder.join("switch.floor.wasm");
    fs::write(&file, floor::switches())?;
    let mut report = Map::new();
    let hosts = [
        Some(Host::embedded(bench.context)),
        Host::node(bench.context),
    ];
    for host in hosts.into_iter().flatten() {
        let name = host.name();
        let way = Way::Module {
            host,
            file: file.clone(),
            debug: "",
        };
        let mut best = f64::INFINITY;
        for _ in 0..bench.runs {
            best = best.min(bench.sample(&way)?.seconds);
        }
        let nanoseconds = best * 1e9 / floor::SWITCHES as f64;
        println!("park and resume by hand on {name}: {nanoseconds:.1} ns");
        report.insert(name.to_owned(), json!(nanoseconds));
    }
    Ok(report.into())
}

/// Resume and suspend of a continuation, WebAssembly's own, which wasmtime has on one kind of machine.
pub(super) fn continuations(bench: &mut Bench<'_>) -> Result<Value> {
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        say("the engine has no stack switching on this machine");
        return Ok(Value::Null);
    }
    say("building an engine with stack switching, which takes minutes the first time");
    const ARGS: [&str; 7] = [
        "build",
        "--release",
        "-p",
        "xtask",
        "--features=continuations",
        "--bin",
        "continuations",
    ];
    if let Err(error) = run(cargo().current_dir(&bench.context.root).args(ARGS)) {
        say(format_args!("continuations are not measured: {error:#}"));
        return Ok(Value::Null);
    }
    let file = bench.folder.join("continuations.wasm");
    fs::write(&file, floor::continuations())?;
    let engine = bench.context.target.join("release/continuations");
    let mut best = f64::INFINITY;
    for _ in 0..bench.runs {
        best = best.min(seconds(&engine, &file)?);
    }
    let nanoseconds = best * 1e9 / floor::CONTINUATIONS as f64;
    println!("resume and suspend of the engine's continuation: {nanoseconds:.1} ns");
    Ok(json!(nanoseconds))
}

fn seconds(engine: &Path, file: &Path) -> Result<f64> {
    let said = output(Command::new(engine).arg(file))?;
    said.trim()
        .parse()
        .with_context(|| format!("the engine said {said:?}"))
}

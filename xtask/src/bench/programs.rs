//! `cargo xtask bench`: the programs of `benches/go`, compiled by Burrow and by Go.
//!
//! Each runs as Burrow's module, as Burrow's module with all frames parked once after a millisecond (so that resume bodies are what
//! runs), as Go's wasip1 module on the same engine, and natively. Seconds are the least of all runs and exclude
//! compiling the module. A table for people, `bench.json` in the target folder for tools.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

use super::floors;
use super::measure::{Bench, Sample, Way, cell};
use crate::exec::Host;

/// Forces every frame to be parked once.
const PARKED: &str = "parkonce";

/// A program and what its module is to reach against Go's wasip1 module.
pub(super) struct Goal {
    pub(super) name: &'static str,
    seconds: Option<f64>,
    memory: Option<f64>,
    /// Peak of linear memory in MiB.
    peak: Option<u64>,
    /// Size of the stripped module.
    bytes: Option<u64>,
}

pub(super) const fn time(name: &'static str, seconds: f64) -> Goal {
    Goal {
        name,
        seconds: Some(seconds),
        memory: None,
        peak: None,
        bytes: None,
    }
}

const fn size(name: &'static str, bytes: u64) -> Goal {
    Goal {
        name,
        seconds: None,
        memory: None,
        peak: None,
        bytes: Some(bytes),
    }
}

const GOALS: [Goal; 11] = [
    time("fib", 0.55),
    Goal {
        peak: Some(64),
        ..time("bintree", 0.6)
    },
    time("pingpong", 0.12),
    time("sieve", 0.45),
    time("maps", 0.7),
    Goal {
        seconds: None,
        memory: Some(0.4),
        ..time("spawn", 0.0)
    },
    time("deferp", 0.9),
    time("matmul", 0.7),
    time("iface", 0.2),
    size("hello_println", 32 << 10),
    size("hello_fmt", 130 << 10),
];

/// Measures the programs, all or one.
pub(super) fn bench(bench: &mut Bench<'_>, only: Option<&str>) -> Result<()> {
    ensure!(
        only.is_none_or(|only| GOALS.iter().any(|g| g.name == only)),
        "no such program"
    );
    head();
    let mut programs = Map::new();
    for goal in GOALS
        .iter()
        .filter(|goal| only.is_none_or(|only| goal.name == only))
    {
        let row = program(bench, goal)?;
        programs.insert(goal.name.to_owned(), row);
    }
    let mut report = json!({ "programs": programs, "runs": bench.runs });
    if only.is_none_or(|only| only == "fib") {
        report["floor"] = floors::floor(bench, "fib")?;
    }
    bench.report("bench.json", report)
}

/// The head of the table.
pub(super) fn head() {
    println!(
        "{:<14} {:>9} {:>9} {:>9} {:>6} {:>9} {:>6} {:>9} {:>9} {:>6} {:>9}",
        "program",
        "Burrow s",
        "parked s",
        "wasip1 s",
        "ratio",
        "native s",
        "ratio",
        "MiB",
        "Go MiB",
        "ratio",
        "bytes"
    );
}

/// A row of the table.
pub(super) fn program(bench: &mut Bench<'_>, goal: &Goal) -> Result<Value> {
    let source = bench
        .context
        .root
        .join("benches/go")
        .join(format!("{}.go", goal.name));
    let burrow = bench.folder.join(format!("{}.wasm", goal.name));
    let build = match bench.burrow(&source, &burrow) {
        Ok(seconds) => seconds,
        Err(error) => {
            bench.misses.push(format!("{}: {error:#}", goal.name));
            println!("{:<14} failed", goal.name);
            return Ok(json!({ "error": format!("{error:#}") }));
        }
    };
    let module = |file: &Path, debug| Way::Module {
        host: Host::embedded(bench.context),
        file: file.to_owned(),
        debug,
    };
    let mut ways = vec![
        ("Burrow", module(&burrow, "")),
        ("parked", module(&burrow, PARKED)),
    ];
    if bench.go.is_some() {
        let wasip1 = bench.folder.join(format!("{}.go.wasm", goal.name));
        bench.go(&source, &wasip1, true)?;
        ways.push(("wasip1", module(&wasip1, "")));
        let native = bench.folder.join(format!("{}.native", goal.name));
        bench.go(&source, &native, false)?;
        ways.push(("native", Way::Native(native)));
    }
    let mut samples = bench
        .measure(&ways)
        .into_iter()
        .zip(&ways)
        .map(|(sample, (name, _))| {
            sample
                .map_err(|error| {
                    bench
                        .misses
                        .push(format!("{} ({name}): {error:#}", goal.name))
                })
                .ok()
        });
    let mut next = || samples.next().flatten();
    let (plain, parked, wasip1, native) = (next(), next(), next(), next());

    let bytes = fs::metadata(&burrow)?.len();
    let ratio = |other: &Option<Sample>| Some(plain.as_ref()?.seconds / other.as_ref()?.seconds);
    let (to_wasip1, to_native) = (ratio(&wasip1), ratio(&native));
    let memory = |sample: &Option<Sample>| sample.as_ref()?.memory;
    let memory_ratio = memory(&plain)
        .zip(memory(&wasip1))
        .map(|(a, b)| a as f64 / b as f64);
    let mib = |bytes: Option<u64>| bytes.map(|b| b as f64 / f64::from(1 << 20));
    let seconds = |sample: &Option<Sample>| cell(sample.as_ref().map(|s| s.seconds), 3);
    println!(
        "{:<14} {:>9} {:>9} {:>9} {:>6} {:>9} {:>6} {:>9} {:>9} {:>6} {:>9}",
        goal.name,
        seconds(&plain),
        seconds(&parked),
        seconds(&wasip1),
        cell(to_wasip1, 2),
        seconds(&native),
        cell(to_native, 2),
        cell(mib(memory(&plain)), 1),
        cell(mib(memory(&wasip1)), 1),
        cell(memory_ratio, 2),
        bytes
    );
    for (what, other) in [
        ("parked", &parked),
        ("Go's wasip1", &wasip1),
        ("Go's native", &native),
    ] {
        if let (Some(plain), Some(other)) = (&plain, other)
            && plain.said != other.said
        {
            bench
                .misses
                .push(format!("{}: {what} prints something else", goal.name));
        }
    }
    let mut limit = |what: &str, value: Option<f64>, limit: Option<f64>| {
        if let (Some(value), Some(limit)) = (value, limit)
            && value > limit
        {
            let value = (value * 100.0).round() / 100.0;
            let miss = format!("{}: {what} {value}, the goal is {limit}", goal.name);
            bench.misses.push(miss);
        }
    };
    limit("time against wasip1", to_wasip1, goal.seconds);
    limit("memory against wasip1", memory_ratio, goal.memory);
    limit(
        "peak in MiB",
        mib(memory(&plain)),
        goal.peak.map(|p| p as f64),
    );
    limit("bytes", Some(bytes as f64), goal.bytes.map(|b| b as f64));
    limit(
        "seconds to compile and link",
        Some(build),
        goal.bytes.map(|_| 0.1),
    );
    Ok(json!({
        "build_seconds": build,
        "burrow": plain.map(Sample::json),
        "burrow_parked": parked.map(Sample::json),
        "go_wasip1": wasip1.map(Sample::json),
        "go_native": native.map(Sample::json),
        "module_bytes": bytes,
        "time_to_wasip1": to_wasip1,
        "time_to_native": to_native,
        "memory_to_wasip1": memory_ratio,
    }))
}

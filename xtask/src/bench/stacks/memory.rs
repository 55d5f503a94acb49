//! What goroutines' stacks take, by the size that they start with.

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use crate::bench::measure::{Bench, Way};
use crate::exec::Host;

/// Bytes of a goroutine that is blocked at a shallow depth, everything included.
const BLOCKED: u64 = 700;

/// The goroutines that `blocked` and `blocked_fmt` leave blocked.
const GOROUTINES: u64 = 100_000;

/// Programs that start goroutines, or none; the first two end with [`GOROUTINES`] of them blocked.
const PROGRAMS: [&str; 6] = [
    "blocked",
    "blocked_fmt",
    "spawn",
    "bintree",
    "pingpong",
    "sieve",
];

/// Memory of the whole module for each blocked goroutine.
pub(super) fn blocked(bench: &mut Bench<'_>) -> Result<Value> {
    let (_, bytes) = best(bench, "blocked", "")?;
    let each = bytes / GOROUTINES;
    println!("a blocked goroutine: {each} bytes");
    if each > BLOCKED {
        bench.misses.push(format!(
            "a blocked goroutine: {each} bytes, the goal is {BLOCKED}"
        ));
    }
    Ok(json!(each))
}

/// Seconds and megabytes of programs whose stacks start with so many bytes.
pub(super) fn starts(bench: &mut Bench<'_>) -> Result<Value> {
    print!("{:<12}", "stacks start");
    PROGRAMS.iter().for_each(|name| print!(" {name:>16}"));
    println!();
    let mut report = Map::new();
    for debug in ["start256", "start512", "start1024", "start2048"] {
        print!("{:<12}", &debug[5..]);
        let mut row = Map::new();
        for name in PROGRAMS {
            let (seconds, bytes) = best(bench, name, debug)?;
            print!(" {seconds:>6.2} s {:>5.1} MB", bytes as f64 / 1e6);
            row.insert(
                name.to_owned(),
                json!({ "seconds": seconds, "bytes": bytes }),
            );
        }
        println!();
        report.insert(debug[5..].to_owned(), row.into());
    }
    Ok(report.into())
}

/// The least time, and the memory.
fn best(bench: &Bench<'_>, name: &str, debug: &'static str) -> Result<(f64, u64)> {
    let source = bench.context.root.join(format!("benches/go/{name}.go"));
    let module = bench.folder.join(format!("{name}.wasm"));
    if debug.is_empty() || !module.exists() {
        bench.burrow(&source, &module)?;
    }
    let way = Way::Module {
        host: Host::embedded(bench.context),
        file: module,
        debug,
    };
    let (mut seconds, mut bytes) = (f64::INFINITY, 0);
    for _ in 0..bench.runs {
        let sample = bench.sample(&way)?;
        seconds = seconds.min(sample.seconds);
        bytes = sample.memory.context("no memory in the statistics")?;
    }
    Ok((seconds, bytes))
}

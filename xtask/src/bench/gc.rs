//! Allocation and collection: the crate on this host against native Go, gc-arena and the system allocator; the same as modules;
//! marking against a plain loop over the same graph; pauses; how far the heap exceeds its goal.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};

use super::measure::{Bench, Way, cell};
use super::micro::{self, Lines, Target};
use crate::context::{cargo, output, say};

/// Small allocations on the host, at most so much of native Go.
const SMALL: f64 = 1.2;
const SMALL_OPS: [&str; 4] = ["Malloc8", "Malloc16", "MallocTypeInfo8", "MallocTypeInfo16"];

/// Nanoseconds that a slice may take.
const SLICE: f64 = 1e6;

const MODULES: [Target; 1] = [Target {
    name: "BinaryTrees",
    nanoseconds: None,
    wasip1: Some(0.45),
    native: None,
}];

pub(super) fn bench(bench: &mut Bench<'_>) -> Result<()> {
    let host = host(bench)?;
    say("the same as modules");
    let modules = micro::program(bench, "gc_ops", &MODULES)?;
    say("pauses: 256 MiB of objects and 64 MiB of roots");
    let pauses = example(bench, "pauses")?;
    print!("{pauses}");
    let longest = micro::parse(&pauses)
        .into_iter()
        .find(|(name, _)| name == "LongestSlice");
    let (_, longest) = longest.context("the example tells no longest slice")?;
    if longest > SLICE {
        bench.misses.push(format!(
            "the longest slice took {:.2} ms, the goal is {:.0}",
            longest / 1e6,
            SLICE / 1e6
        ));
    }
    bench.report(
        "bench-gc.json",
        json!({ "host": host, "modules": modules, "pauses": pauses }),
    )
}

fn package(bench: &Bench<'_>, args: &[&str]) -> Command {
    let mut command = cargo();
    command
        .args(args)
        .args(["--quiet", "--package", "burrow-gc", "--features", "std"])
        .current_dir(&bench.context.root);
    command
}

fn example(bench: &Bench<'_>, name: &str) -> Result<String> {
    let mut command = package(bench, &["run", "--release", "--example", name]);
    Ok(output(&mut command)? + "\n")
}

/// Both print the least of several rounds; the processes take turns.
fn host(bench: &mut Bench<'_>) -> Result<Value> {
    say("building the host's benchmarks");
    let mut build = package(bench, &["bench", "--bench", "compare", "--no-run"]);
    output(&mut build)?;
    let native = match bench.go {
        Some(_) => {
            let source = bench.context.root.join("benches/go/gc_ops.go");
            let native = bench.folder.join("gc_ops.native");
            bench.go(&source, &native, false)?;
            Some(Way::Native(native))
        }
        None => None,
    };
    let (mut ours, mut go) = (Lines::new(), Lines::new());
    for _ in 0..bench.runs {
        let mut run = package(bench, &["bench", "--bench", "compare"]);
        micro::merge(&mut ours, micro::parse(&output(&mut run)?));
        if let Some(way) = &native {
            let said = bench.sample(way)?.said;
            micro::merge(&mut go, micro::parse(&String::from_utf8_lossy(&said)));
        }
    }
    let of = |lines: &Lines, name: &str| Some(lines.iter().find(|l| l.0 == name)?.1);
    println!(
        "{:<20} {:>12} {:>12} {:>6} {:>12} {:>6} {:>12} {:>6}",
        "on the host", "crate ns", "Go ns", "ratio", "gc-arena", "ratio", "malloc/free", "ratio"
    );
    let mut report = Map::new();
    for (name, ns) in &ours {
        if name.contains('/') {
            continue;
        }
        let go = of(&go, name);
        let others = ["gc-arena", "system"].map(|other| of(&ours, &format!("{name}/{other}")));
        let ratio = |other: Option<f64>| Some(ns / other?);
        if let Some(chase) = of(&ours, &format!("{name}/chase")) {
            println!(
                "{name:<20} {:.2} GB/s, a loop over the same graph {:.2} GB/s: {:.2} of its time",
                1.0 / ns,
                1.0 / chase,
                ns / chase
            );
            report.insert(name.clone(), json!({ "mark": ns, "chase": chase }));
            continue;
        }
        println!(
            "{name:<20} {:>12} {:>12} {:>6} {:>12} {:>6} {:>12} {:>6}",
            cell(Some(*ns), 1),
            cell(go, 1),
            cell(ratio(go), 2),
            cell(others[0], 1),
            cell(ratio(others[0]), 2),
            cell(others[1], 1),
            cell(ratio(others[1]), 2)
        );
        if let Some(of_go) = ratio(go)
            && of_go > SMALL
            && SMALL_OPS.contains(&name.as_str())
        {
            bench.misses.push(format!(
                "{name}: {of_go:.2} of native Go, the goal is {SMALL}"
            ));
        }
        report.insert(
            name.clone(),
            json!({ "crate": ns, "go": go, "gc-arena": others[0], "system": others[1] }),
        );
    }
    let missing = SMALL_OPS.iter().find(|op| of(&ours, op).is_none());
    ensure!(
        missing.is_none(),
        "the benchmark prints no line {missing:?}"
    );
    Ok(report.into())
}

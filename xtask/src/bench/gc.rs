//! Allocation and collection: the crate on this host against native Go, gc-arena and the system allocator; the same as modules;
//! marking against a plain loop over the same graph; pauses; how far the heap exceeds its goal.

use core::time::Duration;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

use super::measure::{Bench, Way, cell};
use super::micro::{self, Lines, Target};
use crate::context::{cargo, output, say};
use crate::exec::{Host, capture};

/// Small allocations on the host, at most so much of native Go.
const SMALL: f64 = 1.2;
const SMALL_OPS: [&str; 4] = ["Malloc8", "Malloc16", "MallocTypeInfo8", "MallocTypeInfo16"];

/// Nanoseconds that a slice may take.
const SLICE: f64 = 1e6;
/// What of waits has to stay below that: on the host the processor's time is measured, in modules the clock, which knows of other
/// processes, too.
const WAITS: [&str; 3] = ["Slice999", "LongestSlice", "Wait999"];

/// The largest heap in relation to its goal, for goals from so many MiB on.
const GOAL: f64 = 1.05;
const GOAL_FROM: f64 = 64.0;

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
    say(
        "waiting for the collector: 256 MiB of objects and 64 MiB of roots, on the host and in a module",
    );
    let slices = example(bench, "pauses")?;
    let waits = own(bench, "gc_pauses")?;
    let longest = [check(bench, &slices)?, check(bench, &waits)?];
    say("heaps in relation to their goals, in a module");
    let goals = goals(bench)?;
    bench.report(
        "bench-gc.json",
        json!({ "host": host, "modules": modules, "slices": slices, "waits": waits, "longest": longest, "goals": goals }),
    )
}

/// Prints what a program said of its waits, and looks whether they were short enough.
fn check(bench: &mut Bench<'_>, said: &str) -> Result<Value> {
    print!("{said}");
    let lines = micro::parse(said);
    ensure!(!lines.is_empty(), "no line tells a wait");
    for (name, ns) in &lines {
        if WAITS.contains(&name.as_str()) && *ns > SLICE {
            bench.misses.push(format!(
                "{name}: {:.2} ms, the goal is {:.0}",
                ns / 1e6,
                SLICE / 1e6
            ));
        }
    }
    Ok(lines
        .into_iter()
        .map(|(name, ns)| (name, json!(ns)))
        .collect::<Map<_, _>>()
        .into())
}

/// Compiles a program of `benches/go`.
fn module(bench: &Bench<'_>, name: &str) -> Result<PathBuf> {
    let source = bench.context.root.join(format!("benches/go/{name}.go"));
    let module = bench.folder.join(format!("{name}.wasm"));
    bench.burrow(&source, &module)?;
    Ok(module)
}

/// What a program that measures itself says, as a module.
fn own(bench: &Bench<'_>, name: &str) -> Result<String> {
    let sample = bench.sample(&Way::Module {
        host: Host::embedded(bench.context),
        file: module(bench, name)?,
        debug: "",
    })?;
    Ok(String::from_utf8_lossy(&sample.said).into_owned())
}

/// The sizes of heaps at the end of collections, from the collector's own trace.
fn goals(bench: &mut Bench<'_>) -> Result<Value> {
    let file = module(bench, "gc_goal")?;
    let mut ways = vec![(
        "burrow",
        Host::embedded(bench.context).command(&file, &[], None),
    )];
    if bench.go.is_some() {
        let native = bench.folder.join("gc_goal.native");
        bench.go(
            &bench.context.root.join("benches/go/gc_goal.go"),
            &native,
            false,
        )?;
        ways.push(("native Go", Command::new(native)));
    }
    let mut report = Map::new();
    for (name, mut command) in ways {
        command.env("GODEBUG", "gctrace=1");
        let out = capture(&mut command, None, Duration::from_secs(120))?;
        let ratios: Vec<f64> = out.stderr.lines().filter_map(of_goal).collect();
        ensure!(
            out.status == Some(0) && !ratios.is_empty(),
            "{name} told no collection of a heap of {GOAL_FROM} MiB"
        );
        let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
        let worst = ratios.iter().copied().fold(0.0, f64::max);
        println!(
            "{name:<10} {:>4} collections: mean {mean:.3} of the goal, worst {worst:.3}",
            ratios.len()
        );
        if name == "burrow" && worst > GOAL {
            let miss = format!("a heap of {worst:.3} of its goal, the limit is {GOAL}");
            bench.misses.push(miss);
        }
        let mean_and_worst = json!({ "collections": ratios.len(), "mean": mean, "worst": worst });
        report.insert(name.to_owned(), mean_and_worst);
    }
    Ok(report.into())
}

/// The heap in relation to its goal, of a line `gc 1 @... ms cpu, 120->128->64 MB, 128 MB goal, ...`. Not where a collection was asked for, or the
/// goal is small.
fn of_goal(line: &str) -> Option<f64> {
    if !line.starts_with("gc ") || line.ends_with("(forced)") {
        return None;
    }
    let mut parts = line.split(", ").skip_while(|part| !part.contains("->"));
    let end = parts.next()?.split("->").nth(1)?.parse::<f64>().ok()?;
    let goal = parts
        .next()?
        .strip_suffix(" MB goal")?
        .parse::<f64>()
        .ok()?;
    (goal >= GOAL_FROM).then_some(end / goal)
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

#[cfg(test)]
mod tests {
    use super::of_goal;

    #[test]
    fn the_collectors_trace_tells_the_goal() {
        let line = "gc 7 @0.5s 9%: 0.01+1.2+0.02 ms clock, 0.01+0.3/0.4/0+0.02 ms cpu, 120->132->64 MB, 128 MB goal, 0 MB stacks, 0 MB globals, 1 P";
        assert_eq!(of_goal(line), Some(132.0 / 128.0));
        assert_eq!(of_goal(&format!("{line} (forced)")), None);
        assert_eq!(of_goal(&line.replace("128 MB goal", "4 MB goal")), None);
        assert_eq!(of_goal("steady"), None);
    }
}

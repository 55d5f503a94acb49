//! `cargo xtask bench lang`: twelve further programs, and calls against plain wasm.
//!
//! Goals: no program slower than Go's wasip1 module and none larger than a twentieth of it; all of them together, as
//! the geometric mean of the ratios, at most half of its time, and half as much again as Go's native code. `front` is the
//! speed of the compiler's front half.

use std::fs;

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

use super::measure::Bench;
use super::programs::{Goal, head, program, time};
use super::{floors, front};
use crate::floor;

const PROGRAMS: [Goal; 13] = [
    time("fannkuch", 1.0),
    time("nbody", 1.0),
    time("spectral", 1.0),
    time("mandelbrot", 1.0),
    time("nqueens", 1.0),
    time("sorting", 1.0),
    time("strbuild", 1.0),
    time("jsonlike", 1.0),
    time("structs", 1.0),
    time("genheap", 1.0),
    time("closures", 1.0),
    time("typeswitch", 1.0),
    time("ackermann", 1.0),
];

/// Goals of the geometric means: against wasip1 and native.
const MEANS: [(&str, f64); 2] = [("time_to_wasip1", 0.5), ("time_to_native", 1.5)];

/// How many times larger Go's module is to be.
const SMALLER: f64 = 20.0;

/// Measures the programs, all or one.
pub(super) fn bench(bench: &mut Bench<'_>, only: Option<&str>) -> Result<()> {
    let wanted = |name: &str| only.is_none_or(|only| only == name);
    let any = PROGRAMS.iter().any(|g| wanted(g.name));
    ensure!(any || wanted("front"), "no such program");
    if any {
        head();
    }
    let mut programs = Map::new();
    for goal in PROGRAMS.iter().filter(|g| wanted(g.name)) {
        let row = program(bench, goal)?;
        let go = bench.folder.join(format!("{}.go.wasm", goal.name));
        if let (Some(bytes), Ok(go)) = (row["module_bytes"].as_f64(), fs::metadata(&go)) {
            let smaller = go.len() as f64 / bytes;
            if smaller < SMALLER {
                bench.misses.push(format!(
                    "{}: Go's module is {smaller:.1} times as large, the goal is {SMALLER}",
                    goal.name
                ));
            }
        }
        programs.insert(goal.name.to_owned(), row);
    }
    let mut report = json!({ "runs": bench.runs });
    for (key, goal) in MEANS {
        if let Some(mean) = mean(&programs, key) {
            println!("geometric mean, {}: {mean:.2}", key.replace('_', " "));
            report[key] = json!(mean);
            if only.is_none() && mean > goal {
                let miss = format!("geometric mean, {key}: {mean:.2}, the goal is {goal}");
                bench.misses.push(miss);
            }
        }
    }
    let mut floors = Map::new();
    for name in floor::NAMES {
        if wanted(name) && programs.contains_key(name) {
            floors.insert(name.to_owned(), floors::floor(bench, name)?);
        }
    }
    if wanted("front") {
        report["front"] = front::bench(bench)?;
    }
    report["programs"] = programs.into();
    report["floors"] = floors.into();
    bench.report("bench-lang.json", report)
}

/// The geometric mean of a ratio.
fn mean(programs: &Map<String, Value>, key: &str) -> Option<f64> {
    let logs: Vec<f64> = programs
        .values()
        .filter_map(|row| row[key].as_f64())
        .map(f64::ln)
        .collect();
    (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
}

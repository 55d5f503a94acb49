//! Goroutines' stacks: switching, growing, moving, recursion, what a blocked goroutine takes, and what resume bodies take of a
//! module.

mod code;
mod memory;
mod switching;

use anyhow::Result;
use serde_json::{Map, json};

use super::floors;
use super::measure::Bench;
use super::micro::{self, Target};
use crate::floor;

const SWITCHES: [Target; 1] = [at_most("Park", Some(8.0))];

const OPERATIONS: [Target; 8] = [
    at_most("HandOver", None),
    at_most("Gosched", Some(8.0)),
    at_most("Switch", None),
    at_most("Start", None),
    at_most("GrowKiB", None),
    against_go("StackGrowth"),
    against_go("StackGrowthDeep"),
    against_go("StackCopy"),
];

const fn at_most(name: &'static str, nanoseconds: Option<f64>) -> Target {
    Target {
        name,
        nanoseconds,
        wasip1: None,
        native: None,
    }
}

const fn against_go(name: &'static str) -> Target {
    Target {
        name,
        nanoseconds: None,
        wasip1: Some(1.0),
        native: None,
    }
}

pub(super) fn bench(bench: &mut Bench<'_>) -> Result<()> {
    // Go has nothing of the kind.
    let go = bench.go.take();
    let switches = micro::program(bench, "park_ops", &SWITCHES);
    bench.go = go;
    let switches = switches?;
    let operations = micro::program(bench, "stack_ops", &OPERATIONS)?;
    let by_hand = switching::by_hand(bench)?;
    let continuations = switching::continuations(bench)?;
    let mut calls = Map::new();
    for name in floor::NAMES {
        let source = bench.context.root.join(format!("benches/go/{name}.go"));
        bench.burrow(&source, &bench.folder.join(format!("{name}.wasm")))?;
        calls.insert(name.to_owned(), floors::floor(bench, name)?);
    }
    let blocked = memory::blocked(bench)?;
    let starts = memory::starts(bench)?;
    let sizes = code::sizes(bench)?;
    let report = json!({
        "switches": switches,
        "operations": operations,
        "by_hand": by_hand,
        "continuations": continuations,
        "calls": calls,
        "blocked": blocked,
        "starts": starts,
        "sizes": sizes,
    });
    bench.report("bench-stacks.json", report)
}

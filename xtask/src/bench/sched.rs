//! The scheduler: goroutines of a module against Go's, the crate's executor against tokio's, each with two threads, and programs
//! that compute on two threads.

use std::process::Command;

use anyhow::Result;
use serde_json::json;

use super::measure::{Bench, cell};
use super::micro::{self, Target};
use super::parallel;
use super::peers::{Table, build};
use crate::context::output;

const GOROUTINES: [Target; 1] = [Target {
    name: "CreateGoroutines",
    nanoseconds: Some(150.0),
    wasip1: None,
    native: None,
}];

pub(super) fn bench(bench: &mut Bench<'_>) -> Result<()> {
    let goroutines = micro::program(bench, "sched_bench", &GOROUTINES)?;
    let program = build(bench, "burrow-sched", "std,async")?;
    let mut table = Table::default();
    for _ in 0..bench.runs {
        table.add(&output(Command::new(&program).args(["--rounds", "1"]))?);
    }
    println!(
        "{:<16} {:>10} {:>10} {:>10}",
        "two threads, ns", "burrow", "tokio", "ratio"
    );
    let (ratios, mean) = table.against("tokio");
    for (row, ratio) in &ratios {
        let of = |peer| cell(table.of(row, peer), 1);
        println!(
            "{row:<16} {:>10} {:>10} {ratio:>10.2}",
            of("burrow"),
            of("tokio")
        );
        if *ratio > 1.0 {
            let miss = format!("threads/{row}: {ratio:.2} of tokio, the goal is 1");
            bench.misses.push(miss);
        }
    }
    println!("geometric mean of Burrow to tokio: {}", cell(mean, 2));
    let rows = table.json(&["burrow", "tokio"]);
    let programs = parallel::bench(bench)?;
    bench.report(
        "bench-sched.json",
        json!({ "goroutines": goroutines, "threads": rows, "parallel": programs }),
    )
}

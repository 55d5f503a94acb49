//! `cargo xtask bench [SUITE]`: measurements, as ratios of what ran in turn on the same machine.

mod chan;
mod defer;
mod floors;
mod front;
mod gc;
mod lang;
mod maps;
mod measure;
mod micro;
mod parallel;
mod peers;
mod programs;
mod sched;
mod stacks;

use std::path::Path;

use anyhow::Result;
use clap::ValueEnum;

use crate::context::{Context, say};
use crate::runtime;
use measure::Bench;

/// What is measured.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Suite {
    /// Whole programs of benches/go against Go's wasip1 module and native code
    #[default]
    Programs,
    /// Channels and select
    Chan,
    /// Goroutines, the executor for futures, and programs on two threads
    Sched,
    /// Allocation, collections and pauses
    Gc,
    /// Twelve further programs, and calls against plain wasm
    Lang,
    /// Goroutines' stacks
    Stacks,
    /// Deferred calls, panics and recoveries
    Defer,
    /// Maps, by kinds of keys (`--only int64`) and numbers of entries
    Maps,
}

/// Measures a suite, all or one of its programs.
pub(crate) fn bench(
    context: &Context,
    suite: Suite,
    go: Option<&Path>,
    runs: usize,
    only: Option<&str>,
) -> Result<()> {
    runtime::build_compiler(context)?;
    let mut bench = Bench::new(context, go, runs)?;
    if go.is_none() {
        say("without --go PATH the columns of Go, wasip1 and native, and all ratios are missing");
    }
    match suite {
        Suite::Programs => programs::bench(&mut bench, only),
        Suite::Chan => chan::bench(&mut bench),
        Suite::Sched => sched::bench(&mut bench),
        Suite::Gc => gc::bench(&mut bench),
        Suite::Lang => lang::bench(&mut bench, only),
        Suite::Stacks => stacks::bench(&mut bench),
        Suite::Defer => defer::bench(&mut bench),
        Suite::Maps => maps::bench(&mut bench, only),
    }
}

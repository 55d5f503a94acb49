//! Goroutines' stacks: switching, growing, moving, and what resume bodies take of a module.

use std::fs;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::measure::{Bench, Way};
use super::micro::{self, Target};
use crate::exec::Host;
use crate::{floor, size};

const OPERATIONS: [Target; 7] = [
    at_most("Gosched", Some(8.0)),
    at_most("Switch", None),
    at_most("Start", None),
    at_most("GrowKiB", None),
    against_go("StackGrowth"),
    against_go("StackGrowthDeep"),
    against_go("StackCopy"),
];

/// Most of a module's code that resume bodies may take.
const RESUME_SHARE: f64 = 0.45;

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
    let operations = micro::program(bench, "stack_ops", &OPERATIONS)?;
    let floor = floor(bench)?;
    let sizes = sizes(bench)?;
    let report = json!({ "operations": operations, "floor": floor, "sizes": sizes });
    bench.report("bench-stacks.json", report)
}

/// Park and resume of a shallow frame, in a module written by hand.
fn floor(bench: &mut Bench<'_>) -> Result<Value> {
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

/// Code bytes, the share of resume bodies in them, and what a size-first module has.
fn sizes(bench: &mut Bench<'_>) -> Result<Value> {
    let mut report = Map::new();
    for program in ["hello_println", "hello_fmt", "maps", "sieve"] {
        let source = bench.context.root.join(format!("benches/go/{program}.go"));
        let code = |level: &str| -> Result<(usize, usize)> {
            let module = bench.folder.join("size.wasm");
            let mut command = std::process::Command::new(bench.context.burrow());
            command.arg("build").arg(&source).arg("-o").arg(&module);
            crate::context::output(command.arg(format!("-O{level}")))?;
            let functions = size::functions(&fs::read(module)?)?;
            let resume = functions
                .iter()
                .filter(|(name, _)| name.ends_with("$resume"));
            Ok((
                functions.iter().map(|f| f.1).sum(),
                resume.map(|f| f.1).sum(),
            ))
        };
        let ((all, resume), (small, _)) = (code("1")?, code("s")?);
        let share = resume as f64 / all as f64;
        let saved = 1.0 - small as f64 / all as f64;
        println!(
            "{program}: {all} bytes of code, {:.0} % in resume bodies; {small} bytes with -Os, {:.0} % less",
            share * 100.0,
            saved * 100.0
        );
        if share > RESUME_SHARE {
            bench.misses.push(format!(
                "{program}: {share:.2} of the code in resume bodies, the goal is {RESUME_SHARE}"
            ));
        }
        report.insert(
            program.to_owned(),
            json!({ "code": all, "resume": resume, "small": small }),
        );
    }
    Ok(report.into())
}

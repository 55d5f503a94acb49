//! Deferred calls, panics and recoveries.

use anyhow::{Context as _, Result};
use serde_json::json;

use super::measure::Bench;
use super::micro::{self, Target};
use crate::size;

/// Against Go's wasip1 module: a deferred call at most half, a panic with its recovery at most 0.8. Numbers are depths.
const OPERATIONS: [Target; 16] = [
    of_wasip1("Defer/1", 0.5),
    of_wasip1("DeferSimple/1", 0.5),
    of_wasip1("Defer10/1", 0.5),
    of_wasip1("PanicRecover/1", 0.8),
    of_wasip1("PanicDefers/1", 0.8),
    of_wasip1("Defer/10", 0.5),
    of_wasip1("DeferSimple/10", 0.5),
    of_wasip1("Defer10/10", 0.5),
    of_wasip1("PanicRecover/10", 0.8),
    of_wasip1("PanicDefers/10", 0.8),
    of_wasip1("Defer/100", 0.5),
    of_wasip1("DeferSimple/100", 0.5),
    of_wasip1("Defer10/100", 0.5),
    of_wasip1("PanicRecover/100", 0.8),
    of_wasip1("PanicDefers/100", 0.8),
    of_wasip1("DeferMany", 0.5),
];

/// Code of a function with one defer, to the same without.
const CODE: f64 = 1.3;

const fn of_wasip1(name: &'static str, ratio: f64) -> Target {
    Target {
        name,
        nanoseconds: None,
        wasip1: Some(ratio),
        native: None,
    }
}

pub(super) fn bench(bench: &mut Bench<'_>) -> Result<()> {
    let operations = micro::program(bench, "defer_ops", &OPERATIONS)?;
    let code = code(bench)?;
    bench.report(
        "bench-defer.json",
        json!({ "operations": operations, "code": code }),
    )
}

/// Bytes of the functions of `defer_size`, each in two forms.
fn code(bench: &mut Bench<'_>) -> Result<serde_json::Value> {
    let source = bench.context.root.join("benches/go/defer_size.go");
    let module = bench.folder.join("defer_size.wasm");
    let mut command = std::process::Command::new(bench.context.burrow());
    crate::context::output(command.arg("build").arg(&source).arg("-o").arg(&module))?;
    let functions = size::functions(&std::fs::read(module)?)?;
    // With its body for being resumed.
    let of = |name: &str| -> Result<f64> {
        let resume = format!("{name}$resume");
        let sizes = functions.iter().filter(|(n, _)| *n == name || *n == resume);
        let bytes: usize = sizes.map(|(_, bytes)| bytes).sum();
        (bytes > 0)
            .then_some(bytes as f64)
            .with_context(|| format!("no function {name}"))
    };
    println!(
        "{:<28} {:>10} {:>10} {:>6}",
        "bytes of code", "defer", "plain", "ratio"
    );
    let mut report = serde_json::Map::new();
    for name in ["locked", "closed"] {
        let (defer, plain) = (
            of(&format!("main.(*store).{name}"))?,
            of(&format!("main.(*store).{name}Plain"))?,
        );
        let ratio = defer / plain;
        println!("{name:<28} {defer:>10} {plain:>10} {ratio:>6.2}");
        if ratio > CODE {
            let miss =
                format!("code of {name}: {ratio:.2} of the same without defer, the goal is {CODE}");
            bench.misses.push(miss);
        }
        report.insert(name.to_owned(), json!({ "defer": defer, "plain": plain }));
    }
    Ok(report.into())
}

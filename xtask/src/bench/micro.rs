//! Programs that measure themselves: each prints lines of a name and nanoseconds an operation, `Name 12.5 ns/op`, as Go's own
//! benchmarks do. Burrow's module, Go's wasip1 module and Go's native binary of the same source are compared line by line.

use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

use super::measure::{Bench, Way, cell};
use crate::exec::Host;

/// What a line is to reach.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// The name at the start of the line.
    pub(crate) name: &'static str,
    /// At most so many nanoseconds.
    pub(crate) nanoseconds: Option<f64>,
    /// At most so much of Go's wasip1 module.
    pub(crate) wasip1: Option<f64>,
    /// At most so much of native Go.
    pub(crate) native: Option<f64>,
}

/// Nanoseconds an operation by name, in the order in which they were printed.
type Lines = Vec<(String, f64)>;

/// Measures one program of `benches/go`, under node too when it is installed, and notes the targets that it missed.
pub(super) fn program(bench: &mut Bench<'_>, name: &str, targets: &[Target]) -> Result<Value> {
    let source = bench
        .context
        .root
        .join("benches/go")
        .join(format!("{name}.go"));
    let burrow = bench.folder.join(format!("{name}.wasm"));
    bench.burrow(&source, &burrow)?;
    let module = |host: Host, file: &Path| Way::Module {
        host,
        file: file.to_owned(),
        debug: "",
    };
    let embedded = || Host::embedded(bench.context);
    let mut ways = vec![("burrow", module(embedded(), &burrow))];
    if let Some(node) = Host::node(bench.context) {
        ways.push(("node", module(node, &burrow)));
    }
    if bench.go.is_some() {
        let wasip1 = bench.folder.join(format!("{name}.go.wasm"));
        bench.go(&source, &wasip1, true)?;
        ways.push(("wasip1", module(embedded(), &wasip1)));
        let native = bench.folder.join(format!("{name}.native"));
        bench.go(&source, &native, false)?;
        ways.push(("native", Way::Native(native)));
    }
    let mut best: Vec<(&str, Lines)> = ways.iter().map(|(way, _)| (*way, Lines::new())).collect();
    for _ in 0..bench.runs {
        for ((_, way), (_, lines)) in ways.iter().zip(&mut best) {
            let said = bench.sample(way)?.said;
            merge(lines, parse(&String::from_utf8_lossy(&said)));
        }
    }
    let of = |way: &str, line: &str| {
        let (_, lines) = best.iter().find(|(name, _)| *name == way)?;
        Some(lines.iter().find(|(name, _)| name == line)?.1)
    };
    let names: Vec<String> = best[0].1.iter().map(|(name, _)| name.clone()).collect();
    ensure!(!names.is_empty(), "{name} printed no line of ns/op");
    println!(
        "{:<28} {:>10} {:>10} {:>10} {:>6} {:>10} {:>6}",
        name, "Burrow ns", "node ns", "wasip1 ns", "ratio", "native ns", "ratio"
    );
    let mut report = Map::new();
    for line in &names {
        let (ours, node) = (of("burrow", line), of("node", line));
        let (wasip1, native) = (of("wasip1", line), of("native", line));
        let ratio = |other: Option<f64>| Some(ours? / other?);
        println!(
            "{:<28} {:>10} {:>10} {:>10} {:>6} {:>10} {:>6}",
            line,
            cell(ours, 1),
            cell(node, 1),
            cell(wasip1, 1),
            cell(ratio(wasip1), 2),
            cell(native, 1),
            cell(ratio(native), 2)
        );
        if let Some(target) = targets.iter().find(|target| target.name == line) {
            for (what, value, limit) in [
                ("ns", ours, target.nanoseconds),
                ("of wasip1", ratio(wasip1), target.wasip1),
                ("of native", ratio(native), target.native),
            ] {
                if let (Some(value), Some(limit)) = (value, limit)
                    && value > limit
                {
                    let miss = format!("{name}/{line}: {value:.2} {what}, the goal is {limit}");
                    bench.misses.push(miss);
                }
            }
        }
        report.insert(
            line.clone(),
            json!({ "burrow": ours, "node": node, "wasip1": wasip1, "native": native }),
        );
    }
    for target in targets {
        ensure!(
            names.iter().any(|name| name == target.name),
            "{name} prints no line {}",
            target.name
        );
    }
    Ok(report.into())
}

/// The minimum by name: noise only ever adds.
fn merge(best: &mut Lines, new: Lines) {
    for (name, value) in new {
        match best.iter_mut().find(|(known, _)| *known == name) {
            Some((_, least)) => *least = least.min(value),
            None => best.push((name, value)),
        }
    }
}

/// `Name 12.5 ns/op`; other lines are not measurements.
fn parse(said: &str) -> Lines {
    let line = |line: &str| {
        let (name, rest) = line.split_once(' ')?;
        let value = rest.trim().strip_suffix("ns/op")?.trim();
        Some((name.to_owned(), value.parse().ok()?))
    };
    said.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{merge, parse};

    #[test]
    fn lines_are_read_and_the_best_is_kept() {
        let mut best = parse("ok\nPing 40 ns/op\nPong  2.5 ns/op\n");
        merge(
            &mut best,
            parse("Ping 38.5 ns/op\nPong 3 ns/op\nNew 1 ns/op\n"),
        );
        let want = [("Ping", 38.5), ("Pong", 2.5), ("New", 1.0)];
        assert_eq!(best, want.map(|(name, ns)| (name.to_owned(), ns)));
    }
}

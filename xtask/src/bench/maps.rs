//! Maps under the names of Go's own benchmarks, by kinds of keys and numbers of entries: the crate's typed map on this host against
//! hashbrown's with the same hasher and against native Go, and the same as modules against Go's wasip1 module.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::measure::{Bench, cell};
use crate::context::{cargo, output, say};
use crate::exec::{Host, capture};

/// Lookups and insertions of the typed map, at most so much of hashbrown's, as the geometric mean of all keys and sizes.
const TYPED: f64 = 1.15;
const TYPED_NAMES: [&str; 5] = [
    "MapAccessHit",
    "MapAccessMiss",
    "MapAssignExists",
    "MapAssignFillNoHint",
    "MapAssignFillHint",
];
/// Modules, at most so much of Go's wasip1 module.
const WASIP1: f64 = 0.5;
/// One in a thousand assignments to a growing map of 4 Mi entries takes more, in nanoseconds.
const STALL: f64 = 100_000.0;

const SIZES: [&str; 4] = ["6", "64", "65536", LARGEST];
const LARGEST: &str = "4194304";
/// A large map of strings takes Go's wasip1 module a minute.
const LIMIT: core::time::Duration = core::time::Duration::from_secs(300);

/// A kind of keys, and what takes the place of that section of `map_ops.go`.
const KEYS: [(&str, &str); 5] = [
    (
        "int32",
        "type key = int32\n\nfunc keyOf(i int) key { return int32(i) * 7919 }\n",
    ),
    (
        "int64",
        "type key = int64\n\nfunc keyOf(i int) key { return int64(i) * 7919 }\n",
    ),
    (
        "string",
        "type key = string\n\nfunc keyOf(i int) key { return \"key number \" + strconv.Itoa(i) }\n",
    ),
    (
        "16bytes",
        "type key = [2]int64\n\nfunc keyOf(i int) key { return key{int64(i), int64(i) * 7919} }\n",
    ),
    (
        "pointer",
        "type key = *int64\n\nfunc keyOf(i int) key {\n\tn := int64(i)\n\treturn &n\n}\n",
    ),
];

/// The least by line and who.
#[derive(Debug, Default)]
struct Table(BTreeMap<(String, &'static str), f64>, Vec<String>);

impl Table {
    fn add(&mut self, line: &str, who: &'static str, value: f64) {
        if !self.1.iter().any(|known| known == line) {
            self.1.push(line.to_owned());
        }
        let best = self.0.entry((line.to_owned(), who)).or_insert(value);
        *best = best.min(value);
    }

    /// `Name 12.5 ns/op` or `Name 12.5 B/entry`.
    fn add_go(&mut self, who: &'static str, said: &str) {
        for line in said.lines() {
            let mut parts = line.split_whitespace();
            if let (Some(name), Some(Ok(value)), Some("ns/op" | "B/entry")) = (
                parts.next(),
                parts.next().map(str::parse::<f64>),
                parts.next(),
            ) {
                self.add(name, who, value);
            }
        }
    }

    /// `Name peer 12.5`.
    fn add_crate(&mut self, said: &str) {
        for line in said.lines() {
            let mut parts = line.split(' ');
            let (Some(name), Some(peer), Some(Ok(value))) = (
                parts.next(),
                parts.next(),
                parts.next().map(str::parse::<f64>),
            ) else {
                continue;
            };
            match peer {
                "burrow" => self.add(name, "typed", value),
                "hashbrown" => self.add(name, "hashbrown", value),
                _ => {}
            }
        }
    }

    fn of(&self, line: &str, who: &'static str) -> Option<f64> {
        self.0.get(&(line.to_owned(), who)).copied()
    }

    fn ratio(&self, line: &str, who: &'static str, other: &'static str) -> Option<f64> {
        Some(self.of(line, who)? / self.of(line, other)?)
    }

    /// The geometric mean of the lines that `which` names, and of how many.
    fn mean(
        &self,
        who: &'static str,
        other: &'static str,
        which: impl Fn(&str) -> bool,
    ) -> Option<f64> {
        let lines = self.1.iter().filter(|line| which(line));
        let logs: Vec<f64> = lines
            .filter_map(|line| Some(self.ratio(line, who, other)?.ln()))
            .collect();
        (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
    }
}

pub(super) fn bench(bench: &mut Bench<'_>, only: Option<&str>) -> Result<()> {
    let rust = host_program(bench)?;
    let mut table = Table::default();
    println!(
        "{:<42} {:>9} {:>9} {:>5} {:>9} {:>5} {:>9} {:>9} {:>5}",
        "ns", "typed", "hashbrown", "ratio", "native Go", "ratio", "module", "wasip1 Go", "ratio"
    );
    for (keys, section) in KEYS {
        if only.is_some_and(|only| only != keys) {
            continue;
        }
        let programs = Programs::build(bench, keys, section)?;
        for size in SIZES {
            // The largest take a minute each. All have the best of several turns anyway.
            let runs = if size == LARGEST { 1 } else { 2 };
            let runs = bench.runs.min(runs);
            for _ in 0..runs {
                programs.run(&mut table, size);
                let mut command = Command::new(&rust);
                table.add_crate(&output(command.args([keys, size]))?);
            }
            show(&table, keys, size);
        }
    }
    judge(bench, &table);
    let mut report = Map::new();
    for line in &table.1 {
        let who = ["typed", "hashbrown", "native", "module", "wasip1"];
        let values = who.map(|who| (who.to_owned(), json!(table.of(line, who))));
        report.insert(line.clone(), Value::Object(values.into_iter().collect()));
    }
    bench.report("bench-maps.json", report.into())
}

/// The ways to run the Go program for one kind of keys.
struct Programs(Vec<(&'static str, Option<Host>, PathBuf)>);

impl Programs {
    fn build(bench: &Bench<'_>, keys: &str, section: &str) -> Result<Programs> {
        let template = bench.context.root.join("benches/go/map_ops.go");
        let template = std::fs::read_to_string(template)?;
        let source = bench.folder.join(format!("map_ops_{keys}.go"));
        std::fs::write(&source, program(&template, keys, section)?)?;
        let file = |end: &str| bench.folder.join(format!("map_ops_{keys}.{end}"));
        let engine = || Some(Host::embedded(bench.context));
        let module = file("wasm");
        let mut command = Command::new(bench.context.burrow());
        output(command.arg("build").arg(&source).arg("-o").arg(&module))?;
        let mut ways = vec![("module", engine(), module)];
        if bench.go.is_some() {
            bench.go(&source, &file("go.wasm"), true)?;
            ways.push(("wasip1", engine(), file("go.wasm")));
            bench.go(&source, &file("native"), false)?;
            ways.push(("native", None, file("native")));
        }
        Ok(Programs(ways))
    }

    /// Runs each once; who does not end well has no numbers.
    fn run(&self, table: &mut Table, size: &str) {
        for (who, host, file) in &self.0 {
            let args = [size.to_owned()];
            let mut command = match host {
                Some(host) => host.command(file, &args, None),
                None => {
                    let mut command = Command::new(file);
                    command.args(&args);
                    command
                }
            };
            match capture(&mut command, None, LIMIT) {
                Ok(out) if out.status == Some(0) => {
                    table.add_go(who, &String::from_utf8_lossy(&out.stdout));
                }
                Ok(out) => say(format_args!(
                    "{who} with {size} entries ends with {:?}: {}",
                    out.status,
                    out.stderr.lines().next().unwrap_or_default()
                )),
                Err(error) => say(format_args!("{who}: {error:#}")),
            }
        }
    }
}

/// The program with other keys.
fn program(template: &str, keys: &str, section: &str) -> Result<String> {
    let (begin, end) = ("// keys begin\n", "// keys end\n");
    let (before, rest) = template.split_once(begin).context("no section of keys")?;
    let (_, after) = rest.split_once(end).context("the section has no end")?;
    // Elements are of the same type, whatever the keys.
    let head = format!("const keyType = {keys:?}\n\ntype elem = int64\n\n");
    Ok([before, &head, section, after].concat())
}

/// Builds the crate's own benchmark.
fn host_program(bench: &Bench<'_>) -> Result<PathBuf> {
    let build = output(cargo().current_dir(&bench.context.root).args([
        "bench",
        "--package=burrow-maps",
        "--bench=ops",
        "--no-run",
        "--message-format=json",
    ]))?;
    let path = build
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| {
            let name = message["target"]["name"].as_str()? == "ops";
            name.then(|| message["executable"].as_str().map(str::to_owned))?
        })
        .context("cargo built no benchmark")?;
    Ok(Path::new(&path).to_owned())
}

/// Lines of one kind of keys and one size.
fn show(table: &Table, keys: &str, size: &str) {
    let end = format!("/{keys}/{size}");
    for line in table.1.iter().filter(|line| line.ends_with(&end)) {
        let of = |who| cell(table.of(line, who), 1);
        let ratio = |who, other| cell(table.ratio(line, who, other), 2);
        println!(
            "{line:<42} {:>9} {:>9} {:>5} {:>9} {:>5} {:>9} {:>9} {:>5}",
            of("typed"),
            of("hashbrown"),
            ratio("typed", "hashbrown"),
            of("native"),
            ratio("typed", "native"),
            of("module"),
            of("wasip1"),
            ratio("module", "wasip1"),
        );
    }
}

/// Shows the geometric means by kind of keys and by number of entries.
fn groups(table: &Table, times: impl Fn(&str) -> bool) {
    const PAIRS: [(&str, &str); 4] = [
        ("typed", "hashbrown"),
        ("typed", "native"),
        ("module", "wasip1"),
        ("module", "native"),
    ];
    print!("{:<10}", "mean");
    PAIRS
        .iter()
        .for_each(|(who, other)| print!(" {:>16}", format!("{who}/{other}")));
    println!();
    for group in KEYS.iter().map(|(keys, _)| *keys).chain(SIZES) {
        let of = |line: &str| times(line) && line.split('/').skip(1).any(|part| part == group);
        print!("{group:<10}");
        for (who, other) in PAIRS {
            // hashbrown promises other things of an iteration.
            let which = |line: &str| {
                let name = line.split('/').next().unwrap_or_default();
                of(line) && (other != "hashbrown" || TYPED_NAMES.contains(&name))
            };
            print!(" {:>16}", cell(table.mean(who, other, which), 2));
        }
        println!();
    }
}

/// Shows the means, and notes what was missed.
fn judge(bench: &mut Bench<'_>, table: &Table) {
    let named = |name: &'static str| move |line: &str| line.split('/').next() == Some(name);
    for name in TYPED_NAMES {
        let mean = table.mean("typed", "hashbrown", named(name));
        println!("{name}: typed is {} of hashbrown", cell(mean, 2));
        if let Some(mean) = mean.filter(|mean| *mean > TYPED) {
            let miss = format!("{name}: {mean:.2} of hashbrown, the goal is {TYPED}");
            bench.misses.push(miss);
        }
    }
    let times =
        |line: &str| !line.starts_with("MapBytes") && !line.starts_with("MapAssignGrowLatency");
    groups(table, times);
    for (who, other, goal) in [
        ("typed", "native", 1.0),
        ("module", "wasip1", WASIP1),
        ("module", "native", f64::MAX),
    ] {
        let mean = table.mean(who, other, times);
        println!(
            "{who} to {other} Go, geometric mean of all: {}",
            cell(mean, 2)
        );
        if let Some(mean) = mean.filter(|mean| *mean > goal) {
            let miss = format!("{who}: {mean:.2} of {other} Go, the goal is {goal}");
            bench.misses.push(miss);
        }
    }
    for line in &table.1 {
        let stall = table.of(line, "typed").filter(|ns| *ns > STALL);
        if line.starts_with("MapAssignGrowLatency/p999/")
            && let Some(ns) = stall
        {
            bench.misses.push(format!("{line}: {ns} ns"));
        }
        let more = table
            .ratio(line, "module", "native")
            .filter(|ratio| *ratio > 1.0);
        if line.starts_with("MapBytes/")
            && let Some(ratio) = more
        {
            bench.misses.push(format!("{line}: {ratio:.2} of Go's"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KEYS, Table, program};

    #[test]
    fn keys_take_the_place_of_the_section() {
        let source = program(
            "a\n// keys begin\nold\n// keys end\nb\n",
            "int32",
            KEYS[0].1,
        )
        .unwrap();
        assert!(source.starts_with("a\nconst keyType = \"int32\"\n") && source.ends_with("}\nb\n"));
        assert!(!source.contains("old"));
        assert!(program("no section", "int32", "").is_err());
    }

    #[test]
    fn the_least_counts_and_means_are_geometric() {
        let mut table = Table::default();
        table.add_go(
            "native",
            "A/x/6 4.0 ns/op\nA/x/6 2.0 ns/op\nB/x/6 10 B/entry\nnoise here\n",
        );
        table.add_crate("A/x/6 burrow 4\nA/x/6 hashbrown 8\nB/x/6 burrow 5\n");
        assert_eq!(table.of("A/x/6", "native"), Some(2.0));
        assert_eq!(table.ratio("A/x/6", "typed", "hashbrown"), Some(0.5));
        assert!((table.mean("typed", "native", |_| true).unwrap() - 1.0).abs() < 1e-9);
        assert_eq!(table.mean("module", "native", |_| true), None);
    }
}

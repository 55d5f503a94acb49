//! The front half of the compiler: scanner, parser and checker, on one core.
//!
//! Measured by an example of the compiler (`compiler/examples/front.rs`), which counts lines, time and the greatest size of the
//! heap, on a program of 100 000 generated lines and on one that imports most packages of `std/`.

use core::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::measure::Bench;
use crate::context::{cargo, output, run};

/// Goals: lines a second, and bytes of memory for each byte of source.
const LINES: f64 = 300_000.0;
const MEMORY: f64 = 10.0;

/// How many functions are generated, of 30 lines each.
const FUNCTIONS: usize = 3500;

const IMPORTS: [&str; 24] = [
    "bufio",
    "bytes",
    "container/heap",
    "container/list",
    "context",
    "encoding/binary",
    "errors",
    "flag",
    "fmt",
    "io",
    "io/fs",
    "iter",
    "log",
    "maps",
    "math",
    "math/rand",
    "os",
    "path/filepath",
    "reflect",
    "slices",
    "strconv",
    "strings",
    "sync",
    "time",
];

/// Measures both.
pub(super) fn bench(bench: &mut Bench<'_>) -> Result<Value> {
    run(cargo()
        .args(["build", "--release", "--quiet", "--package"])
        .args(["burrow-compiler", "--example", "front"])
        .current_dir(&bench.context.root))?;
    let example = format!("release/examples/front{}", std::env::consts::EXE_SUFFIX);
    let example = bench.context.target.join(example);
    let mut report = Map::new();
    for (name, source) in [("generated", generated()), ("std", imports())] {
        let file = bench.folder.join(format!("front_{name}.go"));
        fs::write(&file, source)?;
        let m = measure(&example, &file, bench.runs)?;
        let number = |key: &str| m[key].as_f64().context("a number");
        let speed = number("lines_a_second")?;
        let memory = number("peak")? / number("bytes")?;
        println!(
            "front half, {name}: {} lines, {speed:.0} lines a second, memory {memory:.1} times the source",
            m["lines"]
        );
        if speed < LINES {
            bench.misses.push(format!(
                "front half, {name}: {speed:.0} lines a second, the goal is {LINES}"
            ));
        }
        if memory > MEMORY {
            bench.misses.push(format!(
                "front half, {name}: memory {memory:.1} times the source, the goal is {MEMORY}"
            ));
        }
        let m = json!({ "lines": m["lines"], "bytes": m["bytes"], "lines_a_second": speed, "memory_to_source": memory });
        report.insert(name.to_owned(), m);
    }
    Ok(report.into())
}

fn measure(example: &Path, file: &Path, runs: usize) -> Result<Value> {
    let mut command = Command::new(example);
    command.arg("--json").arg(file).arg(runs.to_string());
    Ok(serde_json::from_str(&output(&mut command)?)?)
}

/// A program that uses nothing of what it imports.
fn imports() -> String {
    let mut s = "package main\n\nimport (\n".to_owned();
    for path in IMPORTS {
        s += &format!("\t_ {path:?}\n");
    }
    s + ")\n\nfunc main() {}\n"
}

/// Functions like many others, each a little different: loops, branches, structs, maps, strings, calls.
fn generated() -> String {
    let mut s =
        "package main\n\ntype T struct {\n\ta, b int\n\ts string\n\tnext *T\n}\n".to_owned();
    for i in 0..FUNCTIONS {
        let (factor, limit, step, other) = (i % 97, i % 13, i % 7, i % 31);
        let _ = write!(
            s,
            "
// f{i} adds up what it is given.
func f{i}(x, y int, list []int, t *T) (int, string) {{
	sum := x*{factor} + y
	for i, v := range list {{
		if v > {limit} && i != y {{
			sum += v * (i + {step})
		}} else if v == x {{
			sum -= 1
		}}
	}}
	for p := t; p != nil; p = p.next {{
		switch {{
		case p.a < p.b:
			sum += p.a
		case p.a == {other}:
			sum ^= p.b << 3
		default:
			p.s = p.s + \"x{i}\"
		}}
	}}
	m := map[string]int{{\"one\": 1, \"two\": {i}}}
	m[\"three\"] += sum
	u := T{{a: sum, b: len(list), s: \"name\"}}
	if r := m[\"one\"]; r > {i} {{
		return r + u.a, u.s
	}}
	return sum, t.s
}}
"
        );
    }
    s += "\nfunc main() {\n\tt := &T{}\n";
    for i in 0..FUNCTIONS {
        let _ = writeln!(s, "\tf{i}({i}, 2, nil, t)");
    }
    s + "}\n"
}

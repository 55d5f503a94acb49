//! `cargo xtask bench`: the programs of `benches/go`, compiled by Burrow and by Go.
//!
//! Each runs as Burrow's module, as Burrow's module with all frames parked once after a millisecond (so that resume bodies are what
//! runs), as Go's wasip1 module on the same engine, and natively. Seconds are medians and exclude
//! compiling the module. A table for people, `bench.json` in the target folder for tools.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};

use crate::context::{Context, output, say};
use crate::exec::{Host, Output, capture};
use crate::{floor, runtime};

/// A run that takes longer is reported as such.
const LIMIT: Duration = Duration::from_secs(120);

/// Forces every frame to be parked once.
const PARKED: &str = "parkonce";

/// A program and what its module is to reach against Go's wasip1 module.
struct Goal {
    name: &'static str,
    seconds: Option<f64>,
    memory: Option<f64>,
    /// Peak of linear memory in MiB.
    peak: Option<u64>,
    /// Size of the stripped module.
    bytes: Option<u64>,
}

const fn time(name: &'static str, seconds: f64) -> Goal {
    Goal {
        name,
        seconds: Some(seconds),
        memory: None,
        peak: None,
        bytes: None,
    }
}

const fn size(name: &'static str, bytes: u64) -> Goal {
    Goal {
        name,
        seconds: None,
        memory: None,
        peak: None,
        bytes: Some(bytes),
    }
}

const GOALS: [Goal; 11] = [
    time("fib", 0.55),
    Goal {
        peak: Some(64),
        ..time("bintree", 0.6)
    },
    time("pingpong", 0.12),
    time("sieve", 0.45),
    time("maps", 0.7),
    Goal {
        seconds: None,
        memory: Some(0.4),
        ..time("spawn", 0.0)
    },
    time("deferp", 0.9),
    time("matmul", 0.7),
    time("iface", 0.2),
    size("hello_println", 32 << 10),
    size("hello_fmt", 130 << 10),
];

/// What one way to run a program took.
#[derive(Clone, Debug, Default)]
struct Sample {
    seconds: f64,
    /// Linear memory at exit; unknown for native programs.
    memory: Option<u64>,
    bytes: Option<u64>,
    /// Standard output and error.
    said: Vec<u8>,
}

/// One way to run a program.
enum Way {
    Module {
        host: Host,
        file: PathBuf,
        debug: &'static str,
    },
    Native(PathBuf),
}

struct Bench<'a> {
    context: &'a Context,
    go: Option<PathBuf>,
    folder: PathBuf,
    runs: usize,
    misses: Vec<String>,
}

/// Measures the programs, all or one.
pub(crate) fn bench(
    context: &Context,
    go: Option<&Path>,
    runs: usize,
    only: Option<&str>,
) -> Result<()> {
    ensure!(
        only.is_none_or(|only| GOALS.iter().any(|g| g.name == only)),
        "no such program"
    );
    runtime::build_compiler(context)?;
    let folder = context.cache().join("bench");
    fs::create_dir_all(&folder)?;
    let go = go.map(Path::to_owned);
    let mut bench = Bench {
        context,
        go,
        folder,
        runs: runs.max(1),
        misses: Vec::new(),
    };
    if bench.go.is_none() {
        say("without --go PATH the columns of Go, wasip1 and native, and all ratios are missing");
    }
    println!(
        "{:<14} {:>9} {:>9} {:>9} {:>6} {:>9} {:>6} {:>9} {:>9} {:>6} {:>9}",
        "program",
        "Burrow s",
        "parked s",
        "wasip1 s",
        "ratio",
        "native s",
        "ratio",
        "MiB",
        "Go MiB",
        "ratio",
        "bytes"
    );
    let mut programs = Map::new();
    for goal in GOALS
        .iter()
        .filter(|goal| only.is_none_or(|only| goal.name == only))
    {
        let row = bench.program(goal)?;
        programs.insert(goal.name.to_owned(), row);
    }
    let mut report = json!({ "programs": programs, "runs": bench.runs });
    if only.is_none_or(|only| only == "fib") {
        report["floor"] = bench.floor()?;
    }
    let path = context.target.join("bench.json");
    report["missed"] = json!(bench.misses);
    fs::write(&path, serde_json::to_string_pretty(&report)? + "\n")?;
    for miss in &bench.misses {
        println!("missed: {miss}");
    }
    say(format_args!("written to {}", path.display()));
    Ok(())
}

impl Bench<'_> {
    fn program(&mut self, goal: &Goal) -> Result<Value> {
        let source = self
            .context
            .root
            .join("benches/go")
            .join(format!("{}.go", goal.name));
        let burrow = self.folder.join(format!("{}.wasm", goal.name));
        let build = match self.burrow(&source, &burrow) {
            Ok(seconds) => seconds,
            Err(error) => {
                self.misses.push(format!("{}: {error:#}", goal.name));
                println!("{:<14} failed", goal.name);
                return Ok(json!({ "error": format!("{error:#}") }));
            }
        };
        let module = |file: &Path, debug| Way::Module {
            host: Host::embedded(self.context),
            file: file.to_owned(),
            debug,
        };
        let mut ways = vec![
            ("Burrow", module(&burrow, "")),
            ("parked", module(&burrow, PARKED)),
        ];
        if let Some(go) = &self.go {
            let wasip1 = self.folder.join(format!("{}.go.wasm", goal.name));
            let mut command = Command::new(go);
            command.env("GOOS", "wasip1").env("GOARCH", "wasm");
            output(command.args(["build", "-o"]).arg(&wasip1).arg(&source))?;
            ways.push(("wasip1", module(&wasip1, "")));
            let native = self.folder.join(format!("{}.native", goal.name));
            output(
                Command::new(go)
                    .args(["build", "-o"])
                    .arg(&native)
                    .arg(&source),
            )?;
            ways.push(("native", Way::Native(native)));
        }
        let mut samples = self
            .measure(&ways)
            .into_iter()
            .zip(&ways)
            .map(|(sample, (name, _))| {
                sample
                    .map_err(|error| {
                        self.misses
                            .push(format!("{} ({name}): {error:#}", goal.name))
                    })
                    .ok()
            });
        let mut next = || samples.next().flatten();
        let (plain, parked, wasip1, native) = (next(), next(), next(), next());

        let bytes = fs::metadata(&burrow)?.len();
        let ratio =
            |other: &Option<Sample>| Some(plain.as_ref()?.seconds / other.as_ref()?.seconds);
        let (to_wasip1, to_native) = (ratio(&wasip1), ratio(&native));
        let memory = |sample: &Option<Sample>| sample.as_ref()?.memory;
        let memory_ratio = memory(&plain)
            .zip(memory(&wasip1))
            .map(|(a, b)| a as f64 / b as f64);
        let mib = |bytes: Option<u64>| bytes.map(|b| b as f64 / f64::from(1 << 20));
        let seconds = |sample: &Option<Sample>| cell(sample.as_ref().map(|s| s.seconds), 3);
        println!(
            "{:<14} {:>9} {:>9} {:>9} {:>6} {:>9} {:>6} {:>9} {:>9} {:>6} {:>9}",
            goal.name,
            seconds(&plain),
            seconds(&parked),
            seconds(&wasip1),
            cell(to_wasip1, 2),
            seconds(&native),
            cell(to_native, 2),
            cell(mib(memory(&plain)), 1),
            cell(mib(memory(&wasip1)), 1),
            cell(memory_ratio, 2),
            bytes
        );
        for (what, other) in [
            ("parked", &parked),
            ("Go's wasip1", &wasip1),
            ("Go's native", &native),
        ] {
            if let (Some(plain), Some(other)) = (&plain, other)
                && plain.said != other.said
            {
                self.misses
                    .push(format!("{}: {what} prints something else", goal.name));
            }
        }
        let mut limit = |what: &str, value: Option<f64>, limit: Option<f64>| {
            if let (Some(value), Some(limit)) = (value, limit)
                && value > limit
            {
                let value = (value * 100.0).round() / 100.0;
                let miss = format!("{}: {what} {value}, the goal is {limit}", goal.name);
                self.misses.push(miss);
            }
        };
        limit("time against wasip1", to_wasip1, goal.seconds);
        limit("memory against wasip1", memory_ratio, goal.memory);
        limit(
            "peak in MiB",
            mib(memory(&plain)),
            goal.peak.map(|p| p as f64),
        );
        limit("bytes", Some(bytes as f64), goal.bytes.map(|b| b as f64));
        limit(
            "seconds to compile and link",
            Some(build),
            goal.bytes.map(|_| 0.1),
        );
        Ok(json!({
            "build_seconds": build,
            "burrow": plain.map(Sample::json),
            "burrow_parked": parked.map(Sample::json),
            "go_wasip1": wasip1.map(Sample::json),
            "go_native": native.map(Sample::json),
            "module_bytes": bytes,
            "time_to_wasip1": to_wasip1,
            "time_to_native": to_native,
            "memory_to_wasip1": memory_ratio,
        }))
    }

    /// Compiles to a stripped module and returns how long that took.
    fn burrow(&self, source: &Path, module: &Path) -> Result<f64> {
        let mut seconds = Vec::new();
        for _ in 0..self.runs {
            let began = Instant::now();
            let mut command = Command::new(self.context.burrow());
            output(
                command
                    .arg("build")
                    .arg(source)
                    .arg("-o")
                    .arg(module)
                    .arg("--strip"),
            )?;
            seconds.push(began.elapsed().as_secs_f64());
        }
        seconds.sort_by(f64::total_cmp);
        Ok(seconds[seconds.len() / 2])
    }

    /// The median of each way. They take turns, so that a noisy moment touches all.
    fn measure(&self, ways: &[(&str, Way)]) -> Vec<Result<Sample>> {
        let mut all: Vec<Result<Vec<Sample>>> = ways.iter().map(|_| Ok(Vec::new())).collect();
        for _ in 0..self.runs {
            for ((_, way), samples) in ways.iter().zip(&mut all) {
                if let Ok(list) = samples {
                    match self.sample(way) {
                        Ok(sample) => list.push(sample),
                        Err(error) => *samples = Err(error),
                    }
                }
            }
        }
        let median = |mut list: Vec<Sample>| {
            list.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
            list.swap_remove(list.len() / 2)
        };
        all.into_iter().map(|samples| samples.map(median)).collect()
    }

    fn sample(&self, way: &Way) -> Result<Sample> {
        match way {
            Way::Native(binary) => {
                let began = Instant::now();
                let out = capture(&mut Command::new(binary), None, LIMIT)?;
                let seconds = began.elapsed().as_secs_f64();
                check(&out)?;
                Ok(Sample {
                    seconds,
                    said: said(out),
                    ..Sample::default()
                })
            }
            Way::Module { host, file, debug } => {
                let stats = self.folder.join("stats.json");
                let mut command = host.command(file, &[], Some(&stats));
                let out = capture(command.env("BURROW_DEBUG", debug), None, LIMIT)?;
                check(&out)?;
                let stats: Value = serde_json::from_slice(&fs::read(&stats)?)?;
                Ok(Sample {
                    seconds: stats["seconds"]
                        .as_f64()
                        .context("no seconds in the statistics")?,
                    memory: stats["memory"].as_u64(),
                    bytes: Some(fs::metadata(file)?.len()),
                    said: said(out),
                })
            }
        }
    }

    /// fib against the same function written by hand.
    fn floor(&mut self) -> Result<Value> {
        let plain = self.folder.join("fib.floor.wasm");
        fs::write(&plain, floor::fib())?;
        let burrow = self.folder.join("fib.wasm");
        let mut report = Map::new();
        let hosts = [Some(Host::embedded(self.context)), Host::node(self.context)];
        for host in hosts.into_iter().flatten() {
            let ways = [&plain, &burrow].map(|file| {
                (
                    "",
                    Way::Module {
                        host: host.clone(),
                        file: file.clone(),
                        debug: "",
                    },
                )
            });
            let samples: Result<Vec<Sample>> = self.measure(&ways).into_iter().collect();
            let Ok([floor, burrow]) = samples.map(|list| [list[0].seconds, list[1].seconds]) else {
                continue;
            };
            let ratio = burrow / floor;
            println!(
                "fib on {}: {burrow:.3} s, plain wasm {floor:.3} s, ratio {ratio:.2}",
                host.name()
            );
            if matches!(host, Host::Embedded(_)) && ratio > 1.25 {
                self.misses
                    .push(format!("fib: {ratio:.2} of plain wasm, the goal is 1.25"));
            }
            report.insert(
                host.name().to_owned(),
                json!({ "plain": floor, "burrow": burrow, "ratio": ratio }),
            );
        }
        Ok(report.into())
    }
}

impl Sample {
    fn json(self) -> Value {
        json!({ "seconds": self.seconds, "memory": self.memory, "bytes": self.bytes })
    }
}

/// All that a program printed; Go's println writes to standard error.
fn said(out: Output) -> Vec<u8> {
    [out.stdout, out.stderr.into_bytes()].concat()
}

fn check(out: &Output) -> Result<()> {
    ensure!(!out.timed_out, "not done after {} s", LIMIT.as_secs());
    let said = out.stderr.lines().next().unwrap_or_default();
    ensure!(
        out.status == Some(0),
        "exit status {:?}: {said}",
        out.status
    );
    Ok(())
}

fn cell(value: Option<f64>, digits: usize) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.digits$}"))
}

//! Running programs in turn and measuring them.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::context::{Context, output, say};
use crate::exec::{Host, Output, capture};

/// A run that takes longer is reported as such.
const LIMIT: Duration = Duration::from_secs(120);

/// What one way to run a program took.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    pub(super) seconds: f64,
    /// Linear memory at exit; unknown for native programs.
    pub(super) memory: Option<u64>,
    pub(super) bytes: Option<u64>,
    /// Standard output and error.
    pub(super) said: Vec<u8>,
}

/// One way to run a program.
pub(super) enum Way {
    Module {
        host: Host,
        file: PathBuf,
        debug: &'static str,
    },
    Native(PathBuf),
}

pub(super) struct Bench<'a> {
    pub(super) context: &'a Context,
    pub(super) go: Option<PathBuf>,
    pub(super) folder: PathBuf,
    pub(super) runs: usize,
    pub(super) misses: Vec<String>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(context: &'a Context, go: Option<&Path>, runs: usize) -> Result<Self> {
        let folder = context.cache().join("bench");
        fs::create_dir_all(&folder)?;
        Ok(Self {
            context,
            go: go.map(Path::to_owned),
            folder,
            runs: runs.max(1),
            misses: Vec::new(),
        })
    }

    /// Says which goals were missed and writes what was measured, with that, into the target folder.
    pub(super) fn report(&self, file: &str, mut report: Value) -> Result<()> {
        report["missed"] = json!(self.misses);
        let path = self.context.target.join(file);
        fs::write(&path, serde_json::to_string_pretty(&report)? + "\n")?;
        for miss in &self.misses {
            println!("missed: {miss}");
        }
        say(format_args!("written to {}", path.display()));
        Ok(())
    }

    /// Builds a program with Go, as a native one or as a wasip1 module.
    pub(super) fn go(&self, source: &Path, output_file: &Path, wasip1: bool) -> Result<()> {
        let go = self.go.as_ref().context("no Go")?;
        let mut command = Command::new(go);
        if wasip1 {
            command.env("GOOS", "wasip1").env("GOARCH", "wasm");
        }
        output(command.args(["build", "-o"]).arg(output_file).arg(source))?;
        Ok(())
    }

    /// Compiles to a stripped module and returns how long that took.
    pub(super) fn burrow(&self, source: &Path, module: &Path) -> Result<f64> {
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

    /// The shortest run of each way, since what else the machine does only adds to it. They take turns, so that a noisy moment
    /// touches all.
    pub(super) fn measure(&self, ways: &[(&str, Way)]) -> Vec<Result<Sample>> {
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
        let seconds = |a: &Sample, b: &Sample| a.seconds.total_cmp(&b.seconds);
        let least = |list: Vec<Sample>| list.into_iter().min_by(seconds).unwrap_or_default();
        all.into_iter().map(|samples| samples.map(least)).collect()
    }

    pub(super) fn sample(&self, way: &Way) -> Result<Sample> {
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
}

impl Sample {
    pub(super) fn json(self) -> Value {
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

pub(super) fn cell(value: Option<f64>, digits: usize) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.digits$}"))
}

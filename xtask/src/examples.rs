//! The end-to-end tests: every program in `examples/` against what Go prints.
//!
//! For `examples/NAME.go` the folder `examples/expected` holds `NAME.out` (standard output), and where they
//! differ from nothing and 0 `NAME.err` (standard error, masked) and `NAME.status`; `NAME.in` is given as
//! standard input and `NAME.args` holds one argument a line. `cargo xtask record` writes the first three with a real Go.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::context::{Context, say};
use crate::exec::{Host, Output, capture};
use crate::mask::mask;

/// More than any of them needs, under any debug mode.
const LIMIT: Duration = Duration::from_secs(120);

/// Values of `BURROW_DEBUG`, each of which makes another part of the runtime work all the time.
const MODES: [&str; 4] = ["", "park", "gcstress", "park,gcstress"];

struct Example {
    name: String,
    source: PathBuf,
    expected: PathBuf,
}

impl Example {
    fn file(&self, extension: &str) -> PathBuf {
        self.expected.join(format!("{}.{extension}", self.name))
    }

    fn stdin(&self) -> Option<PathBuf> {
        Some(self.file("in")).filter(|path| path.exists())
    }

    fn args(&self) -> Vec<String> {
        let text = fs::read_to_string(self.file("args")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// What is wrong with this output.
    fn differs(&self, output: &Output) -> Result<Option<String>> {
        if output.timed_out {
            return Ok(Some(format!("not done after {} s", LIMIT.as_secs())));
        }
        let read = |extension| fs::read(self.file(extension)).unwrap_or_default();
        let out = self.file("out");
        let expected = fs::read(&out).with_context(|| format!("no {}", out.display()))?;
        let status = String::from_utf8_lossy(&read("status"))
            .trim()
            .parse()
            .unwrap_or(0);
        let said = mask(&output.stderr, &format!("{}.go", self.name));
        if output.stdout != expected {
            let (want, got) = (
                String::from_utf8_lossy(&expected),
                String::from_utf8_lossy(&output.stdout),
            );
            return Ok(Some(format!(
                "standard output: {}\n{}",
                difference(&want, &got),
                tail(&output.stderr)
            )));
        }
        let want = read("err");
        if said.as_bytes() != want {
            let want = String::from_utf8_lossy(&want);
            return Ok(Some(format!(
                "standard error: {}",
                difference(&want, &said)
            )));
        }
        if output.status != Some(status) {
            return Ok(Some(format!(
                "exit status {:?} instead of {status}",
                output.status
            )));
        }
        Ok(None)
    }
}

fn all(context: &Context, only: Option<&str>) -> Result<Vec<Example>> {
    let folder = context.root.join("examples");
    let mut examples = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))? {
        let source = entry?.path();
        if source.extension().is_some_and(|e| e == "go") {
            let name = source
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if only.is_none_or(|only| name == only) {
                examples.push(Example {
                    name,
                    source,
                    expected: folder.join("expected"),
                });
            }
        }
    }
    examples.sort_by(|a, b| a.name.cmp(&b.name));
    ensure!(
        !examples.is_empty(),
        "there is no such program in {}",
        folder.display()
    );
    Ok(examples)
}

/// Runs the examples and returns how many runs passed and failed. Node takes part where it is installed.
pub(crate) fn test(context: &Context, only: Option<&str>, every: bool) -> Result<(u32, u32)> {
    let folder = context.cache().join("examples");
    fs::create_dir_all(&folder)?;
    let embedded = Host::embedded(context);
    let node = Host::node(context);
    if node.is_none() {
        say("node is not installed: the examples run in the embedded engine only");
    }
    let mut runs: Vec<(&Host, &str)> = MODES.map(|mode| (&embedded, mode)).to_vec();
    if let Some(node) = &node {
        let modes = if every { MODES.as_slice() } else { &MODES[..1] };
        runs.extend(modes.iter().map(|&mode| (node, mode)));
    }

    let (mut passed, mut failed) = (0, 0);
    for example in all(context, only)? {
        let module = folder.join(format!("{}.wasm", example.name));
        let mut build = Command::new(context.burrow());
        build
            .arg("build")
            .arg(&example.source)
            .arg("-o")
            .arg(&module)
            .current_dir(&context.root);
        let built = capture(&mut build, None, LIMIT)?;
        if built.status != Some(0) {
            println!(
                "example {} ... does not compile\n{}",
                example.name,
                tail(&built.stderr)
            );
            failed += runs.len() as u32;
            continue;
        }
        for (host, mode) in &runs {
            let mut command = host.command(&module, &example.args(), None);
            command.env("BURROW_DEBUG", mode).current_dir(&context.root);
            let output = capture(&mut command, example.stdin().as_deref(), LIMIT)?;
            let what = format!(
                "example {} ({}{}{mode})",
                example.name,
                host.name(),
                if mode.is_empty() { "" } else { ", " }
            );
            match example.differs(&output)? {
                None => {
                    passed += 1;
                    println!("{what} ... ok");
                }
                Some(difference) => {
                    failed += 1;
                    println!("{what} ... FAILED\n{difference}");
                }
            }
        }
    }
    Ok((passed, failed))
}

/// Runs the examples with a real Go and writes down what they print.
pub(crate) fn record(context: &Context, go: &Path, only: Option<&str>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for example in all(context, only)? {
        let binary = folder.path().join(&example.name);
        let mut build = Command::new(go);
        build
            .arg("build")
            .arg("-o")
            .arg(&binary)
            .arg(&example.source)
            .env("CGO_ENABLED", "0");
        crate::context::run(&mut build)?;
        let output = capture(
            Command::new(&binary).args(example.args()),
            example.stdin().as_deref(),
            LIMIT,
        )?;
        ensure!(!output.timed_out, "{} does not end", example.name);
        let status = output.status.context("it was stopped by a signal")?;
        let said = mask(&output.stderr, &format!("{}.go", example.name));
        fs::create_dir_all(&example.expected)?;
        fs::write(example.file("out"), &output.stdout)?;
        let optional = |path: PathBuf, text: String| match text.is_empty() {
            true if path.exists() => fs::remove_file(path),
            true => Ok(()),
            false => fs::write(path, text),
        };
        optional(example.file("err"), said)?;
        optional(
            example.file("status"),
            if status == 0 {
                String::new()
            } else {
                format!("{status}\n")
            },
        )?;
        say(format_args!("{}: exit status {status}", example.name));
    }
    Ok(())
}

/// The first line that differs.
pub(crate) fn difference(want: &str, got: &str) -> String {
    let (mut wanted, mut gotten) = (want.lines(), got.lines());
    for line in 1.. {
        match (wanted.next(), gotten.next()) {
            (None, None) => break,
            (w, g) if w != g => {
                let show = |l: Option<&str>| l.map_or("the end".to_owned(), |l| format!("{l:?}"));
                return format!("line {line}: expected {}, got {}", show(w), show(g));
            }
            _ => {}
        }
    }
    "only the last line end differs".to_owned()
}

/// The end of a long text.
fn tail(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

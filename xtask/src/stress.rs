//! `cargo xtask stress`: the programs of `compiler/tests/threads` again and again, with random yields, on one thread, two and four.
//! Whatever the order in which goroutines run, each program always has the outcome that is written down beside it.

use core::time::Duration;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::context::{Context, exists, output, say};
use crate::examples::difference;
use crate::exec::{Host, capture_merged, has_engine};

/// What a task is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// How often each program runs with each number of threads
    #[arg(long, default_value_t = 100)]
    runs: u32,
    /// Numbers of threads
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 4])]
    threads: Vec<u32>,
    /// Only this program
    #[arg(long)]
    only: Option<String>,
}

/// What runs are made with in turn.
const MODES: [&str; 4] = ["yield", "yield,gcstress", "yield", "yield,park"];
/// Ends the run of a program that hangs.
const LIMIT: Duration = Duration::from_secs(120);

/// Runs all; how many programs passed and failed.
pub(crate) fn stress(context: &Context, args: &Args) -> Result<(u32, u32)> {
    let (node, engine) = (exists("node"), has_engine(&context.burrow()));
    ensure!(node || engine, "there is nothing to run modules with");
    let folder = context.root.join("compiler/tests/threads");
    let mut sources: Vec<PathBuf> = fs::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension() == Some(OsStr::new("go")))
        .filter(|path| {
            let name = path.file_stem().map(OsStr::to_string_lossy);
            args.only
                .as_ref()
                .is_none_or(|only| name.as_deref() == Some(only))
        })
        .collect();
    sources.sort();
    ensure!(!sources.is_empty(), "no such program");
    let scratch = tempfile::tempdir()?;
    let (mut passed, mut failed) = (0, 0);
    for source in sources {
        let expected = fs::read_to_string(source.with_extension("out"))?;
        for &threads in &args.threads {
            let name = source.file_stem().unwrap_or_default().to_string_lossy();
            let module = scratch.path().join(format!("{name}.wasm"));
            output(
                Command::new(context.burrow())
                    .arg("build")
                    .arg(&source)
                    .arg(format!("--threads={threads}"))
                    .arg("-o")
                    .arg(&module),
            )?;
            let mut wrong = None;
            for run in 0..args.runs {
                // Both kinds of hosts take their turns.
                let host = match node && (run % 2 == 0 || !engine) {
                    true => Host::Node(context.root.join("xtask/node/threads.mjs")),
                    false => Host::embedded(context),
                };
                let mode = MODES[run as usize / 2 % MODES.len()];
                let said = outcome(&host, &module, mode, &folder, scratch.path())?;
                if said != expected {
                    let what = difference(&expected, &said);
                    wrong = Some(format!("run {run} ({mode}, {}): {what}", host.name()));
                    break;
                }
            }
            let verdict = if wrong.is_some() { "FAILED" } else { "ok" };
            let runs = args.runs;
            println!("stress {name}, {threads} threads, {runs} runs ... {verdict}");
            *(if wrong.is_some() {
                &mut failed
            } else {
                &mut passed
            }) += 1;
            if let Some(wrong) = wrong {
                say(wrong);
            }
        }
    }
    Ok((passed, failed))
}

/// What it takes a moment to run.
pub(crate) fn sample(context: &Context) -> Result<(u32, u32)> {
    let args = Args {
        runs: 4,
        threads: vec![1, 2, 4],
        only: Some("mix".to_owned()),
    };
    stress(context, &args)
}

/// All that a program says, and its exit status, as they are written down.
fn outcome(
    host: &Host,
    module: &Path,
    mode: &str,
    folder: &Path,
    scratch: &Path,
) -> Result<String> {
    let mut command = host.command(module, &[], None);
    command
        .env("BURROW_DEBUG", mode)
        .env("NODE_NO_WARNINGS", "1")
        .current_dir(scratch);
    let out = capture_merged(&mut command, LIMIT)?;
    let mut said = String::new();
    let place = format!("{}/", folder.display());
    for line in String::from_utf8_lossy(&out.stdout).split_inclusive('\n') {
        let line = line.replace(&place, "");
        // Lines of the library have no numbers there.
        match line.trim_end().rsplit_once(':') {
            Some((file, _)) if file.trim_start().starts_with("$GOROOT/") => {
                said += file;
                said.push('\n');
            }
            _ => said += &line,
        }
    }
    match out.status {
        Some(0) => {}
        Some(status) => said += &format!("exit status {status}\n"),
        None => said += "it did not end\n",
    }
    Ok(said)
}

//! `cargo xtask fuzz defer`: random programs, run by Burrow, by a direct model of the specification, and by Go where it is given.
//!
//! Many programs go into one file, each on a goroutine of its own that recovers what is left and shows it. Some of those that
//! end in a panic are run again alone, to compare the report.

mod model;
mod program;

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail, ensure};
use clap::ValueEnum;

use crate::context::{Context, output, say};
use crate::exec::{Host, capture};
use crate::runtime;
use program::{Deferred, Op, Random};

/// Programs in one file.
const BATCH: usize = 250;
/// Of each file so many that end in a panic are run alone.
const ALONE: usize = 5;
const LIMIT: Duration = Duration::from_secs(120);

/// What is made at random.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Target {
    /// Calls, deferred calls, panics, recoveries, Goexits
    Defer,
}

/// How to go about it.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// What is made at random
    #[arg(value_enum)]
    target: Target,
    /// How many programs
    #[arg(long, default_value_t = 1000)]
    count: usize,
    /// Other seeds make other programs
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The go command, to run the programs with it too
    #[arg(long)]
    go: Option<PathBuf>,
    /// What BURROW_DEBUG is set to
    #[arg(long, default_value = "")]
    debug: String,
    /// Only write the programs of one file and what they print: FILE.go and FILE.out
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

type Program = Vec<Vec<Op>>;

pub(crate) fn fuzz(context: &Context, args: &Args) -> Result<()> {
    let Target::Defer = args.target;
    let mut rng = Random(args.seed);
    if let Some(file) = &args.save {
        let programs: Vec<Program> = (0..args.count).map(|_| program::random(&mut rng)).collect();
        std::fs::write(file.with_extension("go"), program::file(&programs))?;
        std::fs::write(file.with_extension("out"), expected(&programs))?;
        return Ok(());
    }
    runtime::build_compiler(context)?;
    let folder = context.cache().join("fuzz");
    std::fs::create_dir_all(&folder)?;
    let (mut done, mut by_go, mut alone) = (0, 0, 0);
    while done < args.count {
        let count = BATCH.min(args.count - done);
        let programs: Vec<Program> = (0..count).map(|_| program::random(&mut rng)).collect();
        let (with_go, also_alone) = batch(context, args, &folder, &programs)?;
        by_go += with_go;
        alone += also_alone;
        done += count;
        let go = match args.go {
            Some(_) => format!(", {by_go} with Go"),
            None => String::new(),
        };
        say(format_args!(
            "{done} programs agree{go}, {alone} of them also alone"
        ));
    }
    Ok(())
}

/// A way to run a file's programs.
struct Runner {
    name: &'static str,
    host: Option<Host>,
    binary: PathBuf,
    debug: String,
}

impl Runner {
    /// Runs all programs, or only one; what it prints.
    fn run(&self, only: Option<usize>) -> Result<String> {
        let args: Vec<String> = only.iter().map(usize::to_string).collect();
        let mut command = match &self.host {
            Some(host) => host.command(&self.binary, &args, None),
            None => {
                let mut command = Command::new(&self.binary);
                command.args(&args);
                command
            }
        };
        let out = capture(command.env("BURROW_DEBUG", &self.debug), None, LIMIT)?;
        ensure!(!out.timed_out, "{} does not end", self.name);
        let want = if only.is_some() { 2 } else { 0 };
        ensure!(
            out.status == Some(want),
            "{} ends with {:?}: {}",
            self.name,
            out.status,
            out.stderr
        );
        Ok(out.stderr)
    }
}

/// Runs a file of programs; answers how many Go ran too, and how many were also run alone.
fn batch(
    context: &Context,
    args: &Args,
    folder: &Path,
    programs: &[Program],
) -> Result<(usize, usize)> {
    let source = folder.join("programs.go");
    std::fs::write(&source, program::file(programs))?;
    let module = folder.join("programs.wasm");
    let mut command = Command::new(context.burrow());
    output(command.arg("build").arg(&source).arg("-o").arg(&module))?;
    let burrow = Runner {
        name: "Burrow",
        host: Some(Host::embedded(context)),
        binary: module,
        debug: args.debug.clone(),
    };
    let alone = check(&burrow, programs)?;
    let mut by_go = 0;
    if let Some(go) = &args.go {
        let kept = |program: &&Program| !breaks_go(program);
        let programs: Vec<Program> = programs.iter().filter(kept).cloned().collect();
        let source = folder.join("programs-go.go");
        std::fs::write(&source, program::file(&programs))?;
        let binary = folder.join("programs-go");
        let mut command = Command::new(go);
        output(command.args(["build", "-o"]).arg(&binary).arg(&source))?;
        let go = Runner {
            name: "Go",
            host: None,
            binary,
            debug: String::new(),
        };
        check(&go, &programs)?;
        by_go = programs.len();
    }
    Ok((by_go, alone))
}

/// Go 1.27.3 stops with "bad recovery" or "bad panic stack" where a Goexit or a panic calls a deferred nil function and that
/// panic is recovered.
fn breaks_go(program: &Program) -> bool {
    let nil = |op: &Op| matches!(op, Op::Defer(Deferred::Nil));
    program.iter().flatten().any(|op| op.any(&nil))
}

fn check(runner: &Runner, programs: &[Program]) -> Result<usize> {
    compare(
        runner.name,
        &runner.run(None)?,
        &expected(programs),
        programs,
    )?;
    let panicking = programs.iter().enumerate();
    let panicking = panicking.filter_map(|(n, program)| Some((n, model::alone(program)?)));
    let mut alone = 0;
    for (n, want) in panicking.take(ALONE) {
        let said = report(&runner.run(Some(n))?);
        ensure!(
            said == want,
            "{} alone prints\n{}\ninstead of\n{}\nfor\n{}",
            runner.name,
            said.join("\n"),
            want.join("\n"),
            show(n, &programs[n])
        );
        alone += 1;
    }
    Ok(alone)
}

/// What a file's programs print by the model.
fn expected(programs: &[Program]) -> String {
    let mut out = String::new();
    for (n, program) in programs.iter().enumerate() {
        out += &format!("program {n}\n");
        for line in model::among_others(program) {
            out += &line;
            out += "\n";
        }
    }
    out
}

fn compare(who: &str, said: &str, want: &str, programs: &[Program]) -> Result<()> {
    if said == want {
        return Ok(());
    }
    let of = |text: &str, n: usize| {
        let lines = text
            .lines()
            .skip_while(|line| *line != format!("program {n}"));
        let lines = lines
            .skip(1)
            .take_while(|line| !line.starts_with("program "));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    for (n, program) in programs.iter().enumerate() {
        let (said, want) = (of(said, n), of(want, n));
        if said != want {
            bail!(
                "{who} prints\n{said}instead of\n{want}for\n{}",
                show(n, program)
            );
        }
    }
    bail!("{who} prints something else besides");
}

fn show(n: usize, program: &Program) -> String {
    let functions = program.iter().enumerate();
    functions
        .map(|(f, ops)| program::function(n, f, ops))
        .collect()
}

/// A report's lines up to the trace, without what is said of signals.
fn report(said: &str) -> Vec<String> {
    said.lines()
        .take_while(|line| !line.is_empty() && !line.starts_with("goroutine "))
        .filter(|line| !line.starts_with("[signal "))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::program::{Deferred, Iterator, Op};
    use super::{expected, model};

    #[test]
    fn the_model_recovers_and_replaces() {
        let program = vec![
            vec![
                Op::Set(4),
                Op::Defer(Deferred::Affect(1)),
                Op::Defer(Deferred::Literal(vec![Op::Recover])),
                Op::Defer(Deferred::Literal(vec![Op::Panic(2)])),
                Op::Range(
                    Iterator::Defers,
                    7,
                    2,
                    vec![Op::Defer(Deferred::Print(5)), Op::Break],
                ),
                Op::Panic(1),
            ],
            vec![],
        ];
        let want = "program 0\niterator 7\n5\nv2\nresult 13\nend\n";
        assert_eq!(expected(&[program]), want);
    }

    #[test]
    fn a_panic_that_nobody_recovers_is_reported() {
        let again = Op::Defer(Deferred::Literal(vec![Op::Repanic]));
        let more = Op::Defer(Deferred::Literal(vec![Op::Panic(2)]));
        let program = vec![vec![more, again, Op::Panic(1)]];
        let want = ["panic: v1 [recovered, repanicked]", "\tpanic: v2"];
        assert_eq!(model::alone(&program).unwrap(), want);
    }
}

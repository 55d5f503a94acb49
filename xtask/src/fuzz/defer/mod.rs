//! `cargo xtask fuzz defer`: random programs, run by Burrow, by a direct model of the specification, and by Go where it is given.
//!
//! Many programs go into one file, each on a goroutine of its own that recovers what is left and shows it. Some of those that
//! end in a panic are run again alone, to compare the report.

mod model;
mod program;

use std::path::Path;

use anyhow::{Result, bail, ensure};

use super::Args;
use super::random::Random;
use super::runner::{Runner, Tools};
use crate::context::say;
use program::{Deferred, Op};

/// Programs in one file.
const BATCH: usize = 250;
/// Of each file so many that end in a panic are run alone.
const ALONE: usize = 5;

type Program = Vec<Vec<Op>>;

pub(super) fn save(args: &Args, rng: &mut Random, file: &Path) -> Result<()> {
    let programs: Vec<Program> = (0..args.count).map(|_| program::random(rng)).collect();
    std::fs::write(file.with_extension("go"), program::file(&programs))?;
    std::fs::write(file.with_extension("out"), expected(&programs))?;
    Ok(())
}

pub(super) fn fuzz(tools: &Tools, args: &Args, rng: &mut Random) -> Result<()> {
    let (mut done, mut by_go, mut alone) = (0, 0, 0);
    while done < args.count {
        let count = BATCH.min(args.count - done);
        let programs: Vec<Program> = (0..count).map(|_| program::random(rng)).collect();
        let (with_go, also_alone) = batch(tools, args, &programs)?;
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

/// Runs all programs, or only one; what it prints.
fn run(runner: &Runner, only: Option<usize>) -> Result<String> {
    let args: Vec<String> = only.iter().map(usize::to_string).collect();
    runner.run(&args, if only.is_some() { 2 } else { 0 })
}

/// Runs a file of programs; answers how many Go ran too, and how many were also run alone.
fn batch(tools: &Tools, args: &Args, programs: &[Program]) -> Result<(usize, usize)> {
    let file = tools.folder.join("programs.go");
    std::fs::write(&file, program::file(programs))?;
    let burrow = tools.burrow(&file, "1", &args.debug)?;
    let alone = check(&burrow, programs)?;
    let mut by_go = 0;
    if let Some(go) = &args.go {
        let kept = |program: &&Program| !breaks_go(program);
        let programs: Vec<Program> = programs.iter().filter(kept).cloned().collect();
        let file = tools.folder.join("programs-go.go");
        std::fs::write(&file, program::file(&programs))?;
        let go = tools.go(&file, go)?;
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
        &runner.name,
        &run(runner, None)?,
        &expected(programs),
        programs,
    )?;
    let panicking = programs.iter().enumerate();
    let panicking = panicking.filter_map(|(n, program)| Some((n, model::alone(program)?)));
    let mut alone = 0;
    for (n, want) in panicking.take(ALONE) {
        let said = report(&run(runner, Some(n))?);
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

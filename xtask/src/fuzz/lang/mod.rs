//! `cargo xtask fuzz lang`: random programs over the whole language, at each level of optimisation, and by Go where it is given.
//!
//! Every program is well typed, ends, and does nothing whose order or result Go leaves open. What it computes goes into one
//! number, which is printed.

mod control;
mod expr;
mod func;
mod r#gen;
mod stmt;
mod types;

use std::path::Path;

use anyhow::{Result, ensure};

use super::Args;
use super::random::Random;
use super::runner::Tools;
use crate::context::say;

/// Programs in one file.
const BATCH: usize = 100;

/// What every file begins with.
const PRELUDE: &str = include_str!("prelude.go");

/// A program; its number is in the names of all that it declares.
#[derive(Debug)]
struct Program {
    number: usize,
    text: String,
}

pub(super) fn save(args: &Args, rng: &mut Random, path: &Path) -> Result<()> {
    std::fs::write(path.with_extension("go"), file(&programs(rng, args.count)))?;
    Ok(())
}

/// The programs of the first seed that always run, and the digest of what Go 1.27 prints for them.
const SAMPLE: (usize, u64) = (100, 0x1405_817e_0be5_79fb);

/// Runs the sample; answers how many programs passed and failed.
pub(super) fn sample(tools: &Tools) -> Result<(u32, u32)> {
    let (count, digest) = SAMPLE;
    let mut rng = Random(1);
    let outcome = batch(tools, None, "", &programs(&mut rng, count), 1)?;
    if outcome.differ == 0 && outcome.digest != digest {
        say(format_args!(
            "the sample prints {:#018x}, Go {digest:#018x}",
            outcome.digest
        ));
        return Ok((0, count as u32));
    }
    Ok(((count - outcome.differ) as u32, outcome.differ as u32))
}

/// Runs batches of programs; those on which not all agree are written to files of their own.
pub(super) fn fuzz(tools: &Tools, args: &Args, rng: &mut Random) -> Result<()> {
    let (mut done, mut differ) = (0, 0);
    while done < args.count {
        let seed = rng.0;
        let programs = programs(rng, BATCH.min(args.count - done));
        let outcome = batch(tools, args.go.as_deref(), &args.debug, &programs, seed)?;
        differ += outcome.differ;
        done += programs.len();
        let go = if args.go.is_some() { " and Go" } else { "" };
        say(format_args!(
            "{done} programs, {differ} on which -O0, -O1, -Os{go} differ; the last {} print {:#018x}",
            programs.len(),
            outcome.digest
        ));
    }
    ensure!(differ == 0, "{differ} programs differ");
    Ok(())
}

fn programs(rng: &mut Random, count: usize) -> Vec<Program> {
    let make = |number| Program {
        number,
        text: func::program(rng, number),
    };
    (0..count).map(make).collect()
}

/// A file of programs.
fn file(programs: &[Program]) -> String {
    let mut out = format!("{PRELUDE}var programs = []func(){{\n");
    for program in programs {
        out += &format!("\tp{}main,\n", program.number);
    }
    out += "}\n\n";
    for program in programs {
        out += &program.text;
    }
    out
}

/// What came of a file of programs.
#[derive(Debug)]
struct Outcome {
    differ: usize,
    /// Of what the first runner prints.
    digest: u64,
}

/// Runs a file at each level, and by Go first where it is given.
fn batch(
    tools: &Tools,
    go: Option<&Path>,
    debug: &str,
    programs: &[Program],
    seed: u64,
) -> Result<Outcome> {
    let path = tools.folder.join("lang.go");
    std::fs::write(&path, file(programs))?;
    let mut runners = Vec::new();
    if let Some(go) = go {
        runners.push(tools.go(&path, go)?);
    }
    for level in ["0", "1", "s"] {
        runners.push(tools.burrow(&path, level, debug)?);
    }
    let mut said = Vec::new();
    for runner in &runners {
        said.push(runner.run(&[], 0)?);
    }
    let lines: Vec<Vec<&str>> = said.iter().map(|text| results(text)).collect();
    let mut differ = 0;
    for (n, program) in programs.iter().enumerate() {
        let want = lines[0].get(n);
        let Some(who) = lines.iter().position(|lines| lines.get(n) != want) else {
            continue;
        };
        let path = tools.folder.join(format!("lang-{seed:016x}-{n}.go"));
        std::fs::write(&path, file(core::slice::from_ref(program)))?;
        say(format_args!(
            "{} prints {:?}, {} {want:?}: see {}",
            runners[who].name,
            lines[who].get(n),
            runners[0].name,
            path.display()
        ));
        differ += 1;
    }
    Ok(Outcome {
        differ,
        digest: digest(&lines[0]),
    })
}

/// Fowler, Noll and Vo's FNV-1a of the lines.
fn digest(lines: &[&str]) -> u64 {
    let bytes = lines.iter().flat_map(|line| line.bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The lines that tell a program's result.
fn results(said: &str) -> Vec<&str> {
    said.lines()
        .filter(|line| line.starts_with("program "))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::{file, programs, results};

    #[test]
    fn a_seed_makes_always_the_same_programs() {
        let make = |seed| file(&programs(&mut Random(seed), 3));
        assert_eq!(make(7), make(7));
        assert_ne!(make(7), make(8));
    }

    #[test]
    fn only_results_are_compared() {
        assert_eq!(results("mix 1\nprogram 0 end 5\n"), ["program 0 end 5"]);
    }
}

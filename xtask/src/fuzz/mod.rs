//! `cargo xtask fuzz TARGET`: random programs, run by Burrow and compared with what must come out; and random maps.

mod defer;
mod front;
mod lang;
mod maps;
mod random;
mod runner;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::context::Context;
use random::Random;
use runner::Tools;

/// What is made at random.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Target {
    /// Calls, deferred calls, panics, recoveries, Goexits: compared with a model
    Defer,
    /// The whole language: compared between levels of optimisation
    Lang,
    /// Mangled sources and monsters: the compiler must not break
    Front,
    /// Maps of the crate, typed and raw, with iterations alive across every change: compared with a model
    Maps,
}

/// How to go about it.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// What is made at random
    #[arg(value_enum)]
    target: Target,
    /// How many programs, or maps
    #[arg(long, default_value_t = 1000)]
    count: usize,
    /// Maps: as many as there is time for, instead
    #[arg(long, default_value_t = 0)]
    minutes: u64,
    /// Other seeds make other programs
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The go command, to run the programs with it too
    #[arg(long)]
    go: Option<PathBuf>,
    /// What BURROW_DEBUG is set to
    #[arg(long, default_value = "")]
    debug: String,
    /// A compiler that is built already
    #[arg(long)]
    burrow: Option<PathBuf>,
    /// A burrow with the engine, to run modules with; else the compiler, or node where that has none
    #[arg(long)]
    engine: Option<PathBuf>,
    /// Only write the programs of one file: FILE.go, and what they print where a model knows it: FILE.out
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

pub(crate) fn fuzz(context: &Context, args: &Args) -> Result<()> {
    let mut rng = Random(args.seed);
    if let Some(file) = &args.save {
        return match args.target {
            Target::Defer => defer::save(args, &mut rng, file),
            Target::Lang => lang::save(args, &mut rng, file),
            Target::Front => bail!("what breaks the compiler is written to files in any case"),
            Target::Maps => bail!("a map that fails is made again from its seed"),
        };
    }
    let tools = || Tools::new(context, args.burrow.as_deref(), args.engine.as_deref());
    match args.target {
        Target::Defer => defer::fuzz(&tools()?, args, &mut rng),
        Target::Lang => lang::fuzz(&tools()?, args, &mut rng),
        Target::Front => front::fuzz(&tools()?, context, args, &mut rng),
        Target::Maps => maps::fuzz(context, args),
    }
}

/// Mangled sources that always run.
const MANGLED: usize = 300;

/// Runs what always runs; answers how many programs and sources passed and failed.
pub(crate) fn sample(context: &Context) -> Result<(u32, u32)> {
    let tools = Tools::new(context, None, None)?;
    let (passed, failed) = lang::sample(&tools)?;
    let broken = front::run(&tools, context, MANGLED, &mut Random(1))?;
    Ok((
        passed + (MANGLED.saturating_sub(broken)) as u32,
        failed + broken as u32,
    ))
}

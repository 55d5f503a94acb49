//! The `burrow` command.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use burrow_compiler::driver::{self, Failure};
use burrow_compiler::link;
use burrow_compiler::opt::Level;
use clap::{Parser, Subcommand};

/// Compiles Go to WebAssembly.
#[derive(Parser, Debug)]
#[command(name = "burrow", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Compile a program and run it in the embedded engine
    #[cfg(feature = "engine")]
    Run {
        /// The program
        file: PathBuf,
        /// Its arguments
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Compile a program into one WASI preview 1 module
    Build {
        /// The program
        file: PathBuf,
        /// The module
        #[arg(short, long)]
        output: PathBuf,
        /// Leave out function names and line numbers
        #[arg(long)]
        strip: bool,
        /// Optimise nothing, to find errors of the optimiser
        #[arg(short = 'O', long = "level", value_parser = ["0", "1"], default_value = "1", hide = true)]
        level: String,
    },
    /// Run a module, from Burrow or another compiler, in the embedded engine
    #[cfg(feature = "engine")]
    #[command(hide = true)]
    Exec {
        /// Where to write time and memory, as JSON
        #[arg(long)]
        stats: Option<PathBuf>,
        /// The module
        file: PathBuf,
        /// Its arguments
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.command {
        #[cfg(feature = "engine")]
        Command::Run { file, args } => run(&file, args),
        Command::Build {
            file,
            output,
            strip,
            level,
        } => build(
            &file,
            &output,
            strip,
            if level == "0" {
                Level::None
            } else {
                Level::Full
            },
        ),
        #[cfg(feature = "engine")]
        Command::Exec { stats, file, args } => exec(&file, args, stats.as_deref()),
    };
    done.unwrap_or_else(|error| {
        eprintln!("burrow: {error:#}");
        ExitCode::FAILURE
    })
}

/// The module of a program; its errors are on standard error already when there is none.
fn compile(file: &Path, strip: bool, level: Level) -> Result<Option<Vec<u8>>> {
    match driver::compile(file, &driver::Options { strip, level }) {
        Ok(module) => Ok(Some(module)),
        Err(Failure::Program(lines)) => {
            for line in lines {
                eprintln!("{line}");
            }
            Ok(None)
        }
        Err(Failure::Other(error)) => Err(error),
    }
}

fn build(file: &Path, output: &Path, strip: bool, level: Level) -> Result<ExitCode> {
    let Some(module) = compile(file, strip, level)? else {
        return Ok(ExitCode::FAILURE);
    };
    link::write(output, &module)?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "engine")]
fn run(file: &Path, args: Vec<String>) -> Result<ExitCode> {
    match compile(file, false, Level::Full)? {
        Some(module) => start(&module, file, args, None),
        None => Ok(ExitCode::FAILURE),
    }
}

#[cfg(feature = "engine")]
fn exec(file: &Path, args: Vec<String>, stats: Option<&Path>) -> Result<ExitCode> {
    use anyhow::Context as _;
    let module = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    start(&module, file, args, stats)
}

#[cfg(feature = "engine")]
fn start(module: &[u8], file: &Path, args: Vec<String>, stats: Option<&Path>) -> Result<ExitCode> {
    let mut all = vec![
        file.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    ];
    all.extend(args);
    let outcome = burrow_compiler::engine::run(module, &all)?;
    if let Some(trap) = &outcome.trap {
        eprintln!("burrow: internal error: {trap}; this is a bug of Burrow");
    }
    if let Some(stats) = stats {
        let text = format!(
            "{{\"status\": {}, \"seconds\": {:.6}, \"compile_seconds\": {:.6}, \"memory\": {}}}\n",
            outcome.status,
            outcome.run.as_secs_f64(),
            outcome.compile.as_secs_f64(),
            outcome.memory
        );
        link::write(stats, text.as_bytes())?;
    }
    Ok(ExitCode::from(outcome.status as u8))
}

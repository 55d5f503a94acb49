//! The `burrow` command.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use burrow_compiler::driver::{self, Failure};
use burrow_compiler::link;
use burrow_compiler::loader::Input;
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
        /// Run on so many threads, over shared memory
        #[arg(long)]
        threads: Option<u32>,
        /// The program
        file: PathBuf,
        /// Its arguments
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Compile a program into one WASI preview 1 module
    Build {
        /// The files of the program's main package
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// A further package, as PATH=FILE,FILE...; files of packages beside one another import each other as ./NAME
        #[arg(long = "package", value_parser = package, hide = true)]
        packages: Vec<(String, Vec<PathBuf>)>,
        /// The module; nothing is written for a package other than main
        #[arg(short, long, required_unless_present = "whole")]
        output: Option<PathBuf>,
        /// Report all errors, not only the first ten
        #[arg(short = 'e', long)]
        all_errors: bool,
        /// Compile every function, reached or not, and link nothing
        #[arg(long, hide = true)]
        whole: bool,
        /// Bodies of functions may be elsewhere
        #[arg(long, hide = true)]
        partial: bool,
        /// Tell what is inlined and what escapes to the heap, as Go's -m does
        #[arg(short = 'm', long)]
        decisions: bool,
        /// Leave out function names and line numbers
        #[arg(long)]
        strip: bool,
        /// For a host's event loop: the host calls burrow_run instead of _start
        #[arg(long)]
        event_loop: bool,
        /// For so many threads, over shared memory, on hosts that have wasi-threads
        #[arg(long)]
        threads: Option<u32>,
        /// s: a small module rather than a fast one. 0: optimise nothing, to find errors of the optimiser
        #[arg(short = 'O', long = "level", value_parser = ["0", "1", "s"], default_value = "1")]
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
        Command::Run {
            threads,
            file,
            args,
        } => run(&file, args, threads),
        Command::Build {
            files,
            packages,
            output,
            all_errors,
            whole,
            partial,
            decisions,
            strip,
            event_loop,
            threads,
            level,
        } => build(
            &Input {
                files,
                packages,
                partial: whole || partial,
            },
            output.as_deref(),
            &driver::Options {
                strip,
                level: if level == "0" {
                    Level::None
                } else {
                    Level::Full
                },
                small: level == "s",
                threads,
                event_loop,
                all_errors,
                whole,
                decisions,
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

/// `PATH=FILE,FILE...`
fn package(arg: &str) -> Result<(String, Vec<PathBuf>), String> {
    let (path, files) = arg.split_once('=').ok_or("expected PATH=FILE,FILE...")?;
    Ok((
        path.to_owned(),
        files.split(',').map(PathBuf::from).collect(),
    ))
}

/// Compiles a program; its errors are on standard error already when that fails.
fn compile(input: &Input, options: &driver::Options) -> Result<Option<Compiled>> {
    match driver::compile(input, options) {
        Ok(module) => Ok(Some(Compiled { module })),
        Err(Failure::Program(lines)) => {
            for line in lines {
                eprintln!("{line}");
            }
            Ok(None)
        }
        Err(Failure::Other(error)) => Err(error),
    }
}

/// A program without errors.
struct Compiled {
    /// None when nothing was to be linked.
    module: Option<Vec<u8>>,
}

fn build(input: &Input, output: Option<&Path>, options: &driver::Options) -> Result<ExitCode> {
    let Some(compiled) = compile(input, options)? else {
        return Ok(ExitCode::FAILURE);
    };
    if let (Some(module), Some(output)) = (compiled.module, output) {
        link::write(output, &module)?;
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "engine")]
fn run(file: &Path, args: Vec<String>, threads: Option<u32>) -> Result<ExitCode> {
    use anyhow::Context as _;
    let options = driver::Options {
        threads,
        ..driver::Options::default()
    };
    let Some(compiled) = compile(&file.into(), &options)? else {
        return Ok(ExitCode::FAILURE);
    };
    let module = compiled
        .module
        .with_context(|| format!("{} is not a main package", file.display()))?;
    start(&module, file, args, None)
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

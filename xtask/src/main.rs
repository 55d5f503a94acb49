//! The tasks of the project: `cargo xtask --help`.

mod bare;
mod bench;
mod conformance;
mod context;
mod examples;
mod exec;
mod floor;
mod fuzz;
mod golang;
mod loom;
mod mask;
mod runtime;
mod sanitize;
mod setup;
mod size;
mod stress;
mod suite;
mod toolchain;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use context::{Context, say};

/// The tasks of the project.
#[derive(Parser, Debug)]
#[command(bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand, Debug)]
enum Task {
    /// Compile a Go program and run it in the embedded engine
    Run {
        /// On so many threads, over shared memory
        #[arg(long)]
        threads: Option<u32>,
        /// The program
        file: PathBuf,
        /// Its arguments
        #[arg(last = true)]
        args: Vec<std::ffi::OsString>,
    },
    /// Compile a Go program into one WASI module
    Build {
        /// For so many threads, over shared memory, on hosts that have wasi-threads
        #[arg(long)]
        threads: Option<u32>,
        /// The program
        file: PathBuf,
        /// The module
        #[arg(short)]
        output: PathBuf,
        /// Leave out function names and line numbers
        #[arg(long)]
        strip: bool,
    },
    /// Run every test there is
    Test {
        /// Also what takes longer: seeded bugs in the models, all debug modes under node
        #[arg(long)]
        all: bool,
        /// Only this program of examples/
        #[arg(long)]
        example: Option<String>,
    },
    /// Explore the models of loom and shuttle
    Loom {
        /// Also show that each model finds the bugs seeded for it
        #[arg(long)]
        mutants: bool,
        /// Only this package
        #[arg(short, long)]
        package: Option<String>,
    },
    /// Build the examples that need no standard library for wasm32, and run them under node
    Bare,
    /// Measure, against Go where it is given
    Bench {
        /// What to measure
        #[arg(value_enum, default_value_t)]
        suite: bench::Suite,
        /// The go command, to compare with Go's wasip1 module and with native code
        #[arg(long)]
        go: Option<PathBuf>,
        /// How often each is run; the shortest counts, with threads the median
        #[arg(long, default_value_t = 3)]
        runs: usize,
        /// Only this program
        #[arg(long)]
        only: Option<String>,
    },
    /// Show what modules consist of
    Size {
        /// Go programs or modules; the two hello worlds of benches/go when there are none
        files: Vec<PathBuf>,
        /// How many functions to list
        #[arg(long, default_value_t = 20)]
        top: usize,
    },
    /// Write down what the examples print under a real Go, as the expected output
    Record {
        /// The go command
        #[arg(long)]
        go: PathBuf,
        /// Only this program of examples/
        #[arg(long)]
        example: Option<String>,
    },
    /// Run Go's own tests
    Conformance(conformance::Args),
    /// Run random programs by Burrow, by a model, and by Go where it is given
    Fuzz(fuzz::Args),
    /// Run programs on several threads again and again, with random yields
    Stress(stress::Args),
    /// Find or get what is needed to build for wasm32, and build the runtime
    Setup,
}

fn main() -> ExitCode {
    match Args::parse().task.start() {
        Ok(code) => code,
        Err(error) => {
            say(format_args!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

impl Task {
    fn start(self) -> Result<ExitCode> {
        let context = Context::new()?;
        match self {
            Self::Run {
                threads,
                file,
                args,
            } => {
                let burrow = runtime::build_compiler(&context)?;
                burrow_status(
                    Command::new(burrow)
                        .arg("run")
                        .args(threads.map(|n| format!("--threads={n}")))
                        .arg(file)
                        .arg("--")
                        .args(args),
                )
            }
            Self::Build {
                threads,
                file,
                output,
                strip,
            } => {
                let burrow = runtime::build_compiler(&context)?;
                let mut command = Command::new(burrow);
                command.arg("build").arg(file).arg("-o").arg(output);
                command.args(threads.map(|n| format!("--threads={n}")));
                if strip {
                    command.arg("--strip");
                }
                burrow_status(&mut command)
            }
            Self::Test { all, example: None } => Ok(success(suite::test(&context, all)?)),
            Self::Test { all, example } => {
                runtime::build_compiler(&context)?;
                summary(examples::test(&context, example.as_deref(), all)?)
            }
            Self::Loom { mutants, package } => {
                summary(loom::test(&context, package.as_deref(), mutants)?)
            }
            Self::Bare => summary(bare::test(&context)?),
            Self::Bench {
                suite,
                go,
                runs,
                only,
            } => {
                bench::bench(&context, suite, go.as_deref(), runs, only.as_deref())?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Size { files, top } => {
                size::size(&context, &files, top)?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Record { go, example } => {
                examples::record(&context, &go, example.as_deref())?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Conformance(args) => Ok(success(conformance::conformance(&context, &args)?)),
            Self::Fuzz(args) => {
                fuzz::fuzz(&context, &args)?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Stress(args) => {
                runtime::build_compiler(&context)?;
                summary(stress::stress(&context, &args)?)
            }
            Self::Setup => {
                let toolchain = setup::toolchain(&context)?;
                say(format_args!(
                    "building for wasm32 with {}",
                    toolchain.describe()
                ));
                let object = runtime::build_runtime(&context, &toolchain)?;
                conformance::goroot(&context);
                if let Some(root) = golang::get(&context) {
                    say(format_args!("Go's source is in {}", root.display()));
                }
                let size = std::fs::metadata(&object)?.len();
                say(format_args!(
                    "the runtime is {} ({size} bytes)",
                    object.display()
                ));
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn success(ok: bool) -> ExitCode {
    if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn summary((passed, failed): (u32, u32)) -> Result<ExitCode> {
    println!("{passed} passed, {failed} failed");
    Ok(success(failed == 0))
}

/// Runs the compiler with the terminal passed through; its exit status is the task's.
fn burrow_status(command: &mut Command) -> Result<ExitCode> {
    let status = command.status().context("cannot start the compiler")?;
    Ok(status
        .code()
        .map_or(ExitCode::FAILURE, |code| ExitCode::from(code as u8)))
}

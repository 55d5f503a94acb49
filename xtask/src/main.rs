//! The tasks of the project: `cargo xtask --help`.

mod context;
mod runtime;
mod setup;
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
        /// The program
        file: PathBuf,
        /// Its arguments
        #[arg(last = true)]
        args: Vec<std::ffi::OsString>,
    },
    /// Compile a Go program into one WASI module
    Build {
        /// The program
        file: PathBuf,
        /// The module
        #[arg(short)]
        output: PathBuf,
        /// Leave out function names and line numbers
        #[arg(long)]
        strip: bool,
    },
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
            Self::Run { file, args } => {
                let burrow = runtime::build_compiler(&context)?;
                burrow_status(
                    Command::new(burrow)
                        .arg("run")
                        .arg(file)
                        .arg("--")
                        .args(args),
                )
            }
            Self::Build {
                file,
                output,
                strip,
            } => {
                let burrow = runtime::build_compiler(&context)?;
                let mut command = Command::new(burrow);
                command.arg("build").arg(file).arg("-o").arg(output);
                if strip {
                    command.arg("--strip");
                }
                burrow_status(&mut command)
            }
            Self::Setup => {
                let toolchain = setup::toolchain(&context)?;
                say(format_args!(
                    "building for wasm32 with {}",
                    toolchain.describe()
                ));
                let object = runtime::build_runtime(&context, &toolchain)?;
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

/// Runs the compiler with the terminal passed through; its exit status is the task's.
fn burrow_status(command: &mut Command) -> Result<ExitCode> {
    let status = command.status().context("cannot start the compiler")?;
    Ok(status
        .code()
        .map_or(ExitCode::FAILURE, |code| ExitCode::from(code as u8)))
}

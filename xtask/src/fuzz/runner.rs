//! Building files of random programs and running them.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::context::{Context, output};
use crate::exec::{Host, capture, has_engine};
use crate::runtime;

const LIMIT: Duration = Duration::from_secs(120);

/// What programs are built and run with.
#[derive(Debug)]
pub(super) struct Tools {
    pub(super) folder: PathBuf,
    burrow: PathBuf,
    host: Host,
}

impl Tools {
    /// The compiler and the engine are those that are named, else the project's own.
    pub(super) fn new(
        context: &Context,
        burrow: Option<&Path>,
        engine: Option<&Path>,
    ) -> Result<Self> {
        let folder = context.cache().join("fuzz");
        std::fs::create_dir_all(&folder)?;
        let burrow = match burrow {
            Some(burrow) => std::path::absolute(burrow)?,
            None => runtime::build_compiler(context)?,
        };
        let engine = match engine {
            Some(engine) => Some(std::path::absolute(engine)?),
            None => has_engine(&burrow).then(|| burrow.clone()),
        };
        let host = match engine {
            Some(engine) => Host::Embedded(engine),
            None => {
                Host::node(context).context("neither an engine nor node to run programs with")?
            }
        };
        Ok(Self {
            folder,
            burrow,
            host,
        })
    }

    /// A file of programs, compiled at this level.
    pub(super) fn burrow(&self, file: &Path, level: &str, debug: &str) -> Result<Runner> {
        let binary = file.with_extension(format!("{level}.wasm"));
        let mut command = Command::new(&self.burrow);
        command.arg("build").arg(format!("-O{level}")).arg(file);
        output(command.arg("-o").arg(&binary))?;
        Ok(Runner {
            name: format!("Burrow at -O{level}"),
            host: Some(self.host.clone()),
            binary,
            debug: debug.to_owned(),
        })
    }

    pub(super) fn go(&self, file: &Path, go: &Path) -> Result<Runner> {
        let binary = file.with_extension("go.exe");
        let mut command = Command::new(go);
        output(command.args(["build", "-o"]).arg(&binary).arg(file))?;
        Ok(Runner {
            name: "Go".to_owned(),
            host: None,
            binary,
            debug: String::new(),
        })
    }
}

/// A way to run a file's programs.
#[derive(Debug)]
pub(super) struct Runner {
    pub(super) name: String,
    host: Option<Host>,
    binary: PathBuf,
    debug: String,
}

impl Runner {
    /// What it prints, when it ends with this status.
    pub(super) fn run(&self, args: &[String], want: i32) -> Result<String> {
        let mut command = match &self.host {
            Some(host) => host.command(&self.binary, args, None),
            None => {
                let mut command = Command::new(&self.binary);
                command.args(args);
                command
            }
        };
        let out = capture(command.env("BURROW_DEBUG", &self.debug), None, LIMIT)?;
        ensure!(!out.timed_out, "{} does not end", self.name);
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

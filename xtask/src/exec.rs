//! Running compiled modules: in the embedded engine and under node, with a time limit.

use core::time::Duration;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::context::{Context, exists};

/// Something that runs a WASI module.
#[derive(Clone, Debug)]
pub(crate) enum Host {
    /// `burrow exec`.
    Embedded(PathBuf),
    /// `node` with `xtask/node/run.mjs`.
    Node(PathBuf),
}

impl Host {
    pub(crate) fn embedded(context: &Context) -> Self {
        Self::Embedded(context.burrow())
    }

    /// Node, when it is installed.
    pub(crate) fn node(context: &Context) -> Option<Self> {
        exists("node").then(|| Self::Node(context.root.join("xtask/node/run.mjs")))
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Embedded(_) => "wasmtime",
            Self::Node(_) => "node",
        }
    }

    /// A command that runs a module; `stats` receives time and memory as JSON.
    pub(crate) fn command(&self, module: &Path, args: &[String], stats: Option<&Path>) -> Command {
        let mut command = match self {
            Self::Embedded(burrow) => {
                let mut command = Command::new(burrow);
                command.arg("exec");
                command
            }
            Self::Node(script) => {
                let mut command = Command::new("node");
                command.arg("--no-warnings").arg(script);
                command
            }
        };
        if let Some(stats) = stats {
            command.arg("--stats").arg(stats);
        }
        command.arg(module).args(args);
        command
    }
}

/// What a program did.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
    /// None when it was stopped by a signal or by the time limit.
    pub(crate) status: Option<i32>,
    pub(crate) timed_out: bool,
}

/// Runs a command with this input to its end or to the limit.
pub(crate) fn capture(
    command: &mut Command,
    stdin: Option<&Path>,
    limit: Duration,
) -> Result<Output> {
    // Files, not pipes: nothing has to be read while the program runs.
    let folder = tempfile::tempdir()?;
    let (out, err) = (folder.path().join("out"), folder.path().join("err"));
    let input = match stdin {
        Some(path) => {
            Stdio::from(File::open(path).with_context(|| format!("no {}", path.display()))?)
        }
        None => Stdio::null(),
    };
    let mut child = command
        .stdin(input)
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let status = wait(&mut child, limit)?;
    Ok(Output {
        stdout: std::fs::read(&out)?,
        stderr: String::from_utf8_lossy(&std::fs::read(&err)?).into_owned(),
        status: status.and_then(|s| s.code()),
        timed_out: status.is_none(),
    })
}

/// The same without input, both streams in one as they are written.
pub(crate) fn capture_merged(command: &mut Command, limit: Duration) -> Result<Output> {
    let file = tempfile::NamedTempFile::new()?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file.as_file().try_clone()?)
        .stderr(file.as_file().try_clone()?)
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let status = wait(&mut child, limit)?;
    Ok(Output {
        stdout: std::fs::read(file.path())?,
        stderr: String::new(),
        status: status.and_then(|s| s.code()),
        timed_out: status.is_none(),
    })
}

/// Whether this `burrow` can run modules.
pub(crate) fn has_engine(burrow: &Path) -> bool {
    let mut command = Command::new(burrow);
    let help = command.args(["exec", "--help"]);
    capture_merged(help, Duration::from_secs(10)).is_ok_and(|o| o.status == Some(0))
}

/// Waits for a child; one that is not done in time is stopped.
pub(crate) fn wait(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        sleep(Duration::from_millis(5));
    }
}

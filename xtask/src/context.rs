//! Where things are, and running other programs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context as _, Result, bail, ensure};

/// The folders of the project.
#[derive(Debug)]
pub(crate) struct Context {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, also when it is configured to be elsewhere.
    pub(crate) target: PathBuf,
    /// Where cargo builds, usually the same.
    pub(crate) build: PathBuf,
}

impl Context {
    pub(crate) fn new() -> Result<Self> {
        // Cargo tells which tree it was called in: two of them may share a target folder, and with it this binary.
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = manifest
            .parent()
            .context("xtask lies in the workspace")?
            .to_owned();
        let json = output(cargo().current_dir(&root).args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
        ]))?;
        let json: serde_json::Value = serde_json::from_str(&json)?;
        let folder = |key: &str| json[key].as_str().map(PathBuf::from);
        let target = folder("target_directory").context("cargo metadata names no target folder")?;
        let build = folder("build_directory").unwrap_or_else(|| target.clone());
        Ok(Self {
            root,
            target,
            build,
        })
    }

    /// What the tasks keep between runs: toolchain, runtime, temporary files.
    pub(crate) fn cache(&self) -> PathBuf {
        self.target.join("burrow")
    }

    /// The runtime object, where the build script of the compiler looks for it.
    pub(crate) fn runtime_object(&self) -> PathBuf {
        self.build.join("burrow/embed/runtime.wasm")
    }

    /// The same for several threads.
    pub(crate) fn threads_object(&self) -> PathBuf {
        self.build.join("burrow/embed/runtime-threads.wasm")
    }

    /// The compiler once it is built.
    pub(crate) fn burrow(&self) -> PathBuf {
        self.target
            .join("release")
            .join(format!("burrow{}", std::env::consts::EXE_SUFFIX))
    }
}

/// The cargo that runs this task.
pub(crate) fn cargo() -> Command {
    static CARGO: OnceLock<std::ffi::OsString> = OnceLock::new();
    Command::new(CARGO.get_or_init(|| std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())))
}

/// One line about what is being done.
pub(crate) fn say(text: impl core::fmt::Display) {
    eprintln!("xtask: {text}");
}

/// Runs a command with its output shown, and fails when it does.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", show(command)))?;
    ensure!(status.success(), "{} failed ({status})", show(command));
    Ok(())
}

/// Runs a command and returns its standard output; what it says on standard error is part of a failure's message.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let out = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", show(command)))?;
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        bail!("{} failed ({}): {}", show(command), out.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&out.stdout).trim_end().to_owned())
}

/// Whether a program can be started.
pub(crate) fn exists(program: &str) -> bool {
    let null = Stdio::null;
    Command::new(program)
        .arg("--version")
        .stdout(null())
        .stderr(null())
        .status()
        .is_ok()
}

fn show(command: &Command) -> String {
    let parts = core::iter::once(command.get_program()).chain(command.get_args());
    parts
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Writes a file whole or not at all, and not when it already has this content (which would
/// make cargo build what depends on it again).
pub(crate) fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let folder = path.parent().context("a file lies in a folder")?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let file = tempfile::NamedTempFile::new_in(folder.parent().unwrap_or(folder))?;
    std::fs::write(file.path(), bytes)?;
    file.persist(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

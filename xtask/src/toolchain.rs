//! Finding a toolchain that builds `core` and `alloc` for wasm32.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::context::{cargo, output};

/// The target of the runtime.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The user's choice among the ways to get one, when there is a choice.
pub(crate) fn wanted() -> Option<String> {
    std::env::var("BURROW_TOOLCHAIN")
        .ok()
        .filter(|name| !name.is_empty())
}

/// How to build for wasm32.
#[derive(Clone, Debug)]
pub(crate) enum Toolchain {
    /// The installed compiler has the target's libraries.
    Installed,
    /// The installed compiler has their source: they are built along with the runtime.
    Source,
    /// Debian's compiler and library source, unpacked into this folder.
    Debian(PathBuf),
}

impl Toolchain {
    /// What there is without getting anything.
    pub(crate) fn find(debian: &Path) -> Option<Self> {
        let wants = |name: &str| wanted().is_none_or(|w| w == name);
        if (wants("installed") || wants("rustup")) && has_target() {
            Some(Self::Installed)
        } else if wants("source") && has_source() && rust_lld().is_ok() {
            Some(Self::Source)
        } else if wants("debian") && debian.join("usr/bin/rustc").exists() {
            Some(Self::Debian(debian.to_owned()))
        } else {
            None
        }
    }

    /// For people.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Installed => format!("the installed toolchain's target {WASM}"),
            Self::Source => "the installed toolchain's library source".to_owned(),
            Self::Debian(folder) => format!("Debian's rustc in {}", folder.display()),
        }
    }

    /// A `cargo rustc` for wasm32 of one library as `cdylib` alone (with an `rlib` beside it, cargo would not
    /// optimise across crates); the caller adds package, profile and flags.
    pub(crate) fn build(&self) -> Result<Command> {
        let mut command = cargo();
        command.args(["rustc", "--lib", "--crate-type", "cdylib", "--target", WASM]);
        // Flags meant for the host's code must not reach this build.
        command
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        match self {
            Self::Installed => {}
            Self::Source => {
                command
                    .arg("-Zbuild-std=core,alloc")
                    .env("RUSTC_BOOTSTRAP", "1");
                command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", rust_lld()?);
            }
            Self::Debian(folder) => {
                command
                    .arg("-Zbuild-std=core,alloc")
                    .env("RUSTC_BOOTSTRAP", "1");
                command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", rust_lld()?);
                command.env("RUSTC", folder.join("usr/bin/rustc"));
                command.env("LD_LIBRARY_PATH", libraries(folder));
            }
        }
        Ok(command)
    }
}

/// The shared libraries of an unpacked Debian toolchain.
pub(crate) fn libraries(folder: &Path) -> PathBuf {
    folder
        .join("usr/lib")
        .join(format!("{}-linux-gnu", std::env::consts::ARCH))
}

fn rustc(args: &[&str]) -> Result<String> {
    output(Command::new("rustc").args(args))
}

fn has_target() -> bool {
    rustc(&["--print", "target-libdir", "--target", WASM]).is_ok_and(|folder| {
        std::fs::read_dir(folder).is_ok_and(|files| {
            files
                .flatten()
                .any(|f| f.file_name().to_string_lossy().starts_with("libcore-"))
        })
    })
}

fn has_source() -> bool {
    rustc(&["--print", "sysroot"]).is_ok_and(|root| {
        Path::new(&root)
            .join("lib/rustlib/src/rust/library/core/src/lib.rs")
            .exists()
    })
}

/// The linker for wasm, which comes with every Rust toolchain.
fn rust_lld() -> Result<PathBuf> {
    let root = PathBuf::from(rustc(&["--print", "sysroot"])?);
    let version = rustc(&["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc -vV names no host")?;
    let bin = root.join("lib/rustlib").join(host).join("bin");
    let lld = bin.join(format!("rust-lld{}", std::env::consts::EXE_SUFFIX));
    if lld.exists() {
        return Ok(lld);
    }
    crate::context::exists("wasm-ld")
        .then(|| PathBuf::from("wasm-ld"))
        .with_context(|| {
            format!(
                "no linker for wasm: neither {} nor wasm-ld is there",
                lld.display()
            )
        })
}

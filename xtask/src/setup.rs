//! `cargo xtask setup`: a toolchain for wasm32 and, built with it, the runtime.
//!
//! Three ways, the first that works is taken: what is installed; `rustup target add`; Debian's packages of a
//! Rust toolchain with library source, unpacked (not installed) into the target folder. None needs root. `BURROW_TOOLCHAIN`
//! restricts the choice to `installed`, `source`, `rustup` or `debian`.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::context::{Context, exists, output, run, say};
use crate::toolchain::{Toolchain, WASM, libraries, wanted};

/// The compiler, the source of the libraries, and what the compiler needs to start and to run build scripts.
const PACKAGES: [&str; 5] = [
    "rustc-web",
    "rust-web-src",
    "libstd-rust-web-dev",
    "libstd-rust-web-1.96",
    "libllvm22",
];

/// Finds a toolchain or gets one.
pub(crate) fn toolchain(context: &Context) -> Result<Toolchain> {
    if let Some(wanted) = wanted() {
        let known = ["installed", "source", "rustup", "debian"];
        ensure!(
            known.contains(&wanted.as_str()),
            "BURROW_TOOLCHAIN is none of {}",
            known.join(", ")
        );
    }
    let cache = context.cache();
    fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
    let debian = cache.join("debian");
    if let Some(found) = Toolchain::find(&debian) {
        return Ok(found);
    }
    // One run gets the toolchain, others wait and find it.
    let lock = File::create(cache.join("setup.lock"))?;
    if lock.try_lock().is_err() {
        say("another task is getting the toolchain; waiting for it");
        lock.lock()?;
    }
    if let Some(found) = Toolchain::find(&debian) {
        return Ok(found);
    }

    say(format_args!(
        "there is no toolchain for {WASM} yet, getting one (once)"
    ));
    let wants = |name: &str| wanted().is_none_or(|w| w == name);
    let mut reasons = Vec::new();
    if wants("rustup") {
        match from_rustup() {
            Ok(()) => return Ok(Toolchain::Installed),
            Err(error) => reasons.push(format!("rustup: {error:#}")),
        }
    }
    if wants("debian") {
        if let Some(reason) = reasons.last() {
            say(format_args!("{reason}; trying Debian's packages instead"));
        }
        match from_debian(&debian) {
            Ok(()) => return Ok(Toolchain::Debian(debian)),
            Err(error) => reasons.push(format!("Debian's packages: {error:#}")),
        }
    }
    bail!(
        "no toolchain for {WASM} could be had:\n  {}\nInstall one, for example with `rustup target add {WASM}`, and try again.",
        reasons.join("\n  ")
    )
}

fn from_rustup() -> Result<()> {
    ensure!(exists("rustup"), "it is not installed");
    say(format_args!("rustup target add {WASM}"));
    run(Command::new("rustup").args(["target", "add", WASM]))?;
    // The proxies may choose another toolchain than the one that was added to.
    let found = output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    ensure!(
        Path::new(&found).exists(),
        "it added the target, but {found} is not there"
    );
    Ok(())
}

/// Unpacks the packages beside their final place and renames the folder when all is there, so that an interrupted run leaves
/// nothing that looks finished.
fn from_debian(into: &Path) -> Result<()> {
    for program in ["apt-get", "dpkg"] {
        ensure!(exists(program), "{program} is not there");
    }
    let folder = into.parent().context("the toolchain lies in the cache")?;
    for old in fs::read_dir(folder)?.flatten() {
        if old.file_name().to_string_lossy().starts_with(".debian-") {
            // Of an interrupted run, parts of which may still be ending: what cannot go now goes next time.
            let _ = fs::remove_dir_all(old.path());
        }
    }
    let work = tempfile::Builder::new()
        .prefix(".debian-")
        .tempdir_in(folder)?;
    say(format_args!("downloading {} (140 MB)", PACKAGES.join(", ")));
    if let Err(first) = download(work.path()) {
        say(format_args!("{first:#}"));
        say("refreshing the package lists with apt-get update, which may need root");
        if let Err(error) = run(Command::new("apt-get").args(["-q", "update"])) {
            say(format_args!(
                "{error:#}; going on with the lists that are there"
            ));
        }
        download(work.path())?;
    }
    let root = work.path().join("root");
    let packages: Vec<_> = fs::read_dir(work.path())?
        .flatten()
        .map(|f| f.path())
        .filter(|f| is_package(f))
        .collect();
    ensure!(
        packages.len() == PACKAGES.len(),
        "not every package arrived"
    );
    for (n, package) in packages.iter().enumerate() {
        let name = package.file_name().unwrap_or_default().to_string_lossy();
        say(format_args!(
            "unpacking {} of {}: {name}",
            n + 1,
            packages.len()
        ));
        run(Command::new("dpkg").arg("-x").arg(package).arg(&root))?;
    }
    let version = output(
        Command::new(root.join("usr/bin/rustc"))
            .arg("--version")
            .env("LD_LIBRARY_PATH", libraries(&root)),
    )
    .context("the unpacked compiler does not start")?;
    fs::rename(&root, into).with_context(|| format!("cannot make {}", into.display()))?;
    say(format_args!("{version} is ready in {}", into.display()));
    Ok(())
}

fn is_package(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "deb")
}

fn download(into: &Path) -> Result<()> {
    // As root, apt-get warns that its unprivileged helper cannot write here and fetches all the same.
    output(
        Command::new("apt-get")
            .args(["-q", "download"])
            .args(PACKAGES)
            .current_dir(into),
    )?;
    Ok(())
}

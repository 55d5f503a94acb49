//! A tree with Go's tests, for those who have none: Debian's package golang-1.19-src, unpacked in the cache.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::context::{Context, exists, output, run, say};

const PACKAGE: &str = "golang-1.19-src";

/// Where the tree is, got first when it is not there; nothing, and a message, where that cannot be.
pub(crate) fn goroot(context: &Context) -> Option<PathBuf> {
    let folder = context.cache().join("go-1.19");
    if folder.join("test/fixedbugs").is_dir() {
        return Some(folder);
    }
    match from_debian(context, &folder) {
        Ok(()) => Some(folder),
        Err(error) => {
            say(format_args!("no tree with Go's own tests: {error:#}"));
            None
        }
    }
}

fn from_debian(context: &Context, into: &PathBuf) -> Result<()> {
    for program in ["apt-get", "dpkg"] {
        ensure!(exists(program), "{program} is not there");
    }
    std::fs::create_dir_all(context.cache())?;
    let work = tempfile::tempdir_in(context.cache())?;
    say(format_args!("downloading {PACKAGE} (18 MB)"));
    output(
        Command::new("apt-get")
            .args(["-q", "download", PACKAGE])
            .current_dir(work.path()),
    )?;
    let package = std::fs::read_dir(work.path())?
        .flatten()
        .map(|f| f.path())
        .find(|f| f.extension().is_some_and(|e| e == "deb"))
        .context("no package arrived")?;
    let root = work.path().join("root");
    run(Command::new("dpkg").arg("-x").arg(package).arg(&root))?;
    std::fs::rename(root.join("usr/share/go-1.19"), into)
        .with_context(|| format!("cannot make {}", into.display()))
}

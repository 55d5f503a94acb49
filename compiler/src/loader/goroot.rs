//! Standard packages that Burrow does not ship: they are compiled from the unmodified source of an installed Go.
//!
//! `std/` comes first, package by package: it has what reaches into Go's own runtime. Only packages of the language version
//! that is implemented fit it, so another Go is refused.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::target::{GO_MINOR, Target};

/// Which Go's source counts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Goroot {
    /// None: there are the packages of `std/` only.
    #[default]
    None,
    /// What `GOROOT` names, or else what the `go` command says, which is asked when the first such package is imported.
    Search,
    /// This folder.
    Folder(PathBuf),
}

/// The source tree, once it has been looked for.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    which: &'a Goroot,
    found: OnceCell<Result<Option<PathBuf>, String>>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(which: &'a Goroot) -> Self {
        Self {
            which,
            found: OnceCell::new(),
        }
    }

    /// The folder of a package. Nothing where the tree has none of this name or there is no tree; an error where there is a
    /// tree that does not fit.
    pub(super) fn package(&self, path: &str) -> Result<Option<PathBuf>, String> {
        let first = path.split('/').next().unwrap_or(path);
        // Programs of Go's own, and what they share, are no packages for others.
        if first.is_empty() || first.contains('.') || matches!(first, "cmd" | "builtin") {
            return Ok(None);
        }
        let Some(src) = self.src()? else {
            return Ok(None);
        };
        let folder = src.join(path);
        Ok(super::modules::has_go_files(&folder).then_some(folder))
    }

    /// The folder of the packages.
    fn src(&self) -> Result<Option<&Path>, String> {
        let found = self.found.get_or_init(|| {
            let Some(root) = self.root() else {
                return Ok(None);
            };
            fits(&root)?;
            Ok(Some(root.join("src")))
        });
        match found {
            Ok(src) => Ok(src.as_deref()),
            Err(message) => Err(message.clone()),
        }
    }

    fn root(&self) -> Option<PathBuf> {
        match self.which {
            Goroot::None => None,
            Goroot::Folder(folder) => Some(folder.clone()),
            Goroot::Search => std::env::var_os("GOROOT")
                .filter(|v| !v.is_empty())
                .map(PathBuf::from)
                .or_else(ask_go),
        }
    }
}

/// What the `go` command on the path says.
fn ask_go() -> Option<PathBuf> {
    let output = Command::new("go")
        .args(["env", "GOROOT"])
        // The folder's go.mod must not make it look for another version.
        .env("GOTOOLCHAIN", "local")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let folder = text.trim();
    (output.status.success() && !folder.is_empty()).then(|| PathBuf::from(folder))
}

/// Whether a tree is of the Go that is implemented; else what it is.
fn fits(root: &Path) -> Result<(), String> {
    let shown = root.display();
    let text = std::fs::read_to_string(root.join("VERSION")).map_err(|_| {
        format!("GOROOT is {shown}, which is no Go installation (it has no VERSION)")
    })?;
    let version = text.lines().next().unwrap_or("").trim();
    let minor = version
        .strip_prefix("go1.")
        .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
        .and_then(|digits| digits.parse::<u32>().ok());
    if minor == Some(GO_MINOR) {
        Ok(())
    } else {
        Err(format!(
            "GOROOT is {shown}, which is {version}: standard packages that Burrow does not ship are compiled from the source of Go 1.{GO_MINOR} only"
        ))
    }
}

/// Where an import of a standard package leads: Go keeps the packages of others that it uses below `vendor`.
pub(super) fn vendored(import: &str) -> Option<String> {
    let first = import.split('/').next()?;
    first.contains('.').then(|| format!("vendor/{import}"))
}

/// The Go files of a package's folder that fit the target. Messages and traces show them below `$GOROOT`, as those that are
/// shipped.
pub(super) fn files(
    path: &str,
    folder: &Path,
    target: Target<'_>,
) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let shown = Path::new("$GOROOT/src").join(path);
    let target = Target {
        pure: true,
        // On wasip1 sockets are files of Go's package os, which std/ has another of; in a browser all are within the program.
        system: if path == "net" { "js" } else { target.system },
        ..target
    };
    let mut files = super::files::folder_files(folder, target)?;
    for (name, _) in &mut files {
        *name = shown.join(super::files::file_name(name));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(version: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("VERSION"), version).unwrap();
        let package = dir.path().join("src/a/b");
        std::fs::create_dir_all(&package).unwrap();
        std::fs::write(package.join("b.go"), "package b").unwrap();
        dir
    }

    fn find(dir: &Path, path: &str) -> Result<Option<PathBuf>, String> {
        Tree::new(&Goroot::Folder(dir.to_owned())).package(path)
    }

    #[test]
    fn packages_are_found_in_the_version_that_fits() {
        for version in ["go1.27\n", "go1.27.3\ntime 2026", "go1.27rc1\n"] {
            let dir = tree(version);
            assert_eq!(
                find(dir.path(), "a/b").unwrap(),
                Some(dir.path().join("src/a/b"))
            );
            assert_eq!(find(dir.path(), "a").unwrap(), None);
            assert_eq!(find(dir.path(), "b").unwrap(), None);
        }
    }

    #[test]
    fn another_version_is_refused_in_one_line() {
        for version in ["go1.2\n", "go1.26.1\n", "go1.270\n", "devel\n"] {
            let dir = tree(version);
            let message = find(dir.path(), "a/b").unwrap_err();
            assert!(message.contains(version.trim()), "{message}");
            assert!(!message.contains('\n'));
        }
        let empty = tempfile::tempdir().unwrap();
        assert!(
            find(empty.path(), "a/b")
                .unwrap_err()
                .contains("no VERSION")
        );
        assert_eq!(Tree::new(&Goroot::None).package("a/b").unwrap(), None);
    }
}

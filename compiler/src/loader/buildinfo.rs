//! What a program was built from, as `runtime/debug.ReadBuildInfo` tells it: its main package, the modules of all its packages, and
//! settings, a line each in the form of Go's.

use core::fmt::Write as _;
use std::path::Path;

use super::modules::Modules;
use super::roots::FILES;

/// A module that packages of the program are from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Module {
    pub(super) path: String,
    pub(super) version: String,
    /// What `go.sum` has for it.
    pub(super) sum: String,
    /// What stands for it.
    pub(super) replace: Option<Box<Module>>,
}

/// The version of what is not a version: a folder.
pub(super) const DEVELOPMENT: &str = "(devel)";

impl Module {
    /// One that lies in a folder.
    pub(super) fn in_folder(path: &str) -> Self {
        Self {
            path: path.into(),
            version: DEVELOPMENT.into(),
            sum: String::new(),
            replace: None,
        }
    }

    fn write(&self, text: &mut String, word: &str) {
        let _ = write!(text, "{word}\t{}\t{}", self.path, self.version);
        match &self.replace {
            // The sum is of what stands for it.
            Some(other) => {
                text.push('\n');
                other.write(text, "=>");
            }
            None => {
                let _ = write!(text, "\t{}", self.sum);
            }
        }
        text.push('\n');
    }
}

/// What `go.sum` beside a `go.mod` has for a version of a module.
pub(super) fn sum(folder: &Path, path: &str, version: &str) -> String {
    let text = std::fs::read_to_string(folder.join("go.sum")).unwrap_or_default();
    let line = text.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        (words.next()? == path && words.next()? == version).then(|| words.next())?
    });
    line.unwrap_or_default().to_owned()
}

/// The lines for a program whose main package is `main` and whose packages, but for the standard ones, are `packages`.
pub(super) fn text<'a>(
    main: &str,
    packages: impl Iterator<Item = &'a str>,
    modules: Option<&Modules>,
    tags: &[String],
) -> String {
    let mut text = format!("path\t{main}\n");
    let of = |path: &str| modules?.module(path);
    let own = (main != FILES).then(|| of(main)).flatten();
    if let Some(own) = &own {
        own.write(&mut text, "mod");
    }
    let mut list: Vec<Module> = packages.filter_map(of).collect();
    list.sort();
    list.dedup();
    for module in list.iter().filter(|m| Some(*m) != own.as_ref()) {
        module.write(&mut text, "dep");
    }
    let mut set = |key: &str, value: &str| {
        let _ = writeln!(text, "build\t{key}={value}");
    };
    set("-buildmode", "exe");
    set("-compiler", "burrow");
    if !tags.is_empty() {
        set("-tags", &tags.join(","));
    }
    set("CGO_ENABLED", "0");
    set("GOARCH", "wasm");
    set("GOOS", "wasip1");
    text
}

//! Reads a program: its own files and, following imports, the packages of `std/`.
//!
//! Packages come out in the order of their dependencies. `runtime` is always among them, since compiled code calls into
//! it; `unsafe` has no source and never is. Errors in the source go to the diagnostics; what makes reading pointless (a
//! file that is not there) is the result's error, one line.

use crate::diag::Diagnostics;
use crate::syntax::ast::File;
use crate::syntax::constraint::Constraint;
use crate::syntax::source::{Pos, SourceMap};
use crate::syntax::symbol::Symbol;
use crate::syntax::{IdGen, parse_file};
use anyhow::{Context, Result, bail};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// A parsed package.
#[derive(Debug)]
pub struct ParsedPackage {
    /// Import path; `main` for the program's own.
    pub path: String,
    /// The name in its package clauses.
    pub name: Symbol,
    /// Its files, in order of their names.
    pub files: Vec<File>,
    /// Whether it is one of those that Burrow ships: they may declare functions without a body, which the runtime
    /// implements.
    pub std: bool,
    /// Whether it is compiled as a part of something: functions may have their bodies elsewhere, and `main` may be missing.
    pub partial: bool,
}

/// Where the sources of the standard packages come from.
pub trait StdSource {
    /// The files of the package with this import path: for each its name, as messages show it, and its content. Nothing
    /// when there is no such package. Files that the target excludes may be among them.
    fn files(&self, path: &str) -> Option<Vec<(PathBuf, Vec<u8>)>>;
}

/// Operating systems and architectures that a file's name may be for: `name_GOOS.go`, `name_GOOS_GOARCH.go`.
const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];
const ARCHITECTURES: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
    "wasm32",
];

/// The language version that is implemented: `go1.1` to this are true build tags.
const GO_MINOR: u32 = 27;

/// Whether a build tag is set.
fn tag_is_set(tag: &str) -> bool {
    match tag.strip_prefix("go1.") {
        Some(minor) => minor
            .parse()
            .is_ok_and(|n: u32| (1..=GO_MINOR).contains(&n)),
        None => matches!(tag, "wasip1" | "wasm" | "wasm32" | "burrow"),
    }
}

/// Whether a file belongs to the target by its name.
fn name_fits(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".go") else {
        return false;
    };
    if name.starts_with(['_', '.']) || stem.ends_with("_test") {
        return false;
    }
    // The part before the first underscore is never a constraint.
    let parts: Vec<&str> = stem.split('_').skip(1).collect();
    match parts[..] {
        [.., system, arch] if SYSTEMS.contains(&system) && ARCHITECTURES.contains(&arch) => {
            tag_is_set(system) && tag_is_set(arch)
        }
        [.., last] if SYSTEMS.contains(&last) || ARCHITECTURES.contains(&last) => tag_is_set(last),
        _ => true,
    }
}

/// Whether a file belongs to the target by its `//go:build` line, which stands before the package clause.
fn constraint_fits(text: &str) -> bool {
    let mut in_comment = false;
    for line in text.lines() {
        let line = line.trim();
        if in_comment {
            in_comment = !line.contains("*/");
        } else if let Some(expr) = line.strip_prefix("//go:build") {
            // What is wrong with a line the parser says.
            return Constraint::parse(expr).is_ok_and(|c| c.holds(&tag_is_set));
        } else if let Some(rest) = line.strip_prefix("/*") {
            in_comment = !rest.contains("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            break;
        }
    }
    true
}

/// A program's own packages.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The files of the package that is compiled, usually `main`.
    pub files: Vec<PathBuf>,
    /// Further packages: import path and files. Files of packages beside one another import each other as `./name`.
    pub packages: Vec<(String, Vec<PathBuf>)>,
    /// Whether what is not there may be elsewhere, see [`ParsedPackage::partial`].
    pub partial: bool,
}

impl From<&Path> for Input {
    fn from(file: &Path) -> Self {
        Self {
            files: vec![file.to_owned()],
            ..Self::default()
        }
    }
}

struct Loader<'a> {
    std: &'a dyn StdSource,
    own: &'a [(String, Vec<PathBuf>)],
    partial: bool,
    sources: &'a mut SourceMap,
    diags: &'a mut Diagnostics,
    ids: IdGen,
    packages: Vec<ParsedPackage>,
    /// Packages that are loaded (true) or being loaded (false).
    seen: FxHashMap<String, bool>,
    /// Import paths from the program to the package being loaded.
    stack: Vec<String>,
}

/// Loads the program whose files these are, with all packages that it needs, `main` last. Where the diagnostics are
/// [fatal](Diagnostics::is_fatal) afterwards, packages are missing and the program must not be checked.
///
/// # Errors
/// When a file cannot be read, is no Go file by its name, or the files do not belong together.
pub fn load(
    input: &Input,
    std: &dyn StdSource,
    sources: &mut SourceMap,
    diags: &mut Diagnostics,
) -> Result<Vec<ParsedPackage>> {
    let mut loader = Loader {
        std,
        own: &input.packages,
        partial: input.partial,
        sources,
        diags,
        ids: IdGen::default(),
        packages: Vec::new(),
        seen: FxHashMap::default(),
        stack: Vec::new(),
    };
    let main = loader.main_package(&input.files)?;
    if loader.diags.is_fatal() {
        return Ok(vec![main]);
    }
    loader.import("runtime", Pos::NONE);
    loader.follow_imports(&main);
    loader.packages.push(main);
    Ok(loader.packages)
}

impl Loader<'_> {
    fn main_package(&mut self, paths: &[PathBuf]) -> Result<ParsedPackage> {
        if paths.is_empty() {
            bail!("no Go files given");
        }
        let main = self.read_package("main", paths)?;
        if main.files.is_empty() {
            bail!("build constraints exclude all Go files");
        }
        Ok(main)
    }

    /// A package whose files are named. As in Go, constraints do not matter then.
    fn read_package(&mut self, path: &str, paths: &[PathBuf]) -> Result<ParsedPackage> {
        let mut read = Vec::new();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !name.ends_with(".go") {
                bail!(
                    "{}: not a Go file (the name must end in .go)",
                    path.display()
                );
            }
            if name.ends_with("_test.go") {
                bail!("{}: a test file cannot be built", path.display());
            }
            let bytes =
                std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            read.push((path.clone(), bytes));
        }
        let mut package = self.parse(path, read, false)?;
        let own = self.own;
        for import in package.files.iter_mut().flat_map(|f| &mut f.imports) {
            if let Some(name) = import.path.strip_prefix("./")
                && let Some((whole, _)) =
                    own.iter().find(|(p, _)| p.rsplit('/').next() == Some(name))
            {
                import.path.clone_from(whole);
            }
        }
        Ok(package)
    }

    /// Parses the files of a package, those that fit the target.
    fn parse(
        &mut self,
        path: &str,
        mut files: Vec<(PathBuf, Vec<u8>)>,
        std: bool,
    ) -> Result<ParsedPackage> {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let mut package = ParsedPackage {
            path: path.into(),
            name: Symbol::new(path.rsplit('/').next().unwrap_or(path)),
            files: Vec::new(),
            std,
            partial: self.partial,
        };
        let mut first: Option<PathBuf> = None;
        for (name, bytes) in files {
            let total: usize = self
                .sources
                .files()
                .last()
                .map_or(0, |f| f.base as usize + f.text.len());
            if total + bytes.len() >= u32::MAX as usize - 2 {
                bail!("{}: the program is too large", name.display());
            }
            let index = self.sources.add_bytes(name.clone(), bytes);
            if std && !constraint_fits(&self.sources.file(index).text) {
                continue;
            }
            let errors = self.diags.len();
            let mut file = parse_file(self.sources, index, &mut self.ids, self.diags);
            self.sources
                .set_marks(index, core::mem::take(&mut file.marks));
            if self.diags.len() == errors {
                match &first {
                    None => {
                        package.name = file.package.name;
                        first = Some(name);
                    }
                    Some(first) if package.name != file.package.name => bail!(
                        "found packages {} ({}) and {} ({}) in one directory",
                        package.name,
                        file_name(first),
                        file.package.name,
                        file_name(&name)
                    ),
                    Some(_) => {}
                }
            }
            package.files.push(file);
        }
        Ok(package)
    }

    fn follow_imports(&mut self, package: &ParsedPackage) {
        let imports: Vec<(String, Pos)> = package
            .files
            .iter()
            .flat_map(|file| &file.imports)
            .map(|import| (import.path.clone(), import.path_pos))
            .collect();
        for (path, pos) in imports {
            if !self.check_path(&path, pos) {
                continue;
            }
            if !package.std && is_internal(&path) && self.std.files(&path).is_some() {
                self.diags
                    .fatal(pos, format!("use of internal package {path} not allowed"));
                continue;
            }
            self.import(&path, pos);
        }
    }

    /// Whether a path may be imported at all; else reports why not.
    fn check_path(&mut self, path: &str, pos: Pos) -> bool {
        const BAD: &str = "!\"#$%&'()*,:;<=>?[\\]^`{|}\u{fffd} ";
        if path.is_empty() {
            self.diags.error(pos, "invalid import path (empty string)");
            return false;
        }
        if let Some(c) = path.chars().find(|&c| c.is_control() || BAD.contains(c)) {
            let shown = if c.is_control() {
                String::new()
            } else {
                format!(" '{c}'")
            };
            let message = format!(
                "invalid import path (invalid character U+{:04X}{shown})",
                c as u32
            );
            self.diags.error(pos, message);
            return false;
        }
        let cleaned: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let why = if path.starts_with('/') {
            "import path cannot be absolute path".to_owned()
        } else if !path.starts_with('.') && cleaned.join("/") != path {
            format!(
                "non-canonical import path {path:?} (should be {:?})",
                cleaned.join("/")
            )
        } else {
            return true;
        };
        self.diags
            .error(pos, format!("could not import {path} ({why})"));
        false
    }

    /// Makes sure that a package is loaded. `pos` is where it is imported.
    fn import(&mut self, path: &str, pos: Pos) {
        match self.seen.get(path) {
            _ if path == "unsafe" => return,
            Some(true) => return,
            Some(false) => {
                let from = self.stack.iter().position(|p| p == path).unwrap_or(0);
                let mut message = String::from("import cycle not allowed");
                for p in self.stack[from..].iter().chain([&path.to_owned()]) {
                    message += &format!("\n\timports {p}");
                }
                self.diags.fatal(pos, message);
                return;
            }
            None => {}
        }
        let parsed = if let Some((_, files)) = self.own.iter().find(|(p, _)| p == path) {
            self.seen.insert(path.into(), false);
            self.read_package(path, files)
        } else if let Some(mut files) = self.std.files(path) {
            files.retain(|(name, _)| name_fits(&file_name(name)));
            self.seen.insert(path.into(), false);
            self.parse(path, files, true)
        } else {
            let message = not_found(path);
            self.diags.fatal(pos, message);
            self.seen.insert(path.into(), true);
            return;
        };
        match parsed {
            Ok(package) if package.files.is_empty() => {
                let message = format!("build constraints exclude all Go files in package {path}");
                self.diags.fatal(pos, message);
            }
            Ok(package) => {
                self.stack.push(path.into());
                self.follow_imports(&package);
                self.stack.pop();
                self.packages.push(package);
            }
            Err(error) => self.diags.fatal(pos, error.to_string()),
        }
        self.seen.insert(path.into(), true);
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn is_internal(path: &str) -> bool {
    path.split('/').any(|part| part == "internal")
}

/// What Go says of an import that it cannot find.
fn not_found(path: &str) -> String {
    if path.starts_with("./") || path.starts_with("../") {
        return format!(
            "{path:?} is relative, but relative import paths are not supported in module mode"
        );
    }
    let first = path.split('/').next().unwrap_or(path);
    if first.contains('.') {
        format!(
            "no required module provides package {path}: go.mod file not found in current directory or any parent directory; see 'go help modules'"
        )
    } else {
        format!("package {path} is not in std")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Packages(&'static [(&'static str, &'static [(&'static str, &'static str)])]);

    impl StdSource for Packages {
        fn files(&self, path: &str) -> Option<Vec<(PathBuf, Vec<u8>)>> {
            let (_, files) = self.0.iter().find(|(p, _)| *p == path)?;
            Some(
                files
                    .iter()
                    .map(|(name, text)| {
                        (format!("std/{path}/{name}").into(), text.as_bytes().into())
                    })
                    .collect(),
            )
        }
    }

    const RUNTIME: (&str, &[(&str, &str)]) = ("runtime", &[("r.go", "package runtime")]);

    fn run(std: &Packages, main: &str) -> (Result<Vec<String>>, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.go");
        std::fs::write(&path, main).unwrap();
        let (mut sources, mut diags) = (SourceMap::default(), Diagnostics::default());
        let packages = load(&path.as_path().into(), std, &mut sources, &mut diags)
            .map(|list| list.into_iter().map(|p| p.path).collect());
        let errors = diags
            .sorted(&sources)
            .into_iter()
            .map(|d| d.message)
            .collect();
        (packages, errors)
    }

    #[test]
    fn dependencies_come_first_and_runtime_always() {
        let std = Packages(&[
            RUNTIME,
            ("fmt", &[("f.go", "package fmt\nimport \"io\"")]),
            ("io", &[("i.go", "package io\nimport \"unsafe\"")]),
        ]);
        let (packages, errors) = run(&std, "package main\nimport \"fmt\"\nfunc main() {}");
        assert_eq!(packages.unwrap(), ["runtime", "io", "fmt", "main"]);
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn cycles_and_unknown_packages() {
        let std = Packages(&[
            RUNTIME,
            ("a", &[("a.go", "package a\nimport \"b\"")]),
            ("b", &[("b.go", "package b\nimport \"a\"")]),
            ("internal/x", &[("x.go", "package x")]),
        ]);
        let (_, errors) = run(
            &std,
            "package main\nimport \"a\"\nimport \"nope\"\nimport \"internal/x\"",
        );
        assert_eq!(
            errors,
            [
                "package nope is not in std",
                "use of internal package internal/x not allowed",
                "import cycle not allowed\n\timports a\n\timports b\n\timports a",
            ]
        );
    }

    #[test]
    fn files_for_other_targets_are_left_out() {
        for name in [
            "a_linux.go",
            "a_test.go",
            "a_js_wasm.go",
            "_a.go",
            "a.s",
            "a_amd64.go",
        ] {
            assert!(!name_fits(name), "{name}");
        }
        for name in [
            "a.go",
            "linux.go",
            "a_wasip1.go",
            "a_wasip1_wasm.go",
            "a_wasm.go",
            "a_b.go",
        ] {
            assert!(name_fits(name), "{name}");
        }
        assert!(!constraint_fits("// x\n\n//go:build linux\n\npackage a"));
        assert!(constraint_fits(
            "/* x\n*/\n//go:build burrow && !linux && go1.27\npackage a"
        ));
        assert!(!constraint_fits("//go:build go1.28\npackage a"));
        assert!(constraint_fits("package a\n//go:build linux"));
    }

    #[test]
    fn bad_files_are_one_line() {
        let std = Packages(&[RUNTIME]);
        let (mut sources, mut diags) = (SourceMap::default(), Diagnostics::default());
        for name in [
            "/nonexistent/a.go",
            "/nonexistent/a.txt",
            "/nonexistent/a_test.go",
        ] {
            let error = load(&Path::new(name).into(), &std, &mut sources, &mut diags).unwrap_err();
            assert!(!format!("{error:#}").contains('\n'));
        }
        let (_, errors) = run(&std, "");
        assert_eq!(errors.len(), 1);
    }
}

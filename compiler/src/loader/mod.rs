//! Reads a program: its own packages and, following imports, those of its module, of what the module requires, of `std/`, and
//! the other standard packages from an installed Go.
//!
//! `input` is what the command line asks for and `roots` finds what it names; `imports` follows import paths, `read` finds the files of
//! a package and `parse` parses them. `modules` knows where an import path lies (`gomod` and `gowork` read what modules and workspaces say of
//! themselves), `goroot` where Go's own packages lie, `target` which `files` of a folder count, `embed` what variables embed, and
//! `testmain` makes the program that runs a package's tests.
//!
//! Packages come out in the order of their dependencies. `runtime` is always among them, since compiled code calls into
//! it; `unsafe` has no source and never is. Errors in the source go to the diagnostics; what makes reading pointless (a
//! file that is not there) is the result's error, one line.

use std::path::PathBuf;

use anyhow::{Result, bail};
use rustc_hash::FxHashMap;

use crate::diag::Diagnostics;
use crate::syntax::IdGen;
use crate::syntax::ast::File;
use crate::syntax::source::{Pos, SourceMap};
use crate::syntax::symbol::Symbol;
use files::folder_files;
use modules::Modules;
use parse::Header;
use roots::Root;
use target::Target;

mod buildinfo;
mod embed;
mod files;
mod gomod;
mod goroot;
mod gowork;
mod imports;
mod input;
mod modules;
mod parse;
mod read;
mod roots;
mod target;
mod testmain;

pub use embed::{Embeds, patterns};
pub use goroot::Goroot;
pub use input::{Input, TestInput};
pub use target::GO_MINOR;

/// A parsed package.
#[derive(Debug)]
pub struct ParsedPackage {
    /// Import path; `main` for the program's own.
    pub path: String,
    /// The name in its package clauses.
    pub name: Symbol,
    /// Its files, in order of their names.
    pub files: Vec<File>,
    /// Whether it is a standard package: they may declare functions without a body, which the runtime implements.
    pub std: bool,
    /// Whether it is compiled as a part of something: functions may have their bodies elsewhere, and `main` may be missing.
    pub partial: bool,
    /// Minor version of the language that its module asks for.
    pub lang: u32,
    /// Where it lies, for files that it embeds; nothing for those that Burrow ships.
    pub folder: Option<PathBuf>,
    /// Files that its variables embed.
    pub embeds: Embeds,
}

/// A program's packages.
#[derive(Debug)]
pub struct Loaded {
    /// All of them, those first that others need.
    pub packages: Vec<ParsedPackage>,
    /// What it is built from, where `runtime/debug` can tell it: lines as its `BuildInfo` prints them.
    pub build_info: String,
}

/// Where the sources of the standard packages come from.
pub trait StdSource {
    /// The files of the package with this import path: for each its name, as messages show it, and its content. Nothing
    /// when there is no such package. Files that the target excludes may be among them.
    fn files(&self, path: &str) -> Option<Vec<(PathBuf, Vec<u8>)>>;

    /// Whether it only stands in for Go's own package of this path, where there is no Go.
    fn stands_in(&self, _path: &str) -> bool {
        false
    }
}

/// A package's path, and the file that imports it.
type Import = (String, String);

struct Loader<'a> {
    std: &'a dyn StdSource,
    own: &'a [(String, Vec<PathBuf>)],
    partial: bool,
    lang: Option<u32>,
    target: Target<'a>,
    modules: Option<Modules>,
    goroot: goroot::Tree<'a>,
    sources: &'a mut SourceMap,
    diags: &'a mut Diagnostics,
    ids: IdGen,
    packages: Vec<ParsedPackage>,
    /// Packages that are loaded (true) or being loaded (false).
    seen: FxHashMap<String, bool>,
    /// From the package that was asked for to the one that is being loaded.
    stack: Vec<Import>,
}

/// Loads the program whose packages these are, with all packages that it needs, those first that others need. A package that
/// is alone has the path `main`. Where the diagnostics are [fatal](Diagnostics::is_fatal) afterwards, packages are missing
/// and the program must not be checked.
///
/// # Errors
/// When a file cannot be read, is no Go file by its name, or the files do not belong together.
pub fn load(
    input: &Input,
    std: &dyn StdSource,
    sources: &mut SourceMap,
    diags: &mut Diagnostics,
) -> Result<Loaded> {
    let target = Target::of(&input.tags);
    let (roots, modules) = roots::find(&input.args, target, std)?;
    let mut loader = Loader {
        std,
        own: &input.packages,
        partial: input.partial,
        lang: input.lang,
        target,
        modules,
        goroot: goroot::Tree::new(&input.goroot),
        sources,
        diags,
        ids: IdGen::default(),
        packages: Vec::new(),
        seen: FxHashMap::default(),
        stack: Vec::new(),
    };
    let alone = roots.len() == 1;
    let main = match roots.last() {
        Some(Root {
            files: None, path, ..
        }) => path.clone(),
        _ => roots::FILES.to_owned(),
    };
    for root in roots {
        match input.tests {
            true => loader.test_root(root)?,
            false => loader.root(root, alone)?,
        }
    }
    let Loader {
        packages, modules, ..
    } = loader;
    let build_info = match packages.iter().any(|p| p.std && p.path == "runtime/debug") {
        true => {
            let own = packages.iter().filter(|p| !p.std);
            let own = own.map(|p| &*p.path);
            buildinfo::text(&main, own, modules.as_ref(), &input.tags)
        }
        false => String::new(),
    };
    Ok(Loaded {
        packages,
        build_info,
    })
}

impl Loader<'_> {
    /// Loads a package that was asked for.
    fn root(&mut self, root: Root, alone: bool) -> Result<()> {
        if self.seen.contains_key(&root.path) {
            return Ok(());
        }
        self.seen.insert(root.path.clone(), false);
        let path = if alone { "main" } else { &*root.path };
        let before = self.diags.len();
        let package = match &root.files {
            Some(files) => self.named_files(path, files, root.place)?,
            None => {
                let files = folder_files(&root.place.folder, self.target)
                    .map_err(|m| anyhow::anyhow!(m))?;
                self.parse(Header::own(path, root.place), files)?
            }
        };
        if package.files.is_empty() {
            bail!("build constraints exclude all Go files");
        }
        if self.diags.len() == before || !self.diags.is_fatal() {
            self.import("runtime", Pos::NONE, "");
            self.stack.push((root.path.clone(), String::new()));
            self.follow_imports(&package);
            self.stack.pop();
        }
        self.packages.push(package);
        self.seen.insert(root.path, true);
        Ok(())
    }
}

#[cfg(test)]
mod unit {
    use std::path::Path;

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
            .map(|loaded| loaded.packages.into_iter().map(|p| p.path).collect());
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
                "package command-line-arguments\n\timports a from a.go\n\timports b from a.go\n\timports a from b.go: import cycle not allowed",
                "package nope is not in std",
                "use of internal package internal/x not allowed",
            ]
        );
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

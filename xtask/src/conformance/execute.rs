//! One test: compiles it, runs it, says what is wrong. Compiler and program are processes with a time limit each, so that
//! neither a crash nor a hang of one test is seen by the next.

use core::time::Duration;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use regex_lite::Regex;

use super::errors;
use super::header::{Action, Recipe};
use crate::exec::{Host, Output, capture_merged};

/// What is needed to run tests.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) burrow: PathBuf,
    /// The Go whose standard packages are compiled where `std/` has none.
    pub(crate) std: Option<PathBuf>,
    pub(crate) host: Host,
    /// Folder `test` of Go's tree.
    pub(crate) tree: PathBuf,
    pub(crate) limit: Duration,
}

/// What a test did, as far as it can be compared with what Go does: for programs what they print, for errors a line each.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) outcome: String,
    /// What is wrong by what the tree itself says.
    pub(crate) wrong: Option<String>,
}

impl Done {
    fn new(outcome: impl Into<String>, wrong: Option<String>) -> Self {
        Self {
            outcome: outcome.into(),
            wrong,
        }
    }

    fn failed(what: impl Into<String>) -> Self {
        let what = what.into();
        Self::new(what.clone(), Some(what))
    }
}

impl Recipe {
    /// The files that are named as arguments. Their folder is the test's, `./` or not.
    fn named_files(&self, source: &Path) -> impl Iterator<Item = PathBuf> {
        let named = self.args.iter().filter(|a| a.ends_with(".go"));
        named.map(|a| source.with_file_name(a.trim_start_matches("./")))
    }

    /// The files that belong to a test beside its own.
    pub(super) fn further_files(&self, source: &Path) -> Result<Vec<PathBuf>> {
        let folder = source.with_extension("dir");
        match self.action {
            Action::CompileDir
            | Action::ErrorCheckDir
            | Action::RunDir
            | Action::BuildDir
            | Action::BuildRunDir => go_files(&folder),
            _ => Ok(self.named_files(source).collect()),
        }
    }
}

/// A package of a test with several: import path, files.
pub(super) type Package = (String, Vec<PathBuf>);

impl Tools {
    /// Runs the test in this file.
    pub(crate) fn execute(&self, path: &Path, recipe: &Recipe) -> Result<Done> {
        let source = self.tree.join(path);
        let folder = tempfile::tempdir()?;
        let scratch = folder.path();
        let files = || {
            let mut files = vec![source.clone()];
            files.extend(recipe.named_files(&source));
            files
        };
        match recipe.action {
            Action::Compile => self.compile(&[source], &[], true),
            Action::Build => self.compile(&files(), &[], false),
            Action::ErrorCheck => self.error_check(&[source], &[], recipe.want_errors),
            Action::Run => self.run(&files(), &[], path, recipe, scratch),
            Action::RunOutput | Action::ErrorCheckOutput => {
                let args = recipe.args.iter().filter(|a| !a.ends_with(".go"));
                let args: Vec<String> = args.cloned().collect();
                let printed = match self.output(&files(), &[], &args, scratch)? {
                    Ok(output) if output.status == Some(0) => output.stdout,
                    Ok(output) => return Ok(Done::failed(fate(&output))),
                    Err(said) => return Ok(Done::failed(said)),
                };
                let generated = scratch.join("tmp__.go");
                fs::write(&generated, printed)?;
                if recipe.action == Action::ErrorCheckOutput {
                    return self.error_check(&[generated], &[], recipe.want_errors);
                }
                let none = Recipe {
                    args: Vec::new(),
                    ..recipe.clone()
                };
                self.run(&[generated], &[], path, &none, scratch)
            }
            Action::BuildDir => self.compile(&go_files(&source.with_extension("dir"))?, &[], false),
            Action::BuildRunDir => {
                let files = go_files(&source.with_extension("dir"))?;
                self.run(&files, &[], path, recipe, scratch)
            }
            Action::CompileDir | Action::ErrorCheckDir | Action::RunDir => {
                self.folder(&source.with_extension("dir"), path, recipe, scratch)
            }
        }
    }

    /// Tests whose packages lie in one folder, each able to import those before it.
    fn folder(&self, dir: &Path, path: &Path, recipe: &Recipe, scratch: &Path) -> Result<Done> {
        let packages = packages(dir, recipe.single_file_packages)?;
        let last = packages.len() - 1;
        for (n, (_, files)) in packages.iter().enumerate() {
            let before = &packages[..n];
            let done = match recipe.action {
                Action::RunDir if n == last => {
                    return self.run(files, before, path, recipe, scratch);
                }
                Action::ErrorCheckDir => {
                    self.error_check(files, before, recipe.want_errors && n == last)?
                }
                _ if n == last => self.compile(files, before, true)?,
                // What runs or compiles with the last of them compiles.
                _ => continue,
            };
            if n == last || done.wrong.is_some() {
                return Ok(done);
            }
        }
        Ok(Done::failed("there is no package"))
    }

    fn burrow(&self, files: &[PathBuf], packages: &[Package]) -> Command {
        let mut command = Command::new(&self.burrow);
        command.arg("build").args(files);
        if let Some(go) = &self.std {
            command.env("GOROOT", go);
        }
        for (path, files) in packages {
            let names: Vec<_> = files.iter().map(|f| f.display().to_string()).collect();
            command.arg(format!("--package={path}={}", names.join(",")));
        }
        command
    }

    fn compile(&self, files: &[PathBuf], packages: &[Package], whole: bool) -> Result<Done> {
        let mut command = self.burrow(files, packages);
        let folder = tempfile::tempdir()?;
        if whole {
            command.arg("--whole");
        } else {
            command.arg("-o").arg(folder.path().join("a.wasm"));
        }
        let output = capture_merged(&mut command, self.limit)?;
        let said = text(&output);
        let wrong = (output.status != Some(0)).then(|| complaint(&output));
        Ok(Done::new(lines(&errors::split(&said)), wrong))
    }

    fn error_check(&self, files: &[PathBuf], packages: &[Package], want: bool) -> Result<Done> {
        let mut command = self.burrow(files, packages);
        let output = capture_merged(command.args(["--whole", "--all-errors"]), self.limit)?;
        let ordinary = matches!(output.status, Some(0 | 1));
        if !ordinary {
            return Ok(Done::failed(complaint(&output)));
        }
        let said = errors::split(&text(&output));
        let mut texts = Vec::new();
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            texts.push((name.into_owned(), read(file)?));
        }
        let wrong = match errors::differ(&said, &texts)? {
            None if want && output.status == Some(0) => Some("no error is reported".to_owned()),
            other => other,
        };
        Ok(Done::new(lines(&said), wrong))
    }

    /// What a program prints, or what the compiler says instead.
    fn output(
        &self,
        files: &[PathBuf],
        packages: &[Package],
        args: &[String],
        scratch: &Path,
    ) -> Result<Result<Output, String>> {
        let module = scratch.join("a.wasm");
        let mut command = self.burrow(files, packages);
        if files.iter().any(|f| in_test_folder(f)) {
            // Go's runner compiles packages one by one, without knowing that there is nothing else.
            command.arg("--partial");
        }
        let built = capture_merged(command.arg("-o").arg(&module), self.limit)?;
        if built.status != Some(0) {
            return Ok(Err(complaint(&built)));
        }
        let mut command = self.host.command(&module, args, None);
        Ok(Ok(capture_merged(
            command.current_dir(&self.tree),
            self.limit,
        )?))
    }

    /// Whether this outcome is what the tree expects.
    pub(crate) fn expects(&self, path: &Path, recipe: &Recipe, outcome: &str) -> Result<bool> {
        let source = self.tree.join(path);
        Ok(match recipe.action {
            Action::Run => {
                let want = read(&source.with_extension("out")).unwrap_or_default();
                outcome == format!("{want}\nstatus {:?}\n", Some(0))
            }
            Action::ErrorCheck => {
                let name = source.file_name().unwrap_or_default().to_string_lossy();
                let texts = [(name.into_owned(), read(&source)?)];
                errors::differ(&errors::split(outcome), &texts)?.is_none()
                    && recipe.want_errors != outcome.is_empty()
            }
            Action::Compile => outcome.is_empty(),
            Action::ErrorCheckDir => {
                let all = packages(&source.with_extension("dir"), recipe.single_file_packages)?;
                let mut texts = Vec::new();
                for file in all.last().into_iter().flat_map(|(_, files)| files) {
                    let name = file.file_name().unwrap_or_default().to_string_lossy();
                    texts.push((name.into_owned(), read(file)?));
                }
                errors::differ(&errors::split(outcome), &texts)?.is_none()
                    && recipe.want_errors != outcome.is_empty()
            }
            _ => true,
        })
    }

    fn run(
        &self,
        files: &[PathBuf],
        packages: &[Package],
        path: &Path,
        recipe: &Recipe,
        scratch: &Path,
    ) -> Result<Done> {
        let args = recipe.args.iter().filter(|a| !a.ends_with(".go"));
        let args: Vec<String> = args.cloned().collect();
        let output = match self.output(files, packages, &args, scratch)? {
            Ok(output) => output,
            Err(said) => return Ok(Done::failed(said)),
        };
        let said = text(&output);
        let outcome = outcome(&output);
        if output.status != Some(0) {
            return Ok(Done::new(outcome, Some(fate(&output))));
        }
        // Without a file the test has to be silent.
        let want = read(&self.tree.join(path).with_extension("out")).unwrap_or_default();
        let wrong = (said != want).then(|| crate::examples::difference(&want, &said));
        Ok(Done::new(outcome, wrong))
    }
}

/// Whether a file is one of a test with several.
fn in_test_folder(file: &Path) -> bool {
    file.parent()
        .and_then(Path::extension)
        .is_some_and(|e| e == "dir")
}

pub(super) fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a program did: what it printed up to the trace of a crash, and its status.
pub(crate) fn outcome(output: &Output) -> String {
    let said = text(output);
    let crash = said
        .find("\ngoroutine ")
        .filter(|_| output.status == Some(2));
    let until = crash.into_iter().chain(said.find("\n[signal ")).min();
    format!(
        "{}\nstatus {:?}\n",
        &said[..until.unwrap_or(said.len())],
        output.status
    )
}

/// Errors as they are compared with Go's: sorted, places in their texts without folder and column.
pub(crate) fn lines(list: &[errors::Reported]) -> String {
    let place = Regex::new(r"(?:[^\s:]*/)?([^\s:/]+\.go:\d+)(?::\d+)?").expect("a fixed pattern");
    let mut lines: Vec<String> = list
        .iter()
        .map(|r| {
            let text = place.replace_all(&r.text, "$1");
            format!("{}:{}: {text}\n", r.file, r.line)
        })
        .collect();
    lines.sort();
    lines.concat()
}

/// What the compiler says when it does not compile.
fn complaint(output: &Output) -> String {
    if output.timed_out {
        return "the compiler does not end".to_owned();
    }
    let said = text(output);
    if output.status != Some(1) {
        let panic = said.split("panicked at").nth(1).unwrap_or(&said);
        let panic: Vec<&str> = panic.lines().take(2).map(str::trim).collect();
        return format!("the compiler crashes: {}", panic.join(" "));
    }
    let first = said.lines().next().unwrap_or("the compiler says nothing");
    format!("does not compile: {}", without_folder(first))
}

/// Places without the folder, which is another everywhere.
fn without_folder(line: &str) -> String {
    match line.split_once(": ") {
        Some((place, rest)) if place.contains(".go") => {
            format!("{}: {rest}", place.rsplit('/').next().unwrap_or(place))
        }
        _ => line.to_owned(),
    }
}

/// How a program ended that should have ended well.
fn fate(output: &Output) -> String {
    if output.timed_out {
        return "the program does not end".to_owned();
    }
    let said = text(output);
    let telling = |line: &&str| {
        ["panic", "fatal error", "RuntimeError", "burrow: internal"]
            .iter()
            .any(|w| line.contains(w))
    };
    let line = said
        .lines()
        .find(telling)
        .or_else(|| said.lines().find(|l| !l.trim().is_empty()))
        .unwrap_or("it says nothing");
    format!("exit status {:?}: {line}", output.status.unwrap_or(-1))
}

fn go_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| format!("no {}", dir.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "go") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The packages in a folder, in the order of their first files. A package is imported by the name of its first file.
pub(super) fn packages(dir: &Path, single: bool) -> Result<Vec<Package>> {
    let mut list: Vec<Package> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for file in go_files(dir)? {
        let text = read(&file)?;
        let name = text
            .lines()
            .find_map(|l| l.strip_prefix("package "))
            .map(|l| l.split(|c: char| !c.is_alphanumeric() && c != '_').next())
            .and_then(|name| name.map(str::to_owned))
            .with_context(|| format!("{}: no package clause", file.display()))?;
        if let (Some(&at), false) = (by_name.get(&name), single) {
            list[at].1.push(file);
        } else {
            by_name.insert(name, list.len());
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            list.push((format!("test/{stem}"), vec![file.clone()]));
        }
    }
    Ok(list)
}

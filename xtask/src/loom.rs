//! `cargo xtask loom`: explores the models in every crate's `tests/loom_*.rs`, and by shuttle, at random, those in `shuttle_*.rs`,
//! which are too large for loom.
//!
//! Other tests that name mutants are property tests: they run with every `cargo test`, and here only with `--mutants`.
//!
//! A model is a test. Lines `Mutant: name` in its doc comment name bugs seeded behind `#[cfg(mutant = "name")]`;
//! with `--mutants` each is switched on alone and its model has to fail, or it proves nothing.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use crate::context::{Context, cargo, say};
use crate::exec::wait;

/// What explores models, as the configuration of the build and the beginning of file names have it.
const EXPLORERS: [&str; 2] = ["loom", "shuttle"];

/// One test file with models.
#[derive(Debug)]
struct Models {
    /// What explores it, if not proptest.
    explorer: Option<&'static str>,
    package: String,
    test: String,
    /// Features that the test needs.
    features: Option<String>,
    mutants: Vec<Mutant>,
}

/// A seeded bug and the test that has to find it.
#[derive(Debug, PartialEq, Eq)]
struct Mutant {
    name: String,
    model: String,
}

/// A mutant that is not found in this time is taken for not found.
const LIMIT: Duration = Duration::from_secs(600);

/// Runs all models, and with `mutants` also shows that each can fail.
pub(crate) fn test(context: &Context, package: Option<&str>, mutants: bool) -> Result<(u32, u32)> {
    let found = find(&context.root, package)?;
    let (mut passed, mut failed) = (0, 0);
    for models in &found {
        let Some(explorer) = models.explorer else {
            continue;
        };
        let began = Instant::now();
        let mut command = models.cargo(context, None)?;
        let ok = command.status().context("cannot start cargo")?.success();
        let seconds = began.elapsed().as_secs();
        println!(
            "{explorer} {}/{} ... {} ({seconds} s)",
            models.package,
            models.test,
            verdict(ok)
        );
        *(if ok { &mut passed } else { &mut failed }) += 1;
    }
    if !mutants {
        return Ok((passed, failed));
    }
    for models in &found {
        for mutant in &models.mutants {
            let ok = models.finds(context, mutant)?;
            println!(
                "{} {}/{} finds {} ... {}",
                models.explorer.unwrap_or("proptest"),
                models.package,
                mutant.model,
                mutant.name,
                verdict(ok)
            );
            *(if ok { &mut passed } else { &mut failed }) += 1;
        }
    }
    Ok((passed, failed))
}

fn verdict(ok: bool) -> &'static str {
    if ok { "ok" } else { "FAILED" }
}

impl Models {
    /// A `cargo test` of this file, with a mutant switched on in the workspace's own crates.
    fn cargo(&self, context: &Context, mutant: Option<&str>) -> Result<Command> {
        let mut command = cargo();
        command
            .args([
                "test",
                "--quiet",
                "--profile",
                "loom",
                "--package",
                &self.package,
            ])
            .args(["--test", &self.test])
            .args(self.features.iter().flat_map(|f| ["--features", f]))
            .current_dir(&context.root)
            .env(
                "CARGO_TARGET_DIR",
                context.cache().join(self.explorer.unwrap_or("proptest")),
            );
        if let Some(explorer) = self.explorer {
            command.env("RUSTFLAGS", format!("--cfg {explorer}"));
        }
        if let Some(name) = mutant {
            command.env("RUSTC_WORKSPACE_WRAPPER", wrapper(context, name)?);
        }
        Ok(command)
    }

    fn finds(&self, context: &Context, mutant: &Mutant) -> Result<bool> {
        // A mutant that does not compile is not one that is found.
        let mut build = self.cargo(context, Some(&mutant.name))?;
        let built = build.arg("--no-run").status()?;
        if !built.success() {
            say(format_args!("mutant {} does not compile", mutant.name));
            return Ok(false);
        }
        let mut command = self.cargo(context, Some(&mutant.name))?;
        command.arg("--").args(["--exact", &mutant.model]);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(match wait(&mut child, LIMIT)? {
            Some(status) => !status.success(),
            None => false,
        })
    }
}

/// A compiler that switches the mutant on. Each has its own path, by which cargo tells their artifacts apart, and
/// only the workspace is built again for each.
fn wrapper(context: &Context, mutant: &str) -> Result<PathBuf> {
    let folder = context.cache().join("mutants");
    fs::create_dir_all(&folder)?;
    let path = folder.join(mutant);
    fs::write(
        &path,
        format!("#!/bin/sh\nexec \"$@\" --cfg 'mutant=\"{mutant}\"'\n"),
    )?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(path)
}

fn find(root: &Path, package: Option<&str>) -> Result<Vec<Models>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root)?.flatten() {
        let tests = entry.path().join("tests");
        let name = format!("burrow-{}", entry.file_name().to_string_lossy());
        let manifest = fs::read_to_string(entry.path().join("Cargo.toml")).unwrap_or_default();
        if package.is_some_and(|p| p != name && format!("burrow-{p}") != name) {
            continue;
        }
        for file in fs::read_dir(tests).into_iter().flatten().flatten() {
            let path = file.path();
            let test = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.extension().is_none_or(|e| e != "rs") {
                continue;
            }
            let explorer = EXPLORERS.into_iter().find(|e| {
                let rest = test.strip_prefix(e);
                rest.is_some_and(|rest| rest.starts_with('_'))
            });
            let mutants = mutants(&fs::read_to_string(&path)?);
            if explorer.is_some() || !mutants.is_empty() {
                found.push(Models {
                    explorer,
                    package: name.clone(),
                    features: required_features(&manifest, &test),
                    test,
                    mutants,
                });
            }
        }
    }
    found.sort_by(|a, b| (&a.package, &a.test).cmp(&(&b.package, &b.test)));
    ensure!(
        package.is_none() || !found.is_empty(),
        "no such package has models"
    );
    Ok(found)
}

/// What a manifest says that a test needs, as cargo's command line takes it.
fn required_features(manifest: &str, test: &str) -> Option<String> {
    let name = format!("name = \"{test}\"");
    let section = manifest
        .split("[[")
        .find(|s| s.starts_with("test]]") && s.lines().any(|line| line == name))?;
    let list = section
        .lines()
        .find_map(|line| line.strip_prefix("required-features = ["))?;
    Some(list.trim_end_matches(']').replace('"', ""))
}

/// The mutants named in doc comments, each with the function below.
fn mutants(source: &str) -> Vec<Mutant> {
    let mut found = Vec::new();
    let mut pending = Vec::new();
    for line in source.lines() {
        let line = line.trim_start();
        if let Some(names) = line.strip_prefix("/// Mutant:") {
            let names = names
                .split(',')
                .map(|n| n.trim().trim_matches(['`', '.']).to_owned());
            pending.extend(names.filter(|n| !n.is_empty()));
        } else if let Some(rest) = line.strip_prefix("fn ") {
            let model = rest.split('(').next().unwrap_or(rest).to_owned();
            let named = pending.drain(..);
            found.extend(named.map(|name| Mutant {
                name,
                model: model.clone(),
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Mutant, mutants, required_features};

    #[test]
    fn a_manifest_tells_what_a_model_needs() {
        let manifest = "[features]\nstd = []\n\n[[test]]\nname = \"loom_a\"\nrequired-features = [\"std\"]\n\n[[test]]\nname = \"b\"\n";
        let needs = |test| required_features(manifest, test);
        assert_eq!(needs("loom_a").as_deref(), Some("std"));
        assert_eq!((needs("b"), needs("loom_b")), (None, None));
    }

    #[test]
    fn mutants_belong_to_the_function_below() {
        let source = "
            /// Proves one thing.
            /// Mutant: no_fence
            /// Mutant: `no_recheck`, late_store
            #[test]
            fn wakes() {}
            fn helper() {}
        ";
        let mutant = |name: &str| Mutant {
            name: name.into(),
            model: "wakes".into(),
        };
        assert_eq!(
            mutants(source),
            ["no_fence", "no_recheck", "late_store"].map(mutant)
        );
    }
}

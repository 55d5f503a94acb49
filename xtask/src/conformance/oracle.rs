//! What Go itself does with a test, where Go is installed.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::errors;
use super::execute::lines;
use super::header::{Action, Recipe};
use super::lists::digest;
use crate::context::Context;
use crate::exec::capture_merged;

/// Go, and where what it said is kept.
#[derive(Debug)]
pub(crate) struct Oracle {
    go: PathBuf,
    cache: PathBuf,
    tree: PathBuf,
}

const LIMIT: Duration = Duration::from_secs(120);

impl Oracle {
    pub(crate) fn new(context: &Context, go: &Path, tree: &Path) -> Result<Self> {
        let cache = context.cache().join("conformance/go");
        std::fs::create_dir_all(&cache)?;
        Ok(Self {
            go: go.to_owned(),
            cache,
            tree: tree.to_owned(),
        })
    }

    /// What Go does, in the form in which outcomes are compared; nothing for actions that it is not asked about.
    pub(crate) fn outcome(&self, path: &Path, recipe: &Recipe) -> Result<Option<String>> {
        let source = self.tree.join(path);
        let key = digest(&format!(
            "{} {} {:?}",
            // Tests with a folder have little else in their own file.
            path.display(),
            std::fs::read_to_string(&source).unwrap_or_default(),
            recipe
        ));
        let kept = self.cache.join(key);
        if let Ok(text) = std::fs::read_to_string(&kept) {
            return Ok(Some(text));
        }
        let folder = tempfile::tempdir()?;
        let outcome = match recipe.action {
            Action::Run => self.run(&source, recipe, folder.path())?,
            Action::ErrorCheck | Action::Compile => {
                let object = folder.path().join("a.o");
                let mut command = Command::new(&self.go);
                command
                    .args(["tool", "compile", "-p=p", "-C", "-e", "-importcfg"])
                    .arg(self.import_config(core::slice::from_ref(&source), folder.path())?)
                    .arg("-o")
                    .arg(object)
                    .arg(&source);
                let output = capture_merged(&mut command, LIMIT)?;
                lines(&errors::split(&String::from_utf8_lossy(&output.stdout)))
            }
            Action::ErrorCheckDir => self.folder(&source, recipe, folder.path())?,
            _ => return Ok(None),
        };
        std::fs::write(kept, &outcome)?;
        Ok(Some(outcome))
    }

    /// The errors of the packages in a test's folder, each able to import those before it.
    fn folder(&self, source: &Path, recipe: &Recipe, scratch: &Path) -> Result<String> {
        let packages =
            super::execute::packages(&source.with_extension("dir"), recipe.single_file_packages)?;
        let mut own = String::new();
        for (n, (path, files)) in packages.iter().enumerate() {
            let config = self.import_config(files, scratch)?;
            let mut text = std::fs::read_to_string(&config)?;
            text += &own;
            std::fs::write(&config, text)?;
            let object = scratch.join(format!("{n}.o"));
            let mut command = Command::new(&self.go);
            command
                .args(["tool", "compile", "-C", "-e", "-D", "test", "-p", path])
                .arg("-importcfg")
                .arg(config)
                .arg("-o")
                .arg(&object)
                .args(files);
            let output = capture_merged(&mut command, LIMIT)?;
            let said = lines(&errors::split(&String::from_utf8_lossy(&output.stdout)));
            if !said.is_empty() || n + 1 == packages.len() {
                return Ok(said);
            }
            own += &format!("packagefile {path}={}\n", object.display());
        }
        Ok(String::new())
    }

    fn run(&self, source: &Path, recipe: &Recipe, folder: &Path) -> Result<String> {
        let binary = folder.join("a.exe");
        let mut build = Command::new(&self.go);
        build.arg("build").arg("-o").arg(&binary).arg(source);
        let further = recipe.args.iter().filter(|a| a.ends_with(".go"));
        build.args(further.map(|a| source.with_file_name(a)));
        let built = capture_merged(build.env("CGO_ENABLED", "0").current_dir(folder), LIMIT)?;
        if built.status != Some(0) {
            return Ok(String::from_utf8_lossy(&built.stdout).into_owned());
        }
        let mut command = Command::new(&binary);
        command.args(recipe.args.iter().filter(|a| !a.ends_with(".go")));
        let output = capture_merged(command.current_dir(&self.tree), LIMIT)?;
        Ok(super::execute::outcome(&output))
    }

    /// Where the compiler finds the packages that files import.
    fn import_config(&self, files: &[PathBuf], folder: &Path) -> Result<PathBuf> {
        let read = |file: &PathBuf| std::fs::read_to_string(file).unwrap_or_default();
        let config = folder.join("importcfg");
        let mut command = Command::new(&self.go);
        command.args(["list", "-export", "-deps"]);
        command.args([
            "-f",
            "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}",
        ]);
        let imports: Vec<String> = files
            .iter()
            .flat_map(|file| super::header::imports(&read(file)))
            .filter(|path| path != "unsafe" && path != "C" && !path.starts_with('.'))
            .collect();
        let listed = if imports.is_empty() {
            String::new()
        } else {
            let output = capture_merged(command.args(imports).current_dir(folder), LIMIT)?;
            let all = String::from_utf8_lossy(&output.stdout).into_owned();
            let kept = all.lines().filter(|l| l.starts_with("packagefile "));
            kept.map(|l| format!("{l}\n")).collect()
        };
        std::fs::write(&config, listed)?;
        Ok(config)
    }
}

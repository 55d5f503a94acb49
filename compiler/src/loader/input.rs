//! What a compilation is asked for.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::StdSource;
use super::files::file_name;
use super::goroot::Goroot;
use super::roots::{self, Root};
use super::target::Target;
use super::testmain;

/// What is compiled.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The files of one package; or folders, import paths and patterns (`./...`), a package each.
    pub args: Vec<PathBuf>,
    /// Build tags beside those of the target.
    pub tags: Vec<String>,
    /// Further packages: import path and files. Files of packages beside one another import each other as `./name`.
    pub packages: Vec<(String, Vec<PathBuf>)>,
    /// Minor version of the language, whatever modules say.
    pub lang: Option<u32>,
    /// Whether what is not there may be elsewhere, see [`ParsedPackage::partial`].
    pub partial: bool,
    /// Where standard packages are that Burrow does not ship.
    pub goroot: Goroot,
    /// Whether a package's tests are the program.
    pub tests: bool,
}

impl From<&Path> for Input {
    fn from(file: &Path) -> Self {
        Self {
            args: vec![file.to_owned()],
            ..Self::default()
        }
    }
}

impl Input {
    /// An input for each package that is named, with a name for what is made of it.
    ///
    /// # Errors
    /// Where something is named that does not exist.
    pub fn split(&self, std: &dyn StdSource) -> Result<Vec<(String, Input)>> {
        let (roots, _) = roots::find(&self.args, Target::of(&self.tags), std)?;
        let one = |root: Root| {
            let name = match &root.files {
                Some(files) => file_name(&files[0].with_extension("")),
                None => file_name(&root.place.folder),
            };
            let args = root.files.unwrap_or_else(|| vec![root.place.folder]);
            let input = Input {
                args,
                ..self.clone()
            };
            (name, input)
        };
        Ok(roots.into_iter().map(one).collect())
    }

    /// The packages that are named, an input for the tests of each; nothing where a package has none. Each has its import path.
    ///
    /// # Errors
    /// Where something is named that does not exist.
    pub fn split_tests(&self, std: &dyn StdSource) -> Result<Vec<TestInput>> {
        let target = Target {
            tests: true,
            ..Target::of(&self.tags)
        };
        let (roots, _) = roots::find(&self.args, target, std)?;
        let one = |root: Root| {
            if root.files.is_some() {
                bail!("tests are those of a folder or an import path, not of files");
            }
            let folder = root.place.folder;
            let input = testmain::any(&folder, target).then(|| Input {
                args: vec![folder.clone()],
                tests: true,
                ..self.clone()
            });
            Ok(TestInput {
                path: root.path,
                folder,
                input,
            })
        };
        roots.into_iter().map(one).collect()
    }
}

/// A package whose tests were asked for.
#[derive(Debug)]
pub struct TestInput {
    /// Its import path.
    pub path: String,
    /// Its folder, in which the tests run.
    pub folder: PathBuf,
    /// What its test program is made of; nothing where it has no tests.
    pub input: Option<Input>,
}

//! Where the packages of a module's program lie: in the module or the others of its workspace, in those that stand for what
//! they require, or in the vendor folder. Nothing is ever fetched; of modules that Go has fetched before, its cache is read.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::buildinfo::{self, Module};
use super::gomod::{ModFile, Replace, Vendored, check_vendor, read_vendor};
use super::gowork::{self, WorkFile};

/// A module and what it is built with.
#[derive(Debug)]
pub(super) struct Modules {
    /// The module itself, or all of the workspace.
    mains: Vec<Main>,
    /// Folder of the `go.work` or `go.mod`.
    folder: PathBuf,
    /// Whether it is a workspace.
    work: bool,
    /// What the workspace replaces.
    replaces: Vec<Replace>,
    /// What the vendor folder holds; then nothing else counts.
    vendor: Option<Vec<Vendored>>,
}

/// A module of which all packages are there to be worked on.
#[derive(Debug)]
pub(super) struct Main {
    pub(super) folder: PathBuf,
    pub(super) file: ModFile,
}

/// Where a package is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// Minor version of its module's language.
    pub(super) lang: u32,
}

/// What is below a path, in import paths: `b/c` for `a/b/c` and `a`.
pub(super) fn below<'a>(path: &'a str, parent: &str) -> Option<&'a str> {
    match path.strip_prefix(parent)? {
        "" => Some(""),
        rest => rest.strip_prefix('/'),
    }
}

impl Modules {
    /// The workspace, or else the module, that a folder belongs to.
    pub(super) fn of(folder: &Path) -> Result<Option<Self>> {
        let folder = super::roots::normal(folder)?;
        if let Some(path) = gowork::find(&folder) {
            let path = super::roots::normal(&path)?;
            let (file, modules) = WorkFile::read(&path)?;
            let mains: Vec<Main> = modules
                .into_iter()
                .map(|(folder, file)| Main { folder, file })
                .collect();
            let folder = path.parent().unwrap_or(&path).to_owned();
            let vendor = folder.join("vendor");
            let vendor = match vendor.join("modules.txt").exists() {
                true => Some(read_vendor(&vendor)?),
                false => None,
            };
            return Ok(Some(Self {
                mains,
                folder,
                work: true,
                replaces: file.replaces,
                vendor,
            }));
        }
        let Some(folder) = folder.ancestors().find(|f| f.join("go.mod").is_file()) else {
            return Ok(None);
        };
        let file = ModFile::read(folder)?;
        let vendor = folder.join("vendor");
        let vendor = if file.lang >= 14 && vendor.is_dir() {
            let list = match vendor.join("modules.txt").exists() {
                true => read_vendor(&vendor)?,
                false => Vec::new(),
            };
            check_vendor(&file, &list, folder)?;
            Some(list)
        } else {
            None
        };
        let main = Main {
            folder: folder.to_owned(),
            file,
        };
        Ok(Some(Self {
            mains: vec![main],
            folder: folder.to_owned(),
            work: false,
            replaces: Vec::new(),
            vendor,
        }))
    }

    /// Whether it is a workspace.
    pub(super) fn is_workspace(&self) -> bool {
        self.work
    }

    /// The module of the program or workspace that has an import path, and what is below it.
    pub(super) fn main_with<'a>(&self, path: &'a str) -> Option<(&Main, &'a str)> {
        self.mains
            .iter()
            .filter_map(|m| Some((m, below(path, &m.file.path)?)))
            .max_by_key(|(m, _)| m.file.path.len())
    }

    /// The modules of the workspace in a folder and below it, in order.
    pub(super) fn below(&self, folder: &Path) -> Vec<&Main> {
        let mut list: Vec<&Main> = self
            .mains
            .iter()
            .filter(|m| m.folder.starts_with(folder))
            .collect();
        list.sort_by(|a, b| a.folder.cmp(&b.folder));
        list
    }

    /// The import path of a folder of the program, and its language.
    pub(super) fn import_path(&self, folder: &Path) -> Option<(String, u32)> {
        let inside = |m: &&Main| folder.starts_with(&m.folder);
        let main = self
            .mains
            .iter()
            .filter(inside)
            .max_by_key(|m| m.folder.as_os_str().len())?;
        // In a workspace, a module further in may be none of its own.
        let other = |f: &&Path| self.work && f.join("go.mod").exists() && **f != main.folder;
        if folder
            .ancestors()
            .take_while(|f| *f != main.folder)
            .any(|f| other(&f))
        {
            return None;
        }
        let rest = folder.strip_prefix(&main.folder).ok()?;
        let mut path = main.file.path.clone();
        for part in rest {
            path.push('/');
            path += &part.to_string_lossy();
        }
        Some((path, main.file.lang))
    }

    /// Finds a package; else says why it cannot be.
    pub(super) fn find(&self, path: &str) -> Result<Place, String> {
        self.locate(path).map(|(place, ..)| place)
    }

    /// Finds a package, and the module that it is from, with its version unless it is one of the program's own.
    fn locate(&self, path: &str) -> Result<(Place, &str, Option<&str>), String> {
        let mut found: Vec<(Place, &str, Option<&str>)> = Vec::new();
        for main in &self.mains {
            if let Some(rest) = below(path, &main.file.path)
                && let Some(folder) = package_in(&main.folder, rest)
            {
                let lang = main.file.lang;
                found.push((Place { folder, lang }, &main.file.path, None));
            }
        }
        if let Some(vendor) = &self.vendor {
            let module = vendor.iter().find(|v| v.packages.iter().any(|p| p == path));
            if let (Some(module), true) = (module, found.is_empty()) {
                let place = Place {
                    folder: self.folder.join("vendor").join(path),
                    lang: module.lang,
                };
                return Ok((place, &module.path, Some(&module.version)));
            }
        } else {
            for (module, version) in self.requires() {
                if let Some(rest) = below(path, module) {
                    let (folder, lang) = self.required(module, version)?;
                    if let Some(folder) = package_in(&folder, rest) {
                        found.push((Place { folder, lang }, module, Some(version)));
                    }
                }
            }
        }
        if found.len() > 1 {
            let mut message =
                format!("ambiguous import: found package {path} in multiple modules:");
            for (place, module, _) in found {
                message += &format!("\n\t{module} ({})", place.folder.display());
            }
            return Err(message);
        }
        found.pop().ok_or_else(|| self.missing(path))
    }

    /// The module that a package is from, if it is of none of Go's.
    pub(super) fn module(&self, path: &str) -> Option<Module> {
        let (_, module, version) = self.locate(path).ok()?;
        let Some(version) = version else {
            return Some(Module::in_folder(module));
        };
        let sum = |module: &str, version: &str| {
            let mut folders = self.mains.iter().map(|m| &*m.folder);
            let of_mains = folders.find_map(|folder| {
                Some(buildinfo::sum(folder, module, version)).filter(|sum| !sum.is_empty())
            });
            of_mains.unwrap_or_default()
        };
        let replace = self.replacement(module, version).map(|(r, _)| {
            Box::new(match &r.to_version {
                Some(version) => Module {
                    path: r.to.clone(),
                    version: version.clone(),
                    sum: sum(&r.to, version),
                    replace: None,
                },
                None => Module::in_folder(&r.to),
            })
        });
        Some(Module {
            path: module.into(),
            version: version.into(),
            sum: sum(module, version),
            replace,
        })
    }

    /// What is required: of several versions the newest, of the workspace's own modules none.
    fn requires(&self) -> Vec<(&str, &str)> {
        let mut list: Vec<(&str, &str)> = Vec::new();
        for (module, version) in self.mains.iter().flat_map(|m| &m.file.requires) {
            if self.work && self.mains.iter().any(|m| m.file.path == *module) {
                continue;
            }
            match list.iter_mut().find(|(m, _)| self.work && m == module) {
                Some((_, old)) if newer(version, old) => *old = version,
                Some(_) => {}
                None => list.push((module, version)),
            }
        }
        list
    }

    /// What stands for a module, and the folder that it is relative to.
    fn replacement(&self, module: &str, version: &str) -> Option<(&Replace, &Path)> {
        let of_work = Replace::of(&self.replaces, module, version).map(|r| (r, &*self.folder));
        of_work.or_else(|| {
            self.mains.iter().find_map(|m| {
                let r = m.file.replacement(module, version)?;
                Some((r, &*m.folder))
            })
        })
    }

    /// Folder and language of a required module.
    fn required(&self, module: &str, version: &str) -> Result<(PathBuf, u32), String> {
        let folder = match self.replacement(module, version) {
            Some((r, base)) => match &r.to_version {
                Some(version) => cached(&r.to, version)?,
                None => {
                    let folder = base.join(&r.to);
                    if !folder.is_dir() {
                        return Err(format!(
                            "{module}@{version}: replacement directory {} does not exist",
                            r.to
                        ));
                    }
                    folder
                }
            },
            None => cached(module, version)?,
        };
        let lang = match folder.join("go.mod").exists() {
            true => ModFile::read(&folder).map_err(|e| e.to_string())?.lang,
            false => 16,
        };
        Ok((folder, lang))
    }

    fn missing(&self, path: &str) -> String {
        let of_work = self.replaces.iter().map(|r| (r, &self.folder));
        let of_modules = self
            .mains
            .iter()
            .flat_map(|m| m.file.replaces.iter().map(|r| (r, &m.folder)));
        let replaced = of_work.chain(of_modules).find(|(r, base)| {
            below(path, &r.path).is_some_and(|rest| package_in(&base.join(&r.to), rest).is_some())
        });
        if !path.split('/').next().unwrap_or(path).contains('.') && replaced.is_none() {
            return format!("package {path} is not in std");
        }
        if self.vendor.is_some() {
            return format!(
                "cannot find module providing package {path}: import lookup disabled by -mod=vendor\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)"
            );
        }
        match replaced {
            Some((r, _)) => format!(
                "module {0} provides package {path} and is replaced but not required; to add it:\n\tgo get {0}",
                r.path
            ),
            None => {
                format!("no required module provides package {path}; to add it:\n\tgo get {path}")
            }
        }
    }
}

/// Whether a version is newer than another. One with a suffix comes before the version itself.
fn newer(a: &str, b: &str) -> bool {
    let parts = |v: &str| {
        let v = v.strip_prefix('v').unwrap_or(v);
        let v = v.split('+').next().unwrap_or(v);
        let (core, suffix) = v.split_once('-').unwrap_or((v, ""));
        let numbers: Vec<u64> = core.split('.').map(|n| n.parse().unwrap_or(0)).collect();
        (numbers, suffix.is_empty(), suffix.to_owned())
    };
    parts(a) > parts(b)
}

/// The folder of a package of a module, if it has Go files and belongs to no module further in.
fn package_in(module: &Path, rest: &str) -> Option<PathBuf> {
    let mut folder = module.to_owned();
    for part in rest.split('/').filter(|p| !p.is_empty()) {
        folder.push(part);
        if folder.join("go.mod").exists() {
            return None;
        }
    }
    has_go_files(&folder).then_some(folder)
}

/// Whether a folder is a package's.
pub(super) fn has_go_files(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|e| e.path().extension().is_some_and(|e| e == "go"))
    })
}

/// The folder of a module that Go has fetched.
fn cached(module: &str, version: &str) -> Result<PathBuf, String> {
    let variable = |name| std::env::var_os(name).filter(|v| !v.is_empty());
    let cache = variable("GOMODCACHE")
        .map(PathBuf::from)
        .or_else(|| Some(Path::new(&variable("GOPATH")?).join("pkg/mod")))
        .or_else(|| Some(Path::new(&variable("HOME")?).join("go/pkg/mod")));
    // Names of files may be without case: the cache marks capitals.
    let escape = |s: &str| {
        let mut out = String::new();
        for c in s.chars() {
            if c.is_ascii_uppercase() {
                out.push('!');
            }
            out.push(c.to_ascii_lowercase());
        }
        out
    };
    cache
        .map(|c| c.join(format!("{}@{}", escape(module), escape(version))))
        .filter(|f| f.is_dir())
        .ok_or_else(|| {
            format!(
                "module {module}@{version} is not on this machine, and Burrow fetches none: use \"go mod vendor\", \"go mod download\", or a replace directive with its folder"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::newer;

    #[test]
    fn versions_are_ordered() {
        for (a, b) in [
            ("v1.10.0", "v1.9.3"),
            ("v1.2.3", "v1.2.3-beta"),
            ("v2.0.0+incompatible", "v1.9.0"),
            ("v0.0.0-20240102000000-abc", "v0.0.0-20230102000000-abc"),
        ] {
            assert!(newer(a, b) && !newer(b, a), "{a} {b}");
        }
    }
}

//! Where the packages of a module's program lie: in the module, in those that stand for what it requires, or in its
//! vendor folder. Nothing is ever fetched; of modules that Go has fetched before, its cache is read.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::gomod::{ModFile, Vendored, check_vendor, read_vendor};

/// A module and what it is built with.
#[derive(Debug)]
pub(super) struct Modules {
    file: ModFile,
    folder: PathBuf,
    /// What the vendor folder holds; then nothing else counts.
    vendor: Option<Vec<Vendored>>,
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
    /// The module that a folder belongs to.
    pub(super) fn of(folder: &Path) -> Result<Option<Self>> {
        let folder = super::roots::normal(folder)?;
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
        Ok(Some(Self {
            folder: folder.to_owned(),
            file,
            vendor,
        }))
    }

    /// The module's path.
    pub(super) fn path(&self) -> &str {
        &self.file.path
    }

    /// Minor version of the module's language.
    pub(super) fn lang(&self) -> u32 {
        self.file.lang
    }

    /// The module's own folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The import path of a folder of the module.
    pub(super) fn import_path(&self, folder: &Path) -> Option<String> {
        let rest = folder.strip_prefix(&self.folder).ok()?;
        let mut path = self.file.path.clone();
        for part in rest {
            path.push('/');
            path += &part.to_string_lossy();
        }
        Some(path)
    }

    /// Finds a package; else says why it cannot be.
    pub(super) fn find(&self, path: &str) -> Result<Place, String> {
        let mut found: Vec<(&str, Place)> = Vec::new();
        if let Some(rest) = below(path, &self.file.path)
            && let Some(folder) = package_in(&self.folder, rest)
        {
            let lang = self.file.lang;
            found.push((&self.file.path, Place { folder, lang }));
        }
        if let Some(vendor) = &self.vendor {
            let module = vendor.iter().find(|v| v.packages.iter().any(|p| p == path));
            if let (Some(module), true) = (module, found.is_empty()) {
                return Ok(Place {
                    folder: self.folder.join("vendor").join(path),
                    lang: module.lang,
                });
            }
        } else {
            for (module, version) in &self.file.requires {
                if let Some(rest) = below(path, module) {
                    let (folder, lang) = self.required(module, version)?;
                    if let Some(folder) = package_in(&folder, rest) {
                        found.push((module, Place { folder, lang }));
                    }
                }
            }
        }
        match &found[..] {
            [] => Err(self.missing(path)),
            [(_, place)] => Ok(place.clone()),
            several => {
                let mut message =
                    format!("ambiguous import: found package {path} in multiple modules:");
                for (module, place) in several {
                    message += &format!("\n\t{module} ({})", place.folder.display());
                }
                Err(message)
            }
        }
    }

    /// Folder and language of a required module.
    fn required(&self, module: &str, version: &str) -> Result<(PathBuf, u32), String> {
        let folder = match self.file.replacement(module, version) {
            Some(r) => match &r.to_version {
                Some(version) => cached(&r.to, version)?,
                None => {
                    let folder = self.folder.join(&r.to);
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
        let replaced = self.file.replaces.iter().find(|r| {
            below(path, &r.path)
                .is_some_and(|rest| package_in(&self.folder.join(&r.to), rest).is_some())
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
            Some(r) => format!(
                "module {0} provides package {path} and is replaced but not required; to add it:\n\tgo get {0}",
                r.path
            ),
            None => {
                format!("no required module provides package {path}; to add it:\n\tgo get {path}")
            }
        }
    }
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

//! What the command line names: files, folders, import paths, and patterns of them.

use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};

use super::StdSource;
use super::modules::{Modules, Place};
use super::target::{GO_MINOR, Target};

/// A package that was asked for.
#[derive(Debug)]
pub(super) struct Root {
    /// Its import path, as far as it has one.
    pub(super) path: String,
    /// Its files where they are named, else those of its folder count.
    pub(super) files: Option<Vec<PathBuf>>,
    pub(super) place: Place,
}

/// What Go calls a package of files that are named one by one.
pub(super) const FILES: &str = "command-line-arguments";

/// The packages that are named, and the module that they are in.
pub(super) fn find(
    args: &[PathBuf],
    target: Target<'_>,
    std: &dyn StdSource,
) -> Result<(Vec<Root>, Option<Modules>)> {
    let is_file = |arg: &PathBuf| arg.extension().is_some_and(|e| e == "go");
    if args.is_empty() {
        bail!("no Go files given");
    }
    if is_file(&args[0]) {
        if let Some(other) = args.iter().find(|a| !is_file(a)) {
            bail!("named files must be .go files: {}", other.display());
        }
        return files(args);
    }
    let mut roots = Vec::new();
    let mut modules: Option<Option<Modules>> = None;
    for arg in args {
        let text = arg.to_string_lossy();
        let (base, wild) = match text.split_once("...") {
            Some((base, "")) => (base.trim_end_matches('/'), true),
            Some(_) => bail!("{text}: \"...\" can only be the end of a pattern"),
            None => (&*text, false),
        };
        let local = Path::new(base).is_absolute()
            || matches!(
                Path::new(base).components().next(),
                Some(Component::CurDir | Component::ParentDir)
            );
        let start = if local {
            Path::new(base)
        } else {
            Path::new(".")
        };
        let modules = match &mut modules {
            Some(modules) => modules,
            none => none.insert(Modules::of(start)?),
        };
        if wild
            && local
            && let Some(m) = modules.as_ref().filter(|m| m.is_workspace())
            && let folder = normal(start)?
            && m.import_path(&folder).is_none()
        {
            let before = roots.len();
            for main in m.below(&folder) {
                let root = Root {
                    path: main.file.path.clone(),
                    files: None,
                    place: Place {
                        folder: main.folder.clone(),
                        lang: main.file.lang,
                    },
                };
                walk(root, target, &mut roots)?;
            }
            if roots.len() == before {
                bail!(
                    "pattern {text}: directory prefix {base} does not contain modules listed in go.work or their selected dependencies"
                );
            }
            continue;
        }
        let root = match local {
            true => folder(start, modules.as_ref())?,
            false => import_path(base, modules.as_ref(), std, wild)?,
        };
        if wild {
            let before = roots.len();
            walk(root, target, &mut roots)?;
            if roots.len() == before {
                bail!("{text:?} matched no packages");
            }
        } else {
            roots.push(root);
        }
    }
    let mut seen = rustc_hash::FxHashSet::default();
    roots.retain(|r| seen.insert(r.place.folder.clone()));
    Ok((roots, modules.flatten()))
}

/// Files that are named. They are one package in a language that no `go.mod` holds back, but may import what the module of
/// their folder may.
fn files(args: &[PathBuf]) -> Result<(Vec<Root>, Option<Modules>)> {
    let parent = |file: &Path| match file.parent() {
        Some(p) if !p.as_os_str().is_empty() => p.to_owned(),
        _ => PathBuf::from("."),
    };
    let folder = parent(&args[0]);
    if let Some(other) = args.iter().map(|a| parent(a)).find(|p| *p != folder) {
        bail!(
            "named files must all be in one directory; have {} and {}",
            folder.display(),
            other.display()
        );
    }
    let modules = Modules::of(&folder)?;
    let folder = normal(&folder)?;
    let path = modules.as_ref().and_then(|m| m.import_path(&folder));
    let root = Root {
        path: path.map_or_else(|| FILES.into(), |(path, _)| path),
        files: Some(args.to_vec()),
        place: Place {
            folder,
            lang: GO_MINOR,
        },
    };
    Ok((vec![root], modules))
}

/// An absolute path without `.` and `..`.
pub(super) fn normal(path: &Path) -> Result<PathBuf> {
    let mut out = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    Ok(out)
}

fn folder(start: &Path, modules: Option<&Modules>) -> Result<Root> {
    let folder = normal(start)?;
    if !folder.is_dir() {
        bail!("stat {}: directory not found", folder.display());
    }
    let (path, lang) = match modules {
        Some(m) => match m.import_path(&folder) {
            Some(found) => found,
            None if m.is_workspace() => bail!("{}", outside(start, &folder)),
            None => bail!("directory {} outside main module", start.display()),
        },
        // A program that needs the standard packages only.
        None => (FILES.into(), GO_MINOR),
    };
    Ok(Root {
        path,
        files: None,
        place: Place { folder, lang },
    })
}

/// Says that a folder is in none of the workspace's modules.
fn outside(start: &Path, folder: &Path) -> String {
    let name = match start.display().to_string() {
        dot if dot == "." => "current directory".to_owned(),
        other => format!("directory {other}"),
    };
    let start = start.display();
    match folder.ancestors().any(|f| f.join("go.mod").exists()) {
        true => format!(
            "{name} is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use {start}"
        ),
        false => format!("{name} outside modules listed in go.work or their selected dependencies"),
    }
}

fn import_path(
    path: &str,
    modules: Option<&Modules>,
    std: &dyn StdSource,
    wild: bool,
) -> Result<Root> {
    if std.files(path).is_some() {
        bail!("{path} is a standard package: it is compiled with the programs that import it");
    }
    let place = match modules {
        Some(m) if wild => match m.main_with(path) {
            Some((main, rest)) => Place {
                folder: main.folder.join(rest),
                lang: main.file.lang,
            },
            None => bail!("\"{path}/...\" matched no packages"),
        },
        Some(m) => m.find(path).map_err(|e| anyhow::anyhow!(e))?,
        None => bail!("{}", super::imports::not_found(path)),
    };
    Ok(Root {
        path: path.into(),
        files: None,
        place,
    })
}

/// The packages in a folder and below it, in order.
fn walk(root: Root, target: Target<'_>, roots: &mut Vec<Root>) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(&root.place.folder) else {
        return Ok(());
    };
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.is_dir())
        .collect();
    folders.sort();
    let (path, lang) = (root.path.clone(), root.place.lang);
    if super::files::folder_files(&root.place.folder, target).is_ok() {
        roots.push(root);
    }
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let other = matches!(&*name, "vendor" | "testdata") || name.starts_with(['.', '_']);
        if !other && !folder.join("go.mod").exists() {
            let below = Root {
                path: format!("{path}/{name}"),
                files: None,
                place: Place { folder, lang },
            };
            walk(below, target, roots)?;
        }
    }
    Ok(())
}

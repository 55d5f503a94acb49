//! Reads a program: its own packages and, following imports, those of its module, of what the module requires, of `std/`, and
//! the other standard packages from an installed Go.
//!
//! `roots` finds what the command line names, `modules` where an import path lies (`gomod` reads what modules say of
//! themselves), `goroot` where Go's own packages lie, `target` which files of a folder count.
//!
//! Packages come out in the order of their dependencies. `runtime` is always among them, since compiled code calls into
//! it; `unsafe` has no source and never is. Errors in the source go to the diagnostics; what makes reading pointless (a
//! file that is not there) is the result's error, one line.

use crate::diag::Diagnostics;
use crate::syntax::ast::{Decl, Directive, File};
use crate::syntax::source::{Pos, SourceMap};
use crate::syntax::symbol::Symbol;
use crate::syntax::{IdGen, parse_file};
use anyhow::{Context, Result, bail};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

use modules::{Modules, Place, below};
use roots::Root;
use target::Target;

mod embed;
mod gomod;
mod goroot;
mod modules;
mod roots;
mod target;

pub use embed::{Embeds, patterns};
pub use goroot::Goroot;
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

/// Where the sources of the standard packages come from.
pub trait StdSource {
    /// The files of the package with this import path: for each its name, as messages show it, and its content. Nothing
    /// when there is no such package. Files that the target excludes may be among them.
    fn files(&self, path: &str) -> Option<Vec<(PathBuf, Vec<u8>)>>;
}

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

/// What there is to know of a package before its files are parsed.
struct Header<'a> {
    /// As in [`ParsedPackage::path`].
    path: &'a str,
    std: bool,
    /// Whether build constraints matter.
    constraints: bool,
    lang: u32,
    folder: Option<PathBuf>,
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
) -> Result<Vec<ParsedPackage>> {
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
    for root in roots {
        loader.root(root, alone)?;
    }
    Ok(loader.packages)
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

    /// A package whose files are named. As in Go, constraints do not matter then.
    fn named_files(
        &mut self,
        path: &str,
        paths: &[PathBuf],
        place: Place,
    ) -> Result<ParsedPackage> {
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
        let header = Header {
            constraints: false,
            ..Header::own(path, place)
        };
        let mut package = self.parse(header, read)?;
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
        header: Header<'_>,
        mut files: Vec<(PathBuf, Vec<u8>)>,
    ) -> Result<ParsedPackage> {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let path = header.path;
        let mut package = ParsedPackage {
            path: path.into(),
            name: Symbol::new(path.rsplit('/').next().unwrap_or(path)),
            files: Vec::new(),
            std: header.std,
            partial: self.partial,
            lang: match header.std {
                true => header.lang,
                false => self.lang.unwrap_or(header.lang),
            },
            folder: header.folder,
            embeds: Embeds::default(),
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
            if header.constraints && !self.target.constraint_fits(&self.sources.file(index).text) {
                continue;
            }
            let errors = self.diags.len();
            let mut file = parse_file(self.sources, index, &mut self.ids, self.diags);
            // A build line may ask for less than the module does, but for nothing older than the first Go that heeded it.
            file.lang = match file.go_version {
                Some((_, minor)) => minor.max(21),
                None => package.lang,
            };
            self.sources
                .set_marks(index, core::mem::take(&mut file.marks));
            if self.diags.len() == errors {
                match &first {
                    None => {
                        package.name = file.package.name;
                        first = Some(name);
                    }
                    Some(first) if package.name != file.package.name => bail!(
                        "found packages {} ({}) and {} ({}) in {}",
                        package.name,
                        file_name(first),
                        file.package.name,
                        file_name(&name),
                        name.parent().unwrap_or(&name).display()
                    ),
                    Some(_) => {}
                }
            }
            package.files.push(file);
        }
        if header.std {
            for import in package.files.iter_mut().flat_map(|f| &mut f.imports) {
                if let Some(path) = goroot::vendored(&import.path) {
                    import.path = path;
                }
            }
        }
        if let Some(folder) = &package.folder {
            package.embeds = embed::find(&package.files, folder, self.diags);
        }
        attach_linknames(&mut package.files);
        Ok(package)
    }

    fn follow_imports(&mut self, package: &ParsedPackage) {
        let imports: Vec<(String, Pos, String)> = package
            .files
            .iter()
            .flat_map(|file| &file.imports)
            .map(|import| {
                let file = self.sources.file_of(import.path_pos);
                let name = file.map_or(String::new(), |f| file_name(&self.sources.file(f).name));
                (import.path.clone(), import.path_pos, name)
            })
            .collect();
        let importer = self.stack.last().map_or("", |(path, _)| path).to_owned();
        for (path, pos, file) in imports {
            if !self.check_path(&path, pos) {
                continue;
            }
            if !package.std && !self.may_import(&importer, &path) {
                self.diags
                    .fatal(pos, format!("use of internal package {path} not allowed"));
                continue;
            }
            self.import(&path, pos, &file);
        }
    }

    /// Whether the rule for `internal` lets one package import another: both are below the parent of that folder.
    fn may_import(&self, importer: &str, path: &str) -> bool {
        let mut parts: Vec<&str> = path.split('/').collect();
        let Some(at) = parts.iter().rposition(|&p| p == "internal") else {
            return true;
        };
        parts.truncate(at);
        let parent = parts.join("/");
        let of_std = parent.is_empty() || self.std.files(path).is_some();
        !of_std && below(importer, &parent).is_some()
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

    /// Makes sure that a package is loaded. `pos` is where it is imported, in `file`.
    fn import(&mut self, path: &str, pos: Pos, file: &str) {
        match self.seen.get(path) {
            _ if path == "unsafe" => return,
            Some(true) => return,
            Some(false) => {
                let message = self.cycle(path, file);
                // As in Go, the chain says where.
                self.diags.fatal(Pos::NONE, message);
                return;
            }
            None => {}
        }
        self.seen.insert(path.into(), false);
        let parsed = self.read_package(path);
        match parsed {
            Ok(package) if package.files.is_empty() => {
                let message = format!("build constraints exclude all Go files in package {path}");
                self.diags.fatal(pos, message);
            }
            Ok(package) if package.name.as_str() == "main" && !self.is_own(path) => {
                let message = format!("import {path:?} is a program, not an importable package");
                self.diags.fatal(pos, message);
            }
            Ok(package) => {
                self.stack.push((path.into(), file.into()));
                self.follow_imports(&package);
                self.stack.pop();
                self.packages.push(package);
            }
            Err(error) => self.diags.fatal(pos, error.to_string()),
        }
        self.seen.insert(path.into(), true);
    }

    /// Whether a package is one whose files are named.
    fn is_own(&self, path: &str) -> bool {
        self.own.iter().any(|(p, _)| p == path)
    }

    /// Reads a package that is imported.
    fn read_package(&mut self, path: &str) -> Result<ParsedPackage> {
        let own = self.own;
        if let Some((_, files)) = own.iter().find(|(p, _)| p == path) {
            let folder = files
                .first()
                .and_then(|f| f.parent())
                .unwrap_or(Path::new("."));
            let place = Place {
                folder: folder.to_owned(),
                lang: GO_MINOR,
            };
            return self.named_files(path, files, place);
        }
        if let Some(mut files) = self.std.files(path) {
            files.retain(|(name, _)| self.target.name_fits(&file_name(name)));
            let header = Header {
                path,
                std: true,
                constraints: true,
                lang: GO_MINOR,
                folder: None,
            };
            return self.parse(header, files);
        }
        let place = match &self.modules {
            Some(modules) if !path.starts_with(['.', '/']) => modules.find(path),
            _ => Err(not_found(path)),
        };
        if place.is_err()
            && let Some(folder) = self.goroot.package(path).map_err(anyhow::Error::msg)?
        {
            let files = goroot::files(path, &folder, self.target).map_err(anyhow::Error::msg)?;
            let header = Header {
                path,
                std: true,
                // They were looked at when the folder was read.
                constraints: false,
                lang: GO_MINOR,
                folder: Some(folder),
            };
            return self.parse(header, files);
        }
        let found = place
            .and_then(|place| folder_files(&place.folder, self.target).map(|files| (place, files)));
        let (place, files) = found.map_err(|message| anyhow::anyhow!(message))?;
        self.parse(Header::own(path, place), files)
    }

    /// The chain of imports that comes back to a package.
    fn cycle(&self, path: &str, file: &str) -> String {
        let mut message = String::new();
        for (path, file) in &self.stack {
            message += &match &**file {
                "" => format!("package {path}\n\t"),
                file => format!("imports {path} from {file}\n\t"),
            };
        }
        message + &format!("imports {path} from {file}: import cycle not allowed")
    }
}

impl<'a> Header<'a> {
    /// A package that is not one of `std/`.
    fn own(path: &'a str, place: Place) -> Self {
        Self {
            path,
            std: false,
            constraints: true,
            lang: place.lang,
            folder: Some(place.folder),
        }
    }
}

/// The Go files of a folder that fit the target, with their names as messages show them; else what Go says.
fn folder_files(folder: &Path, target: Target<'_>) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let names = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let entries =
        std::fs::read_dir(folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
    let all: Vec<String> = entries
        .flatten()
        .map(names)
        .filter(|n| n.ends_with(".go") && !n.starts_with(['_', '.']))
        .collect();
    let mut files = Vec::new();
    for name in all.iter().filter(|n| target.name_fits(n)) {
        let path = folder.join(name);
        let bytes =
            std::fs::read(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        if target.constraint_fits(&String::from_utf8_lossy(&bytes)) {
            files.push((shown(&path), bytes));
        }
    }
    let folder = folder.display();
    if all.is_empty() {
        Err(format!("no Go files in {folder}"))
    } else if all.iter().all(|n| n.ends_with("_test.go")) {
        Err(format!("no non-test Go files in {folder}"))
    } else if files.is_empty() {
        Err(format!(
            "build constraints exclude all Go files in {folder}"
        ))
    } else {
        Ok(files)
    }
}

/// A path as messages show it: from the current folder, where that is shorter.
fn shown(path: &Path) -> PathBuf {
    let relative = || {
        let here = std::env::current_dir().ok()?;
        let mut up = PathBuf::new();
        for folder in here.ancestors() {
            if let Ok(rest) = path.strip_prefix(folder) {
                return Some(up.join(rest));
            }
            up.push("..");
        }
        None
    };
    match relative() {
        Some(r) if r.as_os_str().len() < path.as_os_str().len() => r,
        _ => path.to_owned(),
    }
}

/// Gives functions the `linkname` lines that name them and stand elsewhere.
fn attach_linknames(files: &mut [File]) {
    for file in files {
        let is_linkname = |d: &mut Directive| d.text.starts_with("linkname ");
        let lines: Vec<Directive> = file.directives.extract_if(.., is_linkname).collect();
        for line in lines {
            let name = line.text.split_whitespace().nth(1).unwrap_or("");
            let func = file.decls.iter_mut().find_map(|d| match d {
                Decl::Func(f) if f.recv.is_none() && f.name.name.as_str() == name => Some(f),
                _ => None,
            });
            match func {
                Some(func) => func.directives.push(line),
                None => file.directives.push(line),
            }
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
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

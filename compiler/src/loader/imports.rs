//! Import paths: which may be imported, by whom, and the cycles that they must not form.

use super::files::file_name;
use super::modules::below;
use super::{Loader, ParsedPackage};
use crate::syntax::source::Pos;

impl Loader<'_> {
    /// Loads what a package imports. It is the last one of the stack.
    pub(super) fn follow_imports(&mut self, package: &ParsedPackage) {
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

    /// Makes sure that a package is loaded. `pos` is where it is imported, in `file`.
    pub(super) fn import(&mut self, path: &str, pos: Pos, file: &str) {
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

    /// Whether a package is one whose files are named.
    fn is_own(&self, path: &str) -> bool {
        self.own.iter().any(|(p, _)| p == path)
    }
}

/// What Go says of an import that it cannot find.
pub(super) fn not_found(path: &str) -> String {
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

//! Parsing of a package: its files that fit the target, which must agree on its name.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::embed::{self, Embeds};
use super::files::file_name;
use super::modules::Place;
use super::{Loader, ParsedPackage, goroot};
use crate::syntax::ast::{Decl, Directive, File};
use crate::syntax::parse_file;
use crate::syntax::symbol::Symbol;

/// What there is to know of a package before its files are parsed.
pub(super) struct Header<'a> {
    /// As in [`ParsedPackage::path`].
    pub(super) path: &'a str,
    pub(super) std: bool,
    /// Whether build constraints matter.
    pub(super) constraints: bool,
    pub(super) lang: u32,
    pub(super) folder: Option<PathBuf>,
}

impl<'a> Header<'a> {
    /// A package that is not one of `std/`.
    pub(super) fn own(path: &'a str, place: Place) -> Self {
        Self {
            path,
            std: false,
            constraints: true,
            lang: place.lang,
            folder: Some(place.folder),
        }
    }
}

impl Loader<'_> {
    /// Parses the files of a package, those that fit the target.
    pub(super) fn parse(
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
}

/// Gives each `linkname` line, wherever it stands, to the function that it names; those of variables are the file's.
fn attach_linknames(files: &mut [File]) {
    for file in files {
        let is_linkname = |d: &mut Directive| d.text.starts_with("linkname ");
        let mut lines: Vec<Directive> = file.directives.extract_if(.., is_linkname).collect();
        for decl in &mut file.decls {
            match decl {
                Decl::Var(spec) => lines.extend(spec.directives.extract_if(.., is_linkname)),
                Decl::Func(func) => lines.extend(func.directives.extract_if(.., is_linkname)),
                Decl::Const(_) | Decl::Type(_) => {}
            }
        }
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

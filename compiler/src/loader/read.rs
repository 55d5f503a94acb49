//! Where a package's files come from: named one by one, the packages of `std/`, modules, an installed Go.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::files::{file_name, folder_files};
use super::imports::not_found;
use super::modules::Place;
use super::parse::Header;
use super::target::GO_MINOR;
use super::{Loader, ParsedPackage, goroot};

impl Loader<'_> {
    /// A package whose files are named. As in Go, constraints do not matter then.
    pub(super) fn named_files(
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
            if name.ends_with("_test.go") && !self.partial {
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

    /// Reads a package that is imported.
    pub(super) fn read_package(&mut self, path: &str) -> Result<ParsedPackage> {
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
        if let Some(mut files) = self.own_std(path) {
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

    /// The source of a standard package in `std/` that comes before an installed Go's.
    fn own_std(&self, path: &str) -> Option<Vec<(PathBuf, Vec<u8>)>> {
        let files = self.std.files(path)?;
        let other = self.std.stands_in(path) && matches!(self.goroot.package(path), Ok(Some(_)));
        (!other).then_some(files)
    }
}

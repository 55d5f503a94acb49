//! Which standard packages tests may import: those of `std/`, and Go's own where there is a Go of the right version.

use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::golang;

/// What there is to import.
#[derive(Debug)]
pub(crate) struct Packages {
    /// Those that Burrow ships.
    shipped: PathBuf,
    /// The Go whose source all others come from.
    pub(crate) go: Option<PathBuf>,
}

impl Packages {
    /// With Go's source as `cargo xtask setup` finds or gets it.
    pub(crate) fn find(context: &Context) -> Self {
        Self {
            shipped: context.root.join("std"),
            go: golang::find(context),
        }
    }

    /// The first of these imports that cannot be had here, though it can where there is a Go.
    pub(crate) fn missing<'a>(&self, imports: &'a [String]) -> Option<&'a str> {
        if self.go.is_some() {
            return None;
        }
        imports
            .iter()
            .map(String::as_str)
            .find(|path| is_standard(path) && !has_go_files(&self.shipped.join(path)))
    }
}

/// Whether a path may be a standard package's. Some tests import what cannot be imported.
fn is_standard(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    path.starts_with(|c: char| c.is_ascii_lowercase())
        && path.split('/').all(|part| !part.is_empty() && part.chars().all(plain))
        && !matches!(path, "unsafe" | "builtin")
        // The packages of a test that has several.
        && !path.starts_with("test/")
}

fn has_go_files(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    entries
        .flatten()
        .any(|e| e.path().extension().is_some_and(|e| e == "go"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_there_and_the_rest_where_there_is_a_go() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("text/other")).unwrap();
        std::fs::create_dir(folder.path().join("fmt")).unwrap();
        std::fs::write(folder.path().join("fmt/a.go"), "package fmt").unwrap();
        let mut packages = Packages {
            shipped: folder.path().to_owned(),
            go: None,
        };
        let missing = |packages: &Packages, path: &str| {
            let imports = ["fmt".to_owned(), path.to_owned()];
            packages.missing(&imports).map(str::to_owned)
        };
        for path in [
            "fmt", "unsafe", "./a", "/a", "a b", "a//b", "C", "test/a", "",
        ] {
            assert_eq!(missing(&packages, path), None, "{path}");
        }
        for path in ["text", "text/template"] {
            assert_eq!(missing(&packages, path).as_deref(), Some(path));
        }
        packages.go = Some("go".into());
        assert_eq!(missing(&packages, "text"), None);
    }
}

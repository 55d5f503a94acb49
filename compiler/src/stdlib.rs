//! The standard packages that Burrow ships, embedded.

use crate::loader::StdSource;
use std::path::{Path, PathBuf};

/// A package: import path, then names and contents of its files.
type Package = (&'static str, &'static [(&'static str, &'static [u8])]);

static PACKAGES: &[Package] = include!(concat!(env!("OUT_DIR"), "/std.rs"));

/// The embedded sources. Messages and traces show their files as `$GOROOT/src/...`, which is where Go has them.
#[derive(Clone, Copy, Debug)]
pub struct Embedded;

/// Packages that need nothing of the runtime, with those below them: an installed Go's own are preferred, since they and
/// what else comes from there know of each other. Internal ones are ours to lay over Go's, and so is `hash/maphash`, which asks
/// Go's runtime for hashes.
const STAND_INS: &[&str] = &["crypto", "hash", "regexp"];

impl StdSource for Embedded {
    fn stands_in(&self, path: &str) -> bool {
        let below = |of: &&str| {
            path.strip_prefix(*of)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        STAND_INS.iter().any(below) && !path.contains("/internal/") && path != "hash/maphash"
    }

    fn files(&self, path: &str) -> Option<Vec<(PathBuf, Vec<u8>)>> {
        let at = PACKAGES.iter().position(|(p, _)| *p == path)?;
        let folder = Path::new("$GOROOT/src").join(path);
        Some(
            PACKAGES[at]
                .1
                .iter()
                .map(|(name, text)| (folder.join(name), text.to_vec()))
                .collect(),
        )
    }
}

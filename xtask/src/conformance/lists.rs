//! The lists that are kept beside this module: tests that are skipped, tests known to fail, and digests of what Go 1.27 does
//! where it differs from what the tree of an older Go expects.

use core::fmt::Write as _;
use core::hash::{Hash as _, Hasher as _};
use std::collections::BTreeMap;
use std::fs;

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::context::Context;

/// A list: test, then a reason or a digest.
#[derive(Debug)]
pub(crate) struct List {
    path: PathBuf,
    /// The lines that begin the file.
    head: String,
    pub(crate) entries: BTreeMap<String, String>,
}

impl List {
    pub(crate) fn read(context: &Context, name: &str) -> Result<Self> {
        let path = context.root.join("xtask/conformance").join(name);
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let (mut head, mut entries) = (String::new(), BTreeMap::new());
        for line in text.lines() {
            if let Some((test, rest)) = line.split_once(": ").filter(|_| !line.starts_with('#')) {
                entries.insert(test.to_owned(), rest.to_owned());
            } else {
                head += line;
                head.push('\n');
            }
        }
        Ok(Self {
            path,
            head,
            entries,
        })
    }

    pub(crate) fn write(&self) -> Result<()> {
        let mut text = self.head.clone();
        for (test, rest) in &self.entries {
            writeln!(text, "{test}: {rest}")?;
        }
        fs::write(&self.path, text).with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// A digest that stays the same from run to run.
pub(crate) fn digest(text: &str) -> String {
    let mut hasher = rustc_hash::FxHasher::default();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

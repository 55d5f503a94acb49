//! Tests of the whole stage.

use super::ast::File;
use super::source::SourceMap;
use super::{IdGen, parse_file};
use crate::diag::Diagnostics;

/// Parses a file called `t.go`. Returns the tree and all errors as `file:line:column: message`, sorted.
pub(super) fn parse(text: &[u8]) -> (File, Vec<String>) {
    let mut sources = SourceMap::default();
    let file = sources.add_bytes("t.go".into(), text.to_vec());
    let mut diags = Diagnostics::default();
    let tree = parse_file(&sources, file, &mut IdGen::default(), &mut diags);
    let errors = diags.sorted(&sources).into_iter().map(|d| {
        let place = sources.place(d.pos).expect("errors have places");
        let file = place.file.display();
        format!("{file}:{}:{}: {}", place.line, place.column, d.message)
    });
    (tree, errors.collect())
}

pub(super) fn errors_in(text: &[u8]) -> Vec<String> {
    parse(text).1
}

//! Tests of the whole stage.

mod dump;
mod errors;
mod limits;
mod random;
mod trees;

use super::ast::File;
use super::source::SourceMap;
use super::{IdGen, parse_file, parse_imports_only};
use crate::diag::Diagnostics;

/// Parses a file called `t.go`. Returns the tree and all errors as `file:line:column: message`, sorted.
pub(super) fn parse(text: &[u8]) -> (File, Vec<String>) {
    parse_with(text, parse_file)
}

type Parse = fn(&SourceMap, usize, &mut IdGen, &mut Diagnostics) -> File;

fn parse_with(text: &[u8], parse: Parse) -> (File, Vec<String>) {
    let mut sources = SourceMap::default();
    let file = sources.add_bytes("t.go".into(), text.to_vec());
    let mut diags = Diagnostics::default();
    let tree = parse(&sources, file, &mut IdGen::default(), &mut diags);
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

#[test]
fn imports_only_stops_at_the_first_declaration() {
    let text = b"package p\nimport \"a\"\nimport ( . \"b/c\"; d `e` )\nvar x = @\n";
    let (file, errors) = parse_with(text, parse_imports_only);
    assert!(errors.is_empty(), "{errors:?}");
    assert!(file.decls.is_empty());
    let imports: Vec<_> = file
        .imports
        .iter()
        .map(|i| (i.name.map(|n| n.name.as_str()), i.path.as_str()))
        .collect();
    assert_eq!(imports, [(None, "a"), (Some("."), "b/c"), (Some("d"), "e")]);
    assert_eq!(file.package.name.as_str(), "p");
}

#[test]
fn identities_are_unique_across_files() {
    let mut sources = SourceMap::default();
    let mut ids = IdGen::default();
    let mut diags = Diagnostics::default();
    let names: Vec<_> = ["package a", "package b"]
        .into_iter()
        .map(|text| {
            let file = sources.add("t.go".into(), text.into());
            parse_file(&sources, file, &mut ids, &mut diags).package
        })
        .collect();
    assert_ne!(names[0].id, names[1].id);
    assert_ne!(names[0].pos, names[1].pos);
    assert_eq!(ids.count(), 2);
}

#[test]
fn directives_go_to_what_follows() {
    let text = b"//go:build linux && go1.22\n\npackage p\n\n//go:linkname a b.c\n\nimport _ \"unsafe\"\n\n\
        //go:noinline\n// doc\n//go:nosplit\nfunc f()\n\n//go:embed x y\nvar v string\n\n//go:foo\n";
    let (file, errors) = parse(text);
    assert!(errors.is_empty(), "{errors:?}");
    let texts = |list: &[super::ast::Directive]| -> Vec<String> {
        list.iter().map(|d| d.text.clone()).collect()
    };
    assert_eq!(file.go_version, Some((1, 22)));
    assert_eq!(
        texts(&file.directives),
        ["build linux && go1.22", "linkname a b.c", "foo"]
    );
    let [super::ast::Decl::Func(f), super::ast::Decl::Var(v)] = file.decls.as_slice() else {
        panic!("a function and a variable");
    };
    assert_eq!(texts(&f.directives), ["noinline", "nosplit"]);
    assert_eq!(texts(&v.directives), ["embed x y"]);
}

#[test]
fn misplaced_directives() {
    let errors = |text: &str| errors_in(text.as_bytes());
    let misplaced = "misplaced compiler directive";
    assert_eq!(
        errors("package p\n//go:noinline\ntype T int\n"),
        [format!("t.go:2:3: {misplaced}")]
    );
    assert_eq!(
        errors("package p\nvar x int //go:noinline\n"),
        [format!("t.go:2:13: {misplaced}")]
    );
    assert_eq!(
        errors("package p\n//go:build x\nvar x int\n"),
        [format!("t.go:2:3: {misplaced}")]
    );
    assert_eq!(
        errors("package p\nfunc f() {\n\t//go:nosplit\n\tx()\n}\n"),
        [format!("t.go:3:4: {misplaced}")]
    );
    assert_eq!(
        errors("package p\n//go:embed x\nfunc f()\n"),
        ["t.go:2:3: misplaced go:embed directive"]
    );
    assert_eq!(
        errors("package p\n//go:wasmimport a\nfunc f()\n"),
        ["t.go:2:3: usage: //go:wasmimport importmodule importname"]
    );
}

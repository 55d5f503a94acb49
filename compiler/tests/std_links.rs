//! Every package of std/ can be imported, and everything that it exports compiles and links: a function whose part of the
//! runtime is missing, or whose body nobody compiled before, is found here and not by a user.

mod common;

use core::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use burrow_compiler::diag::Diagnostics;
use burrow_compiler::syntax::ast::{Decl, ExprKind, FieldType};
use burrow_compiler::syntax::source::SourceMap;
use burrow_compiler::syntax::{IdGen, parse_file};

/// Folders with Go files below `folder`, as import paths that a program may use.
fn packages(folder: &Path, path: &str, found: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().flatten().collect();
    entries.sort_by_key(|e| e.file_name());
    let is_go = |e: &fs::DirEntry| e.path().extension().is_some_and(|e| e == "go");
    if entries.iter().any(is_go) {
        found.push(path.to_owned());
    }
    for entry in entries.iter().filter(|e| e.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == "internal" {
            continue;
        }
        let path = match path {
            "" => name,
            path => format!("{path}/{name}"),
        };
        packages(&entry.path(), &path, found);
    }
}

/// What names the exported functions, variables and methods of a package that is called `name`.
fn exported(folder: &Path, name: &str) -> String {
    let mut text = String::new();
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .collect();
    files.sort();
    for file in files
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "go"))
    {
        let (mut sources, mut diags) = (SourceMap::default(), Diagnostics::default());
        let index = sources.add_bytes(file.clone(), fs::read(file).unwrap());
        let parsed = parse_file(&sources, index, &mut IdGen::default(), &mut diags);
        assert!(diags.is_empty(), "{}", file.display());
        for decl in &parsed.decls {
            match decl {
                Decl::Func(f) if f.tparams.is_empty() && f.name.name.is_exported() => {
                    let Some(recv) = &f.recv else {
                        let _ = writeln!(text, "\tsink = append(sink, {name}.{})", f.name.name);
                        continue;
                    };
                    let FieldType::Own(typ) = &recv.typ else {
                        continue;
                    };
                    let mut base = typ.unparen();
                    if let ExprKind::Star(to) = &base.kind {
                        base = to.unparen();
                    }
                    // Generic types have no methods before they have type arguments.
                    if let ExprKind::Ident(base) = &base.kind
                        && base.is_exported()
                    {
                        let _ = writeln!(
                            text,
                            "\tsink = append(sink, (*{name}.{}).{})",
                            base, f.name.name
                        );
                    }
                }
                Decl::Var(spec) => {
                    for var in spec.names.iter().filter(|n| n.name.is_exported()) {
                        let _ = writeln!(text, "\tsink = append(sink, &{name}.{})", var.name);
                    }
                }
                _ => {}
            }
        }
    }
    text
}

#[test]
fn everything_that_is_exported_links() {
    if let Some(why) = common::missing() {
        eprintln!("skipped: {why}");
        return;
    }
    let std = common::folder("std");
    let mut list = Vec::new();
    packages(&std, "", &mut list);
    assert!(list.len() > 40, "{list:?}");
    let (mut imports, mut body) = (String::new(), String::new());
    for (n, path) in list.iter().enumerate() {
        let name = format!("p{n}");
        let uses = exported(&std.join(path), &name);
        let alias = if uses.is_empty() { "_" } else { &name };
        let _ = writeln!(imports, "\t{alias} {path:?}");
        body += &uses;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.go");
    // The condition is one that the compiler cannot know, so nothing is left out.
    let text = format!(
        "package main\n\nimport (\n\t\"os\"\n\n{imports})\n\nvar sink []any\n\nfunc all() {{\n{body}}}\n\n\
         func main() {{\n\tif len(os.Args) > 99 {{\n\t\tall()\n\t}}\n\tprintln(\"linked\")\n}}\n"
    );
    fs::write(&file, text).unwrap();
    let module = folder.path().join("all.wasm");
    let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .args(["build", "-O0", "-e"])
        .arg(&file)
        .arg("-o")
        .arg(&module)
        // None but those of std/.
        .env("GOROOT", folder.path())
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    // All packages are initialised together.
    let ran = Command::new("node")
        .arg(common::folder("../xtask/node/run.mjs"))
        .arg(&module)
        .env("NODE_NO_WARNINGS", "1")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "linked\n");
    assert!(ran.status.success());
}

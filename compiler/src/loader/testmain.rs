//! `burrow test`: a package with its test files, the external tests beside it, and a main function that runs them all.
//!
//! The package under test is loaded first, with the test files of its own name, under its own import path: so whatever
//! imports it, external tests (`package p_test`) and what they import, sees that one.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;

use super::files::folder_files;
use super::parse::Header;
use super::roots::Root;
use super::target::{GO_MINOR, Target};
use super::{Loader, ParsedPackage};
use crate::syntax::ast::{Decl, ExprKind, FieldType, FuncDecl};
use crate::syntax::source::{Pos, SourceMap};

/// What a test file declares for the main function to run.
#[derive(Default)]
struct Found {
    tests: Vec<String>,
    benchmarks: Vec<String>,
    fuzz: Vec<String>,
    /// Name, what is printed, whether in any order.
    examples: Vec<(String, String, bool)>,
    main: bool,
}

impl Found {
    fn is_empty(&self) -> bool {
        let none = self.tests.is_empty() && self.benchmarks.is_empty() && self.fuzz.is_empty();
        none && self.examples.is_empty() && !self.main
    }
}

/// Whether a folder has test files for the target.
pub(super) fn any(folder: &std::path::Path, target: Target<'_>) -> bool {
    let target = Target {
        tests: true,
        ..target
    };
    folder_files(folder, target).is_ok_and(|files| files.iter().any(|(name, _)| is_test(name)))
}

fn is_test(name: &std::path::Path) -> bool {
    name.to_string_lossy().ends_with("_test.go")
}

impl Loader<'_> {
    /// Loads a package for its tests.
    pub(super) fn test_root(&mut self, root: Root) -> Result<()> {
        let target = Target {
            tests: true,
            ..self.target
        };
        let files = folder_files(&root.place.folder, target).map_err(anyhow::Error::msg)?;
        let external = |(name, text): &(PathBuf, Vec<u8>)| {
            is_test(name) && package_name(&String::from_utf8_lossy(text)).ends_with("_test")
        };
        let (outside, inside): (Vec<_>, Vec<_>) = files.into_iter().partition(external);
        let path = root.path.clone();
        let outside_path = format!("{path}_test");
        let mut imports = String::new();
        let mut found = Vec::new();
        self.import("runtime", Pos::NONE, "");
        for (files, path, name) in [(inside, &path, "_test"), (outside, &outside_path, "_xtest")] {
            if files.is_empty() {
                continue;
            }
            self.seen.insert(path.clone(), false);
            let package = self.parse(Header::own(path, root.place.clone()), files)?;
            self.stack.push((path.clone(), String::new()));
            self.follow_imports(&package);
            self.stack.pop();
            let runs = collect(&package, self.sources);
            let name = if runs.is_empty() { "_" } else { name };
            let _ = writeln!(imports, "\t{name} {path:?}");
            found.push((name, runs));
            self.packages.push(package);
            self.seen.insert(path.clone(), true);
        }
        let text = main_text(&imports, &found);
        let header = Header {
            path: "main",
            std: false,
            constraints: false,
            lang: GO_MINOR,
            folder: None,
        };
        let main = self.parse(header, vec![("_testmain.go".into(), text.into_bytes())])?;
        self.stack.push((path, String::new()));
        self.follow_imports(&main);
        self.stack.pop();
        self.packages.push(main);
        Ok(())
    }
}

/// The name in a file's package clause, which only comments precede.
fn package_name(text: &str) -> &str {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        rest = if let Some(line) = rest.strip_prefix("//") {
            line.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            break;
        }
        .trim_start();
    }
    let end = |c: char| !c.is_alphanumeric() && c != '_';
    rest.strip_prefix("package")
        .map_or("", |r| r.trim_start().split(end).next().unwrap_or(""))
}

fn collect(package: &ParsedPackage, sources: &SourceMap) -> Found {
    let mut found = Found::default();
    for file in &package.files {
        let of_test = sources
            .file_of(file.package.pos)
            .is_some_and(|i| is_test(&sources.file(i).name));
        for decl in file.decls.iter().filter(|_| of_test) {
            let Decl::Func(f) = decl else { continue };
            if f.recv.is_some() || !f.tparams.is_empty() {
                continue;
            }
            let name = f.name.name.as_str();
            if name == "TestMain" && takes(f, "M") {
                found.main = true;
            } else if is_named(name, "Test") && takes(f, "T") {
                found.tests.push(name.into());
            } else if is_named(name, "Benchmark") && takes(f, "B") {
                found.benchmarks.push(name.into());
            } else if is_named(name, "Fuzz") && takes(f, "F") {
                found.fuzz.push(name.into());
            } else if is_named(name, "Example")
                && f.sig.params.is_empty()
                && let Some((output, unordered)) = output(f, sources)
            {
                found.examples.push((name.into(), output, unordered));
            }
        }
    }
    found
}

/// Whether a name is the prefix, or goes on with anything but a small letter.
fn is_named(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| !rest.starts_with(char::is_lowercase))
}

/// Whether a function takes a pointer to this type of package testing, whatever the package is called there.
fn takes(f: &FuncDecl, typ: &str) -> bool {
    let [param] = &f.sig.params[..] else {
        return false;
    };
    let FieldType::Own(e) = &param.typ else {
        return false;
    };
    let ExprKind::Star(to) = &e.kind else {
        return false;
    };
    let name = to.unparen().name();
    name.is_some_and(|ident| ident.name.as_str() == typ)
}

/// What an example's last comment says that it prints.
fn output(f: &FuncDecl, sources: &SourceMap) -> Option<(String, bool)> {
    let body = f.body.as_ref()?;
    let file = sources.file(sources.file_of(body.pos)?);
    let text = file
        .text
        .get((body.pos.0 - file.base) as usize..(body.end.0 - file.base) as usize)?;
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    while lines.last().is_some_and(|l| l.is_empty()) {
        lines.pop();
    }
    let first = lines.iter().rposition(|l| !l.starts_with("//"))? + 1;
    let comment: Vec<&str> = lines[first..].iter().map(|l| &l[2..]).collect();
    let head = comment.first()?.trim_start();
    let lower = head.to_ascii_lowercase();
    let (mark, unordered) = match lower.starts_with("unordered output:") {
        true => ("unordered output:", true),
        false => ("output:", false),
    };
    if !lower.starts_with(mark) {
        return None;
    }
    let mut said = head[mark.len()..].trim_start().to_owned();
    for line in &comment[1..] {
        said.push('\n');
        said += line.strip_prefix(' ').unwrap_or(line);
    }
    Some((said, unordered))
}

/// A Go string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            c if (c as u32) < 0x20 || c as u32 == 0x7f => {
                let _ = write!(out, "\\x{:02x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out + "\""
}

fn main_text(imports: &str, found: &[(&str, Found)]) -> String {
    let mut text = format!(
        "package main\n\nimport (\n\t\"os\"\n\t\"regexp\"\n\t\"testing\"\n\n{imports})\n\nfunc main() {{\n\
         \tm := testing.MainStart(testing.Deps{{MatchString: regexp.MatchString}},\n"
    );
    let named = |list: fn(&Found) -> &Vec<String>| {
        let all = found
            .iter()
            .flat_map(|(pkg, f)| list(f).iter().map(move |n| (pkg, n)));
        all.fold(String::new(), |mut out, (pkg, n)| {
            let _ = writeln!(out, "\t\t\t{{{n:?}, {pkg}.{n}}},");
            out
        })
    };
    for (typ, list) in [
        ("InternalTest", named(|f| &f.tests)),
        ("InternalBenchmark", named(|f| &f.benchmarks)),
        ("InternalFuzzTarget", named(|f| &f.fuzz)),
    ] {
        let _ = writeln!(text, "\t\t[]testing.{typ}{{\n{list}\t\t}},");
    }
    text += "\t\t[]testing.InternalExample{\n";
    for (pkg, f) in found {
        for (name, output, unordered) in &f.examples {
            let output = quoted(output);
            let _ = writeln!(
                text,
                "\t\t\t{{{name:?}, {pkg}.{name}, {output}, {unordered}}},"
            );
        }
    }
    text += "\t\t})\n";
    match found.iter().find(|(_, f)| f.main) {
        Some((pkg, _)) => {
            let _ = writeln!(text, "\t{pkg}.TestMain(m)\n\tos.Exit(m.Status())\n}}");
        }
        None => text += "\tos.Exit(m.Run())\n}\n",
    }
    text
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn package_clauses() {
        assert_eq!(
            package_name("// a\n/* b\n*/ package x_test // c\n"),
            "x_test"
        );
        assert_eq!(package_name("\npackage\tx;import \"y\""), "x");
        assert_eq!(package_name("// package y"), "");
    }

    #[test]
    fn names_of_tests() {
        for name in ["Test", "TestX", "Test_x", "Test1", "TestÄ"] {
            assert!(is_named(name, "Test"), "{name}");
        }
        assert!(!is_named("Testing", "Test"));
        assert!(!is_named("MyTest", "Test"));
    }
}

//! The checker on whole programs: what it says of wrong ones, and what it records of right ones.
//!
//! `errors/NAME.go` is a wrong program, `errors/NAME.want` what Go 1.27's compiler says of it.

mod recorded;

use super::{Program, check};
use crate::diag::Diagnostics;
use crate::loader::{StdSource, load};
use crate::syntax::source::SourceMap;
use crate::types::limits::LARGE_ELEMENT;
use std::path::PathBuf;

/// A small library: declarations alone, as far as the programs here use them.
struct Library;

impl StdSource for Library {
    fn files(&self, path: &str) -> Option<Vec<(PathBuf, Vec<u8>)>> {
        let text = match path {
            "bufio" => include_str!("std/bufio.go"),
            "errors" => include_str!("std/errors.go"),
            "fmt" => include_str!("std/fmt.go"),
            "io" => include_str!("std/io.go"),
            "math" => include_str!("std/math.go"),
            "os" => include_str!("std/os.go"),
            "runtime" => include_str!("std/runtime.go"),
            "sort" => include_str!("std/sort.go"),
            "strings" => include_str!("std/strings.go"),
            "sync" => include_str!("std/sync.go"),
            "time" => include_str!("std/time.go"),
            _ => return None,
        };
        Some(vec![(format!("std/{path}.go").into(), text.into())])
    }
}

/// Checks a program. Errors are as the command prints them.
fn run(name: &str, text: &str) -> (Program, Vec<String>) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join(name);
    std::fs::write(&path, text).expect("a file");
    let (mut sources, mut diags) = (SourceMap::default(), Diagnostics::default());
    let packages =
        load(&path.as_path().into(), &Library, &mut sources, &mut diags).expect("a program");
    let program = if diags.is_fatal() {
        Program::default()
    } else {
        check(packages, &sources, &mut diags)
    };
    let prefix = format!("{}/", dir.path().display());
    let errors = diags
        .sorted(&sources)
        .into_iter()
        .map(|d| {
            let place = sources.place(d.pos).map_or(String::new(), |p| {
                format!("{}:{}:{}: ", p.file.display(), p.line, p.column)
            });
            format!("{place}{}", d.message).replace(&prefix, "")
        })
        .collect();
    (program, errors)
}

fn accept(text: &str) -> Program {
    let (program, errors) = run("a.go", text);
    assert!(errors.is_empty(), "{errors:#?}");
    program
}

fn reject(name: &str, text: &str, want: &str) {
    let (_, errors) = run(name, text);
    let got = errors.join("\n");
    for (got, want) in got.lines().zip(want.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(got.trim_end(), want.trim_end());
}

macro_rules! errors {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                let file = concat!(stringify!($name), ".go");
                let text = include_str!(concat!("errors/", stringify!($name), ".go"));
                let want = include_str!(concat!("errors/", stringify!($name), ".want"));
                reject(file, text, want);
            }
        )*
    };
}

errors! {
    aliases
    anonymous_cycles
    constants
    conversions
    declarations
    expressions
    function_types
    huge_constants
    initialization
    instance_cycles
    instances
    instantiation_cycles
    large_types
    members
    program
    self_reference
    statements
    type_params
}

#[test]
fn a_program_of_everything_is_accepted() {
    accept(include_str!("accepted.go"));
}

#[test]
fn errors_that_go_reports_only_of_packages_that_are_otherwise_right() {
    reject(
        "a.go",
        "package main\nfunc f()\nfunc main() {}",
        "a.go:2:6: missing function body",
    );
    let want = "function main is undeclared in the main package";
    reject("a.go", "package main\nvar main2 int", want);
    reject("a.go", "package main\nfunc f()\nvar x int = 1.5", {
        "a.go:3:13: cannot use 1.5 (untyped float constant) as int value in variable declaration (truncated)"
    });
}

#[test]
fn channels_of_elements_of_64_kilobytes_are_refused_where_they_are_declared() {
    let text = "package main
type C chan [1 << 16]byte
type Fits chan [1<<16 - 1]byte
var m map[string]*chan<- [9000]int
func f(a int, c <-chan [1 << 16]byte) {}
func main() {
	var fits chan [8191]int
	x := make(chan struct{ v [65536]byte })
	_, _ = x, fits
}";
    let (_, errors) = run("a.go", text);
    let at = ["2:6", "4:5", "5:6", "8:2"];
    assert_eq!(errors, at.map(|at| format!("a.go:{at}: {LARGE_ELEMENT}")));
    // As all that the back end finds, only in programs that are otherwise right.
    reject(
        "a.go",
        "package main\nvar c chan [1 << 16]byte\nfunc main() { x := 1 }",
        "a.go:3:15: declared and not used: x",
    );
}

#[test]
fn deep_trees_do_not_overflow_the_stack() {
    let sum = vec!["x"; 9_000].join(" + ");
    let calls = "()".repeat(9_000);
    let branches = "if x > 1 {} else ".repeat(9_000);
    let nested = format!("{}x{}", "(-".repeat(200), ")".repeat(200));
    let text = format!(
        "package main\ntype F func() F\nvar f F\nfunc main() {{\nx := 1\n_ = {sum}\n_ = f{calls}\n{branches}{{}}\n_ = {nested}\n_ = 1<<x + {sum}\n}}"
    );
    let (program, errors) = run("a.go", &text);
    assert!(errors.is_empty(), "{:?}", errors.first());
    // Dropping the tree recurses as well; the compiler never drops it.
    core::mem::forget(program);
}

#[test]
fn large_constants_are_errors_and_take_no_time() {
    let text = "package main\nconst a = 1 << 500\nconst b = a * a\nconst c = 1e9999\nconst d = c * c / c\nconst e = 1e999999999\nconst f = 1e600000000\nconst g = f * f\nfunc main() {}";
    let (_, errors) = run("a.go", text);
    assert_eq!(
        errors,
        [
            "a.go:3:13: constant multiplication overflow",
            "a.go:6:11: malformed constant: 1e999999999",
            "a.go:8:13: constant result is not representable",
        ]
    );
}

//! What modules are made of: programs do not carry what they cannot reach, and do not grow unseen.

use core::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

fn build(file: &Path, strip: bool) -> Vec<u8> {
    build_at(file, if strip { &["--strip"] } else { &[] })
}

fn build_at(file: &Path, options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let module = folder.path().join("out.wasm");
    let mut command = Command::new(env!("CARGO_BIN_EXE_burrow"));
    command.arg("build").args(options).arg(file).arg("-o");
    assert!(command.arg(&module).status().unwrap().success());
    fs::read(module).unwrap()
}

fn runtime_is_missing() -> bool {
    let missing = burrow_compiler::link::runtime().err();
    if let Some(e) = &missing {
        eprintln!("not run: {e:#}");
    }
    missing.is_some()
}

/// Sizes that nobody has a reason to exceed; `cargo xtask size` tells what the bytes are spent on.
#[test]
fn hello_worlds_are_small() {
    if runtime_is_missing() {
        return;
    }
    for (name, most) in [("hello_println", 17 << 10), ("hello_fmt", 140 << 10)] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../benches/go/{name}.go"));
        let size = build(&file, true).len();
        assert!(size <= most, "{name}: {size} bytes, at most {most}");
    }
}

/// Whether the module of a program that prints a value has functions with these names.
fn has(value: &str, names: &[&str]) -> Vec<bool> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.go");
    let source = format!(
        "package main\n\nimport \"fmt\"\n\ntype s struct{{ f [1]float32 }}\n\nfunc main() {{ fmt.Println({value}) }}\n"
    );
    fs::write(&file, source).unwrap();
    let module = build(&file, false);
    let found = |name: &&str| module.windows(name.len()).any(|w| w == name.as_bytes());
    names.iter().map(found).collect()
}

#[test]
fn what_prints_a_kind_of_value_is_there_when_it_is_used() {
    if runtime_is_missing() {
        return;
    }
    let names = [
        "strconv.AppendFloat",
        "(*printer).mapping",
        "(*printer).complex",
    ];
    let (float, map, complex) = (
        [true, false, false],
        [false, true, false],
        [true, false, true],
    );
    assert_eq!(has("1, true", &names), [false; 3]);
    assert_eq!(has("1.5", &names), float);
    assert_eq!(has("&struct{ p *s }{}", &names), float);
    assert_eq!(has("map[string]int{}", &names), map);
    assert_eq!(has("[]any{2i}", &names), complex);
}

/// Locals that are live across as many calls as there are locals: no park may store them all.
#[test]
fn code_grows_with_the_number_of_locals() {
    if runtime_is_missing() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.go");
    let size = |locals: usize| {
        let mut source = String::from(
            "package main\n\n//go:noinline\nfunc next(x int) int { return x + 1 }\n\nfunc main() {\n\tsum := 0\n",
        );
        for i in 0..locals {
            writeln!(source, "\tv{i} := next({i})").unwrap();
        }
        for i in 0..locals {
            writeln!(source, "\tsum += v{i}").unwrap();
        }
        source.push_str("\tprintln(sum)\n}\n");
        fs::write(&file, source).unwrap();
        build_at(&file, &["--strip", "-O0"]).len()
    };
    let [few, more, most] = [1250, 2500, 5000].map(size);
    // Twice as many locals more; with a square law it would be four times as much.
    let growth = (most - more) as f64 / (more - few) as f64;
    assert!(growth < 2.5, "{few}, {more}, {most} bytes");
}

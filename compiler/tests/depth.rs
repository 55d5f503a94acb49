//! Deep recursion: bounded by memory alone, and where that or the limit ends by Go's fatal error, never by a trap of the host.

mod common;

use core::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Node's ways to compile and to run code; in the first two the main thread's stack, of about a megabyte.
const HOSTS: [(&[&str], &str); 4] = [
    (&["--liftoff", "--no-wasm-tier-up"], "run.mjs"),
    (&["--no-liftoff"], "run.mjs"),
    (&[], "run.mjs"),
    (&[], "worker.mjs"),
];

/// Half of the million numbers from 1 on are odd, and 8.
const EXPECTED: &str = "10000000\n500008\n";

fn build(source: &str, scratch: &Path) -> PathBuf {
    build_with(&[], source, scratch)
}

fn build_with(options: &[&str], source: &str, scratch: &Path) -> PathBuf {
    let file = scratch.join("deep.go");
    fs::write(&file, source).unwrap();
    let module = file.with_extension("wasm");
    let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .arg("build")
        .args(options)
        .arg(&file)
        .arg("-o")
        .arg(&module)
        .output()
        .unwrap();
    assert!(built.status.success(), "{built:?}");
    module
}

fn node(flags: &[&str], script: &str, module: &Path) -> Output {
    Command::new("node")
        .args(flags)
        .arg(common::folder("../xtask/node").join(script))
        .arg(module)
        .env("NODE_NO_WARNINGS", "1")
        .output()
        .unwrap()
}

/// Whether programs can be run; says why not.
fn can_run() -> bool {
    match common::missing() {
        None => true,
        Some(why) => {
            eprintln!("recursion is not tested: {why}");
            false
        }
    }
}

/// A small function, and one with 300 locals of which some live across the call.
fn deep(small: usize, large: usize) -> String {
    let mut s = String::from(
        "package main

var sink int

func small(n int) int {
	if n == 0 {
		return 0
	}
	return small(n-1) + 1
}

func large(n, x int) int {
	if n == 0 {
		return x
	}
",
    );
    for i in 0..300 {
        writeln!(s, "\tv{i} := x*{} ^ n", i + 3).unwrap();
    }
    let list = |all: &mut dyn Iterator<Item = usize>| {
        all.map(|i| format!("v{i}")).collect::<Vec<_>>().join(" + ")
    };
    write!(
        s,
        "\tsink = {}
	sink ^= {}
	return large(n-1, x) + ({})&1
}}

func main() {{
	println(small({small}))
	println(large({large}, 8))
}}
",
        list(&mut (0..300)),
        list(&mut (0..300).rev()),
        list(&mut (0..21)),
    )
    .unwrap();
    s
}

#[test]
fn ten_million_levels() {
    if !can_run() {
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let module = build(&deep(10_000_000, 1_000_000), scratch.path());
    for (flags, script) in HOSTS {
        let out = node(flags, script, &module);
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{flags:?} {script}: {said}");
        assert_eq!(said, EXPECTED, "{flags:?} {script}");
    }
}

/// The same in a page, and in a worker of it, whose stack is half as large.
#[test]
fn ten_million_levels_in_a_browser() {
    if !can_run() {
        return;
    }
    let Some(chromium) = common::chromium() else {
        eprintln!("recursion in a browser is not tested: there is no chromium");
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    let module = build_with(
        &["--event-loop"],
        &deep(10_000_000, 1_000_000),
        scratch.path(),
    );
    fs::rename(module, scratch.path().join("app.wasm")).unwrap();
    for file in [
        "tests/browser/index.html",
        "tests/browser/both.mjs",
        "../examples/browser/burrow.mjs",
    ] {
        let file = common::folder(file);
        fs::copy(&file, scratch.path().join(file.file_name().unwrap())).unwrap();
    }
    for flags in ["--liftoff --no-wasm-tier-up", "--no-liftoff"] {
        let out = Command::new("node")
            .arg(common::folder("../xtask/node/deep.mjs"))
            .arg(chromium)
            .arg(scratch.path())
            .arg(format!("--js-flags={flags}"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout);
        let each = |place| format!("{place} exited with 0: {EXPECTED}\n");
        assert_eq!(
            said.trim_end(),
            (each("page") + &each("worker")).trim_end(),
            "{flags}: {out:?}"
        );
    }
}

const FOREVER: &str = "package main

import \"runtime/debug\"

func f(p *int, a, b, c, d, e int) int {
	x := a + *p
	return f(&x, b, c, d, e, x) + x
}

func main() {
	debug.SetMaxStack(LIMIT)
	println(f(new(int), 1, 2, 3, 4, 5))
}
";

#[test]
fn endless_recursion_is_a_fatal_error() {
    if !can_run() {
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let module = build(&FOREVER.replace("LIMIT", "300_000"), scratch.path());
    for (flags, script) in HOSTS {
        let out = node(flags, script, &module);
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{flags:?} {script}: {said}");
        let first =
            "runtime: goroutine stack exceeds 300000-byte limit\nfatal error: stack overflow\n\n";
        assert!(said.starts_with(first), "{said}");
        assert!(said.contains("frames elided...\n"), "{said}");
        // A hundred lines, or a few less where a frame stands for several calls.
        let lines = said.matches("main.f(...)").count();
        assert!((90..100).contains(&lines), "{said}");
        assert_eq!(said.matches("main.main(").count(), 1, "{said}");
    }
}

/// The limit is above what memory there is: the module's is made 32 MiB.
#[test]
fn memory_that_ends_while_a_stack_grows_is_a_fatal_error() {
    if !can_run() {
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let module = build(&FOREVER.replace("LIMIT", "1 << 40"), scratch.path());
    common::limit_memory(&module, 512);
    for (flags, script) in HOSTS {
        let out = node(flags, script, &module);
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{flags:?} {script}: {said}");
        assert!(said.starts_with("fatal error: out of memory\n"), "{said}");
    }
}

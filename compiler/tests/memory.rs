//! Programs whose module may not have more than so much memory: before one ends for want of it, everything is collected, and it
//! ends with Go's fatal error, never with a trap.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Pages of 64 KiB.
const PAGES: u64 = 512;

/// Compiles a program that has 32 MiB of memory.
fn build(name: &str, body: &str, scratch: &Path) -> PathBuf {
    let file = scratch.join(format!("{name}.go"));
    let source = format!(
        "package main\n\nimport (\n\t\"runtime\"\n\t\"runtime/debug\"\n)\n{HELPERS}\n{body}"
    );
    fs::write(&file, source).unwrap();
    let module = file.with_extension("wasm");
    let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .arg("build")
        .arg(&file)
        .arg("-o")
        .arg(&module)
        .output()
        .unwrap();
    assert!(built.status.success(), "{built:?}");
    common::limit_memory(&module, PAGES);
    module
}

fn run(module: &Path, mode: &str, gogc: &str) -> Output {
    Command::new("node")
        .arg(common::folder("../xtask/node/run.mjs"))
        .arg(module)
        .env("NODE_NO_WARNINGS", "1")
        .env("BURROW_DEBUG", mode)
        .env("GOGC", gogc)
        .output()
        .unwrap()
}

const HELPERS: &str = r#"
type node struct {
	next *node
	more [5]int
}

var (
	list  *node
	bytes [][]byte
	_     = debug.SetGCPercent
	_     = runtime.GC
)

func collections() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.NumGC
}
"#;

/// What a program does until there is no memory.
const ENDLESS: [(&str, &str); 6] = [
    ("small", "for {\n list = &node{next: list}\n}"),
    (
        "large",
        "for {\n bytes = append(bytes, make([]byte, 100_000))\n}",
    ),
    ("huge", "bytes = append(bytes, make([]byte, 1<<30))"),
    (
        "slice",
        "var s []*node\nfor {\n s = append(s, list)\n}\nprintln(len(s))",
    ),
    (
        "map",
        "m := map[int]*node{}\nfor i := 0; ; i++ {\n m[i] = list\n}\nprintln(len(m))",
    ),
    ("string", "s := \"x\"\nfor {\n s += s\n}\nprintln(s)"),
];

#[test]
fn memory_that_ends_is_a_fatal_error() {
    if let Some(why) = common::missing() {
        eprintln!("memory is not tested: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    for (name, what) in ENDLESS {
        // Not a panic: nothing recovers from it, and deferred calls do not run.
        let body = format!(
            "func main() {{\n defer func() {{ println(\"deferred\", recover() != nil) }}()\n{what}\n}}\n"
        );
        let module = build(name, &body, scratch.path());
        for (mode, gogc) in [("", "100"), ("", "off"), ("park", "100")] {
            let out = run(&module, mode, gogc);
            let said = String::from_utf8_lossy(&out.stderr);
            assert_eq!(out.status.code(), Some(2), "{name} {mode} {gogc}: {said}");
            let first = "fatal error: out of memory\n\ngoroutine 1 [running";
            assert!(said.starts_with(first), "{name} {mode} {gogc}: {said}");
            assert!(said.contains("main.main("), "{name} {mode} {gogc}: {said}");
            assert!(!said.contains("deferred"), "{name} {mode} {gogc}: {said}");
        }
    }
}

/// Half of the memory is in use, and a hundred times as much is allocated and dropped, while nothing else starts a collection.
#[test]
fn a_full_collection_comes_before_the_end() {
    if let Some(why) = common::missing() {
        eprintln!("memory is not tested: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let body = r#"
func main() {
	debug.SetGCPercent(-1)
	for i := 0; i < 16<<20/64; i++ {
		list = &node{next: list}
	}
	before := collections()
	for i := 0; i < 10_000; i++ {
		bytes = [][]byte{make([]byte, 100_000), make([]byte, 1000)}
		for j := 0; j < 10; j++ {
			(&node{more: [5]int{i}}).keep()
		}
	}
	n := 0
	for p := list; p != nil; p = p.next {
		n++
	}
	println(n, before, collections() > 50)
}

var kept *node

//go:noinline
func (n *node) keep() { kept = n }
"#;
    let module = build("garbage", body, scratch.path());
    for mode in ["", "park"] {
        let out = run(&module, mode, "100");
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{mode}: {said}");
        assert_eq!(said, "262144 0 true\n", "{mode}");
    }
}

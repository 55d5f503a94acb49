//! Go programs on several threads: those that test them, in each of the runtime's debug modes and with random yields, and the
//! other programs as they are.

#[expect(dead_code, reason = "the ways to run programs on one thread")]
mod common;

use core::sync::atomic::{AtomicUsize, Ordering};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::{Way, check_ways, folder, missing};

const MODES: [&str; 5] = ["", "yield", "park", "gcstress,yield", "park,gcstress"];

const STRESS: [Way; 3] = [
    Way {
        options: &["--threads=4"],
        runner: "threads.mjs",
        modes: &MODES,
    },
    Way {
        options: &["--threads=2", "-O0"],
        runner: "threads.mjs",
        modes: &MODES,
    },
    Way {
        options: &["--threads=1", "-Os"],
        runner: "threads.mjs",
        modes: &["", "yield"],
    },
];

const PLAIN: [Way; 1] = [Way {
    options: &["--threads=2"],
    runner: "threads.mjs",
    modes: &["yield"],
}];

fn run(name: &str, ways: &[Way]) {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let mut sources: Vec<PathBuf> = fs::read_dir(folder(name))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "go"))
        .collect();
    sources.sort();
    assert!(!sources.is_empty());
    let scratch = tempfile::tempdir().unwrap();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
            let expected = fs::read_to_string(source.with_extension("out"))
                .unwrap_or_else(|e| panic!("{}: no expected output: {e}", source.display()));
            wrong.extend(check_ways(source, &expected, scratch.path(), ways));
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|s| {
        let threads = [s.spawn(work), s.spawn(work)];
        threads
            .into_iter()
            .flat_map(|t| t.join().unwrap())
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn stress() {
    run("tests/threads", &STRESS);
}

#[test]
fn programs_on_threads() {
    run("tests/programs", &PLAIN);
}

/// Programs that use a map from two goroutines at once, millions of times: the runtime notices, and says what the
/// program's first line says. With one thread the same programs end well.
#[test]
fn races() {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    for name in ["writes", "lookup", "lookup_any", "iteration"] {
        let source = folder("tests/races").join(name).with_extension("go");
        let text = fs::read_to_string(&source).unwrap();
        let want = text.lines().next().unwrap().trim_start_matches("// ");
        let module = scratch.path().join(name).with_extension("wasm");
        let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
            .args(["build", "--threads=2", "-o"])
            .args([&module, &source])
            .output()
            .unwrap();
        assert!(built.status.success(), "{built:?}");
        // Only when the two never ran at the same time may nobody have noticed.
        let mut said = String::new();
        for _ in 0..5 {
            let out = Command::new("node")
                .arg(folder("../xtask/node/threads.mjs"))
                .arg(&module)
                .env("NODE_NO_WARNINGS", "1")
                .output()
                .unwrap();
            said = String::from_utf8_lossy(&out.stderr).into_owned();
            if out.status.code() == Some(2) {
                break;
            }
        }
        let mut lines = said.lines();
        assert_eq!(lines.next(), Some(want), "{name}: {said}");
        assert_eq!(lines.next(), Some(""), "{name}: {said}");
        let first = lines.next().unwrap_or_default();
        assert!(
            first.starts_with("goroutine ") && first.ends_with(" [running]:"),
            "{name}: {said}"
        );
        assert!(said.contains("main.main"), "{name}: {said}");
    }
}

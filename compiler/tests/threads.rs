//! Go programs on several threads: those that test them, in each of the runtime's debug modes and with random yields, and the
//! other programs as they are.

#[expect(dead_code, reason = "the ways to run programs on one thread")]
mod common;

use core::sync::atomic::{AtomicUsize, Ordering};
use std::fs;
use std::path::PathBuf;

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

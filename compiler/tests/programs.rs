//! Go programs that are compiled and run under node, each with the output that is expected of it beside it, in the modes in
//! which the runtime parks frames, moves stacks and collects at every opportunity, and with and without optimisation.
//!
//! Both streams are in it, and `exit status N` at the end of a program that fails. Of paths only what lies below the
//! program's folder is kept, and lines of the standard library have no numbers.

mod common;

use core::sync::atomic::{AtomicUsize, Ordering};
use std::fs;
use std::path::PathBuf;

use common::{check, folder, missing};

#[test]
fn programs() {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let mut sources: Vec<PathBuf> = fs::read_dir(folder("tests/programs"))
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
            wrong.extend(check(source, &expected, scratch.path()));
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

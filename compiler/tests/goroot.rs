//! Programs that use packages which are compiled from an installed Go's source, each with Go's output beside it. They run
//! where `GOROOT` names a Go that fits, or `go env GOROOT` does, optimised, and while frames are parked and memory is collected all the time.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Way, check_ways, folder, missing};

/// Why these programs cannot be compiled here.
fn no_go(scratch: &Path) -> Option<String> {
    let source = scratch.join("probe.go");
    fs::write(
        &source,
        "package main\n\nimport _ \"unicode/utf16\"\n\nfunc main() {}\n",
    )
    .unwrap();
    let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .arg("build")
        .arg(&source)
        .arg("-o")
        .arg(scratch.join("probe.wasm"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&built.stderr).into_owned();
    (!built.status.success()).then_some(said)
}

const WAYS: [Way; 1] = [Way {
    options: &["-O1"],
    runner: "run.mjs",
    modes: &["", "park,gcstress"],
}];

#[test]
fn packages_of_go() {
    let scratch = tempfile::tempdir().unwrap();
    if let Some(why) = missing().or_else(|| no_go(scratch.path())) {
        eprintln!("Go's own packages are not tried: {why}");
        return;
    }
    let mut sources: Vec<PathBuf> = fs::read_dir(folder("tests/goroot"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "go"))
        .collect();
    sources.sort();
    assert!(!sources.is_empty());
    let mut wrong = Vec::new();
    for source in &sources {
        let expected = fs::read_to_string(source.with_extension("out")).unwrap();
        wrong.extend(check_ways(source, &expected, scratch.path(), &WAYS));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

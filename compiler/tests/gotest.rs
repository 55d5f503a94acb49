//! `burrow test` on the module tests/gotest: what it prints, but for times, is what `go test` prints there.

mod common;

use std::process::Command;

/// Runs it with node; output with times as 0.00, and whether all passed.
fn test(args: &[&str]) -> Option<(String, bool)> {
    if let Some(why) = common::missing() {
        eprintln!("skipped: {why}");
        return None;
    }
    let exec = format!("node {}", common::folder("../xtask/node/run.mjs").display());
    let output = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .args(["test", "--exec", &exec])
        .args(args)
        .current_dir(common::folder("tests/gotest"))
        .env("NODE_NO_WARNINGS", "1")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8(output.stdout).unwrap();
    let time = |word: &str| {
        let word = word.trim_start_matches('(').trim_end_matches(['s', ')']);
        word.contains('.') && word.parse::<f64>().is_ok()
    };
    let mut said = String::new();
    for line in text.split_inclusive('\n') {
        for word in line.split_inclusive([' ', '\t', '\n']) {
            let plain = word.trim_end();
            match time(plain) {
                true => {
                    said += &word.replace(
                        plain,
                        if plain.starts_with('(') {
                            "(0.00s)"
                        } else {
                            "0.00s"
                        },
                    )
                }
                false => said += word,
            }
        }
    }
    Some((said, output.status.success()))
}

#[test]
fn packages_are_told_one_by_one() {
    let Some((said, ok)) = test(&["./..."]) else {
        return;
    };
    assert_eq!(said, include_str!("gotest/packages.out"));
    assert!(!ok);
}

#[test]
fn a_verbose_run_tells_all() {
    let Some((said, ok)) = test(&["-v", "-run", "Add|Sub|Skip|Parallel"]) else {
        return;
    };
    assert_eq!(said, include_str!("gotest/verbose.out"));
    assert!(ok);
}

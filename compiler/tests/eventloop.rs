//! Programs in a host's event loop: under node, and the page of `examples/browser` in Chromium where there is one.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn build(source: &Path, module: &Path) {
    let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .args(["build", "--event-loop"])
        .arg(source)
        .arg("-o")
        .arg(module)
        .output()
        .unwrap();
    assert!(built.status.success(), "{built:?}");
}

fn can_run() -> bool {
    common::missing()
        .inspect(|why| eprintln!("event loops are not tested: {why}"))
        .is_none()
}

/// Runs a program with events told from outside.
fn run(source: &str, events: &[&str]) -> (Option<i32>, String, String) {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("loop.go");
    fs::write(&file, source).unwrap();
    let module = file.with_extension("wasm");
    build(&file, &module);
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new("node")
        .arg(common::folder("../xtask/node/eventloop.mjs"))
        .arg(&module)
        .args(events)
        .env("NODE_NO_WARNINGS", "1")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    (status.code(), text(&stdout), text(&stderr))
}

#[test]
fn timers_and_events() {
    if !can_run() {
        return;
    }
    let source = "package main
        import (\"burrow/host\"; \"fmt\"; \"time\")
        func main() {
            time.Sleep(20 * time.Millisecond)
            fmt.Println(\"slept\")
            for n := host.Next(); n != 0; n = host.Next() {
                fmt.Println(n)
            }
            go func() { time.Sleep(time.Hour) }()
        }";
    let ran = run(source, &["7", "-8", "0"]);
    assert_eq!(ran, (Some(0), "slept\n7\n-8\n".into(), String::new()));
}

#[test]
fn deadlock_where_no_event_can_come() {
    if !can_run() {
        return;
    }
    let source = "package main
        import \"time\"
        func main() {
            c := make(chan int)
            go func() { time.Sleep(time.Millisecond); c <- 1 }()
            <-c
            <-c
        }";
    let (status, _, said) = run(source, &[]);
    assert_eq!(status, Some(2));
    assert!(
        said.starts_with("fatal error: all goroutines are asleep - deadlock!\n"),
        "{said}"
    );
}

#[test]
fn page() {
    if !can_run() {
        return;
    }
    let Some(chromium) = common::chromium() else {
        eprintln!("the page is not tried: there is no chromium");
        return;
    };
    let folder = common::folder("../examples/browser");
    let scratch = tempfile::tempdir().unwrap();
    for name in ["index.html", "burrow.mjs"] {
        fs::copy(folder.join(name), scratch.path().join(name)).unwrap();
    }
    build(&folder.join("app.go"), &scratch.path().join("app.wasm"));
    let script: PathBuf = common::folder("../xtask/node/browser.mjs");
    let ran = Command::new("node")
        .arg(script)
        .arg(chromium)
        .arg(scratch.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{ran:?}");
    assert!(
        said.contains("exited with 0") && said.contains("primes 49098"),
        "{said}"
    );
    // The page had its turns while Go computed.
    let turns = said.split_once("\"turns\":").unwrap().1;
    let turns: u32 = turns.split_once(',').unwrap().0.parse().unwrap();
    assert!(turns >= 3, "{said}");
}

//! Programs and their host: functions of one that the other calls, under node.

use std::process::Command;

// Other tests use the rest of it.
#[allow(dead_code)]
mod common;

use common::{folder, missing};

/// Builds `tests/host/NAME.go` and runs it with `tests/host/NAME.mjs`.
fn run(name: &str) -> Option<(String, String)> {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return None;
    }
    let scratch = tempfile::tempdir().unwrap();
    let module = scratch.path().join("a.wasm");
    let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .arg("build")
        .arg(folder("tests/host").join(format!("{name}.go")))
        .arg("-o")
        .arg(&module)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{said}");
    let out = Command::new("node")
        .arg("--no-warnings")
        .arg(folder("tests/host/host.mjs"))
        .arg(&module)
        .arg(format!("./{name}.mjs"))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some((text(out.stdout), text(out.stderr)))
}

#[test]
fn functions_of_the_host() {
    let Some((out, err)) = run("import") else {
        return;
    };
    assert_eq!(out, "héllo 1 1.5 -3n\n 0 0 1099511627776n\nstatus 0\n");
    assert_eq!(err, "0 true\ntrue\ntrue\n3 7 7 3\n7 7\n");
}

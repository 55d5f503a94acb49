//! Programs and their host: functions of one that the other calls, under node.

use std::process::Command;

// Other tests use the rest of it.
#[allow(dead_code)]
mod common;

use common::{folder, missing};

/// Builds `tests/host/NAME.go` and runs it with `tests/host/NAME.mjs`.
fn run(name: &str, flags: &[&str], debug: &str) -> Option<(String, String)> {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return None;
    }
    let scratch = tempfile::tempdir().unwrap();
    let module = scratch.path().join("a.wasm");
    let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .arg("build")
        .args(flags)
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
        .env("BURROW_DEBUG", debug)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some((text(out.stdout), text(out.stderr)))
}

#[test]
fn functions_of_the_host() {
    let Some((out, err)) = run("import", &[], "") else {
        return;
    };
    assert_eq!(out, "héllo 1 1.5 -3n\n 0 0 1099511627776n\nstatus 0\n");
    assert_eq!(err, "0 true\ntrue\ntrue\n3 7 7 3\n7 7\n");
}

#[test]
fn functions_for_the_host() {
    for level in ["-O0", "-O1", "-Os"] {
        for debug in ["", "park", "gcstress", "park,gcstress"] {
            let Some((out, err)) = run("export", &["--reactor", level], debug) else {
                return;
            };
            assert_eq!(
                out,
                "status 0\n1099511627773n 1.75 -1.25 1 0\n-6n\n3 97\n50000\ntrue 2 1\npanicked\n",
                "{level} {debug}"
            );
            let (first, rest) = err.split_once('\n').unwrap();
            assert_eq!(first, "init");
            assert!(
                rest.starts_with(
                    "panic: runtime error: index out of range [64] with length 64\n\ngoroutine "
                ),
                "{rest}"
            );
        }
    }
}

#[test]
fn a_command_does_not_let_itself_be_called() {
    let Some((out, err)) = run("early", &[], "") else {
        return;
    };
    assert_eq!(out, "status 0\nstopped\n");
    assert_eq!(
        err,
        "1\nfatal error: wasmexport function called before runtime initialization\n"
    );
}

//! Go programs that are compiled and run under node, each with the output that is expected of it beside it, in the modes in
//! which the runtime parks frames, moves stacks and collects at every opportunity, and with and without optimisation.
//!
//! Both streams are in it, and `exit status N` at the end of a program that fails. Of paths only what lies below the
//! program's folder is kept, and lines of the standard library have no numbers.

use core::sync::atomic::{AtomicUsize, Ordering};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What `BURROW_DEBUG` is set to.
const MODES: [&str; 4] = ["", "park", "gcstress", "park,gcstress"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Why the programs cannot be run here.
fn missing() -> Option<String> {
    if let Err(e) = burrow_compiler::link::runtime() {
        return Some(format!("{e:#}"));
    }
    let node = Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    (!node.is_ok_and(|s| s.success())).then(|| "node cannot be run".to_owned())
}

/// Output without what changes with the place and with the library.
fn plain(said: &str) -> String {
    let place = format!("{}/", folder("tests/programs").display());
    let mut out = String::new();
    for line in said.split_inclusive('\n') {
        let line = line.replace(&place, "");
        match line.trim_end().rsplit_once(':') {
            Some((file, _)) if file.trim_start().starts_with("$GOROOT/") => {
                out += file;
                out.push('\n');
            }
            _ => out += &line,
        }
    }
    out
}

/// Compiles and runs one program; describes what differs.
fn check(source: &Path, expected: &str, scratch: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    let name = source.file_stem().unwrap().to_string_lossy().into_owned();
    for level in ["1", "0"] {
        let module = scratch.join(format!("{name}{level}.wasm"));
        let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
            .arg("build")
            .arg(source)
            .arg(format!("-O{level}"))
            .arg("-o")
            .arg(&module)
            .output()
            .unwrap();
        if !built.status.success() {
            let said = String::from_utf8_lossy(&built.stderr);
            wrong.push(format!("{name} -O{level}: not compiled: {said}"));
            continue;
        }
        for mode in MODES {
            // Both streams in the order in which they are written.
            let path = scratch.join(format!("{name}{level}.out"));
            let out = File::create(&path).unwrap();
            let status = Command::new("node")
                .arg(folder("../xtask/node/run.mjs"))
                .arg(&module)
                .current_dir(scratch)
                .env("BURROW_DEBUG", mode)
                .env("NODE_NO_WARNINGS", "1")
                .stdout(out.try_clone().unwrap())
                .stderr(out)
                .status()
                .unwrap();
            let mut said = plain(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
            if !status.success() {
                said += &format!("{status}\n").replace(": ", " ");
            }
            if said != expected {
                wrong.push(format!(
                    "{name} -O{level} {mode:?}: expected\n{expected}---- but got\n{said}"
                ));
            }
        }
    }
    wrong
}

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

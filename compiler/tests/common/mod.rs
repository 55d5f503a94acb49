//! Compiling Go programs and running them under node, in the modes in which the runtime parks frames, moves stacks and collects
//! at every opportunity, and with and without optimisation.

use core::sync::atomic::{AtomicUsize, Ordering};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What `BURROW_DEBUG` is set to.
const MODES: [&str; 4] = ["", "park", "gcstress", "park,gcstress"];

pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Why the programs cannot be run here.
pub(crate) fn missing() -> Option<String> {
    if let Err(e) = burrow_compiler::link::runtime() {
        return Some(format!("{e:#}"));
    }
    let node = Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    (!node.is_ok_and(|s| s.success())).then(|| "node cannot be run".to_owned())
}

/// The first of the browser's usual names that can be started.
#[allow(dead_code, reason = "not every test that includes this needs it")]
pub(crate) fn chromium() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| {
            let version = Command::new(name).arg("--version").output();
            version.is_ok_and(|v| v.status.success())
        })
}

/// Gives the memory of a module, which has none, a limit in pages.
#[allow(dead_code, reason = "not every test that includes this needs it")]
pub(crate) fn limit_memory(module: &Path, pages: u64) {
    let bytes = fs::read(module).unwrap();
    // The memory section: one memory, without a maximum.
    let at = bytes
        .windows(4)
        .position(|w| w == [5, 3, 1, 0])
        .expect("a memory section");
    assert!((1 << 7..1 << 14).contains(&pages));
    let maximum = [pages as u8 | 0x80, (pages >> 7) as u8];
    let mut limited = bytes[..at].to_vec();
    limited.extend([5, 5, 1, 1, bytes[at + 4]]);
    limited.extend(maximum);
    limited.extend(&bytes[at + 5..]);
    fs::write(module, limited).unwrap();
}

/// Output without what changes with the place and with the library.
fn plain(said: &str) -> String {
    let places = ["tests/programs", "tests/threads"].map(|f| format!("{}/", folder(f).display()));
    let mut out = String::new();
    for line in said.split_inclusive('\n') {
        let line = places
            .iter()
            .fold(line.to_owned(), |line, place| line.replace(place, ""));
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

/// How a program is compiled and run.
pub(crate) struct Way {
    /// Options of the compiler.
    pub(crate) options: &'static [&'static str],
    /// The script that runs the module.
    pub(crate) runner: &'static str,
    /// What `BURROW_DEBUG` is set to in turn.
    pub(crate) modes: &'static [&'static str],
}

/// What -Os does differently does not show while memory is collected.
pub(crate) const WAYS: [Way; 3] = [
    Way {
        options: &["-O1"],
        runner: "run.mjs",
        modes: &MODES,
    },
    Way {
        options: &["-O0"],
        runner: "run.mjs",
        modes: &MODES,
    },
    Way {
        options: &["-Os"],
        runner: "run.mjs",
        modes: &["", "park"],
    },
];

/// Checks all programs of a folder, two at a time, against the outputs beside them.
#[allow(dead_code, reason = "not every test that includes this needs it")]
pub(crate) fn check_folder(name: &str, ways: &[Way]) {
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

/// Compiles and runs one program; describes what differs.
#[allow(dead_code, reason = "not every test that includes this needs it")]
pub(crate) fn check(source: &Path, expected: &str, scratch: &Path) -> Vec<String> {
    check_ways(source, expected, scratch, &WAYS)
}

/// The same in other ways.
pub(crate) fn check_ways(
    source: &Path,
    expected: &str,
    scratch: &Path,
    ways: &[Way],
) -> Vec<String> {
    let mut wrong = Vec::new();
    let name = source.file_stem().unwrap().to_string_lossy().into_owned();
    for Way {
        options,
        runner,
        modes,
    } in ways
    {
        let level = options.concat();
        let module = scratch.join(format!("{name}{level}.wasm"));
        let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
            .arg("build")
            .arg(source)
            .args(*options)
            .arg("-o")
            .arg(&module)
            .output()
            .unwrap();
        if !built.status.success() {
            let said = String::from_utf8_lossy(&built.stderr);
            wrong.push(format!("{name} {level}: not compiled: {said}"));
            continue;
        }
        for mode in *modes {
            // Both streams in the order in which they are written.
            let path = scratch.join(format!("{name}{level}.out"));
            let out = File::create(&path).unwrap();
            let status = Command::new("node")
                .arg(folder("../xtask/node").join(runner))
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
                    "{name} {level} {mode:?}: expected\n{expected}---- but got\n{said}"
                ));
            }
        }
    }
    wrong
}

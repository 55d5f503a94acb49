//! Go programs on several threads: those that test them, in each of the runtime's debug modes and with random yields, and the
//! other programs as they are.

mod common;

use core::time::Duration;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use common::{Way, folder, missing};

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

#[test]
fn stress() {
    common::check_folder("tests/threads", &STRESS);
}

#[test]
fn programs_on_threads() {
    common::check_folder("tests/programs", &PLAIN);
}

/// A module of `tests/stdin`, and a pipe to its standard input.
fn start(name: &str, threads: u32, scratch: &Path) -> Child {
    let module = scratch.join(format!("{name}{threads}.wasm"));
    let built = Command::new(env!("CARGO_BIN_EXE_burrow"))
        .arg("build")
        .arg(folder("tests/stdin").join(name).with_extension("go"))
        .arg(format!("--threads={threads}"))
        .arg("-o")
        .arg(&module)
        .status()
        .unwrap();
    assert!(built.success());
    Command::new("node")
        .arg(folder("../xtask/node/threads.mjs"))
        .arg(module)
        .env("NODE_NO_WARNINGS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Fails, and ends the child, when `f` with its output has no result in time.
fn in_time(mut child: Child, f: impl FnOnce(&mut Child, &dyn Fn() -> String)) {
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (to, lines) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        while out.read_line(&mut line).is_ok_and(|n| n > 0) {
            if to.send(core::mem::take(&mut line)).is_err() {
                return;
            }
        }
    });
    let next = move || {
        // At its end there is nothing more.
        let line = lines.recv_timeout(Duration::from_secs(60));
        line.unwrap_or_else(|e| format!("{e}\n"))
    };
    f(&mut child, &next);
    child.kill().ok();
    child.wait().unwrap();
}

/// A call of the host that blocks keeps nobody else from running, nor from collecting, on as few Ps as there may be; nor does
/// it keep the program from ending.
#[test]
fn blocked_reads() {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    for threads in [1, 2, 4] {
        in_time(start("late", threads, scratch.path()), |child, line| {
            for (round, input) in ["one", "two"].into_iter().enumerate() {
                // It has done that while somebody waits for input.
                assert_eq!(line(), "computed 9995000\n", "{threads} threads");
                writeln!(child.stdin.as_mut().unwrap(), "{input}").unwrap();
                assert_eq!(line(), format!("round {round}: \"{input}\\n\"\n"));
            }
            drop(child.stdin.take());
            assert_eq!((line() + &line()).as_str(), "EOF\nover\n");
        });
        in_time(start("leave", threads, scratch.path()), |_, line| {
            assert_eq!(line(), "over\n");
            assert_eq!(
                line(),
                format!("{}\n", mpsc::RecvTimeoutError::Disconnected)
            );
        });
    }
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

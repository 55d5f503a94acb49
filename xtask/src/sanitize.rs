//! The collector, the scheduler and the channels under AddressSanitizer and ThreadSanitizer, which only a nightly compiler offers: nothing is run where
//! none is installed.
//!
//! ThreadSanitizer does not see into the standard library, so what it looks at are plain programs, without the test harness and its channels.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::context::{Context, say};

struct Sanitizer {
    name: &'static str,
    flags: &'static str,
    runs: &'static [Run],
}

/// What is sanitized: cargo's command for a package and what of it.
struct Run {
    command: &'static str,
    package: &'static [&'static str],
    what: &'static [&'static str],
}

const GC: &[&str] = &["--package", "burrow-gc", "--features", "std"];
const SCHED: &[&str] = &["--package", "burrow-sched", "--features", "std,async"];

const CHAN: &[&str] = &["--package", "burrow-chan", "--features", "std,async"];

/// A stress: by itself no test, but a plain program.
const fn stress(package: &'static [&'static str]) -> Run {
    Run {
        command: "run",
        package,
        what: &["--example", "stress"],
    }
}

const ALL: [Sanitizer; 2] = [
    Sanitizer {
        name: "thread",
        flags: "-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer",
        runs: &[
            Run {
                command: "test",
                package: GC,
                what: &["--test=concurrent", "--test=threads"],
            },
            stress(SCHED),
            stress(CHAN),
        ],
    },
    Sanitizer {
        name: "address",
        flags: "-Zsanitizer=address",
        runs: &[
            Run {
                command: "test",
                package: GC,
                what: &[
                    "--test=graph",
                    "--test=specials",
                    "--test=exhausted",
                    "--test=typed",
                    "--test=concurrent",
                ],
            },
            stress(SCHED),
            stress(CHAN),
        ],
    },
];

/// The target that sanitizers are for here. Named, so that flags do not reach build scripts and macros.
const TARGET: &str = "x86_64-unknown-linux-gnu";

fn nightly() -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly"]);
    command
}

/// Runs both, and counts.
pub(crate) fn test(context: &Context) -> Result<(u32, u32)> {
    let there = cfg!(all(target_os = "linux", target_arch = "x86_64"))
        && nightly()
            .args(["rustc", "--version"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
    if !there {
        say("no nightly toolchain: nothing is sanitized");
        return Ok((0, 0));
    }
    let (mut passed, mut failed) = (0, 0);
    let suppressions = context.root.join("sched/examples/tsan.supp");
    for sanitizer in &ALL {
        for run in sanitizer.runs {
            say(format_args!(
                "sanitizing: {}, {}",
                sanitizer.name, run.package[1]
            ));
            let mut command = nightly();
            command
                .args([
                    "cargo",
                    run.command,
                    "--quiet",
                    "--release",
                    "--target",
                    TARGET,
                ])
                .args(run.package)
                .args(run.what)
                .current_dir(&context.root)
                .env("RUSTFLAGS", sanitizer.flags)
                // Tests let the memory of their heaps be.
                .env("ASAN_OPTIONS", "detect_leaks=0")
                // Cargo runs tests in their package's folder.
                .env(
                    "TSAN_OPTIONS",
                    format!("suppressions='{}'", suppressions.display()),
                )
                .env("CARGO_TARGET_DIR", context.cache().join("sanitize"));
            let ok = command.status()?.success();
            *(if ok { &mut passed } else { &mut failed }) += 1;
        }
    }
    Ok((passed, failed))
}

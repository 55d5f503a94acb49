//! The collector under AddressSanitizer and ThreadSanitizer, which only a nightly compiler offers: nothing is run where none is installed.
//!
//! ThreadSanitizer does not see into the standard library, so what it looks at are plain programs, without the test harness and its channels.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::context::{Context, say};

struct Sanitizer {
    name: &'static str,
    flags: &'static str,
    tests: &'static [&'static str],
}

const ALL: [Sanitizer; 2] = [
    Sanitizer {
        name: "thread",
        flags: "-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer",
        tests: &["concurrent", "threads"],
    },
    Sanitizer {
        name: "address",
        flags: "-Zsanitizer=address",
        tests: &["graph", "specials", "exhausted", "typed", "concurrent"],
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
    for sanitizer in &ALL {
        say(format_args!("sanitizing: {}", sanitizer.name));
        let mut command = nightly();
        command
            .args(["cargo", "test", "--quiet", "--release", "--target", TARGET])
            .args(["--package", "burrow-gc", "--features", "std"])
            .args(sanitizer.tests.iter().flat_map(|test| ["--test", test]))
            .current_dir(&context.root)
            .env("RUSTFLAGS", sanitizer.flags)
            // Tests let the memory of their heaps be.
            .env("ASAN_OPTIONS", "detect_leaks=0")
            .env("CARGO_TARGET_DIR", context.cache().join("sanitize"));
        let ok = command.status()?.success();
        *(if ok { &mut passed } else { &mut failed }) += 1;
    }
    Ok((passed, failed))
}

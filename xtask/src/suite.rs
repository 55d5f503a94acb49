//! `cargo xtask test`: every test there is.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::context::{Context, cargo, say};
use crate::{bare, conformance, examples, fuzz, loom, runtime, sanitize};

/// Runs everything, whatever fails, and returns whether all passed.
pub(crate) fn test(context: &Context, all: bool) -> Result<bool> {
    let (mut passed, mut failed) = (0, 0);
    let mut count = |(p, f): (u32, u32)| {
        passed += p;
        failed += f;
    };
    runtime::build_compiler(context)?;

    say("unit, property and documentation tests");
    count(cargo_test(
        context,
        &["--workspace", "--exclude", "burrow-compiler"],
    )?);
    // The compiler's own tests do without the engine, which is built already for release and takes minutes.
    count(cargo_test(
        context,
        &["--package", "burrow-compiler", "--no-default-features"],
    )?);
    // Which needs threads of the host.
    count(cargo_test(
        context,
        &["--package", "burrow-gc", "--features", "std"],
    )?);
    count(sanitize::test(context)?);
    say("models of loom and shuttle");
    count(loom::test(context, None, all)?);
    say("examples without a standard library, on wasm32");
    count(bare::test(context)?);
    say("example programs");
    count(examples::test(context, None, all)?);
    say("a sample of Go's own tests");
    count(conformance::sample(context)?);
    say("random programs");
    count(fuzz::sample(context)?);
    println!("{passed} passed, {failed} failed");
    Ok(failed == 0)
}

/// Runs `cargo test` and counts. What does not compile counts as one failure.
fn cargo_test(context: &Context, args: &[&str]) -> Result<(u32, u32)> {
    let mut command: Command = cargo();
    command
        .args(["test", "--no-fail-fast"])
        .args(args)
        .current_dir(&context.root);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let (mut passed, mut failed) = (0, 0);
    for line in BufReader::new(child.stdout.take().context("stdout is piped")?).lines() {
        let line = line?;
        if let Some((p, f)) = result(&line) {
            passed += p;
            failed += f;
        }
        println!("{line}");
    }
    if !child.wait()?.success() && failed == 0 {
        failed = 1;
    }
    Ok((passed, failed))
}

/// `test result: ok. 5 passed; 0 failed; ...`
fn result(line: &str) -> Option<(u32, u32)> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let mut numbers = counts
        .split("; ")
        .map(|part| part.split(' ').next()?.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::result;

    #[test]
    fn results_are_counted() {
        let line = "test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(result(line), Some((5, 2)));
        assert_eq!(result("test link ... ok"), None);
    }
}

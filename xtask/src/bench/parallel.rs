//! Programs that compute on all Ps (`benches/go/par_*.go`): a module for two threads with one and with two, against native Go with
//! two; and what a program costs that only waits.

use core::time::Duration;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::measure::{Bench, cell};
use crate::context::output;
use crate::exec::{Host, capture};

/// Programs, and what two threads are to be faster by.
const PROGRAMS: [(&str, f64); 4] = [
    ("matmul", 1.7),
    ("mandel", 1.7),
    ("trees", 1.7),
    ("sort", 1.7),
];
/// A run that takes longer has failed.
const LIMIT: Duration = Duration::from_secs(120);

/// Measures all programs.
pub(super) fn bench(bench: &mut Bench<'_>) -> Result<Value> {
    println!(
        "{:<16} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "two threads, s", "one", "two", "faster by", "Go native", "ratio"
    );
    let mut rows = serde_json::Map::new();
    for (name, goal) in PROGRAMS {
        let module = build(bench, name)?;
        let native = bench.folder.join(format!("par_{name}.native"));
        if bench.go.is_some() {
            bench.go(&source(bench, name), &native, false)?;
        }
        let [mut one, mut two, mut theirs] = [f64::INFINITY; 3];
        for _ in 0..bench.runs {
            one = one.min(seconds(&mut module_command(bench, &module), "1")?);
            two = two.min(seconds(&mut module_command(bench, &module), "2")?);
            if bench.go.is_some() {
                theirs = theirs.min(seconds(&mut Command::new(&native), "2")?);
            }
        }
        let faster = one / two;
        let theirs = bench.go.is_some().then_some(theirs);
        println!(
            "{name:<16} {one:>10.3} {two:>10.3} {faster:>10.2} {:>10} {:>10}",
            cell(theirs, 3),
            cell(theirs.map(|theirs| two / theirs), 2)
        );
        if faster < goal {
            let miss = format!("parallel/{name}: {faster:.2} times faster, the goal is {goal}");
            bench.misses.push(miss);
        }
        let row = json!({ "one": one, "two": two, "faster": faster, "native": theirs });
        rows.insert(name.to_owned(), row);
    }
    let idle = idle(bench)?;
    println!("idle: {} % of a processor", cell(idle, 2));
    if idle.is_some_and(|idle| idle > 0.5) {
        bench.misses.push("idle: the goal is 0 %".to_owned());
    }
    rows.insert("idle".to_owned(), json!(idle));
    Ok(Value::Object(rows))
}

fn source(bench: &Bench<'_>, name: &str) -> std::path::PathBuf {
    let folder = bench.context.root.join("benches/go");
    folder.join(format!("par_{name}.go"))
}

/// A module for two threads.
fn build(bench: &Bench<'_>, name: &str) -> Result<std::path::PathBuf> {
    let module = bench.folder.join(format!("par_{name}.wasm"));
    output(
        Command::new(bench.context.burrow())
            .args(["build", "--strip", "--threads=2"])
            .arg(source(bench, name))
            .arg("-o")
            .arg(&module),
    )?;
    Ok(module)
}

fn module_command(bench: &Bench<'_>, module: &Path) -> Command {
    Host::embedded(bench.context).command(module, &[], None)
}

/// What a program says that it took.
fn seconds(command: &mut Command, procs: &str) -> Result<f64> {
    let said = capture(command.env("GOMAXPROCS", procs), None, LIMIT)?;
    let last = said.stderr.lines().last().and_then(|l| l.parse().ok());
    last.with_context(|| format!("the program printed no time: {}", said.stderr))
}

/// The share of a processor, in percent, that a waiting program uses. `None` where the system does not tell.
fn idle(bench: &Bench<'_>) -> Result<Option<f64>> {
    const SECONDS: u64 = 3;
    let module = build(bench, "idle")?;
    let mut child = module_command(bench, &module)
        .stdin(Stdio::null())
        .spawn()?;
    // Compiling it is over by then.
    sleep(Duration::from_secs(1));
    let before = ticks(child.id());
    sleep(Duration::from_secs(SECONDS));
    let after = ticks(child.id());
    child.kill().ok();
    child.wait()?;
    let used = after.zip(before).map(|(after, before)| after - before);
    // A tick is a hundredth of a second.
    Ok(used.map(|ticks| ticks as f64 / SECONDS as f64))
}

/// Ticks that a process has used so far, all its threads together.
fn ticks(id: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    parse(&stat)
}

/// User and system time are the 14th and the 15th field; the second, a name, ends with the last parenthesis.
fn parse(stat: &str) -> Option<u64> {
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let number = |n: usize| fields.get(n)?.parse::<u64>().ok();
    Some(number(11)? + number(12)?)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn times_are_found_behind_any_name() {
        let stat = "7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 250 31 0 0 20 0 3 0 99";
        assert_eq!(parse(stat), Some(281));
        assert_eq!(parse("7"), None);
    }
}

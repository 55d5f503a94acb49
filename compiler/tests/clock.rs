//! What happens by the clock and shows only to who watches: collections after a time without any, slices, and the scheduler's trace.

#[allow(dead_code, reason = "what other tests need")]
mod common;

use std::path::Path;
use std::process::Command;

use common::{folder, missing};

/// Runs a program of `tests/clock` with such an environment: standard output and error.
fn run(name: &str, threads: Option<u32>, scratch: &Path, env: (&str, &str)) -> (String, String) {
    let module = scratch.join(format!("{name}{}.wasm", threads.unwrap_or(0)));
    let mut build = Command::new(env!("CARGO_BIN_EXE_burrow"));
    build
        .arg("build")
        .arg(folder("tests/clock").join(name).with_extension("go"))
        .args(threads.map(|n| format!("--threads={n}")))
        .arg("-o")
        .arg(&module);
    assert!(build.status().unwrap().success());
    let runner = match threads {
        Some(_) => "threads.mjs",
        None => "run.mjs",
    };
    let out = Command::new("node")
        .arg(folder("../xtask/node").join(runner))
        .arg(module)
        .env("NODE_NO_WARNINGS", "1")
        .env(env.0, env.1)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let errors = text(&out.stderr);
    assert!(out.status.success(), "{errors}");
    (text(&out.stdout), errors)
}

/// With the period shortened, both an idle program and a busy one are collected, and it is not the program that did it.
#[test]
fn forced_collections() {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    for threads in [None, Some(2)] {
        let said = |mode| run("forced", threads, scratch.path(), ("BURROW_DEBUG", mode)).0;
        assert_eq!(said("forcegc"), "true true 0 1\n", "{threads:?}");
        // In two minutes.
        assert_eq!(said(""), "false false 0 0\n", "{threads:?}");
    }
}

/// Each line is as Go's: `SCHED 20ms: gomaxprocs=2 idleprocs=0 threads=3 spinningthreads=0 needspinning=0 idlethreads=0
/// runqueue=2 [ 1 0 ] schedticks=[ 5 4 ]`.
#[test]
fn schedtrace() {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    for (threads, procs) in [(None, 1), (Some(2), 2)] {
        let env = ("GODEBUG", "schedtrace=20");
        let (_, said) = run("schedtrace", threads, scratch.path(), env);
        let mut last = -1;
        let mut lines = 0;
        for line in said.lines() {
            let parts = parse(line, procs).unwrap_or_else(|| panic!("not as Go's: {line}"));
            // At most as often as asked for.
            assert!(last < 0 || parts >= last + 15, "{said}");
            last = parts;
            lines += 1;
        }
        assert!(lines >= 5, "{said}");
        let (_, said) = run("schedtrace", threads, scratch.path(), ("GODEBUG", ""));
        assert_eq!(said, "");
    }
}

/// Whatever a goroutine does, with one thread its slices last between 5 and 20 ms. The machine may do something else meanwhile,
/// which makes some longer: a quarter of them has to be as short.
#[test]
fn slices() {
    if let Some(why) = missing() {
        eprintln!("the programs are not run: {why}");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let (_, said) = run("slices", None, scratch.path(), ("BURROW_DEBUG", ""));
    assert_eq!(said.lines().count(), 13, "{said}");
    for line in said.lines() {
        let (_, times) = line.split_once(": ").unwrap();
        let times: Vec<u32> = times.split(' ').map(|n| n.parse().unwrap()).collect();
        assert!(times[0] >= 5000 && times[1] <= 20_000, "{said}");
    }
}

/// The time of a line that is as Go's, for so many Ps.
fn parse(line: &str, procs: usize) -> Option<i64> {
    let number = |text: &str| text.parse::<i64>().ok().filter(|&n| n >= 0);
    let (time, rest) = line.strip_prefix("SCHED ")?.split_once("ms: ")?;
    let (counts, rest) = rest.split_once(" [ ")?;
    let (queues, ticks) = rest.split_once(" ] schedticks=[ ")?;
    let names = [
        "gomaxprocs",
        "idleprocs",
        "threads",
        "spinningthreads",
        "needspinning",
        "idlethreads",
        "runqueue",
    ];
    let counts: Vec<_> = counts.split(' ').map(|c| c.split_once('=')).collect();
    let known = counts.iter().zip(names).all(|(count, name)| {
        count.is_some_and(|(known, value)| known == name && number(value).is_some())
    });
    let list = |list: &str| {
        let list: Vec<_> = list.split(' ').map(number).collect();
        list.len() == procs && list.iter().all(Option::is_some)
    };
    let right = known
        && counts.len() == names.len()
        && counts[0]? == ("gomaxprocs", procs.to_string().as_str())
        && list(queues)
        && list(ticks.strip_suffix(" ]")?);
    if right { number(time) } else { None }
}

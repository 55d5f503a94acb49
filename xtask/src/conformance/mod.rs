//! `cargo xtask conformance`: Go's own tests, `GOROOT/test`, held against Burrow. See `docs/conformance.md`.

mod bars;
mod errors;
mod execute;
mod header;
mod lists;
mod oracle;
mod packages;
mod report;
mod tree;

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use regex_lite::Regex;

use crate::context::{Context, say};
use crate::exec::{Host, has_engine};
use crate::runtime;
use execute::Tools;
use header::Recipe;
use lists::{List, digest};
use oracle::Oracle;
use packages::Packages;
use report::{Counts, Entry, Status};
pub(crate) use tree::goroot;

/// What to run, and how.
#[derive(clap::Args, Default, Debug)]
pub(crate) struct Args {
    /// The tree that has Go's tests in its folder `test`; without it, the one that `cargo xtask setup` gets
    #[arg(long)]
    goroot: Option<PathBuf>,
    /// Only tests whose path in that folder matches this regular expression
    #[arg(long)]
    filter: Option<Regex>,
    /// Only the tests in this file, one path a line
    #[arg(long)]
    list: Option<PathBuf>,
    /// Write all results there
    #[arg(long)]
    json: Option<PathBuf>,
    /// Only one test in so many
    #[arg(long)]
    every: Option<usize>,
    /// How many tests run at a time
    #[arg(long)]
    jobs: Option<usize>,
    /// The go command: what differs from what the tree expects is compared with what it does
    #[arg(long)]
    go: Option<PathBuf>,
    /// Keep digests of what Go does differently from what the tree expects
    #[arg(long, requires = "go")]
    record: bool,
    /// A compiler that is built already
    #[arg(long)]
    burrow: Option<PathBuf>,
    /// A burrow with the engine, to run modules with; else the compiler, or node where that has none
    #[arg(long)]
    engine: Option<PathBuf>,
    /// Seconds that a compilation or a program may take
    #[arg(long, default_value_t = 60)]
    limit: u64,
    /// Only the tests that count for a bar: how many have to pass of those that run without imports, that run with common
    /// ones, that compile, that are refused
    #[arg(long, conflicts_with_all = ["filter", "list", "every"])]
    bars: bool,
    /// Rewrite the list of known failures
    #[arg(long)]
    update: bool,
}

/// Where the tree has tests.
const FOLDERS: &[&str] = &[
    "",
    "abi",
    "chan",
    "codegen",
    "dwarf",
    "fixedbugs",
    "interface",
    "ken",
    "runtime",
    "syntax",
    "typeparam",
    "typeparam/mdempsky",
];

/// Packages that the tests of the broadest bar may import.
const COMMON: &[&str] = &[
    "fmt",
    "runtime",
    "os",
    "strings",
    "errors",
    "time",
    "sync",
    "sort",
    "strconv",
    "math",
    "unsafe",
    "reflect",
    "bytes",
    "sync/atomic",
];

struct Test {
    path: String,
    recipe: Result<Recipe, String>,
    facet: &'static str,
    class: &'static str,
}

/// The sample that `cargo xtask test` runs: passed and failed, where failed are those that are not as the list of known
/// failures says. Nothing runs where there is no tree.
pub(crate) fn sample(context: &Context) -> Result<(u32, u32)> {
    let Some(goroot) = goroot(context) else {
        return Ok((0, 0));
    };
    let args = Args {
        goroot: Some(goroot),
        every: Some(8),
        limit: 60,
        ..Args::default()
    };
    Ok(match conformance(context, &args)? {
        true => (1, 0),
        false => (0, 1),
    })
}

/// Runs the tests; whether all is as the list of known failures says.
pub(crate) fn conformance(context: &Context, args: &Args) -> Result<bool> {
    let root = match &args.goroot {
        Some(root) => std::path::absolute(root)?,
        None => goroot(context).context("--goroot names one")?,
    };
    let tree = root.join("test");
    ensure!(
        tree.join("fixedbugs").is_dir(),
        "{} has no folder test with Go's tests",
        root.display()
    );
    let absolute = |p: &PathBuf| std::path::absolute(p);
    let burrow = match &args.burrow {
        Some(burrow) => absolute(burrow)?,
        None => runtime::build_compiler(context)?,
    };
    let engine = args.engine.as_ref().map(absolute).transpose()?;
    let engine = engine.or_else(|| has_engine(&burrow).then(|| burrow.clone()));
    let host = match engine {
        Some(engine) => Host::Embedded(engine),
        None => Host::node(context).context("neither an engine nor node")?,
    };
    let oracle = match &args.go {
        Some(go) => Some(Oracle::new(context, &absolute(go)?, &tree)?),
        None => None,
    };
    let packages = Packages::find(context);
    let tools = Tools {
        burrow,
        std: packages.go.clone(),
        host,
        tree,
        limit: Duration::from_secs(args.limit),
    };
    let skip = List::read(context, "skip.txt")?;
    let tests = collect(&tools.tree, args, &skip, &packages)?;
    say(format_args!(
        "{} tests; programs run in {}",
        tests.len(),
        tools.host.name()
    ));
    match &tools.std {
        Some(go) => say(format_args!(
            "other packages than those of std/ are from {}",
            go.display()
        )),
        None => say("no source of Go's: tests that import more than what std/ has are skipped"),
    }
    let recorded = Mutex::new(List::read(context, "go1.27.txt")?);
    let entries = run_all(&tests, args, |test| {
        run(test, &tools, oracle.as_ref(), &recorded, args.record)
    });
    if args.record {
        recorded.into_inner().expect("no test panicked").write()?;
    }
    report(context, args, &entries)
}

/// Finds the tests.
fn collect(tree: &Path, args: &Args, skip: &List, packages: &Packages) -> Result<Vec<Test>> {
    let wanted = match &args.list {
        None => None,
        Some(file) => Some(
            std::fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?,
        ),
    };
    let mut tests = Vec::new();
    for folder in FOLDERS {
        let Ok(entries) = std::fs::read_dir(tree.join(folder)) else {
            continue;
        };
        for entry in entries {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let path = match *folder {
                "" => name.clone(),
                folder => format!("{folder}/{name}"),
            };
            let named = |text: &String| text.lines().any(|l| l.trim() == path);
            if !name.ends_with(".go")
                || args.filter.as_ref().is_some_and(|f| !f.is_match(&path))
                || wanted.as_ref().is_some_and(|w| !named(w))
            {
                continue;
            }
            let bytes = std::fs::read(tree.join(&path))?;
            let text = String::from_utf8_lossy(&bytes);
            let Some(mut recipe) = header::read(&text) else {
                continue;
            };
            let mut imports = header::imports(&text);
            if let Some(why) = skip.entries.get(&path) {
                recipe = Err(why.clone());
            } else if recipe.is_ok() && imports.iter().any(|i| i == "os/exec") {
                recipe = Err("starts processes, which WASI cannot".into());
            }
            if let Ok(found) = &recipe {
                for file in found.further_files(&tree.join(&path))? {
                    imports.extend(header::imports(&execute::read(&file)?));
                }
                if let Some(package) = packages.missing(&imports) {
                    recipe = Err(format!("imports {package}, and there is no Go here"));
                }
            }
            tests.push(Test {
                facet: header::facet(Path::new(&path), &text),
                class: class(&recipe, &imports),
                recipe,
                path,
            });
        }
    }
    tests.sort_by(|a, b| a.path.cmp(&b.path));
    if args.bars {
        tests.retain(|t| bars::counts(t.class));
    }
    if let Some(every) = args.every {
        let mut n = 0;
        tests.retain(|_| {
            n += 1;
            n % every.max(1) == 0
        });
    }
    Ok(tests)
}

/// Which bar a test counts for.
fn class(recipe: &Result<Recipe, String>, imports: &[String]) -> &'static str {
    let Ok(recipe) = recipe else {
        return "skipped";
    };
    match recipe.action {
        header::Action::Run if recipe.has_flags || !recipe.args.is_empty() => "run, with flags",
        header::Action::Run if imports.is_empty() => "run, no imports",
        header::Action::Run if imports.iter().all(|i| COMMON.contains(&i.as_str())) => {
            "run, common imports"
        }
        header::Action::Run => "run, other imports",
        other => other.name(),
    }
}

/// Runs the tests in parallel; results in their order.
fn run_all(
    tests: &[Test],
    args: &Args,
    run: impl Fn(&Test) -> Result<Status> + Sync,
) -> Vec<Entry> {
    let jobs = args
        .jobs
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, core::num::NonZero::get));
    let next = AtomicUsize::new(0);
    let entries = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while let Some(test) = tests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let began = Instant::now();
                    let status = run(test)
                        .unwrap_or_else(|e| Status::Failed(format!("cannot be run: {e:#}")));
                    let entry = Entry {
                        test: test.path.clone(),
                        action: test.recipe.as_ref().map_or("skip", |r| r.action.name()),
                        facet: test.facet,
                        class: test.class,
                        status,
                        seconds: began.elapsed().as_secs_f64(),
                    };
                    entries.lock().expect("nobody panics").push(entry);
                }
            });
        }
    });
    let mut entries = entries.into_inner().expect("nobody panics");
    entries.sort_by(|a, b| a.test.cmp(&b.test));
    entries
}

/// Runs one test. What Go 1.27 does comes before what the tree, which may be older, expects.
fn run(
    test: &Test,
    tools: &Tools,
    oracle: Option<&Oracle>,
    recorded: &Mutex<List>,
    record: bool,
) -> Result<Status> {
    let recipe = match &test.recipe {
        Ok(recipe) => recipe,
        Err(why) => return Ok(Status::Skipped(why.clone())),
    };
    let path = Path::new(&test.path);
    let done = tools.execute(path, recipe)?;
    let known = {
        let recorded = recorded.lock().expect("nobody panics");
        recorded.entries.get(&test.path).cloned()
    };
    if let Some(known) = known {
        if digest(&done.outcome) == known {
            return Ok(Status::Passed);
        }
        let why = done.wrong.unwrap_or_else(|| "passes".to_owned());
        return Ok(Status::Failed(format!(
            "{why} (Go 1.27 differs from the tree)"
        )));
    }
    let Some(wrong) = done.wrong else {
        return Ok(Status::Passed);
    };
    if let Some(oracle) = oracle
        && let Some(outcome) = oracle.outcome(path, recipe)?
        && !tools.expects(path, recipe, &outcome)?
    {
        if record {
            let mut recorded = recorded.lock().expect("nobody panics");
            recorded.entries.insert(test.path.clone(), digest(&outcome));
        }
        if outcome == done.outcome {
            return Ok(Status::Passed);
        }
        return Ok(Status::Failed(format!(
            "as Go 1.27 has it: {}",
            crate::examples::difference(&outcome, &done.outcome)
        )));
    }
    Ok(Status::Failed(wrong))
}

/// Prints everything; whether it is as the list of known failures says.
fn report(context: &Context, args: &Args, entries: &[Entry]) -> Result<bool> {
    if let Some(file) = &args.json {
        std::fs::write(file, report::json(entries))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    let mut known = List::read(context, "known.txt")?;
    let (mut new, mut fixed) = (Vec::new(), Vec::new());
    for entry in entries {
        let listed = known.entries.contains_key(&entry.test);
        match &entry.status {
            Status::Failed(why) => {
                println!(
                    "{} {} ({}): {why}",
                    if listed { "known " } else { "FAILED" },
                    entry.test,
                    entry.action
                );
                if !listed {
                    new.push(entry);
                }
            }
            Status::Passed if listed => fixed.push(entry),
            _ => {}
        }
    }
    println!();
    report::tables(entries);
    let reached = !args.bars || bars::print(entries);
    if args.update {
        for entry in entries {
            known.entries.remove(&entry.test);
            if let Status::Failed(why) = &entry.status {
                let line = why.lines().next().unwrap_or_default();
                known.entries.insert(entry.test.clone(), line.to_owned());
            }
        }
        known.write()?;
    } else {
        for entry in &fixed {
            println!("known to fail, but does not: {}", entry.test);
        }
        if !new.is_empty() {
            println!("{} fail that are not known to", new.len());
        }
    }
    let Counts([passed, failed, skipped]) = Counts::of(entries);
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    Ok(args.update || reached && new.is_empty() && fixed.is_empty())
}

//! `burrow test`: builds the tests of each package and runs them one after the other, each in a process of its own with the
//! package's folder as the current one. What is printed has Go's form.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use burrow_compiler::driver;
use burrow_compiler::link;
use burrow_compiler::loader::Input;
use burrow_compiler::stdlib::Embedded;

/// What is to be done with the tests.
#[derive(clap::Args, Debug)]
pub(crate) struct TestArgs {
    /// Build the test program, and do not run it
    #[arg(short = 'c', long = "compile-only")]
    compile_only: bool,
    /// Where the test program of one package is written [default with -c: the package's name with .test.wasm]
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// What runs a module: a command, to which the module and its arguments are added
    #[arg(long, value_name = "COMMAND")]
    exec: Option<String>,
    /// Packages (./... is all below), then flags for the test programs: -v, -run REGEXP, -bench REGEXP, -count N, -short,
    /// -benchtime D, -benchmem, -failfast, -list REGEXP, -skip REGEXP, -timeout D, -parallel N, and after -args any
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "PACKAGE"
    )]
    args: Vec<String>,
}

/// Flags of test programs that take an argument, and those that need none.
const WITH_VALUE: &[&str] = &[
    "run",
    "bench",
    "count",
    "benchtime",
    "list",
    "skip",
    "timeout",
    "parallel",
];
const WITHOUT: &[&str] = &["v", "short", "benchmem", "failfast"];

/// What the command line asks for.
#[derive(PartialEq, Eq, Debug, Default)]
struct Wanted {
    packages: Vec<PathBuf>,
    /// For the test programs.
    flags: Vec<String>,
    /// Whether all that tests print is shown.
    shown: bool,
}

/// Tells packages from flags: both may be mixed.
fn wanted(args: &[String]) -> Result<Wanted> {
    let mut out = Wanted::default();
    let mut args = args.iter();
    let mut all = Vec::new();
    while let Some(arg) = args.next() {
        let Some(flag) = arg.strip_prefix("--").or_else(|| arg.strip_prefix('-')) else {
            out.packages.push(arg.into());
            continue;
        };
        if flag == "args" {
            all.extend(args.by_ref().cloned());
            break;
        }
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (flag, None),
        };
        let name = name.strip_prefix("test.").unwrap_or(name);
        let value = match value {
            Some(value) => Some(value),
            None if WITH_VALUE.contains(&name) => Some(
                args.next()
                    .with_context(|| format!("-{name} needs an argument"))?
                    .clone(),
            ),
            None if WITHOUT.contains(&name) => None,
            None => bail!(
                "flag provided but not defined: -{name} (what is for the tests themselves stands after -args)"
            ),
        };
        if !WITH_VALUE.contains(&name) && !WITHOUT.contains(&name) {
            bail!("flag provided but not defined: -{name}");
        }
        out.shown |= matches!(name, "v" | "bench" | "list");
        out.flags.push(match value {
            Some(value) => format!("-test.{name}={value}"),
            None => format!("-test.{name}"),
        });
    }
    out.flags.extend(all);
    // Tests of the current folder are shown as they run.
    out.shown |= out.packages.is_empty();
    if out.packages.is_empty() {
        out.packages.push(".".into());
    }
    Ok(out)
}

/// What of `input` is not the packages, and how code is made.
pub(crate) fn test(
    args: &TestArgs,
    input: Input,
    options: &driver::Options,
    json: bool,
) -> Result<ExitCode> {
    let wanted = wanted(&args.args)?;
    let input = Input {
        args: wanted.packages,
        ..input
    };
    let packages = input.split_tests(&Embedded)?;
    if args.output.is_some() && packages.len() > 1 {
        bail!("several packages cannot be written to one file");
    }
    let folder = scratch()?;
    let mut failed = false;
    for package in &packages {
        let path = &package.path;
        let Some(input) = &package.input else {
            println!("?   \t{path}\t[no test files]");
            continue;
        };
        let Some(module) = super::told(driver::compile(input, options), json)?.flatten() else {
            println!("FAIL\t{path} [build failed]");
            failed = true;
            continue;
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let kept = args.output.clone().or_else(|| {
            args.compile_only
                .then(|| PathBuf::from(format!("{name}.test.wasm")))
        });
        let file = kept.unwrap_or_else(|| folder.0.join(format!("{name}.test.wasm")));
        link::write(&file, &module)?;
        if args.compile_only {
            continue;
        }
        let began = Instant::now();
        let mut command = runner(args.exec.as_deref(), &std::path::absolute(&file)?)?;
        command.args(&wanted.flags).current_dir(&package.folder);
        let (ok, said) = finish(command, wanted.shown)?;
        let seconds = began.elapsed().as_secs_f64();
        let nothing = said
            .as_deref()
            .is_some_and(|s| s.contains("warning: no tests to run"));
        if ok {
            let note = if nothing { " [no tests to run]" } else { "" };
            println!("ok  \t{path}\t{seconds:.3}s{note}");
        } else {
            if let Some(said) = said {
                print!("{said}");
            }
            println!("FAIL\t{path}\t{seconds:.3}s");
            failed = true;
        }
    }
    if failed {
        println!("FAIL");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// A folder for test programs, which is removed in the end.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing depends on it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn scratch() -> Result<Scratch> {
    let folder = std::env::temp_dir().join(format!("burrow-test-{}", std::process::id()));
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(Scratch(folder))
}

/// The process that runs a module.
fn runner(exec: Option<&str>, module: &Path) -> Result<Command> {
    let mut command = match exec {
        Some(text) => {
            let mut words = text.split_whitespace();
            let mut command = Command::new(words.next().context("--exec names no command")?);
            command.args(words);
            command
        }
        None if cfg!(feature = "engine") => {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("exec");
            command
        }
        None => bail!("this burrow has no engine: --exec names a command that runs modules"),
    };
    command.arg(module);
    Ok(command)
}

/// Runs a test program: whether it passed, and what it printed, both streams together, where that is not shown at once.
fn finish(mut command: Command, shown: bool) -> Result<(bool, Option<String>)> {
    let cannot = || "the test program cannot be run";
    if shown {
        let status = command.status().with_context(cannot)?;
        return Ok((status.success(), None));
    }
    let (reader, writer) = std::io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(cannot)?;
    // The command holds the other ends of the pipe.
    drop(command);
    let said = std::io::read_to_string(reader);
    let status = child.wait()?;
    Ok((status.success(), Some(said?)))
}

#[cfg(test)]
mod unit {
    use super::*;

    fn parse(text: &str) -> Result<Wanted> {
        let args: Vec<String> = text.split(' ').map(str::to_owned).collect();
        wanted(&args)
    }

    #[test]
    fn packages_and_flags_may_be_mixed() {
        let got = parse("-v ./a -run TestX/sub ./... -count=2 -args -x y").unwrap();
        assert_eq!(got.packages, [PathBuf::from("./a"), "./...".into()]);
        let flags = ["-test.v", "-test.run=TestX/sub", "-test.count=2", "-x", "y"];
        assert_eq!(got.flags, flags);
        assert!(got.shown);
        assert!(!parse("./a").unwrap().shown);
        assert!(parse("-unknown").is_err());
        assert!(parse("-run").is_err());
    }
}

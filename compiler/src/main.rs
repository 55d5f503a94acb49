//! The `burrow` command.

mod testing;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use burrow_compiler::driver::{self, Failure};
use burrow_compiler::link;
use burrow_compiler::loader::{Goroot, Input};
use burrow_compiler::opt::Level;
use burrow_compiler::report::Report;
use burrow_compiler::stdlib::Embedded;
use clap::{Parser, Subcommand};

/// Compiles Go to WebAssembly.
#[derive(Parser, Debug)]
#[command(name = "burrow", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Compile a program and run it in the embedded engine
    #[cfg(feature = "engine")]
    Run {
        #[command(flatten)]
        source: SourceArgs,
        #[command(flatten)]
        code: CodeArgs,
        /// The program: a folder or import path, or the files of a package; then its arguments
        #[arg(
            required = true,
            trailing_var_arg = true,
            allow_hyphen_values = true,
            value_name = "PACKAGE"
        )]
        args: Vec<String>,
    },
    /// Compile a program into one WASI preview 1 module
    Build {
        /// A folder or import path, or the files of a package. Of several packages (./... is all below) nothing is written
        /// unless --output is a folder
        #[arg(default_value = ".")]
        packages: Vec<PathBuf>,
        /// A further package, as PATH=FILE,FILE...; files of packages beside one another import each other as ./NAME
        #[arg(long = "package", value_parser = package, hide = true)]
        further: Vec<(String, Vec<PathBuf>)>,
        /// The module, or a folder for it [default: the package's name with .wasm]
        #[arg(short, long)]
        output: Option<PathBuf>,
        #[command(flatten)]
        source: SourceArgs,
        #[command(flatten)]
        code: CodeArgs,
        /// Compile every function, reached or not, and link nothing
        #[arg(long, hide = true)]
        whole: bool,
        /// Bodies of functions may be elsewhere
        #[arg(long, hide = true)]
        partial: bool,
        /// List functions, as intermediate representation and as WebAssembly text: those with FILTER in their names, or all of the
        /// program's own packages
        #[arg(short = 'S', long, value_name = "FILTER", num_args = 0..=1, require_equals = true, default_missing_value = "")]
        listing: Option<String>,
        /// Tell what is inlined and what escapes to the heap, as Go's -m does
        #[arg(short = 'm', long)]
        decisions: bool,
        /// For a host's event loop: the host calls burrow_run instead of _start
        #[arg(long)]
        event_loop: bool,
        /// For a host that calls the functions with //go:wasmexport: it calls _initialize first, main is not run
        #[arg(long)]
        reactor: bool,
    },
    /// Report the errors of packages, and make nothing
    Check {
        /// Folders, import paths and patterns (./... is all below), or the files of a package
        #[arg(default_value = ".")]
        packages: Vec<PathBuf>,
        #[command(flatten)]
        source: SourceArgs,
    },
    /// Run the tests of packages: functions TestXxx, BenchmarkXxx, FuzzXxx and ExampleXxx in files whose names end in _test.go
    Test {
        #[command(flatten)]
        source: SourceArgs,
        #[command(flatten)]
        code: CodeArgs,
        #[command(flatten)]
        test: testing::TestArgs,
    },
    /// Run a module, from Burrow or another compiler, in the embedded engine
    #[cfg(feature = "engine")]
    #[command(hide = true)]
    Exec {
        /// Where to write time and memory, as JSON
        #[arg(long)]
        stats: Option<PathBuf>,
        /// The module
        file: PathBuf,
        /// Its arguments
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

/// How source is read and its errors are told.
#[derive(clap::Args, Debug)]
struct SourceArgs {
    /// Build tags, with commas between them
    #[arg(long, value_delimiter = ',', value_name = "TAGS")]
    tags: Vec<String>,
    /// Write errors to standard output, a JSON object each
    #[arg(long)]
    json: bool,
    /// The language, as go1.N
    #[arg(long, value_parser = language, hide = true)]
    lang: Option<u32>,
    /// Report all errors, not only the first ten
    #[arg(short = 'e', long)]
    all_errors: bool,
}

/// What code is made.
#[derive(clap::Args, Debug)]
struct CodeArgs {
    /// For so many threads, over shared memory, on hosts that have wasi-threads
    #[arg(long)]
    threads: Option<u32>,
    /// Leave out function names and line numbers
    #[arg(long)]
    strip: bool,
    /// s: a small module rather than a fast one. 0: optimise nothing, to find errors of the optimiser
    #[arg(short = 'O', long = "level", value_parser = ["0", "1", "s"], default_value = "1")]
    level: String,
}

/// Options that Go writes with one dash.
const GO_OPTIONS: &[&str] = &["-tags", "-json", "-lang", "-exec"];

/// Options with an argument of their own.
const WITH_ARGUMENT: &[&str] = &[
    "-tags",
    "--tags",
    "-lang",
    "--lang",
    "-O",
    "--level",
    "--threads",
    "-exec",
    "--exec",
    "-o",
    "--output",
];

/// Options of `test`; what follows them is packages and flags of the test programs.
const OF_TEST: &[&str] = &[
    "--json",
    "-e",
    "--all-errors",
    "--strip",
    "-c",
    "--compile-only",
    "-h",
    "--help",
];

/// The command line, with Go's long options as they are written elsewhere. What follows the program of `run` is left alone.
fn command_line() -> Vec<std::ffi::OsString> {
    let mut args: Vec<_> = std::env::args_os().collect();
    let run = args.get(1).is_some_and(|a| a == "run");
    let test = args.get(1).is_some_and(|a| a == "test");
    let mut value = false;
    let mut rest = None;
    for (i, arg) in args.iter_mut().enumerate().skip(2) {
        let text = arg.to_string_lossy().into_owned();
        if run && !value && !text.starts_with('-') {
            break;
        }
        let name = text.split('=').next().unwrap_or(&text);
        if !value && GO_OPTIONS.contains(&name) {
            *arg = format!("-{text}").into();
        }
        let option = WITH_ARGUMENT.contains(&name)
            || OF_TEST.contains(&&*text)
            || GO_OPTIONS.contains(&name)
            || name.starts_with("-O");
        if test && !value && !option {
            rest = Some(i);
            break;
        }
        value = !value && WITH_ARGUMENT.contains(&&*text);
    }
    if let Some(i) = rest {
        args.insert(i, "--".into());
    }
    args
}

fn main() -> ExitCode {
    let args = Args::parse_from(command_line());
    let done = match args.command {
        #[cfg(feature = "engine")]
        Command::Run { source, code, args } => run(&source, &code, args),
        Command::Build {
            packages,
            further,
            output,
            source,
            code,
            whole,
            partial,
            listing,
            decisions,
            event_loop,
            reactor,
        } => {
            let input = Input {
                packages: further,
                partial: whole || partial,
                ..source.input(packages)
            };
            let options = driver::Options {
                whole,
                event_loop,
                reactor,
                listing,
                decisions,
                ..options(&source, &code)
            };
            build(&input, output.as_deref(), &options, source.json)
        }
        Command::Check { packages, source } => {
            let input = source.input(packages);
            let options = driver::Options {
                all_errors: source.all_errors,
                ..driver::Options::default()
            };
            told(driver::check(&input, &options), source.json).map(|done| match done {
                Some(()) => ExitCode::SUCCESS,
                None => ExitCode::FAILURE,
            })
        }
        Command::Test { source, code, test } => testing::test(
            &test,
            source.input(Vec::new()),
            &options(&source, &code),
            source.json,
        ),
        #[cfg(feature = "engine")]
        Command::Exec { stats, file, args } => exec(&file, args, stats.as_deref()),
    };
    done.unwrap_or_else(|error| {
        eprintln!("burrow: {error:#}");
        ExitCode::FAILURE
    })
}

impl SourceArgs {
    fn input(&self, args: Vec<PathBuf>) -> Input {
        let tags = self.tags.iter().flat_map(|t| t.split_whitespace());
        Input {
            args,
            tags: tags.map(str::to_owned).collect(),
            lang: self.lang,
            goroot: Goroot::Search,
            ..Input::default()
        }
    }
}

fn options(source: &SourceArgs, code: &CodeArgs) -> driver::Options {
    driver::Options {
        threads: code.threads,
        strip: code.strip,
        level: match &*code.level {
            "0" => Level::None,
            _ => Level::Full,
        },
        small: code.level == "s",
        all_errors: source.all_errors,
        ..driver::Options::default()
    }
}

/// `go1.N`
fn language(arg: &str) -> Result<u32, String> {
    let minor = arg.strip_prefix("go1.").and_then(|n| n.parse().ok());
    minor.ok_or_else(|| "expected go1.N".into())
}

/// `PATH=FILE,FILE...`
fn package(arg: &str) -> Result<(String, Vec<PathBuf>), String> {
    let (path, files) = arg.split_once('=').ok_or("expected PATH=FILE,FILE...")?;
    Ok((
        path.to_owned(),
        files.split(',').map(PathBuf::from).collect(),
    ))
}

/// What was made; nothing where the program has errors, which are written then.
fn told<T>(done: Result<T, Failure>, json: bool) -> Result<Option<T>> {
    const MORE: &str = "too many errors";
    let errors = match done {
        Ok(done) => return Ok(Some(done)),
        Err(Failure::Other(error)) if json => {
            let report = Report {
                place: None,
                message: format!("{error:#}"),
            };
            writeln!(std::io::stdout(), "{}", report.json())?;
            return Ok(None);
        }
        Err(Failure::Other(error)) => return Err(error),
        Err(Failure::Program(errors)) => errors,
    };
    if json {
        let mut out = std::io::stdout().lock();
        for report in &errors.list {
            writeln!(out, "{}", report.json())?;
        }
        return Ok(None);
    }
    let mut out = std::io::stderr().lock();
    let terminal = out.is_terminal();
    for report in &errors.list {
        match terminal {
            true => writeln!(out, "{}", report.terminal())?,
            false => writeln!(out, "{report}")?,
        }
    }
    if errors.more {
        writeln!(out, "{MORE}")?;
    }
    Ok(None)
}

fn build(
    input: &Input,
    output: Option<&Path>,
    options: &driver::Options,
    json: bool,
) -> Result<ExitCode> {
    let Some(programs) = told(input.split(&Embedded).map_err(Failure::from), json)? else {
        return Ok(ExitCode::FAILURE);
    };
    let several = programs.len() > 1;
    let folder = output.filter(|o| o.is_dir() || o.as_os_str().as_encoded_bytes().ends_with(b"/"));
    if let (Some(output), None, true) = (output, folder, several) {
        bail!(
            "{} must be a folder: several packages are built",
            output.display()
        );
    }
    let mut status = ExitCode::SUCCESS;
    for (name, input) in programs {
        let module = match told(driver::compile(&input, options), json)? {
            Some(module) => module,
            None => {
                status = ExitCode::FAILURE;
                continue;
            }
        };
        let name = PathBuf::from(format!("{name}.wasm"));
        let place = match (folder, output) {
            (Some(folder), _) => Some(folder.join(name)),
            (None, Some(output)) => Some(output.to_owned()),
            (None, None) => (!several).then_some(name),
        };
        if let (Some(module), Some(place)) = (module, place) {
            if let Some(folder) = folder {
                std::fs::create_dir_all(folder)?;
            }
            link::write(&place, &module)?;
        }
    }
    Ok(status)
}

#[cfg(feature = "engine")]
fn run(source: &SourceArgs, code: &CodeArgs, mut args: Vec<String>) -> Result<ExitCode> {
    use anyhow::Context as _;
    let files = args.iter().take_while(|a| a.ends_with(".go")).count();
    let mut rest = args.split_off(files.max(1));
    if rest.first().is_some_and(|a| a == "--") {
        rest.remove(0);
    }
    let input = source.input(args.iter().map(PathBuf::from).collect());
    let programs = told(input.split(&Embedded).map_err(Failure::from), source.json)?;
    let Some((name, input)) = programs.and_then(|p| p.into_iter().next()) else {
        return Ok(ExitCode::FAILURE);
    };
    let compiled = driver::compile(&input, &options(source, code));
    let Some(module) = told(compiled, source.json)? else {
        return Ok(ExitCode::FAILURE);
    };
    let module = module.with_context(|| format!("package {} is not a main package", args[0]))?;
    start(&module, name, rest, None)
}

#[cfg(feature = "engine")]
fn exec(file: &Path, args: Vec<String>, stats: Option<&Path>) -> Result<ExitCode> {
    use anyhow::Context as _;
    let module = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    start(&module, name.into_owned(), args, stats)
}

#[cfg(feature = "engine")]
fn start(module: &[u8], name: String, args: Vec<String>, stats: Option<&Path>) -> Result<ExitCode> {
    let mut all = vec![name];
    all.extend(args);
    let outcome = burrow_compiler::engine::run(module, &all)?;
    if let Some(trap) = &outcome.trap {
        eprintln!("burrow: internal error: {trap}; this is a bug of Burrow");
    }
    if let Some(stats) = stats {
        let text = format!(
            "{{\"status\": {}, \"seconds\": {:.6}, \"compile_seconds\": {:.6}, \"memory\": {}}}\n",
            outcome.status,
            outcome.run.as_secs_f64(),
            outcome.compile.as_secs_f64(),
            outcome.memory
        );
        link::write(stats, text.as_bytes())?;
    }
    Ok(ExitCode::from(outcome.status as u8))
}

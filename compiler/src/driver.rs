//! From a Go file to a module: runs the stages one after the other.

use std::io::Write as _;
use std::path::Path;

use crate::diag::Diagnostics;
use crate::loader::Input;
use crate::report::Report;
use crate::stdlib::Embedded;
use crate::syntax::source::SourceMap;
use crate::{ir, link, listing, loader, opt, types, wasm};

/// How many errors are reported, as Go does.
const MAX_ERRORS: usize = 10;

/// What the module is to look like.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Leave out the name section and the line table.
    pub strip: bool,
    /// How much is optimised.
    pub level: opt::Level,
    /// Rather small than fast: one body for each function, shared write barriers.
    pub small: bool,
    /// For several threads: how many goroutines run at a time. None: a module that runs everywhere, with one thread.
    pub threads: Option<u32>,
    /// For a host's event loop: the module exports `burrow_run` and `burrow_event` instead of `_start`.
    pub event_loop: bool,
    /// For a host that calls the exported functions: the module exports `_initialize` instead of `_start`, which initialises
    /// the packages and does not call `main`.
    pub reactor: bool,
    /// Report all errors, not only the first ten.
    pub all_errors: bool,
    /// Compile every function of the program's own packages, reached or not, and link nothing.
    pub whole: bool,
    /// Functions to be [listed](crate::listing) on standard output: those with this in their names.
    pub listing: Option<String>,
    /// Tell on standard error what is inlined and what escapes.
    pub decisions: bool,
}

/// A program's errors.
#[derive(Clone, Debug)]
pub struct Errors {
    /// In source order.
    pub list: Vec<Report>,
    /// Whether there are more than those.
    pub more: bool,
}

/// Why there is no module.
#[derive(Debug)]
pub enum Failure {
    /// Errors of the program.
    Program(Errors),
    /// Anything else: one line.
    Other(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

/// Checks packages, and makes nothing.
pub fn check(input: &Input, options: &Options) -> Result<(), Failure> {
    on_large_stack(|| {
        let mut sources = SourceMap::default();
        let program = load(input, &mut sources, options)?;
        drop(program);
        Ok(())
    })
}

/// Compiles a program into a WASI preview 1 module. There is none, and nothing is linked, where the package is not `main` or
/// [`Options::whole`] is set.
pub fn compile(input: &Input, options: &Options) -> Result<Option<Vec<u8>>, Failure> {
    on_large_stack(|| compile_here(input, options))
}

/// Trees are walked recursively, and the parser lets them be thousands of levels high.
fn on_large_stack<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    const STACK: usize = 512 << 20;
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("compile".into())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .expect("a thread for the compiler")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn compile_here(input: &Input, options: &Options) -> Result<Option<Vec<u8>>, Failure> {
    let mut sources = SourceMap::default();
    let module = lower(input, &mut sources, options)?;
    for line in decisions(&module, &sources) {
        eprintln!("{line}");
    }
    let object = wasm::emit(
        &module,
        &sources,
        &wasm::Options {
            strip: options.strip,
            threads: options.threads.is_some(),
            procs: options.threads.unwrap_or(1),
            shared_barrier: options.small,
            bodies: match options.small {
                true => wasm::Bodies::One,
                false => wasm::Bodies::Both,
            },
        },
    );
    if module.entries.main.is_none() {
        return Ok(None);
    }
    let threads = options.threads.is_some();
    let runtime = link::read(match threads {
        true => link::runtime_threads()?,
        false => link::runtime()?,
    })?;
    let starts: &[&str] = match (threads, options.event_loop, options.reactor) {
        (false, false, false) => &["_start"],
        (false, true, false) => &["burrow_run", "burrow_event"],
        (false, false, true) => &["_initialize"],
        (true, false, false) => &["_start", "wasi_thread_start"],
        (false, true, true) => {
            return Err(anyhow::anyhow!("a reactor has no event loop").into());
        }
        (true, true, _) => return Err(anyhow::anyhow!("an event loop has one thread").into()),
        (true, _, true) => return Err(anyhow::anyhow!("a reactor has one thread").into()),
    };
    let starts = starts.iter().map(|&name| name.to_owned());
    let of_program = module.funcs.iter().filter(|f| f.is_export());
    let of_program: Vec<String> = of_program.map(|f| f.name.clone()).collect();
    if threads && !of_program.is_empty() {
        return Err(anyhow::anyhow!("a program with //go:wasmexport has one thread").into());
    }
    let exports: Vec<String> = starts.chain(of_program).collect();
    let linked = |strip| {
        let options = link::Options {
            strip,
            shared: threads,
            exports: exports.clone(),
            ..link::Options::default()
        };
        link::link(&object, &runtime, &options)
    };
    if let Some(filter) = &options.listing {
        let text = listing::list(&module, &linked(false)?, &sources, filter)?;
        // Who reads it may not want all of it.
        let _ = std::io::stdout().write_all(text.as_bytes());
    }
    Ok(Some(linked(options.strip)?))
}

/// The packages, checked.
fn load(
    input: &Input,
    sources: &mut SourceMap,
    options: &Options,
) -> Result<types::Program, Failure> {
    let mut diags = Diagnostics::default();
    let packages = loader::load(input, &Embedded, sources, &mut diags)?;
    // Without a syntax error there is a tree, and the checker may find more.
    if diags.is_fatal() {
        stop_at_errors(&diags, sources, options)?;
    }
    let program = types::check(packages, sources, &mut diags);
    stop_at_errors(&diags, sources, options)?;
    Ok(program)
}

/// The program in the intermediate representation, optimised.
pub fn lower(
    input: &Input,
    sources: &mut SourceMap,
    options: &Options,
) -> Result<ir::Module, Failure> {
    let mut diags = Diagnostics::default();
    let mut program = load(input, sources, options)?;
    let mut module = ir::build::build(
        &mut program,
        ir::build::Options {
            whole: options.whole,
            threads: options.threads.is_some(),
            reactor: options.reactor,
        },
        sources,
        &mut diags,
    );
    stop_at_errors(&diags, sources, options)?;
    module.files = sources.files().iter().map(|f| in_traces(&f.name)).collect();
    module.decisions = options.decisions.then(Vec::new);
    opt::optimise(&mut module, options.level);
    Ok(module)
}

/// What is inlined and what escapes in the program's own files, by position.
fn decisions(module: &ir::Module, sources: &SourceMap) -> Vec<String> {
    let mut list: Vec<_> = module
        .decisions
        .iter()
        .flatten()
        .filter_map(|(pos, text)| {
            let p = sources.place(*pos)?;
            let own = !p.file.starts_with("$GOROOT");
            own.then(|| (p.file.display().to_string(), p.line, p.column, text))
        })
        .collect();
    list.sort();
    list.dedup();
    list.into_iter()
        .map(|(file, line, column, text)| format!("{file}:{line}:{column}: {text}"))
        .collect()
}

/// A source file's name as traces show it: whole, as Go has it.
fn in_traces(name: &Path) -> String {
    let whole = if name.starts_with("$GOROOT") {
        Ok(name.to_owned())
    } else {
        std::path::absolute(name)
    };
    whole.as_deref().unwrap_or(name).display().to_string()
}

/// Fails with the errors reported so far, if there are any.
fn stop_at_errors(
    diags: &Diagnostics,
    sources: &SourceMap,
    options: &Options,
) -> Result<(), Failure> {
    if diags.is_empty() {
        return Ok(());
    }
    let list = diags.sorted(sources);
    let max = match options.all_errors {
        true => usize::MAX,
        false => MAX_ERRORS,
    };
    Err(Failure::Program(Errors {
        more: list.len() > max,
        list: list
            .iter()
            .take(max)
            .map(|d| Report::new(d, sources))
            .collect(),
    }))
}

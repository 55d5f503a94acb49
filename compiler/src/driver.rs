//! From a Go file to a module: runs the stages one after the other.

use std::path::Path;

use crate::diag::Diagnostics;
use crate::stdlib::Embedded;
use crate::syntax::source::SourceMap;
use crate::{ir, link, loader, opt, types, wasm};

/// How many errors are reported, as Go does.
const MAX_ERRORS: usize = 10;

/// What the module is to look like.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Leave out the name section and the line table.
    pub strip: bool,
    /// How much is optimised.
    pub level: opt::Level,
}

/// Why there is no module.
#[derive(Debug)]
pub enum Failure {
    /// Errors of the program, `file:line:col: message`, ready to be printed.
    Program(Vec<String>),
    /// Anything else: one line.
    Other(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

/// Compiles the program in one file into a WASI preview 1 module.
pub fn compile(file: &Path, options: &Options) -> Result<Vec<u8>, Failure> {
    // Trees are walked recursively, and the parser lets them be thousands of levels high.
    const STACK: usize = 512 << 20;
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("compile".into())
            .stack_size(STACK)
            .spawn_scoped(scope, || compile_here(file, options))
            .expect("a thread for the compiler")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn compile_here(file: &Path, options: &Options) -> Result<Vec<u8>, Failure> {
    let mut sources = SourceMap::default();
    let module = lower(file, &mut sources, options)?;
    let object = wasm::emit(
        &module,
        &sources,
        &wasm::Options {
            strip: options.strip,
            ..wasm::Options::default()
        },
    );
    let runtime = link::read(link::runtime()?)?;
    Ok(link::link(
        &object,
        &runtime,
        &link::Options {
            strip: options.strip,
            ..link::Options::default()
        },
    )?)
}

/// The program in the intermediate representation, optimised.
pub fn lower(
    file: &Path,
    sources: &mut SourceMap,
    options: &Options,
) -> Result<ir::Module, Failure> {
    let mut diags = Diagnostics::default();
    let packages = loader::load(&[file.to_owned()], &Embedded, sources, &mut diags)?;
    stop_at_errors(&diags, sources)?;
    let mut program = types::check(packages, sources, &mut diags);
    stop_at_errors(&diags, sources)?;
    let mut module = ir::build::build(&mut program, sources, &mut diags);
    stop_at_errors(&diags, sources)?;
    module.files = sources.files().iter().map(|f| in_traces(&f.name)).collect();
    opt::optimise(&mut module, options.level);
    Ok(module)
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
fn stop_at_errors(diags: &Diagnostics, sources: &SourceMap) -> Result<(), Failure> {
    if diags.is_empty() {
        return Ok(());
    }
    let list = diags.sorted(sources);
    let mut lines: Vec<String> = list
        .iter()
        .take(MAX_ERRORS)
        .map(|d| match sources.place(d.pos) {
            Some(p) => format!(
                "{}:{}:{}: {}",
                p.file.display(),
                p.line,
                p.column,
                d.message
            ),
            None => d.message.clone(),
        })
        .collect();
    if list.len() > MAX_ERRORS {
        lines.push("too many errors".to_owned());
    }
    Err(Failure::Program(lines))
}

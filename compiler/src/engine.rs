//! The embedded engine: runs a WASI preview 1 module with wasmtime, with several threads if it asks for that.

mod threads;

use core::time::Duration;
use std::path::Path;
use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow};
use wasmtime::{Config, Engine, Linker, Module, Store, Trap};
use wasmtime_wasi::p1::{self, WasiP1Ctx};
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtxBuilder};

/// How a run ended, and what it took.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The program's exit status.
    pub status: i32,
    /// Set when the module trapped, which a Go program never does: a bug of the compiler or the runtime.
    pub trap: Option<String>,
    /// Time to compile the module to machine code.
    pub compile: Duration,
    /// Time from instantiation to exit.
    pub run: Duration,
    /// Size of the linear memory at exit, in bytes; it never shrinks, so this is the peak.
    pub memory: u64,
}

/// What a module may use of the stack; wasmtime's own default is 512 KiB.
const STACK: usize = 8 << 20;
/// What of a thread's stack is left to the functions of the host.
const HOST_STACK: usize = 1 << 20;
/// Tells the module its part, in KiB.
const STACK_VARIABLE: &str = "BURROW_STACK";

/// A thread that has such a stack, and the host's part.
fn thread() -> thread::Builder {
    thread::Builder::new()
        .name("wasm".into())
        .stack_size(STACK + HOST_STACK)
}

/// Runs a module's `_start`.
///
/// Standard streams and the environment (so also `GOGC`, `GODEBUG`, `BURROW_DEBUG`) are passed through. `args` begins with the
/// program's name. The current folder is the only one that the program can reach.
pub fn run(wasm: &[u8], args: &[String]) -> Result<Outcome> {
    let mut config = Config::new();
    config.shared_memory(true);
    // No call is asynchronous, but the one bound may not be below the other.
    config
        .async_stack_size(STACK + HOST_STACK)
        .max_wasm_stack(STACK);
    let engine = Engine::new(&config).map_err(error)?;
    let began = Instant::now();
    let module = Module::new(&engine, wasm).map_err(error)?;
    let compile = began.elapsed();
    if let Some(memory) = threads::memory(&module) {
        return threads::run(engine, module, memory, args, compile);
    }

    let mut linker: Linker<WasiP1Ctx> = Linker::new(&engine);
    p1::add_to_linker_sync(&mut linker, |context| context).map_err(error)?;
    let mut store = Store::new(&engine, context(args)?);
    let began = Instant::now();
    let instance = linker.instantiate(&mut store, &module).map_err(error)?;
    let start = instance
        .get_typed_func::<(), ()>(&mut store, "_start")
        .map_err(error)?;
    let ended = thread::scope(|scope| {
        let call = || start.call(&mut store, ());
        let running = thread().spawn_scoped(scope, call)?;
        running.join().map_err(|_| anyhow!("the engine panicked"))
    })?;
    let run = began.elapsed();

    let memory = instance
        .get_memory(&mut store, "memory")
        .map_or(0, |m| m.data_size(&store) as u64);
    let (status, trap) = status(ended);
    Ok(Outcome {
        status,
        trap,
        compile,
        run,
        memory,
    })
}

/// Exit status, and what trapped if that was the end.
fn status(ended: Result<(), wasmtime::Error>) -> (i32, Option<String>) {
    match ended {
        Ok(()) => (0, None),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => (exit.0, None),
            None => (2, Some(describe(&error))),
        },
    }
}

fn context(args: &[String]) -> Result<WasiP1Ctx> {
    let mut builder = WasiCtxBuilder::new();
    builder
        .inherit_stdio()
        .args(args)
        .allow_blocking_current_thread(true);
    // Names and values that are not Unicode cannot be passed on.
    for (name, value) in std::env::vars_os() {
        if let (Some(name), Some(value)) = (name.to_str(), value.to_str())
            && name != "PWD"
        {
            builder.env(name, value);
        }
    }
    if std::env::var_os(STACK_VARIABLE).is_none() {
        // How deep its frames may be live, the program cannot find out by itself.
        builder.env(STACK_VARIABLE, (STACK >> 10).to_string());
    }
    if let Ok(folder) = std::env::current_dir()
        && let Some(name) = folder.to_str()
    {
        // Go resolves relative names against PWD.
        builder.env("PWD", name);
        builder
            .preopened_dir(Path::new(name), name, FsPerms::ReadWrite)
            .map_err(error)?;
    }
    Ok(builder.build_p1())
}

/// One line: what trapped, and in which functions.
fn describe(error: &wasmtime::Error) -> String {
    let what = match error.downcast_ref::<Trap>() {
        Some(trap) => trap.to_string(),
        None => error.root_cause().to_string(),
    };
    let frames = error
        .downcast_ref::<wasmtime::WasmBacktrace>()
        .map(|backtrace| {
            let names = backtrace
                .frames()
                .iter()
                .take(8)
                .map(|frame| match frame.func_name() {
                    Some(name) => name.to_owned(),
                    None => format!("function {}", frame.func_index()),
                });
            names.collect::<Vec<_>>().join(" < ")
        });
    match frames {
        Some(frames) if !frames.is_empty() => format!("{what} in {frames}"),
        _ => what,
    }
}

/// The engine's errors in one line.
fn error(error: wasmtime::Error) -> anyhow::Error {
    let text = format!("{error:#}");
    anyhow!("{}", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

//! Modules with several threads: the wasi-threads ABI, each thread of the module on one of the operating system's.
//!
//! wasmtime's own implementation is being retired, and it needs little: every thread has a store and an instance of its own,
//! all with the same memory. The program ends when `_start` returns, or a thread exits or traps; the others then go with
//! the process.

use core::sync::atomic::{AtomicI32, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

use anyhow::{Context as _, Result};
use wasmtime::{Engine, Linker, MemoryType, Module, SharedMemory, Store};
use wasmtime_wasi::p1::{self, WasiP1Ctx};

use super::{Outcome, context, error, status, thread};

/// The type of the memory that a module with several threads imports; none for other modules.
pub(super) fn memory(module: &Module) -> Option<MemoryType> {
    let memory = module
        .imports()
        .find_map(|import| import.ty().memory().cloned());
    memory.filter(MemoryType::is_shared)
}

/// What all threads have in common.
struct Program {
    engine: Engine,
    module: Module,
    memory: SharedMemory,
    args: Vec<String>,
    /// Number of the thread started last.
    last: AtomicI32,
    /// Where the end of the program is told.
    ended: Sender<Result<(), wasmtime::Error>>,
}

/// Runs a module's `_start` on a thread, and others as it asks for them.
pub(super) fn run(
    engine: Engine,
    module: Module,
    memory: MemoryType,
    args: &[String],
    compile: Duration,
) -> Result<Outcome> {
    let memory = SharedMemory::new(&engine, memory).map_err(error)?;
    let (sender, ended) = channel();
    let program = Arc::new(Program {
        engine,
        module,
        memory: memory.clone(),
        args: args.to_vec(),
        last: AtomicI32::new(0),
        ended: sender,
    });
    let began = Instant::now();
    spawn(program, None).context("cannot start a thread")?;
    let (status, trap) = status(ended.recv()?);
    Ok(Outcome {
        status,
        trap,
        compile,
        run: began.elapsed(),
        memory: memory.data_size() as u64,
    })
}

/// Starts a thread: the first, or one with this number and argument.
fn spawn(program: Arc<Program>, entry: Option<(i32, i32)>) -> std::io::Result<()> {
    thread().spawn(move || {
        let ended = execute(&program, entry);
        if entry.is_none() || ended.is_err() {
            // Nobody listens when the program has ended already.
            let _ = program.ended.send(ended);
        }
    })?;
    Ok(())
}

fn execute(program: &Arc<Program>, entry: Option<(i32, i32)>) -> Result<(), wasmtime::Error> {
    let mut linker: Linker<WasiP1Ctx> = Linker::new(&program.engine);
    p1::add_to_linker_sync(&mut linker, |context| context)?;
    let context = context(&program.args).map_err(|e| wasmtime::Error::msg(e.to_string()))?;
    let mut store = Store::new(&program.engine, context);
    linker.define(&store, "env", "memory", program.memory.clone())?;
    let parent = program.clone();
    linker.func_wrap("wasi", "thread-spawn", move |arg: i32| -> i32 {
        let id = parent.last.fetch_add(1, Ordering::Relaxed) + 1;
        match spawn(parent.clone(), Some((id, arg))) {
            Ok(()) => id,
            Err(_) => -1,
        }
    })?;
    let instance = linker.instantiate(&mut store, &program.module)?;
    match entry {
        None => instance
            .get_typed_func::<(), ()>(&mut store, "_start")?
            .call(&mut store, ()),
        Some(entry) => instance
            .get_typed_func::<(i32, i32), ()>(&mut store, "wasi_thread_start")?
            .call(&mut store, entry),
    }
}

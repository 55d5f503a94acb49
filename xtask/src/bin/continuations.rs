//! Runs the `_start` of a module that uses WebAssembly's stack switching, which the engine of `burrow` is built without, and
//! prints the seconds that it took.

use std::time::Instant;

use wasmtime::{Config, Engine, Instance, Module, Result, Store};

fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).unwrap_or_default();
    let mut config = Config::new();
    config
        .wasm_stack_switching(true)
        .wasm_exceptions(true)
        .wasm_function_references(true)
        .wasm_gc(true);
    let engine = Engine::new(&config)?;
    let module = Module::new(&engine, std::fs::read(file)?)?;
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[])?;
    let start = instance.get_typed_func::<(), ()>(&mut store, "_start")?;
    let began = Instant::now();
    start.call(&mut store, ())?;
    println!("{}", began.elapsed().as_secs_f64());
    Ok(())
}

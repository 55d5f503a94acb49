//! Hand-written wasm that shows what an engine can do at best.

use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function, FunctionSection, MemorySection, MemoryType,
    Module, TypeSection, ValType,
};

/// fib(40) on i64 by plain recursion, without any of what a goroutine needs.
pub(crate) fn fib() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I64], [ValType::I64]);
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(0).function(1);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports
        .export("memory", ExportKind::Memory, 0)
        .export("_start", ExportKind::Func, 1);

    let mut fib = Function::new([]);
    let mut code = fib.instructions();
    code.local_get(0)
        .i64_const(2)
        .i64_lt_s()
        .if_(wasm_encoder::BlockType::Empty);
    code.local_get(0).return_().end();
    for step in [1, 2] {
        code.local_get(0).i64_const(step).i64_sub().call(0);
    }
    code.i64_add().end();
    let mut start = Function::new([]);
    start.instructions().i64_const(40).call(0).drop().end();
    let mut bodies = CodeSection::new();
    bodies.function(&fib).function(&start);

    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&memories)
        .section(&exports);
    module.section(&bodies);
    module.finish()
}

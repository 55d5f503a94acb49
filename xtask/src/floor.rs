//! Hand-written wasm that shows what an engine can do at best: functions that call themselves, as programs of benches/go
//! have them, without any of what a goroutine needs.

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ContType, ElementSection, Elements, ExportKind,
    ExportSection, Function, FunctionSection, Handle, HeapType, InstructionSink, MemArg,
    MemArgTarget, MemorySection, MemoryType, Module, RefType, TableSection, TableType, TagKind,
    TagSection, TagType, TypeSection, ValType,
};

/// The programs that there is such a module for.
pub(crate) const NAMES: [&str; 3] = ["fib", "ackermann", "nqueens"];

/// The module of one of [`NAMES`].
pub(crate) fn module(name: &str) -> Vec<u8> {
    match name {
        "fib" => build(1, 0, 0, fib, |code| {
            code.i64_const(40).call(0).drop();
        }),
        "ackermann" => build(2, 0, 1, ackermann, |code| {
            code.loop_(BlockType::Empty);
            for (m, n) in [(2, 1500), (3, 6)] {
                code.i64_const(m).i64_const(n).call(0).drop();
            }
            code.local_get(0).i64_const(1).i64_add().local_tee(0);
            code.i64_const(60).i64_lt_s().br_if(0).end();
        }),
        _ => build(4, 3, 0, nqueens, |code| {
            code.i64_const((1 << 13) - 1);
            code.i64_const(0).i64_const(0).i64_const(0).call(0).drop();
        }),
    }
}

/// A module with a function of so many parameters and locals, all and its result i64, and what calls it.
fn build(
    params: usize,
    locals: u32,
    start_locals: u32,
    body: impl FnOnce(&mut InstructionSink<'_>),
    start: impl FnOnce(&mut InstructionSink<'_>),
) -> Vec<u8> {
    let mut types = TypeSection::new();
    types
        .ty()
        .function(vec![ValType::I64; params], [ValType::I64]);
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(0).function(1);
    let (memories, exports) = outside();

    let mut function = Function::new([(locals, ValType::I64)]);
    let mut code = function.instructions();
    body(&mut code);
    code.end();
    let mut entry = Function::new([(start_locals, ValType::I64)]);
    let mut code = entry.instructions();
    start(&mut code);
    code.end();
    let mut bodies = CodeSection::new();
    bodies.function(&function).function(&entry);

    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&memories)
        .section(&exports);
    module.section(&bodies);
    module.finish()
}

/// What the host sees: one page of memory, and the second function to start with.
fn outside() -> (MemorySection, ExportSection) {
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
    (memories, exports)
}

fn fib(code: &mut InstructionSink<'_>) {
    code.local_get(0)
        .i64_const(2)
        .i64_lt_s()
        .if_(BlockType::Empty);
    code.local_get(0).return_().end();
    for step in [1, 2] {
        code.local_get(0).i64_const(step).i64_sub().call(0);
    }
    code.i64_add();
}

fn ackermann(code: &mut InstructionSink<'_>) {
    code.local_get(0).i64_eqz().if_(BlockType::Empty);
    code.local_get(1).i64_const(1).i64_add().return_().end();
    code.local_get(1).i64_eqz().if_(BlockType::Empty);
    code.local_get(0).i64_const(1).i64_sub();
    code.i64_const(1).call(0).return_().end();
    code.local_get(0).i64_const(1).i64_sub();
    code.local_get(0);
    code.local_get(1).i64_const(1).i64_sub();
    code.call(0).call(0);
}

/// Parameters: all, cols, left, right; locals: the count, what is free, the bit.
fn nqueens(code: &mut InstructionSink<'_>) {
    const COUNT: u32 = 4;
    const FREE: u32 = 5;
    const BIT: u32 = 6;
    code.local_get(1)
        .local_get(0)
        .i64_eq()
        .if_(BlockType::Empty);
    code.i64_const(1).return_().end();
    code.local_get(0);
    code.local_get(1).local_get(2).i64_or();
    code.local_get(3).i64_or().i64_const(-1).i64_xor();
    code.i64_and().local_set(FREE);
    code.block(BlockType::Empty).loop_(BlockType::Empty);
    code.local_get(FREE).i64_eqz().br_if(1);
    code.local_get(FREE).i64_const(0).local_get(FREE).i64_sub();
    code.i64_and().local_set(BIT);
    code.local_get(FREE)
        .local_get(BIT)
        .i64_xor()
        .local_set(FREE);
    code.local_get(COUNT);
    code.local_get(0);
    code.local_get(1).local_get(BIT).i64_or();
    code.local_get(2).local_get(BIT).i64_or();
    code.i64_const(1).i64_shl();
    code.local_get(3).local_get(BIT).i64_or();
    code.i64_const(1).i64_shr_s();
    code.call(0).i64_add().local_set(COUNT);
    code.br(0).end().end();
    code.local_get(COUNT);
}

/// How often [`switches`] parks and resumes.
pub(crate) const SWITCHES: i64 = 100_000_000;

/// Parks and resumes a shallow frame: a function that counts down in its frame, enters itself in it, sets the flag and
/// returns; and the loop that calls it through the table as long as the flag is set.
pub(crate) fn switches() -> Vec<u8> {
    const FLAG: u64 = 8;
    const FRAME: i32 = 1024;
    let at = |offset: u64, align: u32| MemArg {
        offset,
        align,
        target: MemArgTarget::Memory(0),
        ordering: None,
    };
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], []);
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(0).function(1);
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 2,
        maximum: None,
        shared: false,
    });
    let mut elements = ElementSection::new();
    let first = ConstExpr::i32_const(1);
    elements.active(None, &first, Elements::Functions([0].as_slice().into()));
    let (memories, exports) = outside();

    // fp + 0: table index, + 4: resume point, + 8: what is left.
    let mut frame = Function::new([(1, ValType::I64)]);
    let mut code = frame.instructions();
    code.local_get(0).i64_load(at(8, 3)).i64_const(1).i64_sub();
    code.local_tee(1).i64_eqz().if_(BlockType::Empty);
    code.return_().end();
    code.local_get(0).local_get(1).i64_store(at(8, 3));
    code.local_get(0).i32_const(1).i32_store(at(0, 2));
    code.local_get(0).i32_const(1).i32_store(at(4, 2));
    code.i32_const(0).i32_const(1).i32_store(at(FLAG, 2));
    code.end();
    let mut start = Function::new([]);
    let mut code = start.instructions();
    code.i32_const(FRAME).i32_const(1).i32_store(at(0, 2));
    code.i32_const(FRAME)
        .i64_const(SWITCHES)
        .i64_store(at(8, 3));
    code.loop_(BlockType::Empty);
    code.i32_const(0).i32_const(0).i32_store(at(FLAG, 2));
    code.i32_const(FRAME);
    code.i32_const(FRAME).i32_load(at(0, 2));
    code.call_indirect(0, 0);
    code.i32_const(0).i32_load(at(FLAG, 2)).br_if(0);
    code.end().end();
    let mut bodies = CodeSection::new();
    bodies.function(&frame).function(&start);

    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&tables)
        .section(&memories)
        .section(&exports)
        .section(&elements)
        .section(&bodies);
    module.finish()
}

/// How often [`continuations`] resumes one.
pub(crate) const CONTINUATIONS: i64 = 20_000_000;

/// Resumes a continuation that suspends itself again and again, with WebAssembly's stack switching.
pub(crate) fn continuations() -> Vec<u8> {
    const PLAIN: u32 = 0;
    const CONTINUATION: u32 = 1;
    const TASK: u32 = 0;
    const YIELD: u32 = 0;
    let continuation = |nullable| {
        ValType::Ref(RefType {
            nullable,
            heap_type: HeapType::Concrete(CONTINUATION),
        })
    };
    let mut types = TypeSection::new();
    types.ty().function([], []);
    types.ty().cont(&ContType(PLAIN));
    let mut functions = FunctionSection::new();
    functions.function(PLAIN).function(PLAIN);
    let mut tags = TagSection::new();
    tags.tag(TagType {
        kind: TagKind::Exception,
        func_type_idx: PLAIN,
    });
    let (memories, exports) = outside();
    let mut elements = ElementSection::new();
    elements.declared(Elements::Functions([TASK].as_slice().into()));

    let mut task = Function::new([]);
    let mut code = task.instructions();
    code.loop_(BlockType::Empty).suspend(YIELD).br(0).end();
    code.end();
    let mut start = Function::new([(1, continuation(true)), (1, ValType::I64)]);
    let mut code = start.instructions();
    code.ref_func(TASK).cont_new(CONTINUATION).local_set(0);
    code.i64_const(CONTINUATIONS).local_set(1);
    code.loop_(BlockType::Empty);
    code.block(BlockType::Result(continuation(false)));
    let on = Handle::OnLabel {
        tag: YIELD,
        label: 0,
    };
    code.local_get(0).resume(CONTINUATION, [on]).return_().end();
    code.local_set(0);
    code.local_get(1).i64_const(1).i64_sub().local_tee(1);
    code.i64_const(0).i64_ne().br_if(0).end().end();
    let mut bodies = CodeSection::new();
    bodies.function(&task).function(&start);

    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&memories)
        .section(&tags)
        .section(&exports)
        .section(&elements)
        .section(&bodies);
    module.finish()
}

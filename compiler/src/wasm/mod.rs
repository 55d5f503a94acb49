//! Stage 5: from SSA to WebAssembly functions with frames, resume bodies and stack maps.
//!
//! For each function, in order:
//! 1. [`opt::poll`](crate::opt::poll) puts polls into its loops;
//! 2. [`fold`] decides what is evaluated where, [`locals`] gives values locals, [`spill`] moves those that are too many to the
//!    frame, [`plan`] lays it out and numbers the resume points;
//! 3. [`graph`] and [`resume`] make the graphs of its two bodies, [`structure`] turns each into structured control flow,
//!    [`body`], [`expr`], [`effects`] and [`calls`] write the instructions;
//! 4. [`info`] describes it to the runtime. [`verify`] checks the decisions of step 2 in debug builds.
//!
//! # Bodies
//! - The *fast body* `f(fp_caller, [ctx,] params...)` is what calls call. It checks the guard at entry and `suspended`
//!   behind each call that may park; parks are out of line, at its end.
//! - The *resume body* `f$resume(fp)` goes on at the point in the frame. A function that is never resumed has none; at point 0 it
//!   calls the fast body, so that it has no code for what comes before the first resume point.
//! - Where there is a *single body* ([`Bodies`]), it is the resume body, entered at point 0 too; the fast body is a stub that
//!   puts the parameters into the frame and calls it.
//! - A function that ends in a tail call has no frame: who calls it sees what its callee does.

mod asm;
mod atomics;
mod body;
mod calls;
mod cx;
mod effects;
mod enter;
mod expr;
mod fold;
mod graph;
mod helpers;
mod info;
mod leave;
mod locals;
mod objects;
mod plan;
mod resume;
mod spill;
mod structure;
#[cfg(test)]
mod tests;
mod threads;
mod verify;
mod zeroing;

use crate::ir::abi::RtFn;
use crate::ir::{Callee, Data as IrData, DataTarget, Func, FuncId, Module, Op};
use crate::link::Info;
use crate::object::{Data, Object, RelocKind, Sym};
use crate::opt::classes::{self, Classes, FuncClass};
use crate::opt::{edit, poll};
use crate::syntax::source::SourceMap;
use cx::Cx;

/// How many bodies functions have that can be resumed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Bodies {
    /// A fast one and a resume body, but for what runs once: a cold function without loops has one, and so have those of
    /// packages that only print and open files.
    #[default]
    Both,
    /// One, entered at point 0 through its frame, unless the function recurses. Nearly half the size; a call costs some
    /// nanoseconds more.
    One,
}

/// How code is written.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Leave out names and lines.
    pub strip: bool,
    /// Several threads run the program: the M block is found through a global, wide values are stored whole.
    pub threads: bool,
    /// How many of them run Go code at a time, unless the environment says otherwise.
    pub procs: u32,
    /// Pointer stores with a write barrier call a shared function instead of testing in place: smaller, slower.
    pub shared_barrier: bool,
    /// How many bodies functions have.
    pub bodies: Bodies,
}

/// Compiles a module. Functions and data are local symbols of the object; `burrow_link` and the runtime's functions
/// are global ones.
pub fn emit(module: &Module, sources: &SourceMap, options: &Options) -> Object {
    // Control flow nests as deep as the program does, and is walked recursively.
    const STACK: usize = 256 << 20;
    std::thread::scope(|s| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(s, || emit_all(module, sources, options))
            .expect("a thread")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn emit_all(module: &Module, sources: &SourceMap, options: &Options) -> Object {
    let classes = classes::classify(module);
    let mut cx = Cx::new(module, &classes, sources, options);
    let mut tables = info::Tables::default();
    for n in 0..module.funcs.len() as u32 {
        if !module.funcs[n as usize].blocks.is_empty() {
            function(&mut cx, &mut tables, FuncId(n));
        }
    }
    for (n, d) in module.data.iter().enumerate() {
        data(&mut cx, n as u32, d);
    }
    helpers::write(&mut cx);
    info::name_slots(&mut cx, &mut tables);
    if options.threads {
        threads::define(&mut cx.obj, options);
    }
    let files = (!options.strip).then(|| {
        let files = Data::read_only(tables.files.encode(), 1);
        cx.obj.define_local_data("files", files)
    });
    link_info(&mut cx, files);
    cx.obj
}

fn function(cx: &mut Cx<'_>, tables: &mut info::Tables, id: FuncId) {
    let module = cx.module;
    let mut f = module.funcs[id.index()].clone();
    edit::compact(&mut f);
    let small = plan::is_small(&f, cx.options);
    let polls = poll::insert(&mut f, id, cx.classes, small);
    let mut plan = plan::plan(module, cx.classes, id, &f, &polls, cx.options);
    let live = objects::live(&plan);
    plan.zeroing = zeroing::decide(&plan, &live);
    if cfg!(debug_assertions)
        && let Err(e) = verify::verify(&plan)
    {
        panic!("{e}");
    }
    let mut traces = body::Traces::default();

    let code = if plan.single {
        helpers::stub(cx, &plan)
    } else {
        let flow = graph::fast(&plan);
        body::Body::new(cx, &plan, &mut traces, &flow, body::Kind::Fast).write_all()
    };
    let (sym, ty) = (cx.func(id), cx.func_type(id, &f));
    cx.obj.define_function(sym, &ty, code);

    if plan.class == FuncClass::Yielding && !plan.frameless {
        let flow = resume::resume(&plan);
        let code = body::Body::new(cx, &plan, &mut traces, &flow, body::Kind::Resume).write_all();
        let sym = cx.resume(id);
        cx.obj.define_function(sym, &cx::resume_type(), code);
    }
    if let Some(sym) = cx.used_info(id) {
        info::emit(cx, tables, &plan, &live, &traces, sym);
    }
}

fn data(cx: &mut Cx<'_>, n: u32, d: &IrData) {
    let zeros = d.size - d.bytes.len() as u32;
    let mut out = match (d.mutable, d.roots.is_empty()) {
        (_, false) => Data::roots(d.bytes.clone(), zeros, d.align, d.roots.clone()),
        (true, _) => Data::writable(d.bytes.clone(), zeros, d.align),
        (false, _) => {
            let mut bytes = d.bytes.clone();
            bytes.resize(d.size as usize, 0);
            Data::read_only(bytes, d.align)
        }
    };
    let mut relocs = d.relocs.clone();
    relocs.sort_by_key(|r| r.offset);
    for w in relocs.windows(2) {
        assert!(
            w[0].offset + 4 <= w[1].offset,
            "{}: two addresses at {}",
            d.name,
            w[1].offset
        );
    }
    for r in relocs {
        // A relocated word is not left to the zeroes.
        let end = r.offset as usize + 4;
        if out.bytes.len() < end {
            out.zeros -= (end - out.bytes.len()) as u32;
            out.bytes.resize(end, 0);
        }
        let kind = match r.target {
            DataTarget::Data(d, off) => RelocKind::DataAddress(cx.data(d), off as i32),
            DataTarget::Func(f) => RelocKind::DataFunctionSlot(cx.slot_func(f)),
        };
        out.set_reloc(r.offset, kind);
    }
    let sym = cx.data(crate::ir::DataId(n));
    cx.obj.define(sym, out);
}

/// `burrow_link`, when the module is a whole program.
fn link_info(cx: &mut Cx<'_>, files: Option<Sym>) {
    let e = cx.module.entries;
    let (Some(gostart), Some(calldefer), Some(main)) = (e.gostart, e.calldefer, e.main) else {
        return;
    };
    let itabs = static_itabs(cx);
    let info = Info {
        gostart: cx.info(gostart),
        calldefer: cx.info(calldefer),
        panic_rt: e.panic_rt.map(|f| cx.info(f)),
        panic_text: e.panic_text.map(|f| cx.info(f)),
        files,
        main: cx.data(main),
        itabs,
    };
    info.define(&mut cx.obj);
}

/// A table of the itabs that the compiler wrote, in programs that look for itabs at run time: there must be one for each
/// pair of types, since interfaces are compared by them.
fn static_itabs(cx: &mut Cx<'_>) -> Option<(Sym, u32)> {
    let module = cx.module;
    let looks = |op: &Op| match op {
        Op::Call(Callee::Runtime(rt)) => matches!(rt, RtFn::TryIface | RtFn::AssertIface),
        Op::Call(Callee::Extern(e)) => e.name == "internal/reflectlite.implements",
        _ => false,
    };
    let insts = |f: &Func| {
        f.blocks
            .iter()
            .flat_map(|b| &b.insts)
            .any(|i| looks(&f.insts[i.index()].op))
    };
    if !module.funcs.iter().any(insts) {
        return None;
    }
    let mut table = Data::read_only(Vec::new(), 4);
    let mut count = 0;
    for (n, d) in module
        .data
        .iter()
        .enumerate()
        .filter(|(_, d)| d.name.starts_with("itab:"))
    {
        debug_assert!(!d.mutable);
        table.addr(cx.data(crate::ir::DataId(n as u32)), 0);
        count += 1;
    }
    Some((cx.obj.define_local_data("itabs", table), count))
}

/// The classes of a module's functions, for reports and tests.
pub fn classify(module: &Module) -> Classes {
    classes::classify(module)
}

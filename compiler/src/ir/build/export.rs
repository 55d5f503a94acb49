//! Functions that the host calls: `//go:wasmexport`.
//!
//! A goroutine has to run such a function, since it may block. So there are a static object and two functions for each:
//! ```text
//! object:  { table index of runner, arguments, result, done }
//! export:  stores its parameters into the object, done = 0, burrow_export(object, &done), returns the result
//! runner:  calls the function with the arguments, stores its result, done = 1
//! ```
//! The object is the closure that the goroutine starts with. One is enough: the host calls one function at a time.

use super::Builder;
use super::call::Prepared;
use super::closure::Record;
use super::inst::Inst;
use crate::ir::abi::{Class, Extern};
use crate::ir::func_builder::FuncBuilder;
use crate::ir::{Callee, Data, DataReloc, DataTarget, EXPORT, FuncId, Mem, Op, Sig, Ty};
use crate::syntax::ast::FuncDecl;

/// Names that the module exports itself.
const RESERVED: [&str; 6] = [
    "memory",
    "_start",
    "_initialize",
    "burrow_run",
    "burrow_event",
    "wasi_thread_start",
];

/// The name under which a function is exported.
pub(super) fn name(f: &FuncDecl) -> Option<&str> {
    f.directives.iter().find_map(|d| {
        let mut words = d.text.split_whitespace();
        (words.next() == Some("wasmexport")).then(|| words.next())?
    })
}

fn memory(ty: Ty) -> Mem {
    match ty {
        Ty::I32 => Mem::I32,
        Ty::I64 => Mem::I64,
        Ty::F32 => Mem::F32,
        Ty::F64 => Mem::F64,
        Ty::Ptr => Mem::Ptr,
    }
}

impl<'a> Builder<'a> {
    /// Exports a declared function.
    pub(super) fn export(&mut self, f: &'a FuncDecl, name: &str) {
        if RESERVED.contains(&name) {
            self.diags
                .error(f.name.pos, format!("symbol {name} redeclared"));
            return;
        }
        let Some(obj) = self.info.nodes.declared(f.name.id) else {
            return;
        };
        let inst = Inst::plain(obj);
        let t = self.inst_type(inst);
        let sig = self.sig_layout(t);
        if sig.param_block.is_some() {
            self.unsupported(f.name.pos, "//go:wasmexport with so many parameters");
            return;
        }
        // The object: a bool takes a whole word, as it does on the way.
        let mut record = Record::new();
        let slots = |r: &mut Record, tys: &[Ty]| -> Vec<u32> {
            let slot = |&ty: &Ty| match ty {
                Ty::Ptr => {
                    let off = r.raw(4, 4);
                    r.ptrs.push(off);
                    off
                }
                Ty::I64 | Ty::F64 => r.raw(8, 8),
                Ty::I32 | Ty::F32 => r.raw(4, 4),
            };
            tys.iter().map(slot).collect()
        };
        let (params, results) = (sig.ir.params.clone(), sig.ir.results.clone());
        let args = slots(&mut record, &params);
        let out = slots(&mut record, &results);
        let done = record.raw(4, 4);

        let nothing = self.sig_layout_of_nothing();
        let runner = self.wrapper(
            format!("{}.export", self.inst_name(inst)),
            f.name.pos,
            nothing,
            |cx| {
                let ctx = cx.b.param(0);
                let mut scalars = Vec::new();
                for (&ty, &off) in params.iter().zip(&args) {
                    scalars.push(cx.b.load(memory(ty), ctx, off));
                }
                let target = cx.known(inst);
                let p = Prepared {
                    target,
                    recv: None,
                    sig: sig.clone(),
                    args: Vec::new(),
                    kept: Vec::new(),
                };
                let callee = cx.ir_callee(&p);
                let values = cx.b.emit(Op::Call(callee), &scalars, &results);
                for ((&ty, &off), &v) in results.iter().zip(&out).zip(&values) {
                    match ty {
                        Ty::Ptr => cx.b.emit0(Op::StorePtr(off), &[ctx, v]),
                        ty => cx.b.store(memory(ty), ctx, off, v),
                    }
                }
                let one = cx.b.i32(1);
                cx.b.store(Mem::I32, ctx, done, one);
                cx.b.ret(Vec::new());
            },
        );
        self.module.funcs[runner.index()].has_ctx = true;
        let object = self.add_data(Data {
            name: format!("export.{name}"),
            size: record.size,
            align: record.align,
            bytes: Vec::new(),
            relocs: vec![DataReloc {
                offset: 0,
                target: DataTarget::Func(runner),
            }],
            roots: record.ptrs.clone(),
            mutable: true,
        });

        let name = format!("{EXPORT}{name}");
        let ir = Sig {
            params: params.clone(),
            results: results.clone(),
        };
        let id: FuncId = self.new_func(name.clone(), f.name.pos, ir.clone());
        let mut b = FuncBuilder::new(name, f.name.pos, ir);
        b.func.noinline = true;
        let at = b.data_addr(object, 0);
        for (n, (&ty, &off)) in params.iter().zip(&args).enumerate() {
            let v = b.param(n);
            match ty {
                Ty::Ptr => b.emit0(Op::StorePtr(off), &[at, v]),
                ty => b.store(memory(ty), at, off, v),
            }
        }
        let zero = b.i32(0);
        b.store(Mem::I32, at, done, zero);
        let flag = b.data_addr(object, done);
        let run = Extern {
            name: "burrow_export".into(),
            class: Class::Pure,
            params: vec![Ty::Ptr, Ty::Ptr],
            noescape: false,
            host: None,
            result: None,
        };
        b.emit0(Op::Call(Callee::Extern(Box::new(run))), &[at, flag]);
        let values = results
            .iter()
            .zip(&out)
            .map(|(&ty, &off)| b.load(memory(ty), at, off))
            .collect();
        b.ret(values);
        let f = b.finish(None);
        self.set_func(id, f);
    }

    /// The layout of `func()`.
    fn sig_layout_of_nothing(&mut self) -> std::rc::Rc<super::sig::SigLayout> {
        std::rc::Rc::new(self.layout_of(&[], &[]))
    }
}

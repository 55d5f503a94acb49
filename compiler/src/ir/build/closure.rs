//! Function values: closures of function literals.
//!
//! A closure is `{table index of the code, captured...}`. A variable that is never assigned after its declaration and
//! whose address is not taken is captured by value; of any other the pointer to its object. A literal that captures
//! nothing has one static closure.

use super::analyze::Analysis;
use super::inst::{Inst, TypeEnv};
use super::mem::FnCx;
use super::repr::{Place, Val};
use super::vars::VarLoc;
use super::{Builder, FuncKey, wrapper};
use crate::ir::abi::RtFn;
use crate::ir::func_builder::FuncBuilder;
use crate::ir::{DataId, FuncId, Mem, Value};
use crate::syntax::ast::{Block, Expr, ExprKind, NodeId};
use crate::types::layout::align_up;
use crate::types::object::{ObjId, PkgId};
use crate::types::typ::TypeId;
use std::rc::Rc;

/// A function literal to build.
pub(super) struct LitJob<'a> {
    pub id: NodeId,
    pub typ: TypeId,
    pub body: &'a Block,
    pub analysis: Rc<Analysis>,
    pub fn_index: usize,
    pub pkg: Option<PkgId>,
    pub env: TypeEnv<'a>,
}

/// What a closure object holds behind its code.
#[derive(Default, Clone, Debug)]
pub(super) struct Record {
    /// Type and offset of each field; a pointer to a shared variable has none.
    pub fields: Vec<(Option<TypeId>, u32)>,
    /// Bytes.
    pub size: u32,
    /// Alignment.
    pub align: u32,
    /// Byte offsets of pointers.
    pub ptrs: Vec<u32>,
}

impl Record {
    /// Only the code.
    pub(super) fn new() -> Record {
        Record {
            fields: Vec::new(),
            size: 4,
            align: 4,
            ptrs: Vec::new(),
        }
    }

    /// Adds a word that is a pointer.
    pub(super) fn pointer(&mut self) -> u32 {
        let off = self.raw(4, 4);
        self.ptrs.push(off);
        self.fields.push((None, off));
        off
    }

    /// Adds room without pointers.
    pub(super) fn raw(&mut self, size: u32, align: u32) -> u32 {
        let off = align_up(u64::from(self.size), u64::from(align)) as u32;
        self.size = off + size;
        self.align = self.align.max(align);
        off
    }
}

impl<'a> Builder<'a> {
    /// Adds a value to a closure object.
    pub(super) fn record_value(&mut self, r: &mut Record, t: TypeId) -> u32 {
        let repr = self.repr(t);
        let off = r.raw(repr.size, repr.align);
        r.ptrs.extend(self.pointers(t).into_iter().map(|p| p + off));
        r.fields.push((Some(t), off));
        off
    }

    /// The static closure of a declared function.
    pub(super) fn func_closure(&mut self, inst: Inst) -> DataId {
        let key = FuncKey::Value(inst);
        if let Some(&f) = self.funcs.get(&key) {
            return self.static_closure(f);
        }
        let f = self.value_wrapper(inst);
        self.funcs.insert(key, f);
        self.static_closure(f)
    }

    /// The closure object of a literal: which variables it captures, and how.
    pub(super) fn captures(
        &mut self,
        analysis: &Analysis,
        fn_index: usize,
    ) -> (Record, Vec<(ObjId, bool)>) {
        let mut record = Record::new();
        let mut list = Vec::new();
        for &obj in &analysis.fns[fn_index].captures {
            let by_pointer = analysis.boxed(obj);
            if by_pointer {
                record.pointer();
            } else {
                let t = self.type_of(obj);
                self.record_value(&mut record, t);
            }
            list.push((obj, by_pointer));
        }
        (record, list)
    }

    /// The function of a literal.
    pub(super) fn lit_func(
        &mut self,
        e: &'a Expr,
        analysis: &Rc<Analysis>,
        pkg: Option<PkgId>,
    ) -> FuncId {
        let ExprKind::FuncLit(lit) = &e.kind else {
            unreachable!("a function literal");
        };
        let key = (e.id, self.env.key());
        if let Some(&f) = self.lits.get(&key) {
            return f;
        }
        let fn_index = analysis.lits[&e.id];
        let typ = self.tv(e).typ;
        let sig = self.sig_layout(typ);
        let name = analysis.fns[fn_index].name.clone();
        let id = self.new_func(name, e.pos, wrapper::with_ctx(&sig.ir));
        self.module.funcs[id.index()].has_ctx = true;
        self.lits.insert(key, id);
        let job = LitJob {
            id: e.id,
            typ,
            body: &lit.body,
            analysis: analysis.clone(),
            fn_index,
            pkg,
            env: self.env,
        };
        self.work.push_back((id, super::Job::Lit(job)));
        id
    }

    /// Builds a literal's function.
    pub(super) fn build_lit(&mut self, id: FuncId, job: LitJob<'a>) {
        self.env = job.env;
        let sig = self.sig_layout(job.typ);
        let ir = wrapper::with_ctx(&sig.ir);
        let name = job.analysis.fns[job.fn_index].name.clone();
        let pos = job.body.pos;
        let (record, captured) = self.captures(&job.analysis, job.fn_index);
        let mut b = FuncBuilder::new(name, pos, ir);
        b.func.has_ctx = true;
        let mut cx = FnCx::new(self, b, sig);
        cx.analysis = job.analysis;
        cx.fn_index = job.fn_index;
        cx.pkg = job.pkg;
        let ctx = cx.b.param(0);
        cx.load_captures(ctx, &record, &captured);
        let objs = cx.signature_objects(job.id);
        cx.body(&objs, 1, job.body);
        let f = cx.finish();
        self.set_func(id, f);
    }
}

impl<'a> FnCx<'_, 'a> {
    /// The function of a literal, and its index in the analysis.
    pub(super) fn lit_func(&mut self, e: &'a Expr) -> (FuncId, usize) {
        let analysis = self.analysis.clone();
        (
            self.m.lit_func(e, &analysis, self.pkg),
            analysis.lits[&e.id],
        )
    }

    /// A function literal's value.
    pub(super) fn closure(&mut self, e: &'a Expr) -> Val {
        let (f, fn_index) = self.lit_func(e);
        let analysis = self.analysis.clone();
        let (record, captured) = self.m.captures(&analysis, fn_index);
        if captured.is_empty() {
            let d = self.m.static_closure(f);
            let p = self.b.data_addr(d, 0);
            self.note(p);
            return Val::s(&[p]);
        }
        let values = self.captured_values(&captured);
        Val::s(&[self.new_closure(f, &record, &values)])
    }

    /// What a closure of these variables holds.
    pub(super) fn captured_values(&mut self, captured: &[(ObjId, bool)]) -> Vec<Val> {
        captured
            .iter()
            .map(|&(obj, by_pointer)| {
                if by_pointer {
                    match self.vars.get(&obj).copied() {
                        Some(VarLoc::Boxed(var)) => Val::s(&[self.b.read_var(var)]),
                        _ => Val::s(&[self.b.nil()]),
                    }
                } else {
                    self.read_local(obj)
                }
            })
            .collect()
    }

    /// Declares the captured variables of the closure that is being built.
    pub(super) fn load_captures(
        &mut self,
        ctx: Value,
        record: &Record,
        captured: &[(ObjId, bool)],
    ) {
        for (&(obj, by_pointer), &(t, off)) in captured.iter().zip(&record.fields) {
            if by_pointer {
                let p = self.b.load(Mem::Ptr, ctx, off);
                self.not_nil(p);
                self.declare_boxed(obj, p);
            } else {
                let t = t.expect("captured by value");
                match self.load(Place::ptr(ctx).at(off), t) {
                    Val::M(p, _) => {
                        self.vars.insert(obj, VarLoc::Mem(p));
                    }
                    v => self.declare(obj, Some(v)),
                }
            }
        }
    }

    /// A new closure object.
    pub(super) fn new_closure(&mut self, f: FuncId, record: &Record, values: &[Val]) -> Value {
        let desc = self
            .m
            .layout_desc_raw(record.size, record.align, record.ptrs.clone());
        let desc = self.b.data_addr(desc, 0);
        let p = self.b.rt1(RtFn::New, &[desc]);
        self.note(p);
        self.not_nil(p);
        let code = self.code_of(f);
        self.b.store(Mem::I32, p, 0, code);
        for (&(t, off), v) in record.fields.iter().zip(values) {
            match t {
                Some(t) => self.store(Place::fresh(p).at(off), t, *v),
                None => {
                    let v = v.vals()[0];
                    self.b.store(Mem::Ptr, p, off, v);
                }
            }
        }
        p
    }

    /// The table index of a function: read from its static closure.
    fn code_of(&mut self, f: FuncId) -> Value {
        let d = self.m.static_closure(f);
        let p = self.b.data_addr(d, 0);
        self.b.load(Mem::I32, p, 0)
    }

    /// The values of a closure object's fields.
    pub(super) fn closure_fields(&mut self, ctx: Value, record: &Record) -> Vec<Val> {
        record
            .fields
            .iter()
            .map(|&(t, off)| match t {
                Some(t) => self.load(Place::ptr(ctx).at(off), t),
                None => Val::s(&[self.b.load(Mem::Ptr, ctx, off)]),
            })
            .collect()
    }
}

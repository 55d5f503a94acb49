//! Functions: parameters, results, returning.
//!
//! In a function without defers a result that has a name is a variable like any other, and `return` hands the values over.
//! In one that defers, results are in memory at every moment (stack slots; of memory kind: the caller's area), since the
//! exit block must find them after a recovered panic without using anything computed before ([`crate::ir::Defers`]).

use super::analyze::Analyzer;
use super::inst::Inst;
use super::mem::FnCx;
use super::repr::{Place, Val};
use super::sig::{Loc, SigLayout};
use super::vars::VarLoc;
use super::{Builder, FuncKey, Job};
use crate::ir::abi::{Class, Extern};
use crate::ir::func_builder::FuncBuilder;
use crate::ir::{Callee, FuncId, Mem, Sig, SlotId, Ty, Value};
use crate::syntax::ast::{Block, FuncDecl, NodeId};
use crate::types::object::{ObjId, ObjectKind};
use crate::types::typ::{Type, TypeId};
use std::rc::Rc;

/// How a function returns.
#[derive(Default)]
pub(super) struct Ret {
    /// Its results.
    pub results: Vec<ResultVar>,
    /// Address of the block of further results.
    pub block: Option<Place>,
}

/// A result.
#[derive(Clone, Copy)]
pub(super) struct ResultVar {
    /// Its type.
    pub typ: TypeId,
    /// The variable, where it has a name.
    pub obj: Option<ObjId>,
    /// Where its value is kept: always in a function that defers.
    pub home: Option<Place>,
    /// For one that is an object of its own in a function that defers: the slot of the pointer to it.
    pub pointer: Option<SlotId>,
    /// Where the caller wants one of memory kind.
    pub area: Option<Place>,
    /// In a function that defers: the slot that keeps the area's address.
    pub area_slot: Option<SlotId>,
}

impl<'a> Builder<'a> {
    /// A declared function, to be called directly.
    pub(super) fn decl_func(&mut self, inst: Inst) -> FuncId {
        self.decl_variant(inst, false)
    }

    /// A declared function by variant: `copy_recv` as for [`FuncKey::CopyRecv`].
    pub(super) fn decl_variant(&mut self, inst: Inst, copy_recv: bool) -> FuncId {
        let key = if copy_recv {
            FuncKey::CopyRecv(inst)
        } else {
            FuncKey::Decl(inst)
        };
        if let Some(&f) = self.funcs.get(&key) {
            return f;
        }
        let obj = inst.obj;
        self.reflect_reached(obj);
        let sig = self.ir_sig(inst);
        let name = self.inst_name(inst);
        let pos = self.program.object(obj).pos;
        let id = self.new_func(name, pos, sig);
        self.funcs.insert(key, id);
        match self.decls.get(&obj).copied() {
            Some(decl) if decl.body.is_some() => {
                self.module.funcs[id.index()].noinline =
                    decl.directives.iter().any(|d| d.text.trim() == "noinline");
                let job = Job::Decl {
                    inst,
                    decl,
                    copy_recv,
                };
                match self.kinds_for(obj, decl) {
                    Some(kinds) => self.waiting.push((kinds, id, job)),
                    None => self.work.push_back((id, job)),
                }
            }
            _ if self.is_extern(obj) => self.extern_thunk(id, obj),
            // A part of a program is compiled by itself: the body is elsewhere.
            _ => {
                let name = self.module.funcs[id.index()].name.clone();
                let sig = self.module.funcs[id.index()].sig.clone();
                let mut b = FuncBuilder::new(name, pos, sig);
                b.unreachable();
                let f = b.finish(None);
                self.set_func(id, f);
            }
        }
        id
    }

    /// Whether a function's body is the runtime's: it has none, and is one of std/ or linked by name.
    pub(super) fn is_extern(&self, obj: ObjId) -> bool {
        let decl = self.decls.get(&obj);
        let of_std = || {
            let pkg = self.program.object(obj).pkg;
            pkg.is_some_and(|pkg| self.program.package(pkg).std)
        };
        let linked = |d: &FuncDecl| {
            let mut texts = d.directives.iter().map(|d| &d.text);
            texts.any(|t| t.starts_with("linkname ") || t.starts_with("wasmimport "))
        };
        decl.is_none_or(|d| d.body.is_none()) && (of_std() || decl.is_some_and(|d| linked(d)))
    }

    /// The scalars of a declared function, receiver first.
    fn ir_sig(&mut self, inst: Inst) -> Sig {
        let layout = self.sig_layout(self.inst_type(inst));
        let mut sig = layout.ir.clone();
        if let Some(recv) = self.receiver_of(inst) {
            let list = if recv.pointer {
                vec![Ty::Ptr]
            } else {
                self.recv_scalars(recv.base)
            };
            sig.params.splice(0..0, list);
        }
        sig
    }

    /// The scalars of a receiver that is a value.
    pub(super) fn recv_scalars(&mut self, t: TypeId) -> Vec<Ty> {
        let r = self.repr(t);
        if r.memory {
            vec![Ty::Ptr]
        } else {
            r.parts.iter().map(|p| p.ty()).collect()
        }
    }

    /// A function or method of std/ without body, as the runtime exports it.
    pub(super) fn extern_of(&mut self, obj: ObjId) -> Option<Extern> {
        let sig = self.ir_sig(Inst::plain(obj));
        let decl = self.decls.get(&obj).copied();
        let mut class = Class::Block;
        let mut noescape = false;
        let mut name = self.func_name(obj);
        let mut host = None;
        for d in decl.iter().flat_map(|d| &d.directives) {
            let mut words = d.text.split_whitespace();
            match (words.next(), words.next(), words.next()) {
                (Some("burrow"), Some(word), _) => {
                    class = match word {
                        "pure" => Class::Pure,
                        "maypanic" => Class::MayPanic,
                        "retry" => Class::Retry,
                        "noreturn" => Class::NoReturn,
                        _ => Class::Block,
                    };
                }
                (Some("noescape"), ..) => noescape = true,
                (Some("wasmimport"), Some(module), Some(name)) => {
                    host = Some((module.to_owned(), name.to_owned()));
                    class = Class::Pure;
                    noescape = true;
                }
                (Some("linkname"), Some(_), Some(remote)) => name = remote.to_owned(),
                _ => {}
            }
        }
        let result = match sig.results[..] {
            [] => None,
            [one] => Some(one),
            [Ty::I32 | Ty::Ptr, Ty::I32 | Ty::Ptr] => Some(Ty::I64),
            _ => {
                let pos = self.program.object(obj).pos;
                self.unsupported(pos, "a function without body with these results");
                None
            }
        };
        self.reflects |= name == "internal/reflectlite.implements";
        Some(Extern {
            name,
            class,
            params: sig.params,
            noescape,
            host,
            result,
        })
    }

    /// A function value of a function without body needs a body after all.
    fn extern_thunk(&mut self, id: FuncId, obj: ObjId) {
        let sig = self.ir_sig(Inst::plain(obj));
        let Some(ext) = self.extern_of(obj) else {
            return;
        };
        let name = self.func_name(obj);
        let mut b = FuncBuilder::new(name, self.program.object(obj).pos, sig.clone());
        let args: Vec<Value> = (0..sig.params.len()).map(|i| b.param(i)).collect();
        let results = extern_call(&mut b, ext, &args, &sig.results);
        b.ret(results);
        let f = b.finish(None);
        self.set_func(id, f);
    }

    /// A function of package runtime by name, to be called directly.
    pub(super) fn runtime_func(&mut self, name: &str) -> Option<FuncId> {
        let obj = self.find_func("runtime", name)?;
        Some(self.decl_func(Inst::plain(obj)))
    }

    /// A package-level function by package path and name.
    pub(super) fn find_func(&self, path: &str, name: &str) -> Option<ObjId> {
        let obj = self.find_object(path, name)?;
        matches!(self.program.object(obj).kind, ObjectKind::Func { .. }).then_some(obj)
    }

    /// What a package declares under a name.
    pub(super) fn find_object(&self, path: &str, name: &str) -> Option<ObjId> {
        let p = self.program.packages.iter().find(|p| p.path == path)?;
        let (_, obj) = p.scope.iter().find(|(s, _)| s.as_str() == name)?;
        Some(*obj)
    }

    /// Builds a declared function.
    pub(super) fn build_decl(
        &mut self,
        id: FuncId,
        inst: Inst,
        decl: &'a FuncDecl,
        copy_recv: bool,
    ) {
        self.env = self.env_of(inst);
        let name = self.inst_name(inst);
        let analysis = {
            let body = decl.body.as_ref().expect("a body");
            Rc::new(Analyzer::new(self, name.clone(), 0).func(decl.name.id, &decl.sig, body))
        };
        let o = self.program.object(inst.obj);
        let layout = self.sig_layout(self.inst_type(inst));
        let sig = self.ir_sig(inst);
        let recv = self.receiver_of(inst);
        let noinline = self.module.funcs[id.index()].noinline;
        let pkg = o.pkg;
        let b = FuncBuilder::new(name, o.pos, sig);
        let mut cx = FnCx::new(self, b, layout);
        cx.analysis = analysis;
        cx.pkg = pkg;
        let objs = cx.signature_objects(decl.name.id);
        let mut first = 0;
        let mut objs = &objs[..];
        if let Some(recv) = recv {
            let (var, rest) = objs.split_first().expect("a receiver");
            objs = rest;
            let t = cx.m.type_of(*var);
            if recv.pointer {
                first = 1;
                let p = cx.b.param(0);
                cx.note_param(*var, 0, 1);
                cx.declare(*var, Some(Val::s(&[p])));
            } else {
                first = cx.receiver((inst, *var), t, copy_recv);
                cx.note_param(*var, 0, first);
            }
        }
        if cx.b.func.name == "runtime.gostart" {
            // The go statement has checked it. Without a second check a program that cannot panic stays one.
            let closure = cx.b.param(0);
            cx.not_nil(closure);
        }
        cx.body(objs, first, decl.body.as_ref().expect("a body"));
        let f = cx.finish();
        self.set_func(id, f);
        self.module.funcs[id.index()].noinline |= noinline;
    }
}

/// Calls a function of the runtime that std/ declares. Its result is taken apart.
pub(super) fn extern_call(
    b: &mut FuncBuilder,
    ext: Extern,
    args: &[Value],
    results: &[Ty],
) -> Vec<Value> {
    let one: Vec<Ty> = ext.result.into_iter().collect();
    let noreturn = ext.class == Class::NoReturn;
    let r = b.emit(
        crate::ir::Op::Call(Callee::Extern(Box::new(ext))),
        args,
        &one,
    );
    if noreturn {
        let zero: Vec<Value> = results.iter().map(|&t| b.zero(t)).collect();
        return zero;
    }
    match (results, &r[..]) {
        (&[x, y], &[pair]) => b.unpack(pair, [x, y]).to_vec(),
        _ => r,
    }
}

impl<'a> FnCx<'_, 'a> {
    /// The variables of a signature: receiver, parameters, results.
    pub(super) fn signature_objects(&self, id: NodeId) -> Vec<ObjId> {
        self.m.info.signatures.get(&id).cloned().unwrap_or_default()
    }

    /// A receiver that is a value. Answers how many scalars it has.
    fn receiver(&mut self, (m, obj): (Inst, ObjId), t: TypeId, copy: bool) -> usize {
        let r = self.repr(t);
        if !r.memory {
            let vals: Vec<Value> = (0..r.parts.len()).map(|i| self.b.param(i)).collect();
            self.declare(obj, Some(Val::s(&vals)));
            return r.parts.len();
        }
        let p = self.b.param(0);
        if copy {
            self.check_receiver(p, m);
        }
        let place = Place::ptr(p);
        let assigned = self.analysis.vars.get(&obj).is_some_and(|v| v.assigned);
        if copy || assigned || self.analysis.boxed(obj) {
            self.declare(obj, Some(Val::M(place, false)));
        } else {
            self.vars.insert(obj, VarLoc::Mem(place));
        }
        1
    }

    /// Builds parameters, results and body. The scalars of `sig` begin with parameter `first`.
    pub(super) fn body(&mut self, objs: &[ObjId], first: usize, body: &'a Block) {
        let sig = self.sig.clone();
        let info = &self.analysis.clone().fns[self.fn_index];
        if info.recovers {
            self.b.func.noinline = true;
        }
        if !info.gotos.is_empty() {
            self.b.irregular();
        }
        self.note_signature(objs, first);
        for (i, &obj) in objs[..sig.params.len()].iter().enumerate() {
            self.parameter(&sig, i, obj, first);
        }
        let deferring = info.defers > 0;
        self.results(&sig, &objs[sig.params.len()..], first, deferring);
        if deferring {
            self.begin_defers();
        }
        self.block(body);
        self.b.pos = body.end;
        if sig.results.is_empty() || deferring {
            self.return_values(None);
        } else {
            // The checker saw to it that the end is not reached.
            self.b.unreachable();
        }
        if deferring {
            self.end_defers();
        }
    }

    fn parameter(&mut self, sig: &SigLayout, i: usize, obj: ObjId, first: usize) {
        if self.m.program.object(obj).name.is_blank()
            || self.m.program.object(obj).name.as_str().is_empty()
        {
            return;
        }
        let v = self.param_value(sig, i, first);
        if let Val::M(p, true) = v
            && !self.analysis.boxed(obj)
        {
            self.vars.insert(obj, VarLoc::Mem(p));
            return;
        }
        self.declare(obj, Some(v));
    }

    /// The value of a parameter on entry.
    pub(super) fn param_value(&mut self, sig: &SigLayout, i: usize, first: usize) -> Val {
        let t = sig.params[i];
        match sig.param_locs[i] {
            Loc::Scalars(at) => {
                let n = self.repr(t).parts.len();
                let list: Vec<Value> = (0..n).map(|k| self.b.param(first + at + k)).collect();
                Val::s(&list)
            }
            // The copy may be in a closure of go or defer, so pointers are written there with the barrier.
            Loc::Memory(at) => Val::M(Place::ptr(self.b.param(first + at)), true),
            Loc::Block(off) => {
                let index = sig.param_block.as_ref().expect("a block").index;
                let p = Place::ptr(self.b.param(first + index)).at(off);
                match self.load(p, t) {
                    Val::M(p, _) => Val::M(p, true),
                    v => v,
                }
            }
        }
    }

    fn results(&mut self, sig: &SigLayout, objs: &[ObjId], first: usize, deferring: bool) {
        if let Some(b) = &sig.result_block {
            let p = self.b.param(first + b.index);
            self.ret.block = Some(self.keep_address(p, deferring));
        }
        for (i, &t) in sig.results.iter().enumerate() {
            let obj = objs.get(i).copied().filter(|&o| {
                let name = self.m.program.object(o).name;
                // The body of a range over a function returns through shared variables, named or not.
                !name.is_blank() && !name.as_str().is_empty() || self.analysis.boxed(o)
            });
            let mut r = ResultVar {
                typ: t,
                obj,
                home: None,
                pointer: None,
                area: None,
                area_slot: None,
            };
            if let Loc::Memory(at) = sig.result_locs[i] {
                let p = self.b.param(first + at);
                // The caller's area is a slot of its frame.
                r.area = Some(Place::fresh(p));
                if deferring && obj.is_some_and(|o| self.analysis.boxed(o)) {
                    let slot = self.b.new_slot(4, 4, vec![0]);
                    let at = self.b.slot_addr(slot, 0);
                    self.b.store(Mem::Ptr, at, 0, p);
                    r.area_slot = Some(slot);
                }
            }
            match obj {
                Some(o) if self.analysis.boxed(o) => {
                    self.declare(o, None);
                    if deferring && let Some(&VarLoc::Boxed(var)) = self.vars.get(&o) {
                        let slot = self.b.new_slot(4, 4, vec![0]);
                        let (at, p) = (self.b.slot_addr(slot, 0), self.b.read_var(var));
                        self.b.store(Mem::Ptr, at, 0, p);
                        r.pointer = Some(slot);
                    }
                }
                _ if r.area.is_some() => {
                    let area = r.area.expect("just seen");
                    if obj.is_some() || deferring {
                        self.zero_mem(area, t);
                    }
                    if let Some(o) = obj {
                        self.vars.insert(o, VarLoc::Mem(area));
                    }
                    r.home = Some(area);
                }
                _ if deferring => {
                    let slot = self.slot(t);
                    let place = Place::slot(slot);
                    self.zero_mem(place, t);
                    if let Some(o) = obj {
                        self.vars.insert(o, VarLoc::Mem(place));
                    }
                    r.home = Some(place);
                }
                Some(o) => self.declare(o, None),
                None => {}
            }
            self.ret.results.push(r);
        }
    }

    /// An address that the exit of a function that defers needs: kept in a slot there.
    fn keep_address(&mut self, p: Value, deferring: bool) -> Place {
        if !deferring {
            return Place::fresh(p);
        }
        let slot = self.b.new_slot(4, 4, vec![0]);
        let at = self.b.slot_addr(slot, 0);
        self.b.store(Mem::Ptr, at, 0, p);
        Place::slot(slot)
    }

    /// Returns: with these values, or with what the results' variables hold.
    pub(super) fn return_values(&mut self, values: Option<Vec<Val>>) {
        if self.range_body.is_some() {
            return self.return_from_body(values);
        }
        let n = self.ret.results.len();
        if let Some(values) = values {
            let deferring = self.defers.is_some();
            let mut direct = Vec::new();
            for (i, v) in values.into_iter().enumerate() {
                let r = self.ret.results[i];
                let boxed = r.obj.filter(|&o| self.analysis.boxed(o));
                if let Some(o) = boxed {
                    if let Some(&VarLoc::Boxed(var)) = self.vars.get(&o) {
                        let p = self.b.read_var(var);
                        self.store(Place::ptr(p), r.typ, v);
                    }
                } else if let Some(home) = r.home {
                    self.store(home, r.typ, v);
                }
                direct.push(v);
            }
            if !deferring {
                return self.hand_over(&direct);
            }
        } else if self.defers.is_none() {
            let values: Vec<Val> = (0..n)
                .map(|i| {
                    let r = self.ret.results[i];
                    match (r.obj, r.home) {
                        (Some(o), _) => self.read_local(o),
                        (None, Some(home)) => self.load(home, r.typ),
                        (None, None) => self.zero(r.typ),
                    }
                })
                .collect();
            return self.hand_over(&values);
        }
        self.leave();
    }

    /// At the exit of a function that defers: hands over what the results hold, using only slots.
    pub(super) fn return_from_slots(&mut self) {
        let mut values = Vec::new();
        for i in 0..self.ret.results.len() {
            let r = self.ret.results[i];
            let v = if let Some(slot) = r.pointer {
                let at = self.b.slot_addr(slot, 0);
                let p = self.b.load(Mem::Ptr, at, 0);
                self.load(Place::ptr(p), r.typ)
            } else {
                match (r.area, r.home) {
                    // It is where the caller wants it.
                    (Some(_), _) => Val::s(&[]),
                    (None, Some(home)) => self.load(home, r.typ),
                    (None, None) => self.zero(r.typ),
                }
            };
            if let (Some(slot), Val::M(from, _)) = (r.area_slot, v) {
                let at = self.b.slot_addr(slot, 0);
                let p = self.b.load(Mem::Ptr, at, 0);
                self.copy(Place::fresh(p), from, r.typ);
            }
            self.ret.results[i].area = None;
            values.push(v);
        }
        if let Some(place) = self.ret.block {
            let at = self.addr(place);
            let p = self.b.load(Mem::Ptr, at, 0);
            self.ret.block = Some(Place::fresh(p));
        }
        self.hand_over(&values);
    }

    fn hand_over(&mut self, values: &[Val]) {
        let sig = self.sig.clone();
        let mut out = Vec::new();
        for (i, v) in values.iter().enumerate() {
            match sig.result_locs[i] {
                Loc::Scalars(_) => out.extend_from_slice(&v.vals()),
                Loc::Memory(_) => {
                    if let Some(area) = self.ret.results[i].area {
                        self.store(area, sig.results[i], *v);
                    }
                }
                Loc::Block(off) => {
                    if let Some(block) = self.ret.block {
                        self.store(block.at(off), sig.results[i], *v);
                    }
                }
            }
        }
        self.b.ret(out);
    }

    /// Completes the function.
    pub(super) fn finish(self) -> crate::ir::Func {
        let exit = self.b.func.defers.as_ref().map(|d| d.exit);
        self.b.finish(exit)
    }

    /// The parameters and results of a function type.
    pub(super) fn func_type(&self, t: TypeId) -> &'a crate::types::typ::FuncSig {
        match self.m.types.under(t) {
            Type::Func(sig) => sig,
            _ => unreachable!("a function type"),
        }
    }
}

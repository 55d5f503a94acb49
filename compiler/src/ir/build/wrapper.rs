//! Functions that only hand a call on: function values of declared functions, methods as interfaces call them, bound methods,
//! method expressions. They end in a tail call, so that they make no frame and `recover` works through them.

use super::call::{Prepared, Target};
use super::closure::Record;
use super::inst::Inst;
use super::lvalue::Loc;
use super::mem::FnCx;
use super::repr::{Place, Val};
use super::sig::{Loc as SigLoc, SigLayout};
use super::{Builder, FuncKey};
use crate::ir::abi::RtFn;
use crate::ir::func_builder::FuncBuilder;
use crate::ir::{FuncId, PanicKind, Sig, Ty, Value};
use crate::syntax::ast::{Expr, ExprKind, NodeId};
use crate::syntax::source::Pos;
use crate::types::info::{Selection, SelectionKind};
use crate::types::lookup::{self, MethodEntry};
use crate::types::object::ObjId;
use crate::types::typ::{Basic, Type, TypeId};
use std::rc::Rc;

/// A signature with a context (or receiver word) in front.
pub(super) fn with_ctx(sig: &Sig) -> Sig {
    let mut sig = sig.clone();
    sig.params.insert(0, Ty::Ptr);
    sig
}

impl<'a> Builder<'a> {
    /// Makes a wrapper of this signature (context included) for calls laid out as `sig` says.
    pub(super) fn wrapper(
        &mut self,
        name: String,
        pos: Pos,
        sig: Rc<SigLayout>,
        body: impl FnOnce(&mut FnCx<'_, 'a>),
    ) -> FuncId {
        let ir = with_ctx(&sig.ir);
        let id = self.new_func(name.clone(), pos, ir.clone());
        let mut b = FuncBuilder::new(name, pos, ir);
        b.func.has_ctx = true;
        b.func.wrapper = true;
        let mut cx = FnCx::new(self, b, sig);
        body(&mut cx);
        let f = cx.b.finish(None);
        self.set_func(id, f);
        id
    }

    /// The function value of a declared function.
    pub(super) fn value_wrapper(&mut self, inst: Inst) -> FuncId {
        let pos = self.program.object(inst.obj).pos;
        let t = self.inst_type(inst);
        let name = self.inst_name(inst);
        let sig = self.sig_layout(t);
        self.wrapper(name, pos, sig, |cx| {
            let target = match cx.known(inst) {
                Target::Extern(obj) => Target::Direct(cx.m.decl_func(Inst::plain(obj))),
                t => t,
            };
            cx.hand_on(target, &[]);
        })
    }

    /// A method of `t` with an interface's data word as receiver.
    pub(super) fn itab_wrapper(&mut self, t: TypeId, m: &MethodEntry) -> FuncId {
        let pointer = matches!(self.types.get(t), Type::Pointer(_));
        if let lookup::Target::Method(obj) = m.lookup.target
            && m.lookup.path.is_empty()
            && self.decls.get(&obj).is_some_and(|d| d.body.is_some())
        {
            let obj = self.method_inst(obj, m.lookup.base, None);
            let recv = self.receiver_of(obj).expect("a method");
            if recv.pointer {
                return self.decl_func(obj);
            }
            let memory = self.repr(recv.base).memory;
            match (pointer, memory) {
                (true, true) => return self.decl_variant(obj, true),
                (false, true) => return self.decl_func(obj),
                (false, false) if self.pointer_shaped(t) => return self.decl_func(obj),
                _ => {}
            }
        }
        let name = self.method_name(t, m.name);
        let sig = self.sig_layout(m.sig);
        let m = m.clone();
        self.wrapper(name, Pos::NONE, sig, |cx| {
            let data = cx.b.param(0);
            let loc = if cx.m.pointer_shaped(t) {
                Loc::Val(Val::s(&[data]))
            } else {
                Loc::Place(Place::ptr(data))
            };
            if let (true, lookup::Target::Method(obj)) = (m.lookup.path.is_empty(), m.lookup.target)
                && pointer
            {
                let inst = cx.m.method_inst(obj, m.lookup.base, None);
                cx.check_receiver(data, inst);
            }
            let (loc, at) = cx.follow(loc, t, &m.lookup.path);
            match m.lookup.target {
                lookup::Target::Method(obj) => {
                    let inst = cx.m.method_inst(obj, m.lookup.base, None);
                    let (target, recv) = cx.method_of(loc, at, inst, m.lookup.indirect);
                    cx.hand_on(target, &recv);
                }
                lookup::Target::InterfaceMethod(_, i) => {
                    cx.m.reflect_called(at, i);
                    let v = cx.read_loc(loc, at).vals();
                    let index = cx.method_index(v[0], i);
                    cx.hand_on(Target::Method(index, v[1]), &[]);
                }
                lookup::Target::Field(_) => unreachable!("a method"),
            }
        })
    }

    /// `x.m` with the receiver in the closure.
    fn bound_wrapper(&mut self, inst: Inst, record: &Record) -> FuncId {
        let pos = self.program.object(inst.obj).pos;
        let t = self.inst_type(inst);
        let key = FuncKey::Bound(inst);
        if let Some(&f) = self.funcs.get(&key) {
            return f;
        }
        let text = format!("{}-fm", self.inst_name(inst));
        let sig = self.sig_layout(t);
        let f = self.wrapper(text, pos, sig, |cx| {
            let ctx = cx.b.param(0);
            let v = cx.closure_fields(ctx, record)[0];
            let target = cx.known(inst);
            let recv = cx.recv_values(v);
            cx.hand_on(target, &recv);
        });
        self.funcs.insert(key, f);
        f
    }

    fn bound_interface_wrapper(&mut self, t: TypeId, i: u32, record: &Record) -> FuncId {
        let Type::Interface(methods) = self.types.under(t) else {
            unreachable!("an interface");
        };
        let m = &methods[i as usize];
        let key = FuncKey::BoundInterface(t, m.name, m.pkg);
        if let Some(&f) = self.funcs.get(&key) {
            return f;
        }
        let text = format!("{}-fm", self.method_name(t, m.name));
        let sig = self.sig_layout(m.sig);
        let f = self.wrapper(text, Pos::NONE, sig, |cx| {
            let ctx = cx.b.param(0);
            let v = cx.closure_fields(ctx, record)[0].vals();
            let index = cx.method_index(v[0], i);
            cx.hand_on(Target::Method(index, v[1]), &[]);
        });
        self.funcs.insert(key, f);
        f
    }

    /// `T.m`: the receiver is the first parameter.
    fn method_expr_wrapper(
        &mut self,
        typ: TypeId,
        sel: &Selection,
        name: String,
        ident: NodeId,
        pos: Pos,
    ) -> FuncId {
        let sig = self.sig_layout(typ);
        self.wrapper(name, pos, sig.clone(), |cx| {
            cx.ret_areas(1);
            let recv = cx.param_value(&sig, 0, 1);
            if let (true, SelectionKind::MethodExpr(m)) = (sel.path.is_empty(), sel.kind)
                && matches!(cx.m.types.get(sel.recv), Type::Pointer(_))
            {
                let m = cx.m.method_inst(m, sel.recv, Some(ident));
                cx.check_receiver(recv.vals()[0], m);
            }
            let (loc, at_type) = cx.follow(Loc::Val(recv), sel.recv, &sel.path);
            // The method takes the same scalars, the receiver in front.
            if sig.param_block.is_none() {
                let (at, n) = match sig.param_locs[0] {
                    SigLoc::Scalars(at) => (at, cx.repr(sig.params[0]).parts.len()),
                    SigLoc::Memory(at) => (at, 1),
                    SigLoc::Block(_) => unreachable!("there is no block"),
                };
                let rest = (0..sig.ir.params.len()).filter(|i| !(at..at + n).contains(i));
                let rest: Vec<usize> = rest.map(|i| i + 1).collect();
                match sel.kind {
                    SelectionKind::MethodExpr(m)
                        if !matches!(
                            cx.known(cx.m.method_inst(m, at_type, Some(ident))),
                            Target::Extern(_)
                        ) =>
                    {
                        let m = cx.m.method_inst(m, at_type, Some(ident));
                        let (target, recv) = cx.method_of(loc, at_type, m, sel.indirect);
                        let t = cx.m.inst_type(m);
                        let sig = cx.m.sig_layout(t);
                        return cx.tail_call(target, sig, &recv, &rest);
                    }
                    SelectionKind::InterfaceMethodExpr(i) => {
                        let v = cx.read_loc(loc, at_type).vals();
                        cx.m.reflect_called(at_type, i);
                        let index = cx.method_index(v[0], i);
                        let Type::Interface(methods) = cx.m.types.under(at_type) else {
                            unreachable!("an interface");
                        };
                        let sig = cx.m.sig_layout(methods[i as usize].sig);
                        return cx.tail_call(Target::Method(index, v[1]), sig, &[], &rest);
                    }
                    _ => {}
                }
            }
            let (target, recv, method) = match sel.kind {
                SelectionKind::MethodExpr(m) => {
                    let m = cx.m.method_inst(m, at_type, Some(ident));
                    let recv = cx.receiver_value(loc, at_type, m);
                    let t = cx.m.inst_type(m);
                    (cx.known(m), Some(recv), t)
                }
                SelectionKind::InterfaceMethodExpr(i) => {
                    let v = cx.read_loc(loc, at_type).vals();
                    cx.m.reflect_called(at_type, i);
                    let index = cx.method_index(v[0], i);
                    let Type::Interface(methods) = cx.m.types.under(at_type) else {
                        unreachable!("an interface");
                    };
                    (Target::Method(index, v[1]), None, methods[i as usize].sig)
                }
                _ => unreachable!("a method expression"),
            };
            let args = (1..sig.params.len())
                .map(|i| cx.param_value(&sig, i, 1))
                .collect();
            let p = Prepared {
                target,
                recv,
                sig: cx.m.sig_layout(method),
                args,
                kept: Vec::new(),
            };
            let values = cx.emit_call(&p);
            cx.return_values(Some(values));
        })
    }
}

impl<'a> FnCx<'_, 'a> {
    /// In a wrapper that gets a pointer to the receiver of a method on values: a nil pointer has its own error.
    pub(super) fn check_receiver(&mut self, p: Value, m: Inst) {
        let o = self.m.program.object(m.obj);
        let (name, pkg) = (o.name, o.pkg);
        let recv = self.m.receiver_of(m).expect("a method");
        if recv.pointer {
            return;
        }
        let full = self.m.type_name(recv.base, true);
        let (full, generic) = match full.split_once('[') {
            Some((full, _)) => (full, "[...]"),
            None => (full.as_str(), ""),
        };
        let base = format!("{}{generic}", full.rsplit('.').next().unwrap_or(full));
        let path = pkg.map_or("", |p| self.m.program.package(p).path.as_str());
        let text = format!("value method {path}.{base}.{name} called using nil *{base} pointer");
        let data = self.m.string_data(text.as_bytes());
        let (some, nil) = (self.b.new_block(), self.b.new_block());
        self.b.branch_ptr(p, some, nil);
        self.b.seal_and_switch(nil);
        let kind = self.b.i32(PanicKind::NilReceiver as i32);
        let at = self.b.data_word(data);
        let at = self.b.extend_u(at);
        let len = self.b.i64(text.len() as i64);
        self.b.rt(RtFn::PanicRt, &[kind, at, len]);
        self.b.unreachable();
        self.b.seal_and_switch(some);
        self.not_nil(p);
    }

    /// The scalars of a receiver.
    pub(super) fn recv_values(&mut self, v: Val) -> Vec<Value> {
        match v {
            Val::S(vals) => vals.to_vec(),
            Val::M(p, _) => vec![self.addr(p)],
        }
    }

    /// Ends a wrapper by calling `target` with this receiver and the wrapper's own parameters.
    pub(super) fn hand_on(&mut self, target: Target, recv: &[Value]) {
        let params: Vec<usize> = (1..self.b.func.sig.params.len()).collect();
        if let Target::Extern(obj) = target {
            let mut args = recv.to_vec();
            args.extend(params.iter().map(|&i| self.b.param(i)));
            let results = self.sig.ir.results.clone();
            if let Some(ext) = self.m.extern_of(obj) {
                let r = super::func::extern_call(&mut self.b, ext, &args, &results);
                self.b.ret(r);
            }
            return;
        }
        self.tail_call(target, self.sig.clone(), recv, &params);
    }

    /// The same with some of the parameters, for a function of the program with this signature.
    fn tail_call(&mut self, target: Target, sig: Rc<SigLayout>, recv: &[Value], params: &[usize]) {
        let mut args: Vec<Value> = Vec::new();
        match target {
            Target::Method(index, data) => args.extend([index, data]),
            Target::Literal(_, c) | Target::Closure(c) => args.push(c),
            _ => {}
        }
        args.extend_from_slice(recv);
        args.extend(params.iter().map(|&i| self.b.param(i)));
        let p = Prepared {
            target,
            recv: None,
            sig,
            args: Vec::new(),
            kept: Vec::new(),
        };
        let callee = self.ir_callee(&p);
        self.b.tail_call(callee, args);
    }

    /// A method of a defined type as target, and its receiver, which is at `loc`. A receiver of memory kind that was
    /// reached through a pointer can change during the call: then the method's copying variant is called.
    fn method_of(&mut self, loc: Loc, t: TypeId, m: Inst, indirect: bool) -> (Target, Vec<Value>) {
        let recv = self.m.receiver_of(m).expect("a method");
        if !recv.pointer && self.repr(recv.base).memory {
            let p = if matches!(self.m.types.get(t), Type::Pointer(_)) {
                self.read_loc(loc, t).vals()[0]
            } else {
                match loc {
                    Loc::Place(p) | Loc::Val(Val::M(p, _)) => self.addr(p),
                    _ => unreachable!("of memory kind"),
                }
            };
            let f = if indirect {
                // It came out of a field: the method's own check is for receivers as such.
                self.nil_check(p);
                self.m.decl_variant(m, true)
            } else {
                self.m.decl_func(m)
            };
            return (Target::Direct(f), vec![p]);
        }
        let (_, v) = self.receiver_value(loc, t, m);
        let recv = self.recv_values(v);
        (self.known(m), recv)
    }

    /// Prepares returning from a wrapper that does not end in a tail call.
    pub(super) fn ret_areas(&mut self, first: usize) {
        let sig = self.sig.clone();
        for (i, &typ) in sig.results.iter().enumerate() {
            let area = match sig.result_locs[i] {
                SigLoc::Memory(at) => Some(Place::fresh(self.b.param(first + at))),
                _ => None,
            };
            self.ret.results.push(super::func::ResultVar {
                typ,
                obj: None,
                home: None,
                pointer: None,
                area,
                area_slot: None,
            });
        }
        if let Some(b) = &sig.result_block {
            self.ret.block = Some(Place::fresh(self.b.param(first + b.index)));
        }
    }

    /// `x.m` or `T.m` as a value.
    pub(super) fn method_value(&mut self, e: &'a Expr, x: &'a Expr, sel: &Selection) -> Val {
        let ExprKind::Selector(s) = &e.kind else {
            unreachable!("a selector");
        };
        match sel.kind {
            SelectionKind::Method(m) => {
                let lv = self.lvalue(x);
                let loc = self.settle(&lv);
                let (loc, t) = self.follow(loc, lv.typ, &sel.path);
                let m = self.m.method_inst(m, t, Some(s.sel.id));
                let (t, v) = self.receiver_value(loc, t, m);
                let mut record = Record::new();
                self.m.record_value(&mut record, t);
                let f = self.m.bound_wrapper(m, &record);
                Val::s(&[self.new_closure(f, &record, &[v])])
            }
            SelectionKind::InterfaceMethod(i) => {
                let (v, t) = self.embedded_interface(x, sel);
                // The method of nil panics here already.
                let vals = v.vals();
                self.method_index(vals[0], i);
                let mut record = Record::new();
                self.m.record_value(&mut record, t);
                let f = self.m.bound_interface_wrapper(t, i, &record);
                Val::s(&[self.new_closure(f, &record, &[v])])
            }
            SelectionKind::MethodExpr(_) | SelectionKind::InterfaceMethodExpr(_) => {
                let t = self.ty(e);
                let name = match sel.kind {
                    SelectionKind::MethodExpr(m) => self.m.program.object(m).name,
                    SelectionKind::InterfaceMethodExpr(i) => match self.m.types.under(sel.recv) {
                        Type::Interface(methods) => methods
                            .get(i as usize)
                            .map_or_else(|| crate::syntax::symbol::Symbol::new("m"), |m| m.name),
                        _ => crate::syntax::symbol::Symbol::new("m"),
                    },
                    _ => unreachable!("seen above"),
                };
                let own = self
                    .m
                    .method_inst(ObjId(0), Basic::Invalid.id(), Some(s.sel.id));
                let key = FuncKey::MethodExpr(sel.recv, name, self.pkg, own.args);
                let f = match self.m.funcs.get(&key) {
                    Some(&f) => f,
                    None => {
                        let text = self.m.method_name(sel.recv, name);
                        let f = self.m.method_expr_wrapper(t, sel, text, s.sel.id, e.pos);
                        self.m.funcs.insert(key, f);
                        f
                    }
                };
                let d = self.m.static_closure(f);
                Val::s(&[self.b.data_addr(d, 0)])
            }
            SelectionKind::Field | SelectionKind::Qualified => {
                let t = self.ty(e);
                self.zero(t)
            }
        }
    }
}

//! Calls of functions, methods, function values.

use super::inst::Inst;
use super::lvalue::Loc;
use super::mem::FnCx;
use super::notes::What;
use super::repr::{Base, Place, Val};
use super::sig::{Loc as SigLoc, SigLayout};
use crate::ir::abi::{Class, Extern};
use crate::ir::{Callee, FuncId, Op, Ty, Value};
use crate::syntax::ast::{Expr, ExprKind, NodeId};
use crate::types::info::{Mode, Selection, SelectionKind};
use crate::types::object::ObjId;
use crate::types::typ::{Basic, FuncSig, Type, TypeId};
use std::rc::Rc;

/// Whom a call calls.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// A function of the program.
    Direct(FuncId),
    /// A function literal, with its closure.
    Literal(FuncId, Value),
    /// A function value.
    Closure(Value),
    /// A method through an interface: table index and receiver word.
    Method(Value, Value),
    /// A function without body.
    Extern(ObjId),
}

/// A call whose operands were evaluated.
pub(super) struct Prepared {
    /// Whom it calls.
    pub target: Target,
    /// Receiver of a method that is known.
    pub recv: Option<(TypeId, Val)>,
    /// How operands and results travel.
    pub sig: Rc<SigLayout>,
    /// Arguments, of the parameters' types.
    pub args: Vec<Val>,
    /// Pointers that are arguments as numbers: alive until the call returns.
    pub kept: Vec<Value>,
}

impl<'a> FnCx<'_, 'a> {
    /// A call, a conversion, or a call of a predeclared function, with one value.
    pub(super) fn call_value(&mut self, e: &'a Expr) -> Val {
        match self.call(e).pop() {
            Some((_, v)) => v,
            None => Val::s(&[]),
        }
    }

    /// The same with any number of values.
    pub(super) fn call(&mut self, e: &'a Expr) -> Vec<(TypeId, Val)> {
        let ExprKind::Call(call) = &e.kind else {
            unreachable!("a call");
        };
        let (f, args, spread) = (&call.fun, &call.args, call.dots);
        match self.tv(f).mode {
            Mode::Type => {
                let t = self.ty(f);
                return vec![(t, self.conversion(&args[0], t))];
            }
            Mode::Builtin => return self.builtin(e, f, args, spread),
            _ => {}
        }
        if let Some(obj) = self.object_of(f)
            && let Some(values) = self.intrinsic(obj, args)
        {
            return values;
        }
        let p = self.prepare(f, args, spread);
        // Where Go's traces say a call is, which matters when it has several lines.
        self.b.pos = call.parens[0];
        let values = self.emit_call(&p);
        p.sig.results.iter().copied().zip(values).collect()
    }

    /// Evaluates function and operands.
    pub(super) fn prepare(&mut self, f: &'a Expr, args: &'a [Expr], spread: bool) -> Prepared {
        let t = self.ty(f);
        let func = self.func_type(t);
        let sig = self.m.sig_layout(t);
        let (target, recv) = self.callee(f);
        let mut kept = Vec::new();
        let keep = self.keeps_pointers(f).then_some(&mut kept);
        let args = self.arguments(func, args, spread, keep);
        Prepared {
            target,
            recv,
            sig,
            args,
            kept,
        }
    }

    /// Whether the function declared is marked as one that takes pointers as numbers.
    fn keeps_pointers(&self, f: &'a Expr) -> bool {
        let f = f.unparen();
        let obj = match &f.kind {
            ExprKind::Selector(..) => match self.m.selection(f.id).map(|sel| sel.kind) {
                Some(SelectionKind::Method(m)) => Some(m),
                _ => self.m.inst_of(f).map(|inst| inst.obj),
            },
            _ => self.m.inst_of(f).map(|inst| inst.obj),
        };
        let decl = obj.and_then(|obj| self.m.decls.get(&obj));
        decl.is_some_and(|d| {
            let mut names = (d.directives.iter()).map(|d| d.text.split_whitespace().next());
            names.any(|name| matches!(name, Some("uintptrescapes" | "uintptrkeepalive")))
        })
    }

    /// The pointer that an argument `uintptr(p)` is the number of.
    fn pointer_behind(&self, e: &'a Expr, v: &Val) -> Option<Value> {
        let ExprKind::Call(call) = &e.unparen().kind else {
            return None;
        };
        let (Mode::Type, Val::S(_)) = (self.tv(&call.fun).mode, v) else {
            return None;
        };
        self.b.pointer_behind(*v.vals().first()?)
    }

    /// Says that pointers are alive up to here, and escape.
    fn keep_alive(&mut self, kept: &[Value]) {
        for &p in kept {
            let keepalive = Extern {
                name: "runtime.keepalive".to_owned(),
                class: Class::Pure,
                params: vec![Ty::Ptr],
                noescape: false,
                host: None,
                result: None,
            };
            super::func::extern_call(&mut self.b, keepalive, &[p], &[]);
        }
    }

    fn callee(&mut self, f: &'a Expr) -> (Target, Option<(TypeId, Val)>) {
        let f = f.unparen();
        if let Some(inst) = self.m.inst_of(f) {
            return (self.known(inst), None);
        }
        // The type arguments of a method that is generic itself.
        let f = match &f.kind {
            ExprKind::Index(index) if self.is_method_value(&index.x) => index.x.unparen(),
            _ => f,
        };
        match &f.kind {
            ExprKind::FuncLit(..) => {
                let c = self.noting(What::Expr(f), |cx| cx.closure(f).vals()[0]);
                let (id, _) = self.lit_func(f);
                return (Target::Literal(id, c), None);
            }
            ExprKind::Selector(parts) => {
                let (x, ident) = (&parts.x, parts.sel);
                if let Some(sel) = self.m.selection(f.id) {
                    match sel.kind {
                        SelectionKind::Method(m) => {
                            return self.method_callee(x, &sel, m, ident.id);
                        }
                        SelectionKind::InterfaceMethod(i) => {
                            let (v, _) = self.embedded_interface(x, &sel);
                            let v = v.vals();
                            let index = self.method_index(v[0], i);
                            return (Target::Method(index, v[1]), None);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        (Target::Closure(self.scalar(f)), None)
    }

    /// A declared function as a target.
    pub(super) fn known(&mut self, inst: Inst) -> Target {
        let obj = self.m.linked(inst.obj);
        if !self.m.is_extern(obj) {
            Target::Direct(self.m.decl_func(Inst { obj, ..inst }))
        } else {
            Target::Extern(obj)
        }
    }

    fn method_callee(
        &mut self,
        x: &'a Expr,
        sel: &Selection,
        m: ObjId,
        ident: NodeId,
    ) -> (Target, Option<(TypeId, Val)>) {
        let lv = self.lvalue(x);
        let loc = self.settle(&lv);
        let (loc, t) = self.follow(loc, lv.typ, &sel.path);
        let m = self.m.method_inst(m, t, Some(ident));
        let recv = self.receiver_value(loc, t, m);
        (self.known(m), Some(recv))
    }

    /// The interface value that an interface's method is selected of.
    pub(super) fn embedded_interface(&mut self, x: &'a Expr, sel: &Selection) -> (Val, TypeId) {
        let lv = self.lvalue(x);
        let loc = self.settle(&lv);
        let (loc, t) = self.follow(loc, lv.typ, &sel.path);
        if let SelectionKind::InterfaceMethod(i) = sel.kind {
            self.m.reflect_called(t, i);
        }
        (self.read_loc(loc, t), t)
    }

    /// The receiver for a method, from where the value or a pointer to it is. One of memory kind stays where it is when
    /// nothing can change it during the call.
    pub(super) fn receiver_value(&mut self, loc: Loc, t: TypeId, m: Inst) -> (TypeId, Val) {
        let recv = self.m.receiver_of(m).expect("a method");
        let types = self.m.types;
        let is_pointer = matches!(types.get(t), Type::Pointer(_));
        if recv.pointer {
            let p = if is_pointer {
                self.read_loc(loc, t).vals()[0]
            } else {
                match loc {
                    Loc::Place(p) => self.addr(p),
                    _ => {
                        let v = self.read_loc(loc, t);
                        let p = self.in_memory(v, t, true);
                        self.addr(p)
                    }
                }
            };
            return (Basic::UnsafePointer.id(), Val::s(&[p]));
        }
        let v = if is_pointer {
            let p = self.read_loc(loc, t).vals()[0];
            let place = self.deref(p);
            self.load(place, recv.base)
        } else {
            self.read_loc(loc, t)
        };
        let v = match v {
            Val::M(p, false) if !matches!(p.base, Base::Slot(_)) => self.stable(v, recv.base),
            _ => v,
        };
        (recv.base, v)
    }

    /// The arguments, each of its parameter's type; those of memory kind are copies that the callee may own.
    pub(super) fn arguments(
        &mut self,
        sig: &'a FuncSig,
        args: &'a [Expr],
        spread: bool,
        mut kept: Option<&mut Vec<Value>>,
    ) -> Vec<Val> {
        let fixed = sig.params.len() - usize::from(sig.variadic && !spread);
        let mut out = Vec::new();
        let mut rest = Vec::new();
        let rest_elem = match sig.params.last().map(|&t| self.m.types.under(t)) {
            Some(&Type::Slice(elem)) if sig.variadic && !spread => Some(elem),
            _ => None,
        };
        let multi = match args {
            [one] => matches!(self.m.types.get(self.ty(one)), Type::Tuple(_)),
            _ => false,
        };
        if multi {
            for (i, (t, v)) in self.multi(&args[0]).into_iter().enumerate() {
                if i < fixed {
                    let v = self.assignable(v, t, sig.params[i]);
                    out.push(self.argument(v, sig.params[i]));
                } else {
                    let elem = rest_elem.expect("variadic");
                    rest.push(self.assignable(v, t, elem));
                }
            }
        } else {
            let list: Vec<(&'a Expr, TypeId)> = args
                .iter()
                .enumerate()
                .map(|(i, e)| match sig.params.get(i) {
                    Some(&t) if i < fixed => (e, t),
                    _ => (e, rest_elem.expect("variadic")),
                })
                .collect();
            for (i, v) in self.in_order(&list).into_iter().enumerate() {
                if let Some(kept) = &mut kept {
                    kept.extend(self.pointer_behind(list[i].0, &v));
                }
                if i < fixed {
                    out.push(self.argument(v, sig.params[i]));
                } else {
                    rest.push(v);
                }
            }
        }
        if let Some(elem) = rest_elem {
            let what = What::Rest(self.b.pos);
            let v = self.noting(what, |cx| cx.slice_of(elem, &rest));
            out.push(v);
        }
        out
    }

    fn argument(&mut self, v: Val, t: TypeId) -> Val {
        match v {
            Val::M(_, false) => Val::M(self.in_memory(v, t, true), true),
            _ => v,
        }
    }

    /// A new slice of these values.
    pub(super) fn slice_of(&mut self, elem: TypeId, values: &[Val]) -> Val {
        let n = values.len() as u32;
        let len = self.b.i32(n as i32);
        let p = if n == 0 {
            self.b.nil()
        } else {
            let p = self.new_array(elem, n);
            let size = self.m.size_of(elem);
            for (i, v) in values.iter().enumerate() {
                self.store(Place::fresh(p).at(i as u32 * size), elem, *v);
            }
            p
        };
        Val::s(&[p, len, len])
    }

    /// The scalars of a call, receiver first; `areas` are the addresses of results of memory kind.
    pub(super) fn operands(
        &mut self,
        p: &Prepared,
        areas: &[Value],
        result_block: Option<Value>,
    ) -> Vec<Value> {
        let mut all: Vec<Value> = match p.target {
            Target::Method(_, data) => vec![data],
            Target::Literal(_, c) | Target::Closure(c) => vec![c],
            _ => Vec::new(),
        };
        if let Some((t, v)) = p.recv {
            match v {
                Val::S(vals) => all.extend_from_slice(&vals),
                Val::M(..) => {
                    let place = self.in_memory(v, t, false);
                    all.push(self.addr(place));
                }
            }
        }
        all.extend_from_slice(areas);
        all.extend(result_block);
        let mut block = None;
        if let Some(b) = &p.sig.param_block {
            block = Some(self.temp_raw(b.size, 8, b.ptrs.clone()));
        }
        for (i, v) in p.args.iter().enumerate() {
            let t = p.sig.params[i];
            match p.sig.param_locs[i] {
                SigLoc::Scalars(_) => all.extend_from_slice(&v.vals()),
                SigLoc::Memory(_) => {
                    let place = self.in_memory(*v, t, true);
                    all.push(self.addr(place));
                }
                SigLoc::Block(off) => {
                    let place = block.expect("a block").at(off);
                    self.store(place, t, *v);
                }
            }
        }
        if let Some(b) = block {
            all.push(self.addr(b));
        }
        all
    }

    /// The call's target for the IR.
    pub(super) fn ir_callee(&mut self, p: &Prepared) -> Callee {
        match p.target {
            Target::Direct(f) | Target::Literal(f, _) => Callee::Direct(f),
            Target::Closure(_) => Callee::Closure(self.m.sig_id(&p.sig.ir)),
            Target::Method(..) => Callee::Method(self.m.sig_id(&p.sig.ir)),
            Target::Extern(_) => unreachable!("called elsewhere"),
        }
    }

    /// Emits a prepared call and answers its results.
    pub(super) fn emit_call(&mut self, p: &Prepared) -> Vec<Val> {
        let sig = p.sig.clone();
        let areas: Vec<Place> = sig
            .results
            .iter()
            .zip(&sig.result_locs)
            .filter(|(_, loc)| matches!(loc, SigLoc::Memory(_)))
            .map(|(&t, _)| self.temp(t))
            .collect();
        let area_addrs: Vec<Value> = areas.iter().map(|&a| self.addr(a)).collect();
        let block = sig
            .result_block
            .as_ref()
            .map(|b| self.temp_raw(b.size, 8, b.ptrs.clone()));
        let block_addr = block.map(|b| self.addr(b));
        let args = self.operands(p, &area_addrs, block_addr);
        let scalars = match p.target {
            Target::Extern(obj) => match self.m.extern_of(obj) {
                Some(ext) => {
                    let noreturn = ext.class == crate::ir::abi::Class::NoReturn;
                    let r = super::func::extern_call(&mut self.b, ext, &args, &sig.ir.results);
                    if noreturn {
                        self.b.unreachable();
                        return sig.results.iter().map(|&t| self.zero(t)).collect();
                    }
                    r
                }
                None => Vec::new(),
            },
            Target::Closure(c) => {
                self.nil_check(c);
                let callee = self.ir_callee(p);
                self.b.emit(Op::Call(callee), &args, &sig.ir.results)
            }
            Target::Method(index, _) => {
                let callee = self.ir_callee(p);
                let mut all = vec![index];
                all.extend(args);
                self.b.emit(Op::Call(callee), &all, &sig.ir.results)
            }
            _ => {
                let callee = self.ir_callee(p);
                self.b.emit(Op::Call(callee), &args, &sig.ir.results)
            }
        };
        self.keep_alive(&p.kept);
        let mut areas = areas.into_iter();
        let mut out = Vec::new();
        for (i, &t) in sig.results.iter().enumerate() {
            let v = match sig.result_locs[i] {
                SigLoc::Scalars(at) => {
                    let n = self.repr(t).parts.len();
                    Val::s(scalars.get(at..at + n).unwrap_or(&[]))
                }
                SigLoc::Memory(_) => Val::M(areas.next().expect("an area"), true),
                SigLoc::Block(off) => self.load(block.expect("a block").at(off), t),
            };
            out.push(v);
        }
        out
    }
}

//! `for ... range`. Each iteration has new variables where `:=` declares them; in files of languages before Go 1.22 all share one.

use super::lvalue::Lvalue;
use super::mem::FnCx;
use super::repr::{Base, Place, Val};
use super::stmt::Targets;
use crate::ir::abi::RtFn;
use crate::ir::func_builder::Var;
use crate::ir::{BinOp, BlockId, CmpOp, Mem, Ty, Value};
use crate::syntax::ast::{Expr, ExprKind, RangeStmt};
use crate::syntax::symbol::Symbol;
use crate::types::typ::{Basic, Type, TypeId};

/// The blocks of a loop.
#[derive(Clone, Copy)]
struct Loop {
    head: BlockId,
    inside: BlockId,
    next: BlockId,
    end: BlockId,
    label: Option<Symbol>,
}

impl<'a> FnCx<'_, 'a> {
    fn new_loop(&mut self, label: Option<Symbol>) -> Loop {
        Loop {
            head: self.b.new_block(),
            inside: self.b.new_block(),
            next: self.b.new_block(),
            end: self.b.new_block(),
            label,
        }
    }

    /// Builds the body, then continues in the block where the loop steps.
    fn loop_body(&mut self, l: Loop, r: &'a RangeStmt) {
        let targets = Targets {
            label: l.label,
            end: l.end,
            next: Some(l.next),
            fall: None,
        };
        self.within(targets, |cx| cx.block(&r.body));
        self.b.jump(l.next);
        self.b.seal_and_switch(l.next);
    }

    fn loop_end(&mut self, l: Loop) {
        self.b.jump(l.head);
        self.b.seal(l.head);
        self.b.seal_and_switch(l.end);
    }

    /// Gives the range variables their values. Places on the left are found before anything is assigned.
    pub(super) fn set_range(&mut self, r: &'a RangeStmt, list: &[(Option<&'a Expr>, TypeId, Val)]) {
        let places: Vec<Option<Lvalue>> = list
            .iter()
            .map(|&(e, ..)| {
                e.filter(|e| !r.define || self.shared(e))
                    .map(|e| self.lvalue(e))
            })
            .collect();
        for (&(e, t, v), place) in list.iter().zip(places) {
            if let Some(lv) = place {
                self.assign_value(&lv, t, v);
            } else if let Some(e) = e
                && let Some(id) = e.ident()
                && let Some(obj) = self.m.info.nodes.declared(id.id)
            {
                let to = self.m.type_of(obj);
                let v = self.assignable(v, t, to);
                self.declare(obj, Some(v));
            }
        }
    }

    /// Whether it declares a variable that all iterations share.
    fn shared(&self, e: &Expr) -> bool {
        match &e.kind {
            ExprKind::Ident(_) => {
                let obj = self.m.info.nodes.declared(e.id);
                obj.is_some_and(|obj| self.m.info.shared_by_iterations.contains(&obj))
            }
            _ => false,
        }
    }

    /// Declares such variables.
    fn declare_shared(&mut self, r: &'a RangeStmt) {
        for e in r.key.iter().chain(&r.value) {
            if r.define
                && self.shared(e)
                && let Some(id) = e.ident()
                && let Some(obj) = self.m.info.nodes.declared(id.id)
            {
                self.declare(obj, None);
            }
        }
    }

    /// What finding the places on the left may change is copied.
    fn copied(&mut self, r: &RangeStmt, v: Val, t: TypeId) -> Val {
        if r.define { v } else { self.stable(v, t) }
    }

    fn wanted(e: &Option<Expr>) -> Option<&Expr> {
        e.as_ref()
            .filter(|e| !e.ident().is_some_and(|id| id.name.is_blank()))
    }

    /// A range statement.
    pub(super) fn range(&mut self, r: &'a RangeStmt, label: Option<Symbol>) {
        let types = self.m.types;
        let t = self.ty(&r.x);
        self.declare_shared(r);
        let (key, value) = (Self::wanted(&r.key), Self::wanted(&r.value));
        match types.under(t) {
            Type::Basic(b) if b.is_string() => self.range_string(r, key, value, label),
            Type::Basic(_) => self.range_int(r, key, t, label),
            &Type::Slice(elem) => {
                // range []byte(s) reads the string itself.
                let v = match self.conversion_of(&r.x, false) {
                    Some(s) => self.expr(s).vals(),
                    None => self.expr(&r.x).vals(),
                };
                let base = Place::ptr(v[0]);
                let len = self.b.extend_u(v[1]);
                self.range_elements(r, key, value, base, len, elem, label);
            }
            &Type::Array(n, elem) => {
                let base = if value.is_some() {
                    let v = self.expr(&r.x);
                    // The loop sees the array as it was.
                    let v = self.stable(v, t);
                    Some(match v {
                        Val::M(p, _) => p,
                        v => {
                            let slot = Place::slot(self.slot(t));
                            self.store(slot, t, v);
                            slot
                        }
                    })
                } else {
                    self.side_effects(&r.x);
                    None
                };
                let len = self.b.i64(n as i64);
                let base = base.unwrap_or_else(|| Place::data(self.m.zeroes(8)));
                self.range_elements(r, key, value, base, len, elem, label);
            }
            &Type::Pointer(to) => {
                let &Type::Array(n, elem) = types.under(to) else {
                    return self.unsupported(r.x.pos, "range over this type");
                };
                let p = self.scalar(&r.x);
                if value.is_some() && n > 0 {
                    self.nil_check(p);
                }
                let len = self.b.i64(n as i64);
                self.range_elements(r, key, value, Place::ptr(p), len, elem, label);
            }
            Type::Map(..) => self.range_map(r, key, value, t, label),
            &Type::Chan(_, elem) => self.range_chan(r, key, elem, label),
            _ => self.range_func(r, t, label),
        }
    }

    /// An array that is not read is evaluated only where that does something.
    fn side_effects(&mut self, e: &'a Expr) {
        if matches!(e.unparen().kind, ExprKind::Call(..) | ExprKind::Unary(..)) {
            self.expr(e);
        }
    }

    fn counter(&mut self, ty: Ty) -> Var {
        let i = self.b.new_var(ty);
        let zero = self.b.iconst(ty, 0);
        self.b.write_var(i, zero);
        i
    }

    fn step(&mut self, i: Var) {
        let at = self.b.read_var(i);
        let one = self.b.iconst(self.b.ty(at), 1);
        let next = self.b.bin(BinOp::Add, at, one);
        self.b.write_var(i, next);
    }

    fn range_int(
        &mut self,
        r: &'a RangeStmt,
        key: Option<&'a Expr>,
        t: TypeId,
        label: Option<Symbol>,
    ) {
        // An untyped constant takes the variable's type.
        let t = match key {
            Some(k) if self.tv(&r.x).value.is_some() => match &k.kind {
                ExprKind::Ident(_) if r.define => match self.m.info.nodes.declared(k.id) {
                    Some(obj) => self.m.type_of(obj),
                    None => t,
                },
                _ => self.ty(k),
            },
            _ => t,
        };
        let n = self.expr_as(&r.x, t).vals()[0];
        let b = self.m.types.basic(t).unwrap_or(Basic::Int);
        let i = self.counter(self.b.ty(n));
        let l = self.new_loop(label);
        self.b.jump(l.head);
        self.b.switch_to(l.head);
        let at = self.b.read_var(i);
        let op = if b.is_unsigned() {
            CmpOp::LtU
        } else {
            CmpOp::LtS
        };
        let more = self.b.cmp(op, at, n);
        self.b.branch(more, l.inside, l.end);
        self.b.seal_and_switch(l.inside);
        self.set_range(r, &[(key, t, Val::s(&[at]))]);
        self.loop_body(l, r);
        self.step(i);
        self.loop_end(l);
    }

    #[allow(clippy::too_many_arguments)]
    fn range_elements(
        &mut self,
        r: &'a RangeStmt,
        key: Option<&'a Expr>,
        value: Option<&'a Expr>,
        base: Place,
        len: Value,
        elem: TypeId,
        label: Option<Symbol>,
    ) {
        let i = self.counter(Ty::I64);
        let l = self.new_loop(label);
        self.b.jump(l.head);
        self.b.switch_to(l.head);
        let at = self.b.read_var(i);
        let more = self.b.cmp(CmpOp::LtS, at, len);
        self.b.branch(more, l.inside, l.end);
        self.b.seal_and_switch(l.inside);
        if value.is_some() {
            let size = self.m.size_of(elem);
            let addr = self.addr(base);
            let p = self.scaled(addr, at, size);
            let place = Place {
                base: Base::Val(p),
                off: 0,
                barrier: true,
            };
            let v = self.load(place, elem);
            let v = self.copied(r, v, elem);
            let index = Val::s(&[at]);
            self.set_range(r, &[(key, Basic::Int.id(), index), (value, elem, v)]);
        } else {
            self.set_range(r, &[(key, Basic::Int.id(), Val::s(&[at]))]);
        }
        self.loop_body(l, r);
        self.step(i);
        self.loop_end(l);
    }

    fn range_string(
        &mut self,
        r: &'a RangeStmt,
        key: Option<&'a Expr>,
        value: Option<&'a Expr>,
        label: Option<Symbol>,
    ) {
        let s = self.expr(&r.x).vals();
        let i = self.counter(Ty::I32);
        let width = self.b.new_var(Ty::I32);
        let rune = self.b.new_var(Ty::I32);
        let l = self.new_loop(label);
        self.b.jump(l.head);
        self.b.switch_to(l.head);
        let at = self.b.read_var(i);
        let more = self.b.cmp(CmpOp::LtU, at, s[1]);
        self.b.branch(more, l.inside, l.end);
        self.b.seal_and_switch(l.inside);
        let p = self.scaled32(s[0], at, 1);
        let byte = self.b.load(Mem::I8U, p, 0);
        let one = self.b.i32(1);
        self.b.write_var(width, one);
        self.b.write_var(rune, byte);
        let (decode, decoded) = (self.b.new_block(), self.b.new_block());
        let limit = self.b.i32(0x80);
        let ascii = self.b.cmp(CmpOp::LtU, byte, limit);
        self.b.branch(ascii, decoded, decode);
        self.b.seal_and_switch(decode);
        let pair = self.b.rt1(RtFn::DecodeRune, &[s[0], s[1], at]);
        let [c, w] = self.b.unpack(pair, [Ty::I32, Ty::I32]);
        self.b.write_var(rune, c);
        self.b.write_var(width, w);
        self.b.jump(decoded);
        self.b.seal_and_switch(decoded);
        let index = self.b.extend_u(at);
        let c = self.b.read_var(rune);
        let (index, c) = (Val::s(&[index]), Val::s(&[c]));
        let list = [(key, Basic::Int.id(), index), (value, Basic::Int32.id(), c)];
        self.set_range(r, &list);
        self.loop_body(l, r);
        let w = self.b.read_var(width);
        let next = self.b.bin(BinOp::Add, at, w);
        self.b.write_var(i, next);
        self.loop_end(l);
    }

    fn range_map(
        &mut self,
        r: &'a RangeStmt,
        key: Option<&'a Expr>,
        value: Option<&'a Expr>,
        t: TypeId,
        label: Option<Symbol>,
    ) {
        let (kt, elem) = self.map_types(t);
        let map = self.scalar(&r.x);
        let it = self.map_iterator();
        let p = self.addr(it);
        let size = self.b.i32(64);
        self.b.emit0(crate::ir::Op::MemZero, &[p, size]);
        let desc = self.m.type_desc(t);
        let desc = self.b.data_addr(desc, 0);
        self.b.rt(RtFn::MapIterInit, &[desc, map, p]);
        let l = self.new_loop(label);
        self.b.jump(l.head);
        self.b.switch_to(l.head);
        let k = self.iterator_word(it, 0);
        self.b.branch_ptr(k, l.inside, l.end);
        self.b.seal_and_switch(l.inside);
        let mut list = Vec::new();
        if key.is_some() {
            let v = self.load(Place::ptr(k), kt);
            list.push((key, kt, self.copied(r, v, kt)));
        }
        if value.is_some() {
            let e = self.iterator_word(it, 1);
            let v = self.load(Place::ptr(e), elem);
            list.push((value, elem, self.copied(r, v, elem)));
        }
        self.set_range(r, &list);
        self.loop_body(l, r);
        let p = self.addr(it);
        self.b.rt(RtFn::MapIterNext, &[p]);
        self.loop_end(l);
    }

    fn range_chan(
        &mut self,
        r: &'a RangeStmt,
        key: Option<&'a Expr>,
        elem: TypeId,
        label: Option<Symbol>,
    ) {
        let ch = self.scalar(&r.x);
        let slot = Place::slot(self.slot(elem));
        let l = self.new_loop(label);
        self.b.jump(l.head);
        self.b.switch_to(l.head);
        self.expect_in(slot, elem);
        let flags = self.receive_into(ch, Some(slot));
        let one = self.b.i32(1);
        let ok = self.b.bin(BinOp::And, flags, one);
        self.b.branch(ok, l.inside, l.end);
        self.b.seal_and_switch(l.inside);
        if key.is_some() {
            let v = self.load(slot, elem);
            self.set_range(r, &[(key, elem, v)]);
        }
        self.loop_body(l, r);
        self.loop_end(l);
    }
}

//! Assignments and definitions.
//!
//! Go evaluates the operands of index expressions and indirections on the left and the expressions on the right first, in
//! order, and then assigns from left to right; checks on the left happen when the assignment does.

use super::lvalue::{Loc, Lvalue};
use super::mem::FnCx;
use super::repr::{Base, Place, Val};
use super::vars::VarLoc;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::types::info::Mode;
use crate::types::object::ObjId;
use crate::types::typ::{Basic, Type, TypeId};

impl<'a> FnCx<'_, 'a> {
    /// `lhs = rhs`
    pub(super) fn assign(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) {
        if lhs.len() == 1 && rhs.len() == 1 {
            if self.has_call(&rhs[0]) && !self.is_blank_name(&lhs[0]) && !self.has_call(&lhs[0]) {
                let t = self.ty(&lhs[0]);
                let v = self.expr_as(&rhs[0], t);
                let v = self.stable(v, t);
                let lv = self.lvalue(&lhs[0]);
                return self.write_lv(&lv, v);
            }
            let lv = self.lvalue(&lhs[0]);
            if self.is_blank(&lv) {
                self.expr(&rhs[0]);
                return;
            }
            // A literal of constants is made right where it is assigned.
            if self.as_map(&lv).is_none()
                && self.repr(lv.typ).memory
                && self.is_plain_literal(&rhs[0], lv.typ)
                && let Loc::Place(place) = self.settle(&lv)
            {
                return self.expr_into(&rhs[0], lv.typ, place, true);
            }
            let v = self.expr_as(&rhs[0], lv.typ);
            return self.write_lv(&lv, v);
        }
        let mut lvs: Vec<Lvalue> = lhs.iter().map(|e| self.lvalue(e)).collect();
        for lv in &mut lvs {
            self.stabilize_lv(lv);
        }
        if rhs.len() == 1 {
            let values = self.multi(&rhs[0]);
            for (lv, (t, v)) in lvs.iter().zip(values) {
                self.assign_value(lv, t, v);
            }
            return;
        }
        let list: Vec<(&'a Expr, TypeId)> = lvs
            .iter()
            .zip(rhs)
            .map(|(lv, e)| {
                let t = if self.is_blank(lv) {
                    self.ty(e)
                } else {
                    lv.typ
                };
                (e, t)
            })
            .collect();
        let values = self.in_order(&list);
        for (lv, v) in lvs.iter().zip(values) {
            self.write_lv(lv, v);
        }
    }

    /// Whether an expression is a literal of a struct or an array of this type, made of constants only: no variable is read.
    fn is_plain_literal(&self, e: &'a Expr, t: TypeId) -> bool {
        let e = e.unparen();
        let ExprKind::CompositeLit(lit) = &e.kind else {
            return false;
        };
        let plain = |v: &'a Expr| {
            let tv = self.tv(v);
            tv.value.is_some() || tv.mode == Mode::Nil || self.is_plain_literal(v, tv.typ)
        };
        self.ty(e) == t
            && matches!(self.m.types.under(t), Type::Struct(_) | Type::Array(..))
            && lit.elements.iter().all(|el| plain(&el.value))
    }

    /// Assigns a value of type `t`.
    pub(super) fn assign_value(&mut self, lv: &Lvalue, t: TypeId, v: Val) {
        if !self.is_blank(lv) {
            let v = self.assignable(v, t, lv.typ);
            self.write_lv(lv, v);
        }
    }

    /// `x op= y`
    pub(super) fn op_assign(&mut self, op: BinaryOp, l: &'a Expr, r: &'a Expr) {
        let first = if self.has_call(r) && !self.has_call(l) {
            None
        } else {
            Some(self.lvalue(l))
        };
        let t = self.ty(l);
        let shift = matches!(op, BinaryOp::Shl | BinaryOp::Shr);
        let string = self.m.types.basic(t).is_some_and(Basic::is_string);
        if string {
            let mut list = Vec::new();
            self.string_operands(r, &mut list);
            let mut operands = self.in_order(&list);
            let lv = match first {
                Some(lv) => lv,
                None => self.lvalue(l),
            };
            let old = self.read_lv(&lv);
            operands.insert(0, old);
            let v = self.concat(&operands);
            return self.write_lv(&lv, v);
        }
        let (y, count) = if shift {
            let (value, signed) = self.int64(r);
            let pos = self.b.pos;
            (
                Val::s(&[]),
                Some(super::lvalue::Index { value, signed, pos }),
            )
        } else {
            (self.expr_as(r, t), None)
        };
        let lv = match first {
            Some(lv) => lv,
            None => self.lvalue(l),
        };
        // What can panic must not leave a new entry in a map behind.
        let panics = matches!(op, BinaryOp::Div | BinaryOp::Rem) || shift;
        self.update(&lv, panics, |cx, x| match count {
            Some(count) => Val::s(&[cx.shift_by(op, t, x.vals()[0], count)]),
            None => cx.arith(op, t, x, y),
        });
    }

    /// `x++` or `x--`
    pub(super) fn inc_dec(&mut self, e: &'a Expr, up: bool) {
        let lv = self.lvalue(e);
        let t = lv.typ;
        let one = crate::types::constant::ConstValue::Int(1.into());
        let one = self.constant(&one, t);
        let op = if up { BinaryOp::Add } else { BinaryOp::Sub };
        self.update(&lv, false, |cx, x| cx.arith(op, t, x, one));
    }

    /// Reads a place, computes, writes it back; the place is found once.
    fn update(&mut self, lv: &Lvalue, panics: bool, f: impl FnOnce(&mut Self, Val) -> Val) {
        if let Some((t, map, key)) = self.as_map(lv) {
            if !panics {
                let place = self.map_slot(t, map, key);
                let old = self.load(place, lv.typ);
                let v = f(self, old);
                return self.store(place, lv.typ, v);
            }
            let old = self.map_read(t, map, key);
            let v = f(self, old);
            return self.map_write(t, map, key, v);
        }
        match self.settle(lv) {
            Loc::Place(p) => {
                // The address is computed once.
                let p = match p.base {
                    Base::Val(_) | Base::Slot(_) => p,
                    Base::Data(_) => Place {
                        base: Base::Val(self.addr(p)),
                        off: 0,
                        barrier: p.barrier,
                    },
                };
                let old = self.load(p, lv.typ);
                let v = f(self, old);
                self.store(p, lv.typ, v);
            }
            loc @ Loc::Ssa(first, _) => {
                let old = self.read_loc(loc, lv.typ);
                let v = f(self, old);
                self.write_vars(first, &v.vals());
            }
            Loc::Val(v) => {
                f(self, v);
            }
        }
    }

    /// `lhs := rhs`
    pub(super) fn define(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) {
        let lhs = lhs
            .iter()
            .map(|e| {
                if let Some(id) = e.ident() {
                    if let Some(obj) = self.m.info.nodes.declared(id.id) {
                        return (Some(obj), None);
                    }
                    if id.name.is_blank() {
                        return (None, None);
                    }
                }
                (None, Some(e))
            })
            .collect();
        self.define_all(lhs, rhs);
    }

    /// Declares variables or assigns to places (or, with neither, drops the value).
    pub(super) fn define_all(
        &mut self,
        lhs: Vec<(Option<ObjId>, Option<&'a Expr>)>,
        rhs: &'a [Expr],
    ) {
        if let ([(obj, None)], [e]) = (&lhs[..], rhs) {
            return match *obj {
                Some(obj) => self.define_one(obj, e),
                None => {
                    self.expr(e);
                }
            };
        }
        let lvs: Vec<Option<Lvalue>> = lhs.iter().map(|(_, e)| e.map(|e| self.lvalue(e))).collect();
        let mut values = Vec::new();
        if rhs.len() == 1 && lhs.len() > 1 {
            values = self.multi(&rhs[0]);
        } else {
            let mut list = Vec::new();
            for ((obj, _), (lv, e)) in lhs.iter().zip(lvs.iter().zip(rhs)) {
                let t = match (obj, lv) {
                    (Some(o), _) => self.m.type_of(*o),
                    (None, Some(lv)) => lv.typ,
                    (None, None) => self.ty(e),
                };
                list.push((e, t));
            }
            for (&(_, t), v) in list.iter().zip(self.in_order(&list)) {
                values.push((t, v));
            }
        }
        for ((obj, _), (lv, (t, v))) in lhs.iter().zip(lvs.iter().zip(values)) {
            match (obj, lv) {
                (Some(o), _) => {
                    let to = self.m.type_of(*o);
                    let v = self.assignable(v, t, to);
                    self.declare(*o, Some(v));
                }
                (None, Some(lv)) => self.assign_value(lv, t, v),
                (None, None) => {}
            }
        }
    }

    fn define_one(&mut self, obj: ObjId, e: &'a Expr) {
        let t = self.m.type_of(obj);
        let blank = self.m.program.object(obj).name.is_blank();
        // A composite literal is made right where the variable is.
        if !blank
            && self.repr(t).memory
            && !self.analysis.boxed(obj)
            && matches!(e.unparen().kind, ExprKind::CompositeLit(..))
            && matches!(self.m.types.under(t), Type::Struct(_) | Type::Array(..))
        {
            let place = match self.vars.get(&obj) {
                Some(&VarLoc::Mem(p)) => p,
                _ => Place::slot(self.slot(t)),
            };
            self.expr_into(e, t, place, true);
            self.vars.insert(obj, VarLoc::Mem(place));
            return;
        }
        let v = self.expr_as(e, t);
        self.declare(obj, Some(v));
    }
}

//! Strings: concatenation, conversion from and to bytes and runes.

use super::mem::FnCx;
use super::repr::Val;
use crate::ir::Ty;
use crate::ir::abi::RtFn;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::types::constant::ConstValue;
use crate::types::info::Mode;
use crate::types::typ::{Basic, Type, TypeId};

impl<'a> FnCx<'_, 'a> {
    /// `x + y + ...` as one concatenation; constants beside each other were joined by the checker only in part.
    pub(super) fn concat_expr(&mut self, e: &'a Expr) -> Val {
        let mut list = Vec::new();
        self.string_operands(e, &mut list);
        // Where another operand is never empty, the result is a copy in any case.
        let never_empty =
            |e: &Expr| matches!(&self.tv(e).value, Some(ConstValue::Str(s)) if !s.is_empty());
        let copied = list.iter().any(|(e, _)| never_empty(e));
        let operands: Vec<Val> = if copied && !list.iter().any(|(e, _)| self.has_call(e)) {
            let operand = |&(e, t): &(&'a Expr, TypeId)| self.bytes_as_string_of(e, t);
            list.iter().map(operand).collect()
        } else {
            self.in_order(&list)
        };
        self.concat(&operands)
    }

    /// The operands of a chain of `+`.
    pub(super) fn string_operands(&mut self, e: &'a Expr, out: &mut Vec<(&'a Expr, TypeId)>) {
        let inner = e.unparen();
        if let ExprKind::Binary(BinaryOp::Add, operands) = &inner.kind
            && self.tv(inner).value.is_none()
        {
            self.string_operands(&operands[0], out);
            self.string_operands(&operands[1], out);
        } else {
            out.push((inner, Basic::String.id()));
        }
    }

    /// Joins strings.
    pub(super) fn concat(&mut self, list: &[Val]) -> Val {
        let n = list.len() as u32;
        let ptrs = (0..n).map(|i| i * 8).collect();
        let tmp = self.temp_raw(n * 8, 8, ptrs);
        for (i, v) in list.iter().enumerate() {
            self.store(tmp.at(i as u32 * 8), Basic::String.id(), *v);
        }
        let p = self.addr(tmp);
        let n = self.b.i32(n as i32);
        let pair = self.b.rt1(RtFn::Concat, &[p, n]);
        self.note(pair);
        Val::s(&self.b.unpack(pair, [Ty::Ptr, Ty::I32]))
    }

    /// `string(b)`
    pub(super) fn bytes_to_string(&mut self, v: Val) -> Val {
        let s = v.vals();
        let pair = self.b.rt1(RtFn::BytesToString, &[s[0], s[1]]);
        self.note(pair);
        Val::s(&self.b.unpack(pair, [Ty::Ptr, Ty::I32]))
    }

    /// `[]byte(s)`
    pub(super) fn string_to_bytes(&mut self, v: Val) -> Val {
        let s = v.vals();
        let pair = self.b.rt1(RtFn::StringToBytes, &[s[0], s[1]]);
        self.note(pair);
        let [p, cap] = self.b.unpack(pair, [Ty::Ptr, Ty::I32]);
        Val::s(&[p, s[1], cap])
    }

    /// `[]rune(s)`
    pub(super) fn string_to_runes(&mut self, v: Val) -> Val {
        let s = v.vals();
        let pair = self.b.rt1(RtFn::StringToRunes, &[s[0], s[1]]);
        self.note(pair);
        let [p, n] = self.b.unpack(pair, [Ty::Ptr, Ty::I32]);
        Val::s(&[p, n, n])
    }

    /// The value of an expression; for `string(bytes)` the bytes themselves, for uses that neither keep the string nor let
    /// anybody write the bytes meanwhile.
    pub(super) fn bytes_as_string(&mut self, e: &'a Expr) -> Val {
        if let Some(x) = self.conversion_of(e, true) {
            let s = self.expr(x).vals();
            return Val::s(&[s[0], s[1]]);
        }
        self.expr(e)
    }

    /// The same as assigned to a type.
    pub(super) fn bytes_as_string_of(&mut self, e: &'a Expr, t: TypeId) -> Val {
        match self.conversion_of(e, true) {
            Some(_) => self.bytes_as_string(e),
            None => self.expr_as(e, t),
        }
    }

    /// The operand `x` of `string(x)` with bytes `x`, or of `[]byte(x)` with a string `x`.
    pub(super) fn conversion_of(&mut self, e: &'a Expr, to_string: bool) -> Option<&'a Expr> {
        let e = e.unparen();
        let ExprKind::Call(call) = &e.kind else {
            return None;
        };
        let args = &call.args;
        if self.tv(&call.fun).mode != Mode::Type || self.tv(e).value.is_some() || args.len() != 1 {
            return None;
        }
        let types = self.m.types;
        let (string, slice) = if to_string {
            (self.ty(e), self.ty(&args[0]))
        } else {
            (self.ty(&args[0]), self.ty(e))
        };
        let is_string = types.basic(string).is_some_and(Basic::is_string);
        let is_bytes = matches!(types.under(slice), Type::Slice(elem) if types.basic(*elem) == Some(Basic::Uint8));
        (is_string && is_bytes).then_some(&args[0])
    }
}

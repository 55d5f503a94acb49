//! Index and slice expressions.

use super::checker::Checker;
use super::constant::ConstValue;
use super::operand::{OpMode, Operand};
use super::typ::{Basic, Type};
use crate::syntax::ast::{Expr, ExprKind};

fn string_len(x: &Operand<'_>) -> Option<u64> {
    match x.value() {
        Some(ConstValue::Str(s)) => Some(s.len() as u64),
        _ => None,
    }
}

impl<'a> Checker<'a> {
    pub(super) fn index_expr(
        &mut self,
        e: &'a Expr,
        inner: &'a Expr,
        indices: &'a [Expr],
    ) -> Operand<'a> {
        if let ExprKind::Ident(ident) = inner.kind
            && let Some(obj) = self.lookup(ident.name)
            && self.generic.contains(&obj)
        {
            self.error(e.start(), "generics are not supported yet");
            return Operand::invalid(e);
        }
        let mut x = self.expr_or_type(inner);
        match x.mode {
            OpMode::Invalid => {
                self.use_exprs(indices);
                return self.rooted(x, e);
            }
            OpMode::Type => {
                let text = self.show(inner);
                let list: Vec<String> = indices.iter().map(|i| self.show(i)).collect();
                let message = format!(
                    "invalid operation: {text}[{}] ({text} is not a generic type)",
                    list.join(", ")
                );
                self.error(e.start(), message);
                return Operand::invalid(e);
            }
            _ => {}
        }
        let mut len = None;
        let (mode, typ) = match *self.types.under(x.typ) {
            Type::Basic(b) if b.is_string() => {
                len = string_len(&x);
                if self.is_untyped(x.typ) {
                    self.convert_untyped(&mut x, Basic::String.id());
                }
                (OpMode::Value, Basic::Uint8.id())
            }
            Type::Array(n, elem) => {
                len = Some(n);
                let mode = if x.mode == OpMode::Var {
                    OpMode::Var
                } else {
                    OpMode::Value
                };
                (mode, elem)
            }
            Type::Pointer(base) if matches!(self.types.under(base), Type::Array(..)) => {
                let &Type::Array(n, elem) = self.types.under(base) else {
                    unreachable!("an array");
                };
                len = Some(n);
                (OpMode::Var, elem)
            }
            Type::Slice(elem) => (OpMode::Var, elem),
            Type::Map(key, value) => {
                if let Some(index) = self.single_index(indices) {
                    let mut k = self.expr(index);
                    self.assignment(&mut k, Some(key), "map index");
                }
                return Operand::new(OpMode::MapIndex, value, e);
            }
            _ => {
                let text = self.describe(&x);
                self.error(e.pos, format!("cannot index {text}"));
                self.use_exprs(indices);
                return Operand::invalid(e);
            }
        };
        if let Some(index) = self.single_index(indices) {
            self.index(index, len);
        }
        if !self.is_valid_type(typ) {
            return Operand::invalid(e);
        }
        Operand::new(mode, typ, e)
    }

    fn single_index(&mut self, indices: &'a [Expr]) -> Option<&'a Expr> {
        if let Some(second) = indices.get(1) {
            self.error(second.start(), "invalid operation: more than one index");
        }
        indices.first()
    }

    pub(super) fn slice_expr(
        &mut self,
        e: &'a Expr,
        inner: &'a Expr,
        indices: &'a [Option<Box<Expr>>; 3],
        full: bool,
    ) -> Operand<'a> {
        let mut x = self.expr(inner);
        if !x.is_valid() {
            for index in indices.iter().flatten() {
                self.expr(index);
            }
            return self.rooted(x, e);
        }
        let mut len = None;
        let typ = match *self.types.under(x.typ) {
            Type::Basic(b) if b.is_string() => {
                if full {
                    let pos = indices[2].as_ref().map_or(e.start(), |i| i.start());
                    self.error(pos, "invalid operation: 3-index slice of string");
                    return Operand::invalid(e);
                }
                len = string_len(&x);
                if self.is_untyped(x.typ) {
                    self.convert_untyped(&mut x, Basic::String.id());
                }
                x.typ
            }
            Type::Array(n, elem) => {
                len = Some(n);
                if x.mode != OpMode::Var {
                    let text = self.describe(&x);
                    self.error(x.pos(), format!("cannot slice unaddressable value {text}"));
                    return Operand::invalid(e);
                }
                self.slice_of(elem)
            }
            Type::Pointer(base) if matches!(self.types.under(base), Type::Array(..)) => {
                let &Type::Array(n, elem) = self.types.under(base) else {
                    unreachable!("an array");
                };
                len = Some(n);
                self.slice_of(elem)
            }
            Type::Slice(_) => x.typ,
            _ => {
                let text = self.describe(&x);
                self.error(x.pos(), format!("cannot slice {text}"));
                for index in indices.iter().flatten() {
                    self.expr(index);
                }
                return Operand::invalid(e);
            }
        };
        let mut values = [None; 3];
        for (i, index) in indices.iter().enumerate() {
            values[i] = match index {
                Some(index) => self
                    .index(index, len.map(|n| n.saturating_add(1)))
                    .flatten(),
                None if i == 0 => Some(0),
                None => len,
            };
        }
        self.check_slice_order(indices, &values);
        self.value_operand(e, typ)
    }

    /// Constant indices must not decrease.
    fn check_slice_order(
        &mut self,
        indices: &'a [Option<Box<Expr>>; 3],
        values: &[Option<u64>; 3],
    ) {
        for i in 0..2 {
            let Some(low) = values[i].filter(|&v| v > 0) else {
                continue;
            };
            for j in i + 1..3 {
                if let (Some(high), Some(at)) = (values[j], &indices[j])
                    && high < low
                {
                    let message = format!("invalid slice indices: {high} < {low}");
                    self.error(at.start(), message);
                    return;
                }
            }
        }
    }
}

//! Index and slice expressions.

use super::checker::Checker;
use super::constant::ConstValue;
use super::operand::{OpMode, Operand};
use super::typ::{Basic, Type, TypeId};
use crate::syntax::ast::{Expr, Node};

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
        if self.names_generic_type(inner) {
            let t = self.typ(e);
            self.complete(t);
            return if self.is_valid_type(t) {
                Operand::new(OpMode::Type, t, e)
            } else {
                Operand::invalid(e)
            };
        }
        let mut x = self.callee(inner);
        match x.mode {
            OpMode::Generic => return self.func_instance(e, x, indices),
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
        if self.is_param(x.typ) {
            return self.index_param(e, x, indices);
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

    /// Indexing a value of a type parameter: all types of its set must allow it and have the same elements; all or none
    /// of them are maps.
    fn index_param(&mut self, e: &'a Expr, x: Operand<'a>, indices: &'a [Expr]) -> Operand<'a> {
        let mut element: Option<TypeId> = None;
        let mut key: Option<TypeId> = None;
        let mut mode = OpMode::Var;
        let mut len: Option<u64> = None;
        let list = self.specific_types(x.typ).unwrap_or_default();
        let mut valid = !list.is_empty();
        for (i, &t) in list.iter().enumerate() {
            let mut k = None;
            let mut n = None;
            let elem = match *self.types.under(t) {
                Type::Basic(b) if b.is_string() => {
                    mode = OpMode::Value;
                    Some(Basic::Uint8.id())
                }
                Type::Array(count, elem) => {
                    n = Some(count);
                    if x.mode != OpMode::Var {
                        mode = OpMode::Value;
                    }
                    Some(elem)
                }
                Type::Pointer(base) => match *self.types.under(base) {
                    Type::Array(count, elem) => {
                        n = Some(count);
                        Some(elem)
                    }
                    _ => None,
                },
                Type::Slice(elem) => Some(elem),
                Type::Map(key, elem) => {
                    k = Some(key);
                    Some(elem)
                }
                _ => None,
            };
            if i == 0 {
                element = elem;
                key = k;
            }
            valid &= elem.is_some() && elem == element && k == key;
            len = match (len, n) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        let Some(typ) = element.filter(|_| valid) else {
            let text = self.describe(&x);
            self.error(e.pos, format!("cannot index {text}"));
            self.use_exprs(indices);
            return Operand::invalid(e);
        };
        if let Some(index) = self.single_index(indices) {
            if let Some(key) = key {
                let mut k = self.expr(index);
                self.assignment(&mut k, Some(key), "map index");
                return Operand::new(OpMode::MapIndex, typ, e);
            }
            self.index(index, len);
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
        indices: &'a [Option<Node<Expr>>; 3],
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
        let under = match self.sliceable(x.typ) {
            Ok(under) => under,
            Err(why) => {
                let text = self.describe(&x);
                self.error(x.pos(), format!("cannot slice {text}: {why}"));
                for index in indices.iter().flatten() {
                    self.expr(index);
                }
                return Operand::invalid(e);
            }
        };
        let typ = match *self.types.get(under) {
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

    /// The underlying type of what is sliced. A type parameter may stand for byte slices and strings alike.
    fn sliceable(&mut self, t: TypeId) -> Result<TypeId, String> {
        let bytes = |c: &Self, t: TypeId| match *c.types.under(t) {
            Type::Basic(b) => b.is_string(),
            Type::Slice(elem) => c.types.basic(elem) == Some(Basic::Uint8),
            _ => false,
        };
        if self.is_param(t)
            && self.all_types(t, |c, t| bytes(c, t))
            && !self.all_types(t, |c, t| matches!(c.types.under(t), Type::Slice(_)))
        {
            return Ok(Basic::String.id());
        }
        self.common_under(t)
    }

    /// Constant indices must not decrease.
    fn check_slice_order(
        &mut self,
        indices: &'a [Option<Node<Expr>>; 3],
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

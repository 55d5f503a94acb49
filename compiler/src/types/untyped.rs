//! Untyped operands: their conversion to the types that context gives them.
//!
//! An untyped expression is recorded with its untyped type at first. When context decides on its type, that is
//! propagated down to the operands that are not constant by themselves.

use super::binary::is_comparison;
use super::checker::Checker;
use super::constant::ConstValue;
use super::constop;
use super::info::TypeAndValue;
use super::operand::{OpMode, Operand};
use super::typ::{Basic, Type, TypeId};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, NodeId};

/// Why an untyped operand cannot take on a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Misfit {
    Kind,
    Truncated,
    Overflows,
}

impl<'a> Checker<'a> {
    /// The type that an untyped value has where nothing else decides.
    pub(super) fn default_type(&self, t: TypeId) -> TypeId {
        let Type::Basic(b) = self.types.get(t) else {
            return t;
        };
        match b {
            Basic::UntypedBool => Basic::Bool.id(),
            Basic::UntypedInt => Basic::Int.id(),
            Basic::UntypedRune => Basic::Int32.id(),
            Basic::UntypedFloat => Basic::Float64.id(),
            Basic::UntypedComplex => Basic::Complex128.id(),
            Basic::UntypedString => Basic::String.id(),
            _ => t,
        }
    }

    /// A constant's representation in a basic type.
    fn representation(&self, x: &Operand<'a>, basic: Basic) -> Result<ConstValue, Misfit> {
        let Some(value) = x.value() else {
            return Err(Misfit::Kind);
        };
        if let Some(value) = constop::represent(value, basic) {
            return Ok(value);
        }
        let from = self.types.basic(x.typ).unwrap_or(Basic::Invalid);
        Err(if from.is_numeric() && basic.is_numeric() {
            if !from.is_integer() && basic.is_integer() {
                Misfit::Truncated
            } else {
                Misfit::Overflows
            }
        } else {
            Misfit::Kind
        })
    }

    /// Gives a constant its representation in a basic type; an error where there is none.
    pub(super) fn representable(&mut self, x: &mut Operand<'a>, basic: Basic, shown: TypeId) {
        match self.representation(x, basic) {
            Ok(value) => x.val = Some(value),
            Err(misfit) => {
                let shown = match self.types.get(shown) {
                    Type::Named(_) => self.types.underlying(shown),
                    _ => shown,
                };
                self.invalid_conversion(x, misfit, shown);
                x.invalidate();
            }
        }
    }

    pub(super) fn invalid_conversion(&mut self, x: &Operand<'a>, misfit: Misfit, target: TypeId) {
        let text = self.describe(x);
        let target = self.type_string(target);
        let message = match misfit {
            Misfit::Kind => format!("cannot convert {text} to type {target}"),
            Misfit::Truncated => format!("{text} truncated to {target}"),
            Misfit::Overflows => format!("{text} overflows {target}"),
        };
        self.error(x.pos(), message);
    }

    /// The type and, for a constant, the value that an untyped operand has where `target` is expected.
    pub(super) fn implicit_type(
        &self,
        x: &Operand<'a>,
        target: TypeId,
    ) -> Result<(TypeId, Option<ConstValue>), Misfit> {
        if !x.is_valid() || !self.is_untyped(x.typ) || !self.is_valid_type(target) {
            return Ok((x.typ, None));
        }
        let from = self.types.basic(x.typ).unwrap_or(Basic::Invalid);
        if self.is_untyped(target) {
            let to = self.types.basic(target).unwrap_or(Basic::Invalid);
            let wider = if from == to {
                from
            } else if from.is_numeric() && to.is_numeric() {
                from.max(to)
            } else {
                return Err(Misfit::Kind);
            };
            let value = x.value().and_then(|v| constop::represent(v, wider));
            return Ok((wider.id(), value));
        }
        if x.is_nil() {
            return if self.has_nil(target) {
                Ok((target, None))
            } else {
                Err(Misfit::Kind)
            };
        }
        match self.types.under(target) {
            Type::Basic(to) => {
                let to = *to;
                if x.mode == OpMode::Const {
                    return Ok((target, Some(self.representation(x, to)?)));
                }
                let fits = match from {
                    Basic::UntypedBool => to.is_boolean(),
                    Basic::UntypedString => to.is_string(),
                    Basic::UntypedNil => false,
                    _ => to.is_numeric(),
                };
                if fits {
                    Ok((target, None))
                } else {
                    Err(Misfit::Kind)
                }
            }
            Type::Param(_) => {
                let list = self.peek_type_set(target).terms.unwrap_or_default();
                if list.is_empty() {
                    return Err(Misfit::Kind);
                }
                for term in list {
                    self.implicit_type(x, term.typ).map_err(|_| Misfit::Kind)?;
                }
                Ok((target, None))
            }
            Type::Interface(methods) => {
                if !methods.is_empty() {
                    return Err(Misfit::Kind);
                }
                let default = self.default_type(x.typ);
                match self.types.basic(default) {
                    Some(b) if x.mode == OpMode::Const => {
                        Ok((default, Some(self.representation(x, b)?)))
                    }
                    _ => Ok((default, None)),
                }
            }
            _ => Err(Misfit::Kind),
        }
    }

    /// Converts an untyped operand to the type that is expected.
    pub(super) fn convert_untyped(&mut self, x: &mut Operand<'a>, target: TypeId) {
        match self.implicit_type(x, target) {
            Ok((typ, value)) => self.take_type(x, typ, value),
            Err(misfit) => {
                let shown = self.types.underlying(target);
                self.invalid_conversion(x, misfit, shown);
                x.invalidate();
            }
        }
    }

    /// Gives an untyped operand the type and value that [`Self::implicit_type`] found.
    pub(super) fn take_type(
        &mut self,
        x: &mut Operand<'a>,
        typ: TypeId,
        value: Option<ConstValue>,
    ) {
        if let Some(value) = value {
            if let Some(e) = x.expr() {
                self.update_value(e.id, &value);
            }
            x.val = Some(value);
        }
        if typ != x.typ {
            x.typ = typ;
            if let Some(e) = x.expr() {
                self.update_type(e, typ, false);
            }
        }
    }

    fn recorded(&self, id: NodeId) -> Option<TypeAndValue<'_>> {
        self.info.nodes.get(id)
    }

    fn update_value(&mut self, id: NodeId, value: &ConstValue) {
        if self.recorded(id).is_some_and(|tv| self.is_untyped(tv.typ)) {
            self.info.nodes.set_value(id, value);
        }
    }

    /// Propagates the type that an untyped expression takes to its operands. With `last`, it is recorded even if it is
    /// still untyped.
    pub(super) fn update_type(&mut self, e: &'a Expr, typ: TypeId, last: bool) {
        let Some(inner) = self.typed_by_context(e) else {
            return;
        };
        let Some(inner) = inner else {
            self.settle(e, typ, last);
            return;
        };
        // Down the left operands in a loop: chains of operators are deep on that side.
        let mut chain = vec![e];
        let mut e = inner;
        while let Some(inner) = self.typed_by_context(e) {
            chain.push(e);
            match inner {
                Some(inner) => e = inner,
                None => break,
            }
        }
        while let Some(e) = chain.pop() {
            if let ExprKind::Binary(op, operands) = &e.kind
                && !matches!(op, BinaryOp::Shl | BinaryOp::Shr)
                && self.typed_by_context(e).flatten().is_some()
            {
                self.update_type(&operands[1], typ, last);
            }
            self.settle(e, typ, last);
        }
    }

    /// For an expression that is still untyped: its (left) operand, where that takes on the same type. Constants keep
    /// their operands as they are, and a comparison's operands have types of their own.
    #[allow(clippy::option_option)]
    fn typed_by_context(&self, e: &'a Expr) -> Option<Option<&'a Expr>> {
        let old = self.recorded(e.id).filter(|tv| self.is_untyped(tv.typ))?;
        let constant = old.value.is_some();
        Some(match &e.kind {
            ExprKind::Paren(inner) => Some(inner),
            ExprKind::Unary(_, inner) if !constant => Some(inner),
            ExprKind::Binary(op, operands) if !constant && !is_comparison(*op) => {
                Some(&operands[0])
            }
            _ => None,
        })
    }

    /// Records one expression's new type.
    fn settle(&mut self, e: &'a Expr, typ: TypeId, last: bool) {
        let Some(old) = self.recorded(e.id) else {
            return;
        };
        let (mode, old_typ, old_value) = (old.mode, old.typ, old.value.cloned());
        let untyped = self.is_untyped(typ);
        let basic = self.types.basic(typ);
        if !last && untyped {
            let value = match (&old_value, basic) {
                (Some(v), Some(b)) => constop::represent(v, b).or_else(|| old_value.clone()),
                _ => old_value,
            };
            self.info.nodes.set(e.id, mode, typ, value.as_ref());
            return;
        }
        if !self.shift_operands.is_empty()
            && self.shift_operands.contains(&e.id)
            && !self.all_basic(typ, Basic::is_integer)
        {
            let text = self.show(e);
            let name = self.type_string(typ);
            let message =
                format!("invalid operation: shifted operand {text} (type {name}) must be integer");
            self.error(e.start(), message);
            let typ = Basic::Invalid.id();
            self.info.nodes.set(e.id, mode, typ, None);
            return;
        }
        let mut value = old_value;
        if let (Some(v), Some(b)) = (&value, basic) {
            match constop::represent(v, b) {
                Some(v) => value = Some(v),
                None => {
                    let x = self.recorded_operand(e, old_typ, value.clone());
                    if let Err(misfit) = self.representation(&x, b) {
                        let shown = self.types.underlying(typ);
                        self.invalid_conversion(&x, misfit, shown);
                    }
                }
            }
        }
        self.info.nodes.set(e.id, mode, typ, value.as_ref());
    }

    fn recorded_operand(&self, e: &'a Expr, typ: TypeId, value: Option<ConstValue>) -> Operand<'a> {
        let mode = if value.is_some() {
            OpMode::Const
        } else {
            OpMode::Value
        };
        let mut x = Operand::new(mode, typ, e);
        x.val = value;
        x
    }

    /// Gives what is still untyped at the end its default type: operands of constant expressions.
    pub(super) fn settle_rest(&mut self) {
        let types = &self.types;
        self.info.nodes.update(|typ, value| {
            let default = match types.get(typ) {
                Type::Basic(Basic::UntypedBool) => Basic::Bool,
                Type::Basic(Basic::UntypedInt) => Basic::Int,
                Type::Basic(Basic::UntypedRune) => Basic::Int32,
                Type::Basic(Basic::UntypedFloat) => Basic::Float64,
                Type::Basic(Basic::UntypedComplex) => Basic::Complex128,
                Type::Basic(Basic::UntypedString) => Basic::String,
                _ => return None,
            };
            // A constant that its default type cannot hold is only part of larger constant expressions.
            let value = match value {
                None => None,
                Some(v) => Some(constop::represent(v, default)?),
            };
            Some((default.id(), value))
        });
    }
}

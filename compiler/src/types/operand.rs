//! What an expression evaluates to while it is being checked.

use super::constant::ConstValue;
use super::info::Mode;
use super::object::Builtin;
use super::typ::{Basic, TypeId};
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::source::Pos;

/// How an operand may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum OpMode {
    /// Something is wrong with it, and that was reported.
    Invalid,
    NoValue,
    Builtin(Builtin),
    Type,
    Const,
    Var,
    MapIndex,
    Value,
    CommaOk,
    Nil,
    /// A generic function that lacks type arguments.
    Generic,
}

/// Where an operand comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// A part of an expression that has no expression of its own, such as one of a call's results.
    Part(Pos, String),
}

#[derive(Clone, Debug)]
pub(super) struct Operand<'a> {
    pub(super) mode: OpMode,
    pub(super) typ: TypeId,
    pub(super) val: Option<ConstValue>,
    pub(super) origin: Origin<'a>,
}

impl<'a> Operand<'a> {
    pub(super) fn new(mode: OpMode, typ: TypeId, e: &'a Expr) -> Operand<'a> {
        Operand {
            mode,
            typ,
            val: None,
            origin: Origin::Expr(e),
        }
    }

    pub(super) fn invalid(e: &'a Expr) -> Operand<'a> {
        Operand::new(OpMode::Invalid, Basic::Invalid.id(), e)
    }

    pub(super) fn constant(typ: TypeId, val: ConstValue, e: &'a Expr) -> Operand<'a> {
        Operand {
            mode: OpMode::Const,
            typ,
            val: Some(val),
            origin: Origin::Expr(e),
        }
    }

    pub(super) fn is_valid(&self) -> bool {
        self.mode != OpMode::Invalid
    }

    pub(super) fn is_nil(&self) -> bool {
        self.mode == OpMode::Nil
    }

    pub(super) fn invalidate(&mut self) {
        self.mode = OpMode::Invalid;
        self.val = None;
    }

    /// Its value where it is constant.
    pub(super) fn value(&self) -> Option<&ConstValue> {
        match self.mode {
            OpMode::Const => self.val.as_ref(),
            _ => None,
        }
    }

    /// The leftmost position.
    pub(super) fn pos(&self) -> Pos {
        match &self.origin {
            Origin::Expr(e) => e.start(),
            Origin::Part(pos, _) => *pos,
        }
    }

    pub(super) fn expr(&self) -> Option<&'a Expr> {
        match self.origin {
            Origin::Expr(e) => Some(e),
            Origin::Part(..) => None,
        }
    }

    /// The mode as it is recorded.
    pub(super) fn recorded_mode(&self) -> Option<Mode> {
        Some(match self.mode {
            OpMode::Invalid | OpMode::Generic => return None,
            OpMode::NoValue => Mode::NoValue,
            OpMode::Builtin(_) => Mode::Builtin,
            OpMode::Type => Mode::Type,
            OpMode::Const => Mode::Const,
            OpMode::Var => Mode::Var,
            OpMode::MapIndex => Mode::MapIndex,
            OpMode::Value => Mode::Value,
            OpMode::CommaOk => Mode::CommaOk,
            OpMode::Nil => Mode::Nil,
        })
    }
}

/// Where Go's compiler keeps an expression: a selector at its dot, a call at its parenthesis, others as they are here. Few
/// messages point there.
pub(super) fn node_pos(e: &Expr) -> Pos {
    match &e.kind {
        ExprKind::Selector(s) => Pos(s.sel.pos.0 - 1),
        ExprKind::Call(call) => match (&call.fun.kind, call.fun.name()) {
            (_, Some(ident)) => Pos(ident.pos.0 + ident.name.as_str().len() as u32),
            (ExprKind::Paren(_) | ExprKind::Call(..), None) => call.fun.pos,
            _ => e.pos,
        },
        _ => e.pos,
    }
}

/// Whether an expression without its parentheses is a call.
pub(super) fn is_call(e: &Expr) -> bool {
    matches!(e.unparen().kind, ExprKind::Call(..))
}

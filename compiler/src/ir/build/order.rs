//! Order of evaluation. Go fixes the order of calls and receives; when variables are read among them it leaves open. Go's own
//! compiler makes the calls first, and with them, in order, slices of values, assertions, `&&` and `||`. It reads variables,
//! fields and elements afterwards. Programs have come to rely on it, so it is done here, too, where several operands are
//! evaluated.

use super::mem::FnCx;
use super::repr::Val;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::types::info::Mode;
use crate::types::object::{Builtin, ObjectKind};
use crate::types::typ::TypeId;

impl<'a> FnCx<'_, 'a> {
    /// Whether an expression calls a function, receives from a channel, or has another part that goes first. Calls of most
    /// predeclared functions count, conversions and constants do not.
    pub(super) fn has_call(&mut self, e: &'a Expr) -> bool {
        if let Some(&known) = self.m.calls.get(&e.id) {
            return known;
        }
        let found = self.find_call(e);
        self.m.calls.insert(e.id, found);
        found
    }

    fn find_call(&mut self, e: &'a Expr) -> bool {
        match &e.kind {
            ExprKind::Paren(x) | ExprKind::Star(x) => self.has_call(x),
            ExprKind::Selector(s) => self.has_call(&s.x),
            ExprKind::Unary(op, x) => *op == UnaryOp::Recv || self.has_call(x),
            ExprKind::Slice(..) | ExprKind::TypeAssert(..) => true,
            ExprKind::Index(index) => {
                self.has_call(&index.x) || index.args.iter().any(|e| self.has_call(e))
            }
            ExprKind::CompositeLit(lit) => lit.elements.iter().any(|el| {
                self.has_call(&el.value) || el.key.as_ref().is_some_and(|k| self.has_call(k))
            }),
            _ if (self.m.info.nodes.get(e.id)).is_some_and(|tv| tv.value.is_some()) => false,
            ExprKind::Binary(BinaryOp::LAnd | BinaryOp::LOr, ..) => true,
            ExprKind::Binary(_, operands) => operands.iter().any(|x| self.has_call(x)),
            ExprKind::Call(call) => {
                let (f, args) = (&call.fun, &call.args);
                let plain = match self.mode(f) {
                    Some(Mode::Type) => true,
                    Some(Mode::Builtin) => self.object_of(f).is_some_and(|object| {
                        let object = self.m.program.object(object);
                        matches!(
                            object.kind,
                            ObjectKind::Builtin(Builtin::Len | Builtin::Cap)
                        )
                    }),
                    _ => false,
                };
                !plain || args.iter().any(|e| self.has_call(e))
            }
            _ => false,
        }
    }

    /// Whether an operand is evaluated in order with calls. One that is itself a length is, one that only uses a length not.
    fn goes_first(&mut self, e: &'a Expr) -> bool {
        let length = match &e.unparen().kind {
            ExprKind::Call(call) => self.mode(&call.fun) == Some(Mode::Builtin),
            _ => false,
        };
        length && self.tv(e).value.is_none() || self.has_call(e)
    }

    fn mode(&self, e: &Expr) -> Option<Mode> {
        let known = self.m.info.nodes.get(e.id);
        known.map(|tv| tv.mode)
    }

    /// Evaluates operands, each as assigned to its type; those that call something first.
    pub(super) fn in_order(&mut self, list: &[(&'a Expr, TypeId)]) -> Vec<Val> {
        let calls: Vec<bool> = match list {
            [_] => vec![true],
            _ => list.iter().map(|(e, _)| self.goes_first(e)).collect(),
        };
        let mut out = vec![Val::s(&[]); list.len()];
        for turn in [true, false] {
            for (i, &(e, t)) in list.iter().enumerate() {
                if calls[i] == turn {
                    let v = self.expr_as(e, t);
                    out[i] = if list.len() > 1 { self.stable(v, t) } else { v };
                }
            }
        }
        out
    }
}

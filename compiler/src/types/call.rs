//! Calls of functions and methods, and conversions.

use super::builtins::builtin_kind;
use super::checker::Checker;
use super::expr::Kind;
use super::operand::{OpMode, Operand, Origin};
use super::typ::{Type, TypeId};
use crate::syntax::ast::{Expr, NodeId};

/// What a call looks like.
#[derive(Clone, Copy)]
pub(super) struct CallSite<'a> {
    pub(super) e: &'a Expr,
    pub(super) fun: &'a Expr,
    pub(super) args: &'a [Expr],
    pub(super) dots: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn call(
        &mut self,
        e: &'a Expr,
        fun: &'a Expr,
        args: &'a [Expr],
        dots: bool,
    ) -> (Operand<'a>, Kind) {
        let call = CallSite { e, fun, args, dots };
        let f = self.expr_or_type(fun);
        match f.mode {
            OpMode::Invalid => {
                self.use_exprs(args);
                (Operand::invalid(e), Kind::Statement)
            }
            OpMode::Type => (self.conversion_call(call, f.typ), Kind::Conversion),
            OpMode::Builtin(builtin) => {
                let x = self.builtin(call, builtin);
                if x.is_valid() && x.mode != OpMode::Const {
                    self.env.has_call_or_recv = true;
                }
                (x, builtin_kind(builtin))
            }
            _ => (self.function_call(call, f), Kind::Statement),
        }
    }

    fn conversion_call(&mut self, call: CallSite<'a>, t: TypeId) -> Operand<'a> {
        match call.args {
            [] => {
                let message = format!("missing argument in conversion to {}", self.type_string(t));
                self.error(call.e.start(), message);
            }
            [arg] => {
                let mut x = self.expr(arg);
                if !x.is_valid() {
                    return Operand::invalid(call.e);
                }
                if t == self.universe.comparable {
                    let message = format!(
                        "cannot use interface {} in conversion (contains specific type constraints or is comparable)",
                        self.type_string(t)
                    );
                    self.error(call.e.start(), message);
                    return Operand::invalid(call.e);
                }
                if call.dots {
                    let message = format!(
                        "invalid use of ... in conversion to {}",
                        self.type_string(t)
                    );
                    self.error(arg.start(), message);
                    return Operand::invalid(call.e);
                }
                self.conversion(&mut x, t);
                return self.rooted(x, call.e);
            }
            args => {
                self.use_exprs(args);
                let message = format!(
                    "too many arguments in conversion to {}",
                    self.type_string(t)
                );
                self.error(args[args.len() - 1].start(), message);
            }
        }
        Operand::invalid(call.e)
    }

    fn function_call(&mut self, call: CallSite<'a>, f: Operand<'a>) -> Operand<'a> {
        let Some((_, results, _)) = self.signature(f.typ) else {
            let text = self.describe(&f);
            let message = format!(
                "invalid operation: cannot call {text}: {} is not a function",
                self.type_string(f.typ)
            );
            self.error(f.pos(), message);
            self.use_exprs(call.args);
            return Operand::invalid(call.e);
        };
        let mut args = self.arg_list(call.args);
        self.arguments(call, f.typ, &mut args);
        self.env.has_call_or_recv = true;
        match results {
            // With the function's type, as messages about missing arguments show it.
            0 => Operand::new(OpMode::NoValue, f.typ, call.e),
            1 => {
                let typ = self.result(f.typ, 0);
                if self.types_pending {
                    self.complete(typ);
                }
                if !self.is_valid_type(typ) {
                    return Operand::invalid(call.e);
                }
                self.value_operand(call.e, typ)
            }
            _ => {
                let list = match self.types.under(f.typ) {
                    Type::Func(sig) => sig.results.to_vec(),
                    _ => Vec::new(),
                };
                let typ = self.tuple(list);
                self.value_operand(call.e, typ)
            }
        }
    }

    /// Arguments of a call; a single call with several results stands for as many.
    pub(super) fn arg_list(&mut self, args: &'a [Expr]) -> Vec<Operand<'a>> {
        match args {
            [arg] => {
                let (mut list, _) = self.multi_expr(arg, false);
                // Messages speak of the whole call.
                for x in &mut list {
                    x.origin = Origin::Expr(arg);
                }
                list
            }
            _ => args.iter().map(|arg| self.expr(arg)).collect(),
        }
    }

    /// Checks arguments against a function's parameters.
    pub(super) fn arguments(&mut self, call: CallSite<'a>, sig: TypeId, args: &mut [Operand<'a>]) {
        let Some((params, _, variadic)) = self.signature(sig) else {
            return;
        };
        let mut wanted = params;
        if variadic && !call.dots {
            wanted = (params - 1).max(args.len());
        } else if variadic && call.args.len() == 1 && args.len() > 1 {
            let text = self.show(&call.args[0]);
            let message = format!("cannot use ... with {}-valued {text}", args.len());
            self.error(call.e.start(), message);
            return;
        } else if call.dots && !variadic {
            let text = self.show(call.fun);
            let message = format!("cannot use ... in call to non-variadic {text}");
            self.error(call.e.start(), message);
            return;
        }
        if args.len() != wanted {
            let (pos, what) = if args.len() > wanted {
                (args[wanted].pos(), "too many")
            } else {
                let at = args.last().map_or(call.e.start(), Operand::pos);
                (at, "not enough")
            };
            let want = match self.types.under(sig) {
                Type::Func(sig) => sig.params.to_vec(),
                _ => Vec::new(),
            };
            let message = format!(
                "{what} arguments in call to {}\n\thave {}\n\twant {}",
                self.show(call.fun),
                self.operands_summary(args, call.dots),
                self.types_summary(&want, variadic)
            );
            self.error(pos, message);
            return;
        }
        if args.is_empty() {
            return;
        }
        let rest = match self.types.under(sig) {
            Type::Func(f) if variadic && !call.dots => match self.types.under(f.params[params - 1])
            {
                &Type::Slice(elem) => Some(elem),
                _ => None,
            },
            _ => None,
        };
        for (i, x) in args.iter_mut().enumerate() {
            let typ = match rest {
                Some(elem) if i + 1 >= params => elem,
                _ => self.param(sig, i),
            };
            self.assign_argument(x, typ, call.fun);
        }
    }

    fn assign_argument(&mut self, x: &mut Operand<'a>, typ: TypeId, fun: &'a Expr) {
        // The context is only worded where something is wrong.
        if x.is_valid() && x.typ == typ && x.mode != OpMode::NoValue {
            return;
        }
        self.assignment_in(x, Some(typ), &|c: &Self| {
            format!("argument to {}", c.show(fun))
        });
    }

    /// Records the tuple type of an expression that is used in its `v, ok` form.
    pub(super) fn record_comma_ok(&mut self, e: &'a Expr, value: TypeId, ok: TypeId) {
        let typ = self.tuple(vec![value, ok]);
        let mut e = e;
        loop {
            self.set_type(e.id, typ);
            match &e.kind {
                crate::syntax::ast::ExprKind::Paren(inner) => e = inner,
                _ => return,
            }
        }
    }

    fn set_type(&mut self, id: NodeId, typ: TypeId) {
        if let Some(Some(tv)) = self.info.exprs.get_mut(id.0 as usize) {
            tv.typ = typ;
        }
    }
}

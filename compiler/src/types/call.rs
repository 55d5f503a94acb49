//! Calls of functions and methods, and conversions.

use super::builtins::builtin_kind;
use super::checker::Checker;
use super::expr::Kind;
use super::operand::{OpMode, Operand, Origin};
use super::typ::{Type, TypeId};
use crate::syntax::ast::{Expr, ExprKind};

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
        let f = self.callee(fun);
        match f.mode {
            OpMode::Generic => (self.generic_call(call, f), Kind::Statement),
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
                let mut x = self.generic_expr(arg);
                if x.mode == OpMode::Generic {
                    self.assignment(&mut x, Some(t), "conversion");
                }
                if !x.is_valid() {
                    return Operand::invalid(call.e);
                }
                if matches!(self.types.under(t), Type::Constraint(_)) {
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

    /// A call of a generic function, of whose type arguments some must be inferred.
    fn generic_call(&mut self, call: CallSite<'a>, mut f: Operand<'a>) -> Operand<'a> {
        let mut args = self.arg_list(call.args);
        let (Some(func), Some((_, _, variadic))) = (self.generic_func(&f), self.signature(f.typ))
        else {
            return Operand::invalid(call.e);
        };
        let Some(count) = self.count_arguments(call, f.typ, &args) else {
            return Operand::invalid(call.e);
        };
        if args.iter().any(|x| !x.is_valid()) {
            return Operand::invalid(call.e);
        }
        self.requires(18, call.fun.start(), "implicit function instantiation");
        // A generic function may be called with types that mention its own parameters.
        let mut params = self.fresh_params(&func.params);
        let own = params.len();
        let sig = self.types.subst(f.typ, &func.params, &params);
        // What generic functions among the arguments lack is inferred with the rest.
        let mut generic = Vec::new();
        for (i, x) in args.iter_mut().enumerate() {
            if x.mode == OpMode::Generic
                && let Some(g) = self.generic_func(x)
            {
                self.requires(21, x.pos(), "implicitly instantiated function as argument");
                let fresh = self.fresh_params(&g.params);
                let mut with = fresh.clone();
                with[..g.args.len()].copy_from_slice(&g.args);
                generic.push((i, x.clone(), g, params.len()));
                params.extend(&fresh);
                x.typ = self
                    .types
                    .subst(x.typ, &generic[generic.len() - 1].2.params, &with);
            }
        }
        for x in &args {
            self.declare_methods(x.typ);
        }
        let formal: Vec<TypeId> = (0..count)
            .map(|i| self.formal(sig, i, variadic && !call.dots))
            .collect();
        let pos = match &call.e.kind {
            ExprKind::Call(call) => call.parens[0],
            _ => call.e.start(),
        };
        // Given arguments of generic arguments stay as they are: their parameters occur nowhere.
        let result = self.infer(&super::infer::Inference {
            params: &params,
            given: &func.args,
            formal: &formal,
            args: &args,
            pos,
        });
        let found = match result {
            Ok(found) => found,
            Err(super::infer::Failure(pos, why)) => {
                let name = self.show(call.fun);
                self.error(pos, format!("in call to {name}, {why}"));
                return Operand::invalid(call.e);
            }
        };
        let targs = &found[..own];
        let place = |i: usize| func.places.get(i).map_or(pos, Expr::start);
        self.note_flow(&func.params, targs, &place);
        let verified = self.verify(&func.params, targs, &place);
        for (i, x, g, first) in generic {
            let mut with = found[first..first + g.params.len()].to_vec();
            with[..g.args.len()].copy_from_slice(&g.args);
            args[i] = x;
            self.finish_instance(&mut args[i], &g, &with);
        }
        self.set_instance(&func, targs);
        f.typ = self.types.subst(f.typ, &func.params, targs);
        f.mode = OpMode::Value;
        self.record_instance(call.fun, f.typ);
        let x = self.call_with(call, f, args);
        if verified {
            x
        } else {
            Operand::invalid(call.e)
        }
    }

    /// Makes sure that the types of a type's methods are known, which inference looks at.
    fn declare_methods(&mut self, t: TypeId) {
        let (base, _) = super::lookup::deref(&self.types, t);
        let &Type::Named(id) = self.types.get(base) else {
            return;
        };
        for i in 0..self.types.methods(id).len() {
            let m = self.types.methods(id)[i];
            if self.state(m) == super::checker::State::White {
                self.declare(m);
            }
        }
    }

    /// The type of parameter `i`, those of a variadic function counted singly.
    fn formal(&self, sig: TypeId, i: usize, expand: bool) -> TypeId {
        let Type::Func(f) = self.types.under(sig) else {
            return super::typ::Basic::Invalid.id();
        };
        if expand && i + 1 >= f.params.len() {
            let last = f.params[f.params.len() - 1];
            if let &Type::Slice(elem) = self.types.under(last) {
                return elem;
            }
        }
        f.params[i]
    }

    fn function_call(&mut self, call: CallSite<'a>, mut f: Operand<'a>) -> Operand<'a> {
        if self.is_param(f.typ) {
            match self.common_under(f.typ) {
                Ok(under) if matches!(self.types.get(under), Type::Func(_)) => f.typ = under,
                Ok(_) => {}
                Err(why) => {
                    let text = self.describe(&f);
                    self.error(
                        f.pos(),
                        format!("invalid operation: cannot call {text}: {why}"),
                    );
                    self.use_exprs(call.args);
                    return Operand::invalid(call.e);
                }
            }
        }
        if self.signature(f.typ).is_none() {
            let text = self.describe(&f);
            let message = format!(
                "invalid operation: cannot call {text}: {} is not a function",
                self.type_string(f.typ)
            );
            self.error(f.pos(), message);
            self.use_exprs(call.args);
            return Operand::invalid(call.e);
        }
        let args = self.arg_list(call.args);
        self.call_with(call, f, args)
    }

    fn call_with(
        &mut self,
        call: CallSite<'a>,
        f: Operand<'a>,
        mut args: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        let results = self.signature(f.typ).map_or(0, |(_, results, _)| results);
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
                let mut list = self.multi_generic(arg);
                // Messages speak of the whole call.
                for x in &mut list {
                    x.origin = Origin::Expr(arg);
                }
                list
            }
            _ => args.iter().map(|arg| self.generic_expr(arg)).collect(),
        }
    }

    /// How many arguments a function wants; an error and nothing where there are others.
    fn count_arguments(
        &mut self,
        call: CallSite<'a>,
        sig: TypeId,
        args: &[Operand<'a>],
    ) -> Option<usize> {
        let (params, _, variadic) = self.signature(sig)?;
        let mut wanted = params;
        if variadic && !call.dots {
            wanted = (params - 1).max(args.len());
        } else if variadic && call.args.len() == 1 && args.len() > 1 {
            let text = self.show(&call.args[0]);
            let message = format!("cannot use ... with {}-valued {text}", args.len());
            self.error(call.e.start(), message);
            return None;
        } else if call.dots && !variadic {
            let text = self.show(call.fun);
            let message = format!("cannot use ... in call to non-variadic {text}");
            self.error(call.e.start(), message);
            return None;
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
            return None;
        }
        Some(wanted)
    }

    /// Checks arguments against a function's parameters.
    pub(super) fn arguments(&mut self, call: CallSite<'a>, sig: TypeId, args: &mut [Operand<'a>]) {
        let Some((_, _, variadic)) = self.signature(sig) else {
            return;
        };
        if self.count_arguments(call, sig, args).is_none() {
            return;
        }
        for (i, x) in args.iter_mut().enumerate() {
            let typ = self.formal(sig, i, variadic && !call.dots);
            if x.is_valid() && x.typ == typ && x.mode != OpMode::NoValue {
                continue;
            }
            // The context is only worded where something is wrong.
            let context = |c: &Self| format!("argument to {}", c.show(call.fun));
            let written = self.param_type(call.fun, sig, i);
            self.as_written(written, typ, |c| {
                c.assignment_in(x, Some(typ), &context);
            });
        }
    }

    /// Records the tuple type of an expression that is used in its `v, ok` form.
    pub(super) fn record_comma_ok(&mut self, e: &'a Expr, value: TypeId, ok: TypeId) {
        let typ = self.tuple(vec![value, ok]);
        let mut e = e;
        loop {
            self.info.nodes.set_type(e.id, typ);
            match &e.kind {
                crate::syntax::ast::ExprKind::Paren(inner) => e = inner,
                _ => return,
            }
        }
    }
}

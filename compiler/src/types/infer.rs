//! Type inference: type arguments that a call or an assignment of a generic function leaves out.
//!
//! 1. Typed arguments are unified with the types of their parameters.
//! 2. What is known is unified with the constraints: the type that all of a set share, and methods; until nothing is
//!    learnt any more.
//! 3. Untyped constants give parameters that are still unknown their default type.
//! 4. Types found may mention other parameters; those are replaced.

use super::checker::Checker;
use super::instance::GenericFunc;
use super::operand::{OpMode, Operand};
use super::typ::{Basic, Type, TypeId};
use super::unify::{Match, Unifier, core_term};
use crate::syntax::source::Pos;

/// What is to be inferred.
pub(super) struct Inference<'i, 'a> {
    /// Type parameters; none of them occurs in the arguments' types unless it belongs to a generic argument.
    pub(super) params: &'i [TypeId],
    /// Type arguments of the first of them.
    pub(super) given: &'i [TypeId],
    /// Types of the function's parameters, one for each argument.
    pub(super) formal: &'i [TypeId],
    pub(super) args: &'i [Operand<'a>],
    /// Where a failure is reported that no argument is to blame for.
    pub(super) pos: Pos,
}

/// Why it failed, and where.
pub(super) struct Failure(pub(super) Pos, pub(super) String);

impl<'a> Checker<'a> {
    /// Finds type arguments for all parameters.
    pub(super) fn infer(&self, i: &Inference<'_, 'a>) -> Result<Vec<TypeId>, Failure> {
        let core = |p: TypeId| self.shared_core(p);
        let mut u = Unifier::new(&self.types, &self.objects, i.params, &core);
        for (n, &t) in i.given.iter().enumerate() {
            u.set(n, t);
        }
        let mut untyped: Vec<usize> = Vec::new();
        for (n, x) in i.args.iter().enumerate() {
            let formal = i.formal[n];
            if !self.mentions(formal, i.params) || !x.is_valid() {
                continue;
            }
            if self.is_untyped(x.typ) {
                if self.is_param(formal) && !x.is_nil() {
                    untyped.push(n);
                }
                continue;
            }
            if !u.unify(formal, x.typ, Match::Assign) {
                return Err(self.argument_mismatch(i, &u, formal, x));
            }
        }
        self.use_constraints(i, &mut u)?;
        self.use_untyped(i, &mut u, &untyped)?;
        let mut found: Vec<Option<TypeId>> = (0..i.params.len()).map(|n| u.at(n)).collect();
        self.simplify(i.params, &mut found);
        for (n, t) in found.iter().enumerate() {
            if t.is_none_or(|t| self.mentions(t, i.params)) {
                let name = self.type_string(i.params[n]);
                let declared = self
                    .param_object(i.params[n])
                    .and_then(|obj| self.place(self.object(obj).pos))
                    .map_or(String::new(), |place| format!(" (declared at {place})"));
                return Err(Failure(i.pos, format!("cannot infer {name}{declared}")));
            }
        }
        Ok(found.into_iter().flatten().collect())
    }

    /// Whether one of some type parameters occurs in a type.
    pub(super) fn mentions(&self, t: TypeId, params: &[TypeId]) -> bool {
        // Replacing them by something else changes the type then.
        let other = vec![Basic::Invalid.id(); params.len()];
        self.types.is_generic(t) && self.types.subst(t, params, &other) != t
    }

    /// The type that all types of a parameter's set share.
    fn shared_core(&self, p: TypeId) -> Option<TypeId> {
        let set = self.peek_type_set(p);
        let (term, _) = core_term(&self.types, set.terms.as_deref())?;
        Some(self.types.underlying(term.typ))
    }

    fn argument_mismatch(
        &self,
        i: &Inference<'_, 'a>,
        u: &Unifier<'_>,
        formal: TypeId,
        x: &Operand<'a>,
    ) -> Failure {
        let text = x.expr().map_or(String::new(), |e| self.show(e));
        let have = self.operand_type_string(x);
        let shown = self.type_string(formal);
        let found: Vec<Option<TypeId>> = (0..i.params.len()).map(|n| u.at(n)).collect();
        if found.iter().all(Option::is_none) {
            let names: Vec<String> = i.params.iter().map(|&p| self.type_string(p)).collect();
            let names = match &names[..] {
                [] => String::new(),
                [one] => one.clone(),
                [a, b] => format!("{a} and {b}"),
                [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
            };
            return Failure(
                x.pos(),
                format!("type {have} of {text} does not match {shown} (cannot infer {names})"),
            );
        }
        let args: Vec<TypeId> = found
            .iter()
            .zip(i.params)
            .map(|(f, &p)| f.unwrap_or(p))
            .collect();
        let inferred = self.types.subst(formal, i.params, &args);
        Failure(
            x.pos(),
            if inferred == formal {
                format!("type {have} of {text} does not match {shown}")
            } else {
                let inferred = self.type_string(inferred);
                format!("type {have} of {text} does not match inferred type {inferred} for {shown}")
            },
        )
    }

    fn use_constraints(&self, i: &Inference<'_, 'a>, u: &mut Unifier<'_>) -> Result<(), Failure> {
        loop {
            let before = u.unknown();
            for (n, &param) in i.params.iter().enumerate() {
                let set = self.peek_type_set(param);
                let bound = match self.types.get(param) {
                    Type::Param(p) => self.types.param(*p).bound.get(),
                    _ => continue,
                };
                if let Some((term, single)) = core_term(&self.types, set.terms.as_deref()) {
                    match u.at(n) {
                        Some(t) => {
                            let t_under = if term.tilde && !self.is_param(t) {
                                self.types.underlying(t)
                            } else {
                                t
                            };
                            if !u.unify(t_under, term.typ, Match::Inexact) {
                                return Err(Failure(
                                    i.pos,
                                    format!(
                                        "{} (type {}) does not satisfy {}",
                                        self.type_string(param),
                                        self.type_string(t),
                                        self.type_string(bound)
                                    ),
                                ));
                            }
                        }
                        None if single && !term.tilde => u.set(n, term.typ),
                        None => {}
                    }
                }
                if let Some(t) = u.at(n)
                    && !set.methods.is_empty()
                {
                    // Whether it has them all is checked later.
                    u.has_methods(bound, t);
                }
            }
            if u.unknown() == before {
                return Ok(());
            }
        }
    }

    fn use_untyped(
        &self,
        i: &Inference<'_, 'a>,
        u: &mut Unifier<'_>,
        untyped: &[usize],
    ) -> Result<(), Failure> {
        let mut widest: Vec<(usize, Basic)> = Vec::new();
        for &n in untyped {
            let Some(p) = i.params.iter().position(|&p| p == i.formal[n]) else {
                continue;
            };
            if u.at(p).is_some() {
                continue;
            }
            let x = &i.args[n];
            let basic = self.types.basic(x.typ).unwrap_or(Basic::Invalid);
            let Some((_, have)) = widest.iter_mut().find(|(q, _)| *q == p) else {
                widest.push((p, basic));
                continue;
            };
            if *have == basic {
                continue;
            }
            if !have.is_numeric() || !basic.is_numeric() {
                return Err(Failure(
                    x.pos(),
                    format!(
                        "mismatched types {} and {} (cannot infer {})",
                        self.basic_name(*have),
                        self.basic_name(basic),
                        self.type_string(i.params[p])
                    ),
                ));
            }
            *have = (*have).max(basic);
        }
        for (p, basic) in widest {
            u.set(p, self.default_type(basic.id()));
        }
        Ok(())
    }

    /// Replaces parameters in what was found for others. One that contains itself stays unknown.
    fn simplify(&self, params: &[TypeId], found: &mut [Option<TypeId>]) {
        for n in 0..params.len() {
            if found[n].is_some_and(|t| self.mentions(t, &params[n..=n])) {
                found[n] = None;
            }
        }
        for _ in 0..params.len() {
            let args: Vec<TypeId> = found
                .iter()
                .zip(params)
                .map(|(f, &p)| f.unwrap_or(p))
                .collect();
            let mut changed = false;
            for (n, f) in found.iter_mut().enumerate() {
                let Some(t) = *f else { continue };
                let new = self.types.subst(t, params, &args);
                if new != t {
                    // Cycles would grow without end.
                    *f = (!self.mentions(new, &params[n..=n])).then_some(new);
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// New type parameters in the place of some, so that those of a function and those in its arguments differ where a
    /// generic function calls itself.
    pub(super) fn fresh_params(&self, params: &[TypeId]) -> Vec<TypeId> {
        let objects: Vec<_> = params.iter().map(|&p| self.param_object(p)).collect();
        let fresh: Vec<TypeId> = objects
            .iter()
            .zip(params)
            .map(|(obj, &p)| obj.map_or(p, |obj| self.types.new_param(obj)))
            .collect();
        for (&p, &q) in params.iter().zip(&fresh) {
            if let (&Type::Param(a), &Type::Param(b)) = (self.types.get(p), self.types.get(q)) {
                let bound = self
                    .types
                    .subst(self.types.param(a).bound.get(), params, &fresh);
                self.types.param(b).bound.set(bound);
            }
        }
        fresh
    }

    /// A generic function that is assigned to a variable of a function type: its instance.
    pub(super) fn instance_for(&mut self, x: &mut Operand<'a>, target: TypeId, context: &str) {
        if x.mode != OpMode::Generic {
            return;
        }
        let Some(func) = self.generic_func(x) else {
            return;
        };
        let place = match context.starts_with("argument") {
            true => "as argument",
            false => "in assignment",
        };
        let what = format!("implicitly instantiated function {place}");
        if !self.requires(21, x.pos(), &what) {
            x.invalidate();
            return;
        }
        let target = self.common_under(target).unwrap_or(target);
        let fresh = self.fresh_params(&func.params);
        let sig = self.types.subst(x.typ, &func.params, &fresh);
        let wanted = Operand {
            mode: OpMode::Value,
            typ: target,
            ..x.clone()
        };
        let result = self.infer(&Inference {
            params: &fresh,
            given: &func.args,
            formal: &[sig],
            args: core::slice::from_ref(&wanted),
            pos: x.pos(),
        });
        match result {
            Ok(args) => self.finish_instance(x, &func, &args),
            Err(_) => {
                let text = x.expr().map_or(String::new(), |e| self.show(e));
                let message = format!(
                    "type {} of {text} does not match {}",
                    self.type_string(x.typ),
                    self.type_string(target)
                );
                self.error(x.pos(), message);
                x.invalidate();
            }
        }
    }

    /// Makes an operand that is a generic function the instance for these arguments.
    pub(super) fn finish_instance(
        &mut self,
        x: &mut Operand<'a>,
        func: &GenericFunc<'a>,
        args: &[TypeId],
    ) {
        let pos = x.pos();
        let params = func.params.clone();
        let place = |i: usize| func.places.get(i).map_or(pos, |e| e.start());
        self.note_flow(&params, args, &place);
        if !self.verify(&params, args, &place) {
            x.invalidate();
            return;
        }
        let sig = self.types.subst(x.typ, &params, args);
        self.set_instance(func, args);
        x.mode = OpMode::Value;
        x.typ = sig;
        if let Some(e) = x.expr() {
            self.record_instance(e, sig);
        }
    }
}

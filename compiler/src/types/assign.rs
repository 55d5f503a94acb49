//! Assignments and initialisations.

use super::checker::Checker;
use super::object::{ObjId, ObjectKind};
use super::operand::{OpMode, Operand, is_call};
use super::typ::{Basic, TypeId};
use super::untyped::Misfit;
use crate::syntax::ast::{Expr, ExprKind, Ident};
use crate::syntax::source::Pos;

/// A return statement whose values are checked, for messages.
#[derive(Clone, Copy)]
pub(super) struct ReturnSite {
    pub(super) pos: Pos,
}

impl<'a> Checker<'a> {
    /// Checks that an operand may be assigned to a variable of type `t`, or without one to the blank identifier. The
    /// operand becomes invalid if not.
    pub(super) fn assignment(&mut self, x: &mut Operand<'a>, t: Option<TypeId>, context: &str) {
        self.assignment_in(x, t, &|_: &Self| context.to_owned());
    }

    pub(super) fn assignment_in(
        &mut self,
        x: &mut Operand<'a>,
        t: Option<TypeId>,
        context: &dyn Fn(&Self) -> String,
    ) {
        if x.mode == OpMode::Generic {
            match t {
                Some(t) if matches!(self.core(t), super::typ::Type::Func(_)) => {
                    let context = context(self);
                    self.instance_for(x, t, &context);
                }
                _ => self.not_instantiated(x),
            }
        }
        self.single_value(x);
        match x.mode {
            OpMode::Invalid => return,
            OpMode::NoValue | OpMode::Builtin(_) | OpMode::Type => {
                let message = format!(
                    "cannot assign {} to {} in {}",
                    self.describe(x),
                    t.map_or("_".into(), |t| self.type_string(t)),
                    context(self)
                );
                self.error(x.pos(), message);
                x.invalidate();
                return;
            }
            _ => {}
        }
        if self.is_untyped(x.typ) {
            let target = match t {
                None if x.is_nil() => {
                    let message = format!("use of untyped nil in {}", context(self));
                    self.error(x.pos(), message);
                    x.invalidate();
                    return;
                }
                Some(t) if x.is_nil() || !self.types.is_interface(t) => t,
                _ => self.default_type(x.typ),
            };
            match self.implicit_type(x, target) {
                Ok((typ, value)) => self.take_type(x, typ, value),
                Err(misfit) => {
                    let note = match misfit {
                        Misfit::Kind => "",
                        Misfit::Truncated => " (truncated)",
                        Misfit::Overflows => " (overflows)",
                    };
                    let message = format!(
                        "cannot use {} as {} value in {}{note}",
                        self.describe(x),
                        self.type_string(target),
                        context(self)
                    );
                    self.error(x.pos(), message);
                    x.invalidate();
                    return;
                }
            }
        }
        let Some(t) = t else { return };
        if x.typ == t {
            return;
        }
        if let Some(cause) = self.not_assignable(x, t) {
            let mut message = format!(
                "cannot use {} as {} value in {}",
                self.describe(x),
                self.type_string(t),
                context(self)
            );
            if let Some(cause) = cause.0 {
                message += ": ";
                message += &cause;
            }
            self.error(x.pos(), message);
            x.invalidate();
        }
    }

    /// Initialises a variable; without a type of its own it takes the operand's.
    pub(super) fn init_var(
        &mut self,
        obj: ObjId,
        typ: Option<TypeId>,
        x: &mut Operand<'a>,
        context: &str,
    ) {
        if !x.is_valid() || !self.is_valid_type(x.typ) {
            x.invalidate();
            return;
        }
        if x.mode == OpMode::Generic && typ.is_none() {
            self.not_instantiated(x);
            if !x.is_valid() {
                return;
            }
        }
        let t = match typ {
            Some(t) if !self.is_valid_type(t) => {
                x.invalidate();
                return;
            }
            Some(t) => t,
            None if x.is_nil() && self.is_untyped(x.typ) => {
                let message = format!("use of untyped nil in {context}");
                self.error(x.pos(), message);
                x.invalidate();
                return;
            }
            None => self.default_type(x.typ),
        };
        self.objects[obj].typ = t;
        self.assignment(x, Some(t), context);
    }

    /// Initialises variables, or a function's results in a return statement. `typ` is their declared type, if any;
    /// results have their own.
    pub(super) fn init_vars(
        &mut self,
        lhs: &[ObjId],
        typ: Option<TypeId>,
        rhs: &'a [Expr],
        site: Option<ReturnSite>,
    ) {
        let context = match site {
            Some(_) => "return statement",
            None if lhs.len() > 1 => "multiple assignment",
            None => "assignment",
        };
        let want = |c: &Self, obj: ObjId| match site {
            Some(_) => Some(c.object(obj).typ),
            None => typ,
        };
        if lhs.len() == rhs.len() && !(rhs.len() == 1 && is_call(&rhs[0])) {
            for (&obj, e) in lhs.iter().zip(rhs) {
                let mut x = self.generic_expr(e);
                let t = want(self, obj);
                self.init_var(obj, t, &mut x, context);
            }
            return;
        }
        if rhs.len() != 1 {
            if self.use_exprs(rhs) {
                match site {
                    Some(site) => {
                        let have = self.arg_list(rhs);
                        self.return_error(site, lhs, &have);
                    }
                    None => self.assign_error(rhs, lhs.len(), rhs.len()),
                }
            }
            return;
        }
        let (mut values, comma_ok) = self.multi_expr(&rhs[0], lhs.len() == 2 && site.is_none());
        if values.len() == lhs.len() {
            for (&obj, x) in lhs.iter().zip(&mut values) {
                let t = want(self, obj);
                self.init_var(obj, t, x, context);
            }
            if comma_ok && values.iter().all(Operand::is_valid) {
                self.record_comma_ok(&rhs[0], values[0].typ, values[1].typ);
            }
            return;
        }
        if values[0].is_valid() {
            match site {
                Some(site) => self.return_error(site, lhs, &values),
                None => self.assign_error(rhs, lhs.len(), values.len()),
            }
        }
    }

    fn assign_error(&mut self, rhs: &'a [Expr], l: usize, r: usize) {
        let count = |n: usize, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
        let (vars, values) = (count(l, "variable"), count(r, "value"));
        let message = match &rhs[0].unparen().kind {
            ExprKind::Call(call) if rhs.len() == 1 => {
                let fun = self.show(&call.fun);
                format!("assignment mismatch: {vars} but {fun} returns {values}")
            }
            _ => format!("assignment mismatch: {vars} but {values}"),
        };
        self.error(rhs[0].start(), message);
    }

    fn return_error(&mut self, site: ReturnSite, lhs: &[ObjId], rhs: &[Operand<'a>]) {
        let (pos, what) = if rhs.len() > lhs.len() {
            (rhs[lhs.len()].pos(), "too many")
        } else {
            (rhs.last().map_or(site.pos, Operand::pos), "not enough")
        };
        let want: Vec<TypeId> = lhs.iter().map(|&o| self.object(o).typ).collect();
        let message = format!(
            "{what} return values\n\thave {}\n\twant {}",
            self.operands_summary(rhs, false),
            self.types_summary(&want, false)
        );
        self.error(pos, message);
    }

    /// The type of what is assigned to: `Some(None)` for the blank identifier, nothing after an error.
    #[allow(clippy::option_option)]
    pub(super) fn lhs_var(&mut self, lhs: &'a Expr) -> Option<Option<TypeId>> {
        let ident = lhs.unparen().ident();
        let x = match ident {
            Some(ident) if ident.name.is_blank() => return Some(None),
            // Being assigned to does not make a variable used.
            Some(ident) if self.is_local_var(ident) => self.without_use(ident, |c| c.expr(lhs)),
            _ => self.expr(lhs),
        };
        if !x.is_valid() || !self.is_valid_type(x.typ) {
            return None;
        }
        if matches!(x.mode, OpMode::Var | OpMode::MapIndex) {
            return Some(Some(x.typ));
        }
        self.not_assignable_error(lhs);
        None
    }

    /// Reports something that cannot be assigned to.
    pub(super) fn not_assignable_error(&mut self, lhs: &'a Expr) {
        let text = self.show(lhs);
        if let ExprKind::Selector(s) = &lhs.kind {
            let inner = self.expr(&s.x);
            if inner.mode == OpMode::MapIndex {
                let message = format!("cannot assign to struct field {text} in map");
                self.error(lhs.start(), message);
                return;
            }
        }
        let message =
            format!("cannot assign to {text} (neither addressable nor a map index expression)");
        self.error(lhs.start(), message);
    }

    fn is_local_var(&self, ident: Ident) -> bool {
        self.lookup(ident.name)
            .is_some_and(|obj| matches!(self.object(obj).kind, ObjectKind::Local))
    }

    fn assign_var(&mut self, lhs: &'a Expr, rhs: &'a Expr, context: &str) {
        let Some(t) = self.lhs_var(lhs) else {
            self.use_exprs(core::slice::from_ref(rhs));
            return;
        };
        let mut x = self.generic_expr(rhs);
        self.assign_operand(t, &mut x, context);
    }

    fn assign_operand(&mut self, t: Option<TypeId>, x: &mut Operand<'a>, context: &str) {
        let context = if t.is_none() && context == "assignment" {
            "assignment to _ identifier"
        } else {
            context
        };
        self.assignment(x, t, context);
    }

    /// `lhs = rhs`
    pub(super) fn assign_vars(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) {
        let context = if lhs.len() > 1 {
            "multiple assignment"
        } else {
            "assignment"
        };
        if lhs.len() == rhs.len() && !(rhs.len() == 1 && is_call(&rhs[0])) {
            for (l, r) in lhs.iter().zip(rhs) {
                self.assign_var(l, r, context);
            }
            return;
        }
        if rhs.len() != 1 {
            let valid = self.use_lhs(lhs);
            if self.use_exprs(rhs) && valid {
                self.assign_error(rhs, lhs.len(), rhs.len());
            }
            return;
        }
        let (mut values, comma_ok) = self.multi_expr(&rhs[0], lhs.len() == 2);
        if values.len() == lhs.len() {
            for (l, x) in lhs.iter().zip(&mut values) {
                match self.lhs_var(l) {
                    Some(t) => self.assign_operand(t, x, context),
                    None => x.invalidate(),
                }
            }
            if comma_ok && values.iter().all(Operand::is_valid) {
                self.record_comma_ok(&rhs[0], values[0].typ, values[1].typ);
            }
            return;
        }
        if values[0].is_valid() {
            self.assign_error(rhs, lhs.len(), values.len());
        }
        self.use_lhs(lhs);
    }

    /// `lhs := rhs`
    pub(super) fn short_var_decl(&mut self, pos: Pos, lhs: &'a [Expr], rhs: &'a [Expr]) {
        let mut vars = Vec::with_capacity(lhs.len());
        let mut new: Vec<(Ident, ObjId)> = Vec::new();
        let mut seen = Vec::new();
        let mut failed = false;
        let mut types = Vec::with_capacity(lhs.len());
        for e in lhs {
            let invalid = Basic::Invalid.id();
            let Some(ident) = e.ident() else {
                self.use_lhs(core::slice::from_ref(e));
                let text = self.show(e);
                let message = format!("non-name {text} on left side of :=");
                self.error(e.start(), message);
                failed = true;
                vars.push(self.new_object(
                    crate::syntax::symbol::Symbol::new("_"),
                    e.pos,
                    invalid,
                    ObjectKind::Local,
                ));
                types.push(None);
                continue;
            };
            let name = ident.name;
            if !name.is_blank() {
                if seen.contains(&name) {
                    let message = format!("{name} repeated on left side of :=");
                    self.error(e.start(), message);
                    failed = true;
                    vars.push(self.new_object(name, ident.pos, invalid, ObjectKind::Local));
                    types.push(None);
                    continue;
                }
                seen.push(name);
                // A variable of the same scope is assigned to.
                if let Some(obj) = self.local.lookup_innermost(name) {
                    self.info.nodes.refer(ident.id, obj);
                    if matches!(self.object(obj).kind, ObjectKind::Local) {
                        vars.push(obj);
                        types.push(Some(self.object(obj).typ));
                        self.record(&Operand::new(OpMode::Var, self.object(obj).typ, e));
                    } else {
                        self.error(e.start(), format!("cannot assign to {name}"));
                        failed = true;
                        vars.push(self.new_object(name, ident.pos, invalid, ObjectKind::Local));
                        types.push(None);
                    }
                    continue;
                }
            }
            let obj = self.new_object(name, ident.pos, invalid, ObjectKind::Local);
            vars.push(obj);
            types.push(None);
            new.push((ident, obj));
        }
        self.init_mixed(&vars, &types, rhs);
        if new.iter().any(|(ident, _)| !ident.name.is_blank()) || failed {
            for (ident, obj) in new {
                self.declare_variable(ident, obj);
            }
        } else {
            for (ident, obj) in new {
                self.declare_local(ident, obj);
            }
            if !failed {
                self.error(pos, "no new variables on left side of :=");
            }
        }
    }

    /// Initialises variables of which some have a type already.
    fn init_mixed(&mut self, lhs: &[ObjId], types: &[Option<TypeId>], rhs: &'a [Expr]) {
        let context = if lhs.len() > 1 {
            "multiple assignment"
        } else {
            "assignment"
        };
        if lhs.len() == rhs.len() && !(rhs.len() == 1 && is_call(&rhs[0])) {
            for ((&obj, &t), e) in lhs.iter().zip(types).zip(rhs) {
                let mut x = self.generic_expr(e);
                self.init_var(obj, t, &mut x, context);
            }
            return;
        }
        if rhs.len() != 1 {
            if self.use_exprs(rhs) {
                self.assign_error(rhs, lhs.len(), rhs.len());
            }
            return;
        }
        let (mut values, comma_ok) = self.multi_expr(&rhs[0], lhs.len() == 2);
        if values.len() == lhs.len() {
            for ((&obj, &t), x) in lhs.iter().zip(types).zip(&mut values) {
                self.init_var(obj, t, x, context);
            }
            if comma_ok && values.iter().all(Operand::is_valid) {
                self.record_comma_ok(&rhs[0], values[0].typ, values[1].typ);
            }
        } else if values[0].is_valid() {
            self.assign_error(rhs, lhs.len(), values.len());
        }
    }
}

//! Steps 2 and 3: checks package-level declarations, on demand.

use super::checker::{Checker, DelayedBody, Env, State};
use super::object::{ObjId, ObjectKind};
use super::operand::{OpMode, Operand};
use super::resolve::{ConstInit, DeclKind};
use super::stmt::Body;
use super::typ::{Basic, Type, TypeId};
use crate::syntax::ast::{Expr, FuncDecl, TypeSpec};
use crate::syntax::source::Pos;

impl<'a> Checker<'a> {
    pub(super) fn state(&self, obj: ObjId) -> State {
        self.states.get(&obj).copied().unwrap_or(State::Black)
    }

    /// Makes sure that an object's type is known, and a constant's value.
    pub(super) fn declare(&mut self, obj: ObjId) {
        match self.state(obj) {
            State::Black => {}
            State::Grey => self.cycle(obj),
            State::White => {
                let Some(decl) = self.decls.get(&obj).cloned() else {
                    return;
                };
                self.states.insert(obj, State::Grey);
                self.path.push(obj);
                let mut env = Env::of_file(decl.file);
                env.decl = match &decl.kind {
                    DeclKind::Type(_) | DeclKind::Func(_) => None,
                    DeclKind::Var { lhs: Some(lhs), .. } => lhs.first().copied(),
                    DeclKind::Var { .. } | DeclKind::Const(_) => Some(obj),
                };
                // What is declared in the function around is not visible there.
                let local = core::mem::take(&mut self.local);
                self.with_env(env, |c| match decl.kind {
                    DeclKind::Const(init) => c.declare_const(obj, init),
                    DeclKind::Var { lhs, typ, init, .. } => {
                        c.declare_var(obj, lhs.as_deref(), typ, init);
                    }
                    DeclKind::Type(spec) => c.declare_type(obj, spec),
                    DeclKind::Func(func) => c.declare_func(obj, func),
                });
                self.local = local;
                self.path.pop();
                self.states.insert(obj, State::Black);
            }
        }
    }

    /// An object is needed while its own declaration is under way. That is an error, except where only values refer to
    /// each other: the order of initialisation reports those.
    fn cycle(&mut self, obj: ObjId) {
        let start = self
            .path
            .iter()
            .position(|&o| o == obj)
            .unwrap_or(self.path.len());
        let cycle: Vec<ObjId> = self.path[start..].to_vec();
        let values = cycle.iter().filter(|&&o| self.is_value(o)).count();
        if values == cycle.len() && !cycle.is_empty() {
            return;
        }
        if values == 0
            && cycle
                .iter()
                .any(|&o| matches!(self.object(o).kind, ObjectKind::Func { .. }))
        {
            return;
        }
        let cycle = self.seen_through(&cycle);
        self.cycle_error(&cycle);
        if matches!(self.object(obj).kind, ObjectKind::TypeName) {
            self.objects[obj].typ = Basic::Invalid.id();
        }
    }

    /// An interface is embedded while its own declaration is under way, by itself or in a method's signature.
    pub(super) fn embedding_cycle(&mut self, obj: ObjId) {
        let Some(start) = self.path.iter().position(|&o| o == obj) else {
            return;
        };
        if self.method_depths.iter().any(|&depth| depth > start) {
            let pos = match self.decls.get(&obj).map(|d| &d.kind) {
                Some(DeclKind::Type(spec)) => spec.typ.start(),
                _ => self.object(obj).pos,
            };
            self.anonymous_cycles.push(pos);
        } else {
            let cycle = self.seen_through(&self.path[start..]);
            self.cycle_error(&cycle);
        }
        self.objects[obj].typ = Basic::Invalid.id();
    }

    /// A cycle without the aliases in it, unless it has nothing else.
    fn seen_through(&self, cycle: &[ObjId]) -> Vec<ObjId> {
        let alias =
            |o: ObjId| matches!(self.object(o).kind, ObjectKind::TypeName) && !self.is_defined(o);
        match cycle.iter().all(|&o| alias(o)) {
            true => cycle.to_vec(),
            false => cycle.iter().copied().filter(|&o| !alias(o)).collect(),
        }
    }

    /// Whether an object is the name of a defined type.
    fn is_defined(&self, obj: ObjId) -> bool {
        let typ = self.object(obj).typ;
        matches!(self.types.get(typ), &Type::Named(id) if self.types.named(id).obj == obj)
    }

    fn is_value(&self, obj: ObjId) -> bool {
        matches!(
            self.object(obj).kind,
            ObjectKind::Const(_) | ObjectKind::Global
        )
    }

    /// Whether what is under way is needed for a value, so that a type must be finished at once.
    pub(super) fn for_a_value(&self) -> bool {
        self.path.iter().any(|&o| self.is_value(o))
    }

    /// Reports a type that needs a value which needs the type. Tells whether it is that.
    pub(super) fn value_cycle(&mut self, obj: ObjId) -> bool {
        let Some(start) = self.path.iter().position(|&o| o == obj) else {
            return false;
        };
        let cycle = self.path[start..].to_vec();
        let found = cycle.iter().any(|&o| self.is_value(o));
        if found {
            self.cycle_error(&cycle);
        }
        found
    }

    /// Reports a cycle of declarations, beginning with the one that is first in the source.
    pub(super) fn cycle_error(&mut self, cycle: &[ObjId]) {
        let first = (0..cycle.len())
            .min_by_key(|&i| self.object(cycle[i]).pos)
            .unwrap_or(0);
        let obj = self.object(cycle[first]);
        let is_type = matches!(obj.kind, ObjectKind::TypeName);
        let links: Vec<(Pos, String)> = (0..cycle.len())
            .map(|i| self.object(cycle[(first + i) % cycle.len()]))
            .map(|o| (o.pos, o.name.to_string()))
            .collect();
        self.report_cycle(&links, is_type);
    }

    /// Reports a cycle of types or of other declarations, each with its place and name.
    pub(super) fn report_cycle(&mut self, links: &[(Pos, String)], is_type: bool) {
        let (pos, name) = &links[0];
        if links.len() == 1 {
            let what = if is_type {
                "invalid recursive type"
            } else {
                "invalid cycle in declaration"
            };
            return self.error(*pos, format!("{what}: {name} refers to itself"));
        }
        let mut message = if is_type {
            format!("invalid recursive type {name}")
        } else {
            format!("invalid cycle in declaration of {name}")
        };
        for (i, (at, from)) in links.iter().enumerate() {
            let (_, to) = &links[(i + 1) % links.len()];
            let place = self.place(*at).unwrap_or_default();
            message += &format!("\n\t{place}: {from} refers to {to}");
        }
        self.error(*pos, message);
    }

    fn declare_const(&mut self, obj: ObjId, c: ConstInit<'a>) {
        let (typ, value) = self.const_value(self.object(obj).pos, c);
        self.objects[obj].typ = typ;
        if let Some(value) = value {
            let value = self.objects.keep(value);
            self.objects[obj].kind = ObjectKind::Const(value);
        }
    }

    /// Type and value of a constant; the invalid type after an error.
    pub(super) fn const_value(
        &mut self,
        pos: crate::syntax::source::Pos,
        c: ConstInit<'a>,
    ) -> (TypeId, Option<super::constant::ConstValue>) {
        let invalid = || (Basic::Invalid.id(), None);
        let saved = (self.env.iota, self.env.err_pos);
        self.env.iota = Some(c.iota);
        self.env.err_pos = None;
        let mut want = None;
        if let Some(e) = c.typ {
            let t = self.typ(e);
            let constant = matches!(
                self.types.under(t),
                Type::Basic(b) if b.is_boolean() || b.is_numeric() || b.is_string()
            );
            if !constant {
                if self.is_valid_type(self.types.underlying(t)) {
                    let name = self.type_string(t);
                    self.error(e.start(), format!("invalid constant type {name}"));
                }
                (self.env.iota, self.env.err_pos) = saved;
                return invalid();
            }
            want = Some(t);
        }
        let Some(init) = c.init else {
            (self.env.iota, self.env.err_pos) = saved;
            return invalid();
        };
        if c.inherited {
            self.env.err_pos = Some(pos);
        }
        let mut x = self.expr(init);
        let mut result = invalid();
        if x.is_valid() && self.is_valid_type(x.typ) {
            if x.mode == OpMode::Const {
                let t = want.unwrap_or(x.typ);
                if want.is_some() {
                    self.assignment(&mut x, Some(t), "constant declaration");
                }
                result = match (x.mode, x.val) {
                    (OpMode::Const, Some(value)) => (t, Some(value)),
                    _ => invalid(),
                };
            } else {
                let text = self.describe(&x);
                self.error(x.pos(), format!("{text} is not constant"));
            }
        }
        (self.env.iota, self.env.err_pos) = saved;
        result
    }

    fn declare_var(
        &mut self,
        obj: ObjId,
        lhs: Option<&[ObjId]>,
        typ: Option<&'a Expr>,
        init: Option<&'a Expr>,
    ) {
        let written = typ;
        let typ = typ.map(|e| self.var_type(e));
        if let Some(t) = typ {
            self.objects[obj].typ = t;
        }
        let Some(init) = init else { return };
        match lhs {
            Some(lhs) if lhs.len() > 1 => {
                // One call gives all of them their values and types.
                if let Some(t) = typ {
                    for &o in lhs {
                        self.objects[o].typ = t;
                    }
                }
                self.init_vars(lhs, typ, core::slice::from_ref(init), None);
                for &o in lhs {
                    self.states.insert(o, State::Black);
                }
            }
            _ => {
                let mut x = self.generic_expr(init);
                self.as_written(written, self.object(obj).typ, |c| {
                    c.init_var(obj, typ, &mut x, "variable declaration");
                });
            }
        }
    }

    fn declare_type(&mut self, obj: ObjId, spec: &'a TypeSpec) {
        self.resolve_type_spec(obj, spec);
    }

    /// Resolves the right-hand side of a type declaration, local or not. A defined type has its identity already.
    pub(super) fn resolve_type_spec(&mut self, obj: ObjId, spec: &'a TypeSpec) {
        let generic = !spec.tparams.is_empty();
        if spec.alias && !generic {
            self.requires(9, spec.name.pos, "type alias");
        }
        if generic {
            let (minor, what) = match spec.alias {
                true => (23, "generic type alias"),
                false => (18, "type parameter"),
            };
            self.requires(minor, spec.tparams[0].pos, what);
            self.local.open();
            self.declare_params(obj);
        }
        let rhs = self.typ(&spec.typ);
        if generic {
            self.local.close();
        }
        if self.is_param(rhs) && (!spec.alias || self.owns_param(obj, rhs)) {
            let message = if spec.alias {
                "cannot use type parameter declared in alias declaration as RHS"
            } else {
                "cannot use a type parameter as RHS in type declaration"
            };
            self.error(spec.typ.start(), message);
            return;
        }
        if spec.alias {
            self.objects[obj].typ = rhs;
            return;
        }
        // A cycle that was found on the way made the type invalid.
        let &Type::Named(id) = self.types.get(self.object(obj).typ) else {
            return;
        };
        if let &Type::Named(next) = self.types.get(rhs) {
            self.defined_as.insert(id, next);
            let next_obj = self.types.named(next).obj;
            if next_obj == obj {
                self.cycle_error(&[obj]);
            } else {
                self.declare(next_obj);
            }
            if self.state(next_obj) == State::Grey {
                self.objects[obj].typ = Basic::Invalid.id();
            }
        }
        let underlying = self.types.underlying(rhs);
        self.types.set_underlying(id, underlying);
    }

    fn owns_param(&self, obj: ObjId, param: TypeId) -> bool {
        let generic = self.generic.get(&obj);
        generic.is_some_and(|g| g.params.contains(&param))
    }

    fn declare_func(&mut self, obj: ObjId, func: &'a FuncDecl) {
        // A receiver's type parameters are not visible in the name of its type.
        if let Some(recv) = &func.recv {
            self.check_receiver(recv, func);
        }
        self.local.open();
        let mut scope = self.declare_receiver_params(func);
        if let Some(first) = func.tparams.first() {
            match func.recv {
                Some(_) => self.requires(27, first.pos, "generic method"),
                None => self.requires(18, first.pos, "type parameter"),
            };
        }
        self.declare_params(obj);
        let mut params: Vec<TypeId> = Vec::new();
        if let ObjectKind::Func { recv: Some(recv) } = self.object(obj).kind
            && let &Type::Named(id) = self.types.get(recv.base)
        {
            params.extend(&self.types.named(id).params);
        }
        if let Some(generic) = self.generic.get(&obj) {
            params.extend(generic.params.iter());
            for (field, &param) in generic.fields.iter().zip(generic.params.iter()) {
                if let (Some(ident), Some(object)) = (field.name, self.param_object(param)) {
                    scope.push((ident, object));
                }
            }
        }
        let sig = self.func_type(&func.sig, func.recv.as_ref());
        self.check_param_clashes(func);
        self.local.close();
        self.objects[obj].typ = sig;
        if !params.is_empty() {
            self.info.type_params.insert(obj, params.clone().into());
        }
        let std = self.packages[self.pkg.0 as usize - 1].std;
        match &func.body {
            Some(body) => {
                let mut env = Env::of_file(self.env.file);
                env.decl = Some(obj);
                env.params = params.into();
                let body = Body {
                    scope,
                    id: func.name.id,
                    sig,
                    func: &func.sig,
                    recv: func.recv.as_ref(),
                    block: body,
                };
                self.delayed.push(Box::new(DelayedBody { env, body }));
            }
            None => {
                let linked = func
                    .directives
                    .iter()
                    .filter_map(|d| d.text.split_whitespace().next())
                    .any(|verb| matches!(verb, "linkname" | "wasmimport"));
                if !std && !linked && func.name.name.as_str() != "init" {
                    // Go points to what follows `func `.
                    let pos = match func.recv {
                        Some(_) => Pos(func.pos.0 + "func ".len() as u32),
                        None => func.name.pos,
                    };
                    self.missing_bodies.push(pos);
                }
            }
        }
    }

    /// Parameters are declared in the scope of the type parameters.
    fn check_param_clashes(&mut self, func: &'a FuncDecl) {
        let fields = func.recv.iter().chain(&func.sig.params);
        for name in fields.chain(&func.sig.results).filter_map(|f| f.name) {
            if let Some(other) = self.local.lookup_innermost(name.name) {
                self.redeclared(name.pos, name.name, other);
            }
        }
    }

    /// Whether a function's signature is known, making sure that it is.
    pub(super) fn operand_type(&mut self, obj: ObjId) -> TypeId {
        if self.state(obj) != State::Black {
            self.declare(obj);
        }
        self.object(obj).typ
    }

    /// An operand for what an expression has been found to be worth.
    pub(super) fn value_operand(&self, e: &'a Expr, typ: TypeId) -> Operand<'a> {
        Operand::new(OpMode::Value, typ, e)
    }
}

//! Selectors: qualified names, fields, method values and method expressions.

use super::checker::{Checker, State};
use super::info::{Selection, SelectionKind};
use super::lookup::{
    Missing, Target, deref, has_pointer_receiver, lookup_field_or_method, method_type,
};
use super::object::{ObjId, ObjectKind, PkgId};
use super::operand::{OpMode, Operand, node_pos};
use super::typ::{FuncSig, Type, TypeId};
use super::universe::UNSAFE;
use crate::syntax::ast::{Expr, ExprKind, Ident};
use crate::syntax::symbol::Symbol;

impl<'a> Checker<'a> {
    /// `x.sel`, recorded at `e`.
    pub(super) fn selector(
        &mut self,
        e: &'a Expr,
        x: &'a Expr,
        sel: Ident,
        want_type: bool,
    ) -> Operand<'a> {
        if let Some(ident) = x.ident()
            && let Some(obj) = self.lookup(ident.name)
            && let ObjectKind::Package(pkg) = self.object(obj).kind
        {
            self.info.nodes.refer(ident.id, obj);
            if let Some(import) = self.file_imports[self.env.file].get_mut(&obj) {
                import.used = true;
            }
            return self.qualified(e, pkg, sel);
        }
        let operand = self.expr_or_type(x);
        match operand.mode {
            OpMode::Invalid => return Operand::invalid(e),
            OpMode::Builtin(_) => {
                let text = self.describe(&operand);
                let message = format!("invalid use of {text} in selector expression");
                self.error(node_pos(e), message);
                return Operand::invalid(e);
            }
            _ => {}
        }
        if want_type {
            let text = self.show(e);
            self.error(sel.pos, format!("{text} is not a type"));
            return Operand::invalid(e);
        }
        self.member(e, operand, sel)
    }

    /// A name of another package.
    fn qualified(&mut self, e: &'a Expr, pkg: PkgId, sel: Ident) -> Operand<'a> {
        let scope = match pkg {
            UNSAFE => &self.universe.unsafe_scope,
            _ => &self.scopes[pkg.0 as usize],
        };
        let Some(&obj) = scope.get(&sel.name) else {
            let lower = sel.name.as_str().to_lowercase();
            let mut similar: Vec<&str> = scope
                .keys()
                .filter(|name| name.is_exported())
                .map(|name| name.as_str())
                .filter(|name| name.to_lowercase() == lower)
                .collect();
            similar.sort_unstable();
            let text = self.show(e);
            let message = match similar.first() {
                Some(name) => format!("undefined: {text} (but have {name})"),
                None => format!("undefined: {text}"),
            };
            self.error(sel.pos, message);
            return Operand::invalid(e);
        };
        if !sel.name.is_exported() {
            let package = match pkg {
                UNSAFE => "unsafe",
                _ => self.packages[pkg.0 as usize - 1].name.as_str(),
            };
            let message = format!("name {} not exported by package {package}", sel.name);
            self.error(sel.pos, message);
        }
        self.info.nodes.refer(sel.id, obj);
        self.info.nodes.select(
            e.id,
            Selection {
                kind: SelectionKind::Qualified,
                recv: self.object(obj).typ,
                path: Box::default(),
                indirect: false,
            },
        );
        self.object_operand(e, sel, obj)
    }

    /// A field or method of an operand, or with a type a method expression.
    fn member(&mut self, e: &'a Expr, x: Operand<'a>, sel: Ident) -> Operand<'a> {
        let name = sel.name;
        let is_type = x.mode == OpMode::Type;
        let found =
            match lookup_field_or_method(&self.types, &self.objects, x.typ, name, Some(self.pkg)) {
                Ok(found) => found,
                Err(missing) => {
                    self.missing_member(e, &x, sel, missing);
                    return Operand::invalid(e);
                }
            };
        let (recv, path, indirect) = (x.typ, found.path.clone(), found.indirect);
        match found.target {
            Target::Field(typ) => {
                if is_type {
                    let message = format!(
                        "operand for field selector {name} must be value of type {}",
                        self.type_string(x.typ)
                    );
                    let pos = x.pos();
                    self.error(pos, message);
                    return Operand::invalid(e);
                }
                let kind = SelectionKind::Field;
                self.select(e, kind, recv, path, indirect);
                let mode = if x.mode == OpMode::Var || indirect {
                    OpMode::Var
                } else {
                    OpMode::Value
                };
                if !self.is_valid_type(typ) {
                    return Operand::invalid(e);
                }
                Operand::new(mode, typ, e)
            }
            Target::Method(method) => {
                // A method with a pointer receiver needs a pointer, or a variable whose address is taken.
                if has_pointer_receiver(&self.objects, method)
                    && !indirect
                    && (is_type || x.mode != OpMode::Var)
                {
                    let t = self.type_string(x.typ);
                    let message = if is_type {
                        format!(
                            "invalid method expression {t}.{name} (needs pointer receiver (*{t}).{name})"
                        )
                    } else {
                        format!("cannot call pointer method {name} on {t}")
                    };
                    self.error(sel.pos, message);
                    return Operand::invalid(e);
                }
                if self.state(method) != State::Black {
                    self.declare(method);
                }
                self.add_dependency(method);
                self.info.nodes.refer(sel.id, method);
                let kind = if is_type {
                    SelectionKind::MethodExpr(method)
                } else {
                    SelectionKind::Method(method)
                };
                self.select(e, kind, recv, path, indirect);
                let sig = method_type(&self.types, &self.objects, &found);
                let mut x = self.method_operand(e, is_type, recv, sig);
                if x.is_valid() && self.generic.contains_key(&method) {
                    x.mode = OpMode::Generic;
                    x.typ = self.own_params(sel, method, found.base, x.typ);
                }
                x
            }
            Target::InterfaceMethod(_, index) => {
                let kind = if is_type {
                    SelectionKind::InterfaceMethodExpr(index)
                } else {
                    SelectionKind::InterfaceMethod(index)
                };
                self.select(e, kind, recv, path, indirect);
                let sig = method_type(&self.types, &self.objects, &found);
                self.method_operand(e, is_type, recv, sig)
            }
        }
    }

    /// The type of a method with type parameters of its own, where it is selected: they are new ones there, as their
    /// constraints may depend on the receiver's type arguments.
    fn own_params(&mut self, sel: Ident, method: ObjId, base: TypeId, sig: TypeId) -> TypeId {
        let params = self.generic[&method].params.clone();
        let (mut from, mut to) = match self.types.get(base) {
            &Type::Named(id) => (
                self.types.named(self.types.origin(id)).params.to_vec(),
                self.types.type_args(id).to_vec(),
            ),
            _ => (Vec::new(), Vec::new()),
        };
        let own = self.fresh_params(&params);
        for &p in &own {
            if let &Type::Param(id) = self.types.get(p) {
                let bound = &self.types.param(id).bound;
                bound.set(self.types.subst(bound.get(), &from, &to));
            }
        }
        from.extend(params.iter());
        to.extend(&own);
        self.selected_params.insert(sel.id, own.into());
        self.types.subst(sig, &from, &to)
    }

    fn select(
        &mut self,
        e: &'a Expr,
        kind: SelectionKind,
        recv: TypeId,
        path: Vec<u32>,
        indirect: bool,
    ) {
        self.info.nodes.select(
            e.id,
            Selection {
                kind,
                recv,
                path: path.into(),
                indirect,
            },
        );
    }

    /// A method value, or a method expression with the receiver as first parameter.
    fn method_operand(
        &mut self,
        e: &'a Expr,
        is_type: bool,
        recv: TypeId,
        sig: TypeId,
    ) -> Operand<'a> {
        if !self.is_valid_type(sig) {
            return Operand::invalid(e);
        }
        if !is_type {
            return self.value_operand(e, sig);
        }
        let Type::Func(func) = self.types.get(sig).clone() else {
            return Operand::invalid(e);
        };
        let params = core::iter::once(recv).chain(func.params).collect();
        let typ = self.types.intern(Type::Func(FuncSig { params, ..func }));
        self.value_operand(e, typ)
    }

    fn missing_member(&mut self, e: &'a Expr, x: &Operand<'a>, sel: Ident, missing: Missing) {
        let name = sel.name;
        let under = self.types.underlying(deref(&self.types, x.typ).0);
        if !self.is_valid_type(self.types.underlying(x.typ)) || !self.is_valid_type(under) {
            return;
        }
        let ExprKind::Selector(s) = &e.kind else {
            return;
        };
        let operand = self.show(&s.x);
        let message = match missing {
            Missing::Ambiguous => format!("ambiguous selector {operand}.{name}"),
            Missing::PointerToInterface if self.is_param(deref(&self.types, x.typ).0) => format!(
                "{operand}.{name} undefined (type {} is pointer to type parameter, not type parameter)",
                self.type_string(x.typ)
            ),
            Missing::PointerToInterface => format!(
                "{operand}.{name} undefined (type {} is pointer to interface, not interface)",
                self.type_string(x.typ)
            ),
            Missing::NotFound if self.is_interface_pointer(x.typ) => format!(
                "{operand}.{name} undefined (type {} is pointer to interface, not interface)",
                self.type_string(x.typ)
            ),
            Missing::NotFound => {
                let why = self.lookup_cause(x.typ, name.as_str(), false);
                format!("{operand}.{name} undefined ({why})")
            }
        };
        self.error(sel.pos, message);
    }

    /// Why a type has no field or method of a name, with a hint at one of a similar name. With `literal`, the name is a
    /// key in a struct literal.
    pub(super) fn lookup_cause(&self, t: TypeId, name: &str, literal: bool) -> String {
        let type_name = self.type_string(t);
        // A literal's keys are fields: methods are not looked at.
        let searched = if literal { self.types.underlying(t) } else { t };
        let similar = self
            .find_folded(searched, name)
            .map(|(target, found)| match target {
                Target::Method(m) => ("method", self.object(m).name, self.object(m).pkg),
                Target::InterfaceMethod(typ, i) => {
                    let m = &self.types.interface_methods(typ)[i as usize];
                    ("method", m.name, m.pkg.or(self.type_package(typ)))
                }
                Target::Field(_) => {
                    let (field, pkg) = self.field_at(t, &found.path);
                    ("field", field, pkg)
                }
            });
        let tail = |s: &'static str| s.get(1..);
        let (missing, unexported) = match similar {
            None => (true, false),
            Some((what, other, pkg)) => {
                let exported = name.chars().next().is_some_and(char::is_uppercase);
                let same_tail = tail(other.as_str()) == name.get(1..);
                if pkg == Some(self.pkg) {
                    (false, false)
                } else if exported {
                    (!other.is_exported() && !same_tail, !other.is_exported())
                } else if other.is_exported() {
                    (!same_tail, false)
                } else if other.as_str() == name {
                    return if literal {
                        format!(
                            "cannot refer to unexported field {name} in struct literal of type {type_name}"
                        )
                    } else {
                        format!("cannot refer to unexported {what} {name}")
                    };
                } else {
                    (true, false)
                }
            }
        };
        let mut message = if literal {
            format!("unknown field {name} in struct literal of type {type_name}")
        } else {
            format!("type {type_name} has no field or method {name}")
        };
        if let Some((what, other, _)) = similar.filter(|_| !missing) {
            message += ", but does have ";
            if unexported {
                message += "unexported ";
            }
            if !literal {
                message += what;
                message.push(' ');
            }
            message += other.as_str();
        }
        message
    }

    fn is_interface_pointer(&self, t: TypeId) -> bool {
        matches!(self.types.under(t), &Type::Pointer(base) if self.types.is_interface(base))
    }

    fn type_package(&self, t: TypeId) -> Option<PkgId> {
        match self.types.get(t) {
            Type::Named(id) => self.object(self.types.named(*id).obj).pkg,
            _ => Some(self.pkg),
        }
    }

    /// Name of the field at the end of a path, and the package that declares it.
    pub(super) fn field_at(&self, t: TypeId, path: &[u32]) -> (Symbol, Option<PkgId>) {
        let mut t = match *self.types.under(t) {
            Type::Pointer(base) => base,
            _ => t,
        };
        let mut result = (Symbol::new(""), None);
        for &i in path {
            let Type::Struct(fields) = self.types.under(t) else {
                return result;
            };
            let field = &fields[i as usize];
            result = (field.name, field.pkg.or(self.type_package(t)));
            t = deref(&self.types, field.typ).0;
        }
        result
    }
}

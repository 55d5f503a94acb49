//! Relations between types: comparability, assignability, implementation of interfaces.

use super::checker::{Checker, State};
use super::lookup::{
    Lookup, Missing, Target, has_pointer_receiver, lookup_field_or_method, same_name,
};
use super::operand::Operand;
use super::typ::{Basic, Method, Type, TypeId};
use crate::syntax::ast::ChanDir;

/// Why a value is not assignable; the cause may be unsaid.
pub(super) struct NotAssignable(pub(super) Option<String>);

impl<'a> Checker<'a> {
    /// Whether values of a type can be compared with `==`.
    pub(super) fn comparable_type(&self, t: TypeId) -> bool {
        self.comparable_inside(t, &mut Vec::new())
    }

    /// The same inside the constraints of some type parameters: types may mention those that restrict them.
    fn comparable_inside(&self, t: TypeId, inside: &mut Vec<TypeId>) -> bool {
        match self.types.under(t) {
            Type::Param(_) => {
                if inside.contains(&t) {
                    return true;
                }
                inside.push(t);
                let set = self.peek_type_set(t);
                let comparable = set.comparable
                    || set.terms.is_some_and(|list| {
                        !list.is_empty()
                            && list.iter().all(|t| self.comparable_inside(t.typ, inside))
                    });
                inside.pop();
                comparable
            }
            Type::Constraint(_) => true,
            Type::Basic(b) => *b != Basic::UntypedNil,
            Type::Pointer(_) | Type::Chan(..) | Type::Interface(_) => true,
            Type::Struct(fields) => fields.iter().all(|f| self.comparable_inside(f.typ, inside)),
            &Type::Array(_, elem) => self.comparable_inside(elem, inside),
            _ => false,
        }
    }

    /// Whether a type has the value nil.
    pub(super) fn has_nil(&self, t: TypeId) -> bool {
        match self.types.under(t) {
            Type::Param(_) => self
                .peek_type_set(t)
                .terms
                .is_some_and(|list| !list.is_empty() && list.iter().all(|t| self.has_nil(t.typ))),
            Type::Basic(b) => matches!(b, Basic::UnsafePointer | Basic::UntypedNil),
            Type::Pointer(_)
            | Type::Slice(_)
            | Type::Map(..)
            | Type::Chan(..)
            | Type::Func(_)
            | Type::Interface(_) => true,
            _ => false,
        }
    }

    fn has_name(&self, t: TypeId) -> bool {
        matches!(
            self.types.get(t),
            Type::Named(_) | Type::Basic(_) | Type::Param(_)
        )
    }

    /// Why an operand cannot be assigned to a variable of type `t`; nothing when it can.
    pub(super) fn not_assignable(&mut self, x: &Operand<'a>, t: TypeId) -> Option<NotAssignable> {
        if !x.is_valid() || !self.is_valid_type(t) || !self.is_valid_type(x.typ) {
            return None;
        }
        let v = x.typ;
        if v == t {
            return None;
        }
        let (vu, tu) = (self.types.underlying(v), self.types.underlying(t));
        if self.is_untyped(v) {
            return match self.implicit_type(x, t) {
                Ok(_) => None,
                Err(_) => Some(NotAssignable(None)),
            };
        }
        if vu == tu && (!self.has_name(v) || !self.has_name(t)) {
            return None;
        }
        if self.types.is_interface(t) {
            return self
                .not_implemented(v, t, false)
                .map(|cause| NotAssignable(Some(cause)));
        }
        if matches!(*self.types.get(tu), Type::Pointer(base) if self.types.is_interface(base)) {
            let t = self.type_string(t);
            return Some(NotAssignable(Some(format!(
                "{} does not implement {t} (type {t} is pointer to interface, not interface)",
                self.type_string(v)
            ))));
        }
        // The other way round it would do, after an assertion.
        if self.types.is_interface(v) && self.not_implemented(t, v, false).is_none() {
            return Some(NotAssignable(Some("need type assertion".into())));
        }
        if let (&Type::Chan(ChanDir::Both, a), &Type::Chan(_, b)) =
            (self.types.get(vu), self.types.get(tu))
            && a == b
            && (!self.has_name(v) || !self.has_name(t))
        {
            return None;
        }
        if self.is_param(t) && !self.has_name(v) {
            return self.not_assignable_to_all(x, t);
        }
        if self.is_param(v) && !self.has_name(t) {
            return self.not_all_assignable(x, t);
        }
        Some(NotAssignable(None))
    }

    /// Why an operand of a type without name cannot be assigned to every type of a type parameter's set.
    fn not_assignable_to_all(&mut self, x: &Operand<'a>, t: TypeId) -> Option<NotAssignable> {
        let list = self.specific_types(t).unwrap_or_default();
        if list.is_empty() {
            return Some(NotAssignable(None));
        }
        for specific in list {
            if self.not_assignable(x, specific).is_some() {
                let cause = format!(
                    "cannot assign {} to {} (in {})",
                    self.type_string(x.typ),
                    self.type_string(specific),
                    self.type_string(t)
                );
                return Some(NotAssignable(Some(cause)));
            }
        }
        None
    }

    /// Why values of some type of a type parameter's set cannot be assigned to a type without name.
    fn not_all_assignable(&mut self, x: &Operand<'a>, t: TypeId) -> Option<NotAssignable> {
        let list = self.specific_types(x.typ).unwrap_or_default();
        if list.is_empty() {
            return Some(NotAssignable(None));
        }
        for specific in list {
            let y = Operand {
                typ: specific,
                ..x.clone()
            };
            if self.not_assignable(&y, t).is_some() {
                let cause = format!(
                    "cannot assign {} (in {}) to {}",
                    self.type_string(specific),
                    self.type_string(x.typ),
                    self.type_string(t)
                );
                return Some(NotAssignable(Some(cause)));
            }
        }
        None
    }

    /// Why type `v` does not implement interface type `t`, as Go words it; nothing when it does. With `dynamic`, `v` may
    /// be an interface whose dynamic type would have further methods.
    pub(super) fn not_implemented(
        &mut self,
        v: TypeId,
        t: TypeId,
        dynamic: bool,
    ) -> Option<String> {
        if !self.is_valid_type(self.types.underlying(v)) {
            return None;
        }
        let cause = self.missing_method(v, t, dynamic)?;
        Some(format!(
            "{} does not implement {} {cause}",
            self.type_string(v),
            self.type_string(t)
        ))
    }

    /// Why a value of interface type `v` can never hold a `t`; nothing when it can.
    pub(super) fn not_assertable(&mut self, v: TypeId, t: TypeId) -> Option<String> {
        if self.types.is_interface(t) || self.is_param(t) {
            return None;
        }
        self.missing_method(t, v, false)
    }

    /// The first method of interface `t` that `v` lacks, described; nothing when it has all of them.
    fn missing_method(&mut self, v: TypeId, t: TypeId, dynamic: bool) -> Option<String> {
        let Type::Interface(methods) = self.types.under(t) else {
            return None;
        };
        if methods.is_empty() || v == t {
            return None;
        }
        for i in 0..methods.len() {
            let Type::Interface(methods) = self.types.under(t) else {
                return None;
            };
            let method = methods[i].clone();
            if let Some(cause) = self.lacks_method(v, t, &method, dynamic) {
                return Some(cause);
            }
        }
        None
    }

    pub(super) fn lacks_method(
        &mut self,
        v: TypeId,
        t: TypeId,
        method: &Method,
        dynamic: bool,
    ) -> Option<String> {
        let name = method.name;
        if self.is_param(v) || self.is_constraint(v) {
            let other = self
                .types
                .interface_methods(v)
                .iter()
                .find(|m| same_name(m.name, m.pkg, name, method.pkg));
            return match other {
                Some(m) if m.sig == method.sig => None,
                Some(m) => Some(self.wrong_type(method, m.sig)),
                None if dynamic => None,
                None => Some(format!("(missing method {name})")),
            };
        }
        match lookup_field_or_method(&self.types, &self.objects, v, name, method.pkg) {
            Ok(found) => match found.target {
                Target::Field(_) => Some(format!(
                    "({}.{name} is a field, not a method)",
                    self.type_string(v)
                )),
                Target::Method(m) => {
                    if has_pointer_receiver(&self.objects, m) && !found.indirect {
                        return Some(format!("(method {name} has pointer receiver)"));
                    }
                    if self.state(m) != State::Black {
                        self.declare(m);
                    }
                    let sig = super::lookup::method_type(&self.types, &self.objects, &found);
                    if self.generic.contains_key(&m) {
                        return Some(format!("(method {name} has type parameters)"));
                    }
                    (sig != method.sig && !self.has_invalid_part(sig))
                        .then(|| self.wrong_type(method, sig))
                }
                Target::InterfaceMethod(..) => {
                    let sig = super::lookup::method_type(&self.types, &self.objects, &found);
                    (sig != method.sig).then(|| self.wrong_type(method, sig))
                }
            },
            Err(Missing::Ambiguous) => Some(format!(
                "(ambiguous selector {}.{name})",
                self.type_string(v)
            )),
            Err(Missing::PointerToInterface)
                if self.is_param(super::lookup::deref(&self.types, v).0) =>
            {
                Some(format!(
                    "(type {} is pointer to type parameter, not type parameter)",
                    self.type_string(v)
                ))
            }
            Err(Missing::PointerToInterface) => Some(format!(
                "(type {} is pointer to interface, not interface)",
                self.type_string(v)
            )),
            Err(Missing::NotFound) => Some(self.similar_method(v, t, method)),
        }
    }

    /// Whether something is wrong with a function's type, which was reported.
    fn has_invalid_part(&self, sig: TypeId) -> bool {
        match self.types.get(sig) {
            Type::Func(f) => f
                .params
                .iter()
                .chain(&f.results)
                .any(|&t| !self.is_valid_type(t)),
            _ => true,
        }
    }

    fn wrong_type(&self, want: &Method, have: TypeId) -> String {
        let name = want.name.as_str();
        format!(
            "(wrong type for method {name})\n\t\thave {}\n\t\twant {}",
            self.method_string(name, have),
            self.method_string(name, want.sig)
        )
    }

    /// A method is missing: mentions one whose name differs only in case, and pointers to interfaces.
    fn similar_method(&mut self, v: TypeId, t: TypeId, want: &Method) -> String {
        if let &Type::Pointer(base) = self.types.under(t)
            && self.types.is_interface(base)
        {
            return format!(
                "(type {} is pointer to interface, not interface)",
                self.type_string(t)
            );
        }
        let name = want.name.as_str();
        match self.find_folded(v, name) {
            Some((Target::Method(m), found)) => {
                if self.state(m) != State::Black {
                    self.declare(m);
                }
                let sig = self.object(m).typ;
                let other = self.object(m).name.as_str();
                if other == name {
                    return format!("(unexported method {name})");
                }
                let _ = found;
                format!(
                    "(missing method {name})\n\t\thave {}\n\t\twant {}",
                    self.method_string(other, sig),
                    self.method_string(name, want.sig)
                )
            }
            _ => format!("(missing method {name})"),
        }
    }

    /// A field or method whose name differs only in case.
    pub(super) fn find_folded(&self, t: TypeId, name: &str) -> Option<(Target, Lookup)> {
        let folded = |s: &str| s.to_lowercase();
        let want = folded(name);
        // A defined pointer type has the fields of what it points to.
        let base = match *self.types.under(t) {
            Type::Pointer(base) => base,
            _ => t,
        };
        let mut work = vec![base];
        let mut seen = Vec::new();
        while let Some(typ) = work.pop() {
            if seen.contains(&typ) {
                continue;
            }
            seen.push(typ);
            let mut names = Vec::new();
            if let &Type::Named(id) = self.types.get(typ) {
                for &m in self.types.methods(id) {
                    let o = self.object(m);
                    names.push((o.name, o.pkg));
                }
            }
            match self.types.under(typ) {
                Type::Struct(fields) => {
                    for f in fields {
                        names.push((f.name, f.pkg));
                        if f.embedded {
                            work.insert(0, super::lookup::deref(&self.types, f.typ).0);
                        }
                    }
                }
                Type::Interface(_) | Type::Param(_) => {
                    let methods = self.types.interface_methods(typ);
                    names.extend(methods.iter().map(|m| (m.name, m.pkg)));
                }
                _ => {}
            }
            for (other, pkg) in names {
                if folded(other.as_str()) == want
                    && let Ok(found) =
                        lookup_field_or_method(&self.types, &self.objects, t, other, pkg)
                {
                    return Some((found.target, found));
                }
            }
        }
        None
    }
}

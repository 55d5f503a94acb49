//! Struct and interface types; types that would contain themselves.

use super::checker::{Checker, State};
use super::typ::{Basic, Constraint, Method, NamedId, StructField, Term, Type, TypeId};
use super::typexpr::Later;
use crate::syntax::ast::{Expr, ExprKind, Field, FieldType, Ident, InterfaceElem};
use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

impl<'a> Checker<'a> {
    pub(super) fn struct_type(&mut self, fields: &'a [Field], embedded: &'a [bool]) -> TypeId {
        let mut list: Vec<StructField> = Vec::with_capacity(fields.len());
        let mut seen: FxHashMap<Symbol, Pos> = FxHashMap::default();
        let mut first = 0;
        for (i, field) in fields.iter().enumerate() {
            let FieldType::Own(e) = &field.typ else {
                continue;
            };
            let typ = self.var_type(e);
            for (field, &embedded) in fields[first..=i].iter().zip(&embedded[first..=i]) {
                let ident = match field.name {
                    Some(ident) if !embedded => ident,
                    _ => match embedded_name(e) {
                        Some(ident) => ident,
                        None => {
                            let text = self.show(e);
                            self.error(e.start(), format!("invalid embedded field type {text}"));
                            continue;
                        }
                    },
                };
                if embedded && self.is_valid_type(typ) {
                    self.later.push(Later::Embedded(e.start(), typ));
                }
                let name = ident.name;
                if !name.is_blank() {
                    if let Some(&other) = seen.get(&name) {
                        let place = self.place(other).unwrap_or_default();
                        let message =
                            format!("{name} redeclared\n\t{place}: other declaration of {name}");
                        self.error(ident.pos, message);
                        continue;
                    }
                    seen.insert(name, ident.pos);
                }
                list.push(StructField {
                    name,
                    pkg: (!name.is_exported()).then_some(self.pkg),
                    typ,
                    embedded,
                    tag: field.tag.unwrap_or_else(|| Symbol::new("")),
                });
            }
            first = i + 1;
        }
        self.types.intern(Type::Struct(list.into()))
    }

    /// An interface type, embedded interfaces flattened.
    pub(super) fn interface_type(&mut self, elems: &'a [InterfaceElem]) -> TypeId {
        if elems.is_empty() {
            self.spelling.note_empty_interface();
        }
        let mut methods: Vec<(Method, Pos)> = Vec::new();
        let mut unions: Vec<Box<[Term]>> = Vec::new();
        for elem in elems {
            let InterfaceElem::Method(name, func) = elem else {
                continue;
            };
            if name.name.is_blank() {
                self.error(name.pos, "methods must have a unique non-blank name");
                continue;
            }
            self.method_depths.push(self.path.len());
            let sig = self.func_type(func, None);
            self.method_depths.pop();
            let method = Method {
                name: name.name,
                pkg: (!name.name.is_exported()).then_some(self.pkg),
                sig,
            };
            self.add_method(&mut methods, method, name.pos, true);
        }
        for elem in elems {
            let InterfaceElem::Union(terms) = elem else {
                continue;
            };
            let [(false, e)] = &terms[..] else {
                let list: Vec<(bool, &'a Expr)> = terms.iter().map(|(t, e)| (*t, e)).collect();
                if self.lang() < 18 {
                    let sign = |tilde: bool| if tilde { "~" } else { "" };
                    let shown =
                        |&(tilde, e): &(bool, &'a Expr)| format!("{}{}", sign(tilde), self.show(e));
                    let shown: Vec<String> = list.iter().map(shown).collect();
                    let what = format!("embedding interface element {}", shown.join(" | "));
                    let at = list[0].1.start();
                    let tilde = u32::from(list[0].0);
                    self.requires(18, Pos(at.0 - tilde), &what);
                }
                let union = self.union_terms(&list);
                // With `any` in it, it restricts nothing.
                let all = |t: &Term| matches!(self.types.under(t.typ), Type::Interface(m) if m.is_empty());
                if !union.iter().any(all) {
                    unions.push(union);
                }
                continue;
            };
            let t = self.typ(e);
            if self.is_param(t) {
                self.error(e.start(), "term cannot be a type parameter");
                continue;
            }
            if let &Type::Named(id) = self.types.get(t) {
                let obj = self.types.named(id).obj;
                if self.state(obj) == State::Grey {
                    self.embedding_cycle(obj);
                    continue;
                }
                self.declare(obj);
            }
            match self.types.under(t).clone() {
                Type::Interface(embedded) => {
                    for method in embedded {
                        self.add_method(&mut methods, method, e.start(), false);
                    }
                }
                Type::Basic(Basic::Invalid) => {}
                other => {
                    let constraint = matches!(other, Type::Constraint(_));
                    if !constraint && self.lang() < 18 {
                        let what = format!("embedding non-interface type {}", self.type_string(t));
                        self.requires(18, e.start(), &what);
                    }
                    if let Type::Constraint(c) = other {
                        for method in c.methods {
                            self.add_method(&mut methods, method, e.start(), false);
                        }
                    }
                    let tilde = false;
                    unions.push([Term { tilde, typ: t }].into());
                }
            }
        }
        methods.sort_by_key(|(m, _)| (m.name.as_str(), m.pkg));
        let methods: Box<[Method]> = methods.into_iter().map(|(m, _)| m).collect();
        if !unions.is_empty() {
            return self.types.intern(Type::Constraint(Box::new(Constraint {
                methods,
                unions: unions.into(),
                comparable: false,
            })));
        }
        self.types.intern(Type::Interface(methods))
    }

    fn add_method(
        &mut self,
        methods: &mut Vec<(Method, Pos)>,
        method: Method,
        pos: Pos,
        explicit: bool,
    ) {
        let same = methods
            .iter()
            .find(|(m, _)| m.name == method.name && m.pkg == method.pkg);
        if let Some((other, other_pos)) = same {
            if explicit || other.sig != method.sig || self.lang() < 14 {
                let place = self.place(*other_pos).unwrap_or_default();
                let name = method.name;
                let message = format!(
                    "duplicate method {name}\n\t{place}: other declaration of method {name}"
                );
                self.error(pos, message);
            }
            return;
        }
        methods.push((method, pos));
    }

    /// Reports defined types that contain themselves, and makes them invalid.
    pub(super) fn check_valid_type(&mut self, id: NamedId, done: &mut FxHashSet<NamedId>) {
        let mut nest = Vec::new();
        self.valid_named(id, &mut nest, done);
    }

    /// A type in a cycle: where it is declared, or an instance used first, and its name.
    fn link_of(&self, id: NamedId) -> (Pos, String) {
        let obj = self.object(self.types.named(id).obj);
        match self.instance_places.get(&id) {
            Some(&pos) => (pos, self.type_string(self.types.named(id).id)),
            None => (obj.pos, obj.name.to_string()),
        }
    }

    fn valid_named(
        &mut self,
        id: NamedId,
        nest: &mut Vec<NamedId>,
        done: &mut FxHashSet<NamedId>,
    ) -> bool {
        // One that was found to be wrong before is not reported again.
        let known = !self.is_valid_type(self.object(self.types.named(id).obj).typ);
        if known || done.contains(&id) {
            return true;
        }
        // An instance of a generic type may contain ever larger ones of the same type.
        const DEEPEST: usize = 100;
        let again = if nest.len() > DEEPEST {
            let origin = self.types.origin(id);
            nest.iter().rposition(|&n| self.types.origin(n) == origin)
        } else {
            nest.iter().position(|&n| n == id)
        };
        if let Some(start) = again {
            let links: Vec<(Pos, String)> =
                nest[start..].iter().map(|&n| self.link_of(n)).collect();
            self.report_cycle(&links, true);
            for &n in &nest[start..] {
                self.types.set_underlying(n, Basic::Invalid.id());
            }
            return false;
        }
        nest.push(id);
        let valid = match self.defined_as.get(&id) {
            Some(&next) => self.valid_named(next, nest, done),
            None => self.valid_parts(self.types.underlying_of(id), nest, done),
        };
        nest.pop();
        done.insert(id);
        valid
    }

    fn valid_parts(
        &mut self,
        t: TypeId,
        nest: &mut Vec<NamedId>,
        done: &mut FxHashSet<NamedId>,
    ) -> bool {
        match self.types.get(t) {
            &Type::Named(id) => self.valid_named(id, nest, done),
            &Type::Array(_, elem) => self.valid_parts(elem, nest, done),
            Type::Struct(fields) => {
                let parts: Vec<TypeId> = fields
                    .iter()
                    .map(|f| f.typ)
                    .filter(|&t| {
                        matches!(
                            self.types.get(t),
                            Type::Named(_) | Type::Array(..) | Type::Struct(_)
                        )
                    })
                    .collect();
                parts.into_iter().all(|t| self.valid_parts(t, nest, done))
            }
            _ => true,
        }
    }

    /// While types are being resolved, finishes what a type is made of, because a constant expression needs it.
    pub(super) fn complete(&mut self, t: TypeId) {
        if self.types_pending {
            let mut seen = FxHashSet::default();
            self.complete_type(t, true, &mut seen);
        }
    }

    fn complete_type(&mut self, t: TypeId, by_value: bool, seen: &mut FxHashSet<TypeId>) {
        if !seen.insert(t) {
            return;
        }
        match self.types.get(t).clone() {
            Type::Named(id) => {
                let obj = self.types.named(id).obj;
                match self.state(obj) {
                    State::Black => {}
                    State::Grey if !by_value => return,
                    _ => self.declare(obj),
                }
                if self.state(obj) == State::Black {
                    if by_value {
                        let mut done = FxHashSet::default();
                        self.check_valid_type(id, &mut done);
                    }
                    self.path.push(obj);
                    self.complete_type(self.types.underlying_of(id), by_value, seen);
                    self.path.pop();
                }
            }
            Type::Array(_, elem) => self.complete_type(elem, by_value, seen),
            Type::Struct(fields) => {
                for field in fields {
                    self.complete_type(field.typ, by_value, seen);
                }
            }
            Type::Pointer(elem) | Type::Slice(elem) | Type::Chan(_, elem) => {
                self.complete_type(elem, false, seen);
            }
            Type::Map(key, value) => {
                self.complete_type(key, false, seen);
                self.complete_type(value, false, seen);
            }
            Type::Func(sig) => {
                for &t in sig.params.iter().chain(&sig.results) {
                    self.complete_type(t, false, seen);
                }
            }
            Type::Tuple(list) => {
                for &t in &list {
                    self.complete_type(t, by_value, seen);
                }
            }
            Type::Basic(_) | Type::Interface(_) | Type::Constraint(_) | Type::Param(_) => {}
        }
    }
}

/// The name that an embedded field has.
pub(super) fn embedded_name(e: &Expr) -> Option<Ident> {
    match &e.kind {
        &ExprKind::Ident(name) => Some(e.named(name)),
        ExprKind::Star(inner) if !matches!(inner.kind, ExprKind::Star(_)) => embedded_name(inner),
        ExprKind::Selector(s) => Some(s.sel),
        ExprKind::Index(index) => embedded_name(&index.x),
        ExprKind::Paren(inner) => embedded_name(inner),
        _ => None,
    }
}

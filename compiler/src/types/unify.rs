//! Unification: finds types for type parameters such that two types become alike.
//!
//! Type parameters that must be the same share a slot. Unless it is to be *exact*, a defined type matches a type literal
//! that its underlying type matches, and channels match in spite of their directions: what is assignable is then checked
//! with the types found. Parts of what is assigned match exactly. An interface matches a type that has its methods.

use super::lookup::{lookup_field_or_method, method_type};
use super::object::Objects;
use super::typ::{Term, Type, TypeId, Types};
use crate::syntax::ast::ChanDir;

/// How two types have to match.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// As an argument to its parameter.
    Assign,
    /// Defined types as their underlying types.
    Inexact,
    /// Entirely.
    Exact,
}

pub(super) struct Unifier<'t> {
    types: &'t Types,
    objects: &'t Objects,
    params: Vec<TypeId>,
    slot: Vec<usize>,
    found: Vec<Option<TypeId>>,
    /// For a type parameter of the surrounding code: the type that all of its set share.
    core: &'t dyn Fn(TypeId) -> Option<TypeId>,
    depth: u32,
}

impl<'t> Unifier<'t> {
    pub(super) fn new(
        types: &'t Types,
        objects: &'t Objects,
        params: &[TypeId],
        core: &'t dyn Fn(TypeId) -> Option<TypeId>,
    ) -> Unifier<'t> {
        Unifier {
            types,
            objects,
            params: params.to_vec(),
            slot: (0..params.len()).collect(),
            found: vec![None; params.len()],
            core,
            depth: 0,
        }
    }

    fn index(&self, t: TypeId) -> Option<usize> {
        self.params.iter().position(|&p| p == t)
    }

    /// What was found for a parameter.
    pub(super) fn at(&self, i: usize) -> Option<TypeId> {
        self.found[self.slot[i]]
    }

    pub(super) fn set(&mut self, i: usize, t: TypeId) {
        self.found[self.slot[i]] = Some(t);
    }

    pub(super) fn unknown(&self) -> usize {
        (0..self.params.len())
            .filter(|&i| self.at(i).is_none())
            .count()
    }

    /// Makes two parameters one; not where both have types.
    fn join(&mut self, i: usize, j: usize) -> bool {
        let (a, b) = (self.slot[i], self.slot[j]);
        if a == b {
            return true;
        }
        let (keep, drop) = match (self.found[a], self.found[b]) {
            (Some(_), Some(_)) => return false,
            (None, Some(_)) => (b, a),
            _ => (a, b),
        };
        for s in &mut self.slot {
            if *s == drop {
                *s = keep;
            }
        }
        true
    }

    pub(super) fn unify(&mut self, x: TypeId, y: TypeId, how: Match) -> bool {
        // Types that contain themselves through their instances have no end.
        const DEEPEST: u32 = 100;
        if self.depth > DEEPEST {
            return false;
        }
        self.depth += 1;
        let r = self.nify(x, y, how);
        self.depth -= 1;
        r
    }

    fn is_named(&self, t: TypeId) -> bool {
        matches!(self.types.get(t), Type::Named(_))
    }

    /// Whether it is neither a defined nor a predeclared type nor a type parameter.
    fn is_literal(&self, t: TypeId) -> bool {
        !matches!(
            self.types.get(t),
            Type::Named(_) | Type::Param(_) | Type::Basic(_)
        )
    }

    fn nify(&mut self, mut x: TypeId, mut y: TypeId, how: Match) -> bool {
        if x == y {
            return true;
        }
        let types = self.types;
        let exact = how == Match::Exact;
        if !exact {
            if self.is_named(x) && !self.is_named(y) {
                core::mem::swap(&mut x, &mut y);
            }
            if self.is_named(y) && self.is_literal(x) && !types.is_interface(x) {
                y = types.underlying(y);
            }
        }
        match (self.index(x), self.index(y)) {
            (Some(i), Some(j)) => {
                if self.join(i, j) {
                    return true;
                }
                let (Some(a), Some(b)) = (self.at(i), self.at(j)) else {
                    return false;
                };
                return self.unify(a, b, how);
            }
            (Some(i), None) => return self.bind(i, y, how),
            (None, Some(j)) => return self.bind(j, x, how),
            (None, None) => {}
        }
        if let (&Type::Named(a), &Type::Named(b)) = (types.get(x), types.get(y))
            && types.origin(a) == types.origin(b)
        {
            return self.lists(types.type_args(a), types.type_args(b), how);
        }
        if !exact {
            let (xi, yi) = (types.is_interface(x), types.is_interface(y));
            if xi && yi {
                return self.common_methods(x, y);
            }
            if xi || yi {
                let (iface, other) = if xi { (x, y) } else { (y, x) };
                return self.has_methods(iface, other);
            }
            // A type parameter of the surrounding code stands for the type that all of its set share.
            for (p, other) in [(x, y), (y, x)] {
                if matches!(types.get(p), Type::Param(_))
                    && !matches!(types.get(other), Type::Param(_))
                    && let Some(core) = (self.core)(p)
                {
                    return self.unify(core, other, how);
                }
            }
        }
        self.structure(x, y, how)
    }

    fn bind(&mut self, i: usize, y: TypeId, how: Match) -> bool {
        let Some(x) = self.at(i) else {
            self.set(i, y);
            return true;
        };
        if !self.unify(x, y, how) {
            return false;
        }
        if how == Match::Exact || x == y {
            return true;
        }
        // Where both match, the defined type is kept, of channels the one with a direction.
        let types = self.types;
        let keep = if types.is_interface(x) != types.is_interface(y) {
            // The interface is more general.
            types.is_interface(y)
        } else if types.is_interface(x) {
            types.interface_methods(y).len() < types.interface_methods(x).len()
                || !self.is_named(x) && self.is_named(y)
        } else {
            self.is_named(y) && !self.is_named(x) || {
                let both = |t| matches!(types.get(t), Type::Chan(ChanDir::Both, _));
                both(x) && matches!(types.get(y), Type::Chan(..))
            }
        };
        if keep {
            self.set(i, y);
        }
        true
    }

    fn common_methods(&mut self, x: TypeId, y: TypeId) -> bool {
        let types = self.types;
        let (a, b) = (types.interface_methods(x), types.interface_methods(y));
        let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        small.iter().all(|m| {
            large
                .iter()
                .find(|n| n.name == m.name && n.pkg == m.pkg)
                .is_some_and(|n| self.unify(m.sig, n.sig, Match::Exact))
        })
    }

    /// Unifies an interface's methods with those of a type, which must have them.
    pub(super) fn has_methods(&mut self, iface: TypeId, t: TypeId) -> bool {
        let types = self.types;
        types.interface_methods(iface).iter().all(|m| {
            lookup_field_or_method(types, self.objects, t, m.name, m.pkg).is_ok_and(|found| {
                let sig = method_type(types, self.objects, &found);
                self.unify(m.sig, sig, Match::Exact)
            })
        })
    }

    fn lists(&mut self, a: &[TypeId], b: &[TypeId], how: Match) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| self.unify(a, b, how))
    }

    fn structure(&mut self, x: TypeId, y: TypeId, how: Match) -> bool {
        let types = self.types;
        // What is assigned must have exactly the same parts.
        let part = match how {
            Match::Assign => Match::Exact,
            how => how,
        };
        match (types.get(x), types.get(y)) {
            (&Type::Pointer(a), &Type::Pointer(b)) | (&Type::Slice(a), &Type::Slice(b)) => {
                self.unify(a, b, part)
            }
            (&Type::Array(n, a), &Type::Array(m, b)) => n == m && self.unify(a, b, part),
            (&Type::Map(k, v), &Type::Map(l, w)) => {
                self.unify(k, l, part) && self.unify(v, w, part)
            }
            (&Type::Chan(d, a), &Type::Chan(e, b)) => {
                (how != Match::Exact || d == e) && self.unify(a, b, part)
            }
            (Type::Func(f), Type::Func(g)) => {
                f.variadic == g.variadic
                    && self.lists(&f.params, &g.params, part)
                    && self.lists(&f.results, &g.results, part)
            }
            (Type::Tuple(a), Type::Tuple(b)) => self.lists(a, b, part),
            (Type::Struct(f), Type::Struct(g)) => {
                f.len() == g.len()
                    && f.iter().zip(g).all(|(f, g)| {
                        f.name == g.name
                            && f.pkg == g.pkg
                            && f.embedded == g.embedded
                            && f.tag == g.tag
                            && self.unify(f.typ, g.typ, part)
                    })
            }
            (Type::Interface(m), Type::Interface(n)) => {
                m.len() == n.len()
                    && m.iter().zip(n).all(|(m, n)| {
                        m.name == n.name && m.pkg == n.pkg && self.unify(m.sig, n.sig, part)
                    })
            }
            _ => false,
        }
    }
}

/// The only type of a set that restricts to one underlying type: as a term, and whether the set has that term alone.
pub(super) fn core_term(types: &Types, terms: Option<&[Term]>) -> Option<(Term, bool)> {
    let terms = terms?;
    let (first, rest) = terms.split_first()?;
    if rest.is_empty() {
        return Some((*first, true));
    }
    let mut common = types.underlying(first.typ);
    for term in rest {
        let under = types.underlying(term.typ);
        if under == common {
            continue;
        }
        // Of channels the one with a direction stands for both.
        match (types.get(common), types.get(under)) {
            (&Type::Chan(ChanDir::Both, a), &Type::Chan(_, b)) if a == b => common = under,
            (&Type::Chan(_, a), &Type::Chan(ChanDir::Both, b)) if a == b => {}
            _ => return None,
        }
    }
    let term = Term {
        tilde: true,
        typ: common,
    };
    Some((term, false))
}

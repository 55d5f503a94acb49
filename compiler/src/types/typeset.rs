//! Type sets: which types a constraint admits, and what all of them have in common.

use super::checker::Checker;
use super::typ::{Basic, Method, Term, Type, TypeId};
use crate::syntax::ast::ChanDir;
use std::rc::Rc;

/// What a constraint demands.
#[derive(Debug, Default)]
pub(super) struct TypeSet {
    /// Methods, sorted.
    pub(super) methods: Vec<Method>,
    /// The types, nothing where there is no restriction.
    pub(super) terms: Option<Vec<Term>>,
    /// Whether the types must be comparable.
    pub(super) comparable: bool,
}

impl<'a> Checker<'a> {
    /// The type set of a constraint, or of a type parameter.
    pub(super) fn type_set(&mut self, t: TypeId) -> Rc<TypeSet> {
        let t = match self.types.get(t) {
            Type::Param(p) => self.types.param(*p).bound.get(),
            _ => t,
        };
        if let Some(set) = self.type_sets.get(&t) {
            return set.clone();
        }
        let set = Rc::new(self.make_type_set(t, 0));
        if !self.types_pending {
            self.type_sets.insert(t, set.clone());
        }
        set
    }

    /// The same without keeping it.
    pub(super) fn peek_type_set(&self, t: TypeId) -> TypeSet {
        match self.types.get(t) {
            Type::Param(p) => self.make_type_set(self.types.param(*p).bound.get(), 0),
            _ => self.make_type_set(t, 0),
        }
    }

    fn make_type_set(&self, t: TypeId, depth: u32) -> TypeSet {
        // A constraint that embeds itself was reported.
        const DEEPEST: u32 = 100;
        if depth > DEEPEST {
            return TypeSet::default();
        }
        match self.types.under(t) {
            Type::Basic(Basic::Invalid) => TypeSet::default(),
            Type::Interface(methods) => TypeSet {
                methods: methods.to_vec(),
                ..TypeSet::default()
            },
            Type::Constraint(c) => {
                let mut set = TypeSet {
                    methods: c.methods.to_vec(),
                    terms: None,
                    comparable: c.comparable,
                };
                for union in &c.unions {
                    let mut terms = Some(Vec::new());
                    for term in union {
                        if self.is_constraint(term.typ) {
                            let inner = self.make_type_set(term.typ, depth + 1);
                            if union.len() == 1 {
                                set.comparable |= inner.comparable;
                            }
                            terms = terms.zip(inner.terms).map(|(mut a, b)| {
                                a.extend(b);
                                a
                            });
                        } else if let Some(terms) = &mut terms {
                            terms.push(*term);
                        }
                    }
                    set.terms = match (set.terms, terms) {
                        (Some(a), Some(b)) => Some(self.intersect(&a, &b)),
                        (a, b) => a.or(b),
                    };
                }
                set
            }
            _ => TypeSet {
                terms: Some(vec![Term {
                    tilde: false,
                    typ: t,
                }]),
                ..TypeSet::default()
            },
        }
    }

    /// Whether a type is an interface of any kind.
    pub(super) fn is_constraint(&self, t: TypeId) -> bool {
        matches!(
            self.types.under(t),
            Type::Interface(_) | Type::Constraint(_)
        )
    }

    fn intersect(&self, a: &[Term], b: &[Term]) -> Vec<Term> {
        let mut list = Vec::new();
        for x in a {
            for y in b {
                let both = if self.includes(x, y) {
                    *y
                } else if self.includes(y, x) {
                    *x
                } else {
                    continue;
                };
                if !list.contains(&both) {
                    list.push(both);
                }
            }
        }
        list
    }

    /// Whether all types of term `y` are of term `x`.
    pub(super) fn includes(&self, x: &Term, y: &Term) -> bool {
        if x.tilde {
            self.types.underlying(x.typ) == self.types.underlying(y.typ)
        } else {
            !y.tilde && x.typ == y.typ
        }
    }

    /// The constraint of a type parameter.
    pub(super) fn bound_of(&self, t: TypeId) -> TypeId {
        match self.types.get(t) {
            Type::Param(p) => self.types.param(*p).bound.get(),
            _ => Basic::Invalid.id(),
        }
    }

    /// Whether a type is a type parameter.
    pub(super) fn is_param(&self, t: TypeId) -> bool {
        matches!(self.types.get(t), Type::Param(_))
    }

    /// The types of a type parameter's set; of another type itself. Nothing where there is no restriction.
    pub(super) fn specific_types(&mut self, t: TypeId) -> Option<Vec<TypeId>> {
        if !self.is_param(t) {
            return Some(vec![t]);
        }
        let set = self.type_set(t);
        let terms = set.terms.as_ref()?;
        Some(terms.iter().map(|term| term.typ).collect())
    }

    /// Whether something holds of all types in a type parameter's set, of which there must be some; or of a type itself.
    pub(super) fn all_types(
        &mut self,
        t: TypeId,
        holds: impl Fn(&mut Self, TypeId) -> bool,
    ) -> bool {
        if !self.is_param(t) {
            return holds(self, t);
        }
        match self.specific_types(t) {
            Some(list) => !list.is_empty() && list.into_iter().all(|t| holds(self, t)),
            None => false,
        }
    }

    /// The same for a property of basic types.
    pub(super) fn all_basic(&mut self, t: TypeId, holds: impl Fn(Basic) -> bool) -> bool {
        if let Some(b) = self.types.basic(t) {
            return holds(b);
        }
        self.is_param(t) && self.all_types(t, |c, t| c.types.basic(t).is_some_and(&holds))
    }

    /// The underlying type that all types of a set share, or why there is none. Channels may differ in direction.
    pub(super) fn common_under(&mut self, t: TypeId) -> Result<TypeId, String> {
        if !self.is_param(t) {
            return Ok(self.types.underlying(t));
        }
        let list = self.specific_types(t).unwrap_or_default();
        let mut common: Option<(TypeId, TypeId)> = None;
        for t in list {
            let under = self.types.underlying(t);
            let Some((first, have)) = common else {
                common = Some((t, under));
                continue;
            };
            if have == under {
                continue;
            }
            match (self.types.get(have), self.types.get(under)) {
                (&Type::Chan(a, x), &Type::Chan(b, y))
                    if x == y && (a == ChanDir::Both || b == ChanDir::Both) =>
                {
                    if a == ChanDir::Both {
                        common = Some((t, under));
                    }
                }
                (&Type::Chan(_, x), &Type::Chan(_, y)) if x == y => {
                    return Err(format!(
                        "channels {} and {} have conflicting directions",
                        self.type_string(first),
                        self.type_string(t)
                    ));
                }
                _ => {
                    return Err(format!(
                        "{} and {} have different underlying types",
                        self.type_string(first),
                        self.type_string(t)
                    ));
                }
            }
        }
        common
            .map(|(_, under)| under)
            .ok_or_else(|| "no specific type".to_owned())
    }

    /// What all types of a set are made of; of a type parameter without that, the parameter.
    pub(super) fn core(&mut self, t: TypeId) -> Type {
        let under = match self.common_under(t) {
            Ok(under) => under,
            Err(_) => t,
        };
        self.types.get(under).clone()
    }
}

//! Whether type arguments satisfy constraints.

use super::checker::Checker;
use super::typ::{Term, Type, TypeId};
use crate::syntax::source::Pos;

impl<'a> Checker<'a> {
    /// Checks type arguments against the constraints of the parameters that they are for; the first that does not fit
    /// is reported at its position.
    pub(super) fn verify(
        &mut self,
        params: &[TypeId],
        args: &[TypeId],
        pos: &dyn Fn(usize) -> Pos,
    ) -> bool {
        for (i, &param) in params.iter().enumerate() {
            let &Type::Param(id) = self.types.get(param) else {
                continue;
            };
            let bound = self.types.param(id).bound.get();
            if !self.is_valid_type(bound) {
                continue;
            }
            let bound = self.types.subst(bound, params, args);
            if let Some(cause) = self.not_satisfied(args[i], bound) {
                self.error(pos(i), cause);
                return false;
            }
        }
        true
    }

    /// Why a type does not satisfy a constraint; nothing when it does.
    pub(super) fn not_satisfied(&mut self, v: TypeId, bound: TypeId) -> Option<String> {
        if !self.is_valid_type(self.types.underlying(v))
            || !self.is_valid_type(self.types.underlying(bound))
        {
            return None;
        }
        let set = self.type_set(bound);
        let empty = |c: &mut Self, t| {
            let set = c.type_set(t);
            set.terms.as_ref().is_some_and(Vec::is_empty)
        };
        if empty(self, bound) {
            if (self.is_param(v) || self.is_constraint(v)) && empty(self, v) {
                return None;
            }
            let t = self.type_string(bound);
            return Some(format!("cannot satisfy {t} (empty type set)"));
        }
        for m in &set.methods {
            if let Some(cause) = self.lacks_method(v, bound, m, false) {
                let (v, t) = (self.type_string(v), self.type_string(bound));
                return Some(format!("{v} does not satisfy {t} {cause}"));
            }
        }
        if let Some(terms) = &set.terms
            && let Some(cause) = self.not_in_terms(v, bound, terms)
        {
            return Some(cause);
        }
        if set.comparable && !self.comparable_type(v) {
            let v = self.type_string(v);
            return Some(format!("{v} does not satisfy comparable"));
        }
        if set.comparable && self.lang() < 20 && !self.strictly_comparable(v) {
            let v = self.type_string(v);
            return Some(format!(
                "{v} to satisfy comparable requires go1.20 or later"
            ));
        }
        None
    }

    fn not_in_terms(&mut self, v: TypeId, bound: TypeId, terms: &[Term]) -> Option<String> {
        let have: Vec<Term> = if self.is_param(v) || self.is_constraint(v) {
            let set = self.type_set(v);
            match &set.terms {
                None => {
                    return Some(format!(
                        "{} does not satisfy {}",
                        self.type_string(v),
                        self.type_string(bound)
                    ));
                }
                Some(list) => list.clone(),
            }
        } else {
            vec![Term {
                tilde: false,
                typ: v,
            }]
        };
        let missing = have
            .iter()
            .find(|y| !terms.iter().any(|x| self.includes(x, y)))?;
        let (vs, ts) = (self.type_string(v), self.type_string(bound));
        if self.is_param(v) || self.is_constraint(v) {
            return Some(format!("{vs} does not satisfy {ts}"));
        }
        let under = self.types.underlying(missing.typ);
        let alt = terms
            .iter()
            .find(|x| !x.tilde && self.types.underlying(x.typ) == under);
        Some(match alt {
            Some(alt) => {
                let alt = self.type_string(alt.typ);
                format!("{vs} does not satisfy {ts} (possibly missing ~ for {alt} in {ts})")
            }
            None => {
                let list = self.terms_string(terms);
                format!("{vs} does not satisfy {ts} ({vs} missing in {list})")
            }
        })
    }

    /// Terms as messages show them.
    pub(super) fn terms_string(&self, terms: &[Term]) -> String {
        let list: Vec<String> = terms
            .iter()
            .map(|t| {
                let tilde = if t.tilde { "~" } else { "" };
                format!("{tilde}{}", self.type_string(t.typ))
            })
            .collect();
        list.join(" | ")
    }

    /// Reports what may not be in a union.
    pub(super) fn check_union(&mut self, terms: &[Term], places: &[Pos]) {
        for (i, (term, &pos)) in terms.iter().zip(places).enumerate() {
            let under = self.types.underlying(term.typ);
            if !self.is_valid_type(under) {
                continue;
            }
            let name = self.type_string(term.typ);
            if term.tilde && self.is_constraint(term.typ) {
                self.error(
                    Pos(pos.0.saturating_sub(1)),
                    format!("invalid use of ~ ({name} is an interface)"),
                );
                continue;
            }
            if term.tilde && under != term.typ {
                let shown = self.type_string(under);
                self.error(
                    Pos(pos.0.saturating_sub(1)),
                    format!("invalid use of ~ (underlying type of {name} is {shown})"),
                );
                continue;
            }
            if self.is_constraint(term.typ) {
                if terms.len() == 1 {
                    continue;
                }
                let set = self.type_set(term.typ);
                if !set.methods.is_empty() {
                    let message = format!("cannot use {name} in union ({name} contains methods)");
                    self.error(pos, message);
                } else if set.comparable {
                    let message = if term.typ == self.universe.comparable {
                        "cannot use comparable in union".to_owned()
                    } else {
                        format!("cannot use {name} in union ({name} embeds comparable)")
                    };
                    self.error(pos, message);
                }
                continue;
            }
            let other = terms[..i].iter().find(|o| {
                !self.is_constraint(o.typ) && (self.includes(o, term) || self.includes(term, o))
            });
            if let Some(other) = other {
                let message = format!(
                    "overlapping terms {} and {}",
                    self.terms_string(&[*term]),
                    self.terms_string(&[*other])
                );
                self.error(pos, message);
            }
        }
    }
}

//! How the types of functions are written, for messages.
//!
//! Types are hash-consed, so the names of parameters are no part of them. Messages show those with which the type in question
//! is declared, where that is known: the package that is being checked goes before others, and where one type is written with
//! different names it is shown without.

use super::object::PkgId;
use super::typ::TypeId;
use crate::syntax::ast::{Field, FuncType};
use crate::syntax::symbol::Symbol;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// Where a type was written last.
#[derive(Debug)]
struct Last<'a> {
    pkg: PkgId,
    /// Nothing if this package writes it with different names.
    func: Option<&'a FuncType>,
    /// Whether all packages write it with the same names.
    same: bool,
}

/// The types of functions as they are written.
#[derive(Default, Debug)]
pub(super) struct Written<'a> {
    types: FxHashMap<TypeId, Last<'a>>,
    /// The type of what the message is about.
    subject: Option<(TypeId, &'a FuncType)>,
}

fn same_names(a: &FuncType, b: &FuncType) -> bool {
    let name = |field: &Field| -> Option<Symbol> { field.name.map(|ident| ident.name) };
    let names = |f: &FuncType| -> Vec<_> { f.params.iter().chain(&f.results).map(name).collect() };
    names(a) == names(b)
}

impl<'a> Written<'a> {
    /// Takes note of a type that a package writes.
    pub(super) fn note(&mut self, t: TypeId, func: &'a FuncType, pkg: PkgId) {
        match self.types.entry(t) {
            Entry::Vacant(entry) => {
                entry.insert(Last {
                    pkg,
                    func: Some(func),
                    same: true,
                });
            }
            Entry::Occupied(mut entry) => {
                let last = entry.get_mut();
                let same = last.func.is_some_and(|other| same_names(other, func));
                last.same &= same;
                if last.pkg != pkg {
                    (last.pkg, last.func) = (pkg, Some(func));
                } else if !same {
                    last.func = None;
                }
            }
        }
    }

    /// As what a type is shown in messages about a package.
    pub(super) fn get(&self, t: TypeId, pkg: PkgId) -> Option<&'a FuncType> {
        if let Some((subject, func)) = self.subject
            && subject == t
        {
            return Some(func);
        }
        let last = self.types.get(&t)?;
        (last.same || last.pkg == pkg)
            .then_some(last.func)
            .flatten()
    }

    /// Says what messages are about from now on; answers what they were about.
    pub(super) fn set_subject(
        &mut self,
        subject: Option<(TypeId, &'a FuncType)>,
    ) -> Option<(TypeId, &'a FuncType)> {
        core::mem::replace(&mut self.subject, subject)
    }
}

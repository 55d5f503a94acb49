//! Limits that Go's compiler has beyond the language, reported only of packages that are otherwise right.

use super::checker::Checker;
use super::layout::{Layouts, MAX_SIZE};
use super::object::ObjectKind;
use super::typ::{Type, TypeId, Types};
use crate::syntax::source::Pos;
use rustc_hash::{FxHashMap, FxHashSet};

/// What Go says of a channel whose elements have 64 KiB or more.
pub const LARGE_ELEMENT: &str = "channel element type too large (>64kB)";

/// Whether channels cannot have elements of this type.
pub fn is_large_element(layouts: &mut Layouts, types: &Types, elem: TypeId) -> bool {
    layouts.of(types, elem).size >= 1 << 16
}

impl Checker<'_> {
    /// Anonymous interfaces that contain themselves; types that need more memory than there can be and channels of large
    /// elements, each where what has such a type is declared. Those that are only made are found when the function is built.
    pub(super) fn report_too_large(&mut self) {
        let mut found: Vec<(Pos, String)> = Vec::new();
        let mut open = FxHashMap::default();
        for object in self.objects.iter().filter(|o| o.pkg == Some(self.pkg)) {
            let declares = matches!(
                object.kind,
                ObjectKind::TypeName
                    | ObjectKind::Global
                    | ObjectKind::Local
                    | ObjectKind::Func { .. }
            );
            let typ = match object.kind {
                ObjectKind::TypeName => self.types.underlying(object.typ),
                _ => object.typ,
            };
            if !declares {
                continue;
            }
            let mut large = Vec::new();
            too_large(&mut self.layouts, &self.types, typ, &mut open, &mut large);
            for t in large {
                let name = self.type_string(t);
                found.push((object.pos, format!("type {name} larger than address space")));
            }
            if has_large_channel(&mut self.layouts, &self.types, typ) {
                found.push((object.pos, LARGE_ELEMENT.to_owned()));
            }
        }
        let anonymous = "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)";
        let cycles = core::mem::take(&mut self.anonymous_cycles);
        found.extend(cycles.into_iter().map(|pos| (pos, anonymous.to_owned())));
        found.sort_unstable();
        // One for each line, as Go does: parameters are objects too.
        let mut lines = FxHashSet::default();
        for (pos, message) in found {
            let place = self.sources.place(pos).map(|p| (p.file.to_owned(), p.line));
            if lines.insert((place, message.clone())) {
                self.error(pos, message);
            }
        }
    }
}

/// Adds the innermost parts of a type as it is written that are larger than the address space.
fn too_large(
    layouts: &mut Layouts,
    types: &Types,
    typ: TypeId,
    open: &mut FxHashMap<TypeId, bool>,
    found: &mut Vec<TypeId>,
) {
    let before = found.len();
    let mut look = |typ| too_large(layouts, types, typ, open, found);
    match types.get(typ) {
        &Type::Pointer(elem) | &Type::Slice(elem) | &Type::Chan(_, elem) => return look(elem),
        &Type::Array(_, elem) => look(elem),
        &Type::Map(key, value) => {
            look(key);
            return look(value);
        }
        Type::Struct(fields) => fields.iter().for_each(|f| look(f.typ)),
        Type::Func(sig) => {
            return sig
                .params
                .iter()
                .chain(&*sig.results)
                .for_each(|&t| look(t));
        }
        _ => return,
    }
    if found.len() == before && !is_open(types, typ, open) && layouts.of(types, typ).size > MAX_SIZE
    {
        found.push(typ);
    }
}

/// Whether a type parameter is part of a type's memory, so that only its instances have a size.
///
/// What is found is kept: a type may be part of another in more ways than can be counted.
fn is_open(types: &Types, typ: TypeId, known: &mut FxHashMap<TypeId, bool>) -> bool {
    if let Some(&open) = known.get(&typ) {
        return open;
    }
    let open = match types.under(typ) {
        Type::Param(_) | Type::Constraint(_) => true,
        &Type::Array(_, elem) => is_open(types, elem, known),
        Type::Struct(fields) => fields.iter().any(|f| is_open(types, f.typ, known)),
        _ => false,
    };
    known.insert(typ, open);
    open
}

/// Whether such a channel is part of a type as it is written: defined types are looked at where they are declared.
fn has_large_channel(layouts: &mut Layouts, types: &Types, typ: TypeId) -> bool {
    let mut has = |typ| has_large_channel(layouts, types, typ);
    match types.get(typ) {
        &Type::Chan(_, elem) => has(elem) || is_large_element(layouts, types, elem),
        &Type::Pointer(elem) | &Type::Slice(elem) | &Type::Array(_, elem) => has(elem),
        &Type::Map(key, value) => has(key) || has(value),
        Type::Struct(fields) => fields.iter().any(|f| has(f.typ)),
        Type::Func(sig) => sig.params.iter().chain(&*sig.results).any(|&t| has(t)),
        Type::Interface(methods) => methods.iter().any(|m| has(m.sig)),
        _ => false,
    }
}

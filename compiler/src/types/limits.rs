//! Limits that Go's compiler has beyond the language, reported only of packages that are otherwise right.

use super::checker::Checker;
use super::layout::Layouts;
use super::object::ObjectKind;
use super::typ::{Type, TypeId, Types};
use crate::syntax::source::Pos;
use rustc_hash::FxHashSet;

/// What Go says of a channel whose elements have 64 KiB or more.
pub const LARGE_ELEMENT: &str = "channel element type too large (>64kB)";

/// Whether channels cannot have elements of this type.
pub fn is_large_element(layouts: &mut Layouts, types: &Types, elem: TypeId) -> bool {
    layouts.of(types, elem).size >= 1 << 16
}

impl Checker<'_> {
    /// Channels of large elements, each where what has such a type is declared. Those that are only made are found when the
    /// function is built.
    pub(super) fn report_large_channels(&mut self) {
        let mut found: Vec<Pos> = Vec::new();
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
            if declares && has_large_channel(&mut self.layouts, &self.types, typ) {
                found.push(object.pos);
            }
        }
        found.sort_unstable();
        // One for each line, as Go does: parameters are objects too.
        let mut lines = FxHashSet::default();
        for pos in found {
            let place = self.sources.place(pos).map(|p| (p.file.to_owned(), p.line));
            if lines.insert(place) {
                self.error(pos, LARGE_ELEMENT);
            }
        }
    }
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

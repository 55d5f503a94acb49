//! Functions that only values of certain kinds get to.
//!
//! What prints any value leads to code for floats, maps and so on, which most programs never run. A function of `std/` with
//! a line `//go:kinds map slice` is called only for values that were in an interface, or are a part of one that was, and
//! whose type is of such a kind. Its body is built when there is such a dynamic type ([`Builder::dynamic_desc`]); when there is
//! none in the end, the function stays without a body and callers lose the path to it (`compiler/src/opt/vain.rs`).
//!
//! With package reflect types may come into being while the program runs, so nothing waits.

use super::Builder;
use crate::ir::func_builder::FuncBuilder;
use crate::syntax::ast::FuncDecl;
use crate::types::object::ObjId;
use crate::types::typ::{Basic, Type};

const DIRECTIVE: &str = "kinds ";

/// A set of kinds of types: those that directives name.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Kinds(u8);

const FLOAT: u8 = 1;
const COMPLEX: u8 = 2;
const MAP: u8 = 4;
const STRUCT: u8 = 8;
const SLICE: u8 = 16;
const ARRAY: u8 = 32;

impl Kinds {
    /// Adds the kind of an underlying type.
    pub(super) fn insert(&mut self, t: &Type) {
        self.0 |= match t {
            Type::Basic(Basic::Float32 | Basic::Float64) => FLOAT,
            Type::Basic(Basic::Complex64 | Basic::Complex128) => COMPLEX,
            Type::Map(..) => MAP,
            Type::Struct(_) => STRUCT,
            Type::Slice(_) => SLICE,
            Type::Array(..) => ARRAY,
            _ => 0,
        };
    }

    /// The kinds that a directive names.
    fn named(text: &str) -> Kinds {
        Kinds(text.split_whitespace().fold(0, |all, name| {
            all | match name {
                "float" => FLOAT,
                "complex" => COMPLEX,
                "map" => MAP,
                "struct" => STRUCT,
                "slice" => SLICE,
                "array" => ARRAY,
                _ => unreachable!("no kind: {name}"),
            }
        }))
    }

    fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

impl<'a> Builder<'a> {
    /// The kinds that a function has to wait for.
    pub(super) fn kinds_for(&self, obj: ObjId, decl: &FuncDecl) -> Option<Kinds> {
        let text = (decl.directives.iter()).find_map(|d| d.text.strip_prefix(DIRECTIVE))?;
        let std = (self.program.object(obj).pkg).is_some_and(|p| self.program.package(p).std);
        (std && !self.has_reflect()).then(|| Kinds::named(text))
    }

    /// Lets those functions be built for which there are values now. Answers whether there are any.
    pub(super) fn wake(&mut self) -> bool {
        let kinds = self.desc.kinds;
        let woken = self.waiting.extract_if(.., |(k, ..)| k.meets(kinds));
        self.work.extend(woken.map(|(_, id, job)| (id, job)));
        !self.work.is_empty()
    }

    /// Ends the functions that wait in vain: nothing gets to them.
    pub(super) fn end_waiting(&mut self) {
        for (_, id, _) in core::mem::take(&mut self.waiting) {
            let f = &self.module.funcs[id.index()];
            let mut b = FuncBuilder::new(f.name.clone(), f.pos, f.sig.clone());
            b.unreachable();
            let f = b.finish(None);
            self.set_func(id, f);
        }
    }
}

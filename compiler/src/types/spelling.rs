//! Which of two names messages use for one type.
//!
//! Types are hash-consed, so the names under which a program knows one type (`byte` and `uint8`, `any` and `interface{}`) are
//! not kept apart. Messages use the name that the parameter in question is declared with, else the one that the package's source uses
//! more often, in doubt `byte`, `rune` and `any`.

use super::checker::Checker;
use super::object::ObjId;
use super::typ::TypeId;
use crate::syntax::ast::{Expr, ExprKind, FieldType};

/// How often source uses which name.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Spelling {
    byte: u32,
    uint8: u32,
    rune: u32,
    int32: u32,
    any: u32,
    empty_interface: u32,
}

impl Spelling {
    fn note(&mut self, name: &str) {
        match name {
            "byte" => self.byte += 1,
            "uint8" => self.uint8 += 1,
            "rune" => self.rune += 1,
            "int32" => self.int32 += 1,
            "any" => self.any += 1,
            _ => {}
        }
    }

    /// Takes note of an interface without methods.
    pub(super) fn note_empty_interface(&mut self) {
        self.empty_interface += 1;
    }

    /// Takes note of a type expression's names.
    fn note_type(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Ident(name) => self.note(name.as_str()),
            ExprKind::Paren(x)
            | ExprKind::Star(x)
            | ExprKind::SliceType(x)
            | ExprKind::ChanType(_, x)
            | ExprKind::Ellipsis(x) => self.note_type(x),
            ExprKind::ArrayType(parts) => self.note_type(&parts[1]),
            ExprKind::MapType(parts) => parts.iter().for_each(|x| self.note_type(x)),
            ExprKind::InterfaceType(elems) if elems.is_empty() => self.note_empty_interface(),
            ExprKind::FuncType(func) => {
                for field in func.params.iter().chain(&func.results) {
                    if let FieldType::Own(typ) = &field.typ {
                        self.note_type(typ);
                    }
                }
            }
            _ => {}
        }
    }

    /// The names that a type expression uses, for types that it does not mention those of the package.
    fn of_type(self, e: &Expr) -> Self {
        let mut own = Self::default();
        own.note_type(e);
        let pick = |own: [u32; 2], package| if own == [0, 0] { package } else { own };
        let [byte, uint8] = pick([own.byte, own.uint8], [self.byte, self.uint8]);
        let [rune, int32] = pick([own.rune, own.int32], [self.rune, self.int32]);
        let [any, empty_interface] = pick(
            [own.any, own.empty_interface],
            [self.any, self.empty_interface],
        );
        Self {
            byte,
            uint8,
            rune,
            int32,
            any,
            empty_interface,
        }
    }

    pub(super) fn byte(self) -> &'static str {
        match self.uint8 > self.byte {
            true => "uint8",
            false => "byte",
        }
    }

    pub(super) fn rune(self) -> &'static str {
        match self.int32 > self.rune {
            true => "int32",
            false => "rune",
        }
    }

    /// Whether it is `any` rather than `interface{}`.
    pub(super) fn is_any(self) -> bool {
        self.empty_interface <= self.any
    }
}

impl<'a> Checker<'a> {
    /// Takes note of a predeclared type's name in the source.
    pub(super) fn note_spelling(&mut self, obj: ObjId) {
        let o = self.object(obj);
        if o.pkg.is_none() {
            let name = o.name;
            self.spelling.note(name.as_str());
        }
    }

    /// Does something with messages that show a type in the names with which it is written, if it is known where.
    pub(super) fn as_written<R>(
        &mut self,
        written: Option<&'a Expr>,
        t: TypeId,
        f: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let Some(mut e) = written else {
            return f(self);
        };
        let package = self.spelling;
        self.spelling = package.of_type(e);
        while let ExprKind::Paren(inner) | ExprKind::Ellipsis(inner) = &e.kind {
            e = inner;
        }
        let subject = match &e.kind {
            ExprKind::FuncType(func) => Some((t, &**func)),
            _ => None,
        };
        let before = self.written.set_subject(subject);
        let result = f(self);
        self.written.set_subject(before);
        self.spelling = package;
        result
    }

    /// The type with which a parameter is declared, where that is known.
    pub(super) fn param_type(&self, fun: &'a Expr, sig: TypeId, param: usize) -> Option<&'a Expr> {
        let func = self
            .function_names(fun)
            .or_else(|| self.written.get(sig, self.pkg))?;
        let last = func.params.len().checked_sub(1)?;
        func.params[param.min(last)..]
            .iter()
            .find_map(|field| match &field.typ {
                FieldType::Own(typ) => Some(&**typ),
                FieldType::Shared => None,
            })
    }
}

//! Language versions: what a file may use, by what its module or its build line asks for.

use super::checker::Checker;
use super::object::ObjId;
use super::typ::{Type, TypeId};
use crate::syntax::ast::{Expr, ExprKind, LitKind};
use crate::syntax::source::Pos;

/// From this one on each iteration of a loop has its own variables.
const OWN_VARIABLES: u32 = 22;

impl<'a> Checker<'a> {
    /// Minor version of the language of the file that is being checked.
    pub(super) fn lang(&self) -> u32 {
        let package = &self.packages[self.pkg.0 as usize - 1];
        package
            .files
            .get(self.env.file)
            .map_or(u32::MAX, |f| f.lang)
    }

    /// Reports the use of what the file's language does not have.
    pub(super) fn requires(&mut self, minor: u32, pos: Pos, what: &str) -> bool {
        if self.lang() >= minor {
            return true;
        }
        self.error(pos, format!("{what} requires go1.{minor} or later"));
        false
    }

    /// A message with a hint at where the version comes from that it is about.
    pub(super) fn with_version_hint(&self, message: String) -> String {
        let about = message
            .split_once("requires go1.")
            .is_some_and(|(_, rest)| rest.ends_with(" or later"));
        if !about {
            return message;
        }
        let package = &self.packages[self.pkg.0 as usize - 1];
        let lang = self.lang();
        match package.files.get(self.env.file).and_then(|f| f.go_version) {
            Some((1, minor)) if minor == lang => {
                format!("{message} (file declares //go:build go1.{minor})")
            }
            _ => format!(
                "{message} (-lang was set to go1.{}; check go.mod)",
                package.lang
            ),
        }
    }

    /// Numbers are written in more ways since 1.13.
    pub(super) fn check_literal_version(&mut self, pos: Pos, kind: LitKind, text: &str) {
        const NUMBERS: u32 = 13;
        let number = matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag);
        if !number || text.len() <= 2 || self.lang() >= NUMBERS {
            return;
        }
        let what = match text.as_bytes() {
            _ if text.contains('_') => "underscore in numeric literal",
            [b'0', b'b' | b'B', ..] => "binary literal",
            [b'0', b'o' | b'O', ..] => "0o/0O-style octal literal",
            [b'0', b'x' | b'X', ..] if kind != LitKind::Int => "hexadecimal floating-point literal",
            _ => return,
        };
        self.requires(NUMBERS, pos, what);
    }

    /// Notes loop variables that all iterations share.
    pub(super) fn note_loop_variables(&mut self, declared: impl Iterator<Item = &'a Expr>) {
        if self.lang() >= OWN_VARIABLES {
            return;
        }
        let object = |e: &Expr| match e.kind {
            ExprKind::Ident(_) => self.info.nodes.declared(e.id),
            _ => None,
        };
        let shared: Vec<ObjId> = declared.filter_map(object).collect();
        self.info.shared_by_iterations.extend(shared);
    }

    /// Whether values of a comparable type can be compared without a panic: there is no interface in it.
    pub(super) fn strictly_comparable(&self, t: TypeId) -> bool {
        match self.types.under(t) {
            Type::Interface(_) => false,
            Type::Struct(fields) => fields.iter().all(|f| self.strictly_comparable(f.typ)),
            &Type::Array(_, elem) => self.strictly_comparable(elem),
            _ => true,
        }
    }
}

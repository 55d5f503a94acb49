//! `//go:` lines: who gets them, and which stand in the wrong place.
//!
//! The scanner gathers them; a declaration takes those that it passed before it, anything else drops them into the file's
//! list. Go complains of those that it knows and that stand where they mean nothing.

use super::ast::Directive;
use super::constraint::Constraint;
use super::parser::Parser;
use super::scanner::Pending;
use super::source::Pos;

/// What directives stand before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Package,
    Function,
    Variable,
    /// An import, constant or type.
    Other,
    Nothing,
}

/// Directives that only a function may have.
const OF_FUNCTIONS: &[&str] = &[
    "cgo_unsafe_args",
    "nocheckptr",
    "noescape",
    "noinline",
    "norace",
    "nosplit",
    "nowritebarrier",
    "nowritebarrierrec",
    "registerparams",
    "systemstack",
    "uintptrescapes",
    "uintptrkeepalive",
    "yeswritebarrierrec",
];

impl Parser<'_> {
    /// The directives before a declaration that keeps them.
    pub(super) fn take_directives(&mut self, place: Place) -> Vec<Directive> {
        if self.s.pending.is_empty() {
            return Vec::new();
        }
        let pending = core::mem::take(&mut self.s.pending);
        for p in &pending {
            self.check_directive(p, place);
        }
        pending.into_iter().map(|p| p.directive).collect()
    }

    /// Gives the directives before something that keeps none to the file.
    pub(super) fn give_directives(&mut self, place: Place) {
        let list = self.take_directives(place);
        self.directives.extend(list);
    }

    pub(super) fn keep_file_directives(&mut self) {
        self.give_directives(Place::Package);
    }

    pub(super) fn drop_directives(&mut self) {
        self.give_directives(Place::Nothing);
    }

    /// Learns the language version from `//go:build` lines before the package clause.
    pub(super) fn read_build_lines(&mut self) {
        for p in &self.s.pending {
            if let Some(text) = p.directive.text.strip_prefix("build")
                && let Ok(constraint) = Constraint::parse(text)
            {
                self.go_version = constraint.go_version();
            }
        }
    }

    fn check_directive(&mut self, pending: &Pending, place: Place) {
        let Directive { pos, text } = &pending.directive;
        let pos = Pos(pos.0 + 2);
        let mut words = text.split_whitespace();
        let verb = words.next().unwrap_or("");
        let words = words.count();
        let wrong_form = match verb {
            _ if !pending.own_line => Some("misplaced compiler directive"),
            "wasmimport" if words != 2 => Some("usage: //go:wasmimport importmodule importname"),
            "wasmexport" if words != 1 => Some("usage: //go:wasmexport exportname"),
            "linkname" if words > 2 => Some("usage: //go:linkname localname [linkname]"),
            "embed" if words == 0 => Some("usage: //go:embed pattern..."),
            _ => None,
        };
        if let Some(message) = wrong_form {
            return self.later_error_at(pos, message);
        }
        let message = match verb {
            "wasmimport" if place == Place::Nothing => "misplaced go:wasmimport directive",
            "wasmexport" if place == Place::Nothing => "misplaced go:wasmexport directive",
            "embed" if place != Place::Variable => "misplaced go:embed directive",
            "build" if place != Place::Package => "misplaced compiler directive",
            _ if place != Place::Function && OF_FUNCTIONS.contains(&verb) => {
                "misplaced compiler directive"
            }
            _ => return,
        };
        if place == Place::Nothing {
            self.later_error_at(pos, message);
        } else {
            self.misplaced.push((pos, message));
        }
    }
}

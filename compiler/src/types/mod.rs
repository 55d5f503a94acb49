//! Stage 2: the checker. Resolves names, gives every expression a type, evaluates constants, orders initialisation.

pub mod constant;
pub mod constop;
pub mod info;
pub mod layout;
pub mod limits;
pub mod lookup;
pub mod object;
pub mod real;
pub mod typ;

mod assign;
mod binary;
mod builtins;
mod call;
mod checker;
mod composite;
mod conversion;
mod decl;
mod directive;
mod expr;
mod format;
mod index;
mod infer;
mod initorder;
mod instance;
mod literal;
mod mono;
mod nodes;
mod number;
mod operand;
mod package;
mod params;
mod relation;
mod resolve;
mod returns;
mod satisfy;
mod scope;
mod selector;
mod spelling;
mod stmt;
mod subst;
mod switch;
mod table;
mod typeset;
mod typexpr;
mod unify;
mod universe;
mod unsafes;
mod untyped;
mod unused;
mod version;
mod written;

#[cfg(test)]
mod tests;

use crate::syntax::ast::File;
use crate::syntax::symbol::Symbol;
use info::Info;
use object::{ObjId, Object, Objects, PkgId};
use typ::Types;

pub use package::check;
pub use universe::UNSAFE;

/// A checked program.
#[derive(Debug, Default)]
pub struct Program {
    /// Packages, dependencies first; `main` is last. The first is `unsafe`, without files.
    pub packages: Vec<Package>,
    /// All types.
    pub types: Types,
    /// All objects, by [`ObjId`].
    pub objects: Objects,
    /// What is known of expressions and identifiers.
    pub info: Info,
    /// As in [`Loaded`](crate::loader::Loaded).
    pub build_info: String,
}

/// A checked package.
#[derive(Debug)]
pub struct Package {
    /// Import path; `main` for the program's own.
    pub path: String,
    /// Its name.
    pub name: Symbol,
    /// Its files.
    pub files: Vec<File>,
    /// Whether it is one of those that Burrow ships.
    pub std: bool,
    /// Directly imported packages.
    pub imports: Vec<PkgId>,
    /// Files that its variables embed.
    pub embeds: crate::loader::Embeds,
    /// Package-level objects, sorted by name, for importers.
    pub scope: Vec<(Symbol, ObjId)>,
    /// Package-level variables in the order of their initialisation.
    pub init_order: Vec<Initializer>,
}

/// One `var` specification (or part of it) to initialise.
#[derive(Debug)]
pub struct Initializer {
    /// Variables, one, or several for a call with several results. Blank ones are included.
    pub lhs: Vec<ObjId>,
    /// Where the value is: file, declaration and value in [`File::decls`].
    pub file: usize,
    /// Index in [`File::decls`], a `Var`.
    pub decl: usize,
    /// Index in the specification's values.
    pub value: usize,
}

impl Program {
    /// An object.
    pub fn object(&self, id: ObjId) -> &Object {
        &self.objects[id]
    }

    /// A package.
    pub fn package(&self, id: PkgId) -> &Package {
        &self.packages[id.0 as usize]
    }
}

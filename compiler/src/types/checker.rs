//! The checker's state and the helpers that all its parts use.
//!
//! One checker goes over all packages, dependencies first. A package is checked in these steps:
//!
//! 1. names of all files are collected, defined types get their identity, methods are attached to them;
//! 2. types are resolved: a reference to a defined type only takes its identity, so that types may be recursive. Only
//!    aliases, embedded interfaces and array lengths need another declaration to be finished first;
//! 3. signatures, constants and variables are checked, on demand and then in source order;
//! 4. bodies are checked, those of function literals in package-level initialisers included;
//! 5. initialisation is ordered, unused imports and variables are reported.

use super::info::{Info, Mode};
use super::layout::Layouts;
use super::object::{ObjId, ObjSet, Object, ObjectKind, Objects, PkgId};
use super::operand::{OpMode, Operand};
use super::params::Generic;
use super::resolve::Declaration;
use super::scope::Scopes;
use super::stmt::Body;
use super::typ::{Basic, NamedId, Type, TypeId, Types};
use super::typeset::TypeSet;
use super::typexpr::Later;
use super::universe::Universe;
use super::written::Written;
use crate::diag::Diagnostics;
use crate::loader::ParsedPackage;
use crate::syntax::ast::{Expr, FuncType, Ident, NodeId};
use crate::syntax::source::{Pos, SourceMap};
use crate::syntax::symbol::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// How far an object's declaration is checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Not begun.
    White,
    /// Under way.
    Grey,
    /// Done.
    Black,
}

/// What surrounds the code that is being checked.
#[derive(Clone, Debug)]
pub(super) struct Env {
    /// File of the package.
    pub(super) file: usize,
    /// Value of `iota` in a constant declaration.
    pub(super) iota: Option<u32>,
    /// Where errors in an inherited constant expression are reported.
    pub(super) err_pos: Option<Pos>,
    /// The package-level object whose declaration this belongs to; it depends on what is used.
    pub(super) decl: Option<ObjId>,
    /// The function whose body this is: its type, its results and whether they have names.
    pub(super) sig: Option<TypeId>,
    pub(super) results: Rc<[ObjId]>,
    pub(super) named_results: bool,
    /// The type parameters of the function in which this is.
    pub(super) params: Rc<[TypeId]>,
    /// Whether a call or receive operation was seen, which makes `len` of an array not constant.
    pub(super) has_call_or_recv: bool,
}

impl Env {
    pub(super) fn of_file(file: usize) -> Env {
        Env {
            file,
            iota: None,
            err_pos: None,
            decl: None,
            sig: None,
            results: Rc::default(),
            named_results: false,
            params: Rc::default(),
            has_call_or_recv: false,
        }
    }
}

/// A function body that waits until all package-level declarations are checked.
pub(super) struct DelayedBody<'a> {
    pub(super) env: Env,
    pub(super) body: Body<'a>,
}

/// An import as one file sees it.
pub(super) struct FileImport {
    pub(super) used: bool,
}

pub(super) struct Checker<'a> {
    pub(super) packages: &'a [ParsedPackage],
    pub(super) by_path: FxHashMap<&'a str, PkgId>,
    pub(super) sources: &'a SourceMap,
    pub(super) diags: &'a mut Diagnostics,
    pub(super) types: Types,
    pub(super) objects: Objects,
    pub(super) info: Info,
    pub(super) layouts: Layouts,
    pub(super) universe: Universe,
    /// Package scopes, by [`PkgId`].
    pub(super) scopes: Vec<FxHashMap<Symbol, ObjId>>,
    /// What the names of the checked package's files stand for, by file.
    pub(super) file_scopes: Vec<FxHashMap<Symbol, ObjId>>,
    /// Imports of the checked package, for those that are not used, by file.
    pub(super) file_imports: Vec<FxHashMap<ObjId, FileImport>>,
    /// For names that a dot import brings: the import, by file and object.
    pub(super) dot_imports: FxHashMap<(usize, ObjId), ObjId>,
    /// The package being checked.
    pub(super) pkg: PkgId,
    /// Declarations of the checked package's package-level objects and methods.
    pub(super) decls: FxHashMap<ObjId, Declaration<'a>>,
    /// The same in source order.
    pub(super) decl_order: Vec<ObjId>,
    /// By object; those beyond its end are local and done.
    pub(super) states: FxHashMap<ObjId, State>,
    /// Objects whose declarations are under way, outermost first.
    pub(super) path: Vec<ObjId>,
    /// For each method of an interface whose signature is under way, how long `path` was.
    pub(super) method_depths: Vec<usize>,
    /// Interfaces that contain themselves through anonymous ones: an error where there is no other.
    pub(super) anonymous_cycles: Vec<Pos>,
    /// Whether defined types of this package may still be unresolved.
    pub(super) types_pending: bool,
    pub(super) local: Scopes,
    pub(super) env: Env,
    #[allow(
        clippy::vec_box,
        reason = "there are as many as functions, and a list that grows is copied"
    )]
    pub(super) delayed: Vec<Box<DelayedBody<'a>>>,
    /// Local variables, in order of declaration, for those that are not used.
    pub(super) locals: Vec<ObjId>,
    pub(super) used: ObjSet,
    /// Package-level objects that a package-level object's declaration refers to.
    pub(super) deps: FxHashMap<ObjId, FxHashSet<ObjId>>,
    /// Untyped expressions that are the left operand of a shift whose count is not constant.
    pub(super) shift_operands: FxHashSet<NodeId>,
    /// Whether the package's source writes `uint8`, `int32`, `interface{}` rather than `byte`, `rune`, `any`.
    pub(super) spelling: super::spelling::Spelling,
    /// The types of functions as they are written, for messages: by type, and by function.
    pub(super) written: Written<'a>,
    pub(super) func_types: FxHashMap<ObjId, &'a FuncType>,
    /// For a type that is defined as another one (`type A B`): that one.
    pub(super) defined_as: FxHashMap<NamedId, NamedId>,
    /// Checks that wait until all types are known.
    pub(super) later: Vec<Later>,
    /// Functions without a body that should have one: reported only when nothing else is wrong, as in Go.
    pub(super) missing_bodies: Vec<Pos>,
    /// Calls of the predeclared `panic`, which end a function.
    pub(super) panics: FxHashSet<NodeId>,
    /// Where instances of generic types are written first.
    pub(super) instance_places: FxHashMap<NamedId, Pos>,
    /// Generic functions and types.
    pub(super) generic: FxHashMap<ObjId, Generic<'a>>,
    /// Whether the type expression that is being checked may denote a generic type: it is being instantiated.
    pub(super) want_generic: bool,
    /// Type parameters of methods that have some of their own, by the identifier that selects the method.
    pub(super) selected_params: FxHashMap<NodeId, Rc<[TypeId]>>,
    /// Type sets that were worked out.
    pub(super) type_sets: FxHashMap<TypeId, Rc<TypeSet>>,
    /// How type parameters become arguments of each other, to find cycles.
    pub(super) mono: super::mono::Flow,
    pub(super) error_count: usize,
    /// `_`
    pub(super) blank: Symbol,
}

impl<'a> Checker<'a> {
    pub(super) fn object(&self, id: ObjId) -> &Object {
        &self.objects[id]
    }

    pub(super) fn new_object(
        &mut self,
        name: Symbol,
        pos: Pos,
        typ: TypeId,
        kind: ObjectKind,
    ) -> ObjId {
        self.objects.add(Object {
            name,
            pos,
            pkg: Some(self.pkg),
            typ,
            kind,
        })
    }

    /// Reports an error.
    pub(super) fn error(&mut self, pos: Pos, message: impl Into<String>) {
        let message = message.into();
        // Messages that speak of invalid operands or types follow from an earlier error.
        if self.error_count > 0 {
            let first = message.lines().next().unwrap_or("");
            if ["invalid operand", "invalid type"]
                .iter()
                .any(|text| first.find(text).is_some_and(|at| at > 0))
            {
                return;
            }
        }
        self.error_count += 1;
        let message = self.with_version_hint(message);
        let pos = self.env.err_pos.unwrap_or(pos);
        self.diags.error(pos, message);
    }

    /// Records what is known of an expression.
    pub(super) fn record(&mut self, x: &Operand<'a>) {
        if let (Some(e), Some(mode)) = (x.expr(), x.recorded_mode()) {
            let typ = match x.mode {
                OpMode::NoValue | OpMode::Builtin(_) => Basic::Invalid.id(),
                _ => x.typ,
            };
            self.info.nodes.set(e.id, mode, typ, x.value());
        }
    }

    pub(super) fn record_type(&mut self, e: &Expr, typ: TypeId) {
        self.info.nodes.set(e.id, Mode::Type, typ, None);
    }

    /// Takes a package-level object's use into the dependencies of the declaration that is being checked.
    pub(super) fn add_dependency(&mut self, to: ObjId) {
        if let Some(from) = self.env.decl
            && self.decls.contains_key(&to)
        {
            self.deps.entry(from).or_default().insert(to);
        }
    }

    /// Declares a local object; an error when the scope has the name already.
    pub(super) fn declare_local(&mut self, ident: Ident, obj: ObjId) {
        self.info.nodes.declare(ident.id, obj);
        if ident.name.is_blank() {
            return;
        }
        if let Some(other) = self.local.lookup_innermost(ident.name) {
            self.redeclared(ident.pos, ident.name, other);
            return;
        }
        self.local.declare(ident.name, obj);
    }

    /// The same for a variable, which must be used.
    pub(super) fn declare_variable(&mut self, ident: Ident, obj: ObjId) {
        self.declare_local(ident, obj);
        if self.local.lookup_innermost(ident.name) == Some(obj) {
            self.locals.push(obj);
        }
    }

    pub(super) fn redeclared(&mut self, pos: Pos, name: Symbol, other: ObjId) {
        let other_pos = self.object(other).pos;
        let message = match self.place(other_pos) {
            Some(place) => {
                format!("{name} redeclared in this block\n\t{place}: other declaration of {name}")
            }
            None => format!("{name} redeclared in this block"),
        };
        self.error(pos, message);
    }

    /// A position as messages have it.
    pub(super) fn place(&self, pos: Pos) -> Option<String> {
        let place = self.sources.place(pos)?;
        Some(format!(
            "{}:{}:{}",
            place.file.display(),
            place.line,
            place.column
        ))
    }

    /// The object that a name stands for where the checker is.
    pub(super) fn lookup(&self, name: Symbol) -> Option<ObjId> {
        if let Some(obj) = self.local.lookup(name) {
            return Some(obj);
        }
        if let Some(&obj) = self.file_scopes[self.env.file].get(&name) {
            return Some(obj);
        }
        if let Some(&obj) = self.scopes[self.pkg.0 as usize].get(&name) {
            return Some(obj);
        }
        self.universe.scope.get(&name).copied()
    }

    pub(super) fn pointer_to(&mut self, base: TypeId) -> TypeId {
        self.types.intern(Type::Pointer(base))
    }

    pub(super) fn slice_of(&mut self, elem: TypeId) -> TypeId {
        self.types.intern(Type::Slice(elem))
    }

    pub(super) fn tuple(&mut self, types: Vec<TypeId>) -> TypeId {
        self.types.intern(Type::Tuple(types.into()))
    }

    pub(super) fn is_valid_type(&self, t: TypeId) -> bool {
        t != Basic::Invalid.id()
    }

    pub(super) fn is_untyped(&self, t: TypeId) -> bool {
        matches!(self.types.get(t), Type::Basic(b) if b.is_untyped())
    }

    /// The parts of a function type: numbers of parameters and results, and whether it is variadic.
    pub(super) fn signature(&self, t: TypeId) -> Option<(usize, usize, bool)> {
        match self.types.under(t) {
            Type::Func(sig) => Some((sig.params.len(), sig.results.len(), sig.variadic)),
            _ => None,
        }
    }

    pub(super) fn param(&self, t: TypeId, i: usize) -> TypeId {
        match self.types.under(t) {
            Type::Func(sig) => sig.params[i],
            _ => Basic::Invalid.id(),
        }
    }

    pub(super) fn result(&self, t: TypeId, i: usize) -> TypeId {
        match self.types.under(t) {
            Type::Func(sig) => sig.results[i],
            _ => Basic::Invalid.id(),
        }
    }

    /// Runs `f` in another environment.
    pub(super) fn with_env<R>(&mut self, env: Env, f: impl FnOnce(&mut Self) -> R) -> R {
        let saved = core::mem::replace(&mut self.env, env);
        let r = f(self);
        self.env = saved;
        r
    }
}

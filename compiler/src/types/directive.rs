//! `//go:` lines that say something of a declaration: what they may be applied to.

use super::checker::{Checker, Env};
use super::object::ObjectKind;
use super::typ::{Basic, Type, TypeId};
use crate::loader::patterns;
use crate::syntax::ast::{Decl, Directive, File, FuncDecl, Ident, VarSpec};
use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;
use rustc_hash::FxHashSet;

/// Directives for functions of Go's own runtime.
const OF_THE_RUNTIME: &[&str] = &[
    "nowritebarrier",
    "nowritebarrierrec",
    "systemstack",
    "yeswritebarrierrec",
];

/// Where messages about a directive point: behind the slashes.
fn place(d: &Directive) -> Pos {
    Pos(d.pos.0 + 2)
}

fn verb(d: &Directive) -> &str {
    d.text.split_whitespace().next().unwrap_or("")
}

fn imports(file: &File, path: &str) -> bool {
    file.imports.iter().any(|i| i.path == path)
}

/// Which way a WebAssembly function goes.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Import,
    Export,
}

impl<'a> Checker<'a> {
    /// Checks the directives of the package's declarations. Not for packages of `std/`, which are known to be right.
    pub(super) fn check_directives(&mut self) {
        let package = &self.packages[self.pkg.0 as usize - 1];
        if package.std {
            return;
        }
        let mut linked = FxHashSet::default();
        let mut exported = FxHashSet::default();
        for (n, file) in package.files.iter().enumerate() {
            self.env = Env::of_file(n);
            self.check_linknames(file, &mut linked);
            for decl in &file.decls {
                match decl {
                    Decl::Var(spec) => self.check_embed(spec, false),
                    Decl::Func(func) => self.check_func_directives(func, &mut exported),
                    _ => {}
                }
            }
        }
    }

    fn check_linknames(&mut self, file: &'a File, linked: &mut FxHashSet<Symbol>) {
        let of_decls = file.decls.iter().flat_map(|d| match d {
            Decl::Var(spec) => &spec.directives[..],
            Decl::Func(func) => &func.directives,
            _ => &[],
        });
        let mut list: Vec<&Directive> = file
            .directives
            .iter()
            .chain(of_decls)
            .filter(|d| verb(d) == "linkname")
            .collect();
        list.sort_by_key(|d| d.pos);
        for d in list {
            if !imports(file, "unsafe") {
                let message = "//go:linkname only allowed in Go files that import \"unsafe\"";
                self.error(place(d), message);
                continue;
            }
            let name = Symbol::new(d.text.split_whitespace().nth(1).unwrap_or(""));
            let object = self.scopes[self.pkg.0 as usize].get(&name);
            let good = object.is_some_and(|&o| {
                matches!(
                    self.object(o).kind,
                    ObjectKind::Global | ObjectKind::Func { .. }
                )
            });
            if !good {
                let message = "//go:linkname must refer to declared function or variable";
                self.error(place(d), message);
            } else if !linked.insert(name) {
                self.error(place(d), format!("duplicate //go:linkname for {name}"));
            }
        }
    }

    /// A variable that embeds files.
    pub(super) fn check_embed(&mut self, spec: &'a VarSpec, within_func: bool) {
        let Some(d) = spec.directives.iter().find(|d| verb(d) == "embed") else {
            return;
        };
        let file = &self.packages[self.pkg.0 as usize - 1].files[self.env.file];
        for d in &spec.directives {
            if let Err(rest) = patterns(d) {
                let message = format!("invalid quoted string in //go:embed: {rest}");
                return self.error(place(d), message);
            }
        }
        let wrong = if !imports(file, "embed") {
            "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)"
        } else if spec.names.len() > 1 {
            "go:embed cannot apply to multiple vars"
        } else if !spec.values.is_empty() {
            "go:embed cannot apply to var with initializer"
        } else if spec.typ.is_none() {
            "go:embed cannot apply to var without type"
        } else if within_func {
            "go:embed cannot apply to var inside func"
        } else {
            if self.requires(16, place(d), "go:embed") {
                self.check_embedding(spec.names[0]);
            }
            return;
        };
        self.error(place(d), wrong);
    }

    /// The type of a variable that embeds files.
    fn check_embedding(&mut self, name: Ident) {
        let Some(obj) = self.info.nodes.declared(name.id) else {
            return;
        };
        let t = self.object(obj).typ;
        let bytes = match self.types.under(t) {
            &Type::Slice(elem) => self.types.basic(elem) == Some(Basic::Uint8),
            _ => false,
        };
        let text = bytes || self.types.basic(t) == Some(Basic::String);
        if !text && !self.is_embed_fs(t) {
            let t = self.type_string(t);
            return self.error(
                name.pos,
                format!("go:embed cannot apply to var of type {t}"),
            );
        }
        let package = &self.packages[self.pkg.0 as usize - 1];
        let files = package.embeds.get(&name.id).into_iter().flatten();
        if text && files.filter(|(name, _)| !name.ends_with('/')).count() > 1 {
            let t = self.type_string(t);
            let message = format!("invalid go:embed: multiple files for type {t}");
            self.error(name.pos, message);
        }
    }

    fn is_embed_fs(&self, t: TypeId) -> bool {
        let &Type::Named(id) = self.types.get(t) else {
            return false;
        };
        let object = self.object(self.types.named(id).obj);
        let of_embed =
            |p: super::object::PkgId| p.0 > 0 && self.packages[p.0 as usize - 1].path == "embed";
        object.name.as_str() == "FS" && object.pkg.is_some_and(of_embed)
    }

    fn check_func_directives(&mut self, func: &'a FuncDecl, exported: &mut FxHashSet<&'a str>) {
        for d in &func.directives {
            match verb(d) {
                verb if OF_THE_RUNTIME.contains(&verb) => {
                    self.error(place(d), format!("//go:{verb} only allowed in runtime"));
                }
                "wasmimport" if func.body.is_some() => {
                    let message = "can only use //go:wasmimport with external func implementations";
                    self.error(func.name.pos, message);
                }
                "wasmimport" => self.check_wasm_signature(func, Way::Import),
                "wasmexport" => {
                    if func.recv.is_some() {
                        self.error(func.name.pos, "cannot use //go:wasmexport on a method");
                    } else if !func.tparams.is_empty() {
                        self.error(
                            func.name.pos,
                            "cannot use //go:wasmexport on a generic function",
                        );
                    } else if let Some(name) = d.text.split_whitespace().nth(1) {
                        self.check_wasm_signature(func, Way::Export);
                        if !exported.insert(name) {
                            self.error(func.name.pos, format!("symbol {name} redeclared"));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The types that a function may have that the host calls or provides.
    fn check_wasm_signature(&mut self, func: &'a FuncDecl, way: Way) {
        let Some(obj) = self.info.nodes.declared(func.name.id) else {
            return;
        };
        let Type::Func(sig) = self.types.under(self.object(obj).typ).clone() else {
            return;
        };
        let directive = match way {
            Way::Import => "wasmimport",
            Way::Export => "wasmexport",
        };
        let pos = func.name.pos;
        for &t in &sig.params {
            if !self.crosses(t, true) {
                let t = self.type_string(t);
                let message = format!("go:{directive}: unsupported parameter type {t}");
                self.error(pos, message);
            }
        }
        match sig.results[..] {
            [] => {}
            [t] if self.crosses(t, false) => {}
            [t] => {
                let t = self.type_string(t);
                self.error(pos, format!("go:{directive}: unsupported result type {t}"));
            }
            _ => self.error(pos, format!("go:{directive}: too many return values")),
        }
    }

    /// Whether values of a type can cross to the host.
    fn crosses(&self, t: TypeId, parameter: bool) -> bool {
        use Basic::*;
        match self.types.under(t) {
            Type::Basic(String) => parameter,
            Type::Basic(b) => matches!(
                b,
                Bool | Int32
                    | Uint32
                    | Int64
                    | Uint64
                    | Float32
                    | Float64
                    | Uintptr
                    | UnsafePointer
            ),
            &Type::Pointer(to) => self.laid_out_for_host(to),
            _ => false,
        }
    }

    /// Whether the host knows how a type is laid out.
    fn laid_out_for_host(&self, t: TypeId) -> bool {
        use Basic::*;
        match self.types.under(t) {
            Type::Basic(b) => matches!(
                b,
                Bool | Int8
                    | Int16
                    | Int32
                    | Int64
                    | Uint8
                    | Uint16
                    | Uint32
                    | Uint64
                    | Float32
                    | Float64
            ),
            &Type::Array(_, elem) => self.laid_out_for_host(elem),
            Type::Struct(fields) => {
                let marked = |t| match self.types.get(t) {
                    &Type::Named(id) => {
                        let object = self.object(self.types.named(id).obj);
                        object.name.as_str() == "HostLayout"
                            && object.pkg.is_some_and(|p| {
                                p.0 > 0 && self.packages[p.0 as usize - 1].path == "structs"
                            })
                    }
                    _ => false,
                };
                fields.iter().any(|f| marked(f.typ))
                    && fields
                        .iter()
                        .all(|f| marked(f.typ) || self.laid_out_for_host(f.typ))
            }
            _ => false,
        }
    }
}

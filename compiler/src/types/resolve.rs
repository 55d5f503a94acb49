//! Step 1: collects the names that a package's files declare.

use super::checker::{Checker, FileImport, State};
use super::object::{Constant, ObjId, ObjectKind, PkgId, Receiver};
use super::typ::{Basic, Type, TypeId};
use super::universe::UNSAFE;
use crate::loader::ParsedPackage;
use crate::syntax::ast::{
    ConstSpec, Decl, Expr, ExprKind, FieldType, FuncDecl, Ident, ImportSpec, TypeSpec, VarSpec,
};
use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Where and how a package-level object or a method is declared.
#[derive(Clone)]
pub(super) struct Declaration<'a> {
    pub(super) file: usize,
    pub(super) kind: DeclKind<'a>,
}

#[derive(Clone)]
pub(super) enum DeclKind<'a> {
    Const(ConstInit<'a>),
    Var {
        /// All variables of a specification with one value, which all depend on it.
        lhs: Option<Rc<[ObjId]>>,
        typ: Option<&'a Expr>,
        init: Option<&'a Expr>,
        /// The specification's index in the file, and the value's in the specification.
        decl: usize,
        value: usize,
    },
    Type(&'a TypeSpec),
    Func(&'a FuncDecl),
}

/// How a constant is initialised.
#[derive(Clone, Copy)]
pub(super) struct ConstInit<'a> {
    pub(super) typ: Option<&'a Expr>,
    pub(super) init: Option<&'a Expr>,
    /// Whether type and value are those of an earlier specification.
    pub(super) inherited: bool,
    pub(super) iota: u32,
}

/// Remembers the specification that later ones of its group repeat.
#[derive(Default)]
pub(super) struct ConstGroup<'a>(Option<&'a ConstSpec>);

impl<'a> ConstGroup<'a> {
    /// The specification that `spec` takes type and values from, and whether that is an earlier one.
    pub(super) fn source(&mut self, spec: &'a ConstSpec) -> (Option<&'a ConstSpec>, bool) {
        if spec.typ.is_some() || !spec.values.is_empty() {
            self.0 = Some(spec);
            return (self.0, false);
        }
        match self.0 {
            Some(last) if last.group == spec.group => (self.0, true),
            _ => (None, false),
        }
    }
}

impl<'a> Checker<'a> {
    /// Collects the package's objects and associates methods with their types.
    pub(super) fn collect_objects(&mut self, package: &'a ParsedPackage) {
        let mut methods = Vec::new();
        self.file_scopes = package.files.iter().map(|_| FxHashMap::default()).collect();
        self.file_imports = package.files.iter().map(|_| FxHashMap::default()).collect();
        for (file_index, file) in package.files.iter().enumerate() {
            self.env.file = file_index;
            if file.package.name.is_blank() {
                self.error(file.package.pos, "invalid package name _");
            }
            for import in &file.imports {
                self.import(file_index, import);
            }
            let mut group = ConstGroup::default();
            for (index, decl) in file.decls.iter().enumerate() {
                match decl {
                    Decl::Const(spec) => self.collect_const(file_index, spec, &mut group),
                    Decl::Var(spec) => self.collect_var(file_index, index, spec),
                    Decl::Type(spec) => self.collect_type(file_index, spec),
                    Decl::Func(func) => self.collect_func(file_index, func, &mut methods),
                }
            }
        }
        self.check_file_scopes();
        for (obj, func) in methods {
            self.attach_method(obj, func);
        }
    }

    /// The packages that files of this package import, without duplicates.
    pub(super) fn imported_packages(&self) -> Vec<PkgId> {
        let mut list: Vec<PkgId> = self
            .file_imports
            .iter()
            .flat_map(|imports| imports.keys())
            .filter_map(|&obj| match self.object(obj).kind {
                ObjectKind::Package(pkg) => Some(pkg),
                _ => None,
            })
            .collect();
        list.sort_unstable();
        list.dedup();
        list
    }

    fn import(&mut self, file: usize, spec: &'a ImportSpec) {
        let pkg = match spec.path.as_str() {
            "unsafe" => UNSAFE,
            path => match self.by_path.get(path) {
                Some(&pkg) => pkg,
                None => return,
            },
        };
        let own_name = match pkg {
            UNSAFE => Symbol::new("unsafe"),
            _ => self.packages[pkg.0 as usize - 1].name,
        };
        let name = spec.name.map_or(own_name, |ident| ident.name);
        if name.as_str() == "init" {
            let message = "cannot import package as init - init must be a func";
            self.error(spec.pos, message);
            return;
        }
        let kind = ObjectKind::Package(pkg);
        let obj = self.new_object(name, spec.pos, Basic::Invalid.id(), kind);
        if let Some(ident) = spec.name {
            self.info.nodes.declare(ident.id, obj);
        }
        let dot = name.as_str() == ".";
        let blank = name.is_blank();
        self.file_imports[file].insert(obj, FileImport { used: blank });
        if dot {
            let mut names: Vec<(Symbol, ObjId)> = match pkg {
                UNSAFE => self
                    .universe
                    .unsafe_scope
                    .iter()
                    .map(|(&n, &o)| (n, o))
                    .collect(),
                _ => self.scopes[pkg.0 as usize]
                    .iter()
                    .map(|(&n, &o)| (n, o))
                    .collect(),
            };
            names.retain(|(name, _)| name.is_exported());
            names.sort_by_key(|(name, _)| name.as_str());
            for (name, object) in names {
                if let Some(&other) = self.file_scopes[file].get(&name) {
                    self.redeclared(spec.pos, name, other);
                } else {
                    self.file_scopes[file].insert(name, object);
                    self.dot_imports.insert((file, object), obj);
                }
            }
        } else if !blank {
            if let Some(&other) = self.file_scopes[file].get(&name) {
                self.redeclared(spec.pos, name, other);
            } else {
                self.file_scopes[file].insert(name, obj);
            }
        }
    }

    /// Declares a package-level object.
    fn declare_global(&mut self, ident: Ident, obj: ObjId, decl: Declaration<'a>) {
        let name = ident.name;
        if name.as_str() == "init" {
            self.error(ident.pos, "cannot declare init - must be func");
            return;
        }
        if name.as_str() == "main" && self.package_name().as_str() == "main" {
            self.error(ident.pos, "cannot declare main - must be func");
            return;
        }
        self.declare_in_package(ident, obj);
        self.add_declaration(obj, decl);
    }

    fn declare_in_package(&mut self, ident: Ident, obj: ObjId) {
        self.info.nodes.declare(ident.id, obj);
        if ident.name.is_blank() {
            return;
        }
        let scope = &mut self.scopes[self.pkg.0 as usize];
        if let Some(&other) = scope.get(&ident.name) {
            self.redeclared(ident.pos, ident.name, other);
        } else {
            scope.insert(ident.name, obj);
        }
    }

    fn add_declaration(&mut self, obj: ObjId, decl: Declaration<'a>) {
        self.decls.insert(obj, decl);
        self.decl_order.push(obj);
        self.states.insert(obj, State::White);
    }

    pub(super) fn package_name(&self) -> Symbol {
        self.packages[self.pkg.0 as usize - 1].name
    }

    fn collect_const(&mut self, file: usize, spec: &'a ConstSpec, group: &mut ConstGroup<'a>) {
        let (source, inherited) = group.source(spec);
        let values = source.map_or(&[][..], |s| &s.values);
        for (i, &name) in spec.names.iter().enumerate() {
            let kind = ObjectKind::Const(Constant::UNKNOWN);
            let obj = self.new_object(name.name, name.pos, Basic::Invalid.id(), kind);
            let kind = DeclKind::Const(ConstInit {
                typ: source.and_then(|s| s.typ.as_ref()),
                init: values.get(i),
                inherited,
                iota: spec.iota,
            });
            self.declare_global(name, obj, Declaration { file, kind });
        }
        self.arity(spec.pos, &spec.names, values, true, inherited);
    }

    fn collect_var(&mut self, file: usize, decl: usize, spec: &'a VarSpec) {
        let objects: Rc<[ObjId]> = spec
            .names
            .iter()
            .map(|name| {
                let invalid = Basic::Invalid.id();
                self.new_object(name.name, name.pos, invalid, ObjectKind::Global)
            })
            .collect();
        let shared = spec.values.len() == 1;
        for (i, (&name, &obj)) in spec.names.iter().zip(objects.iter()).enumerate() {
            let kind = DeclKind::Var {
                lhs: shared.then(|| objects.clone()),
                typ: spec.typ.as_ref(),
                init: spec.values.get(if shared { 0 } else { i }),
                decl,
                value: if shared { 0 } else { i },
            };
            self.declare_global(name, obj, Declaration { file, kind });
        }
        if spec.typ.is_none() || !spec.values.is_empty() {
            self.arity(spec.pos, &spec.names, &spec.values, false, false);
        }
    }

    /// Reports a specification with too few or too many values.
    pub(super) fn arity(
        &mut self,
        pos: Pos,
        names: &[Ident],
        values: &'a [Expr],
        constant: bool,
        inherited: bool,
    ) {
        let (l, r) = (names.len(), values.len());
        if l < r {
            if inherited {
                let place = self.place(values[l].pos).unwrap_or_default();
                self.error(pos, format!("extra init expr at {place}"));
            } else {
                let text = self.show(&values[l]);
                self.error(values[l].start(), format!("extra init expr {text}"));
            }
        } else if l > r && (constant || r != 1) {
            let name = names[r];
            self.error(name.pos, format!("missing init expr for {}", name.name));
        }
    }

    fn collect_type(&mut self, file: usize, spec: &'a TypeSpec) {
        let invalid = Basic::Invalid.id();
        let name = spec.name;
        let obj = self.new_object(name.name, name.pos, invalid, ObjectKind::TypeName);
        let kind = DeclKind::Type(spec);
        self.declare_global(name, obj, Declaration { file, kind });
        self.new_defined_type(obj, spec);
    }

    /// Gives a defined type its identity.
    pub(super) fn new_defined_type(&mut self, obj: ObjId, spec: &'a TypeSpec) {
        let mut params: Vec<TypeId> = Vec::new();
        if !spec.alias {
            params.extend(self.env.params.iter());
        }
        let implicit = params.len();
        if !spec.tparams.is_empty() {
            params.extend(self.new_params(obj, &spec.tparams).iter());
        }
        if !spec.alias {
            let typ = self.types.new_named(obj, params.into(), implicit);
            self.objects[obj].typ = typ;
        }
    }

    fn collect_func(
        &mut self,
        file: usize,
        func: &'a FuncDecl,
        methods: &mut Vec<(ObjId, &'a FuncDecl)>,
    ) {
        let name = func.name;
        let kind = ObjectKind::Func { recv: None };
        let obj = self.new_object(name.name, name.pos, Basic::Invalid.id(), kind);
        self.func_types.insert(obj, &func.sig);
        if !func.tparams.is_empty() {
            self.new_params(obj, &func.tparams);
        }
        if func.recv.is_none() {
            let text = name.name.as_str();
            if text == "init" || text == "main" && self.package_name().as_str() == "main" {
                if !func.sig.params.is_empty() || !func.sig.results.is_empty() {
                    let message =
                        format!("func {text} must have no arguments and no return values");
                    self.error(name.pos, message);
                }
                if text == "init" && func.body.is_none() {
                    self.error(name.pos, "func init must have a body");
                }
            }
            if text == "init" {
                self.info.nodes.declare(name.id, obj);
            } else {
                self.declare_in_package(name, obj);
            }
        } else {
            self.info.nodes.declare(name.id, obj);
            methods.push((obj, func));
        }
        let kind = DeclKind::Func(func);
        self.add_declaration(obj, Declaration { file, kind });
    }

    /// A name of a file's scope and one of the package's must differ.
    fn check_file_scopes(&mut self) {
        for file in 0..self.file_scopes.len() {
            let mut clashes: Vec<(ObjId, ObjId)> = self.file_scopes[file]
                .iter()
                .filter_map(|(name, &obj)| {
                    let &alt = self.scopes[self.pkg.0 as usize].get(name)?;
                    Some((alt, obj))
                })
                .collect();
            clashes.sort_unstable();
            for (alt, obj) in clashes {
                let (name, pos) = (self.object(alt).name, self.object(alt).pos);
                let other = self.object(obj);
                let (other_name, other_pos) = (other.name, other.pos);
                let by = match other.kind {
                    ObjectKind::Package(pkg) => {
                        format!("import of package {}", self.package_path_name(pkg))
                    }
                    _ => format!(
                        "dot-import of package {}",
                        other
                            .pkg
                            .map_or(String::new(), |p| self.package_path_name(p))
                    ),
                };
                let mut message = format!("{name} already declared through {by}");
                if let Some(place) = self.place(other_pos) {
                    message += &format!("\n\t{place}: other declaration of {other_name}");
                }
                self.error(pos, message);
            }
        }
    }

    /// `name ("path")`, as Go describes a package.
    fn package_path_name(&self, pkg: PkgId) -> String {
        if pkg == UNSAFE {
            return "unsafe (\"unsafe\")".into();
        }
        let p = &self.packages[pkg.0 as usize - 1];
        format!("{} ({:?})", p.name, p.path)
    }

    /// Associates a method with its receiver's base type.
    fn attach_method(&mut self, method: ObjId, func: &'a FuncDecl) {
        let Some(recv) = &func.recv else { return };
        let FieldType::Own(typ) = &recv.typ else {
            return;
        };
        let (base, pointer) = receiver_base(typ);
        let base = match &base.kind {
            ExprKind::Index(index) => index.x.unparen(),
            _ => base,
        };
        let Some(ident) = base.ident() else {
            return;
        };
        let Some((base, pointer)) = self.resolve_base(ident.name, pointer) else {
            return;
        };
        self.objects[method].kind = ObjectKind::Func {
            recv: Some(Receiver { base, pointer }),
        };
        let &Type::Named(id) = self.types.get(base) else {
            return;
        };
        if func.name.name.is_blank() {
            return;
        }
        let other = self.types.named(id).methods.iter().copied().find(|&m| {
            let o = self.object(m);
            o.name == func.name.name
        });
        if let Some(other) = other {
            let place = self.place(self.object(other).pos).unwrap_or_default();
            let type_name = self.object(self.types.named(id).obj).name;
            let message = format!(
                "method {type_name}.{} already declared at {place}",
                func.name.name
            );
            self.error(func.name.pos, message);
            return;
        }
        self.types.named_mut(id).methods.push(method);
    }

    /// The defined type of this package that a name stands for, aliases looked through, and whether there is a pointer to it.
    fn resolve_base(&mut self, mut name: Symbol, mut pointer: bool) -> Option<(TypeId, bool)> {
        let mut seen = Vec::new();
        loop {
            let &obj = self.scopes[self.pkg.0 as usize].get(&name)?;
            let DeclKind::Type(spec) = self.decls.get(&obj)?.kind else {
                return None;
            };
            if !spec.alias {
                let typ = self.object(obj).typ;
                return self.is_valid_type(typ).then_some((typ, pointer));
            }
            let (base, star) = receiver_base(&spec.typ);
            if pointer && star {
                return None;
            }
            pointer |= star;
            let next = base.ident()?;
            if seen.contains(&next.name) {
                return None;
            }
            seen.push(next.name);
            name = next.name;
        }
    }
}

/// A receiver type without parentheses and stars, and whether there was a star.
pub(super) fn receiver_base(typ: &Expr) -> (&Expr, bool) {
    let mut e = typ.unparen();
    let mut pointer = false;
    while let ExprKind::Star(inner) = &e.kind {
        pointer = true;
        e = inner.unparen();
    }
    (e, pointer)
}

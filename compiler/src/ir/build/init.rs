//! Where a program begins: package variables, `init` functions, `main.main`, and the functions that the runtime starts.

use super::analyze::{Analysis, Analyzer};
use super::inst::Inst;
use super::mem::FnCx;
use super::repr::Place;
use super::unused::Step;
use super::{Builder, FuncKey};
use crate::ir::abi::{Class, RtFn};
use crate::ir::func_builder::FuncBuilder;
use crate::ir::{Callee, FuncId, Op, Sig};
use crate::syntax::ast::{Decl, Expr};
use crate::syntax::source::Pos;
use crate::types::object::{ObjId, ObjectKind, PkgId};
use crate::types::typ::{Type, TypeId};
use std::rc::Rc;

/// An initialiser that is no static value: the file's index, the variables, their value, what is known of it.
pub(super) type Dynamic<'a> = (usize, &'a [ObjId], &'a Expr, Rc<Analysis>);

impl<'a> Builder<'a> {
    /// The type `any`.
    pub(super) fn any(&self) -> TypeId {
        self.any
    }

    /// Finds `interface {}`.
    pub(super) fn find_any(types: &crate::types::typ::Types) -> TypeId {
        (0..types.len() as u32)
            .map(TypeId)
            .find(|&t| matches!(types.get(t), Type::Interface(m) if m.is_empty()))
            .unwrap_or(TypeId(0))
    }

    /// The function that stands behind a declaration without body: another package may provide it under its name.
    pub(super) fn linked(&self, obj: ObjId) -> ObjId {
        if self.decls.get(&obj).is_some_and(|d| d.body.is_some()) {
            return obj;
        }
        let mut name = self.func_name(obj);
        if let Some(decl) = self.decls.get(&obj) {
            for d in &decl.directives {
                let mut words = d.text.split_whitespace();
                if let (Some("linkname"), Some(_), Some(remote)) =
                    (words.next(), words.next(), words.next())
                {
                    name = remote.to_owned();
                }
            }
        }
        if let Some(&to) = self.linknames.get(&name) {
            return to;
        }
        if let Some((path, func)) = name.rsplit_once('.')
            && let Some(to) = self.find_func(path, func)
            && to != obj
            && self.decls.get(&to).is_some_and(|d| d.body.is_some())
        {
            return to;
        }
        obj
    }

    /// Notes functions with a body that are known under another name too.
    pub(super) fn collect_linknames(&mut self) {
        let mut found = Vec::new();
        for (&obj, decl) in &self.decls {
            if decl.body.is_none() {
                continue;
            }
            for d in &decl.directives {
                let mut words = d.text.split_whitespace();
                if let (Some("linkname"), Some(_), Some(remote)) =
                    (words.next(), words.next(), words.next())
                {
                    found.push((remote.to_owned(), obj));
                }
            }
        }
        self.linknames.extend(found);
        self.link_variables();
    }

    /// Variables that `//go:linkname` makes another package's are one with those.
    fn link_variables(&mut self) {
        let program = self.program;
        let variable = |path: &str, name: &str| {
            let package = program.packages.iter().find(|p| p.path == path)?;
            let mut named = package.scope.iter().filter(|(n, _)| n.as_str() == name);
            let &(_, obj) = named.next()?;
            matches!(program.object(obj).kind, ObjectKind::Global).then_some(obj)
        };
        for package in &program.packages {
            for line in package.files.iter().flat_map(|f| &f.directives) {
                let mut words = line.text.split_whitespace();
                if let (Some("linkname"), Some(local), Some(remote)) =
                    (words.next(), words.next(), words.next())
                    && let Some((path, name)) = remote.rsplit_once('.')
                    && let (Some(own), Some(other)) =
                        (variable(&package.path, local), variable(path, name))
                    && self.size_of(program.object(own).typ)
                        == self.size_of(program.object(other).typ)
                {
                    let data = self.global(other);
                    self.globals.insert(own, data);
                }
            }
        }
    }

    /// Starts at every function of the program's own packages, for those who want to know if all of it can be compiled.
    pub(super) fn everything(&mut self) {
        self.collect_linknames();
        let program = self.program;
        for (n, package) in program.packages.iter().enumerate() {
            if package.std {
                continue;
            }
            for step in self.package_init(PkgId(n as u32)) {
                if let Step::Variable(obj) = step {
                    self.global(obj);
                }
            }
            for decl in package.files.iter().flat_map(|f| &f.decls) {
                if let Decl::Func(f) = decl
                    && f.body.is_some()
                    && let Some(obj) = program.info.nodes.declared(f.name.id)
                    // Of generic functions only instances are built.
                    && !self.info.type_params.contains_key(&obj)
                {
                    self.decl_func(Inst::plain(obj));
                }
            }
        }
        self.module.entries.gostart = self.runtime_func("gostart");
        self.module.entries.calldefer = self.runtime_func("calldefer");
    }

    /// Starts at what is always reached.
    pub(super) fn entries(&mut self) {
        self.collect_linknames();
        let sig = super::wrapper::with_ctx(&Sig {
            params: Vec::new(),
            results: Vec::new(),
        });
        let id = self.new_func("runtime.main".to_owned(), Pos::NONE, sig.clone());
        let program = self.program;
        let mut steps = Vec::new();
        for n in 0..program.packages.len() {
            steps.extend(self.package_init(PkgId(n as u32)));
        }
        match self.find_func("main", "main") {
            // A reactor's `main` is not called.
            Some(_) if self.reactor => {}
            Some(main) => steps.push(Step::Call(self.decl_func(Inst::plain(main)))),
            None => self
                .diags
                .error(Pos::NONE, "function main is undeclared in the main package"),
        }
        self.main = Some((id, steps));
        self.main_func();
        self.module.entries.main = Some(self.static_closure(id));
        self.module.entries.gostart = self.runtime_func("gostart");
        self.module.entries.calldefer = self.runtime_func("calldefer");
    }

    /// Builds the function that calls everything in turn.
    pub(super) fn main_func(&mut self) {
        let Some((id, steps)) = &self.main else {
            return;
        };
        let place = &self.module.funcs[id.index()];
        let mut b = FuncBuilder::new(place.name.clone(), Pos::NONE, place.sig.clone());
        b.func.has_ctx = true;
        for step in steps {
            let f = match step {
                Step::Call(f) => Some(*f),
                Step::Variable(obj) => self.initializers.get(obj).copied(),
            };
            if let Some(f) = f {
                b.call(f, &[], &[]);
            }
        }
        b.ret(Vec::new());
        let (id, f) = (*id, b.finish(None));
        self.set_func(id, f);
    }

    /// Has the heap's profile begin first of all, once something that is reached asks for it. Returns whether there is something new to
    /// build.
    pub(super) fn profile_entry(&mut self) -> bool {
        let Some(obj) = self.find_func("runtime", "MemProfile") else {
            return false;
        };
        if self.profiled || !self.funcs.contains_key(&FuncKey::Decl(Inst::plain(obj))) {
            return false;
        }
        self.profiled = true;
        if let Some(start) = self.runtime_func("startProfile")
            && let Some((_, steps)) = &mut self.main
        {
            steps.insert(0, Step::Call(start));
        }
        self.main_func();
        true
    }

    /// Adds what the runtime starts when something panics, once something that is reached can. Returns whether there is
    /// something new to build.
    pub(super) fn panic_entries(&mut self) -> bool {
        let (mut errors, mut panics) = (false, false);
        for f in &self.module.funcs {
            for inst in f.blocks.iter().flat_map(|b| &b.insts) {
                match &f.insts[inst.index()].op {
                    Op::PanicIf(_) => errors = true,
                    Op::Call(Callee::Runtime(RtFn::Panic)) => panics = true,
                    Op::Call(Callee::Runtime(rt)) => errors |= rt.can_panic(),
                    Op::Call(Callee::Extern(e)) => errors |= e.class == Class::MayPanic,
                    _ => {}
                }
            }
        }
        let entries = self.module.entries;
        if errors && entries.panic_rt.is_none() {
            self.module.entries.panic_rt = self.runtime_func("panicrt");
        }
        if (errors || panics) && entries.panic_text.is_none() {
            self.module.entries.panic_text = self.runtime_func("panictext");
        }
        !self.work.is_empty()
    }

    /// Initial values of a package's variables, and what is to be done: computing those that are not static, then calling the
    /// package's `init` functions.
    fn package_init(&mut self, pkg: PkgId) -> Vec<Step> {
        let program = self.program;
        let package = program.package(pkg);
        let mut steps = self.embed_init(pkg).map(Step::Call).into_iter().collect();
        let mut dynamic: Vec<Dynamic<'a>> = Vec::new();
        let name = format!("{}.init", package.path);
        let mut lits = 0;
        for init in &package.init_order {
            let Decl::Var(spec) = &package.files[init.file].decls[init.decl] else {
                continue;
            };
            let value = &spec.values[init.value];
            let (analysis, n) = Analyzer::new(self, name.clone(), lits).initializer(value);
            lits = n;
            let analysis = Rc::new(analysis);
            if let [obj] = init.lhs[..] {
                let o = program.object(obj);
                if !o.name.is_blank() {
                    if self.put_off(&name, pkg, (init.file, &init.lhs, value, analysis.clone())) {
                        self.init_step(&name, pkg, &mut dynamic, &mut steps);
                        steps.push(Step::Variable(obj));
                        continue;
                    }
                    let data = self.global(obj);
                    self.once = Some((analysis.clone(), pkg));
                    let done = self.static_variable(data, o.typ, value);
                    self.once = None;
                    if done {
                        continue;
                    }
                }
            }
            dynamic.push((init.file, &init.lhs, value, analysis));
        }
        self.init_step(&name, pkg, &mut dynamic, &mut steps);
        let mut n = 0;
        for file in &package.files {
            for decl in &file.decls {
                if let Decl::Func(f) = decl
                    && let Some(name) = super::export::name(f)
                {
                    self.export(f, name);
                }
                if let Decl::Func(f) = decl
                    && f.recv.is_none()
                    && f.name.name.as_str() == "init"
                    && let Some(obj) = self.info.nodes.declared(f.name.id)
                {
                    self.init_names
                        .insert(obj, format!("{}.init.{n}", package.path));
                    n += 1;
                    steps.push(Step::Call(self.decl_func(Inst::plain(obj))));
                }
            }
        }
        steps
    }

    /// Makes a step of the initialisers that were gathered.
    fn init_step(
        &mut self,
        name: &str,
        pkg: PkgId,
        dynamic: &mut Vec<Dynamic<'a>>,
        steps: &mut Vec<Step>,
    ) {
        // A function has one file.
        for list in dynamic.chunk_by(|a, b| a.0 == b.0) {
            steps.push(Step::Call(self.init_func(name.to_owned(), pkg, list)));
        }
        dynamic.clear();
    }

    pub(super) fn init_func(&mut self, name: String, pkg: PkgId, list: &[Dynamic<'a>]) -> FuncId {
        let sig = Sig {
            params: Vec::new(),
            results: Vec::new(),
        };
        let pos = list[0].2.start();
        let id = self.new_func(name.clone(), pos, sig.clone());
        let layout = Rc::new(self.layout_of(&[], &[]));
        let b = FuncBuilder::new(name, pos, sig);
        let mut cx = FnCx::new(self, b, layout);
        cx.b.func.noinline = true;
        cx.pkg = Some(pkg);
        for (_, lhs, value, analysis) in list {
            cx.analysis = analysis.clone();
            cx.b.pos = value.pos;
            cx.push_temps();
            cx.init_variables(lhs, value);
            cx.pop_temps();
        }
        cx.b.ret(Vec::new());
        let f = cx.finish();
        self.set_func(id, f);
        id
    }
}

impl<'a> FnCx<'_, 'a> {
    fn init_variables(&mut self, lhs: &'a [ObjId], value: &'a Expr) {
        if let [obj] = *lhs {
            let o = self.m.program.object(obj);
            if o.name.is_blank() {
                self.expr_as(value, o.typ);
                return;
            }
            let place = Place::data(self.m.global(obj));
            let v = self.expr_as(value, o.typ);
            return self.store(place, o.typ, v);
        }
        let values = self.multi(value);
        for (&obj, (t, v)) in lhs.iter().zip(values) {
            let o = self.m.program.object(obj);
            if !o.name.is_blank() {
                debug_assert!(matches!(o.kind, ObjectKind::Global));
                let place = Place::data(self.m.global(obj));
                let v = self.assignable(v, t, o.typ);
                self.store(place, o.typ, v);
            }
        }
    }
}

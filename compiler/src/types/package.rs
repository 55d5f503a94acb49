//! The checker's frame: takes packages one after another through its steps.

use super::checker::{Checker, DelayedBody, Env};
use super::info::Info;
use super::layout::Layouts;
use super::object::{ObjId, ObjectKind, PkgId};
use super::scope::Scopes;
use super::spelling::Spelling;
use super::typ::{Type, Types};
use super::universe::{UNSAFE, Universe};
use super::written::Written;
use super::{Initializer, Package, Program};
use crate::diag::Diagnostics;
use crate::loader::{Loaded, ParsedPackage};
use crate::syntax::source::{Pos, SourceMap};
use crate::syntax::symbol::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

/// Stack of the checker's thread. The parser bounds the height of trees (10 000 for chains such as `f()()()`), so that this
/// is enough for any program; it is only reserved, not used, for ordinary ones.
const STACK_SIZE: usize = 512 << 20;

/// What the checker found out of one package.
#[derive(Default)]
struct Checked {
    imports: Vec<PkgId>,
    scope: Vec<(Symbol, ObjId)>,
    init_order: Vec<Initializer>,
}

/// Checks a program: its packages in the order of their dependencies, `main` last. Errors go to `diags`; the program is
/// complete only where there are none. Not for
/// programs whose diagnostics are [fatal](Diagnostics::is_fatal) before.
///
/// # Panics
/// When no thread can be started.
pub fn check(loaded: Loaded, sources: &SourceMap, diags: &mut Diagnostics) -> Program {
    let Loaded {
        packages,
        build_info,
    } = loaded;
    let (checked, types, objects, info) = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("check".into())
            .stack_size(STACK_SIZE)
            .spawn_scoped(scope, || check_all(&packages, sources, diags))
            .expect("a thread for the checker")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    let mut program = Program {
        packages: vec![Package {
            path: "unsafe".into(),
            name: Symbol::new("unsafe"),
            files: Vec::new(),
            std: true,
            imports: Vec::new(),
            embeds: Default::default(),
            scope: checked.1,
            init_order: Vec::new(),
        }],
        types,
        objects,
        info,
        build_info,
    };
    for (package, checked) in packages.into_iter().zip(checked.0) {
        program.packages.push(Package {
            path: package.path,
            name: package.name,
            files: package.files,
            std: package.std,
            imports: checked.imports,
            embeds: package.embeds,
            scope: checked.scope,
            init_order: checked.init_order,
        });
    }
    program
}

type Scope = Vec<(Symbol, ObjId)>;

fn sorted_scope(scope: &FxHashMap<Symbol, ObjId>) -> Scope {
    let mut list: Scope = scope.iter().map(|(&name, &obj)| (name, obj)).collect();
    list.sort_by_key(|(name, _)| name.as_str());
    list
}

fn check_all(
    packages: &[ParsedPackage],
    sources: &SourceMap,
    diags: &mut Diagnostics,
) -> ((Vec<Checked>, Scope), Types, super::object::Objects, Info) {
    let types = Types::default();
    let mut objects = super::object::Objects::default();
    let universe = Universe::new(&types, &mut objects);
    let mut checker = Checker {
        packages,
        by_path: packages
            .iter()
            .enumerate()
            .map(|(i, p)| (p.path.as_str(), PkgId(i as u32 + 1)))
            .collect(),
        sources,
        diags,
        types,
        objects,
        info: Info::default(),
        layouts: Layouts::default(),
        universe,
        scopes: vec![FxHashMap::default(); packages.len() + 1],
        file_scopes: Vec::new(),
        file_imports: Vec::new(),
        dot_imports: FxHashMap::default(),
        pkg: UNSAFE,
        decls: FxHashMap::default(),
        decl_order: Vec::new(),
        states: FxHashMap::default(),
        path: Vec::new(),
        method_depths: Vec::new(),
        anonymous_cycles: Vec::new(),
        types_pending: false,
        local: Scopes::default(),
        env: Env::of_file(0),
        delayed: Vec::new(),
        locals: Vec::new(),
        used: super::object::ObjSet::default(),
        deps: FxHashMap::default(),
        shift_operands: FxHashSet::default(),
        spelling: Spelling::default(),
        written: Written::default(),
        func_types: FxHashMap::default(),
        defined_as: FxHashMap::default(),
        later: Vec::new(),
        missing_bodies: Vec::new(),
        panics: FxHashSet::default(),
        instance_places: FxHashMap::default(),
        generic: FxHashMap::default(),
        want_generic: false,
        selected_params: FxHashMap::default(),
        type_sets: FxHashMap::default(),
        mono: super::mono::Flow::default(),
        error_count: 0,
        blank: Symbol::new("_"),
    };
    let mut right = FxHashSet::default();
    let mut checked = Vec::new();
    for (i, package) in packages.iter().enumerate() {
        // What is wrong in one package is not reported again by those that import it.
        let known = |path: &str| !checker.by_path.contains_key(path) || right.contains(path);
        let mut imports = package.files.iter().flat_map(|f| &f.imports);
        if !imports.all(|import| known(&import.path)) {
            checked.push(Checked::default());
            continue;
        }
        let before = checker.diags.len();
        checked.push(checker.package(i));
        if checker.diags.len() == before {
            right.insert(package.path.as_str());
        }
    }
    let unsafe_scope = sorted_scope(&checker.universe.unsafe_scope);
    checker.settle_rest();
    (
        (checked, unsafe_scope),
        checker.types,
        checker.objects,
        checker.info,
    )
}

impl<'a> Checker<'a> {
    fn package(&mut self, index: usize) -> Checked {
        let package = &self.packages[index];
        self.pkg = PkgId(index as u32 + 1);
        self.env = Env::of_file(0);
        self.spelling = Spelling::default();
        self.decls.clear();
        self.decl_order.clear();
        self.states.clear();
        self.deps.clear();
        self.dot_imports.clear();
        self.error_count = 0;
        self.type_sets.clear();
        self.selected_params.clear();

        self.collect_objects(package);
        self.resolve_types();
        let order = self.decl_order.clone();
        for &obj in &order {
            self.declare(obj);
        }
        self.check_later();
        self.check_field_names();
        // Bodies may contain local types, whose checks wait for nothing else.
        for delayed in core::mem::take(&mut self.delayed) {
            let DelayedBody { env, body } = *delayed;
            self.with_env(env, |c| c.func_body(body));
        }
        self.check_later();
        self.report_instantiation_cycles();
        let init_order = self.initialization_order();
        self.report_unused();
        self.check_directives();
        self.report_missing(index);
        if self.error_count == 0 && !self.packages[index].std {
            self.report_too_large();
        }
        Checked {
            imports: self.imported_packages(),
            scope: sorted_scope(&self.scopes[self.pkg.0 as usize]),
            init_order,
        }
    }

    /// Step 2: all defined types.
    fn resolve_types(&mut self) {
        let names: Vec<ObjId> = self
            .decl_order
            .iter()
            .copied()
            .filter(|&obj| self.object(obj).kind == ObjectKind::TypeName)
            .collect();
        self.types_pending = true;
        for &obj in &names {
            self.declare(obj);
        }
        self.types_pending = false;
        let mut done = FxHashSet::default();
        for &obj in &names {
            if let &Type::Named(id) = self.types.get(self.object(obj).typ)
                && self.types.named(id).obj == obj
            {
                self.check_valid_type(id, &mut done);
            }
        }
        self.check_later();
    }

    /// What Go reports only of packages that are otherwise right.
    fn report_missing(&mut self, index: usize) {
        let bodies = core::mem::take(&mut self.missing_bodies);
        if self.error_count > 0 {
            return;
        }
        if self.packages[index].partial {
            return;
        }
        for pos in bodies {
            self.error(pos, "missing function body");
        }
        let main = Symbol::new("main");
        if !self.packages[index].std && self.packages[index].name == main {
            let func = self.scopes[self.pkg.0 as usize].get(&main);
            if !func.is_some_and(|&f| matches!(self.object(f).kind, ObjectKind::Func { .. })) {
                self.error(Pos::NONE, "function main is undeclared in the main package");
            }
        }
    }
}

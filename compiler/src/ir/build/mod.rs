//! From checked trees to SSA.
//!
//! [`build`] starts at the package initialisers and `main.main` and works off a list: a function is built when something
//! reached mentions it, a method also when its type becomes the dynamic type of an interface that has it (static itabs),
//! or when an interface that some dynamic assertion asks for names it ([`descriptor`]).
//!
//! How Go values become scalars or memory is in [`repr`], how calls pass them in [`sig`], what is done with memory in
//! [`mem`], variables in [`vars`] (decided by [`analyze`] beforehand).

mod analyze;
mod append;
mod arith;
mod assign;
mod atomic;
mod builtin;
mod call;
mod closure;
mod compare;
mod composite;
mod consts;
mod conv;
mod defer;
mod descriptor;
mod embed;
mod equality;
mod export;
mod expr;
mod func;
mod iface;
mod init;
mod inst;
mod kinds;
mod lvalue;
mod maps;
mod mem;
mod names;
mod notes;
mod order;
mod range;
mod rangefunc;
mod reflect;
mod repr;
mod select;
mod sig;
mod slice;
mod statics;
mod stmt;
mod strings;
mod switch;
#[cfg(test)]
mod tests;
mod typeswitch;
mod unused;
mod vars;
mod wrapper;

use super::func_builder::FuncBuilder;
use super::{Data, DataId, DataReloc, DataTarget, Func, FuncId, Module, Sig, SigId};
use crate::diag::Diagnostics;
use crate::syntax::ast::{Decl, File, FuncDecl, NodeId};
use crate::syntax::source::{Pos, SourceMap};
use crate::syntax::symbol::Symbol;
use crate::types::info::Info;
use crate::types::layout::Layouts;
use crate::types::object::{ObjId, PkgId};
use crate::types::typ::{TypeId, Types};
use crate::types::{Program, UNSAFE};
use inst::{Inst, TypeEnv};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Expressions and statements nest as deep as the parser lets them.
const STACK_SIZE: usize = 256 << 20;

/// What is built.
#[derive(Clone, Copy, Default, Debug)]
pub struct Options {
    /// Every function of the program's own packages, reached or not.
    pub whole: bool,
    /// For several threads.
    pub threads: bool,
    /// For a host that calls the exported functions: `main` is not called.
    pub reactor: bool,
}

/// Builds the program. What this stage cannot do yet is reported, and the module is then incomplete.
///
/// The program is changed only by types that become known here: instances of generic ones.
pub fn build(
    program: &mut Program,
    options: Options,
    sources: &SourceMap,
    diags: &mut Diagnostics,
) -> Module {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("build".into())
            .stack_size(STACK_SIZE)
            .spawn_scoped(scope, move || build_all(program, options, sources, diags))
            .expect("a thread for the builder")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn build_all(
    program: &Program,
    options: Options,
    sources: &SourceMap,
    diags: &mut Diagnostics,
) -> Module {
    let mut b = Builder::new(program, sources, diags);
    b.module.punning = uses_unsafe(program, sources);
    b.module.threads = options.threads;
    b.reactor = options.reactor;
    let is_main = program
        .packages
        .last()
        .is_some_and(|p| p.name.as_str() == "main");
    if options.whole || !is_main {
        b.everything();
    } else {
        b.entries();
    }
    loop {
        while let Some((id, job)) = b.work.pop_front() {
            let pos = b.module.funcs[id.index()].pos;
            b.run(id, job);
            if b.weight > MAX_WEIGHT {
                let why = "too many instances of generic functions, or of too large types";
                b.diags.error(pos, why.to_owned());
                return b.module;
            }
        }
        // Descriptors are completed last: which methods they list depends on what was reached.
        if !b.wake()
            && !b.build_mentioned()
            && !b.panic_entries()
            && !b.profile_entry()
            && !b.complete_descriptors()
        {
            break;
        }
    }
    b.main_func();
    b.end_waiting();
    b.module
}

/// Generic functions can have instances without end that matters: about so many bytes of functions are enough.
const MAX_WEIGHT: usize = 1 << 27;

/// Whether a package of the program's own imports `unsafe`.
fn uses_unsafe(program: &Program, sources: &SourceMap) -> bool {
    program.packages.iter().any(|p| {
        let own = |f: &File| {
            let file = sources
                .file_of(f.package.pos)
                .map(|i| &sources.file(i).name);
            file.is_none_or(|name| !name.starts_with("$GOROOT"))
        };
        p.imports.contains(&UNSAFE) && p.files.iter().any(own)
    })
}

/// What a function is made for; each is made once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum FuncKey {
    /// A declared function or method.
    Decl(Inst),
    /// A method with a receiver of memory kind that copies it first: called with the address of a variable.
    CopyRecv(Inst),
    /// A plain function as a function value.
    Value(Inst),
    /// A method of a type as called through an interface: type, method's name.
    Itab(TypeId, Symbol, Option<PkgId>),
    /// `x.m` as a function value.
    Bound(Inst),
    /// `x.m` of an interface as a function value.
    BoundInterface(TypeId, Symbol, Option<PkgId>),
    /// `T.m` as a function value, with the method's own type arguments.
    MethodExpr(TypeId, Symbol, Option<PkgId>, TypeId),
    /// What `defer recover()` defers.
    DeferRecover,
    /// What a nil function becomes when it is deferred.
    DeferNil,
    /// Equality for descriptors (pure).
    Equal(TypeId),
    /// Equality for `==`, which panics where a dynamic type cannot be compared.
    EqualPanics(TypeId),
    /// Hash for descriptors.
    Hash(TypeId),
    /// What calls functions of a type for package reflect.
    ReflectCall(TypeId),
    /// A function of a type that hands on to package reflect.
    ReflectMade(TypeId),
}

/// A function still to build.
enum Job<'a> {
    Decl {
        inst: Inst,
        decl: &'a FuncDecl,
        copy_recv: bool,
    },
    Lit(closure::LitJob<'a>),
}

/// State of the whole stage.
struct Builder<'a> {
    program: &'a Program,
    types: &'a Types,
    info: &'a Info,
    diags: &'a mut Diagnostics,
    /// An estimate of what all functions need, in bytes.
    weight: usize,
    module: Module,
    layouts: Layouts,
    reprs: Vec<Option<Rc<repr::Repr>>>,
    sig_layouts: FxHashMap<TypeId, Rc<sig::SigLayout>>,
    sig_ids: FxHashMap<Sig, SigId>,
    named_data: FxHashMap<String, DataId>,
    strings: FxHashMap<Vec<u8>, DataId>,
    globals: FxHashMap<ObjId, DataId>,
    funcs: FxHashMap<FuncKey, FuncId>,
    decls: FxHashMap<ObjId, &'a FuncDecl>,
    work: VecDeque<(FuncId, Job<'a>)>,
    /// Functions that wait until there is a dynamic type of such a kind.
    waiting: Vec<(kinds::Kinds, FuncId, Job<'a>)>,
    /// The type arguments of the function that is being built.
    env: TypeEnv<'a>,
    desc: descriptor::Descriptors,
    /// Functions with a body that `//go:linkname` gives another name.
    linknames: FxHashMap<String, ObjId>,
    /// Names of `init` functions, of which a package may have several.
    init_names: FxHashMap<ObjId, String>,
    /// Numbers of local types, see `names.rs`.
    local_numbers: OnceCell<FxHashMap<ObjId, u32>>,
    any: TypeId,
    /// Whether the program asks by reflection if a type implements an interface.
    reflects: bool,
    /// What was reached of package reflect.
    reflect: reflect::Reflect,
    /// Which expressions call something, as far as it was asked.
    calls: FxHashMap<NodeId, bool>,
    /// The initialiser that is being made static.
    once: Option<(Rc<analyze::Analysis>, PkgId)>,
    /// Whether `main` is not called.
    reactor: bool,
    /// Initialisers that wait for a first mention of their variables, and those that it has reached.
    pending: FxHashMap<ObjId, unused::Pending<'a>>,
    mentioned: Vec<unused::Pending<'a>>,
    /// Functions made of such initialisers.
    initializers: FxHashMap<ObjId, FuncId>,
    /// Functions of literals.
    lits: FxHashMap<(NodeId, TypeId), FuncId>,
    /// What the first goroutine runs, and what that calls.
    main: Option<(FuncId, Vec<unused::Step>)>,
    /// It begins with what starts the heap's profile.
    profiled: bool,
    unique: u32,
}

impl<'a> Builder<'a> {
    fn new(program: &'a Program, sources: &SourceMap, diags: &'a mut Diagnostics) -> Builder<'a> {
        let mut b = Builder {
            program,
            types: &program.types,
            info: &program.info,
            diags,
            weight: 0,
            module: Module::default(),
            layouts: Layouts::default(),
            reprs: Vec::new(),
            sig_layouts: FxHashMap::default(),
            sig_ids: FxHashMap::default(),
            named_data: FxHashMap::default(),
            strings: FxHashMap::default(),
            globals: FxHashMap::default(),
            funcs: FxHashMap::default(),
            decls: FxHashMap::default(),
            work: VecDeque::new(),
            waiting: Vec::new(),
            env: TypeEnv::default(),
            desc: descriptor::Descriptors::default(),
            linknames: FxHashMap::default(),
            init_names: FxHashMap::default(),
            local_numbers: OnceCell::new(),
            any: Builder::find_any(&program.types),
            once: None,
            reactor: false,
            reflects: false,
            reflect: reflect::Reflect::default(),
            calls: FxHashMap::default(),
            pending: FxHashMap::default(),
            mentioned: Vec::new(),
            initializers: FxHashMap::default(),
            lits: FxHashMap::default(),
            main: None,
            profiled: false,
            unique: 0,
        };
        for file in sources.files() {
            b.module.files.push(file.name.display().to_string());
        }
        b.find_reflect();
        for package in &program.packages {
            for file in &package.files {
                for decl in &file.decls {
                    if let Decl::Func(f) = decl
                        && let Some(obj) = program.info.nodes.declared(f.name.id)
                    {
                        b.decls.insert(obj, f);
                    }
                }
            }
        }
        b
    }

    /// Reports what this stage cannot do yet.
    fn unsupported(&mut self, pos: Pos, what: &str) {
        self.diags.error(pos, format!("not supported yet: {what}"));
    }

    /// A new function, its body still to come.
    fn new_func(&mut self, name: String, pos: Pos, sig: Sig) -> FuncId {
        self.weight += 256 + name.len();
        let id = FuncId(self.module.funcs.len() as u32);
        let mut b = FuncBuilder::new(name, pos, sig);
        b.unreachable();
        self.module.funcs.push(b.func);
        id
    }

    /// Stores a function's body; what was already decided of how it can be called stays.
    fn set_func(&mut self, id: FuncId, func: Func) {
        let place = &mut self.module.funcs[id.index()];
        let has_ctx = place.has_ctx;
        *place = func;
        place.has_ctx |= has_ctx;
    }

    fn run(&mut self, id: FuncId, job: Job<'a>) {
        match job {
            Job::Decl {
                inst,
                decl,
                copy_recv,
            } => self.build_decl(id, inst, decl, copy_recv),
            Job::Lit(job) => self.build_lit(id, job),
        }
        self.env = TypeEnv::default();
    }

    /// A signature of indirect calls.
    fn sig_id(&mut self, sig: &Sig) -> SigId {
        if let Some(&id) = self.sig_ids.get(sig) {
            return id;
        }
        let id = SigId(self.module.sigs.len() as u32);
        self.module.sigs.push(sig.clone());
        self.sig_ids.insert(sig.clone(), id);
        id
    }

    /// Adds a data item.
    fn add_data(&mut self, data: Data) -> DataId {
        self.module.data.push(data);
        DataId(self.module.data.len() as u32 - 1)
    }

    /// A name no other item has.
    fn unique_name(&mut self, prefix: &str) -> String {
        self.unique += 1;
        format!("{prefix}.{}", self.unique)
    }

    /// The bytes of a string constant.
    fn string_data(&mut self, bytes: &[u8]) -> DataId {
        if let Some(&id) = self.strings.get(bytes) {
            return id;
        }
        let name = format!("str.{}", self.strings.len());
        let id = self.add_data(Data {
            name,
            size: bytes.len() as u32,
            align: 1,
            bytes: bytes.to_vec(),
            relocs: Vec::new(),
            roots: Vec::new(),
            mutable: false,
        });
        self.strings.insert(bytes.to_vec(), id);
        id
    }

    /// A data item of constants with this name, made by `make` when it is not there yet.
    fn named(&mut self, name: &str, make: impl FnOnce(&mut Builder<'a>) -> Data) -> DataId {
        if let Some(&id) = self.named_data.get(name) {
            return id;
        }
        let data = make(self);
        let id = self.add_data(data);
        self.named_data.insert(name.to_owned(), id);
        id
    }

    /// What every zero-size object is (the runtime's own static of this name).
    fn zero_object(&mut self) -> DataId {
        self.named("burrow_zero", |_| Data {
            name: "burrow_zero".into(),
            size: 8,
            align: 8,
            bytes: Vec::new(),
            relocs: Vec::new(),
            roots: Vec::new(),
            mutable: true,
        })
    }

    /// Zeroes, at least `size` bytes, that nobody writes.
    fn zeroes(&mut self, size: u32) -> DataId {
        let id = self.named("zeroes", |_| Data {
            name: "zeroes".into(),
            size: 8,
            align: 8,
            bytes: Vec::new(),
            relocs: Vec::new(),
            roots: Vec::new(),
            // Constant data would lie in the module byte by byte.
            mutable: true,
        });
        let data = &mut self.module.data[id.index()];
        data.size = data.size.max(size);
        id
    }

    /// The closure of a function that captures nothing.
    fn static_closure(&mut self, f: FuncId) -> DataId {
        self.module.funcs[f.index()].has_ctx = true;
        let name = format!("closure.{}", f.0);
        self.named(&name.clone(), |_| Data {
            name,
            size: 4,
            align: 4,
            bytes: Vec::new(),
            relocs: vec![DataReloc {
                offset: 0,
                target: DataTarget::Func(f),
            }],
            roots: Vec::new(),
            mutable: false,
        })
    }
}

//! What the emission of functions shares: symbols, signatures, the object under construction.

use super::locals::val_type;
use super::plan::takes_fp;
use super::{Options, helpers};
use crate::ir::abi::{Class, Extern, RtFn};
use crate::ir::{DataId, Func, FuncId, Module, Sig, SigId, Ty};
use crate::object::{Object, Sym, TypeId};
use crate::opt::classes::Classes;
use crate::syntax::source::{NO_NAME, Pos, SourceMap, has_drive};
use rustc_hash::FxHashMap;
use wasm_encoder::{FuncType, ValType};

/// Offsets in the M block.
pub(super) mod m {
    pub(crate) const GUARD: i32 = 0;
    pub(crate) const SUSPENDED: i32 = 4;
    pub(crate) const FUEL: i32 = 8;
    pub(crate) const BARRIER: i32 = 16;
    pub(crate) const ENTRY: i32 = 32;
    pub(crate) const RESULT: i32 = 288;
}

/// Functions that many bodies call, made when first needed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Helper {
    /// `(fp, info, params...)`: writes the entry record and refuses the call.
    Refuse(Vec<ValType>),
    /// `(fp_caller, info, params...)`: makes a frame with these parameters and calls the resume body.
    Begin(Vec<ValType>),
    /// `(fp, info, point << 5 | kind, a, b)`: raises a run-time error.
    PanicRt,
    /// `(fp, cost) -> suspended`: takes fuel, calls the runtime when it is used up.
    Poll,
    /// `(fp)`: lets the guard be no higher, so that the function at this frame may be entered.
    Admit,
    /// `(fp, info, point)`: stores the header of a frame.
    Header,
    /// `(slot, new)`: stores a pointer with the write barrier.
    StorePtr,
}

/// Shared state.
#[derive(Debug)]
pub(super) struct Cx<'a> {
    pub(super) module: &'a Module,
    pub(super) classes: &'a Classes,
    pub(super) sources: &'a SourceMap,
    pub(super) options: &'a Options,
    pub(super) obj: Object,
    /// The M block of a single-threaded module, or the global that holds the address of the thread's.
    pub(super) m: Sym,
    funcs: Vec<Option<Sym>>,
    resumes: Vec<Option<Sym>>,
    infos: Vec<Option<Sym>>,
    data: Vec<Option<Sym>>,
    rt: FxHashMap<RtFn, Sym>,
    thunks: FxHashMap<FuncId, Sym>,
    pub(super) helpers: FxHashMap<Helper, Sym>,
    /// Helpers whose bodies are still to be written.
    pub(super) wanted: Vec<Helper>,
}

fn lazily(slot: &mut Option<Sym>, make: impl FnOnce() -> Sym) -> Sym {
    *slot.get_or_insert_with(make)
}

impl<'a> Cx<'a> {
    pub(super) fn new(
        module: &'a Module,
        classes: &'a Classes,
        sources: &'a SourceMap,
        options: &'a Options,
    ) -> Cx<'a> {
        let mut obj = Object::new();
        let m = obj.extern_data(if options.threads {
            "burrow_m"
        } else {
            "burrow_m0"
        });
        let n = module.funcs.len();
        Cx {
            module,
            classes,
            sources,
            options,
            obj,
            m,
            funcs: vec![None; n],
            resumes: vec![None; n],
            infos: vec![None; n],
            data: vec![None; module.data.len()],
            rt: FxHashMap::default(),
            thunks: FxHashMap::default(),
            helpers: FxHashMap::default(),
            wanted: Vec::new(),
        }
    }

    /// A function's fast body.
    pub(super) fn func(&mut self, f: FuncId) -> Sym {
        let (obj, module) = (&mut self.obj, self.module);
        lazily(&mut self.funcs[f.index()], || {
            let func = &module.funcs[f.index()];
            match func.is_export() {
                true => obj.declare(&func.name),
                false => obj.declare_local(func.name.clone()),
            }
        })
    }

    /// A function's resume body.
    pub(super) fn resume(&mut self, f: FuncId) -> Sym {
        let (obj, module) = (&mut self.obj, self.module);
        lazily(&mut self.resumes[f.index()], || {
            obj.declare_local(format!("{}$resume", module.funcs[f.index()].name))
        })
    }

    /// A function's FuncInfo.
    pub(super) fn info(&mut self, f: FuncId) -> Sym {
        let (obj, module) = (&mut self.obj, self.module);
        lazily(&mut self.infos[f.index()], || {
            obj.declare_local(format!("{}$info", module.funcs[f.index()].name))
        })
    }

    /// The FuncInfo, if anything refers to it.
    pub(super) fn used_info(&self, f: FuncId) -> Option<Sym> {
        self.infos[f.index()]
    }

    /// What stands in the function table for a function: `(fp, ctx, params...)`, or a helper that the runtime calls.
    pub(super) fn slot_func(&mut self, f: FuncId) -> Sym {
        let module = self.module;
        let func = &module.funcs[f.index()];
        if func.has_ctx || func.is_helper() {
            return self.func(f);
        }
        if let Some(&sym) = self.thunks.get(&f) {
            return sym;
        }
        let sym = self.obj.declare_local(format!("{}$thunk", func.name));
        self.thunks.insert(f, sym);
        let target = self.func(f);
        let body = helpers::thunk(target, takes_fp(self.classes, f, func), &func.sig.params);
        self.obj.define_function(sym, &indirect(&func.sig), body);
        sym
    }

    /// What stands in the function table for a function, if it may be there.
    pub(super) fn used_slot_func(&self, f: FuncId) -> Option<Sym> {
        let func = &self.module.funcs[f.index()];
        match func.has_ctx {
            true => self.funcs[f.index()],
            false => self.thunks.get(&f).copied(),
        }
    }

    /// A data item.
    pub(super) fn data(&mut self, d: DataId) -> Sym {
        let (obj, module) = (&mut self.obj, self.module);
        lazily(&mut self.data[d.index()], || {
            obj.declare_local(module.data[d.index()].name.clone())
        })
    }

    /// WebAssembly type of a function's fast body.
    pub(super) fn func_type(&self, id: FuncId, f: &Func) -> FuncType {
        let fp = takes_fp(self.classes, id, f).then_some(ValType::I32);
        let params = fp
            .into_iter()
            .chain(f.sig.params.iter().map(|&t| val_type(t)));
        FuncType::new(params, f.sig.results.iter().map(|&t| val_type(t)))
    }

    /// WebAssembly type of what is called through a value: frame pointer, context, parameters.
    pub(super) fn indirect_type(&mut self, sig: SigId) -> TypeId {
        let ty = indirect(&self.module.sigs[sig.index()]);
        self.obj.type_id(&ty)
    }

    /// A runtime function.
    pub(super) fn rt(&mut self, f: RtFn) -> Sym {
        if let Some(&sym) = self.rt.get(&f) {
            return sym;
        }
        let ty = runtime_type(f.class(), f.params(), f.result());
        let sym = self.obj.extern_function(f.export(), &ty);
        self.rt.insert(f, sym);
        sym
    }

    /// The runtime's function that copies bytes.
    pub(super) fn copy(&mut self) -> Sym {
        let ty = FuncType::new([ValType::I32; 3], []);
        self.obj.extern_function("burrow_copy", &ty)
    }

    /// The runtime's function that zeroes bytes.
    pub(super) fn zero(&mut self) -> Sym {
        let ty = FuncType::new([ValType::I32; 2], []);
        self.obj.extern_function("burrow_zero", &ty)
    }

    /// A function without body in std/.
    pub(super) fn external(&mut self, e: &Extern) -> Sym {
        if let Some((module, name)) = &e.host {
            let params = e.params.iter().map(|&t| val_type(t));
            let ty = FuncType::new(params, e.result.map(val_type));
            return self.obj.import_function(module, name, &ty);
        }
        let ty = runtime_type(e.class, &e.params, e.result);
        self.obj.extern_function(&e.name, &ty)
    }

    /// A shared function.
    pub(super) fn helper(&mut self, h: Helper) -> Sym {
        if let Some(&sym) = self.helpers.get(&h) {
            return sym;
        }
        let name = match &h {
            Helper::Refuse(_) => "burrow.refuse",
            Helper::Begin(_) => "burrow.begin",
            Helper::PanicRt => "burrow.panic",
            Helper::Poll => "burrow.poll",
            Helper::Admit => "burrow.admit",
            Helper::Header => "burrow.header",
            Helper::StorePtr => "burrow.store",
        };
        let sym = self.obj.declare_local(name);
        self.helpers.insert(h.clone(), sym);
        self.wanted.push(h);
        sym
    }

    /// Line of a position, 0 when there is none.
    pub(super) fn line(&self, pos: Pos) -> u32 {
        self.sources.place(pos).map_or(0, |p| p.line)
    }

    /// The file of a position as traces show it.
    pub(super) fn file(&self, pos: Pos) -> String {
        let Some(i) = self.sources.file_of(pos) else {
            return "<autogenerated>".to_owned();
        };
        if self.sources.origin_of(pos).is_some()
            && let Some(p) = self.sources.place(pos)
            && p.file != self.sources.file(i).name
        {
            let name = p.file.display().to_string();
            if name == NO_NAME || has_drive(p.file) {
                return name;
            }
            return std::path::absolute(p.file).map_or(name, |p| p.display().to_string());
        }
        match self.module.files.get(i) {
            Some(name) => name.clone(),
            None => self.sources.file(i).name.display().to_string(),
        }
    }
}

/// WebAssembly type of what is called through a value.
pub(super) fn indirect(sig: &Sig) -> FuncType {
    let params = [ValType::I32, ValType::I32]
        .into_iter()
        .chain(sig.params.iter().map(|&t| val_type(t)));
    FuncType::new(params, sig.results.iter().map(|&t| val_type(t)))
}

/// WebAssembly type of a resume body.
pub(super) fn resume_type() -> FuncType {
    FuncType::new([ValType::I32], [])
}

/// WebAssembly type of a runtime function.
pub(super) fn runtime_type(class: Class, params: &[Ty], result: Option<Ty>) -> FuncType {
    let m = match class {
        Class::Pure => &[ValType::I32][..],
        _ => &[ValType::I32, ValType::I32],
    };
    let params = m.iter().copied().chain(params.iter().map(|&t| val_type(t)));
    FuncType::new(params, result.map(val_type))
}

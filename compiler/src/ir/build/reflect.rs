//! What package reflect needs of the compiler. Programs pay for what they can reach of it:
//!
//! - its methods `Method`, `MethodByName`, `Methods` and `NumMethod`: every exported method of every type that can be a dynamic one is
//!   kept. Those of `reflect.Type` stand in every itab of that interface; they are left out there until one is called.
//! - `callCode`, `madeCode`: for each function type a function that calls functions of this type with their operands in memory, and one of this
//!   type that does the reverse (std/reflect/call.go).
//! - `allTypes`: a table of all descriptors.
//! - `pointerTo`: of a defined type that can be a dynamic one, pointers to it can be, too, and have methods.
//! - the package itself: package paths of all defined types and of fields that are not exported.

use super::call::{Prepared, Target};
use super::descriptor::Bytes;
use super::inst::Inst;
use super::mem::FnCx;
use super::repr::{Place, Val};
use super::sig::SigLayout;
use super::{Builder, FuncKey};
use crate::ir::{DataId, DataReloc, DataTarget, FuncId, Mem, Sig, Ty, Value};
use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;
use crate::types::object::{ObjId, ObjectKind, PkgId};
use crate::types::typ::{Type, TypeId};
use std::rc::Rc;

/// Offset of `callCode` and `madeCode` in the descriptors of function types.
const CALL: u32 = 20;
const MADE: u32 = 24;

const METHODS: [&str; 4] = ["Method", "MethodByName", "Methods", "NumMethod"];

/// What was reached of package reflect.
#[derive(Default)]
pub(super) struct Reflect {
    pkg: Option<PkgId>,
    /// The underlying type of `reflect.Type`.
    interface: Option<TypeId>,
    /// Whether all exported methods are kept.
    pub methods: bool,
    calls: bool,
    makes: bool,
    table: bool,
    /// Whether pointers can be made to what is reached.
    pub pointers: bool,
    /// Functions that itabs of `reflect.Type` do not hold yet.
    left_out: Vec<(DataId, u32, TypeId, Symbol, Option<PkgId>)>,
}

impl<'a> Builder<'a> {
    /// Looks whether the program has the package.
    pub(super) fn find_reflect(&mut self) {
        let Some(p) = self.program.packages.iter().find(|p| p.path == "reflect") else {
            return;
        };
        for &(name, obj) in &p.scope {
            let o = self.program.object(obj);
            self.reflect.pkg = o.pkg;
            if name.as_str() == "Type" {
                self.reflect.interface = Some(self.types.underlying(o.typ));
            }
        }
    }

    /// Whether the program has the package.
    pub(super) fn has_reflect(&self) -> bool {
        self.reflect.pkg.is_some()
    }

    /// Notes that a function is reached.
    pub(super) fn reflect_reached(&mut self, obj: ObjId) {
        let o = self.program.object(obj);
        if self.reflect.pkg.is_none() || o.pkg != self.reflect.pkg {
            return;
        }
        let name = o.name.as_str();
        match o.kind {
            ObjectKind::Func { recv: None } => match name {
                "callCode" => self.reflect.calls = true,
                "madeCode" => self.reflect.makes = true,
                "allTypes" => self.reflect.table = true,
                "pointerTo" => self.reflect.pointers = true,
                _ => {}
            },
            ObjectKind::Func { recv: Some(recv) } if !recv.pointer => {
                self.reflect.methods |= METHODS.contains(&name);
            }
            _ => {}
        }
    }

    /// Notes that an interface's method is called.
    pub(super) fn reflect_called(&mut self, iface: TypeId, method: u32) {
        if self.reflect.methods || self.reflect.interface.is_none() {
            return;
        }
        let Type::Interface(list) = self.types.under(iface) else {
            return;
        };
        // Interfaces that embed reflect.Type have the methods too.
        let m = &list[method as usize];
        let asks = METHODS.contains(&m.name.as_str())
            && list
                .iter()
                .any(|m| m.pkg.is_some() && m.pkg == self.reflect.pkg);
        self.reflect.methods |= asks;
    }

    /// Whether a function of an itab is left out for now.
    pub(super) fn leave_out(
        &mut self,
        itab: DataId,
        offset: u32,
        concrete: TypeId,
        iface: TypeId,
        (name, pkg): (Symbol, Option<PkgId>),
    ) -> bool {
        let out = !self.reflect.methods
            && self.reflect.interface == Some(iface)
            && METHODS.contains(&name.as_str());
        if out {
            let at = (itab, offset, concrete, name, pkg);
            self.reflect.left_out.push(at);
        }
        out
    }

    /// Makes the functions that descriptors of function types lead to, and those that itabs lack.
    pub(super) fn complete_reflect(&mut self) {
        if self.reflect.methods {
            for (itab, offset, concrete, name, pkg) in core::mem::take(&mut self.reflect.left_out) {
                let f = self.itab_func(concrete, name, pkg);
                self.add_reloc(itab, offset, DataTarget::Func(f));
            }
        }
        if !self.reflect.calls && !self.reflect.makes {
            return;
        }
        for (t, _) in self.described_functions() {
            if self.reflect.calls {
                self.call_function(t);
            }
            if self.reflect.makes {
                self.made_function(t);
            }
        }
    }

    /// Enters them, once all are there, and the table of all descriptors.
    pub(super) fn finish_reflect(&mut self) {
        for (t, desc) in self.described_functions() {
            if self.reflect.calls {
                let f = self.call_function(t);
                self.add_reloc(desc, CALL, DataTarget::Func(f));
            }
            if self.reflect.makes {
                let f = self.made_function(t);
                self.add_reloc(desc, MADE, DataTarget::Func(f));
            }
        }
        if self.reflect.table {
            self.type_table();
        }
    }

    fn described_functions(&self) -> Vec<(TypeId, DataId)> {
        let mut list: Vec<(TypeId, DataId)> = self.descriptors();
        list.retain(|(t, _)| matches!(self.types.under(*t), Type::Func(_)));
        list
    }

    fn type_table(&mut self) {
        let Some(obj) = self.find_object("reflect", "compiledTypes") else {
            return;
        };
        let var = self.global(obj);
        let mut table = Bytes::default();
        let list = self.descriptors();
        for (i, (_, desc)) in list.iter().enumerate() {
            table.addr(4 * i as u32, DataTarget::Data(*desc, 0));
        }
        let n = list.len() as u32;
        let name = "reflect.types".to_owned();
        let table = self.add_data(table.into_data(name, 4 * n, 4, false));
        let mut slice = Bytes::default();
        slice.addr(0, DataTarget::Data(table, 0));
        slice.u32(4, n);
        slice.u32(8, n);
        let data = &mut self.module.data[var.index()];
        data.bytes = slice.bytes;
        data.relocs = slice.relocs;
    }

    fn add_reloc(&mut self, data: DataId, offset: u32, target: DataTarget) {
        let data = &mut self.module.data[data.index()];
        if data.bytes.len() < offset as usize + 4 {
            data.bytes.resize(offset as usize + 4, 0);
        }
        data.relocs.push(DataReloc { offset, target });
        data.relocs.sort_by_key(|r| r.offset);
    }

    /// `(code, ctx, args, results)`, with a context of its own in front: calls functions of type `t`.
    fn call_function(&mut self, t: TypeId) -> FuncId {
        let t = self.types.underlying(t);
        let key = FuncKey::ReflectCall(t);
        if let Some(&f) = self.funcs.get(&key) {
            return f;
        }
        let params = vec![Ty::I32, Ty::Ptr, Ty::Ptr, Ty::Ptr];
        let ir = Sig {
            params,
            results: Vec::new(),
        };
        let own = Rc::new(SigLayout::scalars(ir));
        let sig = self.sig_layout(t);
        let name = format!("reflect.call:{}", self.type_name(t, true));
        let f = self.wrapper(name, Pos::NONE, own, |cx| {
            let [code, ctx, args, results] = [1, 2, 3, 4].map(|i| cx.b.param(i));
            cx.recover_through();
            let values = (0..sig.params.len())
                .map(|i| {
                    let p = cx.b.load(Mem::Ptr, args, 4 * i as u32);
                    cx.load(Place::ptr(p), sig.params[i])
                })
                .collect();
            let p = Prepared {
                target: Target::Method(code, ctx),
                recv: None,
                sig: sig.clone(),
                args: values,
                kept: Vec::new(),
            };
            let values = cx.emit_call(&p);
            for (i, v) in values.into_iter().enumerate() {
                let p = cx.b.load(Mem::Ptr, results, 4 * i as u32);
                cx.store(Place::ptr(p), sig.results[i], v);
            }
            cx.b.ret(Vec::new());
        });
        self.funcs.insert(key, f);
        f
    }

    /// A function of type `t` that hands its context and the addresses of its operands to `reflect.made`.
    fn made_function(&mut self, t: TypeId) -> FuncId {
        let t = self.types.underlying(t);
        let key = FuncKey::ReflectMade(t);
        if let Some(&f) = self.funcs.get(&key) {
            return f;
        }
        let sig = self.sig_layout(t);
        let name = format!("reflect.made:{}", self.type_name(t, true));
        let f = self.wrapper(name, Pos::NONE, sig.clone(), |cx| {
            let ctx = cx.b.param(0);
            cx.ret_areas(1);
            cx.recover_through();
            // Objects first: the lists of their addresses are complete whenever the collector may look.
            let args: Vec<Value> = (0..sig.params.len())
                .map(|i| {
                    let v = cx.param_value(&sig, i, 1);
                    cx.new_with(sig.params[i], v)
                })
                .collect();
            let results: Vec<Value> = sig.results.iter().map(|&t| cx.new_object(t)).collect();
            let args = cx.address_list(&args);
            let list = cx.address_list(&results);
            if let Some(made) = cx.m.find_func("reflect", "made") {
                let typ = cx.m.program.object(made).typ;
                let p = Prepared {
                    target: Target::Direct(cx.m.decl_func(Inst::plain(made))),
                    recv: None,
                    sig: cx.m.sig_layout(typ),
                    args: [ctx, args, list].map(|v| Val::s(&[v])).to_vec(),
                    kept: Vec::new(),
                };
                cx.emit_call(&p);
            }
            let values = results
                .iter()
                .zip(&sig.results)
                .map(|(&p, &t)| cx.load(Place::ptr(p), t))
                .collect();
            cx.return_values(Some(values));
        });
        self.funcs.insert(key, f);
        f
    }
}

impl FnCx<'_, '_> {
    /// A list of addresses in the frame.
    fn address_list(&mut self, list: &[Value]) -> Value {
        let n = list.len().max(1) as u32;
        let at = self.temp_raw(4 * n, 4, (0..n).map(|i| 4 * i).collect());
        let at = self.addr(at);
        if list.is_empty() {
            let nil = self.b.nil();
            self.b.store(Mem::Ptr, at, 0, nil);
        }
        for (i, &p) in list.iter().enumerate() {
            self.b.store(Mem::Ptr, at, 4 * i as u32, p);
        }
        at
    }
}

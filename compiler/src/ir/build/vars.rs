//! Local and package variables.
//!
//! A local variable is kept in SSA form, one variable for each of its scalars, or in a stack slot when it is of memory
//! kind. One that closures share or whose address is taken is an object of its own; the stage `opt` puts those that do
//! not escape back into the frame.

use super::Builder;
use super::mem::FnCx;
use super::notes::What;
use super::repr::{Place, Val, Vals};
use crate::ir::func_builder::Var;
use crate::ir::{Data, DataId, Value};
use crate::types::object::ObjId;
use crate::types::typ::TypeId;

/// Where a local variable is.
#[derive(Clone, Copy, Debug)]
pub(super) enum VarLoc {
    /// In SSA form: the first of its scalars, and how many.
    Ssa(Var, usize),
    /// In memory of the frame or of a closure.
    Mem(Place),
    /// An object of its own, reached through this pointer.
    Boxed(Var),
}

impl FnCx<'_, '_> {
    /// New SSA variables for the scalars of a type.
    pub(super) fn new_vars(&mut self, t: TypeId) -> VarLoc {
        let r = self.repr(t);
        let mut first = Var(0);
        for (i, p) in r.parts.iter().enumerate() {
            let v = self.b.new_var(p.ty());
            if i == 0 {
                first = v;
            }
        }
        VarLoc::Ssa(first, r.parts.len())
    }

    /// Reads SSA variables.
    pub(super) fn read_vars(&mut self, first: Var, n: usize) -> Vals {
        let list: Vec<Value> = (0..n)
            .map(|i| self.b.read_var(Var(first.0 + i as u32)))
            .collect();
        Vals::new(&list)
    }

    /// Writes SSA variables.
    pub(super) fn write_vars(&mut self, first: Var, vals: &[Value]) {
        for (i, &v) in vals.iter().enumerate() {
            self.b.write_var(Var(first.0 + i as u32), v);
        }
    }

    /// Declares a local variable with a value, or zero.
    pub(super) fn declare(&mut self, obj: ObjId, value: Option<Val>) {
        let t = self.m.type_of(obj);
        if self.m.program.object(obj).name.is_blank() && !self.analysis.boxed(obj) {
            return;
        }
        if self.analysis.boxed(obj) {
            let p = self.noting(What::Var(obj), |cx| match value {
                Some(v) => cx.new_with(t, v),
                None => cx.new_object(t),
            });
            return self.declare_boxed(obj, p);
        }
        if self.repr(t).memory {
            let place = match self.vars.get(&obj) {
                Some(&VarLoc::Mem(p)) => p,
                _ => {
                    let slot = self.slot(t);
                    Place::slot(slot)
                }
            };
            match value {
                Some(v) => self.store(place, t, v),
                None => self.zero_mem(place, t),
            }
            self.vars.insert(obj, VarLoc::Mem(place));
            return;
        }
        let v = match value {
            Some(v) => v,
            None => self.zero(t),
        };
        let loc = self.ssa_loc(obj, t);
        if let VarLoc::Ssa(first, _) = loc {
            self.write_vars(first, &v.vals());
        }
    }

    fn ssa_loc(&mut self, obj: ObjId, t: TypeId) -> VarLoc {
        if let Some(&loc @ VarLoc::Ssa(..)) = self.vars.get(&obj) {
            return loc;
        }
        let loc = self.new_vars(t);
        self.vars.insert(obj, loc);
        loc
    }

    /// Makes a local variable the object behind a pointer.
    pub(super) fn declare_boxed(&mut self, obj: ObjId, p: Value) {
        let var = match self.vars.get(&obj) {
            Some(&VarLoc::Boxed(var)) => var,
            _ => self.b.new_var(crate::ir::Ty::Ptr),
        };
        self.b.write_var(var, p);
        self.vars.insert(obj, VarLoc::Boxed(var));
    }

    /// The value of a local variable.
    pub(super) fn read_local(&mut self, obj: ObjId) -> Val {
        let t = self.m.type_of(obj);
        match self.vars.get(&obj).copied() {
            Some(VarLoc::Ssa(first, n)) => Val::S(self.read_vars(first, n)),
            Some(VarLoc::Mem(p)) => self.load(p, t),
            Some(VarLoc::Boxed(var)) => {
                let p = self.b.read_var(var);
                self.load(Place::ptr(p), t)
            }
            // Only in code that cannot be reached: a declaration jumped over.
            None => self.zero(t),
        }
    }
}

impl Builder<'_> {
    /// The data of a package variable.
    pub(super) fn global(&mut self, obj: ObjId) -> DataId {
        if let Some(&id) = self.globals.get(&obj) {
            return id;
        }
        self.mentioned.extend(self.pending.remove(&obj));
        let o = self.program.object(obj);
        let name = match o.pkg {
            Some(pkg) => format!("{}.{}", self.program.package(pkg).path, o.name),
            None => o.name.to_string(),
        };
        // Several variables may be called _.
        let name = if o.name.is_blank() {
            self.unique_name(&name)
        } else {
            name
        };
        let r = self.repr(o.typ);
        let roots = self.pointers(o.typ);
        let id = self.add_data(Data {
            name,
            size: r.size,
            align: r.align,
            bytes: Vec::new(),
            relocs: Vec::new(),
            roots,
            mutable: true,
        });
        self.globals.insert(obj, id);
        id
    }
}

//! Reading, writing, copying and making values in memory, and building one function at large.

use super::analyze::Analysis;
use super::inst::Tv;
use super::notes::What;
use super::repr::{Base, Place, Repr, Val};
use super::sig::SigLayout;
use super::vars::VarLoc;
use super::{Builder, defer, func, rangefunc, stmt};
use crate::ir::abi::RtFn;
use crate::ir::func_builder::FuncBuilder;
use crate::ir::{BlockId, Op, SlotId, Ty, Value};
use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;
use crate::types::object::{ObjId, PkgId};
use crate::types::typ::TypeId;
use crate::{ir::PanicKind, syntax::ast::Expr};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// The building of one function.
pub(super) struct FnCx<'b, 'a> {
    /// The stage.
    pub m: &'b mut Builder<'a>,
    /// The function.
    pub b: FuncBuilder,
    /// Where its variables are.
    pub vars: FxHashMap<ObjId, VarLoc>,
    /// What is known of it and its literals.
    pub analysis: Rc<Analysis>,
    /// Which of the functions of `analysis` it is.
    pub fn_index: usize,
    /// How it returns.
    pub ret: func::Ret,
    /// Its signature.
    pub sig: Rc<SigLayout>,
    /// Where break and continue lead.
    pub targets: Vec<stmt::Targets>,
    /// Blocks of labels that are jumped to.
    pub labels: FxHashMap<Symbol, BlockId>,
    /// Its defers.
    pub defers: Option<defer::DeferState>,
    /// What the body of a range over a function leads to.
    pub range_body: Option<rangefunc::BodyState>,
    /// Its package.
    pub pkg: Option<PkgId>,
    /// Temporaries of the statements around, innermost last.
    pub temps: Vec<Vec<SlotId>>,
    /// Slots of temporaries that are no longer used.
    pub free: Vec<SlotId>,
    checked: FxHashSet<(BlockId, Value)>,
    /// What is being evaluated, for notes.
    pub what: What<'a>,
}

impl<'b, 'a> FnCx<'b, 'a> {
    /// For a function to be built with `b`.
    pub(super) fn new(m: &'b mut Builder<'a>, b: FuncBuilder, sig: Rc<SigLayout>) -> FnCx<'b, 'a> {
        FnCx {
            m,
            b,
            vars: FxHashMap::default(),
            analysis: Rc::default(),
            fn_index: 0,
            ret: func::Ret::default(),
            sig,
            targets: Vec::new(),
            labels: FxHashMap::default(),
            defers: None,
            range_body: None,
            pkg: None,
            temps: vec![Vec::new()],
            free: Vec::new(),
            checked: FxHashSet::default(),
            what: What::Nothing,
        }
    }

    /// What is known of an expression.
    pub(super) fn tv(&self, e: &Expr) -> Tv<'a> {
        self.m.tv(e)
    }

    /// An expression's type.
    pub(super) fn ty(&self, e: &Expr) -> TypeId {
        self.tv(e).typ
    }

    /// A type's representation.
    pub(super) fn repr(&mut self, t: TypeId) -> Rc<Repr> {
        self.m.repr(t)
    }

    /// Reports what cannot be built yet.
    pub(super) fn unsupported(&mut self, pos: Pos, what: &str) {
        self.m.unsupported(pos, what);
    }

    /// The address of a place.
    pub(super) fn addr(&mut self, p: Place) -> Value {
        match p.base {
            Base::Slot(s) => self.b.slot_addr(s, p.off),
            Base::Data(d) => self.b.data_addr(d, p.off),
            Base::Val(v) => self.b.ptr_off(v, p.off),
        }
    }

    /// A place's address without its offset.
    fn base(&mut self, p: Place) -> (Value, u32) {
        match p.base {
            Base::Val(v) => (v, p.off),
            _ => (self.addr(p), 0),
        }
    }

    /// Reads a value; one of memory kind stays where it is.
    pub(super) fn load(&mut self, p: Place, t: TypeId) -> Val {
        let r = self.repr(t);
        if r.memory {
            return Val::M(p, false);
        }
        if r.parts.is_empty() {
            return Val::s(&[]);
        }
        let (addr, off) = self.base(p);
        let list: Vec<Value> = r
            .parts
            .iter()
            .map(|part| self.b.load(part.mem, addr, off + part.off))
            .collect();
        Val::s(&list)
    }

    /// Writes a value.
    pub(super) fn store(&mut self, p: Place, t: TypeId, v: Val) {
        match v {
            Val::M(from, _) => self.copy(p, from, t),
            Val::S(vals) => self.store_vals(p, t, &vals),
        }
    }

    fn store_vals(&mut self, p: Place, t: TypeId, vals: &[Value]) {
        let r = self.repr(t);
        if r.parts.is_empty() {
            return;
        }
        let (addr, base) = self.base(p);
        let mut i = 0;
        while i < r.parts.len() {
            let part = r.parts[i];
            let off = base + part.off;
            if p.barrier && part.pair {
                let ptrs = [part.ty() == Ty::Ptr, r.parts[i + 1].ty() == Ty::Ptr];
                self.b
                    .emit0(Op::StorePair(off, ptrs), &[addr, vals[i], vals[i + 1]]);
                i += 2;
                continue;
            }
            if p.barrier && part.ty() == Ty::Ptr {
                self.b.emit0(Op::StorePtr(off), &[addr, vals[i]]);
            } else {
                self.b.store(part.mem, addr, off, vals[i]);
            }
            i += 1;
        }
    }

    /// Copies a value from memory to memory.
    pub(super) fn copy(&mut self, to: Place, from: Place, t: TypeId) {
        if to == from {
            return;
        }
        let r = self.repr(t);
        if r.size == 0 {
            return;
        }
        if !r.memory {
            let v = self.load(from, t);
            return self.store(to, t, v);
        }
        let (dst, src) = (self.addr(to), self.addr(from));
        if to.barrier && r.has_ptrs {
            let desc = self.layout_addr(t);
            self.b.rt(RtFn::TypedCopy, &[desc, dst, src]);
        } else {
            let n = self.b.i32(r.size as i32);
            self.b.emit0(Op::MemCopy, &[dst, src, n]);
        }
    }

    /// Zeroes a value in memory.
    pub(super) fn zero_mem(&mut self, p: Place, t: TypeId) {
        let r = self.repr(t);
        if r.size == 0 {
            return;
        }
        if !r.memory {
            let v = self.zero(t);
            return self.store(p, t, v);
        }
        let addr = self.addr(p);
        if p.barrier && r.has_ptrs {
            let desc = self.layout_addr(t);
            let one = self.b.i32(1);
            self.b.rt(RtFn::TypedZeroN, &[desc, addr, one]);
        } else {
            let n = self.b.i32(r.size as i32);
            self.b.emit0(Op::MemZero, &[addr, n]);
        }
    }

    /// The zero value of a type.
    pub(super) fn zero(&mut self, t: TypeId) -> Val {
        let r = self.repr(t);
        if r.memory {
            let d = self.m.zeroes(r.size);
            return Val::M(Place::data(d), false);
        }
        let list: Vec<Value> = r.parts.iter().map(|p| self.b.zero(p.ty())).collect();
        Val::s(&list)
    }

    /// A stack slot for a value of this type, for the whole function.
    pub(super) fn slot(&mut self, t: TypeId) -> SlotId {
        let r = self.repr(t);
        let ptrs = self.m.pointers(t);
        self.b.new_slot(r.size.max(1), r.align, ptrs)
    }

    /// A temporary of the current statement; what is in it is not defined.
    pub(super) fn temp(&mut self, t: TypeId) -> Place {
        let r = self.repr(t);
        let ptrs = self.m.pointers(t);
        self.temp_raw(r.size.max(1), r.align, ptrs)
    }

    /// The same by size and pointers.
    pub(super) fn temp_raw(&mut self, size: u32, align: u32, ptrs: Vec<u32>) -> Place {
        let fits = |s: &SlotId| {
            let slot = &self.b.func.slots[s.index()];
            slot.size == size && slot.align == align && slot.ptrs == ptrs
        };
        let slot = match self.free.iter().position(fits) {
            Some(i) => self.free.swap_remove(i),
            None => self.b.new_slot(size, align, ptrs),
        };
        self.temps.last_mut().expect("a statement").push(slot);
        Place::slot(slot)
    }

    /// Begins a statement's temporaries.
    pub(super) fn push_temps(&mut self) {
        self.temps.push(Vec::new());
    }

    /// Ends them.
    pub(super) fn pop_temps(&mut self) {
        let list = self.temps.pop().expect("a statement");
        self.free.extend(list);
    }

    /// The value in memory that nobody else writes before the statement's end; `owned` asks for memory that the taker
    /// may write.
    pub(super) fn in_memory(&mut self, v: Val, t: TypeId, owned: bool) -> Place {
        match v {
            Val::M(p, true) => p,
            Val::M(p, false) if !owned => p,
            _ => {
                let p = self.temp(t);
                self.store(p, t, v);
                p
            }
        }
    }

    /// A value that later side effects cannot change.
    pub(super) fn stable(&mut self, v: Val, t: TypeId) -> Val {
        match v {
            Val::M(p, false) if !self.read_only(p) => Val::M(self.in_memory(v, t, true), true),
            _ => v,
        }
    }

    fn read_only(&self, p: Place) -> bool {
        let Base::Data(d) = p.base else {
            return false;
        };
        !self.m.module.data[d.index()].mutable || self.m.named_data.get("zeroes") == Some(&d)
    }

    /// The address of the descriptor of a type's size and pointers.
    pub(super) fn layout_addr(&mut self, t: TypeId) -> Value {
        let d = self.m.layout_desc(t);
        self.b.data_addr(d, 0)
    }

    /// A new zeroed object.
    pub(super) fn new_object(&mut self, t: TypeId) -> Value {
        if self.m.size_of(t) == 0 {
            let d = self.m.zero_object();
            return self.b.data_addr(d, 0);
        }
        let desc = self.layout_addr(t);
        let p = self.b.rt1(RtFn::New, &[desc]);
        self.note(p);
        self.not_nil(p);
        p
    }

    /// A new object that holds a value.
    pub(super) fn new_with(&mut self, t: TypeId, v: Val) -> Value {
        let p = self.new_object(t);
        self.store(Place::fresh(p), t, v);
        p
    }

    /// Notes that a pointer is not nil.
    pub(super) fn not_nil(&mut self, p: Value) {
        self.checked.insert((self.b.block(), p));
    }

    /// Panics if a pointer is nil.
    pub(super) fn nil_check(&mut self, p: Value) {
        if matches!(
            self.b.def_op(p),
            Some((
                Op::SlotAddr(..) | Op::DataAddr(..) | Op::PtrAdd | Op::PtrOff(_),
                _
            ))
        ) {
            return;
        }
        if self.checked.insert((self.b.block(), p)) {
            let nil = self.b.eqz(p);
            self.b.panic_if(PanicKind::Nil, nil, &[]);
        }
    }

    /// The place behind a pointer, which is checked.
    pub(super) fn deref(&mut self, p: Value) -> Place {
        self.nil_check(p);
        Place::ptr(p)
    }
}

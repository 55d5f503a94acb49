//! Interfaces: boxing, conversions, assertions, method calls.

use super::mem::FnCx;
use super::notes::What;
use super::repr::Val;
use super::{Builder, descriptor};
use crate::ir::abi::RtFn;
use crate::ir::{BinOp, CmpOp, Data, DataId, Mem, PanicKind, Ty, UnOp, Value};
use crate::syntax::ast::Expr;
use crate::types::typ::{Type, TypeId};

impl Builder<'_> {
    /// Whether an interface type has no methods, so that its type word is a descriptor.
    pub(super) fn is_empty_interface(&self, t: TypeId) -> bool {
        matches!(self.types.under(t), Type::Interface(m) if m.is_empty())
    }

    /// The type word of a concrete type in an interface type.
    pub(super) fn type_word(&mut self, concrete: TypeId, iface: TypeId) -> DataId {
        if self.is_empty_interface(iface) {
            self.dynamic_desc(concrete)
        } else {
            self.itab(concrete, iface)
        }
    }

    /// All values of one byte, the boxes of one-byte values.
    fn byte_boxes(&mut self) -> DataId {
        self.named("bytes", |_| Data {
            name: "bytes".into(),
            size: 256,
            align: 8,
            bytes: (0..=255).collect(),
            relocs: Vec::new(),
            roots: Vec::new(),
            mutable: false,
        })
    }
}

impl<'a> FnCx<'_, 'a> {
    /// An expression of a concrete type as an interface.
    pub(super) fn box_expr(&mut self, e: &'a Expr, iface: TypeId) -> Val {
        let from = self.ty(e);
        if self.m.pointer_shaped(from) {
            let v = self.expr(e);
            return self.as_interface(v, from, iface);
        }
        if let Some(data) = self.m.static_box(e, from) {
            let word = self.m.type_word(from, iface);
            let word = self.b.data_word(word);
            let p = self.b.data_addr(data, 0);
            return Val::s(&[word, p]);
        }
        let v = self.expr(e);
        self.noting(What::Expr(e), |cx| cx.as_interface(v, from, iface))
    }

    /// A value of any type as an interface.
    pub(super) fn as_interface(&mut self, v: Val, from: TypeId, to: TypeId) -> Val {
        if self.m.types.is_interface(from) {
            return self.change_interface(v, from, to);
        }
        let data = self.box_value(v, from);
        let word = self.m.type_word(from, to);
        let word = self.b.data_word(word);
        Val::s(&[word, data])
    }

    /// The data word for a value.
    pub(super) fn box_value(&mut self, v: Val, t: TypeId) -> Value {
        if self.m.pointer_shaped(t) {
            return v.vals()[0];
        }
        let r = self.repr(t);
        if r.size == 1 && r.parts.len() == 1 {
            let table = self.m.byte_boxes();
            let table = self.b.data_addr(table, 0);
            let mask = self.b.i32(0xff);
            let n = self.b.bin(BinOp::And, v.vals()[0], mask);
            return self.scaled32(table, n, 1);
        }
        self.new_with(t, v)
    }

    /// An interface as another interface type that its own implements.
    fn change_interface(&mut self, v: Val, from: TypeId, to: TypeId) -> Val {
        let types = self.m.types;
        if types.underlying(from) == types.underlying(to) {
            return v;
        }
        let v = v.vals();
        let desc = self.dynamic_type(from, v[0]);
        if self.m.is_empty_interface(to) {
            return Val::s(&[desc, v[1]]);
        }
        // Nil stays nil; otherwise the itab is looked up.
        let result = self.b.new_var(Ty::I32);
        self.b.write_var(result, desc);
        let (some, done) = (self.b.new_block(), self.b.new_block());
        self.b.branch(desc, some, done);
        self.b.seal_and_switch(some);
        let want = self.interface_addr(to);
        let itab = self.b.rt1(RtFn::AssertIface, &[want, desc]);
        self.b.write_var(result, itab);
        self.b.jump(done);
        self.b.seal_and_switch(done);
        Val::s(&[self.b.read_var(result), v[1]])
    }

    /// The descriptor of the interface type that itabs are kept for: interface types with the same methods share them, so
    /// that values go from one to the other as they are.
    fn interface_addr(&mut self, t: TypeId) -> Value {
        self.m.demand_interface(t);
        let d = self.m.type_desc(self.m.types.underlying(t));
        self.b.data_addr(d, 0)
    }

    /// The type word for an interface type; panics where the dynamic type does not implement it, or is nil.
    fn assert_interface(&mut self, have: Value, t: TypeId) -> Value {
        let word = self.try_interface(have, t);
        let (ok, failed) = (self.b.new_block(), self.b.new_block());
        self.b.branch(word, ok, failed);
        self.b.seal_and_switch(failed);
        // It fails again, and says so with the type's own name.
        let want = self.m.type_desc(t);
        let want = self.b.data_addr(want, 0);
        self.b.rt1(RtFn::AssertIface, &[want, have]);
        self.b.unreachable();
        self.b.seal_and_switch(ok);
        word
    }

    /// `x.(T)`
    pub(super) fn assertion(&mut self, x: &'a Expr, t: TypeId) -> Val {
        let from = self.ty(x);
        let v = self.expr(x).vals();
        let have = self.dynamic_type(from, v[0]);
        if self.m.types.is_interface(t) {
            let word = self.assert_interface(have, t);
            return Val::s(&[word, v[1]]);
        }
        let desc = self.m.type_desc(t);
        let want = self.b.data_word(desc);
        let same = self.b.cmp(CmpOp::Eq, have, want);
        let (yes, no) = (self.b.new_block(), self.b.new_block());
        self.b.branch(same, yes, no);
        self.b.seal_and_switch(no);
        let want = self.b.data_addr(desc, 0);
        let iface = self.m.type_desc(from);
        let iface = self.b.data_addr(iface, 0);
        self.b.rt(RtFn::PanicAssert, &[have, want, iface]);
        self.b.unreachable();
        self.b.seal_and_switch(yes);
        self.unbox(t, v[1])
    }

    /// `v, ok = x.(T)`
    pub(super) fn assertion_ok(&mut self, x: &'a Expr, t: TypeId) -> (Val, Value) {
        let from = self.ty(x);
        let v = self.expr(x).vals();
        let have = self.dynamic_type(from, v[0]);
        self.try_assert(have, v[1], t)
    }

    /// Whether a dynamic type is or implements `t`, and the value then.
    fn try_assert(&mut self, have: Value, data: Value, t: TypeId) -> (Val, Value) {
        if self.m.types.is_interface(t) {
            let word = self.try_interface(have, t);
            let nil = self.b.nil();
            let data = self.b.select(word, data, nil);
            let ok = self.b.nonzero(word);
            return (Val::s(&[word, data]), ok);
        }
        let ok = self.is_type(have, t);
        if self.m.pointer_shaped(t) {
            let nil = self.b.nil();
            let data = self.b.select(ok, data, nil);
            return (Val::s(&[data]), ok);
        }
        let c = self.choice(t);
        let zero = self.zero(t);
        let (yes, no, done) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.branch(ok, yes, no);
        self.b.seal_and_switch(no);
        self.choose(&c, t, zero);
        self.b.jump(done);
        self.b.seal_and_switch(yes);
        let v = self.unbox(t, data);
        self.choose(&c, t, v);
        self.b.jump(done);
        self.b.seal_and_switch(done);
        (self.chosen(&c), ok)
    }

    /// Whether a dynamic type is this concrete type.
    pub(super) fn is_type(&mut self, have: Value, t: TypeId) -> Value {
        let desc = self.m.type_desc(t);
        let want = self.b.data_word(desc);
        self.b.cmp(CmpOp::Eq, have, want)
    }

    /// The type word of a dynamic type in an interface type, 0 when it does not implement it.
    pub(super) fn try_interface(&mut self, have: Value, t: TypeId) -> Value {
        if self.m.is_empty_interface(t) {
            return have;
        }
        let want = self.interface_addr(t);
        self.b.rt1(RtFn::TryIface, &[want, have])
    }

    /// The table index of a method of an interface value; panics for nil.
    pub(super) fn method_index(&mut self, word: Value, index: u32) -> Value {
        let p = self.b.un(UnOp::IntToPtr, word, Ty::Ptr);
        let nil = self.b.eqz(word);
        self.b.panic_if(PanicKind::Nil, nil, &[]);
        self.b
            .load(Mem::I32, p, descriptor::ITAB_METHODS + 4 * index)
    }
}

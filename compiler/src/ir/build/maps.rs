//! Maps. Keys of 4 and 8 plain bytes and strings have entry points of their own; the runtime treats a map alike whichever
//! of its functions is called.

use super::arith::width;
use super::mem::FnCx;
use super::repr::{Base, Place, Val};
use crate::ir::abi::RtFn;
use crate::ir::{Ty, UnOp, Value};
use crate::syntax::ast::{Expr, ExprKind};
use crate::types::info::Mode;
use crate::types::typ::{Basic, Type, TypeId};

/// How the key travels.
#[derive(Clone, Copy, PartialEq)]
enum KeyKind {
    W32,
    W64,
    Str,
    /// A pointer, which is a number where it is only looked up. An assignment may wait for a collection, which has to see it.
    Ptr,
    Any,
}

impl<'a> FnCx<'_, 'a> {
    fn key_kind(&mut self, key: TypeId) -> KeyKind {
        match self.m.types.basic(key) {
            Some(b) if b.is_string() => KeyKind::Str,
            Some(b) if b.is_integer() && width(b) == 32 => KeyKind::W32,
            Some(b) if b.is_integer() && width(b) == 64 => KeyKind::W64,
            Some(Basic::UnsafePointer) => KeyKind::Ptr,
            None if matches!(self.m.types.under(key), Type::Pointer(_) | Type::Chan(..)) => {
                KeyKind::Ptr
            }
            _ => KeyKind::Any,
        }
    }

    /// Key and element type.
    pub(super) fn map_types(&self, t: TypeId) -> (TypeId, TypeId) {
        match *self.m.types.under(t) {
            Type::Map(k, e) => (k, e),
            _ => unreachable!("a map"),
        }
    }

    fn access(&mut self, t: TypeId, map: Value, key: Val, write: bool) -> Value {
        let (kt, _) = self.map_types(t);
        let desc = self.m.type_desc(t);
        let desc = self.b.data_addr(desc, 0);
        let (f, args) = match self.key_kind(kt) {
            KeyKind::W32 => (
                [RtFn::MapAccess32, RtFn::MapAssign32],
                vec![desc, map, key.vals()[0]],
            ),
            KeyKind::W64 => (
                [RtFn::MapAccess64, RtFn::MapAssign64],
                vec![desc, map, key.vals()[0]],
            ),
            KeyKind::Str => {
                let s = key.vals();
                (
                    [RtFn::MapAccessStr, RtFn::MapAssignStr],
                    vec![desc, map, s[0], s[1]],
                )
            }
            KeyKind::Ptr if !write => {
                let n = self.b.un(UnOp::PtrToInt, key.vals()[0], Ty::I32);
                ([RtFn::MapAccess32, RtFn::MapAssign32], vec![desc, map, n])
            }
            KeyKind::Ptr | KeyKind::Any => {
                let p = self.key_address(kt, key);
                ([RtFn::MapAccess, RtFn::MapAssign], vec![desc, map, p])
            }
        };
        self.b.rt1(f[usize::from(write)], &args)
    }

    fn key_address(&mut self, kt: TypeId, key: Val) -> Value {
        let p = self.in_memory(key, kt, false);
        self.addr(p)
    }

    /// The element's address, nil when the key is absent.
    pub(super) fn map_find(&mut self, t: TypeId, map: Value, key: Val) -> Value {
        self.access(t, map, key, false)
    }

    /// The element's address, made when the key is absent.
    pub(super) fn map_slot(&mut self, t: TypeId, map: Value, key: Val) -> Place {
        Place::ptr(self.access(t, map, key, true))
    }

    /// `m[k]`
    pub(super) fn map_read(&mut self, t: TypeId, map: Value, key: Val) -> Val {
        let (_, elem) = self.map_types(t);
        let p = self.map_find(t, map, key);
        self.found(p, elem)
    }

    fn found(&mut self, p: Value, elem: TypeId) -> Val {
        let r = self.repr(elem);
        if r.memory {
            // Zeroes stand in for an absent element. The table may change before the value is used.
            let zero = self.zero(elem);
            let Val::M(z, _) = zero else {
                unreachable!("of memory kind");
            };
            let z = self.addr(z);
            let has = self.b.nonzero(p);
            let from = self.b.select(has, p, z);
            let tmp = self.temp(elem);
            self.copy(tmp, Place::ptr(from), elem);
            return Val::M(tmp, true);
        }
        if r.parts.is_empty() {
            return Val::s(&[]);
        }
        let c = self.choice(elem);
        let zero = self.zero(elem);
        self.choose(&c, elem, zero);
        let (some, done) = (self.b.new_block(), self.b.new_block());
        self.b.branch_ptr(p, some, done);
        self.b.seal_and_switch(some);
        let v = self.load(Place::ptr(p), elem);
        self.choose(&c, elem, v);
        self.b.jump(done);
        self.b.seal_and_switch(done);
        self.chosen(&c)
    }

    /// `v, ok = m[k]`
    pub(super) fn map_read_ok(&mut self, m: &'a Expr, key: &'a Expr) -> (Val, Value) {
        let t = self.ty(m);
        let (kt, elem) = self.map_types(t);
        let map = self.scalar(m);
        let key = self.key_expr(key, kt);
        let p = self.map_find(t, map, key);
        let v = self.found(p, elem);
        (v, self.b.nonzero(p))
    }

    /// Whether an expression is `m[string(bytes)]`.
    pub(super) fn looks_up_bytes(&mut self, e: &'a Expr) -> bool {
        match &e.kind {
            ExprKind::Index(index) if self.tv(e).mode == Mode::MapIndex => {
                self.conversion_of(&index.args[0], true).is_some()
            }
            _ => false,
        }
    }

    /// `m[key]` that is only read.
    pub(super) fn map_read_of(&mut self, m: &'a Expr, key: &'a Expr) -> Val {
        let t = self.ty(m);
        let (kt, _) = self.map_types(t);
        let map = self.scalar(m);
        let key = self.key_expr(key, kt);
        self.map_read(t, map, key)
    }

    /// A key that is only looked up: `m[string(bytes)]` copies nothing.
    pub(super) fn key_expr(&mut self, key: &'a Expr, kt: TypeId) -> Val {
        if self.m.types.basic(kt).is_some_and(Basic::is_string)
            && let Some(x) = self.conversion_of(key, true)
        {
            let s = self.expr(x).vals();
            return Val::s(&[s[0], s[1]]);
        }
        self.expr_as(key, kt)
    }

    /// `m[k] = v`
    pub(super) fn map_write(&mut self, t: TypeId, map: Value, key: Val, v: Val) {
        let (_, elem) = self.map_types(t);
        let p = self.map_slot(t, map, key);
        self.store(p, elem, v);
    }

    /// `delete(m, k)`
    pub(super) fn map_delete(&mut self, t: TypeId, map: Value, key: Val) {
        let (kt, _) = self.map_types(t);
        let desc = self.m.type_desc(t);
        let desc = self.b.data_addr(desc, 0);
        let p = self.key_address(kt, key);
        self.b.rt(RtFn::MapDelete, &[desc, map, p]);
    }

    /// An iterator's slot: see [`RtFn::MapIterInit`].
    pub(super) fn map_iterator(&mut self) -> Place {
        let ptrs = (0..8).map(|i| i * 4).collect();
        Place::slot(self.b.new_slot(64, 8, ptrs))
    }

    /// Its key or element address.
    pub(super) fn iterator_word(&mut self, it: Place, word: u32) -> Value {
        let Base::Slot(slot) = it.base else {
            unreachable!("in a slot");
        };
        let p = self.b.slot_addr(slot, word * 4);
        self.b.load(crate::ir::Mem::Ptr, p, 0)
    }

    /// `make(map[K]V, hint)`
    pub(super) fn map_make(&mut self, t: TypeId, hint: Value) -> Val {
        let desc = self.m.type_desc(t);
        let desc = self.b.data_addr(desc, 0);
        debug_assert_eq!(self.b.ty(hint), Ty::I64);
        let m = self.b.rt1(RtFn::MapMake, &[desc, hint]);
        self.note(m);
        Val::s(&[m])
    }
}

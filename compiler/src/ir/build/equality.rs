//! Generated equality and hash functions. Those that descriptors name are called by the runtime directly, so they neither
//! fail nor poll; where a dynamic type cannot be compared, they say so in their result. `==` in the program on
//! large values with interfaces in them uses a second form, which panics then.

use super::mem::FnCx;
use super::repr::Place;
use super::{Builder, FuncKey};
use crate::ir::abi::RtFn;
use crate::ir::func_builder::FuncBuilder;
use crate::ir::{BinOp, CmpOp, FuncId, Mem, Sig, Ty, UnOp, Value};
use crate::syntax::source::Pos;
use crate::types::typ::{Type, TypeId};
use std::rc::Rc;

impl Builder<'_> {
    fn holds_interface(&self, t: TypeId) -> bool {
        match self.types.under(t) {
            Type::Interface(_) => true,
            Type::Array(_, e) => self.holds_interface(*e),
            Type::Struct(fields) => fields.iter().any(|f| self.holds_interface(f.typ)),
            _ => false,
        }
    }

    fn helper(
        &mut self,
        key: FuncKey,
        prefix: &str,
        t: TypeId,
        sig: Sig,
        body: impl FnOnce(&mut FnCx<'_, '_>),
    ) -> FuncId {
        let name = format!("{prefix}:{}", self.type_name(t, true));
        let id = self.new_func(name.clone(), Pos::NONE, sig.clone());
        self.funcs.insert(key, id);
        let layout = Rc::new(self.layout_of(&[], &[]));
        let mut cx = FnCx::new(self, FuncBuilder::new(name, Pos::NONE, sig), layout);
        body(&mut cx);
        let f = cx.b.finish(None);
        self.set_func(id, f);
        id
    }

    /// `(p, q) -> i32`: 1 if the values there are equal. With `panics` it may be called only by compiled code.
    pub(super) fn equal_func(&mut self, t: TypeId, panics: bool) -> FuncId {
        let panics = panics && self.holds_interface(t);
        let (key, prefix) = if panics {
            (FuncKey::EqualPanics(t), "equal")
        } else {
            (FuncKey::Equal(t), "eq")
        };
        if let Some(&f) = self.funcs.get(&key) {
            return f;
        }
        let sig = Sig {
            params: vec![Ty::Ptr, Ty::Ptr],
            results: vec![Ty::I32],
        };
        self.helper(key, prefix, t, sig, |cx| {
            let (p, q) = (cx.b.param(0), cx.b.param(1));
            cx.equal_body(t, p, q, 0, panics);
            let one = cx.b.i32(1);
            cx.b.ret(vec![one]);
        })
    }

    /// `(p, seed) -> i64`: see docs/abi.md, section 5.
    pub(super) fn hash_func(&mut self, t: TypeId) -> FuncId {
        let key = FuncKey::Hash(t);
        if let Some(&f) = self.funcs.get(&key) {
            return f;
        }
        let sig = Sig {
            params: vec![Ty::Ptr, Ty::I32],
            results: vec![Ty::I64],
        };
        self.helper(key, "hash", t, sig, |cx| {
            let (p, seed) = (cx.b.param(0), cx.b.param(1));
            let h = cx.hash_body(t, p, 0, seed);
            let h = cx.b.extend_u(h);
            cx.b.ret(vec![h]);
        })
    }
}

impl FnCx<'_, '_> {
    /// Returns `v` unless it is 1.
    fn unless_equal(&mut self, v: Value, three_way: bool) {
        let (no, yes) = (self.b.new_block(), self.b.new_block());
        if three_way {
            let one = self.b.i32(1);
            let equal = self.b.cmp(CmpOp::Eq, v, one);
            self.b.branch(equal, yes, no);
        } else {
            self.b.branch(v, yes, no);
        }
        self.b.seal_and_switch(no);
        let r = if three_way { v } else { self.b.i32(0) };
        self.b.ret(vec![r]);
        self.b.seal_and_switch(yes);
    }

    /// Goes on behind when the values at `p + off` and `q + off` are equal, else returns.
    fn equal_body(&mut self, t: TypeId, p: Value, q: Value, off: u32, panics: bool) {
        let types = self.m.types;
        let size = self.m.size_of(t);
        if size == 0 {
            return;
        }
        if self.m.bytes_equal(t) {
            let mem = match size {
                1 => Some(Mem::I8U),
                2 => Some(Mem::I16U),
                4 if self.m.pointers(t).is_empty() => Some(Mem::I32),
                4 => Some(Mem::Ptr),
                8 => Some(Mem::I64),
                _ => None,
            };
            let v = match mem {
                Some(mem) => {
                    let (a, b) = (self.b.load(mem, p, off), self.b.load(mem, q, off));
                    self.b.cmp(CmpOp::Eq, a, b)
                }
                None => {
                    let (a, b) = (self.b.ptr_off(p, off), self.b.ptr_off(q, off));
                    let n = self.b.i32(size as i32);
                    self.b.rt1(RtFn::MemEqual, &[a, b, n])
                }
            };
            return self.unless_equal(v, false);
        }
        match types.under(t) {
            Type::Struct(fields) => {
                for (i, f) in fields.iter().enumerate() {
                    if !f.name.is_blank() {
                        let at = self.m.field(t, i as u32).off;
                        self.equal_body(f.typ, p, q, off + at, panics);
                    }
                }
            }
            &Type::Array(n, elem) => {
                let size = self.m.size_of(elem);
                if n <= 2 {
                    for i in 0..n as u32 {
                        self.equal_body(elem, p, q, off + i * size, panics);
                    }
                    return;
                }
                let f = self.m.equal_func(elem, panics);
                self.each(n as u32, |cx, i| {
                    let (a, b) = (cx.b.ptr_off(p, off), cx.b.ptr_off(q, off));
                    let (a, b) = (cx.scaled32(a, i, size), cx.scaled32(b, i, size));
                    let v = cx.b.call(f, &[a, b], &[Ty::I32])[0];
                    cx.unless_equal(v, true);
                });
            }
            Type::Interface(_) if !panics => {
                let (a, b) = (Place::ptr(p).at(off), Place::ptr(q).at(off));
                let (a, b) = (self.load(a, t).vals(), self.load(b, t).vals());
                let same = self.b.cmp(CmpOp::Eq, a[0], b[0]);
                self.unless_equal(same, false);
                let desc = self.dynamic_type(t, a[0]);
                let (some, done) = (self.b.new_block(), self.b.new_block());
                self.b.branch(desc, some, done);
                self.b.seal_and_switch(some);
                let v = self.b.rt1(RtFn::IfaceEqualPure, &[desc, a[1], b[1]]);
                self.unless_equal(v, true);
                self.b.jump(done);
                self.b.seal_and_switch(done);
            }
            _ => {
                let (a, b) = (Place::ptr(p).at(off), Place::ptr(q).at(off));
                let (a, b) = (self.load(a, t), self.load(b, t));
                let v = self.equal(t, a, b);
                self.unless_equal(v, false);
            }
        }
    }

    /// A loop over 0..n.
    fn each(&mut self, n: u32, body: impl FnOnce(&mut Self, Value)) {
        let i = self.b.new_var(Ty::I32);
        let zero = self.b.i32(0);
        self.b.write_var(i, zero);
        let (head, inside, done) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(head);
        self.b.switch_to(head);
        let at = self.b.read_var(i);
        let end = self.b.i32(n as i32);
        let more = self.b.cmp(CmpOp::LtU, at, end);
        self.b.branch(more, inside, done);
        self.b.seal_and_switch(inside);
        body(self, at);
        let one = self.b.i32(1);
        let next = self.b.bin(BinOp::Add, at, one);
        self.b.write_var(i, next);
        self.b.jump(head);
        self.b.seal(head);
        self.b.seal_and_switch(done);
    }

    /// The hash of the value at `p + off`, mixed into `h`.
    fn hash_body(&mut self, t: TypeId, p: Value, off: u32, h: Value) -> Value {
        let types = self.m.types;
        let size = self.m.size_of(t);
        if size == 0 {
            return h;
        }
        if self.m.bytes_equal(t) {
            let word = match size {
                4 => {
                    let w = self.b.load(Mem::I32, p, off);
                    Some(self.b.extend_u(w))
                }
                8 => Some(self.b.load(Mem::I64, p, off)),
                _ => None,
            };
            if let Some(w) = word {
                return self.b.rt1(RtFn::HashWord, &[w, h]);
            }
            let at = self.b.ptr_off(p, off);
            let n = self.b.i32(size as i32);
            return self.b.rt1(RtFn::HashMem, &[at, n, h]);
        }
        match types.under(t) {
            Type::Struct(fields) => {
                let mut h = h;
                for (i, f) in fields.iter().enumerate() {
                    if !f.name.is_blank() {
                        let at = self.m.field(t, i as u32).off;
                        h = self.hash_body(f.typ, p, off + at, h);
                    }
                }
                h
            }
            &Type::Array(n, elem) => {
                let size = self.m.size_of(elem);
                if n <= 2 {
                    let mut h = h;
                    for i in 0..n as u32 {
                        h = self.hash_body(elem, p, off + i * size, h);
                    }
                    return h;
                }
                let f = self.m.hash_func(elem);
                let var = self.b.new_var(Ty::I32);
                self.b.write_var(var, h);
                self.each(n as u32, |cx, i| {
                    let a = cx.b.ptr_off(p, off);
                    let a = cx.scaled32(a, i, size);
                    let h = cx.b.read_var(var);
                    let r = cx.b.call(f, &[a, h], &[Ty::I64])[0];
                    let low = cx.hash_or_return(r);
                    cx.b.write_var(var, low);
                });
                self.b.read_var(var)
            }
            Type::Interface(_) => {
                let v = self.load(Place::ptr(p).at(off), t).vals();
                let desc = self.dynamic_type(t, v[0]);
                let r = self.b.rt1(RtFn::HashIface, &[desc, v[1], h]);
                self.hash_or_return(r)
            }
            Type::Basic(b) if b.is_string() => {
                let v = self.load(Place::ptr(p).at(off), t).vals();
                self.b.rt1(RtFn::HashMem, &[v[0], v[1], h])
            }
            _ => {
                // Floating-point numbers: zero and minus zero are equal.
                let v = self.load(Place::ptr(p).at(off), t).vals();
                let mut h = h;
                for &x in v.iter() {
                    let zero = self.b.zero(self.b.ty(x));
                    let x = self.b.bin(BinOp::Add, x, zero);
                    let bits = match self.b.ty(x) {
                        Ty::F32 => {
                            let w = self.b.un(UnOp::Reinterpret, x, Ty::I32);
                            self.b.extend_u(w)
                        }
                        _ => self.b.un(UnOp::Reinterpret, x, Ty::I64),
                    };
                    h = self.b.rt1(RtFn::HashWord, &[bits, h]);
                }
                h
            }
        }
    }

    /// The hash in the low word; returns where the high word names a type that cannot be hashed.
    fn hash_or_return(&mut self, r: Value) -> Value {
        let c = self.b.i64(32);
        let high = self.b.bin(BinOp::ShrU, r, c);
        let failed = self.b.wrap(high);
        let (no, yes) = (self.b.new_block(), self.b.new_block());
        self.b.branch(failed, no, yes);
        self.b.seal_and_switch(no);
        self.b.ret(vec![r]);
        self.b.seal_and_switch(yes);
        self.b.wrap(r)
    }
}

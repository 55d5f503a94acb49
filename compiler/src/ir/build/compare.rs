//! Comparisons. Small values are compared where they are; larger ones by a generated function ([`super::equality`]).

use super::mem::FnCx;
use super::repr::{Place, Val, Vals};
use crate::ir::Mem;
use crate::ir::abi::RtFn;
use crate::ir::func_builder::Var;
use crate::ir::{BinOp, BlockId, CmpOp, Op, Ty, UnOp, Value};
use crate::syntax::ast::{BinaryOp, Expr};
use crate::types::info::Mode;
use crate::types::typ::{Basic, Type, TypeId};

/// A comparison that is made only when those before it hold.
type Test<'t, Cx> = Box<dyn FnOnce(&mut Cx) -> Value + 't>;

impl<'a> FnCx<'_, 'a> {
    /// `x op y`, an I32.
    pub(super) fn comparison(&mut self, op: BinaryOp, x: &'a Expr, y: &'a Expr) -> Value {
        let nil = |e: &Expr| self.tv(e).mode == Mode::Nil;
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        if equality && (nil(x) || nil(y)) {
            let e = if nil(x) { y } else { x };
            let v = self.expr(e).vals();
            let is_nil = match v.first() {
                Some(&v) => self.b.eqz(v),
                None => self.b.i32(1),
            };
            return if op == BinaryOp::Eq {
                is_nil
            } else {
                self.b.eqz(is_nil)
            };
        }
        let (tx, ty) = (self.ty(x), self.ty(y));
        if !equality {
            let t = if self.tv(x).value.is_some() { ty } else { tx };
            let v = if self.has_call(x) || self.has_call(y) {
                self.in_order(&[(x, t), (y, t)])
            } else {
                let v = self.bytes_as_string_of(x, t);
                vec![self.stable(v, t), self.bytes_as_string_of(y, t)]
            };
            return self.ordered(op, t, &v[0].vals(), &v[1].vals());
        }
        let (a, b) = if self.has_call(y) && !self.has_call(x) {
            let b = self.expr(y);
            let b = self.stable(b, ty);
            (self.bytes_as_string(x), b)
        } else if self.has_call(y) {
            let a = self.expr(x);
            let a = self.stable(a, tx);
            (a, self.expr(y))
        } else {
            (self.bytes_as_string(x), self.bytes_as_string(y))
        };
        let eq = self.equal_mixed(tx, a, ty, b);
        if op == BinaryOp::Ne {
            self.b.eqz(eq)
        } else {
            eq
        }
    }

    /// Whether two values are equal, one of which may be an interface that the other's type implements.
    pub(super) fn equal_mixed(&mut self, tx: TypeId, x: Val, ty: TypeId, y: Val) -> Value {
        let types = self.m.types;
        match (types.is_interface(tx), types.is_interface(ty)) {
            (true, false) => self.eq_iface_concrete(tx, &x.vals(), ty, y),
            (false, true) => self.eq_iface_concrete(ty, &y.vals(), tx, x),
            (true, true) => self.eq_ifaces(tx, &x.vals(), ty, &y.vals()),
            _ => self.equal(tx, x, y),
        }
    }

    fn ordered(&mut self, op: BinaryOp, t: TypeId, x: &[Value], y: &[Value]) -> Value {
        let b = self.m.types.basic(t).unwrap_or(Basic::Int);
        let signed = match op {
            BinaryOp::Lt => CmpOp::LtS,
            BinaryOp::Le => CmpOp::LeS,
            BinaryOp::Gt => CmpOp::GtS,
            _ => CmpOp::GeS,
        };
        if b.is_string() {
            let order = self.b.rt1(RtFn::StringCompare, &[x[0], x[1], y[0], y[1]]);
            let zero = self.b.i32(0);
            return self.b.cmp(signed, order, zero);
        }
        let op = if b.is_float() {
            match op {
                BinaryOp::Lt => CmpOp::FLt,
                BinaryOp::Le => CmpOp::FLe,
                BinaryOp::Gt => CmpOp::FGt,
                _ => CmpOp::FGe,
            }
        } else if b.is_unsigned() {
            match op {
                BinaryOp::Lt => CmpOp::LtU,
                BinaryOp::Le => CmpOp::LeU,
                BinaryOp::Gt => CmpOp::GtU,
                _ => CmpOp::GeU,
            }
        } else {
            signed
        };
        self.b.cmp(op, x[0], y[0])
    }

    /// Whether two values of one type are equal, an I32.
    pub(super) fn equal(&mut self, t: TypeId, x: Val, y: Val) -> Value {
        if let (Val::S(x), Val::S(y)) = (x, y) {
            return self.eq_vals(t, &x, &y);
        }
        let (p, q) = (self.in_memory(x, t, false), self.in_memory(y, t, false));
        let (p, q) = (self.addr(p), self.addr(q));
        self.eq_mem(t, p, q)
    }

    /// Whether two values in memory are equal.
    pub(super) fn eq_mem(&mut self, t: TypeId, p: Value, q: Value) -> Value {
        if self.m.bytes_equal(t) {
            let n = self.m.size_of(t);
            let n = self.b.i32(n as i32);
            return self.b.rt1(RtFn::MemEqual, &[p, q, n]);
        }
        let f = self.m.equal_func(t, true);
        self.b.call(f, &[p, q], &[Ty::I32])[0]
    }

    /// Evaluates further comparisons only while the earlier ones hold.
    fn chain(&mut self, tests: Vec<Test<'_, Self>>) -> Value {
        let n = tests.len();
        if n == 0 {
            return self.b.i32(1);
        }
        let (result, done) = (self.b.new_var(Ty::I32), self.b.new_block());
        for (i, test) in tests.into_iter().enumerate() {
            let v = test(self);
            self.b.write_var(result, v);
            if i + 1 == n {
                self.b.jump(done);
            } else {
                let next = self.b.new_block();
                self.b.branch(v, next, done);
                self.b.seal_and_switch(next);
            }
        }
        self.b.seal_and_switch(done);
        self.b.read_var(result)
    }

    /// Whether the scalars of two values are equal.
    pub(super) fn eq_vals(&mut self, t: TypeId, x: &[Value], y: &[Value]) -> Value {
        let types = self.m.types;
        match types.under(t) {
            Type::Basic(b) if b.is_string() => {
                let (x, y) = (Vals::new(x), Vals::new(y));
                let same = self.b.cmp(CmpOp::Eq, x[1], y[1]);
                if self.b.const_of(x[1]) == Some(0) || self.b.const_of(y[1]) == Some(0) {
                    return same;
                }
                for (known, p) in [(x, y[0]), (y, x[0])] {
                    if let Some(bytes) = self.short_constant(&known) {
                        return self.chain(vec![
                            Box::new(move |_| same),
                            Box::new(move |f| f.has_bytes(p, &bytes)),
                        ]);
                    }
                }
                self.chain(vec![
                    Box::new(move |_| same),
                    Box::new(move |f| f.b.rt1(RtFn::MemEqual, &[x[0], y[0], x[1]])),
                ])
            }
            Type::Basic(b) if b.is_complex() => {
                let re = self.b.cmp(CmpOp::Eq, x[0], y[0]);
                let im = self.b.cmp(CmpOp::Eq, x[1], y[1]);
                self.b.bin(BinOp::And, re, im)
            }
            Type::Interface(_) => {
                let (x, y) = (Vals::new(x), Vals::new(y));
                self.eq_ifaces(t, &x, t, &y)
            }
            Type::Struct(fields) => {
                let mut tests: Vec<Test<'_, Self>> = Vec::new();
                for (i, f) in fields.iter().enumerate() {
                    let field = self.m.field(t, i as u32);
                    if f.name.is_blank() || field.count == 0 {
                        continue;
                    }
                    let range = field.first..field.first + field.count;
                    let (x, y) = (Vals::new(&x[range.clone()]), Vals::new(&y[range]));
                    let typ = field.typ;
                    tests.push(Box::new(move |f: &mut Self| f.eq_vals(typ, &x, &y)));
                }
                self.chain(tests)
            }
            &Type::Array(1, elem) => self.eq_vals(elem, x, y),
            Type::Slice(_) | Type::Func(_) | Type::Map(..) => {
                // Only against nil, which is compared elsewhere.
                let (x, y) = (x[0], y[0]);
                self.b.cmp(CmpOp::Eq, x, y)
            }
            _ => match (x.first(), y.first()) {
                (Some(&x), Some(&y)) => self.b.cmp(CmpOp::Eq, x, y),
                _ => self.b.i32(1),
            },
        }
    }

    /// The bytes of a string constant of at most 16 bytes.
    fn short_constant(&self, s: &[Value]) -> Option<Vec<u8>> {
        let n = self.b.const_of(s[1])?;
        match self.b.def_op(s[0]) {
            Some((&Op::DataAddr(d, 0), _)) if (1..=16).contains(&n) => {
                let data = &self.m.module.data[d.index()];
                (!data.mutable && data.relocs.is_empty() && data.bytes.len() as i64 == n)
                    .then(|| data.bytes.clone())
            }
            _ => None,
        }
    }

    /// Whether these bytes are at an address.
    pub(super) fn has_bytes(&mut self, p: Value, bytes: &[u8]) -> Value {
        let mut all = None;
        let mut at = 0;
        while at < bytes.len() {
            let (mem, n) = match bytes.len() - at {
                8.. => (Mem::I64, 8),
                4.. => (Mem::I32, 4),
                2.. => (Mem::I16U, 2),
                _ => (Mem::I8U, 1),
            };
            let mut word = [0; 8];
            word[..n].copy_from_slice(&bytes[at..at + n]);
            let have = self.b.load(mem, p, at as u32);
            let want = i64::from_le_bytes(word);
            let want = self.b.iconst(self.b.ty(have), want);
            let eq = self.b.cmp(CmpOp::Eq, have, want);
            all = Some(match all {
                Some(before) => self.b.bin(BinOp::And, before, eq),
                None => eq,
            });
            at += n;
        }
        all.expect("some bytes")
    }

    /// The descriptor of an interface's dynamic type (an I32), 0 for nil.
    pub(super) fn dynamic_type(&mut self, iface: TypeId, word: Value) -> Value {
        if self.m.is_empty_interface(iface) {
            return word;
        }
        let (result, some, done) = (
            self.b.new_var(Ty::I32),
            self.b.new_block(),
            self.b.new_block(),
        );
        self.b.write_var(result, word);
        self.b.branch(word, some, done);
        self.b.seal_and_switch(some);
        let p = self.b.un(UnOp::IntToPtr, word, Ty::Ptr);
        let t = self.b.load(Mem::I32, p, 0);
        self.b.write_var(result, t);
        self.b.jump(done);
        self.b.seal_and_switch(done);
        self.b.read_var(result)
    }

    fn eq_ifaces(&mut self, tx: TypeId, x: &[Value], ty: TypeId, y: &[Value]) -> Value {
        // Type words of one interface type are equal exactly when the dynamic types are.
        let same = self.m.types.underlying(tx) == self.m.types.underlying(ty);
        let (a, b, desc_known) = if same {
            (x[0], y[0], self.m.is_empty_interface(tx))
        } else {
            let a = self.dynamic_type(tx, x[0]);
            (a, self.dynamic_type(ty, y[0]), true)
        };
        let (x, y) = (Vals::new(x), Vals::new(y));
        let eq = self.b.cmp(CmpOp::Eq, a, b);
        let result = self.b.new_var(Ty::I32);
        self.b.write_var(result, eq);
        let (types_equal, some, done) =
            (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.branch(eq, types_equal, done);
        self.b.seal_and_switch(types_equal);
        self.b.branch(a, some, done);
        self.b.seal_and_switch(some);
        let desc = if desc_known {
            a
        } else {
            let p = self.b.un(UnOp::IntToPtr, a, Ty::Ptr);
            self.b.load(Mem::I32, p, 0)
        };
        let v = self.b.rt1(RtFn::IfaceEqual, &[desc, x[1], y[1]]);
        self.b.write_var(result, v);
        self.b.jump(done);
        self.b.seal_and_switch(done);
        self.b.read_var(result)
    }

    fn eq_iface_concrete(&mut self, iface: TypeId, i: &[Value], t: TypeId, v: Val) -> Value {
        let v = self.stable(v, t);
        let i = Vals::new(i);
        let desc = self.m.type_desc(t);
        let have = self.dynamic_type(iface, i[0]);
        let want = self.b.data_word(desc);
        let same = self.b.cmp(CmpOp::Eq, have, want);
        let (result, yes, done) = self.if_true(same);
        self.b.seal_and_switch(yes);
        let own = self.unbox(t, i[1]);
        let eq = self.equal(t, own, v);
        self.b.write_var(result, eq);
        self.b.jump(done);
        self.b.seal_and_switch(done);
        self.b.read_var(result)
    }

    /// A variable that is 0 unless the block entered for a true condition sets it; not yet sealed.
    pub(super) fn if_true(&mut self, cond: Value) -> (Var, BlockId, BlockId) {
        let (result, yes, done) = (
            self.b.new_var(Ty::I32),
            self.b.new_block(),
            self.b.new_block(),
        );
        let zero = self.b.i32(0);
        self.b.write_var(result, zero);
        self.b.branch(cond, yes, done);
        (result, yes, done)
    }

    /// The value that an interface's data word stands for.
    pub(super) fn unbox(&mut self, t: TypeId, data: Value) -> Val {
        if self.m.pointer_shaped(t) {
            return Val::s(&[data]);
        }
        self.load(Place::ptr(data), t)
    }
}

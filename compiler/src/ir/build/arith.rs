//! Arithmetic with Go's rules: integers wrap and stay extended as their type says, division by zero panics, shift counts
//! may be anything that is not negative.

use super::lvalue::Index;
use super::mem::FnCx;
use super::repr::Val;
use crate::ir::abi::RtFn;
use crate::ir::{BinOp, CmpOp, PanicKind, Ty, UnOp, Value};
use crate::syntax::ast::{BinaryOp, Expr, UnaryOp};
use crate::types::typ::{Basic, TypeId};

/// Bits of an integer type.
pub(super) fn width(b: Basic) -> u32 {
    match b {
        Basic::Int8 | Basic::Uint8 | Basic::Bool | Basic::UntypedBool => 8,
        Basic::Int16 | Basic::Uint16 => 16,
        Basic::Int32 | Basic::Uint32 | Basic::Uintptr | Basic::UntypedRune => 32,
        _ => 64,
    }
}

impl<'a> FnCx<'_, 'a> {
    /// Brings the result of 32-bit arithmetic back into a narrow type's range.
    pub(super) fn narrow(&mut self, v: Value, b: Basic) -> Value {
        match b {
            Basic::Int8 => self.b.un(UnOp::Ext8S, v, Ty::I32),
            Basic::Int16 => self.b.un(UnOp::Ext16S, v, Ty::I32),
            Basic::Uint8 => {
                let m = self.b.i32(0xff);
                self.b.bin(BinOp::And, v, m)
            }
            Basic::Uint16 => {
                let m = self.b.i32(0xffff);
                self.b.bin(BinOp::And, v, m)
            }
            _ => v,
        }
    }

    /// `x op y` for operands of one type; not for comparisons, shifts and logic.
    pub(super) fn arith(&mut self, op: BinaryOp, t: TypeId, x: Val, y: Val) -> Val {
        let b = self.m.types.basic(t).unwrap_or(Basic::Int);
        let (x, y) = (x.vals(), y.vals());
        if b.is_string() {
            return self.concat(&[Val::S(x), Val::S(y)]);
        }
        if b.is_complex() {
            return self.complex(op, b, &x, &y);
        }
        if b.is_float() {
            let op = match op {
                BinaryOp::Add => BinOp::Add,
                BinaryOp::Sub => BinOp::Sub,
                BinaryOp::Mul => BinOp::Mul,
                _ => BinOp::FDiv,
            };
            return Val::s(&[self.b.bin(op, x[0], y[0])]);
        }
        Val::s(&[self.int_arith(op, b, x[0], y[0])])
    }

    /// The same for integers and booleans.
    pub(super) fn int_arith(&mut self, op: BinaryOp, b: Basic, x: Value, y: Value) -> Value {
        let plain = match op {
            BinaryOp::Add => BinOp::Add,
            BinaryOp::Sub => BinOp::Sub,
            BinaryOp::Mul => BinOp::Mul,
            BinaryOp::And => return self.b.bin(BinOp::And, x, y),
            BinaryOp::Or => return self.b.bin(BinOp::Or, x, y),
            BinaryOp::Xor => return self.b.bin(BinOp::Xor, x, y),
            BinaryOp::AndNot => {
                let all = self.b.iconst(self.b.ty(y), -1);
                let not = self.b.bin(BinOp::Xor, y, all);
                return self.b.bin(BinOp::And, x, not);
            }
            _ => return self.divide(op, b, x, y),
        };
        let v = self.b.bin(plain, x, y);
        self.narrow(v, b)
    }

    fn divide(&mut self, op: BinaryOp, b: Basic, x: Value, y: Value) -> Value {
        let divisor = self.b.const_of(y);
        if divisor.is_none_or(|n| n == 0) {
            let zero = self.b.eqz(y);
            self.b.panic_if(PanicKind::Divide, zero, &[]);
        }
        let rem = op == BinaryOp::Rem;
        if b.is_unsigned() {
            let op = if rem { BinOp::RemU } else { BinOp::DivU };
            return self.b.bin(op, x, y);
        }
        if rem {
            return self.b.bin(BinOp::RemS, x, y);
        }
        // The most negative number divided by -1 overflows, which WebAssembly traps on.
        if divisor.is_some_and(|n| n != -1) {
            return self.b.bin(BinOp::DivS, x, y);
        }
        let ty = self.b.ty(x);
        let zero = self.b.iconst(ty, 0);
        let negated = self.b.bin(BinOp::Sub, zero, x);
        if divisor == Some(-1) {
            return self.narrow(negated, b);
        }
        let minus1 = self.b.iconst(ty, -1);
        let overflows = self.b.cmp(CmpOp::Eq, y, minus1);
        let one = self.b.iconst(ty, 1);
        let safe = self.b.select(overflows, one, y);
        let q = self.b.bin(BinOp::DivS, x, safe);
        let v = self.b.select(overflows, negated, q);
        self.narrow(v, b)
    }

    fn complex(&mut self, op: BinaryOp, b: Basic, x: &[Value], y: &[Value]) -> Val {
        match op {
            BinaryOp::Add | BinaryOp::Sub => {
                let op = if op == BinaryOp::Add {
                    BinOp::Add
                } else {
                    BinOp::Sub
                };
                let re = self.b.bin(op, x[0], y[0]);
                let im = self.b.bin(op, x[1], y[1]);
                Val::s(&[re, im])
            }
            BinaryOp::Mul => {
                let mut mul = |a, c| self.b.bin(BinOp::Mul, a, c);
                let (rr, ii) = (mul(x[0], y[0]), mul(x[1], y[1]));
                let (ri, ir) = (mul(x[0], y[1]), mul(x[1], y[0]));
                let re = self.b.bin(BinOp::Sub, rr, ii);
                let im = self.b.bin(BinOp::Add, ri, ir);
                Val::s(&[re, im])
            }
            _ => self.complex_quotient(b, x, y),
        }
    }

    /// Division of complex numbers always happens in 128 bits, by a function of std/runtime.
    fn complex_quotient(&mut self, b: Basic, x: &[Value], y: &[Value]) -> Val {
        let args: Vec<Value> = x
            .iter()
            .chain(y)
            .map(|&v| match self.b.ty(v) {
                Ty::F32 => self.b.un(UnOp::Promote, v, Ty::F64),
                _ => v,
            })
            .collect();
        let Some(f) = self.m.runtime_func("complex128div") else {
            let pos = self.b.pos;
            self.unsupported(pos, "complex division without runtime.complex128div");
            return Val::s(&[x[0], x[1]]);
        };
        let r = self.b.call(f, &args, &[Ty::F64, Ty::F64]);
        let part = |this: &mut Self, v| match b {
            Basic::Complex64 => this.b.un(UnOp::Demote, v, Ty::F32),
            _ => v,
        };
        let (re, im) = (part(self, r[0]), part(self, r[1]));
        Val::s(&[re, im])
    }

    /// `x << y` or `x >> y`.
    pub(super) fn shift(&mut self, op: BinaryOp, t: TypeId, x: Value, count: &'a Expr) -> Value {
        let count = self.index(count, self.b.pos);
        self.shift_by(op, t, x, count)
    }

    /// The same with the count already evaluated.
    pub(super) fn shift_by(&mut self, op: BinaryOp, t: TypeId, x: Value, count: Index) -> Value {
        let b = self.m.types.basic(t).unwrap_or(Basic::Int);
        let bits = width(b);
        let ty = self.b.ty(x);
        let left = op == BinaryOp::Shl;
        let arithmetic = !left && !b.is_unsigned();
        let wasm = match (left, arithmetic) {
            (true, _) => BinOp::Shl,
            (_, true) => BinOp::ShrS,
            _ => BinOp::ShrU,
        };
        if let Some(n) = self.b.const_of(count.value) {
            let n = n as u64;
            let n = if n < u64::from(bits) {
                n as i64
            } else if arithmetic {
                i64::from(bits) - 1
            } else {
                return self.b.iconst(ty, 0);
            };
            let k = self.b.iconst(ty, n);
            let v = if n == 0 { x } else { self.b.bin(wasm, x, k) };
            return if left { self.narrow(v, b) } else { v };
        }
        if count.signed {
            let zero = self.b.i64(0);
            let negative = self.b.cmp(CmpOp::LtS, count.value, zero);
            self.b.panic_if(PanicKind::Shift, negative, &[]);
        }
        // Narrow types shift as 32-bit numbers, whose upper bits are extended as the result needs them.
        let limit = if ty == Ty::I64 { 64 } else { 32 };
        let n = self.b.i64(limit);
        let small = self.b.cmp(CmpOp::LtU, count.value, n);
        let k = match ty {
            Ty::I64 => count.value,
            _ => self.b.wrap(count.value),
        };
        let v = if arithmetic {
            let most = self.b.iconst(ty, limit - 1);
            let k = self.b.select(small, k, most);
            self.b.bin(wasm, x, k)
        } else {
            let v = self.b.bin(wasm, x, k);
            let zero = self.b.iconst(ty, 0);
            self.b.select(small, v, zero)
        };
        if left { self.narrow(v, b) } else { v }
    }

    /// `op x` for arithmetic operators and `!`.
    pub(super) fn unary(&mut self, op: UnaryOp, t: TypeId, x: Val) -> Val {
        let b = self.m.types.basic(t).unwrap_or(Basic::Int);
        let x = x.vals();
        match op {
            UnaryOp::Neg if b.is_float() || b.is_complex() => {
                let list: Vec<Value> = x
                    .iter()
                    .map(|&v| {
                        let ty = self.b.ty(v);
                        self.b.un(UnOp::FNeg, v, ty)
                    })
                    .collect();
                Val::s(&list)
            }
            UnaryOp::Neg => {
                let zero = self.b.iconst(self.b.ty(x[0]), 0);
                Val::s(&[self.int_arith(BinaryOp::Sub, b, zero, x[0])])
            }
            UnaryOp::Com => {
                let all = self.b.iconst(self.b.ty(x[0]), -1);
                let v = self.b.bin(BinOp::Xor, x[0], all);
                Val::s(&[self.narrow(v, b)])
            }
            UnaryOp::Not => Val::s(&[self.b.eqz(x[0])]),
            _ => Val::S(x),
        }
    }

    /// min or max of two values of an ordered type.
    pub(super) fn min_max(&mut self, max: bool, t: TypeId, x: Val, y: Val) -> Val {
        let b = self.m.types.basic(t).unwrap_or(Basic::Int);
        let (x, y) = (x.vals(), y.vals());
        if b.is_string() {
            let order = self.b.rt1(RtFn::StringCompare, &[x[0], x[1], y[0], y[1]]);
            let zero = self.b.i32(0);
            let op = if max { CmpOp::LtS } else { CmpOp::GtS };
            let second = self.b.cmp(op, order, zero);
            let p = self.b.select(second, y[0], x[0]);
            let n = self.b.select(second, y[1], x[1]);
            return Val::s(&[p, n]);
        }
        if b.is_float() {
            let op = if max { BinOp::FMax } else { BinOp::FMin };
            return Val::s(&[self.b.bin(op, x[0], y[0])]);
        }
        let op = match (max, b.is_unsigned()) {
            (true, true) => CmpOp::LtU,
            (true, false) => CmpOp::LtS,
            (false, true) => CmpOp::GtU,
            (false, false) => CmpOp::GtS,
        };
        let second = self.b.cmp(op, x[0], y[0]);
        Val::s(&[self.b.select(second, y[0], x[0])])
    }
}

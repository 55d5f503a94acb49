//! Conversions.

use super::arith::width;
use super::mem::FnCx;
use super::repr::{Place, Val};
use crate::ir::abi::RtFn;
use crate::ir::{CmpOp, PanicKind, Ty, UnOp, Value};
use crate::syntax::ast::Expr;
use crate::types::info::Mode;
use crate::types::typ::{Basic, Type, TypeId};

impl<'a> FnCx<'_, 'a> {
    /// An expression's value as assigned to something of type `to`.
    pub(super) fn expr_as(&mut self, e: &'a Expr, to: TypeId) -> Val {
        let tv = self.tv(e);
        if tv.mode == Mode::Nil {
            return self.zero(to);
        }
        let types = self.m.types;
        if let Some(c) = &tv.value
            && !types.is_interface(to)
        {
            return self.constant(c, to);
        }
        if types.is_interface(to) && !types.is_interface(tv.typ) {
            return self.box_expr(e, to);
        }
        let v = self.expr(e);
        self.assignable(v, tv.typ, to)
    }

    /// A value of one type as assigned to another: only interfaces change.
    pub(super) fn assignable(&mut self, v: Val, from: TypeId, to: TypeId) -> Val {
        let types = self.m.types;
        if types.underlying(from) == types.underlying(to) || !types.is_interface(to) {
            return v;
        }
        self.as_interface(v, from, to)
    }

    /// `T(x)`
    pub(super) fn conversion(&mut self, e: &'a Expr, to: TypeId) -> Val {
        let tv = self.tv(e);
        let types = self.m.types;
        if tv.mode == Mode::Nil || types.is_interface(to) {
            return self.expr_as(e, to);
        }
        let from = tv.typ;
        if types.underlying(from) == types.underlying(to) {
            return self.expr_as(e, to);
        }
        let v = self.expr(e);
        self.convert(v, from, to)
    }

    fn convert(&mut self, v: Val, from: TypeId, to: TypeId) -> Val {
        let types = self.m.types;
        match (types.under(from), types.under(to)) {
            (Type::Basic(f), Type::Basic(t)) => self.convert_basic(v, *f, *t),
            // uintptr or unsafe.Pointer and pointers are one word either way.
            (Type::Basic(Basic::String), Type::Slice(elem)) => {
                if types.basic(*elem).is_some_and(|b| width(b) == 8) {
                    self.string_to_bytes(v)
                } else {
                    self.string_to_runes(v)
                }
            }
            (Type::Slice(elem), Type::Basic(b)) if b.is_string() => {
                if types.basic(*elem).is_some_and(|b| width(b) == 8) {
                    self.bytes_to_string(v)
                } else {
                    let s = v.vals();
                    let pair = self.b.rt1(RtFn::RunesToString, &[s[0], s[1]]);
                    Val::s(&self.b.unpack(pair, [Ty::Ptr, Ty::I32]))
                }
            }
            (Type::Slice(_), &Type::Pointer(array)) => {
                let s = v.vals();
                self.array_length(s[1], array);
                Val::s(&[s[0]])
            }
            (Type::Slice(_), Type::Array(..)) => {
                let s = v.vals();
                self.array_length(s[1], to);
                if self.m.size_of(to) == 0 {
                    return self.zero(to);
                }
                self.load(Place::ptr(s[0]), to)
            }
            _ => v,
        }
    }

    /// Checks that a slice is long enough for an array.
    fn array_length(&mut self, len: Value, array: TypeId) {
        let &Type::Array(n, _) = self.m.types.under(array) else {
            return;
        };
        let len = self.b.extend_u(len);
        let want = self.b.i64(n as i64);
        let short = self.b.cmp(CmpOp::LtU, len, want);
        self.b
            .panic_if(PanicKind::SliceConvert, short, &[len, want]);
    }

    fn convert_basic(&mut self, v: Val, from: Basic, to: Basic) -> Val {
        let x = v.vals();
        if to.is_string() {
            if from.is_string() {
                return v;
            }
            let n = self.widen(x[0], !from.is_unsigned());
            let pair = self.b.rt1(RtFn::RuneToString, &[n]);
            return Val::s(&self.b.unpack(pair, [Ty::Ptr, Ty::I32]));
        }
        if from.is_complex() {
            let list: Vec<Value> = x.iter().map(|&p| self.float_to_float(p, to)).collect();
            return Val::s(&list);
        }
        let x = x[0];
        let r = if from == Basic::UnsafePointer {
            if to == Basic::UnsafePointer {
                x
            } else {
                let n = self.b.un(UnOp::PtrToInt, x, Ty::I32);
                self.int_to_int(n, Basic::Uintptr, to)
            }
        } else if to == Basic::UnsafePointer {
            let n = self.int_to_int(x, from, Basic::Uintptr);
            self.b.un(UnOp::IntToPtr, n, Ty::Ptr)
        } else if from.is_float() {
            if to.is_float() {
                self.float_to_float(x, to)
            } else {
                self.float_to_int(x, to)
            }
        } else if to.is_float() {
            let ty = if to == Basic::Float32 {
                Ty::F32
            } else {
                Ty::F64
            };
            let op = if from.is_unsigned() {
                UnOp::ConvertU
            } else {
                UnOp::ConvertS
            };
            self.b.un(op, x, ty)
        } else {
            self.int_to_int(x, from, to)
        };
        Val::s(&[r])
    }

    fn float_to_float(&mut self, x: Value, to: Basic) -> Value {
        let single = matches!(to, Basic::Float32 | Basic::Complex64);
        match (self.b.ty(x), single) {
            (Ty::F64, true) => self.b.un(UnOp::Demote, x, Ty::F32),
            (Ty::F32, false) => self.b.un(UnOp::Promote, x, Ty::F64),
            _ => x,
        }
    }

    /// Truncates towards zero. What does not fit gives some value, as in Go; here it saturates at 32 or 64 bits.
    fn float_to_int(&mut self, x: Value, to: Basic) -> Value {
        match to {
            Basic::Uint | Basic::Uint64 => self.b.un(UnOp::TruncU, x, Ty::I64),
            Basic::Int | Basic::Int64 => self.b.un(UnOp::TruncS, x, Ty::I64),
            Basic::Uint32 | Basic::Uintptr => {
                let n = self.b.un(UnOp::TruncS, x, Ty::I64);
                self.b.wrap(n)
            }
            _ => {
                let n = self.b.un(UnOp::TruncS, x, Ty::I32);
                self.narrow(n, to)
            }
        }
    }

    /// Any integer type to any other.
    pub(super) fn int_to_int(&mut self, x: Value, from: Basic, to: Basic) -> Value {
        let (f, t) = (width(from), width(to));
        if t == 64 {
            return if f == 64 {
                x
            } else {
                self.widen(x, !from.is_unsigned())
            };
        }
        let x = if f == 64 { self.b.wrap(x) } else { x };
        // A value that already fits needs no cutting.
        let fits = match (from.is_unsigned(), to.is_unsigned()) {
            (true, true) | (false, false) => f <= t,
            (true, false) => f < t,
            (false, true) => false,
        };
        if fits || t == 32 {
            x
        } else {
            self.narrow(x, to)
        }
    }
}

//! Slice expressions. A slice without capacity begins at the array's own address, so that no pointer lies behind its end.

use super::lvalue::Index;
use super::mem::FnCx;
use super::repr::Val;
use crate::ir::{BinOp, CmpOp, Op, PanicKind, Ty, Value};
use crate::syntax::ast::{Expr, Node};
use crate::types::typ::{Type, TypeId};

impl<'a> FnCx<'_, 'a> {
    /// `x[lo:hi:max]`
    pub(super) fn slice_expr(&mut self, x: &'a Expr, bounds: &'a [Option<Node<Expr>>; 3]) -> Val {
        let types = self.m.types;
        let t = self.ty(x);
        match *types.under(t) {
            Type::Slice(elem) => {
                let s = self.expr(x).vals();
                self.slice_value(s[0], s[1], s[2], elem, bounds, true)
            }
            Type::Array(n, elem) => {
                let p = self.address_of(x);
                let n = self.b.i32(n as i32);
                self.slice_value(p, n, n, elem, bounds, false)
            }
            Type::Pointer(to) => {
                let &Type::Array(n, elem) = types.under(to) else {
                    unreachable!("a pointer to an array");
                };
                let p = self.scalar(x);
                self.nil_check(p);
                let n = self.b.i32(n as i32);
                self.slice_value(p, n, n, elem, bounds, false)
            }
            _ => {
                let s = self.expr(x).vals();
                let byte = crate::types::typ::Basic::Uint8.id();
                let v = self
                    .slice_value(s[0], s[1], s[1], byte, bounds, false)
                    .vals();
                Val::s(&[v[0], v[1]])
            }
        }
    }

    fn at_most(&mut self, kind: PanicKind, index: Index, limit: Value) {
        let (kind, a) = (index.kind(kind), index.value);
        if let (Some(x), Some(y)) = (self.b.const_of(a), self.b.const_of(limit))
            && (x as u64) <= y as u64
        {
            return;
        }
        if a == limit {
            return;
        }
        let out = self.b.cmp(CmpOp::GtU, a, limit);
        self.b.panic_if(kind, out, &[a, limit]);
    }

    fn slice_value(
        &mut self,
        p: Value,
        len: Value,
        cap: Value,
        elem: TypeId,
        bounds: &'a [Option<Node<Expr>>; 3],
        is_slice: bool,
    ) -> Val {
        let pos = self.b.pos;
        let mut bound =
            |e: &'a Option<Node<Expr>>| -> Option<Index> { e.as_ref().map(|e| self.index(e, pos)) };
        let (lo, hi, max) = (bound(&bounds[0]), bound(&bounds[1]), bound(&bounds[2]));
        let len64 = self.b.extend_u(len);
        let cap64 = self.b.extend_u(cap);
        let zero = self.b.i64(0);
        let first = Index {
            value: zero,
            signed: true,
            pos,
        };
        let lo = lo.unwrap_or(first);
        let (hi, top) = match (hi, max) {
            (Some(hi), Some(max)) => {
                let kind = if is_slice {
                    PanicKind::Slice3Acap
                } else {
                    PanicKind::Slice3Alen
                };
                self.at_most(kind, max, cap64);
                self.at_most(PanicKind::Slice3B, hi, max.value);
                self.at_most(PanicKind::Slice3C, lo, hi.value);
                (hi.value, max.value)
            }
            (hi, _) => {
                let limit = match hi {
                    Some(hi) => {
                        let kind = if is_slice {
                            PanicKind::SliceAcap
                        } else {
                            PanicKind::SliceAlen
                        };
                        self.at_most(kind, hi, cap64);
                        hi.value
                    }
                    None => len64,
                };
                if self.b.const_of(lo.value) != Some(0) {
                    self.at_most(PanicKind::SliceB, lo, limit);
                }
                (limit, cap64)
            }
        };
        let lo = lo.value;
        let (lo, hi, top) = (
            self.narrow32(lo, None),
            self.narrow32(hi, Some((len64, len))),
            self.narrow32(top, Some((cap64, cap))),
        );
        let new_len = self.b.bin(BinOp::Sub, hi, lo);
        let new_cap = self.b.bin(BinOp::Sub, top, lo);
        if self.b.const_of(lo) == Some(0) {
            return Val::s(&[p, new_len, new_cap]);
        }
        let size = self.m.size_of(elem);
        // Of a string the length is what is left.
        let left = if is_slice || self.b.const_of(cap).is_some() {
            new_cap
        } else {
            new_len
        };
        let off = self.times(lo, size);
        let zero = self.b.i32(0);
        let off = self.b.select(left, off, zero);
        let p = self.b.emit1(Op::PtrAdd, &[p, off], Ty::Ptr);
        Val::s(&[p, new_len, new_cap])
    }

    /// The low half of a checked bound; where it is a known length, the length itself.
    fn narrow32(&mut self, v: Value, known: Option<(Value, Value)>) -> Value {
        match known {
            Some((wide, narrow)) if wide == v => narrow,
            _ => self.b.wrap(v),
        }
    }
}

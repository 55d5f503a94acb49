//! Functions of std/ that are instructions or constants: atomics, a few of math and math/bits, what the program is built from.

use super::mem::FnCx;
use super::repr::Val;
use crate::ir::abi::RtFn;
use crate::ir::{AtomicOp, BinOp, CmpOp, Mem, Op, Ty, UnOp, Value};
use crate::syntax::ast::Expr;
use crate::types::object::{ObjId, ObjectKind};
use crate::types::typ::TypeId;

/// Operation and type of an atomic function's name.
fn atomic(name: &str) -> Option<(AtomicOp, Mem)> {
    const OPS: [(&str, AtomicOp); 7] = [
        ("Load", AtomicOp::Load),
        ("Store", AtomicOp::Store),
        ("Add", AtomicOp::Add),
        ("And", AtomicOp::And),
        ("Or", AtomicOp::Or),
        ("Swap", AtomicOp::Swap),
        ("CompareAndSwap", AtomicOp::Cas),
    ];
    let (rest, op) = OPS
        .iter()
        .find_map(|&(prefix, op)| Some((name.strip_prefix(prefix)?, op)))?;
    let mem = match rest {
        "Int32" | "Uint32" | "Uintptr" => Mem::I32,
        "Int64" | "Uint64" => Mem::I64,
        "Pointer" => Mem::Ptr,
        "Uint8" => Mem::I8U,
        _ => return None,
    };
    Some((op, mem))
}

impl<'a> FnCx<'_, 'a> {
    /// A call of a function that is an instruction.
    pub(super) fn intrinsic(&mut self, obj: ObjId, args: &'a [Expr]) -> Option<Vec<(TypeId, Val)>> {
        let o = self.m.program.object(obj);
        if !matches!(o.kind, ObjectKind::Func { recv: None }) {
            return None;
        }
        let path = self.m.program.package(o.pkg?).path.as_str();
        let name = o.name.as_str();
        match path {
            // Those that are their own body's call are instructions there, too.
            "sync/atomic" | "internal/atomic" | "internal/runtime/atomic" => {
                let (op, mem) = atomic(name)?;
                let v = self.atomic_call(op, mem, obj, args);
                let results = self.func_type(o.typ).results.first().copied();
                Some(results.map(|t| (t, v)).into_iter().collect())
            }
            "math" => self.math(name, obj, args),
            "math/bits" => self.bits(name, obj, args),
            "reflect" if name == "recoverThrough" => {
                self.recover_through();
                Some(Vec::new())
            }
            "runtime/debug" if name == "modinfo" => {
                let text = self.m.program.build_info.clone();
                let result = self.func_type(o.typ).results[0];
                Some(vec![(result, self.string_const(text.as_bytes()))])
            }
            _ => None,
        }
    }

    fn values(&mut self, obj: ObjId, args: &'a [Expr]) -> Vec<Value> {
        let sig = self.func_type(self.m.program.object(obj).typ);
        self.arguments(sig, args, false, None)
            .iter()
            .map(|v| v.vals()[0])
            .collect()
    }

    fn atomic_call(&mut self, op: AtomicOp, mem: Mem, obj: ObjId, args: &'a [Expr]) -> Val {
        let v = self.values(obj, args);
        self.nil_check(v[0]);
        if mem == Mem::Ptr && op != AtomicOp::Load {
            return self.atomic_pointer(op, &v);
        }
        let ty = crate::ir::func_builder::mem_ty(mem);
        let results: &[Ty] = match op {
            AtomicOp::Store => &[],
            AtomicOp::Cas => &[Ty::I32],
            _ => &[ty],
        };
        let r = self.b.emit(Op::Atomic(op, mem, 0), &v, results);
        match (op, r.first()) {
            (_, None) => Val::s(&[]),
            // Add answers the new value.
            (AtomicOp::Add, Some(&old)) => Val::s(&[self.b.bin(BinOp::Add, old, v[1])]),
            (_, Some(&r)) => Val::s(&[r]),
        }
    }

    /// Writes of pointers need the barrier. In the single-threaded module no other goroutine runs in between. With several
    /// threads the slot may change between the barrier and the write, which does no harm: what comes in between
    /// was shaded by whoever wrote it.
    fn atomic_pointer(&mut self, op: AtomicOp, v: &[Value]) -> Val {
        if self.m.module.threads {
            let new = if op == AtomicOp::Cas { v[2] } else { v[1] };
            self.b.rt(RtFn::WriteBarrier, &[v[0], new]);
            let result = match op {
                AtomicOp::Store => None,
                AtomicOp::Cas => Some(Ty::I32),
                _ => Some(Ty::Ptr),
            };
            let r = self
                .b
                .emit(Op::Atomic(op, Mem::Ptr, 0), v, result.as_slice());
            return Val::s(&r);
        }
        let old = self.b.load(Mem::Ptr, v[0], 0);
        if op == AtomicOp::Cas {
            let same = self.b.cmp(CmpOp::Eq, old, v[1]);
            let (write, done) = (self.b.new_block(), self.b.new_block());
            self.b.branch(same, write, done);
            self.b.seal_and_switch(write);
            self.b.emit0(Op::StorePtr(0), &[v[0], v[2]]);
            self.b.jump(done);
            self.b.seal_and_switch(done);
            return Val::s(&[same]);
        }
        self.b.emit0(Op::StorePtr(0), &[v[0], v[1]]);
        match op {
            AtomicOp::Store => Val::s(&[]),
            _ => Val::s(&[old]),
        }
    }

    fn one(&mut self, obj: ObjId, v: Value) -> Option<Vec<(TypeId, Val)>> {
        let t = self.func_type(self.m.program.object(obj).typ).results[0];
        Some(vec![(t, Val::s(&[v]))])
    }

    fn math(&mut self, name: &str, obj: ObjId, args: &'a [Expr]) -> Option<Vec<(TypeId, Val)>> {
        let op = match name {
            "Sqrt" | "sqrt" => UnOp::FSqrt,
            "Floor" | "floor" => UnOp::FFloor,
            "Ceil" | "ceil" => UnOp::FCeil,
            "Trunc" | "trunc" => UnOp::FTrunc,
            "RoundToEven" => UnOp::FNearest,
            "Abs" => UnOp::FAbs,
            "Copysign" => {
                let v = self.values(obj, args);
                let r = self.b.bin(BinOp::FCopysign, v[0], v[1]);
                return self.one(obj, r);
            }
            "Float64bits" | "Float64frombits" | "Float32bits" | "Float32frombits" => {
                UnOp::Reinterpret
            }
            _ => return None,
        };
        let ty = match name {
            "Float64bits" => Ty::I64,
            "Float32bits" => Ty::I32,
            "Float32frombits" => Ty::F32,
            _ => Ty::F64,
        };
        let v = self.values(obj, args);
        let r = self.b.un(op, v[0], ty);
        self.one(obj, r)
    }

    fn bits(&mut self, name: &str, obj: ObjId, args: &'a [Expr]) -> Option<Vec<(TypeId, Val)>> {
        let (op, wide) = match name {
            "LeadingZeros64" | "LeadingZeros" => (UnOp::Clz, true),
            "LeadingZeros32" => (UnOp::Clz, false),
            "TrailingZeros64" | "TrailingZeros" => (UnOp::Ctz, true),
            "TrailingZeros32" => (UnOp::Ctz, false),
            "OnesCount64" | "OnesCount" => (UnOp::Popcnt, true),
            "OnesCount32" => (UnOp::Popcnt, false),
            "Len64" | "Len" | "Len32" => {
                let v = self.values(obj, args)[0];
                let ty = self.b.ty(v);
                let zeros = self.b.un(UnOp::Clz, v, ty);
                let zeros = self.widen(zeros, false);
                let n = self.b.i64(if ty == Ty::I64 { 64 } else { 32 });
                let r = self.b.bin(BinOp::Sub, n, zeros);
                return self.one(obj, r);
            }
            "RotateLeft64" | "RotateLeft" | "RotateLeft32" => {
                let v = self.values(obj, args);
                let k = if self.b.ty(v[0]) == Ty::I64 {
                    v[1]
                } else {
                    self.b.wrap(v[1])
                };
                let r = self.b.bin(BinOp::Rotl, v[0], k);
                return self.one(obj, r);
            }
            _ => return None,
        };
        let v = self.values(obj, args);
        let ty = if wide { Ty::I64 } else { Ty::I32 };
        debug_assert_eq!(self.b.ty(v[0]), ty);
        let r = self.b.un(op, v[0], ty);
        let r = self.widen(r, false);
        self.one(obj, r)
    }
}

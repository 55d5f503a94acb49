//! Atomic operations where threads share memory.

use super::body::{Body, arg};
use crate::ir::{AtomicOp, Inst, Mem};
use wasm_encoder::{InstructionSink, MemArg};

impl Body<'_, '_> {
    pub(super) fn shared_atomic(&mut self, inst: &Inst, op: AtomicOp, mem: Mem, off: u32) {
        let off = self.address(inst.args[0], off);
        for &v in &inst.args[1..] {
            self.value(v);
        }
        let align = match mem {
            Mem::I8S | Mem::I8U => 0,
            Mem::I16S | Mem::I16U => 1,
            Mem::I64 => 3,
            _ => 2,
        };
        write(&mut self.sink(), op, mem, arg(off, align));
        if op == AtomicOp::Cas {
            // The old value is what was expected.
            self.value(inst.args[1]);
            match mem {
                Mem::I64 => self.sink().i64_eq(),
                _ => self.sink().i32_eq(),
            };
        }
        if let Some(&r) = inst.results.first() {
            self.define(r);
        }
    }
}

fn write(i: &mut InstructionSink<'_>, op: AtomicOp, mem: Mem, a: MemArg) {
    match (op, mem) {
        (AtomicOp::Load, Mem::I64) => i.i64_atomic_load(a),
        (AtomicOp::Load, Mem::I8S | Mem::I8U) => i.i32_atomic_load8_u(a),
        (AtomicOp::Load, Mem::I16S | Mem::I16U) => i.i32_atomic_load16_u(a),
        (AtomicOp::Load, _) => i.i32_atomic_load(a),
        (AtomicOp::Store, Mem::I64) => i.i64_atomic_store(a),
        (AtomicOp::Store, Mem::I8S | Mem::I8U) => i.i32_atomic_store8(a),
        (AtomicOp::Store, Mem::I16S | Mem::I16U) => i.i32_atomic_store16(a),
        (AtomicOp::Store, _) => i.i32_atomic_store(a),
        (AtomicOp::Add, Mem::I64) => i.i64_atomic_rmw_add(a),
        (AtomicOp::Add, _) => i.i32_atomic_rmw_add(a),
        (AtomicOp::And, Mem::I64) => i.i64_atomic_rmw_and(a),
        (AtomicOp::And, Mem::I8S | Mem::I8U) => i.i32_atomic_rmw8_and_u(a),
        (AtomicOp::And, _) => i.i32_atomic_rmw_and(a),
        (AtomicOp::Or, Mem::I64) => i.i64_atomic_rmw_or(a),
        (AtomicOp::Or, Mem::I8S | Mem::I8U) => i.i32_atomic_rmw8_or_u(a),
        (AtomicOp::Or, _) => i.i32_atomic_rmw_or(a),
        (AtomicOp::Swap, Mem::I64) => i.i64_atomic_rmw_xchg(a),
        (AtomicOp::Swap, _) => i.i32_atomic_rmw_xchg(a),
        (AtomicOp::Cas, Mem::I64) => i.i64_atomic_rmw_cmpxchg(a),
        (AtomicOp::Cas, _) => i.i32_atomic_rmw_cmpxchg(a),
    };
}

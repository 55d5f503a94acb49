//! Expression trees: values, addresses, conditions, arithmetic.

use super::body::{Body, arg};
use super::fold::{Mode, constant};
use crate::ir::{BinOp, CmpOp, DataTarget, Def, Inst, Mem, Op, Ty, UnOp, Value};
use crate::opt::poll::TURN;
use wasm_encoder::MemArg;

impl Body<'_, '_> {
    pub(super) fn ty(&self, v: Value) -> Ty {
        self.plan.f.values[v.index()].ty
    }

    pub(super) fn def(&self, v: Value) -> Option<&'_ Inst> {
        match self.plan.f.values[v.index()].def {
            Def::Inst(i, _) => Some(&self.plan.f.insts[i.index()]),
            Def::Param(..) => None,
        }
    }

    /// A value's integer constant.
    pub(super) fn constant(&self, v: Value) -> Option<i64> {
        constant(self.plan.f, v)
    }

    /// Whether a value is no more than a local or a constant.
    pub(super) fn is_simple(&self, v: Value) -> bool {
        match self.plan.fold.mode[v.index()] {
            Mode::Local => true,
            Mode::Remat => matches!(
                self.def(v).map(|i| &i.op),
                Some(Op::Const(_) | Op::FConst(_))
            ),
            _ => false,
        }
    }

    /// Pushes a value.
    pub(super) fn value(&mut self, v: Value) {
        let plan = self.plan;
        if plan.fold.mode[v.index()] == Mode::Local {
            let l = plan
                .locals
                .get(v)
                .expect("a value that is used has a local");
            self.get(l);
            return;
        }
        let Def::Inst(i, _) = plan.f.values[v.index()].def else {
            unreachable!("parameters that are used are in locals");
        };
        self.compute(&plan.f.insts[i.index()]);
    }

    /// Pushes an address; returns what is to be added to it.
    pub(super) fn address(&mut self, v: Value, offset: u32) -> u32 {
        let plan = self.plan;
        let (mut v, mut offset) = (v, offset);
        loop {
            if plan.fold.mode[v.index()] == Mode::Local {
                self.value(v);
                return offset;
            }
            let Some(inst) = self.def(v) else {
                unreachable!("parameters that are used are in locals");
            };
            match inst.op {
                Op::PtrOff(n) => {
                    offset += n;
                    v = inst.args[0];
                }
                Op::SlotAddr(slot, n) => {
                    self.fp();
                    return offset + plan.frame.slot(slot, n);
                }
                Op::DataAddr(data, n) => {
                    let sym = self.cx.data(data);
                    self.code.addr(sym, (n + offset) as i32);
                    return 0;
                }
                _ => {
                    self.value(v);
                    return offset;
                }
            }
        }
    }

    /// Pushes an address with everything added.
    fn whole_address(&mut self, v: Value, offset: u32) {
        match self.address(v, offset) {
            0 => {}
            n => {
                self.sink().i32_const(n as i32).i32_add();
            }
        }
    }

    /// Pushes a condition, or its opposite: not 0 when it holds.
    pub(super) fn condition(&mut self, v: Value, holds: bool) {
        let plan = self.plan;
        if plan.fold.mode[v.index()] == Mode::Fold
            && let Some(inst) = self.def(v)
        {
            let inst = inst.clone();
            match inst.op {
                Op::Un(UnOp::Eqz) if self.ty(inst.args[0]) != Ty::I64 => {
                    return self.condition(inst.args[0], !holds);
                }
                Op::Turn if !holds => return self.count(TURN),
                Op::Cmp(CmpOp::Ne) if self.is_zero_word(inst.args[1]) => {
                    return self.condition(inst.args[0], holds);
                }
                Op::Cmp(CmpOp::Eq) if self.is_zero_word(inst.args[1]) => {
                    return self.condition(inst.args[0], !holds);
                }
                Op::Cmp(op) if !holds => {
                    if let Some(op) = opposite(op, self.ty(inst.args[0])) {
                        return self.compare(op, inst.args[0], inst.args[1]);
                    }
                }
                _ => {}
            }
        }
        self.value(v);
        if !holds {
            self.sink().i32_eqz();
        }
    }

    /// Whether the opposite of a condition is a comparison, too.
    pub(super) fn can_negate(&self, v: Value) -> bool {
        let folded = self.plan.fold.mode[v.index()] == Mode::Fold;
        match self.def(v) {
            Some(inst) if folded => match inst.op {
                Op::Cmp(op) => opposite(op, self.ty(inst.args[0])).is_some(),
                Op::Un(UnOp::Eqz) if self.ty(inst.args[0]) != Ty::I64 => {
                    self.can_negate(inst.args[0])
                }
                _ => true,
            },
            _ => true,
        }
    }

    fn is_zero_word(&self, v: Value) -> bool {
        self.constant(v) == Some(0) && self.ty(v) != Ty::I64
    }

    /// Pushes the result of an operation without effect.
    pub(super) fn compute(&mut self, inst: &Inst) {
        let result = inst.results[0];
        let ty = self.ty(result);
        match inst.op {
            Op::Const(n) => match ty {
                Ty::I64 => {
                    self.sink().i64_const(n);
                }
                _ => {
                    self.sink().i32_const(n as i32);
                }
            },
            Op::FConst(bits) => match ty {
                Ty::F32 => {
                    self.sink()
                        .f32_const(wasm_encoder::Ieee32::new(bits as u32));
                }
                _ => {
                    self.sink().f64_const(wasm_encoder::Ieee64::new(bits));
                }
            },
            Op::PtrOff(n) => self.whole_address(inst.args[0], n),
            Op::DataAddr(..) | Op::SlotAddr(..) => self.whole_address(result, 0),
            Op::CallerFp => self.caller_fp(),
            Op::Turn => {
                self.count(TURN);
                self.sink().i32_eqz();
            }
            Op::PtrAdd => {
                self.whole_address(inst.args[0], 0);
                self.value(inst.args[1]);
                self.sink().i32_add();
            }
            Op::Bin(op) => {
                self.value(inst.args[0]);
                self.value(inst.args[1]);
                self.binary(op, ty);
            }
            Op::Cmp(op) => self.compare(op, inst.args[0], inst.args[1]),
            Op::Un(op) => {
                self.value(inst.args[0]);
                let from = self.ty(inst.args[0]);
                self.unary(op, from, ty);
            }
            Op::Select => {
                self.value(inst.args[1]);
                self.value(inst.args[2]);
                self.value(inst.args[0]);
                self.sink().select();
            }
            Op::Load(mem, off) => {
                if !self.constant_load(inst, mem, off) {
                    let off = self.address(inst.args[0], off);
                    self.load(mem, ty, off);
                }
            }
            ref op => unreachable!("{op:?} has an effect"),
        }
    }

    /// A table index in constant data is known to the linker.
    fn constant_load(&mut self, inst: &Inst, mem: Mem, off: u32) -> bool {
        let module = self.cx.module;
        let Some(&Op::DataAddr(d, base)) = self.def(inst.args[0]).map(|i| &i.op) else {
            return false;
        };
        let data = &module.data[d.index()];
        if data.mutable || !matches!(mem, Mem::I32 | Mem::Ptr) {
            return false;
        }
        let Some(reloc) = data.relocs.iter().find(|r| r.offset == base + off) else {
            return false;
        };
        match reloc.target {
            DataTarget::Func(f) => {
                let sym = self.cx.slot_func(f);
                self.code.function_slot(sym);
            }
            DataTarget::Data(d, n) => {
                let sym = self.cx.data(d);
                self.code.addr(sym, n as i32);
            }
        }
        true
    }

    fn compare(&mut self, op: CmpOp, a: Value, b: Value) {
        let ty = self.ty(a);
        self.value(a);
        if op == CmpOp::Eq && self.constant(b) == Some(0) {
            match ty {
                Ty::I64 => self.sink().i64_eqz(),
                _ => self.sink().i32_eqz(),
            };
            return;
        }
        self.value(b);
        self.compare_top(op, ty);
    }

    /// Compares the two values on the operand stack.
    pub(super) fn compare_top(&mut self, op: CmpOp, ty: Ty) {
        let mut i = self.sink();
        use CmpOp::*;
        match (op, ty) {
            (Eq, Ty::I64) => i.i64_eq(),
            (Ne, Ty::I64) => i.i64_ne(),
            (LtS, Ty::I64) => i.i64_lt_s(),
            (LtU, Ty::I64) => i.i64_lt_u(),
            (LeS, Ty::I64) => i.i64_le_s(),
            (LeU, Ty::I64) => i.i64_le_u(),
            (GtS, Ty::I64) => i.i64_gt_s(),
            (GtU, Ty::I64) => i.i64_gt_u(),
            (GeS, Ty::I64) => i.i64_ge_s(),
            (GeU, Ty::I64) => i.i64_ge_u(),
            (Eq, Ty::F32) => i.f32_eq(),
            (Ne, Ty::F32) => i.f32_ne(),
            (FLt | LtS, Ty::F32) => i.f32_lt(),
            (FLe | LeS, Ty::F32) => i.f32_le(),
            (FGt | GtS, Ty::F32) => i.f32_gt(),
            (FGe | GeS, Ty::F32) => i.f32_ge(),
            (Eq, Ty::F64) => i.f64_eq(),
            (Ne, Ty::F64) => i.f64_ne(),
            (FLt | LtS, Ty::F64) => i.f64_lt(),
            (FLe | LeS, Ty::F64) => i.f64_le(),
            (FGt | GtS, Ty::F64) => i.f64_gt(),
            (FGe | GeS, Ty::F64) => i.f64_ge(),
            (Eq, _) => i.i32_eq(),
            (Ne, _) => i.i32_ne(),
            (LtS, _) => i.i32_lt_s(),
            (LtU, _) => i.i32_lt_u(),
            (LeS, _) => i.i32_le_s(),
            (LeU, _) => i.i32_le_u(),
            (GtS, _) => i.i32_gt_s(),
            (GtU, _) => i.i32_gt_u(),
            (GeS, _) => i.i32_ge_s(),
            (GeU, _) => i.i32_ge_u(),
            (op, ty) => unreachable!("{op:?} of {ty:?}"),
        };
    }

    pub(super) fn binary(&mut self, op: BinOp, ty: Ty) {
        let mut i = self.sink();
        use BinOp::*;
        match (op, ty) {
            (Add, Ty::I64) => i.i64_add(),
            (Sub, Ty::I64) => i.i64_sub(),
            (Mul, Ty::I64) => i.i64_mul(),
            (DivS, Ty::I64) => i.i64_div_s(),
            (DivU, Ty::I64) => i.i64_div_u(),
            (RemS, Ty::I64) => i.i64_rem_s(),
            (RemU, Ty::I64) => i.i64_rem_u(),
            (And, Ty::I64) => i.i64_and(),
            (Or, Ty::I64) => i.i64_or(),
            (Xor, Ty::I64) => i.i64_xor(),
            (Shl, Ty::I64) => i.i64_shl(),
            (ShrS, Ty::I64) => i.i64_shr_s(),
            (ShrU, Ty::I64) => i.i64_shr_u(),
            (Rotl, Ty::I64) => i.i64_rotl(),
            (Add, Ty::F32) => i.f32_add(),
            (Sub, Ty::F32) => i.f32_sub(),
            (Mul, Ty::F32) => i.f32_mul(),
            (FDiv | DivS, Ty::F32) => i.f32_div(),
            (FMin, Ty::F32) => i.f32_min(),
            (FMax, Ty::F32) => i.f32_max(),
            (FCopysign, Ty::F32) => i.f32_copysign(),
            (Add, Ty::F64) => i.f64_add(),
            (Sub, Ty::F64) => i.f64_sub(),
            (Mul, Ty::F64) => i.f64_mul(),
            (FDiv | DivS, Ty::F64) => i.f64_div(),
            (FMin, Ty::F64) => i.f64_min(),
            (FMax, Ty::F64) => i.f64_max(),
            (FCopysign, Ty::F64) => i.f64_copysign(),
            (Add, _) => i.i32_add(),
            (Sub, _) => i.i32_sub(),
            (Mul, _) => i.i32_mul(),
            (DivS, _) => i.i32_div_s(),
            (DivU, _) => i.i32_div_u(),
            (RemS, _) => i.i32_rem_s(),
            (RemU, _) => i.i32_rem_u(),
            (And, _) => i.i32_and(),
            (Or, _) => i.i32_or(),
            (Xor, _) => i.i32_xor(),
            (Shl, _) => i.i32_shl(),
            (ShrS, _) => i.i32_shr_s(),
            (ShrU, _) => i.i32_shr_u(),
            (Rotl, _) => i.i32_rotl(),
            (op, ty) => unreachable!("{op:?} of {ty:?}"),
        };
    }

    fn unary(&mut self, op: UnOp, from: Ty, to: Ty) {
        let mut i = self.sink();
        use Ty::{F32, F64, I32, I64};
        use UnOp::*;
        match (op, from, to) {
            (Eqz, I64, _) => i.i64_eqz(),
            (Eqz, ..) => i.i32_eqz(),
            (Clz, I64, _) => i.i64_clz(),
            (Clz, ..) => i.i32_clz(),
            (Ctz, I64, _) => i.i64_ctz(),
            (Ctz, ..) => i.i32_ctz(),
            (Popcnt, I64, _) => i.i64_popcnt(),
            (Popcnt, ..) => i.i32_popcnt(),
            (FNeg, F32, _) => i.f32_neg(),
            (FNeg, ..) => i.f64_neg(),
            (FAbs, F32, _) => i.f32_abs(),
            (FAbs, ..) => i.f64_abs(),
            (FSqrt, F32, _) => i.f32_sqrt(),
            (FSqrt, ..) => i.f64_sqrt(),
            (FFloor, F32, _) => i.f32_floor(),
            (FFloor, ..) => i.f64_floor(),
            (FCeil, F32, _) => i.f32_ceil(),
            (FCeil, ..) => i.f64_ceil(),
            (FTrunc, F32, _) => i.f32_trunc(),
            (FTrunc, ..) => i.f64_trunc(),
            (FNearest, F32, _) => i.f32_nearest(),
            (FNearest, ..) => i.f64_nearest(),
            (Ext8S, I64, _) => i.i64_extend8_s(),
            (Ext8S, ..) => i.i32_extend8_s(),
            (Ext16S, I64, _) => i.i64_extend16_s(),
            (Ext16S, ..) => i.i32_extend16_s(),
            (Ext32S, ..) => i.i64_extend32_s(),
            (Wrap, ..) => i.i32_wrap_i64(),
            (ExtendS, ..) => i.i64_extend_i32_s(),
            (ExtendU, ..) => i.i64_extend_i32_u(),
            (ConvertS, I64, F32) => i.f32_convert_i64_s(),
            (ConvertS, I64, _) => i.f64_convert_i64_s(),
            (ConvertS, _, F32) => i.f32_convert_i32_s(),
            (ConvertS, ..) => i.f64_convert_i32_s(),
            (ConvertU, I64, F32) => i.f32_convert_i64_u(),
            (ConvertU, I64, _) => i.f64_convert_i64_u(),
            (ConvertU, _, F32) => i.f32_convert_i32_u(),
            (ConvertU, ..) => i.f64_convert_i32_u(),
            (TruncS, F32, I64) => i.i64_trunc_sat_f32_s(),
            (TruncS, F32, _) => i.i32_trunc_sat_f32_s(),
            (TruncS, _, I64) => i.i64_trunc_sat_f64_s(),
            (TruncS, ..) => i.i32_trunc_sat_f64_s(),
            (TruncU, F32, I64) => i.i64_trunc_sat_f32_u(),
            (TruncU, F32, _) => i.i32_trunc_sat_f32_u(),
            (TruncU, _, I64) => i.i64_trunc_sat_f64_u(),
            (TruncU, ..) => i.i32_trunc_sat_f64_u(),
            (Promote, ..) => i.f64_promote_f32(),
            (Demote, ..) => i.f32_demote_f64(),
            (Reinterpret, F32, _) => i.i32_reinterpret_f32(),
            (Reinterpret, F64, _) => i.i64_reinterpret_f64(),
            (Reinterpret, I64, _) => i.f64_reinterpret_i64(),
            (Reinterpret, I32 | Ty::Ptr, _) => i.f32_reinterpret_i32(),
            // The same bits.
            (PtrToInt | IntToPtr, ..) => return,
        };
    }

    /// Loads from the address on the operand stack.
    pub(super) fn load(&mut self, mem: Mem, to: Ty, off: u32) {
        let a = |align| mem_arg(off, align);
        let wide = to == Ty::I64;
        let mut i = self.sink();
        match mem {
            Mem::I8S if wide => i.i64_load8_s(a(0)),
            Mem::I8U if wide => i.i64_load8_u(a(0)),
            Mem::I16S if wide => i.i64_load16_s(a(1)),
            Mem::I16U if wide => i.i64_load16_u(a(1)),
            Mem::I32 if wide => i.i64_load32_u(a(2)),
            Mem::I8S => i.i32_load8_s(a(0)),
            Mem::I8U => i.i32_load8_u(a(0)),
            Mem::I16S => i.i32_load16_s(a(1)),
            Mem::I16U => i.i32_load16_u(a(1)),
            Mem::I32 | Mem::Ptr => i.i32_load(a(2)),
            Mem::I64 => i.i64_load(a(3)),
            Mem::F32 => i.f32_load(a(2)),
            Mem::F64 => i.f64_load(a(3)),
        };
    }

    /// Stores the value on the operand stack to the address under it.
    pub(super) fn store(&mut self, mem: Mem, from: Ty, off: u32) {
        let a = |align| mem_arg(off, align);
        let wide = from == Ty::I64;
        let mut i = self.sink();
        match mem {
            Mem::I8S | Mem::I8U if wide => i.i64_store8(a(0)),
            Mem::I16S | Mem::I16U if wide => i.i64_store16(a(1)),
            Mem::I32 if wide => i.i64_store32(a(2)),
            Mem::I8S | Mem::I8U => i.i32_store8(a(0)),
            Mem::I16S | Mem::I16U => i.i32_store16(a(1)),
            Mem::I32 | Mem::Ptr => i.i32_store(a(2)),
            Mem::I64 => i.i64_store(a(3)),
            Mem::F32 => i.f32_store(a(2)),
            Mem::F64 => i.f64_store(a(3)),
        };
    }
}

fn mem_arg(off: u32, align: u32) -> MemArg {
    arg(off, align)
}

/// The comparison that holds when this one does not. Floating-point orders have none, because of NaN.
fn opposite(op: CmpOp, ty: Ty) -> Option<CmpOp> {
    use CmpOp::*;
    Some(match op {
        Eq => Ne,
        Ne => Eq,
        _ if matches!(ty, Ty::F32 | Ty::F64) => return None,
        LtS => GeS,
        LtU => GeU,
        LeS => GtS,
        LeU => GtU,
        GtS => LeS,
        GtU => LeU,
        GeS => LtS,
        GeU => LtU,
        FLt | FLe | FGt | FGe => return None,
    })
}

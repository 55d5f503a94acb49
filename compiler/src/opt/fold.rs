//! Constant folding and algebraic identities of single operations.

use super::edit::{const_of, def_inst};
use crate::ir::{BinOp, CmpOp, Func, InstId, Op, Ty, UnOp, Value};

/// What an instruction amounts to.
#[derive(Debug)]
pub enum Fold {
    /// Another value.
    Same(Value),
    /// An integer constant.
    Const(i64),
    /// Another operation on other operands.
    Op(Op, Vec<Value>),
}

/// Tries to simplify an instruction with one result.
pub fn fold(f: &Func, id: InstId) -> Option<Fold> {
    let inst = &f.insts[id.index()];
    let ty = f.values[inst.results.first()?.index()].ty;
    let args = &inst.args;
    match inst.op {
        Op::Bin(op) if matches!(ty, Ty::I32 | Ty::I64) => fold_bin(f, op, ty, args[0], args[1]),
        Op::Cmp(op) => fold_cmp(f, op, args[0], args[1]),
        Op::Un(op) => fold_un(f, op, ty, args[0]),
        Op::Select => {
            if args[1] == args[2] {
                return Some(Fold::Same(args[1]));
            }
            const_of(f, args[0]).map(|c| Fold::Same(if c != 0 { args[1] } else { args[2] }))
        }
        Op::PtrAdd => match const_of(f, args[1])? {
            0 => Some(Fold::Same(args[0])),
            c if c > 0 && c < 1 << 30 => Some(Fold::Op(Op::PtrOff(c as u32), vec![args[0]])),
            _ => None,
        },
        Op::PtrOff(0) => Some(Fold::Same(args[0])),
        Op::PtrOff(n) => match def_inst(f, args[0])? {
            i if matches!(i.op, Op::PtrOff(_)) => {
                let Op::PtrOff(m) = i.op else { unreachable!() };
                Some(Fold::Op(Op::PtrOff(n.checked_add(m)?), i.args.clone()))
            }
            i => match i.op {
                Op::SlotAddr(s, m) => Some(Fold::Op(Op::SlotAddr(s, n.checked_add(m)?), vec![])),
                Op::DataAddr(d, m) => Some(Fold::Op(Op::DataAddr(d, n.checked_add(m)?), vec![])),
                _ => None,
            },
        },
        // A constant offset of the address goes into the access.
        Op::Load(mem, n) => match def_inst(f, args[0])? {
            i if matches!(i.op, Op::PtrOff(_)) => {
                let Op::PtrOff(m) = i.op else { unreachable!() };
                Some(Fold::Op(Op::Load(mem, n.checked_add(m)?), i.args.clone()))
            }
            _ => None,
        },
        _ => None,
    }
}

fn wrap(ty: Ty, c: i64) -> i64 {
    if ty == Ty::I32 {
        i64::from(c as i32)
    } else {
        c
    }
}

fn fold_bin(f: &Func, op: BinOp, ty: Ty, x: Value, y: Value) -> Option<Fold> {
    let (a, b) = (const_of(f, x), const_of(f, y));
    let bits = if ty == Ty::I32 { 32 } else { 64 };
    if let (Some(a), Some(b)) = (a, b) {
        let (ua, ub) = if ty == Ty::I32 {
            (u64::from(a as u32), u64::from(b as u32))
        } else {
            (a as u64, b as u64)
        };
        let shift = (b as u32) % bits;
        let c = match op {
            BinOp::Add => a.wrapping_add(b),
            BinOp::Sub => a.wrapping_sub(b),
            BinOp::Mul => a.wrapping_mul(b),
            BinOp::And => a & b,
            BinOp::Or => a | b,
            BinOp::Xor => a ^ b,
            BinOp::Shl => a.wrapping_shl(shift),
            BinOp::ShrS => a.wrapping_shr(shift),
            BinOp::ShrU => ua.wrapping_shr(shift) as i64,
            BinOp::DivS | BinOp::RemS | BinOp::DivU | BinOp::RemU if b == 0 => return None,
            BinOp::DivS if b == -1 => return None,
            BinOp::DivS => a / b,
            BinOp::RemS => a.wrapping_rem(b),
            BinOp::DivU => (ua / ub) as i64,
            BinOp::RemU => (ua % ub) as i64,
            _ => return None,
        };
        return Some(Fold::Const(wrap(ty, c)));
    }
    // Constants stand on the right.
    if a.is_some()
        && matches!(
            op,
            BinOp::Add | BinOp::Mul | BinOp::And | BinOp::Or | BinOp::Xor
        )
    {
        return Some(Fold::Op(Op::Bin(op), vec![y, x]));
    }
    match (op, b?) {
        (
            BinOp::Add
            | BinOp::Sub
            | BinOp::Or
            | BinOp::Xor
            | BinOp::Shl
            | BinOp::ShrS
            | BinOp::ShrU,
            0,
        ) => Some(Fold::Same(x)),
        (BinOp::Mul | BinOp::DivS | BinOp::DivU, 1) | (BinOp::And, -1) => Some(Fold::Same(x)),
        (BinOp::Mul | BinOp::And, 0) | (BinOp::RemU | BinOp::RemS, 1) => Some(Fold::Const(0)),
        _ => None,
    }
}

fn fold_cmp(f: &Func, op: CmpOp, x: Value, y: Value) -> Option<Fold> {
    use CmpOp::*;
    if x == y {
        return match op {
            Eq | LeS | LeU | GeS | GeU if !is_float(f, x) => Some(Fold::Const(1)),
            Ne | LtS | LtU | GtS | GtU if !is_float(f, x) => Some(Fold::Const(0)),
            _ => None,
        };
    }
    let b = const_of(f, y);
    if let (Some(a), Some(b)) = (const_of(f, x), b) {
        let narrow = f.values[x.index()].ty != Ty::I64;
        let (ua, ub) = if narrow {
            (u64::from(a as u32), u64::from(b as u32))
        } else {
            (a as u64, b as u64)
        };
        let c = match op {
            Eq => ua == ub,
            Ne => ua != ub,
            LtS => a < b,
            LeS => a <= b,
            GtS => a > b,
            GeS => a >= b,
            LtU => ua < ub,
            LeU => ua <= ub,
            GtU => ua > ub,
            GeU => ua >= ub,
            _ => return None,
        };
        return Some(Fold::Const(i64::from(c)));
    }
    match (op, b?) {
        (Eq, 0) => Some(Fold::Op(Op::Un(UnOp::Eqz), vec![x])),
        (Ne, 0) if is_bool(f, x) => Some(Fold::Same(x)),
        (Ne, 1) if is_bool(f, x) => Some(Fold::Op(Op::Un(UnOp::Eqz), vec![x])),
        (Eq, 1) if is_bool(f, x) => Some(Fold::Same(x)),
        (GeU, 0) => Some(Fold::Const(1)),
        (LtU, 0) => Some(Fold::Const(0)),
        _ => None,
    }
}

fn is_float(f: &Func, v: Value) -> bool {
    matches!(f.values[v.index()].ty, Ty::F32 | Ty::F64)
}

/// Whether a value is known to be 0 or 1.
pub fn is_bool(f: &Func, v: Value) -> bool {
    def_inst(f, v).is_some_and(|i| match i.op {
        Op::Cmp(_) | Op::Un(UnOp::Eqz) => true,
        Op::Const(c) => c == 0 || c == 1,
        _ => false,
    })
}

/// Whether an address is known not to be nil.
pub fn is_nonnil(f: &Func, v: Value) -> bool {
    use crate::ir::Callee;
    use crate::ir::abi::RtFn;
    def_inst(f, v).is_some_and(|i| match &i.op {
        Op::SlotAddr(..) | Op::DataAddr(..) => true,
        Op::PtrOff(_) => is_nonnil(f, i.args[0]),
        // An index was checked before it was added, so there is an object; what `x[i:]` adds may be 0, and x nil.
        Op::PtrAdd => {
            let sliced = def_inst(f, i.args[1]).is_none_or(|o| o.op == Op::Select);
            !sliced || is_nonnil(f, i.args[0])
        }
        Op::Call(Callee::Runtime(rt)) => matches!(
            rt,
            RtFn::New
                | RtFn::NewNoscan
                | RtFn::MakeSlice
                | RtFn::MapMake
                | RtFn::ChanMake
                | RtFn::MapAssign
                | RtFn::MapAssign32
                | RtFn::MapAssign64
                | RtFn::MapAssignStr
        ),
        _ => false,
    })
}

fn fold_un(f: &Func, op: UnOp, ty: Ty, x: Value) -> Option<Fold> {
    if let Some(c) = const_of(f, x) {
        let from = f.values[x.index()].ty;
        let c = match op {
            UnOp::Eqz => i64::from(c == 0),
            UnOp::Wrap => i64::from(c as i32),
            UnOp::ExtendS => i64::from(c as i32),
            UnOp::ExtendU => i64::from(c as u32),
            UnOp::Ext8S => i64::from(c as i8),
            UnOp::Ext16S => i64::from(c as i16),
            UnOp::Ext32S => i64::from(c as i32),
            UnOp::Clz if from == Ty::I32 => i64::from((c as u32).leading_zeros()),
            UnOp::Clz => i64::from((c as u64).leading_zeros()),
            UnOp::Ctz if from == Ty::I32 => i64::from((c as u32).trailing_zeros()),
            UnOp::Ctz => i64::from((c as u64).trailing_zeros()),
            UnOp::PtrToInt | UnOp::IntToPtr if c == 0 => 0,
            _ => return None,
        };
        return Some(Fold::Const(wrap(ty, c)));
    }
    let inner = def_inst(f, x)?;
    match (op, &inner.op) {
        (UnOp::Eqz, Op::Un(UnOp::Eqz)) if is_bool(f, inner.args[0]) => {
            Some(Fold::Same(inner.args[0]))
        }
        (UnOp::Eqz, Op::Cmp(cmp)) => {
            let op = negate(*cmp)?;
            Some(Fold::Op(Op::Cmp(op), inner.args.clone()))
        }
        (UnOp::Eqz, _) if is_nonnil(f, x) => Some(Fold::Const(0)),
        (UnOp::Wrap, Op::Un(UnOp::ExtendS | UnOp::ExtendU)) => Some(Fold::Same(inner.args[0])),
        (UnOp::IntToPtr, Op::Un(UnOp::PtrToInt)) => Some(Fold::Same(inner.args[0])),
        (UnOp::Ext8S, Op::Un(UnOp::Ext8S)) | (UnOp::Ext16S, Op::Un(UnOp::Ext16S | UnOp::Ext8S)) => {
            Some(Fold::Same(x))
        }
        _ => None,
    }
}

/// The comparison that holds exactly when this one does not; floats have none.
pub fn negate(op: CmpOp) -> Option<CmpOp> {
    use CmpOp::*;
    Some(match op {
        Eq => Ne,
        Ne => Eq,
        LtS => GeS,
        GeS => LtS,
        LtU => GeU,
        GeU => LtU,
        LeS => GtS,
        GtS => LeS,
        LeU => GtU,
        GtU => LeU,
        FLt | FLe | FGt | FGe => return None,
    })
}

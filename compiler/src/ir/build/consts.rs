//! Constants.

use super::mem::FnCx;
use super::repr::Val;
use crate::ir::Ty;
use crate::types::constant::ConstValue;
use crate::types::constop;
use crate::types::real::Real;
use crate::types::typ::{Basic, TypeId};
use num_bigint::BigInt;
use num_traits::ToPrimitive;

/// An integer constant, its low 64 bits.
pub(super) fn int_of(c: &ConstValue) -> i64 {
    match c {
        ConstValue::Int(n) => low64(n),
        ConstValue::Bool(b) => i64::from(*b),
        _ => constop::to_int(c).as_ref().map_or(0, low64),
    }
}

fn low64(n: &BigInt) -> i64 {
    n.to_i64()
        .or_else(|| n.to_u64().map(|n| n as i64))
        .unwrap_or_else(|| n.iter_u64_digits().next().unwrap_or(0) as i64)
}

/// A floating-point constant. The checker rounded it to its type, so the conversion is exact.
pub(super) fn float_of(c: &ConstValue) -> f64 {
    constop::to_float(c).map_or(0.0, |x| x.to_f64())
}

/// The scalars of a constant of basic type, as bits; strings are left out.
pub(super) fn const_bits(b: Basic, c: &ConstValue) -> Vec<u64> {
    if b.is_complex() {
        let Some((re, im)) = constop::to_complex(c) else {
            return vec![0, 0];
        };
        let part = |x: Real| {
            let x = x.to_f64();
            if b == Basic::Complex64 {
                u64::from((x as f32).to_bits())
            } else {
                x.to_bits()
            }
        };
        return vec![part(re), part(im)];
    }
    match b {
        Basic::Float32 => vec![u64::from((float_of(c) as f32).to_bits())],
        Basic::Float64 | Basic::UntypedFloat => vec![float_of(c).to_bits()],
        _ => vec![int_of(c) as u64],
    }
}

impl FnCx<'_, '_> {
    /// The value of a constant of a basic type.
    pub(super) fn constant(&mut self, c: &ConstValue, t: TypeId) -> Val {
        if let ConstValue::Str(bytes) = c {
            return self.string_const(bytes);
        }
        let Some(basic) = self.m.types.basic(t) else {
            return self.zero(t);
        };
        let r = self.repr(t);
        let bits = const_bits(basic, c);
        let list: Vec<_> = r
            .parts
            .iter()
            .zip(bits)
            .map(|(p, bits)| match p.ty() {
                Ty::F32 => self.b.f32(f32::from_bits(bits as u32)),
                Ty::F64 => self.b.f64(f64::from_bits(bits)),
                ty => {
                    let n = match p.mem {
                        crate::ir::Mem::I8S => i64::from(bits as i8),
                        crate::ir::Mem::I8U => i64::from(bits as u8),
                        crate::ir::Mem::I16S => i64::from(bits as i16),
                        crate::ir::Mem::I16U => i64::from(bits as u16),
                        _ => bits as i64,
                    };
                    self.b.iconst(ty, n)
                }
            })
            .collect();
        Val::s(&list)
    }

    /// A string constant.
    pub(super) fn string_const(&mut self, bytes: &[u8]) -> Val {
        let p = if bytes.is_empty() {
            self.b.nil()
        } else {
            let d = self.m.string_data(bytes);
            self.b.data_addr(d, 0)
        };
        let n = self.b.i32(bytes.len() as i32);
        Val::s(&[p, n])
    }
}

//! Arithmetic on constants.

use super::constant::ConstValue;
use super::real::Real;
use super::typ::Basic;
use crate::syntax::ast::BinaryOp;
use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

/// The value as an integer, if it is one.
pub fn to_int(v: &ConstValue) -> Option<BigInt> {
    match v {
        ConstValue::Int(i) => Some(i.clone()),
        ConstValue::Float(f) => f.to_integer(),
        ConstValue::Complex(c) if c.1.is_zero() => c.0.to_integer(),
        _ => None,
    }
}

/// The value, if it is a real number.
pub fn to_float(v: &ConstValue) -> Option<Real> {
    match v {
        ConstValue::Int(i) => Some(i.clone().into()),
        ConstValue::Float(f) => Some((**f).clone()),
        ConstValue::Complex(c) if c.1.is_zero() => Some(c.0.clone()),
        _ => None,
    }
}

/// The value as a complex number, if it is a number.
pub fn to_complex(v: &ConstValue) -> Option<(Real, Real)> {
    match v {
        ConstValue::Complex(c) => Some((**c).clone()),
        _ => Some((to_float(v)?, Real::zero())),
    }
}

/// Whether nothing can be divided by a number: it is zero, or the square of its absolute value is.
pub fn is_zero_divisor(v: &ConstValue) -> bool {
    match v {
        ConstValue::Complex(c) => [&c.0, &c.1]
            .iter()
            .all(|part| part.mul(part).is_some_and(|square| square.is_zero())),
        _ => is_zero(v),
    }
}

/// Whether a number is zero.
pub fn is_zero(v: &ConstValue) -> bool {
    match v {
        ConstValue::Int(i) => i.is_zero(),
        ConstValue::Float(f) => f.is_zero(),
        ConstValue::Complex(c) => c.0.is_zero() && c.1.is_zero(),
        ConstValue::Bool(_) | ConstValue::Str(_) => false,
    }
}

/// An integer constant.
pub fn int(n: impl Into<BigInt>) -> ConstValue {
    ConstValue::Int(n.into())
}

/// The value as it is represented in a basic type, rounded where that is a floating-point type; `None` where the type
/// cannot represent it.
pub fn represent(v: &ConstValue, basic: Basic) -> Option<ConstValue> {
    match basic {
        b if b.is_integer() => {
            let i = to_int(v)?;
            int_fits(&i, b).then_some(ConstValue::Int(i))
        }
        b if b.is_float() => Some(ConstValue::float(float_part(&to_float(v)?, b)?)),
        b if b.is_complex() => {
            let (re, im) = to_complex(v)?;
            Some(ConstValue::Complex(Box::new((
                float_part(&re, b)?,
                float_part(&im, b)?,
            ))))
        }
        b if b.is_string() => matches!(v, ConstValue::Str(_)).then(|| v.clone()),
        b if b.is_boolean() => matches!(v, ConstValue::Bool(_)).then(|| v.clone()),
        _ => None,
    }
}

fn float_part(f: &Real, basic: Basic) -> Option<Real> {
    match basic {
        Basic::Float32 | Basic::Complex64 => f.round_to_f32(),
        Basic::Float64 | Basic::Complex128 => f.round_to_f64(),
        _ => Some(f.clone()),
    }
}

/// Bits of an integer type; 0 for untyped ones.
pub fn int_bits(basic: Basic) -> u64 {
    match basic {
        Basic::Int8 | Basic::Uint8 => 8,
        Basic::Int16 | Basic::Uint16 => 16,
        Basic::Int32 | Basic::Uint32 | Basic::Uintptr => 32,
        Basic::Int | Basic::Int64 | Basic::Uint | Basic::Uint64 => 64,
        _ => 0,
    }
}

fn int_fits(i: &BigInt, basic: Basic) -> bool {
    let bits = int_bits(basic);
    if bits == 0 {
        return true;
    }
    if basic.is_unsigned() {
        return !i.is_negative() && i.bits() <= bits;
    }
    if i.is_negative() {
        // -2^(bits-1) is the only value of that many bits that fits.
        (i + 1u32).bits() < bits
    } else {
        i.bits() < bits
    }
}

/// `x op y` for operands of one kind; not for comparisons and shifts. The divisor is not zero. Nothing where the result cannot
/// be represented.
///
/// # Panics
/// When the operator is not defined on the operands, which the caller has checked.
pub fn binary(x: &ConstValue, op: BinaryOp, y: &ConstValue) -> Option<ConstValue> {
    use BinaryOp as B;
    Some(match (x, y) {
        (ConstValue::Bool(a), ConstValue::Bool(b)) => ConstValue::Bool(match op {
            B::LAnd => *a && *b,
            B::LOr => *a || *b,
            _ => unreachable!("operator on booleans"),
        }),
        (ConstValue::Str(a), ConstValue::Str(b)) => {
            ConstValue::Str([&a[..], &b[..]].concat().into())
        }
        (ConstValue::Int(a), ConstValue::Int(b)) => ConstValue::Int(match op {
            B::Add => a + b,
            B::Sub => a - b,
            B::Mul => a * b,
            B::Div => a / b,
            B::Rem => a % b,
            B::And => a & b,
            B::Or => a | b,
            B::Xor => a ^ b,
            B::AndNot => a & !b,
            _ => unreachable!("operator on integers"),
        }),
        (ConstValue::Complex(_), _) | (_, ConstValue::Complex(_)) => {
            let ((a, b), (c, d)) = (
                to_complex(x).expect("a number"),
                to_complex(y).expect("a number"),
            );
            let parts = match op {
                B::Add => (a.add(&c)?, b.add(&d)?),
                B::Sub => (a.sub(&c)?, b.sub(&d)?),
                B::Mul => (a.mul(&c)?.sub(&b.mul(&d)?)?, b.mul(&c)?.add(&a.mul(&d)?)?),
                B::Div => {
                    let s = c.mul(&c)?.add(&d.mul(&d)?)?;
                    (
                        a.mul(&c)?.add(&b.mul(&d)?)?.div(&s)?,
                        b.mul(&c)?.sub(&a.mul(&d)?)?.div(&s)?,
                    )
                }
                _ => unreachable!("operator on complex numbers"),
            };
            ConstValue::Complex(Box::new(parts))
        }
        _ => {
            let (a, b) = (
                to_float(x).expect("a number"),
                to_float(y).expect("a number"),
            );
            ConstValue::float(match op {
                B::Add => a.add(&b)?,
                B::Sub => a.sub(&b)?,
                B::Mul => a.mul(&b)?,
                B::Div => a.div(&b)?,
                _ => unreachable!("operator on floats"),
            })
        }
    })
}

/// `x op y` for the comparison operators.
pub fn compare(x: &ConstValue, op: BinaryOp, y: &ConstValue) -> bool {
    use core::cmp::Ordering;
    let order = match (x, y) {
        (ConstValue::Bool(a), ConstValue::Bool(b)) => a.cmp(b),
        (ConstValue::Str(a), ConstValue::Str(b)) => a.cmp(b),
        (ConstValue::Int(a), ConstValue::Int(b)) => a.cmp(b),
        (ConstValue::Complex(_), _) | (_, ConstValue::Complex(_)) => {
            if to_complex(x) == to_complex(y) {
                Ordering::Equal
            } else {
                Ordering::Less
            }
        }
        _ => to_float(x).cmp(&to_float(y)),
    };
    match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::Ne => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        BinaryOp::Ge => order.is_ge(),
        _ => unreachable!("a comparison"),
    }
}

/// `-x`
pub fn negate(x: &ConstValue) -> ConstValue {
    match x {
        ConstValue::Int(i) => ConstValue::Int(-i),
        ConstValue::Float(f) => ConstValue::float(-&**f),
        ConstValue::Complex(c) => ConstValue::Complex(Box::new((-&c.0, -&c.1))),
        ConstValue::Bool(_) | ConstValue::Str(_) => unreachable!("a number"),
    }
}

/// `^x`, within the bits of an unsigned type.
pub fn complement(x: &BigInt, basic: Basic) -> BigInt {
    if basic.is_unsigned() {
        x ^ ((BigInt::one() << int_bits(basic)) - 1u32)
    } else {
        !x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_fit() {
        assert!(int_fits(&(-128).into(), Basic::Int8));
        assert!(!int_fits(&(-129).into(), Basic::Int8));
        assert!(!int_fits(&128.into(), Basic::Int8));
        assert!(int_fits(&255.into(), Basic::Uint8));
        assert!(!int_fits(&(-1).into(), Basic::Uint8));
        assert!(int_fits(&i64::MIN.into(), Basic::Int));
    }

    #[test]
    fn repeated_squaring_ends() {
        let mut x = super::super::number::parse_float("1.1").map(ConstValue::float);
        let mut times = 0;
        while let Some(v) = &x {
            x = binary(v, BinaryOp::Mul, v);
            times += 1;
        }
        // Two to the power of 32 and more takes an exponent of more than 32 bits.
        assert_eq!(times, 34);
    }
}

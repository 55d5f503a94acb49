//! Arithmetic on constants.
//!
//! Values stay exact as long as they are small. A fraction whose parts grow beyond [`MAX_BITS`] is rounded to
//! [`PRECISION`] bits, so that repeated multiplication cannot eat all memory; beyond [`MAX_EXPONENT`] there is no value.

use super::constant::ConstValue;
use super::typ::Basic;
use crate::syntax::ast::BinaryOp;
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Bits that a rounded untyped constant keeps.
const PRECISION: u64 = 512;
/// Bits of a numerator or denominator beyond which a value is rounded.
const MAX_BITS: u64 = 4096;
/// Largest binary exponent of an untyped constant.
const MAX_EXPONENT: u64 = 1 << 16;

/// The value as an integer, if it is one.
pub fn to_int(v: &ConstValue) -> Option<BigInt> {
    match v {
        ConstValue::Int(i) => Some(i.clone()),
        ConstValue::Float(f) => f.is_integer().then(|| f.numer().clone()),
        ConstValue::Complex(c) if c.1.is_zero() => c.0.is_integer().then(|| c.0.numer().clone()),
        _ => None,
    }
}

/// The value as a fraction, if it is a real number.
pub fn to_float(v: &ConstValue) -> Option<BigRational> {
    match v {
        ConstValue::Int(i) => Some(BigRational::from_integer(i.clone())),
        ConstValue::Float(f) => Some((**f).clone()),
        ConstValue::Complex(c) if c.1.is_zero() => Some(c.0.clone()),
        _ => None,
    }
}

/// The value as a complex number, if it is a number.
pub fn to_complex(v: &ConstValue) -> Option<(BigRational, BigRational)> {
    match v {
        ConstValue::Complex(c) => Some((**c).clone()),
        _ => Some((to_float(v)?, BigRational::zero())),
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

/// Rounds a fraction to a binary floating-point format, to nearest, ties to even: `bits` of mantissa, the hidden one
/// included, smallest exponent (of the last bit) `min`, and largest exponent of the first bit `max`. `None` on overflow.
fn round(f: &BigRational, bits: i64, min: i64, max: i64) -> Option<BigRational> {
    if f.is_zero() {
        return Some(f.clone());
    }
    let (n, d) = (f.numer().magnitude(), f.denom().magnitude());
    // The quotient n/d lies in [2^(e-1), 2^(e+1)); `unit` is the weight of its last kept bit.
    let e = n.bits() as i64 - d.bits() as i64;
    let mut unit = (e - bits).max(min);
    let mut q = divide(n, d, unit);
    if q.bits() as i64 > bits {
        unit += 1;
        q = divide(n, d, unit);
    }
    if q.bits() as i64 + unit - 1 > max {
        return None;
    }
    let sign = f.numer().sign();
    let q = BigInt::from_biguint(if q.is_zero() { Sign::NoSign } else { sign }, q);
    Some(if unit >= 0 {
        BigRational::from_integer(q << unit)
    } else {
        BigRational::new(q, BigInt::one() << -unit)
    })
}

/// `n / d / 2^unit`, rounded to nearest, ties to even.
fn divide(n: &BigUint, d: &BigUint, unit: i64) -> BigUint {
    let (n, d) = if unit >= 0 {
        (n.clone(), d << unit)
    } else {
        (n << -unit, d.clone())
    };
    let (q, r) = n.div_rem(&d);
    match (r << 1u32).cmp(&d) {
        core::cmp::Ordering::Less => q,
        core::cmp::Ordering::Greater => q + 1u32,
        core::cmp::Ordering::Equal => {
            if q.is_odd() {
                q + 1u32
            } else {
                q
            }
        }
    }
}

/// The nearest value of type float64; `None` where that is infinite.
pub fn round_to_f64(f: &BigRational) -> Option<BigRational> {
    round(f, 53, -1074, 1023)
}

/// The nearest value of type float32; `None` where that is infinite.
pub fn round_to_f32(f: &BigRational) -> Option<BigRational> {
    round(f, 24, -149, 127)
}

/// The float64 nearest to a fraction; infinite where it is too large.
pub fn f64_value(f: &BigRational) -> f64 {
    let Some(r) = round_to_f64(f) else {
        return if f.is_negative() {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    };
    // The rounded value is m / 2^k or m * 2^k with m below 2^53 once its even factors are moved into the exponent.
    let shift = r.numer().trailing_zeros().unwrap_or(0);
    let m = (r.numer() >> shift).to_f64().unwrap_or(0.0);
    scale(m, shift as i64 - (r.denom().bits() as i64 - 1))
}

/// `m * 2^e`, exact where the result is a float64.
fn scale(mut m: f64, mut e: i64) -> f64 {
    while e > 1000 {
        m *= 2f64.powi(1000);
        e -= 1000;
    }
    // Two steps, so that a subnormal result is reached by one exact division.
    while e < -1000 {
        let step = (-1000).max(e + 52);
        m *= 2f64.powi(step as i32);
        e -= step;
    }
    m * 2f64.powi(e as i32)
}

/// Keeps the parts of an untyped fraction small. `None` when its exponent is too large.
pub fn limit(f: BigRational) -> Option<BigRational> {
    let (n, d) = (f.numer().bits(), f.denom().bits());
    if n <= MAX_BITS && d <= MAX_BITS {
        return Some(f);
    }
    if n.abs_diff(d) > MAX_EXPONENT {
        // Too small is zero; too large has no value.
        return (n < d).then(BigRational::zero);
    }
    round(
        &f,
        PRECISION as i64,
        -(2 * MAX_EXPONENT as i64),
        2 * MAX_EXPONENT as i64,
    )
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

fn float_part(f: &BigRational, basic: Basic) -> Option<BigRational> {
    match basic {
        Basic::Float32 | Basic::Complex64 => round_to_f32(f),
        Basic::Float64 | Basic::Complex128 => round_to_f64(f),
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

/// The result of a constant operation.
#[derive(Debug)]
pub enum Outcome {
    /// A value.
    Value(ConstValue),
    /// There is none that could be represented.
    Overflow,
}

fn float(f: BigRational) -> Outcome {
    limit(f).map_or(Outcome::Overflow, |f| Outcome::Value(ConstValue::float(f)))
}

/// `x op y` for operands of one kind; not for comparisons and shifts. `integer` asks for integer division. The divisor is
/// not zero.
///
/// # Panics
/// When the operator is not defined on the operands, which the caller has checked.
pub fn binary(x: &ConstValue, op: BinaryOp, y: &ConstValue) -> Outcome {
    use BinaryOp as B;
    match (x, y) {
        (ConstValue::Bool(a), ConstValue::Bool(b)) => Outcome::Value(ConstValue::Bool(match op {
            B::LAnd => *a && *b,
            B::LOr => *a || *b,
            _ => unreachable!("operator on booleans"),
        })),
        (ConstValue::Str(a), ConstValue::Str(b)) => {
            Outcome::Value(ConstValue::Str([&a[..], &b[..]].concat().into()))
        }
        (ConstValue::Int(a), ConstValue::Int(b)) => Outcome::Value(ConstValue::Int(match op {
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
        })),
        (ConstValue::Complex(_), _) | (_, ConstValue::Complex(_)) => {
            let ((a, b), (c, d)) = (
                to_complex(x).expect("a number"),
                to_complex(y).expect("a number"),
            );
            let (re, im) = match op {
                B::Add => (a + c, b + d),
                B::Sub => (a - c, b - d),
                B::Mul => (&a * &c - &b * &d, &b * &c + &a * &d),
                B::Div => {
                    let s = &c * &c + &d * &d;
                    ((&a * &c + &b * &d) / &s, (&b * &c - &a * &d) / &s)
                }
                _ => unreachable!("operator on complex numbers"),
            };
            match (limit(re), limit(im)) {
                (Some(re), Some(im)) => Outcome::Value(ConstValue::Complex(Box::new((re, im)))),
                _ => Outcome::Overflow,
            }
        }
        _ => {
            let (a, b) = (
                to_float(x).expect("a number"),
                to_float(y).expect("a number"),
            );
            float(match op {
                B::Add => a + b,
                B::Sub => a - b,
                B::Mul => a * b,
                B::Div => a / b,
                _ => unreachable!("operator on floats"),
            })
        }
    }
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

    fn frac(n: i64, d: i64) -> BigRational {
        BigRational::new(n.into(), d.into())
    }

    #[test]
    fn rounding_agrees_with_the_machine() {
        for (n, d) in [
            (1, 3),
            (1, 10),
            (2, 3),
            (i64::MAX, 7),
            (1, i64::MAX),
            (-5, 3),
            (0, 1),
        ] {
            assert_eq!(f64_value(&frac(n, d)), n as f64 / d as f64, "{n}/{d}");
        }
        let tenth = round_to_f32(&frac(1, 10)).unwrap();
        assert_eq!(f64_value(&tenth), f64::from(0.1f32));
    }

    #[test]
    fn subnormals_and_limits() {
        let tiny = BigRational::new(1.into(), BigInt::one() << 1074);
        assert_eq!(f64_value(&tiny), f64::from_bits(1));
        let odd = BigRational::new(3.into(), BigInt::one() << 1074);
        assert_eq!(f64_value(&odd), f64::from_bits(3));
        assert_eq!(f64_value(&(tiny / BigInt::from(2))), 0.0);
        let max = BigRational::from_integer(((BigInt::one() << 53) - 1) << 971);
        assert_eq!(f64_value(&max), f64::MAX);
        let next = BigRational::from_integer(BigInt::one() << 1024);
        assert!(round_to_f64(&next).is_none());
    }

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
    fn repeated_squaring_stays_small() {
        let mut x = ConstValue::float(frac(11, 10));
        for _ in 0..12 {
            match binary(&x, BinaryOp::Mul, &x) {
                Outcome::Value(v) => x = v,
                Outcome::Overflow => return,
            }
            let ConstValue::Float(f) = &x else { panic!() };
            assert!(f.numer().bits() <= 2 * MAX_EXPONENT);
        }
    }
}

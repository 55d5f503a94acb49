//! Real numbers, the values of floating-point constants: as in Go, exact fractions as long as their parts are small, and beyond
//! that binary numbers of 512 bits with an exponent of 32. What was rounded once stays rounded.

use core::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Bits of a rounded number.
const PRECISION: u64 = 512;
/// What the bits of a fraction's parts stay below.
const MAX_BITS: u64 = 4096;

/// A real number.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Real {
    /// Exact.
    Ratio(BigRational),
    /// Rounded, and not zero.
    Float(BigFloat),
}

/// `mantissa * 2^exponent`. The mantissa is odd, so that equal numbers are alike, and has at most [`PRECISION`] bits.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BigFloat {
    mantissa: BigInt,
    exponent: i64,
}

impl BigFloat {
    /// The number nearest to `mantissa * 2^exponent`, or to what lies just beyond it where there is a `rest`; then the mantissa
    /// has more bits than are kept. Nothing where it is too large.
    fn round(mantissa: BigInt, exponent: i64, rest: bool) -> Option<Real> {
        let (sign, m) = mantissa.into_parts();
        let (m, exponent) = round_bits(m, exponent, rest, PRECISION);
        let zeros = m.trailing_zeros().unwrap_or(0);
        let float = Self {
            mantissa: BigInt::from_biguint(sign, m >> zeros),
            exponent: exponent + zeros as i64,
        };
        if float.mantissa.is_zero() || float.top() < i64::from(i32::MIN) {
            Some(Real::zero())
        } else {
            (float.top() <= i64::from(i32::MAX)).then_some(Real::Float(float))
        }
    }

    /// The number nearest to a fraction that is not zero, or nothing where its exponent is out of range.
    fn of(f: &BigRational) -> Option<Self> {
        match Self::divide(f.numer(), f.denom(), 0)? {
            Real::Float(float) => Some(float),
            Real::Ratio(_) => None,
        }
    }

    /// `n / d * 2^exponent`
    fn divide(n: &BigInt, d: &BigInt, exponent: i64) -> Option<Real> {
        let shift = (PRECISION + 2 + d.bits()).saturating_sub(n.bits());
        let (q, r) = (n << shift).div_rem(d);
        Self::round(q, exponent - shift as i64, !r.is_zero())
    }

    /// The number is at least half of two to this power, and less than that.
    fn top(&self) -> i64 {
        self.mantissa.bits() as i64 + self.exponent
    }

    /// As a fraction. The exponent is small.
    fn ratio(&self) -> BigRational {
        let power = BigInt::one() << self.exponent.unsigned_abs();
        if self.exponent >= 0 {
            BigRational::from_integer(&self.mantissa * power)
        } else {
            BigRational::new(self.mantissa.clone(), power)
        }
    }

    /// As an integer. One that is lost to rounding by a few bits counts too.
    fn integer(&self) -> Option<BigInt> {
        const LOST: u64 = 4;
        if self.top() >= MAX_BITS as i64 {
            return None;
        }
        if self.exponent >= 0 {
            return Some(&self.mantissa << self.exponent);
        }
        let drop = self.mantissa.bits().saturating_sub(PRECISION - LOST);
        if drop == 0 {
            return None;
        }
        let (m, point) = (self.mantissa.magnitude(), self.exponent.unsigned_abs());
        let down = m >> drop;
        [down.clone(), down + 1u32].into_iter().find_map(|m| {
            let zeros = m.trailing_zeros().unwrap_or(u64::MAX);
            (zeros.saturating_add(drop) >= point)
                .then(|| BigInt::from_biguint(self.mantissa.sign(), (m << drop) >> point))
        })
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.mantissa.sign().cmp(&other.mantissa.sign());
        if signs.is_ne() {
            return signs;
        }
        let low = self.exponent.min(other.exponent);
        let magnitudes = self.top().cmp(&other.top()).then_with(|| {
            let aligned = |f: &Self| f.mantissa.magnitude() << (f.exponent - low);
            aligned(self).cmp(&aligned(other))
        });
        match self.mantissa.sign() {
            Sign::Minus => magnitudes.reverse(),
            _ => magnitudes,
        }
    }

    fn mul(&self, other: &Self) -> Option<Real> {
        Self::round(
            &self.mantissa * &other.mantissa,
            self.exponent + other.exponent,
            false,
        )
    }

    fn div(&self, other: &Self) -> Option<Real> {
        Self::divide(
            &self.mantissa,
            &other.mantissa,
            self.exponent - other.exponent,
        )
    }

    fn add(&self, other: &Self) -> Option<Real> {
        let (large, small) = match self.top() >= other.top() {
            true => (self, other),
            false => (other, self),
        };
        // What is so small that it decides nothing but on which side of a number the sum lies.
        let lowest = large.top() - 2 * PRECISION as i64 - 4;
        let unit;
        let small = if small.top() < lowest {
            unit = Self {
                mantissa: BigInt::from_biguint(small.mantissa.sign(), BigUint::one()),
                exponent: lowest,
            };
            &unit
        } else {
            small
        };
        let low = large.exponent.min(small.exponent);
        let aligned = |f: &Self| &f.mantissa << (f.exponent - low);
        Self::round(aligned(large) + aligned(small), low, false)
    }
}

/// `m * 2^e` with this many bits at most, to nearest, ties to even. With a `rest` the number is a little larger than that.
fn round_bits(m: BigUint, e: i64, rest: bool, bits: u64) -> (BigUint, i64) {
    let drop = m.bits().saturating_sub(bits);
    if drop == 0 {
        return (m, e);
    }
    let mut q = &m >> drop;
    let tie = m.trailing_zeros() == Some(drop - 1);
    if m.bit(drop - 1) && (!tie || rest || q.is_odd()) {
        q += 1u32;
    }
    (q, e + drop as i64)
}

/// `5^n` as `m * 2^e`, with some more bits than numbers have.
fn power_of_five(n: u64) -> (BigUint, i64) {
    const BITS: u64 = PRECISION + 64;
    let (mut m, mut e) = (BigUint::one(), 0);
    for bit in (0..u64::BITS - n.leading_zeros()).rev() {
        (m, e) = round_bits(&m * &m, 2 * e, false, BITS);
        if n >> bit & 1 == 1 {
            (m, e) = round_bits(m * 5u32, e, false, BITS);
        }
    }
    (m, e)
}

impl Real {
    /// `digits * 2^twos * 5^fives`, for literals. Nothing where the exponent is out of range.
    pub fn scaled(digits: BigUint, twos: i64, fives: i64) -> Option<Self> {
        if digits.is_zero() {
            return Some(Self::zero());
        }
        let top = digits.bits() as i64 + twos;
        i32::try_from(top).ok()?;
        let bits = digits.bits() as i64 + 3 * fives.abs() + twos.abs();
        if bits >= MAX_BITS as i64 {
            let (power, e) = power_of_five(fives.unsigned_abs());
            let (digits, power) = (BigInt::from(digits.clone()), BigInt::from(power));
            let float = match fives >= 0 {
                true => BigFloat::round(digits * power, twos + e, false)?,
                false => BigFloat::divide(&digits, &power, twos - e)?,
            };
            match &float {
                Self::Float(f) if f.top().unsigned_abs() < MAX_BITS => {}
                _ => return Some(float),
            }
        }
        let (mut n, mut d) = (BigInt::from(digits), BigInt::one());
        let power = BigInt::from(5).pow(fives.unsigned_abs() as u32);
        *(if fives >= 0 { &mut n } else { &mut d }) *= power;
        *(if twos >= 0 { &mut n } else { &mut d }) <<= twos.unsigned_abs();
        Some(Self::Ratio(BigRational::new(n, d)))
    }

    /// An exact result, unless its parts are too large.
    fn limited(f: BigRational) -> Option<Self> {
        if f.numer().bits() < MAX_BITS && f.denom().bits() < MAX_BITS {
            return Some(Self::Ratio(f));
        }
        BigFloat::divide(f.numer(), f.denom(), 0)
    }

    fn float(&self) -> Option<BigFloat> {
        match self {
            Self::Ratio(f) => BigFloat::of(f),
            Self::Float(f) => Some(f.clone()),
        }
    }

    /// Nothing where the sum is too large.
    pub fn add(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Ratio(a), Self::Ratio(b)) => Self::limited(a + b),
            _ if self.is_zero() => Some(other.clone()),
            _ if other.is_zero() => Some(self.clone()),
            _ => self.float()?.add(&other.float()?),
        }
    }

    /// Nothing where the difference is too large.
    pub fn sub(&self, other: &Self) -> Option<Self> {
        self.add(&-other)
    }

    /// Nothing where the product is too large.
    pub fn mul(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Ratio(a), Self::Ratio(b)) => Self::limited(a * b),
            _ if self.is_zero() || other.is_zero() => Some(Self::zero()),
            _ => self.float()?.mul(&other.float()?),
        }
    }

    /// Nothing where the quotient is too large, or the divisor zero.
    pub fn div(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            _ if other.is_zero() => None,
            (Self::Ratio(a), Self::Ratio(b)) => Self::limited(a / b),
            _ if self.is_zero() => Some(Self::zero()),
            _ => self.float()?.div(&other.float()?),
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match self {
            Self::Ratio(f) => f.is_negative(),
            Self::Float(f) => f.mantissa.is_negative(),
        }
    }

    /// Zero.
    pub fn zero() -> Self {
        Self::Ratio(BigRational::zero())
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self, Self::Ratio(f) if f.is_zero())
    }

    /// The integer that it is.
    pub fn to_integer(&self) -> Option<BigInt> {
        match self {
            Self::Ratio(f) => f.is_integer().then(|| f.numer().clone()),
            Self::Float(f) => f.integer(),
        }
    }

    /// `x` and `e` such that it is about `x * 2^e`, and `x` at least a half and less than one; zeros for zero.
    pub fn split(&self) -> (f64, i64) {
        let Some(float) = self.float() else {
            return (0.0, 0);
        };
        let top = float.top();
        let exponent = -(float.mantissa.bits() as i64);
        let x = Self::Float(BigFloat { exponent, ..float });
        (x.to_f64(), top)
    }

    /// Rounded to a binary floating-point format, to nearest, ties to even: `bits` of mantissa, the hidden one included,
    /// smallest exponent (of the last bit) `min`, and largest exponent of the first bit `max`. `None` on overflow.
    fn round(&self, bits: u64, min: i64, max: i64) -> Option<BigRational> {
        let f = match self {
            Self::Ratio(f) if f.is_zero() => return Some(f.clone()),
            Self::Ratio(f) => f,
            Self::Float(f) if f.top() > max + 1 => return None,
            Self::Float(f) if f.top() < min => return Some(BigRational::zero()),
            Self::Float(f) => &f.ratio(),
        };
        let (n, d) = (f.numer().magnitude(), f.denom().magnitude());
        // The quotient n/d lies in [2^(e-1), 2^(e+1)); `unit` is the weight of its last kept bit.
        let e = n.bits() as i64 - d.bits() as i64;
        let mut unit = (e - bits as i64).max(min);
        let mut q = divide(n, d, unit);
        if q.bits() > bits {
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

    /// The nearest value of type float64; `None` where that is infinite.
    pub fn round_to_f64(&self) -> Option<Self> {
        self.round(53, -1074, 1023).map(Self::Ratio)
    }

    /// The nearest value of type float32; `None` where that is infinite.
    pub fn round_to_f32(&self) -> Option<Self> {
        self.round(24, -149, 127).map(Self::Ratio)
    }

    /// The nearest float64; infinite where it is too large.
    pub fn to_f64(&self) -> f64 {
        let Some(r) = self.round(53, -1074, 1023) else {
            return if self.is_negative() {
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
}

impl From<BigInt> for Real {
    fn from(n: BigInt) -> Self {
        Self::Ratio(BigRational::from_integer(n))
    }
}

impl core::ops::Neg for &Real {
    type Output = Real;

    fn neg(self) -> Real {
        match self {
            Real::Ratio(f) => Real::Ratio(-f),
            Real::Float(f) => Real::Float(BigFloat {
                mantissa: -&f.mantissa,
                exponent: f.exponent,
            }),
        }
    }
}

impl PartialOrd for Real {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Real {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Ratio(a), Self::Ratio(b)) => a.cmp(b),
            _ => match (self.float(), other.float()) {
                (Some(a), Some(b)) => a.cmp(&b),
                // One of them is zero.
                (a, b) => {
                    let sign = |f: Option<BigFloat>| f.map_or(Sign::NoSign, |f| f.mantissa.sign());
                    sign(a).cmp(&sign(b))
                }
            },
        }
    }
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
        Ordering::Greater => q + 1u32,
        Ordering::Equal if q.is_odd() => q + 1u32,
        _ => q,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn frac(n: i64, d: i64) -> Real {
        Real::Ratio(BigRational::new(n.into(), d.into()))
    }

    fn ten_to(e: i64) -> Real {
        Real::scaled(1u32.into(), e, e).unwrap()
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
            assert_eq!(frac(n, d).to_f64(), n as f64 / d as f64, "{n}/{d}");
        }
        let tenth = frac(1, 10).round_to_f32().unwrap();
        assert_eq!(tenth.to_f64(), f64::from(0.1f32));
    }

    #[test]
    fn subnormals_and_limits() {
        let unit = |n: i64| Real::Ratio(BigRational::new(n.into(), BigInt::one() << 1074));
        assert_eq!(unit(1).to_f64(), f64::from_bits(1));
        assert_eq!(unit(3).to_f64(), f64::from_bits(3));
        assert_eq!(unit(1).div(&frac(2, 1)).unwrap().to_f64(), 0.0);
        let max = Real::from(((BigInt::one() << 53) - 1) << 971);
        assert_eq!(max.to_f64(), f64::MAX);
        assert!(Real::from(BigInt::one() << 1024).round_to_f64().is_none());
    }

    #[test]
    fn large_numbers_are_rounded_and_still_numbers() {
        let ten = frac(10, 1);
        for e in [1300, 6464, 646_456_990, -1300, -646_000_000] {
            let (a, b) = (ten_to(e), ten_to(e + 1));
            assert!(matches!((&a, &b), (Real::Float(_), Real::Float(_))), "{e}");
            assert_eq!(b.div(&a).unwrap().to_f64(), 10.0, "{e}");
            assert!(a < b && -&b < -&a && Real::zero() < a && -&a < ten);
            assert_eq!(a.add(&-&a), Some(Real::zero()));
            assert_eq!(b.sub(&a).unwrap().div(&a).unwrap().to_f64(), 9.0);
            assert_eq!(
                a.add(&ten).unwrap().to_f64(),
                if e > 0 { f64::INFINITY } else { 10.0 }
            );
        }
        assert!(ten_to(400_000_000).mul(&ten_to(400_000_000)).is_none());
        let tiny = ten_to(-400_000_000);
        assert!(tiny.mul(&tiny).unwrap().is_zero());
        assert!(tiny.div(&Real::zero()).is_none());
    }

    #[test]
    fn literals_out_of_range() {
        let (one, out) = (BigUint::one(), i64::from(i32::MAX) + 1);
        assert!(Real::scaled(one.clone(), out, 0).is_none());
        assert!(Real::scaled(one.clone(), -out - 2, 0).is_none());
        assert!(Real::scaled(one.clone(), 2_000_000_000, 2_000_000_000).is_none());
        let tiny = Real::scaled(one.clone(), -2_000_000_000, -2_000_000_000);
        assert_eq!(tiny, Some(Real::zero()));
        assert_eq!(Real::scaled(BigUint::zero(), out, out), Some(Real::zero()));
        // Too many digits for a rounded number, but not for a fraction.
        let long = BigUint::from(10u32).pow(5000) + 1u32;
        let f = Real::scaled(long, -5000, -5000).unwrap();
        assert!(matches!(f, Real::Ratio(_)) && f.to_integer().is_none());
    }

    #[test]
    fn integers_of_rounded_numbers() {
        let third = ten_to(2000).div(&frac(3, 1)).unwrap();
        let whole = third.mul(&frac(3, 1)).unwrap().div(&ten_to(2000)).unwrap();
        assert_eq!(whole.to_integer(), Some(1.into()));
        assert_eq!(third.to_integer(), None);
        let half = ten_to(1300)
            .div(&ten_to(1300).mul(&frac(2, 1)).unwrap())
            .unwrap();
        assert_eq!(half.to_integer(), None);
        let (x, e) = frac(-3, 1).split();
        assert_eq!((x, e), (-0.75, 2));
    }
}

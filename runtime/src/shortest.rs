//! The shortest decimal digits that read back as the same number.
//!
//! Steele and White's algorithm in Burger and Dybvig's form, on integers of fixed size. It is slow and small: only
//! `print` and reports of panics need it, package strconv has its own.

/// Limbs of 32 bits: the smallest number, scaled up by its power of ten, takes somewhat more than 1100 bits.
const LIMBS: usize = 37;

#[derive(Clone, Copy)]
struct Big([u32; LIMBS]);

impl Big {
    fn new(n: u64) -> Big {
        let mut limbs = [0; LIMBS];
        limbs[0] = n as u32;
        limbs[1] = (n >> 32) as u32;
        Big(limbs)
    }

    fn mul(&mut self, factor: u32) {
        let mut carry = 0;
        for limb in &mut self.0 {
            let product = u64::from(*limb) * u64::from(factor) + carry;
            *limb = product as u32;
            carry = product >> 32;
        }
    }

    #[inline(never)]
    fn pow_mul(&mut self, base: u32, exponent: u32) {
        for _ in 0..exponent {
            self.mul(base);
        }
    }

    /// Subtracts, if that leaves no less than nothing. False: nothing happened.
    #[inline(never)]
    fn take(&mut self, other: &Big) -> bool {
        let mut rest = *self;
        let mut borrow = false;
        for (limb, &b) in rest.0.iter_mut().zip(&other.0) {
            let (a, under) = limb.overflowing_sub(b);
            let (a, again) = a.overflowing_sub(u32::from(borrow));
            *limb = a;
            borrow = under | again;
        }
        if !borrow {
            *self = rest;
        }
        !borrow
    }

    fn add(&mut self, other: &Big) {
        let mut carry = 0;
        for (limb, &b) in self.0.iter_mut().zip(&other.0) {
            let sum = u64::from(*limb) + u64::from(b) + carry;
            *limb = sum as u32;
            carry = sum >> 32;
        }
    }

    /// Whether it is at least the other one; if `even` is false, whether it is more.
    fn reaches(&self, other: &Big, even: bool) -> bool {
        let (mut a, mut b) = (*self, *other);
        if even { a.take(&b) } else { !b.take(&a) }
    }
}

/// A positive number's digits, at most 17, and the power of ten of the first one.
pub(crate) struct Digits {
    /// As text.
    pub(crate) text: [u8; 17],
    /// How many there are.
    pub(crate) len: usize,
    /// The first digit counts so many powers of ten.
    pub(crate) exponent: i32,
}

/// Digits of a finite `f64` above zero.
pub(crate) fn of_f64(n: f64) -> Digits {
    let bits = n.to_bits();
    digits(
        bits & ((1 << 52) - 1),
        (bits >> 52) as i32 & 0x7ff,
        52,
        1075,
    )
}

/// Digits of a finite `f32` above zero: as many as tell it from other `f32`.
pub(crate) fn of_f32(n: f32) -> Digits {
    let bits = n.to_bits();
    let fraction = u64::from(bits & ((1 << 23) - 1));
    digits(fraction, (bits >> 23) as i32 & 0xff, 23, 150)
}

#[inline(never)]
fn digits(fraction: u64, biased: i32, width: u32, bias: i32) -> Digits {
    let (mantissa, exponent) = match biased {
        0 => (fraction, 1 - bias),
        _ => (fraction | 1 << width, biased - bias),
    };
    let even = mantissa % 2 == 0;
    // The number is number / one; from `number - down` to `number + up` everything reads back as it.
    let (mut number, mut one) = (Big::new(4 * mantissa), Big::new(4));
    let (mut up, mut down) = (Big::new(2), Big::new(2));
    if fraction == 0 && biased > 1 {
        // The next smaller number is nearer.
        down = Big::new(1);
    }
    for big in [&mut number, &mut up, &mut down] {
        big.pow_mul(2, exponent.max(0) as u32);
    }
    one.pow_mul(2, exponent.min(0).unsigned_abs());

    // log10(2) is 1262611 / 2^22; the estimate is right or one too small.
    let bits = exponent + mantissa.ilog2() as i32;
    let mut power = ((i64::from(bits) * 1_262_611) >> 22) as i32;
    one.pow_mul(10, power.max(0) as u32);
    for big in [&mut number, &mut up, &mut down] {
        big.pow_mul(10, power.min(0).unsigned_abs());
    }
    let mut ten = one;
    ten.mul(10);
    let mut high = number;
    high.add(&up);
    if high.reaches(&ten, even) {
        power += 1;
        one = ten;
    }

    let mut out = Digits {
        text: [b'0'; 17],
        len: 0,
        exponent: power,
    };
    loop {
        let mut digit = 0;
        while number.take(&one) {
            digit += 1;
        }
        let low = down.reaches(&number, even);
        let mut sum = number;
        sum.add(&up);
        let high = sum.reaches(&one, even);
        if high {
            // Upwards, unless less than half is left.
            let mut twice = number;
            twice.mul(2);
            digit += u8::from(!low || twice.reaches(&one, true));
        }
        if let Some(place) = out.text.get_mut(out.len) {
            *place = b'0' + digit;
            out.len += 1;
        }
        if low || high || out.len == out.text.len() {
            return out;
        }
        for big in [&mut number, &mut up, &mut down] {
            big.mul(10);
        }
    }
}

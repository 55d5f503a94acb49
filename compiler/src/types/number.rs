//! Values of number literals. The scanner has checked their form.

use num_bigint::{BigInt, BigUint};
use num_traits::Num;

use super::real::Real;

fn digits(text: &str) -> String {
    text.chars().filter(|&c| c != '_').collect()
}

/// The value of an integer literal.
pub(super) fn parse_int(text: &str) -> Option<BigInt> {
    let bytes = text.as_bytes();
    let (radix, body) = match (bytes.first(), bytes.get(1).map(u8::to_ascii_lowercase)) {
        (Some(b'0'), Some(b'x')) => (16, &text[2..]),
        (Some(b'0'), Some(b'o')) => (8, &text[2..]),
        (Some(b'0'), Some(b'b')) => (2, &text[2..]),
        (Some(b'0'), Some(_)) => (8, &text[1..]),
        _ => (10, text),
    };
    if body.len() < 16 && !body.contains('_') {
        return i64::from_str_radix(body, radix).ok().map(BigInt::from);
    }
    BigInt::from_str_radix(&digits(body), radix).ok()
}

/// The value of a floating-point literal, decimal or hexadecimal. Nothing where its exponent is too large.
pub(super) fn parse_float(text: &str) -> Option<Real> {
    let text = digits(text).to_ascii_lowercase();
    let (radix, body, mark) = match text.strip_prefix("0x") {
        Some(body) => (16, body, 'p'),
        None => (10, &text[..], 'e'),
    };
    let (mantissa, exponent) = body.split_once(mark).unwrap_or((body, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let number = BigUint::from_str_radix(&format!("0{whole}{fraction}"), radix).ok()?;
    let (exponent, places) = (exponent.parse::<i64>().ok()?, fraction.len() as i64);
    if radix == 16 {
        Real::scaled(number, exponent.checked_sub(4 * places)?, 0)
    } else {
        let exponent = exponent.checked_sub(places)?;
        Real::scaled(number, exponent, exponent)
    }
}

/// The imaginary part of an imaginary literal.
pub(super) fn parse_imaginary(text: &str) -> Option<Real> {
    let body = text.strip_suffix('i')?;
    let hexadecimal = body.starts_with("0x") || body.starts_with("0X");
    if body.contains(['.', 'p', 'P']) || !hexadecimal && body.contains(['e', 'E']) {
        return parse_float(body);
    }
    let decimal = body.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let number = if decimal {
        // `010i` is ten times i, for compatibility.
        BigInt::from_str_radix(&digits(body), 10).ok()?
    } else {
        parse_int(body)?
    };
    Some(number.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        assert_eq!(parse_int("0x_FF"), Some(255.into()));
        assert_eq!(parse_int("0b101"), Some(5.into()));
        assert_eq!(parse_int("0o17"), Some(15.into()));
        assert_eq!(parse_int("017"), Some(15.into()));
        assert_eq!(
            parse_int("1_000_000_000_000_000_000_000").unwrap().bits(),
            70
        );
        assert_eq!(parse_int("0"), Some(0.into()));
    }

    #[test]
    fn floats() {
        let f = |text| parse_float(text).unwrap().to_f64();
        assert_eq!(f("1.5e3"), 1500.0);
        assert_eq!(f(".25"), 0.25);
        assert_eq!(f("1."), 1.0);
        assert_eq!(f("0x1p-2"), 0.25);
        assert_eq!(f("0x1.8p1"), 3.0);
        assert_eq!(f("6.02214076e23"), 6.02214076e23);
        assert_eq!(f("1e1000"), f64::INFINITY);
        assert_eq!(f("1e-99999999"), 0.0);
        for text in ["1e1000000000", "1e-3000000000", "1e99999999999999999999"] {
            assert!(parse_float(text).is_none(), "{text}");
        }
    }

    #[test]
    fn imaginary_integers_are_decimal() {
        assert_eq!(parse_imaginary("010i"), Some(BigInt::from(10).into()));
        assert_eq!(parse_imaginary("0x10i"), Some(BigInt::from(16).into()));
        assert_eq!(parse_imaginary("1e2i"), Some(BigInt::from(100).into()));
    }
}

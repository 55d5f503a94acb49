//! The digits of `print(float)` against Rust's own, which are the shortest ones as well.

#[path = "../src/shortest.rs"]
mod shortest;

use shortest::{Digits, of_f32, of_f64};

fn text(d: &Digits) -> String {
    let digits = core::str::from_utf8(&d.text[..d.len]).unwrap();
    let point = if d.len > 1 { "." } else { "" };
    format!("{}{point}{}e{}", &digits[..1], &digits[1..], d.exponent)
}

fn check(n: f64) {
    if n > 0.0 && n.is_finite() {
        assert_eq!(text(&of_f64(n)), format!("{n:e}"));
    }
}

fn check32(n: f32) {
    if n > 0.0 && n.is_finite() {
        assert_eq!(text(&of_f32(n)), format!("{n:e}"));
    }
}

#[test]
fn the_ends_and_the_powers() {
    for exponent in 0..0x7ff_u64 {
        for fraction in [0, 1, 2, (1 << 52) - 1, 1 << 51] {
            check(f64::from_bits(exponent << 52 | fraction));
        }
    }
    for exponent in 0..0xff_u32 {
        for fraction in [0, 1, 2, (1 << 23) - 1, 1 << 22] {
            check32(f32::from_bits(exponent << 23 | fraction));
        }
    }
    for exponent in -323..309 {
        check(format!("1e{exponent}").parse().unwrap());
        check(format!("9.5e{exponent}").parse().unwrap());
    }
    for n in [9007199254740993.0, 5e-324, 2.5, 0.3, 1.0 / 3.0] {
        check(n);
    }
}

#[test]
fn many_others() {
    let mut state = 1_u64;
    for _ in 0..3000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let bits = state ^ state >> 29;
        check(f64::from_bits(bits & !(1 << 63)));
        check32(f32::from_bits(bits as u32 & !(1 << 31)));
    }
}

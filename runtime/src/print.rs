//! `print` and `println`, and what the runtime itself says: to standard error, through a small buffer.

use crate::m::M;
use crate::shortest::{self, Digits};
use crate::sync::{Hook, PerM, per_m};
use crate::wasi;

const SIZE: usize = 256;

struct Buffer {
    bytes: [u8; SIZE],
    len: usize,
}

/// Each M has its own, so that the lines of several do not mix.
static BUFFER: PerM<Buffer> = per_m!(Buffer {
    bytes: [0; SIZE],
    len: 0,
});

/// Writes out what is in the buffer.
pub fn flush() {
    let buffer = BUFFER.get();
    let len = core::mem::take(&mut buffer.len);
    let mut rest = buffer.bytes.get(..len).unwrap_or(&[]);
    while !rest.is_empty() {
        match wasi::write(2, rest) {
            Ok(n @ 1..) => rest = rest.get(n..).unwrap_or(&[]),
            _ => return,
        }
    }
}

static REDIRECTED: Hook<fn(&[u8])> = Hook::new();

/// Has what is printed from now on go elsewhere.
pub fn redirect(to: Option<fn(&[u8])>) {
    match to {
        Some(to) => REDIRECTED.set(to),
        None => REDIRECTED.clear(),
    }
}

/// Prints bytes. A line goes out when it ends.
pub fn bytes(text: &[u8]) {
    if let Some(to) = REDIRECTED.get() {
        return to(text);
    }
    for &b in text {
        let buffer = BUFFER.get();
        if let Some(place) = buffer.bytes.get_mut(buffer.len) {
            *place = b;
        }
        buffer.len += 1;
        if b == b'\n' || buffer.len == SIZE {
            flush();
        }
    }
}

/// Prints text.
pub fn text(text: &str) {
    bytes(text.as_bytes());
}

/// Prints an unsigned number.
pub fn uint(n: u64) {
    digits(n, 10);
}

/// Prints a signed number.
pub fn int(n: i64) {
    if n < 0 {
        text("-");
    }
    uint(n.unsigned_abs());
}

/// Prints a number as `0x...`.
pub fn hex(n: u64) {
    text("0x");
    digits(n, 16);
}

#[inline(never)]
fn digits(mut n: u64, base: u64) {
    let mut digits = [0; 20];
    let mut len = 0;
    for place in digits.iter_mut().rev() {
        let digit = (n % base) as u8;
        *place = if digit < 10 {
            b'0' + digit
        } else {
            b'a' + digit - 10
        };
        len += 1;
        n /= base;
        if n == 0 {
            break;
        }
    }
    bytes(digits.get(digits.len() - len..).unwrap_or(&[]));
}

/// Prints a float in its shortest form, as Go's `%g`.
pub fn float(f: f64) {
    let sign = sign(f);
    if let Some(f) = special(f, sign) {
        number(sign, &shortest::of_f64(f));
    }
}

/// The same with the digits that a float32 needs.
pub fn float32(f: f32) {
    let sign = sign(f64::from(f));
    if let Some(f) = special(f64::from(f), sign) {
        number(sign, &shortest::of_f32(f as f32));
    }
}

fn sign(f: f64) -> &'static str {
    if f.is_sign_negative() { "-" } else { "" }
}

/// Prints what has no digits; answers the size of anything else.
fn special(f: f64, sign: &str) -> Option<f64> {
    if f.is_nan() {
        text("NaN");
    } else if f.is_infinite() {
        text(if sign.is_empty() { "+Inf" } else { "-Inf" });
    } else if f == 0.0 {
        text(sign);
        text("0");
    } else {
        return Some(f.abs());
    }
    None
}

fn number(sign: &str, d: &Digits) {
    text(sign);
    let digits = d.text.get(..d.len).unwrap_or(&[]);
    let exp = d.exponent;
    if (-4..6).contains(&exp) {
        // The first digit has number 0; before it and behind the last there are zeroes.
        for at in exp.min(0)..exp.max(d.len as i32 - 1) + 1 {
            bytes(&[digits.get(at as usize).copied().unwrap_or(b'0')]);
            if at == exp && at < d.len as i32 - 1 {
                text(".");
            }
        }
        return;
    }
    bytes(digits.get(..1).unwrap_or(&[]));
    if d.len > 1 {
        text(".");
        bytes(digits.get(1..).unwrap_or(&[]));
    }
    text(if exp < 0 { "e-" } else { "e+" });
    if exp.abs() < 10 {
        text("0");
    }
    uint(u64::from(exp.unsigned_abs()));
}

/// Prints a complex number.
pub fn complex(re: f64, im: f64) {
    text("(");
    float(re);
    plus(im);
    float(im);
    text("i)");
}

/// The same with the digits that a complex64 needs.
pub fn complex64(re: f32, im: f32) {
    text("(");
    float32(re);
    plus(f64::from(im));
    float32(im);
    text("i)");
}

fn plus(im: f64) {
    if im.is_nan() || im.is_finite() && im.is_sign_positive() {
        text("+");
    }
}

/// A Go string's bytes.
///
/// # Safety
/// The string is alive and not written while the slice is used.
pub unsafe fn slice<'a>(p: *const u8, n: usize) -> &'a [u8] {
    if n == 0 {
        return &[];
    }
    // SAFETY: by contract.
    unsafe { core::slice::from_raw_parts(p, n) }
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_bool(_m: &mut M, b: u32) {
    text(if b != 0 { "true" } else { "false" });
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_int(_m: &mut M, n: i64) {
    int(n);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_uint(_m: &mut M, n: u64) {
    uint(n);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_float(_m: &mut M, f: f64) {
    float(f);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_complex(_m: &mut M, re: f64, im: f64) {
    complex(re, im);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_float32(_m: &mut M, f: f32) {
    float32(f);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_complex64(_m: &mut M, re: f32, im: f32) {
    complex64(re, im);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_string(_m: &mut M, p: *const u8, n: usize) {
    // SAFETY: a Go string.
    bytes(unsafe { slice(p, n) });
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_pointer(_m: &mut M, p: usize) {
    hex(p as u64);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_slice(_m: &mut M, p: usize, len: usize, cap: usize) {
    text("[");
    uint(len as u64);
    text("/");
    uint(cap as u64);
    text("]");
    hex(p as u64);
}

#[unsafe(no_mangle)]
extern "C" fn burrow_print_iface(_m: &mut M, typ: usize, data: usize) {
    text("(");
    hex(typ as u64);
    text(",");
    hex(data as u64);
    text(")");
}

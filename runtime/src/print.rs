//! `print` and `println`, and what the runtime itself says: to standard error, through a small buffer.

use crate::m::M;
use crate::wasi;
use core::cell::UnsafeCell;
use core::fmt::Write;

const SIZE: usize = 256;

struct Buffer {
    bytes: UnsafeCell<[u8; SIZE]>,
    len: UnsafeCell<usize>,
}

// SAFETY: only used by the one M of a single-threaded module.
unsafe impl Sync for Buffer {}

static BUFFER: Buffer = Buffer {
    bytes: UnsafeCell::new([0; SIZE]),
    len: UnsafeCell::new(0),
};

/// Writes out what is in the buffer.
pub fn flush() {
    // SAFETY: see `Buffer`.
    let (bytes, len) = unsafe { (&*BUFFER.bytes.get(), &mut *BUFFER.len.get()) };
    let mut rest = &bytes[..core::mem::take(len)];
    while let Ok(n @ 1..) = wasi::write(2, rest) {
        rest = &rest[n..];
        if rest.is_empty() {
            break;
        }
    }
}

/// Prints bytes. A line goes out when it ends.
pub fn bytes(text: &[u8]) {
    for &b in text {
        // SAFETY: see `Buffer`.
        let (buffer, len) = unsafe { (&mut *BUFFER.bytes.get(), &mut *BUFFER.len.get()) };
        buffer[*len] = b;
        *len += 1;
        if b == b'\n' || *len == SIZE {
            flush();
        }
    }
}

/// Prints text.
pub fn text(text: &str) {
    bytes(text.as_bytes());
}

/// Prints an unsigned number.
pub fn uint(mut n: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    bytes(&digits[at..]);
}

/// Prints a signed number.
pub fn int(n: i64) {
    if n < 0 {
        text("-");
    }
    uint(n.unsigned_abs());
}

/// Prints a number as `0x...`.
pub fn hex(mut n: u64) {
    let mut digits = [0; 18];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b"0123456789abcdef"[(n % 16) as usize];
        n /= 16;
        if n == 0 {
            break;
        }
    }
    text("0x");
    bytes(&digits[at..]);
}

/// Prints a float in its shortest form, as Go's `%g`.
pub fn float(f: f64) {
    shortest(f, |out| write!(out, "{f:e}"));
}

/// The same with the digits that a float32 needs.
pub fn float32(f: f32) {
    shortest(f64::from(f), |out| write!(out, "{f:e}"));
}

/// A number in exponent form, as it is written.
struct Out {
    bytes: [u8; 32],
    len: usize,
}

impl Write for Out {
    fn write_str(&mut self, s: &str) -> core::fmt::Result {
        for b in s.bytes() {
            if let Some(place) = self.bytes.get_mut(self.len) {
                *place = b;
                self.len += 1;
            }
        }
        Ok(())
    }
}

fn shortest(f: f64, digits: impl FnOnce(&mut Out) -> core::fmt::Result) {
    if f.is_nan() {
        return text("NaN");
    }
    if f.is_infinite() {
        return text(if f > 0.0 { "+Inf" } else { "-Inf" });
    }
    // d.ddde-x: the digits are the shortest that read back; only the layout is Go's.
    let mut out = Out {
        bytes: [0; 32],
        len: 0,
    };
    let _ = digits(&mut out);
    let all = &out.bytes[..out.len];
    let (all, negative) = match all {
        [b'-', rest @ ..] => (rest, true),
        _ => (all, false),
    };
    if negative {
        text("-");
    }
    let e = all.iter().position(|&b| b == b'e').unwrap_or(all.len());
    let mut digits = [0; 20];
    let mut count = 0;
    for &b in all[..e].iter().filter(|b| **b != b'.') {
        digits[count] = b;
        count += 1;
    }
    let mut exp = 0i32;
    let mut sign = 1;
    for &b in all.get(e + 1..).unwrap_or(&[]) {
        if b == b'-' {
            sign = -1;
        } else {
            exp = exp * 10 + i32::from(b - b'0');
        }
    }
    layout(&digits[..count], exp * sign);
}

fn layout(digits: &[u8], exp: i32) {
    if !(-4..6).contains(&exp) {
        bytes(&digits[..1]);
        if digits.len() > 1 {
            text(".");
            bytes(&digits[1..]);
        }
        text(if exp < 0 { "e-" } else { "e+" });
        if exp.abs() < 10 {
            text("0");
        }
        uint(u64::from(exp.unsigned_abs()));
        return;
    }
    if exp < 0 {
        text("0.");
        for _ in 0..-exp - 1 {
            text("0");
        }
        bytes(digits);
        return;
    }
    let whole = exp as usize + 1;
    for n in 0..whole {
        bytes(&[digits.get(n).copied().unwrap_or(b'0')]);
    }
    if digits.len() > whole {
        text(".");
        bytes(&digits[whole..]);
    }
}

/// Prints a complex number.
pub fn complex(re: f64, im: f64) {
    text("(");
    float(re);
    if im.is_nan() || im.is_finite() && im.is_sign_positive() {
        text("+");
    }
    float(im);
    text("i)");
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

//! Strings: joining, comparing, converting.

use crate::heap;
use crate::m::M;
use crate::print::slice;
use burrow_maps::hash::same_bytes;

/// A Go string in memory.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(8))]
pub struct Str {
    /// First byte.
    pub ptr: *const u8,
    /// Bytes.
    pub len: usize,
}

/// Two words in one result.
#[inline]
pub fn pair(first: usize, second: usize) -> u64 {
    first as u64 | (second as u64) << 32
}

/// From so many bytes on what goes through memory takes fuel, as it takes time.
const LONG: usize = 64 << 10;

/// Takes fuel for going through so many bytes.
#[inline(always)]
fn long(n: usize) {
    if n >= LONG {
        crate::fuel::bytes(crate::m::current(), n);
    }
}

/// Copies bytes, which may overlap. Engines leave WebAssembly to copy memory, which takes longer than copying a few bytes does:
/// those are copied as two words that may overlap, both of them read before either is written.
///
/// # Safety
/// `from` can be read and `to` written, `n` bytes each.
#[unsafe(no_mangle)]
#[inline(never)]
pub unsafe extern "C" fn burrow_copy(to: *mut u8, from: *const u8, n: usize) {
    /// # Safety
    /// As for the whole; `n` is at least the size of `T` and at most twice that.
    unsafe fn twice<T>(to: *mut u8, from: *const u8, n: usize) {
        let last = n - size_of::<T>();
        // SAFETY: both words lie within the n bytes.
        unsafe {
            let low = from.cast::<T>().read_unaligned();
            let high = from.add(last).cast::<T>().read_unaligned();
            to.cast::<T>().write_unaligned(low);
            to.add(last).cast::<T>().write_unaligned(high);
        }
    }
    // SAFETY: the caller's promise.
    unsafe {
        match n {
            0 => {}
            1 => to.write(from.read()),
            2..4 => twice::<u16>(to, from, n),
            4..8 => twice::<u32>(to, from, n),
            8..=16 => twice::<u64>(to, from, n),
            _ => {
                long(n);
                core::ptr::copy(from, to, n);
            }
        }
    }
}

/// Zeroes bytes.
///
/// # Safety
/// `n` bytes can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn burrow_zero(to: *mut u8, n: usize) {
    long(n);
    // SAFETY: the caller's promise.
    unsafe { to.write_bytes(0, n) };
}

const REPLACEMENT: u32 = 0xfffd;

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_concat(m: &mut M, fp: *mut u8, list: *const Str, n: usize) -> u64 {
    // SAFETY: an array of n strings in the caller's frame.
    let list = unsafe { core::slice::from_raw_parts(list, n) };
    let mut total = 0usize;
    let mut only = None;
    for s in list.iter().filter(|s| s.len != 0) {
        only = if total == 0 { Some(s) } else { None };
        // The sum of lengths of strings in a 32-bit memory can still exceed it when they share bytes.
        total = match total.checked_add(s.len).filter(|&t| t <= i32::MAX as usize) {
            Some(total) => total,
            None => crate::fatal::throw("string concatenation too long"),
        };
    }
    if let Some(s) = only {
        return pair(s.ptr as usize, s.len);
    }
    if total == 0 {
        return 0;
    }
    let at = heap::alloc_noscan(m, fp, total);
    if at.is_null() {
        return 0;
    }
    let mut to = at;
    for s in list {
        // SAFETY: the new object has room for all of them.
        unsafe {
            burrow_copy(to, s.ptr, s.len);
            to = to.add(s.len);
        }
    }
    pair(at as usize, total)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_mem_equal(_m: &mut M, p: *const u8, q: *const u8, n: usize) -> u32 {
    // SAFETY: n readable bytes each.
    u32::from(p == q || unsafe { same_bytes(slice(p, n), slice(q, n)) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_string_compare(
    _m: &mut M,
    p: *const u8,
    np: usize,
    q: *const u8,
    nq: usize,
) -> i32 {
    // SAFETY: Go strings.
    let (a, b) = unsafe { (slice(p, np), slice(q, nq)) };
    match a.cmp(b) {
        core::cmp::Ordering::Less => -1,
        core::cmp::Ordering::Equal => 0,
        core::cmp::Ordering::Greater => 1,
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_bytes_to_string(m: &mut M, fp: *mut u8, p: *const u8, n: usize) -> u64 {
    pair(copy(m, fp, p, n) as usize, n)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_string_to_bytes(m: &mut M, fp: *mut u8, p: *const u8, n: usize) -> u64 {
    if n == 0 {
        // Not nil: a conversion never yields a nil slice.
        return pair(heap::zero_object() as usize, 0);
    }
    let cap = heap::rounded(n);
    let at = heap::alloc_noscan(m, fp, cap);
    if at.is_null() {
        return 0;
    }
    // SAFETY: room for cap >= n bytes.
    unsafe { burrow_copy(at, p, n) };
    pair(at as usize, cap)
}

fn copy(m: &mut M, fp: *mut u8, p: *const u8, n: usize) -> *mut u8 {
    if n == 0 {
        return core::ptr::null_mut();
    }
    let at = heap::alloc_noscan(m, fp, n);
    if !at.is_null() {
        // SAFETY: room for n bytes.
        unsafe { burrow_copy(at, p, n) };
    }
    at
}

/// The rune at the start of `s`, which is not empty, and its width. Bytes that are not UTF-8 give U+FFFD, one at a time.
pub fn decode(s: &[u8]) -> (u32, usize) {
    let b0 = u32::from(s[0]);
    let next = |n: usize, low: u8, high: u8| {
        s.get(n)
            .filter(|b| (low..=high).contains(*b))
            .map(|b| u32::from(b & 0x3f))
    };
    let bad = (REPLACEMENT, 1);
    match s[0] {
        0..0x80 => (b0, 1),
        0xc2..=0xdf => match next(1, 0x80, 0xbf) {
            Some(b1) => ((b0 & 0x1f) << 6 | b1, 2),
            None => bad,
        },
        0xe0..=0xef => {
            let (low, high) = match s[0] {
                0xe0 => (0xa0, 0xbf),
                0xed => (0x80, 0x9f),
                _ => (0x80, 0xbf),
            };
            match (next(1, low, high), next(2, 0x80, 0xbf)) {
                (Some(b1), Some(b2)) => ((b0 & 0xf) << 12 | b1 << 6 | b2, 3),
                _ => bad,
            }
        }
        0xf0..=0xf4 => {
            let (low, high) = match s[0] {
                0xf0 => (0x90, 0xbf),
                0xf4 => (0x80, 0x8f),
                _ => (0x80, 0xbf),
            };
            match (next(1, low, high), next(2, 0x80, 0xbf), next(3, 0x80, 0xbf)) {
                (Some(b1), Some(b2), Some(b3)) => ((b0 & 7) << 18 | b1 << 12 | b2 << 6 | b3, 4),
                _ => bad,
            }
        }
        _ => bad,
    }
}

/// Writes a rune as UTF-8; what is no rune becomes U+FFFD. Returns the width.
pub fn encode(rune: u32, to: &mut [u8; 4]) -> usize {
    char::from_u32(rune)
        .unwrap_or('\u{fffd}')
        .encode_utf8(to)
        .len()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_decode_rune(_m: &mut M, p: *const u8, n: usize, i: usize) -> u64 {
    // SAFETY: a Go string, i below its length.
    let (rune, width) = decode(unsafe { &slice(p, n)[i..] });
    pair(rune as usize, width)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_rune_to_string(m: &mut M, fp: *mut u8, rune: i64) -> u64 {
    let mut bytes = [0; 4];
    let n = encode(u32::try_from(rune).unwrap_or(REPLACEMENT), &mut bytes);
    pair(copy(m, fp, bytes.as_ptr(), n) as usize, n)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_runes_to_string(
    m: &mut M,
    fp: *mut u8,
    p: *const u32,
    n: usize,
) -> u64 {
    if n == 0 {
        return 0;
    }
    // SAFETY: n runes.
    let runes = unsafe { core::slice::from_raw_parts(p, n) };
    let mut bytes = [0; 4];
    let total = runes.iter().map(|&r| encode(r, &mut bytes)).sum();
    let at = heap::alloc_noscan(m, fp, total);
    if at.is_null() {
        return 0;
    }
    let mut to = at;
    for &r in runes {
        let n = encode(r, &mut bytes);
        // SAFETY: the widths add up to the object's size.
        unsafe {
            core::ptr::copy_nonoverlapping(bytes.as_ptr(), to, n);
            to = to.add(n);
        }
    }
    pair(at as usize, total)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_string_to_runes(m: &mut M, fp: *mut u8, p: *const u8, n: usize) -> u64 {
    if n == 0 {
        return pair(heap::zero_object() as usize, 0);
    }
    // SAFETY: a Go string.
    let all = unsafe { slice(p, n) };
    let mut rest = all;
    let mut count = 0;
    while !rest.is_empty() {
        rest = &rest[decode(rest).1..];
        count += 1;
    }
    let at = heap::alloc_noscan(m, fp, count * 4).cast::<u32>();
    if at.is_null() {
        return 0;
    }
    rest = all;
    for k in 0..count {
        let (rune, width) = decode(rest);
        rest = &rest[width..];
        // SAFETY: count runes fit.
        unsafe { at.add(k).write(rune) };
    }
    pair(at as usize, count)
}

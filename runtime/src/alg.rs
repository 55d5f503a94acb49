//! Equality and hashing of values by their types, and of interfaces.

use crate::m::M;
use crate::panics::{self, Kind};
use crate::print::slice;
use crate::proc;
use crate::sync::Global;
use crate::types::{Type, flag, kind};
use burrow_maps::hash::{self, Secret};

/// What a comparison can come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Equal {
    /// They are equal.
    Yes,
    /// They are not.
    No,
    /// A dynamic type cannot be compared.
    Uncomparable,
}

/// Compares two values of one type.
///
/// # Safety
/// Both are valid values of the type.
pub unsafe fn equal(typ: &Type, p: *const u8, q: *const u8) -> Equal {
    if typ.flags & flag::PLAIN != 0 {
        // SAFETY: by contract.
        return if unsafe { hash::same_bytes(slice(p, typ.size), slice(q, typ.size)) } {
            Equal::Yes
        } else {
            Equal::No
        };
    }
    match typ.equal {
        None => Equal::Uncomparable,
        // SAFETY: generated for the type.
        Some(f) => match unsafe { f(p, q) } {
            0 => Equal::No,
            1 => Equal::Yes,
            _ => Equal::Uncomparable,
        },
    }
}

/// Compares two interfaces' data, both of this dynamic type.
///
/// # Safety
/// The data words belong to values of the type.
pub unsafe fn iface_equal(typ: &Type, p: *const u8, q: *const u8) -> Equal {
    if typ.flags & flag::COMPARABLE == 0 {
        return Equal::Uncomparable;
    }
    if typ.is_direct() {
        return if p == q { Equal::Yes } else { Equal::No };
    }
    if p == q && typ.flags & flag::PLAIN != 0 {
        return Equal::Yes;
    }
    // SAFETY: by contract.
    unsafe { equal(typ, p, q) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_iface_equal(
    m: &mut M,
    fp: *mut u8,
    typ: &'static Type,
    p: *const u8,
    q: *const u8,
) -> u32 {
    // SAFETY: two interfaces with this dynamic type.
    match unsafe { iface_equal(typ, p, q) } {
        Equal::Yes => 1,
        Equal::No => 0,
        Equal::Uncomparable => {
            panics::raise(
                m,
                fp,
                Kind::Uncomparable,
                uncomparable_part(typ, p) as i64,
                0,
            );
            0
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_iface_equal_pure(
    _m: &mut M,
    typ: &'static Type,
    p: *const u8,
    q: *const u8,
) -> u32 {
    // SAFETY: two interfaces with this dynamic type.
    match unsafe { iface_equal(typ, p, q) } {
        Equal::Yes => 1,
        Equal::No => 0,
        Equal::Uncomparable => 2,
    }
}

/// The type that Go names when a comparison fails: the dynamic type itself.
fn uncomparable_part(typ: &'static Type, _value: *const u8) -> usize {
    core::ptr::from_ref(typ) as usize
}

/// What hashes depend on: random from the first map on.
static SECRET: Global<Secret> = Global::new(Secret::ZERO);

/// The secret of all maps and hashes.
#[inline(always)]
pub fn secret() -> &'static Secret {
    SECRET.get()
}

/// Makes sure that there is a secret, before there is a map.
#[inline]
pub fn make_secret() {
    if SECRET.get().is_zero() {
        *SECRET.get() = Secret::new(proc::random);
    }
}

fn hash_word(bits: u64, seed: u32) -> u32 {
    hash::hash_word(secret(), bits, seed)
}

fn hash_bytes(bytes: &[u8], seed: u32) -> u32 {
    hash::hash_bytes(secret(), bytes, seed)
}

/// Hash of a value, or the type that cannot be hashed.
///
/// # Safety
/// `p` is a valid value of the type.
pub unsafe fn hash(typ: &'static Type, p: *const u8, seed: u32) -> Result<u32, &'static Type> {
    if typ.flags & flag::PLAIN != 0 {
        // SAFETY: by contract.
        return Ok(hash_bytes(unsafe { slice(p, typ.size) }, seed));
    }
    let Some(f) = typ.hash_fn else {
        return Err(typ);
    };
    // SAFETY: generated for the type.
    let h = unsafe { f(p, seed) };
    match (h >> 32) as usize {
        0 => Ok(h as u32),
        // SAFETY: generated code answers a descriptor.
        bad => Err(unsafe { &*(bad as *const Type) }),
    }
}

#[unsafe(no_mangle)]
extern "C" fn burrow_hash_word(_m: &mut M, bits: u64, seed: u32) -> u32 {
    hash_word(bits, seed)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_hash_mem(_m: &mut M, p: *const u8, n: usize, seed: u32) -> u32 {
    // SAFETY: n readable bytes.
    hash_bytes(unsafe { slice(p, n) }, seed)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn burrow_hash_iface(
    _m: &mut M,
    typ: Option<&'static Type>,
    data: *const u8,
    seed: u32,
) -> u64 {
    let Some(typ) = typ else {
        return u64::from(hash_word(0, seed));
    };
    let seed = seed ^ typ.hash;
    if typ.flags & flag::COMPARABLE == 0 {
        return (core::ptr::from_ref(typ) as u64) << 32;
    }
    if typ.is_direct() {
        return u64::from(hash_word(data as u64, seed));
    }
    // SAFETY: the data word of a value of the type.
    match unsafe { hash(typ, data, seed) } {
        Ok(h) => u64::from(h),
        Err(bad) => (core::ptr::from_ref(bad) as u64) << 32,
    }
}

/// Whether a type is a plain number or pointer of this many bytes.
pub fn is_word(typ: &Type, size: usize) -> bool {
    typ.size == size && typ.flags & flag::PLAIN != 0 && typ.kind != kind::STRING
}

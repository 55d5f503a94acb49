//! Lookups.

use super::{Port, RawMap, slot};
use crate::hash::{Secret, hash_bytes, hash_word};
use core::ptr::null_mut;

impl RawMap {
    /// The element's address for a key of [`KeyKind::Word32`], or null.
    ///
    /// # Safety
    /// The map is of that kind. The secret is always the same.
    #[inline]
    pub unsafe fn get32(&self, secret: &Secret, key: u32) -> *mut u8 {
        let h = hash_word(secret, u64::from(key), self.seed.get());
        // SAFETY: keys are four bytes.
        unsafe { self.elem_of(h, |p| p.cast::<u32>().read_unaligned() == key) }
    }

    /// The element's address for a key of [`KeyKind::Word64`], or null.
    ///
    /// # Safety
    /// The map is of that kind. The secret is always the same.
    #[inline]
    pub unsafe fn get64(&self, secret: &Secret, key: u64) -> *mut u8 {
        let h = hash_word(secret, key, self.seed.get());
        // SAFETY: keys are eight bytes.
        unsafe { self.elem_of(h, |p| p.cast::<u64>().read_unaligned() == key) }
    }

    /// The element's address for a key of [`KeyKind::Str`], or null.
    ///
    /// # Safety
    /// The map is of that kind. The secret is always the same.
    #[inline]
    pub unsafe fn get_str(&self, secret: &Secret, key: &[u8]) -> *mut u8 {
        if self.is_empty() {
            return null_mut();
        }
        let h = hash_bytes(secret, key, self.seed.get());
        // SAFETY: keys are strings.
        unsafe { self.elem_of(h, |p| slot::same(slot::str_at(p), key)) }
    }

    /// Key and element addresses for a key of any kind, or null.
    ///
    /// # Errors
    /// The key has no hash.
    ///
    /// # Safety
    /// `key` is the address of a key of the map.
    pub unsafe fn get<P: Port>(&self, port: &P, key: *const u8) -> Result<*mut u8, P::Error> {
        // SAFETY: by contract.
        unsafe {
            let h = self.hash(port, key)?;
            Ok(self.slot.elem_or_null(self.find_any(port, h, key).0))
        }
    }

    #[inline(always)]
    unsafe fn elem_of(&self, hash: u32, eq: impl Fn(*const u8) -> bool) -> *mut u8 {
        // SAFETY: by contract `eq` looks at keys of the map's kind.
        self.slot
            .elem_or_null(unsafe { self.find(self.entry(hash), hash, eq) }.0)
    }
}

//! Lookups.

use super::{Port, RawMap, slot};
use crate::hash::{Secret, hash_bytes, hash_word, same_bytes};
use core::ptr::null_mut;

impl RawMap {
    /// The element's address for a key of [`KeyKind::Word32`](super::KeyKind::Word32), or null.
    ///
    /// # Safety
    /// The map is of that kind. The secret is always the same.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::{KeyKind, Port as _};
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word32);
    /// unsafe {
    ///     map.assign32(&mut port, 7).cast::<u64>().write(42);
    ///     assert_eq!(map.get32(port.secret(), 7).cast::<u64>().read(), 42);
    ///     assert!(map.get32(port.secret(), 8).is_null());
    /// }
    /// ```
    #[inline]
    pub unsafe fn get32(&self, secret: &Secret, key: u32) -> *mut u8 {
        let h = hash_word(secret, u64::from(key), self.seed.get());
        // SAFETY: keys are four bytes.
        unsafe { self.elem_of(h, |p| p.cast::<u32>().read_unaligned() == key) }
    }

    /// The element's address for a key of [`KeyKind::Word64`](super::KeyKind::Word64), or null.
    ///
    /// # Safety
    /// The map is of that kind. The secret is always the same.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::{KeyKind, Port as _};
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Word64);
    /// unsafe {
    ///     map.assign64(&mut port, 7).cast::<u64>().write(42);
    ///     assert_eq!(map.get64(port.secret(), 7).cast::<u64>().read(), 42);
    ///     assert!(map.get64(port.secret(), 8).is_null());
    /// }
    /// ```
    #[inline]
    pub unsafe fn get64(&self, secret: &Secret, key: u64) -> *mut u8 {
        let h = hash_word(secret, key, self.seed.get());
        // SAFETY: keys are eight bytes.
        unsafe { self.elem_of(h, |p| p.cast::<u64>().read_unaligned() == key) }
    }

    /// The element's address for a key of [`KeyKind::Str`](super::KeyKind::Str), or null.
    ///
    /// # Safety
    /// The map is of that kind. The secret is always the same.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::{KeyKind, Port as _};
    ///
    /// let mut port = Leaking::new();
    /// let map = port.map(KeyKind::Str);
    /// unsafe {
    ///     map.assign_str(&mut port, b"seven").cast::<u64>().write(42);
    ///     assert_eq!(map.get_str(port.secret(), b"seven").cast::<u64>().read(), 42);
    ///     assert!(map.get_str(port.secret(), b"eight").is_null());
    /// }
    /// ```
    #[inline]
    pub unsafe fn get_str(&self, secret: &Secret, key: &[u8]) -> *mut u8 {
        if self.is_empty() {
            return null_mut();
        }
        let h = hash_bytes(secret, key, self.seed.get());
        // SAFETY: keys are strings.
        unsafe { self.elem_of(h, |p| same_bytes(slot::str_at(p), key)) }
    }

    /// Key and element addresses for a key of any kind, or null.
    ///
    /// # Errors
    /// The key has no hash.
    ///
    /// # Safety
    /// `key` is the address of a key of the map.
    ///
    /// ```
    /// # mod leaking { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/leaking.rs")); }
    /// # use leaking::Leaking;
    /// use burrow_maps::raw::KeyKind;
    ///
    /// let mut port = Leaking::new();
    /// let (map, key) = (port.map(KeyKind::Other), 7u64);
    /// unsafe {
    ///     let Ok(elem) = map.assign(&mut port, (&raw const key).cast());
    ///     assert_eq!(map.get(&port, (&raw const key).cast()), Ok(elem));
    /// }
    /// ```
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

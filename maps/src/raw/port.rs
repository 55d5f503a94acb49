//! What a map needs of the runtime it is part of.

use crate::hash::Secret;

/// How keys are hashed and compared.
///
/// ```
/// use burrow_maps::raw::KeyKind;
///
/// // The keys of a map[K]V whose K has so many bytes, and is a number or a pointer.
/// let kind = |bytes| match bytes {
///     4 => KeyKind::Word32,
///     8 => KeyKind::Word64,
///     _ => KeyKind::Other,
/// };
/// assert_eq!(kind(8), KeyKind::Word64);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum KeyKind {
    /// Four bytes, equal when the bytes are.
    Word32,
    /// Eight bytes, equal when the bytes are.
    Word64,
    /// Address and length, one machine word each, equal when the bytes there are.
    Str,
    /// So many bytes as keys have, equal when the bytes are.
    Bytes,
    /// Whatever [`Port::hash`] and [`Port::equal`] say.
    Other,
}

/// The types of a map, reduced to what the table needs.
///
/// ```
/// use burrow_maps::raw::{KeyKind, Shape};
///
/// // map[string]int64
/// let shape = Shape {
///     kind: KeyKind::Str,
///     key_size: 2 * size_of::<usize>(),
///     key_align: align_of::<usize>(),
///     elem_size: 8,
///     elem_align: 8,
///     noscan: false,
/// };
/// assert!(shape.key_size >= shape.elem_size);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How keys are hashed and compared.
    pub kind: KeyKind,
    /// Bytes of a key.
    pub key_size: usize,
    /// Its alignment, at most 8.
    pub key_align: usize,
    /// Bytes of an element.
    pub elem_size: usize,
    /// Its alignment, at most 8.
    pub elem_align: usize,
    /// Whether neither has pointers.
    pub noscan: bool,
}

/// Memory, hashing, and the collector's hooks.
///
/// All memory is zeroed, aligned to 8, and reclaimed by a collector once nothing refers to it; it is never moved or
/// given back earlier, so that iterators may go on reading a table that was replaced. A pointer into the middle of an
/// object keeps it. A null result means that there is no memory now: an assignment that asked for it has then changed
/// nothing that can be seen, and may be called again; a deletion, which asks for a smaller table, does without.
///
/// A collector may mark concurrently or in between operations, with Yuasa's deletion barrier: while
/// [`is_marking`](Port::is_marking), the map shades whatever it is about to overwrite, and what it copies into objects
/// that may be scanned already. New objects must be marked from the start.
///
/// # Safety
/// Memory is as described, and [`hash`](Port::hash) and [`equal`](Port::equal) neither touch the map nor disagree:
/// equal keys have equal hashes.
///
/// A port without a collector:
///
#[doc = "```"]
#[doc = include_str!("../../tests/common/leaking.rs")]
#[doc = "# let _ = Leaking::new().map(KeyKind::Word64);"]
#[doc = "```"]
pub unsafe trait Port {
    /// Why a key has no hash.
    type Error;

    /// Memory for `slots` slots of `stride` bytes, followed by `tail` bytes without pointers. In each slot a key lies
    /// at 0 and an element at `elem` (or, if [`Slot`](super::Slot) says so, a pointer to it).
    fn table(&mut self, slot: &super::Slot, slots: usize, tail: usize) -> *mut u8;

    /// Memory for a directory: `n` records of a pointer and a machine word without pointers.
    fn directory(&mut self, n: usize) -> *mut u8;

    /// Memory for a key.
    fn key(&mut self) -> *mut u8;

    /// Memory for an element.
    fn elem(&mut self) -> *mut u8;

    /// What hashes depend on, always the same.
    fn secret(&self) -> &Secret;

    /// Hash of a key, for maps of [`KeyKind::Other`].
    ///
    /// # Safety
    /// `key` is the address of a key.
    unsafe fn hash(&self, key: *const u8, seed: u32) -> Result<u32, Self::Error>;

    /// Whether two keys are equal, for maps of [`KeyKind::Other`].
    ///
    /// # Safety
    /// Both are addresses of keys.
    unsafe fn equal(&self, p: *const u8, q: *const u8) -> bool;

    /// Whether every key equals itself, for maps of [`KeyKind::Other`]. Floating-point numbers need not.
    fn reflexive(&self) -> bool;

    /// A random word.
    fn random(&mut self) -> u64;

    /// Whether the collector is marking.
    fn is_marking(&self) -> bool;

    /// Marks the object in which this address lies.
    fn shade(&mut self, object: *const u8);

    /// Marks what a key refers to.
    ///
    /// # Safety
    /// `key` is the address of a key.
    unsafe fn shade_key(&mut self, key: *const u8);

    /// Marks what an element refers to.
    ///
    /// # Safety
    /// `elem` is the address of an element.
    unsafe fn shade_elem(&mut self, elem: *const u8);
}

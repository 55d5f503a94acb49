//! What the collector knows of a type: which of its words are pointers.

use core::cell::{Cell, RefCell};

use crate::class::WORD;

/// A type whose values can be objects of a [`Store`](crate::typed::Store): made by [`trace!`](crate::trace).
///
/// # Safety
/// - `MASK` has a bit for every word in which a value may hold a pointer into the heap, and such words are always
///   initialised.
/// - No value has anything to drop.
/// - A pointer word changes only through [`Slot::set`](crate::typed::Slot::set).
/// - `At<'a>` is this type with `'a` in place of its session's lifetime.
pub unsafe trait Trace: Sized {
    /// The same type in another session.
    type At<'gc>: Trace;
    /// The words that are pointers, among the first 64.
    const MASK: u64;
}

/// A type without pointers and destructor, which can be changed in place: in a [`Cell`] or [`RefCell`].
pub trait Plain: Trace + Copy + 'static {}

macro_rules! plain {
    ($($t:ty)*) => {$(
        // SAFETY: no pointers, nothing to drop, no lifetime.
        unsafe impl Trace for $t {
            type At<'gc> = $t;
            const MASK: u64 = 0;
        }

        impl Plain for $t {}
    )*};
}

plain!(() u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64 bool char);

// SAFETY: `T` has no pointers.
unsafe impl<T: Plain> Trace for Cell<T> {
    type At<'gc> = Cell<T>;
    const MASK: u64 = 0;
}

// SAFETY: `T` has no pointers.
unsafe impl<T: Plain> Trace for RefCell<T> {
    type At<'gc> = RefCell<T>;
    const MASK: u64 = 0;
}

// SAFETY: the elements in a row.
unsafe impl<T: Trace, const N: usize> Trace for [T; N] {
    type At<'gc> = [T::At<'gc>; N];
    const MASK: u64 = {
        let (mut mask, mut i) = (0, 0);
        while i < N && T::MASK != 0 {
            mask |= place(T::MASK, i * size_of::<T>());
            i += 1;
        }
        mask
    };
}

impl<T: Plain, const N: usize> Plain for [T; N] where [T; N]: Trace {}

/// The mask of a field at an offset.
///
/// # Panics
/// If a pointer lies beyond the first 64 words; when compiling.
#[doc(hidden)]
pub const fn place(mask: u64, offset: usize) -> u64 {
    if mask == 0 {
        return 0;
    }
    let words = offset / WORD;
    assert!(
        offset.is_multiple_of(WORD) && words <= mask.leading_zeros() as usize,
        "a pointer lies beyond the first 64 words of its type"
    );
    mask << words
}

/// What a type with a destructor is, so that [`trace!`](crate::trace) can refuse it.
#[doc(hidden)]
pub trait NoDrop {}

#[allow(drop_bounds)]
impl<T: Drop> NoDrop for T {}

/// Defines a struct whose values can be objects of a [`Store`](crate::typed::Store), and implements
/// [`Trace`](crate::typed::Trace) for it.
///
/// The struct has one lifetime, that of the session, and fields that are [`Trace`](crate::typed::Trace) themselves:
/// [`Slot`](crate::typed::Slot)s, [`Gc`](crate::typed::Gc) pointers, weak pointers, numbers, cells and arrays of such.
///
/// ```
/// use burrow_gc::trace;
/// use burrow_gc::typed::{Gc, Slot, Weak};
/// use core::cell::Cell;
///
/// trace! {
///     /// A node of a tree that knows its parent.
///     pub struct Tree<'gc> {
///         /// Left and right.
///         pub children: [Slot<'gc, Tree<'gc>>; 2],
///         /// Not kept alive from here.
///         pub parent: Option<Weak<'gc, Tree<'gc>>>,
///         /// Never changes.
///         pub name: Gc<'gc, [u8; 16]>,
///         /// Plain data changes in place.
///         pub visits: Cell<u32>,
///     }
/// }
/// ```
#[macro_export]
macro_rules! trace {
    ($(
        $(#[$attr:meta])*
        $vis:vis struct $name:ident<$gc:lifetime> {
            $($(#[$field_attr:meta])* $field_vis:vis $field:ident: $ty:ty),* $(,)?
        }
    )*) => {$(
        $(#[$attr])*
        $vis struct $name<$gc> {
            $($(#[$field_attr])* $field_vis $field: $ty),*
        }

        impl<$gc> $crate::typed::NoDrop for $name<$gc> {}

        // SAFETY: the fields' own masks, each at its place; a struct without `Drop` of fields that need none needs none.
        unsafe impl<$gc> $crate::typed::Trace for $name<$gc> {
            type At<'at> = $crate::__at!($name, 'at);
            const MASK: u64 = 0 $(
                | $crate::typed::place(
                    <$ty as $crate::typed::Trace>::MASK,
                    ::core::mem::offset_of!(Self, $field),
                )
            )*;
        }
    )*};
}

/// A struct with another lifetime.
#[doc(hidden)]
#[macro_export]
macro_rules! __at {
    ($name:ident, $at:lifetime) => {
        $name<$at>
    };
}

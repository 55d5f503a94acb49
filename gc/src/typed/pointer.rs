//! Pointers to objects, and the fields that hold them.

use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use core::ptr::NonNull;

use super::{Cx, Trace};
use crate::memory::Memory;

/// Ties a pointer to its session: invariant, so that sessions cannot be mixed up.
pub(crate) type Brand<'gc> = PhantomData<Cell<&'gc ()>>;

/// A pointer to an object, for the session `'gc`.
///
/// Invariant: the object is allocated, holds a `T`, and is not freed before the session ends.
pub struct Gc<'gc, T> {
    at: NonNull<T>,
    brand: Brand<'gc>,
}

impl<T> Clone for Gc<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Gc<'_, T> {}

impl<'gc, T> Gc<'gc, T> {
    /// # Safety
    /// The type's invariant.
    pub(crate) unsafe fn new(at: NonNull<T>) -> Gc<'gc, T> {
        Gc {
            at,
            brand: PhantomData,
        }
    }

    /// The object, for as long as the session lasts. No method, so that those of `T` are not hidden.
    #[inline]
    pub fn inner(this: Gc<'gc, T>) -> &'gc T {
        // SAFETY: the type's invariant.
        unsafe { this.at.as_ref() }
    }

    /// Whether two pointers are to the same object.
    #[inline]
    pub fn is(self, other: Gc<'gc, T>) -> bool {
        self.at == other.at
    }

    /// The object's address, which never changes.
    pub fn addr(self) -> usize {
        self.at.as_ptr().expose_provenance()
    }
}

impl<T> Deref for Gc<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the type's invariant.
        unsafe { self.at.as_ref() }
    }
}

impl<T> fmt::Debug for Gc<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not what it points to, which may lead back here.
        fmt::Pointer::fmt(&self.at, f)
    }
}

// SAFETY: one pointer, which never changes.
unsafe impl<T: Trace> Trace for Gc<'_, T> {
    type At<'gc> = Gc<'gc, T::At<'gc>>;
    const MASK: u64 = 1;
}

// SAFETY: nil is zero.
unsafe impl<T: Trace> Trace for Option<Gc<'_, T>> {
    type At<'gc> = Option<Gc<'gc, T::At<'gc>>>;
    const MASK: u64 = 1;
}

/// A pointer to an array of objects whose number was chosen when it was made.
#[repr(C)]
pub struct GcSlice<'gc, T> {
    at: NonNull<T>,
    len: usize,
    brand: Brand<'gc>,
}

impl<T> Clone for GcSlice<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for GcSlice<'_, T> {}

impl<'gc, T> GcSlice<'gc, T> {
    /// # Safety
    /// As for [`Gc`], for `len` values in a row.
    pub(crate) unsafe fn new(at: NonNull<T>, len: usize) -> GcSlice<'gc, T> {
        GcSlice {
            at,
            len,
            brand: PhantomData,
        }
    }

    /// The elements, for as long as the session lasts.
    #[inline]
    pub fn as_slice(self) -> &'gc [T] {
        // SAFETY: the type's invariant.
        unsafe { core::slice::from_raw_parts(self.at.as_ptr(), self.len) }
    }
}

impl<T> Deref for GcSlice<'_, T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: the type's invariant.
        unsafe { core::slice::from_raw_parts(self.at.as_ptr(), self.len) }
    }
}

impl<T> fmt::Debug for GcSlice<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:p}[{}]", self.at, self.len)
    }
}

// SAFETY: the pointer comes first.
unsafe impl<T: Trace> Trace for GcSlice<'_, T> {
    type At<'gc> = GcSlice<'gc, T::At<'gc>>;
    const MASK: u64 = 1;
}

/// A field that points to an object, or to none, and can be changed.
pub struct Slot<'gc, T>(Cell<Option<Gc<'gc, T>>>);

impl<'gc, T> Slot<'gc, T> {
    /// Pointing to this object.
    pub fn new(to: Gc<'gc, T>) -> Slot<'gc, T> {
        Slot(Cell::new(Some(to)))
    }

    /// Pointing nowhere.
    pub fn empty() -> Slot<'gc, T> {
        Slot(Cell::new(None))
    }

    /// What it points to.
    #[inline]
    pub fn get(&self) -> Option<Gc<'gc, T>> {
        self.0.get()
    }

    /// Changes what it points to, and tells the collector.
    #[inline]
    pub fn set<M: Memory>(&self, cx: &Cx<'gc, M>, to: Option<Gc<'gc, T>>) {
        let addr = |p: Option<Gc<'gc, T>>| p.map_or(0, Gc::addr);
        cx.write(addr(self.0.get()), addr(to));
        self.0.set(to);
    }
}

impl<T> Default for Slot<'_, T> {
    fn default() -> Self {
        Slot::empty()
    }
}

impl<T> fmt::Debug for Slot<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.get().fmt(f)
    }
}

// SAFETY: one pointer, changed by `set` only.
unsafe impl<T: Trace> Trace for Slot<'_, T> {
    type At<'gc> = Slot<'gc, T::At<'gc>>;
    const MASK: u64 = 1;
}

/// A pointer that does not keep its object alive.
pub struct Weak<'gc, T> {
    /// The collector's handle for the object, an object itself.
    handle: NonNull<u8>,
    object: PhantomData<Gc<'gc, T>>,
}

impl<T> Clone for Weak<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Weak<'_, T> {}

impl<'gc, T: Trace> Weak<'gc, T> {
    pub(crate) fn new(handle: NonNull<u8>) -> Weak<'gc, T> {
        Weak {
            handle,
            object: PhantomData,
        }
    }

    /// The object, unless nothing else kept it alive when the last cycle ended.
    pub fn upgrade<M: Memory>(self, cx: &Cx<'gc, M>) -> Option<Gc<'gc, T>> {
        cx.upgrade(self.handle)
    }
}

impl<T> fmt::Debug for Weak<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(weak)")
    }
}

// SAFETY: one pointer, which never changes.
unsafe impl<T: Trace> Trace for Weak<'_, T> {
    type At<'gc> = Weak<'gc, T::At<'gc>>;
    const MASK: u64 = 1;
}

// SAFETY: nil is zero.
unsafe impl<T: Trace> Trace for Option<Weak<'_, T>> {
    type At<'gc> = Option<Weak<'gc, T::At<'gc>>>;
    const MASK: u64 = 1;
}

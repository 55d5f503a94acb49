//! A session: what can be done with objects.

use alloc::rc::Rc;
use core::marker::PhantomData;
use core::ptr::NonNull;

use super::pointer::Brand;
use super::root::Identity;
use super::{Gc, GcSlice, OutOfMemory, Root, Store, Trace};
use crate::class::WORD;
use crate::cycle::Poll;
use crate::layout::Layout;
use crate::memory::Memory;

/// A session of a [`Store`], in which nothing is freed.
pub struct Cx<'gc, M: Memory> {
    store: *const Store<M>,
    brand: Brand<'gc>,
}

impl<M: Memory> core::fmt::Debug for Cx<'_, M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Cx")
    }
}

/// The layout of a type, and what the heap cannot do checked when compiling.
struct Shape<T>(PhantomData<T>);

impl<T: Trace> Shape<T> {
    const LAYOUT: Layout = {
        assert!(
            align_of::<T>() <= 8,
            "objects are aligned to 8 bytes at most"
        );
        assert!(!core::mem::needs_drop::<T>(), "objects are not dropped");
        Layout::mask(64 - T::MASK.leading_zeros() as usize, T::MASK)
    };

    fn array(len: usize) -> Layout {
        let stride = size_of::<T>() / WORD;
        if T::MASK == 0 {
            Layout::NOSCAN
        } else {
            Self::LAYOUT.array(stride, len)
        }
    }
}

impl<'gc, M: Memory> Cx<'gc, M> {
    /// Only for the time of [`Store::enter`], which keeps the store where it is.
    pub(crate) fn new(store: &Store<M>) -> Cx<'gc, M> {
        Cx {
            store,
            brand: PhantomData,
        }
    }

    pub(crate) fn store(&self) -> &Store<M> {
        // SAFETY: `enter` lends the store for longer than the session.
        unsafe { &*self.store }
    }

    pub(crate) fn identity(&self) -> &Rc<Identity> {
        &self.store().identity
    }

    /// Makes an object.
    #[inline]
    pub fn alloc<T: Trace>(&self, value: T) -> Result<Gc<'gc, T>, OutOfMemory> {
        let at = self.raw(size_of::<T>(), &Shape::<T>::LAYOUT)?.cast::<T>();
        // SAFETY: a new object of this size, aligned to 8 or to a divisor of its size.
        unsafe {
            at.write(value);
            Ok(Gc::new(at))
        }
    }

    /// Makes an array of `len` values, each by `f` of its index.
    ///
    /// An array that does not fit an address space is out of memory, too.
    pub fn alloc_slice<T: Trace>(
        &self,
        len: usize,
        mut f: impl FnMut(usize) -> T,
    ) -> Result<GcSlice<'gc, T>, OutOfMemory> {
        let bytes = size_of::<T>().checked_mul(len).ok_or(OutOfMemory)?;
        if bytes > isize::MAX as usize {
            return Err(OutOfMemory);
        }
        let _ = Shape::<T>::LAYOUT;
        let at = self.raw(bytes, &Shape::<T>::array(len))?.cast::<T>();
        for i in 0..len {
            // SAFETY: a new object of `len` values; those not written yet are zero, which no marker minds.
            unsafe { at.add(i).write(f(i)) };
        }
        // SAFETY: all values are there.
        Ok(unsafe { GcSlice::new(at, len) })
    }

    /// A handle that keeps an object alive beyond the session.
    pub fn root<T: Trace>(&self, object: Gc<'gc, T>) -> Result<Root<T::At<'static>>, OutOfMemory> {
        let store = self.store();
        let mut c = store.collector.borrow_mut();
        // While marking, roots have been looked at already.
        c.write(&store.heap, 0, object.addr());
        Ok(Root::new(c.roots.add(object.addr(), &store.identity)))
    }

    #[inline]
    pub(crate) fn raw(&self, size: usize, layout: &Layout) -> Result<NonNull<u8>, OutOfMemory> {
        let mut c = self.store().collector.borrow_mut();
        match c.cache.alloc(size, layout) {
            Some(p) => Ok(p),
            None => {
                drop(c);
                self.slow(size, layout)
            }
        }
    }

    #[cold]
    fn slow(&self, size: usize, layout: &Layout) -> Result<NonNull<u8>, OutOfMemory> {
        let store = self.store();
        let mut c = store.collector.borrow_mut();
        // What is held in variables needs no reporting: it was reachable when the cycle began, or is new.
        if let Poll::Assist(debt) = store.heap.poll() {
            c.work(&store.heap, debt);
        }
        store
            .heap
            .alloc_slow(&mut c.cache, size, layout)
            .ok_or_else(|| {
                store.exhausted.set(true);
                OutOfMemory
            })
    }

    /// The write barrier.
    #[inline]
    pub(crate) fn write(&self, old: usize, new: usize) {
        let store = self.store();
        if store.heap.is_marking() {
            store.collector.borrow_mut().write(&store.heap, old, new);
        }
    }
}

//! Finalizers, cleanups and weak pointers.
//!
//! What is to run is an object of the heap, the *token*: an instance of [`call`] for the types and the function, and for a
//! cleanup the function's argument. Functions have a type of their own and no size, so the type is all there is to keep.

use core::ptr::NonNull;

use super::{Cx, Gc, Store, Trace, Weak};
use crate::layout::Layout;
use crate::memory::Memory;
use crate::specials::{CleanupId, SpecialError};

/// A token.
#[repr(C)]
struct Token<M: Memory> {
    call: unsafe fn(&Cx<'_, M>, usize),
    /// A cleanup's argument.
    object: usize,
}

/// The argument is a pointer.
const TOKEN: Layout = Layout::mask(2, 0b10);

/// Calls a function with the object at an address.
///
/// # Safety
/// The object is of type `T` and alive; `F` has no size, and there is a value of it.
unsafe fn call<T, M, F>(cx: &Cx<'_, M>, object: usize)
where
    T: Trace,
    M: Memory,
    F: for<'a> Fn(&Cx<'a, M>, Gc<'a, T::At<'a>>) + Copy,
{
    let object = core::ptr::with_exposed_provenance_mut(object);
    // SAFETY: by the contract; object addresses are not null.
    unsafe {
        let f = NonNull::<F>::dangling().read();
        f(cx, Gc::new(NonNull::new_unchecked(object)));
    }
}

impl<'gc, M: Memory> Cx<'gc, M> {
    /// Has `f` called with `object` some time after nothing else refers to it any more; it lives on if `f` makes it
    /// reachable again. It may have a finalizer after that again, but only one at a time.
    ///
    /// Of objects with finalizers that refer to each other, the referring ones come first; those that reach themselves are
    /// never freed. [`Store::run_pending`] makes the calls.
    ///
    /// `f` is a function, or a closure that captures nothing.
    pub fn set_finalizer<T, F>(&self, object: Gc<'gc, T>, f: F) -> Result<(), SpecialError>
    where
        T: Trace,
        F: for<'a> Fn(&Cx<'a, M>, Gc<'a, T::At<'a>>) + Copy + 'static,
    {
        let token = self.token::<T, F>(f, 0)?;
        let store = self.store();
        let marker = &mut store.collector.borrow_mut().marker;
        store.heap.set_finalizer(marker, object.addr(), token)
    }

    /// Takes the finalizer of an object back; false if it has none (any more).
    pub fn remove_finalizer<T: Trace>(&self, object: Gc<'gc, T>) -> bool {
        let store = self.store();
        let marker = &mut store.collector.borrow_mut().marker;
        store.heap.remove_finalizer(marker, object.addr()).is_some()
    }

    /// Has `f` called with `argument` some time after `object` was freed. There may be several. The argument is kept alive,
    /// and so must not lead to the object. `f` is a function, or a closure that captures nothing.
    pub fn add_cleanup<T, A, F>(
        &self,
        object: Gc<'gc, T>,
        argument: Gc<'gc, A>,
        f: F,
    ) -> Result<CleanupId, SpecialError>
    where
        T: Trace,
        A: Trace,
        F: for<'a> Fn(&Cx<'a, M>, Gc<'a, A::At<'a>>) + Copy + 'static,
    {
        let token = self.token::<A, F>(f, argument.addr())?;
        let store = self.store();
        let marker = &mut store.collector.borrow_mut().marker;
        store.heap.add_cleanup(marker, object.addr(), token)
    }

    /// Takes a cleanup back; false if its object is gone already.
    pub fn cancel_cleanup(&self, id: CleanupId) -> bool {
        self.store().heap.cancel_cleanup(id)
    }

    /// A pointer to an object that does not keep it alive.
    pub fn weak<T: Trace>(&self, object: Gc<'gc, T>) -> Result<Weak<'gc, T>, SpecialError> {
        let store = self.store();
        let c = &mut *store.collector.borrow_mut();
        let handle = store
            .heap
            .weak_handle(&mut c.cache, &mut c.marker, object.addr())?;
        Ok(Weak::new(handle))
    }

    pub(crate) fn upgrade<T: Trace>(&self, handle: NonNull<u8>) -> Option<Gc<'gc, T>> {
        let store = self.store();
        let marker = &mut store.collector.borrow_mut().marker;
        // SAFETY: a weak pointer's handle, reachable as the weak pointer is.
        let addr = unsafe { store.heap.upgrade(marker, handle) }?;
        let at = NonNull::new(core::ptr::with_exposed_provenance_mut(addr))?;
        // SAFETY: the handle was made for an object of this type, which is alive.
        Some(unsafe { Gc::new(at) })
    }

    fn token<T, F>(&self, _f: F, object: usize) -> Result<usize, SpecialError>
    where
        T: Trace,
        F: for<'a> Fn(&Cx<'a, M>, Gc<'a, T::At<'a>>) + Copy + 'static,
    {
        const {
            assert!(size_of::<F>() == 0, "a function that captures nothing");
        }
        let size = size_of::<Token<M>>();
        let at = self.raw(size, &TOKEN).map_err(|_| SpecialError::Memory)?;
        let token = Token {
            call: call::<T, M, F>,
            object,
        };
        // SAFETY: a new object of that size.
        unsafe { at.cast().write(token) };
        Ok(at.as_ptr().expose_provenance())
    }
}

/// Runs what is queued.
pub(crate) fn run<M: Memory>(store: &Store<M>) -> usize {
    let mut calls = 0;
    while store.enter(|cx| {
        let next = {
            let marker = &mut store.collector.borrow_mut().marker;
            let finalizer = store.heap.next_finalizer(marker);
            finalizer
                .map(|(object, token)| (Some(object), token))
                .or_else(|| store.heap.next_cleanup(marker).map(|token| (None, token)))
        };
        let Some((object, token)) = next else {
            return false;
        };
        // SAFETY: tokens are made by `token`, and nothing is freed while the session lasts.
        unsafe {
            let token = &*core::ptr::with_exposed_provenance::<Token<M>>(token);
            (token.call)(cx, object.unwrap_or(token.object));
        }
        true
    }) {
        calls += 1;
    }
    calls
}

//! Handles that keep objects alive between sessions.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;

use super::{Cx, Gc, Trace};
use crate::heap::Heap;
use crate::mark::Marker;
use crate::memory::Memory;
use crate::single::Roots;

/// One root. Invariant: `addr` is that of an object of the store with this identity, of the type that the handles name.
pub(crate) struct Pin {
    addr: Cell<usize>,
    store: Rc<Identity>,
}

/// Tells stores apart: no two have the same while a handle of either exists.
pub(crate) struct Identity;

/// All roots of a store; those that only it knows are dead.
#[derive(Default)]
pub(crate) struct RootList {
    pins: Vec<Rc<Pin>>,
    /// How many there may be before the dead ones are looked for.
    room: usize,
}

impl RootList {
    pub(crate) fn add(&mut self, addr: usize, store: &Rc<Identity>) -> Rc<Pin> {
        if self.pins.len() >= self.room {
            self.drop_dead();
            self.room = (self.pins.len() * 2).max(16);
        }
        let pin = Rc::new(Pin {
            addr: Cell::new(addr),
            store: store.clone(),
        });
        self.pins.push(pin.clone());
        pin
    }

    fn drop_dead(&mut self) {
        self.pins.retain(|pin| Rc::strong_count(pin) > 1);
    }
}

impl<M: Memory> Roots<M> for RootList {
    fn start(&mut self, heap: &Heap<M>, m: &mut Marker) {
        self.drop_dead();
        for pin in &self.pins {
            heap.shade(m, pin.addr.get());
        }
    }

    fn report(&mut self, _heap: &Heap<M>, _m: &mut Marker, _budget: usize) -> bool {
        true
    }
}

/// A handle that keeps an object alive, in sessions and between them; `T` is the object's type with `'static` for
/// its session.
///
/// Clones are handles of the same root: [`set`](Root::set) changes all.
pub struct Root<T> {
    pin: Rc<Pin>,
    object: PhantomData<T>,
}

impl<T> Clone for Root<T> {
    fn clone(&self) -> Self {
        Root {
            pin: self.pin.clone(),
            object: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Root<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Root")
    }
}

impl<T: Trace> Root<T> {
    pub(crate) fn new(pin: Rc<Pin>) -> Root<T> {
        Root {
            pin,
            object: PhantomData,
        }
    }

    /// The object.
    ///
    /// # Panics
    /// If the session is one of another store.
    #[inline]
    pub fn get<'gc, M: Memory>(&self, cx: &Cx<'gc, M>) -> Gc<'gc, T::At<'gc>> {
        self.check(cx);
        let at = core::ptr::with_exposed_provenance_mut(self.pin.addr.get());
        // SAFETY: the invariant of `Pin`; the address is never null.
        unsafe { Gc::new(core::ptr::NonNull::new_unchecked(at)) }
    }

    /// Makes this the handle of another object.
    ///
    /// # Panics
    /// If the session is one of another store.
    pub fn set<'gc, M: Memory>(&self, cx: &Cx<'gc, M>, to: Gc<'gc, T::At<'gc>>) {
        self.check(cx);
        cx.write(self.pin.addr.get(), to.addr());
        self.pin.addr.set(to.addr());
    }

    fn check<M: Memory>(&self, cx: &Cx<'_, M>) {
        assert!(
            Rc::ptr_eq(&self.pin.store, cx.identity()),
            "a root was used with another store than its own"
        );
    }
}

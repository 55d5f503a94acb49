//! State of the runtime in the single-threaded module.

use core::cell::UnsafeCell;

/// A static that the one M of a single-threaded module owns.
///
/// Invariant: there is one thread, and no function keeps what [`Global::get`] answers across a call that could get
/// the same one; accesses are short and do not nest.
#[derive(Debug)]
pub struct Global<T>(UnsafeCell<T>);

// SAFETY: a module without shared memory has one thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl<T> Sync for Global<T> {}

impl<T> Global<T> {
    /// With this value.
    pub const fn new(value: T) -> Global<T> {
        Global(UnsafeCell::new(value))
    }

    /// The value.
    #[allow(clippy::mut_from_ref)]
    #[inline(always)]
    pub fn get(&self) -> &mut T {
        // SAFETY: the type's invariant.
        unsafe { &mut *self.0.get() }
    }
}

/// A function of a part of the runtime that only some programs need. Whoever makes the part necessary sets it, so that
/// a program which never does is linked without the part.
///
/// Accesses are volatile: to the optimiser a static that is only ever set to one function is a flag and a direct call,
/// and so the part would always be linked.
#[derive(Debug)]
pub struct Hook<F>(Global<Option<F>>);

impl<F: Copy> Hook<F> {
    /// With no function.
    pub const fn new() -> Hook<F> {
        Hook(Global::new(None))
    }

    /// Sets the function.
    #[inline(always)]
    pub fn set(&self, f: F) {
        // SAFETY: a static of the one M.
        unsafe { core::ptr::from_mut(self.0.get()).write_volatile(Some(f)) };
    }

    /// Takes the function out again.
    #[inline(always)]
    pub fn clear(&self) {
        // SAFETY: as above.
        unsafe { core::ptr::from_mut(self.0.get()).write_volatile(None) };
    }

    /// The function, if anybody has set it.
    #[inline(always)]
    pub fn get(&self) -> Option<F> {
        // SAFETY: as above.
        unsafe { core::ptr::from_mut(self.0.get()).read_volatile() }
    }
}

impl<F: Copy> Default for Hook<F> {
    fn default() -> Hook<F> {
        Hook::new()
    }
}

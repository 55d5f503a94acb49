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

//! State of the runtime: who may touch a static, in a module with one thread and in one with several.
//!
//! | type | with one thread | with several |
//! | --- | --- | --- |
//! | [`Global`] | a plain static | the same, touched only before other Ms run or while the world is stopped |
//! | [`PerM`] | a plain static | one for each M |
//! | [`Locked`] | a plain static | behind a lock, held for a few instructions |
//! | [`Hook`] | a plain static | an atomic word |

use core::cell::UnsafeCell;

/// Whether the module has several threads.
pub const THREADS: bool = cfg!(target_feature = "atomics");

/// How many Ms there can be.
pub const MS: usize = if THREADS { 32 } else { 1 };

/// A static that one M owns: the only one of a single-threaded module, or the one that runs before the others start or
/// while they are stopped.
///
/// Invariant: nobody else touches it meanwhile, and no function keeps what [`Global::get`] answers across a call that could
/// get the same one; accesses are short and do not nest.
#[derive(Debug)]
pub struct Global<T>(UnsafeCell<T>);

// SAFETY: the type's invariant.
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

/// A static of which each M has its own.
///
/// Invariant: as for [`Global`], for the calling M's.
#[derive(Debug)]
pub struct PerM<T>([UnsafeCell<T>; MS]);

// SAFETY: each M touches its own.
unsafe impl<T> Sync for PerM<T> {}

impl<T> PerM<T> {
    /// With these values, one for each M.
    pub const fn new(values: [T; MS]) -> PerM<T> {
        // SAFETY: a cell has the layout of its value; the original is forgotten below.
        let cells = unsafe { (&raw const values).cast::<[UnsafeCell<T>; MS]>().read() };
        core::mem::forget(values);
        PerM(cells)
    }

    /// The calling M's.
    #[allow(clippy::mut_from_ref)]
    #[inline(always)]
    pub fn get(&self) -> &mut T {
        self.of(if THREADS {
            crate::m::current().id as usize
        } else {
            0
        })
    }

    /// That of M number `id`: the calling one, or one that is stopped.
    #[allow(clippy::mut_from_ref)]
    #[inline(always)]
    pub fn of(&self, id: usize) -> &mut T {
        // SAFETY: the type's invariant; numbers of Ms are below `MS`.
        unsafe { &mut *self.0.get_unchecked(id).get() }
    }
}

/// One value for each M.
macro_rules! per_m {
    ($value:expr) => {
        $crate::sync::PerM::new([const { $value }; $crate::sync::MS])
    };
}
pub(crate) use per_m;

/// A value behind a lock, where there is more than one thread.
#[derive(Debug)]
pub struct Locked<T> {
    #[cfg(target_feature = "atomics")]
    lock: crate::futex::Lock,
    value: UnsafeCell<T>,
}

// SAFETY: the lock, or there is one thread.
unsafe impl<T> Sync for Locked<T> {}

impl<T> Locked<T> {
    /// With this value.
    pub const fn new(value: T) -> Locked<T> {
        Locked {
            #[cfg(target_feature = "atomics")]
            lock: crate::futex::Lock::new(),
            value: UnsafeCell::new(value),
        }
    }

    /// Runs `f` with the value. `f` must not come back here, nor wait for anybody.
    #[inline(always)]
    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        #[cfg(target_feature = "atomics")]
        let _held = self.lock.lock();
        // SAFETY: nobody else has it now.
        f(unsafe { &mut *self.value.get() })
    }
}

/// A function of a part of the runtime that only some programs need. Whoever makes the part necessary sets it, so that
/// a program which never does is linked without the part.
///
/// Accesses are volatile: to the optimiser a static that is only ever set to one function is a flag and a direct call,
/// and so the part would always be linked. With several threads that is as good as a relaxed atomic word, and all that
/// set a hook set the same function.
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
        // SAFETY: a word in a static.
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

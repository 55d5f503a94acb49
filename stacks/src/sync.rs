//! The one place that names where locks and atomics come from.

#[cfg(not(loom))]
pub(crate) use core::sync::atomic::{AtomicUsize, Ordering};
#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicUsize, Ordering};

/// A lock for short, cold critical sections.
#[cfg(not(loom))]
pub(crate) type Mutex<T> = spin::Mutex<T>;

/// The same under loom, which has to see it to explore what happens around it.
#[cfg(loom)]
#[derive(Debug)]
pub(crate) struct Mutex<T>(loom::sync::Mutex<T>);

#[cfg(loom)]
impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Mutex(loom::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> loom::sync::MutexGuard<'_, T> {
        match self.0.lock() {
            Ok(guard) => guard,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

/// Declares a constructor that is `const` except under loom, whose primitives have none.
macro_rules! const_new {
    ($(#[$m:meta])* pub fn new($($arg:ident: $ty:ty),*) -> Self $body:block) => {
        #[cfg(not(loom))]
        $(#[$m])*
        pub const fn new($($arg: $ty),*) -> Self $body
        #[cfg(loom)]
        $(#[$m])*
        pub fn new($($arg: $ty),*) -> Self $body
    };
}
pub(crate) use const_new;

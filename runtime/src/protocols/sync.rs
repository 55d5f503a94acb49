//! Where atomics come from: `core`, or `loom` in a model.

#[cfg(not(loom))]
pub use core::sync::atomic::AtomicU32;
#[cfg(not(loom))]
pub(super) use core::sync::atomic::{AtomicPtr, Ordering};
#[cfg(loom)]
pub use loom::sync::atomic::AtomicU32;
#[cfg(loom)]
pub(super) use loom::sync::atomic::{AtomicPtr, Ordering};

/// A function that is `const`, but for models: loom's atomics cannot be made at compile time.
macro_rules! const_unless_loom {
    ($(#[$attribute:meta])* $vis:vis fn $name:ident() -> $result:ty $body:block) => {
        #[cfg(not(loom))]
        $(#[$attribute])*
        $vis const fn $name() -> $result $body

        #[cfg(loom)]
        $(#[$attribute])*
        $vis fn $name() -> $result $body
    };
}
pub(super) use const_unless_loom;

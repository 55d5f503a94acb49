//! The one place that names where atomics come from: `core`, or `loom` in a model.

#[cfg(not(loom))]
pub(crate) use core::sync::atomic::{AtomicU8, Ordering};
#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicU8, Ordering};

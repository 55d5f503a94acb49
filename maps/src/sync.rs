//! The one place that names where atomics come from: `core`, or `loom` in a model.

/// Counts what nobody waits for, so models leave it alone.
#[cfg(feature = "typed")]
pub(crate) use core::sync::atomic::AtomicU32;
#[cfg(not(loom))]
pub(crate) use core::sync::atomic::{AtomicU8, Ordering};
#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicU8, Ordering};

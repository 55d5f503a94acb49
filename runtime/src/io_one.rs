//! Calls of the host that have to be made by one thread, where there is only one.

/// Nothing has to be made ready.
#[inline(always)]
pub fn prepare() {}

/// Makes a call.
#[inline(always)]
pub fn call<R>(f: impl FnOnce() -> R) -> R {
    f()
}

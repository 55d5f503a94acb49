//! Calls of the host that have to be made by one thread, where there is only one.

/// Makes a call.
#[inline(always)]
pub fn call<R>(f: impl FnOnce() -> R) -> R {
    f()
}

//! The world of a module with one thread: nobody else is in it.

/// A safepoint.
#[inline(always)]
pub fn check() {}

/// Whether somebody wants the world to stop.
#[inline(always)]
pub fn is_stopping() -> bool {
    false
}

/// Stops the world.
#[inline(always)]
pub fn stop() -> bool {
    false
}

/// Lets it go on.
#[inline(always)]
pub fn start() {}

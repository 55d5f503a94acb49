//! How deep frames may be live: what there is of the engine's own stack.
//!
//! A frame is at least an eighth of what its native frame is estimated at, so as many bytes of frames may be live as are
//! an eighth of the host's stack, less what the host's own functions need. Of several shapes of functions the worst took
//! 453 KB of V8's baseline code for 56 KiB, the others 130 to 285 KB.
//!
//! A module cannot ask how large that stack is, and to exceed it is the end. So it takes the smallest of the supported
//! hosts' (wasmtime as it comes, workers of browsers) unless the host tells: `BURROW_STACK=KIB` in the environment. The
//! scripts that run modules under node and `burrow run` do. What is above the bound is parked, at some ten times the cost
//! of a return.

use crate::sync::Global;

/// What a host has that says nothing, in KiB.
const LEAST: usize = 512;
/// The most that is believed.
const MOST: usize = 1 << 20;

static LIVE: Global<usize> = Global::new(frames(LEAST));

/// Bytes of frames for a stack of so many KiB: 56 KiB for 512.
const fn frames(kib: usize) -> usize {
    (kib << 10) / 64 * 7
}

/// Most frame bytes that are live at a time.
#[inline(always)]
pub fn most_live() -> usize {
    *LIVE.get()
}

/// No frame is live below another: every call parks.
pub fn park_all() {
    *LIVE.get() = 0;
}

/// The host says how many KiB of stack it has; what is no number does not count, and nothing does after [`park_all`].
pub fn host_has(kib: &[u8]) {
    if let Some(kib @ 1..) = number(kib)
        && most_live() > 0
    {
        *LIVE.get() = frames(kib.min(MOST));
    }
}

/// A decimal number; what is above [`MOST`] comes out as some number above it.
pub fn number(text: &[u8]) -> Option<usize> {
    text.iter().try_fold(0, |n: usize, c| match c {
        b'0'..=b'9' if n <= MOST => Some(n * 10 + usize::from(c - b'0')),
        b'0'..=b'9' => Some(n),
        _ => None,
    })
}

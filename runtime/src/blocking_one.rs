//! Calls of the host that may block, in a module with one thread: nobody else could go on meanwhile.

use crate::g::G;
use crate::m::M;

/// The result of a function of the ABI's class Block that may block its thread.
#[inline(always)]
pub fn call<F: FnOnce() -> u32>(_m: &mut M, _fp: *mut u8, _addresses: &[usize], f: F) -> u32 {
    f()
}

/// What a parameter is to a collector that runs meanwhile: there is none.
pub trait Parameter: Copy {
    /// Nothing.
    #[inline(always)]
    fn address(self) -> usize {
        0
    }
}

impl<T: Copy> Parameter for T {}

/// Visits what a goroutine's call was given.
#[inline(always)]
pub fn for_each_root(_g: &G, _visit: impl FnMut(usize)) {}

//! Goroutines of the runtime that deal with what the collector has found dead, one thing after the other: finalizers, cleanups.

use crate::g::{G, Wait};
use crate::m::{M, Suspend};
use crate::proc;
use crate::sync::Locked;
use core::ptr::null_mut;

/// Where such a goroutine waits while there is nothing to do.
#[derive(Debug)]
pub struct Waiting(Locked<*mut G>);

impl Waiting {
    /// Nobody waits.
    pub const fn new() -> Waiting {
        Waiting(Locked::new(null_mut()))
    }

    /// What `take` finds; if that is nothing the calling goroutine waits, and is to ask again then.
    pub fn next<T>(
        &self,
        m: &mut M,
        fp: *mut u8,
        why: Wait,
        take: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        // Under the lock: whoever queues something afterwards finds the goroutine waiting.
        let next = self.0.with(|waiting| {
            let next = take();
            if next.is_none() {
                *waiting = m.g;
            }
            next
        });
        if next.is_none() {
            // SAFETY: the goroutine that runs.
            unsafe {
                (*m.g).wait = why;
                (*m.g).result = 0;
            }
            m.suspend(fp, Suspend::Park);
        }
        next
    }

    /// There may be something to do.
    pub fn wake(&self) {
        let g = self
            .0
            .with(|waiting| core::mem::replace(waiting, null_mut()));
        if !g.is_null() {
            proc::worker().ready(proc::task(g), false);
        }
    }
}

impl Default for Waiting {
    fn default() -> Waiting {
        Waiting::new()
    }
}

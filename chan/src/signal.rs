//! How parties of typed channels are woken: a token is the address of a [`Signal`].

use crate::port::Park;

/// The first part of whatever waits: a thread today.
#[repr(C)]
pub(crate) struct Signal {
    /// Completes the wait. The signal may be gone as soon as its owner can know.
    pub(crate) wake: unsafe fn(*const Signal),
}

/// Wakes signals.
pub(crate) struct Signals;

impl Park for Signals {
    fn ready(&self, token: usize) {
        let signal = core::ptr::with_exposed_provenance::<Signal>(token);
        // SAFETY: every waiter of a typed channel is started with the address of a signal that stays until it was
        // woken, which happens once for each operation that parked.
        unsafe { ((*signal).wake)(signal) }
    }
}

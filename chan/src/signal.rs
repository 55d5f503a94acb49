//! How parties of typed channels are woken: a token is the address of a [`Head`], the first part of whatever waits.
//!
//! A party that waits for one operation owns a [`Signal`]. Its handle (a thread, a future's waker) is only needed
//! when the party goes to sleep, so it is made then:
//!
//! ```text
//!          arm                      wake
//!   IDLE ───────▶ ARMED ─────────────────────▶ TAKING ──▶ DONE
//!    │  ◀───────                                           ▲
//!    │ arm again                  wake                     │
//!    └─────────────────────────────────────────────────────┘
//! ```
//!
//! In IDLE the handle's cell belongs to the owner, from ARMED on to the waker, who moves the handle out before it says
//! DONE: from there on the owner may be gone with the signal.

use crate::port::Park;
#[cfg(any(feature = "std", feature = "async"))]
use crate::sync::{AtomicU32, Backoff, Ordering, RaceCell};

/// The first part of whatever waits.
#[repr(C)]
pub(crate) struct Head {
    /// Completes the wait. The record may be gone as soon as its owner can know.
    pub(crate) wake: unsafe fn(*const Head),
}

/// Wakes whatever has a [`Head`].
pub(crate) struct Signals;

impl Park for Signals {
    #[inline]
    fn ready(&self, token: usize) {
        let head = core::ptr::with_exposed_provenance::<Head>(token);
        // SAFETY: every waiter of a typed channel is started with the address of a head that stays until it was
        // woken, which happens once for each operation that parked.
        unsafe { ((*head).wake)(head) }
    }
}

/// What wakes a sleeping party.
#[cfg(any(feature = "std", feature = "async"))]
pub(crate) trait Handle {
    fn wake(self);
}

#[cfg(any(feature = "std", feature = "async"))]
const IDLE: u32 = 0;
#[cfg(any(feature = "std", feature = "async"))]
const ARMED: u32 = 1;
#[cfg(any(feature = "std", feature = "async"))]
const TAKING: u32 = 2;
#[cfg(any(feature = "std", feature = "async"))]
const DONE: u32 = 3;

/// A party that waits for one operation. Must not move from `token` until it is done.
#[cfg(any(feature = "std", feature = "async"))]
#[repr(C)]
pub(crate) struct Signal<H> {
    head: Head,
    state: AtomicU32,
    handle: RaceCell<Option<H>>,
}

#[cfg(any(feature = "std", feature = "async"))]
impl<H: Handle> Signal<H> {
    #[inline]
    pub(crate) fn new() -> Self {
        Signal {
            head: Head { wake: Self::wake },
            state: AtomicU32::new(IDLE),
            handle: RaceCell::new(None),
        }
    }

    /// What the waiters of the operation are started with.
    #[inline]
    pub(crate) fn token(&self) -> usize {
        (&raw const *self).expose_provenance()
    }

    /// Whether the operation was completed.
    #[inline]
    pub(crate) fn is_done(&self) -> bool {
        self.state.load(Ordering::Acquire) == DONE
    }

    /// Has `handle` woken when the operation is completed; false when it was already.
    pub(crate) fn arm(&self, handle: H) -> bool {
        // The cell is the owner's while nothing is armed.
        let idle = self
            .state
            .compare_exchange(ARMED, IDLE, Ordering::AcqRel, Ordering::Acquire);
        if let Ok(_) | Err(IDLE) = idle {
            // SAFETY: the cell is ours until the state says ARMED.
            self.handle.with_mut(|h| unsafe { *h = Some(handle) });
            #[cfg(mutant = "arm_without_cas")]
            {
                self.state.store(ARMED, Ordering::Release);
                return true;
            }
            #[cfg(not(mutant = "arm_without_cas"))]
            if self
                .state
                .compare_exchange(IDLE, ARMED, Ordering::AcqRel, Ordering::Acquire)
                .is_ok()
            {
                return true;
            }
        }
        self.settle();
        false
    }

    /// Waits for an operation that somebody is about to complete.
    pub(crate) fn settle(&self) {
        let mut backoff = Backoff::new();
        while !self.is_done() {
            backoff.snooze();
        }
    }

    /// # Safety
    /// `head` begins a `Signal<H>` whose operation was completed by the caller.
    unsafe fn wake(head: *const Head) {
        let this = head.cast::<Self>();
        // SAFETY: the signal is alive until DONE; the handle's cell is ours in TAKING.
        unsafe {
            let state = &(*this).state;
            let mut seen = IDLE;
            loop {
                let (to, order) = match seen {
                    ARMED => (TAKING, Ordering::AcqRel),
                    _ => (DONE, Ordering::AcqRel),
                };
                match state.compare_exchange(seen, to, order, Ordering::Acquire) {
                    Ok(ARMED) => break,
                    Ok(_) => return,
                    // The owner was replacing its handle.
                    Err(now) => seen = now,
                }
            }
            let handle = (*this).handle.with_mut(|h| (*h).take());
            state.store(DONE, Ordering::Release);
            if let Some(handle) = handle {
                handle.wake();
            }
        }
    }
}

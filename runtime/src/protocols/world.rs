//! Stopping the world: in a module with several threads, nobody else runs while a phase of a collection changes or a
//! crash is reported.
//!
//! An M is *in* the world except while it sleeps, or makes a call that may block. One word counts those that are in,
//! and has a bit for a stop:
//!
//! ```text
//!   enter: waits until no stop is wanted, then counts itself in
//!   leave: counts itself out; wakes who stops, if somebody does
//!   stop:  sets the bit, waits until only the caller is in
//! ```
//!
//! An M that is in leaves at its safepoints: before it takes a goroutine, and after a function was refused at its entry
//! or a loop was stopped at a poll ([`World::pause`]). To make compiled code come to a safepoint, the stopper poisons the
//! guards of the other Ms, again and again until all are out: whoever sets a guard at the same time need not be fenced
//! against.

use super::Futex;
use super::sync::{AtomicU32, Ordering, const_unless_loom};
use core::marker::PhantomData;

const STOP: u32 = 1 << 31;
/// Between two poisonings, in nanoseconds.
const PATIENCE: i64 = 50_000;

/// The world.
#[derive(Debug)]
pub struct World<F> {
    word: AtomicU32,
    /// Number of the M for which it is stopped, plus one.
    stopper: AtomicU32,
    futex: PhantomData<fn() -> F>,
}

impl<F: Futex> World<F> {
    const_unless_loom! {
        /// With nobody in it.
        pub fn new() -> World<F> {
            World {
                word: AtomicU32::new(0),
                stopper: AtomicU32::new(0),
                futex: PhantomData,
            }
        }
    }

    /// The calling M begins to run Go code.
    pub fn enter(&self) {
        loop {
            let seen = self.word.load(Ordering::Acquire);
            if seen & STOP != 0 {
                F::wait(&self.word, seen, -1);
                continue;
            }
            #[cfg(mutant = "enter_without_cas")]
            {
                self.word.fetch_add(1, Ordering::AcqRel);
                return;
            }
            #[cfg(not(mutant = "enter_without_cas"))]
            if self
                .word
                .compare_exchange(seen, seen + 1, Ordering::AcqRel, Ordering::Relaxed)
                .is_ok()
            {
                return;
            }
        }
    }

    /// The calling M touches nothing of the heap from here on.
    pub fn leave(&self) {
        if self.word.fetch_sub(1, Ordering::AcqRel) & STOP != 0 {
            F::notify(&self.word, u32::MAX);
        }
    }

    /// Whether somebody wants the world to stop.
    #[inline(always)]
    pub fn is_stopping(&self) -> bool {
        self.word.load(Ordering::Relaxed) & STOP != 0
    }

    /// A safepoint of M number `own`, which is in: stops here unless it is the one that wants that.
    pub fn pause(&self, own: u32) {
        if self.stopper.load(Ordering::Relaxed) != own + 1 {
            self.leave();
            self.enter();
        }
    }

    /// Stops the world for M number `own`, which is at a safepoint. False when it has stopped it before. `poison` makes the
    /// others come to a safepoint.
    pub fn stop(&self, own: u32, mut poison: impl FnMut()) -> bool {
        if self.stopper.load(Ordering::Relaxed) == own + 1 {
            return false;
        }
        while self.word.fetch_or(STOP, Ordering::AcqRel) & STOP != 0 {
            // Somebody else was first.
            self.leave();
            self.enter();
        }
        self.stopper.store(own + 1, Ordering::Relaxed);
        let mut first = true;
        loop {
            let seen = self.word.load(Ordering::Acquire);
            if seen == STOP | 1 {
                return true;
            }
            if !cfg!(mutant = "poison_once") || first {
                poison();
            }
            first = false;
            F::wait(&self.word, seen, PATIENCE);
        }
    }

    /// Lets the others go on.
    pub fn start(&self) {
        self.stopper.store(0, Ordering::Relaxed);
        self.word.fetch_and(!STOP, Ordering::AcqRel);
        if !cfg!(mutant = "start_without_notify") {
            F::notify(&self.word, u32::MAX);
        }
    }
}

impl<F: Futex> Default for World<F> {
    fn default() -> World<F> {
        World::new()
    }
}

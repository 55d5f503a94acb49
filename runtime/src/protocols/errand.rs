//! Calls that one thread makes for all others, one after the other. Who wants one waits until it is made.

use super::Futex;
use super::lock::Lock;
use super::sync::{AtomicPtr, AtomicU32, Ordering, const_unless_loom};
use core::ptr::null_mut;

/// A call and where it stands.
#[derive(Debug)]
struct Call {
    run: unsafe fn(*mut u8),
    arg: *mut u8,
    done: AtomicU32,
}

/// Where calls are handed over.
#[derive(Debug)]
pub struct Errands<F> {
    /// The call that is to be made, of the one that holds the lock.
    next: AtomicPtr<Call>,
    /// Counts calls, for the thread to sleep on.
    calls: AtomicU32,
    busy: Lock<F>,
}

impl<F: Futex> Errands<F> {
    const_unless_loom! {
        /// Without any.
        pub fn new() -> Errands<F> {
            Errands {
                next: AtomicPtr::new(null_mut()),
                calls: AtomicU32::new(0),
                busy: Lock::new(),
            }
        }
    }

    /// Has the other thread make a call.
    pub fn call<R>(&self, f: impl FnOnce() -> R) -> R {
        let _alone = self.busy.lock();
        let mut slot = (Some(f), None);
        let call = Call {
            run: run_of(&slot),
            arg: (&raw mut slot).cast(),
            done: AtomicU32::new(0),
        };
        self.next
            .store((&raw const call).cast_mut(), Ordering::Release);
        self.calls.fetch_add(1, Ordering::Release);
        F::notify(&self.calls, 1);
        while call.done.load(Ordering::Acquire) == 0 {
            F::wait(&call.done, 0, -1);
        }
        match slot.1 {
            Some(result) => result,
            None => unreachable!(),
        }
    }

    /// The other thread's work, while `goes_on`.
    pub fn serve(&self, mut goes_on: impl FnMut() -> bool) {
        let mut seen = 0;
        while goes_on() {
            let call = self.next.load(Ordering::Acquire);
            // SAFETY: the call lies on the stack of a thread that waits until it is done.
            if let Some(call) = unsafe { call.as_ref() } {
                // SAFETY: as above.
                unsafe { (call.run)(call.arg) };
                // Before the one who waits can let the next one come.
                self.next.store(null_mut(), Ordering::Relaxed);
                // Behind the store the call may be gone; waking nobody there does no harm.
                let done: *const AtomicU32 = &raw const call.done;
                call.done.store(1, Ordering::Release);
                // SAFETY: an address for the host to look for sleepers at; it is not read.
                F::notify(unsafe { &*done }, 1);
                continue;
            }
            if cfg!(mutant = "sleeps_on_the_latest") {
                seen = self.calls.load(Ordering::Acquire);
            }
            F::wait(&self.calls, seen, -1);
            seen = self.calls.load(Ordering::Acquire);
        }
    }
}

impl<F: Futex> Default for Errands<F> {
    fn default() -> Errands<F> {
        Errands::new()
    }
}

/// What makes a call whose function and result are in such a slot.
fn run_of<C: FnOnce() -> R, R>(_slot: &(Option<C>, Option<R>)) -> unsafe fn(*mut u8) {
    unsafe fn run<C: FnOnce() -> R, R>(slot: *mut u8) {
        // SAFETY: the slot of `call`, which waits for us.
        let slot = unsafe { &mut *slot.cast::<(Option<C>, Option<R>)>() };
        slot.1 = slot.0.take().map(|f| f());
    }
    run::<C, R>
}

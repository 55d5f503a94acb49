//! How threads and futures wait for a select. The cases' waiters lie where their owners have put them, each with its
//! case's own element for a buffer; here they are given the token of the one signal that all of them wake.

use crate::arms::Chosen;
use crate::select::SelectStart;
#[cfg(feature = "std")]
use crate::{select::quick_select, sync::Backoff};
#[cfg(any(feature = "std", feature = "async"))]
use {
    crate::port::Plain,
    crate::select::{Case, Rng, cancel_select, finish_select, start_select},
    crate::signal::{Handle, Signal, Signals},
    crate::waiter::Selection,
};

pub(crate) fn chosen(start: SelectStart) -> Chosen {
    match start {
        SelectStart::Ready { index, ok } => Chosen::Arm { index, ok },
        SelectStart::Closed { index } => Chosen::Arm { index, ok: false },
        SelectStart::Parked => Chosen::Default,
    }
}

/// Begins a select; `None` when it is parked.
///
/// # Safety
/// As for [`start_select`]; the signal stays too.
#[cfg(any(feature = "std", feature = "async"))]
unsafe fn start<H: Handle>(
    cases: &[Case],
    selection: &Selection,
    signal: &Signal<H>,
    order: &mut [u16],
    rng: &mut Rng,
) -> Option<Chosen> {
    // SAFETY: by contract; the waiters are idle.
    unsafe {
        for case in cases {
            (*case.waiter).set_token(signal.token());
        }
        let start = start_select(cases, selection, order, rng, &Plain, &Signals);
        (start != SelectStart::Parked).then(|| chosen(start))
    }
}

/// # Safety
/// As for [`finish_select`].
#[cfg(any(feature = "std", feature = "async"))]
unsafe fn finish(cases: &[Case], selection: &Selection) -> Chosen {
    // SAFETY: by contract.
    match unsafe { finish_select(cases, selection) } {
        Ok((index, ok)) => Chosen::Arm { index, ok },
        Err(_) => Chosen::Arm {
            index: selection.winner().unwrap_or(0),
            ok: false,
        },
    }
}

/// Blocks the thread until a case has proceeded or `deadline` has passed.
///
/// # Safety
/// As for [`start_select`].
#[cfg(feature = "std")]
pub(crate) unsafe fn block(
    cases: &[Case],
    order: &mut [u16],
    rng: &mut Rng,
    deadline: Option<std::time::Instant>,
) -> Chosen {
    let signal = crate::thread::ThreadSignal::new();
    let selection = Selection::new();
    // SAFETY: by contract; selection and signal stay until the select is finished or cancelled.
    unsafe {
        // Values come in batches when threads take turns on a core: let others run before joining queues.
        let ring = |case: &Case| case.chan.as_ref().is_none_or(|chan| chan.cap() != 0);
        if deadline.is_none() && cases.iter().all(ring) {
            let mut backoff = Backoff::new();
            while backoff.is_early() {
                backoff.snooze();
                if let Some(done) = quick_select(cases, order, rng, &Plain, &Signals) {
                    return chosen(done);
                }
            }
        }
        if let Some(chosen) = start(cases, &selection, &signal, order, rng) {
            return chosen;
        }
        if !signal.wait(deadline) {
            if cancel_select(cases, &selection) {
                return Chosen::Default;
            }
            signal.wait(None);
        }
        finish(cases, &selection)
    }
}

/// A select in a future. It is pinned from the first poll on.
#[cfg(feature = "async")]
pub(crate) struct Selecting {
    selection: Selection,
    signal: Signal<core::task::Waker>,
    parked: bool,
}

#[cfg(feature = "async")]
impl Selecting {
    pub(crate) fn new() -> Self {
        Selecting {
            selection: Selection::new(),
            signal: Signal::new(),
            parked: false,
        }
    }

    /// Begins the select, or goes on with it.
    ///
    /// # Safety
    /// As for [`start_select`]; the cases are the same in each call, and neither they nor `self` move while this is pending.
    pub(crate) unsafe fn poll(
        &mut self,
        cases: &[Case],
        order: &mut [u16],
        rng: &mut Rng,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Chosen> {
        use core::task::Poll;
        // SAFETY: by contract.
        unsafe {
            if !self.parked {
                let started = start(cases, &self.selection, &self.signal, order, rng);
                if let Some(chosen) = started {
                    return Poll::Ready(chosen);
                }
                self.parked = true;
            }
            if !self.signal.is_done() && self.signal.arm(cx.waker().clone()) {
                return Poll::Pending;
            }
            self.parked = false;
            Poll::Ready(finish(cases, &self.selection))
        }
    }

    /// Ends a select that may be parked. A value that it was given goes back to its channel; the answer is the case that
    /// has sent its value.
    ///
    /// # Safety
    /// As for [`Selecting::poll`].
    pub(crate) unsafe fn abandon(&mut self, cases: &[Case]) -> Option<usize> {
        if !core::mem::take(&mut self.parked) {
            return None;
        }
        // SAFETY: by contract it is parked; after `settle` the waiters are ours again.
        unsafe {
            if cancel_select(cases, &self.selection) {
                return None;
            }
            self.signal.settle();
            let (index, ok) = finish_select(cases, &self.selection).ok()?;
            let case = &cases[index];
            if case.dir == crate::Dir::Send {
                return Some(index);
            }
            if ok {
                crate::spare::put_back(case.chan, case.elem);
            }
            None
        }
    }
}

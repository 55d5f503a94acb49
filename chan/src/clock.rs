//! Channels that time sends on: Go's `time.After` and `time.Tick`, over a clock that the user brings.

use crate::typed::{Receiver, Sender, channel};
use core::time::Duration;

/// What tells the time and calls back: an operating system, a browser, an interrupt, a test.
///
/// ```
/// use burrow_chan::{Clock, Timer, after};
/// use std::{cell::RefCell, time::Duration};
///
/// struct Manual(RefCell<Vec<Timer>>);
/// impl Clock for Manual {
///     fn now(&self) -> Duration {
///         Duration::ZERO
///     }
///     fn schedule(&self, _at: Duration, timer: Timer) {
///         self.0.borrow_mut().push(timer);
///     }
/// }
/// let clock = Manual(RefCell::default());
///
/// let time = after(&clock, Duration::from_secs(1));
/// // Nobody fires it: the time does not come.
/// clock.0.borrow_mut().clear();
/// assert!(time.try_recv().is_err());
/// ```
pub trait Clock {
    /// The time since some moment that stays the same.
    ///
    /// ```
    /// # #[cfg(feature = "std")] {
    /// use burrow_chan::{Clock, ThreadClock};
    /// assert!(ThreadClock.now() <= ThreadClock.now());
    /// # }
    /// ```
    fn now(&self) -> Duration;

    /// Has [`Timer::fire`] called at `at`, or soon after; if `at` is over, at once. Dropping the timer instead means that
    /// nothing is sent.
    ///
    /// ```
    /// # #[cfg(feature = "std")] {
    /// use burrow_chan::{ThreadClock, after};
    /// use std::time::Duration;
    /// // That is what `after` does.
    /// let time = after(&ThreadClock, Duration::from_millis(1));
    /// assert!(time.recv().is_some());
    /// # }
    /// ```
    fn schedule(&self, at: Duration, timer: Timer);
}

/// What a [`Clock`] holds for [`after`] and [`tick`].
///
/// ```
/// use burrow_chan::{Clock, Timer, after};
/// use std::{cell::RefCell, time::Duration};
///
/// struct Manual(RefCell<Vec<Timer>>);
/// impl Clock for Manual {
///     fn now(&self) -> Duration {
///         Duration::ZERO
///     }
///     fn schedule(&self, _at: Duration, timer: Timer) {
///         self.0.borrow_mut().push(timer);
///     }
/// }
/// let clock = Manual(RefCell::default());
///
/// let time = after(&clock, Duration::from_secs(1));
/// let mut timer = clock.0.borrow_mut().pop().unwrap();
/// assert_eq!(timer.fire(Duration::from_secs(1)), None, "once");
/// assert!(time.try_recv().is_ok());
/// ```
#[derive(Debug)]
pub struct Timer {
    times: Sender<Duration>,
    at: Duration,
    period: Option<Duration>,
}

impl Timer {
    /// Sends the time on the channel unless it is full, as Go does: a slow receiver misses ticks. The answer is when to
    /// call again, if at all.
    ///
    /// ```
    /// use burrow_chan::{Clock, Timer, tick};
    /// use std::{cell::RefCell, time::Duration};
    ///
    /// struct Manual(RefCell<Vec<Timer>>);
    /// impl Clock for Manual {
    ///     fn now(&self) -> Duration {
    ///         Duration::ZERO
    ///     }
    ///     fn schedule(&self, _at: Duration, timer: Timer) {
    ///         self.0.borrow_mut().push(timer);
    ///     }
    /// }
    /// let clock = Manual(RefCell::default());
    ///
    /// let ticks = tick(&clock, Duration::from_secs(1));
    /// let mut timer = clock.0.borrow_mut().pop().unwrap();
    /// // Late: one tick is missed, the rhythm stays.
    /// assert_eq!(timer.fire(Duration::from_millis(2500)), Some(Duration::from_secs(3)));
    /// assert_eq!(ticks.try_recv(), Ok(Duration::from_millis(2500)));
    /// ```
    #[must_use]
    pub fn fire(&mut self, now: Duration) -> Option<Duration> {
        if !self.is_wanted() {
            return None;
        }
        let _ = self.times.try_send(now);
        let period = self.period?;
        // The next tick that is not over.
        let late = now.saturating_sub(self.at).as_nanos() / period.as_nanos().max(1);
        let periods = u32::try_from(late + 1).unwrap_or(u32::MAX);
        self.at = self.at.checked_add(period.checked_mul(periods)?)?;
        Some(self.at)
    }

    /// Whether there still is a receiver. A clock may drop a timer that nobody wants.
    ///
    /// ```
    /// use burrow_chan::{Clock, Timer, after};
    /// use std::{cell::RefCell, time::Duration};
    ///
    /// struct Manual(RefCell<Vec<Timer>>);
    /// impl Clock for Manual {
    ///     fn now(&self) -> Duration {
    ///         Duration::ZERO
    ///     }
    ///     fn schedule(&self, _at: Duration, timer: Timer) {
    ///         self.0.borrow_mut().push(timer);
    ///     }
    /// }
    /// let clock = Manual(RefCell::default());
    ///
    /// drop(after(&clock, Duration::from_secs(1)));
    /// assert!(!clock.0.borrow()[0].is_wanted());
    /// ```
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        self.times.has_receivers()
    }
}

/// A channel on which the time is sent once, when `delay` has passed: Go's `time.After`.
///
/// ```
/// use burrow_chan::{Clock, Timer, after};
/// use std::{cell::RefCell, time::Duration};
///
/// /// A clock for tests: time passes when it is told to.
/// #[derive(Default)]
/// struct Manual(RefCell<Vec<(Duration, Timer)>>);
/// impl Clock for Manual {
///     fn now(&self) -> Duration {
///         Duration::ZERO
///     }
///     fn schedule(&self, at: Duration, timer: Timer) {
///         self.0.borrow_mut().push((at, timer));
///     }
/// }
///
/// let clock = Manual::default();
/// let done = after(&clock, Duration::from_secs(5));
/// assert!(done.try_recv().is_err());
/// let (at, mut timer) = clock.0.borrow_mut().pop().unwrap();
/// assert_eq!(timer.fire(at), None);
/// assert_eq!(done.try_recv(), Ok(Duration::from_secs(5)));
/// ```
pub fn after<C: Clock + ?Sized>(clock: &C, delay: Duration) -> Receiver<Duration> {
    start(clock, delay, None)
}

/// A channel on which the time is sent every `period` until its last receiver is dropped: Go's `time.Tick`.
///
/// # Panics
/// When `period` is zero, as Go's `NewTicker` does.
///
/// ```
/// # #[cfg(feature = "std")] {
/// use burrow_chan::{ThreadClock, tick};
/// use std::time::Duration;
///
/// let ticks = tick(&ThreadClock, Duration::from_millis(1));
/// let (first, second) = (ticks.recv().unwrap(), ticks.recv().unwrap());
/// assert!(first < second);
/// # }
/// ```
pub fn tick<C: Clock + ?Sized>(clock: &C, period: Duration) -> Receiver<Duration> {
    assert!(!period.is_zero(), "non-positive interval for tick");
    start(clock, period, Some(period))
}

fn start<C: Clock + ?Sized>(
    clock: &C,
    delay: Duration,
    period: Option<Duration>,
) -> Receiver<Duration> {
    let (times, receiver) = channel(1);
    let at = clock.now().saturating_add(delay);
    clock.schedule(at, Timer { times, at, period });
    receiver
}

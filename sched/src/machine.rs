//! The port to the outside: a clock, threads, and a way to sleep.

/// What the scheduler needs from its host.
pub trait Machine {
    /// Whether more than one M can ever run. When false, stealing, spinning and wake-ups are compiled out, and
    /// the scheduler must only be used from one thread.
    const PARALLEL: bool;

    /// Nanoseconds of a monotonic clock; never negative.
    fn now(&self) -> i64;

    /// Blocks the calling M, which is `id`, until [`Machine::wake`] is called for it or `deadline` has passed
    /// (`i64::MAX`: none). A wake-up that comes first is not lost; returning early is allowed.
    fn sleep(&self, id: usize, deadline: i64);

    /// Ends the present or next [`Machine::sleep`] of M `id`.
    fn wake(&self, id: usize);

    /// Starts another M, whose thread makes a [`Worker`](crate::Worker) and enters the scheduling loop.
    /// False: the host has none to give, now or at all.
    fn start(&self) -> bool;

    /// Ends the present or next rest of the thread that calls [`Scheduler::monitor`](crate::Scheduler::monitor), if
    /// there is one: see [`Scheduler::monitor_rests`](crate::Scheduler::monitor_rests).
    fn wake_monitor(&self) {}
}

//! Whether several threads use a map at once, which Go programs must not do without a lock of their own.
//!
//! A map's flag counts the beginnings and ends of changes: it is odd while somebody changes the map. Whoever wants to change it
//! makes it odd by one compare-and-swap, and fails when it is odd already or when another was faster; so two changes that
//! overlap never both begin, and those that were not refused are ordered one after the other. Whoever reads looks before and after, and
//! sees that the number is odd, or has changed. All is well when the program's own locks order the operations: then nobody is refused.
//!
//! A byte suffices: a reader is mistaken only when exactly a multiple of 128 changes fall into one operation of its own.

use crate::sync::{AtomicU8, Ordering};

/// What a program did to a map without ordering it.
///
/// ```
/// use burrow_maps::flag::Conflict;
///
/// let message = |conflict| match conflict {
///     Conflict::Writes => "concurrent map writes",
///     Conflict::ReadAndWrite => "concurrent map read and map write",
/// };
/// assert_eq!(message(Conflict::Writes), "concurrent map writes");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conflict {
    /// Two changes: Go says `concurrent map writes`.
    Writes,
    /// A lookup and a change, or a turn of an iteration and a change: Go says `concurrent map read and map write` or
    /// `concurrent map iteration and map write`.
    ReadAndWrite,
}

/// Who uses a map.
///
/// ```
/// use burrow_maps::flag::{Conflict, Flag};
///
/// let flag = Flag::new();
/// let reading = flag.begin_read().unwrap();
/// flag.begin_write().unwrap();
/// assert_eq!(flag.begin_write(), Err(Conflict::Writes));
/// assert_eq!(flag.begin_read(), Err(Conflict::ReadAndWrite));
/// flag.end_write();
/// assert_eq!(flag.end_read(reading), Err(Conflict::ReadAndWrite));
/// ```
#[derive(Debug)]
pub struct Flag(AtomicU8);

/// What [`Flag::begin_read`] saw.
///
/// ```
/// use burrow_maps::flag::{Conflict, Flag};
///
/// let flag = Flag::new();
/// assert_eq!(flag.begin_read(), flag.begin_read(), "nothing has changed");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub struct Reading(u8);

impl Flag {
    /// Nobody uses the map.
    ///
    /// ```
    /// assert!(burrow_maps::flag::Flag::new().begin_write().is_ok());
    /// ```
    #[allow(clippy::new_without_default, reason = "loom's atomics have none")]
    pub fn new() -> Flag {
        Flag(AtomicU8::new(0))
    }

    /// Before a change.
    ///
    /// # Errors
    /// Somebody is changing the map.
    ///
    /// ```
    /// use burrow_maps::flag::{Conflict, Flag};
    ///
    /// let flag = Flag::new();
    /// assert_eq!(flag.begin_write(), Ok(()));
    /// assert_eq!(flag.begin_write(), Err(Conflict::Writes));
    /// ```
    #[inline]
    pub fn begin_write(&self) -> Result<(), Conflict> {
        let now = self.0.load(Ordering::Relaxed);
        let to = now.wrapping_add(1);
        if now & 1 != 0 {
            return Err(Conflict::Writes);
        }
        #[cfg(mutant = "two_begin")]
        {
            self.0.store(to, Ordering::Relaxed);
            return Ok(());
        }
        #[cfg(not(mutant = "two_begin"))]
        match self
            .0
            .compare_exchange(now, to, Ordering::Acquire, Ordering::Relaxed)
        {
            Ok(_) => Ok(()),
            Err(_) => Err(Conflict::Writes),
        }
    }

    /// After a change that was allowed to begin.
    ///
    /// ```
    /// use burrow_maps::flag::{Conflict, Flag};
    ///
    /// let flag = Flag::new();
    /// flag.begin_write().unwrap();
    /// flag.end_write();
    /// assert_eq!(flag.begin_write(), Ok(()));
    /// ```
    #[inline]
    pub fn end_write(&self) {
        let now = self.0.load(Ordering::Relaxed);
        #[cfg(not(mutant = "end_unordered"))]
        const END: Ordering = Ordering::Release;
        #[cfg(mutant = "end_unordered")]
        const END: Ordering = Ordering::Relaxed;
        let to = now.wrapping_add(if cfg!(mutant = "end_forgotten") { 2 } else { 1 });
        self.0.store(to, END);
    }

    /// Before a lookup or a turn of an iteration.
    ///
    /// # Errors
    /// Somebody is changing the map.
    ///
    /// ```
    /// use burrow_maps::flag::{Conflict, Flag};
    ///
    /// let flag = Flag::new();
    /// assert!(flag.begin_read().is_ok());
    /// flag.begin_write().unwrap();
    /// assert_eq!(flag.begin_read(), Err(Conflict::ReadAndWrite));
    /// ```
    #[inline]
    pub fn begin_read(&self) -> Result<Reading, Conflict> {
        let now = self.0.load(Ordering::Acquire);
        if now & 1 != 0 && cfg!(not(mutant = "odd_unseen")) {
            return Err(Conflict::ReadAndWrite);
        }
        Ok(Reading(now))
    }

    /// After it.
    ///
    /// # Errors
    /// Somebody began to change the map in the meantime.
    ///
    /// ```
    /// use burrow_maps::flag::{Conflict, Flag};
    ///
    /// let flag = Flag::new();
    /// let reading = flag.begin_read().unwrap();
    /// flag.begin_write().unwrap();
    /// flag.end_write();
    /// assert_eq!(flag.end_read(reading), Err(Conflict::ReadAndWrite));
    /// ```
    #[inline]
    pub fn end_read(&self, reading: Reading) -> Result<(), Conflict> {
        #[cfg(not(mutant = "end_unseen"))]
        if self.0.load(Ordering::Relaxed) != reading.0 {
            return Err(Conflict::ReadAndWrite);
        }
        let _ = reading;
        Ok(())
    }
}

//! What is printed of panics that nobody recovered.

use crate::machine::PanicState;
use crate::record::{Flags, Record};

/// One line of a report: `panic: value`, and what happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<V> {
    /// Whether a tab comes before it: always but for the first line.
    pub indent: bool,
    /// The value.
    pub value: V,
    /// Whether ` [recovered]` comes behind it.
    pub recovered: bool,
    /// Whether the same value was raised again: ` [recovered, repanicked]` instead, if it was recovered.
    pub repanicked: bool,
}

impl<V> Line<V> {
    /// What Go prints before the value.
    pub const fn prefix(&self) -> &'static str {
        if self.indent { "\tpanic: " } else { "panic: " }
    }

    /// What Go prints behind the value, up to the end of the line.
    pub const fn suffix(&self) -> &'static str {
        match (self.recovered, self.repanicked) {
            (true, true) => " [recovered, repanicked]",
            (true, false) => " [recovered]",
            _ => "",
        }
    }
}

/// The lines of a report, oldest first; see [`PanicState::report`].
#[derive(Debug)]
pub struct Report<'a, V> {
    state: &'a PanicState<V>,
    /// Records that are still to be shown: all but the newest ones.
    left: usize,
    /// A tab was printed and no line after it: a Goexit lay between.
    tab: bool,
}

impl<V: Copy + PartialEq> PanicState<V> {
    /// The lines to print for the panics in progress, in the order in which Go prints them.
    pub fn report(&self) -> Report<'_, V> {
        Report {
            state: self,
            left: self.records().count(),
            tab: false,
        }
    }

    /// Marks the values that were raised again. [`Step::Report`](crate::Step::Report) implies it; a fatal error during a
    /// panic does it before it prints the report ahead of its own message.
    pub fn mark_repanicked(&mut self) {
        let mut above: Option<Option<V>> = None;
        self.for_each_mut(|r| {
            if above == Some(r.value) {
                r.flags |= Flags::REPANICKED;
            }
            above = Some(r.value);
        });
    }
}

impl<V: Copy> Iterator for Report<'_, V> {
    type Item = Line<V>;

    fn next(&mut self) -> Option<Line<V>> {
        while self.left > 0 {
            self.left -= 1;
            let mut records = self.state.records().skip(self.left);
            let record: &Record<V> = records.next()?;
            if let Some(older) = records.next() {
                if older.flags.contains(Flags::REPANICKED) {
                    continue;
                }
                self.tab |= !older.is_goexit();
            }
            if let Some(value) = record.value {
                return Some(Line {
                    indent: core::mem::take(&mut self.tab),
                    value,
                    recovered: record.flags.contains(Flags::RECOVERED),
                    repanicked: record.flags.contains(Flags::REPANICKED),
                });
            }
        }
        None
    }
}

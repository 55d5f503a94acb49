//! The heap of a P's timers: 4-ary, which is shallower than a binary one and touches fewer cache lines. Each timer
//! knows its position, so that stopping one finds it at once.

use crate::timer::Timer;
use alloc::vec::Vec;

/// The deadline of a heap without timers.
pub(crate) const NEVER: i64 = i64::MAX;

#[derive(Clone, Copy)]
struct Entry {
    when: i64,
    timer: *const Timer,
}

pub(crate) struct TimerHeap {
    entries: Vec<Entry>,
}

// SAFETY: the timers are shared objects whose inner fields belong to whoever holds the lock around this heap.
unsafe impl Send for TimerHeap {}

impl TimerHeap {
    pub(crate) const fn new() -> Self {
        TimerHeap {
            entries: Vec::new(),
        }
    }

    /// The first timer and its deadline.
    #[inline]
    pub(crate) fn first(&self) -> Option<(i64, *const Timer)> {
        self.entries.first().map(|e| (e.when, e.timer))
    }

    /// When the first timer is due, or [`NEVER`].
    #[inline]
    pub(crate) fn deadline(&self) -> i64 {
        self.entries.first().map_or(NEVER, |e| e.when)
    }

    pub(crate) fn for_each(&self, mut f: impl FnMut(*const Timer)) {
        for entry in &self.entries {
            f(entry.timer);
        }
    }

    /// Adds a timer.
    ///
    /// # Safety
    /// `timer` is in no heap, stays valid until it was removed, and its fields belong to the holder of this heap.
    pub(crate) unsafe fn push(&mut self, timer: *const Timer, when: i64) {
        self.entries.push(Entry { when, timer });
        self.up(self.entries.len() - 1);
    }

    /// Removes the timer at `pos`.
    pub(crate) fn remove(&mut self, pos: usize) {
        if pos >= self.entries.len() {
            return;
        }
        self.entries.swap_remove(pos);
        if pos < self.entries.len() {
            self.settle(pos);
        }
    }

    /// Gives the timer at `pos` another deadline.
    pub(crate) fn update(&mut self, pos: usize, when: i64) {
        if let Some(entry) = self.entries.get_mut(pos) {
            entry.when = when;
            self.settle(pos);
        }
    }

    fn settle(&mut self, pos: usize) {
        if self.up(pos) == pos {
            self.down(pos);
        }
    }

    /// Stores `entry` at `pos` and tells its timer.
    #[inline]
    fn place(&mut self, pos: usize, entry: Entry) {
        if let Some(slot) = self.entries.get_mut(pos) {
            *slot = entry;
            // SAFETY: timers in the heap are valid, and their fields are ours (see `push`).
            unsafe { (*entry.timer).set_position(pos) }
        }
    }

    /// Moves the entry at `pos` towards the root as far as it belongs; where it came to rest.
    fn up(&mut self, mut pos: usize) -> usize {
        let Some(&entry) = self.entries.get(pos) else {
            return pos;
        };
        while pos > 0 {
            let parent = (pos - 1) / 4;
            match self.entries.get(parent) {
                Some(&above) if entry.when < above.when => self.place(pos, above),
                _ => break,
            }
            pos = parent;
        }
        self.place(pos, entry);
        pos
    }

    /// Moves the entry at `pos` towards the leaves as far as it belongs.
    fn down(&mut self, mut pos: usize) {
        let Some(&entry) = self.entries.get(pos) else {
            return;
        };
        loop {
            let first = 4 * pos + 1;
            let mut least = entry;
            let mut at = pos;
            for child in first..first + 4 {
                match self.entries.get(child) {
                    Some(&below) if below.when < least.when => {
                        least = below;
                        at = child;
                    }
                    Some(_) => {}
                    None => break,
                }
            }
            if at == pos {
                break;
            }
            self.place(pos, least);
            pos = at;
        }
        self.place(pos, entry);
    }
}

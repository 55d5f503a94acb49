//! Memory that deletions leave unused is given back, a table at a time.
//!
//! A map of one table keeps it. Among several tables, one of which an eighth is left in use is replaced by one of a quarter of its size, and
//! one of the smallest size that is empty is dropped: then so many entries have been deleted that what is moved does not count. Once the rest is in
//! tables of the smallest size, and fits into half of one table, that one takes the place of the directory.
//!
//! A table that was made for a hint is not full yet: only one that becomes sparse shrinks, not one that is.
//!
//! Tables do not merge otherwise, which would make iterators produce entries twice. An iterator that has seen the
//! directory that is given up goes through to its end: see [`iter`](super::iter). Without memory nothing happens.

use super::group::WIDTH;
use super::{Port, RawMap, grow, none};

impl RawMap {
    /// An entry of a hash's table was deleted, and at most an eighth of it is in use. There are several tables.
    #[cold]
    #[inline(never)]
    pub(super) fn shrink<P: Port>(&self, port: &mut P, hash: u32) {
        let e = self.entry(hash);
        let (slots, full) = (e.slots(), e.tail().full());
        if slots != WIDTH {
            if full == slots / 8 {
                // What comes next begins small.
                self.hint.set(0);
                self.replace(port, hash, slots / 4);
            }
        } else if self.len() <= grow::capacity(1 << self.max_bits()) / 2 {
            self.merge(port);
        } else if full == 0 {
            if port.is_marking() {
                port.shade(e.ctrl.get());
            }
            self.set_table(hash, e.tail().depth(), none(), WIDTH);
        }
    }

    /// Moves all entries to one table.
    fn merge<P: Port>(&self, port: &mut P) {
        let slots = (self.len() * 2).next_power_of_two().max(WIDTH);
        let ctrl = self.new_table(port, slots, 0);
        if ctrl.is_null() {
            return;
        }
        let (dir, depth) = (self.dir.get(), self.depth());
        let mut n = 0;
        while n < 1 << depth {
            // SAFETY: the directory has so many entries.
            let e = unsafe { &*dir.add(n) };
            self.move_all(port, e, 0, [ctrl; 2], slots);
            n += 1 << (depth - self.depth_of(e));
        }
        if port.is_marking() {
            port.shade(dir.cast());
        }
        self.one.set(ctrl, slots);
        self.shift.set(32);
        self.dir.set(&raw const self.one);
        self.merges.set(self.merges.get().wrapping_add(1));
    }
}

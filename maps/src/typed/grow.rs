//! Growth: all at once where that is quick, or a few entries with each insertion.

use super::{GoMap, Table, is_odd, random};
use crate::sync::AtomicU32;
use alloc::vec::Vec;
use core::hash::{BuildHasher, Hash};
use hashbrown::HashTable;

/// Tables of at most so many buckets are replaced at once: some tens of microseconds.
pub(super) const AT_ONCE: usize = 8192;

/// Buckets of the old table that an insertion takes over. One would do, since the new table has room for as many entries again;
/// but the sooner all is in one table again the fewer lookups and insertions look into two, and of many entries that are
/// moved together the cache misses overlap. So many take one or two microseconds.
const STEP: usize = 64;

/// The hasher of a table that never grows by itself.
pub(super) fn none<T>(_: &T) -> u64 {
    unreachable!("room was made before")
}

/// Entries that a table of so many buckets takes.
const fn capacity(buckets: usize) -> usize {
    if buckets < 8 {
        buckets - 1
    } else {
        buckets / 8 * 7
    }
}

/// The hash of a key that is in the map.
#[inline(always)]
fn hash_again<K: Hash + PartialEq, S: BuildHasher>(
    hasher: &S,
    drawn: &AtomicU32,
    odd: bool,
    key: &K,
) -> u64 {
    if odd && is_odd(key) {
        random(hasher, drawn)
    } else {
        hasher.hash_one(key)
    }
}

impl<K: Hash + PartialEq, V, S: BuildHasher> GoMap<K, V, S> {
    /// Makes room for an entry in `main`, and does one step of a growth that is under way.
    pub(super) fn make_room(&mut self) {
        if !self.old.is_empty() {
            self.take_over(STEP);
        }
        if self.main.len() < self.main.capacity() {
            return;
        }
        self.finish();
        let (len, buckets) = (self.main.len(), self.main.num_buckets());
        let all = capacity(buckets);
        // What is not in use was deleted.
        let room = if len <= all / 4 {
            all / 2
        } else if len <= all / 2 {
            all
        } else {
            all + 1
        };
        let room = room.max(len + 1);
        if buckets <= AT_ONCE || self.cursors.any() {
            self.replace(room);
        } else {
            self.old = core::mem::replace(&mut self.main, HashTable::with_capacity(room));
            self.taken = 0;
        }
    }

    /// Takes over the entries of so many of the old table's buckets.
    fn take_over(&mut self, buckets: usize) {
        let end = self.old.num_buckets().min(self.taken + buckets);
        while self.taken < end {
            if let Ok(entry) = self.old.get_bucket_entry(self.taken) {
                let entry = entry.remove().0;
                let hash = hash_again(&self.hasher, &self.drawn, self.odd, &entry.0);
                self.main.insert_unique(hash, entry, none);
            }
            self.taken += 1;
        }
        if self.old.is_empty() {
            self.old = HashTable::new();
        }
    }

    /// Takes over all that is left of the old table.
    pub(super) fn finish(&mut self) {
        if !self.old.is_empty() {
            self.take_over(usize::MAX - self.taken);
        }
    }

    /// Moves all entries to a table with this room. There is no old table.
    pub(super) fn replace(&mut self, room: usize) {
        let (hasher, drawn, odd) = (&self.hasher, &self.drawn, self.odd);
        let again = |entry: &(K, V)| hash_again(hasher, drawn, odd, &entry.0);
        if !self.cursors.any() && room > self.main.capacity() {
            let more = room - self.main.len();
            return self.main.reserve(more, again);
        }
        let new = HashTable::with_capacity(room);
        let mut old: Table<K, V> = core::mem::replace(&mut self.main, new);
        let mut moved = Vec::with_capacity(old.num_buckets());
        for n in 0..old.num_buckets() {
            moved.push(match old.get_bucket_entry(n) {
                Ok(entry) => {
                    let entry = entry.remove().0;
                    let place = self.main.insert_unique(again(&entry), entry, none);
                    Some(place.bucket_index())
                }
                Err(_) => None,
            });
        }
        self.cursors.moved(&moved);
    }
}

impl<K, V, S> GoMap<K, V, S> {
    /// The last entry was removed: a large map begins small again.
    #[cold]
    pub(super) fn emptied(&mut self) {
        if self.main.num_buckets() > AT_ONCE || self.old.num_buckets() > AT_ONCE {
            self.clear();
        }
    }
}

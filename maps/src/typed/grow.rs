//! Growth: a table is replaced, or the next in turn is split.

use super::{GoMap, is_odd};
use alloc::vec::Vec;
use core::hash::{BuildHasher, Hash};
use hashbrown::HashTable;

/// Entries in each table, on average, when one more is made. The tables that were not split in this turn have up to
/// twice as many, which leaves them just below 1024 buckets.
const ENTRIES: usize = 400;

/// A map with so many entries gets a second table.
pub(super) const LIMIT: usize = 2 * ENTRIES;

/// The bits that choose the table. Those of the hash choose the bucket in it, so these are others, whatever the hasher.
#[inline(always)]
pub(super) const fn directory_bits(hash: u64) -> u32 {
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

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

/// Entries with their hashes.
type List<K, V> = Vec<(u64, (K, V))>;

/// Where they were, if a cursor wants to know.
#[derive(Default)]
struct Places {
    /// Of how many buckets; 0 if nobody wants to know.
    buckets: usize,
    full: Vec<usize>,
}

impl<K, V, S> GoMap<K, V, S> {
    /// Tables for so many entries, in a map without any.
    pub(super) fn prepare(&mut self, entries: usize) {
        if entries <= LIMIT {
            self.one = HashTable::with_capacity(entries);
            return;
        }
        let tables = (entries / ENTRIES).max(2);
        self.one = HashTable::new();
        self.mask = (tables + 1).next_power_of_two() - 1;
        self.limit = (tables + 1) * ENTRIES;
        // Those that were split in this turn have half as many.
        let m = self.mask.div_ceil(2);
        let whole = (entries / m).max(1);
        let room = |n: usize| whole + whole.isqrt() * 2 + n;
        self.many = (0..tables)
            .map(|n| {
                let split = n < tables - m || n >= m;
                HashTable::with_capacity(if split { room(0) / 2 } else { room(0) })
            })
            .collect();
        self.cursors.end_all();
    }

    /// Leading bits of [`directory_bits`], reversed, that the keys of a table share.
    pub(super) fn depth(&self, number: usize) -> u32 {
        let m = self.mask.div_ceil(2);
        if m == 0 {
            return 0;
        }
        let split = number < self.many.len() - m || number >= m;
        m.trailing_zeros() + u32::from(split)
    }
}

impl<K: Hash + PartialEq, V, S: BuildHasher> GoMap<K, V, S> {
    /// Whether an insertion needs [`make_room`](Self::make_room).
    #[inline(always)]
    pub(super) fn must_make_room(&self, hash: u64) -> bool {
        let table = self.table(hash);
        self.len >= self.limit || table.len() == table.capacity()
    }

    /// Makes room for an entry with this hash.
    #[cold]
    #[inline(never)]
    pub(super) fn make_room(&mut self, hash: u64) {
        if self.len >= self.limit {
            self.split();
        }
        let number = self.number(hash);
        let table = &self.tables()[number];
        if table.len() < table.capacity() {
            return;
        }
        // What is not in use was deleted.
        let buckets = if table.capacity() == 0 {
            1
        } else {
            table.num_buckets()
        };
        let all = capacity(buckets);
        let room = if table.len() <= all / 4 {
            all / 2
        } else if table.len() <= all / 2 {
            all
        } else {
            all + 1
        };
        self.replace(number, room.max(table.len() + 1));
    }

    /// Moves the entries of a table to one with this room, which takes its place.
    fn replace(&mut self, number: usize, room: usize) {
        let (list, from) = self.take(number);
        self.tables_mut()[number] = HashTable::with_capacity(room);
        self.put(list, &from, [number; 2], 0);
    }

    /// One more table.
    #[cold]
    #[inline(never)]
    pub(super) fn split(&mut self) {
        if self.many.is_empty() {
            self.many.push(core::mem::take(&mut self.one));
            self.mask = 1;
        }
        if self.many.len() > self.mask {
            self.mask = 2 * self.mask + 1;
        }
        let m = self.mask.div_ceil(2);
        let (from, to) = (self.many.len() - m, self.many.len());
        let (list, places) = self.take(from);
        let second = list
            .iter()
            .filter(|(hash, _)| directory_bits(*hash) as usize & m != 0);
        let second = second.count();
        self.many[from] = HashTable::with_capacity(list.len() - second);
        self.many.push(HashTable::with_capacity(second));
        self.limit += ENTRIES;
        self.put(list, &places, [from, to], m);
    }

    /// Takes out a table's entries.
    fn take(&mut self, number: usize) -> (List<K, V>, Places) {
        let mut old = core::mem::take(&mut self.tables_mut()[number]);
        // Should a hash panic, the entries that are lost with it are not counted.
        self.len -= old.len();
        let mut list = Vec::with_capacity(old.len());
        let mut from = Places::default();
        if self.cursors.any() {
            from.buckets = old.num_buckets();
            for n in 0..old.num_buckets() {
                if let Ok(entry) = old.get_bucket_entry(n) {
                    from.full.push(n);
                    let entry = entry.remove().0;
                    list.push((self.hash_again(&entry.0), entry));
                }
            }
        } else {
            list.extend(old.into_iter().map(|e| (self.hash_again(&e.0), e)));
        }
        (list, from)
    }

    /// Puts entries into one of two tables, the second when their bits have `bit`.
    fn put(&mut self, list: List<K, V>, from: &Places, to: [usize; 2], bit: usize) {
        self.len += list.len();
        let mut moved = Vec::with_capacity(from.full.len());
        for (hash, entry) in list {
            let second = directory_bits(hash) as usize & bit != 0;
            let number = to[usize::from(second)];
            let tables = if self.many.is_empty() {
                core::slice::from_mut(&mut self.one)
            } else {
                &mut self.many[..]
            };
            let place = tables[number].insert_unique(hash, entry, none);
            if from.buckets != 0 {
                moved.push((number, place.bucket_index()));
            }
        }
        if from.buckets != 0 {
            self.cursors.moved(to[0], from.buckets, &from.full, &moved);
        }
    }

    #[inline(always)]
    fn hash_again(&self, key: &K) -> u64 {
        if self.odd && is_odd(key) {
            self.random()
        } else {
            self.hasher.hash_one(key)
        }
    }
}

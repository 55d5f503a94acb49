//! Growth, and giving back what deletions left unused: all at once where that is quick, or a few entries with each insertion
//! and removal.

use super::{Entry, GoMap, Table, is_odd, put, random};
use crate::sync::AtomicU32;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::hash::{BuildHasher, Hash};
use hashbrown::HashTable;

/// Tables of at most so many buckets are replaced at once: some tens of microseconds.
pub(super) const AT_ONCE: usize = 8192;

/// Entries of the old table that an insertion or a removal takes over. One would do, since the new table has room for as many again;
/// but the sooner all is in one table again the fewer lookups and insertions look into two, and of many entries that are
/// moved together the cache misses overlap. So many take one or two microseconds.
const STEP: usize = 64;

/// Buckets among which they are looked for, where few are full.
const LOOK: usize = 8 * STEP;

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

/// Entries that move from one table to another.
#[derive(Clone)]
pub(super) struct Moving<K, V> {
    pub(super) new: Table<K, V>,
    pub(super) old: Table<K, V>,
    /// Buckets of it that were taken over.
    taken: usize,
}

impl<K: Hash + PartialEq, V> Moving<K, V> {
    #[cold]
    #[inline(never)]
    pub(super) fn find<Q, S: BuildHasher>(&self, hasher: &S, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        let hash = hasher.hash_one(key);
        let found = self.new.find(hash, |e| e.0.borrow() == key);
        let (key, value) = found.or_else(|| self.old.find(hash, |e| e.0.borrow() == key))?;
        Some((key, value))
    }

    #[cold]
    #[inline(never)]
    pub(super) fn find_mut<Q, S: BuildHasher>(&mut self, hasher: &S, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        let hash = hasher.hash_one(key);
        let mut found = self.new.find_mut(hash, |e| e.0.borrow() == key);
        if found.is_none() {
            found = self.old.find_mut(hash, |e| e.0.borrow() == key);
        }
        found.map(|entry| &mut entry.1)
    }
}

impl<K: Hash + PartialEq, V, S: BuildHasher> GoMap<K, V, S> {
    /// An insertion when `main` has no room.
    #[cold]
    #[inline(never)]
    pub(super) fn insert_growing(&mut self, hash: u64, key: K, value: V) -> Option<V> {
        // No growth for an entry that is there.
        if let Some(entry) = self.main.find_mut(hash, |e| e.0 == key) {
            return Some(core::mem::replace(entry, (key, value)).1);
        }
        self.make_room();
        if let Some(moving) = &mut self.moving
            && let Some(entry) = moving.old.find_mut(hash, |e| e.0 == key)
        {
            return Some(core::mem::replace(entry, (key, value)).1);
        }
        let table = match &mut self.moving {
            None => &mut self.main,
            Some(moving) => &mut moving.new,
        };
        let odd = (&mut self.odd, &self.hasher, &self.drawn);
        put(table, odd, hash, key, value)
    }

    /// The place of a key when `main` has no room.
    #[cold]
    #[inline(never)]
    pub(super) fn entry_growing(&mut self, hash: u64, key: K) -> Entry<'_, K, V> {
        self.make_room();
        let Some(moving) = &mut self.moving else {
            return Entry::new(self.main.entry(hash, |e| e.0 == key, none), key);
        };
        let table = if moving.old.find(hash, |e| e.0 == key).is_some() {
            &mut moving.old
        } else {
            &mut moving.new
        };
        Entry::new(table.entry(hash, |e| e.0 == key, none), key)
    }

    /// A removal when `main` is empty.
    #[cold]
    #[inline(never)]
    pub(super) fn remove_moving<Q>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        let moving = self.moving.as_mut()?;
        let hash = self.hasher.hash_one(key);
        let entry = match moving.new.find_entry(hash, |e| e.0.borrow() == key) {
            Ok(entry) => entry,
            Err(_) => {
                let entry = moving.old.find_entry(hash, |e| e.0.borrow() == key);
                entry.ok()?
            }
        };
        let entry = entry.remove().0;
        self.take_over();
        Some(entry)
    }

    /// Makes room for an entry, and does one step of what is under way.
    fn make_room(&mut self) {
        self.take_over();
        let table = match &self.moving {
            None => &self.main,
            Some(moving) => &moving.new,
        };
        if table.len() < table.capacity() {
            return;
        }
        self.finish();
        let len = self.main.len();
        let all = capacity(self.main.num_buckets());
        // What is not in use was deleted.
        let room = if len <= all / 4 {
            len + len / 2
        } else if len <= all / 2 {
            all
        } else {
            all + 1
        };
        self.resize(room.max(len + 1));
    }

    /// Gives all entries, which are in `main`, a table with this room: at once, or by and by.
    fn resize(&mut self, room: usize) {
        if self.main.num_buckets() <= AT_ONCE || self.cursors.any() {
            self.replace(room);
        } else {
            self.moving = Some(Box::new(Moving {
                new: HashTable::with_capacity(room),
                old: core::mem::take(&mut self.main),
                taken: 0,
            }));
        }
    }

    /// Begins to move what is left in a large table to one of a quarter of its size.
    #[cold]
    #[inline(never)]
    pub(super) fn shrink(&mut self) {
        let len = self.main.len();
        self.resize(len + len / 2);
    }

    /// Takes over a few of the old table's entries, if there is one.
    fn take_over(&mut self) {
        let Some(moving) = &mut self.moving else {
            return;
        };
        let end = moving.old.num_buckets().min(moving.taken + LOOK);
        // All hashes come first: keys may be anywhere, and the cache misses of a short loop overlap.
        let (mut found, mut n) = ([(0, 0); STEP], 0);
        while moving.taken < end && n < STEP {
            if let Some((key, _)) = moving.old.get_bucket(moving.taken) {
                let hash = hash_again(&self.hasher, &self.drawn, self.odd, key);
                found[n] = (moving.taken, hash);
                n += 1;
            }
            moving.taken += 1;
        }
        for &(bucket, hash) in &found[..n] {
            if let Ok(entry) = moving.old.get_bucket_entry(bucket) {
                moving.new.insert_unique(hash, entry.remove().0, none);
            }
        }
        if moving.old.is_empty() {
            self.main = core::mem::take(&mut moving.new);
            self.moving = None;
        }
    }

    /// Takes over all that is left of the old table.
    pub(super) fn finish(&mut self) {
        while self.moving.is_some() {
            self.take_over();
        }
    }

    /// Moves all entries, which are in `main`, to a table with this room.
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
    /// Whether a large table has just become sparse. One that was made for more to come is not on its way down, and stays.
    #[inline(always)]
    pub(super) fn becomes_sparse(&self) -> bool {
        let buckets = self.main.num_buckets();
        self.main.len() == buckets / 8 && buckets > AT_ONCE
    }
}

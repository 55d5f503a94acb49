//! Growth, and giving back what deletions left unused: all at once where that is quick, or a few entries with each insertion
//! and removal.

use super::{Entry, GoMap, Table, is_odd, random};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::hash::{BuildHasher, Hash};
use hashbrown::HashTable;

/// Tables of at most so many buckets are replaced at once: some tens of microseconds.
pub(super) const AT_ONCE: usize = 8192;

/// A larger table in which removals leave so many is replaced, too, at once: quickly done, and what removals cost is comparing with a constant.
pub(super) const FEW: usize = AT_ONCE / 8;

/// Entries of the old table that an insertion or a removal takes over, about. One would do, since the new table has room for as many again;
/// but the sooner all is in one table again the fewer lookups and insertions look into two, and of many entries that are
/// moved together the cache misses overlap. So many take one or two microseconds.
const STEP: usize = 64;

/// Buckets among which they are looked for, where few are full.
const LOOK: usize = 8 * STEP;

/// Buckets whose hashes come first: keys may be anywhere, and the cache misses of a short loop overlap.
const BATCH: usize = 8;

/// The hasher of a table that never grows by itself.
pub(super) fn none<T>(_: &T) -> u64 {
    unreachable!("room was made before")
}

/// Entries that a table of so many buckets takes.
pub(super) const fn capacity(buckets: usize) -> usize {
    if buckets < 8 {
        buckets - 1
    } else {
        buckets / 8 * 7
    }
}

/// The hash of a key that is in the map.
#[inline(always)]
fn hash_again<K: Hash + PartialEq, S: BuildHasher>(hasher: &S, odd: bool, key: &K) -> u64 {
    if odd && is_odd(key) {
        random(hasher)
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

impl<K: PartialEq, V> Moving<K, V> {
    /// Gets nothing of the map itself, so that the compiler sees that lookups do not change it.
    #[cold]
    #[inline(never)]
    pub(super) fn find<Q>(&self, hash: u64, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
        Q: PartialEq + ?Sized,
    {
        let found = self.new.find(hash, |e| e.0.borrow() == key);
        let (key, value) = found.or_else(|| self.old.find(hash, |e| e.0.borrow() == key))?;
        Some((key, value))
    }

    #[cold]
    #[inline(never)]
    pub(super) fn find_mut<Q>(&mut self, hash: u64, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: PartialEq + ?Sized,
    {
        self.find_entry_mut(hash, key).map(|entry| &mut entry.1)
    }

    fn find_entry_mut<Q>(&mut self, hash: u64, key: &Q) -> Option<&mut (K, V)>
    where
        K: Borrow<Q>,
        Q: PartialEq + ?Sized,
    {
        let found = self.new.find_mut(hash, |e| e.0.borrow() == key);
        found.or_else(|| self.old.find_mut(hash, |e| e.0.borrow() == key))
    }
}

impl<K: Hash + PartialEq, V, S: BuildHasher> GoMap<K, V, S> {
    /// Makes room in `main` if that is quick and nobody need be told.
    #[cold]
    #[inline(never)]
    pub(super) fn grows_at_once(&mut self) -> bool {
        let quick = self.main.num_buckets() <= AT_ONCE && self.moving.is_none();
        if quick && !self.cursors.any() {
            let (hasher, odd) = (&self.hasher, self.odd);
            self.main
                .reserve(1, |entry| hash_again(hasher, odd, &entry.0));
            return true;
        }
        false
    }

    /// An insertion when `main` has no room.
    #[cold]
    #[inline(never)]
    pub(super) fn insert_growing(&mut self, mut hash: u64, key: K, value: V) -> Option<V> {
        self.take_over();
        let found = match &mut self.moving {
            None => self.main.find_mut(hash, |e| e.0 == key),
            Some(moving) => moving.find_entry_mut(hash, &key),
        };
        if let Some(entry) = found {
            return Some(core::mem::replace(entry, (key, value)).1);
        }
        if is_odd(&key) {
            self.odd = true;
            hash = random(&self.hasher);
        }
        let table = self.with_room();
        table.insert_unique(hash, (key, value), none);
        None
    }

    /// The place of a key when `main` has no room.
    #[cold]
    #[inline(never)]
    pub(super) fn entry_growing(&mut self, hash: u64, key: K) -> Entry<'_, K, V> {
        self.take_over();
        self.with_room();
        let table = match &mut self.moving {
            None => &mut self.main,
            Some(moving) => {
                let old = moving.old.find(hash, |e| e.0 == key).is_some();
                if old {
                    &mut moving.old
                } else {
                    &mut moving.new
                }
            }
        };
        Entry::new(table.entry(hash, |e| e.0 == key, none), key)
    }

    /// A removal while entries move.
    #[cold]
    #[inline(never)]
    pub(super) fn remove_moving<Q>(&mut self, hash: u64, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        let moving = self.moving.as_mut()?;
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

    /// The table for a new entry, which has room.
    fn with_room(&mut self) -> &mut Table<K, V> {
        let table = match &self.moving {
            None => &self.main,
            Some(moving) => &moving.new,
        };
        if table.len() == table.capacity() {
            self.grow();
        }
        match &mut self.moving {
            None => &mut self.main,
            Some(moving) => &mut moving.new,
        }
    }

    /// Gives all entries a table with room for more: at once, or by and by.
    fn grow(&mut self) {
        self.finish();
        let len = self.main.len();
        let buckets = self.main.num_buckets();
        let all = capacity(buckets);
        // What is not in use was deleted.
        let room = if len <= all / 4 {
            len + len / 2
        } else if len <= all / 2 {
            all
        } else {
            all + 1
        };
        let room = room.max(len + 1);
        if buckets <= AT_ONCE || self.cursors.any() {
            self.replace(room);
        } else {
            self.moving = Some(Box::new(Moving {
                new: HashTable::with_capacity(room),
                old: core::mem::take(&mut self.main),
                taken: 0,
            }));
        }
    }

    /// Moves what is left in a large table to a small one.
    #[cold]
    #[inline(never)]
    pub(super) fn shrink(&mut self) {
        if self.main.num_buckets() > AT_ONCE {
            let len = self.main.len();
            self.replace(len + len / 2);
        }
    }

    /// Takes over a few of the old table's entries, if there is one.
    fn take_over(&mut self) {
        let Some(moving) = &mut self.moving else {
            return;
        };
        let end = moving.old.num_buckets().min(moving.taken + LOOK);
        let mut n = 0;
        while moving.taken < end && n < STEP {
            let batch = moving.taken..moving.taken + BATCH;
            let mut hashes = [0; BATCH];
            for (hash, bucket) in hashes.iter_mut().zip(batch.clone()) {
                if let Some((key, _)) = moving.old.get_bucket(bucket) {
                    *hash = hash_again(&self.hasher, self.odd, key);
                }
            }
            for (hash, bucket) in hashes.into_iter().zip(batch) {
                if let Ok(entry) = moving.old.get_bucket_entry(bucket) {
                    moving.new.insert_unique(hash, entry.remove().0, none);
                    n += 1;
                }
            }
            moving.taken += BATCH;
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
        let (hasher, odd) = (&self.hasher, self.odd);
        let again = |entry: &(K, V)| hash_again(hasher, odd, &entry.0);
        let quiet = !self.cursors.any();
        if quiet && room > self.main.capacity() {
            let more = room - self.main.len();
            return self.main.reserve(more, again);
        }
        let new = HashTable::with_capacity(room);
        let mut old: Table<K, V> = core::mem::replace(&mut self.main, new);
        if quiet {
            for entry in old {
                self.main.insert_unique(again(&entry), entry, none);
            }
            return;
        }
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

//! Go's maps for Rust programs.
//!
//! # Layout
//! Entries lie in `HashTable`s of hashbrown, a small map's in a single one. A larger map is divided among many by Litwin's linear
//! hashing: of `n` tables, `m` the power of two not above `n`, the table of a hash has the number that its lowest `log2(2 m)`
//! directory bits are, or, where there is none with that number, its lowest `log2(m)`. The map grows by one table at a time: number `n - m` is
//! split with the new one, in turn, so that no insertion ever moves more than about a thousand entries.
//!
//! # Invariants
//! - `len` is the sum of the tables' lengths.
//! - A table never grows by itself: room is made before an entry is inserted, and whoever moves entries tells the cursors.
//! - An entry whose key does not equal itself is in any table; it is found by iteration only.

mod conversions;
mod cursor;
mod entry;
mod float;
mod grow;
mod iter;
#[cfg(feature = "serde")]
mod serde;
mod traits;

pub use cursor::Cursor;
pub use entry::{Entry, OccupiedEntry, VacantEntry};
pub use float::{F32, F64};
pub use iter::{IntoIter, Iter, IterMut, Keys, Values, ValuesMut};

use crate::sync::{AtomicU32, Ordering};
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::hash::{BuildHasher, Hash};
use cursor::Cursors;
use hashbrown::DefaultHashBuilder;
use hashbrown::hash_table::{self, HashTable};

type Table<K, V> = HashTable<(K, V)>;

/// A Go map.
///
/// It is used like the `HashMap`s of the standard library and of hashbrown, and differs from them where Go does:
///
/// - It may be changed while a [`Cursor`] goes through it, or several do.
/// - Where an iteration starts differs from one to the next.
/// - A key need not equal itself: keys are `Hash + PartialEq`, not `Eq`. An entry whose key does not ([`F64`] has NaN) is in the
///   map and is produced by iterations, but no lookup finds it and only `clear` and [`retain`](GoMap::retain) remove it.
/// - [`insert`](GoMap::insert) replaces the key too.
/// - A large map grows by splitting one of many small tables, without the long stall of moving everything at once.
///
/// Keys that are equal must have equal hashes, and neither may change while a key is in the map.
///
/// ```
/// use burrow_maps::GoMap;
///
/// let mut ages = GoMap::new();
/// ages.insert("Ada", 36);
/// ages.insert("Alan", 41);
/// assert_eq!(ages.get("Ada"), Some(&36));
/// assert_eq!(ages.len(), 2);
///
/// // As in Go, entries may come and go while one goes through them.
/// let mut cursor = ages.cursor();
/// while let Some((name, age)) = cursor.next(&mut ages) {
///     let (name, age) = (*name, *age);
///     ages.remove(name);
///     ages.insert("somebody else", age);
/// }
/// assert_eq!(ages.get("Ada"), None);
/// ```
pub struct GoMap<K, V, S = DefaultHashBuilder> {
    hasher: S,
    len: usize,
    /// Entries from which on there is to be one more table.
    limit: usize,
    /// The only table, empty when there are several.
    one: Table<K, V>,
    /// None or at least two.
    many: Vec<Table<K, V>>,
    /// `2 m - 1`
    mask: usize,
    /// Whether there ever was a key that does not equal itself.
    odd: bool,
    /// Numbers drawn so far.
    drawn: AtomicU32,
    cursors: Cursors,
}

#[cfg(feature = "default-hasher")]
impl<K, V> GoMap<K, V> {
    /// An empty map with a random seed.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::<i32, i32>::new();
    /// assert!(map.is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::with_hasher(DefaultHashBuilder::default())
    }

    /// An empty map with room for so many entries.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::<i32, i32>::with_capacity(1000);
    /// assert!(map.is_empty());
    /// ```
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self::with_capacity_and_hasher(capacity, DefaultHashBuilder::default())
    }
}

impl<K, V, S> GoMap<K, V, S> {
    /// An empty map whose hashes, and with them the order of its iterations, come from here.
    ///
    /// ```
    /// use burrow_maps::GoMap;
    /// use std::hash::RandomState;
    ///
    /// let map: GoMap<i32, i32, RandomState> = GoMap::with_hasher(RandomState::new());
    /// assert!(map.is_empty());
    /// ```
    pub const fn with_hasher(hasher: S) -> Self {
        GoMap {
            hasher,
            len: 0,
            limit: grow::LIMIT,
            one: HashTable::new(),
            many: Vec::new(),
            mask: 0,
            odd: false,
            drawn: AtomicU32::new(0),
            cursors: Cursors::new(),
        }
    }

    /// An empty map with room for so many entries.
    ///
    /// ```
    /// use burrow_maps::GoMap;
    /// use std::hash::RandomState;
    ///
    /// let map: GoMap<i32, i32, _> = GoMap::with_capacity_and_hasher(10, RandomState::new());
    /// assert!(map.is_empty());
    /// ```
    #[must_use]
    pub fn with_capacity_and_hasher(capacity: usize, hasher: S) -> Self {
        let mut map = Self::with_hasher(hasher);
        map.prepare(capacity);
        map
    }

    /// What makes its hashes.
    ///
    /// ```
    /// use std::hash::BuildHasher;
    ///
    /// let map = burrow_maps::GoMap::<i32, i32>::new();
    /// assert_eq!(map.hasher().hash_one(1), map.hasher().hash_one(1));
    /// ```
    #[inline]
    pub const fn hasher(&self) -> &S {
        &self.hasher
    }

    /// Number of entries.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([(1, 2), (3, 4)]);
    /// assert_eq!(map.len(), 2);
    /// ```
    #[inline]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no entries.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([(1, 2)]);
    /// assert!(!map.is_empty());
    /// ```
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Removes all entries, and ends all cursors. The memory of a large map is given back.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([(1, 2), (3, 4)]);
    /// map.clear();
    /// assert!(map.is_empty());
    /// ```
    pub fn clear(&mut self) {
        self.len = 0;
        self.odd = false;
        self.cursors.end_all();
        if self.many.is_empty() {
            self.one.clear();
        } else {
            self.forget();
        }
    }

    /// Back to a small map.
    fn forget(&mut self) {
        self.limit = grow::LIMIT;
        self.mask = 0;
        self.many = Vec::new();
    }

    /// All tables.
    #[inline]
    fn tables(&self) -> &[Table<K, V>] {
        if self.many.is_empty() {
            core::slice::from_ref(&self.one)
        } else {
            &self.many
        }
    }

    #[inline]
    fn tables_mut(&mut self) -> &mut [Table<K, V>] {
        if self.many.is_empty() {
            core::slice::from_mut(&mut self.one)
        } else {
            &mut self.many
        }
    }

    /// The number of the table for a hash.
    #[inline(always)]
    fn number(&self, hash: u64) -> usize {
        let at = grow::directory_bits(hash) as usize & self.mask;
        if at < self.many.len() {
            at
        } else {
            at & (self.mask >> 1)
        }
    }

    #[inline(always)]
    fn table(&self, hash: u64) -> &Table<K, V> {
        if self.many.is_empty() {
            return &self.one;
        }
        &self.many[self.number(hash)]
    }

    #[inline(always)]
    fn table_mut(&mut self, hash: u64) -> &mut Table<K, V> {
        if self.many.is_empty() {
            return &mut self.one;
        }
        let number = self.number(hash);
        &mut self.many[number]
    }
}

impl<K, V, S: BuildHasher> GoMap<K, V, S> {
    /// A number that differs each time.
    fn random(&self) -> u64 {
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
        self.hasher
            .hash_one((drawn, core::ptr::from_ref(self).addr()))
    }
}

impl<K: Hash + PartialEq, V, S: BuildHasher> GoMap<K, V, S> {
    /// The value of a key.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([("one", 1)]);
    /// assert_eq!((map.get("one"), map.get("two")), (Some(&1), None));
    /// ```
    #[inline]
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        self.get_key_value(key).map(|(_, value)| value)
    }

    /// A key as it is in the map, and its value.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([("one", 1)]);
    /// assert_eq!(map.get_key_value("one"), Some((&"one", &1)));
    /// ```
    #[inline]
    pub fn get_key_value<Q>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        if self.len == 0 {
            return None;
        }
        let hash = self.hasher.hash_one(key);
        let entry = self.table(hash).find(hash, |e| e.0.borrow() == key)?;
        Some((&entry.0, &entry.1))
    }

    /// The value of a key, to be changed.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("one", 1)]);
    /// *map.get_mut("one").unwrap() += 1;
    /// assert_eq!(map["one"], 2);
    /// ```
    #[inline]
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        if self.len == 0 {
            return None;
        }
        let hash = self.hasher.hash_one(key);
        let table = self.table_mut(hash);
        let entry = table.find_mut(hash, |e| e.0.borrow() == key)?;
        Some(&mut entry.1)
    }

    /// Whether a key is in the map.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([("one", 1)]);
    /// assert!(map.contains_key("one"));
    /// ```
    #[inline]
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        self.get_key_value(key).is_some()
    }

    /// Assigns a key its value, and returns the one that it had. As in Go, an equal key that was there is replaced too.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::new();
    /// assert_eq!(map.insert("one", 0), None);
    /// assert_eq!(map.insert("one", 1), Some(0));
    /// ```
    #[inline]
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hasher.hash_one(&key);
        if self.must_make_room(hash) {
            if let Some(entry) = self.table_mut(hash).find_mut(hash, |e| e.0 == key) {
                let old = core::mem::replace(entry, (key, value));
                return Some(old.1);
            }
            self.make_room(hash);
        }
        let table = self.table_mut(hash);
        match table.entry(hash, |e| e.0 == key, grow::none) {
            hash_table::Entry::Occupied(mut entry) => {
                let old = core::mem::replace(entry.get_mut(), (key, value));
                Some(old.1)
            }
            hash_table::Entry::Vacant(entry) => {
                if is_odd(&key) {
                    self.insert_odd(key, value);
                } else {
                    entry.insert((key, value));
                    self.len += 1;
                }
                None
            }
        }
    }

    /// Inserts an entry whose key does not equal itself: in any place, so that many do not meet.
    #[cold]
    fn insert_odd(&mut self, key: K, value: V) {
        let hash = self.random();
        self.make_room(hash);
        self.odd = true;
        self.table_mut(hash)
            .insert_unique(hash, (key, value), grow::none);
        self.len += 1;
    }

    /// Removes a key's entry, and returns its value.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("one", 1)]);
    /// assert_eq!((map.remove("one"), map.remove("one")), (Some(1), None));
    /// ```
    #[inline]
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        self.remove_entry(key).map(|(_, value)| value)
    }

    /// Removes a key's entry, and returns it.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("one", 1)]);
    /// assert_eq!(map.remove_entry("one"), Some(("one", 1)));
    /// ```
    #[inline]
    pub fn remove_entry<Q>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
        Q: Hash + PartialEq + ?Sized,
    {
        if self.len == 0 {
            return None;
        }
        let hash = self.hasher.hash_one(key);
        let table = self.table_mut(hash);
        let entry = table.find_entry(hash, |e| e.0.borrow() == key).ok()?;
        let (entry, _) = entry.remove();
        self.len -= 1;
        if self.len == 0 && !self.many.is_empty() {
            self.clear();
        }
        Some(entry)
    }

    /// Keeps the entries of which `keep` says so.
    ///
    /// ```
    /// let mut map: burrow_maps::GoMap<i32, i32> = (0..8).map(|n| (n, n * n)).collect();
    /// map.retain(|_, square| *square % 2 == 0);
    /// assert_eq!(map.len(), 4);
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        let mut kept = 0;
        for table in self.tables_mut() {
            table.retain(|(key, value)| keep(key, value));
            kept += table.len();
        }
        self.len = kept;
    }

    /// The place of a key, to look at and then insert or remove.
    ///
    /// ```
    /// let mut counts = burrow_maps::GoMap::new();
    /// for word in ["a", "b", "a"] {
    ///     *counts.entry(word).or_insert(0) += 1;
    /// }
    /// assert_eq!(counts["a"], 2);
    /// ```
    #[inline]
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        let mut hash = self.hasher.hash_one(&key);
        if is_odd(&key) {
            self.odd = true;
            hash = self.random();
        }
        let full = self.must_make_room(hash);
        let there = full && self.table(hash).find(hash, |e| e.0 == key).is_some();
        if full && !there {
            self.make_room(hash);
        }
        let number = self.number(hash);
        let table = match &mut self.many[..] {
            [] => &mut self.one,
            many => &mut many[number],
        };
        let entry = if there {
            // `HashTable::entry` would make room for one more.
            match table.find_entry(hash, |e| e.0 == key) {
                Ok(entry) => hash_table::Entry::Occupied(entry),
                Err(absent) => absent.into_table().entry(hash, |_| false, grow::none),
            }
        } else {
            table.entry(hash, |e| e.0 == key, grow::none)
        };
        Entry::new(entry, key, &mut self.len)
    }

    /// Makes sure that so many more entries can be inserted into a small map, or begins a large one.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::<i32, i32>::new();
    /// map.reserve(100);
    /// ```
    pub fn reserve(&mut self, additional: usize) {
        if self.len == 0 {
            self.prepare(additional);
        }
        while self.limit < self.len + additional {
            self.split();
        }
    }
}

/// Whether a key does not equal itself.
#[inline(always)]
#[allow(clippy::eq_op, reason = "that is the question")]
fn is_odd<K: PartialEq>(key: &K) -> bool {
    key != key
}

//! Go's maps for Rust programs.
//!
//! # Layout
//! Entries lie in one `HashTable` of hashbrown, and lookups cost what they cost there. A large table that is full is not
//! copied at once: it becomes the *old* table, and each insertion into the new one takes a few of its entries along, so that it is empty
//! long before the new one is full. In the meantime the main table is an empty one, which operations notice anyhow, and they look into both. A
//! large table in which removals leave few entries is replaced by a small one at once.
//!
//! # Invariants
//! - No table ever grows by itself: room is made before an entry is inserted.
//! - While there is an old table the main one is empty and has no room.
//! - While there are cursors there is no old table, and whoever moves entries tells them.
//! - An entry whose key does not equal itself has any hash; it is found by iteration only.

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
use alloc::boxed::Box;
use core::borrow::Borrow;
use core::hash::{BuildHasher, Hash};
use cursor::Cursors;
use grow::Moving;
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
/// - A large map grows a few entries at a time, without the long stall of moving everything at once (unless a cursor is in it), and
///   one that is left with about a thousand entries gives memory back.
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
    main: Table<K, V>,
    /// Where entries are while they move from one table to another.
    moving: Option<Box<Moving<K, V>>>,
    /// Whether there ever was a key that does not equal itself.
    odd: bool,
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
            main: HashTable::new(),
            moving: None,
            odd: false,
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
        GoMap {
            main: HashTable::with_capacity(capacity),
            ..Self::with_hasher(hasher)
        }
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
    pub fn len(&self) -> usize {
        match &self.moving {
            None => self.main.len(),
            Some(moving) => moving.new.len() + moving.old.len(),
        }
    }

    /// Whether there are no entries.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([(1, 2)]);
    /// assert!(!map.is_empty());
    /// ```
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Removes all entries, and ends all cursors. The memory of a large map is given back.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([(1, 2), (3, 4)]);
    /// map.clear();
    /// assert!(map.is_empty());
    /// ```
    pub fn clear(&mut self) {
        self.odd = false;
        self.moving = None;
        self.cursors.end_all();
        if self.main.num_buckets() > grow::AT_ONCE {
            self.main = HashTable::new();
        } else {
            self.main.clear();
        }
    }
}

/// Numbers drawn so far, by all maps. In a map it would be what keeps the compiler from seeing that a shared map does not
/// change, so that it would load the map's fields again for each lookup of a loop.
static DRAWN: AtomicU32 = AtomicU32::new(0);

/// A number that differs each time. Two threads may draw the same.
#[inline]
fn random<S: BuildHasher>(hasher: &S) -> u64 {
    let number = DRAWN.load(Ordering::Relaxed).wrapping_add(1);
    DRAWN.store(number, Ordering::Relaxed);
    let number = u64::from(number);
    let address = core::ptr::from_ref(hasher).addr() as u64;
    hasher.hash_one(address ^ number << 32 ^ number)
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
        let hash = self.hasher.hash_one(key);
        match self.main.find(hash, |e| e.0.borrow() == key) {
            Some((key, value)) => Some((key, value)),
            None => self.moving.as_ref()?.find(hash, key),
        }
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
        let hash = self.hasher.hash_one(key);
        match self.main.find_mut(hash, |e| e.0.borrow() == key) {
            Some((_, value)) => Some(value),
            None => self.moving.as_mut()?.find_mut(hash, key),
        }
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
        if self.main.len() == self.main.capacity() && !self.grows_at_once() {
            return self.insert_growing(hash, key, value);
        }
        match self.main.entry(hash, |e| e.0 == key, grow::none) {
            hash_table::Entry::Occupied(mut entry) => {
                let old = core::mem::replace(entry.get_mut(), (key, value));
                return Some(old.1);
            }
            hash_table::Entry::Vacant(entry) if !is_odd(&key) => {
                entry.insert((key, value));
            }
            hash_table::Entry::Vacant(_) => {
                self.odd = true;
                let hash = random(&self.hasher);
                self.main.insert_unique(hash, (key, value), grow::none);
            }
        }
        None
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
        let hash = self.hasher.hash_one(key);
        let Ok(entry) = self.main.find_entry(hash, |e| e.0.borrow() == key) else {
            self.moving.as_ref()?;
            return self.remove_moving(hash, key);
        };
        let entry = entry.remove().0;
        if self.main.len() == grow::FEW {
            self.shrink();
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
        self.finish();
        self.main.retain(|(key, value)| keep(key, value));
        if self.main.len() <= self.main.num_buckets() / 8 {
            self.shrink();
        }
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
            hash = random(&self.hasher);
        }
        if self.main.len() == self.main.capacity() && !self.grows_at_once() {
            return self.entry_growing(hash, key);
        }
        Entry::new(self.main.entry(hash, |e| e.0 == key, grow::none), key)
    }

    /// Gives back memory that the entries do not need.
    ///
    /// ```
    /// let mut map: burrow_maps::GoMap<i32, i32> = (0..100_000).map(|n| (n, n)).collect();
    /// (0..90_000).for_each(|n| _ = map.remove(&n));
    /// map.shrink_to_fit();
    /// assert_eq!((map.len(), map.get(&95_000)), (10_000, Some(&95_000)));
    /// ```
    pub fn shrink_to_fit(&mut self) {
        self.finish();
        let len = self.main.len();
        if len <= grow::capacity(self.main.num_buckets()) / 2 {
            self.replace(len);
        }
    }

    /// Makes sure that so many more entries can be inserted without further growth.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::<i32, i32>::new();
    /// map.reserve(100);
    /// ```
    pub fn reserve(&mut self, additional: usize) {
        if self.main.capacity() < self.len() + additional {
            self.finish();
            if self.main.capacity() < self.main.len() + additional {
                self.replace(self.main.len() + additional);
            }
        }
    }
}

/// Whether a key does not equal itself. Its entry goes to any place, so that many do not meet.
#[inline(always)]
#[allow(clippy::eq_op, reason = "that is the question")]
fn is_odd<K: PartialEq>(key: &K) -> bool {
    key != key
}

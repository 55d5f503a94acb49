//! The place of a key.

use hashbrown::hash_table;

/// The place of a key in a map.
///
/// ```
/// use burrow_maps::{Entry, GoMap};
///
/// let mut map = GoMap::from([("a", 1)]);
/// assert!(matches!(map.entry("a"), Entry::Occupied(_)));
/// assert!(matches!(map.entry("b"), Entry::Vacant(_)));
/// ```
#[derive(Debug)]
pub enum Entry<'a, K, V> {
    /// The key is there.
    Occupied(OccupiedEntry<'a, K, V>),
    /// It is not.
    Vacant(VacantEntry<'a, K, V>),
}

/// The place of a key that is in the map.
///
/// ```
/// use burrow_maps::{Entry, GoMap};
///
/// let mut map = GoMap::from([("a", 1)]);
/// if let Entry::Occupied(entry) = map.entry("a") {
///     assert_eq!(entry.remove_entry(), ("a", 1));
/// }
/// assert!(map.is_empty());
/// ```
pub struct OccupiedEntry<'a, K, V> {
    entry: hash_table::OccupiedEntry<'a, (K, V)>,
}

/// The place for a key that is not in the map.
///
/// ```
/// use burrow_maps::{Entry, GoMap};
///
/// let mut map = GoMap::new();
/// if let Entry::Vacant(entry) = map.entry("a") {
///     entry.insert(1);
/// }
/// assert_eq!(map["a"], 1);
/// ```
pub struct VacantEntry<'a, K, V> {
    entry: hash_table::VacantEntry<'a, (K, V)>,
    key: K,
}

impl<K: core::fmt::Debug, V: core::fmt::Debug> core::fmt::Debug for OccupiedEntry<'_, K, V> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.entry.get().fmt(f)
    }
}

impl<K: core::fmt::Debug, V> core::fmt::Debug for VacantEntry<'_, K, V> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.key.fmt(f)
    }
}

impl<'a, K, V> Entry<'a, K, V> {
    #[inline]
    pub(super) fn new(entry: hash_table::Entry<'a, (K, V)>, key: K) -> Self {
        match entry {
            hash_table::Entry::Occupied(entry) => Entry::Occupied(OccupiedEntry { entry }),
            hash_table::Entry::Vacant(entry) => Entry::Vacant(VacantEntry { entry, key }),
        }
    }

    /// The value; the given one if there was none.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("a", 1)]);
    /// *map.entry("b").or_insert(0) += 2;
    /// assert_eq!((map["a"], map["b"]), (1, 2));
    /// ```
    #[inline]
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }

    /// The value; a made one if there was none.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("a", 1)]);
    /// assert_eq!(*map.entry("a").or_insert_with(|| unreachable!()), 1);
    /// ```
    #[inline]
    pub fn or_insert_with(self, value: impl FnOnce() -> V) -> &'a mut V {
        match self {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(value()),
        }
    }

    /// The value; the type's default if there was none, as Go's maps have it.
    ///
    /// ```
    /// let mut counts = burrow_maps::GoMap::<_, i32>::new();
    /// *counts.entry("a").or_default() += 1;
    /// assert_eq!(counts["a"], 1);
    /// ```
    #[inline]
    pub fn or_default(self) -> &'a mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }

    /// Changes the value if there is one.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("a", 1)]);
    /// map.entry("a").and_modify(|n| *n += 1).or_insert(7);
    /// assert_eq!(map["a"], 2);
    /// ```
    #[inline]
    #[must_use]
    pub fn and_modify(mut self, change: impl FnOnce(&mut V)) -> Self {
        if let Entry::Occupied(entry) = &mut self {
            change(entry.get_mut());
        }
        self
    }

    /// The key.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::<_, i32>::new();
    /// assert_eq!(*map.entry("a").key(), "a");
    /// ```
    #[inline]
    pub fn key(&self) -> &K {
        match self {
            Entry::Occupied(entry) => entry.key(),
            Entry::Vacant(entry) => entry.key(),
        }
    }
}

impl<'a, K, V> OccupiedEntry<'a, K, V> {
    /// The key as it is in the map.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::from([("a", 1)]);
    /// let Entry::Occupied(entry) = map.entry("a") else { unreachable!() };
    /// assert_eq!((*entry.key(), *entry.get()), ("a", 1));
    /// ```
    #[inline]
    pub fn key(&self) -> &K {
        &self.entry.get().0
    }

    /// The value.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::from([("a", 1)]);
    /// let Entry::Occupied(entry) = map.entry("a") else { unreachable!() };
    /// assert_eq!(*entry.get(), 1);
    /// ```
    #[inline]
    pub fn get(&self) -> &V {
        &self.entry.get().1
    }

    /// The value, to be changed.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::from([("a", 1)]);
    /// let Entry::Occupied(mut entry) = map.entry("a") else { unreachable!() };
    /// *entry.get_mut() = 2;
    /// assert_eq!(map["a"], 2);
    /// ```
    #[inline]
    pub fn get_mut(&mut self) -> &mut V {
        &mut self.entry.get_mut().1
    }

    /// The value, for as long as the map is borrowed.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::from([("a", 1)]);
    /// let Entry::Occupied(entry) = map.entry("a") else { unreachable!() };
    /// *entry.into_mut() = 2;
    /// assert_eq!(map["a"], 2);
    /// ```
    #[inline]
    pub fn into_mut(self) -> &'a mut V {
        &mut self.entry.into_mut().1
    }

    /// Puts another value in, and returns the one that was there.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::from([("a", 1)]);
    /// let Entry::Occupied(mut entry) = map.entry("a") else { unreachable!() };
    /// assert_eq!(entry.insert(2), 1);
    /// ```
    #[inline]
    pub fn insert(&mut self, value: V) -> V {
        core::mem::replace(self.get_mut(), value)
    }

    /// Removes the entry, and returns its value. Memory is only given back by the removals of the map itself.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::from([("a", 1)]);
    /// let Entry::Occupied(entry) = map.entry("a") else { unreachable!() };
    /// assert_eq!(entry.remove(), 1);
    /// assert!(map.is_empty());
    /// ```
    #[inline]
    pub fn remove(self) -> V {
        self.remove_entry().1
    }

    /// Removes the entry, and returns it.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::from([("a", 1)]);
    /// let Entry::Occupied(entry) = map.entry("a") else { unreachable!() };
    /// assert_eq!(entry.remove_entry(), ("a", 1));
    /// ```
    #[inline]
    pub fn remove_entry(self) -> (K, V) {
        self.entry.remove().0
    }
}

impl<'a, K, V> VacantEntry<'a, K, V> {
    /// The key.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::<_, i32>::new();
    /// let Entry::Vacant(entry) = map.entry("a") else { unreachable!() };
    /// assert_eq!(*entry.key(), "a");
    /// assert_eq!(entry.into_key(), "a");
    /// ```
    #[inline]
    pub fn key(&self) -> &K {
        &self.key
    }

    /// The key, back.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::<String, i32>::new();
    /// let Entry::Vacant(entry) = map.entry("a".to_owned()) else { unreachable!() };
    /// assert_eq!(entry.into_key(), "a");
    /// ```
    #[inline]
    pub fn into_key(self) -> K {
        self.key
    }

    /// Inserts the key with a value.
    ///
    /// ```
    /// use burrow_maps::{Entry, GoMap};
    ///
    /// let mut map = GoMap::new();
    /// let Entry::Vacant(entry) = map.entry("a") else { unreachable!() };
    /// *entry.insert(1) += 1;
    /// assert_eq!(map["a"], 2);
    /// ```
    #[inline]
    pub fn insert(self, value: V) -> &'a mut V {
        &mut self.entry.insert((self.key, value)).into_mut().1
    }
}

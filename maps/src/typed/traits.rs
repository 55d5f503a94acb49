//! The traits of the standard library that maps have.

use super::{Cursors, GoMap};
use core::borrow::Borrow;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::ops::Index;

impl<K, V, S: Default> Default for GoMap<K, V, S> {
    fn default() -> Self {
        GoMap::with_hasher(S::default())
    }
}

impl<K: Clone, V: Clone, S: Clone> Clone for GoMap<K, V, S> {
    /// A map of the same entries, with the same hasher. Cursors stay with the original.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([("a", 1)]);
    /// assert_eq!(map.clone(), map);
    /// ```
    fn clone(&self) -> Self {
        GoMap {
            hasher: self.hasher.clone(),
            main: self.main.clone(),
            moving: self.moving.clone(),
            odd: self.odd,
            cursors: Cursors::new(),
        }
    }
}

impl<K: fmt::Debug, V: fmt::Debug, S: BuildHasher> fmt::Debug for GoMap<K, V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// Maps are equal when they have the same keys with equal values; never when a key does not equal itself.
impl<K: Hash + PartialEq, V: PartialEq, S: BuildHasher, T: BuildHasher> PartialEq<GoMap<K, V, T>>
    for GoMap<K, V, S>
{
    fn eq(&self, other: &GoMap<K, V, T>) -> bool {
        self.len() == other.len()
            && self
                .iter()
                .all(|(key, value)| other.get(key).is_some_and(|v| v == value))
    }
}

impl<K: Hash + Eq, V: Eq, S: BuildHasher> Eq for GoMap<K, V, S> {}

impl<K, V, S, Q> Index<&Q> for GoMap<K, V, S>
where
    K: Hash + PartialEq + Borrow<Q>,
    Q: Hash + PartialEq + ?Sized,
    S: BuildHasher,
{
    type Output = V;

    /// The value of a key.
    ///
    /// # Panics
    /// The key is not there.
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the key is in the map")
    }
}

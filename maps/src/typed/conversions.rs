//! From and to other maps.

use super::GoMap;
use core::hash::{BuildHasher, Hash};

impl<K: Hash + PartialEq, V, S: BuildHasher + Default> FromIterator<(K, V)> for GoMap<K, V, S> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = GoMap::with_hasher(S::default());
        map.extend(entries);
        map
    }
}

impl<K: Hash + PartialEq, V, S: BuildHasher> Extend<(K, V)> for GoMap<K, V, S> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        if self.is_empty() {
            self.reserve(entries.size_hint().0);
        }
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<'a, K: Hash + PartialEq + Copy, V: Copy, S: BuildHasher> Extend<(&'a K, &'a V)>
    for GoMap<K, V, S>
{
    fn extend<I: IntoIterator<Item = (&'a K, &'a V)>>(&mut self, entries: I) {
        self.extend(entries.into_iter().map(|(key, value)| (*key, *value)));
    }
}

#[cfg(feature = "default-hasher")]
impl<K: Hash + PartialEq, V, const N: usize> From<[(K, V); N]> for GoMap<K, V> {
    /// A map of these entries.
    ///
    /// ```
    /// use burrow_maps::GoMap;
    ///
    /// let map = GoMap::from([("a", 1), ("b", 2)]);
    /// assert_eq!(map["a"], 1);
    /// ```
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

macro_rules! other_map {
    ($(#[$attribute:meta])* $map:path, $example:literal) => {
        $(#[$attribute])*
        impl<K: Hash + PartialEq, V, S: BuildHasher + Default, T> From<$map> for GoMap<K, V, S> {
            /// A map of the same entries.
            ///
            /// ```
            /// use burrow_maps::GoMap;
            ///
            #[doc = $example]
            /// let map: GoMap<_, _> = map.into();
            /// assert_eq!(map["a"], 1);
            /// ```
            fn from(map: $map) -> Self {
                map.into_iter().collect()
            }
        }

        $(#[$attribute])*
        impl<K: Hash + Eq, V, S, T: BuildHasher + Default> From<GoMap<K, V, S>> for $map {
            /// A map of the same entries.
            ///
            /// ```
            /// use burrow_maps::GoMap;
            ///
            #[doc = $example]
            /// let ours = GoMap::from([("a", 1)]);
            /// assert_eq!(map, ours.into());
            /// ```
            fn from(map: GoMap<K, V, S>) -> Self {
                map.into_iter().collect()
            }
        }
    };
}

other_map!(
    hashbrown::HashMap<K, V, T>,
    "let map: hashbrown::HashMap<&str, i32> = [(\"a\", 1)].into_iter().collect();"
);
other_map!(
    #[cfg(feature = "std")]
    std::collections::HashMap<K, V, T>,
    "let map = std::collections::HashMap::from([(\"a\", 1)]);"
);

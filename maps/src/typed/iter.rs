//! Iteration that borrows the map: through the buckets of its table from a random one on, with what is left of the old table in
//! between.

use super::{GoMap, Table, random};
use core::hash::BuildHasher;
use core::iter::{Chain, FusedIterator};
use core::ops::Range;
use hashbrown::hash_table::{self, HashTable};

/// Entries by reference, from a random one on: [`GoMap::iter`].
///
/// ```
/// let map = burrow_maps::GoMap::from([("a", 1), ("b", 2)]);
/// for (key, value) in &map {
///     assert_eq!(map[key], *value);
/// }
/// ```
#[derive(Debug)]
pub struct Iter<'a, K, V> {
    main: &'a Table<K, V>,
    /// Buckets that are still to be looked at.
    buckets: Range<usize>,
    /// The full ones of the eight from `at` on, as bits.
    full: u32,
    at: usize,
    /// Entries of the old table, before the first and after the last bucket.
    rest: hash_table::Iter<'a, (K, V)>,
    /// Buckets before the one where it began.
    before: usize,
    left: usize,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Iter {
            buckets: self.buckets.clone(),
            rest: self.rest.clone(),
            ..*self
        }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        while self.full == 0 {
            if self.buckets.is_empty() {
                if let Some((key, value)) = self.rest.next() {
                    self.left -= 1;
                    return Some((key, value));
                }
                self.buckets = 0..core::mem::take(&mut self.before);
            }
            self.look();
        }
        let bucket = self.at + self.full.trailing_zeros() as usize;
        self.full &= self.full - 1;
        self.left -= 1;
        let (key, value) = self.main.get_bucket(bucket)?;
        Some((key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> Iter<'_, K, V> {
    /// Looks at the next few buckets, without a branch for each, which nobody could predict.
    #[inline]
    fn look(&mut self) {
        self.at = self.buckets.start;
        let end = self.buckets.end.min(self.at + 8);
        for bucket in (self.at..end).rev() {
            self.full = self.full << 1 | u32::from(self.main.get_bucket(bucket).is_some());
        }
        self.buckets.start = end;
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}
impl<K, V> FusedIterator for Iter<'_, K, V> {}

type Both<I> = Chain<I, I>;

/// Entries with values that may be changed: [`GoMap::iter_mut`].
///
/// ```
/// let mut map = burrow_maps::GoMap::from([("a", 1), ("b", 2)]);
/// for (_, value) in &mut map {
///     *value += 1;
/// }
/// assert_eq!(map["b"], 3);
/// ```
#[derive(Debug)]
pub struct IterMut<'a, K, V>(Both<hash_table::IterMut<'a, (K, V)>>, usize);

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.0.next()?;
        self.1 -= 1;
        Some((key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.1, Some(self.1))
    }
}

impl<K, V> ExactSizeIterator for IterMut<'_, K, V> {}
impl<K, V> FusedIterator for IterMut<'_, K, V> {}

/// The entries themselves: [`GoMap::into_iter`](IntoIterator::into_iter).
///
/// ```
/// let map = burrow_maps::GoMap::from([("a", 1)]);
/// assert_eq!(map.into_iter().collect::<Vec<_>>(), [("a", 1)]);
/// ```
#[derive(Debug)]
pub struct IntoIter<K, V>(Both<hash_table::IntoIter<(K, V)>>, usize);

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    #[inline]
    fn next(&mut self) -> Option<(K, V)> {
        let entry = self.0.next()?;
        self.1 -= 1;
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.1, Some(self.1))
    }
}

impl<K, V> ExactSizeIterator for IntoIter<K, V> {}
impl<K, V> FusedIterator for IntoIter<K, V> {}

/// A number below `n`, of a random one.
fn below(random: u32, n: usize) -> usize {
    ((u64::from(random) * n as u64) >> 32) as usize
}

macro_rules! part {
    ($name:ident, $iter:ident, $item:ty, $of:expr, $doc:literal, $example:literal) => {
        #[doc = $doc]
        ///
        /// ```
        /// let mut map = burrow_maps::GoMap::from([("a", 1)]);
        #[doc = $example]
        /// ```
        #[derive(Debug)]
        pub struct $name<'a, K, V>($iter<'a, K, V>);

        impl<'a, K, V> Iterator for $name<'a, K, V> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<Self::Item> {
                self.0.next().map($of)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }

        impl<K, V> ExactSizeIterator for $name<'_, K, V> {}
        impl<K, V> FusedIterator for $name<'_, K, V> {}
    };
}

part!(
    Keys,
    Iter,
    &'a K,
    |e| e.0,
    "Keys: [`GoMap::keys`].",
    "assert_eq!(map.keys().len(), 1);\n# map.clear();"
);
part!(
    Values,
    Iter,
    &'a V,
    |e| e.1,
    "Values: [`GoMap::values`].",
    "assert_eq!(map.values().max(), Some(&1));\n# map.clear();"
);
part!(
    ValuesMut,
    IterMut,
    &'a mut V,
    |e| e.1,
    "Values that may be changed: [`GoMap::values_mut`].",
    "map.values_mut().for_each(|n| *n += 1);\nassert_eq!(map[\"a\"], 2);"
);

impl<K, V, S: BuildHasher> GoMap<K, V, S> {
    /// Goes through all entries, from a random one on. A [`Cursor`](super::Cursor) does so while the map is changed.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([("a", 1), ("b", 2)]);
    /// assert_eq!(map.iter().map(|(_, n)| n).sum::<i32>(), 3);
    /// ```
    pub fn iter(&self) -> Iter<'_, K, V> {
        let random = random(&self.hasher);
        let (main, rest) = match &self.moving {
            None => (&self.main, hash_table::Iter::default()),
            Some(moving) => (&moving.new, moving.old.iter()),
        };
        let buckets = main.num_buckets();
        let before = below(random as u32, buckets);
        Iter {
            main,
            buckets: before..buckets,
            full: 0,
            at: 0,
            rest,
            before,
            left: self.len(),
        }
    }

    /// Goes through all entries, whose values may be changed; always in the same order as long as the map is not.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("a", 1), ("b", 2)]);
    /// map.iter_mut().for_each(|(_, n)| *n *= 2);
    /// assert_eq!(map["b"], 4);
    /// ```
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        let left = self.len();
        let (main, rest) = match &mut self.moving {
            None => (&mut self.main, hash_table::IterMut::default()),
            Some(moving) => (&mut moving.new, moving.old.iter_mut()),
        };
        IterMut(main.iter_mut().chain(rest), left)
    }

    /// All keys.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([("a", 1)]);
    /// assert_eq!(map.keys().collect::<Vec<_>>(), [&"a"]);
    /// ```
    pub fn keys(&self) -> Keys<'_, K, V> {
        Keys(self.iter())
    }

    /// All values.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([("a", 1)]);
    /// assert_eq!(map.values().collect::<Vec<_>>(), [&1]);
    /// ```
    pub fn values(&self) -> Values<'_, K, V> {
        Values(self.iter())
    }

    /// All values, to be changed.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("a", 1)]);
    /// map.values_mut().for_each(|n| *n += 1);
    /// assert_eq!(map["a"], 2);
    /// ```
    pub fn values_mut(&mut self) -> ValuesMut<'_, K, V> {
        ValuesMut(self.iter_mut())
    }
}

impl<'a, K, V, S: BuildHasher> IntoIterator for &'a GoMap<K, V, S> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<'a, K, V, S: BuildHasher> IntoIterator for &'a mut GoMap<K, V, S> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> IterMut<'a, K, V> {
        self.iter_mut()
    }
}

impl<K, V, S> IntoIterator for GoMap<K, V, S> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(self) -> IntoIter<K, V> {
        let left = self.len();
        let (main, rest) = match self.moving {
            None => (self.main, HashTable::new()),
            Some(moving) => (moving.new, moving.old),
        };
        IntoIter(main.into_iter().chain(rest), left)
    }
}

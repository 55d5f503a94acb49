//! Iteration that borrows the map: through all tables and the buckets of each, from a random one on.

use super::cursor::next_full;
use super::{GoMap, Table};
use alloc::vec;
use core::hash::BuildHasher;
use core::iter::FusedIterator;

/// Entries by reference, from a random one on: [`GoMap::iter`].
#[derive(Debug)]
pub struct Iter<'a, K, V> {
    tables: &'a [Table<K, V>],
    current: &'a Table<K, V>,
    /// The number of the current one, and how many come after it.
    number: usize,
    after: usize,
    start: usize,
    passed: usize,
    left: usize,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Iter { ..*self }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        loop {
            if let Some(bucket) = next_full(self.current, self.start, &mut self.passed) {
                self.left -= 1;
                let (key, value) = self.current.get_bucket(bucket)?;
                return Some((key, value));
            }
            self.after = self.after.checked_sub(1)?;
            self.number = (self.number + 1) % self.tables.len();
            self.current = &self.tables[self.number];
            self.passed = 0;
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}
impl<K, V> FusedIterator for Iter<'_, K, V> {}

/// Entries with values that may be changed: [`GoMap::iter_mut`].
#[derive(Debug)]
pub struct IterMut<'a, K, V> {
    tables: core::iter::Chain<
        core::slice::IterMut<'a, Table<K, V>>,
        core::slice::IterMut<'a, Table<K, V>>,
    >,
    current: Option<hashbrown::hash_table::IterMut<'a, (K, V)>>,
    left: usize,
}

impl<'a, K, V> Iterator for IterMut<'a, K, V> {
    type Item = (&'a K, &'a mut V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.current.as_mut().and_then(Iterator::next) {
                self.left -= 1;
                return Some((key, value));
            }
            self.current = Some(self.tables.next()?.iter_mut());
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> ExactSizeIterator for IterMut<'_, K, V> {}
impl<K, V> FusedIterator for IterMut<'_, K, V> {}

/// The entries themselves: [`GoMap::into_iter`](IntoIterator::into_iter).
#[derive(Debug)]
pub struct IntoIter<K, V> {
    one: hashbrown::hash_table::IntoIter<(K, V)>,
    many: vec::IntoIter<Table<K, V>>,
    left: usize,
}

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    #[inline]
    fn next(&mut self) -> Option<(K, V)> {
        loop {
            if let Some(entry) = self.one.next() {
                self.left -= 1;
                return Some(entry);
            }
            self.one = self.many.next()?.into_iter();
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> ExactSizeIterator for IntoIter<K, V> {}
impl<K, V> FusedIterator for IntoIter<K, V> {}

macro_rules! part {
    ($name:ident, $iter:ident, $item:ty, $of:expr, $doc:literal) => {
        #[doc = $doc]
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

part!(Keys, Iter, &'a K, |e| e.0, "Keys: [`GoMap::keys`].");
part!(Values, Iter, &'a V, |e| e.1, "Values: [`GoMap::values`].");
part!(
    ValuesMut,
    IterMut,
    &'a mut V,
    |e| e.1,
    "Values that may be changed: [`GoMap::values_mut`]."
);

impl<K, V, S: BuildHasher> GoMap<K, V, S> {
    /// Goes through all entries, from a random one on. A [`Cursor`](super::Cursor) does so while the map is changed.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([("a", 1), ("b", 2)]);
    /// assert_eq!(map.iter().map(|(_, n)| n).sum::<i32>(), 3);
    /// ```
    pub fn iter(&self) -> Iter<'_, K, V> {
        let random = self.random();
        let tables = self.tables();
        let number = (random >> 32) as usize % tables.len();
        Iter {
            tables,
            current: &tables[number],
            number,
            after: tables.len() - 1,
            start: random as usize,
            passed: 0,
            left: self.len(),
        }
    }

    /// Goes through all entries, whose values may be changed.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("a", 1), ("b", 2)]);
    /// map.iter_mut().for_each(|(_, n)| *n *= 2);
    /// assert_eq!(map["b"], 4);
    /// ```
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        let left = self.len();
        let random = self.random() as usize;
        let tables = self.tables_mut();
        let (before, from) = tables.split_at_mut(random % tables.len());
        IterMut {
            tables: from.iter_mut().chain(before),
            current: None,
            left,
        }
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
        IntoIter {
            one: self.one.into_iter(),
            many: self.many.into_iter(),
            left: self.len,
        }
    }
}

//! Going through a map that is changed meanwhile.
//!
//! A cursor goes through the buckets of the table, from a random one on. The map knows its cursors: when it moves its entries to
//! another table, it tells each where the buckets that are still to be visited went. Which entry is in such a bucket when its turn
//! comes does not matter: either it was there all the time, or it is new, and no bucket comes twice.

use super::{GoMap, random};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::{BuildHasher, Hash};
use hashbrown::HashTable;

/// An iteration that does not borrow the map, which may be changed between its turns in any way.
///
/// As in Go, an entry that is in the map throughout is produced exactly once, one that is removed before its turn is not
/// produced, and one that is inserted meanwhile is produced once or not at all. There may be any number of cursors. `clear` ends them.
/// A map with a cursor in it grows and shrinks at once.
///
/// ```
/// use burrow_maps::GoMap;
///
/// let mut map: GoMap<i32, &str> = GoMap::from([(1, "one"), (2, "two"), (3, "three")]);
/// let mut cursor = map.cursor();
/// let mut seen = 0;
/// while let Some((&key, _)) = cursor.next(&mut map) {
///     seen += 1;
///     map.remove(&(key % 3 + 1));
/// }
/// assert_eq!(seen, 2);
/// ```
#[derive(Debug)]
pub struct Cursor {
    token: Arc<()>,
    index: usize,
}

/// Where a cursor is. It is over when nobody else has the token.
#[derive(Debug)]
struct State {
    token: Arc<()>,
    /// The bucket at which it began.
    start: usize,
    /// Buckets that it has passed.
    passed: usize,
    /// What is left, last first, instead, since the table was replaced.
    moved: Option<Vec<usize>>,
}

/// The cursors of a map.
#[derive(Debug)]
pub(super) struct Cursors(Vec<Option<State>>);

impl Cursors {
    pub(super) const fn new() -> Cursors {
        Cursors(Vec::new())
    }

    /// Whether there are any, without those that are no longer used.
    #[inline]
    pub(super) fn any(&mut self) -> bool {
        !self.0.is_empty() && self.still_used()
    }

    #[cold]
    fn still_used(&mut self) -> bool {
        for place in &mut self.0 {
            if place
                .as_ref()
                .is_some_and(|s| Arc::strong_count(&s.token) == 1)
            {
                *place = None;
            }
        }
        if self.0.iter().all(Option::is_none) {
            self.0 = Vec::new();
        }
        !self.0.is_empty()
    }

    pub(super) fn end_all(&mut self) {
        self.0 = Vec::new();
    }

    fn add(&mut self, state: State) -> usize {
        self.any();
        if let Some(index) = self.0.iter().position(Option::is_none) {
            self.0[index] = Some(state);
            return index;
        }
        self.0.push(Some(state));
        self.0.len() - 1
    }

    /// The entries of all buckets were moved to these.
    #[cold]
    pub(super) fn moved(&mut self, to: &[Option<usize>]) {
        for state in self.0.iter_mut().flatten() {
            state.moved = Some(match state.moved.take() {
                Some(left) => left.into_iter().filter_map(|bucket| to[bucket]).collect(),
                None => {
                    let left = (state.passed..to.len()).rev();
                    let left = left.map(|n| state.start.wrapping_add(n) & (to.len() - 1));
                    left.filter_map(|bucket| to[bucket]).collect()
                }
            });
        }
    }
}

impl<K: Hash + PartialEq, V, S: BuildHasher> GoMap<K, V, S> {
    /// Begins to go through the map, at a random entry.
    ///
    /// ```
    /// let mut map: burrow_maps::GoMap<i32, i32> = (0..100).map(|n| (n, n)).collect();
    /// // Entries are taken out in random order.
    /// let mut cursor = map.cursor();
    /// while let Some((&key, _)) = cursor.next(&mut map) {
    ///     map.remove(&key);
    /// }
    /// assert!(map.is_empty());
    /// ```
    pub fn cursor(&mut self) -> Cursor {
        self.finish();
        let token = Arc::new(());
        let index = self.cursors.add(State {
            token: Arc::clone(&token),
            start: random(&self.hasher) as usize,
            passed: 0,
            moved: None,
        });
        Cursor { token, index }
    }
}

impl Cursor {
    /// Goes to the next entry; none when there is no more, or when the cursor is of another map.
    ///
    /// ```
    /// let mut map = burrow_maps::GoMap::from([("a", 1)]);
    /// let mut cursor = map.cursor();
    /// if let Some((_, value)) = cursor.next(&mut map) {
    ///     *value += 1;
    /// }
    /// assert_eq!((map["a"], cursor.next(&mut map)), (2, None));
    /// ```
    pub fn next<'a, K, V, S>(&mut self, map: &'a mut GoMap<K, V, S>) -> Option<(&'a K, &'a mut V)> {
        let place = map.cursors.0.get_mut(self.index)?;
        let state = place.as_mut()?;
        if !Arc::ptr_eq(&state.token, &self.token) {
            return None;
        }
        let Some(bucket) = state.next_full(&map.main) else {
            *place = None;
            return None;
        };
        let entry = map.main.get_bucket_mut(bucket)?;
        Some((&entry.0, &mut entry.1))
    }
}

impl State {
    /// The next full bucket.
    #[inline]
    fn next_full<T>(&mut self, table: &HashTable<T>) -> Option<usize> {
        if let Some(left) = &mut self.moved {
            while let Some(bucket) = left.pop() {
                if table.get_bucket(bucket).is_some() {
                    return Some(bucket);
                }
            }
            return None;
        }
        let buckets = table.num_buckets();
        while self.passed < buckets {
            let bucket = self.start.wrapping_add(self.passed) & (buckets - 1);
            self.passed += 1;
            if table.get_bucket(bucket).is_some() {
                return Some(bucket);
            }
        }
        None
    }
}

//! Going through a map that is changed meanwhile.
//!
//! A cursor goes through the space of hashes, from a random table on, one table after the other, and through the buckets of
//! each from a random one on. Splitting only divides the hashes of a table, so what a table had when the cursor came to it says
//! where to go on. The map knows its cursors: when it moves the entries of a table in which one is, it tells it where
//! each bucket that is still to be visited went. Which entry is in such a bucket when its turn comes does not matter:
//! either it was there all the time, or it is new, and no bucket comes twice.

use super::GoMap;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::BuildHasher;

/// An iteration that does not borrow the map, which may be changed between its turns in any way.
///
/// As in Go, an entry that is in the map throughout is produced exactly once, one that is removed before its turn is not
/// produced, and one that is inserted meanwhile is produced once or not at all. There may be any number of cursors. `clear` ends them,
/// as does removing the last entry of a large map.
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
    /// Where the hashes of the first table begin, as reversed directory bits.
    origin: u32,
    /// How many of them are in the tables before the current one.
    covered: u64,
    /// Bits that the current table's hashes shared when the cursor came to it.
    depth: u32,
    /// The current table.
    table: usize,
    /// The bucket at which it begins in each table.
    start: usize,
    /// Buckets of the current table that it has passed.
    passed: usize,
    /// What is left of the table, last first, instead, since it was replaced.
    moved: Option<Vec<(usize, usize)>>,
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

    /// The entries of a table of so many buckets were moved from those in `from` to the ones in `to`, each a table and a bucket.
    #[cold]
    pub(super) fn moved(
        &mut self,
        table: usize,
        buckets: usize,
        from: &[usize],
        to: &[(usize, usize)],
    ) {
        let moved = |bucket: usize| from.binary_search(&bucket).ok().map(|n| to[n]);
        for state in self.0.iter_mut().flatten() {
            if let Some(left) = &mut state.moved {
                left.retain_mut(|place| {
                    if place.0 != table {
                        return true;
                    }
                    let to = moved(place.1);
                    *place = to.unwrap_or(*place);
                    to.is_some()
                });
            } else if state.table == table {
                let left = (state.passed..buckets).rev();
                let left = left.map(|n| state.start.wrapping_add(n) & (buckets - 1));
                state.moved = Some(left.filter_map(moved).collect());
            }
        }
    }
}

impl<K, V, S: BuildHasher> GoMap<K, V, S> {
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
        let random = self.random();
        let table = self.number_of(random as u32);
        let depth = self.depth(table);
        let token = Arc::new(());
        let state = State {
            token: Arc::clone(&token),
            origin: first_hash(table, depth),
            covered: 0,
            depth,
            table,
            start: (random >> 32) as usize,
            passed: 0,
            moved: None,
        };
        let index = self.cursors.add(state);
        Cursor { token, index }
    }

    /// The table for directory bits.
    fn number_of(&self, bits: u32) -> usize {
        let at = bits as usize & self.mask;
        if at < self.many.len() {
            at
        } else {
            at & (self.mask >> 1)
        }
    }
}

/// Where the hashes of a table begin, as reversed directory bits.
fn first_hash(table: usize, depth: u32) -> u32 {
    if depth == 0 {
        0
    } else {
        (table as u32).reverse_bits()
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
    pub fn next<'a, K, V, S: BuildHasher>(
        &mut self,
        map: &'a mut GoMap<K, V, S>,
    ) -> Option<(&'a K, &'a mut V)> {
        let (table, bucket) = self.step(map)?;
        let entry = map.tables_mut()[table].get_bucket_mut(bucket)?;
        Some((&entry.0, &mut entry.1))
    }

    /// The next full bucket.
    fn step<K, V, S: BuildHasher>(&self, map: &mut GoMap<K, V, S>) -> Option<(usize, usize)> {
        let place = map.cursors.0.get_mut(self.index)?;
        // Outside the map, so that both can be looked at.
        let mut state = place.take_if(|s| Arc::ptr_eq(&s.token, &self.token))?;
        let found = loop {
            if let Some(left) = &mut state.moved {
                let tables = map.tables();
                let full =
                    |&(table, bucket): &(usize, usize)| tables[table].get_bucket(bucket).is_some();
                let mut found = None;
                while let Some(place) = left.pop() {
                    if full(&place) {
                        found = Some(place);
                        break;
                    }
                }
                if found.is_some() {
                    break found;
                }
            } else {
                let table = &map.tables()[state.table];
                if let Some(bucket) = next_full(table, state.start, &mut state.passed) {
                    break Some((state.table, bucket));
                }
            }
            state.covered += 1 << (32 - state.depth);
            if state.covered > u64::from(u32::MAX) {
                break None;
            }
            let at = state.origin.wrapping_add(state.covered as u32);
            state.table = map.number_of(at.reverse_bits());
            state.depth = map.depth(state.table);
            state.passed = 0;
            state.moved = None;
        };
        if found.is_some() {
            map.cursors.0[self.index] = Some(state);
        }
        found
    }
}

/// The next full bucket of a table, of which some were passed, from `start` on and round.
#[inline]
pub(super) fn next_full<T>(
    table: &hashbrown::HashTable<T>,
    start: usize,
    passed: &mut usize,
) -> Option<usize> {
    let buckets = table.num_buckets();
    while *passed < buckets {
        let bucket = start.wrapping_add(*passed) & (buckets - 1);
        *passed += 1;
        if table.get_bucket(bucket).is_some() {
            return Some(bucket);
        }
    }
    None
}

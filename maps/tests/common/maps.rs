//! One face for both kinds of maps.

use super::Host;
use burrow_maps::raw::{KeyKind, RawIter, RawMap};
use burrow_maps::{Cursor, GoMap};
use core::hash::BuildHasher;

/// What is wanted of both kinds of maps; keys and values are numbers.
pub(crate) trait Map {
    type Iteration;
    fn insert(&mut self, key: u64, value: u64);
    fn remove(&mut self, key: u64) -> bool;
    fn clear(&mut self);
    fn get(&self, key: u64) -> Option<u64>;
    fn len(&self) -> usize;
    /// A new iteration, and the first entry.
    fn start(&mut self) -> (Self::Iteration, Option<(u64, u64)>);
    fn next(&mut self, iteration: &mut Self::Iteration) -> Option<(u64, u64)>;
}

/// A raw map; keys of a kind that is not numbers equal nothing from [`NAN`](super::NAN) on.
pub(crate) struct Raw {
    pub(crate) port: Host,
    map: &'static RawMap,
}

impl Raw {
    pub(crate) fn new(kind: KeyKind, hint: usize, seed: u64) -> Raw {
        let mut port = Host {
            random: seed,
            nan: kind == KeyKind::Other,
            ..Host::default()
        };
        let map = port.map(kind, hint);
        Raw { port, map }
    }
}

impl Map for Raw {
    type Iteration = RawIter;

    fn insert(&mut self, key: u64, value: u64) {
        // SAFETY: the address of a key; elements have eight bytes.
        unsafe {
            let Ok(elem) = self.map.assign(&mut self.port, (&raw const key).cast());
            elem.cast::<u64>().write_unaligned(value);
        }
    }

    fn remove(&mut self, key: u64) -> bool {
        let before = self.len();
        // SAFETY: the address of a key.
        let Ok(()) = unsafe { self.map.delete(&mut self.port, (&raw const key).cast()) };
        self.len() != before
    }

    fn clear(&mut self) {
        // SAFETY: the map's port.
        unsafe { self.map.clear(&mut self.port) };
    }

    fn get(&self, key: u64) -> Option<u64> {
        // SAFETY: the address of a key; elements have eight bytes.
        unsafe {
            let Ok(elem) = self.map.get(&self.port, (&raw const key).cast());
            (!elem.is_null()).then(|| elem.cast::<u64>().read_unaligned())
        }
    }

    fn len(&self) -> usize {
        self.map.len()
    }

    fn start(&mut self) -> (RawIter, Option<(u64, u64)>) {
        let mut it = RawIter::new();
        let map = self.map;
        // SAFETY: the map's port.
        unsafe { it.start(&mut self.port, map, core::ptr::null()) };
        let first = entry(&it);
        (it, first)
    }

    fn next(&mut self, it: &mut RawIter) -> Option<(u64, u64)> {
        // SAFETY: the map's port.
        unsafe { it.next(&mut self.port) };
        entry(it)
    }
}

fn entry(it: &RawIter) -> Option<(u64, u64)> {
    // SAFETY: keys and elements have eight bytes.
    (!it.key().is_null()).then(|| unsafe {
        (
            it.key().cast::<u64>().read_unaligned(),
            it.elem().cast::<u64>().read_unaligned(),
        )
    })
}

impl<S: BuildHasher> Map for GoMap<u64, u64, S> {
    type Iteration = Cursor;

    fn insert(&mut self, key: u64, value: u64) {
        // Both ways in.
        if value.is_multiple_of(2) {
            GoMap::insert(self, key, value);
        } else {
            *self.entry(key).or_default() = value;
        }
    }

    fn remove(&mut self, key: u64) -> bool {
        GoMap::remove(self, &key).is_some()
    }

    fn clear(&mut self) {
        GoMap::clear(self);
    }

    fn get(&self, key: u64) -> Option<u64> {
        GoMap::get(self, &key).copied()
    }

    fn len(&self) -> usize {
        GoMap::len(self)
    }

    fn start(&mut self) -> (Cursor, Option<(u64, u64)>) {
        let mut cursor = self.cursor();
        let first = Map::next(self, &mut cursor);
        (cursor, first)
    }

    fn next(&mut self, cursor: &mut Cursor) -> Option<(u64, u64)> {
        cursor.next(self).map(|(key, value)| (*key, *value))
    }
}

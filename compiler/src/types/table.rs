//! Tables that grow without being copied and are hardly larger than what is in them.

use core::hash::{BuildHasher as _, Hash};
use core::ops::Index;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Words in a page.
const PAGE: usize = 1 << 10;

/// A word for each number, 0 where it was never set.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<Option<Box<[u32; PAGE]>>>);

impl Words {
    pub(super) fn get(&self, at: u32) -> u32 {
        let page = self.0.get(at as usize / PAGE);
        page.and_then(Option::as_deref)
            .map_or(0, |page| page[at as usize % PAGE])
    }

    pub(super) fn set(&mut self, at: u32, word: u32) {
        let page = at as usize / PAGE;
        if page >= self.0.len() {
            self.0.resize_with(page + 1, || None);
        }
        let page = self.0[page].get_or_insert_with(|| Box::new([0; PAGE]));
        page[at as usize % PAGE] = word;
    }

    /// The numbers go up to this one.
    pub(super) fn end(&self) -> u32 {
        (self.0.len() * PAGE) as u32
    }
}

/// Elements of a list's page.
const ELEMENTS: usize = 1 << 8;

/// Things without duplicates, by their places, in the order in which they came.
#[derive(Debug)]
pub(super) struct Unique<T> {
    pages: Vec<Vec<T>>,
    /// Finds places by hashes.
    places: HashTable<u32>,
}

impl<T> Default for Unique<T> {
    fn default() -> Self {
        Self {
            pages: Vec::new(),
            places: HashTable::new(),
        }
    }
}

impl<T> Index<u32> for Unique<T> {
    type Output = T;

    fn index(&self, at: u32) -> &T {
        &self.pages[at as usize / ELEMENTS][at as usize % ELEMENTS]
    }
}

impl<T: Hash + Eq> Unique<T> {
    pub(super) fn len(&self) -> u32 {
        self.places.len() as u32
    }

    /// The place of `x`, at the end where it is new.
    pub(super) fn place(&mut self, x: T) -> u32 {
        let new = self.len();
        let Self { pages, places } = self;
        let hash = |x: &T| FxBuildHasher.hash_one(x);
        let get = |at: u32| &pages[at as usize / ELEMENTS][at as usize % ELEMENTS];
        let entry = places.entry(hash(&x), |&at| *get(at) == x, |&at| hash(get(at)));
        let at = *entry.or_insert(new).get();
        if at == new {
            match pages.last_mut() {
                Some(page) if page.len() < ELEMENTS => page.push(x),
                _ => {
                    let mut page = Vec::with_capacity(ELEMENTS);
                    page.push(x);
                    pages.push(page);
                }
            }
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again() {
        let mut words = Words::default();
        words.set(5000, 7);
        words.set(2, 8);
        assert_eq!([5000, 2, 3, 1 << 20].map(|at| words.get(at)), [7, 8, 0, 0]);
        assert!(words.end() > 5000);
    }

    #[test]
    fn equal_things_have_one_place() {
        let mut list = Unique::default();
        for i in 0..1000_u64 {
            assert_eq!(list.place(i % 600 + 1), (i % 600) as u32);
        }
        assert_eq!(list.len(), 600);
        assert!((0..600).all(|at| list[at] == u64::from(at) + 1));
    }
}

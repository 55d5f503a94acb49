//! Large maps that lose nearly all of their entries, and grow again, with iterations alive across it.

mod common;

use burrow_maps::GoMap;
use burrow_maps::raw::KeyKind;
use common::NAN;
use common::maps::{Map, Raw};
use std::collections::{HashMap, HashSet};

const ENTRIES: u64 = 20_000;
/// So few are left in the end.
const LEFT: u64 = 60;

/// An iteration, and what it owes.
struct Iteration<I> {
    it: I,
    /// Keys that were there at the start and never went.
    owed: HashSet<u64>,
    seen: HashSet<u64>,
    over: bool,
}

struct Run<M: Map> {
    map: M,
    model: HashMap<u64, u64>,
    iterations: Vec<Iteration<M::Iteration>>,
    random: u64,
}

impl<M: Map> Run<M> {
    fn below(&mut self, n: u64) -> u64 {
        let state = self.random.wrapping_mul(6_364_136_223_846_793_005);
        self.random = state.wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % n
    }

    fn insert(&mut self, key: u64) {
        let value = self.below(1 << 30);
        self.map.insert(key, value);
        self.model.insert(key, value);
    }

    fn remove(&mut self, key: u64) {
        let there = self.model.remove(&key).is_some();
        assert_eq!(self.map.remove(key), there);
        if there {
            for i in &mut self.iterations {
                // If it comes again it is another entry, which may be produced.
                i.owed.remove(&key);
                i.seen.remove(&key);
            }
        }
        assert_eq!(self.map.len(), self.model.len());
    }

    fn start(&mut self) {
        let (it, first) = self.map.start();
        self.iterations.push(Iteration {
            it,
            owed: self.model.keys().copied().collect(),
            seen: first.iter().map(|(key, _)| *key).collect(),
            over: first.is_none(),
        });
    }

    fn advance(&mut self, which: usize, n: u64) {
        let i = &mut self.iterations[which];
        for _ in 0..n {
            if i.over {
                return;
            }
            let Some((key, value)) = self.map.next(&mut i.it) else {
                i.over = true;
                let missed = i.owed.difference(&i.seen).next();
                assert_eq!(missed, None, "iteration {which}");
                return;
            };
            assert_eq!(self.model.get(&key), Some(&value), "iteration {which}");
            assert!(i.seen.insert(key), "iteration {which}: {key} comes twice");
        }
    }

    fn all(&mut self) {
        for key in 0..ENTRIES {
            self.insert(key);
        }
        assert_eq!(self.map.len(), self.model.len());
        for _ in 0..6 {
            self.start();
            let far = self.below(ENTRIES);
            let last = self.iterations.len() - 1;
            self.advance(last, far);
        }
        for round in 0..3 {
            // In the order of the keys, which says nothing about where they are.
            for key in 0..ENTRIES {
                if self.model.len() as u64 > LEFT && self.below(ENTRIES) > 20 {
                    self.remove(key);
                }
                if self.below(500) == 0 {
                    let which = self.below(self.iterations.len() as u64) as usize;
                    self.advance(which, 5);
                }
            }
            for key in 0..ENTRIES {
                assert_eq!(self.map.get(key), self.model.get(&key).copied());
            }
            // Some begin now, in what is left.
            self.start();
            self.advance(round, 1000);
            for key in 0..ENTRIES / 2 {
                self.insert((key * 3 + round as u64) % ENTRIES);
            }
            self.start();
        }
        for which in 0..self.iterations.len() {
            self.advance(which, u64::MAX);
        }
    }
}

fn run<M: Map>(map: M, seed: u64) -> Run<M> {
    let mut run = Run {
        map,
        model: HashMap::new(),
        iterations: Vec::new(),
        random: seed,
    };
    run.all();
    run
}

#[test]
fn raw_numbers() {
    for seed in 0..6 {
        run(Raw::new(KeyKind::Word64, 0, seed), seed);
    }
}

#[test]
fn raw_numbers_with_a_hint() {
    for seed in 0..3 {
        run(Raw::new(KeyKind::Word64, ENTRIES as usize, seed), seed);
    }
}

/// Among them keys that equal nothing, which nobody can remove: they go along.
#[test]
fn raw_keys_that_equal_nothing() {
    for seed in 0..6 {
        let mut map = Raw::new(KeyKind::Other, 0, seed);
        for n in 0..40 {
            map.insert(NAN | n, n);
        }
        let mut run = Run {
            map,
            model: (0..40).map(|n| (NAN | n, n)).collect(),
            iterations: Vec::new(),
            random: seed,
        };
        run.all();
        assert!((0..40).all(|n| run.map.get(NAN | n).is_none()));
    }
}

#[test]
fn typed() {
    for seed in 0..4 {
        run(GoMap::new(), seed);
    }
}

/// Without a cursor the typed map grows by and by, and shrinks when few are left.
#[test]
fn typed_without_cursors() {
    let mut map: GoMap<u64, u64> = (0..5 * ENTRIES).map(|k| (k, k + 1)).collect();
    for k in 0..5 * ENTRIES {
        if k % 1000 != 0 {
            assert_eq!(map.remove(&k), Some(k + 1));
        }
        // What is left is found on the way, wherever it is just then.
        let left = k / 1000 * 1000;
        assert_eq!(map.get(&left), Some(&(left + 1)));
        assert_eq!(map.get(&(5 * ENTRIES - 1)).is_some(), k + 1 < 5 * ENTRIES);
    }
    assert_eq!(map.len(), 5 * ENTRIES as usize / 1000);
    assert!(map.iter().all(|(k, v)| k % 1000 == 0 && *v == k + 1));
    map.extend((0..5 * ENTRIES).map(|k| (k, k)));
    map.retain(|k, _| k % 500 == 0);
    assert_eq!(map.len(), 5 * ENTRIES as usize / 500);
    assert!((0..5 * ENTRIES).all(|k| map.get(&k).copied() == (k % 500 == 0).then_some(k)));
}

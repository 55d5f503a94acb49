//! A million steps on one map each, with iterators alive across every change; the map grows to several thousand entries and shrinks
//! to none, again and again.

mod common;

use burrow_maps::raw::KeyKind;
use burrow_maps::{F64, GoMap};
use common::maps::{Map, Raw};
use core::hash::{BuildHasher, Hasher};
use std::collections::{HashMap, HashSet};

const STEPS: usize = 1_000_000;
const ITERATIONS: usize = 6;

/// An iteration, and what it owes.
struct Iteration<I> {
    it: I,
    /// Keys that were there at the start and never went.
    owed: HashSet<u64>,
    seen: HashSet<u64>,
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn million_steps(mut map: impl Map, seed: u64) {
    let mut rng = Random(seed);
    let mut model: HashMap<u64, u64> = HashMap::new();
    let mut iterations = Vec::new();
    let (mut ended, mut largest, mut emptied) = (0, 0, 0);
    for step in 0..STEPS {
        // Mostly inserted for a while, then mostly removed.
        let growing = step / 25_000 % 2 == 0;
        let key = rng.below(12_000);
        match rng.below(1000) {
            0..400 if growing => insert(&mut map, &mut model, key, step),
            0..60 => insert(&mut map, &mut model, key, step),
            60..550 => {
                assert_eq!(map.remove(key), model.remove(&key).is_some());
                for i in &mut iterations {
                    let i: &mut Iteration<_> = i;
                    // If it comes again it is another entry, which may be produced.
                    i.owed.remove(&key);
                    i.seen.remove(&key);
                }
            }
            550..560 if iterations.len() < ITERATIONS => {
                let (it, first) = map.start();
                assert_eq!(first.is_some(), !model.is_empty());
                assert!(first.is_none_or(|(key, value)| model.get(&key) == Some(&value)));
                iterations.push(Iteration {
                    it,
                    owed: model.keys().copied().collect(),
                    seen: first.iter().map(|(key, _)| *key).collect(),
                });
            }
            560..562 if rng.below(40) == 0 => {
                map.clear();
                model.clear();
                for i in &mut iterations {
                    i.owed.clear();
                    i.seen.clear();
                }
            }
            562..564 if rng.below(10) == 0 => {
                // One that is never finished.
                iterations.pop();
            }
            564..800 => {
                let n = rng.below(8);
                iterations.retain_mut(|i| {
                    for _ in 0..n {
                        let Some((key, value)) = map.next(&mut i.it) else {
                            let missed = i.owed.difference(&i.seen).next();
                            assert_eq!(missed, None, "step {step}");
                            ended += 1;
                            return false;
                        };
                        assert_eq!(model.get(&key), Some(&value), "step {step}: key {key}");
                        assert!(i.seen.insert(key), "step {step}: {key} comes twice");
                    }
                    true
                });
            }
            _ => assert_eq!(map.get(key), model.get(&key).copied()),
        }
        assert_eq!(map.len(), model.len());
        largest = largest.max(model.len());
        if model.is_empty() {
            emptied += 1;
        }
    }
    assert!(
        largest > 2000 && emptied > 0 && ended > 100,
        "{largest} entries, {emptied} times empty, {ended} iterations"
    );
}

fn insert(map: &mut impl Map, model: &mut HashMap<u64, u64>, key: u64, step: usize) {
    map.insert(key, step as u64);
    model.insert(key, step as u64);
}

#[test]
fn raw_numbers() {
    million_steps(Raw::new(KeyKind::Word64, 0, 1), 1);
}

#[test]
fn raw_keys_with_a_poor_hash() {
    million_steps(Raw::new(KeyKind::Other, 0, 2), 2);
}

#[test]
fn typed() {
    million_steps(GoMap::new(), 3);
}

/// A hasher that does nothing at all: the tables are chosen well even so.
#[derive(Clone, Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0 << 8 | u64::from(byte);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

impl BuildHasher for Identity {
    type Hasher = Identity;

    fn build_hasher(&self) -> Identity {
        Identity(0)
    }
}

#[test]
fn typed_with_a_poor_hash() {
    million_steps(GoMap::with_hasher(Identity(0)), 4);
}

/// Keys that equal nothing are produced, survive growth, and go with `clear`.
#[test]
fn keys_that_equal_nothing() {
    let mut map = GoMap::new();
    let mut cursor = map.cursor();
    for n in 0..20_000 {
        map.insert(F64(f64::NAN), n);
        map.insert(F64(f64::from(n)), n);
        if n % 100 == 0 {
            *map.entry(F64(f64::NAN)).or_insert(0) = 7;
        }
        cursor.next(&mut map);
    }
    assert_eq!(map.len(), 40_200);
    assert_eq!(map.get(&F64(f64::NAN)), None);
    assert_eq!(map.iter().filter(|(key, _)| key.0.is_nan()).count(), 20_200);
    assert_eq!(map.get(&F64(19_999.0)), Some(&19_999));
    map.retain(|key, _| key.0.is_nan());
    assert_eq!(map.len(), 20_200);
    map.clear();
    assert!(map.is_empty() && map.iter().next().is_none());
}

/// Where an iteration starts differs from one to the next, and the order from map to map.
#[test]
fn random_starts_and_orders() {
    for n in [7, 100, 5000] {
        let map: GoMap<u64, ()> = (0..n).map(|k| (k, ())).collect();
        let firsts: HashSet<u64> = (0..100)
            .filter_map(|_| map.keys().next().copied())
            .collect();
        assert!(firsts.len() > 3, "{n}: {firsts:?}");
        let other: GoMap<u64, ()> = (0..n).map(|k| (k, ())).collect();
        assert!((0..20).any(|_| !map.keys().eq(other.keys())));
        assert_eq!(map, other);
    }
}

/// All of the memory that a large map had is given back when it is cleared, or when its last entry is removed.
#[test]
fn hints_and_large_maps() {
    for n in [0, 1, 800, 801, 5000, 100_000] {
        let mut map = GoMap::with_capacity(n);
        map.extend((0..n).map(|k| (k, k)));
        assert_eq!(map.len(), n);
        assert!((0..n).all(|k| map[&k] == k));
        assert_eq!(
            map.into_iter().map(|(k, _)| k).sum::<usize>(),
            n * n.saturating_sub(1) / 2
        );
    }
}

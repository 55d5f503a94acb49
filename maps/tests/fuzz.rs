//! Random maps and random steps against a model: what kind of map, how its keys look, how many there are and what happens to it
//! all come from a seed. `cargo xtask fuzz maps` runs many; here are a few that always run.
//!
//! `MAPS_FUZZ` is `SEED COUNT MINUTES`: so many seeds from this one on, or as many as there is time for when the minutes are
//! not 0. A run that fails says its seed.

mod common;

use burrow_maps::raw::{KeyKind, RawIter, RawMap, Shape};
use burrow_maps::{Cursor, Entry, GoMap};
use common::Host;
use core::hash::{BuildHasher, Hash, Hasher};
use core::panic::AssertUnwindSafe;
use core::time::Duration;
use std::collections::{HashMap, HashSet};
use std::panic::{catch_unwind, resume_unwind};
use std::time::Instant;

/// Steele, Lea and Flood's SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// What is wanted of every map; keys and values are numbers here, whatever they are in the map.
trait Subject {
    type Iteration;
    fn insert(&mut self, key: u64, value: u64);
    fn remove(&mut self, key: u64) -> bool;
    fn clear(&mut self);
    fn get(&mut self, key: u64) -> Option<u64>;
    fn len(&self) -> usize;
    /// A new iteration, and the first entry.
    fn start(&mut self) -> (Self::Iteration, Option<(u64, u64)>);
    fn next(&mut self, iteration: &mut Self::Iteration) -> Option<(u64, u64)>;
    /// Keeps the entries with even values; false if the map cannot do that.
    fn keep_even(&mut self) -> bool;
}

/// A raw map. Keys that are not numbers are looked up by where they are.
struct Raw {
    port: Host,
    map: *const RawMap,
    kind: KeyKind,
    texts: HashMap<u64, String>,
}

impl Raw {
    fn random(rng: &mut Random) -> Raw {
        let mut port = Host::default();
        port.random = rng.next();
        port.fails = rng.pick(&[0, 0, 3, 50]);
        let word = size_of::<usize>();
        let (kind, key_size) = rng.pick(&[
            (KeyKind::Word32, 4),
            (KeyKind::Word64, 8),
            (KeyKind::Str, 2 * word),
            (KeyKind::Bytes, 16),
            (KeyKind::Bytes, 24),
            (KeyKind::Bytes, 136),
            (KeyKind::Other, 8),
            (KeyKind::Other, 24),
            (KeyKind::Other, 136),
        ]);
        let elem_size = rng.pick(&[8, 8, 32, 200]);
        port.sizes = [key_size, elem_size];
        let shape = Shape {
            kind,
            key_size,
            key_align: if key_size == 4 { 4 } else { 8 },
            elem_size,
            elem_align: 8,
            noscan: rng.below(2) == 0,
        };
        let header = port.block(size_of::<RawMap>());
        let hint = rng.pick(&[0, 0, 5, 8, 9, 100, 3000]);
        // SAFETY: a block of that size; the port outlives the map.
        let map = unsafe { RawMap::init_in(header, &shape, hint, rng.next() as u32) };
        Raw {
            port,
            map,
            kind,
            texts: HashMap::new(),
        }
    }

    fn map(&self) -> &'static RawMap {
        // SAFETY: the port's blocks live as long as it does.
        unsafe { &*self.map }
    }

    /// The bytes of a key.
    fn key(&mut self, key: u64) -> [u64; 17] {
        let mut bytes = [0; 17];
        if self.kind == KeyKind::Str {
            // Short ones and long ones; the number ends them.
            let text = || format!("{:>1$}", key, key as usize % 40);
            let text = self.texts.entry(key).or_insert_with(text);
            let at = bytes.as_mut_ptr().cast::<(*const u8, usize)>();
            // SAFETY: two words. The text stays where it is, for nothing changes it.
            unsafe { at.write((text.as_ptr(), text.len())) };
        } else {
            bytes.fill(key);
        }
        bytes
    }

    fn entry(&self, it: &RawIter) -> Option<(u64, u64)> {
        if it.key().is_null() {
            return None;
        }
        // SAFETY: a key of the map's kind, and an element that begins with a number.
        unsafe {
            let key = match self.kind {
                KeyKind::Str => {
                    let (at, n) = it.key().cast::<(*const u8, usize)>().read();
                    let text = core::str::from_utf8(core::slice::from_raw_parts(at, n));
                    let text = text.expect("what was put in");
                    text.trim_start().parse().expect("a number")
                }
                KeyKind::Word32 => it.key().cast::<u32>().read_unaligned().into(),
                _ => it.key().cast::<u64>().read_unaligned(),
            };
            Some((key, it.elem().cast::<u64>().read_unaligned()))
        }
    }
}

impl Subject for Raw {
    type Iteration = RawIter;

    fn insert(&mut self, key: u64, value: u64) {
        let bytes = self.key(key);
        loop {
            let before = self.len();
            // SAFETY: the address of a key; elements begin with a number.
            unsafe {
                let Ok(elem) = self.map().assign(&mut self.port, bytes.as_ptr().cast());
                if !elem.is_null() {
                    return elem.cast::<u64>().write_unaligned(value);
                }
            }
            // There was no memory, and nothing has changed.
            assert_eq!(self.len(), before);
        }
    }

    fn remove(&mut self, key: u64) -> bool {
        let (bytes, before) = (self.key(key), self.len());
        // SAFETY: the address of a key.
        let Ok(()) = unsafe { self.map().delete(&mut self.port, bytes.as_ptr().cast()) };
        self.len() != before
    }

    fn clear(&mut self) {
        // SAFETY: the map's port.
        unsafe { self.map().clear(&mut self.port) };
    }

    fn get(&mut self, key: u64) -> Option<u64> {
        let bytes = self.key(key);
        // SAFETY: the address of a key; elements begin with a number.
        unsafe {
            let Ok(elem) = self.map().get(&self.port, bytes.as_ptr().cast());
            (!elem.is_null()).then(|| elem.cast::<u64>().read_unaligned())
        }
    }

    fn len(&self) -> usize {
        self.map().len()
    }

    fn start(&mut self) -> (RawIter, Option<(u64, u64)>) {
        let mut it = RawIter::new();
        let map = self.map();
        // SAFETY: the map's port.
        unsafe { it.start(&mut self.port, map, core::ptr::null()) };
        let first = self.entry(&it);
        (it, first)
    }

    fn next(&mut self, it: &mut RawIter) -> Option<(u64, u64)> {
        // SAFETY: the map's port.
        unsafe { it.next(&mut self.port) };
        self.entry(it)
    }

    fn keep_even(&mut self) -> bool {
        false
    }
}

/// A hasher with a seed, so that a run can be repeated; with seed 0 it does nothing at all to numbers.
#[derive(Clone, Copy)]
struct Seeded(u64);

impl Hasher for Seeded {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = match self.0 {
            0 => n,
            seed => Random(seed ^ n).next(),
        };
    }
}

impl BuildHasher for Seeded {
    type Hasher = Seeded;

    fn build_hasher(&self) -> Seeded {
        *self
    }
}

/// A key made of a number.
trait Key: Hash + Eq + Clone {
    fn of(n: u64) -> Self;
    fn number(&self) -> u64;
}

impl Key for u64 {
    fn of(n: u64) -> u64 {
        n
    }

    fn number(&self) -> u64 {
        *self
    }
}

impl Key for String {
    fn of(n: u64) -> String {
        format!("key {n}")
    }

    fn number(&self) -> u64 {
        self[4..].parse().expect("a number")
    }
}

impl<K: Key> Subject for GoMap<K, u64, Seeded> {
    type Iteration = Cursor;

    fn insert(&mut self, key: u64, value: u64) {
        // All ways in.
        match value % 4 {
            0 | 1 => _ = GoMap::insert(self, K::of(key), value),
            2 => *self.entry(K::of(key)).or_default() = value,
            _ => match self.entry(K::of(key)) {
                Entry::Occupied(mut entry) => _ = entry.insert(value),
                Entry::Vacant(entry) => _ = entry.insert(value),
            },
        }
    }

    fn remove(&mut self, key: u64) -> bool {
        if !key.is_multiple_of(3) {
            return GoMap::remove(self, &K::of(key)).is_some();
        }
        let Entry::Occupied(entry) = self.entry(K::of(key)) else {
            return false;
        };
        entry.remove();
        true
    }

    fn clear(&mut self) {
        GoMap::clear(self);
    }

    fn get(&mut self, key: u64) -> Option<u64> {
        let found = GoMap::get(self, &K::of(key)).copied();
        assert_eq!(self.get_mut(&K::of(key)).map(|v| *v), found);
        found
    }

    fn len(&self) -> usize {
        GoMap::len(self)
    }

    fn start(&mut self) -> (Cursor, Option<(u64, u64)>) {
        let mut cursor = self.cursor();
        let first = Subject::next(self, &mut cursor);
        (cursor, first)
    }

    fn next(&mut self, cursor: &mut Cursor) -> Option<(u64, u64)> {
        cursor.next(self).map(|(key, value)| (key.number(), *value))
    }

    fn keep_even(&mut self) -> bool {
        // And what borrows the map sees all of it, once.
        let all: HashMap<u64, u64> = self.iter().map(|(k, v)| (k.number(), *v)).collect();
        assert_eq!(all.len(), GoMap::len(self));
        self.reserve(all.len() % 100);
        self.retain(|_, value| value.is_multiple_of(2));
        true
    }
}

/// An iteration, and what it owes.
struct Iteration<I> {
    it: I,
    /// Keys that were there at the start and never went.
    owed: HashSet<u64>,
    seen: HashSet<u64>,
}

struct Run<S: Subject> {
    subject: S,
    model: HashMap<u64, u64>,
    iterations: Vec<Iteration<S::Iteration>>,
}

impl<S: Subject> Run<S> {
    fn new(subject: S) -> Run<S> {
        Run {
            subject,
            model: HashMap::new(),
            iterations: Vec::new(),
        }
    }

    fn insert(&mut self, key: u64, value: u64) {
        self.subject.insert(key, value);
        self.model.insert(key, value);
    }

    fn remove(&mut self, key: u64) {
        assert_eq!(self.subject.remove(key), self.model.remove(&key).is_some());
        for i in &mut self.iterations {
            // If it comes again it is another entry, which may be produced.
            i.owed.remove(&key);
            i.seen.remove(&key);
        }
    }

    fn start(&mut self) {
        let (it, first) = self.subject.start();
        assert_eq!(first.is_some(), !self.model.is_empty());
        if let Some((key, value)) = first {
            assert_eq!(self.model.get(&key), Some(&value));
            self.iterations.push(Iteration {
                it,
                owed: self.model.keys().copied().collect(),
                seen: HashSet::from([key]),
            });
        }
    }

    /// All iterations go on by up to `n` entries.
    fn advance(&mut self, n: u64) {
        let (subject, model) = (&mut self.subject, &self.model);
        self.iterations.retain_mut(|i| {
            for _ in 0..n {
                let Some((key, value)) = subject.next(&mut i.it) else {
                    assert_eq!(i.owed.difference(&i.seen).next(), None, "it was missed");
                    return false;
                };
                assert_eq!(model.get(&key), Some(&value), "key {key}");
                assert!(i.seen.insert(key), "{key} comes twice");
            }
            true
        });
    }

    fn steps(mut self, rng: &mut Random) {
        let keys = rng.pick(&[3, 8, 9, 40, 1000, 20_000, 100_000]);
        let steps = rng.pick(&[50, 1000, 10_000]);
        let (mut inserts, mut at) = (500, 0);
        for step in 0..steps {
            if step % 500 == 0 {
                // Mostly inserted for a while, then mostly removed.
                inserts = rng.pick(&[100, 300, 500, 650]);
            }
            let key = rng.below(keys);
            match rng.below(1000) {
                n if n < inserts => self.insert(key, step),
                n if n < 700 => self.remove(key),
                700..720 if self.iterations.len() < 4 => self.start(),
                // One that is never finished.
                720..723 => _ = self.iterations.pop(),
                723..725 => {
                    self.subject.clear();
                    self.model.clear();
                    // Nothing of what comes is owed, and none may come that was there.
                    for i in &mut self.iterations {
                        i.owed.clear();
                        i.seen.clear();
                    }
                }
                725..727 if self.subject.keep_even() => {
                    let odd = self.model.iter().filter(|(_, v)| *v % 2 != 0);
                    let odd: Vec<u64> = odd.map(|(k, _)| *k).collect();
                    for key in odd {
                        self.model.remove(&key);
                        for i in &mut self.iterations {
                            i.owed.remove(&key);
                            i.seen.remove(&key);
                        }
                    }
                }
                727..735 => {
                    for _ in 0..rng.below(2000) {
                        at = (at + 1) % keys;
                        self.insert(at, step);
                    }
                }
                735..740 => {
                    for _ in 0..rng.below(3000) {
                        at = (at + keys - 1) % keys;
                        self.remove(at);
                    }
                }
                740..850 => self.advance(rng.below(20)),
                _ => assert_eq!(self.subject.get(key), self.model.get(&key).copied()),
            }
            assert_eq!(self.subject.len(), self.model.len());
        }
        while !self.iterations.is_empty() {
            self.advance(1000);
        }
        for (key, value) in &self.model {
            assert_eq!(self.subject.get(*key), Some(*value));
        }
        // A last one sees all that is there.
        self.start();
        self.advance(u64::MAX);
    }
}

fn run(seed: u64) {
    let rng = &mut Random(seed);
    match rng.below(5) {
        0 => {
            let hint = rng.pick(&[0, 10, 10_000]);
            let hasher = Seeded(rng.next());
            let map = GoMap::<u64, u64, _>::with_capacity_and_hasher(hint, hasher);
            Run::new(map).steps(rng);
        }
        1 => Run::new(GoMap::<u64, u64, _>::with_hasher(Seeded(0))).steps(rng),
        2 => {
            let hasher = Seeded(rng.next());
            Run::new(GoMap::<String, u64, _>::with_hasher(hasher)).steps(rng);
        }
        _ => Run::new(Raw::random(rng)).steps(rng),
    }
}

#[test]
fn random_maps() {
    let asked = std::env::var("MAPS_FUZZ").unwrap_or_else(|_| "1 60 0".to_owned());
    let numbers: Vec<u64> = asked
        .split(' ')
        .map(|n| n.parse().expect("MAPS_FUZZ is SEED COUNT MINUTES"))
        .collect();
    let [first, count, minutes] = numbers[..] else {
        panic!("MAPS_FUZZ is SEED COUNT MINUTES");
    };
    let (began, time) = (Instant::now(), Duration::from_secs(minutes * 60));
    let (mut done, mut told) = (0, began);
    while if minutes == 0 {
        done < count
    } else {
        began.elapsed() < time
    } {
        let seed = first.wrapping_add(done);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| run(seed))) {
            eprintln!("again: cargo xtask fuzz maps --seed {seed} --count 1");
            resume_unwind(panic);
        }
        done += 1;
        if told.elapsed() > Duration::from_secs(10) {
            told = Instant::now();
            eprintln!("{done} maps agree with the model");
        }
    }
    eprintln!("{done} maps agree with the model");
}

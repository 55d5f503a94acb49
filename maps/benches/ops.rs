//! `GoMap` against hashbrown's `HashMap` with the same hasher, run by run in turn, under the names of Go's own benchmarks: lines of
//! `Name/keys/entries peer nanoseconds`. `cargo xtask bench maps` puts Go beside them.
//!
//! Arguments: sizes; all when there are none.

use burrow_maps::GoMap;
use core::hash::Hash;
use core::hint::black_box;
use core::time::Duration;
use hashbrown::{DefaultHashBuilder, HashMap};
use std::time::Instant;

const SIZES: [usize; 4] = [6, 64, 1 << 16, 1 << 22];

/// A key of a number, and one that is not among the first `n`.
trait Key: Hash + Eq + Copy {
    const NAME: &'static str;
    fn of(n: usize) -> Self;
}

impl Key for i32 {
    const NAME: &'static str = "int32";
    fn of(n: usize) -> i32 {
        (n as i32).wrapping_mul(7919)
    }
}

impl Key for i64 {
    const NAME: &'static str = "int64";
    fn of(n: usize) -> i64 {
        n as i64 * 7919
    }
}

impl Key for &'static str {
    const NAME: &'static str = "string";
    fn of(n: usize) -> &'static str {
        Box::leak(format!("key number {n}").into_boxed_str())
    }
}

impl Key for [i64; 2] {
    const NAME: &'static str = "16bytes";
    fn of(n: usize) -> [i64; 2] {
        [n as i64, n as i64 * 7919]
    }
}

impl Key for *const u64 {
    const NAME: &'static str = "pointer";
    fn of(n: usize) -> *const u64 {
        Box::leak(Box::new(n as u64))
    }
}

/// The two kinds of maps.
trait Map<K>: Sized {
    fn with_capacity(n: usize) -> Self;
    fn insert(&mut self, key: K, value: i64);
    fn get(&self, key: &K) -> i64;
    fn remove(&mut self, key: &K);
    fn sum(&self) -> i64;
    fn first(&self) -> i64;
    fn len(&self) -> usize;
    /// Removes what an iteration produces first.
    fn pop(&mut self);
}

macro_rules! map {
    ($map:ident) => {
        impl<K: Key> Map<K> for $map<K, i64, DefaultHashBuilder> {
            fn with_capacity(n: usize) -> Self {
                $map::with_capacity_and_hasher(n, DefaultHashBuilder::default())
            }

            #[inline]
            fn insert(&mut self, key: K, value: i64) {
                self.insert(key, value);
            }

            #[inline]
            fn get(&self, key: &K) -> i64 {
                self.get(key).copied().unwrap_or(0)
            }

            #[inline]
            fn remove(&mut self, key: &K) {
                self.remove(key);
            }

            fn sum(&self) -> i64 {
                self.values().sum()
            }

            fn first(&self) -> i64 {
                self.values().next().copied().unwrap_or(0)
            }

            fn len(&self) -> usize {
                self.len()
            }

            fn pop(&mut self) {
                let key = *self.keys().next().expect("an entry");
                self.remove(&key);
            }
        }
    };
}

map!(GoMap);
map!(HashMap);

type Ours<K> = GoMap<K, i64, DefaultHashBuilder>;
type Theirs<K> = HashMap<K, i64, DefaultHashBuilder>;

/// How many operations a run did, and how long they took.
type Took = (usize, Duration);

/// The best of many runs of each, in turn: what else the machine does meets both.
fn versus<K: Key>(
    name: &str,
    n: usize,
    mut ours: impl FnMut() -> Took,
    mut theirs: impl FnMut() -> Took,
) {
    let (mut best, mut total, mut runs) = ([f64::MAX; 2], Duration::ZERO, 0);
    while runs < 3 || total < Duration::from_millis(60) && runs < 400 {
        for (best, (count, took)) in best.iter_mut().zip([ours(), theirs()]) {
            *best = best.min(took.as_nanos() as f64 / count as f64);
            total += took;
        }
        runs += 1;
    }
    for (best, peer) in best.iter().zip(["burrow", "hashbrown"]) {
        println!("{name}/{}/{n} {peer} {best:.2}", K::NAME);
    }
}

/// The best of ours alone.
fn alone<K: Key>(name: &str, n: usize, ours: impl FnMut() -> Took) {
    let (mut best, mut ours) = (f64::MAX, ours);
    for _ in 0..3 {
        let (count, took) = ours();
        best = best.min(took.as_nanos() as f64 / count as f64);
    }
    println!("{name}/{}/{n} burrow {best:.2}", K::NAME);
}

fn timed(count: usize, f: impl FnOnce()) -> Took {
    let began = Instant::now();
    f();
    (count, began.elapsed())
}

fn shuffled<K: Copy>(keys: &[K]) -> Vec<K> {
    let mut keys = keys.to_vec();
    let mut state = 1u64;
    for i in (1..keys.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        keys.swap(i, (state >> 33) as usize % (i + 1));
    }
    keys
}

fn filled<K: Key, M: Map<K>>(keys: &[K], capacity: usize) -> M {
    let mut map = M::with_capacity(capacity);
    for (n, key) in keys.iter().enumerate() {
        map.insert(*key, n as i64);
    }
    map
}

struct Keys<K> {
    there: Vec<K>,
    mixed: Vec<K>,
    missing: Vec<K>,
}

/// Small maps are gone through many times in a run.
fn rounds(n: usize, all: usize) -> usize {
    (all / n).max(1)
}

fn iter<K: Key, M: Map<K>>(map: &M) -> Took {
    let rounds = rounds(map.len(), 50_000);
    timed(rounds * map.len(), || {
        for _ in 0..rounds {
            black_box(map.sum());
        }
    })
}

fn first<K: Key, M: Map<K>>(map: &M) -> Took {
    timed(20_000, || {
        for _ in 0..20_000 {
            black_box(map.first());
        }
    })
}

fn access<K: Key, M: Map<K>>(map: &M, keys: &[K]) -> Took {
    let rounds = rounds(keys.len(), 50_000);
    timed(rounds * keys.len(), || {
        let mut sum = 0i64;
        for _ in 0..rounds {
            for key in keys {
                sum = sum.wrapping_add(map.get(key));
            }
        }
        black_box(sum);
    })
}

fn assign<K: Key, M: Map<K>>(map: &mut M, keys: &[K]) -> Took {
    let rounds = rounds(keys.len(), 50_000);
    timed(rounds * keys.len(), || {
        for _ in 0..rounds {
            for (i, key) in keys.iter().enumerate() {
                map.insert(*key, i as i64);
            }
        }
    })
}

fn fill<K: Key, M: Map<K>>(keys: &[K], capacity: usize) -> Took {
    let rounds = rounds(keys.len(), 50_000);
    timed(rounds * keys.len(), || {
        for _ in 0..rounds {
            black_box(filled::<K, M>(keys, capacity));
        }
    })
}

fn several<K: Key, M: Map<K>>(keys: &[K]) -> Vec<M> {
    let rounds = rounds(keys.len(), 4096);
    (0..rounds).map(|_| filled(keys, keys.len())).collect()
}

fn delete<K: Key, M: Map<K>>(keys: &Keys<K>) -> Took {
    let mut maps: Vec<M> = several(&keys.there);
    timed(maps.len() * keys.mixed.len(), || {
        for map in &mut maps {
            for key in &keys.mixed {
                map.remove(key);
            }
        }
    })
}

fn pop<K: Key, M: Map<K>>(keys: &[K]) -> Took {
    let mut maps: Vec<M> = several(keys);
    let left = keys.len().saturating_sub(1 << 20);
    timed(maps.len() * (keys.len() - left), || {
        for map in &mut maps {
            while map.len() > left {
                map.pop();
            }
        }
    })
}

fn lookups<K: Key>(n: usize, keys: &Keys<K>) {
    let (mut ours, mut theirs): (Ours<K>, Theirs<K>) =
        (filled(&keys.there, n), filled(&keys.there, n));
    versus::<K>("MapIter", n, || iter(&ours), || iter(&theirs));
    versus::<K>("MapFirst", n, || first(&ours), || first(&theirs));
    let mixed = &keys.mixed[..n.min(1 << 20)];
    for (name, keys) in [("MapAccessHit", mixed), ("MapAccessMiss", &keys.missing)] {
        versus::<K>(name, n, || access(&ours, keys), || access(&theirs, keys));
    }
    versus::<K>(
        "MapAssignExists",
        n,
        || assign(&mut ours, mixed),
        || assign(&mut theirs, mixed),
    );
}

fn changes<K: Key>(n: usize, keys: &Keys<K>) {
    for (name, capacity) in [("MapAssignFillNoHint", 0), ("MapAssignFillHint", n)] {
        versus::<K>(
            name,
            n,
            || fill::<K, Ours<K>>(&keys.there, capacity),
            || fill::<K, Theirs<K>>(&keys.there, capacity),
        );
    }
    versus::<K>(
        "MapDelete",
        n,
        || delete::<K, Ours<K>>(keys),
        || delete::<K, Theirs<K>>(keys),
    );
    // hashbrown's iterations begin where the last one did, at what was removed.
    if n <= 64 {
        versus::<K>(
            "MapPop",
            n,
            || pop::<K, Ours<K>>(&keys.there),
            || pop::<K, Theirs<K>>(&keys.there),
        );
    } else {
        alone::<K>("MapPop", n, || pop::<K, Ours<K>>(&keys.there));
    }
}

/// Single insertions into a growing map.
fn latency<K: Key, M: Map<K>>(peer: &str, n: usize, keys: &[K]) {
    let mut took = Vec::with_capacity(n);
    let mut map = M::with_capacity(0);
    let mut last = Instant::now();
    for (i, key) in keys.iter().enumerate() {
        map.insert(*key, i as i64);
        let now = Instant::now();
        took.push((now - last).as_nanos());
        last = now;
    }
    took.sort_unstable();
    for (name, at) in [
        ("p50", n / 2),
        ("p999", n - 1 - n / 1000),
        ("p9999", n - 1 - n / 10_000),
        ("max", n - 1),
    ] {
        println!(
            "MapAssignGrowLatency/{name}/{}/{n} {peer} {}",
            K::NAME,
            took[at]
        );
    }
}

fn all<K: Key>(sizes: &[usize]) {
    for &n in sizes {
        let there: Vec<K> = (0..n).map(K::of).collect();
        let keys = Keys {
            mixed: shuffled(&there),
            there,
            missing: (n..n + n.min(1 << 20)).map(K::of).collect(),
        };
        lookups(n, &keys);
        changes(n, &keys);
        if n >= 1 << 16 {
            latency::<K, Ours<K>>("burrow", n, &keys.mixed);
            latency::<K, Theirs<K>>("hashbrown", n, &keys.mixed);
        }
    }
}

fn main() {
    let mut only = None;
    let mut sizes = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.parse() {
            Ok(size) => sizes.push(size),
            // Cargo adds an option of its own.
            Err(_) if argument.starts_with("--") => {}
            Err(_) => only = Some(argument),
        }
    }
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    if wanted("int32") {
        all::<i32>(&sizes);
    }
    if wanted("int64") {
        all::<i64>(&sizes);
    }
    if wanted("string") {
        all::<&'static str>(&sizes);
    }
    if wanted("16bytes") {
        all::<[i64; 2]>(&sizes);
    }
    if wanted("pointer") {
        all::<*const u64>(&sizes);
    }
}

//! `GoMap` against hashbrown's `HashMap` with the same hasher, in turn, under the names of Go's own benchmarks: lines of
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
    const NAME: &'static str;
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
    ($map:ident, $name:literal, |$this:ident| $first:expr) => {
        impl<K: Key> Map<K> for $map<K, i64, DefaultHashBuilder> {
            const NAME: &'static str = $name;

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
                let $this = &*self;
                let key: K = $first;
                self.remove(&key);
            }
        }
    };
}

map!(GoMap, "burrow", |map| *map.keys().next().expect("an entry"));
map!(HashMap, "hashbrown", |map| *map
    .keys()
    .next()
    .expect("an entry"));

/// The best of many runs, each of which says how many operations it did and how long they took.
fn measure<K: Key, M: Map<K>>(name: &str, n: usize, mut f: impl FnMut() -> (usize, Duration)) {
    let (mut best, mut total, mut runs) = (f64::MAX, Duration::ZERO, 0);
    while runs == 0 || total < Duration::from_millis(60) && runs < 400 {
        let (count, took) = f();
        best = best.min(took.as_nanos() as f64 / count as f64);
        total += took;
        runs += 1;
    }
    println!("{name}/{}/{n} {} {best:.2}", K::NAME, M::NAME);
}

fn timed(count: usize, f: impl FnOnce()) -> (usize, Duration) {
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

fn lookups<K: Key, M: Map<K>>(n: usize, keys: &Keys<K>) {
    let mut map: M = filled(&keys.there, n);
    measure::<K, M>("MapIter", n, || {
        let rounds = (50_000 / n).max(1);
        timed(rounds * n, || {
            for _ in 0..rounds {
                black_box(map.sum());
            }
        })
    });
    measure::<K, M>("MapFirst", n, || {
        timed(20_000, || {
            for _ in 0..20_000 {
                black_box(map.first());
            }
        })
    });
    for (name, keys) in [
        ("MapAccessHit", &keys.mixed),
        ("MapAccessMiss", &keys.missing),
    ] {
        let keys = &keys[..keys.len().min(1 << 20)];
        let rounds = (50_000 / keys.len()).max(1);
        measure::<K, M>(name, n, || {
            timed(rounds * keys.len(), || {
                let mut sum = 0i64;
                for _ in 0..rounds {
                    for key in keys {
                        sum = sum.wrapping_add(map.get(key));
                    }
                }
                black_box(sum);
            })
        });
    }
    let mixed = &keys.mixed[..keys.mixed.len().min(1 << 20)];
    let rounds = (50_000 / mixed.len()).max(1);
    measure::<K, M>("MapAssignExists", n, || {
        timed(rounds * mixed.len(), || {
            for _ in 0..rounds {
                for (i, key) in mixed.iter().enumerate() {
                    map.insert(*key, i as i64);
                }
            }
        })
    });
}

fn changes<K: Key, M: Map<K>>(n: usize, keys: &Keys<K>) {
    for (name, capacity) in [("MapAssignFillNoHint", 0), ("MapAssignFillHint", n)] {
        let rounds = (50_000 / n).max(1);
        measure::<K, M>(name, n, || {
            timed(rounds * n, || {
                for _ in 0..rounds {
                    black_box(filled::<K, M>(&keys.there, capacity));
                }
            })
        });
    }
    let rounds = (4096 / n).max(1);
    let maps = || -> Vec<M> { (0..rounds).map(|_| filled(&keys.there, n)).collect() };
    measure::<K, M>("MapDelete", n, || {
        let mut maps = maps();
        timed(rounds * n, || {
            for map in &mut maps {
                for key in &keys.mixed {
                    map.remove(key);
                }
            }
        })
    });
    let left = n.saturating_sub(1 << 20);
    // hashbrown's iterations begin where the last one did, at what was removed.
    if M::NAME == "burrow" || n <= 64 {
        measure::<K, M>("MapPop", n, || {
            let mut maps = maps();
            timed(rounds * (n - left), || {
                for map in &mut maps {
                    while map.len() > left {
                        map.pop();
                    }
                }
            })
        });
    }
}

/// Single insertions into a growing map.
fn latency<K: Key, M: Map<K>>(n: usize, keys: &[K]) {
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
            "MapAssignGrowLatency/{name}/{}/{n} {} {}",
            K::NAME,
            M::NAME,
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
        lookups::<K, GoMap<K, i64>>(n, &keys);
        lookups::<K, HashMap<K, i64>>(n, &keys);
        changes::<K, GoMap<K, i64>>(n, &keys);
        changes::<K, HashMap<K, i64>>(n, &keys);
        if n >= 1 << 16 {
            latency::<K, GoMap<K, i64>>(n, &keys.mixed);
            latency::<K, HashMap<K, i64>>(n, &keys.mixed);
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

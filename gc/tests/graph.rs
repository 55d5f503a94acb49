//! Random object graphs, mutations and collections interleaved at every step, against a reachability oracle.
//!
//! The mutators are two goroutines whose stacks are reported once in each cycle, at different times; between any
//! two of their operations a slice of marking or sweeping may happen. Whatever the oracle can reach must be intact
//! at every moment, and after a full collection nothing else may be allocated.

use std::collections::{HashMap, HashSet};

use burrow_gc::{Barrier, Cache, FixedMemory, Heap, Layout, Marker, Progress, round_up_size};
use proptest::prelude::*;

const WORD: usize = size_of::<usize>();

/// Words of each kind of object and where its pointers are; word 0 is a tag unless it is a pointer.
#[derive(Clone)]
struct Kind {
    size: usize,
    layout: Layout,
    pointers: Vec<usize>,
}

static MAP: [u8; 16] = [
    0b0001_0010,
    0,
    0xff,
    0,
    0,
    0,
    0,
    0,
    0,
    0x80,
    0,
    0,
    0,
    0,
    0,
    0x40,
];

fn kinds() -> Vec<Kind> {
    let bits = |mask: u64, words: usize| {
        (0..words)
            .filter(|i| mask >> i & 1 != 0)
            .collect::<Vec<_>>()
    };
    let map: Vec<usize> = (0..128)
        .filter(|i| MAP[i / 8] >> (i % 8) & 1 != 0)
        .collect();
    // SAFETY: 16 static bytes describe 128 words.
    let mapped = unsafe { Layout::bitmap(128, MAP.as_ptr()) };
    let repeat = |of: &[usize], words: usize, n: usize| {
        (0..n)
            .flat_map(|k| of.iter().map(move |p| p + k * words))
            .collect::<Vec<_>>()
    };
    let mut kinds = vec![
        Kind {
            size: 2 * WORD,
            layout: Layout::mask(2, 0b11),
            pointers: vec![0, 1],
        },
        Kind {
            size: 3 * WORD,
            layout: Layout::mask(3, 0b110),
            pointers: vec![1, 2],
        },
        Kind {
            size: 5 * WORD,
            layout: Layout::mask(5, 0b10010),
            pointers: vec![1, 4],
        },
        Kind {
            size: 16 * WORD,
            layout: Layout::mask(9, 0b1_0000_0010),
            pointers: vec![1, 8],
        },
        Kind {
            size: 64 * WORD,
            layout: Layout::mask(64, 1 << 63 | 2),
            pointers: vec![1, 63],
        },
        // A table: elements with pointers, then bytes without.
        Kind {
            size: 90 * WORD + 40,
            layout: Layout::mask(3, 0b010).repeat(30),
            pointers: repeat(&[1], 3, 30),
        },
        Kind {
            size: 256 * WORD,
            layout: mapped.repeat(2),
            pointers: repeat(&map, 128, 2),
        },
        // Small, in parts.
        Kind {
            size: 1200 * WORD,
            layout: mapped.repeat(9),
            pointers: repeat(&map, 128, 9),
        },
        // Large, with oblets.
        Kind {
            size: 60_000 * WORD,
            layout: Layout::mask(2, 0b10).repeat(30_000),
            pointers: repeat(&[1], 2, 30_000),
        },
        Kind {
            size: 40_000,
            layout: mapped.repeat(30),
            pointers: repeat(&map, 128, 30),
        },
    ];
    // Other masks for classes that have one already.
    for (words, mask) in [(2, 0b01), (2, 0b10), (5, 0b11000), (16, 0b110), (64, 0b110)] {
        let pointers = bits(mask, words);
        let layout = Layout::mask(words, mask);
        kinds.push(Kind {
            size: words * WORD,
            layout,
            pointers,
        });
    }
    for size in [1, 2, 4, 7, 8, 12, 15, 16, 24, 100, 1000, 5000, 33_000] {
        kinds.push(Kind {
            size,
            layout: Layout::NOSCAN,
            pointers: vec![],
        });
    }
    assert_eq!(bits(0b110, 3), kinds[1].pointers);
    kinds
}

struct Object {
    kind: usize,
    tag: u8,
    /// Where each pointer word that is not nil points to: object and offset.
    slots: HashMap<usize, (usize, usize)>,
}

/// The heap, its mutators, and what the oracle knows.
struct World {
    heap: Heap<FixedMemory>,
    _memory: Vec<u8>,
    cache: Cache,
    barrier: Barrier,
    marker: Marker,
    kinds: Vec<Kind>,
    objects: HashMap<usize, Object>,
    /// Two stacks; an entry is an object and an offset into it.
    stacks: [Vec<Option<(usize, usize)>>; 2],
    scanned: [bool; 2],
    allocs: usize,
}

impl World {
    /// A world of at least 32 MiB never runs out of memory.
    fn new(bytes: usize) -> World {
        let mut memory = vec![0; bytes];
        // SAFETY: the vector is kept beside the heap and not used.
        let port = unsafe { FixedMemory::new(memory.as_mut_ptr(), bytes) };
        World {
            heap: Heap::new(port),
            _memory: memory,
            cache: Cache::new(),
            barrier: Barrier::new(),
            marker: Marker::new(),
            kinds: kinds(),
            objects: HashMap::new(),
            stacks: [vec![None; 16], vec![None; 16]],
            scanned: [false; 2],
            allocs: 0,
        }
    }

    fn word(&self, at: usize) -> *mut usize {
        core::ptr::with_exposed_provenance_mut(at)
    }

    fn alloc(&mut self, stack: usize, slot: usize, kind: usize) {
        let k = self.kinds[kind].clone();
        let p = match self.heap.alloc(&mut self.cache, k.size, &k.layout) {
            Some(p) => p,
            None => {
                assert!(
                    self._memory.len() < 32 << 20,
                    "an allocation failed with memory left"
                );
                self.full();
                match self.heap.alloc(&mut self.cache, k.size, &k.layout) {
                    Some(p) => p,
                    None => return,
                }
            }
        };
        let at = p.as_ptr().expose_provenance();
        // SAFETY: a fresh object of this size.
        let zero = unsafe { core::slice::from_raw_parts(p.as_ptr(), k.size) }
            .iter()
            .all(|b| *b == 0);
        assert!(zero, "not zeroed: kind {kind}");
        self.allocs += 1;
        let tag = self.allocs as u8 | 1;
        // Tags at the front, wherever no pointer is.
        for i in (0..k.size.min(64)).filter(|i| !k.pointers.iter().take(64).any(|p| *p == i / WORD))
        {
            // SAFETY: within the object, no pointer.
            unsafe { *p.as_ptr().add(i) = tag };
        }
        self.objects.insert(
            at,
            Object {
                kind,
                tag,
                slots: HashMap::new(),
            },
        );
        self.stacks[stack][slot] = Some((at, 0));
    }

    fn store(&mut self, stack: usize, from: usize, to: usize, which: usize, nil: bool) {
        let Some((object, _)) = self.stacks[stack][to] else {
            return;
        };
        let o = &self.objects[&object];
        let pointers = &self.kinds[o.kind].pointers;
        if pointers.is_empty() {
            return;
        }
        let word = pointers[which % pointers.len()];
        let new = if nil { None } else { self.stacks[stack][from] };
        let value = new.map_or(0, |(o, off)| o + off);
        let p = self.word(object + word * WORD);
        // SAFETY: a pointer word of a live object.
        unsafe {
            if self.heap.is_marking() && self.barrier.write(*p, value) {
                self.heap.flush_barrier(&mut self.barrier, &mut self.marker);
            }
            *p = value;
        }
        let slots = &mut self.objects.get_mut(&object).unwrap().slots;
        match new {
            Some(new) => slots.insert(word, new),
            None => slots.remove(&word),
        };
    }

    fn load(&mut self, stack: usize, from: usize, to: usize, which: usize, offset: usize) {
        let Some((object, _)) = self.stacks[stack][from] else {
            return;
        };
        let o = &self.objects[&object];
        let pointers = &self.kinds[o.kind].pointers;
        if pointers.is_empty() {
            return;
        }
        let word = pointers[which % pointers.len()];
        // SAFETY: a pointer word of a live object.
        let value = unsafe { *self.word(object + word * WORD) };
        let want = o.slots.get(&word).copied();
        assert_eq!(
            value,
            want.map_or(0, |(o, off)| o + off),
            "a pointer has changed"
        );
        // Go on with an interior pointer.
        self.stacks[stack][to] =
            want.map(|(o, _)| (o, offset % self.kinds[self.objects[&o].kind].size));
    }

    fn scan(&mut self, stack: usize) {
        if !self.heap.is_marking() || self.scanned[stack] {
            return;
        }
        self.scanned[stack] = true;
        for &(o, off) in self.stacks[stack].iter().flatten() {
            self.heap.shade(&mut self.marker, o + off);
        }
    }

    fn start(&mut self) {
        if !self.heap.is_marking() {
            self.heap.flush(&mut self.cache);
            self.heap.verify().unwrap();
            self.heap.start_cycle(&mut self.marker);
            self.heap.verify().unwrap();
            self.scanned = [false; 2];
        }
    }

    fn mark(&mut self, budget: usize) {
        if self.heap.is_marking() {
            self.heap.mark_step(&mut self.marker, budget);
        }
    }

    /// Ends the cycle as soon as that is possible.
    fn finish(&mut self) {
        if !self.heap.is_marking() {
            return;
        }
        self.scan(0);
        self.scan(1);
        self.heap.flush(&mut self.cache);
        self.heap.verify().unwrap();
        loop {
            self.heap.flush_barrier(&mut self.barrier, &mut self.marker);
            while self.heap.mark_step(&mut self.marker, 10_000) == Progress::More {}
            if self.heap.finish_cycle() {
                break;
            }
        }
        self.heap.verify_marks().unwrap();
        self.heap.verify().unwrap();
        let live = self.reachable();
        self.objects.retain(|at, _| live.contains(at));
        self.check();
    }

    fn reachable(&self) -> HashSet<usize> {
        let mut live = HashSet::new();
        let mut todo: Vec<usize> = self
            .stacks
            .iter()
            .flatten()
            .flatten()
            .map(|r| r.0)
            .collect();
        while let Some(o) = todo.pop() {
            if live.insert(o) {
                todo.extend(self.objects[&o].slots.values().map(|r| r.0));
            }
        }
        live
    }

    /// Everything reachable is there and unchanged.
    fn check(&self) {
        for at in self.reachable() {
            let o = &self.objects[&at];
            let k = &self.kinds[o.kind];
            let (base, size) = self
                .heap
                .find_object(at + k.size - 1)
                .expect("a reachable object was freed");
            assert!(base.as_ptr().addr() <= at && at + k.size <= base.as_ptr().addr() + size);
            for i in
                (0..k.size.min(64)).filter(|i| !k.pointers.iter().take(64).any(|p| *p == i / WORD))
            {
                // SAFETY: within a reachable object.
                let byte = unsafe { *self.word(at + i).cast::<u8>() };
                assert_eq!(byte, o.tag, "an object was overwritten");
            }
            for (word, (to, off)) in &o.slots {
                // SAFETY: within a reachable object.
                let value = unsafe { *self.word(at + word * WORD) };
                assert_eq!(value, to + off, "a pointer was overwritten");
            }
        }
    }

    /// A full collection leaves exactly what is reachable.
    fn full(&mut self) {
        self.finish();
        self.start();
        self.finish();
        while !self.heap.sweep_step(7) {}
        self.heap.flush(&mut self.cache);
        self.heap.verify().unwrap();
        let tiny = |o: &Object| {
            let k = &self.kinds[o.kind];
            k.pointers.is_empty() && k.size < 16
        };
        let blocks: HashSet<usize> = self
            .objects
            .iter()
            .filter(|(_, o)| tiny(o))
            .map(|(at, _)| at & !15)
            .collect();
        let want = self
            .objects
            .values()
            .filter(|o| !tiny(o))
            .map(|o| round_up_size(self.kinds[o.kind].size))
            .sum::<usize>()
            + blocks.len() * 16;
        let stats = self.heap.stats();
        assert_eq!(
            stats.heap_alloc, want as u64,
            "the heap holds what is not reachable"
        );
        assert_eq!(
            self.heap.heap_bytes(),
            want,
            "the pacer counts other bytes than there are"
        );
        assert_eq!(stats.mallocs as usize, self.allocs);
    }

    fn step(&mut self, op: u32) {
        let (code, a) = (op & 31, op >> 5);
        let (stack, from, to) = (
            (a & 1) as usize,
            (a >> 1 & 15) as usize,
            (a >> 5 & 15) as usize,
        );
        let rest = (a >> 9) as usize;
        // Few operations drop what a stack holds, so that much of it is older than the cycle.
        match code {
            0..4 => {
                // Large objects are rare.
                let kind = rest % self.kinds.len();
                let kind = if matches!(kind, 7 | 8) && !rest.is_multiple_of(16) {
                    kind - 7
                } else {
                    kind
                };
                self.alloc(stack, to, kind);
            }
            4..12 => self.store(stack, from, to, rest, rest.is_multiple_of(16)),
            12..15 => self.load(stack, from, to, rest, rest / 64),
            15 => self.stacks[stack][to] = None,
            // The only pointer to an object moves to the stack.
            16..20 if from != to => {
                self.load(stack, from, to, rest, 0);
                self.store(stack, to, from, rest, true);
            }
            16..=20 => self.start(),
            21..24 => self.scan(stack),
            24 => self.finish(),
            25..30 => self.mark(rest % 512),
            _ => match rest % 64 {
                0 => self.full(),
                1 => self.heap.flush(&mut self.cache),
                2..16 => self.check(),
                n => {
                    self.heap.sweep_step(n % 8);
                }
            },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_reachable_is_lost_and_nothing_else_kept(ops in prop::collection::vec(any::<u32>(), 1..600)) {
        let mut w = World::new(32 << 20);
        for op in ops {
            w.step(op);
        }
        w.full();
    }
}

fn run(seed: u64, steps: usize, bytes: usize) {
    let mut w = World::new(bytes);
    let mut x = seed;
    for _ in 0..steps {
        x = x
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        w.step((x >> 32) as u32);
    }
    w.full();
}

#[test]
fn a_long_history() {
    // A million operations.
    for seed in [1, 7] {
        run(seed, 500_000, 64 << 20);
    }
}

#[test]
fn a_long_history_in_little_memory() {
    // Memory is exhausted again and again, for work buffers too.
    for seed in 2..6 {
        run(seed, 10_000, 1 << 20);
    }
}

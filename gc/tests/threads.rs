//! Mutators on real threads, each a marker too, with a collector that stops them for phase changes only.
//!
//! Each thread moves objects between its own stack and slots that all threads write. Objects carry a number that
//! their contents must agree with, so one that was freed or handed out twice is noticed. A plain program (no test
//! harness), so that it can run under ThreadSanitizer.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::time::Duration;
use std::sync::{Mutex, RwLock};
use std::time::Instant;

use burrow_gc::{Barrier, Cache, Heap, Layout, Marker, Progress, SystemMemory};

const WORD: usize = size_of::<usize>();
const THREADS: usize = 3;
const STACK: usize = 16;
const SHARED: usize = 64;
/// Words: a number, two pointers, the number's complement.
const NODE: Layout = Layout::mask(4, 0b0110);

static HEAP: Heap<SystemMemory> = Heap::new(SystemMemory::new(256 << 20));
static SHARED_SLOTS: [AtomicUsize; SHARED] = [const { AtomicUsize::new(0) }; SHARED];
static NUMBERS: AtomicUsize = AtomicUsize::new(1);
static DONE: AtomicBool = AtomicBool::new(false);
static ENDED: AtomicUsize = AtomicUsize::new(0);
static WORLD: RwLock<()> = RwLock::new(());
static LOCALS: [Mutex<Local>; THREADS] = [const {
    Mutex::new(Local {
        cache: Cache::new(),
        barrier: Barrier::new(),
        marker: Marker::new(),
        stack: [0; STACK],
    })
}; THREADS];

/// What a P has. Others touch it while the world is stopped.
struct Local {
    cache: Cache,
    barrier: Barrier,
    marker: Marker,
    stack: [usize; STACK],
}

fn word<'a>(object: usize, i: usize) -> &'a AtomicUsize {
    // SAFETY: words of live objects, only used atomically.
    unsafe { &*core::ptr::with_exposed_provenance(object + i * WORD) }
}

fn check(object: usize) {
    let n = word(object, 0).load(Ordering::Relaxed);
    assert_eq!(
        n,
        !word(object, 3).load(Ordering::Relaxed),
        "an object was overwritten"
    );
    assert!(n != 0, "an object was freed");
}

impl Local {
    /// A write of a pointer into a slot that others see. Release: the object was filled before.
    fn store(&mut self, slot: &AtomicUsize, value: usize) {
        if HEAP.is_marking() && self.barrier.write(slot.load(Ordering::Acquire), value) {
            HEAP.flush_barrier(&mut self.barrier, &mut self.marker);
        }
        slot.store(value, Ordering::Release);
    }

    fn step(&mut self, x: usize) {
        let (op, a, b, c) = (x & 7, x >> 3 & 15, x >> 7 & 15, x >> 11 & 63);
        match op {
            0..3 => {
                let Some(p) = HEAP.alloc(&mut self.cache, 4 * WORD, &NODE) else {
                    return;
                };
                let p = p.as_ptr().expose_provenance();
                assert_eq!(
                    (0..4)
                        .map(|i| word(p, i).load(Ordering::Relaxed))
                        .sum::<usize>(),
                    0,
                    "not zeroed"
                );
                let n = NUMBERS.fetch_add(1, Ordering::Relaxed);
                word(p, 0).store(n, Ordering::Relaxed);
                word(p, 3).store(!n, Ordering::Relaxed);
                self.stack[a] = p;
            }
            3 => self.store(&SHARED_SLOTS[c], self.stack[a]),
            4 => self.stack[a] = SHARED_SLOTS[c].load(Ordering::Acquire),
            5 if self.stack[b] != 0 => {
                check(self.stack[b]);
                self.store(word(self.stack[b], 1 + c % 2), self.stack[a]);
            }
            6 if self.stack[b] != 0 => {
                check(self.stack[b]);
                self.stack[a] = word(self.stack[b], 1 + c % 2).load(Ordering::Acquire);
            }
            _ => self.stack[a] = 0,
        }
    }
}

fn mutator(i: usize) {
    let mut x = i as u64 + 1;
    while !DONE.load(Ordering::Relaxed) {
        // The world cannot stop within.
        let running = WORLD.read().unwrap();
        let mut local = LOCALS[i].lock().unwrap();
        for _ in 0..500 {
            x = x
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            local.step((x >> 33) as usize);
        }
        if HEAP.is_marking() {
            HEAP.mark_step(&mut local.marker, 4096);
        } else if x.is_multiple_of(4) {
            HEAP.sweep_step(2);
        }
        drop((local, running));
        std::thread::yield_now();
    }
    ENDED.fetch_add(1, Ordering::Release);
}

fn main() {
    let seconds = std::env::var("BURROW_STRESS_SECONDS").ok();
    let seconds = seconds.and_then(|s| s.parse().ok()).unwrap_or(2);
    for i in 0..THREADS {
        // Not joined: ThreadSanitizer does not see how the standard library synchronises that.
        std::thread::spawn(move || mutator(i));
    }
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut cycles = 0;
    while Instant::now() < end {
        {
            let _stopped = WORLD.write().unwrap();
            start();
        }
        std::thread::sleep(Duration::from_micros(500));
        loop {
            let _stopped = WORLD.write().unwrap();
            if finish() {
                break;
            }
        }
        cycles += 1;
    }
    DONE.store(true, Ordering::Relaxed);
    while ENDED.load(Ordering::Acquire) < THREADS {
        std::thread::yield_now();
    }
    let s = HEAP.stats();
    println!(
        "{cycles} cycles, {} objects, {} KiB at the end",
        s.mallocs,
        s.sys >> 10
    );
    assert!(cycles > 10 && s.frees > s.mallocs / 2);
}

fn start() {
    let mut locals: Vec<_> = LOCALS.iter().map(|l| l.lock().unwrap()).collect();
    locals.iter_mut().for_each(|l| HEAP.flush(&mut l.cache));
    let mut marker = Marker::new();
    HEAP.start_cycle(&mut marker);
    for l in &locals {
        l.stack.iter().for_each(|p| HEAP.shade(&mut marker, *p));
    }
    SHARED_SLOTS
        .iter()
        .for_each(|s| HEAP.shade(&mut marker, s.load(Ordering::Relaxed)));
    HEAP.flush_marker(&mut marker);
}

fn finish() -> bool {
    let mut locals: Vec<_> = LOCALS.iter().map(|l| l.lock().unwrap()).collect();
    for l in &mut locals {
        let Local {
            cache,
            barrier,
            marker,
            ..
        } = &mut **l;
        HEAP.flush_barrier(barrier, marker);
        HEAP.flush_marker(marker);
        HEAP.flush(cache);
    }
    // A little of what is left, and then the threads again.
    let mut marker = Marker::new();
    let progress = HEAP.mark_step(&mut marker, 64 << 10);
    HEAP.flush_marker(&mut marker);
    if progress == Progress::More || !HEAP.finish_cycle() {
        return false;
    }
    HEAP.verify().unwrap();
    // All that can be reached is there.
    let mut todo: Vec<usize> = locals.iter().flat_map(|l| l.stack).collect();
    todo.extend(SHARED_SLOTS.iter().map(|s| s.load(Ordering::Relaxed)));
    let mut seen = std::collections::HashSet::new();
    while let Some(p) = todo.pop() {
        if p != 0 && seen.insert(p) {
            check(p);
            todo.extend([1, 2].map(|i| word(p, i).load(Ordering::Relaxed)));
        }
    }
    true
}

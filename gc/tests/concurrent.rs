//! Two mutators and a background thread: a `World` under stress. A plain program (no test harness), so that it can run under
//! ThreadSanitizer, as `cargo xtask test` does where a nightly toolchain is installed.
//!
//! Each mutator moves objects between its own roots and slots that both write. Objects carry a number that their contents must agree
//! with, so one that was freed too early or handed out twice is noticed. Now and then one collects by itself, or stays outside for a while.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::time::Duration;
use std::time::Instant;

use burrow_gc::{Heap, Layout, Marker, Mutator, SystemMemory, World};

const WORD: usize = size_of::<usize>();
const THREADS: usize = 2;
const STACK: usize = 16;
const SHARED: usize = 64;
/// Words: a number, two pointers, the number's complement.
const NODE: Layout = Layout::mask(4, 0b0110);

type Globals = fn(&Heap<SystemMemory>, &mut Marker);

static WORLD: World<SystemMemory, Globals> = World::new(SystemMemory::new(1 << 30), globals);
static SHARED_SLOTS: [AtomicUsize; SHARED] = [const { AtomicUsize::new(0) }; SHARED];
static NUMBERS: AtomicUsize = AtomicUsize::new(1);
static DONE: AtomicBool = AtomicBool::new(false);
static ENDED: AtomicUsize = AtomicUsize::new(0);

fn globals(heap: &Heap<SystemMemory>, m: &mut Marker) {
    for slot in &SHARED_SLOTS {
        heap.shade(m, slot.load(Ordering::Relaxed));
    }
}

fn word<'a>(object: usize, i: usize) -> &'a AtomicUsize {
    // SAFETY: words of live objects, only used atomically.
    unsafe { &*core::ptr::with_exposed_provenance(object + i * WORD) }
}

fn check(object: usize) {
    let n = word(object, 0).load(Ordering::Relaxed);
    let complement = word(object, 3).load(Ordering::Relaxed);
    assert!(
        n != 0 && n == !complement,
        "an object was freed or overwritten"
    );
}

/// A write of a pointer into a slot that both see. Release: the object was filled before.
fn store(m: &mut Mutator<'_, SystemMemory, Globals>, slot: &AtomicUsize, value: usize) {
    m.write(slot.load(Ordering::Acquire), value);
    slot.store(value, Ordering::Release);
}

fn step(m: &mut Mutator<'_, SystemMemory, Globals>, x: usize) {
    let (op, a, b, c) = (x & 7, x >> 3 & 15, x >> 7 & 15, x >> 11 & 63);
    let (to, from) = (m.roots()[b], m.roots()[a]);
    match op {
        0..3 => {
            let p = m.alloc(4 * WORD, &NODE).expect("memory");
            let p = p.as_ptr().expose_provenance();
            let zero = (0..4).all(|i| word(p, i).load(Ordering::Relaxed) == 0);
            assert!(zero, "not zeroed");
            let n = NUMBERS.fetch_add(1, Ordering::Relaxed);
            word(p, 0).store(n, Ordering::Relaxed);
            word(p, 3).store(!n, Ordering::Relaxed);
            m.roots()[a] = p;
        }
        3 => store(m, &SHARED_SLOTS[c], from),
        4 => m.roots()[a] = SHARED_SLOTS[c].load(Ordering::Acquire),
        5 if to != 0 => {
            check(to);
            store(m, word(to, 1 + c % 2), from);
        }
        6 if to != 0 => {
            check(to);
            m.roots()[a] = word(to, 1 + c % 2).load(Ordering::Acquire);
        }
        _ => m.roots()[a] = 0,
    }
}

fn mutate(i: usize) {
    let mut m = WORLD.mutator();
    m.roots().resize(STACK, 0);
    let mut x = i as u64 + 1;
    while !DONE.load(Ordering::Relaxed) {
        for _ in 0..20_000 {
            x = x
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            step(&mut m, (x >> 33) as usize);
        }
        m.safepoint();
        match x >> 59 {
            0 => m.collect(),
            1 | 2 => m.outside(|| std::thread::sleep(Duration::from_millis(1))),
            _ => {}
        }
    }
    drop(m);
    ENDED.fetch_add(1, Ordering::Release);
}

fn main() {
    let seconds = std::env::var("BURROW_STRESS_SECONDS").ok();
    let seconds = seconds.and_then(|s| s.parse().ok()).unwrap_or(2);
    WORLD.heap().set_gc_percent(Some(25));
    // Not joined: ThreadSanitizer does not see how the standard library synchronises that.
    for i in 0..THREADS {
        std::thread::spawn(move || mutate(i));
    }
    std::thread::spawn(|| {
        WORLD.background();
        ENDED.fetch_add(1, Ordering::Release);
    });
    let end = Instant::now() + Duration::from_secs(seconds);
    let wait = || std::thread::sleep(Duration::from_millis(1));
    while Instant::now() < end {
        wait();
    }
    DONE.store(true, Ordering::Relaxed);
    while ENDED.load(Ordering::Acquire) < THREADS {
        wait();
    }
    WORLD.end();
    while ENDED.load(Ordering::Acquire) < THREADS + 1 {
        wait();
    }
    let s = WORLD.heap().stats();
    println!(
        "{} cycles, {} objects, {} KiB at the end",
        s.num_gc,
        s.mallocs,
        s.sys >> 10
    );
    // All mutators are gone: one more cycle leaves what the slots lead to, and everything holds.
    WORLD.mutator().collect();
    WORLD.heap().verify().unwrap();
    assert!(s.num_gc > 10 && s.frees > s.mallocs / 2);
}

//! The pacer against allocation patterns: how far the heap overshoots its goal, and how much memory that takes.
#![cfg(feature = "std")]

mod mutator;

use burrow_gc::Layout;
use mutator::{Mutator, WORD, count, tree};

const MIB: usize = 1 << 20;

/// Runs `step` until `cycles` collections are over; the largest heap seen in relation to its goal, in percent.
fn overshoot(m: &mut Mutator, cycles: u64, mut step: impl FnMut(&mut Mutator)) -> usize {
    let (end, mut worst) = (m.heap.stats().num_gc + cycles, 0);
    while m.heap.stats().num_gc < end {
        let before = m.heap.stats();
        step(m);
        let after = m.heap.stats();
        if before.num_gc == after.num_gc {
            worst = worst.max(m.heap.heap_bytes() * 100 / after.next_gc as usize);
        }
    }
    worst
}

/// A table of live objects, of which one at a time is replaced.
fn table(m: &mut Mutator, n: usize, size: usize) -> usize {
    let array = m.alloc(n * WORD, &Layout::mask(1, 1).repeat(n));
    m.roots.push(array);
    for i in 0..n {
        let o = m.alloc(size, &Layout::mask(2, 0b11));
        m.store(array + i * WORD, o);
    }
    array
}

#[test]
fn a_steady_heap_stays_at_its_goal() {
    let mut m = Mutator::new(256 * MIB);
    let n = 20 * MIB / 64;
    let array = table(&mut m, n, 64);
    let mut x = 1_u64;
    let worst = overshoot(&mut m, 20, |m| {
        for _ in 0..64 {
            x = x
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let o = m.alloc(64, &Layout::mask(2, 0b11));
            m.store(array + (x >> 33) as usize % n * WORD, o);
        }
    });
    assert!(worst <= 105, "{worst} % of the goal");
    let s = m.heap.stats();
    // 22 MiB are alive, and a little more when a cycle ends; at GOGC=100 the heap is twice that.
    assert!(s.next_gc < 54 << 20, "{s:?}");
    assert!(s.sys < s.next_gc * 110 / 100, "{s:?}");
    assert!(m.longest < MIB, "a slice of {} bytes", m.longest);
}

#[test]
fn a_growing_heap_and_a_burst_overshoot_little() {
    let mut m = Mutator::new(512 * MIB);
    // A ramp: everything stays alive, in a list.
    let mut head = 0;
    m.roots.push(0);
    let mut ramp = |m: &mut Mutator| {
        let o = m.alloc(4 * WORD, &Layout::mask(4, 1));
        m.store(o, head);
        head = o;
        m.roots[0] = o;
    };
    let worst = overshoot(&mut m, 4, &mut ramp);
    assert!(worst <= 115, "ramp: {worst} % of the goal");
    // A burst: large objects, at once, that are garbage.
    let worst = overshoot(&mut m, 4, |m| {
        m.alloc(MIB, &Layout::NOSCAN);
    });
    assert!(worst <= 115, "burst: {worst} % of the goal");
}

#[test]
fn binary_trees_take_little_memory() {
    let mut m = Mutator::new(256 * MIB);
    let long = tree(&mut m, 16);
    m.roots.push(long);
    for _ in 0..200 {
        let t = tree(&mut m, 12);
        assert_eq!(count(t), (2 << 12) - 1);
    }
    let t = tree(&mut m, 17);
    assert_eq!(count(t), (2 << 17) - 1);
    assert_eq!(count(long), (2 << 16) - 1);
    // At most 6 MiB are alive at a time.
    let s = m.heap.stats();
    assert!(s.num_gc >= 3 && s.sys <= 24 << 20, "{s:?}");
}

#[test]
fn percent_off_and_limit() {
    let mut m = Mutator::new(256 * MIB);
    assert_eq!(m.heap.set_gc_percent(None), Some(100));
    assert_eq!(m.heap.set_gc_percent(None), None);
    for _ in 0..32 * 1024 {
        m.alloc(1024, &Layout::NOSCAN);
    }
    assert_eq!(m.heap.stats().num_gc, 0);
    // The limit collects even so.
    assert_eq!(m.heap.set_memory_limit(48 * MIB), usize::MAX);
    for _ in 0..256 * 1024 {
        m.alloc(1024, &Layout::NOSCAN);
    }
    let s = m.heap.stats();
    assert!(s.num_gc >= 4 && s.sys <= 48 << 20, "{s:?}");
    m.heap.set_memory_limit(usize::MAX);
    assert_eq!(m.heap.set_gc_percent(Some(50)), None);
    let n = s.num_gc;
    for _ in 0..64 * 1024 {
        m.alloc(1024, &Layout::NOSCAN);
    }
    assert!(m.heap.stats().num_gc > n + 16);
}

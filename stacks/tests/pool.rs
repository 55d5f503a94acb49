//! The pool and its caches: no stack is out twice, memory goes back, and refusal leaves everything as it was.

mod common;

use burrow_stacks::{
    CACHE_BYTES, CHUNK, CHUNK_HEADER, GrowError, MIN_STACK, Stack, StackCache, StackPool,
    StartSize, grown_size,
};
use common::HostMemory;

fn check_disjoint(stacks: &[Stack]) {
    let mut ranges: Vec<_> = stacks
        .iter()
        .map(|s| (s.limit() as usize, s.base() as usize))
        .collect();
    ranges.sort_unstable();
    assert!(ranges.windows(2).all(|w| w[0].1 <= w[1].0));
}

#[test]
fn stacks_of_every_order_are_disjoint_and_go_back() {
    let pool = StackPool::new(HostMemory::default());
    let mut cache = StackCache::new();
    let mut out = vec![];
    for round in 0..3 {
        for order in 0..9 {
            let size = MIN_STACK << order;
            for _ in 0..100 {
                let s = if round == 1 {
                    pool.take(size)
                } else {
                    cache.take(&pool, size)
                }
                .unwrap();
                assert!(s.size() == size || s.size() == size - CHUNK_HEADER);
                assert!((s.base() as usize).is_multiple_of(16));
                // SAFETY: the stack is ours.
                unsafe { s.limit().write_bytes(0x77, s.size()) };
                out.push(s);
            }
        }
        check_disjoint(&out);
        let keep = out.len() / 2;
        for s in out.drain(keep..) {
            // SAFETY: it came from the pool and is not used any more.
            unsafe { cache.give(&pool, s) };
        }
    }
    for s in out {
        // SAFETY: as above.
        unsafe { pool.give(s) };
    }
    assert!(pool.stats().mapped <= 5 * CHUNK + 7 * CACHE_BYTES + 2 * CHUNK);
    cache.flush(&pool);
    assert_eq!(pool.stats().mapped, 5 * CHUNK);
}

#[test]
fn small_stacks_cost_little_more_than_their_size() {
    let pool = StackPool::new(HostMemory::default());
    let out: Vec<_> = (0..1024).map(|_| pool.take(MIN_STACK).unwrap()).collect();
    assert_eq!(pool.stats().mapped, 1024 * MIN_STACK);
    for s in out {
        // SAFETY: it came from the pool and is not used any more.
        unsafe { pool.give(s) };
    }
}

#[test]
fn returned_stacks_are_used_again() {
    let pool = StackPool::new(HostMemory::default());
    let mut out: Vec<_> = (0..96).map(|_| pool.take(MIN_STACK).unwrap()).collect();
    assert_eq!(pool.stats().mapped, 3 * CHUNK);
    for n in [1, 5, 40, 96, 2] {
        for _ in 0..n {
            // SAFETY: it came from the pool and is not used any more.
            unsafe { pool.give(out.remove(out.len() / 3)) };
        }
        assert!(pool.stats().mapped >= out.len() * MIN_STACK);
        out.extend((0..n).map(|_| pool.take(MIN_STACK).unwrap()));
        check_disjoint(&out);
        assert_eq!(pool.stats().mapped, 3 * CHUNK);
    }
    for s in out {
        // SAFETY: as above.
        unsafe { pool.give(s) };
    }
    assert_eq!(pool.stats().mapped, CHUNK);
}

#[test]
fn refusal_changes_nothing() {
    let pool = StackPool::new(HostMemory {
        limit: Some(CHUNK),
        ..HostMemory::default()
    });
    let mut cache = StackCache::new();
    let mut stack = cache.take(&pool, MIN_STACK).unwrap();
    let (limit, base) = (stack.limit(), stack.base());
    // SAFETY: there are no frames.
    let grown = unsafe { cache.grow(&pool, &mut stack, base, 1000, 64, 1 << 20) };
    assert_eq!(grown.map(|_| ()), Err(GrowError::OutOfMemory));
    assert_eq!((stack.limit(), stack.base()), (limit, base));
    assert!(cache.take(&pool, usize::MAX).is_none());
    // SAFETY: as above.
    unsafe {
        let overflow = cache.grow(&pool, &mut stack, base, 1000, 64, 1024);
        assert_eq!(overflow.map(|_| ()), Err(GrowError::Overflow));
        cache.give(&pool, stack);
    }
    assert_eq!((pool.stats().grown, pool.stats().shrunk), (0, 0));
    cache.flush(&pool);
}

#[test]
fn the_last_stack_uses_all_of_the_limit() {
    const MAX: usize = 100_000;
    assert_eq!(
        grown_size(64 << 10, 60_000, 5_000, 64, MAX),
        Ok(MAX & !(CHUNK - 1))
    );
    assert_eq!(
        grown_size(MAX & !(CHUNK - 1), 98_000, 1_000, 64, MAX),
        Err(GrowError::Overflow)
    );
    let pool = StackPool::new(HostMemory::default());
    let mut cache = StackCache::new();
    let mut stack = cache.take(&pool, 64 << 10).unwrap();
    // SAFETY: there are no frames; the stack comes from the pool.
    unsafe {
        let base = stack.base();
        cache
            .grow(&pool, &mut stack, base, 80_000, 64, MAX)
            .unwrap();
        assert_eq!(stack.size(), MAX & !(CHUNK - 1));
        let base = stack.base();
        cache
            .shrink(&pool, &mut stack, base, 64, MIN_STACK)
            .unwrap();
        assert_eq!(stack.size(), 64 << 10);
        cache.give(&pool, stack);
    }
    cache.flush(&pool);
    assert_eq!(pool.stats().mapped, 0);
}

#[test]
fn grows_a_little_when_memory_is_short() {
    let pool = StackPool::new(HostMemory {
        limit: Some(160 << 10),
        ..HostMemory::default()
    });
    let mut cache = StackCache::new();
    let mut stack = cache.take(&pool, 64 << 10).unwrap();
    // SAFETY: there are no frames; the stack comes from the pool.
    unsafe {
        let base = stack.base();
        cache
            .grow(&pool, &mut stack, base, 70_000, 64, 1 << 20)
            .unwrap();
        assert_eq!(stack.size(), (70_064 * 9 / 8usize).next_multiple_of(CHUNK));
        cache.give(&pool, stack);
    }
    cache.flush(&pool);
    assert_eq!(pool.stats().mapped, 0);
}

#[test]
fn starting_size_follows_use() {
    let start = StartSize::new(512);
    start.settle(100, MIN_STACK, 32 << 10);
    assert_eq!(start.get(), 512);
    start.note(3000);
    start.note(1000);
    start.settle(100, MIN_STACK, 32 << 10);
    assert_eq!(start.get(), 4096);
    start.note(10);
    start.settle(100, MIN_STACK, 32 << 10);
    assert_eq!(start.get(), MIN_STACK);
    start.note(1 << 20);
    start.settle(100, MIN_STACK, 32 << 10);
    assert_eq!(start.get(), 32 << 10);
}

//! Models of the pool's lock.
#![cfg(loom)]

mod common;

use burrow_stacks::{CHUNK, StackPool};
use common::HostMemory;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, Ordering};

/// Proves that a stack is never out twice and that a chunk is not given back to memory while one of its stacks is out.
/// Two threads take and give back twice each, from an order with two stacks a chunk, so that chunks fill up, leave their
/// list and come back to it; the first chunk is shared. Bounds: two threads, two rounds, preemption bound 3.
///
/// Mutant: pool_pick_unlocked
#[test]
fn a_stack_is_out_once() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| {
        let pool = Arc::new(StackPool::new(HostMemory::default()));
        let held = pool.take(CHUNK / 2).unwrap();
        let first = held.limit() as usize / CHUNK;
        // Whether the other half of the first chunk is out.
        let out = Arc::new(AtomicBool::new(false));
        let rounds = move |pool: Arc<StackPool<HostMemory>>, out: Arc<AtomicBool>| {
            for _ in 0..2 {
                let stack = pool.take(CHUNK / 2).unwrap();
                assert!(stack.size() <= CHUNK / 2);
                let shared = stack.limit() as usize / CHUNK == first;
                if shared {
                    assert!(!out.swap(true, Ordering::AcqRel), "a stack is out twice");
                }
                // SAFETY: the stack is this thread's.
                unsafe { stack.limit().write_bytes(1, stack.size()) };
                if shared {
                    out.store(false, Ordering::Release);
                }
                // SAFETY: it came from the pool, and is not used any more.
                unsafe { pool.give(stack) };
            }
        };
        let (p, o) = (pool.clone(), out.clone());
        let other = loom::thread::spawn(move || rounds(p, o));
        rounds(pool.clone(), out);
        other.join().unwrap();
        // SAFETY: as above.
        unsafe { pool.give(held) };
        assert_eq!(pool.stats().mapped, CHUNK, "one empty chunk is kept");
    });
}

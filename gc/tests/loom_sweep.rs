//! Models of sweeping, and of what is handed between caches and lists: the real heap, with two threads.
//!
//! Bounds as in `loom_mark.rs`: two threads, three preemptions; spans of 341 objects, of which a few are alive.
#![cfg(loom)]

mod model;

use burrow_gc::{Barrier, Cache, Layout, Marker};
use loom::sync::Arc;
use model::{WORD, World, explore};

const SIZE: usize = 3 * WORD;
/// Of [`SIZE`] bytes.
const IN_SPAN: usize = 8192 / SIZE;

fn alloc(world: &World, cache: &mut Cache) -> usize {
    let p = world.heap.alloc(cache, SIZE, &Layout::NOSCAN);
    p.expect("there is memory").as_ptr().expose_provenance()
}

/// Marks the given objects and no others; nothing is swept yet.
fn cycle(world: &World, cache: &mut Cache, alive: &[usize]) {
    world
        .heap
        .collect(cache, &mut Barrier::new(), &mut Marker::new(), |heap, m| {
            alive.iter().for_each(|p| heap.shade(m, *p));
        });
}

/// One thread sweeps while another allocates from the same class, and so sweeps too. No span is swept twice: what is
/// alive stays, and what is handed out was free.
///
/// Mutant: sweep_unowned
#[test]
fn sweeping_and_allocating() {
    explore(|| {
        let world = Arc::new(World::new());
        let mut cache = Cache::new();
        let all: Vec<usize> = (0..IN_SPAN + 1)
            .map(|_| alloc(&world, &mut cache))
            .collect();
        let alive = [all[0], all[IN_SPAN]];
        cycle(&world, &mut cache, &alive);
        let sweeper = {
            let world = world.clone();
            loom::thread::spawn(move || world.heap.sweep_step(2))
        };
        let fresh = [0; 2].map(|_| alloc(&world, &mut cache));
        sweeper.join().unwrap();
        world.heap.flush(&mut cache);
        while !world.heap.sweep_step(10) {}
        assert_eq!(world.heap.verify(), Ok(()));
        assert!(
            fresh[0] != fresh[1] && fresh.iter().all(|p| !alive.contains(p)),
            "handed out twice"
        );
        assert!(
            alive.iter().chain(&fresh).all(|p| world.is_there(*p)),
            "lost"
        );
        assert_eq!(world.heap.stats().heap_alloc as usize, 4 * SIZE);
    });
}

/// Two caches allocate from one class and are flushed, so that they pass the last free objects of a span to each
/// other through the central list. No object is handed out twice, and none is missing at the end.
///
/// Mutant: flush_after_push
#[test]
fn caches_pass_a_span_on() {
    explore(|| {
        let world = Arc::new(World::new());
        let mut cache = Cache::new();
        // The span's last window is all that is left of it, and claimed.
        for _ in 0..IN_SPAN - 2 {
            alloc(&world, &mut cache);
        }
        let other = {
            let world = world.clone();
            loom::thread::spawn(move || {
                let mut cache = Cache::new();
                let p = alloc(&world, &mut cache);
                world.heap.flush(&mut cache);
                p
            })
        };
        world.heap.flush(&mut cache);
        let mine = alloc(&world, &mut cache);
        world.heap.flush(&mut cache);
        let theirs = other.join().unwrap();
        assert_ne!(mine, theirs, "handed out twice");
        assert_eq!(world.heap.verify(), Ok(()));
        assert_eq!(world.heap.stats().heap_alloc as usize, IN_SPAN * SIZE);
    });
}

/// A weak pointer is read while its object's span is swept. A living object is found at any moment; a dead one
/// never again.
///
/// Mutant: weak_after_sweep
#[test]
fn weak_pointers_and_sweeping() {
    explore(|| {
        let world = Arc::new(World::new());
        let mut cache = Cache::new();
        let mut marker = Marker::new();
        let objects = [0; 2].map(|_| alloc(&world, &mut cache));
        let handles = objects.map(|o| world.heap.weak_handle(&mut cache, &mut marker, o).unwrap());
        let addrs = handles.map(|h| h.as_ptr().expose_provenance());
        cycle(&world, &mut cache, &[objects[0], addrs[0], addrs[1]]);
        let reader = {
            let world = world.clone();
            loom::thread::spawn(move || {
                let handle = |i: usize| {
                    core::ptr::NonNull::new(core::ptr::with_exposed_provenance_mut(addrs[i]))
                };
                let mut marker = Marker::new();
                // SAFETY: the handles are alive.
                let found = unsafe { world.heap.upgrade(&mut marker, handle(0).unwrap()) };
                assert_eq!(found, Some(objects[0]), "a living object was not found");
                // SAFETY: the handles are alive.
                let found = unsafe { world.heap.upgrade(&mut marker, handle(1).unwrap()) };
                assert_eq!(found, None, "a dead object was found");
            })
        };
        world.heap.sweep_step(10);
        reader.join().unwrap();
    });
}

/// Finalizers are queued by sweeping and taken by two threads. Each is taken exactly once.
///
/// Mutant: queue_peeked
#[test]
fn finalizers_run_once() {
    explore(|| {
        let world = Arc::new(World::new());
        let mut cache = Cache::new();
        let mut marker = Marker::new();
        for token in 1..3 {
            let object = alloc(&world, &mut cache);
            world
                .heap
                .set_finalizer(&mut marker, object, token)
                .unwrap();
        }
        cycle(&world, &mut cache, &[]);
        let other = {
            let world = world.clone();
            loom::thread::spawn(move || world.heap.next_finalizer(&mut Marker::new()))
        };
        world.heap.sweep_step(10);
        let mut taken: Vec<usize> = world
            .heap
            .next_finalizer(&mut marker)
            .into_iter()
            .map(|f| f.1)
            .collect();
        taken.extend(other.join().unwrap().map(|f| f.1));
        while let Some((_, token)) = world.heap.next_finalizer(&mut marker) {
            taken.push(token);
        }
        taken.sort_unstable();
        assert_eq!(taken, [1, 2]);
    });
}

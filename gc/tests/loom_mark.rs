//! Models of marking: the real heap, with two threads.
//!
//! All models run the crate's own code. Side tables in raw memory are explored as sequentially consistent cells
//! (each access is a point where loom may switch threads); locks, counters and phase words are loom's. Bounds: two
//! threads, three preemptions, two to six objects, work buffers of one item.
#![cfg(loom)]

mod model;

use burrow_gc::{Barrier, Cache, Marker};
use loom::sync::Arc;
use model::{WORD, World, explore};

/// A mutator whose stack has been scanned loads the only pointer to an object and deletes it, while a marker is
/// on its way there. The object survives: the deletion half of the barrier has recorded it.
///
/// Mutant: no_deletion_barrier
#[test]
fn what_is_deleted_while_marking_survives() {
    explore(|| {
        let world = Arc::new(World::new());
        let mut cache = Cache::new();
        let object = world.node(&mut cache, 0);
        let root = world.node(&mut cache, object);
        world.heap.flush(&mut cache);
        let mut marker = Marker::new();
        world.heap.start_cycle(&mut marker);
        world.heap.shade(&mut marker, root);
        let mutator = {
            let world = world.clone();
            loom::thread::spawn(move || {
                let mut barrier = Barrier::new();
                let register = world.load(root);
                world.store(&mut barrier, root, 0);
                (barrier, register)
            })
        };
        world.mark(&mut marker);
        let (mut barrier, register) = mutator.join().unwrap();
        world.finish(&mut cache, &mut barrier);
        assert!(world.is_there(register), "lost");
    });
}

/// A mutator whose stack has not been scanned moves its only pointer to an object into one that may be black
/// already, and forgets it before its stack is scanned. The object survives: the insertion half has recorded it.
///
/// Mutant: no_insertion_barrier
#[test]
fn what_is_hidden_in_a_black_object_survives() {
    explore(|| {
        let world = Arc::new(World::new());
        let mut cache = Cache::new();
        let object = world.node(&mut cache, 0);
        let root = world.node(&mut cache, 0);
        world.heap.flush(&mut cache);
        let mut marker = Marker::new();
        world.heap.start_cycle(&mut marker);
        world.heap.shade(&mut marker, root);
        let mutator = {
            let world = world.clone();
            loom::thread::spawn(move || {
                let mut barrier = Barrier::new();
                // The object is in a register only.
                world.store(&mut barrier, root, object);
                // Now its stack is scanned, with nothing on it.
                barrier
            })
        };
        world.mark(&mut marker);
        let mut barrier = mutator.join().unwrap();
        world.finish(&mut cache, &mut barrier);
        assert!(world.is_there(object), "lost");
    });
}

/// A mutator's barrier buffer, which one write fills, is flushed into its own marker while another marker is at work. What
/// any of its writes recorded survives, whoever scans it.
///
/// Mutant: barrier_overrun
#[test]
fn a_full_barrier_loses_nothing() {
    explore(|| {
        let world = Arc::new(World::new());
        let mut cache = Cache::new();
        let objects = [0; 2].map(|_| world.node(&mut cache, 0));
        let roots = objects.map(|o| world.node(&mut cache, o));
        world.heap.flush(&mut cache);
        let mut marker = Marker::new();
        world.heap.start_cycle(&mut marker);
        roots.iter().for_each(|r| world.heap.shade(&mut marker, *r));
        let mutator = {
            let world = world.clone();
            loom::thread::spawn(move || {
                let (mut barrier, mut marker) = (Barrier::new(), Marker::new());
                let registers = roots.map(|r| world.load(r));
                for root in roots {
                    if barrier.write(world.load(root), 0) {
                        world.heap.flush_barrier(&mut barrier, &mut marker);
                    }
                    world.clear(root);
                }
                world.heap.flush_barrier(&mut barrier, &mut marker);
                world.heap.flush_marker(&mut marker);
                registers
            })
        };
        world.mark(&mut marker);
        let registers = mutator.join().unwrap();
        world.finish(&mut cache, &mut Barrier::new());
        assert!(registers.iter().all(|r| world.is_there(*r)), "lost");
    });
}

/// Two markers share a chain and a fan of objects through the queue, in buffers of one item; whichever runs out
/// first stops. When both are idle and flushed, the cycle ends only with everything marked.
///
/// Mutant: work_dropped, finish_with_work
#[test]
fn no_work_is_lost_between_markers() {
    explore(|| {
        let world = Arc::new(World::new());
        let mut cache = Cache::new();
        let ends: Vec<usize> = (0..3).map(|_| world.node(&mut cache, 0)).collect();
        let roots: Vec<usize> = ends.iter().map(|e| world.node(&mut cache, *e)).collect();
        world.heap.flush(&mut cache);
        let mut marker = Marker::new();
        world.heap.start_cycle(&mut marker);
        roots.iter().for_each(|r| world.heap.shade(&mut marker, *r));
        let other = {
            let world = world.clone();
            loom::thread::spawn(move || {
                let mut marker = Marker::new();
                world.heap.mark_step(&mut marker, 2 * WORD);
                world.heap.flush_marker(&mut marker);
            })
        };
        world.heap.mark_step(&mut marker, 2 * WORD);
        world.heap.flush_marker(&mut marker);
        other.join().unwrap();
        while !world.heap.finish_cycle() {
            world.mark(&mut marker);
        }
        while !world.heap.sweep_step(100) {}
        assert_eq!(world.heap.verify(), Ok(()));
        for p in ends.iter().chain(&roots) {
            assert!(world.is_there(*p), "lost");
        }
        assert_eq!(
            world.heap.heap_bytes(),
            6 * WORD,
            "marked twice, or not counted"
        );
    });
}

/// Two markers reach neighbours, whose mark bits share a word, at the same time, and the same object. Each object is
/// scanned by exactly one of them, and no mark is lost.
///
/// Mutant: torn_mark
#[test]
fn marking_neighbours_loses_no_mark() {
    explore(|| {
        let world = Arc::new(World::new());
        let mut cache = Cache::new();
        let objects: Vec<usize> = (0..2).map(|_| world.node(&mut cache, 0)).collect();
        world.heap.flush(&mut cache);
        world.heap.start_cycle(&mut Marker::new());
        let other = {
            let (world, object) = (world.clone(), objects[1]);
            loom::thread::spawn(move || {
                let mut marker = Marker::new();
                world.heap.shade(&mut marker, object);
                world.mark(&mut marker);
            })
        };
        let mut marker = Marker::new();
        world.heap.shade(&mut marker, objects[0]);
        world.heap.shade(&mut marker, objects[1]);
        world.mark(&mut marker);
        other.join().unwrap();
        world.finish(&mut cache, &mut Barrier::new());
        assert!(
            world.is_there(objects[0]) && world.is_there(objects[1]),
            "lost"
        );
        assert_eq!(world.heap.heap_bytes(), 2 * WORD, "scanned twice");
    });
}

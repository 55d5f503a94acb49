//! Models of the driver for several threads: the real heap and the real `World`.
//!
//! Bounds as in `loom_mark.rs`: two threads, three preemptions; spans of 341 objects, of which a few are alive.
#![cfg(loom)]

mod model;

use burrow_gc::{FixedMemory, Layout, World};
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use model::{WORD, explore};

const SIZE: usize = 3 * WORD;

/// Nobody is in the middle of anything while the world is stopped: roots are reported between a mutator's safepoints, and what it
/// had among its roots then is there afterwards.
///
/// Mutant: stop_without_waiting
#[test]
fn the_world_stops_between_safepoints() {
    explore(|| {
        let inside = Arc::new(AtomicUsize::new(0));
        let seen = inside.clone();
        let mut memory = vec![0_u64; 16 << 10];
        // SAFETY: the vector is dropped behind the world, and not used.
        let port = unsafe { FixedMemory::new(memory.as_mut_ptr().cast(), 128 << 10) };
        let world = Arc::new(World::new(port, move |_, _| {
            assert_eq!(seen.load(Ordering::Relaxed), 0, "a mutator was running");
        }));
        let other = {
            let (world, inside) = (world.clone(), inside.clone());
            loom::thread::spawn(move || {
                let mut m = world.mutator();
                // A safepoint, too.
                let p = m.alloc(SIZE, &Layout::NOSCAN).expect("memory");
                let p = p.as_ptr().expose_provenance();
                inside.store(1, Ordering::Relaxed);
                m.roots().push(p);
                inside.store(0, Ordering::Relaxed);
                m.safepoint();
                inside.store(1, Ordering::Relaxed);
                assert!(world.heap().find_object(p).is_some(), "a root was freed");
                inside.store(0, Ordering::Relaxed);
            })
        };
        world.mutator().collect();
        other.join().unwrap();
        assert_eq!(world.heap().verify(), Ok(()));
        drop(world);
        drop(memory);
    });
}

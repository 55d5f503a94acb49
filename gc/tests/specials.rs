//! Finalizers, cleanups and weak pointers behave as Go documents them.

use core::ptr::NonNull;

use burrow_gc::{Barrier, Cache, FixedMemory, Heap, Layout, Marker, SpecialError};

const WORD: usize = size_of::<usize>();
const NODE: Layout = Layout::mask(2, 0b01);

struct World {
    heap: Heap<FixedMemory>,
    _memory: Vec<u64>,
    cache: Cache,
    barrier: Barrier,
    marker: Marker,
    roots: Vec<usize>,
}

impl World {
    fn new() -> World {
        let mut memory = vec![0_u64; 1 << 18];
        // SAFETY: the vector is kept beside the heap and not used.
        let port = unsafe { FixedMemory::new(memory.as_mut_ptr().cast(), memory.len() * 8) };
        World {
            heap: Heap::new(port),
            _memory: memory,
            cache: Cache::new(),
            barrier: Barrier::new(),
            marker: Marker::new(),
            roots: Vec::new(),
        }
    }

    fn alloc(&mut self, size: usize, layout: &Layout) -> usize {
        self.heap
            .alloc(&mut self.cache, size, layout)
            .unwrap()
            .as_ptr()
            .expose_provenance()
    }

    /// A pointer and a number.
    fn node(&mut self, next: usize) -> usize {
        let n = self.alloc(2 * WORD, &NODE);
        self.set(n, next);
        n
    }

    fn set(&self, node: usize, next: usize) {
        // SAFETY: a live node; marking is off.
        unsafe { *core::ptr::with_exposed_provenance_mut::<usize>(node) = next };
    }

    fn finalizer(&mut self, addr: usize, token: usize) {
        self.heap
            .set_finalizer(&mut self.marker, addr, token)
            .unwrap();
    }

    fn collect(&mut self) {
        let roots = &self.roots;
        self.heap.collect(
            &mut self.cache,
            &mut self.barrier,
            &mut self.marker,
            |heap, m| {
                roots.iter().for_each(|r| heap.shade(m, *r));
            },
        );
        while !self.heap.sweep_step(3) {}
        self.heap.flush(&mut self.cache);
        self.heap.verify().unwrap();
    }

    fn is_there(&self, addr: usize) -> bool {
        self.heap.find_object(addr).is_some()
    }

    fn finalized(&mut self) -> Vec<(usize, usize)> {
        core::iter::from_fn(|| self.heap.next_finalizer(&mut self.marker)).collect()
    }

    fn cleaned(&mut self) -> Vec<usize> {
        core::iter::from_fn(|| self.heap.next_cleanup(&mut self.marker)).collect()
    }

    fn upgrade(&mut self, handle: NonNull<u8>) -> Option<usize> {
        // SAFETY: the tests keep their handles among the roots.
        unsafe { self.heap.upgrade(&mut self.marker, handle) }
    }
}

#[test]
fn a_finalizer_revives_its_object_and_what_it_reaches_once() {
    let mut w = World::new();
    let child = w.node(0);
    let object = w.node(child);
    w.finalizer(object, 7);
    w.roots.push(object);
    w.collect();
    assert_eq!(w.finalized(), []);
    assert!(!w.heap.take_queued());
    w.roots.clear();
    w.collect();
    assert!(w.heap.take_queued() && !w.heap.take_queued());
    assert!(w.is_there(object) && w.is_there(child));
    // In the queue it is alive.
    w.collect();
    assert!(w.is_there(object) && w.is_there(child));
    assert_eq!(w.finalized(), [(object, 7)]);
    w.collect();
    assert!(!w.is_there(object) && !w.is_there(child));
    assert_eq!(w.finalized(), []);
}

#[test]
fn finalizers_run_from_the_outside_in_and_never_in_a_cycle() {
    let mut w = World::new();
    let inner = w.node(0);
    let outer = w.node(inner);
    w.finalizer(inner, 1);
    w.finalizer(outer, 2);
    let knot = w.node(0);
    let loop_ = w.node(knot);
    w.set(knot, loop_);
    w.finalizer(knot, 3);
    let own = w.node(0);
    w.set(own, own);
    w.finalizer(own, 4);
    w.collect();
    assert_eq!(w.finalized(), [(outer, 2)]);
    w.collect();
    assert_eq!(w.finalized(), [(inner, 1)]);
    w.collect();
    assert_eq!(w.finalized(), []);
    assert!(!w.is_there(inner) && !w.is_there(outer));
    assert!(w.is_there(knot) && w.is_there(loop_) && w.is_there(own));
}

#[test]
fn a_token_is_kept_alive() {
    let mut w = World::new();
    let object = w.alloc(8, &Layout::NOSCAN);
    let token = w.node(0);
    w.finalizer(object & !15, token);
    let cleaned = w.node(0);
    let token2 = w.node(0);
    w.heap.add_cleanup(&mut w.marker, cleaned, token2).unwrap();
    w.roots = vec![object, cleaned];
    w.collect();
    assert!(w.is_there(token) && w.is_there(token2));
    w.roots.clear();
    w.collect();
    w.collect();
    assert!(w.is_there(token) && w.is_there(token2) && !w.is_there(cleaned));
    assert_eq!(w.finalized(), [(object & !15, token)]);
    assert_eq!(w.cleaned(), [token2]);
    w.collect();
    assert!(!w.is_there(token) && !w.is_there(token2));
}

#[test]
fn tiny_objects_have_finalizers_of_their_own() {
    let mut w = World::new();
    let tiny: Vec<usize> = (0..4).map(|_| w.alloc(4, &Layout::NOSCAN)).collect();
    assert_eq!(tiny[0] + 12, tiny[3]);
    for (i, t) in tiny.iter().enumerate() {
        w.finalizer(*t, i);
    }
    w.roots.push(tiny[2]);
    w.collect();
    assert_eq!(w.finalized(), []);
    w.roots.clear();
    w.collect();
    assert_eq!(
        w.finalized(),
        tiny.iter().copied().zip(0..).collect::<Vec<_>>()
    );
}

#[test]
fn setting_twice_removing_and_static_objects() {
    let mut w = World::new();
    let object = w.node(0);
    w.finalizer(object, 1);
    assert_eq!(
        w.heap.set_finalizer(&mut w.marker, object, 2),
        Err(SpecialError::Exists)
    );
    assert_eq!(w.heap.remove_finalizer(&mut w.marker, object), Some(1));
    assert_eq!(w.heap.remove_finalizer(&mut w.marker, object), None);
    let zero = w.alloc(0, &Layout::NOSCAN);
    assert_eq!(
        w.heap.set_finalizer(&mut w.marker, zero, 2),
        Err(SpecialError::NotInHeap)
    );
    w.collect();
    assert_eq!(w.finalized(), []);
    assert!(!w.is_there(object));
}

#[test]
fn weak_pointers_go_nil_before_the_finalizer() {
    let mut w = World::new();
    let object = w.node(0);
    let weak = w
        .heap
        .weak_handle(&mut w.cache, &mut w.marker, object)
        .unwrap();
    assert_eq!(
        w.heap.weak_handle(&mut w.cache, &mut w.marker, object),
        Ok(weak)
    );
    w.finalizer(object, 5);
    let weak_addr = weak.as_ptr().addr();
    w.roots = vec![object, weak_addr];
    w.collect();
    assert_eq!(w.upgrade(weak), Some(object));
    w.roots = vec![weak_addr];
    w.collect();
    assert_eq!(w.upgrade(weak), None);
    assert_eq!(w.finalized(), [(object, 5)]);
    // Revived, it gets another handle.
    w.roots = vec![weak_addr, object];
    let second = w
        .heap
        .weak_handle(&mut w.cache, &mut w.marker, object)
        .unwrap();
    assert_ne!(second, weak);
    w.collect();
    assert_eq!(w.upgrade(second), Some(object));
}

#[test]
fn a_weak_pointer_knows_of_death_before_the_sweep_and_keeps_alive_while_marking() {
    let mut w = World::new();
    let (dead, alive) = (w.node(0), w.node(0));
    let handles =
        [dead, alive].map(|o| w.heap.weak_handle(&mut w.cache, &mut w.marker, o).unwrap());
    let kept = handles.map(|h| h.as_ptr().addr());
    w.heap.flush(&mut w.cache);
    w.heap.start_cycle(&mut w.marker);
    kept.iter().for_each(|h| w.heap.shade(&mut w.marker, *h));
    // Loaded into a register of a goroutine whose stack is done.
    assert_eq!(w.upgrade(handles[1]), Some(alive));
    w.heap.drain(&mut w.cache, &mut w.barrier, &mut w.marker);
    assert!(!w.heap.is_swept());
    assert_eq!(w.upgrade(handles[0]), None);
    assert_eq!(w.upgrade(handles[1]), Some(alive));
    // Made between mark and sweep, of something alive.
    let late = w.node(0);
    let handle = w
        .heap
        .weak_handle(&mut w.cache, &mut w.marker, late)
        .unwrap();
    while !w.heap.sweep_step(1) {}
    assert_eq!(w.upgrade(handles[0]), None);
    assert_eq!(w.upgrade(handles[1]), Some(alive));
    assert_eq!(w.upgrade(handle), Some(late));
}

#[test]
fn cleanups_run_after_the_object_is_freed_and_can_be_cancelled() {
    let mut w = World::new();
    let object = w.node(0);
    w.finalizer(object, 9);
    let add = |w: &mut World, token| w.heap.add_cleanup(&mut w.marker, object, token).unwrap();
    add(&mut w, 1);
    let second = add(&mut w, 2);
    add(&mut w, 3);
    assert!(w.heap.cancel_cleanup(second));
    assert!(!w.heap.cancel_cleanup(second));
    w.collect();
    // Revived by its finalizer, it is not freed yet.
    assert_eq!((w.cleaned(), w.finalized()), (vec![], vec![(object, 9)]));
    w.collect();
    assert_eq!(w.cleaned(), [1, 3]);
    assert!(!w.is_there(object));
}

#[test]
fn a_finalizer_set_while_marking_keeps_what_its_object_reaches() {
    let mut w = World::new();
    let child = w.node(0);
    let object = w.node(child);
    w.finalizer(object, 1);
    w.heap.flush(&mut w.cache);
    w.heap.start_cycle(&mut w.marker);
    assert_eq!(w.heap.remove_finalizer(&mut w.marker, object), Some(1));
    w.finalizer(object, 2);
    w.heap.drain(&mut w.cache, &mut w.barrier, &mut w.marker);
    while !w.heap.sweep_step(1) {}
    assert!(w.is_there(object) && w.is_there(child));
    w.collect();
    assert_eq!(w.finalized(), [(object, 2)]);
    assert!(w.is_there(child));
}

#[test]
fn thousands_of_specials_are_visited_in_slices() {
    let mut w = World::new();
    let objects: Vec<usize> = (0..3000)
        .map(|i| {
            let child = w.node(0);
            let object = w.node(child);
            w.finalizer(object, i);
            object
        })
        .collect();
    w.collect();
    let mut done = w.finalized();
    done.sort_by_key(|d| d.1);
    assert_eq!(done, objects.iter().copied().zip(0..).collect::<Vec<_>>());
    w.collect();
    assert_eq!(w.heap.stats().heap_alloc, 0);
}

#[test]
fn samples_are_told_when_their_objects_are_freed() {
    let mut w = World::new();
    let kept = w.node(0);
    let dropped = w.node(0);
    let revived = w.node(0);
    for (token, addr) in [kept, dropped, revived].into_iter().enumerate() {
        w.heap.add_sample(&mut w.marker, addr, token).unwrap();
    }
    w.finalizer(revived, 7);
    w.roots.push(kept);
    w.collect();
    assert_eq!(w.heap.next_freed_sample(), Some(1));
    // The finalizer has kept its object.
    assert_eq!(w.heap.next_freed_sample(), None);
    assert_eq!(w.heap.next_finalizer(&mut w.marker), Some((revived, 7)));
    w.collect();
    assert_eq!(w.heap.next_freed_sample(), Some(2));
    w.roots.clear();
    w.collect();
    assert_eq!(w.heap.next_freed_sample(), Some(0));
    assert_eq!(w.heap.next_freed_sample(), None);
    assert_eq!(w.heap.verify(), Ok(()));
}

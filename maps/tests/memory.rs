//! What a large map has taken it gives back when everything was deleted and when it is cleared.

mod common;

use burrow_maps::GoMap;
use burrow_maps::raw::{KeyKind, Port, RawMap, Shape};
use common::Host;
use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicUsize, Ordering};
use std::alloc::System;

struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all of it is the system's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

const ENTRIES: u64 = 200_000;
/// Entries of sixteen bytes and a control byte each, in tables that are half full at least.
const FULL: usize = ENTRIES as usize * 17;
/// What a map may keep: a table of the size that is replaced at once.
const KEPT: usize = 8192 * 17 + 1000;

fn typed() {
    let before = IN_USE.load(Ordering::Relaxed);
    let used = || IN_USE.load(Ordering::Relaxed) - before;
    let mut map = GoMap::<u64, u64>::new();
    let fill = |map: &mut GoMap<u64, u64>, n| (0..n).for_each(|k| _ = map.insert(k, k));
    fill(&mut map, ENTRIES);
    assert!(used() >= FULL, "{} bytes", used());
    (0..ENTRIES).for_each(|k| _ = map.remove(&k));
    assert!(used() <= KEPT, "{} bytes after deleting all", used());
    fill(&mut map, ENTRIES);
    map.clear();
    assert!(used() <= KEPT, "{} bytes after clear", used());
    drop(map);
    assert_eq!(used(), 0);
}

/// A raw map gives its tables to the collector, by not referring to them any more.
fn raw() {
    let mut port = Host::default();
    let shape = Shape {
        kind: KeyKind::Word64,
        key_size: 8,
        key_align: 8,
        elem_size: 8,
        elem_align: 8,
        noscan: true,
    };
    let header = port.block(size_of::<RawMap>());
    let seed = port.random() as u32;
    // SAFETY: a block of that size; the port outlives the map.
    let map = unsafe { &*RawMap::init_in(header, &shape, 0, seed) };
    let kept = |port: &Host| {
        RawMap::POINTERS
            .iter()
            // SAFETY: pointers of the header.
            .map(|&at| port.block_of(unsafe { header.add(at).cast::<*const u8>().read() }))
            .filter(|&bytes| bytes != size_of::<RawMap>())
            .sum::<usize>()
    };
    let fill = |port: &mut Host, n: u64| {
        for k in 0..n {
            // SAFETY: keys and elements have eight bytes.
            unsafe { map.assign64(port, k).cast::<u64>().write(k) };
        }
    };
    let delete = |port: &mut Host, k: u64| {
        // SAFETY: the address of a key.
        let Ok(()) = unsafe { map.delete(port, (&raw const k).cast()) };
    };
    fill(&mut port, ENTRIES);
    assert!(kept(&port) > 0 && port.taken > FULL);
    (0..ENTRIES).for_each(|k| delete(&mut port, k));
    assert_eq!(kept(&port), 0, "after deleting all");
    fill(&mut port, ENTRIES);
    // SAFETY: the map's port.
    unsafe { map.clear(&mut port) };
    assert_eq!(kept(&port), 0, "after clear");
}

/// One after the other: all memory of the program is counted.
#[test]
fn memory_is_given_back() {
    typed();
    raw();
}

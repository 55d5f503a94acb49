//! What a large map has taken it gives back when everything was deleted, or nearly everything, and when it is cleared.

mod common;

use burrow_maps::GoMap;
use burrow_maps::raw::{KeyKind, RawMap};
use common::Host;
use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicUsize, Ordering};
use std::alloc::System;
use std::collections::BTreeMap;

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
/// So many fill half of a table.
const HALF: u64 = 100_000;
/// So many are left for some time.
const LEFT: u64 = 1000;
const FEW: u64 = 100;
/// What a map may keep: a table of the size that is replaced at once.
const KEPT: usize = 8192 * 17 + 1000;
/// What a raw map keeps of `LEFT` entries: directory, and tables that are nearly as small as they can be.
const RAW_LEFT: usize = 80_000;
/// And of `FEW`: one table.
const RAW_FEW: usize = 1024 * 17 + 100;

fn typed() {
    let before = IN_USE.load(Ordering::Relaxed);
    let used = || IN_USE.load(Ordering::Relaxed) - before;
    let mut map = GoMap::<u64, u64>::new();
    let fill = |map: &mut GoMap<u64, u64>, n| (0..n).for_each(|k| _ = map.insert(k, k));
    fill(&mut map, ENTRIES);
    assert!(used() >= FULL, "{} bytes", used());
    (LEFT..ENTRIES).for_each(|k| _ = map.remove(&k));
    assert!(used() <= KEPT, "{} bytes with {LEFT} entries", used());
    (0..LEFT).for_each(|k| _ = map.remove(&k));
    assert!(used() <= KEPT, "{} bytes after deleting all", used());
    fill(&mut map, ENTRIES);
    map.retain(|k, _| *k < LEFT);
    assert!(used() <= KEPT, "{} bytes with {LEFT} entries", used());
    fill(&mut map, ENTRIES);
    (HALF..ENTRIES).for_each(|k| _ = map.remove(&k));
    map.shrink_to_fit();
    let fits = HALF.next_power_of_two() as usize * 17;
    assert!(used() <= fits + 1000, "{} bytes, half of it in use", used());
    assert!((0..HALF).all(|k| map.get(&k) == Some(&k)));
    fill(&mut map, ENTRIES);
    fill(&mut map, ENTRIES);
    map.clear();
    assert!(used() <= KEPT, "{} bytes after clear", used());
    drop(map);
    assert_eq!(used(), 0);
}

/// A raw map gives its tables to the collector, by not referring to them any more.
fn raw() {
    let mut port = Host::default();
    let map = port.map(KeyKind::Word64, 0);
    let header = core::ptr::from_ref(map).cast::<u8>();
    let kept = |port: &Host| {
        let mut objects = BTreeMap::new();
        let mut add = |at: *const u8| {
            let (base, bytes) = port.block_of(at);
            // The header's own entry is a directory too.
            (base != header.addr()).then(|| objects.insert(base, bytes));
            bytes
        };
        for at in RawMap::POINTERS {
            // SAFETY: pointers of the header.
            add(unsafe { header.add(at).cast::<*const u8>().read() });
        }
        // SAFETY: the directory, of records of a pointer and a word.
        unsafe {
            let dir = header.add(RawMap::POINTERS[0]);
            let dir = dir.cast::<*const [*const u8; 2]>().read();
            if port.block_of(dir.cast()).0 != header.addr() {
                let n = port.block_of(dir.cast()).1 / size_of_val(&*dir);
                (0..n).for_each(|n| _ = add((*dir.add(n))[0]));
            }
        }
        objects.values().sum::<usize>()
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
    assert!(kept(&port) > FULL);
    (LEFT..ENTRIES).for_each(|k| delete(&mut port, k));
    let left = kept(&port);
    assert!(left < RAW_LEFT, "{left} bytes with {LEFT} entries");
    (FEW..LEFT).for_each(|k| delete(&mut port, k));
    let few = kept(&port);
    assert!(few < RAW_FEW, "{few} bytes with {FEW} entries");
    (0..FEW).for_each(|k| delete(&mut port, k));
    assert!(kept(&port) < RAW_FEW, "after deleting all");
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

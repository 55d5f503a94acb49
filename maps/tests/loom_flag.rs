//! Models of a map's flag, with two threads that use the map.
#![cfg(loom)]

use burrow_maps::flag::{Conflict, Flag};
use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Arc, Mutex};
use loom::thread;

/// What a map is to a model: a word that only one at a time may change.
struct Map {
    flag: Flag,
    word: UnsafeCell<usize>,
}

// SAFETY: that is what the model checks: loom stops when two threads are in the cell unordered.
unsafe impl Sync for Map {}

fn change(map: &Map) -> Result<(), Conflict> {
    map.flag.begin_write()?;
    map.word.with_mut(|p| {
        // SAFETY: the model checks that nobody else is there.
        unsafe { *p += 1 }
    });
    map.flag.end_write();
    Ok(())
}

/// Two threads change a map without a lock: at least one is let, and those that are let are ordered one after the other, so
/// that there is no race that nobody reports. Bounds: two threads with two changes each, all interleavings.
/// Mutant: two_begin
/// Mutant: end_unordered
#[test]
fn changes_that_are_let_are_ordered() {
    loom::model(|| {
        let map = Arc::new(Map {
            flag: Flag::new(),
            word: UnsafeCell::new(0),
        });
        let both = |map: &Map| usize::from(change(map).is_ok()) + usize::from(change(map).is_ok());
        let other = {
            let map = Arc::clone(&map);
            thread::spawn(move || both(&map))
        };
        let let_in = both(&map) + other.join().unwrap();
        // SAFETY: both threads are done.
        let changed = map.word.with(|p| unsafe { *p });
        assert_eq!(changed, let_in);
        assert!(let_in >= 2);
    });
}

/// A thread changes two words of a map while another one reads them: a read that is not refused has seen both of before or
/// both of after. The words are read and written as plain words are on x86-64 (acquire and release); on machines that reorder more, a
/// conflict may go unseen, as in Go. Bounds: one change, two reads, all interleavings.
/// Mutant: odd_unseen
/// Mutant: end_unseen
#[test]
fn a_read_that_is_let_is_not_torn() {
    loom::model(|| {
        let map = Arc::new((Flag::new(), AtomicUsize::new(0), AtomicUsize::new(0)));
        let writer = {
            let map = Arc::clone(&map);
            thread::spawn(move || {
                map.0.begin_write().unwrap();
                map.1.store(1, Ordering::Release);
                map.2.store(1, Ordering::Release);
                map.0.end_write();
            })
        };
        for _ in 0..2 {
            let Ok(reading) = map.0.begin_read() else {
                continue;
            };
            let (first, second) = (map.1.load(Ordering::Acquire), map.2.load(Ordering::Acquire));
            if map.0.end_read(reading).is_ok() {
                assert_eq!(first, second, "torn");
            }
        }
        writer.join().unwrap();
        let reading = map.0.begin_read().unwrap();
        assert_eq!(map.2.load(Ordering::Acquire), 1);
        map.0.end_read(reading).unwrap();
    });
}

/// Threads that take turns by a lock of their own are never refused. Bounds: two threads, one changes and one reads, then
/// changes.
/// Mutant: end_forgotten
#[test]
fn nobody_is_refused_behind_a_lock() {
    loom::model(|| {
        let map = Arc::new(Mutex::new(Flag::new()));
        let other = {
            let map = Arc::clone(&map);
            thread::spawn(move || {
                let flag = map.lock().unwrap();
                flag.begin_write().unwrap();
                flag.end_write();
            })
        };
        {
            let flag = map.lock().unwrap();
            let reading = flag.begin_read().unwrap();
            flag.end_read(reading).unwrap();
            flag.begin_write().unwrap();
            flag.end_write();
        }
        other.join().unwrap();
    });
}

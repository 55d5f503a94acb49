//! The phases of a collection where there are several threads; the world is stopped for each change.
//!
//! A cycle begins without a look at any root; Ms report them ([`crate::scan`]) and mark beside the program, each with a
//! marker of its own, and share what is grey by the heap's queue. The world is stopped for the end when nobody found
//! anything left to do.

use crate::heap::{HEAP, local, local_of};
use crate::m;
use crate::roots;
use crate::scan::{self, Rest};
use crate::world;
use burrow_gc::Progress;
use core::sync::atomic::{AtomicU32, Ordering};

/// Bytes that are marked while the world is stopped for the end of a cycle: if more are left, the program goes on.
const LAST: usize = 256 << 10;

fn set_barriers(on: u32) {
    m::current().barrier = on;
    // SAFETY: the others are stopped.
    world::for_each_other(|m| unsafe { (*m).barrier = on });
}

/// The numbers of all Ms.
fn for_each_id(mut visit: impl FnMut(usize)) {
    visit(m::current().id as usize);
    // SAFETY: Ms are never given back, and their numbers do not change.
    world::for_each_other(|m| visit(unsafe { (*m).id } as usize));
}

/// Gives back what all Ms have claimed of spans.
pub fn flush() {
    for_each_id(|id| HEAP.flush(&mut local_of(id).cache));
}

/// Starts a cycle.
pub fn start() {
    flush();
    HEAP.start_cycle(&mut local().marker);
    set_barriers(1);
    roots::start();
}

/// What is left to mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Left {
    /// Something.
    More,
    /// Only what other Ms are marking now.
    Elsewhere,
    /// Nothing but what lies in barriers' buffers: the cycle can be finished.
    Nothing,
}

/// How many Ms are marking.
static ACTIVE: AtomicU32 = AtomicU32::new(0);

/// Reports roots and marks. What is grey is in the queue afterwards, for whoever marks next.
pub fn work(budget: usize) -> Left {
    let local = local();
    ACTIVE.fetch_add(1, Ordering::AcqRel);
    HEAP.flush_barrier(&mut local.barrier, &mut local.marker);
    let rest = scan::report(&mut local.marker, budget);
    let progress = HEAP.mark_step(&mut local.marker, budget);
    HEAP.flush_marker(&mut local.marker);
    let others = ACTIVE.fetch_sub(1, Ordering::AcqRel) - 1;
    match (rest, progress) {
        (Rest::More, _) | (_, Progress::More) => Left::More,
        (Rest::Running, _) => Left::Elsewhere,
        (Rest::Nothing, _) if others != 0 => Left::Elsewhere,
        (Rest::Nothing, _) => Left::Nothing,
    }
}

/// Ends the cycle. False: others had so much left to mark that it goes on, unless all is to be marked now.
pub fn finish(all: bool) -> bool {
    flush();
    for_each_id(|id| {
        let local = local_of(id);
        HEAP.flush_barrier(&mut local.barrier, &mut local.marker);
        HEAP.flush_marker(&mut local.marker);
    });
    let marker = &mut local().marker;
    let budget = if all { usize::MAX } else { LAST };
    loop {
        // The others are stopped, none of them while it marks.
        let reported = scan::finish(marker, budget);
        let progress = HEAP.mark_step(marker, budget);
        HEAP.flush_marker(marker);
        if reported && progress == Progress::Idle && HEAP.finish_cycle() {
            set_barriers(0);
            return true;
        }
        if !all {
            return false;
        }
    }
}

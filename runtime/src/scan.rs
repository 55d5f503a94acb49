//! Who reports which stack, where there are several threads.
//!
//! A goroutine's stack belongs to the M that runs it, or, while it does not run, to whoever owns its task
//! ([`Task::try_own`](burrow_sched::Task::try_own)): a marker, for as long as a slice takes. Who wants to run a goroutine that is
//! owned leaves it to its owner to queue it; a call of the host that has returned waits for a moment. So all goes as with
//! one thread: before a goroutine runs its M reports what is to run ([`roots::before_resume`]), and does the rest when it
//! marks; the others are reported by whoever marks.
//!
//! A cursor passes over the list of all goroutines. Those that run are missed, and it passes again; at the end of the
//! cycle, when the world is stopped, what is left is reported without any owning.

use crate::g::G;
use crate::m;
use crate::proc::{self, Cursor};
use crate::roots;
use burrow_gc::Marker;
use core::sync::atomic::Ordering;

/// Goroutines that the cursor passes with the list locked.
const STEPS: usize = 256;
/// Bytes of frames up to which a goroutine is reported at a stretch, whatever the budget.
const AT_ONCE: usize = 16 << 10;

/// What is left of the roots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rest {
    /// Something.
    More,
    /// Only what belongs to goroutines that other Ms run.
    Running,
    /// Nothing.
    Nothing,
}

/// What the cursor came to.
enum Found {
    /// A goroutine, owned now.
    Owned(*mut G),
    /// None yet.
    Passed,
    /// The end, having missed some.
    Missed,
    /// The end.
    End,
}

fn is_black(g: &G) -> bool {
    g.black_in.load(Ordering::Relaxed) == roots::cycle()
}

/// Reports roots beside the program, until the marker's effort reaches the budget.
pub fn report(marker: &mut Marker, budget: usize) -> Rest {
    // SAFETY: null or the goroutine that this M runs.
    if let Some(g) = unsafe { m::current().g.as_mut() }
        && !is_black(g)
        && g.scan_cycle == roots::cycle()
        && !roots::goroutine(g, marker, budget)
    {
        return Rest::More;
    }
    while marker.effort() < budget {
        if roots::variables(marker) {
            continue;
        }
        match next() {
            Found::Owned(g) => {
                // SAFETY: alive, and ours.
                let this = unsafe { &mut *g };
                let some = budget.max(marker.effort().saturating_add(AT_ONCE));
                if !roots::goroutine(this, marker, some) {
                    proc::with_cursor(|cursor, _| cursor.next = g);
                }
                proc::worker().disown(proc::task(g));
            }
            Found::Passed => {}
            Found::Missed => return Rest::Running,
            Found::End => return Rest::Nothing,
        }
    }
    Rest::More
}

/// Moves the cursor to a goroutine that is not black and does not run, and owns it.
fn next() -> Found {
    proc::with_cursor(|cursor, first| {
        for _ in 0..STEPS {
            let g = cursor.next;
            if g.is_null() {
                if !cursor.missed {
                    return Found::End;
                }
                *cursor = Cursor {
                    next: first,
                    missed: false,
                };
                return Found::Missed;
            }
            // SAFETY: in the list goroutines are alive, and linked under its lock. Of one that runs nothing else is touched.
            let (next, black) = unsafe { ((*g).next, (*g).black_in.load(Ordering::Relaxed)) };
            cursor.next = next;
            if black == roots::cycle() {
                continue;
            }
            if proc::task(g).try_own().is_some() {
                return Found::Owned(g);
            }
            cursor.missed = true;
        }
        Found::Passed
    })
}

/// Reports what is left, while the world is stopped; false when that is more than the budget.
pub fn finish(marker: &mut Marker, budget: usize) -> bool {
    while roots::variables(marker) {
        if marker.effort() >= budget {
            return false;
        }
    }
    let mut all = true;
    proc::for_each(|g| {
        if !is_black(g) {
            all &= marker.effort() < budget && roots::goroutine(g, marker, budget);
        }
    });
    all
}

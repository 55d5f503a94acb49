//! Programs that run in a host's event loop (`burrow build --event-loop`): the host calls [`burrow_run`] again and again, which
//! never waits, and tells of events by [`burrow_event`]. Only such modules export them.

use crate::g::{G, Wait};
use crate::heap;
use crate::m::{M, Suspend};
use crate::print;
use crate::proc;
use crate::start::{self, burrow_m0};
use crate::sync::Global;
use crate::trampoline::{self, Turn};
use burrow_sched::{FOREVER, Machine};
use core::ptr::null_mut;

/// The host need not call before there is an event.
const WAITING: i64 = -1;
/// The program is over.
const OVER: i64 = -2;

/// Events that no goroutine has taken yet, oldest first, or a goroutine that waits for one.
struct Events {
    begun: bool,
    first: *mut Event,
    last: *mut Event,
    waiting: *mut G,
}

struct Event {
    next: *mut Event,
    value: i64,
}

static EVENTS: Global<Events> = Global::new(Events {
    begun: false,
    first: null_mut(),
    last: null_mut(),
    waiting: null_mut(),
});

/// Runs goroutines for about so many microseconds, at least one, and returns when none can run. Answers in how many
/// microseconds the host is to call again: 0 for at once, [`WAITING`] or [`OVER`] for never.
#[unsafe(no_mangle)]
extern "C" fn burrow_run(budget: i64) -> i64 {
    if !core::mem::replace(&mut EVENTS.get().begun, true) {
        crate::fuel::yield_always();
        start::begin();
    }
    let m = burrow_m0.get();
    let now = || proc::worker().scheduler().machine().now();
    let end = now().saturating_add(budget.max(0).saturating_mul(1000));
    let left = loop {
        match trampoline::turn(m) {
            Turn::Ran if now() < end => {}
            Turn::Ran => break 0,
            Turn::Idle(deadline) => {
                if trampoline::collects(m, deadline.min(end)) {
                    continue;
                }
                break match deadline {
                    FOREVER => WAITING,
                    _ => ((deadline - now()).max(0) as u64).div_ceil(1000) as i64,
                };
            }
            Turn::Over => break OVER,
        }
    };
    print::flush();
    crate::fuel::slept();
    left
}

/// Tells of an event: the goroutine that waits in `host.Next`, or the next that asks, gets the number. The host then calls
/// [`burrow_run`].
#[unsafe(no_mangle)]
extern "C" fn burrow_event(value: i64) {
    if !EVENTS.get().begun {
        return;
    }
    let events = EVENTS.get();
    let g = core::mem::replace(&mut events.waiting, null_mut());
    if !g.is_null() {
        // SAFETY: it has parked; the host is called back from no goroutine.
        unsafe { (*g).result = value as u64 };
        proc::worker().scheduler().release();
        proc::worker().ready(proc::task(g), false);
        return;
    }
    let event = heap::sys_alloc_zeroed(size_of::<Event>()).cast::<Event>();
    // SAFETY: new memory, and the list's last.
    unsafe {
        (*event).value = value;
        match events.last.as_mut() {
            Some(last) => last.next = event,
            None => events.first = event,
        }
    }
    events.last = event;
}

/// Waits for an event. While a goroutine does, there is no deadlock: the host may tell of one.
#[unsafe(export_name = "burrow/host.next")]
extern "C" fn next(m: &mut M, fp: *mut u8) -> i64 {
    let events = EVENTS.get();
    let first = events.first;
    if !first.is_null() {
        // SAFETY: an event of the list.
        let Event { next, value } = unsafe { first.read() };
        events.first = next;
        if next.is_null() {
            events.last = null_mut();
        }
        heap::sys_free(first.cast(), size_of::<Event>());
        return value;
    }
    if events.begun {
        proc::worker().scheduler().hold();
    }
    events.waiting = m.g;
    crate::fatal::can_deadlock();
    // SAFETY: the goroutine that runs.
    unsafe { (*m.g).wait = Wait::HostEvent };
    m.suspend(fp, Suspend::Park);
    0
}

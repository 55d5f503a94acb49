//! Time: the clocks, sleeping, and timers.

use crate::collect;
use crate::g::{G, Wait};
use crate::heap::{self, HEAP};
use crate::link;
use crate::m::{M, Suspend};
use crate::proc;
use crate::sync::THREADS;
use crate::wasi;
use burrow_chan::RawChan;
use burrow_gc::Marker;
use burrow_sched::{Action, Machine, Setting, Timer};
use core::ptr::null_mut;

#[unsafe(export_name = "time.now")]
unsafe extern "C" fn now(_m: &mut M, out: *mut [i64; 2]) {
    // SAFETY: room for two numbers: nanoseconds since the epoch, and of the monotonic clock.
    unsafe { out.write([wasi::wall_time() as i64, wasi::monotonic() as i64]) };
}

#[unsafe(export_name = "time.Sleep")]
extern "C" fn sleep(m: &mut M, fp: *mut u8, nanoseconds: i64) {
    if nanoseconds <= 0 {
        return m.suspend(fp, Suspend::Yield);
    }
    let Some(at) = heap::sys_alloc(size_of::<Timer>()) else {
        // The call is not made again after a collection.
        crate::fatal::out_of_memory();
    };
    let timer = at.cast::<Timer>();
    let worker = proc::worker();
    let when = worker
        .scheduler()
        .machine()
        .now()
        .saturating_add(nanoseconds);
    // SAFETY: new memory; the timer is given back when the goroutine runs again.
    unsafe {
        timer.write(Timer::new(false));
        worker.set_timer(
            &*timer,
            Setting {
                when,
                period: 0,
                action: Action::Ready(proc::task(m.g)),
            },
        );
        (*m.g).wait = Wait::Sleep;
        (*m.g).timer = timer.cast();
        (*m.g).finish = Some(slept);
    }
    m.suspend(fp, Suspend::Park);
}

fn slept(_m: &mut M, g: &mut G) {
    let timer = core::mem::replace(&mut g.timer, null_mut());
    heap::sys_free(timer, size_of::<Timer>());
}

/// A timer of package time (`time.runtimeTimer`), an object of the heap. While it is set it is a root.
#[repr(C)]
struct GoTimer {
    /// The scheduler's part, zero until it is first set.
    timer: [u64; 8],
    /// Gets the time; buffered.
    chan: *const RawChan,
    /// Or is called on a goroutine of its own.
    func: usize,
    /// `&time.localLoc`, part of a time.
    loc: usize,
    ready: u32,
}

const _: () = assert!(size_of::<Timer>() <= 64 && align_of::<Timer>() <= 8);

impl GoTimer {
    /// The scheduler's part.
    unsafe fn timer(&mut self) -> &Timer {
        let at = self.timer.as_mut_ptr().cast::<Timer>();
        if self.ready == 0 {
            self.ready = 1;
            // SAFETY: room for it, as asserted above.
            unsafe { at.write(Timer::new(THREADS)) };
        }
        // SAFETY: it was written before.
        unsafe { &*at }
    }
}

/// Sets a timer; answers whether it was set before.
#[unsafe(export_name = "time.setTimer")]
unsafe extern "C" fn set_timer(_m: &mut M, t: *mut GoTimer, delay: i64, period: i64) -> u32 {
    collect::add_roots(mark);
    let worker = proc::worker();
    let when = worker
        .scheduler()
        .machine()
        .now()
        .saturating_add(delay.max(0));
    let action = Action::Call {
        f: fire,
        arg: t as usize,
        seq: 0,
    };
    heap::shade(t as usize);
    // SAFETY: the object is a root as long as the timer is set.
    unsafe {
        // A channel timer that is set anew must not deliver an older time.
        let was_set = worker.scheduler().stop_timer((*t).timer());
        let pending = !(*t).chan.is_null() && drain((*t).chan);
        worker.set_timer(
            (*t).timer(),
            Setting {
                when,
                period,
                action,
            },
        );
        u32::from(was_set | pending)
    }
}

/// Stops a timer; answers whether it was set.
#[unsafe(export_name = "time.stopTimer")]
unsafe extern "C" fn stop_timer(_m: &mut M, t: *mut GoTimer) -> u32 {
    // SAFETY: a timer object.
    unsafe {
        let was_set = proc::worker().scheduler().stop_timer((*t).timer());
        let pending = !(*t).chan.is_null() && drain((*t).chan);
        u32::from(was_set | pending)
    }
}

/// Takes an undelivered time out of a timer's channel: stopping or setting it again must not leave one.
unsafe fn drain(chan: *const RawChan) -> bool {
    let mut time = [0u64; 3];
    // SAFETY: the channel holds values of type time.Time.
    unsafe { crate::chans::take(chan, time.as_mut_ptr().cast()) }
}

fn fire(_cx: usize, arg: usize, _seq: usize, _late: i64) {
    // SAFETY: the timer was set until now, so its object is alive.
    let t = unsafe { &*(arg as *const GoTimer) };
    if t.func != 0 {
        if proc::spawn(link::info().gostart, t.func, false, proc::Creator::NONE).is_none() {
            crate::fatal::out_of_memory();
        }
        return;
    }
    let time = go_time(wasi::wall_time(), wasi::monotonic(), t.loc);
    // SAFETY: a channel of time.Time.
    unsafe { crate::chans::offer(t.chan, (&raw const time).cast()) };
}

/// A time.Time as package time keeps it: nanoseconds since the epoch, of the monotonic clock, and the location.
#[repr(C)]
struct GoTime {
    wall: i64,
    mono: i64,
    loc: usize,
}

fn go_time(wall: u64, mono: u64, loc: usize) -> GoTime {
    GoTime {
        wall: wall as i64,
        mono: mono as i64,
        loc,
    }
}

fn mark(marker: &mut Marker) {
    proc::worker().scheduler().for_each_timer(|timer| {
        // A timer of package time lies at the start of its object; others are manual memory, which is no object.
        HEAP.shade(marker, timer as usize);
    });
}

//! Profiles of goroutines and of the processor's time, and the labels that they show: what package runtime/pprof is made of.
//!
//! No signal interrupts a module. Goroutines look at the clock when they have used up their fuel, five thousand times a second, so that
//! is where the processor's time is sampled: at loops' polls, at calls in recursive cycles and where much is allocated. A sample stands
//! for the time that goroutines have run since the one before.

use crate::callers::return_address;
use crate::fuel;
use crate::g::G;
use crate::heap;
use crate::m::{M, Outcome, Suspend};
use crate::proc;
use crate::sync::{Locked, PerM, per_m};
use crate::trace;
use crate::wasi;
use crate::world;
use core::ptr::null_mut;

/// Calls of a goroutine that are kept.
const DEPTH: usize = 128;

/// Writes into memory that the program gave, as far as there is room, and counts what there would be.
struct Words<T> {
    at: *mut T,
    room: usize,
    len: usize,
}

impl<T> Words<T> {
    const fn new(at: *mut T, room: usize) -> Words<T> {
        Words { at, room, len: 0 }
    }

    fn push(&mut self, value: T) {
        if self.len < self.room {
            // SAFETY: the program gave room for so many, in the heap.
            unsafe { self.at.add(self.len).write(value) };
        }
        self.len += 1;
    }
}

impl Words<*mut u8> {
    /// The same for labels, which the collector has to see in the program's memory.
    fn push_labels(&mut self, labels: *mut u8) {
        if self.len < self.room {
            // SAFETY: as in `push`; the program's memory begins as zeros.
            let old = unsafe { self.at.add(self.len).read() };
            heap::barrier_if_marking(old as usize, labels as usize);
        }
        self.push(labels);
    }
}

/// The program counters of a goroutine whose frames are parked, the innermost first.
fn each_counter(g: &G, mut visit: impl FnMut(usize)) {
    let mut left = DEPTH;
    trace::each(g, |line| {
        if !line.is_wrapper() {
            visit(return_address(line.position));
            left -= 1;
        }
        left != 0
    });
}

/// Where `runtime.goroutines` puts what it finds.
struct Request {
    counters: *mut usize,
    labels: *mut *mut u8,
    room: usize,
}

static REQUEST: PerM<Request> = per_m!(Request {
    counters: null_mut(),
    labels: null_mut(),
    room: 0,
});

/// Writes, for the calling goroutine and then all others, how many program counters follow, these, and to `labels` its labels. There is
/// room for so many words each; answers how many it takes.
#[unsafe(export_name = "runtime.goroutines")]
extern "C" fn goroutines(
    m: &mut M,
    fp: *mut u8,
    counters: *mut usize,
    labels: *mut *mut u8,
    room: i64,
) -> i64 {
    *REQUEST.get() = Request {
        counters,
        labels,
        room: room.max(0) as usize,
    };
    m.suspend_for(fp, Suspend::Trace, all);
    0
}

fn all(m: &mut M, g: &mut G) -> Option<Outcome> {
    let request = REQUEST.get();
    let room = request.room;
    let mut counters = Words::new(request.counters, room);
    let mut labels = Words::new(request.labels, room);
    let mut add = |g: &G| {
        let count = counters.len;
        counters.push(0);
        each_counter(g, |counter| counters.push(counter));
        if count < room {
            // SAFETY: within the room.
            unsafe { counters.at.add(count).write(counters.len - count - 1) };
        }
        labels.push_labels(g.labels);
    };
    let stopped = world::stop();
    add(g);
    let caller = g.id;
    proc::for_each(|g| {
        if g.id != caller && !g.system {
            add(g);
        }
    });
    if stopped {
        world::start();
    }
    m.result[0] = counters.len as u64;
    None
}

/// Gives the calling goroutine labels, which those that it starts inherit.
#[unsafe(export_name = "runtime.setlabels")]
extern "C" fn set_labels(m: &mut M, labels: *mut u8) {
    // SAFETY: the goroutine that runs.
    let g = unsafe { &mut *m.g };
    heap::barrier_if_marking(g.labels as usize, labels as usize);
    g.labels = labels;
}

/// The labels of the calling goroutine.
#[unsafe(export_name = "runtime.labels")]
extern "C" fn labels(m: &mut M) -> *mut u8 {
    // SAFETY: the goroutine that runs.
    unsafe { (*m.g).labels }
}

/// Samples of the processor's time, in buffers of the program: for each a record of words, as package runtime/pprof reads them, and labels.
struct Samples {
    /// Nanoseconds that a sample stands for; 0: nothing is sampled.
    period: u64,
    words: Words<u64>,
    labels: Words<*mut u8>,
    /// Samples for which there was no room.
    lost: u64,
}

// SAFETY: the program's memory, which whoever has the lock may write.
unsafe impl Send for Samples {}

static SAMPLES: Locked<Samples> = Locked::new(Samples {
    period: 0,
    words: Words::new(null_mut(), 0),
    labels: Words::new(null_mut(), 0),
    lost: 0,
});

/// Nanoseconds that goroutines have run on an M since its last sample, and how many samples the one stands for that is due.
struct Ran {
    time: u64,
    due: u64,
}

static RAN: PerM<Ran> = per_m!(Ran { time: 0, due: 0 });

/// Samples stand for so many nanoseconds from now on; at 0 no more are taken.
#[unsafe(export_name = "runtime.cpurate")]
extern "C" fn cpu_rate(_m: &mut M, period: i64) {
    fuel::profile_with(sample);
    SAMPLES.with(|samples| {
        samples.period = period.max(0) as u64;
        samples.lost = 0;
    });
}

/// Samples go to these buffers from now on. Answers how many words and labels are in those before, in a half each.
#[unsafe(export_name = "runtime.cpusamples")]
extern "C" fn cpu_samples(
    _m: &mut M,
    words: *mut u64,
    words_room: i64,
    labels: *mut *mut u8,
    labels_room: i64,
) -> i64 {
    SAMPLES.with(|samples| {
        let filled = (samples.words.len as i64) << 32 | samples.labels.len as i64;
        samples.words = Words::new(words, words_room.max(0) as usize);
        samples.labels = Words::new(labels, labels_room.max(0) as usize);
        filled
    })
}

/// Goroutines have run for so many nanoseconds.
fn sample(m: &mut M, fp: *mut u8, _now: i64, elapsed: u64) {
    let period = SAMPLES.with(|samples| samples.period);
    if period == 0 || m.suspended != 0 {
        return;
    }
    let ran = RAN.get();
    ran.time += elapsed;
    if ran.time >= period {
        ran.due = ran.time / period;
        ran.time %= period;
        m.suspend_for(fp, Suspend::Trace, record);
    }
}

fn record(_m: &mut M, g: &mut G) -> Option<Outcome> {
    let count = RAN.get().due;
    let now = wasi::monotonic();
    SAMPLES.with(|samples| {
        if samples.period == 0 {
            // Its end was told from another thread, and the buffers may be gone.
            return;
        }
        let Samples { words, labels, .. } = samples;
        let mut depth = 0;
        each_counter(g, |_| depth += 1);
        // That one and what tells of lost ones.
        if words.room - words.len < depth + 3 + 4 || labels.room - labels.len < 2 {
            samples.lost += count;
            return;
        }
        if samples.lost != 0 {
            for word in [4, now, 0, core::mem::take(&mut samples.lost)] {
                words.push(word);
            }
            labels.push_labels(null_mut());
        }
        for word in [3 + depth as u64, now, count] {
            words.push(word);
        }
        each_counter(g, |counter| words.push(counter as u64));
        labels.push_labels(g.labels);
    });
    None
}

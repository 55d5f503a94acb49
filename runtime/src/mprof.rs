//! The profile of the heap: which calls have allocated how much, and how much of it is in use.
//!
//! A program that refers to `runtime.MemProfile` calls [`begin`] before anything else; others have none of this. Then one in every
//! `runtime.MemProfileRate` bytes is sampled on average (`burrow_gc`'s module on samples says how the fast path of allocation is spared).
//! An allocation that is to be sampled asks for frames to be parked, like everything that has to see them; its stack is looked up, and the
//! allocation made again:
//!
//! ```text
//!   slow path: is_sample ──► Trace: frames park, capture() ──► slow path again: ready ──► recorded
//! ```
//!
//! Samples with the same stack and size share a *bucket*. As in Go a profile is that of the last collection, or it would show garbage that
//! was not found yet as in use. So a bucket counts what was allocated since then apart, and publishes it when what of it died is known, too:
//!
//! | counts | of objects |
//! | --- | --- |
//! | `new` | allocated since the last mark phase ended |
//! | `old` | before it; sweeping finds what of all older ones it has not reached |
//! | `shown` | all older ones, as the profile has them |

use crate::callers;
use crate::g::G;
use crate::heap::{self, HEAP, Profiler, local};
use crate::m::{M, Outcome, Suspend};
use crate::proc;
use crate::sync::{Locked, PerM, per_m};
use crate::trace;
use burrow_gc::Layout;
use core::ptr::{NonNull, null_mut};

/// Calls of a stack that are kept: what a `runtime.MemProfileRecord` has room for.
const DEPTH: usize = 32;
/// Lists of buckets by hash.
const LISTS: usize = 1024;

#[derive(Clone, Copy)]
struct Counts {
    allocs: u64,
    frees: u64,
}

impl Counts {
    const NONE: Counts = Counts {
        allocs: 0,
        frees: 0,
    };

    fn add(&mut self, other: Counts) {
        self.allocs += other.allocs;
        self.frees += other.frees;
    }
}

/// Samples of one size from one stack. Buckets are never given back.
struct Bucket {
    /// In its list.
    next: *mut Bucket,
    /// In the list of all.
    next_of_all: *mut Bucket,
    /// Bytes that an object really has.
    size: usize,
    new: Counts,
    old: Counts,
    shown: Counts,
    /// Zeros behind the last.
    stack: [usize; DEPTH],
}

struct Profile {
    lists: [*mut Bucket; LISTS],
    all: *mut Bucket,
    buckets: usize,
    /// Mark phases that had ended when `new` was last emptied.
    cycle: u64,
}

static PROFILE: Locked<Profile> = Locked::new(Profile {
    lists: [null_mut(); LISTS],
    all: null_mut(),
    buckets: 0,
    cycle: 0,
});

/// What an M knows of its current allocation.
struct Current {
    /// Where the program keeps its rate, and what that was last.
    rate: *const i64,
    seen: i64,
    /// The goroutine that has captured its stack in order to make an allocation again.
    ready: *mut G,
    /// What it has captured.
    stack: [usize; DEPTH],
    /// The goroutine whose allocation is no sample, though it may have to be made again: a second draw would be a second chance.
    drawn: *mut G,
    /// The allocation begins a window.
    dry: bool,
    /// It is a sample.
    sample: bool,
}

static CURRENT: PerM<Current> = per_m!(Current {
    rate: core::ptr::null(),
    seen: 0,
    ready: null_mut(),
    stack: [0; DEPTH],
    drawn: null_mut(),
    dry: false,
    sample: false,
});

/// Where the program keeps its rate.
static RATE: Locked<*const i64> = Locked::new(core::ptr::null());

/// The program wants samples from now on, one in every `*rate` bytes.
#[unsafe(export_name = "runtime.profile")]
extern "C" fn begin(_m: &mut M, rate: *const i64) {
    RATE.with(|r| *r = rate);
    heap::profile_with(Profiler { before, after });
}

/// The rate; 0: no samples.
fn rate() -> usize {
    let current = CURRENT.get();
    if current.rate.is_null() {
        current.rate = RATE.with(|rate| *rate);
    }
    // SAFETY: a variable of the program.
    let rate = unsafe { current.rate.read() };
    if rate != current.seen {
        // Windows are cut for another rate, or not at all. The program is to set it before it allocates, Go says.
        current.seen = rate;
        HEAP.flush(&mut local().cache);
    }
    usize::try_from(rate).unwrap_or(0)
}

/// On the slow path, before an allocation is made; true if it has to be made again. `first`: it is the first of its call.
fn before(m: &mut M, fp: *mut u8, size: usize, layout: &Layout, first: bool) -> bool {
    let rate = rate();
    let current = CURRENT.get();
    let cache = &local().cache;
    current.dry = rate != 0 && cache.is_dry(size, layout);
    current.sample = current.ready == m.g && first;
    if current.sample || !current.dry || current.drawn == m.g && first {
        return false;
    }
    if !cache.is_sample(size, layout, rate, proc::random()) {
        current.drawn = m.g;
        return false;
    }
    if !first {
        // Its call cannot be made again for each of them. Where all are sampled, the first one was just now, and this one is like it.
        current.sample = rate == 1;
        return false;
    }
    m.suspend_for(fp, Suspend::Trace, capture);
    true
}

fn capture(m: &mut M, g: &mut G) -> Option<Outcome> {
    let current = CURRENT.get();
    current.ready = m.g;
    current.stack = [0; DEPTH];
    let mut n = 0;
    trace::each(g, |line| {
        if !line.is_wrapper() {
            current.stack[n] = callers::return_address(line.position);
            n += 1;
        }
        n < DEPTH
    });
    None
}

/// On the slow path, when an allocation was made.
fn after(m: &mut M, at: NonNull<u8>, size: usize, layout: &Layout) {
    let current = CURRENT.get();
    if current.dry {
        let rate = usize::try_from(current.seen).unwrap_or(0);
        let cache = &mut local().cache;
        cache.cut_window(size, layout, rate, proc::random());
    }
    if current.ready == m.g {
        current.ready = null_mut();
    }
    if current.drawn == m.g {
        current.drawn = null_mut();
    }
    if !core::mem::take(&mut current.sample) {
        return;
    }
    let addr = at.as_ptr() as usize;
    let size = HEAP.find_object(addr).map_or(size, |(_, size)| size);
    let Some(bucket) = PROFILE.with(|profile| profile.allocated(&current.stack, size)) else {
        return;
    };
    // Without memory for it the object is never found to be freed.
    let _ = HEAP.add_sample(&mut local().marker, addr, bucket as usize);
}

impl Profile {
    /// Counts an object; `None` without memory for a bucket.
    fn allocated(&mut self, stack: &[usize; DEPTH], size: usize) -> Option<*mut Bucket> {
        self.settle();
        let bucket = self.bucket(stack, size)?;
        // SAFETY: buckets live for good.
        unsafe { (*bucket).new.allocs += 1 };
        Some(bucket)
    }

    fn bucket(&mut self, stack: &[usize; DEPTH], size: usize) -> Option<*mut Bucket> {
        let hash = stack.iter().fold(size, |hash, &pc| {
            (hash ^ pc).wrapping_mul(0x9e37_79b1).rotate_left(13)
        });
        let list = &mut self.lists[hash % LISTS];
        let mut at = *list;
        // SAFETY: buckets live for good.
        while let Some(bucket) = unsafe { at.as_ref() } {
            if bucket.size == size && bucket.stack == *stack {
                return Some(at);
            }
            at = bucket.next;
        }
        let bucket = heap::sys_alloc(size_of::<Bucket>())?.cast::<Bucket>();
        // SAFETY: a new block of that size.
        unsafe {
            bucket.write(Bucket {
                next: *list,
                next_of_all: self.all,
                size,
                new: Counts::NONE,
                old: Counts::NONE,
                shown: Counts::NONE,
                stack: *stack,
            });
        }
        *list = bucket;
        self.all = bucket;
        self.buckets += 1;
        Some(bucket)
    }

    fn each(&self, mut visit: impl FnMut(&mut Bucket)) {
        let mut at = self.all;
        // SAFETY: buckets live for good, and are used under the lock.
        while let Some(bucket) = unsafe { at.as_mut() } {
            visit(bucket);
            at = bucket.next_of_all;
        }
    }

    /// Takes note of the mark phases that have ended, and of what was freed.
    fn settle(&mut self) {
        let cycle = HEAP.num_gc();
        for _ in 0..(cycle - self.cycle).min(2) {
            self.each(|bucket| {
                let old = core::mem::replace(&mut bucket.old, bucket.new);
                bucket.shown.add(old);
                bucket.new = Counts::NONE;
            });
        }
        self.cycle = cycle;
        while let Some(token) = HEAP.next_freed_sample() {
            // SAFETY: what `after` made of a bucket.
            unsafe { (*(token as *mut Bucket)).old.frees += 1 };
        }
    }

    /// Makes the profile as new as can be.
    fn publish(&mut self) {
        self.settle();
        if HEAP.is_swept() {
            self.each(|bucket| {
                let old = core::mem::replace(&mut bucket.old, Counts::NONE);
                bucket.shown.add(old);
            });
        }
        let mut shown = 0;
        self.each(|bucket| shown += bucket.shown.allocs);
        if shown == 0 {
            // No collection yet, and maybe never one.
            self.each(|bucket| {
                let (old, new) = (bucket.old, bucket.new);
                (bucket.old, bucket.new) = (Counts::NONE, Counts::NONE);
                bucket.shown.add(old);
                bucket.shown.add(new);
            });
        }
    }
}

/// `runtime.MemProfileRecord`
#[repr(C)]
struct Record {
    alloc_bytes: i64,
    free_bytes: i64,
    alloc_objects: i64,
    free_objects: i64,
    stack: [usize; DEPTH],
}

/// Fills records in, if there is room for all, and answers how many there are. `all`: also those of which nothing is in use.
#[unsafe(export_name = "runtime.memprofile")]
unsafe extern "C" fn records(_m: &mut M, out: *mut Record, room: i64, all: u32) -> i64 {
    PROFILE.with(|profile| {
        profile.publish();
        let is_shown = |bucket: &Bucket| {
            let shown = bucket.shown;
            all != 0 || shown.allocs != shown.frees
        };
        let mut n = 0;
        profile.each(|bucket| n += i64::from(is_shown(bucket)));
        if n > room {
            return n;
        }
        let mut to = out;
        profile.each(|bucket| {
            if !is_shown(bucket) {
                return;
            }
            let Counts { allocs, frees } = bucket.shown;
            // SAFETY: the program gave room for so many.
            unsafe {
                to.write(Record {
                    alloc_bytes: (allocs * bucket.size as u64) as i64,
                    free_bytes: (frees * bucket.size as u64) as i64,
                    alloc_objects: allocs as i64,
                    free_objects: frees as i64,
                    stack: bucket.stack,
                });
                to = to.add(1);
            }
        });
        n
    })
}

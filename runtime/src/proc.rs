//! Goroutines and the scheduler.

use crate::collect;
use crate::fatal;
use crate::g::{G, Wait};
use crate::heap;
#[cfg(not(target_feature = "atomics"))]
pub use crate::host::Host;
use crate::link;
use crate::m::{M, RED_ZONE};
use crate::roots;
use crate::stack;
use crate::sync::{Global, Locked, MS, PerM, per_m};
#[cfg(target_feature = "atomics")]
pub use crate::threads::Host;
use crate::wasi;
use burrow_defer_panic::PanicState;
use burrow_sched::{Scheduler, Task, TaskHeader, Worker};
use burrow_stacks::{Frame, FuncInfo, Reached};
use core::mem::MaybeUninit;
use core::ptr::{NonNull, null_mut};
#[cfg(target_feature = "atomics")]
use core::sync::atomic::{AtomicPtr, AtomicU32};

/// All goroutines.
struct Goroutines {
    /// Those that are alive.
    all: *mut G,
    /// Dead ones, to be used again, linked by `next`.
    free: *mut G,
    last_id: u64,
    system: usize,
    cursor: Cursor,
}

/// Where a collection is in the list of all goroutines.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    /// The one whose stack is next, and null at the end.
    pub next: *mut G,
    /// It has passed some that were running.
    pub missed: bool,
}

static GOROUTINES: Locked<Goroutines> = Locked::new(Goroutines {
    all: null_mut(),
    free: null_mut(),
    last_id: 0,
    system: 0,
    cursor: Cursor {
        next: null_mut(),
        missed: false,
    },
});
static SCHEDULER: Global<Option<Scheduler<Host>>> = Global::new(None);
static WORKER: PerM<Option<Worker<'static, Host>>> = per_m!(None);

/// Sets the scheduler up.
pub fn init() {
    *SCHEDULER.get() = Some(Scheduler::new(Host, procs(), MS));
    attach();
}

/// How many goroutines run at a time.
pub fn procs() -> usize {
    #[cfg(target_feature = "atomics")]
    return crate::threads::procs();
    #[cfg(not(target_feature = "atomics"))]
    1
}

/// Gives the calling M its part of the scheduler; false when there are Ms enough.
pub fn attach() -> bool {
    *WORKER.get() = scheduler().worker(0);
    WORKER.get().is_some()
}

/// The scheduler.
pub fn scheduler() -> &'static Scheduler<Host> {
    // SAFETY: it lies in a static, is made before any M runs, and never replaced.
    unsafe {
        let scheduler: &'static Option<_> = &*core::ptr::from_ref(SCHEDULER.get());
        scheduler.as_ref().unwrap_unchecked()
    }
}

/// The calling M's worker.
#[inline(always)]
pub fn worker() -> &'static Worker<'static, Host> {
    // SAFETY: `_start` calls `init` before anything else can run.
    unsafe { (*WORKER.get()).as_ref().unwrap_unchecked() }
}

/// The goroutine of a task.
#[inline]
pub fn of_task(task: Task) -> *mut G {
    task.as_ptr().cast()
}

/// The task of a goroutine.
#[inline]
pub fn task(g: *mut G) -> Task {
    // SAFETY: goroutines are never given back, and never null here.
    unsafe { Task::from_raw(NonNull::new_unchecked(g.cast::<TaskHeader>())) }
}

/// Goroutines of the program.
pub fn count() -> usize {
    let system = GOROUTINES.with(|list| list.system);
    worker().scheduler().tasks().saturating_sub(system)
}

/// The first in the list of all.
pub fn first() -> *mut G {
    GOROUTINES.with(|list| list.all)
}

/// Has a collection go on in the list of all, which does not change meanwhile. `f` is also given the first of them.
pub fn with_cursor<R>(f: impl FnOnce(&mut Cursor, *mut G) -> R) -> R {
    GOROUTINES.with(|list| f(&mut list.cursor, list.all))
}

/// Bytes of all stacks.
pub fn stacks() -> usize {
    GOROUTINES.with(|list| {
        let (mut g, mut bytes) = (list.all, 0);
        // SAFETY: the list links goroutines that are alive. Those of other Ms may be growing: the sum is a statistic.
        while let Some(this) = unsafe { g.as_ref() } {
            bytes += this.stack.size();
            g = this.next;
        }
        bytes
    })
}

/// Visits all goroutines that are not dead; the world is stopped.
pub fn for_each(mut visit: impl FnMut(&mut G)) {
    let mut g = first();
    // SAFETY: the list links goroutines that are alive.
    while let Some(this) = unsafe { g.as_mut() } {
        g = this.next;
        visit(this);
    }
}

/// What a goroutine has of the one that starts it.
#[derive(Clone, Copy, Debug)]
pub struct Creator {
    /// Its number.
    id: u64,
    /// Function and resume point of the `go` statement.
    at: Option<(&'static FuncInfo, u32)>,
    /// Its labels.
    labels: *mut u8,
}

impl Creator {
    /// The runtime.
    pub const NONE: Creator = Creator {
        id: 0,
        at: None,
        labels: null_mut(),
    };
}

/// Starts a goroutine whose outermost frame is `info`'s, with one pointer for argument. `None`: there is no memory.
pub fn spawn(
    info: &'static FuncInfo,
    arg: usize,
    system: bool,
    creator: Creator,
) -> Option<*mut G> {
    let size = info.frame_size as usize;
    let mut stack = stack::take(size + RED_ZONE)?;
    let free = GOROUTINES.with(|list| {
        let g = list.free;
        if !g.is_null() {
            // SAFETY: a dead goroutine.
            list.free = unsafe { (*g).next };
        }
        g
    });
    let g = if !free.is_null() {
        free
    } else if let Some(new) = heap::sys_alloc(size_of::<G>()) {
        new.cast()
    } else {
        stack::give(&mut stack);
        return None;
    };
    let stack_base = stack.base();
    let fp = stack_base.wrapping_sub(size);
    // SAFETY: the new stack has room for the frame; `g` is memory for a G.
    unsafe {
        Frame::write_header(fp, info, 0);
        fp.add(8).cast::<usize>().write(arg);
        g.write(G {
            header: TaskHeader::new(),
            fp,
            stack,
            id: 0,
            next: null_mut(),
            prev: null_mut(),
            // New stacks are black.
            scan_cycle: roots::cycle(),
            unscanned: stack_base,
            #[cfg(target_feature = "atomics")]
            black_in: AtomicU32::new(roots::cycle()),
            reached: Reached::new(),
            panics: PanicState::new(),
            panic_text: null_mut(),
            #[cfg(target_feature = "atomics")]
            error: MaybeUninit::uninit(),
            result: 0,
            finish: None,
            created_by: creator.at,
            creator: creator.id,
            labels: creator.labels,
            wait: Wait::None,
            wait_since: 0,
            system,
            fetch_from: null_mut(),
            fetch_size: 0,
            sema_addr: null_mut(),
            timer: null_mut(),
            sema_next: null_mut(),
            waiters: null_mut(),
            blocked_on: null_mut(),
            has_waiter: false,
            waiter: MaybeUninit::uninit(),
            thread_locks: 0,
            #[cfg(target_feature = "atomics")]
            host_call: AtomicPtr::new(null_mut()),
        });
    }
    GOROUTINES.with(|list| {
        list.last_id += 1;
        // SAFETY: nobody else knows it yet; the list links goroutines that are alive.
        unsafe {
            (*g).id = list.last_id;
            (*g).next = list.all;
            if let Some(next) = list.all.as_mut() {
                next.prev = g;
            }
        }
        list.all = g;
        list.system += usize::from(system);
    });
    // What the new frame holds is shaded instead of reported.
    heap::shade(arg);
    heap::shade(creator.labels as usize);
    worker().spawn(task(g));
    Some(g)
}

/// A goroutine is over: its memory is used again.
pub fn retire(g: *mut G) {
    // SAFETY: a goroutine in the list of all, and ours; its stack holds no frames any more.
    unsafe {
        crate::chans::release(&mut *g);
        stack::give(&mut (*g).stack);
        (*g).reached.clear();
    }
    // Whoever finds it among the dead may make a new one of it.
    worker().exited();
    // SAFETY: as above.
    GOROUTINES.with(|list| unsafe {
        let (next, prev) = ((*g).next, (*g).prev);
        match prev.as_mut() {
            Some(prev) => prev.next = next,
            None => list.all = next,
        }
        if let Some(next) = next.as_mut() {
            next.prev = prev;
        }
        if list.cursor.next == g {
            list.cursor.next = next;
        }
        list.system -= usize::from((*g).system);
        (*g).next = list.free;
        list.free = g;
    });
}

#[unsafe(no_mangle)]
extern "C" fn burrow_go(m: &mut M, fp: *mut u8, closure: usize) {
    if closure == 0 {
        let message = "go of nil func value";
        return fatal::request(m, fp, message.as_ptr(), message.len());
    }
    crate::schedtrace::enable();
    // SAFETY: the goroutine that runs, whose frame has its header.
    let (g, frame) = unsafe { (&*m.g, Frame::at(fp)) };
    let creator = Creator {
        id: g.id,
        at: Some((frame.info(), frame.point() as u32)),
        labels: g.labels,
    };
    if spawn(link::info().gostart, closure, false, creator).is_none() {
        collect::exhausted(m, fp);
    }
}

#[unsafe(export_name = "math/rand.runtime_rand")]
extern "C" fn runtime_rand(_m: &mut M) -> u64 {
    random()
}

/// A word of random bits.
pub fn random() -> u64 {
    static STATE: PerM<u64> = per_m!(0);
    let state = STATE.get();
    if *state == 0 {
        *state = wasi::random() | 1;
    }
    // Steele, Lea and Flood's SplitMix64.
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

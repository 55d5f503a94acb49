//! Goroutines and the scheduler.

use crate::collect;
use crate::fatal;
use crate::g::{G, Wait};
use crate::heap;
use crate::link;
use crate::m::{M, RED_ZONE};
use crate::print;
use crate::roots;
use crate::stack;
use crate::sync::Global;
use crate::wasi;
use burrow_defer_panic::PanicState;
use burrow_sched::{FOREVER, Machine, Scheduler, Task, TaskHeader, Worker};
use burrow_stacks::{Frame, FuncInfo, Reached};
use core::mem::MaybeUninit;
use core::ptr::{NonNull, null_mut};

/// The one thread of the host.
#[derive(Debug)]
pub struct Host;

impl Machine for Host {
    const PARALLEL: bool = false;

    fn now(&self) -> i64 {
        wasi::monotonic() as i64
    }

    fn sleep(&self, _id: usize, deadline: i64) {
        if deadline != FOREVER {
            let left = deadline - self.now();
            if left > 0 {
                // What is there of a line is to be seen meanwhile.
                print::flush();
                wasi::sleep(left as u64);
                crate::fuel::slept();
            }
        }
    }

    fn wake(&self, _id: usize) {}

    fn start(&self) -> bool {
        false
    }
}

/// All goroutines.
struct Goroutines {
    /// Those that are alive.
    all: *mut G,
    /// Dead ones, to be used again, linked by `next`.
    free: *mut G,
    last_id: u64,
    system: usize,
}

static GOROUTINES: Global<Goroutines> = Global::new(Goroutines {
    all: null_mut(),
    free: null_mut(),
    last_id: 0,
    system: 0,
});
static SCHEDULER: Global<Option<Scheduler<Host>>> = Global::new(None);
static WORKER: Global<Option<Worker<'static, Host>>> = Global::new(None);

/// Sets the scheduler up.
pub fn init() {
    let scheduler: *const _ = SCHEDULER.get().insert(Scheduler::new(Host, 1, 1));
    // SAFETY: the scheduler lies in a static and is never replaced.
    *WORKER.get() = unsafe { &*scheduler }.worker(0);
}

/// The worker of the one M.
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
    worker().scheduler().tasks() - GOROUTINES.get().system
}

/// The first in the list of all.
pub fn first() -> *mut G {
    GOROUTINES.get().all
}

/// Visits all goroutines that are not dead.
pub fn for_each(mut visit: impl FnMut(&mut G)) {
    let mut g = GOROUTINES.get().all;
    // SAFETY: the list links goroutines that are alive.
    while let Some(this) = unsafe { g.as_mut() } {
        g = this.next;
        visit(this);
    }
}

/// Starts a goroutine whose outermost frame is `info`'s, with one pointer for argument. `None`: there is no memory.
pub fn spawn(info: &'static FuncInfo, arg: usize, system: bool) -> Option<*mut G> {
    let list = GOROUTINES.get();
    let size = info.frame_size as usize;
    let mut stack = stack::take(size + RED_ZONE)?;
    let mut g = list.free;
    if !g.is_null() {
        // SAFETY: a dead goroutine.
        list.free = unsafe { (*g).next };
    } else if let Some(new) = heap::sys_alloc(size_of::<G>()) {
        g = new.cast();
    } else {
        stack::give(&mut stack);
        return None;
    }
    list.last_id += 1;
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
            id: list.last_id,
            next: list.all,
            prev: null_mut(),
            // New stacks are black.
            scan_cycle: roots::cycle(),
            unscanned: stack_base,
            reached: Reached::new(),
            panics: PanicState::new(),
            panic_text: null_mut(),
            result: 0,
            finish: None,
            created_by: None,
            creator: 0,
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
        });
        if let Some(next) = list.all.as_mut() {
            next.prev = g;
        }
    }
    list.all = g;
    list.system += usize::from(system);
    // What the new frame holds is shaded instead of reported.
    heap::shade(arg);
    worker().spawn(task(g));
    Some(g)
}

/// A goroutine is over: its memory is used again.
pub fn retire(g: *mut G) {
    let list = GOROUTINES.get();
    roots::forget(g);
    // SAFETY: a goroutine in the list of all; its stack holds no frames any more.
    unsafe {
        let (next, prev) = ((*g).next, (*g).prev);
        match prev.as_mut() {
            Some(prev) => prev.next = next,
            None => list.all = next,
        }
        if let Some(next) = next.as_mut() {
            next.prev = prev;
        }
        list.system -= usize::from((*g).system);
        crate::chans::release(&mut *g);
        stack::give(&mut (*g).stack);
        (*g).reached.clear();
        (*g).next = list.free;
    }
    list.free = g;
    worker().exited();
}

#[unsafe(no_mangle)]
extern "C" fn burrow_go(m: &mut M, fp: *mut u8, closure: usize) {
    if closure == 0 {
        let message = "go of nil func value";
        return fatal::request(m, fp, message.as_ptr(), message.len());
    }
    match spawn(link::info().gostart, closure, false) {
        Some(g) => {
            // SAFETY: the new goroutine and the one that runs, whose frame has its header.
            unsafe {
                let frame = Frame::at(fp);
                (*g).creator = (*m.g).id;
                (*g).created_by = Some((frame.info(), frame.point() as u32));
            }
        }
        None => collect::exhausted(m, fp),
    }
}

#[unsafe(export_name = "math/rand.runtime_rand")]
extern "C" fn runtime_rand(_m: &mut M) -> u64 {
    random()
}

/// A word of random bits.
pub fn random() -> u64 {
    static STATE: Global<u64> = Global::new(0);
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

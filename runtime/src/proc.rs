//! Goroutines and the scheduler.

use crate::collect;
use crate::g::{G, Wait};
use crate::heap;
use crate::link;
use crate::m::{M, RED_ZONE};
use crate::stack;
use crate::sync::Global;
use crate::wasi;
use burrow_defer_panic::PanicState;
use burrow_sched::{FOREVER, Machine, Scheduler, Task, TaskHeader, Worker};
use burrow_stacks::{Frame, FuncInfo};
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
                wasi::sleep(left as u64);
            }
        }
    }

    fn wake(&self, _id: usize) {}

    fn start(&self) -> bool {
        false
    }
}

struct Proc {
    scheduler: Option<Scheduler<Host>>,
    worker: Option<Worker<'static, Host>>,
    /// All goroutines.
    all: *mut G,
    /// Dead ones, to be used again, linked by `next`.
    free: *mut G,
    last_id: u64,
    system: usize,
}

static PROC: Global<Proc> = Global::new(Proc {
    scheduler: None,
    worker: None,
    all: null_mut(),
    free: null_mut(),
    last_id: 0,
    system: 0,
});

/// Sets the scheduler up.
pub fn init() {
    let proc = PROC.get();
    let scheduler: *const _ = proc.scheduler.insert(Scheduler::new(Host, 1, 1));
    // SAFETY: the scheduler lies in a static and is never replaced.
    proc.worker = unsafe { &*scheduler }.worker(0);
}

/// The worker of the one M.
#[inline]
pub fn worker() -> &'static Worker<'static, Host> {
    match &PROC.get().worker {
        Some(worker) => worker,
        None => crate::fatal::throw("scheduler not initialised"),
    }
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
    worker().scheduler().tasks() - PROC.get().system
}

/// Visits all goroutines that are not dead.
pub fn for_each(mut visit: impl FnMut(&mut G)) {
    let mut g = PROC.get().all;
    // SAFETY: the list links goroutines that are alive.
    while let Some(this) = unsafe { g.as_mut() } {
        g = this.next;
        visit(this);
    }
}

/// Starts a goroutine whose outermost frame is `info`'s, with one pointer for argument. `None`: there is no memory.
pub fn spawn(info: &'static FuncInfo, arg: usize, system: bool) -> Option<*mut G> {
    let proc = PROC.get();
    let size = info.frame_size as usize;
    let mut stack = stack::take(size + RED_ZONE)?;
    let mut g = proc.free;
    if g.is_null() {
        g = heap::sys_alloc(size_of::<G>())?.cast();
    } else {
        // SAFETY: a dead goroutine.
        proc.free = unsafe { (*g).next };
    }
    if stack.size() < size + RED_ZONE {
        stack = stack::take(2 * (size + RED_ZONE))?;
    }
    proc.last_id += 1;
    let fp = stack.base().wrapping_sub(size);
    // SAFETY: the new stack has room for the frame; `g` is memory for a G.
    unsafe {
        Frame::write_header(fp, info, 0);
        fp.add(8).cast::<usize>().write(arg);
        g.write(G {
            header: TaskHeader::new(),
            fp,
            stack,
            id: proc.last_id,
            next: proc.all,
            prev: null_mut(),
            panics: PanicState::new(),
            panic_text: null_mut(),
            result: 0,
            finish: None,
            created_by: None,
            creator: 0,
            wait: Wait::None,
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
        if let Some(next) = proc.all.as_mut() {
            next.prev = g;
        }
    }
    proc.all = g;
    proc.system += usize::from(system);
    // New stacks are black: what the frame holds is shaded instead.
    heap::shade(arg);
    worker().spawn(task(g));
    Some(g)
}

/// A goroutine is over: its memory is used again.
pub fn retire(g: *mut G) {
    let proc = PROC.get();
    // SAFETY: a goroutine in the list of all; its stack holds no frames any more.
    unsafe {
        let (next, prev) = ((*g).next, (*g).prev);
        match prev.as_mut() {
            Some(prev) => prev.next = next,
            None => proc.all = next,
        }
        if let Some(next) = next.as_mut() {
            next.prev = prev;
        }
        proc.system -= usize::from((*g).system);
        crate::chans::release(&mut *g);
        stack::give(&mut (*g).stack);
        worker().exited();
        (*g).next = proc.free;
    }
    proc.free = g;
}

#[unsafe(no_mangle)]
extern "C" fn burrow_go(m: &mut M, fp: *mut u8, closure: usize) {
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

//! Ms of a module with several threads: the host's side of the scheduler.
//!
//! An M's block and, below it, its Rust stack are pages of the heap, which are never given back; the thread is told the
//! address of the block. The host is asked by `wasi:thread-spawn` (the wasi-threads ABI): it makes another instance of the
//! module with the same memory and calls `wasi_thread_start` there.

use crate::futex::Bed;
use crate::heap::HEAP;
use crate::m::M;
use crate::print;
use crate::proc;
use crate::sync::MS;
use crate::trampoline;
use crate::wasi;
use crate::world;
use burrow_sched::{FOREVER, Machine};
use core::sync::atomic::{AtomicU32, Ordering};

/// Bytes of an M's Rust stack.
const STACK: usize = 64 << 10;

#[link(wasm_import_module = "wasi")]
unsafe extern "C" {
    /// Negative when there can be no thread.
    #[link_name = "thread-spawn"]
    fn thread_spawn(arg: *mut u8) -> i32;
}

unsafe extern "C" {
    /// How many Ps were asked for when the program was linked.
    safe static burrow_threads: u32;
}

/// How many goroutines run at a time: what the environment says, or the linker.
pub fn procs() -> usize {
    static PROCS: AtomicU32 = AtomicU32::new(0);
    let known = PROCS.load(Ordering::Relaxed);
    if known != 0 {
        return known as usize;
    }
    let mut procs = burrow_threads;
    crate::debug::environment(|var| {
        if let Some(n) = var.strip_prefix(b"GOMAXPROCS=")
            && let Some(n) = number(n)
        {
            procs = n;
        }
    });
    // One is for files, one for the monitor.
    let procs = procs.clamp(1, MS as u32 - 2);
    PROCS.store(procs, Ordering::Relaxed);
    procs as usize
}

fn number(digits: &[u8]) -> Option<u32> {
    let n = digits.iter().try_fold(0u32, |n, b| {
        let digit = b.checked_sub(b'0').filter(|d| *d < 10)?;
        n.checked_mul(10)?.checked_add(u32::from(digit))
    });
    n.filter(|&n| n > 0)
}

/// The threads of the host.
#[derive(Debug)]
pub struct Host;

/// Where Ms sleep.
static BEDS: [Bed; MS] = [const { Bed::new() }; MS];

impl Machine for Host {
    const PARALLEL: bool = true;

    fn now(&self) -> i64 {
        wasi::monotonic() as i64
    }

    fn sleep(&self, id: usize, deadline: i64) {
        let Some(bed) = BEDS.get(id) else { return };
        if bed.is_awake() {
            return;
        }
        let left = match deadline {
            FOREVER => -1,
            _ => (deadline - self.now()).max(0),
        };
        print::flush();
        crate::fuel::slept();
        world::leave();
        bed.sleep(left);
        world::enter();
    }

    fn wake(&self, id: usize) {
        if let Some(bed) = BEDS.get(id) {
            bed.wake();
        }
    }

    fn start(&self) -> bool {
        spawn(Role::Go)
    }

    fn wake_monitor(&self) {
        crate::monitor::wake();
    }
}

/// What a thread is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// To run goroutines.
    Go,
    /// To make calls for files ([`crate::io`]).
    Files,
    /// To watch over the others ([`crate::monitor`]).
    Monitor,
}

/// Starts a thread. False when there can be none.
pub fn spawn(role: Role) -> bool {
    static LAST: AtomicU32 = AtomicU32::new(0);
    let next = |last: u32| (last as usize + 1 < MS).then_some(last + 1);
    let Ok(last) = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) else {
        return false;
    };
    let id = last as usize + 1;
    let bytes = STACK + size_of::<M>();
    let Some(at) = HEAP.alloc_pages(bytes.div_ceil(burrow_gc::PAGE_SIZE)) else {
        return false;
    };
    let m = at.as_ptr().wrapping_add(STACK).cast::<M>();
    // SAFETY: new pages with room for it behind the stack.
    unsafe {
        m.write(M::new());
        (*m).id = id as u32;
        (*m).role = role;
    }
    world::register(m, id);
    // SAFETY: the block is as `wasi_thread_start` wants it.
    unsafe { thread_spawn(m.cast()) >= 0 }
}

/// A thread begins, on its own stack.
#[unsafe(no_mangle)]
extern "C" fn burrow_thread(m: &mut M) {
    match m.role {
        Role::Go => {}
        Role::Files => return crate::io::serve(),
        Role::Monitor => return crate::monitor::serve(),
    }
    world::enter();
    m.barrier = u32::from(HEAP.is_marking());
    if proc::attach() {
        trampoline::run(m);
        wasi::exit(0);
    }
    world::leave();
}

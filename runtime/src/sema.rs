//! Semaphores for package sync: a goroutine sleeps on the address of a counter until somebody raises it.

use crate::fatal;
use crate::g::{G, Wait};
use crate::m::{M, Suspend};
use crate::proc;
use crate::sync::Global;
use core::ptr::null_mut;

const BUCKETS: usize = 61;

/// The sleepers on addresses that fall into one bucket, oldest first.
#[derive(Clone, Copy)]
struct Queue {
    head: *mut G,
    tail: *mut G,
}

static TABLE: Global<[Queue; BUCKETS]> = Global::new(
    [Queue {
        head: null_mut(),
        tail: null_mut(),
    }; BUCKETS],
);

fn bucket(addr: *mut u32) -> &'static mut Queue {
    &mut TABLE.get()[(addr as usize >> 3) % BUCKETS]
}

#[unsafe(export_name = "sync.runtime_Semacquire")]
unsafe extern "C" fn acquire(m: &mut M, fp: *mut u8, addr: *mut u32, reason: u32) {
    // SAFETY: a counter in a Go object; the goroutine that runs.
    unsafe {
        if *addr > 0 {
            *addr -= 1;
            return;
        }
        fatal::can_deadlock();
        let g = m.g;
        (*g).sema_addr = addr;
        (*g).sema_next = null_mut();
        (*g).wait = match reason {
            1 => Wait::MutexLock,
            2 => Wait::RwLockR,
            3 => Wait::RwLock,
            4 => Wait::WaitGroup,
            5 => Wait::CondWait,
            _ => Wait::Semacquire,
        };
        let queue = bucket(addr);
        match queue.tail.as_mut() {
            Some(tail) => tail.sema_next = g,
            None => queue.head = g,
        }
        queue.tail = g;
    }
    m.suspend(fp, Suspend::Park);
}

/// Wakes the oldest sleeper, which then need not lower the counter; raises the counter when there is none.
#[unsafe(export_name = "sync.runtime_Semrelease")]
unsafe extern "C" fn release(_m: &mut M, addr: *mut u32) {
    let queue = bucket(addr);
    let mut before: *mut G = null_mut();
    let mut g = queue.head;
    // SAFETY: the queue links goroutines that are parked.
    unsafe {
        while !g.is_null() && (*g).sema_addr != addr {
            before = g;
            g = (*g).sema_next;
        }
        let Some(woken) = g.as_mut() else {
            *addr += 1;
            return;
        };
        match before.as_mut() {
            Some(before) => before.sema_next = woken.sema_next,
            None => queue.head = woken.sema_next,
        }
        if queue.tail == g {
            queue.tail = before;
        }
    }
    proc::worker().ready(proc::task(g), false);
}

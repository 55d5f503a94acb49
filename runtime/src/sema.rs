//! Semaphores for package sync: a goroutine sleeps on the address of a counter until somebody raises it.

use crate::fatal;
use crate::g::{G, Wait};
use crate::m::{M, Suspend};
use crate::proc;
use crate::sync::Locked;
use core::ptr::null_mut;

const BUCKETS: usize = 61;

/// The sleepers on addresses that fall into one bucket, oldest first.
struct Queue {
    head: *mut G,
    tail: *mut G,
}

const EMPTY: Queue = Queue {
    head: null_mut(),
    tail: null_mut(),
};

static TABLE: [Locked<Queue>; BUCKETS] = [const { Locked::new(EMPTY) }; BUCKETS];

fn bucket(addr: *mut u32) -> &'static Locked<Queue> {
    &TABLE[(addr as usize >> 3) % BUCKETS]
}

#[unsafe(export_name = "sync.runtime_Semacquire")]
unsafe extern "C" fn acquire(m: &mut M, fp: *mut u8, addr: *mut u32, reason: u32) {
    let g = m.g;
    // SAFETY: a counter in a Go object, which only changes under the lock; the goroutine that runs.
    let waits = bucket(addr).with(|queue| unsafe {
        if *addr > 0 {
            *addr -= 1;
            return false;
        }
        (*g).sema_addr = addr;
        (*g).sema_next = null_mut();
        match queue.tail.as_mut() {
            Some(tail) => tail.sema_next = g,
            None => queue.head = g,
        }
        queue.tail = g;
        true
    });
    if !waits {
        return;
    }
    fatal::can_deadlock();
    let wait = match reason {
        1 => Wait::MutexLock,
        2 => Wait::RwLockR,
        3 => Wait::RwLock,
        4 => Wait::WaitGroup,
        5 => Wait::CondWait,
        _ => Wait::Semacquire,
    };
    // SAFETY: it cannot be resumed before it has parked.
    unsafe { (*g).wait = wait };
    m.suspend(fp, Suspend::Park);
}

/// Wakes the oldest sleeper, which then need not lower the counter; raises the counter when there is none.
#[unsafe(export_name = "sync.runtime_Semrelease")]
unsafe extern "C" fn release(_m: &mut M, addr: *mut u32) {
    // SAFETY: the queue links goroutines that are parked, or about to.
    let woken = bucket(addr).with(|queue| unsafe {
        let mut before: *mut G = null_mut();
        let mut g = queue.head;
        while !g.is_null() && (*g).sema_addr != addr {
            before = g;
            g = (*g).sema_next;
        }
        let Some(woken) = g.as_mut() else {
            *addr += 1;
            return null_mut();
        };
        match before.as_mut() {
            Some(before) => before.sema_next = woken.sema_next,
            None => queue.head = woken.sema_next,
        }
        if queue.tail == g {
            queue.tail = before;
        }
        g
    });
    if !woken.is_null() {
        proc::worker().ready(proc::task(woken), false);
    }
}

//! `GODEBUG=schedtrace=N`: a line in Go's format each N milliseconds, while goroutines run. Programs that
//! never start a goroutine are linked without.

use crate::debug::environment;
use crate::fuel;
use crate::print::{text, uint};
use crate::proc;
use crate::sync::Hook;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Milliseconds between two lines; 0 for none.
static EACH: AtomicU32 = AtomicU32::new(0);
static BEGAN: AtomicU64 = AtomicU64::new(0);
/// When the next line is due.
static NEXT: AtomicU64 = AtomicU64::new(0);
static READ: Hook<fn()> = Hook::new();

/// A goroutine is started: reads the environment, the first time.
#[inline]
pub fn enable() {
    if READ.get().is_none() {
        read();
    }
}

#[cold]
fn read() {
    READ.set(read);
    let mut each = 0;
    environment(|var| {
        let settings = var.strip_prefix(b"GODEBUG=").unwrap_or(&[]);
        for setting in settings.split(|&b| b == b',') {
            if let Some(n) = setting.strip_prefix(b"schedtrace=") {
                let digit = |n: u32, b: &u8| n.wrapping_mul(10).wrapping_add(u32::from(*b & 15));
                each = n.iter().fold(0, digit);
            }
        }
    });
    if each != 0 {
        let now = crate::wasi::monotonic();
        BEGAN.store(now, Ordering::Relaxed);
        EACH.store(each, Ordering::Relaxed);
        fuel::trace_with(|_, _, now, _| trace(now as u64));
        trace(now);
    }
}

/// Prints the line that is due.
fn trace(now: u64) {
    let next = NEXT.load(Ordering::Relaxed);
    let after = now + u64::from(EACH.load(Ordering::Relaxed)) * 1_000_000;
    if now < next
        || NEXT
            .compare_exchange(next, after, Ordering::Relaxed, Ordering::Relaxed)
            .is_err()
    {
        return;
    }
    let scheduler = proc::worker().scheduler();
    let stats = scheduler.stats();
    let number = |name: &str, n: usize| {
        text(name);
        uint(n as u64);
    };
    text("SCHED ");
    uint((now - BEGAN.load(Ordering::Relaxed)) / 1_000_000);
    number("ms: gomaxprocs=", scheduler.procs());
    number(" idleprocs=", stats.idle_procs);
    number(" threads=", stats.ms);
    number(" spinningthreads=", stats.spinning);
    number(" needspinning=", 0);
    number(" idlethreads=", stats.idle_ms);
    number(" runqueue=", stats.global);
    text(" [ ");
    for p in 0..scheduler.procs() {
        number("", scheduler.proc_stats(p).0);
        text(" ");
    }
    text("] schedticks=[ ");
    for p in 0..scheduler.procs() {
        number("", scheduler.proc_stats(p).1 as usize);
        text(" ");
    }
    text("]\n");
}

//! What the environment says to the collector: `GOGC`, `GOMEMLIMIT`, `GODEBUG=gctrace=1`.
//!
//! It is read when the heap is first asked for more than it has, so that programs which allocate nothing do without.

use crate::debug::environment;
use crate::heap::HEAP;
use core::sync::atomic::{AtomicBool, Ordering};

static READ: AtomicBool = AtomicBool::new(false);
static TRACED: AtomicBool = AtomicBool::new(false);

/// Whether each collection is to print a line.
pub fn is_traced() -> bool {
    TRACED.load(Ordering::Relaxed)
}

/// Reads the environment, the first time.
#[inline]
pub fn read() {
    if !READ.load(Ordering::Relaxed) {
        READ.store(true, Ordering::Relaxed);
        environment(variable);
    }
}

fn variable(var: &[u8]) {
    if let Some(value) = var.strip_prefix(b"GODEBUG=") {
        for setting in value.split(|&b| b == b',') {
            if let Some(n) = setting.strip_prefix(b"gctrace=") {
                TRACED.store(n != b"0", Ordering::Relaxed);
            }
        }
    } else if let Some(value) = var.strip_prefix(b"GOGC=") {
        set_percent(value);
    } else if let Some(value) = var.strip_prefix(b"GOMEMLIMIT=") {
        set_limit(value);
    }
}

fn set_percent(value: &[u8]) {
    if value == b"off" {
        HEAP.set_gc_percent(None);
    } else if let Some(percent) = number(value).and_then(|n| u32::try_from(n).ok()) {
        HEAP.set_gc_percent(Some(percent));
    }
}

/// A number of bytes, with a unit if it is not `B`.
fn set_limit(value: &[u8]) {
    let digits = value.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, unit) = value.split_at(digits);
    let shift = match unit {
        b"" | b"B" => 0,
        b"KiB" => 10,
        b"MiB" => 20,
        b"GiB" => 30,
        b"TiB" => 40,
        // "off", too.
        _ => return,
    };
    if let Some(n) = number(digits) {
        let bytes = if n.leading_zeros() >= shift {
            n << shift
        } else {
            u64::MAX
        };
        HEAP.set_memory_limit(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    let digit = |n: Option<u64>, b: &u8| {
        let d = b.checked_sub(b'0').filter(|d| *d < 10)?;
        n?.checked_mul(10)?.checked_add(u64::from(d))
    };
    digits.iter().fold((!digits.is_empty()).then_some(0), digit)
}

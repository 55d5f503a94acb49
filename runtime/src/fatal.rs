//! What ends the program: fatal errors and panics that nobody recovered, as Go prints them.

use crate::g::G;
use crate::m::{M, Outcome, Suspend};
use crate::panics::Value;
use crate::print::{self, text};
use crate::proc;
use crate::sync::{Hook, PerM, per_m};
use crate::trace;
use crate::types::{Type, kind};
use crate::wasi;
use crate::world;

/// Exit status of a program that Go's runtime ends.
const STATUS: u32 = 2;

fn end() -> ! {
    wasi::exit(STATUS)
}

/// A fatal error without trace: the runtime itself is at its end.
#[cold]
pub fn throw(message: &str) -> ! {
    text("fatal error: ");
    text(message);
    text("\n");
    end()
}

/// Memory is exhausted.
#[cold]
pub fn out_of_memory() -> ! {
    text("fatal error: out of memory\n");
    end()
}

/// A goroutine's stack would exceed its limit.
#[cold]
pub fn stack_overflow(_m: &mut M, g: &mut G, limit: usize) -> ! {
    world::stop();
    text("runtime: goroutine stack exceeds ");
    print::uint(limit as u64);
    text("-byte limit\nfatal error: stack overflow\n");
    trace::crash(g, true);
    end()
}

static DEADLOCK: Hook<fn() -> !> = Hook::new();

/// Some goroutine may wait for another from now on, so that there can be a deadlock.
#[inline]
pub fn can_deadlock() {
    DEADLOCK.set(report_deadlock);
}

/// Nothing can ever run again.
#[cold]
pub fn deadlock() -> ! {
    match DEADLOCK.get() {
        Some(report) => report(),
        None => end(),
    }
}

fn report_deadlock() -> ! {
    world::stop();
    text(if proc::count() == 0 {
        "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n"
    } else {
        "fatal error: all goroutines are asleep - deadlock!\n"
    });
    if !trace::level().none {
        trace::others(None);
    }
    end()
}

static REQUEST: PerM<(*const u8, usize)> = per_m!((core::ptr::null(), 0));

/// A fatal error in running code: its frames are parked first, for the trace.
pub fn request(m: &mut M, fp: *mut u8, message: *const u8, len: usize) {
    *REQUEST.get() = (message, len);
    m.suspend_for(fp, Suspend::Fatal, requested);
}

/// The frames are parked now.
fn requested(_m: &mut M, g: &mut G) -> Option<Outcome> {
    let (message, len) = *REQUEST.get();
    // SAFETY: a Go string, alive since the program stopped there.
    let message = unsafe { print::slice(message, len) };
    error(g, message)
}

/// A fatal error in a goroutine whose frames are parked.
#[cold]
pub fn error(g: &mut G, message: &[u8]) -> ! {
    // Of several crashes one is reported.
    world::stop();
    text("fatal error: ");
    print::bytes(message);
    text("\n");
    trace::crash(g, true);
    end()
}

/// A fatal error in running code that cannot park its frames: there is no trace of them.
#[cold]
pub fn running(m: &M, message: &str) -> ! {
    world::stop();
    text("fatal error: ");
    text(message);
    text("\n");
    if !trace::level().none {
        // SAFETY: compiled code runs on a goroutine.
        let g = unsafe { &*m.g };
        text("\ngoroutine ");
        print::uint(g.id);
        text(" [running]:\n\tgoroutine running; stack unavailable\n");
        trace::others(Some(g));
    }
    end()
}

/// Nobody recovered a panic.
#[cold]
pub fn unrecovered(_m: &mut M, g: &mut G) -> ! {
    world::stop();
    for line in g.panics.report() {
        text(line.prefix());
        value(&line.value);
        text(line.suffix());
        text("\n");
    }
    trace::crash(g, false);
    end()
}

/// Showing a panic's value panicked.
#[cold]
pub fn print_failed(_m: &mut M, g: &mut G) -> ! {
    text("fatal error: panic while printing panic value: ");
    if let Some(v) = g.panics.value() {
        // SAFETY: a type descriptor: nil is never raised.
        let typ = unsafe { &*(v.typ as *const Type) };
        if typ.name.bytes() == b"string" {
            value(&v);
        } else {
            text("type ");
            print::bytes(typ.name.bytes());
        }
    }
    text("\n");
    trace::crash(g, false);
    end()
}

/// Prints a panic's value as Go does.
fn value(v: &Value) {
    // SAFETY: a type descriptor or nil.
    let Some(typ) = (unsafe { (v.typ as *const Type).as_ref() }) else {
        return text("nil");
    };
    let data = v.data as *const u8;
    if v.text {
        // SAFETY: a string.
        unsafe {
            let s = data.cast::<crate::strings::Str>().read();
            lines(print::slice(s.ptr, s.len));
        }
        return;
    }
    // Predeclared types have no package.
    let named = typ.name.bytes().contains(&b'.');
    let basic = matches!(typ.kind, kind::BOOL..=kind::COMPLEX128 | kind::STRING);
    if !basic {
        text("(");
        print::bytes(typ.name.bytes());
        text(") ");
        return print::hex(v.data as u64);
    }
    // A complex number brings its own parentheses.
    let wrapped = named && !matches!(typ.kind, kind::COMPLEX64 | kind::COMPLEX128);
    if named {
        print::bytes(typ.name.bytes());
    }
    if wrapped {
        text("(");
    }
    // SAFETY: a boxed value of this kind.
    unsafe {
        match typ.kind {
            kind::BOOL => text(if data.read() != 0 { "true" } else { "false" }),
            kind::INT | kind::INT64 => print::int(data.cast::<i64>().read()),
            kind::INT8 => print::int(i64::from(data.cast::<i8>().read())),
            kind::INT16 => print::int(i64::from(data.cast::<i16>().read())),
            kind::INT32 => print::int(i64::from(data.cast::<i32>().read())),
            kind::UINT | kind::UINT64 => print::uint(data.cast::<u64>().read()),
            kind::UINT8 => print::uint(u64::from(data.read())),
            kind::UINT16 => print::uint(u64::from(data.cast::<u16>().read())),
            kind::UINT32 | kind::UINTPTR => print::uint(u64::from(data.cast::<u32>().read())),
            kind::FLOAT32 => print::float32(data.cast::<f32>().read()),
            kind::FLOAT64 => print::float(data.cast::<f64>().read()),
            kind::COMPLEX64 => {
                let [re, im] = data.cast::<[f32; 2]>().read();
                print::complex64(re, im);
            }
            kind::COMPLEX128 => {
                let [re, im] = data.cast::<[f64; 2]>().read();
                print::complex(re, im);
            }
            _ => {
                let s = data.cast::<crate::strings::Str>().read();
                if named {
                    text("\"");
                }
                lines(print::slice(s.ptr, s.len));
                if named {
                    text("\"");
                }
            }
        }
    }
    if wrapped {
        text(")");
    }
}

/// Prints text, with a tab after each line end, so that it cannot look like the report itself.
fn lines(bytes: &[u8]) {
    for (n, line) in bytes.split(|&b| b == b'\n').enumerate() {
        if n != 0 {
            text("\n\t");
        }
        print::bytes(line);
    }
}

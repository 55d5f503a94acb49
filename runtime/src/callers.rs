//! What package runtime tells a program of its own frames: `Callers`, `Stack`, and what a program counter stands for.
//!
//! A program counter is four times the address of a position in the program's names and lines
//! ([`Position::at`]), plus 2 for what Go calls a return address; so the counter, and the one before it, which Go programs
//! look up as well, lead to the same position. The entry of a function is that of its point 0, without the 2.

use crate::fatal;
use crate::g::G;
use crate::heap;
use crate::link;
use crate::m::{M, Outcome, Suspend};
use crate::print;
use crate::strings::Str;
use crate::sync::{Locked, PerM, per_m};
use crate::trace;
use crate::world;
use burrow_stacks::{Meta, Position};

/// What the call that is under way asks for.
struct Request {
    skip: u64,
    out: *mut usize,
    room: usize,
    all: bool,
}

static REQUEST: PerM<Request> = per_m!(Request {
    skip: 0,
    out: core::ptr::null_mut(),
    room: 0,
    all: false,
});

/// A position as the program counter that a call there returns to.
pub fn return_address(position: Position) -> usize {
    position.at.addr() << 2 | 2
}

/// Fills `out` with the program counters of the calling goroutine, `skip` of them left out.
#[unsafe(export_name = "runtime.callers")]
extern "C" fn callers(m: &mut M, fp: *mut u8, skip: i64, out: *mut usize, room: i64) -> i64 {
    *REQUEST.get() = Request {
        skip: skip.max(0) as u64,
        out,
        room: room.max(0) as usize,
        all: false,
    };
    m.suspend_for(fp, Suspend::Trace, fill);
    0
}

fn fill(m: &mut M, g: &mut G) -> Option<Outcome> {
    let request = REQUEST.get();
    let mut count = 0;
    if request.room > 0 {
        trace::each(g, |line| {
            if line.is_wrapper() {
                return true;
            }
            if request.skip > 0 {
                request.skip -= 1;
                return true;
            }
            // SAFETY: the program gave room for so many, in the heap.
            unsafe { request.out.add(count).write(return_address(line.position)) };
            count += 1;
            count < request.room
        });
    }
    m.result[0] = count as u64;
    None
}

/// The program counter of one frame of the calling goroutine, or 0.
#[unsafe(export_name = "runtime.caller")]
extern "C" fn caller(m: &mut M, fp: *mut u8, skip: i64) -> usize {
    REQUEST.get().skip = skip.max(0) as u64;
    m.suspend_for(fp, Suspend::Trace, find);
    0
}

fn find(m: &mut M, g: &mut G) -> Option<Outcome> {
    let skip = &mut REQUEST.get().skip;
    let mut found = 0;
    trace::each(g, |line| {
        if line.is_wrapper() {
            return true;
        }
        if *skip > 0 {
            *skip -= 1;
            return true;
        }
        found = return_address(line.position);
        false
    });
    m.result[0] = found as u64;
    None
}

/// Writes the trace of the calling goroutine, or of all, to a buffer in the heap; answers how many bytes.
#[unsafe(export_name = "runtime.Stack")]
extern "C" fn stack(
    m: &mut M,
    fp: *mut u8,
    out: *mut usize,
    room: usize,
    _capacity: usize,
    all: u32,
) -> i64 {
    *REQUEST.get() = Request {
        skip: 0,
        out,
        room,
        all: all != 0,
    };
    m.suspend_for(fp, Suspend::Trace, write);
    0
}

fn write(m: &mut M, g: &mut G) -> Option<Outcome> {
    // What is printed goes elsewhere for all Ms, and others' frames may be wanted.
    let stopped = world::stop();
    print::redirect(Some(append));
    let room = REQUEST.get().room;
    trace::goroutine(g, "running");
    if REQUEST.get().all {
        trace::others(Some(g));
    }
    print::redirect(None);
    if stopped {
        world::start();
    }
    m.result[0] = (room - REQUEST.get().room) as u64;
    None
}

fn append(bytes: &[u8]) {
    let request = REQUEST.get();
    let n = bytes.len().min(request.room);
    // SAFETY: the program gave room for so many bytes.
    unsafe { request.out.cast::<u8>().copy_from(bytes.as_ptr(), n) };
    request.out = request.out.wrapping_byte_add(n);
    request.room -= n;
}

/// `runtime.pcInfo`
#[repr(C)]
struct Info {
    name: Str,
    file: Str,
    line: i64,
    entry: usize,
    func: *const u8,
    inlined: u32,
}

/// Starts of all functions' names and lines, ascending, made when first asked for.
static INDEX: Locked<&[*const u8]> = Locked::new(&[]);

fn index() -> &'static [*const u8] {
    let lines = link::lines();
    INDEX.with(|index| {
        if index.is_empty() && lines.start != lines.end {
            *index = make_index(lines);
        }
        *index
    })
}

fn make_index(lines: &link::Lines) -> &'static [*const u8] {
    let each = |visit: &mut dyn FnMut(*const u8)| {
        let mut at = lines.start;
        while at < lines.end {
            visit(at);
            // SAFETY: the linker put one after the other, with no gaps.
            match unsafe { Meta::new(at) } {
                Some(meta) => at = meta.end(),
                None => return,
            }
        }
    };
    let mut count = 0;
    each(&mut |_| count += 1);
    let Some(table) = heap::sys_alloc(count * size_of::<usize>()) else {
        fatal::out_of_memory();
    };
    let table = table.cast::<*const u8>();
    let mut n = 0;
    each(&mut |at| {
        // SAFETY: room for all.
        unsafe { table.add(n).write(at) };
        n += 1;
    });
    // SAFETY: filled above, and kept for good.
    unsafe { core::slice::from_raw_parts(table, count) }
}

/// The function whose names and lines the address lies in.
fn function(at: *const u8) -> Option<Meta> {
    let lines = link::lines();
    if !(lines.start..lines.end).contains(&at) {
        return None;
    }
    let index = index();
    let n = index.partition_point(|&start| start <= at);
    // SAFETY: starts of names and lines.
    unsafe { Meta::new(*index.get(n.checked_sub(1)?)?) }
}

fn str(text: &'static str) -> Str {
    Str {
        ptr: text.as_ptr(),
        len: text.len(),
    }
}

/// Tells what a program counter stands for.
#[unsafe(export_name = "runtime.pcinfo")]
unsafe extern "C" fn pcinfo(_m: &mut M, pc: usize, out: *mut Info) -> u32 {
    let at = core::ptr::without_provenance(pc >> 2);
    let Some(meta) = function(at) else { return 0 };
    let Some(position) = meta.find(at) else {
        return 0;
    };
    // SAFETY: room for one.
    unsafe { out.write(describe(meta, position)) };
    1
}

/// Tells what function is at a place in the function table: what reflection has for a function's program counter. Such numbers
/// are smaller than all others, since the program's stack lies below names and lines.
#[unsafe(export_name = "runtime.slotinfo")]
unsafe extern "C" fn slotinfo(_m: &mut M, slot: usize, out: *mut Info) -> u32 {
    let Some(meta) = link::slot(slot) else {
        return 0;
    };
    let Some(position) = meta.positions(0).next() else {
        return 0;
    };
    // SAFETY: room for one.
    unsafe { out.write(describe(meta, position)) };
    1
}

/// Tells what a `*runtime.Func` stands for which [`pcinfo`] answered.
#[unsafe(export_name = "runtime.funcinfo")]
unsafe extern "C" fn funcinfo(_m: &mut M, func: *const u8, out: *mut Info) -> u32 {
    let Some(meta) = function(func) else { return 0 };
    let Some(position) = meta.positions(0).next() else {
        return 0;
    };
    // SAFETY: room for one.
    unsafe { out.write(describe(meta, position)) };
    1
}

fn describe(meta: Meta, position: Position) -> Info {
    Info {
        name: str(position.name),
        file: str(link::file(position.file).unwrap_or("?")),
        line: i64::from(position.line),
        entry: meta.entry().addr() << 2,
        func: meta.start_address(),
        inlined: u32::from(position.inlined),
    }
}

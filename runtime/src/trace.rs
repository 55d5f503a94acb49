//! Traces of goroutines, as Go prints them.

use crate::g::G;
use crate::link;
use crate::print::{self, text};
use burrow_stacks::{Frame, FuncFlags, FuncInfo, Meta};

/// Frames printed from the inner and from the outer end of a deep stack.
const INNER: usize = 50;
const OUTER: usize = 50;

/// Prints a goroutine's header and frames.
pub fn goroutine(g: &mut G, state: &str) {
    text("goroutine ");
    print::uint(g.id);
    text(" [");
    text(state);
    text("]:\n");
    // SAFETY: parked frames of the goroutine.
    let frames = || unsafe { g.stack.frames(g.fp) };
    let total: usize = frames().map(shown).sum();
    let mut n = 0;
    for frame in frames() {
        let count = shown(frame);
        if count == 0 {
            continue;
        }
        if total <= INNER + OUTER || n < INNER || n >= total - OUTER {
            positions(g, frame);
        } else if n == INNER || n - count < INNER {
            text("...");
            print::uint((total - INNER - OUTER) as u64);
            text(" frames elided...\n");
        }
        n += count;
    }
    if let Some((info, point)) = g.created_by {
        created_by(info, point, g.creator);
    }
}

/// Whether a function is left out of traces. What was inlined into it is not.
fn hidden(info: &FuncInfo) -> bool {
    let flags = info.flags();
    flags.intersects(FuncFlags::WRAPPER | FuncFlags::RUNTIME)
        && !flags.contains(FuncFlags::CALLS_DEFER)
}

/// Functions that a frame stands for in a trace.
fn shown(frame: Frame) -> usize {
    let count = frame
        .meta()
        .map_or(0, |meta| meta.positions(frame.point()).count());
    count.saturating_sub(usize::from(hidden(frame.info())))
}

fn positions(g: &G, frame: Frame) {
    let Some(meta) = frame.meta() else { return };
    let flags = frame.info().flags();
    let count = meta.positions(frame.point()).count();
    for (n, position) in meta.positions(frame.point()).take(shown(frame)).enumerate() {
        let own = n + 1 == count;
        let mut goexit = false;
        if own && flags.contains(FuncFlags::CALLS_DEFER) {
            goexit = g.panics.is_goexit(frame.fp() as usize);
            text(if goexit { "runtime.Goexit" } else { "panic" });
        } else {
            print::bytes(position.name.as_bytes());
        }
        // Inlined calls have no arguments to show.
        text(
            if own && (goexit || !flags.contains(FuncFlags::ARGUMENTS)) {
                "()\n"
            } else {
                "(...)\n"
            },
        );
        place(position.file, position.line);
    }
}

fn place(file: u32, line: u32) {
    text("\t");
    if let Some(name) = link::file(file) {
        text(name);
    } else {
        text("?");
    }
    text(":");
    print::uint(u64::from(line));
    text("\n");
}

fn created_by(info: &FuncInfo, point: u32, creator: u64) {
    // SAFETY: FuncInfo's invariant.
    let Some(meta) = (unsafe { Meta::new(info.meta) }) else {
        return;
    };
    let Some(position) = meta.positions(point as usize).next() else {
        return;
    };
    text("created by ");
    text(position.name);
    text(" in goroutine ");
    print::uint(creator);
    text("\n");
    place(position.file, position.line);
}

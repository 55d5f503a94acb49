//! Traces of goroutines, as Go prints them.
//!
//! What `GOTRACEBACK` asks for: at `none` nothing, at `single` the goroutine that failed, at `all` all of the program, at
//! `system` (and `crash`) the runtime's own goroutines and frames as well. A fatal error shows all goroutines where Go
//! shows all.

use crate::debug;
use crate::g::{G, Wait};
use crate::link;
use crate::print::{self, text};
use crate::proc;
use crate::sync::Locked;
use crate::wasi;
use burrow_stacks::{FuncFlags, FuncInfo, Meta, Position};

/// Frames printed from the inner and from the outer end of a deep stack.
const INNER: usize = 50;
const OUTER: usize = 50;

/// How much a crash shows.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// No trace at all.
    pub none: bool,
    /// All goroutines.
    pub all: bool,
    /// The runtime's own goroutines and frames, too.
    pub system: bool,
}

/// Read from the environment when it is first asked for.
static LEVEL: Locked<Option<Level>> = Locked::new(None);

/// One of `GOTRACEBACK`'s words or numbers.
fn level_of(word: &[u8]) -> Level {
    Level {
        none: matches!(word, b"none" | b"0"),
        all: matches!(word, b"all" | b"1" | b"system" | b"2" | b"crash"),
        system: matches!(word, b"system" | b"2" | b"crash"),
    }
}

/// How much a crash shows.
pub fn level() -> Level {
    LEVEL.with(|level| {
        *level.get_or_insert_with(|| {
            let mut level = level_of(b"single");
            debug::environment(|var| {
                if let Some(word) = var.strip_prefix(b"GOTRACEBACK=") {
                    level = level_of(word);
                }
            });
            level
        })
    })
}

/// A goroutine failed: prints what its crash shows, behind an empty line. `all`: also the others.
pub fn crash(g: &mut G, all: bool) {
    let level = level();
    if level.none {
        return;
    }
    text("\n");
    goroutine(g, "running");
    if all || level.all {
        others(Some(g));
    }
}

/// Prints all goroutines but one, each behind an empty line.
pub fn others(but: Option<&G>) {
    let system = level().system;
    let but = but.map_or(0, |g| g.id);
    // The list has the newest first.
    let mut last = 0;
    loop {
        let mut next: Option<*mut G> = None;
        proc::for_each(|g| {
            let shown = g.id != but && (system || !g.system);
            // SAFETY: goroutines that are alive.
            if shown && g.id > last && next.is_none_or(|n| unsafe { (*n).id } > g.id) {
                next = Some(g);
            }
        });
        let Some(g) = next else { return };
        // SAFETY: as above.
        let g = unsafe { &mut *g };
        last = g.id;
        text("\n");
        let state = match g.wait {
            Wait::None => "runnable",
            wait => wait.text(),
        };
        goroutine(g, state);
    }
}

/// Prints a goroutine's header and frames.
pub fn goroutine(g: &mut G, state: &str) {
    const MINUTE: u64 = 60_000_000_000;
    text("goroutine ");
    print::uint(g.id);
    text(" [");
    text(state);
    if g.wait_since != 0 {
        let minutes = wasi::monotonic().saturating_sub(g.wait_since) / MINUTE;
        if minutes > 0 {
            text(", ");
            print::uint(minutes);
            text(" minutes");
        }
    }
    text("]:\n");
    let runtime = level().system;
    let mut total = 0;
    let nameless = each(g, |line| {
        total += usize::from(line.shown(runtime));
        true
    });
    let mut n = 0;
    each(g, |line| {
        if !line.shown(runtime) {
            return true;
        }
        if total <= INNER + OUTER || n < INNER || n >= total - OUTER {
            line.print();
        } else if n == INNER {
            text("...");
            print::uint((total - INNER - OUTER) as u64);
            text(" frames elided...\n");
        }
        n += 1;
        true
    });
    if nameless > 0 {
        text("\t");
        print::uint(nameless as u64);
        text(" frames; names and lines were stripped\n");
    }
    if let Some((info, point)) = g.created_by {
        created_by(info, point, g.creator);
    }
}

/// One line of a trace: a frame, or a call that was inlined into one.
#[derive(Debug)]
pub struct Line {
    /// Where it is.
    pub position: Position,
    flags: FuncFlags,
    /// The frame calls what a Goexit runs.
    goexit: bool,
}

impl Line {
    /// Whether it is part of a trace.
    fn shown(&self, runtime: bool) -> bool {
        if self.position.inlined {
            return runtime || !is_internal(self.position.name);
        }
        self.flags.contains(FuncFlags::CALLS_DEFER)
            || !self.is_wrapper() && (runtime || !self.flags.contains(FuncFlags::RUNTIME))
    }

    /// Whether the compiler made the function, which then nobody sees.
    pub fn is_wrapper(&self) -> bool {
        !self.position.inlined && self.flags.contains(FuncFlags::WRAPPER)
    }

    fn print(&self) {
        let own = !self.position.inlined;
        if own && self.flags.contains(FuncFlags::CALLS_DEFER) {
            text(if self.goexit {
                "runtime.Goexit"
            } else {
                "panic"
            });
        } else {
            text(self.position.name);
        }
        // Inlined calls have no arguments to show. Go never inlines `main`.
        let main = self.position.name == "main.main";
        text(
            if self.goexit || main || own && !self.flags.contains(FuncFlags::ARGUMENTS) {
                "()\n"
            } else {
                "(...)\n"
            },
        );
        place(self.position);
    }
}

/// Whether a function is one of the runtime's own: not exported, like `runtime.makeError`.
fn is_internal(name: &str) -> bool {
    name.strip_prefix("runtime.")
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Visits a goroutine's lines, the innermost first, until the visitor answers false. Answers how many frames have no names.
pub fn each(g: &G, mut visit: impl FnMut(Line) -> bool) -> usize {
    let mut nameless = 0;
    // SAFETY: parked frames of the goroutine.
    for frame in unsafe { g.stack.frames(g.fp) } {
        let Some(meta) = frame.meta() else {
            nameless += 1;
            continue;
        };
        let flags = frame.info().flags();
        let goexit =
            flags.contains(FuncFlags::CALLS_DEFER) && g.panics.is_goexit(frame.fp() as usize);
        for position in meta.positions(frame.point()) {
            if !visit(Line {
                position,
                flags,
                goexit,
            }) {
                return nameless;
            }
        }
    }
    nameless
}

fn place(position: Position) {
    text("\t");
    text(link::file(position.file).unwrap_or("?"));
    text(":");
    print::uint(u64::from(position.line));
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
    place(position);
}

/// How much a crash shows from now on; at least what it was.
#[unsafe(export_name = "runtime/debug.setTraceback")]
unsafe extern "C" fn set_traceback(_m: &mut crate::m::M, word: *const u8, len: usize) {
    let old = level();
    // SAFETY: a Go string.
    let new = level_of(unsafe { print::slice(word, len) });
    let most = Level {
        none: new.none && old.none,
        all: new.all || old.all,
        system: new.system || old.system,
    };
    LEVEL.with(|level| *level = Some(most));
}

//! How fast the front half is and how much memory it takes: loads and checks a program several times,
//! `cargo run --release --example front -- FILE [TIMES]`. Prints its lines and bytes, with those of the packages it imports, the
//! best time, and the greatest size of the heap, source texts included. With `--json` as one object.

use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use core::time::Duration;
use std::alloc::System;
use std::time::Instant;

use burrow_compiler::{
    diag::Diagnostics, loader, stdlib::Embedded, syntax::source::SourceMap, types,
};

/// Counts what is allocated.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn grow(by: usize) {
    let live = LIVE.fetch_add(by, Relaxed) + by;
    if live > PEAK.load(Relaxed) {
        PEAK.store(live, Relaxed);
    }
}

// SAFETY: everything is handed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        // SAFETY: as for the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as for the caller.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // The old block may be there as long as the new one.
        grow(size);
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as for the caller.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The best of some runs over one program.
struct Measured {
    lines: usize,
    bytes: usize,
    parsed: Duration,
    checked: Duration,
    /// Of the heap, after parsing and at its greatest, without what was there before.
    trees: usize,
    peak: usize,
}

fn measure(file: &str, times: u32) -> Measured {
    let mut best = Measured {
        lines: 0,
        bytes: 0,
        parsed: Duration::MAX,
        checked: Duration::MAX,
        trees: 0,
        peak: 0,
    };
    for run in 0..times {
        let before = LIVE.load(Relaxed);
        PEAK.store(before, Relaxed);
        let mut sources = SourceMap::default();
        let mut diags = Diagnostics::default();
        let start = Instant::now();
        let input = std::path::Path::new(file).into();
        let packages = loader::load(&input, &Embedded, &mut sources, &mut diags).expect("readable");
        let loaded = start.elapsed();
        let trees = LIVE.load(Relaxed) - before;
        let program = types::check(packages, &sources, &mut diags);
        let checked = start.elapsed() - loaded;
        assert!(diags.is_empty(), "the program has errors");
        if run == 0 {
            // Interned names stay for the next run.
            best.trees = trees;
            best.peak = PEAK.load(Relaxed) - before;
        }
        drop(program);
        best.parsed = best.parsed.min(loaded);
        best.checked = best.checked.min(checked);
        let texts = || sources.files().iter().map(|file| &file.text);
        best.lines = texts().map(|text| text.lines().count()).sum();
        best.bytes = texts().map(String::len).sum();
    }
    best
}

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let json = args.iter().position(|arg| arg == "--json");
    if let Some(at) = json {
        args.remove(at);
    }
    let file = args.first().expect("a file");
    let times = args.get(1).map_or(5, |n| n.parse().expect("a number"));
    let m = measure(file, times);
    let speed = m.lines as f64 / (m.parsed + m.checked).as_secs_f64();
    let share = m.peak as f64 / m.bytes as f64;
    if json.is_some() {
        let (lines, bytes, peak) = (m.lines, m.bytes, m.peak);
        println!(
            "{{\"lines\":{lines},\"bytes\":{bytes},\"peak\":{peak},\"lines_a_second\":{speed:.0}}}"
        );
        return;
    }
    println!(
        "{} lines, {} bytes: parsed in {:.1} ms, checked in {:.1} ms, {speed:.0} lines a second; heap {} KiB after parsing, at most {} KiB, {share:.1} times the source",
        m.lines,
        m.bytes,
        m.parsed.as_secs_f64() * 1e3,
        m.checked.as_secs_f64() * 1e3,
        m.trees >> 10,
        m.peak >> 10,
    );
}

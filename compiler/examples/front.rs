//! How fast the front half is: loads and checks a program several times, `cargo run --release --example front -- FILE [TIMES]`.
//! Prints its lines and bytes, with those of the packages it imports, and the best time.

use core::time::Duration;
use std::time::Instant;

use burrow_compiler::{
    diag::Diagnostics, loader, stdlib::Embedded, syntax::source::SourceMap, types,
};

fn main() {
    let mut args = std::env::args().skip(1);
    let file = args.next().expect("a file");
    let times = args.next().map_or(5, |n| n.parse().expect("a number"));
    let mut best = [Duration::MAX; 2];
    let (mut lines, mut bytes) = (0, 0);
    for _ in 0..times {
        let mut sources = SourceMap::default();
        let mut diags = Diagnostics::default();
        let start = Instant::now();
        let input = std::path::Path::new(&file).into();
        let packages = loader::load(&input, &Embedded, &mut sources, &mut diags).expect("readable");
        let loaded = start.elapsed();
        let program = types::check(packages, &sources, &mut diags);
        let checked = start.elapsed() - loaded;
        assert!(diags.is_empty(), "the program has errors");
        drop(program);
        best = [best[0].min(loaded), best[1].min(checked)];
        let texts = || sources.files().iter().map(|file| &file.text);
        lines = texts().map(|text| text.lines().count()).sum();
        bytes = texts().map(String::len).sum();
    }
    let seconds = (best[0] + best[1]).as_secs_f64();
    println!(
        "{lines} lines, {bytes} bytes: parsed in {:.1} ms, checked in {:.1} ms, {:.0} lines a second",
        best[0].as_secs_f64() * 1e3,
        best[1].as_secs_f64() * 1e3,
        lines as f64 / seconds
    );
}

//! The bars: how many tests of a kind have to pass in the tree of Go 1.19.

use super::report::{Counts, Entry};

/// A bar.
struct Bar {
    name: &'static str,
    /// Classes of tests that count.
    classes: &'static [&'static str],
    needed: Needed,
}

enum Needed {
    Tests(usize),
    Percent(usize),
}

const BARS: [Bar; 4] = [
    Bar {
        name: "run, no imports",
        classes: &["run, no imports"],
        needed: Needed::Tests(455),
    },
    Bar {
        name: "run, at most common imports",
        classes: &["run, no imports", "run, common imports"],
        // What Go itself passes on wasip1.
        needed: Needed::Tests(820),
    },
    Bar {
        name: "compile",
        classes: &["compile"],
        needed: Needed::Percent(95),
    },
    Bar {
        name: "errorcheck",
        classes: &["errorcheck"],
        needed: Needed::Percent(85),
    },
];

/// Whether tests of a class count for a bar.
pub(super) fn counts(class: &str) -> bool {
    BARS.iter().any(|bar| bar.classes.contains(&class))
}

/// Prints them; whether all are reached.
pub(super) fn print(entries: &[Entry]) -> bool {
    let mut reached = true;
    let mode = std::env::var("BURROW_DEBUG").unwrap_or_default();
    let title = match &*mode {
        "" => "bar".to_owned(),
        mode => format!("bar, BURROW_DEBUG={mode}"),
    };
    println!("{title:<40} passed  failed  needed");
    for bar in &BARS {
        let of = entries.iter().filter(|e| bar.classes.contains(&e.class));
        let Counts([passed, failed, _]) = Counts::of(of);
        let needed = match bar.needed {
            Needed::Tests(n) => n,
            Needed::Percent(n) => ((passed + failed) * n).div_ceil(100),
        };
        let verdict = if passed >= needed { "" } else { "  missed" };
        println!(
            "  {:<38} {passed:>6}  {failed:>6}  {needed:>6}{verdict}",
            bar.name
        );
        reached &= passed >= needed;
    }
    println!();
    reached
}

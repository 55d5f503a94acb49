//! Which functions should be small rather than fast: what takes long anyway, and what runs once.

use super::cfg::Cfg;
use crate::ir::{Func, Module};

/// Standard packages whose functions have one body: what they do takes much longer than a call, most of it is seldom
/// done at all, and every program that prints carries it.
const COMPACT: [&str; 11] = [
    "context",
    "errors",
    "fmt",
    "internal/oserror",
    "internal/reflectlite",
    "io",
    "io/fs",
    "log",
    "os",
    "runtime",
    "syscall",
];

/// Large functions of this package have one body, too: those that convert floating-point numbers.
const PARTLY_COMPACT: &str = "strconv";

/// How many instructions a large function has.
const LARGE: usize = 120;

/// Functions that run once, besides initialisers.
const ONCE: [&str; 2] = ["runtime.main", "main.main"];

/// Decides it for each function, before anything is inlined.
pub fn mark(module: &mut Module) {
    for f in &mut module.funcs {
        f.compact = !f.blocks.is_empty() && is_compact(f);
    }
}

fn is_compact(f: &Func) -> bool {
    if runs_once(f) {
        return !loops(f);
    }
    let path = f.name.rfind('/').map_or(0, |slash| slash + 1);
    let package = match f.name[path..].find('.') {
        Some(dot) => &f.name[..path + dot],
        None => return false,
    };
    let size = || f.blocks.iter().map(|b| b.insts.len()).sum::<usize>();
    COMPACT.contains(&package) || package == PARTLY_COMPACT && size() > LARGE
}

/// Whether a function runs once.
fn runs_once(f: &Func) -> bool {
    let path = f.name.rfind('/').map_or(0, |slash| slash + 1);
    // A method may have the name of an initialiser.
    let initialises = matches!(f.name[path..].split_once('.'), Some((_, "init")));
    ONCE.contains(&f.name.as_str()) || initialises
}

/// Whether a function has loops.
pub fn loops(f: &Func) -> bool {
    Cfg::new(f).cyclic(f).contains(&true)
}

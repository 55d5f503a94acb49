//! Stage 4: optimisation, from SSA to SSA.

pub mod cfg;
pub mod classes;
pub mod edit;
pub mod escape;
pub mod fold;
pub mod gvn;
pub mod inline;
pub mod loops;
pub mod mem2reg;
pub mod poll;
pub mod simplify;

use crate::ir::{Func, Module, verify};

/// How much is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Level {
    /// Only what later stages need: unreachable blocks go.
    None,
    /// Everything.
    #[default]
    Full,
}

/// Optimises a module.
pub fn optimise(module: &mut Module, level: Level) {
    check(module, "building");
    if level == Level::None {
        bodies(module).for_each(edit::compact);
        check(module, "compaction");
        return;
    }
    bodies(module).for_each(scalar);
    check(module, "the first simplification");
    inline::inline(module, scalar);
    check(module, "inlining");
    escape::escape(module);
    check(module, "escape analysis");
    for f in bodies(module) {
        scalar(f);
        mem2reg::compact_slots(f);
    }
    check(module, "the last simplification");
}

/// In debug builds the invariants are checked after each pass.
fn check(module: &Module, pass: &str) {
    if cfg!(debug_assertions)
        && let Err(errors) = verify::verify(module)
    {
        let list = errors.join("\n");
        panic!("wrong intermediate code after {pass}:\n{list}");
    }
}

fn bodies(module: &mut Module) -> impl Iterator<Item = &mut Func> {
    module.funcs.iter_mut().filter(|f| !f.blocks.is_empty())
}

/// What is done to one function, repeatedly as it changes.
fn scalar(f: &mut Func) {
    if f.blocks.is_empty() {
        return;
    }
    simplify::simplify(f);
    for _ in 0..3 {
        let changed = mem2reg::mem2reg(f) | gvn::gvn(f);
        simplify::simplify(f);
        if !changed {
            break;
        }
    }
}

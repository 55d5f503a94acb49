//! Stage 4: optimisation, from SSA to SSA.

pub mod alias;
pub mod cfg;
pub mod classes;
pub mod compact;
mod dead_stores;
pub mod devirt;
pub mod edit;
pub mod escape;
pub mod exits;
pub mod fold;
pub mod gvn;
pub mod inline;
pub mod licm;
pub mod loads;
pub mod loops;
pub mod mem2reg;
pub mod poll;
mod ranges;
pub mod simplify;
#[cfg(test)]
mod tests;
pub mod vain;

use crate::ir::{Func, Module, verify};
use alias::Effects;

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
    compact::mark(module);
    if level == Level::None {
        bodies(module).for_each(edit::compact);
        check(module, "compaction");
        return;
    }
    vain::cut_at_vain_calls(module);
    let effects = Effects::new(module);
    let scalar = |f: &mut Func| scalar(f, &effects);
    bodies(module).for_each(scalar);
    check(module, "the first simplification");
    inline::inline(module, scalar);
    check(module, "inlining");
    // Calls may turn out direct by inlining, twice: a function value that is handed on to another function.
    for _ in 0..2 {
        let changed = devirt::devirtualise(module);
        if !changed.contains(&true) {
            break;
        }
        check(module, "devirtualisation");
        inline::again(module, &changed, scalar);
        check(module, "inlining again");
    }
    escape::escape(module);
    check(module, "escape analysis");
    let effects = Effects::new(module);
    for f in bodies(module) {
        self::scalar(f, &effects);
        if licm::licm(f, &effects) {
            simplify::simplify(f);
        }
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
fn scalar(f: &mut Func, effects: &Effects) {
    if f.blocks.is_empty() {
        return;
    }
    simplify::simplify(f);
    for _ in 0..3 {
        let changed = mem2reg::mem2reg(f) | gvn::gvn(f) | loads::loads(f, effects);
        simplify::simplify(f);
        if !changed {
            break;
        }
    }
}

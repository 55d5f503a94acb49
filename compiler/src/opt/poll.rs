//! Points at which a loop can be stopped.

use super::classes::Classes;
use crate::ir::{Func, FuncId, InstId};
use rustc_hash::FxHashSet;

/// What was inserted into a function.
#[derive(Clone, Debug, Default)]
pub struct Polls {
    /// Polls that happen only each 1024th time, counted in a local.
    pub counted: FxHashSet<InstId>,
    /// Polls between the turns of a strip-mined loop.
    pub stripped: FxHashSet<InstId>,
}

/// Whether the function has a loop that must be stoppable.
pub fn needed(f: &Func) -> bool {
    let g = super::loops::Graph::of_func(f);
    g.rpo
        .iter()
        .any(|&v| g.succs[v as usize].iter().any(|&s| g.retreats(v, s)))
}

/// Inserts polls into a function.
pub fn insert(_f: &mut Func, _id: FuncId, _classes: &Classes) -> Polls {
    Polls::default()
}

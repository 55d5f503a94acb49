//! Calls of functions that nothing can get to: their bodies only say so (`compiler/src/ir/build/kinds.rs`), and what would call them
//! is not reached either.

use crate::ir::{Callee, Func, Module, Op, Term};

fn is_never_called(f: &Func) -> bool {
    f.blocks
        .first()
        .is_some_and(|entry| entry.insts.is_empty() && matches!(entry.term, Term::Unreachable))
}

/// Ends blocks where they call such a function. Blocks behind them may be left without a way to them.
pub fn cut_at_vain_calls(module: &mut Module) {
    let vain: Vec<bool> = module.funcs.iter().map(is_never_called).collect();
    if !vain.contains(&true) {
        return;
    }
    for f in &mut module.funcs {
        let insts = &f.insts;
        for block in &mut f.blocks {
            let call = block.insts.iter().position(
                |id| matches!(insts[id.index()].op, Op::Call(Callee::Direct(g)) if vain[g.index()]),
            );
            if let Some(at) = call {
                block.insts.truncate(at);
                block.term = Term::Unreachable;
            }
        }
    }
}

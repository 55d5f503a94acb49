//! Locals that live in the frame.
//!
//! An engine's baseline compiler gives each local 8 bytes of its own stack, parks store and resumes load what is live, and
//! a module with more than 50 000 locals in one function is refused. So of a function with very many only the most used
//! ones stay locals of WebAssembly; each of the others is its home in the frame, all the time: nothing has to be stored
//! when the function parks, and no other local shares the home.

use super::fold::{Folding, leaves, term_uses};
use super::locals::Locals;
use crate::ir::{Func, Value};
use crate::opt::loops::{Graph, Loops};

/// Locals that a function keeps.
pub(super) const KEEP: usize = 200;

/// By local: whether it lives in the frame. The parameters do not.
pub(super) fn choose(f: &Func, folding: &Folding, locals: &Locals) -> Vec<bool> {
    let n = locals.types.len();
    let params = f.sig.params.len();
    let mut spilled = vec![false; n];
    if n <= KEEP.max(params) {
        return spilled;
    }
    let weights = weights(f, folding, locals);
    let mut order: Vec<usize> = (params..n).collect();
    order.sort_by_key(|&l| std::cmp::Reverse(weights[l]));
    for &l in &order[KEEP.saturating_sub(params)..] {
        spilled[l] = true;
    }
    spilled
}

/// By local: how often it is read and written, by a guess of eight turns for each loop.
fn weights(f: &Func, folding: &Folding, locals: &Locals) -> Vec<u64> {
    let loops = Loops::new(&Graph::of_func(f));
    let mut weights = vec![0; locals.types.len()];
    for (b, block) in f.blocks.iter().enumerate() {
        let weight = 1 << (3 * loops.depth(b as u32).min(10));
        let mut touch = |v: Value| {
            if let Some(l) = locals.get(v) {
                weights[l as usize] += weight;
            }
        };
        block.params.iter().for_each(|&p| touch(p));
        for &i in &folding.roots[b] {
            let inst = &f.insts[i.index()];
            inst.results.iter().for_each(|&r| touch(r));
            for &a in &inst.args {
                leaves(f, &folding.mode, a, &mut |v| touch(v));
            }
        }
        term_uses(&block.term, |v| {
            leaves(f, &folding.mode, v, &mut |v| touch(v));
        });
    }
    weights
}

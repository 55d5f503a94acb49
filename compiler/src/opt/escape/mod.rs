//! Escape analysis: allocations that nobody can reach after their function returns become stack objects.
//!
//! Each function gets a *summary*: what becomes of what its parameters point to, and of what can be reached from there.
//! Summaries are the least fixed point over the whole program, callees first, so recursion needs no special care.
//! [`points`] finds out for one function what its pointers can point to, given the summaries of those it calls; [`effects`] says
//! what each instruction does; [`place`] decides which allocations move into the frame.
//!
//! Calling a function value harms nothing of its closure: what the code does to its context is accounted for where the
//! closure is made. So a function that only calls its parameter lets closures stay on its callers' stacks.

mod effects;
mod place;
mod points;
mod report;
mod vary;

use crate::ir::*;
use points::{Move, Points};

/// What becomes of a pointer parameter.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
struct Param {
    /// What it points to may be reached by anybody.
    escapes: bool,
    /// What can be reached from there may.
    content: bool,
    /// Results that may point to it, or (true) to what can be reached from it.
    results: Vec<(u32, bool)>,
}

/// What callers have to know of a function.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
struct Summary {
    params: Vec<Param>,
    /// For each result, whether it may point to anything but what parameters lead to.
    heap: Vec<bool>,
    /// What is stored where among what parameters lead to.
    moves: Vec<Move>,
}

/// By function; none for those without a body.
struct Summaries(Vec<Option<Summary>>);

impl Summaries {
    fn get(&self, f: FuncId) -> Option<&Summary> {
        self.0[f.index()].as_ref()
    }
}

/// Runs it on the whole module.
pub fn escape(module: &mut Module) {
    let summaries = summarise(module);
    for n in 0..module.funcs.len() {
        if !module.funcs[n].blocks.is_empty() {
            promote(module, n, &summaries);
        }
    }
}

/// Finds all summaries.
fn summarise(module: &Module) -> Summaries {
    let n = module.funcs.len();
    let mut summaries = Summaries(
        module
            .funcs
            .iter()
            .map(|f| {
                let params = f.blocks.first()?.params.len();
                Some(Summary {
                    params: vec![Param::default(); params],
                    heap: vec![false; f.sig.results.len()],
                    moves: Vec::new(),
                })
            })
            .collect(),
    );
    // Who has to be looked at again when a summary changes.
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (k, f) in module.funcs.iter().enumerate() {
        for g in mentioned(module, f) {
            if users[g.index()].last() != Some(&k) {
                users[g.index()].push(k);
            }
        }
    }
    let order: Vec<usize> = super::inline::callees_first(module)
        .into_iter()
        .map(FuncId::index)
        .filter(|&f| !module.funcs[f].blocks.is_empty())
        .collect();
    let mut stale = vec![true; n];
    let mut again = true;
    while again {
        again = false;
        for &k in &order {
            if !std::mem::replace(&mut stale[k], false) {
                continue;
            }
            let f = &module.funcs[k];
            let allocs = place::find(module, f);
            let points = Points::of(module, f, &allocs, &summaries);
            let heap = place::in_heap(f, &points, &allocs);
            let new = points.summary(&heap);
            if summaries.0[k].as_ref() != Some(&new) {
                summaries.0[k] = Some(new);
                for &u in &users[k] {
                    stale[u] = true;
                    again = true;
                }
            }
        }
    }
    summaries
}

/// The functions that a function calls, or makes closures of.
fn mentioned(module: &Module, f: &Func) -> Vec<FuncId> {
    let mut list = Vec::new();
    for block in &f.blocks {
        for i in &block.insts {
            let inst = &f.insts[i.index()];
            match inst.op {
                Op::Call(Callee::Direct(g)) => list.push(g),
                Op::Load(Mem::I32, 0) => {
                    list.extend(effects::code_of(module, f, inst.results[0]));
                }
                _ => {}
            }
        }
        if let Term::TailCall(Callee::Direct(g), _) = block.term {
            list.push(g);
        }
    }
    list
}

fn promote(module: &mut Module, n: usize, summaries: &Summaries) {
    let f = &module.funcs[n];
    let allocs = place::find(module, f);
    let stays = if allocs.is_empty() {
        Vec::new()
    } else {
        let points = Points::of(module, f, &allocs, summaries);
        place::decide(f, &points, &allocs)
    };
    let stay = || allocs.iter().zip(&stays).filter(|s| *s.1).map(|s| s.0);
    let f = &mut module.funcs[n];
    if let Some(decisions) = &mut module.decisions {
        let insts: Vec<InstId> = stay().map(|a| a.inst).collect();
        report::report(f, FuncId(n as u32), summaries, &insts, decisions);
    }
    stay().for_each(|alloc| place::to_slot(f, alloc));
    place::drop_barriers(f);
}

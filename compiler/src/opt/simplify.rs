//! Cleans a function up: folds constants, removes needless block parameters, branches on constants, empty and dead blocks.

use super::cfg::{reverse_postorder, targets, targets_mut};
use super::edit::{Aliases, compact, const_of, def_inst, new_inst, remove_dead, retain_params};
use super::fold::{Fold, fold};
use crate::ir::{BlockId, Def, Func, Op, Target, Term, UnOp, Value};

/// Simplifies until nothing changes any more (a few rounds).
pub fn simplify(f: &mut Func) {
    for _ in 0..8 {
        compact(f);
        let mut changed = fold_all(f);
        changed |= remove_params(f);
        changed |= cut_at_panics(f);
        changed |= simplify_branches(f);
        changed |= thread_jumps(f);
        changed |= merge_blocks(f);
        changed |= remove_dead(f);
        if !changed {
            break;
        }
    }
    compact(f);
}

fn fold_all(f: &mut Func) -> bool {
    let mut aliases = Aliases::new(f);
    let mut changed = false;
    for b in 0..f.blocks.len() {
        let mut n = 0;
        while n < f.blocks[b].insts.len() {
            let id = f.blocks[b].insts[n];
            n += 1;
            for arg in &mut f.insts[id.index()].args {
                *arg = aliases.resolve(*arg);
            }
            if let Some(addr) = store_through_offset(f, id) {
                changed |= addr;
                continue;
            }
            for _ in 0..4 {
                match fold(f, id) {
                    None => break,
                    Some(Fold::Same(v)) => {
                        let result = f.insts[id.index()].results[0];
                        if aliases.resolve(result) == v {
                            break;
                        }
                        aliases.replace(result, v);
                        changed = true;
                        break;
                    }
                    Some(Fold::Const(c)) => {
                        f.insts[id.index()].op = Op::Const(c);
                        f.insts[id.index()].args.clear();
                        changed = true;
                        break;
                    }
                    Some(Fold::Op(op, args)) => {
                        f.insts[id.index()].op = op;
                        f.insts[id.index()].args = args;
                        changed = true;
                    }
                }
            }
        }
    }
    if changed {
        aliases.apply(f);
    }
    changed
}

/// Moves a constant offset of a store's address into the store.
fn store_through_offset(f: &mut Func, id: crate::ir::InstId) -> Option<bool> {
    let inst = &f.insts[id.index()];
    if !matches!(inst.op, Op::Store(..) | Op::StorePtr(_) | Op::StorePair(..)) {
        return None;
    }
    let addr = def_inst(f, inst.args[0])?;
    let Op::PtrOff(m) = addr.op else { return None };
    let base = addr.args[0];
    let inst = &mut f.insts[id.index()];
    let offset = match &mut inst.op {
        Op::Store(_, n) | Op::StorePtr(n) | Op::StorePair(n, _) => n,
        _ => return None,
    };
    *offset = offset.checked_add(m)?;
    inst.args[0] = base;
    Some(true)
}

/// Removes block parameters that are always the same value.
fn remove_params(f: &mut Func) -> bool {
    let mut aliases = Aliases::new(f);
    let mut changed = false;
    loop {
        let mut again = false;
        // For each parameter, the only value that comes in, besides itself.
        let mut incoming: Vec<Vec<Option<Option<Value>>>> = f
            .blocks
            .iter()
            .map(|b| vec![None; b.params.len()])
            .collect();
        for block in &f.blocks {
            for t in targets(&block.term) {
                for (n, &arg) in t.args.iter().enumerate() {
                    let arg = aliases.resolve(arg);
                    let param = f.blocks[t.block.index()].params[n];
                    if arg == param {
                        continue;
                    }
                    let entry = &mut incoming[t.block.index()][n];
                    *entry = match *entry {
                        None => Some(Some(arg)),
                        Some(Some(v)) if v == arg => Some(Some(v)),
                        Some(_) => Some(None),
                    };
                }
            }
        }
        for (b, incoming) in incoming.iter().enumerate().skip(1) {
            let mut keep = vec![true; f.blocks[b].params.len()];
            for (n, one) in incoming.iter().enumerate() {
                if let Some(Some(v)) = one {
                    // The value may itself be a parameter removed in this very round.
                    let v = aliases.resolve(*v);
                    let param = f.blocks[b].params[n];
                    if v != param {
                        aliases.replace(param, v);
                        keep[n] = false;
                    }
                }
            }
            if keep.contains(&false) {
                retain_params(f, BlockId(b as u32), &keep);
                again = true;
            }
        }
        if !again {
            break;
        }
        changed = true;
    }
    if changed {
        aliases.apply(f);
    }
    changed
}

/// What follows a check that always fails cannot be reached.
fn cut_at_panics(f: &mut Func) -> bool {
    let mut changed = false;
    for b in 0..f.blocks.len() {
        let fails = |id: &crate::ir::InstId| {
            let inst = &f.insts[id.index()];
            matches!(inst.op, Op::PanicIf(_)) && const_of(f, inst.args[0]).is_some_and(|c| c != 0)
        };
        let Some(at) = f.blocks[b].insts.iter().position(fails) else {
            continue;
        };
        let block = &mut f.blocks[b];
        if at + 1 < block.insts.len() || !matches!(block.term, Term::Unreachable) {
            block.insts.truncate(at + 1);
            block.term = Term::Unreachable;
            changed = true;
        }
    }
    changed
}

fn simplify_branches(f: &mut Func) -> bool {
    let mut changed = false;
    for b in 0..f.blocks.len() {
        let term = std::mem::replace(&mut f.blocks[b].term, Term::None);
        let new = match term {
            Term::Branch(_, t, e) if t == e => Term::Jump(t),
            Term::Branch(c, t, e) => match const_of(f, c) {
                Some(0) => Term::Jump(e),
                Some(_) => Term::Jump(t),
                None => match def_inst(f, c) {
                    Some(i)
                        if i.op == Op::Un(UnOp::Eqz)
                            && f.values[i.args[0].index()].ty == crate::ir::Ty::I32 =>
                    {
                        let c = i.args[0];
                        Term::Branch(c, e, t)
                    }
                    _ => {
                        f.blocks[b].term = Term::Branch(c, t, e);
                        continue;
                    }
                },
            },
            Term::Switch(v, list, default) => match const_of(f, v) {
                Some(c) => Term::Jump(list.get(c as u32 as usize).cloned().unwrap_or(default)),
                None => {
                    f.blocks[b].term = Term::Switch(v, list, default);
                    continue;
                }
            },
            other => {
                f.blocks[b].term = other;
                continue;
            }
        };
        changed = true;
        f.blocks[b].term = new;
    }
    changed
}

/// Lets jumps to blocks that do nothing go where these go.
fn thread_jumps(f: &mut Func) -> bool {
    let mut changed = false;
    let exit = f.defers.as_ref().map(|d| d.exit);
    for b in 0..f.blocks.len() {
        let mut term = std::mem::replace(&mut f.blocks[b].term, Term::None);
        for t in targets_mut(&mut term) {
            if t.block.index() == b || Some(t.block) == exit {
                continue;
            }
            let through = &f.blocks[t.block.index()];
            if !through.insts.is_empty() {
                continue;
            }
            let next = match &through.term {
                Term::Jump(next) if next.block != t.block => next.clone(),
                // A branch on a parameter that is known here.
                Term::Branch(c, yes, no) => {
                    let Some(n) = through.params.iter().position(|p| p == c) else {
                        continue;
                    };
                    match const_of(f, t.args[n]) {
                        Some(0) => no.clone(),
                        Some(_) => yes.clone(),
                        None => continue,
                    }
                }
                _ => continue,
            };
            // Parameters of the skipped block may be used elsewhere (it may dominate others): only when they are not.
            if !through.params.is_empty() && params_used_beyond(f, t.block) {
                continue;
            }
            let args = next
                .args
                .iter()
                .map(|v| {
                    through
                        .params
                        .iter()
                        .position(|p| p == v)
                        .map_or(*v, |n| t.args[n])
                })
                .collect();
            *t = Target {
                block: next.block,
                args,
            };
            changed = true;
        }
        f.blocks[b].term = term;
    }
    changed
}

/// Whether a block's parameters are used outside its own terminator.
fn params_used_beyond(f: &Func, b: BlockId) -> bool {
    let is_param = |v: Value| matches!(f.values[v.index()].def, Def::Param(block, _) if block == b);
    f.blocks.iter().enumerate().any(|(n, block)| {
        if block
            .insts
            .iter()
            .any(|id| f.insts[id.index()].args.iter().any(|&v| is_param(v)))
        {
            return true;
        }
        let mut used = false;
        if n != b.index() {
            super::edit::for_term_values(&block.term, |v| used |= is_param(v));
        }
        used
    })
}

/// Joins a block with its only successor when it is the only predecessor of that.
fn merge_blocks(f: &mut Func) -> bool {
    let rpo = reverse_postorder(f);
    let mut entered = vec![0; f.blocks.len()];
    for &b in &rpo {
        targets(&f.blocks[b.index()].term).for_each(|t| entered[t.block.index()] += 1);
    }
    let mut changed = false;
    let mut aliases = Aliases::new(f);
    let exit = f.defers.as_ref().map(|d| d.exit);
    let mut gone = vec![false; f.blocks.len()];
    for &b in &rpo {
        if gone[b.index()] {
            continue;
        }
        while let Term::Jump(t) = &f.blocks[b.index()].term {
            let next = t.block;
            if next == b || next.0 == 0 || Some(next) == exit || entered[next.index()] != 1 {
                break;
            }
            let args = t.args.clone();
            let params = std::mem::take(&mut f.blocks[next.index()].params);
            for (&p, a) in params.iter().zip(args) {
                aliases.replace(p, a);
            }
            let insts = std::mem::take(&mut f.blocks[next.index()].insts);
            f.blocks[b.index()].insts.extend(insts);
            f.blocks[b.index()].term =
                std::mem::replace(&mut f.blocks[next.index()].term, Term::Unreachable);
            f.blocks[b.index()].pos = f.blocks[next.index()].pos;
            gone[next.index()] = true;
            changed = true;
        }
    }
    if changed {
        aliases.apply(f);
    }
    changed
}

/// Puts a constant before an instruction. Used by passes that need one.
pub fn insert_const(f: &mut Func, b: BlockId, at: usize, c: i64, ty: crate::ir::Ty) -> Value {
    let model = f.blocks[b.index()].insts[at];
    let id = new_inst(f, Op::Const(c), vec![], Some(ty), model);
    f.blocks[b.index()].insts.insert(at, id);
    f.insts[id.index()].results[0]
}

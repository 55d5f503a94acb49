//! Terminators' targets, and what completes a function: block parameters that are always one value go, then everything
//! that cannot be reached, and blocks, instructions and values are numbered anew.

use super::{Block, BlockId, Def, Func, InstId, Op, Target, Term, Value, ValueInfo};

/// All jump targets of a terminator, in order.
pub fn targets(term: &Term) -> Vec<&Target> {
    match term {
        Term::Jump(t) => vec![t],
        Term::Branch(_, a, b) => vec![a, b],
        Term::Switch(_, list, default) => list.iter().chain([default]).collect(),
        _ => Vec::new(),
    }
}

/// All jump targets of a terminator, in order.
pub(super) fn targets_mut(term: &mut Term) -> Vec<&mut Target> {
    match term {
        Term::Jump(t) => vec![t],
        Term::Branch(_, a, b) => vec![a, b],
        Term::Switch(_, list, default) => list.iter_mut().chain([default]).collect(),
        _ => Vec::new(),
    }
}

/// One jump target of a terminator.
fn nth_target(term: &Term, n: usize) -> &Target {
    match term {
        Term::Jump(t) => t,
        Term::Branch(_, a, b) => [a, b][n],
        Term::Switch(_, list, default) => list.get(n).unwrap_or(default),
        _ => unreachable!("a terminator with targets"),
    }
}

/// The values that a terminator uses, those of its targets left out.
pub(super) fn term_args_mut(term: &mut Term) -> Vec<&mut Value> {
    match term {
        Term::Branch(v, ..) | Term::Switch(v, ..) => vec![v],
        Term::Return(values) | Term::TailCall(_, values) => values.iter_mut().collect(),
        _ => Vec::new(),
    }
}

/// The value that finally stands for another.
fn resolve(alias: &mut [Value], v: Value) -> Value {
    let mut root = v;
    while alias[root.index()] != root {
        root = alias[root.index()];
    }
    let mut at = v;
    while alias[at.index()] != root {
        at = std::mem::replace(&mut alias[at.index()], root);
    }
    root
}

/// Replaces parameters whose arguments are all one value (or the parameter itself) by that value.
pub(super) fn drop_trivial_params(func: &mut Func, keep: Option<BlockId>) {
    let reachable = reachable(func, keep);
    let mut preds: Vec<Vec<(usize, usize)>> = vec![Vec::new(); func.blocks.len()];
    for (b, block) in func.blocks.iter().enumerate() {
        if reachable[b] {
            for (edge, t) in targets(&block.term).into_iter().enumerate() {
                preds[t.block.index()].push((b, edge));
            }
        }
    }
    let mut alias: Vec<Value> = (0..func.values.len() as u32).map(Value).collect();
    let mut dropped: Vec<Vec<bool>> = func
        .blocks
        .iter()
        .map(|b| vec![false; b.params.len()])
        .collect();
    loop {
        let mut changed = false;
        for b in 1..func.blocks.len() {
            if !reachable[b] || preds[b].is_empty() {
                continue;
            }
            for (n, gone) in dropped[b].iter_mut().enumerate() {
                if *gone {
                    continue;
                }
                let param = func.blocks[b].params[n];
                let mut same = None;
                let trivial = preds[b].iter().all(|&(p, edge)| {
                    let arg = nth_target(&func.blocks[p].term, edge).args[n];
                    let arg = resolve(&mut alias, arg);
                    arg == param || *same.get_or_insert(arg) == arg
                });
                if let (true, Some(same)) = (trivial, same) {
                    alias[param.index()] = same;
                    *gone = true;
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    for inst in &mut func.insts {
        for v in &mut inst.args {
            *v = resolve(&mut alias, *v);
        }
    }
    for b in 0..func.blocks.len() {
        let block = &mut func.blocks[b];
        for v in term_args_mut(&mut block.term) {
            *v = resolve(&mut alias, *v);
        }
        for t in targets_mut(&mut block.term) {
            let gone = &dropped[t.block.index()];
            let mut n = 0;
            t.args.retain(|_| {
                n += 1;
                !gone[n - 1]
            });
            for v in &mut t.args {
                *v = resolve(&mut alias, *v);
            }
        }
        let mut n = 0;
        block.params.retain(|_| {
            n += 1;
            !dropped[b][n - 1]
        });
    }
}

fn reachable(func: &Func, keep: Option<BlockId>) -> Vec<bool> {
    let mut seen = vec![false; func.blocks.len()];
    let mut work = vec![BlockId(0)];
    work.extend(keep);
    while let Some(b) = work.pop() {
        if !std::mem::replace(&mut seen[b.index()], true) {
            work.extend(
                targets(&func.blocks[b.index()].term)
                    .iter()
                    .map(|t| t.block),
            );
        }
    }
    seen
}

/// Drops unreachable blocks and instructions that compute an unused constant or address, and numbers everything anew.
pub(super) fn compact(func: &mut Func, keep: Option<BlockId>) {
    let seen = reachable(func, keep);
    let mut used = vec![false; func.values.len()];
    for (b, block) in func.blocks.iter_mut().enumerate() {
        if !seen[b] {
            continue;
        }
        for &i in &block.insts {
            for v in &func.insts[i.index()].args {
                used[v.index()] = true;
            }
        }
        for v in term_args_mut(&mut block.term) {
            used[v.index()] = true;
        }
        for t in targets(&block.term) {
            for v in &t.args {
                used[v.index()] = true;
            }
        }
    }
    let mut block_ids = vec![BlockId(u32::MAX); func.blocks.len()];
    let mut next = 0;
    for (b, id) in block_ids.iter_mut().enumerate() {
        if seen[b] {
            *id = BlockId(next);
            next += 1;
        }
    }
    let mut insts = Vec::new();
    let mut inst_ids = vec![None; func.insts.len()];
    let mut values = Vec::new();
    let mut value_ids = vec![Value(u32::MAX); func.values.len()];
    let mut blocks = Vec::new();
    for (b, block) in std::mem::take(&mut func.blocks).into_iter().enumerate() {
        if !seen[b] {
            continue;
        }
        let id = block_ids[b];
        for (n, p) in block.params.iter().enumerate() {
            value_ids[p.index()] = Value(values.len() as u32);
            values.push(ValueInfo {
                ty: func.values[p.index()].ty,
                def: Def::Param(id, n as u32),
            });
        }
        let mut list = Vec::new();
        for i in block.insts {
            let inst = func.insts[i.index()].clone();
            let plain = matches!(
                inst.op,
                Op::Const(_) | Op::FConst(_) | Op::DataAddr(..) | Op::SlotAddr(..) | Op::PtrOff(_)
            );
            if plain && !used[inst.results[0].index()] {
                continue;
            }
            let new = InstId(insts.len() as u32);
            inst_ids[i.index()] = Some(new);
            for (n, r) in inst.results.iter().enumerate() {
                value_ids[r.index()] = Value(values.len() as u32);
                values.push(ValueInfo {
                    ty: func.values[r.index()].ty,
                    def: Def::Inst(new, n as u32),
                });
            }
            insts.push(inst);
            list.push(new);
        }
        blocks.push(Block {
            insts: list,
            ..block
        });
    }
    let map = |v: &mut Value| *v = value_ids[v.index()];
    for inst in &mut insts {
        inst.args.iter_mut().for_each(map);
        inst.results.iter_mut().for_each(map);
    }
    for block in &mut blocks {
        block.params.iter_mut().for_each(map);
        term_args_mut(&mut block.term).into_iter().for_each(map);
        for t in targets_mut(&mut block.term) {
            t.args.iter_mut().for_each(map);
            t.block = block_ids[t.block.index()];
        }
    }
    if let Some(defers) = &mut func.defers {
        defers.exit = block_ids[defers.exit.index()];
    }
    func.notes = std::mem::take(&mut func.notes)
        .into_iter()
        .filter_map(|(i, note)| Some((inst_ids[i.index()]?, note)))
        .collect();
    func.blocks = blocks;
    func.insts = insts;
    func.values = values;
}

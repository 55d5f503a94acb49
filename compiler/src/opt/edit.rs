//! Changing a function: replacing values, removing what is dead.

use super::cfg::{reverse_postorder, targets_mut};
use crate::ir::{
    BlockId, Callee, Def, Func, Inst, InstId, Op, ScopeId, Target, Term, Ty, Value, ValueInfo,
};
use crate::syntax::source::Pos;

/// Which value stands for another. Chains are followed.
#[derive(Debug)]
pub struct Aliases(Vec<Value>);

impl Aliases {
    /// Each value stands for itself.
    pub fn new(f: &Func) -> Aliases {
        Aliases((0..f.values.len() as u32).map(Value).collect())
    }

    /// The value that stands for `v`.
    pub fn resolve(&mut self, v: Value) -> Value {
        let Some(&next) = self.0.get(v.index()) else {
            return v;
        };
        if next == v {
            return v;
        }
        let root = self.resolve(next);
        self.0[v.index()] = root;
        root
    }

    /// Lets `by` stand for `v`.
    pub fn replace(&mut self, v: Value, by: Value) {
        for n in self.0.len() as u32..=v.0 {
            self.0.push(Value(n));
        }
        self.0[v.index()] = by;
    }

    /// Rewrites all operands.
    pub fn apply(&mut self, f: &mut Func) {
        for b in 0..f.blocks.len() {
            for i in 0..f.blocks[b].insts.len() {
                let id = f.blocks[b].insts[i];
                for arg in &mut f.insts[id.index()].args {
                    *arg = self.resolve(*arg);
                }
            }
            let mut term = std::mem::replace(&mut f.blocks[b].term, Term::None);
            term_values(&mut term, |v| *v = self.resolve(*v));
            f.blocks[b].term = term;
        }
    }
}

/// Visits the operands of a terminator.
pub fn term_values(term: &mut Term, mut visit: impl FnMut(&mut Value)) {
    match term {
        Term::Branch(v, ..) | Term::Switch(v, ..) => visit(v),
        Term::Return(list) | Term::TailCall(_, list) => list.iter_mut().for_each(&mut visit),
        Term::None | Term::Jump(_) | Term::Unreachable => {}
    }
    for t in targets_mut(term) {
        t.args.iter_mut().for_each(&mut visit);
    }
}

/// Visits the operands of a terminator without changing them.
pub fn for_term_values(term: &Term, mut visit: impl FnMut(Value)) {
    match term {
        Term::Branch(v, ..) | Term::Switch(v, ..) => visit(*v),
        Term::Return(list) | Term::TailCall(_, list) => list.iter().copied().for_each(&mut visit),
        Term::None | Term::Jump(_) | Term::Unreachable => {}
    }
    for t in super::cfg::targets(term) {
        t.args.iter().copied().for_each(&mut visit);
    }
}

/// A new value defined by an instruction to come.
pub fn new_value(f: &mut Func, ty: Ty, def: Def) -> Value {
    f.values.push(ValueInfo { ty, def });
    Value(f.values.len() as u32 - 1)
}

/// A new instruction with one result, like `model` in position and scope. It is in no block yet.
pub fn new_inst(f: &mut Func, op: Op, args: Vec<Value>, ty: Option<Ty>, model: InstId) -> InstId {
    let at = (f.insts[model.index()].pos, f.insts[model.index()].scope);
    new_inst_at(f, op, args, ty, at)
}

/// A new instruction with one result, of this position and scope. It is in no block yet.
pub fn new_inst_at(
    f: &mut Func,
    op: Op,
    args: Vec<Value>,
    ty: Option<Ty>,
    (pos, scope): (Pos, ScopeId),
) -> InstId {
    let id = InstId(f.insts.len() as u32);
    let results = ty
        .map(|ty| new_value(f, ty, Def::Inst(id, 0)))
        .into_iter()
        .collect();
    f.insts.push(Inst {
        op,
        args,
        results,
        pos,
        scope,
    });
    id
}

/// The instruction that defines a value.
pub fn def_inst(f: &Func, v: Value) -> Option<&Inst> {
    match f.values[v.index()].def {
        Def::Inst(id, _) => Some(&f.insts[id.index()]),
        Def::Param(..) => None,
    }
}

/// A value's integer constant.
pub fn const_of(f: &Func, v: Value) -> Option<i64> {
    match def_inst(f, v)?.op {
        Op::Const(c) => Some(c),
        _ => None,
    }
}

/// Whether an operation may be removed when its results are not used.
pub fn is_removable(op: &Op) -> bool {
    use crate::ir::abi::{Class, RtFn};
    match op {
        Op::Store(..)
        | Op::StorePtr(_)
        | Op::StorePair(..)
        | Op::MemCopy
        | Op::MemZero
        | Op::PanicIf(_)
        | Op::Poll
        | Op::Atomic(..) => false,
        Op::Call(Callee::Runtime(rt)) => {
            matches!(rt, RtFn::New | RtFn::NewNoscan)
                || rt.class() == Class::Pure
                    && matches!(
                        rt,
                        RtFn::MemEqual
                            | RtFn::StringCompare
                            | RtFn::DecodeRune
                            | RtFn::MapLen
                            | RtFn::ChanLen
                            | RtFn::ChanCap
                            | RtFn::MapAccess32
                            | RtFn::MapAccess64
                            | RtFn::MapAccessStr
                    )
        }
        Op::Call(_) => false,
        _ => true,
    }
}

/// Removes instructions and block parameters whose values nobody uses. Returns whether something went.
pub fn remove_dead(f: &mut Func) -> bool {
    let mut live = vec![false; f.values.len()];
    let mut work: Vec<Value> = Vec::new();
    let cfg_preds = preds_args(f);
    for b in &f.blocks {
        for &id in &b.insts {
            let inst = &f.insts[id.index()];
            if !is_removable(&inst.op) {
                work.extend(&inst.args);
                work.extend(&inst.results);
            }
        }
        match &b.term {
            Term::Branch(v, ..) | Term::Switch(v, ..) => work.push(*v),
            Term::Return(list) | Term::TailCall(_, list) => work.extend(list),
            _ => {}
        }
    }
    work.extend(&f.blocks[0].params);
    while let Some(v) = work.pop() {
        if std::mem::replace(&mut live[v.index()], true) {
            continue;
        }
        match f.values[v.index()].def {
            Def::Inst(id, _) => work.extend(&f.insts[id.index()].args),
            Def::Param(b, n) => {
                for &(pred, which) in &cfg_preds[b.index()] {
                    let target = super::cfg::targets(&f.blocks[pred.index()].term)
                        .nth(which)
                        .expect("edge");
                    work.push(target.args[n as usize]);
                }
            }
        }
    }
    let mut changed = false;
    for b in 0..f.blocks.len() {
        let insts = &f.insts;
        let before = f.blocks[b].insts.len();
        f.blocks[b].insts.retain(|id| {
            let inst = &insts[id.index()];
            !is_removable(&inst.op) || inst.results.iter().any(|r| live[r.index()])
        });
        changed |= f.blocks[b].insts.len() != before;
        if b == 0 || f.blocks[b].params.iter().all(|p| live[p.index()]) {
            continue;
        }
        changed = true;
        let keep: Vec<bool> = f.blocks[b].params.iter().map(|p| live[p.index()]).collect();
        retain_params(f, BlockId(b as u32), &keep);
    }
    changed
}

/// For each block, the edges into it: predecessor and number of the target in its terminator.
fn preds_args(f: &Func) -> Vec<Vec<(BlockId, usize)>> {
    let mut preds = vec![Vec::new(); f.blocks.len()];
    for (b, block) in f.blocks.iter().enumerate() {
        for (n, t) in super::cfg::targets(&block.term).enumerate() {
            preds[t.block.index()].push((BlockId(b as u32), n));
        }
    }
    preds
}

/// Keeps only some parameters of a block, and renumbers them.
pub fn retain_params(f: &mut Func, b: BlockId, keep: &[bool]) {
    let mut n = 0;
    f.blocks[b.index()].params.retain(|_| {
        n += 1;
        keep[n - 1]
    });
    for (i, &p) in f.blocks[b.index()].params.iter().enumerate() {
        f.values[p.index()].def = Def::Param(b, i as u32);
    }
    for block in &mut f.blocks {
        for t in targets_mut(&mut block.term).filter(|t| t.block == b) {
            retain_args(t, keep);
        }
    }
}

fn retain_args(t: &mut Target, keep: &[bool]) {
    let mut n = 0;
    t.args.retain(|_| {
        n += 1;
        keep[n - 1]
    });
}

/// Drops unreachable blocks and renumbers the others in reverse postorder.
pub fn compact(f: &mut Func) {
    let rpo = reverse_postorder(f);
    if rpo.len() == f.blocks.len() && rpo.iter().enumerate().all(|(n, b)| b.index() == n) {
        return;
    }
    let mut order = vec![u32::MAX; f.blocks.len()];
    for (n, &b) in rpo.iter().enumerate() {
        order[b.index()] = n as u32;
    }
    let mut old: Vec<Option<crate::ir::Block>> = std::mem::take(&mut f.blocks)
        .into_iter()
        .map(Some)
        .collect();
    for (n, &b) in rpo.iter().enumerate() {
        let mut block = old[b.index()].take().expect("each block once");
        for (i, &p) in block.params.iter().enumerate() {
            f.values[p.index()].def = Def::Param(BlockId(n as u32), i as u32);
        }
        for t in targets_mut(&mut block.term) {
            t.block = BlockId(order[t.block.index()]);
        }
        f.blocks.push(block);
    }
    if let Some(d) = &mut f.defers {
        d.exit = BlockId(order[d.exit.index()]);
    }
}

//! SSA form by the on-the-fly construction of Braun et al. ("Simple and Efficient Construction of Static Single Assignment
//! Form", 2013), with block parameters in place of phi functions.
//!
//! A block is *sealed* once no predecessor can be added. Reading a variable in a block that is not sealed makes a
//! parameter whose arguments are filled in when it is. Code that cannot be reached is still emitted, into blocks
//! without predecessors, and dropped in [`FuncBuilder::finish`]; such blocks add no edges, so they never blur what
//! reaches a join. Parameters whose arguments are all one value are dropped at the end as well.
//!
//! A variable that was not written between the end of a join's dominator and the join has one value at both, so it takes no
//! parameter there: otherwise a thousand variables and a thousand joins would make a million. Blocks are filled after those
//! that dominate them, and joins after all that lies between, so the order of the writes tells. Gotos break that order
//! ([`FuncBuilder::irregular`]), and so do loops in dead code.

use super::finish::targets_mut;
use super::func_builder::FuncBuilder;
use super::{BlockId, Op, Ty, Value};

/// A variable whose values the construction keeps apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Var(pub u32);

#[derive(Default, Debug)]
pub(super) struct BlockState {
    pub(super) sealed: bool,
    /// Entered from outside: the function's entry, and the exit of a function that defers.
    pub(super) entered: bool,
    /// Edges that lead here: block and index among its targets.
    pub(super) preds: Vec<(BlockId, u32)>,
    pub(super) incomplete: Vec<(Var, Value)>,
    /// The block that dominates it immediately, and how many dominate it; not known of those that are entered from outside.
    pub(super) idom: Option<(BlockId, u32)>,
    /// How many writes there were when it was sealed or made current, whichever came later, and when it ended.
    pub(super) begun: u32,
    pub(super) ended: u32,
    /// Variables written in it, and those for which its dominator was asked.
    #[cfg(debug_assertions)]
    pub(super) checks: (Vec<Var>, Vec<Var>),
}

impl FuncBuilder {
    /// A new variable.
    pub fn new_var(&mut self, ty: Ty) -> Var {
        self.vars.push(ty);
        self.written.push(Vec::new());
        Var(self.vars.len() as u32 - 1)
    }

    /// Gives a variable a new value.
    pub fn write_var(&mut self, var: Var, value: Value) {
        debug_assert_eq!(self.vars[var.0 as usize], self.ty(value));
        self.writes += 1;
        self.written[var.0 as usize].push(self.writes);
        #[cfg(debug_assertions)]
        self.state[self.cur.index()].checks.0.push(var);
        self.defs.insert((self.cur, var), value);
    }

    /// The variable's value here; zero where it was never written.
    pub fn read_var(&mut self, var: Var) -> Value {
        self.read_in(self.cur, var)
    }

    fn read_in(&mut self, block: BlockId, var: Var) -> Value {
        // Long chains of blocks with one predecessor are walked, not recursed into.
        let mut chain = Vec::new();
        let mut b = block;
        let value = loop {
            if let Some(&v) = self.defs.get(&(b, var)) {
                break v;
            }
            chain.push(b);
            let state = &self.state[b.index()];
            let ty = self.vars[var.0 as usize];
            if chain.len() > self.state.len() {
                // A loop that nothing leads to has no predecessor but itself.
                break self.zero_in(b, ty);
            }
            if state.sealed && state.preds.len() == 1 {
                b = state.preds[0].0;
                continue;
            }
            if !state.sealed {
                let v = self.add_param(b, ty);
                self.state[b.index()].incomplete.push((var, v));
                break v;
            }
            if state.preds.is_empty() {
                break self.zero_in(b, ty);
            }
            if let Some((d, _)) = state.idom.filter(|_| self.regular) {
                let writes = &self.written[var.0 as usize];
                let (from, to) = (self.state[d.index()].ended, state.begun);
                let next = writes.partition_point(|&w| w <= from);
                if writes.get(next).is_none_or(|&w| w > to) {
                    #[cfg(debug_assertions)]
                    self.state[b.index()].checks.1.push(var);
                    b = d;
                    continue;
                }
            }
            let v = self.add_param(b, ty);
            self.defs.insert((b, var), v);
            self.fill(b, var);
            break v;
        };
        // Of long chains some are enough for others to meet one soon.
        let step = if chain.len() > 64 { 16 } else { 1 };
        for b in chain.into_iter().step_by(step) {
            self.defs.insert((b, var), value);
        }
        value
    }

    fn fill(&mut self, block: BlockId, var: Var) {
        for i in 0..self.state[block.index()].preds.len() {
            let (pred, edge) = self.state[block.index()].preds[i];
            let v = self.read_in(pred, var);
            let term = &mut self.func.blocks[pred.index()].term;
            targets_mut(term)[edge as usize].args.push(v);
        }
    }

    fn zero_in(&mut self, block: BlockId, ty: Ty) -> Value {
        let op = match ty {
            Ty::F32 | Ty::F64 => Op::FConst(0),
            _ => Op::Const(0),
        };
        let id = self.new_inst(op, &[], &[ty]);
        self.func.blocks[block.index()].insts.insert(0, id);
        self.func.insts[id.index()].results[0]
    }

    /// Tells that no further edge will lead to a block.
    pub fn seal(&mut self, block: BlockId) {
        if std::mem::replace(&mut self.state[block.index()].sealed, true) {
            return;
        }
        self.state[block.index()].begun = self.writes;
        self.place(block);
        let incomplete = std::mem::take(&mut self.state[block.index()].incomplete);
        for (var, _) in incomplete {
            self.fill(block, var);
        }
    }

    /// Tells that blocks may be jumped to from ones that they do not dominate after they were filled.
    pub fn irregular(&mut self) {
        self.regular = false;
    }

    /// Finds a block's dominator when all edges from blocks that it does not dominate lead to it.
    pub(super) fn place(&mut self, block: BlockId) {
        let state = &self.state[block.index()];
        if !self.regular || state.idom.is_some() || state.entered {
            return;
        }
        let mut preds = state.preds.iter().map(|p| p.0);
        let first = preds.next();
        let idom = first.and_then(|first| preds.try_fold(first, |a, b| self.meet(a, b)));
        self.state[block.index()].idom = idom.map(|d| (d, self.depth(d) + 1));
    }

    fn depth(&self, block: BlockId) -> u32 {
        self.state[block.index()].idom.map_or(0, |(_, depth)| depth)
    }

    /// The innermost block that dominates both.
    fn meet(&self, mut a: BlockId, mut b: BlockId) -> Option<BlockId> {
        while a != b {
            if self.depth(a) < self.depth(b) {
                core::mem::swap(&mut a, &mut b);
            }
            a = self.state[a.index()].idom?.0;
        }
        Some(a)
    }

    /// What [`FuncBuilder::place`] found must dominate, and where it was asked for a variable nothing between may write that.
    #[cfg(debug_assertions)]
    pub(super) fn check_dominators(&self) {
        for (b, state) in self.state.iter().enumerate() {
            let Some((d, _)) = state.idom.filter(|_| self.regular) else {
                continue;
            };
            let mut between = vec![false; self.state.len()];
            let mut work: Vec<BlockId> = state.preds.iter().map(|p| p.0).collect();
            while let Some(x) = work.pop() {
                let seen = x == d || std::mem::replace(&mut between[x.index()], true);
                if seen {
                    continue;
                }
                let x = &self.state[x.index()];
                assert!(
                    !x.entered,
                    "{}: {d:?} does not dominate {b}",
                    self.func.name
                );
                for var in &state.checks.1 {
                    assert!(
                        !x.checks.0.contains(var),
                        "{}: {var:?} in {b}",
                        self.func.name
                    );
                }
                work.extend(x.preds.iter().map(|p| p.0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{BinOp, CmpOp, Sig};
    use crate::syntax::source::Pos;

    /// `s := 0; for i := 0; i < n; i++ { s += i }; return s`
    #[test]
    fn loop_variables_become_block_parameters() {
        let sig = Sig {
            params: vec![Ty::I64],
            results: vec![Ty::I64],
        };
        let mut b = FuncBuilder::new("sum".into(), Pos::NONE, sig);
        let n = b.param(0);
        let (s, i, k) = (b.new_var(Ty::I64), b.new_var(Ty::I64), b.new_var(Ty::I64));
        let zero = b.i64(0);
        b.write_var(s, zero);
        b.write_var(i, zero);
        b.write_var(k, n);
        let (head, body, done) = (b.new_block(), b.new_block(), b.new_block());
        b.jump(head);
        b.switch_to(head);
        let (iv, kv) = (b.read_var(i), b.read_var(k));
        let more = b.cmp(CmpOp::LtS, iv, kv);
        b.branch(more, body, done);
        b.seal_and_switch(body);
        let (sv, iv) = (b.read_var(s), b.read_var(i));
        let sum = b.bin(BinOp::Add, sv, iv);
        b.write_var(s, sum);
        let one = b.i64(1);
        let next = b.bin(BinOp::Add, iv, one);
        b.write_var(i, next);
        b.jump(head);
        b.seal(head);
        b.seal_and_switch(done);
        let sv = b.read_var(s);
        b.ret(vec![sv]);
        let f = b.finish(None);
        // The variable k never changes in the loop, so it needs no parameter there.
        assert_eq!(f.blocks[1].params.len(), 2);
        assert_eq!(f.blocks.len(), 4);
    }

    #[test]
    fn dead_code_reaches_no_join() {
        let sig = Sig {
            params: vec![Ty::I32],
            results: vec![Ty::I32],
        };
        let mut b = FuncBuilder::new("f".into(), Pos::NONE, sig);
        let x = b.new_var(Ty::I32);
        let p = b.param(0);
        b.write_var(x, p);
        let join = b.new_block();
        b.jump(join);
        let one = b.i32(1);
        b.write_var(x, one);
        b.jump(join);
        b.seal_and_switch(join);
        let v = b.read_var(x);
        b.ret(vec![v]);
        let f = b.finish(None);
        assert_eq!(f.blocks.len(), 2);
        assert!(f.blocks[1].params.is_empty());
    }

    /// What follows an endless loop is a loop that nothing leads to but itself.
    #[test]
    fn loops_in_dead_code_are_built() {
        let sig = Sig {
            params: vec![Ty::I32],
            results: vec![Ty::I32],
        };
        let mut b = FuncBuilder::new("f".into(), Pos::NONE, sig);
        let (x, p) = (b.new_var(Ty::I32), b.param(0));
        b.write_var(x, p);
        b.unreachable();
        let (head, body, done) = (b.new_block(), b.new_block(), b.new_block());
        b.jump(head);
        b.switch_to(head);
        let v = b.read_var(x);
        b.branch(v, body, done);
        b.seal_and_switch(body);
        b.jump(head);
        b.seal(head);
        b.seal_and_switch(done);
        let v = b.read_var(x);
        b.ret(vec![v]);
        assert_eq!(b.finish(None).blocks.len(), 1);
    }

    /// `if a == i { v[i] = i }` for each i, then all are read: each has two values at one join, and one at all others.
    #[test]
    fn joins_between_a_write_and_a_read_take_no_parameters() {
        let sig = Sig {
            params: vec![Ty::I64],
            results: vec![Ty::I64],
        };
        let mut b = FuncBuilder::new("joins".into(), Pos::NONE, sig);
        let a = b.param(0);
        let vars: Vec<Var> = (0..100).map(|_| b.new_var(Ty::I64)).collect();
        for &v in &vars {
            b.write_var(v, a);
        }
        for (i, &v) in vars.iter().enumerate() {
            let (set, done) = (b.new_block(), b.new_block());
            let i = b.i64(i as i64);
            let same = b.cmp(CmpOp::Eq, a, i);
            b.branch(same, set, done);
            b.seal_and_switch(set);
            b.write_var(v, i);
            b.jump(done);
            b.seal_and_switch(done);
        }
        let values: Vec<Value> = vars.iter().map(|&v| b.read_var(v)).collect();
        let sum = values.into_iter().reduce(|x, y| b.bin(BinOp::Add, x, y));
        b.ret(sum.into_iter().collect());
        let params: usize = b.func.blocks.iter().map(|b| b.params.len()).sum();
        assert_eq!(params, 1 + 100);
    }
}

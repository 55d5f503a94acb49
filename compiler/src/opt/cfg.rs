//! Control flow of a function: predecessors, reverse postorder, dominators.

use crate::ir::{BlockId, Func, Target, Term};

/// All targets of a terminator.
pub fn targets(term: &Term) -> impl Iterator<Item = &Target> {
    let (a, b, list) = match term {
        Term::Jump(t) => (Some(t), None, &[][..]),
        Term::Branch(_, t, f) => (Some(t), Some(f), &[][..]),
        Term::Switch(_, list, default) => (Some(default), None, &list[..]),
        _ => (None, None, &[][..]),
    };
    a.into_iter().chain(b).chain(list)
}

/// All targets of a terminator, to change them.
pub fn targets_mut(term: &mut Term) -> impl Iterator<Item = &mut Target> {
    let (a, b, list) = match term {
        Term::Jump(t) => (Some(t), None, &mut [][..]),
        Term::Branch(_, t, f) => (Some(t), Some(f), &mut [][..]),
        Term::Switch(_, list, default) => (Some(default), None, &mut list[..]),
        _ => (None, None, &mut [][..]),
    };
    a.into_iter().chain(b).chain(list)
}

/// Where control goes from a block; the exit block of a function that defers is entered from the entry, as it were.
fn succs(f: &Func, b: BlockId) -> impl Iterator<Item = BlockId> + '_ {
    let exit = f.defers.as_ref().filter(|_| b.0 == 0).map(|d| d.exit);
    targets(&f.blocks[b.index()].term)
        .map(|t| t.block)
        .chain(exit)
}

/// The blocks that can be reached, in reverse postorder.
pub fn reverse_postorder(f: &Func) -> Vec<BlockId> {
    let mut order = Vec::with_capacity(f.blocks.len());
    let mut seen = vec![false; f.blocks.len()];
    seen[0] = true;
    let mut stack = vec![(BlockId(0), succs(f, BlockId(0)))];
    while let Some((b, next)) = stack.last_mut() {
        match next.next() {
            Some(s) => {
                if !std::mem::replace(&mut seen[s.index()], true) {
                    stack.push((s, succs(f, s)));
                }
            }
            None => {
                order.push(*b);
                stack.pop();
            }
        }
    }
    order.reverse();
    order
}

/// The control-flow graph. The exit block of a function that defers is entered by the runtime: here it counts as a
/// successor of the entry.
#[derive(Debug)]
pub struct Cfg {
    /// Predecessors, one entry for each edge.
    pub preds: Vec<Vec<BlockId>>,
    /// Reachable blocks in reverse postorder.
    pub rpo: Vec<BlockId>,
    /// Position in `rpo`; `u32::MAX` for unreachable blocks.
    pub order: Vec<u32>,
    /// Immediate dominators; the entry's is itself.
    pub idom: Vec<BlockId>,
    /// Children in the dominator tree.
    pub children: Vec<Vec<BlockId>>,
    /// Entry and exit times of a walk over the dominator tree.
    span: Vec<(u32, u32)>,
}

impl Cfg {
    /// Builds it.
    pub fn new(f: &Func) -> Cfg {
        let n = f.blocks.len();
        let rpo = reverse_postorder(f);
        let mut preds = vec![Vec::new(); n];
        for &b in &rpo {
            for s in succs(f, b) {
                preds[s.index()].push(b);
            }
        }
        let mut cfg = Cfg {
            preds,
            rpo,
            order: vec![u32::MAX; n],
            idom: vec![BlockId(0); n],
            children: vec![Vec::new(); n],
            span: vec![(0, 0); n],
        };
        for (i, b) in cfg.rpo.iter().enumerate() {
            cfg.order[b.index()] = i as u32;
        }
        cfg.dominators();
        cfg
    }

    /// Cooper, Harvey and Kennedy's iteration.
    fn dominators(&mut self) {
        let mut known = vec![false; self.idom.len()];
        known[0] = true;
        let mut changed = true;
        while changed {
            changed = false;
            for &b in &self.rpo[1..] {
                let mut new: Option<BlockId> = None;
                for &p in self.preds[b.index()].iter().filter(|p| known[p.index()]) {
                    new = Some(match new {
                        None => p,
                        Some(mut a) => {
                            let mut c = p;
                            while a != c {
                                while self.order[a.index()] > self.order[c.index()] {
                                    a = self.idom[a.index()];
                                }
                                while self.order[c.index()] > self.order[a.index()] {
                                    c = self.idom[c.index()];
                                }
                            }
                            a
                        }
                    });
                }
                let new = new.expect("a reachable block has a predecessor that was visited");
                if !known[b.index()] || self.idom[b.index()] != new {
                    known[b.index()] = true;
                    self.idom[b.index()] = new;
                    changed = true;
                }
            }
        }
        for &b in &self.rpo[1..] {
            self.children[self.idom[b.index()].index()].push(b);
        }
        let mut time = 0;
        let mut stack = vec![(BlockId(0), 0)];
        while let Some((b, next)) = stack.last_mut() {
            if *next == 0 {
                self.span[b.index()].0 = time;
                time += 1;
            }
            if let Some(&c) = self.children[b.index()].get(*next) {
                *next += 1;
                stack.push((c, 0));
            } else {
                self.span[b.index()].1 = time;
                stack.pop();
            }
        }
    }

    /// Whether a block can be reached.
    pub fn reachable(&self, b: BlockId) -> bool {
        self.order[b.index()] != u32::MAX
    }

    /// The block from which control gets to another one for the first time, if there is only one: all others are behind it.
    pub fn way_in(&self, b: BlockId) -> Option<BlockId> {
        let mut ways = self.preds[b.index()].iter().copied();
        let first = ways.by_ref().find(|&p| !self.dominates(b, p))?;
        ways.all(|p| self.dominates(b, p)).then_some(first)
    }

    /// Whether `a` dominates `b` (also when they are the same).
    pub fn dominates(&self, a: BlockId, b: BlockId) -> bool {
        let (a, b) = (self.span[a.index()], self.span[b.index()]);
        a.0 <= b.0 && b.1 <= a.1
    }

    /// For each block, whether it lies on a cycle.
    pub fn cyclic(&self, f: &Func) -> Vec<bool> {
        let mut cyclic = vec![false; f.blocks.len()];
        // A block lies on a cycle when it lies between the target and the source of a retreating edge.
        for &b in &self.rpo {
            for t in targets(&f.blocks[b.index()].term) {
                if self.order[t.block.index()] > self.order[b.index()] {
                    continue;
                }
                // Everything that reaches b without passing t, back to t.
                let mut work = vec![b];
                let mut seen = vec![false; f.blocks.len()];
                seen[t.block.index()] = true;
                cyclic[t.block.index()] = true;
                while let Some(x) = work.pop() {
                    if std::mem::replace(&mut seen[x.index()], true) {
                        continue;
                    }
                    cyclic[x.index()] = true;
                    work.extend(self.preds[x.index()].iter().copied());
                }
            }
        }
        cyclic
    }
}

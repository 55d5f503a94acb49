//! Loads that alone decide whether a loop ends: `for !stop {}`, over a variable that another goroutine sets. As far as the
//! loop can tell they load the same each time, and then its test would be the same each time, too: nobody writes that. So
//! they stay in the loop, and are done in each turn; Go's compiler does the same.

use super::alias::{self, Effects, Write};
use super::cfg::targets;
use super::loops::{Graph, Loops};
use crate::ir::{Def, Func, InstId, Op, Term, UnOp, Value};
use rustc_hash::FxHashSet;

/// Larger functions are not looked at.
const LARGE: usize = 1500;
/// Tests are followed so far.
const DEPTH: u32 = 6;

/// All such loads of a function.
pub fn deciding(f: &Func, effects: &Effects) -> FxHashSet<InstId> {
    let mut found = FxHashSet::default();
    let loads = |i: &InstId| matches!(f.insts[i.index()].op, Op::Load(..));
    if f.blocks.len() > LARGE || !f.blocks.iter().flat_map(|b| &b.insts).any(loads) {
        return found;
    }
    let g = Graph::of_func(f);
    let loops = Loops::new(&g);
    if loops.list.is_empty() {
        return found;
    }
    let mut home = vec![u32::MAX; f.insts.len()];
    for (b, block) in f.blocks.iter().enumerate() {
        for i in &block.insts {
            home[i.index()] = b as u32;
        }
    }
    let private = alias::private_slots(f);
    for l in 0..loops.list.len() as u32 {
        let inside = |b: u32| g.reachable(b) && loops.contains(l, b);
        let blocks: Vec<u32> = g.rpo.iter().copied().filter(|&b| inside(b)).collect();
        let tests: Vec<Value> = blocks
            .iter()
            .filter_map(|&b| match &f.blocks[b as usize].term {
                Term::Branch(test, ..) | Term::Switch(test, ..) => Some((b, *test)),
                _ => None,
            })
            .filter(|&(b, _)| targets(&f.blocks[b as usize].term).any(|t| !inside(t.block.0)))
            .map(|(_, test)| test)
            .collect();
        let mut turn = Turn {
            f,
            home: &home,
            inside: &inside,
            effects,
            private: &private,
            blocks: &blocks,
            writes: None,
            loads: Vec::new(),
        };
        for test in tests {
            turn.loads.clear();
            if turn.same(test, DEPTH) {
                found.extend(&turn.loads);
            }
        }
    }
    found
}

/// One turn of a loop.
struct Turn<'a> {
    f: &'a Func,
    /// Block of each instruction.
    home: &'a [u32],
    inside: &'a dyn Fn(u32) -> bool,
    effects: &'a Effects,
    private: &'a [bool],
    blocks: &'a [u32],
    /// What is written, once that is asked for.
    writes: Option<Vec<Write>>,
    /// What was passed on the way.
    loads: Vec<InstId>,
}

impl Turn<'_> {
    /// Whether a value is the same in each turn, as far as can be seen.
    fn same(&mut self, v: Value, depth: u32) -> bool {
        let id = match self.f.values[v.index()].def {
            Def::Param(b, _) => return !(self.inside)(b.0),
            Def::Inst(id, _) => id,
        };
        let home = self.home[id.index()];
        if home == u32::MAX || !(self.inside)(home) {
            return true;
        }
        let inst = &self.f.insts[id.index()];
        match inst.op {
            Op::Const(_) | Op::FConst(_) | Op::DataAddr(..) | Op::SlotAddr(..) => true,
            _ if depth == 0 => false,
            Op::Load(..) => {
                self.loads.push(id);
                self.same(inst.args[0], depth - 1) && self.unchanged(id)
            }
            Op::Un(UnOp::PtrToInt) => false,
            Op::Un(_) | Op::Bin(_) | Op::Cmp(_) | Op::Select | Op::PtrAdd | Op::PtrOff(_) => {
                inst.args.iter().all(|&a| self.same(a, depth - 1))
            }
            _ => false,
        }
    }

    /// Whether the loop leaves alone what is loaded, and others may not.
    fn unchanged(&mut self, id: InstId) -> bool {
        let inst = &self.f.insts[id.index()];
        let Op::Load(mem, off) = inst.op else {
            return false;
        };
        let (f, effects, blocks) = (self.f, self.effects, self.blocks);
        let writes = self.writes.get_or_insert_with(|| {
            let insts = blocks.iter().flat_map(|&b| &f.blocks[b as usize].insts);
            insts.flat_map(|&i| effects.writes(f, i)).collect()
        });
        let read = alias::place(f, inst.args[0], off, mem);
        !writes
            .iter()
            .any(|w| effects.touches(self.private, w, &read))
    }
}

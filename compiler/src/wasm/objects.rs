//! Which stack objects a function still uses at its resume points.
//!
//! An object that it does not name any more, on any path from there, is alive only as long as something points to it: a callee's
//! argument, a value that may be the object's address or another's. The collector finds those pointers where they lie; an address that
//! is recomputed where it is used lies nowhere, so whatever is computed from it alone counts as naming the object.

use super::fold::term_uses;
use super::locals::Resume;
use super::plan::Plan;
use crate::ir::{Func, InstId, Op, SlotId};
use crate::opt::cfg::targets;

/// A set of the first 64 slots with pointers, by their number among these.
type Set = u64;

/// By resume point, in the order of `Locals::points`: whether a slot with pointers is still used there.
#[derive(Debug)]
pub(super) struct Used {
    /// None: all of them are.
    points: Option<Vec<Set>>,
}

impl Used {
    /// `object`: the number of a slot among those with pointers.
    pub(super) fn at(&self, point: usize, object: usize) -> bool {
        let set = self.points.as_ref().map(|points| points[point]);
        set.is_none_or(|set| set >> object & 1 != 0)
    }
}

struct Sets<'a> {
    f: &'a Func,
    /// By slot.
    slots: Vec<Set>,
    /// By value: slots whose addresses it is computed from.
    values: Vec<Set>,
}

impl Sets<'_> {
    fn of_operands(&self, i: InstId) -> Set {
        let args = self.f.insts[i.index()].args.iter();
        args.fold(0, |set, v| set | self.values[v.index()])
    }

    /// What an instruction names.
    fn of_inst(&self, i: InstId) -> Set {
        self.of_operands(i) | self.of_slot(i)
    }

    fn of_slot(&self, i: InstId) -> Set {
        match self.f.insts[i.index()].op {
            Op::SlotAddr(SlotId(slot), _) => self.slots[slot as usize],
            _ => 0,
        }
    }

    /// Values that are recomputed: everything but loads and what calls return.
    fn propagate(&mut self) {
        loop {
            let mut changed = false;
            for block in &self.f.blocks {
                for &i in &block.insts {
                    let set = match self.f.insts[i.index()].op {
                        Op::Load(..) | Op::Call(..) | Op::Atomic(..) | Op::Cmp(..) => continue,
                        _ => self.of_inst(i),
                    };
                    for v in &self.f.insts[i.index()].results {
                        let value = &mut self.values[v.index()];
                        changed |= *value | set != *value;
                        *value |= set;
                    }
                }
            }
            if !changed {
                return;
            }
        }
    }
}

/// Finds them. Where a function defers, or has very many objects, all count.
pub(super) fn used(plan: &Plan<'_>) -> Used {
    let f = plan.f;
    let with_pointers = f.slots.iter().filter(|s| !s.ptrs.is_empty()).count();
    if f.defers.is_some() || with_pointers == 0 || with_pointers > Set::BITS as usize {
        return Used { points: None };
    }
    let mut next = 0;
    let slots = f.slots.iter().map(|s| match s.ptrs.is_empty() {
        true => 0,
        false => {
            next += 1;
            1 << (next - 1)
        }
    });
    let mut sets = Sets {
        f,
        slots: slots.collect(),
        values: vec![0; f.values.len()],
    };
    sets.propagate();
    let leaves: Vec<Set> = leaving(&sets);
    // A point's own operands count where it is done again.
    let at = |i: InstId| {
        let (b, block) = (f.blocks.iter().enumerate())
            .find(|(_, b)| b.insts.contains(&i))
            .expect("an instruction is in a block");
        let n = block.insts.iter().position(|&j| j == i).unwrap_or(0);
        let from = n + usize::from(plan.resume[i.index()] == Resume::After);
        let rest = &block.insts[from..];
        rest.iter().fold(leaves[b], |set, &j| set | sets.of_inst(j))
    };
    Used {
        points: Some(plan.locals.points.iter().map(|&i| at(i)).collect()),
    }
}

/// By block: what is named at its end or behind it.
fn leaving(sets: &Sets<'_>) -> Vec<Set> {
    let blocks = &sets.f.blocks;
    let mut named: Vec<Set> = Vec::with_capacity(blocks.len());
    let mut leaving: Vec<Set> = Vec::with_capacity(blocks.len());
    for b in blocks {
        named.push(b.insts.iter().fold(0, |set, &i| set | sets.of_inst(i)));
        let mut end = 0;
        term_uses(&b.term, |v| end |= sets.values[v.index()]);
        leaving.push(end);
    }
    loop {
        let mut changed = false;
        for b in (0..blocks.len()).rev() {
            let ahead = targets(&blocks[b].term).map(|t| t.block.index());
            let set = ahead.fold(leaving[b], |set, t| set | named[t] | leaving[t]);
            changed |= set != leaving[b];
            leaving[b] = set;
        }
        if !changed {
            return leaving;
        }
    }
}

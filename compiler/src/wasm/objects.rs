//! Which stack objects the code of a function may still use as they are, at each of its resume points.
//!
//! Liveness of the words of objects that hold pointers, backwards over the blocks. A word is used where it is read, and where
//! an address in its object is computed for anything else than a read or write at a known place: whoever has the address
//! from then on keeps the object alive by it, since a scan follows the pointers it finds (`burrow_stacks::Reached`). A
//! write to a known place begins the word's life anew.
//!
//! In a function that defers, what its exit uses is live all the time: a panic leads there from everywhere.

use super::fold::{Mode, constant, term_uses};
use super::locals::Resume;
use super::plan::Plan;
use crate::ir::{Def, Inst, Op, SlotId, Term, Value};
use crate::opt::cfg::targets;

/// Objects with more pointers are not looked at word by word.
const SMALL: usize = 64;

/// By number of the slot: whether its object is live.
pub(super) type Objects = Vec<bool>;

/// What is live where.
pub(super) struct Live {
    /// By resume point, less one.
    pub(super) points: Vec<Objects>,
    /// Where the function is never resumed, or only at its exit.
    pub(super) exit: Objects,
}

/// Decides.
pub(super) fn live(plan: &Plan<'_>) -> Live {
    let words = Words::new(plan);
    let f = plan.f;
    let mut live_in = vec![words.none(); f.blocks.len()];
    let mut changed = words.first.len() > 1;
    while changed {
        changed = false;
        for b in (0..f.blocks.len()).rev() {
            let live = words.block(b, &live_in, &mut |_, _| ());
            changed |= live != live_in[b];
            live_in[b] = live;
        }
    }
    let mut exit = words.none();
    if let Some(d) = &f.defers {
        exit.clone_from(&live_in[d.exit.index()]);
        // The runtime takes deferred calls from there.
        words.whole(d.closures, &mut |w| set(&mut exit, w));
    }
    let mut points = vec![Objects::new(); plan.locals.points.len()];
    for b in 0..f.blocks.len() {
        words.block(b, &live_in, &mut |point, live| {
            let with_exit: Vec<u64> = live.iter().zip(&exit).map(|(a, b)| a | b).collect();
            points[point as usize - 1] = words.objects(&with_exit);
        });
    }
    Live {
        points,
        exit: words.objects(&exit),
    }
}

fn set(live: &mut [u64], word: usize) {
    live[word / 64] |= 1 << (word % 64);
}

/// The words that are looked at, numbered slot by slot.
pub(super) struct Words<'a> {
    plan: &'a Plan<'a>,
    /// By slot: its first word; and the number of all.
    first: Vec<usize>,
}

impl<'a> Words<'a> {
    pub(super) fn new(plan: &'a Plan<'a>) -> Words<'a> {
        let mut first = vec![0];
        for slot in &plan.f.slots {
            let words = match slot.ptrs.len() {
                n if n > SMALL => 1,
                n => n,
            };
            first.push(first.last().expect("one at least") + words);
        }
        Words { plan, first }
    }

    fn none(&self) -> Vec<u64> {
        vec![0; self.first.last().expect("one at least").div_ceil(64)]
    }

    fn objects(&self, live: &[u64]) -> Objects {
        let word = |w: usize| live[w / 64] >> (w % 64) & 1 != 0;
        let slots = self.first.windows(2);
        slots.map(|w| (w[0]..w[1]).any(word)).collect()
    }

    fn whole(&self, slot: SlotId, visit: &mut impl FnMut(usize)) {
        (self.first[slot.index()]..self.first[slot.index() + 1]).for_each(visit);
    }

    /// Visits the words of a slot among so many bytes from an offset: those that are touched, or only those that are covered.
    fn range(
        &self,
        slot: SlotId,
        from: u32,
        size: u32,
        covered: bool,
        visit: &mut impl FnMut(usize),
    ) {
        let s = &self.plan.f.slots[slot.index()];
        let first = self.first[slot.index()];
        let end = from.saturating_add(size);
        if s.ptrs.len() > SMALL {
            if !covered || from == 0 && end >= s.size {
                visit(first);
            }
            return;
        }
        for (n, &p) in s.ptrs.iter().enumerate() {
            if match covered {
                true => from <= p && p + 4 <= end,
                false => from < p + 4 && p < end,
            } {
                visit(first + n);
            }
        }
    }

    /// The place in a slot that an address is known to be, where it is not kept in a local.
    fn place(&self, v: Value) -> Option<(SlotId, u32)> {
        let f = self.plan.f;
        let Def::Inst(i, _) = f.values[v.index()].def else {
            return None;
        };
        if !matches!(self.plan.fold.mode[v.index()], Mode::Remat | Mode::Fold) {
            return None;
        }
        let inst = &f.insts[i.index()];
        match inst.op {
            Op::SlotAddr(s, off) => Some((s, off)),
            Op::PtrOff(off) => {
                let (s, base) = self.place(inst.args[0])?;
                Some((s, base + off))
            }
            _ => None,
        }
    }

    /// What an instruction writes where its address is known: slot, offset and bytes.
    pub(super) fn writes(&self, inst: &Inst) -> Option<(SlotId, u32, u32)> {
        let (off, size) = match inst.op {
            Op::Store(mem, off) => (off, mem.bytes()),
            Op::StorePtr(off) => (off, 4),
            Op::StorePair(off, _) => (off, 8),
            Op::MemZero | Op::MemCopy => {
                let n = constant(self.plan.f, *inst.args.last()?)?;
                (0, u32::try_from(n).ok()?)
            }
            _ => return None,
        };
        let (slot, base) = self.place(inst.args[0])?;
        Some((slot, base + off, size))
    }

    /// What an instruction reads, likewise.
    fn reads(&self, inst: &Inst) -> Option<(SlotId, u32, u32)> {
        let (off, size, at) = match inst.op {
            Op::Load(mem, off) => (off, mem.bytes(), inst.args[0]),
            Op::MemCopy => {
                let n = constant(self.plan.f, inst.args[2])?;
                (0, u32::try_from(n).ok()?, inst.args[1])
            }
            _ => return None,
        };
        let (slot, base) = self.place(at)?;
        Some((slot, base + off, size))
    }

    /// Visits what the evaluation of a value sees: slot, offset and bytes.
    fn uses(&self, v: Value, visit: &mut impl FnMut(SlotId, u32, u32)) {
        let f = self.plan.f;
        if let (Mode::Remat | Mode::Fold, Def::Inst(i, _)) =
            (self.plan.fold.mode[v.index()], f.values[v.index()].def)
        {
            let inst = &f.insts[i.index()];
            match inst.op {
                Op::SlotAddr(s, _) => visit(s, 0, f.slots[s.index()].size),
                _ => self.seen(inst, visit),
            }
        }
    }

    /// Visits what an instruction sees: what it reads, and whole objects of which it uses an address.
    pub(super) fn seen(&self, inst: &Inst, visit: &mut impl FnMut(SlotId, u32, u32)) {
        let (written, read) = (self.writes(inst), self.reads(inst));
        if let Some((s, at, n)) = read {
            visit(s, at, n);
        }
        // The address of what is read is the last operand but the size, that of what is written the first.
        let source = read.map(|_| matches!(inst.op, Op::MemCopy) as usize);
        for (n, &a) in inst.args.iter().enumerate() {
            if (n > 0 || written.is_none()) && source != Some(n) {
                self.uses(a, visit);
            }
        }
    }

    /// The same of the end of a block.
    pub(super) fn seen_by_term(&self, term: &Term, visit: &mut impl FnMut(SlotId, u32, u32)) {
        term_uses(term, |v| self.uses(v, visit));
    }

    /// What is live at a block's start; visits its resume points with what is live there.
    fn block(
        &self,
        b: usize,
        live_in: &[Vec<u64>],
        visit: &mut impl FnMut(u32, &[u64]),
    ) -> Vec<u64> {
        let plan = self.plan;
        let f = plan.f;
        let block = &f.blocks[b];
        let mut live = self.none();
        for t in targets(&block.term) {
            for (a, b) in live.iter_mut().zip(&live_in[t.block.index()]) {
                *a |= b;
            }
        }
        self.seen_by_term(&block.term, &mut |s, at, n| {
            self.range(s, at, n, false, &mut |w| set(&mut live, w));
        });
        for &i in plan.fold.roots[b].iter().rev() {
            let inst = &f.insts[i.index()];
            let resume = plan.resume[i.index()];
            if resume == Resume::After {
                visit(plan.point[i.index()], &live);
            }
            if let Some((s, at, n)) = self.writes(inst) {
                self.range(s, at, n, true, &mut |w| live[w / 64] &= !(1 << (w % 64)));
            }
            self.seen(inst, &mut |s, at, n| {
                self.range(s, at, n, false, &mut |w| set(&mut live, w));
            });
            if resume == Resume::Before {
                visit(plan.point[i.index()], &live);
            }
        }
        live
    }
}

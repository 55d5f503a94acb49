//! Which stack objects a function zeroes: those of which something may be seen that nobody wrote.
//!
//! Words that are written on every way, forwards over the blocks. An object needs no zeroes where each word is written before it is
//! read, before an address that is used for anything else is computed, and before a resume point at which the object is live.

use super::locals::Resume;
use super::objects::{Live, Words};
use super::plan::Plan;
use crate::ir::{InstId, Op, SlotId};
use crate::opt::cfg::targets;
use rustc_hash::FxHashSet;

/// Larger objects are zeroed.
const SMALL: u32 = 64 * 4;

/// By slot: the words that are written, a bit each.
type Written = Vec<u64>;

/// What is decided.
#[derive(Debug, Default)]
pub(super) struct Zeroing {
    /// By number of the slot: the object is zeroed when the function begins, as objects with pointers are if in doubt.
    pub(super) at_entry: Vec<bool>,
    /// Where the intermediate code zeroes, and nobody sees it.
    pub(super) vain: FxHashSet<InstId>,
}

/// Decides.
pub(super) fn decide(plan: &Plan<'_>, live: &Live) -> Zeroing {
    let slots = &plan.f.slots;
    let mut zeroing = Zeroing {
        at_entry: slots.iter().map(|s| !s.ptrs.is_empty()).collect(),
        vain: FxHashSet::default(),
    };
    // A panic leads to the exit of a function that defers, from anywhere.
    if plan.f.defers.is_some() || slots.is_empty() {
        return zeroing;
    }
    let pass = |zeroed| Pass {
        plan,
        words: Words::new(plan),
        live,
        zeroed,
    };
    let without = pass(false);
    let missed = without.missed();
    zeroing.vain = without
        .zeroes()
        .filter(|z| !missed[z.1.index()])
        .map(|z| z.0)
        .collect();
    let missed = pass(true).missed();
    for (needed, missed) in zeroing.at_entry.iter_mut().zip(missed) {
        *needed &= missed;
    }
    zeroing
}

struct Pass<'a> {
    plan: &'a Plan<'a>,
    words: Words<'a>,
    live: &'a Live,
    /// Zeroing in place is done, else words are not written after it.
    zeroed: bool,
}

impl Pass<'_> {
    /// Where objects are zeroed in place.
    fn zeroes(&self) -> impl Iterator<Item = (InstId, SlotId)> {
        let roots = self.plan.fold.roots.iter().flatten();
        roots.filter_map(|&i| {
            let inst = &self.plan.f.insts[i.index()];
            let (slot, ..) = self.words.writes(inst)?;
            (inst.op == Op::MemZero).then_some((i, slot))
        })
    }

    /// By slot: whether something is seen before it is written.
    fn missed(&self) -> Vec<bool> {
        let f = self.plan.f;
        let mut begins: Vec<Option<Written>> = vec![None; f.blocks.len()];
        begins[0] = Some(vec![0; f.slots.len()]);
        let mut work = vec![0];
        while let Some(b) = work.pop() {
            let Some(begin) = begins[b].clone() else {
                continue;
            };
            let end = self.block(b, begin, &mut |_, _| ());
            for t in targets(&f.blocks[b].term) {
                let known = &mut begins[t.block.index()];
                let met = match known {
                    Some(known) => known.iter().zip(&end).map(|(a, b)| a & b).collect(),
                    None => end.clone(),
                };
                if known.as_ref() != Some(&met) {
                    *known = Some(met);
                    work.push(t.block.index());
                }
            }
        }
        let mut missed: Vec<bool> = f.slots.iter().map(|s| s.size > SMALL).collect();
        for (b, begin) in begins.into_iter().enumerate() {
            if let Some(begin) = begin {
                self.block(b, begin, &mut |slot, words| missed[slot] |= words != 0);
            }
        }
        missed
    }

    /// What is written where a block ends; visits the words that are seen before they are written, by slot.
    fn block(
        &self,
        b: usize,
        mut written: Written,
        missed: &mut impl FnMut(usize, u64),
    ) -> Written {
        let (plan, f) = (self.plan, self.plan.f);
        for &i in &plan.fold.roots[b] {
            let inst = &f.insts[i.index()];
            let resume = plan.resume[i.index()];
            let point = plan.point[i.index()];
            if resume == Resume::Before {
                self.at_point(point, &written, missed);
            }
            self.words.seen(inst, &mut |slot, from, size| {
                missed(slot.index(), touched(from, size) & !written[slot.index()]);
            });
            if let Some((slot, at, size)) = self.words.writes(inst) {
                let words = &mut written[slot.index()];
                match inst.op {
                    Op::MemZero if !self.zeroed => *words &= !touched(at, size),
                    _ => *words |= covered(at, size),
                }
            }
            if resume == Resume::After {
                self.at_point(point, &written, missed);
            }
        }
        self.words
            .seen_by_term(&f.blocks[b].term, &mut |slot, from, size| {
                missed(slot.index(), touched(from, size) & !written[slot.index()]);
            });
        written
    }

    fn at_point(&self, point: u32, written: &Written, missed: &mut impl FnMut(usize, u64)) {
        let live = &self.live.points[point as usize - 1];
        for (slot, _) in live.iter().enumerate().filter(|(_, live)| **live) {
            missed(
                slot,
                touched(0, self.plan.f.slots[slot].size) & !written[slot],
            );
        }
    }
}

/// The words that a range of bytes touches.
fn touched(from: u32, size: u32) -> u64 {
    bits(from / 4, (from + size).div_ceil(4))
}

/// The words that a range of bytes covers.
fn covered(from: u32, size: u32) -> u64 {
    bits(from.div_ceil(4), (from + size) / 4)
}

fn bits(from: u32, to: u32) -> u64 {
    let below = |n: u32| 1u64.checked_shl(n).map_or(u64::MAX, |bit| bit - 1);
    below(to) & !below(from)
}

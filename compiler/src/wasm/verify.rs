//! Checks what was decided about a function, by other means than those that decided it. Runs in debug builds.
//!
//! - No value is kept on the operand stack across a resume point: results of calls are in locals, and no tree that was
//!   moved down to its user passed a resume point, or a write if it reads memory.
//! - Liveness at resume points, recomputed by the textbook iteration over bit sets, is what the park code stores and the
//!   maps list; everything in it has a home in the frame, beside each other and beside all stack objects, and the maps name
//!   those of pointers and no others.
//! - Values that are live together have different locals.

use super::fold::{Mode, leaves, term_uses};
use super::locals::Resume;
use super::plan::{HEADER, Plan};
use crate::ir::{Def, InstId, Op, Ty, Value};
use crate::opt::cfg::targets;
use rustc_hash::FxHashMap;

/// Returns what is wrong.
pub(super) fn verify(plan: &Plan<'_>) -> Result<(), String> {
    let v = Verifier { plan };
    v.trees()?;
    v.liveness()?;
    v.frame()
}

/// A set of values.
#[derive(Clone, PartialEq)]
struct Set(Vec<u64>);

impl Set {
    fn new(n: usize) -> Set {
        Set(vec![0; n.div_ceil(64)])
    }

    fn insert(&mut self, v: Value) {
        self.0[v.index() / 64] |= 1 << (v.index() % 64);
    }

    fn remove(&mut self, v: Value) {
        self.0[v.index() / 64] &= !(1 << (v.index() % 64));
    }

    fn add(&mut self, other: &Set) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a |= b;
        }
    }

    fn values(&self) -> impl Iterator<Item = Value> + '_ {
        self.0.iter().enumerate().flat_map(|(i, &word)| {
            (0..64)
                .filter(move |b| word >> b & 1 != 0)
                .map(move |b| Value((i * 64 + b) as u32))
        })
    }
}

struct Verifier<'a> {
    plan: &'a Plan<'a>,
}

impl Verifier<'_> {
    fn fail<T>(&self, what: String) -> Result<T, String> {
        Err(format!("{}: {what}", self.plan.f.name))
    }

    fn writes(op: &Op) -> bool {
        matches!(
            op,
            Op::Store(..)
                | Op::StorePtr(_)
                | Op::StorePair(..)
                | Op::MemCopy
                | Op::MemZero
                | Op::Call(_)
                | Op::Poll
                | Op::Atomic(..)
        )
    }

    /// Trees did not move past what they must not pass.
    fn trees(&self) -> Result<(), String> {
        let f = self.plan.f;
        for (b, block) in f.blocks.iter().enumerate() {
            let place: FxHashMap<InstId, usize> = block
                .insts
                .iter()
                .enumerate()
                .map(|(n, &i)| (i, n))
                .collect();
            let mut users: Vec<(usize, Vec<Value>)> = self.plan.fold.roots[b]
                .iter()
                .map(|i| (place[i], f.insts[i.index()].args.clone()))
                .collect();
            let mut last = Vec::new();
            term_uses(&block.term, |v| last.push(v));
            users.push((block.insts.len(), last));
            while let Some((at, args)) = users.pop() {
                for v in args {
                    let (Mode::Fold, Def::Inst(i, _)) =
                        (self.plan.fold.mode[v.index()], f.values[v.index()].def)
                    else {
                        continue;
                    };
                    let inst = &f.insts[i.index()];
                    let Some(&from) = place.get(&i) else {
                        return self.fail(format!("v{} is folded into another block", v.0));
                    };
                    if Self::writes(&inst.op) {
                        return self.fail(format!("v{}: an effect is folded", v.0));
                    }
                    for &j in &block.insts[from + 1..at] {
                        let reads = matches!(inst.op, Op::Load(..));
                        if self.plan.resume[j.index()] != Resume::Never
                            || reads && Self::writes(&f.insts[j.index()].op)
                        {
                            return self.fail(format!("v{} moved too far", v.0));
                        }
                    }
                    users.push((at, inst.args.clone()));
                }
            }
        }
        Ok(())
    }

    fn uses(&self, set: &mut Set, v: Value) {
        leaves(self.plan.f, &self.plan.fold.mode, v, &mut |v| set.insert(v));
    }

    /// Values that are live at once have different locals.
    fn apart(&self, live: &Set, at: &str) -> Result<(), String> {
        let mut owner: FxHashMap<u32, Value> = FxHashMap::default();
        for v in live.values() {
            let Some(l) = self.plan.locals.get(v) else {
                return self.fail(format!("v{} is live at {at} without a local", v.0));
            };
            if let Some(o) = owner.insert(l, v) {
                return self.fail(format!("v{} and v{} share a local at {at}", o.0, v.0));
            }
        }
        Ok(())
    }

    fn liveness(&self) -> Result<(), String> {
        let plan = self.plan;
        let f = plan.f;
        let empty = Set::new(f.values.len());
        let mut live_in = vec![empty.clone(); f.blocks.len()];
        let mut changed = true;
        while changed {
            changed = false;
            for b in (0..f.blocks.len()).rev() {
                let live = self.block(b, &live_in, &mut |_, _, _| Ok(()))?;
                changed |= live != live_in[b];
                live_in[b] = live;
            }
        }
        let mut known: FxHashMap<InstId, Set> = FxHashMap::default();
        for b in 0..f.blocks.len() {
            self.block(b, &live_in, &mut |i, before, after| {
                self.apart(before, "a root")?;
                self.apart(after, "a root's end")?;
                let mut rest = after.clone();
                for &r in &f.insts[i.index()].results {
                    rest.remove(r);
                }
                match plan.resume[i.index()] {
                    Resume::Never => {}
                    Resume::Before => {
                        known.insert(i, before.clone());
                    }
                    Resume::After => {
                        known.insert(i, rest);
                    }
                }
                Ok(())
            })?;
            let mut start = live_in[b].clone();
            for &p in &f.blocks[b].params {
                if plan.fold.mode[p.index()] == Mode::Local {
                    start.insert(p);
                }
            }
            self.apart(&start, "a block's start")?;
        }
        if known.len() != plan.locals.points.len() {
            return self.fail("points are missing".into());
        }
        for (k, i) in plan.locals.points.iter().enumerate() {
            let mut have = empty.clone();
            plan.locals.live[k].iter().for_each(|&v| have.insert(v));
            if known.get(i) != Some(&have) {
                let list = |s: &Set| s.values().map(|v| v.0).collect::<Vec<_>>();
                let want = known.get(i).map(list);
                return self.fail(format!(
                    "point {}: live {:?}, not {want:?}",
                    k + 1,
                    list(&have)
                ));
            }
        }
        Ok(())
    }

    /// What is live at a block's start, its parameters left out; visits the roots from the end with what is live before and
    /// behind each.
    fn block(
        &self,
        b: usize,
        live_in: &[Set],
        visit: &mut impl FnMut(InstId, &Set, &Set) -> Result<(), String>,
    ) -> Result<Set, String> {
        let f = self.plan.f;
        let block = &f.blocks[b];
        let mut live = Set::new(f.values.len());
        for t in targets(&block.term) {
            live.add(&live_in[t.block.index()]);
        }
        // Arguments of parameters that nobody uses are not copied.
        let mut skipped = Vec::new();
        for t in targets(&block.term) {
            for (&p, &a) in f.blocks[t.block.index()].params.iter().zip(&t.args) {
                if self.plan.fold.mode[p.index()] == Mode::Local {
                    self.uses(&mut live, a);
                } else {
                    skipped.push(a);
                }
            }
        }
        match &block.term {
            crate::ir::Term::Branch(v, ..) | crate::ir::Term::Switch(v, ..) => {
                self.uses(&mut live, *v);
            }
            crate::ir::Term::Return(list) | crate::ir::Term::TailCall(_, list) => {
                list.iter().for_each(|&v| self.uses(&mut live, v));
            }
            _ => {}
        }
        skipped.iter().for_each(|&v| self.uses(&mut live, v));
        for &i in self.plan.fold.roots[b].iter().rev() {
            let inst = &f.insts[i.index()];
            let after = live.clone();
            for &r in &inst.results {
                live.remove(r);
            }
            for &a in &inst.args {
                self.uses(&mut live, a);
            }
            visit(i, &live, &after)?;
        }
        for &p in &block.params {
            live.remove(p);
        }
        Ok(live)
    }

    /// Homes lie in the frame, apart from each other and from stack objects; parks store what is live.
    fn frame(&self) -> Result<(), String> {
        let plan = self.plan;
        let f = plan.f;
        let mut owned: FxHashMap<u32, usize> = FxHashMap::default();
        for (l, home) in plan.frame.homes.iter().enumerate() {
            let Some(home) = home else { continue };
            if let Some(other) = owned.insert(*home, l)
                && (plan.spilled[l] || plan.spilled[other])
            {
                return self.fail(format!("l{l} and l{other} live at {home}"));
            }
        }
        for (k, live) in plan.locals.live.iter().enumerate() {
            let mut taken: Vec<(u32, u32)> = Vec::new();
            for (n, s) in f.slots.iter().enumerate() {
                taken.push((plan.frame.slots[n], plan.frame.slots[n] + s.size));
            }
            let group = &plan.groups[plan.group_of[k] as usize];
            for &v in live {
                let l = plan.locals.of[v.index()];
                let Some(home) = plan.frame.homes[l as usize] else {
                    return self.fail(format!("v{} has no home at point {}", v.0, k + 1));
                };
                let ty = f.values[v.index()].ty;
                let size = if matches!(ty, Ty::I64 | Ty::F64) {
                    8
                } else {
                    4
                };
                if home < HEADER || home + size > plan.frame.size || home % size != 0 {
                    return self.fail(format!("home {home} of v{}", v.0));
                }
                if taken.iter().any(|t| t.0 < home + size && home < t.1) {
                    return self.fail(format!("the home of v{} is taken at point {}", v.0, k + 1));
                }
                taken.push((home, home + size));
                if ty == Ty::Ptr && !plan.mapped[k].contains(&home) {
                    return self.fail(format!("point {} does not map the pointer v{}", k + 1, v.0));
                }
                if !group.locals.contains(&l) && !plan.spilled[l as usize] {
                    return self.fail(format!("point {} does not store v{}", k + 1, v.0));
                }
            }
            let is_pointer = |home| {
                let ty = |v: &Value| f.values[v.index()].ty == Ty::Ptr;
                let at = |v: &Value| plan.frame.homes[plan.locals.of[v.index()] as usize];
                live.iter().any(|v| ty(v) && at(v) == Some(home))
            };
            if let Some(home) = plan.mapped[k].iter().find(|&&home| !is_pointer(home)) {
                return self.fail(format!("point {} maps {home}, which is no pointer", k + 1));
            }
            let mut homes: Vec<_> = group
                .locals
                .iter()
                .map(|&l| plan.frame.homes[l as usize])
                .collect();
            homes.sort_unstable();
            if homes.windows(2).any(|w| w[0] == w[1]) {
                return self.fail(format!("two stores to one home at point {}", k + 1));
            }
        }
        Ok(())
    }
}

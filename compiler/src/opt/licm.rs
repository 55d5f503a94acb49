//! Loop-invariant code motion: loads whose address and memory do not change in a loop are done once before it, and so
//! are the checks that come with them (lengths and nil) and the address arithmetic that they need. Engines move pure
//! arithmetic by themselves, but no loads, since they do not know what a store can reach.
//!
//! Two kinds of motion. A load from a constant offset of an address that exists before the loop can be done
//! although the loop may not get there: address 0 can be read, too. Everything else may only be done when the loop
//! would do it: a check would fail, a computed address would lie outside its object. So it is done when the loop is
//! entered and its test holds for the first time, in front of it:
//! ```text
//! P: test(args)? -> W : M(zeroes)
//! W: what was moved -> M(values)
//! M(moved): -> H(args)
//! H: the loop, its test unchanged
//! ```
//! Loads that alone decide whether the loop ends stay where they are ([`exits`](super::exits)).
//!
//! Only the code that each turn begins with is moved this way, up to the first check, store or call that stays. The loop keeps
//! its form, so polls are put into it as before; what was moved lives in SSA values, which frames save like any other.

use super::alias::{self, Effects, Write};
use super::cfg::{targets, targets_mut};
use super::edit::{Aliases, const_of, def_inst, new_inst, new_value};
use super::exits::deciding;
use super::fold::{Fold, fold};
use super::loops::{Graph, Loops};
use crate::ir::{Block, BlockId, Def, Func, InstId, Op, Target, Term, Ty, UnOp, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// Larger functions are left alone.
const LARGE: usize = 3000;
/// Not more than this is moved out of one loop: it all lives in the loop.
const LIMIT: usize = 16;

/// Runs it on a function whose blocks can all be reached. Returns whether something changed.
pub fn licm(f: &mut Func, effects: &Effects) -> bool {
    // After a recovery no value of another block is there: functions that defer are left as they are.
    if f.is_helper() || f.wrapper || f.defers.is_some() || f.blocks.len() > LARGE {
        return false;
    }
    let mut done: FxHashSet<u32> = FxHashSet::default();
    let mut changed = false;
    loop {
        let g = Graph::of_func(f);
        if !g.reducible() {
            return changed;
        }
        let loops = Loops::new(&g);
        // Inner loops first: what leaves them may leave the outer ones, too.
        let next = (0..loops.list.len() as u32)
            .rev()
            .find(|&l| !done.contains(&loops.list[l as usize].header));
        let Some(l) = next else { return changed };
        done.insert(loops.list[l as usize].header);
        let mut m = Motion::new(f, &g, &loops, l);
        m.choose(f, &g, &loops, l, effects);
        if !m.moved.is_empty() {
            m.apply(f);
            changed = true;
        }
    }
}

/// What is moved out of one loop.
struct Motion {
    header: BlockId,
    inside: Vec<bool>,
    /// Block of each instruction.
    home: Vec<u32>,
    /// Loads that are done whether or not the loop is entered.
    free: Vec<InstId>,
    /// Loads and checks that the header does before its test.
    head: Vec<InstId>,
    /// Those that follow it in the first turn.
    first: Vec<InstId>,
    /// The header's test, and whether the loop goes on when it holds. Nothing where it has none.
    test: Option<(Value, bool)>,
    /// Instructions that are moved.
    moved: FxHashSet<InstId>,
}

impl Motion {
    fn new(f: &Func, g: &Graph, loops: &Loops, l: u32) -> Motion {
        let inside = |b: u32| g.reachable(b) && loops.contains(l, b);
        let mut home = vec![u32::MAX; f.insts.len()];
        for (b, block) in f.blocks.iter().enumerate() {
            for i in &block.insts {
                home[i.index()] = b as u32;
            }
        }
        Motion {
            header: BlockId(loops.list[l as usize].header),
            inside: (0..f.blocks.len() as u32).map(inside).collect(),
            home,
            free: Vec::new(),
            head: Vec::new(),
            first: Vec::new(),
            test: None,
            moved: FxHashSet::default(),
        }
    }

    fn choose(&mut self, f: &Func, g: &Graph, loops: &Loops, l: u32, effects: &Effects) {
        let blocks: Vec<u32> = g
            .rpo
            .iter()
            .copied()
            .filter(|&b| self.inside[b as usize])
            .collect();
        let insts = || blocks.iter().flat_map(|&b| &f.blocks[b as usize].insts);
        if !insts().any(|i| matches!(f.insts[i.index()].op, Op::Load(..) | Op::PanicIf(_))) {
            return;
        }
        let mut writes: Vec<Write> = Vec::new();
        for w in insts().flat_map(|&i| effects.writes(f, i)) {
            if !writes.contains(&w) {
                writes.push(w);
            }
        }
        let private = alias::private_slots(f);
        let deciding = deciding(f, effects);
        let unchanged = |id: InstId| {
            if deciding.contains(&id) {
                return false;
            }
            let inst = &f.insts[id.index()];
            let Op::Load(mem, off) = inst.op else {
                return false;
            };
            let read = alias::place(f, inst.args[0], off, mem);
            !writes.iter().any(|w| effects.touches(&private, w, &read))
        };
        let latches = &loops.list[l as usize].latches;
        for &b in &blocks {
            // What a turn may pass by is better done where it is.
            if !latches.iter().all(|&x| g.dominates(b, x)) {
                continue;
            }
            for &id in &f.blocks[b as usize].insts {
                if self.moved.len() < LIMIT
                    && matches!(f.insts[id.index()].op, Op::Load(..))
                    && self.before(f, strip(f, id).0)
                    && unchanged(id)
                {
                    self.free.push(id);
                    self.moved.insert(id);
                }
            }
        }
        self.choose_first(f, g, &unchanged);
    }

    /// Whether a value is there before the loop, or can be made there from nothing.
    fn before(&self, f: &Func, v: Value) -> bool {
        match f.values[v.index()].def {
            Def::Param(b, _) => !self.inside[b.index()],
            Def::Inst(i, _) => {
                let home = self.home[i.index()];
                home == u32::MAX
                    || !self.inside[home as usize]
                    || self.moved.contains(&i)
                    || from_nothing(&f.insts[i.index()].op)
            }
        }
    }

    /// Whether a value can be computed before the loop, given that its operands' instructions are done in a first turn.
    fn computable(&self, f: &Func, v: Value, depth: u32) -> bool {
        if self.before(f, v) {
            return true;
        }
        let Some(inst) = def_inst(f, v) else {
            return false;
        };
        depth > 0
            && is_pure(&inst.op)
            && inst.args.iter().all(|&a| self.computable(f, a, depth - 1))
    }

    /// Whether the header's test can be made before the loop as it will be made first.
    fn repeatable(&self, f: &Func, v: Value, depth: u32) -> bool {
        if self.before(f, v) {
            return true;
        }
        match f.values[v.index()].def {
            Def::Param(b, _) => b == self.header,
            Def::Inst(i, _) => {
                let inst = &f.insts[i.index()];
                depth > 0
                    && self.home[i.index()] == self.header.0
                    && (is_pure(&inst.op) || matches!(inst.op, Op::Load(..)))
                    && inst.args.iter().all(|&a| self.repeatable(f, a, depth - 1))
            }
        }
    }

    /// Walks along what each turn begins with.
    fn choose_first(&mut self, f: &Func, g: &Graph, unchanged: &impl Fn(InstId) -> bool) {
        const DEPTH: u32 = 8;
        let mut b = self.header;
        loop {
            for &id in &f.blocks[b.index()].insts {
                let inst = &f.insts[id.index()];
                if self.moved.contains(&id) {
                    continue;
                }
                let moves = match &inst.op {
                    Op::Load(..) => {
                        self.moved.len() < LIMIT
                            && self.computable(f, inst.args[0], DEPTH)
                            && unchanged(id)
                    }
                    Op::PanicIf(_) => {
                        if !inst.args.iter().all(|&a| self.computable(f, a, DEPTH)) {
                            return;
                        }
                        true
                    }
                    op if is_pure(op) || from_nothing(op) => false,
                    _ => return,
                };
                if moves {
                    self.moved.insert(id);
                    match self.test {
                        None => self.head.push(id),
                        Some(_) => self.first.push(id),
                    }
                }
            }
            let next = match &f.blocks[b.index()].term {
                Term::Jump(t) => t.block,
                Term::Branch(c, yes, no) if b == self.header => {
                    let goes_on = self.inside[yes.block.index()];
                    if goes_on == self.inside[no.block.index()] || !self.repeatable(f, *c, DEPTH) {
                        return;
                    }
                    self.test = Some((*c, goes_on));
                    if goes_on { yes.block } else { no.block }
                }
                _ => return,
            };
            let only = g.preds[next.index()].len() == 1;
            if !self.inside[next.index()] || next == self.header || !only {
                return;
            }
            b = next;
        }
    }

    fn apply(&self, f: &mut Func) {
        let model = *self.moved.iter().next().expect("something is moved");
        let params = f.blocks[self.header.index()].params.clone();
        let (before, args) = self.preheader(f, &params);
        let to_loop = Term::Jump(Target {
            block: self.header,
            args: args.clone(),
        });
        let mut copies: FxHashMap<Value, Value> = params.iter().copied().zip(args).collect();
        let mut aliases = Aliases::new(f);
        for &id in &self.free {
            let (base, op) = strip(f, id);
            let base = self.copy(f, base, before, &mut copies);
            let ty = f.values[f.insts[id.index()].results[0].index()].ty;
            let new = new_inst(f, op, vec![base], Some(ty), id);
            f.blocks[before.index()].insts.push(new);
            self.stands_for(f, id, new, &mut copies, &mut aliases);
        }
        for &id in &self.head {
            let new = self.copy_inst(f, id, before, &mut copies);
            self.stands_for(f, id, new, &mut copies, &mut aliases);
        }
        f.blocks[before.index()].term = to_loop.clone();
        if !self.first.is_empty() {
            self.guarded(f, before, to_loop, model, &mut copies, &mut aliases);
        }
        for b in 0..f.blocks.len() {
            if self.inside.get(b).copied().unwrap_or(false) {
                let moved = &self.moved;
                f.blocks[b].insts.retain(|i| !moved.contains(i));
            }
        }
        aliases.apply(f);
    }

    /// A block through which the loop is entered, and the header's arguments there.
    fn preheader(&self, f: &mut Func, params: &[Value]) -> (BlockId, Vec<Value>) {
        let header = self.header;
        let enters = |t: &Target| t.block == header;
        let outside = |b: usize| !self.inside.get(b).copied().unwrap_or(false);
        let edges: Vec<Target> = (0..f.blocks.len())
            .filter(|&b| outside(b))
            .flat_map(|b| targets(&f.blocks[b].term).filter(|t| enters(t)).cloned())
            .collect();
        // With one way in, its arguments are known.
        let types: Vec<Ty> = match edges.len() {
            1 => Vec::new(),
            _ => params.iter().map(|p| f.values[p.index()].ty).collect(),
        };
        let before = new_block(f, &types, header);
        for b in (0..before.index()).filter(|&b| outside(b)) {
            for t in targets_mut(&mut f.blocks[b].term).filter(|t| enters(t)) {
                t.block = before;
                if edges.len() == 1 {
                    t.args.clear();
                }
            }
        }
        let args = match &edges[..] {
            [only] => only.args.clone(),
            _ => f.blocks[before.index()].params.clone(),
        };
        (before, args)
    }

    /// Moves what is done when the test holds for the first time.
    fn guarded(
        &self,
        f: &mut Func,
        before: BlockId,
        to_loop: Term,
        model: InstId,
        copies: &mut FxHashMap<Value, Value>,
        aliases: &mut Aliases,
    ) {
        let Some((test, goes_on)) = self.test else {
            unreachable!("only behind a test");
        };
        let test = self.copy(f, test, before, copies);
        let known = const_of(f, test).or_else(|| match f.values[test.index()].def {
            Def::Inst(i, _) => match fold(f, i) {
                Some(Fold::Const(c)) => Some(c),
                _ => None,
            },
            Def::Param(..) => None,
        });
        if known.is_some_and(|c| (c != 0) == goes_on) {
            for &id in &self.first {
                let new = self.copy_inst(f, id, before, copies);
                self.stands_for(f, id, new, copies, aliases);
            }
            return;
        }
        let when = new_block(f, &[], self.header);
        let results: Vec<Value> = self
            .first
            .iter()
            .flat_map(|id| f.insts[id.index()].results.clone())
            .collect();
        let types: Vec<Ty> = results.iter().map(|r| f.values[r.index()].ty).collect();
        let join = new_block(f, &types, self.header);
        let mut moved = Vec::new();
        for &id in &self.first {
            let new = self.copy_inst(f, id, when, copies);
            let (old, new) = (&f.insts[id.index()].results, &f.insts[new.index()].results);
            copies.extend(old.iter().copied().zip(new.iter().copied()));
            moved.extend(new);
        }
        let mut zeroes = Vec::new();
        for &ty in &types {
            let op = match ty {
                Ty::F32 | Ty::F64 => Op::FConst(0),
                _ => Op::Const(0),
            };
            let zero = new_inst(f, op, Vec::new(), Some(ty), model);
            f.blocks[before.index()].insts.push(zero);
            zeroes.extend(&f.insts[zero.index()].results);
        }
        for (&old, &new) in results.iter().zip(&f.blocks[join.index()].params) {
            aliases.replace(old, new);
        }
        let to = |args| Target { block: join, args };
        f.blocks[when.index()].term = Term::Jump(to(moved));
        let enter = Target {
            block: when,
            args: Vec::new(),
        };
        f.blocks[before.index()].term = match goes_on {
            true => Term::Branch(test, enter, to(zeroes)),
            false => Term::Branch(test, to(zeroes), enter),
        };
        f.blocks[join.index()].term = to_loop;
    }

    fn stands_for(
        &self,
        f: &Func,
        old: InstId,
        new: InstId,
        copies: &mut FxHashMap<Value, Value>,
        aliases: &mut Aliases,
    ) {
        let (old, new) = (&f.insts[old.index()].results, &f.insts[new.index()].results);
        for (&o, &n) in old.iter().zip(new) {
            copies.insert(o, n);
            aliases.replace(o, n);
        }
    }

    /// A value as it is before the loop, computed in block `at` where need be.
    fn copy(
        &self,
        f: &mut Func,
        v: Value,
        at: BlockId,
        copies: &mut FxHashMap<Value, Value>,
    ) -> Value {
        if let Some(&c) = copies.get(&v) {
            return c;
        }
        let Def::Inst(i, _) = f.values[v.index()].def else {
            return v;
        };
        let home = self.home.get(i.index()).copied().unwrap_or(u32::MAX);
        if home == u32::MAX || !self.inside[home as usize] {
            return v;
        }
        let new = self.copy_inst(f, i, at, copies);
        let new = f.insts[new.index()].results[0];
        copies.insert(v, new);
        new
    }

    fn copy_inst(
        &self,
        f: &mut Func,
        id: InstId,
        at: BlockId,
        copies: &mut FxHashMap<Value, Value>,
    ) -> InstId {
        let inst = f.insts[id.index()].clone();
        let args = inst.args.iter().map(|&a| self.copy(f, a, at, copies));
        let args: Vec<Value> = args.collect();
        let ty = inst.results.first().map(|r| f.values[r.index()].ty);
        let new = new_inst(f, inst.op, args, ty, id);
        f.blocks[at.index()].insts.push(new);
        new
    }
}

/// A load's operation and address with constant offsets taken out of the address.
fn strip(f: &Func, id: InstId) -> (Value, Op) {
    let inst = &f.insts[id.index()];
    let Op::Load(mem, mut off) = inst.op else {
        unreachable!("a load");
    };
    let mut base = inst.args[0];
    while let Some(inst) = def_inst(f, base)
        && let Op::PtrOff(n) = inst.op
        && let Some(sum) = off.checked_add(n)
    {
        off = sum;
        base = inst.args[0];
    }
    (base, Op::Load(mem, off))
}

/// Operations without operands: they can stand anywhere.
fn from_nothing(op: &Op) -> bool {
    matches!(
        op,
        Op::Const(_) | Op::FConst(_) | Op::DataAddr(..) | Op::SlotAddr(..)
    )
}

/// Operations that only compute. Numbers of addresses are left where they are: stacks move.
fn is_pure(op: &Op) -> bool {
    match op {
        Op::Un(op) => *op != UnOp::PtrToInt,
        Op::Bin(_) | Op::Cmp(_) | Op::Select | Op::PtrAdd | Op::PtrOff(_) => true,
        _ => false,
    }
}

fn new_block(f: &mut Func, params: &[Ty], like: BlockId) -> BlockId {
    let id = BlockId(f.blocks.len() as u32);
    let pos = f.blocks[like.index()].pos;
    let params = params
        .iter()
        .enumerate()
        .map(|(n, &ty)| new_value(f, ty, Def::Param(id, n as u32)))
        .collect();
    f.blocks.push(Block {
        params,
        insts: Vec::new(),
        term: Term::None,
        pos,
    });
    id
}

//! Global value numbering along the dominator tree, and removal of checks that are known to hold.
//!
//! Known facts are conditions that a dominating branch or check decided, and the orderings that follow from them.

use super::cfg::{Cfg, targets};
use super::edit::{Aliases, const_of, def_inst};
use super::fold::is_nonnil;
use crate::ir::{BinOp, BlockId, CmpOp, Def, Func, InstId, Op, Term, Ty, UnOp, Value};
use rustc_hash::FxHashMap;

type Key = (OpKey, Vec<Value>, Ty);

/// A hashable form of the operations that are numbered.
#[derive(Clone, PartialEq, Eq, Hash)]
enum OpKey {
    Const(i64),
    FConst(u64),
    Data(u32, u32),
    Slot(u32, u32),
    CallerFp,
    Bin(BinOp),
    Cmp(CmpOp),
    Un(UnOp),
    Select,
    PtrAdd,
    PtrOff(u32),
}

fn key(f: &Func, id: InstId) -> Option<Key> {
    let inst = &f.insts[id.index()];
    let op = match inst.op {
        Op::Const(c) => OpKey::Const(c),
        Op::FConst(c) => OpKey::FConst(c),
        Op::DataAddr(d, o) => OpKey::Data(d.0, o),
        Op::SlotAddr(s, o) => OpKey::Slot(s.0, o),
        Op::CallerFp => OpKey::CallerFp,
        Op::Bin(op) => OpKey::Bin(op),
        Op::Cmp(op) => OpKey::Cmp(op),
        Op::Un(op) => OpKey::Un(op),
        Op::Select => OpKey::Select,
        Op::PtrAdd => OpKey::PtrAdd,
        Op::PtrOff(o) => OpKey::PtrOff(o),
        _ => return None,
    };
    let ty = f.values[inst.results[0].index()].ty;
    Some((op, inst.args.clone(), ty))
}

struct Walk<'a> {
    f: &'a mut Func,
    cfg: &'a Cfg,
    aliases: Aliases,
    table: FxHashMap<Key, Value>,
    /// Conditions with known truth.
    known: FxHashMap<Value, bool>,
    /// Known `a < b`, or `a <= b` where it is not strict, signed 64 bits.
    less: Vec<Ordered>,
    changed: bool,
    /// The block that is walked.
    at: BlockId,
}

/// What is known of two values.
#[derive(Clone, Copy)]
struct Ordered {
    a: Value,
    b: Value,
    strict: bool,
}

enum Undo {
    Key(Key),
    Known(Value, Option<bool>),
    Less,
}

/// Runs it. Returns whether something changed.
pub fn gvn(f: &mut Func) -> bool {
    let cfg = Cfg::new(f);
    let aliases = Aliases::new(f);
    let mut walk = Walk {
        f,
        cfg: &cfg,
        aliases,
        table: FxHashMap::default(),
        known: FxHashMap::default(),
        less: Vec::new(),
        changed: false,
        at: BlockId(0),
    };
    walk.run();
    let Walk {
        mut aliases,
        changed,
        f,
        ..
    } = walk;
    if changed {
        aliases.apply(f);
    }
    changed
}

impl Walk<'_> {
    fn run(&mut self) {
        // An explicit stack: dominator trees can be deep.
        enum Step {
            Enter(BlockId),
            Leave(Vec<Undo>),
            Restore(FxHashMap<Key, Value>),
        }
        // After a recovery no value of another block is there any more.
        let exit = self.f.defers.as_ref().map(|d| d.exit);
        let mut stack = vec![Step::Enter(BlockId(0))];
        while let Some(step) = stack.pop() {
            match step {
                Step::Enter(b) => {
                    if exit == Some(b) {
                        stack.push(Step::Restore(std::mem::take(&mut self.table)));
                    }
                    let mut undo = Vec::new();
                    self.block(b, &mut undo);
                    stack.push(Step::Leave(undo));
                    stack.extend(
                        self.cfg.children[b.index()]
                            .iter()
                            .rev()
                            .map(|&c| Step::Enter(c)),
                    );
                }
                Step::Restore(table) => self.table = table,
                Step::Leave(undo) => {
                    for u in undo.into_iter().rev() {
                        match u {
                            Undo::Key(k) => {
                                self.table.remove(&k);
                            }
                            Undo::Known(v, None) => {
                                self.known.remove(&v);
                            }
                            Undo::Known(v, Some(old)) => {
                                self.known.insert(v, old);
                            }
                            Undo::Less => {
                                self.less.pop();
                            }
                        }
                    }
                }
            }
        }
    }

    fn block(&mut self, b: BlockId, undo: &mut Vec<Undo>) {
        self.at = b;
        self.facts_of_edge(b, undo);
        let insts = std::mem::take(&mut self.f.blocks[b.index()].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for id in insts {
            for n in 0..self.f.insts[id.index()].args.len() {
                let v = self.f.insts[id.index()].args[n];
                self.f.insts[id.index()].args[n] = self.aliases.resolve(v);
            }
            if let Op::PanicIf(_) = self.f.insts[id.index()].op {
                let cond = self.f.insts[id.index()].args[0];
                if self.holds(cond) == Some(false) {
                    self.changed = true;
                    continue;
                }
                self.learn(cond, false, undo);
                kept.push(id);
                continue;
            }
            if let Some(k) = key(self.f, id) {
                let result = self.f.insts[id.index()].results[0];
                if let Some(&v) = self.table.get(&k) {
                    self.aliases.replace(result, v);
                    self.changed = true;
                    continue;
                }
                self.table.insert(k.clone(), result);
                undo.push(Undo::Key(k));
            }
            kept.push(id);
        }
        self.f.blocks[b.index()].insts = kept;
        let mut term = std::mem::replace(&mut self.f.blocks[b.index()].term, Term::None);
        super::edit::term_values(&mut term, |v| *v = self.aliases.resolve(*v));
        if let Term::Branch(c, t, e) = &term
            && let Some(truth) = self.holds(*c)
        {
            let t = if truth { t.clone() } else { e.clone() };
            // The edge that goes away must not leave the other block without its facts; it only loses a predecessor.
            term = Term::Jump(t);
            self.changed = true;
        }
        self.f.blocks[b.index()].term = term;
    }

    /// What the only edge into a block tells.
    fn facts_of_edge(&mut self, b: BlockId, undo: &mut Vec<Undo>) {
        let [p] = self.cfg.preds[b.index()][..] else {
            return;
        };
        if let Term::Branch(c, t, e) = &self.f.blocks[p.index()].term
            && (t.block == b) != (e.block == b)
        {
            let (c, truth) = (*c, t.block == b);
            self.learn(c, truth, undo);
        }
    }

    fn learn(&mut self, cond: Value, truth: bool, undo: &mut Vec<Undo>) {
        let old = self.known.insert(cond, truth);
        undo.push(Undo::Known(cond, old));
        let Some(inst) = def_inst(self.f, cond) else {
            return;
        };
        let (op, args) = (inst.op.clone(), inst.args.clone());
        match op {
            Op::Un(UnOp::Eqz) if self.f.values[args[0].index()].ty == Ty::I32 => {
                self.learn(args[0], !truth, undo)
            }
            Op::Cmp(op) => {
                let op = if truth {
                    Some(op)
                } else {
                    super::fold::negate(op)
                };
                use CmpOp::*;
                let (x, y) = (args[0], args[1]);
                let less = match op {
                    Some(LtS | LeS) => Some((x, y)),
                    Some(GtS | GeS) => Some((y, x)),
                    // An index below a length, unsigned: also signed, as no length is negative.
                    Some(LtU | LeU) if self.nonnegative(y, 4) => Some((x, y)),
                    Some(GtU | GeU) if self.nonnegative(x, 4) => Some((y, x)),
                    _ => None,
                };
                if let Some((a, b)) = less {
                    let strict = matches!(op, Some(LtS | LtU | GtS | GtU));
                    self.less.push(Ordered { a, b, strict });
                    undo.push(Undo::Less);
                }
            }
            _ => {}
        }
    }

    /// Whether a condition is known.
    fn holds(&self, cond: Value) -> Option<bool> {
        if let Some(&truth) = self.known.get(&cond) {
            return Some(truth);
        }
        if let Some(c) = const_of(self.f, cond) {
            return Some(c != 0);
        }
        let inst = def_inst(self.f, cond)?;
        match inst.op {
            Op::Un(UnOp::Eqz) if is_nonnil(self.f, inst.args[0]) => Some(false),
            Op::Un(UnOp::Eqz) if self.f.values[inst.args[0].index()].ty == Ty::I32 => {
                self.known.get(&inst.args[0]).map(|t| !t)
            }
            Op::Cmp(op @ (CmpOp::GeU | CmpOp::LtU)) => {
                let (i, n) = (inst.args[0], inst.args[1]);
                let below = self.nonnegative(i, 4) && (self.is_less(i, n) || self.bounded(i, n));
                below.then_some(op == CmpOp::LtU)
            }
            Op::Cmp(op @ (CmpOp::LtS | CmpOp::GeS)) => {
                let (a, b) = (inst.args[0], inst.args[1]);
                if const_of(self.f, b) == Some(0) && self.nonnegative(a, 4) {
                    return Some(op == CmpOp::GeS);
                }
                None
            }
            _ => None,
        }
    }

    fn is_less(&self, i: Value, n: Value) -> bool {
        self.ordered(i, n, false, 3)
    }

    /// Whether `i < n` follows from what is known, in so many steps at most; `strict` says whether a step before was.
    fn ordered(&self, i: Value, n: Value, strict: bool, steps: u32) -> bool {
        // The latest are the nearest; all of them would be too many in a function of many loops.
        const NEAR: usize = 64;
        self.less.iter().rev().take(NEAR).any(|o| {
            let strict = strict | o.strict;
            o.a == i
                && (strict && (o.b == n || self.at_most(o.b, n))
                    || steps > 1 && o.b != i && self.ordered(o.b, n, strict, steps - 1))
        })
    }

    /// Whether `a <= b` is known from constants.
    fn at_most(&self, a: Value, b: Value) -> bool {
        matches!((const_of(self.f, a), const_of(self.f, b)), (Some(a), Some(b)) if a <= b)
    }

    /// Whether an index is small by how it is computed: masked, a remainder, a shifted byte.
    fn bounded(&self, i: Value, n: Value) -> bool {
        let Some(n) = const_of(self.f, n) else {
            return false;
        };
        self.upper(i, 4).is_some_and(|u| u < n)
    }

    /// An upper bound of a value that is not negative.
    fn upper(&self, v: Value, depth: u32) -> Option<i64> {
        let inst = def_inst(self.f, v)?;
        if depth == 0 {
            return None;
        }
        let constant = |n: usize| inst.args.get(n).and_then(|&a| const_of(self.f, a));
        match inst.op {
            Op::Const(c) if c >= 0 => Some(c),
            Op::Bin(BinOp::And) => constant(1).filter(|&c| c >= 0),
            Op::Bin(BinOp::RemU) => constant(1).filter(|&c| c > 0).map(|c| c - 1),
            Op::Bin(BinOp::RemS) if self.nonnegative(inst.args[0], depth - 1) => {
                constant(1).filter(|&c| c > 0).map(|c| c - 1)
            }
            Op::Bin(BinOp::ShrU) => {
                let s = constant(1)?;
                let bits = if self.f.values[v.index()].ty == Ty::I32 {
                    32
                } else {
                    64
                };
                (s > 0 && s < bits).then(|| (u64::MAX >> (64 - bits + s)) as i64)
            }
            Op::Un(UnOp::ExtendU) => self
                .upper(inst.args[0], depth - 1)
                .or(Some(i64::from(u32::MAX))),
            Op::Un(UnOp::ExtendS) => self.upper(inst.args[0], depth - 1),
            Op::Load(crate::ir::Mem::I8U, _) => Some(255),
            Op::Load(crate::ir::Mem::I16U, _) => Some(65535),
            Op::Cmp(_) | Op::Un(UnOp::Eqz) => Some(1),
            _ => None,
        }
    }

    /// Whether a value is known not to be negative (as its own type, signed).
    fn nonnegative(&self, v: Value, depth: u32) -> bool {
        if depth == 0 {
            return false;
        }
        if self.upper(v, depth).is_some() {
            return true;
        }
        match self.f.values[v.index()].def {
            Def::Inst(id, _) => {
                let inst = &self.f.insts[id.index()];
                match inst.op {
                    Op::Bin(BinOp::DivS | BinOp::RemS | BinOp::ShrS) => {
                        self.nonnegative(inst.args[0], depth - 1)
                            && (inst.op != Op::Bin(BinOp::DivS)
                                || self.nonnegative(inst.args[1], depth - 1))
                    }
                    Op::Bin(BinOp::Add) => {
                        self.steps_up(v, depth) && self.nonnegative(inst.args[0], depth - 1)
                    }
                    _ => false,
                }
            }
            Def::Param(b, n) => self.counts_up(b, n as usize, depth - 1),
        }
    }

    /// Whether `v = x + 1` cannot overflow here, since `x` is below something.
    fn steps_up(&self, v: Value, depth: u32) -> bool {
        let Some(inst) = def_inst(self.f, v) else {
            return false;
        };
        depth > 0
            && self.f.values[v.index()].ty == Ty::I64
            && const_of(self.f, inst.args[1]) == Some(1)
            && self.less.iter().any(|o| o.strict && o.a == inst.args[0])
    }

    /// Whether a loop header's parameter starts at 0 or above and only ever grows by one while it is below some bound.
    fn counts_up(&self, b: BlockId, n: usize, depth: u32) -> bool {
        let param = self.f.blocks[b.index()].params[n];
        if self.f.values[param.index()].ty != Ty::I64 || b.0 == 0 {
            return false;
        }
        self.cfg.preds[b.index()].iter().all(|&p| {
            targets(&self.f.blocks[p.index()].term)
                .filter(|t| t.block == b)
                .all(|t| {
                    let arg = t.args[n];
                    if const_of(self.f, arg).is_some_and(|c| c >= 0) {
                        return true;
                    }
                    let Some(inst) = def_inst(self.f, arg) else {
                        return false;
                    };
                    let steps = inst.op == Op::Bin(BinOp::Add)
                        && inst.args[0] == param
                        && const_of(self.f, inst.args[1]) == Some(1);
                    match steps {
                        true => self.guarded_below(b, param, p),
                        // What is known here of the value it starts with held when the loop was entered.
                        false => {
                            !self.cfg.dominates(b, p)
                                && self.cfg.dominates(p, self.at)
                                && self.nonnegative(arg, depth)
                        }
                    }
                })
        })
    }

    /// Whether every way from the header `b` to its latch `p` passes a test that `v` is below something.
    fn guarded_below(&self, b: BlockId, v: Value, p: BlockId) -> bool {
        let mut x = p;
        loop {
            let up = self.cfg.idom[x.index()];
            if self.cfg.preds[x.index()].len() == 1
                && let Term::Branch(c, t, e) = &self.f.blocks[up.index()].term
                && (t.block == x) != (e.block == x)
                && let Some(i) = def_inst(self.f, *c)
                && let Op::Cmp(op) = i.op
            {
                let op = if t.block == x {
                    Some(op)
                } else {
                    super::fold::negate(op)
                };
                let below = match op {
                    Some(CmpOp::LtS) => i.args[0] == v,
                    Some(CmpOp::GtS) => i.args[1] == v,
                    _ => false,
                };
                if below {
                    return true;
                }
            }
            if x == b || x.0 == 0 {
                return false;
            }
            x = up;
        }
    }
}

//! Global value numbering along the dominator tree, and removal of checks that are known to hold.
//!
//! Known facts are conditions that a dominating branch or check decided, and what [`ranges`](super::ranges) makes of them.

use super::cfg::Cfg;
use super::edit::{Aliases, const_of, def_inst, new_inst};
use super::fold::is_nonnil;
use super::ranges::{Facts, Ordered};
use crate::ir::{BinOp, BlockId, CmpOp, Func, InstId, Op, Term, Ty, UnOp, Value};
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
    facts: Facts,
    changed: bool,
}

enum Undo {
    Key(Key),
    Known(Value, Option<bool>),
    Less,
    Natural,
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
        facts: Facts::default(),
        changed: false,
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
                                self.facts.less.pop();
                            }
                            Undo::Natural => {
                                self.facts.natural.pop();
                            }
                        }
                    }
                }
            }
        }
    }

    fn block(&mut self, b: BlockId, undo: &mut Vec<Undo>) {
        self.facts.at = b;
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
            if let Some(x) = self.extended(id) {
                let result = self.f.insts[id.index()].results[0];
                self.aliases.replace(result, x);
                self.changed = true;
                continue;
            }
            kept.extend(self.cheaper(id));
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
        let Some(p) = self.cfg.way_in(b) else {
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
                // An index below a length, unsigned, is not negative either, as no length is.
                let natural = match op {
                    Some(LtU | LeU) if self.nonnegative(y) => Some(x),
                    Some(GtU | GeU) if self.nonnegative(x) => Some(y),
                    _ => None,
                };
                let less = match op {
                    Some(LtS | LeS) => Some((x, y)),
                    Some(GtS | GeS) => Some((y, x)),
                    Some(LtU | LeU) if natural.is_some() => Some((x, y)),
                    Some(GtU | GeU) if natural.is_some() => Some((y, x)),
                    _ => None,
                };
                if let Some((a, b)) = less {
                    let strict = matches!(op, Some(LtS | LtU | GtS | GtU));
                    self.facts.less.push(Ordered { a, b, strict });
                    undo.push(Undo::Less);
                }
                if let Some(v) = natural {
                    self.facts.natural.push(v);
                    undo.push(Undo::Natural);
                }
                // What was added to something did not overflow, so that is below the same.
                if let (Some((a, b)), Some(v)) = (less, natural)
                    && let Some(a) = self.augend(a).filter(|_| a == v)
                {
                    self.facts.less.push(Ordered { a, b, strict: true });
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
                let below = self.nonnegative(i) && self.facts.is_less(self.f, self.cfg, i, n);
                below.then_some(op == CmpOp::LtU)
            }
            Op::Cmp(op @ (CmpOp::LtS | CmpOp::GeS)) => {
                let (a, b) = (inst.args[0], inst.args[1]);
                if const_of(self.f, b) == Some(0) && self.nonnegative(a) {
                    return Some(op == CmpOp::GeS);
                }
                None
            }
            _ => None,
        }
    }

    fn nonnegative(&self, v: Value) -> bool {
        self.facts.nonnegative(self.f, self.cfg, v)
    }

    /// What a positive constant is added to, if it is not negative.
    fn augend(&self, sum: Value) -> Option<Value> {
        let inst = def_inst(self.f, sum).filter(|i| i.op == Op::Bin(BinOp::Add))?;
        let positive = const_of(self.f, inst.args[1])? > 0;
        let wide = self.f.values[sum.index()].ty == Ty::I64;
        (positive && wide && self.nonnegative(inst.args[0])).then_some(inst.args[0])
    }

    /// What is made longer again, when it had no more bits anyway.
    fn extended(&self, id: InstId) -> Option<Value> {
        let inst = &self.f.insts[id.index()];
        let Op::Un(UnOp::ExtendU) = inst.op else {
            return None;
        };
        let short = def_inst(self.f, inst.args[0]).filter(|i| i.op == Op::Un(UnOp::Wrap))?;
        let upper = self.facts.upper(self.f, self.cfg, short.args[0])?;
        (upper <= i64::from(u32::MAX)).then_some(short.args[0])
    }

    /// Divides what is not negative by a power of two without regard to signs. Returns the constant that was made for it.
    fn cheaper(&mut self, id: InstId) -> Option<InstId> {
        let inst = &self.f.insts[id.index()];
        let Op::Bin(op @ (BinOp::DivS | BinOp::RemS)) = inst.op else {
            return None;
        };
        let (x, n) = (inst.args[0], const_of(self.f, inst.args[1])?);
        let ty = self.f.values[x.index()].ty;
        if n <= 1 || n.count_ones() != 1 || ty != Ty::I64 || !self.nonnegative(x) {
            return None;
        }
        let (op, n) = match op {
            BinOp::DivS => (BinOp::ShrU, i64::from(n.trailing_zeros())),
            _ => (BinOp::And, n - 1),
        };
        let constant = new_inst(self.f, Op::Const(n), Vec::new(), Some(ty), id);
        let by = self.f.insts[constant.index()].results[0];
        let inst = &mut self.f.insts[id.index()];
        inst.op = Op::Bin(op);
        inst.args[1] = by;
        self.changed = true;
        Some(constant)
    }
}

//! What follows from the orderings of values that are known at a place: lower and upper bounds, further orderings.
//!
//! Facts are about SSA values, so they hold wherever the branch or check that decided them dominates. The head of a loop adds
//! two inductions: a parameter that starts at 0 or above and is stepped up only below something, or down only above 0, is
//! never negative; one that is only made smaller stays below what it was below when the loop was entered.

use super::cfg::{Cfg, targets};
use super::edit::{const_of, def_inst};
use super::fold::negate;
use crate::ir::{BinOp, BlockId, CmpOp, Def, Func, Mem, Op, Term, Ty, UnOp, Value};

/// How far definitions and orderings are followed.
const DEPTH: u32 = 5;

/// So many of the latest facts, which are the nearest, are looked at: all of them would be too many in a large function.
const NEAR: usize = 96;

/// `a < b`, or `a <= b` where it is not strict, signed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ordered {
    pub(super) a: Value,
    pub(super) b: Value,
    pub(super) strict: bool,
}

/// What is known at a place.
#[derive(Debug)]
pub(super) struct Facts {
    /// Orderings.
    pub(super) less: Vec<Ordered>,
    /// Values that are not negative.
    pub(super) natural: Vec<Value>,
    /// The block that is looked at.
    pub(super) at: BlockId,
}

impl Default for Facts {
    fn default() -> Facts {
        Facts {
            less: Vec::new(),
            natural: Vec::new(),
            at: BlockId(0),
        }
    }
}

impl Facts {
    /// An upper bound of a value that is known not to be negative.
    pub(super) fn upper(&self, f: &Func, cfg: &Cfg, v: Value) -> Option<i64> {
        self.look(f, cfg).upper(v, DEPTH)
    }

    /// Whether a value is known not to be negative (as its own type, signed).
    pub(super) fn nonnegative(&self, f: &Func, cfg: &Cfg, v: Value) -> bool {
        self.look(f, cfg).nonnegative(v, DEPTH)
    }

    /// Whether `i < n` is known, signed; `i` is not negative.
    pub(super) fn is_less(&self, f: &Func, cfg: &Cfg, i: Value, n: Value) -> bool {
        let look = self.look(f, cfg);
        look.less(i, n, true, DEPTH) || look.bounded(i, n)
    }

    fn look<'a>(&'a self, f: &'a Func, cfg: &'a Cfg) -> Look<'a> {
        Look {
            facts: self,
            f,
            cfg,
        }
    }
}

struct Look<'a> {
    facts: &'a Facts,
    f: &'a Func,
    cfg: &'a Cfg,
}

impl Look<'_> {
    fn orderings(&self) -> impl Iterator<Item = Ordered> {
        self.facts.less.iter().rev().take(NEAR).copied()
    }

    /// The orderings that begin with a value.
    fn above(&self, v: Value) -> impl Iterator<Item = Ordered> {
        self.orderings().filter(move |o| o.a == v)
    }

    /// A value's constant, as a signed one.
    fn constant(&self, v: Value) -> Option<i64> {
        const_of(self.f, v).filter(|&c| self.wide(v) || i32::try_from(c).is_ok())
    }

    /// Whether `i < n` follows, or `i <= n` where it need not be strict, in so many steps at most.
    fn less(&self, i: Value, n: Value, strict: bool, steps: u32) -> bool {
        if i == n {
            return !strict;
        }
        if let (Some(i), Some(n)) = (self.constant(i), self.constant(n)) {
            return i < n || !strict && i == n;
        }
        if steps == 0 {
            return false;
        }
        let known = self
            .above(i)
            .any(|o| o.b != i && self.less(o.b, n, strict && !o.strict, steps - 1));
        known
            || self.wide(i)
                && (self.smaller(i, n, strict, steps - 1) || self.shrinks(i, n, strict, steps - 1))
    }

    fn wide(&self, v: Value) -> bool {
        self.f.values[v.index()].ty == Ty::I64
    }

    /// The same of a value that is computed as something smaller than another that is not negative.
    fn smaller(&self, i: Value, n: Value, strict: bool, steps: u32) -> bool {
        let Some(inst) = def_inst(self.f, i) else {
            return false;
        };
        let Op::Bin(op) = inst.op else {
            return false;
        };
        let (x, c) = (inst.args[0], const_of(self.f, inst.args[1]));
        let less = match op {
            BinOp::Sub if c.is_some_and(|c| c >= 0) => c != Some(0),
            BinOp::DivS if c.is_some_and(|c| c >= 1) => false,
            BinOp::ShrU | BinOp::ShrS if c.is_some_and(|c| (0..64).contains(&c)) => false,
            _ => return false,
        };
        self.nonnegative(x, steps) && self.less(x, n, strict && !less, steps)
    }

    /// The same of a loop's parameter that is only made smaller, of what it begins with.
    fn shrinks(&self, i: Value, n: Value, strict: bool, steps: u32) -> bool {
        let Def::Param(b, k) = self.f.values[i.index()].def else {
            return false;
        };
        let mut back = false;
        let all = self.entries(b, k as usize).all(|(p, arg)| {
            if self.cfg.dominates(b, p) {
                back = true;
                return self.falls(arg, i) && self.guarded(b, p, i, Side::Above);
            }
            self.cfg.dominates(p, self.facts.at) && self.less(arg, n, strict, steps)
        });
        all && back
    }

    /// Whether a value is computed as something not larger than another, which is above 0.
    fn falls(&self, v: Value, from: Value) -> bool {
        if v == from {
            return true;
        }
        let Some(inst) = def_inst(self.f, v) else {
            return false;
        };
        let c = inst.args.get(1).and_then(|&c| const_of(self.f, c));
        match inst.op {
            Op::Bin(BinOp::Sub) => c == Some(1) && inst.args[0] == from,
            Op::Bin(BinOp::DivS) => c.is_some_and(|c| c >= 1) && self.falls(inst.args[0], from),
            Op::Bin(BinOp::ShrU | BinOp::ShrS) => {
                c.is_some_and(|c| (0..64).contains(&c)) && self.falls(inst.args[0], from)
            }
            _ => false,
        }
    }

    /// What the edges to a block hand over for a parameter, and where they come from.
    fn entries(&self, b: BlockId, k: usize) -> impl Iterator<Item = (BlockId, Value)> {
        let preds = if b.0 == 0 {
            &[]
        } else {
            &self.cfg.preds[b.index()][..]
        };
        preds.iter().flat_map(move |&p| {
            let edges = targets(&self.f.blocks[p.index()].term).filter(move |t| t.block == b);
            edges.map(move |t| (p, t.args[k]))
        })
    }

    /// Whether an index that is not negative is small by how it is computed: masked, a remainder, a shifted byte.
    fn bounded(&self, i: Value, n: Value) -> bool {
        let Some(n) = self.constant(n) else {
            return false;
        };
        self.upper(i, DEPTH).is_some_and(|u| u < n)
    }

    fn upper(&self, v: Value, depth: u32) -> Option<i64> {
        let computed = self.computed(v, depth);
        if computed.is_some() || depth == 0 || !self.wide(v) {
            return computed;
        }
        let below = |o: Ordered| {
            let bound = self.upper(o.b, depth - 1)?;
            bound.checked_sub(o.strict as i64)
        };
        let least = self.above(v).filter_map(below).min()?;
        self.natural(v, depth).then_some(least)
    }

    /// An upper bound by how a value is computed.
    fn computed(&self, v: Value, depth: u32) -> Option<i64> {
        let inst = def_inst(self.f, v)?;
        if depth == 0 {
            return None;
        }
        let constant = |n: usize| inst.args.get(n).and_then(|&a| const_of(self.f, a));
        let upper = |n: usize| self.upper(inst.args[n], depth - 1);
        let wide = self.wide(v);
        match inst.op {
            Op::Const(c) if c >= 0 => Some(c),
            Op::Bin(BinOp::And) => constant(1).filter(|&c| c >= 0),
            Op::Bin(BinOp::RemU) => constant(1).filter(|&c| c > 0).map(|c| c - 1),
            Op::Bin(BinOp::RemS) if self.nonnegative(inst.args[0], depth - 1) => {
                constant(1).filter(|&c| c > 0).map(|c| c - 1)
            }
            Op::Bin(BinOp::DivS) if wide => {
                let c = constant(1).filter(|&c| c > 0)?;
                Some(upper(0)? / c)
            }
            Op::Bin(BinOp::Add) if wide => upper(0)?.checked_add(upper(1)?),
            Op::Bin(BinOp::Mul) if wide => upper(0)?.checked_mul(upper(1)?),
            Op::Bin(BinOp::Shl) if wide => {
                let by = constant(1).filter(|c| (0..63).contains(c))?;
                upper(0)?.checked_mul(1 << by)
            }
            Op::Bin(BinOp::Sub) if wide && constant(1) == Some(1) => {
                let above = upper(0)?;
                self.positive(inst.args[0]).then(|| above - 1)
            }
            Op::Bin(BinOp::ShrU) => {
                let s = constant(1)?;
                let bits = if self.f.values[v.index()].ty == Ty::I32 {
                    32
                } else {
                    64
                };
                let known = upper(0).unwrap_or((u64::MAX >> (64 - bits)) as i64) as u64;
                (s > 0 && s < bits).then(|| (known >> s) as i64)
            }
            Op::Un(UnOp::ExtendU) => upper(0).or(Some(i64::from(u32::MAX))),
            Op::Un(UnOp::ExtendS) => upper(0),
            Op::Un(UnOp::Wrap) => upper(0).filter(|&u| i32::try_from(u).is_ok()),
            Op::Load(Mem::I8U, _) => Some(255),
            Op::Load(Mem::I16U, _) => Some(65535),
            Op::Cmp(_) | Op::Un(UnOp::Eqz) => Some(1),
            _ => None,
        }
    }

    /// Whether a value is known to be above 0.
    fn positive(&self, v: Value) -> bool {
        let least = |o: &Ordered| (self.constant(o.a)).is_some_and(|c| c > 0 || c == 0 && o.strict);
        self.orderings().any(|o| o.b == v && least(&o))
    }

    fn nonnegative(&self, v: Value, depth: u32) -> bool {
        depth > 0 && (self.computed(v, depth).is_some() || self.natural(v, depth))
    }

    /// Whether a value is not negative by what is known of it, or by how it is computed.
    fn natural(&self, v: Value, depth: u32) -> bool {
        if depth == 0 {
            return false;
        }
        let least =
            |o: &Ordered| (self.constant(o.a)).is_some_and(|c| c >= 0 || c == -1 && o.strict);
        let mut known = self.facts.natural.iter().rev().take(NEAR);
        if known.any(|&n| n == v) || self.orderings().any(|o| o.b == v && least(&o)) {
            return true;
        }
        match self.f.values[v.index()].def {
            Def::Inst(id, _) => {
                let inst = &self.f.insts[id.index()];
                match inst.op {
                    Op::Bin(op @ (BinOp::DivS | BinOp::RemS | BinOp::ShrS)) => {
                        self.nonnegative(inst.args[0], depth - 1)
                            && (op != BinOp::DivS || self.nonnegative(inst.args[1], depth - 1))
                    }
                    Op::Bin(BinOp::Add) => {
                        self.steps_up(v) && self.nonnegative(inst.args[0], depth - 1)
                    }
                    Op::Bin(BinOp::Sub) => {
                        const_of(self.f, inst.args[1]) == Some(1) && self.positive(inst.args[0])
                    }
                    _ => false,
                }
            }
            Def::Param(b, n) => self.counts(b, n as usize, depth - 1),
        }
    }

    /// Whether `v = x + 1` cannot overflow here, since `x` is below something.
    fn steps_up(&self, v: Value) -> bool {
        let Some(inst) = def_inst(self.f, v) else {
            return false;
        };
        self.wide(v)
            && const_of(self.f, inst.args[1]) == Some(1)
            && self.above(inst.args[0]).any(|o| o.strict)
    }

    /// Whether a loop header's parameter starts at 0 or above, grows only by one and below some bound, and shrinks only
    /// above 0.
    fn counts(&self, b: BlockId, n: usize, depth: u32) -> bool {
        if b.0 == 0 {
            return false;
        }
        let param = self.f.blocks[b.index()].params[n];
        self.wide(param)
            && self.entries(b, n).all(|(p, arg)| {
                if const_of(self.f, arg).is_some_and(|c| c >= 0) {
                    return true;
                }
                if self.cfg.dominates(b, p) {
                    return self.steps(arg, param) && self.guarded(b, p, param, Side::Below)
                        || self.falls(arg, param) && self.guarded(b, p, param, Side::Above);
                }
                // What is known here of the value it starts with held when the loop was entered.
                self.cfg.dominates(p, self.facts.at) && self.nonnegative(arg, depth)
            })
    }

    fn steps(&self, v: Value, from: Value) -> bool {
        let Some(inst) = def_inst(self.f, v) else {
            return false;
        };
        inst.op == Op::Bin(BinOp::Add)
            && inst.args[0] == from
            && const_of(self.f, inst.args[1]) == Some(1)
    }

    /// Whether every way from the header `b` to its latch `p` passes a test that `v` is below something, or above 0.
    fn guarded(&self, b: BlockId, p: BlockId, v: Value, side: Side) -> bool {
        let mut x = p;
        loop {
            let up = self.cfg.idom[x.index()];
            if self.cfg.way_in(x) == Some(up)
                && let Term::Branch(c, t, e) = &self.f.blocks[up.index()].term
                && (t.block == x) != (e.block == x)
                && let Some(i) = def_inst(self.f, *c)
                && let Op::Cmp(op) = i.op
            {
                let op = if t.block == x { Some(op) } else { negate(op) };
                let (low, high) = match op {
                    Some(CmpOp::LtS) => (i.args[0], i.args[1]),
                    Some(CmpOp::GtS) => (i.args[1], i.args[0]),
                    _ => (i.args[0], i.args[0]),
                };
                let holds = match side {
                    Side::Below => low == v,
                    Side::Above => high == v && const_of(self.f, low).is_some_and(|c| c >= 0),
                };
                if low != high && holds {
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

/// Which test is looked for.
#[derive(Clone, Copy)]
enum Side {
    /// The value is below something.
    Below,
    /// The value is above 0.
    Above,
}

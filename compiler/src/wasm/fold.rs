//! Which instructions become roots of expression trees, and which values are evaluated where they are used.
//!
//! A value is
//! - *rematerialised*: constants, addresses of data, of stack objects and small offsets from them are computed at each use;
//! - *folded*: pure computations and loads with one use, in the same block, move down into the tree of their user, when
//!   nothing in between writes memory (loads) and no resume point lies in between (their operands would live across it
//!   instead);
//! - *local*: everything else has a WebAssembly local. So has every result of a call: nothing but the arguments is on the
//!   operand stack at a call that may park.
//!
//! What remains in a block, in order, are its *roots*. Positions of uses are those of the root whose tree holds them.

use crate::ir::abi::RtFn;
use crate::ir::{Callee, Def, Func, InstId, Op, Term, UnOp, Value};
use crate::opt::cfg::targets;

/// How a value reaches its users.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// Nobody uses it.
    Dead,
    /// Computed at each use.
    Remat,
    /// Computed in the tree of its one user.
    Fold,
    /// In a local.
    Local,
}

/// Trees deeper than this are cut: they are walked recursively.
const MAX_DEPTH: u32 = 60;

/// Moves up to this size are done word by word.
pub(super) const SMALL_MOVE: i64 = 32;

/// The decisions for a function.
#[derive(Debug)]
pub(super) struct Folding {
    /// By value.
    pub(super) mode: Vec<Mode>,
    /// By block: instructions evaluated at their own place.
    pub(super) roots: Vec<Vec<InstId>>,
    /// Depth of the deepest tree: operands that may be on the stack at once, roughly.
    pub(super) depth: u32,
}

/// What an instruction does besides computing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    Reads,
    Writes,
}

fn effect(op: &Op) -> Effect {
    match op {
        Op::Load(..) => Effect::Reads,
        Op::Store(..)
        | Op::StorePtr(_)
        | Op::StorePair(..)
        | Op::MemCopy
        | Op::MemZero
        | Op::Call(_)
        | Op::PanicIf(_)
        | Op::Poll
        | Op::Atomic(..) => Effect::Writes,
        _ => Effect::None,
    }
}

/// Whether an operand's code is written more than once, so that it must be a local or rematerialised.
fn repeated(f: &Func, op: &Op, n: usize, args: &[Value], pairs_as_words: bool) -> bool {
    match op {
        Op::StorePtr(_) => true,
        Op::StorePair(_, barrier) => match n {
            0 => pairs_as_words || barrier[0] || barrier[1],
            _ => barrier[n - 1],
        },
        Op::Atomic(..) => true,
        Op::MemCopy => small_size(f, args[2]).is_some() && n < 2,
        Op::MemZero => small_size(f, args[1]).is_some() && n == 0,
        Op::Call(Callee::Closure(_)) => n == 0,
        _ => false,
    }
}

/// A constant size that is moved word by word.
pub(super) fn small_size(f: &Func, v: Value) -> Option<i64> {
    constant(f, v).filter(|n| (0..=SMALL_MOVE).contains(n))
}

/// A value's integer constant.
pub(super) fn constant(f: &Func, v: Value) -> Option<i64> {
    match f.values[v.index()].def {
        Def::Inst(i, _) => match f.insts[i.index()].op {
            Op::Const(n) => Some(n),
            _ => None,
        },
        Def::Param(..) => None,
    }
}

/// Number of the operand that is an address, for operations with an offset of their own.
fn is_address(op: &Op, n: usize) -> bool {
    n == 0
        && matches!(
            op,
            Op::Load(..) | Op::Store(..) | Op::StorePtr(_) | Op::StorePair(..) | Op::PtrOff(_)
        )
}

/// Visits the operands of a terminator: those it evaluates itself, then those of its edges.
pub(super) fn term_uses(term: &Term, mut visit: impl FnMut(Value)) {
    match term {
        Term::Branch(v, ..) | Term::Switch(v, ..) => visit(*v),
        Term::Return(list) | Term::TailCall(_, list) => list.iter().copied().for_each(&mut visit),
        Term::None | Term::Jump(_) | Term::Unreachable => {}
    }
    for t in targets(term) {
        t.args.iter().copied().for_each(&mut visit);
    }
}

/// Whether a call's first result is 0 exactly when it suspended.
pub(super) fn tells_by_result(rt: RtFn) -> bool {
    matches!(rt, RtFn::New | RtFn::NewNoscan | RtFn::MakeSlice)
}

/// Whether an operation makes a pointer of what is none. A call that is made again after it was resumed would keep the number
/// instead of the pointer, so that the collector would not see it.
fn hides_pointer(op: &Op) -> bool {
    matches!(op, Op::Un(UnOp::IntToPtr))
}

struct Folder<'a> {
    f: &'a Func,
    uses: Vec<u32>,
    /// Uses that are addresses of loads and stores, or of offsets.
    as_address: Vec<u32>,
    /// Block and position of the newest use.
    used_at: Vec<(u32, u32)>,
    /// The user needs the value in a local.
    pinned: Vec<bool>,
}

/// Decides for a function, all of whose blocks can be reached. `suspends` tells at which instructions it may be resumed.
pub(super) fn fold(f: &Func, pairs_as_words: bool, suspends: impl Fn(InstId) -> bool) -> Folding {
    let n = f.values.len();
    let mut folder = Folder {
        f,
        uses: vec![0; n],
        as_address: vec![0; n],
        used_at: vec![(u32::MAX, 0); n],
        pinned: vec![false; n],
    };
    let mut dead = folder.count(pairs_as_words);
    folder.remove_dead(&mut dead);
    folder.decide(&dead, suspends)
}

impl Folder<'_> {
    /// Counts uses; returns which instructions are dead so far (none).
    fn count(&mut self, pairs_as_words: bool) -> Vec<bool> {
        for b in &self.f.blocks {
            for &i in &b.insts {
                let inst = &self.f.insts[i.index()];
                for (n, a) in inst.args.iter().enumerate() {
                    self.uses[a.index()] += 1;
                    self.as_address[a.index()] += is_address(&inst.op, n) as u32;
                    self.pinned[a.index()] |=
                        repeated(self.f, &inst.op, n, &inst.args, pairs_as_words);
                }
            }
            term_uses(&b.term, |v| self.uses[v.index()] += 1);
        }
        vec![false; self.f.insts.len()]
    }

    fn remove_dead(&mut self, dead: &mut [bool]) {
        let mut work: Vec<InstId> = Vec::new();
        for b in &self.f.blocks {
            work.extend(&b.insts);
        }
        while let Some(i) = work.pop() {
            let inst = &self.f.insts[i.index()];
            let used = inst.results.iter().any(|r| self.uses[r.index()] > 0);
            if dead[i.index()] || used || effect(&inst.op) == Effect::Writes {
                continue;
            }
            dead[i.index()] = true;
            for (n, a) in inst.args.iter().enumerate() {
                self.uses[a.index()] -= 1;
                self.as_address[a.index()] -= is_address(&inst.op, n) as u32;
                if let Def::Inst(d, _) = self.f.values[a.index()].def {
                    work.push(d);
                }
            }
        }
    }

    fn remat(&self, op: &Op, args: &[Value], result: Value) -> bool {
        match op {
            Op::Const(_) | Op::FConst(_) | Op::DataAddr(..) | Op::SlotAddr(..) | Op::CallerFp => {
                true
            }
            Op::PtrOff(_) => {
                let base = match self.f.values[args[0].index()].def {
                    Def::Inst(i, _) => {
                        let inst = &self.f.insts[i.index()];
                        matches!(inst.op, Op::SlotAddr(..) | Op::DataAddr(..))
                    }
                    Def::Param(..) => false,
                };
                let uses = self.uses[result.index()];
                base || uses > 1 && self.as_address[result.index()] == uses
            }
            _ => false,
        }
    }

    fn decide(mut self, dead: &[bool], suspends: impl Fn(InstId) -> bool) -> Folding {
        let f = self.f;
        let mut mode = vec![Mode::Dead; f.values.len()];
        let mut roots = vec![Vec::new(); f.blocks.len()];
        let mut depth_of = vec![0; f.values.len()];
        let mut deepest = 0;
        // Rematerialised values first: those behind them count as used by their users.
        for b in &f.blocks {
            for &i in b.insts.iter().filter(|i| !dead[i.index()]) {
                let inst = &f.insts[i.index()];
                if let [r] = inst.results[..]
                    && self.remat(&inst.op, &inst.args, r)
                {
                    mode[r.index()] = Mode::Remat;
                    for a in &inst.args {
                        // It may be computed at several places: the base cannot be folded.
                        self.pinned[a.index()] = true;
                    }
                }
            }
        }
        for (bi, b) in f.blocks.iter().enumerate() {
            for &p in &b.params {
                if self.uses[p.index()] > 0 {
                    mode[p.index()] = Mode::Local;
                }
            }
            let end = b.insts.len() as u32;
            term_uses(&b.term, |v| self.used_at[v.index()] = (bi as u32, end));
            // The newest position at which memory is written or the function may be resumed.
            let (mut write, mut point) = (u32::MAX, u32::MAX);
            for (at, &i) in b.insts.iter().enumerate().rev() {
                let at = at as u32;
                let inst = &f.insts[i.index()];
                if dead[i.index()] {
                    continue;
                }
                let effect = effect(&inst.op);
                let mut place = at;
                let mut depth = 0;
                if let [r] = inst.results[..] {
                    if mode[r.index()] == Mode::Remat {
                        continue;
                    }
                    let (block, used) = self.used_at[r.index()];
                    let fold = effect != Effect::Writes
                        && self.uses[r.index()] == 1
                        && !self.pinned[r.index()]
                        && block == bi as u32
                        && depth_of[r.index()] < MAX_DEPTH
                        && (used < point || used == point && !hides_pointer(&inst.op))
                        && (effect == Effect::None || used <= write);
                    if fold {
                        mode[r.index()] = Mode::Fold;
                        place = used;
                        depth = depth_of[r.index()] + 1;
                        deepest = deepest.max(depth);
                    }
                }
                if depth == 0 {
                    for r in &inst.results {
                        if self.uses[r.index()] > 0 {
                            mode[r.index()] = Mode::Local;
                        }
                    }
                    roots[bi].push(i);
                    if effect == Effect::Writes {
                        write = at;
                    }
                    if suspends(i) {
                        point = at;
                    }
                }
                for (n, a) in inst.args.iter().enumerate() {
                    self.used_at[a.index()] = (bi as u32, place);
                    depth_of[a.index()] = depth + (n > 0) as u32;
                }
            }
            roots[bi].reverse();
        }
        Folding {
            mode,
            roots,
            depth: deepest + 4,
        }
    }
}

/// Visits the locals that the tree of a value reads.
pub(super) fn leaves(f: &Func, mode: &[Mode], v: Value, visit: &mut impl FnMut(Value)) {
    match mode[v.index()] {
        Mode::Local => visit(v),
        Mode::Dead => {}
        Mode::Remat | Mode::Fold => {
            if let Def::Inst(i, _) = f.values[v.index()].def {
                for &a in &f.insts[i.index()].args {
                    leaves(f, mode, a, visit);
                }
            }
        }
    }
}

/// Whether a tree reads memory.
pub(super) fn reads_memory(f: &Func, mode: &[Mode], v: Value) -> bool {
    match (mode[v.index()], f.values[v.index()].def) {
        (Mode::Fold, Def::Inst(i, _)) => {
            let inst = &f.insts[i.index()];
            matches!(inst.op, Op::Load(..)) || inst.args.iter().any(|&a| reads_memory(f, mode, a))
        }
        _ => false,
    }
}

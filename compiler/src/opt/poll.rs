//! Points at which a loop or a recursion can be stopped.
//!
//! - A counted innermost loop without calls is strip-mined: it runs in turns of [`TURN`] iterations, with a poll between
//!   them. On a loop that only sums an array anything done in each iteration doubled its time.
//! - Another loop without calls counts its iterations in a local ([`Op::Turn`]), and polls each [`TURN`]th time, outside of
//!   itself as the first kind does: a call within it, however seldom, takes registers from what is live there. Where size counts
//!   it polls in place, and so it does where an inner loop calls, for which what is live leaves the registers anyway.
//! - One with calls that cannot be resumed polls each [`MEDIUM_TURN`]th time, in place.
//! - A loop that calls what may be resumed polls in each iteration, in place: what it calls may loop less than a turn, any
//!   number of times, and a count of its own would cost as much as taking fuel does. So does one that copies memory.
//! - A loop that runs a few times only needs none, unless it copies memory.
//! - Where [`classes`](super::classes) says so, a function polls before it recurses.
//!
//! Strip-mining a loop with header H (parameters, test `i < n`), preheader P and exit X:
//! ```text
//! P -> O(params): end = i < n && n - i > TURN * step ? i + TURN * step : n
//! O -> H(params): i < end ? body : T
//! T: i < n ? Q : X
//! Q: poll -> O(params of H)
//! ```
//! and another loop, whose ways back end in block L:
//! ```text
//! P -> O(params) -> H(params): ... L: turn ? Q : H
//! Q: poll -> O(params of H)
//! ```

use super::cfg::{targets, targets_mut};
use super::classes::{Classes, FuncClass};
use super::edit::{const_of, new_inst, new_inst_at, new_value};
use super::loops::{Graph, Loops};
use crate::ir::abi::{Class, RtFn};
use crate::ir::{
    BinOp, Block, BlockId, Callee, CmpOp, Def, Func, FuncId, Inst, InstId, Op, ScopeId, Target,
    Term, Ty, Value,
};
use rustc_hash::FxHashSet;

/// Iterations between two polls of a loop that does not call.
pub const TURN: i64 = 1024;

/// The same of one whose calls cannot be resumed: an iteration may take longer.
pub const MEDIUM_TURN: i64 = 32;

/// Loops that run at most this often need no poll.
const SHORT: i64 = 64;

/// Larger loops are not strip-mined: a count costs them little.
const SMALL: usize = 48;

/// What was inserted into a function.
#[derive(Clone, Debug, Default)]
pub struct Polls {
    /// Polls that happen only each [`TURN`]th time, counted in a local.
    pub counted: FxHashSet<InstId>,
    /// The same each [`MEDIUM_TURN`]th time.
    pub medium: FxHashSet<InstId>,
    /// Polls between turns of [`TURN`] iterations.
    pub turns: FxHashSet<InstId>,
    /// Whether any loop counts its iterations.
    pub counts: bool,
}

/// Whether the function has a loop that must be stoppable.
pub fn needed(f: &Func) -> bool {
    if f.blocks.is_empty() {
        return false;
    }
    let g = Graph::of_func(f);
    if !g.reducible() {
        return true;
    }
    let loops = Loops::new(&g);
    (0..loops.list.len() as u32).any(|l| needs(f, &g, &loops, l))
}

/// Blocks whose innermost loop is this one.
fn own_blocks<'a>(g: &'a Graph, loops: &'a Loops, l: u32) -> impl Iterator<Item = u32> + 'a {
    g.rpo
        .iter()
        .copied()
        .filter(move |&b| loops.of[b as usize] == Some(l))
}

fn ops(f: &Func, b: u32) -> impl Iterator<Item = &Op> {
    f.blocks[b as usize]
        .insts
        .iter()
        .map(|i| &f.insts[i.index()].op)
}

/// Whether an operation always polls, or never goes on. Operations on channels need not wait, and then do not poll.
fn polls(op: &Op) -> bool {
    matches!(
        op,
        Op::Poll | Op::Call(Callee::Runtime(RtFn::Poll | RtFn::BlockForever))
    )
}

/// Whether an instruction copies or zeroes more than a little memory.
fn copies(f: &Func, i: InstId) -> bool {
    const LITTLE: i64 = 4 << 10;
    let inst = &f.insts[i.index()];
    matches!(inst.op, Op::MemCopy | Op::MemZero)
        && inst
            .args
            .last()
            .is_none_or(|&n| const_of(f, n).is_none_or(|n| n > LITTLE))
}

/// Whether the loop itself does.
fn loop_copies(f: &Func, g: &Graph, loops: &Loops, l: u32) -> bool {
    own_blocks(g, loops, l).any(|b| f.blocks[b as usize].insts.iter().any(|&i| copies(f, i)))
}

fn needs(f: &Func, g: &Graph, loops: &Loops, l: u32) -> bool {
    let this = &loops.list[l as usize];
    let spends = own_blocks(g, loops, l)
        .any(|b| this.latches.iter().all(|&x| g.dominates(b, x)) && ops(f, b).any(polls));
    !spends && !is_short(f, g, loops, l)
}

/// A loop `for i OP n; i += step` with its test in the header.
struct Counted {
    header: u32,
    /// Operation such that the loop goes on while `i OP n`.
    op: CmpOp,
    i: Value,
    /// Number of `i` among the header's parameters.
    index: usize,
    n: Value,
    step: i64,
    /// Whether the terminator's first target is the way into the body.
    body_first: bool,
    cmp: InstId,
}

fn counted(f: &Func, g: &Graph, loops: &Loops, l: u32) -> Option<Counted> {
    let this = &loops.list[l as usize];
    let [latch] = this.latches[..] else {
        return None;
    };
    let calls =
        own_blocks(g, loops, l).any(|b| ops(f, b).any(|op| matches!(op, Op::Call(_) | Op::Poll)));
    if calls || !this.innermost {
        return None;
    }
    let header = &f.blocks[this.header as usize];
    let Term::Branch(cond, yes, no) = &header.term else {
        return None;
    };
    let body_first = match (
        loops.contains(l, yes.block.0),
        loops.contains(l, no.block.0),
    ) {
        (true, false) => true,
        (false, true) => false,
        _ => return None,
    };
    let Def::Inst(cmp, _) = f.values[cond.index()].def else {
        return None;
    };
    let inst = &f.insts[cmp.index()];
    let Op::Cmp(mut op) = inst.op else {
        return None;
    };
    let (mut i, mut n) = (inst.args[0], inst.args[1]);
    if !body_first {
        op = opposite(op)?;
    }
    let place = |v: Value| header.params.iter().position(|&p| p == v);
    if place(i).is_none() {
        (i, n) = (n, i);
        op = mirrored(op);
    }
    let index = place(i)?;
    if !matches!(f.values[i.index()].ty, Ty::I32 | Ty::I64) || !invariant(f, loops, l, n) {
        return None;
    }
    // What the latch hands over for i.
    let back = targets(&f.blocks[latch as usize].term).find(|t| t.block.0 == this.header)?;
    let Def::Inst(add, _) = f.values[back.args[index].index()].def else {
        return None;
    };
    let add = &f.insts[add.index()];
    if add.op != Op::Bin(BinOp::Add) || add.args[0] != i {
        return None;
    }
    let step = const_of(f, add.args[1])?;
    let usable = match op {
        CmpOp::LtS | CmpOp::LtU | CmpOp::LeS | CmpOp::LeU => (1..=1 << 16).contains(&step),
        CmpOp::Ne => step == 1,
        _ => false,
    };
    usable.then_some(Counted {
        header: this.header,
        op,
        i,
        index,
        n,
        step,
        body_first,
        cmp,
    })
}

fn invariant(f: &Func, loops: &Loops, l: u32, v: Value) -> bool {
    match f.values[v.index()].def {
        Def::Param(b, _) => !loops.contains(l, b.0),
        Def::Inst(i, _) => {
            matches!(f.insts[i.index()].op, Op::Const(_))
                || !f
                    .blocks
                    .iter()
                    .enumerate()
                    .any(|(b, block)| loops.contains(l, b as u32) && block.insts.contains(&i))
        }
    }
}

/// The comparison with its operands swapped.
fn mirrored(op: CmpOp) -> CmpOp {
    use CmpOp::*;
    match op {
        LtS => GtS,
        LtU => GtU,
        LeS => GeS,
        LeU => GeU,
        GtS => LtS,
        GtU => LtU,
        GeS => LeS,
        GeU => LeU,
        other => other,
    }
}

/// The comparison of integers that holds when this one does not.
fn opposite(op: CmpOp) -> Option<CmpOp> {
    use CmpOp::*;
    Some(match op {
        Eq => Ne,
        Ne => Eq,
        LtS => GeS,
        LtU => GeU,
        LeS => GtS,
        LeU => GtU,
        GtS => LeS,
        GtU => LeU,
        GeS => LtS,
        GeU => LtU,
        FLt | FLe | FGt | FGe => return None,
    })
}

/// Whether a loop is known to run a few times only, and not for long.
fn is_short(f: &Func, g: &Graph, loops: &Loops, l: u32) -> bool {
    let Some(c) = counted(f, g, loops, l) else {
        return false;
    };
    if loop_copies(f, g, loops, l) {
        return false;
    }
    let Some(n) = const_of(f, c.n) else {
        return false;
    };
    let starts: Vec<Option<i64>> = g.preds[c.header as usize]
        .iter()
        .filter(|&&p| !loops.contains(l, p))
        .flat_map(|&p| targets(&f.blocks[p as usize].term))
        .filter(|t| t.block.0 == c.header)
        .map(|t| const_of(f, t.args[c.index]))
        .collect();
    starts
        .iter()
        .all(|s| s.is_some_and(|s| (0..=SHORT).contains(&s) && (s..=SHORT).contains(&n)))
}

/// Inserts polls into a function whose blocks can all be reached; `small`: its size matters more than its speed.
pub fn insert(f: &mut Func, id: FuncId, classes: &Classes, small: bool) -> Polls {
    let mut polls = Polls::default();
    if classes.of(id) != FuncClass::Yielding || f.is_helper() {
        return polls;
    }
    let g = Graph::of_func(f);
    if !g.reducible() {
        // Every cycle has a retreating edge.
        for b in 0..f.blocks.len() as u32 {
            if g.succs[b as usize].iter().any(|&s| g.retreats(b, s)) {
                let at = f.blocks[b as usize].insts.len();
                poll_at(f, b, at);
            }
        }
        recursion(f, id, classes, None);
        return polls;
    }
    let loops = Loops::new(&g);
    let mut calling = vec![false; loops.list.len()];
    let mut strip = Vec::new();
    let mut count = Vec::new();
    for l in 0..loops.list.len() as u32 {
        if !needs(f, &g, &loops, l) {
            continue;
        }
        let this = &loops.list[l as usize];
        let resumes = |op: &Op| match op {
            Op::Call(Callee::Direct(h)) => classes.of(*h) == FuncClass::Yielding,
            Op::Call(Callee::Closure(_) | Callee::Method(_)) => true,
            Op::Call(Callee::Runtime(rt)) => rt.class() == Class::Block,
            _ => false,
        };
        calling[l as usize] = loop_copies(f, &g, &loops, l)
            || own_blocks(&g, &loops, l).any(|b| ops(f, b).any(resumes));
        let long = own_blocks(&g, &loops, l).any(|b| ops(f, b).any(|op| matches!(op, Op::Call(_))));
        if !calling[l as usize]
            && let Some(c) = counted(f, &g, &loops, l)
            && own_blocks(&g, &loops, l)
                .map(|b| f.blocks[b as usize].insts.len())
                .sum::<usize>()
                <= SMALL
        {
            strip.push(c);
            continue;
        }
        polls.counts |= !calling[l as usize];
        let within = g.rpo.iter().filter(|&&b| loops.contains(l, b));
        let calls =
            !this.innermost && { within }.any(|&b| ops(f, b).any(|op| matches!(op, Op::Call(_))));
        if !calling[l as usize] && !long && !calls && !small {
            count.push(BlockId(this.header));
            continue;
        }
        let (block, at) = match this.latches[..] {
            [latch] => (latch, f.blocks[latch as usize].insts.len()),
            _ => (this.header, 0),
        };
        let poll = poll_at(f, block, at);
        match (calling[l as usize], long) {
            (true, _) => false,
            (false, true) => polls.medium.insert(poll),
            (false, false) => polls.counted.insert(poll),
        };
    }
    recursion(f, id, classes, Some((&g, &loops, &calling)));
    for c in strip {
        polls.turns.insert(strip_mine(f, &c));
    }
    for header in count {
        polls.turns.insert(count_turns(f, header));
    }
    polls
}

fn poll_at(f: &mut Func, block: u32, at: usize) -> InstId {
    let id = InstId(f.insts.len() as u32);
    let b = &mut f.blocks[block as usize];
    // The position of the nearest instruction, for traces.
    let model = b
        .insts
        .get(at)
        .or(b.insts.last())
        .map(|i| &f.insts[i.index()]);
    let (pos, scope) = match model {
        Some(inst) => (inst.pos, inst.scope),
        None => (b.pos, ScopeId(0)),
    };
    b.insts.insert(at, id);
    f.insts.push(Inst {
        op: Op::Poll,
        args: Vec::new(),
        results: Vec::new(),
        pos,
        scope,
    });
    id
}

/// Polls before the function recurses: once for all its calls, where control comes by on the way to any of them.
fn recursion(
    f: &mut Func,
    id: FuncId,
    classes: &Classes,
    loops: Option<(&Graph, &Loops, &[bool])>,
) {
    if !classes.spends[id.index()] {
        return;
    }
    let recurses = |f: &Func, i: InstId| match &f.insts[i.index()].op {
        Op::Call(callee) => classes.recurses(id, callee),
        _ => false,
    };
    let own;
    let g = match loops {
        Some((g, ..)) => g,
        None => {
            own = Graph::of_func(f);
            &own
        }
    };
    let sites: Vec<u32> = g
        .rpo
        .iter()
        .copied()
        .filter(|&b| f.blocks[b as usize].insts.iter().any(|&i| recurses(f, i)))
        .collect();
    let Some(&first) = sites.first() else {
        return;
    };
    let block = sites.iter().fold(first, |a, &b| g.meet(a, b));
    // A loop around it polls in each iteration.
    if let Some((_, loops, calling)) = loops
        && loops.around(block).any(|l| calling[l as usize])
    {
        return;
    }
    // Before the arguments are computed, so that they need not be kept.
    poll_at(f, block, 0);
}

/// A new block with parameters like those of a loop's header. The edges to that from inside of the loop, or those from
/// outside, lead there instead.
fn in_front(f: &mut Func, header: BlockId, inside: bool) -> BlockId {
    let g = Graph::of_func(f);
    let new = BlockId(f.blocks.len() as u32);
    for b in 0..f.blocks.len() {
        if g.dominates(header.0, b as u32) == inside {
            targets_mut(&mut f.blocks[b].term)
                .filter(|t| t.block == header)
                .for_each(|t| t.block = new);
        }
    }
    let pos = f.blocks[header.index()].pos;
    f.blocks.push(Block {
        params: Vec::new(),
        insts: Vec::new(),
        term: Term::None,
        pos,
    });
    for (n, p) in f.blocks[header.index()]
        .params
        .clone()
        .into_iter()
        .enumerate()
    {
        let ty = f.values[p.index()].ty;
        let param = new_value(f, ty, Def::Param(new, n as u32));
        f.blocks[new.index()].params.push(param);
    }
    new
}

/// Lets a loop count its iterations and leave for a poll after each turn of them.
fn count_turns(f: &mut Func, header: BlockId) -> InstId {
    let outer = in_front(f, header, false);
    let args = f.blocks[outer.index()].params.clone();
    let enter = |args| Target {
        block: header,
        args,
    };
    f.blocks[outer.index()].term = Term::Jump(enter(args));
    let g = Graph::of_func(f);
    let latches: Vec<u32> = g.preds[header.index()]
        .iter()
        .copied()
        .filter(|&p| p != outer.0)
        .collect();
    let (latch, args) = match latches[..] {
        [one] if let Term::Jump(t) = &f.blocks[one as usize].term => (BlockId(one), t.args.clone()),
        _ => {
            let latch = in_front(f, header, true);
            (latch, f.blocks[latch.index()].params.clone())
        }
    };
    // Where the loop is, for traces.
    let near = [latch, header]
        .into_iter()
        .find_map(|b| f.blocks[b.index()].insts.last())
        .map(|i| &f.insts[i.index()]);
    let at = near.map_or((f.blocks[header.index()].pos, ScopeId(0)), |i| {
        (i.pos, i.scope)
    });
    let id = new_inst_at(f, Op::Turn, Vec::new(), Some(Ty::I32), at);
    let over = f.insts[id.index()].results[0];
    let turn = BlockId(f.blocks.len() as u32);
    let leave = Target {
        block: turn,
        args: Vec::new(),
    };
    f.blocks[latch.index()].insts.push(id);
    f.blocks[latch.index()].term = Term::Branch(over, leave, enter(args.clone()));
    let poll = new_inst_at(f, Op::Poll, Vec::new(), None, at);
    f.blocks.push(Block {
        params: Vec::new(),
        insts: vec![poll],
        term: Term::Jump(Target { block: outer, args }),
        pos: f.blocks[header.index()].pos,
    });
    poll
}

fn strip_mine(f: &mut Func, c: &Counted) -> InstId {
    let header = BlockId(c.header);
    let params = f.blocks[header.index()].params.clone();
    let pos = f.blocks[header.index()].pos;
    let empty = |term| Block {
        params: Vec::new(),
        insts: Vec::new(),
        term,
        pos,
    };
    // All edges from outside go to the outer header.
    let outer = in_front(f, header, false);
    let outs = f.blocks[outer.index()].params.clone();
    let [test, turn] = [BlockId(outer.0 + 1), BlockId(outer.0 + 2)];
    let ty = f.values[c.i.index()].ty;
    // The limit may be a constant defined in the loop: it is made anew.
    let limit = const_of(f, c.n);
    let emit = |f: &mut Func, b: BlockId, op: Op, args: Vec<Value>, ty: Ty| {
        let i = new_inst(f, op, args, Some(ty), c.cmp);
        f.blocks[b.index()].insts.push(i);
        f.insts[i.index()].results[0]
    };
    let i = outs[c.index];
    let n = match limit {
        Some(n) => emit(f, outer, Op::Const(n), Vec::new(), ty),
        None => c.n,
    };
    let size = emit(f, outer, Op::Const(TURN * c.step), Vec::new(), ty);
    let left = emit(f, outer, Op::Bin(BinOp::Sub), vec![n, i], ty);
    let long = emit(f, outer, Op::Cmp(CmpOp::GtU), vec![left, size], Ty::I32);
    let inside = emit(f, outer, Op::Cmp(c.op), vec![i, n], Ty::I32);
    let both = emit(f, outer, Op::Bin(BinOp::And), vec![long, inside], Ty::I32);
    let far = emit(f, outer, Op::Bin(BinOp::Add), vec![i, size], ty);
    let end = emit(f, outer, Op::Select, vec![both, far, n], ty);
    f.blocks[outer.index()].term = Term::Jump(Target {
        block: header,
        args: outs,
    });

    // The header tests against the end of the turn; behind it, the whole is tested.
    let again = emit(f, header, Op::Cmp(c.op), vec![c.i, end], Ty::I32);
    let old = std::mem::replace(&mut f.blocks[header.index()].term, Term::None);
    let Term::Branch(_, yes, no) = old else {
        unreachable!("a counted loop ends in a branch");
    };
    let (body, exit) = if c.body_first { (yes, no) } else { (no, yes) };
    let to = |block| Target {
        block,
        args: Vec::new(),
    };
    f.blocks[header.index()].term = Term::Branch(again, body, to(test));
    f.blocks.push(empty(Term::None));
    let n = match limit {
        Some(n) => emit(f, test, Op::Const(n), Vec::new(), ty),
        None => c.n,
    };
    let more = emit(f, test, Op::Cmp(c.op), vec![c.i, n], Ty::I32);
    f.blocks[test.index()].term = Term::Branch(more, to(turn), exit);
    f.blocks.push(empty(Term::Jump(Target {
        block: outer,
        args: params,
    })));
    poll_at(f, turn.0, 0)
}

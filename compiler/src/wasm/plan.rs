//! What is decided about a function before its code is written: folding, locals, resume points, the frame.
//!
//! # Frame
//! ```text
//! fp + 0   FuncInfo
//! fp + 4   resume point
//! fp + 8   homes of locals that live across resume points: pointers first, so that maps stay short
//!          stack objects
//! ```
//! At point 0 the parameters lie at `fp + 8` instead. Each local has one home at most, so a park can store, and a resume
//! can load, more locals than are live without harm: the maps say which slots count. In large frames and in recursive
//! functions homes are shared by locals that are never live at the same point; then parks at points
//! that disagree about a slot use different code. A local that lives in the frame ([`spill`]) is its home, which is its own.
//!
//! # Points
//! 0 is the entry; then the resume points in the order of blocks; then the exit of a function that defers; then *trace
//! points*, where the function may be seen or unwound but never resumed: one for each line (and inlined scope).

use super::fold::{self, Folding};
use super::locals::{self, Locals, Resume};
use super::spill;
use super::zeroing::Zeroing;
use super::{Bodies, Options};
use crate::ir::abi::{Class, RtFn};
use crate::ir::{Callee, Func, FuncId, InstId, Module, Op, SlotId, Term, Ty, Value};
use crate::opt::classes::{Classes, FuncClass};
use crate::opt::loops::{Graph, Loops};
use crate::opt::poll::Polls;
use rustc_hash::FxHashMap;

/// Bytes of a frame's header.
pub(super) const HEADER: u32 = 8;

/// How a call can end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CallKind {
    /// Returns, always.
    Plain,
    /// Returns or panics.
    MayPanic,
    /// May suspend before any effect.
    Retry,
    /// May suspend; results then come through the result record.
    Block,
    /// Never returns.
    NoReturn,
}

/// How a call can end.
pub(super) fn call_kind(module: &Module, classes: &Classes, callee: &Callee) -> CallKind {
    let runtime = |class| match class {
        Class::Pure => CallKind::Plain,
        Class::MayPanic => CallKind::MayPanic,
        Class::Retry => CallKind::Retry,
        Class::Block => CallKind::Block,
        Class::NoReturn => CallKind::NoReturn,
    };
    match callee {
        Callee::Direct(g) if module.funcs[g.index()].is_helper() => CallKind::Plain,
        Callee::Direct(g) => match classes.of(*g) {
            FuncClass::Pure => CallKind::Plain,
            FuncClass::MayPanic => CallKind::MayPanic,
            FuncClass::Yielding => CallKind::Block,
        },
        Callee::Closure(_) | Callee::Method(_) => CallKind::Block,
        Callee::Runtime(rt) => runtime(rt.class()),
        Callee::Extern(e) => runtime(e.class),
    }
}

/// Stores of locals into their homes that several points share.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Locals that are stored.
    pub(super) locals: Vec<u32>,
    /// Numbers of the points that park here.
    pub(super) points: Vec<u32>,
}

/// Where things lie in the frame.
#[derive(Debug)]
pub(super) struct Frame {
    /// Bytes.
    pub(super) size: u32,
    /// Offsets of the parameters at point 0.
    pub(super) params: Vec<u32>,
    /// Header and parameters.
    pub(super) entry_size: u32,
    /// By local: offset of its home.
    pub(super) homes: Vec<Option<u32>>,
    /// Offsets of stack objects.
    pub(super) slots: Vec<u32>,
    /// Head of the list of defer records.
    pub(super) defer_list: Option<u32>,
}

impl Frame {
    /// Offset of a place in a stack object.
    pub(super) fn slot(&self, slot: SlotId, off: u32) -> u32 {
        self.slots[slot.index()] + off
    }
}

/// Everything decided about a function.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) id: FuncId,
    pub(super) f: &'a Func,
    pub(super) class: FuncClass,
    pub(super) polls: &'a Polls,
    /// It has only the resume body.
    pub(super) single: bool,
    /// By block: it runs often, so that what only a park or a panic needs is better set up on the way there. That takes three
    /// bytes more, but constants in registers are what loops do not have to spare.
    pub(super) hot: Vec<bool>,
    /// Its size matters more than its speed.
    pub(super) small: bool,
    /// It has a loop without calls, so that nothing may be live anywhere that need not be.
    pub(super) exact: bool,
    /// It is small, and has one body.
    pub(super) compact: bool,
    /// Whether the first WebAssembly parameter is the caller's frame pointer.
    pub(super) takes_fp: bool,
    pub(super) zeroing: Zeroing,
    /// It ends in a tail call: it has no frame, except in the moment of a panic.
    pub(super) frameless: bool,
    pub(super) fold: Folding,
    pub(super) locals: Locals,
    /// By local: whether it lives in its home.
    pub(super) spilled: Vec<bool>,
    pub(super) frame: Frame,
    /// By instruction: number of its resume point, or 0.
    pub(super) point: Vec<u32>,
    /// By instruction: how it may be resumed.
    pub(super) resume: Vec<Resume>,
    /// How a group of parks stores what is live; index by `group_of`.
    pub(super) groups: Vec<Group>,
    /// By resume point (less one): its group.
    pub(super) group_of: Vec<u32>,
    /// By resume point (less one): offsets of the slots that its map names as pointers.
    pub(super) mapped: Vec<Vec<u32>>,
    /// By local: whether its home still holds its value wherever it is live in the resume body, since nothing writes it there.
    pub(super) at_home: Vec<bool>,
}

impl Plan<'_> {
    /// How many resume points there are behind point 0, the exit of a function that defers left out.
    pub(super) fn resume_points(&self) -> u32 {
        self.locals.points.len() as u32
    }

    /// Whether the resume body loads locals where it arrives at a point.
    pub(super) fn reloads_late(&self) -> bool {
        self.exact
    }

    /// The locals that are live at a resume point and do not live in the frame.
    pub(super) fn live_at(&self, point: u32) -> Vec<u32> {
        let live = &self.locals.live[point as usize - 1];
        let mut list: Vec<u32> = kept(&self.locals, &self.spilled, live).collect();
        list.sort_unstable();
        list.dedup();
        list
    }

    /// The exit point of a function that defers.
    pub(super) fn exit_point(&self) -> Option<u32> {
        self.f.defers.as_ref().map(|_| self.resume_points() + 1)
    }

    /// The first trace point.
    pub(super) fn first_trace(&self) -> u32 {
        self.resume_points() + 1 + self.f.defers.is_some() as u32
    }
}

/// Whether a function ends in a tail call, and so has no frame.
pub(super) fn is_frameless(f: &Func) -> bool {
    f.blocks
        .iter()
        .any(|b| matches!(b.term, Term::TailCall(..)))
}

/// Whether a function's first WebAssembly parameter is a frame pointer.
pub(super) fn takes_fp(classes: &Classes, f: FuncId, func: &Func) -> bool {
    !func.is_helper() && (func.has_ctx || classes.of(f) != FuncClass::Pure)
}

/// Decides.
pub(super) fn plan<'a>(
    module: &Module,
    classes: &Classes,
    id: FuncId,
    f: &'a Func,
    polls: &'a Polls,
    options: &Options,
) -> Plan<'a> {
    let class = match f.is_helper() {
        true => FuncClass::Pure,
        false => classes.of(id),
    };
    let kind = |i: InstId| match &f.insts[i.index()].op {
        Op::Call(callee) => call_kind(module, classes, callee),
        Op::Poll => CallKind::Block,
        _ => CallKind::Plain,
    };
    let resume: Vec<Resume> = (0..f.insts.len() as u32)
        .map(|i| match kind(InstId(i)) {
            CallKind::Retry => Resume::Before,
            CallKind::Block => Resume::After,
            _ => Resume::Never,
        })
        .collect();
    let suspends = |i: InstId| resume[i.index()] != Resume::Never;
    let fold = fold::fold(f, !options.threads, suspends);
    let early = |i: InstId| {
        let op = &f.insts[i.index()].op;
        resume[i.index()] == Resume::Before || matches!(op, Op::Atomic(..))
    };
    let locals = locals::assign(f, &fold, |i| resume[i.index()], early);
    let mut point = vec![0; f.insts.len()];
    for (k, i) in locals.points.iter().enumerate() {
        point[i.index()] = k as u32 + 1;
    }
    let recursive = classes.spends[id.index()]
        || f.blocks.iter().any(|b| {
            b.insts.iter().any(|i| {
        matches!(&f.insts[i.index()].op, Op::Call(c @ Callee::Direct(_)) if classes.recurses(id, c))
    })
        });
    let enterable = class == FuncClass::Yielding && !is_frameless(f);
    let spilled = match enterable {
        true => spill::choose(f, &fold, &locals),
        false => vec![false; locals.types.len()],
    };
    let homes = homes(&locals, &spilled, recursive);
    let single = enterable && !locals.points.is_empty() && is_single(f, classes, id, options);
    let frame = layout(f, &fold, &locals, &spilled, homes, enterable, single);
    let hot = |k: usize| {
        matches!(&f.insts[locals.points[k].index()].op,
        Op::Call(Callee::Runtime(rt)) if rt.class() == Class::Block && *rt != RtFn::Poll)
    };
    let small = is_small(f, options);
    let exact = !polls.turns.is_empty() && !small;
    let (groups, group_of) = group(&locals, &spilled, &frame, exact, hot);
    let hot = hot_blocks(f, recursive, options);
    let live = locals.live.iter();
    let mapped = live
        .map(|live| live_pointers(f, &locals, &frame, live))
        .collect();
    let at_home = at_home(f, &locals, &frame.homes, single);
    Plan {
        id,
        f,
        class,
        polls,
        single,
        hot,
        small,
        exact,
        compact: single && small,
        takes_fp: takes_fp(classes, id, f),
        zeroing: Zeroing::default(),
        frameless: is_frameless(f),
        fold,
        locals,
        spilled,
        frame,
        point,
        resume,
        groups,
        group_of,
        mapped,
        at_home,
    }
}

/// Locals that the resume body only reads, and whose homes are their own: those of parameters, when it does not begin the
/// function. A park that stores one has stored it for as long as it is live.
fn at_home(f: &Func, locals: &Locals, homes: &[Option<u32>], single: bool) -> Vec<bool> {
    let mut only = vec![!single; locals.types.len()];
    let mut homed: FxHashMap<u32, u32> = FxHashMap::default();
    for home in homes.iter().flatten() {
        *homed.entry(*home).or_default() += 1;
    }
    for (l, home) in homes.iter().enumerate() {
        only[l] &= home.is_some_and(|home| homed[&home] == 1);
    }
    for v in (0..f.values.len() as u32).map(Value) {
        if let Some(l) = locals.get(v) {
            only[l as usize] &= f.blocks[0].params.contains(&v);
        }
    }
    only
}

/// Homes of the pointers among values that are live at a point.
fn live_pointers(f: &Func, locals: &Locals, frame: &Frame, live: &[Value]) -> Vec<u32> {
    let mut slots: Vec<u32> = live
        .iter()
        .filter(|v| f.values[v.index()].ty == Ty::Ptr)
        .filter_map(|v| frame.homes[locals.of[v.index()] as usize])
        .collect();
    slots.sort_unstable();
    slots
}

/// Whether a function's size matters more than its speed.
pub(super) fn is_small(f: &Func, options: &Options) -> bool {
    options.bodies == Bodies::One || f.compact
}

/// Blocks that run often: all of a recursive function, else those in loops. None where the module is to be small.
fn hot_blocks(f: &Func, recursive: bool, options: &Options) -> Vec<bool> {
    let n = f.blocks.len();
    if is_small(f, options) {
        return vec![false; n];
    }
    if recursive {
        return vec![true; n];
    }
    let g = Graph::of_func(f);
    if !g.reducible() {
        return vec![false; n];
    }
    let loops = Loops::new(&g);
    (0..n).map(|b| loops.of[b].is_some()).collect()
}

/// Whether a function has one body only.
fn is_single(f: &Func, classes: &Classes, id: FuncId, options: &Options) -> bool {
    if f.compact {
        return true;
    }
    match options.bodies {
        Bodies::One => !classes.recursive[id.index()],
        Bodies::Both => {
            let g = Graph::of_func(f);
            let loops = |v: u32| g.succs[v as usize].iter().any(|&s| g.retreats(v, s));
            !classes.hot[id.index()] && !g.rpo.iter().any(|&v| loops(v))
        }
    }
}

/// Which locals need a home, and which of them share one: a colour by local.
fn homes(locals: &Locals, spilled: &[bool], recursive: bool) -> Vec<Option<u32>> {
    let mut colour: Vec<Option<u32>> = vec![None; locals.types.len()];
    // Locals live at each point, and the points of each local.
    let live: Vec<Vec<u32>> = locals
        .live
        .iter()
        .map(|values| kept(locals, spilled, values).collect())
        .collect();
    let mut at: Vec<Vec<u32>> = vec![Vec::new(); locals.types.len()];
    for (k, list) in live.iter().enumerate() {
        list.iter().for_each(|&l| at[l as usize].push(k as u32));
    }
    let needed: Vec<u32> = (0..locals.types.len() as u32)
        .filter(|&l| !at[l as usize].is_empty())
        .collect();
    let share = recursive || needed.len() > 24;
    let mut colours = 0;
    for &l in &needed {
        let mut taken = vec![false; colours as usize + 1];
        if share {
            for &k in &at[l as usize] {
                for &o in &live[k as usize] {
                    if let Some(c) = colour[o as usize] {
                        taken[c as usize] = true;
                    }
                }
            }
            // Only locals of one size share.
            for &o in &needed {
                if let Some(c) = colour[o as usize]
                    && wide(locals, o) != wide(locals, l)
                {
                    taken[c as usize] = true;
                }
            }
        } else {
            taken.fill(true);
            taken[colours as usize] = false;
        }
        let c = taken.iter().position(|t| !t).unwrap_or(colours as usize) as u32;
        colours = colours.max(c + 1);
        colour[l as usize] = Some(c);
    }
    for l in (0..colour.len()).filter(|&l| spilled[l]) {
        colour[l] = Some(colours);
        colours += 1;
    }
    colour
}

/// The locals of values, without those that live in the frame.
fn kept<'a>(
    locals: &'a Locals,
    spilled: &'a [bool],
    values: &'a [Value],
) -> impl Iterator<Item = u32> + 'a {
    let locals = values.iter().map(|v| locals.of[v.index()]);
    locals.filter(|&l| !spilled[l as usize])
}

fn wide(locals: &Locals, l: u32) -> bool {
    use wasm_encoder::ValType;
    matches!(locals.types[l as usize], ValType::I64 | ValType::F64)
}

/// Bytes and natural alignment of a scalar.
pub(super) fn size(ty: Ty) -> u32 {
    match ty {
        Ty::I64 | Ty::F64 => 8,
        _ => 4,
    }
}

/// Offsets of scalars laid out in order at their natural alignment, and the end.
pub(super) fn in_order(types: &[Ty], from: u32) -> (Vec<u32>, u32) {
    let mut at = from;
    let offsets = types
        .iter()
        .map(|&ty| {
            at = at.next_multiple_of(size(ty));
            at += size(ty);
            at - size(ty)
        })
        .collect();
    (offsets, at)
}

fn layout(
    f: &Func,
    fold: &Folding,
    locals: &Locals,
    spilled: &[bool],
    colour: Vec<Option<u32>>,
    enterable: bool,
    single: bool,
) -> Frame {
    let (params, end) = in_order(&f.sig.params, HEADER);
    let entry_size = end.next_multiple_of(4);
    // Colours with pointers, other words, wide ones.
    let colours = colour.iter().flatten().max().map_or(0, |c| c + 1) as usize;
    let mut rank = vec![1; colours];
    for v in locals.live.iter().flatten() {
        let l = locals.of[v.index()];
        let c = colour[l as usize].expect("a home") as usize;
        if f.values[v.index()].ty == Ty::Ptr {
            rank[c] = 0;
        }
    }
    for (l, c) in colour.iter().enumerate() {
        if let Some(c) = c
            && wide(locals, l as u32)
        {
            rank[*c as usize] = 2;
        }
    }
    let mut order: Vec<usize> = (0..colours).collect();
    order.sort_by_key(|&c| rank[c]);
    let mut offset = vec![0; colours];
    let mut at = HEADER;
    for c in order {
        let size = if rank[c] == 2 { 8 } else { 4 };
        at = at.next_multiple_of(size);
        offset[c] = at;
        at += size;
    }
    let homes = colour
        .iter()
        .map(|c| c.map(|c| offset[c as usize]))
        .collect();
    let mut slots = Vec::with_capacity(f.slots.len());
    for s in &f.slots {
        at = at.next_multiple_of(s.align.clamp(4, 8));
        slots.push(at);
        at += s.size.max(1).next_multiple_of(4);
    }
    let defer_list = f.defers.as_ref().filter(|d| d.records).map(|_| {
        at += 4;
        at - 4
    });
    // An eighth of what the native frame may take: 8 bytes for each local and operand, and 64. Functions that are not
    // entered through the guard were charged when they were classified.
    let locals = spilled.iter().filter(|&&s| !s).count() as u32;
    let least = match enterable {
        // A stub and a helper have frames, too.
        true => entry_size.max(8 + 16 * single as u32 + locals + fold.depth),
        false => 0,
    };
    Frame {
        size: at.max(least).next_multiple_of(8),
        params,
        entry_size,
        homes,
        slots,
        defer_list,
    }
}

/// Groups points that can share the stores of their park.
fn group(
    locals: &Locals,
    spilled: &[bool],
    frame: &Frame,
    exact: bool,
    hot: impl Fn(usize) -> bool,
) -> (Vec<Group>, Vec<u32>) {
    // A park may store this many locals more than are live, which makes them live there to the engine: a local that a loop
    // changes would be in memory all through the loop, as there are calls to park at elsewhere.
    let extra = if exact { 0 } else { 12 };
    /// So many groups are looked at for one that a point can join: what is live changes slowly.
    const NEAR: usize = 64;
    let mut groups: Vec<Group> = Vec::new();
    let mut exact: Vec<bool> = Vec::new();
    let mut group_of = Vec::new();
    let homes = frame.homes.iter().flatten().count();
    // By local: the last point that wanted it.
    let mut wanted = vec![0; locals.types.len()];
    for (k, live) in locals.live.iter().enumerate() {
        let mut want: Vec<u32> = kept(locals, spilled, live).collect();
        want.sort_unstable();
        want.dedup();
        let hot = hot(k) && want.len() + 4 < homes;
        want.iter().for_each(|&l| wanted[l as usize] = k as u32 + 1);
        let fits = |g: &Group| {
            let is_wanted = |l: &&u32| wanted[**l as usize] == k as u32 + 1;
            let others = g.locals.len() - g.locals.iter().filter(is_wanted).count();
            if others > extra {
                return None;
            }
            let mut all = g.locals.clone();
            all.extend(want.iter().filter(|l| !g.locals.contains(l)));
            let mut homes: Vec<u32> = all
                .iter()
                .filter_map(|&l| frame.homes[l as usize])
                .collect();
            homes.sort_unstable();
            let clash = homes.windows(2).any(|w| w[0] == w[1]);
            (!clash).then_some(all)
        };
        let far = groups.len().saturating_sub(NEAR);
        let found = groups.iter().enumerate().skip(far).find_map(|(i, g)| {
            let all = fits(g)?;
            // What others share may grow only while it stays cheap for all of them.
            let ok = match exact[i] || hot {
                true => all.len() == g.locals.len() && (!hot || all.len() == want.len()),
                false => all.len() <= extra || all.len() == g.locals.len(),
            };
            ok.then_some((i, all))
        });
        let at = match found {
            Some((i, all)) => {
                groups[i].locals = all;
                i
            }
            None => {
                groups.push(Group {
                    locals: want,
                    points: Vec::new(),
                });
                exact.push(hot);
                groups.len() - 1
            }
        };
        groups[at].points.push(k as u32 + 1);
        group_of.push(at as u32);
    }
    (groups, group_of)
}

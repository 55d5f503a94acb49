//! Out of SSA: values get WebAssembly locals.
//!
//! Each value that needs a local has a list of *ranges* of positions at which it is live (uses lie where the root of
//! their tree is evaluated). Block parameters and their arguments are merged into one class where their ranges do not
//! meet, those of inner loops first, so that most copies on edges vanish. Classes then get locals first fit, those that
//! live across resume points before the others, so that few locals have to be saved when the function parks.
//!
//! Positions: a block begins at an even position, each root takes two (operands are read at the first, results exist from
//! the second on), the terminator two. An instruction that writes its result before it has read everything (one that may be
//! called again after it suspended) keeps its operands alive beyond it.

use super::fold::{Folding, Mode, leaves, term_uses};
use crate::ir::{Def, Func, InstId, Ty, Value};
use crate::opt::cfg::targets;
use crate::opt::loops::{Graph, Loops};
use wasm_encoder::ValType;

const NONE: u32 = u32::MAX;

/// When the operands of an instruction are live with respect to it, and its resume point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Resume {
    /// Never resumed.
    Never,
    /// Resumed before it: it is done again.
    Before,
    /// Resumed behind it.
    After,
}

/// The assignment.
#[derive(Debug)]
pub(super) struct Locals {
    /// Types of the locals; the function's parameters come first.
    pub(super) types: Vec<ValType>,
    /// By value: its local.
    pub(super) of: Vec<u32>,
    /// By resume point, in the order of `points`: the values that are live there.
    pub(super) live: Vec<Vec<Value>>,
    /// Instructions that have a resume point, in order of blocks and roots.
    pub(super) points: Vec<InstId>,
}

impl Locals {
    /// Local of a value that has one.
    pub(super) fn get(&self, v: Value) -> Option<u32> {
        Some(self.of[v.index()]).filter(|&l| l != NONE)
    }
}

/// WebAssembly's type of a scalar.
pub(super) fn val_type(ty: Ty) -> ValType {
    match ty {
        Ty::I32 | Ty::Ptr => ValType::I32,
        Ty::I64 => ValType::I64,
        Ty::F32 => ValType::F32,
        Ty::F64 => ValType::F64,
    }
}

type Range = (u32, u32);

/// Where blocks and roots lie.
struct Positions {
    /// First position of each block, and one more.
    start: Vec<u32>,
    /// By instruction, for roots.
    root: Vec<u32>,
}

/// Assigns locals. `early` tells which instructions write their result before they are done.
pub(super) fn assign(
    f: &Func,
    folding: &Folding,
    resume: impl Fn(InstId) -> Resume,
    early: impl Fn(InstId) -> bool,
) -> Locals {
    let positions = number(f, folding);
    let ranges = live_ranges(f, folding, &positions, early);
    let (points, live) = live_at_points(folding, &positions, &ranges, &resume);
    let mut classes = Classes::new(ranges);
    coalesce(f, folding, &mut classes);
    let mut crossing = vec![false; f.values.len()];
    for v in live.iter().flatten() {
        crossing[classes.find(v.0) as usize] = true;
    }
    let (types, of) = colour(f, folding, classes, &crossing);
    Locals {
        types,
        of,
        live,
        points,
    }
}

fn number(f: &Func, folding: &Folding) -> Positions {
    let mut p = Positions {
        start: Vec::with_capacity(f.blocks.len() + 1),
        root: vec![NONE; f.insts.len()],
    };
    let mut at = 0;
    for roots in &folding.roots {
        p.start.push(at);
        at += 2;
        for &i in roots {
            p.root[i.index()] = at;
            at += 2;
        }
        at += 2;
    }
    p.start.push(at);
    p
}

/// The ranges of each value: for each use, everything from there up to the definition is live (Boissinot and others,
/// "Computing Liveness Sets for SSA-Form Programs").
fn live_ranges(
    f: &Func,
    folding: &Folding,
    positions: &Positions,
    early: impl Fn(InstId) -> bool,
) -> Vec<Vec<Range>> {
    // Uses: block, and the position up to which the value is needed.
    let mut uses: Vec<Vec<(u32, u32)>> = vec![Vec::new(); f.values.len()];
    for (b, roots) in folding.roots.iter().enumerate() {
        for &i in roots {
            let end = positions.root[i.index()] + if early(i) { 2 } else { 1 };
            for &a in &f.insts[i.index()].args {
                leaves(f, &folding.mode, a, &mut |v| {
                    uses[v.index()].push((b as u32, end))
                });
            }
        }
        let end = positions.start[b + 1] - 1;
        term_uses(&f.blocks[b].term, |v| {
            leaves(f, &folding.mode, v, &mut |v| {
                uses[v.index()].push((b as u32, end))
            });
        });
    }
    let mut preds: Vec<Vec<u32>> = vec![Vec::new(); f.blocks.len()];
    for (b, block) in f.blocks.iter().enumerate() {
        targets(&block.term).for_each(|t| preds[t.block.index()].push(b as u32));
    }
    let mut live_in = vec![NONE; f.blocks.len()];
    let mut live_out = vec![NONE; f.blocks.len()];
    let mut last = vec![0; f.blocks.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut work: Vec<u32> = Vec::new();
    let mut all = vec![Vec::new(); f.values.len()];
    for (n, uses) in uses.iter().enumerate() {
        if folding.mode[n] != Mode::Local {
            continue;
        }
        let v = n as u32;
        let (home, def) = match f.values[n].def {
            Def::Param(b, _) => (b.0, positions.start[b.index()]),
            Def::Inst(i, _) => {
                let at = positions.root[i.index()] + 1;
                (positions.start.partition_point(|&s| s <= at) as u32 - 1, at)
            }
        };
        touched.clear();
        for &(b, end) in uses {
            if last[b as usize] == 0 {
                touched.push(b);
            }
            last[b as usize] = last[b as usize].max(end);
            if b != home {
                work.push(b);
            }
        }
        while let Some(b) = work.pop() {
            if std::mem::replace(&mut live_in[b as usize], v) == v {
                continue;
            }
            for &p in &preds[b as usize] {
                if live_out[p as usize] != v {
                    live_out[p as usize] = v;
                    touched.push(p);
                }
                if p != home {
                    work.push(p);
                }
            }
        }
        let ranges = &mut all[n];
        touched.sort_unstable();
        touched.dedup();
        for &b in &touched {
            let start = if b == home {
                def
            } else {
                positions.start[b as usize]
            };
            let end = if live_out[b as usize] == v {
                positions.start[b as usize + 1]
            } else {
                last[b as usize]
            };
            last[b as usize] = 0;
            push_range(ranges, (start, end.max(start + 1)));
        }
    }
    all
}

/// Appends a range behind the others, joining it to the last where they touch.
fn push_range(ranges: &mut Vec<Range>, new: Range) {
    match ranges.last_mut() {
        Some(last) if last.1 == new.0 => last.1 = new.1,
        _ => ranges.push(new),
    }
}

fn live_at_points(
    folding: &Folding,
    positions: &Positions,
    ranges: &[Vec<Range>],
    resume: &impl Fn(InstId) -> Resume,
) -> (Vec<InstId>, Vec<Vec<Value>>) {
    let points: Vec<InstId> = folding
        .roots
        .iter()
        .flatten()
        .copied()
        .filter(|&i| resume(i) != Resume::Never)
        .collect();
    // A value is live there when it exists before the root and is needed at or beyond this position.
    let at: Vec<(u32, u32)> = points
        .iter()
        .map(|&i| {
            let p = positions.root[i.index()];
            (p, p + (resume(i) == Resume::After) as u32)
        })
        .collect();
    let mut live = vec![Vec::new(); points.len()];
    for (n, ranges) in ranges.iter().enumerate() {
        for &(start, end) in ranges {
            let first = at.partition_point(|&(p, _)| p < start);
            for (k, _) in at
                .iter()
                .enumerate()
                .skip(first)
                .take_while(|(_, (_, needed))| *needed < end)
            {
                live[k].push(Value(n as u32));
            }
        }
    }
    (points, live)
}

/// Classes of values that share a local; union-find, with the ranges of each class at its root.
struct Classes {
    parent: Vec<u32>,
    ranges: Vec<Vec<Range>>,
}

impl Classes {
    fn new(ranges: Vec<Vec<Range>>) -> Classes {
        Classes {
            parent: (0..ranges.len() as u32).collect(),
            ranges,
        }
    }

    fn find(&mut self, v: u32) -> u32 {
        let mut root = v;
        while self.parent[root as usize] != root {
            root = self.parent[root as usize];
        }
        let mut v = v;
        while self.parent[v as usize] != root {
            v = std::mem::replace(&mut self.parent[v as usize], root);
        }
        root
    }

    /// Merges two classes whose ranges do not meet. `a` remains the root.
    fn merge(&mut self, a: u32, b: u32) {
        if meet(&self.ranges[a as usize], &self.ranges[b as usize]) {
            return;
        }
        let from = std::mem::take(&mut self.ranges[b as usize]);
        insert_ranges(&mut self.ranges[a as usize], from);
        self.parent[b as usize] = a;
    }
}

fn meet(a: &[Range], b: &[Range]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.iter().any(|r| {
        let i = long.partition_point(|x| x.1 <= r.0);
        long.get(i).is_some_and(|x| x.0 < r.1)
    })
}

fn insert_ranges(into: &mut Vec<Range>, from: Vec<Range>) {
    into.extend(from);
    into.sort_unstable();
}

fn coalesce(f: &Func, folding: &Folding, classes: &mut Classes) {
    let loops = Loops::new(&Graph::of_func(f));
    let mut pairs: Vec<(u32, u32, u32)> = Vec::new();
    for (b, block) in f.blocks.iter().enumerate() {
        for t in targets(&block.term) {
            for (&p, &a) in f.blocks[t.block.index()].params.iter().zip(&t.args) {
                let local = |v: Value| folding.mode[v.index()] == Mode::Local;
                if local(p) && local(a) {
                    pairs.push((loops.depth(b as u32), p.0, a.0));
                }
            }
        }
    }
    pairs.sort_by_key(|&(depth, ..)| std::cmp::Reverse(depth));
    let params = f.blocks[0].params.len() as u32;
    let is_param = |f: &Func, v: u32| matches!(f.values[v as usize].def, Def::Param(b, n) if b.0 == 0 && n < params);
    for (_, p, a) in pairs {
        let (p, a) = (classes.find(p), classes.find(a));
        if p != a {
            // A function parameter stays the root of its class: its local is given.
            match is_param(f, p) {
                true => classes.merge(p, a),
                false => classes.merge(a, p),
            }
        }
    }
}

fn colour(
    f: &Func,
    folding: &Folding,
    mut classes: Classes,
    crossing: &[bool],
) -> (Vec<ValType>, Vec<u32>) {
    let mut types: Vec<ValType> = Vec::new();
    let mut busy: Vec<Vec<Range>> = Vec::new();
    let mut local = vec![NONE; f.values.len()];
    for &p in &f.blocks[0].params {
        local[p.index()] = types.len() as u32;
        types.push(val_type(f.values[p.index()].ty));
        busy.push(std::mem::take(&mut classes.ranges[p.index()]));
    }
    let mut order: Vec<u32> = (0..f.values.len() as u32)
        .filter(|&v| !classes.ranges[v as usize].is_empty())
        .collect();
    order.sort_by_key(|&v| (!crossing[v as usize], classes.ranges[v as usize][0].0));
    for v in order {
        let ty = val_type(f.values[v as usize].ty);
        let ranges = std::mem::take(&mut classes.ranges[v as usize]);
        let fit = (0..types.len()).find(|&l| types[l] == ty && !meet(&busy[l], &ranges));
        let l = fit.unwrap_or_else(|| {
            types.push(ty);
            busy.push(Vec::new());
            types.len() - 1
        });
        insert_ranges(&mut busy[l], ranges);
        local[v as usize] = l as u32;
    }
    for v in 0..f.values.len() {
        if folding.mode[v] == Mode::Local {
            local[v] = local[classes.find(v as u32) as usize];
        }
    }
    (types, local)
}

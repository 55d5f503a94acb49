//! Structured control flow from a reducible graph: Ramsey, "Beyond Relooper: recursive translation of unstructured control
//! flow to structured control flow" (2022).
//!
//! A node's code is followed by the code of the nodes it dominates. Those with several forward edges into them (*merge
//! nodes*, and all targets of tables) stand behind the end of a block around the code that jumps to them; loop heads
//! open a loop; all others stand right where they are jumped to.

use super::body::{Body, Label, Scratch};
use super::graph::{Edge, Exit, Index, Item, copies};
use crate::ir::Term;
use crate::opt::loops::{Graph, Loops};

/// What is known about the graph while it is written.
pub(super) struct Shape {
    g: Graph,
    loops: Loops,
    /// By node: it is entered through a block's end.
    merge: Vec<bool>,
    /// By node: it heads a loop.
    head: Vec<bool>,
    /// By node: the merge nodes that it dominates immediately, in order.
    merges: Vec<Vec<u32>>,
}

impl Shape {
    pub(super) fn new(flow: &super::graph::Flow) -> Shape {
        let succs = flow.nodes.iter().map(|n| n.exit.succs()).collect();
        let g = Graph::new(flow.entry, succs);
        let n = flow.nodes.len();
        let mut shape = Shape {
            loops: Loops::new(&g),
            merge: vec![false; n],
            head: vec![false; n],
            merges: vec![Vec::new(); n],
            g,
        };
        let mut forward = vec![0; n];
        for &v in &shape.g.rpo {
            let table = matches!(flow.nodes[v as usize].exit, Exit::Table(..));
            for &s in &shape.g.succs[v as usize] {
                if shape.g.retreats(v, s) {
                    shape.head[s as usize] = true;
                } else {
                    forward[s as usize] += 1 + table as u32;
                }
            }
        }
        for &v in &shape.g.rpo {
            if forward[v as usize] > 1 {
                shape.merge[v as usize] = true;
                shape.merges[shape.g.idom[v as usize] as usize].push(v);
            }
        }
        shape
    }

    /// Whether an edge stays in the innermost loop of the node it comes from. What leaves a loop comes first where a branch has
    /// both: engines lay out the other side right behind the branch, and registers are assigned along that order. With a loop's
    /// body behind all that follows the loop, what is live across a call there was kept on the native stack in the loop, too.
    fn stays(&self, v: u32, e: &Edge) -> bool {
        self.loops.of[v as usize].is_some_and(|l| self.loops.contains(l, e.to))
    }

    /// The nodes that are written.
    pub(super) fn nodes(&self) -> &[u32] {
        &self.g.rpo
    }
}

impl Body<'_, '_> {
    /// Writes all nodes.
    pub(super) fn structure(&mut self, shape: &Shape) {
        let falls = self.tree(shape, self.flow.entry, None);
        debug_assert!(!falls, "there is nothing behind the last node");
    }

    /// Writes a node and all that it dominates. `next` is the node that control gets to behind this code; returns whether
    /// it does.
    fn tree(&mut self, shape: &Shape, v: u32, next: Option<u32>) -> bool {
        let merges = &shape.merges[v as usize];
        if !shape.head[v as usize] {
            return self.within(shape, v, merges, next);
        }
        self.open(Label::Loop(v));
        let falls = self.within(shape, v, merges, next);
        self.close();
        falls
    }

    fn within(&mut self, shape: &Shape, v: u32, merges: &[u32], next: Option<u32>) -> bool {
        let Some((&last, rest)) = merges.split_last() else {
            return self.node(shape, v, next);
        };
        self.open(Label::Node(last));
        self.within(shape, v, rest, Some(last));
        self.close();
        self.tree(shape, last, next)
    }

    fn node(&mut self, shape: &Shape, v: u32, next: Option<u32>) -> bool {
        let flow = self.flow;
        let node = &flow.nodes[v as usize];
        for item in &node.items {
            self.item(item);
        }
        match &node.exit {
            Exit::Jump(e) => self.jump(shape, v, e, next),
            Exit::Branch(cond, t, f) => {
                let (t_label, f_label) = (self.direct(shape, v, t), self.direct(shape, v, f));
                let behind = |e: &Edge| next == Some(e.to) && !shape.g.retreats(v, e.to);
                match (t_label, f_label) {
                    (Some(label), None) => {
                        self.condition(*cond, true);
                        self.branch_if(label);
                        self.jump(shape, v, f, next)
                    }
                    (Some(label), Some(_)) if !behind(t) => {
                        self.condition(*cond, true);
                        self.branch_if(label);
                        self.jump(shape, v, f, next)
                    }
                    // Engines do not merge a comparison of floats with the branch when it is negated.
                    (None, Some(label)) if !self.can_negate(*cond) => {
                        self.condition(*cond, true);
                        self.open_if();
                        let falls = self.jump(shape, v, t, next);
                        if falls {
                            self.sink().else_();
                        } else {
                            self.close();
                        }
                        self.branch(label);
                        if falls {
                            self.close();
                        }
                        falls
                    }
                    (_, Some(label)) => {
                        self.condition(*cond, false);
                        self.branch_if(label);
                        self.jump(shape, v, t, next)
                    }
                    (None, None) => {
                        let leaves = shape.stays(v, t) && !shape.stays(v, f);
                        let sense = !(leaves && self.can_negate(*cond));
                        let (first, second) = if sense { (t, f) } else { (f, t) };
                        self.condition(*cond, sense);
                        self.open_if();
                        let falls = self.jump(shape, v, first, next);
                        if falls {
                            self.sink().else_();
                            self.jump(shape, v, second, next);
                            self.close();
                            return true;
                        }
                        self.close();
                        self.jump(shape, v, second, next)
                    }
                }
            }
            Exit::Resuming(arrive, normal) => {
                let (arrive, normal) = (super::graph::jump(*arrive), super::graph::jump(*normal));
                self.resume_point();
                if let Some(label) = self.direct(shape, v, &arrive) {
                    self.branch_if(label);
                    return self.jump(shape, v, &normal, next);
                }
                self.open_if();
                let falls = self.jump(shape, v, &arrive, next);
                if falls {
                    self.sink().else_();
                    self.jump(shape, v, &normal, next);
                    self.close();
                    return true;
                }
                self.close();
                self.jump(shape, v, &normal, next)
            }
            Exit::Table(index, list, default) => {
                let depth = |b: &Self, t: u32| {
                    let label = match shape.g.retreats(v, t) {
                        true => Label::Loop(t),
                        false => Label::Node(t),
                    };
                    b.depth(label).expect("an open label")
                };
                let list: Vec<u32> = list.iter().map(|&t| depth(self, t)).collect();
                let default = depth(self, *default);
                if let Index::Point(first) = *index {
                    self.dispatch(first, list, default);
                } else {
                    self.index(*index);
                    self.sink().br_table(list, default);
                }
                false
            }
            Exit::Leave(block) => {
                self.exit(*block);
                false
            }
            Exit::Never => {
                if !self.code.returned() {
                    self.sink().unreachable();
                }
                false
            }
        }
    }

    /// The label of an edge that is nothing but a branch.
    fn direct(&self, shape: &Shape, v: u32, e: &Edge) -> Option<Label> {
        if e.copies.is_some() || e.choose.is_some() {
            return None;
        }
        if shape.g.retreats(v, e.to) {
            Some(Label::Loop(e.to))
        } else {
            shape.merge[e.to as usize].then_some(Label::Node(e.to))
        }
    }

    /// Follows an edge. Returns whether control gets to `next` behind this code.
    fn jump(&mut self, shape: &Shape, v: u32, e: &Edge, next: Option<u32>) -> bool {
        if let Some((block, which)) = e.copies {
            self.copy(block, which);
        }
        if let Some(n) = e.choose {
            self.choose(n);
        }
        if shape.g.retreats(v, e.to) {
            self.branch(Label::Loop(e.to));
            false
        } else if !shape.merge[e.to as usize] {
            self.tree(shape, e.to, next)
        } else if next == Some(e.to) {
            true
        } else {
            self.branch(Label::Node(e.to));
            false
        }
    }

    fn choose(&mut self, n: u32) {
        let l = self.scratch(Scratch::Chosen);
        self.sink().i32_const(n as i32);
        self.write(l);
    }

    /// Branches by the resume point, of which `list` has those from `first` on. Few targets are told apart by comparisons,
    /// which are foreseen better than a jump through a table; and at the head of a loop, which control mostly gets to
    /// otherwise, that comes first.
    fn dispatch(&mut self, first: u32, mut list: Vec<u32>, default: u32) {
        /// Most comparisons.
        const FEW: usize = 2;
        if first == 0 {
            list.push(default);
        } else {
            self.resume_point();
            self.sink().i32_eqz().br_if(default);
            // Points of other loops between ours never get here.
            for n in 1..list.len() {
                if list[n] == default {
                    list[n] = list[n - 1];
                }
            }
        }
        let ends: Vec<usize> = (1..list.len())
            .filter(|&n| list[n] != list[n - 1])
            .collect();
        let last = list.pop().expect("a target");
        if ends.len() > FEW {
            self.index(Index::Point(first));
            self.sink().br_table(list, last);
            return;
        }
        for end in ends {
            self.resume_point();
            match first + end as u32 {
                1 => self.sink().i32_eqz(),
                point => self.sink().i32_const(point as i32).i32_lt_u(),
            };
            self.sink().br_if(list[end - 1]);
        }
        self.sink().br(last);
    }

    fn index(&mut self, index: Index) {
        match index {
            Index::Value(v) => self.value(v),
            Index::Point(first) => {
                self.resume_point();
                if first > 0 {
                    self.sink().i32_const(first as i32).i32_sub();
                }
            }
            Index::Chosen => {
                let l = self.scratch(Scratch::Chosen);
                self.read(l);
            }
        }
    }

    /// The parallel copies of an edge: all sources are read before any local is written.
    fn copy(&mut self, block: u32, which: u32) {
        let list = copies(self.plan, block, which);
        for &(_, v) in &list {
            self.value(v);
        }
        for &(l, _) in list.iter().rev() {
            self.set(l);
        }
    }

    fn item(&mut self, item: &Item) {
        let plan = self.plan;
        match *item {
            Item::Roots(block, from, to) => {
                self.hot = plan.hot[block as usize];
                for &i in &plan.fold.roots[block as usize][from as usize..to as usize] {
                    self.root(i);
                }
            }
            Item::Results(i) => {
                let results = &plan.f.insts[i.index()].results;
                let types: Vec<_> = results
                    .iter()
                    .map(|r| plan.f.values[r.index()].ty)
                    .collect();
                let (offsets, _) = super::plan::in_order(&types, 0);
                for ((&r, &ty), &off) in results.iter().zip(&types).zip(&offsets) {
                    if let Some(l) = plan.locals.get(r) {
                        self.load_result(ty, off);
                        self.set(l);
                    }
                }
            }
            Item::Arrived => {
                if self.flow.keeps_point {
                    let l = self.scratch(Scratch::Resume);
                    self.sink().i32_const(0);
                    self.write(l);
                }
            }
            Item::Reload => self.reload(),
            Item::ReloadAt(point) => self.reload_at(point),
            Item::Forget(ref points) => self.forget(points),
            Item::Enter => self.enter_fast(),
            Item::Begin => self.begin(),
            Item::Copies(block, which) => self.copy(block, which),
            Item::Choose(n) => self.choose(n),
        }
    }

    /// Leaves the function by the terminator of a block.
    fn exit(&mut self, block: u32) {
        let plan = self.plan;
        match &plan.f.blocks[block as usize].term {
            Term::Return(values) => self.return_values(values),
            Term::TailCall(callee, args) => self.tail_call(callee, args),
            _ => {}
        }
    }
}

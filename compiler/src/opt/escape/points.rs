//! What pointers can point to in one function: inclusion constraints over sets of objects (Andersen, "Program analysis
//! and specialization for the C programming language"), blind to the order of instructions, as values are in SSA form.
//!
//! # Objects
//! - *the heap*: everything that is not followed, static data too;
//! - for each pointer parameter what it points to, and one for all that can be reached from there;
//! - the function's stack objects and its allocations.
//!
//! Addresses inside an object stand for the object, and its content is one set. What is in the set of *escaped* objects
//! may be reached by anybody, with all that can be reached from it.

use super::effects;
use super::{Summaries, Summary};
use crate::ir::{Func, Module, Ty, Value};
use rustc_hash::FxHashSet;
use std::collections::VecDeque;

/// An object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Object(pub(super) u32);

/// Everything that is not followed.
pub(super) const HEAP: Object = Object(0);

/// A variable of the constraints: an SSA value, the content of an object, or one of the analysis's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Node(u32);

/// What an object is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Heap,
    /// What parameter `k` points to, or (deep) all that can be reached from there.
    Param(u32, bool),
    Slot(u32),
    /// Number of the allocation.
    Alloc(u32),
}

/// Something moves from one object graph of a parameter into another (or the same): from parameter, whether deep, into
/// parameter, whether deep.
pub(super) type Move = (u32, bool, u32, bool);

impl Node {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is left to do, and what follows from what.
struct Graph {
    succs: Vec<Vec<Node>>,
    known: FxHashSet<(u32, u32)>,
    /// By the pointer: where what is read through it goes, and what is written through it.
    loads: Vec<Vec<Node>>,
    stores: Vec<Vec<Node>>,
    /// The part of each set that has been looked at.
    seen: Vec<u64>,
    work: VecDeque<Node>,
    waiting: Vec<bool>,
}

impl Graph {
    fn new(nodes: u32, constraints: &[Constraint]) -> Graph {
        let n = nodes as usize;
        let mut g = Graph {
            succs: vec![Vec::new(); n],
            known: FxHashSet::default(),
            loads: vec![Vec::new(); n],
            stores: vec![Vec::new(); n],
            seen: Vec::new(),
            work: VecDeque::new(),
            waiting: vec![false; n],
        };
        for c in constraints {
            match *c {
                Constraint::Copy { from, to } => {
                    if g.known.insert((from.0, to.0)) {
                        g.succs[from.index()].push(to);
                    }
                }
                Constraint::Load { from, to } => g.loads[from.index()].push(to),
                Constraint::Store { from, to } => g.stores[to.index()].push(from),
            }
        }
        g
    }

    fn push(&mut self, n: Node) {
        if !std::mem::replace(&mut self.waiting[n.index()], true) {
            self.work.push_back(n);
        }
    }

    fn take(&mut self) -> Option<Node> {
        let n = self.work.pop_front()?;
        self.waiting[n.index()] = false;
        Some(n)
    }
}

#[derive(Clone, Copy, Debug)]
enum Constraint {
    /// `to` holds all of `from`.
    Copy { from: Node, to: Node },
    /// `to` holds the content of what `from` points to.
    Load { from: Node, to: Node },
    /// The content of what `to` points to holds all of `from`.
    Store { from: Node, to: Node },
}

/// The constraints of a function, and their least solution.
pub(super) struct Points {
    kinds: Vec<Kind>,
    constraints: Vec<Constraint>,
    /// One bit set for each node, `words` words each.
    sets: Vec<u64>,
    words: usize,
    values: u32,
    nodes: u32,
    /// First object of each parameter that is a pointer.
    params: Vec<Option<u32>>,
    slots: u32,
    allocs: u32,
    /// What each result holds.
    pub(super) results: Vec<Node>,
    pub(super) escaped: Node,
    heap: Node,
    pub(super) moves: Vec<Move>,
}

impl Points {
    /// Analyses a function, given its allocations.
    pub(super) fn of(
        module: &Module,
        f: &Func,
        allocs: &[super::place::Alloc],
        summaries: &Summaries,
    ) -> Points {
        let mut kinds = vec![Kind::Heap];
        let params: Vec<Option<u32>> = f.blocks[0]
            .params
            .iter()
            .enumerate()
            .map(|(k, p)| {
                (f.values[p.index()].ty == Ty::Ptr).then(|| {
                    kinds.push(Kind::Param(k as u32, false));
                    kinds.push(Kind::Param(k as u32, true));
                    kinds.len() as u32 - 2
                })
            })
            .collect();
        let first_slot = kinds.len() as u32;
        kinds.extend((0..f.slots.len() as u32).map(Kind::Slot));
        let first_alloc = kinds.len() as u32;
        kinds.extend((0..allocs.len() as u32).map(Kind::Alloc));
        let values = f.values.len() as u32;
        let first = values + kinds.len() as u32;
        let mut p = Points {
            words: kinds.len().div_ceil(64),
            values,
            nodes: first + 2,
            params,
            slots: first_slot,
            allocs: first_alloc,
            results: Vec::new(),
            escaped: Node(first),
            heap: Node(first + 1),
            kinds,
            constraints: Vec::new(),
            sets: Vec::new(),
            moves: Vec::new(),
        };
        p.results = f.sig.results.iter().map(|_| p.fresh()).collect();
        let facts = effects::constrain(module, f, allocs, summaries, &mut p);
        p.solve(&facts);
        p
    }

    /// A node of the analysis's own.
    pub(super) fn fresh(&mut self) -> Node {
        self.nodes += 1;
        Node(self.nodes - 1)
    }

    /// The node of a value.
    pub(super) fn value(&self, v: Value) -> Node {
        Node(v.0)
    }

    fn content(&self, o: Object) -> Node {
        Node(self.values + o.0)
    }

    /// The node that points to the heap and nothing else.
    pub(super) fn heap(&self) -> Node {
        self.heap
    }

    /// The object that a parameter points to.
    pub(super) fn param(&self, k: usize) -> Option<Object> {
        self.params[k].map(Object)
    }

    /// The object of a slot.
    pub(super) fn slot(&self, n: u32) -> Object {
        Object(self.slots + n)
    }

    /// The object of an allocation.
    pub(super) fn alloc(&self, n: usize) -> Object {
        Object(self.allocs + n as u32)
    }

    /// What an object is.
    pub(super) fn kind(&self, o: Object) -> Kind {
        self.kinds[o.0 as usize]
    }

    /// All objects.
    pub(super) fn objects(&self) -> impl Iterator<Item = Object> + use<> {
        (0..self.kinds.len() as u32).map(Object)
    }

    pub(super) fn copy(&mut self, from: Node, to: Node) {
        self.constraints.push(Constraint::Copy { from, to });
    }

    pub(super) fn load(&mut self, from: Node, to: Node) {
        self.constraints.push(Constraint::Load { from, to });
    }

    pub(super) fn store(&mut self, from: Node, to: Node) {
        self.constraints.push(Constraint::Store { from, to });
    }

    /// A node for all that can be reached from what `from` points to.
    pub(super) fn reached(&mut self, from: Node) -> Node {
        let to = self.fresh();
        self.load(from, to);
        self.load(to, to);
        to
    }

    /// Whether a node's set holds an object.
    pub(super) fn holds(&self, n: Node, o: Object) -> bool {
        self.sets[n.0 as usize * self.words + o.0 as usize / 64] >> (o.0 % 64) & 1 != 0
    }

    /// Whether an object's content holds another.
    pub(super) fn contains(&self, container: Object, o: Object) -> bool {
        self.holds(self.content(container), o)
    }

    fn insert(&mut self, n: Node, o: Object) {
        self.sets[n.0 as usize * self.words + o.0 as usize / 64] |= 1 << (o.0 % 64);
    }

    /// The objects of a node's set.
    pub(super) fn members(&self, n: Node) -> Vec<Object> {
        let at = n.0 as usize * self.words;
        let mut list = Vec::new();
        for (w, &word) in self.sets[at..at + self.words].iter().enumerate() {
            let mut word = word;
            while word != 0 {
                list.push(Object(w as u32 * 64 + word.trailing_zeros()));
                word &= word - 1;
            }
        }
        list
    }

    /// Adds one set to another. Returns whether that changed it.
    fn add(&mut self, from: Node, to: Node) -> bool {
        let (a, b) = (from.0 as usize * self.words, to.0 as usize * self.words);
        let mut changed = false;
        for w in 0..self.words {
            let new = self.sets[b + w] | self.sets[a + w];
            changed |= new != self.sets[b + w];
            self.sets[b + w] = new;
        }
        changed
    }

    /// `facts`: which value is the address of which object.
    fn solve(&mut self, facts: &[(Value, Object)]) {
        self.sets = vec![0; self.nodes as usize * self.words];
        self.insert(self.heap, HEAP);
        self.insert(self.escaped, HEAP);
        self.insert(self.content(HEAP), HEAP);
        for o in self.objects() {
            if let Kind::Param(_, deep) = self.kind(o) {
                let inner = if deep { o } else { Object(o.0 + 1) };
                self.insert(self.content(o), inner);
            }
        }
        for &(v, o) in facts {
            self.insert(self.value(v), o);
        }
        let constraints = std::mem::take(&mut self.constraints);
        let mut graph = Graph::new(self.nodes, &constraints);
        for n in 0..self.nodes {
            graph.push(Node(n));
        }
        while let Some(n) = graph.take() {
            let new = self.unseen(n, &mut graph.seen);
            let (loads, stores) = (
                graph.loads[n.index()].clone(),
                graph.stores[n.index()].clone(),
            );
            for &o in &new {
                let content = self.content(o);
                for &to in &loads {
                    self.edge(&mut graph, content, to);
                }
                let into = if o == HEAP { self.escaped } else { content };
                for &from in &stores {
                    self.edge(&mut graph, from, into);
                }
                if self.results.contains(&n)
                    && matches!(self.kind(o), Kind::Alloc(_) | Kind::Slot(_))
                {
                    // To callers it is of the heap, with all that is in it.
                    self.edge(&mut graph, content, self.escaped);
                }
                if n == self.escaped && o != HEAP {
                    // Anybody may write to it.
                    self.edge(&mut graph, self.heap, content);
                    self.edge(&mut graph, content, self.escaped);
                }
            }
            for at in 0..graph.succs[n.index()].len() {
                let to = graph.succs[n.index()][at];
                if self.add(n, to) {
                    graph.push(to);
                }
            }
        }
        self.find_moves(&constraints);
    }

    /// The objects of a node's set that were not there when it was looked at last.
    fn unseen(&self, n: Node, seen: &mut Vec<u64>) -> Vec<Object> {
        seen.resize(self.sets.len(), 0);
        let at = n.index() * self.words;
        let mut list = Vec::new();
        for w in 0..self.words {
            let mut new = self.sets[at + w] & !seen[at + w];
            seen[at + w] = self.sets[at + w];
            while new != 0 {
                list.push(Object(w as u32 * 64 + new.trailing_zeros()));
                new &= new - 1;
            }
        }
        list
    }

    /// From now on `to` holds all of `from`.
    fn edge(&mut self, graph: &mut Graph, from: Node, to: Node) {
        if graph.known.insert((from.0, to.0)) {
            graph.succs[from.index()].push(to);
            if self.add(from, to) {
                graph.push(to);
            }
        }
    }

    /// What is stored into what parameters lead to.
    fn find_moves(&mut self, constraints: &[Constraint]) {
        let mut moves = Vec::new();
        for c in constraints {
            let Constraint::Store { from, to } = *c else {
                continue;
            };
            for o in self.members(to) {
                let Kind::Param(into, deep_into) = self.kind(o) else {
                    continue;
                };
                for s in self.members(from) {
                    if let Kind::Param(k, deep) = self.kind(s) {
                        let m = (k, deep, into, deep_into);
                        if !moves.contains(&m) {
                            moves.push(m);
                        }
                    }
                }
            }
        }
        moves.sort_unstable();
        self.moves = moves;
    }

    /// Whether an object holds what parameters lead to.
    pub(super) fn holds_params(&self, container: Object) -> bool {
        self.members(self.content(container))
            .into_iter()
            .any(|o| matches!(self.kind(o), Kind::Param(..)))
    }

    /// What callers have to know. `heap` are the allocations that stay in the heap: what they hold must not be in a stack, which
    /// moves.
    pub(super) fn summary(&self, heap: &[Object]) -> Summary {
        let mut s = Summary {
            params: Vec::new(),
            heap: Vec::new(),
            moves: self.moves.clone(),
        };
        for k in 0..self.params.len() {
            let mut p = super::Param::default();
            if let Some(o) = self.param(k) {
                let deep = Object(o.0 + 1);
                let held =
                    |o| self.holds(self.escaped, o) || heap.iter().any(|&c| self.contains(c, o));
                p.escapes = held(o);
                p.content = held(deep);
                for (r, &n) in self.results.iter().enumerate() {
                    if self.holds(n, o) {
                        p.results.push((r as u32, false));
                    }
                    if self.holds(n, deep) {
                        p.results.push((r as u32, true));
                    }
                }
            }
            s.params.push(p);
        }
        for &n in &self.results {
            let other = |o: Object| !matches!(self.kind(o), Kind::Param(..));
            s.heap.push(self.members(n).into_iter().any(other));
        }
        s
    }
}

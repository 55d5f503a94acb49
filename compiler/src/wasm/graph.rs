//! The graphs that bodies are written from.
//!
//! The *fast* graph has a node for each block. The *resume* graph is made of it in [`resume`](super::resume).
//!
//! Irreducible parts (made by goto) get a dispatcher in front of their entries: edges to an entry set a local and go to
//! the dispatcher, which then is the only entry.

use super::fold::Mode;
use super::plan::Plan;
use crate::ir::{InstId, Term, Value};
use crate::opt::cfg::targets;
use crate::opt::loops::Graph;

/// A piece of code without jumps in it.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// Roots from..to of a block.
    Roots(u32, u32, u32),
    /// Loads the results of a call from the result record.
    Results(InstId),
    /// The way to the resume point ends here.
    Arrived,
    /// Loads all locals from their homes, where points do not load theirs, and the point from the frame.
    Reload,
    /// Loads the locals that are live at a resume point from their homes.
    ReloadAt(u32),
    /// Zeroes the locals that are live at any of these resume points.
    Forget(Vec<u32>),
    /// Loads the parameters, calls the fast body, stores its results.
    Enter,
    /// Loads the parameters: the single body of a function begins.
    Begin,
    /// The copies of an edge: block and number of the target in its terminator.
    Copies(u32, u32),
    /// Chooses an entry of an irreducible part.
    Choose(u32),
}

/// A jump.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) to: u32,
    /// The copies it makes.
    pub(super) copies: Option<(u32, u32)>,
    /// The entry of an irreducible part that it chooses.
    pub(super) choose: Option<u32>,
}

/// What a table jumps by.
#[derive(Clone, Copy, Debug)]
pub(super) enum Index {
    /// A value of the function.
    Value(Value),
    /// The resume point less this.
    Point(u32),
    /// The chosen entry of an irreducible part.
    Chosen,
}

/// How a node ends.
#[derive(Clone, Debug)]
pub(super) enum Exit {
    Jump(Edge),
    /// By the terminator of a block.
    Branch(Value, Edge, Edge),
    /// When the resume point is not 0 to the first, else to the second.
    Resuming(u32, u32),
    Table(Index, Vec<u32>, u32),
    /// By the terminator of a block: return or tail call.
    Leave(u32),
    /// Control does not get here.
    Never,
}

/// A node.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) items: Vec<Item>,
    pub(super) exit: Exit,
}

/// The nodes of a body.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) nodes: Vec<Node>,
    pub(super) entry: u32,
    /// Whether loops have dispatchers, so that the point must be kept in a local.
    pub(super) keeps_point: bool,
}

pub(super) fn jump(to: u32) -> Edge {
    Edge {
        to,
        copies: None,
        choose: None,
    }
}

impl Exit {
    pub(super) fn succs(&self) -> Vec<u32> {
        match self {
            Exit::Jump(e) => vec![e.to],
            Exit::Branch(_, t, f) => vec![t.to, f.to],
            Exit::Resuming(a, b) => vec![*a, *b],
            Exit::Table(_, list, default) => list.iter().chain([default]).copied().collect(),
            Exit::Leave(_) | Exit::Never => Vec::new(),
        }
    }

    pub(super) fn redirect(&mut self, to: impl Fn(u32) -> u32) {
        match self {
            Exit::Jump(e) => e.to = to(e.to),
            Exit::Branch(_, t, f) => {
                t.to = to(t.to);
                f.to = to(f.to);
            }
            Exit::Resuming(a, b) => {
                *a = to(*a);
                *b = to(*b);
            }
            Exit::Table(_, list, default) => {
                list.iter_mut().for_each(|t| *t = to(*t));
                *default = to(*default);
            }
            Exit::Leave(_) | Exit::Never => {}
        }
    }
}

/// The copies that an edge makes: local of the parameter, and argument.
pub(super) fn copies(plan: &Plan<'_>, block: u32, which: u32) -> Vec<(u32, Value)> {
    let f = plan.f;
    let target = match &f.blocks[block as usize].term {
        Term::Switch(_, list, default) => list.get(which as usize).unwrap_or(default),
        term => targets(term).nth(which as usize).expect("edge"),
    };
    let params = &f.blocks[target.block.index()].params;
    let mut out = Vec::new();
    for (&p, &a) in params.iter().zip(&target.args) {
        let Some(to) = plan.locals.get(p) else {
            continue;
        };
        if plan.fold.mode[p.index()] == Mode::Dead || plan.locals.get(a) == Some(to) {
            continue;
        }
        out.push((to, a));
    }
    out
}

/// The graph of the fast body. Block n is node n.
pub(super) fn fast(plan: &Plan<'_>) -> Flow {
    let f = plan.f;
    let mut nodes = Vec::with_capacity(f.blocks.len());
    let mut split = Vec::new();
    let edge = |b: usize, which: u32, to: u32| {
        let copies = (!copies(plan, b as u32, which).is_empty()).then_some((b as u32, which));
        Edge {
            to,
            copies,
            choose: None,
        }
    };
    for (b, block) in f.blocks.iter().enumerate() {
        let exit = match &block.term {
            Term::Jump(t) => Exit::Jump(edge(b, 0, t.block.0)),
            Term::Branch(v, t, e) => Exit::Branch(*v, edge(b, 0, t.block.0), edge(b, 1, e.block.0)),
            Term::Switch(v, list, default) => {
                let mut go = |which: usize, to: u32| {
                    let e = edge(b, which as u32, to);
                    let Some((block, which)) = e.copies else {
                        return e.to;
                    };
                    split.push(Node {
                        items: vec![Item::Copies(block, which)],
                        exit: Exit::Jump(jump(e.to)),
                    });
                    (f.blocks.len() + split.len() - 1) as u32
                };
                let list: Vec<u32> = list
                    .iter()
                    .enumerate()
                    .map(|(n, t)| go(n, t.block.0))
                    .collect();
                let default = go(list.len(), default.block.0);
                Exit::Table(Index::Value(*v), list, default)
            }
            Term::Return(_) | Term::TailCall(..) => Exit::Leave(b as u32),
            Term::None | Term::Unreachable => Exit::Never,
        };
        nodes.push(Node {
            items: vec![Item::Roots(b as u32, 0, plan.fold.roots[b].len() as u32)],
            exit,
        });
    }
    nodes.extend(split);
    let mut flow = Flow {
        nodes,
        entry: 0,
        keeps_point: false,
    };
    make_reducible(plan, &mut flow);
    flow
}

/// The fast graph with the exit of a function that defers counted as reachable.
pub(super) fn analyse(plan: &Plan<'_>, flow: &Flow) -> Graph {
    let mut succs: Vec<Vec<u32>> = flow.nodes.iter().map(|n| n.exit.succs()).collect();
    if let Some(d) = &plan.f.defers {
        succs[flow.entry as usize].push(d.exit.0);
    }
    Graph::new(flow.entry, succs)
}

fn make_reducible(plan: &Plan<'_>, flow: &mut Flow) {
    let g = analyse(plan, flow);
    if g.reducible() {
        return;
    }
    let mut work = vec![g.rpo.clone()];
    while let Some(part) = work.pop() {
        let g = analyse(plan, flow);
        for component in components(&g, &part) {
            let inside = |v: u32| component.contains(&v);
            let entries: Vec<u32> = component
                .iter()
                .copied()
                .filter(|&v| g.preds[v as usize].iter().any(|&p| !inside(p)))
                .collect();
            let header = match entries[..] {
                [one] => one,
                _ => dispatcher(flow, &g, &entries),
            };
            work.push(component.into_iter().filter(|&v| v != header).collect());
        }
    }
}

/// Strongly connected components with a cycle, of the part of the graph: by trimming and forward/backward reachability,
/// which is good enough for the few functions that jump into loops.
fn components(g: &Graph, part: &[u32]) -> Vec<Vec<u32>> {
    let reach = |from: u32, next: &[Vec<u32>]| {
        let mut seen = vec![false; g.succs.len()];
        let mut work: Vec<u32> = next[from as usize].clone();
        while let Some(v) = work.pop() {
            if part.contains(&v) && !std::mem::replace(&mut seen[v as usize], true) {
                work.extend(&next[v as usize]);
            }
        }
        seen
    };
    let mut done = vec![false; g.succs.len()];
    let mut out = Vec::new();
    for &v in part {
        if done[v as usize] {
            continue;
        }
        let (ahead, behind) = (reach(v, &g.succs), reach(v, &g.preds));
        let component: Vec<u32> = part
            .iter()
            .copied()
            .filter(|&w| ahead[w as usize] && behind[w as usize])
            .collect();
        component.iter().for_each(|&w| done[w as usize] = true);
        if !component.is_empty() {
            out.push(component);
        }
    }
    out
}

/// Puts a dispatcher before the entries of a part. Returns it.
fn dispatcher(flow: &mut Flow, g: &Graph, entries: &[u32]) -> u32 {
    let this = flow.nodes.len() as u32;
    flow.nodes.push(Node {
        items: Vec::new(),
        exit: Exit::Table(Index::Chosen, entries[1..].to_vec(), entries[0]),
    });
    // Entry n is chosen by n - 1; the first is the default.
    let number = |v: u32| {
        entries
            .iter()
            .position(|&e| e == v)
            .map(|n| (n as u32).wrapping_sub(1))
    };
    let mut split = Vec::new();
    let mut next = this + 1;
    for v in g.rpo.clone() {
        let change = |e: &mut Edge| {
            if let Some(n) = number(e.to) {
                *e = Edge {
                    to: this,
                    copies: e.copies,
                    choose: Some(n),
                };
            }
        };
        match &mut flow.nodes[v as usize].exit {
            Exit::Jump(e) if e.choose.is_none() => change(e),
            Exit::Branch(_, t, f) => {
                change(t);
                change(f);
            }
            Exit::Table(_, list, default) => {
                for t in list.iter_mut().chain([default]) {
                    if let Some(n) = number(*t) {
                        split.push(Node {
                            items: vec![Item::Choose(n)],
                            exit: Exit::Jump(jump(this)),
                        });
                        *t = next;
                        next += 1;
                    }
                }
            }
            _ => {}
        }
    }
    flow.nodes.extend(split);
    this
}

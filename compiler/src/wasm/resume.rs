//! The graph of the resume body.
//!
//! It has the blocks of the fast graph, cut at resume points, and in front of them a dispatch: a node at the entry that
//! jumps to the point found in the frame, and one at the head of each loop that holds points, since a loop can only be
//! entered at its head. A local holds the number of the point on the way there and is 0 in normal flow. So the resume
//! graph is reducible when the fast one is.
//!
//! The locals that are live at a point are loaded where the way to it ends, not at the entry, and are zeroed on the way from a
//! loop's dispatcher to that of an inner loop: so the engine sees that what an inner loop works on is not needed in the
//! outer one, and need not keep it across the calls there. Small bodies load all locals at the entry instead.
//!
//! Point 0 is not resumed in it: the parameters are loaded from the frame and the fast body is called. So the resume graph
//! has only what can be reached from resume points. In the single body of a function it leads to the entry block.

use super::graph::{Exit, Flow, Index, Item, Node, analyse, fast, jump};
use super::locals::Resume;
use super::plan::Plan;
use crate::opt::loops::{Graph, Loops};

const NONE: u32 = u32::MAX;

/// Builds it.
pub(super) fn resume(plan: &Plan<'_>) -> Flow {
    let base = fast(plan);
    let g = analyse(plan, &base);
    let loops = Loops::new(&g);
    let mut b = Builder {
        plan,
        nodes: Vec::new(),
        head: vec![NONE; base.nodes.len()],
        old_exits: Vec::new(),
        arrivals: Vec::new(),
    };
    let entry = b.push(vec![Item::Reload], Exit::Never);
    b.cut(&base, &g);
    let keeps_point = b.dispatch(entry, &g, &loops);
    Flow {
        nodes: b.nodes,
        entry,
        keeps_point,
    }
}

struct Arrival {
    /// Number of the point.
    point: u32,
    /// The node of the fast graph that it lies in.
    old: u32,
    /// The node that goes on there.
    node: u32,
}

struct Builder<'a> {
    plan: &'a Plan<'a>,
    nodes: Vec<Node>,
    /// By node of the fast graph: where edges to it lead.
    head: Vec<u32>,
    /// Nodes whose exits still name nodes of the fast graph.
    old_exits: Vec<u32>,
    /// In order of points.
    arrivals: Vec<Arrival>,
}

impl Builder<'_> {
    fn push(&mut self, items: Vec<Item>, exit: Exit) -> u32 {
        self.nodes.push(Node { items, exit });
        self.nodes.len() as u32 - 1
    }

    /// Copies the nodes of the fast graph, cut at resume points.
    fn cut(&mut self, base: &Flow, g: &Graph) {
        for v in 0..base.nodes.len() as u32 {
            if g.reachable(v) {
                self.cut_node(v, &base.nodes[v as usize]);
            }
        }
        if let (Some(point), Some(d)) = (self.plan.exit_point(), &self.plan.f.defers) {
            let old = d.exit.0;
            let node = self.push(
                vec![Item::Arrived],
                Exit::Jump(jump(self.head[old as usize])),
            );
            self.arrivals.push(Arrival { point, old, node });
        }
        self.arrivals.sort_by_key(|a| a.point);
    }

    fn cut_node(&mut self, v: u32, node: &Node) {
        let mut at = self.push(Vec::new(), Exit::Never);
        self.head[v as usize] = at;
        for item in &node.items {
            let Item::Roots(block, first, to) = *item else {
                self.nodes[at as usize].items.push(item.clone());
                continue;
            };
            let mut from = first;
            for k in first..to {
                let i = self.plan.fold.roots[block as usize][k as usize];
                let mut arrived = vec![Item::Arrived];
                if self.plan.reloads_late() {
                    arrived.push(Item::ReloadAt(self.plan.point[i.index()]));
                }
                let cut = match self.plan.resume[i.index()] {
                    Resume::Never => continue,
                    Resume::Before => k,
                    Resume::After => {
                        arrived.push(Item::Results(i));
                        k + 1
                    }
                };
                self.nodes[at as usize]
                    .items
                    .push(Item::Roots(block, from, cut));
                from = cut;
                let next = self.push(Vec::new(), Exit::Never);
                self.nodes[at as usize].exit = Exit::Jump(jump(next));
                at = next;
                let node = self.push(arrived, Exit::Jump(jump(next)));
                self.arrivals.push(Arrival {
                    point: self.plan.point[i.index()],
                    old: v,
                    node,
                });
            }
            self.nodes[at as usize]
                .items
                .push(Item::Roots(block, from, to));
        }
        self.nodes[at as usize].exit = node.exit.clone();
        self.old_exits.push(at);
    }

    /// Makes the dispatchers and leads all edges to them. Returns whether loops have any.
    fn dispatch(&mut self, entry: u32, g: &Graph, loops: &Loops) -> bool {
        // For each loop, where its dispatcher sends each point that lies in it.
        let mut routes: Vec<Vec<(u32, u32)>> = vec![Vec::new(); loops.list.len()];
        let mut dispatchers = vec![NONE; loops.list.len()];
        // For each inner loop, the way to its dispatcher from that of the loop around it.
        let mut ways = vec![NONE; loops.list.len()];
        let mut entries = vec![self.enter()];
        for a in std::mem::take(&mut self.arrivals) {
            let (mut to, mut inner) = (a.node, None);
            for l in loops.around(a.old) {
                let l = l as usize;
                if let Some(inner) = inner.replace(l).filter(|_| self.plan.reloads_late()) {
                    to = self.way(&mut ways[inner], to, a.point);
                }
                routes[l].push((a.point, to));
                if dispatchers[l] == NONE {
                    dispatchers[l] = self.push(Vec::new(), Exit::Never);
                }
                to = dispatchers[l];
            }
            entries.push(to);
        }
        let mut keeps_point = false;
        for (l, routes) in routes.iter().enumerate() {
            if dispatchers[l] == NONE {
                continue;
            }
            keeps_point = true;
            let header = loops.list[l].header as usize;
            debug_assert!(g.reachable(header as u32));
            let mut normal = std::mem::replace(&mut self.head[header], dispatchers[l]);
            if !self.plan.small {
                // The number is a constant there, too, so the loop need not keep it.
                normal = self.push(vec![Item::Arrived], Exit::Jump(jump(normal)));
            }
            self.nodes[dispatchers[l] as usize].exit = table(routes, normal);
        }
        let head = std::mem::take(&mut self.head);
        for &n in &self.old_exits {
            self.nodes[n as usize]
                .exit
                .redirect(|old| head[old as usize]);
        }
        // The last point is the default of the table.
        let last = entries.pop().expect("point 0 at least");
        self.nodes[entry as usize].exit = match entries.is_empty() {
            true => Exit::Jump(jump(last)),
            false => Exit::Table(Index::Point(0), entries, last),
        };
        keeps_point
    }

    /// The node that leads to an inner loop's dispatcher, for one more point in that loop.
    fn way(&mut self, way: &mut u32, dispatcher: u32, point: u32) -> u32 {
        if *way == NONE {
            let forget = vec![Item::Forget(Vec::new())];
            *way = self.push(forget, Exit::Jump(jump(dispatcher)));
        }
        if let [Item::Forget(points)] = &mut self.nodes[*way as usize].items[..] {
            points.push(point);
        }
        *way
    }

    /// The node of point 0.
    fn enter(&mut self) -> u32 {
        match self.plan.single {
            true => self.push(vec![Item::Begin], Exit::Jump(jump(self.head[0]))),
            false => self.push(vec![Item::Enter], Exit::Never),
        }
    }
}

/// The dispatch at a loop's head.
fn table(routes: &[(u32, u32)], normal: u32) -> Exit {
    let (first, to) = routes[0];
    if routes.iter().all(|r| r.1 == to) {
        return Exit::Resuming(to, normal);
    }
    // Points of a loop need not follow each other without a gap; those in a gap never get here.
    let mut list = Vec::new();
    for &(point, to) in routes {
        list.resize((point - first) as usize, normal);
        list.push(to);
    }
    Exit::Table(Index::Point(first), list, normal)
}

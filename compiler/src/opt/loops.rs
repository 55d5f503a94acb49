//! Control-flow graphs over plain node numbers: reverse postorder, dominators, natural loops.
//!
//! [`cfg`](super::cfg) serves passes over the IR; the backend also builds graphs whose nodes are no IR blocks (pieces of
//! blocks between resume points, dispatchers), and needs the same analyses there, and the nesting of loops in both.
//!
//! Dominators by Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm"); loops from back edges, innermost
//! first, so that each node is looked at once for each loop header around it.

use super::cfg::targets;
use crate::ir::Func;

const NONE: u32 = u32::MAX;

/// A directed graph and what is known about it.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Successors, one entry for each edge.
    pub succs: Vec<Vec<u32>>,
    /// Predecessors that can be reached, one entry for each edge.
    pub preds: Vec<Vec<u32>>,
    /// Reachable nodes in reverse postorder; the first is the entry.
    pub rpo: Vec<u32>,
    /// Position in `rpo`; `u32::MAX` for nodes that cannot be reached.
    pub order: Vec<u32>,
    /// Immediate dominators; the entry's is itself.
    pub idom: Vec<u32>,
    /// Entry and exit times of a walk over the dominator tree.
    span: Vec<(u32, u32)>,
}

impl Graph {
    /// Analyses a graph.
    pub fn new(entry: u32, succs: Vec<Vec<u32>>) -> Graph {
        let n = succs.len();
        let mut g = Graph {
            preds: vec![Vec::new(); n],
            rpo: Vec::with_capacity(n),
            order: vec![NONE; n],
            idom: vec![NONE; n],
            span: vec![(0, 0); n],
            succs,
        };
        g.postorder(entry);
        g.rpo.reverse();
        for (i, &v) in g.rpo.iter().enumerate() {
            g.order[v as usize] = i as u32;
        }
        for &v in &g.rpo {
            for &s in &g.succs[v as usize] {
                g.preds[s as usize].push(v);
            }
        }
        g.dominators(entry);
        g
    }

    /// The graph of a function's blocks. The exit block of a function that defers counts as a successor of the entry.
    pub fn of_func(f: &Func) -> Graph {
        let mut succs: Vec<Vec<u32>> = f
            .blocks
            .iter()
            .map(|b| targets(&b.term).map(|t| t.block.0).collect())
            .collect();
        if let Some(d) = &f.defers {
            succs[0].push(d.exit.0);
        }
        Graph::new(0, succs)
    }

    /// Later successors are visited first, so that the first one comes right behind the node.
    fn postorder(&mut self, entry: u32) {
        let mut seen = vec![false; self.succs.len()];
        seen[entry as usize] = true;
        let mut stack = vec![(entry, self.succs[entry as usize].len())];
        while let Some((v, left)) = stack.last_mut() {
            let Some(i) = left.checked_sub(1) else {
                self.rpo.push(*v);
                stack.pop();
                continue;
            };
            *left = i;
            let s = self.succs[*v as usize][i];
            if !std::mem::replace(&mut seen[s as usize], true) {
                stack.push((s, self.succs[s as usize].len()));
            }
        }
    }

    fn dominators(&mut self, entry: u32) {
        self.idom[entry as usize] = entry;
        let mut changed = true;
        while changed {
            changed = false;
            for i in 1..self.rpo.len() {
                let v = self.rpo[i] as usize;
                let mut new = NONE;
                for &p in &self.preds[v] {
                    if self.idom[p as usize] == NONE {
                        continue;
                    }
                    new = if new == NONE { p } else { self.meet(new, p) };
                }
                changed |= self.idom[v] != new;
                self.idom[v] = new;
            }
        }
        let mut children = vec![Vec::new(); self.succs.len()];
        for &v in &self.rpo[1..] {
            children[self.idom[v as usize] as usize].push(v);
        }
        let mut time = 0;
        let mut stack = vec![(entry, 0)];
        while let Some((v, next)) = stack.last_mut() {
            let v = *v as usize;
            if *next == 0 {
                self.span[v].0 = time;
                time += 1;
            }
            if let Some(&c) = children[v].get(*next) {
                *next += 1;
                stack.push((c, 0));
            } else {
                self.span[v].1 = time;
                stack.pop();
            }
        }
    }

    /// The closest node that dominates both.
    pub fn meet(&self, mut a: u32, mut b: u32) -> u32 {
        while a != b {
            while self.order[a as usize] > self.order[b as usize] {
                a = self.idom[a as usize];
            }
            while self.order[b as usize] > self.order[a as usize] {
                b = self.idom[b as usize];
            }
        }
        a
    }

    /// Whether a node can be reached.
    pub fn reachable(&self, v: u32) -> bool {
        self.order[v as usize] != NONE
    }

    /// Whether `a` dominates `b` (also when they are the same). Both are reachable.
    pub fn dominates(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.span[a as usize], self.span[b as usize]);
        a.0 <= b.0 && b.1 <= a.1
    }

    /// Whether an edge goes backwards in the order: every cycle has such an edge.
    pub fn retreats(&self, from: u32, to: u32) -> bool {
        self.order[to as usize] <= self.order[from as usize]
    }

    /// Whether every retreating edge leads to a node that dominates its source.
    pub fn reducible(&self) -> bool {
        self.rpo.iter().all(|&v| {
            self.succs[v as usize]
                .iter()
                .all(|&s| !self.retreats(v, s) || self.dominates(s, v))
        })
    }
}

/// A natural loop.
#[derive(Clone, Debug)]
pub struct Loop {
    /// The one node through which it is entered.
    pub header: u32,
    /// The loop around it.
    pub parent: Option<u32>,
    /// Sources of its back edges.
    pub latches: Vec<u32>,
    /// How many loops there are around its nodes, itself included.
    pub depth: u32,
    /// Whether it holds no other loop.
    pub innermost: bool,
}

/// The loops of a reducible graph.
#[derive(Clone, Debug)]
pub struct Loops {
    /// All loops, outer ones before those in them.
    pub list: Vec<Loop>,
    /// For each node the innermost loop that holds it.
    pub of: Vec<Option<u32>>,
}

impl Loops {
    /// Finds the loops. Retreating edges of irreducible parts are passed over.
    pub fn new(g: &Graph) -> Loops {
        let mut found: Vec<Loop> = Vec::new();
        let mut of: Vec<Option<u32>> = vec![None; g.succs.len()];
        // Inner headers come later in the order, so loops are found from the inside out.
        for &header in g.rpo.iter().rev() {
            let latches: Vec<u32> = g.preds[header as usize]
                .iter()
                .copied()
                .filter(|&p| g.dominates(header, p))
                .collect();
            if latches.is_empty() {
                continue;
            }
            let this = found.len() as u32;
            let mut work = latches.clone();
            of[header as usize] = Some(this);
            found.push(Loop {
                header,
                parent: None,
                latches,
                depth: 0,
                innermost: true,
            });
            let mut innermost = true;
            while let Some(v) = work.pop() {
                if !g.dominates(header, v) {
                    continue;
                }
                let Some(mut inner) = of[v as usize] else {
                    of[v as usize] = Some(this);
                    work.extend(&g.preds[v as usize]);
                    continue;
                };
                while let Some(outer) = found[inner as usize].parent {
                    inner = outer;
                }
                if inner == this {
                    continue;
                }
                innermost = false;
                found[inner as usize].parent = Some(this);
                work.extend(&g.preds[found[inner as usize].header as usize]);
            }
            found[this as usize].innermost = innermost;
        }
        // Outer loops first.
        let last = found.len() as u32;
        found.reverse();
        let flip = |l: u32| last - 1 - l;
        for i in 0..found.len() {
            found[i].parent = found[i].parent.map(flip);
            found[i].depth = match found[i].parent {
                Some(p) => found[p as usize].depth + 1,
                None => 1,
            };
        }
        for l in &mut of {
            *l = l.map(flip);
        }
        Loops { list: found, of }
    }

    /// How many loops there are around a node.
    pub fn depth(&self, v: u32) -> u32 {
        self.of[v as usize].map_or(0, |l| self.list[l as usize].depth)
    }

    /// Whether a loop holds a node.
    pub fn contains(&self, l: u32, v: u32) -> bool {
        self.around(v).any(|x| x == l)
    }

    /// The loops that hold a node, from the inside out.
    pub fn around(&self, v: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(self.of[v as usize], |&l| self.list[l as usize].parent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 -> 1 (2 (3)) -> 4: loop 1..3 with the inner loop 2, 3.
    fn nested() -> Graph {
        Graph::new(
            0,
            vec![vec![1], vec![2, 4], vec![3], vec![2, 1], vec![], vec![4]],
        )
    }

    #[test]
    fn finds_nested_loops() {
        let g = nested();
        let loops = Loops::new(&g);
        assert!(g.reducible());
        assert!(!g.reachable(5));
        assert_eq!(loops.list.len(), 2);
        assert_eq!((loops.list[0].header, loops.list[0].innermost), (1, false));
        assert_eq!((loops.list[1].header, loops.list[1].innermost), (2, true));
        assert_eq!(loops.list[1].parent, Some(0));
        assert_eq!(loops.depth(3), 2);
        assert_eq!(loops.depth(4), 0);
        assert!(loops.contains(0, 3) && !loops.contains(1, 1));
        assert!(g.dominates(1, 4) && !g.dominates(2, 4));
    }

    #[test]
    fn tells_irreducible_graphs() {
        // Two nodes that jump to each other, both entered from outside.
        let g = Graph::new(0, vec![vec![1, 2], vec![2], vec![1, 3], vec![]]);
        assert!(!g.reducible());
    }

    #[test]
    fn latches_may_be_headers_of_inner_loops() {
        let g = Graph::new(0, vec![vec![1], vec![2], vec![2, 1, 3], vec![]]);
        let loops = Loops::new(&g);
        assert_eq!(loops.list.len(), 2);
        assert_eq!(loops.list[0].latches, [2]);
        assert_eq!(loops.depth(2), 2);
    }
}

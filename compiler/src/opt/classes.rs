//! Which functions can be stopped where: the three classes of functions, and who spends fuel for recursion.
//!
//! - *Pure*: cannot fail, needs no frame, calls only pure functions. No check after its calls, no frame pointer.
//! - *May-panic*: can fail, but neither loops long nor blocks nor recurses. Has a frame for traces; is never resumed.
//! - *Yielding*: everything else.
//!
//! Classes are the least fixed point over the call graph, found in one walk over its strongly connected components,
//! callees first: a component with a cycle is yielding. Neither pure nor may-panic functions look at the guard, so a chain
//! of them must fit into the red zone below it; the function that would exceed it becomes yielding.
//!
//! Cycles of calls without a loop must spend fuel, or an exponential recursion could not be preempted. Cycles may lead
//! through function values and interfaces; a call through one may reach every function of that signature whose address is
//! taken, so each signature is a node of the graph as well.

use super::loops::{Graph, Loops};
use super::poll;
use crate::ir::abi::Class;
use crate::ir::{Callee, DataTarget, Func, FuncId, Module, Op, Sig, Term, Ty};
use rustc_hash::FxHashMap;

/// Bytes of stack below the guard that functions without check may use.
pub const RED_ZONE: u32 = 128;

/// A function with more instructions may have more locals than its native frame can hold without a check.
const UNCHECKED: usize = 500;

/// How a function can be stopped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FuncClass {
    /// Cannot fail and has no frame.
    Pure,
    /// Can panic, is never resumed.
    MayPanic,
    /// Can be parked and resumed.
    Yielding,
}

/// What is known about a module's functions, by [`FuncId`].
#[derive(Clone, Debug)]
pub struct Classes {
    /// Classes.
    pub class: Vec<FuncClass>,
    /// Whether the function's address is taken.
    pub taken: Vec<bool>,
    /// Number of the component of the call graph.
    pub component: Vec<u32>,
    /// Functions that spend fuel before they call into their own component.
    pub spends: Vec<bool>,
    /// Whether a function can come to call itself.
    pub recursive: Vec<bool>,
    /// Whether a function may be called often: in a loop, recursively, through a value, or by a function that may be.
    pub hot: Vec<bool>,
    /// Components of the signatures of indirect calls, by [`SigId`](crate::ir::SigId).
    pub sig_component: Vec<u32>,
}

impl Classes {
    /// Class of a function.
    pub fn of(&self, f: FuncId) -> FuncClass {
        self.class[f.index()]
    }

    /// Whether a call made by `f` may come back to `f`.
    pub fn recurses(&self, f: FuncId, callee: &Callee) -> bool {
        let own = self.component[f.index()];
        match callee {
            Callee::Direct(g) => self.component[g.index()] == own,
            Callee::Closure(s) | Callee::Method(s) => self.sig_component[s.index()] == own,
            Callee::Runtime(_) | Callee::Extern(_) => false,
        }
    }
}

/// All calls of a function.
pub fn calls(f: &Func) -> impl Iterator<Item = &Callee> {
    f.blocks.iter().flat_map(|b| {
        let last = match &b.term {
            Term::TailCall(callee, _) => Some(callee),
            _ => None,
        };
        b.insts
            .iter()
            .filter_map(|i| match &f.insts[i.index()].op {
                Op::Call(callee) => Some(callee),
                _ => None,
            })
            .chain(last)
    })
}

/// Classifies the functions of a module.
pub fn classify(module: &Module) -> Classes {
    let n = module.funcs.len();
    let mut taken = vec![false; n];
    for r in module.data.iter().flat_map(|d| &d.relocs) {
        if let DataTarget::Func(f) = r.target {
            taken[f.index()] = true;
        }
    }
    let graph = call_graph(module, &taken);
    let components = components(&graph);
    let mut number = vec![0; graph.len()];
    for (i, c) in components.iter().enumerate() {
        for &v in c {
            number[v as usize] = i as u32;
        }
    }
    let mut classes = Classes {
        class: vec![FuncClass::Pure; n],
        taken,
        component: number[..n].to_vec(),
        spends: vec![false; n],
        recursive: vec![false; n],
        hot: vec![false; n],
        sig_component: number[n..].to_vec(),
    };
    let mut depth = vec![0; n];
    for c in &components {
        let cyclic = c.len() > 1 || graph[c[0] as usize].contains(&c[0]);
        for &v in c.iter().filter(|&&v| (v as usize) < n) {
            let id = FuncId(v);
            let f = &module.funcs[v as usize];
            classes.recursive[v as usize] = cyclic;
            let (mut class, below) = judge(module, &classes, &depth, f);
            if cyclic || is_entry(module, id) {
                class = FuncClass::Yielding;
            }
            depth[v as usize] = below + red_zone_cost(f, class);
            if class == FuncClass::MayPanic && depth[v as usize] > RED_ZONE {
                class = FuncClass::Yielding;
            }
            // A deep chain of pure functions becomes may-panic: it needs the frame pointer for its check.
            if class == FuncClass::Pure && depth[v as usize] > RED_ZONE {
                class = FuncClass::Yielding;
            }
            if f.is_helper() {
                class = FuncClass::Pure;
            }
            if class == FuncClass::Yielding {
                depth[v as usize] = 0;
            }
            classes.class[v as usize] = class;
        }
        if cyclic {
            // A function that ends in a tail call has no frame to poll in.
            let tail = |v: u32| {
                let blocks = module.funcs.get(v as usize).map(|f| &f.blocks);
                blocks.is_some_and(|b| b.iter().any(|b| matches!(b.term, Term::TailCall(..))))
            };
            let inside = |v: u32| number[v as usize] == number[c[0] as usize];
            for v in cycle_breakers(&graph, c, inside, |v| (v as usize) < n && !tail(v)) {
                classes.spends[v as usize] = true;
            }
        }
    }
    find_hot(module, &mut classes);
    classes
}

fn find_hot(module: &Module, classes: &mut Classes) {
    let mut work: Vec<u32> = Vec::new();
    for (v, f) in module
        .funcs
        .iter()
        .enumerate()
        .filter(|(_, f)| !f.blocks.is_empty())
    {
        if classes.taken[v] || classes.recursive[v] {
            work.push(v as u32);
        }
        let g = Graph::of_func(f);
        let loops = Loops::new(&g);
        for (b, block) in f.blocks.iter().enumerate() {
            // In irreducible graphs not all loops are known.
            if loops.of[b].is_none() && g.reducible() {
                continue;
            }
            for i in &block.insts {
                if let Op::Call(Callee::Direct(g)) = f.insts[i.index()].op {
                    work.push(g.0);
                }
            }
        }
    }
    while let Some(v) = work.pop() {
        if std::mem::replace(&mut classes.hot[v as usize], true) {
            continue;
        }
        for callee in calls(&module.funcs[v as usize]) {
            if let Callee::Direct(g) = callee {
                work.push(g.0);
            }
        }
    }
}

fn is_entry(module: &Module, f: FuncId) -> bool {
    let e = &module.entries;
    [e.gostart, e.calldefer, e.panic_rt, e.panic_text].contains(&Some(f))
}

/// The least class of a function by what it contains and calls, and the red zone that its callees need.
fn judge(module: &Module, classes: &Classes, depth: &[u32], f: &Func) -> (FuncClass, u32) {
    let mut class = FuncClass::Pure;
    let mut below = 0;
    if f.blocks.is_empty() {
        return (FuncClass::Yielding, 0);
    }
    if !f.slots.is_empty() {
        class = FuncClass::MayPanic;
    }
    let insts: usize = f.blocks.iter().map(|b| b.insts.len()).sum();
    if f.defers.is_some() || insts > UNCHECKED || poll::needed(f) {
        class = FuncClass::Yielding;
    }
    for b in &f.blocks {
        for i in &b.insts {
            match f.insts[i.index()].op {
                Op::PanicIf(_) | Op::CallerFp => class = class.max(FuncClass::MayPanic),
                Op::Poll => class = FuncClass::Yielding,
                _ => {}
            }
        }
    }
    for callee in calls(f) {
        let c = match callee {
            Callee::Direct(g) => {
                below = below.max(depth[g.index()]);
                let c = classes.of(*g);
                let helper = module.funcs[g.index()].is_helper();
                if helper { FuncClass::Pure } else { c }
            }
            Callee::Closure(_) | Callee::Method(_) => FuncClass::Yielding,
            Callee::Runtime(rt) => of_runtime(rt.class()),
            Callee::Extern(e) => of_runtime(e.class),
        };
        class = class.max(c);
    }
    (class, below)
}

fn of_runtime(class: Class) -> FuncClass {
    match class {
        Class::Pure => FuncClass::Pure,
        Class::MayPanic | Class::NoReturn => FuncClass::MayPanic,
        Class::Retry | Class::Block => FuncClass::Yielding,
    }
}

/// Stack bytes charged for a function without check: its frame, or an eighth of its native frame if that is more.
fn red_zone_cost(f: &Func, class: FuncClass) -> u32 {
    let slots: u32 = f.slots.iter().map(|s| s.size.next_multiple_of(8)).sum();
    let frame = match class {
        FuncClass::Pure => 0,
        _ => 8 + slots,
    };
    let locals = f.blocks.iter().map(|b| b.params.len()).sum::<usize>() as u32;
    frame.max(8 + locals)
}

/// Callees of each function, then of each signature.
fn call_graph(module: &Module, taken: &[bool]) -> Vec<Vec<u32>> {
    let n = module.funcs.len() as u32;
    let mut by_sig: FxHashMap<&Sig, u32> = FxHashMap::default();
    for (i, sig) in module.sigs.iter().enumerate() {
        by_sig.entry(sig).or_insert(n + i as u32);
    }
    let mut graph = vec![Vec::new(); module.funcs.len() + module.sigs.len()];
    for (v, f) in module.funcs.iter().enumerate() {
        for callee in calls(f) {
            let to = match callee {
                Callee::Direct(g) => g.0,
                Callee::Closure(s) | Callee::Method(s) => by_sig[&module.sigs[s.index()]],
                Callee::Runtime(_) | Callee::Extern(_) => continue,
            };
            graph[v].push(to);
        }
        graph[v].sort_unstable();
        graph[v].dedup();
        if taken[v] {
            let sig = Sig {
                params: plain_params(f).to_vec(),
                results: f.sig.results.clone(),
            };
            if let Some(&s) = by_sig.get(&sig) {
                graph[s as usize].push(v as u32);
            }
        }
    }
    // Equal signatures under several numbers are one component.
    for (i, sig) in module.sigs.iter().enumerate() {
        let (this, first) = (n + i as u32, by_sig[sig]);
        if this != first {
            graph[this as usize].push(first);
            graph[first as usize].push(this);
        }
    }
    graph
}

/// Parameters without the context.
pub fn plain_params(f: &Func) -> &[Ty] {
    &f.sig.params[f.has_ctx as usize..]
}

/// Strongly connected components, callees before callers (Tarjan, without recursion).
fn components(graph: &[Vec<u32>]) -> Vec<Vec<u32>> {
    const NEW: u32 = u32::MAX;
    let n = graph.len();
    let (mut index, mut low, mut on) = (vec![NEW; n], vec![0; n], vec![false; n]);
    let (mut time, mut stack, mut out) = (0, Vec::new(), Vec::new());
    for root in 0..n {
        if index[root] != NEW {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some(&mut (v, ref mut next)) = work.last_mut() {
            if *next == 0 {
                index[v] = time;
                low[v] = time;
                time += 1;
                stack.push(v as u32);
                on[v] = true;
            }
            if let Some(&w) = graph[v].get(*next) {
                *next += 1;
                let w = w as usize;
                if index[w] == NEW {
                    work.push((w, 0));
                } else if on[w] {
                    low[v] = low[v].min(index[w]);
                }
                continue;
            }
            work.pop();
            if let Some(&(p, _)) = work.last() {
                low[p] = low[p].min(low[v]);
            }
            if low[v] == index[v] {
                let at = stack
                    .iter()
                    .rposition(|&x| x as usize == v)
                    .expect("own component");
                let component = stack.split_off(at);
                component.iter().for_each(|&x| on[x as usize] = false);
                out.push(component);
            }
        }
    }
    out
}

/// Picks functions of a component such that every cycle in it passes one of them: one end of each retreating edge of a
/// depth-first walk, the source if it will do.
fn cycle_breakers(
    graph: &[Vec<u32>],
    component: &[u32],
    inside: impl Fn(u32) -> bool,
    usable: impl Fn(u32) -> bool,
) -> Vec<u32> {
    let mut open: FxHashMap<u32, bool> = FxHashMap::default();
    let mut out = Vec::new();
    let root = *component.iter().min().expect("not empty");
    let mut work = vec![(root, 0)];
    while let Some(&mut (v, ref mut next)) = work.last_mut() {
        if *next == 0 {
            open.insert(v, true);
        }
        let Some(&w) = graph[v as usize].get(*next) else {
            open.insert(v, false);
            work.pop();
            continue;
        };
        *next += 1;
        if !inside(w) {
            continue;
        }
        match open.get(&w) {
            None => work.push((w, 0)),
            Some(true) => out.extend([v, w].into_iter().find(|&x| usable(x))),
            Some(false) => {}
        }
    }
    out
}

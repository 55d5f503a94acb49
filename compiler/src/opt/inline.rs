//! Inlining, callees first.
//!
//! Small functions are copied into their callers; traces keep their frames by the scope of each instruction. A
//! function that calls itself is unfolded, which halves its calls (and what each call costs in checks) or, where there is only one
//! in its body, leaves a quarter of them.

use super::compact::loops;
use super::edit::new_value;
use crate::ir::*;
use crate::syntax::source::Pos;

/// How many instructions a function may have to be inlined.
const SMALL: usize = 40;
/// The same in functions that should be small, and where the program is about to panic.
const SMALLER: usize = 16;
/// The same for a function with a single call in the program.
const SINGLE: usize = 200;
/// The same in functions that should be small.
const SINGLE_IN_COMPACT: usize = 400;
/// How many calls of itself a function may have to be unfolded in them, and how often its body is copied at most.
const UNFOLDED: usize = 3;
/// How large a caller may grow.
const CALLER_LIMIT: usize = 4000;

/// Inlines in the whole module. `simplify` is called on each function before it is considered as a callee.
pub fn inline(module: &mut Module, simplify: impl FnMut(&mut Func)) {
    let order = callees_first(module);
    in_order(module, &order, true, simplify);
}

/// Inlines in those functions in which calls have become direct ones.
pub fn again(module: &mut Module, changed: &[bool], simplify: impl FnMut(&mut Func)) {
    let mut order = callees_first(module);
    order.retain(|f| changed[f.index()]);
    in_order(module, &order, false, simplify);
}

fn in_order(
    module: &mut Module,
    order: &[FuncId],
    unfold: bool,
    mut simplify: impl FnMut(&mut Func),
) {
    let calls = count_calls(module);
    let recursive = recursive(module);
    for &id in order {
        let mut f = std::mem::replace(&mut module.funcs[id.index()], placeholder());
        let original =
            (unfold && recursive[id.index()] && unfolds(module, &f, id)).then(|| f.clone());
        let single_self = original.as_ref().is_some_and(|o| calls_of(o, id) == 1);
        let compact = f.compact;
        let mut depth_self = 0;
        let mut b = 0;
        while b < f.blocks.len() {
            let seldom = compact || matches!(f.blocks[b].term, Term::Unreachable);
            let small = if seldom { SMALLER } else { SMALL };
            let single = if compact { SINGLE_IN_COMPACT } else { SINGLE };
            let found = f.blocks[b].insts.iter().position(|&i| {
                let inst = &f.insts[i.index()];
                let Op::Call(Callee::Direct(callee)) = inst.op else {
                    return false;
                };
                if callee == id {
                    // Two calls would be four in their copies.
                    let own = inst.scope.0 == 0 || single_self && !compact;
                    return original.is_some() && depth_self < UNFOLDED && own;
                }
                let g = &module.funcs[callee.index()];
                if f.wrapper {
                    // Traces leave wrappers out; what they call has its own frame.
                    return false;
                }
                // What is small by having one body would get another.
                let (small, single) = match g.compact && !compact {
                    true => (SMALLER, SMALLER),
                    false => (small, single),
                };
                f.insts.len() + g.insts.len() <= CALLER_LIMIT
                    && can_inline(module, g)
                    && !recursive[callee.index()]
                    && (size(g) <= small
                        || calls[callee.index()] == 1 && !g.has_ctx && size(g) <= single)
                    // A loop has to be fast.
                    && !(compact && !g.compact && loops(g))
            });
            let Some(at) = found else {
                b += 1;
                continue;
            };
            let inst = f.blocks[b].insts[at];
            let Op::Call(Callee::Direct(callee)) = f.insts[inst.index()].op else {
                unreachable!()
            };
            if let Some(decisions) = &mut module.decisions
                && callee != id
            {
                let Inst { pos, scope, .. } = f.insts[inst.index()];
                let name = short(&module.funcs[callee.index()], &f);
                let pos = outermost(&f, scope).unwrap_or(pos);
                decisions.push((pos, format!("inlining call to {name}")));
            }
            if callee == id {
                depth_self += 1;
                let original = original.as_ref().expect("recursive");
                splice(&mut f, BlockId(b as u32), at, original);
            } else {
                splice(&mut f, BlockId(b as u32), at, &module.funcs[callee.index()]);
            }
            // Go on in the same block: what follows the call moved into a new block at the end.
        }
        simplify(&mut f);
        let small = can_inline(module, &f) && !recursive[id.index()] && size(&f) <= SMALL;
        if let Some(decisions) = &mut module.decisions
            && small
            && !f.wrapper
        {
            decisions.push((f.pos, format!("can inline {}", short(&f, &f))));
        }
        module.funcs[id.index()] = f;
    }
}

/// Where code that was inlined is called in the function itself; none for the function's own.
pub fn outermost(f: &Func, mut scope: ScopeId) -> Option<Pos> {
    let mut pos = None;
    while scope.0 != 0 {
        pos = Some(f.scopes[scope.index()].call);
        scope = f.scopes[scope.index()].parent;
    }
    pos
}

/// A function's name as seen from another: without the package when it is the same.
fn short(f: &Func, from: &Func) -> String {
    let package = |name: &str| {
        let path = name.rfind('/').map_or(0, |at| at + 1);
        let end = name[path..].find('.').map_or(0, |at| path + at + 1);
        name[..end].to_owned()
    };
    let own = package(&f.name);
    match f.name.strip_prefix(&own) {
        Some(rest) if own == package(&from.name) => rest.to_owned(),
        _ => f.name.clone(),
    }
}

/// What stands in for a function while it is taken out of the module.
pub fn placeholder() -> Func {
    Func {
        name: String::new(),
        pos: Pos::NONE,
        sig: Sig {
            params: vec![],
            results: vec![],
        },
        has_ctx: false,
        blocks: vec![],
        insts: vec![],
        values: vec![],
        slots: vec![],
        scopes: vec![],
        defers: None,
        noinline: true,
        wrapper: false,
        compact: false,
        notes: Vec::new(),
        go_params: Vec::new(),
        go_results: Vec::new(),
    }
}

/// How many instructions a function has, about.
pub fn size(f: &Func) -> usize {
    f.blocks
        .iter()
        .map(|b| {
            b.insts
                .iter()
                .filter(|i| !matches!(f.insts[i.index()].op, Op::Const(_) | Op::DataAddr(..)))
                .count()
                + 1
        })
        .sum()
}

/// Whether a function can be copied into its callers.
pub fn can_inline(module: &Module, f: &Func) -> bool {
    // The results of a call at the end are those of the function.
    let hands_on = |callee: &Callee| match callee {
        Callee::Direct(g) => module.funcs[g.index()].sig.results == f.sig.results,
        _ => !f.sig.results.is_empty(),
    };
    !f.noinline
        && f.defers.is_none()
        && !f.blocks.is_empty()
        && f.blocks.iter().all(|b| {
            !matches!(&b.term, Term::TailCall(callee, _) if !hands_on(callee))
                && b.insts.iter().all(|i| {
                    !matches!(
                        f.insts[i.index()].op,
                        Op::CallerFp
                            | Op::Call(Callee::Runtime(
                                abi::RtFn::DeferPush
                                    | abi::RtFn::DeferLink
                                    | abi::RtFn::DeferCell
                                    | abi::RtFn::DeferPop
                                    | abi::RtFn::Recover
                            ))
                            | Op::Call(Callee::Extern(_))
                    )
                })
        })
}

/// Whether a self-recursive function is worth unfolding: small, without loops' worth of code, few calls of itself.
fn unfolds(module: &Module, f: &Func, id: FuncId) -> bool {
    can_inline(module, f) && calls_of(f, id) <= UNFOLDED && size(f) <= 24 && f.slots.is_empty()
}

/// How many direct calls of a function there are in another.
fn calls_of(f: &Func, callee: FuncId) -> usize {
    let mut calls = 0;
    for_callees(f, |c| calls += usize::from(c == callee));
    calls
}

fn for_callees(f: &Func, mut visit: impl FnMut(FuncId)) {
    for b in &f.blocks {
        for i in &b.insts {
            if let Op::Call(Callee::Direct(c)) = f.insts[i.index()].op {
                visit(c);
            }
        }
        if let Term::TailCall(Callee::Direct(c), _) = b.term {
            visit(c);
        }
    }
}

fn count_calls(module: &Module) -> Vec<u32> {
    let mut counts = vec![0; module.funcs.len()];
    for f in &module.funcs {
        for_callees(f, |c| counts[c.index()] += 1);
    }
    // A function whose address is taken stays anyway.
    for data in &module.data {
        for r in &data.relocs {
            if let DataTarget::Func(c) = r.target {
                counts[c.index()] += 1;
            }
        }
    }
    counts
}

/// Functions in an order in which callees come before callers, as far as there are no cycles.
pub fn callees_first(module: &Module) -> Vec<FuncId> {
    let n = module.funcs.len();
    let mut order = Vec::with_capacity(n);
    let mut seen = vec![false; n];
    for start in 0..n {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let list = |f: usize| {
            let mut list = Vec::new();
            for_callees(&module.funcs[f], |c| list.push(c.index()));
            list
        };
        let mut stack = vec![(start, list(start), 0)];
        while let Some((f, callees, next)) = stack.last_mut() {
            if let Some(&c) = callees.get(*next) {
                *next += 1;
                if !std::mem::replace(&mut seen[c], true) {
                    let callees = list(c);
                    stack.push((c, callees, 0));
                }
            } else {
                order.push(FuncId(*f as u32));
                stack.pop();
            }
        }
    }
    order
}

/// Which functions can reach themselves by direct calls.
pub fn recursive(module: &Module) -> Vec<bool> {
    // Tarjan's strongly connected components, iterative.
    let n = module.funcs.len();
    let callees: Vec<Vec<usize>> = module
        .funcs
        .iter()
        .map(|f| {
            let mut list = Vec::new();
            for_callees(f, |c| list.push(c.index()));
            list
        })
        .collect();
    let mut index = vec![u32::MAX; n];
    let mut low = vec![0; n];
    let mut on_stack = vec![false; n];
    let mut stack = Vec::new();
    let mut result = vec![false; n];
    let mut time = 0;
    for start in 0..n {
        if index[start] != u32::MAX {
            continue;
        }
        let mut work = vec![(start, 0)];
        while let Some(&mut (v, ref mut next)) = work.last_mut() {
            if *next == 0 {
                index[v] = time;
                low[v] = time;
                time += 1;
                stack.push(v);
                on_stack[v] = true;
            }
            if let Some(&w) = callees[v].get(*next) {
                *next += 1;
                if index[w] == u32::MAX {
                    work.push((w, 0));
                } else if on_stack[w] {
                    low[v] = low[v].min(index[w]);
                }
            } else {
                work.pop();
                if let Some(&(up, _)) = work.last() {
                    low[up] = low[up].min(low[v]);
                }
                if low[v] == index[v] {
                    let mut members = Vec::new();
                    while let Some(w) = stack.pop() {
                        on_stack[w] = false;
                        members.push(w);
                        if w == v {
                            break;
                        }
                    }
                    let cyclic = members.len() > 1 || callees[v].contains(&v);
                    for w in members {
                        result[w] = cyclic;
                    }
                }
            }
        }
    }
    result
}

/// Replaces the call at instruction number `at` of block `b` by the body of `g`.
fn splice(f: &mut Func, b: BlockId, at: usize, g: &Func) {
    let call_id = f.blocks[b.index()].insts[at];
    let call = f.insts[call_id.index()].clone();
    let block_base = f.blocks.len() as u32;
    let value_base = f.values.len() as u32;
    let inst_base = f.insts.len() as u32;
    let slot_base = f.slots.len() as u32;
    let scope_base = f.scopes.len() as u32;

    // What follows the call becomes a block of its own, whose parameters are the call's results.
    let after = BlockId(block_base + g.blocks.len() as u32);
    let rest = f.blocks[b.index()].insts.split_off(at + 1);
    f.blocks[b.index()].insts.pop();
    let term = std::mem::replace(
        &mut f.blocks[b.index()].term,
        Term::Jump(Target {
            block: BlockId(block_base),
            args: vec![],
        }),
    );
    let pos = f.blocks[b.index()].pos;
    f.blocks[b.index()].pos = call.pos;

    // A wrapper is left out of traces: what it does seems to be done by the caller, at the call.
    let own = match g.wrapper {
        true => call.scope,
        false => {
            f.scopes.push(Scope {
                parent: call.scope,
                call: call.pos,
                name: g.name.clone(),
                pos: g.pos,
            });
            ScopeId(scope_base)
        }
    };
    let inner = f.scopes.len() as u32;
    let scope_of = |s: ScopeId| match s.0 {
        0 => own,
        n => ScopeId(inner + n - 1),
    };
    for s in &g.scopes[1..] {
        f.scopes.push(Scope {
            parent: scope_of(s.parent),
            call: if g.wrapper && s.parent.0 == 0 {
                call.pos
            } else {
                s.call
            },
            name: s.name.clone(),
            pos: s.pos,
        });
    }
    let notes = g.notes.iter().cloned();
    f.notes
        .extend(notes.map(|(i, note)| (InstId(i.0 + inst_base), note)));
    f.slots.extend(g.slots.iter().cloned());
    let map = |v: Value| Value(v.0 + value_base);
    for v in &g.values {
        let def = match v.def {
            Def::Param(b, n) => Def::Param(BlockId(b.0 + block_base), n),
            Def::Inst(i, n) => Def::Inst(InstId(i.0 + inst_base), n),
        };
        f.values.push(ValueInfo { ty: v.ty, def });
    }
    for i in &g.insts {
        let mut i = i.clone();
        if let Op::SlotAddr(s, _) = &mut i.op {
            s.0 += slot_base;
        }
        i.args
            .iter_mut()
            .chain(&mut i.results)
            .for_each(|v| *v = map(*v));
        if g.wrapper && i.scope.0 == 0 {
            i.pos = call.pos;
        }
        i.scope = scope_of(i.scope);
        f.insts.push(i);
    }
    for (n, block) in g.blocks.iter().enumerate() {
        let mut block = block.clone();
        block.params.iter_mut().for_each(|v| *v = map(*v));
        block.insts.iter_mut().for_each(|i| i.0 += inst_base);
        super::edit::term_values(&mut block.term, |v| *v = map(*v));
        for t in super::cfg::targets_mut(&mut block.term) {
            t.block.0 += block_base;
        }
        block.term = match block.term {
            Term::Return(args) => Term::Jump(Target { block: after, args }),
            Term::TailCall(callee, args) => {
                let id = InstId(f.insts.len() as u32);
                let results: Vec<Value> = callee_results(g)
                    .into_iter()
                    .enumerate()
                    .map(|(n, ty)| new_value(f, ty, Def::Inst(id, n as u32)))
                    .collect();
                let pos = if g.wrapper { call.pos } else { block.pos };
                f.insts.push(Inst {
                    op: Op::Call(callee),
                    args,
                    results: results.clone(),
                    pos,
                    scope: own,
                });
                block.insts.push(id);
                Term::Jump(Target {
                    block: after,
                    args: results,
                })
            }
            other => other,
        };
        if n == 0 {
            block.params.clear();
            // Slots must be zero each time the body is entered, not only when the caller is.
            let zero = zero_slots(f, g, slot_base, own, call.pos);
            block.insts.splice(0..0, zero);
        }
        f.blocks.push(block);
    }
    // The entry's parameters are the call's operands.
    let rename = |v: &mut Value| {
        if v.0 >= value_base
            && let Some(n) = g.blocks[0].params.iter().position(|&p| map(p) == *v)
        {
            *v = call.args[n];
        }
    };
    for i in &mut f.insts[inst_base as usize..] {
        i.args.iter_mut().for_each(rename);
    }
    for block in &mut f.blocks[block_base as usize..] {
        super::edit::term_values(&mut block.term, rename);
    }
    for (n, &r) in call.results.iter().enumerate() {
        f.values[r.index()].def = Def::Param(after, n as u32);
    }
    f.blocks.push(Block {
        params: call.results,
        insts: rest,
        term,
        pos,
    });
}

/// Result types of the call at the end of a wrapper: its own, as wrappers with fewer results are not inlined.
fn callee_results(g: &Func) -> Vec<Ty> {
    g.sig.results.clone()
}

fn zero_slots(f: &mut Func, g: &Func, slot_base: u32, scope: ScopeId, pos: Pos) -> Vec<InstId> {
    let mut list = Vec::new();
    for (n, slot) in g.slots.iter().enumerate() {
        let mut add = |op: Op, args: Vec<Value>, ty: Option<Ty>| {
            let id = InstId(f.insts.len() as u32);
            let results: Vec<Value> = ty
                .map(|ty| new_value(f, ty, Def::Inst(id, 0)))
                .into_iter()
                .collect();
            f.insts.push(Inst {
                op,
                args,
                results: results.clone(),
                pos,
                scope,
            });
            list.push(id);
            results.first().copied()
        };
        let addr = add(
            Op::SlotAddr(SlotId(slot_base + n as u32), 0),
            vec![],
            Some(Ty::Ptr),
        );
        let size = add(Op::Const(i64::from(slot.size)), vec![], Some(Ty::I32));
        add(Op::MemZero, addr.into_iter().chain(size).collect(), None);
    }
    list
}

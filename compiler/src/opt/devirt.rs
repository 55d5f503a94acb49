//! Devirtualisation: calls through function values and interfaces become direct calls, which can be inlined.
//!
//! - A call of a closure that is static, or that this function made itself, calls the closure's code.
//! - A method of an interface value whose type word is known is called directly.
//! - Of any other interface value the whole program tells which itabs have a method of this signature at this
//!   place. Where they are few and their methods small, the call becomes a chain of comparisons with direct calls; the
//!   indirect call stays behind them, as itabs can also be made at run time.

use super::edit::{def_inst, new_inst, new_value};
use super::inline::{can_inline, size};
use crate::ir::abi::RtFn;
use crate::ir::{
    Block, BlockId, Callee, CmpOp, DataId, DataTarget, Def, Func, FuncId, InstId, Mem, Module, Op,
    SigId, Target, Term, Ty, UnOp, Value,
};

/// A call is compared with this many itabs.
const TARGETS: usize = 3;
/// Methods up to this size are called after a comparison.
const SMALL: usize = 24;

/// Runs it on the whole module. Returns which functions changed.
pub fn devirtualise(module: &mut Module) -> Vec<bool> {
    let itabs: Vec<DataId> = (0..module.data.len() as u32)
        .map(DataId)
        .filter(|d| module.data[d.index()].name.starts_with("itab:"))
        .collect();
    let mut changed = vec![false; module.funcs.len()];
    for (n, changed) in changed.iter_mut().enumerate() {
        if module.funcs[n].wrapper || module.funcs[n].blocks.is_empty() {
            continue;
        }
        let mut f = std::mem::replace(&mut module.funcs[n], super::inline::placeholder());
        *changed = in_func(module, &itabs, &mut f);
        module.funcs[n] = f;
    }
    changed
}

fn in_func(module: &Module, itabs: &[DataId], f: &mut Func) -> bool {
    let mut changed = false;
    let mut b = 0;
    while b < f.blocks.len() {
        for at in 0..f.blocks[b].insts.len() {
            let id = f.blocks[b].insts[at];
            let inst = &f.insts[id.index()];
            let (target, from) = match inst.op {
                Op::Call(Callee::Closure(_)) => (code_of(module, f, inst.args[0]), 0),
                Op::Call(Callee::Method(_)) => (word_at(module, f, inst.args[0]), 1),
                _ => continue,
            };
            if let Some(g) = target.filter(|g| fits(module, f, id, *g, from)) {
                let inst = &mut f.insts[id.index()];
                inst.op = Op::Call(Callee::Direct(g));
                inst.args.drain(..from);
                changed = true;
            } else if let Op::Call(Callee::Method(sig)) = inst.op
                && let Some(call) = guardable(module, itabs, f, id, sig)
                && !is_guarded(f, b, call.word)
            {
                guard(f, BlockId(b as u32), at, call);
                changed = true;
                break;
            }
        }
        b += 1;
    }
    changed
}

/// Whether a function takes what is left of the operands.
fn fits(module: &Module, f: &Func, call: InstId, g: FuncId, from: usize) -> bool {
    let (g, inst) = (&module.funcs[g.index()], &f.insts[call.index()]);
    let types =
        |list: &[Value]| -> Vec<Ty> { list.iter().map(|v| f.values[v.index()].ty).collect() };
    g.has_ctx && g.sig.params == types(&inst.args[from..]) && g.sig.results == types(&inst.results)
}

/// The function whose table index stands in a word of static data.
fn func_at(module: &Module, d: DataId, off: u32) -> Option<FuncId> {
    let data = &module.data[d.index()];
    let reloc = data.relocs.iter().find(|r| r.offset == off)?;
    match reloc.target {
        DataTarget::Func(g) if !data.mutable => Some(g),
        _ => None,
    }
}

/// The function whose table index this is, when it is read from static data.
fn word_at(module: &Module, f: &Func, v: Value) -> Option<FuncId> {
    let inst = def_inst(f, v)?;
    let Op::Load(Mem::I32, off) = inst.op else {
        return None;
    };
    match def_inst(f, inst.args[0])?.op {
        Op::DataAddr(d, at) => func_at(module, d, at + off),
        _ => None,
    }
}

/// The code of a closure that is known.
fn code_of(module: &Module, f: &Func, closure: Value) -> Option<FuncId> {
    match def_inst(f, closure)?.op {
        Op::DataAddr(d, at) => func_at(module, d, at),
        // A closure's code is stored once, right when it is made.
        Op::Call(Callee::Runtime(RtFn::New)) => {
            let mut codes = f.blocks.iter().flat_map(|b| &b.insts).filter_map(|i| {
                let inst = &f.insts[i.index()];
                (inst.op == Op::Store(Mem::I32, 0) && inst.args[0] == closure).then(|| inst.args[1])
            });
            let code = codes.next()?;
            codes.next().is_none().then(|| word_at(module, f, code))?
        }
        _ => None,
    }
}

/// A call through an interface and whom it may call.
struct Call {
    inst: InstId,
    /// The load of the table index.
    index: InstId,
    /// The value's type word.
    word: Value,
    targets: Vec<(DataId, FuncId)>,
}

fn guardable(
    module: &Module,
    itabs: &[DataId],
    f: &Func,
    call: InstId,
    sig: SigId,
) -> Option<Call> {
    let Def::Inst(index, _) = f.values[f.insts[call.index()].args[0].index()].def else {
        return None;
    };
    let load = &f.insts[index.index()];
    let Op::Load(Mem::I32, off) = load.op else {
        return None;
    };
    let address = def_inst(f, load.args[0])?;
    if address.op != Op::Un(UnOp::IntToPtr) {
        return None;
    }
    let sig = &module.sigs[sig.index()];
    let mut targets = Vec::new();
    for &d in itabs {
        let Some(g) = func_at(module, d, off) else {
            continue;
        };
        let func = &module.funcs[g.index()];
        let plain = func.sig.params.get(1..);
        if plain != Some(&sig.params[..]) || func.sig.results != sig.results {
            continue;
        }
        if targets.len() == TARGETS || !is_small(module, g) || !fits(module, f, call, g, 1) {
            return None;
        }
        targets.push((d, g));
    }
    (!targets.is_empty()).then(|| Call {
        inst: call,
        index,
        word: address.args[0],
        targets,
    })
}

/// Whether a block is where comparisons with itabs lead when none of them is the word.
fn is_guarded(f: &Func, b: usize, word: Value) -> bool {
    f.blocks.iter().any(|p| {
        let Term::Branch(c, _, miss) = &p.term else {
            return false;
        };
        let compares = |v: Value| {
            def_inst(f, v).is_some_and(|i| i.op == Op::Cmp(CmpOp::Eq) && i.args[0] == word)
        };
        miss.block.index() == b && compares(*c)
    })
}

/// Whether a method, seen through its wrapper, is small enough.
fn is_small(module: &Module, g: FuncId) -> bool {
    let f = &module.funcs[g.index()];
    let inner = f.blocks.iter().find_map(|b| match b.term {
        Term::TailCall(Callee::Direct(h), _) => Some(h),
        _ => None,
    });
    if !can_inline(module, f) || size(f) > SMALL {
        return false;
    }
    inner.is_none_or(|h| {
        let h = &module.funcs[h.index()];
        can_inline(module, h) && size(h) <= SMALL
    })
}

/// Puts comparisons with direct calls before a call.
fn guard(f: &mut Func, b: BlockId, at: usize, call: Call) {
    let inst = f.insts[call.inst.index()].clone();
    let rest = f.blocks[b.index()].insts.split_off(at + 1);
    f.blocks[b.index()].insts.pop();
    let pos = f.blocks[b.index()].pos;
    let term = std::mem::replace(&mut f.blocks[b.index()].term, Term::None);
    f.blocks[b.index()].pos = inst.pos;
    let block = |f: &mut Func, params: Vec<Value>, insts: Vec<InstId>, term: Term| {
        f.blocks.push(Block {
            params,
            insts,
            term,
            pos: inst.pos,
        });
        BlockId(f.blocks.len() as u32 - 1)
    };
    // What follows the call; the results are its parameters.
    let after = block(f, inst.results.clone(), rest, term);
    f.blocks[after.index()].pos = pos;
    for (n, r) in inst.results.iter().enumerate() {
        f.values[r.index()].def = Def::Param(after, n as u32);
    }
    // A call like the original, whose results go there.
    let again = |f: &mut Func, op: Op, args: Vec<Value>| {
        let id = new_inst(f, op, args, None, call.inst);
        for (n, r) in inst.results.iter().enumerate() {
            let ty = f.values[r.index()].ty;
            let v = new_value(f, ty, Def::Inst(id, n as u32));
            f.insts[id.index()].results.push(v);
        }
        let args = f.insts[id.index()].results.clone();
        (id, Term::Jump(Target { block: after, args }))
    };
    let to = |block| Target {
        block,
        args: Vec::new(),
    };
    let mut from = b;
    for &(itab, g) in &call.targets {
        let (direct, term) = again(f, Op::Call(Callee::Direct(g)), inst.args[1..].to_vec());
        let hit = block(f, Vec::new(), vec![direct], term);
        let miss = block(f, Vec::new(), Vec::new(), Term::None);
        let address = new_inst(f, Op::DataAddr(itab, 0), vec![], Some(Ty::Ptr), call.inst);
        let p = f.insts[address.index()].results[0];
        let want = new_inst(f, Op::Un(UnOp::PtrToInt), vec![p], Some(Ty::I32), call.inst);
        let w = f.insts[want.index()].results[0];
        let cmp = Op::Cmp(CmpOp::Eq);
        let same = new_inst(f, cmp, vec![call.word, w], Some(Ty::I32), call.inst);
        let cond = f.insts[same.index()].results[0];
        f.blocks[from.index()].insts.extend([address, want, same]);
        f.blocks[from.index()].term = Term::Branch(cond, to(hit), to(miss));
        from = miss;
    }
    // The table index is read only here.
    let load = f.insts[call.index.index()].clone();
    let load = new_inst(f, load.op, load.args, Some(Ty::I32), call.index);
    let mut args = inst.args.clone();
    args[0] = f.insts[load.index()].results[0];
    let (indirect, term) = again(f, inst.op.clone(), args);
    f.blocks[from.index()].insts.extend([load, indirect]);
    f.blocks[from.index()].term = term;
}

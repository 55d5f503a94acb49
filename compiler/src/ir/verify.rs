//! Checks the invariants of the IR. A violation is a bug of the compiler; stages are run with it in tests and in debug builds.

use super::func_builder::{mem_ty, targets};
use super::{
    AtomicOp, BinOp, Block, Callee, Def, Func, Inst, Mem, Module, Op, Term, Ty, UnOp, Value,
};

/// Checks all functions and data. The errors name function, block and instruction.
pub fn verify(module: &Module) -> Result<(), Vec<String>> {
    let mut errors = Vec::new();
    for func in &module.funcs {
        Verifier {
            module,
            func,
            errors: &mut errors,
            at: String::new(),
        }
        .run();
    }
    for data in &module.data {
        let size = data.size as usize;
        let mut last = None;
        for r in &data.relocs {
            if r.offset as usize + 4 > size
                || r.offset % 4 != 0
                || last.is_some_and(|l| r.offset < l + 4)
            {
                errors.push(format!("data {}: relocation at {}", data.name, r.offset));
            }
            last = Some(r.offset);
        }
        if data.bytes.len() > size || !data.align.is_power_of_two() || data.align > 16 {
            errors.push(format!("data {}: size or alignment", data.name));
        }
        if data.roots.iter().any(|&r| r as usize + 4 > size) {
            errors.push(format!("data {}: root beyond its end", data.name));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

struct Verifier<'a> {
    module: &'a Module,
    func: &'a Func,
    errors: &'a mut Vec<String>,
    at: String,
}

impl Verifier<'_> {
    fn fail(&mut self, what: impl Into<String>) {
        let text = format!("{}: {}: {}", self.func.name, self.at, what.into());
        self.errors.push(text);
    }

    fn ty(&self, v: Value) -> Ty {
        self.func.values[v.index()].ty
    }

    fn run(&mut self) {
        let func = self.func;
        self.at = "entry".into();
        if func.blocks.is_empty() {
            return self.fail("no blocks");
        }
        let entry: Vec<Ty> = func.blocks[0].params.iter().map(|&v| self.ty(v)).collect();
        if entry != func.sig.params {
            self.fail("parameters of block 0 are not the signature's");
        }
        let mut placed = vec![None; func.insts.len()];
        for (b, block) in func.blocks.iter().enumerate() {
            for (n, &i) in block.insts.iter().enumerate() {
                if placed[i.index()].replace((b, n)).is_some() {
                    self.fail(format!("instruction {} is placed twice", i.0));
                }
            }
        }
        let doms = dominators(func);
        for (b, block) in func.blocks.iter().enumerate() {
            self.block(b, block, &placed, &doms);
        }
        if let Some(d) = &func.defers {
            self.at = "defers".into();
            if d.exit.index() >= func.blocks.len() || !func.blocks[d.exit.index()].params.is_empty()
            {
                self.fail("the exit block has parameters");
            }
            if d.count > 8 {
                self.fail("more than 8 open-coded defers");
            }
        }
    }

    fn used(
        &mut self,
        v: Value,
        b: usize,
        n: usize,
        placed: &[Option<(usize, usize)>],
        doms: &[Option<usize>],
    ) {
        if v.index() >= self.func.values.len() {
            return self.fail(format!("no value v{}", v.0));
        }
        let ok = match self.func.values[v.index()].def {
            Def::Param(p, i) => {
                self.func
                    .blocks
                    .get(p.index())
                    .and_then(|x| x.params.get(i as usize))
                    == Some(&v)
                    && dominates(doms, p.index(), b)
            }
            Def::Inst(i, r) => {
                self.func.insts[i.index()].results.get(r as usize) == Some(&v)
                    && match placed[i.index()] {
                        Some((db, dn)) if db == b => dn < n,
                        Some((db, _)) => dominates(doms, db, b),
                        None => false,
                    }
            }
        };
        // Blocks that cannot be reached have no dominators to speak of.
        if !ok && doms[b].is_some() {
            self.fail(format!("v{} does not dominate this use", v.0));
        }
    }

    fn block(
        &mut self,
        b: usize,
        block: &Block,
        placed: &[Option<(usize, usize)>],
        doms: &[Option<usize>],
    ) {
        for (n, &i) in block.insts.iter().enumerate() {
            let inst = &self.func.insts[i.index()];
            self.at = format!("b{b} {:?}", inst.op);
            for &v in &inst.args {
                self.used(v, b, n, placed, doms);
            }
            for (r, &v) in inst.results.iter().enumerate() {
                if self.func.values[v.index()].def != Def::Inst(i, r as u32) {
                    self.fail("result is not defined here");
                }
            }
            self.inst(inst);
        }
        self.at = format!("b{b} terminator");
        let end = block.insts.len();
        for t in targets(&block.term) {
            let Some(to) = self.func.blocks.get(t.block.index()) else {
                self.fail("jump to no block");
                continue;
            };
            if t.block.0 == 0 {
                self.fail("jump to the entry");
            }
            let want: Vec<Ty> = to.params.iter().map(|&v| self.ty(v)).collect();
            let have: Vec<Ty> = t.args.iter().map(|&v| self.ty(v)).collect();
            if want != have {
                self.fail(format!(
                    "arguments of b{}: {have:?}, not {want:?}",
                    t.block.0
                ));
            }
            for &v in &t.args {
                self.used(v, b, end, placed, doms);
            }
        }
        match &block.term {
            Term::None => self.fail("no terminator"),
            Term::Branch(v, ..) | Term::Switch(v, ..) => {
                self.used(*v, b, end, placed, doms);
                if self.ty(*v) != Ty::I32 {
                    self.fail("condition is not i32");
                }
            }
            Term::Return(values) => {
                let have: Vec<Ty> = values.iter().map(|&v| self.ty(v)).collect();
                if have != self.func.sig.results {
                    self.fail(format!("returns {have:?}, not {:?}", self.func.sig.results));
                }
                for &v in values {
                    self.used(v, b, end, placed, doms);
                }
            }
            Term::TailCall(callee, args) => {
                for &v in args {
                    self.used(v, b, end, placed, doms);
                }
                let results = self.callee(callee, args);
                if !self.func.sig.results.is_empty() && results != self.func.sig.results {
                    self.fail("results of the tail call");
                }
                if !self.func.slots.is_empty() {
                    self.fail("tail call in a function with slots");
                }
            }
            Term::Jump(_) | Term::Unreachable => {}
        }
    }

    /// Checks operands and answers the results.
    fn callee(&mut self, callee: &Callee, args: &[Value]) -> Vec<Ty> {
        let have: Vec<Ty> = args.iter().map(|&v| self.ty(v)).collect();
        let (want, results) = match callee {
            Callee::Direct(f) => {
                let sig = &self.module.funcs[f.index()].sig;
                (sig.params.clone(), sig.results.clone())
            }
            Callee::Closure(s) => {
                let sig = &self.module.sigs[s.index()];
                ([&[Ty::Ptr], &sig.params[..]].concat(), sig.results.clone())
            }
            Callee::Method(s) => {
                let sig = &self.module.sigs[s.index()];
                (
                    [&[Ty::I32, Ty::Ptr], &sig.params[..]].concat(),
                    sig.results.clone(),
                )
            }
            Callee::Runtime(f) => (f.params().to_vec(), f.result().into_iter().collect()),
            Callee::Extern(e) => (e.params.clone(), e.result.into_iter().collect()),
        };
        if want != have {
            self.fail(format!("operands of the call {have:?}, not {want:?}"));
        }
        results
    }

    fn inst(&mut self, inst: &Inst) {
        use Ty::*;
        let args: Vec<Ty> = inst.args.iter().map(|&v| self.ty(v)).collect();
        let results: Vec<Ty> = inst.results.iter().map(|&v| self.ty(v)).collect();
        let same = |t: &[Ty]| t.len() == 2 && t[0] == t[1];
        let int = |t: Ty| matches!(t, I32 | I64);
        let float = |t: Ty| matches!(t, F32 | F64);
        let ok = match &inst.op {
            Op::Const(_) => args.is_empty() && matches!(results[..], [I32 | I64 | Ptr]),
            Op::FConst(_) => args.is_empty() && matches!(results[..], [F32 | F64]),
            Op::DataAddr(d, _) => {
                args.is_empty() && results == [Ptr] && d.index() < self.module.data.len()
            }
            Op::SlotAddr(s, off) => {
                args.is_empty()
                    && results == [Ptr]
                    && self
                        .func
                        .slots
                        .get(s.index())
                        .is_some_and(|s| *off < s.size.max(1))
            }
            Op::CallerFp => args.is_empty() && results == [I32],
            Op::Bin(op) => {
                let kind = match op {
                    BinOp::Add | BinOp::Sub | BinOp::Mul => args.first().is_some_and(|&t| t != Ptr),
                    BinOp::FDiv | BinOp::FMin | BinOp::FMax | BinOp::FCopysign => {
                        args.first().is_some_and(|&t| float(t))
                    }
                    _ => args.first().is_some_and(|&t| int(t)),
                };
                kind && same(&args) && results == args[..1]
            }
            Op::Cmp(_) => same(&args) && results == [I32],
            Op::Un(op) => args.len() == 1 && results.len() == 1 && un(*op, args[0], results[0]),
            Op::Select => {
                args.len() == 3 && args[0] == I32 && args[1] == args[2] && results == args[1..2]
            }
            Op::PtrAdd => args == [Ptr, I32] && results == [Ptr],
            Op::PtrOff(_) => args == [Ptr] && results == [Ptr],
            Op::Load(mem, _) => args == [Ptr] && results == [mem_ty(*mem)],
            Op::Store(mem, _) => args == [Ptr, mem_ty(*mem)] && results.is_empty(),
            Op::StorePtr(_) => args == [Ptr, Ptr] && results.is_empty(),
            Op::StorePair(_, ptrs) => {
                args.len() == 3
                    && args[0] == Ptr
                    && (0..2).all(|i| {
                        matches!(args[i + 1], I32 | Ptr) && (!ptrs[i] || args[i + 1] == Ptr)
                    })
                    && results.is_empty()
            }
            Op::MemCopy => args == [Ptr, Ptr, I32] && results.is_empty(),
            Op::MemZero => args == [Ptr, I32] && results.is_empty(),
            Op::Call(callee) => {
                let want = self.callee(callee, &inst.args);
                results == want
            }
            Op::PanicIf(_) => {
                matches!(args.first(), Some(I32))
                    && args[1..].iter().all(|&t| t == I64)
                    && args.len() <= 3
                    && results.is_empty()
            }
            Op::Poll => args.is_empty() && results.is_empty(),
            Op::Turn => args.is_empty() && results == [I32],
            Op::Atomic(op, mem, _) => {
                let m = mem_ty(*mem);
                matches!(mem, Mem::I8U | Mem::I32 | Mem::I64 | Mem::Ptr)
                    && match op {
                        AtomicOp::Load => args == [Ptr] && results == [m],
                        AtomicOp::Store => args == [Ptr, m] && results.is_empty(),
                        AtomicOp::Cas => args == [Ptr, m, m] && results == [I32],
                        _ => args == [Ptr, m] && results == [m],
                    }
            }
        };
        if !ok {
            self.fail(format!("operands {args:?}, results {results:?}"));
        }
    }
}

fn un(op: UnOp, a: Ty, r: Ty) -> bool {
    use Ty::*;
    let int = |t| matches!(t, I32 | I64);
    let float = |t| matches!(t, F32 | F64);
    match op {
        UnOp::Eqz => matches!(a, I32 | I64 | Ptr) && r == I32,
        UnOp::Clz | UnOp::Ctz | UnOp::Popcnt | UnOp::Ext8S | UnOp::Ext16S => int(a) && r == a,
        UnOp::FNeg
        | UnOp::FAbs
        | UnOp::FSqrt
        | UnOp::FFloor
        | UnOp::FCeil
        | UnOp::FTrunc
        | UnOp::FNearest => float(a) && r == a,
        UnOp::Ext32S => (a, r) == (I64, I64),
        UnOp::Wrap => (a, r) == (I64, I32),
        UnOp::ExtendS | UnOp::ExtendU => (a, r) == (I32, I64),
        UnOp::ConvertS | UnOp::ConvertU => int(a) && float(r),
        UnOp::TruncS | UnOp::TruncU => float(a) && int(r),
        UnOp::Promote => (a, r) == (F32, F64),
        UnOp::Demote => (a, r) == (F64, F32),
        UnOp::Reinterpret => matches!((a, r), (I32, F32) | (F32, I32) | (I64, F64) | (F64, I64)),
        UnOp::PtrToInt => (a, r) == (Ptr, I32),
        UnOp::IntToPtr => (a, r) == (I32, Ptr),
    }
}

/// Immediate dominators by Cooper, Harvey and Kennedy; the exit of a function that defers counts as a second entry, whose
/// dominators are only itself. Unreachable blocks have none; roots are their own.
fn dominators(func: &Func) -> Vec<Option<usize>> {
    let n = func.blocks.len();
    // A virtual root n leads to both entries.
    let mut roots = vec![0];
    roots.extend(func.defers.as_ref().map(|d| d.exit.index()));
    let succs = |b: usize| -> Vec<usize> {
        if b == n {
            return roots.clone();
        }
        targets(&func.blocks[b].term)
            .iter()
            .map(|t| t.block.index())
            .collect()
    };
    let mut post = Vec::new();
    let mut seen = vec![false; n + 1];
    seen[n] = true;
    let mut stack = vec![(n, succs(n), 0)];
    while let Some((b, list, i)) = stack.last_mut() {
        if let Some(&next) = list.get(*i) {
            *i += 1;
            if next < n && !std::mem::replace(&mut seen[next], true) {
                stack.push((next, succs(next), 0));
            }
        } else {
            post.push(*b);
            stack.pop();
        }
    }
    let mut order = vec![0; n + 1];
    for (i, &b) in post.iter().enumerate() {
        order[b] = i;
    }
    let mut preds = vec![Vec::new(); n];
    for &b in &post {
        for s in succs(b) {
            if s < n {
                preds[s].push(b);
            }
        }
    }
    let mut idom: Vec<Option<usize>> = vec![None; n + 1];
    idom[n] = Some(n);
    let mut changed = true;
    while changed {
        changed = false;
        for &b in post.iter().rev().filter(|&&b| b != n) {
            let mut new: Option<usize> = None;
            for &p in preds[b].iter().filter(|&&p| idom[p].is_some()) {
                new = Some(match new {
                    None => p,
                    Some(mut x) => {
                        let mut y = p;
                        while x != y {
                            while order[x] < order[y] {
                                x = idom[x].expect("processed");
                            }
                            while order[y] < order[x] {
                                y = idom[y].expect("processed");
                            }
                        }
                        x
                    }
                });
            }
            if idom[b] != new {
                idom[b] = new;
                changed = true;
            }
        }
    }
    idom.truncate(n);
    for (b, d) in idom.iter_mut().enumerate() {
        if *d == Some(n) {
            *d = Some(b);
        }
    }
    idom
}

fn dominates(doms: &[Option<usize>], a: usize, b: usize) -> bool {
    let mut at = b;
    loop {
        if at == a {
            return true;
        }
        match doms[at] {
            Some(up) if up != at => at = up,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::func_builder::FuncBuilder;
    use crate::ir::{BlockId, CmpOp, Sig};
    use crate::syntax::source::Pos;

    /// A function of one i64 that branches and returns it.
    fn sample() -> Func {
        let sig = Sig {
            params: vec![Ty::I64],
            results: vec![Ty::I64],
        };
        let mut b = FuncBuilder::new("f".into(), Pos::NONE, sig);
        let (yes, no) = (b.new_block(), b.new_block());
        let (x, zero) = (b.param(0), b.i64(0));
        let cond = b.cmp(CmpOp::LtS, x, zero);
        b.branch(cond, yes, no);
        b.seal_and_switch(yes);
        let y = b.bin(BinOp::Sub, zero, x);
        b.ret(vec![y]);
        b.seal_and_switch(no);
        b.ret(vec![x]);
        b.finish(None)
    }

    fn errors(change: impl FnOnce(&mut Func)) -> usize {
        let mut f = sample();
        change(&mut f);
        let module = Module {
            funcs: vec![f],
            ..Module::default()
        };
        verify(&module).err().map_or(0, |e| e.len())
    }

    #[test]
    fn finds_what_is_wrong() {
        assert_eq!(errors(|_| {}), 0);
        // A value of the other arm.
        assert_ne!(
            errors(|f| {
                let Term::Return(list) = &f.blocks[1].term else {
                    panic!("a return");
                };
                f.blocks[2].term = Term::Return(list.clone());
            }),
            0
        );
        assert_ne!(errors(|f| f.blocks[2].term = Term::Return(Vec::new())), 0);
        assert_ne!(errors(|f| f.blocks[1].term = Term::None), 0);
        assert_ne!(errors(|f| f.insts[1].op = Op::PtrAdd), 0);
        assert_ne!(
            errors(|f| {
                f.blocks[1].term = Term::Jump(crate::ir::Target {
                    block: BlockId(2),
                    args: vec![Value(0)],
                });
            }),
            0
        );
        assert_ne!(errors(|f| f.blocks[0].insts.reverse()), 0);
    }
}

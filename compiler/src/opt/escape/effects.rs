//! What instructions do to pointers, as constraints.

use super::place::Alloc;
use super::points::{HEAP, Node, Object, Points};
use super::{Summaries, Summary};
use crate::ir::abi::RtFn;
use crate::ir::*;
use crate::opt::cfg::targets;
use crate::opt::edit::{const_of, def_inst};

/// Adds the constraints of a function; answers which values are addresses of which objects.
pub(super) fn constrain(
    module: &Module,
    f: &Func,
    allocs: &[Alloc],
    summaries: &Summaries,
    points: &mut Points,
) -> Vec<(Value, Object)> {
    let mut e = Effects {
        module,
        f,
        summaries,
        points,
        facts: Vec::new(),
        compared: only_compared(f),
    };
    for (k, &p) in f.blocks[0].params.iter().enumerate() {
        if let Some(o) = e.points.param(k) {
            e.facts.push((p, o));
        }
    }
    for (k, a) in allocs.iter().enumerate() {
        let o = e.points.alloc(k);
        e.facts.push((a.value, o));
    }
    for block in &f.blocks {
        for &i in &block.insts {
            e.inst(&f.insts[i.index()]);
        }
        e.term(&block.term);
    }
    e.facts
}

/// For each instruction that makes a number of a pointer, whether the number is only compared.
fn only_compared(f: &Func) -> Vec<bool> {
    let mut only = vec![true; f.values.len()];
    let mut bad = |v: Value| only[v.index()] = false;
    for block in &f.blocks {
        for &i in &block.insts {
            let inst = &f.insts[i.index()];
            if !matches!(inst.op, Op::Cmp(_) | Op::Un(UnOp::Eqz)) {
                inst.args.iter().copied().for_each(&mut bad);
            }
        }
        crate::opt::edit::for_term_values(&block.term, &mut bad);
    }
    only
}

struct Effects<'a> {
    module: &'a Module,
    f: &'a Func,
    summaries: &'a Summaries,
    points: &'a mut Points,
    facts: Vec<(Value, Object)>,
    compared: Vec<bool>,
}

impl Effects<'_> {
    fn node(&self, v: Value) -> Node {
        self.points.value(v)
    }

    fn is_ptr(&self, v: Value) -> bool {
        self.f.values[v.index()].ty == Ty::Ptr
    }

    fn copy(&mut self, from: Value, to: Value) {
        self.points.copy(self.node(from), self.node(to));
    }

    fn load(&mut self, from: Value, to: Value) {
        self.points.load(self.node(from), self.node(to));
    }

    fn store(&mut self, from: Value, to: Value) {
        self.points.store(self.node(from), self.node(to));
    }

    fn escape(&mut self, v: Value) {
        if self.is_ptr(v) {
            let escaped = self.points.escaped;
            self.points.copy(self.node(v), escaped);
        }
    }

    /// What the object at `v` holds escapes.
    fn content_escapes(&mut self, v: Value) {
        let escaped = self.points.escaped;
        self.points.load(self.node(v), escaped);
    }

    /// The content of one object goes into another.
    fn move_content(&mut self, from: Value, to: Value) {
        let t = self.points.fresh();
        self.points.load(self.node(from), t);
        self.points.store(t, self.node(to));
    }

    /// A pointer to what is not followed.
    fn unknown(&mut self, v: Value) {
        if self.is_ptr(v) {
            self.facts.push((v, HEAP));
        }
    }

    fn inst(&mut self, inst: &Inst) {
        let args = &inst.args;
        match &inst.op {
            Op::Const(_) => {}
            Op::SlotAddr(s, _) => {
                let o = self.points.slot(s.0);
                self.facts.push((inst.results[0], o));
            }
            Op::PtrAdd | Op::PtrOff(_) => self.copy(args[0], inst.results[0]),
            Op::Select => {
                if self.is_ptr(inst.results[0]) {
                    args.iter().for_each(|&v| self.copy(v, inst.results[0]));
                }
            }
            Op::Load(Mem::Ptr, _) => self.load(args[0], inst.results[0]),
            Op::Store(..) | Op::StorePtr(_) | Op::StorePair(..) => {
                for &v in &args[1..] {
                    if self.is_ptr(v) {
                        self.store(v, args[0]);
                    } else {
                        self.code(args[0], v);
                    }
                }
            }
            Op::MemCopy => self.move_content(args[1], args[0]),
            Op::Atomic(_, mem, _) => {
                for &v in &args[1..] {
                    if self.is_ptr(v) {
                        self.store(v, args[0]);
                    }
                }
                if *mem == Mem::Ptr {
                    for &r in &inst.results {
                        if self.is_ptr(r) {
                            self.load(args[0], r);
                        }
                    }
                }
            }
            Op::Un(UnOp::PtrToInt) if self.compared[inst.results[0].index()] => {}
            Op::Cmp(_)
            | Op::Un(UnOp::Eqz)
            | Op::Load(..)
            | Op::MemZero
            | Op::PanicIf(_)
            | Op::Poll
            | Op::Turn => {}
            Op::Call(callee) => {
                let results: Vec<Option<Node>> = inst
                    .results
                    .iter()
                    .map(|&r| self.is_ptr(r).then(|| self.node(r)))
                    .collect();
                self.call(callee, args, &results, Some(inst));
            }
            _ => {
                args.iter().for_each(|&v| self.escape(v));
                inst.results.iter().for_each(|&r| self.unknown(r));
            }
        }
    }

    fn term(&mut self, term: &Term) {
        match term {
            Term::Return(list) => {
                for (n, &v) in list.iter().enumerate() {
                    if self.is_ptr(v) {
                        let to = self.points.results[n];
                        self.points.copy(self.node(v), to);
                    }
                }
            }
            Term::TailCall(callee, args) => {
                let results: Vec<Option<Node>> =
                    self.points.results.iter().copied().map(Some).collect();
                self.call(callee, args, &results, None);
            }
            _ => {
                for t in targets(term) {
                    let params = &self.f.blocks[t.block.index()].params;
                    for (&a, &p) in t.args.iter().zip(params) {
                        if self.is_ptr(p) {
                            self.copy(a, p);
                        }
                    }
                }
            }
        }
    }

    /// The code of a function is written to the object at `addr`: a closure, which that function will get as its
    /// context. Whoever calls it passes nothing that is not escaped already.
    fn code(&mut self, addr: Value, v: Value) {
        let Some(g) = code_of(self.module, self.f, v) else {
            return;
        };
        let Some(s) = self.summaries.get(g) else {
            return self.escape(addr);
        };
        let p = &s.params[0];
        let (closure, escaped) = (self.node(addr), self.points.escaped);
        let deep = self.points.reached(closure);
        let out = |deep: bool| p.results.iter().any(|r| r.1 == deep);
        let leaves = |deep: bool| s.moves.iter().any(|m| m.0 == 0 && m.1 == deep && m.2 != 0);
        if p.escapes || out(false) || leaves(false) {
            self.points.copy(closure, escaped);
        }
        if p.content || out(true) || leaves(true) {
            self.points.copy(deep, escaped);
        }
        for m in &s.moves {
            if m.2 == 0 {
                let heap = self.points.heap();
                let from = match (m.0, m.1) {
                    (0, false) => closure,
                    (0, true) => deep,
                    _ => heap,
                };
                self.points.store(from, if m.3 { deep } else { closure });
            }
        }
        // What a call of it returns may be new or known to others; callers treat it so.
    }

    fn call(
        &mut self,
        callee: &Callee,
        args: &[Value],
        results: &[Option<Node>],
        inst: Option<&Inst>,
    ) {
        match callee {
            Callee::Direct(g) => match self.summaries.get(*g) {
                Some(s) => return self.direct(s, args, results),
                None => args.iter().for_each(|&a| self.escape(a)),
            },
            // What the code does with its context was taken care of where the closure was made.
            Callee::Closure(_) => args[1..].iter().for_each(|&a| self.escape(a)),
            Callee::Method(_) => args.iter().for_each(|&a| self.escape(a)),
            Callee::Runtime(rt) => return self.runtime(*rt, args, results, inst),
            Callee::Extern(e) if e.noescape => {}
            Callee::Extern(_) => args.iter().for_each(|&a| self.escape(a)),
        }
        let heap = self.points.heap();
        for r in results.iter().flatten() {
            self.points.copy(heap, *r);
        }
    }

    fn direct(&mut self, s: &Summary, args: &[Value], results: &[Option<Node>]) {
        let heap = self.points.heap();
        for (n, r) in results.iter().enumerate() {
            if let Some(r) = r
                && s.heap.get(n).copied().unwrap_or(true)
            {
                self.points.copy(heap, *r);
            }
        }
        let mut deep: Vec<Option<Node>> = vec![None; args.len()];
        let mut end = |e: &mut Self, k: u32, is_deep: bool| {
            let node = e.node(args[k as usize]);
            if !is_deep {
                return node;
            }
            *deep[k as usize].get_or_insert_with(|| e.points.reached(node))
        };
        for (k, p) in s.params.iter().enumerate() {
            if p.escapes {
                self.escape(args[k]);
            }
            if p.content {
                self.content_escapes(args[k]);
            }
            for &(r, is_deep) in &p.results {
                if let Some(&Some(r)) = results.get(r as usize) {
                    let from = end(self, k as u32, is_deep);
                    self.points.copy(from, r);
                }
            }
        }
        for &(from, from_deep, to, to_deep) in &s.moves {
            let from = end(self, from, from_deep);
            let to = end(self, to, to_deep);
            self.points.store(from, to);
        }
    }

    fn runtime(&mut self, rt: RtFn, args: &[Value], results: &[Option<Node>], inst: Option<&Inst>) {
        use RtFn::*;
        let heap = self.points.heap();
        match rt {
            New | NewNoscan | MakeSlice => {
                // Those of a known size are allocations, which have been seen to.
                let known = inst.is_some_and(|i| self.facts.iter().any(|f| f.0 == i.results[0]));
                if let (false, Some(&Some(r))) = (known, results.first()) {
                    self.points.copy(heap, r);
                }
                return;
            }
            TypedCopy | TypedCopyN => self.move_content(args[2], args[1]),
            // The old elements are copied into the new array.
            GrowSlice => self.content_escapes(args[1]),
            // A single operand that is not empty is the result itself.
            Concat => self.content_escapes(args[0]),
            TypedZeroN | MemEqual | StringCompare | DecodeRune | BytesToString | StringToBytes
            | RunesToString | StringToRunes | HashMem | HashIface | IfaceEqual | IfaceEqualPure
            | AssertIface | TryIface | PanicAssert | MapDelete | MapClear | MapLen
            | MapIterNext | ChanClose | ChanLen | ChanCap | ChanFetch | ChanRecv | ChanTryRecv
            | PrintString | PrintPointer | PrintSlice | PrintIface => {
                // What is received comes from the heap.
                let place = match rt {
                    ChanFetch => args.first(),
                    ChanRecv | ChanTryRecv => args.get(1),
                    _ => None,
                };
                if let Some(&p) = place {
                    self.points.store(heap, self.node(p));
                }
            }
            // A map is one object, whose elements lie in it.
            MapAccess | MapAssign | MapAccess32 | MapAssign32 | MapAccess64 | MapAssign64
            | MapAccessStr | MapAssignStr => {
                if let Some(&Some(r)) = results.first() {
                    self.points.copy(self.node(args[1]), r);
                    // An element that is absent is a static zero.
                    self.points.copy(heap, r);
                }
                match rt {
                    MapAssign => self.move_content(args[2], args[1]),
                    MapAssignStr => self.store(args[2], args[1]),
                    _ => {}
                }
                return;
            }
            MapIterInit => self.store(args[1], args[2]),
            ChanSend | ChanTrySend => self.content_escapes(args[1]),
            Select => {
                // The cases hold addresses of elements: what is sent leaves, what comes in is of the heap.
                let t = self.points.fresh();
                let escaped = self.points.escaped;
                self.points.load(self.node(args[0]), t);
                self.points.load(t, escaped);
                self.points.store(heap, t);
            }
            _ => args.iter().for_each(|&a| self.escape(a)),
        }
        for r in results.iter().flatten() {
            self.points.copy(heap, *r);
        }
    }
}

/// The function whose table index a value is: read from a static closure.
pub(super) fn code_of(module: &Module, f: &Func, v: Value) -> Option<FuncId> {
    let inst = def_inst(f, v)?;
    let &Op::Load(Mem::I32, 0) = &inst.op else {
        return None;
    };
    let &Op::DataAddr(d, 0) = &def_inst(f, inst.args[0])?.op else {
        return None;
    };
    let reloc = module.data[d.index()].relocs.first()?;
    match (reloc.offset, reloc.target) {
        (0, DataTarget::Func(g)) => Some(g),
        _ => None,
    }
}

/// A constant.
pub(super) fn constant(f: &Func, v: Value) -> Option<i64> {
    const_of(f, v)
}

//! Builds one function: blocks, instructions, and SSA form by the on-the-fly construction of Braun et al. ("Simple and
//! Efficient Construction of Static Single Assignment Form", 2013), with block parameters in place of phi functions.
//!
//! A block is *sealed* once no predecessor can be added. Reading a variable in a block that is not sealed makes a
//! parameter whose arguments are filled in when it is. Code that cannot be reached is still emitted, into blocks
//! without predecessors, and dropped in [`FuncBuilder::finish`]; such blocks add no edges, so they never blur what
//! reaches a join. Parameters whose arguments are all one value are dropped at the end as well.
//!
//! A variable that was not written since the dominator of a join ended has one value there and at the join, so none of its
//! parameters come into being: otherwise a thousand variables and a thousand joins would make a million. This needs every
//! block to be filled after the ones that dominate it, which holds unless there are gotos ([`FuncBuilder::irregular`]).

pub use super::finish::targets;
use super::finish::{compact, drop_trivial_params, targets_mut};
use super::{
    BinOp, Block, BlockId, Callee, CmpOp, DataId, Def, Func, FuncId, Inst, InstId, Mem, Op,
    PanicKind, Scope, ScopeId, Sig, Slot, SlotId, Target, Term, Ty, UnOp, Value, ValueInfo,
    abi::RtFn,
};
use crate::syntax::source::Pos;
use rustc_hash::FxHashMap;

/// A variable whose values the construction keeps apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Var(pub u32);

/// A function under construction.
#[derive(Debug)]
pub struct FuncBuilder {
    /// The function so far.
    pub func: Func,
    /// Position given to what is emitted.
    pub pos: Pos,
    cur: BlockId,
    state: Vec<BlockState>,
    vars: Vec<Ty>,
    /// By variable: when it was last written, as a number of writes.
    written: Vec<u32>,
    writes: u32,
    regular: bool,
    defs: FxHashMap<(BlockId, Var), Value>,
    consts: FxHashMap<(BlockId, Ty, i64), Value>,
}

#[derive(Default, Debug)]
struct BlockState {
    sealed: bool,
    /// Entered from outside: the function's entry, and the exit of a function that defers.
    entered: bool,
    /// Edges that lead here: block and index among its targets.
    preds: Vec<(BlockId, u32)>,
    incomplete: Vec<(Var, Value)>,
    /// The block that dominates it immediately, and how many dominate it; not known of those that are entered from outside.
    idom: Option<(BlockId, u32)>,
    /// How many writes there were when it ended; 0 while it has not.
    ended: u32,
}

impl FuncBuilder {
    /// Starts a function; the parameters of its signature become those of block 0, which is current and sealed.
    pub fn new(name: String, pos: Pos, sig: Sig) -> FuncBuilder {
        let mut b = FuncBuilder {
            func: Func {
                name: name.clone(),
                pos,
                sig: sig.clone(),
                has_ctx: false,
                blocks: Vec::new(),
                insts: Vec::new(),
                values: Vec::new(),
                slots: Vec::new(),
                scopes: vec![Scope {
                    parent: ScopeId(0),
                    call: Pos::NONE,
                    name,
                    pos,
                }],
                defers: None,
                noinline: false,
                wrapper: false,
                compact: false,
                notes: Vec::new(),
                go_params: Vec::new(),
                go_results: Vec::new(),
            },
            pos,
            cur: BlockId(0),
            state: Vec::new(),
            vars: Vec::new(),
            written: Vec::new(),
            writes: 0,
            regular: true,
            defs: FxHashMap::default(),
            consts: FxHashMap::default(),
        };
        let entry = b.new_block();
        for ty in sig.params {
            b.add_param(entry, ty);
        }
        b.entered(entry);
        b.seal(entry);
        b
    }

    /// Tells that a block is entered from outside, so that it is reachable without any edge.
    pub fn entered(&mut self, block: BlockId) {
        self.state[block.index()].entered = true;
    }

    /// Tells that blocks may be jumped to from ones that they do not dominate after they were filled.
    pub fn irregular(&mut self) {
        self.regular = false;
    }

    /// Finds a block's dominator when all edges from blocks that it does not dominate lead to it.
    fn place(&mut self, block: BlockId) {
        let state = &self.state[block.index()];
        if state.idom.is_some() || state.entered {
            return;
        }
        let mut preds = state.preds.iter().map(|p| p.0);
        let first = preds.next();
        let idom = first.and_then(|first| preds.try_fold(first, |a, b| self.meet(a, b)));
        self.state[block.index()].idom = idom.map(|d| (d, self.depth(d) + 1));
    }

    fn depth(&self, block: BlockId) -> u32 {
        self.state[block.index()].idom.map_or(0, |(_, depth)| depth)
    }

    /// The innermost block that dominates both.
    fn meet(&self, mut a: BlockId, mut b: BlockId) -> Option<BlockId> {
        while a != b {
            if self.depth(a) < self.depth(b) {
                core::mem::swap(&mut a, &mut b);
            }
            a = self.state[a.index()].idom?.0;
        }
        Some(a)
    }

    /// A parameter of the function.
    pub fn param(&self, n: usize) -> Value {
        self.func.blocks[0].params[n]
    }

    /// A new block, not sealed.
    pub fn new_block(&mut self) -> BlockId {
        self.func.blocks.push(Block {
            params: Vec::new(),
            insts: Vec::new(),
            term: Term::None,
            pos: self.pos,
        });
        self.state.push(BlockState::default());
        BlockId(self.func.blocks.len() as u32 - 1)
    }

    /// The current block.
    pub fn block(&self) -> BlockId {
        self.cur
    }

    /// Makes a block current, which is not yet terminated.
    pub fn switch_to(&mut self, block: BlockId) {
        debug_assert!(matches!(self.func.blocks[block.index()].term, Term::None));
        let state = &self.state[block.index()];
        if !state.sealed && !state.entered && state.preds.is_empty() {
            self.regular = false;
        }
        self.place(block);
        self.cur = block;
    }

    /// Seals a block and makes it current.
    pub fn seal_and_switch(&mut self, block: BlockId) {
        self.seal(block);
        self.switch_to(block);
    }

    /// Whether the current block can be reached, as far as is known.
    pub fn reachable(&self) -> bool {
        let s = &self.state[self.cur.index()];
        s.entered || !s.sealed || !s.preds.is_empty()
    }

    /// Whether some edge leads to a block.
    pub fn has_preds(&self, block: BlockId) -> bool {
        !self.state[block.index()].preds.is_empty()
    }

    fn add_param(&mut self, block: BlockId, ty: Ty) -> Value {
        let n = self.func.blocks[block.index()].params.len() as u32;
        let v = self.new_value(ty, Def::Param(block, n));
        self.func.blocks[block.index()].params.push(v);
        v
    }

    fn new_value(&mut self, ty: Ty, def: Def) -> Value {
        self.func.values.push(ValueInfo { ty, def });
        Value(self.func.values.len() as u32 - 1)
    }

    /// A value's type.
    pub fn ty(&self, v: Value) -> Ty {
        self.func.values[v.index()].ty
    }

    /// The operation that defines a value.
    pub fn def_op(&self, v: Value) -> Option<(&Op, &[Value])> {
        match self.func.values[v.index()].def {
            Def::Inst(i, _) => {
                let inst = &self.func.insts[i.index()];
                Some((&inst.op, &inst.args))
            }
            Def::Param(..) => None,
        }
    }

    /// The value of an integer constant.
    pub fn const_of(&self, v: Value) -> Option<i64> {
        match self.def_op(v) {
            Some((&Op::Const(n), _)) => Some(n),
            _ => None,
        }
    }

    /// The pointer whose number a value is.
    pub fn pointer_behind(&self, v: Value) -> Option<Value> {
        match self.def_op(v) {
            Some((&Op::Un(UnOp::PtrToInt), args)) => args.first().copied(),
            _ => None,
        }
    }

    // --- variables ---

    /// A new variable.
    pub fn new_var(&mut self, ty: Ty) -> Var {
        self.vars.push(ty);
        self.written.push(0);
        Var(self.vars.len() as u32 - 1)
    }

    /// Gives a variable a new value.
    pub fn write_var(&mut self, var: Var, value: Value) {
        debug_assert_eq!(self.vars[var.0 as usize], self.ty(value));
        self.writes += 1;
        self.written[var.0 as usize] = self.writes;
        self.defs.insert((self.cur, var), value);
    }

    /// The variable's value here; zero where it was never written.
    pub fn read_var(&mut self, var: Var) -> Value {
        self.read_in(self.cur, var)
    }

    fn read_in(&mut self, block: BlockId, var: Var) -> Value {
        // Long chains of blocks with one predecessor are walked, not recursed into.
        let mut chain = Vec::new();
        let mut b = block;
        let value = loop {
            if let Some(&v) = self.defs.get(&(b, var)) {
                break v;
            }
            chain.push(b);
            let state = &self.state[b.index()];
            let ty = self.vars[var.0 as usize];
            if chain.len() > self.state.len() {
                // A loop that nothing leads to has no predecessor but itself.
                break self.zero_in(b, ty);
            }
            if state.sealed && state.preds.len() == 1 {
                b = state.preds[0].0;
                continue;
            }
            if !state.sealed {
                let v = self.add_param(b, ty);
                self.state[b.index()].incomplete.push((var, v));
                break v;
            }
            if state.preds.is_empty() {
                break self.zero_in(b, ty);
            }
            if let Some((d, _)) = state.idom.filter(|_| self.regular)
                && self.written[var.0 as usize] <= self.state[d.index()].ended
            {
                b = d;
                continue;
            }
            let v = self.add_param(b, ty);
            self.defs.insert((b, var), v);
            self.fill(b, var);
            break v;
        };
        // Of long chains some are enough for others to meet one soon.
        let step = if chain.len() > 64 { 16 } else { 1 };
        for b in chain.into_iter().step_by(step) {
            self.defs.insert((b, var), value);
        }
        value
    }

    fn fill(&mut self, block: BlockId, var: Var) {
        for i in 0..self.state[block.index()].preds.len() {
            let (pred, edge) = self.state[block.index()].preds[i];
            let v = self.read_in(pred, var);
            let term = &mut self.func.blocks[pred.index()].term;
            targets_mut(term)[edge as usize].args.push(v);
        }
    }

    fn zero_in(&mut self, block: BlockId, ty: Ty) -> Value {
        let op = match ty {
            Ty::F32 | Ty::F64 => Op::FConst(0),
            _ => Op::Const(0),
        };
        let id = self.new_inst(op, &[], &[ty]);
        self.func.blocks[block.index()].insts.insert(0, id);
        self.func.insts[id.index()].results[0]
    }

    /// Tells that no further edge will lead to a block.
    pub fn seal(&mut self, block: BlockId) {
        if std::mem::replace(&mut self.state[block.index()].sealed, true) {
            return;
        }
        self.place(block);
        let incomplete = std::mem::take(&mut self.state[block.index()].incomplete);
        for (var, _) in incomplete {
            self.fill(block, var);
        }
    }

    // --- instructions ---

    fn new_inst(&mut self, op: Op, args: &[Value], results: &[Ty]) -> InstId {
        let id = InstId(self.func.insts.len() as u32);
        let results = results
            .iter()
            .enumerate()
            .map(|(n, &ty)| self.new_value(ty, Def::Inst(id, n as u32)))
            .collect();
        self.func.insts.push(Inst {
            op,
            args: args.to_vec(),
            results,
            pos: self.pos,
            scope: ScopeId(0),
        });
        id
    }

    /// Appends an instruction with any number of results.
    pub fn emit(&mut self, op: Op, args: &[Value], results: &[Ty]) -> Vec<Value> {
        let id = self.new_inst(op, args, results);
        self.func.blocks[self.cur.index()].insts.push(id);
        self.func.insts[id.index()].results.clone()
    }

    /// Appends an instruction with one result.
    pub fn emit1(&mut self, op: Op, args: &[Value], ty: Ty) -> Value {
        let id = self.new_inst(op, args, &[ty]);
        self.func.blocks[self.cur.index()].insts.push(id);
        self.func.insts[id.index()].results[0]
    }

    /// Appends an instruction without result.
    pub fn emit0(&mut self, op: Op, args: &[Value]) {
        let id = self.new_inst(op, args, &[]);
        self.func.blocks[self.cur.index()].insts.push(id);
    }

    /// An integer constant or nil.
    pub fn iconst(&mut self, ty: Ty, n: i64) -> Value {
        let n = if ty == Ty::I64 {
            n
        } else {
            i64::from(n as i32)
        };
        if let Some(&v) = self.consts.get(&(self.cur, ty, n)) {
            return v;
        }
        let v = self.emit1(Op::Const(n), &[], ty);
        self.consts.insert((self.cur, ty, n), v);
        v
    }

    /// A 32-bit constant.
    pub fn i32(&mut self, n: i32) -> Value {
        self.iconst(Ty::I32, i64::from(n))
    }

    /// A 64-bit constant.
    pub fn i64(&mut self, n: i64) -> Value {
        self.iconst(Ty::I64, n)
    }

    /// The nil pointer.
    pub fn nil(&mut self) -> Value {
        self.iconst(Ty::Ptr, 0)
    }

    /// A 64-bit floating-point constant.
    pub fn f64(&mut self, x: f64) -> Value {
        self.emit1(Op::FConst(x.to_bits()), &[], Ty::F64)
    }

    /// A 32-bit floating-point constant.
    pub fn f32(&mut self, x: f32) -> Value {
        self.emit1(Op::FConst(u64::from(x.to_bits())), &[], Ty::F32)
    }

    /// The zero of a type.
    pub fn zero(&mut self, ty: Ty) -> Value {
        match ty {
            Ty::F32 => self.f32(0.0),
            Ty::F64 => self.f64(0.0),
            _ => self.iconst(ty, 0),
        }
    }

    /// A binary operation; integer constants are folded.
    pub fn bin(&mut self, op: BinOp, a: Value, b: Value) -> Value {
        let ty = self.ty(a);
        debug_assert_eq!(ty, self.ty(b));
        if matches!(ty, Ty::I32 | Ty::I64) {
            let (x, y) = (self.const_of(a), self.const_of(b));
            let folded = match (op, x, y) {
                (BinOp::Add, Some(x), Some(y)) => Some(x.wrapping_add(y)),
                (BinOp::Sub, Some(x), Some(y)) => Some(x.wrapping_sub(y)),
                (BinOp::Mul, Some(x), Some(y)) => Some(x.wrapping_mul(y)),
                (BinOp::And, Some(x), Some(y)) => Some(x & y),
                (BinOp::Or, Some(x), Some(y)) => Some(x | y),
                (BinOp::Xor, Some(x), Some(y)) => Some(x ^ y),
                _ => None,
            };
            if let Some(n) = folded {
                return self.iconst(ty, n);
            }
            match (op, x, y) {
                (BinOp::Add | BinOp::Sub | BinOp::Or | BinOp::Xor, _, Some(0))
                | (BinOp::Mul, _, Some(1)) => return a,
                (BinOp::Add | BinOp::Or | BinOp::Xor, Some(0), _) | (BinOp::Mul, Some(1), _) => {
                    return b;
                }
                _ => {}
            }
        }
        self.emit1(Op::Bin(op), &[a, b], ty)
    }

    /// A comparison.
    pub fn cmp(&mut self, op: CmpOp, a: Value, b: Value) -> Value {
        debug_assert_eq!(self.ty(a), self.ty(b));
        self.emit1(Op::Cmp(op), &[a, b], Ty::I32)
    }

    /// A unary operation whose result has the given type.
    pub fn un(&mut self, op: UnOp, a: Value, ty: Ty) -> Value {
        if let Some(n) = self.const_of(a) {
            let folded = match (op, self.ty(a)) {
                (UnOp::Wrap | UnOp::ExtendS, _) => Some(n),
                (UnOp::ExtendU, _) => Some(i64::from(n as u32)),
                (UnOp::Eqz, _) => Some(i64::from(n == 0)),
                _ => None,
            };
            if let Some(n) = folded {
                return self.iconst(ty, n);
            }
        }
        self.emit1(Op::Un(op), &[a], ty)
    }

    /// `v == 0`
    pub fn eqz(&mut self, v: Value) -> Value {
        self.un(UnOp::Eqz, v, Ty::I32)
    }

    /// `v != 0` for integers and pointers.
    pub fn nonzero(&mut self, v: Value) -> Value {
        let zero = self.zero(self.ty(v));
        self.cmp(CmpOp::Ne, v, zero)
    }

    /// `cond ? a : b`
    pub fn select(&mut self, cond: Value, a: Value, b: Value) -> Value {
        if a == b {
            return a;
        }
        let ty = self.ty(a);
        self.emit1(Op::Select, &[cond, a, b], ty)
    }

    /// 32-bit value to 64 bits, unsigned.
    pub fn extend_u(&mut self, v: Value) -> Value {
        self.un(UnOp::ExtendU, v, Ty::I64)
    }

    /// 64-bit value to 32 bits.
    pub fn wrap(&mut self, v: Value) -> Value {
        self.un(UnOp::Wrap, v, Ty::I32)
    }

    /// Address plus a constant.
    pub fn ptr_off(&mut self, p: Value, off: u32) -> Value {
        if off == 0 {
            return p;
        }
        let new = match self.def_op(p) {
            Some((&Op::DataAddr(d, o), _)) => Some(Op::DataAddr(d, o + off)),
            Some((&Op::SlotAddr(s, o), _)) => Some(Op::SlotAddr(s, o + off)),
            _ => None,
        };
        match new {
            Some(op) => self.emit1(op, &[], Ty::Ptr),
            None => self.emit1(Op::PtrOff(off), &[p], Ty::Ptr),
        }
    }

    /// Address of data.
    pub fn data_addr(&mut self, data: DataId, off: u32) -> Value {
        self.emit1(Op::DataAddr(data, off), &[], Ty::Ptr)
    }

    /// Address of data as a type word.
    pub fn data_word(&mut self, data: DataId) -> Value {
        let p = self.data_addr(data, 0);
        self.un(UnOp::PtrToInt, p, Ty::I32)
    }

    /// Address in a stack slot.
    pub fn slot_addr(&mut self, slot: SlotId, off: u32) -> Value {
        self.emit1(Op::SlotAddr(slot, off), &[], Ty::Ptr)
    }

    /// Reads memory.
    pub fn load(&mut self, mem: Mem, addr: Value, off: u32) -> Value {
        self.emit1(Op::Load(mem, off), &[addr], mem_ty(mem))
    }

    /// Writes memory without barrier.
    pub fn store(&mut self, mem: Mem, addr: Value, off: u32, v: Value) {
        debug_assert_eq!(mem_ty(mem), self.ty(v));
        self.emit0(Op::Store(mem, off), &[addr, v]);
    }

    /// Panics with the given kind if the condition holds.
    pub fn panic_if(&mut self, kind: PanicKind, cond: Value, args: &[Value]) {
        if self.const_of(cond) == Some(0) {
            return;
        }
        let mut all = vec![cond];
        all.extend_from_slice(args);
        self.emit0(Op::PanicIf(kind), &all);
    }

    /// Calls the runtime.
    pub fn rt(&mut self, f: RtFn, args: &[Value]) -> Option<Value> {
        debug_assert_eq!(f.params().len(), args.len(), "{f:?}");
        let results: Vec<Ty> = f.result().into_iter().collect();
        self.emit(Op::Call(Callee::Runtime(f)), args, &results)
            .pop()
    }

    /// Calls a runtime function that has a result.
    pub fn rt1(&mut self, f: RtFn, args: &[Value]) -> Value {
        self.rt(f, args).expect("runtime function with a result")
    }

    /// Calls a function of the program directly.
    pub fn call(&mut self, f: FuncId, args: &[Value], results: &[Ty]) -> Vec<Value> {
        self.emit(Op::Call(Callee::Direct(f)), args, results)
    }

    /// Takes a packed pair of words apart; each has the type asked for.
    pub fn unpack(&mut self, pair: Value, tys: [Ty; 2]) -> [Value; 2] {
        let low = self.wrap(pair);
        let c = self.i64(32);
        let high = self.bin(BinOp::ShrU, pair, c);
        let high = self.wrap(high);
        let mut word = |v, ty| match ty {
            Ty::Ptr => self.un(UnOp::IntToPtr, v, Ty::Ptr),
            _ => v,
        };
        [word(low, tys[0]), word(high, tys[1])]
    }

    /// A new stack object.
    pub fn new_slot(&mut self, size: u32, align: u32, ptrs: Vec<u32>) -> SlotId {
        self.func.slots.push(Slot { size, align, ptrs });
        SlotId(self.func.slots.len() as u32 - 1)
    }

    // --- terminators; each leaves a fresh, unreachable block current ---

    fn set_term(&mut self, mut term: Term) {
        let cur = self.cur;
        if self.reachable() {
            for (edge, t) in targets_mut(&mut term).into_iter().enumerate() {
                debug_assert!(
                    !self.state[t.block.index()].sealed,
                    "edge to sealed {:?}",
                    t.block
                );
                self.state[t.block.index()].preds.push((cur, edge as u32));
            }
        } else {
            term = Term::Unreachable;
        }
        self.state[cur.index()].ended = self.writes;
        let block = &mut self.func.blocks[cur.index()];
        debug_assert!(matches!(block.term, Term::None));
        block.term = term;
        block.pos = self.pos;
        let dead = self.new_block();
        self.seal(dead);
        self.cur = dead;
    }

    /// Jumps.
    pub fn jump(&mut self, to: BlockId) {
        self.set_term(Term::Jump(target(to)));
    }

    /// Branches; a constant condition becomes a jump.
    pub fn branch(&mut self, cond: Value, yes: BlockId, no: BlockId) {
        match self.const_of(cond) {
            Some(0) => self.jump(no),
            Some(_) => self.jump(yes),
            None => self.set_term(Term::Branch(cond, target(yes), target(no))),
        }
    }

    /// Branches on whether a pointer is not nil.
    pub fn branch_ptr(&mut self, p: Value, some: BlockId, nil: BlockId) {
        let is_nil = self.eqz(p);
        self.branch(is_nil, nil, some);
    }

    /// Dispatches over a dense table.
    pub fn switch(&mut self, v: Value, table: &[BlockId], default: BlockId) {
        let table = table.iter().map(|&b| target(b)).collect();
        self.set_term(Term::Switch(v, table, target(default)));
    }

    /// Returns.
    pub fn ret(&mut self, values: Vec<Value>) {
        self.set_term(Term::Return(values));
    }

    /// Ends in a call in place of this function's frame.
    pub fn tail_call(&mut self, callee: Callee, args: Vec<Value>) {
        self.set_term(Term::TailCall(callee, args));
    }

    /// Behind a call that does not return.
    pub fn unreachable(&mut self) {
        self.set_term(Term::Unreachable);
    }

    /// What [`FuncBuilder::place`] found must dominate: else a variable would be read past where it is written.
    #[cfg(debug_assertions)]
    fn check_dominators(&self) {
        let idom = super::verify::dominators(&self.func);
        for (b, state) in self.state.iter().enumerate() {
            let Some((d, _)) = state.idom.filter(|_| self.regular && idom[b].is_some()) else {
                continue;
            };
            let mut at = b;
            while at != d.index() {
                let up = idom[at].expect("a reachable block's dominators are reachable");
                assert_ne!(up, at, "{}: {d:?} does not dominate {b}", self.func.name);
                at = up;
            }
        }
    }

    /// Completes the function. All blocks are sealed and every reachable one is terminated. `keep` is a block that is
    /// entered from outside (the exit of a function that defers).
    pub fn finish(mut self, keep: Option<BlockId>) -> Func {
        for b in 0..self.state.len() {
            self.seal(BlockId(b as u32));
        }
        #[cfg(debug_assertions)]
        self.check_dominators();
        drop_trivial_params(&mut self.func, keep);
        compact(&mut self.func, keep);
        self.func
    }
}

fn target(block: BlockId) -> Target {
    Target {
        block,
        args: Vec::new(),
    }
}

/// The scalar type that a memory access reads or writes.
pub fn mem_ty(mem: Mem) -> Ty {
    match mem {
        Mem::I8S | Mem::I8U | Mem::I16S | Mem::I16U | Mem::I32 => Ty::I32,
        Mem::I64 => Ty::I64,
        Mem::F32 => Ty::F32,
        Mem::F64 => Ty::F64,
        Mem::Ptr => Ty::Ptr,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `s := 0; for i := 0; i < n; i++ { s += i }; return s`
    #[test]
    fn loop_variables_become_block_parameters() {
        let sig = Sig {
            params: vec![Ty::I64],
            results: vec![Ty::I64],
        };
        let mut b = FuncBuilder::new("sum".into(), Pos::NONE, sig);
        let n = b.param(0);
        let (s, i, k) = (b.new_var(Ty::I64), b.new_var(Ty::I64), b.new_var(Ty::I64));
        let zero = b.i64(0);
        b.write_var(s, zero);
        b.write_var(i, zero);
        b.write_var(k, n);
        let (head, body, done) = (b.new_block(), b.new_block(), b.new_block());
        b.jump(head);
        b.switch_to(head);
        let (iv, kv) = (b.read_var(i), b.read_var(k));
        let more = b.cmp(CmpOp::LtS, iv, kv);
        b.branch(more, body, done);
        b.seal_and_switch(body);
        let (sv, iv) = (b.read_var(s), b.read_var(i));
        let sum = b.bin(BinOp::Add, sv, iv);
        b.write_var(s, sum);
        let one = b.i64(1);
        let next = b.bin(BinOp::Add, iv, one);
        b.write_var(i, next);
        b.jump(head);
        b.seal(head);
        b.seal_and_switch(done);
        let sv = b.read_var(s);
        b.ret(vec![sv]);
        let f = b.finish(None);
        // The variable k never changes in the loop, so it needs no parameter there.
        assert_eq!(f.blocks[1].params.len(), 2);
        assert_eq!(f.blocks.len(), 4);
    }

    #[test]
    fn dead_code_reaches_no_join() {
        let sig = Sig {
            params: vec![Ty::I32],
            results: vec![Ty::I32],
        };
        let mut b = FuncBuilder::new("f".into(), Pos::NONE, sig);
        let x = b.new_var(Ty::I32);
        let p = b.param(0);
        b.write_var(x, p);
        let join = b.new_block();
        b.jump(join);
        let one = b.i32(1);
        b.write_var(x, one);
        b.jump(join);
        b.seal_and_switch(join);
        let v = b.read_var(x);
        b.ret(vec![v]);
        let f = b.finish(None);
        assert_eq!(f.blocks.len(), 2);
        assert!(f.blocks[1].params.is_empty());
    }
}

//! Builds one function: blocks, instructions and terminators. What variables hold is in `variables`.

pub use super::finish::targets;
use super::finish::{compact, drop_trivial_params, targets_mut};
use super::variables::BlockState;
pub use super::variables::Var;
use super::{
    BinOp, Block, BlockId, Callee, CmpOp, DataId, Def, Func, FuncId, Inst, InstId, Mem, Op,
    PanicKind, Scope, ScopeId, Sig, Slot, SlotId, Target, Term, Ty, UnOp, Value, ValueInfo,
    abi::RtFn,
};
use crate::syntax::source::Pos;
use rustc_hash::FxHashMap;

/// A function under construction.
#[derive(Debug)]
pub struct FuncBuilder {
    /// The function so far.
    pub func: Func,
    /// Position given to what is emitted.
    pub pos: Pos,
    pub(super) cur: BlockId,
    pub(super) state: Vec<BlockState>,
    pub(super) vars: Vec<Ty>,
    /// By variable: the numbers of its writes.
    pub(super) written: Vec<Vec<u32>>,
    /// How many writes there were.
    pub(super) writes: u32,
    pub(super) regular: bool,
    pub(super) defs: FxHashMap<(BlockId, Var), Value>,
    consts: FxHashMap<(BlockId, Ty, i64), Value>,
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
        let state = &mut self.state[block.index()];
        state.begun = self.writes;
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

    pub(super) fn add_param(&mut self, block: BlockId, ty: Ty) -> Value {
        let n = self.func.blocks[block.index()].params.len() as u32;
        let v = self.new_value(ty, Def::Param(block, n));
        self.func.blocks[block.index()].params.push(v);
        v
    }

    pub(super) fn new_value(&mut self, ty: Ty, def: Def) -> Value {
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

    // --- instructions ---

    pub(super) fn new_inst(&mut self, op: Op, args: &[Value], results: &[Ty]) -> InstId {
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

//! Builds IR by hand.

use crate::ir::abi::RtFn;
use crate::ir::*;
use crate::syntax::source::Pos;

/// A function under construction.
pub(super) struct B {
    pub(super) f: Func,
    at: BlockId,
}

impl B {
    pub(super) fn new(name: &str, params: &[Ty], results: &[Ty]) -> B {
        let f = Func {
            name: name.to_owned(),
            pos: Pos::NONE,
            sig: Sig {
                params: params.to_vec(),
                results: results.to_vec(),
            },
            has_ctx: false,
            blocks: Vec::new(),
            insts: Vec::new(),
            values: Vec::new(),
            slots: Vec::new(),
            scopes: vec![Scope {
                parent: ScopeId(0),
                call: Pos::NONE,
                name: name.to_owned(),
                pos: Pos::NONE,
            }],
            defers: None,
            noinline: false,
            wrapper: false,
            compact: false,
            notes: Vec::new(),
            go_params: Vec::new(),
            go_results: Vec::new(),
        };
        let mut b = B { f, at: BlockId(0) };
        b.block(params);
        b
    }

    pub(super) fn block(&mut self, params: &[Ty]) -> BlockId {
        let id = BlockId(self.f.blocks.len() as u32);
        self.f.blocks.push(Block {
            params: Vec::new(),
            insts: Vec::new(),
            term: Term::None,
            pos: Pos::NONE,
        });
        for (n, &ty) in params.iter().enumerate() {
            let v = self.new_value(ty, Def::Param(id, n as u32));
            self.f.blocks[id.index()].params.push(v);
        }
        id
    }

    fn new_value(&mut self, ty: Ty, def: Def) -> Value {
        self.f.values.push(ValueInfo { ty, def });
        Value(self.f.values.len() as u32 - 1)
    }

    pub(super) fn param(&self, b: BlockId, n: usize) -> Value {
        self.f.blocks[b.index()].params[n]
    }

    pub(super) fn arg(&self, n: usize) -> Value {
        self.param(BlockId(0), n)
    }

    pub(super) fn go(&mut self, b: BlockId) {
        self.at = b;
    }

    pub(super) fn ops(&mut self, op: Op, args: &[Value], results: &[Ty]) -> Vec<Value> {
        let id = InstId(self.f.insts.len() as u32);
        let results: Vec<Value> = results
            .iter()
            .enumerate()
            .map(|(n, &ty)| self.new_value(ty, Def::Inst(id, n as u32)))
            .collect();
        self.f.insts.push(Inst {
            op,
            args: args.to_vec(),
            results: results.clone(),
            pos: Pos::NONE,
            scope: ScopeId(0),
        });
        self.f.blocks[self.at.index()].insts.push(id);
        results
    }

    pub(super) fn op(&mut self, op: Op, args: &[Value], ty: Ty) -> Value {
        self.ops(op, args, &[ty])[0]
    }

    pub(super) fn i64(&mut self, n: i64) -> Value {
        self.op(Op::Const(n), &[], Ty::I64)
    }

    pub(super) fn i32(&mut self, n: i64) -> Value {
        self.op(Op::Const(n), &[], Ty::I32)
    }

    pub(super) fn nil(&mut self) -> Value {
        self.op(Op::Const(0), &[], Ty::Ptr)
    }

    pub(super) fn bin(&mut self, op: BinOp, a: Value, b: Value) -> Value {
        let ty = self.f.values[a.index()].ty;
        self.op(Op::Bin(op), &[a, b], ty)
    }

    pub(super) fn add(&mut self, a: Value, b: Value) -> Value {
        self.bin(BinOp::Add, a, b)
    }

    pub(super) fn addi(&mut self, a: Value, n: i64) -> Value {
        let n = self.i64(n);
        self.add(a, n)
    }

    pub(super) fn cmp(&mut self, op: CmpOp, a: Value, b: Value) -> Value {
        self.op(Op::Cmp(op), &[a, b], Ty::I32)
    }

    pub(super) fn call(&mut self, f: u32, args: &[Value], results: &[Ty]) -> Vec<Value> {
        self.ops(Op::Call(Callee::Direct(FuncId(f))), args, results)
    }

    pub(super) fn rt(&mut self, f: RtFn, args: &[Value]) -> Option<Value> {
        let ty: Vec<Ty> = f.result().into_iter().collect();
        self.ops(Op::Call(Callee::Runtime(f)), args, &ty)
            .first()
            .copied()
    }

    pub(super) fn slot(&mut self, size: u32, ptrs: &[u32]) -> SlotId {
        self.f.slots.push(Slot {
            size,
            align: 8,
            ptrs: ptrs.to_vec(),
        });
        SlotId(self.f.slots.len() as u32 - 1)
    }

    fn term(&mut self, term: Term) {
        self.f.blocks[self.at.index()].term = term;
    }

    pub(super) fn ret(&mut self, values: &[Value]) {
        self.term(Term::Return(values.to_vec()));
    }

    pub(super) fn jump(&mut self, to: BlockId, args: &[Value]) {
        self.term(Term::Jump(target(to, args)));
    }

    pub(super) fn branch(&mut self, c: Value, t: (BlockId, &[Value]), e: (BlockId, &[Value])) {
        self.term(Term::Branch(c, target(t.0, t.1), target(e.0, e.1)));
    }

    pub(super) fn switch(
        &mut self,
        v: Value,
        list: &[(BlockId, &[Value])],
        default: (BlockId, &[Value]),
    ) {
        let list = list.iter().map(|t| target(t.0, t.1)).collect();
        self.term(Term::Switch(v, list, target(default.0, default.1)));
    }

    pub(super) fn tail(&mut self, callee: Callee, args: &[Value]) {
        self.term(Term::TailCall(callee, args.to_vec()));
    }
}

fn target(block: BlockId, args: &[Value]) -> Target {
    Target {
        block,
        args: args.to_vec(),
    }
}

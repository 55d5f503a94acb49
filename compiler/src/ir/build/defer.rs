//! `defer` and `go`.
//!
//! At most 8 defers that run once each are *open-coded*: the statement stores a closure and sets a bit of the mask, the exit
//! runs those whose bit is set. Otherwise each is a record on a list that the frame keeps: a stack object where every
//! statement runs at most once, else a heap object. What is called with arguments is
//! wrapped: a closure holds the evaluated operands, and its code ends in a tail call.
//!
//! A defer statement in the body of a range over a function defers for the function around the loop. The body is a function
//! of its own that cannot find that frame, so there the head of the list is an object, the *cell*, and bodies capture it.
//!
//! `defer recover()` recovers when the function that defers runs it at its end, since then that function calls recover; a
//! panic that runs it is not recovered. So its closure does nothing, and the exit, which knows it, calls recover instead.

use super::call::{Prepared, Target};
use super::closure::Record;
use super::mem::FnCx;
use super::repr::Val;
use super::sig::Loc as SigLoc;
use super::{Builder, FuncKey};
use crate::ir::abi::RtFn;
use crate::ir::func_builder::Var;
use crate::ir::{
    BinOp, BlockId, Callee, CmpOp, Defers, FuncId, Mem, Op, PanicKind, Sig, SlotId, Ty, Value,
};
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::source::Pos;
use crate::types::info::Mode;
use crate::types::object::{Builtin, ObjectKind};
use crate::types::typ::{Basic, TypeId};
use std::rc::Rc;

/// Defers of the function being built.
pub(super) struct DeferState {
    mask: SlotId,
    /// What the mask is here; most of the time a constant.
    pending: Var,
    closures: SlotId,
    records: bool,
    /// The records are stack objects.
    on_stack: bool,
    /// The open-coded defers.
    open: Vec<Known>,
    exit: BlockId,
}

/// What is known of a deferred call.
#[derive(Clone, Copy)]
enum Known {
    Nothing,
    /// The closure's function.
    Func(FuncId),
    /// A declared function.
    Decl(FuncId),
    Recover,
}

impl Known {
    /// Whether the closure is static data.
    fn is_static(self) -> bool {
        matches!(self, Known::Decl(_) | Known::Recover)
    }
}

/// At most so many are open-coded.
const MAX_OPEN: u32 = 8;

impl<'a> FnCx<'_, 'a> {
    /// Prepares a function that defers.
    pub(super) fn begin_defers(&mut self) {
        let info = &self.analysis.fns[self.fn_index];
        let repeated = info.defer_in_loop || !info.gotos.is_empty();
        let records = repeated || info.defers > MAX_OPEN;
        let count = if records { 0 } else { info.defers };
        let mask = self.b.new_slot(8, 8, Vec::new());
        let closures = self.b.new_slot(
            4 * count.max(1),
            4,
            (0..count.max(1)).map(|i| i * 4).collect(),
        );
        let at = self.b.slot_addr(mask, 0);
        let zero = self.b.i64(0);
        self.b.store(Mem::I64, at, 0, zero);
        let pending = self.b.new_var(Ty::I32);
        let none = self.b.i32(0);
        self.b.write_var(pending, none);
        let exit = self.b.new_block();
        self.b.entered(exit);
        self.b.func.defers = Some(Defers {
            mask,
            closures,
            count,
            records,
            indirect: info.defer_in_body,
            exit,
        });
        self.defers = Some(DeferState {
            mask,
            pending,
            closures,
            records,
            on_stack: !repeated,
            open: Vec::new(),
            exit,
        });
    }

    /// Returns: to the exit, which runs what is deferred.
    pub(super) fn leave(&mut self) {
        let exit = self.defers.as_ref().expect("a function that defers").exit;
        self.b.jump(exit);
    }

    /// Builds the exit.
    pub(super) fn end_defers(&mut self) {
        let Some(state) = self.defers.take() else {
            return;
        };
        self.b.seal_and_switch(state.exit);
        // What is static data is no pointer that a collector or the entry has to care for.
        let open = state.open.iter().zip((0..).step_by(4));
        let ptrs = open.filter(|(known, _)| !known.is_static());
        self.b.func.slots[state.closures.index()].ptrs = ptrs.map(|(_, at)| at).collect();
        if state.records {
            self.run_records();
        }
        for (i, known) in state.open.iter().enumerate().rev() {
            let at = self.b.slot_addr(state.mask, 0);
            let mask = self.b.load(Mem::I8U, at, 0);
            // The bits above are clear by now; below the first there are none.
            let (pending, rest) = match i {
                0 => (mask, self.b.i32(0)),
                _ => {
                    let bit = self.b.i32(1 << i);
                    let below = self.b.i32((1 << i) - 1);
                    let pending = self.b.bin(BinOp::And, mask, bit);
                    (pending, self.b.bin(BinOp::And, mask, below))
                }
            };
            let (run, next) = (self.b.new_block(), self.b.new_block());
            self.b.branch(pending, run, next);
            self.b.seal_and_switch(run);
            let at = self.b.slot_addr(state.mask, 0);
            self.b.store(Mem::I8U, at, 0, rest);
            let at = self.b.slot_addr(state.closures, 4 * i as u32);
            match *known {
                Known::Func(f) => {
                    let c = self.b.load(Mem::Ptr, at, 0);
                    self.b.call(f, &[c], &[]);
                }
                Known::Decl(f) => {
                    self.b.call(f, &[], &[]);
                }
                Known::Recover => self.recover_here(),
                Known::Nothing => {
                    let c = self.b.load(Mem::Ptr, at, 0);
                    self.call_closure(c);
                }
            }
            self.b.jump(next);
            self.b.seal_and_switch(next);
        }
        self.return_from_slots();
    }

    fn run_records(&mut self) {
        let (head, run, done) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(head);
        self.b.switch_to(head);
        let c = self.b.rt1(RtFn::DeferPop, &[]);
        self.b.branch_ptr(c, run, done);
        self.b.seal_and_switch(run);
        if self.analysis.fns[self.fn_index].defers_recover {
            let (recover, call) = (self.b.new_block(), self.b.new_block());
            let f = self.m.defer_recover();
            let d = self.m.static_closure(f);
            let known = self.b.data_addr(d, 0);
            let same = self.b.cmp(CmpOp::Eq, c, known);
            self.b.branch(same, recover, call);
            self.b.seal_and_switch(recover);
            self.recover_here();
            self.b.jump(head);
            self.b.seal_and_switch(call);
        }
        self.call_closure(c);
        self.b.jump(head);
        self.b.seal(head);
        self.b.seal_and_switch(done);
    }

    /// Calls a `func()`.
    fn call_closure(&mut self, c: Value) {
        self.nil_check(c);
        let sig = self.m.sig_id(&Sig {
            params: Vec::new(),
            results: Vec::new(),
        });
        self.b.emit(Op::Call(Callee::Closure(sig)), &[c], &[]);
    }

    /// `recover()`, its result unused.
    fn recover_here(&mut self) {
        let fp = self.b.emit1(Op::CallerFp, &[], Ty::I32);
        self.b.rt1(RtFn::Recover, &[fp]);
    }

    /// This function is a wrapper: what it calls may recover in its stead.
    pub(super) fn recover_through(&mut self) {
        let fp = self.b.emit1(Op::CallerFp, &[], Ty::I32);
        self.b.rt(RtFn::RecoverThrough, &[fp]);
    }

    /// The cell with the function's list, for a body that defers.
    pub(super) fn cell_of_defers(&mut self) -> Value {
        match &self.range_body {
            Some(body) => body.cell.expect("a body that defers"),
            None => {
                let cell = self.b.rt1(RtFn::DeferCell, &[]);
                self.not_nil(cell);
                cell
            }
        }
    }

    /// `defer call`
    pub(super) fn defer(&mut self, e: &'a Expr) {
        let (mut c, known) = self.call_as_closure(e, ".deferwrap");
        let records = self.range_body.is_some() || self.defers.as_ref().is_some_and(|d| d.records);
        if matches!(known, Known::Nothing) && records {
            // In a list nil is the end.
            let f = self.m.defer_nil();
            let d = self.m.static_closure(f);
            let caller = self.b.data_addr(d, 0);
            let nil = self.b.eqz(c);
            c = self.b.select(nil, caller, c);
        }
        if self.range_body.is_some() {
            let cell = self.cell_of_defers();
            self.b.rt(RtFn::DeferPushTo, &[cell, c]);
            return;
        }
        let Some(state) = &mut self.defers else {
            return;
        };
        if state.records && state.on_stack {
            let record = self.b.new_slot(8, 4, vec![0, 4]);
            let at = self.b.slot_addr(record, 0);
            self.b.store(Mem::Ptr, at, 4, c);
            self.b.rt(RtFn::DeferLink, &[at]);
            return;
        }
        if state.records {
            self.b.rt(RtFn::DeferPush, &[c]);
            return;
        }
        let i = state.open.len();
        state.open.push(known);
        let (mask, closures, pending) = (state.mask, state.closures, state.pending);
        let at = self.b.slot_addr(closures, 4 * i as u32);
        self.b.store(Mem::Ptr, at, 0, c);
        let at = self.b.slot_addr(mask, 0);
        let mut old = self.b.read_var(pending);
        if self.b.const_of(old).is_none() {
            old = self.b.load(Mem::I8U, at, 0);
        }
        let bit = self.b.i32(1 << i);
        let new = self.b.bin(BinOp::Or, old, bit);
        self.b.store(Mem::I8U, at, 0, new);
        self.b.write_var(pending, new);
    }

    /// `go call`
    pub(super) fn go(&mut self, e: &'a Expr) {
        let (c, _) = self.call_as_closure(e, ".gowrap");
        self.b.rt(RtFn::Go, &[c]);
    }

    /// A `func()` that makes the call, its operands evaluated now; and its function where it is known.
    fn call_as_closure(&mut self, e: &'a Expr, suffix: &str) -> (Value, Known) {
        let e = e.unparen();
        let ExprKind::Call(call) = &e.kind else {
            unreachable!("a call");
        };
        let (f, args) = (&call.fun, &call.args);
        self.b.pos = e.pos;
        match self.tv(f).mode {
            Mode::Builtin => return self.builtin_closure(f, args, suffix),
            Mode::Type => {
                // A conversion is not allowed here; the checker reported it.
                return (self.b.nil(), Known::Nothing);
            }
            _ => {}
        }
        let p = self.prepare(f, args, call.dots);
        if p.sig.ir.params.is_empty() && p.sig.ir.results.is_empty() && p.recv.is_none() {
            match p.target {
                Target::Literal(f, c) => return (c, Known::Func(f)),
                Target::Closure(c) => return (c, Known::Nothing),
                Target::Direct(decl) => {
                    if let Some(inst) = self.m.inst_of(f) {
                        let d = self.m.func_closure(inst);
                        return (self.b.data_addr(d, 0), Known::Decl(decl));
                    }
                }
                _ => {}
            }
        }
        self.thunk(p, suffix)
    }

    /// A closure that holds a prepared call.
    fn thunk(&mut self, p: Prepared, suffix: &str) -> (Value, Known) {
        let mut record = Record::new();
        let mut values = Vec::new();
        let word = Basic::Uint32.id();
        let pointer = Basic::UnsafePointer.id();
        let mut put = |cx: &mut Self, record: &mut Record, t: TypeId, v: Val| {
            cx.m.record_value(record, t);
            values.push(v);
        };
        match p.target {
            Target::Literal(_, c) | Target::Closure(c) => {
                put(self, &mut record, pointer, Val::s(&[c]));
            }
            Target::Method(index, data) => {
                put(self, &mut record, word, Val::s(&[index]));
                put(self, &mut record, pointer, Val::s(&[data]));
            }
            Target::Direct(_) | Target::Extern(_) => {}
        }
        if let Some((t, v)) = p.recv {
            put(self, &mut record, t, v);
        }
        for (&t, v) in p.sig.params.iter().zip(&p.args) {
            put(self, &mut record, t, *v);
        }
        for &p in &p.kept {
            put(self, &mut record, pointer, Val::s(&[p]));
        }
        let name = self.wrapper_name(suffix);
        let pos = self.b.pos;
        let plain = Rc::new(self.m.layout_of(&[], &[]));
        let (target, recv_type, sig) = (p.target, p.recv.map(|r| r.0), p.sig.clone());
        let keeps = p.kept.len();
        let shape = record.clone();
        let f = self.m.wrapper(name, pos, plain, move |cx| {
            let ctx = cx.b.param(0);
            let mut fields = cx.closure_fields(ctx, &shape).into_iter();
            let mut next = || fields.next().expect("a field");
            let target = match target {
                Target::Literal(f, _) => Target::Literal(f, next().vals()[0]),
                Target::Closure(_) => Target::Closure(next().vals()[0]),
                Target::Method(..) => {
                    let index = next().vals()[0];
                    Target::Method(index, next().vals()[0])
                }
                t => t,
            };
            let recv = recv_type.map(|t| (t, next()));
            let args: Vec<Val> = sig
                .params
                .iter()
                .map(|_| match next() {
                    Val::M(p, _) => Val::M(p, true),
                    v => v,
                })
                .collect();
            let kept = (0..keeps).map(|_| next().vals()[0]).collect();
            let p = Prepared {
                target,
                recv,
                sig: sig.clone(),
                args,
                kept,
            };
            // Results in memory need room in a frame.
            let simple = sig.param_block.is_none()
                && sig.result_block.is_none()
                && !sig
                    .result_locs
                    .iter()
                    .any(|l| matches!(l, SigLoc::Memory(_)));
            if !simple || keeps != 0 || matches!(target, Target::Extern(_)) {
                cx.emit_call(&p);
                return cx.b.ret(Vec::new());
            }
            if let Target::Closure(c) = target {
                cx.nil_check(c);
            }
            let mut all = Vec::new();
            if let Target::Method(index, _) = target {
                all.push(index);
            }
            all.extend(cx.operands(&p, &[], None));
            let callee = cx.ir_callee(&p);
            cx.b.tail_call(callee, all);
        });
        (self.new_closure(f, &record, &values), Known::Func(f))
    }

    fn wrapper_name(&mut self, suffix: &str) -> String {
        let name = format!("{}{suffix}", self.b.func.name);
        self.m.unique_name(&name)
    }

    fn builtin_closure(&mut self, f: &'a Expr, args: &'a [Expr], suffix: &str) -> (Value, Known) {
        let Some(ObjectKind::Builtin(kind)) = self
            .object_of(f)
            .map(|o| self.m.program.object(o).kind.clone())
        else {
            unreachable!("a predeclared function");
        };
        if kind == Builtin::Recover {
            let f = self.m.defer_recover();
            let d = self.m.static_closure(f);
            return (self.b.data_addr(d, 0), Known::Recover);
        }
        let values = self.builtin_operands(kind, args);
        let mut record = Record::new();
        for &(t, _) in &values {
            self.m.record_value(&mut record, t);
        }
        let types: Vec<TypeId> = values.iter().map(|v| v.0).collect();
        let name = self.wrapper_name(suffix);
        let pos = self.b.pos;
        let plain = Rc::new(self.m.layout_of(&[], &[]));
        let shape = record.clone();
        let f = self.m.wrapper(name, pos, plain, move |cx| {
            let ctx = cx.b.param(0);
            let fields = cx.closure_fields(ctx, &shape);
            let values: Vec<(TypeId, Val)> = types.iter().copied().zip(fields).collect();
            cx.builtin_on(kind, &values);
            cx.b.ret(Vec::new());
        });
        let values: Vec<Val> = values.into_iter().map(|v| v.1).collect();
        (self.new_closure(f, &record, &values), Known::Func(f))
    }
}

impl<'a> Builder<'a> {
    /// What `defer recover()` defers: a function that does nothing.
    fn defer_recover(&mut self) -> FuncId {
        self.deferred(FuncKey::DeferRecover, "runtime.deferrecover", |_| {})
    }

    /// What stands for a nil function: calling it fails in the same way.
    fn defer_nil(&mut self) -> FuncId {
        self.deferred(FuncKey::DeferNil, "runtime.defernil", |cx| {
            let always = cx.b.i32(1);
            cx.b.panic_if(PanicKind::Nil, always, &[]);
        })
    }

    fn deferred(
        &mut self,
        key: FuncKey,
        name: &str,
        body: impl FnOnce(&mut FnCx<'_, 'a>),
    ) -> FuncId {
        if let Some(&f) = self.funcs.get(&key) {
            return f;
        }
        let plain = Rc::new(self.layout_of(&[], &[]));
        let f = self.wrapper(name.to_owned(), Pos::NONE, plain, |cx| {
            body(cx);
            cx.b.ret(Vec::new());
        });
        self.funcs.insert(key, f);
        f
    }
}

//! Range over a function: the body becomes a function that the iterator calls, `yield`.
//!
//! Body and loop share a record of two words. *state* says whether the body may be called: ready, running (or left by a
//! panic), done (it returned false), exhausted (the loop is over); a call in any other state than ready panics. *next*
//! says how the body was left when not by going on with the next element: 0 by `break`, else by the exit with that number,
//! counted as the body is built: a jump out of the loop or a return, whose results are in the results' variables,
//! which the body shares. The loop carries the exit out once the iterator has returned; inside another such body it
//! leaves that one in the same way.

use super::call::{Prepared, Target};
use super::closure::Record;
use super::mem::FnCx;
use super::repr::{Place, Val};
use super::stmt::Targets;
use super::vars::VarLoc;
use super::wrapper;
use crate::ir::abi::RtFn;
use crate::ir::func_builder::FuncBuilder;
use crate::ir::{BlockId, CmpOp, FuncId, Mem, PanicKind, Value};
use crate::syntax::ast::RangeStmt;
use crate::syntax::symbol::Symbol;
use crate::types::object::ObjId;
use crate::types::typ::TypeId;

/// States of a loop; the numbers are those that the runtime knows.
const DONE: i32 = 0;
const READY: i32 = 1;
const RUNNING: i32 = 2;
const EXHAUSTED: i32 = 3;
/// What is raised when the iterator swallowed the body's panic.
const SWALLOWED: i32 = 4;

/// A way out of a body other than to the next element.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Exit {
    Break(Option<Symbol>),
    Continue(Option<Symbol>),
    Goto(Symbol),
    Return,
}

/// The body being built.
pub(super) struct BodyState {
    /// Address of the record.
    record: Value,
    /// Leaves with `false`.
    out: BlockId,
    /// Exits by number, from 1.
    exits: Vec<Exit>,
    /// Where the function around the loop keeps its deferred calls, if the body defers.
    pub(super) cell: Option<Value>,
}

impl<'a> FnCx<'_, 'a> {
    /// Leaves the body that is being built.
    pub(super) fn exit_range(&mut self, exit: Exit) {
        let Some(state) = &mut self.range_body else {
            return;
        };
        let n = match state.exits.iter().position(|&e| e == exit) {
            Some(i) => i,
            None => {
                state.exits.push(exit);
                state.exits.len() - 1
            }
        };
        let (record, out) = (state.record, state.out);
        let n = self.b.i32(n as i32 + 1);
        self.b.store(Mem::I32, record, 4, n);
        self.b.jump(out);
    }

    /// Keeps the results of a return in the body, then leaves.
    pub(super) fn return_from_body(&mut self, values: Option<Vec<Val>>) {
        let objs = self.analysis.fns[self.fn_index].results.clone();
        for (obj, v) in objs.into_iter().zip(values.into_iter().flatten()) {
            if let Some(&VarLoc::Boxed(var)) = self.vars.get(&obj) {
                let t = self.m.type_of(obj);
                let p = self.b.read_var(var);
                self.store(Place::ptr(p), t, v);
            }
        }
        self.exit_range(Exit::Return);
    }

    /// The types that a return statement's values have.
    pub(super) fn return_types(&self) -> Vec<TypeId> {
        if self.range_body.is_none() {
            return self.sig.results.clone();
        }
        let info = &self.analysis.fns[self.fn_index];
        let objs = info.results.iter();
        objs.map(|&o| self.m.type_of(o)).collect()
    }

    /// `for ... range f { ... }`
    pub(super) fn range_func(&mut self, r: &'a RangeStmt, t: TypeId, label: Option<Symbol>) {
        let f = self.expr(&r.x).vals()[0];
        let Some(&yield_type) = self.func_type(t).params.first() else {
            return self.unsupported(r.x.pos, "range over this function");
        };
        // next and state, no pointers.
        let desc = self.m.layout_desc_raw(8, 4, Vec::new());
        let desc = self.b.data_addr(desc, 0);
        let record = self.b.rt1(RtFn::New, &[desc]);
        self.not_nil(record);
        let ready = self.b.i32(READY);
        self.b.store(Mem::I32, record, 0, ready);

        let analysis = self.analysis.clone();
        let index = analysis.bodies[&r.x.id];
        let (mut shape, captured) = self.m.captures(&analysis, index);
        let mut values = self.captured_values(&captured);
        let at = shape.pointer();
        values.push(Val::s(&[record]));
        let cell_at = analysis.fns[index].defer_in_body.then(|| shape.pointer());
        if cell_at.is_some() {
            values.push(Val::s(&[self.cell_of_defers()]));
        }
        let (body, exits) = self.body_func(r, yield_type, label, (&shape, &captured, at, cell_at));
        let c = self.new_closure(body, &shape, &values);

        let p = Prepared {
            target: Target::Closure(f),
            recv: None,
            sig: self.m.sig_layout(t),
            args: vec![Val::s(&[c])],
            kept: Vec::new(),
        };
        self.emit_call(&p);
        let state = self.b.load(Mem::I32, record, 0);
        let running = self.b.i32(RUNNING);
        let swallowed = self.b.cmp(CmpOp::Eq, state, running);
        let what = self.b.i64(i64::from(SWALLOWED));
        self.b.panic_if(PanicKind::RangeState, swallowed, &[what]);
        let over = self.b.i32(EXHAUSTED);
        self.b.store(Mem::I32, record, 0, over);
        if exits.is_empty() {
            return;
        }
        let next = self.b.load(Mem::I32, record, 4);
        for (i, exit) in exits.into_iter().enumerate() {
            let (take, other) = (self.b.new_block(), self.b.new_block());
            let n = self.b.i32(i as i32 + 1);
            let this = self.b.cmp(CmpOp::Eq, next, n);
            self.b.branch(this, take, other);
            self.b.seal_and_switch(take);
            match exit {
                Exit::Return if self.range_body.is_some() => self.exit_range(exit),
                Exit::Return => self.return_values(None),
                Exit::Break(label) => self.break_to(label),
                Exit::Continue(label) => self.continue_to(label),
                Exit::Goto(label) => self.goto(label),
            }
            self.b.seal_and_switch(other);
        }
    }

    /// Builds the body's function, and answers its exits.
    fn body_func(
        &mut self,
        r: &'a RangeStmt,
        yield_type: TypeId,
        label: Option<Symbol>,
        (shape, captured, record_at, cell_at): (&Record, &[(ObjId, bool)], u32, Option<u32>),
    ) -> (FuncId, Vec<Exit>) {
        let analysis = self.analysis.clone();
        let index = analysis.bodies[&r.x.id];
        let name = analysis.fns[index].name.clone();
        let sig = self.m.sig_layout(yield_type);
        let ir = wrapper::with_ctx(&sig.ir);
        let pkg = self.pkg;
        let id = self.m.new_func(name.clone(), r.body.pos, ir.clone());
        let mut b = FuncBuilder::new(name, r.body.pos, ir);
        b.func.has_ctx = true;
        let mut cx = FnCx::new(self.m, b, sig.clone());
        cx.analysis = analysis;
        cx.fn_index = index;
        cx.pkg = pkg;
        let ctx = cx.b.param(0);
        cx.load_captures(ctx, shape, captured);
        let record = cx.b.load(Mem::Ptr, ctx, record_at);
        cx.not_nil(record);
        let cell = cell_at.map(|at| {
            let cell = cx.b.load(Mem::Ptr, ctx, at);
            cx.not_nil(cell);
            cell
        });

        let (out, next) = (cx.b.new_block(), cx.b.new_block());
        cx.range_body = Some(BodyState {
            record,
            out,
            exits: Vec::new(),
            cell,
        });
        let state = cx.b.load(Mem::I32, record, 0);
        let ready = cx.b.i32(READY);
        let wrong = cx.b.cmp(CmpOp::Ne, state, ready);
        let what = cx.b.extend_u(state);
        cx.b.panic_if(PanicKind::RangeState, wrong, &[what]);
        let running = cx.b.i32(RUNNING);
        cx.b.store(Mem::I32, record, 0, running);

        let mut list = Vec::new();
        for (i, e) in [&r.key, &r.value].into_iter().enumerate() {
            if let Some(e) = e
                && !cx.is_blank_name(e)
                && let Some(&t) = sig.params.get(i)
            {
                let v = cx.param_value(&sig, i, 1);
                list.push((Some(e), t, v));
            }
        }
        cx.set_range(r, &list);
        let targets = Targets {
            label,
            end: out,
            next: Some(next),
            fall: None,
        };
        cx.within(targets, |cx| cx.block(&r.body));
        cx.b.pos = r.body.end;
        cx.b.jump(next);
        for (block, state, go_on) in [(next, READY, 1), (out, DONE, 0)] {
            cx.b.seal_and_switch(block);
            let state = cx.b.i32(state);
            cx.b.store(Mem::I32, record, 0, state);
            let go_on = cx.b.i32(go_on);
            cx.b.ret(vec![go_on]);
        }
        let exits = cx.range_body.take().map_or_else(Vec::new, |s| s.exits);
        let f = cx.finish();
        self.m.set_func(id, f);
        (id, exits)
    }
}

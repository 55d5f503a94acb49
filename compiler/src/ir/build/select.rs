//! Select statements.

use super::mem::FnCx;
use super::repr::{Place, Val};
use super::stmt::Targets;
use crate::ir::abi::RtFn;
use crate::ir::{BinOp, BlockId, CmpOp, Mem, Value};
use crate::syntax::ast::{CommClause, Expr, ExprKind, Stmt, StmtKind, UnaryOp};
use crate::syntax::symbol::Symbol;
use crate::types::typ::{Basic, Type, TypeId};

/// A communication.
struct Case<'a> {
    ch: &'a Expr,
    /// What is sent.
    value: Option<&'a Expr>,
    elem: TypeId,
    /// Where a received value goes.
    stmt: &'a Stmt,
}

impl<'a> FnCx<'_, 'a> {
    fn comm(&self, s: &'a Stmt) -> Case<'a> {
        let (ch, value) = match &s.kind {
            StmtKind::Send(ch, v) => (&**ch, Some(&**v)),
            StmtKind::Expr(e) => (receive_operand(e), None),
            StmtKind::Assign(_, rhs) | StmtKind::Define(_, rhs) => (receive_operand(&rhs[0]), None),
            _ => unreachable!("a communication"),
        };
        let &Type::Chan(_, elem) = self.m.types.under(self.ty(ch)) else {
            unreachable!("a channel");
        };
        Case {
            ch,
            value,
            elem,
            stmt: s,
        }
    }

    /// `select { ... }`
    pub(super) fn select(&mut self, clauses: &'a [CommClause], label: Option<Symbol>) {
        let cases: Vec<(usize, Case<'a>)> = clauses
            .iter()
            .enumerate()
            .filter_map(|(i, c)| Some((i, self.comm(c.comm.as_deref()?))))
            .collect();
        let default = clauses.iter().position(|c| c.comm.is_none());
        let end = self.b.new_block();
        let targets = Targets {
            label,
            end,
            next: None,
            fall: None,
        };
        match (&cases[..], default) {
            ([], None) => {
                self.b.rt(RtFn::BlockForever, &[]);
                self.b.unreachable();
            }
            ([], Some(d)) => self.within(targets, |cx| cx.stmts(&clauses[d].body)),
            ([(i, case)], None) => {
                let i = *i;
                self.single(case);
                self.within(targets, |cx| cx.stmts(&clauses[i].body));
            }
            ([(i, case)], Some(d)) => {
                let i = *i;
                let (yes, no) = (self.b.new_block(), self.b.new_block());
                self.attempt(case, yes, no, |cx| {
                    cx.within(targets, |cx| cx.stmts(&clauses[i].body));
                    cx.b.jump(end);
                });
                self.b.seal_and_switch(no);
                self.within(targets, |cx| cx.stmts(&clauses[d].body));
            }
            _ => self.general(clauses, &cases, default, targets),
        }
        self.b.jump(end);
        self.b.seal_and_switch(end);
    }

    /// One case and no default: the plain operation.
    fn single(&mut self, case: &Case<'a>) {
        let ch = self.scalar(case.ch);
        if let Some(v) = case.value {
            let v = self.expr_as(v, case.elem);
            let place = self.in_memory(v, case.elem, false);
            let p = self.addr(place);
            self.b.rt(RtFn::ChanSend, &[ch, p]);
            return;
        }
        let place = self.received_place(case);
        let flags = self.receive_into(ch, place);
        let one = self.b.i32(1);
        let ok = self.b.bin(BinOp::And, flags, one);
        self.deliver(case, place, ok);
    }

    /// One case and a default.
    fn attempt(
        &mut self,
        case: &Case<'a>,
        yes: BlockId,
        no: BlockId,
        body: impl FnOnce(&mut Self),
    ) {
        let ch = self.scalar(case.ch);
        if let Some(v) = case.value {
            let v = self.expr_as(v, case.elem);
            let place = self.in_memory(v, case.elem, false);
            let p = self.addr(place);
            let sent = self.b.rt1(RtFn::ChanTrySend, &[ch, p]);
            self.b.branch(sent, yes, no);
            self.b.seal_and_switch(yes);
        } else {
            let place = self.received_place(case);
            let p = match place {
                Some(p) => self.addr(p),
                None => self.b.nil(),
            };
            let flags = self.b.rt1(RtFn::ChanTryRecv, &[ch, p]);
            let two = self.b.i32(2);
            let done = self.b.bin(BinOp::And, flags, two);
            self.b.branch(done, yes, no);
            self.b.seal_and_switch(yes);
            let one = self.b.i32(1);
            let ok = self.b.bin(BinOp::And, flags, one);
            self.deliver(case, place, ok);
        }
        body(self);
    }

    /// A place for what is received, where it is wanted.
    fn received_place(&mut self, case: &Case<'a>) -> Option<Place> {
        let wanted = matches!(case.stmt.kind, StmtKind::Assign(..) | StmtKind::Define(..));
        wanted.then(|| {
            let place = self.temp(case.elem);
            self.expect_in(place, case.elem);
            place
        })
    }

    /// Assigns what was received.
    fn deliver(&mut self, case: &Case<'a>, place: Option<Place>, ok: Value) {
        let (StmtKind::Assign(lhs, _) | StmtKind::Define(lhs, _)) = &case.stmt.kind else {
            return;
        };
        let define = matches!(case.stmt.kind, StmtKind::Define(..));
        let place = place.expect("wanted");
        let v = match self.load(place, case.elem) {
            Val::M(p, _) => Val::M(p, true),
            v => v,
        };
        let values = [(case.elem, v), (Basic::Bool.id(), Val::s(&[ok]))];
        for (e, (t, v)) in lhs.iter().zip(values) {
            if define
                && let Some(id) = e.ident()
                && let Some(obj) = self.m.info.nodes.declared(id.id)
            {
                self.declare(obj, Some(v));
                continue;
            }
            let lv = self.lvalue(e);
            self.assign_value(&lv, t, v);
        }
    }

    fn general(
        &mut self,
        clauses: &'a [CommClause],
        cases: &[(usize, Case<'a>)],
        default: Option<usize>,
        targets: Targets,
    ) {
        let n = cases.len() as u32;
        // All channels and values first, in order; then the table.
        let mut operands = Vec::new();
        for (_, case) in cases {
            let ch = self.scalar(case.ch);
            let place = match case.value {
                Some(v) => {
                    let v = self.expr_as(v, case.elem);
                    let owned = self.in_memory(v, case.elem, true);
                    Some(owned)
                }
                None => self.received_place(case),
            };
            operands.push((ch, place));
        }
        let ptrs = (0..n).flat_map(|i| [i * 12, i * 12 + 4]).collect();
        let table = self.temp_raw(n * 12, 4, ptrs);
        for (i, (&(ch, place), (_, case))) in operands.iter().zip(cases).enumerate() {
            let at = self.addr(table.at(i as u32 * 12));
            self.b.store(Mem::Ptr, at, 0, ch);
            let p = match place {
                Some(p) => self.addr(p),
                None => self.b.nil(),
            };
            self.b.store(Mem::Ptr, at, 4, p);
            let dir = self.b.i32(i32::from(case.value.is_some()));
            self.b.store(Mem::I32, at, 8, dir);
        }
        let at = self.addr(table);
        let count = self.b.i32(n as i32);
        let has_default = self.b.i32(i32::from(default.is_some()));
        let chosen = self.b.rt1(RtFn::Select, &[at, count, has_default]);
        let mask = self.b.i32(0xffff);
        let index = self.b.bin(BinOp::And, chosen, mask);
        let blocks: Vec<BlockId> = cases.iter().map(|_| self.b.new_block()).collect();
        let other = self.b.new_block();
        if cases.len() > 3 {
            self.b.switch(index, &blocks, other);
        } else {
            for (i, &block) in blocks.iter().enumerate() {
                if default.is_none() && i + 1 == blocks.len() {
                    self.b.jump(block);
                    break;
                }
                let next = self.b.new_block();
                let c = self.b.i32(i as i32);
                let eq = self.b.cmp(CmpOp::Eq, index, c);
                self.b.branch(eq, block, next);
                self.b.seal_and_switch(next);
            }
            if default.is_some() {
                self.b.jump(other);
            }
        }
        for ((&block, (clause, case)), &(_, place)) in blocks.iter().zip(cases).zip(&operands) {
            self.b.seal_and_switch(block);
            if case.value.is_none() {
                self.fetch(chosen, 1 << 17, place);
                let shift = self.b.i32(16);
                let ok = self.b.bin(BinOp::ShrU, chosen, shift);
                let one = self.b.i32(1);
                let ok = self.b.bin(BinOp::And, ok, one);
                self.deliver(case, place, ok);
            }
            let body = &clauses[*clause].body;
            self.within(targets, |cx| cx.stmts(body));
            self.b.jump(targets.end);
        }
        self.b.seal_and_switch(other);
        match default {
            Some(d) => self.within(targets, |cx| cx.stmts(&clauses[d].body)),
            None => self.b.unreachable(),
        }
    }
}

/// The channel of `<-ch`.
fn receive_operand(e: &Expr) -> &Expr {
    match &e.unparen().kind {
        ExprKind::Unary(UnaryOp::Recv, ch) => ch,
        _ => unreachable!("a receive"),
    }
}

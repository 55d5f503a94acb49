//! Statements.

use super::mem::FnCx;
use super::notes::What;
use super::rangefunc::Exit;
use super::repr::{Place, Val};
use super::vars::VarLoc;
use crate::ir::BlockId;
use crate::ir::abi::RtFn;
use crate::syntax::ast::{Block, Decl, Expr, Node, Stmt, StmtKind, VarSpec};
use crate::syntax::symbol::Symbol;
use crate::types::object::ObjId;
use crate::types::typ::{Type, TypeId};

/// Where `break` and `continue` of a statement lead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Targets {
    /// The statement's label.
    pub label: Option<Symbol>,
    /// For `break`.
    pub end: BlockId,
    /// For `continue`; loops only.
    pub next: Option<BlockId>,
    /// For `fallthrough`; clauses of a switch only.
    pub fall: Option<BlockId>,
}

impl<'a> FnCx<'_, 'a> {
    /// A block.
    pub(super) fn block(&mut self, b: &'a Block) {
        self.stmts(&b.stmts);
    }

    /// Statements in order.
    pub(super) fn stmts(&mut self, list: &'a [Stmt]) {
        for s in list {
            self.stmt(s, None);
        }
    }

    /// The statement in front of a condition.
    pub(super) fn init(&mut self, s: &'a Option<Node<Stmt>>) {
        if let Some(s) = s {
            self.stmt(s, None);
        }
    }

    /// A statement, with its label.
    pub(super) fn stmt(&mut self, s: &'a Stmt, label: Option<Symbol>) {
        self.b.pos = s.pos;
        self.push_temps();
        self.stmt_kind(s, label);
        self.pop_temps();
    }

    fn stmt_kind(&mut self, s: &'a Stmt, label: Option<Symbol>) {
        match &s.kind {
            StmtKind::Empty => {}
            StmtKind::Expr(e) => self.expr_stmt(e),
            StmtKind::Send(ch, v) => self.send(ch, v),
            StmtKind::IncDec(e, up) => self.inc_dec(e, *up),
            StmtKind::Assign(lhs, rhs) => self.assign(lhs, rhs),
            StmtKind::OpAssign(op, l, r) => self.op_assign(*op, l, r),
            StmtKind::Define(lhs, rhs) => self.define(lhs, rhs),
            StmtKind::Decl(list) => {
                for d in list {
                    if let Decl::Var(spec) = d {
                        self.var_spec(spec);
                    }
                }
            }
            StmtKind::Go(e) => self.go(e),
            StmtKind::Defer(e) => self.defer(e),
            StmtKind::Return(list) => self.return_stmt(list),
            StmtKind::Break(label) => {
                self.break_to(label.map(|l| l.name));
            }
            StmtKind::Continue(label) => {
                self.continue_to(label.map(|l| l.name));
            }
            StmtKind::Goto(label) => {
                self.goto(label.name);
            }
            StmtKind::Fallthrough => {
                if let Some(next) = self.targets.last().and_then(|t| t.fall) {
                    self.b.jump(next);
                }
            }
            StmtKind::Block(b) => self.block(b),
            StmtKind::If(init, cond, then, other) => {
                self.init(init);
                let (yes, done) = (self.b.new_block(), self.b.new_block());
                let no = match other {
                    Some(_) => self.b.new_block(),
                    None => done,
                };
                self.cond(cond, yes, no);
                self.b.seal_and_switch(yes);
                self.block(then);
                self.b.jump(done);
                if let Some(other) = other {
                    self.b.seal_and_switch(no);
                    self.stmt(other, None);
                    self.b.jump(done);
                }
                self.b.seal_and_switch(done);
            }
            StmtKind::Switch(init, tag, clauses) => {
                self.init(init);
                self.switch(tag.as_deref(), &clauses.list, label);
            }
            StmtKind::TypeSwitch(init, guard, clauses) => {
                self.init(init);
                self.type_switch(&guard.x, &clauses.list, label);
            }
            StmtKind::Select(clauses, _) => self.select(clauses, label),
            StmtKind::For(init, cond, post, body) => {
                self.for_stmt(init, cond.as_deref(), post, body, label);
            }
            StmtKind::Range(r) => self.range(r, label),
            StmtKind::Labeled(id, inner) => {
                if self.analysis.fns[self.fn_index].gotos.contains(&id.name) {
                    let block = self.label_block(id.name);
                    self.b.jump(block);
                    // More jumps may come: it is sealed when the function is complete.
                    self.b.switch_to(block);
                }
                self.stmt(inner, Some(id.name));
            }
        }
    }

    fn label_block(&mut self, name: Symbol) -> BlockId {
        if let Some(&b) = self.labels.get(&name) {
            return b;
        }
        let b = self.b.new_block();
        self.labels.insert(name, b);
        b
    }

    fn find_target(
        &self,
        label: Option<Symbol>,
        fits: impl Fn(&Targets) -> bool,
    ) -> Option<Targets> {
        let mut list = self.targets.iter().rev();
        match label {
            Some(_) => list.find(|t| t.label == label).copied(),
            None => list.find(|t| fits(t)).copied(),
        }
    }

    /// `break`
    pub(super) fn break_to(&mut self, label: Option<Symbol>) {
        match self.find_target(label, |_| true) {
            Some(t) => self.b.jump(t.end),
            None => self.exit_range(Exit::Break(label)),
        }
    }

    /// `continue`
    pub(super) fn continue_to(&mut self, label: Option<Symbol>) {
        let target = self.find_target(label, |t| t.next.is_some());
        match target.and_then(|t| t.next) {
            Some(next) => self.b.jump(next),
            None => self.exit_range(Exit::Continue(label)),
        }
    }

    /// `goto`
    pub(super) fn goto(&mut self, label: Symbol) {
        if self.range_body.is_some() && !self.analysis.fns[self.fn_index].labels.contains(&label) {
            return self.exit_range(Exit::Goto(label));
        }
        let block = self.label_block(label);
        self.b.jump(block);
    }

    /// Runs `body` with its targets in force.
    pub(super) fn within(&mut self, targets: Targets, body: impl FnOnce(&mut Self)) {
        self.targets.push(targets);
        body(self);
        self.targets.pop();
    }

    fn send(&mut self, ch: &'a Expr, v: &'a Expr) {
        let &Type::Chan(_, elem) = self.m.types.under(self.ty(ch)) else {
            unreachable!("send to a channel");
        };
        let c = self.scalar(ch);
        let v = self.expr_as(v, elem);
        let place = self.in_memory(v, elem, false);
        let p = self.addr(place);
        self.b.rt(RtFn::ChanSend, &[c, p]);
    }

    fn var_spec(&mut self, spec: &'a VarSpec) {
        let objs: Vec<Option<ObjId>> = spec
            .names
            .iter()
            .map(|id| self.m.info.nodes.declared(id.id))
            .collect();
        self.b.pos = spec.pos;
        if spec.values.is_empty() {
            for obj in objs.into_iter().flatten() {
                self.declare(obj, None);
            }
        } else {
            let lhs = objs.into_iter().map(|o| (o, None)).collect();
            self.define_all(lhs, &spec.values);
        }
    }

    fn return_stmt(&mut self, list: &'a [Expr]) {
        let types = self.return_types();
        if list.is_empty() {
            return self.return_values(None);
        }
        if let [one] = list
            && types.len() > 1
        {
            let values = self.multi(one);
            let values = values
                .into_iter()
                .zip(&types)
                .map(|((from, v), &to)| self.assignable(v, from, to))
                .collect();
            return self.return_values(Some(values));
        }
        // A composite literal of memory kind can be made where the caller wants it, when nothing can read there meanwhile.
        if let [one] = list
            && let [r] = self.ret.results[..]
            && let (None, Some(area)) = (r.obj, r.area)
            && self.defers.is_none()
        {
            self.expr_into(one, types[0], area, true);
            return self.return_values(Some(vec![Val::M(area, true)]));
        }
        let list: Vec<(&'a Expr, TypeId)> = list.iter().zip(types).collect();
        let values = self.in_order(&list);
        self.return_values(Some(values));
    }

    fn for_stmt(
        &mut self,
        init: &'a Option<Node<Stmt>>,
        cond: Option<&'a Expr>,
        post: &'a Option<Node<Stmt>>,
        body: &'a Block,
        label: Option<Symbol>,
    ) {
        self.init(init);
        // Each iteration has its own copy of the variables (since Go 1.22); that shows only where they are objects of their own.
        let mut own = Vec::new();
        if let Some(init) = init
            && let StmtKind::Define(lhs, _) = &init.kind
        {
            for e in lhs {
                if let Some(id) = e.ident()
                    && let Some(obj) = self.m.info.nodes.declared(id.id)
                    && self.analysis.boxed(obj)
                    && !self.m.info.shared_by_iterations.contains(&obj)
                {
                    own.push(obj);
                }
            }
        }
        let (head, inside, next, end) = (
            self.b.new_block(),
            self.b.new_block(),
            self.b.new_block(),
            self.b.new_block(),
        );
        self.b.jump(head);
        self.b.switch_to(head);
        match cond {
            Some(c) => self.cond(c, inside, end),
            None => self.b.jump(inside),
        }
        self.b.seal_and_switch(inside);
        let targets = Targets {
            label,
            end,
            next: Some(next),
            fall: None,
        };
        self.within(targets, |cx| cx.block(body));
        self.b.jump(next);
        self.b.seal_and_switch(next);
        for obj in own {
            if let Some(&VarLoc::Boxed(var)) = self.vars.get(&obj) {
                let t = self.m.type_of(obj);
                let old = self.b.read_var(var);
                let new = self.noting(What::Var(obj), |cx| cx.new_object(t));
                self.copy(Place::fresh(new), Place::ptr(old), t);
                self.b.write_var(var, new);
            }
        }
        self.init(post);
        self.b.jump(head);
        self.b.seal(head);
        self.b.seal_and_switch(end);
    }
}

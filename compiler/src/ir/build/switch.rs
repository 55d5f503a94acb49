//! Expression switches: dense integer cases by a table, many integer cases by binary search, others one after the other.

use super::arith::width;
use super::mem::FnCx;
use super::repr::Val;
use super::stmt::Targets;
use crate::ir::{BinOp, BlockId, CmpOp, Ty, Value};
use crate::syntax::ast::{CaseClause, Expr};
use crate::syntax::symbol::Symbol;
use crate::types::info::Mode;
use crate::types::typ::TypeId;

/// At least so many cases make a table or a search worthwhile.
const MANY: usize = 5;

impl<'a> FnCx<'_, 'a> {
    /// `switch tag { ... }`
    pub(super) fn switch(
        &mut self,
        tag: Option<&'a Expr>,
        clauses: &'a [CaseClause],
        label: Option<Symbol>,
    ) {
        let end = self.b.new_block();
        let bodies: Vec<BlockId> = clauses.iter().map(|_| self.b.new_block()).collect();
        let default = clauses
            .iter()
            .position(|c| c.default)
            .map_or(end, |i| bodies[i]);
        match tag {
            None => {
                for (c, &body) in clauses.iter().zip(&bodies) {
                    for e in &c.exprs {
                        let next = self.b.new_block();
                        self.b.pos = e.pos;
                        self.cond(e, body, next);
                        self.b.seal_and_switch(next);
                    }
                }
                self.b.jump(default);
            }
            Some(tag) => {
                let t = self.ty(tag);
                let v = self.expr(tag);
                let v = self.stable(v, t);
                if !self.integer_switch(t, v, clauses, &bodies, default) {
                    for (c, &body) in clauses.iter().zip(&bodies) {
                        for e in &c.exprs {
                            let next = self.b.new_block();
                            self.b.pos = e.pos;
                            let eq = self.equals_case(t, v, e);
                            self.b.branch(eq, body, next);
                            self.b.seal_and_switch(next);
                        }
                    }
                    self.b.jump(default);
                }
            }
        }
        for (i, c) in clauses.iter().enumerate() {
            // A clause is entered from its tests and by falling through from the one before, built already.
            self.b.seal_and_switch(bodies[i]);
            let targets = Targets {
                label,
                end,
                next: None,
                fall: bodies.get(i + 1).copied(),
            };
            self.within(targets, |cx| cx.stmts(&c.body));
            self.b.jump(end);
        }
        self.b.seal_and_switch(end);
    }

    fn equals_case(&mut self, t: TypeId, v: Val, e: &'a Expr) -> Value {
        if self.tv(e).mode == Mode::Nil {
            return match v.vals().first() {
                Some(&p) => self.b.eqz(p),
                None => self.b.i32(1),
            };
        }
        let types = self.m.types;
        let te = self.ty(e);
        if types.is_interface(t) || types.is_interface(te) {
            let y = self.expr(e);
            return self.equal_mixed(t, v, te, y);
        }
        let y = self.expr_as(e, t);
        self.equal(t, v, y)
    }

    /// Integer tags with constant cases. Answers whether it did anything.
    fn integer_switch(
        &mut self,
        t: TypeId,
        v: Val,
        clauses: &'a [CaseClause],
        bodies: &[BlockId],
        default: BlockId,
    ) -> bool {
        let Some(b) = self.m.types.basic(t) else {
            return false;
        };
        if !b.is_integer() {
            return false;
        }
        let mut cases = Vec::new();
        for (c, &body) in clauses.iter().zip(bodies) {
            for e in &c.exprs {
                let Some(c) = &self.tv(e).value else {
                    return false;
                };
                cases.push((super::consts::int_of(c), body));
            }
        }
        if cases.len() < MANY {
            return false;
        }
        let unsigned = b.is_unsigned() && width(b) == 64;
        let key = |n: i64| {
            if unsigned {
                i128::from(n as u64)
            } else {
                i128::from(n)
            }
        };
        cases.sort_by_key(|&(n, _)| key(n));
        cases.dedup_by_key(|c| c.0);
        let v = self.widen(v.vals()[0], !b.is_unsigned());
        self.search(v, &cases, &key, unsigned, default);
        true
    }

    fn search(
        &mut self,
        v: Value,
        cases: &[(i64, BlockId)],
        key: &dyn Fn(i64) -> i128,
        unsigned: bool,
        default: BlockId,
    ) {
        let (first, last) = (cases[0].0, cases[cases.len() - 1].0);
        let span = key(last) - key(first) + 1;
        if cases.len() >= MANY && span <= 4 * cases.len() as i128 {
            return self.table(v, cases, first, span as usize, default);
        }
        if cases.len() < MANY {
            for &(n, body) in cases {
                let next = self.b.new_block();
                let c = self.b.i64(n);
                let eq = self.b.cmp(CmpOp::Eq, v, c);
                self.b.branch(eq, body, next);
                self.b.seal_and_switch(next);
            }
            return self.b.jump(default);
        }
        let (low, high) = cases.split_at(cases.len() / 2);
        let (below, above) = (self.b.new_block(), self.b.new_block());
        let pivot = self.b.i64(high[0].0);
        let op = if unsigned { CmpOp::LtU } else { CmpOp::LtS };
        let less = self.b.cmp(op, v, pivot);
        self.b.branch(less, below, above);
        self.b.seal_and_switch(below);
        self.search(v, low, key, unsigned, default);
        self.b.seal_and_switch(above);
        self.search(v, high, key, unsigned, default);
    }

    fn table(
        &mut self,
        v: Value,
        cases: &[(i64, BlockId)],
        first: i64,
        span: usize,
        default: BlockId,
    ) {
        let c = self.b.i64(first);
        let index = self.b.bin(BinOp::Sub, v, c);
        // The table's index has 32 bits only.
        let n = self.b.i64(span as i64);
        let inside = self.b.cmp(CmpOp::LtU, index, n);
        let dispatch = self.b.new_block();
        self.b.branch(inside, dispatch, default);
        self.b.seal_and_switch(dispatch);
        let mut table = vec![default; span];
        for &(n, body) in cases {
            table[n.wrapping_sub(first) as usize] = body;
        }
        debug_assert_eq!(self.b.ty(index), Ty::I64);
        let index = self.b.wrap(index);
        self.b.switch(index, &table, default);
    }
}

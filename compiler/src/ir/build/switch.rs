//! Expression switches: dense integer cases by a table, many integer cases by binary search, constant strings by their
//! length and then by the byte that tells most of them apart, others one after the other.

use std::sync::Arc;

use super::arith::width;
use super::mem::FnCx;
use super::repr::Val;
use super::stmt::Targets;
use crate::ir::abi::RtFn;
use crate::ir::{BinOp, BlockId, CmpOp, Mem, Ty, Value};
use crate::syntax::ast::{CaseClause, Expr};
use crate::syntax::symbol::Symbol;
use crate::types::constant::ConstValue;
use crate::types::info::Mode;
use crate::types::typ::{Basic, TypeId};

/// At least so many cases make a table or a search worthwhile.
const MANY: usize = 5;

/// The same for strings.
const MANY_STRINGS: usize = 4;

/// A constant case of a switch over a string.
#[derive(Clone)]
struct StringCase {
    text: Arc<[u8]>,
    body: BlockId,
}

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
                let strings = self.constant_strings(t, clauses, &bodies);
                // No case can write the bytes of string(bytes) when all are constants.
                let v = match strings {
                    Some(_) => self.bytes_as_string(tag),
                    None => self.expr(tag),
                };
                let v = self.stable(v, t);
                if let Some(cases) = strings {
                    self.string_switch(&v.vals(), cases, default);
                } else if !self.integer_switch(t, v, clauses, &bodies, default) {
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

    /// The cases of a switch over a string whose cases are all constants.
    fn constant_strings(
        &mut self,
        t: TypeId,
        clauses: &'a [CaseClause],
        bodies: &[BlockId],
    ) -> Option<Vec<StringCase>> {
        if !self.m.types.basic(t).is_some_and(Basic::is_string) {
            return None;
        }
        let mut cases = Vec::new();
        for (c, &body) in clauses.iter().zip(bodies) {
            for e in &c.exprs {
                let Some(ConstValue::Str(text)) = &self.tv(e).value else {
                    return None;
                };
                let text = text.clone();
                cases.push(StringCase { text, body });
            }
        }
        Some(cases)
    }

    fn string_switch(&mut self, v: &[Value], mut cases: Vec<StringCase>, default: BlockId) {
        if cases.len() < MANY_STRINGS {
            return self.same_string(v, &cases, false, default);
        }
        // Sorting is stable: of equal cases, which the checker refuses, the first would win.
        cases.sort_by_key(|case| case.text.len());
        let groups: Vec<&[StringCase]> = cases
            .chunk_by(|a, b| a.text.len() == b.text.len())
            .collect();
        let length = self.b.extend_u(v[1]);
        let lengths = groups.iter().map(|group| group[0].text.len() as i64);
        let blocks = self.dispatch(length, lengths.collect(), default);
        for (group, block) in groups.into_iter().zip(blocks) {
            self.b.seal_and_switch(block);
            self.by_byte(v, group.to_vec(), default);
        }
    }

    /// Cases of one length, which the string has.
    fn by_byte(&mut self, v: &[Value], mut cases: Vec<StringCase>, default: BlockId) {
        let distinct = |at: usize| {
            let mut seen = [false; 256];
            cases
                .iter()
                .for_each(|case| seen[case.text[at] as usize] = true);
            seen.iter().filter(|&&seen| seen).count()
        };
        // Of equal bytes the first.
        let best = (0..cases[0].text.len())
            .rev()
            .max_by_key(|&at| distinct(at));
        let Some(at) = best.filter(|&at| cases.len() >= MANY_STRINGS && distinct(at) > 1) else {
            return self.same_string(v, &cases, true, default);
        };
        cases.sort_by_key(|case| case.text[at]);
        let groups: Vec<&[StringCase]> = cases.chunk_by(|a, b| a.text[at] == b.text[at]).collect();
        let byte = self.b.load(Mem::I8U, v[0], at as u32);
        let byte = self.b.extend_u(byte);
        let bytes = groups.iter().map(|group| i64::from(group[0].text[at]));
        let blocks = self.dispatch(byte, bytes.collect(), default);
        for (group, block) in groups.into_iter().zip(blocks) {
            self.b.seal_and_switch(block);
            self.by_byte(v, group.to_vec(), default);
        }
    }

    /// A block for each of these ascending numbers, none of which is negative.
    fn dispatch(&mut self, v: Value, numbers: Vec<i64>, default: BlockId) -> Vec<BlockId> {
        let cases: Vec<(i64, BlockId)> = numbers
            .into_iter()
            .map(|n| (n, self.b.new_block()))
            .collect();
        self.search(v, &cases, &|n| i128::from(n), false, default);
        cases.into_iter().map(|(_, block)| block).collect()
    }

    /// Compares with one case after the other.
    fn same_string(&mut self, v: &[Value], cases: &[StringCase], measured: bool, default: BlockId) {
        for case in cases {
            let text = self.string_const(&case.text);
            let eq = match (measured, case.text.len()) {
                (false, _) => self.equal(Basic::String.id(), Val::s(v), text),
                (true, 0) => return self.b.jump(case.body),
                (true, 1..=16) => self.has_bytes(v[0], &case.text),
                (true, _) => {
                    let text = text.vals();
                    self.b.rt1(RtFn::MemEqual, &[v[0], text[0], text[1]])
                }
            };
            let next = self.b.new_block();
            self.b.branch(eq, case.body, next);
            self.b.seal_and_switch(next);
        }
        self.b.jump(default);
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

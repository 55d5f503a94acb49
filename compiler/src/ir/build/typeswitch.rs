//! Type switches.

use super::mem::FnCx;
use super::repr::{Val, Vals};
use super::stmt::Targets;
use crate::ir::BlockId;
use crate::syntax::ast::{CaseClause, Expr};
use crate::syntax::symbol::Symbol;
use crate::types::info::Mode;

impl<'a> FnCx<'_, 'a> {
    /// `switch v := x.(type) { ... }`
    pub(super) fn type_switch(
        &mut self,
        x: &'a Expr,
        clauses: &'a [CaseClause],
        label: Option<Symbol>,
    ) {
        let x = match &x.unparen().kind {
            crate::syntax::ast::ExprKind::TypeAssert(a) if a.typ.is_none() => &a.x,
            _ => x,
        };
        let from = self.ty(x);
        let v = self.expr(x).vals();
        let have = self.dynamic_type(from, v[0]);
        let end = self.b.new_block();
        let bodies: Vec<BlockId> = clauses.iter().map(|_| self.b.new_block()).collect();
        let mut values = vec![Val::S(v); clauses.len()];
        for (i, c) in clauses.iter().enumerate() {
            for e in &c.exprs {
                let next = self.b.new_block();
                self.b.pos = e.pos;
                let cond = if self.tv(e).mode == Mode::Nil {
                    self.b.eqz(have)
                } else {
                    let t = self.ty(e);
                    if self.m.types.is_interface(t) {
                        let word = self.try_interface(have, t);
                        if c.exprs.len() == 1 {
                            values[i] = Val::S(Vals::new(&[word, v[1]]));
                        }
                        word
                    } else {
                        self.is_type(have, t)
                    }
                };
                self.b.branch(cond, bodies[i], next);
                self.b.seal_and_switch(next);
            }
        }
        let default = clauses
            .iter()
            .position(|c| c.default)
            .map_or(end, |i| bodies[i]);
        self.b.jump(default);
        for (i, c) in clauses.iter().enumerate() {
            self.b.seal_and_switch(bodies[i]);
            if let Some(&obj) = self.m.info.implicits.get(&c.id) {
                let value = match &c.exprs[..] {
                    [e] if self.tv(e).mode != Mode::Nil => {
                        let t = self.ty(e);
                        if self.m.types.is_interface(t) {
                            values[i]
                        } else {
                            self.unbox(t, v[1])
                        }
                    }
                    _ => Val::S(v),
                };
                self.declare(obj, Some(value));
            }
            let targets = Targets {
                label,
                end,
                next: None,
                fall: None,
            };
            self.within(targets, |cx| cx.stmts(&c.body));
            self.b.jump(end);
        }
        self.b.seal_and_switch(end);
    }
}

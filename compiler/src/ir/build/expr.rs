//! Expressions.

use super::mem::FnCx;
use super::notes::What;
use super::repr::{Place, Val};
use crate::ir::abi::RtFn;
use crate::ir::func_builder::Var;
use crate::ir::{BlockId, Mem, Ty, Value};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::types::info::{Mode, SelectionKind};
use crate::types::typ::{Basic, Type, TypeId};

impl<'a> FnCx<'_, 'a> {
    /// The value of an expression of one value.
    pub(super) fn expr(&mut self, e: &'a Expr) -> Val {
        let e = e.unparen();
        let tv = self.tv(e);
        if let Some(c) = &tv.value {
            return self.constant(c, tv.typ);
        }
        if tv.mode == Mode::Nil {
            return self.zero(tv.typ);
        }
        let saved = std::mem::replace(&mut self.b.pos, e.pos);
        let what = std::mem::replace(&mut self.what, What::Expr(e));
        let v = match &e.kind {
            ExprKind::Index(index) if self.looks_up_bytes(e) => {
                self.map_read_of(&index.x, &index.args[0])
            }
            ExprKind::Ident(_)
            | ExprKind::Selector(..)
            | ExprKind::Index(..)
            | ExprKind::Star(_) => {
                let lv = self.lvalue(e);
                self.read_lv(&lv)
            }
            _ => self.value(e),
        };
        self.b.pos = saved;
        self.what = what;
        v
    }

    /// The only scalar of an expression's value.
    pub(super) fn scalar(&mut self, e: &'a Expr) -> Value {
        let v = self.expr(e).vals();
        match v.first() {
            Some(&v) => v,
            None => self.b.i32(0),
        }
    }

    /// Evaluates an expression into memory. `fresh`: nothing that the expression reads is there.
    pub(super) fn expr_into(&mut self, e: &'a Expr, to: TypeId, place: Place, fresh: bool) {
        let inner = e.unparen();
        if fresh
            && self.repr(to).memory
            && self.tv(inner).typ == to
            && let ExprKind::CompositeLit(lit) = &inner.kind
            && matches!(self.m.types.under(to), Type::Struct(_) | Type::Array(..))
        {
            self.zero_mem(place, to);
            return self.fill_composite(to, &lit.elements, place);
        }
        let v = self.expr_as(e, to);
        self.store(place, to, v);
    }

    /// The value of an expression that denotes no place.
    pub(super) fn value(&mut self, e: &'a Expr) -> Val {
        let e = e.unparen();
        let tv = self.tv(e);
        let t = tv.typ;
        if let Some(c) = &tv.value {
            return self.constant(c, t);
        }
        if tv.mode == Mode::Nil {
            return self.zero(t);
        }
        match &e.kind {
            ExprKind::Ident(_) => self.func_value(e),
            ExprKind::Selector(s) => match self.m.selection(e.id) {
                Some(sel) if sel.kind != SelectionKind::Qualified => {
                    self.method_value(e, &s.x, &sel)
                }
                _ => self.func_value(e),
            },
            ExprKind::Index(..) if self.m.inst_of(e).is_some() => self.func_value(e),
            ExprKind::Index(index) if self.is_method_value(&index.x) => self.value(&index.x),
            ExprKind::Index(index) => {
                let (x, list) = (&index.x, &index.args);
                // Arrays, slices and maps are places; a string's bytes are not.
                let s = self.bytes_as_string(x).vals();
                let index = self.index(&list[0], e.pos);
                let len = self.b.extend_u(s[1]);
                self.bounds(index, len);
                let p = self.scaled(s[0], index.value, 1);
                Val::s(&[self.b.load(Mem::I8U, p, 0)])
            }
            ExprKind::CompositeLit(..) => self.composite(e),
            ExprKind::FuncLit(..) => self.closure(e),
            ExprKind::Slice(slice) => self.slice_expr(&slice.x, &slice.bounds),
            ExprKind::TypeAssert(assert) => self.assertion(&assert.x, t),
            ExprKind::Call(..) => self.call_value(e),
            ExprKind::Unary(op, x) => self.unary_expr(*op, x, t),
            ExprKind::Binary(op, operands) => self.binary(*op, e, &operands[0], &operands[1], t),
            _ => {
                self.unsupported(e.pos, "this kind of expression");
                self.zero(t)
            }
        }
    }

    fn func_value(&mut self, e: &'a Expr) -> Val {
        if let Some(inst) = self.m.inst_of(e) {
            let d = self.m.func_closure(inst);
            return Val::s(&[self.b.data_addr(d, 0)]);
        }
        self.unsupported(e.pos, "this operand");
        let t = self.ty(e);
        self.zero(t)
    }

    /// Whether an expression selects a method.
    pub(super) fn is_method_value(&self, e: &Expr) -> bool {
        let ExprKind::Selector(..) = e.unparen().kind else {
            return false;
        };
        let s = self.m.info.nodes.selection(e.unparen().id);
        s.is_some_and(|s| !matches!(s.kind, SelectionKind::Field | SelectionKind::Qualified))
    }

    fn unary_expr(&mut self, op: UnaryOp, x: &'a Expr, t: TypeId) -> Val {
        match op {
            UnaryOp::Addr => {
                let inner = x.unparen();
                if matches!(inner.kind, ExprKind::CompositeLit(..)) {
                    return self.new_composite(inner);
                }
                Val::s(&[self.address_of(x)])
            }
            UnaryOp::Recv => self.receive(x).0,
            _ => {
                let v = self.expr(x);
                self.unary(op, t, v)
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, e: &'a Expr, x: &'a Expr, y: &'a Expr, t: TypeId) -> Val {
        match op {
            BinaryOp::LAnd | BinaryOp::LOr => {
                let (yes, no, done) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
                let result = self.b.new_var(Ty::I32);
                self.cond(e, yes, no);
                for (block, n) in [(yes, 1), (no, 0)] {
                    self.b.seal_and_switch(block);
                    let v = self.b.i32(n);
                    self.b.write_var(result, v);
                    self.b.jump(done);
                }
                self.b.seal_and_switch(done);
                Val::s(&[self.b.read_var(result)])
            }
            BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => Val::s(&[self.comparison(op, x, y)]),
            BinaryOp::Shl | BinaryOp::Shr => {
                let v = self.expr_as(x, t).vals();
                Val::s(&[self.shift(op, t, v[0], y)])
            }
            BinaryOp::Add if self.m.types.basic(t).is_some_and(Basic::is_string) => {
                self.concat_expr(e)
            }
            _ => {
                let v = self.in_order(&[(x, t), (y, t)]);
                self.arith(op, t, v[0], v[1])
            }
        }
    }

    /// Branches on a condition.
    pub(super) fn cond(&mut self, e: &'a Expr, yes: BlockId, no: BlockId) {
        let e = e.unparen();
        if self.tv(e).value.is_none() {
            match &e.kind {
                ExprKind::Unary(UnaryOp::Not, x) => return self.cond(x, no, yes),
                ExprKind::Binary(op @ (BinaryOp::LAnd | BinaryOp::LOr), operands) => {
                    let [x, y] = &**operands;
                    let next = self.b.new_block();
                    if *op == BinaryOp::LAnd {
                        self.cond(x, next, no);
                    } else {
                        self.cond(x, yes, next);
                    }
                    self.b.seal_and_switch(next);
                    return self.cond(y, yes, no);
                }
                _ => {}
            }
        }
        let v = self.scalar(e);
        self.b.branch(v, yes, no);
    }

    /// The values of an expression that may yield several: a call, or a `, ok` form.
    pub(super) fn multi(&mut self, e: &'a Expr) -> Vec<(TypeId, Val)> {
        let e = e.unparen();
        let tv = self.tv(e);
        let types = self.m.types;
        let Type::Tuple(list) = types.get(tv.typ) else {
            if tv.mode == Mode::NoValue {
                self.expr_stmt(e);
                return Vec::new();
            }
            return vec![(tv.typ, self.expr(e))];
        };
        let saved = std::mem::replace(&mut self.b.pos, e.pos);
        let pair = |(v, ok): (Val, Value)| vec![(list[0], v), (list[1], Val::s(&[ok]))];
        let values = match &e.kind {
            ExprKind::Call(..) => self.call(e),
            ExprKind::TypeAssert(assert) => {
                let r = self.assertion_ok(&assert.x, list[0]);
                pair(r)
            }
            ExprKind::Unary(UnaryOp::Recv, x) => {
                let r = self.receive(x);
                pair(r)
            }
            ExprKind::Index(index) => {
                let r = self.map_read_ok(&index.x, &index.args[0]);
                pair(r)
            }
            _ => {
                self.unsupported(e.pos, "this expression of several values");
                Vec::new()
            }
        };
        self.b.pos = saved;
        values
    }

    /// An expression as a statement: a call or a receive.
    pub(super) fn expr_stmt(&mut self, e: &'a Expr) {
        let e = e.unparen();
        let saved = std::mem::replace(&mut self.b.pos, e.pos);
        match &e.kind {
            ExprKind::Call(..) => {
                self.call(e);
            }
            ExprKind::Unary(UnaryOp::Recv, x) => {
                self.receive_nothing(x);
            }
            _ => {
                self.expr(e);
            }
        }
        self.b.pos = saved;
    }

    /// `<-ch`: value and whether the channel was not closed.
    pub(super) fn receive(&mut self, ch: &'a Expr) -> (Val, Value) {
        let types = self.m.types;
        let &Type::Chan(_, elem) = types.under(self.ty(ch)) else {
            unreachable!("receive from a channel");
        };
        let c = self.scalar(ch);
        let tmp = self.temp(elem);
        self.expect_in(tmp, elem);
        let flags = self.receive_into(c, Some(tmp));
        let one = self.b.i32(1);
        let ok = self.b.bin(crate::ir::BinOp::And, flags, one);
        let v = match self.load(tmp, elem) {
            Val::M(p, _) => Val::M(p, true),
            v => v,
        };
        (v, ok)
    }

    fn receive_nothing(&mut self, ch: &'a Expr) {
        let c = self.scalar(ch);
        self.receive_into(c, None);
    }

    /// Before something is received into a stack slot: forgets what was there, or it would stay alive from the last time, since
    /// the slot's address alone does not tell that all of it is written.
    pub(super) fn expect_in(&mut self, place: Place, elem: TypeId) {
        if self.repr(elem).has_ptrs {
            self.zero_mem(place, elem);
        }
    }

    /// Receives into memory and answers the runtime's flags.
    pub(super) fn receive_into(&mut self, ch: Value, place: Option<Place>) -> Value {
        let p = match place {
            Some(p) => self.addr(p),
            None => self.b.nil(),
        };
        let flags = self.b.rt1(RtFn::ChanRecv, &[ch, p]);
        self.fetch(flags, 2, place);
        flags
    }

    /// Fetches a received element where the flags ask for it.
    pub(super) fn fetch(&mut self, flags: Value, bit: i32, place: Option<Place>) {
        let bit = self.b.i32(bit);
        let must = self.b.bin(crate::ir::BinOp::And, flags, bit);
        let (fetch, done) = (self.b.new_block(), self.b.new_block());
        self.b.branch(must, fetch, done);
        self.b.seal_and_switch(fetch);
        let p = match place {
            Some(p) => self.addr(p),
            None => self.b.nil(),
        };
        self.b.rt(RtFn::ChanFetch, &[p]);
        self.b.jump(done);
        self.b.seal_and_switch(done);
    }

    /// A variable for a value of this type that both arms of a choice set; of memory kind values live in a temporary.
    pub(super) fn choice(&mut self, t: TypeId) -> Choice {
        let r = self.repr(t);
        if r.memory {
            return Choice::Memory(self.temp(t));
        }
        let mut vars = Vec::new();
        for p in &r.parts {
            vars.push(self.b.new_var(p.ty()));
        }
        Choice::Vars(vars)
    }

    /// Sets it.
    pub(super) fn choose(&mut self, c: &Choice, t: TypeId, v: Val) {
        match c {
            Choice::Memory(p) => self.store(*p, t, v),
            Choice::Vars(vars) => {
                for (&var, &v) in vars.iter().zip(v.vals().iter()) {
                    self.b.write_var(var, v);
                }
            }
        }
    }

    /// Reads it.
    pub(super) fn chosen(&mut self, c: &Choice) -> Val {
        match c {
            Choice::Memory(p) => Val::M(*p, true),
            Choice::Vars(vars) => {
                let list: Vec<Value> = vars.iter().map(|&v| self.b.read_var(v)).collect();
                Val::s(&list)
            }
        }
    }
}

/// See [`FnCx::choice`].
#[derive(Debug)]
pub(super) enum Choice {
    /// Scalars.
    Vars(Vec<Var>),
    /// In memory.
    Memory(Place),
}

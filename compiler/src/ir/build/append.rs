//! `append`: where the capacity suffices, the elements are stored in line; else the runtime makes a larger array first.

use super::mem::FnCx;
use super::repr::Val;
use crate::ir::abi::RtFn;
use crate::ir::{CmpOp, Ty, Value};
use crate::syntax::ast::Expr;
use crate::types::info::Mode;
use crate::types::typ::{Type, TypeId};

impl<'a> FnCx<'_, 'a> {
    /// `append(s, values...)`
    pub(super) fn append(&mut self, t: TypeId, args: &'a [Expr], spread: bool) -> Val {
        let &Type::Slice(elem) = self.m.types.under(t) else {
            unreachable!("append to a slice");
        };
        if let [one] = args
            && matches!(self.m.types.get(self.ty(one)), Type::Tuple(_))
        {
            let mut values = self.multi(one).into_iter();
            let (_, s) = values.next().expect("a slice");
            let more: Vec<Val> = values
                .map(|(from, v)| self.assignable(v, from, elem))
                .collect();
            return self.append_values(elem, &s.vals(), &more);
        }
        if !spread {
            let list: Vec<(&'a Expr, TypeId)> = args
                .iter()
                .enumerate()
                .map(|(i, e)| (e, if i == 0 { t } else { elem }))
                .collect();
            let values = self.in_order(&list);
            return self.append_values(elem, &values[0].vals(), &values[1..]);
        }
        let s = self.expr_as(&args[0], t).vals();
        let more = &args[1];
        if self.tv(more).mode == Mode::Nil {
            return Val::S(s);
        }
        let v = match self.conversion_of(more, false) {
            Some(text) => self.expr(text).vals(),
            None => self.expr(more).vals(),
        };
        self.append_slice(elem, &s, v[0], v[1])
    }

    fn append_values(&mut self, elem: TypeId, s: &[Value], values: &[Val]) -> Val {
        if values.is_empty() {
            return Val::s(s);
        }
        let n = self.b.i32(values.len() as i32);
        let (p, len, cap) = self.grow(elem, s, n);
        for (i, v) in values.iter().enumerate() {
            let k = self.b.i32(i as i32);
            let at = self.add32(s[1], k);
            let place = self.element_place(p, at, elem);
            self.store(place, elem, *v);
        }
        Val::s(&[p, len, cap])
    }

    /// Makes room for n more elements: array, new length, capacity.
    fn grow(&mut self, elem: TypeId, s: &[Value], n: Value) -> (Value, Value, Value) {
        let len = self.add32(s[1], n);
        let (array, room) = (self.b.new_var(Ty::Ptr), self.b.new_var(Ty::I32));
        self.b.write_var(array, s[0]);
        self.b.write_var(room, s[2]);
        let (grow, fits) = (self.b.new_block(), self.b.new_block());
        let more = self.b.cmp(CmpOp::GtU, len, s[2]);
        self.b.branch(more, grow, fits);
        self.b.seal_and_switch(grow);
        let desc = self.layout_addr(elem);
        let want = self.b.extend_u(len);
        let pair = self.b.rt1(RtFn::GrowSlice, &[desc, s[0], s[1], s[2], want]);
        let [p, cap] = self.b.unpack(pair, [Ty::Ptr, Ty::I32]);
        self.b.write_var(array, p);
        self.b.write_var(room, cap);
        self.b.jump(fits);
        self.b.seal_and_switch(fits);
        (self.b.read_var(array), len, self.b.read_var(room))
    }

    fn append_slice(&mut self, elem: TypeId, s: &[Value], src: Value, n: Value) -> Val {
        let (p, len, cap) = self.grow(elem, s, n);
        // Without elements the address behind the last one might lie outside the array.
        let (some, done) = (self.b.new_block(), self.b.new_block());
        self.b.branch(n, some, done);
        self.b.seal_and_switch(some);
        let dst = self.element_place(p, s[1], elem);
        let dst = self.addr(dst);
        self.move_elements(elem, dst, src, n);
        self.b.jump(done);
        self.b.seal_and_switch(done);
        Val::s(&[p, len, cap])
    }
}

//! Composite literals.

use super::mem::FnCx;
use super::repr::{Field, Place, Val, Vals};
use crate::ir::Value;
use crate::syntax::ast::{Element, Expr, ExprKind};
use crate::types::info::Mode;
use crate::types::typ::{Type, TypeId};

/// An `&T{...}` with at most so many scalars is evaluated before its object is made.
const FEW: usize = 12;

impl<'a> FnCx<'_, 'a> {
    fn elements(e: &'a Expr) -> &'a [Element] {
        match &e.unparen().kind {
            ExprKind::CompositeLit(lit) => &lit.elements,
            _ => unreachable!("a composite literal"),
        }
    }

    /// The value of a composite literal.
    pub(super) fn composite(&mut self, e: &'a Expr) -> Val {
        let t = self.ty(e);
        let elements = Self::elements(e);
        match *self.m.types.under(t) {
            // In a literal of pointers `&T` may be left out.
            Type::Pointer(to) => Val::s(&[self.new_literal(to, e)]),
            Type::Slice(elem) => self.slice_literal(elem, elements),
            Type::Map(..) => self.map_literal(t, elements),
            _ => {
                let r = self.repr(t);
                if !r.memory {
                    return self.small_literal(t, elements);
                }
                let tmp = self.temp(t);
                self.zero_mem(tmp, t);
                self.fill_composite(t, elements, tmp);
                Val::M(tmp, true)
            }
        }
    }

    /// `&T{...}`
    pub(super) fn new_composite(&mut self, e: &'a Expr) -> Val {
        let t = self.ty(e);
        Val::s(&[self.new_literal(t, e)])
    }

    fn new_literal(&mut self, t: TypeId, e: &'a Expr) -> Value {
        let elements = Self::elements(e);
        let r = self.repr(t);
        if !r.memory {
            let v = match *self.m.types.under(t) {
                Type::Slice(elem) => self.slice_literal(elem, elements),
                Type::Map(..) => self.map_literal(t, elements),
                _ => self.small_literal(t, elements),
            };
            return self.new_with(t, v);
        }
        if let Type::Struct(_) = self.m.types.under(t)
            && elements.len() <= FEW
            && elements.iter().all(|el| self.is_scalar(el))
        {
            // Values first: the object is new when they are stored.
            let mut fields = Vec::new();
            let mut list = Vec::new();
            for (f, el) in self.fields_of(t, elements) {
                fields.push(f);
                list.push((&el.value, f.typ));
            }
            let values = self.in_order(&list);
            let p = self.new_object(t);
            for (f, v) in fields.into_iter().zip(values).filter(|(f, _)| !f.blank) {
                self.store(Place::fresh(p).at(f.off), f.typ, v);
            }
            return p;
        }
        let p = self.new_object(t);
        self.fill_composite(t, elements, Place::ptr(p));
        p
    }

    fn is_scalar(&mut self, el: &'a Element) -> bool {
        let t = self.ty(&el.value);
        !self.repr(t).memory
    }

    /// The field of each element. As of Go 1.27 it may be one of an embedded struct.
    fn fields_of(&mut self, t: TypeId, elements: &'a [Element]) -> Vec<(Field, &'a Element)> {
        let mut list = Vec::new();
        for (i, el) in elements.iter().enumerate() {
            let field = match el.key.as_deref() {
                Some(Expr {
                    kind: ExprKind::Ident(name),
                    ..
                }) => {
                    let path = self.m.field_path(t, *name).expect("a field");
                    self.m.field_at(t, &path)
                }
                _ => self.m.field(t, i as u32),
            };
            list.push((field, el));
        }
        list
    }

    /// The index of each element of an array or slice, and how many the array has at least.
    pub(super) fn indices(&self, elements: &'a [Element]) -> (Vec<(u32, &'a Expr)>, u32) {
        let (mut next, mut len) = (0, 0);
        let mut list = Vec::new();
        for el in elements {
            if let Some(key) = &el.key
                && let Some(c) = &self.tv(key).value
            {
                next = super::consts::int_of(c) as u32;
            }
            list.push((next, &el.value));
            next += 1;
            len = len.max(next);
        }
        (list, len)
    }

    fn small_literal(&mut self, t: TypeId, elements: &'a [Element]) -> Val {
        let mut vals: Vec<Value> = self.zero(t).vals().to_vec();
        match self.m.types.under(t) {
            Type::Struct(_) => {
                let mut fields = Vec::new();
                let mut list = Vec::new();
                for (f, el) in self.fields_of(t, elements) {
                    fields.push(f);
                    list.push((&el.value, f.typ));
                }
                let values = self.in_order(&list);
                for (f, v) in fields.into_iter().zip(values).filter(|(f, _)| !f.blank) {
                    vals[f.first..f.first + f.count].copy_from_slice(&v.vals());
                }
            }
            &Type::Array(_, elem) => {
                for el in elements {
                    let v = self.expr_as(&el.value, elem).vals();
                    vals.copy_from_slice(&v);
                }
            }
            _ => {}
        }
        Val::S(Vals::new(&vals))
    }

    /// Stores the elements of a struct or array literal into zeroed memory.
    pub(super) fn fill_composite(&mut self, t: TypeId, elements: &'a [Element], place: Place) {
        match *self.m.types.under(t) {
            Type::Struct(_) => {
                for (f, el) in self.fields_of(t, elements) {
                    if f.blank {
                        self.expr_as(&el.value, f.typ);
                    } else {
                        self.fill(&el.value, f.typ, place.at(f.off));
                    }
                }
            }
            Type::Array(_, elem) => {
                let size = self.m.size_of(elem);
                let (list, _) = self.indices(elements);
                for (i, e) in list {
                    self.fill(e, elem, place.at(i * size));
                }
            }
            _ => unreachable!("a struct or array"),
        }
    }

    fn fill(&mut self, e: &'a Expr, t: TypeId, place: Place) {
        if self.tv(e).mode == Mode::Nil {
            return;
        }
        self.expr_into(e, t, place, true);
    }

    fn slice_literal(&mut self, elem: TypeId, elements: &'a [Element]) -> Val {
        let (list, n) = self.indices(elements);
        let len = self.b.i32(n as i32);
        if n == 0 {
            let d = self.m.zero_object();
            let p = self.b.data_addr(d, 0);
            return Val::s(&[p, len, len]);
        }
        let size = self.m.size_of(elem);
        // A table of constants is copied as a whole.
        if list.len() > 4
            && let Some(data) = self.m.static_array(elem, n, &list)
        {
            let p = self.new_array(elem, n);
            let src = self.b.data_addr(data, 0);
            let bytes = self.b.i32((n * size) as i32);
            self.b.emit0(crate::ir::Op::MemCopy, &[p, src, bytes]);
            return Val::s(&[p, len, len]);
        }
        let few = list.len() <= FEW && !self.repr(elem).memory;
        if few {
            let typed: Vec<(&'a Expr, TypeId)> = list.iter().map(|&(_, e)| (e, elem)).collect();
            let values = self.in_order(&typed);
            let p = self.new_array(elem, n);
            for ((i, _), v) in list.into_iter().zip(values) {
                self.store(Place::fresh(p).at(i * size), elem, v);
            }
            return Val::s(&[p, len, len]);
        }
        let p = self.new_array(elem, n);
        for (i, e) in list {
            self.fill(e, elem, Place::ptr(p).at(i * size));
        }
        Val::s(&[p, len, len])
    }

    fn map_literal(&mut self, t: TypeId, elements: &'a [Element]) -> Val {
        let (kt, elem) = self.map_types(t);
        let hint = self.b.i64(elements.len() as i64);
        let m = self.map_make(t, hint);
        let map = m.vals()[0];
        for el in elements {
            let Some(key) = &el.key else {
                continue;
            };
            let k = self.expr_as(key, kt);
            let k = self.stable(k, kt);
            let v = self.expr_as(&el.value, elem);
            self.map_write(t, map, k, v);
        }
        m
    }
}

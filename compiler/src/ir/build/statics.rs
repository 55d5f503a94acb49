//! Values that are known when the program is linked: package variables with constant initialisers, tables, boxes of
//! constants.

use super::Builder;
use super::consts::{const_bits, int_of};
use super::descriptor::Bytes;
use crate::ir::{Data, DataId, DataTarget};
use crate::syntax::ast::{Element, Expr, ExprKind, UnaryOp};
use crate::types::constant::ConstValue;
use crate::types::info::{Mode, SelectionKind};
use crate::types::object::ObjectKind;
use crate::types::typ::{Basic, Type, TypeId};

/// What may be made static.
#[derive(Clone, Copy, PartialEq)]
enum Scope {
    /// An initialiser that is evaluated once: also what can be written later, and function literals.
    Once,
    /// Anything else: only what nobody can write.
    Constant,
}

impl<'a> Builder<'a> {
    /// Makes a package variable's initial value static. Answers whether it could be done.
    pub(super) fn static_variable(&mut self, data: DataId, t: TypeId, e: &'a Expr) -> bool {
        let mut out = Bytes::default();
        if !self.static_value(&mut out, 0, t, e, Scope::Once) {
            return false;
        }
        let d = &mut self.module.data[data.index()];
        while out.bytes.last() == Some(&0)
            && out
                .relocs
                .iter()
                .all(|r| (r.offset as usize + 4) < out.bytes.len())
        {
            out.bytes.pop();
        }
        d.bytes = out.bytes;
        d.relocs = out.relocs;
        d.relocs.sort_by_key(|r| r.offset);
        true
    }

    /// A read-only box of a constant.
    pub(super) fn static_box(&mut self, e: &'a Expr, t: TypeId) -> Option<DataId> {
        let r = self.repr(t);
        if r.size == 0 {
            return matches!(e.unparen().kind, ExprKind::CompositeLit(..))
                .then(|| self.zero_object());
        }
        self.tv(e).value.as_ref()?;
        self.read_only(t, |b, out| b.static_value(out, 0, t, e, Scope::Constant))
    }

    fn read_only(
        &mut self,
        t: TypeId,
        fill: impl FnOnce(&mut Self, &mut Bytes) -> bool,
    ) -> Option<DataId> {
        let r = self.repr(t);
        let mut out = Bytes::default();
        if !fill(self, &mut out) {
            return None;
        }
        let name = format!(
            "box.{}.{}.{:x?}.{:?}",
            r.size, r.align, out.bytes, out.relocs
        );
        Some(self.named(&name, |b| {
            let name = b.unique_name("box");
            out.into_data(name, r.size, r.align, false)
        }))
    }

    /// The elements of a slice literal as read-only data, if they are constants.
    pub(super) fn static_array(
        &mut self,
        elem: TypeId,
        n: u32,
        list: &[(u32, &'a Expr)],
    ) -> Option<DataId> {
        let mut out = Bytes::default();
        let r = self.repr(elem);
        for &(i, e) in list {
            if !self.static_value(&mut out, i * r.size, elem, e, Scope::Constant) {
                return None;
            }
        }
        let name = self.unique_name("table");
        Some(self.add_data(out.into_data(name, r.size * n, r.align, false)))
    }

    fn static_const(&mut self, out: &mut Bytes, off: u32, t: TypeId, c: &ConstValue) -> bool {
        if let ConstValue::Str(bytes) = c {
            if !bytes.is_empty() {
                let s = self.string_data(bytes);
                out.addr(off, DataTarget::Data(s, 0));
                out.u32(off + 4, bytes.len() as u32);
            }
            return true;
        }
        let Some(b) = self.types.basic(t) else {
            return false;
        };
        let r = self.repr(t);
        let bits = const_bits(b, c);
        for (i, p) in r.parts.iter().enumerate() {
            let size = match r.parts.get(i + 1) {
                Some(next) => next.off - p.off,
                None => r.size - p.off,
            };
            let bytes = bits[i].to_le_bytes();
            if bytes.iter().any(|&b| b != 0) {
                out.put(off + p.off, &bytes[..size as usize]);
            }
        }
        true
    }

    fn static_value(
        &mut self,
        out: &mut Bytes,
        off: u32,
        t: TypeId,
        e: &'a Expr,
        scope: Scope,
    ) -> bool {
        let e = e.unparen();
        let tv = self.tv(e);
        if tv.mode == Mode::Nil {
            return true;
        }
        let types = self.types;
        if types.is_interface(t) {
            if types.is_interface(tv.typ) {
                return scope == Scope::Once && self.static_error(out, off, t, e);
            }
            return self.static_interface(out, off, t, e, scope);
        }
        if let Some(c) = &tv.value {
            return self.static_const(out, off, t, c);
        }
        match &e.kind {
            ExprKind::CompositeLit(lit) => {
                let elements = &lit.elements;
                if let &Type::Pointer(to) = types.under(tv.typ) {
                    return self.static_object(out, off, to, elements, scope);
                }
                self.static_composite(out, off, tv.typ, elements, scope)
            }
            ExprKind::Unary(UnaryOp::Addr, x) => match &x.unparen().kind {
                ExprKind::CompositeLit(lit) => {
                    let to = self.tv(x.unparen()).typ;
                    self.static_object(out, off, to, &lit.elements, scope)
                }
                _ => match self.static_address(x) {
                    Some((d, at)) => {
                        out.addr(off, DataTarget::Data(d, at));
                        true
                    }
                    None => false,
                },
            },
            ExprKind::FuncLit(..) if scope == Scope::Once => {
                let Some((analysis, pkg)) = self.once.clone() else {
                    return false;
                };
                let f = self.lit_func(e, &analysis, Some(pkg));
                let c = self.static_closure(f);
                out.addr(off, DataTarget::Data(c, 0));
                true
            }
            ExprKind::Ident(_) => self.static_func(out, off, e),
            ExprKind::Selector(..) => {
                let qualified = self
                    .info
                    .nodes
                    .selection(e.id)
                    .is_none_or(|s| s.kind == SelectionKind::Qualified);
                qualified && self.static_func(out, off, e)
            }
            ExprKind::Call(call) => {
                let args = &call.args;
                self.tv(&call.fun).mode == Mode::Type
                    && args.len() == 1
                    && types.underlying(self.tv(&args[0]).typ) == types.underlying(tv.typ)
                    && self.static_value(out, off, t, &args[0], scope)
            }
            _ => false,
        }
    }

    /// `errors.New` of a constant: most package variables that are errors are made so.
    fn static_error(&mut self, out: &mut Bytes, off: u32, iface: TypeId, e: &'a Expr) -> bool {
        let ExprKind::Call(call) = &e.kind else {
            return false;
        };
        let (Some(inst), [text]) = (self.inst_of(&call.fun), &call.args[..]) else {
            return false;
        };
        let func = self.program.object(inst.obj);
        let (Some(pkg), Some(text)) = (func.pkg, self.tv(text).value) else {
            return false;
        };
        let pkg = self.program.package(pkg);
        if !pkg.std || pkg.path != "errors" || func.name.as_str() != "New" {
            return false;
        }
        let Some((_, made)) = pkg.scope.iter().find(|(n, _)| n.as_str() == "errorString") else {
            return false;
        };
        let made = self.program.object(*made).typ;
        let mut object = Bytes::default();
        if !self.static_const(&mut object, 0, Basic::String.id(), text) {
            return false;
        }
        let size = self.size_of(made);
        let id = self.static_memory(object, size, made, 1);
        out.addr(off + 4, DataTarget::Data(id, 0));
        let pointer = self.types.intern(Type::Pointer(made));
        let word = self.type_word(pointer, iface);
        out.addr(off, DataTarget::Data(word, 0));
        true
    }

    fn static_func(&mut self, out: &mut Bytes, off: u32, e: &Expr) -> bool {
        let Some(inst) = self.inst_of(e) else {
            return false;
        };
        let c = self.func_closure(inst);
        out.addr(off, DataTarget::Data(c, 0));
        true
    }

    /// The address of a package variable or a part of it.
    fn static_address(&mut self, e: &'a Expr) -> Option<(DataId, u32)> {
        let e = e.unparen();
        match &e.kind {
            ExprKind::Ident(_) => {
                let obj = self.info.nodes.referred(e.id)?;
                matches!(self.program.object(obj).kind, ObjectKind::Global)
                    .then(|| (self.global(obj), 0))
            }
            ExprKind::Selector(parts) => {
                let x = &parts.x;
                let sel = self.selection(e.id)?;
                if sel.kind != SelectionKind::Field || sel.indirect {
                    return None;
                }
                let (d, mut off) = self.static_address(x)?;
                let mut t = self.tv(x).typ;
                for &i in &sel.path {
                    let f = self.field(t, i);
                    off += f.off;
                    t = f.typ;
                }
                Some((d, off))
            }
            ExprKind::Index(index) => {
                let (x, list) = (&index.x, &index.args);
                let &Type::Array(n, elem) = self.types.under(self.tv(x).typ) else {
                    return None;
                };
                let i = int_of(self.tv(&list[0]).value.as_ref()?);
                if i < 0 || i as u64 >= n {
                    return None;
                }
                let (d, off) = self.static_address(x)?;
                Some((d, off + i as u32 * self.size_of(elem)))
            }
            _ => None,
        }
    }

    fn static_composite(
        &mut self,
        out: &mut Bytes,
        off: u32,
        t: TypeId,
        elements: &'a [Element],
        scope: Scope,
    ) -> bool {
        let types = self.types;
        match types.under(t) {
            Type::Struct(_) => {
                for (i, el) in elements.iter().enumerate() {
                    let f = match el.key.as_deref() {
                        Some(Expr {
                            kind: ExprKind::Ident(name),
                            ..
                        }) => match self.field_path(t, *name) {
                            Some(path) => self.field_at(t, &path),
                            None => return false,
                        },
                        _ => self.field(t, i as u32),
                    };
                    // What a blank field is given is computed, but not kept.
                    let mut unused = Bytes::default();
                    let (out, at) = match f.blank {
                        true => (&mut unused, 0),
                        false => (&mut *out, off + f.off),
                    };
                    if !self.static_value(out, at, f.typ, &el.value, scope) {
                        return false;
                    }
                }
                true
            }
            &Type::Array(_, elem) => self
                .static_elements(out, off, elem, elements, scope)
                .is_some(),
            &Type::Slice(elem) => {
                if scope != Scope::Once {
                    return false;
                }
                let mut array = Bytes::default();
                let Some(n) = self.static_elements(&mut array, 0, elem, elements, scope) else {
                    return false;
                };
                let size = self.size_of(elem) * n;
                let id = if size == 0 {
                    self.zero_object()
                } else {
                    self.static_memory(array, size, elem, n)
                };
                out.addr(off, DataTarget::Data(id, 0));
                out.u32(off + 4, n);
                out.u32(off + 8, n);
                true
            }
            _ => false,
        }
    }

    fn static_elements(
        &mut self,
        out: &mut Bytes,
        off: u32,
        elem: TypeId,
        elements: &'a [Element],
        scope: Scope,
    ) -> Option<u32> {
        let size = self.size_of(elem);
        let (mut next, mut len) = (0, 0);
        for el in elements {
            if let Some(key) = &el.key {
                next = int_of(self.tv(key).value.as_ref()?) as u32;
            }
            if !self.static_value(out, off + next * size, elem, &el.value, scope) {
                return None;
            }
            next += 1;
            len = len.max(next);
        }
        Some(len)
    }

    /// n values in memory of their own that the program may write.
    fn static_memory(&mut self, out: Bytes, size: u32, elem: TypeId, n: u32) -> DataId {
        let align = self.repr(elem).align;
        let step = self.size_of(elem);
        let one = self.pointers(elem);
        let roots = (0..n)
            .flat_map(|i| one.iter().map(move |p| p + i * step))
            .collect();
        let name = self.unique_name("static");
        let data = Data {
            roots,
            ..out.into_data(name, size, align, true)
        };
        self.add_data(data)
    }

    fn static_object(
        &mut self,
        out: &mut Bytes,
        off: u32,
        t: TypeId,
        elements: &'a [Element],
        scope: Scope,
    ) -> bool {
        if scope != Scope::Once || matches!(self.types.under(t), Type::Map(..)) {
            return false;
        }
        let mut object = Bytes::default();
        if !self.static_composite(&mut object, 0, t, elements, scope) {
            return false;
        }
        let size = self.size_of(t);
        let id = if size == 0 {
            self.zero_object()
        } else {
            self.static_memory(object, size, t, 1)
        };
        out.addr(off, DataTarget::Data(id, 0));
        true
    }

    fn static_interface(
        &mut self,
        out: &mut Bytes,
        off: u32,
        iface: TypeId,
        e: &'a Expr,
        scope: Scope,
    ) -> bool {
        let t = self.tv(e).typ;
        if self.types.basic(t).is_some_and(Basic::is_untyped) {
            return false;
        }
        if self.pointer_shaped(t) {
            if !self.static_value(out, off + 4, t, e, scope) {
                return false;
            }
        } else if self.size_of(t) == 0 {
            if !matches!(e.unparen().kind, ExprKind::CompositeLit(..)) {
                return false;
            }
            let z = self.zero_object();
            out.addr(off + 4, DataTarget::Data(z, 0));
        } else {
            let Some(d) = self.read_only(t, |b, out| b.static_value(out, 0, t, e, scope)) else {
                return false;
            };
            out.addr(off + 4, DataTarget::Data(d, 0));
        }
        let word = self.type_word(t, iface);
        out.addr(off, DataTarget::Data(word, 0));
        true
    }
}

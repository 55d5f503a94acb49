//! Predeclared functions and package unsafe.

use super::arith::width;
use super::mem::FnCx;
use super::repr::{Place, Val};
use crate::ir::abi::RtFn;
use crate::ir::{BinOp, CmpOp, Op, Ty, UnOp, Value};
use crate::syntax::ast::Expr;
use crate::types::info::Mode;
use crate::types::limits::{LARGE_ELEMENT, is_large_element};
use crate::types::object::{Builtin, ObjectKind};
use crate::types::typ::{Basic, Type, TypeId};

/// Larger backing arrays of constant size come from the runtime.
const MAX_INLINE_ARRAY: u64 = 64 << 10;

impl<'a> FnCx<'_, 'a> {
    /// A call of a predeclared function.
    pub(super) fn builtin(
        &mut self,
        e: &'a Expr,
        f: &'a Expr,
        args: &'a [Expr],
        spread: bool,
    ) -> Vec<(TypeId, Val)> {
        let Some(ObjectKind::Builtin(kind)) = self
            .object_of(f)
            .map(|o| self.m.program.object(o).kind.clone())
        else {
            unreachable!("a predeclared function");
        };
        let t = self.ty(e);
        if let Some(c) = &self.tv(e).value {
            return vec![(t, self.constant(c, t))];
        }
        let v = match kind {
            Builtin::Append => self.append(t, args, spread),
            Builtin::Complex if args.len() == 1 => {
                let parts = self.multi(&args[0]);
                Val::s(&[parts[0].1.vals()[0], parts[1].1.vals()[0]])
            }
            Builtin::Len | Builtin::Cap => Val::s(&[self.len(kind == Builtin::Len, &args[0])]),
            Builtin::Make => self.make(t, args),
            Builtin::New => {
                let a = &args[0];
                let at = self.ty(a);
                if self.tv(a).mode == Mode::Type {
                    Val::s(&[self.new_object(at)])
                } else {
                    let to = match self.m.types.under(t) {
                        Type::Pointer(to) => *to,
                        _ => at,
                    };
                    let v = self.expr_as(a, to);
                    Val::s(&[self.new_with(to, v)])
                }
            }
            Builtin::Max | Builtin::Min => {
                let mut v = self.expr_as(&args[0], t);
                for a in &args[1..] {
                    let w = self.expr_as(a, t);
                    v = self.min_max(kind == Builtin::Max, t, v, w);
                }
                v
            }
            Builtin::Complex => {
                let part = match self.m.types.basic(t) {
                    Some(Basic::Complex64) => Basic::Float32,
                    _ => Basic::Float64,
                };
                let re = self.expr_as(&args[0], part.id()).vals()[0];
                let im = self.expr_as(&args[1], part.id()).vals()[0];
                Val::s(&[re, im])
            }
            Builtin::Real | Builtin::Imag => {
                let v = self.expr(&args[0]).vals();
                Val::s(&[v[usize::from(kind == Builtin::Imag)]])
            }
            Builtin::UnsafeAdd => {
                let (p, n) = self.pointer_and_number(args);
                let n = self.b.wrap(n);
                Val::s(&[self.b.emit1(Op::PtrAdd, &[p, n], Ty::Ptr)])
            }
            Builtin::UnsafeSlice | Builtin::UnsafeString => {
                let (p, n) = self.pointer_and_number(args);
                let size = match self.m.types.under(t) {
                    &Type::Slice(to) => self.m.size_of(to),
                    _ => 1,
                };
                self.unsafe_length(kind == Builtin::UnsafeString, p, n, size);
                let n = self.b.wrap(n);
                if kind == Builtin::UnsafeString {
                    Val::s(&[p, n])
                } else {
                    Val::s(&[p, n, n])
                }
            }
            Builtin::UnsafeSliceData | Builtin::UnsafeStringData => {
                let v = self.expr(&args[0]).vals();
                Val::s(&[v[0]])
            }
            Builtin::Recover => {
                let fp = self.b.emit1(Op::CallerFp, &[], Ty::I32);
                let pair = self.b.rt1(RtFn::Recover, &[fp]);
                Val::s(&self.b.unpack(pair, [Ty::I32, Ty::Ptr]))
            }
            // Not constant in a generic function, but known here.
            Builtin::UnsafeAlignof | Builtin::UnsafeSizeof => {
                let r = self.repr(self.ty(&args[0]));
                let n = if kind == Builtin::UnsafeSizeof {
                    r.size
                } else {
                    r.align
                };
                Val::s(&[self.b.i32(n as i32)])
            }
            Builtin::UnsafeOffsetof => Val::s(&[self.offset_of(&args[0])]),
            Builtin::Copy
            | Builtin::Clear
            | Builtin::Close
            | Builtin::Delete
            | Builtin::Panic
            | Builtin::Print
            | Builtin::Println => {
                let values = self.builtin_operands(kind, args);
                return match self.builtin_on(kind, &values) {
                    Some(n) => vec![(t, Val::s(&[n]))],
                    None => Vec::new(),
                };
            }
        };
        vec![(t, v)]
    }

    /// The offset of a field.
    fn offset_of(&mut self, e: &'a Expr) -> Value {
        let mut offset = 0;
        if let Some(s) = self.m.selection(e.unparen().id) {
            let mut t = s.recv;
            for &i in &s.path {
                let f = self.m.field(t, i);
                offset += f.off;
                t = f.typ;
            }
        }
        self.b.i32(offset as i32)
    }

    /// The operands of unsafe.Add and its like; one call may yield both.
    fn pointer_and_number(&mut self, args: &'a [Expr]) -> (Value, Value) {
        if let [one] = args {
            let both = self.multi(one);
            let signed = !self
                .m
                .types
                .basic(both[1].0)
                .is_some_and(Basic::is_unsigned);
            let (p, n) = (both[0].1.vals()[0], both[1].1.vals()[0]);
            return (p, self.widen(n, signed));
        }
        let p = self.scalar(&args[0]);
        (p, self.int64(&args[1]).0)
    }

    /// Checks the operands of unsafe.Slice and unsafe.String.
    fn unsafe_length(&mut self, str: bool, p: Value, n: Value, size: u32) {
        let known = self.b.const_of(n);
        let most = i64::from(i32::MAX) / i64::from(size.max(1));
        let Some(f) = self.m.runtime_func("unsafeerror") else {
            return;
        };
        let fail = |cx: &mut Self, cond: Value, nil: bool| {
            let (bad, good) = (cx.b.new_block(), cx.b.new_block());
            cx.b.branch(cond, bad, good);
            cx.b.seal_and_switch(bad);
            let (str, nil) = (cx.b.i32(i32::from(str)), cx.b.i32(i32::from(nil)));
            cx.b.call(f, &[str, nil], &[]);
            cx.b.unreachable();
            cx.b.seal_and_switch(good);
        };
        if known.is_none_or(|n| n < 0 || n > most) {
            let most = self.b.i64(most);
            let out = self.b.cmp(CmpOp::GtU, n, most);
            fail(self, out, false);
        }
        if known.is_none_or(|n| n > 1) {
            // The memory must end before the address space does.
            let (bytes, end) = (self.b.i64(i64::from(size)), self.b.i64(1 << 32));
            let bytes = self.b.bin(BinOp::Mul, n, bytes);
            let start = self.b.un(UnOp::PtrToInt, p, Ty::I32);
            let start = self.b.un(UnOp::ExtendU, start, Ty::I64);
            let room = self.b.bin(BinOp::Sub, end, start);
            let out = self.b.cmp(CmpOp::GtU, bytes, room);
            fail(self, out, false);
        }
        if known.is_none_or(|n| n != 0) {
            let (nil, zero) = (self.b.eqz(p), self.b.eqz(n));
            let some = self.b.eqz(zero);
            let both = self.b.bin(BinOp::And, nil, some);
            fail(self, both, true);
        }
    }

    /// The operands of a predeclared function that can be a statement, evaluated.
    pub(super) fn builtin_operands(
        &mut self,
        kind: Builtin,
        args: &'a [Expr],
    ) -> Vec<(TypeId, Val)> {
        let map_key = match kind {
            Builtin::Delete if args.len() > 1 => Some(self.map_types(self.ty(&args[0])).0),
            _ => None,
        };
        let any = self.m.any();
        if let [one] = args
            && matches!(self.m.types.get(self.ty(one)), Type::Tuple(_))
        {
            return self.multi(one);
        }
        args.iter()
            .enumerate()
            .map(|(i, e)| {
                let t = match kind {
                    Builtin::Delete if i == 1 => map_key.expect("a map"),
                    Builtin::Panic => any,
                    _ => self.ty(e),
                };
                let v = match kind {
                    Builtin::Panic => self.expr_as(e, t),
                    // Only reads its source.
                    Builtin::Copy => self.copy_source(e),
                    _ => self.expr_as(e, t),
                };
                (t, v)
            })
            .collect()
    }

    fn copy_source(&mut self, e: &'a Expr) -> Val {
        match self.conversion_of(e, false) {
            Some(s) => self.expr(s),
            None => self.expr(e),
        }
    }

    /// Calls it. Only copy has a result.
    pub(super) fn builtin_on(&mut self, kind: Builtin, args: &[(TypeId, Val)]) -> Option<Value> {
        let types = self.m.types;
        match kind {
            Builtin::Copy => {
                let (t, dst) = args[0];
                let &Type::Slice(elem) = types.under(t) else {
                    unreachable!("copy to a slice");
                };
                return Some(self.copy_elements(elem, dst, args[1].1));
            }
            Builtin::Clear => {
                let (t, v) = args[0];
                let v = v.vals();
                match types.under(t) {
                    Type::Map(..) => {
                        let desc = self.m.type_desc(t);
                        let desc = self.b.data_addr(desc, 0);
                        self.b.rt(RtFn::MapClear, &[desc, v[0]]);
                    }
                    &Type::Slice(elem) => self.clear_elements(elem, v[0], v[1]),
                    _ => {}
                }
            }
            Builtin::Close => {
                let ch = args[0].1.vals()[0];
                self.b.rt(RtFn::ChanClose, &[ch]);
            }
            Builtin::Delete => {
                let map = args[0].1.vals()[0];
                self.map_delete(args[0].0, map, args[1].1);
            }
            Builtin::Panic => {
                let v = args[0].1.vals();
                self.b.rt(RtFn::Panic, &[v[0], v[1]]);
                self.b.unreachable();
            }
            Builtin::Print | Builtin::Println => {
                for (i, &(t, v)) in args.iter().enumerate() {
                    if i > 0 && kind == Builtin::Println {
                        self.print_text(b" ");
                    }
                    self.print_value(t, v);
                }
                if kind == Builtin::Println {
                    self.print_text(b"\n");
                }
            }
            _ => {
                let pos = self.b.pos;
                self.unsupported(pos, "this predeclared function in go or defer");
            }
        }
        None
    }

    fn print_text(&mut self, text: &[u8]) {
        let s = self.string_const(text).vals();
        self.b.rt(RtFn::PrintString, &[s[0], s[1]]);
    }

    fn print_value(&mut self, t: TypeId, v: Val) {
        let v = v.vals();
        let single = v.first().is_some_and(|&x| self.b.ty(x) == Ty::F32);
        match self.m.types.under(t) {
            Type::Basic(b) if b.is_boolean() => {
                self.b.rt(RtFn::PrintBool, &[v[0]]);
            }
            Type::Basic(b) if b.is_string() => {
                self.b.rt(RtFn::PrintString, &[v[0], v[1]]);
            }
            Type::Basic(b) if b.is_float() => {
                let f = if single {
                    RtFn::PrintFloat32
                } else {
                    RtFn::PrintFloat
                };
                self.b.rt(f, &[v[0]]);
            }
            Type::Basic(b) if b.is_complex() => {
                let f = if single {
                    RtFn::PrintComplex64
                } else {
                    RtFn::PrintComplex
                };
                self.b.rt(f, &[v[0], v[1]]);
            }
            Type::Basic(b) if b.is_integer() => {
                let n = self.widen(v[0], !b.is_unsigned());
                let f = if b.is_unsigned() {
                    RtFn::PrintUint
                } else {
                    RtFn::PrintInt
                };
                debug_assert!(width(*b) <= 64);
                self.b.rt(f, &[n]);
            }
            Type::Slice(_) => {
                self.b.rt(RtFn::PrintSlice, &[v[0], v[1], v[2]]);
            }
            Type::Interface(_) => {
                self.b.rt(RtFn::PrintIface, &[v[0], v[1]]);
            }
            _ => {
                if let Some(&p) = v.first() {
                    self.b.rt(RtFn::PrintPointer, &[p]);
                }
            }
        }
    }

    /// `len(x)` or `cap(x)`
    fn len(&mut self, len: bool, x: &'a Expr) -> Value {
        let types = self.m.types;
        let t = self.ty(x);
        let n = match types.under(t) {
            Type::Basic(_) => self.bytes_as_string(x).vals()[1],
            Type::Slice(_) => self.expr(x).vals()[if len { 1 } else { 2 }],
            &Type::Array(n, _) => {
                self.expr(x);
                return self.b.i64(n as i64);
            }
            &Type::Pointer(to) => {
                self.expr(x);
                let n = match types.under(to) {
                    &Type::Array(n, _) => n,
                    _ => 0,
                };
                return self.b.i64(n as i64);
            }
            Type::Map(..) => {
                let m = self.scalar(x);
                self.b.rt1(RtFn::MapLen, &[m])
            }
            _ => {
                let c = self.scalar(x);
                let f = if len { RtFn::ChanLen } else { RtFn::ChanCap };
                self.b.rt1(f, &[c])
            }
        };
        self.b.extend_u(n)
    }

    fn make(&mut self, t: TypeId, args: &'a [Expr]) -> Val {
        match *self.m.types.under(t) {
            Type::Slice(elem) => {
                let (len, _) = self.int64(&args[1]);
                let cap = match args.get(2) {
                    Some(e) => self.int64(e).0,
                    None => len,
                };
                let (n, c) = (self.b.wrap(len), self.b.wrap(cap));
                let p = match (self.b.const_of(len), self.b.const_of(cap)) {
                    (Some(n), Some(c)) if n >= 0 && n <= c && self.inline_array(elem, c as u64) => {
                        self.new_array(elem, c as u32)
                    }
                    _ => {
                        let desc = self.layout_addr(elem);
                        let p = self.b.rt1(RtFn::MakeSlice, &[desc, len, cap]);
                        self.note(p);
                        p
                    }
                };
                Val::s(&[p, n, c])
            }
            Type::Chan(_, elem) => {
                if is_large_element(&mut self.m.layouts, self.m.types, elem) {
                    self.m.diags.error(self.b.func.pos, LARGE_ELEMENT);
                }
                let size = match args.get(1) {
                    Some(e) => self.int64(e).0,
                    None => self.b.i64(0),
                };
                let desc = self.m.type_desc(t);
                let desc = self.b.data_addr(desc, 0);
                Val::s(&[self.b.rt1(RtFn::ChanMake, &[desc, size])])
            }
            _ => {
                let hint = match args.get(1) {
                    Some(e) => self.int64(e).0,
                    None => self.b.i64(0),
                };
                self.map_make(t, hint)
            }
        }
    }

    /// Whether an array is small enough that its layout may be spelt out.
    fn inline_array(&mut self, elem: TypeId, n: u64) -> bool {
        let r = self.repr(elem);
        let limit = if r.has_ptrs {
            1 << 10
        } else {
            MAX_INLINE_ARRAY
        };
        n <= i32::MAX as u64 && n.saturating_mul(u64::from(r.size)) <= limit
    }

    /// A new zeroed array of n elements.
    pub(super) fn new_array(&mut self, elem: TypeId, n: u32) -> Value {
        let r = self.repr(elem);
        if r.size == 0 || n == 0 {
            let d = self.m.zero_object();
            return self.b.data_addr(d, 0);
        }
        if !self.inline_array(elem, u64::from(n)) {
            let desc = self.layout_addr(elem);
            let len = self.b.i64(i64::from(n));
            let p = self.b.rt1(RtFn::MakeSlice, &[desc, len, len]);
            self.note(p);
            return p;
        }
        let one = self.m.pointers(elem);
        let (size, align) = (r.size, r.align);
        let ptrs = (0..n)
            .flat_map(|i| one.iter().map(move |p| p + i * size))
            .collect();
        let desc = self.m.layout_desc_raw(size * n, align, ptrs);
        let desc = self.b.data_addr(desc, 0);
        let p = self.b.rt1(RtFn::New, &[desc]);
        self.note(p);
        self.not_nil(p);
        p
    }

    /// `copy(dst, src)`; the source may be a string.
    fn copy_elements(&mut self, elem: TypeId, dst: Val, src: Val) -> Value {
        let (dst, src) = (dst.vals(), src.vals());
        let less = self.b.cmp(CmpOp::LtU, src[1], dst[1]);
        let n = self.b.select(less, src[1], dst[1]);
        self.move_elements(elem, dst[0], src[0], n);
        self.b.extend_u(n)
    }

    /// Copies n elements, with barriers where they hold pointers.
    pub(super) fn move_elements(&mut self, elem: TypeId, dst: Value, src: Value, n: Value) {
        let r = self.repr(elem);
        if r.has_ptrs {
            let desc = self.layout_addr(elem);
            self.b.rt(RtFn::TypedCopyN, &[desc, dst, src, n]);
        } else if r.size > 0 {
            let bytes = self.times(n, r.size);
            self.b.emit0(Op::MemCopy, &[dst, src, bytes]);
        }
    }

    fn clear_elements(&mut self, elem: TypeId, p: Value, n: Value) {
        let r = self.repr(elem);
        if r.has_ptrs {
            let desc = self.layout_addr(elem);
            self.b.rt(RtFn::TypedZeroN, &[desc, p, n]);
        } else if r.size > 0 {
            let bytes = self.times(n, r.size);
            self.b.emit0(Op::MemZero, &[p, bytes]);
        }
    }

    /// Address of element n (32 bits) of an array.
    pub(super) fn element_place(&mut self, p: Value, n: Value, elem: TypeId) -> Place {
        let size = self.m.size_of(elem);
        Place::ptr(self.scaled32(p, n, size))
    }

    /// `a + b` of 32-bit numbers.
    pub(super) fn add32(&mut self, a: Value, b: Value) -> Value {
        self.b.bin(BinOp::Add, a, b)
    }
}

//! Places that expressions denote. Their parts are evaluated first ([`FnCx::lvalue`]); the checks that can panic come when
//! the place is used ([`FnCx::settle`]), as Go orders them in assignments.

use super::mem::FnCx;
use super::repr::{Base, Place, Val, Vals};
use super::vars::VarLoc;
use crate::ir::func_builder::Var;
use crate::ir::{BinOp, CmpOp, Op, PanicKind, Ty, UnOp, Value};
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::source::Pos;
use crate::types::info::SelectionKind;
use crate::types::object::{ObjId, ObjectKind};
use crate::types::typ::{Basic, Type, TypeId};

/// An evaluated left side, unchecked.
#[derive(Clone, Debug)]
pub(super) struct Lvalue {
    base: LvBase,
    steps: Vec<Step>,
    /// Its type.
    pub typ: TypeId,
}

#[derive(Clone, Copy, Debug)]
enum LvBase {
    Blank,
    Val(Val),
    Ssa(Var, usize),
    Place(Place),
    /// Behind a pointer that may be nil.
    Ptr(Value),
    /// An element of a slice.
    Elem {
        ptr: Value,
        len: Value,
        index: Index,
        elem: TypeId,
    },
    Map {
        typ: TypeId,
        map: Value,
        key: Val,
    },
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Field(super::repr::Field),
    Index {
        index: Index,
        len: u64,
        elem: TypeId,
    },
}

/// An index, as a 64-bit number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Index {
    /// Value.
    pub value: Value,
    /// Whether its type is signed.
    pub signed: bool,
    /// Where it is used, for the check: an assignment checks later than it evaluates.
    pub pos: Pos,
}

impl Index {
    /// What its check raises.
    pub(super) fn kind(self, kind: PanicKind) -> PanicKind {
        if self.signed { kind } else { kind.unsigned() }
    }
}

/// A place that was checked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Loc {
    /// Not a place: a value.
    Val(Val),
    /// SSA variables.
    Ssa(Var, usize),
    /// In memory.
    Place(Place),
}

impl<'a> FnCx<'_, 'a> {
    /// The object that an identifier stands for.
    pub(super) fn object_of(&self, e: &Expr) -> Option<ObjId> {
        let id = match &e.unparen().kind {
            ExprKind::Ident(_) => e.unparen().id,
            ExprKind::Selector(parts) => {
                let s = self.m.info.nodes.selection(e.unparen().id);
                if s.is_some_and(|s| s.kind != SelectionKind::Qualified) {
                    return None;
                }
                parts.sel.id
            }
            _ => return None,
        };
        self.m.info.nodes.object(id)
    }

    fn lv_object(&mut self, obj: ObjId, typ: TypeId) -> Lvalue {
        let base = match self.m.program.object(obj).kind {
            ObjectKind::Global => LvBase::Place(Place::data(self.m.global(obj))),
            _ => match self.vars.get(&obj).copied() {
                Some(VarLoc::Ssa(first, n)) => LvBase::Ssa(first, n),
                Some(VarLoc::Mem(p)) => LvBase::Place(p),
                Some(VarLoc::Boxed(var)) => LvBase::Place(Place::ptr(self.b.read_var(var))),
                None => LvBase::Val(self.zero(typ)),
            },
        };
        Lvalue {
            base,
            steps: Vec::new(),
            typ,
        }
    }

    /// Evaluates the parts of a place.
    pub(super) fn lvalue(&mut self, e: &'a Expr) -> Lvalue {
        let e = e.unparen();
        if let Some(id) = e.ident()
            && id.name.is_blank()
        {
            return Lvalue {
                base: LvBase::Blank,
                steps: Vec::new(),
                typ: Basic::Invalid.id(),
            };
        }
        let typ = self.ty(e);
        let plain = |base| Lvalue {
            base,
            steps: Vec::new(),
            typ,
        };
        match &e.kind {
            ExprKind::Ident(_) => {
                if let Some(obj) = self.variable(e) {
                    return self.lv_object(obj, typ);
                }
            }
            ExprKind::Star(x) => {
                let p = self.scalar(x);
                return plain(LvBase::Ptr(p));
            }
            ExprKind::Selector(parts) => {
                let x = &parts.x;
                if let Some(obj) = self.variable(e) {
                    return self.lv_object(obj, typ);
                }
                if let Some(sel) = self.m.selection(e.id)
                    && sel.kind == SelectionKind::Field
                {
                    let lv = self.lvalue(x);
                    return self.lv_path(lv, &sel.path);
                }
            }
            ExprKind::Index(index) => {
                let (x, list) = (&index.x, &index.args);
                let types = self.m.types;
                let t = self.ty(x);
                match *types.under(t) {
                    Type::Array(len, elem) => {
                        let mut lv = self.lvalue(x);
                        let index = self.index(&list[0], e.pos);
                        lv.steps.push(Step::Index { index, len, elem });
                        lv.typ = elem;
                        return lv;
                    }
                    Type::Pointer(to) => {
                        if let &Type::Array(len, elem) = types.under(to) {
                            let p = self.scalar(x);
                            let index = self.index(&list[0], e.pos);
                            return Lvalue {
                                base: LvBase::Ptr(p),
                                steps: vec![Step::Index { index, len, elem }],
                                typ: elem,
                            };
                        }
                    }
                    Type::Slice(elem) => {
                        let s = self.expr(x).vals();
                        let index = self.index(&list[0], e.pos);
                        return plain(LvBase::Elem {
                            ptr: s[0],
                            len: s[1],
                            index,
                            elem,
                        });
                    }
                    Type::Map(key, elem) => {
                        let map = self.scalar(x);
                        let key = self.expr_as(&list[0], key);
                        return Lvalue {
                            base: LvBase::Map { typ: t, map, key },
                            steps: Vec::new(),
                            typ: elem,
                        };
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        let v = self.value(e);
        plain(LvBase::Val(v))
    }

    /// The variable that an identifier or qualified identifier names.
    pub(super) fn variable(&self, e: &Expr) -> Option<ObjId> {
        let obj = self.object_of(e)?;
        matches!(
            self.m.program.object(obj).kind,
            ObjectKind::Global | ObjectKind::Local
        )
        .then_some(obj)
    }

    /// Follows fields, through pointers.
    fn lv_path(&mut self, mut lv: Lvalue, path: &[u32]) -> Lvalue {
        let types = self.m.types;
        for &i in path {
            let mut t = lv.typ;
            if let &Type::Pointer(to) = types.under(t) {
                let p = self.read_lv(&lv).vals()[0];
                lv = Lvalue {
                    base: LvBase::Ptr(p),
                    steps: Vec::new(),
                    typ: to,
                };
                t = to;
            }
            let f = self.m.field(t, i);
            lv.steps.push(Step::Field(f));
            lv.typ = f.typ;
        }
        lv
    }

    /// Follows embedded fields from a value or place; the last field may be a pointer.
    pub(super) fn follow(&mut self, loc: Loc, t: TypeId, path: &[u32]) -> (Loc, TypeId) {
        let base = match loc {
            Loc::Val(v) => LvBase::Val(v),
            Loc::Ssa(first, n) => LvBase::Ssa(first, n),
            Loc::Place(p) => LvBase::Place(p),
        };
        let lv = self.lv_path(
            Lvalue {
                base,
                steps: Vec::new(),
                typ: t,
            },
            path,
        );
        (self.settle(&lv), lv.typ)
    }

    /// An index operand as a 64-bit number.
    pub(super) fn index(&mut self, e: &'a Expr, pos: Pos) -> Index {
        let (value, signed) = self.int64(e);
        Index { value, signed, pos }
    }

    /// An integer operand (or untyped constant) as a 64-bit number, and whether its type is signed.
    pub(super) fn int64(&mut self, e: &'a Expr) -> (Value, bool) {
        if let Some(c) = &self.tv(e).value {
            let n = super::consts::int_of(c);
            return (self.b.i64(n), true);
        }
        let t = self.ty(e);
        let signed = !self.m.types.basic(t).is_some_and(Basic::is_unsigned);
        let v = self.scalar(e);
        (self.widen(v, signed), signed)
    }

    /// Any integer scalar to 64 bits.
    pub(super) fn widen(&mut self, v: Value, signed: bool) -> Value {
        if self.b.ty(v) == Ty::I64 {
            return v;
        }
        let op = if signed { UnOp::ExtendS } else { UnOp::ExtendU };
        self.b.un(op, v, Ty::I64)
    }

    /// Checks `index < len` (64 bits).
    pub(super) fn bounds(&mut self, index: Index, len: Value) {
        if let (Some(i), Some(n)) = (self.b.const_of(index.value), self.b.const_of(len))
            && (i as u64) < n as u64
        {
            return;
        }
        let kind = index.kind(PanicKind::Index);
        let out = self.b.cmp(CmpOp::GeU, index.value, len);
        let saved = core::mem::replace(&mut self.b.pos, index.pos);
        self.b.panic_if(kind, out, &[index.value, len]);
        self.b.pos = saved;
    }

    /// Address plus a scaled index that was checked.
    pub(super) fn scaled(&mut self, p: Value, index: Value, size: u32) -> Value {
        let i = self.b.wrap(index);
        self.scaled32(p, i, size)
    }

    /// The same for a 32-bit index.
    pub(super) fn scaled32(&mut self, p: Value, i: Value, size: u32) -> Value {
        if size == 0 {
            return p;
        }
        if let Some(n) = self.b.const_of(i) {
            return self.b.ptr_off(p, (n as u32).wrapping_mul(size));
        }
        let off = self.times(i, size);
        self.b.emit1(Op::PtrAdd, &[p, off], Ty::Ptr)
    }

    /// A 32-bit number times a size.
    pub(super) fn times(&mut self, i: Value, size: u32) -> Value {
        if size.is_power_of_two() {
            if size == 1 {
                return i;
            }
            let k = self.b.i32(size.trailing_zeros() as i32);
            return self.b.bin(BinOp::Shl, i, k);
        }
        let k = self.b.i32(size as i32);
        self.b.bin(BinOp::Mul, i, k)
    }

    /// Does the checks of a place.
    pub(super) fn settle(&mut self, lv: &Lvalue) -> Loc {
        let mut loc = match lv.base {
            LvBase::Blank => Loc::Val(Val::s(&[])),
            LvBase::Val(v) => Loc::Val(v),
            LvBase::Ssa(first, n) => Loc::Ssa(first, n),
            LvBase::Place(p) => Loc::Place(p),
            LvBase::Ptr(p) => Loc::Place(self.deref(p)),
            LvBase::Elem {
                ptr,
                len,
                index,
                elem,
            } => {
                let len = self.b.extend_u(len);
                self.bounds(index, len);
                let size = self.m.size_of(elem);
                Loc::Place(Place::ptr(self.scaled(ptr, index.value, size)))
            }
            LvBase::Map { typ, map, key } => Loc::Val(self.map_read(typ, map, key)),
        };
        for step in &lv.steps {
            loc = match *step {
                Step::Field(f) => match loc {
                    Loc::Val(v) => Loc::Val(self.field_part(v, f)),
                    Loc::Ssa(first, _) => Loc::Ssa(Var(first.0 + f.first as u32), f.count),
                    Loc::Place(p) => Loc::Place(p.at(f.off)),
                },
                Step::Index { index, len, elem } => {
                    let n = self.b.i64(len as i64);
                    self.bounds(index, n);
                    match loc {
                        Loc::Val(Val::M(p, owned)) => {
                            let p = self.element(p, index.value, elem);
                            if self.repr(elem).memory {
                                Loc::Val(Val::M(p, owned))
                            } else {
                                Loc::Val(self.load(p, elem))
                            }
                        }
                        Loc::Place(p) => Loc::Place(self.element(p, index.value, elem)),
                        // The check has failed; whatever comes now needs something of the right type.
                        _ if len == 0 => {
                            let size = self.m.size_of(elem);
                            let zero = self.m.zeroes(size);
                            let p = self.b.data_addr(zero, 0);
                            Loc::Place(Place::ptr(p))
                        }
                        // An array kept as scalars has one element at most, or elements of no size.
                        Loc::Val(v) => Loc::Val(v),
                        Loc::Ssa(first, n) => Loc::Ssa(first, n),
                    }
                }
            };
        }
        loc
    }

    fn field_part(&mut self, v: Val, f: super::repr::Field) -> Val {
        match v {
            Val::M(p, owned) => {
                let p = p.at(f.off);
                if self.repr(f.typ).memory {
                    Val::M(p, owned)
                } else {
                    self.load(p, f.typ)
                }
            }
            Val::S(vals) => Val::S(Vals::new(&vals[f.first..f.first + f.count])),
        }
    }

    fn element(&mut self, p: Place, index: Value, elem: TypeId) -> Place {
        let size = self.m.size_of(elem);
        // One that is out of range may lie beyond all memory; it is never used.
        let offset = self
            .b
            .const_of(index)
            .and_then(|n| u32::try_from(n).ok()?.checked_mul(size))
            .filter(|off| p.off.checked_add(*off).is_some());
        if let Some(offset) = offset {
            return p.at(offset);
        }
        let addr = self.addr(p);
        Place {
            base: Base::Val(self.scaled(addr, index, size)),
            off: 0,
            barrier: p.barrier,
        }
    }

    /// The value of a checked place.
    pub(super) fn read_loc(&mut self, loc: Loc, t: TypeId) -> Val {
        match loc {
            Loc::Val(v) => v,
            Loc::Ssa(first, n) => Val::S(self.read_vars(first, n)),
            Loc::Place(p) => self.load(p, t),
        }
    }

    /// Checks a place and reads it.
    pub(super) fn read_lv(&mut self, lv: &Lvalue) -> Val {
        let loc = self.settle(lv);
        self.read_loc(loc, lv.typ)
    }

    /// Checks a place and writes it. The value has the place's type.
    pub(super) fn write_lv(&mut self, lv: &Lvalue, v: Val) {
        match lv.base {
            LvBase::Blank => return,
            LvBase::Map { typ, map, key } => return self.map_write(typ, map, key, v),
            _ => {}
        }
        match self.settle(lv) {
            Loc::Val(_) => {}
            Loc::Ssa(first, _) => self.write_vars(first, &v.vals()),
            Loc::Place(p) => self.store(p, lv.typ, v),
        }
    }

    /// Whether an expression is the blank identifier.
    pub(super) fn is_blank_name(&self, e: &Expr) -> bool {
        e.unparen().ident().is_some_and(|id| id.name.is_blank())
    }

    /// Whether it is the blank identifier.
    pub(super) fn is_blank(&self, lv: &Lvalue) -> bool {
        matches!(lv.base, LvBase::Blank)
    }

    /// The map, its type and the key of a map element.
    pub(super) fn as_map(&self, lv: &Lvalue) -> Option<(TypeId, Value, Val)> {
        match lv.base {
            LvBase::Map { typ, map, key } => Some((typ, map, key)),
            _ => None,
        }
    }

    /// Keeps a map key from being changed before the assignment.
    pub(super) fn stabilize_lv(&mut self, lv: &mut Lvalue) {
        let types = self.m.types;
        if let LvBase::Map { typ, key, .. } = &mut lv.base
            && let Type::Map(kt, _) = types.under(*typ)
        {
            *key = self.stable(*key, *kt);
        }
    }

    /// Address of an addressable expression.
    pub(super) fn address_of(&mut self, e: &'a Expr) -> Value {
        let lv = self.lvalue(e);
        match self.settle(&lv) {
            Loc::Place(p) => self.addr(p),
            loc => {
                // Not addressable, as for a method with pointer receiver called on a value by the compiler itself.
                let v = self.read_loc(loc, lv.typ);
                let p = self.in_memory(v, lv.typ, true);
                self.addr(p)
            }
        }
    }
}

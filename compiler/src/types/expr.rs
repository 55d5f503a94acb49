//! Expressions: the entry points, names, unary operators, dereference and type assertion.

use super::checker::Checker;
use super::constant::ConstValue;
use super::constop;
use super::object::{ObjId, ObjectKind};
use super::operand::{OpMode, Operand, Origin};
use super::real::Real;
use super::typ::{Basic, Type, TypeId};
use crate::syntax::ast::{ChanDir, Expr, ExprKind, Ident, LitKind, UnaryOp};
use crate::syntax::literal;
use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;

/// What an expression is, for its use as a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Conversion,
    Expression,
    Statement,
}

impl<'a> Checker<'a> {
    /// Checks an expression that must be a single value.
    pub(super) fn expr(&mut self, e: &'a Expr) -> Operand<'a> {
        self.expr_with_hint(e, None)
    }

    /// The same for an element of a composite literal: it may be a literal without its type, or a generic function.
    pub(super) fn expr_with_hint(&mut self, e: &'a Expr, hint: Option<TypeId>) -> Operand<'a> {
        let (mut x, _) = self.raw_expr(e, hint);
        if hint.is_none() || x.mode != OpMode::Generic {
            self.exclude_non_values(&mut x);
            self.single_value(&mut x);
        }
        x
    }

    pub(super) fn expr_or_type(&mut self, e: &'a Expr) -> Operand<'a> {
        let mut x = self.callee(e);
        if x.mode == OpMode::Generic {
            self.not_instantiated(&mut x);
        }
        x
    }

    /// An expression or type, or a generic function.
    pub(super) fn callee(&mut self, e: &'a Expr) -> Operand<'a> {
        let (mut x, _) = self.raw_expr(e, None);
        if x.mode == OpMode::NoValue {
            let text = self.describe(&x);
            self.error(x.pos(), format!("{text} used as value or type"));
            x.invalidate();
        }
        self.single_value(&mut x);
        x
    }

    /// Checks an expression that may yield several values. Where `comma_ok` allows it, an expression that can also
    /// yield a boolean yields two; the flag tells.
    pub(super) fn multi_expr(&mut self, e: &'a Expr, comma_ok: bool) -> (Vec<Operand<'a>>, bool) {
        let x = self.raw_expr(e, None).0;
        self.several(x, e, comma_ok)
    }

    /// The same where a generic function may stand.
    pub(super) fn multi_generic(&mut self, e: &'a Expr) -> Vec<Operand<'a>> {
        let x = self.raw_expr(e, None).0;
        if x.mode == OpMode::Generic {
            return vec![x];
        }
        self.several(x, e, false).0
    }

    fn several(
        &mut self,
        mut x: Operand<'a>,
        e: &'a Expr,
        comma_ok: bool,
    ) -> (Vec<Operand<'a>>, bool) {
        self.exclude_non_values(&mut x);
        if x.is_valid()
            && let Type::Tuple(types) = self.types.get(x.typ)
        {
            let pos = e.start();
            let list = types
                .iter()
                .enumerate()
                .map(|(i, &typ)| Operand {
                    mode: OpMode::Value,
                    typ,
                    val: None,
                    origin: Origin::Part(pos, nth(i + 1, "function result")),
                })
                .collect();
            return (list, false);
        }
        if comma_ok && matches!(x.mode, OpMode::MapIndex | OpMode::CommaOk) {
            let ok = Operand {
                mode: OpMode::Value,
                typ: Basic::UntypedBool.id(),
                val: None,
                origin: Origin::Part(e.start(), "ok value of (comma, ok) expression".into()),
            };
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    fn exclude_non_values(&mut self, x: &mut Operand<'a>) {
        let what = match x.mode {
            OpMode::NoValue => "used as value",
            OpMode::Builtin(_) => "must be called",
            OpMode::Type => "is not an expression",
            OpMode::Generic => return self.not_instantiated(x),
            _ => return,
        };
        let text = self.describe(x);
        self.error(x.pos(), format!("{text} {what}"));
        x.invalidate();
    }

    /// A generic function where a value is wanted.
    pub(super) fn not_instantiated(&mut self, x: &mut Operand<'a>) {
        // The type arguments that are there may tell the others.
        if let Some(func) = self.generic_func(x)
            && !func.args.is_empty()
            && let Ok(args) = self.infer(&super::infer::Inference {
                params: &self.fresh_params(&func.params),
                given: &func.args,
                formal: &[],
                args: &[],
                pos: x.pos(),
            })
        {
            return self.finish_instance(x, &func, &args);
        }
        let text = x.expr().map_or(String::new(), |e| self.show(e));
        let message = format!("cannot use generic function {text} without instantiation");
        self.error(x.pos(), message);
        x.invalidate();
    }

    /// The same as [`Self::expr`] where a generic function may stand, whose type arguments its use tells.
    pub(super) fn generic_expr(&mut self, e: &'a Expr) -> Operand<'a> {
        let (mut x, _) = self.raw_expr(e, None);
        if x.mode != OpMode::Generic {
            self.exclude_non_values(&mut x);
            self.single_value(&mut x);
        }
        x
    }

    pub(super) fn single_value(&mut self, x: &mut Operand<'a>) {
        if x.mode == OpMode::Value && matches!(self.types.get(x.typ), Type::Tuple(_)) {
            let text = self.describe(x);
            let message = format!("multiple-value {text} in single-value context");
            self.error(x.pos(), message);
            x.invalidate();
        }
    }

    /// Checks an expression or type and records what it is.
    pub(super) fn raw_expr(&mut self, e: &'a Expr, hint: Option<TypeId>) -> (Operand<'a>, Kind) {
        let mut kind = Kind::Expression;
        let mut x = match &e.kind {
            ExprKind::Bad => Operand::invalid(e),
            &ExprKind::Ident(name) => self.ident(e, e.named(name)),
            ExprKind::BasicLit(lit, text) => self.basic_lit(e, *lit, *text),
            ExprKind::FuncLit(lit) => self.func_lit(e, &lit.sig, &lit.body),
            ExprKind::CompositeLit(lit) => {
                self.composite_lit(e, lit.typ.as_ref(), &lit.elements, lit.end, hint)
            }
            ExprKind::Paren(inner) => {
                let (mut x, inner_kind) = self.raw_expr(inner, None);
                kind = inner_kind;
                x.origin = Origin::Expr(e);
                x
            }
            ExprKind::Selector(s) => self.selector(e, &s.x, s.sel, false),
            ExprKind::Index(index) => self.index_expr(e, &index.x, &index.args),
            ExprKind::Slice(slice) => self.slice_expr(e, &slice.x, &slice.bounds, slice.full),
            ExprKind::TypeAssert(assert) => self.type_assert(e, &assert.x, assert.typ.as_ref()),
            ExprKind::Call(call) => {
                let (x, call_kind) = self.call(e, &call.fun, &call.args, call.dots);
                kind = call_kind;
                x
            }
            ExprKind::Star(inner) => self.star(e, inner),
            ExprKind::Unary(op, inner) => {
                if *op == UnaryOp::Recv {
                    kind = Kind::Statement;
                }
                self.unary(e, *op, inner)
            }
            ExprKind::Binary(..) => self.binary_chain(e),
            ExprKind::Ellipsis(_) => {
                self.error(e.start(), "invalid use of ...");
                Operand::invalid(e)
            }
            ExprKind::ArrayType(..)
            | ExprKind::EllipsisArrayType(_)
            | ExprKind::SliceType(_)
            | ExprKind::StructType(..)
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::MapType(..)
            | ExprKind::ChanType(..) => {
                let t = self.typ(e);
                self.complete(t);
                if self.is_valid_type(t) {
                    Operand::new(OpMode::Type, t, e)
                } else {
                    Operand::invalid(e)
                }
            }
        };
        if !x.is_valid() {
            kind = Kind::Statement;
        }
        if !matches!(x.origin, Origin::Expr(o) if core::ptr::eq(o, e)) {
            x.origin = Origin::Expr(e);
        }
        self.record(&x);
        (x, kind)
    }

    /// The object that a name refers to, its use recorded; an error where there is none.
    pub(super) fn resolve_ident(&mut self, ident: Ident) -> Option<ObjId> {
        let Some(obj) = self.lookup(ident.name) else {
            if ident.name.is_blank() {
                self.error(ident.pos, "cannot use _ as value or type");
            } else {
                self.error(ident.pos, format!("undefined: {}", ident.name));
            }
            return None;
        };
        self.info.nodes.refer(ident.id, obj);
        if !self.dot_imports.is_empty()
            && let Some(&import) = self.dot_imports.get(&(self.env.file, obj))
            && let Some(import) = self.file_imports[self.env.file].get_mut(&import)
        {
            import.used = true;
        }
        Some(obj)
    }

    fn ident(&mut self, e: &'a Expr, ident: Ident) -> Operand<'a> {
        let Some(obj) = self.resolve_ident(ident) else {
            return Operand::invalid(e);
        };
        self.object_operand(e, ident, obj)
    }

    /// The operand for an object that a name or qualified name refers to.
    pub(super) fn object_operand(&mut self, e: &'a Expr, ident: Ident, obj: ObjId) -> Operand<'a> {
        if obj == self.universe.iota {
            return match self.env.iota {
                Some(iota) => Operand::constant(Basic::UntypedInt.id(), constop::int(iota), e),
                None => {
                    self.error(ident.pos, "cannot use iota outside constant declaration");
                    Operand::invalid(e)
                }
            };
        }
        let mode = match &self.object(obj).kind {
            ObjectKind::Package(_) => {
                self.package_without_selector(ident);
                return Operand::invalid(e);
            }
            ObjectKind::TypeName => {
                let t = self.named_type(ident.pos, obj);
                if !self.is_valid_type(t) {
                    return Operand::invalid(e);
                }
                self.complete(t);
                OpMode::Type
            }
            ObjectKind::Builtin(b) => {
                return Operand::new(OpMode::Builtin(*b), Basic::Invalid.id(), e);
            }
            ObjectKind::Nil => OpMode::Nil,
            ObjectKind::Const(_) => {
                self.add_dependency(obj);
                OpMode::Const
            }
            ObjectKind::Global => {
                self.add_dependency(obj);
                OpMode::Var
            }
            ObjectKind::Local => {
                self.used.insert(obj);
                OpMode::Var
            }
            ObjectKind::Func { .. } => {
                self.add_dependency(obj);
                if self.generic.contains_key(&obj) {
                    OpMode::Generic
                } else {
                    OpMode::Value
                }
            }
        };
        let typ = self.operand_type(obj);
        if self.types_pending && !matches!(mode, OpMode::Type | OpMode::Nil) {
            self.complete(typ);
        }
        if !self.is_valid_type(typ) {
            return Operand::invalid(e);
        }
        let val = match &self.object(obj).kind {
            ObjectKind::Const(value) => Some(self.objects.value(*value).clone()),
            _ => None,
        };
        Operand {
            mode,
            typ,
            val,
            origin: Origin::Expr(e),
        }
    }

    fn basic_lit(&mut self, e: &'a Expr, kind: LitKind, text: Symbol) -> Operand<'a> {
        let text = text.as_str();
        // What no program needs, and what would take long to compute.
        if matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag) && text.len() > 10_000 {
            let message = format!(
                "excessively long constant: {}... ({} chars)",
                &text[..10],
                text.len()
            );
            self.error(e.pos, message);
            return Operand::invalid(e);
        }
        self.check_literal_version(e.pos, kind, text);
        let (basic, value) = match kind {
            LitKind::Int => (
                Basic::UntypedInt,
                super::number::parse_int(text).map(ConstValue::Int),
            ),
            LitKind::Float => (
                Basic::UntypedFloat,
                super::number::parse_float(text).map(ConstValue::float),
            ),
            LitKind::Imag => (
                Basic::UntypedComplex,
                super::number::parse_imaginary(text)
                    .map(|im| ConstValue::Complex(Box::new((Real::zero(), im)))),
            ),
            LitKind::Char => (
                Basic::UntypedRune,
                literal::unquote_rune(text).map(constop::int),
            ),
            LitKind::String => (
                Basic::UntypedString,
                literal::unquote_string(text).map(|s| ConstValue::Str(s.into())),
            ),
        };
        match value {
            Some(value) => {
                let mut x = Operand::constant(basic.id(), value, e);
                self.check_overflow(&mut x, e.pos, None);
                x
            }
            None => {
                self.error(e.pos, format!("malformed constant: {text}"));
                Operand::invalid(e)
            }
        }
    }

    fn star(&mut self, e: &'a Expr, inner: &'a Expr) -> Operand<'a> {
        let mut x = self.expr_or_type(inner);
        match x.mode {
            OpMode::Invalid => {}
            OpMode::Type => {
                if self.is_constraint(x.typ) {
                    let later = super::typexpr::Later::Variable(inner.start(), x.typ);
                    self.later.push(later);
                }
                x.typ = self.pointer_to(x.typ);
            }
            _ => {
                if let Type::Pointer(base) = self.core(x.typ) {
                    x.mode = OpMode::Var;
                    x.typ = base;
                } else {
                    let text = self.describe(&x);
                    let message = format!("invalid operation: cannot indirect {text}");
                    self.error(x.pos(), message);
                    x.invalidate();
                }
            }
        }
        x.origin = Origin::Expr(e);
        x
    }

    fn unary(&mut self, e: &'a Expr, op: UnaryOp, inner: &'a Expr) -> Operand<'a> {
        let mut x = self.expr(inner);
        if !x.is_valid() {
            x.origin = Origin::Expr(e);
            return x;
        }
        match op {
            UnaryOp::Addr => {
                let literal = matches!(inner.unparen().kind, ExprKind::CompositeLit(..));
                if literal || x.mode == OpMode::Var {
                    x.mode = OpMode::Value;
                    x.typ = self.pointer_to(x.typ);
                } else {
                    let text = self.describe(&x);
                    let message = format!("invalid operation: cannot take address of {text}");
                    self.error(x.pos(), message);
                    x.invalidate();
                }
                x.origin = Origin::Expr(e);
                return x;
            }
            UnaryOp::Recv => {
                match self.channel_element(&x, true) {
                    Some(elem) => {
                        x.mode = OpMode::CommaOk;
                        x.typ = elem;
                        self.env.has_call_or_recv = true;
                    }
                    None => x.invalidate(),
                }
                x.origin = Origin::Expr(e);
                return x;
            }
            _ => {}
        }
        let basic = self.types.basic(x.typ);
        let defined = self.all_basic(x.typ, |b| match op {
            UnaryOp::Plus | UnaryOp::Neg => b.is_numeric(),
            UnaryOp::Not => b.is_boolean(),
            _ => b.is_integer(),
        });
        if op == UnaryOp::Tilde {
            let hint = if defined {
                " (use ^ for bitwise complement)"
            } else {
                ""
            };
            let message = format!("cannot use ~ outside of interface or type constraint{hint}");
            self.error(e.start(), message);
            x.invalidate();
        } else if !defined {
            let text = self.describe(&x);
            let sign = match op {
                UnaryOp::Plus => "+",
                UnaryOp::Neg => "-",
                UnaryOp::Not => "!",
                _ => "^",
            };
            let message = format!("invalid operation: operator {sign} not defined on {text}");
            self.error(x.pos(), message);
            x.invalidate();
        } else if let (Some(value), Some(basic)) = (x.value(), basic) {
            let value = match (op, value) {
                (UnaryOp::Neg, v) => constop::negate(v),
                (UnaryOp::Not, ConstValue::Bool(b)) => ConstValue::Bool(!b),
                (UnaryOp::Com, ConstValue::Int(i)) => {
                    ConstValue::Int(constop::complement(i, basic))
                }
                (_, v) => v.clone(),
            };
            x.val = Some(value);
            x.origin = Origin::Expr(e);
            let name = (op == UnaryOp::Com).then_some("bitwise complement");
            self.check_overflow(&mut x, e.pos, name);
        } else {
            x.mode = OpMode::Value;
        }
        x.origin = Origin::Expr(e);
        x
    }

    /// The element type of a channel that is received from or sent to; nothing after an error.
    pub(super) fn channel_element(&mut self, x: &Operand<'a>, recv: bool) -> Option<TypeId> {
        if self.is_param(x.typ) {
            return self.param_channel(x, recv);
        }
        let cause = match self.types.under(x.typ) {
            Type::Chan(ChanDir::Send, _) if recv => "send-only channel",
            Type::Chan(ChanDir::Recv, _) if !recv => "receive-only channel",
            &Type::Chan(_, elem) => return Some(elem),
            _ => "non-channel",
        };
        let text = self.describe(x);
        let name = self.type_string(x.typ);
        let what = if recv { "receive from" } else { "send to" };
        let message = format!("invalid operation: cannot {what} {cause} {name} {text}");
        self.error(x.pos(), message);
        None
    }

    /// The same for a type parameter: all types of its set must be channels of the same elements that can do it.
    fn param_channel(&mut self, x: &Operand<'a>, recv: bool) -> Option<TypeId> {
        let list = self.specific_types(x.typ).unwrap_or_default();
        let mut element = None;
        let mut why = (list.is_empty()).then(|| "no specific channel type".to_owned());
        for t in list {
            let name = self.type_string(t);
            let bad = match *self.types.under(t) {
                Type::Chan(ChanDir::Send, _) if recv => format!("send-only channel {name}"),
                Type::Chan(ChanDir::Recv, _) if !recv => format!("receive-only channel {name}"),
                Type::Chan(_, elem) if element.is_none_or(|e| e == elem) => {
                    element = Some(elem);
                    continue;
                }
                Type::Chan(..) => "channels with different element types".to_owned(),
                _ => format!("non-channel {name}"),
            };
            why = why.or(Some(bad));
        }
        let Some(why) = why else { return element };
        let text = self.describe(x);
        let what = if recv { "receive from" } else { "send to" };
        let message = format!("invalid operation: cannot {what} {text}: {why}");
        self.error(x.pos(), message);
        None
    }

    fn type_assert(&mut self, e: &'a Expr, x: &'a Expr, typ: Option<&'a Expr>) -> Operand<'a> {
        let mut operand = self.expr(x);
        if !operand.is_valid() {
            operand.origin = Origin::Expr(e);
            return operand;
        }
        let Some(typ) = typ else {
            self.error(
                e.start(),
                "invalid syntax tree: use of .(type) outside type switch",
            );
            return Operand::invalid(e);
        };
        if self.is_param(operand.typ) {
            let text = self.describe(&operand);
            let message = format!(
                "invalid operation: cannot use type assertion on type parameter value {text}"
            );
            self.error(operand.pos(), message);
            return Operand::invalid(e);
        }
        if !self.types.is_interface(operand.typ) {
            let text = self.describe(&operand);
            let message = format!("invalid operation: {text} is not an interface");
            self.error(operand.pos(), message);
            return Operand::invalid(e);
        }
        let t = self.var_type(typ);
        if !self.is_valid_type(t) {
            return Operand::invalid(e);
        }
        if let Some(cause) = self.not_assertable(operand.typ, t) {
            let message = format!(
                "impossible type assertion: {}\n\t{} does not implement {} {cause}",
                self.show(e),
                self.type_string(t),
                self.type_string(operand.typ)
            );
            self.error(e.start(), message);
        }
        Operand::new(OpMode::CommaOk, t, e)
    }

    /// Evaluates expressions for their errors and uses only. Tells whether all are valid.
    pub(super) fn use_exprs(&mut self, list: &'a [Expr]) -> bool {
        let mut valid = true;
        for e in list {
            valid &= self.use_expr(e, false);
        }
        valid
    }

    /// The same for the left side of an assignment, where a bare variable is not used.
    pub(super) fn use_lhs(&mut self, list: &'a [Expr]) -> bool {
        let mut valid = true;
        for e in list {
            valid &= self.use_expr(e, true);
        }
        valid
    }

    fn use_expr(&mut self, e: &'a Expr, lhs: bool) -> bool {
        if let Some(ident) = e.unparen().ident() {
            if ident.name.is_blank() {
                return true;
            }
            if lhs {
                return self.without_use(ident, |c| c.expr_or_type(e).is_valid());
            }
        }
        self.raw_expr(e, None).0.is_valid()
    }

    /// Runs `f`, in which the variable that a name stands for does not become used.
    pub(super) fn without_use<R>(&mut self, ident: Ident, f: impl FnOnce(&mut Self) -> R) -> R {
        let unused = self
            .lookup(ident.name)
            .filter(|&obj| !self.used.contains(obj));
        let r = f(self);
        if let Some(obj) = unused {
            self.used.remove(obj);
        }
        r
    }

    /// Reports a constant that its type cannot represent, or an untyped one that has grown too large.
    pub(super) fn check_overflow(
        &mut self,
        x: &mut Operand<'a>,
        pos: Pos,
        operation: Option<&str>,
    ) {
        const MAX_BITS: u64 = 512;
        let Some(value) = x.value() else { return };
        if !self.is_untyped(x.typ) {
            if let Some(basic) = self.types.basic(x.typ) {
                self.representable(x, basic, x.typ);
            }
            return;
        }
        if let ConstValue::Int(i) = value
            && i.bits() > MAX_BITS
        {
            let operation = operation.map_or(String::new(), |o| format!("{o} "));
            self.error(pos, format!("constant {operation}overflow"));
            x.invalidate();
        }
    }
}

/// `1st what`, `2nd what`, ...
fn nth(n: usize, what: &str) -> String {
    let ending = match n {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{n}{ending} {what}")
}

//! Binary operators, comparisons and shifts.

use super::checker::Checker;
use super::constant::ConstValue;
use super::constop;
use super::info::Mode;
use super::operand::{OpMode, Operand, Origin};
use super::typ::{Basic, Type, TypeId};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use num_traits::{Signed, ToPrimitive};

/// How long a constant string may become.
const MAX_STRING: usize = 64 << 20;

/// What a comparison is part of, for its message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparing {
    Expression(BinaryOp),
    SwitchCase,
}

/// An operator as it is written.
pub(super) fn op_text(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::And => "&",
        BinaryOp::Or => "|",
        BinaryOp::Xor => "^",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::AndNot => "&^",
        BinaryOp::LAnd => "&&",
        BinaryOp::LOr => "||",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
    }
}

pub(super) fn is_comparison(op: BinaryOp) -> bool {
    use BinaryOp::{Eq, Ge, Gt, Le, Lt, Ne};
    matches!(op, Eq | Ne | Lt | Le | Gt | Ge)
}

impl<'a> Checker<'a> {
    /// A binary expression. Long chains are deep in their left operands, so those are walked in a loop.
    pub(super) fn binary_chain(&mut self, e: &'a Expr) -> Operand<'a> {
        let mut chain = Vec::new();
        let mut left = e;
        while let ExprKind::Binary(op, operands) = &left.kind {
            let [x, y] = &**operands;
            chain.push((left, *op, x, y));
            left = x;
        }
        let mut x = self.expr(left);
        let mut inner = None;
        while let Some((node, op, lhs, rhs)) = chain.pop() {
            let y = self.expr(rhs);
            let string = |x: &Operand<'a>| matches!(x.value(), Some(ConstValue::Str(_)));
            match inner.replace(node) {
                // Only the whole of a constant string is asked for: its beginnings would take the square of its length.
                Some(inner) if op == BinaryOp::Add && string(&x) && string(&y) => {
                    self.info.nodes.set(inner.id, Mode::Const, x.typ, None);
                }
                Some(_) => self.record(&x),
                None => {}
            }
            x = self.binary(x, y, op, Some(node), lhs, rhs);
            x.origin = Origin::Expr(node);
        }
        // The outermost one is recorded by the caller.
        x
    }

    /// `x op y`. Without `e`, it is part of an assignment `x op= y`.
    pub(super) fn binary(
        &mut self,
        mut x: Operand<'a>,
        mut y: Operand<'a>,
        op: BinaryOp,
        e: Option<&'a Expr>,
        lhs: &'a Expr,
        rhs: &'a Expr,
    ) -> Operand<'a> {
        if !x.is_valid() {
            return x;
        }
        if !y.is_valid() {
            x.invalidate();
            return x;
        }
        if matches!(op, BinaryOp::Shl | BinaryOp::Shr) {
            self.shift(&mut x, &mut y, op, e);
            return x;
        }
        self.match_types(&mut x, &mut y);
        if !x.is_valid() {
            return x;
        }
        if is_comparison(op) {
            self.comparison(&mut x, &mut y, Comparing::Expression(op));
            return x;
        }
        if x.typ != y.typ {
            if self.is_valid_type(x.typ) && self.is_valid_type(y.typ) {
                let text = match e {
                    Some(e) => self.show(e),
                    None => format!("{} {}= {}", self.show(lhs), op_text(op), self.show(rhs)),
                };
                let message = format!(
                    "invalid operation: {text} (mismatched types {} and {})",
                    self.type_string(x.typ),
                    self.type_string(y.typ)
                );
                self.error(x.pos(), message);
            }
            x.invalidate();
            return x;
        }
        let defined = self.all_basic(x.typ, |b| match op {
            BinaryOp::Add => b.is_numeric() || b.is_string(),
            BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => b.is_numeric(),
            BinaryOp::LAnd | BinaryOp::LOr => b.is_boolean(),
            _ => b.is_integer(),
        });
        if !defined {
            let text = self.describe(&x);
            let message = format!(
                "invalid operation: operator {} not defined on {text}",
                op_text(op)
            );
            self.error(x.pos(), message);
            x.invalidate();
            return x;
        }
        if matches!(op, BinaryOp::Div | BinaryOp::Rem)
            && (x.mode == OpMode::Const || self.all_basic(x.typ, Basic::is_integer))
            && y.value().is_some_and(constop::is_zero_divisor)
        {
            self.error(y.pos(), "invalid operation: division by zero");
            x.invalidate();
            return x;
        }
        if let (Some(ConstValue::Str(a)), Some(ConstValue::Str(b))) = (x.value(), y.value())
            && a.len() + b.len() > MAX_STRING
        {
            let pos = e.map_or(x.pos(), |e| e.pos);
            self.error(pos, "constant string too long");
            x.invalidate();
            return x;
        }
        if let (Some(a), Some(b)) = (x.value(), y.value()) {
            let value = constop::binary(a, op, b);
            if let Some(e) = e {
                x.origin = Origin::Expr(e);
            }
            let pos = e.map_or(x.pos(), |e| e.pos);
            let name = match op {
                BinaryOp::Add => Some("addition"),
                BinaryOp::Sub => Some("subtraction"),
                BinaryOp::Xor => Some("bitwise XOR"),
                BinaryOp::Mul => Some("multiplication"),
                BinaryOp::Shl => Some("shift"),
                _ => None,
            };
            if value.is_some() {
                x.val = value;
                self.check_overflow(&mut x, pos, name);
            } else {
                self.error(pos, "constant result is not representable");
                x.invalidate();
            }
            return x;
        }
        x.mode = OpMode::Value;
        x
    }

    /// Converts untyped operands so that the types of both match, where that may be possible.
    pub(super) fn match_types(&mut self, x: &mut Operand<'a>, y: &mut Operand<'a>) {
        if self.may_match(x, y) {
            self.convert_untyped(x, y.typ);
            if !x.is_valid() {
                return;
            }
            self.convert_untyped(y, x.typ);
            if !y.is_valid() {
                x.invalidate();
            }
        }
    }

    fn may_match(&self, x: &Operand<'a>, y: &Operand<'a>) -> bool {
        if !self.is_untyped(x.typ) && !self.is_untyped(y.typ) {
            return false;
        }
        // A type parameter is matched by whatever all of its types are.
        if self.is_param(x.typ) || self.is_param(y.typ) {
            return true;
        }
        let (a, b) = (self.types.basic(x.typ), self.types.basic(y.typ));
        let both = |f: fn(Basic) -> bool| a.is_some_and(f) == b.is_some_and(f);
        if !both(Basic::is_numeric) {
            return false;
        }
        if self.types.is_interface(x.typ) || self.types.is_interface(y.typ) {
            return true;
        }
        if !both(Basic::is_boolean) || !both(Basic::is_string) {
            return false;
        }
        if x.is_nil() {
            return self.has_nil(y.typ);
        }
        if y.is_nil() {
            return self.has_nil(x.typ);
        }
        let pointer = |t: TypeId| matches!(self.types.under(t), Type::Pointer(_));
        !pointer(x.typ) && !pointer(y.typ)
    }

    /// `x == y` and the like. The result, an untyped boolean, is left in `x`.
    pub(super) fn comparison(
        &mut self,
        x: &mut Operand<'a>,
        y: &mut Operand<'a>,
        comparing: Comparing,
    ) {
        if !self.is_valid_type(x.typ) || !self.is_valid_type(y.typ) {
            x.invalidate();
            return;
        }
        let op = match comparing {
            Comparing::Expression(op) => op,
            Comparing::SwitchCase => BinaryOp::Eq,
        };
        if let Err((at_y, cause)) = self.comparable_operands(x, y, op) {
            let fault = if at_y { &*y } else { &*x };
            let cause = cause.unwrap_or_else(|| {
                let what = match self.composite_kind(fault.typ) {
                    Some(kind) => kind.to_owned(),
                    None => self.type_string(fault.typ),
                };
                format!("operator {} not defined on {what}", op_text(op))
            });
            let (left, right) = (self.operand_text(x), self.operand_text(y));
            let (pos, message) = match comparing {
                Comparing::SwitchCase => (
                    x.pos(),
                    format!("invalid case {left} in switch on {right} ({cause})"),
                ),
                Comparing::Expression(op) => (
                    fault.pos(),
                    format!(
                        "invalid operation: {left} {} {right} ({cause})",
                        op_text(op)
                    ),
                ),
            };
            self.error(pos, message);
            x.invalidate();
            return;
        }
        if let (Some(a), Some(b)) = (x.value(), y.value()) {
            x.val = Some(ConstValue::Bool(constop::compare(a, op, b)));
        } else {
            x.mode = OpMode::Value;
            x.val = None;
            for operand in [&*x, &*y] {
                if let Some(e) = operand.expr() {
                    let typ = self.default_type(operand.typ);
                    self.update_type(e, typ, true);
                }
            }
        }
        x.typ = Basic::UntypedBool.id();
    }

    fn operand_text(&self, x: &Operand<'a>) -> String {
        match &x.origin {
            Origin::Expr(e) => self.show(e),
            Origin::Part(_, text) => text.clone(),
        }
    }

    /// Whether two operands may be compared; else whether the second one is to blame, and why.
    fn comparable_operands(
        &mut self,
        x: &Operand<'a>,
        y: &Operand<'a>,
        op: BinaryOp,
    ) -> Result<(), (bool, Option<String>)> {
        if self.not_assignable(x, y.typ).is_some() && self.not_assignable(y, x.typ).is_some() {
            let cause = format!(
                "mismatched types {} and {}",
                self.type_string(x.typ),
                self.type_string(y.typ)
            );
            return Err((true, Some(cause)));
        }
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            if x.is_nil() || y.is_nil() {
                let typ = if x.is_nil() { y.typ } else { x.typ };
                return if self.has_nil(typ) && !(x.is_nil() && y.is_nil() && self.is_untyped(typ)) {
                    Ok(())
                } else {
                    Err((true, None))
                };
            }
            for (at_y, t) in [(false, x.typ), (true, y.typ)] {
                if !self.comparable_type(t) {
                    return Err((at_y, self.incomparable_cause(t)));
                }
            }
            return Ok(());
        }
        for (at_y, t) in [(false, x.typ), (true, y.typ)] {
            if !self.ordered(t) {
                let cause = self
                    .is_param(t)
                    .then(|| "type parameter cannot use operator".to_owned() + " " + op_text(op));
                return Err((at_y, cause));
            }
        }
        Ok(())
    }

    /// Whether values of a type can be compared with `<`.
    pub(super) fn ordered(&mut self, t: TypeId) -> bool {
        self.all_basic(t, |b| b.is_integer() || b.is_float() || b.is_string())
    }

    fn incomparable_cause(&self, t: TypeId) -> Option<String> {
        match self.types.under(t) {
            Type::Slice(_) | Type::Func(_) | Type::Map(..) => Some(format!(
                "{} can only be compared to nil",
                self.composite_kind(t).unwrap_or_default()
            )),
            Type::Struct(fields) => {
                let field = fields.iter().find(|f| !self.comparable_type(f.typ))?;
                Some(format!(
                    "struct containing {} cannot be compared",
                    self.type_string(field.typ)
                ))
            }
            Type::Array(..) => Some(format!("{} cannot be compared", self.type_string(t))),
            Type::Param(_) => Some("incomparable types in type set".into()),
            _ => None,
        }
    }

    fn shift(
        &mut self,
        x: &mut Operand<'a>,
        y: &mut Operand<'a>,
        op: BinaryOp,
        e: Option<&'a Expr>,
    ) {
        let integer = |c: &mut Self, t| c.all_basic(t, Basic::is_integer);
        let value = x.value().and_then(constop::to_int);
        let shiftable = integer(self, x.typ) || self.is_untyped(x.typ) && value.is_some();
        if !shiftable {
            self.shifted_operand_error(x);
            return;
        }
        if let Some(count) = y.value() {
            if constop::to_int(count).is_some_and(|n| n.is_negative()) {
                let text = self.describe(y);
                let message = format!("invalid operation: negative shift count {text}");
                self.error(y.pos(), message);
                x.invalidate();
                return;
            }
            if self.is_untyped(y.typ) {
                // Only looked at, not converted yet: `describe` is to show the untyped constant.
                let mut copy = y.clone();
                self.representable(&mut copy, Basic::Uint, Basic::Uint.id());
                if !copy.is_valid() {
                    x.invalidate();
                    return;
                }
            } else if !integer(self, y.typ) && constop::to_int(count).is_none() {
                let text = self.describe(y);
                let message = format!("invalid operation: shift count {text} must be integer");
                self.error(y.pos(), message);
                x.invalidate();
                return;
            }
        } else if self.is_untyped(y.typ) {
            self.convert_untyped(y, Basic::Uint.id());
            if !y.is_valid() {
                x.invalidate();
                return;
            }
        } else if !integer(self, y.typ) {
            let text = self.describe(y);
            let message = format!("invalid operation: shift count {text} must be integer");
            self.error(y.pos(), message);
            x.invalidate();
            return;
        } else if self.lang() < 13 && !self.all_basic(y.typ, Basic::is_unsigned) {
            let what = format!("invalid operation: signed shift count {}", self.describe(y));
            self.requires(13, y.pos(), &what);
            x.invalidate();
            return;
        }
        if x.mode == OpMode::Const {
            if let Some(count) = y.value() {
                const MAX_SHIFT: u64 = 1023 - 1 + 52;
                let count = constop::to_int(count).and_then(|n| n.to_u64());
                let Some(count) = count.filter(|&n| n <= MAX_SHIFT) else {
                    let text = self.describe(y);
                    let message = format!("invalid operation: invalid shift count {text}");
                    self.error(y.pos(), message);
                    x.invalidate();
                    return;
                };
                if !integer(self, x.typ) {
                    x.typ = Basic::UntypedInt.id();
                }
                let Some(value) = value else { return };
                x.val = Some(ConstValue::Int(if op == BinaryOp::Shl {
                    value << count
                } else {
                    value >> count
                }));
                if let Some(e) = e {
                    x.origin = Origin::Expr(e);
                }
                let pos = e.map_or(x.pos(), |e| e.pos);
                let name = (op == BinaryOp::Shl).then_some("shift");
                self.check_overflow(x, pos, name);
                return;
            }
            if self.is_untyped(x.typ) {
                // The operand's type is what it would be without the shift: context decides later.
                if let Some(e) = x.expr() {
                    self.shift_operands.insert(e.id);
                }
                x.mode = OpMode::Value;
                x.val = None;
                return;
            }
        }
        if self.is_untyped(y.typ) {
            self.convert_untyped(y, Basic::Uint.id());
        }
        if !integer(self, x.typ) {
            self.shifted_operand_error(x);
            return;
        }
        x.mode = OpMode::Value;
        x.val = None;
    }

    fn shifted_operand_error(&mut self, x: &mut Operand<'a>) {
        let text = self.describe(x);
        let message = format!("invalid operation: shifted operand {text} must be integer");
        self.error(x.pos(), message);
        x.invalidate();
    }
}

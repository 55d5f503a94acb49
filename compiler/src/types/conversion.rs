//! Conversions `T(x)`.

use super::checker::Checker;
use super::constant::ConstValue;
use super::constop;
use super::operand::{OpMode, Operand};
use super::typ::{Basic, StructField, Type, TypeId};
use num_traits::ToPrimitive;

impl<'a> Checker<'a> {
    /// Converts an operand to a type.
    pub(super) fn conversion(&mut self, x: &mut Operand<'a>, t: TypeId) {
        if self.is_param(t) && x.value().is_some() {
            return self.constant_to_param(x, t);
        }
        let basic = self.types.basic(t);
        let constant_type = basic.filter(|b| b.is_boolean() || b.is_numeric() || b.is_string());
        if let (Some(value), Some(to)) = (x.value().cloned(), constant_type) {
            if let Some(value) = self.convert_constant(x, &value, to) {
                x.val = Some(value);
                self.settle_converted(x, t);
                x.typ = t;
                return;
            }
            let from_integer = self.types.basic(x.typ).is_some_and(Basic::is_integer);
            if from_integer && to.is_integer() {
                let message = format!(
                    "constant {} overflows {}",
                    super::format::const_string(&value),
                    self.type_string(t)
                );
                self.error(x.pos(), message);
                x.invalidate();
                return;
            }
            // Go shows what has an integer's value as an integer here.
            if to.is_integer()
                && let Some(i) = constop::to_int(&value)
            {
                x.val = Some(ConstValue::Int(i));
            }
            self.conversion_error(x, t, None);
            return;
        }
        match self.not_convertible(x, t) {
            None => {
                x.mode = OpMode::Value;
                self.settle_converted(x, t);
                x.val = None;
                x.typ = t;
            }
            Some(cause) => self.conversion_error(x, t, cause),
        }
    }

    /// A constant converted to a type parameter must fit all types of its set, and is not constant any more.
    fn constant_to_param(&mut self, x: &mut Operand<'a>, t: TypeId) {
        let list = self.specific_types(t).unwrap_or_default();
        let shown = self.type_string(t);
        if list.is_empty() {
            let cause = format!("{shown} does not contain specific types");
            x.mode = OpMode::Value;
            return self.conversion_error(x, t, Some(cause));
        }
        for specific in list {
            let Some(value) = x.value().cloned() else {
                return;
            };
            let name = self.type_string(specific);
            let fits = match self.types.basic(specific) {
                Some(to) if to != Basic::UnsafePointer => {
                    self.convert_constant(x, &value, to).is_some()
                }
                _ => self.not_convertible(x, specific).is_none(),
            };
            if fits {
                continue;
            }
            let integers = [x.typ, specific]
                .iter()
                .all(|&t| self.types.basic(t).is_some_and(Basic::is_integer));
            let cause = if integers {
                let value = super::format::const_string(&value);
                format!("constant {value} overflows {name} (in {shown})")
            } else {
                format!(
                    "cannot convert {} to type {name} (in {shown})",
                    self.describe(x)
                )
            };
            x.mode = OpMode::Value;
            return self.conversion_error(x, t, Some(cause));
        }
        x.mode = OpMode::Value;
        if self.is_untyped(x.typ) {
            // A number becomes one of the parameter's type; other conversions begin with the default type.
            let numbers = self.all_basic(t, Basic::is_numeric);
            let typ = if numbers { t } else { self.default_type(x.typ) };
            if let Some(e) = x.expr() {
                self.update_type(e, typ, true);
            }
        }
        x.val = None;
        x.typ = t;
    }

    fn conversion_error(&mut self, x: &mut Operand<'a>, t: TypeId, cause: Option<String>) {
        let text = self.describe(x);
        let cause = cause.map_or(String::new(), |c| format!(": {c}"));
        let message = format!(
            "cannot convert {text} to type {}{cause}",
            self.type_string(t)
        );
        let pos = x.pos();
        // With the position of the operand, as the conversion's own says less.
        self.error(pos, message);
        x.invalidate();
    }

    /// The value of a constant in another constant type; nothing where the conversion is not allowed.
    fn convert_constant(
        &self,
        x: &Operand<'a>,
        value: &ConstValue,
        to: Basic,
    ) -> Option<ConstValue> {
        if let Some(value) = constop::represent(value, to) {
            return Some(value);
        }
        let from_integer = self.types.basic(x.typ).is_some_and(Basic::is_integer);
        if from_integer && to.is_string() {
            let c = match value {
                ConstValue::Int(i) => i.to_u32().and_then(char::from_u32),
                _ => None,
            };
            let mut buffer = [0; 4];
            let text = c.unwrap_or('\u{fffd}').encode_utf8(&mut buffer);
            return Some(ConstValue::Str(text.as_bytes().into()));
        }
        None
    }

    /// The final type of an untyped operand that is converted to `t`.
    fn settle_converted(&mut self, x: &mut Operand<'a>, t: TypeId) {
        if !self.is_untyped(x.typ) {
            return;
        }
        // An integer constant that becomes a string stays untyped: it may be larger than any type allows.
        let integer_to_string = x.mode == OpMode::Const
            && self.types.basic(t).is_some_and(Basic::is_string)
            && self.types.basic(x.typ).is_some_and(Basic::is_numeric);
        if integer_to_string {
            return;
        }
        // A constant converted to an interface takes its own default type first.
        let default = self.types.is_interface(t) && !x.is_nil()
            || x.mode == OpMode::Value && !x.is_nil() && self.types.basic(t).is_none();
        let typ = if default { self.default_type(x.typ) } else { t };
        if let Some(e) = x.expr() {
            self.update_type(e, typ, true);
        }
    }

    /// Why a value cannot be converted, where more can be said than that; nothing when it can.
    #[allow(clippy::option_option)]
    fn not_convertible(&mut self, x: &Operand<'a>, t: TypeId) -> Option<Option<String>> {
        let cause = self.not_assignable(x, t)?.0;
        if self.is_param(x.typ) || self.is_param(t) {
            return self.param_not_convertible(x, t);
        }
        let (v, vu, tu) = (
            x.typ,
            self.types.underlying(x.typ),
            self.types.underlying(t),
        );
        if self.identical_ignoring_tags(vu, tu) {
            return None;
        }
        if let (&Type::Pointer(a), &Type::Pointer(b)) = (self.types.get(v), self.types.get(t)) {
            let (a, b) = (self.types.underlying(a), self.types.underlying(b));
            if self.identical_ignoring_tags(a, b) {
                return None;
            }
        }
        let (vb, tb) = (self.types.basic(v), self.types.basic(t));
        if let (Some(a), Some(b)) = (vb, tb) {
            let real = |b: Basic| b.is_integer() || b.is_float();
            if real(a) && real(b) || a.is_complex() && b.is_complex() {
                return None;
            }
            if b == Basic::String && (a.is_integer() || a.is_string()) {
                return None;
            }
        }
        let text_slice = |c: &Self, t: TypeId| match c.types.under(t) {
            &Type::Slice(elem) => {
                matches!(c.types.basic(elem), Some(Basic::Uint8 | Basic::Int32))
            }
            _ => false,
        };
        if tb == Some(Basic::String) && text_slice(self, v)
            || vb.is_some_and(Basic::is_string) && text_slice(self, t)
        {
            return None;
        }
        let pointer_like = |c: &Self, t: TypeId| {
            matches!(
                c.types.under(t),
                Type::Pointer(_) | Type::Basic(Basic::UnsafePointer | Basic::Uintptr)
            )
        };
        if (tb == Some(Basic::UnsafePointer) && pointer_like(self, v))
            || (vb == Some(Basic::UnsafePointer) && pointer_like(self, t))
        {
            return None;
        }
        // A slice to an array, or to a pointer to one.
        if let &Type::Slice(elem) = self.types.get(vu) {
            let array = match *self.types.get(tu) {
                Type::Pointer(base) => self.types.underlying(base),
                _ => tu,
            };
            if let &Type::Array(_, e) = self.types.get(array)
                && e == elem
            {
                let (minor, to) = match array == tu {
                    true => (20, "array"),
                    false => (17, "array pointer"),
                };
                if self.lang() >= minor {
                    return None;
                }
                return Some(Some(format!(
                    "conversion of slice to {to} requires go1.{minor} or later"
                )));
            }
        }
        Some(cause)
    }

    /// The same where type parameters are involved: all types of their sets must be convertible.
    #[allow(clippy::option_option)]
    fn param_not_convertible(&mut self, x: &Operand<'a>, t: TypeId) -> Option<Option<String>> {
        let from = self.specific_types(x.typ).unwrap_or_default();
        let to = self.specific_types(t).unwrap_or_default();
        if from.is_empty() || to.is_empty() {
            return Some(None);
        }
        for &v in &from {
            for &w in &to {
                let y = Operand {
                    typ: v,
                    ..x.clone()
                };
                if self.not_convertible(&y, w).is_none() {
                    continue;
                }
                let shown = |c: &Self, one: TypeId, all: TypeId| {
                    if one == all {
                        c.type_string(one)
                    } else {
                        format!("{} (in {})", c.type_string(one), c.type_string(all))
                    }
                };
                return Some(Some(format!(
                    "cannot convert {} to type {}",
                    shown(self, v, x.typ),
                    shown(self, w, t)
                )));
            }
        }
        None
    }

    /// Whether two types are identical when struct tags are left out.
    fn identical_ignoring_tags(&self, a: TypeId, b: TypeId) -> bool {
        if a == b {
            return true;
        }
        let same = |a: &[TypeId], b: &[TypeId]| {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|(&a, &b)| self.identical_ignoring_tags(a, b))
        };
        match (self.types.get(a), self.types.get(b)) {
            (Type::Struct(f), Type::Struct(g)) => {
                f.len() == g.len()
                    && f.iter().zip(g).all(|(f, g): (&StructField, &StructField)| {
                        f.name == g.name
                            && f.pkg == g.pkg
                            && f.embedded == g.embedded
                            && self.identical_ignoring_tags(f.typ, g.typ)
                    })
            }
            (&Type::Pointer(a), &Type::Pointer(b)) | (&Type::Slice(a), &Type::Slice(b)) => {
                self.identical_ignoring_tags(a, b)
            }
            (&Type::Array(n, a), &Type::Array(m, b)) => {
                n == m && self.identical_ignoring_tags(a, b)
            }
            (&Type::Chan(d, a), &Type::Chan(e, b)) => d == e && self.identical_ignoring_tags(a, b),
            (&Type::Map(k, v), &Type::Map(l, w)) => {
                self.identical_ignoring_tags(k, l) && self.identical_ignoring_tags(v, w)
            }
            (Type::Func(f), Type::Func(g)) => {
                f.variadic == g.variadic
                    && same(&f.params, &g.params)
                    && same(&f.results, &g.results)
            }
            (Type::Interface(m), Type::Interface(n)) => {
                m.len() == n.len()
                    && m.iter().zip(n).all(|(m, n)| {
                        m.name == n.name
                            && m.pkg == n.pkg
                            && self.identical_ignoring_tags(m.sig, n.sig)
                    })
            }
            _ => false,
        }
    }
}

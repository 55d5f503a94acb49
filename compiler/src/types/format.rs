//! How types, operands and constants appear in messages. Which of its names a type has is `spelling`'s.

use super::checker::Checker;
use super::constant::ConstValue;
use super::object::{ObjId, ObjectKind, PkgId};
use super::operand::{OpMode, Operand, Origin};
use super::real::Real;
use super::typ::{Basic, Constraint, Type, TypeId};
use super::universe::UNSAFE;
use crate::syntax::ast::{ChanDir, Expr, ExprKind, Field, FuncType};
use crate::syntax::symbol::Symbol;
use core::fmt::Write;

/// Which names a function type's parameters are shown with.
#[derive(Clone, Copy)]
enum Names<'a> {
    None,
    /// Those of this function.
    Of(&'a FuncType),
    /// Those with which the type is written everywhere.
    OfType,
}

impl<'a> Checker<'a> {
    /// An expression as Go prints it.
    pub(super) fn show(&self, e: &Expr) -> String {
        crate::syntax::print::expr_string(e)
    }

    /// A type as Go prints it in messages about the package being checked.
    pub(super) fn type_string(&self, t: TypeId) -> String {
        let mut s = String::new();
        self.write_type(&mut s, t);
        s
    }

    /// A package's name as it qualifies another package's names: its path where names are not unique.
    fn qualifier(&self, pkg: PkgId) -> String {
        if pkg == UNSAFE {
            return "unsafe".into();
        }
        let p = &self.packages[pkg.0 as usize - 1];
        if self.packages.iter().filter(|o| o.name == p.name).count() > 1 {
            return format!("{:?}", p.path);
        }
        p.name.to_string()
    }

    fn write_type(&self, s: &mut String, t: TypeId) {
        match self.types.get(t) {
            Type::Basic(b) => s.push_str(self.basic_name(*b)),
            Type::Named(id) => {
                let obj = self.object(self.types.named(*id).obj);
                if let Some(pkg) = obj.pkg
                    && pkg != self.pkg
                {
                    s.push_str(&self.qualifier(pkg));
                    s.push('.');
                }
                s.push_str(obj.name.as_str());
                let named = self.types.named(*id);
                let args = &self.types.type_args(*id)[named.implicit..];
                self.write_args(s, args);
            }
            Type::Param(p) => {
                s.push_str(self.object(self.types.param(*p).obj).name.as_str());
            }
            Type::Constraint(c) => self.write_constraint(s, c),
            Type::Pointer(base) => {
                s.push('*');
                self.write_type(s, *base);
            }
            Type::Slice(elem) => {
                s.push_str("[]");
                self.write_type(s, *elem);
            }
            Type::Array(len, elem) => {
                let _ = write!(s, "[{len}]");
                self.write_type(s, *elem);
            }
            Type::Struct(fields) => {
                s.push_str("struct{");
                for (i, field) in fields.iter().enumerate() {
                    if i > 0 {
                        s.push_str("; ");
                    }
                    if !field.embedded {
                        s.push_str(field.name.as_str());
                        s.push(' ');
                    }
                    self.write_type(s, field.typ);
                    let tag = field.tag.as_str();
                    if !tag.is_empty() {
                        s.push(' ');
                        s.push_str(&quote(tag.as_bytes()));
                    }
                }
                s.push('}');
            }
            Type::Map(key, value) => {
                s.push_str("map[");
                self.write_type(s, *key);
                s.push(']');
                self.write_type(s, *value);
            }
            Type::Chan(dir, elem) => {
                let parens = *dir == ChanDir::Both
                    && matches!(self.types.get(*elem), Type::Chan(ChanDir::Recv, _));
                s.push_str(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Recv => "<-chan ",
                });
                if parens {
                    s.push('(');
                }
                self.write_type(s, *elem);
                if parens {
                    s.push(')');
                }
            }
            Type::Func(_) => {
                s.push_str("func");
                self.write_signature(s, t, Names::OfType);
            }
            Type::Interface(methods) => {
                if methods.is_empty() {
                    s.push_str(match self.spelling.is_any() {
                        true => "any",
                        false => "interface{}",
                    });
                    return;
                }
                s.push_str("interface{");
                for (i, m) in methods.iter().enumerate() {
                    if i > 0 {
                        s.push_str("; ");
                    }
                    s.push_str(m.name.as_str());
                    self.write_signature(s, m.sig, Names::OfType);
                }
                s.push('}');
            }
            Type::Tuple(types) => {
                s.push('(');
                for (i, &t) in types.iter().enumerate() {
                    if i > 0 {
                        s.push_str(", ");
                    }
                    self.write_type(s, t);
                }
                s.push(')');
            }
        }
    }

    fn write_args(&self, s: &mut String, args: &[TypeId]) {
        for (i, &t) in args.iter().enumerate() {
            s.push(if i == 0 { '[' } else { ',' });
            self.write_type(s, t);
        }
        if !args.is_empty() {
            s.push(']');
        }
    }

    fn write_constraint(&self, s: &mut String, c: &Constraint) {
        if let ([], [union]) = (&c.methods[..], &c.unions[..]) {
            s.push_str(&self.terms_string(union));
            return;
        }
        let mut parts: Vec<String> = Vec::new();
        for m in &c.methods {
            parts.push(self.method_string(m.name.as_str(), m.sig));
        }
        parts.extend(c.unions.iter().map(|u| self.terms_string(u)));
        s.push_str("interface{");
        s.push_str(&parts.join("; "));
        s.push('}');
    }

    /// A generic type with its type parameters.
    pub(super) fn generic_string(&self, obj: ObjId) -> String {
        let mut s = String::new();
        let o = self.object(obj);
        if let Some(pkg) = o.pkg
            && pkg != self.pkg
        {
            s.push_str(&self.qualifier(pkg));
            s.push('.');
        }
        s.push_str(o.name.as_str());
        let Some(generic) = self.generic.get(&obj) else {
            return s;
        };
        s.push('[');
        let bounds: Vec<TypeId> = generic.params.iter().map(|&p| self.bound_of(p)).collect();
        for (i, &p) in generic.params.iter().enumerate() {
            if i > 0 {
                s.push_str(", ");
            }
            self.write_type(&mut s, p);
            if bounds.get(i + 1) != Some(&bounds[i]) {
                s.push(' ');
                self.write_type(&mut s, bounds[i]);
            }
        }
        s.push(']');
        s
    }

    /// The type of an operand, of a function with the names of its parameters.
    pub(super) fn operand_type_string(&self, x: &Operand<'a>) -> String {
        match (self.types.get(x.typ), x.expr()) {
            (Type::Func(_), Some(e)) => {
                let mut s = String::from("func");
                let names = self.function_names(e).map_or(Names::OfType, Names::Of);
                self.write_signature(&mut s, x.typ, names);
                s
            }
            _ => self.type_string(x.typ),
        }
    }

    /// Parameters and results, with the names of the declaration where it is known.
    fn write_signature(&self, s: &mut String, t: TypeId, names: Names<'_>) {
        let Type::Func(sig) = self.types.under(t) else {
            return;
        };
        let names = match names {
            Names::None => None,
            Names::Of(func) => Some(func),
            Names::OfType => self.written.get(t, self.pkg),
        };
        let names = names.filter(|f| f.params.len() == sig.params.len());
        let name = |fields: Option<&[Field]>, i: usize| {
            fields
                .and_then(|f| f.get(i))
                .and_then(|f| f.name)
                .map(|ident| ident.name)
        };
        let list = |s: &mut String, types: &[TypeId], fields: Option<&[Field]>, variadic: bool| {
            s.push('(');
            for (i, &t) in types.iter().enumerate() {
                if i > 0 {
                    s.push_str(", ");
                }
                if let Some(name) = name(fields, i) {
                    s.push_str(name.as_str());
                    s.push(' ');
                }
                match self.types.get(t) {
                    Type::Slice(elem) if variadic && i + 1 == types.len() => {
                        s.push_str("...");
                        self.write_type(s, *elem);
                    }
                    _ => self.write_type(s, t),
                }
            }
            s.push(')');
        };
        list(s, &sig.params, names.map(|f| &f.params[..]), sig.variadic);
        match &sig.results[..] {
            [] => {}
            [t] if names.is_none_or(|f| name(Some(&f.results), 0).is_none()) => {
                s.push(' ');
                self.write_type(s, *t);
            }
            results => {
                s.push(' ');
                list(s, results, names.map(|f| &f.results[..]), false);
            }
        }
    }

    /// The results of a call, with the names of the function's declaration where it is known.
    fn write_results(&self, s: &mut String, t: TypeId, e: &'a Expr) {
        let fields = match &e.unparen().kind {
            ExprKind::Call(call) => self.function_names(&call.fun).map(|f| &f.results),
            _ => None,
        };
        let (Some(fields), Type::Tuple(types)) = (fields, self.types.get(t)) else {
            self.write_type(s, t);
            return;
        };
        s.push('(');
        for (i, (&t, field)) in types.iter().zip(fields).enumerate() {
            if i > 0 {
                s.push_str(", ");
            }
            if let Some(ident) = field.name {
                s.push_str(ident.name.as_str());
                s.push(' ');
            }
            self.write_type(s, t);
        }
        s.push(')');
    }

    /// A method's name and signature, as `have` and `want` lines show it.
    pub(super) fn method_string(&self, name: &str, sig: TypeId) -> String {
        let mut s = String::from(name);
        self.write_signature(&mut s, sig, Names::None);
        s
    }

    pub(super) fn basic_name(&self, basic: Basic) -> &'static str {
        match basic {
            Basic::Invalid => "invalid type",
            Basic::Bool => "bool",
            Basic::Int => "int",
            Basic::Int8 => "int8",
            Basic::Int16 => "int16",
            Basic::Int32 => self.spelling.rune(),
            Basic::Int64 => "int64",
            Basic::Uint => "uint",
            Basic::Uint8 => self.spelling.byte(),
            Basic::Uint16 => "uint16",
            Basic::Uint32 => "uint32",
            Basic::Uint64 => "uint64",
            Basic::Uintptr => "uintptr",
            Basic::Float32 => "float32",
            Basic::Float64 => "float64",
            Basic::Complex64 => "complex64",
            Basic::Complex128 => "complex128",
            Basic::String => "string",
            Basic::UnsafePointer => "unsafe.Pointer",
            Basic::UntypedBool => "untyped bool",
            Basic::UntypedInt => "untyped int",
            Basic::UntypedRune => "untyped rune",
            Basic::UntypedFloat => "untyped float",
            Basic::UntypedComplex => "untyped complex",
            Basic::UntypedString => "untyped string",
            Basic::UntypedNil => "untyped nil",
        }
    }

    /// The word for a composite type's kind; nothing for basic types.
    pub(super) fn composite_kind(&self, t: TypeId) -> Option<&'static str> {
        Some(match self.types.under(t) {
            Type::Basic(_) | Type::Named(_) => return None,
            Type::Array(..) => "array",
            Type::Slice(_) => "slice",
            Type::Struct(_) => "struct",
            Type::Pointer(_) => "pointer",
            Type::Func(_) => "func",
            Type::Interface(_) | Type::Constraint(_) => "interface",
            Type::Param(_) => "type parameter",
            Type::Map(..) => "map",
            Type::Chan(..) => "chan",
            Type::Tuple(_) => "tuple",
        })
    }

    /// The parameter names of the function that an expression denotes, where they are known.
    pub(super) fn function_names(&self, e: &'a Expr) -> Option<&'a FuncType> {
        let e = e.unparen();
        if let ExprKind::FuncLit(lit) = &e.kind {
            return Some(&lit.sig);
        }
        let obj = self.info.nodes.referred(e.name()?.id)?;
        match self.object(obj).kind {
            ObjectKind::Func { .. } => self.func_types.get(&obj).copied(),
            _ => None,
        }
    }

    /// The alias that an expression is, if it is the name of one: messages show that and not what it stands for.
    pub(super) fn alias(&self, e: &Expr) -> Option<Symbol> {
        let ident = e.unparen().ident()?;
        let obj = self.info.nodes.referred(ident.id)?;
        let object = self.object(obj);
        let own = match self.types.get(object.typ) {
            &Type::Named(id) => self.types.named(id).obj == obj,
            Type::Param(_) => true,
            _ => false,
        };
        (object.kind == ObjectKind::TypeName && object.pkg.is_some() && !own).then_some(ident.name)
    }

    /// The alias with which a literal names its type.
    fn literal_alias(&self, x: &Operand<'a>) -> Option<Symbol> {
        match &x.expr()?.unparen().kind {
            ExprKind::CompositeLit(lit) => self.alias(lit.typ.as_ref()?),
            _ => None,
        }
    }

    /// An operand as messages describe it: `x (variable of type int)`.
    pub(super) fn describe(&self, x: &Operand<'a>) -> String {
        if x.mode == OpMode::Nil {
            return match x.typ {
                t if t == Basic::UntypedNil.id() => "nil".into(),
                t => format!("nil (of type {})", self.type_string(t)),
            };
        }
        let expr = match &x.origin {
            Origin::Expr(e) => self.show(e),
            Origin::Part(_, text) => text.clone(),
        };
        let mut s = format!("{expr} (");
        let typed = !matches!(
            x.mode,
            OpMode::Invalid | OpMode::NoValue | OpMode::Builtin(_) | OpMode::Type
        );
        let untyped = typed && self.is_untyped(x.typ);
        if untyped && let Some(b) = self.types.basic(x.typ) {
            s.push_str(self.basic_name(b));
            s.push(' ');
        }
        s.push_str(match x.mode {
            OpMode::Invalid => "invalid operand",
            OpMode::NoValue => "no value",
            OpMode::Builtin(_) => "built-in",
            OpMode::Type => "type",
            OpMode::Const => "constant",
            OpMode::Var => "variable",
            OpMode::MapIndex => "map index expression",
            OpMode::Value => "value",
            OpMode::Nil => "nil",
            OpMode::CommaOk => "comma, ok expression",
            OpMode::Generic => "value",
        });
        if let Some(value) = x.value() {
            let value = const_string(value);
            if value != expr {
                s.push(' ');
                s.push_str(&value);
            }
        }
        if typed && !untyped {
            if self.is_valid_type(x.typ) {
                s.push_str(" of ");
                let alias = self.literal_alias(x);
                let any = matches!(self.types.get(x.typ), Type::Interface(m) if m.is_empty())
                    && self.spelling.is_any();
                if any || alias.is_some() || matches!(self.types.get(x.typ), Type::Named(_)) {
                    match self.composite_kind(x.typ) {
                        Some(kind) => s.push_str(kind),
                        None => {
                            if let Some(b) = self.types.basic(x.typ) {
                                s.push_str(self.basic_name(b).trim_start_matches("unsafe."));
                            }
                        }
                    }
                    s.push(' ');
                }
                s.push_str("type ");
                match (self.types.get(x.typ), x.expr()) {
                    (Type::Tuple(_), Some(e)) => self.write_results(&mut s, x.typ, e),
                    (Type::Func(_), Some(e)) => {
                        s.push_str("func");
                        let names = self.function_names(e).map_or(Names::OfType, Names::Of);
                        self.write_signature(&mut s, x.typ, names);
                    }
                    _ => match alias {
                        Some(alias) => s.push_str(alias.as_str()),
                        None => self.write_type(&mut s, x.typ),
                    },
                }
                if self.is_param(x.typ) {
                    s.push_str(" constrained by ");
                    self.write_type(&mut s, self.bound_of(x.typ));
                }
            } else {
                s.push_str(" with invalid type");
            }
        }
        s.push(')');
        s
    }

    /// A list of types as `have` and `want` lines show it.
    pub(super) fn types_summary(&self, types: &[TypeId], variadic: bool) -> String {
        let mut s = String::from("(");
        for (i, &t) in types.iter().enumerate() {
            if i > 0 {
                s.push_str(", ");
            }
            match self.types.get(t) {
                Type::Slice(elem) if variadic && i + 1 == types.len() => {
                    s.push_str("...");
                    self.write_type(&mut s, *elem);
                }
                _ => self.write_summary(&mut s, t, None),
            }
        }
        s.push(')');
        s
    }

    /// The same for operands, the last one perhaps followed by `...`.
    pub(super) fn operands_summary(&self, list: &[Operand<'a>], dots: bool) -> String {
        let mut s = String::from("(");
        for (i, x) in list.iter().enumerate() {
            if i > 0 {
                s.push_str(", ");
            }
            self.write_summary(&mut s, x.typ, x.expr());
        }
        s.push_str(if dots { "...)" } else { ")" });
        s
    }

    fn write_summary(&self, s: &mut String, t: TypeId, e: Option<&'a Expr>) {
        match (self.types.get(t), e) {
            (Type::Basic(Basic::Invalid), _) => s.push_str("unknown type"),
            (Type::Basic(b), _) if b.is_untyped() && b.is_numeric() => s.push_str("number"),
            (Type::Basic(b), _) if b.is_untyped() => {
                s.push_str(self.basic_name(*b).trim_start_matches("untyped "));
            }
            (Type::Func(_), Some(e)) => {
                s.push_str("func");
                let names = self.function_names(e).map_or(Names::OfType, Names::Of);
                self.write_signature(s, t, names);
            }
            _ => self.write_type(s, t),
        }
    }
}

/// A constant as messages show it.
pub(super) fn const_string(value: &ConstValue) -> String {
    match value {
        ConstValue::Bool(b) => b.to_string(),
        ConstValue::Int(i) => i.to_string(),
        ConstValue::Str(s) => {
            const MAX: usize = 72;
            let quoted = quote(s);
            if quoted.chars().count() <= MAX {
                return quoted;
            }
            let short: String = quoted.chars().take(MAX - 3).collect();
            short + "..."
        }
        ConstValue::Float(f) => float_string(f),
        ConstValue::Complex(c) => format!("({} + {}i)", float_string(&c.0), float_string(&c.1)),
    }
}

fn float_string(f: &Real) -> String {
    let x = f.to_f64();
    if f.is_zero() == (x == 0.0) && x.is_finite() {
        let s = general(x, 6);
        if f.to_integer().is_none() && !s.contains('.') {
            return general(x, 17);
        }
        return s;
    }
    // Outside the range of float64: mantissa and decimal exponent from the binary ones.
    let (mut mantissa, top) = f.split();
    let log = top as f64 * core::f64::consts::LOG10_2;
    let mut exponent = log as i64;
    mantissa *= 10f64.powf(log - exponent as f64);
    if mantissa.abs() < 1.0 - 0.5e-6 {
        mantissa *= 10.0;
        exponent -= 1;
    } else if mantissa.abs() >= 10.0 {
        mantissa /= 10.0;
        exponent += 1;
    }
    format!("{}e{exponent:+}", general(mantissa, 6))
}

/// C's `%.<digits>g`; 17 digits stand for as many as are needed.
fn general(x: f64, digits: usize) -> String {
    if x == 0.0 {
        return "0".into();
    }
    let text = if digits >= 17 {
        format!("{x:e}")
    } else {
        format!("{:.*e}", digits - 1, x)
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let negative = mantissa.starts_with('-');
    let mut number: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    while number.len() > 1 && number.ends_with('0') {
        number.pop();
    }
    let precision = if digits >= 17 { 21 } else { digits as i32 };
    let body = if exponent < -4 || exponent >= precision {
        let (first, rest) = number.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{first}{dot}{rest}e{sign}{:02}", exponent.abs())
    } else if exponent < 0 {
        format!("0.{}{number}", "0".repeat(-exponent as usize - 1))
    } else {
        let whole = exponent as usize + 1;
        if number.len() <= whole {
            number.clone() + &"0".repeat(whole - number.len())
        } else {
            format!("{}.{}", &number[..whole], &number[whole..])
        }
    };
    if negative { format!("-{body}") } else { body }
}

/// A string literal for some bytes.
pub(super) fn quote(bytes: &[u8]) -> String {
    let mut s = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => s.push_str("\\\""),
                '\\' => s.push_str("\\\\"),
                '\n' => s.push_str("\\n"),
                '\t' => s.push_str("\\t"),
                '\r' => s.push_str("\\r"),
                '\x07' => s.push_str("\\a"),
                '\x08' => s.push_str("\\b"),
                '\x0b' => s.push_str("\\v"),
                '\x0c' => s.push_str("\\f"),
                c if (c as u32) < 0x20 || c == '\x7f' => {
                    let _ = write!(s, "\\x{:02x}", c as u32);
                }
                c if c.is_control() => {
                    let _ = write!(s, "\\u{:04x}", c as u32);
                }
                c => s.push(c),
            }
        }
        for b in chunk.invalid() {
            let _ = write!(s, "\\x{b:02x}");
        }
    }
    s.push('"');
    s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_c_prints_them() {
        for (x, want) in [
            (1.0, "1"),
            (0.1, "0.1"),
            (1e6, "1e+06"),
            (123456.0, "123456"),
            (1234567.0, "1.23457e+06"),
            (-2.5, "-2.5"),
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (2.345678901, "2.34568"),
        ] {
            assert_eq!(general(x, 6), want);
        }
    }
}

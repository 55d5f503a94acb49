//! Expressions. Nothing in one has an effect, so that the order of its parts, which Go leaves open, does not matter.

use std::rc::Rc;

use super::r#gen::{Expr, Gen, Signature};
use super::types::{Int, Type};

const STRINGS: [&str; 14] = [
    "",
    "a",
    "b",
    "ab",
    "abc",
    "xyz",
    "héllo",
    "日本語",
    "\\xff\\xfe",
    "go",
    "gopher",
    "0123456789",
    "a longer string",
    "a longer strinG",
];

impl Gen<'_> {
    /// An expression that Go does not know the value of, so that no operation on it is refused.
    pub(super) fn value(&mut self, ty: &Type, depth: usize) -> String {
        let Expr(text, constant) = self.expr(ty, depth);
        match (constant, self.rng.one_in(4)) {
            (false, _) => text,
            (true, true) => format!("opaque({text})"),
            (true, false) => format!("id({text})"),
        }
    }

    pub(super) fn any_expr(&mut self, ty: &Type, depth: usize) -> String {
        self.expr(ty, depth).0
    }

    pub(super) fn expr(&mut self, ty: &Type, depth: usize) -> Expr {
        let path = if depth == 0 { 2 } else { 3 };
        if self.rng.below(path + 1) < 2
            && let Some(path) = self.path(ty, depth)
        {
            return Expr(path, false);
        }
        if depth > 0 {
            if self.rng.one_in(9)
                && let Some(call) = self.pure_call(ty, depth - 1)
            {
                return Expr(call, false);
            }
            if self.rng.one_in(20) {
                let (c, a, b) = (
                    self.any_expr(&Type::Bool, depth - 1),
                    self.any_expr(ty, depth - 1),
                    self.any_expr(ty, depth - 1),
                );
                return Expr(format!("sel[{ty}]({c}, {a}, {b})"), false);
            }
        }
        match ty {
            Type::Int(int) => self.int(ty, int, depth),
            Type::Bool => self.boolean(depth),
            Type::Float(_) => self.float(ty, depth),
            Type::Str => self.string(depth),
            Type::Slice(element) => Expr(self.slice(ty, element, depth), false),
            Type::Array(n, element) => {
                let all = self.list(*n, element, depth);
                Expr(format!("{ty}{{{all}}}"), false)
            }
            Type::Map(key, value) => Expr(self.map(ty, key, value, depth), false),
            Type::Struct(s) => {
                let fields = s.fields.clone();
                let parts: Vec<String> = fields
                    .iter()
                    .map(|field| self.any_expr(field, depth.saturating_sub(1)))
                    .collect();
                Expr(format!("{ty}{{{}}}", parts.join(", ")), false)
            }
            Type::Pointer(s) => {
                if self.rng.one_in(25) {
                    return Expr(format!("({ty})(nil)"), false);
                }
                let value = self.any_expr(&Type::Struct(s.clone()), 0);
                // A composite literal has an address, any other value not.
                let text = match value.starts_with(&format!("{}{{", s.name)) {
                    true => format!("&{value}"),
                    false => format!("&{}{{}}", s.name),
                };
                Expr(text, false)
            }
            Type::Func(params, result) => Expr(self.literal(params, result, false), false),
            Type::Any => {
                // Structs with fields of interface types would never end.
                let inner = loop {
                    let inner = self.a_type(depth.min(1));
                    if inner.comparable() && !matches!(inner, Type::Any | Type::Interface(_)) {
                        break inner;
                    }
                };
                let value = self.any_expr(&inner, depth.saturating_sub(1));
                let null = self.rng.one_in(12);
                Expr(
                    if null {
                        "any(nil)".into()
                    } else {
                        format!("any({value})")
                    },
                    false,
                )
            }
            Type::Interface(_) => {
                let of = match self.rng.below(if depth > 0 { 3 } else { 1 }) {
                    0 => self.defined.clone(),
                    1 => Type::Struct(self.structs[0].clone()),
                    _ => Type::Pointer(self.structs[1].clone()),
                };
                let value = self.any_expr(&of, depth.saturating_sub(1));
                Expr(format!("{ty}({value})"), false)
            }
        }
    }

    fn list(&mut self, n: usize, element: &Type, depth: usize) -> String {
        let parts: Vec<String> = (0..n)
            .map(|_| self.any_expr(element, depth.saturating_sub(1).min(1)))
            .collect();
        parts.join(", ")
    }

    fn int(&mut self, ty: &Type, int: &Int, depth: usize) -> Expr {
        if depth == 0 || self.rng.one_in(8) {
            let n = self.int_constant(int);
            return Expr(format!("{ty}({n})"), true);
        }
        let d = depth - 1;
        let text = match self.rng.below(26) {
            0..=8 => {
                let op = *self
                    .rng
                    .pick(&["+", "-", "*", "&", "|", "^", "&^", "+", "-"]);
                let (a, b) = (self.value(ty, d), self.any_expr(ty, d));
                format!("({a} {op} {b})")
            }
            9..=11 => {
                let op = *self.rng.pick(&["/", "%"]);
                let a = self.value(ty, d);
                if self.rng.one_in(2) {
                    let n = loop {
                        let n = self.int_constant(int);
                        if n != 0 {
                            break n;
                        }
                    };
                    return Expr(format!("({a} {op} {ty}({n}))"), false);
                }
                let b = self.value(ty, d);
                match self.rng.one_in(15) {
                    true => format!("({a} {op} {b})"),
                    false => format!("({a} {op} ({b} | 1))"),
                }
            }
            12..=14 => {
                let op = *self.rng.pick(&["<<", ">>"]);
                let a = self.value(ty, d);
                if self.rng.one_in(2) {
                    let n = self.rng.below(70);
                    return Expr(format!("({a} {op} {n})"), false);
                }
                let count = self.an_int();
                let b = self.value(&count, d);
                match (&count, self.rng.one_in(15)) {
                    (Type::Int(int), false) if int.signed => format!("({a} {op} ({b} & 31))"),
                    _ => format!("({a} {op} {b})"),
                }
            }
            15 | 16 => {
                let op = *self.rng.pick(&["-", "^", "+"]);
                let a = self.value(ty, d);
                format!("({op}{a})")
            }
            17..=19 => {
                let from = self.an_int();
                let a = self.value(&from, d);
                format!("{ty}({a})")
            }
            20 => {
                let (a, b) = (self.value(ty, d), self.any_expr(ty, d));
                let f = *self.rng.pick(&["min", "max"]);
                format!("{f}({a}, {b})")
            }
            21 | 22 => {
                let of = self.a_type(1);
                let length = match of {
                    Type::Slice(_) | Type::Map(..) | Type::Str => {
                        let a = self.value(&of, d);
                        format!("len({a})")
                    }
                    _ => {
                        let s = self.value(&Type::Str, d);
                        format!("len({s})")
                    }
                };
                format!("{ty}({length})")
            }
            23 => {
                let i = self.value(&Type::int(9), d);
                format!("{ty}(\"0123456789\"[{i}%10])")
            }
            24 if !matches!(int.bits, 7) => {
                let (c, a, b) = (
                    self.any_expr(&Type::Bool, d),
                    self.any_expr(ty, d),
                    self.any_expr(ty, d),
                );
                format!("func() {ty} {{ if {c} {{ return {a} }}; return {b} }}()")
            }
            _ if !self.funcs.is_empty() && int.bits != 7 => {
                let interface = self.interface.clone();
                if !self.frame.pure && !self.afford(20) {
                    return Expr(format!("{ty}(1)"), true);
                }
                let (i, x) = (self.value(&interface, d), self.any_expr(&Type::int(0), d));
                format!("{ty}({i}.M({x}))")
            }
            _ => return Expr(format!("{ty}({})", self.int_constant(int)), true),
        };
        Expr(text, false)
    }

    fn boolean(&mut self, depth: usize) -> Expr {
        let d = depth.saturating_sub(1);
        let text = match self.rng.below(12) {
            0 if depth > 0 => format!("!{}", self.value(&Type::Bool, d)),
            1..=3 if depth > 0 => {
                let op = *self.rng.pick(&["&&", "||"]);
                let (a, b) = (self.value(&Type::Bool, d), self.value(&Type::Bool, d));
                format!("({a} {op} {b})")
            }
            4 if depth > 0 => {
                let ty = loop {
                    let ty = self.a_type(2);
                    if ty.comparable() {
                        break ty;
                    }
                };
                let op = *self.rng.pick(&["==", "!="]);
                let (a, b) = (self.value(&ty, d), self.value(&ty, d));
                format!("({a} {op} {b})")
            }
            5 if depth > 0 => {
                // Conversions that need no copy.
                let op = *self.rng.pick(&["==", "!=", "<"]);
                let bytes = Type::slice(Type::int(1));
                let (a, b) = (self.value(&bytes, d), self.value(&Type::Str, d));
                format!("(string({a}) {op} {b})")
            }
            n => {
                let ty = match n {
                    6 => Type::Str,
                    7 => Type::Float(64),
                    _ => self.an_int(),
                };
                let op = *self.rng.pick(&["==", "!=", "<", "<=", ">", ">="]);
                let (mut a, b) = (self.value(&ty, d), self.any_expr(&ty, d));
                if ty == Type::Str && self.rng.one_in(2) {
                    a = format!("{a} + {}", self.any_expr(&ty, d));
                }
                format!("({a} {op} {b})")
            }
        };
        Expr(text, false)
    }

    fn float(&mut self, ty: &Type, depth: usize) -> Expr {
        if depth == 0 || self.rng.one_in(6) {
            let n = *self
                .rng
                .pick(&["0", "1", "-1", "0.5", "3.25", "1e10", "-1e-3", "123456.75"]);
            return Expr(format!("{ty}({n})"), true);
        }
        let d = depth - 1;
        let text = match self.rng.below(6) {
            0 => {
                let of = self.an_int();
                format!("{ty}({})", self.value(&of, d))
            }
            1 => format!("(-{})", self.value(ty, d)),
            2 => {
                let of = Type::Float(if self.rng.one_in(2) { 32 } else { 64 });
                format!("{ty}({})", self.value(&of, d))
            }
            _ => {
                let op = *self.rng.pick(&["+", "-", "*", "/"]);
                let (a, b) = (self.value(ty, d), self.value(ty, d));
                // The conversion forbids that products and sums are fused.
                format!("{ty}({a} {op} {b})")
            }
        };
        Expr(text, false)
    }

    fn string(&mut self, depth: usize) -> Expr {
        if depth == 0 || self.rng.one_in(4) {
            return Expr(self.string_constant(), true);
        }
        let d = depth - 1;
        let text = match self.rng.below(9) {
            0..=2 => {
                let parts: Vec<String> = (0..2 + self.rng.below(3))
                    .map(|_| self.any_expr(&Type::Str, d))
                    .collect();
                let first = self.value(&Type::Str, d);
                // What is kept stays short.
                format!("cut({first} + {})", parts.join(" + "))
            }
            3 => {
                let s = self.simple(&Type::Str);
                let i = self.value(&Type::int(0), d);
                match self.rng.below(3) {
                    0 => format!("{s}[at({i}, len({s})):]"),
                    1 => format!("{s}[:at({i}, len({s}))]"),
                    _ => format!("{s}[at({i}, len({s})):at({i}, len({s}))]"),
                }
            }
            4 => {
                let r = self.value(&Type::int(2), d);
                format!("string({r} & 0x3ff)")
            }
            5 => {
                let bytes = self.value(&Type::slice(Type::int(1)), d);
                format!("string({bytes})")
            }
            6 => {
                let runes = self.value(&Type::slice(Type::int(2)), d);
                format!("string({runes})")
            }
            7 => format!("strconv.Itoa({})", self.any_expr(&Type::int(0), d)),
            _ => format!("cut({})", self.any_expr(&Type::Str, d)),
        };
        Expr(text, false)
    }

    pub(super) fn string_constant(&mut self) -> String {
        format!("\"{}\"", self.rng.pick(&STRINGS))
    }

    fn slice(&mut self, ty: &Type, element: &Rc<Type>, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        match self.rng.below(10) {
            0 if depth > 0 => {
                let n = self.rng.below(8);
                format!("make({ty}, {n}, {})", n + self.rng.below(4))
            }
            1 if depth > 0 => format!("append({ty}(nil), {}...)", self.value(ty, d)),
            2 if depth > 0 && *ty == Type::slice(Type::int(1)) => {
                format!("[]uint8({})", self.value(&Type::Str, d))
            }
            2 if depth > 0 && *ty == Type::slice(Type::int(2)) => {
                format!("[]int32({})", self.value(&Type::Str, d))
            }
            3 | 4 if depth > 0 => {
                let s = self.simple(ty);
                let i = self.value(&Type::int(0), d);
                match self.rng.below(3) {
                    0 => format!("{s}[at({i}, len({s})):]"),
                    1 => format!("{s}[:at({i}, len({s}))]"),
                    _ => format!("{s}[:at({i}, len({s})):at({i}, len({s}))]"),
                }
            }
            5 if depth > 0 && !self.frame.pure && !self.frame.literal => {
                let from = self.an_int();
                let value = self.value(&Type::slice(from.clone()), d);
                let f = self.literal(&[from], element, true);
                format!("mapped({value}, {f})")
            }
            6 if self.rng.one_in(6) => format!("{ty}(nil)"),
            _ => {
                let n = self.rng.below(7);
                format!("{ty}{{{}}}", self.list(n, element, depth))
            }
        }
    }

    fn map(&mut self, ty: &Type, key: &Type, value: &Type, depth: usize) -> String {
        if self.rng.one_in(3) {
            return format!("make({ty})");
        }
        // One constant key at most: equal ones are refused.
        let value = self.any_expr(value, depth.saturating_sub(1).min(1));
        let mut text = format!("{ty}{{{}: {value}", self.any_expr(key, 0));
        for _ in 0..self.rng.below(3) {
            let key = self.value(key, 1);
            text += &format!(", opaque({key}): {value}");
        }
        text + "}"
    }

    /// A variable of the type, or a value of it in parentheses, to be written several times.
    pub(super) fn simple(&mut self, ty: &Type) -> String {
        let of_type = |var: &&super::r#gen::Var| var.ty == *ty && !var.grows;
        let names: Vec<String> = self
            .vars
            .iter()
            .filter(of_type)
            .map(|var| var.name.clone())
            .collect();
        if names.is_empty() {
            return match ty {
                Type::Str => format!("id({})", self.string_constant()),
                _ => format!("opaque({})", self.any_expr(ty, 0)),
            };
        }
        self.rng.pick(&names).clone()
    }

    /// An index into something of this length.
    pub(super) fn index(&mut self, of: &str, fixed: Option<usize>, depth: usize) -> String {
        let counters: Vec<String> = self
            .vars
            .iter()
            .filter(|var| var.index_of.as_deref() == Some(of))
            .map(|var| var.name.clone())
            .collect();
        if !counters.is_empty() && !self.rng.one_in(3) {
            return self.rng.pick(&counters).clone();
        }
        let ty = self.an_int();
        let d = depth.saturating_sub(1).min(1);
        // At the end of its nesting an expression is no longer than this.
        let choice = match (depth, fixed) {
            (0, Some(_)) => 1,
            (0, None) => 4,
            _ => self.rng.below(24),
        };
        match (fixed, choice) {
            (_, 0) => self.value(&ty, d),
            (Some(n), 1..=12) => self.rng.below(n).to_string(),
            (Some(n), _) => format!("at({}, {})", self.value(&ty, d), n - 1),
            (None, 1..=3) => format!("(len({of}) - 1)"),
            (None, 4..=5) => "0".to_owned(),
            (None, _) => format!("uint({})%uint(len({of}))", self.value(&ty, d)),
        }
    }

    /// A value read from a variable.
    fn path(&mut self, ty: &Type, depth: usize) -> Option<String> {
        let mut found: Vec<(String, &'static str, Type)> = Vec::new();
        for var in &self.vars {
            if var.ty == *ty {
                if !var.grows {
                    found.push((var.name.clone(), "", var.ty.clone()));
                }
                continue;
            }
            match &var.ty {
                Type::Slice(element) if **element == *ty => {
                    found.push((var.name.clone(), "slice", var.ty.clone()));
                }
                Type::Array(_, element) if **element == *ty => {
                    found.push((var.name.clone(), "array", var.ty.clone()));
                }
                Type::Map(_, value) if **value == *ty && depth > 0 => {
                    found.push((var.name.clone(), "map", var.ty.clone()));
                }
                Type::Str if *ty == Type::int(1) => {
                    found.push((var.name.clone(), "slice", var.ty.clone()));
                }
                Type::Struct(s) | Type::Pointer(s) => {
                    for (i, field) in s.fields.iter().enumerate() {
                        if field == ty {
                            found.push((format!("{}.{}", var.name, s.field(i)), "", ty.clone()));
                        }
                    }
                }
                _ => {}
            }
        }
        if found.is_empty() {
            return None;
        }
        // Those in the innermost scopes are what the statement is about.
        let tail = found.len().saturating_sub(6);
        let at = match self.rng.one_in(4) {
            true => self.rng.below(found.len()),
            false => tail + self.rng.below(found.len() - tail),
        };
        let (name, how, of) = found.swap_remove(at);
        Some(match (how, of) {
            ("slice", _) => {
                let index = self.index(&name, None, depth);
                format!("{name}[{index}]")
            }
            ("array", Type::Array(n, _)) => {
                let index = self.index(&name, Some(n), depth);
                format!("{name}[{index}]")
            }
            ("map", Type::Map(key, _)) => {
                let key = self.any_expr(&key, depth.saturating_sub(1).min(1));
                format!("{name}[{key}]")
            }
            _ => name,
        })
    }

    /// A call of a function that has no effect.
    fn pure_call(&mut self, ty: &Type, depth: usize) -> Option<String> {
        let fits = |f: &super::r#gen::Func| {
            let generic =
                f.generic && ty.is_int() && !matches!(ty, Type::Int(int) if int.bits == 7);
            f.pure && (generic || (!f.generic && f.results == [ty.clone()]))
        };
        let fit: Vec<_> = self.funcs.iter().filter(|f| fits(f)).cloned().collect();
        if fit.is_empty() {
            return None;
        }
        let f = self.rng.pick(&fit).clone();
        if !self.afford(f.cost) {
            return None;
        }
        let args: Vec<String> = f
            .params
            .iter()
            .map(|param| self.any_expr(if f.generic { ty } else { param }, depth))
            .collect();
        let explicit = match f.generic {
            true => format!("[{ty}]"),
            false => String::new(),
        };
        Some(format!("{}{explicit}({})", f.name, args.join(", ")))
    }

    /// A function literal; what it costs is bounded. One that is called within an expression is pure.
    pub(super) fn literal(&mut self, params: &[Type], result: &Type, pure: bool) -> String {
        let names: Vec<String> = params.iter().map(|_| self.fresh("a")).collect();
        let list: Vec<String> = names
            .iter()
            .zip(params)
            .map(|(name, ty)| format!("{name} {ty}"))
            .collect();
        let head = format!("func({}) {result} {{\n", list.join(", "));
        let signature = Signature {
            params: names.into_iter().zip(params.iter().cloned()).collect(),
            results: vec![result.clone()],
            pure: pure || self.frame.pure,
            literal: true,
        };
        let (body, _) = self.body(&signature);
        let tabs = "\t".repeat((self.frame.depth + 1).min(12));
        format!("{head}{body}{tabs}}}")
    }
}

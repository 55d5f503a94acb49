//! Calls of predeclared functions. Those of package unsafe are in [`super::unsafes`].

use super::call::CallSite;
use super::checker::Checker;
use super::constant::ConstValue;
use super::constop;
use super::expr::Kind;
use super::object::Builtin;
use super::operand::{OpMode, Operand, Origin};
use super::typ::{Basic, Type, TypeId};
use super::universe::builtin_name;
use crate::syntax::ast::{BinaryOp, ChanDir};

/// Fewest arguments, whether there may be more, and what a call is as a statement.
fn shape(builtin: Builtin) -> (usize, bool, Kind) {
    match builtin {
        Builtin::Append => (1, true, Kind::Expression),
        Builtin::Cap | Builtin::Len | Builtin::Imag | Builtin::Real => (1, false, Kind::Expression),
        Builtin::Clear | Builtin::Close | Builtin::Panic => (1, false, Kind::Statement),
        Builtin::Complex => (2, false, Kind::Expression),
        Builtin::Copy | Builtin::Delete => (2, false, Kind::Statement),
        Builtin::Make | Builtin::Max | Builtin::Min => (1, true, Kind::Expression),
        Builtin::New => (1, false, Kind::Expression),
        Builtin::Print | Builtin::Println => (0, true, Kind::Statement),
        Builtin::Recover => (0, false, Kind::Statement),
        Builtin::UnsafeAdd | Builtin::UnsafeSlice | Builtin::UnsafeString => {
            (2, false, Kind::Expression)
        }
        Builtin::UnsafeAlignof
        | Builtin::UnsafeOffsetof
        | Builtin::UnsafeSizeof
        | Builtin::UnsafeSliceData
        | Builtin::UnsafeStringData => (1, false, Kind::Expression),
    }
}

/// What a call of a predeclared function is as a statement.
pub(super) fn builtin_kind(builtin: Builtin) -> Kind {
    shape(builtin).2
}

impl<'a> Checker<'a> {
    pub(super) fn builtin(&mut self, call: CallSite<'a>, builtin: Builtin) -> Operand<'a> {
        let name = builtin_name(builtin);
        let at = call.e.start();
        if call.dots && builtin != Builtin::Append {
            let message = format!("invalid operation: invalid use of ... with built-in {name}");
            self.error(at, message);
            self.use_exprs(call.args);
            return Operand::invalid(call.e);
        }
        // Whether `len(x)` is constant depends on the calls in x alone.
        let saved = self.env.has_call_or_recv;
        let sized = matches!(builtin, Builtin::Len | Builtin::Cap);
        if sized {
            self.env.has_call_or_recv = false;
        }
        let special = matches!(
            builtin,
            Builtin::Make | Builtin::New | Builtin::UnsafeOffsetof
        );
        let mut args = if special {
            Vec::new()
        } else {
            match call.args {
                [arg] => self.multi_expr(arg, false).0,
                args => args.iter().map(|arg| self.expr(arg)).collect(),
            }
        };
        let found = if special { call.args.len() } else { args.len() };
        let called = self.env.has_call_or_recv;
        if sized {
            self.env.has_call_or_recv = saved;
        }
        if args.iter().any(|a| !a.is_valid()) {
            return Operand::invalid(call.e);
        }
        let (least, variadic, _) = shape(builtin);
        let problem = if found < least {
            Some("not enough")
        } else if !variadic && found > least {
            Some("too many")
        } else {
            None
        };
        if let Some(problem) = problem {
            let text = self.show(call.e);
            let message = format!(
                "invalid operation: {problem} arguments for {text} (expected {least}, found {found})"
            );
            self.error(at, message);
            return Operand::invalid(call.e);
        }
        let (minor, prefix) = match builtin {
            Builtin::Min | Builtin::Max => (21, "built-in "),
            Builtin::Clear => (21, ""),
            Builtin::UnsafeAdd | Builtin::UnsafeSlice => (17, "unsafe."),
            Builtin::UnsafeSliceData | Builtin::UnsafeString | Builtin::UnsafeStringData => {
                (20, "unsafe.")
            }
            _ => (0, ""),
        };
        if self.lang() < minor && !self.requires(minor, at, &format!("{prefix}{name}")) {
            return Operand::invalid(call.e);
        }
        let x = match builtin {
            Builtin::Append => self.append(call, &mut args),
            Builtin::Cap | Builtin::Len => self.len_or_cap(builtin, args.swap_remove(0), called),
            Builtin::Clear | Builtin::Close => self.clear_or_close(builtin, args.swap_remove(0)),
            Builtin::Complex => self.complex(call, &mut args),
            Builtin::Real | Builtin::Imag => self.complex_part(builtin, args.swap_remove(0)),
            Builtin::Copy => self.copy(&mut args),
            Builtin::Delete => self.delete(&mut args),
            Builtin::Make => self.make(call),
            Builtin::Max | Builtin::Min => self.min_or_max(builtin, &mut args),
            Builtin::New => self.new_call(call),
            Builtin::Panic => self.panic_call(call, args.swap_remove(0)),
            Builtin::Print | Builtin::Println => {
                let context = format!("argument to built-in {name}");
                for x in &mut args {
                    self.assignment(x, None, &context);
                }
                args.iter().all(Operand::is_valid).then_some((
                    OpMode::NoValue,
                    Basic::Invalid.id(),
                    None,
                ))
            }
            Builtin::Recover => Some((OpMode::Value, self.universe.any, None)),
            _ => self.unsafe_builtin(call, builtin, args),
        };
        match x {
            Some((mode, typ, val)) => Operand {
                mode,
                typ,
                val,
                origin: Origin::Expr(call.e),
            },
            None => Operand::invalid(call.e),
        }
    }

    /// The element type of a slice argument, or what is wrong with it.
    fn slice_element(&mut self, x: &Operand<'a>) -> Result<TypeId, String> {
        if x.is_nil() {
            return Err("argument must be a slice; have untyped nil".into());
        }
        match self.core(x.typ) {
            Type::Slice(elem) => Ok(elem),
            _ => Err(format!(
                "argument must be a slice; have {}",
                self.describe(x)
            )),
        }
    }

    fn is_bytes(&mut self, t: TypeId) -> bool {
        matches!(self.core(t), Type::Slice(elem) if elem == Basic::Uint8.id())
    }

    /// Whether a type stands for strings and byte slices only, strings among them.
    fn is_text(&mut self, t: TypeId) -> bool {
        if !self.is_param(t) {
            return self.types.basic(t).is_some_and(Basic::is_string);
        }
        let string = |c: &Self, t| c.types.basic(t).is_some_and(Basic::is_string);
        self.all_types(t, |c, t| string(c, t) || c.is_bytes(t))
            && !self.all_types(t, |c, t| !string(c, t))
    }

    fn append(&mut self, call: CallSite<'a>, args: &mut Vec<Operand<'a>>) -> Value {
        let elem = match self.slice_element(&args[0]) {
            Ok(elem) => elem,
            Err(cause) => {
                self.error(args[0].pos(), format!("invalid append: {cause}"));
                return None;
            }
        };
        let typ = args[0].typ;
        if call.dots && args.len() == 2 && self.is_bytes(typ) && self.is_text(args[1].typ) {
            if self.is_untyped(args[1].typ) {
                let mut y = args.swap_remove(1);
                self.convert_untyped(&mut y, Basic::String.id());
            }
            return Some((OpMode::Value, typ, None));
        }
        let rest = self.slice_of(elem);
        let sig = self.types.intern(Type::Func(super::typ::FuncSig {
            params: [typ, rest].into(),
            results: [typ].into(),
            variadic: true,
        }));
        self.arguments(call, sig, args);
        Some((OpMode::Value, typ, None))
    }

    fn len_or_cap(&mut self, builtin: Builtin, mut x: Operand<'a>, called: bool) -> Value {
        let is_len = builtin == Builtin::Len;
        let int = Basic::Int.id();
        if self.is_param(x.typ) {
            let valid = self.all_types(x.typ, |c, t| c.has_length(t, is_len));
            if !valid {
                let text = self.describe(&x);
                let name = builtin_name(builtin);
                let message = format!("invalid argument: {text} for built-in {name}");
                self.error(x.pos(), message);
                return None;
            }
            return Some((OpMode::Value, int, None));
        }
        let array = match *self.types.under(x.typ) {
            Type::Pointer(base) => match *self.types.under(base) {
                Type::Array(n, _) => Some(n),
                _ => None,
            },
            Type::Array(n, _) => Some(n),
            _ => None,
        };
        if let Some(n) = array {
            return Some(if called {
                (OpMode::Value, int, None)
            } else {
                (OpMode::Const, int, Some(constop::int(n)))
            });
        }
        let valid = match self.types.under(x.typ) {
            Type::Basic(b) if b.is_string() && is_len => {
                if let Some(ConstValue::Str(s)) = x.value() {
                    let n = s.len();
                    return Some((OpMode::Const, int, Some(constop::int(n))));
                }
                if self.is_untyped(x.typ) {
                    self.convert_untyped(&mut x, Basic::String.id());
                }
                true
            }
            Type::Slice(_) | Type::Chan(..) => true,
            Type::Map(..) => is_len,
            _ => false,
        };
        if !valid {
            if self.is_valid_type(self.types.underlying(x.typ)) {
                let text = self.describe(&x);
                let name = builtin_name(builtin);
                let message = format!("invalid argument: {text} for built-in {name}");
                self.error(x.pos(), message);
            }
            return None;
        }
        Some((OpMode::Value, int, None))
    }

    fn has_length(&self, t: TypeId, is_len: bool) -> bool {
        match *self.types.under(t) {
            Type::Basic(b) => b.is_string() && is_len,
            Type::Slice(_) | Type::Chan(..) | Type::Array(..) => true,
            Type::Map(..) => is_len,
            Type::Pointer(base) => matches!(self.types.under(base), Type::Array(..)),
            _ => false,
        }
    }

    fn clear_or_close(&mut self, builtin: Builtin, x: Operand<'a>) -> Value {
        let mut under = self.core(x.typ);
        if self.is_param(x.typ) && matches!(under, Type::Param(_)) {
            // Maps and slices together can be cleared, channels of different elements closed.
            let list = self.specific_types(x.typ).unwrap_or_default();
            let all = |c: &Self, f: &dyn Fn(&Type) -> bool| {
                !list.is_empty() && list.iter().all(|&t| f(c.types.under(t)))
            };
            let fits = if builtin == Builtin::Clear {
                all(self, &|t| matches!(t, Type::Map(..) | Type::Slice(_)))
            } else {
                all(self, &|t| matches!(t, Type::Chan(..)))
            };
            if fits {
                let bad = list
                    .iter()
                    .copied()
                    .find(|&t| matches!(self.types.under(t), Type::Chan(ChanDir::Recv, _)));
                under = self.types.under(bad.unwrap_or(list[0])).clone();
            }
        }
        let text = || self.describe(&x);
        let problem = match (builtin, under) {
            (Builtin::Clear, Type::Map(..) | Type::Slice(_)) => None,
            (Builtin::Clear, _) => Some(format!(
                "invalid argument: cannot clear {}: argument must be (or constrained by) map or slice",
                text()
            )),
            (_, Type::Chan(ChanDir::Recv, _)) => Some(format!(
                "invalid operation: cannot close receive-only channel {}",
                text()
            )),
            (_, Type::Chan(..)) => None,
            _ => Some(format!(
                "invalid operation: cannot close non-channel {}",
                text()
            )),
        };
        if let Some(message) = problem {
            self.error(x.pos(), message);
            return None;
        }
        Some((OpMode::NoValue, Basic::Invalid.id(), None))
    }

    fn complex(&mut self, call: CallSite<'a>, args: &mut [Operand<'a>]) -> Value {
        let [x, y] = args else { return None };
        match (self.is_untyped(x.typ), self.is_untyped(y.typ)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.typ),
            (false, true) => self.convert_untyped(y, x.typ),
            (true, true) => {
                let constant = x.mode == OpMode::Const && y.mode == OpMode::Const;
                for x in [&mut *x, &mut *y] {
                    if !constant {
                        self.convert_untyped(x, Basic::Float64.id());
                    } else if let Some(f) = x.value().and_then(constop::to_float) {
                        x.typ = Basic::UntypedFloat.id();
                        x.val = Some(ConstValue::float(f));
                    }
                }
            }
        }
        if !x.is_valid() || !y.is_valid() {
            return None;
        }
        if x.typ != y.typ {
            let message = format!(
                "invalid operation: {} (mismatched types {} and {})",
                self.show(call.e),
                self.type_string(x.typ),
                self.type_string(y.typ)
            );
            self.error(x.pos(), message);
            return None;
        }
        let typ = match self.types.basic(x.typ) {
            Some(Basic::Float32) => Basic::Complex64,
            Some(Basic::Float64) => Basic::Complex128,
            Some(Basic::UntypedFloat) => Basic::UntypedComplex,
            _ => {
                let message = format!(
                    "invalid argument: arguments have type {}, expected floating-point",
                    self.type_string(x.typ)
                );
                self.error(x.pos(), message);
                return None;
            }
        };
        if let (Some(a), Some(b)) = (x.value(), y.value()) {
            let parts = (constop::to_float(a)?, constop::to_float(b)?);
            let value = ConstValue::Complex(Box::new(parts));
            return Some((OpMode::Const, typ.id(), Some(value)));
        }
        Some((OpMode::Value, typ.id(), None))
    }

    fn complex_part(&mut self, builtin: Builtin, mut x: Operand<'a>) -> Value {
        if self.is_untyped(x.typ) {
            match x.value().and_then(constop::to_complex) {
                Some(c) => {
                    x.typ = Basic::UntypedComplex.id();
                    x.val = Some(ConstValue::Complex(Box::new(c)));
                }
                None if x.mode == OpMode::Const => {}
                None => self.convert_untyped(&mut x, Basic::Complex128.id()),
            }
            if !x.is_valid() {
                return None;
            }
        }
        let typ = match self.types.basic(x.typ) {
            Some(Basic::Complex64) => Basic::Float32,
            Some(Basic::Complex128) => Basic::Float64,
            Some(Basic::UntypedComplex) => Basic::UntypedFloat,
            _ => {
                let message = format!(
                    "invalid argument: argument has type {}, expected complex type",
                    self.type_string(x.typ)
                );
                self.error(x.pos(), message);
                return None;
            }
        };
        if let Some(ConstValue::Complex(c)) = x.value() {
            let part = if builtin == Builtin::Real {
                c.0.clone()
            } else {
                c.1.clone()
            };
            return Some((OpMode::Const, typ.id(), Some(ConstValue::float(part))));
        }
        Some((OpMode::Value, typ.id(), None))
    }

    fn copy(&mut self, args: &mut [Operand<'a>]) -> Value {
        let [x, y] = args else { return None };
        let done = Some((OpMode::Value, Basic::Int.id(), None));
        let dst = match self.slice_element(x) {
            Ok(elem) => elem,
            Err(cause) => {
                self.error(x.pos(), format!("invalid copy: {cause}"));
                return None;
            }
        };
        if self.is_bytes(x.typ) && self.is_text(y.typ) {
            if self.is_untyped(y.typ) {
                self.convert_untyped(y, Basic::String.id());
            }
            return done;
        }
        let src = match self.slice_element(y) {
            _ if self.types.basic(y.typ).is_some_and(Basic::is_string) => Basic::Uint8.id(),
            Ok(elem) => elem,
            Err(cause) => {
                self.error(y.pos(), format!("invalid copy: {cause}"));
                return None;
            }
        };
        if dst != src {
            let message = format!(
                "invalid copy: arguments {} and {} have different element types {} and {}",
                self.describe(x),
                self.describe(y),
                self.type_string(dst),
                self.type_string(src)
            );
            self.error(x.pos(), message);
            return None;
        }
        done
    }

    fn delete(&mut self, args: &mut [Operand<'a>]) -> Value {
        let [x, y] = args else { return None };
        let key = match self.core(x.typ) {
            Type::Map(key, _) => Some(key),
            _ if self.is_param(x.typ) => self.shared_key(x.typ),
            _ => None,
        };
        let Some(key) = key else {
            let text = self.describe(x);
            self.error(x.pos(), format!("invalid argument: {text} is not a map"));
            return None;
        };
        self.assignment(y, Some(key), "argument to delete");
        y.is_valid()
            .then_some((OpMode::NoValue, Basic::Invalid.id(), None))
    }

    /// The key of the maps of a type parameter's set.
    fn shared_key(&mut self, t: TypeId) -> Option<TypeId> {
        let list = self.specific_types(t)?;
        let mut keys = list.iter().map(|&t| match *self.types.under(t) {
            Type::Map(key, _) => Some(key),
            _ => None,
        });
        let first = keys.next()??;
        keys.all(|k| k == Some(first)).then_some(first)
    }

    fn make(&mut self, call: CallSite<'a>) -> Value {
        let arg = &call.args[0];
        let typ = self.var_type(arg);
        if !self.is_valid_type(typ) {
            for size in &call.args[1..] {
                self.expr(size);
            }
            return None;
        }
        let under = match self.common_under(typ) {
            Ok(under) => under,
            Err(why) => {
                let text = self.show(arg);
                let message = format!("invalid argument: cannot make {text}: {why}");
                self.error(arg.start(), message);
                return None;
            }
        };
        let least = match self.types.get(under) {
            Type::Slice(_) => 2,
            Type::Map(..) | Type::Chan(..) => 1,
            _ => {
                let text = self.show(arg);
                let message = format!(
                    "invalid argument: cannot make {text}: type must be slice, map, or channel"
                );
                self.error(arg.start(), message);
                return None;
            }
        };
        let found = call.args.len();
        if found < least || least + 1 < found {
            let message = format!(
                "invalid operation: {} expects {least} or {} arguments; found {found}",
                self.show(call.e),
                least + 1
            );
            self.error(call.e.start(), message);
            return None;
        }
        let sizes: Vec<u64> = call.args[1..]
            .iter()
            .filter_map(|size| self.index(size, None).flatten())
            .collect();
        if let [len, cap] = sizes[..]
            && len > cap
        {
            let message = "invalid argument: length and capacity swapped";
            self.error(call.args[1].start(), message);
        }
        Some((OpMode::Value, typ, None))
    }

    fn min_or_max(&mut self, builtin: Builtin, args: &mut [Operand<'a>]) -> Value {
        let op = if builtin == Builtin::Max {
            BinaryOp::Gt
        } else {
            BinaryOp::Lt
        };
        let mut x = args[0].clone();
        for (i, a) in args.iter_mut().enumerate() {
            if !self.ordered(a.typ) {
                let text = self.describe(a);
                let message = format!("invalid argument: {text} cannot be ordered");
                self.error(a.pos(), message);
                return None;
            }
            if i == 0 {
                continue;
            }
            self.match_types(&mut x, a);
            if !x.is_valid() {
                return None;
            }
            if x.typ != a.typ {
                let text = a.expr().map_or(String::new(), |e| self.show(e));
                let message = format!(
                    "invalid argument: mismatched types {} (previous argument) and {} (type of {text})",
                    self.type_string(x.typ),
                    self.type_string(a.typ)
                );
                self.error(a.pos(), message);
                return None;
            }
            match (x.value(), a.value()) {
                (Some(v), Some(w)) => {
                    if constop::compare(w, op, v) {
                        x = a.clone();
                    }
                }
                _ => x.mode = OpMode::Value,
            }
        }
        if x.mode != OpMode::Const {
            x.mode = OpMode::Value;
            let context = format!("argument to built-in {}", builtin_name(builtin));
            let any = self.universe.any;
            let typ = x.typ;
            self.assignment(&mut x, Some(any), &context);
            if !x.is_valid() {
                return None;
            }
            x.typ = self.default_type(typ);
        }
        for a in args {
            if let Some(e) = a.expr() {
                self.update_type(e, x.typ, false);
            }
        }
        let val = x.value().cloned();
        Some((x.mode, x.typ, val))
    }

    fn new_call(&mut self, call: CallSite<'a>) -> Value {
        let arg = &call.args[0];
        let mut x = self.expr_or_type(arg);
        match x.mode {
            OpMode::Invalid => return None,
            OpMode::Builtin(_) => {
                let text = self.describe(&x);
                self.error(x.pos(), format!("{text} must be called"));
                return None;
            }
            OpMode::Type => {
                if self.is_constraint(x.typ) {
                    let later = super::typexpr::Later::Variable(arg.start(), x.typ);
                    self.later.push(later);
                }
            }
            _ => {
                if self.lang() < 26 {
                    let what = format!("new({})", self.show(arg));
                    self.requires(26, call.e.start(), &what);
                }
                if self.is_untyped(x.typ) {
                    self.assignment(&mut x, None, "argument to new");
                    if !x.is_valid() {
                        return None;
                    }
                }
            }
        }
        let typ = self.pointer_to(x.typ);
        Some((OpMode::Value, typ, None))
    }

    fn panic_call(&mut self, call: CallSite<'a>, mut x: Operand<'a>) -> Value {
        self.panics.insert(call.e.id);
        let any = self.universe.any;
        self.assignment(&mut x, Some(any), "argument to panic");
        x.is_valid()
            .then_some((OpMode::NoValue, Basic::Invalid.id(), None))
    }
}

/// Mode, type and value of a call; nothing after an error.
pub(super) type Value = Option<(OpMode, TypeId, Option<ConstValue>)>;

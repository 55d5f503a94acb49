//! Type expressions.
//!
//! A name of a defined type stands for its identity, whether or not its declaration has been reached: that is how types
//! are recursive. What needs the underlying type (map keys, embedded fields) is checked later, see [`Later`].

use super::checker::{Checker, State};
use super::object::{ObjId, ObjectKind};
use super::operand::{OpMode, Operand};
use super::typ::{Basic, FuncSig, Term, Type, TypeId};
use crate::syntax::ast::{Expr, ExprKind, Field, FieldType, FuncDecl, FuncType, Ident};
use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;
use num_traits::ToPrimitive;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A check that waits until all types are known.
pub(super) enum Later {
    /// A map's key must be comparable.
    MapKey(Pos, TypeId),
    /// What may be embedded in a struct.
    Embedded(Pos, TypeId),
    /// The type of a variable must not be a constraint.
    Variable(Pos, TypeId),
    /// What may be in a union.
    Union(Vec<Term>, Vec<Pos>),
    /// Type arguments must satisfy the constraints of their parameters.
    Instance(Rc<[TypeId]>, Vec<TypeId>, Vec<Pos>),
    /// What may have methods: the receiver's type, and the alias that names it.
    Receiver(Pos, TypeId, Option<Symbol>),
}

impl<'a> Checker<'a> {
    /// The type that an expression denotes; the invalid type after an error.
    pub(super) fn typ(&mut self, e: &'a Expr) -> TypeId {
        let t = self.type_expr(e);
        self.record_type(e, t);
        t
    }

    /// The same for the type of a variable, field, element or parameter.
    pub(super) fn var_type(&mut self, e: &'a Expr) -> TypeId {
        let t = self.typ(e);
        if let Type::Named(_) | Type::Constraint(_) = self.types.get(t)
            && (self.types_pending || matches!(self.types.under(t), Type::Constraint(_)))
        {
            self.later.push(Later::Variable(e.start(), t));
        }
        t
    }

    fn type_expr(&mut self, e: &'a Expr) -> TypeId {
        let invalid = Basic::Invalid.id();
        match &e.kind {
            ExprKind::Bad => invalid,
            &ExprKind::Ident(name) => self.type_name(e.named(name)),
            ExprKind::Paren(inner) => self.typ(inner),
            ExprKind::Selector(s) => {
                let operand = self.selector(e, &s.x, s.sel, true);
                match operand.mode {
                    OpMode::Type => operand.typ,
                    OpMode::Invalid => invalid,
                    _ => {
                        self.not_a_type(&operand);
                        invalid
                    }
                }
            }
            ExprKind::Index(index) => self.type_instance(&index.x, &index.args),
            ExprKind::Star(inner) => {
                let base = self.var_type(inner);
                if self.is_valid_type(base) {
                    self.pointer_to(base)
                } else {
                    invalid
                }
            }
            ExprKind::ArrayType(parts) => {
                let [len, elem] = &**parts;
                let len = self.array_length(len);
                let elem = self.var_type(elem);
                match len {
                    Some(len) => self.types.intern(Type::Array(len, elem)),
                    None => invalid,
                }
            }
            ExprKind::EllipsisArrayType(elem) => {
                self.error(
                    e.start(),
                    "invalid use of [...] array (outside a composite literal)",
                );
                self.var_type(elem);
                invalid
            }
            ExprKind::SliceType(elem) => {
                let elem = self.var_type(elem);
                self.slice_of(elem)
            }
            ExprKind::StructType(fields) => self.struct_type(&fields.0, &fields.1),
            ExprKind::FuncType(func) => self.func_type(func, None),
            ExprKind::InterfaceType(elems) => self.interface_type(elems),
            ExprKind::MapType(parts) => {
                let [key_expr, value] = &**parts;
                let key = self.var_type(key_expr);
                let value = self.var_type(value);
                self.later.push(Later::MapKey(key_expr.start(), key));
                self.types.intern(Type::Map(key, value))
            }
            ExprKind::ChanType(dir, elem) => {
                let elem = self.var_type(elem);
                self.types.intern(Type::Chan(*dir, elem))
            }
            ExprKind::Ellipsis(_) => {
                self.error(e.start(), "invalid use of ...");
                invalid
            }
            _ => {
                let text = self.show(e);
                self.error(e.start(), format!("{text} is not a type"));
                self.use_exprs(core::slice::from_ref(e));
                invalid
            }
        }
    }

    fn not_a_type(&mut self, x: &Operand<'a>) {
        let text = self.describe(x);
        let message = if x.mode == OpMode::NoValue {
            format!("{text} used as type")
        } else {
            format!("{text} is not a type")
        };
        self.error(x.pos(), message);
    }

    /// The type that a bare name denotes.
    fn type_name(&mut self, ident: Ident) -> TypeId {
        let invalid = Basic::Invalid.id();
        let Some(obj) = self.resolve_ident(ident) else {
            return invalid;
        };
        match self.object(obj).kind {
            ObjectKind::TypeName => {}
            _ => {
                let kind = self.object_kind(obj);
                let message = format!("{} ({kind}) is not a type", ident.name);
                self.error(ident.pos, message);
                self.used.insert(obj);
                return invalid;
            }
        }
        if self.object(obj).pkg.is_none() && matches!(ident.name.as_str(), "any" | "comparable") {
            self.requires(18, ident.pos, &format!("predeclared {}", ident.name));
        }
        self.named_type(ident.pos, obj)
    }

    /// The type of a type's name. An alias is resolved first.
    pub(super) fn named_type(&mut self, pos: Pos, obj: ObjId) -> TypeId {
        if !core::mem::take(&mut self.want_generic) && self.generic.contains_key(&obj) {
            let shown = self.generic_string(obj);
            let message = format!("cannot use generic type {shown} without instantiation");
            self.error(pos, message);
            return Basic::Invalid.id();
        }
        let t = self.object(obj).typ;
        if !self.is_valid_type(t) && self.state(obj) != State::Black {
            self.declare(obj);
            return self.object(obj).typ;
        }
        if self.types_pending && self.for_a_value() {
            match self.state(obj) {
                State::Black => {}
                State::White => self.declare(obj),
                State::Grey => {
                    if self.value_cycle(obj) {
                        return Basic::Invalid.id();
                    }
                }
            }
        }
        self.note_spelling(obj);
        t
    }

    pub(super) fn package_without_selector(&mut self, ident: Ident) {
        self.error(
            ident.pos,
            format!("use of package {} not in selector", ident.name),
        );
    }

    /// What kind of object it is, as Go words it.
    fn object_kind(&self, obj: ObjId) -> &'static str {
        match self.object(obj).kind {
            ObjectKind::Const(_) => "constant",
            ObjectKind::TypeName => "defined type",
            ObjectKind::Global => "package-level variable",
            ObjectKind::Local => {
                let mut params = self.info.signatures.values().flatten();
                if params.any(|&o| o == obj) {
                    "parameter"
                } else {
                    "local variable"
                }
            }
            ObjectKind::Func { recv: None } => "function",
            ObjectKind::Func { recv: Some(_) } => "method",
            ObjectKind::Package(_) => "package name",
            ObjectKind::Builtin(_) => "built-in",
            ObjectKind::Nil => "untyped nil",
        }
    }

    /// The length of an array type; nothing after an error.
    fn array_length(&mut self, e: &'a Expr) -> Option<u64> {
        if let Some(ident) = e.ident() {
            match self.lookup(ident.name) {
                None => {
                    let message = format!(
                        "undefined array length {} or missing type constraint",
                        ident.name
                    );
                    self.error(ident.pos, message);
                    return None;
                }
                Some(obj) if !matches!(self.object(obj).kind, ObjectKind::Const(_)) => {
                    self.error(ident.pos, format!("invalid array length {}", ident.name));
                    return None;
                }
                Some(_) => {}
            }
        }
        let mut x = self.expr(e);
        if x.mode != OpMode::Const {
            if x.is_valid() {
                let text = self.describe(&x);
                self.error(x.pos(), format!("array length {text} must be constant"));
            }
            return None;
        }
        let integer = matches!(self.types.basic(x.typ), Some(b) if b.is_integer());
        if (self.is_untyped(x.typ) || integer)
            && let Some(n) = x.val.as_ref().and_then(super::constop::to_int)
            && let Some(n) = n.to_i64()
            && let Ok(n) = u64::try_from(n)
        {
            if self.is_untyped(x.typ) {
                self.convert_untyped(&mut x, Basic::Int.id());
            }
            return Some(n);
        }
        let text = self.describe(&x);
        let message = if integer {
            format!("invalid array length {text}")
        } else {
            format!("array length {text} must be integer")
        };
        self.error(x.pos(), message);
        None
    }

    /// A function's type. The receiver matters only for names that are declared twice.
    pub(super) fn func_type(&mut self, func: &'a FuncType, recv: Option<&'a Field>) -> TypeId {
        let (params, variadic) = self.field_types(&func.params, true);
        let (results, _) = self.field_types(&func.results, false);
        self.check_param_names(recv, func);
        let t = self.types.intern(Type::Func(FuncSig {
            params: params.into(),
            results: results.into(),
            variadic,
        }));
        self.written.note(t, func, self.pkg);
        t
    }

    /// The types of a list of fields, one for each; whether the last parameter is variadic.
    fn field_types(&mut self, fields: &'a [Field], params: bool) -> (Vec<TypeId>, bool) {
        let mut types = vec![Basic::Invalid.id(); fields.len()];
        let mut variadic = false;
        let mut first = 0;
        for (i, field) in fields.iter().enumerate() {
            let FieldType::Own(e) = &field.typ else {
                continue;
            };
            let t = match &e.kind {
                ExprKind::Ellipsis(elem) => {
                    let elem = self.var_type(elem);
                    if params && i + 1 == fields.len() && first == i {
                        variadic = true;
                    } else {
                        let message = "can only use ... with final parameter in list";
                        self.error(e.start(), message);
                    }
                    let t = self.slice_of(elem);
                    self.record_type(e, t);
                    t
                }
                _ => self.var_type(e),
            };
            types[first..=i].fill(t);
            first = i + 1;
        }
        (types, variadic)
    }

    fn check_param_names(&mut self, recv: Option<&'a Field>, func: &'a FuncType) {
        let names: Vec<Ident> = recv
            .into_iter()
            .chain(&func.params)
            .chain(&func.results)
            .filter_map(|f| f.name)
            .filter(|name| !name.name.is_blank())
            .collect();
        if names.len() < 2 {
            return;
        }
        let mut seen: FxHashMap<Symbol, Pos> = FxHashMap::default();
        for name in names {
            if let Some(&other) = seen.get(&name.name) {
                let place = self.place(other).unwrap_or_default();
                let message = format!(
                    "{0} redeclared in this block\n\t{place}: other declaration of {0}",
                    name.name
                );
                self.error(name.pos, message);
            } else {
                seen.insert(name.name, name.pos);
            }
        }
    }

    /// A method's receiver: its type is resolved, and checked later.
    pub(super) fn check_receiver(&mut self, recv: &'a Field, func: &'a FuncDecl) {
        let FieldType::Own(e) = &recv.typ else {
            return;
        };
        let (base, pointer) = super::resolve::receiver_base(e);
        // The receiver of a generic type is that type for its own parameters.
        if let Some((name, _)) = super::params::receiver_args(func)
            && self.generic_receiver(name).is_some()
        {
            self.want_generic = true;
            let mut t = self.typ(name);
            self.want_generic = false;
            self.record_type(base, t);
            if pointer && self.is_valid_type(t) {
                t = self.pointer_to(t);
            }
            self.record_type(e, t);
            self.later
                .push(Later::Receiver(base.start(), t, self.alias(base)));
            return;
        }
        let t = self.var_type(e);
        self.later
            .push(Later::Receiver(base.start(), t, self.alias(base)));
    }

    /// Runs the checks that waited for types.
    pub(super) fn check_later(&mut self) {
        for later in core::mem::take(&mut self.later) {
            match later {
                Later::MapKey(pos, key) => {
                    if self.is_valid_type(self.types.underlying(key)) && !self.comparable_type(key)
                    {
                        let name = self.type_string(key);
                        let why = if self.is_param(key) {
                            " (missing comparable constraint)"
                        } else {
                            ""
                        };
                        self.error(pos, format!("invalid map key type {name}{why}"));
                    }
                }
                Later::Embedded(pos, typ) => self.check_embedded(pos, typ),
                Later::Variable(pos, typ) => self.check_variable_type(pos, typ),
                Later::Union(terms, places) => self.check_union(&terms, &places),
                Later::Instance(params, args, places) => {
                    self.verify(&params, &args, &|i| places[i]);
                }
                Later::Receiver(pos, typ, alias) => self.check_receiver_type(pos, typ, alias),
            }
        }
    }

    /// A constraint is no type of a variable.
    fn check_variable_type(&mut self, pos: Pos, typ: TypeId) {
        let Type::Constraint(_) = self.types.under(typ) else {
            return;
        };
        let name = self.type_string(typ);
        let why = if self.type_set(typ).comparable {
            "interface is (or embeds) comparable"
        } else {
            "interface contains type constraints"
        };
        self.error(
            pos,
            format!("cannot use type {name} outside a type constraint: {why}"),
        );
    }

    fn check_embedded(&mut self, pos: Pos, typ: TypeId) {
        let (base, pointer) = super::lookup::deref(&self.types, typ);
        let message = match self.types.under(base) {
            Type::Param(_) => "embedded field type cannot be a (pointer to a) type parameter",
            Type::Basic(Basic::UnsafePointer) => "embedded field type cannot be unsafe.Pointer",
            Type::Pointer(_) => "embedded field type cannot be a pointer",
            Type::Interface(_) if pointer => {
                "embedded field type cannot be a pointer to an interface"
            }
            _ => return,
        };
        self.error(pos, message);
    }

    fn check_receiver_type(&mut self, pos: Pos, typ: TypeId, alias: Option<Symbol>) {
        let (base, _) = super::lookup::deref(&self.types, typ);
        if !self.is_valid_type(base) {
            return;
        }
        let name = match alias {
            Some(alias) => alias.to_string(),
            None => self.type_string(base),
        };
        let message = match self.types.get(base) {
            &Type::Named(id) => {
                let obj = self.types.named(id).obj;
                if self.object(obj).pkg != Some(self.pkg) {
                    format!("cannot define new methods on non-local type {name}")
                } else {
                    match self.types.under(base) {
                        Type::Basic(Basic::UnsafePointer) => {
                            format!("invalid receiver type {name} (unsafe.Pointer)")
                        }
                        Type::Pointer(_) | Type::Interface(_) => {
                            format!("invalid receiver type {name} (pointer or interface type)")
                        }
                        _ => return,
                    }
                }
            }
            Type::Basic(_) => format!("cannot define new methods on non-local type {name}"),
            _ if alias.is_some() => format!("invalid receiver type {name}"),
            _ => format!("invalid receiver type {}", self.type_string(typ)),
        };
        self.error(pos, message);
    }
}

//! Composite literals and function literals.

use super::checker::{Checker, DelayedBody};
use super::constant::ConstValue;
use super::constop;
use super::info::{Selection, SelectionKind};
use super::lookup::{Target, lookup_field_or_method};
use super::operand::{OpMode, Operand, Origin};
use super::real::Real;
use super::stmt::Body;
use super::typ::{Basic, Type, TypeId};
use crate::syntax::ast::{Block, Element, Expr, ExprKind, FuncType};
use crate::syntax::source::Pos;
use num_bigint::BigInt;
use rustc_hash::{FxHashMap, FxHashSet};

/// A constant map key, such that equal values of different kinds are equal.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Bool(bool),
    Str(std::sync::Arc<[u8]>),
    Int(BigInt),
    Float(Real),
    Complex(Real, Real),
}

fn key(value: &ConstValue) -> Key {
    match value {
        ConstValue::Bool(b) => Key::Bool(*b),
        ConstValue::Str(s) => Key::Str(s.clone()),
        v => {
            if let Some(i) = constop::to_int(v) {
                Key::Int(i)
            } else if let Some(f) = constop::to_float(v) {
                Key::Float(f)
            } else {
                let (re, im) = constop::to_complex(v).expect("a number");
                Key::Complex(re, im)
            }
        }
    }
}

impl<'a> Checker<'a> {
    pub(super) fn func_lit(
        &mut self,
        e: &'a Expr,
        func: &'a FuncType,
        block: &'a Block,
    ) -> Operand<'a> {
        let sig = self.func_type(func, None);
        let body = Body {
            scope: Vec::new(),
            id: e.id,
            sig,
            func,
            recv: None,
            block,
        };
        if self.local.is_empty() {
            // At package level, the body may use the variable that it initialises.
            let mut env = self.env.clone();
            env.err_pos = None;
            self.delayed.push(Box::new(DelayedBody { env, body }));
        } else {
            self.func_body(body);
        }
        self.value_operand(e, sig)
    }

    pub(super) fn composite_lit(
        &mut self,
        e: &'a Expr,
        typ: Option<&'a Expr>,
        elems: &'a [Element],
        end: Pos,
        hint: Option<TypeId>,
    ) -> Operand<'a> {
        let mut open_array = None;
        let (typ, base) = match (typ, hint) {
            (Some(t), _) => {
                if let ExprKind::EllipsisArrayType(elem) = &t.kind {
                    let elem = self.var_type(elem);
                    open_array = Some((t, elem));
                    (Basic::Invalid.id(), Basic::Invalid.id())
                } else {
                    let typ = self.typ(t);
                    (typ, typ)
                }
            }
            (None, Some(hint)) => match self.core(hint) {
                // `&T{...}` may be left out as well.
                Type::Pointer(base) => (hint, base),
                _ => (hint, hint),
            },
            (None, None) => {
                self.error(e.start(), "missing type in composite literal");
                (Basic::Invalid.id(), Basic::Invalid.id())
            }
        };
        if let Some((t, elem)) = open_array {
            let len = self.indexed_elements(elems, elem, None);
            let typ = self.types.intern(Type::Array(len, elem));
            self.record_type(t, typ);
            return self.value_operand(e, typ);
        }
        self.complete(base);
        let base = if self.is_param(base) {
            match self.common_under(base) {
                Ok(under) => under,
                Err(_) => {
                    let name = self.type_string(typ);
                    let message = format!(
                        "invalid composite literal type {name} (no common underlying type)"
                    );
                    self.error(e.start(), message);
                    return Operand::invalid(e);
                }
            }
        } else {
            base
        };
        match self.types.under(base) {
            Type::Struct(_) => self.struct_elements(e, base, elems, end),
            &Type::Array(len, elem) => {
                self.indexed_elements(elems, elem, Some(len));
            }
            &Type::Slice(elem) => {
                self.indexed_elements(elems, elem, None);
            }
            &Type::Map(key, value) => self.map_elements(elems, key, value),
            _ => {
                for elem in elems {
                    self.use_exprs(core::slice::from_ref(&elem.value));
                }
                if self.is_valid_type(base) && self.is_valid_type(self.types.underlying(base)) {
                    let element = if hint.is_some() { " element" } else { "" };
                    let message = format!(
                        "invalid composite literal{element} type {}",
                        self.type_string(typ)
                    );
                    self.error(e.start(), message);
                }
                return Operand::invalid(e);
            }
        }
        self.value_operand(e, typ)
    }

    fn struct_elements(&mut self, e: &'a Expr, base: TypeId, elems: &'a [Element], end: Pos) {
        let Some(first) = elems.first() else { return };
        const MIXTURE: &str = "mixture of field:value and value elements in struct literal";
        if first.key.is_some() {
            let mut set: Vec<Vec<u32>> = Vec::new();
            for elem in elems {
                match &elem.key {
                    Some(key) => self.field_element(base, key, &elem.value, &mut set),
                    None => self.error(elem.value.start(), MIXTURE),
                }
            }
            return;
        }
        let Type::Struct(fields) = self.types.under(base).clone() else {
            return;
        };
        for (i, elem) in elems.iter().enumerate() {
            if let Some(key) = &elem.key {
                self.error(key.start(), MIXTURE);
                continue;
            }
            let mut x = self.generic_expr(&elem.value);
            let Some(field) = fields.get(i) else {
                let message = format!(
                    "too many values in struct literal of type {}",
                    self.type_string(base)
                );
                self.error(elem.value.start(), message);
                break;
            };
            if field.pkg.is_some_and(|pkg| pkg != self.pkg) {
                let message = format!(
                    "implicit assignment to unexported field {} in struct literal of type {}",
                    field.name,
                    self.type_string(base)
                );
                self.error(x.pos(), message);
                continue;
            }
            self.assignment(&mut x, Some(field.typ), "struct literal");
        }
        if elems.len() < fields.len() {
            let foreign = fields
                .iter()
                .any(|f| f.pkg.is_some_and(|pkg| pkg != self.pkg));
            let hint = if foreign {
                " (type has unexported fields - use key:value pairs)"
            } else {
                ""
            };
            let message = format!(
                "too few values in struct literal of type {}{hint}",
                self.type_string(base)
            );
            let pos = if end == Pos::NONE { e.start() } else { end };
            self.error(pos, message);
        }
    }

    /// `name: value` in a struct literal. The name may be that of a promoted field; its path is recorded as a selection
    /// at the key.
    fn field_element(
        &mut self,
        base: TypeId,
        key: &'a Expr,
        value: &'a Expr,
        set: &mut Vec<Vec<u32>>,
    ) {
        let under = self.types.underlying(base);
        let field = key.ident();
        let found = field.map(|ident| {
            lookup_field_or_method(
                &self.types,
                &self.objects,
                under,
                ident.name,
                Some(self.pkg),
            )
        });
        let mut x = self.generic_expr(value);
        let (Some(ident), Some(found)) = (field, found) else {
            let text = self.show(key);
            let message = format!("invalid field name {text} in struct literal");
            self.error(key.start(), message);
            return;
        };
        let Ok(found) = found else {
            let cause = self.lookup_cause(base, ident.name.as_str(), true);
            self.error(ident.pos, cause);
            return;
        };
        let Target::Field(typ) = found.target else {
            self.error(ident.pos, format!("{} is not a field", ident.name));
            return;
        };
        if found.indirect {
            let message = format!(
                "invalid implicit pointer indirection to reach {}",
                ident.name
            );
            self.error(ident.pos, message);
            return;
        }
        self.info.nodes.select(
            key.id,
            Selection {
                kind: SelectionKind::Field,
                recv: base,
                path: found.path[..].into(),
                indirect: false,
            },
        );
        self.assignment(&mut x, Some(typ), "struct literal");
        let name = ident.name;
        for other in set.iter() {
            let other_name = self.field_at(under, other).0;
            let message = if *other == found.path {
                format!("duplicate field name {name} in struct literal")
            } else if found.path.starts_with(other) {
                format!(
                    "cannot specify promoted field {name} and enclosing embedded field {other_name}"
                )
            } else if other.starts_with(&found.path) {
                format!(
                    "cannot specify embedded field {name} and enclosed promoted field {other_name}"
                )
            } else {
                continue;
            };
            self.error(key.start(), message);
            return;
        }
        set.push(found.path);
    }

    fn map_elements(&mut self, elems: &'a [Element], key_type: TypeId, value_type: TypeId) {
        let mut seen: FxHashMap<Key, Vec<TypeId>> = FxHashMap::default();
        let interface = self.types.is_interface(key_type);
        for elem in elems {
            let Some(key_expr) = &elem.key else {
                self.error(elem.value.start(), "missing key in map literal");
                continue;
            };
            let mut x = self.expr_with_hint(key_expr, Some(key_type));
            self.assignment(&mut x, Some(key_type), "map literal");
            if !x.is_valid() {
                continue;
            }
            if let Some(value) = x.value() {
                let types = seen.entry(key(value)).or_default();
                let duplicate = types.iter().any(|&t| !interface || t == x.typ);
                types.push(x.typ);
                if duplicate {
                    let message = format!(
                        "duplicate key {} in map literal",
                        super::format::const_string(value)
                    );
                    self.error(x.pos(), message);
                    continue;
                }
            }
            let mut x = self.expr_with_hint(&elem.value, Some(value_type));
            self.assignment(&mut x, Some(value_type), "map literal");
        }
    }

    /// The elements of an array or slice literal. Returns its length.
    fn indexed_elements(&mut self, elems: &'a [Element], typ: TypeId, len: Option<u64>) -> u64 {
        let keyed = elems.iter().any(|e| e.key.is_some());
        let mut seen: FxHashSet<u64> = FxHashSet::default();
        let (mut index, mut max) = (0u64, 0u64);
        for elem in elems {
            let mut valid = true;
            let pos = elem.key.as_deref().unwrap_or(&elem.value).start();
            if let Some(key) = &elem.key {
                valid = false;
                match self.index(key, len) {
                    Some(Some(i)) => {
                        index = i;
                        valid = true;
                    }
                    Some(None) => {
                        let text = self.show(key);
                        self.error(pos, format!("index {text} must be integer constant"));
                    }
                    None => {}
                }
            } else if let Some(len) = len
                && index >= len
            {
                self.error(pos, format!("index {index} is out of bounds (>= {len})"));
                valid = false;
            }
            if valid && keyed && !seen.insert(index) {
                let message = format!("duplicate index {index} in array or slice literal");
                self.error(pos, message);
            }
            index += 1;
            max = max.max(index);
            let mut x = self.expr_with_hint(&elem.value, Some(typ));
            self.assignment(&mut x, Some(typ), "array or slice literal");
        }
        max
    }

    /// Checks an index that may be constant and has an upper bound. The value is present where it is constant; nothing
    /// after an error.
    pub(super) fn index(&mut self, e: &'a Expr, bound: Option<u64>) -> Option<Option<u64>> {
        let mut x = self.expr(e);
        if !self.valid_index(&mut x, "index", false) {
            return None;
        }
        let Some(value) = x.value() else {
            return Some(None);
        };
        let i: u64 = num_traits::ToPrimitive::to_u64(&constop::to_int(value)?)?;
        if let Some(bound) = bound
            && i >= bound
        {
            let message = format!(
                "invalid argument: index {} out of bounds [0:{bound}]",
                super::format::const_string(value)
            );
            self.error(x.pos(), message);
            return None;
        }
        Some(Some(i))
    }

    /// Checks that an operand can be an index or size.
    pub(super) fn valid_index(
        &mut self,
        x: &mut Operand<'a>,
        what: &str,
        allow_negative: bool,
    ) -> bool {
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, Basic::Int.id());
        if !x.is_valid() {
            return false;
        }
        let problem = if !self.all_basic(x.typ, Basic::is_integer) {
            "must be integer"
        } else if let Some(value) = x.value() {
            if !allow_negative
                && matches!(value, ConstValue::Int(i) if num_traits::Signed::is_negative(i))
            {
                "must not be negative"
            } else if constop::represent(value, Basic::Int).is_none() {
                "overflows int"
            } else {
                return true;
            }
        } else {
            return true;
        };
        let text = self.describe(x);
        self.error(
            x.pos(),
            format!("invalid argument: {what} {text} {problem}"),
        );
        false
    }

    /// Replaces an operand's origin by an expression that wraps it.
    pub(super) fn rooted(&self, mut x: Operand<'a>, e: &'a Expr) -> Operand<'a> {
        x.origin = Origin::Expr(e);
        if x.mode == OpMode::Invalid {
            x.typ = Basic::Invalid.id();
        }
        x
    }
}

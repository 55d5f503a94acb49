//! Switch statements, and range clauses.

use super::binary::Comparing;
use super::checker::Checker;
use super::constant::ConstValue;
use super::constop;
use super::object::ObjectKind;
use super::operand::{OpMode, Operand, Origin, node_pos};
use super::typ::{Basic, Type, TypeId};
use crate::syntax::ast::{CaseClause, ChanDir, Expr, ExprKind, Ident, RangeStmt};
use crate::syntax::source::Pos;
use num_bigint::BigInt;
use rustc_hash::FxHashMap;

/// A constant case value, for finding it twice.
#[derive(PartialEq, Eq, Hash)]
enum CaseValue {
    Int(BigInt),
    Float(u64),
    Str(std::sync::Arc<[u8]>),
}

fn case_value(value: &ConstValue) -> Option<CaseValue> {
    Some(match value {
        ConstValue::Int(i) => CaseValue::Int(i.clone()),
        ConstValue::Float(f) => match constop::to_int(value) {
            Some(i) => CaseValue::Int(i),
            None => CaseValue::Float(f.to_f64().to_bits()),
        },
        ConstValue::Str(s) => CaseValue::Str(s.clone()),
        ConstValue::Bool(_) | ConstValue::Complex(_) => return None,
    })
}

impl<'a> Checker<'a> {
    fn multiple_defaults(&mut self, clauses: &'a [CaseClause]) {
        let mut default = None;
        for clause in clauses.iter().filter(|c| c.default) {
            match default {
                None => default = Some(clause.pos),
                Some(first) => {
                    let place = self.place(first).unwrap_or_default();
                    let message = format!("multiple defaults (first at {place})");
                    self.error(clause.pos, message);
                }
            }
        }
    }

    pub(super) fn switch_stmt(
        &mut self,
        tag: Option<&'a Expr>,
        clauses: &'a [CaseClause],
        end: Pos,
    ) {
        let mut x = match tag {
            Some(tag) => {
                let mut x = self.expr(tag);
                self.assignment(&mut x, None, "switch expression");
                if x.is_valid() && !self.comparable_type(x.typ) && !self.has_nil(x.typ) {
                    let message = format!(
                        "cannot switch on {} ({} is not comparable)",
                        self.describe(&x),
                        self.type_string(x.typ)
                    );
                    self.error(x.pos(), message);
                    x.invalidate();
                }
                x
            }
            None => Operand {
                mode: OpMode::Const,
                typ: Basic::Bool.id(),
                val: Some(ConstValue::Bool(true)),
                origin: Origin::Part(clauses.first().map_or(end, |c| c.pos), "true".into()),
            },
        };
        self.multiple_defaults(clauses);
        let mut seen: FxHashMap<CaseValue, Vec<(TypeId, Pos)>> = FxHashMap::default();
        for clause in clauses {
            for e in &clause.exprs {
                self.case_expr(&mut x, e, &mut seen);
            }
            self.local.open();
            self.stmts(&clause.body);
            self.local.close();
        }
    }

    fn case_expr(
        &mut self,
        x: &mut Operand<'a>,
        e: &'a Expr,
        seen: &mut FxHashMap<CaseValue, Vec<(TypeId, Pos)>>,
    ) {
        let mut v = self.expr(e);
        if !x.is_valid() || !v.is_valid() {
            return;
        }
        self.convert_untyped(&mut v, x.typ);
        if !v.is_valid() {
            return;
        }
        let mut result = v.clone();
        self.comparison(&mut result, x, Comparing::SwitchCase);
        if !result.is_valid() {
            return;
        }
        // The case value itself keeps its type: it is what is compared at run time.
        if let Some(value) = v.value().and_then(case_value) {
            let places = seen.entry(value).or_default();
            let pos = v.pos();
            if let Some(&(_, other)) = places.iter().find(|&&(t, _)| t == v.typ) {
                let place = self.place(other).unwrap_or_default();
                let message = format!(
                    "duplicate case {} in expression switch\n\t{place}: previous case",
                    self.describe(&v)
                );
                self.error(pos, message);
                return;
            }
            places.push((v.typ, node_pos(e)));
        }
    }

    pub(super) fn type_switch_stmt(
        &mut self,
        bind: Option<Ident>,
        x: &'a Expr,
        clauses: &'a [CaseClause],
    ) {
        let bind = match bind {
            Some(ident) if ident.name.is_blank() => {
                self.error(ident.pos, "no new variable on left side of :=");
                None
            }
            bind => bind,
        };
        let x = self.expr(x);
        let subject = if !x.is_valid() {
            None
        } else if self.is_param(x.typ) {
            let text = self.describe(&x);
            let message = format!("cannot use type switch on type parameter value {text}");
            self.error(x.pos(), message);
            None
        } else if self.types.is_interface(x.typ) {
            Some(x)
        } else {
            let text = self.describe(&x);
            self.error(x.pos(), format!("{text} is not an interface"));
            None
        };
        self.multiple_defaults(clauses);
        let mut seen: FxHashMap<Option<TypeId>, Pos> = FxHashMap::default();
        let mut used = false;
        for clause in clauses {
            let typ = self.case_types(subject.as_ref(), &clause.exprs, &mut seen);
            self.local.open();
            let mut variable = None;
            if let Some(ident) = bind {
                let obj = self.new_object(ident.name, ident.pos, typ, ObjectKind::Local);
                self.info.implicits.insert(clause.id, obj);
                self.local.declare(ident.name, obj);
                variable = Some(obj);
            }
            self.stmts(&clause.body);
            used |= variable.is_some_and(|obj| self.used.contains(obj));
            self.local.close();
        }
        if let Some(ident) = bind
            && !used
        {
            self.error(ident.pos, format!("{} declared and not used", ident.name));
        }
    }

    /// Checks the types of a clause. The result is the type of the variable in it.
    fn case_types(
        &mut self,
        x: Option<&Operand<'a>>,
        exprs: &'a [Expr],
        seen: &mut FxHashMap<Option<TypeId>, Pos>,
    ) -> TypeId {
        let mut only = None;
        for e in exprs {
            let nil = match e.unparen().kind {
                ExprKind::Ident(name) => self
                    .lookup(name)
                    .is_some_and(|obj| self.object(obj).kind == ObjectKind::Nil),
                _ => false,
            };
            let typ = if nil {
                self.expr(e);
                None
            } else {
                let t = self.var_type(e);
                if !self.is_valid_type(t) {
                    only = Some(t);
                    continue;
                }
                Some(t)
            };
            only = typ;
            if let Some(&other) = seen.get(&typ) {
                let name = typ.map_or("nil".into(), |t| self.type_string(t));
                let place = self.place(other).unwrap_or_default();
                let message =
                    format!("duplicate case {name} in type switch\n\t{place}: previous case");
                self.error(e.start(), message);
                continue;
            }
            seen.insert(typ, e.start());
            if let (Some(x), Some(t)) = (x, typ)
                && let Some(cause) = self.not_assertable(x.typ, t)
            {
                let message = format!(
                    "impossible type switch case: {}\n\t{} cannot have dynamic type {} {cause}",
                    self.show(e),
                    self.describe(x),
                    self.type_string(t)
                );
                self.error(e.start(), message);
            }
        }
        match (exprs.len(), only) {
            (1, Some(t)) => t,
            _ => x.map_or(Basic::Invalid.id(), |x| x.typ),
        }
    }

    pub(super) fn range_stmt(&mut self, pos: Pos, s: &'a RangeStmt) {
        let mut x = self.expr(&s.x);
        let invalid = Basic::Invalid.id();
        let mut types = [Some(invalid), Some(invalid)];
        if x.is_valid() {
            match self.range_types(x.typ) {
                Err(cause) => {
                    let text = self.describe(&x);
                    let cause = cause.map_or(String::new(), |c| format!(": {c}"));
                    self.error(x.pos(), format!("cannot range over {text}{cause}"));
                }
                Ok(found) => {
                    let excess = match (&s.key, &s.value) {
                        (Some(key), _) if found[0].is_none() => {
                            Some((key, "no iteration variables"))
                        }
                        (_, Some(value)) if found[1].is_none() => {
                            Some((value, "only one iteration variable"))
                        }
                        _ => None,
                    };
                    if let Some((e, allowed)) = excess {
                        let text = self.describe(&x);
                        let message = format!("range over {text} permits {allowed}");
                        self.error(e.start(), message);
                    } else if let Some(extra) = s.extra {
                        let message = "range clause permits at most two iteration variables";
                        self.error(extra, message);
                    }
                    types = found;
                }
            }
        }
        let integer = x.is_valid() && self.all_basic(x.typ, Basic::is_integer);
        if x.is_valid()
            && self.is_untyped(x.typ)
            && self.types.basic(x.typ).is_some_and(Basic::is_string)
        {
            self.convert_untyped(&mut x, Basic::String.id());
        }
        self.local.open();
        if s.define {
            self.range_define(pos, s, types, integer.then_some(&mut x));
        } else if s.key.is_some() {
            for (lhs, typ) in [(&s.key, types[0]), (&s.value, types[1])] {
                let (Some(lhs), Some(typ)) = (lhs, typ) else {
                    continue;
                };
                if !self.is_valid_type(typ) {
                    self.use_lhs(core::slice::from_ref(lhs));
                    continue;
                }
                let Some(t) = self.lhs_var(lhs) else { continue };
                if integer {
                    self.assignment(&mut x, t, "range clause");
                    if x.is_valid() && !self.all_basic(x.typ, Basic::is_integer) {
                        let name = self.type_string(x.typ);
                        let message = format!("cannot use iteration variable of type {name}");
                        self.error(lhs.start(), message);
                    }
                } else {
                    let mut y = Operand {
                        mode: OpMode::Value,
                        typ,
                        val: None,
                        origin: Origin::Part(lhs.start(), self.show(lhs)),
                    };
                    self.assignment(&mut y, t, "assignment");
                }
            }
        } else if integer {
            self.assignment(&mut x, None, "range clause");
        }
        self.block(&s.body);
        self.local.close();
    }

    /// Declares the variables of `for key, value := range x`. `integer` is x where that is an integer.
    fn range_define(
        &mut self,
        pos: Pos,
        s: &'a RangeStmt,
        types: [Option<TypeId>; 2],
        mut integer: Option<&mut Operand<'a>>,
    ) {
        let mut new = false;
        let mut declared = Vec::new();
        for (lhs, typ) in [(&s.key, types[0]), (&s.value, types[1])] {
            let Some(lhs) = lhs else { continue };
            let Some(ident) = lhs.ident() else {
                let text = self.show(lhs);
                self.error(lhs.start(), format!("cannot declare {text}"));
                continue;
            };
            new |= !ident.name.is_blank();
            let invalid = Basic::Invalid.id();
            let obj = self.new_object(ident.name, ident.pos, invalid, ObjectKind::Local);
            declared.push((ident, obj));
            let Some(typ) = typ.filter(|&t| self.is_valid_type(t)) else {
                self.used.insert(obj);
                continue;
            };
            match integer.as_deref_mut() {
                Some(x) => self.init_var(obj, None, x, "range clause"),
                None => self.objects[obj].typ = typ,
            }
            let typ = self.object(obj).typ;
            self.record(&Operand::new(OpMode::Var, typ, lhs));
        }
        for (ident, obj) in declared {
            self.declare_variable(ident, obj);
        }
        self.note_loop_variables(s.key.iter().chain(&s.value));
        if !new {
            self.error(pos, "no new variables on left side of :=");
        }
    }

    fn range_version(&self, minor: u32) -> Result<(), Option<String>> {
        match self.lang() >= minor {
            true => Ok(()),
            false => Err(Some(format!("requires go1.{minor} or later"))),
        }
    }

    /// The types that ranging over a type yields, or why that is not possible.
    fn range_types(&mut self, t: TypeId) -> Result<[Option<TypeId>; 2], Option<String>> {
        let int = Some(Basic::Int.id());
        let common = self.common_under(t).map_err(Some)?;
        let mut under = self.types.get(common);
        if let &Type::Pointer(base) = under
            && let array @ Type::Array(..) = self.types.under(base)
        {
            under = array;
        }
        Ok(match under {
            Type::Basic(b) if b.is_string() => [int, Some(Basic::Int32.id())],
            Type::Basic(b) if b.is_integer() => {
                self.range_version(22)?;
                [Some(t), None]
            }
            Type::Array(_, elem) | Type::Slice(elem) => [int, Some(*elem)],
            Type::Map(key, value) => [Some(*key), Some(*value)],
            Type::Chan(ChanDir::Send, _) => {
                let name = self.type_string(t);
                return Err(Some(format!("receive from send-only channel {name}")));
            }
            Type::Chan(_, elem) => [Some(*elem), None],
            Type::Func(sig) => {
                self.range_version(23)?;
                let bad = |what: &str| {
                    Err(Some(format!(
                        "func must be func(yield func(...) bool): {what}"
                    )))
                };
                let [callback] = sig.params[..] else {
                    return bad("wrong argument count");
                };
                if !sig.results.is_empty() {
                    return bad("unexpected results");
                }
                let Type::Func(callback_sig) = self.types.under(callback) else {
                    return bad("argument is not func");
                };
                if callback_sig.params.len() > 2 {
                    return bad("yield func has too many parameters");
                }
                match callback_sig.results[..] {
                    [t] if t == Basic::Bool.id() => {}
                    [t] if self.types.basic(t).is_some_and(Basic::is_boolean) => {
                        return bad("yield func returns user-defined boolean, not bool");
                    }
                    _ => return bad("yield func does not return bool"),
                }
                if callback_sig.variadic {
                    let name = self.type_string(callback);
                    return Err(Some(format!(
                        "yield func of type {name} cannot be variadic"
                    )));
                }
                [
                    callback_sig.params.first().copied(),
                    callback_sig.params.get(1).copied(),
                ]
            }
            _ => return Err(None),
        })
    }
}

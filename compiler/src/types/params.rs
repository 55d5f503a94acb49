//! Declarations of type parameters.
//!
//! Type parameters get their identity together with the function or type that declares them; their constraints are
//! resolved when its declaration is. A method uses the parameters of its receiver's type, under names of its own.

use super::checker::Checker;
use super::object::{ObjId, ObjectKind};
use super::resolve::receiver_base;
use super::typ::{Basic, Constraint, Term, Type, TypeId};
use super::typexpr::Later;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Field, FieldType, FuncDecl, Ident, UnaryOp};
use std::rc::Rc;

/// A generic function or type.
#[derive(Clone)]
pub(super) struct Generic<'a> {
    /// Its own type parameters.
    pub(super) params: Rc<[TypeId]>,
    /// As they are written.
    pub(super) fields: &'a [Field],
}

impl<'a> Checker<'a> {
    /// Gives type parameters their identity and notes what is generic in them.
    pub(super) fn new_params(&mut self, owner: ObjId, fields: &'a [Field]) -> Rc<[TypeId]> {
        let params: Rc<[TypeId]> = fields
            .iter()
            .map(|field| {
                let (name, pos) = field
                    .name
                    .map_or((self.blank, field.pos), |n| (n.name, n.pos));
                let invalid = Basic::Invalid.id();
                let obj = self.new_object(name, pos, invalid, ObjectKind::TypeName);
                let typ = self.types.new_param(obj);
                self.objects[obj].typ = typ;
                typ
            })
            .collect();
        let generic = Generic {
            params: params.clone(),
            fields,
        };
        self.generic.insert(owner, generic);
        params
    }

    /// Declares type parameters in the innermost scope and resolves their constraints.
    pub(super) fn declare_params(&mut self, owner: ObjId) {
        let Some(generic) = self.generic.get(&owner).cloned() else {
            return;
        };
        for (field, &param) in generic.fields.iter().zip(generic.params.iter()) {
            if let (Some(ident), Some(obj)) = (field.name, self.param_object(param)) {
                self.declare_local(ident, obj);
            }
        }
        let mut first = 0;
        for (i, field) in generic.fields.iter().enumerate() {
            let FieldType::Own(e) = &field.typ else {
                continue;
            };
            let bound = self.bound(e);
            for &param in &generic.params[first..=i] {
                if let &Type::Param(id) = self.types.get(param) {
                    self.types.param(id).bound.set(bound);
                }
            }
            first = i + 1;
        }
    }

    /// The object that declares a type parameter.
    pub(super) fn param_object(&self, param: TypeId) -> Option<ObjId> {
        match self.types.get(param) {
            &Type::Param(id) => Some(self.types.param(id).obj),
            _ => None,
        }
    }

    /// A constraint: an interface, or a union that stands for one.
    fn bound(&mut self, e: &'a Expr) -> TypeId {
        let union = match &e.kind {
            ExprKind::Unary(op, _) => *op == UnaryOp::Tilde,
            ExprKind::Binary(op, ..) => *op == BinaryOp::Or,
            _ => false,
        };
        if union {
            let mut list = Vec::new();
            flatten_union(e, &mut list);
            let terms = self.union_terms(&list);
            let typ = self.types.intern(Type::Constraint(Box::new(Constraint {
                methods: Box::default(),
                unions: [terms].into(),
                comparable: false,
            })));
            self.record_type(e, typ);
            return typ;
        }
        let t = self.typ(e);
        if let Type::Param(_) = self.types.get(t) {
            self.error(e.start(), "cannot use a type parameter as constraint");
            return Basic::Invalid.id();
        }
        if let &Type::Named(id) = self.types.get(t) {
            let obj = self.types.named(id).obj;
            if self.types_pending && self.state(obj) == super::checker::State::White {
                self.declare(obj);
            }
        }
        t
    }

    /// The terms of a union. What may not be in it is reported when all types are known.
    pub(super) fn union_terms(&mut self, list: &[(bool, &'a Expr)]) -> Box<[Term]> {
        let mut terms = Vec::new();
        let mut places = Vec::new();
        for &(tilde, e) in list {
            let typ = self.typ(e);
            if !self.is_valid_type(typ) {
                continue;
            }
            if let Type::Param(_) = self.types.get(typ) {
                self.error(e.start(), "term cannot be a type parameter");
                continue;
            }
            terms.push(Term { tilde, typ });
            places.push(e.start());
        }
        self.later.push(Later::Union(terms.clone(), places));
        terms.into()
    }

    /// Declares a method's receiver type parameters: its base type's, under the method's own names.
    pub(super) fn declare_receiver_params(&mut self, func: &'a FuncDecl) -> Vec<(Ident, ObjId)> {
        let mut names = Vec::new();
        let Some((base, args)) = receiver_args(func) else {
            return names;
        };
        let Some(owner) = self.generic_receiver(base) else {
            return names;
        };
        let params = self.generic[&owner].params.clone();
        if args.len() != params.len() {
            let count = |n: usize| format!("{n} type parameter{}", if n == 1 { "" } else { "s" });
            let message = format!(
                "receiver declares {}, but receiver base type declares {}",
                count(args.len()),
                params.len()
            );
            self.error(base.start(), message);
        }
        for (arg, &param) in args.iter().zip(params.iter()) {
            let Some(ident) = arg.unparen().ident() else {
                let text = self.show(arg);
                let message = format!("receiver type parameter {text} must be an identifier");
                self.error(arg.start(), message);
                continue;
            };
            let kind = ObjectKind::TypeName;
            let obj = self.new_object(ident.name, ident.pos, param, kind);
            self.record_type(arg, param);
            self.declare_local(ident, obj);
            names.push((ident, obj));
        }
        names
    }

    /// The generic type of this package that a receiver's base names.
    pub(super) fn generic_receiver(&self, base: &Expr) -> Option<ObjId> {
        let ident = base.unparen().ident()?;
        let &obj = self.scopes[self.pkg.0 as usize].get(&ident.name)?;
        self.generic.contains_key(&obj).then_some(obj)
    }
}

/// The terms of a constraint that is written without `interface`.
fn flatten_union<'a>(e: &'a Expr, list: &mut Vec<(bool, &'a Expr)>) {
    match &e.kind {
        ExprKind::Binary(BinaryOp::Or, operands) => {
            operands.iter().for_each(|x| flatten_union(x, list));
        }
        ExprKind::Unary(UnaryOp::Tilde, x) => list.push((true, x)),
        _ => list.push((false, e)),
    }
}

/// The receiver's base type and its type arguments, where it has some.
pub(super) fn receiver_args(func: &FuncDecl) -> Option<(&Expr, &[Expr])> {
    let recv = func.recv.as_ref()?;
    let FieldType::Own(typ) = &recv.typ else {
        return None;
    };
    match &receiver_base(typ).0.kind {
        ExprKind::Index(index) => Some((&index.x, &index.args)),
        _ => None,
    }
}

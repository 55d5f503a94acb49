//! Instances of generic functions: each is built for its own type arguments.
//!
//! The checker has typed a generic body once, in terms of type parameters. While it is built for certain arguments, every
//! type that is read of the tree has them put in ([`Builder::subst`]), and a method that was selected of a type parameter
//! is looked up in the type that stands for it.

use super::Builder;
use crate::syntax::ast::{Expr, ExprKind, NodeId};
use crate::types::constant::ConstValue;
use crate::types::info::{Mode, Selection, SelectionKind};
use crate::types::lookup::{Target, deref, lookup_field_or_method};
use crate::types::object::{ObjId, ObjectKind, Receiver};
use crate::types::typ::{Basic, Type, TypeId};
use std::borrow::Cow;

/// No type arguments.
pub(super) const NO_ARGS: TypeId = Basic::Invalid.id();

/// A declared function or method for certain type arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Inst {
    /// The function.
    pub obj: ObjId,
    /// Its type arguments, a receiver's first, as a tuple; [`NO_ARGS`] where it has none.
    pub args: TypeId,
}

impl Inst {
    /// A function that is not generic.
    pub(super) fn plain(obj: ObjId) -> Inst {
        Inst { obj, args: NO_ARGS }
    }
}

/// Which type arguments stand for which parameters.
#[derive(Clone, Copy, Default)]
pub(super) struct TypeEnv<'a> {
    params: &'a [TypeId],
    args: &'a [TypeId],
    tuple: Option<TypeId>,
}

impl TypeEnv<'_> {
    /// The arguments as a tuple.
    pub(super) fn key(&self) -> TypeId {
        self.tuple.unwrap_or(NO_ARGS)
    }
}

/// What is known of an expression in the instance that is being built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tv<'a> {
    /// How it may be used.
    pub mode: Mode,
    /// Its type.
    pub typ: TypeId,
    /// Its value, where it is constant.
    pub value: Option<&'a ConstValue>,
}

impl<'a> Builder<'a> {
    /// The type arguments of a function.
    pub(super) fn env_of(&self, inst: Inst) -> TypeEnv<'a> {
        if inst.args == NO_ARGS {
            return TypeEnv::default();
        }
        let types = self.types;
        let info = self.info;
        match (types.get(inst.args), info.type_params.get(&inst.obj)) {
            (Type::Tuple(args), Some(params)) => TypeEnv {
                params,
                args,
                tuple: Some(inst.args),
            },
            _ => TypeEnv::default(),
        }
    }

    /// A type of the tree as it is in the function that is being built.
    pub(super) fn subst(&self, t: TypeId) -> TypeId {
        match self.env.params {
            [] => t,
            params => self.types.subst(t, params, self.env.args),
        }
    }

    /// What is known of an expression.
    pub(super) fn tv(&self, e: &Expr) -> Tv<'a> {
        let tv = self.info.expr(e.id);
        Tv {
            mode: tv.mode,
            typ: self.subst(tv.typ),
            value: tv.value,
        }
    }

    /// The type of a variable.
    pub(super) fn type_of(&self, obj: ObjId) -> TypeId {
        self.subst(self.program.object(obj).typ)
    }

    /// A function's type, without receiver.
    pub(super) fn inst_type(&self, inst: Inst) -> TypeId {
        let env = self.env_of(inst);
        let t = self.program.object(inst.obj).typ;
        self.types.subst(t, env.params, env.args)
    }

    /// A method's receiver; nothing for functions.
    pub(super) fn receiver_of(&self, inst: Inst) -> Option<Receiver> {
        let ObjectKind::Func { recv: Some(recv) } = self.program.object(inst.obj).kind else {
            return None;
        };
        let env = self.env_of(inst);
        Some(Receiver {
            base: self.types.subst(recv.base, env.params, env.args),
            ..recv
        })
    }

    /// A function or method, with the type arguments that it is used with under an identifier behind those that are known.
    fn with_args(&self, obj: ObjId, mut args: Vec<TypeId>, ident: Option<NodeId>) -> Inst {
        if let Some(own) = ident.and_then(|id| self.info.instances.get(&id)) {
            args.extend(own.iter().map(|&t| self.subst(t)));
        }
        if args.is_empty() {
            return Inst::plain(obj);
        }
        Inst {
            obj,
            args: self.types.intern(Type::Tuple(args.into())),
        }
    }

    /// A method of a type, or of what it points to, named by an identifier.
    pub(super) fn method_inst(&self, obj: ObjId, t: TypeId, ident: Option<NodeId>) -> Inst {
        let args = match self.types.get(deref(self.types, t).0) {
            &Type::Named(id) => self.types.type_args(id).to_vec(),
            _ => Vec::new(),
        };
        self.with_args(obj, args, ident)
    }

    /// The function that an expression names, with its type arguments.
    pub(super) fn inst_of(&self, e: &Expr) -> Option<Inst> {
        let mut e = e.unparen();
        if let ExprKind::Index(index) = &e.kind {
            e = index.x.unparen();
        }
        let id = match &e.kind {
            ExprKind::Ident(_) => e.id,
            ExprKind::Selector(parts) => {
                let s = self.info.nodes.selection(e.id);
                if s.is_some_and(|s| s.kind != SelectionKind::Qualified) {
                    return None;
                }
                parts.sel.id
            }
            _ => return None,
        };
        let obj = self.info.nodes.referred(id)?;
        matches!(self.program.object(obj).kind, ObjectKind::Func { .. })
            .then(|| self.with_args(obj, Vec::new(), Some(id)))
    }

    /// What a selector expression selects.
    pub(super) fn selection(&self, id: NodeId) -> Option<Cow<'a, Selection>> {
        let info = self.info;
        let s = info.nodes.selection(id)?;
        if self.env.params.is_empty() || !self.types.is_generic(s.recv) {
            return Some(Cow::Borrowed(s));
        }
        let mut new = s.clone();
        new.recv = self.subst(s.recv);
        let index = match s.kind {
            SelectionKind::InterfaceMethod(i) | SelectionKind::InterfaceMethodExpr(i) => i,
            _ => return Some(Cow::Owned(new)),
        };
        if let Type::Param(_) = self.types.get(s.recv) {
            let m = &self.types.interface_methods(s.recv)[index as usize];
            let found =
                lookup_field_or_method(self.types, &self.program.objects, new.recv, m.name, m.pkg)
                    .expect("a type argument has the methods of its constraint");
            let expr = matches!(s.kind, SelectionKind::InterfaceMethodExpr(_));
            new.kind = match (found.target, expr) {
                (Target::Method(m), false) => SelectionKind::Method(m),
                (Target::Method(m), true) => SelectionKind::MethodExpr(m),
                (Target::InterfaceMethod(_, i), false) => SelectionKind::InterfaceMethod(i),
                (Target::InterfaceMethod(_, i), true) => SelectionKind::InterfaceMethodExpr(i),
                (Target::Field(_), _) => unreachable!("a method"),
            };
            new.path = found.path.into();
            new.indirect = found.indirect;
        }
        Some(Cow::Owned(new))
    }
}

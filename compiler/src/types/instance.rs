//! Instantiation of generic types and functions with type arguments that are written out.

use super::checker::Checker;
use super::object::{ObjId, ObjectKind};
use super::operand::{OpMode, Operand, Origin};
use super::typ::{Basic, Type, TypeId};
use super::typexpr::Later;
use crate::syntax::ast::{Expr, ExprKind, Ident};
use crate::syntax::source::Pos;
use std::rc::Rc;

/// A generic function that an expression denotes.
pub(super) struct GenericFunc<'a> {
    /// The name that denotes it.
    pub(super) ident: Ident,
    /// Its own type parameters.
    pub(super) params: Rc<[TypeId]>,
    /// Type arguments that are written, perhaps not all.
    pub(super) args: Vec<TypeId>,
    /// Where they are.
    pub(super) places: &'a [Expr],
}

impl<'a> Checker<'a> {
    /// The generic type or function that an expression names, without checking the expression.
    pub(super) fn names_generic(&self, e: &Expr) -> Option<ObjId> {
        let obj = match &e.unparen().kind {
            ExprKind::Ident(name) => self.lookup(*name)?,
            ExprKind::Selector(s) => {
                let ident = s.x.ident()?;
                let ObjectKind::Package(pkg) = self.object(self.lookup(ident.name)?).kind else {
                    return None;
                };
                *self.scopes[pkg.0 as usize].get(&s.sel.name)?
            }
            _ => return None,
        };
        self.generic.contains_key(&obj).then_some(obj)
    }

    /// Whether an expression names a generic type.
    pub(super) fn names_generic_type(&self, e: &Expr) -> bool {
        self.names_generic(e)
            .is_some_and(|obj| self.object(obj).kind == ObjectKind::TypeName)
    }

    /// `x[args...]` where a type is wanted.
    pub(super) fn type_instance(&mut self, x: &'a Expr, args: &'a [Expr]) -> TypeId {
        let invalid = Basic::Invalid.id();
        if !self.names_generic_type(x) {
            let t = self.typ(x);
            if self.is_valid_type(t) {
                let text = self.show(x);
                let list: Vec<String> = args.iter().map(|a| self.show(a)).collect();
                let message = format!(
                    "invalid operation: {text}[{}] ({text} is not a generic type)",
                    list.join(", ")
                );
                self.error(x.start(), message);
            }
            for arg in args {
                self.typ(arg);
            }
            return invalid;
        }
        self.requires(18, x.start(), "type instantiation");
        let obj = self.names_generic(x).expect("just seen");
        self.want_generic = true;
        let t = self.typ(x);
        self.want_generic = false;
        let types: Vec<TypeId> = args.iter().map(|a| self.var_type(a)).collect();
        let params = self.generic[&obj].params.clone();
        if types.len() != params.len() {
            let few = types.len() < params.len();
            let message = format!(
                "{} type arguments for type {}: have {}, want {}",
                if few { "not enough" } else { "too many" },
                self.object(obj).name,
                types.len(),
                params.len()
            );
            self.error(x.start(), message);
            return invalid;
        }
        if !self.is_valid_type(t) || types.iter().any(|&t| !self.is_valid_type(t)) {
            return invalid;
        }
        let places: Vec<Pos> = args.iter().map(Expr::start).collect();
        self.note_flow(&params, &types, &|i| places[i]);
        self.later
            .push(Later::Instance(params.clone(), types.clone(), places));
        let instance = match self.types.get(t) {
            &Type::Named(id)
                if self.types.named(id).obj == obj && self.types.named(id).instance.is_none() =>
            {
                let named = self.types.named(id);
                let mut all = named.params[..named.implicit].to_vec();
                all.extend(types);
                self.types.instantiate(id, &all)
            }
            _ => self.types.subst(t, &params, &types),
        };
        if let &Type::Named(id) = self.types.get(instance)
            && self.types.named(id).instance.is_some()
        {
            self.instance_places.entry(id).or_insert(x.start());
        }
        instance
    }

    /// The generic function that an operand of mode [`OpMode::Generic`] is.
    pub(super) fn generic_func(&self, x: &Operand<'a>) -> Option<GenericFunc<'a>> {
        let mut e = x.expr()?.unparen();
        let mut args = Vec::new();
        let mut places: &[Expr] = &[];
        if let ExprKind::Index(index) = &e.kind {
            e = index.x.unparen();
            places = &index.args;
            for arg in places {
                args.push(self.info.nodes.get(arg.id)?.typ);
            }
        }
        let ident = e.name()?;
        let obj = self.info.nodes.referred(ident.id)?;
        Some(GenericFunc {
            ident,
            params: match self.selected_params.get(&ident.id) {
                Some(own) => own.clone(),
                None => self.generic.get(&obj)?.params.clone(),
            },
            args,
            places,
        })
    }

    /// `f[args...]` of a generic function. It stays generic where arguments are missing.
    pub(super) fn func_instance(
        &mut self,
        e: &'a Expr,
        f: Operand<'a>,
        args: &'a [Expr],
    ) -> Operand<'a> {
        let mut valid = self.requires(18, e.start(), "function instantiation");
        for arg in args {
            let t = self.var_type(arg);
            valid &= self.is_valid_type(t);
        }
        let typ = f.typ;
        let x = Operand {
            origin: Origin::Expr(e),
            ..f
        };
        let Some(func) = self.generic_func(&x).filter(|_| valid) else {
            return Operand::invalid(e);
        };
        let (have, want) = (func.args.len(), func.params.len());
        if have > want {
            let message = format!("got {have} type arguments but want {want}");
            self.error(args[want].start(), message);
            return Operand::invalid(e);
        }
        if have < want {
            return x;
        }
        let sig = self.types.subst(typ, &func.params, &func.args);
        self.set_instance(&func, &func.args);
        self.record_instance(e, sig);
        let (params, types) = (func.params.clone(), func.args.clone());
        let places: Vec<Pos> = func.places.iter().map(Expr::start).collect();
        self.note_flow(&params, &types, &|i| places[i]);
        if self.types_pending {
            self.later.push(Later::Instance(params, types, places));
        } else if !self.verify(&params, &types, &|i| places[i]) {
            return Operand::invalid(e);
        }
        self.value_operand(e, sig)
    }

    /// Records the type arguments of a generic function where it is named.
    pub(super) fn set_instance(&mut self, func: &GenericFunc<'a>, args: &[TypeId]) {
        self.info.instances.insert(func.ident.id, args.into());
    }

    /// Records the type of an expression that turned out to be an instance of a generic function.
    pub(super) fn record_instance(&mut self, e: &'a Expr, sig: TypeId) {
        let mut e = e;
        loop {
            self.record(&Operand::new(OpMode::Value, sig, e));
            match &e.kind {
                ExprKind::Paren(inner) => e = inner,
                ExprKind::Index(index) => e = &index.x,
                _ => return,
            }
        }
    }
}

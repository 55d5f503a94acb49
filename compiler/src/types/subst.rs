//! Instances of generic types: type arguments put in the place of type parameters.

use super::object::ObjId;
use super::typ::{Constraint, FuncSig, Method, NamedId, StructField, Term, Type, TypeId, Types};

impl Types {
    /// The generic type behind an instance; any other defined type itself.
    pub fn origin(&self, id: NamedId) -> NamedId {
        self.named(id)
            .instance
            .as_ref()
            .map_or(id, |&(origin, _)| origin)
    }

    /// The type arguments of an instance, those of the function around its declaration included; of a generic type its
    /// own parameters.
    pub fn type_args(&self, id: NamedId) -> &[TypeId] {
        let named = self.named(id);
        match &named.instance {
            Some((_, args)) => args,
            None => &named.params,
        }
    }

    /// The declared methods of a defined type. Those of an instance are the generic type's.
    pub fn methods(&self, id: NamedId) -> &[ObjId] {
        &self.named(self.origin(id)).methods
    }

    /// The methods of an interface, of a constraint, or of a type parameter's constraint.
    pub fn interface_methods(&self, t: TypeId) -> &[Method] {
        match self.under(t) {
            Type::Interface(methods) => methods,
            Type::Constraint(c) => &c.methods,
            Type::Param(p) => match self.under(self.param(*p).bound.get()) {
                Type::Interface(methods) => methods,
                Type::Constraint(c) => &c.methods,
                _ => &[],
            },
            _ => &[],
        }
    }

    /// An instance of a generic type.
    pub fn instantiate(&self, origin: NamedId, args: &[TypeId]) -> TypeId {
        let generic = self.named(origin);
        if *generic.params == *args {
            return generic.id;
        }
        self.instance(origin, args)
    }

    /// `t` with `args` in the place of `params`.
    pub fn subst(&self, t: TypeId, params: &[TypeId], args: &[TypeId]) -> TypeId {
        if params.is_empty() || !self.is_generic(t) {
            return t;
        }
        let one = |t: TypeId| self.subst(t, params, args);
        let list = |list: &[TypeId]| -> Box<[TypeId]> { list.iter().map(|&t| one(t)).collect() };
        let methods = |list: &[Method]| -> Box<[Method]> {
            list.iter()
                .map(|m| Method {
                    sig: one(m.sig),
                    ..m.clone()
                })
                .collect()
        };
        let new = match self.get(t) {
            Type::Basic(_) => return t,
            Type::Param(_) => {
                let at = params.iter().position(|&p| p == t);
                return at.and_then(|i| args.get(i).copied()).unwrap_or(t);
            }
            &Type::Named(id) => {
                let args = list(self.type_args(id));
                return self.instantiate(self.origin(id), &args);
            }
            &Type::Pointer(t) => Type::Pointer(one(t)),
            &Type::Slice(t) => Type::Slice(one(t)),
            &Type::Array(n, t) => Type::Array(n, one(t)),
            &Type::Chan(dir, t) => Type::Chan(dir, one(t)),
            &Type::Map(k, v) => Type::Map(one(k), one(v)),
            Type::Struct(fields) => Type::Struct(
                fields
                    .iter()
                    .map(|f| StructField {
                        typ: one(f.typ),
                        ..f.clone()
                    })
                    .collect(),
            ),
            Type::Func(sig) => Type::Func(FuncSig {
                params: list(&sig.params),
                results: list(&sig.results),
                variadic: sig.variadic,
            }),
            Type::Interface(m) => Type::Interface(methods(m)),
            Type::Constraint(c) => Type::Constraint(Box::new(Constraint {
                methods: methods(&c.methods),
                unions: c
                    .unions
                    .iter()
                    .map(|u| {
                        u.iter()
                            .map(|t| Term {
                                typ: one(t.typ),
                                ..*t
                            })
                            .collect()
                    })
                    .collect(),
                comparable: c.comparable,
            })),
            Type::Tuple(types) => Type::Tuple(list(types)),
        };
        self.intern(new)
    }
}

//! Finding fields and methods, through embedded fields; method sets.
//!
//! A selector `x.f` denotes the field or method `f` at the shallowest depth of embedding where there is one; several at
//! that depth are ambiguous. The search goes breadth first, one depth at a time, and visits each defined type once: a
//! second way to the same type at a greater depth is hidden by the first one, at the same depth it is ambiguous.

use super::object::{ObjId, ObjectKind, Objects, PkgId};
use super::typ::{NamedId, Type, TypeId, Types};
use crate::syntax::symbol::Symbol;
use rustc_hash::FxHashSet;

/// What a name selects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// A field, of this type.
    Field(TypeId),
    /// A method of a defined type.
    Method(ObjId),
    /// A method of an interface: the interface's type and the index among its sorted methods.
    InterfaceMethod(TypeId, u32),
}

/// A field or method that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lookup {
    /// What it is.
    pub target: Target,
    /// Fields to follow, embedded ones first; for a field the last is the field itself.
    pub path: Vec<u32>,
    /// Whether a pointer is dereferenced on the way, the operand included.
    pub indirect: bool,
    /// The type that has the field or method, pointers taken off.
    pub base: TypeId,
}

/// Why nothing was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// There is no such field or method.
    NotFound,
    /// There are several at the shallowest depth.
    Ambiguous,
    /// The operand is a pointer to an interface or type parameter, which has no methods.
    PointerToInterface,
}

/// Whether a name declared as `a` in package `pkg_a` is the same identifier as `b` written in package `pkg_b`.
/// The package of an exported name does not matter.
pub fn same_name(a: Symbol, pkg_a: Option<PkgId>, b: Symbol, pkg_b: Option<PkgId>) -> bool {
    a == b && (pkg_a == pkg_b || a.is_exported())
}

struct Embedded {
    typ: TypeId,
    path: Vec<u32>,
    indirect: bool,
    multiples: bool,
}

/// Takes one pointer off a type, if it is a pointer that is not itself a defined type.
pub fn deref(types: &Types, t: TypeId) -> (TypeId, bool) {
    match types.get(t) {
        Type::Pointer(base) => (*base, true),
        _ => (t, false),
    }
}

/// Looks up a field or method of `t` or `*t`, as written in package `pkg`. A method with a pointer receiver is found
/// whether or not the operand is addressable; the caller checks that, see [`in_method_set`].
pub fn lookup_field_or_method(
    types: &Types,
    objects: &Objects,
    t: TypeId,
    name: Symbol,
    pkg: Option<PkgId>,
) -> Result<Lookup, Missing> {
    if name.is_blank() {
        return Err(Missing::NotFound);
    }
    // A defined pointer type has no methods, only the fields of what it points to.
    if let Type::Named(id) = types.get(t)
        && let &Type::Pointer(base) = types.get(types.underlying_of(*id))
    {
        let found = search(types, objects, base, true, name, pkg)?;
        return match found.target {
            Target::Field(_) => Ok(found),
            _ => Err(Missing::NotFound),
        };
    }
    let (base, pointer) = deref(types, t);
    if pointer && matches!(types.under(base), Type::Interface(_) | Type::Param(_)) {
        return Err(Missing::PointerToInterface);
    }
    search(types, objects, base, pointer, name, pkg)
}

fn search(
    types: &Types,
    objects: &Objects,
    base: TypeId,
    pointer: bool,
    name: Symbol,
    pkg: Option<PkgId>,
) -> Result<Lookup, Missing> {
    let mut current = vec![Embedded {
        typ: base,
        path: Vec::new(),
        indirect: pointer,
        multiples: false,
    }];
    let mut seen: FxHashSet<NamedId> = FxHashSet::default();
    while !current.is_empty() {
        let mut next: Vec<Embedded> = Vec::new();
        let mut found: Option<Lookup> = None;
        for e in &current {
            let mut add = |target, field: Option<u32>| {
                if found.is_some() || e.multiples {
                    return false;
                }
                let mut path = e.path.clone();
                path.extend(field);
                found = Some(Lookup {
                    target,
                    path,
                    indirect: e.indirect,
                    base: e.typ,
                });
                true
            };
            if let &Type::Named(id) = types.get(e.typ) {
                if !seen.insert(id) {
                    continue;
                }
                let method = types.methods(id).iter().find(|m| {
                    let o = &objects[**m];
                    same_name(o.name, o.pkg, name, pkg)
                });
                if let Some(&method) = method {
                    if !add(Target::Method(method), None) {
                        return Err(Missing::Ambiguous);
                    }
                    continue;
                }
            }
            match types.under(e.typ) {
                Type::Struct(fields) => {
                    for (i, field) in fields.iter().enumerate() {
                        if same_name(field.name, field.pkg, name, pkg) {
                            if !add(Target::Field(field.typ), Some(i as u32)) {
                                return Err(Missing::Ambiguous);
                            }
                            continue;
                        }
                        if field.embedded {
                            let (typ, pointer) = deref(types, field.typ);
                            if !matches!(
                                types.get(typ),
                                Type::Named(_) | Type::Struct(_) | Type::Interface(_)
                            ) {
                                continue;
                            }
                            // The same type twice at one depth: whatever is found in it is ambiguous.
                            if let Some(same) = next.iter_mut().find(|n| n.typ == typ) {
                                same.multiples = true;
                                continue;
                            }
                            let mut path = e.path.clone();
                            path.push(i as u32);
                            next.push(Embedded {
                                typ,
                                path,
                                indirect: e.indirect || pointer,
                                multiples: e.multiples,
                            });
                        }
                    }
                }
                Type::Interface(_) | Type::Constraint(_) | Type::Param(_) => {
                    let index = types
                        .interface_methods(e.typ)
                        .iter()
                        .position(|m| same_name(m.name, m.pkg, name, pkg));
                    if let Some(i) = index
                        && !add(Target::InterfaceMethod(e.typ, i as u32), None)
                    {
                        return Err(Missing::Ambiguous);
                    }
                }
                _ => {}
            }
        }
        if let Some(found) = found {
            return Ok(found);
        }
        current = next;
    }
    Err(Missing::NotFound)
}

/// Whether a method has a pointer receiver.
pub fn has_pointer_receiver(objects: &Objects, method: ObjId) -> bool {
    matches!(
        objects[method].kind,
        ObjectKind::Func { recv: Some(recv) } if recv.pointer
    )
}

/// Whether a method found for an operand belongs to the method set of the operand's type: one with a pointer receiver
/// does only when a pointer is dereferenced on the way to it.
pub fn in_method_set(objects: &Objects, found: &Lookup) -> bool {
    match found.target {
        Target::Field(_) => false,
        Target::Method(m) => found.indirect || !has_pointer_receiver(objects, m),
        Target::InterfaceMethod(..) => true,
    }
}

/// A method in a type's method set.
#[derive(Clone, Debug)]
pub struct MethodEntry {
    /// Its name.
    pub name: Symbol,
    /// Package whose unexported name this is; nothing for exported names.
    pub pkg: Option<PkgId>,
    /// Its type, without receiver.
    pub sig: TypeId,
    /// How it is reached. The target is never a field.
    pub lookup: Lookup,
}

/// The methods of `t`, promoted ones included, sorted as an interface's methods are: by name, then package.
pub fn method_set(types: &Types, objects: &Objects, t: TypeId) -> Vec<MethodEntry> {
    let mut names: Vec<(Symbol, Option<PkgId>)> = Vec::new();
    let mut seen = FxHashSet::default();
    let mut work = vec![deref(types, t).0];
    while let Some(typ) = work.pop() {
        if !seen.insert(typ) {
            continue;
        }
        if let &Type::Named(id) = types.get(typ) {
            for m in types.methods(id) {
                let o = &objects[*m];
                names.push((o.name, o.pkg.filter(|_| !o.name.is_exported())));
            }
        }
        match types.under(typ) {
            Type::Struct(fields) => {
                let embedded = fields.iter().filter(|f| f.embedded);
                work.extend(embedded.map(|f| deref(types, f.typ).0));
            }
            Type::Interface(methods) => names.extend(methods.iter().map(|m| (m.name, m.pkg))),
            Type::Param(_) => {
                let methods = types.interface_methods(typ);
                names.extend(methods.iter().map(|m| (m.name, m.pkg)));
            }
            _ => {}
        }
    }
    names.sort_by_key(|&(name, pkg)| (name.as_str(), pkg));
    names.dedup();
    names
        .into_iter()
        .filter_map(|(name, pkg)| {
            let lookup = lookup_field_or_method(types, objects, t, name, pkg).ok()?;
            let sig = method_type(types, objects, &lookup);
            // A method with type parameters of its own implements nothing.
            let plain = !types.is_generic(sig) || types.is_generic(t);
            (plain && in_method_set(objects, &lookup)).then_some(MethodEntry {
                name,
                pkg,
                sig,
                lookup,
            })
        })
        .collect()
}

/// The type of a field or method that was found, methods without receiver.
pub fn method_type(types: &Types, objects: &Objects, found: &Lookup) -> TypeId {
    match found.target {
        Target::Field(typ) => typ,
        Target::Method(m) => {
            let sig = objects[m].typ;
            match types.get(found.base) {
                &Type::Named(id) => {
                    let params = &types.named(types.origin(id)).params;
                    types.subst(sig, params, types.type_args(id))
                }
                _ => sig,
            }
        }
        Target::InterfaceMethod(typ, i) => types.interface_methods(typ)[i as usize].sig,
    }
}

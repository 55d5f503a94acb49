//! Types, hash-consed: two types are identical exactly when their [`TypeId`]s are equal.
//!
//! The tables only grow, and grow behind a shared reference: an instance of a generic type comes into being where it is
//! first asked for, also while code is generated. Its underlying type is worked out when that is first needed, so that
//! types may be recursive through their instances.
//!
//! A generic type is identified with its own instance for its own type parameters: inside the declaration of `List[T]`,
//! `List[T]` is the type that the declaration makes.

use crate::syntax::ast::ChanDir;
use crate::syntax::symbol::Symbol;
use crate::types::object::{ObjId, PkgId};
use core::hash::BuildHasher as _;
use elsa::FrozenVec;
use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::cell::{Cell, RefCell};

/// A type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TypeId(pub u32);

/// A defined type (`type T ...`), also the predeclared `error` and `comparable`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NamedId(pub u32);

/// A type parameter of a generic function or type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ParamId(pub u32);

/// The predeclared basic types. A type's id is its discriminant: `TypeId(Basic::Int as u32)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Basic {
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

impl Basic {
    /// All, in order of their ids.
    pub const ALL: [Basic; 26] = {
        use Basic::*;
        [
            Invalid,
            Bool,
            Int,
            Int8,
            Int16,
            Int32,
            Int64,
            Uint,
            Uint8,
            Uint16,
            Uint32,
            Uint64,
            Uintptr,
            Float32,
            Float64,
            Complex64,
            Complex128,
            String,
            UnsafePointer,
            UntypedBool,
            UntypedInt,
            UntypedRune,
            UntypedFloat,
            UntypedComplex,
            UntypedString,
            UntypedNil,
        ]
    };

    /// The type.
    pub const fn id(self) -> TypeId {
        TypeId(self as u32)
    }

    /// Whether it is one of the integer types, untyped ones included.
    pub fn is_integer(self) -> bool {
        (Basic::Int..=Basic::Uintptr).contains(&self)
            || matches!(self, Basic::UntypedInt | Basic::UntypedRune)
    }

    /// Whether it is an unsigned integer type.
    pub fn is_unsigned(self) -> bool {
        (Basic::Uint..=Basic::Uintptr).contains(&self)
    }

    /// Whether it is a floating-point type, the untyped one included.
    pub fn is_float(self) -> bool {
        matches!(self, Basic::Float32 | Basic::Float64 | Basic::UntypedFloat)
    }

    /// Whether it is a complex type, the untyped one included.
    pub fn is_complex(self) -> bool {
        matches!(
            self,
            Basic::Complex64 | Basic::Complex128 | Basic::UntypedComplex
        )
    }

    /// Whether it is a string type, the untyped one included.
    pub fn is_string(self) -> bool {
        matches!(self, Basic::String | Basic::UntypedString)
    }

    /// Whether it is a boolean type, the untyped one included.
    pub fn is_boolean(self) -> bool {
        matches!(self, Basic::Bool | Basic::UntypedBool)
    }

    /// Whether it is an integer, floating-point or complex type.
    pub fn is_numeric(self) -> bool {
        self.is_integer() || self.is_float() || self.is_complex()
    }

    /// Whether it is the type of an untyped constant or of nil.
    pub fn is_untyped(self) -> bool {
        self >= Basic::UntypedBool
    }
}

/// What a type is made of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// A predeclared type.
    Basic(Basic),
    /// A defined type.
    Named(NamedId),
    /// `*T`
    Pointer(TypeId),
    /// `[]T`
    Slice(TypeId),
    /// `[n]T`
    Array(u64, TypeId),
    /// `struct{...}`
    Struct(Box<[StructField]>),
    /// `map[K]V`
    Map(TypeId, TypeId),
    /// `chan T` and its directed forms.
    Chan(ChanDir, TypeId),
    /// A function's type, without receiver.
    Func(FuncSig),
    /// An interface, its method set complete (embedded ones flattened) and sorted by (name, package).
    Interface(Box<[Method]>),
    /// An interface that restricts more than methods: only a constraint.
    Constraint(Box<Constraint>),
    /// The results of a call that yields none or several values; also a list of type arguments.
    Tuple(Box<[TypeId]>),
    /// A type parameter.
    Param(ParamId),
}

/// An interface with a type set of its own.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Constraint {
    /// Its method set, complete and sorted as an interface's.
    pub methods: Box<[Method]>,
    /// Unions of types, of which each restricts the type set further. An embedded interface is one of a single term.
    pub unions: Box<[Box<[Term]>]>,
    /// Whether this is the predeclared `comparable`.
    pub comparable: bool,
}

/// One term of a union.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Term {
    /// Whether it stands for all types of this underlying type.
    pub tilde: bool,
    /// The type.
    pub typ: TypeId,
}

/// A field of a struct.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct StructField {
    /// Name; for an embedded field the type's name.
    pub name: Symbol,
    /// Package whose unexported name this is; nothing for exported names.
    pub pkg: Option<PkgId>,
    /// Type.
    pub typ: TypeId,
    /// Whether it is embedded.
    pub embedded: bool,
    /// Tag; empty where there is none.
    pub tag: Symbol,
}

/// A function's parameters and results.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FuncSig {
    /// Parameters; a variadic last one is a slice type.
    pub params: Box<[TypeId]>,
    /// Results.
    pub results: Box<[TypeId]>,
    /// Whether the last parameter is variadic.
    pub variadic: bool,
}

/// A method of an interface.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Method {
    /// Name.
    pub name: Symbol,
    /// Package whose unexported name this is; nothing for exported names.
    pub pkg: Option<PkgId>,
    /// Its type, a [`Type::Func`].
    pub sig: TypeId,
}

/// A defined type, or an instance of a generic one.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its declaration.
    pub obj: ObjId,
    /// Its type.
    pub id: TypeId,
    underlying: Cell<TypeId>,
    /// Declared methods (objects of kind `Func`), in source order; none in an instance, see [`Types::methods`].
    pub methods: Vec<ObjId>,
    /// Type parameters of a generic type; those of the function in which it is declared come first.
    pub params: Box<[TypeId]>,
    /// How many of the parameters (or arguments) are the enclosing function's.
    pub implicit: usize,
    /// Of an instance: the generic type and the arguments.
    pub instance: Option<(NamedId, Box<[TypeId]>)>,
}

/// A type parameter.
#[derive(Debug)]
pub struct Param {
    /// Its declaration.
    pub obj: ObjId,
    /// Its constraint; [`Basic::Invalid`] until it is known.
    pub bound: Cell<TypeId>,
}

#[derive(Debug)]
struct Entry {
    typ: Type,
    /// Whether a type parameter occurs in it.
    generic: bool,
}

/// A generic defined type and arguments for it.
type InstanceKey = (NamedId, Box<[TypeId]>);

/// All types of the program.
pub struct Types {
    list: FrozenVec<Box<Entry>>,
    /// Places in the list by hashes of types.
    ids: RefCell<HashTable<TypeId>>,
    named: FrozenVec<Box<Named>>,
    params: FrozenVec<Box<Param>>,
    instances: RefCell<FxHashMap<InstanceKey, TypeId>>,
}

impl std::fmt::Debug for Types {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} types", self.list.len())
    }
}

impl Default for Types {
    fn default() -> Types {
        let types = Types {
            list: FrozenVec::new(),
            ids: RefCell::default(),
            named: FrozenVec::new(),
            params: FrozenVec::new(),
            instances: RefCell::default(),
        };
        for basic in Basic::ALL {
            types.intern(Type::Basic(basic));
        }
        types
    }
}

impl Types {
    /// The id of a type.
    pub fn intern(&self, typ: Type) -> TypeId {
        if let Some(id) = self.find(&typ) {
            return id;
        }
        let generic = self.mentions_param(&typ);
        let id = TypeId(self.list.len() as u32);
        let hash = |typ: &Type| FxBuildHasher.hash_one(typ);
        let own = hash(&typ);
        self.list.push(Box::new(Entry { typ, generic }));
        let mut ids = self.ids.borrow_mut();
        ids.insert_unique(own, id, |&id| hash(self.get(id)));
        id
    }

    /// The id of a type that is there already.
    pub fn find(&self, typ: &Type) -> Option<TypeId> {
        let same = |&id: &TypeId| self.get(id) == typ;
        let ids = self.ids.borrow();
        ids.find(FxBuildHasher.hash_one(typ), same).copied()
    }

    fn mentions_param(&self, typ: &Type) -> bool {
        let any = |list: &[TypeId]| list.iter().any(|&t| self.is_generic(t));
        match typ {
            Type::Basic(_) => false,
            Type::Param(_) => true,
            Type::Named(id) => {
                let named = self.named(*id);
                match &named.instance {
                    Some((_, args)) => any(args),
                    None => !named.params.is_empty(),
                }
            }
            Type::Pointer(t) | Type::Slice(t) | Type::Array(_, t) | Type::Chan(_, t) => {
                self.is_generic(*t)
            }
            Type::Map(k, v) => self.is_generic(*k) || self.is_generic(*v),
            Type::Struct(fields) => fields.iter().any(|f| self.is_generic(f.typ)),
            Type::Func(sig) => any(&sig.params) || any(&sig.results),
            Type::Interface(methods) => methods.iter().any(|m| self.is_generic(m.sig)),
            Type::Constraint(c) => {
                c.methods.iter().any(|m| self.is_generic(m.sig))
                    || c.unions.iter().flatten().any(|t| self.is_generic(t.typ))
            }
            Type::Tuple(list) => any(list),
        }
    }

    /// Whether a type parameter occurs in a type. A generic type counts as the instance for its own parameters.
    pub fn is_generic(&self, t: TypeId) -> bool {
        self.list[t.0 as usize].generic
    }

    /// A new defined type, its underlying type still unknown. `params` are its type parameters, of which so many are
    /// those of the enclosing function.
    pub fn new_named(&self, obj: ObjId, params: Box<[TypeId]>, implicit: usize) -> TypeId {
        self.push_named(obj, params, implicit, None)
    }

    fn push_named(
        &self,
        obj: ObjId,
        params: Box<[TypeId]>,
        implicit: usize,
        instance: Option<(NamedId, Box<[TypeId]>)>,
    ) -> TypeId {
        let named = NamedId(self.named.len() as u32);
        let id = TypeId(self.list.len() as u32);
        self.named.push(Box::new(Named {
            obj,
            id,
            underlying: Cell::new(Basic::Invalid.id()),
            methods: Vec::new(),
            params,
            implicit,
            instance,
        }));
        self.intern(Type::Named(named))
    }

    /// The instance of a generic type for these arguments, which are not its own parameters.
    pub(super) fn instance(&self, origin: NamedId, args: &[TypeId]) -> TypeId {
        let key = (origin, Box::from(args));
        if let Some(&id) = self.instances.borrow().get(&key) {
            return id;
        }
        let generic = self.named(origin);
        let id = self.push_named(
            generic.obj,
            Box::default(),
            generic.implicit,
            Some(key.clone()),
        );
        self.instances.borrow_mut().insert(key, id);
        id
    }

    /// A new type parameter, its constraint still unknown.
    pub fn new_param(&self, obj: ObjId) -> TypeId {
        let id = ParamId(self.params.len() as u32);
        self.params.push(Box::new(Param {
            obj,
            bound: Cell::new(Basic::Invalid.id()),
        }));
        self.intern(Type::Param(id))
    }

    /// A type parameter's entry.
    pub fn param(&self, id: ParamId) -> &Param {
        &self.params[id.0 as usize]
    }

    /// What a type is made of, names not looked through.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.list[id.0 as usize].typ
    }

    /// A defined type's entry.
    pub fn named(&self, id: NamedId) -> &Named {
        &self.named[id.0 as usize]
    }

    /// A defined type's entry, to complete it.
    pub fn named_mut(&mut self, id: NamedId) -> &mut Named {
        &mut self.named.as_mut()[id.0 as usize]
    }

    /// Settles a defined type's underlying type.
    pub fn set_underlying(&self, id: NamedId, underlying: TypeId) {
        self.named(id).underlying.set(underlying);
    }

    /// A defined type's underlying type; [`Basic::Invalid`] until it is known.
    pub fn underlying_of(&self, id: NamedId) -> TypeId {
        let named = self.named(id);
        let known = named.underlying.get();
        if let Some((origin, args)) = &named.instance
            && known == Basic::Invalid.id()
        {
            let generic = self.named(*origin).underlying.get();
            if generic != known {
                let under = self.subst(generic, &self.named(*origin).params, args);
                // Of another type parameter (`type T[P any] P`, an error) nothing is known.
                named.underlying.set(under);
                return under;
            }
        }
        known
    }

    /// The underlying type's id.
    pub fn underlying(&self, id: TypeId) -> TypeId {
        match self.get(id) {
            Type::Named(named) => self.underlying_of(*named),
            _ => id,
        }
    }

    /// What the underlying type is made of.
    pub fn under(&self, id: TypeId) -> &Type {
        self.get(self.underlying(id))
    }

    /// The underlying basic type, where it is one.
    pub fn basic(&self, id: TypeId) -> Option<Basic> {
        match self.under(id) {
            Type::Basic(basic) => Some(*basic),
            _ => None,
        }
    }

    /// Whether the underlying type is an interface.
    pub fn is_interface(&self, id: TypeId) -> bool {
        matches!(self.under(id), Type::Interface(_))
    }

    /// How many types there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Never: the basic types are always there.
    pub fn is_empty(&self) -> bool {
        false
    }
}

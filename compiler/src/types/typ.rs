//! Types, hash-consed: two types are identical exactly when their [`TypeId`]s are equal.

use crate::syntax::ast::ChanDir;
use crate::syntax::symbol::Symbol;
use crate::types::object::{ObjId, PkgId};
use rustc_hash::FxHashMap;

/// A type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TypeId(pub u32);

/// A defined type (`type T ...`), also the predeclared `error` and `comparable`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NamedId(pub u32);

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
    /// The results of a call that yields none or several values.
    Tuple(Box<[TypeId]>),
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

/// A defined type.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its declaration.
    pub obj: ObjId,
    /// Its underlying type; [`Basic::Invalid`] until it is known.
    pub underlying: TypeId,
    /// Declared methods (objects of kind `Func`), in source order.
    pub methods: Vec<ObjId>,
}

/// All types of the program.
#[derive(Debug)]
pub struct Types {
    list: Vec<Type>,
    ids: FxHashMap<Type, TypeId>,
    named: Vec<Named>,
}

impl Default for Types {
    fn default() -> Types {
        let mut types = Types {
            list: Vec::new(),
            ids: FxHashMap::default(),
            named: Vec::new(),
        };
        for basic in Basic::ALL {
            types.intern(Type::Basic(basic));
        }
        types
    }
}

impl Types {
    /// The id of a type.
    pub fn intern(&mut self, typ: Type) -> TypeId {
        if let Some(&id) = self.ids.get(&typ) {
            return id;
        }
        let id = TypeId(self.list.len() as u32);
        self.list.push(typ.clone());
        self.ids.insert(typ, id);
        id
    }

    /// A new defined type, its underlying type still unknown.
    pub fn new_named(&mut self, obj: ObjId) -> TypeId {
        let id = NamedId(self.named.len() as u32);
        self.named.push(Named {
            obj,
            underlying: Basic::Invalid.id(),
            methods: Vec::new(),
        });
        self.intern(Type::Named(id))
    }

    /// What a type is made of, names not looked through.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.list[id.0 as usize]
    }

    /// A defined type's entry.
    pub fn named(&self, id: NamedId) -> &Named {
        &self.named[id.0 as usize]
    }

    /// A defined type's entry, to complete it.
    pub fn named_mut(&mut self, id: NamedId) -> &mut Named {
        &mut self.named[id.0 as usize]
    }

    /// The underlying type's id.
    pub fn underlying(&self, id: TypeId) -> TypeId {
        match self.get(id) {
            Type::Named(named) => self.named(*named).underlying,
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

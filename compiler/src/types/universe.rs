//! Predeclared names and package unsafe.

use super::constant::ConstValue;
use super::object::{Builtin, ObjId, Object, ObjectKind, Objects, PkgId};
use super::typ::{Basic, Constraint, FuncSig, Method, Type, TypeId, Types};
use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

/// The package number of `unsafe`, which is always the first package.
pub const UNSAFE: PkgId = PkgId(0);

/// What is known before any package is checked.
pub(super) struct Universe {
    pub(super) scope: FxHashMap<Symbol, ObjId>,
    pub(super) unsafe_scope: FxHashMap<Symbol, ObjId>,
    pub(super) comparable: TypeId,
    pub(super) any: TypeId,
    pub(super) iota: ObjId,
}

const BASICS: [(&str, Basic); 19] = [
    ("bool", Basic::Bool),
    ("int", Basic::Int),
    ("int8", Basic::Int8),
    ("int16", Basic::Int16),
    ("int32", Basic::Int32),
    ("int64", Basic::Int64),
    ("uint", Basic::Uint),
    ("uint8", Basic::Uint8),
    ("uint16", Basic::Uint16),
    ("uint32", Basic::Uint32),
    ("uint64", Basic::Uint64),
    ("uintptr", Basic::Uintptr),
    ("float32", Basic::Float32),
    ("float64", Basic::Float64),
    ("complex64", Basic::Complex64),
    ("complex128", Basic::Complex128),
    ("string", Basic::String),
    ("byte", Basic::Uint8),
    ("rune", Basic::Int32),
];

const BUILTINS: [(&str, Builtin); 18] = [
    ("append", Builtin::Append),
    ("cap", Builtin::Cap),
    ("clear", Builtin::Clear),
    ("close", Builtin::Close),
    ("complex", Builtin::Complex),
    ("copy", Builtin::Copy),
    ("delete", Builtin::Delete),
    ("imag", Builtin::Imag),
    ("len", Builtin::Len),
    ("make", Builtin::Make),
    ("max", Builtin::Max),
    ("min", Builtin::Min),
    ("new", Builtin::New),
    ("panic", Builtin::Panic),
    ("print", Builtin::Print),
    ("println", Builtin::Println),
    ("real", Builtin::Real),
    ("recover", Builtin::Recover),
];

const UNSAFE_BUILTINS: [(&str, Builtin); 8] = [
    ("Add", Builtin::UnsafeAdd),
    ("Alignof", Builtin::UnsafeAlignof),
    ("Offsetof", Builtin::UnsafeOffsetof),
    ("Sizeof", Builtin::UnsafeSizeof),
    ("Slice", Builtin::UnsafeSlice),
    ("SliceData", Builtin::UnsafeSliceData),
    ("String", Builtin::UnsafeString),
    ("StringData", Builtin::UnsafeStringData),
];

impl Universe {
    pub(super) fn new(types: &Types, objects: &mut Objects) -> Universe {
        let [yes, no] = [true, false].map(|value| objects.keep(ConstValue::Bool(value)));
        let zero = objects.keep(ConstValue::Int(0.into()));
        let mut scope = FxHashMap::default();
        let mut unsafe_scope = FxHashMap::default();
        let mut declare = |scope: &mut FxHashMap<Symbol, ObjId>, name: &str, pkg, typ, kind| {
            let name = Symbol::new(name);
            let id = objects.add(Object {
                name,
                pos: Pos::NONE,
                pkg,
                typ,
                kind,
            });
            scope.insert(name, id);
            id
        };
        for (name, basic) in BASICS {
            declare(&mut scope, name, None, basic.id(), ObjectKind::TypeName);
        }
        let any = types.intern(Type::Interface([].into()));
        declare(&mut scope, "any", None, any, ObjectKind::TypeName);

        let error_obj = declare(&mut scope, "error", None, any, ObjectKind::TypeName);
        let error = types.new_named(error_obj, Box::default(), 0);
        let sig = types.intern(Type::Func(FuncSig {
            params: [].into(),
            results: [Basic::String.id()].into(),
            variadic: false,
        }));
        let methods = [Method {
            name: Symbol::new("Error"),
            pkg: None,
            sig,
        }];
        let underlying = types.intern(Type::Interface(methods.into()));
        set_underlying(types, error, underlying);

        let comparable_obj = declare(&mut scope, "comparable", None, any, ObjectKind::TypeName);
        let comparable = types.new_named(comparable_obj, Box::default(), 0);
        let restricted = types.intern(Type::Constraint(Box::new(Constraint {
            methods: Box::default(),
            unions: Box::default(),
            comparable: true,
        })));
        set_underlying(types, comparable, restricted);

        for (name, value) in [("true", yes), ("false", no)] {
            let kind = ObjectKind::Const(value);
            declare(&mut scope, name, None, Basic::UntypedBool.id(), kind);
        }
        let zero = ObjectKind::Const(zero);
        let iota = declare(&mut scope, "iota", None, Basic::UntypedInt.id(), zero);
        let nil = Basic::UntypedNil.id();
        declare(&mut scope, "nil", None, nil, ObjectKind::Nil);
        for (name, builtin) in BUILTINS {
            let kind = ObjectKind::Builtin(builtin);
            declare(&mut scope, name, None, Basic::Invalid.id(), kind);
        }

        let pkg = Some(UNSAFE);
        for (name, builtin) in UNSAFE_BUILTINS {
            let kind = ObjectKind::Builtin(builtin);
            declare(&mut unsafe_scope, name, pkg, Basic::Invalid.id(), kind);
        }
        let pointer = Basic::UnsafePointer.id();
        let kind = ObjectKind::TypeName;
        declare(&mut unsafe_scope, "Pointer", pkg, pointer, kind);

        objects[error_obj].typ = error;
        objects[comparable_obj].typ = comparable;
        Universe {
            scope,
            unsafe_scope,
            comparable,
            any,
            iota,
        }
    }
}

fn set_underlying(types: &Types, named: TypeId, underlying: TypeId) {
    if let &Type::Named(id) = types.get(named) {
        types.set_underlying(id, underlying);
    }
}

/// A predeclared function's name, as messages have it.
pub(super) fn builtin_name(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::Append => "append",
        Builtin::Cap => "cap",
        Builtin::Clear => "clear",
        Builtin::Close => "close",
        Builtin::Complex => "complex",
        Builtin::Copy => "copy",
        Builtin::Delete => "delete",
        Builtin::Imag => "imag",
        Builtin::Len => "len",
        Builtin::Make => "make",
        Builtin::Max => "max",
        Builtin::Min => "min",
        Builtin::New => "new",
        Builtin::Panic => "panic",
        Builtin::Print => "print",
        Builtin::Println => "println",
        Builtin::Real => "real",
        Builtin::Recover => "recover",
        Builtin::UnsafeAdd => "Add",
        Builtin::UnsafeAlignof => "Alignof",
        Builtin::UnsafeOffsetof => "Offsetof",
        Builtin::UnsafeSizeof => "Sizeof",
        Builtin::UnsafeSlice => "Slice",
        Builtin::UnsafeSliceData => "SliceData",
        Builtin::UnsafeString => "String",
        Builtin::UnsafeStringData => "StringData",
    }
}

//! The types of random programs.

use core::fmt;
use std::rc::Rc;

/// A type; `Display` is how Go writes it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Int(Int),
    Bool,
    /// Of so many bits.
    Float(u32),
    Str,
    Slice(Rc<Type>),
    Array(usize, Rc<Type>),
    Map(Rc<Type>, Rc<Type>),
    Struct(Rc<Struct>),
    Pointer(Rc<Struct>),
    Func(Vec<Type>, Rc<Type>),
    Any,
    /// The interface of the program, with `M(int) int`.
    Interface(Rc<str>),
}

/// An integer type. A type parameter is one whose constants have seven bits.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Int {
    pub(super) name: Rc<str>,
    pub(super) bits: u32,
    pub(super) signed: bool,
}

#[derive(Debug)]
pub(super) struct Struct {
    pub(super) name: String,
    /// Its fields are `f0`, `f1` and so on; the first may be embedded.
    pub(super) fields: Vec<Type>,
    pub(super) embeds: bool,
}

impl PartialEq for Struct {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Struct {
    /// The name of a field.
    pub(super) fn field(&self, n: usize) -> String {
        match &self.fields[n] {
            Type::Struct(inner) if n == 0 && self.embeds => inner.name.clone(),
            _ => format!("f{n}"),
        }
    }
}

pub(super) const INTS: [(&str, u32, bool); 10] = [
    ("int", 64, true),
    ("uint8", 8, false),
    ("int32", 32, true),
    ("uint64", 64, false),
    ("int8", 8, true),
    ("int16", 16, true),
    ("int64", 64, true),
    ("uint16", 16, false),
    ("uint32", 32, false),
    ("uint", 64, false),
];

impl Type {
    pub(super) fn int(n: usize) -> Self {
        let (name, bits, signed) = INTS[n];
        Self::Int(Int {
            name: name.into(),
            bits,
            signed,
        })
    }

    pub(super) fn slice(element: Self) -> Self {
        Self::Slice(Rc::new(element))
    }

    pub(super) fn is_int(&self) -> bool {
        matches!(self, Self::Int(_))
    }

    /// Whether `==` is defined and never panics.
    pub(super) fn comparable(&self) -> bool {
        match self {
            Self::Slice(_) | Self::Map(..) | Self::Func(..) => false,
            Self::Array(_, element) => element.comparable(),
            Self::Struct(s) => s.fields.iter().all(Self::comparable),
            _ => true,
        }
    }

    /// Whether values are equal to themselves and can be keys of a map.
    pub(super) fn key(&self) -> bool {
        match self {
            Self::Int(_) | Self::Bool | Self::Str => true,
            Self::Array(_, element) => element.key(),
            Self::Struct(s) => s.fields.iter().all(Self::key),
            _ => false,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => f.write_str(&int.name),
            Self::Bool => f.write_str("bool"),
            Self::Float(bits) => write!(f, "float{bits}"),
            Self::Str => f.write_str("string"),
            Self::Slice(element) => write!(f, "[]{element}"),
            Self::Array(n, element) => write!(f, "[{n}]{element}"),
            Self::Map(key, value) => write!(f, "map[{key}]{value}"),
            Self::Struct(s) => f.write_str(&s.name),
            Self::Pointer(s) => write!(f, "*{}", s.name),
            Self::Func(params, result) => {
                f.write_str("func(")?;
                for (i, param) in params.iter().enumerate() {
                    write!(f, "{}{param}", if i > 0 { ", " } else { "" })?;
                }
                write!(f, ") {result}")
            }
            Self::Any => f.write_str("any"),
            Self::Interface(name) => f.write_str(name),
        }
    }
}

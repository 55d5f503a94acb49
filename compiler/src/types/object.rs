//! What names stand for.

use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;
use crate::types::constant::ConstValue;
use crate::types::typ::TypeId;

/// An object: something declared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ObjId(pub u32);

/// A package of the program, in the order of [`super::Program::packages`] (dependencies first).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PkgId(pub u32);

/// Something declared.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its name.
    pub name: Symbol,
    /// Where it is declared.
    pub pos: Pos,
    /// Its package; nothing for what is predeclared.
    pub pkg: Option<PkgId>,
    /// Its type.
    pub typ: TypeId,
    /// What it is.
    pub kind: ObjectKind,
}

/// The kinds of objects.
#[derive(Clone, PartialEq, Debug)]
pub enum ObjectKind {
    /// A constant.
    Const(Box<ConstValue>),
    /// A type's name, an alias or not.
    TypeName,
    /// A variable at package level.
    Global,
    /// A local variable, parameter, result or receiver.
    Local,
    /// A function, or a method with whether its receiver is a pointer and the receiver's defined type.
    Func {
        /// Nothing for functions.
        recv: Option<Receiver>,
    },
    /// An imported package's name in a file.
    Package(PkgId),
    /// A predeclared function, or one of package unsafe.
    Builtin(Builtin),
    /// `nil`
    Nil,
}

/// A method's receiver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receiver {
    /// The defined type.
    pub base: TypeId,
    /// Whether the receiver is a pointer to it.
    pub pointer: bool,
}

/// Predeclared functions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Builtin {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    // package unsafe
    UnsafeAdd,
    UnsafeAlignof,
    UnsafeOffsetof,
    UnsafeSizeof,
    UnsafeSlice,
    UnsafeSliceData,
    UnsafeString,
    UnsafeStringData,
}

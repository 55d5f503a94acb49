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

/// All objects of a program, in pages, so that they are not copied as they become more.
#[derive(Default, Debug)]
pub struct Objects {
    pages: Vec<Vec<Object>>,
    constants: Vec<ConstValue>,
}

/// A constant's value, kept beside the objects: its place there from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Constant(u32);

impl Constant {
    /// Until it is known, or after an error.
    pub(super) const UNKNOWN: Self = Self(0);
}

impl Objects {
    const PAGE: usize = 1 << 10;

    /// How many there are.
    pub fn count(&self) -> usize {
        let full = self.pages.len().saturating_sub(1);
        full * Self::PAGE + self.pages.last().map_or(0, Vec::len)
    }

    pub(super) fn add(&mut self, object: Object) -> ObjId {
        let id = ObjId(self.count() as u32);
        match self.pages.last_mut() {
            Some(page) if page.len() < Self::PAGE => page.push(object),
            _ => {
                let mut page = Vec::with_capacity(Self::PAGE);
                page.push(object);
                self.pages.push(page);
            }
        }
        id
    }

    /// Keeps a constant's value.
    pub(super) fn keep(&mut self, value: ConstValue) -> Constant {
        self.constants.push(value);
        Constant(self.constants.len() as u32)
    }

    /// A constant's value.
    pub fn value(&self, constant: Constant) -> &ConstValue {
        static UNKNOWN: ConstValue = ConstValue::Bool(false);
        let at = (constant.0 as usize).checked_sub(1);
        at.map_or(&UNKNOWN, |at| &self.constants[at])
    }

    /// All, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Object> {
        self.pages.iter().flatten()
    }
}

impl core::ops::Index<ObjId> for Objects {
    type Output = Object;

    fn index(&self, id: ObjId) -> &Object {
        let at = id.0 as usize;
        &self.pages[at / Self::PAGE][at % Self::PAGE]
    }
}

impl core::ops::IndexMut<ObjId> for Objects {
    fn index_mut(&mut self, id: ObjId) -> &mut Object {
        let at = id.0 as usize;
        &mut self.pages[at / Self::PAGE][at % Self::PAGE]
    }
}

// Every variable is one.
static_assertions::assert_eq_size!(Object, [u32; 7]);

/// Some of a program's objects, a bit each.
#[derive(Default, Debug)]
pub(super) struct ObjSet(Vec<u64>);

impl ObjSet {
    pub(super) fn insert(&mut self, id: ObjId) {
        let word = id.0 as usize / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (id.0 % 64);
    }

    pub(super) fn remove(&mut self, id: ObjId) {
        if let Some(word) = self.0.get_mut(id.0 as usize / 64) {
            *word &= !(1 << (id.0 % 64));
        }
    }

    pub(super) fn contains(&self, id: ObjId) -> bool {
        let word = self.0.get(id.0 as usize / 64);
        word.is_some_and(|word| word >> (id.0 % 64) & 1 == 1)
    }
}

/// The kinds of objects.
#[derive(Clone, PartialEq, Debug)]
pub enum ObjectKind {
    /// A constant.
    Const(Constant),
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

//! Type descriptors, as the compiler writes them (`docs/abi.md`, section 5).

use crate::print::slice;

/// Descriptor flags.
pub mod flag {
    /// Stored directly in an interface's data word.
    pub const DIRECT: u8 = 1;
    /// Can be compared.
    pub const COMPARABLE: u8 = 2;
    /// A defined type.
    pub const NAMED: u8 = 4;
    /// Equal exactly when the bytes are.
    pub const PLAIN: u8 = 8;
    /// Holds no pointers.
    pub const NOSCAN: u8 = 16;
}

/// Kinds, as Go's reflect numbers them.
pub mod kind {
    #![allow(missing_docs)]
    pub const BOOL: u8 = 1;
    pub const INT: u8 = 2;
    pub const INT8: u8 = 3;
    pub const INT16: u8 = 4;
    pub const INT32: u8 = 5;
    pub const INT64: u8 = 6;
    pub const UINT: u8 = 7;
    pub const UINT8: u8 = 8;
    pub const UINT16: u8 = 9;
    pub const UINT32: u8 = 10;
    pub const UINT64: u8 = 11;
    pub const UINTPTR: u8 = 12;
    pub const FLOAT32: u8 = 13;
    pub const FLOAT64: u8 = 14;
    pub const COMPLEX64: u8 = 15;
    pub const COMPLEX128: u8 = 16;
    pub const INTERFACE: u8 = 20;
    pub const STRING: u8 = 24;
}

/// A name in static data.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Name {
    ptr: *const u8,
    len: usize,
}

impl Name {
    /// The bytes.
    pub fn bytes(&self) -> &'static [u8] {
        // SAFETY: static data.
        unsafe { slice(self.ptr, self.len) }
    }
}

/// A generated equality function: 1 equal, 0 not, 2 a dynamic type cannot be compared.
pub type EqualFn = unsafe extern "C" fn(*const u8, *const u8) -> u32;
/// A generated hash function: low word the hash, high word a dynamic type that cannot be hashed.
pub type HashFn = unsafe extern "C" fn(*const u8, u32) -> u64;

/// A type descriptor.
#[derive(Debug)]
#[repr(C, align(8))]
pub struct Type {
    /// Bytes.
    pub size: usize,
    /// Hash of the type.
    pub hash: u32,
    /// See [`kind`].
    pub kind: u8,
    /// Alignment.
    pub align: u8,
    /// Alignment as a field.
    pub field_align: u8,
    /// See [`flag`].
    pub flags: u8,
    /// Words up to and including the last pointer.
    pub ptr_words: usize,
    /// Mask of pointer words, or the address of a bitmap when there are more than 32.
    pub ptrs: usize,
    /// Absent when the type is plain or cannot be compared.
    pub equal: Option<EqualFn>,
    /// Absent likewise.
    pub hash_fn: Option<HashFn>,
    /// As `%T` prints it.
    pub name: Name,
    /// The pointer to it, if the program has that type.
    pub ptr_to: Option<&'static Type>,
    /// Methods, if any are needed.
    pub uncommon: Option<&'static Uncommon>,
    /// Element type.
    pub elem: Option<&'static Type>,
    /// Depends on the kind.
    pub extra: [usize; 2],
}

#[cfg(target_pointer_width = "32")]
static_assertions::const_assert_eq!(size_of::<Type>(), 56);

/// What defined types have besides.
#[derive(Debug)]
#[repr(C)]
pub struct Uncommon {
    /// Import path.
    pub pkg: Name,
    count: usize,
    methods: [MethodEntry; 0],
}

/// A method of a concrete type.
#[derive(Debug)]
#[repr(C)]
pub struct MethodEntry {
    /// Name; unexported ones carry their package path.
    pub name: Name,
    /// Its function type.
    pub typ: *const Type,
    /// Table index of the function that takes the data word.
    pub func: usize,
}

/// A method that an interface asks for.
#[derive(Debug)]
#[repr(C)]
pub struct IfaceMethod {
    /// Name; unexported ones carry their package path.
    pub name: Name,
    /// Its function type.
    pub typ: *const Type,
}

impl Type {
    /// Whether values are stored directly in an interface's data word.
    #[inline]
    pub fn is_direct(&self) -> bool {
        self.flags & flag::DIRECT != 0
    }

    /// Methods of a concrete type that can be asked for at run time, sorted by name.
    pub fn methods(&self) -> &'static [MethodEntry] {
        match self.uncommon {
            // SAFETY: static data of the compiler.
            Some(u) if u.count != 0 => unsafe {
                core::slice::from_raw_parts(u.methods.as_ptr(), u.count)
            },
            _ => &[],
        }
    }

    /// Methods of an interface type, sorted by name.
    pub fn interface_methods(&self) -> &'static [IfaceMethod] {
        if self.kind != kind::INTERFACE || self.extra[1] == 0 {
            return &[];
        }
        // SAFETY: static data of the compiler.
        unsafe { core::slice::from_raw_parts(self.extra[0] as *const IfaceMethod, self.extra[1]) }
    }

    /// Whether the type is an interface with methods, whose values carry an itab.
    pub fn has_itab(&self) -> bool {
        self.kind == kind::INTERFACE && self.extra[1] != 0
    }
}

/// An interface value in memory.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(8))]
pub struct Iface {
    /// Descriptor or itab.
    pub word: usize,
    /// The value, or its address.
    pub data: *mut u8,
}

/// The method table of a concrete type for an interface.
#[derive(Debug)]
#[repr(C)]
pub struct Itab {
    /// The concrete type.
    pub typ: &'static Type,
    /// The interface.
    pub inter: &'static Type,
}

/// The dynamic type behind a type word of an interface of the given static type.
///
/// # Safety
/// `word` is the type word of such an interface.
pub unsafe fn dynamic_type(inter: &Type, word: usize) -> Option<&'static Type> {
    if word == 0 {
        None
    } else if inter.has_itab() {
        // SAFETY: by contract.
        Some(unsafe { (*(word as *const Itab)).typ })
    } else {
        // SAFETY: by contract.
        Some(unsafe { &*(word as *const Type) })
    }
}

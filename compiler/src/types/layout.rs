//! Sizes, alignments and pointers of values on wasm32 (design, section 9).
//!
//! Pointers, maps, channels, functions and `uintptr` are one 4-byte word; `int` and `uint` are 64 bits wide. A string is
//! `{data, len}`, an interface `{type, data}`: 8 bytes, aligned to 8, so that one 64-bit store writes them whole. A slice
//! is `{data, len, cap}`: 12 bytes, aligned to 4.
//!
//! The first word of an interface points to static data (a type descriptor or a method table), so only its second word
//! is a pointer for the collector.

use super::typ::{Basic, Type, TypeId, Types};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Bytes in a pointer.
pub const PTR_SIZE: u64 = 4;

/// How a value of some type lies in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// Size in bytes, a multiple of `align`. Saturates: the checker refuses types above [`MAX_SIZE`].
    pub size: u64,
    /// Alignment in bytes: 1, 2, 4 or 8.
    pub align: u64,
    /// How many leading 4-byte words hold every pointer: 0 for a type without pointers.
    pub ptr_words: u64,
}

/// The largest size of a type. Larger ones are errors.
pub const MAX_SIZE: u64 = 1 << 31;

/// Layouts of types, computed on demand and kept.
#[derive(Debug, Default)]
pub struct Layouts {
    layouts: Vec<Option<Layout>>,
    offsets: FxHashMap<TypeId, Arc<[u64]>>,
}

const fn plain(size: u64, align: u64) -> Layout {
    Layout {
        size,
        align,
        ptr_words: 0,
    }
}

const fn basic(basic: Basic) -> Layout {
    match basic {
        Basic::Invalid | Basic::Bool | Basic::Int8 | Basic::Uint8 | Basic::UntypedBool => {
            plain(1, 1)
        }
        Basic::Int16 | Basic::Uint16 => plain(2, 2),
        Basic::Int32 | Basic::Uint32 | Basic::Uintptr | Basic::Float32 | Basic::UntypedRune => {
            plain(4, 4)
        }
        Basic::Int
        | Basic::Int64
        | Basic::Uint
        | Basic::Uint64
        | Basic::Float64
        | Basic::UntypedInt
        | Basic::UntypedFloat => plain(8, 8),
        Basic::Complex64 => plain(8, 4),
        Basic::Complex128 | Basic::UntypedComplex => plain(16, 8),
        Basic::String | Basic::UntypedString => Layout {
            size: 8,
            align: 8,
            ptr_words: 1,
        },
        Basic::UnsafePointer | Basic::UntypedNil => POINTER,
    }
}

const POINTER: Layout = Layout {
    size: PTR_SIZE,
    align: PTR_SIZE,
    ptr_words: 1,
};

/// `n` rounded up to a multiple of `align`, a power of two.
pub fn align_up(n: u64, align: u64) -> u64 {
    n.saturating_add(align - 1) & !(align - 1)
}

impl Layouts {
    /// The layout of a type whose parts are all known.
    pub fn of(&mut self, types: &Types, id: TypeId) -> Layout {
        if let Some(&Some(layout)) = self.layouts.get(id.0 as usize) {
            return layout;
        }
        let layout = self.compute(types, id);
        if self.layouts.len() <= id.0 as usize {
            self.layouts.resize(types.len(), None);
        }
        self.layouts[id.0 as usize] = Some(layout);
        layout
    }

    fn compute(&mut self, types: &Types, id: TypeId) -> Layout {
        match types.under(id) {
            Type::Basic(b) => basic(*b),
            Type::Pointer(_) | Type::Map(..) | Type::Chan(..) | Type::Func(_) => POINTER,
            Type::Slice(_) => Layout {
                size: 12,
                align: 4,
                ptr_words: 1,
            },
            Type::Interface(_) => Layout {
                size: 8,
                align: 8,
                ptr_words: 2,
            },
            &Type::Array(len, elem) => {
                let elem = self.of(types, elem);
                let ptr_words = if elem.ptr_words == 0 || len == 0 {
                    0
                } else {
                    (elem.size / PTR_SIZE)
                        .saturating_mul(len - 1)
                        .saturating_add(elem.ptr_words)
                };
                Layout {
                    size: elem.size.saturating_mul(len),
                    align: elem.align,
                    ptr_words,
                }
            }
            Type::Struct(fields) => {
                let mut layout = plain(0, 1);
                let mut last_size = 1;
                for field in fields {
                    let f = self.of(types, field.typ);
                    let offset = align_up(layout.size, f.align);
                    layout.align = layout.align.max(f.align);
                    layout.size = offset.saturating_add(f.size);
                    if f.ptr_words > 0 {
                        layout.ptr_words = (offset / PTR_SIZE).saturating_add(f.ptr_words);
                    }
                    last_size = f.size;
                }
                // The address of a last field without size must not lie in the next object.
                if last_size == 0 && layout.size > 0 {
                    layout.size += 1;
                }
                layout.size = align_up(layout.size, layout.align);
                layout
            }
            Type::Tuple(_) | Type::Named(_) | Type::Param(_) | Type::Constraint(_) => plain(0, 1),
        }
    }

    /// Offsets in bytes of the fields of a struct type.
    ///
    /// # Panics
    /// When the type is not a struct.
    pub fn field_offsets(&mut self, types: &Types, id: TypeId) -> Arc<[u64]> {
        let id = types.underlying(id);
        if let Some(offsets) = self.offsets.get(&id) {
            return offsets.clone();
        }
        let Type::Struct(fields) = types.get(id) else {
            panic!("field offsets of a type that is not a struct");
        };
        let mut end = 0;
        let offsets: Arc<[u64]> = fields
            .iter()
            .map(|field| {
                let f = self.of(types, field.typ);
                let offset = align_up(end, f.align);
                end = offset.saturating_add(f.size);
                offset
            })
            .collect();
        self.offsets.insert(id, offsets.clone());
        offsets
    }

    /// Calls `visit` with the byte offset of each pointer in a value, in ascending order, `base` added.
    pub fn each_pointer(
        &mut self,
        types: &Types,
        id: TypeId,
        base: u64,
        visit: &mut dyn FnMut(u64),
    ) {
        if self.of(types, id).ptr_words == 0 {
            return;
        }
        match types.under(id) {
            &Type::Array(len, elem) => {
                let size = self.of(types, elem).size;
                for i in 0..len {
                    self.each_pointer(types, elem, base + i * size, visit);
                }
            }
            Type::Struct(fields) => {
                let offsets = self.field_offsets(types, id);
                for (field, offset) in fields.iter().zip(offsets.iter()) {
                    self.each_pointer(types, field.typ, base + offset, visit);
                }
            }
            Type::Interface(_) => visit(base + PTR_SIZE),
            _ => visit(base),
        }
    }

    /// The byte offsets of all pointers in a value, in ascending order.
    pub fn pointers(&mut self, types: &Types, id: TypeId) -> Vec<u64> {
        let mut offsets = Vec::new();
        self.each_pointer(types, id, 0, &mut |offset| offsets.push(offset));
        offsets
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::symbol::Symbol;
    use crate::types::typ::StructField;

    fn structure(types: &mut Types, fields: &[TypeId]) -> TypeId {
        let fields = fields
            .iter()
            .map(|&typ| StructField {
                name: Symbol::new("_"),
                pkg: None,
                typ,
                embedded: false,
                tag: Symbol::new(""),
            })
            .collect();
        types.intern(Type::Struct(fields))
    }

    #[test]
    fn words_of_basic_types() {
        let types = Types::default();
        let mut layouts = Layouts::default();
        let mut size = |b: Basic| {
            let l = layouts.of(&types, b.id());
            (l.size, l.align, l.ptr_words)
        };
        assert_eq!(size(Basic::Int), (8, 8, 0));
        assert_eq!(size(Basic::Uintptr), (4, 4, 0));
        assert_eq!(size(Basic::String), (8, 8, 1));
        assert_eq!(size(Basic::Complex64), (8, 4, 0));
        assert_eq!(size(Basic::Complex128), (16, 8, 0));
    }

    #[test]
    fn struct_of_everything() {
        let mut types = Types::default();
        let mut layouts = Layouts::default();
        let bytes = types.intern(Type::Slice(Basic::Uint8.id()));
        let any = types.intern(Type::Interface([].into()));
        let s = structure(
            &mut types,
            &[Basic::Bool.id(), bytes, any, Basic::Int16.id()],
        );
        let l = layouts.of(&types, s);
        assert_eq!((l.size, l.align, l.ptr_words), (32, 8, 6));
        assert_eq!(*layouts.field_offsets(&types, s), [0, 4, 16, 24]);
        assert_eq!(layouts.pointers(&types, s), [4, 20]);
        let a = types.intern(Type::Array(2, s));
        assert_eq!(layouts.of(&types, a).ptr_words, 14);
        assert_eq!(layouts.pointers(&types, a), [4, 20, 36, 52]);
    }

    #[test]
    fn last_field_without_size_is_padded() {
        let mut types = Types::default();
        let mut layouts = Layouts::default();
        let empty = structure(&mut types, &[]);
        assert_eq!(layouts.of(&types, empty).size, 0);
        let s = structure(&mut types, &[Basic::Int32.id(), empty]);
        assert_eq!(layouts.of(&types, s).size, 8);
        let only = structure(&mut types, &[empty]);
        assert_eq!(layouts.of(&types, only).size, 0);
    }
}

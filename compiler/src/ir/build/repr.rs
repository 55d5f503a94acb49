//! How Go values are represented: as a short list of scalars, or in memory (docs/abi.md, section 1).

use super::Builder;
use crate::ir::DataId;
use crate::ir::func_builder::mem_ty;
use crate::ir::{Mem, SlotId, Ty, Value};
use crate::syntax::symbol::Symbol;
use crate::types::typ::{Basic, Type, TypeId};
use std::ops::Deref;
use std::rc::Rc;

/// At most this many scalars stand for one value; what has more lives in memory.
pub(super) const MAX_PARTS: usize = 4;

/// One scalar of a value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Part {
    /// How it is read and written.
    pub mem: Mem,
    /// Where in the value.
    pub off: u32,
    /// First word of a string or an interface, which is written together with the next.
    pub pair: bool,
}

impl Part {
    /// Its scalar type.
    pub(super) fn ty(self) -> Ty {
        mem_ty(self.mem)
    }
}

/// How values of a type are represented.
#[derive(Debug)]
pub(super) struct Repr {
    /// The scalars; empty for what lives in memory.
    pub parts: Vec<Part>,
    /// Whether it lives in memory.
    pub memory: bool,
    /// Bytes.
    pub size: u32,
    /// Alignment.
    pub align: u32,
    /// Byte offsets of pointers; empty for huge types too when `has_ptrs` says otherwise.
    pub has_ptrs: bool,
}

/// The scalars of a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vals {
    n: u8,
    v: [Value; MAX_PARTS],
}

impl Vals {
    /// Of a list of at most [`MAX_PARTS`].
    pub(super) fn new(list: &[Value]) -> Vals {
        let mut v = [Value(u32::MAX); MAX_PARTS];
        v[..list.len()].copy_from_slice(list);
        Vals {
            n: list.len() as u8,
            v,
        }
    }
}

impl Deref for Vals {
    type Target = [Value];
    fn deref(&self) -> &[Value] {
        &self.v[..self.n as usize]
    }
}

/// What an address is relative to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Base {
    /// A stack object.
    Slot(SlotId),
    /// Static data.
    Data(DataId),
    /// A computed address.
    Val(Value),
}

/// A place in memory.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Place {
    /// Address.
    pub base: Base,
    /// Bytes behind it.
    pub off: u32,
    /// Whether pointers are written there with the write barrier.
    pub barrier: bool,
}

impl Place {
    /// A stack slot.
    pub(super) fn slot(slot: SlotId) -> Place {
        Place {
            base: Base::Slot(slot),
            off: 0,
            barrier: false,
        }
    }

    /// Static data.
    pub(super) fn data(data: DataId) -> Place {
        Place {
            base: Base::Data(data),
            off: 0,
            barrier: true,
        }
    }

    /// Behind a pointer into the heap, or wherever it may lead.
    pub(super) fn ptr(p: Value) -> Place {
        Place {
            base: Base::Val(p),
            off: 0,
            barrier: true,
        }
    }

    /// Behind a pointer to memory that is known to be new and zeroed.
    pub(super) fn fresh(p: Value) -> Place {
        Place {
            barrier: false,
            ..Place::ptr(p)
        }
    }

    /// Further on.
    pub(super) fn at(self, off: u32) -> Place {
        Place {
            off: self.off + off,
            ..self
        }
    }
}

/// A value while an expression is evaluated.
#[derive(Clone, Copy, Debug)]
pub(super) enum Val {
    /// Scalars.
    S(Vals),
    /// In memory; the flag says whether the memory is a temporary that nobody else writes.
    M(Place, bool),
}

impl Val {
    /// Of scalars.
    pub(super) fn s(list: &[Value]) -> Val {
        Val::S(Vals::new(list))
    }

    /// The scalars.
    pub(super) fn vals(&self) -> Vals {
        match self {
            Val::S(v) => *v,
            Val::M(..) => Vals::new(&[]),
        }
    }
}

fn basic_parts(b: Basic) -> Vec<Part> {
    let one = |mem| {
        vec![Part {
            mem,
            off: 0,
            pair: false,
        }]
    };
    let two = |mem, off| {
        vec![
            Part {
                mem,
                off: 0,
                pair: false,
            },
            Part {
                mem,
                off,
                pair: false,
            },
        ]
    };
    match b {
        Basic::Bool | Basic::Uint8 | Basic::UntypedBool => one(Mem::I8U),
        Basic::Int8 => one(Mem::I8S),
        Basic::Int16 => one(Mem::I16S),
        Basic::Uint16 => one(Mem::I16U),
        Basic::Int32 | Basic::Uint32 | Basic::Uintptr | Basic::UntypedRune => one(Mem::I32),
        Basic::Int | Basic::Int64 | Basic::Uint | Basic::Uint64 | Basic::UntypedInt => {
            one(Mem::I64)
        }
        Basic::Float32 => one(Mem::F32),
        Basic::Float64 | Basic::UntypedFloat => one(Mem::F64),
        Basic::Complex64 => two(Mem::F32, 4),
        Basic::Complex128 | Basic::UntypedComplex => two(Mem::F64, 8),
        Basic::String | Basic::UntypedString => vec![
            Part {
                mem: Mem::Ptr,
                off: 0,
                pair: true,
            },
            Part {
                mem: Mem::I32,
                off: 4,
                pair: false,
            },
        ],
        Basic::UnsafePointer | Basic::UntypedNil => one(Mem::Ptr),
        Basic::Invalid => Vec::new(),
    }
}

impl Builder<'_> {
    /// How values of a type are represented.
    pub(super) fn repr(&mut self, t: TypeId) -> Rc<Repr> {
        if let Some(Some(r)) = self.reprs.get(t.0 as usize) {
            return r.clone();
        }
        let layout = self.layouts.of(self.types, t);
        let parts = self.parts(t);
        let repr = Rc::new(Repr {
            memory: parts.is_none(),
            parts: parts.unwrap_or_default(),
            size: layout.size as u32,
            align: layout.align as u32,
            has_ptrs: layout.ptr_words > 0,
        });
        if self.reprs.len() <= t.0 as usize {
            self.reprs.resize(self.types.len(), None);
        }
        self.reprs[t.0 as usize] = Some(repr.clone());
        repr
    }

    fn parts(&mut self, t: TypeId) -> Option<Vec<Part>> {
        let types = self.types;
        let word = |mem, off, pair| Part { mem, off, pair };
        Some(match types.under(t) {
            Type::Basic(b) => basic_parts(*b),
            Type::Pointer(_) | Type::Map(..) | Type::Chan(..) | Type::Func(_) => {
                vec![word(Mem::Ptr, 0, false)]
            }
            Type::Slice(_) => vec![
                word(Mem::Ptr, 0, false),
                word(Mem::I32, 4, false),
                word(Mem::I32, 8, false),
            ],
            Type::Interface(_) => vec![word(Mem::I32, 0, true), word(Mem::Ptr, 4, false)],
            Type::Struct(fields) => {
                let offsets = self.layouts.field_offsets(types, t);
                let mut parts = Vec::new();
                for (field, &off) in fields.iter().zip(offsets.iter()) {
                    let r = self.repr(field.typ);
                    if r.memory || parts.len() + r.parts.len() > MAX_PARTS {
                        return None;
                    }
                    parts.extend(r.parts.iter().map(|p| Part {
                        off: p.off + off as u32,
                        ..*p
                    }));
                }
                parts
            }
            &Type::Array(n, elem) => {
                let r = self.repr(elem);
                match n {
                    0 => Vec::new(),
                    1 if !r.memory => r.parts.clone(),
                    _ if r.size == 0 => Vec::new(),
                    _ => return None,
                }
            }
            Type::Named(_) | Type::Tuple(_) | Type::Param(_) | Type::Constraint(_) => Vec::new(),
        })
    }

    /// Bytes of a type.
    pub(super) fn size_of(&mut self, t: TypeId) -> u32 {
        self.repr(t).size
    }

    /// Where a field lies, and which of the value's scalars are its own.
    pub(super) fn field(&mut self, t: TypeId, index: u32) -> Field {
        let types = self.types;
        let Type::Struct(fields) = types.under(t) else {
            unreachable!("field of a struct");
        };
        let off = self.layouts.field_offsets(types, t)[index as usize] as u32;
        let mut first = 0;
        for f in &fields[..index as usize] {
            first += self.repr(f.typ).parts.len();
        }
        let typ = fields[index as usize].typ;
        Field {
            typ,
            off,
            first,
            count: self.repr(typ).parts.len(),
            blank: fields[index as usize].name.is_blank(),
        }
    }

    /// The way to the field with this name, through embedded structs; the shallowest one.
    pub(super) fn field_path(&self, t: TypeId, name: Symbol) -> Option<Vec<u32>> {
        let mut level = vec![(t, Vec::new())];
        while !level.is_empty() {
            let mut next = Vec::new();
            for (t, path) in level {
                let Type::Struct(fields) = self.types.under(t) else {
                    continue;
                };
                for (i, f) in fields.iter().enumerate() {
                    let mut path: Vec<u32> = path.clone();
                    path.push(i as u32);
                    if f.name == name {
                        return Some(path);
                    }
                    if f.embedded {
                        next.push((f.typ, path));
                    }
                }
            }
            level = next;
        }
        None
    }

    /// The field at the end of a way.
    pub(super) fn field_at(&mut self, t: TypeId, path: &[u32]) -> Field {
        let mut at = self.field(t, path[0]);
        for &index in &path[1..] {
            let inner = self.field(at.typ, index);
            at = Field {
                off: at.off + inner.off,
                first: at.first + inner.first,
                ..inner
            };
        }
        at
    }

    /// Byte offsets of the pointers in a value.
    pub(super) fn pointers(&mut self, t: TypeId) -> Vec<u32> {
        let list = self.layouts.pointers(self.types, t);
        list.into_iter().map(|o| o as u32).collect()
    }

    /// Whether values are stored in an interface's data word as they are: exactly one pointer.
    pub(super) fn pointer_shaped(&self, t: TypeId) -> bool {
        match self.types.under(t) {
            Type::Pointer(_) | Type::Map(..) | Type::Chan(..) | Type::Func(_) => true,
            Type::Basic(b) => *b == Basic::UnsafePointer,
            Type::Struct(fields) => fields.len() == 1 && self.pointer_shaped(fields[0].typ),
            Type::Array(1, elem) => self.pointer_shaped(*elem),
            _ => false,
        }
    }
}

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Its type.
    pub typ: TypeId,
    /// Bytes from the struct's beginning.
    pub off: u32,
    /// First of the struct's scalars that is its own.
    pub first: usize,
    /// How many are.
    pub count: usize,
    /// Whether its name is `_`: literals leave it zero.
    pub blank: bool,
}

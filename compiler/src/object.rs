//! The relocatable object: what the wasm backend hands to the linker.
//!
//! An [`Object`] holds functions, data and globals that refer to each other through *symbols*.
//! Both sides of a link are objects: the backend makes the program's, and
//! the linker reads the embedded runtime into another. Nothing in an object has an address or
//! an index yet; each place that needs one is a [`Reloc`].
//!
//! # Symbols
//! A [`Sym`] is a small integer, valid in the object that made it. [`Object::declare`] makes one
//! before its definition exists, so that bodies may refer to each other in any order; it is then given
//! a definition (`define_*`) or stays undefined and is found by name in the other object. Runtime
//! functions are therefore used like this: `obj.extern_function("burrow_alloc", &ty)`. A symbol
//! that is used by a reachable body and has no definition is an error of the link; one that is unreachable does no harm.
//!
//! The linker itself defines these data symbols, for both sides:
//!
//! | name | value |
//! | --- | --- |
//! | `__stack_low`, `__stack_high` | the runtime's own (LLVM shadow) stack |
//! | `__data_start`, `__data_end` | all static data |
//! | `__rodata_end` | end of the data that is never written, which begins at `__data_start` |
//! | `__lines_start`, `__lines_end` | names and lines of functions, see [`Section::Lines`] |
//! | `__roots_start`, `__roots_end` | the Go variables that hold pointers |
//! | `__roots_words` | their size in words, as if it were an address |
//! | `__roots_mask` | one bit for each word of them, lowest bit first: is it a pointer? |
//! | `__slots` | how many places the function table has, and for each, from 0, the address of the function's names and lines, or 0 |
//! | `__heap_base` | the first free byte, aligned to 16 |
//!
//! # Relocations
//! A relocation replaces a *placeholder* of `width` bytes. In code the placeholder is a LEB128 of any
//! length, also a single byte: the linker writes the shortest encoding of the real value
//! and moves the rest of the body up. Nothing in wasm code depends on byte distances, so this is always sound. In
//! data the placeholder is four bytes, little-endian.
//!
//! ```
//! use burrow_compiler::object::{Code, Data, Object};
//! use wasm_encoder::{FuncType, ValType};
//!
//! let mut obj = Object::new();
//! let sig = FuncType::new([ValType::I32], [ValType::I32]);
//! let alloc = obj.extern_function("burrow_alloc", &sig);
//! let greeting = obj.define_data("greeting", Data::read_only(b"hi".to_vec(), 1));
//!
//! let main = obj.declare("main.main");
//! let mut code = Code::new();
//! code.addr(greeting, 0).call(alloc);
//! code.sink().end();
//! obj.define_function(main, &sig, code.finish([(2, ValType::I32)]));
//! ```

use rustc_hash::FxHashMap;
use wasm_encoder::{BlockType, Encode, FuncType, InstructionSink, MemArg, MemArgTarget, ValType};

/// A symbol of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sym(pub u32);

/// An interned function type of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypeId(pub u32);

/// What a symbol stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Def {
    /// Nothing yet: found by name in the other object.
    Undefined,
    /// An undefined function, whose type is known: a mismatch is an error of the link.
    UndefinedFunction(TypeId),
    /// `functions[i]`.
    Function(u32),
    /// A byte of `data[item]`.
    Data {
        /// Index into [`Object::data`].
        item: u32,
        /// Offset in that item.
        offset: u32,
    },
    /// `globals[i]`.
    Global(u32),
    /// `imports[i]`.
    Import(u32),
    /// The one function table (only in objects read from LLVM's output).
    Table,
}

/// A symbol's name and definition.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// The name, by which the other object finds it.
    pub name: String,
    /// The definition.
    pub def: Def,
    /// Not visible to the other object; the name need not be unique.
    pub local: bool,
    /// May stay undefined (then its address is 0), or be replaced by the other object's definition.
    pub weak: bool,
}

/// A function's code.
#[derive(Clone, Debug)]
pub struct Function {
    /// For the name section.
    pub name: String,
    /// The signature.
    pub ty: TypeId,
    /// Locals and code, as in wasm's code section but without the leading size.
    pub body: Vec<u8>,
    /// Sorted by offset into `body`.
    pub relocs: Vec<Reloc>,
    /// Names and lines, for those that ask by the function's place in the table.
    pub lines: Option<Sym>,
}

/// Where data goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Never written.
    ReadOnly,
    /// Names and lines of a function, without alignment: all of them lie together, with no gaps.
    Lines,
    /// Written, and holds no pointers that the collector has to know.
    Writable,
    /// A Go variable with pointers, a root of the collector; see [`Data::pointers`].
    Roots,
}

/// A piece of static data.
#[derive(Clone, Debug)]
pub struct Data {
    /// For error messages and maps of the output.
    pub name: String,
    /// Where it goes.
    pub section: Section,
    /// The first bytes.
    pub bytes: Vec<u8>,
    /// How many zero bytes follow; they take no space in the module.
    pub zeros: u32,
    /// A power of two.
    pub align: u32,
    /// Sorted by offset; `width` is 4.
    pub relocs: Vec<Reloc>,
    /// Byte offsets of the words that hold pointers, multiples of 4, only in [`Section::Roots`].
    pub pointers: Vec<u32>,
}

/// A global of the module.
#[derive(Clone, Debug)]
pub struct Global {
    /// For the name section.
    pub name: String,
    /// The type; its initial value is zero of it unless `init` says otherwise.
    pub ty: ValType,
    /// Whether it is written.
    pub mutable: bool,
    /// The initial value of an i32 or i64 global.
    pub init: i64,
    /// For an i32 global: the symbol whose address is added to `init`.
    pub base: Option<Sym>,
}

/// A function that the host provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// For example `wasi_snapshot_preview1`.
    pub module: String,
    /// The name in that module.
    pub name: String,
    /// The signature.
    pub ty: TypeId,
}

/// What a placeholder stands for, and how it is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelocKind {
    /// The index of a function: `call`, `return_call`, `ref.func`.
    Function(Sym),
    /// The index of a type, unsigned: `call_indirect`.
    Type(TypeId),
    /// The index of a type, signed: the type of a block.
    BlockType(TypeId),
    /// The index of a global.
    Global(Sym),
    /// The index of the function table.
    Table,
    /// A function's slot in the table, signed: `i32.const`.
    FunctionSlot(Sym),
    /// An address plus the addend, signed: `i32.const`.
    Address(Sym, i32),
    /// An address plus the addend, unsigned: the offset of a load or store.
    Offset(Sym, i32),
    /// In data: an address plus the addend.
    DataAddress(Sym, i32),
    /// In data: a function's slot in the table.
    DataFunctionSlot(Sym),
}

/// A placeholder and what replaces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reloc {
    /// Offset of the placeholder in the body or in the data.
    pub offset: u32,
    /// Its length.
    pub width: u8,
    /// What replaces it.
    pub kind: RelocKind,
}

/// A relocatable object; see the module's description.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// Function types, without duplicates.
    pub types: Vec<FuncType>,
    /// Functions with a body.
    pub functions: Vec<Function>,
    /// Static data.
    pub data: Vec<Data>,
    /// Globals.
    pub globals: Vec<Global>,
    /// Functions that the host provides.
    pub imports: Vec<Import>,
    /// Symbols, indexed by [`Sym`].
    pub symbols: Vec<Symbol>,
    type_ids: FxHashMap<FuncType, TypeId>,
    names: FxHashMap<String, Sym>,
}

impl Object {
    /// An empty object.
    pub fn new() -> Self {
        Self::default()
    }

    /// The id of a function type.
    pub fn type_id(&mut self, ty: &FuncType) -> TypeId {
        if let Some(&id) = self.type_ids.get(ty) {
            return id;
        }
        let id = TypeId(self.types.len() as u32);
        self.types.push(ty.clone());
        self.type_ids.insert(ty.clone(), id);
        id
    }

    /// The symbol of this name, made when it does not exist. It may be defined later, or not at all.
    pub fn declare(&mut self, name: &str) -> Sym {
        if let Some(&sym) = self.names.get(name) {
            return sym;
        }
        self.push_symbol(name.to_owned(), Def::Undefined, false, false)
    }

    /// A symbol that no name finds: it is defined later in this object.
    pub fn declare_local(&mut self, name: impl Into<String>) -> Sym {
        self.push_symbol(name.into(), Def::Undefined, true, false)
    }

    /// The symbol of this name, when there is one.
    pub fn lookup(&self, name: &str) -> Option<Sym> {
        self.names.get(name).copied()
    }

    /// Adds a symbol as it stands, for readers of other formats.
    pub(crate) fn push_symbol(&mut self, name: String, def: Def, local: bool, weak: bool) -> Sym {
        let sym = Sym(self.symbols.len() as u32);
        if !local {
            self.names.insert(name.clone(), sym);
        }
        self.symbols.push(Symbol {
            name,
            def,
            local,
            weak,
        });
        sym
    }

    /// A function that the other object defines.
    pub fn extern_function(&mut self, name: &str, ty: &FuncType) -> Sym {
        let id = self.type_id(ty);
        let sym = self.declare(name);
        let def = &mut self.symbols[sym.0 as usize].def;
        if *def == Def::Undefined {
            *def = Def::UndefinedFunction(id);
        }
        sym
    }

    /// Data that the other object or the linker defines.
    pub fn extern_data(&mut self, name: &str) -> Sym {
        self.declare(name)
    }

    /// A function that the host provides.
    pub fn import_function(&mut self, module: &str, name: &str, ty: &FuncType) -> Sym {
        let ty = self.type_id(ty);
        // The same name may be imported with several types.
        let key = format!("{module}::{name}::{}", ty.0);
        let sym = self.declare(&key);
        if self.symbols[sym.0 as usize].def == Def::Undefined {
            let index = self.imports.len() as u32;
            self.imports.push(Import {
                module: module.to_owned(),
                name: name.to_owned(),
                ty,
            });
            self.symbols[sym.0 as usize].def = Def::Import(index);
        }
        sym
    }

    /// Gives a declared symbol its function. A symbol is defined once.
    pub fn define_function(&mut self, sym: Sym, ty: &FuncType, body: Body) {
        let ty = self.type_id(ty);
        let index = self.functions.len() as u32;
        let symbol = self.undefined(sym);
        symbol.def = Def::Function(index);
        let name = symbol.name.clone();
        self.functions.push(Function {
            name,
            ty,
            body: body.bytes,
            relocs: body.relocs,
            lines: None,
        });
    }

    /// Gives a function that is defined its names and lines.
    pub fn set_lines(&mut self, function: Sym, lines: Sym) {
        if let Def::Function(index) = self.symbols[function.0 as usize].def {
            self.functions[index as usize].lines = Some(lines);
        }
    }

    /// Gives a declared symbol its data. A symbol is defined once.
    pub fn define(&mut self, sym: Sym, mut data: Data) {
        let item = self.data.len() as u32;
        let symbol = self.undefined(sym);
        symbol.def = Def::Data { item, offset: 0 };
        data.name.clone_from(&symbol.name);
        self.data.push(data);
    }

    /// Declares and defines data under a name.
    pub fn define_data(&mut self, name: &str, data: Data) -> Sym {
        let sym = self.declare(name);
        self.define(sym, data);
        sym
    }

    /// Defines data that only this object refers to.
    pub fn define_local_data(&mut self, name: impl Into<String>, data: Data) -> Sym {
        let sym = self.declare_local(name);
        self.define(sym, data);
        sym
    }

    /// A global of the module.
    pub fn define_global(&mut self, name: &str, ty: ValType, mutable: bool, init: i64) -> Sym {
        let index = self.globals.len() as u32;
        self.globals.push(Global {
            name: name.to_owned(),
            ty,
            mutable,
            init,
            base: None,
        });
        let sym = self.declare(name);
        self.undefined(sym).def = Def::Global(index);
        sym
    }

    fn undefined(&mut self, sym: Sym) -> &mut Symbol {
        let symbol = &mut self.symbols[sym.0 as usize];
        assert!(
            matches!(symbol.def, Def::Undefined | Def::UndefinedFunction(_)),
            "symbol {} is defined twice",
            symbol.name
        );
        symbol
    }
}

impl Data {
    /// Data that is never written.
    pub fn read_only(bytes: Vec<u8>, align: u32) -> Self {
        Self::new(Section::ReadOnly, bytes, 0, align)
    }

    /// Names and lines of a function.
    pub fn lines(bytes: Vec<u8>) -> Self {
        Self::new(Section::Lines, bytes, 0, 1)
    }

    /// Data that is written and holds no Go pointers.
    pub fn writable(bytes: Vec<u8>, zeros: u32, align: u32) -> Self {
        Self::new(Section::Writable, bytes, zeros, align)
    }

    /// A Go variable with pointers at these byte offsets.
    pub fn roots(bytes: Vec<u8>, zeros: u32, align: u32, pointers: Vec<u32>) -> Self {
        Self {
            pointers,
            ..Self::new(Section::Roots, bytes, zeros, align.max(4))
        }
    }

    fn new(section: Section, bytes: Vec<u8>, zeros: u32, align: u32) -> Self {
        debug_assert!(align.is_power_of_two());
        let (name, relocs, pointers) = (String::new(), Vec::new(), Vec::new());
        Self {
            name,
            section,
            bytes,
            zeros,
            align,
            relocs,
            pointers,
        }
    }

    /// Size in memory.
    pub fn size(&self) -> u32 {
        self.bytes.len() as u32 + self.zeros
    }

    /// Appends a byte-aligned little-endian word.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes.extend_from_slice(&value.to_le_bytes());
        self
    }

    /// Appends zero bytes up to a multiple of `align`.
    pub fn pad(&mut self, align: usize) -> &mut Self {
        self.bytes
            .resize(self.bytes.len().next_multiple_of(align), 0);
        self
    }

    /// Appends the address of `sym` plus `addend`.
    pub fn addr(&mut self, sym: Sym, addend: i32) -> &mut Self {
        self.reloc(RelocKind::DataAddress(sym, addend))
    }

    /// Appends the table slot of a function: what `call_indirect` takes.
    pub fn function_slot(&mut self, sym: Sym) -> &mut Self {
        self.reloc(RelocKind::DataFunctionSlot(sym))
    }

    fn reloc(&mut self, kind: RelocKind) -> &mut Self {
        let offset = self.bytes.len() as u32;
        self.set_reloc(offset, kind);
        self.u32(0)
    }

    /// Puts a relocation at an offset in bytes that are already there. In order of offsets.
    pub fn set_reloc(&mut self, offset: u32, kind: RelocKind) {
        self.relocs.push(Reloc {
            offset,
            width: 4,
            kind,
        });
    }
}

/// The immediate of an ordinary load or store; the alignment is a power of two's exponent.
pub fn mem_arg(offset: u64, align: u32) -> MemArg {
    MemArg {
        offset,
        align,
        target: MemArgTarget::Memory(0),
        ordering: None,
    }
}

/// A finished function body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Locals and code.
    pub bytes: Vec<u8>,
    /// Sorted by offset.
    pub relocs: Vec<Reloc>,
}

/// Writes a function's instructions and collects its relocations.
#[derive(Clone, Debug, Default)]
pub struct Code {
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
}

impl Code {
    /// No instructions yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// For instructions without relocations.
    pub fn sink(&mut self) -> InstructionSink<'_> {
        InstructionSink::new(&mut self.bytes)
    }

    /// Bytes written so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// `call`
    pub fn call(&mut self, function: Sym) -> &mut Self {
        self.sink().call(0);
        self.last(RelocKind::Function(function))
    }

    /// `return_call`
    pub fn return_call(&mut self, function: Sym) -> &mut Self {
        self.sink().return_call(0);
        self.last(RelocKind::Function(function))
    }

    /// `call_indirect` through the function table; the slot is on the operand stack.
    pub fn call_indirect(&mut self, ty: TypeId) -> &mut Self {
        self.sink().call_indirect(0, 0);
        let offset = self.bytes.len() as u32 - 2;
        self.relocs.push(Reloc {
            offset,
            width: 1,
            kind: RelocKind::Type(ty),
        });
        self
    }

    /// `return_call_indirect` through the function table; the slot is on the operand stack.
    pub fn return_call_indirect(&mut self, ty: TypeId) -> &mut Self {
        self.sink().return_call_indirect(0, 0);
        let offset = self.bytes.len() as u32 - 2;
        self.relocs.push(Reloc {
            offset,
            width: 1,
            kind: RelocKind::Type(ty),
        });
        self
    }

    /// `i32.const` with the table slot of a function.
    pub fn function_slot(&mut self, function: Sym) -> &mut Self {
        self.sink().i32_const(0);
        self.last(RelocKind::FunctionSlot(function))
    }

    /// `i32.const` with the address of data plus `addend`.
    pub fn addr(&mut self, data: Sym, addend: i32) -> &mut Self {
        self.sink().i32_const(0);
        self.last(RelocKind::Address(data, addend))
    }

    /// A load or store at the address of data plus `addend` plus the operand; `write` emits it with
    /// the [`MemArg`] that it is given: `code.mem(sym, 4, 2, |i, m| { i.i32_load(m); })`. The alignment
    /// is a power of two's exponent.
    pub fn mem(
        &mut self,
        data: Sym,
        addend: i32,
        align: u32,
        write: impl FnOnce(&mut InstructionSink<'_>, MemArg),
    ) -> &mut Self {
        write(&mut self.sink(), mem_arg(0, align));
        debug_assert_eq!(self.bytes.last(), Some(&0), "written with offset 0");
        self.last(RelocKind::Offset(data, addend))
    }

    /// `global.get`
    pub fn global_get(&mut self, global: Sym) -> &mut Self {
        self.sink().global_get(0);
        self.last(RelocKind::Global(global))
    }

    /// `global.set`
    pub fn global_set(&mut self, global: Sym) -> &mut Self {
        self.sink().global_set(0);
        self.last(RelocKind::Global(global))
    }

    /// `block` with a function type.
    pub fn block(&mut self, ty: TypeId) -> &mut Self {
        self.sink().block(BlockType::FunctionType(0));
        self.last(RelocKind::BlockType(ty))
    }

    /// `loop` with a function type.
    pub fn loop_(&mut self, ty: TypeId) -> &mut Self {
        self.sink().loop_(BlockType::FunctionType(0));
        self.last(RelocKind::BlockType(ty))
    }

    /// `if` with a function type.
    pub fn if_(&mut self, ty: TypeId) -> &mut Self {
        self.sink().if_(BlockType::FunctionType(0));
        self.last(RelocKind::BlockType(ty))
    }

    /// The instruction just written ends with a placeholder of one byte.
    fn last(&mut self, kind: RelocKind) -> &mut Self {
        let offset = self.bytes.len() as u32 - 1;
        self.relocs.push(Reloc {
            offset,
            width: 1,
            kind,
        });
        self
    }

    /// Puts the declaration of the locals (runs of one type, without the parameters) before the code.
    pub fn finish(self, locals: impl IntoIterator<Item = (u32, ValType)>) -> Body {
        let mut bytes = Vec::with_capacity(self.bytes.len() + 8);
        let locals: Vec<_> = locals.into_iter().collect();
        locals.len().encode(&mut bytes);
        for (count, ty) in locals {
            count.encode(&mut bytes);
            ty.encode(&mut bytes);
        }
        let shift = bytes.len() as u32;
        bytes.extend_from_slice(&self.bytes);
        let mut relocs = self.relocs;
        for reloc in &mut relocs {
            reloc.offset += shift;
        }
        Body { bytes, relocs }
    }
}

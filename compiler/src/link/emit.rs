//! Writing the module.

use wasm_encoder::{
    CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, Elements, Encode,
    EntityType, ExportKind, ExportSection, FunctionSection, GlobalSection, GlobalType,
    ImportSection, InstructionSink, MemorySection, MemoryType, Module, NameMap, NameSection,
    RefType, TableSection, TableType, TypeSection, ValType,
};

use super::Options;
use super::layout::Layout;
use super::names::short;
use super::reach::{Reached, slot_lines};
use super::resolve::{Resolved, Side, Target};
use crate::object::{Global, Object, Reloc, RelocKind};

/// One link with all that is known about it.
struct Link<'a> {
    objects: [&'a Object; 2],
    resolved: &'a Resolved,
    reached: &'a Reached,
    layout: &'a Layout,
}

pub(super) fn emit(
    objects: [&Object; 2],
    resolved: &Resolved,
    reached: &Reached,
    layout: &Layout,
    options: &Options,
) -> Vec<u8> {
    let link = Link {
        objects,
        resolved,
        reached,
        layout,
    };
    let mut module = Module::new();
    let segments = link.segments(if options.shared { 64 } else { 12 });

    let mut types = TypeSection::new();
    for ty in &reached.types {
        types.ty().func_type(ty);
    }
    module.section(&types);

    let mut imports = ImportSection::new();
    for &(side, i) in &reached.imports {
        let import = &objects[side].imports[i as usize];
        let ty = reached.type_index(side, import.ty);
        imports.import(&import.module, &import.name, EntityType::Function(ty));
    }
    let memory = MemoryType {
        minimum: layout.pages,
        maximum: options.limit().map(u64::from),
        memory64: false,
        shared: options.shared,
        page_size_log2: None,
    };
    if options.shared {
        imports.import("env", "memory", memory);
    }
    if !imports.is_empty() {
        module.section(&imports);
    }

    let mut functions = FunctionSection::new();
    for &(side, i) in &layout.order {
        functions.function(reached.type_index(side, objects[side].functions[i as usize].ty));
    }
    // What runs first: it fills the memory, which the other threads then find as it is.
    let start = reached.exports.first().filter(|_| options.shared);
    let start = start.map(|&(_, (side, i))| {
        let function = super::resolve::Target::Function(side, i);
        functions.function(reached.type_index(side, objects[side].functions[i as usize].ty));
        layout.function_index(reached, function)
    });
    let first = reached.imports.len() as u32 + layout.order.len() as u32;
    module.section(&functions);

    // A table that cannot grow lets engines drop a load from each indirect call.
    let slots = reached.slots.len() as u64 + 1;
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: slots,
        maximum: Some(slots),
        shared: false,
    });
    module.section(&tables);

    if !options.shared {
        let mut memories = MemorySection::new();
        memories.memory(memory);
        module.section(&memories);
    }

    link.globals(&mut module);

    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    for (n, (name, (side, i))) in reached.exports.iter().enumerate() {
        let target = super::resolve::Target::Function(*side, *i);
        let index = match start {
            Some(_) if n == 0 => first,
            _ => layout.function_index(reached, target),
        };
        exports.export(name, ExportKind::Func, index);
    }
    module.section(&exports);

    if !reached.slots.is_empty() {
        let slots: Vec<u32> = reached
            .slots
            .iter()
            .map(|&target| layout.function_index(reached, target))
            .collect();
        let mut elements = ElementSection::new();
        elements.active(
            None,
            &ConstExpr::i32_const(1),
            Elements::Functions(slots.into()),
        );
        module.section(&elements);
    }

    if options.shared {
        module.section(&DataCountSection {
            count: segments.len() as u32,
        });
    }
    let mut code = CodeSection::new();
    let mut body = Vec::new();
    for &(side, i) in &layout.order {
        let function = &objects[side].functions[i as usize];
        body.clear();
        link.code(side, &function.body, &function.relocs, &mut body);
        code.raw(&body);
    }
    if let Some(start) = start {
        body.clear();
        fill(&segments, start, &mut body);
        code.raw(&body);
    }
    module.section(&code);

    if !segments.is_empty() {
        let mut section = DataSection::new();
        for (address, bytes) in segments {
            match options.shared {
                true => section.passive(bytes),
                false => section.active(0, &ConstExpr::i32_const(address as i32), bytes),
            };
        }
        module.section(&section);
    }
    if !options.strip {
        link.names(&mut module);
    }
    module.finish()
}

impl Link<'_> {
    fn globals(&self, module: &mut Module) {
        let mut globals = GlobalSection::new();
        if self.reached.stack_pointer {
            let ty = GlobalType {
                val_type: ValType::I32,
                mutable: true,
                shared: false,
            };
            globals.global(ty, &ConstExpr::i32_const(self.layout.stack_size as i32));
        }
        for &(side, i) in &self.reached.globals {
            let global = &self.objects[side].globals[i as usize];
            let ty = GlobalType {
                val_type: global.ty,
                mutable: global.mutable,
                shared: false,
            };
            globals.global(ty, &self.initial(side, global));
        }
        if !globals.is_empty() {
            module.section(&globals);
        }
    }

    fn initial(&self, side: Side, global: &Global) -> ConstExpr {
        match global.ty {
            ValType::I64 => ConstExpr::i64_const(global.init),
            ValType::F32 => ConstExpr::f32_const(0.0.into()),
            ValType::F64 => ConstExpr::f64_const(0.0.into()),
            _ => {
                let base = global.base.map_or(0, |sym| {
                    self.layout
                        .address(self.reached, self.resolved.target(side, sym))
                });
                ConstExpr::i32_const(base.wrapping_add(global.init as u32) as i32)
            }
        }
    }

    /// Copies a body; between relocations byte for byte, at them in the shortest encoding.
    fn code(&self, side: Side, body: &[u8], relocs: &[Reloc], out: &mut Vec<u8>) {
        let mut from = 0;
        for reloc in relocs {
            let at = reloc.offset as usize;
            out.extend_from_slice(&body[from..at]);
            let value = self.value(side, reloc.kind);
            match reloc.kind {
                RelocKind::FunctionSlot(_) | RelocKind::Address(..) => {
                    (value as i32).encode(out);
                }
                RelocKind::BlockType(_) => i64::from(value).encode(out),
                _ => value.encode(out),
            }
            from = at + reloc.width as usize;
        }
        out.extend_from_slice(&body[from..]);
    }

    fn value(&self, side: Side, kind: RelocKind) -> u32 {
        let (layout, reached) = (self.layout, self.reached);
        match kind {
            RelocKind::Function(sym) => {
                layout.function_index(reached, self.resolved.target(side, sym))
            }
            RelocKind::Type(ty) | RelocKind::BlockType(ty) => reached.type_index(side, ty),
            RelocKind::Global(sym) => layout.global_index(reached, self.resolved.target(side, sym)),
            RelocKind::Table => 0,
            RelocKind::FunctionSlot(sym) | RelocKind::DataFunctionSlot(sym) => {
                reached.slot(self.resolved.target(side, sym))
            }
            RelocKind::Address(sym, addend)
            | RelocKind::Offset(sym, addend)
            | RelocKind::DataAddress(sym, addend) => layout
                .address(reached, self.resolved.target(side, sym))
                .wrapping_add(addend as u32),
        }
    }

    /// All data with its addresses, without gaps of at least `gap` zeros.
    fn segments(&self, mut gap: usize) -> Vec<(u32, Vec<u8>)> {
        let mut pieces = Vec::new();
        for (place, &(side, i)) in self.reached.data.iter().enumerate() {
            let data = &self.objects[side].data[i as usize];
            let mut bytes = data.bytes.clone();
            for reloc in &data.relocs {
                let at = reloc.offset as usize;
                let value = self.value(side, reloc.kind);
                bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
            pieces.push((self.layout.address[place], bytes));
        }
        pieces.push((self.layout.roots_mask_at, self.layout.roots_mask.clone()));
        if self.reached.slot_lines {
            pieces.push((self.layout.slots_at, self.slots()));
        }
        pieces.sort_unstable_by_key(|&(address, _)| address);

        // A gap of zeros that is shorter than a segment's head is written out. Engines limit the number of segments.
        let mut segments = split(&pieces, gap);
        while segments.len() > 10_000 {
            gap *= 2;
            segments = split(&pieces, gap);
        }
        segments
    }

    /// The number of places in the function table, and the addresses of their functions' names and lines.
    fn slots(&self) -> Vec<u8> {
        let lines = |&target: &Target| {
            let (side, lines) = slot_lines(self.objects, target)?;
            let target = self.resolved.target(side, lines);
            Some(self.layout.address(self.reached, target))
        };
        let slots = &self.reached.slots;
        let addresses = slots.iter().map(|target| lines(target).unwrap_or(0));
        let words = [slots.len() as u32 + 1, 0].into_iter().chain(addresses);
        words.flat_map(u32::to_le_bytes).collect()
    }

    fn names(&self, module: &mut Module) {
        let mut functions = NameMap::new();
        for (index, &(side, i)) in self.reached.imports.iter().enumerate() {
            functions.append(index as u32, &self.objects[side].imports[i as usize].name);
        }
        let first = self.reached.imports.len();
        for (index, &(side, i)) in self.layout.order.iter().enumerate() {
            let name = &self.objects[side].functions[i as usize].name;
            functions.append((first + index) as u32, &short(name));
        }
        let mut names = NameSection::new();
        names.functions(&functions);
        module.section(&names);
    }
}

/// The body of a function that copies passive segments to their places, and then calls another.
fn fill(segments: &[(u32, Vec<u8>)], then: u32, body: &mut Vec<u8>) {
    0u32.encode(body);
    let mut i = InstructionSink::new(body);
    for (n, (address, bytes)) in segments.iter().enumerate() {
        i.i32_const(*address as i32)
            .i32_const(0)
            .i32_const(bytes.len() as i32)
            .memory_init(0, n as u32);
    }
    i.call(then).end();
}

/// Segments for sorted pieces of memory, without runs of at least `gap` zeros: memory starts as zeros.
pub(super) fn split(pieces: &[(u32, Vec<u8>)], gap: usize) -> Vec<(u32, Vec<u8>)> {
    let mut segments: Vec<(u32, Vec<u8>)> = Vec::new();
    for (address, bytes) in pieces {
        let mut at = 0;
        while let Some(start) = bytes[at..].iter().position(|&b| b != 0).map(|n| at + n) {
            let mut end = start;
            let mut zeros = 0;
            while end + zeros < bytes.len() && zeros < gap {
                if bytes[end + zeros] == 0 {
                    zeros += 1;
                } else {
                    end += zeros + 1;
                    zeros = 0;
                }
            }
            let begin = address + start as u32;
            match segments.last_mut() {
                Some((first, last)) if ((begin - *first) as usize) < last.len() + gap => {
                    last.resize((begin - *first) as usize, 0);
                    last.extend_from_slice(&bytes[start..end]);
                }
                _ => segments.push((begin, bytes[start..end].to_vec())),
            }
            at = end;
        }
    }
    segments
}

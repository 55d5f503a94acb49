//! The plainest linker: all undefined functions are imports, data lies where it falls.

use crate::object::{Def, Object, RelocKind, Sym};
use wasm_encoder::*;

/// A module and what the harness has to know of it.
pub(super) struct Joined {
    pub(super) wasm: Vec<u8>,
    addresses: Vec<u32>,
    pub(super) heap: u32,
}

const BASE: u32 = 1024;

fn leb(mut n: u64, out: &mut Vec<u8>) {
    while n >= 128 {
        out.push(n as u8 | 128);
        n >>= 7;
    }
    out.push(n as u8);
}

fn sleb(mut n: i64, out: &mut Vec<u8>) {
    loop {
        let b = (n & 127) as u8;
        n >>= 7;
        if (n == 0 && b & 64 == 0) || (n == -1 && b & 64 != 0) {
            return out.push(b);
        }
        out.push(b | 128);
    }
}

struct Places {
    addresses: Vec<u32>,
    functions: Vec<u32>,
    globals: Vec<u32>,
}

impl Joined {
    pub(super) fn address(&self, obj: &Object, name: &str) -> u32 {
        let sym = obj.symbols.iter().position(|s| s.name == name);
        self.addresses[sym.unwrap_or_else(|| panic!("no symbol {name}"))]
    }
}

/// Joins. `burrow_m0` and the heap follow the data.
pub(super) fn join(obj: &Object) -> Joined {
    let mut at = BASE;
    let mut items = Vec::new();
    for d in &obj.data {
        at = at.next_multiple_of(d.align);
        items.push(at);
        at += d.size();
    }
    let m0 = at.next_multiple_of(16);
    let heap = m0 + 1024;
    let mut types = TypeSection::new();
    for ty in &obj.types {
        types.ty().func_type(ty);
    }
    let mut imports = ImportSection::new();
    let mut places = Places {
        addresses: vec![0; obj.symbols.len()],
        functions: vec![u32::MAX; obj.symbols.len()],
        globals: vec![0; obj.symbols.len()],
    };
    for (n, s) in obj.symbols.iter().enumerate() {
        match s.def {
            Def::UndefinedFunction(ty) => {
                places.functions[n] = imports.len();
                imports.import("rt", &s.name, EntityType::Function(ty.0));
            }
            Def::Data { item, offset } => places.addresses[n] = items[item as usize] + offset,
            Def::Undefined => places.addresses[n] = m0,
            _ => {}
        }
    }
    for (n, s) in obj.symbols.iter().enumerate() {
        if let Def::Function(i) = s.def {
            places.functions[n] = imports.len() + i;
        }
    }
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for f in &obj.functions {
        functions.function(f.ty.0);
        code.raw(&patch(&f.body, &f.relocs, &places));
    }
    // Table slot n + 1 is function n.
    let count = imports.len() + obj.functions.len() as u32;
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        minimum: count as u64 + 1,
        maximum: None,
        table64: false,
        shared: false,
    });
    let mut elements = ElementSection::new();
    let all: Vec<u32> = (0..count).collect();
    elements.active(
        None,
        &ConstExpr::i32_const(1),
        Elements::Functions(all.into()),
    );
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 200,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("table", ExportKind::Table, 0);
    let mut data = DataSection::new();
    for (d, &at) in obj.data.iter().zip(&items) {
        let mut bytes = d.bytes.clone();
        for r in &d.relocs {
            let word = match r.kind {
                RelocKind::DataAddress(s, n) => {
                    places.addresses[s.0 as usize].wrapping_add_signed(n)
                }
                RelocKind::DataFunctionSlot(s) => slot(&places, s),
                kind => panic!("{kind:?} in data"),
            };
            bytes[r.offset as usize..][..4].copy_from_slice(&word.to_le_bytes());
        }
        data.active(0, &ConstExpr::i32_const(at as i32), bytes);
    }
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(&functions)
        .section(&tables)
        .section(&memories)
        .section(&exports)
        .section(&elements)
        .section(&code)
        .section(&data);
    Joined {
        wasm: module.finish(),
        addresses: places.addresses,
        heap,
    }
}

fn slot(places: &Places, s: Sym) -> u32 {
    let f = places.functions[s.0 as usize];
    assert_ne!(f, u32::MAX, "a function that nobody defines");
    f + 1
}

fn patch(body: &[u8], relocs: &[crate::object::Reloc], places: &Places) -> Vec<u8> {
    let mut out = Vec::new();
    let mut from = 0;
    for r in relocs {
        out.extend_from_slice(&body[from..r.offset as usize]);
        from = r.offset as usize + r.width as usize;
        let address = |s: Sym, n: i32| places.addresses[s.0 as usize].wrapping_add_signed(n);
        match r.kind {
            RelocKind::Function(s) => leb((slot(places, s) - 1).into(), &mut out),
            RelocKind::Type(t) => leb(t.0.into(), &mut out),
            RelocKind::FunctionSlot(s) => sleb(slot(places, s).into(), &mut out),
            RelocKind::Address(s, n) => sleb((address(s, n) as i32).into(), &mut out),
            RelocKind::Offset(s, n) => leb(address(s, n).into(), &mut out),
            RelocKind::Global(s) => leb(places.globals[s.0 as usize].into(), &mut out),
            kind => panic!("{kind:?} in code"),
        }
    }
    out.extend_from_slice(&body[from..]);
    out
}

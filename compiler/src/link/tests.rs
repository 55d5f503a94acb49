use proptest::prelude::*;
use wasm_encoder::{Encode, FuncType, ValType};
use wasmparser::{ExternalKind, Operator, Parser, Payload};

use super::*;
use crate::object::{Code, Data, RelocKind, Sym, mem_arg};

/// A runtime with `_start`, which calls `go_main`, and some functions that nobody may need.
fn runtime() -> Object {
    let mut object = Object::new();
    let unit = FuncType::new([], []);
    let exit = FuncType::new([ValType::I32], []);
    let start = object.declare("_start");
    let go_main = object.extern_function("go_main", &unit);
    let proc_exit = object.import_function("wasi_snapshot_preview1", "proc_exit", &exit);
    let fd_close = object.import_function("wasi_snapshot_preview1", "fd_close", &exit);
    let unused = object.declare("unused");
    let print = object.declare("burrow_print");

    let mut code = Code::new();
    code.call(go_main);
    code.sink().i32_const(0);
    code.call(proc_exit);
    code.sink().end();
    object.define_function(start, &unit, code.finish([]));

    let state = object.define_data("state", Data::writable(vec![1], 7, 8));
    let mut code = Code::new();
    code.sink().local_get(0);
    code.addr(state, 4);
    code.sink().i32_store(mem_arg(0, 2)).end();
    object.define_function(print, &exit, code.finish([]));

    object.define_data("unused_data", Data::writable(vec![9; 100], 0, 1));
    let mut code = Code::new();
    code.sink().i32_const(1);
    code.call(fd_close);
    code.sink().end();
    object.define_function(unused, &unit, code.finish([]));
    object
}

/// A program whose `go_main` is this.
fn program(main: impl FnOnce(&mut Object, &mut Code)) -> Object {
    let mut object = Object::new();
    let sym = object.declare("go_main");
    let mut code = Code::new();
    main(&mut object, &mut code);
    code.sink().end();
    object.define_function(sym, &FuncType::new([], []), code.finish([]));
    object
}

/// The parts of a linked module that the tests look at.
#[derive(Default)]
struct Linked {
    imports: Vec<String>,
    names: Vec<String>,
    exports: Vec<(String, ExternalKind)>,
    segments: Vec<(u32, Vec<u8>)>,
    slots: Vec<u32>,
    bodies: Vec<Vec<u8>>,
    pages: u64,
}

impl Linked {
    fn new(program: &Object) -> Self {
        Self::with(program, &Options::default())
    }

    fn with(program: &Object, options: &Options) -> Self {
        Self::parse(&link(program, &runtime(), options).unwrap())
    }

    fn parse(bytes: &[u8]) -> Self {
        wasmparser::validate(bytes).unwrap();
        let mut linked = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.unwrap() {
                Payload::ImportSection(s) => {
                    linked.imports = s
                        .into_imports()
                        .map(|i| i.unwrap().name.to_owned())
                        .collect();
                }
                Payload::MemorySection(s) => {
                    linked.pages = s.into_iter().next().unwrap().unwrap().initial;
                }
                Payload::ExportSection(s) => {
                    for e in s {
                        let e = e.unwrap();
                        linked.exports.push((e.name.to_owned(), e.kind));
                    }
                }
                Payload::ElementSection(s) => {
                    for element in s {
                        if let wasmparser::ElementItems::Functions(items) = element.unwrap().items {
                            linked.slots.extend(items.into_iter().map(Result::unwrap));
                        }
                    }
                }
                Payload::DataSection(s) => {
                    for segment in s {
                        let segment = segment.unwrap();
                        let wasmparser::DataKind::Active { offset_expr, .. } = segment.kind else {
                            panic!("a passive segment");
                        };
                        let at = match offset_expr.get_operators_reader().read().unwrap() {
                            Operator::I32Const { value } => value as u32,
                            other => panic!("{other:?}"),
                        };
                        linked.segments.push((at, segment.data.to_vec()));
                    }
                }
                Payload::CodeSectionEntry(body) => linked.bodies.push(body.as_bytes().to_vec()),
                Payload::CustomSection(custom) => {
                    if let wasmparser::KnownCustom::Name(names) = custom.as_known() {
                        for part in names {
                            if let wasmparser::Name::Function(map) = part.unwrap() {
                                for naming in map {
                                    linked.names.push(naming.unwrap().name.to_owned());
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        linked
    }

    fn u32(&self, at: u32) -> u32 {
        u32::from_le_bytes(core::array::from_fn(|i| self.byte(at + i as u32)))
    }

    fn byte(&self, at: u32) -> u8 {
        let segment = self
            .segments
            .iter()
            .find(|(start, bytes)| (*start..start + bytes.len() as u32).contains(&at));
        segment.map_or(0, |(start, bytes)| bytes[(at - start) as usize])
    }
}

#[test]
fn keeps_only_what_start_reaches() {
    let linked = Linked::new(&program(|_, _| {}));
    assert_eq!(linked.imports, ["proc_exit"]);
    let mut names = linked.names.clone();
    names.sort();
    assert_eq!(names, ["_start", "go_main", "proc_exit"]);
    assert_eq!(linked.segments, []);
    let exports: Vec<_> = linked
        .exports
        .iter()
        .map(|(name, kind)| (name.as_str(), *kind))
        .collect();
    assert_eq!(
        exports,
        [
            ("memory", ExternalKind::Memory),
            ("_start", ExternalKind::Func)
        ]
    );
}

#[test]
fn follows_calls_into_the_runtime_and_its_data() {
    let print = FuncType::new([ValType::I32], []);
    let linked = Linked::new(&program(|object, code| {
        code.sink().i32_const(5);
        code.call(object.extern_function("burrow_print", &print));
    }));
    assert!(linked.names.iter().any(|name| name == "burrow_print"));
    // `state` begins the data, above the stack; its zeros are not written.
    assert_eq!(linked.segments, [(65536, vec![1])]);
}

#[test]
fn strip_leaves_the_names_out() {
    let options = Options {
        strip: true,
        ..Options::default()
    };
    assert!(Linked::with(&program(|_, _| {}), &options).names.is_empty());
}

#[test]
fn function_slots_are_shared_and_start_at_one() {
    let linked = Linked::new(&program(|object, code| {
        let unit = FuncType::new([], []);
        let ty = object.type_id(&unit);
        let start = object.extern_function("_start", &unit);
        let table = object.declare_local("table");
        let mut data = Data::read_only(vec![], 4);
        data.function_slot(start).function_slot(start);
        object.define(table, data);
        code.addr(table, 4);
        code.sink().i32_load(mem_arg(0, 2));
        code.call_indirect(ty);
        code.function_slot(start).call_indirect(ty);
    }));
    assert_eq!(linked.slots.len(), 1);
    assert_eq!((linked.u32(65536), linked.u32(65540)), (1, 1));
}

#[test]
fn bodies_get_the_shortest_encodings() {
    let mut object = program(|_, _| {});
    let unit = FuncType::new([], []);
    let helper = object.declare("helper");
    object.define_function(helper, &unit, {
        let mut code = Code::new();
        code.sink().end();
        code.finish([])
    });
    // The placeholder has five bytes, as LLVM writes them.
    let mut body = vec![0, 0x10];
    let offset = body.len() as u32;
    body.extend_from_slice(&[0x80, 0x80, 0x80, 0x80, 0x00, 0x0b]);
    object.functions[0].body = body;
    let kind = RelocKind::Function(helper);
    object.functions[0].relocs = vec![crate::object::Reloc {
        offset,
        width: 5,
        kind,
    }];
    let linked = Linked::new(&object);
    assert!(
        linked
            .bodies
            .iter()
            .any(|body| body.len() == 4 && body[1] == 0x10)
    );
}

/// The addresses of the linker's symbols, as a table that `go_main` refers to; it begins the data.
fn builtins(object: &mut Object, code: &mut Code, names: &[&str]) {
    let table = object.declare_local("table");
    let mut data = Data::read_only(vec![], 16);
    for name in names {
        let sym = object.extern_data(name);
        data.addr(sym, 0);
    }
    object.define(table, data);
    code.addr(table, 0);
    code.sink().drop();
}

#[test]
fn link_info_describes_the_program() {
    let linked = Linked::new(&program(|object, code| {
        let info = |object: &mut Object, name: &str| {
            object.define_data(name, Data::read_only(vec![0xff; 4], 4))
        };
        let parts = Info {
            gostart: info(object, "gostart"),
            calldefer: info(object, "calldefer"),
            panic_rt: None,
            panic_text: None,
            files: None,
            main: info(object, "main"),
            itabs: None,
        };
        parts.define(object);
        for name in [
            "burrow_link",
            "burrow_roots",
            "burrow_panics",
            "burrow_files",
            "burrow_itabs",
        ] {
            let table = object.extern_data(name);
            touch(code, table);
        }
        let variable = object.define_data("variable", Data::roots(vec![], 40, 4, vec![36]));
        touch(code, variable);
    }));
    let word = |i: u32| linked.u32(65536 + 4 * i);
    let [
        heap,
        gostart,
        main,
        start,
        words,
        mask,
        calldefer,
        panic_rt,
        panic_text,
        files,
        itabs,
        count,
    ] = core::array::from_fn(|i| word(i as u32));
    assert_eq!((itabs, count), (0, 0));
    assert_eq!((panic_rt, panic_text, files), (0, 0, 0));
    for info in [gostart, calldefer, main] {
        assert_eq!(linked.u32(info), u32::MAX);
    }
    assert_eq!(words, 10);
    assert!(start + 40 <= heap);
    assert_eq!((linked.byte(mask), linked.byte(mask + 1)), (0, 2));
}

fn touch(code: &mut Code, sym: Sym) {
    code.addr(sym, 0);
    code.sink().drop();
}

#[test]
fn roots_lie_together_and_the_mask_names_their_pointers() {
    let linked = Linked::new(&program(|object, code| {
        builtins(
            object,
            code,
            &[
                "__roots_start",
                "__roots_end",
                "__roots_mask",
                "__heap_base",
                "__rodata_end",
            ],
        );
        let zero = object.define_data("zero", Data::roots(vec![], 160, 8, vec![4, 156]));
        let set = object.declare("set");
        let mut data = Data::roots(vec![7, 0, 0, 0], 0, 4, vec![4]);
        data.addr(zero, 8);
        object.define(set, data);
        let counter = object.define_data("counter", Data::writable(vec![], 4, 4));
        let gone = Data::roots(vec![1; 8], 0, 4, vec![0]);
        object.define_data("gone", gone);
        for sym in [zero, set, counter] {
            touch(code, sym);
        }
    }));
    let [start, end, mask, heap, rodata_end] = [0, 4, 8, 12, 16].map(|i| linked.u32(65536 + i));
    assert!(
        mask < rodata_end && rodata_end <= start && end < heap,
        "{start} {end} {mask} {heap}"
    );
    assert_eq!(heap % 16, 0);
    // `set` has bytes, so it comes first; `zero` follows.
    assert_eq!(start % 8, 0);
    assert_eq!(end - start, 8 + 160);
    assert_eq!(linked.u32(start), 7);
    assert_eq!(linked.u32(start + 4), start + 8 + 8);
    let words = (end - start) / 4;
    let pointers: Vec<u32> = (0..words)
        .filter(|w| linked.byte(mask + w / 8) >> (w % 8) & 1 == 1)
        .collect();
    assert_eq!(pointers, [1, 2 + 1, 2 + 39]);
}

#[test]
fn memory_fits_the_data_and_the_initial_heap() {
    let options = Options {
        initial_heap: 1 << 20,
        ..Options::default()
    };
    let linked = Linked::with(
        &program(|object, code| {
            let big = object.define_data("big", Data::writable(vec![], 1 << 20, 8));
            touch(code, big);
        }),
        &options,
    );
    assert_eq!(linked.pages, 1 + 16 + 16);
    assert_eq!(linked.segments, []);
}

fn error(program: &Object) -> String {
    format!(
        "{:#}",
        link(program, &runtime(), &Options::default()).unwrap_err()
    )
}

#[test]
fn an_undefined_symbol_matters_when_it_is_reached() {
    let unit = FuncType::new([], []);
    let mut object = program(|_, _| {});
    let missing = object.extern_function("missing", &unit);
    let dead = object.declare("dead");
    let mut code = Code::new();
    code.call(missing);
    code.sink().end();
    object.define_function(dead, &unit, code.finish([]));
    assert!(link(&object, &runtime(), &Options::default()).is_ok());

    let object = program(|object, code| {
        code.call(object.extern_function("missing", &unit));
    });
    assert_eq!(error(&object), "missing is undefined; go_main needs it");
}

#[test]
fn a_call_of_another_type_is_refused() {
    let object = program(|object, code| {
        code.call(object.extern_function("burrow_print", &FuncType::new([], [])));
    });
    assert!(
        error(&object).starts_with("burrow_print is used as [] -> []"),
        "{}",
        error(&object)
    );
}

#[test]
fn a_second_definition_is_refused() {
    let mut object = program(|_, _| {});
    object.define_data("state", Data::read_only(vec![1], 1));
    assert_eq!(
        error(&object),
        "state is defined by the program and by the runtime"
    );
}

#[test]
fn a_relocation_of_the_wrong_kind_is_refused() {
    let object = program(|object, code| {
        let data = object.define_data("data", Data::read_only(vec![1], 1));
        code.call(data);
    });
    assert!(
        error(&object).contains("another kind"),
        "{}",
        error(&object)
    );
}

#[test]
fn data_beyond_four_gibibytes_is_refused() {
    let object = program(|object, code| {
        for name in ["a", "b"] {
            let sym = object.define_data(name, Data::writable(vec![], u32::MAX / 2, 8));
            touch(code, sym);
        }
    });
    assert_eq!(
        error(&object),
        "the program's static data does not fit into memory"
    );
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.wasm");
    write(&path, b"one").unwrap();
    write(&path, b"two").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    #[cfg(unix)]
    {
        let link = folder.path().join("link.wasm");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, b"three").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read(&path).unwrap(), b"three");
        // A socket stands for all that is no file: writing to it fails, and it is not replaced.
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(write(&socket, b"x").is_err());
        assert!(!std::fs::metadata(&socket).unwrap().is_file());
    }
    assert!(write(folder.path(), b"x").is_err());
    let missing = folder.path().join("no/such/folder/out.wasm");
    let error = write(&missing, b"x").unwrap_err();
    assert!(format!("{error}").starts_with("cannot write "), "{error}");
}

/// A relocatable object as `rust-lld -r` writes it, by hand: one function
/// that stores to `counter`, calls an import and an undefined function, and one segment of data.
fn relocatable() -> Vec<u8> {
    use wasm_encoder::{
        CodeSection, ConstExpr, CustomSection, DataSection, EntityType, FunctionSection,
        GlobalType, ImportSection, MemoryType, Module, TypeSection,
    };
    let mut module = Module::new();
    let mut types = TypeSection::new();
    types.ty().function([], []);
    types.ty().function([ValType::I32], []);
    module.section(&types);
    let mut imports = ImportSection::new();
    let memory = MemoryType {
        minimum: 0,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    };
    imports.import("env", "__linear_memory", memory);
    let sp = GlobalType {
        val_type: ValType::I32,
        mutable: true,
        shared: false,
    };
    imports.import("env", "__stack_pointer", EntityType::Global(sp));
    imports.import(
        "wasi_snapshot_preview1",
        "proc_exit",
        EntityType::Function(1),
    );
    imports.import("env", "go_main", EntityType::Function(0));
    module.section(&imports);
    let mut functions = FunctionSection::new();
    functions.function(0);
    module.section(&functions);

    let mut body = vec![0u8];
    let mut at = Vec::new();
    for opcode in [0x41, 0x10, 0x23, 0x10] {
        body.push(opcode);
        at.push(body.len() as u32);
        body.extend_from_slice(&[0x80, 0x80, 0x80, 0x80, 0x00]);
    }
    body.extend_from_slice(&[0x1a, 0x0b]);
    let mut code = CodeSection::new();
    code.raw(&body);
    module.section(&code);
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(0), [1, 0, 0, 0, 0, 0, 0, 0]);
    module.section(&data);

    // Symbols: 0 counter, 1 proc_exit, 2 go_main, 3 _start, 4 __stack_pointer.
    let mut symbols = vec![5u8];
    symbols.extend_from_slice(&[1, 0]);
    "counter".encode(&mut symbols);
    symbols.extend_from_slice(&[0, 0, 8]);
    symbols.extend_from_slice(&[0, 0x10, 0]);
    symbols.extend_from_slice(&[0, 0x10, 1]);
    symbols.extend_from_slice(&[0, 0, 2]);
    "_start".encode(&mut symbols);
    symbols.extend_from_slice(&[2, 0x10, 0]);
    let mut info = vec![1u8];
    ".data.counter".encode(&mut info);
    info.extend_from_slice(&[2, 0]);
    let mut linking = vec![2u8];
    for (id, part) in [(8u8, &symbols), (5, &info)] {
        linking.push(id);
        part.as_slice().encode(&mut linking);
    }
    module.section(&CustomSection {
        name: "linking".into(),
        data: linking.into(),
    });

    // In the code section the first body follows the count and its own size.
    let base = 2;
    let mut relocs = vec![3u8, 4];
    for (n, (kind, symbol)) in [(4u8, 0u8), (0, 1), (7, 4), (0, 2)].into_iter().enumerate() {
        relocs.extend_from_slice(&[kind, (base + at[n]) as u8, symbol]);
        if kind == 4 {
            relocs.push(4);
        }
    }
    module.section(&CustomSection {
        name: "reloc.CODE".into(),
        data: relocs.into(),
    });
    module.finish()
}

#[test]
fn reads_a_relocatable_object() {
    let runtime = read(&relocatable()).unwrap();
    let counter = runtime.lookup("counter").unwrap();
    let kinds: Vec<_> = runtime.functions[0].relocs.iter().map(|r| r.kind).collect();
    assert_eq!(
        kinds,
        [
            RelocKind::Address(counter, 4),
            RelocKind::Function(Sym(1)),
            RelocKind::Global(Sym(4)),
            RelocKind::Function(Sym(2)),
        ]
    );
    assert_eq!((runtime.data[0].bytes.len(), runtime.data[0].zeros), (1, 7));
    assert_eq!(runtime.data[0].align, 4);

    let bytes = link(&program(|_, _| {}), &runtime, &Options::default()).unwrap();
    let linked = Linked::parse(&bytes);
    assert_eq!(linked.imports, ["proc_exit"]);
    assert_eq!(linked.segments, [(65536, vec![1])]);
    let mut text = wasmprinter::print_bytes(&bytes).unwrap();
    text.retain(|c| c != '\n');
    assert!(
        text.contains("i32.const 65540    call $proc_exit    global.get 0    call $go_main"),
        "{text}"
    );
}

#[test]
fn a_damaged_runtime_is_an_error() {
    let whole = relocatable();
    for len in 0..whole.len() {
        assert!(
            read(&whole[..len]).is_err() || len >= whole.len() - 40,
            "{len}"
        );
    }
}

proptest! {
    /// Whatever is left out of the segments is zero.
    #[test]
    fn segments_hold_every_byte_that_is_not_zero(
        pieces in prop::collection::vec(
            (0u32..40, prop::collection::vec(prop_oneof![3 => Just(0u8), 1 => any::<u8>()], 0..60)),
            0..8,
        ),
        gap in 1usize..20,
    ) {
        let mut at = 100;
        let mut image = vec![0u8; 2000];
        let pieces: Vec<(u32, Vec<u8>)> = pieces
            .into_iter()
            .map(|(skip, bytes)| {
                let start = at + skip;
                image[start as usize..start as usize + bytes.len()].copy_from_slice(&bytes);
                at = start + bytes.len() as u32;
                (start, bytes)
            })
            .collect();
        let mut found = vec![0u8; 2000];
        let mut end = 0;
        for (start, bytes) in emit::split(&pieces, gap) {
            prop_assert!(start as usize >= end);
            end = start as usize + bytes.len();
            found[start as usize..end].copy_from_slice(&bytes);
        }
        prop_assert_eq!(found, image);
    }
}

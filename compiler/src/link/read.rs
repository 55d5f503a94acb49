//! Reads what `rust-lld -r` writes, a relocatable wasm object, into an [`Object`].
//!
//! The format is described in
//! <https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md>: an ordinary module plus a
//! `linking` section with the symbol table and one `reloc.*` section for code and for data. A
//! relocatable object was chosen over `--emit-relocs` because it keeps one segment for each static and leaves
//! undefined symbols undefined, so that the runtime names the program's and the linker's symbols as plain
//! `extern` items.

use anyhow::{Context, Result, bail, ensure};
use wasm_encoder::{FuncType, ValType};
use wasmparser::{
    Data as Segment, FunctionBody, KnownCustom, Linking, LinkingSectionReader, Parser, Payload,
    RelocSectionReader, RelocationEntry, RelocationType, SymbolFlags, SymbolInfo, TypeRef,
};

use crate::object::{Data, Def, Function, Import, Object, Reloc, RelocKind, Section, Sym, TypeId};

/// Everything of the module that is needed at once, since the symbol table comes last.
#[derive(Default)]
struct Module<'a> {
    types: Vec<TypeId>,
    function_imports: Vec<(&'a str, &'a str, u32)>,
    global_imports: Vec<&'a str>,
    function_types: Vec<u32>,
    bodies: Vec<FunctionBody<'a>>,
    code_start: u64,
    segments: Vec<Segment<'a>>,
    data_start: u64,
    code_section: u32,
    data_section: u32,
    linking: Option<LinkingSectionReader<'a>>,
    relocs: Vec<RelocSectionReader<'a>>,
}

/// Reads a relocatable object.
pub fn read(bytes: &[u8]) -> Result<Object> {
    let mut object = Object::new();
    let module = parse(bytes, &mut object)?;
    let linking = module
        .linking
        .clone()
        .context("the runtime is no relocatable object: no linking section")?;

    let mut segment_info = Vec::new();
    let mut symbols = Vec::new();
    for part in linking.subsections() {
        match part? {
            Linking::SegmentInfo(map) => {
                segment_info = map.into_iter().collect::<Result<Vec<_>, _>>()?;
            }
            Linking::SymbolTable(map) => {
                symbols = map.into_iter().collect::<Result<Vec<_>, _>>()?;
            }
            Linking::InitFuncs(map) => {
                ensure!(map.count() == 0, "static constructors are not supported");
            }
            _ => {}
        }
    }
    ensure!(
        segment_info.len() == module.segments.len(),
        "segment names are missing"
    );

    for (segment, info) in module.segments.iter().zip(&segment_info) {
        object.data.push(Data {
            name: info.name.to_owned(),
            section: section(info.name)?,
            bytes: segment.data.to_vec(),
            zeros: 0,
            align: 1 << info.alignment,
            relocs: Vec::new(),
            pointers: Vec::new(),
        });
    }
    for (index, body) in module.bodies.iter().enumerate() {
        object.functions.push(Function {
            name: String::new(),
            ty: module.function_type(index)?,
            body: body.as_bytes().to_vec(),
            relocs: Vec::new(),
            lines: None,
        });
    }
    for symbol in &symbols {
        module.symbol(symbol, &mut object)?;
    }
    for section in &module.relocs {
        if section.section_index() == module.code_section {
            module.code_relocs(section, &mut object)?;
        } else if section.section_index() == module.data_section {
            module.data_relocs(section, &mut object)?;
        }
    }
    for data in &mut object.data {
        trim(data);
    }
    Ok(object)
}

fn parse<'a>(bytes: &'a [u8], object: &mut Object) -> Result<Module<'a>> {
    let mut module = Module {
        code_section: u32::MAX,
        data_section: u32::MAX,
        ..Module::default()
    };
    let mut section = 0u32;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.context("the runtime object is damaged")?;
        let is_section = payload.as_section().is_some();
        match payload {
            Payload::TypeSection(reader) => {
                for ty in reader.into_iter_err_on_gc_types() {
                    let ty = ty?;
                    let ty = FuncType::new(value_types(ty.params())?, value_types(ty.results())?);
                    module.types.push(object.type_id(&ty));
                }
            }
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    let import = import?;
                    match import.ty {
                        TypeRef::Func(ty) => {
                            module
                                .function_imports
                                .push((import.module, import.name, ty));
                        }
                        TypeRef::Global(_) => module.global_imports.push(import.name),
                        TypeRef::Memory(_) | TypeRef::Table(_) => {}
                        _ => bail!("the runtime imports {} of an unsupported kind", import.name),
                    }
                }
            }
            Payload::FunctionSection(reader) => {
                module.function_types = reader.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::CodeSectionStart {
                unchecked_range: range,
                ..
            } => {
                module.code_start = range.start;
                module.code_section = section;
            }
            Payload::CodeSectionEntry(body) => module.bodies.push(body),
            Payload::DataSection(reader) => {
                module.data_start = reader.range().start;
                module.data_section = section;
                module.segments = reader.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::CustomSection(custom) => match custom.as_known() {
                KnownCustom::Linking(reader) => module.linking = Some(reader),
                KnownCustom::Reloc(reader) => module.relocs.push(reader),
                _ => {}
            },
            _ => {}
        }
        section += u32::from(is_section);
    }
    Ok(module)
}

impl Module<'_> {
    fn type_id(&self, index: u32) -> Result<TypeId> {
        self.types
            .get(index as usize)
            .copied()
            .context("type index out of range")
    }

    fn function_type(&self, defined: usize) -> Result<TypeId> {
        self.type_id(
            *self
                .function_types
                .get(defined)
                .context("function without a type")?,
        )
    }

    /// Adds one entry of the symbol table: the n-th entry becomes `Sym(n)`.
    fn symbol(&self, symbol: &SymbolInfo<'_>, object: &mut Object) -> Result<()> {
        let (flags, name, def) = match *symbol {
            SymbolInfo::Func { flags, index, name } => {
                let imported = self.function_imports.len() as u32;
                if let Some(&(module, field, ty)) = self.function_imports.get(index as usize) {
                    let ty = self.type_id(ty)?;
                    let name = name.unwrap_or(field);
                    if module == "env" {
                        (flags, name, Def::UndefinedFunction(ty))
                    } else {
                        let import = object.imports.len() as u32;
                        let (module, name) = (module.to_owned(), field.to_owned());
                        object.imports.push(Import { module, name, ty });
                        (flags, field, Def::Import(import))
                    }
                } else {
                    let name = name.unwrap_or_default();
                    let function = object
                        .functions
                        .get_mut((index - imported) as usize)
                        .context("function index out of range")?;
                    if function.name.is_empty() || !flags.contains(SymbolFlags::BINDING_LOCAL) {
                        name.clone_into(&mut function.name);
                    }
                    (flags, name, Def::Function(index - imported))
                }
            }
            SymbolInfo::Data {
                flags,
                name,
                symbol: None,
            } => (flags, name, Def::Undefined),
            SymbolInfo::Data {
                flags,
                name,
                symbol: Some(at),
            } => {
                ensure!(
                    !flags.contains(SymbolFlags::ABSOLUTE),
                    "absolute symbol {name}"
                );
                (
                    flags,
                    name,
                    Def::Data {
                        item: at.index,
                        offset: at.offset,
                    },
                )
            }
            SymbolInfo::Global { flags, index, name } => {
                let import = self.global_imports.get(index as usize);
                let import = import.context("the runtime defines a wasm global")?;
                (flags, name.unwrap_or(import), Def::Undefined)
            }
            SymbolInfo::Table { flags, name, .. } => (flags, name.unwrap_or_default(), Def::Table),
            SymbolInfo::Section { flags, .. } => (flags, "", Def::Undefined),
            SymbolInfo::Event { .. } => bail!("the runtime uses wasm exceptions"),
        };
        let local = flags.contains(SymbolFlags::BINDING_LOCAL) || name.is_empty();
        let weak = flags.contains(SymbolFlags::BINDING_WEAK);
        object.push_symbol(name.to_owned(), def, local, weak);
        Ok(())
    }

    fn code_relocs(&self, relocs: &RelocSectionReader<'_>, object: &mut Object) -> Result<()> {
        let mut index = 0;
        for entry in relocs.entries() {
            let entry = entry?;
            let at = self.code_start + u64::from(entry.offset);
            while self
                .bodies
                .get(index)
                .is_some_and(|body| body.range().end <= at)
            {
                index += 1;
            }
            let body = self
                .bodies
                .get(index)
                .context("relocation outside of the code")?;
            ensure!(body.range().start <= at, "relocation between two functions");
            let offset = (at - body.range().start) as u32;
            let reloc = self.reloc(&entry, offset)?;
            object.functions[index].relocs.push(reloc);
        }
        Ok(())
    }

    fn data_relocs(&self, relocs: &RelocSectionReader<'_>, object: &mut Object) -> Result<()> {
        let mut index = 0;
        for entry in relocs.entries() {
            let entry = entry?;
            let at = self.data_start + u64::from(entry.offset);
            while self.segments.get(index).is_some_and(|s| s.range.end <= at) {
                index += 1;
            }
            let segment = self
                .segments
                .get(index)
                .context("relocation outside of the data")?;
            let start = segment.range.end - segment.data.len() as u64;
            ensure!(start <= at, "relocation between two segments");
            let reloc = self.reloc(&entry, (at - start) as u32)?;
            object.data[index].relocs.push(reloc);
        }
        Ok(())
    }

    fn reloc(&self, entry: &RelocationEntry, offset: u32) -> Result<Reloc> {
        let sym = Sym(entry.index);
        let addend = i32::try_from(entry.addend).context("addend out of range")?;
        let kind = match entry.ty {
            RelocationType::FunctionIndexLeb => RelocKind::Function(sym),
            RelocationType::TableIndexSleb => RelocKind::FunctionSlot(sym),
            RelocationType::TableIndexI32 => RelocKind::DataFunctionSlot(sym),
            RelocationType::MemoryAddrLeb => RelocKind::Offset(sym, addend),
            RelocationType::MemoryAddrSleb => RelocKind::Address(sym, addend),
            RelocationType::MemoryAddrI32 => RelocKind::DataAddress(sym, addend),
            RelocationType::TypeIndexLeb => RelocKind::Type(self.type_id(entry.index)?),
            RelocationType::GlobalIndexLeb => RelocKind::Global(sym),
            RelocationType::TableNumberLeb => RelocKind::Table,
            other => bail!("unsupported relocation {other:?}"),
        };
        Ok(Reloc {
            offset,
            width: entry.ty.extent() as u8,
            kind,
        })
    }
}

fn section(segment: &str) -> Result<Section> {
    if segment.starts_with(".rodata") {
        Ok(Section::ReadOnly)
    } else if segment.starts_with(".data") || segment.starts_with(".bss") {
        Ok(Section::Writable)
    } else {
        bail!("unsupported data section {segment}")
    }
}

/// Zeros at the end need no bytes.
fn trim(data: &mut Data) {
    let used = data
        .bytes
        .iter()
        .rposition(|&b| b != 0)
        .map_or(0, |last| last + 1);
    let used = used.max(data.relocs.last().map_or(0, |r| r.offset as usize + 4));
    data.zeros += (data.bytes.len() - used) as u32;
    data.bytes.truncate(used);
}

fn value_types(types: &[wasmparser::ValType]) -> Result<Vec<ValType>> {
    types
        .iter()
        .map(|ty| {
            Ok(match ty {
                wasmparser::ValType::I32 => ValType::I32,
                wasmparser::ValType::I64 => ValType::I64,
                wasmparser::ValType::F32 => ValType::F32,
                wasmparser::ValType::F64 => ValType::F64,
                wasmparser::ValType::V128 => ValType::V128,
                wasmparser::ValType::Ref(_) => bail!("reference types are not supported"),
            })
        })
        .collect()
}

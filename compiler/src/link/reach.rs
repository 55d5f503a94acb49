//! What the exports reach.

use anyhow::{Result, bail};
use rustc_hash::FxHashMap;
use wasm_encoder::FuncType;

use super::Options;
use super::resolve::{Builtin, Resolved, Side, Target};
use crate::object::{Object, Reloc, RelocKind, Sym, TypeId};

/// A reached function, data item or global.
pub(super) type Item = (Side, u32);

/// Everything that stays, in the order in which it was reached, which is deterministic.
#[derive(Default)]
pub(super) struct Reached {
    /// Exported name and function.
    pub(super) exports: Vec<(String, Item)>,
    pub(super) functions: Vec<Item>,
    /// How often each function is called, by its place in `functions`.
    pub(super) uses: Vec<u32>,
    pub(super) data: Vec<Item>,
    pub(super) globals: Vec<Item>,
    pub(super) stack_pointer: bool,
    pub(super) roots_mask: bool,
    /// Whether the names of the functions in the table are asked for.
    pub(super) slot_lines: bool,
    /// Imports, those of the same module and name once.
    pub(super) imports: Vec<Item>,
    /// The functions in the table, from slot 1.
    pub(super) slots: Vec<Target>,
    pub(super) types: Vec<FuncType>,
    functions_at: [Vec<u32>; 2],
    data_at: [Vec<u32>; 2],
    globals_at: [Vec<u32>; 2],
    imports_at: [Vec<u32>; 2],
    slots_at: FxHashMap<(bool, Side, u32), u32>,
    types_at: [Vec<u32>; 2],
}

/// Marks an item that was not reached.
const NOT: u32 = u32::MAX;

impl Reached {
    /// Place in `functions`.
    pub(super) fn function(&self, (side, i): Item) -> usize {
        self.functions_at[side][i as usize] as usize
    }

    /// Place in `data`.
    pub(super) fn data(&self, (side, i): Item) -> usize {
        self.data_at[side][i as usize] as usize
    }

    /// Place in `globals`.
    pub(super) fn global(&self, (side, i): Item) -> u32 {
        self.globals_at[side][i as usize]
    }

    /// Place in `imports`.
    pub(super) fn import(&self, (side, i): Item) -> u32 {
        self.imports_at[side][i as usize]
    }

    /// Slot in the table.
    pub(super) fn slot(&self, target: Target) -> u32 {
        slot_key(target).map_or(0, |key| self.slots_at[&key])
    }

    /// Index of a type.
    pub(super) fn type_index(&self, side: Side, ty: TypeId) -> u32 {
        self.types_at[side][ty.0 as usize]
    }
}

fn slot_key(target: Target) -> Option<(bool, Side, u32)> {
    match target {
        Target::Function(side, i) => Some((false, side, i)),
        Target::Import(side, i) => Some((true, side, i)),
        _ => None,
    }
}

/// The names and lines of a function in the table.
pub(super) fn slot_lines(objects: [&Object; 2], target: Target) -> Option<(Side, Sym)> {
    match target {
        Target::Function(side, i) => Some((side, objects[side].functions[i as usize].lines?)),
        _ => None,
    }
}

struct Walk<'a> {
    objects: [&'a Object; 2],
    resolved: &'a Resolved,
    reached: Reached,
    by_type: FxHashMap<&'a FuncType, u32>,
}

pub(super) fn reach(
    objects: [&Object; 2],
    resolved: &Resolved,
    options: &Options,
) -> Result<Reached> {
    let unmarked = |count: fn(&Object) -> usize| objects.map(|object| vec![NOT; count(object)]);
    let mut walk = Walk {
        objects,
        resolved,
        by_type: FxHashMap::default(),
        reached: Reached {
            functions_at: unmarked(|o| o.functions.len()),
            data_at: unmarked(|o| o.data.len()),
            globals_at: unmarked(|o| o.globals.len()),
            imports_at: unmarked(|o| o.imports.len()),
            types_at: unmarked(|o| o.types.len()),
            ..Reached::default()
        },
    };
    for (i, name) in options.exports.iter().enumerate() {
        let function = (0..2).find_map(|side| match objects[side].lookup(name) {
            Some(sym) => match resolved.target(side, sym) {
                Target::Function(side, index) => Some((side, index)),
                _ => None,
            },
            None => None,
        });
        match function {
            Some(function) => {
                walk.function(function);
                let shown = name.strip_prefix(crate::ir::EXPORT).unwrap_or(name);
                walk.reached.exports.push((shown.to_owned(), function));
            }
            None if i == 0 => bail!("no function {name} to start with"),
            None => {}
        }
    }
    // All lists grow while they are walked.
    let (mut functions, mut data, mut globals, mut slots) = (0, 0, 0, 0);
    loop {
        if let Some(&(side, i)) = walk.reached.functions.get(functions) {
            functions += 1;
            let function = &objects[side].functions[i as usize];
            walk.relocs(side, &function.name, &function.relocs)?;
        } else if let Some(&(side, i)) = walk.reached.data.get(data) {
            data += 1;
            let item = &objects[side].data[i as usize];
            walk.relocs(side, &item.name, &item.relocs)?;
        } else if let Some(&(side, i)) = walk.reached.globals.get(globals) {
            globals += 1;
            let global = &objects[side].globals[i as usize];
            if let Some(base) = global.base {
                walk.symbol(side, &global.name, base)?;
            }
        } else if let Some(&target) = walk.reached.slots.get(slots)
            && walk.reached.slot_lines
        {
            slots += 1;
            if let Some((side, lines)) = slot_lines(objects, target) {
                walk.symbol(side, "the function table", lines)?;
            }
        } else {
            return Ok(walk.reached);
        }
    }
}

impl<'a> Walk<'a> {
    fn relocs(&mut self, side: Side, from: &str, relocs: &[Reloc]) -> Result<()> {
        for reloc in relocs {
            match reloc.kind {
                RelocKind::Function(sym) => {
                    if let Target::Function(side, i) = self.symbol(side, from, sym)? {
                        let at = self.reached.function((side, i));
                        self.reached.uses[at] += 1;
                    }
                }
                RelocKind::Global(sym)
                | RelocKind::Address(sym, _)
                | RelocKind::Offset(sym, _)
                | RelocKind::DataAddress(sym, _) => {
                    self.symbol(side, from, sym)?;
                }
                RelocKind::FunctionSlot(sym) | RelocKind::DataFunctionSlot(sym) => {
                    let target = self.symbol(side, from, sym)?;
                    self.slot(target);
                }
                RelocKind::Type(ty) | RelocKind::BlockType(ty) => self.ty(side, ty),
                RelocKind::Table => {}
            }
        }
        Ok(())
    }

    fn symbol(&mut self, side: Side, from: &str, sym: Sym) -> Result<Target> {
        let target = self.resolved.target(side, sym);
        match target {
            Target::Function(side, i) => self.function((side, i)),
            Target::Data { side, item, .. } => {
                let at = &mut self.reached.data_at[side][item as usize];
                if *at == NOT {
                    *at = self.reached.data.len() as u32;
                    self.reached.data.push((side, item));
                }
            }
            Target::Global(side, i) => {
                let at = &mut self.reached.globals_at[side][i as usize];
                if *at == NOT {
                    *at = self.reached.globals.len() as u32;
                    self.reached.globals.push((side, i));
                }
            }
            Target::Import(side, i) => self.import(side, i),
            Target::StackPointer => self.reached.stack_pointer = true,
            Target::Builtin(Builtin::RootsMask) => self.reached.roots_mask = true,
            Target::Builtin(Builtin::Slots) => self.reached.slot_lines = true,
            Target::Builtin(_) | Target::Null => {}
            Target::Missing => {
                let name = &self.objects[side].symbols[sym.0 as usize].name;
                bail!("{name} is undefined; {from} needs it");
            }
        }
        Ok(target)
    }

    fn function(&mut self, (side, i): Item) {
        let at = &mut self.reached.functions_at[side][i as usize];
        if *at == NOT {
            *at = self.reached.functions.len() as u32;
            self.reached.functions.push((side, i));
            self.reached.uses.push(0);
            self.ty(side, self.objects[side].functions[i as usize].ty);
        }
    }

    fn import(&mut self, side: Side, i: u32) {
        if self.reached.imports_at[side][i as usize] != NOT {
            return;
        }
        let import = &self.objects[side].imports[i as usize];
        let ty = &self.objects[side].types[import.ty.0 as usize];
        let same = self.reached.imports.iter().position(|&(side, i)| {
            let known = &self.objects[side].imports[i as usize];
            known.module == import.module
                && known.name == import.name
                && self.objects[side].types[known.ty.0 as usize] == *ty
        });
        let at = same.unwrap_or_else(|| {
            self.reached.imports.push((side, i));
            self.reached.imports.len() - 1
        });
        self.reached.imports_at[side][i as usize] = at as u32;
        self.ty(side, import.ty);
    }

    fn slot(&mut self, target: Target) {
        if let Some(key) = slot_key(target) {
            let next = self.reached.slots.len() as u32 + 1;
            let slot = *self.reached.slots_at.entry(key).or_insert(next);
            if slot == next {
                self.reached.slots.push(target);
            }
        }
    }

    fn ty(&mut self, side: Side, ty: TypeId) {
        let at = &mut self.reached.types_at[side][ty.0 as usize];
        if *at == NOT {
            let ty = &self.objects[side].types[ty.0 as usize];
            let types = &mut self.reached.types;
            *at = *self.by_type.entry(ty).or_insert_with(|| {
                types.push(ty.clone());
                types.len() as u32 - 1
            });
        }
    }
}

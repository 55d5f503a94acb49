//! Functions that are alike become one: instances of generic functions for types that are the same in memory, equality and hash
//! functions of alike types, methods that do the same.
//!
//! Two functions are alike when they have one type and their bodies and all that their relocations lead to are the same. Those that call
//! themselves or each other are kept, which is rare. A function of the program whose place in the table is used stays
//! itself, unless nobody can ask for its name: `runtime.FuncForPC` tells functions apart by that place. Functions that appear in traces are never
//! alike, as each names its own FuncInfo.

use rustc_hash::{FxHashMap, FxHashSet};
use wasm_encoder::FuncType;

use super::reach::Item;
use super::resolve::{Resolved, Side, Target};
use crate::object::{Function, Object, RelocKind, TypeId};

/// What a relocation leads to, for both objects alike.
#[derive(PartialEq, Eq, Hash)]
enum Leads<'a> {
    To(Target, i32),
    Type(&'a FuncType),
    Table,
}

#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    ty: &'a FuncType,
    body: &'a [u8],
    relocs: Vec<(u32, core::mem::Discriminant<RelocKind>, Leads<'a>)>,
}

/// Leads symbols of functions that are alike to the first of them.
pub(super) fn fold(objects: [&Object; 2], resolved: &mut Resolved) {
    let kept = named(objects, resolved);
    let mut left: Vec<Item> = (0..2)
        .flat_map(|side| (0..objects[side].functions.len() as u32).map(move |i| (side, i)))
        .filter(|item| !kept.contains(item))
        .collect();
    // Functions may be alike once those are one that they call.
    loop {
        let mut first: FxHashMap<Key<'_>, Item> = FxHashMap::default();
        let mut same: FxHashMap<Item, Item> = FxHashMap::default();
        for &(side, i) in &left {
            let function = &objects[side].functions[i as usize];
            let key = key(objects[side], side, function, resolved);
            let to = *first.entry(key).or_insert((side, i));
            if to != (side, i) {
                same.insert((side, i), to);
            }
        }
        if same.is_empty() {
            return;
        }
        left.retain(|item| !same.contains_key(item));
        resolved.redirect(&same);
    }
}

fn key<'a>(object: &'a Object, side: Side, function: &'a Function, resolved: &Resolved) -> Key<'a> {
    let ty = |ty: TypeId| &object.types[ty.0 as usize];
    let leads = |kind| match kind {
        RelocKind::Function(sym)
        | RelocKind::Global(sym)
        | RelocKind::FunctionSlot(sym)
        | RelocKind::DataFunctionSlot(sym) => Leads::To(resolved.target(side, sym), 0),
        RelocKind::Address(sym, n) | RelocKind::Offset(sym, n) | RelocKind::DataAddress(sym, n) => {
            Leads::To(resolved.target(side, sym), n)
        }
        RelocKind::Type(t) | RelocKind::BlockType(t) => Leads::Type(ty(t)),
        RelocKind::Table => Leads::Table,
    };
    let relocs = function.relocs.iter();
    Key {
        ty: ty(function.ty),
        body: &function.body,
        relocs: relocs
            .map(|r| (r.offset, core::mem::discriminant(&r.kind), leads(r.kind)))
            .collect(),
    }
}

/// The program's functions whose place in the table is used and whose names can be asked for.
fn named(objects: [&Object; 2], resolved: &Resolved) -> FxHashSet<Item> {
    let program = objects[0];
    let functions = program.functions.iter().map(|f| &f.relocs);
    let data = program.data.iter().map(|d| &d.relocs);
    let relocs = functions.chain(data).flatten();
    let slots = relocs.filter_map(|reloc| match reloc.kind {
        RelocKind::FunctionSlot(sym) | RelocKind::DataFunctionSlot(sym) => {
            match resolved.target(0, sym) {
                Target::Function(0, i) => Some(i),
                _ => None,
            }
        }
        _ => None,
    });
    let generated = |i: u32| {
        let name = &program.functions[i as usize].name;
        name.starts_with("eq:") || name.starts_with("hash:")
    };
    let kept = slots.filter(|&i| !generated(i));
    kept.map(|i| (0, i)).collect()
}

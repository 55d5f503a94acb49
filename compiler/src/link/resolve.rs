//! Symbols to targets.

use anyhow::{Result, bail};

use rustc_hash::FxHashMap;

use super::reach::Item;
use crate::object::{Def, Object, Sym, Symbol};

/// Which of the two objects: the program is 0, the runtime 1.
pub(super) type Side = usize;

/// A symbol that the linker itself defines; see [`crate::object`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Builtin {
    StackLow,
    StackHigh,
    DataStart,
    DataEnd,
    RodataEnd,
    LinesStart,
    LinesEnd,
    RootsStart,
    RootsEnd,
    RootsWords,
    RootsMask,
    Slots,
    HeapBase,
}

impl Builtin {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "__stack_low" => Self::StackLow,
            "__stack_high" => Self::StackHigh,
            "__data_start" => Self::DataStart,
            "__data_end" => Self::DataEnd,
            "__rodata_end" => Self::RodataEnd,
            "__lines_start" => Self::LinesStart,
            "__lines_end" => Self::LinesEnd,
            "__roots_start" => Self::RootsStart,
            "__roots_end" => Self::RootsEnd,
            "__roots_words" => Self::RootsWords,
            "__roots_mask" => Self::RootsMask,
            "__slots" => Self::Slots,
            "__heap_base" => Self::HeapBase,
            _ => return None,
        })
    }
}

/// What a symbol means in the link as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    Function(Side, u32),
    Data {
        side: Side,
        item: u32,
        offset: u32,
    },
    Global(Side, u32),
    /// LLVM's stack pointer, a global that the linker makes.
    StackPointer,
    Import(Side, u32),
    Builtin(Builtin),
    /// Undefined and weak: address, slot and index 0.
    Null,
    /// Undefined: an error when it is reached.
    Missing,
}

/// The targets of both objects' symbols.
pub(super) struct Resolved([Vec<Target>; 2]);

impl Resolved {
    pub(super) fn target(&self, side: Side, sym: Sym) -> Target {
        self.0[side][sym.0 as usize]
    }

    /// Leads the symbols of functions to other functions.
    pub(super) fn redirect(&mut self, to: &FxHashMap<Item, Item>) {
        for target in self.0.iter_mut().flatten() {
            if let Target::Function(side, i) = *target
                && let Some(&(side, i)) = to.get(&(side, i))
            {
                *target = Target::Function(side, i);
            }
        }
    }
}

pub(super) fn resolve(objects: [&Object; 2]) -> Result<Resolved> {
    let mut targets = [Vec::new(), Vec::new()];
    for side in 0..2 {
        targets[side].reserve(objects[side].symbols.len());
        for symbol in &objects[side].symbols {
            targets[side].push(target(objects, side, symbol)?);
        }
    }
    Ok(Resolved(targets))
}

fn target(objects: [&Object; 2], side: Side, symbol: &Symbol) -> Result<Target> {
    let own = defined(side, symbol);
    if symbol.local {
        return Ok(own.unwrap_or(Target::Missing));
    }
    let other = 1 - side;
    let there = objects[other]
        .lookup(&symbol.name)
        .map(|s| &objects[other].symbols[s.0 as usize]);
    let theirs = there.and_then(|there| defined(other, there));
    match (own, theirs, there) {
        (Some(_), Some(theirs), Some(_)) if symbol.weak => return Ok(theirs),
        (Some(own), Some(_), Some(there)) if there.weak => return Ok(own),
        (Some(Target::Import(..)), Some(_), _) => return Ok(own.unwrap_or(Target::Missing)),
        (Some(_), Some(_), _) => {
            bail!(
                "{} is defined by the program and by the runtime",
                symbol.name
            )
        }
        (Some(own), None, _) => return Ok(own),
        (None, Some(theirs), _) => {
            check_type(objects, side, symbol, theirs)?;
            return Ok(theirs);
        }
        (None, None, _) => {}
    }
    if symbol.name == "__stack_pointer" {
        return Ok(Target::StackPointer);
    }
    if let Some(builtin) = Builtin::from_name(&symbol.name) {
        return Ok(Target::Builtin(builtin));
    }
    Ok(if symbol.weak {
        Target::Null
    } else {
        Target::Missing
    })
}

fn defined(side: Side, symbol: &Symbol) -> Option<Target> {
    match symbol.def {
        Def::Undefined | Def::UndefinedFunction(_) => None,
        Def::Function(i) => Some(Target::Function(side, i)),
        Def::Data { item, offset } => Some(Target::Data { side, item, offset }),
        Def::Global(i) => Some(Target::Global(side, i)),
        Def::Import(i) => Some(Target::Import(side, i)),
        Def::Table => Some(Target::Null),
    }
}

/// A call of a function with other parameters than it has would only be found by the engine.
fn check_type(objects: [&Object; 2], side: Side, symbol: &Symbol, target: Target) -> Result<()> {
    if let (Def::UndefinedFunction(used), Target::Function(there, index)) = (symbol.def, target) {
        let used = &objects[side].types[used.0 as usize];
        let function = &objects[there].functions[index as usize];
        let defined = &objects[there].types[function.ty.0 as usize];
        if used != defined {
            bail!(
                "{} is used as {:?} -> {:?} but defined as {:?} -> {:?}",
                symbol.name,
                used.params(),
                used.results(),
                defined.params(),
                defined.results()
            );
        }
    }
    Ok(())
}

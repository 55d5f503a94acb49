//! Indices and addresses.

use core::cmp::Reverse;

use anyhow::{Context, Result, ensure};

use super::Options;
use super::reach::{Item, Reached};
use super::resolve::{Builtin, Resolved, Target};
use crate::object::{Data, Object, RelocKind, Section};

/// Where everything that was reached is.
#[derive(Default)]
pub(super) struct Layout {
    /// Functions in the order of their indices: the most called first, so that their calls are short.
    pub(super) order: Vec<Item>,
    /// Index of the n-th reached function.
    function_index: Vec<u32>,
    /// Address of the n-th reached data item.
    pub(super) address: Vec<u32>,
    pub(super) roots_mask: Vec<u8>,
    pub(super) roots_mask_at: u32,
    /// Where the addresses of the names of functions in the table are.
    pub(super) slots_at: u32,
    rodata_end: u32,
    lines_end: u32,
    roots_start: u32,
    roots_end: u32,
    data_end: u32,
    pub(super) stack_size: u32,
    heap_base: u32,
    /// Pages of memory to start with.
    pub(super) pages: u64,
}

/// The heap begins at a multiple of this; `stack_size` is rounded up to one.
const ALIGN: u32 = 16;

impl Layout {
    pub(super) fn function_index(&self, reached: &Reached, target: Target) -> u32 {
        match target {
            Target::Function(side, i) => self.function_index[reached.function((side, i))],
            Target::Import(side, i) => reached.import((side, i)),
            _ => 0,
        }
    }

    pub(super) fn global_index(&self, reached: &Reached, target: Target) -> u32 {
        match target {
            Target::Global(side, i) => u32::from(reached.stack_pointer) + reached.global((side, i)),
            _ => 0,
        }
    }

    pub(super) fn address(&self, reached: &Reached, target: Target) -> u32 {
        match target {
            Target::Data { side, item, offset } => {
                self.address[reached.data((side, item))].wrapping_add(offset)
            }
            Target::Builtin(builtin) => match builtin {
                Builtin::StackLow => 0,
                Builtin::StackHigh | Builtin::DataStart | Builtin::LinesStart => self.stack_size,
                Builtin::LinesEnd => self.lines_end,
                Builtin::DataEnd => self.data_end,
                Builtin::RodataEnd => self.rodata_end,
                Builtin::RootsStart => self.roots_start,
                Builtin::RootsEnd => self.roots_end,
                Builtin::RootsWords => (self.roots_end - self.roots_start) / 4,
                Builtin::RootsMask => self.roots_mask_at,
                Builtin::Slots => self.slots_at,
                Builtin::HeapBase => self.heap_base,
            },
            _ => 0,
        }
    }
}

pub(super) fn layout(
    objects: [&Object; 2],
    resolved: &Resolved,
    reached: &Reached,
    options: &Options,
) -> Result<Layout> {
    check(objects, resolved, reached)?;
    let mut layout = Layout {
        stack_size: options.stack_size.next_multiple_of(ALIGN),
        address: vec![0; reached.data.len()],
        ..Layout::default()
    };
    order_functions(&mut layout, reached);

    // The order in memory; sorting is stable, so within a group items stay in the order of reach.
    let item = |&(side, i): &Item| -> &Data { &objects[side].data[i as usize] };
    let group = |data: &Data| match (data.section, data.bytes.is_empty()) {
        (Section::Lines, _) => 0,
        (Section::ReadOnly, _) => 1,
        (Section::Writable, false) => 2,
        (Section::Roots, false) => 3,
        (Section::Roots, true) => 4,
        (Section::Writable, true) => 5,
    };
    let mut places: Vec<usize> = (0..reached.data.len()).collect();
    places.sort_by_key(|&place| group(item(&reached.data[place])));

    let mut at = layout.stack_size;
    let mut rest = places.as_slice();
    let mut place_group = |at: &mut u32, addresses: &mut [u32], which: &[u8]| -> Result<()> {
        while let Some((&place, tail)) = rest.split_first() {
            let data = item(&reached.data[place]);
            if !which.contains(&group(data)) {
                break;
            }
            *at = align_up(*at, data.align)?;
            addresses[place] = *at;
            *at = at.checked_add(data.size()).context(TOO_LARGE)?;
            rest = tail;
        }
        Ok(())
    };
    place_group(&mut at, &mut layout.address, &[0])?;
    layout.lines_end = at;
    place_group(&mut at, &mut layout.address, &[1])?;
    if reached.roots_mask {
        at = align_up(at, 4)?;
        layout.roots_mask_at = at;
        at = at
            .checked_add(mask_bytes(objects, reached)?)
            .context(TOO_LARGE)?;
    }
    if reached.slot_lines {
        at = align_up(at, 4)?;
        layout.slots_at = at;
        let words = u32::try_from(reached.slots.len() + 2).context(TOO_LARGE)?;
        let bytes = words.checked_mul(4).context(TOO_LARGE)?;
        at = at.checked_add(bytes).context(TOO_LARGE)?;
    }
    layout.rodata_end = at;
    place_group(&mut at, &mut layout.address, &[2])?;
    at = align_up(at, roots_align(objects, reached))?;
    layout.roots_start = at;
    place_group(&mut at, &mut layout.address, &[3, 4])?;
    at = align_up(at, 4)?;
    layout.roots_end = at;
    place_group(&mut at, &mut layout.address, &[5])?;
    layout.data_end = at;
    layout.heap_base = align_up(at, ALIGN)?;

    if reached.roots_mask {
        layout.roots_mask = mask(objects, reached, &layout);
    }
    let bytes = u64::from(layout.heap_base) + u64::from(options.initial_heap);
    layout.pages = bytes.div_ceil(1 << 16);
    let limit = options.limit().unwrap_or(1 << 16);
    ensure!(layout.pages <= u64::from(limit), TOO_LARGE);
    Ok(layout)
}

const TOO_LARGE: &str = "the program's static data does not fit into memory";

fn align_up(at: u32, align: u32) -> Result<u32> {
    at.checked_next_multiple_of(align).context(TOO_LARGE)
}

fn order_functions(layout: &mut Layout, reached: &Reached) {
    let mut order: Vec<usize> = (0..reached.functions.len()).collect();
    order.sort_by_key(|&place| Reverse(reached.uses[place]));
    layout.function_index = vec![0; order.len()];
    for (i, &place) in order.iter().enumerate() {
        layout.function_index[place] = (reached.imports.len() + i) as u32;
    }
    layout.order = order
        .into_iter()
        .map(|place| reached.functions[place])
        .collect();
}

/// A relocation of the wrong kind for its target would give a module that is wrong but may be valid.
fn check(objects: [&Object; 2], resolved: &Resolved, reached: &Reached) -> Result<()> {
    let functions = reached.functions.iter().map(|&(side, i)| {
        let function = &objects[side].functions[i as usize];
        (side, &function.name, &function.relocs, function.body.len())
    });
    let data = reached.data.iter().map(|&(side, i)| {
        let data = &objects[side].data[i as usize];
        (side, &data.name, &data.relocs, data.bytes.len())
    });
    for (side, name, relocs, len) in functions.chain(data) {
        let mut end = 0;
        for reloc in relocs {
            ensure!(
                reloc.offset >= end && reloc.offset as usize + reloc.width as usize <= len,
                "{name}: relocations overlap, are out of order or lie outside"
            );
            end = reloc.offset + u32::from(reloc.width);
            let fits = match reloc.kind {
                RelocKind::Function(sym)
                | RelocKind::FunctionSlot(sym)
                | RelocKind::DataFunctionSlot(sym) => matches!(
                    resolved.target(side, sym),
                    Target::Function(..) | Target::Import(..) | Target::Null
                ),
                RelocKind::Address(sym, _)
                | RelocKind::Offset(sym, _)
                | RelocKind::DataAddress(sym, _) => matches!(
                    resolved.target(side, sym),
                    Target::Data { .. } | Target::Builtin(_) | Target::Null
                ),
                RelocKind::Global(sym) => matches!(
                    resolved.target(side, sym),
                    Target::Global(..) | Target::StackPointer
                ),
                RelocKind::Type(_) | RelocKind::BlockType(_) | RelocKind::Table => true,
            };
            ensure!(
                fits,
                "{name}: {:?} refers to a symbol of another kind",
                reloc.kind
            );
        }
    }
    Ok(())
}

fn roots<'a>(
    objects: [&'a Object; 2],
    reached: &'a Reached,
) -> impl Iterator<Item = (usize, &'a Data)> {
    reached
        .data
        .iter()
        .enumerate()
        .filter_map(move |(place, &(side, i))| {
            let data = &objects[side].data[i as usize];
            (data.section == Section::Roots).then_some((place, data))
        })
}

fn roots_align(objects: [&Object; 2], reached: &Reached) -> u32 {
    roots(objects, reached)
        .map(|(_, data)| data.align)
        .max()
        .unwrap_or(4)
}

/// The mask lies before the roots, so its size has to be known before their addresses: an upper bound.
fn mask_bytes(objects: [&Object; 2], reached: &Reached) -> Result<u32> {
    let mut bytes = 0u64;
    for (_, data) in roots(objects, reached) {
        bytes += u64::from(data.size()) + u64::from(data.align);
    }
    Ok(u32::try_from(bytes.div_ceil(4 * 32) * 4).context(TOO_LARGE)? + 4)
}

fn mask(objects: [&Object; 2], reached: &Reached, layout: &Layout) -> Vec<u8> {
    let words = (layout.roots_end - layout.roots_start) / 4;
    let mut mask = vec![0u8; (words as usize).div_ceil(8)];
    for (place, data) in roots(objects, reached) {
        let first = (layout.address[place] - layout.roots_start) / 4;
        for pointer in &data.pointers {
            let word = (first + pointer / 4) as usize;
            mask[word / 8] |= 1 << (word % 8);
        }
    }
    mask
}

//! Allocations: which there are, which can stay in the frame, and how they get there.
//!
//! An allocation whose object has not escaped, is not returned and is in nothing that parameters lead to dies with the function.
//! Inside a loop its place in the frame serves each turn anew; so nothing of an earlier turn may reach it: neither a
//! value that is carried around the loop, nor an object that lives longer than a turn.

use super::effects::constant;
use super::points::{Kind, Object, Points};
use super::vary;
use crate::ir::abi::RtFn;
use crate::ir::*;
use crate::opt::edit::{def_inst, new_inst};
use crate::opt::loops::{Graph, Loops};

/// The largest object that is put on the stack, and the most of one function, in bytes.
const MAX_OBJECT: u32 = 64 << 10;
const MAX_FRAME: u32 = 96 << 10;

/// An allocation of fixed size, or one that has a place of such a size in the frame when it is small.
pub(super) struct Alloc {
    pub(super) inst: InstId,
    pub(super) block: BlockId,
    pub(super) value: Value,
    pub(super) size: u32,
    pub(super) align: u32,
    pub(super) ptrs: Vec<u32>,
    /// Of a slice whose size is not known: up to how many elements fit into the place.
    pub(super) elements: Option<i64>,
}

/// The allocations of a function that could be in its frame.
pub(super) fn find(module: &Module, f: &Func) -> Vec<Alloc> {
    let mut allocs = Vec::new();
    for (b, block) in f.blocks.iter().enumerate() {
        for &id in &block.insts {
            let inst = &f.insts[id.index()];
            let shape = match inst.op {
                Op::Call(Callee::Runtime(RtFn::New)) => {
                    described(f, inst.args[0]).and_then(|d| describe(module, d))
                }
                Op::Call(Callee::Runtime(RtFn::NewNoscan)) => {
                    constant(f, inst.args[0]).map(|n| (n as u32, 8, vec![]))
                }
                Op::Call(Callee::Runtime(RtFn::MakeSlice)) => make_slice(module, f, inst),
                _ => None,
            };
            let vary = || {
                let makes = matches!(inst.op, Op::Call(Callee::Runtime(RtFn::MakeSlice)));
                makes.then(|| vary::make_slice(module, f, inst)).flatten()
            };
            let shape = match shape {
                Some((size, align, ptrs)) => Some((size, align, ptrs, None)),
                None => vary(),
            };
            if let Some((size, align, ptrs, elements)) = shape
                && (1..=MAX_OBJECT).contains(&size)
            {
                allocs.push(Alloc {
                    inst: id,
                    block: BlockId(b as u32),
                    value: inst.results[0],
                    size,
                    align,
                    ptrs,
                    elements,
                });
            }
        }
    }
    allocs
}

pub(super) fn described(f: &Func, v: Value) -> Option<DataId> {
    match def_inst(f, v)?.op {
        Op::DataAddr(d, 0) => Some(d),
        _ => None,
    }
}

fn read_u32(data: &Data, offset: usize) -> u32 {
    let mut word = [0; 4];
    for (n, b) in word.iter_mut().enumerate() {
        *b = data.bytes.get(offset + n).copied().unwrap_or(0);
    }
    u32::from_le_bytes(word)
}

/// Size, alignment and pointers of the type that a descriptor describes (docs/abi.md, section 5).
pub(super) fn describe(module: &Module, id: DataId) -> Option<(u32, u32, Vec<u32>)> {
    let data = &module.data[id.index()];
    let size = read_u32(data, 0);
    let align = u32::from(*data.bytes.get(9)?).max(1);
    let words = read_u32(data, 12);
    let bit: Box<dyn Fn(u32) -> bool> = if words <= 32 {
        let mask = read_u32(data, 16);
        Box::new(move |w| mask >> w & 1 != 0)
    } else {
        let reloc = data.relocs.iter().find(|r| r.offset == 16)?;
        let DataTarget::Data(bits, at) = reloc.target else {
            return None;
        };
        let bytes = module.data[bits.index()].bytes.get(at as usize..)?.to_vec();
        Box::new(move |w| {
            bytes
                .get(w as usize / 8)
                .is_some_and(|b| b >> (w % 8) & 1 != 0)
        })
    };
    let ptrs = (0..words).filter(|&w| bit(w)).map(|w| w * 4).collect();
    Some((size, align, ptrs))
}

/// A backing array of constant capacity.
fn make_slice(module: &Module, f: &Func, inst: &Inst) -> Option<(u32, u32, Vec<u32>)> {
    let len = constant(f, inst.args[1])?;
    let cap = constant(f, inst.args[2])?;
    let (size, align, ptrs) = describe(module, described(f, inst.args[0])?)?;
    let bytes = u64::from(size).checked_mul(u64::try_from(cap).ok()?)?;
    if !(0..=cap).contains(&len) || !(1..=u64::from(MAX_OBJECT)).contains(&bytes) {
        return None;
    }
    let all = (0..cap as u32)
        .flat_map(|n| ptrs.iter().map(move |p| n * size + p))
        .collect();
    Some((bytes as u32, align, all))
}

/// The loops of a function, as far as allocations are concerned.
struct Turns {
    loops: Loops,
    reducible: bool,
    /// For each slot, the blocks in which its address is used.
    slots: Vec<Vec<u32>>,
}

impl Turns {
    fn new(f: &Func) -> Turns {
        let g = Graph::of_func(f);
        let mut slots = vec![Vec::new(); f.slots.len()];
        for (b, block) in f.blocks.iter().enumerate() {
            for &i in &block.insts {
                if let Op::SlotAddr(s, _) = f.insts[i.index()].op {
                    slots[s.index()].push(b as u32);
                }
            }
        }
        Turns {
            loops: Loops::new(&g),
            reducible: g.reducible(),
            slots,
        }
    }

    /// Whether an object lives no longer than a turn of this loop. A slot that is used nowhere else holds a variable of
    /// the loop's body, which is set before it is read.
    fn within(&self, l: u32, kind: Kind, allocs: &[Alloc]) -> bool {
        match kind {
            Kind::Alloc(k) => self.loops.contains(l, allocs[k as usize].block.0),
            Kind::Slot(s) => self.slots[s as usize]
                .iter()
                .all(|&b| self.loops.contains(l, b)),
            _ => false,
        }
    }
}

/// Which allocations stay in the frame.
pub(super) fn decide(f: &Func, points: &Points, allocs: &[Alloc]) -> Vec<bool> {
    let turns = Turns::new(f);
    let mut room: u32 = f.slots.iter().map(|s| s.size).sum();
    let mut list: Vec<bool> = Vec::new();
    for (k, a) in allocs.iter().enumerate() {
        let o = points.alloc(k);
        let stays = !outlives(points, o) && turns_alone(f, points, &turns, allocs, a, o);
        let fits = room.saturating_add(a.size) <= MAX_FRAME;
        if stays && fits {
            room += a.size;
        }
        list.push(stays && fits);
    }
    // What is held by an object in the heap is reached from there.
    loop {
        let mut changed = false;
        for k in 0..allocs.len() {
            let held = list[k]
                && (0..allocs.len())
                    .any(|c| !list[c] && points.contains(points.alloc(c), points.alloc(k)));
            if held {
                list[k] = false;
                changed = true;
            }
        }
        if !changed {
            return list;
        }
    }
}

/// The allocations that stay in the heap, where parameters are held by one at all.
pub(super) fn in_heap(f: &Func, points: &Points, allocs: &[Alloc]) -> Vec<Object> {
    let objects = || (0..allocs.len()).map(|k| points.alloc(k));
    if !objects().any(|o| points.holds_params(o)) {
        return Vec::new();
    }
    let stays = decide(f, points, allocs);
    objects().zip(stays).filter(|s| !s.1).map(|s| s.0).collect()
}

/// Whether an object can be reached when the function has returned.
pub(super) fn outlives(points: &Points, o: Object) -> bool {
    points.holds(points.escaped, o)
        || points.results.iter().any(|&r| {
            points.holds(r, o) || points.members(r).into_iter().any(|c| reaches(points, c, o))
        })
        || points
            .objects()
            .filter(|&c| matches!(points.kind(c), Kind::Param(..)))
            .any(|c| reaches(points, c, o))
}

/// Whether one object leads to another.
fn reaches(points: &Points, from: Object, to: Object) -> bool {
    let mut seen = vec![from];
    let mut work = vec![from];
    while let Some(o) = work.pop() {
        if points.contains(o, to) {
            return true;
        }
        for next in points.objects() {
            if points.contains(o, next) && !seen.contains(&next) {
                seen.push(next);
                work.push(next);
            }
        }
    }
    false
}

/// Whether no turn of a loop sees the object of an earlier one.
fn turns_alone(
    f: &Func,
    points: &Points,
    turns: &Turns,
    allocs: &[Alloc],
    a: &Alloc,
    o: Object,
) -> bool {
    if !turns.reducible {
        return false;
    }
    turns.loops.around(a.block.0).all(|l| {
        let header = turns.loops.list[l as usize].header as usize;
        let carried = f.blocks[header]
            .params
            .iter()
            .any(|&p| points.holds(points.value(p), o));
        let kept = points
            .objects()
            .any(|c| points.contains(c, o) && !turns.within(l, points.kind(c), allocs));
        !carried && !kept
    })
}

/// Makes a stack object for an allocation.
pub(super) fn new_slot(f: &mut Func, alloc: &Alloc) -> SlotId {
    f.slots.push(Slot {
        size: alloc.size.next_multiple_of(4),
        align: alloc.align,
        ptrs: alloc.ptrs.clone(),
    });
    SlotId(f.slots.len() as u32 - 1)
}

/// The block of an allocation, which may have been cut since it was found, and its place there.
pub(super) fn place(f: &Func, alloc: &Alloc) -> (usize, usize) {
    let at = |b: usize| f.blocks[b].insts.iter().position(|&i| i == alloc.inst);
    let mut blocks = [alloc.block.index()].into_iter().chain(0..f.blocks.len());
    blocks.find_map(|b| Some((b, at(b)?))).expect("in a block")
}

/// Replaces an allocation by a stack object, zeroed where the allocation stood.
pub(super) fn to_slot(f: &mut Func, alloc: &Alloc) {
    if let Some(elements) = alloc.elements {
        return vary::to_slot(f, alloc, elements);
    }
    let slot = new_slot(f, alloc);
    let size = new_inst(
        f,
        Op::Const(i64::from(alloc.size)),
        vec![],
        Some(Ty::I32),
        alloc.inst,
    );
    let args = vec![alloc.value, f.insts[size.index()].results[0]];
    let zero = new_inst(f, Op::MemZero, args, None, alloc.inst);
    let inst = &mut f.insts[alloc.inst.index()];
    inst.op = Op::SlotAddr(slot, 0);
    inst.args.clear();
    let (block, at) = place(f, alloc);
    let list = &mut f.blocks[block].insts;
    list.splice(at + 1..at + 1, [size, zero]);
}

/// Stores into stack objects need no write barrier: stacks are scanned whole.
pub(super) fn drop_barriers(f: &mut Func) {
    for b in 0..f.blocks.len() {
        for n in 0..f.blocks[b].insts.len() {
            let id = f.blocks[b].insts[n];
            let inst = &f.insts[id.index()];
            let (Op::StorePtr(_) | Op::StorePair(..)) = inst.op else {
                continue;
            };
            let mut root = inst.args[0];
            while let Some(i) = def_inst(f, root)
                && matches!(i.op, Op::PtrOff(_) | Op::PtrAdd)
            {
                root = i.args[0];
            }
            if !def_inst(f, root).is_some_and(|i| matches!(i.op, Op::SlotAddr(..))) {
                continue;
            }
            match &mut f.insts[id.index()].op {
                Op::StorePair(_, barriers) => *barriers = [false; 2],
                op => {
                    if let &mut Op::StorePtr(off) = op {
                        *op = Op::Store(Mem::Ptr, off);
                    }
                }
            }
        }
    }
}

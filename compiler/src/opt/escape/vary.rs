//! Backing arrays whose size is not known: the small ones have a place in the frame.
//!
//! `make([]T, n, m)` becomes, where the slice does not escape,
//!
//! ```text
//! if m <= elements && n <= m { place in the frame, zeroed } else { the call }
//! ```
//!
//! An array in the heap may hold no addresses of stack objects, so the elements are without pointers, unless only the length is
//! unknown: then the call is made to panic only.

use super::effects::constant;
use super::place::{Alloc, describe, described, new_slot, place};
use crate::ir::*;
use crate::opt::edit::{new_inst, new_value};

/// Bytes of a place: as many as Go gives it.
const SMALL: u32 = 32;

/// Size, alignment, pointers and elements of the place for a backing array.
pub(super) fn make_slice(
    module: &Module,
    f: &Func,
    inst: &Inst,
) -> Option<(u32, u32, Vec<u32>, Option<i64>)> {
    let (size, align, ptrs) = describe(module, described(f, inst.args[0])?)?;
    let elements = match constant(f, inst.args[2]) {
        Some(cap) => u32::try_from(cap).ok()?,
        None if ptrs.is_empty() => SMALL.checked_div(size)?,
        None => return None,
    };
    let all = (0..elements)
        .flat_map(|n| ptrs.iter().map(move |p| n * size + p))
        .collect();
    let bytes = size.checked_mul(elements)?;
    Some((bytes, align, all, Some(i64::from(elements))))
}

/// Replaces the call.
pub(super) fn to_slot(f: &mut Func, alloc: &Alloc, elements: i64) {
    let call = alloc.inst;
    let &[_, len, cap] = &f.insts[call.index()].args[..] else {
        unreachable!("element type, length and capacity");
    };
    let slot = new_slot(f, alloc);
    let (before, at) = place(f, alloc);
    let [small, large, after] = [0, 1, 2].map(|n| BlockId(f.blocks.len() as u32 + n));
    let value = |f: &Func, i: InstId| f.insts[i.index()].results[0];

    // The test, at the end of the block that is cut.
    let mut test = Vec::new();
    let mut add = |f: &mut Func, op, args, ty| {
        let inst = new_inst(f, op, args, Some(ty), call);
        test.push(inst);
        value(f, inst)
    };
    let most = add(f, Op::Const(elements), vec![], Ty::I64);
    let mut fits = add(f, Op::Cmp(CmpOp::LeU), vec![cap, most], Ty::I32);
    if len != cap {
        let ordered = add(f, Op::Cmp(CmpOp::LeU), vec![len, cap], Ty::I32);
        fits = add(f, Op::Bin(BinOp::And), vec![fits, ordered], Ty::I32);
    }
    let rest = f.blocks[before].insts.split_off(at + 1);
    f.blocks[before].insts.pop();
    f.blocks[before].insts.extend(test);
    let to = |block, args| Target { block, args };
    let branch = Term::Branch(fits, to(small, vec![]), to(large, vec![]));
    let term = std::mem::replace(&mut f.blocks[before].term, branch);
    let end = f.blocks[before].pos;
    let pos = f.insts[call.index()].pos;
    f.blocks[before].pos = pos;

    let address = new_inst(f, Op::SlotAddr(slot, 0), vec![], Some(Ty::Ptr), call);
    let size = i64::from(alloc.size);
    let size = new_inst(f, Op::Const(size), vec![], Some(Ty::I32), call);
    let args = vec![value(f, address), value(f, size)];
    let zero = new_inst(f, Op::MemZero, args, None, call);
    // The call has a new result; the old one is what either way leads to.
    let heap = new_value(f, Ty::Ptr, Def::Inst(call, 0));
    f.insts[call.index()].results[0] = heap;
    f.values[alloc.value.index()].def = Def::Param(after, 0);
    let block = |insts, from| Block {
        params: vec![],
        insts,
        term: Term::Jump(to(after, vec![from])),
        pos,
    };
    let in_frame = block(vec![address, size, zero], value(f, address));
    let in_heap = block(vec![call], heap);
    f.blocks.extend([in_frame, in_heap]);
    f.blocks.push(Block {
        params: vec![alloc.value],
        insts: rest,
        term,
        pos: end,
    });
}

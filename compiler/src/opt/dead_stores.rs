//! Dead stores: those of a scalar that is stored again on every way from there, with nothing in between that can read it.
//!
//! From the ends of blocks to their beginnings, what is stored further down. Where a block has several successors it is what all of
//! them store. Of a loop's next turn nothing is known, since loops poll: whoever runs then may look.

use super::alias::{self, Effects, Place, Write};
use super::cfg;
use super::loads::{Key, key, stored};
use crate::ir::{BlockId, Func, Inst, Op};

/// Not more is handed on from block to block.
const LIMIT: usize = 64;

/// Scalars that are written, with nothing before that could read them.
type Later = Vec<(Key, Place)>;

/// Removes stores that are overwritten before anybody can see them. Returns whether there were any.
pub(super) fn dead_stores(f: &mut Func, effects: &Effects) -> bool {
    let private = alias::private_slots(f);
    let order = cfg::reverse_postorder(f);
    let mut done: Vec<Option<Later>> = vec![None; f.blocks.len()];
    let mut changed = false;
    for &b in order.iter().rev() {
        let mut later = behind(f, b, &done);
        let mut dead = Vec::new();
        for (at, &id) in f.blocks[b.index()].insts.iter().enumerate().rev() {
            let inst = &f.insts[id.index()];
            if is_store(inst) {
                let all = stored(f, inst);
                let scalars = all.iter().map(|&(off, mem, _)| {
                    let addr = inst.args[0];
                    (key(f, addr, off, mem), alias::place(f, addr, off, mem))
                });
                let scalars: Later = scalars.collect();
                if scalars.iter().all(|(k, _)| contains(&later, k)) {
                    dead.push(at);
                } else {
                    later.extend(scalars);
                }
            } else if let Op::Load(mem, off) = inst.op {
                let read = alias::place(f, inst.args[0], off, mem);
                later.retain(|(_, p)| !effects.touches(&private, &Write::One(*p), &read));
            } else if sees_memory(&inst.op) {
                later.clear();
            }
        }
        changed |= !dead.is_empty();
        for at in dead {
            f.blocks[b.index()].insts.remove(at);
        }
        // Those next to the block's beginning came last.
        later.drain(..later.len().saturating_sub(LIMIT));
        done[b.index()] = Some(later);
    }
    changed
}

fn contains(later: &Later, k: &Key) -> bool {
    later.iter().any(|(l, _)| l == k)
}

/// What is stored behind a block, whichever way is taken. Successors that are not done are those of the edges that close loops.
fn behind(f: &Func, b: BlockId, done: &[Option<Later>]) -> Later {
    let mut successors = cfg::targets(&f.blocks[b.index()].term).map(|t| &done[t.block.index()]);
    let Some(Some(first)) = successors.next() else {
        return Later::new();
    };
    let mut later = first.clone();
    for other in successors {
        match other {
            Some(other) => later.retain(|(k, _)| contains(other, k)),
            None => later.clear(),
        }
    }
    later
}

fn is_store(inst: &Inst) -> bool {
    matches!(inst.op, Op::Store(..) | Op::StorePtr(_) | Op::StorePair(..))
}

/// Whether an operation may read any memory, or leave the function.
fn sees_memory(op: &Op) -> bool {
    matches!(
        op,
        Op::Call(_) | Op::PanicIf(_) | Op::Poll | Op::MemCopy | Op::Atomic(..)
    )
}

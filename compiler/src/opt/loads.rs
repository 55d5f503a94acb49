//! Redundant loads.
//!
//! Along the dominator tree, what memory is known to hold: values that were stored, or loaded before. Where ways meet,
//! what every block between the meeting point and its dominator leaves alone is still known; for the head of a loop
//! these blocks are those of the loop. Loads that alone decide whether a loop ends are done in each turn ([`exits`](super::exits)).

use super::alias::{self, Effects, Place, Root, Write};
use super::cfg::Cfg;
use super::dead_stores::dead_stores;
use super::edit::{Aliases, def_inst};
use super::exits::deciding;
use crate::ir::{BlockId, Func, Inst, Mem, Op, Term, Ty, Value};

/// Not more is remembered at a time.
const LIMIT: usize = 64;
/// In larger functions nothing is known where ways meet.
const LARGE: usize = 1500;

/// An address as it is written: equal ones mean the same bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Key {
    base: Root,
    off: u32,
    mem: Mem,
}

/// What is known to lie somewhere.
#[derive(Clone, Copy, Debug)]
struct Known {
    key: Key,
    place: Place,
    value: Value,
}

pub(super) fn key(f: &Func, addr: Value, off: u32, mem: Mem) -> Key {
    let (mut base, mut off) = (addr, off);
    while let Some(inst) = def_inst(f, base) {
        match inst.op {
            Op::PtrOff(n) => {
                off = off.wrapping_add(n);
                base = inst.args[0];
            }
            Op::SlotAddr(s, n) => {
                return Key {
                    base: Root::Slot(s),
                    off: off.wrapping_add(n),
                    mem,
                };
            }
            Op::DataAddr(d, n) => {
                return Key {
                    base: Root::Data(d),
                    off: off.wrapping_add(n),
                    mem,
                };
            }
            _ => break,
        }
    }
    Key {
        base: Root::Value(base),
        off,
        mem,
    }
}

/// The scalars that a store writes: address, offset, kind, value.
pub(super) fn stored(f: &Func, inst: &Inst) -> Vec<(u32, Mem, Value)> {
    let word = |v: Value| match f.values[v.index()].ty {
        Ty::Ptr => Mem::Ptr,
        _ => Mem::I32,
    };
    match inst.op {
        Op::Store(mem, off) => vec![(off, mem, inst.args[1])],
        Op::StorePtr(off) => vec![(off, Mem::Ptr, inst.args[1])],
        Op::StorePair(off, _) => vec![
            (off, word(inst.args[1]), inst.args[1]),
            (off + 4, word(inst.args[2]), inst.args[2]),
        ],
        _ => Vec::new(),
    }
}

/// Whether a load of this kind gives back what was stored as it is.
fn whole(mem: Mem) -> bool {
    matches!(mem, Mem::I32 | Mem::I64 | Mem::F32 | Mem::F64 | Mem::Ptr)
}

/// Runs it. Returns whether something changed.
pub fn loads(f: &mut Func, effects: &Effects) -> bool {
    let touched = f.blocks.iter().flat_map(|b| &b.insts).any(|i| {
        let op = &f.insts[i.index()].op;
        matches!(op, Op::Load(..))
    });
    let mut changed = dead_stores(f, effects);
    if touched {
        changed |= redundant(f, effects);
    }
    changed
}

fn redundant(f: &mut Func, effects: &Effects) -> bool {
    let cfg = Cfg::new(f);
    let private = alias::private_slots(f);
    let mut aliases = Aliases::new(f);
    let mut changed = false;
    // After a recovery no value of another block is there any more.
    let recovered = after_recovery(f);
    let deciding = deciding(f, effects);
    let writes: Vec<Vec<Write>> = f
        .blocks
        .iter()
        .map(|b| b.insts.iter().flat_map(|&i| effects.writes(f, i)).collect())
        .collect();
    let mut ends: Vec<Option<Vec<Known>>> = vec![None; f.blocks.len()];
    // Blocks whose dominated blocks are all done forget what they know.
    let mut stack = vec![BlockId(0)];
    let mut seen = Marks::new(f.blocks.len());
    while let Some(b) = stack.pop() {
        let mut known = begin(&cfg, b, &ends, &writes, &recovered, &mut seen, |w, k| {
            effects.touches(&private, w, &k.place)
        });
        for at in 0..f.blocks[b.index()].insts.len() {
            let id = f.blocks[b.index()].insts[at];
            for n in 0..f.insts[id.index()].args.len() {
                let v = f.insts[id.index()].args[n];
                f.insts[id.index()].args[n] = aliases.resolve(v);
            }
            let inst = &f.insts[id.index()];
            if let Op::Load(mem, off) = inst.op {
                let (addr, result) = (inst.args[0], inst.results[0]);
                let key = key(f, addr, off, mem);
                let ty = f.values[result.index()].ty;
                if !deciding.contains(&id)
                    && let Some(k) = known.iter().rev().find(|k| k.key == key)
                    && f.values[k.value.index()].ty == ty
                {
                    aliases.replace(result, k.value);
                    changed = true;
                    continue;
                }
                remember(
                    &mut known,
                    Known {
                        key,
                        place: alias::place(f, addr, off, mem),
                        value: result,
                    },
                );
                continue;
            }
            for w in effects.writes(f, id) {
                known.retain(|k| !effects.touches(&private, &w, &k.place));
            }
            let inst = &f.insts[id.index()];
            for (off, mem, value) in stored(f, inst) {
                if whole(mem) {
                    let addr = inst.args[0];
                    remember(
                        &mut known,
                        Known {
                            key: key(f, addr, off, mem),
                            place: alias::place(f, addr, off, mem),
                            value,
                        },
                    );
                }
            }
        }
        let mut term = std::mem::replace(&mut f.blocks[b.index()].term, Term::None);
        super::edit::term_values(&mut term, |v| *v = aliases.resolve(*v));
        f.blocks[b.index()].term = term;
        if !cfg.children[b.index()].is_empty() {
            ends[b.index()] = Some(known);
        }
        stack.extend(&cfg.children[b.index()]);
    }
    if changed {
        aliases.apply(f);
    }
    changed
}

fn remember(known: &mut Vec<Known>, k: Known) {
    if known.len() == LIMIT {
        known.remove(0);
    }
    known.push(k);
}

/// Blocks that can be reached from the exit of a function that defers.
fn after_recovery(f: &Func) -> Vec<bool> {
    let mut seen = vec![false; f.blocks.len()];
    let mut work: Vec<BlockId> = f.defers.iter().map(|d| d.exit).collect();
    while let Some(b) = work.pop() {
        if !std::mem::replace(&mut seen[b.index()], true) {
            work.extend(super::cfg::targets(&f.blocks[b.index()].term).map(|t| t.block));
        }
    }
    seen
}

/// A set of blocks that is cheap to clear.
struct Marks {
    at: Vec<u32>,
    now: u32,
}

impl Marks {
    fn new(n: usize) -> Marks {
        Marks {
            at: vec![0; n],
            now: 0,
        }
    }

    fn clear(&mut self) {
        self.now += 1;
    }

    /// Whether the block is new.
    fn add(&mut self, b: BlockId) -> bool {
        std::mem::replace(&mut self.at[b.index()], self.now) != self.now
    }
}

/// What is known where a block begins.
fn begin(
    cfg: &Cfg,
    b: BlockId,
    ends: &[Option<Vec<Known>>],
    writes: &[Vec<Write>],
    recovered: &[bool],
    seen: &mut Marks,
    touches: impl Fn(&Write, &Known) -> bool,
) -> Vec<Known> {
    let up = cfg.idom[b.index()];
    if b.0 == 0 || recovered[b.index()] && !recovered[up.index()] {
        return Vec::new();
    }
    let mut known = ends[up.index()].clone().unwrap_or_default();
    if cfg.preds[b.index()][..] == [up] || known.is_empty() {
        return known;
    }
    if ends.len() > LARGE {
        return Vec::new();
    }
    seen.clear();
    seen.add(up);
    let mut work = cfg.preds[b.index()].clone();
    while let Some(x) = work.pop() {
        if !cfg.reachable(x) || !seen.add(x) {
            continue;
        }
        for w in &writes[x.index()] {
            known.retain(|k| !touches(w, k));
        }
        if known.is_empty() {
            break;
        }
        work.extend(&cfg.preds[x.index()]);
    }
    known
}

//! Turns stack objects that are only read and written in parts into SSA values.

use super::cfg::Cfg;
use super::edit::{Aliases, const_of, def_inst, new_inst, new_value};
use crate::ir::{BlockId, Def, Func, InstId, Mem, Op, Target, Ty, UnOp, Value};
use rustc_hash::FxHashMap;

/// One part of a slot that is always accessed alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cell {
    slot: u32,
    offset: u32,
    mem: Mem,
}

fn ty_of(mem: Mem) -> Ty {
    match mem {
        Mem::I64 => Ty::I64,
        Mem::F32 => Ty::F32,
        Mem::F64 => Ty::F64,
        Mem::Ptr => Ty::Ptr,
        _ => Ty::I32,
    }
}

/// Slot and offset that an address stands for.
fn slot_addr(f: &Func, v: Value) -> Option<(u32, u32)> {
    let inst = def_inst(f, v)?;
    match inst.op {
        Op::SlotAddr(s, o) => Some((s.0, o)),
        Op::PtrOff(o) => slot_addr(f, inst.args[0]).map(|(s, base)| (s, base + o)),
        _ => None,
    }
}

/// Runs it. Returns whether a slot went.
pub fn mem2reg(f: &mut Func) -> bool {
    if f.slots.is_empty() {
        return false;
    }
    let Some(cells) = find_cells(f) else {
        return false;
    };
    promote(f, &cells);
    true
}

/// Finds the cells of all slots that can be promoted.
fn find_cells(f: &Func) -> Option<Vec<Cell>> {
    let n = f.slots.len();
    let mut bad = vec![false; n];
    needed_after_recovery(f, &mut bad);
    let mut cells: Vec<Vec<Cell>> = vec![Vec::new(); n];
    for b in &f.blocks {
        for &id in &b.insts {
            let inst = &f.insts[id.index()];
            for (n, &arg) in inst.args.iter().enumerate() {
                let Some((s, base)) = slot_addr(f, arg) else {
                    continue;
                };
                let mut access = |offset: u32, mem: Mem| {
                    let cell = Cell {
                        slot: s,
                        offset: base + offset,
                        mem,
                    };
                    let list = &mut cells[s as usize];
                    if !list.contains(&cell) {
                        list.push(cell);
                    }
                };
                match &inst.op {
                    Op::PtrOff(_) => {}
                    Op::Load(mem, o) => access(*o, *mem),
                    Op::Store(mem, o) if n == 0 => access(*o, *mem),
                    Op::StorePtr(o) if n == 0 => access(*o, Mem::Ptr),
                    Op::StorePair(o, _) if n == 0 => {
                        for (k, v) in [(0, inst.args[1]), (4, inst.args[2])] {
                            let mem = if f.values[v.index()].ty == Ty::Ptr {
                                Mem::Ptr
                            } else {
                                Mem::I32
                            };
                            access(o + k, mem);
                        }
                    }
                    // Zeroing the whole slot or a part of it.
                    Op::MemZero if n == 0 && const_of(f, inst.args[1]).is_some() => {}
                    _ => bad[s as usize] = true,
                }
            }
        }
        super::edit::for_term_values(&b.term, |v| {
            if let Some((s, _)) = slot_addr(f, v) {
                bad[s as usize] = true;
            }
        });
    }
    for (s, list) in cells.iter_mut().enumerate() {
        list.sort_by_key(|c| (c.offset, c.mem.bytes()));
        // Cells must be equal or apart. Signed and unsigned reads of a small cell would differ: give up on those too.
        let overlap = list
            .windows(2)
            .any(|w| w[1].offset < w[0].offset + w[0].mem.bytes());
        if overlap
            || list.len() > 16
            || list
                .last()
                .is_some_and(|c| c.offset + c.mem.bytes() > f.slots[s].size)
        {
            bad[s] = true;
        }
    }
    // A zeroing that cuts a cell in two.
    for b in &f.blocks {
        for &id in &b.insts {
            let inst = &f.insts[id.index()];
            if inst.op == Op::MemZero
                && let Some((s, o)) = slot_addr(f, inst.args[0])
                && let Some(len) = const_of(f, inst.args[1])
            {
                let end = o + len as u32;
                bad[s as usize] |= cells[s as usize]
                    .iter()
                    .any(|c| c.offset < end && end < c.offset + c.mem.bytes());
                bad[s as usize] |= cells[s as usize]
                    .iter()
                    .any(|c| c.offset < o && o < c.offset + c.mem.bytes());
            }
        }
    }
    let list: Vec<Cell> = cells
        .into_iter()
        .enumerate()
        .filter(|(s, _)| !bad[*s])
        .flat_map(|(_, l)| l)
        .collect();
    // Slots that are only zeroed, or not used at all, need no cell but go too.
    let dead = (0..n).any(|s| !bad[s]);
    dead.then_some(list)
        .filter(|l| !l.is_empty() || has_slot_use(f, &bad))
}

/// Whether an instruction uses a slot that is going.
fn has_slot_use(f: &Func, bad: &[bool]) -> bool {
    f.blocks.iter().flat_map(|b| &b.insts).any(|id| {
        let inst = &f.insts[id.index()];
        inst.op == Op::MemZero && slot_addr(f, inst.args[0]).is_some_and(|(s, _)| !bad[s as usize])
    })
}

/// What a function that defers needs in memory: its defer slots, and whatever is used after a recovery.
fn needed_after_recovery(f: &Func, bad: &mut [bool]) {
    let Some(d) = &f.defers else { return };
    bad[d.mask.index()] = true;
    bad[d.closures.index()] = true;
    let mut seen = vec![false; f.blocks.len()];
    let mut work = vec![d.exit];
    while let Some(b) = work.pop() {
        if std::mem::replace(&mut seen[b.index()], true) {
            continue;
        }
        for &id in &f.blocks[b.index()].insts {
            for &v in &f.insts[id.index()].args {
                if let Some((s, _)) = slot_addr(f, v) {
                    bad[s as usize] = true;
                }
            }
        }
        work.extend(super::cfg::targets(&f.blocks[b.index()].term).map(|t| t.block));
    }
}

/// Drops slots that nothing mentions any more, and renumbers the others.
pub fn compact_slots(f: &mut Func) {
    let mut used = vec![false; f.slots.len()];
    if let Some(d) = &f.defers {
        used[d.mask.index()] = true;
        used[d.closures.index()] = true;
    }
    for b in &f.blocks {
        for &id in &b.insts {
            if let Op::SlotAddr(s, _) = f.insts[id.index()].op {
                used[s.index()] = true;
            }
        }
    }
    let mut number = Vec::with_capacity(used.len());
    let mut next = 0;
    for &u in &used {
        number.push(next);
        next += u32::from(u);
    }
    let mut n = 0;
    f.slots.retain(|_| {
        n += 1;
        used[n - 1]
    });
    for inst in &mut f.insts {
        if let Op::SlotAddr(s, _) = &mut inst.op {
            s.0 = number[s.index()];
        }
    }
    if let Some(d) = &mut f.defers {
        d.mask.0 = number[d.mask.index()];
        d.closures.0 = number[d.closures.index()];
    }
}

fn promote(f: &mut Func, cells: &[Cell]) {
    let cfg = Cfg::new(f);
    let promoted: Vec<bool> = promoted_slots(f, cells);
    let at = |s: u32, o: u32| cells.iter().position(|c| c.slot == s && c.offset == o);
    let frontier = frontiers(&cfg, f.blocks.len());
    // Where each cell is written.
    let mut writes: Vec<Vec<BlockId>> = vec![vec![BlockId(0)]; cells.len()];
    for &b in &cfg.rpo {
        for &id in &f.blocks[b.index()].insts {
            let inst = &f.insts[id.index()];
            let Some(&addr) = inst.args.first() else {
                continue;
            };
            let Some((s, base)) = slot_addr(f, addr) else {
                continue;
            };
            if !promoted[s as usize] {
                continue;
            }
            match inst.op {
                Op::Store(_, o) | Op::StorePtr(o) => writes[at(s, base + o).expect("cell")].push(b),
                Op::StorePair(o, _) => {
                    writes[at(s, base + o).expect("cell")].push(b);
                    writes[at(s, base + o + 4).expect("cell")].push(b);
                }
                Op::MemZero => {
                    let end = base + const_of(f, inst.args[1]).expect("constant") as u32;
                    for (n, c) in cells.iter().enumerate() {
                        if c.slot == s && c.offset >= base && c.offset < end {
                            writes[n].push(b);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    // Parameters on the dominance frontiers.
    let mut params: FxHashMap<(BlockId, usize), Value> = FxHashMap::default();
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); f.blocks.len()];
    for (n, cell) in cells.iter().enumerate() {
        let mut work = writes[n].clone();
        while let Some(b) = work.pop() {
            for &d in &frontier[b.index()] {
                if params.contains_key(&(d, n)) {
                    continue;
                }
                let index = f.blocks[d.index()].params.len() as u32;
                let v = new_value(f, ty_of(cell.mem), Def::Param(d, index));
                f.blocks[d.index()].params.push(v);
                params.insert((d, n), v);
                order[d.index()].push(n);
                work.push(d);
            }
        }
    }
    rename(f, &cfg, cells, &promoted, &params, &order);
}

fn promoted_slots(f: &Func, cells: &[Cell]) -> Vec<bool> {
    let mut promoted = vec![false; f.slots.len()];
    for c in cells {
        promoted[c.slot as usize] = true;
    }
    // Slots without cells that are only zeroed.
    let mut used = vec![false; f.slots.len()];
    for b in &f.blocks {
        for &id in &b.insts {
            let inst = &f.insts[id.index()];
            for &a in &inst.args {
                if let Some((s, _)) = slot_addr(f, a)
                    && !matches!(inst.op, Op::PtrOff(_))
                {
                    used[s as usize] |=
                        inst.op != Op::MemZero || const_of(f, inst.args[1]).is_none();
                }
            }
        }
        super::edit::for_term_values(&b.term, |v| {
            if let Some((s, _)) = slot_addr(f, v) {
                used[s as usize] = true;
            }
        });
    }
    let mut bad = vec![false; f.slots.len()];
    needed_after_recovery(f, &mut bad);
    for s in 0..promoted.len() {
        promoted[s] |= !used[s] && !bad[s];
    }
    promoted
}

fn frontiers(cfg: &Cfg, n: usize) -> Vec<Vec<BlockId>> {
    let mut frontier = vec![Vec::new(); n];
    for &b in &cfg.rpo {
        if cfg.preds[b.index()].len() < 2 {
            continue;
        }
        for &p in &cfg.preds[b.index()] {
            let mut x = p;
            while x != cfg.idom[b.index()] {
                let list: &mut Vec<BlockId> = &mut frontier[x.index()];
                if !list.contains(&b) {
                    list.push(b);
                }
                x = cfg.idom[x.index()];
            }
        }
    }
    frontier
}

fn rename(
    f: &mut Func,
    cfg: &Cfg,
    cells: &[Cell],
    promoted: &[bool],
    params: &FxHashMap<(BlockId, usize), Value>,
    order: &[Vec<usize>],
) {
    let at = |s: u32, o: u32| cells.iter().position(|c| c.slot == s && c.offset == o);
    let mut aliases = Aliases::new(f);
    // Zero constants, one for each cell, at the entry.
    let mut zeros = Vec::with_capacity(cells.len());
    let mut entry = Vec::new();
    for c in cells {
        let ty = ty_of(c.mem);
        let op = if matches!(ty, Ty::F32 | Ty::F64) {
            Op::FConst(0)
        } else {
            Op::Const(0)
        };
        let id = InstId(f.insts.len() as u32);
        let v = new_value(f, ty, Def::Inst(id, 0));
        f.insts.push(crate::ir::Inst {
            op,
            args: vec![],
            results: vec![v],
            pos: f.pos,
            scope: crate::ir::ScopeId(0),
        });
        entry.push(id);
        zeros.push(v);
    }
    let mut current: FxHashMap<BlockId, Vec<Value>> = FxHashMap::default();
    // Walk the dominator tree; what a block starts with is what its dominator ended with, but for its parameters.
    let mut stack = vec![BlockId(0)];
    while let Some(b) = stack.pop() {
        let mut now = if b.0 == 0 {
            zeros.clone()
        } else {
            current[&cfg.idom[b.index()]].clone()
        };
        for &n in &order[b.index()] {
            now[n] = params[&(b, n)];
        }
        let insts = std::mem::take(&mut f.blocks[b.index()].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for id in insts {
            let inst = f.insts[id.index()].clone();
            let place = inst
                .args
                .first()
                .and_then(|&a| slot_addr(f, a))
                .filter(|(s, _)| promoted[*s as usize]);
            let Some((s, base)) = place else {
                kept.push(id);
                continue;
            };
            match inst.op {
                Op::Load(mem, o) => {
                    let v = now[at(s, base + o).expect("cell")];
                    let v = narrow(f, mem, v, id, &mut kept);
                    aliases.replace(inst.results[0], v);
                }
                Op::Store(_, o) | Op::StorePtr(o) => {
                    now[at(s, base + o).expect("cell")] = inst.args[1]
                }
                Op::StorePair(o, _) => {
                    now[at(s, base + o).expect("cell")] = inst.args[1];
                    now[at(s, base + o + 4).expect("cell")] = inst.args[2];
                }
                Op::MemZero => {
                    let end = base + const_of(f, inst.args[1]).expect("constant") as u32;
                    for (n, c) in cells.iter().enumerate() {
                        if c.slot == s && c.offset >= base && c.offset < end {
                            now[n] = zeros[n];
                        }
                    }
                }
                _ => kept.push(id),
            }
        }
        f.blocks[b.index()].insts = kept;
        let mut term = std::mem::replace(&mut f.blocks[b.index()].term, crate::ir::Term::None);
        for t in super::cfg::targets_mut(&mut term) {
            let add: Vec<Value> = order[t.block.index()].iter().map(|&n| now[n]).collect();
            let t: &mut Target = t;
            t.args.extend(add);
        }
        f.blocks[b.index()].term = term;
        current.insert(b, now);
        stack.extend(&cfg.children[b.index()]);
    }
    f.blocks[0].insts.splice(0..0, entry);
    aliases.apply(f);
}

/// What reading a small cell makes of the value written to it.
fn narrow(f: &mut Func, mem: Mem, v: Value, model: InstId, kept: &mut Vec<InstId>) -> Value {
    let mut add = |f: &mut Func, op: Op, args: Vec<Value>| {
        let id = new_inst(f, op, args, Some(Ty::I32), model);
        kept.push(id);
        f.insts[id.index()].results[0]
    };
    match mem {
        Mem::I8S => add(f, Op::Un(UnOp::Ext8S), vec![v]),
        Mem::I16S => add(f, Op::Un(UnOp::Ext16S), vec![v]),
        Mem::I8U | Mem::I16U => {
            let mask = add(
                f,
                Op::Const(if mem == Mem::I8U { 0xff } else { 0xffff }),
                vec![],
            );
            add(f, Op::Bin(crate::ir::BinOp::And), vec![v, mask])
        }
        _ => v,
    }
}

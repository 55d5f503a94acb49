//! Escape analysis: allocations that nobody can reach after their function returns become stack objects.
//!
//! For each pointer parameter of each function a summary says whether the pointer itself, and whether what is read
//! through it, may outlive the call; summaries are the least fixed point over the whole program. Inside a function an
//! allocation is followed through address arithmetic, block parameters and selections, and into other objects that stay
//! local. An allocation on a cycle of the control flow keeps its place on the stack only if no address of it can be
//! seen in a later turn.

use super::cfg::Cfg;
use super::edit::{def_inst, new_inst};
use crate::ir::abi::RtFn;
use crate::ir::*;

/// The largest object that is put on the stack.
const MAX_STACK_OBJECT: u32 = 64 * 1024;

/// What becomes of a pointer parameter.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Param {
    /// The pointer may outlive the call.
    escapes: bool,
    /// A pointer read through it may outlive the call.
    content: bool,
}

type Summaries = Vec<Vec<Param>>;

/// What an operand is subjected to by an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Use {
    /// Only looked at.
    Harmless,
    /// The result is an address in the same object.
    Derived,
    /// A pointer read from the object.
    Loaded,
    /// Something is written into the object: the value operands flow into it.
    Target,
    /// It is written into the object at this address.
    StoredInto(Value),
    /// What the object holds may outlive it, not the object itself.
    Content,
    /// May outlive the function.
    Escapes,
}

/// Runs it on the whole module.
pub fn escape(module: &mut Module) {
    let mut summaries: Summaries = module
        .funcs
        .iter()
        .map(|f| vec![Param::default(); f.blocks.first().map_or(0, |b| b.params.len())])
        .collect();
    loop {
        let mut changed = false;
        for n in 0..module.funcs.len() {
            if !module.funcs[n].blocks.is_empty() {
                changed |= summarise(module, n, &mut summaries);
            }
        }
        if !changed {
            break;
        }
    }
    for n in 0..module.funcs.len() {
        promote(module, n, &summaries);
    }
}

/// Looks at a function's pointer parameters again. Returns whether a summary changed.
fn summarise(module: &Module, n: usize, summaries: &mut Summaries) -> bool {
    let f = &module.funcs[n];
    let params = &f.blocks[0].params;
    let open = |k: usize| {
        f.values[params[k].index()].ty == Ty::Ptr
            && summaries[n][k]
                != Param {
                    escapes: true,
                    content: true,
                }
    };
    if !(0..params.len()).any(open) {
        return false;
    }
    let local = Locals::find(module, f, summaries);
    let mut changed = false;
    for k in (0..params.len()).filter(|&k| open(k)).collect::<Vec<_>>() {
        let flow = Flow::of(
            f,
            &local.users,
            summaries,
            params[k],
            Some(&|addr| local.owner(f, addr).is_some()),
        );
        let stored = flow.into.iter().any(|&addr| match local.owner(f, addr) {
            Some(Owner::Alloc(c)) => local.flows[c].as_ref().is_none_or(|c| c.content),
            Some(Owner::Slot) => slot_content_leaks(f, &local.users, summaries, addr),
            None => true,
        });
        let old = summaries[n][k];
        let escapes = old.escapes | flow.escapes | stored;
        // What leaves takes along whatever can be reached from it.
        let new = Param {
            escapes,
            content: old.content | flow.content | escapes,
        };
        changed |= new != old;
        summaries[n][k] = new;
    }
    changed
}

/// For each value, the instructions and terminators that use it.
struct Users {
    insts: Vec<Vec<(InstId, usize)>>,
    /// Blocks whose terminator uses the value.
    terms: Vec<Vec<BlockId>>,
    block_of: Vec<BlockId>,
}

impl Users {
    fn new(f: &Func) -> Users {
        let mut users = Users {
            insts: vec![Vec::new(); f.values.len()],
            terms: vec![Vec::new(); f.values.len()],
            block_of: vec![BlockId(0); f.insts.len()],
        };
        for (b, block) in f.blocks.iter().enumerate() {
            for &id in &block.insts {
                users.block_of[id.index()] = BlockId(b as u32);
                for (n, v) in f.insts[id.index()].args.iter().enumerate() {
                    users.insts[v.index()].push((id, n));
                }
            }
            super::edit::for_term_values(&block.term, |v| {
                users.terms[v.index()].push(BlockId(b as u32))
            });
        }
        users
    }
}

/// Follows one pointer through a function.
struct Flow {
    /// Values that are addresses in the object itself.
    own: Vec<Value>,
    escapes: bool,
    content: bool,
    /// Objects (by the address used) into which the pointer was stored.
    into: Vec<Value>,
    /// Passed a block parameter.
    joined: bool,
}

impl Flow {
    /// `through`: where the pointer is stored into an object that may turn out local, tells so.
    fn of(
        f: &Func,
        users: &Users,
        summaries: &Summaries,
        start: Value,
        through: Option<&dyn Fn(Value) -> bool>,
    ) -> Flow {
        let mut flow = Flow {
            own: vec![],
            escapes: false,
            content: false,
            into: vec![],
            joined: false,
        };
        // (value, whether it is content read from the object rather than an address of it)
        let mut seen = vec![[false; 2]; f.values.len()];
        let mut work = vec![(start, false)];
        while let Some((v, content)) = work.pop() {
            if std::mem::replace(&mut seen[v.index()][usize::from(content)], true) {
                continue;
            }
            if !content {
                flow.own.push(v);
            }
            let mark = |flow: &mut Flow| {
                if content {
                    flow.content = true;
                } else {
                    flow.escapes = true;
                }
            };
            for &(id, n) in &users.insts[v.index()] {
                let inst = &f.insts[id.index()];
                match use_of(inst, n, summaries) {
                    Use::Harmless | Use::Target => {}
                    Use::Derived => work.extend(inst.results.iter().map(|&r| (r, content))),
                    Use::Loaded => work.extend(inst.results.iter().map(|&r| (r, true))),
                    Use::StoredInto(addr) => {
                        if !content && through.is_some_and(|t| t(addr)) {
                            flow.into.push(addr);
                        } else {
                            mark(&mut flow);
                        }
                    }
                    Use::Content => flow.content = true,
                    Use::Escapes => mark(&mut flow),
                }
            }
            for &b in &users.terms[v.index()] {
                match &f.blocks[b.index()].term {
                    Term::Return(_) => mark(&mut flow),
                    Term::TailCall(callee, args) => {
                        for (n, &a) in args.iter().enumerate() {
                            if a == v {
                                match call_use(callee, n, summaries) {
                                    Use::Harmless => {}
                                    Use::Content => flow.content = true,
                                    _ => mark(&mut flow),
                                }
                            }
                        }
                    }
                    term => {
                        for t in super::cfg::targets(term) {
                            for (n, &a) in t.args.iter().enumerate() {
                                if a == v {
                                    flow.joined = true;
                                    work.push((f.blocks[t.block.index()].params[n], content));
                                }
                            }
                        }
                    }
                }
            }
        }
        flow
    }
}

fn use_of(inst: &Inst, n: usize, summaries: &Summaries) -> Use {
    match &inst.op {
        Op::PtrAdd | Op::PtrOff(_) => Use::Derived,
        Op::Select if n > 0 => Use::Derived,
        Op::Cmp(_) | Op::Select => Use::Harmless,
        Op::Un(UnOp::Eqz) => Use::Harmless,
        Op::Load(Mem::Ptr, _) => Use::Loaded,
        Op::Load(..) => Use::Harmless,
        Op::Store(..) | Op::StorePtr(_) | Op::StorePair(..) if n == 0 => Use::Target,
        Op::Store(..) | Op::StorePtr(_) | Op::StorePair(..) => Use::StoredInto(inst.args[0]),
        Op::MemZero => Use::Harmless,
        // The bytes copied may hold pointers: they flow from one object into the other.
        Op::MemCopy if n == 0 => Use::Target,
        Op::MemCopy => Use::Content,
        Op::PanicIf(_) | Op::Poll => Use::Harmless,
        Op::Call(callee) => call_use(callee, n, summaries),
        Op::Atomic(AtomicOp::Load, ..) => Use::Escapes,
        Op::Atomic(..) if n == 0 => Use::Harmless,
        _ => Use::Escapes,
    }
}

fn call_use(callee: &Callee, n: usize, summaries: &Summaries) -> Use {
    match callee {
        Callee::Direct(g) => match summaries[g.index()].get(n) {
            Some(Param { escapes: true, .. }) | None => Use::Escapes,
            Some(Param { content: true, .. }) => Use::Content,
            Some(_) => Use::Harmless,
        },
        Callee::Runtime(rt) => match (rt, n) {
            (RtFn::TypedCopy | RtFn::TypedCopyN, 1) | (RtFn::TypedZeroN, 1) => Use::Target,
            (RtFn::TypedCopy | RtFn::TypedCopyN, 2) => Use::Content,
            (RtFn::MemEqual | RtFn::StringCompare | RtFn::DecodeRune, _)
            | (RtFn::PrintString | RtFn::PrintSlice | RtFn::PrintPointer, _)
            | (
                RtFn::BytesToString
                | RtFn::StringToBytes
                | RtFn::RunesToString
                | RtFn::StringToRunes,
                _,
            )
            | (RtFn::MapAccess | RtFn::MapDelete, 2)
            | (RtFn::MapAccessStr, 2)
            | (RtFn::MapIterInit, 2)
            | (RtFn::MapIterNext, 0)
            | (RtFn::ChanRecv | RtFn::ChanTryRecv, 1)
            | (RtFn::ChanFetch, 0)
            | (RtFn::Concat, 0) => match rt {
                // A single operand that is not empty is the result itself.
                RtFn::Concat => Use::Content,
                _ => Use::Harmless,
            },
            (RtFn::MapAssign, 2) | (RtFn::ChanSend | RtFn::ChanTrySend, 1) => Use::Content,
            // The cases hold addresses of stack slots; elements sent flow out.
            (RtFn::Select, 0) => Use::Content,
            _ => Use::Escapes,
        },
        Callee::Extern(e) if e.noescape => Use::Harmless,
        _ => Use::Escapes,
    }
}

/// An allocation of fixed size.
struct Alloc {
    inst: InstId,
    block: BlockId,
    value: Value,
    size: u32,
    align: u32,
    ptrs: Vec<u32>,
}

fn read_u32(data: &Data, offset: usize) -> u32 {
    let mut word = [0; 4];
    for (n, b) in word.iter_mut().enumerate() {
        *b = data.bytes.get(offset + n).copied().unwrap_or(0);
    }
    u32::from_le_bytes(word)
}

/// Size, alignment and pointers of the type that a descriptor describes (docs/abi.md, section 5).
fn describe(module: &Module, id: DataId) -> Option<(u32, u32, Vec<u32>)> {
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
    Some((
        size,
        align,
        (0..words).filter(|&w| bit(w)).map(|w| w * 4).collect(),
    ))
}

fn find_allocs(module: &Module, f: &Func) -> Vec<Alloc> {
    let mut allocs = Vec::new();
    for (b, block) in f.blocks.iter().enumerate() {
        for &id in &block.insts {
            let inst = &f.insts[id.index()];
            let shape = match inst.op {
                Op::Call(Callee::Runtime(RtFn::New)) => {
                    match def_inst(f, inst.args[0]).map(|i| &i.op) {
                        Some(&Op::DataAddr(d, 0)) => describe(module, d),
                        _ => None,
                    }
                }
                Op::Call(Callee::Runtime(RtFn::NewNoscan)) => {
                    super::edit::const_of(f, inst.args[0]).map(|n| (n as u32, 8, vec![]))
                }
                Op::Call(Callee::Runtime(RtFn::MakeSlice)) => make_slice(module, f, inst),
                _ => None,
            };
            let Some((size, align, ptrs)) = shape else {
                continue;
            };
            if size > 0 && size <= MAX_STACK_OBJECT {
                let block = BlockId(b as u32);
                allocs.push(Alloc {
                    inst: id,
                    block,
                    value: inst.results[0],
                    size,
                    align,
                    ptrs,
                });
            }
        }
    }
    allocs
}

/// A backing array of constant, small capacity.
fn make_slice(module: &Module, f: &Func, inst: &Inst) -> Option<(u32, u32, Vec<u32>)> {
    let len = super::edit::const_of(f, inst.args[1])?;
    let cap = super::edit::const_of(f, inst.args[2])?;
    let Some(&Op::DataAddr(d, 0)) = def_inst(f, inst.args[0]).map(|i| &i.op) else {
        return None;
    };
    let (size, align, ptrs) = describe(module, d)?;
    if !(0..=cap).contains(&len) || cap > 4096 || u64::from(size) * cap as u64 > 4096 {
        return None;
    }
    let all = (0..cap as u32)
        .flat_map(|n| ptrs.iter().map(move |p| n * size + p))
        .collect();
    Some((size * cap as u32, align, all))
}

fn promote(module: &mut Module, n: usize, summaries: &Summaries) {
    let f = &module.funcs[n];
    if f.blocks.is_empty() {
        return;
    }
    let local = Locals::find(module, f, summaries);
    let mut f = std::mem::replace(&mut module.funcs[n], super::inline::placeholder());
    for alloc in local
        .allocs
        .iter()
        .zip(&local.local)
        .filter_map(|(a, l)| l.then_some(a))
    {
        to_slot(&mut f, alloc);
    }
    module.funcs[n] = f;
}

/// What an address belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Owner {
    /// A local allocation.
    Alloc(usize),
    /// A stack slot.
    Slot,
}

/// The allocations of a function that stay local: the greatest set that is consistent.
struct Locals {
    users: Users,
    allocs: Vec<Alloc>,
    local: Vec<bool>,
    flows: Vec<Option<Flow>>,
}

impl Locals {
    fn find(module: &Module, f: &Func, summaries: &Summaries) -> Locals {
        let allocs = find_allocs(module, f);
        let cyclic = if allocs.is_empty() {
            vec![]
        } else {
            Cfg::new(f).cyclic(f)
        };
        let local = vec![true; allocs.len()];
        let mut this = Locals {
            users: Users::new(f),
            allocs,
            local,
            flows: Vec::new(),
        };
        loop {
            this.flows = (0..this.allocs.len())
                .map(|k| {
                    let through = |addr| this.owner(f, addr).is_some();
                    this.local[k].then(|| {
                        Flow::of(
                            f,
                            &this.users,
                            summaries,
                            this.allocs[k].value,
                            Some(&through),
                        )
                    })
                })
                .collect();
            let bad: Vec<usize> = (0..this.allocs.len())
                .filter(|&k| this.fails(f, summaries, &cyclic, k))
                .collect();
            if bad.is_empty() {
                return this;
            }
            for k in bad {
                this.local[k] = false;
            }
        }
    }

    /// Which local object a value is an address of.
    fn owner(&self, f: &Func, addr: Value) -> Option<Owner> {
        let mut v = addr;
        loop {
            if let Some(k) = self.allocs.iter().position(|a| a.value == v) {
                return self.local[k].then_some(Owner::Alloc(k));
            }
            match def_inst(f, v).map(|i| (&i.op, &i.args)) {
                Some((Op::PtrOff(_) | Op::PtrAdd, args)) => v = args[0],
                Some((Op::SlotAddr(..), _)) => return Some(Owner::Slot),
                _ => return None,
            }
        }
    }

    /// Whether an allocation cannot stay local after all.
    fn fails(&self, f: &Func, summaries: &Summaries, cyclic: &[bool], k: usize) -> bool {
        let Some(flow) = &self.flows[k] else {
            return false;
        };
        let turning = cyclic[self.allocs[k].block.index()];
        flow.escapes
            || turning && flow.joined
            || flow.into.iter().any(|&addr| match self.owner(f, addr) {
                // Whatever is read from the container may be this object.
                Some(Owner::Alloc(c)) => {
                    let container = self.flows[c].as_ref().expect("local");
                    container.content
                        || container.joined
                        || turning && self.allocs[c].block != self.allocs[k].block
                }
                Some(Owner::Slot) => turning || slot_content_leaks(f, &self.users, summaries, addr),
                None => true,
            })
    }
}

/// Whether what a stack slot holds may outlive the function.
fn slot_content_leaks(f: &Func, users: &Users, summaries: &Summaries, addr: Value) -> bool {
    let mut v = addr;
    while let Some(i) = def_inst(f, v)
        && matches!(i.op, Op::PtrOff(_) | Op::PtrAdd)
    {
        v = i.args[0];
    }
    let Some(&Op::SlotAddr(slot, _)) = def_inst(f, v).map(|i| &i.op) else {
        return true;
    };
    f.blocks.iter().flat_map(|b| &b.insts).any(|id| {
        let inst = &f.insts[id.index()];
        if !matches!(inst.op, Op::SlotAddr(s, _) if s == slot) {
            return false;
        }
        let flow = Flow::of(f, users, summaries, inst.results[0], None);
        flow.escapes || flow.content
    })
}

/// Replaces an allocation by a stack object, zeroed where the allocation stood.
fn to_slot(f: &mut Func, alloc: &Alloc) {
    let slot = SlotId(f.slots.len() as u32);
    f.slots.push(Slot {
        size: alloc.size.next_multiple_of(4),
        align: alloc.align,
        ptrs: alloc.ptrs.clone(),
    });
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
    let list = &mut f.blocks[alloc.block.index()].insts;
    let at = list
        .iter()
        .position(|&i| i == alloc.inst)
        .expect("in its block");
    list.splice(at + 1..at + 1, [size, zero]);
}

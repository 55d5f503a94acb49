//! Which memory accesses can touch the same bytes.
//!
//! A *place* is a root (a stack slot, static data, or any other address), an offset, and what is accessed. Two places
//! cannot meet when
//! - their roots are different objects: slots, static data, what the function allocates, what it was given; a slot whose
//!   address is nowhere but in loads and stores is apart from everything else;
//! - their root is the same and their offsets are apart, also modulo the size of the elements that lie between them;
//! - their roots are different and so are their kinds of scalar: what is written as a float is not read as a pointer. Integers
//!   may be read wider than they were written (comparisons do so). Programs that reinterpret memory by way of
//!   `unsafe` do without this rule ([`Module::punning`]).
//!
//! What a call writes is described by the kinds of scalars that the functions below it write ([`Effects`]). Other goroutines
//! that run while one waits change memory too; but what a program without data races reads between two calls that
//! synchronise cannot have been changed by another goroutine.

use super::edit::{const_of, def_inst};
use crate::ir::abi::{Class, RtFn};
use crate::ir::{
    BinOp, BlockId, Callee, DataId, Def, Func, FuncId, Inst, InstId, Mem, Module, Op, SlotId, Term,
    Ty, Value,
};

/// What an address is computed from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Root {
    /// A stack slot.
    Slot(SlotId),
    /// Static data.
    Data(DataId),
    /// An object that the function allocates.
    Fresh(Value),
    /// A parameter of the function.
    Param(Value),
    /// Any other address.
    Value(Value),
}

/// Bytes that are accessed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    root: Root,
    /// A multiple of this is added to the offset; 0 when nothing is.
    stride: u32,
    off: u32,
    mem: Mem,
}

/// Kinds of scalars, as a set.
pub type Kinds = u8;

/// Everything may be written.
pub const ALL: Kinds = u8::MAX;

fn kind(mem: Mem) -> Kinds {
    match mem {
        Mem::I8S | Mem::I8U => 1,
        Mem::I16S | Mem::I16U => 2,
        Mem::I32 => 4,
        Mem::I64 => 8,
        Mem::F32 => 16,
        Mem::F64 => 32,
        Mem::Ptr => 64,
    }
}

/// Kinds whose writes a read of this kind can see. An integer that is read may consist of smaller ones, and of pointers
/// when it is wider than they are.
fn seen_by(mem: Mem) -> Kinds {
    match mem {
        Mem::I8S | Mem::I8U => 1,
        Mem::I16S | Mem::I16U => 1 | 2,
        Mem::I32 => 1 | 2 | 4,
        Mem::I64 => 1 | 2 | 4 | 8 | 64,
        other => kind(other),
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// What a dynamic offset is a multiple of.
fn multiple(f: &Func, v: Value) -> u32 {
    let Some(inst) = def_inst(f, v) else { return 1 };
    match inst.op {
        Op::Bin(BinOp::Mul) => const_of(f, inst.args[1])
            .and_then(|c| u32::try_from(c).ok())
            .filter(|&c| c > 0)
            .unwrap_or(1),
        Op::Bin(BinOp::Shl) => {
            const_of(f, inst.args[1]).map_or(1, |c| if (0..31).contains(&c) { 1 << c } else { 1 })
        }
        _ => 1,
    }
}

/// The place at an address.
pub fn place(f: &Func, addr: Value, off: u32, mem: Mem) -> Place {
    let mut p = Place {
        root: Root::Value(addr),
        stride: 0,
        off,
        mem,
    };
    let mut at = addr;
    while let Some(inst) = def_inst(f, at) {
        match inst.op {
            Op::PtrOff(n) => p.off = p.off.wrapping_add(n),
            Op::PtrAdd => p.stride = gcd(multiple(f, inst.args[1]), p.stride),
            Op::SlotAddr(s, n) => {
                p.root = Root::Slot(s);
                p.off = p.off.wrapping_add(n);
                return p;
            }
            Op::DataAddr(d, n) => {
                p.root = Root::Data(d);
                p.off = p.off.wrapping_add(n);
                return p;
            }
            _ => break,
        }
        at = inst.args[0];
    }
    p.root = root(f, at);
    p
}

fn root(f: &Func, v: Value) -> Root {
    match f.values[v.index()].def {
        Def::Param(BlockId(0), _) => Root::Param(v),
        Def::Inst(i, _) => match f.insts[i.index()].op {
            Op::Call(Callee::Runtime(RtFn::New | RtFn::NewNoscan | RtFn::MakeSlice)) => {
                Root::Fresh(v)
            }
            _ => Root::Value(v),
        },
        Def::Param(..) => Root::Value(v),
    }
}

/// What an instruction writes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Write {
    /// One scalar.
    One(Place),
    /// Scalars of these kinds, anywhere but in slots that only loads and stores see.
    Kinds(Kinds),
    /// Anything in the object that this is the root of.
    Object(Root),
}

/// What each function of a module writes when it is called, and what is known of the module.
#[derive(Debug)]
pub struct Effects {
    writes: Vec<Kinds>,
    constant: Vec<bool>,
    punning: bool,
}

impl Effects {
    /// Looks at all functions: the least fixed point over direct calls.
    pub fn new(module: &Module) -> Effects {
        let mut e = Effects {
            writes: vec![0; module.funcs.len()],
            constant: module
                .data
                .iter()
                .map(|d| !d.mutable && d.roots.is_empty())
                .collect(),
            punning: module.punning,
        };
        loop {
            let mut changed = false;
            for (n, f) in module.funcs.iter().enumerate() {
                let new = e.of_func(f);
                changed |= e.writes[n] != new;
                e.writes[n] = new;
            }
            if !changed {
                return e;
            }
        }
    }

    /// For a single function of a module of which nothing is known.
    #[cfg(test)]
    pub fn unknown() -> Effects {
        Effects {
            writes: Vec::new(),
            constant: Vec::new(),
            punning: false,
        }
    }

    fn of_func(&self, f: &Func) -> Kinds {
        if f.blocks.is_empty() {
            return ALL;
        }
        let mut kinds = 0;
        for b in &f.blocks {
            for &i in &b.insts {
                for w in self.writes(f, i) {
                    match w {
                        Write::One(Place {
                            root: Root::Slot(_),
                            ..
                        }) => {}
                        Write::One(p) => kinds |= kind(p.mem),
                        Write::Kinds(k) => kinds |= k,
                        Write::Object(Root::Slot(_)) => {}
                        Write::Object(_) => kinds = ALL,
                    }
                }
            }
            if let Term::TailCall(callee, _) = &b.term {
                kinds |= self.of_callee(callee);
            }
        }
        kinds
    }

    fn of_callee(&self, callee: &Callee) -> Kinds {
        match callee {
            Callee::Direct(FuncId(g)) => self.writes.get(*g as usize).copied().unwrap_or(ALL),
            Callee::Closure(_) | Callee::Method(_) => ALL,
            Callee::Runtime(rt) => match writes_nothing(*rt) {
                true => 0,
                false => ALL,
            },
            // The host may be given addresses as numbers.
            Callee::Extern(e) if e.host.is_some() => ALL,
            Callee::Extern(e) => match e.class == Class::Pure && !e.params.contains(&Ty::Ptr) {
                true => 0,
                false => ALL,
            },
        }
    }

    /// What an instruction writes.
    pub fn writes(&self, f: &Func, id: InstId) -> impl Iterator<Item = Write> + use<> {
        let inst = &f.insts[id.index()];
        let object = |n: usize| Write::Object(place(f, inst.args[n], 0, Mem::I8U).root);
        let list = match &inst.op {
            Op::Store(mem, off) => [Some(Write::One(place(f, inst.args[0], *off, *mem))), None],
            Op::StorePtr(off) => [
                Some(Write::One(place(f, inst.args[0], *off, Mem::Ptr))),
                None,
            ],
            Op::StorePair(off, _) => pair(f, inst, *off).map(|p| Some(Write::One(p))),
            Op::MemCopy | Op::MemZero => [Some(object(0)), None],
            Op::Call(Callee::Runtime(RtFn::TypedCopy | RtFn::TypedCopyN | RtFn::TypedZeroN)) => {
                [Some(object(1)), None]
            }
            Op::Call(callee) => match self.of_callee(callee) {
                0 => [None; 2],
                kinds => [Some(Write::Kinds(kinds)), None],
            },
            Op::Atomic(..) => [Some(Write::Kinds(ALL)), None],
            _ => [None; 2],
        };
        list.into_iter().flatten()
    }

    /// Whether a place is never written.
    fn is_constant(&self, p: &Place) -> bool {
        match p.root {
            Root::Data(d) => self.constant.get(d.index()).copied().unwrap_or(false),
            _ => false,
        }
    }

    /// Whether a write can change what is read at a place. `private` tells which slots only loads and stores see.
    pub fn touches(&self, private: &[bool], write: &Write, read: &Place) -> bool {
        if self.is_constant(read) {
            return false;
        }
        let own = matches!(read.root, Root::Slot(s) if private[s.index()]);
        match write {
            Write::Kinds(ALL) => !own,
            Write::Kinds(k) => !own && (self.punning || k & seen_by(read.mem) != 0),
            Write::Object(root) => *root == read.root || !apart(private, *root, read.root),
            Write::One(w) if w.root == read.root => overlap(w, read),
            Write::One(w) => {
                !apart(private, w.root, read.root)
                    && (self.punning || kind(w.mem) & seen_by(read.mem) != 0)
            }
        }
    }
}

/// The two words of a pair.
pub fn pair(f: &Func, inst: &Inst, off: u32) -> [Place; 2] {
    [1, 2].map(|n| {
        let mem = match f.values[inst.args[n].index()].ty {
            Ty::Ptr => Mem::Ptr,
            _ => Mem::I32,
        };
        place(f, inst.args[0], off + 4 * (n as u32 - 1), mem)
    })
}

/// Whether two different roots are different objects.
fn apart(private: &[bool], a: Root, b: Root) -> bool {
    use Root::{Data, Fresh, Param, Slot, Value};
    match (a, b) {
        (Slot(s), Value(_) | Param(_)) | (Value(_) | Param(_), Slot(s)) => private[s.index()],
        (Value(_), Value(_) | Param(_) | Fresh(_) | Data(_))
        | (Param(_) | Fresh(_) | Data(_), Value(_))
        | (Param(_), Param(_) | Data(_))
        | (Data(_), Param(_)) => false,
        _ => true,
    }
}

/// Whether two places with the same root can overlap.
fn overlap(a: &Place, b: &Place) -> bool {
    let (wa, wb) = (u64::from(a.mem.bytes()), u64::from(b.mem.bytes()));
    let (x, y) = (u64::from(a.off), u64::from(b.off));
    let stride = u64::from(gcd(a.stride, b.stride));
    if stride == 0 {
        return x < y + wb && y < x + wa;
    }
    let (x, y) = (x % stride, y % stride);
    // What reaches over the end of an element may meet anything.
    x + wa > stride || y + wb > stride || x < y + wb && y < x + wa
}

/// Whether a runtime function leaves alone all memory that the program can read, but what it returns.
fn writes_nothing(rt: RtFn) -> bool {
    use RtFn::*;
    matches!(
        rt,
        New | NewNoscan
            | MakeSlice
            | GrowSlice
            | Concat
            | MemEqual
            | StringCompare
            | BytesToString
            | StringToBytes
            | RunesToString
            | StringToRunes
            | RuneToString
            | DecodeRune
            | AssertIface
            | TryIface
            | PanicAssert
            | IfaceEqual
            | IfaceEqualPure
            | HashWord
            | HashMem
            | HashIface
            | MapMake
            | MapAccess
            | MapAccess32
            | MapAccess64
            | MapAccessStr
            | MapLen
            | ChanMake
            | ChanLen
            | ChanCap
            | Panic
            | PanicRt
    )
}

/// For each slot of a function, whether only loads, stores and zeroing see its address.
pub fn private_slots(f: &Func) -> Vec<bool> {
    let mut private = vec![true; f.slots.len()];
    let slot = |v: Value| match place(f, v, 0, Mem::I8U).root {
        Root::Slot(s) => Some(s.index()),
        _ => None,
    };
    for b in &f.blocks {
        for &i in &b.insts {
            let inst = &f.insts[i.index()];
            for (n, &a) in inst.args.iter().enumerate() {
                let harmless = match inst.op {
                    Op::Load(..) | Op::PtrOff(_) | Op::PtrAdd => true,
                    Op::Store(..) | Op::StorePtr(_) | Op::StorePair(..) => n == 0,
                    Op::MemZero | Op::MemCopy | Op::Un(crate::ir::UnOp::Eqz) => true,
                    _ => false,
                };
                if !harmless && let Some(s) = slot(a) {
                    private[s] = false;
                }
            }
        }
        super::edit::for_term_values(&b.term, |v| {
            if let Some(s) = slot(v) {
                private[s] = false;
            }
        });
    }
    if let Some(d) = &f.defers {
        private[d.mask.index()] = false;
        private[d.closures.index()] = false;
    }
    private
}

//! Writing one body: locals, labels, the frame around the structured code.
//!
//! ```text
//! block $refuse  block $panic  block $fail  block $park1  block $park0
//!   entry check, zeroing of stack objects
//!   structured code; parks branch out with the point's number in a local
//! end  stores of group 0, header, return
//! end  stores of group 1, header, return
//! end  (run-time errors without operands) header, burrow_panic_rt, return
//! end  (with operands) the same
//! end  entry record, burrow_refuse
//! ```
//! The fast body's local 0 is the caller's frame pointer, and the function's own from the entry check on.

use super::asm::Asm;
use super::cx::{Cx, m};
use super::fold::Mode;
use super::graph::{Flow, Item};
use super::plan::{CallKind, Plan};
use super::structure::Shape;
use crate::ir::{Op, ScopeId, Value};
use crate::object;
use crate::opt::classes::FuncClass;
use crate::syntax::source::Pos;
use rustc_hash::FxHashMap;
use wasm_encoder::{BlockType, InstructionSink, MemArg, ValType};

/// Which of the two bodies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Fast,
    Resume,
}

/// What an enclosing block is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Label {
    /// The node behind the block's end.
    Node(u32),
    /// The loop of this node.
    Loop(u32),
    /// Parks of a group of points; the last group is that of trace points.
    Park(u32),
    /// A run-time error, with or without operands.
    Panic(bool),
    /// The call was refused.
    Refuse,
    /// Nobody branches here.
    Plain,
}

/// Locals that hold no value of the function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Scratch {
    /// Number of the point at which to park; for run-time errors times 16 plus the kind.
    Point,
    /// Operands of a run-time error.
    PanicA,
    PanicB,
    /// The resume point on the way there, else 0.
    Resume,
    /// The chosen entry of an irreducible part.
    Chosen,
    /// Iterations of loops without calls, downwards.
    Turns,
    /// On its way to the frame.
    Spilled(ValType),
    /// For one operation.
    Word,
    Wide,
    Single,
    Double,
}

impl Scratch {
    fn ty(self) -> ValType {
        match self {
            Scratch::PanicA | Scratch::PanicB | Scratch::Wide => ValType::I64,
            Scratch::Single => ValType::F32,
            Scratch::Double => ValType::F64,
            Scratch::Spilled(ty) => ty,
            _ => ValType::I32,
        }
    }
}

/// Trace points of a function, numbered as they are met.
#[derive(Debug, Default)]
pub(super) struct Traces {
    /// Position and scope of each.
    pub(super) list: Vec<(Pos, ScopeId)>,
    numbers: FxHashMap<TraceKey, u32>,
}

/// What tells trace points apart: line, scope, line directive.
type TraceKey = (u32, ScopeId, Option<(usize, usize)>);

impl Traces {
    /// The number of a trace point, counted from 0.
    pub(super) fn number(&mut self, key: TraceKey, pos: Pos) -> u32 {
        *self.numbers.entry(key).or_insert_with(|| {
            self.list.push((pos, key.1));
            self.list.len() as u32 - 1
        })
    }
}

/// A body being written.
pub(super) struct Body<'a, 'm> {
    pub(super) cx: &'a mut Cx<'m>,
    pub(super) plan: &'a Plan<'a>,
    pub(super) traces: &'a mut Traces,
    pub(super) flow: &'a Flow,
    pub(super) kind: Kind,
    pub(super) code: Asm,
    /// WebAssembly index of each local of the plan.
    index: Vec<u32>,
    /// Types of the locals that are not parameters.
    types: Vec<ValType>,
    params: u32,
    scratch: FxHashMap<Scratch, u32>,
    labels: Vec<Label>,
    depth_of: FxHashMap<Label, u32>,
    /// Whether local 0 is already the function's own frame pointer.
    own_fp: bool,
    /// Whether the block that is written runs often.
    pub(super) hot: bool,
}

/// No stack lies lower in memory: the linker puts data there.
const LOWEST: u32 = 1024;

/// A memory operand.
pub(super) fn arg(offset: u32, align: u32) -> MemArg {
    object::mem_arg(offset.into(), align)
}

impl<'a, 'm> Body<'a, 'm> {
    pub(super) fn new(
        cx: &'a mut Cx<'m>,
        plan: &'a Plan<'a>,
        traces: &'a mut Traces,
        flow: &'a Flow,
        kind: Kind,
    ) -> Body<'a, 'm> {
        let given = plan.f.sig.params.len();
        let (first, params) = match kind {
            Kind::Fast => (plan.takes_fp as u32, plan.takes_fp as u32 + given as u32),
            Kind::Resume => (1, 1),
        };
        let all = &plan.locals.types;
        let mut index = vec![0; all.len()];
        let mut types = Vec::new();
        let declared = match kind {
            Kind::Fast => {
                (0..given).for_each(|l| index[l] = first + l as u32);
                given
            }
            Kind::Resume => 0,
        };
        // Runs of one type are declared together.
        for ty in [ValType::I32, ValType::I64, ValType::F32, ValType::F64] {
            for l in (declared..all.len()).filter(|&l| all[l] == ty && !plan.spilled[l]) {
                index[l] = params + types.len() as u32;
                types.push(ty);
            }
        }
        Body {
            cx,
            plan,
            traces,
            flow,
            kind,
            code: Asm::default(),
            index,
            types,
            params,
            scratch: FxHashMap::default(),
            labels: Vec::new(),
            depth_of: FxHashMap::default(),
            own_fp: kind == Kind::Resume,
            hot: false,
        }
    }

    // --- locals ---

    pub(super) fn sink(&mut self) -> InstructionSink<'_> {
        self.code.sink()
    }

    /// Reads a local of WebAssembly.
    pub(super) fn read(&mut self, local: u32) {
        self.code.get(local);
    }

    /// Writes a local of WebAssembly.
    pub(super) fn write(&mut self, local: u32) {
        self.code.set(local);
    }

    /// Reads a local of the plan.
    pub(super) fn get(&mut self, local: u32) {
        match self.plan.spilled[local as usize] {
            true => self.load_home(local),
            false => self.read(self.index[local as usize]),
        }
    }

    /// Writes a local of the plan.
    pub(super) fn set(&mut self, local: u32) {
        if self.plan.spilled[local as usize] {
            let value = self.scratch(Scratch::Spilled(self.plan.locals.types[local as usize]));
            self.write(value);
            self.store_home(local, |b| b.read(value));
        } else {
            self.write(self.index[local as usize]);
        }
    }

    /// Pushes what is in the home of a local.
    pub(super) fn load_home(&mut self, local: u32) {
        let plan = self.plan;
        let home = plan.frame.homes[local as usize].expect("a home");
        self.fp();
        match plan.locals.types[local as usize] {
            ValType::I64 => self.sink().i64_load(arg(home, 3)),
            ValType::F64 => self.sink().f64_load(arg(home, 3)),
            ValType::F32 => self.sink().f32_load(arg(home, 2)),
            _ => self.sink().i32_load(arg(home, 2)),
        };
    }

    /// Stores a local into its home, unless it is there anyway.
    pub(super) fn save(&mut self, local: u32) {
        if !(self.was_parked() && self.plan.at_home[local as usize]) {
            self.store_home(local, |b| b.get(local));
        }
    }

    /// Stores what `value` pushes into the home of a local.
    fn store_home(&mut self, local: u32, value: impl FnOnce(&mut Self)) {
        let plan = self.plan;
        let home = plan.frame.homes[local as usize].expect("a home");
        self.fp();
        value(self);
        match plan.locals.types[local as usize] {
            ValType::I64 => self.sink().i64_store(arg(home, 3)),
            ValType::F64 => self.sink().f64_store(arg(home, 3)),
            ValType::F32 => self.sink().f32_store(arg(home, 2)),
            _ => self.sink().i32_store(arg(home, 2)),
        };
    }

    /// Takes a result off the operand stack.
    pub(super) fn define(&mut self, v: Value) {
        match (self.plan.fold.mode[v.index()], self.plan.locals.get(v)) {
            (Mode::Local, Some(l)) => self.set(l),
            _ => {
                self.sink().drop();
            }
        }
    }

    pub(super) fn scratch(&mut self, s: Scratch) -> u32 {
        if let Some(&l) = self.scratch.get(&s) {
            return l;
        }
        let l = self.params + self.types.len() as u32;
        self.types.push(s.ty());
        self.scratch.insert(s, l);
        l
    }

    // --- labels ---

    /// Opens a block, loop or `if`.
    pub(super) fn open(&mut self, label: Label) {
        match label {
            Label::Loop(_) => self.sink().loop_(BlockType::Empty),
            _ => self.sink().block(BlockType::Empty),
        };
        self.enter(label);
    }

    /// Opens an `if` on the condition on the operand stack.
    pub(super) fn open_if(&mut self) {
        self.sink().if_(BlockType::Empty);
        self.enter(Label::Plain);
    }

    fn enter(&mut self, label: Label) {
        if label != Label::Plain {
            self.depth_of.insert(label, self.labels.len() as u32);
        }
        self.labels.push(label);
    }

    pub(super) fn close(&mut self) {
        self.sink().end();
        if let Some(label) = self.labels.pop()
            && label != Label::Plain
        {
            self.depth_of.remove(&label);
        }
    }

    /// Relative depth of a label, if it is open.
    pub(super) fn depth(&self, label: Label) -> Option<u32> {
        self.depth_of
            .get(&label)
            .map(|d| self.labels.len() as u32 - 1 - d)
    }

    pub(super) fn branch(&mut self, label: Label) {
        let depth = self.depth(label).expect("an open label");
        self.sink().br(depth);
    }

    pub(super) fn branch_if(&mut self, label: Label) {
        let depth = self.depth(label).expect("an open label");
        self.sink().br_if(depth);
    }

    // --- frame and M ---

    /// Pushes the function's frame pointer.
    pub(super) fn fp(&mut self) {
        if !self.plan.takes_fp {
            // A pure function calls one that could be called through a value, which makes no use of it.
            self.sink().i32_const(0);
            return;
        }
        self.read(0);
        if !self.own_fp && self.plan.frame.size > 0 {
            let size = self.plan.frame.size as i32;
            self.sink().i32_const(size).i32_sub();
        }
    }

    /// Pushes the caller's frame pointer.
    pub(super) fn caller_fp(&mut self) {
        self.read(0);
        if self.own_fp {
            let size = self.plan.frame.size as i32;
            self.sink().i32_const(size).i32_add();
        }
    }

    /// Pushes the address of the M block.
    pub(super) fn m(&mut self) {
        let sym = self.cx.m;
        match self.cx.options.threads {
            true => self.code.global_get(sym),
            false => self.code.addr(sym, 0),
        }
    }

    /// Accesses a field of the M block: `before` pushes what is stored.
    pub(super) fn m_access(
        &mut self,
        field: i32,
        before: impl FnOnce(&mut Self),
        write: impl FnOnce(&mut InstructionSink<'_>, MemArg),
    ) {
        let sym = self.cx.m;
        if self.cx.options.threads {
            self.code.global_get(sym);
            before(self);
            write(&mut self.sink(), arg(field as u32, 2));
        } else {
            self.sink().i32_const(0);
            before(self);
            write(&mut self.sink(), arg(0, 2));
            self.code.offset(sym, field);
        }
    }

    /// Pushes a word of the M block.
    pub(super) fn m_load(&mut self, field: i32) {
        self.m_access(
            field,
            |_| {},
            |i, a| {
                i.i32_load(a);
            },
        );
    }

    // --- the whole ---

    /// Writes the body.
    pub(super) fn write_all(mut self) -> object::Body {
        let shape = Shape::new(self.flow);
        let used = self.used_labels(&shape);
        for &label in used.iter().rev() {
            self.open(label);
        }
        if self.kind == Kind::Fast {
            self.prologue(used.contains(&Label::Refuse));
        }
        self.structure(&shape);
        if used.is_empty() && !self.code.returned() {
            self.sink().unreachable();
        }
        for &label in &used {
            self.close();
            match label {
                Label::Park(g) => self.park(g),
                Label::Panic(operands) => self.panic(operands),
                _ => self.refuse(),
            }
        }
        self.code.finish(&self.types)
    }

    /// Labels of the code behind the structured part, from the inside out.
    fn used_labels(&self, shape: &Shape) -> Vec<Label> {
        let plan = self.plan;
        let traces = plan.groups.len() as u32;
        let mut parks = vec![false; plan.groups.len() + 1];
        let mut panics = [false; 2];
        for &v in shape.nodes() {
            for item in &self.flow.nodes[v as usize].items {
                let Item::Roots(block, from, to) = *item else {
                    continue;
                };
                for &i in &plan.fold.roots[block as usize][from as usize..to as usize] {
                    let inst = &plan.f.insts[i.index()];
                    match &inst.op {
                        Op::PanicIf(_) => panics[(inst.args.len() > 1) as usize] = true,
                        Op::Poll => parks[self.group(i) as usize] |= !self.saves(i),
                        Op::Call(callee) => match self.call_kind(callee) {
                            CallKind::Plain | CallKind::NoReturn => {}
                            _ => parks[self.group(i) as usize] = true,
                        },
                        _ => {}
                    }
                }
            }
        }
        let mut used: Vec<Label> = (0..=traces)
            .filter(|&g| parks[g as usize])
            .map(Label::Park)
            .collect();
        used.extend(
            [false, true]
                .into_iter()
                .filter(|&p| panics[p as usize])
                .map(Label::Panic),
        );
        if self.kind == Kind::Fast && plan.class == FuncClass::Yielding && !plan.frameless {
            used.push(Label::Refuse);
        }
        used
    }

    /// Whether the frame pointer is needed elsewhere than where the function panics.
    fn needs_fp(&self) -> bool {
        let plan = self.plan;
        let roots = plan.fold.roots.iter().flatten();
        let calls = || {
            roots.clone().any(|i| match &plan.f.insts[i.index()].op {
                Op::Call(callee) => self.call_kind(callee) != CallKind::Plain,
                Op::Poll => true,
                _ => false,
            })
        };
        plan.takes_fp && !plan.frameless && (!plan.f.slots.is_empty() || calls())
    }

    fn prologue(&mut self, check: bool) {
        let size = self.plan.frame.size as i32;
        if !check && !self.needs_fp() {
            return;
        }
        self.read(0);
        self.sink().i32_const(size).i32_sub();
        self.write(0);
        self.own_fp = true;
        if check && size as u32 > LOWEST {
            // The stack may lie so low that the address wrapped around.
            self.read(0);
            self.sink().i32_const(-size).i32_ge_u();
            self.branch_if(Label::Refuse);
        }
        if check {
            self.read(0);
            self.m_load(m::GUARD);
            self.sink().i32_lt_u();
            self.branch_if(Label::Refuse);
        }
        self.zero_objects();
    }

    /// Stack objects with pointers are zeroed where somebody could see that they are not, and so is the list of defer records.
    pub(super) fn zero_objects(&mut self) {
        let plan = self.plan;
        for (n, slot) in plan.f.slots.iter().enumerate() {
            if plan.zeroing.at_entry[n] {
                let at = plan.frame.slots[n];
                self.zero(at, slot.size.next_multiple_of(4));
            }
        }
        if let Some(list) = plan.frame.defer_list {
            self.zero(list, 4);
        }
    }

    fn zero(&mut self, at: u32, size: u32) {
        if size > 64 {
            self.read(0);
            self.sink().i32_const(at as i32).i32_add();
            self.sink()
                .i32_const(0)
                .i32_const(size as i32)
                .memory_fill(0);
            return;
        }
        for off in (0..size / 8).map(|n| at + 8 * n) {
            self.read(0);
            self.sink().i64_const(0).i64_store(arg(off, 2));
        }
        if !size.is_multiple_of(8) {
            self.read(0);
            self.sink().i32_const(0).i32_store(arg(at + size - 4, 2));
        }
    }
}

//! Roots of expression trees: stores, moves, checks, polls.

use super::body::{Body, Label, Scratch, arg};
use super::cx::{Helper, m};
use super::fold::{Mode, reads_memory, small_size};
use crate::ir::abi::RtFn;
use crate::ir::{AtomicOp, BinOp, CmpOp, Inst, InstId, Mem, Op, PanicKind, Ty, Value};
use crate::opt::poll::{MEDIUM_TURN, TURN};
use std::collections::BTreeSet;
use wasm_encoder::ValType;

/// Fuel for a turn of a loop without calls, or with short ones. One unit is about a call.
const TURN_COST: i64 = TURN / 4;

impl Body<'_, '_> {
    /// Writes an instruction that stands for itself.
    pub(super) fn root(&mut self, i: InstId) {
        let plan = self.plan;
        let inst = &plan.f.insts[i.index()];
        match inst.op {
            Op::Store(mem, off) => {
                let off = self.address(inst.args[0], off);
                self.value(inst.args[1]);
                let ty = self.ty(inst.args[1]);
                self.store(mem, ty, off);
            }
            Op::StorePtr(off) => self.store_ptr(inst, off),
            Op::StorePair(off, barrier) => self.store_pair(inst, off, barrier),
            Op::MemCopy => self.mem_copy(inst),
            Op::MemZero if plan.zeroing.vain.contains(&i) => {}
            Op::MemZero => self.mem_zero(inst),
            Op::Call(ref callee) => self.call(i, callee),
            Op::PanicIf(kind) => self.panic_if(i, kind),
            Op::Poll => self.poll(i),
            Op::Atomic(op, mem, off) => self.atomic(inst, op, mem, off),
            _ => {
                self.compute(inst);
                self.define(inst.results[0]);
            }
        }
    }

    fn store_ptr(&mut self, inst: &Inst, off: u32) {
        if self.cx.options.shared_barrier {
            let helper = self.cx.helper(Helper::StorePtr);
            self.slot_address(inst.args[0], off);
            self.value(inst.args[1]);
            self.code.call(helper);
            return;
        }
        self.barrier(inst.args[0], &[(off, inst.args[1])]);
        let off = self.address(inst.args[0], off);
        self.value(inst.args[1]);
        self.sink().i32_store(arg(off, 2));
    }

    fn slot_address(&mut self, base: Value, off: u32) {
        match self.address(base, off) {
            0 => {}
            n => {
                self.sink().i32_const(n as i32).i32_add();
            }
        }
    }

    /// Tells the collector, while it marks, of pointers about to be stored.
    fn barrier(&mut self, base: Value, stores: &[(u32, Value)]) {
        if stores.is_empty() {
            return;
        }
        let f = self.cx.rt(RtFn::WriteBarrier);
        self.m_load(m::BARRIER);
        self.open_if();
        for &(off, new) in stores {
            self.m();
            self.slot_address(base, off);
            self.value(new);
            self.code.call(f);
        }
        self.close();
    }

    fn store_pair(&mut self, inst: &Inst, off: u32, barrier: [bool; 2]) {
        let [base, first, second] = inst.args[..] else {
            unreachable!("a pair has three operands");
        };
        let pointers: Vec<(u32, Value)> = [(off, first), (off + 4, second)]
            .into_iter()
            .zip(barrier)
            .filter_map(|(s, b)| b.then_some(s))
            .collect();
        self.barrier(base, &pointers);
        let plan = self.plan;
        // Two words are shorter and faster; but only where no other thread can see the first without the second.
        if !self.cx.options.threads && !reads_memory(plan.f, &plan.fold.mode, second) {
            for (v, off) in [(first, off), (second, off + 4)] {
                let off = self.address(base, off);
                self.value(v);
                self.sink().i32_store(arg(off, 2));
            }
            return;
        }
        let off = self.address(base, off);
        self.value(first);
        self.sink().i64_extend_i32_u();
        match self.constant(second) {
            Some(0) => {}
            _ => {
                self.value(second);
                self.sink()
                    .i64_extend_i32_u()
                    .i64_const(32)
                    .i64_shl()
                    .i64_or();
            }
        }
        self.sink().i64_store(arg(off, 3));
    }

    /// Pieces of 8, 4, 2 and 1 bytes that cover a small size.
    fn pieces(size: u32) -> Vec<(u32, Mem)> {
        let mut out = Vec::new();
        let mut at = 0;
        for (n, mem) in [(8, Mem::I64), (4, Mem::I32), (2, Mem::I16U), (1, Mem::I8U)] {
            while size - at >= n {
                out.push((at, mem));
                at += n;
            }
        }
        out
    }

    fn mem_copy(&mut self, inst: &Inst) {
        let [dst, src, n] = inst.args[..] else {
            unreachable!("a copy has three operands");
        };
        let Some(size) = small_size(self.plan.f, n) else {
            self.slot_address(dst, 0);
            self.slot_address(src, 0);
            self.value(n);
            if self.constant(n).is_some() || self.plan.small {
                self.sink().memory_copy(0, 0);
            } else {
                let f = self.cx.copy();
                self.code.call(f);
            }
            return;
        };
        // Everything is read before anything is written: the regions may overlap.
        let ty = |mem| if mem == Mem::I64 { Ty::I64 } else { Ty::I32 };
        let mut stores = Vec::new();
        for (at, mem) in Self::pieces(size as u32) {
            stores.push((self.address(dst, at), mem));
            let off = self.address(src, at);
            self.load(mem, ty(mem), off);
        }
        for (off, mem) in stores.into_iter().rev() {
            self.store(mem, ty(mem), off);
        }
    }

    fn mem_zero(&mut self, inst: &Inst) {
        let [dst, n] = inst.args[..] else {
            unreachable!("zeroing has two operands");
        };
        let Some(size) = small_size(self.plan.f, n) else {
            self.slot_address(dst, 0);
            if self.constant(n).is_some() || self.plan.small {
                self.sink().i32_const(0);
                self.value(n);
                self.sink().memory_fill(0);
            } else {
                self.value(n);
                let f = self.cx.zero();
                self.code.call(f);
            }
            return;
        };
        for (at, mem) in Self::pieces(size as u32) {
            let off = self.address(dst, at);
            let ty = match mem {
                Mem::I64 => {
                    self.sink().i64_const(0);
                    Ty::I64
                }
                _ => {
                    self.sink().i32_const(0);
                    Ty::I32
                }
            };
            self.store(mem, ty, off);
        }
    }

    /// The number of an instruction's trace point.
    pub(super) fn trace_point(&mut self, i: InstId) -> u32 {
        let inst = &self.plan.f.insts[i.index()];
        let line = self.cx.line(inst.pos);
        let origin = self.cx.sources.origin_of(inst.pos);
        self.plan.first_trace() + self.traces.number((line, inst.scope, origin), inst.pos)
    }

    /// How a condition that is evaluated here compares the two operands, if that is all it does.
    fn compares(&self, cond: Value, operands: &[Value]) -> Option<CmpOp> {
        let inst = match self.plan.fold.mode[cond.index()] {
            Mode::Fold => self.def(cond)?,
            _ => return None,
        };
        let wide = operands.iter().all(|&v| self.ty(v) == Ty::I64);
        match inst.op {
            Op::Cmp(op) if wide && operands.len() == 2 && inst.args[..] == *operands => Some(op),
            _ => None,
        }
    }

    fn panic_if(&mut self, i: InstId, kind: PanicKind) {
        let inst = &self.plan.f.insts[i.index()];
        let (cond, operands) = (inst.args[0], &inst.args[1..]);
        if self.constant(cond) == Some(0) {
            return;
        }
        let point = (self.trace_point(i) << PanicKind::BITS | kind as u32) as i32;
        let label = Label::Panic(!operands.is_empty());
        if !self.hot
            && let Some(op) = self.compares(cond, operands)
        {
            // What is compared are the operands: they are put down on the way.
            let l = self.scratch(Scratch::Point);
            self.sink().i32_const(point);
            self.write(l);
            for (&v, s) in operands.iter().zip([Scratch::PanicA, Scratch::PanicB]) {
                self.value(v);
                let l = self.scratch(s);
                self.write(l);
                self.read(l);
            }
            self.compare_top(op, Ty::I64);
            self.branch_if(label);
            return;
        }
        let first = !self.hot && operands.iter().all(|&v| self.is_simple(v));
        if !first {
            self.condition(cond, true);
            self.open_if();
        }
        for (n, s) in [Scratch::PanicA, Scratch::PanicB].into_iter().enumerate() {
            if operands.is_empty() {
                break;
            }
            match operands.get(n) {
                Some(&v) => self.value(v),
                None => {
                    self.sink().i64_const(0);
                }
            }
            let l = self.scratch(s);
            self.write(l);
        }
        let l = self.scratch(Scratch::Point);
        self.sink().i32_const(point);
        self.write(l);
        if first {
            self.condition(cond, true);
            self.branch_if(label);
        } else {
            self.branch(label);
            self.close();
        }
    }

    /// After a call that may have suspended: parks at the instruction's point.
    pub(super) fn park_if_suspended(&mut self, i: InstId) {
        if !self.hot {
            self.set_point(i);
        }
        self.m_load(m::SUSPENDED);
        self.park_if(i);
    }

    /// Parks if the word on the operand stack is not 0; where that is seldom, sets the point only then.
    fn park_if(&mut self, i: InstId) {
        let group = self.group(i);
        if !self.hot || self.single_point(group).is_some() {
            return self.branch_to_park(i);
        }
        self.open_if();
        self.set_point(i);
        self.branch(Label::Park(group));
        self.close();
    }

    /// Tells the park code the point, where it serves several.
    pub(super) fn set_point(&mut self, i: InstId) {
        let group = self.group(i);
        if self.single_point(group).is_some() {
            return;
        }
        let point = match self.plan.point[i.index()] {
            0 => self.trace_point(i),
            point => point,
        };
        let l = self.scratch(Scratch::Point);
        self.sink().i32_const(point as i32);
        self.write(l);
    }

    /// Parks if the word on the operand stack is not 0.
    pub(super) fn branch_to_park(&mut self, i: InstId) {
        let label = Label::Park(self.group(i));
        self.branch_if(label);
    }

    /// The group of an instruction's point; trace points are the last.
    pub(super) fn group(&self, i: InstId) -> u32 {
        match self.plan.point[i.index()] {
            0 => self.plan.groups.len() as u32,
            point => self.plan.group_of[point as usize - 1],
        }
    }

    /// A point at which the goroutine can be stopped.
    fn poll(&mut self, i: InstId) {
        let polls = &self.plan.polls;
        let medium = polls.medium.contains(&i);
        if medium || polls.counted.contains(&i) {
            self.count(if medium { MEDIUM_TURN } else { TURN });
            self.sink().i32_eqz();
            self.open_if();
            self.take_fuel(i, TURN_COST);
            self.close();
        } else if self.saves(i) {
            self.turn_over(i);
        } else if polls.turns.contains(&i) {
            self.take_fuel(i, TURN_COST);
        } else {
            self.take_one(i);
        }
    }

    /// Whether an instruction is a poll around which nothing stays in locals.
    pub(super) fn saves(&self, i: InstId) -> bool {
        self.plan.polls.turns.contains(&i) && !self.plan.small
    }

    /// Polls between two turns of a loop. Engines keep what is live across a call in memory, and what a loop changes all through
    /// the loop. So everything is stored before the call, as for a park, and loaded again behind it.
    fn turn_over(&mut self, i: InstId) {
        let plan = self.plan;
        let point = plan.point[i.index()];
        for l in plan.live_at(point) {
            self.save(l);
        }
        self.call_poll(TURN_COST);
        self.open_if();
        self.header(|b| {
            b.sink().i32_const(point as i32);
        });
        self.leave();
        self.close();
        self.reload_at(point);
        let zero = [
            (Scratch::Turns, plan.polls.counts),
            (Scratch::Resume, self.flow.keeps_point),
        ];
        for (local, _) in zero.into_iter().filter(|z| z.1) {
            let local = self.scratch(local);
            self.sink().i32_const(0);
            self.write(local);
        }
    }

    /// Loads the locals that are live at a point.
    pub(super) fn reload_at(&mut self, point: u32) {
        for l in self.plan.live_at(point) {
            self.load_home(l);
            self.set(l);
        }
    }

    /// Zeroes the locals that are live at any of these points.
    pub(super) fn forget(&mut self, points: &[u32]) {
        let live = points.iter().flat_map(|&p| self.plan.live_at(p));
        let live: BTreeSet<u32> = live.collect();
        for l in live {
            match self.plan.locals.types[l as usize] {
                ValType::I64 => self.sink().i64_const(0),
                ValType::F64 => self.sink().f64_const(0.0.into()),
                ValType::F32 => self.sink().f32_const(0.0.into()),
                _ => self.sink().i32_const(0),
            };
            self.set(l);
        }
    }

    /// Counts an iteration; pushes 0 when a turn is over.
    pub(super) fn count(&mut self, turn: i64) {
        // Down from 0 and around: the local need not be initialised or saved.
        let turns = self.scratch(Scratch::Turns);
        self.read(turns);
        self.sink().i32_const(1).i32_sub();
        self.write(turns);
        self.read(turns);
        self.sink().i32_const(turn as i32 - 1).i32_and();
    }

    /// Takes one unit in place: this is on the path of calls, of recursive functions and in loops.
    fn take_one(&mut self, i: InstId) {
        let fuel = self.scratch(Scratch::Word);
        self.m_access(
            m::FUEL,
            |b| {
                b.m_load(m::FUEL);
                b.sink().i32_const(1).i32_sub();
                b.write(fuel);
                b.read(fuel);
            },
            |i, a| {
                i.i32_store(a);
            },
        );
        self.read(fuel);
        self.sink().i32_const(0).i32_le_s();
        self.open_if();
        self.take_fuel(i, 0);
        self.close();
    }

    /// Takes fuel, and parks if it is used up and the runtime wants that.
    fn take_fuel(&mut self, i: InstId, cost: i64) {
        self.call_poll(cost);
        let hot = core::mem::replace(&mut self.hot, true);
        self.park_if(i);
        self.hot = hot;
    }

    /// Takes fuel; pushes whether to park.
    fn call_poll(&mut self, cost: i64) {
        let helper = self.cx.helper(Helper::Poll);
        self.fp();
        self.sink().i32_const(cost as i32);
        self.code.call(helper);
    }

    /// Atomic operations. Where there is one thread only, they are plain ones.
    fn atomic(&mut self, inst: &Inst, op: AtomicOp, mem: Mem, off: u32) {
        if self.cx.options.threads {
            return self.shared_atomic(inst, op, mem, off);
        }
        let base = inst.args[0];
        let ty = match mem {
            Mem::I64 => Ty::I64,
            _ => Ty::I32,
        };
        match op {
            AtomicOp::Load => {
                let off = self.address(base, off);
                self.load(mem, ty, off);
                self.define(inst.results[0]);
            }
            AtomicOp::Store => {
                let off = self.address(base, off);
                self.value(inst.args[1]);
                self.store(mem, ty, off);
            }
            AtomicOp::Cas => {
                let at = self.address(base, off);
                self.load(mem, ty, at);
                self.value(inst.args[1]);
                match ty {
                    Ty::I64 => self.sink().i64_eq(),
                    _ => self.sink().i32_eq(),
                };
                let same = self.scratch(Scratch::Word);
                self.write(same);
                self.read(same);
                self.open_if();
                let at = self.address(base, off);
                self.value(inst.args[2]);
                self.store(mem, ty, at);
                self.close();
                self.read(same);
                self.define(inst.results[0]);
            }
            AtomicOp::Add | AtomicOp::And | AtomicOp::Or | AtomicOp::Swap => {
                let old = self.scratch(if ty == Ty::I64 {
                    Scratch::Wide
                } else {
                    Scratch::Word
                });
                let at = self.address(base, off);
                self.load(mem, ty, at);
                self.write(old);
                let at = self.address(base, off);
                if op != AtomicOp::Swap {
                    self.read(old);
                }
                self.value(inst.args[1]);
                match op {
                    AtomicOp::Add => self.binary(BinOp::Add, ty),
                    AtomicOp::And => self.binary(BinOp::And, ty),
                    AtomicOp::Or => self.binary(BinOp::Or, ty),
                    _ => {}
                }
                self.store(mem, ty, at);
                self.read(old);
                self.define(inst.results[0]);
            }
        }
    }
}

//! Calls: arguments, the check behind them, returns.

use super::body::{Body, Kind};
use super::fold::{Mode, tells_by_result};
use super::plan::{self, CallKind, in_order, takes_fp};
use crate::ir::abi::{Class, RtFn};
use crate::ir::{Callee, InstId, Ty, Value};

impl Body<'_, '_> {
    pub(super) fn call_kind(&self, callee: &Callee) -> CallKind {
        plan::call_kind(self.cx.module, self.cx.classes, callee)
    }

    /// Writes a call and what follows it.
    pub(super) fn call(&mut self, i: InstId, callee: &Callee) {
        let plan = self.plan;
        let inst = &plan.f.insts[i.index()];
        let kind = self.call_kind(callee);
        // The runtime reads the header of a frame that it is called from: for a trace, to find the list of defer records, or to
        // remember who started a goroutine.
        if kind == CallKind::NoReturn
            || matches!(
                callee,
                Callee::Runtime(
                    RtFn::DeferPush | RtFn::DeferLink | RtFn::DeferCell | RtFn::DeferPop | RtFn::Go
                )
            )
        {
            let point = match plan.point[i.index()] {
                0 => self.trace_point(i),
                point => point,
            };
            self.header(|b| {
                b.sink().i32_const(point as i32);
            });
        }
        self.transfer(callee, &inst.args, false);
        match (kind, callee, &inst.results[..]) {
            (CallKind::NoReturn, ..) => {
                inst.results.iter().for_each(|_| {
                    self.sink().drop();
                });
                self.leave();
            }
            (CallKind::Retry, Callee::Runtime(rt), &[r]) if tells_by_result(*rt) => {
                if plan.fold.mode[r.index()] == Mode::Local {
                    self.define(r);
                    self.set_point(i);
                    self.value(r);
                } else {
                    self.set_point(i);
                }
                self.sink().i32_eqz();
                self.branch_to_park(i);
            }
            _ => {
                for &r in inst.results.iter().rev() {
                    self.define(r);
                }
                if kind != CallKind::Plain {
                    self.park_if_suspended(i);
                }
            }
        }
    }

    /// Pushes the arguments and calls. `as_caller`: as if our caller made the call.
    fn transfer(&mut self, callee: &Callee, args: &[Value], as_caller: bool) {
        let frame = |b: &mut Self| match as_caller {
            true => b.caller_fp(),
            false => b.fp(),
        };
        match callee {
            Callee::Direct(g) => {
                let module = self.cx.module;
                if takes_fp(self.cx.classes, *g, &module.funcs[g.index()]) {
                    frame(self);
                }
                args.iter().for_each(|&a| self.value(a));
                let func = self.cx.func(*g);
                self.code.call(func);
            }
            Callee::Closure(sig) => {
                frame(self);
                args.iter().for_each(|&a| self.value(a));
                let off = self.address(args[0], 0);
                self.load(crate::ir::Mem::I32, Ty::I32, off);
                let ty = self.cx.indirect_type(*sig);
                self.code.call_indirect(ty);
            }
            Callee::Method(sig) => {
                frame(self);
                args[1..].iter().for_each(|&a| self.value(a));
                self.value(args[0]);
                let ty = self.cx.indirect_type(*sig);
                self.code.call_indirect(ty);
            }
            Callee::Runtime(rt) => {
                let func = self.cx.rt(*rt);
                self.runtime(rt.class(), func, args, frame);
            }
            Callee::Extern(e) => {
                let func = self.cx.external(e);
                if e.host.is_some() {
                    args.iter().for_each(|&a| self.value(a));
                    self.code.call(func);
                    return;
                }
                self.runtime(e.class, func, args, frame);
            }
        }
    }

    fn runtime(
        &mut self,
        class: Class,
        func: crate::object::Sym,
        args: &[Value],
        frame: impl FnOnce(&mut Self),
    ) {
        self.m();
        if class != Class::Pure {
            frame(self);
        }
        args.iter().for_each(|&a| self.value(a));
        self.code.call(func);
    }

    fn results_of(&self, callee: &Callee) -> Vec<Ty> {
        let module = self.cx.module;
        match callee {
            Callee::Direct(g) => module.funcs[g.index()].sig.results.clone(),
            Callee::Closure(s) | Callee::Method(s) => module.sigs[s.index()].results.clone(),
            Callee::Runtime(rt) => rt.result().into_iter().collect(),
            Callee::Extern(e) => e.result.into_iter().collect(),
        }
    }

    /// Leaves with the results of a call that our caller seems to have made.
    pub(super) fn tail_call(&mut self, callee: &Callee, args: &[Value]) {
        self.transfer(callee, args, true);
        if self.plan.f.sig.results.is_empty() {
            for _ in self.results_of(callee) {
                self.sink().drop();
            }
        }
        self.code.ret();
    }

    /// Returns: on the operand stack, or from a resume body through the result record.
    pub(super) fn return_values(&mut self, values: &[Value]) {
        match self.kind {
            Kind::Fast => values.iter().for_each(|&v| self.value(v)),
            Kind::Resume => {
                let results = &self.plan.f.sig.results;
                let (offsets, _) = in_order(results, 0);
                for ((&v, &ty), &off) in values.iter().zip(results).zip(&offsets) {
                    self.store_result(ty, off, |b| b.value(v));
                }
            }
        }
        self.code.ret();
    }
}

//! The ways out of a body: a return, the parks of groups of points, run-time errors, a refusal at the entry.

use super::body::{Body, Kind, Scratch, arg};
use super::cx::Helper;
use crate::ir::Ty;
use wasm_encoder::ValType;

impl Body<'_, '_> {
    /// Pushes zeroes for the results, and returns.
    pub(super) fn leave(&mut self) {
        if self.kind == Kind::Fast {
            for &ty in &self.plan.f.sig.results {
                match ty {
                    Ty::I32 | Ty::Ptr => self.sink().i32_const(0),
                    Ty::I64 => self.sink().i64_const(0),
                    Ty::F32 => self.sink().f32_const(0.0.into()),
                    Ty::F64 => self.sink().f64_const(0.0.into()),
                };
            }
        }
        self.code.ret();
    }

    /// Pushes the address of the function's FuncInfo.
    pub(super) fn info(&mut self) {
        let info = self.cx.info(self.plan.id);
        self.code.addr(info, 0);
    }

    /// Whether the frame was parked before, so that what has not changed since is still there.
    pub(super) fn was_parked(&self) -> bool {
        self.kind == Kind::Resume && !self.plan.single
    }

    /// Stores the header of the frame; `point` pushes the point's number.
    pub(super) fn header(&mut self, point: impl FnOnce(&mut Self)) {
        if self.plan.compact {
            self.fp();
            self.info();
            point(self);
            let helper = self.cx.helper(Helper::Header);
            self.code.call(helper);
            return;
        }
        if !self.was_parked() {
            self.fp();
            self.info();
            self.sink().i32_store(arg(0, 2));
        }
        self.fp();
        point(self);
        self.sink().i32_store(arg(4, 2));
    }

    /// The park of a group of points.
    pub(super) fn park(&mut self, g: u32) {
        let plan = self.plan;
        if let Some(group) = plan.groups.get(g as usize) {
            for &l in &group.locals {
                self.save(l);
            }
        }
        let single = self.single_point(g);
        self.header(|b| match single {
            Some(point) => {
                b.sink().i32_const(point as i32);
            }
            None => {
                let l = b.scratch(Scratch::Point);
                b.read(l);
            }
        });
        self.leave();
    }

    /// The one point of a group, if it has only one.
    pub(super) fn single_point(&self, g: u32) -> Option<u32> {
        match self.plan.groups.get(g as usize)?.points[..] {
            [point] => Some(point),
            _ => None,
        }
    }

    pub(super) fn panic(&mut self, operands: bool) {
        let helper = self.cx.helper(Helper::PanicRt);
        let point = self.scratch(Scratch::Point);
        self.fp();
        self.info();
        self.read(point);
        if operands {
            let (a, b) = (self.scratch(Scratch::PanicA), self.scratch(Scratch::PanicB));
            self.read(a);
            self.read(b);
        } else {
            self.sink().i64_const(0).i64_const(0);
        }
        self.code.call(helper);
        self.leave();
    }

    /// The call was refused: nothing was done yet, so the parameters are still in their locals.
    pub(super) fn refuse(&mut self) {
        let plan = self.plan;
        let types: Vec<ValType> = plan.locals.types[..plan.f.sig.params.len()].to_vec();
        let helper = self.cx.helper(Helper::Refuse(types.clone()));
        self.read(0);
        self.info();
        for l in 0..types.len() as u32 {
            self.get(l);
        }
        self.code.call(helper);
        self.leave();
    }
}

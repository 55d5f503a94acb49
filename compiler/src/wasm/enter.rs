//! The ways into a resume body: its point, what is live there, and point 0, which enters the fast body; and the record that
//! results are handed over in where frames were parked.

use super::body::{Body, Scratch, arg};
use super::cx::{Helper, m};
use super::fold::Mode;
use super::plan::in_order;
use crate::ir::Ty;

impl Body<'_, '_> {
    /// Point 0: the parameters are in the frame. Whoever resumes may have left the guard so high that nothing can be
    /// entered (to stop at the next call); this function was admitted already, only its callees shall be refused.
    pub(super) fn enter_fast(&mut self) {
        let plan = self.plan;
        let admit = self.cx.helper(Helper::Admit);
        self.fp();
        self.code.call(admit);
        self.caller_fp();
        for (n, &ty) in plan.f.sig.params.iter().enumerate() {
            self.fp();
            self.load_scalar(ty, plan.frame.params[n]);
        }
        let func = self.cx.func(plan.id);
        self.code.call(func);
        let results = plan.f.sig.results.clone();
        if !results.is_empty() {
            self.store_results(&results);
        }
        self.code.ret();
    }

    /// Point 0 of a single body.
    pub(super) fn begin(&mut self) {
        let plan = self.plan;
        for (n, &p) in plan.f.blocks[0].params.iter().enumerate() {
            // One whose home is where it was passed lives there, or was loaded with all others.
            let loaded = plan.spilled[n] || !plan.reloads_late();
            let at_home = loaded && plan.frame.homes[n] == Some(plan.frame.params[n]);
            if plan.fold.mode[p.index()] == Mode::Local && !at_home {
                self.fp();
                self.load_scalar(plan.f.sig.params[n], plan.frame.params[n]);
                self.set(n as u32);
            }
        }
        self.zero_objects();
    }

    /// Moves results from the operand stack to the result record; not when the function suspended, since the record may
    /// hold another's by then.
    fn store_results(&mut self, types: &[Ty]) {
        let (offsets, _) = in_order(types, 0);
        self.m_load(m::SUSPENDED);
        self.open_if();
        self.code.ret();
        self.close();
        for (&ty, &off) in types.iter().zip(&offsets).rev() {
            let l = self.typed_scratch(ty);
            self.write(l);
            self.store_result(ty, off, |b| b.read(l));
        }
    }

    /// A local that holds a scalar for a moment.
    fn typed_scratch(&mut self, ty: Ty) -> u32 {
        match ty {
            Ty::I64 => self.scratch(Scratch::Wide),
            Ty::I32 | Ty::Ptr => self.scratch(Scratch::Word),
            Ty::F32 => self.scratch(Scratch::Single),
            Ty::F64 => self.scratch(Scratch::Double),
        }
    }

    /// Stores a result into the record.
    pub(super) fn store_result(&mut self, ty: Ty, off: u32, value: impl FnOnce(&mut Self)) {
        self.m_access(m::RESULT + off as i32, value, |i, mut a| {
            match ty {
                Ty::I64 => {
                    a.align = 3;
                    i.i64_store(a)
                }
                Ty::F64 => {
                    a.align = 3;
                    i.f64_store(a)
                }
                Ty::F32 => i.f32_store(a),
                Ty::I32 | Ty::Ptr => i.i32_store(a),
            };
        });
    }

    /// Loads a result from the record.
    pub(super) fn load_result(&mut self, ty: Ty, off: u32) {
        self.m_access(
            m::RESULT + off as i32,
            |_| {},
            |i, mut a| {
                match ty {
                    Ty::I64 => {
                        a.align = 3;
                        i.i64_load(a)
                    }
                    Ty::F64 => {
                        a.align = 3;
                        i.f64_load(a)
                    }
                    Ty::F32 => i.f32_load(a),
                    Ty::I32 | Ty::Ptr => i.i32_load(a),
                };
            },
        );
    }

    /// Loads a scalar from the address on the operand stack.
    fn load_scalar(&mut self, ty: Ty, off: u32) {
        match ty {
            Ty::I64 => self.sink().i64_load(arg(off, 3)),
            Ty::F64 => self.sink().f64_load(arg(off, 3)),
            Ty::F32 => self.sink().f32_load(arg(off, 2)),
            Ty::I32 | Ty::Ptr => self.sink().i32_load(arg(off, 2)),
        };
    }

    /// Loads all locals that have a home, unless the points do it, and the point.
    pub(super) fn reload(&mut self) {
        let plan = self.plan;
        for l in 0..plan.locals.types.len() as u32 {
            let home = plan.frame.homes[l as usize];
            if home.is_some() && !plan.spilled[l as usize] && !plan.reloads_late() {
                self.load_home(l);
                self.set(l);
            }
        }
        if self.flow.keeps_point {
            self.fp();
            self.sink().i32_load(arg(4, 2));
            let l = self.scratch(Scratch::Resume);
            self.write(l);
        }
    }

    /// Pushes the number of the resume point.
    pub(super) fn resume_point(&mut self) {
        if self.flow.keeps_point {
            let l = self.scratch(Scratch::Resume);
            self.read(l);
        } else {
            self.fp();
            self.sink().i32_load(arg(4, 2));
        }
    }
}

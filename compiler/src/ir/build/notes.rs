//! Notes of what allocations are made for, which `burrow build -m` reports in the words of Go's `-m`.

use super::mem::FnCx;
use super::sig::Loc;
use crate::ir::{Def, GoParam, GoResult, InstId, Note, Value};
use crate::syntax::ast::{Expr, ExprKind, UnaryOp};
use crate::syntax::print::expr_string;
use crate::syntax::source::Pos;
use crate::types::object::ObjId;

/// What an allocation may be made for.
#[derive(Clone, Copy, Debug)]
pub(super) enum What<'a> {
    /// Nothing that the source names.
    Nothing,
    /// The expression that is being evaluated, or boxed.
    Expr(&'a Expr),
    /// A variable.
    Var(ObjId),
    /// The slice of a call's further arguments.
    Rest(Pos),
}

/// Where Go says that an expression is.
fn place(e: &Expr) -> Pos {
    match &e.kind {
        ExprKind::Call(call) => call.parens[0],
        _ => e.pos,
    }
}

/// An expression as Go's reports have it.
fn text(e: &Expr) -> String {
    match &e.kind {
        ExprKind::FuncLit(..) => "func literal".to_owned(),
        ExprKind::Paren(x) => text(x),
        ExprKind::Unary(UnaryOp::Addr, x) if matches!(x.kind, ExprKind::CompositeLit(..)) => {
            format!("&{}", text(x))
        }
        ExprKind::CompositeLit(lit) if let Some(t) = &lit.typ => {
            format!("{}{{...}}", expr_string(t))
        }
        _ => expr_string(e).replace('…', "..."),
    }
}

impl<'a> FnCx<'_, 'a> {
    /// Notes what the allocation that made this value is for.
    pub(super) fn note(&mut self, v: Value) {
        if let Def::Inst(inst, _) = self.b.func.values[v.index()].def {
            self.note_inst(inst);
        }
    }

    fn note_inst(&mut self, inst: InstId) {
        let (pos, text, variable) = match self.what {
            What::Nothing => return,
            What::Expr(e) => (place(e), text(e), false),
            What::Var(obj) => {
                let o = self.m.program.object(obj);
                (o.pos, o.name.to_string(), true)
            }
            What::Rest(pos) => (pos, "... argument".to_owned(), false),
        };
        let note = Note {
            pos,
            text,
            variable,
        };
        self.b.func.notes.push((inst, note));
    }

    /// Evaluates something with allocations made for `what`.
    pub(super) fn noting<T>(&mut self, what: What<'a>, f: impl FnOnce(&mut Self) -> T) -> T {
        let saved = std::mem::replace(&mut self.what, what);
        let result = f(self);
        self.what = saved;
        result
    }

    /// Notes names and places of parameters and results; the scalars of the signature begin with parameter `first`.
    pub(super) fn note_signature(&mut self, objs: &[ObjId], first: usize) {
        let sig = self.sig.clone();
        let (params, results) = objs.split_at(sig.params.len());
        for (i, &obj) in params.iter().enumerate() {
            let n = match sig.param_locs[i] {
                Loc::Scalars(at) => (at, self.repr(sig.params[i]).parts.len()),
                Loc::Memory(at) => (at, 1),
                Loc::Block(_) => continue,
            };
            self.note_param(obj, first + n.0, n.1);
        }
        for (i, &obj) in results.iter().enumerate() {
            let (at, memory) = match sig.result_locs[i] {
                Loc::Scalars(at) => (at, false),
                Loc::Memory(at) => (first + at, true),
                Loc::Block(_) => continue,
            };
            let name = self.m.program.object(obj).name;
            let name = match name.as_str() {
                "" | "_" => format!("~r{i}"),
                name => name.to_owned(),
            };
            let at = at as u32;
            let result = GoResult { name, at, memory };
            self.b.func.go_results.push(result);
        }
    }

    /// Notes a parameter, or receiver.
    pub(super) fn note_param(&mut self, obj: ObjId, at: usize, n: usize) {
        let o = self.m.program.object(obj);
        if o.name.as_str().is_empty() || o.name.is_blank() {
            return;
        }
        self.b.func.go_params.push(GoParam {
            pos: o.pos,
            name: o.name.to_string(),
            at: (at as u32, n as u32),
        });
    }
}

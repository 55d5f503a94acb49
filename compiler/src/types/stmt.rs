//! Statements. Labels and branches were checked by the parser.

use super::assign::ReturnSite;
use super::checker::Checker;
use super::expr::Kind;
use super::object::{Constant, ObjId, ObjectKind};
use super::operand::{OpMode, Operand, node_pos};
use super::resolve::{ConstGroup, ConstInit};
use super::typ::{Basic, TypeId};
use crate::syntax::ast::{
    BinaryOp, Block, CommClause, ConstSpec, Decl, Expr, ExprKind, Field, FuncType, Ident, NodeId,
    Stmt, StmtKind, TypeSpec, UnaryOp, VarSpec,
};
use std::rc::Rc;

/// A function whose body is checked.
pub(super) struct Body<'a> {
    pub(super) id: NodeId,
    /// Type parameters.
    pub(super) scope: Vec<(Ident, ObjId)>,
    pub(super) sig: TypeId,
    pub(super) func: &'a FuncType,
    pub(super) recv: Option<&'a Field>,
    pub(super) block: &'a Block,
}

impl<'a> Checker<'a> {
    /// Checks a function's body. The environment is the surrounding one.
    pub(super) fn func_body(&mut self, body: Body<'a>) {
        let mut env = self.env.clone();
        env.sig = Some(body.sig);
        env.has_call_or_recv = false;
        self.local.open();
        for &(ident, obj) in &body.scope {
            if !ident.name.is_blank() && self.local.lookup_innermost(ident.name).is_none() {
                self.local.declare(ident.name, obj);
            }
        }
        let mut objects = Vec::new();
        if let Some(recv) = body.recv {
            let typ = match &recv.typ {
                crate::syntax::ast::FieldType::Own(e) => self.recorded_type(e),
                crate::syntax::ast::FieldType::Shared => Basic::Invalid.id(),
            };
            objects.push(self.declare_param(recv, typ));
        }
        for (i, field) in body.func.params.iter().enumerate() {
            let typ = self.param(body.sig, i);
            objects.push(self.declare_param(field, typ));
        }
        let first_result = objects.len();
        for (i, field) in body.func.results.iter().enumerate() {
            let typ = self.result(body.sig, i);
            objects.push(self.declare_param(field, typ));
        }
        env.results = Rc::from(&objects[first_result..]);
        env.named_results = body.func.results.first().is_some_and(|f| f.name.is_some());
        self.info.signatures.insert(body.id, objects);
        self.with_env(env, |c| {
            c.stmts(&body.block.stmts);
            if !body.func.results.is_empty() && !c.terminates_list(&body.block.stmts, None) {
                c.error(body.block.end, "missing return");
            }
        });
        self.local.close();
    }

    fn recorded_type(&self, e: &Expr) -> TypeId {
        let known = self.info.nodes.get(e.id);
        known.map_or(Basic::Invalid.id(), |tv| tv.typ)
    }

    fn declare_param(&mut self, field: &'a Field, typ: TypeId) -> ObjId {
        let (name, pos) = match field.name {
            Some(ident) => (ident.name, ident.pos),
            None => (self.blank, field.pos),
        };
        let obj = self.new_object(name, pos, typ, ObjectKind::Local);
        if let Some(ident) = field.name {
            self.info.nodes.declare(ident.id, obj);
            // A name that is there twice was reported with the function's type.
            if !name.is_blank() && self.local.lookup_innermost(name).is_none() {
                self.local.declare(name, obj);
            }
        }
        obj
    }

    pub(super) fn stmts(&mut self, list: &'a [Stmt]) {
        for s in list {
            self.stmt(s);
        }
    }

    pub(super) fn block(&mut self, block: &'a Block) {
        self.local.open();
        self.stmts(&block.stmts);
        self.local.close();
    }

    pub(super) fn stmt(&mut self, s: &'a Stmt) {
        match &s.kind {
            StmtKind::Empty
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Goto(_)
            | StmtKind::Fallthrough => {}
            StmtKind::Expr(e) => self.expr_stmt(e),
            StmtKind::Send(ch, value) => {
                let ch = self.expr(ch);
                let mut x = self.generic_expr(value);
                if ch.is_valid()
                    && x.is_valid()
                    && let Some(elem) = self.channel_element(&ch, false)
                {
                    self.assignment(&mut x, Some(elem), "send");
                }
            }
            StmtKind::IncDec(e, inc) => self.inc_dec(e, *inc),
            StmtKind::Assign(lhs, rhs) => self.assign_vars(lhs, rhs),
            StmtKind::OpAssign(op, lhs, rhs) => self.op_assign(*op, lhs, rhs),
            StmtKind::Define(lhs, rhs) => self.short_var_decl(s.pos, lhs, rhs),
            StmtKind::Decl(decls) => self.decl_stmt(decls),
            StmtKind::Go(call) => self.suspended_call("go", call),
            StmtKind::Defer(call) => self.suspended_call("defer", call),
            StmtKind::Return(values) => self.return_stmt(s, values),
            StmtKind::Block(block) => self.block(block),
            StmtKind::If(..) => self.if_stmt(s),
            StmtKind::Switch(init, tag, clauses) => {
                self.local.open();
                if let Some(init) = init {
                    self.stmt(init);
                }
                self.switch_stmt(tag.as_deref(), &clauses.list, clauses.end);
                self.local.close();
            }
            StmtKind::TypeSwitch(init, guard, clauses) => {
                let (bind, x) = (&guard.bind, &guard.x);
                self.local.open();
                if let Some(init) = init {
                    self.stmt(init);
                }
                self.type_switch_stmt(*bind, x, &clauses.list);
                self.local.close();
            }
            StmtKind::Select(clauses, _) => self.select_stmt(clauses),
            StmtKind::For(init, cond, post, body) => {
                self.local.open();
                if let Some(init) = init {
                    self.stmt(init);
                    if let StmtKind::Define(lhs, _) = &init.kind {
                        self.note_loop_variables(lhs.iter());
                    }
                }
                if let Some(cond) = cond {
                    self.condition(cond, "for");
                }
                if let Some(post) = post {
                    self.stmt(post);
                }
                self.block(body);
                self.local.close();
            }
            StmtKind::Range(range) => self.range_stmt(s.pos, range),
            StmtKind::Labeled(_, inner) => self.stmt(inner),
        }
    }

    fn expr_stmt(&mut self, e: &'a Expr) {
        let (x, kind) = self.raw_expr(e, None);
        let what = match x.mode {
            OpMode::Builtin(_) => "must be called",
            OpMode::Type => "is not an expression",
            _ if kind == Kind::Statement => return,
            OpMode::Generic => {
                let mut x = x;
                return self.not_instantiated(&mut x);
            }
            _ => "is not used",
        };
        let text = self.describe(&x);
        self.error(x.pos(), format!("{text} {what}"));
    }

    /// `if` with all its `else if` branches, which may be many.
    fn if_stmt(&mut self, s: &'a Stmt) {
        let mut next = Some(s);
        let mut open = 0;
        while let Some(s) = next {
            let StmtKind::If(init, cond, then, other) = &s.kind else {
                self.stmt(s);
                break;
            };
            self.local.open();
            open += 1;
            if let Some(init) = init {
                self.stmt(init);
            }
            self.condition(cond, "if");
            self.block(then);
            next = other.as_deref();
        }
        for _ in 0..open {
            self.local.close();
        }
    }

    fn condition(&mut self, cond: &'a Expr, keyword: &str) {
        let mut x = self.expr(cond);
        if !x.is_valid() {
            return;
        }
        if !self.all_basic(x.typ, Basic::is_boolean) {
            let message = format!("non-boolean condition in {keyword} statement");
            self.error(cond.start(), message);
        } else if self.is_untyped(x.typ) {
            self.convert_untyped(&mut x, Basic::Bool.id());
        }
    }

    fn inc_dec(&mut self, e: &'a Expr, inc: bool) {
        let x = self.expr(e);
        if !x.is_valid() {
            return;
        }
        if !self.all_basic(x.typ, Basic::is_numeric) {
            let text = self.show(e);
            let op = if inc { "++" } else { "--" };
            let message = format!(
                "invalid operation: {text}{op} (non-numeric type {})",
                self.type_string(x.typ)
            );
            self.error(e.start(), message);
            return;
        }
        self.check_assignable(e, &x);
    }

    fn op_assign(&mut self, op: BinaryOp, lhs: &'a Expr, rhs: &'a Expr) {
        if let Some(ident) = lhs.ident()
            && ident.name.is_blank()
        {
            self.error(lhs.start(), "cannot use _ as value");
            self.use_exprs(core::slice::from_ref(rhs));
            return;
        }
        let x = self.expr(lhs);
        let y = self.expr(rhs);
        let target = x.clone();
        let mut result = self.binary(x, y, op, None, lhs, rhs);
        if !result.is_valid() || !self.check_assignable(lhs, &target) {
            return;
        }
        self.assignment(&mut result, Some(target.typ), "assignment");
    }

    fn suspended_call(&mut self, keyword: &str, call: &'a Expr) {
        if !matches!(call.kind, ExprKind::Call(..)) {
            let message = format!("expression in {keyword} must be function call");
            self.error(call.start(), message);
            self.use_exprs(core::slice::from_ref(call));
            return;
        }
        let (x, kind) = self.raw_expr(call, None);
        let what = match kind {
            Kind::Conversion => "requires function call, not conversion",
            Kind::Expression => "discards result of",
            Kind::Statement => return,
        };
        let text = self.describe(&x);
        self.error(x.pos(), format!("{keyword} {what} {text}"));
    }

    fn return_stmt(&mut self, s: &'a Stmt, values: &'a [Expr]) {
        let results = self.env.results.clone();
        if values.is_empty() && self.env.named_results {
            for &obj in results.iter() {
                let name = self.object(obj).name;
                if name.is_blank() {
                    continue;
                }
                if let Some(alt) = self.lookup(name)
                    && alt != obj
                {
                    let place = self.place(self.object(alt).pos).unwrap_or_default();
                    let message = format!(
                        "result parameter {name} not in scope at return\n\t{place}: inner declaration of var {name} {}",
                        self.type_string(self.object(obj).typ)
                    );
                    self.error(s.pos, message);
                }
            }
            return;
        }
        if results.is_empty() && values.is_empty() {
            return;
        }
        self.init_vars(&results, None, values, Some(ReturnSite { pos: s.pos }));
    }

    fn select_stmt(&mut self, clauses: &'a [CommClause]) {
        let mut default = None;
        for clause in clauses.iter().filter(|c| c.comm.is_none()) {
            match default {
                None => default = Some(clause.pos),
                Some(first) => {
                    let place = self.place(first).unwrap_or_default();
                    let message = format!("multiple defaults (first at {place})");
                    self.error(clause.pos, message);
                }
            }
        }
        for clause in clauses {
            if let Some(comm) = &clause.comm {
                let receives =
                    |e: &Expr| matches!(e.unparen().kind, ExprKind::Unary(UnaryOp::Recv, _));
                let valid = match &comm.kind {
                    StmtKind::Send(..) => true,
                    StmtKind::Expr(e) => receives(e),
                    StmtKind::Assign(_, rhs) | StmtKind::Define(_, rhs) => {
                        matches!(&rhs[..], [e] if receives(e))
                    }
                    _ => false,
                };
                if !valid {
                    let message = "select case must be send or receive (possibly with assignment)";
                    let pos = match &comm.kind {
                        StmtKind::Assign(lhs, _) | StmtKind::Define(lhs, _) => lhs[0].start(),
                        StmtKind::Expr(e) => node_pos(e),
                        StmtKind::IncDec(e, _) => e.start(),
                        StmtKind::OpAssign(_, e, _) => e.start(),
                        _ => comm.pos,
                    };
                    self.error(pos, message);
                    continue;
                }
            }
            self.local.open();
            if let Some(comm) = &clause.comm {
                self.stmt(comm);
            }
            self.stmts(&clause.body);
            self.local.close();
        }
    }

    fn decl_stmt(&mut self, decls: &'a [Decl]) {
        let mut group = ConstGroup::default();
        for decl in decls {
            match decl {
                Decl::Const(spec) => self.local_const(spec, &mut group),
                Decl::Var(spec) => self.local_var(spec),
                Decl::Type(spec) => self.local_type(spec),
                // The parser allows functions at top level only.
                Decl::Func(_) => {}
            }
        }
    }

    fn local_const(&mut self, spec: &'a ConstSpec, group: &mut ConstGroup<'a>) {
        let (source, inherited) = group.source(spec);
        let values = source.map_or(&[][..], |s| &s.values);
        let mut objects = Vec::with_capacity(spec.names.len());
        for (i, name) in spec.names.iter().enumerate() {
            let init = ConstInit {
                typ: source.and_then(|s| s.typ.as_ref()),
                init: values.get(i),
                inherited,
                iota: spec.iota,
            };
            let (typ, value) = self.const_value(name.pos, init);
            let value = value.map_or(Constant::UNKNOWN, |value| self.objects.keep(value));
            let kind = ObjectKind::Const(value);
            objects.push(self.new_object(name.name, name.pos, typ, kind));
        }
        self.arity(spec.pos, &spec.names, values, true, inherited);
        for (&name, obj) in spec.names.iter().zip(objects) {
            self.declare_local(name, obj);
        }
    }

    fn local_var(&mut self, spec: &'a VarSpec) {
        self.check_embed(spec, true);
        let invalid = Basic::Invalid.id();
        let typ = spec.typ.as_ref().map(|e| self.var_type(e));
        let objects: Vec<ObjId> = spec
            .names
            .iter()
            .map(|name| {
                let t = typ.unwrap_or(invalid);
                self.new_object(name.name, name.pos, t, ObjectKind::Local)
            })
            .collect();
        let values = &spec.values;
        if values.len() == objects.len() {
            for (&obj, e) in objects.iter().zip(values) {
                let mut x = self.generic_expr(e);
                self.as_written(spec.typ.as_ref(), self.object(obj).typ, |c| {
                    c.init_var(obj, typ, &mut x, "variable declaration");
                });
            }
        } else if values.len() == 1 {
            self.init_vars(&objects, typ, values, None);
        } else {
            for e in values {
                self.expr(e);
            }
        }
        if spec.typ.is_none() || !values.is_empty() {
            self.arity(spec.pos, &spec.names, values, false, false);
        }
        for (&name, obj) in spec.names.iter().zip(objects) {
            self.declare_variable(name, obj);
        }
    }

    fn local_type(&mut self, spec: &'a TypeSpec) {
        let name = spec.name;
        let invalid = Basic::Invalid.id();
        let obj = self.new_object(name.name, name.pos, invalid, ObjectKind::TypeName);
        self.declare_local(name, obj);
        self.new_defined_type(obj, spec);
        self.states.insert(obj, super::checker::State::Grey);
        self.path.push(obj);
        let pending = core::mem::replace(&mut self.types_pending, true);
        self.resolve_type_spec(obj, spec);
        self.types_pending = pending;
        self.path.pop();
        self.states.insert(obj, super::checker::State::Black);
        if let &super::typ::Type::Named(id) = self.types.get(self.object(obj).typ)
            && !spec.alias
        {
            self.check_valid_type(id, &mut Default::default());
        }
        self.check_later();
    }

    /// Whether an operand can be assigned to; an error if not.
    fn check_assignable(&mut self, lhs: &'a Expr, x: &Operand<'a>) -> bool {
        if matches!(x.mode, OpMode::Var | OpMode::MapIndex) {
            return true;
        }
        self.not_assignable_error(lhs);
        false
    }
}

//! What must be known of a whole function before it is built: which variables closures capture, which have their address
//! taken, which are assigned again after their declaration; what each function literal captures; where it defers.

use super::Builder;
use crate::syntax::ast::{
    Block, CommClause, Decl, Expr, ExprKind, FuncType, Node, NodeId, RangeStmt, Stmt, StmtKind,
    UnaryOp, VarSpec,
};
use crate::syntax::symbol::Symbol;
use crate::types::info::{Info, Mode, SelectionKind};
use crate::types::object::{Builtin, ObjId, ObjectKind};
use crate::types::typ::{Type, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of a local variable.
#[derive(Clone, Copy, Debug)]
pub(super) struct VarInfo {
    /// Which function declares it, by index in [`Analysis::fns`].
    pub owner: usize,
    /// A function literal uses a variable of an enclosing function.
    pub captured: bool,
    /// Its address is taken.
    pub addressed: bool,
    /// It is assigned after its declaration.
    pub assigned: bool,
}

/// What is known of a function or function literal.
#[derive(Debug, Default)]
pub(super) struct FnInfo {
    /// The enclosing function; its own index for the outermost.
    pub parent: usize,
    /// As traces print it.
    pub name: String,
    /// Variables of enclosing functions that it, or a literal in it, uses.
    pub captures: Vec<ObjId>,
    /// How many defer statements it has.
    pub defers: u32,
    /// Whether one of them may run more than once.
    pub defer_in_loop: bool,
    /// Whether one of them is in the body of a range over a function. The body has this set, too, and those around it.
    pub defer_in_body: bool,
    /// Whether `defer recover()` is among them.
    pub defers_recover: bool,
    /// Whether it calls recover.
    pub recovers: bool,
    /// Labels that goto statements jump to.
    pub gotos: FxHashSet<Symbol>,
    /// Labels of its statements.
    pub labels: FxHashSet<Symbol>,
    /// Whether it is the body of a range over a function, not a literal of the source.
    pub range_body: bool,
    /// Its results; of a range's body those of the function that it is part of.
    pub results: Vec<ObjId>,
    bodies: u32,
    lits: u32,
    loops: u32,
}

/// The outermost function (index 0) and its literals.
#[derive(Debug, Default)]
pub(super) struct Analysis {
    /// Local variables.
    pub vars: FxHashMap<ObjId, VarInfo>,
    /// Functions.
    pub fns: Vec<FnInfo>,
    /// Literals by their expression.
    pub lits: FxHashMap<NodeId, usize>,
    /// Bodies of ranges over functions by the expression ranged over, which may be a literal itself.
    pub bodies: FxHashMap<NodeId, usize>,
}

impl Analysis {
    /// Whether a variable is an object of its own, reached through a pointer: it is shared with closures that must see
    /// assignments, or its address is taken.
    pub(super) fn boxed(&self, var: ObjId) -> bool {
        self.vars
            .get(&var)
            .is_some_and(|v| v.addressed || v.captured && v.assigned)
    }
}

/// Analyses a function's body.
pub(super) struct Analyzer<'a, 'b> {
    b: &'b Builder<'a>,
    info: &'a Info,
    out: Analysis,
    cur: usize,
}

impl<'a, 'b> Analyzer<'a, 'b> {
    /// For an outermost function with this name (of traces) of which so many literals were named before.
    pub(super) fn new(b: &'b Builder<'a>, name: String, lits: u32) -> Analyzer<'a, 'b> {
        let root = FnInfo {
            name,
            lits,
            ..FnInfo::default()
        };
        Analyzer {
            b,
            info: b.info,
            out: Analysis {
                fns: vec![root],
                ..Analysis::default()
            },
            cur: 0,
        }
    }

    /// A declared function: `id` is its name's.
    pub(super) fn func(mut self, id: NodeId, sig: &FuncType, body: &'a Block) -> Analysis {
        self.signature(id, sig, body);
        self.out
    }

    /// An expression outside functions. Also answers how many literals were named.
    pub(super) fn initializer(mut self, e: &'a Expr) -> (Analysis, u32) {
        self.expr(e);
        let lits = self.out.fns[0].lits;
        (self.out, lits)
    }

    fn signature(&mut self, id: NodeId, sig: &FuncType, body: &'a Block) {
        if let Some(list) = self.info.signatures.get(&id) {
            let first_result = list.len() - sig.results.len();
            self.out.fns[self.cur].results = list[first_result..].to_vec();
            for (i, &obj) in list.iter().enumerate() {
                self.declare(obj);
                if i >= first_result {
                    // A return statement assigns it.
                    self.out.vars.get_mut(&obj).expect("declared").assigned = true;
                }
            }
        }
        self.block(body);
    }

    fn declare(&mut self, obj: ObjId) {
        let owner = self.cur;
        self.out.vars.entry(obj).or_insert(VarInfo {
            owner,
            captured: false,
            addressed: false,
            assigned: false,
        });
    }

    fn define(&mut self, id: NodeId) {
        if let Some(obj) = self.info.nodes.declared(id)
            && matches!(self.b.program.object(obj).kind, ObjectKind::Local)
        {
            self.declare(obj);
        }
    }

    fn use_of(&mut self, id: NodeId) {
        if let Some(obj) = self.info.nodes.referred(id) {
            self.use_var(obj);
        }
    }

    fn use_var(&mut self, obj: ObjId) {
        let Some(var) = self.out.vars.get_mut(&obj) else {
            return;
        };
        let owner = var.owner;
        let mut f = self.cur;
        if f != owner {
            var.captured = true;
        }
        while f != owner {
            let info = &mut self.out.fns[f];
            if !info.captures.contains(&obj) {
                info.captures.push(obj);
            }
            f = info.parent;
        }
    }

    fn typ(&self, e: &Expr) -> TypeId {
        self.b.tv(e).typ
    }

    /// The variable that an addressable expression is a part of, without going through a pointer.
    fn root(&self, e: &'a Expr) -> Option<ObjId> {
        match &e.unparen().kind {
            ExprKind::Ident(_) => {
                let obj = self.info.nodes.object(e.unparen().id)?;
                self.out.vars.contains_key(&obj).then_some(obj)
            }
            ExprKind::Selector(s) => {
                let sel = self.b.selection(e.unparen().id)?;
                (sel.kind == SelectionKind::Field && !sel.indirect)
                    .then(|| self.root(&s.x))
                    .flatten()
            }
            ExprKind::Index(index) => {
                let x = &index.x;
                matches!(self.b.types.under(self.typ(x)), Type::Array(..))
                    .then(|| self.root(x))
                    .flatten()
            }
            _ => None,
        }
    }

    fn address(&mut self, e: &'a Expr) {
        if let Some(obj) = self.root(e) {
            self.out.vars.get_mut(&obj).expect("declared").addressed = true;
        }
    }

    fn assign(&mut self, e: &'a Expr) {
        if let Some(obj) = self.root(e) {
            self.out.vars.get_mut(&obj).expect("declared").assigned = true;
        }
        self.expr(e);
    }

    fn exprs(&mut self, list: &'a [Expr]) {
        for e in list {
            self.expr(e);
        }
    }

    fn opt(&mut self, e: &'a Option<Node<Expr>>) {
        if let Some(e) = e {
            self.expr(e);
        }
    }

    fn expr(&mut self, e: &'a Expr) {
        match &e.kind {
            ExprKind::Ident(_) => self.use_of(e.id),
            ExprKind::CompositeLit(lit) => {
                let t = self.typ(e);
                let t = match self.b.types.under(t) {
                    Type::Pointer(to) => *to,
                    _ => t,
                };
                let fields = matches!(self.b.types.under(t), Type::Struct(_));
                for element in &lit.elements {
                    if let Some(key) = &element.key
                        && !fields
                    {
                        self.expr(key);
                    }
                    self.expr(&element.value);
                }
            }
            ExprKind::FuncLit(lit) => self.lit(e.id, &lit.sig, &lit.body),
            ExprKind::Paren(x) | ExprKind::Star(x) => self.expr(x),
            ExprKind::TypeAssert(assert) => self.expr(&assert.x),
            ExprKind::Selector(s) => {
                let x = &s.x;
                let Some(sel) = self.b.selection(e.id) else {
                    return;
                };
                match sel.kind {
                    SelectionKind::Field | SelectionKind::InterfaceMethod(_) => self.expr(x),
                    SelectionKind::Method(m) => {
                        if let ObjectKind::Func { recv: Some(recv) } = self.b.program.object(m).kind
                            && recv.pointer
                            && !sel.indirect
                        {
                            self.address(x);
                        }
                        self.expr(x);
                    }
                    SelectionKind::MethodExpr(_)
                    | SelectionKind::InterfaceMethodExpr(_)
                    | SelectionKind::Qualified => {}
                }
            }
            ExprKind::Index(index) => {
                self.expr(&index.x);
                self.exprs(&index.args);
            }
            ExprKind::Slice(slice) => {
                let (x, list) = (&slice.x, &slice.bounds);
                if matches!(self.b.types.under(self.typ(x)), Type::Array(..)) {
                    self.address(x);
                }
                self.expr(x);
                for e in list.iter() {
                    self.opt(e);
                }
            }
            ExprKind::Call(call) => {
                let (f, args) = (&call.fun, &call.args);
                if self.is_recover(f) {
                    self.out.fns[self.cur].recovers = true;
                }
                self.expr(f);
                self.exprs(args);
            }
            ExprKind::Unary(op, x) => {
                if *op == UnaryOp::Addr {
                    self.address(x);
                }
                self.expr(x);
            }
            ExprKind::Binary(_, operands) => self.exprs(&operands[..]),
            _ => {}
        }
    }

    /// Whether a call of `f` is one of the predeclared recover.
    fn is_recover(&self, f: &Expr) -> bool {
        self.info.expr(f.id).mode == Mode::Builtin
            && f.unparen().ident().is_some_and(|id| {
                let obj = self.info.nodes.referred(id.id);
                obj.is_some_and(|obj| {
                    self.b.program.object(obj).kind == ObjectKind::Builtin(Builtin::Recover)
                })
            })
    }

    fn lit(&mut self, id: NodeId, sig: &FuncType, body: &'a Block) {
        let parent = self.cur;
        let info = &mut self.out.fns[parent];
        info.lits += 1;
        let dot = if parent == 0 { ".func" } else { "." };
        let name = format!("{}{dot}{}", info.name, info.lits);
        self.cur = self.out.fns.len();
        self.out.fns.push(FnInfo {
            parent,
            name,
            ..FnInfo::default()
        });
        self.out.lits.insert(id, self.cur);
        self.signature(id, sig, body);
        self.cur = parent;
    }

    /// The body of a range over a function: a function of its own.
    fn range_body(&mut self, r: &'a RangeStmt) {
        let parent = self.cur;
        let info = &mut self.out.fns[parent];
        info.bodies += 1;
        let name = format!("{}-range{}", info.name, info.bodies);
        let results = info.results.clone();
        self.cur = self.out.fns.len();
        self.out.fns.push(FnInfo {
            parent,
            name,
            results,
            range_body: true,
            ..FnInfo::default()
        });
        self.out.bodies.insert(r.x.id, self.cur);
        self.range_variables(r);
        self.block(&r.body);
        self.cur = parent;
    }

    fn range_variables(&mut self, r: &'a RangeStmt) {
        let vars = r.key.iter().chain(&r.value);
        if r.define {
            self.define_or_assign(vars.clone());
            for e in vars {
                if let Some(obj) = self.root(e)
                    && self.info.shared_by_iterations.contains(&obj)
                {
                    self.assign(e);
                }
            }
        } else {
            for e in vars {
                self.assign(e);
            }
        }
    }

    fn block(&mut self, block: &'a Block) {
        self.stmts(&block.stmts);
    }

    fn stmts(&mut self, stmts: &'a [Stmt]) {
        for s in stmts {
            self.stmt(s);
        }
    }

    fn init(&mut self, s: &'a Option<Node<Stmt>>) {
        if let Some(s) = s {
            self.stmt(s);
        }
    }

    fn var_spec(&mut self, spec: &'a VarSpec) {
        self.exprs(&spec.values);
        for id in &spec.names {
            self.define(id.id);
        }
    }

    /// The left sides of `:=`: new variables are declared, others assigned.
    fn define_or_assign(&mut self, list: impl IntoIterator<Item = &'a Expr>) {
        for e in list {
            match &e.kind {
                ExprKind::Ident(_) if self.info.nodes.declared(e.id).is_some() => self.define(e.id),
                _ => self.assign(e),
            }
        }
    }

    fn stmt(&mut self, s: &'a Stmt) {
        match &s.kind {
            StmtKind::Empty
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Fallthrough => {}
            StmtKind::Expr(e) | StmtKind::Go(e) => self.expr(e),
            StmtKind::Send(c, v) => {
                self.expr(c);
                self.expr(v);
            }
            StmtKind::IncDec(e, _) => self.assign(e),
            StmtKind::Assign(lhs, rhs) => {
                for e in lhs {
                    self.assign(e);
                }
                self.exprs(rhs);
            }
            StmtKind::OpAssign(_, l, r) => {
                self.assign(l);
                self.expr(r);
            }
            StmtKind::Define(lhs, rhs) => {
                self.exprs(rhs);
                self.define_or_assign(lhs);
            }
            StmtKind::Decl(decls) => {
                for d in decls {
                    if let Decl::Var(spec) = d {
                        self.var_spec(spec);
                    }
                }
            }
            StmtKind::Defer(e) => {
                let mut f = self.cur;
                while self.out.fns[f].range_body {
                    self.out.fns[f].defer_in_body = true;
                    f = self.out.fns[f].parent;
                }
                let recover =
                    matches!(&e.unparen().kind, ExprKind::Call(call) if self.is_recover(&call.fun));
                let in_body = f != self.cur;
                let info = &mut self.out.fns[f];
                info.defers += 1;
                info.defer_in_body |= in_body;
                info.defer_in_loop |= in_body || info.loops > 0;
                info.defers_recover |= recover;
                self.expr(e);
            }
            StmtKind::Return(list) => {
                self.exprs(list);
                if self.out.fns[self.cur].range_body {
                    for obj in self.out.fns[self.cur].results.clone() {
                        self.use_var(obj);
                    }
                }
            }
            StmtKind::Goto(label) => {
                let mut f = self.cur;
                self.out.fns[f].gotos.insert(label.name);
                while self.out.fns[f].range_body {
                    f = self.out.fns[f].parent;
                    self.out.fns[f].gotos.insert(label.name);
                }
            }
            StmtKind::Block(block) => self.block(block),
            StmtKind::If(init, cond, then, other) => {
                self.init(init);
                self.expr(cond);
                self.block(then);
                self.init(other);
            }
            StmtKind::Switch(init, tag, clauses) => {
                self.init(init);
                if let Some(tag) = tag {
                    self.expr(tag);
                }
                for c in &clauses.list {
                    self.exprs(&c.exprs);
                    self.stmts(&c.body);
                }
            }
            StmtKind::TypeSwitch(init, guard, clauses) => {
                self.init(init);
                self.expr(&guard.x);
                for c in &clauses.list {
                    if let Some(&obj) = self.info.implicits.get(&c.id) {
                        self.declare(obj);
                    }
                    self.stmts(&c.body);
                }
            }
            StmtKind::Select(clauses, _) => {
                for c in clauses {
                    self.comm(c);
                }
            }
            StmtKind::For(init, cond, post, body) => {
                self.init(init);
                self.out.fns[self.cur].loops += 1;
                if let Some(cond) = cond {
                    self.expr(cond);
                }
                self.block(body);
                self.post(init, post);
                self.out.fns[self.cur].loops -= 1;
            }
            StmtKind::Range(r) => {
                self.expr(&r.x);
                if matches!(self.b.types.under(self.typ(&r.x)), Type::Func(_)) {
                    return self.range_body(r);
                }
                self.out.fns[self.cur].loops += 1;
                self.range_variables(r);
                self.block(&r.body);
                self.out.fns[self.cur].loops -= 1;
            }
            StmtKind::Labeled(id, s) => {
                self.out.fns[self.cur].labels.insert(id.name);
                self.stmt(s);
            }
        }
    }

    /// What a loop's post statement assigns are variables of the next iteration, which no closure has seen yet, unless it makes
    /// one itself.
    fn post(&mut self, init: &'a Option<Node<Stmt>>, post: &'a Option<Node<Stmt>>) {
        let mut fresh = Vec::new();
        if let Some(StmtKind::Define(lhs, _)) = init.as_ref().map(|s| &s.kind) {
            fresh.extend(lhs.iter().filter_map(|e| self.root(e)));
        }
        fresh.retain(|obj| {
            !self.out.vars[obj].assigned && !self.info.shared_by_iterations.contains(obj)
        });
        let functions = self.out.fns.len();
        self.init(post);
        if self.out.fns.len() == functions {
            for obj in fresh {
                self.out.vars.get_mut(&obj).expect("declared").assigned = false;
            }
        }
    }

    fn comm(&mut self, c: &'a CommClause) {
        self.init(&c.comm);
        self.stmts(&c.body);
    }
}

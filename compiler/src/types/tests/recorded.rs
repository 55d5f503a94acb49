//! What the checker records, as later stages rely on it.

use super::accept;
use crate::syntax::ast::{
    Block, CommClause, Decl, Element, Expr, ExprKind, FuncDecl, Node, NodeId, Stmt, StmtKind,
};
use crate::types::Program;
use crate::types::constant::ConstValue;
use crate::types::info::{Mode, SelectionKind};
use crate::types::object::ObjectKind;
use crate::types::typ::{Basic, Type, TypeId};

/// Visits every expression that is evaluated, and every type.
struct Walk<'a> {
    program: &'a Program,
    count: usize,
}

impl Walk<'_> {
    fn exprs(&mut self, list: &[Expr]) {
        list.iter().for_each(|e| self.expr(e));
    }

    fn expr(&mut self, e: &Expr) {
        self.count += 1;
        let info = &self.program.info;
        let tv = info
            .nodes
            .get(e.id)
            .unwrap_or_else(|| panic!("nothing is recorded of {:?}", e.kind));
        let basic = self.program.types.basic(tv.typ);
        if let Some(value) = tv.value {
            let fits = match value {
                ConstValue::Bool(_) => basic.is_some_and(Basic::is_boolean),
                ConstValue::Str(_) => basic.is_some_and(Basic::is_string),
                ConstValue::Int(_) => basic.is_some_and(Basic::is_integer),
                ConstValue::Float(_) => basic.is_some_and(Basic::is_float),
                ConstValue::Complex(_) => basic.is_some_and(Basic::is_complex),
            };
            assert!(fits, "{value:?} as {basic:?}");
            assert_eq!(tv.mode, Mode::Const);
            // What a constant is made of is not evaluated.
            assert!(!basic.is_some_and(Basic::is_untyped), "{:?}", e.kind);
            return;
        }
        assert!(
            !basic.is_some_and(Basic::is_untyped),
            "{:?} stays {basic:?}",
            e.kind
        );
        match &e.kind {
            ExprKind::Bad => panic!("not parsed"),
            ExprKind::Ident(name) => {
                assert!(info.nodes.object(e.id).is_some(), "{name}");
            }
            ExprKind::BasicLit(..) => panic!("a literal is constant"),
            ExprKind::CompositeLit(lit) => {
                lit.typ.iter().for_each(|t| self.expr(t));
                self.elements(tv.typ, &lit.elements);
            }
            ExprKind::FuncLit(lit) => {
                assert!(info.signatures.contains_key(&e.id));
                self.block(&lit.body);
            }
            ExprKind::Selector(s) => {
                let selection = info.nodes.selection(e.id).expect("a selection");
                if selection.kind == SelectionKind::Qualified {
                    assert!(info.nodes.referred(s.sel.id).is_some());
                } else {
                    self.expr(&s.x);
                }
            }
            ExprKind::Index(index) => {
                self.expr(&index.x);
                self.exprs(&index.args);
            }
            ExprKind::Slice(slice) => {
                self.expr(&slice.x);
                slice.bounds.iter().flatten().for_each(|i| self.expr(i));
            }
            ExprKind::TypeAssert(assert) => {
                self.expr(&assert.x);
                assert.typ.iter().for_each(|t| self.expr(t));
            }
            ExprKind::Call(call) => {
                self.expr(&call.fun);
                self.exprs(&call.args);
            }
            ExprKind::Binary(_, operands) => self.exprs(&operands[..]),
            ExprKind::Paren(x) | ExprKind::Star(x) | ExprKind::Unary(_, x) => self.expr(x),
            _ => assert_eq!(tv.mode, Mode::Type),
        }
    }

    fn elements(&mut self, typ: TypeId, elements: &[Element]) {
        let types = &self.program.types;
        let base = match *types.under(typ) {
            Type::Pointer(base) => base,
            _ => typ,
        };
        let structure = matches!(types.under(base), Type::Struct(_));
        for element in elements {
            if let Some(key) = &element.key {
                if structure {
                    assert!(self.program.info.nodes.selection(key.id).is_some());
                } else {
                    self.expr(key);
                }
            }
            self.expr(&element.value);
        }
    }

    fn block(&mut self, block: &Block) {
        self.stmts(&block.stmts);
    }

    fn stmts(&mut self, list: &[Stmt]) {
        list.iter().for_each(|s| self.stmt(s));
    }

    fn optional(&mut self, s: &Option<Node<Stmt>>) {
        s.iter().for_each(|s| self.stmt(s));
    }

    /// The left side of an assignment, without blank identifiers.
    fn targets(&mut self, list: &[Expr]) {
        for e in list {
            if !e.ident().is_some_and(|ident| ident.name.is_blank()) {
                self.expr(e);
            }
        }
    }

    fn defined(&mut self, list: &[Expr]) {
        for e in list {
            let Some(ident) = e.ident() else {
                panic!("a name");
            };
            let info = &self.program.info;
            assert!(info.nodes.object(ident.id).is_some());
        }
    }

    fn stmt(&mut self, s: &Stmt) {
        match &s.kind {
            StmtKind::IncDec(e, _) => self.expr(e),
            StmtKind::Expr(e) | StmtKind::Go(e) | StmtKind::Defer(e) => {
                self.expr(e);
            }
            StmtKind::Send(x, y) | StmtKind::OpAssign(_, x, y) => {
                self.expr(x);
                self.expr(y);
            }
            StmtKind::Assign(lhs, rhs) => {
                self.targets(lhs);
                self.exprs(rhs);
            }
            StmtKind::Define(lhs, rhs) => {
                self.defined(lhs);
                self.exprs(rhs);
            }
            StmtKind::Decl(decls) => decls.iter().for_each(|d| self.decl(d)),
            StmtKind::Return(list) => self.exprs(list),
            StmtKind::Block(block) => self.block(block),
            StmtKind::If(init, cond, then, other) => {
                self.optional(init);
                self.expr(cond);
                self.block(then);
                self.optional(other);
            }
            StmtKind::Switch(init, tag, clauses) => {
                self.optional(init);
                tag.iter().for_each(|t| self.expr(t));
                for clause in &clauses.list {
                    self.exprs(&clause.exprs);
                    self.stmts(&clause.body);
                }
            }
            StmtKind::TypeSwitch(init, guard, clauses) => {
                let (bind, x) = (&guard.bind, &guard.x);
                self.optional(init);
                self.expr(x);
                for clause in &clauses.list {
                    assert_eq!(
                        bind.is_some(),
                        self.program.info.implicits.contains_key(&clause.id)
                    );
                    for e in &clause.exprs {
                        let tv = self.program.info.expr(e.id);
                        assert!(matches!(tv.mode, Mode::Type | Mode::Nil));
                    }
                    self.stmts(&clause.body);
                }
            }
            StmtKind::Select(clauses, _) => {
                for CommClause { comm, body, .. } in clauses {
                    self.optional(comm);
                    self.stmts(body);
                }
            }
            StmtKind::For(init, cond, post, body) => {
                self.optional(init);
                cond.iter().for_each(|c| self.expr(c));
                self.optional(post);
                self.block(body);
            }
            StmtKind::Range(range) => {
                self.expr(&range.x);
                for e in range.key.iter().chain(&range.value) {
                    let list = core::slice::from_ref(e);
                    if range.define {
                        self.defined(list);
                    } else {
                        self.targets(list);
                    }
                }
                self.block(&range.body);
            }
            StmtKind::Labeled(_, inner) => self.stmt(inner),
            _ => {}
        }
    }

    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Var(spec) => {
                spec.typ.iter().for_each(|t| self.expr(t));
                self.exprs(&spec.values);
            }
            Decl::Func(func) => {
                assert!(self.program.info.signatures.contains_key(&func.name.id));
                func.body.iter().for_each(|b| self.block(b));
            }
            Decl::Const(_) | Decl::Type(_) => {}
        }
    }
}

#[test]
fn everything_that_is_evaluated_has_a_final_type() {
    let program = accept(include_str!("accepted.go"));
    let mut walk = Walk {
        program: &program,
        count: 0,
    };
    let main = program.packages.last().expect("main");
    for decl in &main.files[0].decls {
        walk.decl(decl);
    }
    assert!(walk.count > 400);
}

/// The expressions of `main`'s statements, in order: of assignments the values.
fn values(program: &Program) -> Vec<&Expr> {
    let main = program.packages.last().expect("main");
    let body = main.files[0].decls.iter().find_map(|d| match d {
        Decl::Func(func) if func.name.name.as_str() == "main" => func.body.as_ref(),
        _ => None,
    });
    body.expect("main")
        .stmts
        .iter()
        .filter_map(|s| match &s.kind {
            StmtKind::Expr(e) => Some(e),
            StmtKind::Assign(_, rhs) | StmtKind::Define(_, rhs) => rhs.first(),
            StmtKind::OpAssign(_, _, y) => Some(&**y),
            _ => None,
        })
        .collect()
}

fn basic(program: &Program, id: NodeId) -> Basic {
    let typ = program.info.expr(id).typ;
    program.types.basic(typ).expect("a basic type")
}

#[test]
fn constants_take_their_final_type_and_its_precision() {
    let program = accept(
        "package main\nfunc main() {\nvar f float32\nvar x any\nvar b byte\nvar s uint\n\
         f = 0.1\nx = 1.5\nx = 'a'\nb = 'a' + 1\n_ = 1 << s\nf = f + 1\ns <<= 3\n_, _, _ = f, x, b\n}",
    );
    let values = values(&program);
    let got: Vec<Basic> = values.iter().map(|e| basic(&program, e.id)).collect();
    use Basic::{Float32, Float64, Int, Int32, Uint, Uint8};
    assert_eq!(
        got,
        [Float32, Float64, Int32, Uint8, Int, Float32, Uint, Float32]
    );
    let Some(ConstValue::Float(f)) = program.info.expr(values[0].id).value else {
        panic!("a constant");
    };
    assert_eq!(f.to_f64(), f64::from(0.1f32));
    // The operands of an expression that is not constant have its type as well.
    let ExprKind::Binary(_, operands) = &values[5].kind else {
        panic!("a sum");
    };
    assert_eq!(basic(&program, operands[1].id), Float32);
}

#[test]
fn comma_ok_forms_are_tuples() {
    let program = accept(
        "package main\nfunc main() {\nm := map[string]int{}\nvar x any\nvar c chan int\n\
         a, ok := m[\"a\"]\nb, ok := (<-c)\nd, ok := x.(string)\n_ = m[\"a\"]\n_, _, _, _ = a, b, d, ok\n}",
    );
    let values = values(&program);
    let int = Basic::Int.id();
    let tuples: Vec<bool> = values[1..5]
        .iter()
        .map(|e| {
            let tv = program.info.expr(e.id);
            match program.types.get(tv.typ) {
                Type::Tuple(list) => {
                    assert_eq!(list.len(), 2);
                    assert_eq!(list[1], Basic::Bool.id());
                    true
                }
                _ => {
                    assert_eq!(tv.typ, int);
                    false
                }
            }
        })
        .collect();
    assert_eq!(tuples, [true, true, true, false]);
}

#[test]
fn selections_follow_embedded_fields() {
    let program = accept(
        "package main\ntype A struct { p int; q int }\nfunc (*A) M() {}\ntype I interface { B(); N() }\n\
         type C struct { x int; *A; I }\nfunc main() {\nvar c C\n_ = c.q\nc.M()\nc.N()\n_ = C.M\n_ = I.N\n_ = C.x\n}"
            .replace("_ = C.x\n", "")
            .as_str(),
    );
    let selection = |id| program.info.nodes.selection(id).expect("a selection");
    let found: Vec<_> = values(&program)
        .into_iter()
        .map(|e| match &e.kind {
            ExprKind::Call(call) => selection(call.fun.id),
            _ => selection(e.id),
        })
        .collect();
    assert_eq!(found[0].kind, SelectionKind::Field);
    assert_eq!((&found[0].path[..], found[0].indirect), (&[1, 1][..], true));
    assert!(matches!(found[1].kind, SelectionKind::Method(_)));
    assert_eq!((&found[1].path[..], found[1].indirect), (&[1][..], true));
    assert_eq!(found[2].kind, SelectionKind::InterfaceMethod(1));
    assert_eq!((&found[2].path[..], found[2].indirect), (&[2][..], false));
    assert!(matches!(found[3].kind, SelectionKind::MethodExpr(_)));
    assert_eq!(found[4].kind, SelectionKind::InterfaceMethodExpr(1));
}

#[test]
fn promoted_fields_in_literals_have_their_path_at_the_key() {
    let program = accept(
        "package main\ntype A struct { p, q int }\ntype B struct { r int; A }\nfunc main() {\n_ = B{q: 1, r: 2}\n}",
    );
    let ExprKind::CompositeLit(lit) = &values(&program)[0].kind else {
        panic!("a literal");
    };
    let selection = |id| program.info.nodes.selection(id).expect("a selection");
    let paths: Vec<_> = lit
        .elements
        .iter()
        .map(|e| &selection(e.key.as_ref().unwrap().id).path[..])
        .collect();
    assert_eq!(paths, [&[1, 1][..], &[0]]);
}

#[test]
fn variables_are_initialised_after_what_they_use() {
    let program = accept(
        "package main\nvar a = b + f()\nvar b = c\nvar c = 1\nvar d, e = g()\nvar z int\nvar _ = a\n\
         func f() int { return d }\nfunc g() (int, int) { return h, z }\nvar h = func() int { return c }()\nfunc main() { _ = e }",
    );
    let main = program.packages.last().expect("main");
    let order: Vec<String> = main
        .init_order
        .iter()
        .map(|init| {
            let names: Vec<&str> = init
                .lhs
                .iter()
                .map(|&o| program.object(o).name.as_str())
                .collect();
            names.join(",")
        })
        .collect();
    assert_eq!(order, ["c", "b", "h", "d,e", "a", "_"]);
}

#[test]
fn parameters_without_names_have_objects() {
    let program = accept(
        "package main\ntype T int\nfunc (T) f(int, _ string) (error, bool) { return nil, false }\nfunc main() {}",
    );
    let main = program.packages.last().expect("main");
    let func: &FuncDecl = main.files[0]
        .decls
        .iter()
        .find_map(|d| match d {
            Decl::Func(func) if func.recv.is_some() => Some(&**func),
            _ => None,
        })
        .expect("a method");
    let objects = &program.info.signatures[&func.name.id];
    assert_eq!(objects.len(), 5);
    assert!(
        objects
            .iter()
            .all(|&o| program.object(o).kind == ObjectKind::Local)
    );
    assert_eq!(program.object(objects[2]).typ, Basic::String.id());
}

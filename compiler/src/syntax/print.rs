//! Expressions and simple statements as text, in the form in which Go's messages show them: on one line, and with `…` for
//! what a composite or function literal holds.

use super::ast::{ChanDir, Expr, ExprKind, Field, FieldType, FuncType, InterfaceElem, StmtKind};

/// An expression or type in Go syntax.
pub fn expr_string(x: &Expr) -> String {
    let mut out = String::new();
    expr(&mut out, x);
    out
}

/// An expression, assignment, send or increment in Go syntax. Other statements come out empty.
pub(super) fn simple_stmt_string(stmt: &StmtKind) -> String {
    let mut out = String::new();
    let mut both = |lhs: &[Expr], op: &str, rhs: &[Expr]| {
        exprs(&mut out, lhs);
        out.push(' ');
        out.push_str(op);
        out.push(' ');
        exprs(&mut out, rhs);
    };
    use core::slice::from_ref;
    match stmt {
        StmtKind::Expr(x) => expr(&mut out, x),
        StmtKind::Send(ch, value) => both(from_ref(ch), "<-", from_ref(value)),
        StmtKind::Assign(lhs, rhs) => both(lhs, "=", rhs),
        StmtKind::Define(lhs, rhs) => both(lhs, ":=", rhs),
        StmtKind::OpAssign(op, lhs, rhs) => {
            both(from_ref(lhs), &format!("{}=", op.text()), from_ref(rhs));
        }
        StmtKind::IncDec(x, increment) => {
            expr(&mut out, x);
            out.push_str(if *increment { "++" } else { "--" });
        }
        _ => {}
    }
    out
}

fn exprs(out: &mut String, list: &[Expr]) {
    for (i, x) in list.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        expr(out, x);
    }
}

fn expr(out: &mut String, x: &Expr) {
    match &x.kind {
        ExprKind::Bad => out.push_str("<bad expr>"),
        ExprKind::Ident(name) => out.push_str(name.as_str()),
        ExprKind::BasicLit(_, text) => out.push_str(text.as_str()),
        ExprKind::CompositeLit(lit) => {
            if let Some(typ) = &lit.typ {
                expr(out, typ);
            }
            out.push_str(if lit.elements.is_empty() {
                "{}"
            } else {
                "{…}"
            });
        }
        ExprKind::FuncLit(lit) => {
            out.push_str("func");
            signature(out, &lit.sig);
            out.push_str(if lit.body.stmts.is_empty() {
                " {}"
            } else {
                " {…}"
            });
        }
        ExprKind::Paren(x) => {
            out.push('(');
            expr(out, x);
            out.push(')');
        }
        ExprKind::Selector(s) => {
            expr(out, &s.x);
            out.push('.');
            out.push_str(s.sel.name.as_str());
        }
        ExprKind::Index(index) => {
            expr(out, &index.x);
            out.push('[');
            exprs(out, &index.args);
            out.push(']');
        }
        ExprKind::Slice(slice) => {
            let [low, high, max] = &slice.bounds;
            expr(out, &slice.x);
            out.push('[');
            for (i, bound) in [low, high, max].into_iter().enumerate() {
                if i == 1 || i == 2 && bound.is_some() {
                    out.push(':');
                }
                if let Some(bound) = bound {
                    expr(out, bound);
                }
            }
            out.push(']');
        }
        ExprKind::TypeAssert(assert) => {
            expr(out, &assert.x);
            out.push_str(".(");
            match &assert.typ {
                Some(typ) => expr(out, typ),
                None => out.push_str("type"),
            }
            out.push(')');
        }
        ExprKind::Call(call) => {
            expr(out, &call.fun);
            out.push('(');
            exprs(out, &call.args);
            out.push_str(if call.dots { "...)" } else { ")" });
        }
        ExprKind::Star(x) => {
            out.push('*');
            expr(out, x);
        }
        ExprKind::Unary(op, x) => {
            out.push_str(op.text());
            expr(out, x);
        }
        ExprKind::Binary(op, operands) => {
            let [x, y] = &**operands;
            expr(out, x);
            out.push(' ');
            out.push_str(op.text());
            out.push(' ');
            expr(out, y);
        }
        ExprKind::ArrayType(parts) => {
            let [len, elem] = &**parts;
            out.push('[');
            expr(out, len);
            out.push(']');
            expr(out, elem);
        }
        ExprKind::EllipsisArrayType(elem) => {
            out.push_str("[...]");
            expr(out, elem);
        }
        ExprKind::SliceType(elem) => {
            out.push_str("[]");
            expr(out, elem);
        }
        ExprKind::StructType(parts) => {
            let list = &parts.0;
            out.push_str("struct{");
            struct_fields(out, list);
            out.push('}');
        }
        ExprKind::FuncType(sig) => {
            out.push_str("func");
            signature(out, sig);
        }
        ExprKind::InterfaceType(elems) => {
            out.push_str("interface{");
            for (i, elem) in elems.iter().enumerate() {
                if i > 0 {
                    out.push_str("; ");
                }
                interface_elem(out, elem);
            }
            out.push('}');
        }
        ExprKind::MapType(parts) => {
            let [key, value] = &**parts;
            out.push_str("map[");
            expr(out, key);
            out.push(']');
            expr(out, value);
        }
        ExprKind::ChanType(dir, elem) => {
            out.push_str(match dir {
                ChanDir::Both => "chan ",
                ChanDir::Send => "chan<- ",
                ChanDir::Recv => "<-chan ",
            });
            // `chan <-chan T` would read as `chan<- chan T`.
            let ambiguous =
                *dir == ChanDir::Both && matches!(elem.kind, ExprKind::ChanType(ChanDir::Recv, _));
            if ambiguous {
                out.push('(');
            }
            expr(out, elem);
            if ambiguous {
                out.push(')');
            }
        }
        ExprKind::Ellipsis(elem) => {
            out.push_str("...");
            expr(out, elem);
        }
    }
}

fn struct_fields(out: &mut String, list: &[Field]) {
    for (i, field) in list.iter().enumerate() {
        if let Some(name) = field.name {
            out.push_str(name.name.as_str());
        }
        let FieldType::Own(typ) = &field.typ else {
            out.push_str(", ");
            continue;
        };
        if field.name.is_some() {
            out.push(' ');
        }
        expr(out, typ);
        if let Some(tag) = &field.tag {
            out.push_str(&format!(" {tag:?}"));
        }
        if i + 1 < list.len() {
            out.push_str("; ");
        }
    }
}

fn interface_elem(out: &mut String, elem: &InterfaceElem) {
    match elem {
        InterfaceElem::Method(name, sig) => {
            out.push_str(name.name.as_str());
            signature(out, sig);
        }
        InterfaceElem::Union(terms) => {
            for (i, (tilde, typ)) in terms.iter().enumerate() {
                if i > 0 {
                    out.push_str(" | ");
                }
                if *tilde {
                    out.push('~');
                }
                expr(out, typ);
            }
        }
    }
}

fn signature(out: &mut String, sig: &FuncType) {
    params(out, &sig.params);
    if sig.results.is_empty() {
        return;
    }
    out.push(' ');
    match &sig.results[..] {
        [
            Field {
                name: None,
                typ: FieldType::Own(typ),
                ..
            },
        ] => expr(out, typ),
        results => params(out, results),
    }
}

fn params(out: &mut String, list: &[Field]) {
    out.push('(');
    for (i, field) in list.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        if let Some(name) = field.name {
            out.push_str(name.name.as_str());
        }
        if let FieldType::Own(typ) = &field.typ {
            if field.name.is_some() {
                out.push(' ');
            }
            expr(out, typ);
        }
    }
    out.push(')');
}

//! Trees as S-expressions, compact enough to be written by hand in tests.

use crate::syntax::ast::*;

/// All declarations of a file, one a line.
pub(super) fn file(file: &File) -> String {
    file.decls.iter().map(decl).collect::<Vec<_>>().join("\n")
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(" ")
}

fn names(list_: &[Ident]) -> String {
    list(list_, |n| n.name.to_string())
}

fn opt<T>(item: Option<&T>, show: impl Fn(&T) -> String) -> String {
    item.map_or("-".into(), show)
}

pub(super) fn decl(d: &Decl) -> String {
    match d {
        Decl::Const(c) => format!(
            "(const{} [{}] {} [{}])",
            c.iota,
            names(&c.names),
            opt(c.typ.as_ref(), expr),
            list(&c.values, expr)
        ),
        Decl::Var(v) => format!(
            "(var [{}] {} [{}])",
            names(&v.names),
            opt(v.typ.as_ref(), expr),
            list(&v.values, expr)
        ),
        Decl::Type(t) => format!(
            "({} {}{} {})",
            if t.alias { "alias" } else { "type" },
            t.name.name,
            if t.tparams.is_empty() {
                String::new()
            } else {
                format!(" [{}]", list(&t.tparams, field))
            },
            expr(&t.typ)
        ),
        Decl::Func(f) => format!(
            "(func {}{}{} {} {})",
            opt(f.recv.as_ref(), |r| format!("({}) ", field(r))).trim_start_matches('-'),
            f.name.name,
            if f.tparams.is_empty() {
                String::new()
            } else {
                format!(" [{}]", list(&f.tparams, field))
            },
            signature(&f.sig),
            opt(f.body.as_ref(), block)
        ),
    }
}

fn field(f: &Field) -> String {
    let mut parts = Vec::new();
    if let Some(name) = f.name {
        parts.push(name.name.to_string());
    }
    if let FieldType::Own(typ) = &f.typ {
        parts.push(expr(typ));
    }
    if let Some(tag) = &f.tag {
        parts.push(format!("{tag:?}"));
    }
    parts.join(":")
}

fn signature(s: &FuncType) -> String {
    format!("({}) ({})", list(&s.params, field), list(&s.results, field))
}

pub(super) fn expr(x: &Expr) -> String {
    use ExprKind::*;
    match &x.kind {
        Bad => "BAD".into(),
        Ident(name) => name.to_string(),
        BasicLit(_, text) => text.to_string(),
        CompositeLit(lit) => format!(
            "(lit {} {})",
            opt(lit.typ.as_ref(), expr),
            list(&lit.elements, |e| match e.key.as_deref() {
                Some(key) => format!("{}:{}", expr(key), expr(&e.value)),
                None => expr(&e.value),
            })
        ),
        FuncLit(lit) => format!("(fn {} {})", signature(&lit.sig), block(&lit.body)),
        Paren(x) => format!("(paren {})", expr(x)),
        Selector(s) => format!("(. {} {})", expr(&s.x), s.sel.name),
        Index(i) => format!("(index {} {})", expr(&i.x), list(&i.args, expr)),
        Slice(s) => format!(
            "(slice{} {} {})",
            if s.full { "3" } else { "" },
            expr(&s.x),
            list(&s.bounds, |b| opt(b.as_deref(), expr))
        ),
        TypeAssert(a) => format!("(assert {} {})", expr(&a.x), opt(a.typ.as_ref(), expr)),
        Call(call) => format!(
            "(call{} {}{}{})",
            if call.dots { "..." } else { "" },
            expr(&call.fun),
            if call.args.is_empty() { "" } else { " " },
            list(&call.args, expr)
        ),
        Star(x) => format!("(star {})", expr(x)),
        Unary(op, x) => format!("({} {})", op.text(), expr(x)),
        Binary(op, xy) => format!("({} {})", op.text(), list(&xy[..], expr)),
        ArrayType(parts) => format!("(array {})", list(&parts[..], expr)),
        EllipsisArrayType(elem) => format!("(array ... {})", expr(elem)),
        SliceType(elem) => format!("(slice-of {})", expr(elem)),
        StructType(parts) => {
            let (fields, embedded) = &**parts;
            let marked = fields.iter().zip(embedded).map(|(f, embedded)| {
                let mark = if *embedded { "+" } else { "" };
                format!(" {mark}{}", field(f))
            });
            format!("(struct{})", marked.collect::<String>())
        }
        FuncType(sig) => format!("(func-of {})", signature(sig)),
        InterfaceType(elems) => {
            let elems = elems.iter().map(|e| match e {
                InterfaceElem::Method(name, sig) => format!(" ({} {})", name.name, signature(sig)),
                InterfaceElem::Union(terms) => {
                    let terms = terms
                        .iter()
                        .map(|(tilde, t)| format!("{}{}", if *tilde { "~" } else { "" }, expr(t)));
                    format!(" {}", terms.collect::<Vec<_>>().join("|"))
                }
            });
            format!("(interface{})", elems.collect::<String>())
        }
        MapType(parts) => format!("(map {})", list(&parts[..], expr)),
        ChanType(dir, elem) => format!(
            "({} {})",
            match dir {
                ChanDir::Both => "chan",
                ChanDir::Send => "chan<-",
                ChanDir::Recv => "<-chan",
            },
            expr(elem)
        ),
        Ellipsis(elem) => format!("(... {})", expr(elem)),
    }
}

fn block(b: &Block) -> String {
    format!("{{{}}}", list(&b.stmts, stmt))
}

fn opt_stmt(s: &Option<Node<Stmt>>) -> String {
    opt(s.as_deref(), stmt)
}

pub(super) fn stmt(s: &Stmt) -> String {
    use StmtKind::*;
    let label = |word: &str, name: Option<&super::super::ast::Ident>| match name {
        Some(name) => format!("({word} {})", name.name),
        None => format!("({word})"),
    };
    match &s.kind {
        Empty => "()".into(),
        Expr(x) => expr(x),
        Send(ch, value) => format!("(send {} {})", expr(ch), expr(value)),
        IncDec(x, increment) => format!("({} {})", if *increment { "++" } else { "--" }, expr(x)),
        Assign(lhs, rhs) => format!("(= [{}] [{}])", list(lhs, expr), list(rhs, expr)),
        OpAssign(op, lhs, rhs) => format!("({}= {} {})", op.text(), expr(lhs), expr(rhs)),
        Define(lhs, rhs) => format!("(:= [{}] [{}])", list(lhs, expr), list(rhs, expr)),
        Decl(decls) => list(decls, decl),
        Go(x) => format!("(go {})", expr(x)),
        Defer(x) => format!("(defer {})", expr(x)),
        Return(values) => format!("(return [{}])", list(values, expr)),
        Break(name) => label("break", name.as_ref()),
        Continue(name) => label("continue", name.as_ref()),
        Goto(name) => label("goto", Some(name)),
        Fallthrough => "(fallthrough)".into(),
        Block(b) => block(b),
        If(init, cond, then, otherwise) => format!(
            "(if {} {} {} {})",
            opt_stmt(init),
            expr(cond),
            block(then),
            opt_stmt(otherwise)
        ),
        Switch(init, tag, clauses) => format!(
            "(switch {} {} {})",
            opt_stmt(init),
            opt(tag.as_deref(), expr),
            list(&clauses.list, clause)
        ),
        TypeSwitch(init, guard, clauses) => format!(
            "(type-switch {} {} {} {})",
            opt_stmt(init),
            opt(guard.bind.as_ref(), |n| n.name.to_string()),
            expr(&guard.x),
            list(&clauses.list, clause)
        ),
        Select(clauses, _) => format!(
            "(select {})",
            list(clauses, |c| format!(
                "({} {})",
                opt_stmt(&c.comm),
                list(&c.body, stmt)
            ))
        ),
        For(init, cond, post, body) => format!(
            "(for {} {} {} {})",
            opt_stmt(init),
            opt(cond.as_deref(), expr),
            opt_stmt(post),
            block(body)
        ),
        Range(r) => format!(
            "(range{} {} {} {} {})",
            if r.define { ":=" } else { "" },
            opt(r.key.as_ref(), expr),
            opt(r.value.as_ref(), expr),
            expr(&r.x),
            block(&r.body)
        ),
        Labeled(name, s) => format!("(label {} {})", name.name, stmt(s)),
    }
}

fn clause(c: &CaseClause) -> String {
    let head = if c.default {
        "default".into()
    } else {
        format!("[{}]", list(&c.exprs, expr))
    };
    format!("({head} {})", list(&c.body, stmt))
}

//! Parameter lists: of functions, results and type parameters.
//!
//! `a, b int` and `int, string` look alike until the list has ended: what is read first is entries with a name, a type or
//! both, and only then is decided whether lone names are parameters or types.

use super::ast::BinaryOp;
use super::ast::{Expr, ExprKind, Field, FieldType, Ident, Node};
use super::parser::{Parser, ident_expr};
use super::source::Pos;
use super::token::{Op, Token};

/// What kind of list it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// `(a, b int, c ...T)`
    Params,
    /// `(n int, err error)` of results or a receiver: no `...`.
    Results,
    /// `[P any, Q ~int | string]`: all have names.
    TypeParams,
    /// In an interface after a name: either of a method, an error, or type arguments.
    TypeParamsOrArgs,
}

impl Follow {
    fn close(self) -> Token {
        match self {
            Follow::Params | Follow::Results => Token::Rparen,
            Follow::TypeParams | Follow::TypeParamsOrArgs => Token::Rbrack,
        }
    }
}

/// A list's entry before it is known what its name means. Never without both.
struct Entry {
    pos: Pos,
    name: Option<Ident>,
    typ: Option<Expr>,
}

impl Parser<'_> {
    /// A list whose opening bracket has been taken, with the first name, and the type after it, where they were too.
    pub(super) fn param_list(
        &mut self,
        first: Option<(Ident, Option<Expr>)>,
        follow: Follow,
    ) -> Vec<Field> {
        let close = follow.close();
        let mut entries = Vec::new();
        let mut first = first;
        if let Some((name, Some(_))) = first
            && self.got(close)
        {
            entries.extend(first.map(|(_, typ)| Entry {
                pos: name.pos,
                name: Some(name),
                typ,
            }));
            return fields(entries);
        }
        let end = self.list("parameter list", Token::Comma, close, |p| {
            entries.extend(match first.take() {
                Some((name, Some(typ))) => Some(Entry {
                    pos: name.pos,
                    name: Some(name),
                    typ: Some(typ),
                }),
                Some((name, None)) => p.param(Some(name), follow),
                None => p.param(None, follow),
            });
            false
        });
        self.settle_names(&mut entries, follow, end);
        self.check_dots(&mut entries, follow);
        fields(entries)
    }

    /// One entry; the name may have been taken already.
    fn param(&mut self, name: Option<Ident>, follow: Follow) -> Option<Entry> {
        let unions = follow.close() == Token::Rbrack;
        let pos = name.map_or(self.pos(), |name| name.pos);
        let entry = |name, typ| Some(Entry { pos, name, typ });
        if name.is_none() && unions && self.at_operator(Op::Tilde) {
            let typ = self.constraint(None);
            return entry(None, Some(typ));
        }
        let name = match name {
            None if self.tok() == Token::Name => Some(self.name()),
            name => name,
        };
        let at_or = |p: &Self| unions && p.at_operator(Op::Binary(BinaryOp::Or));
        if let Some(name) = name {
            let (name, typ) = match self.tok() {
                Token::Lbrack => match self.array_or_type_args(name) {
                    Ok(typ) => (Some(name), Some(typ)),
                    Err(instance) => (None, Some(instance)),
                },
                Token::Dot => (None, Some(self.type_name(Some(name)))),
                _ if at_or(self) => (None, Some(ident_expr(name))),
                _ => (Some(name), None),
            };
            if let Some(mut typ) = typ {
                if at_or(self) {
                    typ = self.constraint(Some(typ));
                }
                return entry(name, Some(typ));
            }
        }
        if self.tok() == Token::DotDotDot {
            let dots = self.pos();
            self.next();
            let typ = match self.type_or_none() {
                Some(elem) => self.expr_at(dots, ExprKind::Ellipsis(Node::new(elem))),
                None => {
                    let bad = self.bad_expr();
                    self.syntax_error("... is missing type");
                    bad
                }
            };
            return entry(name, Some(typ));
        }
        if unions && self.at_operator(Op::Tilde) {
            let typ = self.constraint(None);
            return entry(name, Some(typ));
        }
        let mut typ = self.type_or_none();
        if at_or(self) && typ.is_some() {
            typ = Some(self.constraint(typ));
        }
        if name.is_some() || typ.is_some() {
            return entry(name, typ);
        }
        self.syntax_error(&format!("expected {}", follow.close().describe()));
        self.advance(&[Token::Comma, follow.close()]);
        None
    }

    /// Decides whether lone names are types or parameters, and complains where some entries have names and others do not.
    fn settle_names(&mut self, entries: &mut [Entry], follow: Follow, end: Pos) {
        let type_params = follow == Follow::TypeParams;
        let typed = entries.iter().filter(|e| e.typ.is_some()).count();
        let named = entries
            .iter()
            .filter(|e| e.name.is_some() && e.typ.is_some())
            .count();
        if named == 0 && !type_params {
            for e in entries {
                if let Some(name) = e.name.take() {
                    e.typ = Some(ident_expr(name));
                }
            }
            return;
        }
        if named == entries.len() {
            return;
        }
        // From the right: a lone name gets the type that follows it.
        let mut wrong = None;
        let mut type_follows = false;
        for e in entries.iter_mut().rev() {
            match (&e.name, &e.typ) {
                (None, Some(typ)) => {
                    let start = typ.start();
                    wrong = Some(start);
                    e.name = Some(self.ident_at(start, "_"));
                    type_follows = true;
                }
                (_, Some(_)) => type_follows = true,
                (Some(name), None) if !type_follows => {
                    wrong = Some(name.pos);
                    e.typ = Some(self.expr_at(name.pos, ExprKind::Bad));
                }
                _ => {}
            }
        }
        let Some(wrong) = wrong else {
            return;
        };
        // As many named as typed: those without a type come last.
        let (pos, message) = match (named == typed, type_params) {
            (true, true) => (end, "missing type constraint"),
            (true, false) => (end, "missing parameter type"),
            (false, true) if entries.len() == 1 => {
                (wrong, "missing type parameter name or invalid array length")
            }
            (false, true) => (wrong, "missing type parameter name"),
            (false, false) => (wrong, "missing parameter name"),
        };
        self.syntax_error_at(pos, message);
    }

    /// Takes `...` away, with an error, where it may not stand.
    fn check_dots(&mut self, entries: &mut [Entry], follow: Follow) {
        let mut first = true;
        for i in 0..entries.len() {
            let shared = i > 0 && entries[i - 1].typ.is_none();
            let last = i + 1 == entries.len() && !shared;
            let Some(typ) = &mut entries[i].typ else {
                continue;
            };
            if last && follow == Follow::Params || !matches!(typ.kind, ExprKind::Ellipsis(_)) {
                continue;
            }
            let pos = typ.pos;
            let kind = core::mem::replace(&mut typ.kind, ExprKind::Bad);
            if let ExprKind::Ellipsis(elem) = kind {
                *typ = elem.into_inner();
            }
            if core::mem::take(&mut first) {
                let message = if follow == Follow::Params {
                    "can only use ... with final parameter"
                } else {
                    "invalid use of ..."
                };
                self.error_at(pos, message);
            }
        }
    }
}

fn fields(entries: Vec<Entry>) -> Vec<Field> {
    let field = |e: Entry| Field {
        pos: e.pos,
        name: e.name,
        typ: e
            .typ
            .map_or(FieldType::Shared, |typ| FieldType::Own(Node::new(typ))),
        tag: None,
    };
    entries.into_iter().map(field).collect()
}

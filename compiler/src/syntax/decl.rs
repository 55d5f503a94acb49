//! Declarations.

use super::ast::{
    Block, ConstSpec, Decl, FieldType, FuncDecl, FuncType, Ident, ImportSpec, List, LitKind, Node,
    TypeSpec, VarSpec,
};
use super::branches::check_branches;
use super::directive::Place;
use super::expr::split_type_param;
use super::literal::unquote_string;
use super::params::Follow;
use super::parser::{Parser, ident_expr};
use super::source::Pos;
use super::token::Token;

impl Parser<'_> {
    /// One import specification. Nothing where it has no usable path, which was reported.
    pub(super) fn import_decl(&mut self) -> Option<ImportSpec> {
        self.give_directives(Place::Other);
        let pos = self.pos();
        let name = match self.tok() {
            Token::Name => Some(self.name()),
            Token::Dot => {
                self.next();
                Some(self.ident_at(pos, "."))
            }
            _ => None,
        };
        let path_pos = self.pos();
        if self.tok() != Token::Literal {
            self.syntax_error("missing import path");
            self.advance(&[Token::Semi, Token::Rparen]);
            return None;
        }
        let (text, kind, bad) = (self.s.lit(), self.s.kind, self.s.bad);
        self.next();
        if bad {
            return None;
        }
        if kind != LitKind::String {
            self.syntax_error_at(path_pos, "import path must be a string");
            return None;
        }
        let path = String::from_utf8_lossy(&unquote_string(text)?).into_owned();
        Some(ImportSpec {
            pos,
            name,
            path,
            path_pos,
        })
    }

    /// `const`, `type` or `var` with what follows, at top level or in a function.
    pub(super) fn spec_decl(&mut self, decls: &mut Vec<Decl>) {
        let keyword = self.tok();
        self.next();
        match keyword {
            Token::Const => {
                let group = self.group_id();
                let mut iota = 0;
                self.group(|p| {
                    decls.push(p.const_spec(group, iota));
                    iota += 1;
                });
            }
            Token::Type => self.group(|p| decls.push(p.type_spec())),
            _ => self.group(|p| decls.push(p.var_spec())),
        }
    }

    pub(super) fn name_list(&mut self, first: Ident) -> Vec<Ident> {
        let mut names = vec![first];
        while self.got(Token::Comma) {
            names.push(self.name());
        }
        names
    }

    fn const_spec(&mut self, group: u32, iota: u32) -> Decl {
        self.give_directives(Place::Other);
        let pos = self.pos();
        let first = self.name();
        let names = self.name_list(first);
        let mut typ = None;
        let mut values = Vec::new();
        if !matches!(self.tok(), Token::Eof | Token::Semi | Token::Rparen) {
            typ = self.type_or_none();
            if self.got_assign() {
                values = self.expr_list();
            }
        }
        Decl::Const(ConstSpec {
            pos,
            names: names.into(),
            typ,
            values: values.into(),
            iota,
            group,
        })
    }

    fn var_spec(&mut self) -> Decl {
        let directives = self.take_directives(Place::Variable);
        let pos = self.pos();
        let first = self.name();
        let names = self.name_list(first);
        let mut typ = None;
        if !matches!(self.tok(), Token::Assign | Token::Define) {
            typ = Some(self.type_expr());
        }
        let mut values = Vec::new();
        if self.got_assign() {
            values = self.expr_list();
        }
        Decl::Var(VarSpec {
            pos,
            names: names.into(),
            typ,
            values: values.into(),
            directives,
        })
    }

    fn type_spec(&mut self) -> Decl {
        self.give_directives(Place::Other);
        let name = self.name();
        let mut tparams = Vec::new();
        let mut alias = false;
        let mut typ = None;
        let bracket = self.pos();
        // After a name and `[`: type parameters, or the type is an array or slice.
        let mut right_side = !self.got(Token::Lbrack);
        if !right_side {
            match self.tok() {
                Token::Name => {
                    let first = self.name();
                    let mut x = ident_expr(first);
                    // `P []E` can only be a type parameter: an index is never a constant length.
                    if self.tok() != Token::Lbrack {
                        self.brackets += 1;
                        x = self.primary_expr(Some(x), false);
                        x = self.binary_expr(Some(x), 0);
                        self.brackets -= 1;
                    }
                    let mere_name = self.tok() == Token::Rbrack;
                    match split_type_param(x, self.tok() == Token::Comma) {
                        Ok((name, None)) if mere_name => {
                            typ = Some(self.array_type(bracket, Some(ident_expr(name))));
                        }
                        Ok(first) => {
                            tparams = self.param_list(Some(first), Follow::TypeParams);
                            right_side = true;
                        }
                        Err(len) => typ = Some(self.array_type(bracket, Some(len))),
                    }
                }
                Token::Rbrack => {
                    self.next();
                    typ = Some(self.slice_type(bracket));
                }
                _ => typ = Some(self.array_type(bracket, None)),
            }
        }
        if right_side {
            alias = self.got_assign();
            typ = self.type_or_none();
        }
        let typ = typ.unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("in type declaration");
            self.advance(&[Token::Semi, Token::Rparen]);
            bad
        });
        Decl::Type(TypeSpec {
            name,
            tparams: tparams.into(),
            alias,
            typ,
        })
    }

    /// A function or method whose `func` has been taken.
    pub(super) fn func_decl(&mut self, pos: Pos) -> Decl {
        let directives = self.take_directives(Place::Function);
        let mut recv = None;
        let receiver = self.got(Token::Lparen);
        if receiver {
            let mut list = self.param_list(None, Follow::Results);
            match list.len() {
                0 => self.error_at(self.pos(), "method has no receiver"),
                1 => recv = list.pop(),
                _ => {
                    self.error_at(self.pos(), "method has multiple receivers");
                    // The first, with a type of its own.
                    let own = list.iter().position(|f| matches!(f.typ, FieldType::Own(_)));
                    recv = own.map(|i| list.swap_remove(i));
                }
            }
        }
        let name_pos = self.pos();
        let (name, tparams, sig);
        if self.tok() == Token::Name {
            name = self.name();
            (tparams, sig) = self.signature(None);
        } else {
            name = self.ident_at(name_pos, "_");
            tparams = Vec::new();
            sig = FuncType {
                pos: name_pos,
                params: List::default(),
                results: List::default(),
            };
            self.syntax_error(if receiver {
                "expected name"
            } else {
                "expected name or ("
            });
            self.advance(&[Token::Lbrace, Token::Semi]);
        }
        let body = (self.tok() == Token::Lbrace).then(|| self.func_body());
        Decl::Func(Node::new(FuncDecl {
            pos,
            recv,
            name,
            tparams: tparams.into(),
            sig,
            body,
            directives,
        }))
    }

    /// The body of a function; the current token is its opening brace. Where it is sound, labels and branches are checked.
    pub(super) fn func_body(&mut self) -> Block {
        self.functions += 1;
        let errors = self.s.errors;
        let body = self.block("");
        self.functions -= 1;
        if self.s.errors == errors {
            check_branches(&body, self.sources, self.s.diags());
        }
        body
    }
}

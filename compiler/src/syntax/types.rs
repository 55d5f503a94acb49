//! Types.

use super::ast::{
    BinaryOp, ChanDir, Expr, ExprKind, Field, FieldType, FuncType, Ident, InterfaceElem, LitKind,
    Node, Selector, UnaryOp,
};
use super::expr::index;
use super::literal::unquote_string;
use super::params::Follow;
use super::parser::{Parser, ident_expr};
use super::source::Pos;
use super::symbol::Symbol;
use super::token::{Op, Token};

/// A struct type under construction.
#[derive(Default)]
struct Fields {
    list: Vec<Field>,
    embedded: Vec<bool>,
}

impl Fields {
    fn push(&mut self, pos: Pos, name: Option<Ident>, typ: FieldType, tag: Option<Symbol>) {
        self.embedded.push(name.is_none());
        self.list.push(Field {
            pos,
            name,
            typ,
            tag,
        });
    }
}

impl Parser<'_> {
    /// A type, which must be there.
    pub(super) fn type_expr(&mut self) -> Expr {
        if let Some(typ) = self.type_or_none() {
            return typ;
        }
        let bad = self.bad_expr();
        self.syntax_error("expected type");
        self.advance(&[
            Token::Comma,
            Token::Colon,
            Token::Semi,
            Token::Rparen,
            Token::Rbrack,
            Token::Rbrace,
        ]);
        bad
    }

    /// A type if one begins here.
    pub(super) fn type_or_none(&mut self) -> Option<Expr> {
        if self.tok() == Token::Name {
            return Some(self.type_name(None));
        }
        self.nested(Self::type_literal)
    }

    fn type_literal(&mut self) -> Option<Expr> {
        let pos = self.pos();
        Some(match self.tok() {
            Token::Star => {
                self.next();
                let elem = self.type_expr();
                self.expr_at(pos, ExprKind::Star(Node::new(elem)))
            }
            Token::Arrow => {
                self.next();
                self.want(Token::Chan);
                self.chan_type(pos, ChanDir::Recv)
            }
            Token::Chan => {
                self.next();
                let dir = if self.got(Token::Arrow) {
                    ChanDir::Send
                } else {
                    ChanDir::Both
                };
                self.chan_type(pos, dir)
            }
            Token::Func => {
                self.next();
                let sig = self.signature(Some("function type")).1;
                self.expr_at(sig.pos, ExprKind::FuncType(Node::new(sig)))
            }
            Token::Lbrack => {
                self.next();
                if self.got(Token::Rbrack) {
                    self.slice_type(pos)
                } else {
                    self.array_type(pos, None)
                }
            }
            Token::Map => {
                self.next();
                self.want(Token::Lbrack);
                let key = self.type_expr();
                self.want(Token::Rbrack);
                let value = self.type_expr();
                self.expr_at(pos, ExprKind::MapType(Node::new([key, value])))
            }
            Token::Struct => self.struct_type(),
            Token::Interface => self.interface_type(),
            Token::Lparen => {
                self.next();
                let typ = self.type_expr();
                self.want(Token::Rparen);
                typ
            }
            _ => return None,
        })
    }

    fn chan_type(&mut self, pos: Pos, dir: ChanDir) -> Expr {
        let elem = match self.type_or_none() {
            Some(elem) => elem,
            None => {
                self.syntax_error("missing channel element type");
                self.bad_expr()
            }
        };
        self.expr_at(pos, ExprKind::ChanType(dir, Node::new(elem)))
    }

    /// What follows `[` at `pos`, with the length if it was parsed already.
    pub(super) fn array_type(&mut self, pos: Pos, len: Option<Expr>) -> Expr {
        let len = match len {
            Some(len) => Some(len),
            None if self.got(Token::DotDotDot) => None,
            None => {
                self.brackets += 1;
                let len = self.expr();
                self.brackets -= 1;
                Some(len)
            }
        };
        if self.tok() == Token::Comma {
            // As after the last type parameter.
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Token::Rbrack);
        let elem = self.type_expr();
        let kind = match len {
            Some(len) => ExprKind::ArrayType(Node::new([len, elem])),
            None => ExprKind::EllipsisArrayType(Node::new(elem)),
        };
        self.expr_at(pos, kind)
    }

    /// What follows `[]` at `pos`.
    pub(super) fn slice_type(&mut self, pos: Pos) -> Expr {
        let elem = self.type_expr();
        self.expr_at(pos, ExprKind::SliceType(Node::new(elem)))
    }

    /// A type name, qualified or not, with its type arguments; the first name may have been taken already.
    pub(super) fn type_name(&mut self, first: Option<Ident>) -> Expr {
        let pos = first.map_or(self.pos(), |name| name.pos);
        let mut x = match first {
            Some(name) => ident_expr(name),
            None if self.tok() == Token::Name => ident_expr(self.name()),
            None => {
                self.syntax_error("expected name");
                self.advance(&[Token::Dot, Token::Semi, Token::Rbrace]);
                ident_expr(self.ident_at(pos, "_"))
            }
        };
        if self.got(Token::Dot) {
            let sel = self.name();
            x = self.expr_at(pos, ExprKind::Selector(Node::new(Selector { x, sel })));
        }
        if self.got(Token::Lbrack) {
            let args = if self.tok() == Token::Rbrack {
                self.syntax_error("expected type argument list");
                vec![self.bad_expr()]
            } else {
                self.nested(|p| p.type_list(true).0)
            };
            self.want(Token::Rbrack);
            x = self.expr_at(pos, index(x, args.into()));
        }
        x
    }

    /// What follows `func` or a function's name. Where `context` is given there can be no type parameters, and it says in
    /// what.
    pub(super) fn signature(&mut self, context: Option<&str>) -> (Vec<Field>, FuncType) {
        let pos = self.pos();
        let mut tparams = Vec::new();
        if self.got(Token::Lbrack) {
            if let Some(context) = context {
                self.syntax_error_at(pos, &format!("{context} must have no type parameters"));
            }
            if self.tok() == Token::Rbrack {
                self.syntax_error("empty type parameter list");
                self.next();
            } else {
                tparams = self.param_list(None, Follow::TypeParams);
            }
        }
        self.want(Token::Lparen);
        let params = self.param_list(None, Follow::Params);
        let results = if self.got(Token::Lparen) {
            self.param_list(None, Follow::Results)
        } else {
            let pos = self.pos();
            let result = self.type_or_none().map(|typ| Field {
                pos,
                name: None,
                typ: FieldType::Own(Node::new(typ)),
                tag: None,
            });
            result.into_iter().collect()
        };
        let sig = FuncType {
            pos,
            params: params.into(),
            results: results.into(),
        };
        (tparams, sig)
    }

    fn struct_type(&mut self) -> Expr {
        let pos = self.pos();
        self.next();
        self.want(Token::Lbrace);
        let mut fields = Fields::default();
        self.list("struct type", Token::Semi, Token::Rbrace, |p| {
            p.field_decl(&mut fields);
            false
        });
        self.expr_at(
            pos,
            ExprKind::StructType(Node::new((fields.list.into(), fields.embedded.into()))),
        )
    }

    /// One line of a struct type.
    fn field_decl(&mut self, fields: &mut Fields) {
        let pos = self.pos();
        let embedded = match self.tok() {
            Token::Name => {
                let name = self.name();
                match self.tok() {
                    Token::Dot | Token::Literal | Token::Semi | Token::Rbrace => {
                        self.type_name(Some(name))
                    }
                    Token::Lbrack => match self.array_or_type_args(name) {
                        Ok(typ) => {
                            let tag = self.tag();
                            let typ = FieldType::Own(Node::new(typ));
                            return fields.push(pos, Some(name), typ, tag);
                        }
                        Err(instance) => instance,
                    },
                    _ => return self.named_fields(name, fields),
                }
            }
            Token::Star => {
                self.next();
                let parenthesized = self.tok() == Token::Lparen;
                if parenthesized {
                    self.syntax_error("cannot parenthesize embedded type");
                    self.next();
                }
                let typ = self.type_name(None);
                if parenthesized {
                    self.got(Token::Rparen);
                }
                self.expr_at(pos, ExprKind::Star(Node::new(typ)))
            }
            Token::Lparen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.next();
                let star = self.pos();
                let mut typ;
                if self.got(Token::Star) {
                    typ = self.type_name(None);
                    typ = self.expr_at(star, ExprKind::Star(Node::new(typ)));
                } else {
                    typ = self.type_name(None);
                }
                self.got(Token::Rparen);
                typ
            }
            _ => {
                self.syntax_error("expected field name or embedded type");
                self.advance(&[Token::Semi, Token::Rbrace]);
                return;
            }
        };
        let tag = self.tag();
        fields.push(pos, None, FieldType::Own(Node::new(embedded)), tag);
    }

    /// `a, b T` after the first name.
    fn named_fields(&mut self, first: Ident, fields: &mut Fields) {
        let names = self.name_list(first);
        let typ = self.type_expr();
        let tag = self.tag();
        for name in &names[..names.len() - 1] {
            fields.push(name.pos, Some(*name), FieldType::Shared, tag);
        }
        let name = names[names.len() - 1];
        let typ = FieldType::Own(Node::new(typ));
        fields.push(name.pos, Some(name), typ, tag);
    }

    fn tag(&mut self) -> Option<Symbol> {
        if self.tok() != Token::Literal {
            return None;
        }
        let pos = self.pos();
        let text = self.s.lit();
        let (kind, bad) = (self.s.kind, self.s.bad);
        self.next();
        if bad {
            return None;
        }
        if kind != LitKind::String {
            let message = format!("invalid syntax tree: incorrect tag syntax: {text:?}");
            self.later_error_at(pos, &message);
            return None;
        }
        let bytes = unquote_string(text)?;
        Some(Symbol::new(&String::from_utf8_lossy(&bytes)))
    }

    /// After a name, at `[`: an array or slice type that the name is declared with, or (as an error) the name instantiated.
    pub(super) fn array_or_type_args(&mut self, name: Ident) -> Result<Expr, Expr> {
        let pos = self.pos();
        self.want(Token::Lbrack);
        if self.got(Token::Rbrack) {
            return Ok(self.slice_type(pos));
        }
        let (mut args, comma) = self.nested(|p| p.type_list(false));
        self.want(Token::Rbrack);
        if !comma && let Some(elem) = self.type_or_none() {
            let len = args.remove(0);
            let kind = ExprKind::ArrayType(Node::new([len, elem]));
            return Ok(self.expr_at(pos, kind));
        }
        Err(self.expr_at(name.pos, index(ident_expr(name), args.into())))
    }

    fn interface_type(&mut self) -> Expr {
        let pos = self.pos();
        self.next();
        self.want(Token::Lbrace);
        let mut elems = Vec::new();
        self.list("interface type", Token::Semi, Token::Rbrace, |p| {
            let first = if p.tok() == Token::Name {
                let name = p.name();
                match p.method_or_embedded(name) {
                    Ok(sig) => {
                        elems.push(InterfaceElem::Method(name, sig));
                        return false;
                    }
                    Err(typ) => (false, typ),
                }
            } else {
                p.union_term()
            };
            let mut terms = vec![first];
            while p.at_operator(Op::Binary(BinaryOp::Or)) {
                p.next();
                terms.push(p.union_term());
            }
            elems.push(InterfaceElem::Union(terms.into()));
            false
        });
        self.expr_at(pos, ExprKind::InterfaceType(Node::new(elems.into())))
    }

    /// In an interface, after a name: the signature of a method, or (as an error) an embedded type.
    fn method_or_embedded(&mut self, name: Ident) -> Result<FuncType, Expr> {
        const CONTEXT: Option<&str> = Some("interface method");
        let bracket = self.pos();
        match self.tok() {
            Token::Lparen => return Ok(self.signature(CONTEXT).1),
            Token::Lbrack => self.next(),
            _ => return Err(self.type_name(Some(name))),
        }
        let close = self.pos();
        if self.got(Token::Rbrack) {
            if self.tok() == Token::Lparen {
                self.error_at(close, "empty type parameter list");
                return Ok(self.signature(CONTEXT).1);
            }
            self.error_at(close, "empty type argument list");
            return Err(ident_expr(name));
        }
        // Type arguments look like parameters without names, type parameters like parameters with names.
        let list = self.param_list(None, Follow::TypeParamsOrArgs);
        match list.first() {
            None if self.tok() == Token::Lparen => return Ok(self.signature(CONTEXT).1),
            None => return Err(ident_expr(name)),
            Some(first) if first.name.is_some() => {
                let sig = self.signature(CONTEXT).1;
                self.error_at(bracket, "interface method must have no type parameters");
                return Ok(sig);
            }
            Some(_) => {}
        }
        let args = list.into_iter().filter_map(|field| match field.typ {
            FieldType::Own(typ) => Some(typ.into_inner()),
            FieldType::Shared => None,
        });
        Err(self.expr_at(
            name.pos,
            index(ident_expr(name), args.collect::<Vec<_>>().into()),
        ))
    }

    pub(super) fn at_operator(&self, op: Op) -> bool {
        self.tok() == Token::Operator && self.s.op == op
    }

    /// One term of a union, and whether a `~` stands before it.
    fn union_term(&mut self) -> (bool, Expr) {
        if self.at_operator(Op::Tilde) {
            self.next();
            return (true, self.type_expr());
        }
        if let Some(typ) = self.type_or_none() {
            return (false, typ);
        }
        let bad = self.bad_expr();
        self.syntax_error("expected ~ term or type");
        self.advance(&[
            Token::Operator,
            Token::Semi,
            Token::Rparen,
            Token::Rbrack,
            Token::Rbrace,
        ]);
        (false, bad)
    }

    /// A type parameter's constraint, which may be a union: an expression of `|` and `~`.
    pub(super) fn constraint(&mut self, first: Option<Expr>) -> Expr {
        self.chain(|p| {
            let mut x = match first {
                Some(x) => x,
                None => p.constraint_term(),
            };
            while p.at_operator(Op::Binary(BinaryOp::Or)) {
                let pos = p.pos();
                p.next();
                let y = p.constraint_term();
                p.grow();
                x = p.expr_at(pos, ExprKind::Binary(BinaryOp::Or, Node::new([x, y])));
            }
            x
        })
    }

    fn constraint_term(&mut self) -> Expr {
        let pos = self.pos();
        match self.union_term() {
            (true, x) => self.expr_at(pos, ExprKind::Unary(UnaryOp::Tilde, Node::new(x))),
            (false, x) => x,
        }
    }
}

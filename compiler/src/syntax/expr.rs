//! Expressions.
//!
//! Whether `{` after an operand begins a composite literal depends on where we are: see [`Parser::brackets`]. Types are
//! operands here, since conversions, composite literals and instantiations begin with them; where only a type may stand,
//! `types` is asked instead.

use super::ast::{
    BinaryOp, Call, ChanDir, CompositeLit, Element, Expr, ExprKind, FuncLit, Index, List, Node,
    Selector, Slice, TypeAssert, UnaryOp,
};
use super::parser::{Parser, ident_expr};
use super::print::expr_string;
use super::source::Pos;
use super::token::{Op, Token};

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Expr {
        self.binary_expr(None, 0)
    }

    /// Operators that bind stronger than `floor`, after `first` where it was parsed already.
    pub(super) fn binary_expr(&mut self, first: Option<Expr>, floor: u8) -> Expr {
        self.chain(|p| {
            let mut x = match first {
                Some(x) => x,
                None => p.unary_expr(),
            };
            while let (Token::Operator | Token::Star, Op::Binary(op)) = (p.tok(), p.s.op)
                && op.precedence() > floor
            {
                let pos = p.pos();
                p.next();
                let y = p.binary_expr(None, op.precedence());
                p.grow();
                x = p.expr_at(pos, ExprKind::Binary(op, Node::new([x, y])));
            }
            x
        })
    }

    fn unary_expr(&mut self) -> Expr {
        self.nested(|p| {
            let pos = p.pos();
            match p.tok() {
                Token::Star => {
                    p.next();
                    let x = p.unary_expr();
                    p.expr_at(pos, ExprKind::Star(Node::new(x)))
                }
                Token::Operator => match p.s.op.unary() {
                    Some(op) => {
                        p.next();
                        let mut x = p.unary_expr();
                        if op == UnaryOp::Addr {
                            x = unparen(x);
                        }
                        p.expr_at(pos, ExprKind::Unary(op, Node::new(x)))
                    }
                    None => p.primary_expr(None, true),
                },
                Token::Arrow => p.receive(pos),
                _ => p.primary_expr(None, true),
            }
        })
    }

    /// `<-x`, or a channel type that begins with `<-`: only after the operand is it known which.
    fn receive(&mut self, pos: Pos) -> Expr {
        self.next();
        let mut x = self.unary_expr();
        if !matches!(x.kind, ExprKind::ChanType(..)) {
            return self.expr_at(pos, ExprKind::Unary(UnaryOp::Recv, Node::new(x)));
        }
        if let Err(found) = take_arrow(&mut x) {
            self.syntax_error(&format!("unexpected {found}, expected chan"));
        }
        x
    }

    fn operand(&mut self, keep_parens: bool) -> Expr {
        let pos = self.pos();
        match self.tok() {
            Token::Name => ident_expr(self.name()),
            Token::Literal => self.basic_lit(),
            Token::Lparen => {
                self.next();
                self.brackets += 1;
                let x = self.expr();
                self.brackets -= 1;
                self.want(Token::Rparen);
                // Before `{` the parentheses may be around a literal's type, which is an error.
                if keep_parens || self.tok() == Token::Lbrace {
                    self.expr_at(pos, ExprKind::Paren(Node::new(x)))
                } else {
                    x
                }
            }
            Token::Func => {
                self.next();
                let sig = self.signature(Some("function type")).1;
                if self.tok() != Token::Lbrace {
                    return self.expr_at(sig.pos, ExprKind::FuncType(Node::new(sig)));
                }
                self.brackets += 1;
                let body = self.func_body();
                self.brackets -= 1;
                self.expr_at(pos, ExprKind::FuncLit(Node::new(FuncLit { sig, body })))
            }
            Token::Lbrack | Token::Chan | Token::Map | Token::Struct | Token::Interface => {
                self.type_expr()
            }
            _ => {
                let x = self.bad_expr();
                self.syntax_error("expected expression");
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                x
            }
        }
    }

    /// The current token, which is a literal.
    pub(super) fn basic_lit(&mut self) -> Expr {
        let pos = self.pos();
        let kind = if self.s.bad {
            ExprKind::Bad
        } else {
            let text = self.symbol(self.s.lit());
            ExprKind::BasicLit(self.s.kind, text)
        };
        self.next();
        self.expr_at(pos, kind)
    }

    /// An operand with all that follows it: selectors, indices, calls, literal values.
    pub(super) fn primary_expr(&mut self, first: Option<Expr>, keep_parens: bool) -> Expr {
        let start = first.as_ref().map_or(self.pos(), |x| x.pos);
        let mut x = match first {
            Some(x) => x,
            None => self.operand(keep_parens),
        };
        loop {
            x = match self.tok() {
                Token::Dot => self.selector(x, start),
                Token::Lbrack => self.index_or_slice(x),
                Token::Lparen => {
                    let open = self.pos();
                    self.next();
                    let (args, dots, close) = self.arguments();
                    let call = Call {
                        fun: x,
                        args,
                        dots,
                        parens: [open, close],
                    };
                    self.expr_at(start, ExprKind::Call(Node::new(call)))
                }
                Token::Lbrace if self.may_begin_literal(&x) => {
                    if matches!(x.kind, ExprKind::Paren(_)) {
                        self.syntax_error("cannot parenthesize type in composite literal");
                    }
                    self.literal_value(Some(x))
                }
                _ => return x,
            };
            self.grow();
        }
    }

    fn selector(&mut self, x: Expr, start: Pos) -> Expr {
        self.next();
        match self.tok() {
            Token::Name => {
                let sel = self.name();
                self.expr_at(start, ExprKind::Selector(Node::new(Selector { x, sel })))
            }
            Token::Lparen => {
                self.next();
                let typ = if self.got(Token::Type) {
                    None
                } else {
                    Some(self.type_expr())
                };
                self.want(Token::Rparen);
                self.expr_at(
                    start,
                    ExprKind::TypeAssert(Node::new(TypeAssert { x, typ })),
                )
            }
            _ => {
                self.syntax_error("expected name or (");
                self.advance(&[Token::Semi, Token::Rparen]);
                x
            }
        }
    }

    fn index_or_slice(&mut self, x: Expr) -> Expr {
        let bracket = self.pos();
        self.next();
        let mut low = None;
        if self.tok() != Token::Colon {
            let (mut indices, comma) = if self.tok() == Token::Rbrack {
                self.syntax_error("expected operand");
                (vec![self.bad_expr()], false)
            } else {
                self.type_list(false)
            };
            if comma || self.tok() == Token::Rbrack {
                self.want(Token::Rbrack);
                return self.expr_at(bracket, index(x, indices.into()));
            }
            low = indices.pop().map(Node::new);
        }
        if !self.got(Token::Colon) {
            self.syntax_error("expected comma, : or ]");
            self.advance(&[Token::Comma, Token::Colon, Token::Rbrack]);
        }
        self.brackets += 1;
        let mut high = None;
        let mut max = None;
        if self.tok() != Token::Colon && self.tok() != Token::Rbrack {
            high = Some(Node::new(self.expr()));
        }
        let full = self.tok() == Token::Colon;
        if full {
            if high.is_none() {
                self.error_at(self.pos(), "middle index required in 3-index slice");
                high = Some(Node::new(self.bad_expr()));
            }
            self.next();
            max = Some(Node::new(if self.tok() == Token::Rbrack {
                self.error_at(self.pos(), "final index required in 3-index slice");
                self.bad_expr()
            } else {
                self.expr()
            }));
        }
        self.brackets -= 1;
        self.want(Token::Rbrack);
        let bounds = [low, high, max];
        self.expr_at(
            bracket,
            ExprKind::Slice(Node::new(Slice { x, bounds, full })),
        )
    }

    /// Arguments of a call up to the closing parenthesis, whether `...` follows the last, and where the parenthesis is.
    fn arguments(&mut self) -> (List<Expr>, bool, Pos) {
        self.brackets += 1;
        let first = self.args.len();
        let mut dots = false;
        let close = self.list("argument list", Token::Comma, Token::Rparen, |p| {
            let arg = p.expr();
            p.args.push(arg);
            dots = p.got(Token::DotDotDot);
            dots
        });
        self.brackets -= 1;
        (List::split_off(&mut self.args, first), dots, close)
    }

    /// Whether `{` after `x` begins a composite literal of type `x`.
    fn may_begin_literal(&self, x: &Expr) -> bool {
        let x = x.unparen();
        match &x.kind {
            ExprKind::Ident(_) | ExprKind::Selector(..) => self.brackets >= 0,
            ExprKind::Index(..) => self.brackets >= 0 && !is_value(x),
            ExprKind::ArrayType(..)
            | ExprKind::EllipsisArrayType(_)
            | ExprKind::SliceType(_)
            | ExprKind::StructType(..)
            | ExprKind::MapType(..) => true,
            _ => false,
        }
    }

    /// `{ elements }`
    fn literal_value(&mut self, typ: Option<Expr>) -> Expr {
        self.nested(|p| {
            let pos = p.pos();
            let mut elements = Vec::new();
            p.brackets += 1;
            p.want(Token::Lbrace);
            let end = p.list("composite literal", Token::Comma, Token::Rbrace, |p| {
                let mut key = None;
                let mut value = p.element();
                if p.got(Token::Colon) {
                    key = Some(Node::new(value));
                    value = p.element();
                }
                elements.push(Element { key, value });
                false
            });
            p.brackets -= 1;
            let elements = elements.into();
            p.expr_at(
                pos,
                ExprKind::CompositeLit(Node::new(CompositeLit { typ, elements, end })),
            )
        })
    }

    fn element(&mut self) -> Expr {
        if self.tok() == Token::Lbrace {
            return self.literal_value(None);
        }
        self.expr()
    }

    pub(super) fn expr_list(&mut self) -> Vec<Expr> {
        let mut list = vec![self.expr()];
        while self.got(Token::Comma) {
            list.push(self.expr());
        }
        list
    }

    /// Types with commas between them and optionally after the last. With `strict` unset the first may be any expression.
    /// Tells whether there was a comma.
    pub(super) fn type_list(&mut self, strict: bool) -> (Vec<Expr>, bool) {
        self.brackets += 1;
        let first = if strict {
            self.type_expr()
        } else {
            self.expr()
        };
        let mut list = vec![first];
        let mut comma = false;
        while self.got(Token::Comma) {
            comma = true;
            let Some(typ) = self.type_or_none() else {
                break;
            };
            list.push(typ);
        }
        self.brackets -= 1;
        (list, comma)
    }
}

/// Gives an arrow to the channel type that follows it; the arrow that had been taken as that one's, to its element, and so
/// on. The error is what stands where a `chan` should.
fn take_arrow(x: &mut Expr) -> Result<(), String> {
    match &mut x.kind {
        ExprKind::ChanType(dir, elem) => match core::mem::replace(dir, ChanDir::Recv) {
            ChanDir::Both => Ok(()),
            ChanDir::Send => take_arrow(elem),
            ChanDir::Recv => Err("<-".into()),
        },
        _ => Err(expr_string(x)),
    }
}

/// `x[args]`
pub(super) fn index(x: Expr, args: List<Expr>) -> ExprKind {
    ExprKind::Index(Node::new(Index { x, args }))
}

/// The expression without its parentheses.
pub(super) fn unparen(mut x: Expr) -> Expr {
    while let ExprKind::Paren(inner) = x.kind {
        x = inner.into_inner();
    }
    x
}

/// Whether an expression can be no type, by its form.
fn is_value(x: &Expr) -> bool {
    match &x.kind {
        ExprKind::BasicLit(..)
        | ExprKind::CompositeLit(..)
        | ExprKind::FuncLit(..)
        | ExprKind::Slice(..)
        | ExprKind::TypeAssert(..)
        | ExprKind::Call(..)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..) => true,
        ExprKind::Paren(x) => is_value(x),
        ExprKind::Index(index) => {
            is_value(&index.x) || matches!(&index.args[..], [arg] if is_value(arg))
        }
        _ => false,
    }
}

/// Whether an expression can be nothing but a type or a union with one, by its form.
pub(super) fn is_type_elem(x: &Expr) -> bool {
    match &x.kind {
        ExprKind::ArrayType(..)
        | ExprKind::EllipsisArrayType(_)
        | ExprKind::SliceType(_)
        | ExprKind::StructType(..)
        | ExprKind::FuncType(_)
        | ExprKind::InterfaceType(_)
        | ExprKind::MapType(..)
        | ExprKind::ChanType(..) => true,
        ExprKind::Unary(op, x) => *op == UnaryOp::Tilde || is_type_elem(x),
        ExprKind::Star(x) | ExprKind::Paren(x) => is_type_elem(x),
        ExprKind::Binary(_, operands) => operands.iter().any(is_type_elem),
        _ => false,
    }
}

/// Splits `x` into a type parameter's name and what follows it, if it can be read so: `P *C`, `P (C)`, `P *C|D`. Where that
/// would be an ordinary expression as well, `force` decides. A mere name is split too, with nothing after it.
pub(super) fn split_type_param(
    x: Expr,
    force: bool,
) -> Result<(super::ast::Ident, Option<Expr>), Expr> {
    let Expr { id, pos, kind } = x;
    match kind {
        ExprKind::Ident(name) => Ok((super::ast::Ident { id, pos, name }, None)),
        ExprKind::Binary(BinaryOp::Mul, operands)
            if matches!(operands[0].kind, ExprKind::Ident(_))
                && (force || is_type_elem(&operands[1])) =>
        {
            let [left, right] = operands.into_inner();
            let Some(name) = left.ident() else {
                unreachable!()
            };
            let kind = ExprKind::Star(Node::new(right));
            Ok((name, Some(Expr { id, pos, kind })))
        }
        ExprKind::Binary(BinaryOp::Or, operands) => {
            let [left, right] = operands.into_inner();
            let force = force || is_type_elem(&right);
            let rejoin = |left: Expr| Expr {
                id,
                pos,
                kind: ExprKind::Binary(BinaryOp::Or, Node::new([left, right])),
            };
            match split_type_param(left, force) {
                Ok((name, Some(left))) => Ok((name, Some(rejoin(left)))),
                Ok((name, None)) => Err(rejoin(ident_expr(name))),
                Err(left) => Err(rejoin(left)),
            }
        }
        ExprKind::Call(call)
            if matches!(call.fun.kind, ExprKind::Ident(_))
                && !call.dots
                && call.args.len() == 1
                && (force || is_type_elem(&call.args[0])) =>
        {
            let Some(name) = call.fun.ident() else {
                unreachable!()
            };
            Ok((name, call.into_inner().args.into_vec().pop().map(unparen)))
        }
        kind => Err(Expr { id, pos, kind }),
    }
}

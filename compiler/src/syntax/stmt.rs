//! Statements.

use super::ast::{
    Block, CaseClause, Clauses, CommClause, Expr, ExprKind, Guard, Ident, List, Node, RangeStmt,
    Stmt, StmtKind,
};
use super::parser::Parser;
use super::print::{expr_string, simple_stmt_string};
use super::source::Pos;
use super::token::{Op, Semi, Token};

/// Which statement a simple statement heads, where that matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    None,
    If,
    Switch,
    For,
}

impl Context {
    fn keyword(self) -> &'static str {
        match self {
            Context::For => "for",
            Context::Switch => "switch",
            _ => "if",
        }
    }
}

/// A simple statement, or what may stand in its place in a header.
enum Simple {
    Stmt(Stmt),
    /// `lhs := range x`
    Range {
        lhs: Vec<Expr>,
        define: bool,
        x: Expr,
    },
    /// `name := x.(type)` in a switch, with the place of `:=`. The expression is the whole `x.(type)`.
    Guard(Ident, Expr, Pos),
}

/// What stands between a keyword and its `{`.
#[derive(Default)]
struct Header {
    init: Option<Node<Stmt>>,
    cond: Option<Expr>,
    post: Option<Node<Stmt>>,
    /// `lhs`, whether by `:=`, and what is ranged over.
    range: Option<(Vec<Expr>, bool, Expr)>,
    /// The name that a type switch binds.
    bound: Option<Ident>,
}

impl Parser<'_> {
    pub(super) fn stmt_list(&mut self) -> List<Stmt> {
        let first = self.stmts.len();
        while !matches!(
            self.tok(),
            Token::Eof | Token::Rbrace | Token::Case | Token::Default
        ) {
            let stmt = self.nested(Self::stmt_or_none);
            self.drop_directives();
            let Some(stmt) = stmt else {
                break;
            };
            self.stmts.push(stmt);
            if !self.got(Token::Semi) && self.tok() != Token::Rbrace {
                self.syntax_error("at end of statement");
                self.advance(&[Token::Semi, Token::Rbrace, Token::Case, Token::Default]);
                self.got(Token::Semi);
            }
        }
        List::split_off(&mut self.stmts, first)
    }

    /// A statement if one begins here.
    fn stmt_or_none(&mut self) -> Option<Stmt> {
        let pos = self.pos();
        if matches!(self.tok(), Token::Var | Token::Const | Token::Type) {
            let mut decls = Vec::new();
            self.spec_decl(&mut decls);
            let kind = StmtKind::Decl(decls.into());
            return Some(Stmt { pos, kind });
        }
        self.drop_directives();
        let kind = match self.tok() {
            Token::Name => {
                let lhs = self.expr_list();
                if self.tok() == Token::Colon
                    && let [x] = lhs.as_slice()
                    && let Some(label) = x.ident()
                {
                    return self.labeled(label);
                }
                return Some(self.simple_stmt(Some(lhs)));
            }
            Token::Operator if self.s.op == Op::Tilde || self.s.op.unary().is_none() => {
                return None;
            }
            Token::Operator
            | Token::Star
            | Token::Literal
            | Token::Func
            | Token::Lparen
            | Token::Lbrack
            | Token::Struct
            | Token::Map
            | Token::Chan
            | Token::Interface
            | Token::Arrow => return Some(self.simple_stmt(None)),
            Token::Lbrace => StmtKind::Block(self.block("")),
            Token::For => self.for_stmt(),
            Token::Switch => self.switch_stmt(),
            Token::Select => self.select_stmt(),
            Token::If => return Some(self.if_stmt()),
            Token::Fallthrough => {
                self.next();
                StmtKind::Fallthrough
            }
            Token::Break => {
                self.next();
                StmtKind::Break(self.label())
            }
            Token::Continue => {
                self.next();
                StmtKind::Continue(self.label())
            }
            Token::Goto => {
                self.next();
                StmtKind::Goto(self.name())
            }
            Token::Go | Token::Defer => self.call_stmt(),
            Token::Return => {
                self.next();
                StmtKind::Return(if matches!(self.tok(), Token::Semi | Token::Rbrace) {
                    List::default()
                } else {
                    self.expr_list().into()
                })
            }
            Token::Semi => StmtKind::Empty,
            _ => return None,
        };
        Some(Stmt { pos, kind })
    }

    fn label(&mut self) -> Option<Ident> {
        (self.tok() == Token::Name).then(|| self.name())
    }

    /// `go` or `defer`.
    fn call_stmt(&mut self) -> StmtKind {
        let go = self.tok() == Token::Go;
        self.next();
        let parenthesized = self.tok() == Token::Lparen;
        let mut x = self.primary_expr(None, parenthesized);
        if matches!(x.kind, ExprKind::Paren(_)) {
            let keyword = if go { "go" } else { "defer" };
            let message = format!("expression in {keyword} must not be parenthesized");
            self.error_at(x.pos, &message);
            x = super::expr::unparen(x);
        }
        if go {
            StmtKind::Go(x)
        } else {
            StmtKind::Defer(x)
        }
    }

    /// A labeled statement whose label has been taken.
    fn labeled(&mut self, label: Ident) -> Option<Stmt> {
        let colon = self.pos();
        self.want(Token::Colon);
        let stmt = if self.tok() == Token::Rbrace {
            Some(Stmt {
                pos: self.pos(),
                kind: StmtKind::Empty,
            })
        } else {
            self.nested(Self::stmt_or_none)
        };
        let Some(stmt) = stmt else {
            self.syntax_error_at(colon, "missing statement after label");
            return None;
        };
        Some(Stmt {
            pos: label.pos,
            kind: StmtKind::Labeled(label, Node::new(stmt)),
        })
    }

    fn simple_stmt(&mut self, lhs: Option<Vec<Expr>>) -> Stmt {
        match self.simple(lhs, Context::None) {
            Simple::Stmt(stmt) => stmt,
            // Only where the context asks for them.
            Simple::Range { x, .. } | Simple::Guard(_, x, _) => expr_stmt(x),
        }
    }

    /// A simple statement, whose first expressions may have been parsed already.
    fn simple(&mut self, lhs: Option<Vec<Expr>>, context: Context) -> Simple {
        if context == Context::For && self.got(Token::Range) {
            return Simple::Range {
                lhs: Vec::new(),
                define: false,
                x: self.expr(),
            };
        }
        let mut lhs = match lhs {
            Some(lhs) => lhs,
            None => self.expr_list(),
        };
        let pos = self.pos();
        let kind = match self.tok() {
            Token::Assign | Token::Define => {
                let define = self.tok() == Token::Define;
                self.next();
                if context == Context::For && self.got(Token::Range) {
                    let x = self.expr();
                    return Simple::Range { lhs, define, x };
                }
                let mut rhs = self.expr_list();
                if context == Context::Switch
                    && define
                    && let ([name], [guard]) = (lhs.as_slice(), rhs.as_slice())
                    && let Some(name) = name.ident()
                    && matches!(&guard.kind, ExprKind::TypeAssert(a) if a.typ.is_none())
                    && let Some(guard) = rhs.pop()
                {
                    return Simple::Guard(name, guard, pos);
                }
                if define {
                    StmtKind::Define(lhs.into(), rhs.into())
                } else {
                    StmtKind::Assign(lhs.into(), rhs.into())
                }
            }
            tok => {
                let single = lhs.len() == 1;
                let x = lhs.swap_remove(0);
                match tok {
                    _ if !single => {
                        self.syntax_error("expected := or = or comma");
                        self.advance(&[Token::Semi, Token::Rbrace]);
                        return Simple::Stmt(expr_stmt(x));
                    }
                    Token::AssignOp => {
                        let Op::Binary(op) = self.s.op else {
                            unreachable!("no `!=` or `~=` among them")
                        };
                        self.next();
                        StmtKind::OpAssign(op, Node::new(x), Node::new(self.expr()))
                    }
                    Token::IncOp => {
                        let increment = self.s.op == Op::Binary(super::ast::BinaryOp::Add);
                        self.next();
                        StmtKind::IncDec(Node::new(x), increment)
                    }
                    Token::Arrow => {
                        self.next();
                        StmtKind::Send(Node::new(x), Node::new(self.expr()))
                    }
                    _ => return Simple::Stmt(expr_stmt(x)),
                }
            }
        };
        Simple::Stmt(Stmt { pos, kind })
    }

    /// A block. `context` says what it follows, in case there is none.
    pub(super) fn block(&mut self, context: &str) -> Block {
        let pos = self.pos();
        if !self.got(Token::Lbrace) {
            self.syntax_error(&format!("expected {{ after {context}"));
            self.advance(&[Token::Name, Token::Rbrace]);
            let end = self.pos();
            if self.got(Token::Rbrace) {
                return Block {
                    pos,
                    stmts: List::default(),
                    end,
                };
            }
        }
        let stmts = self.stmt_list();
        let end = self.pos();
        self.want(Token::Rbrace);
        Block { pos, stmts, end }
    }

    /// From the keyword, which is the current token, to before the `{`.
    fn header(&mut self, context: Context) -> Header {
        self.next();
        let mut header = Header::default();
        if self.tok() == Token::Lbrace {
            if context == Context::If {
                self.syntax_error("missing condition in if statement");
                header.cond = Some(self.bad_expr());
            }
            return header;
        }
        let outer = core::mem::replace(&mut self.brackets, -1);
        self.header_clauses(context, &mut header);
        self.brackets = outer;
        header
    }

    fn header_clauses(&mut self, context: Context, header: &mut Header) {
        let mut init = None;
        if self.tok() != Token::Semi {
            if self.got(Token::Var) {
                let keyword = context.keyword();
                self.syntax_error(&format!(
                    "var declaration not allowed in {keyword} initializer"
                ));
            }
            match self.simple(None, context) {
                Simple::Range { lhs, define, x } => {
                    header.range = Some((lhs, define, x));
                    return;
                }
                simple => init = Some(simple),
            }
        }
        if self.tok() == Token::Lbrace {
            self.condition(init, context, None, header);
            return;
        }
        header.init = init.map(|simple| Node::new(self.plain(simple)));
        let mut semi = None;
        if self.tok() == Token::Semi {
            semi = Some((self.pos(), self.s.semi));
            self.next();
        } else {
            // Where the body's brace is missing, asking for it rather than for `;` says more.
            self.want(Token::Lbrace);
            if self.tok() != Token::Lbrace {
                self.advance(&[Token::Lbrace, Token::Rbrace]);
            }
        }
        let mut cond = None;
        if context == Context::For {
            if self.tok() != Token::Semi {
                if self.tok() == Token::Lbrace {
                    self.syntax_error("expected for loop condition");
                    return;
                }
                cond = Some(self.simple(None, Context::None));
            }
            self.want(Token::Semi);
            if self.tok() != Token::Lbrace {
                let post = self.simple_stmt(None);
                if matches!(post.kind, StmtKind::Define(..)) {
                    self.syntax_error_at(post.pos, "cannot declare in post statement of for loop");
                }
                header.post = Some(Node::new(post));
            }
        } else if self.tok() != Token::Lbrace {
            cond = Some(self.simple(None, context));
        }
        self.condition(cond, context, semi, header);
    }

    /// Takes a simple statement as the condition or tag; `semi` is the semicolon before it.
    fn condition(
        &mut self,
        cond: Option<Simple>,
        context: Context,
        semi: Option<(Pos, Semi)>,
        header: &mut Header,
    ) {
        let stmt = match cond {
            None => {
                if let (Context::If, Some((pos, semi))) = (context, semi) {
                    if semi == Semi::Written {
                        self.syntax_error_at(pos, "missing condition in if statement");
                    } else {
                        let semi = semi.text();
                        let message = format!("unexpected {semi}, expected {{ after if clause");
                        self.syntax_error_at(pos, &message);
                    }
                    header.cond = Some(self.expr_at(pos, ExprKind::Bad));
                }
                return;
            }
            Some(Simple::Guard(name, x, _)) => {
                header.bound = Some(name);
                header.cond = Some(x);
                return;
            }
            Some(simple) => self.plain(simple),
        };
        let text = match stmt.kind {
            StmtKind::Expr(x) => {
                header.cond = Some(x);
                return;
            }
            // A likely slip for `==`: show where the `=` is.
            StmtKind::Assign(lhs, rhs) => {
                format!("assignment {} = {}", emphasized(&lhs), emphasized(&rhs))
            }
            kind => simple_stmt_string(&kind),
        };
        self.syntax_error_at(stmt.pos, &format!("cannot use {text} as value"));
    }

    /// The statement; what only a type switch's head may be becomes a definition, which the checker refuses.
    fn plain(&mut self, simple: Simple) -> Stmt {
        match simple {
            Simple::Stmt(stmt) => stmt,
            Simple::Range { x, .. } => expr_stmt(x),
            Simple::Guard(name, x, pos) => Stmt {
                pos,
                kind: StmtKind::Define([super::parser::ident_expr(name)].into(), [x].into()),
            },
        }
    }

    fn if_stmt(&mut self) -> Stmt {
        // `else if` chains are long at times: gathered in a loop, joined from the end.
        let mut branches = Vec::new();
        let mut last = None;
        loop {
            let pos = self.pos();
            let header = self.header(Context::If);
            let then = self.block("if clause");
            self.grow();
            let cond = match header.cond {
                Some(cond) => cond,
                None => self.bad_expr(),
            };
            branches.push((pos, header.init, cond, then));
            if !self.got(Token::Else) {
                break;
            }
            match self.tok() {
                Token::If => continue,
                Token::Lbrace => {
                    let pos = self.pos();
                    let kind = StmtKind::Block(self.block(""));
                    last = Some(Node::new(Stmt { pos, kind }));
                }
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.advance(&[Token::Name, Token::Rbrace]);
                }
            }
            break;
        }
        let joined = branches
            .into_iter()
            .rev()
            .fold(last, |otherwise, (pos, init, cond, then)| {
                let kind = StmtKind::If(init, Node::new(cond), Node::new(then), otherwise);
                Some(Node::new(Stmt { pos, kind }))
            });
        joined.map_or_else(|| unreachable!("at least one branch"), Node::into_inner)
    }

    fn for_stmt(&mut self) -> StmtKind {
        let header = self.header(Context::For);
        let body = self.block("for clause");
        let Some((lhs, define, x)) = header.range else {
            let cond = header.cond.map(Node::new);
            return StmtKind::For(header.init, cond, header.post, Node::new(body));
        };
        let mut lhs = lhs.into_iter();
        let (key, value) = (lhs.next(), lhs.next());
        let extra = lhs.next().map(|e| e.start());
        StmtKind::Range(Node::new(RangeStmt {
            key,
            value,
            extra,
            define,
            x,
            body,
        }))
    }

    /// `{`, or an error and what can be found of the clauses.
    fn clauses_open(&mut self, missing: &str) {
        if !self.got(Token::Lbrace) {
            self.syntax_error(missing);
            self.advance(&[Token::Case, Token::Default, Token::Rbrace]);
        }
    }

    fn switch_stmt(&mut self) -> StmtKind {
        let header = self.header(Context::Switch);
        self.clauses_open("missing { after switch clause");
        let mut clauses = Vec::new();
        while !matches!(self.tok(), Token::Eof | Token::Rbrace) {
            clauses.push(self.case_clause());
        }
        let end = self.pos();
        self.want(Token::Rbrace);
        let list = clauses.into();
        let clauses = Node::new(Clauses { list, end });
        match header.cond {
            Some(Expr {
                kind: ExprKind::TypeAssert(assert),
                ..
            }) if assert.typ.is_none() => {
                let bind = header.bound;
                let x = assert.into_inner().x;
                let guard = Node::new(Guard { bind, x });
                StmtKind::TypeSwitch(header.init, guard, clauses)
            }
            cond => StmtKind::Switch(header.init, cond.map(Node::new), clauses),
        }
    }

    fn case_clause(&mut self) -> CaseClause {
        let pos = self.pos();
        let mut exprs = Vec::new();
        let default = self.clause_head(|p| exprs = p.expr_list());
        let colon = self.pos();
        self.want(Token::Colon);
        CaseClause {
            pos,
            id: self.id(),
            exprs: exprs.into(),
            default,
            colon,
            body: self.stmt_list(),
        }
    }

    /// `case`, followed by what `cases` parses, or `default`, which is told.
    fn clause_head(&mut self, cases: impl FnOnce(&mut Self)) -> bool {
        if self.got(Token::Case) {
            cases(self);
            return false;
        }
        if self.got(Token::Default) {
            return true;
        }
        self.syntax_error("expected case or default or }");
        self.advance(&[Token::Colon, Token::Case, Token::Default, Token::Rbrace]);
        false
    }

    fn select_stmt(&mut self) -> StmtKind {
        self.next();
        self.clauses_open("missing { after select clause");
        let mut clauses = Vec::new();
        while !matches!(self.tok(), Token::Eof | Token::Rbrace) {
            let pos = self.pos();
            let mut comm = None;
            self.clause_head(|p| comm = Some(Node::new(p.simple_stmt(None))));
            let colon = self.pos();
            self.want(Token::Colon);
            clauses.push(CommClause {
                pos,
                comm,
                colon,
                body: self.stmt_list(),
            });
        }
        let end = self.pos();
        self.want(Token::Rbrace);
        StmtKind::Select(clauses.into(), end)
    }
}

fn expr_stmt(x: Expr) -> Stmt {
    Stmt {
        pos: x.start(),
        kind: StmtKind::Expr(x),
    }
}

/// One side of an assignment, in parentheses where it is a binary expression.
fn emphasized(side: &[Expr]) -> String {
    let text: Vec<_> = side.iter().map(expr_string).collect();
    match side {
        [x] if matches!(x.kind, ExprKind::Binary(..)) => format!("({})", text[0]),
        _ => text.join(", "),
    }
}

//! The parser's frame: tokens, errors and recovery, lists, limits. The grammar is in `decl`, `types`, `params`, `expr` and
//! `stmt`, each of which adds methods to [`Parser`].
//!
//! Recovery is Go's, since it decides which further errors are seen: after an error, tokens are skipped up to one that may
//! follow the broken construct, or, inside a function, up to a keyword that begins a statement. At most one syntax error a
//! line is reported, and none at the end of the file once there was another.
//!
//! Two limits keep every later stage from running out of stack: [`MAX_NESTING`] bounds the parser's own recursion,
//! [`MAX_HEIGHT`] the height of trees that grow without recursion here (`a + b + c`, `f()()()`, `else if` chains).

use super::ast::{Decl, Directive, Expr, ExprKind, File, Ident, ImportSpec, NodeId, Stmt};
use super::scanner::Scanner;
use super::source::{Pos, SourceMap};
use super::symbol::Symbol;
use super::token::{Token, TokenSet};
use crate::diag::Diagnostics;
use rustc_hash::FxHashMap;

/// How deep statements, types and expressions may nest.
pub const MAX_NESTING: u32 = 750;

/// How high a syntax tree may be, chains included.
pub const MAX_HEIGHT: u32 = 10_000;

/// Hands out [`NodeId`]s, across all files of a program.
#[derive(Debug, Default)]
pub struct IdGen {
    next: u32,
}

impl IdGen {
    /// An identity that nothing else has.
    pub fn next_id(&mut self) -> NodeId {
        let id = NodeId(self.next);
        self.next += 1;
        id
    }

    /// How many were handed out: the size of a table indexed by them.
    pub fn count(&self) -> usize {
        self.next as usize
    }
}

/// Parses a whole file. Where the package clause is wrong nothing else is read, as in Go.
pub fn parse_file(
    sources: &SourceMap,
    file: usize,
    ids: &mut IdGen,
    diags: &mut Diagnostics,
) -> File {
    Parser::new(sources, file, ids, diags).file(false)
}

/// Parses the package clause and the imports, and stops there: [`File::decls`] is empty.
pub fn parse_imports_only(
    sources: &SourceMap,
    file: usize,
    ids: &mut IdGen,
    diags: &mut Diagnostics,
) -> File {
    Parser::new(sources, file, ids, diags).file(true)
}

/// Keywords that begin a statement: good places to go on after an error inside a function.
const STATEMENT_KEYWORDS: TokenSet = TokenSet::of(&[
    Token::Break,
    Token::Const,
    Token::Continue,
    Token::Defer,
    Token::Fallthrough,
    Token::For,
    Token::Go,
    Token::Goto,
    Token::If,
    Token::Return,
    Token::Select,
    Token::Switch,
    Token::Type,
    Token::Var,
]);

const DECLARATION_KEYWORDS: &[Token] = &[
    Token::Import,
    Token::Const,
    Token::Type,
    Token::Var,
    Token::Func,
];

pub(super) struct Parser<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) s: Scanner<'a>,
    ids: &'a mut IdGen,
    names: FxHashMap<&'a str, Symbol>,
    /// Line of the last syntax error.
    error_line: u32,
    /// How many function bodies are open.
    pub(super) functions: u32,
    /// Negative in the header of a control clause, where `{` after a name opens the body and no composite literal;
    /// brackets and parentheses raise it.
    pub(super) brackets: i32,
    depth: u32,
    /// The greatest height of the trees built since the innermost open one began.
    height: u32,
    groups: u32,
    /// Arguments and statements of lists that are not complete: of the innermost, last.
    pub(super) args: Vec<Expr>,
    pub(super) stmts: Vec<Stmt>,
    /// Directives that belong to the file.
    pub(super) directives: Vec<Directive>,
    pub(super) go_version: Option<(u32, u32)>,
    /// Directives at declarations that may not have them: Go looks only where all else is right.
    pub(super) misplaced: Vec<(Pos, &'static str)>,
}

impl<'a> Parser<'a> {
    fn new(
        sources: &'a SourceMap,
        file: usize,
        ids: &'a mut IdGen,
        diags: &'a mut Diagnostics,
    ) -> Self {
        let mut s = Scanner::new(sources.file(file), diags);
        s.next();
        Parser {
            sources,
            s,
            ids,
            names: FxHashMap::default(),
            error_line: 0,
            functions: 0,
            brackets: 0,
            depth: 0,
            height: 0,
            groups: 0,
            args: Vec::new(),
            stmts: Vec::new(),
            directives: Vec::new(),
            go_version: None,
            misplaced: Vec::new(),
        }
    }

    // Tokens

    pub(super) fn tok(&self) -> Token {
        self.s.tok
    }

    pub(super) fn pos(&self) -> Pos {
        self.s.pos()
    }

    pub(super) fn next(&mut self) {
        self.s.next();
    }

    /// Takes the current token if it is `tok`.
    pub(super) fn got(&mut self, tok: Token) -> bool {
        let found = self.tok() == tok;
        if found {
            self.next();
        }
        found
    }

    /// Takes `tok` or complains.
    pub(super) fn want(&mut self, tok: Token) {
        if !self.got(tok) {
            self.syntax_error(&format!("expected {}", tok.describe()));
            self.advance(&[]);
        }
    }

    /// Takes `=`; `:=` too, with an error.
    pub(super) fn got_assign(&mut self) -> bool {
        if self.tok() == Token::Define {
            self.syntax_error("expected =");
            self.next();
            return true;
        }
        self.got(Token::Assign)
    }

    // Errors

    /// Reports an error that Go's later stages find. It is none of the parser's own, which change what is reported next.
    pub(super) fn later_error_at(&mut self, pos: Pos, message: &str) {
        self.s.diags().error(pos, message);
    }

    /// Reports an error as it is.
    pub(super) fn error_at(&mut self, pos: Pos, message: &str) {
        self.s.report(pos, message);
    }

    pub(super) fn syntax_error(&mut self, message: &str) {
        self.syntax_error_at(self.pos(), message);
    }

    /// Reports a syntax error. A message that begins with `expected`, `in`, `at` or `after` is completed with the current
    /// token.
    pub(super) fn syntax_error_at(&mut self, pos: Pos, message: &str) {
        if self.tok() == Token::Eof && self.s.errors > 0 {
            return;
        }
        let line = self.sources.place(pos).map_or(0, |p| p.line);
        if core::mem::replace(&mut self.error_line, line) == line {
            self.s.errors += 1;
            return;
        }
        let joint = if message.starts_with("expected ") {
            ", "
        } else if ["in ", "at ", "after "]
            .iter()
            .any(|w| message.starts_with(w))
        {
            " "
        } else {
            return self.error_at(pos, &format!("syntax error: {message}"));
        };
        let token = self.describe_token();
        self.error_at(
            pos,
            &format!("syntax error: unexpected {token}{joint}{message}"),
        );
    }

    fn describe_token(&self) -> String {
        match self.tok() {
            Token::Name => format!("name {}", self.s.lit()),
            Token::Literal => format!("literal {}", self.s.lit()),
            Token::Semi => self.s.semi.text().into(),
            Token::Operator => self.s.op.text().into(),
            Token::AssignOp => format!("{}=", self.s.op.text()),
            Token::IncOp => self.s.op.text().repeat(2),
            tok => tok.describe().into(),
        }
    }

    /// Skips to a token of `follow`, or to one that begins a statement inside a function. With nothing to look for, skips
    /// one token.
    pub(super) fn advance(&mut self, follow: &[Token]) {
        if follow.is_empty() {
            if self.tok() != Token::Eof {
                self.next();
            }
            return;
        }
        let mut stop = TokenSet::of(follow).union(TokenSet::of(&[Token::Eof]));
        if self.functions > 0 {
            stop = stop.union(STATEMENT_KEYWORDS);
        }
        while !stop.contains(self.tok()) {
            self.next();
        }
    }

    // Limits

    /// Parses something that may contain its like, within the limits.
    pub(super) fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> T) -> T {
        let siblings = core::mem::take(&mut self.height);
        self.depth += 1;
        if self.depth > MAX_NESTING {
            self.too_deep();
        }
        let result = parse(self);
        self.depth -= 1;
        self.grow();
        self.height = self.height.max(siblings);
        result
    }

    /// Parses a chain, whose links call [`Parser::grow`].
    pub(super) fn chain<T>(&mut self, parse: impl FnOnce(&mut Self) -> T) -> T {
        let siblings = core::mem::take(&mut self.height);
        let result = parse(self);
        self.height = self.height.max(siblings);
        result
    }

    /// The tree under construction becomes one higher.
    pub(super) fn grow(&mut self) {
        self.height += 1;
        if self.height > MAX_HEIGHT {
            self.too_deep();
        }
    }

    fn too_deep(&mut self) {
        if self.tok() != Token::Eof {
            self.error_at(self.pos(), "exceeded max nesting depth");
            self.s.stop();
        }
    }

    // Nodes

    pub(super) fn id(&mut self) -> NodeId {
        self.ids.next_id()
    }

    pub(super) fn group_id(&mut self) -> u32 {
        self.groups += 1;
        self.groups
    }

    pub(super) fn expr_at(&mut self, pos: Pos, kind: ExprKind) -> Expr {
        Expr {
            id: self.id(),
            pos,
            kind,
        }
    }

    pub(super) fn bad_expr(&mut self) -> Expr {
        let pos = self.pos();
        self.expr_at(pos, ExprKind::Bad)
    }

    pub(super) fn symbol(&mut self, text: &'a str) -> Symbol {
        *self
            .names
            .entry(text)
            .or_insert_with_key(|text| Symbol::new(text))
    }

    pub(super) fn ident_at(&mut self, pos: Pos, text: &'a str) -> Ident {
        Ident {
            id: self.id(),
            pos,
            name: self.symbol(text),
        }
    }

    /// The current token as a name, `_` where it is none.
    pub(super) fn name(&mut self) -> Ident {
        let pos = self.pos();
        if self.tok() == Token::Name {
            let name = self.ident_at(pos, self.s.lit());
            self.next();
            return name;
        }
        self.syntax_error("expected name");
        self.advance(&[]);
        self.ident_at(pos, "_")
    }

    // Lists

    /// Elements with `separator` between them and optionally after the last, up to `close`, which is taken. `element`
    /// returns whether it was the last. Returns the place of `close`.
    pub(super) fn list(
        &mut self,
        context: &str,
        separator: Token,
        close: Token,
        mut element: impl FnMut(&mut Self) -> bool,
    ) -> Pos {
        let mut done = false;
        while self.tok() != Token::Eof && self.tok() != close && !done {
            done = element(self);
            if !self.got(separator) && self.tok() != close {
                self.syntax_error(&format!(
                    "in {context}; possibly missing {} or {}",
                    separator.describe(),
                    close.describe()
                ));
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                if self.tok() != close {
                    return self.pos();
                }
            }
        }
        let pos = self.pos();
        self.want(close);
        pos
    }

    /// One specification, or several in parentheses.
    pub(super) fn group(&mut self, mut spec: impl FnMut(&mut Self)) {
        if self.tok() != Token::Lparen {
            return spec(self);
        }
        self.drop_directives();
        self.next();
        self.list("grouped declaration", Token::Semi, Token::Rparen, |p| {
            spec(p);
            false
        });
    }

    // Files

    fn file(mut self, imports_only: bool) -> File {
        self.read_build_lines();
        let mut imports = Vec::new();
        let mut decls = Vec::new();
        let package = self.package_clause();
        if self.s.errors == 0 {
            self.declarations(imports_only, &mut imports, &mut decls);
        }
        if self.s.errors == 0 {
            for (pos, message) in core::mem::take(&mut self.misplaced) {
                self.later_error_at(pos, message);
            }
        }
        decls.shrink_to_fit();
        File {
            package,
            imports,
            decls,
            directives: self.directives,
            go_version: self.go_version,
            lang: u32::MAX,
            end: self.s.pos(),
            marks: self.s.marks,
        }
    }

    fn package_clause(&mut self) -> Ident {
        if !self.got(Token::Package) {
            self.syntax_error("package statement must be first");
            return self.ident_at(self.pos(), "_");
        }
        self.keep_file_directives();
        let name = self.name();
        self.want(Token::Semi);
        name
    }

    fn declarations(
        &mut self,
        imports_only: bool,
        imports: &mut Vec<ImportSpec>,
        decls: &mut Vec<Decl>,
    ) {
        let mut previous = Token::Import;
        while self.tok() != Token::Eof {
            let tok = self.tok();
            if tok == Token::Import && previous != Token::Import {
                self.syntax_error("imports must appear before other declarations");
            } else if imports_only && tok != Token::Import {
                return;
            }
            previous = tok;
            match tok {
                Token::Import => {
                    self.next();
                    self.group(|p| imports.extend(p.import_decl()));
                }
                Token::Const | Token::Type | Token::Var => self.spec_decl(decls),
                Token::Func => {
                    let pos = self.pos();
                    self.next();
                    decls.push(self.func_decl(pos));
                }
                _ => {
                    let bodiless = matches!(decls.last(), Some(Decl::Func(f)) if f.body.is_none());
                    if tok == Token::Lbrace && bodiless {
                        self.syntax_error("unexpected semicolon or newline before {");
                    } else {
                        self.syntax_error("non-declaration statement outside function body");
                    }
                    self.advance(DECLARATION_KEYWORDS);
                    continue;
                }
            }
            // Before the semicolon is taken: what the scanner passes then may stand before the next declaration.
            self.drop_directives();
            if self.tok() != Token::Eof && !self.got(Token::Semi) {
                self.syntax_error("after top level declaration");
                self.advance(DECLARATION_KEYWORDS);
            }
        }
        self.drop_directives();
    }
}

/// A name as an expression. Both carry the same identity.
pub(super) fn ident_expr(name: Ident) -> Expr {
    Expr {
        id: name.id,
        pos: name.pos,
        kind: ExprKind::Ident(name.name),
    }
}

//! Tokens, operators, and the words for them in messages.

use super::ast::{BinaryOp, UnaryOp};

/// A kind of token. Operators that share a grammatical role share a kind; [`Op`] tells them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Token {
    Eof,
    Name,
    Literal,
    /// A unary or binary operator other than `*` and `<-`.
    Operator,
    /// `op=`
    AssignOp,
    /// `++` or `--`
    IncOp,
    Assign,
    Define,
    Arrow,
    Star,
    Lparen,
    Lbrack,
    Lbrace,
    Rparen,
    Rbrack,
    Rbrace,
    Comma,
    /// `;`, written or inserted; [`Semi`] tells which.
    Semi,
    Colon,
    Dot,
    DotDotDot,
    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
}

/// Where a semicolon token comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Semi {
    Written,
    Newline,
    Eof,
}

impl Semi {
    pub(super) fn text(self) -> &'static str {
        match self {
            Semi::Written => "semicolon",
            Semi::Newline => "newline",
            Semi::Eof => "EOF",
        }
    }
}

/// What an operator token stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Op {
    Not,
    Tilde,
    /// Any other; some of them are unary operators too.
    Binary(BinaryOp),
}

impl Op {
    pub(super) fn text(self) -> &'static str {
        match self {
            Op::Not => "!",
            Op::Tilde => "~",
            Op::Binary(op) => op.text(),
        }
    }

    /// The unary operator of this spelling. `*` is not among them: it makes a node of its own.
    pub(super) fn unary(self) -> Option<UnaryOp> {
        Some(match self {
            Op::Not => UnaryOp::Not,
            Op::Tilde => UnaryOp::Tilde,
            Op::Binary(BinaryOp::Add) => UnaryOp::Plus,
            Op::Binary(BinaryOp::Sub) => UnaryOp::Neg,
            Op::Binary(BinaryOp::Xor) => UnaryOp::Com,
            Op::Binary(BinaryOp::And) => UnaryOp::Addr,
            _ => return None,
        })
    }
}

impl BinaryOp {
    /// As written in Go.
    pub fn text(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Rem => "%",
            BinaryOp::And => "&",
            BinaryOp::Or => "|",
            BinaryOp::Xor => "^",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
            BinaryOp::AndNot => "&^",
            BinaryOp::LAnd => "&&",
            BinaryOp::LOr => "||",
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
        }
    }

    /// Binding strength, from 1 (`||`) to 5 (`*`).
    pub fn precedence(self) -> u8 {
        match self {
            BinaryOp::LOr => 1,
            BinaryOp::LAnd => 2,
            BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => 3,
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Or | BinaryOp::Xor => 4,
            BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Rem
            | BinaryOp::And
            | BinaryOp::AndNot
            | BinaryOp::Shl
            | BinaryOp::Shr => 5,
        }
    }
}

impl UnaryOp {
    /// As written in Go.
    pub fn text(self) -> &'static str {
        match self {
            UnaryOp::Plus => "+",
            UnaryOp::Neg => "-",
            UnaryOp::Not => "!",
            UnaryOp::Com => "^",
            UnaryOp::Addr => "&",
            UnaryOp::Recv => "<-",
            UnaryOp::Tilde => "~",
        }
    }
}

impl Token {
    /// The keyword of this spelling.
    pub(super) fn keyword(text: &[u8]) -> Option<Token> {
        use Token::*;
        Some(match text {
            b"break" => Break,
            b"case" => Case,
            b"chan" => Chan,
            b"const" => Const,
            b"continue" => Continue,
            b"default" => Default,
            b"defer" => Defer,
            b"else" => Else,
            b"fallthrough" => Fallthrough,
            b"for" => For,
            b"func" => Func,
            b"go" => Go,
            b"goto" => Goto,
            b"if" => If,
            b"import" => Import,
            b"interface" => Interface,
            b"map" => Map,
            b"package" => Package,
            b"range" => Range,
            b"return" => Return,
            b"select" => Select,
            b"struct" => Struct,
            b"switch" => Switch,
            b"type" => Type,
            b"var" => Var,
            _ => return None,
        })
    }

    /// How messages call the token when its text does not matter.
    pub(super) fn describe(self) -> &'static str {
        use Token::*;
        match self {
            Eof => "EOF",
            Name => "name",
            Literal => "literal",
            Operator => "op",
            AssignOp => "op=",
            IncOp => "opop",
            Assign => "=",
            Define => ":=",
            Arrow => "<-",
            Star => "*",
            Lparen => "(",
            Lbrack => "[",
            Lbrace => "{",
            Rparen => ")",
            Rbrack => "]",
            Rbrace => "}",
            Comma => "comma",
            Semi => "semicolon or newline",
            Colon => ":",
            Dot => ".",
            DotDotDot => "...",
            Break => "keyword break",
            Case => "keyword case",
            Chan => "keyword chan",
            Const => "keyword const",
            Continue => "keyword continue",
            Default => "keyword default",
            Defer => "keyword defer",
            Else => "keyword else",
            Fallthrough => "keyword fallthrough",
            For => "keyword for",
            Func => "keyword func",
            Go => "keyword go",
            Goto => "keyword goto",
            If => "keyword if",
            Import => "keyword import",
            Interface => "keyword interface",
            Map => "keyword map",
            Package => "keyword package",
            Range => "keyword range",
            Return => "keyword return",
            Select => "keyword select",
            Struct => "keyword struct",
            Switch => "keyword switch",
            Type => "keyword type",
            Var => "keyword var",
        }
    }
}

/// A set of token kinds.
#[derive(Clone, Copy)]
pub(super) struct TokenSet(u64);

impl TokenSet {
    pub(super) const fn of(tokens: &[Token]) -> TokenSet {
        let mut bits = 0;
        let mut i = 0;
        while i < tokens.len() {
            bits |= 1 << tokens[i] as u8;
            i += 1;
        }
        TokenSet(bits)
    }

    pub(super) const fn union(self, other: TokenSet) -> TokenSet {
        TokenSet(self.0 | other.0)
    }

    pub(super) const fn contains(self, token: Token) -> bool {
        self.0 & 1 << token as u8 != 0
    }
}

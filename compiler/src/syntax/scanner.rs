//! The scanner: text to tokens, with semicolons inserted at line ends.
//!
//! One token at a time, no look-ahead: [`Scanner::next`] leaves the token's kind, place and details in the scanner's
//! fields. `nlsemi` says whether a line end after the current token becomes a semicolon. Bytes that no Go text may hold
//! (NUL, a byte order mark after the start, broken UTF-8) are found beforehand, reported when the scanner passes them,
//! and skipped wherever they stand.

use super::ast::{BinaryOp, Directive, LitKind};
use super::literal::{describe_rune, scan_escape, scan_number};
use super::source::{LineMark, Pos, Source};
use super::token::{Op, Semi, Token};
use super::unicode;
use crate::diag::Diagnostics;

const BOM: char = '\u{FEFF}';

/// A `//go:` comment that no declaration has taken yet.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) directive: Directive,
    /// Whether nothing stands before it on its line.
    pub(super) own_line: bool,
}

#[derive(Debug)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    src: &'a [u8],
    base: u32,
    diags: &'a mut Diagnostics,
    /// How many errors this file has had so far, branch errors left out.
    pub(super) errors: usize,
    /// Next byte to read; the end of the current token.
    offset: usize,
    nlsemi: bool,
    /// Places of forbidden bytes, last first.
    forbidden: Vec<(usize, &'static str)>,
    /// Kind of the current token.
    pub(super) tok: Token,
    /// Offset of the current token.
    pub(super) start: usize,
    /// Which operator, for the operator tokens and `*`.
    pub(super) op: Op,
    /// Which literal, for [`Token::Literal`].
    pub(super) kind: LitKind,
    /// Whether the literal is malformed, which was reported.
    pub(super) bad: bool,
    /// Which semicolon, for [`Token::Semi`].
    pub(super) semi: Semi,
    /// Directives passed so far and not taken.
    pub(super) pending: Vec<Pending>,
    /// `//line` comments.
    pub(super) marks: Vec<LineMark>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(source: &'a Source, diags: &'a mut Diagnostics) -> Self {
        let text = source.text.as_str();
        Scanner {
            text,
            src: text.as_bytes(),
            base: source.base,
            errors: 0,
            diags,
            offset: 0,
            nlsemi: false,
            forbidden: forbidden(source),
            tok: Token::Eof,
            start: 0,
            op: Op::Not,
            kind: LitKind::Int,
            bad: false,
            semi: Semi::Written,
            pending: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Place of the current token.
    pub(super) fn pos(&self) -> Pos {
        self.pos_at(self.start)
    }

    fn pos_at(&self, offset: usize) -> Pos {
        Pos(self.base + offset as u32)
    }

    /// Text of the current token.
    pub(super) fn lit(&self) -> &'a str {
        &self.text[self.start..self.offset]
    }

    pub(super) fn report(&mut self, pos: Pos, message: impl Into<String>) {
        self.errors += 1;
        self.diags.error(pos, message);
    }

    /// Reports an error that the scanner met.
    fn error(&mut self, offset: usize, message: impl Into<String>) {
        self.report_forbidden(self.offset.max(offset));
        self.report(self.pos_at(offset), message);
    }

    /// Reports the forbidden bytes up to the reading position. Go reads one character ahead, and skips to the first that
    /// may be there.
    fn report_forbidden(&mut self, mut reading: usize) {
        while let Some(&(at, message)) = self.forbidden.last()
            && at <= reading
        {
            let len = if self.src[at] == 0 { 1 } else { BOM.len_utf8() };
            reading = reading.max(at + len);
            self.forbidden.pop();
            self.report(self.pos_at(at), message);
        }
    }

    pub(super) fn diags(&mut self) -> &mut Diagnostics {
        self.diags
    }

    /// Gives up on the rest of the text.
    pub(super) fn stop(&mut self) {
        self.offset = self.src.len();
        self.start = self.offset;
        self.tok = Token::Eof;
        self.nlsemi = false;
        self.forbidden.clear();
    }

    #[inline]
    fn peek(&self) -> u8 {
        self.src.get(self.offset).copied().unwrap_or(0)
    }

    /// The character at the reading position, which is not the end.
    fn peek_char(&self) -> char {
        self.text[self.offset..].chars().next().unwrap_or('\0')
    }

    /// Takes the next byte if it is `b`.
    #[inline]
    fn eat(&mut self, b: u8) -> bool {
        let found = self.peek() == b;
        self.offset += usize::from(found);
        found
    }

    /// Reads the next token.
    pub(super) fn next(&mut self) {
        self.token();
        self.report_forbidden(self.offset);
    }

    fn token(&mut self) {
        let nlsemi = core::mem::take(&mut self.nlsemi);
        loop {
            while let Some(&c) = self.src.get(self.offset)
                && (matches!(c, b' ' | b'\t' | b'\r' | 0) || c == b'\n' && !nlsemi)
            {
                self.offset += 1;
            }
            self.start = self.offset;
            let Some(&c) = self.src.get(self.offset) else {
                self.tok = if nlsemi { Token::Semi } else { Token::Eof };
                self.semi = Semi::Eof;
                return;
            };
            self.offset += 1;
            self.tok = match c {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => return self.identifier(),
                b'0'..=b'9' => return self.number(),
                b'"' => return self.string(),
                b'`' => return self.raw_string(),
                b'\'' => return self.rune(),
                b'\n' => {
                    self.semi = Semi::Newline;
                    Token::Semi
                }
                b';' => {
                    self.semi = Semi::Written;
                    Token::Semi
                }
                b'(' => Token::Lparen,
                b'[' => Token::Lbrack,
                b'{' => Token::Lbrace,
                b',' => Token::Comma,
                b')' => self.closing(Token::Rparen),
                b']' => self.closing(Token::Rbrack),
                b'}' => self.closing(Token::Rbrace),
                b':' if self.eat(b'=') => Token::Define,
                b':' => Token::Colon,
                b'.' if self.peek().is_ascii_digit() => {
                    self.offset = self.start;
                    return self.number();
                }
                b'.' if self.src[self.offset..].starts_with(b"..") => {
                    self.offset += 2;
                    Token::DotDotDot
                }
                b'.' => Token::Dot,
                b'/' if self.eat(b'/') => {
                    self.line_comment();
                    continue;
                }
                b'/' if self.eat(b'*') => {
                    if self.comment() && nlsemi {
                        self.semi = Semi::Newline;
                        Token::Semi
                    } else {
                        continue;
                    }
                }
                0x80.. => {
                    self.offset = self.start;
                    let c = self.peek_char();
                    if c == BOM {
                        self.offset += c.len_utf8();
                        continue;
                    }
                    return self.identifier();
                }
                _ => match self.operator(c) {
                    Some(tok) => tok,
                    None => {
                        self.offset = self.start;
                        self.error(
                            self.start,
                            format!("invalid character {}", describe_rune(c.into())),
                        );
                        self.offset += 1;
                        // As after white space: a line end still counts.
                        continue;
                    }
                },
            };
            return;
        }
    }

    fn closing(&mut self, tok: Token) -> Token {
        self.nlsemi = true;
        tok
    }

    /// The operator that begins with `c`, which has been read.
    fn operator(&mut self, c: u8) -> Option<Token> {
        use BinaryOp::*;
        let (op, assignable) = match c {
            b'+' | b'-' => {
                self.op = Op::Binary(if c == b'+' { Add } else { Sub });
                if self.eat(c) {
                    return Some(self.closing(Token::IncOp));
                }
                (if c == b'+' { Add } else { Sub }, true)
            }
            b'*' => {
                self.op = Op::Binary(Mul);
                return Some(if self.eat(b'=') {
                    Token::AssignOp
                } else {
                    Token::Star
                });
            }
            b'/' => (Div, true),
            b'%' => (Rem, true),
            b'&' if self.eat(b'&') => (LAnd, false),
            b'&' if self.eat(b'^') => (AndNot, true),
            b'&' => (And, true),
            b'|' if self.eat(b'|') => (LOr, false),
            b'|' => (Or, true),
            b'^' => (Xor, true),
            b'<' if self.eat(b'=') => (Le, false),
            b'<' if self.eat(b'<') => (Shl, true),
            b'<' if self.eat(b'-') => return Some(Token::Arrow),
            b'<' => (Lt, false),
            b'>' if self.eat(b'=') => (Ge, false),
            b'>' if self.eat(b'>') => (Shr, true),
            b'>' => (Gt, false),
            b'=' if self.eat(b'=') => (Eq, false),
            b'=' => return Some(Token::Assign),
            b'!' if self.eat(b'=') => (Ne, false),
            b'!' | b'~' => {
                self.op = if c == b'!' { Op::Not } else { Op::Tilde };
                return Some(Token::Operator);
            }
            _ => return None,
        };
        self.op = Op::Binary(op);
        Some(if assignable && self.eat(b'=') {
            Token::AssignOp
        } else {
            Token::Operator
        })
    }

    fn identifier(&mut self) {
        while let Some(&c) = self.src.get(self.offset) {
            match c {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0 => self.offset += 1,
                0x80.. => {
                    let c = self.peek_char();
                    self.check_identifier_char(c, self.offset == self.start);
                    self.offset += c.len_utf8();
                }
                _ => break,
            }
        }
        match Token::keyword(&self.src[self.start..self.offset]) {
            Some(tok) => {
                self.nlsemi = matches!(
                    tok,
                    Token::Break | Token::Continue | Token::Fallthrough | Token::Return
                );
                self.tok = tok;
            }
            None => {
                self.nlsemi = true;
                self.tok = Token::Name;
            }
        }
    }

    /// Complains about a character beyond ASCII that may not stand in a name. It is taken into the name all the same.
    fn check_identifier_char(&mut self, c: char, first: bool) {
        if c == BOM || unicode::is_letter(c) {
            return;
        }
        let what = describe_rune(c.into());
        if !unicode::is_digit(c) {
            self.error(
                self.offset,
                format!("invalid character {what} in identifier"),
            );
        } else if first {
            self.error(
                self.offset,
                format!("identifier cannot begin with digit {what}"),
            );
        }
    }

    fn literal(&mut self, kind: LitKind, bad: bool) {
        self.nlsemi = true;
        self.tok = Token::Literal;
        self.kind = kind;
        self.bad = bad;
    }

    fn number(&mut self) {
        let number = scan_number(&self.src[self.start..]);
        self.offset = self.start + number.len;
        self.literal(number.kind, number.error.is_some());
        if let Some((at, message)) = number.error {
            self.error(self.start + at, message);
        }
    }

    /// The rest of an escape sequence whose backslash has been read. Returns whether it is sound.
    fn escape(&mut self, quote: u8) -> bool {
        let (len, error) = scan_escape(&self.text[self.offset..], quote);
        let sound = error.is_none();
        if let Some((at, message)) = error {
            self.error(self.offset + at, message);
        }
        self.offset += len;
        sound
    }

    fn string(&mut self) {
        let mut bad = false;
        loop {
            match self.src.get(self.offset) {
                Some(b'"') => {
                    self.offset += 1;
                    break;
                }
                Some(b'\\') => {
                    self.offset += 1;
                    bad |= !self.escape(b'"');
                }
                Some(b'\n') => {
                    self.error(self.offset, "newline in string");
                    bad = true;
                    break;
                }
                Some(_) => self.offset += 1,
                None => {
                    self.error(self.start, "string not terminated");
                    bad = true;
                    break;
                }
            }
        }
        self.literal(LitKind::String, bad);
    }

    fn raw_string(&mut self) {
        let end = self.text[self.offset..].find('`');
        match end {
            Some(n) => self.offset += n + 1,
            None => {
                self.error(self.start, "string not terminated");
                self.offset = self.src.len();
            }
        }
        self.literal(LitKind::String, end.is_none());
    }

    fn rune(&mut self) {
        let mut bad = false;
        let mut chars = 0;
        loop {
            match self.src.get(self.offset) {
                Some(b'\'') => {
                    if !bad && chars == 0 {
                        self.error(self.offset, "empty rune literal or unescaped '");
                        bad = true;
                    } else if !bad && chars > 1 {
                        self.error(self.start, "more than one character in rune literal");
                        bad = true;
                    }
                    self.offset += 1;
                    break;
                }
                Some(b'\\') => {
                    self.offset += 1;
                    bad |= !self.escape(b'\'');
                }
                Some(b'\n') => {
                    if !bad {
                        self.error(self.offset, "newline in rune literal");
                        bad = true;
                    }
                    break;
                }
                Some(_) => self.offset += self.peek_char().len_utf8(),
                None => {
                    if !bad {
                        self.error(self.start, "rune literal not terminated");
                        bad = true;
                    }
                    break;
                }
            }
            chars += 1;
        }
        self.literal(LitKind::Char, bad);
    }

    /// The rest of a line comment, without the line end.
    fn line_comment(&mut self) {
        let rest = &self.text[self.offset..];
        let len = rest.find('\n').unwrap_or(rest.len());
        if rest.starts_with("go:") {
            let text = &rest[3..len];
            let before = &self.src[..self.start];
            self.pending.push(Pending {
                directive: Directive {
                    pos: self.pos_at(self.start),
                    text: text.strip_suffix('\r').unwrap_or(text).to_owned(),
                },
                own_line: before
                    .iter()
                    .rev()
                    .find(|b| !matches!(b, b' ' | b'\t' | b'\r'))
                    .is_none_or(|&b| b == b'\n'),
            });
        }
        let first_column = self.start == 0 || self.src[self.start - 1] == b'\n';
        if let (true, Some(text)) = (first_column, rest[..len].strip_prefix("line ")) {
            let next = (self.offset + len + 1) as u32;
            self.marks.extend(LineMark::parse(text, next));
        }
        self.offset += len;
    }

    /// The rest of a general comment. Returns whether it holds a line end.
    fn comment(&mut self) -> bool {
        let rest = &self.text[self.offset..];
        let len = match rest.find("*/") {
            Some(n) => n + 2,
            None => {
                self.error(self.start, "comment not terminated");
                rest.len()
            }
        };
        self.offset += len;
        if let Some(text) = rest[..len].strip_prefix("line ") {
            let text = text.strip_suffix("*/").unwrap_or(text);
            self.marks.extend(LineMark::parse(text, self.offset as u32));
        }
        rest[..len].contains('\n')
    }
}

/// The places of all bytes that may not stand in Go text, last first, with what to say of each.
fn forbidden(source: &Source) -> Vec<(usize, &'static str)> {
    let text = &source.text;
    let mut list = Vec::new();
    if text.as_bytes().contains(&0) {
        let broken = source.invalid();
        for (i, _) in text.bytes().enumerate().filter(|&(_, b)| b == 0) {
            let message = if broken.binary_search(&(i as u32)).is_ok() {
                "invalid UTF-8 encoding"
            } else {
                "invalid NUL character"
            };
            list.push((i, message));
        }
    }
    for (i, _) in text.match_indices(BOM).filter(|&(i, _)| i > 0) {
        list.push((i, "invalid BOM in the middle of the file"));
    }
    list.sort_by_key(|&(i, _)| core::cmp::Reverse(i));
    list
}

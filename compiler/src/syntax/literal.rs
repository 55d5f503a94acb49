//! Literals: how far one reaches, whether it is well formed, and what a string or rune literal stands for.
//!
//! The scanner keeps literals as written; the checker asks here for their values. All messages are Go's.

use super::ast::LitKind;

/// What is wrong with a literal: byte offset from its start, and Go's message.
pub type LitError = (usize, String);

/// A number literal as scanned.
#[derive(Debug)]
pub struct Number {
    /// Length in bytes.
    pub len: usize,
    /// Integer, floating-point or imaginary.
    pub kind: LitKind,
    /// The first thing wrong with it.
    pub error: Option<LitError>,
}

/// Digits and separators seen in one run.
#[derive(Clone, Copy, Default)]
struct Run {
    digits: bool,
    separators: bool,
}

/// Scans the number literal at the start of `src`, which begins with a digit, or with a dot and a digit.
pub fn scan_number(src: &[u8]) -> Number {
    let at = |i: usize| src.get(i).copied().unwrap_or(0);
    let mut i = 0;
    let mut error: Option<LitError> = None;
    let mut fail = |at: usize, text: String| {
        error.get_or_insert((at, text));
    };

    let prefix = match (at(0), at(1) | 0x20) {
        (b'0', c @ (b'x' | b'o' | b'b')) => c,
        (b'0', _) => b'0',
        _ => 0,
    };
    let base = match prefix {
        b'x' => 16,
        b'o' | b'0' => 8,
        b'b' => 2,
        _ => 10,
    };
    let mut run = Run::default();
    match prefix {
        b'0' => {
            run.digits = true;
            i = 1;
        }
        0 => {}
        _ => i = 2,
    }

    // A digit that is too large is reported only where the literal turns out to be an integer (`089.5` is fine).
    let mut invalid = None;
    let mut digits = |i: &mut usize, run: &mut Run| {
        loop {
            match at(*i) {
                b'_' => run.separators = true,
                c @ b'0'..=b'9' => {
                    run.digits = true;
                    if base < 10 && c >= b'0' + base && invalid.is_none() {
                        invalid = Some(*i);
                    }
                }
                b'a'..=b'f' | b'A'..=b'F' if base == 16 => run.digits = true,
                _ => return,
            }
            *i += 1;
        }
    };

    let mut kind = LitKind::Int;
    digits(&mut i, &mut run);
    if at(i) == b'.' {
        if prefix == b'o' || prefix == b'b' {
            fail(
                i,
                format!("invalid radix point in {} literal", base_name(base)),
            );
        }
        kind = LitKind::Float;
        i += 1;
        digits(&mut i, &mut run);
    }
    if !run.digits {
        fail(i, format!("{} literal has no digits", base_name(base)));
    }

    let e = at(i);
    if matches!(e | 0x20, b'e' | b'p') {
        if e | 0x20 == b'e' && prefix != 0 && prefix != b'0' {
            fail(
                i,
                format!("'{}' exponent requires decimal mantissa", e as char),
            );
        } else if e | 0x20 == b'p' && prefix != b'x' {
            fail(
                i,
                format!("'{}' exponent requires hexadecimal mantissa", e as char),
            );
        }
        kind = LitKind::Float;
        i += 1;
        if matches!(at(i), b'+' | b'-') {
            i += 1;
        }
        let mut exponent = false;
        while matches!(at(i), b'0'..=b'9' | b'_') {
            exponent |= at(i) != b'_';
            run.separators |= at(i) == b'_';
            i += 1;
        }
        if !exponent {
            fail(i, "exponent has no digits".into());
        }
    } else if prefix == b'x' && kind == LitKind::Float {
        fail(i, "hexadecimal mantissa requires a 'p' exponent".into());
    }
    if at(i) == b'i' {
        kind = LitKind::Imag;
        i += 1;
    }

    if let (LitKind::Int, Some(bad)) = (kind, invalid) {
        let digit = at(bad) as char;
        fail(
            bad,
            format!("invalid digit '{digit}' in {} literal", base_name(base)),
        );
    }
    if run.separators
        && let Some(bad) = misplaced_separator(&src[..i])
    {
        fail(bad, "'_' must separate successive digits".into());
    }
    Number {
        len: i,
        kind,
        error,
    }
}

fn base_name(base: u8) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

/// The offset of the first `_` that is not between digits; a base prefix counts as a digit. Of two in a row it is the
/// second.
fn misplaced_separator(text: &[u8]) -> Option<usize> {
    let letter = match text {
        [b'0', letter, ..] => letter | 0x20,
        _ => 0,
    };
    let prefixed = matches!(letter, b'x' | b'o' | b'b');
    let digit = |c: u8| c.is_ascii_digit() || letter == b'x' && c.is_ascii_hexdigit();
    (0..text.len()).find(|&i| {
        let after = i > 0 && (digit(text[i - 1]) || prefixed && i == 2);
        let before = text.get(i + 1).is_some_and(|&c| digit(c) || c == b'_');
        text[i] == b'_' && !(after && before)
    })
}

/// Checks the escape sequence after a backslash at the start of `src` (without the backslash), in a literal that `quote`
/// closes. Returns its length and what is wrong with it, with an offset into `src`. Where the text ends within it there
/// is no error: the literal is not terminated, which says it all.
pub(super) fn scan_escape(src: &str, quote: u8) -> (usize, Option<LitError>) {
    let bytes = src.as_bytes();
    let (skip, n, base, max) = match bytes.first() {
        None => return (0, None),
        Some(&c) if c == quote || b"abfnrtv\\".contains(&c) => return (1, None),
        Some(b'0'..=b'7') => (0, 3, 8, 255),
        Some(b'x') => (1, 2, 16, 255),
        Some(b'u') => (1, 4, 16, 0x10_FFFF),
        Some(b'U') => (1, 8, 16, 0x10_FFFF),
        Some(_) => return (0, Some((0, "unknown escape".into()))),
    };
    let mut value: u64 = 0;
    for i in skip..skip + n {
        let Some(&c) = bytes.get(i) else {
            return (i, None);
        };
        match (c as char).to_digit(base) {
            Some(d) => value = value * u64::from(base) + u64::from(d),
            None => {
                let c = src[i..].chars().next().unwrap_or('\0');
                let text = format!(
                    "invalid character {} in {} escape",
                    quote_rune(c),
                    base_name(base as u8)
                );
                return (i, Some((i, text)));
            }
        }
    }
    let len = skip + n;
    let error = if base == 8 && value > max {
        Some(format!("octal escape value {value} > 255"))
    } else if value > max || (0xD800..0xE000).contains(&value) {
        Some(format!(
            "escape is invalid Unicode code point {}",
            describe_rune(value as u32)
        ))
    } else {
        None
    };
    (len, error.map(|text| (len, text)))
}

/// What a string literal stands for, as written with its quotes. Nothing where it is malformed.
pub fn unquote_string(lit: &str) -> Option<Vec<u8>> {
    let quote = *lit.as_bytes().first()?;
    let inner = lit.get(1..lit.len().checked_sub(1)?)?;
    if *lit.as_bytes().last()? != quote {
        return None;
    }
    match quote {
        b'`' => Some(inner.bytes().filter(|&b| b != b'\r').collect()),
        b'"' => {
            let mut out = Vec::with_capacity(inner.len());
            let mut rest = inner;
            while let Some(i) = rest.find('\\') {
                out.extend_from_slice(&rest.as_bytes()[..i]);
                rest = unescape(&rest[i + 1..], b'"', &mut out)?.0;
            }
            out.extend_from_slice(rest.as_bytes());
            Some(out)
        }
        _ => None,
    }
}

/// The value of a rune literal, as written with its quotes. Nothing where it is malformed.
pub fn unquote_rune(lit: &str) -> Option<u32> {
    let inner = lit.strip_prefix('\'')?.strip_suffix('\'')?;
    if let Some(escape) = inner.strip_prefix('\\') {
        let (rest, value) = unescape(escape, b'\'', &mut Vec::new())?;
        return rest.is_empty().then_some(value);
    }
    let mut chars = inner.chars();
    let c = chars.next()?;
    chars.next().is_none().then_some(c as u32)
}

/// Decodes one escape sequence (after its backslash). Returns what follows and the value.
fn unescape<'a>(src: &'a str, quote: u8, out: &mut Vec<u8>) -> Option<(&'a str, u32)> {
    let (len, error) = scan_escape(src, quote);
    let full = match src.as_bytes().first()? {
        b'0'..=b'7' | b'x' => 3,
        b'u' => 5,
        b'U' => 9,
        _ => 1,
    };
    if error.is_some() || len != full {
        return None;
    }
    let (escape, rest) = src.split_at(len);
    let value = match escape.as_bytes()[0] {
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => 10,
        b'r' => 13,
        b't' => 9,
        b'v' => 11,
        b'0'..=b'7' => u32::from_str_radix(escape, 8).ok()?,
        c @ (b'x' | b'u' | b'U') => {
            let value = u32::from_str_radix(&escape[1..], 16).ok()?;
            if c != b'x' {
                let c = char::from_u32(value)?;
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                return Some((rest, value));
            }
            value
        }
        c => u32::from(c),
    };
    out.push(value as u8);
    Some((rest, value))
}

/// A code point as Go's `%#U` shows it: `U+0040 '@'`, without the character where it cannot be printed.
pub fn describe_rune(value: u32) -> String {
    match char::from_u32(value) {
        Some(c) if is_print(c) => format!("U+{value:04X} '{c}'"),
        _ => format!("U+{value:04X}"),
    }
}

/// A character as Go's `%q` shows it.
pub fn quote_rune(c: char) -> String {
    match c {
        '\x07' => r"'\a'".into(),
        '\x08' => r"'\b'".into(),
        '\x0C' => r"'\f'".into(),
        '\n' => r"'\n'".into(),
        '\r' => r"'\r'".into(),
        '\t' => r"'\t'".into(),
        '\x0B' => r"'\v'".into(),
        '\'' | '\\' => format!("'\\{c}'"),
        c if is_print(c) => format!("'{c}'"),
        c if (c as u32) < 0x80 => format!("'\\x{:02x}'", c as u32),
        c if (c as u32) < 0x1_0000 => format!("'\\u{:04x}'", c as u32),
        c => format!("'\\U{:08x}'", c as u32),
    }
}

fn is_print(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    // Within a text (not at its start, where marks are escaped) Rust escapes just what does not print.
    let text = format!("a{c}");
    text.escape_debug().eq(text.chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        let cases: &[(&str, &[u8])] = &[
            (r#""""#, b""),
            (r#""abc""#, b"abc"),
            (r#""\a\b\f\n\r\t\v\\\"'""#, b"\x07\x08\x0C\n\r\t\x0B\\\"'"),
            (r#""\xff\377\x00""#, b"\xff\xff\0"),
            (r#""\u4e16\U0001F600世""#, "世\u{1F600}世".as_bytes()),
            ("`a\\n\r\n\"`", b"a\\n\n\""),
        ];
        for (lit, value) in cases {
            assert_eq!(unquote_string(lit).as_deref(), Some(*value), "{lit}");
        }
        for lit in [
            "",
            "\"",
            "\"a",
            "a\"",
            "`",
            "'a'",
            r#""\q""#,
            r#""\'""#,
            r#""\x1""#,
            r#""\400""#,
            r#""\ud800""#,
            r#""\""#,
        ] {
            assert_eq!(unquote_string(lit), None, "{lit}");
        }
    }

    #[test]
    fn runes() {
        let cases = [
            ("'a'", 97),
            ("'世'", 0x4e16),
            (r"'\n'", 10),
            (r"'\''", 39),
            ("'\"'", 34),
            (r"'\xff'", 0xff),
            (r"'\377'", 0xff),
            (r"'\U0010FFFF'", 0x10_FFFF),
        ];
        for (lit, value) in cases {
            assert_eq!(unquote_rune(lit), Some(value), "{lit}");
        }
        for lit in [
            "",
            "'",
            "''",
            "'ab'",
            r"'\q'",
            r#"'\"'"#,
            r"'\n",
            r"'\nn'",
            r"'\ud800'",
            "\"a\"",
        ] {
            assert_eq!(unquote_rune(lit), None, "{lit}");
        }
    }

    #[test]
    fn numbers() {
        use LitKind::{Float, Imag, Int};
        let cases = [
            ("0", Int),
            ("42", Int),
            ("0x2A", Int),
            ("0XfF_f", Int),
            ("0b101", Int),
            ("0o17", Int),
            ("017", Int),
            ("1_000", Int),
            ("0_1", Int),
            ("0x_1", Int),
            ("1.", Float),
            (".5", Float),
            ("1e9", Float),
            ("1E-9", Float),
            ("089.5", Float),
            ("0x1p-2", Float),
            ("0x.8p1", Float),
            ("0x1.8p+1", Float),
            ("2i", Imag),
            ("08i", Imag),
            ("1.5i", Imag),
            ("0x1i", Imag),
        ];
        for (text, kind) in cases {
            let number = scan_number(text.as_bytes());
            assert_eq!(
                (number.len, number.kind, number.error),
                (text.len(), kind, None),
                "{text}"
            );
        }
        // A literal ends where it must, whatever follows.
        for (text, len) in [
            ("1x", 1),
            ("1..2", 2),
            ("12abc", 2),
            ("0xg", 2),
            ("1.2.3", 3),
            ("1ii", 2),
        ] {
            assert_eq!(scan_number(text.as_bytes()).len, len, "{text}");
        }
    }

    #[test]
    fn characters_in_messages() {
        assert_eq!(describe_rune(0x40), "U+0040 '@'");
        assert_eq!(describe_rune(7), "U+0007");
        assert_eq!(describe_rune(0xA0), "U+00A0");
        assert_eq!(describe_rune(0x11_0000), "U+110000");
        assert_eq!(quote_rune('\n'), r"'\n'");
        assert_eq!(quote_rune('\''), r"'\''");
        assert_eq!(quote_rune('世'), "'世'");
        assert_eq!(quote_rune('\u{A0}'), r"'\u00a0'");
        assert_eq!(quote_rune('\u{1}'), r"'\x01'");
    }
}

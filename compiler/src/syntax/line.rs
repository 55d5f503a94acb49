//! Line directives: comments that say where the text behind them comes from.
//!
//! `//line FILE:LINE[:COLUMN]` at the start of a line speaks of the next line, `/*line FILE:LINE[:COLUMN]*/` of what follows
//! at once. Without a file but with a column the file stays; without both there is no file name.

use std::path::{Path, PathBuf};

/// What a directive says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Origin {
    /// Byte offset of the text that it speaks of.
    pub(super) offset: u32,
    /// The file, as traces and messages show it.
    pub(super) file: PathBuf,
    /// The line of that text.
    pub(super) line: u32,
    /// Its column, if given: else columns are not known.
    pub(super) column: Option<u32>,
}

/// The directives of a file, in order.
pub(super) fn origins(name: &Path, text: &str) -> Vec<Origin> {
    let mut list: Vec<Origin> = Vec::new();
    if !text.contains("//line ") && !text.contains("/*line ") {
        return list;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text.as_bytes()[at..];
        let next = match rest {
            [b'/', b'/', ..] => {
                let end = find(rest, b"\n").unwrap_or(rest.len());
                let first = at == 0 || bytes[at - 1] == b'\n';
                if let (true, Some(said)) = (first, rest[..end].strip_prefix(b"//line ")) {
                    let next = (at + end + 1).min(bytes.len());
                    add(&mut list, name, said, next);
                }
                end
            }
            [b'/', b'*', ..] => {
                let end = find(&rest[2..], b"*/").map_or(rest.len(), |n| n + 4);
                if let Some(said) = rest[..end].strip_prefix(b"/*line ") {
                    let said = said.strip_suffix(b"*/").unwrap_or(said);
                    add(&mut list, name, said, at + end);
                }
                end
            }
            [b'`', ..] => find(&rest[1..], b"`").map_or(rest.len(), |n| n + 2),
            [quote @ (b'"' | b'\''), ..] => quoted(rest, *quote),
            _ => 1,
        };
        at += next;
    }
    list
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|w| w == what)
}

/// Bytes of a string or rune literal, which ends with its line at the latest.
fn quoted(text: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(&b) = text.get(at) {
        at += 1 + usize::from(b == b'\\');
        if b == quote || b == b'\n' {
            break;
        }
    }
    at
}

/// Takes `:NUMBER` off the end.
fn number(text: &str) -> Option<(&str, u32)> {
    let (before, digits) = text.rsplit_once(':')?;
    let n: u32 = digits.parse().ok()?;
    (n > 0).then_some((before, n))
}

fn add(list: &mut Vec<Origin>, name: &Path, said: &[u8], offset: usize) {
    let Ok(said) = str::from_utf8(said) else {
        return;
    };
    let Some((before, last)) = number(said.trim_end_matches('\r')) else {
        return;
    };
    let (file, line, column) = match number(before) {
        Some((file, line)) => (file, line, Some(last)),
        None => (before, last, None),
    };
    let file = match (file, column) {
        ("", Some(_)) => list.last().map_or(name, |o| &o.file).to_owned(),
        ("", None) => PathBuf::from("??"),
        // A path of Windows is whole by itself.
        (file, _) if file.as_bytes().get(1) == Some(&b':') => PathBuf::from(file),
        (file, _) => name.parent().unwrap_or(Path::new("")).join(file),
    };
    list.push(Origin {
        offset: offset as u32,
        file,
        line,
        column,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_found_where_they_are() {
        let text = "a\n//line f.go:10\nb /*line :7:3*/ c\n \"//line x:1\" `\n//line y:1\n`\n //line z:1\n//line :5\nd //line w:1\n//line /g:0\n//line C:\\h.go:3:4\n";
        let found: Vec<_> = origins(Path::new("p/a.go"), text)
            .into_iter()
            .map(|o| (o.offset as usize, o.file, o.line, o.column))
            .collect();
        let at = |what: &str, skip: usize| text.find(what).unwrap() + skip;
        assert_eq!(
            found,
            [
                (at("b /*", 0), "p/f.go".into(), 10, None),
                (at(" c\n", 0), "p/f.go".into(), 7, Some(3)),
                (at("d //", 0), "??".into(), 5, None),
                (text.len(), "C:\\h.go".into(), 3, Some(4)),
            ]
        );
        assert!(origins(Path::new("a.go"), "package a // line\n").is_empty());
    }
}

//! `ERROR` comments: each says, by regular expressions, what the compiler must report of its line, and nothing else may be
//! reported.

use anyhow::{Context as _, Result};
use regex_lite::Regex;

/// One reported error: file name without folder, line, text with its further lines.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Reported {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// Splits what a compiler says into errors, `file:line[:col]: text`. What has another form is an error of line 0. Places have no
/// columns, as Go's own runner asks the compiler for.
pub(crate) fn split(said: &str) -> Vec<Reported> {
    let place = Regex::new(r"(\.go:\d+):\d+").expect("a fixed pattern");
    let said = place.replace_all(said, "$1");
    let mut list: Vec<Reported> = Vec::new();
    for line in said.lines() {
        match list.last_mut() {
            Some(last) if line.starts_with('\t') => {
                last.text.push('\n');
                last.text.push_str(line);
            }
            _ if line.trim().is_empty() || line.starts_with('#') => {}
            _ => list.push(reported(line)),
        }
    }
    list
}

fn reported(line: &str) -> Reported {
    let whole = || Reported {
        file: String::new(),
        line: 0,
        text: line.to_owned(),
    };
    let Some((place, text)) = line.split_once(": ") else {
        return whole();
    };
    let mut parts = place.split(':');
    let (Some(file), Some(Ok(number))) = (parts.next(), parts.next().map(str::parse)) else {
        return whole();
    };
    Reported {
        file: file.rsplit('/').next().unwrap_or(file).to_owned(),
        line: number,
        text: text.to_owned(),
    }
}

struct Wanted {
    file: String,
    line: usize,
    pattern: String,
    regex: Regex,
}

/// The `ERROR` comments of a file.
fn wanted(file: &str, text: &str) -> Result<Vec<Wanted>> {
    let mut list = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.contains("////") {
            continue;
        }
        let Some(patterns) = ["// ERROR ", "// GC_ERROR "]
            .iter()
            .find_map(|mark| Some(&line[line.find(mark)? + mark.len()..]))
        else {
            continue;
        };
        // Between quotes: every second part.
        let parts: Vec<&str> = patterns.split('"').collect();
        for pattern in parts
            .iter()
            .enumerate()
            .filter(|&(i, _)| i % 2 == 1 && i + 1 < parts.len())
            .map(|(_, part)| part)
        {
            let pattern = with_lines(pattern, file, number);
            let regex = Regex::new(&as_rust(&pattern))
                .with_context(|| format!("{file}:{number}: {pattern}"))?;
            list.push(Wanted {
                file: file.to_owned(),
                line: number,
                pattern,
                regex,
            });
        }
    }
    Ok(list)
}

/// `LINE`, `LINE+n` and `LINE-n` stand for a place in the file.
fn with_lines(pattern: &str, file: &str, line: usize) -> String {
    let regex = Regex::new(r"LINE(?:([+-])(\d+))?").expect("a fixed pattern");
    let place = |found: &regex_lite::Captures<'_>| {
        let by = found
            .get(2)
            .and_then(|n| n.as_str().parse().ok())
            .unwrap_or(0);
        let line = match found.get(1).map(|sign| sign.as_str()) {
            Some("-") => line - by,
            _ => line + by,
        };
        format!("{file}:{line}")
    };
    regex.replace_all(pattern, place).into_owned()
}

/// Go takes braces that repeat nothing, and brackets in classes, for themselves.
fn as_rust(pattern: &str) -> String {
    let bytes = pattern.as_bytes();
    let mut out = String::new();
    let mut class = false;
    let mut chars = pattern.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                out.push(c);
                out.extend(chars.next().map(|(_, c)| c));
                continue;
            }
            '[' if class && bytes.get(at + 1) != Some(&b':') => out.push('\\'),
            '[' if !class => class = true,
            ']' if class => class = false,
            '{' if !class && !repeats(&pattern[at + 1..]) => out.push('\\'),
            '}' if !class && !repeats_before(&out) => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Whether what follows a brace is `n}`, `n,}` or `n,m}`.
fn repeats(rest: &str) -> bool {
    rest.split_once('}').is_some_and(|(count, _)| {
        count.starts_with(|c: char| c.is_ascii_digit())
            && count.chars().all(|c| c.is_ascii_digit() || c == ',')
    })
}

fn repeats_before(out: &str) -> bool {
    out.rsplit_once('{')
        .is_some_and(|(before, count)| !before.ends_with('\\') && repeats(&format!("{count}}}")))
}

/// What differs between the errors of a compiler and the comments in these files (name and text).
pub(crate) fn differ(reported: &[Reported], files: &[(String, String)]) -> Result<Option<String>> {
    let mut rest: Vec<Reported> = reported.to_vec();
    let mut missing = None;
    for (name, text) in files {
        for want in wanted(name, text)? {
            let here = |r: &Reported| r.file == want.file && r.line == want.line;
            let (on_line, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(here);
            rest = others;
            let first = on_line.first().map(|r| r.text.clone());
            let (matching, not): (Vec<_>, Vec<_>) = on_line
                .into_iter()
                .partition(|r| want.regex.is_match(&r.text));
            rest.extend(not);
            if matching.is_empty() {
                missing.get_or_insert_with(|| match first {
                    Some(text) => format!(
                        "{name}:{}: expected {:?}, got {text:?}",
                        want.line, want.pattern
                    ),
                    None => format!(
                        "{name}:{}: no error, expected {:?}",
                        want.line, want.pattern
                    ),
                });
            }
        }
    }
    Ok(missing.or_else(|| {
        rest.first()
            .map(|r| format!("{}:{}: not expected: {:?}", r.file, r.line, r.text))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &str, text: &str) -> Option<String> {
        differ(&split(said), &[("a.go".into(), text.into())]).unwrap()
    }

    #[test]
    fn errors_are_matched_by_line() {
        let text = "x // ERROR \"undefined|missing\" \"second\"\ny\n";
        assert_eq!(
            check("d/a.go:1:2: undefined: x\na.go:1: second\n", text),
            None
        );
        assert!(
            check("a.go:1: undefined: x\n", text)
                .unwrap()
                .contains("second")
        );
        let extra = "a.go:1: missing\na.go:1: second\na.go:2:1: more\n";
        assert!(check(extra, text).unwrap().contains("not expected"));
    }

    #[test]
    fn further_lines_belong_to_the_error() {
        let said = "a.go:2:1: x redeclared\n\ta.go:1:5: other declaration of x\n";
        assert_eq!(check(said, "x\nx // ERROR \"other declaration\"\n"), None);
        assert_eq!(check(said, "x\nx // ERROR \"LINE-1: other\"\n"), None);
    }

    #[test]
    fn patterns_are_gos() {
        for (pattern, text) in [
            ("interface{} a", "interface{} a"),
            ("struct {x}", "struct {x}"),
            ("a{2}b", "aab"),
            ("[^[]x", "yx"),
            (r"\[\]int", "[]int"),
        ] {
            let regex = Regex::new(&as_rust(pattern)).unwrap();
            assert!(regex.is_match(text), "{pattern}");
        }
    }
}

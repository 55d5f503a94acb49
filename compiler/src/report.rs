//! How errors are shown: in Go's plain lines, as JSON for tools, or with the line of source on a terminal.

use core::fmt;
use core::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Map, Value};

use crate::diag::Diagnostic;
use crate::syntax::source::SourceMap;

/// An error as it is reported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Where it is, if it is somewhere.
    pub place: Option<Place>,
    /// What is wrong. Further lines begin with a tab.
    pub message: String,
}

/// Where an error is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In bytes, from 1; 0 behind a `//line` comment that gives no columns.
    pub column: u32,
    /// The line of source and the bytes of it that are meant, where the place is in the file itself.
    excerpt: Option<(String, Range<usize>)>,
}

impl Report {
    /// An error with its place resolved.
    pub fn new(diagnostic: &Diagnostic, sources: &SourceMap) -> Self {
        let pos = diagnostic.pos;
        let place = sources.place(pos).map(|p| Place {
            file: p.file.display().to_string(),
            line: p.line,
            column: p.column,
            excerpt: match sources.origin_of(pos) {
                None => sources.line(pos).map(|(line, at)| {
                    let end = at + token_len(&line[at..]);
                    (line.to_owned(), at..end)
                }),
                Some(_) => None,
            },
        });
        Self {
            place,
            message: diagnostic.message.clone(),
        }
    }

    /// As an object, for tools: `file`, `line`, `column` (where there are such), `severity`, `message`.
    pub fn json(&self) -> String {
        let mut object = Map::new();
        if let Some(p) = &self.place {
            object.insert("file".into(), p.file.as_str().into());
            object.insert("line".into(), p.line.into());
            if p.column > 0 {
                object.insert("column".into(), p.column.into());
            }
        }
        object.insert("severity".into(), "error".into());
        object.insert("message".into(), self.message.as_str().into());
        Value::Object(object).to_string()
    }

    /// For a terminal: with colours and the line of source.
    pub fn terminal(&self) -> String {
        let Some(Place {
            file,
            line,
            excerpt: Some((text, range)),
            ..
        }) = &self.place
        else {
            return self.to_string();
        };
        let (title, rest) = self.message.split_once('\n').unwrap_or((&self.message, ""));
        let snippet = Snippet::source(text.as_str())
            .line_start(*line as usize)
            .path(file.as_str())
            .annotation(AnnotationKind::Primary.span(range.clone()));
        let mut group: Group<'_> = Level::ERROR.primary_title(title).element(snippet);
        for note in rest.lines() {
            group = group.element(Level::NOTE.message(note.trim_start()));
        }
        Renderer::styled().render(&[group])
    }
}

/// How many bytes the name, number or sign takes that text begins with.
fn token_len(text: &str) -> usize {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut chars = text.chars();
    match chars.next() {
        None => 0,
        Some(c) if word(c) => text.find(|c| !word(c)).unwrap_or(text.len()),
        Some(quote @ ('"' | '`')) => text[1..].find(quote).map_or(1, |end| end + 2),
        Some(c) => c.len_utf8(),
    }
}

impl fmt::Display for Report {
    /// As Go prints it: `file:line:column: message`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(p) = &self.place {
            write!(f, "{}:{}:", p.file, p.line)?;
            if p.column > 0 {
                write!(f, "{}:", p.column)?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::source::Pos;

    fn report(message: &str) -> Report {
        let mut sources = SourceMap::default();
        sources.add(
            "d/a.go".into(),
            "package p\n\n\tvar x = \"né\" + y\n".into(),
        );
        let diagnostic = Diagnostic {
            pos: Pos(1 + 11 + 9),
            message: message.into(),
        };
        Report::new(&diagnostic, &sources)
    }

    #[test]
    fn in_three_forms() {
        let r = report("bad \"thing\"\n\ta.go:1:1: other");
        assert_eq!(
            r.to_string(),
            "d/a.go:3:10: bad \"thing\"\n\ta.go:1:1: other"
        );
        assert_eq!(
            serde_json::from_str::<Value>(&r.json()).unwrap(),
            serde_json::json!({"file": "d/a.go", "line": 3, "column": 10, "severity": "error",
                "message": "bad \"thing\"\n\ta.go:1:1: other"})
        );
        let shown = r.terminal();
        for part in [
            "bad \"thing\"",
            "d/a.go:3:",
            "var x = \"né\" + y",
            "^^^^",
            "a.go:1:1: other",
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(
            !shown.contains("^^^^^"),
            "only the string is meant: {shown}"
        );
    }

    #[test]
    fn without_a_place() {
        let r = Report {
            place: None,
            message: "m".into(),
        };
        assert_eq!(r.to_string(), "m");
        assert_eq!(r.json(), "{\"message\":\"m\",\"severity\":\"error\"}");
        assert_eq!(r.terminal(), "m");
    }

    #[test]
    fn tokens() {
        for (text, len) in [
            ("abc+d", 3),
            ("12)", 2),
            ("", 0),
            ("+=", 1),
            ("\"a b\" c", 5),
            ("\"open", 1),
            ("é ", 2),
            ("世", 3),
        ] {
            assert_eq!(token_len(text), len, "{text}");
        }
    }
}

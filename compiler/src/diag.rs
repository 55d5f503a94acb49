//! What the compiler has to say about a program.

use crate::syntax::source::{Pos, SourceMap};

/// One error, with Go's wording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Where.
    pub pos: Pos,
    /// What, without position. Further lines start with a tab, as Go prints them.
    pub message: String,
}

/// Collects errors of all stages.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    fatal: bool,
}

impl Diagnostics {
    /// Reports an error.
    pub fn error(&mut self, pos: Pos, message: impl Into<String>) {
        self.list.push(Diagnostic {
            pos,
            message: message.into(),
        });
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Reports an error after which there is nothing more to be found out.
    pub fn fatal(&mut self, pos: Pos, message: impl Into<String>) {
        self.error(pos, message);
        self.fatal = true;
    }

    /// Whether checking the program is pointless: something could not be parsed, or a package not found. Other errors of
    /// the parser, such as those about labels, leave a tree that can be checked.
    pub fn is_fatal(&self) -> bool {
        let syntax = |d: &Diagnostic| d.message.starts_with("syntax error");
        self.fatal || self.list.iter().any(syntax)
    }

    /// How many errors there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// All errors in source order. As in Go, one that says the same of the same line as the one reported before it is
    /// left out.
    pub fn sorted(&self, sources: &SourceMap) -> Vec<Diagnostic> {
        let mut list = self.list.clone();
        let mut last = None;
        list.retain(|d| {
            // Of syntax errors the parser reports one a line.
            if d.message.starts_with("syntax error") {
                return true;
            }
            let line = sources.place(d.pos).map(|p| (p.file, p.line));
            let this = Some((line, d.message.clone()));
            let new = this != last;
            last = this;
            new
        });
        list.sort_by_key(|d| d.pos);
        list.dedup();
        list
    }
}

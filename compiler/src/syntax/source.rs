//! Source files and positions in them.

use super::line::{self, Origin};
use std::path::{Path, PathBuf};

/// A place in the program's source: an offset into all files laid end to end. [`SourceMap::place`] resolves it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Pos(pub u32);

impl Pos {
    /// No place, for what the compiler itself makes.
    pub const NONE: Pos = Pos(0);
}

/// One file as it was read.
#[derive(Debug)]
pub struct Source {
    /// As shown in messages.
    pub name: PathBuf,
    /// Its text.
    pub text: String,
    /// Position of its first byte.
    pub base: u32,
    /// Byte offsets of line starts, from the file's beginning.
    lines: Vec<u32>,
    /// Byte offsets where the file was not UTF-8. The text has NUL bytes there.
    invalid: Vec<u32>,
    /// Line directives.
    origins: Vec<Origin>,
}

impl Source {
    /// The line of an offset, from 1.
    fn line(&self, offset: u32) -> u32 {
        self.lines.partition_point(|&start| start <= offset) as u32
    }

    /// Byte offsets, ascending, where the file was not UTF-8; [`Source::text`] has NUL bytes there.
    pub fn invalid(&self) -> &[u32] {
        &self.invalid
    }
}

/// Where a position lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place<'a> {
    /// The file's name.
    pub file: &'a Path,
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
}

/// All files of the program.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<Source>,
}

impl SourceMap {
    /// Adds a file. Returns its index.
    ///
    /// # Panics
    /// When all files together reach 4 GiB; the driver refuses such input before.
    pub fn add(&mut self, name: PathBuf, text: String) -> usize {
        let base = self
            .files
            .last()
            .map_or(1, |f| f.base + f.text.len() as u32 + 1);
        assert!(
            (base as usize)
                .checked_add(text.len())
                .is_some_and(|end| end < u32::MAX as usize)
        );
        let mut lines = vec![0];
        lines.extend(
            text.bytes()
                .enumerate()
                .filter(|&(_, b)| b == b'\n')
                .map(|(i, _)| i as u32 + 1),
        );
        self.files.push(Source {
            origins: line::origins(&name, &text),
            name,
            text,
            base,
            lines,
            invalid: Vec::new(),
        });
        self.files.len() - 1
    }

    /// Adds a file as it was read, whatever its bytes. The parser reports where it is not UTF-8. Returns its index.
    ///
    /// # Panics
    /// As [`SourceMap::add`].
    pub fn add_bytes(&mut self, name: PathBuf, mut bytes: Vec<u8>) -> usize {
        let mut invalid = Vec::new();
        let mut from = 0;
        let text = loop {
            let error = match str::from_utf8(&bytes[from..]) {
                Ok(_) => break String::from_utf8(bytes).unwrap_or_default(),
                Err(error) => error,
            };
            let start = from + error.valid_up_to();
            from = error.error_len().map_or(bytes.len(), |len| start + len);
            bytes[start..from].fill(0);
            invalid.extend(start as u32..from as u32);
        };
        let index = self.add(name, text);
        self.files[index].invalid = invalid;
        index
    }

    /// The file with this index.
    pub fn file(&self, index: usize) -> &Source {
        &self.files[index]
    }

    /// All files.
    pub fn files(&self) -> &[Source] {
        &self.files
    }

    /// The index of the file that holds a position.
    pub fn file_of(&self, pos: Pos) -> Option<usize> {
        if pos == Pos::NONE {
            return None;
        }
        self.files
            .partition_point(|f| f.base <= pos.0)
            .checked_sub(1)
    }

    /// Which line directive a position is under, with the number of its file; none for those that are under none.
    pub fn origin_of(&self, pos: Pos) -> Option<(usize, usize)> {
        let index = self.file_of(pos)?;
        let file = &self.files[index];
        let offset = pos.0 - file.base;
        let n = file.origins.partition_point(|o| o.offset <= offset);
        (n > 0).then_some((index, n))
    }

    /// File, line and column of a position, where line directives say that it comes from; column 0 is unknown.
    pub fn place(&self, pos: Pos) -> Option<Place<'_>> {
        let file = &self.files[self.file_of(pos)?];
        let offset = pos.0 - file.base;
        let line = file.line(offset);
        let column = offset - file.lines[line as usize - 1] + 1;
        let n = file.origins.partition_point(|o| o.offset <= offset);
        let Some(origin) = n.checked_sub(1).map(|n| &file.origins[n]) else {
            return Some(Place {
                file: &file.name,
                line,
                column,
            });
        };
        let below = line - file.line(origin.offset);
        Some(Place {
            file: &origin.file,
            line: origin.line.saturating_add(below),
            column: match origin.column {
                None => 0,
                Some(first) if below == 0 => first.saturating_add(offset - origin.offset),
                Some(_) => column,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let mut sources = SourceMap::default();
        sources.add("a.go".into(), "ab\nc".into());
        let b = sources.add("b.go".into(), "\n\nx".into());
        let base = sources.file(b).base;
        let place = |pos| {
            sources
                .place(Pos(pos))
                .map(|p| (p.file.to_owned(), p.line, p.column))
        };
        assert_eq!(place(0), None);
        assert_eq!(place(1), Some(("a.go".into(), 1, 1)));
        assert_eq!(place(4), Some(("a.go".into(), 2, 1)));
        assert_eq!(place(base + 2), Some(("b.go".into(), 3, 1)));
        assert_eq!(place(base + 3), Some(("b.go".into(), 3, 2)));
    }

    #[test]
    fn bytes_that_are_no_text_keep_all_offsets() {
        let mut sources = SourceMap::default();
        let file = sources.add_bytes("a.go".into(), b"a\xff\xe4\xb8b\xe4\xb8\x96\xc3".to_vec());
        assert_eq!(sources.file(file).text, "a\0\0\0b世\0");
        assert_eq!(sources.file(file).invalid(), [1, 2, 3, 8]);
        let clean = sources.add_bytes("b.go".into(), "é\0".into());
        assert_eq!(sources.file(clean).text, "é\0");
        assert_eq!(sources.file(clean).invalid(), [0; 0]);
    }
}

//! Source files and positions in them.

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
}

impl Source {
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

    /// File, line and column of a position.
    pub fn place(&self, pos: Pos) -> Option<Place<'_>> {
        let file = &self.files[self.file_of(pos)?];
        let offset = pos.0 - file.base;
        let line = file.lines.partition_point(|&start| start <= offset);
        Some(Place {
            file: &file.name,
            line: line as u32,
            column: offset - file.lines[line - 1] + 1,
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

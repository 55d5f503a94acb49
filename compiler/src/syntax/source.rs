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
    /// `//line` comments, in order.
    marks: Vec<LineMark>,
}

/// A `//line file:line:column` comment: what its text counts as from an offset on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineMark {
    /// Offset in the file.
    pub offset: u32,
    /// The file's name, unless it stays the same.
    pub file: Option<PathBuf>,
    /// The line at the offset.
    pub line: u32,
    /// The column at the offset, where it is given; else there are no columns.
    pub column: Option<u32>,
}

/// What stands for a file without a name.
pub const NO_NAME: &str = "??";

/// Whether a name is a path of a system with drives: `c:/file.go`.
pub fn has_drive(name: &Path) -> bool {
    name.as_os_str().as_encoded_bytes().get(1) == Some(&b':')
}

impl LineMark {
    /// Reads what stands behind `line `.
    pub fn parse(text: &str, offset: u32) -> Option<Self> {
        let number = |s: &str| s.parse::<u32>().ok().filter(|&n| n > 0);
        let (rest, last) = text.trim_end_matches('\r').rsplit_once(':')?;
        let last = number(last)?;
        let (file, line, column) = match rest.rsplit_once(':') {
            Some((file, line)) if number(line).is_some() => (file, number(line)?, Some(last)),
            _ => (rest, last, None),
        };
        Some(Self {
            offset,
            file: (!file.is_empty()).then(|| file.into()),
            line,
            column,
        })
    }
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
    /// Column in bytes, from 1; 0 behind a `//line` comment that gives none.
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
        lines.shrink_to_fit();
        self.files.push(Source {
            name,
            text,
            base,
            lines,
            invalid: Vec::new(),
            marks: Vec::new(),
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

    /// Sets the `//line` comments of a file, in the order of their offsets. Relative names lie beside the file; names with a
    /// drive letter are as they were written. A comment without a name keeps the last one when it has a column; else there is none.
    pub fn set_marks(&mut self, index: usize, mut marks: Vec<LineMark>) {
        let source = &mut self.files[index];
        let folder = source.name.parent().unwrap_or(Path::new(""));
        let mut name = source.name.clone();
        for mark in &mut marks {
            match (&mark.file, mark.column) {
                (Some(file), _) if has_drive(file) => name.clone_from(file),
                (Some(file), _) => name = folder.join(file),
                (None, None) => name = PathBuf::from(NO_NAME),
                (None, Some(_)) => {}
            }
            mark.file = Some(name.clone());
        }
        source.marks = marks;
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

    /// Which line comment a position is under, with the number of its file; none for those that are under none.
    pub fn origin_of(&self, pos: Pos) -> Option<(usize, usize)> {
        let index = self.file_of(pos)?;
        let file = &self.files[index];
        let offset = pos.0 - file.base;
        let n = file.marks.partition_point(|m| m.offset <= offset);
        (n > 0).then_some((index, n))
    }

    /// The line of text that a position is in, and its offset in it.
    pub fn line(&self, pos: Pos) -> Option<(&str, usize)> {
        let file = &self.files[self.file_of(pos)?];
        let offset = (pos.0 - file.base) as usize;
        let line = file
            .lines
            .partition_point(|&start| start as usize <= offset);
        let start = file.lines[line - 1] as usize;
        let text = file.text[start..].lines().next().unwrap_or("");
        let at = offset - start;
        // The end of a file may lie behind its last line.
        text.is_char_boundary(at).then_some((text, at))
    }

    /// File, line and column of a position.
    pub fn place(&self, pos: Pos) -> Option<Place<'_>> {
        let file = &self.files[self.file_of(pos)?];
        let offset = pos.0 - file.base;
        let line_of = |offset| file.lines.partition_point(|&start| start <= offset);
        let line = line_of(offset);
        let column = offset - file.lines[line - 1] + 1;
        let marks = file.marks.partition_point(|m| m.offset <= offset);
        let Some(mark) = marks.checked_sub(1).map(|i| &file.marks[i]) else {
            return Some(Place {
                file: &file.name,
                line: line as u32,
                column,
            });
        };
        let below = (line - line_of(mark.offset)) as u32;
        Some(Place {
            file: mark.file.as_deref().unwrap_or(&file.name),
            line: mark.line + below,
            column: match mark.column {
                None => 0,
                Some(first) if below == 0 => first + (offset - mark.offset),
                Some(_) => column,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_comments_move_places() {
        let mut sources = SourceMap::default();
        let text = "a\n//line b.go:10\nx\ny /*line :20:5*/z\n";
        let file = sources.add("d/a.go".into(), text.into());
        let marks = [("b.go:10", 17), (":20:5", 35)];
        let marks = marks.map(|(text, at)| LineMark::parse(text, at).unwrap());
        sources.set_marks(file, marks.into());
        let place = |offset: u32| {
            let p = sources.place(Pos(1 + offset)).unwrap();
            format!("{}:{}:{}", p.file.display(), p.line, p.column)
        };
        assert_eq!(place(0), "d/a.go:1:1");
        assert_eq!(place(17), "d/b.go:10:0");
        assert_eq!(place(19), "d/b.go:11:0");
        assert_eq!(place(35), "d/b.go:20:5");
        assert_eq!(LineMark::parse("nothing", 0), None);
        assert_eq!(LineMark::parse("a:0", 0), None);
    }

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

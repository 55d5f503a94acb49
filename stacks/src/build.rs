//! Encoding frame layouts: what a compiler calls, on a host of any word size, for a target of any word size.
//!
//! ```
//! use burrow_stacks::build::{FileTable, FuncInfoBuilder, Target};
//!
//! let mut files = FileTable::new();
//! let file = files.number("/src/main.go");
//! // func walk(n *node, depth int64): n at 8, depth at 16, a local pointer at 24; 32 bytes.
//! let mut b = FuncInfoBuilder::new(Target::WASM32, "main.walk", file, 32);
//! b.entry_size(24);
//! assert_eq!(b.point(10, &[8]), 0); // entry: the arguments
//! assert_eq!(b.point(12, &[8, 24]), 1); // after the first call
//! assert_eq!(b.point(13, &[24]), 2); // n is dead here
//! let encoded = b.finish();
//! assert_eq!((encoded.points, encoded.frame_size), (3, 32));
//! let static_data = encoded.info32(7, 0x1000, 0x1100, 0);
//! assert_eq!(static_data[..8], [32, 0, 0, 0, 7, 0, 0, 0]);
//! ```

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::func::{ENTRY_MAX, FRAME_ALIGN, FuncFlags, HEADER_WORDS, layout32};
use crate::varint::{push, push_short, push_str, zigzag};

/// What of a target matters to frame layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Bytes in a word: 4 or 8.
    pub word: u32,
}

impl Target {
    /// 32-bit WebAssembly.
    pub const WASM32: Target = Target { word: 4 };
    /// The machine this code runs on.
    pub const HOST: Target = Target {
        word: crate::WORD as u32,
    };

    /// Bytes in a frame's header.
    pub const fn header(self) -> u32 {
        self.word * HEADER_WORDS as u32
    }
}

/// The program's file names, each once.
#[derive(Clone, Debug, Default)]
pub struct FileTable {
    names: Vec<String>,
}

impl FileTable {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of a file, added when it is new.
    pub fn number(&mut self, name: &str) -> u32 {
        // Functions of one file follow each other, so the newest is asked first.
        if let Some(at) = self.names.iter().rposition(|n| n == name) {
            return at as u32;
        }
        self.names.push(name.into());
        self.names.len() as u32 - 1
    }

    /// The bytes that [`Files`](crate::Files) reads.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        push(&mut out, self.names.len() as u32);
        for name in &self.names {
            push_str(&mut out, name);
        }
        out
    }
}

/// A stack object of the function being described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId(u32);

/// A body inlined into the function being described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InlineId(u32);

#[derive(Debug)]
struct Object {
    offset: u32,
    elements: u32,
    words: u32,
    pattern: Vec<u8>,
}

#[derive(Debug)]
struct Point {
    line: u32,
    place: u32,
    slots: Vec<u32>,
    objects: Vec<u32>,
}

/// Collects what is known about one function and encodes it.
///
/// All offsets are in bytes from `fp`. Its methods panic on a layout that cannot be right (a misaligned slot, a slot in
/// the header or outside the frame, overlapping objects): that is the compiler's mistake, and the message says which.
#[derive(Debug)]
pub struct FuncInfoBuilder {
    target: Target,
    name: String,
    file: u32,
    frame_size: u32,
    entry_size: u32,
    flags: FuncFlags,
    result_words: u32,
    results: Vec<u32>,
    objects: Vec<Object>,
    inlines: Vec<(u32, String, u32, u32)>,
    points: Vec<Point>,
}

/// The encoded description of one function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The pointer maps. Functions with equal bytes may share one copy.
    pub maps: Vec<u8>,
    /// Names and lines.
    pub meta: Vec<u8>,
    /// Number of resume points.
    pub points: u32,
    /// As given.
    pub frame_size: u32,
    /// The value of [`FuncInfo::flags_entry`](crate::FuncInfo::flags_entry).
    pub flags_entry: u32,
}

impl Encoded {
    /// The static data of the function's [`FuncInfo`](crate::FuncInfo) on a 32-bit target, given where the rest was put.
    pub fn info32(&self, resume: u32, maps: u32, meta: u32, defer: u32) -> [u8; layout32::SIZE] {
        let mut out = [0; layout32::SIZE];
        let fields = [self.frame_size, resume, maps, meta, defer, self.flags_entry];
        for (bytes, field) in out.chunks_exact_mut(4).zip(fields) {
            bytes.copy_from_slice(&field.to_le_bytes());
        }
        out
    }
}

impl FuncInfoBuilder {
    /// Starts the description of a function. `name` has its package path; `file` is a number of the program's
    /// [`FileTable`]; `frame_size` includes the header.
    pub fn new(target: Target, name: &str, file: u32, frame_size: u32) -> Self {
        assert!(
            frame_size.is_multiple_of(FRAME_ALIGN as u32) && frame_size >= target.header(),
            "{name}: frame size {frame_size}"
        );
        FuncInfoBuilder {
            target,
            name: name.into(),
            file,
            frame_size,
            entry_size: target.header(),
            flags: FuncFlags::empty(),
            result_words: 0,
            results: Vec::new(),
            objects: Vec::new(),
            inlines: Vec::new(),
            points: Vec::new(),
        }
    }

    /// Says how many bytes header and arguments take: at most [`ENTRY_MAX`], which is what an entry record can hold. The
    /// header alone unless said.
    pub fn entry_size(&mut self, bytes: u32) -> &mut Self {
        assert!(
            (self.target.header()..=ENTRY_MAX as u32).contains(&bytes) && bytes <= self.frame_size,
            "{}: entry record of {bytes} bytes",
            self.name
        );
        self.entry_size = bytes;
        self
    }

    /// Says what kind of function it is.
    pub fn flags(&mut self, flags: FuncFlags) -> &mut Self {
        self.flags = flags;
        self
    }

    /// Says which words of the function's result record hold pointers: byte offsets from the record's start.
    pub fn results(&mut self, pointers: &[u32]) -> &mut Self {
        self.results = pointers.iter().map(|&o| self.words(o)).collect();
        self.result_words = self.results.iter().map(|w| w + 1).max().unwrap_or(0);
        self
    }

    /// Declares a stack object: `elements` elements of `size` bytes at `offset`, each with pointers at the byte offsets
    /// `pointers`. All objects are declared before the first point. Objects without pointers need no declaration.
    pub fn object(&mut self, offset: u32, elements: u32, size: u32, pointers: &[u32]) -> ObjectId {
        assert!(
            self.points.is_empty(),
            "{}: an object after the first point",
            self.name
        );
        assert!(
            offset >= self.target.header()
                && offset as u64 + elements as u64 * size as u64 <= self.frame_size as u64,
            "{}: object at {offset} is not inside the frame",
            self.name
        );
        let words = self.words(size);
        let mut pattern = vec![0; words.div_ceil(8) as usize];
        for &p in pointers {
            assert!(
                p < size,
                "{}: pointer {p} of object at {offset} is outside it",
                self.name
            );
            set(&mut pattern, self.words(p));
        }
        self.objects.push(Object {
            offset: self.words(offset),
            elements,
            words,
            pattern,
        });
        ObjectId(self.objects.len() as u32 - 1)
    }

    /// Declares a body inlined into `parent` (`None`: the function itself) at `call_line` of the parent.
    pub fn inline(
        &mut self,
        parent: Option<InlineId>,
        name: &str,
        file: u32,
        call_line: u32,
    ) -> InlineId {
        self.inlines
            .push((parent.map_or(0, |p| p.0), name.into(), file, call_line));
        InlineId(self.inlines.len() as u32)
    }

    /// Declares that code of `parent` comes from another file.
    pub fn other_file(&mut self, parent: Option<InlineId>, file: u32) -> InlineId {
        self.inline(parent, "", file, 0)
    }

    /// Adds the next resume point and returns its number: the line, and the slots that hold live pointers there. All
    /// stack objects count as used, except at point 0, the entry, where none is there yet.
    pub fn point(&mut self, line: u32, pointers: &[u32]) -> u32 {
        let all: Vec<_> = (0..self.objects.len() as u32).map(ObjectId).collect();
        let objects = if self.points.is_empty() {
            &[][..]
        } else {
            &all
        };
        self.point_in(None, line, pointers, objects)
    }

    /// Adds the next resume point: as [`point`](Self::point), inside an inlined body, and with the stack objects that the
    /// function still uses from there on; others are alive only while something alive points to them.
    pub fn point_in(
        &mut self,
        place: Option<InlineId>,
        line: u32,
        pointers: &[u32],
        objects: &[ObjectId],
    ) -> u32 {
        let number = self.points.len() as u32;
        let end = if number == 0 {
            self.entry_size
        } else {
            self.frame_size
        };
        for &p in pointers {
            assert!(
                (self.target.header()..end).contains(&p),
                "{}: pointer slot {p} of point {number} is outside {end} bytes",
                self.name
            );
        }
        assert!(
            number > 0 || objects.is_empty(),
            "{}: objects at the entry",
            self.name
        );
        self.points.push(Point {
            line,
            place: place.map_or(0, |p| p.0),
            slots: pointers
                .iter()
                .map(|&p| self.words(p) - HEADER_WORDS as u32)
                .collect(),
            objects: objects.iter().map(|o| o.0).collect(),
        });
        number
    }

    /// Encodes the function. It must have at least point 0.
    pub fn finish(self) -> Encoded {
        assert!(!self.points.is_empty(), "{}: no entry point", self.name);
        Encoded {
            maps: self.encode_maps(),
            meta: self.encode_meta(),
            points: self.points.len() as u32,
            frame_size: self.frame_size,
            flags_entry: self.entry_size << 16 | self.flags.bits() as u32,
        }
    }

    fn words(&self, bytes: u32) -> u32 {
        assert!(
            bytes.is_multiple_of(self.target.word),
            "{}: {bytes} is not a multiple of a word",
            self.name
        );
        bytes / self.target.word
    }

    fn encode_maps(&self) -> Vec<u8> {
        let first = self
            .points
            .iter()
            .flat_map(|p| &p.slots)
            .map(|s| s + 1)
            .max()
            .unwrap_or(0);
        let end = |p: &Point| {
            let slots = p.slots.iter().map(|s| s + 1).max();
            let objects = p.objects.iter().map(|o| first + o + 1).max();
            slots.max(objects).unwrap_or(0)
        };
        let stride = self.points.iter().map(end).max().unwrap_or(0).div_ceil(8) as usize;

        // Equal bitmaps are kept once. Points repeat the newest ones most, and few functions have many.
        let mut bitmaps: Vec<Vec<u8>> = Vec::new();
        let mut index = Vec::new();
        for point in &self.points {
            let mut map = vec![0; stride];
            point.slots.iter().for_each(|&s| set(&mut map, s));
            point.objects.iter().for_each(|&o| set(&mut map, first + o));
            let at = bitmaps.iter().rposition(|m| *m == map).unwrap_or_else(|| {
                bitmaps.push(map);
                bitmaps.len() - 1
            });
            index.push(at);
        }
        let wide = bitmaps.len() > 256;
        assert!(
            bitmaps.len() <= 1 << 16,
            "{}: more than 65536 pointer maps",
            self.name
        );

        let mut body = Vec::new();
        if stride > 0 {
            bitmaps.iter().for_each(|m| body.extend_from_slice(m));
            if bitmaps.len() > 1 {
                for at in index {
                    let bytes = (at as u16).to_le_bytes();
                    body.extend_from_slice(&bytes[..1 + wide as usize]);
                }
            }
        }
        let mut extras = Vec::new();
        if self.result_words > 0 || !self.objects.is_empty() {
            push_short(&mut extras, self.result_words);
            let mut map = vec![0; self.result_words.div_ceil(8) as usize];
            self.results.iter().for_each(|&w| set(&mut map, w));
            extras.extend_from_slice(&map);
        }
        if !self.objects.is_empty() {
            push_short(&mut extras, first);
            push_short(&mut extras, self.objects.len() as u32);
            for o in &self.objects {
                push_short(&mut extras, o.offset);
                push_short(&mut extras, o.elements);
                push_short(&mut extras, o.words);
                extras.extend_from_slice(&o.pattern);
            }
        }

        // `extra` counts from the end of the heading; 0 means none, so an empty body is counted from one byte before.
        let mut out = Vec::new();
        push_short(
            &mut out,
            (stride as u32) << 2 | (!self.objects.is_empty() as u32) << 1 | wide as u32,
        );
        push_short(
            &mut out,
            if extras.is_empty() {
                0
            } else {
                body.len() as u32 + 1
            },
        );
        if stride > 0 {
            push_short(&mut out, bitmaps.len() as u32);
        }
        out.extend_from_slice(&body);
        out.extend_from_slice(&extras);
        out
    }

    fn encode_meta(&self) -> Vec<u8> {
        let mut out = Vec::new();
        push_str(&mut out, &self.name);
        push(&mut out, self.file);
        push(&mut out, self.inlines.len() as u32);
        for (parent, name, file, call_line) in &self.inlines {
            push(&mut out, *parent);
            push_str(&mut out, name);
            push(&mut out, *file);
            push(&mut out, *call_line);
        }
        push(&mut out, self.points.len() as u32);
        let (mut line, mut place) = (0, 0);
        for point in &self.points {
            let moved = point.place != place;
            push(
                &mut out,
                zigzag(point.line.wrapping_sub(line) as i32) << 1 | moved as u32,
            );
            if moved {
                push(&mut out, point.place);
            }
            (line, place) = (point.line, point.place);
        }
        out
    }
}

fn set(map: &mut [u8], bit: u32) {
    map[bit as usize / 8] |= 1 << (bit % 8);
}

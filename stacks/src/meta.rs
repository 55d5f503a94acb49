//! Names and lines: what a trace says about a resume point.
//!
//! ```text
//! meta   = name:s file:n inlines:n inline * inlines  points:n point * points
//! inline = parent:n name:s file:n call_line:n     parent 0 = the function itself, i + 1 = inline i
//! point  = zigzag(line - previous line) << 1 | moved : n   [ where:n  if moved ]
//!                                                an empty name: code of the parent that comes from another file
//! n      = unsigned LEB128          s = length:n, UTF-8 bytes
//! ```
//!
//! The line before the first is 0; the line of point 0 is the function's own. `where` says in which inlined body the
//! point lies (numbered as `parent` is) and holds until the next `where`. Files are numbers into one [`Files`] table for
//! the program, since they repeat in every function of a file.
//!
//! The address of a `point` stands for where that point lies, the address of an `inline` for the call that it replaced.
//! So each line of a trace has an address of its own, from which [`Meta::find`] leads back to it: what a program counter
//! is elsewhere.

use crate::varint::{Cursor, unzigzag};

/// A view of a function's names and lines.
///
/// Invariant: `at` points to well-formed static data.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    at: *const u8,
}

/// One source position in a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The function's name, with its package path.
    pub name: &'static str,
    /// Number of the file in the program's [`Files`].
    pub file: u32,
    /// Line, from 1; 0 when unknown.
    pub line: u32,
    /// Whether the function was inlined into the next position.
    pub inlined: bool,
    /// The address that stands for it; see the module's doc.
    pub at: *const u8,
}

impl Meta {
    /// A view of the data at `at`; `None` when it is null (stripped).
    ///
    /// # Safety
    /// `at` must be null or the start of data encoded by this crate's builder that lives as long as the program.
    pub const unsafe fn new(at: *const u8) -> Option<Self> {
        if at.is_null() {
            None
        } else {
            Some(Meta { at })
        }
    }

    fn cursor(self) -> Cursor {
        // SAFETY: the type's invariant.
        unsafe { Cursor::new(self.at) }
    }

    /// The function's name.
    pub fn name(self) -> &'static str {
        // SAFETY: the data begins with the name.
        unsafe { self.cursor().string() }
    }

    /// The number of the function's file, and the line at which the function begins.
    pub fn start(self) -> (u32, u32) {
        let (_, line, _) = self.locate(0);
        // SAFETY: name, then file.
        let file = unsafe {
            let mut c = self.cursor();
            c.string();
            c.number()
        };
        (file, line)
    }

    /// The number of resume points.
    pub fn points(self) -> usize {
        // SAFETY: the grammar.
        unsafe { self.after_inlines().number() as usize }
    }

    /// The positions of a resume point: the innermost inlined body first, the function itself last.
    pub fn positions(self, point: usize) -> Positions {
        Positions {
            meta: self,
            next: Some(self.locate(point)),
        }
    }

    /// The position that the address `at` stands for; `None` when it is none of this function's.
    pub fn find(self, at: *const u8) -> Option<Position> {
        let mut c = self.cursor();
        // SAFETY: the grammar.
        unsafe {
            c.string();
            c.number();
            for _ in 0..c.number() {
                let start = c.as_ptr();
                let parent = c.number();
                c.string();
                c.number();
                let line = c.number();
                if (start..c.as_ptr()).contains(&at) {
                    return Some(self.position(parent, line, start));
                }
            }
            let (mut place, mut line) = (0, 0u32);
            for _ in 0..c.number() {
                let start = c.as_ptr();
                step(&mut c, &mut place, &mut line);
                if (start..c.as_ptr()).contains(&at) {
                    return Some(self.position(place, line, start));
                }
            }
        }
        None
    }

    /// The address of the data.
    pub const fn start_address(self) -> *const u8 {
        self.at
    }

    /// The address that stands for the function's entry.
    pub fn entry(self) -> *const u8 {
        let mut c = self.after_inlines();
        // SAFETY: the grammar: the number of points, then point 0.
        unsafe { c.number() };
        c.as_ptr()
    }

    /// The address behind the function's data.
    pub fn end(self) -> *const u8 {
        let mut c = self.after_inlines();
        let (mut place, mut line) = (0, 0);
        // SAFETY: the grammar.
        unsafe {
            for _ in 0..c.number() {
                step(&mut c, &mut place, &mut line);
            }
        }
        c.as_ptr()
    }

    /// A cursor behind the inlined bodies.
    fn after_inlines(self) -> Cursor {
        let mut c = self.cursor();
        // SAFETY: the grammar.
        unsafe {
            c.string();
            c.number();
            for _ in 0..c.number() {
                c.number();
                c.string();
                c.number();
                c.number();
            }
        }
        c
    }

    /// In which inlined body a point lies, its line there, and its address.
    fn locate(self, point: usize) -> (u32, u32, *const u8) {
        let mut c = self.after_inlines();
        let (mut place, mut line) = (0, 0);
        // SAFETY: the grammar; no more points are read than there are.
        unsafe {
            let points = c.number() as usize;
            let mut at = c.as_ptr();
            for _ in 0..points.min(point + 1) {
                at = c.as_ptr();
                step(&mut c, &mut place, &mut line);
            }
            (place, line, at)
        }
    }

    fn position(self, place: u32, line: u32, at: *const u8) -> Position {
        let (_, _, file, _, _) = self.body(place);
        let owner = self.owner(place);
        let (_, name, _, _, _) = self.body(owner);
        Position {
            name,
            file,
            line,
            inlined: owner != 0,
            at,
        }
    }

    /// The function or inlined body that a place belongs to.
    fn owner(self, mut place: u32) -> u32 {
        while place != 0 {
            let (parent, name, _, _, _) = self.body(place);
            if !name.is_empty() {
                break;
            }
            place = parent;
        }
        place
    }

    /// The body `place`: its parent, name, file, the line of its call in the parent, and the address of all that.
    fn body(self, place: u32) -> (u32, &'static str, u32, u32, *const u8) {
        let mut c = self.cursor();
        // SAFETY: the grammar; `place` is at most the number of inlined bodies.
        unsafe {
            let mut body = (0, c.string(), c.number(), 0, self.at);
            let inlines = c.number();
            for _ in 0..place.min(inlines) {
                let at = c.as_ptr();
                body = (c.number(), c.string(), c.number(), c.number(), at);
            }
            body
        }
    }
}

/// Reads a point.
///
/// # Safety
/// The next field must be a point.
unsafe fn step(c: &mut Cursor, place: &mut u32, line: &mut u32) {
    // SAFETY: by contract.
    unsafe {
        let n = c.number();
        *line = line.wrapping_add_signed(unzigzag(n >> 1));
        if n & 1 != 0 {
            *place = c.number();
        }
    }
}

/// The positions of one resume point; see [`Meta::positions`].
#[derive(Clone, Debug)]
pub struct Positions {
    meta: Meta,
    next: Option<(u32, u32, *const u8)>,
}

impl Iterator for Positions {
    type Item = Position;

    fn next(&mut self) -> Option<Position> {
        let (place, line, at) = self.next.take()?;
        let position = self.meta.position(place, line, at);
        let owner = self.meta.owner(place);
        if owner != 0 {
            let (parent, _, _, call_line, at) = self.meta.body(owner);
            self.next = Some((parent, call_line, at));
        }
        Some(position)
    }
}

/// The program's file names: `count:n s * count`.
///
/// Invariant: `at` points to well-formed static data.
#[derive(Clone, Copy, Debug)]
pub struct Files {
    at: *const u8,
}

impl Files {
    /// A view of the table at `at`.
    ///
    /// # Safety
    /// `at` must be the start of a table encoded by [`build::FileTable`](crate::build::FileTable) that lives as long as
    /// the program.
    pub const unsafe fn new(at: *const u8) -> Self {
        Files { at }
    }

    /// The name of a file; `None` when there is no such file.
    pub fn get(self, file: u32) -> Option<&'static str> {
        // SAFETY: a count, then so many strings.
        unsafe {
            let mut c = Cursor::new(self.at);
            if file >= c.number() {
                return None;
            }
            for _ in 0..file {
                c.string();
            }
            Some(c.string())
        }
    }
}

//! What the linker tells of the program (`docs/abi.md`, section 6), in several pieces: a module has only those that its
//! runtime refers to.

use burrow_stacks::{Files, FuncInfo, Meta};

/// What every program needs.
#[derive(Debug)]
#[repr(C)]
pub struct LinkInfo {
    /// First free byte of memory, aligned to 16.
    pub heap_base: usize,
    /// Outermost frame of every goroutine.
    pub gostart: &'static FuncInfo,
    /// Closure of the first goroutine.
    pub main: usize,
}

/// Package variables with pointers, which lie together: what a collector needs.
#[derive(Debug)]
#[repr(C)]
pub struct Roots {
    /// First word.
    pub start: *mut usize,
    /// How many words there are.
    pub words: usize,
    /// One bit a word, lowest first: is it a pointer?
    pub mask: *const u8,
}

/// Frames that are pushed when something panics.
#[derive(Debug)]
#[repr(C)]
pub struct Panics {
    /// Calls a deferred function.
    pub calldefer: &'static FuncInfo,
    /// Makes and raises a run-time error; absent when no check can fail.
    pub panic_rt: Option<&'static FuncInfo>,
    /// Turns a panic's value into text by its methods.
    pub panic_text: Option<&'static FuncInfo>,
}

/// Itabs that the compiler made.
#[derive(Debug)]
#[repr(C)]
pub struct Itabs {
    /// Their addresses.
    pub list: *const usize,
    /// How many there are.
    pub count: usize,
}

// SAFETY: written by the linker, never by the program.
unsafe impl Sync for LinkInfo {}
// SAFETY: as above.
unsafe impl Sync for Roots {}
// SAFETY: as above.
unsafe impl Sync for Itabs {}

/// Names and lines of all functions, one after the other.
#[derive(Debug)]
#[repr(C)]
pub struct Lines {
    /// The first.
    pub start: *const u8,
    /// Behind the last.
    pub end: *const u8,
}

// SAFETY: as above.
unsafe impl Sync for Lines {}

#[allow(non_upper_case_globals)]
unsafe extern "C" {
    safe static burrow_link: LinkInfo;
    safe static burrow_roots: Roots;
    safe static burrow_panics: Panics;
    safe static burrow_itabs: Itabs;
    /// Names of source files, or null when stripped.
    safe static burrow_files: FileTable;
    safe static burrow_lines: Lines;
    safe static burrow_slots: Slots;
}

#[repr(transparent)]
struct Slots(*const usize);

// SAFETY: as above.
unsafe impl Sync for Slots {}

#[repr(transparent)]
struct FileTable(*const u8);

// SAFETY: as above.
unsafe impl Sync for FileTable {}

/// What every program needs.
#[inline]
pub fn info() -> &'static LinkInfo {
    &burrow_link
}

/// Package variables with pointers.
#[inline]
pub fn roots() -> &'static Roots {
    &burrow_roots
}

/// Frames for panics.
#[inline]
pub fn panics() -> &'static Panics {
    &burrow_panics
}

/// Static itabs.
#[inline]
pub fn itabs() -> &'static [usize] {
    match burrow_itabs.count {
        0 => &[],
        // SAFETY: the linker's table.
        n => unsafe { core::slice::from_raw_parts(burrow_itabs.list, n) },
    }
}

/// The names and lines of the function at a place in the function table.
pub fn slot(n: usize) -> Option<Meta> {
    let table = burrow_slots.0;
    // SAFETY: the linker's table: how many there are, and then they.
    let at = unsafe { (n < *table).then(|| *table.add(1 + n))? };
    // SAFETY: as above; 0 for none.
    unsafe { Meta::new(core::ptr::without_provenance(at)) }
}

/// Names and lines of all functions.
pub fn lines() -> &'static Lines {
    &burrow_lines
}

/// A source file's name.
pub fn file(number: u32) -> Option<&'static str> {
    if burrow_files.0.is_null() {
        return None;
    }
    // SAFETY: the compiler's table.
    unsafe { Files::new(burrow_files.0) }.get(number)
}

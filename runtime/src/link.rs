//! What the linker tells of the program (`docs/abi.md`, section 6).

use burrow_stacks::{Files, FuncInfo};

/// One run of package variables with pointers.
#[derive(Debug)]
#[repr(C)]
pub struct RootRange {
    /// First word.
    pub start: *mut usize,
    /// How many words there are.
    pub words: usize,
    /// One bit a word, lowest first: is it a pointer?
    pub mask: *const u8,
}

/// The linker's table.
#[derive(Debug)]
#[repr(C)]
pub struct LinkInfo {
    /// First free byte of memory, aligned to 16.
    pub heap_base: usize,
    /// Package variables with pointers.
    pub roots: *const RootRange,
    /// How many ranges there are.
    pub root_count: usize,
    /// Outermost frame of every goroutine.
    pub gostart: &'static FuncInfo,
    /// Frame that calls a deferred function.
    pub calldefer: &'static FuncInfo,
    /// Closure of the first goroutine.
    pub main: usize,
    /// Static itabs.
    pub itabs: *const usize,
    /// How many there are.
    pub itab_count: usize,
    /// Frame that makes and raises a run-time error; absent when no check can fail.
    pub panic_rt: Option<&'static FuncInfo>,
    /// Frame that turns a panic's value into text by its methods.
    pub panic_text: Option<&'static FuncInfo>,
    /// Names of source files, or null when stripped.
    pub files: *const u8,
}

impl LinkInfo {
    /// A source file's name.
    pub fn file(&self, number: u32) -> Option<&'static str> {
        if self.files.is_null() {
            return None;
        }
        // SAFETY: the compiler's table.
        unsafe { Files::new(self.files) }.get(number)
    }
}

// SAFETY: written by the linker, never by the program.
unsafe impl Sync for LinkInfo {}

unsafe extern "C" {
    /// Defined by the program.
    #[link_name = "burrow_link"]
    static BURROW_LINK: LinkInfo;
}

/// The linker's table.
#[inline]
pub fn info() -> &'static LinkInfo {
    // SAFETY: the linker defines it.
    unsafe { &BURROW_LINK }
}

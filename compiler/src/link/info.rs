//! What the runtime has to know of the program, as `docs/abi.md`, section 6, describes it.
//!
//! The program's object defines it and the runtime declares it `extern`, so an ordinary link fills it in.

use crate::object::{Data, Object, Sym};

/// The program's part of it.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// FuncInfo of `gostart`.
    pub gostart: Sym,
    /// FuncInfo of `calldefer`.
    pub calldefer: Sym,
    /// FuncInfo of `panicrt`, when a check can fail.
    pub panic_rt: Option<Sym>,
    /// FuncInfo of `panictext`, when the program can panic.
    pub panic_text: Option<Sym>,
    /// Names of source files, unless stripped.
    pub files: Option<Sym>,
    /// The closure of the first goroutine.
    pub main: Sym,
    /// The table of static itabs and its length.
    pub itabs: Option<(Sym, u32)>,
}

impl Info {
    /// Defines the tables in the program's object. Each is a symbol of its own, so that a module has only those that its
    /// part of the runtime refers to.
    ///
    /// | symbol | words |
    /// | --- | --- |
    /// | `burrow_link` | heap base, aligned to 16; FuncInfo of gostart; closure of main |
    /// | `burrow_roots` | Go variables with pointers, which lie together: address, words, address of a bitmap with one bit a word, lowest first |
    /// | `burrow_panics` | FuncInfos of calldefer, of panicrt and panictext (or 0) |
    /// | `burrow_itabs` | static itabs: address of the table, number of entries |
    /// | `burrow_files` | names of source files, or 0 |
    /// | `burrow_lines` | start and end of all functions' names and lines |
    /// | `burrow_slots` | address of the number of places in the function table and the addresses of their names and lines |
    pub fn define(&self, object: &mut Object) {
        let [heap_base, lines, lines_end, start, words, mask, slots] = [
            "__heap_base",
            "__lines_start",
            "__lines_end",
            "__roots_start",
            "__roots_words",
            "__roots_mask",
            "__slots",
        ]
        .map(|name| object.extern_data(name));
        let mut table = |name: &str, entries: &[Option<Sym>]| {
            let mut data = Data::read_only(Vec::new(), 4);
            for entry in entries {
                match entry {
                    Some(sym) => data.addr(*sym, 0),
                    None => data.u32(0),
                };
            }
            object.define_data(name, data)
        };
        table(
            "burrow_link",
            &[Some(heap_base), Some(self.gostart), Some(self.main)],
        );
        table("burrow_roots", &[Some(start), Some(words), Some(mask)]);
        table(
            "burrow_panics",
            &[Some(self.calldefer), self.panic_rt, self.panic_text],
        );
        table("burrow_files", &[self.files]);
        table("burrow_lines", &[Some(lines), Some(lines_end)]);
        table("burrow_slots", &[Some(slots)]);
        let mut itabs = Data::read_only(Vec::new(), 4);
        match self.itabs {
            Some((table, count)) => itabs.addr(table, 0).u32(count),
            None => itabs.u32(0).u32(0),
        };
        object.define_data("burrow_itabs", itabs);
    }
}

//! `burrow_link`: what the runtime has to know of the program, as `docs/abi.md` describes it.
//!
//! The program's object defines it and the runtime declares it `extern`, so an ordinary link fills it in.

use crate::object::{Data, Object, Sym};

/// The program's part of `burrow_link`.
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
    /// Defines `burrow_link` in the program's object.
    ///
    /// | offset | what |
    /// | --- | --- |
    /// | 0 | heap base, aligned to 16 |
    /// | 4, 8 | roots: address of the table, number of entries (1) |
    /// | 12 | FuncInfo of gostart |
    /// | 16 | FuncInfo of calldefer |
    /// | 20 | closure of main |
    /// | 24, 28 | static itabs: address of the table, number of entries |
    /// | 32, 36 | FuncInfo of panicrt and panictext, or 0 |
    /// | 40 | names of source files, or 0 |
    ///
    /// The one entry of the roots describes all Go variables with pointers, which lie together: address, words, address of a
    /// bitmap with one bit a word, lowest first.
    pub fn define(&self, object: &mut Object) -> Sym {
        let [heap_base, start, words, mask] = [
            "__heap_base",
            "__roots_start",
            "__roots_words",
            "__roots_mask",
        ]
        .map(|name| object.extern_data(name));
        let mut roots = Data::read_only(Vec::new(), 4);
        roots.addr(start, 0).addr(words, 0).addr(mask, 0);
        let roots = object.define_local_data("roots", roots);

        let mut link = Data::read_only(Vec::new(), 4);
        link.addr(heap_base, 0).addr(roots, 0).u32(1);
        link.addr(self.gostart, 0).addr(self.calldefer, 0);
        link.addr(self.main, 0);
        match self.itabs {
            Some((table, count)) => link.addr(table, 0).u32(count),
            None => link.u32(0).u32(0),
        };
        for optional in [self.panic_rt, self.panic_text, self.files] {
            match optional {
                Some(sym) => link.addr(sym, 0),
                None => link.u32(0),
            };
        }
        object.define_data("burrow_link", link)
    }
}
